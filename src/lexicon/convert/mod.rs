//! Dictionaries of other tools: read, written, and what is lost between them.
//!
//! Every format is read into one plain [`Dictionary`] and written from it. What
//! a target cannot say is never dropped in silence: it becomes a [`Loss`] that
//! names the place, the thing, the reason and what was done instead.
//!
//! Patterns are in Framelens' own notation while they are here: words, `*` and
//! `?`, several words as a phrase; `=`, `stem:` and `re:` only where a frame or
//! a CSV file has them.

use std::collections::BTreeMap;

use super::{Cue, Roles};
use crate::error::Fault;

mod cells;
pub mod dicx;
mod fit;
pub mod frames;
pub mod lexicoder;
pub mod liwc;
mod nodes;
pub mod plain;
pub mod quanteda;
pub mod read;
#[cfg(test)]
mod tests;
pub mod wordstat;
pub mod write;
pub mod yoshikoder;

pub use read::read;
pub use write::write;

/// A tree of categories with patterns.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Dictionary {
    /// Its name, where the format has one.
    pub title: Option<String>,
    /// In the order of the file.
    pub categories: Vec<Category>,
}

/// A category (quanteda: key; Framelens: frame).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Category {
    /// Its name, unique among its siblings.
    pub name: String,
    /// What it means, for people.
    pub note: Option<String>,
    /// A score of its own (Yoshikoder).
    pub weight: Option<f64>,
    /// Its own patterns, in the order of the file.
    pub terms: Vec<Term>,
    /// Categories within it.
    pub children: Vec<Category>,
    /// What only a frame says of itself.
    pub frame: Option<Box<FrameSettings>>,
}

/// What a Framelens frame says beside its entries.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FrameSettings {
    /// Names by language.
    pub label: BTreeMap<String, String>,
    /// Version of the file.
    pub version: String,
    /// Where the entries come from.
    pub source: String,
    /// Names of agent and patient.
    pub roles: Roles,
    /// Sentences to find and not to find, by language.
    pub tests: BTreeMap<String, (Vec<String>, Vec<String>)>,
}

/// One pattern with what is said of it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Term {
    /// In Framelens' notation; of a [`Term::rule`], its name.
    pub pattern: String,
    /// Language code; most formats have none.
    pub language: Option<String>,
    /// Weight or score where it is not 1.
    pub weight: Option<f64>,
    /// For people.
    pub note: Option<String>,
    /// Settings that only Framelens has.
    pub conditions: Option<Box<Conditions>>,
    /// A choice between categories by the neighbouring word (LIWC 2007).
    pub choice: Option<Choice>,
    /// A WordStat rule, as written.
    pub rule: Option<String>,
}

/// Settings of a Framelens entry.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Conditions {
    /// How its roles are realised, if the file says so.
    pub cue: Option<Cue>,
    /// One of these must stand near.
    pub near: Vec<String>,
    /// None of these may.
    pub unless: Vec<String>,
    /// Tokens that near is, if not the default.
    pub within: Option<usize>,
    /// Forms it must not take.
    pub except: Vec<String>,
    /// Links entries of several languages.
    pub concept: Option<String>,
    /// Overrides the role.
    pub role: Option<String>,
}

/// LIWC's conditional category: one category if the test holds, another if not.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// What is looked at.
    pub test: Test,
    /// Whether the term counts here when the test holds, or when it does not.
    pub holds: bool,
    /// The category of the other case, as a path of names.
    pub other: Option<Vec<String>>,
}

/// What a [`Choice`] looks at.
#[derive(Debug, Clone, PartialEq)]
pub enum Test {
    /// The next word is this one (`<of>`).
    Before(String),
    /// The word before is in one of these categories (`(02 134)`), paths of names.
    After(Vec<Vec<String>>),
}

/// Formats that can be read and written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Framelens frames: one TOML file each.
    Framelens,
    /// quanteda's YAML.
    Quanteda,
    /// LIWC 2001 to 2015, `.dic`.
    Liwc,
    /// LIWC-22, `.dicx`.
    Dicx,
    /// Lexicoder 3, `.lc3`.
    Lexicoder,
    /// Lexicoder 2, `.lcd` (XML).
    LexicoderXml,
    /// Yoshikoder, `.ykd` (XML).
    Yoshikoder,
    /// WordStat, `.cat`.
    Wordstat,
    /// A table with one pattern a row.
    Csv,
}

