//! How far each result moves when one thing after the other is left out.

use std::collections::BTreeMap;

use super::axis::{Axis, directions, log_tick};
use super::scene::{Align, Label, Scene};
use super::sheet::{self, Sheet};
use super::style::{self, GREY, GRID, INK, LABEL, PALE, REFERENCE, REFERENCE_PALE, SMALL, TARGET, TARGET_PALE};
use super::{Caption, Chart, text};
use crate::Error;
use crate::compare::standing::{Change, distance};
use crate::curate::influence::InfluenceRow;
use crate::report::number;

/// Most contrasts that one picture holds.
const MOST: usize = 12;
/// Width of the plot, of a contrast's name, of an item's name, px.
const PLOT: f64 = 330.0;
const NAME: f64 = 250.0;
const ITEM: f64 = 270.0;
const GAP: f64 = 16.0;
/// Height of a contrast, px.
const ROW: f64 = 40.0;
/// Largest ratio (and smallest, inverted) that the axis reaches.
const FARTHEST: f64 = 128.0;

/// Draws the ratio of each contrast of one event with everything (mark and
/// 95 % interval), the range of the ratios with one thing left out (band), and
/// names the thing that moves it most.
///
/// At most twelve contrasts, those first whose interval is farthest from 1. A
/// filled mark is an interval that excludes 1.
///
/// `None` if the event has no contrast with a ratio.
///
/// # Errors
/// Only if the chart cannot be laid out, which no known input causes.
pub fn influence(rows: &[InfluenceRow], event: &str, caption: &Caption) -> Result<Option<Chart>, Error> {
    let (bars, all) = bars(rows, event);
    if bars.is_empty() {
        return Ok(None);
    }
    let carried = bars.iter().filter(|b| b.change() != Change::None).count();
    let sheet = Sheet {
        name: sheet::name("influence", event, &[]),
        title: "Does one entry, article or event carry a result?".into(),
        subtitle: format!(
            "{} A mark is the rate of the first source divided by that of the second, its thin line the 95 % \
             interval; the band is where the ratio lies when one thing after the other is left out.",
            sheet::setting(event, caption)
        ),
        notes: notes(bars.len(), all, caption),
        alt: format!(
            "{} with the range of their ratios when one thing is left out; {carried} of them change sign, \
             significance or interval without a single thing.",
            number::counted(bars.len() as u64, "rate ratio")
        ),
    };
    Ok(Some(sheet.assemble(draw(&bars, caption))))
}

/// A contrast with everything that was left out of it.
struct Bar<'a> {
    whole: &'a InfluenceRow,
    /// Smallest and largest ratio without one thing.
    range: (f64, f64),
    /// What moves it most: a crossed line first, then the distance.
    most: &'a InfluenceRow,
}

impl Bar<'_> {
    fn change(&self) -> Change {
        self.most.change
    }

    /// Distance from 1 to the nearer limit, on the log scale; lowest without an interval.
    fn strength(&self) -> (f64, f64) {
        let limits = limits(self.whole);
        let near = limits.map_or(f64::NEG_INFINITY, |(low, high)| low.ln().max(-high.ln()));
        (near, ratio(self.whole.whole_ratio).map_or(0.0, |r| r.ln().abs()))
    }
}

/// The contrasts to draw, and how many there are.
fn bars<'a>(rows: &'a [InfluenceRow], event: &str) -> (Vec<Bar<'a>>, usize) {
    let mut contrasts: BTreeMap<(&str, &str, &str), Vec<&InfluenceRow>> = BTreeMap::new();
    for row in rows.iter().filter(|r| r.event == event && ratio(r.whole_ratio).is_some()) {
        contrasts.entry((&row.frame, &row.target, &row.reference)).or_default().push(row);
    }
    let mut bars: Vec<Bar> = contrasts.into_values().filter_map(bar).collect();
    let all = bars.len();
    // Stable, so that equals stay in the order of their keys.
    bars.sort_by(|a, b| {
        let (a, b) = (a.strength(), b.strength());
        b.0.total_cmp(&a.0).then(b.1.total_cmp(&a.1))
    });
    bars.truncate(MOST);
    (bars, all)
}

