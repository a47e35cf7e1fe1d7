//! The documents of a pair as a permutation sees them: strata, sums, and one statistic a frame.

use std::collections::BTreeMap;

use super::formula::{PRIOR, common_spread, jensen_shannon, moderated};
use super::pairs::Pair;
use super::random::Random;
use crate::tally::{DocumentTally, Sums};

/// Columns before those of the frames: t, t², m, m² (m: mentions of all frames).
const HEAD: usize = 4;
/// Columns of a frame: h, h², ht, hm.
const WIDTH: usize = 4;

/// Documents that may change sides with one another.
#[derive(Debug)]
pub struct Stratum {
    /// One row of whole numbers a document, by id, one after the other.
    rows: Vec<u64>,
    /// Column sums.
    total: Vec<u64>,
    /// Rows of the side that is drawn: the smaller one.
    drawn: Vec<usize>,
    /// Whether that is the first side (the group with the earlier name).
    first: bool,
    /// Spread per token of each frame under the stratum's common rate.
    spread: Vec<f64>,
}

/// All strata in which both sides have documents.
#[derive(Debug)]
pub struct Strata {
    /// In the order of their event sets.
    pub shared: Vec<Stratum>,
    /// Event sets seen, shared or not.
    pub all: usize,
    /// Number of frames.
    frames: usize,
    /// Column sums of the shared strata.
    total: Vec<u64>,
    /// Documents of the first side and of the second in the shared strata.
    sides: (usize, usize),
    /// Spread of each frame per mention of any, under common shares.
    spread: Vec<f64>,
}

/// What one arrangement of documents says: per frame the weighted difference
/// of rates, its variance, and the variance's own part in the degrees of
/// freedom; and the sums of the first side.
#[derive(Debug, Clone, Default)]
pub struct Part {
    difference: Vec<f64>,
    variance: Vec<f64>,
    fourth: Vec<f64>,
    first: Vec<u64>,
}

impl Part {
    /// Nothing, of the right size.
    pub fn zero(strata: &Strata) -> Self {
        let frames = vec![0.0; strata.frames];
        let columns = HEAD + WIDTH * strata.frames;
        Part { difference: frames.clone(), variance: frames.clone(), fourth: frames, first: vec![0; columns] }
    }

    /// Set to nothing.
    pub fn clear(&mut self) {
        self.difference.fill(0.0);
        self.variance.fill(0.0);
        self.fourth.fill(0.0);
        self.first.fill(0);
    }

    /// Add another stratum's.
    pub fn add(&mut self, other: &Part) {
        let pairs = |to: &mut [f64], from: &[f64]| to.iter_mut().zip(from).for_each(|(a, b)| *a += b);
        pairs(&mut self.difference, &other.difference);
        pairs(&mut self.variance, &other.variance);
        pairs(&mut self.fourth, &other.fourth);
        self.first.iter_mut().zip(&other.first).for_each(|(a, b)| *a += b);
    }

    /// |D| / √V of a frame; 0 where the rates agree.
    pub fn statistic(&self, frame: usize) -> f64 {
        let difference = self.difference[frame].abs();
        // Rounding of sums over strata is no difference. With mentions, V > 0.
        if difference < 1e-12 { 0.0 } else { difference / self.variance[frame].sqrt() }
    }

    /// Welch–Satterthwaite degrees of freedom of a frame's statistic.
    pub fn df(&self, frame: usize) -> Option<f64> {
        let v = self.variance[frame];
        Some(v * v / self.fourth[frame]).filter(|df| df.is_finite() && *df > 0.0)
    }
}

/// h, h², ht, hm and the like of one document; `None` beyond 64 bits.
fn row(document: &DocumentTally, frames: usize) -> Option<Vec<u64>> {
    let t = document.tokens;
    let m = document.frames.iter().try_fold(0u64, |m, f| m.checked_add(f.mentions))?;
    let mut row = vec![0; HEAD + WIDTH * frames];
    row[..HEAD].copy_from_slice(&[t, t.checked_mul(t)?, m, m.checked_mul(m)?]);
    for count in &document.frames {
        let (h, at) = (count.mentions, HEAD + WIDTH * count.frame as usize);
        row[at..at + WIDTH].copy_from_slice(&[h, h.checked_mul(h)?, h.checked_mul(t)?, h.checked_mul(m)?]);
    }
    Some(row)
}

