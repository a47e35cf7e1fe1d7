//! Discovered events: articles that tell the same event, over sources and languages.
//!
//! ```text
//! sketch → weigh (glossary) → time → neighbour → cluster → label
//! ```
//!
//! * [`sketch`]: a document becomes the terms of its first words: stems, numbers
//!   and pairs of capitalised words, each with the weight of its places. The
//!   text is not needed again.
//! * [`weigh`]: terms are weighed by how rare they are *in this corpus*
//!   (TF-IDF, Spärck Jones 1972), vectors have length 1 and whole-number
//!   components, so that sums are the same in any order. Terms of different
//!   languages meet in keys: concepts and places of the [`glossary`], numbers,
//!   names and cognates in Latin letters.
//! * [`time`]: how telling it is that two articles are so few days apart: the
//!   share of all pairs of the corpus that are as close or closer.
//! * [`neighbour`]: candidate pairs through an inverted index of rare terms.
//! * [`cluster`]: average-link agglomeration (UPGMA, Sokal & Michener 1958) on
//!   the graph of candidates. It neither chains, as single link does, nor needs
//!   the number of clusters: two groups are joined while the score of their mean
//!   similarity over *all* pairs reaches the threshold.
//! * [`label`]: what an event is called, and the terms that define it.
//!
//! Nothing here depends on the order of the documents or on the number of
//! threads: documents are put in the order of date and id first, and every tie
//! is broken by that order.

use chrono::NaiveDate;

use super::{Event, EventKind};

pub mod cluster;
pub mod find;
pub mod gather;
pub mod glossary;
pub mod label;
pub mod neighbour;
pub mod sketch;
pub mod time;
pub mod weigh;

/// How coarse events are: the factor by which the threshold is multiplied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Granularity {
    /// Whole stories with all that came of them.
    Story,
    /// One happening with its immediate reactions.
    #[default]
    Event,
    /// Single reports: only articles that say nearly the same.
    Report,
}

impl Granularity {
    /// Every granularity with its name on the command line.
    pub const ALL: [(&'static str, Granularity); 3] =
        [("story", Granularity::Story), ("event", Granularity::Event), ("report", Granularity::Report)];

    /// The factor.
    pub fn factor(self) -> f64 {
        match self {
            Granularity::Story => 0.7,
            Granularity::Event => 1.0,
            Granularity::Report => 1.4,
        }
    }
}

/// Mean score from which two groups of articles are one event.
///
/// Chosen on development sets of several kinds (world news, local incidents,
/// pairs of confusable events, short texts), where the best value of each lies
/// close to it; see `tests/gold/events/README.md` for what it gives.
pub const THRESHOLD: f64 = 0.34;

/// How events are discovered.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Options {
    /// Mean score from which two groups are one event; [`THRESHOLD`] unless told.
    pub threshold: f64,
    /// How coarse.
    pub granularity: Granularity,
}

impl Default for Options {
    fn default() -> Options {
        Options { threshold: THRESHOLD, granularity: Granularity::default() }
    }
}

impl Options {
    /// The threshold at this granularity.
    pub fn level(&self) -> f64 {
        self.threshold * self.granularity.factor()
    }
}

/// An event that articles tell of.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Unique, readable, made of the date and the label.
    pub id: String,
    /// Its most telling names and terms.
    pub label: String,
    /// First and last date of its articles.
    pub when: Option<(NaiveDate, NaiveDate)>,
    /// Terms that define it, as patterns by language code.
    pub terms: Vec<(String, Vec<String>)>,
    /// Its articles, by their index in the list of sketches, ascending, with confidence.
    pub members: Vec<(usize, f64)>,
}

impl Found {
    /// As an event among declared ones; its documents are given to the annotator.
    pub fn event(&self) -> Event {
        Event {
            id: self.id.clone(),
            label: self.label.clone(),
            kind: EventKind::Discovered,
            when: self.when,
            wording: self.terms.iter().flat_map(|(_, terms)| terms).cloned().collect(),
            ..Event::default()
        }
    }
}
