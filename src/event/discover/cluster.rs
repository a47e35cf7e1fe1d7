//! Average-link agglomeration on a sparse graph.
//!
//! The mean similarity of two groups over all their pairs is the product of
//! their summed vectors divided by the number of pairs; so it is exact for any
//! two groups, also where few of their pairs were candidates. Groups become
//! candidates through an edge between them, or through one with a group that
//! either was joined with; where documents have more neighbours than are kept,
//! the caller looks for neighbours again among the groups. Joining stops where
//! no two candidates reach the threshold. A pair below it is forgotten: a mean
//! similarity over parts never exceeds the highest of their means.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::neighbour::{Edge, Item, Scorer, Sum};
use super::time::merge;

/// Heaviest components kept of the sum of a large group.
const KEPT: usize = 1_024;
/// Groups that a group can be joined with are limited to the nearest.
const PARTNERS: usize = 96;

/// The group of each item: a number per item, groups numbered by their first item.
pub fn cluster(items: &[Item], edges: &[Edge], scorer: &Scorer, threshold: f64) -> Vec<u32> {
    let parts = components(items.len(), edges.iter().filter(|edge| edge.2 >= threshold));
    let grouped: Vec<Vec<Vec<u32>>> = parts
        .par_iter()
        .map(|part| Agglomeration::new(items, &part.items, &part.edges, scorer, threshold).run())
        .collect();
    let mut group = vec![u32::MAX; items.len()];
    for members in grouped.iter().flatten() {
        let Some(&first) = members.iter().min() else { continue };
        for &item in members {
            group[item as usize] = first;
        }
    }
    let mut next = 0;
    let mut number: FxHashMap<u32, u32> = FxHashMap::default();
    for (item, of) in group.iter_mut().enumerate() {
        let first = if *of == u32::MAX { item as u32 } else { *of };
        *of = *number.entry(first).or_insert_with(|| {
            next += 1;
            next - 1
        });
    }
    group
}

/// A connected part of the graph of pairs that reach the threshold.
struct Part {
    items: Vec<u32>,
    edges: Vec<Edge>,
}

fn components<'e>(n: usize, edges: impl Iterator<Item = &'e Edge> + Clone) -> Vec<Part> {
    let mut parent: Vec<u32> = (0..n as u32).collect();
    fn root(parent: &mut [u32], mut x: u32) -> u32 {
        while parent[x as usize] != x {
            parent[x as usize] = parent[parent[x as usize] as usize];
            x = parent[x as usize];
        }
        x
    }
    for &(a, b, _) in edges.clone() {
        let (a, b) = (root(&mut parent, a), root(&mut parent, b));
        parent[a.max(b) as usize] = a.min(b);
    }
    let mut place: FxHashMap<u32, usize> = FxHashMap::default();
    let mut parts: Vec<Part> = Vec::new();
    let mut seen = vec![false; n];
    for &(a, b, score) in edges {
        let of = root(&mut parent, a);
        let at = *place.entry(of).or_insert_with(|| {
            parts.push(Part { items: Vec::new(), edges: Vec::new() });
            parts.len() - 1
        });
        for item in [a, b] {
            if !std::mem::replace(&mut seen[item as usize], true) {
                parts[at].items.push(item);
            }
        }
        parts[at].edges.push((a, b, score));
    }
    parts
}

struct Group {
    item: Item,
    members: Vec<u32>,
    /// Scores with groups at or above the threshold.
    partners: FxHashMap<u32, f64>,
}

/// Two groups that may be joined. The highest score first, then the first in order.
struct Candidate {
    score: f64,
    a: u32,
    b: u32,
}

impl Ord for Candidate {
    fn cmp(&self, other: &Candidate) -> Ordering {
        self.score.total_cmp(&other.score).then_with(|| (other.a, other.b).cmp(&(self.a, self.b)))
    }
}

impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Candidate) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Candidate {
    fn eq(&self, other: &Candidate) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Candidate {}

struct Agglomeration<'s> {
    scorer: &'s Scorer,
    threshold: f64,
    /// `None` once joined into a later one.
    groups: Vec<Option<Group>>,
    heap: BinaryHeap<Candidate>,
}

