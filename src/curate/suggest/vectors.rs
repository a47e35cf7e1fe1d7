//! Words used in the same contexts as entries, by vectors learnt from the corpus.
//!
//! A word × context-word matrix of positive pointwise mutual information,
//! contexts smoothed by the power 0.75, is reduced by a truncated singular value
//! decomposition; words are the left singular vectors times the square root of
//! the values, brought to length 1. An entry's mentions are one word, so that
//! what an entry takes is never confused with other uses of the same stem.
//!
//! Reference: Levy, Goldberg & Dagan (2015), TACL 3, 211–225.

use std::collections::BTreeMap;

use ndarray::Array1;
use rustc_hash::FxHashMap;

use super::Scored;
use super::formula::ppmi;
use super::gather::{Line, Reading, Text};
use super::svd::{self, Sparse};
use super::terms::{NONE, Terms};
use crate::compare::formula::rounded;
use crate::compare::random::Random;

/// Telling words on either side that are a word's context.
const WINDOW: usize = 5;
/// Directions that are kept, at most.
const DIRECTIONS: usize = 64;
/// Words that are learnt, at most: the commonest.
const WORDS: usize = 20_000;
/// Fewest occurrences of a word.
const LEAST: u64 = 2;
/// Fewest words that vectors are learnt of.
const FEWEST: usize = 12;
/// Power by which contexts are smoothed.
const SMOOTHING: f64 = 0.75;

/// A word of the matrix: a stem, or an entry's mention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Unit {
    Stem(u32),
    /// A stem where an entry or a name has taken it, though no mention did.
    Taken(u32),
    Entry(u32),
}

/// Words by the cosine of their vector with the centroid of the frame's entries.
///
/// Entries weigh by the logarithm of their mentions; only positive cosines
/// count. Empty where the corpus has too few words or mentions.
pub fn vectors(reading: &Reading, terms: &Terms, random: &mut Random) -> Vec<Scored> {
    let counts = count(reading);
    let units = chosen(&counts);
    if units.len() < FEWEST || !units.keys().any(|unit| matches!(unit, Unit::Entry(_))) {
        return Vec::new();
    }
    let matrix = matrix(reading, &units);
    // A small vocabulary has no more than half as many directions as words.
    let rank = DIRECTIONS.min(units.len() / 2);
    let (mut vectors, values) = svd::leading(&matrix, units.len(), rank, random);
    for (mut column, value) in vectors.columns_mut().into_iter().zip(&values) {
        column *= value.sqrt();
    }
    for mut row in vectors.rows_mut() {
        let length = row.dot(&row).sqrt();
        if length > 0.0 {
            row /= length;
        }
    }
    let mut centroid = Array1::zeros(vectors.ncols());
    for (unit, &row) in &units {
        if let Unit::Entry(_) = unit {
            centroid.scaled_add((1.0 + counts[unit] as f64).ln(), &vectors.row(row as usize));
        }
    }
    let length = centroid.dot(&centroid).sqrt();
    if length <= 0.0 {
        return Vec::new();
    }
    let score = |(unit, row): (&Unit, &u32)| {
        let Unit::Stem(stem) = *unit else { return None };
        let term = terms.get(&[stem, NONE, NONE])?;
        let value = rounded(vectors.row(*row as usize).dot(&centroid) / length).filter(|cosine| *cosine > 0.0)?;
        Some(Scored { term, value, detail: format!("cosine {value:.2}") })
    };
    units.iter().filter_map(score).collect()
}

/// Mentions first, then telling words; `None` for what says nothing.
fn units(reading: &Reading, text: &Text, line: &Line) -> Vec<Unit> {
    let mut found = Vec::with_capacity(line.words.len());
    let mut mentions = text.mentions.iter().filter(|(words, _)| line.words.contains(&words.start)).peekable();
    let mut behind = line.words.start;
    for at in line.words.clone() {
        while let Some((words, entry)) = mentions.next_if(|(words, _)| words.start <= at) {
            found.push(Unit::Entry(*entry));
            behind = behind.max(words.end);
        }
        let word = text.words[at as usize];
        let form = reading.form(word);
        if at >= behind && form.telling {
            found.push(if word.free { Unit::Stem(form.stem) } else { Unit::Taken(form.stem) });
        }
    }
    found
}

