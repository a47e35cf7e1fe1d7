//! Sources × frames: how much each source uses each frame.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::scene::{Align, Bounds, Label, Scene};
use super::sheet::{self, Sheet};
use super::style::{self, GREY, INK, LABEL, PALE, SMALL};
use super::{Caption, Chart, axis, text};
use crate::Error;
use crate::compare::FrameRow;
use crate::report::number;

/// Tokens below which a rate says little.
pub(super) const FEW_TOKENS: u64 = 1_000;
/// Most sources and frames that one picture holds.
const MOST_SOURCES: usize = 60;
const MOST_FRAMES: usize = 24;
/// Height of a row, widest name of a source and of a frame, px.
const ROW: f64 = 36.0;
const NAME: f64 = 325.0;
const FRAME_NAME: f64 = 190.0;
/// Narrowest and widest column, px.
const COLUMN: (f64, f64) = (66.0, 112.0);
/// Where the name of a frame may be broken: text::wrap breaks there.
const BREAKS: [char; 2] = [' ', '-'];

/// Draws the rates of `frames.csv` for one event: a row for each source, a
/// column for each frame, and in every cell the rate over the number of
/// mentions.
///
/// Darker is more, on a square-root scale over all cells. Sources and frames
/// stand in the order of their rates over everything shown, the highest first,
/// and sources with too little text last. A zero shows
/// the upper limit that the text allows; cells resting on fewer than 1,000
/// tokens are hatched; a source without documents has dashes, not zeros. At most
/// 60 sources (those with most tokens) and 24 frames (those with most mentions)
/// are drawn, and the footnote says how many there are.
///
/// `None` if the event has no row with a rate.
///
/// # Errors
/// Only if the chart cannot be laid out, which no known input causes.
pub fn heatmap(rows: &[FrameRow], event: &str, caption: &Caption) -> Result<Option<Chart>, Error> {
    let grid = Grid::new(rows, event);
    if grid.highest.is_none() {
        return Ok(None);
    }
    let sheet = Sheet {
        name: sheet::name("frames", event, &[]),
        title: "How much does each source use each frame?".into(),
        subtitle: format!(
            "{} Large: mentions per 1,000 tokens; small: number of mentions. Darker is more. \
             The highest rates stand top left.",
            sheet::setting(event, caption)
        ),
        notes: grid.notes(caption),
        alt: grid.alt(caption),
    };
    Ok(Some(sheet.assemble(grid.draw(caption))))
}

/// The rows of one event, arranged.
struct Grid<'a> {
    cells: BTreeMap<(&'a str, &'a str), &'a FrameRow>,
    /// Source with its documents and tokens.
    sources: Vec<(&'a str, u64, u64)>,
    frames: Vec<&'a str>,
    /// How many sources and frames there are, drawn or not.
    known: (usize, usize),
    /// The cell with the highest rate.
    highest: Option<&'a FrameRow>,
}

impl<'a> Grid<'a> {
    fn new(rows: &'a [FrameRow], event: &str) -> Self {
        let rows: Vec<&FrameRow> = rows.iter().filter(|r| r.event == event).collect();
        let mut sources: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
        let mut frames: BTreeMap<&str, u64> = BTreeMap::new();
        for row in &rows {
            let size = sources.entry(&row.source).or_default();
            *size = (size.0.max(row.documents), size.1.max(row.tokens));
            *frames.entry(&row.frame).or_default() += row.mentions;
        }
        let known = (sources.len(), frames.len());
        let mut sources: Vec<_> =
            sources.into_iter().map(|(id, (documents, tokens))| (id, documents, tokens)).collect();
        let mut frames: Vec<_> = frames.into_iter().collect();
        sources.sort_by_key(|&(_, _, tokens)| Reverse(tokens));
        frames.sort_by_key(|&(_, mentions)| Reverse(mentions));
        sources.truncate(MOST_SOURCES);
        frames.truncate(MOST_FRAMES);
        let mut frames: Vec<&str> = frames.into_iter().map(|(id, _)| id).collect();
        let shown = |r: &&&FrameRow| sources.iter().any(|s| s.0 == r.source) && frames.contains(&r.frame.as_str());
        let cells: BTreeMap<_, _> = rows.iter().filter(shown).map(|r| ((&*r.source, &*r.frame), *r)).collect();
        frames.sort_unstable();
        frames
            .sort_by_cached_key(|f| Reverse(cells.values().filter(|r| r.frame == *f).map(|r| r.mentions).sum::<u64>()));
        let total = |id: &str| cells.values().filter(|r| r.source == id).filter_map(|r| rate(r)).sum::<f64>();
        let reliable = |tokens: u64| (tokens < FEW_TOKENS, tokens == 0);
        sources.sort_by_key(|s| s.0);
        sources.sort_by(|a, b| reliable(a.2).cmp(&reliable(b.2)).then_with(|| total(b.0).total_cmp(&total(a.0))));
        let highest = cells
            .values()
            .copied()
            .filter(|r| rate(r).is_some())
            .reduce(|best, r| if rate(r) > rate(best) { r } else { best });
        Grid { cells, sources, frames, known, highest }
    }

