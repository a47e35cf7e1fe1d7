//! Candidate pairs: for each document the most similar others, through an
//! inverted index, at a cost per document that does not grow with the corpus.

use std::collections::BTreeMap;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::time::{Days, Times};
use super::weigh::{LENGTH, Vector, dot};

/// Neighbours kept of each item.
pub const NEIGHBOURS: usize = 32;
/// Entries of the index that are looked at for each item, rarest terms first.
const VISITS: usize = 6_000;
/// Candidates whose similarity is worked out in full.
const CANDIDATES: usize = 128;

/// What is to be grouped: a document, or a group of them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Item {
    /// Its terms.
    pub vector: Vector,
    /// Days of its articles.
    pub days: Days,
    /// How many of its articles are undated.
    pub undated: u32,
    /// Number of its language.
    pub language: u16,
}

/// How scores are made of similarity and time.
#[derive(Debug, Clone, PartialEq)]
pub struct Scorer {
    /// Surprise of distances in days.
    pub times: Times,
    /// Factor on similarity per unit of surprise.
    pub factor: f64,
    /// Addend per unit of surprise.
    pub addend: f64,
    /// Factor on the similarity of items of two languages, which share fewer keys.
    pub across: f64,
}

impl Scorer {
    /// Score of two groups with this mean similarity (0 to 1) and mean surprise.
    pub fn score(&self, similarity: f64, surprise: f64) -> f64 {
        // Two reports of one day that share nothing do not tell the same.
        let shared = (similarity / 0.05).min(1.0);
        similarity * (1.0 + self.factor * surprise) + shared * self.addend * surprise
    }

    /// Score of two single items.
    pub fn pair(&self, a: &Item, b: &Item) -> f64 {
        let across = if a.language == b.language { 1.0 } else { self.across };
        let similarity = across * dot(&a.vector, &b.vector) as f64 / (LENGTH * LENGTH);
        self.score(similarity, self.times.mean(&a.days, a.undated, &b.days, b.undated))
    }
}

/// An edge of the graph of candidates: two items in order, and their score.
pub type Edge = (u32, u32, f64);

/// Pairs of items whose score is at least `least`, each once, sorted.
///
/// Items are to be in a fixed order that puts what belongs together in time
/// side by side: where a term is common, only its bearers next to an item in
/// that order are looked at.
pub fn neighbours(items: &[Item], scorer: &Scorer, terms: usize, least: f64) -> Vec<Edge> {
    let index = Index::new(items, terms);
    let found: Vec<Vec<Edge>> = (0..items.len())
        .into_par_iter()
        .map_init(
            || Accumulator { sums: vec![0; items.len()], touched: Vec::new() },
            |accumulator, item| near(items, &index, scorer, item, least, accumulator),
        )
        .collect();
    let mut edges: Vec<Edge> = found.into_iter().flatten().collect();
    edges.par_sort_unstable_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)));
    edges.dedup_by_key(|edge| (edge.0, edge.1));
    edges
}

/// Bearers of each term, ascending.
struct Index {
    starts: Vec<u32>,
    items: Vec<(u32, u32)>,
}

impl Index {
    fn new(items: &[Item], terms: usize) -> Index {
        let mut starts = vec![0u32; terms + 1];
        for &(term, _) in items.iter().flat_map(|item| &item.vector) {
            starts[term as usize + 1] += 1;
        }
        for i in 0..terms {
            starts[i + 1] += starts[i];
        }
        let mut next = starts.clone();
        let mut list = vec![(0, 0); starts[terms] as usize];
        for (number, item) in items.iter().enumerate() {
            for &(term, value) in &item.vector {
                list[next[term as usize] as usize] = (number as u32, value);
                next[term as usize] += 1;
            }
        }
        Index { starts, items: list }
    }

    fn of(&self, term: u32) -> &[(u32, u32)] {
        &self.items[self.starts[term as usize] as usize..self.starts[term as usize + 1] as usize]
    }
}

struct Accumulator {
    sums: Vec<u32>,
    touched: Vec<u32>,
}

fn near(
    items: &[Item],
    index: &Index,
    scorer: &Scorer,
    item: usize,
    least: f64,
    accumulator: &mut Accumulator,
) -> Vec<Edge> {
    let own = &items[item];
    let mut terms: Vec<(usize, u32, u32)> =
        own.vector.iter().map(|&(term, value)| (index.of(term).len(), term, value)).collect();
    terms.sort_unstable();
    let mut visits = VISITS;
    for (bearers, term, value) in terms {
        if visits == 0 {
            break;
        }
        let mut list = index.of(term);
        if bearers > visits {
            let here = list.partition_point(|&(other, _)| (other as usize) < item);
            let from = here.saturating_sub(visits / 2).min(bearers - visits);
            list = &list[from..from + visits];
        }
        visits -= list.len();
        for &(other, weight) in list {
            let sum = &mut accumulator.sums[other as usize];
            if *sum == 0 {
                accumulator.touched.push(other);
            }
            // Products of components are below 2^28; the sum of a pair is at most that of the squares.
            *sum += (value * weight) >> 4;
        }
    }
    let mut candidates: Vec<(u32, u32)> = accumulator
        .touched
        .drain(..)
        .map(|other| (std::mem::take(&mut accumulator.sums[other as usize]), other))
        .collect();
    candidates.retain(|&(_, other)| other as usize != item);
    candidates.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    candidates.truncate(CANDIDATES);
    let mut near: Vec<(f64, u32)> = candidates
        .into_iter()
        .map(|(_, other)| (scorer.pair(own, &items[other as usize]), other))
        .filter(|&(score, _)| score >= least)
        .collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    near.truncate(NEIGHBOURS);
    near.into_iter().map(|(score, other)| (other.min(item as u32), other.max(item as u32), score)).collect()
}

/// By how much more items of one language resemble each other than items of two:
/// the square root of the ratio of mean similarities over all pairs, 1 to 2.
///
/// The whole ratio would make up for what two languages tell of different
/// things, too.
pub fn across(items: &[Item]) -> f64 {
    let mut sums: BTreeMap<u16, (u64, FxHashMap<u32, u64>)> = BTreeMap::new();
    let mut squares = 0u128;
    for item in items {
        let (count, sum) = sums.entry(item.language).or_default();
        *count += 1;
        for &(key, value) in &item.vector {
            *sum.entry(key).or_default() += u64::from(value);
            squares += u128::from(value) * u128::from(value);
        }
    }
    let mut whole: FxHashMap<u32, u64> = FxHashMap::default();
    let (mut within, mut pairs_within, mut n) = (0u128, 0u64, 0u64);
    for (count, sum) in sums.values() {
        n += count;
        pairs_within += count * (count - 1);
        for (&key, &value) in sum {
            within += u128::from(value) * u128::from(value);
            *whole.entry(key).or_default() += value;
        }
    }
    let all: u128 = whole.values().map(|&v| u128::from(v) * u128::from(v)).sum();
    let pairs_across = n * n.saturating_sub(1) - pairs_within;
    let (between, within) = (all - within, within - squares);
    if pairs_across == 0 || pairs_within == 0 || between == 0 {
        return 1.0;
    }
    let mean = |sum: u128, pairs: u64| sum as f64 / pairs as f64;
    (mean(within, pairs_within) / mean(between, pairs_across)).sqrt().clamp(1.0, 2.0)
}
