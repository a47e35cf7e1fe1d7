//! Contrasts: one frame in two sources, with the ratio of rates, its interval and its test.

use std::sync::Arc;

use super::formula::{rate, rate_ratio, rounded};
use super::pairs::{Cell, Pair};
use super::permute::Outcome;
use super::shared::shared;
use super::{ContrastRow, SharedEvents};
use crate::tally::Tally;

/// Fewer documents on a side than this are noted.
const FEW_DOCUMENTS: u64 = 5;
/// Fewer tokens on a side than this are noted.
const LITTLE_TEXT: u64 = 1_000;
/// From so many mentions on, a document that holds half of them is noted.
const CARRIED_MENTIONS: u64 = 3;

/// One row for every frame of a pair; q is left to the whole table.
///
/// `rate_ratio` and its interval are [`rate_ratio`]'s,
/// p is [`permute`](super::permute::permute)'s. In pooled rows the rates are
/// those of all documents, whereas p asks within the events that both sides
/// tell: an article of an event the other side is silent about says nothing
/// on how the two tell the same thing. A frame without any mention has no p.
pub fn contrasts(tally: &Tally, pair: &Pair, outcome: &Outcome) -> Vec<ContrastRow> {
    contrasts_of(tally, pair, outcome, 0..tally.frames.len())
}

/// The same for some frames, by their indices.
pub fn contrasts_of(
    tally: &Tally,
    pair: &Pair,
    outcome: &Outcome,
    frames: impl IntoIterator<Item = usize>,
) -> Vec<ContrastRow> {
    let shared = shared(tally, pair).map(Arc::new);
    frames.into_iter().map(|frame| row(tally, pair, (outcome, shared.as_ref()), frame)).collect()
}

fn row(
    tally: &Tally,
    pair: &Pair,
    (outcome, shared): (&Outcome, Option<&Arc<SharedEvents>>),
    frame: usize,
) -> ContrastRow {
    let (target, reference) = (pair.target().frames[frame], pair.reference().frames[frame]);
    let written = target.t > 0 && reference.t > 0;
    let ratio = rate_ratio(&target, &reference);
    let p = outcome.frames[frame].filter(|_| written).and_then(rounded);
    let cautions = cautions(pair, outcome, frame, p.is_some());
    let within = shared.map(|s| s.notes()).unwrap_or_default();
    ContrastRow {
        event: pair.scope.name.into(),
        frame: tally.frames[frame].clone(),
        target: pair.target_name.into(),
        reference: pair.reference_name.into(),
        n_target: target.n,
        n_reference: reference.n,
        mentions_target: target.h,
        mentions_reference: reference.h,
        rate_target: rate(&target).and_then(rounded),
        rate_reference: rate(&reference).and_then(rounded),
        rate_ratio: ratio.value.and_then(rounded),
        ratio_low: ratio.low.and_then(rounded),
        ratio_high: ratio.high.and_then(rounded),
        p,
        q: None,
        method: if p.is_some() { outcome.method.clone() } else { "none".into() },
        cautioned: !cautions.is_empty(),
        note: within.into_iter().chain(cautions).collect::<Vec<_>>().join("; "),
        shared: shared.cloned(),
        testable: outcome.testable(),
    }
}

/// What to beware of.
fn cautions(pair: &Pair, outcome: &Outcome, frame: usize, tested: bool) -> Vec<String> {
    let sides = [("target", pair.target()), ("reference", pair.reference())];
    let mut notes = Vec::new();
    let mut note = |holds: bool, text: String| notes.extend(holds.then_some(text));
    for (side, cell) in sides {
        note(cell.frames[frame].h == 0, format!("no mentions in {side}"));
    }
    for (side, cell) in sides {
        note(cell.n() == 1, format!("single document in {side}"));
    }
    let any = |test: &dyn Fn(&Cell) -> bool| sides.iter().any(|(_, cell)| test(cell));
    note(any(&|cell| cell.n() < FEW_DOCUMENTS), "few documents".into());
    note(
        carried(pair.target(), pair.reference(), frame) || carried(pair.reference(), pair.target(), frame),
        "one document carries the result".into(),
    );
    note(any(&|cell| cell.tokens < LITTLE_TEXT), "little text".into());
    note(!shares_language(pair.target(), pair.reference()), "different languages, hence different entries".into());
    let mentions = sides.iter().any(|(_, cell)| cell.frames[frame].h > 0);
    note(!outcome.shared, "no shared event".into());
    note(outcome.shared && !tested && mentions && pair.scope.pooled, "no mentions in shared events".into());
    if let Some(smallest) = outcome.smallest.filter(|_| tested && !outcome.testable()) {
        note(true, format!("too few documents: smallest possible p is {smallest:.2}"));
    }
    notes
}

/// Whether the two sides have a language in common. Where they have none, each
/// rate comes from the entries of another language, and part of the difference
/// may lie between the lexicons.
fn shares_language(target: &Cell, reference: &Cell) -> bool {
    let languages = |cell: &Cell| cell.documents.iter().map(|d| d.language).collect::<std::collections::BTreeSet<_>>();
    !languages(target).is_disjoint(&languages(reference))
}

/// Whether one document of `cell` holds half of at least three mentions, or
/// turns the direction of the difference when it is left out.
fn carried(cell: &Cell, other: &Cell, frame: usize) -> bool {
    let (side, against) = (cell.frames[frame], other.frames[frame]);
    let direction =
        |h: u64, t: u64| (u128::from(h) * u128::from(against.t)).cmp(&(u128::from(against.h) * u128::from(t)));
    let whole = direction(side.h, side.t);
    cell.documents.iter().any(|document| {
        let h = document.mentions(frame as u32);
        let holds = side.h >= CARRIED_MENTIONS && 2 * h >= side.h;
        let rest = side.t - document.tokens;
        holds || (rest > 0 && whole.is_ne() && direction(side.h - h, rest) == whole.reverse())
    })
}
