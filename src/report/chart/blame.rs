//! Which of two opposed actors each source presents as doing it.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::axis::{Axis, tick};
use super::legend::{Item, legend};
use super::scene::{Align, Bounds, Label, Scene};
use super::sheet::{self, Sheet};
use super::style::{self, GREY, GRID, INK, LABEL, PALE, REFERENCE, REFERENCE_PALE, SMALL, TARGET, TARGET_PALE};
use super::{Caption, Chart, text};
use crate::Error;
use crate::compare::BlameRow;
use crate::report::number;

/// Most sources that one picture holds.
const MOST: usize = 40;
/// Width of the plot, widest name of a source, height of a row, px.
const PLOT: f64 = 340.0;
const NAME: f64 = 270.0;
const ROW: f64 = 24.0;
const GAP: f64 = 16.0;

/// Draws the balance of blame (`blame.csv`) of one frame and event: how much
/// more often each source presents the one actor as doing it than the other,
/// with 95 % intervals, from −1 to 1.
///
/// Of several pairs of actors that one is drawn whose rarer actor is named most
/// (ties: most mentions, then by name); the footnote counts the others. A
/// filled mark is an interval that excludes 0. Sources that name neither stand
/// last, without a mark. At most 40 sources (those with most mentions) are drawn.
///
/// `None` if no source names either actor of any pair.
///
/// # Errors
/// Only if the chart cannot be laid out, which no known input causes.
pub fn blame(rows: &[BlameRow], event: &str, frame: &str, caption: &Caption) -> Result<Option<Chart>, Error> {
    let Some(plan) = Plan::new(rows, event, frame, caption) else { return Ok(None) };
    let name = text::phrase(frame, caption);
    let [a, b] = &plan.names;
    let sheet = Sheet {
        name: sheet::name("blame", event, &[frame]),
        title: format!("{name}: whom does each source present as doing it, {a} or {b}?"),
        subtitle: format!(
            "{} A mark is the balance (a−b)/(a+b) of the mentions that present a = {a} and b = {b} as doing it; \
             its line is the 95 % interval. Right: only {a}; left: only {b}.",
            sheet::setting(event, caption)
        ),
        notes: plan.notes(caption),
        alt: plan.alt(&name, caption),
    };
    Ok(Some(sheet.assemble(plan.draw(caption))))
}

struct Plan<'a> {
    rows: Vec<&'a BlameRow>,
    /// Labels of the two actors.
    names: [String; 2],
    /// Sources and pairs there are, drawn or not.
    known: (usize, usize),
}

impl<'a> Plan<'a> {
    fn new(rows: &'a [BlameRow], event: &str, frame: &str, caption: &Caption) -> Option<Self> {
        let mut pairs: BTreeMap<(&str, &str), (u64, u64, Vec<&BlameRow>)> = BTreeMap::new();
        for row in rows.iter().filter(|r| r.event == event && r.frame == frame) {
            let pair = pairs.entry((&row.actor_a, &row.actor_b)).or_default();
            (pair.0, pair.1) = (pair.0 + row.mentions_a, pair.1 + row.mentions_b);
            pair.2.push(row);
        }
        let count = pairs.len();
        let rank = |(pair, (a, b, _)): &(_, (u64, u64, _))| (Reverse(*a.min(b)), Reverse(a + b), *pair);
        let ((a, b), (n_a, n_b, mut rows)) = pairs.into_iter().min_by_key(rank)?;
        if n_a + n_b == 0 {
            return None;
        }
        let known = (rows.len(), count);
        rows.sort_by_key(|r| (Reverse(blamed(r)), Reverse(r.hidden), &r.source));
        rows.truncate(MOST);
        rows.sort_by(|x, y| {
            let place = |r: &BlameRow| balance(r).unwrap_or(f64::NEG_INFINITY);
            place(y).total_cmp(&place(x)).then(blamed(y).cmp(&blamed(x))).then(x.source.cmp(&y.source))
        });
        let cast = caption.of_actors();
        let short = text::names([a, b], &cast, LABEL, 150.0);
        Some(Plan { rows, names: [short[a].clone(), short[b].clone()], known })
    }

