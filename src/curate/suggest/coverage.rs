//! Where a candidate stands, and who uses it.

use std::collections::BTreeMap;

use super::Passage;
use super::gather::{Reading, Text};
use super::terms::{Occurrence, Terms};
use crate::corpus::Document;
use crate::span::{CodePoints, Span};

/// Passages of a candidate, at most.
const PASSAGES: usize = 3;
/// Characters of context on either side.
const CONTEXT: usize = 80;

/// Where one term stands.
#[derive(Debug, Clone, Default)]
pub struct Coverage {
    /// Occurrences.
    pub mentions: u64,
    /// By text: occurrences, and the first few places.
    texts: BTreeMap<usize, (u64, Vec<Place>)>,
    /// Forms, word by word, with how often the term takes them.
    pub forms: BTreeMap<Vec<u32>, u64>,
}

#[derive(Debug, Clone)]
struct Place {
    cue: Span,
    sentence: Span,
}

/// Coverage of some terms, by term.
pub fn cover(reading: &Reading, terms: &Terms, wanted: &[u32]) -> BTreeMap<u32, Coverage> {
    let mut found: BTreeMap<u32, Coverage> = wanted.iter().map(|&term| (term, Coverage::default())).collect();
    for (at, text) in reading.texts.iter().enumerate() {
        for line in &text.lines {
            terms.each(reading, text, line, |occurrence| {
                if let Some(coverage) = found.get_mut(&occurrence.term) {
                    coverage.take(at, text, line.span, &occurrence);
                }
            });
        }
    }
    found
}

impl Coverage {
    fn take(&mut self, at: usize, text: &Text, sentence: Span, occurrence: &Occurrence) {
        let words = &text.words[occurrence.words.start as usize..occurrence.words.end as usize];
        let (Some(first), Some(last)) = (words.first(), words.last()) else { return };
        self.mentions += 1;
        *self.forms.entry(words.iter().map(|word| word.form).collect()).or_default() += 1;
        let (count, places) = self.texts.entry(at).or_default();
        *count += 1;
        if places.len() < PASSAGES {
            places.push(Place { cue: Span { start: first.span.start, end: last.span.end }, sentence });
        }
    }

    /// Number of documents.
    pub fn documents(&self) -> u64 {
        self.texts.len() as u64
    }

    /// Occurrences by the number of the source, where there is one.
    pub fn sources(&self, reading: &Reading) -> BTreeMap<u32, u64> {
        let mut sources = BTreeMap::new();
        for (&at, (count, _)) in &self.texts {
            if let Some(source) = reading.texts[at].source {
                *sources.entry(source).or_default() += count;
            }
        }
        sources
    }

    /// The forms of each word, commonest first.
    pub fn places(&self) -> Vec<Vec<u32>> {
        let length = self.forms.keys().next().map_or(0, Vec::len);
        let of_place = |at: usize| {
            let mut counts: BTreeMap<u32, u64> = BTreeMap::new();
            self.forms.iter().for_each(|(forms, count)| *counts.entry(forms[at]).or_default() += count);
            let mut forms: Vec<(u32, u64)> = counts.into_iter().collect();
            forms.sort_by_key(|&(form, count)| (std::cmp::Reverse(count), form));
            forms.into_iter().map(|(form, _)| form).collect()
        };
        (0..length).map(of_place).collect()
    }

    /// Passages: a first one of each source, then of other documents, then others.
    pub fn passages(&self, reading: &Reading, documents: &[Document]) -> Vec<Passage> {
        let mut places: Vec<(bool, usize, usize, &Place)> = Vec::new();
        let mut sources = std::collections::BTreeSet::new();
        for (&at, (_, found)) in &self.texts {
            let fresh = sources.insert(reading.texts[at].source);
            places.extend(found.iter().enumerate().map(|(n, place)| (n > 0 || !fresh, n, at, place)));
        }
        places.sort_by_key(|&(later, n, at, _)| (later, n, at));
        let shown = places.into_iter().take(PASSAGES);
        shown.map(|(_, _, at, place)| passage(&documents[reading.texts[at].document], place)).collect()
    }
}

fn passage(document: &Document, place: &Place) -> Passage {
    let points = CodePoints::new(&document.text);
    let cut = |from: u32, to: u32| document.text.get(from as usize..to as usize).unwrap_or_default();
    let before = cut(place.sentence.start, place.cue.start);
    let behind = cut(place.cue.end, place.sentence.end);
    let skip = before.chars().count().saturating_sub(CONTEXT);
    Passage {
        document: document.id.clone(),
        start: points.at(place.cue.start as usize),
        end: points.at(place.cue.end as usize),
        left: before.chars().skip(skip).collect(),
        cue: place.cue.of(&document.text).to_owned(),
        right: behind.chars().take(CONTEXT).collect(),
    }
}
