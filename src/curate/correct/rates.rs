//! Corrected rates of sources, and corrected contrasts between them.

use std::collections::BTreeSet;

use super::formula::{excludes_one, product};
use super::{ContrastRow, RateRow};
use crate::compare::Estimate;
use crate::compare::formula::{rate_interval, rate_ratio, rounded};
use crate::compare::pairs::UNKNOWN;
use crate::curate::evaluate::estimate::Domain;
use crate::curate::evaluate::judge::{Judged, domain};
use crate::curate::evaluate::score::{FEW, Part};
use crate::curate::sample::{Cell, Sample};

/// The error by which a cell is corrected.
#[derive(Debug, Clone)]
struct Measured {
    /// `source`, `pooled`, or empty.
    by: &'static str,
    domain: Domain,
    factor: Estimate,
    /// The source's own factor, however few its codings.
    own: Estimate,
}

/// Error of every source and frame.
///
/// A source's own error is taken where at least [`FEW`] of its mentions of the
/// frame and as many of its sentences have a verdict; else that of all sources in the languages of the source.
fn measure(sample: &Sample, judged: &[Judged<'_>], cell: &Cell) -> Measured {
    let part = Part { frame: Some(&cell.frame), language: None, source: Some(&cell.source) };
    let own = domain(judged, Some(&cell.frame), |item| part.holds(item));
    let own_factor = own.factor();
    let (hits, sentences) = own.counts();
    if own_factor.value.is_some() && hits.min(sentences) >= FEW {
        return Measured { by: "source", factor: own_factor, own: own_factor, domain: own };
    }
    let of_source = sample.populations.iter().filter(|p| p.source == cell.source);
    let languages: BTreeSet<&str> = of_source.map(|p| p.language.as_str()).collect();
    let pooled = domain(judged, Some(&cell.frame), |item| languages.contains(item.language.as_str()));
    let factor = pooled.factor();
    let by = if factor.value.is_some() { "pooled" } else { "" };
    Measured { by, factor, own: own_factor, domain: pooled }
}

/// Both tables: rates by source and frame, contrasts by frame and pair of sources.
pub fn correct(sample: &Sample, judged: &[Judged<'_>]) -> (Vec<RateRow>, Vec<ContrastRow>) {
    let mut cells: Vec<(&Cell, Measured)> =
        sample.cells.iter().map(|cell| (cell, measure(sample, judged, cell))).collect();
    let rates = cells.iter().map(|(cell, error)| rate_row(cell, error)).collect();
    cells.retain(|(cell, _)| cell.documents > 0 && cell.source != UNKNOWN);
    cells.sort_by_key(|(cell, _)| (&cell.frame, &cell.source));
    let mut contrasts = Vec::new();
    for (i, target) in cells.iter().enumerate() {
        for reference in cells[i + 1..].iter().take_while(|(cell, _)| cell.frame == target.0.frame) {
            contrasts.push(contrast_row((target.0, &target.1), (reference.0, &reference.1)));
        }
    }
    (rates, contrasts)
}

fn rate_row(cell: &Cell, measured: &Measured) -> RateRow {
    let raw = rate_interval(&cell.sums());
    let corrected = product(&[(raw, true), (measured.factor, true)]);
    let (hits, sentences) = measured.domain.counts();
    let mut notes = Vec::new();
    let mut note = |holds: bool, text: &str| notes.extend(holds.then(|| text.to_owned()));
    note(measured.by.is_empty() && hits == 0, "no mention coded");
    note(measured.by.is_empty() && sentences == 0, "no sentence coded");
    note(measured.by == "pooled", "its own codings are too few: error taken as in all sources");
    note(!measured.by.is_empty() && hits.min(sentences) < FEW, "few codings");
    let unseen = !measured.by.is_empty() && measured.domain.totals().missed == 0.0;
    note(unseen, "no miss among the coded sentences");
    note(cell.mentions == 0, "no mention: what was missed cannot be told from a factor");
    RateRow {
        source: cell.source.clone(),
        frame: cell.frame.clone(),
        documents: cell.documents,
        mentions: cell.mentions,
        tokens: cell.tokens,
        rate: raw.value.and_then(rounded),
        rate_low: raw.low.and_then(rounded),
        rate_high: raw.high.and_then(rounded),
        measured: measured.by.to_owned(),
        hits_coded: hits as u64,
        sentences_coded: sentences as u64,
        precision: measured.domain.precision().value.and_then(rounded),
        recall: measured.domain.recall().value.and_then(rounded),
        factor: measured.factor.value.and_then(rounded),
        factor_low: measured.factor.low.and_then(rounded),
        factor_high: measured.factor.high.and_then(rounded),
        corrected_rate: corrected.value.and_then(rounded),
        corrected_low: corrected.low.and_then(rounded),
        corrected_high: corrected.high.and_then(rounded),
        note: notes.join("; "),
    }
}

fn contrast_row(
    (target, error_target): (&Cell, &Measured),
    (reference, error_reference): (&Cell, &Measured),
) -> ContrastRow {
    let raw = rate_ratio(&target.sums(), &reference.sums());
    let (own_target, own_reference) = (error_target.by == "source", error_reference.by == "source");
    let known = !error_target.by.is_empty() && !error_reference.by.is_empty();
    // Two sources corrected by one and the same codings: the factor falls out.
    let same = known && !own_target && !own_reference && error_target.domain == error_reference.domain;
    let mut error = product(&[(error_target.factor, true), (error_reference.factor, false)]);
    if same {
        error = Estimate { value: Some(1.0), ..Estimate::default() };
    }
    let corrected = match (known, same) {
        (false, _) => Estimate::default(),
        (true, true) => raw,
        (true, false) => product(&[(raw, true), (error_target.factor, true), (error_reference.factor, false)]),
    };
    let changes = changes(&raw, &corrected);
    let note = contrast_note(same, (&raw, &corrected, &error), changes, (error_target, error_reference));
    ContrastRow {
        frame: target.frame.clone(),
        target: target.source.clone(),
        reference: reference.source.clone(),
        rate_target: rate_interval(&target.sums()).value.and_then(rounded),
        rate_reference: rate_interval(&reference.sums()).value.and_then(rounded),
        rate_ratio: raw.value.and_then(rounded),
        ratio_low: raw.low.and_then(rounded),
        ratio_high: raw.high.and_then(rounded),
        measured: match (known, own_target && own_reference) {
            (false, _) => "",
            (true, true) => "source",
            (true, false) => "pooled",
        }
        .to_owned(),
        error_ratio: error.value.and_then(rounded),
        error_low: error.low.and_then(rounded),
        error_high: error.high.and_then(rounded),
        corrected_ratio: corrected.value.and_then(rounded),
        corrected_low: corrected.low.and_then(rounded),
        corrected_high: corrected.high.and_then(rounded),
        changes: changes.map(|changes| if changes { "yes" } else { "no" }.to_owned()),
        note,
    }
}

/// Whether the two ratios lie on different sides of 1.
fn turned(before: f64, after: f64) -> bool {
    (before - 1.0) * (after - 1.0) < 0.0
}

/// Whether another conclusion is drawn from the corrected ratio: one interval
/// leaves 1 out and the other does not, or both do on different sides. Where an
/// interval is lacking, whether the direction turns.
fn changes(raw: &Estimate, corrected: &Estimate) -> Option<bool> {
    let turned = turned(raw.value?, corrected.value?);
    Some(match (excludes_one(raw), excludes_one(corrected)) {
        (Some(before), Some(after)) => before != after || (before && turned),
        _ => turned,
    })
}

fn contrast_note(
    same: bool,
    (raw, corrected, error): (&Estimate, &Estimate, &Estimate),
    changes: Option<bool>,
    (target, reference): (&Measured, &Measured),
) -> String {
    let mut notes = Vec::new();
    if excludes_one(error) == Some(true) {
        notes.push("the error differs between the sources".to_owned());
    }
    let direction = raw.value.zip(corrected.value).is_some_and(|(before, after)| turned(before, after));
    if direction {
        notes.push("corrected for the error, the direction turns".to_owned());
    }
    if changes == Some(true) && !direction {
        let certain = excludes_one(corrected) == Some(true);
        let text = if certain { "certain only when corrected" } else { "no longer certain when corrected" };
        notes.push(text.to_owned());
    }
    if same {
        notes.push("error taken as the same in both".to_owned());
        // Too few codings to correct by may still be enough to warn.
        let own = product(&[(*raw, true), (target.own, true), (reference.own, false)]);
        if let (Some(before), Some(after)) = (raw.value, own.value)
            && turned(before, after)
        {
            notes.push(format!("by its few own codings the ratio would be {after:.2}"));
        }
    }
    notes.join("; ")
}
