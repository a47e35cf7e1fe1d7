//! Expressions that count from the day of publication.

use super::words::Words;
use super::{Place, Read, Saying};
use crate::text::dates::{DateWords as W, Meaning, Unit};

impl Words<'_> {
    /// A relative expression that begins at `i`.
    pub fn relative(&self, i: usize) -> Read<Saying> {
        if self.before(i, W::EACH).is_some() {
            return None;
        }
        let offset = |(end, unit, count)| (end, Saying::Offset { unit, count, part: None });
        let word = self.meaning(i, |m| if let Meaning::Relative(offset) = m { Some(offset) } else { None });
        if let Some((n, found)) = word {
            return Some(offset((i + n, found.unit, found.count)));
        }
        let found = self.ago(i).or_else(|| self.to_come(i).filter(|found| self.future(i, found.0))).map(offset);
        found.or_else(|| self.past(i)).or_else(|| self.turned(i)).or_else(|| self.weekday_alone(i))
    }

    /// A unit of time.
    fn unit(&self, i: usize) -> Option<(usize, Unit)> {
        self.meaning(i, |m| if let Meaning::Unit(unit) = m { Some(unit) } else { None })
    }

    /// A number in digits or words, tens and ones together: *twenty-six*.
    fn amount(&self, i: usize) -> Option<(usize, i32)> {
        let word = |i| self.meaning(i, |m| if let Meaning::Number(number) = m { Some(number) } else { None });
        if let Some(number) = self.digits(i).filter(|n| (1..=500).contains(n)) {
            return Some((i + 1, number as i32));
        }
        let (n, number) = word(i)?;
        let ones = word(i + n).filter(|&(_, ones)| number >= 20 && number % 10 == 0 && ones < 10);
        match ones.filter(|_| self.near_hyphen(i + n - 1)) {
            Some((more, ones)) => Some((i + n + more, (number + ones) as i32)),
            None => Some((i + n, number as i32)),
        }
    }

    /// A number and its unit.
    fn amount_of_time(&self, i: usize) -> Option<(usize, Unit, i32)> {
        let (end, number) = self.amount(i)?;
        let (n, unit) = self.unit(end).filter(|_| self.near_hyphen(end - 1))?;
        Some((end + n, unit, number))
    }

    /// *two weeks ago*, *il y a trois jours*, *неделю назад*, *üç gün önce*.
    fn ago(&self, i: usize) -> Option<(usize, Unit, i32)> {
        if let Some(n) = self.class(i, W::AGO_BEFORE).filter(|n| self.near(i + n - 1)) {
            let about = self.class(i + n, W::ABOUT).unwrap_or(0);
            let (end, unit, count) = self.amount_of_time(i + n + about)?;
            return Some((end, unit, -count));
        }
        let single = || {
            let (n, unit) = self.class(i, W::SINGLE).and_then(|_| self.unit(i))?;
            Some((i + n, unit, 1))
        };
        let (end, unit, count) = self.amount_of_time(i).or_else(single)?;
        let n = self.class(end, W::AGO_AFTER).filter(|_| self.near(end - 1))?;
        Some((end + n, unit, -count))
    }

    /// *in two weeks*, *через две недели*, *iki hafta sonra*: only with a verb of the future.
    fn to_come(&self, i: usize) -> Option<(usize, Unit, i32)> {
        if let Some(n) = self.class(i, W::IN_BEFORE).filter(|n| self.near(i + n - 1)) {
            let single = || {
                let (m, unit) = self.class(i + n, W::SINGLE).and_then(|_| self.unit(i + n))?;
                Some((i + n + m, unit, 1))
            };
            return self.amount_of_time(i + n).or_else(single);
        }
        let (end, unit, count) = self.amount_of_time(i)?;
        let n = self.class(end, W::IN_AFTER).filter(|_| self.near(end - 1))?;
        Some((end + n, unit, count))
    }

    /// *the last two weeks*, *les trois derniers mois*, *son üç ayda*.
    fn past(&self, i: usize) -> Read<Saying> {
        if let Some(n) = self.class(i, W::LAST).filter(|n| self.near(i + n - 1)) {
            let (end, unit, count) = self.amount_of_time(i + n)?;
            return Some((end, Saying::Past { unit, count }));
        }
        // *trois derniers mois*
        let (end, count) = self.amount(i).filter(|_| self.grammar().modifier_follows)?;
        let n = self.class(end, W::LAST).filter(|n| self.near(end - 1) && self.near(end + n - 1))?;
        let (m, unit) = self.unit(end + n)?;
        Some((end + n + m, Saying::Past { unit, count }))
    }

    /// *last*, *next*, *this* with a unit, weekday, month or season.
    fn turned(&self, i: usize) -> Read<Saying> {
        let classes = [(W::LAST, -1), (W::NEXT, 1), (W::THIS, 0)];
        let turn = |i| classes.into_iter().find_map(|(class, toward)| self.class(i, class).map(|n| (n, toward)));
        let follows = self.grammar().modifier_follows;
        if let Some((n, toward)) = turn(i).filter(|(n, toward)| (*toward == 0 || !follows) && self.near(i + n - 1)) {
            // *the next week* counts from what was told, not from publication.
            if toward == 1 && self.before(i, W::ARTICLE).is_some() {
                return None;
            }
            let (end, what) = self.turnable(i + n)?;
            return Some((end, turned(what, toward)));
        }
        if !follows {
            return None;
        }
        let (end, what) = self.turnable(i)?;
        let (n, toward) = turn(end).filter(|t| t.1 != 0 && self.near(end - 1))?;
        Some((end + n, turned(what, toward)))
    }

    fn turnable(&self, i: usize) -> Read<Turnable> {
        // *this day*, *the last day* are none of the calendar.
        if let Some((n, unit)) = self.unit(i).filter(|(_, unit)| *unit != Unit::Day) {
            return Some((i + n, Turnable::Unit(unit)));
        }
        if let Some((n, weekday)) = self.weekday(i) {
            return Some((i + n, Turnable::Place(Place { weekday: Some(weekday), ..Place::default() })));
        }
        let season = self.meaning(i, |m| if let Meaning::Season(season) = m { Some(season) } else { None });
        if let Some((n, season)) = season {
            return Some((i + n, Turnable::Place(Place { season: Some(season), ..Place::default() })));
        }
        let month = self.month(i)?;
        let n = self.class(i + 1, W::MONTH_AFTER).filter(|_| self.near(i)).unwrap_or(0);
        Some((i + 1 + n, Turnable::Place(Place { month: Some(month), ..Place::default() })))
    }

    /// *on Tuesday*, *mardi*.
    fn weekday_alone(&self, i: usize) -> Read<Saying> {
        let (n, weekday) = self.weekday(i)?;
        Some((i + n, Saying::Place(Place { weekday: Some(weekday), ..Place::default() })))
    }

    /// *May last year*, *в мае этого года*: the year behind a place, told from publication.
    pub fn years_behind(&self, (end, place): (usize, Place)) -> (usize, Place) {
        if place.year.is_some() || place.weekday.is_some() && place.month.is_none() || !self.near_comma(end - 1) {
            return (end, place);
        }
        let mut next = end;
        for class in [W::OF, W::ARTICLE] {
            next += self.class(next, class).filter(|n| self.near(next + n - 1)).unwrap_or(0);
        }
        let word = self.meaning(next, |m| if let Meaning::Relative(offset) = m { Some(offset) } else { None });
        let word =
            word.map(|(n, found)| (next + n, Saying::Offset { unit: found.unit, count: found.count, part: None }));
        match word.or_else(|| self.turned(next)) {
            Some((end, Saying::Offset { unit: Unit::Year, count, .. })) => (end, Place { years: Some(count), ..place }),
            _ => (end, place),
        }
    }

    /// *le 27 septembre dernier*: the word behind a day that tells no year.
    pub fn turned_behind(&self, (end, place): (usize, Place)) -> (usize, Place) {
        if place.year.is_some() || !self.grammar().modifier_follows || !self.near(end - 1) {
            return (end, place);
        }
        let found =
            [(W::LAST, -1), (W::NEXT, 1)].into_iter().find_map(|(class, t)| self.class(end, class).map(|n| (n, t)));
        match found {
            Some((n, toward)) => (end + n, Place { toward: Some(toward), ..place }),
            None => (end, place),
        }
    }
}

/// What *last* and *next* go with.
enum Turnable {
    Unit(Unit),
    Place(Place),
}

fn turned(what: Turnable, toward: i32) -> Saying {
    match what {
        Turnable::Unit(unit) => Saying::Offset { unit, count: toward, part: None },
        Turnable::Place(place) => Saying::Place(Place { toward: Some(toward), ..place }),
    }
}