fn bar<'a>(mut rows: Vec<&'a InfluenceRow>) -> Option<Bar<'a>> {
    rows.sort_by(|a, b| (a.kind, &a.what).cmp(&(b.kind, &b.what)));
    let whole = *rows.first()?;
    let value = ratio(whole.whole_ratio)?;
    let left = rows.iter().filter_map(|r| ratio(r.rate_ratio));
    let range = left.fold((value, value), |(low, high), r| (low.min(r), high.max(r)));
    let far = |r: &InfluenceRow| distance(r.whole_ratio, r.rate_ratio);
    let most = rows.iter().copied().reduce(|a, b| {
        let order = a.change.cmp(&b.change).then(far(a).total_cmp(&far(b)));
        if order.is_lt() { b } else { a }
    })?;
    Some(Bar { whole, range, most })
}

fn draw(bars: &[Bar], caption: &Caption) -> Scene {
    let frames = text::names(bars.iter().map(|b| b.whole.frame.as_str()), caption, LABEL, NAME);
    let sources = bars.iter().flat_map(|b| [b.whole.target.as_str(), b.whole.reference.as_str()]);
    let sources = text::names(sources, caption, SMALL, (NAME - text::width(" vs ", SMALL, false)) / 2.0);
    let names: Vec<[String; 2]> = bars
        .iter()
        .map(|b| {
            let pair = format!("{} vs {}", sources[&*b.whole.target], sources[&*b.whole.reference]);
            [frames[&*b.whole.frame].clone(), pair]
        })
        .collect();
    let widest = |i: usize, size| text::widest(names.iter().map(|n| &n[i]), size, i == 0);
    let left = widest(0, LABEL).max(widest(1, SMALL)).max(60.0);
    let axis = axis(bars, left + GAP);
    let start = axis.pixels.1 + GAP;
    let mut scene = Scene::default();
    let heads = [("contrast", left, Align::Right), ("moved most without", start, Align::Left)];
    for (head, x, align) in heads {
        scene.text(Label::new(head, (x, SMALL + 2.0), SMALL, GREY).align(align));
    }
    let top = SMALL + 10.0;
    let bottom = top + ROW * bars.len() as f64;
    scale(&mut scene, &axis, (top, bottom + 4.0));
    let mut end = start + text::width("moved most without", SMALL, false);
    for (i, (bar, name)) in bars.iter().zip(&names).enumerate() {
        let middle = top + ROW * (i as f64 + 0.5);
        scene.text(Label::new(name[0].clone(), (left, middle - 2.0), LABEL, INK).bold(true).align(Align::Right));
        scene.text(Label::new(name[1].clone(), (left, middle + 12.0), SMALL, GREY).align(Align::Right));
        whisker(&mut scene, bar, &axis, middle);
        for (line, y, size, bold) in item(bar, caption) {
            let color = if bold { INK } else { GREY };
            let label = Label::new(line, (start, middle + y), size, color).bold(bold);
            end = end.max(label.bounds().right);
            scene.text(label);
        }
    }
    scene.width = end;
    directions(&mut scene, (axis.place(1.0), bottom + 32.0), ("the first", "the second"));
    scene.height = bottom + 44.0;
    legend(&mut scene);
    scene
}

/// What moves a contrast most: its name, and the ratio without it.
fn item(bar: &Bar, caption: &Caption) -> [(String, f64, f64, bool); 2] {
    let row = bar.most;
    let label = match row.kind.name() {
        "entry" => text::clean(&row.what),
        // An article's own name tells more than its folder, where there is room for one.
        "document" => {
            let name = row.what.rsplit('/').next().unwrap_or(&row.what);
            text::clean(name.rsplit_once('.').map_or(name, |(stem, _)| stem))
        }
        _ => text::label(&row.what, caption),
    };
    let name = text::shorten(&format!("{} {label}", row.kind.name()), LABEL, row.change != Change::None, ITEM);
    let then = match (ratio(row.rate_ratio), row.ratio_low.zip(row.ratio_high)) {
        (Some(value), Some((low, high))) => {
            format!("{} [{}, {}]", style::ratio(value), style::ratio(low), style::ratio(high))
        }
        (Some(value), None) => format!("{}, no interval", style::ratio(value)),
        (None, _) => "no ratio left".into(),
    };
    let crossed = match row.change {
        Change::None => String::new(),
        Change::Interval if row.standing.beyond == 0 => "; interval then excludes 1".into(),
        // The words before it say that no interval is left.
        Change::Interval if row.ratio_low.is_none() => String::new(),
        Change::Interval => "; interval then includes 1".into(),
        Change::Significance if row.standing.significant => "; q no longer < 0.05".into(),
        Change::Significance => "; q then < 0.05".into(),
        Change::Sign => "; turns round or is gone".into(),
    };
    [(name, -2.0, LABEL, row.change != Change::None), (format!("{then}{crossed}"), 12.0, SMALL, false)]
}

