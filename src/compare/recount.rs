//! The contrasts of a tally again, after a little of it has changed.
//!
//! Tuning a lexicon and asking what a result hangs on both mean the same
//! contrasts for hundreds of tallies that differ in few cells. A [`Basis`] is
//! made once; [`Basis::recount`] then works out the changed cells alone.

use rayon::prelude::*;

use super::contrast::contrasts_of;
use super::formula::{benjamini_hochberg, rounded};
use super::pairs::{Pair, Scope, pairs, scopes};
use super::permute::{approximate, effort, permute, permute_for};
use super::run::correct;
use super::{ContrastRow, Settings};
use crate::tally::{DocumentTally, Sums, Tally};

/// A tally with its contrasts.
#[derive(Debug)]
pub struct Basis<'t> {
    /// The tally.
    pub tally: &'t Tally,
    settings: Settings,
    scopes: Vec<Scope<'t>>,
    /// Scope, target and reference of every pair, in order.
    pairs: Vec<(usize, usize, usize)>,
    /// Rows of `contrasts.csv`, pair by pair, all frames of each in the tally's order.
    pub rows: Vec<ContrastRow>,
    /// The same with [`approximate`]'s p, to hold against those of a [`Recount`].
    pub approximate: Vec<ContrastRow>,
}

/// Contrasts that came out anew: place in [`Basis::rows`], and the row, with q
/// over the whole table; `None` where a side has no document left.
pub type Recount = Vec<(usize, Option<ContrastRow>)>;

/// What a contrast is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// Mentions of target and reference.
    pub mentions: (u64, u64),
    /// Tokens of target and reference.
    pub tokens: (u64, u64),
}

