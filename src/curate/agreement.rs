//! How far two coders agree beyond chance.

use std::collections::BTreeMap;

/// Krippendorff's α for nominal categories and two coders who coded every unit.
///
/// α = 1 − D_o / D_e: observed over expected disagreement, where chance draws
/// the 2n values without replacement. 1 is agreement, 0 what chance gives.
///
/// `None` without units, or where all values are one category (then nothing can
/// be expected to differ).
///
/// Reference: Krippendorff (2011), Computing Krippendorff's Alpha-Reliability.
///
/// ```
/// use framelens::curate::agreement::alpha;
/// // His worked example A: nominal, two observers, eleven units less one with a single value.
/// let meg = ["a", "a", "b", "b", "d", "c", "c", "c", "e", "d", "d", "a"];
/// let owen = ["b", "a", "b", "b", "b", "c", "c", "c", "e", "d", "d", "d"];
/// let pairs: Vec<_> = meg.iter().zip(owen).map(|(m, o)| (*m, o)).collect();
/// assert!((alpha(&pairs).unwrap() - 0.692).abs() < 0.001);
/// ```
pub fn alpha<T: Ord + Clone>(units: &[(T, T)]) -> Option<f64> {
    let mut totals: BTreeMap<&T, u64> = BTreeMap::new();
    let mut differ = 0u64;
    for (a, b) in units {
        *totals.entry(a).or_default() += 1;
        *totals.entry(b).or_default() += 1;
        differ += u64::from(a != b);
    }
    let n = 2 * units.len() as u64;
    let alike: u64 = totals.values().map(|count| count * (count - 1)).sum();
    let expected = n * n.saturating_sub(1) - alike;
    (expected > 0).then(|| 1.0 - (n - 1) as f64 * (2 * differ) as f64 / expected as f64)
}