fn count(reading: &Reading) -> BTreeMap<Unit, u64> {
    let mut counts: FxHashMap<Unit, u64> = FxHashMap::default();
    for (text, line) in reading.lines() {
        units(reading, text, line).into_iter().for_each(|unit| *counts.entry(unit).or_default() += 1);
    }
    counts.into_iter().collect()
}

/// Every entry and the commonest words, with their rows.
fn chosen(counts: &BTreeMap<Unit, u64>) -> BTreeMap<Unit, u32> {
    let mut common: Vec<(u64, Unit)> =
        counts.iter().filter(|(_, count)| **count >= LEAST).map(|(unit, count)| (*count, *unit)).collect();
    common.sort_by_key(|(count, unit)| (std::cmp::Reverse(*count), *unit));
    common.truncate(WORDS);
    let entries = counts.keys().filter(|unit| matches!(unit, Unit::Entry(_)));
    let mut all: Vec<Unit> = common.into_iter().map(|(_, unit)| unit).chain(entries.copied()).collect();
    all.sort_unstable();
    all.dedup();
    all.into_iter().zip(0..).collect()
}

fn matrix(reading: &Reading, rows: &BTreeMap<Unit, u32>) -> Sparse {
    let mut pairs: Vec<FxHashMap<u32, u64>> = vec![FxHashMap::default(); rows.len()];
    for (text, line) in reading.lines() {
        let found: Vec<u32> = units(reading, text, line).iter().filter_map(|unit| rows.get(unit).copied()).collect();
        for (at, &word) in found.iter().enumerate() {
            for &context in &found[at + 1..found.len().min(at + 1 + WINDOW)] {
                *pairs[word as usize].entry(context).or_default() += 1;
                *pairs[context as usize].entry(word).or_default() += 1;
            }
        }
    }
    weigh(&pairs)
}

/// Counts of pairs → PPMI. The matrix is symmetric: a word's pairs are its context's.
fn weigh(pairs: &[FxHashMap<u32, u64>]) -> Sparse {
    let sums: Vec<u64> = pairs.iter().map(|row| row.values().sum()).collect();
    let smoothed: Vec<f64> = sums.iter().map(|&sum| (sum as f64).powf(SMOOTHING)).collect();
    let all: f64 = smoothed.iter().sum();
    let weigh = |(row, &sum): (&FxHashMap<u32, u64>, &u64)| {
        let mut cells: Vec<(u32, f64)> =
            row.iter().map(|(&c, &n)| (c, ppmi(n, sum, smoothed[c as usize] / all))).filter(|c| c.1 > 0.0).collect();
        cells.sort_unstable_by_key(|cell| cell.0);
        cells
    };
    pairs.iter().zip(&sums).map(weigh).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_weigh_by_hand() {
        // Word 0 met 1 four times, 1 met 2 once: sums 4, 5, 1; powers 2.8284, 3.3437, 1.
        let pairs: Vec<FxHashMap<u32, u64>> = [vec![(1, 4)], vec![(0, 4), (2, 1)], vec![(1, 1)]]
            .into_iter()
            .map(|row| row.into_iter().collect())
            .collect();
        let weighed = weigh(&pairs);
        let all = 2.828_427 + 3.343_702 + 1.0;
        // log₂(4 / (4 · 3.3437/all)) and log₂(1 / (5 · 1/all)).
        assert!((weighed[0][0].1 - (all / 3.343_702_f64).log2()).abs() < 1e-5, "{weighed:?}");
        assert!((weighed[1][1].1 - (all / 5.0_f64).log2()).abs() < 1e-5, "{weighed:?}");
    }
}
