//! The whole comparison of a tally.

use rayon::prelude::*;

use super::blame::blame;
use super::contrast::contrasts;
use super::coverage::coverage;
use super::divergence::divergence;
use super::formula::{benjamini_hochberg, rounded};
use super::keyness::{Keyness, keyness};
use super::map::map;
use super::names::names;
use super::narratives::narratives;
use super::pairs::{Pair, pairs, scopes};
use super::permute::permute_for;
use super::rate::rates;
use super::roles::roles;
use super::shift::shifts;
use super::timeline::timeline;
use super::usage::usage;
use super::vector::{Words, likeness};
use super::voices::voices;
use super::{Comparison, ContrastRow, DivergenceRow, Settings, ShiftRow, TermRow};
use crate::lexicon::parse::is_below;
use crate::tally::{DocumentTally, Tally};

/// Every table of a comparison.
///
/// Pure: the tally and the settings decide every byte, for any number of
/// threads and any order of the documents. Rows are sorted as the fields of
/// [`Comparison`] say, numbers rounded to 9 significant digits. Documents
/// without a group appear in `frames` and `coverage` as `unknown` and are
/// compared with nobody. A [`Settings::reference`] that no group bears gives
/// no pairs: refuse it beforehand.
///
/// # Panics
/// If an index of a document lies outside the tally's name lists;
/// [`Tally::check`] tells.
///
/// # Example
/// ```
/// use framelens::compare::{Settings, compare};
/// use framelens::tally::{DocumentTally, FrameCount, Tally};
///
/// let document = |id: &str, group, mentions| DocumentTally {
///     id: id.into(),
///     group,
///     tokens: 500,
///     frames: vec![FrameCount { frame: 0, mentions, ..FrameCount::default() }],
///     ..DocumentTally::default()
/// };
/// let tally = Tally {
///     groups: vec!["Courier".into(), "Herald".into()],
///     languages: vec!["en".into()],
///     frames: vec!["occupation".into()],
///     documents: vec![document("1", 0, 4), document("2", 0, 8), document("3", 1, 1), document("4", 1, 3)],
///     ..Tally::default()
/// };
/// let contrast = &compare(&tally, &Settings::default()).contrasts[0];
///
/// assert_eq!(contrast.rate_ratio, Some(3.0));
/// assert_eq!(contrast.p, Some(0.333333333)); // 2 of 6 arrangements
/// assert_eq!(contrast.note, "few documents; one document carries the result; too few documents: smallest possible p is 0.33");
/// ```
pub fn compare(tally: &Tally, settings: &Settings) -> Comparison {
    compare_with(tally, None, settings)
}

/// As [`compare`], with term vectors added up beforehand ([`Adder`](super::vector::Adder)), scope
/// by scope; the documents of the tally then need no features.
///
/// # Panics
/// As [`compare`].
pub fn compare_with(tally: &Tally, words: Option<&[Words]>, settings: &Settings) -> Comparison {
    let scopes = scopes(tally);
    let pairs = pairs(tally, &scopes, settings);
    let tops = top_level(tally);
    let wanted = if tops.is_some() { Wanted::AllButDivergence } else { Wanted::All };
    let found = found(tally, &pairs, words, settings, wanted);
    let mut comparison = Comparison {
        frames: rates(tally, &scopes),
        coverage: coverage(tally, &scopes),
        entries: usage(tally),
        roles: roles(tally, &scopes),
        narratives: narratives(tally, &scopes),
        blame: blame(tally, &scopes),
        voices: voices(tally, &scopes),
        names: names(tally, &scopes),
        timeline: timeline(tally),
        map: map(tally, &scopes),
        ..Comparison::default()
    };
    let mut all = Found::default();
    found.into_iter().for_each(|found| all.join(found));
    (comparison.contrasts, comparison.divergence, comparison.shifts) = (all.contrasts, all.divergence, all.shifts);
    if let Some(tops) = &tops {
        let scopes = self::scopes(tops);
        let found = self::found(tops, &self::pairs(tops, &scopes, settings), words, settings, Wanted::Divergence);
        comparison.divergence = found.into_iter().flat_map(|found| found.divergence).collect();
    }
    correct(&mut comparison.contrasts, |row| row.p.filter(|_| row.testable), |row, q| row.q = q);
    correct(&mut comparison.divergence, |row| row.p.filter(|_| row.testable), |row, q| row.q = q);
    comparison.terms = correct_terms(all.terms);
    comparison
}

/// The rates of frames and what stands on them alone: `frames`, `contrasts`, `shifts`,
/// `coverage`, `entries`, `timeline` and `map`, as [`compare`] gives them.
///
/// # Panics
/// As [`compare`].
pub fn compare_frames(tally: &Tally, settings: &Settings) -> Comparison {
    let scopes = scopes(tally);
    let pairs = pairs(tally, &scopes, settings);
    let one =
        |pair: &Pair| (pair.place, contrasts(tally, pair, &permute_for(pair, settings, false)), shifts(tally, pair));
    let found: Vec<_> = pairs.par_iter().map(one).collect();
    let mut comparison = Comparison {
        frames: rates(tally, &scopes),
        coverage: coverage(tally, &scopes),
        entries: usage(tally),
        timeline: timeline(tally),
        map: map(tally, &scopes),
        ..Comparison::default()
    };
    for scope in found.chunk_by(|a, b| a.0 == b.0) {
        let mut rows: Vec<ContrastRow> = scope.iter().flat_map(|pair| pair.1.iter().cloned()).collect();
        let mut entries: Vec<ShiftRow> = scope.iter().flat_map(|pair| pair.2.iter().cloned()).collect();
        rows.sort_by(|a, b| a.frame.cmp(&b.frame));
        entries.sort_by(|a, b| a.frame.cmp(&b.frame));
        comparison.contrasts.extend(rows);
        comparison.shifts.extend(entries);
    }
    correct(&mut comparison.contrasts, |row| row.p.filter(|_| row.testable), |row, q| row.q = q);
    comparison
}

