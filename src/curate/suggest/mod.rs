//! Candidate entries for a frame, each with the signals that speak for it.
//!
//! ```text
//! gather → terms → keyness, collocation, family, vectors, substitution → fuse → shape, coverage
//! ```
//!
//! * [`gather`]: documents become texts of numbered words; words that an entry,
//!   an actor or a name already takes are not *free* and never suggested.
//! * [`terms`]: candidates are stems and phrases of two or three words.
//! * Five signals, a file each: [`keyness`] of the sentences around mentions,
//!   [`collocation`] with entries, the [`family`] of known entries (stems and
//!   spellings), [`vectors`] learnt from the corpus, and [`substitution`]: what
//!   a source that seldom uses the frame writes where others use it.
//! * [`fuse`]: the rankings are merged by reciprocal rank.
//! * [`shape`] and [`coverage`]: the pattern that would take the candidate, where
//!   it stands, and who uses it.
//! * [`decide`] reads the sheet back when the researcher has accepted and
//!   rejected; [`insert`] writes accepted patterns into a frame's file.
//!
//! A candidate is a question to the researcher, never an answer: most words that
//! stand near a frame are not in it.
//!
//! Counts are integers, numbers of words follow the alphabet, and sums run in
//! that order, so the result is the same for any number of threads.

use crate::annotate::Annotation;
use crate::annotate::find::Annotator;
use crate::corpus::Document;
use crate::lexicon::{Actor, Lexicon, Naming};
use crate::text::LanguagePacks;

pub mod collocation;
pub mod coverage;
pub mod decide;
pub mod family;
pub mod find;
pub mod formula;
pub mod fuse;
pub mod gather;
pub mod insert;
pub mod keyness;
pub mod rows;
pub mod shape;
pub mod substitution;
mod svd;
pub mod terms;
pub mod vectors;

/// Everything that candidates are drawn from.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// The articles.
    pub documents: &'a [Document],
    /// What was found in them, parallel to the documents.
    pub annotations: &'a [Annotation],
    /// What found it.
    pub annotator: &'a Annotator,
    /// The frames.
    pub lexicon: &'a Lexicon,
    /// Whose forms are never suggested.
    pub actors: &'a [Actor],
    /// Names that are never suggested.
    pub namings: &'a [Naming],
    /// Language data.
    pub packs: &'a std::sync::Arc<LanguagePacks>,
    /// What the researcher has already decided.
    pub decisions: &'a [Decision],
}

/// How candidates are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Most candidates in each language.
    pub most: usize,
    /// Seed of the vectors.
    pub seed: u64,
}

/// Candidates in each language unless told otherwise.
pub const MOST: usize = 50;

impl Default for Options {
    fn default() -> Options {
        Options { most: MOST, seed: 1 }
    }
}

/// What speaks for a candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Signal {
    /// Over-represented in the sentences of mentions.
    Keyness,
    /// Stands near entries.
    Collocation,
    /// Of the stem, the beginning or nearly the spelling of a known entry.
    Family,
    /// Used in the same contexts as entries.
    Vectors,
    /// Stands where another source uses entries.
    Substitution,
}

impl Signal {
    /// All signals with their names in the sheet.
    pub const ALL: [(&'static str, Signal); 5] = [
        ("context keyness", Signal::Keyness),
        ("collocation", Signal::Collocation),
        ("family", Signal::Family),
        ("neighbour", Signal::Vectors),
        ("other source's word", Signal::Substitution),
    ];

    /// By how much its ranks count: a relative of an entry is seldom a mere neighbour.
    pub fn weight(self) -> f64 {
        if self == Signal::Family { 2.0 } else { 1.0 }
    }

    /// Its name in the sheet.
    pub fn name(self) -> &'static str {
        Signal::ALL.iter().find(|(_, signal)| *signal == self).map_or("", |(name, _)| name)
    }
}

/// What one signal says of one term.
#[derive(Debug, Clone, PartialEq)]
pub struct Scored {
    /// Number of the term.
    pub term: u32,
    /// The greater the better; its unit is the signal's.
    pub value: f64,
    /// The value as people read it (`G² 41.2`).
    pub detail: String,
}

/// What one signal says of a candidate.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    /// Which signal.
    pub signal: Signal,
    /// Place in its ranking, from 1; equal values share a place.
    pub rank: usize,
    /// Its value.
    pub value: f64,
    /// The value as people read it.
    pub detail: String,
}

/// A candidate entry.
#[derive(Debug, Clone, PartialEq)]
pub struct Suggestion {
    /// Frame id.
    pub frame: String,
    /// Language code.
    pub language: String,
    /// Place among the candidates of its language, from 1.
    pub rank: usize,
    /// Its commonest form.
    pub candidate: String,
    /// A pattern that takes its forms.
    pub pattern: String,
    /// Sum of reciprocal ranks, each with the weight of its signal; unit: none.
    pub score: f64,
    /// Signals that speak for it, in the order of [`Signal::ALL`].
    pub signals: Vec<Evidence>,
    /// How often it stands outside of mentions and names.
    pub mentions: u64,
    /// In how many documents.
    pub documents: u64,
    /// In how many sources; `None` where no document has one.
    pub sources: Option<u64>,
    /// The source that uses it most, where one is known.
    pub top_source: Option<String>,
    /// That source's share of its mentions with a source, 0 to 1.
    pub top_source_share: Option<f64>,
    /// Its forms with their counts, commonest first.
    pub forms: Vec<(String, u64)>,
    /// Up to three places, of different sources where there are any.
    pub passages: Vec<Passage>,
}

/// A place in a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// Document id.
    pub document: String,
    /// First code point in the text as read.
    pub start: usize,
    /// Code point behind the last.
    pub end: usize,
    /// What stands before it in its sentence.
    pub left: String,
    /// The words themselves.
    pub cue: String,
    /// What stands behind.
    pub right: String,
}

/// What the researcher decided of a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// It becomes an entry.
    Accept,
    /// It does not.
    Reject,
}

impl Verdict {
    /// Both with their names in files.
    pub const ALL: [(&'static str, Verdict); 2] = [("accept", Verdict::Accept), ("reject", Verdict::Reject)];

    /// Its name in files.
    pub fn name(self) -> &'static str {
        if self == Verdict::Accept { "accept" } else { "reject" }
    }
}

/// A row of `decisions.csv`; of several on one pattern the last holds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Decision {
    /// Frame id.
    pub frame: String,
    /// Language code.
    pub language: String,
    /// As the lexicon would write it.
    pub pattern: String,
    /// What was decided.
    pub decision: Verdict,
    /// When, as the researcher dates it; `None`: not told.
    pub date: Option<chrono::NaiveDate>,
}

#[cfg(test)]
mod tests;