    fn top(&self) -> f64 {
        self.highest.and_then(rate).unwrap_or(0.0)
    }

    fn small(&self) -> usize {
        self.sources.iter().filter(|s| s.1 > 0 && s.2 < FEW_TOKENS).count()
    }

    fn silent(&self) -> usize {
        self.cells.values().filter(|r| rate(r).is_none()).count() + self.sources.len() * self.frames.len()
            - self.cells.len()
    }

    fn notes(&self, caption: &Caption) -> Vec<String> {
        let (documents, tokens) = self.sources.iter().fold((0, 0), |sum, s| (sum.0 + s.1, sum.1 + s.2));
        let mut first = format!(
            "Rate = 1,000 × mentions / word tokens of all documents of the source, stop words included. n = {}, {}.",
            number::counted(documents, "document"),
            number::counted(tokens, "token")
        );
        if self.cells.values().any(|r| r.mentions == 0 && r.rate_high.is_some()) {
            first
                .push_str(" ≤: where nothing was found, the highest rate that the amount of text still allows (95 %).");
        }
        let mut notes = vec![first];
        if self.known != (self.sources.len(), self.frames.len()) {
            notes.push(format!(
                "Shown: {} of {} sources (most tokens), {} of {} frames (most mentions); frames.csv has all.",
                self.sources.len(),
                self.known.0,
                self.frames.len(),
                self.known.1
            ));
        }
        notes.extend(sheet::lexicon(caption));
        notes
    }

    fn alt(&self, caption: &Caption) -> String {
        let mut alt = format!("Heat map of {} sources and {} frames.", self.sources.len(), self.frames.len());
        if let Some(row) = self.highest {
            alt.push_str(&format!(
                " The highest rate is {} mentions per 1,000 tokens, of {} in {} ({}, {}).",
                style::rate(rate(row).unwrap_or(0.0)),
                text::phrase(&row.frame, caption),
                text::phrase(&row.source, caption),
                number::counted(row.mentions, "mention"),
                number::counted(row.documents, "document")
            ));
        }
        alt
    }

    fn draw(&self, caption: &Caption) -> Scene {
        let names = text::names(self.sources.iter().map(|s| s.0), caption, LABEL, NAME);
        let sizes: Vec<String> = self.sources.iter().map(|s| size(s.1, s.2)).collect();
        let left = text::widest(names.values(), LABEL, false).max(text::widest(&sizes, SMALL, false)) + 14.0;
        let column = self.column(caption);
        let mut scene = Scene { width: left + column * self.frames.len() as f64, ..Scene::default() };
        let mut y = head(&mut scene, &self.frames, caption, (left, column));
        for (source, size) in self.sources.iter().zip(sizes) {
            let right = left - 12.0;
            scene.text(Label::new(&*names[source.0], (right, y + 15.0), LABEL, INK).align(Align::Right));
            scene.text(Label::new(size, (right, y + 28.5), SMALL, GREY).align(Align::Right));
            for (i, frame) in self.frames.iter().enumerate() {
                let x = left + i as f64 * column;
                let area = Bounds { left: x + 1.0, top: y + 1.0, right: x + column - 1.0, bottom: y + ROW - 1.0 };
                let row = self.cells.get(&(source.0, *frame)).copied();
                self.cell(&mut scene, area, row);
                if let Some(row) = row.filter(|r| rate(r).is_some()) {
                    let opens = [("event", &*row.event), ("source", source.0), ("frame", frame)];
                    scene.hint(area, hint(row, caption), &opens);
                }
            }
            y += ROW;
        }
        scene.height = y;
        self.legend(&mut scene);
        scene
    }

