//! What a change of the lexicon does: to its entries, to the mentions, to the
//! articles, and to what is concluded from them.

use serde::Serialize;

use crate::annotate::Annotation;
use crate::annotate::find::Annotator;
use crate::compare::Change;
use crate::compare::standing::UNMOVED;
use crate::lexicon::Lexicon;

pub mod attribute;
pub mod contrasts;
pub mod documents;
pub mod entries;
pub mod mentions;

/// What became of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Fate {
    /// Only the new lexicon has it.
    Added,
    /// Only the old one has it.
    Removed,
    /// Both have it, with other settings or another pattern.
    Changed,
}

impl Fate {
    /// Its name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Fate::Added => "added",
            Fate::Removed => "removed",
            Fate::Changed => "changed",
        }
    }
}

/// Row of `diff_entries.csv`: one entry that is not what it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EntryChange {
    /// What became of it.
    pub change: Fate,
    /// Frame id.
    pub frame: String,
    /// Language code.
    pub language: String,
    /// Its name, the old one where it was removed.
    pub entry: String,
    /// Its old name where its pattern changed.
    pub was: Option<String>,
    /// The settings that changed, joined by `;`.
    pub settings: String,
    /// Those settings as they were.
    pub before: String,
    /// As they are.
    pub after: String,
    /// Mentions that it gained; empty without a corpus, as are the columns behind.
    pub gained: Option<u64>,
    /// Mentions that it lost.
    pub lost: Option<u64>,
    /// Mentions that went from one entry to another, or whose roles, voice or stance are read otherwise.
    pub altered: Option<u64>,
    /// Documents with any of these.
    pub documents: Option<u64>,
    /// Contrasts that cross a line and owe most to this change, or cross it by this change alone.
    pub contrasts: Option<u64>,
    /// Place in the old lexicon's list of this frame and language (no column).
    #[serde(skip)]
    pub old: Option<usize>,
    /// Place in the new one's (no column).
    #[serde(skip)]
    pub new: Option<usize>,
}

/// A lexicon with what it finds.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    /// The lexicon.
    pub lexicon: &'a Lexicon,
    /// The same, compiled.
    pub annotator: &'a Annotator,
    /// What it finds, parallel to the documents.
    pub annotations: &'a [Annotation],
}

/// What became of a mention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum MentionFate {
    /// Only the new lexicon finds it.
    Gained,
    /// Only the old one finds it.
    Lost,
    /// Both find it, by another entry, or with another agent, patient, voice, stance or weight.
    Altered,
}

/// Row of `diff_mentions.csv`: a mention that is not what it was.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MentionChange {
    /// What became of it.
    pub change: MentionFate,
    /// Id of the document.
    pub document: String,
    /// Its source.
    pub source: Option<String>,
    /// First code point of the cue in the text as read.
    pub start: usize,
    /// Code point behind the cue.
    pub end: usize,
    /// Frame id.
    pub frame: String,
    /// The entry that finds it, or found it.
    pub entry: String,
    /// The entry that found it before, where another one does now.
    pub was: Option<String>,
    /// The sentence before the cue.
    pub left: String,
    /// The cue.
    pub cue: String,
    /// The sentence behind it.
    pub right: String,
    /// The entry change behind it, as `added occup*`; empty where none can be told.
    pub because: String,
    /// Place of that change in the list of entry changes (no column).
    #[serde(skip)]
    pub by: Option<usize>,
    /// Place of the document (no column).
    #[serde(skip)]
    pub place: usize,
    /// Number of its sentence (no column).
    #[serde(skip)]
    pub sentence: u32,
}

/// Row of `diff_documents.csv`: one frame in one article whose picture changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DocumentChange {
    /// Id of the document.
    pub document: String,
    /// Its source.
    pub source: Option<String>,
    /// Its date.
    pub date: Option<String>,
    /// Frame id.
    pub frame: String,
    /// Mentions with the old lexicon.
    pub mentions_old: u64,
    /// Mentions with the new one.
    pub mentions_new: u64,
    /// Mentions that only the new one finds.
    pub gained: u64,
    /// Mentions that only the old one finds.
    pub lost: u64,
    /// Mentions found by both, by another entry or read otherwise.
    pub altered: u64,
    /// The frame with most mentions in the article before; several joined by `;`.
    pub leading_old: String,
    /// The same now.
    pub leading_new: String,
}

/// Row of `diff_contrasts.csv`: one contrast that is not what it was.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(
    missing_docs,
    reason = "each field is the column of its name, those of contrasts.csv with the old and the new lexicon"
)]
pub struct ContrastChange {
    pub event: String,
    pub frame: String,
    pub target: String,
    pub reference: String,
    /// Which line it crosses.
    pub change: Change,
    pub ratio_old: Option<f64>,
    pub low_old: Option<f64>,
    pub high_old: Option<f64>,
    pub p_old: Option<f64>,
    pub q_old: Option<f64>,
    pub ratio_new: Option<f64>,
    pub low_new: Option<f64>,
    pub high_new: Option<f64>,
    pub p_new: Option<f64>,
    pub q_new: Option<f64>,
    pub mentions_target_old: Option<u64>,
    pub mentions_target_new: Option<u64>,
    pub mentions_reference_old: Option<u64>,
    pub mentions_reference_new: Option<u64>,
    /// The entry changes behind it, the weightiest first, each with what it does alone.
    pub because: String,
    /// How that is known: `one change at a time` or `mentions`; empty where no line is crossed.
    pub attribution: String,
    /// Order of consequence, 0 most (no column).
    #[serde(skip)]
    pub consequence: u8,
    /// Place among the rows of the comparison (no column).
    #[serde(skip)]
    pub row: usize,
}

impl ContrastChange {
    /// Whether a conclusion falls or arises; else it is a number that moves, or a
    /// difference without any certainty that turns round.
    pub fn conclusive(&self) -> bool {
        self.consequence < UNMOVED - 1
    }
}
