//! Terms that one source uses where another uses known entries.
//!
//! Within an event, a sentence without a mention is *parallel* where it shares
//! two telling words with a sentence in which another source uses an entry: both
//! speak of the same thing. The terms of parallel sentences that the other
//! sentence does not have are what stands in the entry's place. Only sources
//! that mention the frame less than the event's sources do together are asked.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::{FxHashMap, FxHashSet};

use super::Scored;
use super::formula::stratified;
use super::gather::{Line, Reading, Text};
use super::terms::{NONE, Terms};
use crate::compare::formula::rounded;

/// Telling words that two sentences on the same thing share.
const SHARED: u32 = 2;
/// A word in more sentences with mentions of an event than this tells nothing.
const COMMON: usize = 100;
/// Fewest occurrences in parallel sentences.
const LEAST: u64 = 2;

/// The parallel sentences of one event: text, line, stems of their counterparts.
type Parallel = Vec<(usize, usize, FxHashSet<u32>)>;

/// Parallel sentences by event.
#[derive(Debug, Clone, Default)]
pub struct Parallels(BTreeMap<usize, Parallel>);

impl Parallels {
    /// Look for them in every event.
    pub fn find(reading: &Reading) -> Parallels {
        let mut events: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (at, text) in reading.texts.iter().enumerate() {
            text.events.iter().for_each(|&event| events.entry(event).or_default().push(at));
        }
        let found = events.into_iter().map(|(event, texts)| (event, parallels(reading, &texts)));
        Parallels(found.filter(|(_, lines)| !lines.is_empty()).collect())
    }

    /// Mark the parallel sentences among flags by text and line.
    pub fn mark(&self, flags: &mut [Vec<bool>]) {
        for &(text, line, _) in self.0.values().flatten() {
            flags[text][line] = true;
        }
    }
}

/// Terms by stratified G² of parallel sentences against the event's other
/// sentences without mentions.
pub fn substitution(reading: &Reading, terms: &Terms, parallels: &Parallels) -> Vec<Scored> {
    let mut strata: BTreeMap<u32, Vec<(u64, u64, u64, u64)>> = BTreeMap::new();
    for (event, parallel) in &parallels.0 {
        let counterparts: FxHashMap<(usize, usize), &FxHashSet<u32>> =
            parallel.iter().map(|(text, line, stems)| ((*text, *line), stems)).collect();
        let mut counts: BTreeMap<u32, (u64, u64)> = BTreeMap::new();
        let (mut target, mut reference) = (0, 0);
        for (at, text) in reading.texts.iter().enumerate().filter(|(_, text)| text.events.contains(event)) {
            for (number, line) in text.lines.iter().enumerate().filter(|(_, line)| line.mentions == 0) {
                let counterpart = counterparts.get(&(at, number));
                let side = if counterpart.is_some() { &mut target } else { &mut reference };
                *side += line.words.len() as u64;
                terms.each(reading, text, line, |found| {
                    let key = terms.keys[found.term as usize];
                    let own = |stems: &&FxHashSet<u32>| key.iter().any(|s| *s != NONE && !stems.contains(s));
                    match counterpart {
                        Some(stems) if own(stems) => counts.entry(found.term).or_default().0 += 1,
                        Some(_) => {}
                        None => counts.entry(found.term).or_default().1 += 1,
                    }
                });
            }
        }
        for (term, (y1, y2)) in counts {
            strata.entry(term).or_default().push((y1, target, y2, reference));
        }
    }
    let score = |(term, strata): (u32, Vec<(u64, u64, u64, u64)>)| {
        let parallel: u64 = strata.iter().map(|s| s.0).sum();
        let value = rounded(stratified(&strata)?).filter(|g2| *g2 > 0.0 && parallel >= LEAST)?;
        Some(Scored { term, value, detail: format!("G² {value:.1}, {parallel} times where others use entries") })
    };
    strata.into_iter().filter_map(score).collect()
}

/// Telling stems of a sentence; an entry's own words aside.
fn stems(reading: &Reading, text: &Text, line: &Line) -> BTreeSet<u32> {
    let mentioned = |at: u32| text.mentions.iter().any(|(words, _)| words.contains(&at));
    let words = line.words.clone().filter(|&at| line.mentions == 0 || !mentioned(at));
    let forms = words.map(|at| reading.form(text.words[at as usize]));
    forms.filter(|form| form.telling).map(|form| form.stem).collect()
}

fn parallels(reading: &Reading, texts: &[usize]) -> Parallel {
    let seldom = seldom(reading, texts);
    let mut with: Vec<(Option<u32>, BTreeSet<u32>)> = Vec::new();
    for &at in texts {
        let text = &reading.texts[at];
        let lines = text.lines.iter().filter(|line| line.mentions > 0);
        with.extend(lines.map(|line| (text.source, stems(reading, text, line))));
    }
    let mut index: FxHashMap<u32, Vec<usize>> = FxHashMap::default();
    for (number, (_, stems)) in with.iter().enumerate() {
        stems.iter().for_each(|&stem| index.entry(stem).or_default().push(number));
    }
    let mut found = Parallel::new();
    for &at in texts {
        let text = &reading.texts[at];
        if !text.source.is_some_and(|source| seldom.contains(&source)) {
            continue;
        }
        for (number, line) in text.lines.iter().enumerate().filter(|(_, line)| line.mentions == 0) {
            let mut shared: BTreeMap<usize, u32> = BTreeMap::new();
            for stem in stems(reading, text, line) {
                let others = index.get(&stem).filter(|lines| lines.len() <= COMMON);
                for &other in others.into_iter().flatten().filter(|&&other| with[other].0 != text.source) {
                    *shared.entry(other).or_default() += 1;
                }
            }
            let same = shared.into_iter().filter(|(_, count)| *count >= SHARED).map(|(other, _)| other);
            let stems: FxHashSet<u32> = same.flat_map(|other| with[other].1.iter().copied()).collect();
            if !stems.is_empty() {
                found.push((at, number, stems));
            }
        }
    }
    found
}

/// Sources that mention the frame less, per word, than all sources of the texts together.
fn seldom(reading: &Reading, texts: &[usize]) -> BTreeSet<u32> {
    let mut by_source: BTreeMap<u32, (u64, u64)> = BTreeMap::new();
    for text in texts.iter().map(|&at| &reading.texts[at]) {
        if let Some(source) = text.source {
            let sums = by_source.entry(source).or_default();
            *sums = (sums.0 + text.mentions.len() as u64, sums.1 + text.words.len() as u64);
        }
    }
    let (mentions, words) = by_source.values().fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
    let less = |(m, w): (u64, u64)| u128::from(m) * u128::from(words) < u128::from(mentions) * u128::from(w);
    by_source.into_iter().filter(|(_, sums)| less(*sums)).map(|(source, _)| source).collect()
}