    /// Width of a column: what its cells and the words of its head need.
    fn column(&self, caption: &Caption) -> f64 {
        let cells = self.cells.values().map(|r| {
            let (large, small) = lines(r);
            text::width(&large, LABEL, false).max(text::width(&small, SMALL, false))
        });
        let heads =
            self.frames.iter().map(|f| text::widest(text::label(f, caption).split_inclusive(BREAKS), LABEL, false));
        (cells.chain(heads).fold(0.0, f64::max) + 14.0).clamp(COLUMN.0, COLUMN.1)
    }

    fn cell(&self, scene: &mut Scene, area: Bounds, row: Option<&FrameRow>) {
        let center = (area.left + area.right) / 2.0;
        let Some((row, rate)) = row.and_then(|r| Some((r, rate(r)?))) else {
            scene.rule(
                (center - 7.0, (area.top + area.bottom) / 2.0),
                (center + 7.0, (area.top + area.bottom) / 2.0),
                1.5,
                PALE,
            );
            outline(scene, area);
            return;
        };
        let ground = style::ramp(share(rate, self.top()));
        scene.area((area.left, area.top), (area.right - area.left, area.bottom - area.top), ground);
        let ink = style::ink_on(ground);
        let (large, small) = lines(row);
        let large = Label::new(large, (center, area.top + 14.5), LABEL, ink).align(Align::Center);
        let small = Label::new(small, (center, area.top + 28.0), SMALL, ink).align(Align::Center);
        if row.tokens < FEW_TOKENS {
            hatch(scene, area, style::mix(ground, ink, 0.3));
            let half = large.width().max(small.width()) / 2.0 + 3.0;
            scene.area((center - half, area.top + 2.5), (2.0 * half, ROW - 7.0), ground);
        }
        scene.text(large);
        scene.text(small);
    }

    /// Colour scale and the meaning of hatching and dashes, below the grid.
    fn legend(&self, scene: &mut Scene) {
        let top = self.top();
        let y = scene.height + 18.0;
        if top > 0.0 {
            scale(scene, y, top, "mentions per 1,000 tokens (square-root scale)");
        }
        let mut y = if top > 0.0 { y + 34.0 } else { y };
        let swatch = |y: f64| Bounds { left: 0.0, top: y, right: 26.0, bottom: y + 13.0 };
        if self.small() > 0 {
            scene.area((0.0, y), (26.0, 13.0), style::ramp(0.2));
            hatch(scene, swatch(y), style::mix(style::ramp(0.2), INK, 0.3));
            let words = format!(
                "fewer than {} tokens: too little text to rely on",
                crate::report::number::thousands(FEW_TOKENS)
            );
            scene.text(Label::new(words, (34.0, y + 10.5), SMALL, GREY));
            y += 19.0;
        }
        if self.silent() > 0 {
            outline(scene, swatch(y));
            scene.rule((8.0, y + 6.5), (18.0, y + 6.5), 1.5, PALE);
            scene.text(Label::new(
                "no documents, or no entries in their language (not a zero)",
                (34.0, y + 10.5),
                SMALL,
                GREY,
            ));
            y += 19.0;
        }
        scene.height = y;
        let legend = text::width("no documents, or no entries in their language (not a zero)", SMALL, false) + 34.0;
        scene.width = scene.width.max(legend);
    }
}

/// A cell in words.
fn hint(row: &FrameRow, caption: &Caption) -> String {
    format!(
        "{}, {}: {} per 1,000 tokens, {} in {} of {}",
        text::label(&row.source, caption),
        text::label(&row.frame, caption),
        style::rate(rate(row).unwrap_or(0.0)),
        number::counted(row.mentions, "mention"),
        row.documents_with,
        number::counted(row.documents, "document"),
    )
}

/// The rate of a row that has documents and tokens.
fn rate(row: &FrameRow) -> Option<f64> {
    row.rate.filter(|r| r.is_finite() && row.documents > 0)
}

