//! Integer sums: what was counted, document by document.
//!
//! A [`Tally`] is the only thing that [`compare`](crate::compare) sees of a
//! corpus. It holds whole numbers, so tallies of parts add up to exactly the
//! tally of the whole, for any order and any number of threads.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub mod count;
pub mod merge;

/// Counts of one document. Indices point into the name lists of its [`Tally`].
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct DocumentTally {
    /// The document's id.
    pub id: String,
    /// Its group (source, side, …): index into [`Tally::groups`].
    pub group: u32,
    /// Its language: index into [`Tally::languages`].
    pub language: u32,
    /// The events it belongs to, ascending: indices into [`Tally::events`].
    pub events: Vec<u32>,
    /// Word tokens, stop words included, boilerplate excluded.
    pub tokens: u64,
    /// Sentences.
    pub sentences: u64,
    /// Mentions per frame, ascending by frame; frames without a mention are left out.
    pub frames: Vec<FrameCount>,
    /// Mentions per entry, ascending by entry: (index into [`Tally::entries`], count).
    pub entries: Vec<(u32, u64)>,
    /// Occurrences per feature, ascending by feature: (index into [`Tally::features`], count).
    pub features: Vec<(u32, u64)>,
}

/// Mentions of one frame in one document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FrameCount {
    /// Index into [`Tally::frames`].
    pub frame: u32,
    /// All mentions.
    pub mentions: u64,
    /// In the outlet's own voice; `None` until voices are told apart.
    pub own: Option<u64>,
    /// Quoted or reported; `None` until voices are told apart.
    pub attributed: Option<u64>,
    /// Neither negated, distanced nor hypothetical; `None` until stance is told.
    pub asserted: Option<u64>,
}

/// What an entry of a lexicon is, for tables.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub struct EntryKey {
    /// Id of its frame.
    pub frame: String,
    /// Language code.
    pub language: String,
    /// The entry's name: its pattern, with `#2`, `#3` where one frame has the pattern again.
    pub entry: String,
    /// Its pattern.
    pub pattern: String,
    /// How it matches: `word`, `glob`, `stem`, `exact`, `regex` or `phrase`.
    pub kind: String,
}

/// A feature of the term vectors.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Feature {
    /// Language code.
    pub language: String,
    /// The stem (stop words and numbers are no features).
    pub stem: String,
    /// The most frequent word form of the stem, for people to read.
    pub label: String,
}

/// Counts of a whole corpus, or of a part of it.
///
/// Every name list is sorted and the documents are sorted by id, so equal
/// corpora give equal tallies.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Tally {
    /// The field whose values are compared (`source`, `side`, …).
    pub by: String,
    /// Values of that field. Documents without a value are in the group `""`.
    pub groups: Vec<String>,
    /// Language codes.
    pub languages: Vec<String>,
    /// Ids of the declared events.
    pub events: Vec<String>,
    /// Ids of the frames.
    pub frames: Vec<String>,
    /// Every entry of the lexicon, matched or not.
    pub entries: Vec<EntryKey>,
    /// Every feature of the term vectors.
    pub features: Vec<Feature>,
    /// One row a document that counts (duplicates within a source do not).
    pub documents: Vec<DocumentTally>,
}

impl DocumentTally {
    /// Mentions of one frame.
    pub fn mentions(&self, frame: u32) -> u64 {
        self.frames.binary_search_by_key(&frame, |f| f.frame).map_or(0, |i| self.frames[i].mentions)
    }
}

/// The six integer sums of a cell from which a ratio and its variance follow
/// (n, Σh, Σt, Σh², Σht, Σt²: h mentions and t tokens of a document).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Sums {
    /// Documents.
    pub n: u64,
    /// Σh
    pub h: u64,
    /// Σt
    pub t: u64,
    /// Σh²
    pub hh: u128,
    /// Σht
    pub ht: u128,
    /// Σt²
    pub tt: u128,
}

impl Sums {
    /// Add one document of `h` mentions in `t` tokens.
    pub fn add(&mut self, h: u64, t: u64) {
        self.n += 1;
        self.h += h;
        self.t += t;
        self.hh += u128::from(h) * u128::from(h);
        self.ht += u128::from(h) * u128::from(t);
        self.tt += u128::from(t) * u128::from(t);
    }
}

impl FromIterator<(u64, u64)> for Sums {
    /// From (mentions, tokens) of every document.
    fn from_iter<I: IntoIterator<Item = (u64, u64)>>(documents: I) -> Self {
        let mut sums = Sums::default();
        documents.into_iter().for_each(|(h, t)| sums.add(h, t));
        sums
    }
}

/// Labels of groups and events, for people; ids stand in where there is none.
pub type Labels = BTreeMap<String, String>;