/// Σh … of a frame over `n` documents whose column sums are given.
fn sums(columns: &[u64], n: usize, frame: usize, per_mentions: bool) -> Sums {
    let at = HEAD + WIDTH * frame;
    let (t, tt, ht) = if per_mentions { (2, 3, at + 3) } else { (0, 1, at + 2) };
    Sums {
        n: n as u64,
        h: columns[at],
        t: columns[t],
        hh: columns[at + 1].into(),
        ht: columns[ht].into(),
        tt: columns[tt].into(),
    }
}

impl Stratum {
    fn new(mut members: Vec<(bool, &DocumentTally)>, frames: usize) -> Option<Self> {
        members.sort_by(|a, b| a.1.id.cmp(&b.1.id));
        let mut rows = Vec::with_capacity(members.len() * (HEAD + WIDTH * frames));
        let mut total = vec![0u64; HEAD + WIDTH * frames];
        for (_, document) in &members {
            let row = row(document, frames)?;
            for (sum, &x) in total.iter_mut().zip(&row) {
                *sum = sum.checked_add(x)?;
            }
            rows.extend(row);
        }
        let n1 = members.iter().filter(|m| m.0).count();
        let first = 2 * n1 <= members.len();
        let drawn = (0..members.len()).filter(|&i| members[i].0 == first).collect();
        let spread = (0..frames).map(|f| common_spread(&sums(&total, members.len(), f, false))).collect();
        Some(Stratum { rows, total, drawn, first, spread })
    }

    /// Documents.
    pub fn documents(&self) -> usize {
        self.rows.len() / self.total.len()
    }

    /// Documents of the side that is drawn.
    pub fn draws(&self) -> usize {
        self.drawn.len()
    }

    /// The documents as they are.
    pub fn observed(&self) -> &[usize] {
        &self.drawn
    }

    /// Adds what this stratum says when the drawn side is `chosen`.
    pub fn add_to(&self, part: &mut Part, chosen: &[usize]) {
        let mut one = vec![0u64; self.total.len()];
        for &i in chosen {
            let row = &self.rows[i * one.len()..][..one.len()];
            one.iter_mut().zip(row).for_each(|(sum, x)| *sum += x);
        }
        let mut two: Vec<u64> = self.total.iter().zip(&one).map(|(all, x)| all - x).collect();
        let (mut n1, mut n2) = (chosen.len(), self.documents() - chosen.len());
        if !self.first {
            std::mem::swap(&mut one, &mut two);
            std::mem::swap(&mut n1, &mut n2);
        }
        part.first.iter_mut().zip(&one).for_each(|(sum, x)| *sum += x);
        for frame in 0..part.difference.len() {
            let total = (self.total[HEAD + WIDTH * frame], self.total[0]);
            let (s1, s2) = (sums(&one, n1, frame, false), sums(&two, n2, frame, false));
            if total.0 == 0 || s1.t == 0 || s2.t == 0 {
                continue;
            }
            // The part of a side in the variance of (T₁T₂/T)(r₁ − r₂) is (T_other/T)² times that of its mentions.
            let variance = |side: &Sums, other: u64| {
                let weight = other as f64 / total.1 as f64;
                weight * weight * moderated(side, self.spread[frame], PRIOR).unwrap_or(0.0)
            };
            let (v1, v2) = (variance(&s1, s2.t), variance(&s2, s1.t));
            // H₁T − HT₁ in whole numbers: nothing but 0 where the rates agree.
            let whole = i128::from(s1.h) * i128::from(total.1) - i128::from(total.0) * i128::from(s1.t);
            part.difference[frame] += whole as f64 / total.1 as f64;
            part.variance[frame] += v1 + v2;
            let df = |n: usize| (n.max(2) - 1) as f64;
            part.fourth[frame] += v1 * v1 / df(n1) + v2 * v2 / df(n2);
        }
    }
}

/// Numbers that are added up in one step.
const LANES: usize = 8;

/// The columns of a stratum that the divergence asks for (m, m², and h, h², hm
/// of every frame), narrow enough that a large stratum lies near the processor.
#[derive(Debug)]
pub struct Narrow {
    rows: Vec<[u32; LANES]>,
    /// Steps of a row.
    width: usize,
    /// Where each column stands in [`Part::first`].
    columns: Vec<usize>,
}

