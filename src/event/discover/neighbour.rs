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

/// Sum of vectors: ascending by key.
pub type Sum = Vec<(u32, u64)>;

/// What is to be grouped: a document, or a group of them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Item {
    /// How many documents.
    pub size: u64,
    /// The sum of their vectors.
    pub sum: Sum,
    /// The same by language, where there are two or more.
    pub parts: Vec<(u16, Sum)>,
    /// Number of the language of its first document.
    pub language: u16,
    /// Days of its documents.
    pub days: Days,
    /// How many of its documents are undated.
    pub undated: u32,
}

impl Item {
    /// A document.
    pub fn one(vector: &Vector, language: u16, day: Option<i32>) -> Item {
        Item {
            size: 1,
            sum: vector.iter().map(|&(key, value)| (key, u64::from(value))).collect(),
            parts: Vec::new(),
            language,
            days: day.map(|day| (day, 1)).into_iter().collect(),
            undated: u32::from(day.is_none()),
        }
    }

    /// The sum of its vectors of one language.
    fn part(&self, language: u16) -> Option<&Sum> {
        match self.parts.as_slice() {
            [] => (self.language == language).then_some(&self.sum),
            parts => parts.iter().find(|part| part.0 == language).map(|part| &part.1),
        }
    }

    /// Sum of products with another over the pairs of one language.
    fn within(&self, other: &Item) -> u64 {
        match self.parts.as_slice() {
            [] => other.part(self.language).map_or(0, |sum| dot(&self.sum, sum)),
            parts => parts.iter().filter_map(|(language, sum)| Some(dot(sum, other.part(*language)?))).sum(),
        }
    }
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

    /// Score of two groups: of their mean similarity over all pairs, and their mean surprise.
    pub fn pair(&self, a: &Item, b: &Item) -> f64 {
        let similarity = self.product(a, b) / (a.size * b.size) as f64 / (LENGTH * LENGTH);
        self.score(similarity, self.times.mean(&a.days, a.undated, &b.days, b.undated))
    }

    /// Score of an item with the others of the group that holds it.
    pub fn inside(&self, item: &Item, group: &Item) -> f64 {
        let others = group.size.saturating_sub(item.size).max(1);
        let product = self.product(item, group) - self.product(item, item);
        let similarity = product.max(0.0) / (item.size * others) as f64 / (LENGTH * LENGTH);
        self.score(similarity, self.times.mean(&item.days, item.undated, &group.days, group.undated))
    }

    /// Sum of products over all pairs; those of two languages weigh more.
    fn product(&self, a: &Item, b: &Item) -> f64 {
        let all = dot(&a.sum, &b.sum) as f64;
        if self.across > 1.0 { self.across * all - (self.across - 1.0) * a.within(b) as f64 } else { all }
    }
}

/// An edge of the graph of candidates: two items in order, and their score.
pub type Edge = (u32, u32, f64);

/// The [`NEIGHBOURS`] best pairs of every item whose score is at least `least`,
/// each once, sorted; and whether some item had more than that at `level` or above.
///
/// Items are to be in a fixed order that puts what belongs together in time
/// side by side: where a term is common, only its bearers next to an item in
/// that order are looked at.
pub fn neighbours(items: &[Item], scorer: &Scorer, keys: usize, (least, level): (f64, f64)) -> (Vec<Edge>, bool) {
    let index = Index::new(items, keys);
    let found: Vec<(Vec<Edge>, bool)> = (0..items.len())
        .into_par_iter()
        .map_init(
            || Accumulator { sums: vec![0; items.len()], touched: Vec::new() },
            |accumulator, item| near(items, &index, scorer, item, (least, level), accumulator),
        )
        .collect();
    let crowded = found.iter().any(|(_, more)| *more);
    let mut edges: Vec<Edge> = found.into_iter().flat_map(|(near, _)| near).collect();
    edges.par_sort_unstable_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)));
    edges.dedup_by_key(|edge| (edge.0, edge.1));
    (edges, crowded)
}

/// Bearers of each term, ascending.
struct Index {
    starts: Vec<u32>,
    items: Vec<(u32, u32)>,
}

impl Index {
    fn new(items: &[Item], keys: usize) -> Index {
        let mut starts = vec![0u32; keys + 1];
        for &(key, _) in items.iter().flat_map(|item| &item.sum) {
            starts[key as usize + 1] += 1;
        }
        for i in 0..keys {
            starts[i + 1] += starts[i];
        }
        let mut next = starts.clone();
        let mut list = vec![(0, 0); starts[keys] as usize];
        for (number, item) in items.iter().enumerate() {
            for &(key, value) in &item.sum {
                list[next[key as usize] as usize] = (number as u32, (value / item.size) as u32);
                next[key as usize] += 1;
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
    (least, level): (f64, f64),
    accumulator: &mut Accumulator,
) -> (Vec<Edge>, bool) {
    let own = &items[item];
    let mut terms: Vec<(usize, u32, u32)> =
        own.sum.iter().map(|&(key, value)| (index.of(key).len(), key, (value / own.size) as u32)).collect();
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
    let more = near.get(NEIGHBOURS).is_some_and(|next| next.0 >= level);
    near.truncate(NEIGHBOURS);
    let edges =
        near.into_iter().map(|(score, other)| (other.min(item as u32), other.max(item as u32), score)).collect();
    (edges, more)
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
        for &(key, value) in &item.sum {
            *sum.entry(key).or_default() += value;
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
