//! Which words set one source apart from another.

use super::axis::{Axis, log_tick, tick};
use super::place::{Wanted, place};
use super::scene::{Align, Bounds, Label, Scene};
use super::sheet::{self, Sheet};
use super::style::{self, BAND, GREY, GRID, INK, PALE, REFERENCE, SMALL, TARGET};
use super::{Caption, Chart, text};
use crate::Error;
use crate::compare::TermRow;
use crate::report::number;

/// Size of the plot, px.
const PLOT: (f64, f64) = (820.0, 560.0);
/// Room left of the plot, px.
const LEFT: f64 = 52.0;
/// |z| from which a difference is larger than chance allows at 5 %.
const NOTABLE: f64 = 1.96;
/// Terms that are named on each side, within chance or not.
const LEAST_NAMED: usize = 6;
/// Size and greatest width of a label, px.
const TERM: f64 = 11.0;
const TERM_WIDTH: f64 = 170.0;

/// Draws the terms of `terms.csv` for one pair of sources: frequency across,
/// z of the log-odds upwards, so that words of the target stand on top and words
/// of the reference at the bottom.
///
/// Terms with |z| ≥ 1.96 are named, the strongest first; where a side has fewer
/// than six, the strongest of the others are named in grey. A line leads from a
/// label to its point where they stand apart, bold is q < 0.05, and the
/// footnote says how many labels found no place.
///
/// `None` if no term of that comparison has a z.
///
/// # Errors
/// Only if the chart cannot be laid out, which no known input causes.
pub fn keyness(
    rows: &[TermRow],
    event: &str,
    target: &str,
    reference: &str,
    caption: &Caption,
) -> Result<Option<Chart>, Error> {
    let of = |r: &&TermRow| r.event == event && r.target == target && r.reference == reference;
    let mut points: Vec<Point> = rows.iter().filter(of).filter_map(Point::new).collect();
    if points.is_empty() {
        return Ok(None);
    }
    points.sort_by(|a, b| b.z.abs().total_cmp(&a.z.abs()).then_with(|| a.row.feature.cmp(&b.row.feature)));
    let names = (text::phrase(target, caption), text::phrase(reference, caption));
    let (scene, named, wanted) = draw(&points, &names);
    let sheet = Sheet {
        name: sheet::name("terms", event, &[target, reference]),
        title: format!("Which words set {} apart from {}?", names.0, names.1),
        subtitle: format!(
            "{} Upwards: commoner in {}; downwards: commoner in {}. The farther from 0, the better supported; \
             the farther right, the more frequent.",
            sheet::setting(event, caption),
            names.0,
            names.1
        ),
        notes: notes(&points, (named, wanted), caption),
        alt: alt(&points, &names),
    };
    Ok(Some(sheet.assemble(scene)))
}

/// A term that can be drawn.
struct Point<'a> {
    row: &'a TermRow,
    name: String,
    n: u64,
    z: f64,
}

impl<'a> Point<'a> {
    fn new(row: &'a TermRow) -> Option<Self> {
        let n = row.n_target + row.n_reference;
        let z = row.z.filter(|z| z.is_finite() && n > 0)?;
        let name = if row.label.trim().is_empty() { &row.feature } else { &row.label };
        Some(Point { row, name: text::shorten(&text::clean(name), TERM, true, TERM_WIDTH), n, z })
    }

    fn notable(&self) -> bool {
        self.z.abs() >= NOTABLE
    }

    fn strong(&self) -> bool {
        self.row.q.is_some_and(|q| q < 0.05)
    }

    fn color(&self) -> style::Rgb {
        match (self.notable(), self.z > 0.0) {
            (false, _) => PALE,
            (true, true) => TARGET,
            (true, false) => REFERENCE,
        }
    }
}

