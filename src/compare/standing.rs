//! Where a contrast stands, and whether it still stands there after a change.

use serde::Serialize;

use super::ContrastRow;
use super::permute::LEVEL;

/// Where a contrast stands: what a reader concludes from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// More in the target (1), more in the reference (−1), no difference (0).
    pub direction: i8,
    /// On which side of 1 the whole interval lies; 0 where it includes 1 or there is none.
    pub beyond: i8,
    /// Whether q is below 0.05.
    pub significant: bool,
}

impl ContrastRow {
    /// Where the contrast stands.
    pub fn standing(&self) -> Standing {
        let order = self.rate_target.zip(self.rate_reference).and_then(|(a, b)| a.partial_cmp(&b));
        Standing {
            direction: order.map_or(0, |order| order as i8),
            beyond: match (self.ratio_low, self.ratio_high) {
                (Some(low), Some(_)) if low > 1.0 => 1,
                (Some(_), Some(high)) if high < 1.0 => -1,
                _ => 0,
            },
            significant: self.q.is_some_and(|q| q < LEVEL),
        }
    }
}

/// Which line a contrast crosses; the greatest where it crosses several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    /// None.
    #[default]
    None,
    /// The 95 % interval comes to exclude 1, or to include it (or there is none any more).
    Interval,
    /// q falls below 0.05, or rises to it.
    Significance,
    /// The difference turns round, or is gone.
    Sign,
}

impl Change {
    /// Its name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Change::None => "none",
            Change::Interval => "interval",
            Change::Significance => "significance",
            Change::Sign => "sign",
        }
    }
}

impl Standing {
    /// Whether there is something to conclude: an interval that excludes 1, or q below 0.05.
    pub fn concluded(self) -> bool {
        self.beyond != 0 || self.significant
    }

    /// The line crossed on the way to another standing. A first mention where
    /// there was no difference at all crosses none by itself.
    pub fn change(self, after: Standing) -> Change {
        if self.direction != 0 && self.direction != after.direction {
            Change::Sign
        } else if self.significant != after.significant {
            Change::Significance
        } else if self.beyond != after.beyond {
            Change::Interval
        } else {
            Change::None
        }
    }

    /// How much a change matters to a reader, 0 most: first the conclusions that
    /// fall (sign, significance, interval), then those that arise, then
    /// differences without any certainty that turn round.
    pub fn consequence(self, change: Change) -> u8 {
        match (self.concluded(), change) {
            (true, Change::Sign) => 0,
            (true, Change::Significance) => 1,
            (true, Change::Interval) => 2,
            (false, Change::Significance) => 3,
            (false, Change::Interval) => 4,
            (false, Change::Sign) => 5,
            (_, Change::None) => 6,
        }
    }
}

/// The standing of a contrast that is not there.
pub const NOWHERE: Standing = Standing { direction: 0, beyond: 0, significant: false };

/// How far the logarithm of a ratio moves; without bound where one of the two is
/// missing, 0 where both are.
pub fn distance(before: Option<f64>, after: Option<f64>) -> f64 {
    match (before, after) {
        (Some(a), Some(b)) => (a.ln() - b.ln()).abs(),
        (None, None) => 0.0,
        _ => f64::INFINITY,
    }
}
