//! A sample of mentions and of sentences without one, to be coded by people.
//!
//! Both are stratified random samples without replacement, and every item has
//! the weight of its stratum: population over sample. [`gather`] says what can
//! be drawn, [`allocate`] how much from which stratum, [`draw`] draws.

use serde::{Deserialize, Serialize};

use crate::annotate::{Stance, Voice};
use crate::tally::Sums;

pub mod allocate;
pub mod draw;
pub mod gather;

/// Version of the format of `sample.json`.
pub const FORMAT: u32 = 1;

/// What a sample is for. Entries are changed after a look at tuning samples,
/// and measured on test samples; an item never serves both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Purpose {
    /// Looked at while entries are changed.
    Tuning,
    /// Measures the finished lexicon.
    Test,
}

impl Purpose {
    /// Its name in files.
    pub fn name(self) -> &'static str {
        match self {
            Purpose::Tuning => "tuning",
            Purpose::Test => "test",
        }
    }

    /// The purpose that it is kept apart from.
    pub fn other(self) -> Purpose {
        match self {
            Purpose::Tuning => Purpose::Test,
            Purpose::Test => Purpose::Tuning,
        }
    }
}

/// The two sheets of a sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sheet {
    /// Mentions: is each one right?
    Hits,
    /// Sentences without a mention of any frame, and on demand others: which frames were missed?
    Misses,
}

impl Sheet {
    /// Its name in files.
    pub fn name(self) -> &'static str {
        match self {
            Sheet::Hits => "hits",
            Sheet::Misses => "misses",
        }
    }
}

/// How a sample is to be drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// What it is for.
    pub purpose: Purpose,
    /// Mentions to draw.
    pub hits: usize,
    /// Sentences without a mention to draw.
    pub misses: usize,
    /// Sentences with a mention to draw, for the other frames that they tell.
    pub beside: usize,
    /// Seed of the draw and of the order of rows.
    pub seed: u64,
}

/// How a sample is kept apart from those of the other purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Apart {
    /// No sample of the other purpose was drawn before.
    #[default]
    Nothing,
    /// It shares no document with them.
    Documents,
    /// They hold so many documents that it could only be kept from sharing a sentence.
    Sentences,
}

/// One unit to be coded, with everything that the sheets keep from the coder.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// `h` or `m` and 16 hexadecimal digits of the SHA-256 of its place and entry.
    pub item: String,
    /// The sheet it is in.
    pub sheet: Sheet,
    /// Index into [`Sample::strata`].
    pub stratum: usize,
    /// Id of its document.
    pub document: String,
    /// The source (or other group); `unknown` where the document has none.
    pub source: String,
    /// Language code.
    pub language: String,
    /// Number of its sentence in the document, from 0.
    pub sentence: u32,
    /// First code point of the cue or sentence in the text as read.
    pub start: usize,
    /// Code point behind it.
    pub end: usize,
    /// Frame of a mention; `None` for a sentence without one.
    pub frame: Option<String>,
    /// Entry of a mention.
    pub entry: Option<String>,
    /// The sentence before the cue; empty for a sentence without one.
    pub left: String,
    /// The cue, or the sentence.
    pub text: String,
    /// The sentence behind the cue.
    pub right: String,
    /// Agents that were found, joined by `;`.
    pub agent: String,
    /// Patients that were found, joined by `;`.
    pub patient: String,
    /// Voice that was found.
    pub voice: Option<Voice>,
    /// Stance that was found.
    pub stance: Option<Stance>,
    /// Of a sentence: the frames that were found in it, sorted. They are no misses.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub found: Vec<String>,
    /// Chance of being drawn: sample over population of its stratum.
    pub probability: f64,
    /// 1 / probability: how many units of the population it stands for.
    pub weight: f64,
}

/// A part of the population that was drawn from on its own. A name that is
/// `None` was not told apart: the stratum holds several.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stratum {
    /// The sheet it belongs to.
    pub sheet: Sheet,
    /// Frame of the mentions.
    pub frame: Option<String>,
    /// Language.
    pub language: Option<String>,
    /// Entry of the mentions.
    pub entry: Option<String>,
    /// Source.
    pub source: Option<String>,
    /// Of sentences: whether they have a mention of some frame.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub beside: bool,
    /// Units that could be drawn.
    pub population: u64,
    /// Units that were drawn.
    pub sample: u64,
}

/// How many units of one kind there are.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Population {
    /// Frame of mentions; `None` for sentences without one.
    pub frame: Option<String>,
    /// Language.
    pub language: String,
    /// Entry of mentions.
    pub entry: Option<String>,
    /// Source.
    pub source: String,
    /// Of sentences: the frames that were found in them, sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub found: Vec<String>,
    /// Mentions or sentences that could be drawn.
    pub units: u64,
}

/// Mentions and tokens of one frame in one source, document by document, as
/// sums: what a rate and its interval follow from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// Source.
    pub source: String,
    /// Frame.
    pub frame: String,
    /// Documents.
    pub documents: u64,
    /// Σh: mentions.
    pub mentions: u64,
    /// Σt: tokens.
    pub tokens: u64,
    /// Σh²
    pub hh: u64,
    /// Σht
    pub ht: u64,
    /// Σt²
    pub tt: u64,
}

impl Cell {
    /// The sums of the formulas.
    pub fn sums(&self) -> Sums {
        let wide = u128::from;
        let (hh, ht, tt) = (wide(self.hh), wide(self.ht), wide(self.tt));
        Sums { n: self.documents, h: self.mentions, t: self.tokens, hh, ht, tt }
    }
}

/// A frame as it was when the sample was drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrameVersion {
    /// Its id.
    pub frame: String,
    /// The version that its file names; empty for a frame that only holds others.
    pub version: String,
    /// SHA-256 of its file.
    pub sha256: String,
}

/// `sample.json`: what was drawn, from what, and how.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sample {
    /// [`FORMAT`]
    pub format: u32,
    /// 16 hexadecimal digits that stand in every sheet: SHA-256 of all that follows.
    pub sample: String,
    /// What it is for.
    pub purpose: Purpose,
    /// Seed.
    pub seed: u64,
    /// Fingerprint of the articles that count: SHA-256 of their ids, groups, languages and texts.
    pub corpus: String,
    /// SHA-256 over the frames' files and the overlap rule.
    pub lexicon: String,
    /// The frames, sorted by id.
    pub frames: Vec<FrameVersion>,
    /// Ids of the study's actors.
    pub actors: Vec<String>,
    /// What `source` stands for: `source`, or another field of the documents.
    pub by: String,
    /// How it is kept apart from samples of the other purpose.
    pub apart: Apart,
    /// Mentions and sentences that could not be drawn because of that.
    pub left_out: u64,
    /// By sheet, then by the order of their names.
    pub strata: Vec<Stratum>,
    /// What could be drawn, sorted.
    pub populations: Vec<Population>,
    /// Counts for rates, sorted by source and frame.
    pub cells: Vec<Cell>,
    /// By sheet, then by document and place.
    pub items: Vec<Item>,
}
