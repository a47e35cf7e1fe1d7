//! Names: which of the competing names of a thing each source uses.

use super::NameRow;
use super::formula::{rounded, share};
use super::pairs::Scope;
use super::parts::{Parts, cells};
use crate::tally::{DocumentTally, Tally};

/// One row for every variant of every naming that a cell uses, also for the
/// variants that it does not use.
///
/// `share` is of the occurrences of all variants of the naming in the cell and
/// sums to 1; its interval takes documents as clusters. A source that never
/// names the thing has no row.
pub fn names(tally: &Tally, scopes: &[Scope]) -> Vec<NameRow> {
    // A naming is known by the place of its first variant.
    let first = |name: u32| {
        let naming = &tally.names[name as usize].naming;
        tally.names.partition_point(|key| key.naming < *naming) as u32
    };
    let variants = |naming: u32| {
        let is = &tally.names[naming as usize].naming;
        (naming..).zip(&tally.names[naming as usize..]).take_while(move |(_, key)| key.naming == *is).map(|(i, _)| i)
    };
    let part = |document: &DocumentTally| {
        let counts = document.names.iter().flat_map(|&(name, count)| {
            let others = variants(first(name)).map(move |variant| (first(name), variant, 0));
            others.chain([(first(name), name, count)])
        });
        counts.collect::<Vec<_>>()
    };
    let whole = |document: &DocumentTally| document.names.iter().map(|&(name, n)| (first(name), n)).collect::<Vec<_>>();
    let mut rows = Vec::new();
    for (event, source, cell) in cells(tally, scopes) {
        let parts: Parts<u32, u32> = Parts::of(cell, whole, part);
        for (_, &name, sums) in parts.iter() {
            let (key, estimate) = (&tally.names[name as usize], share(&sums));
            rows.push(NameRow {
                event: event.clone(),
                source: source.clone(),
                naming: key.naming.clone(),
                variant: key.variant.clone(),
                mentions: sums.h,
                share: estimate.value.and_then(rounded),
                share_low: estimate.low.and_then(rounded),
                share_high: estimate.high.and_then(rounded),
            });
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::super::pairs::scopes;
    use super::super::sample::{Draft, document};
    use super::*;

    #[test]
    fn shares_are_within_a_naming_and_unused_variants_are_zeros() {
        let tally = Draft::frames(&[])
            .name("hill", "high")
            .name("hill", "low")
            .name("town", "old")
            .add(document("1", "a", 100).calls("hill", "high", 3))
            .add(document("2", "a", 100).calls("hill", "high", 1).calls("town", "old", 2))
            .add(document("3", "b", 100))
            .tally();
        let rows = names(&tally, &scopes(&tally));

        let shown: Vec<_> = rows.iter().map(|r| (&*r.source, &*r.naming, &*r.variant, r.mentions, r.share)).collect();
        assert_eq!(
            shown,
            [
                ("a", "hill", "high", 4, Some(1.0)),
                ("a", "hill", "low", 0, Some(0.0)),
                ("a", "town", "old", 2, Some(1.0)),
            ]
        );
        assert!(rows[0].share_low.is_some() && rows[2].share_low.is_none());
    }
}
