//! How far coders agree beyond chance.

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

/// Krippendorff's α for nominal categories, any number of coders, and units that
/// not every coder coded.
///
/// α = 1 − D_o / D_e from the coincidence matrix: a unit of m ≥ 2 values adds
/// each of its m (m − 1) ordered pairs with the weight 1 / (m − 1); units with
/// one value say nothing. With two coders who coded every unit it is [`alpha`].
///
/// `None` without a unit of two values, or where all values are one category.
///
/// Reference: Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, section C.
///
/// ```
/// use framelens::curate::agreement::alpha_of_many;
/// // 5 values: a a a, b c. Two ordered pairs differ: 1 − 4 · 2 / (20 − 6).
/// let units = ["aaa", "bc"].map(|unit| unit.chars().collect());
/// assert!((alpha_of_many(&units).unwrap() - (1.0 - 8.0 / 14.0)).abs() < 1e-12);
/// assert_eq!(alpha_of_many(&[vec!['a'], vec!['a', 'a']]), None);
/// ```
pub fn alpha_of_many<T: Ord + Clone>(units: &[Vec<T>]) -> Option<f64> {
    let mut totals: BTreeMap<&T, f64> = BTreeMap::new();
    let (mut differ, mut n) = (0.0, 0.0);
    for unit in units.iter().filter(|unit| unit.len() > 1) {
        let mut counts: BTreeMap<&T, u64> = BTreeMap::new();
        for value in unit {
            *counts.entry(value).or_default() += 1;
            *totals.entry(value).or_default() += 1.0;
        }
        let m = unit.len() as u64;
        let alike: u64 = counts.values().map(|count| count * (count - 1)).sum();
        differ += (m * (m - 1) - alike) as f64 / (m - 1) as f64;
        n += m as f64;
    }
    let expected = n * (n - 1.0) - totals.values().map(|count| count * (count - 1.0)).sum::<f64>();
    (expected > 0.0).then(|| 1.0 - (n - 1.0) * differ / expected)
}

/// Cohen's κ of two coders who coded every unit, with its standard error.
///
/// κ = (p_o − p_e) / (1 − p_e): p_o the share of units coded alike, p_e what the
/// two coders' own shares of the categories would give by chance. The error is
/// the large-sample one. 1 is agreement, 0 what chance gives.
///
/// `None` without units, or where chance alone would agree always.
///
/// Reference: Cohen (1960), Educ. Psychol. Meas. 20, 37–46; Fleiss, Cohen &
/// Everitt (1969), Psychol. Bull. 72, 323–327, for the error.
///
/// ```
/// use framelens::curate::agreement::kappa;
/// // p_o = 0.7, p_e = 0.5 · 0.6 + 0.5 · 0.4 = 0.5
/// let pairs: Vec<(u8, u8)> = [(1, 1); 20].into_iter().chain([(1, 0); 5]).chain([(0, 1); 10]).chain([(0, 0); 15]).collect();
/// assert!((kappa(&pairs).unwrap().0 - 0.4).abs() < 1e-12);
/// ```
pub fn kappa<T: Ord + Clone>(units: &[(T, T)]) -> Option<(f64, f64)> {
    let n = units.len() as f64;
    let mut shares: BTreeMap<&T, (f64, f64)> = BTreeMap::new();
    let mut cells: BTreeMap<(&T, &T), u64> = BTreeMap::new();
    for (a, b) in units {
        shares.entry(a).or_default().0 += 1.0 / n;
        shares.entry(b).or_default().1 += 1.0 / n;
        *cells.entry((a, b)).or_default() += 1;
    }
    let alike = units.iter().filter(|(a, b)| a == b).count() as f64 / n;
    let chance: f64 = shares.values().map(|(a, b)| a * b).sum();
    if units.is_empty() || 1.0 - chance < 1e-12 {
        return None;
    }
    let kappa = (alike - chance) / (1.0 - chance);
    let mut sum = -(kappa - chance * (1.0 - kappa)).powi(2);
    for ((a, b), count) in cells {
        let p = count as f64 / n;
        // Row share of the category as first coder's column: the margins are crossed.
        let margins = shares[a].1 + shares[b].0;
        sum += if a == b {
            let own = shares[a].0 + shares[a].1;
            p * (1.0 - own * (1.0 - kappa)).powi(2)
        } else {
            p * (1.0 - kappa).powi(2) * margins.powi(2)
        };
    }
    Some((kappa, (sum.max(0.0) / n).sqrt() / (1.0 - chance)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_other_implementations() {
        let table = include_str!("../../tests/reference/agreement.csv");
        for row in csv::Reader::from_reader(table.as_bytes()).records() {
            let row = row.unwrap();
            let number = |i: usize| row[i].parse::<f64>().unwrap();
            let pairs: Vec<(char, char)> = row[0].chars().zip(row[1].chars()).collect();
            let (k, error) = kappa(&pairs).unwrap();
            assert!((k - number(2)).abs() < 1e-9 && (error - number(3)).abs() < 1e-9, "{k} {error} {row:?}");
            assert!((alpha(&pairs).unwrap() - number(4)).abs() < 1e-9);
            let units: Vec<Vec<char>> = pairs.iter().map(|(a, b)| vec![*a, *b]).collect();
            assert!((alpha_of_many(&units).unwrap() - number(4)).abs() < 1e-9);
        }
    }

    #[test]
    fn krippendorffs_example_of_four_observers_with_gaps() {
        // Example C of the reference: α = 0.743; unit 12 has one value and says nothing.
        let coders = ["123321412...", "1233224125.3", ".3332342251.", "12332441251."];
        let units: Vec<Vec<char>> =
            (0..12).map(|u| coders.iter().filter_map(|c| c.chars().nth(u)).filter(|c| *c != '.').collect()).collect();
        assert!((alpha_of_many(&units).unwrap() - 0.743).abs() < 0.001, "{:?}", alpha_of_many(&units));
    }
}
