//! Events: what the sources tell of.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use crate::lexicon::Pattern;

pub mod assign;
pub mod expression;
pub mod parse;

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
    /// The file's wording of terms and places, for tables.
    pub wording: Vec<String>,
}

/// A document told of an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Assignment {
    /// Index of the event.
    #[serde(skip)]
    pub event: usize,
    /// Why: `field`, `term in title or lead`, `date and term`, …
    pub evidence: &'static str,
    /// How strong the evidence is, 1 to 3: 3 the data say so or the headline names it.
    pub score: u32,
}
