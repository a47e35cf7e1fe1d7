//! The measures as pure functions of numbers.
//!
//! Nothing here knows a text, a source or a table. Each function names its
//! symbols, formula, unit, edge cases and reference; `tests/reference/` holds
//! the values that other implementations gave. A number that cannot be had
//! honestly is `None`, never zero and never infinite.

mod chance;
mod correspondence;
mod part;
mod rate;
mod share;
mod term;

pub use chance::{benjamini_hochberg, normal_p, poisson_zero_upper, share_limits, t_p, t_quantile, wilson};
pub use correspondence::{Correspondence, Profile, correspondence};
pub use part::{balance, share};
pub use rate::{
    PER, PRIOR, Welch, common_spread, moderated, rate, rate_interval, rate_ratio, rate_variance, residual_squares,
    welch, welch_satterthwaite,
};
pub use share::{cosine, dispersion, idf, jensen_shannon};
pub use term::{log_likelihood, log_odds, log_ratio};

/// `x` rounded to 9 significant digits; `None` where it is not finite.
///
/// Every number of a table passes here last, so that the tables do not depend
/// on the last bit of a sum or of a machine's logarithm. Negative zero becomes
/// zero.
///
/// ```
/// use framelens::compare::formula::rounded;
/// assert_eq!(rounded(1.0 / 3.0), Some(0.333333333));
/// assert_eq!(rounded(f64::NAN), None);
/// ```
pub fn rounded(x: f64) -> Option<f64> {
    let x = format!("{x:.8e}").parse::<f64>().ok().filter(|x| x.is_finite())?;
    Some(x + 0.0)
}
