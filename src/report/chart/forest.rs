//! Rate ratios with their intervals, grouped by frame.

use std::collections::{BTreeMap, BTreeSet};

use super::axis::{Axis, log_tick};
use super::scene::{Align, Bounds, Label, Scene};
use super::sheet::{self, Sheet};
use super::style::{self, GREY, GRID, INK, LABEL, PALE, REFERENCE, REFERENCE_PALE, SMALL, TARGET, TARGET_PALE};
use super::{Caption, Chart, text};
use crate::Error;
use crate::compare::ContrastRow;
use crate::report::number;

/// Most rows that one picture holds, by the lines that each takes.
const MOST: usize = 40;
const MOST_TWO_LINES: usize = 26;
/// Width of the plot, and widest line of a label, px.
const PLOT: f64 = 340.0;
const NAME: f64 = 270.0;
/// Space between columns, px.
const GAP: f64 = 16.0;
/// Largest ratio (and smallest, inverted) that the axis reaches.
const FARTHEST: f64 = 128.0;

/// Draws the rate ratios of `contrasts.csv` for one event, with their 95 %
/// intervals, on a logarithmic axis.
///
/// Rows are grouped by frame. Those come first whose interval is farthest from
/// 1; at most 40 rows are drawn (26 where a pair needs two lines), and the footnote says how many there are. A
/// filled mark is an interval that excludes 1, an outline one that includes it
/// or does not exist; an asterisk is q < 0.05; a dagger is a caution in the table.
/// Rows without a ratio are counted in the footnote. Of a pair that stands in
/// both directions only one is drawn.
///
/// `None` if the event has no row with a ratio.
///
/// # Errors
/// Only if the chart cannot be laid out, which no known input causes.
pub fn forest(rows: &[ContrastRow], event: &str, caption: &Caption) -> Result<Option<Chart>, Error> {
    let plan = Plan::new(rows, event, caption);
    if plan.groups.is_empty() {
        return Ok(None);
    }
    let sheet = Sheet {
        name: sheet::name("contrasts", event, &[]),
        title: "Who uses a frame more than whom, and how certain is that?".into(),
        subtitle: plan.subtitle(event, caption),
        notes: plan.notes(caption),
        alt: plan.alt(caption),
    };
    Ok(Some(sheet.assemble(plan.draw(caption))))
}

/// How rows are named, from what they have in common.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Naming {
    /// One pair: the frame names the row.
    Frame,
    /// One reference: the target names the row.
    Target,
    /// Both names in a line.
    Pair,
    /// Both names, one below the other, because a line would be too long.
    Stacked,
}

/// The rows to draw, grouped by frame, strongest first.
struct Plan<'a> {
    groups: Vec<(&'a str, Vec<&'a ContrastRow>)>,
    naming: Naming,
    /// Rows with a ratio, drawn or not; rows without one.
    known: (usize, usize),
}

impl<'a> Plan<'a> {
    fn new(rows: &'a [ContrastRow], event: &str, caption: &Caption) -> Self {
        let mut seen = BTreeSet::new();
        let of_event = rows.iter().filter(|r| r.event == event);
        let rows: Vec<&ContrastRow> = of_event
            .filter(|r| {
                seen.insert((&r.frame, r.target.as_str().min(&r.reference), r.target.as_str().max(&r.reference)))
            })
            .collect();
        let mut ranked: Vec<&ContrastRow> = rows.iter().copied().filter(|r| ratio(r).is_some()).collect();
        let known = (ranked.len(), rows.len() - ranked.len());
        ranked.sort_by(|a, b| strength(b).0.total_cmp(&strength(a).0).then(strength(b).1.total_cmp(&strength(a).1)));
        ranked.truncate(MOST);
        let pairs: BTreeSet<_> = ranked.iter().map(|r| (&r.target, &r.reference)).collect();
        let references: BTreeSet<_> = ranked.iter().map(|r| &r.reference).collect();
        let naming = match (pairs.len(), references.len()) {
            (1, _) => Naming::Frame,
            (_, 1) => Naming::Target,
            _ if ranked.iter().all(|r| pair_width(r, caption) <= NAME) => Naming::Pair,
            _ => Naming::Stacked,
        };
        ranked.truncate(if naming == Naming::Stacked { MOST_TWO_LINES } else { MOST });
        let mut groups: Vec<(&str, Vec<&ContrastRow>)> = vec![];
        for row in ranked {
            match groups.iter_mut().find(|g| naming != Naming::Frame && g.0 == row.frame) {
                Some(group) => group.1.push(row),
                None => groups.push((&row.frame, vec![row])),
            }
        }
        Plan { groups, naming, known }
    }

