//! Which charts a report holds.
//!
//! Every pair of sources has a keyness plot and every contrast a shift graph,
//! which would be hundreds; a report draws those that carry the strongest
//! differences, and all of them when only one reference is asked for.

use super::chart::{self, Caption, Chart};
use crate::compare::{ALL, Comparison, ContrastRow, DivergenceRow};
use crate::error::Error;

/// Most keyness plots, and most shift graphs, of one report.
pub const MOST: usize = 6;

/// Draw the charts of a comparison.
///
/// # Errors
/// If a chart cannot be drawn.
pub fn choose(comparison: &Comparison, caption: &Caption, reference: Option<&str>) -> Result<Vec<Chart>, Error> {
    let mut charts = Vec::new();
    charts.extend(chart::heatmap(&comparison.frames, ALL, caption)?);
    charts.extend(chart::forest(&comparison.contrasts, ALL, caption)?);
    for pair in pairs(&comparison.divergence, reference) {
        charts.extend(chart::keyness(&comparison.terms, ALL, &pair.target, &pair.reference, caption)?);
    }
    for row in contrasts(&comparison.contrasts) {
        charts.extend(chart::shift(&comparison.shifts, ALL, &row.frame, &row.target, &row.reference, caption)?);
    }
    Ok(charts)
}

/// The pairs furthest apart, ties by name.
fn pairs<'r>(rows: &'r [DivergenceRow], reference: Option<&str>) -> Vec<&'r DivergenceRow> {
    let mut pairs: Vec<_> = rows.iter().filter(|r| r.event == ALL).collect();
    pairs.sort_by(|a, b| {
        let apart = |r: &DivergenceRow| r.jsd.unwrap_or(-1.0);
        apart(b).total_cmp(&apart(a)).then((&a.target, &a.reference).cmp(&(&b.target, &b.reference)))
    });
    let most = if reference.is_some() { pairs.len().min(4 * MOST) } else { MOST };
    pairs.truncate(most);
    pairs
}

/// The contrasts with the smallest p, then the largest difference of rates.
fn contrasts(rows: &[ContrastRow]) -> Vec<&ContrastRow> {
    let mut found: Vec<_> =
        rows.iter().filter(|r| r.event == ALL && r.mentions_target + r.mentions_reference > 0).collect();
    found.sort_by(|a, b| {
        let gap = |r: &ContrastRow| (r.rate_target.unwrap_or(0.0) - r.rate_reference.unwrap_or(0.0)).abs();
        let by_p = a.p.unwrap_or(1.0).total_cmp(&b.p.unwrap_or(1.0));
        by_p.then(gap(b).total_cmp(&gap(a))).then((&a.frame, &a.target, &a.reference).cmp(&(
            &b.frame,
            &b.target,
            &b.reference,
        )))
    });
    found.truncate(MOST);
    found
}
