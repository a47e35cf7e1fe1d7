//! Contrasts of two lexicons: which come out otherwise, and which lines they cross.

use std::collections::BTreeSet;

use super::ContrastChange;
use crate::compare::ContrastRow;
use crate::compare::recount::Basis;
use crate::compare::standing::{NOWHERE, distance};
use crate::tally::{DocumentTally, Tally};

/// Two tallies of the same documents with the frames of both, without anything but rates.
///
/// A frame that one of them lacks is in it without a mention.
pub fn aligned(old: &Tally, new: &Tally) -> (Tally, Tally) {
    let frames: BTreeSet<&String> = old.frames.iter().chain(&new.frames).collect();
    let frames: Vec<String> = frames.into_iter().cloned().collect();
    (renumbered(old, &frames), renumbered(new, &frames))
}

/// The tally with other frames, a superset of its own; entries are gone.
pub(super) fn renumbered(tally: &Tally, frames: &[String]) -> Tally {
    let place = |frame: u32| frames.binary_search(&tally.frames[frame as usize]).unwrap_or_default() as u32;
    let mut bare = tally.bare();
    bare.frames = frames.to_vec();
    bare.entries.clear();
    fn renew(document: &mut DocumentTally, place: &dyn Fn(u32) -> u32) {
        document.entries.clear();
        document.frames.iter_mut().for_each(|count| count.frame = place(count.frame));
        document.frames.sort_by_key(|count| count.frame);
        document.parts.iter_mut().for_each(|part| renew(part, place));
    }
    bare.documents.iter_mut().for_each(|document| renew(document, &place));
    bare
}

/// Every contrast with another ratio, interval, p or q, by consequence, then by
/// how far the ratio moves, then by event, frame, target and reference.
///
/// The bases are of [`aligned`] tallies; `known` are the frames of the old and
/// of the new lexicon, without which a frame has no contrast.
pub fn contrasts(old: &Basis, new: &Basis, known: (&[String], &[String])) -> Vec<ContrastChange> {
    let mut rows: Vec<ContrastChange> = Vec::new();
    for (place, (before, after)) in old.rows.iter().zip(&new.rows).enumerate() {
        let there = |row: &'_ ContrastRow, frames: &[String]| frames.contains(&row.frame);
        let before = Some(before).filter(|row| there(row, known.0));
        let after = Some(after).filter(|row| there(row, known.1));
        let differ = numbers(before) != numbers(after);
        let mentions = |row: Option<&ContrastRow>| row.is_some_and(|r| r.mentions_target + r.mentions_reference > 0);
        if differ && (mentions(before) || mentions(after)) {
            rows.extend(row(place, before, after));
        }
    }
    rows.sort_by(|a, b| {
        let far = |r: &ContrastChange| distance(r.ratio_old, r.ratio_new);
        let keys = |r: &ContrastChange| [&r.event, &r.frame, &r.target, &r.reference].map(String::clone);
        a.consequence.cmp(&b.consequence).then(far(b).total_cmp(&far(a))).then_with(|| keys(a).cmp(&keys(b)))
    });
    rows
}

type Numbers = ([Option<f64>; 5], [Option<u64>; 2]);

fn numbers(row: Option<&ContrastRow>) -> Numbers {
    row.map_or(([None; 5], [None; 2]), |r| {
        ([r.rate_ratio, r.ratio_low, r.ratio_high, r.p, r.q], [Some(r.mentions_target), Some(r.mentions_reference)])
    })
}

fn row(place: usize, before: Option<&ContrastRow>, after: Option<&ContrastRow>) -> Option<ContrastChange> {
    let either = before.or(after)?;
    let standing = |row: Option<&ContrastRow>| row.map_or(NOWHERE, ContrastRow::standing);
    let change = standing(before).change(standing(after));
    let (old, new) = (numbers(before), numbers(after));
    Some(ContrastChange {
        event: either.event.clone(),
        frame: either.frame.clone(),
        target: either.target.clone(),
        reference: either.reference.clone(),
        change,
        ratio_old: old.0[0],
        low_old: old.0[1],
        high_old: old.0[2],
        p_old: old.0[3],
        q_old: old.0[4],
        ratio_new: new.0[0],
        low_new: new.0[1],
        high_new: new.0[2],
        p_new: new.0[3],
        q_new: new.0[4],
        mentions_target_old: old.1[0],
        mentions_target_new: new.1[0],
        mentions_reference_old: old.1[1],
        mentions_reference_new: new.1[1],
        because: String::new(),
        attribution: String::new(),
        consequence: standing(before).consequence(change),
        row: place,
    })
}
