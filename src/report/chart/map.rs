//! Map of the sources by correspondence analysis.

use super::axis::{Axis, tick};
use super::legend::{Item as Sample, legend};
use super::place::{Placed, Wanted, place};
use super::scene::{Align, Bounds, Label, Scene};
use super::sheet::{self, Sheet};
use super::style::{self, GREY, GRID, INK, LABEL, PALE, PAPER, REFERENCE, REFERENCE_PALE, SMALL, TARGET, TARGET_PALE};
use super::{Caption, Chart, text};
use crate::Error;
use crate::compare::{Item, MapRow};
use crate::report::number;

/// Room left of the plot for its scale, width of the plot, and its least and greatest height, px.
const LEFT: f64 = 56.0;
const WIDE: f64 = 640.0;
const HIGH: (f64, f64) = (260.0, 500.0);
/// Room between the outermost points and the edge, px.
const EDGE: (f64, f64) = (110.0, 44.0);
/// Widest names in the plot that are tried, px, before numbers.
const NAMES: [f64; 2] = [170.0, 110.0];
/// Mentions below which a profile says little.
const FEW: u64 = 10;
/// Share of its own inertia below which an item is poorly shown.
const SHOWN: f64 = 0.5;
/// Columns of the key, and the height of its lines, px.
const COLUMNS: usize = 3;
const LINE: f64 = 15.0;

/// Draws `map.csv` for one event, or all: sources and frames on the two first
/// dimensions, in principal coordinates (a symmetric map), one unit as long
/// upwards as across.
///
/// Sources are discs, frames diamonds. Hollow: fewer than 10 mentions; pale:
/// less than half of the item's inertia lies on the two dimensions. Where not
/// every source finds room for its name, all have numbers with a key.
///
/// `None` if that event has no map: fewer than three sources or three frames
/// with mentions, or no second dimension.
///
/// # Errors
/// Only if the chart cannot be laid out, which no known input causes.
pub fn map(rows: &[MapRow], event: &str, caption: &Caption) -> Result<Option<Chart>, Error> {
    let of: Vec<&MapRow> = rows.iter().filter(|r| r.event == event).collect();
    let dimensions: Vec<&MapRow> = of.iter().copied().filter(|r| r.kind == Item::Dimension).collect();
    let points: Vec<Point> = of.iter().filter_map(|r| Point::new(r)).collect();
    if dimensions.len() < 2 || points.is_empty() {
        return Ok(None);
    }
    let share = |k: usize| dimensions[k].share.unwrap_or(0.0);
    let sheet = Sheet {
        name: sheet::name("map", event, &[]),
        title: "Which sources frame alike, and with which frames?".into(),
        subtitle: format!(
            "{} Sources near each other share out their mentions alike among the frames; a source lies in the \
             direction of the frames that it uses more than the others do. In the middle: the average. Distances \
             between a source and a frame mean nothing.",
            sheet::setting(event, caption)
        ),
        notes: notes(&dimensions, &points, caption),
        alt: alt(&points, (share(0), share(1)), caption),
    };
    Ok(Some(sheet.assemble(draw(&points, (share(0), share(1)), caption))))
}

/// A source or a frame with a place.
struct Point<'a> {
    row: &'a MapRow,
    at: (f64, f64),
}

impl<'a> Point<'a> {
    fn new(row: &'a MapRow) -> Option<Self> {
        let at = row.coordinate_1.zip(row.coordinate_2).filter(|_| row.kind != Item::Dimension)?;
        Some(Point { row, at })
    }

    fn source(&self) -> bool {
        self.row.kind == Item::Source
    }

    fn few(&self) -> bool {
        self.row.mentions.unwrap_or(0) < FEW
    }

    /// Share of its inertia that the picture shows; the average itself is shown whole.
    fn quality(&self) -> f64 {
        self.row.cos2_1.zip(self.row.cos2_2).map_or(1.0, |(a, b)| a + b)
    }

    fn poor(&self) -> bool {
        self.quality() < SHOWN
    }

    fn color(&self) -> style::Rgb {
        match (self.source(), self.poor()) {
            (true, false) => TARGET,
            (true, true) => TARGET_PALE,
            (false, false) => REFERENCE,
            (false, true) => REFERENCE_PALE,
        }
    }

    fn draw(&self, scene: &mut Scene, at: (f64, f64)) {
        style::mark(scene, at, if self.source() { 4.2 } else { 4.4 }, self.color(), (self.source(), !self.few()));
    }
}

fn notes(dimensions: &[&MapRow], points: &[Point], caption: &Caption) -> Vec<String> {
    let total: f64 = dimensions.iter().filter_map(|d| d.inertia).sum();
    let of = |source: bool| points.iter().filter(move |p| p.source() == source);
    let n: u64 = of(true).filter_map(|p| p.row.mentions).sum();
    let first = format!(
        "Correspondence analysis of n = {} ({} × {}, every voice and stance), principal coordinates (Greenacre 2017). \
         Total inertia χ²/n = {}. Its numbers: map.csv. Whether two sources differ beyond chance: divergence.csv.",
        number::counted(n, "mention"),
        number::counted(of(true).count() as u64, "source"),
        number::counted(of(false).count() as u64, "frame"),
        style::fixed(total, 3)
    );
    let mut notes = vec![first];
    notes.extend(sheet::lexicon(caption));
    notes
}

