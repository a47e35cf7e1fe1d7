//! Events: what the sources tell of.
//!
//! A sentence belongs to an event by its own evidence, failing that by its
//! paragraph's, failing that by its document's ([`tell`]); a document belongs to
//! the events of its sentences.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::lexicon::Pattern;

pub mod assign;
pub mod discover;
pub mod expression;
pub mod parse;
pub mod tell;

/// How an event is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum EventKind {
    /// `events.toml` declares it: its dates, terms, places and actors are looked for.
    #[default]
    Declared,
    /// It was found as a group of documents, which are given from outside.
    Discovered,
}

impl EventKind {
    /// As tables write it.
    pub fn name(self) -> &'static str {
        match self {
            EventKind::Declared => "declared",
            EventKind::Discovered => "discovered",
        }
    }
}

/// Something that happened, as `events.toml` declares it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Event {
    /// Its id.
    pub id: String,
    /// Name shown to people.
    pub label: String,
    /// When: first and last day.
    pub when: Option<(NaiveDate, NaiveDate)>,
    /// Telling terms by language code.
    pub terms: BTreeMap<String, Vec<Pattern>>,
    /// Ids of the actors who took part.
    pub actors: Vec<String>,
    /// Names of the places, in any language, as patterns by language code.
    pub places: BTreeMap<String, Vec<Pattern>>,
    /// Ids of documents that tell of it, whatever their words.
    pub documents: Vec<String>,
    /// The file's wording of terms and places, for tables.
    pub wording: Vec<String>,
    /// How it is known.
    pub kind: EventKind,
}

/// How near the evidence for an event stands to a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// In the sentence itself.
    Sentence,
    /// In another sentence of its paragraph.
    Paragraph,
    /// Elsewhere in the document or its data.
    Document,
}

impl Level {
    /// As tables write it.
    pub fn name(self) -> &'static str {
        match self {
            Level::Sentence => "sentence",
            Level::Paragraph => "paragraph",
            Level::Document => "document",
        }
    }
}

/// A sentence tells of an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// Index of the event.
    pub event: usize,
    /// Where the evidence stands.
    pub level: Level,
    /// What it is: `date: Sept. 27`, `term: four-day war`, or the document's.
    pub evidence: Arc<str>,
}

/// A document tells of an event, in one sentence at least.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignment {
    /// Index of the event.
    pub event: usize,
    /// Why: `field`, `term in title or lead`, `date and term`, …; that of the
    /// first sentence where the document as a whole has none.
    pub evidence: Arc<str>,
    /// How strong the evidence is, 1 to 10: 10 the data say so, or date and term do.
    pub score: u32,
    /// [`Level::Document`] where the document as a whole tells of it, [`Level::Sentence`] where single sentences do.
    pub level: Level,
    /// How many of its sentences do so by their own evidence, their paragraph's, the document's.
    pub sentences: [u32; 3],
}

impl Assignment {
    /// How many of the document's sentences tell of the event.
    pub fn all_sentences(&self) -> u32 {
        self.sentences.iter().sum()
    }
}
