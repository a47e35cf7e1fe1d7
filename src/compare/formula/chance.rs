//! Distributions, limits and corrections for many tests.

use statrs::function::{beta::beta_reg, erf::erfc};

/// z of a two-sided 95 % interval.
const Z: f64 = 1.959963984540054;

/// Upper end of the exact two-sided 95 % Poisson interval of a count of 0:
/// λ = −ln 0.025 = 3.689.
///
/// The two-sided limit (and not the one-sided 2.996, the "rule of three") is
/// taken so that it means the same as the upper limits of the rows beside it:
/// 2.5 % lie above. Unit: expected mentions; divide by the tokens for a rate.
///
/// Reference: Garwood (1936), Biometrika 28, 437–442.
pub fn poisson_zero_upper() -> f64 {
    -(0.025f64.ln())
}

/// Two-sided p of Student's t: P(|T| ≥ |t|) = I(df / (df + t²); df/2, 1/2).
///
/// `None` where t is not a number or df is not positive; 0 for infinite t.
///
/// ```
/// use framelens::compare::formula::t_p;
/// assert!((t_p(1.0, 1.0).unwrap() - 0.5).abs() < 1e-12); // Cauchy
/// assert_eq!(t_p(0.0, 5.0), Some(1.0));
/// ```
pub fn t_p(t: f64, df: f64) -> Option<f64> {
    if t.is_nan() || df.is_nan() || df <= 0.0 {
        return None;
    }
    if t.is_infinite() {
        return Some(0.0);
    }
    if df > 1e10 {
        return Some(normal_p(t));
    }
    let square = t * t;
    // 1 − x is exact here for large df, but leaves no digits of small p.
    let p = 1.0 - beta_reg(0.5, df / 2.0, square / (df + square));
    let p = if p > 1e-3 { p } else { beta_reg(df / 2.0, 0.5, df / (df + square)) };
    Some(p.clamp(0.0, 1.0))
}

/// Two-sided p of a standard normal z.
pub fn normal_p(z: f64) -> f64 {
    erfc(z.abs() / std::f64::consts::SQRT_2)
}

/// The t with P(T ≤ t) = `probability`, for 0.5 < probability < 1.
///
/// Found from [`t_p`] by bisection on the exponent and then on the value, so
/// that both agree to the last digits. `None` outside the range of the
/// arguments, and for degrees of freedom so few that t exceeds 10³⁰⁰.
pub fn t_quantile(probability: f64, df: f64) -> Option<f64> {
    if !(probability > 0.5 && probability < 1.0) {
        return None;
    }
    let tail = 2.0 * (1.0 - probability);
    let mut high = 1.0;
    while t_p(high, df)? > tail {
        high *= 2.0;
        if high > 1e300 {
            return None;
        }
    }
    let mut low = 0.0;
    // 200 halvings exhaust a double; usually some 55 do.
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            break;
        }
        if t_p(middle, df)? > tail { low = middle } else { high = middle }
    }
    Some(0.5 * (low + high))
}

/// Wilson's 95 % interval of a proportion k / n.
///
/// (k + z²/2 ± z √(k(n−k)/n + z²/4)) / (n + z²) with z = 1.960. Unit: share
/// from 0 to 1. `None` for n = 0 or k > n.
///
/// Reference: Wilson (1927), JASA 22, 209–212.
///
/// ```
/// use framelens::compare::formula::wilson;
/// let (low, high) = wilson(8, 10).unwrap();
/// assert!((low - 0.4902).abs() < 1e-4 && (high - 0.9433).abs() < 1e-4);
/// ```
pub fn wilson(k: u64, n: u64) -> Option<(f64, f64)> {
    if n == 0 || k > n {
        return None;
    }
    Some(share_limits(k as f64 / n as f64, n as f64, None))
}

/// Wilson's 95 % limits of a share `p` of `n` observations, which need not be
/// whole, with `quantile` in place of the normal one.
///
/// (p n + z²/2 ± z √(p(1−p) n + z²/4)) / (n + z²).
pub fn share_limits(p: f64, n: f64, quantile: Option<f64>) -> (f64, f64) {
    let z = quantile.unwrap_or(Z);
    let half = z * (p * (1.0 - p) * n + z * z / 4.0).sqrt();
    let limit = |sign: f64| ((p * n + z * z / 2.0 + sign * half) / (n + z * z)).clamp(0.0, 1.0);
    (limit(-1.0), limit(1.0))
}

/// q of every p after Benjamini and Hochberg: the smallest false discovery
/// rate at which it would still be reported.
///
/// With the m given p in ascending order, q₍ᵢ₎ = min over j ≥ i of p₍ⱼ₎ · m / j,
/// at most 1. Tests without a p get no q and do not count in m. Valid for
/// independent and positively dependent tests.
///
/// Reference: Benjamini & Hochberg (1995), JRSS B 57(1), 289–300.
///
/// ```
/// use framelens::compare::formula::benjamini_hochberg;
/// let q = benjamini_hochberg(&[Some(0.01), None, Some(0.04), Some(0.03)]);
/// assert_eq!(q, [Some(0.03), None, Some(0.04), Some(0.04)]);
/// ```
pub fn benjamini_hochberg(p: &[Option<f64>]) -> Vec<Option<f64>> {
    let mut order: Vec<(f64, usize)> =
        p.iter().enumerate().filter_map(|(i, p)| Some((p.filter(|p| !p.is_nan())?, i))).collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let mut q = vec![None; p.len()];
    let mut least = 1.0f64;
    for (rank, &(p, i)) in order.iter().enumerate().rev() {
        least = least.min(p * order.len() as f64 / (rank + 1) as f64);
        q[i] = Some(least);
    }
    q
}
