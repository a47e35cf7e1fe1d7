//! Intervals of days: a place of the calendar whose year is known, and steps from a day.

use chrono::{Datelike, Days, Months, NaiveDate};

use super::{Grain, Part, Place};
use crate::text::dates::Unit;

/// First day, last day, how exactly.
pub type Interval = (NaiveDate, NaiveDate, Grain);

/// The days that a place with a year stands for; `None` for a day that no month has.
pub fn interval(place: Place, year: i32) -> Option<Interval> {
    let day = NaiveDate::from_ymd_opt;
    if place.decade {
        let (first, last) = thirds(place.part, (0, 9), [(0, 3), (4, 6), (7, 9)]);
        return Some((day(year + first, 1, 1)?, day(year + last, 12, 31)?, Grain::Decade));
    }
    if let (Some(month), Some((first, last))) = (place.month, place.days) {
        return Some((day(year, month, first)?, day(year, month, last)?, Grain::Day)).filter(|(a, b, _)| a <= b);
    }
    if let Some(month) = place.month {
        let last = end_of_month(year, month)?.day();
        let (first, last) = thirds(place.part, (1, last), [(1, 10), (11, 20), (21, last)]);
        let grain = if place.part.is_some() { Grain::Part } else { Grain::Month };
        return Some((day(year, month, first)?, day(year, month, last)?, grain));
    }
    if let Some(season) = place.season {
        // Winter begins in December; the other seasons lie within their year.
        let first = day(year, 3 * season.clamp(1, 4), 1)?;
        let third = |n: u32| first.checked_add_months(Months::new(n));
        let (from, months) = match place.part {
            None => (first, 3),
            Some(Part::Early) => (first, 1),
            Some(Part::Mid) => (third(1)?, 1),
            Some(Part::Late) => (third(2)?, 1),
        };
        let behind = from.checked_add_months(Months::new(months))?;
        let grain = if place.part.is_some() { Grain::Month } else { Grain::Season };
        return Some((from, behind.pred_opt()?, grain));
    }
    let (first, last) = thirds(place.part, (1, 12), [(1, 4), (5, 8), (9, 12)]);
    let grain = if place.part.is_some() { Grain::Season } else { Grain::Year };
    Some((day(year, first, 1)?, end_of_month(year, last)?, grain))
}

fn thirds<T>(part: Option<Part>, whole: T, parts: [T; 3]) -> T {
    let [early, mid, late] = parts;
    match part {
        None => whole,
        Some(Part::Early) => early,
        Some(Part::Mid) => mid,
        Some(Part::Late) => late,
    }
}

fn end_of_month(year: i32, month: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, 1)?.checked_add_months(Months::new(1))?.pred_opt()
}

/// The calendar unit that lies `count` units from a day: of `week -1`, the week
/// before, Monday to Sunday. A decade reaches five years to each side.
pub fn offset(from: NaiveDate, unit: Unit, count: i32, part: Option<Part>) -> Option<Interval> {
    let months = |day: NaiveDate, count: i32| {
        let by = Months::new(count.unsigned_abs());
        if count < 0 { day.checked_sub_months(by) } else { day.checked_add_months(by) }
    };
    match unit {
        Unit::Day => step(from, count.into()).map(|day| (day, day, Grain::Day)),
        Unit::Week => {
            let monday = step(from, -i64::from(from.weekday().num_days_from_monday()))?;
            let monday = step(monday, 7 * i64::from(count))?;
            Some((monday, step(monday, 6)?, Grain::Week))
        }
        Unit::Month => {
            let first = months(from.with_day(1)?, count)?;
            let place = Place { month: Some(first.month()), part, ..Place::default() };
            interval(place, first.year())
        }
        Unit::Year => interval(Place { part, ..Place::default() }, from.year().checked_add(count)?),
        Unit::Decade => {
            let year = from.year().checked_add(count.checked_mul(10)?)?;
            let day = NaiveDate::from_ymd_opt;
            Some((day(year - 5, 1, 1)?, day(year + 5, 12, 31)?, Grain::Decade))
        }
    }
}

/// The last `count` units up to a day.
pub fn past(to: NaiveDate, unit: Unit, count: i32) -> Option<Interval> {
    let count = u32::try_from(count).ok().filter(|n| *n <= 1000)?;
    let months = |n: u32| to.checked_sub_months(Months::new(n));
    let (from, grain) = match unit {
        Unit::Day => (to.checked_sub_days(Days::new(count.into()))?, Grain::Day),
        Unit::Week => (to.checked_sub_days(Days::new(7 * u64::from(count)))?, Grain::Week),
        Unit::Month => (months(count)?, Grain::Month),
        Unit::Year => (months(12 * count)?, Grain::Year),
        Unit::Decade => (months(120 * count)?, Grain::Decade),
    };
    Some((from, to, grain))
}

/// So many days on, or back.
pub fn step(day: NaiveDate, days: i64) -> Option<NaiveDate> {
    let by = Days::new(days.unsigned_abs());
    if days < 0 { day.checked_sub_days(by) } else { day.checked_add_days(by) }
}