impl<'t> Basis<'t> {
    /// The contrasts of a tally, as [`compare`](super::compare) gives them.
    ///
    /// # Panics
    /// As [`compare`](super::compare).
    pub fn new(tally: &'t Tally, settings: &Settings) -> Basis<'t> {
        let scopes = scopes(tally);
        let places = pairs(tally, &scopes, settings).iter().map(|p| (p.place, p.target, p.reference)).collect();
        let mut basis = Basis {
            tally,
            settings: settings.clone(),
            scopes,
            pairs: places,
            rows: Vec::new(),
            approximate: Vec::new(),
        };
        let frames = 0..tally.frames.len();
        let each = |exact: bool| -> Vec<ContrastRow> {
            let test = if exact { permute } else { approximate };
            let one = |pair: usize| {
                let pair = basis.pair(&basis.scopes, pair);
                contrasts_of(tally, &pair, &test(&pair, settings), frames.clone())
            };
            let mut rows: Vec<_> = (0..basis.pairs.len()).into_par_iter().flat_map_iter(one).collect();
            correct(&mut rows, |row: &ContrastRow| row.p.filter(|_| row.testable), |row, q| row.q = q);
            rows
        };
        let (rows, approximate) = (each(true), each(false));
        (basis.rows, basis.approximate) = (rows, approximate);
        basis
    }

    /// A pair of this tally in scopes of another with the same lists of names.
    fn pair<'s>(&'s self, scopes: &'s [Scope<'s>], pair: usize) -> Pair<'s, 's> {
        let (place, target, reference) = self.pairs[pair];
        let name = |group: usize| self.tally.groups[group].as_str();
        Pair {
            scope: &scopes[place],
            place,
            target,
            reference,
            target_name: name(target),
            reference_name: name(reference),
        }
    }

    /// Pair and frame of a row.
    fn place(&self, row: usize) -> (usize, usize) {
        (row / self.tally.frames.len(), row % self.tally.frames.len())
    }

    /// Whether a row is of all events together.
    pub fn pooled(&self, row: usize) -> bool {
        self.pairs[self.place(row).0].0 == 0
    }

    /// Mentions and tokens of both sides of a row.
    pub fn counts(&self, row: usize) -> Counts {
        self.counts_in(&self.scopes, row)
    }

    fn counts_in(&self, scopes: &[Scope], row: usize) -> Counts {
        let (pair, frame) = self.place(row);
        let (place, target, reference) = self.pairs[pair];
        let sums = |group: usize| scopes[place].cells[group].frames[frame];
        let (target, reference) = (sums(target), sums(reference));
        Counts { mentions: (target.h, reference.h), tokens: (target.t, reference.t) }
    }

    /// The same in another tally with the same lists of names.
    pub fn counts_of(&self, tally: &Tally, rows: &[usize]) -> Vec<Counts> {
        let scopes = scopes(tally);
        rows.iter().map(|row| self.counts_in(&scopes, *row)).collect()
    }

    /// The contrasts in which `other` differs, with [`approximate`]'s p.
    ///
    /// `other` has the groups, events and frames of this tally. Only rows for
    /// which `wanted` holds are looked at.
    pub fn recount(&self, other: &Tally, wanted: &(dyn Fn(usize) -> bool + Sync)) -> Recount {
        let found = self.changed(other, wanted);
        self.with_q(found)
    }

    fn changed(&self, other: &Tally, wanted: &(dyn Fn(usize) -> bool + Sync)) -> Recount {
        let scopes = scopes(other);
        let frames = self.tally.frames.len();
        let mut found = Vec::new();
        for pair in 0..self.pairs.len() {
            let (place, target, reference) = self.pairs[pair];
            let (before, after) = (&self.scopes[place].cells, &scopes[place].cells);
            let same = |group: usize, frame: usize| before[group].frames[frame] == after[group].frames[frame];
            let rows: Vec<usize> = (0..frames)
                .filter(|&f| wanted(pair * frames + f) && !(same(target, f) && same(reference, f)))
                .collect();
            if rows.is_empty() {
                continue;
            }
            if after[target].documents.is_empty() || after[reference].documents.is_empty() {
                found.extend(rows.into_iter().map(|f| (pair * frames + f, None)));
                continue;
            }
            let changed = self.pair(&scopes, pair);
            let outcome = approximate(&changed, &self.settings);
            let fresh = contrasts_of(other, &changed, &outcome, rows.iter().copied());
            found.extend(rows.into_iter().map(|f| pair * frames + f).zip(fresh.into_iter().map(Some)));
        }
        found
    }

    /// q of rows that came out anew, all others being as [`Basis::approximate`] has them.
    fn with_q(&self, mut found: Recount) -> Recount {
        let mut p: Vec<Option<f64>> = self.approximate.iter().map(tested).collect();
        found.iter().for_each(|(row, fresh)| p[*row] = fresh.as_ref().and_then(tested));
        let q = benjamini_hochberg(&p);
        for (row, fresh) in &mut found {
            if let Some(fresh) = fresh {
                fresh.q = q[*row].and_then(rounded);
            }
        }
        found
    }

    /// A row that [`recount`](Self::recount) gave, again with the test of the
    /// table itself and q among the table's own p.
    ///
    /// `recount` is what the same tally gave.
    pub fn confirm(&self, other: &Tally, row: usize, recount: &Recount) -> Option<ContrastRow> {
        let scopes = scopes(other);
        let (pair, frame) = self.place(row);
        let changed = self.pair(&scopes, pair);
        let mut fresh = contrasts_of(other, &changed, &permute_for(&changed, &self.settings, false), [frame]).pop()?;
        let mut p: Vec<Option<f64>> = self.rows.iter().map(tested).collect();
        recount.iter().for_each(|(row, fresh)| p[*row] = fresh.as_ref().and_then(tested));
        p[row] = tested(&fresh);
        fresh.q = benjamini_hochberg(&p)[row].and_then(rounded);
        Some(fresh)
    }

    /// Documents that [`confirm`](Self::confirm) handles for a row, over all arrangements.
    pub fn effort(&self, row: usize) -> u64 {
        effort(&self.pair(&self.scopes, self.place(row).0), &self.settings)
    }

    /// The documents on which the ratio of a row leans most: ids, heaviest first,
    /// at most `most`.
    ///
    /// Ordered by |h − r t| / H, a document's distance from the rate r of its
    /// side over the side's mentions H: to first order, what leaving it out
    /// does to the logarithm of the ratio, and its square what it adds to the
    /// variance. On a side without mentions by the tokens it holds, t / T.
    ///
    /// Reference: Cochran (1977), Sampling Techniques, ch. 6; Jaeckel (1972),
    /// The infinitesimal jackknife, Bell Laboratories memorandum.
    pub fn heaviest(&self, row: usize, most: usize) -> Vec<&str> {
        let (pair, frame) = self.place(row);
        let pair = self.pair(&self.scopes, pair);
        let mut weights: Vec<(f64, &str)> = Vec::new();
        for cell in [pair.target(), pair.reference()] {
            let sums = cell.frames[frame];
            weights.extend(cell.documents.iter().map(|d| (leverage(d, frame as u32, &sums), d.id.as_str())));
        }
        weights.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
        weights.into_iter().take(most).map(|w| w.1).collect()
    }
}

fn leverage(document: &DocumentTally, frame: u32, side: &Sums) -> f64 {
    let (h, t) = (document.mentions(frame), document.tokens);
    if side.t == 0 {
        return 0.0;
    }
    if side.h == 0 {
        return t as f64 / side.t as f64;
    }
    // |hT − Ht| in whole numbers: equal documents weigh equally.
    let residual = (i128::from(h) * i128::from(side.t) - i128::from(side.h) * i128::from(t)).unsigned_abs();
    residual as f64 / (side.t as f64 * side.h as f64)
}

fn tested(row: &ContrastRow) -> Option<f64> {
    row.p.filter(|_| row.testable)
}