    fn rows(&self) -> impl Iterator<Item = &'a ContrastRow> + '_ {
        self.groups.iter().flat_map(|g| g.1.iter().copied())
    }

    /// The names of the one pair or the one reference, if there is one.
    fn common(&self, caption: &Caption) -> (Option<String>, Option<String>) {
        let first = self.rows().next();
        let target = first.filter(|_| self.naming == Naming::Frame).map(|r| text::phrase(&r.target, caption));
        let named = matches!(self.naming, Naming::Frame | Naming::Target);
        let reference = first.filter(|_| named).map(|r| text::phrase(&r.reference, caption));
        (target, reference)
    }

    fn subtitle(&self, event: &str, caption: &Caption) -> String {
        let who = match self.common(caption) {
            (Some(target), Some(reference)) => format!("the rate of {target} divided by that of {reference}"),
            (None, Some(reference)) => format!("the rate of the source divided by that of {reference}"),
            _ => "the rate of the first source divided by that of the second".into(),
        };
        format!(
            "{} A mark is {who}; its line is the 95 % interval. Right of 1: more in the former. \
             Certain differences come first.",
            sheet::setting(event, caption)
        )
    }

    fn notes(&self, caption: &Caption) -> Vec<String> {
        let shown = self.rows().count();
        let mut first =
            "Rate = mentions per 1,000 tokens; documents are clusters. Mentions and documents: former / latter. \
                         * q < 0.05 (Benjamini and Hochberg, over the whole table)."
                .to_owned();
        if self.rows().any(|r| r.cautioned) {
            first.push_str(" † has a note in contrasts.csv (few documents, or one that carries the result).");
        }
        let mut notes = vec![first];
        if shown < self.known.0 {
            notes.push(format!(
                "{shown} of {} contrasts shown: those best supported. contrasts.csv has all.",
                crate::report::number::thousands(self.known.0 as u64)
            ));
        }
        if self.known.1 > 0 {
            let are = if self.known.1 == 1 {
                "1 contrast is"
            } else {
                &format!("{} contrasts are", crate::report::number::thousands(self.known.1 as u64))
            };
            notes.push(format!("{are} not shown: no ratio, because a side has no mention or too few documents."));
        }
        notes.extend(sheet::lexicon(caption));
        notes
    }

    fn alt(&self, caption: &Caption) -> String {
        let certain = self.rows().filter(|r| certain(r)).count();
        let mut alt = format!(
            "Forest plot of {} rate ratios between sources; {certain} of the intervals exclude 1.",
            self.rows().count()
        );
        if let Some(row) = self.rows().next() {
            alt.push_str(&format!(
                " The best supported difference: {}, {} against {}, ratio {}.",
                text::phrase(&row.frame, caption),
                text::phrase(&row.target, caption),
                text::phrase(&row.reference, caption),
                interval(row)
            ));
        }
        alt
    }