impl Narrow {
    /// Of a stratum whose sums fit into 32 bits.
    fn of(stratum: &Stratum) -> Option<Narrow> {
        let all = stratum.total.len();
        let columns: Vec<usize> = [2, 3]
            .into_iter()
            .chain((HEAD..all).step_by(WIDTH).flat_map(|frame| [frame, frame + 1, frame + 3]))
            .collect();
        if columns.iter().any(|&column| stratum.total[column] > u64::from(u32::MAX)) {
            return None;
        }
        let width = columns.len().div_ceil(LANES);
        let mut rows = vec![[0; LANES]; stratum.documents() * width];
        for (wide, row) in stratum.rows.chunks_exact(all).zip(rows.chunks_exact_mut(width)) {
            for (place, &column) in row.as_flattened_mut().iter_mut().zip(&columns) {
                *place = wide[column] as u32;
            }
        }
        Some(Narrow { rows, width, columns })
    }

    /// Adds the sums of the first side when the drawn side of the stratum is `chosen`.
    fn add_to(&self, stratum: &Stratum, first: &mut [u64], chosen: &[usize]) {
        let mut sums = vec![[0u32; LANES]; self.width];
        for &i in chosen {
            let row = &self.rows[i * self.width..][..self.width];
            for (sum, step) in sums.iter_mut().zip(row) {
                sum.iter_mut().zip(step).for_each(|(sum, x)| *sum += x);
            }
        }
        for (&column, &sum) in self.columns.iter().zip(sums.as_flattened()) {
            let drawn = u64::from(sum);
            first[column] += if stratum.first { drawn } else { stratum.total[column] - drawn };
        }
    }
}

impl Strata {
    /// The strata of a pair: its event if it is of one, else the sets of events of its documents.
    ///
    /// `None` where sums exceed 64 bits.
    pub fn of(pair: &Pair) -> Option<Self> {
        let frames = pair.target().frames.len();
        let mut sets: BTreeMap<&[u32], Vec<(bool, &DocumentTally)>> = BTreeMap::new();
        for (cell, first) in
            [(pair.target(), pair.target < pair.reference), (pair.reference(), pair.reference < pair.target)]
        {
            for document in &cell.documents {
                let events: &[u32] = if pair.scope.pooled { &document.events } else { &[] };
                sets.entry(events).or_default().push((first, document));
            }
        }
        let all = sets.len();
        let both = |members: &[(bool, &DocumentTally)]| members.iter().any(|m| m.0) && members.iter().any(|m| !m.0);
        let shared: Option<Vec<Stratum>> =
            sets.into_values().filter(|members| both(members)).map(|members| Stratum::new(members, frames)).collect();
        let shared = shared?;
        let column = |column: usize| shared.iter().try_fold(0u64, |sum, s| sum.checked_add(s.total[column]));
        let total: Option<Vec<u64>> = (0..HEAD + WIDTH * frames).map(column).collect();
        let first = shared.iter().map(|s| if s.first { s.draws() } else { s.documents() - s.draws() }).sum();
        let documents: usize = shared.iter().map(Stratum::documents).sum();
        let total = total?;
        let spread = (0..frames).map(|f| common_spread(&sums(&total, documents, f, true))).collect();
        Some(Strata { sides: (first, documents - first), shared, all, frames, total, spread })
    }

    /// Number of frames.
    pub fn frames(&self) -> usize {
        self.frames
    }

    /// Mentions of a frame in the shared strata.
    pub fn mentions(&self, frame: usize) -> u64 {
        self.total[HEAD + WIDTH * frame]
    }

    /// The documents as they are.
    pub fn observed(&self) -> Part {
        let mut part = Part::zero(self);
        self.shared.iter().for_each(|s| s.add_to(&mut part, s.observed()));
        part
    }

    /// A draw: in every stratum, a random choice of documents for the drawn side.
    pub fn draw(&self, part: &mut Part, random: &mut Random, orders: &mut [Vec<usize>]) {
        part.clear();
        for (stratum, order) in self.shared.iter().zip(orders) {
            random.choose(order, stratum.draws());
            stratum.add_to(part, &order[..stratum.draws()]);
        }
    }

    /// The shared strata for [`draw_narrow`](Self::draw_narrow), if their sums fit.
    pub fn narrow(&self) -> Option<Vec<Narrow>> {
        self.shared.iter().map(Narrow::of).collect()
    }

