//! Expressions of time: which days a text speaks of.
//!
//! *27 September 2020*, *late September*, *between 1988 and 1994*, *two weeks
//! ago* become intervals of days. The words are data (`[dates]` of a language
//! pack); the grammar of dates, which languages share, is here. Where a text
//! leaves open what it means (`03/04/2020`, a month that may be a name, a
//! number that may be an amount), there is no expression: a missing date costs
//! less than a wrong one.
//!
//! | written | kind | days |
//! |---|---|---|
//! | `27 September 2020`, `2020-09-27` | absolute | that day |
//! | `September 2020`, `autumn 2020`, `in 2020`, `the 1990s` | absolute | all days of it |
//! | `early`, `mid`, `late` before them | as they are | the first, second, last third |
//! | `from September 27 to November 10, 2020` | absolute | first to last |
//! | `on September 27`, `last September` | partial | in the year that fits best |
//! | `yesterday`, `on Tuesday`, `last month`, `two weeks ago` | relative | from the day of publication: a day, else the whole week (from Monday), month or year |

use std::ops::Range;

use chrono::NaiveDate;
use serde::Serialize;

use crate::span::Span;

mod calendar;
pub mod find;
mod point;
mod relative;
mod resolve;
#[cfg(test)]
mod tests;
mod words;

pub use find::{Written, expressions, expressions_among};

/// How exactly an expression says when, the finest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Grain {
    /// To the day.
    Day,
    /// To the week.
    Week,
    /// To the third of a month: *late September*.
    Part,
    /// To the month.
    Month,
    /// To the season, or the third of a year: *autumn 2020*, *late 2020*.
    Season,
    /// To the year.
    Year,
    /// To the decade.
    Decade,
}

/// What an expression needs to be understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum DateKind {
    /// Nothing: it tells its year.
    Absolute,
    /// The day of publication: *last month*.
    Relative,
    /// A year: *on September 27*.
    Partial,
}

/// A place in a text that says when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateExpression {
    /// Where it stands, without the preposition before it.
    pub span: Span,
    /// Its tokens, as indices into [`Analysis::tokens`](crate::text::Analysis::tokens).
    pub tokens: Range<usize>,
    /// Number of its sentence.
    pub sentence: usize,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// How exactly it says so; of a stretch, how exactly its ends are said.
    pub grain: Grain,
    /// What was needed to understand it.
    pub kind: DateKind,
    /// Whether the time goes on from there: *since 1994*.
    pub open: bool,
}

/// A third of a stretch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Early,
    Mid,
    Late,
}

/// A place in the calendar as words name it; what they leave unsaid is `None`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Place {
    year: Option<i32>,
    /// Whether `year` opens a decade.
    decade: bool,
    month: Option<u32>,
    /// First and last day of the month.
    days: Option<(u32, u32)>,
    /// 1 spring to 4 winter.
    season: Option<u32>,
    weekday: Option<u32>,
    part: Option<Part>,
    /// −1 *last*, 1 *next*, 0 *this*.
    toward: Option<i32>,
    /// Years from that of publication: −1 in *May last year*.
    years: Option<i32>,
}

/// What an expression says, before it is resolved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Saying {
    /// A place in the calendar.
    Place(Place),
    /// So many units from the day of publication.
    Offset { unit: crate::text::dates::Unit, count: i32, part: Option<Part> },
    /// The last so many units.
    Past { unit: crate::text::dates::Unit, count: i32 },
    /// A stretch from one place to another.
    Stretch(Place, Place),
}

impl Saying {
    /// Whether the days may depend on a verb of the future beside it: without a
    /// year, they may lie before publication or after.
    fn asks_for_tense(&self) -> bool {
        match self {
            Saying::Place(place) => place.year.is_none(),
            Saying::Stretch(first, last) => {
                first.year.is_none() && last.year.is_none() || first.weekday.is_some() && last.weekday.is_some()
            }
            Saying::Offset { .. } | Saying::Past { .. } => false,
        }
    }
}

/// Something read: the token behind it, and what it says.
type Read<T> = Option<(usize, T)>;
