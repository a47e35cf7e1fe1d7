//! Precision of entries; precision, recall and F1 of frames.

use std::collections::{BTreeMap, BTreeSet};

use super::estimate::{Observation, share};
use super::judge::{Judged, domain};
use super::{PrecisionRow, ScoreRow};
use crate::compare::ALL;
use crate::compare::formula::rounded;
use crate::curate::sample::{Item, Population, Sample, Sheet};
use crate::lexicon::parse::is_within;

/// Fewer codings than this are noted, and errors of a source with fewer are not taken as measured.
pub const FEW: usize = 20;

/// One row for every entry with mentions, sorted by frame, language, entry.
pub fn precision(sample: &Sample, judged: &[Judged<'_>]) -> Vec<PrecisionRow> {
    let mut units: BTreeMap<(&str, &str, &str), u64> = BTreeMap::new();
    for p in &sample.populations {
        if let (Some(frame), Some(entry)) = (&p.frame, &p.entry) {
            *units.entry((frame, &p.language, entry)).or_default() += p.units;
        }
    }
    let mut by_entry: BTreeMap<(&str, &str, &str), Vec<&Judged<'_>>> = BTreeMap::new();
    for j in judged {
        if let (Some(frame), Some(entry)) = (&j.item.frame, &j.item.entry) {
            by_entry.entry((frame, &j.item.language, entry)).or_default().push(j);
        }
    }
    let row = |(key, population): ((&str, &str, &str), u64)| {
        let drawn = by_entry.get(&key).map_or(&[][..], Vec::as_slice);
        let strata: BTreeSet<usize> = drawn.iter().map(|j| j.item.stratum).collect();
        // Items of other entries in a stratum that holds several belong to its variance.
        let in_strata = judged.iter().filter(|j| strata.contains(&j.item.stratum));
        let units: Vec<Observation> = in_strata
            .filter_map(|j| {
                let own = j.item.entry.as_deref() == Some(key.2)
                    && j.item.frame.as_deref() == Some(key.0)
                    && j.item.language == key.1;
                let (y, x) = (f64::from(u8::from(own && j.right?)), f64::from(u8::from(own)));
                Some(Observation { stratum: j.item.stratum, weight: j.weight, y, x })
            })
            .collect();
        let estimate = share(&units);
        let count = |right: bool| drawn.iter().filter(|j| j.right == Some(right)).count() as u64;
        let (correct, wrong) = (count(true), count(false));
        PrecisionRow {
            frame: key.0.to_owned(),
            language: key.1.to_owned(),
            entry: key.2.to_owned(),
            population,
            sampled: drawn.len() as u64,
            coded: correct + wrong,
            correct,
            wrong,
            unsure: drawn.iter().filter(|j| j.coded && j.right.is_none()).count() as u64,
            precision: estimate.value.and_then(rounded),
            precision_low: estimate.low.and_then(rounded),
            precision_high: estimate.high.and_then(rounded),
        }
    };
    units.into_iter().map(row).collect()
}

/// Which part of the sample a row speaks of; `None`: all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Part<'s> {
    /// Frame.
    pub frame: Option<&'s str>,
    /// Language code.
    pub language: Option<&'s str>,
    /// Source.
    pub source: Option<&'s str>,
}

impl<'s> Part<'s> {
    /// Whether an item is of its language and source.
    pub fn holds(&self, item: &Item) -> bool {
        self.language.is_none_or(|language| language == item.language)
            && self.source.is_none_or(|source| source == item.source)
    }

    /// Units of one sheet that could be drawn in it: mentions of its frame, sentences without one.
    pub fn population(&self, sample: &Sample, sheet: Sheet) -> u64 {
        let fits = |p: &&Population| {
            self.language.is_none_or(|language| language == p.language)
                && self.source.is_none_or(|source| source == p.source)
                && match (&p.frame, sheet) {
                    (Some(id), Sheet::Hits) => self.frame.is_none_or(|frame| is_within(id, frame)),
                    (None, Sheet::Misses) => {
                        self.frame.is_none_or(|frame| !p.found.iter().any(|found| is_within(found, frame)))
                    }
                    _ => false,
                }
        };
        sample.populations.iter().filter(fits).map(|p| p.units).sum()
    }

    /// Names for tables.
    pub fn names(&self) -> [String; 3] {
        [self.frame, self.language, self.source].map(|name| name.unwrap_or(ALL).to_owned())
    }

    /// Every part of a sample that has units: each frame and all of them, in each
    /// language and source and in all, `all` first.
    pub fn every(sample: &'s Sample) -> Vec<Part<'s>> {
        let languages: BTreeSet<&str> = sample.populations.iter().map(|p| p.language.as_str()).collect();
        let sources: BTreeSet<&str> = sample.populations.iter().map(|p| p.source.as_str()).collect();
        fn with_all<'a>(names: impl Iterator<Item = &'a str>) -> Vec<Option<&'a str>> {
            std::iter::once(None).chain(names.map(Some)).collect()
        }
        let mut parts = Vec::new();
        for frame in with_all(sample.frames.iter().map(|f| f.frame.as_str())) {
            for language in with_all(languages.iter().copied()) {
                for source in with_all(sources.iter().copied()) {
                    let part = Part { frame, language, source };
                    if part.population(sample, Sheet::Hits) + part.population(sample, Sheet::Misses) > 0 {
                        parts.push(part);
                    }
                }
            }
        }
        parts
    }
}

/// One row for every [`Part`], in that order.
pub fn scores(sample: &Sample, judged: &[Judged<'_>]) -> Vec<ScoreRow> {
    Part::every(sample).iter().map(|part| row(sample, judged, part)).collect()
}

fn row(sample: &Sample, judged: &[Judged<'_>], part: &Part<'_>) -> ScoreRow {
    let domain = domain(judged, part.frame, |item| part.holds(item));
    let (hits_coded, sentences_coded) = domain.counts();
    let correct = domain.hits.iter().filter(|h| h.2 && h.3).count();
    let missed = domain.misses.iter().filter(|m| m.2 && m.3 > 0.0).count();
    let (precision, recall, f1) = (domain.precision(), domain.recall(), domain.f1());
    let mut notes = Vec::new();
    let mut note = |holds: bool, text: &str| notes.extend(holds.then(|| text.to_owned()));
    note(hits_coded == 0, "no mention coded");
    note(sentences_coded == 0, "no sentence coded");
    note(hits_coded > 0 && hits_coded < FEW, "few mentions coded");
    note(sentences_coded > 0 && sentences_coded < FEW, "few sentences coded");
    note(sentences_coded > 0 && missed == 0 && recall.value.is_some(), "no miss among the coded sentences");
    let [frame, language, source] = part.names();
    ScoreRow {
        frame,
        language,
        source,
        hits: part.population(sample, Sheet::Hits),
        hits_coded: hits_coded as u64,
        hits_correct: correct as u64,
        sentences: part.population(sample, Sheet::Misses),
        sentences_coded: sentences_coded as u64,
        sentences_missed: missed as u64,
        precision: precision.value.and_then(rounded),
        precision_low: precision.low.and_then(rounded),
        precision_high: precision.high.and_then(rounded),
        recall: recall.value.and_then(rounded),
        recall_low: recall.low.and_then(rounded),
        recall_high: recall.high.and_then(rounded),
        f1: f1.value.and_then(rounded),
        f1_low: f1.low.and_then(rounded),
        f1_high: f1.high.and_then(rounded),
        note: notes.join("; "),
    }
}
