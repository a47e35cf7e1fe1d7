//! Estimates from stratified samples: formulas that know numbers only.
//!
//! All of precision, recall, F1 and the factor of [`correct`](crate::curate::correct)
//! are ratios of two weighted totals, and have one variance.

use std::collections::BTreeMap;

use crate::compare::Estimate;
use crate::compare::formula::share_limits;

/// The normal quantile of two-sided 95 %.
pub const Z: f64 = 1.959963984540054;

/// One coded unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Observation {
    /// The stratum it was drawn from.
    pub stratum: usize,
    /// How many units of the population it stands for.
    pub weight: f64,
    /// What is counted above.
    pub y: f64,
    /// What is counted below.
    pub x: f64,
}

/// A ratio of two weighted totals with its variance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ratio {
    /// Σwy / Σwx
    pub value: f64,
    /// Its variance; `None` for a single observation.
    pub variance: Option<f64>,
    /// Σwx
    pub below: f64,
    /// Kish's effective number of the units with x > 0: (Σw)² / Σw².
    pub effective: f64,
    /// Units with x > 0.
    pub n: usize,
}

/// Combined ratio estimator R = Σwy / Σwx of a stratified sample, by Horvitz
/// and Thompson's weights w (population over sample of the stratum).
///
/// Variance by linearisation: d = w (y − R x), and
/// v = Σ_h n_h/(n_h − 1) Σ (d − d̄_h)² / (Σwx)², over all n_h coded units of a
/// stratum, those outside the domain (x = y = 0) included. A stratum with one
/// coded unit adds d², its deviation from the mean over all strata, which is 0.
/// There is no finite population correction: the articles stand for others like
/// them, so even a corpus coded in full leaves an interval.
///
/// `None` where Σwx = 0.
///
/// Reference: Horvitz & Thompson (1952), JASA 47, 663–685; Cochran (1977), ch. 6.11;
/// Särndal, Swensson & Wretman (1992), ch. 5.6 and 7.3; Lumley (2010), Complex
/// Surveys, appendix A, for single units.
///
/// ```
/// use framelens::curate::evaluate::estimate::{Observation, ratio};
/// let unit = |stratum, weight, y| Observation { stratum, weight, y, x: 1.0 };
/// // Two of two right, each standing for 10; one of two right, each standing for 5.
/// let all = [unit(0, 10.0, 1.0), unit(0, 10.0, 1.0), unit(1, 5.0, 1.0), unit(1, 5.0, 0.0)];
/// let ratio = ratio(&all).unwrap();
/// assert_eq!(ratio.value, 25.0 / 30.0);
/// // d in the second stratum: 5/6 and −25/6, so v = 2 · 2 · 2.5² / 30²
/// assert!((ratio.variance.unwrap() - 25.0 / 900.0).abs() < 1e-12);
/// ```
pub fn ratio(observations: &[Observation]) -> Option<Ratio> {
    let below: f64 = observations.iter().map(|o| o.weight * o.x).sum();
    if below <= 0.0 {
        return None;
    }
    let value = observations.iter().map(|o| o.weight * o.y).sum::<f64>() / below;
    let mut strata: BTreeMap<usize, Vec<f64>> = BTreeMap::new();
    for o in observations {
        strata.entry(o.stratum).or_default().push(o.weight * (o.y - value * o.x));
    }
    let spread = |d: &Vec<f64>| {
        let n = d.len() as f64;
        if d.len() < 2 {
            return d.iter().map(|d| d * d).sum::<f64>();
        }
        let mean = d.iter().sum::<f64>() / n;
        n / (n - 1.0) * d.iter().map(|d| (d - mean).powi(2)).sum::<f64>()
    };
    let squares: f64 = strata.values().map(spread).sum();
    let inside = || observations.iter().filter(|o| o.x > 0.0).map(|o| o.weight);
    let (sum, sum_squares): (f64, f64) = (inside().sum(), inside().map(|w| w * w).sum());
    let n = inside().count();
    let variance = (observations.len() > 1).then_some(squares / (below * below));
    Some(Ratio { value, variance, below, effective: if n == 0 { 0.0 } else { sum * sum / sum_squares }, n })
}

