//! Faults of a lexicon that parses, and what its author should look at.
//!
//! | code | is | severity |
//! |---|---|---|
//! | `L10` | an entry that can match nothing | error |
//! | `L11` | an entry that stands twice | error |
//! | `L12` | a `near` too long for `within` (warning), or ruled out by `unless` (info) | |
//! | `L13` | an entry that a wider one already takes, with the same settings | warning |
//! | `L14` | an entry that is never counted, because another comes first or is longer | warning |
//! | `L20`, `L21` | a test sentence that fails | error |
//! | `L22` | a frame without test sentences | info |
//! | `L30` | words that two frames take | info |
//! | `L31` | a concept that is in one language only | info |
//! | `L32` | languages of a frame of unequal breadth | info, warning from [`FAR`] |
//! | `L33` | a language without a pack | warning, info where it has a stemmer |
//! | `L34` | `stem:` in a language without a stemmer | warning |
//! | `L40` | the forms that a `stem:` entry takes, strangers first | info |
//! | `L41` | an entry without any hit in the corpus | info |
//! | `L50` | sides whose actors have unequally many forms | info |
//! | `L51` | an actor without forms in a language in which others have some | warning |
//!
//! Everything is told on the safe side: what cannot be decided is no finding.

use crate::error::{Fault, Severity};
use crate::lexicon::{Actor, Lexicon};
use crate::text::LanguagePacks;
use crate::text::analyze::Analyzer;

mod across;
mod capture;
mod cover;
mod entry;
mod sides;
mod token;

pub use capture::{Captured, Usage, Use, captured};

/// From this ratio on, breadth is said to be unequal.
pub const UNEQUAL: f64 = 2.0;
/// From this ratio on, it is a warning.
pub const FAR: f64 = 4.0;

/// What is checked.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// The frames.
    pub lexicon: &'a Lexicon,
    /// The languages that have a pack.
    pub packs: &'a LanguagePacks,
    /// The study's actors, with the path and text of their file.
    pub actors: Option<(&'a str, &'a str, &'a [Actor])>,
    /// What the entries take in a corpus.
    pub usage: Option<&'a Usage>,
}

/// What checking a frame in one language gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// Frame id.
    pub frame: String,
    /// Its version.
    pub version: String,
    /// Language code.
    pub language: String,
    /// Entries.
    pub entries: usize,
    /// Sentences in which the frame must be found.
    pub hits: usize,
    /// Those in which it was.
    pub hits_passed: usize,
    /// Sentences in which it must not be found.
    pub misses: usize,
    /// Those in which it was not.
    pub misses_passed: usize,
}

/// A fault with what it speaks of; empty where it speaks of no such thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Severity, code, place, message, way out.
    pub fault: Fault,
    /// Frame id.
    pub frame: String,
    /// Language code.
    pub language: String,
    /// Name of the entry, or id of the actor.
    pub entry: String,
}

impl From<Fault> for Finding {
    fn from(fault: Fault) -> Self {
        Finding { fault, frame: String::new(), language: String::new(), entry: String::new() }
    }
}

impl Finding {
    /// Whether something should be mended, not only looked at.
    pub fn is_fault(&self) -> bool {
        self.fault.severity > Severity::Info
    }
}

/// Check everything; findings are in the order of frames, languages and places.
pub fn check(input: &Input<'_>, analyzer: &mut Analyzer) -> (Vec<Checked>, Vec<Finding>) {
    let (mut rows, mut findings) = (Vec::new(), Vec::new());
    for frame in &input.lexicon.frames {
        for (language, part) in &frame.languages {
            let mut bench = entry::Bench::new(frame, language, part, analyzer);
            bench.entries(&mut findings);
            rows.push(bench.tests(&mut findings));
        }
    }
    across::frames(input, analyzer, &mut findings);
    across::languages(input, &mut findings);
    capture::stems(input, analyzer, &mut findings);
    if let Some(usage) = input.usage {
        capture::unused(input.lexicon, usage, &mut findings);
    }
    if let Some((path, text, actors)) = input.actors {
        sides::actors(path, text, actors, &mut findings);
    }
    (rows, findings)
}

/// Whether two of these entries, by number, can take the same tokens: then the first of them counts.
pub(super) fn competing(
    entries: &[super::Entry],
    language: &str,
    analyzer: &mut Analyzer,
) -> impl Fn(usize, usize) -> bool {
    let mut shapes = cover::Shapes::new(language, analyzer);
    let patterns: Vec<_> = entries.iter().map(|entry| shapes.pattern(&entry.pattern)).collect();
    move |a, b| !cover::apart(&patterns[a], &patterns[b])
}

/// Codes of what [`check`] finds, for those who allow some.
pub const CODES: [&str; 17] = [
    "L10", "L11", "L12", "L13", "L14", "L20", "L21", "L22", "L30", "L31", "L32", "L33", "L34", "L40", "L41", "L50",
    "L51",
];

/// `line n`, or `path:line` where the place is in another file.
fn place_of(frame: &super::Frame, at: usize, seen_from: &super::Frame) -> String {
    let (line, _) = crate::span::line_column(&frame.text, at);
    if frame.path == seen_from.path { format!("line {line}") } else { format!("{}:{line}", frame.path) }
}

#[cfg(test)]
mod tests;
