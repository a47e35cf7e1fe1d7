//! What an expression means: the year it leaves open, the day it counts from.

use std::ops::RangeInclusive;

use chrono::{Datelike, NaiveDate};

use super::calendar::{Interval, interval, offset, past, step};
use super::{DateKind, Grain, Place, Saying};

/// Days from a date just told within which a day without a year goes on from
/// it: *the worst since the truce of May 12, 1994 … on October 1* does not.
const THREAD: RangeInclusive<i64> = -31..=100;

/// What an expression is understood by.
#[derive(Debug, Clone, Copy, Default)]
pub struct Context {
    /// Day of publication.
    pub published: Option<NaiveDate>,
    /// The last absolute date told close before.
    pub near: Option<(NaiveDate, NaiveDate)>,
    /// The last absolute date of the text.
    pub last: Option<(NaiveDate, NaiveDate)>,
    /// Whether a verb of the future stands by it.
    pub future: bool,
    /// Whether it is a term that may lie behind or ahead: *by January 1*.
    pub by: bool,
}

/// The days that are meant, and what was needed to tell.
pub fn resolve(saying: Saying, context: &Context) -> Option<(Interval, DateKind)> {
    match saying {
        Saying::Place(place) => of_place(place, context),
        Saying::Offset { unit, count, part } => {
            Some((offset(context.published?, unit, count, part)?, DateKind::Relative))
        }
        Saying::Past { unit, count } => Some((past(context.published?, unit, count)?, DateKind::Relative)),
        Saying::Stretch(first, last) => stretch(first, last, context),
    }
}

fn of_place(place: Place, context: &Context) -> Option<(Interval, DateKind)> {
    if let Some(year) = place.year {
        return Some((interval(place, year)?, DateKind::Absolute));
    }
    if place.month.is_none() && place.season.is_none() {
        return Some((weekday(place, context)?, DateKind::Relative));
    }
    if let Some(years) = place.years {
        let year = context.published?.year().checked_add(years)?;
        return Some((interval(place, year)?, DateKind::Relative));
    }
    let year = year_of(place, context)?;
    Some((interval(place, year)?, DateKind::Partial))
}

/// Both ends; the first takes from the second what it leaves unsaid.
fn stretch(mut first: Place, mut last: Place, context: &Context) -> Option<(Interval, DateKind)> {
    let weekdays = |p: &Place| p.weekday.is_some() && p.month.is_none();
    if weekdays(&first) && weekdays(&last) {
        let (to_from, to, _) = weekday(last, context)?;
        let back = (i64::from(last.weekday? + 7) - i64::from(first.weekday?)) % 7;
        return Some(((step(to_from, -back)?, to, Grain::Day), DateKind::Relative));
    }
    // *between 2016 and 2018* needs nothing; *in 2020 … from September to November* is two partial ones.
    let kind = if first.year.is_some() || last.year.is_some() { DateKind::Absolute } else { DateKind::Partial };
    if kind == DateKind::Partial {
        last.year = Some(year_of(last, context)?);
    }
    let order = |p: &Place| (p.month.or(p.season.map(|s| 3 * s)).unwrap_or(0), p.days.map_or(0, |d| d.0));
    match (first.year, last.year) {
        (None, Some(year)) => first.year = Some(if order(&first) > order(&last) { year - 1 } else { year }),
        (Some(year), None) => last.year = Some(if order(&first) > order(&last) { year + 1 } else { year }),
        _ => {}
    }
    let (from, _, a) = interval(first, first.year?)?;
    let (_, to, b) = interval(last, last.year?)?;
    (from <= to).then_some(((from, to, a.max(b)), kind))
}

/// The weekday that is meant: the last one, unless something points ahead.
fn weekday(place: Place, context: &Context) -> Option<Interval> {
    let today = context.published?;
    let wanted = i64::from(place.weekday? - 1);
    let ahead = (wanted - i64::from(today.weekday().num_days_from_monday())).rem_euclid(7);
    let days = match place.toward {
        Some(1) => {
            if ahead == 0 {
                7
            } else {
                ahead
            }
        }
        Some(-1) => {
            if ahead == 0 {
                -7
            } else {
                ahead - 7
            }
        }
        // *this Tuesday* and a weekday alone.
        _ if ahead == 0 => 0,
        _ if context.future => ahead,
        _ => ahead - 7,
    };
    let day = step(today, days)?;
    Some((day, day, Grain::Day))
}

/// The year of a day, month or season that tells none.
///
/// What was told close before decides first (*The war began on 27 September
/// 2020. On November 8 …*), unless the day would lie after publication; then
/// the last such day before publication, or the next one with a verb of the
/// future; the closer of the two for a term (*by January 1*); a weekday named
/// with it can overrule that. Without a date of
/// publication, the last absolute date of the text.
fn year_of(place: Place, context: &Context) -> Option<i32> {
    let Some(today) = context.published else {
        return context.last.and_then(|last| nearest(place, last)).map(|(_, year)| year);
    };
    let first_of = |year: i32| interval(place, year).map(|(from, to, _)| (year, from, to));
    // 29 February may be years away.
    let before =
        |limit: NaiveDate| (0..9).filter_map(|n| first_of(today.year() + 1 - n)).find(|(_, from, _)| *from <= limit);
    let after =
        |limit: NaiveDate| (0..9).filter_map(|n| first_of(today.year() - 1 + n)).find(|(_, _, to)| *to >= limit);
    match place.toward {
        // *last September* in a September is that of the year before.
        Some(-1) => {
            return (0..9).filter_map(|n| first_of(today.year() - n)).find(|(_, _, to)| *to < today).map(|f| f.0);
        }
        Some(1) => {
            return (0..9).filter_map(|n| first_of(today.year() + n)).find(|(_, from, _)| *from > today).map(|f| f.0);
        }
        Some(_) => return Some(today.year()),
        None => {}
    }
    let told = context.near.and_then(|near| nearest(place, near)).filter(|(gap, _)| THREAD.contains(gap));
    if let Some((_, year)) = told.filter(|(_, year)| first_of(*year).is_some_and(|(_, from, _)| from <= today)) {
        return Some(year);
    }
    let (last, next) = (before(today), after(today));
    let fits = |found: Option<(i32, NaiveDate, NaiveDate)>| {
        let is = |day: NaiveDate| place.weekday.is_none_or(|w| day.weekday().number_from_monday() == w);
        found.filter(|(_, from, _)| is(*from))
    };
    let distance =
        |found: Option<(i32, NaiveDate, NaiveDate)>| found.map(|(_, from, _)| (from - today).num_days().abs());
    let ahead = context.future || (context.by && place.days.is_some() && distance(next) < distance(last));
    let ordered = if ahead { [next, last] } else { [last, next] };
    let fitting = ordered.into_iter().find_map(fits);
    fitting.or(ordered[0]).or(ordered[1]).map(|f| f.0)
}

/// The year in which a place lies within an interval, else closest to it, and
/// how many days lie between; negative: it lies before.
fn nearest(place: Place, (from, to): (NaiveDate, NaiveDate)) -> Option<(i64, i32)> {
    let years = (from.year() - 1)..=(to.year().min(from.year() + 10) + 1);
    let distance = |year: i32| {
        let (first, last, _) = interval(place, year)?;
        let gap = if last < from { (last - from).num_days() } else { (first - to).num_days().max(0) };
        Some((gap, year))
    };
    years.filter_map(distance).min_by_key(|(gap, year)| (gap.abs(), *year))
}
