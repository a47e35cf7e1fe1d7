//! Mentions per 1,000 tokens: the ratio estimator, its variance, and what two of them say.

use super::chance::{poisson_zero_upper, t_p, t_quantile};
use crate::compare::Estimate;
use crate::tally::Sums;

/// Tokens that a rate is given for: rates are mentions per 1,000 tokens.
pub const PER: f64 = 1000.0;

/// Rate r = 1000 · Σh / Σt.
///
/// h mentions and t tokens of a document. Unit: mentions per 1,000 tokens.
/// `None` where Σt = 0.
///
/// ```
/// use framelens::{compare::formula::rate, tally::Sums};
/// let sums: Sums = [(1, 100), (0, 100), (2, 300)].into_iter().collect();
/// assert_eq!(rate(&sums), Some(6.0));
/// assert_eq!(rate(&Sums::default()), None);
/// ```
pub fn rate(sums: &Sums) -> Option<f64> {
    (sums.t > 0).then(|| PER * sums.h as f64 / sums.t as f64)
}

/// Σ(h − r t)² with r = Σh / Σt: the squared residuals of a ratio, in mentions².
///
/// From the six sums as (T² Σh² − 2HT Σht + H² Σt²) / T² in whole numbers, so
/// that documents which all have the same rate give exactly 0. `None` where
/// Σt = 0.
pub fn residual_squares(sums: &Sums) -> Option<f64> {
    if sums.t == 0 {
        return None;
    }
    let (h, t) = (sums.h as f64, sums.t as f64);
    Some(match whole_residuals(sums) {
        Some(whole) => whole as f64 / (t * t),
        // Only sums far beyond any corpus come here.
        None => (sums.hh as f64 - 2.0 * (h / t) * sums.ht as f64 + (h / t).powi(2) * sums.tt as f64).max(0.0),
    })
}

/// T² Σh² − 2HT Σht + H² Σt², where it fits.
fn whole_residuals(sums: &Sums) -> Option<i128> {
    let (h, t) = (i128::from(sums.h), i128::from(sums.t));
    let (hh, ht, tt) = (sums.hh.try_into().ok()?, sums.ht.try_into().ok()?, sums.tt.try_into().ok()?);
    let squares = t.checked_mul(t)?.checked_mul(hh)?.checked_add(h.checked_mul(h)?.checked_mul(tt)?)?;
    squares.checked_sub(h.checked_mul(t)?.checked_mul(2)?.checked_mul(ht)?)
}

/// Variance of a rate, documents taken as clusters:
/// v(r) = 1000² · n/(n−1) · Σ(h − r t)² / (Σt)².
///
/// The ratio estimator for n documents, without finite population correction.
/// Unit: (mentions per 1,000 tokens)². `None` for n < 2 or Σt = 0. It is 0
/// where all documents have the same rate; that is no evidence of certainty in
/// a few documents, so intervals are not given then.
///
/// Reference: Cochran (1977), Sampling Techniques, 3rd ed., ch. 6, eq. 6.13.
///
/// ```
/// use framelens::{compare::formula::rate_variance, tally::Sums};
/// // r = 10 per 1,000; residuals −1, 0, 1; 3/2 · 2 / 300² · 1000² = 100/3
/// let sums: Sums = [(0, 100), (1, 100), (2, 100)].into_iter().collect();
/// assert!((rate_variance(&sums).unwrap() - 100.0 / 3.0).abs() < 1e-9);
/// ```
pub fn rate_variance(sums: &Sums) -> Option<f64> {
    if sums.n < 2 {
        return None;
    }
    let (n, t) = (sums.n as f64, sums.t as f64);
    Some(PER * PER * n / (n - 1.0) * residual_squares(sums)? / (t * t))
}

/// Variance of ln r by the delta method: v(r) / r². `None` without mentions or variance.
fn log_variance(sums: &Sums) -> Option<f64> {
    let r = rate(sums).filter(|&r| r > 0.0)?;
    Some(rate_variance(sums)? / (r * r))
}