/// The tally with its top-level frames alone, if it has others: a frame holds the
/// mentions of the frames below it, and a distribution must count each once.
fn top_level(tally: &Tally) -> Option<Tally> {
    let below = |id: &str| tally.frames.iter().any(|top| is_below(id, top));
    let kept: Vec<u32> = (0..tally.frames.len()).filter(|&f| !below(&tally.frames[f])).map(|f| f as u32).collect();
    if kept.len() == tally.frames.len() {
        return None;
    }
    let mut tops = tally.clone();
    tops.frames = kept.iter().map(|&f| tally.frames[f as usize].clone()).collect();
    tops.documents.iter_mut().for_each(|document| keep_frames(document, &kept));
    Some(tops)
}

/// A document with some of its frames alone, numbered anew.
fn keep_frames(document: &mut DocumentTally, kept: &[u32]) {
    // No distribution looks at these, and they know the frames by their old places.
    document.narratives.clear();
    document.speakers.clear();
    document.names.clear();
    document.frames.retain_mut(|count| match kept.binary_search(&count.frame) {
        Ok(place) => {
            count.frame = place as u32;
            true
        }
        Err(_) => false,
    });
    document.parts.iter_mut().for_each(|part| keep_frames(part, kept));
}

/// Which rows of a pair.
#[derive(Clone, Copy, PartialEq)]
enum Wanted {
    All,
    AllButDivergence,
    Divergence,
}

/// The rows of one scope, or of one pair.
#[derive(Default)]
struct Found {
    contrasts: Vec<ContrastRow>,
    divergence: Vec<DivergenceRow>,
    shifts: Vec<ShiftRow>,
    terms: Vec<Keyness>,
}

impl Found {
    fn join(&mut self, other: Found) {
        self.contrasts.extend(other.contrasts);
        self.divergence.extend(other.divergence);
        self.shifts.extend(other.shifts);
        self.terms.extend(other.terms);
    }
}

/// The rows of every scope.
fn found(tally: &Tally, pairs: &[Pair], words: Option<&[Words]>, settings: &Settings, wanted: Wanted) -> Vec<Found> {
    let scopes: Vec<&[Pair]> = pairs.chunk_by(|a, b| a.place == b.place).collect();
    scopes.into_par_iter().map(|pairs| in_scope(tally, pairs, words, settings, wanted)).collect()
}

fn in_scope(tally: &Tally, pairs: &[Pair], words: Option<&[Words]>, settings: &Settings, wanted: Wanted) -> Found {
    let Some((scope, place)) = pairs.first().map(|p| (p.scope, p.place)) else { return Found::default() };
    let made;
    let words = match words.and_then(|words| words.get(place)) {
        Some(words) => words,
        None => {
            made = Words::of(scope);
            &made
        }
    };
    let ones: Vec<Found> = pairs.par_iter().map(|pair| one(tally, pair, words, settings, wanted)).collect();
    let mut found = Found::default();
    ones.into_iter().for_each(|one| found.join(one));
    // Pairs come by target and reference; a stable sort by frame keeps that.
    found.contrasts.sort_by(|a, b| a.frame.cmp(&b.frame));
    found.shifts.sort_by(|a, b| a.frame.cmp(&b.frame));
    found
}

fn one(tally: &Tally, pair: &Pair, words: &Words, settings: &Settings, wanted: Wanted) -> Found {
    let outcome = permute_for(pair, settings, wanted != Wanted::AllButDivergence);
    let sides = (&words.groups[pair.target], &words.groups[pair.reference]);
    let mut found = Found::default();
    if wanted != Wanted::AllButDivergence {
        let cosine = likeness(sides.0, sides.1, &words.all);
        found.divergence.push(divergence(pair, &outcome, cosine, settings));
    }
    if wanted != Wanted::Divergence {
        found.contrasts = contrasts(tally, pair, &outcome);
        found.shifts = shifts(tally, pair);
        found.terms.push(keyness(tally, pair, sides, &words.all, settings));
    }
    found
}

/// Fills q over the tests of a table. Those that could never reach the level are
/// no part of the family: hundreds of contrasts between single articles would
/// otherwise drown the few that can be tested.
pub(super) fn correct<Row>(
    rows: &mut [Row],
    p: impl Fn(&Row) -> Option<f64>,
    mut set: impl FnMut(&mut Row, Option<f64>),
) {
    let q = benjamini_hochberg(&rows.iter().map(p).collect::<Vec<_>>());
    rows.iter_mut().zip(q).for_each(|(row, q)| set(row, q.and_then(rounded)));
}

/// Fills q over every term tested in any pair, listed or not.
fn correct_terms(found: Vec<Keyness>) -> Vec<TermRow> {
    let q = benjamini_hochberg(&found.iter().flat_map(|k| k.tests.iter().copied()).collect::<Vec<_>>());
    let mut start = 0;
    let mut rows = Vec::new();
    for keyness in found {
        for (row, place) in keyness.rows.into_iter().zip(&keyness.places) {
            rows.push(TermRow { q: q[start + place].and_then(rounded), ..row });
        }
        start += keyness.tests.len();
    }
    rows
}
