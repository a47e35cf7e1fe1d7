//! What is looked for: frames, actors, namings, and how they match tokens.
//!
//! A [`Lexicon`] is the researcher's: plain TOML with its own test sentences.
//! It goes through the same analysis as the articles, so that an entry and a
//! text can never be tokenised differently.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Serialize;

pub mod actors;
pub mod bundled;
pub mod check;
pub mod convert;
pub mod matcher;
pub mod overlap;
pub mod parse;
pub mod pattern;
pub mod tidy;

pub use pattern::{Element, Pattern};

/// Frames with their entries.
#[derive(Debug, Clone, Default)]
pub struct Lexicon {
    /// Sorted by id, ids unique.
    pub frames: Vec<Frame>,
    /// The ids that [`Lexicon::only`] asked for; empty: all.
    pub chosen: Vec<String>,
}

/// One frame: a way of presenting what happens.
#[derive(Debug, Clone, Default)]
pub struct Frame {
    /// Its id, such as `occupation`; dots nest (`aggression.military`).
    pub id: String,
    /// Name shown to people, by language.
    pub label: BTreeMap<String, String>,
    /// Version of this file.
    pub version: String,
    /// What the frame presents as what.
    pub description: String,
    /// Where the entries come from, and their licence.
    pub source: String,
    /// What its agent and patient are called (*occupier*, *occupied*).
    pub roles: Roles,
    /// Entries and test sentences by language code.
    pub languages: BTreeMap<String, FrameLanguage>,
    /// The file, as the user named it.
    pub path: String,
    /// The file's text, so that the manifest can carry the lexicon in full.
    pub text: std::sync::Arc<str>,
}

/// Names of a frame's roles.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Roles {
    /// Who does it.
    pub agent: Option<String>,
    /// To whom it is done.
    pub patient: Option<String>,
}

/// A frame in one language.
#[derive(Debug, Clone, Default)]
pub struct FrameLanguage {
    /// In the order of the file.
    pub entries: Vec<Entry>,
    /// Sentences in which the frame must be found, with their places.
    pub hit: Vec<(String, Range<usize>)>,
    /// Sentences in which it must not.
    pub miss: Vec<(String, Range<usize>)>,
}

/// How the roles of an entry are realised in a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cue {
    /// An act (*occupation*, *invasion*).
    Noun,
    /// A finite verb (*occupies*, *invaded*).
    Verb,
    /// A participle, active or passive (*occupied*).
    Participle,
    /// Who does it (*occupier*, *aggressor*).
    AgentNoun,
    /// To whom it is done.
    PatientNoun,
    /// A quality (*aggressive*).
    Adjective,
    /// None of these.
    Other,
}

impl Cue {
    /// All cues with their names in files.
    pub const ALL: [(&'static str, Cue); 7] = [
        ("noun", Cue::Noun),
        ("verb", Cue::Verb),
        ("participle", Cue::Participle),
        ("agent-noun", Cue::AgentNoun),
        ("patient-noun", Cue::PatientNoun),
        ("adjective", Cue::Adjective),
        ("other", Cue::Other),
    ];

    /// Its name in files and tables.
    pub fn name(self) -> &'static str {
        Cue::ALL.iter().find(|(_, cue)| *cue == self).map_or("other", |(name, _)| name)
    }
}

/// One pattern with its settings.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its name in tables: the pattern, with `#2`, `#3` where the frame has it again in this language.
    pub name: String,
    /// What it matches.
    pub pattern: Pattern,
    /// How its roles are realised.
    pub cue: Cue,
    /// Whether the file says so, or it was guessed from the form.
    pub cue_given: bool,
    /// At least one of these must stand within [`Entry::within`] tokens; empty: no condition.
    pub near: Vec<Pattern>,
    /// None of these may stand there.
    pub unless: Vec<Pattern>,
    /// Tokens on either side of the match, within its sentence.
    pub within: usize,
    /// Forms that the pattern must not take.
    pub except: Vec<Pattern>,
    /// Weight of a mention.
    pub weight: f64,
    /// Links entries of several languages.
    pub concept: Option<String>,
    /// Overrides which role the neighbours of the cue fill.
    pub role: Option<String>,
    /// For people.
    pub note: Option<String>,
    /// Its place in the frame's file.
    pub place: Range<usize>,
}

/// Tokens on either side of a match that `near` and `unless` look at, unless an entry says otherwise.
pub const WITHIN: usize = 5;

/// Who can act.
#[derive(Debug, Clone, PartialEq)]
pub struct Actor {
    /// Its id.
    pub id: String,
    /// Name shown to people.
    pub label: String,
    /// The side it belongs to.
    pub side: Option<String>,
    /// The actor of which it is a part.
    pub part_of: Option<String>,
    /// Surface forms by language.
    pub forms: BTreeMap<String, Vec<Form>>,
}

/// A surface form of an actor.
#[derive(Debug, Clone, PartialEq)]
pub struct Form {
    /// What it matches.
    pub pattern: Pattern,
    /// What kind of form it is, where that matters.
    pub kind: FormKind,
    /// Its place in the file.
    pub place: Range<usize>,
}

/// Kinds of an actor's surface forms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FormKind {
    /// Its name (*Azerbaijan*).
    #[default]
    Name,
    /// Its people, or the adjective (*Azerbaijani*).
    Demonym,
    /// Its capital, which is as often a place.
    Capital,
    /// An institution (*the Foreign Ministry*).
    Institution,
    /// A leader.
    Leader,
}

impl FormKind {
    /// All kinds with their names in files.
    pub const ALL: [(&'static str, FormKind); 5] = [
        ("name", FormKind::Name),
        ("demonym", FormKind::Demonym),
        ("capital", FormKind::Capital),
        ("institution", FormKind::Institution),
        ("leader", FormKind::Leader),
    ];
}

/// Competing names of one thing.
#[derive(Debug, Clone, PartialEq)]
pub struct Naming {
    /// Its id.
    pub id: String,
    /// Name shown to people.
    pub label: String,
    /// Names by variant, then by language.
    pub variants: BTreeMap<String, BTreeMap<String, Vec<Pattern>>>,
}