impl<'s> Agglomeration<'s> {
    fn new(items: &[Item], part: &[u32], edges: &[Edge], scorer: &'s Scorer, threshold: f64) -> Agglomeration<'s> {
        let mut order = part.to_vec();
        order.sort_unstable();
        let local: FxHashMap<u32, u32> = order.iter().enumerate().map(|(i, &item)| (item, i as u32)).collect();
        let mut groups: Vec<Option<Group>> = order
            .iter()
            .map(|&number| {
                let item = items[number as usize].clone();
                Some(Group { item, members: vec![number], partners: FxHashMap::default() })
            })
            .collect();
        let mut heap = BinaryHeap::new();
        for &(a, b, score) in edges {
            let (a, b) = (local[&a], local[&b]);
            for (one, other) in [(a, b), (b, a)] {
                if let Some(group) = &mut groups[one as usize] {
                    group.partners.insert(other, score);
                }
            }
            heap.push(Candidate { score, a: a.min(b), b: a.max(b) });
        }
        Agglomeration { scorer, threshold, groups, heap }
    }

    fn run(mut self) -> Vec<Vec<u32>> {
        while let Some(Candidate { a, b, .. }) = self.heap.pop() {
            // Every score is of two groups that never change; a joined group has a new number.
            if self.groups[a as usize].is_none() || self.groups[b as usize].is_none() {
                continue;
            }
            if let (Some(x), Some(y)) = (self.groups[a as usize].take(), self.groups[b as usize].take()) {
                self.join(a, x, b, y);
            }
        }
        self.groups.into_iter().flatten().map(|group| group.members).collect()
    }

    fn join(&mut self, a: u32, x: Group, b: u32, y: Group) {
        let number = self.groups.len() as u32;
        let mut others: Vec<u32> =
            x.partners.keys().chain(y.partners.keys()).copied().filter(|&o| o != a && o != b).collect();
        others.sort_unstable();
        others.dedup();
        let mut members = x.members;
        members.extend(y.members);
        let mut joined = Group { item: join(&x.item, &y.item), members, partners: FxHashMap::default() };
        let mut near: Vec<(f64, u32)> = others
            .iter()
            .filter_map(|&other| {
                Some((self.scorer.pair(&joined.item, &self.groups[other as usize].as_ref()?.item), other))
            })
            .filter(|&(score, _)| score >= self.threshold)
            .collect();
        near.sort_by(|p, q| q.0.total_cmp(&p.0).then(p.1.cmp(&q.1)));
        near.truncate(PARTNERS);
        for &other in &others {
            if let Some(group) = &mut self.groups[other as usize] {
                group.partners.remove(&a);
                group.partners.remove(&b);
            }
        }
        for (score, other) in near {
            joined.partners.insert(other, score);
            if let Some(group) = &mut self.groups[other as usize] {
                group.partners.insert(number, score);
            }
            self.heap.push(Candidate { score, a: other, b: number });
        }
        self.groups.push(Some(joined));
    }
}

/// Two items together.
pub fn join(a: &Item, b: &Item) -> Item {
    Item {
        size: a.size + b.size,
        sum: add(&a.sum, &b.sum),
        parts: parts(a, b),
        language: a.language,
        days: merge(&a.days, &b.days),
        undated: a.undated + b.undated,
    }
}

/// The sum of two vectors; of a long one its heaviest components.
fn add(a: &[(u32, u64)], b: &[(u32, u64)]) -> Vec<(u32, u64)> {
    let mut sum = Vec::with_capacity(a.len() + b.len());
    let (mut i, mut j) = (0, 0);
    while i < a.len() || j < b.len() {
        let (s, t) = (a.get(i).map_or(u32::MAX, |x| x.0), b.get(j).map_or(u32::MAX, |x| x.0));
        let term = s.min(t);
        let mut value = 0;
        if s == term {
            value += a[i].1;
            i += 1;
        }
        if t == term && j < b.len() {
            value += b[j].1;
            j += 1;
        }
        sum.push((term, value));
    }
    if sum.len() > 2 * KEPT {
        sum.sort_unstable_by(|x, y| y.1.cmp(&x.1).then(x.0.cmp(&y.0)));
        sum.truncate(KEPT);
        sum.sort_unstable_by_key(|x| x.0);
    }
    sum
}

/// The sums of two items by language; none where all is of one.
fn parts(a: &Item, b: &Item) -> Vec<(u16, Sum)> {
    if a.parts.is_empty() && b.parts.is_empty() && a.language == b.language {
        return Vec::new();
    }
    let list = |item: &Item| match item.parts.as_slice() {
        [] => vec![(item.language, item.sum.clone())],
        parts => parts.to_vec(),
    };
    let mut sum = list(a);
    for (language, part) in list(b) {
        match sum.iter_mut().find(|known| known.0 == language) {
            Some(known) => known.1 = add(&known.1, &part),
            None => sum.push((language, part)),
        }
    }
    sum
}

#[cfg(test)]
mod tests;