fn alt(points: &[Point], (first, second): (f64, f64), caption: &Caption) -> String {
    let end = |source: bool, right: bool| {
        let far = |p: &&Point| if right { p.at.0 } else { -p.at.0 };
        let most = points.iter().filter(|p| p.source() == source).max_by(|a, b| far(a).total_cmp(&far(b)));
        most.map_or_else(String::new, |p| text::phrase(&p.row.item, caption))
    };
    format!(
        "Map of {} and {}; its two dimensions show {} of the inertia. The first sets {} (towards the frame {}) apart from {} (towards {}).",
        number::counted(points.iter().filter(|p| p.source()).count() as u64, "source"),
        number::counted(points.iter().filter(|p| !p.source()).count() as u64, "frame"),
        percent(first + second),
        end(true, false),
        end(false, false),
        end(true, true),
        end(false, true)
    )
}

fn percent(share: f64) -> String {
    format!("{} %", style::fixed(100.0 * share, 1))
}

/// The two axes, of one scale, around all points and the average.
fn axes(points: &[Point]) -> (Axis, Axis) {
    let range = |value: &dyn Fn(&Point) -> f64| {
        points.iter().map(value).fold((0.0f64, 0.0f64), |(low, high), v| (low.min(v), high.max(v)))
    };
    let (across, up) = (range(&|p| p.at.0), range(&|p| p.at.1));
    let span = |(low, high): (f64, f64)| (high - low).max(f64::MIN_POSITIVE);
    let unit = ((WIDE - 2.0 * EDGE.0) / span(across)).min((HIGH.1 - 2.0 * EDGE.1) / span(up));
    let high = (span(up) * unit + 2.0 * EDGE.1).clamp(HIGH.0, HIGH.1);
    let around = |(low, high): (f64, f64), pixels: f64| {
        let middle = (low + high) / 2.0;
        (middle - pixels / 2.0 / unit, middle + pixels / 2.0 / unit)
    };
    let x = Axis { values: around(across, WIDE), pixels: (LEFT, LEFT + WIDE), log: false };
    let y = Axis { values: around(up, high), pixels: (high, 0.0), log: false };
    (x, y)
}

fn draw(points: &[Point], shares: (f64, f64), caption: &Caption) -> Scene {
    let (x, y) = axes(points);
    let field = Bounds { left: LEFT, top: 0.0, right: LEFT + WIDE, bottom: y.pixels.0 };
    let mut scene = Scene { width: field.right, height: field.bottom + 36.0, ..Scene::default() };
    grid(&mut scene, (&x, &y), field, shares);
    let at = |p: &Point| (x.place(p.at.0), y.place(p.at.1));
    // Frames are few and say what the directions mean: their names come first.
    let mut order: Vec<&Point> = points.iter().filter(|p| !p.source()).collect();
    order.extend(points.iter().filter(|p| p.source()));
    let (names, placed, numbered) = named(&order, field, caption, &at);
    for (from, to) in placed.iter().filter_map(|p| p.leader) {
        scene.line(from, to, 0.75, PALE);
    }
    for point in order.iter().rev() {
        point.draw(&mut scene, at(point));
    }
    for found in &placed {
        let point = order[found.index];
        let color = if point.source() { INK } else { REFERENCE };
        let label = Label::new(&*names[found.index], found.at, LABEL, color).bold(!point.source());
        let room = label.bounds();
        scene.area((room.left, room.top), (room.right - room.left, room.bottom - room.top), PAPER);
        scene.text(label);
    }
    for point in &order {
        let ((px, py), row) = (at(point), point.row);
        let area = Bounds { left: px - 8.0, top: py - 8.0, right: px + 8.0, bottom: py + 8.0 };
        let n = number::counted(row.mentions.unwrap_or(0), "mention");
        let words = format!(
            "{}: {n}; coordinates {} and {}; {} of its inertia lies on the two dimensions",
            text::label(&row.item, caption),
            style::fixed(point.at.0, 2),
            style::fixed(point.at.1, 2),
            percent(point.quality())
        );
        let item = if point.source() { "source" } else { "frame" };
        scene.hint(area, words, &[("event", &row.event), (item, &row.item)]);
    }
    marks(&mut scene, points);
    if numbered {
        key(&mut scene, points, caption);
    }
    scene
}