    fn notes(&self, caption: &Caption) -> Vec<String> {
        let (named, hidden) = self.rows.iter().fold((0, 0), |s, r| (s.0 + blamed(r), s.1 + r.hidden));
        let mut notes = vec![format!(
            "n = {} that present one of the two as doing it, of every voice and stance; a mention of both counts for \
             both. Unsaid: {} whose sentence names none of the study’s actors as doing it. Interval: documents are \
             clusters; none from a single document.",
            number::counted(named, "mention"),
            number::counted(hidden, "mention")
        )];
        if self.rows.len() < self.known.0 {
            notes.push(format!("Shown: {} of {} sources (most mentions).", self.rows.len(), self.known.0));
        }
        if self.known.1 > 1 {
            let others = self.known.1 - 1;
            let pairs = if others == 1 { "One further pair" } else { &format!("{others} further pairs") };
            notes.push(format!("{pairs} of opposed actors: see blame.csv."));
        }
        notes.extend(sheet::lexicon(caption));
        notes
    }

    fn alt(&self, name: &str, caption: &Caption) -> String {
        let [a, b] = &self.names;
        let leans = |sign: f64| self.rows.iter().filter(|r| balance(r).is_some_and(|v| v * sign > 0.0)).count();
        let mut alt = format!(
            "Balance of blame for {name}: {} of {} sources present {a} as doing it more often than {b}, {} the reverse.",
            leans(1.0),
            self.rows.len(),
            leans(-1.0)
        );
        if let Some(row) = self.rows.first() {
            alt.push_str(&format!(" Highest: {}, {}.", text::phrase(&row.source, caption), interval(row)));
        }
        alt
    }

    fn draw(&self, caption: &Caption) -> Scene {
        let names = text::names(self.rows.iter().map(|r| r.source.as_str()), caption, LABEL, NAME);
        let left = text::widest(names.values(), LABEL, false).max(60.0);
        let axis = Axis { values: (-1.0, 1.0), pixels: (left + GAP, left + GAP + PLOT), log: false };
        let heads = ["balance [95 % interval]".to_owned(), "a / b".into(), "unsaid".into()];
        let mut edge = axis.pixels.1 + 6.0;
        let edges: [f64; 3] = std::array::from_fn(|i| {
            let cells = self.rows.iter().map(|r| cells(r)[i].clone());
            edge += GAP + text::widest(cells, LABEL, false).max(text::width(&heads[i], SMALL, false));
            edge
        });
        let mut scene = Scene { width: edge, ..Scene::default() };
        self.ends(&mut scene, &axis);
        let top = 46.0;
        for (edge, head) in edges.iter().zip(heads) {
            scene.text(Label::new(head, (*edge, top - 8.0), SMALL, GREY).align(Align::Right));
        }
        let bottom = top + self.rows.len() as f64 * ROW;
        let ticks = axis.ticks(60.0);
        for &value in &ticks {
            let (x, zero) = (axis.place(value), value == 0.0);
            scene.rule((x, top), (x, bottom + 4.0), if zero { 1.25 } else { 1.0 }, if zero { PALE } else { GRID });
            scene.text(Label::new(tick(value, &ticks), (x, bottom + 17.0), SMALL, GREY).align(Align::Center));
        }
        for (i, row) in self.rows.iter().enumerate() {
            let middle = top + (i as f64 + 0.5) * ROW;
            let base = middle + LABEL * 0.36;
            scene.text(Label::new(&*names[&*row.source], (left, base), LABEL, INK).align(Align::Right));
            mark(&mut scene, row, &axis, middle);
            for (j, (edge, cell)) in edges.iter().zip(cells(row)).enumerate() {
                let color = if j == 2 || blamed(row) == 0 { GREY } else { INK };
                scene.text(Label::new(cell, (*edge, base), LABEL, color).align(Align::Right));
                let place =
                    Bounds { left: *edge - 60.0, top: middle - ROW / 2.0, right: *edge, bottom: middle + ROW / 2.0 };
                let of_row = [("event", &*row.event), ("source", &*row.source), ("frame", &*row.frame)];
                let source = text::label(&row.source, caption);
                if j == 2 {
                    let words = format!("{source}: {} without a named agent", number::counted(row.hidden, "mention"));
                    scene.hint(place, words, &[&of_row[..], &[("agent", "")]].concat());
                }
            }
            for (actor, n, left) in [(&row.actor_b, row.mentions_b, true), (&row.actor_a, row.mentions_a, false)] {
                let half = (axis.pixels.0 + axis.pixels.1) / 2.0;
                let (left, right) = if left { (axis.pixels.0, half) } else { (half, axis.pixels.1) };
                let place = Bounds { left, top: middle - ROW / 2.0, right, bottom: middle + ROW / 2.0 };
                let name = text::actor(actor, caption);
                let words = format!(
                    "{}: {name} presented as doing it in {}",
                    text::label(&row.source, caption),
                    number::counted(n, "mention")
                );
                let opens =
                    [("event", &*row.event), ("source", &*row.source), ("frame", &*row.frame), ("agent", actor)];
                scene.hint(place, words, &opens);
            }
        }
        scene.height = bottom + 24.0;
        legend(&mut scene, samples(), 0.0);
        scene
    }

