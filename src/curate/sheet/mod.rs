//! Coding sheets: what coders get, and what they give back.

use std::collections::BTreeMap;

use super::sample::Sheet;

pub mod read;
mod table;
pub mod write;

/// The columns of the sheet of mentions; those from `correct` on are the coder's.
pub const HITS: [&str; 13] = [
    "item", "sample", "left", "cue", "right", "frame", "language", "correct", "agent", "patient", "voice", "stance",
    "comment",
];

/// The columns of the sheet of sentences; `frame` and `comment` are the coder's.
pub const MISSES: [&str; 6] = ["item", "sample", "sentence", "language", "frame", "comment"];

/// The coder whose codings settle what others disagree on.
pub const ADJUDICATED: &str = "adjudicated";

/// What is coded, as tables name it.
pub const VARIABLES: [&str; 6] = ["correct", "missed", "agent", "patient", "voice", "stance"];

/// Whether a mention is right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// It is of its frame.
    Yes,
    /// It is not.
    No,
    /// The coder could not tell.
    Unsure,
}

impl Verdict {
    /// Its name in sheets.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Yes => "yes",
            Verdict::No => "no",
            Verdict::Unsure => "unsure",
        }
    }
}

/// What one coder says of one item.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Coding {
    /// Of a mention: whether it is right.
    pub verdict: Option<Verdict>,
    /// Of a sentence without a mention: the frames that it has, sorted; `Some` and empty for none.
    pub missed: Option<Vec<String>>,
    /// Of a sentence: that the coder could not tell.
    pub unsure: bool,
    /// Further codes: `agent`, `patient`, `voice`, `stance`, by column.
    pub codes: BTreeMap<&'static str, String>,
    /// What the coder noted.
    pub comment: String,
}

impl Coding {
    /// The code of a variable as text; `None` where it was left empty.
    pub fn code(&self, variable: &str) -> Option<String> {
        match variable {
            "correct" => self.verdict.map(|verdict| verdict.name().to_owned()),
            "missed" if self.unsure => Some("unsure".to_owned()),
            "missed" => self.missed.as_ref().map(|m| if m.is_empty() { "none".to_owned() } else { m.join(";") }),
            other => self.codes.get(other).cloned(),
        }
    }
}

/// One filled-in sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coded {
    /// The file, as the user named it.
    pub path: String,
    /// Which of the two sheets.
    pub sheet: Sheet,
    /// Codings by coder and item; rows that are still empty are not here.
    pub codings: BTreeMap<String, BTreeMap<String, Coding>>,
    /// Rows whose cells are still empty.
    pub empty: usize,
    /// Items of the sample that the sheet does not have.
    pub missing: usize,
}
