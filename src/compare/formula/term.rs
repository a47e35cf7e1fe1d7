//! Keyness of one feature: y occurrences in a side of n.

/// Signed log-likelihood G² of a feature: y₁ of n₁ in the target, y₂ of n₂ in the reference.
///
/// G² = 2 Σ O ln(O/E) over the four cells (the feature and everything else, on
/// both sides), without correction; negative where the reference has the
/// higher share. Unit: none; |G²| > 3.84 means p < 0.05 for one feature chosen
/// beforehand if tokens were independent, which they are not: rank by it, and
/// take p from the documents. `None` where a side is empty or y > n.
///
/// Reference: Dunning (1993), Computational Linguistics 19(1), 61–74.
///
/// ```
/// use framelens::compare::formula::log_likelihood;
/// assert!((log_likelihood(30, 1_000, 20, 2_000).unwrap() - 15.11).abs() < 0.01);
/// assert_eq!(log_likelihood(10, 1_000, 20, 2_000), Some(0.0));
/// ```
pub fn log_likelihood(y1: u64, n1: u64, y2: u64, n2: u64) -> Option<f64> {
    if n1 == 0 || n2 == 0 || y1 > n1 || y2 > n2 {
        return None;
    }
    let (a, b, n, m) = (y1 as f64, y2 as f64, n1 as f64, n2 as f64);
    // O/E with E = row · column / total.
    let cell = |observed: f64, row: f64, column: f64| {
        if observed == 0.0 { 0.0 } else { observed * (observed * (n + m) / (row * column)).ln() }
    };
    let (with, without) = (a + b, n + m - a - b);
    let g2 = 2.0 * (cell(a, with, n) + cell(b, with, m) + cell(n - a, without, n) + cell(m - b, without, m));
    let (left, right) = (u128::from(y1) * u128::from(n2), u128::from(y2) * u128::from(n1));
    Some(match left.cmp(&right) {
        std::cmp::Ordering::Equal => 0.0,
        std::cmp::Ordering::Greater => g2.max(0.0),
        std::cmp::Ordering::Less => -g2.max(0.0),
    })
}

/// Binary logarithm of the ratio of relative frequencies: log₂((y₁/n₁) / (y₂/n₂)).
///
/// Unit: doublings; 1 is twice as frequent in the target. A count of 0 is
/// taken as 0.5, so that a feature of one side only has a finite value; it
/// then says "at least about". `None` where a side is empty or the feature is
/// on neither.
///
/// Reference: Hardie (2014), Log Ratio: an informal introduction, CASS Lancaster.
///
/// ```
/// use framelens::compare::formula::log_ratio;
/// assert_eq!(log_ratio(8, 1_000, 2, 1_000), Some(2.0));
/// assert_eq!(log_ratio(8, 1_000, 0, 1_000), Some(4.0));
/// assert_eq!(log_ratio(0, 1_000, 0, 1_000), None);
/// ```
pub fn log_ratio(y1: u64, n1: u64, y2: u64, n2: u64) -> Option<f64> {
    if n1 == 0 || n2 == 0 || y1 + y2 == 0 {
        return None;
    }
    let count = |y: u64| if y == 0 { 0.5 } else { y as f64 };
    Some((count(y1) * n2 as f64 / (count(y2) * n1 as f64)).log2())
}

/// Log-odds ratio of a feature under an informative Dirichlet prior, and its z.
///
/// δ = ln((y₁+α) / (n₁+α₀−y₁−α)) − ln((y₂+α) / (n₂+α₀−y₂−α)), with α₀ the
/// prior mass and α = α₀ · `share` the prior count of the feature;
/// z = δ / √(1/(y₁+α) + 1/(y₂+α)). Unit: natural log-odds; z has none. Rare features are drawn
/// towards 0, and |z| ranks them. `None` where a side is empty, the share is
/// not strictly between 0 and 1, or the mass is not positive.
///
/// Reference: Monroe, Colaresi & Quinn (2008), Political Analysis 16(4), 372–403, eqs. 15, 16, 22.
///
/// ```
/// use framelens::compare::formula::log_odds;
/// let (delta, z) = log_odds((30, 1_000), (20, 2_000), 0.02, 1_000.0).unwrap();
/// assert!((delta - 0.6405).abs() < 1e-4 && (z - 3.0194).abs() < 1e-4);
/// ```
pub fn log_odds(target: (u64, u64), reference: (u64, u64), share: f64, mass: f64) -> Option<(f64, f64)> {
    let usable = target.1 > 0 && reference.1 > 0 && share > 0.0 && share < 1.0 && mass > 0.0 && mass.is_finite();
    if !usable || target.0 > target.1 || reference.0 > reference.1 {
        return None;
    }
    let alpha = mass * share;
    let log = |(y, n): (u64, u64)| ((y as f64 + alpha) / (n as f64 - y as f64 + mass - alpha)).ln();
    let delta = log(target) - log(reference);
    let variance = 1.0 / (target.0 as f64 + alpha) + 1.0 / (reference.0 as f64 + alpha);
    Some((delta, delta / variance.sqrt()))
}
