//! Which entries make the rates of two sources differ.

use super::axis::{Axis, tick};
use super::scene::{Align, Bounds, Label, Scene};
use super::sheet::{self, Sheet};
use super::style::{self, GREY, GRID, INK, LABEL, PALE, REFERENCE, SMALL, TARGET};
use super::{Caption, Chart, text};
use crate::Error;
use crate::compare::ShiftRow;
use crate::report::number;

/// Most entries that one picture holds.
const MOST: usize = 30;
/// Width of the plot, widest name of an entry, height of a row, px.
const PLOT: f64 = 380.0;
const NAME: f64 = 270.0;
const ROW: f64 = 22.0;
const GAP: f64 = 16.0;

/// Draws the entries of one frame (`shifts.csv`) as diverging bars: what each
/// adds to the difference between the rate of the target and that of the
/// reference.
///
/// The largest come first; past 30 the rest is one bar, so that the bars always
/// add up to the sum below them, which is the rate difference.
///
/// `None` if no entry of that comparison contributes anything.
///
/// # Errors
/// Only if the chart cannot be laid out, which no known input causes.
pub fn shift(
    rows: &[ShiftRow],
    event: &str,
    frame: &str,
    target: &str,
    reference: &str,
    caption: &Caption,
) -> Result<Option<Chart>, Error> {
    let of = |r: &&ShiftRow| r.event == event && r.frame == frame && r.target == target && r.reference == reference;
    let rows: Vec<&ShiftRow> = rows.iter().filter(of).filter(|r| r.contribution.is_finite()).collect();
    if rows.iter().all(|r| r.contribution == 0.0) {
        return Ok(None);
    }
    let bars = bars(&rows);
    let [frame_name, target_name, reference_name] = [frame, target, reference].map(|id| text::phrase(id, caption));
    let sum = bars.iter().map(|b| b.value).sum::<f64>();
    let first = &bars[0];
    let sheet = Sheet {
        name: sheet::name("shift", event, &[frame, target, reference]),
        title: format!("Which entries make {target_name} and {reference_name} differ on {frame_name}?"),
        subtitle: format!(
            "{} A bar is what an entry adds to the difference of the rates (mentions per 1,000 tokens). \
             Right: more in {target_name}; left: more in {reference_name}. The bars add up to the sum below.",
            sheet::setting(event, caption)
        ),
        notes: notes(&rows, &bars, (&target_name, &reference_name), caption),
        alt: format!(
            "Diverging bars of {} of the frame {frame_name}: {target_name} minus {reference_name} is {} mentions \
             per 1,000 tokens. The largest part, {}, comes from {}.",
            number::counted(rows.len() as u64, "entry").replace("entrys", "entries"),
            style::signed(sum, 2),
            style::signed(first.value, 2),
            first.name
        ),
    };
    Ok(Some(sheet.assemble(draw(&bars, sum, (&target_name, &reference_name)))))
}

/// One bar.
struct Bar {
    name: String,
    value: f64,
    mentions: (u64, u64),
    /// Stands for several entries.
    rest: bool,
}

/// Bars by size, the largest first; the ones that do not fit as one.
fn bars(rows: &[&ShiftRow]) -> Vec<Bar> {
    let mut rows: Vec<&ShiftRow> = rows.iter().copied().filter(|r| r.contribution != 0.0).collect();
    rows.sort_by(|a, b| b.contribution.abs().total_cmp(&a.contribution.abs()).then_with(|| a.entry.cmp(&b.entry)));
    let shown = if rows.len() > MOST { MOST - 1 } else { rows.len() };
    let names = text::names(rows[..shown].iter().map(|r| r.entry.as_str()), &Caption::default(), LABEL, NAME);
    let bar = |r: &&ShiftRow| Bar {
        name: names[&*r.entry].clone(),
        value: r.contribution,
        mentions: (r.mentions_target, r.mentions_reference),
        rest: false,
    };
    let mut bars: Vec<Bar> = rows[..shown].iter().map(bar).collect();
    let rest = &rows[shown..];
    if !rest.is_empty() {
        bars.push(Bar {
            name: format!("{} further entries", rest.len()),
            value: rest.iter().map(|r| r.contribution).sum(),
            mentions: rest.iter().fold((0, 0), |s, r| (s.0 + r.mentions_target, s.1 + r.mentions_reference)),
            rest: true,
        });
    }
    bars
}

