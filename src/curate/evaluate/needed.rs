//! How many codings an interval of a given width takes.

use super::NeededRow;
use super::estimate::worth;
use super::judge::{Judged, domain};
use super::score::Part;
use crate::compare::Estimate;
use crate::compare::formula::{rounded, share_limits};
use crate::curate::sample::{Sample, Sheet};

/// The fewest codings with which Wilson's 95 % interval of a share `p` is no
/// wider than `width` (upper less lower limit), from 1.
///
/// The width shrinks as n grows but for very few codings near 0 and 1, so the
/// search starts at the width's own scale. `None` for a width that is not
/// between 0 and 1.
///
/// ```
/// use framelens::curate::evaluate::needed::wilson_needed;
/// assert_eq!(wilson_needed(0.5, 0.1), Some(381)); // 1.96² / 0.1² − 1.96²
/// assert_eq!(wilson_needed(0.5, 0.0), None);
/// ```
pub fn wilson_needed(p: f64, width: f64) -> Option<u64> {
    if !(width > 0.0 && width < 1.0) {
        return None;
    }
    let fits = |n: u64| {
        let (low, high) = share_limits(p, n as f64, None);
        high - low <= width
    };
    let mut high = 1u64;
    while !fits(high) {
        high = high.checked_mul(2).filter(|n| *n < 1 << 50)?;
    }
    let mut low = high / 2;
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if fits(middle) { high = middle } else { low = middle }
    }
    Some(high)
}

/// One row for precision and one for recall of every [`Part`] where they were measured.
///
/// For precision the codings are those of [`wilson_needed`], times what the
/// weights cost now (codings over what they are [`worth`]). For recall they are
/// sentences: a limit moves with the square root of their number, so the
/// number now times (width now / width)².
pub fn needed(sample: &Sample, judged: &[Judged<'_>], width: f64) -> Vec<NeededRow> {
    let mut rows = Vec::new();
    for part in Part::every(sample) {
        let domain = domain(judged, part.frame, |item| part.holds(item));
        let (hits, sentences) = domain.counts();
        if let Some(ratio) = domain.precision_ratio().filter(|_| hits > 0) {
            let cost = hits as f64 / worth(&ratio).max(1.0);
            let needed = wilson_needed(ratio.value, width).map(|n| (n as f64 * cost).ceil() as u64);
            rows.push(row(sample, &part, (Sheet::Hits, hits), domain.precision(), width, needed));
        }
        let recall = domain.recall();
        if let (Some(low), Some(high)) = (recall.low, recall.high) {
            let needed = (sentences as f64 * ((high - low) / width).powi(2)).ceil() as u64;
            rows.push(row(sample, &part, (Sheet::Misses, sentences), recall, width, Some(needed)));
        }
    }
    rows
}

fn row(
    sample: &Sample,
    part: &Part<'_>,
    (sheet, coded): (Sheet, usize),
    estimate: Estimate,
    width: f64,
    needed: Option<u64>,
) -> NeededRow {
    let [frame, language, source] = part.names();
    let population = part.population(sample, sheet);
    let more = needed.map(|needed| needed.saturating_sub(coded as u64));
    let beyond = needed.is_some_and(|needed| needed > population) && more.is_some_and(|more| more > 0);
    NeededRow {
        frame,
        language,
        source,
        measure: if sheet == Sheet::Hits { "precision" } else { "recall" }.to_owned(),
        sheet: sheet.name().to_owned(),
        value: estimate.value.and_then(rounded),
        width_now: estimate.high.zip(estimate.low).and_then(|(high, low)| rounded(high - low)),
        width,
        coded: coded as u64,
        needed,
        more,
        population,
        note: if beyond { "more than the articles have".to_owned() } else { String::new() },
    }
}
