//! Blame: which of two opposed actors a source presents as doing it.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::BlameRow;
use super::formula::{balance, rounded};
use super::pairs::Scope;
use super::parts::{Parts, cells};
use crate::tally::{DocumentTally, Tally};

/// Most pairs of actors that a frame is held against.
pub const MOST_PAIRS: usize = 20;

/// Two actors and a frame of which both are agents.
type Pair = (u32, u32, u32);

/// One row for every pair of a frame that the cell mentions, also where the
/// source names neither (then without a balance).
///
/// Pairs are those of actors on different sides that are both agents of the
/// frame somewhere in the study; an actor without a side is on one of its own.
/// Should a frame have more than [`MOST_PAIRS`], those are kept whose rarer
/// actor is named most. A mention with both actors as agents counts for both.
/// Mentions of every stance and voice count. `hidden` counts the mentions whose
/// agent the text leaves unsaid; mentions with other agents only are in no column.
pub fn blame(tally: &Tally, scopes: &[Scope]) -> Vec<BlameRow> {
    let pairs = pairs(tally);
    let mut rows = Vec::new();
    for (event, source, cell) in cells(tally, scopes) {
        let mut hidden: BTreeMap<u32, u64> = BTreeMap::new();
        for count in cell.documents.iter().flat_map(|d| &d.narratives) {
            *hidden.entry(count.frame).or_default() += if count.agents.is_empty() { count.mentions } else { 0 };
        }
        let parts: Parts<Pair, ()> = Parts::of(
            cell,
            |document| blamed(document, &pairs).map(|(pair, a, b)| (pair, a + b)).collect::<Vec<_>>(),
            |document| blamed(document, &pairs).map(|(pair, a, _)| (pair, (), a)).collect::<Vec<_>>(),
        );
        let sums: BTreeMap<Pair, _> = parts.iter().map(|(pair, (), sums)| (*pair, sums)).collect();
        for &pair in pairs.iter().filter(|pair| hidden.contains_key(&pair.0)) {
            let sums = sums.get(&pair).copied().unwrap_or_default();
            let estimate = balance(&sums);
            let actor = |a: u32| tally.actors[a as usize].id.clone();
            rows.push(BlameRow {
                event: event.clone(),
                source: source.clone(),
                frame: tally.frames[pair.0 as usize].clone(),
                actor_a: actor(pair.1),
                actor_b: actor(pair.2),
                mentions_a: sums.h,
                mentions_b: sums.t - sums.h,
                hidden: hidden.get(&pair.0).copied().unwrap_or(0),
                balance: estimate.value.and_then(rounded),
                balance_low: estimate.low.and_then(rounded),
                balance_high: estimate.high.and_then(rounded),
            });
        }
    }
    rows
}

/// Mentions of a document that blame the one and the other of each pair.
fn blamed<'d>(document: &'d DocumentTally, pairs: &'d BTreeSet<Pair>) -> impl Iterator<Item = (Pair, u64, u64)> + 'd {
    document.narratives.iter().flat_map(move |count| {
        let of_frame = pairs.range((count.frame, 0, 0)..=(count.frame, u32::MAX, u32::MAX));
        let times = |actor: u32| if count.agents.binary_search(&actor).is_ok() { count.mentions } else { 0 };
        of_frame.map(move |&pair| (pair, times(pair.1), times(pair.2)))
    })
}

/// The pairs of every frame.
fn pairs(tally: &Tally) -> BTreeSet<Pair> {
    let mut agents: BTreeMap<u32, BTreeMap<u32, u64>> = BTreeMap::new();
    for count in tally.documents.iter().flat_map(|d| &d.narratives) {
        for &agent in &count.agents {
            *agents.entry(count.frame).or_default().entry(agent).or_default() += count.mentions;
        }
    }
    let side = |actor: u32| tally.actors[actor as usize].side.as_deref();
    let opposed = |a: u32, b: u32| side(a).is_none() || side(a) != side(b);
    let mut kept = BTreeSet::new();
    for (frame, agents) in agents {
        let mut found: Vec<(Pair, u64, u64)> = Vec::new();
        for (&a, &of_a) in agents.iter() {
            for (&b, &of_b) in agents.range(a + 1..).filter(|(b, _)| opposed(a, **b)) {
                found.push(((frame, a, b), of_a.min(of_b), of_a + of_b));
            }
        }
        found.sort_by_key(|&(pair, rarer, both)| (Reverse(rarer), Reverse(both), pair));
        kept.extend(found.into_iter().take(MOST_PAIRS).map(|(pair, ..)| pair));
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::super::pairs::scopes;
    use super::super::sample::{Draft, document};
    use super::*;

    #[test]
    fn the_balance_holds_two_opposed_agents_against_each_other() {
        let tally = Draft::frames(&["force", "peace"])
            .actor("arx", "north")
            .actor("ayr", "north")
            .actor("bel", "south")
            .add(document("1", "a", 100).says("force", &["arx"], &["bel"], 3).says("force", &[], &["bel"], 2))
            .add(document("2", "a", 100).says("force", &["arx", "bel"], &[], 1).says("force", &["ayr"], &[], 1))
            .add(document("3", "b", 100).says("force", &[], &[], 5))
            .add(document("4", "c", 100).says("peace", &["arx"], &[], 5))
            .tally();
        let rows = blame(&tally, &scopes(&tally));

        let shown: Vec<_> = rows
            .iter()
            .map(|r| (&*r.source, &*r.actor_a, &*r.actor_b, r.mentions_a, r.mentions_b, r.hidden, r.balance))
            .collect();
        assert_eq!(
            shown,
            [
                ("a", "arx", "bel", 4, 1, 2, Some(0.6)),
                ("a", "ayr", "bel", 1, 1, 2, Some(0.0)),
                ("b", "arx", "bel", 0, 0, 5, None),
                ("b", "ayr", "bel", 0, 0, 5, None),
            ],
            "arx and ayr are on one side; c does not mention the frame"
        );
        assert!(rows[0].balance_low.is_some());
        assert_eq!(rows[1].balance_low, None, "one document only names either");
    }

    #[test]
    fn the_most_contested_pairs_are_kept() {
        let mut draft = Draft::frames(&["force"]);
        let mut paper = document("1", "a", 100);
        for i in 0..8 {
            let id = format!("x{i}");
            draft = draft.actor(&id, &id);
            paper = paper.says("force", &[&id], &[], 10 - i);
        }
        let tally = draft.add(paper).tally();
        let rows = blame(&tally, &scopes(&tally));
        assert_eq!(rows.len(), MOST_PAIRS);
        assert!(rows.iter().all(|r| r.actor_b != "x7" && r.actor_a < r.actor_b));
    }
}