/// A rate with its 95 % interval exp(ln r ± t(n−1) · √v(r) / r).
///
/// Unit: mentions per 1,000 tokens. Edge cases:
/// - n < 2 with mentions: no interval, because nothing is known of the spread between documents.
/// - Σh = 0: no lower limit; the upper one is 1000 · 3.689 / Σt, the exact
///   Poisson limit ([`poisson_zero_upper`]). It takes mentions as independent
///   and is therefore the least that can be said.
/// - All documents with the same rate: no interval (a spread of 0 is an accident
///   of few documents).
/// - Limits beyond the range of numbers: no interval.
///
/// Reference: Cochran (1977), ch. 6, for the variance; the logarithm keeps the
/// limits positive and is the scale on which ratios are compared.
pub fn rate_interval(sums: &Sums) -> Estimate {
    let value = rate(sums);
    let none = Estimate { value, ..Estimate::default() };
    if sums.t > 0 && sums.h == 0 {
        return Estimate { high: Some(PER * poisson_zero_upper() / sums.t as f64), ..none };
    }
    if sums.n < 2 || sums.t == 0 {
        return none;
    }
    interval(value, log_variance(sums), Some((sums.n - 1) as f64))
}

/// value · exp(± t(df) · √variance), where all three are there and the spread is not zero.
fn interval(value: Option<f64>, variance: Option<f64>, df: Option<f64>) -> Estimate {
    let limits = || {
        let (value, variance, df) = (value?, variance.filter(|&v| v > 0.0)?, df?);
        let half = t_quantile(0.975, df)? * variance.sqrt();
        let (low, high) = (value * (-half).exp(), value * half.exp());
        (low > 0.0 && high.is_finite()).then_some((low, high))
    };
    let (low, high) = limits().unzip();
    Estimate { value, low, high }
}

/// Welch–Satterthwaite degrees of freedom of a sum of independent variances:
/// (Σv)² / Σ(v² / df).
///
/// `parts` are (variance, degrees of freedom). `None` where the sum is zero or
/// a part with variance has no degrees of freedom.
///
/// Reference: Satterthwaite (1946), Biometrics Bulletin 2(6); Welch (1947), Biometrika 34.
///
/// ```
/// use framelens::compare::formula::welch_satterthwaite;
/// assert_eq!(welch_satterthwaite(&[(1.0, 4.0), (1.0, 4.0)]), Some(8.0));
/// assert_eq!(welch_satterthwaite(&[(1.0, 4.0), (0.0, 9.0)]), Some(4.0));
/// assert_eq!(welch_satterthwaite(&[(0.0, 4.0), (0.0, 9.0)]), None);
/// ```
pub fn welch_satterthwaite(parts: &[(f64, f64)]) -> Option<f64> {
    let sum: f64 = parts.iter().map(|p| p.0).sum();
    let below: f64 = parts.iter().filter(|p| p.0 > 0.0).map(|(v, df)| v * v / df).sum();
    Some(sum * sum / below).filter(|df| df.is_finite() && *df > 0.0)
}

/// Ratio of two rates with its 95 % interval, ln ratio ± t · √(v(ln r₁) + v(ln r₂)).
///
/// The variances are those of [`rate_interval`]; the degrees of freedom of t
/// are Welch and Satterthwaite's from n−1 on each side. Unit: none; 2 means
/// twice the rate. Edge cases: without a mention on either side there is no
/// ratio (it would be 0 or infinite); with n < 2 on a side, or no spread
/// between the documents of a side, there is a ratio without interval.
///
/// ```
/// use framelens::{compare::formula::rate_ratio, tally::Sums};
/// let target: Sums = [(2, 100), (4, 100)].into_iter().collect();
/// let reference: Sums = [(1, 100), (2, 100)].into_iter().collect();
/// let ratio = rate_ratio(&target, &reference);
/// assert_eq!(ratio.value, Some(2.0));
/// assert!(ratio.low.unwrap() < 1.0 && ratio.high.unwrap() > 4.0);
/// assert_eq!(rate_ratio(&target, &Sums::default()).value, None);
/// ```
pub fn rate_ratio(target: &Sums, reference: &Sums) -> Estimate {
    let positive = |s| rate(s).filter(|&r| r > 0.0);
    let (Some(r1), Some(r2)) = (positive(target), positive(reference)) else { return Estimate::default() };
    let spread = |s| log_variance(s).filter(|&v| v > 0.0);
    let (Some(v1), Some(v2)) = (spread(target), spread(reference)) else {
        return Estimate { value: Some(r1 / r2), ..Estimate::default() };
    };
    let df = welch_satterthwaite(&[(v1, (target.n - 1) as f64), (v2, (reference.n - 1) as f64)]);
    interval(Some(r1 / r2), Some(v1 + v2), df)
}