/// How many independent codings the codings of a share are worth:
/// n / deff, deff = v / (p (1 − p) / (n − 1)), and at most n.
///
/// Where v is 0 (all right, or all wrong) it is Kish's number, which knows the
/// weights alone. With equal weights in one stratum it is n.
///
/// Reference: Korn & Graubard (1998), Survey Methodology 24, 193–201.
pub fn worth(share: &Ratio) -> f64 {
    let (n, p) = (share.n as f64, share.value);
    let simple = p * (1.0 - p) / (n - 1.0);
    match share.variance {
        Some(v) if v > 1e-15 && share.n > 1 && simple > 0.0 => (n * simple / v).min(n),
        _ => share.effective.min(n),
    }
}

/// A weighted share (x is 1 inside the domain, y 0 or 1) with Wilson's 95 % interval
/// of as many codings as it is [`worth`].
///
/// Equal weights in one stratum give the plain interval of Wilson. `None`
/// everywhere without codings.
///
/// Reference: Franco, Little, Louis & Slud (2019), J. Survey Stat. Methodol. 7, 334–364.
pub fn share(observations: &[Observation]) -> Estimate {
    let Some(share) = ratio(observations).filter(|r| r.n > 0) else { return Estimate::default() };
    let p = share.value.clamp(0.0, 1.0);
    let (low, high) = share_limits(p, worth(&share), None);
    Estimate { value: Some(p), low: Some(low), high: Some(high) }
}

/// Upper 97.5 % limit of a share of which `n` codings found none: 1 − 0.025^(1/n).
///
/// Reference: Clopper & Pearson (1934), Biometrika 26, 404–413.
pub fn none_upper(n: f64) -> f64 {
    if n > 0.0 { 1.0 - 0.025f64.powf(1.0 / n) } else { 1.0 }
}

/// A ratio between 0 and 1 with limits on the logit scale:
/// logit R ± z √v / (R (1 − R)). No limits at 0 and 1, where v is 0.
pub fn logit_interval(ratio: &Ratio) -> Estimate {
    let r = ratio.value;
    let none = Estimate { value: Some(r), ..Estimate::default() };
    let Some(v) = ratio.variance.filter(|v| *v > 0.0) else { return none };
    if r <= 0.0 || r >= 1.0 {
        return none;
    }
    let (centre, half) = ((r / (1.0 - r)).ln(), Z * v.sqrt() / (r * (1.0 - r)));
    let back = |x: f64| 1.0 / (1.0 + (-x).exp());
    Estimate { value: Some(r), low: Some(back(centre - half)), high: Some(back(centre + half)) }
}

/// What the codings of one domain say: weighted units with what they count.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Domain {
    /// Mentions: (stratum, weight, whether in the domain, whether right).
    pub hits: Vec<(usize, f64, bool, bool)>,
    /// Sentences: (stratum, weight, whether in the domain, frames missed there).
    pub misses: Vec<(usize, f64, bool, f64)>,
}

/// Weighted totals of a domain.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Totals {
    /// Mentions.
    pub hits: f64,
    /// Right mentions.
    pub right: f64,
    /// Missed sentences.
    pub missed: f64,
    /// Most that may be missed where no coded sentence was (97.5 %).
    pub missed_most: f64,
}

impl Domain {
    /// Codings of mentions, and of sentences, in the domain.
    pub fn counts(&self) -> (usize, usize) {
        (self.hits.iter().filter(|h| h.2).count(), self.misses.iter().filter(|m| m.2).count())
    }

    /// Weighted totals.
    pub fn totals(&self) -> Totals {
        let inside = || self.misses.iter().filter(|m| m.2);
        let (sum, squares): (f64, f64) = (inside().map(|m| m.1).sum(), inside().map(|m| m.1 * m.1).sum());
        let effective = if squares > 0.0 { sum * sum / squares } else { 0.0 };
        Totals {
            hits: self.hits.iter().filter(|h| h.2).map(|h| h.1).sum(),
            right: self.hits.iter().filter(|h| h.2 && h.3).map(|h| h.1).sum(),
            missed: inside().map(|m| m.1 * m.3).sum(),
            missed_most: sum * none_upper(effective),
        }
    }

