//! How well documents are grouped, against a labelled grouping.

use std::collections::BTreeMap;

/// Precision, recall and their harmonic mean.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Score {
    /// Of what was put together, the share that belongs together.
    pub precision: f64,
    /// Of what belongs together, the share that was put together.
    pub recall: f64,
}

impl Score {
    /// 2PR / (P + R); 0 where both are 0.
    pub fn f1(&self) -> f64 {
        if self.precision + self.recall > 0.0 {
            2.0 * self.precision * self.recall / (self.precision + self.recall)
        } else {
            0.0
        }
    }
}

/// How many documents are in each group of one grouping, of the other, of both.
struct Table<'a, T> {
    gold: BTreeMap<&'a T, u64>,
    found: BTreeMap<&'a T, u64>,
    both: BTreeMap<(&'a T, &'a T), u64>,
}

impl<'a, T: Ord> Table<'a, T> {
    fn new(pairs: &'a [(T, T)]) -> Table<'a, T> {
        let mut table = Table { gold: BTreeMap::new(), found: BTreeMap::new(), both: BTreeMap::new() };
        for (gold, found) in pairs {
            *table.gold.entry(gold).or_default() += 1;
            *table.found.entry(found).or_default() += 1;
            *table.both.entry((gold, found)).or_default() += 1;
        }
        table
    }
}

/// B-cubed precision and recall (Bagga & Baldwin 1998): for each document the
/// share of its found group that is of its labelled event, and the share of
/// that event that is in its group; means over all documents. `None` without any.
///
/// `pairs` are (label, found group) of each document.
///
/// ```
/// use framelens::curate::grouping::b_cubed;
/// // Their worked example: fives, twos and a second five, the last two merged.
/// let labels = [1, 1, 1, 1, 1, 2, 2, 3, 3, 3, 3, 3];
/// let groups = [1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2];
/// let pairs: Vec<_> = labels.into_iter().zip(groups).collect();
/// let score = b_cubed(&pairs).unwrap();
/// assert!((score.precision - 0.762).abs() < 0.001);
/// assert_eq!(score.recall, 1.0);
/// ```
pub fn b_cubed<T: Ord>(pairs: &[(T, T)]) -> Option<Score> {
    let table = Table::new(pairs);
    let mut sum = Score::default();
    for ((gold, found), &n) in &table.both {
        let n = n as f64;
        sum.precision += n * n / table.found[found] as f64;
        sum.recall += n * n / table.gold[gold] as f64;
    }
    let all = pairs.len() as f64;
    (!pairs.is_empty()).then(|| Score { precision: sum.precision / all, recall: sum.recall / all })
}

/// Adjusted Rand index (Hubert & Arabie 1985): agreement over pairs of
/// documents beyond chance; 1 is the same grouping, 0 what chance gives.
/// `None` where chance could give nothing else.
///
/// ```
/// use framelens::curate::grouping::adjusted_rand;
/// let pairs = [(0, 0), (0, 0), (1, 1), (1, 2)];
/// // scikit-learn 1.9: adjusted_rand_score([0, 0, 1, 1], [0, 0, 1, 2])
/// assert!((adjusted_rand(&pairs).unwrap() - 0.571_428_571).abs() < 1e-9);
/// ```
pub fn adjusted_rand<T: Ord>(pairs: &[(T, T)]) -> Option<f64> {
    let table = Table::new(pairs);
    let choose = |n: u64| (n * n.saturating_sub(1) / 2) as f64;
    let both: f64 = table.both.values().map(|&n| choose(n)).sum();
    let gold: f64 = table.gold.values().map(|&n| choose(n)).sum();
    let found: f64 = table.found.values().map(|&n| choose(n)).sum();
    let all = choose(pairs.len() as u64);
    let expected = gold * found / all;
    let highest = (gold + found) / 2.0;
    (all > 0.0 && highest != expected).then(|| (both - expected) / (highest - expected))
}

/// Precision and recall over the pairs of documents that `wanted` picks, such as
/// those of two languages: of the pairs put together, of the pairs that belong
/// together. `None` where nothing belongs together.
///
/// `wanted` takes the indices of two documents.
pub fn pairs<T: Ord>(labels: &[(T, T)], wanted: impl Fn(usize, usize) -> bool) -> Option<Score> {
    let (mut right, mut gold, mut found) = (0u64, 0u64, 0u64);
    for (i, a) in labels.iter().enumerate() {
        for (j, b) in labels.iter().enumerate().skip(i + 1).filter(|(j, _)| wanted(i, *j)) {
            debug_assert!(i < j);
            gold += u64::from(a.0 == b.0);
            found += u64::from(a.1 == b.1);
            right += u64::from(a.0 == b.0 && a.1 == b.1);
        }
    }
    let share = |of: u64| if of == 0 { 0.0 } else { right as f64 / of as f64 };
    (gold > 0).then(|| Score { precision: share(found), recall: share(gold) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_grouping_is_perfect_and_nothing_is_none() {
        let same = [(0, 7), (0, 7), (1, 8)];
        assert_eq!(b_cubed(&same).map(|s| s.f1()), Some(1.0));
        assert_eq!(adjusted_rand(&same), Some(1.0));
        assert_eq!(pairs(&same, |_, _| true).map(|s| s.f1()), Some(1.0));
        assert_eq!(b_cubed::<u8>(&[]), None);
        assert_eq!(adjusted_rand(&[(0, 0), (1, 1)]), None);
        assert_eq!(pairs(&[(0, 0), (1, 0)], |_, _| true), None);
    }
}