    /// The axis: symmetrical around 1, wide enough for all marks and most lines.
    fn axis(&self, left: f64) -> Axis {
        let values = self.rows().flat_map(|r| [ratio(r), limits(r).map(|l| l.0), limits(r).map(|l| l.1)]).flatten();
        let farthest = values.map(|v| if v < 1.0 { 1.0 / v } else { v }).fold(2.0, f64::max);
        let end = (farthest * 1.08).min(FARTHEST);
        Axis { values: (1.0 / end, end), pixels: (left, left + PLOT), log: true }
    }

    fn draw(&self, caption: &Caption) -> Scene {
        let labels = self.labels(caption);
        let left = labels.values().map(|lines| text::widest(lines, LABEL, false)).fold(60.0, f64::max);
        let heads = self.groups.iter().map(|g| text::shorten(&text::label(g.0, caption), LABEL, true, NAME + PLOT));
        let heads: Vec<String> = heads.collect();
        let axis = self.axis(left + GAP);
        let columns = Columns::new(self, axis.pixels.1 + GAP);
        let step = if self.naming == Naming::Stacked { 36.0 } else { 23.0 };
        let mut scene = Scene { width: columns.end, ..Scene::default() };
        let top = columns.head(&mut scene);
        let mut y = top;
        let mut lines = Scene::default();
        for (group, head) in self.groups.iter().zip(heads) {
            if self.naming != Naming::Frame {
                y += 24.0;
                lines.text(Label::new(head, (0.0, y - 7.0), LABEL, INK).bold(true));
                lines.rule((0.0, y - 1.0), (columns.end, y - 1.0), 1.0, GRID);
            }
            for &row in &group.1 {
                let middle = y + step / 2.0;
                name(&mut lines, labels.get(&key(row)), (left, middle));
                whisker(&mut lines, row, &axis, middle);
                let place = Bounds { left: 0.0, top: y, right: columns.end, bottom: y + step };
                let opens = [
                    ("event", &*row.event),
                    ("frame", &*row.frame),
                    ("source", &*row.target),
                    ("other", &*row.reference),
                ];
                lines.hint(place, hint(row, caption), &opens);
                columns.row(&mut lines, row, middle + LABEL * 0.36);
                y += step;
            }
        }
        scale(&mut scene, &axis, (top, y + 4.0));
        self.directions(&mut scene, &axis, y + 32.0, caption);
        scene.insert(lines, (0.0, 0.0));
        scene.height = y + 42.0;
        legend(&mut scene);
        scene
    }

    /// What the two ends of the axis mean.
    fn directions(&self, scene: &mut Scene, axis: &Axis, y: f64, caption: &Caption) {
        let (target, reference) = self.common(caption);
        let other = if self.naming == Naming::Target { "the source" } else { "the former" };
        let names = (target.unwrap_or_else(|| other.into()), reference.unwrap_or_else(|| "the latter".into()));
        super::axis::directions(scene, (axis.place(1.0), y), (&names.0, &names.1));
    }

    /// One or two lines that name each row.
    fn labels(&self, caption: &Caption) -> BTreeMap<Key<'a>, Vec<String>> {
        let sources = self.rows().flat_map(|r| [r.target.as_str(), r.reference.as_str()]);
        let prefix = text::width("vs ", LABEL, false);
        let names = text::names(sources, caption, LABEL, NAME - prefix);
        let frames = text::names(self.rows().map(|r| r.frame.as_str()), caption, LABEL, NAME);
        let lines = |row: &'a ContrastRow| match self.naming {
            Naming::Frame => vec![frames[&*row.frame].clone()],
            Naming::Target => vec![names[&*row.target].clone()],
            Naming::Pair => vec![format!("{} vs {}", names[&*row.target], names[&*row.reference])],
            Naming::Stacked => vec![names[&*row.target].clone(), format!("vs {}", names[&*row.reference])],
        };
        self.rows().map(|row| (key(row), lines(row))).collect()
    }
}

type Key<'a> = (&'a str, &'a str, &'a str);

fn key(row: &ContrastRow) -> Key<'_> {
    (&row.frame, &row.target, &row.reference)
}