/// The band, the interval and the mark of a contrast.
fn whisker(scene: &mut Scene, bar: &Bar, axis: &Axis, y: f64) {
    let Some(value) = ratio(bar.whole.whole_ratio) else { return };
    let more = value >= 1.0;
    let certain = bar.whole.standing.beyond != 0;
    let (dark, pale) = if more { (TARGET, TARGET_PALE) } else { (REFERENCE, REFERENCE_PALE) };
    let (from, to) = (axis.clipped(bar.range.0), axis.clipped(bar.range.1));
    scene.area((from, y - 6.0), ((to - from).max(1.0), 12.0), style::mix(pale, style::PAPER, 0.45));
    if let Some((low, high)) = limits(bar.whole) {
        scene.rule((axis.clipped(low), y), (axis.clipped(high), y), 1.5, dark);
        for (value, inside, inward) in [(low, low >= axis.values.0, 5.0), (high, high <= axis.values.1, -5.0)] {
            let x = axis.clipped(value);
            // A limit beyond the axis is an arrow.
            let foot = if inside { x } else { x + inward };
            if inside {
                scene.rule((x, y - 3.5), (x, y + 3.5), 1.5, dark);
            } else {
                scene.line((foot, y - 3.5), (x, y), 1.5, dark);
                scene.line((foot, y + 3.5), (x, y), 1.5, dark);
            }
        }
    }
    if (axis.values.0..=axis.values.1).contains(&value) {
        style::mark(scene, (axis.place(value), y), 4.5, dark, (more, certain));
    }
}

/// Symmetrical around 1, wide enough for all marks, bands and most lines.
fn axis(bars: &[Bar], left: f64) -> Axis {
    let values = bars.iter().flat_map(|b| {
        let limits = limits(b.whole).map_or([None, None], |(low, high)| [Some(low), Some(high)]);
        [ratio(b.whole.whole_ratio), Some(b.range.0), Some(b.range.1), limits[0], limits[1]]
    });
    let farthest = values.flatten().map(|v| if v < 1.0 { 1.0 / v } else { v }).fold(2.0, f64::max);
    let end = (farthest * 1.08).min(FARTHEST);
    Axis { values: (1.0 / end, end), pixels: (left, left + PLOT), log: true }
}

fn scale(scene: &mut Scene, axis: &Axis, (top, bottom): (f64, f64)) {
    for tick in axis.ticks(30.0) {
        let x = axis.place(tick);
        let (width, color) = if tick == 1.0 { (1.25, PALE) } else { (1.0, GRID) };
        scene.rule((x, top), (x, bottom), width, color);
        scene.text(Label::new(log_tick(tick), (x, bottom + 13.0), SMALL, GREY).align(Align::Center));
    }
}

fn legend(scene: &mut Scene) {
    let y = scene.height + 8.0;
    let mut x = 6.0;
    for (words, filled) in [("interval excludes 1", true), ("interval includes 1, or none can be given", false)] {
        for (round, color) in [(true, TARGET), (false, REFERENCE)] {
            style::mark(scene, (x, y), 4.5, color, (round, filled));
            x += 15.0;
        }
        let label = Label::new(words, (x - 3.0, y + 3.6), SMALL, GREY);
        x = label.bounds().right + 24.0;
        scene.text(label);
    }
    scene.area((x - 6.0, y - 6.0), (26.0, 12.0), style::mix(TARGET_PALE, style::PAPER, 0.45));
    let label = Label::new("range with one thing left out", (x + 26.0, y + 3.6), SMALL, GREY);
    scene.width = scene.width.max(label.bounds().right);
    scene.text(label);
    scene.height = y + 10.0;
}

fn notes(shown: usize, all: usize, caption: &Caption) -> Vec<String> {
    let mut notes = vec![
        "Left out one at a time: every entry, every event, the articles on which a contrast leans most, and sources \
         where they are pooled. Bold: without it the result crosses a line. influence.csv has all."
            .to_owned(),
    ];
    if shown < all {
        notes.push(format!(
            "{shown} of {} contrasts shown: those best supported.",
            crate::report::number::thousands(all as u64)
        ));
    }
    notes.extend(sheet::lexicon(caption));
    notes
}

fn ratio(value: Option<f64>) -> Option<f64> {
    value.filter(|r| r.is_finite() && *r > 0.0)
}

fn limits(row: &InfluenceRow) -> Option<(f64, f64)> {
    Some((ratio(row.whole_low)?, ratio(row.whole_high)?))
}
