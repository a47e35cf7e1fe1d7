//! Axes: where a value stands, and which values are worth a tick.

use super::scene::{Align, Label, Scene};
use super::style::{self, GREY, SMALL};
use super::text;

/// A straight or logarithmic axis between two pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Axis {
    /// Values at the two ends.
    pub values: (f64, f64),
    /// Pixels of the two ends.
    pub pixels: (f64, f64),
    /// Logarithmic; values must be positive.
    pub log: bool,
}

impl Axis {
    /// Pixel of a value, not clipped.
    pub fn place(&self, value: f64) -> f64 {
        let scale = |v: f64| if self.log { v.max(f64::MIN_POSITIVE).ln() } else { v };
        let (low, high) = (scale(self.values.0), scale(self.values.1));
        let share = if high > low { (scale(value) - low) / (high - low) } else { 0.5 };
        self.pixels.0 + share * (self.pixels.1 - self.pixels.0)
    }

    /// Pixel of a value, not beyond the ends.
    pub fn clipped(&self, value: f64) -> f64 {
        self.place(value.clamp(self.values.0, self.values.1))
    }

    /// Round values inside the axis with at least `room` px between them.
    pub fn ticks(&self, room: f64) -> Vec<f64> {
        let all = if self.log { log_ticks(self.values) } else { linear_ticks(self.values) };
        let mut best: Vec<f64> = vec![];
        for ticks in all {
            let fits = ticks.windows(2).all(|w| (self.place(w[1]) - self.place(w[0])).abs() >= room);
            if fits && ticks.len() > best.len() {
                best = ticks;
            }
        }
        best
    }
}

/// Candidate tick sets of a logarithmic axis: 1-2-5, 1-3, powers of ten, every second power.
fn log_ticks((low, high): (f64, f64)) -> Vec<Vec<f64>> {
    let powers = (low.log10().floor() as i32)..=(high.log10().ceil() as i32);
    let set = |factors: &[f64], step: i32| {
        let mut ticks = vec![];
        for power in powers.clone().filter(|p| p % step == 0) {
            // 10^-1 by division, so that a tenth prints as a tenth.
            let base = if power < 0 { 1.0 / 10f64.powi(-power) } else { 10f64.powi(power) };
            ticks.extend(factors.iter().map(|f| f * base));
        }
        ticks.retain(|t| *t >= low * 0.999 && *t <= high * 1.001);
        ticks
    };
    vec![set(&[1.0, 2.0, 5.0], 1), set(&[1.0], 1), set(&[1.0], 2), set(&[1.0], 4)]
}

/// Candidate tick sets of a straight axis: steps of 1, 2 and 5 times a power of ten.
fn linear_ticks((low, high): (f64, f64)) -> Vec<Vec<f64>> {
    let span = high - low;
    if !(span.is_finite() && span > 0.0) {
        return vec![];
    }
    let base = 10f64.powi(span.log10().floor() as i32 - 1);
    let set = |step: f64| {
        let first = (low / step - 1e-9).ceil() as i64;
        let last = (high / step + 1e-9).floor() as i64;
        (first..=last).map(|i| i as f64 * step).collect::<Vec<_>>()
    };
    [2.0, 5.0, 10.0, 20.0, 50.0].iter().map(|f| set(f * base)).collect()
}

/// A tick in as few digits as tell it from its neighbours.
pub(super) fn tick(value: f64, ticks: &[f64]) -> String {
    if value == 0.0 {
        return "0".into();
    }
    let step = ticks.windows(2).map(|w| (w[1] - w[0]).abs()).fold(f64::INFINITY, f64::min);
    let decimals = if step.is_finite() && step < 1.0 { (-(step.log10() + 1e-9).floor()) as usize } else { 0 };
    style::fixed(value, decimals.min(6))
}

/// A tick of a logarithmic axis: as short as it can be.
pub(super) fn log_tick(value: f64) -> String {
    if value >= 0.999 {
        return crate::report::number::thousands(value.round() as u64);
    }
    let decimals = (-(value.log10() + 1e-9).floor()) as usize;
    style::fixed(value, decimals.min(9))
}

/// Says below an axis what its two directions mean: the target to the right of
/// the middle, the reference to the left.
pub(super) fn directions(scene: &mut Scene, (middle, y): (f64, f64), (target, reference): (&str, &str)) {
    let words = text::width("← more in  ", SMALL, false) + 6.0;
    let short = |name: &str, room: f64| text::shorten(name, SMALL, false, room - words);
    let less = format!("← more in {}", short(reference, middle));
    let more = format!("more in {} →", short(target, scene.width - middle));
    scene.text(Label::new(less, (middle - 6.0, y), SMALL, GREY).align(Align::Right));
    scene.text(Label::new(more, (middle + 6.0, y), SMALL, GREY));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_apart() {
        let axis = Axis { values: (0.1, 10.0), pixels: (0.0, 400.0), log: true };
        let shown: Vec<String> = axis.ticks(30.0).into_iter().map(log_tick).collect();
        assert_eq!(shown, ["0.1", "0.2", "0.5", "1", "2", "5", "10"]);
        assert!((axis.place(1.0) - 200.0).abs() < 1e-9);

        let axis = Axis { values: (-3.2, 4.1), pixels: (0.0, 200.0), log: false };
        let ticks = axis.ticks(40.0);
        let shown: Vec<String> = ticks.iter().map(|t| tick(*t, &ticks)).collect();
        assert_eq!(shown, ["−2", "0", "2", "4"]);
    }

    #[test]
    fn an_axis_without_extent_has_no_ticks_and_one_place() {
        let axis = Axis { values: (2.0, 2.0), pixels: (0.0, 100.0), log: false };
        assert_eq!(axis.ticks(40.0), Vec::<f64>::new());
        assert_eq!(axis.place(2.0), 50.0);
    }
}
