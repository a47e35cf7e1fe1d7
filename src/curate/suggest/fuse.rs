//! Five rankings → one.

use std::collections::BTreeMap;

use super::formula::reciprocal;
use super::terms::{Key, NONE, Terms};
use super::{Evidence, Scored, Signal};
use crate::compare::formula::rounded;

/// Last place of a ranking that counts.
const DEPTH: usize = 500;

/// A term with what speaks for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Fused {
    /// Number of the term.
    pub term: u32,
    /// Sum of reciprocal ranks, each with the weight of its signal.
    pub score: f64,
    /// In the order of [`Signal::ALL`].
    pub signals: Vec<Evidence>,
}

/// Merge by reciprocal rank; equal values share a rank, equal scores go by the
/// number of signals, then by the alphabet.
pub fn fuse(rankings: Vec<(Signal, Vec<Scored>)>) -> Vec<Fused> {
    let mut terms: BTreeMap<u32, Vec<Evidence>> = BTreeMap::new();
    for (signal, mut scored) in rankings {
        scored.sort_by(|a, b| b.value.total_cmp(&a.value).then(a.term.cmp(&b.term)));
        let mut rank = 0;
        let mut last = f64::NAN;
        for (at, one) in scored.into_iter().enumerate() {
            if one.value != last {
                (rank, last) = (at + 1, one.value);
            }
            if rank > DEPTH {
                break;
            }
            let evidence = Evidence { signal, rank, value: one.value, detail: one.detail };
            terms.entry(one.term).or_default().push(evidence);
        }
    }
    let sum = |signals: &[Evidence]| {
        rounded(signals.iter().map(|e| e.signal.weight() * reciprocal(e.rank)).sum()).unwrap_or_default()
    };
    let mut fused: Vec<Fused> = terms
        .into_iter()
        .map(|(term, mut signals)| {
            signals.sort_by_key(|evidence| evidence.signal);
            Fused { term, score: sum(&signals), signals }
        })
        .collect();
    let order = |a: &Fused, b: &Fused| {
        b.score.total_cmp(&a.score).then(b.signals.len().cmp(&a.signals.len())).then(a.term.cmp(&b.term))
    };
    fused.sort_by(order);
    fused
}

/// The first `most` of which none says what a better one says: of a phrase and
/// a part of it that seldom stands elsewhere, only the better is kept.
pub fn distinct(fused: Vec<Fused>, terms: &Terms, most: usize) -> Vec<Fused> {
    let mut kept: Vec<Fused> = Vec::new();
    for one in fused {
        if kept.len() == most {
            break;
        }
        if !kept.iter().any(|other| same(terms, one.term, other.term)) {
            kept.push(one);
        }
    }
    kept
}

/// Whether one term is a part of the other, and four fifths of its occurrences lie there.
fn same(terms: &Terms, a: u32, b: u32) -> bool {
    let (short, long) = if terms.len_of(a) <= terms.len_of(b) { (a, b) } else { (b, a) };
    let stems = |key: &Key| key.iter().copied().filter(|stem| *stem != NONE).collect::<Vec<_>>();
    let (part, whole) = (stems(&terms.keys[short as usize]), stems(&terms.keys[long as usize]));
    whole.windows(part.len().max(1)).any(|window| window == part)
        && terms.counts[long as usize] * 5 >= terms.counts[short as usize] * 4
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scored(values: &[(u32, f64)]) -> Vec<Scored> {
        values.iter().map(|&(term, value)| Scored { term, value, detail: String::new() }).collect()
    }

    #[test]
    fn ranks_add_up_by_hand_and_equal_values_share_one() {
        let fused = fuse(vec![
            (Signal::Keyness, scored(&[(1, 5.0), (2, 9.0), (3, 5.0)])),
            (Signal::Family, scored(&[(3, 1.0)])),
        ]);
        let ranks: Vec<_> =
            fused.iter().map(|f| (f.term, f.signals.iter().map(|e| e.rank).collect::<Vec<_>>())).collect();
        assert_eq!(ranks, [(3, vec![2, 1]), (2, vec![1]), (1, vec![2])]);
        assert!((fused[0].score - (1.0 / 62.0 + 2.0 / 61.0)).abs() < 1e-9);
    }
}