/// The texts right of the plot.
struct Columns {
    /// Right edges of ratio, q, mentions, documents.
    edges: [f64; 4],
    end: f64,
}

impl Columns {
    const HEADS: [&str; 4] = ["ratio [95 % interval]", "q", "mentions", "documents"];

    fn new(plan: &Plan, start: f64) -> Self {
        let mut right = start;
        let edges = std::array::from_fn(|i| {
            let cells = plan.rows().map(|r| Self::cells(r)[i].clone());
            let widest = text::widest(cells, LABEL, true).max(text::width(Self::HEADS[i], SMALL, false));
            right += widest + if i > 0 { GAP } else { 0.0 };
            right
        });
        Columns { edges, end: right }
    }

    fn cells(row: &ContrastRow) -> [String; 4] {
        let q = row.q.map_or("–".into(), |q| style::probability(q) + if q < 0.05 { "*" } else { "" });
        [
            interval(row),
            q,
            format!(
                "{} / {}",
                crate::report::number::thousands(row.mentions_target),
                crate::report::number::thousands(row.mentions_reference)
            ),
            format!(
                "{} / {}",
                crate::report::number::thousands(row.n_target),
                crate::report::number::thousands(row.n_reference)
            ),
        ]
    }

    fn head(&self, scene: &mut Scene) -> f64 {
        for (edge, head) in self.edges.iter().zip(Self::HEADS) {
            scene.text(Label::new(head, (*edge, SMALL + 2.0), SMALL, GREY).align(Align::Right));
        }
        SMALL + 10.0
    }

    fn row(&self, scene: &mut Scene, row: &ContrastRow, y: f64) {
        if row.cautioned {
            scene.text(Label::new("†", (self.edges[0] + 1.0, y), LABEL, INK));
        }
        let strong = row.q.is_some_and(|q| q < 0.05);
        for (i, (edge, cell)) in self.edges.iter().zip(Self::cells(row)).enumerate() {
            let color = if certain(row) || i > 1 { INK } else { GREY };
            scene.text(Label::new(cell, (*edge, y), LABEL, color).bold(strong && i < 2).align(Align::Right));
        }
    }
}

/// The label of a row, right-aligned to the plot.
/// A row in words.
fn hint(row: &ContrastRow, caption: &Caption) -> String {
    let side = |source: &str, rate: Option<f64>, n: u64| {
        let rate = rate.map_or_else(|| "no text".to_owned(), |r| format!("{} per 1,000 tokens", style::rate(r)));
        format!("{} {rate} ({})", text::label(source, caption), number::counted(n, "mention"))
    };
    let p = row.p.map_or_else(|| "not tested".to_owned(), |p| format!("p {}", crate::report::summary::p_value(p)));
    format!(
        "{}: {}; {}; {p}",
        text::label(&row.frame, caption),
        side(&row.target, row.rate_target, row.mentions_target),
        side(&row.reference, row.rate_reference, row.mentions_reference),
    )
}

fn name(scene: &mut Scene, lines: Option<&Vec<String>>, (right, middle): (f64, f64)) {
    let lines = lines.map_or(&[][..], Vec::as_slice);
    let first = middle + LABEL * 0.36 - (lines.len().saturating_sub(1)) as f64 * 7.5;
    for (i, line) in lines.iter().enumerate() {
        let color = if i == 0 { INK } else { GREY };
        scene.text(Label::new(line.clone(), (right, first + i as f64 * 15.0), LABEL, color).align(Align::Right));
    }
}

