//! Which mentions and names a page may show, found while the records go by.
//!
//! The page's own choice ([`super::sample`]) is made among those that are left
//! here: the first of every cell (event, group, frame), in an order that follows
//! from the seed. So many are left that the page has no room for all of them.

use std::collections::HashMap;
use std::hash::{BuildHasher, BuildHasherDefault};

use rustc_hash::FxHasher;

use crate::compare::random::Random;
use crate::report::rows::{MentionRow, NamingHitRow};

/// Most that are left. A page of 5 MB has no room for as many sentences.
const MOST: usize = 30_000;

/// A mention, or a place of a name, by where it is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Found {
    /// Place of the document among all.
    pub article: usize,
    /// Whether it is a name.
    pub name: bool,
    /// Place among the mentions or names of the document.
    pub index: usize,
}

#[derive(Debug, Clone)]
struct Candidate {
    hash: u64,
    found: Found,
    /// Event, group and frame or naming, each as one number.
    cells: Vec<u64>,
}

/// The candidates so far.
#[derive(Debug, Clone)]
pub struct Pool {
    seed: u64,
    candidates: Vec<Candidate>,
    mentions: usize,
    hits: usize,
}

/// The order in which the page keeps mentions: a number that follows from the seed and the mention.
pub(super) fn order(seed: u64, document: &str, thing: &str, entry: &str, at: usize) -> u64 {
    Random::new(seed, &[document, thing, entry, &at.to_string()]).bits()
}

impl Pool {
    /// An empty one.
    pub fn new(seed: u64) -> Pool {
        Pool { seed, candidates: Vec::new(), mentions: 0, hits: 0 }
    }

    /// The mentions and names of one document, which is of a group.
    pub fn see(&mut self, article: usize, group: &str, mentions: &[MentionRow<'_>], hits: &[NamingHitRow<'_>]) {
        let hasher = BuildHasherDefault::<FxHasher>::default();
        let cells = |events: &str, thing: &str, name: bool| {
            events.split(';').map(|event| hasher.hash_one((event, group, thing, name))).collect()
        };
        let all_mentions = mentions.iter().enumerate().map(|(index, m)| Candidate {
            hash: order(self.seed, m.document, m.frame, m.entry, m.start),
            found: Found { article, name: false, index },
            cells: cells(&m.event, m.frame, false),
        });
        let all_hits = hits.iter().enumerate().map(|(index, h)| Candidate {
            hash: order(self.seed, h.document, h.naming, h.variant, h.start),
            found: Found { article, name: true, index },
            cells: cells(&h.event, h.naming, true),
        });
        self.candidates.extend(all_mentions.chain(all_hits));
        self.mentions += mentions.len();
        self.hits += hits.len();
    }

    /// Those of further documents.
    pub fn join(&mut self, other: Pool) {
        self.candidates.extend(other.candidates);
        self.mentions += other.mentions;
        self.hits += other.hits;
        if self.candidates.len() > 2 * MOST {
            self.thin();
        }
    }

    /// How many mentions and names there were.
    pub fn known(&self) -> (usize, usize) {
        (self.mentions, self.hits)
    }

    /// Keeps the first of every cell.
    fn thin(&mut self) {
        self.candidates.sort_unstable_by_key(|c| (c.hash, c.found));
        let mut seen: HashMap<u64, usize, BuildHasherDefault<FxHasher>> = HashMap::default();
        let mut ranked: Vec<(usize, usize)> = Vec::with_capacity(self.candidates.len());
        for (place, candidate) in self.candidates.iter().enumerate() {
            let mut rank = usize::MAX;
            for cell in &candidate.cells {
                let count = seen.entry(*cell).or_default();
                rank = rank.min(*count);
                *count += 1;
            }
            ranked.push((rank, place));
        }
        ranked.sort_unstable();
        ranked.truncate(MOST);
        let mut kept = vec![false; self.candidates.len()];
        ranked.iter().for_each(|&(_, place)| kept[place] = true);
        let mut kept = kept.into_iter();
        self.candidates.retain(|_| kept.next().unwrap_or_default());
    }

    /// What is left, in the order of documents.
    pub fn chosen(mut self) -> Vec<Found> {
        if self.candidates.len() > MOST {
            self.thin();
        }
        let mut found: Vec<Found> = self.candidates.into_iter().map(|c| c.found).collect();
        found.sort_unstable();
        found
    }
}
