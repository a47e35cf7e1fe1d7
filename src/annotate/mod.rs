//! From documents to mentions.

use serde::{Deserialize, Serialize};

use crate::event::{Assignment, Told};
use crate::lexicon::Cue;
use crate::span::Span;
use crate::text::Position;

pub mod event;
pub mod find;
pub mod name;
pub mod notes;
pub mod role;
pub mod stance;
pub mod view;
pub mod voice;
pub mod words;
mod worker;

use words::Term;

/// Whose words a mention is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Voice {
    /// The outlet's own.
    Own,
    /// Between quotation marks.
    Quoted,
    /// Reported speech.
    Reported,
}

/// How the text stands to what it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stance {
    /// As a fact.
    Asserted,
    /// As not so.
    Negated,
    /// As somebody's wording (*so-called*).
    Distanced,
    /// As possible or to come.
    Hypothetical,
}

/// How much is looked for in a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Depth {
    /// Everything.
    #[default]
    Full,
    /// Frames alone: who does what to whom, voice, stance, names, events, words and
    /// the sentences around mentions are left empty, which means *not told*.
    Frames,
}

/// One hit of a frame in a document.
///
/// Voice, speaker, stance, agent and patient are `None` or empty until the
/// grammar rules that find them are in place; empty means *not told*.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mention {
    /// Index of the frame in the lexicon's rolled-up frame list.
    pub frame: u32,
    /// Index of the entry in the lexicon's entry list.
    pub entry: u32,
    /// Bytes of the cue.
    pub span: Span,
    /// Tokens of the cue.
    pub tokens: std::ops::Range<u32>,
    /// First code point of the cue in the text as read.
    pub start: usize,
    /// Code point behind the cue.
    pub end: usize,
    /// How the entry's roles are realised.
    pub cue: Cue,
    /// Number of the sentence in the document, from 0.
    pub sentence: u32,
    /// Title, lead or body.
    pub position: Position,
    /// The sentence before the cue.
    pub left: String,
    /// The cue as it stands.
    pub text: String,
    /// The sentence behind the cue.
    pub right: String,
    /// Ids of the actors presented as doing it.
    pub agent: Vec<String>,
    /// Ids of the actors presented as suffering it.
    pub patient: Vec<String>,
    /// Whose words.
    pub voice: Option<Voice>,
    /// Whose words, by name.
    pub speaker: Option<String>,
    /// How it is stated.
    pub stance: Option<Stance>,
    /// The entry's weight.
    pub weight: f64,
}

/// One of the competing names of a thing, in a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NameHit {
    /// Index into the annotator's list of names.
    pub name: u32,
    /// Number of the sentence in the document, from 0.
    pub sentence: u32,
    /// First code point of the name in the text as read.
    pub start: usize,
    /// Code point behind the name.
    pub end: usize,
    /// The sentence before the name.
    pub left: String,
    /// The name as it stands.
    pub text: String,
    /// The sentence behind the name.
    pub right: String,
}

/// A document with what was found in it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Annotation {
    /// Language code that the document was analysed in.
    pub language: String,
    /// How the language was had, for `documents.csv`.
    pub language_from: String,
    /// Word tokens.
    pub tokens: u64,
    /// Sentences.
    pub sentences: u64,
    /// Tokens that are somebody's words, where the language has a voice table.
    pub attributed: Option<u64>,
    /// By place, then frame.
    pub mentions: Vec<Mention>,
    /// The events that it tells of, ascending, with the evidence.
    pub events: Vec<Assignment>,
    /// The events that each of its sentences tells of, ascending; empty where there are no events.
    pub told: Vec<Vec<Told>>,
    /// Its part in each event, where that is not the whole document.
    pub parts: Vec<EventPart>,
    /// Names of the study's namings, by place.
    pub names: Vec<NameHit>,
    /// Its words that say something, each once, in no set order.
    pub terms: Vec<Term>,
}

/// The sentences of a document that tell of one event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventPart {
    /// Index of the event.
    pub event: usize,
    /// Their word tokens.
    pub tokens: u64,
    /// How many they are.
    pub sentences: u64,
    /// As [`Annotation::terms`].
    pub terms: Vec<Term>,
}

impl Annotation {
    /// The events that a sentence tells of.
    pub fn told(&self, sentence: u32) -> &[Told] {
        self.told.get(sentence as usize).map_or(&[], Vec::as_slice)
    }

    /// Whether a sentence tells of an event.
    pub fn tells(&self, sentence: u32, event: usize) -> bool {
        self.told(sentence).iter().any(|told| told.event == event)
    }
}
