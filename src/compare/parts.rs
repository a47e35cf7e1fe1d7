//! Parts of wholes, summed document by document.

use std::collections::BTreeMap;

use super::pairs::{Cell, Scope, labelled};
use crate::tally::{DocumentTally, Sums, Tally};

/// Sums of every part `P` of every whole `W`: h in the part, t in the whole,
/// over the documents that have any of the whole.
#[derive(Debug, Clone)]
pub struct Parts<W, P> {
    wholes: BTreeMap<W, Sums>,
    parts: BTreeMap<(W, P), Sums>,
}

impl<W: Ord + Clone, P: Ord + Clone> Parts<W, P> {
    /// Counts the documents of a cell; `each` gives (whole, part, count) and is
    /// given the whole's own count by `whole`.
    ///
    /// A part may be given with a count of 0, so that it has sums.
    pub fn of<'t, I, J>(
        cell: &Cell<'t>,
        whole: impl Fn(&'t DocumentTally) -> I,
        part: impl Fn(&'t DocumentTally) -> J,
    ) -> Parts<W, P>
    where
        I: IntoIterator<Item = (W, u64)>,
        J: IntoIterator<Item = (W, P, u64)>,
    {
        let mut sums = Parts { wholes: BTreeMap::new(), parts: BTreeMap::new() };
        for document in &cell.documents {
            sums.add(added(whole(document)), added(part(document).into_iter().map(|(w, p, n)| ((w, p), n))));
        }
        sums
    }

    fn add(&mut self, wholes: BTreeMap<W, u64>, parts: BTreeMap<(W, P), u64>) {
        for (key, h) in parts {
            let t = wholes.get(&key.0).copied().unwrap_or(0);
            let sums = self.parts.entry(key).or_default();
            sums.h += h;
            sums.hh += u128::from(h) * u128::from(h);
            sums.ht += u128::from(h) * u128::from(t);
        }
        for (key, t) in wholes.into_iter().filter(|whole| whole.1 > 0) {
            self.wholes.entry(key).or_default().add(0, t);
        }
    }

    /// Every part with its whole, by key.
    pub fn iter(&self) -> impl Iterator<Item = (&W, &P, Sums)> {
        self.parts.iter().filter_map(|((whole, part), h)| {
            let t = self.wholes.get(whole)?;
            Some((whole, part, Sums { h: h.h, hh: h.hh, ht: h.ht, ..*t }))
        })
    }
}

fn added<K: Ord>(counts: impl IntoIterator<Item = (K, u64)>) -> BTreeMap<K, u64> {
    let mut sums = BTreeMap::new();
    for (key, count) in counts {
        *sums.entry(key).or_default() += count;
    }
    sums
}

/// Every cell that has documents, with its event and source: by event (`all`
/// first), then source.
pub fn cells<'s, 't>(
    tally: &Tally,
    scopes: &'s [Scope<'t>],
) -> impl Iterator<Item = (String, String, &'s Cell<'t>)> + use<'s, 't> {
    let groups = labelled(tally);
    scopes.iter().flat_map(move |scope| {
        let cells = groups.iter().map(|(group, name)| (scope.name.to_owned(), name.clone(), &scope.cells[*group]));
        cells.filter(|cell| !cell.2.documents.is_empty()).collect::<Vec<_>>()
    })
}
