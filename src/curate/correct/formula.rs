//! Products and ratios of estimates with intervals.

use crate::compare::Estimate;

/// Product of independent estimates, those marked `false` dividing, with an
/// interval from theirs.
///
/// θ = Π θᵢ^±1. On the logarithmic scale the distances of the limits add up in
/// squares: ln L = ln θ − √Σ(ln θᵢ − ln lᵢ)², with the upper limit of those that
/// divide in place of the lower one, and ln U likewise. So limits that are not
/// symmetric, such as those of a recall without a seen miss, are kept; where all
/// are symmetric on the logarithmic scale this is the delta method.
///
/// Edge cases: a factor without a value gives none; one without a limit gives no
/// limit on that side; a lower limit of 0 gives 0; a value of 0 gives 0 with the
/// product of the upper limits above, or, dividing, nothing.
///
/// Reference: Zou & Donner (2008), Statistics in Medicine 27, 1693–1702 (the
/// method of variance estimates recovery).
///
/// ```
/// use framelens::compare::Estimate;
/// use framelens::curate::correct::formula::product;
/// let estimate = |value, low, high| Estimate { value: Some(value), low: Some(low), high: Some(high) };
/// let (rate, factor) = (estimate(8.0, 4.0, 16.0), estimate(0.5, 0.5, 0.5));
/// let corrected = product(&[(rate, true), (factor, true)]);
/// assert_eq!(corrected.value, Some(4.0));
/// assert!((corrected.low.unwrap() - 2.0).abs() < 1e-12 && (corrected.high.unwrap() - 8.0).abs() < 1e-12);
/// ```
pub fn product(factors: &[(Estimate, bool)]) -> Estimate {
    let mut value = 1.0;
    for (factor, above) in factors {
        match (factor.value, above) {
            (Some(x), true) => value *= x,
            (Some(x), false) if x > 0.0 => value /= x,
            _ => return Estimate::default(),
        }
    }
    if value == 0.0 {
        let high = factors.iter().map(|(f, above)| if *above { f.high } else { f.low.map(|low| 1.0 / low) });
        let high = high.product::<Option<f64>>().filter(|high| high.is_finite());
        return Estimate { value: Some(0.0), low: None, high };
    }
    let distance = |lower: bool| {
        let squares = factors.iter().map(|(factor, above)| {
            let limit = if lower == *above { factor.low } else { factor.high };
            Some((factor.value?.ln() - limit?.ln()).powi(2))
        });
        squares.sum::<Option<f64>>().map(f64::sqrt)
    };
    let low = distance(true).map(|d| value * (-d).exp());
    let high = distance(false).map(|d| value * d.exp()).filter(|high| high.is_finite());
    Estimate { value: Some(value), low, high }
}

/// Whether an interval leaves 1 out; `None` without both limits.
pub fn excludes_one(estimate: &Estimate) -> Option<bool> {
    Some(estimate.low? > 1.0 || estimate.high? < 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn estimate(value: f64, low: f64, high: f64) -> Estimate {
        Estimate { value: Some(value), low: Some(low), high: Some(high) }
    }

    #[test]
    fn distances_add_up_in_squares_on_the_logarithmic_scale() {
        let e = std::f64::consts::E;
        // Distances 3 and 4 below, 4 and 3 above (the divisor's limits change sides).
        let (a, b) = (estimate(1.0, e.powi(-3), e.powi(4)), estimate(1.0, e.powi(-3), e.powi(4)));
        let ratio = product(&[(a, true), (b, false)]);
        assert!((ratio.low.unwrap().ln() + 5.0).abs() < 1e-12 && (ratio.high.unwrap().ln() - 5.0).abs() < 1e-12);
    }

    #[test]
    fn zeros_and_gaps_stay_honest() {
        let zero = Estimate { value: Some(0.0), low: None, high: Some(2.0) };
        let half = estimate(0.5, 0.25, 0.75);
        assert_eq!(product(&[(zero, true), (half, true)]), Estimate { value: Some(0.0), low: None, high: Some(1.5) });
        assert_eq!(product(&[(half, true), (zero, false)]), Estimate::default());
        assert_eq!(product(&[(half, true), (Estimate::default(), true)]), Estimate::default());
        let blunt = Estimate { value: Some(2.0), ..Estimate::default() };
        assert_eq!(product(&[(half, true), (blunt, true)]), Estimate { value: Some(1.0), low: None, high: None });
        assert_eq!(product(&[(estimate(0.5, 0.0, 1.0), true)]).low, Some(0.0));
    }

    #[test]
    fn values_of_another_implementation() {
        let table = include_str!("../../../tests/reference/corrected.csv");
        for row in csv::Reader::from_reader(table.as_bytes()).records() {
            let row = row.unwrap();
            let n: Vec<f64> = row.iter().map(|x| x.parse().unwrap()).collect();
            let found = product(&[(estimate(n[0], n[1], n[2]), true), (estimate(n[3], n[4], n[5]), true)]);
            for (value, wanted) in [(found.value, n[6]), (found.low, n[7]), (found.high, n[8])] {
                assert!((value.unwrap() - wanted).abs() < 1e-9 * wanted, "{found:?} {row:?}");
            }
        }
    }
}