impl Format {
    /// All formats with their names and the extensions of their files.
    pub const ALL: [(&'static str, Format, &'static [&'static str]); 9] = [
        ("framelens", Format::Framelens, &["toml"]),
        ("quanteda", Format::Quanteda, &["yml", "yaml"]),
        ("liwc", Format::Liwc, &["dic"]),
        ("dicx", Format::Dicx, &["dicx"]),
        ("lexicoder", Format::Lexicoder, &["lc3"]),
        ("lexicoder-xml", Format::LexicoderXml, &["lcd"]),
        ("yoshikoder", Format::Yoshikoder, &["ykd"]),
        ("wordstat", Format::Wordstat, &["cat"]),
        ("csv", Format::Csv, &["csv"]),
    ];

    /// The format of an extension, in any case.
    pub fn of_extension(extension: &str) -> Option<Format> {
        let extension = extension.to_lowercase();
        Format::ALL.iter().find(|(_, _, known)| known.contains(&extension.as_str())).map(|(_, format, _)| *format)
    }

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        Format::ALL.iter().find(|(_, format, _)| *format == self).map_or("", |(name, ..)| name)
    }
}

/// Something that could not be carried over.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Loss {
    /// The category and pattern, or the line of the file read.
    pub place: String,
    /// The thing: a setting, a mark, a name.
    pub what: String,
    /// Why the target cannot say it.
    pub why: String,
    /// What was done instead.
    pub done: String,
}

impl Loss {
    /// A loss of four words.
    pub fn new(
        place: impl Into<String>,
        what: impl Into<String>,
        why: impl Into<String>,
        done: impl Into<String>,
    ) -> Loss {
        Loss { place: place.into(), what: what.into(), why: why.into(), done: done.into() }
    }
}

/// What reading gave.
#[derive(Debug, Default)]
pub struct Loaded {
    /// All that could be understood.
    pub dictionary: Dictionary,
    /// What the file says and a [`Dictionary`] does not.
    pub losses: Vec<Loss>,
    /// What is broken, in the order of files and places.
    pub faults: Vec<Fault>,
}

/// What writing gave.
#[derive(Debug, Default)]
pub struct Written {
    /// Name and text of each file; one file without a name unless frames go to a folder.
    pub files: Vec<(String, String)>,
    /// What the target cannot say.
    pub losses: Vec<Loss>,
}

impl Dictionary {
    /// How many categories and patterns it holds.
    pub fn size(&self) -> (usize, usize) {
        fn add(categories: &[Category], sum: &mut (usize, usize)) {
            for category in categories {
                sum.0 += 1;
                sum.1 += category.terms.len();
                add(&category.children, sum);
            }
        }
        let mut sum = (0, 0);
        add(&self.categories, &mut sum);
        sum
    }

    /// The category at a path of names, made if it is not there.
    fn at(&mut self, path: &[String]) -> Option<&mut Category> {
        let (first, rest) = path.split_first()?;
        Some(rest.iter().fold(named(&mut self.categories, first), |category, name| named(&mut category.children, name)))
    }
}

fn named<'c>(categories: &'c mut Vec<Category>, name: &str) -> &'c mut Category {
    let at = categories.iter().position(|c| c.name == name).unwrap_or_else(|| {
        categories.push(Category { name: name.to_owned(), ..Category::default() });
        categories.len() - 1
    });
    &mut categories[at]
}

impl Term {
    /// A pattern without settings, its white space made single.
    pub fn plain(pattern: &str) -> Term {
        Term { pattern: pattern.split_whitespace().collect::<Vec<_>>().join(" "), ..Term::default() }
    }

    /// The same with a weight; 1 is none.
    pub fn weighing(mut self, weight: Option<f64>) -> Term {
        self.weight = weight.filter(|w| *w != 1.0);
        self
    }
}

/// The path of a category written with dots, in formats without nesting; dots
/// that would leave an empty name are part of it.
fn dotted(name: &str) -> Vec<String> {
    let parts: Vec<&str> = name.split('.').map(str::trim).collect();
    if parts.iter().any(|p| p.is_empty()) {
        vec![name.trim().to_owned()]
    } else {
        parts.into_iter().map(str::to_owned).collect()
    }
}

/// A weight as text: as short as it can be read back.
fn number(weight: f64) -> String {
    format!("{weight}")
}