    /// Every coded unit; y and x of a mention from (in the domain, right), of a sentence from frames missed.
    fn observations(&self, hit: impl Fn(f64) -> (f64, f64), miss: impl Fn(f64) -> (f64, f64)) -> Vec<Observation> {
        let hits = self.hits.iter().map(|&(stratum, weight, inside, right)| {
            let (y, x) = if inside { hit(f64::from(u8::from(right))) } else { (0.0, 0.0) };
            Observation { stratum, weight, y, x }
        });
        let misses = self.misses.iter().map(|&(stratum, weight, inside, missed)| {
            let (y, x) = if inside { miss(missed) } else { (0.0, 0.0) };
            Observation { stratum, weight, y, x }
        });
        hits.chain(misses).collect()
    }

    /// Precision: Σw right / Σw over mentions, [`share`]'s interval.
    pub fn precision(&self) -> Estimate {
        share(&self.observations(|right| (right, 1.0), |_| (0.0, 0.0)))
    }

    /// Precision as a ratio, for [`worth`].
    pub fn precision_ratio(&self) -> Option<Ratio> {
        ratio(&self.observations(|right| (right, 1.0), |_| (0.0, 0.0)))
    }

    /// Recall: right mentions over right mentions and missed sentences, limits on
    /// the logit scale.
    ///
    /// `None` without a coded sentence in the domain, or where nothing is there
    /// to be found. Where no coded sentence was missed the linearised variance
    /// would be 0 or blind to what was not seen: the lower limit is then that of
    /// as many misses as the coded sentences leave possible ([`none_upper`]).
    pub fn recall(&self) -> Estimate {
        let totals = self.totals();
        let there = totals.right + totals.missed;
        if self.counts().1 == 0 || there <= 0.0 {
            return Estimate::default();
        }
        if totals.missed == 0.0 {
            let low = totals.right / (totals.right + totals.missed_most);
            return Estimate { value: Some(1.0), low: Some(low), high: Some(1.0) };
        }
        if totals.right == 0.0 {
            let (sum, squares): (f64, f64) = (self.hits.iter().filter(|h| h.2))
                .fold((0.0, 0.0), |(sum, squares), h| (sum + h.1, squares + h.1 * h.1));
            let most = if squares > 0.0 { sum * none_upper(sum * sum / squares) } else { 0.0 };
            return Estimate { value: Some(0.0), low: Some(0.0), high: Some(most / (most + totals.missed)) };
        }
        self.recall_ratio().map_or_else(Estimate::default, |ratio| logit_interval(&ratio))
    }

    /// Recall as a ratio.
    pub fn recall_ratio(&self) -> Option<Ratio> {
        ratio(&self.observations(|right| (right, right), |missed| (0.0, missed)))
    }