/// How many documents' worth of the common spread is mixed into the spread of
/// a side when two rates are tested ([`moderated`]).
pub const PRIOR: f64 = 2.0;

/// The sums of two sides together.
fn together(a: &Sums, b: &Sums) -> Sums {
    Sums { n: a.n + b.n, h: a.h + b.h, t: a.t + b.t, hh: a.hh + b.hh, ht: a.ht + b.ht, tt: a.tt + b.tt }
}

/// Spread per token under a common rate: s = max(H, n/(n−1) Σ(h − r t)²) / T over the documents of both sides.
///
/// At least what independent mentions would have (H/T). Unit: mentions² per
/// token. 0 without tokens or mentions.
pub fn common_spread(both: &Sums) -> f64 {
    let n = both.n as f64;
    let squares = residual_squares(both).map_or(0.0, |squares| squares * n / (n - 1.0).max(1.0));
    if both.t == 0 { 0.0 } else { squares.max(both.h as f64) / both.t as f64 }
}

/// Moderated variance of a side's mentions about its rate:
/// (n Σ(h − r t)² + k T s) / (n − 1 + k), with k = `prior` and s the [`common_spread`].
///
/// With k = 0 it is the ratio estimator's, T² v(r). That one is far too small
/// where a few documents happen to have none or hardly any mentions, and a
/// test would then take a quiet small side for certain; two documents' worth
/// of common spread ([`PRIOR`]) mend this and are soon outweighed as n grows.
/// `None` for n − 1 + k = 0 or Σt = 0. Unit: mentions².
///
/// Reference: the weighting by degrees of freedom as in Smyth (2004), Stat.
/// Appl. Genet. Mol. Biol. 3(1), 3; k from simulations like `examples/null_simulation.rs`.
pub fn moderated(side: &Sums, spread: f64, prior: f64) -> Option<f64> {
    let (n, t) = (side.n as f64, side.t as f64);
    let weight = n - 1.0 + prior;
    (weight > 0.0).then_some((n * residual_squares(side)? + prior * t * spread) / weight)
}

/// A difference of two rates over its standard error.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Welch {
    /// (r₁ − r₂) / √(v₁ + v₂)
    pub statistic: f64,
    /// Welch–Satterthwaite degrees of freedom.
    pub df: f64,
    /// Two-sided p.
    pub p: f64,
}

/// Welch's test of two rates, documents taken as clusters, with [`moderated`] variances.
///
/// t = (r₁ − r₂) / √(v₁ + v₂), v the moderated variance over T², and
/// [`welch_satterthwaite`] degrees of freedom from n−1 on each side. With
/// `prior` = 0 and documents of equal length it is the usual Welch test on
/// document rates. `None` for n < 2 or Σt = 0 on a side, and where nothing varies.
///
/// Reference: Welch (1947), Biometrika 34, 28–35; Cochran (1977), ch. 6.
pub fn welch(target: &Sums, reference: &Sums, prior: f64) -> Option<Welch> {
    if target.n < 2 || reference.n < 2 {
        return None;
    }
    let spread = common_spread(&together(target, reference));
    let variance = |side: &Sums| Some(PER * PER * moderated(side, spread, prior)? / (side.t as f64).powi(2));
    let (v1, v2) = (variance(target)?, variance(reference)?);
    let df = welch_satterthwaite(&[(v1, (target.n - 1) as f64), (v2, (reference.n - 1) as f64)])?;
    let statistic = (rate(target)? - rate(reference)?) / (v1 + v2).sqrt();
    Some(Welch { statistic, df, p: t_p(statistic, df)? })
}
