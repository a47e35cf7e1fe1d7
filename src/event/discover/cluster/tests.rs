use super::*;
use crate::event::discover::neighbour::neighbours;
use crate::event::discover::time::Times;
use crate::event::discover::weigh::unit;
use crate::event::discover::weigh::{LENGTH, dot};
use proptest::prelude::*;

fn scorer(across: f64) -> Scorer {
    Scorer { times: Times::learn(std::iter::empty()), factor: 0.2, addend: 0.02, across }
}

fn item((language, terms): &(u16, std::collections::BTreeMap<u32, u8>)) -> Item {
    let vector = unit(terms.iter().map(|(&term, &weight)| (term, f64::from(weight) + 1.0)));
    Item::one(&vector, *language, None)
}

/// The textbook: all pairs, the two groups with the highest mean first.
fn plain(items: &[Item], scorer: &Scorer, threshold: f64) -> Vec<Vec<usize>> {
    let similarity = |a: &Item, b: &Item| {
        let factor = if a.language == b.language { 1.0 } else { scorer.across };
        factor * dot(&a.sum, &b.sum) as f64
    };
    let mut groups: Vec<Vec<usize>> = (0..items.len()).map(|i| vec![i]).collect();
    loop {
        let mut best: Option<(f64, usize, usize)> = None;
        for (i, a) in groups.iter().enumerate() {
            for (j, b) in groups.iter().enumerate().skip(i + 1) {
                let sum: f64 = a
                    .iter()
                    .flat_map(|&x| b.iter().map(move |&y| (x, y)))
                    .map(|(x, y)| similarity(&items[x], &items[y]))
                    .sum();
                let mean = sum / (a.len() * b.len()) as f64 / (LENGTH * LENGTH);
                let score = scorer.score(mean, crate::event::discover::time::UNDATED);
                if score >= threshold && best.is_none_or(|(known, ..)| score > known + 1e-9) {
                    best = Some((score, i, j));
                }
            }
        }
        let Some((_, i, j)) = best else { return groups };
        let joined = groups.remove(j);
        groups[i].extend(joined);
    }
}

/// Mean score over the pairs of two groups of the result.
fn between(items: &[Item], a: &[usize], b: &[usize], scorer: &Scorer) -> f64 {
    let pairs = a.iter().flat_map(|&x| b.iter().map(move |&y| (x, y)));
    let sum: f64 = pairs
        .map(|(x, y)| {
            let factor = if items[x].language == items[y].language { 1.0 } else { scorer.across };
            factor * dot(&items[x].sum, &items[y].sum) as f64
        })
        .sum();
    let mean = sum / (a.len() * b.len()) as f64 / (LENGTH * LENGTH);
    scorer.score(mean, crate::event::discover::time::UNDATED)
}

fn groups(of: &[u32]) -> Vec<Vec<usize>> {
    let mut list = vec![Vec::new(); of.iter().max().map_or(0, |m| *m as usize + 1)];
    for (item, &group) in of.iter().enumerate() {
        list[group as usize].push(item);
    }
    list
}

fn items() -> impl Strategy<Value = Vec<Item>> {
    let terms = prop::collection::btree_map(0u32..12, 0u8..200, 1..6);
    prop::collection::vec((0u16..2, terms), 1..14).prop_map(|list| list.iter().map(item).collect())
}

proptest! {
    #[test]
    fn joining_stops_where_no_two_groups_reach_the_threshold(items in items(), across in 1.0..2.0f64) {
        let scorer = scorer(across);
        let (edges, _) = neighbours(&items, &scorer, 12, (0.35, 0.35));
        let found = groups(&cluster(&items, &edges, &scorer, 0.35));
        for (i, a) in found.iter().enumerate() {
            for b in &found[i + 1..] {
                let score = between(&items, a, b, &scorer);
                prop_assert!(score < 0.35 + 1e-6, "{a:?} {b:?} {score}");
            }
        }
    }

    #[test]
    fn groups_are_those_of_the_textbook(items in items()) {
        let scorer = scorer(1.3);
        let (edges, _) = neighbours(&items, &scorer, 12, (0.35, 0.35));
        let mut found = groups(&cluster(&items, &edges, &scorer, 0.35));
        let mut wanted = plain(&items, &scorer, 0.35);
        for list in [&mut found, &mut wanted] {
            list.iter_mut().for_each(|group| group.sort_unstable());
            list.sort();
        }
        // Where scores tie, either order of joining is right.
        let size = |list: &[Vec<usize>]| list.iter().map(|g| g.len() * g.len()).sum::<usize>();
        prop_assert!(found == wanted || ties(&items, &scorer), "{found:?} {wanted:?} {} {}", size(&found), size(&wanted));
    }
}

fn ties(items: &[Item], scorer: &Scorer) -> bool {
    let mut scores: Vec<f64> = Vec::new();
    for (i, a) in items.iter().enumerate() {
        scores.extend(items[i + 1..].iter().map(|b| scorer.pair(a, b)).filter(|score| *score > 0.0));
    }
    scores.sort_by(f64::total_cmp);
    scores.windows(2).any(|pair| pair[1] - pair[0] < 1e-6)
}
