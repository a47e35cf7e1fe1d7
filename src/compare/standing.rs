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
    /// there was no difference at all crosses none by itself; where nothing was
    /// concluded and something is now, that counts and not the sign.
    pub fn change(self, after: Standing) -> Change {
        let turned = self.direction != 0 && self.direction != after.direction;
        if turned && (self.concluded() || !after.concluded()) {
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
            (_, Change::None) => UNMOVED,
        }
    }
}

/// [`Standing::consequence`] of no change; one less is a change where nothing is concluded.
pub const UNMOVED: u8 = 6;

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_greatest_line_counts_and_conclusions_come_first() {
        let at = |direction, beyond, significant| Standing { direction, beyond, significant };
        let certain = at(1, 1, true);
        assert_eq!(certain.change(at(-1, 0, false)), Change::Sign);
        assert_eq!(certain.change(NOWHERE), Change::Sign);
        assert_eq!(certain.change(at(1, 0, false)), Change::Significance);
        assert_eq!(certain.change(at(1, 0, true)), Change::Interval);
        assert_eq!(certain.change(certain), Change::None);
        assert_eq!(at(-1, 0, false).change(at(1, 0, false)), Change::Sign);
        assert_eq!(at(-1, 0, false).change(at(1, 1, false)), Change::Interval, "a conclusion arises");
        assert_eq!(NOWHERE.change(at(1, 0, false)), Change::None);
        let order = [
            certain.consequence(Change::Sign),
            certain.consequence(Change::Interval),
            NOWHERE.consequence(Change::Significance),
            NOWHERE.consequence(Change::Sign),
            certain.consequence(Change::None),
        ];
        assert!(order.is_sorted());
    }

    #[test]
    fn a_ratio_that_is_gone_is_as_far_as_can_be() {
        assert_eq!(distance(Some(2.0), Some(1.0)), 2f64.ln());
        assert_eq!((distance(None, Some(1.0)), distance(None, None)), (f64::INFINITY, 0.0));
    }
}