    /// Who is meant at the two ends of the axis.
    fn ends(&self, scene: &mut Scene, axis: &Axis) {
        let [a, b] = &self.names;
        let room = PLOT / 2.0 - 24.0;
        let short = |name: &str| text::shorten(name, LABEL, true, room);
        let label = |words: String, x: f64, y: f64, color| Label::new(words, (x, y), LABEL, color).bold(true);
        scene.text(label(format!("← {}", short(b)), axis.pixels.0, LABEL, REFERENCE));
        scene.text(label(format!("{} →", short(a)), axis.pixels.1, LABEL, TARGET).align(Align::Right));
        scene.text(Label::new("b does it", (axis.pixels.0, 28.0), SMALL, GREY));
        scene.text(Label::new("a does it", (axis.pixels.1, 28.0), SMALL, GREY).align(Align::Right));
    }
}

fn balance(row: &BlameRow) -> Option<f64> {
    row.balance.filter(|b| (-1.0..=1.0).contains(b))
}

fn limits(row: &BlameRow) -> Option<(f64, f64)> {
    let good = |v: &f64| (-1.0..=1.0).contains(v);
    Some((row.balance_low.filter(good)?, row.balance_high.filter(good)?))
}

/// Mentions that present either as doing it.
fn blamed(row: &BlameRow) -> u64 {
    row.mentions_a + row.mentions_b
}

/// Whether the interval excludes 0.
fn certain(row: &BlameRow) -> bool {
    limits(row).is_some_and(|(low, high)| low > 0.0 || high < 0.0)
}

fn interval(row: &BlameRow) -> String {
    match (balance(row), limits(row)) {
        (Some(value), Some((low, high))) => {
            format!("{} [{}, {}]", style::signed(value, 2), style::fixed(low, 2), style::fixed(high, 2))
        }
        (Some(value), None) => format!("{}, no interval", style::signed(value, 2)),
        _ => "names neither".into(),
    }
}

fn cells(row: &BlameRow) -> [String; 3] {
    let both = format!(
        "{} / {}",
        crate::report::number::thousands(row.mentions_a),
        crate::report::number::thousands(row.mentions_b)
    );
    [interval(row), both, crate::report::number::thousands(row.hidden)]
}

fn mark(scene: &mut Scene, row: &BlameRow, axis: &Axis, y: f64) {
    let Some(value) = balance(row) else { return };
    let certain = certain(row);
    let color = match (value >= 0.0, certain) {
        (true, true) => TARGET,
        (true, false) => TARGET_PALE,
        (false, true) => REFERENCE,
        (false, false) => REFERENCE_PALE,
    };
    if let Some((low, high)) = limits(row) {
        scene.rule((axis.place(low), y), (axis.place(high), y), 1.75, color);
        for x in [low, high].map(|limit| axis.place(limit)) {
            scene.rule((x, y - 3.5), (x, y + 3.5), 1.75, color);
        }
    }
    style::mark(scene, (axis.place(value), y), 4.5, color, (value >= 0.0, certain));
}

/// What the marks mean.
fn samples() -> Vec<Item> {
    let sample = |kinds: [(bool, bool, style::Rgb); 2], words: &str| {
        let mut scene = Scene::default();
        for (i, (round, filled, color)) in kinds.into_iter().enumerate() {
            style::mark(&mut scene, (6.0 + 15.0 * i as f64, 6.0), 4.5, color, (round, filled));
        }
        Item::drawn(scene.shapes, words)
    };
    vec![
        sample([(true, true, TARGET), (false, true, REFERENCE)], "interval excludes 0"),
        sample(
            [(true, false, TARGET_PALE), (false, false, REFERENCE_PALE)],
            "interval includes 0, or none can be given",
        ),
    ]
}
