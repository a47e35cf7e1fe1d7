//! Sketches → events.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::glossary::Glossary;
use super::neighbour::{Edge, Item, Scorer, across, neighbours};
use super::sketch::{Sketch, Sketcher};
use super::time::{Times, day};
use super::weigh::{Terms, vector};
use super::{Found, Options, cluster, label};

/// Factor on similarity per unit of temporal surprise.
const FACTOR: f64 = 0.2;
/// Addend per unit of temporal surprise.
const ADDEND: f64 = 0.02;

/// Group documents by the event they tell; every document is in exactly one.
///
/// `sketchers` made the `sketches`, `made_by` says which made which. The result
/// is sorted by id and does not depend on the order of the sketches.
pub fn find(
    sketchers: &[Sketcher],
    mut sketches: Vec<Sketch>,
    made_by: &[u32],
    glossary: &Glossary,
    options: &Options,
) -> (Vec<Sketch>, Vec<Found>) {
    let mut terms = Terms::unite(sketchers, &mut sketches, made_by, glossary);
    // Neighbours in this order are near in time.
    sketches.par_sort_by(|a, b| (a.date.is_none(), a.date, &a.id).cmp(&(b.date.is_none(), b.date, &b.id)));
    let unique = Unique::of(&sketches);
    terms.count(unique.first.iter().map(|&i| &sketches[i]));
    let mut languages: Vec<&str> = sketches.iter().map(|s| s.language.as_str()).collect();
    languages.sort_unstable();
    languages.dedup();
    let items: Vec<Item> = unique.first.par_iter().map(|&i| item(&sketches[i], &terms, &languages)).collect();
    let times = Times::learn(sketches.iter().filter_map(|s| s.date));
    let across = if languages.len() > 1 { across(&items) } else { 1.0 };
    let scorer = Scorer { times, factor: FACTOR, addend: ADDEND, across };
    let level = options.level();
    let edges = neighbours(&items, &scorer, terms.keys(), level);
    let group = cluster::cluster(&items, &edges, &scorer, level);
    let sure = confidence(items.len(), &edges, &group, level);
    let mut members: BTreeMap<u32, Vec<(usize, f64)>> = BTreeMap::new();
    for (sketch, &of) in unique.of.iter().enumerate() {
        members.entry(group[of]).or_default().push((sketch, sure[of]));
    }
    let found = label::label(&sketches, &terms, members.into_values().collect());
    (sketches, found)
}

fn item(sketch: &Sketch, terms: &Terms, languages: &[&str]) -> Item {
    let days = sketch.date.map(|date| (day(date), 1)).into_iter().collect();
    let language = languages.binary_search(&sketch.language.as_str()).unwrap_or_default() as u16;
    Item { vector: vector(sketch, terms), days, undated: u32::from(sketch.date.is_none()), language }
}

/// Sketches that say the same, which are counted once: a
/// million reprints neither weigh nor cost more than one.
struct Unique {
    /// The first of each.
    first: Vec<usize>,
    /// For each sketch, the index in `first`.
    of: Vec<usize>,
}

impl Unique {
    fn of(sketches: &[Sketch]) -> Unique {
        let mut known: BTreeMap<(&str, &[(u32, u32)]), usize> = BTreeMap::new();
        let mut first = Vec::new();
        let mut of = Vec::with_capacity(sketches.len());
        for (number, sketch) in sketches.iter().enumerate() {
            let mut fresh = || {
                first.push(number);
                first.len() - 1
            };
            // What holds no term is like nothing else.
            if sketch.terms.is_empty() {
                of.push(fresh());
            } else {
                of.push(*known.entry((&sketch.language, &sketch.terms)).or_insert_with(fresh));
            }
        }
        Unique { first, of }
    }
}

/// How sure it is that an item belongs where it is: its mean score with the
/// others of its event against that with the next best event; ½ is a toss-up.
fn confidence(items: usize, edges: &[Edge], group: &[u32], level: f64) -> Vec<f64> {
    let mut size: BTreeMap<u32, u32> = BTreeMap::new();
    for &of in group {
        *size.entry(of).or_default() += 1;
    }
    let mut near: Vec<Vec<(u32, f64)>> = vec![Vec::new(); items];
    for &(a, b, score) in edges {
        near[a as usize].push((b, score));
        near[b as usize].push((a, score));
    }
    near.par_iter()
        .enumerate()
        .map(|(item, near)| {
            let mut sums: BTreeMap<u32, (f64, u32)> = BTreeMap::new();
            for &(other, score) in near {
                let sum = sums.entry(group[other as usize]).or_default();
                *sum = (sum.0 + score, sum.1 + 1);
            }
            let own = sums.remove(&group[item]).map_or(level, |(sum, n)| sum / f64::from(n));
            let mean = |(of, (sum, _)): (u32, (f64, u32))| sum / f64::from(size.get(&of).copied().unwrap_or(1));
            let other = sums.into_iter().map(mean).fold(0.0, f64::max);
            own / (own + other)
        })
        .collect()
}
