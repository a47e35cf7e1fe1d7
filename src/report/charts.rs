//! Which charts a report holds.
//!
//! Every pair of sources has a keyness plot and every contrast a shift graph,
//! which would be hundreds; a report draws those that carry the strongest
//! differences, and all of them when only one reference is asked for.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::chart::{self, Caption, Chart};
use crate::compare::{ALL, Comparison, ContrastRow, DivergenceRow, NameRow, NarrativeRow};
use crate::error::Error;

/// Most charts of each kind of one report: keyness plots, shift graphs, role
/// matrices and balances of blame (by frame), narrative graphs (by source).
pub const MOST: usize = 6;
/// Most charts of names: a study declares few namings, and each for its own sake.
pub const MOST_NAMINGS: usize = 12;

/// Draw the charts of a comparison.
///
/// # Errors
/// If a chart cannot be drawn.
pub fn choose(comparison: &Comparison, caption: &Caption, reference: Option<&str>) -> Result<Vec<Chart>, Error> {
    let mut charts = Vec::new();
    charts.extend(chart::heatmap(&comparison.frames, ALL, caption)?);
    charts.extend(chart::coverage(&comparison.coverage, caption)?);
    charts.extend(chart::timeline(&comparison.timeline, &comparison.coverage, caption)?);
    charts.extend(chart::forest(&comparison.contrasts, ALL, caption)?);
    charts.extend(chart::map(&comparison.map, ALL, caption)?);
    for pair in pairs(&comparison.divergence, reference) {
        charts.extend(chart::keyness(&comparison.terms, ALL, &pair.target, &pair.reference, caption)?);
    }
    for row in contrasts(&comparison.contrasts) {
        charts.extend(chart::shift(&comparison.shifts, ALL, &row.frame, &row.target, &row.reference, caption)?);
    }
    let told = |row: &&NarrativeRow| row.event == ALL && (row.agent.is_some() || row.patient.is_some());
    for frame in ranked(comparison.narratives.iter().filter(told).map(|r| (r.frame.as_str(), r.mentions)), MOST) {
        charts.extend(chart::roles(&comparison.narratives, ALL, frame, caption)?);
    }
    let blamed = comparison.blame.iter().filter(|r| r.event == ALL);
    for frame in ranked(blamed.map(|r| (r.frame.as_str(), r.mentions_a + r.mentions_b)), MOST) {
        charts.extend(chart::blame(&comparison.blame, ALL, frame, caption)?);
    }
    charts.extend(chart::voices(&comparison.voices, ALL, caption)?);
    for naming in ranked(contested(&comparison.names), MOST_NAMINGS) {
        charts.extend(chart::names(&comparison.names, ALL, naming, caption)?);
    }
    for source in ranked(comparison.narratives.iter().filter(told).map(|r| (r.source.as_str(), r.mentions)), MOST) {
        charts.extend(chart::narratives(&comparison.narratives, ALL, source, caption)?);
    }
    Ok(charts)
}

/// The names with the largest sums, ties by name.
fn ranked<'r>(counts: impl Iterator<Item = (&'r str, u64)>, most: usize) -> Vec<&'r str> {
    let mut sums: BTreeMap<&str, u64> = BTreeMap::new();
    counts.for_each(|(name, n)| *sums.entry(name).or_default() += n);
    let mut sums: Vec<(&str, u64)> = sums.into_iter().collect();
    sums.sort_by_key(|s| Reverse(s.1));
    sums.into_iter().take(most).map(|s| s.0).collect()
}

/// Occurrences of the namings of which more than one name is used.
fn contested(rows: &[NameRow]) -> impl Iterator<Item = (&str, u64)> {
    let used = || rows.iter().filter(|r| r.event == ALL && r.mentions > 0);
    let mut variants: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    used().for_each(|r| _ = variants.entry(&r.naming).or_default().insert(&r.variant));
    used().filter(move |r| variants[r.naming.as_str()].len() > 1).map(|r| (r.naming.as_str(), r.mentions))
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
