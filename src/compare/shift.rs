//! Shifts: through which entries a difference of two rates comes about.

use std::collections::BTreeMap;

use super::ShiftRow;
use super::formula::{PER, rounded};
use super::pairs::{Cell, Pair};
use crate::tally::Tally;

/// Mentions of every entry name of every frame in one cell.
fn mentions<'t>(tally: &'t Tally, cell: &Cell) -> BTreeMap<(&'t str, &'t str), u64> {
    let mut found = BTreeMap::new();
    for &(entry, count) in cell.documents.iter().flat_map(|d| &d.entries) {
        let key = &tally.entries[entry as usize];
        *found.entry((key.frame.as_str(), key.entry.as_str())).or_default() += count;
    }
    found
}

/// The share of the difference of two rates that belongs to some of the mentions
/// of a frame: (h_t R − h_r T) / (H_t R − H_r T).
///
/// h of H mentions in T and R tokens of target and reference: the contribution
/// of [`shifts`] over the whole difference, in whole numbers up to the one
/// division. The shares of parts that make up the whole sum to 1; a part that
/// works against the difference has a negative share, and others then more than
/// 1. `None` where the rates agree.
pub fn share(part: (u64, u64), whole: (u64, u64), tokens: (u64, u64)) -> Option<f64> {
    let (t, r) = (i128::from(tokens.0), i128::from(tokens.1));
    let difference = |h: (u64, u64)| i128::from(h.0) * r - i128::from(h.1) * t;
    let whole = difference(whole);
    (whole != 0).then(|| difference(part) as f64 / whole as f64)
}

/// A rate difference decomposed into entries: 1000 (h_te / T_t − h_re / T_r).
///
/// h mentions of entry e and T tokens of target and reference. Unit: mentions
/// per 1,000 tokens. The contributions of a frame sum exactly to rate_target −
/// rate_reference, because every mention belongs to one entry. Entries of the
/// same name in two languages are taken together; entries that neither side
/// has are left out. No rows where a side has no tokens.
///
/// Reference: Gallagher et al. (2021), EPJ Data Science 10, 4 (proportion shifts).
pub fn shifts(tally: &Tally, pair: &Pair) -> Vec<ShiftRow> {
    let (target, reference) = (pair.target(), pair.reference());
    if target.tokens == 0 || reference.tokens == 0 {
        return Vec::new();
    }
    let (ours, theirs) = (mentions(tally, target), mentions(tally, reference));
    let keys: std::collections::BTreeSet<_> = ours.keys().chain(theirs.keys()).copied().collect();
    let count = |side: &BTreeMap<_, u64>, key| side.get(&key).copied().unwrap_or(0);
    keys.into_iter()
        .map(|key| (key, count(&ours, key), count(&theirs, key)))
        .filter(|(_, a, b)| a + b > 0)
        .map(|((frame, entry), a, b)| ShiftRow {
            event: pair.scope.name.into(),
            frame: frame.into(),
            target: pair.target_name.into(),
            reference: pair.reference_name.into(),
            entry: entry.into(),
            contribution: rounded(PER * (a as f64 / target.tokens as f64 - b as f64 / reference.tokens as f64))
                .unwrap_or(0.0),
            mentions_target: a,
            mentions_reference: b,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::Settings;
    use super::super::pairs::{pairs, scopes};
    use super::super::sample::{Draft, document};
    use super::*;

    #[test]
    fn entries_of_one_name_are_summed_over_languages_and_add_up_to_the_difference() {
        let tally = Draft::frames(&["force"])
            .add(document("1", "a", 600).mention("force", "occupation", 1).mention("force", "attack", 2))
            .add(document("2", "a", 400).language("fr").mention("force", "occupation", 2))
            .add(document("3", "b", 500).mention("force", "raid", 1).mention("force", "idle", 0))
            .tally();
        let scopes = scopes(&tally);
        let rows = shifts(&tally, &pairs(&tally, &scopes, &Settings::default())[0]);

        let shown: Vec<_> =
            rows.iter().map(|r| (r.entry.as_str(), r.contribution, r.mentions_target, r.mentions_reference)).collect();
        assert_eq!(shown, [("attack", 2.0, 2, 0), ("occupation", 3.0, 3, 0), ("raid", -2.0, 0, 1)]);
        // 5 per 1,000 against 2 per 1,000
        assert_eq!(rows.iter().map(|r| r.contribution).sum::<f64>(), 3.0);
    }
}
