//! Parts of a whole: shares of mentions and their intervals.

use super::chance::{share_limits, t_quantile};
use super::rate::residual_squares;
use crate::compare::Estimate;
use crate::tally::Sums;

/// Share p = Σh / Σm of mentions that have a property, with its 95 % interval.
///
/// h of the m mentions of a document have it; `sums` holds h and, as t, m of
/// the n documents with m > 0. Unit: share from 0 to 1.
///
/// Mentions of one document are no independent evidence: an article that blames
/// one side does so throughout. Documents are therefore clusters. With the
/// variance of the ratio estimator, v = n/(n−1) · Σ(h − p m)² / (Σm)², the Σm
/// mentions are worth as many independent ones as would have that variance,
///
/// e = min(Σm, p (1 − p) / v),
///
/// and the interval is Wilson's for p of e mentions with t(n−1) in place of the
/// normal quantile: it stays within 0 and 1, and where every document has one
/// mention it is Wilson's own but for the n−1. Edge cases:
/// - n < 2: no interval.
/// - p = 0 or 1: v is 0, which is no evidence of certainty. Every document then
///   counts as one observation, e = n, with the normal quantile.
/// - Documents that all have the same share: v = 0, and e = Σm.
///
/// Reference: Cochran (1977), ch. 6, for v; Korn & Graubard (1998), Survey
/// Methodology 24, 193–201, for e and its bound; Franco, Little, Louis & Slud
/// (2019), J. Survey Stat. Methodol. 7, 334–364, for Wilson's interval with both.
///
/// ```
/// use framelens::{compare::formula::share, tally::Sums};
/// let half: Sums = [(3, 4), (1, 4), (2, 4)].into_iter().collect();
/// let estimate = share(&half);
/// assert_eq!(estimate.value, Some(0.5));
/// assert!(estimate.low.unwrap() > 0.0 && estimate.high.unwrap() < 1.0);
///
/// let one: Sums = [(3, 4)].into_iter().collect();
/// assert_eq!((share(&one).value, share(&one).low), (Some(0.75), None));
/// ```
pub fn share(sums: &Sums) -> Estimate {
    if sums.t == 0 || sums.h > sums.t {
        return Estimate::default();
    }
    let (n, m) = (sums.n as f64, sums.t as f64);
    let p = sums.h as f64 / m;
    let limits = || {
        if sums.n < 2 {
            return None;
        }
        if sums.h == 0 || sums.h == sums.t {
            return Some(share_limits(p, n, None));
        }
        let v = n / (n - 1.0) * residual_squares(sums)? / (m * m);
        let worth = if v > 0.0 { (p * (1.0 - p) / v).min(m) } else { m };
        Some(share_limits(p, worth, Some(t_quantile(0.975, n - 1.0)?)))
    };
    let (low, high) = limits().unzip();
    Estimate { value: Some(p), low, high }
}

/// Balance (a − b) / (a + b) of two counts with its 95 % interval.
///
/// With a of the a + b mentions as the share p, the balance is 2p − 1, and so
/// are its limits: `sums` are those of [`share`] with h = a and t = a + b of
/// each document. Unit: none, −1 (only b) to 1 (only a).
///
/// ```
/// use framelens::{compare::formula::balance, tally::Sums};
/// let sums: Sums = [(3, 4), (3, 4)].into_iter().collect();
/// assert_eq!(balance(&sums).value, Some(0.5));
/// ```
pub fn balance(sums: &Sums) -> Estimate {
    let part = share(sums);
    let scale = |limit: Option<f64>| limit.map(|p| 2.0 * p - 1.0);
    // Whole numbers as long as possible: 0 must be exactly 0.
    let value = part.value.map(|_| (sums.h as f64 - (sums.t - sums.h) as f64) / sums.t as f64);
    Estimate { value, low: scale(part.low), high: scale(part.high) }
}

#[cfg(test)]
mod tests {
    use super::super::wilson;
    use super::*;

    fn sums(documents: &[(u64, u64)]) -> Sums {
        documents.iter().copied().collect()
    }

    #[test]
    fn an_interval_by_hand() {
        // p = 1/2; residuals 1, −1, 0; v = 3/2 · 2 / 144 = 1/48; e = min(12, 1/4 · 48) = 12; t(2) = 4.3027
        let t2 = 4.302652729911275f64.powi(2);
        let half = (t2 * (0.25 * 12.0 + t2 / 4.0)).sqrt() / (12.0 + t2);
        let estimate = share(&sums(&[(3, 4), (1, 4), (2, 4)]));
        assert!((estimate.low.unwrap() - (0.5 - half)).abs() < 1e-9);
        assert!((estimate.high.unwrap() - (0.5 + half)).abs() < 1e-9);
    }

    #[test]
    fn clustered_mentions_are_worth_fewer() {
        let spread = share(&sums(&[(1, 2), (1, 2), (1, 2), (1, 2), (1, 2), (1, 2)]));
        let lumped = share(&sums(&[(2, 2), (0, 2), (2, 2), (0, 2), (2, 2), (0, 2)]));
        assert_eq!(spread.value, lumped.value);
        assert!(lumped.low < spread.low && spread.high < lumped.high);
    }

    #[test]
    fn without_variation_each_document_is_one_observation() {
        for (h, expected) in [(0, wilson(0, 5)), (4, wilson(5, 5))] {
            let estimate = share(&sums(&[(h, 4); 5]));
            let (low, high) = expected.unwrap();
            assert!((estimate.low.unwrap() - low).abs() < 1e-12 && (estimate.high.unwrap() - high).abs() < 1e-12);
        }
    }

    #[test]
    fn nothing_counted_gives_nothing() {
        assert_eq!(share(&Sums::default()), Estimate::default());
        assert_eq!(balance(&Sums::default()), Estimate::default());
        assert_eq!(balance(&sums(&[(0, 3), (0, 1)])).value, Some(-1.0));
    }
}