    /// F1 = 2 right / (2 right + wrong + missed), limits on the logit scale; where
    /// no miss was seen, or nothing varies, those of F1 at the limits of both.
    pub fn f1(&self) -> Estimate {
        let (precision, recall) = (self.precision(), self.recall());
        if recall.value.is_none() || precision.value.is_none() {
            return Estimate::default();
        }
        let ratio = ratio(&self.observations(|right| (2.0 * right, 1.0 + right), |missed| (0.0, missed)));
        let Some(ratio) = ratio else { return Estimate::default() };
        let linear = logit_interval(&ratio);
        if self.totals().missed > 0.0 && linear.low.is_some() {
            return linear;
        }
        let harmonic = |p: Option<f64>, r: Option<f64>| {
            let (p, r) = (p?, r?);
            Some(if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 })
        };
        Estimate {
            value: Some(ratio.value),
            low: harmonic(precision.low, recall.low),
            high: harmonic(precision.high, recall.high),
        }
    }

    /// Precision over recall: what is there, over what was found; the factor that
    /// turns a rate of mentions into one of what a coder would find.
    ///
    /// (right + missed) / mentions as one ratio, so that its variance has the
    /// covariance of the two. Limits on the logarithmic scale; where no miss was
    /// seen, from precision alone below, and with the most that may be missed above.
    /// `None` where either is not measured.
    pub fn factor(&self) -> Estimate {
        let totals = self.totals();
        if self.counts().1 == 0 || totals.hits <= 0.0 {
            return Estimate::default();
        }
        let Some(ratio) = ratio(&self.observations(|right| (right, 1.0), |missed| (missed, 0.0))) else {
            return Estimate::default();
        };
        let value = Some(ratio.value);
        if totals.missed == 0.0 || ratio.value <= 0.0 {
            let precision = self.precision();
            let high = precision.high.map(|high| high + (totals.missed_most + totals.missed) / totals.hits);
            return Estimate { value, low: precision.low, high };
        }
        let Some(v) = ratio.variance.filter(|v| *v > 0.0) else { return Estimate { value, ..Estimate::default() } };
        let half = Z * v.sqrt() / ratio.value;
        Estimate { value, low: Some(ratio.value * (-half).exp()), high: Some(ratio.value * half.exp()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::formula::wilson;

    #[test]
    fn equal_weights_give_the_plain_interval_of_wilson() {
        let unit = |i: usize| Observation { stratum: 0, weight: 7.5, y: f64::from(u8::from(i < 13)), x: 1.0 };
        let estimate = share(&(0..20).map(unit).collect::<Vec<_>>());
        let (low, high) = wilson(13, 20).unwrap();
        assert!((estimate.low.unwrap() - low).abs() < 1e-12 && (estimate.high.unwrap() - high).abs() < 1e-12);
    }

    #[test]
    fn values_of_another_implementation() {
        let table = include_str!("../../../tests/reference/stratified_ratio.csv");
        for row in csv::Reader::from_reader(table.as_bytes()).records() {
            let row = row.unwrap();
            let units: Vec<Observation> = row[0]
                .split(' ')
                .map(|unit| {
                    let p: Vec<f64> = unit.split(':').map(|x| x.parse().unwrap()).collect();
                    Observation { stratum: p[0] as usize, weight: p[1], y: p[2], x: p[3] }
                })
                .collect();
            let found = ratio(&units).unwrap();
            let number = |i: usize| row[i].parse::<f64>().unwrap();
            assert!((found.value - number(1)).abs() < 1e-12, "{row:?}");
            assert!((found.variance.unwrap() - number(2)).abs() < 1e-12 * number(2).max(1.0), "{row:?}");
            let limits = share(&units);
            assert!((limits.low.unwrap() - number(3)).abs() < 1e-9, "{limits:?} {row:?}");
            assert!((limits.high.unwrap() - number(4)).abs() < 1e-9, "{limits:?} {row:?}");
        }
    }

    #[test]
    fn without_a_seen_miss_recall_still_has_a_lower_limit() {
        let domain = Domain { hits: vec![(0, 10.0, true, true); 30], misses: vec![(1, 20.0, true, 0.0); 50] };
        let recall = domain.recall();
        // 1,000 sentences, 50 coded: up to 7.11 % may be missed, 71.1 against 300 right mentions.
        assert_eq!((recall.value, recall.high), (Some(1.0), Some(1.0)));
        assert!((recall.low.unwrap() - 300.0 / (300.0 + 1000.0 * none_upper(50.0))).abs() < 1e-12);
        assert!((none_upper(50.0) - 0.071121736).abs() < 1e-6);
        assert_eq!(domain.factor().value, Some(1.0));
    }

    #[test]
    fn what_was_not_coded_is_missing() {
        let hits = Domain { hits: vec![(0, 1.0, true, true)], ..Domain::default() };
        assert_eq!((hits.recall().value, hits.f1().value, hits.factor().value), (None, None, None));
        assert_eq!(hits.precision().value, Some(1.0));
        assert_eq!(Domain::default().precision(), Estimate::default());
    }
}