    /// As [`draw`](Self::draw), but only as far as [`divergence`](Self::divergence) goes.
    pub fn draw_narrow(&self, narrow: &[Narrow], part: &mut Part, random: &mut Random, orders: &mut [Vec<usize>]) {
        part.first.fill(0);
        for ((stratum, narrow), order) in self.shared.iter().zip(narrow).zip(orders) {
            random.choose(order, stratum.draws());
            narrow.add_to(stratum, &mut part.first, &order[..stratum.draws()]);
        }
    }

    /// How far apart an arrangement's frame distributions are: JSD over the
    /// size it would have by the spread between documents alone,
    /// Σ_f (v(p₁f) + v(p₂f)) / p_f, with moderated variances of the shares p.
    ///
    /// Plain JSD rejects too often where one source has fewer or shorter
    /// documents, as an unstudentised difference does. `None` where a side is
    /// without any mention.
    pub fn divergence(&self, part: &Part) -> Option<f64> {
        let rest: Vec<u64> = self.total.iter().zip(&part.first).map(|(all, x)| all - x).collect();
        let counts = |columns: &[u64]| -> Vec<u64> { (0..self.frames).map(|f| columns[HEAD + WIDTH * f]).collect() };
        let jsd = jensen_shannon(&counts(&part.first), &counts(&rest))?;
        let variance = |columns: &[u64], n: usize, frame: usize| {
            let s = sums(columns, n, frame, true);
            moderated(&s, self.spread[frame], PRIOR).unwrap_or(0.0) / (s.t as f64).powi(2)
        };
        let scale: f64 = (0..self.frames)
            .filter(|&frame| self.mentions(frame) > 0)
            .map(|frame| {
                let share = self.mentions(frame) as f64 / self.total[2] as f64;
                (variance(&part.first, self.sides.0, frame) + variance(&rest, self.sides.1, frame)) / share
            })
            .sum();
        Some(if jsd < 1e-12 { 0.0 } else { jsd / scale })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tally::FrameCount;

    fn document(id: u32, frames: u32) -> DocumentTally {
        let count =
            |frame| FrameCount { frame, mentions: u64::from((id * 7 + frame * 3) % 5), ..FrameCount::default() };
        let frames = (0..frames).map(count).filter(|count| count.mentions > 0).collect();
        DocumentTally { id: format!("{id:02}"), tokens: u64::from(100 + id), frames, ..DocumentTally::default() }
    }

    #[test]
    fn a_draw_for_the_divergence_alone_is_the_same_draw() {
        let frames = 5;
        let documents: Vec<DocumentTally> = (0..23).map(|id| document(id, frames as u32)).collect();
        // The smaller side is the first in one stratum and the second in the other.
        let members = |from: usize, to: usize, few: bool| -> Vec<(bool, &DocumentTally)> {
            documents[from..to].iter().enumerate().map(|(i, d)| ((i % 3 == 0) == few, d)).collect()
        };
        let shared = vec![
            Stratum::new(members(0, 11, true), frames).unwrap(),
            Stratum::new(members(11, 23, false), frames).unwrap(),
        ];
        let total: Vec<u64> = (0..shared[0].total.len()).map(|c| shared.iter().map(|s| s.total[c]).sum()).collect();
        let spread = (0..frames).map(|f| common_spread(&sums(&total, 23, f, true))).collect();
        let strata = Strata { shared, all: 2, frames, total, sides: (12, 11), spread };
        let narrow = strata.narrow().unwrap();
        let orders = || -> Vec<Vec<usize>> { strata.shared.iter().map(|s| (0..s.documents()).collect()).collect() };
        let (mut wide_orders, mut narrow_orders) = (orders(), orders());
        let (mut wide_random, mut narrow_random) = (Random::new(1, &["x"]), Random::new(1, &["x"]));
        let (mut wide_part, mut narrow_part) = (Part::zero(&strata), Part::zero(&strata));
        for _ in 0..20 {
            strata.draw(&mut wide_part, &mut wide_random, &mut wide_orders);
            strata.draw_narrow(&narrow, &mut narrow_part, &mut narrow_random, &mut narrow_orders);
            assert_eq!(strata.divergence(&wide_part), strata.divergence(&narrow_part));
            assert!(narrow[0].columns.iter().all(|&c| wide_part.first[c] == narrow_part.first[c]));
        }
    }
}
