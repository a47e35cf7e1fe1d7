//! How telling it is that two articles are so few days apart.
//!
//! In a corpus of one week, two articles of the same day say nothing; in one of
//! ten years they say much. So the measure is taken from the corpus: the
//! *surprise* of a distance d is −ln of the share of all pairs of dated
//! articles that are at most d days apart. It needs no window to be set, and is
//! 0 for the widest distance.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

/// Distances (days) at which the share is counted; between them, the next wider holds.
const STEPS: [i64; 18] = [0, 1, 2, 3, 4, 5, 6, 7, 10, 14, 21, 30, 45, 60, 90, 180, 365, 730];
/// Surprise where one or both are undated: about that of two articles on one
/// event in a corpus of a few days.
pub const UNDATED: f64 = 1.3;

/// Surprise by distance, learnt from the dates of a corpus.
#[derive(Debug, Clone, PartialEq)]
pub struct Times {
    /// Parallel to [`STEPS`]; `None` where dates tell nothing.
    surprise: Option<[f64; STEPS.len()]>,
}

/// Days as counted by the calendar, with how many articles each has.
pub type Days = Vec<(i32, u32)>;

/// The number of a day.
pub fn day(date: NaiveDate) -> i32 {
    date.num_days_from_ce()
}

impl Times {
    /// Learn from the dates of all documents.
    pub fn learn(dates: impl Iterator<Item = NaiveDate>) -> Times {
        let mut counts: BTreeMap<i32, u64> = BTreeMap::new();
        for date in dates {
            *counts.entry(day(date)).or_default() += 1;
        }
        let days: Vec<(i32, u64)> = counts.into_iter().collect();
        let n: u64 = days.iter().map(|d| d.1).sum();
        if days.len() < 2 {
            return Times { surprise: None };
        }
        let pairs = n as f64 * (n as f64 - 1.0) / 2.0;
        let share = |step: i64| {
            let mut within = 0.0;
            let (mut first, mut inside) = (0, 0u64);
            for &(day, count) in &days {
                while i64::from(day) - i64::from(days[first].0) > step {
                    inside -= days[first].1;
                    first += 1;
                }
                within += count as f64 * inside as f64 + count as f64 * (count as f64 - 1.0) / 2.0;
                inside += count;
            }
            // One pair more, so that the rarest distance is not infinitely telling.
            -((within + 1.0) / (pairs + 1.0)).ln()
        };
        Times { surprise: Some(STEPS.map(share)) }
    }

    /// The surprise of a distance in days.
    pub fn surprise(&self, distance: i64) -> f64 {
        let Some(known) = &self.surprise else { return UNDATED };
        STEPS.iter().position(|&step| distance <= step).map_or(0.0, |at| known[at])
    }

    /// The mean surprise over all pairs of two groups' days; `None` counts as undated.
    pub fn mean(&self, a: &Days, undated_a: u32, b: &Days, undated_b: u32) -> f64 {
        let size = |days: &Days, undated: u32| days.iter().map(|d| u64::from(d.1)).sum::<u64>() + u64::from(undated);
        let (all_a, all_b) = (size(a, undated_a), size(b, undated_b));
        let dated = (all_a - u64::from(undated_a)) * (all_b - u64::from(undated_b));
        let mut sum = (all_a * all_b - dated) as f64 * UNDATED;
        for &(x, n) in a {
            for &(y, m) in b {
                sum += f64::from(n) * f64::from(m) * self.surprise((i64::from(x) - i64::from(y)).abs());
            }
        }
        sum / (all_a * all_b).max(1) as f64
    }
}

/// The days of two groups together.
pub fn merge(a: &Days, b: &Days) -> Days {
    let mut sum: BTreeMap<i32, u32> = a.iter().copied().collect();
    for &(day, n) in b {
        *sum.entry(day).or_default() += n;
    }
    sum.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dates(days: &[i32]) -> impl Iterator<Item = NaiveDate> {
        days.iter().filter_map(|d| NaiveDate::from_num_days_from_ce_opt(730_000 + d))
    }

    #[test]
    fn a_day_apart_is_telling_in_years_and_not_in_a_week() {
        let week = Times::learn(dates(&[0, 1, 1, 2, 3]));
        let years = Times::learn(dates(&[0, 1, 400, 800, 1200, 1600, 2000]));
        assert!(week.surprise(1) < 1.0, "{week:?}");
        assert!(years.surprise(1) > 2.0, "{years:?}");
        assert_eq!(years.surprise(5000), 0.0);
        assert!(years.surprise(0) >= years.surprise(7));
    }

    #[test]
    fn without_dates_or_with_one_alone_nothing_is_told() {
        assert_eq!(Times::learn(dates(&[])).surprise(3), UNDATED);
        assert_eq!(Times::learn(dates(&[7, 7, 7])).surprise(0), UNDATED);
        let times = Times::learn(dates(&[0, 1, 400]));
        assert_eq!(times.mean(&vec![], 2, &vec![(5, 1)], 0), UNDATED);
    }
}