fn notes(rows: &[&ShiftRow], bars: &[Bar], names: (&str, &str), caption: &Caption) -> Vec<String> {
    let (target, reference) = rows.iter().fold((0, 0), |s, r| (s.0 + r.mentions_target, s.1 + r.mentions_reference));
    let mut notes = vec![format!(
        "Contribution = rate of the entry in {} − its rate in {}, mentions per 1,000 tokens; exact decomposition \
         (Gallagher et al. 2021). Mentions: {} in the former, {} in the latter.",
        names.0,
        names.1,
        crate::report::number::thousands(target),
        crate::report::number::thousands(reference)
    )];
    let silent = rows.iter().filter(|r| r.contribution == 0.0).count();
    if bars.iter().any(|b| b.rest) {
        notes.push(format!(
            "The {} largest of {} entries have a bar each; shifts.csv has all.",
            MOST - 1,
            rows.len() - silent
        ));
    }
    notes.extend(sheet::lexicon(caption));
    notes
}

fn draw(bars: &[Bar], sum: f64, names: (&str, &str)) -> Scene {
    let left = text::widest(bars.iter().map(|b| &b.name), LABEL, false).max(text::width("sum", LABEL, true)) + GAP;
    let reach = bars.iter().map(|b| b.value.abs()).fold(sum.abs(), f64::max) * 1.05;
    let axis = Axis { values: (-reach, reach), pixels: (left, left + PLOT), log: false };
    let decimals = if reach < 0.1 {
        4
    } else if reach < 1.0 {
        3
    } else {
        2
    };
    let mentions = |m: (u64, u64)| {
        format!("{} / {}", crate::report::number::thousands(m.0), crate::report::number::thousands(m.1))
    };
    let total = bars.iter().fold((0, 0), |s, b| (s.0 + b.mentions.0, s.1 + b.mentions.1));
    let values = bars.iter().map(|b| style::signed(b.value, decimals)).chain([style::signed(sum, decimals)]);
    let heads = ["contribution", "mentions"];
    let first = left + PLOT + GAP + text::widest(values, LABEL, true).max(text::width(heads[0], SMALL, false));
    let counts = bars.iter().map(|b| mentions(b.mentions)).chain([mentions(total)]);
    let end = first + GAP + text::widest(counts, LABEL, true).max(text::width(heads[1], SMALL, false));
    let mut scene = Scene { width: end, ..Scene::default() };
    for (head, x) in heads.iter().zip([first, end]) {
        scene.text(Label::new(*head, (x, SMALL + 2.0), SMALL, GREY).align(Align::Right));
    }
    let top = SMALL + 10.0;
    let bottom = top + (bars.len() + 1) as f64 * ROW + 8.0;
    grid(&mut scene, &axis, (top, bottom), names);
    let mut line = |name: &str, value: f64, count: String, y: f64, (color, bold): (style::Rgb, bool)| {
        let (zero, x) = (axis.place(0.0), axis.place(value));
        scene.area((zero.min(x), y + 4.0), ((x - zero).abs().max(0.5), ROW - 8.0), color);
        let base = y + ROW / 2.0 + LABEL * 0.36;
        scene.text(Label::new(name, (left - GAP, base), LABEL, INK).bold(bold).align(Align::Right));
        scene
            .text(Label::new(style::signed(value, decimals), (first, base), LABEL, INK).bold(bold).align(Align::Right));
        scene.text(Label::new(count, (end, base), LABEL, GREY).bold(bold).align(Align::Right));
    };
    for (i, bar) in bars.iter().enumerate() {
        let color = if bar.rest {
            PALE
        } else if bar.value > 0.0 {
            TARGET
        } else {
            REFERENCE
        };
        line(&bar.name, bar.value, mentions(bar.mentions), top + i as f64 * ROW, (color, false));
    }
    let y = top + bars.len() as f64 * ROW + 8.0;
    let hints = bars.iter().enumerate().map(|(i, bar)| {
        let top = top + i as f64 * ROW;
        let (value, (ours, theirs)) = (style::signed(bar.value, decimals), bar.mentions);
        let words = format!("{}: {value} per 1,000 tokens, {ours} in {}, {theirs} in {}", bar.name, names.0, names.1);
        (Bounds { left: 0.0, top, right: end, bottom: top + ROW }, words)
    });
    line("sum", sum, mentions(total), y, (INK, true));
    hints.for_each(|(place, words)| scene.hint(place, words, &[]));
    scene.rule((0.0, y - 3.0), (end, y - 3.0), 1.0, PALE);
    scene.height = bottom + 34.0;
    scene
}

/// Vertical lines, ticks and the meaning of both directions.
fn grid(scene: &mut Scene, axis: &Axis, (top, bottom): (f64, f64), names: (&str, &str)) {
    let ticks = axis.ticks(44.0);
    for &value in &ticks {
        let x = axis.place(value);
        scene.rule((x, top), (x, bottom), 1.0, if value == 0.0 { PALE } else { GRID });
        scene.text(Label::new(tick(value, &ticks), (x, bottom + 13.0), SMALL, GREY).align(Align::Center));
    }
    super::axis::directions(scene, (axis.place(0.0), bottom + 28.0), names);
}