/// Names of the frames over columns that begin at `left`: wrapped where three
/// lines will do, upright else. Gives the height of the head.
pub(super) fn head(scene: &mut Scene, frames: &[&str], caption: &Caption, (left, column): (f64, f64)) -> f64 {
    let most = column - 6.0;
    let full: Vec<String> = frames.iter().map(|f| text::label(f, caption)).collect();
    let wrapped: Vec<Vec<String>> = full.iter().map(|f| text::wrap(f, LABEL, false, most)).collect();
    let whole = full.iter().all(|f| text::widest(f.split_inclusive(BREAKS), LABEL, false) <= most);
    let rows = wrapped.iter().map(Vec::len).max().unwrap_or(0);
    let center = |i: usize| left + (i as f64 + 0.5) * column;
    if whole && rows <= 3 {
        let step = LABEL * 1.25;
        for (i, lines) in wrapped.into_iter().enumerate() {
            let first = rows - lines.len();
            for (row, line) in lines.into_iter().enumerate() {
                let at = (center(i), (first + row) as f64 * step + LABEL);
                scene.text(Label::new(line, at, LABEL, INK).align(Align::Center));
            }
        }
        return rows as f64 * step + 6.0;
    }
    let names = text::names(frames.iter().copied(), caption, LABEL, FRAME_NAME);
    let height = text::widest(names.values(), LABEL, false);
    for (i, frame) in frames.iter().enumerate() {
        scene.text(Label::new(&*names[frame], (center(i) + LABEL * 0.36, height), LABEL, INK).upright());
    }
    height + 8.0
}

/// The colour scale from 0 to `top` with its ticks, and what it measures.
pub(super) fn scale(scene: &mut Scene, y: f64, top: f64, words: &str) {
    let (length, steps) = (240.0, 60);
    for i in 0..steps {
        let part = length / f64::from(steps);
        let color = style::ramp((f64::from(i) + 0.5) / f64::from(steps));
        // A little overlap: adjacent areas must not show a seam.
        let wide = if i + 1 < steps { part + 0.5 } else { part };
        scene.area((f64::from(i) * part, y), (wide, 10.0), color);
    }
    scale_ticks(scene, top, (length, y + 10.0));
    let label = Label::new(words, (length + 24.0, y + 9.0), SMALL, GREY);
    scene.width = scene.width.max(label.bounds().right);
    scene.text(label);
}

/// Share of the colour scale.
pub(super) fn share(rate: f64, top: f64) -> f64 {
    if top > 0.0 { (rate / top).sqrt() } else { 0.0 }
}

/// The two lines of a cell.
fn lines(row: &FrameRow) -> (String, String) {
    if row.mentions > 0 {
        return (style::rate(rate(row).unwrap_or(0.0)), crate::report::number::thousands(row.mentions));
    }
    let bound = row.rate_high.filter(|h| h.is_finite()).map(|h| format!("≤ {}", style::rate(h)));
    ("0".into(), bound.unwrap_or_else(|| "no mention".into()))
}

/// What stands below the name of a source.
fn size(documents: u64, tokens: u64) -> String {
    if documents == 0 {
        return "no documents".into();
    }
    format!("{} · {}", number::counted(documents, "document"), number::counted(tokens, "token"))
}

/// Ticks below the colour scale.
fn scale_ticks(scene: &mut Scene, top: f64, (length, y): (f64, f64)) {
    let axis = axis::Axis { values: (0.0, top), pixels: (0.0, length), log: false };
    let ticks = axis.ticks(40.0);
    let mut free = f64::NEG_INFINITY;
    for &value in &ticks {
        let x = share(value, top) * length;
        let label = Label::new(axis::tick(value, &ticks), (x, y + 15.0), SMALL, GREY).align(Align::Center);
        let label = if value == 0.0 { Label { align: Align::Left, ..label } } else { label };
        let bounds = label.bounds();
        if bounds.left < free {
            continue;
        }
        free = bounds.right + 5.0;
        scene.rule((x, y), (x, y + 4.0), 1.0, PALE);
        scene.text(label);
    }
}

/// Diagonal lines inside a rectangle.
pub(super) fn hatch(scene: &mut Scene, area: Bounds, color: style::Rgb) {
    let (width, height) = (area.right - area.left, area.bottom - area.top);
    let mut offset = 6.0;
    while offset < width + height {
        let from = (area.left + (offset - height).max(0.0), area.top + offset.min(height));
        let to = (area.left + offset.min(width), area.top + (offset - width).max(0.0));
        scene.line(from, to, 0.75, color);
        offset += 6.0;
    }
}

/// The thin edge of an empty cell.
pub(super) fn outline(scene: &mut Scene, area: Bounds) {
    let (l, t, r, b) = (area.left + 0.5, area.top + 0.5, area.right - 0.5, area.bottom - 0.5);
    for (from, to) in [((l, t), (r, t)), ((l, b), (r, b)), ((l, t), (l, b)), ((r, t), (r, b))] {
        scene.rule(from, to, 1.0, style::GRID);
    }
}