fn notes(points: &[Point], (named, wanted): (usize, usize), caption: &Caption) -> Vec<String> {
    let (target, reference) = points.iter().fold((0, 0), |s, p| (s.0 + p.row.n_target, s.1 + p.row.n_reference));
    let mut first = format!(
        "z = log-odds ratio with informative Dirichlet prior over its standard deviation (Monroe, Colaresi and Quinn 2008). \
         {} with {} and {} occurrences; a label is the commonest form of its stem.",
        number::counted(points.len() as u64, "term"),
        crate::report::number::thousands(target),
        crate::report::number::thousands(reference)
    );
    if points.iter().any(Point::strong) {
        first.push_str(" Bold: q < 0.05 with documents as clusters.");
    }
    let labels = match wanted - named {
        0 if wanted == 0 => format!("No term has |z| ≥ {NOTABLE}; the strongest are named in grey."),
        0 => format!("All {wanted} terms with |z| ≥ {NOTABLE} are named."),
        dropped => format!("{dropped} of {wanted} labels found no place; terms.csv has all."),
    };
    let grey = if wanted > 0 && to_name(points).len() > wanted { " Grey: the strongest of the others." } else { "" };
    let mut notes = vec![first + " " + &labels + grey];
    notes.extend(sheet::lexicon(caption));
    notes
}

fn alt(points: &[Point], names: &(String, String)) -> String {
    let list = |up: bool| {
        let terms: Vec<&str> =
            points.iter().filter(|p| p.notable() && (p.z > 0.0) == up).take(3).map(|p| &*p.name).collect();
        if terms.is_empty() { "none".into() } else { terms.join(", ") }
    };
    format!(
        "Scatter plot of {} by frequency and z. Most typical of {}: {}; of {}: {}.",
        number::counted(points.len() as u64, "term"),
        names.0,
        list(true),
        names.1,
        list(false)
    )
}

/// The plot, how many terms are named, and how many should be.
fn draw(points: &[Point], names: &(String, String)) -> (Scene, usize, usize) {
    let (x, y) = axes(points);
    let field = Bounds { left: LEFT, top: 0.0, right: LEFT + PLOT.0, bottom: PLOT.1 };
    let mut scene = Scene { width: field.right, height: field.bottom + 36.0, ..Scene::default() };
    grid(&mut scene, &x, &y, field);
    let corners = corners(&mut scene, field, names);
    let place_of = |p: &Point| (x.place(p.n as f64), y.place(p.z));
    let mut obstacles: Vec<Bounds> = corners.into();
    for point in points {
        let (px, py) = place_of(point);
        let r = if point.notable() { 4.5 } else { 2.0 };
        obstacles.push(Bounds { left: px - r, top: py - r, right: px + r, bottom: py + r });
    }
    let wanted = to_name(points);
    let labels: Vec<Wanted> =
        wanted.iter().map(|p| Wanted { text: &p.name, bold: p.strong(), point: place_of(p) }).collect();
    let placed = place(&labels, &obstacles, field.grown(-3.0), TERM);
    for (from, to) in placed.iter().filter_map(|p| p.leader) {
        scene.line(from, to, 0.75, PALE);
    }
    for point in points.iter().rev() {
        let radius = if point.notable() { 3.5 } else { 2.0 };
        style::mark(&mut scene, place_of(point), radius, point.color(), (point.z > 0.0, true));
        let (px, py) = place_of(point);
        let place = Bounds { left: px, top: py, right: px, bottom: py }.grown(radius + 1.5);
        let words = format!(
            "{}: {} in both, z {}",
            point.name,
            number::counted(point.n, "occurrence"),
            style::fixed(point.z, 2)
        );
        scene.hint(place, words, &[]);
    }
    for found in &placed {
        let point = wanted[found.index];
        let color = if point.notable() { INK } else { GREY };
        scene.text(Label::new(&*point.name, found.at, TERM, color).bold(point.strong()));
    }
    legend(&mut scene, names);
    let named = placed.iter().filter(|found| wanted[found.index].notable()).count();
    (scene, named, points.iter().filter(|p| p.notable()).count())
}

/// The notable terms, and on a side with few of them the strongest others; strongest first.
fn to_name<'p, 'r>(points: &'p [Point<'r>]) -> Vec<&'p Point<'r>> {
    let mut all: Vec<&Point> = points.iter().filter(|p| p.notable()).collect();
    for up in [true, false] {
        let side = || points.iter().filter(move |p| p.z != 0.0 && (p.z > 0.0) == up);
        let notable = side().filter(|p| p.notable()).count();
        all.extend(side().filter(|p| !p.notable()).take(LEAST_NAMED.saturating_sub(notable)));
    }
    all
}

