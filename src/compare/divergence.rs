//! Divergence: how far apart two sources are over all frames, and over all terms.

use super::formula::{jensen_shannon, rounded};
use super::pairs::{Cell, Pair};
use super::permute::{Outcome, stream};
use super::random::Random;
use super::{DivergenceRow, Estimate, Settings};

/// One row of a pair; q is left to the whole table.
pub fn divergence(pair: &Pair, outcome: &Outcome, cosine: Option<f64>, settings: &Settings) -> DivergenceRow {
    let (target, reference) = (pair.target(), pair.reference());
    // JSD is symmetric; resampling in the order of names makes its interval so.
    let (first, second) = if pair.target < pair.reference { (target, reference) } else { (reference, target) };
    let estimate = interval(first, second, settings.resamples, &mut stream(pair, settings.seed, "bootstrap"));
    DivergenceRow {
        event: pair.scope.name.into(),
        target: pair.target_name.into(),
        reference: pair.reference_name.into(),
        jsd: estimate.value.and_then(rounded),
        jsd_low: estimate.low.and_then(rounded),
        jsd_high: estimate.high.and_then(rounded),
        p: outcome.divergence.and_then(rounded),
        q: None,
        cosine: cosine.and_then(rounded),
        mentions_target: target.mentions().iter().sum(),
        mentions_reference: reference.mentions().iter().sum(),
        testable: outcome.testable(),
    }
}

/// Frames that are added up in one step.
const LANES: usize = 4;

/// Mentions of a cell: documents × frames, a row of whole steps for each.
struct Table {
    rows: Vec<[u64; LANES]>,
    /// Steps of a row.
    width: usize,
    documents: usize,
    frames: usize,
}

impl Table {
    fn of(cell: &Cell) -> Table {
        let (documents, frames) = (cell.documents.len(), cell.frames.len());
        let width = frames.div_ceil(LANES);
        let mut rows = vec![[0; LANES]; documents * width];
        for (document, row) in cell.documents.iter().zip(rows.chunks_mut(width.max(1))) {
            for count in &document.frames {
                row[count.frame as usize / LANES][count.frame as usize % LANES] = count.mentions;
            }
        }
        Table { rows, width, documents, frames }
    }

    /// Mentions of every frame in as many documents as there are, drawn with replacement.
    fn resample(&self, random: &mut Random) -> Vec<u64> {
        let mut sums = vec![[0; LANES]; self.width];
        for _ in 0..self.documents {
            let first = random.below(self.documents) * self.width;
            for (sum, step) in sums.iter_mut().zip(&self.rows[first..first + self.width]) {
                sum.iter_mut().zip(step).for_each(|(sum, mentions)| *sum += mentions);
            }
        }
        sums.as_flattened()[..self.frames].to_vec()
    }
}

/// JSD with a 95 % interval from resampled documents.
///
/// JSD is bounded below and biased upwards: by b in the sample and, as the
/// sample stands to the resamples, by b again in these. The interval is
/// therefore the 2.5 and 97.5 percentiles of the resamples less 2b, with b =
/// mean of the resamples − JSD, cut at 0 and 1 and widened to the estimate
/// where it would miss it. In simulations with overdispersed mentions it held
/// 85 to 99 % (plain and bias-corrected percentiles: 0 to 95 %, none at all
/// where the sources are alike). No interval with fewer than two documents on
/// a side, or where half of the resamples leave a side without mentions.
///
/// Reference: Efron & Tibshirani (1993), An Introduction to the Bootstrap, ch. 10, 13.
fn interval(target: &Cell, reference: &Cell, resamples: u32, random: &mut Random) -> Estimate {
    let value = jensen_shannon(&target.mentions(), &reference.mentions());
    let none = Estimate { value, ..Estimate::default() };
    let Some(jsd) = value.filter(|_| target.n() > 1 && reference.n() > 1) else { return none };
    let (ours, theirs) = (Table::of(target), Table::of(reference));
    let mut drawn: Vec<f64> =
        (0..resamples).filter_map(|_| jensen_shannon(&ours.resample(random), &theirs.resample(random))).collect();
    if drawn.is_empty() || 2 * drawn.len() < resamples as usize {
        return none;
    }
    drawn.sort_by(f64::total_cmp);
    let bias = drawn.iter().sum::<f64>() / drawn.len() as f64 - jsd;
    let limit = |share: f64| (percentile(&drawn, share) - 2.0 * bias).clamp(0.0, 1.0);
    Estimate { value, low: Some(limit(0.025).min(jsd)), high: Some(limit(0.975).max(jsd)) }
}

/// Percentile of sorted numbers, linear between neighbours (R's type 7).
fn percentile(sorted: &[f64], share: f64) -> f64 {
    let at = share * (sorted.len() - 1) as f64;
    let (low, high) = (sorted[at.floor() as usize], sorted[at.ceil() as usize]);
    low + (high - low) * at.fract()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_lie_between_neighbours() {
        assert_eq!(percentile(&[1.0, 2.0, 4.0], 0.5), 2.0);
        assert_eq!(percentile(&[1.0, 2.0, 4.0], 0.75), 3.0);
        assert_eq!(percentile(&[7.0], 0.975), 7.0);
    }
}
