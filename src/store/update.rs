//! A lexicon that changed by a few entries: only those are found anew.

use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHasher};

use super::score::{Found, Look, Scorer, candidates, whole};
use crate::lexicon::Pattern;
use crate::lexicon::matcher::{Hit, Rule};
use crate::lexicon::overlap::{self, Overlap};

/// Rules changed, as one in so many, from which all are found anew.
const MANY: usize = 8;
/// The number of a rule that is gone.
const GONE: u32 = u32::MAX;

/// What [`Scorer::update`] did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Updated {
    /// Rules that were found anew.
    pub rules: usize,
    /// Rules that are gone.
    pub removed: usize,
}

impl Scorer<'_> {
    /// Change the rules. What is found is what [`Scorer::new`] finds; rules that
    /// stay as they are cost next to nothing.
    pub fn update(&mut self, rules: &BTreeMap<String, Vec<Rule>>) -> Updated {
        let mut updated = Updated::default();
        for (language, scored) in self.store.languages.iter().zip(&mut self.languages) {
            let new = rules.get(&language.code).map_or(&[][..], Vec::as_slice);
            let change = Change::between(&scored.rules, new);
            updated.rules += change.added.len();
            updated.removed += change.removed;
            if !change.in_order || (change.added.len() + change.removed) * MANY > new.len().max(MANY) {
                *scored = whole(language, new.to_vec(), self.overlap);
                continue;
            }
            if change.is_needed() {
                let added = candidates(language, &change.added, self.overlap, Look::There);
                scored.shards.par_iter_mut().zip(added).for_each(|(found, added)| {
                    *found = change.apply(found, &added, self.overlap);
                });
            }
            scored.rules = new.to_vec();
        }
        updated
    }

    /// Make ready for [`Scorer::update`], whose first call is else the slowest.
    pub fn prepare(&self) {
        let shards: Vec<_> = self.store.languages.iter().flat_map(|language| &language.shards).collect();
        shards.par_iter().for_each(|shard| {
            shard.postings();
        });
    }
}

/// What tells one list of rules from another.
struct Change {
    /// New number of every old rule, by its old number.
    numbers: Vec<u32>,
    renumbered: bool,
    added: Vec<Rule>,
    removed: usize,
    /// Whether the rules that stayed are in the same order: of two that match the same words the first counts.
    in_order: bool,
}

impl Change {
    fn between(old: &[Rule], new: &[Rule]) -> Change {
        let mut known: FxHashMap<u64, Vec<usize>> = FxHashMap::default();
        for (place, rule) in old.iter().enumerate().rev() {
            known.entry(hash(rule)).or_default().push(place);
        }
        let most = old.iter().map(|rule| rule.id as usize + 1).max().unwrap_or(0);
        let mut change =
            Change { numbers: vec![GONE; most], renumbered: false, added: Vec::new(), removed: 0, in_order: true };
        let mut last = None;
        let mut kept = 0;
        for rule in new {
            let places = known.get_mut(&hash(rule));
            let place = places.and_then(|places| places.pop_if(|place| is_same(&old[*place], rule)));
            let Some(place) = place else {
                change.added.push(rule.clone());
                continue;
            };
            kept += 1;
            change.in_order &= last.is_none_or(|last| last < place);
            last = Some(place);
            change.numbers[old[place].id as usize] = rule.id;
            change.renumbered |= old[place].id != rule.id;
        }
        change.removed = old.len() - kept;
        change
    }

    fn is_needed(&self) -> bool {
        self.renumbered || self.removed > 0 || !self.added.is_empty()
    }

    /// Take out the hits of rules that are gone, put in the added ones, and
    /// resolve again where either shares tokens with others.
    fn apply(&self, found: &Found, added: &[Hit], rule: Overlap) -> Found {
        let room = found.candidates.len() + added.len();
        let mut next = Found { candidates: Vec::with_capacity(room), hits: Vec::with_capacity(room) };
        let (mut old, mut new, mut kept) = (found.candidates.as_slice(), added, found.hits.as_slice());
        let renumber = |hit: &Hit| Hit { rule: self.numbers[hit.rule as usize], ..*hit };
        while let Some(first) = [old.first(), new.first()].into_iter().flatten().min_by_key(|hit| hit.start) {
            let (of_old, of_new, end) = together(old, new, *first);
            let (here, candidates) = (next.hits.len(), next.candidates.len());
            next.candidates.extend(old[..of_old].iter().map(renumber).filter(|hit| hit.rule != GONE));
            let untouched = of_new == 0 && next.candidates.len() - candidates == of_old;
            let before = kept.iter().take_while(|hit| hit.start < end).count();
            if untouched {
                next.hits.extend(kept[..before].iter().map(renumber));
            } else {
                next.candidates.extend(&new[..of_new]);
                next.candidates[candidates..].sort();
                next.hits.extend_from_slice(&next.candidates[candidates..]);
                overlap::resolve(&mut next.hits, here, rule);
            }
            (old, new, kept) = (&old[of_old..], &new[of_new..], &kept[before..]);
        }
        next
    }
}

/// How many hits of two lists, by place, share tokens with the first of all or
/// with one another, and the token behind them.
fn together(old: &[Hit], new: &[Hit], first: Hit) -> (usize, usize, u32) {
    let (mut of_old, mut of_new, mut end) = (0, 0, first.end);
    loop {
        let grows = |list: &[Hit], at: usize, end: u32| list.get(at).filter(|hit| hit.start < end).map(|hit| hit.end);
        if let Some(further) = grows(old, of_old, end) {
            (of_old, end) = (of_old + 1, end.max(further));
        } else if let Some(further) = grows(new, of_new, end) {
            (of_new, end) = (of_new + 1, end.max(further));
        } else {
            return (of_old, of_new, end);
        }
    }
}

fn hash(rule: &Rule) -> u64 {
    let mut hasher = FxHasher::default();
    (rule.group, rule.within, &*rule.pattern.text).hash(&mut hasher);
    for list in [&rule.near, &rule.unless, &rule.except] {
        list.len().hash(&mut hasher);
        list.iter().for_each(|pattern| pattern.text.hash(&mut hasher));
    }
    hasher.finish()
}

fn is_same(a: &Rule, b: &Rule) -> bool {
    let same = |a: &[Pattern], b: &[Pattern]| a == b;
    (a.group, a.within) == (b.group, b.within)
        && a.pattern == b.pattern
        && same(&a.near, &b.near)
        && same(&a.unless, &b.unless)
        && same(&a.except, &b.except)
}