/// Both axes, with room for labels around the outermost points.
fn axes(points: &[Point]) -> (Axis, Axis) {
    let fold = |values: &dyn Fn(&Point) -> f64| {
        points.iter().map(values).fold((f64::INFINITY, f64::NEG_INFINITY), |r, v| (r.0.min(v), r.1.max(v)))
    };
    let (low, high) = fold(&|p| p.n as f64);
    let x = Axis { values: (low / 1.35, high * 1.35), pixels: (LEFT, LEFT + PLOT.0), log: true };
    let (low, high) = fold(&|p| p.z);
    let (low, high) = (low.min(-NOTABLE), high.max(NOTABLE));
    let room = (high - low) * 0.07;
    let y = Axis { values: (low - room, high + room), pixels: (PLOT.1, 0.0), log: false };
    (x, y)
}

fn grid(scene: &mut Scene, x: &Axis, y: &Axis, field: Bounds) {
    let (top, bottom) = (y.place(NOTABLE), y.place(-NOTABLE));
    scene.area((field.left, top), (PLOT.0, bottom - top), BAND);
    for value in x.ticks(34.0) {
        let at = x.place(value);
        scene.rule((at, field.top), (at, field.bottom), 1.0, GRID);
        scene.text(Label::new(log_tick(value), (at, field.bottom + 14.0), SMALL, GREY).align(Align::Center));
    }
    let ticks = y.ticks(38.0);
    for &value in &ticks {
        let at = y.place(value);
        scene.rule((field.left, at), (field.right, at), 1.0, if value == 0.0 { PALE } else { GRID });
        scene.text(Label::new(tick(value, &ticks), (field.left - 8.0, at + 3.6), SMALL, GREY).align(Align::Right));
    }
    let words = "occurrences in both sources together (logarithmic)";
    let middle = (field.left + field.right) / 2.0;
    scene.text(Label::new(words, (middle, field.bottom + 30.0), SMALL, GREY).align(Align::Center));
    let words = Label::new("z of the log-odds ratio", (11.0, (field.top + field.bottom) / 2.0), SMALL, GREY);
    scene.text(words.align(Align::Center).upright());
}

/// The two sides by name, in the corners of their halves; returns the room they take.
fn corners(scene: &mut Scene, field: Bounds, (target, reference): &(String, String)) -> [Bounds; 2] {
    let side = |words: String, y: f64, color: style::Rgb| {
        let words = text::shorten(&words, SMALL, true, PLOT.0 / 2.0);
        Label::new(words, (field.right - 6.0, y), SMALL, color).bold(true).align(Align::Right)
    };
    let labels = [
        side(format!("more in {target} ↑"), field.top + 14.0, TARGET),
        side(format!("more in {reference} ↓"), field.bottom - 7.0, REFERENCE),
    ];
    labels.map(|label| {
        let bounds = label.bounds().grown(3.0);
        scene.text(label);
        bounds
    })
}

/// Marks and what they mean, below the plot.
fn legend(scene: &mut Scene, (target, reference): &(String, String)) {
    let mut y = scene.height + 14.0;
    let mut x = LEFT + 6.0;
    let band = format!("|z| < {NOTABLE}: within chance");
    let name = |name: &str| text::shorten(name, SMALL, false, 260.0);
    let marks = [
        (format!("commoner in {}", name(target)), 3.5, TARGET, true),
        (format!("commoner in {}", name(reference)), 3.5, REFERENCE, false),
        (band, 2.0, PALE, true),
    ];
    for (words, radius, color, round) in marks {
        let label = Label::new(words, (x + 11.0, y + 3.6), SMALL, GREY);
        let (label, at) = if label.bounds().right > LEFT + PLOT.0 {
            y += 18.0;
            x = LEFT + 6.0;
            (Label { at: (x + 11.0, y + 3.6), ..label }, x)
        } else {
            (label, x)
        };
        style::mark(scene, (at, y), radius, color, (round, true));
        x = label.bounds().right + 26.0;
        scene.text(label);
    }
    scene.height = y + 10.0;
}