/// The mark and line of a row; an arrow head where they leave the axis.
fn whisker(scene: &mut Scene, row: &ContrastRow, axis: &Axis, y: f64) {
    let Some(ratio) = ratio(row) else { return };
    let more = ratio >= 1.0;
    let color = match (more, certain(row)) {
        (true, true) => TARGET,
        (true, false) => TARGET_PALE,
        (false, true) => REFERENCE,
        (false, false) => REFERENCE_PALE,
    };
    let (low, high) = limits(row).unwrap_or((ratio, ratio));
    scene.rule((axis.clipped(low), y), (axis.clipped(high), y), 1.75, color);
    for (value, beyond, inward) in [(low, low < axis.values.0, 7.0), (high, high > axis.values.1, -7.0)] {
        let x = axis.clipped(value);
        if beyond {
            let points = vec![(x, y), (x + inward, y - 4.0), (x + inward, y + 4.0)];
            scene.shapes.push(super::scene::Shape::Polygon(points, color));
        } else {
            scene.rule((x, y - 3.5), (x, y + 3.5), 1.75, color);
        }
    }
    // A mark at the end of the axis would claim a value that it has not.
    if (axis.values.0..=axis.values.1).contains(&ratio) {
        style::mark(scene, (axis.place(ratio), y), 4.5, color, (more, certain(row)));
    }
}

/// Grid and ticks.
fn scale(scene: &mut Scene, axis: &Axis, (top, bottom): (f64, f64)) {
    for tick in axis.ticks(30.0) {
        let x = axis.place(tick);
        let (width, color) = if tick == 1.0 { (1.25, PALE) } else { (1.0, GRID) };
        scene.rule((x, top), (x, bottom), width, color);
        scene.text(Label::new(log_tick(tick), (x, bottom + 13.0), SMALL, GREY).align(Align::Center));
    }
}

/// Marks and what they mean, in one line below the plot.
fn legend(scene: &mut Scene) {
    let y = scene.height + 8.0;
    let marks = [
        ("interval excludes 1", vec![(true, true, TARGET), (false, true, REFERENCE)]),
        ("interval includes 1, or none can be given", vec![(true, false, TARGET_PALE), (false, false, REFERENCE_PALE)]),
    ];
    let mut x = 6.0;
    for (words, kinds) in marks {
        for (round, filled, color) in kinds {
            style::mark(scene, (x, y), 4.5, color, (round, filled));
            x += 15.0;
        }
        let label = Label::new(words, (x - 3.0, y + 3.6), SMALL, GREY);
        x = label.bounds().right + 26.0;
        scene.text(label);
    }
    scene.width = scene.width.max(x - 20.0);
    scene.height = y + 10.0;
}

/// Width of both names in one line.
fn pair_width(row: &ContrastRow, caption: &Caption) -> f64 {
    let [target, reference] = [&row.target, &row.reference].map(|id| text::label(id, caption));
    text::width(&format!("{target} vs {reference}"), LABEL, false)
}

fn ratio(row: &ContrastRow) -> Option<f64> {
    row.rate_ratio.filter(|r| r.is_finite() && *r > 0.0)
}

fn limits(row: &ContrastRow) -> Option<(f64, f64)> {
    let good = |v: &f64| v.is_finite() && *v > 0.0;
    Some((row.ratio_low.filter(good)?, row.ratio_high.filter(good)?))
}

/// Whether the interval excludes 1.
fn certain(row: &ContrastRow) -> bool {
    limits(row).is_some_and(|(low, high)| low > 1.0 || high < 1.0)
}

/// Distance on the log scale from 1 to the nearer limit (negative if the
/// interval holds 1, lowest without an interval), then to the ratio itself.
fn strength(row: &ContrastRow) -> (f64, f64) {
    let near = limits(row).map_or(f64::NEG_INFINITY, |(low, high)| low.ln().max(-high.ln()));
    (near, ratio(row).map_or(0.0, |r| r.ln().abs()))
}

/// `2.31 [1.20, 4.45]`, or the ratio and that there is no interval.
fn interval(row: &ContrastRow) -> String {
    let value = ratio(row).map_or_else(|| "–".into(), style::ratio);
    match limits(row) {
        Some((low, high)) => format!("{value} [{}, {}]", style::ratio(low), style::ratio(high)),
        None => format!("{value}, no interval"),
    }
}