/// What stands at the points and where: the longest names of which every one
/// finds room, else numbers for the sources (then the last is true).
fn named(
    order: &[&Point],
    field: Bounds,
    caption: &Caption,
    at: &dyn Fn(&Point) -> (f64, f64),
) -> (Vec<String>, Vec<Placed>, bool) {
    let within = |most: f64| -> Vec<String> {
        let names = text::names(order.iter().map(|p| p.row.item.as_str()), caption, LABEL, most);
        order.iter().map(|p| names[p.row.item.as_str()].clone()).collect()
    };
    for most in NAMES {
        let names = within(most);
        let placed = labels(order, &names, field, at);
        if placed.len() == order.len() {
            return (names, placed, false);
        }
    }
    let mut names = within(NAMES[0]);
    let sources = order.iter().zip(&mut names).filter(|(p, _)| p.source());
    sources.enumerate().for_each(|(i, (_, name))| *name = (i + 1).to_string());
    let placed = labels(order, &names, field, at);
    (names, placed, true)
}

fn labels(order: &[&Point], names: &[String], field: Bounds, at: &dyn Fn(&Point) -> (f64, f64)) -> Vec<Placed> {
    let around = |p: &&Point| {
        let (px, py) = at(p);
        let r = if p.source() { 5.2 } else { 5.9 };
        Bounds { left: px - r, top: py - r, right: px + r, bottom: py + r }
    };
    let obstacles: Vec<Bounds> = order.iter().map(around).collect();
    let wanted: Vec<Wanted> =
        order.iter().zip(names).map(|(p, name)| Wanted { text: name, bold: !p.source(), point: at(p) }).collect();
    place(&wanted, &obstacles, field.grown(-3.0), LABEL)
}

fn grid(scene: &mut Scene, (x, y): (&Axis, &Axis), field: Bounds, shares: (f64, f64)) {
    let color = |value: f64| if value == 0.0 { PALE } else { GRID };
    let ticks = x.ticks(52.0);
    for &value in &ticks {
        let at = x.place(value);
        scene.rule((at, field.top), (at, field.bottom), 1.0, color(value));
        scene.text(Label::new(tick(value, &ticks), (at, field.bottom + 14.0), SMALL, GREY).align(Align::Center));
    }
    let ticks = y.ticks(40.0);
    for &value in &ticks {
        let at = y.place(value);
        scene.rule((field.left, at), (field.right, at), 1.0, color(value));
        scene.text(Label::new(tick(value, &ticks), (field.left - 7.0, at + 3.6), SMALL, GREY).align(Align::Right));
    }
    let words = |k: usize, share: f64| format!("dimension {k}: {} of the inertia", percent(share));
    let middle = (field.left + field.right) / 2.0;
    scene.text(Label::new(words(1, shares.0), (middle, field.bottom + 30.0), SMALL, GREY).align(Align::Center));
    let up = Label::new(words(2, shares.1), (11.0, (field.top + field.bottom) / 2.0), SMALL, GREY);
    scene.text(up.align(Align::Center).upright());
}

/// What the marks mean.
fn marks(scene: &mut Scene, points: &[Point]) {
    let mut items = Vec::new();
    let mut add = |draw: &dyn Fn(&mut Scene), words: &str| {
        let mut sample = Scene::default();
        draw(&mut sample);
        items.push(Sample::drawn(sample.shapes, words));
    };
    add(&|s| style::mark(s, (13.0, 6.0), 4.2, TARGET, (true, true)), "source");
    add(&|s| style::mark(s, (13.0, 6.0), 4.4, REFERENCE, (false, true)), "frame");
    if points.iter().any(Point::few) {
        add(&|s| style::mark(s, (13.0, 6.0), 4.2, TARGET, (true, false)), &format!("fewer than {FEW} mentions"));
    }
    if points.iter().any(Point::poor) {
        add(
            &|s| {
                style::mark(s, (6.0, 6.0), 4.2, TARGET_PALE, (true, true));
                style::mark(s, (20.0, 6.0), 4.4, REFERENCE_PALE, (false, true));
            },
            "less than half of its inertia lies on these two dimensions",
        );
    }
    legend(scene, items, sheet::NARROWEST);
}

/// Names of the numbered sources, in columns.
fn key(scene: &mut Scene, points: &[Point], caption: &Caption) {
    let sources: Vec<&Point> = points.iter().filter(|p| p.source()).collect();
    let wide = scene.width / COLUMNS as f64;
    let names = text::names(sources.iter().map(|p| p.row.item.as_str()), caption, SMALL, wide - 70.0);
    let lines = sources.len().div_ceil(COLUMNS);
    let top = scene.height + 8.0;
    for (i, point) in sources.iter().enumerate() {
        let (x, y) = ((i / lines) as f64 * wide, top + (i % lines) as f64 * LINE + SMALL);
        scene.text(Label::new((i + 1).to_string(), (x + 16.0, y), SMALL, INK).bold(true).align(Align::Right));
        let n = number::thousands(point.row.mentions.unwrap_or(0));
        scene.text(Label::new(format!("{} ({n})", names[point.row.item.as_str()]), (x + 23.0, y), SMALL, GREY));
    }
    scene.height = top + lines as f64 * LINE + 4.0;
}
