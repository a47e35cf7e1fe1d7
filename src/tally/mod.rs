//! Integer sums: what was counted, document by document.
//!
//! A [`Tally`] is the only thing that [`compare`](crate::compare) sees of a
//! corpus. It holds whole numbers, so tallies of parts add up to exactly the
//! tally of the whole, for any order and any number of threads.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::annotate::{Stance, Voice};

pub mod count;
pub mod detail;
pub mod merge;
pub mod omit;
#[cfg(test)]
mod tests;

/// Which documents that repeat another count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Duplicates {
    /// Each source counts a text once: what it prints twice is one article, what
    /// another source reprints is one of its own.
    #[default]
    OncePerSource,
    /// The original alone counts.
    Once,
    /// All count.
    All,
}

impl Duplicates {
    /// Every rule with the name that flags, study files and manifests give it.
    pub const ALL: [(&'static str, Duplicates); 3] =
        [("once-per-source", Duplicates::OncePerSource), ("once", Duplicates::Once), ("all", Duplicates::All)];
}

/// Counts of one document. Indices point into the name lists of its [`Tally`].
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct DocumentTally {
    /// The document's id.
    pub id: String,
    /// Its group (source, side, …): index into [`Tally::groups`].
    pub group: u32,
    /// Its language: index into [`Tally::languages`].
    pub language: u32,
    /// The day it is dated; `None` for an undated document.
    #[serde(default)]
    pub date: Option<NaiveDate>,
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
    /// The same mentions by frame, actors, voice and stance, ascending; they add up to `frames`.
    #[serde(default)]
    pub narratives: Vec<NarrativeCount>,
    /// The same mentions by frame, speaker and voice, ascending; they add up to `frames`.
    #[serde(default)]
    pub speakers: Vec<SpeakerCount>,
    /// Occurrences per name, ascending by name: (index into [`Tally::names`], count).
    #[serde(default)]
    pub names: Vec<(u32, u64)>,
    /// What its sentences about one event alone hold, ascending by event: the
    /// same document (id, group, language) with that one event and the counts of
    /// those sentences. None for an event that the whole document tells of.
    #[serde(default)]
    pub parts: Vec<DocumentTally>,
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

/// Mentions of one document that present the same: who does what to whom, in
/// which voice and how stated.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct NarrativeCount {
    /// Index into [`Tally::frames`].
    pub frame: u32,
    /// Who does it: indices into [`Tally::actors`], ascending; empty where the text does not say.
    pub agents: Vec<u32>,
    /// To whom it is done, likewise.
    pub patients: Vec<u32>,
    /// Whose words; `None` where voices are not told apart.
    pub voice: Option<Voice>,
    /// How it is stated; `None` where stance is not told.
    pub stance: Option<Stance>,
    /// How many mentions.
    pub mentions: u64,
    /// First code point of the first of them in the text as read.
    pub start: u64,
    /// Code point behind it.
    pub end: u64,
}

/// What tells one [`NarrativeCount`] of a document from another.
pub type NarrativeKey<'n> = (u32, &'n [u32], &'n [u32], Option<Voice>, Option<Stance>);

impl NarrativeCount {
    /// Frame, agents, patients, voice, stance: the order of [`DocumentTally::narratives`].
    pub fn key(&self) -> NarrativeKey<'_> {
        (self.frame, &self.agents, &self.patients, self.voice, self.stance)
    }
}

/// Mentions of one frame in one document that are somebody's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SpeakerCount {
    /// Index into [`Tally::frames`].
    pub frame: u32,
    /// Index into [`Tally::speakers`]; `None` for the outlet, and where the text names nobody.
    pub speaker: Option<u32>,
    /// Whose words; `None` where voices are not told apart.
    pub voice: Option<Voice>,
    /// How many mentions.
    pub mentions: u64,
}

impl SpeakerCount {
    /// The order of [`DocumentTally::speakers`].
    pub fn key(&self) -> (u32, Option<u32>, Option<Voice>) {
        (self.frame, self.speaker, self.voice)
    }
}

/// An actor of the study, for tables.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ActorKey {
    /// Its id.
    pub id: String,
    /// The side it is on: its own, else that of the actor it is a part of.
    pub side: Option<String>,
}

/// One of the competing names of a thing, for tables.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct NameKey {
    /// Id of the naming.
    pub naming: String,
    /// Which of its variants.
    pub variant: String,
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
    /// The study's actors, mentioned or not, sorted by id; empty where it names none.
    #[serde(default)]
    pub actors: Vec<ActorKey>,
    /// Everybody whose words are quoted or reported: ids of actors, else names as in the text.
    #[serde(default)]
    pub speakers: Vec<String>,
    /// The study's names, found or not.
    #[serde(default)]
    pub names: Vec<NameKey>,
    /// One row a document that counts (duplicates within a source do not).
    pub documents: Vec<DocumentTally>,
}

impl DocumentTally {
    /// Mentions of one frame.
    pub fn mentions(&self, frame: u32) -> u64 {
        self.frames.binary_search_by_key(&frame, |f| f.frame).map_or(0, |i| self.frames[i].mentions)
    }

    /// What the document holds of one of its events: a part, or the whole of it.
    pub fn of_event(&self, event: u32) -> &DocumentTally {
        self.parts.iter().find(|part| part.events == [event]).unwrap_or(self)
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
