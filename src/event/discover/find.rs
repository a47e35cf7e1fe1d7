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

/// How often groups are looked at again for neighbours among groups.
const ROUNDS: usize = 6;

/// Group documents by the event they tell; every document is in exactly one.
///
/// `sketchers` made the `sketches`, `made_by` says which made which. Sketches
/// come back by date and id, events by the first of their documents; neither
/// depends on the order of what was given.
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
    let first = || unique.first.iter().map(|&i| &sketches[i]);
    terms.count(first());
    let mut languages: Vec<&str> = sketches.iter().map(|s| s.language.as_str()).collect();
    languages.sort_unstable();
    languages.dedup();
    let items: Vec<Item> = unique.first.par_iter().map(|&i| item(&sketches[i], &terms, &languages)).collect();
    let times = Times::learn(first().filter_map(|s| s.date));
    let across = if languages.len() > 1 { across(&items) } else { 1.0 };
    let scorer = Scorer { times, factor: FACTOR, addend: ADDEND, across };
    let (group, sure) = group(&items, &scorer, terms.keys(), options.level());
    let mut members: BTreeMap<u32, Vec<(usize, f64)>> = BTreeMap::new();
    for (sketch, &of) in unique.of.iter().enumerate() {
        members.entry(group[of]).or_default().push((sketch, sure[of]));
    }
    let found = label::label(&sketches, &terms, members.into_values().collect());
    (sketches, found)
}

/// The group of every item, and how sure it belongs there.
fn group(items: &[Item], scorer: &Scorer, keys: usize, level: f64) -> (Vec<u32>, Vec<f64>) {
    // Half the level, so that the next best event is known too.
    let (edges, mut crowded) = neighbours(items, scorer, keys, (level / 2.0, level));
    let mut group = cluster::cluster(items, &edges, scorer, level);
    let mut groups = together(items, &group);
    for _ in 0..ROUNDS {
        if !crowded {
            break;
        }
        let (edges, more) = neighbours(&groups, scorer, keys, (level, level));
        let joined = cluster::cluster(&groups, &edges, scorer, level);
        let next = together(&groups, &joined);
        crowded = more && next.len() < groups.len();
        group.iter_mut().for_each(|of| *of = joined[*of as usize]);
        groups = next;
    }
    let sure = confidence(items, &edges, &group, &groups, scorer, level);
    (group, sure)
}

/// The items of each group as one.
fn together(items: &[Item], group: &[u32]) -> Vec<Item> {
    let mut groups: Vec<Option<Item>> = vec![None; group.iter().max().map_or(0, |most| *most as usize + 1)];
    for (item, &of) in items.iter().zip(group) {
        let sum = groups[of as usize].as_ref().map_or_else(|| item.clone(), |known| cluster::join(known, item));
        groups[of as usize] = Some(sum);
    }
    groups.into_iter().flatten().collect()
}

fn item(sketch: &Sketch, terms: &Terms, languages: &[&str]) -> Item {
    let language = languages.binary_search(&sketch.language.as_str()).unwrap_or_default() as u16;
    Item::one(&vector(sketch, terms), language, sketch.date.map(day))
}

/// Language and terms.
type Words<'s> = (&'s str, &'s [(u32, u32)]);

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
        let mut known: BTreeMap<Words<'_>, usize> = BTreeMap::new();
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

/// How sure it is that an item belongs where it is: its score with the others of
/// its event against that with the next best event; ½ is a toss-up. One that is
/// alone is held against the threshold.
fn confidence(items: &[Item], edges: &[Edge], group: &[u32], groups: &[Item], scorer: &Scorer, level: f64) -> Vec<f64> {
    let mut near: Vec<Vec<u32>> = vec![Vec::new(); items.len()];
    for &(a, b, _) in edges {
        near[a as usize].push(group[b as usize]);
        near[b as usize].push(group[a as usize]);
    }
    near.into_par_iter()
        .enumerate()
        .map(|(number, mut near)| {
            let (item, of) = (&items[number], group[number]);
            let home = &groups[of as usize];
            let own = if home.size > item.size { scorer.inside(item, home) } else { level };
            near.sort_unstable();
            near.dedup();
            let others = near.into_iter().filter(|&other| other != of);
            let best = others.map(|other| scorer.pair(item, &groups[other as usize])).fold(0.0, f64::max);
            own / (own + best)
        })
        .collect()
}
