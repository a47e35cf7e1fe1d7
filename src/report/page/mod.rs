//! `report.html`: a whole report as one page that works without a network.
//!
//! The page holds a summary, the charts, the tables and the sentences, and from
//! every number the sentences that make it can be opened. Nothing of a document
//! becomes markup: HTML is written by maud, the data stand in a block of JSON
//! that the page's script reads as text, and the page's own policy lets no
//! other script, style or address in.
//!
//! How a number is opened is data as well: a column says by which
//! conditions its mentions are found, so that the page and the tests follow
//! the same rules.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::chart::{Caption, Chart};
use super::rows::{DocumentRow, EventRow, MentionRow, NamingHitRow};
use crate::compare::Comparison;

mod arrange;
mod cell;
mod encode;
mod fit;
mod pool;
mod render;
mod sample;
mod say;

use cell::Cell;
pub use pool::{Found, Pool};
pub use render::render;

/// Name of the file.
pub const FILE: &str = "report.html";
/// Most bytes of the page.
pub const LIMIT: usize = 5_000_000;

/// What the page is made of: rows that are already made.
#[derive(Debug, Clone)]
pub struct Page<'a> {
    /// Title of the study.
    pub title: &'a str,
    /// Version of Framelens.
    pub version: &'a str,
    /// The field that is compared (`source`, `side`, …).
    pub by: &'a str,
    /// Seed of the run; decides which sentences stay where not all fit.
    pub seed: u64,
    /// Extension of the tables beside the page.
    pub extension: &'static str,
    /// Labels, and the versions of the lexicon.
    pub caption: &'a Caption,
    /// Rows of the tables.
    pub comparison: &'a Comparison,
    /// Frames that lie below no other; a mention is once among those.
    pub tops: BTreeSet<&'a str>,
    /// How much there is, whether or not the page may show it.
    pub known: Known,
    /// The documents that the page may list, all of them where they are few.
    pub articles: Vec<Article<'a>>,
    /// Mentions of the documents that count, as far as the page may show them ([`Pool`]).
    pub mentions: Vec<MentionRow<'a>>,
    /// Names found in the documents that count, likewise.
    pub hits: Vec<NamingHitRow<'a>>,
    /// Rows of `events.csv`.
    pub events: Vec<EventRow<'a>>,
    /// The charts, in order; none with `--charts none`.
    pub charts: &'a [Chart],
    /// What a reader should beware of.
    pub remarks: Vec<String>,
}

/// How much a report is about.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// Documents.
    pub articles: usize,
    /// Mentions of the documents that count.
    pub mentions: usize,
    /// Names found in them.
    pub hits: usize,
    /// Documents that count.
    counted: u64,
    /// Their word tokens.
    tokens: u64,
    /// Groups that they are of.
    groups: usize,
    /// First and last day of theirs.
    dates: Option<(NaiveDate, NaiveDate)>,
}

impl Known {
    /// Of documents, each by whether it counts, its tokens, its group and its day.
    pub fn of<'d>(documents: impl Iterator<Item = (bool, u64, &'d str, Option<NaiveDate>)>) -> Known {
        let mut known = Known::default();
        let mut groups: BTreeSet<&str> = BTreeSet::new();
        for (counted, tokens, group, date) in documents {
            known.articles += 1;
            if !counted {
                continue;
            }
            known.counted += 1;
            known.tokens += tokens;
            groups.insert(group);
            if let Some(day) = date {
                known.dates = Some(known.dates.map_or((day, day), |(first, last)| (first.min(day), last.max(day))));
            }
        }
        Known { groups: groups.len(), ..known }
    }
}

/// A document, as the page lists it.
#[derive(Debug, Clone)]
pub struct Article<'a> {
    /// Its row of `documents.csv`.
    pub row: DocumentRow<'a>,
    /// What it is compared by, as tables name it.
    pub group: String,
    /// Whether it is in the other tables.
    pub counted: bool,
}

/// How the values of a column are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Words as they stand.
    Text,
    /// Id of an event, a source or a frame, shown by its label.
    Label,
    /// Ids of actors, `;` between them; empty is *unsaid*.
    Actors,
    /// Id of a naming.
    Naming,
    /// An address; a link where it is http or https.
    Link,
    /// A whole number.
    Count,
    /// Any number.
    Number,
    /// A number from 0 to 1, shown in percent.
    Share,
    /// A p value.
    Chance,
    /// Two numbers, from and to.
    Interval,
    /// Two shares, from and to.
    Shares,
}

impl Kind {
    /// As the page's data name it.
    fn name(self) -> &'static str {
        match self {
            Kind::Text => "text",
            Kind::Label => "label",
            Kind::Actors => "actors",
            Kind::Naming => "naming",
            Kind::Link => "link",
            Kind::Count => "count",
            Kind::Number => "number",
            Kind::Share => "share",
            Kind::Chance => "chance",
            Kind::Interval => "interval",
            Kind::Shares => "shares",
        }
    }
}

/// What a number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum List {
    /// Mentions.
    Mentions,
    /// Places of names.
    Hits,
    /// Documents that have such a mention.
    Holders,
    /// Documents themselves.
    Documents,
}

/// A condition on a mention, a place of a name or a document; a field with `;`
/// between its parts is a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Condition {
    /// The field is the value of one of these columns of the row. An `event`
    /// must be among the item's events, and `all` asks for nothing.
    Row(&'static str, &'static [&'static str]),
    /// The set holds the value of one of these columns; an empty value asks for an empty set.
    Has(&'static str, &'static [&'static str]),
    /// As `Has`, of the field that the first column names.
    HasIn(&'static str, &'static [&'static str]),
    /// The field is one of these.
    Is(&'static str, &'static [&'static str]),
    /// The date lies from one column to another, both included.
    Within(&'static str, &'static str),
    /// The mention's frame lies below no other.
    Top,
}

/// What opens at a number.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Opens {
    list: List,
    conditions: Vec<Condition>,
    /// Columns whose sum is the number of items; none where no column tells it.
    total: &'static [&'static str],
}

/// A column of a table of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Column {
    /// Columns of the row: one, or two of an interval.
    keys: Vec<&'static str>,
    label: &'static str,
    kind: Kind,
    opens: Option<Opens>,
}

/// A table of the page.
#[derive(Debug, Clone, PartialEq)]
struct Table {
    /// Stem of its file.
    name: &'static str,
    label: &'static str,
    /// What its rows say.
    about: &'static str,
    columns: Vec<Column>,
    /// Columns of the rows, shown or asked for by conditions.
    keys: Vec<&'static str>,
    /// Rows in the table's order, each with a value for every key.
    rows: Vec<Vec<Cell>>,
    /// Rows in the order in which they are kept where not all fit.
    ranked: Vec<usize>,
    /// Rows of the file.
    known: usize,
}
