//! Events × sources: who tells what, and who passes over it.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::calendar::period;
use super::scene::{Align, Bounds, Label, Scene};
use super::sheet::Sheet;
use super::style::{self, GREY, GRID, INK, LABEL, PALE, PAPER, SMALL};
use super::{Caption, Chart, heatmap, text};
use crate::Error;
use crate::compare::{ALL, CoverageRow};
use crate::report::number;

/// Most sources and events that one picture holds.
const MOST_SOURCES: usize = 40;
const MOST_EVENTS: usize = 60;
/// Height of a row, and widest name of an event, px.
const ROW: f64 = 34.0;
const NAME: f64 = 300.0;
/// Narrowest and widest column, px.
const COLUMN: (f64, f64) = (42.0, 130.0);
/// Most cells of silence that are hatched: thousands of lines say no more than the dash.
const MOST_HATCHED: usize = 200;

/// Draws `coverage.csv`: a row for each event, a column for each source, and in
/// every cell the documents over their share of the source's tokens.
///
/// Darker is a larger share, on a square-root scale. Silence is an empty cell
/// with a dash, hatched unless there are hundreds. Events stand in the order of their dates, undated ones last; sources in
/// the order of how many events they tell. At most 40 sources (those with most
/// tokens) and 60 events (those with most documents) are drawn, and the footnote
/// says how many there are.
///
/// `None` without events that any source tells.
///
/// # Errors
/// Only if the chart cannot be laid out, which no known input causes.
pub fn coverage(rows: &[CoverageRow], caption: &Caption) -> Result<Option<Chart>, Error> {
    let grid = Grid::new(rows, caption);
    if grid.events.iter().all(|e| e.told == 0) {
        return Ok(None);
    }
    let sheet = Sheet {
        name: "coverage".into(),
        title: "Which events does each source tell, and which does it pass over?".into(),
        subtitle: format!(
            "{}Large: documents; small: their share of the source’s tokens. Darker is more. Events by date; sources \
             that tell most events stand left.",
            if caption.study.trim().is_empty() { String::new() } else { format!("{}. ", text::clean(&caption.study)) }
        ),
        notes: grid.notes(caption),
        alt: grid.alt(caption),
    };
    Ok(Some(sheet.assemble(grid.draw(caption))))
}

/// A row or a column: how many of the other kind it meets, of all of them.
struct Line<'a> {
    id: &'a str,
    documents: u64,
    tokens: u64,
    told: usize,
}

struct Grid<'a> {
    cells: BTreeMap<(&'a str, &'a str), &'a CoverageRow>,
    events: Vec<Line<'a>>,
    sources: Vec<Line<'a>>,
    /// How many events and sources there are, drawn or not.
    known: (usize, usize),
}

impl<'a> Grid<'a> {
    fn new(rows: &'a [CoverageRow], caption: &Caption) -> Self {
        let mut sources: BTreeMap<&str, Line> = BTreeMap::new();
        let mut events: BTreeMap<&str, Line> = BTreeMap::new();
        let mut cells = BTreeMap::new();
        for row in rows {
            let source = sources.entry(&row.source).or_insert_with(|| Line::new(&row.source));
            if row.event == ALL {
                (source.documents, source.tokens) = (row.documents, row.tokens);
                continue;
            }
            source.told += usize::from(row.documents > 0);
            let event = events.entry(&row.event).or_insert_with(|| Line::new(&row.event));
            event.told += usize::from(row.documents > 0);
            event.documents += row.documents;
            cells.insert((row.event.as_str(), row.source.as_str()), row);
        }
        let known = (events.len(), sources.len());
        let mut events: Vec<Line> = events.into_values().collect();
        events.sort_by_key(|e| Reverse(e.documents));
        events.truncate(MOST_EVENTS);
        let date = |event: &Line| caption.periods.get(event.id).copied();
        events.sort_by(|a, b| (date(a).is_none(), date(a), a.id).cmp(&(date(b).is_none(), date(b), b.id)));
        let mut sources: Vec<Line> = sources.into_values().collect();
        sources.sort_by_key(|s| Reverse(s.tokens));
        sources.truncate(MOST_SOURCES);
        sources.sort_by(|a, b| (b.told, b.tokens).cmp(&(a.told, a.tokens)).then(a.id.cmp(b.id)));
        Grid { cells, events, sources, known }
    }

    /// Share of a source's tokens that an event has; `None` for silence.
    fn share(&self, event: &str, source: &Line) -> Option<(u64, f64)> {
        let row = self.cells.get(&(event, source.id)).filter(|row| row.documents > 0)?;
        Some((row.documents, row.tokens as f64 / source.tokens.max(1) as f64))
    }

    fn silent(&self) -> usize {
        let silent = |event: &Line| self.sources.iter().filter(|s| self.share(event.id, s).is_none()).count();
        self.events.iter().map(silent).sum()
    }

    fn top(&self) -> f64 {
        let shares = self.events.iter().flat_map(|e| self.sources.iter().filter_map(|s| self.share(e.id, s)));
        shares.map(|s| s.1).fold(0.0, f64::max)
    }

    fn notes(&self, caption: &Caption) -> Vec<String> {
        let documents: u64 = self.sources.iter().map(|s| s.documents).sum();
        let mut notes = vec![format!(
            "n = {}. A document that tells of two events counts in both, so shares of a source need not add up to 100 %; \
             the rest of its text tells of none.",
            number::counted(documents, "document")
        )];
        if self.known != (self.events.len(), self.sources.len()) {
            notes.push(format!(
                "Shown: {} of {} events (most documents), {} of {} sources (most tokens); coverage.csv has all.",
                self.events.len(),
                self.known.0,
                self.sources.len(),
                self.known.1
            ));
        }
        let undated = self.events.iter().filter(|e| !caption.periods.contains_key(e.id)).count();
        if undated > 0 && undated < self.events.len() {
            notes.push("Events without a date stand last.".into());
        }
        notes
    }

    fn alt(&self, caption: &Caption) -> String {
        let mut alt = format!(
            "Matrix of {} events and {} sources; {} of the {} cells are silence.",
            self.events.len(),
            self.sources.len(),
            self.silent(),
            self.events.len() * self.sources.len()
        );
        let least = self.events.iter().filter(|e| e.told > 0).min_by_key(|e| (e.told, e.id));
        if let (Some(event), Some(source)) = (least, self.sources.first()) {
            alt.push_str(&format!(
                " {} tells most, {} of {}; “{}” is told by fewest, {} of {}.",
                text::phrase(source.id, caption),
                source.told,
                number::counted(self.known.0 as u64, "event"),
                text::phrase(event.id, caption),
                event.told,
                number::counted(self.known.1 as u64, "source")
            ));
        }
        alt
    }

    fn draw(&self, caption: &Caption) -> Scene {
        let names = text::names(self.events.iter().map(|e| e.id), caption, LABEL, NAME);
        let dates: Vec<String> = self.events.iter().map(|e| self.date(e, caption)).collect();
        let left = text::widest(names.values(), LABEL, false).max(text::widest(&dates, SMALL, false)).max(90.0) + 14.0;
        let column = self.column(caption);
        let ids: Vec<&str> = self.sources.iter().map(|s| s.id).collect();
        let right = left + column * ids.len() as f64;
        let told = |line: &Line, of: usize| format!("{} of {of}", line.told);
        let by: Vec<String> = self.events.iter().map(|e| told(e, self.known.1)).collect();
        let head = "told by";
        let margin = text::widest(&by, LABEL, false).max(text::width(head, SMALL, false));
        let mut scene = Scene { width: right + 12.0 + margin, ..Scene::default() };
        let (top, hatched) = (self.top(), self.silent() <= MOST_HATCHED);
        let mut y = heatmap::head(&mut scene, &ids, caption, (left, column));
        scene.text(Label::new(head, (scene.width, y - 8.0), SMALL, GREY).align(Align::Right));
        for ((event, date), by) in self.events.iter().zip(dates).zip(by) {
            scene.text(Label::new(&*names[event.id], (left - 12.0, y + 14.0), LABEL, INK).align(Align::Right));
            scene.text(Label::new(date, (left - 12.0, y + 27.5), SMALL, GREY).align(Align::Right));
            for (i, source) in self.sources.iter().enumerate() {
                let x = left + i as f64 * column;
                let area = Bounds { left: x + 1.0, top: y + 1.0, right: x + column - 1.0, bottom: y + ROW - 1.0 };
                match self.share(event.id, source) {
                    Some(share) => {
                        cell(&mut scene, area, share, top);
                        let words = format!(
                            "{}, {}: {}, {} of the words of the source",
                            text::label(source.id, caption),
                            text::label(event.id, caption),
                            number::counted(share.0, "document"),
                            percent(share.1),
                        );
                        scene.hint(area, words, &[("list", "documents"), ("event", event.id), ("source", source.id)]);
                    }
                    None => silence(&mut scene, area, hatched),
                }
            }
            let at = (scene.width, y + ROW / 2.0 + LABEL * 0.36);
            scene.text(Label::new(by, at, LABEL, INK).align(Align::Right));
            y += ROW;
        }
        scene.rule((0.0, y + 4.0), (scene.width, y + 4.0), 1.0, GRID);
        for words in ["events told", "documents in all"] {
            y += 16.0;
            scene.text(Label::new(words, (left - 12.0, y + 3.0), SMALL, GREY).align(Align::Right));
            for (i, source) in self.sources.iter().enumerate() {
                let value = if words == "events told" { source.told as u64 } else { source.documents };
                let x = left + (i as f64 + 0.5) * column;
                scene.text(
                    Label::new(crate::report::number::thousands(value), (x, y + 3.0), SMALL, INK).align(Align::Center),
                );
            }
        }
        scene.height = y + 8.0;
        self.legend(&mut scene);
        scene
    }

    /// The days of an event and its documents.
    fn date(&self, event: &Line, caption: &Caption) -> String {
        let documents = number::counted(event.documents, "document");
        match caption.periods.get(event.id) {
            Some(days) => format!("{} · {documents}", period(*days)),
            None => documents,
        }
    }

    /// Width of a column: what its cells need, and the names of a few sources.
    fn column(&self, caption: &Caption) -> f64 {
        let cells =
            self.cells.values().map(|r| text::width(&crate::report::number::thousands(r.documents), LABEL, false));
        let totals =
            self.sources.iter().map(|s| text::width(&crate::report::number::thousands(s.documents), SMALL, false));
        let needed = cells.chain(totals).fold(text::width("<0.1 %", SMALL, false), f64::max) + 8.0;
        if self.sources.len() > 12 {
            return needed.max(COLUMN.0);
        }
        let words = self.sources.iter().map(|s| text::label(s.id, caption));
        let widest = words.map(|w| text::widest(w.split_inclusive([' ', '-']), LABEL, false)).fold(0.0, f64::max);
        needed.max(widest + 14.0).clamp(COLUMN.0, COLUMN.1)
    }

    fn legend(&self, scene: &mut Scene) {
        let y = scene.height + 14.0;
        heatmap::scale(scene, y, 100.0 * self.top(), "% of the source’s tokens (square-root scale)");
        scene.height = y + 30.0;
        let silent = self.silent();
        if silent > 0 {
            let y = scene.height + 8.0;
            let sample = Bounds { left: 0.0, top: y, right: 42.0, bottom: y + 16.0 };
            silence(scene, sample, silent <= MOST_HATCHED);
            let words = "silence: the source has no document of the event";
            scene.text(Label::new(words, (52.0, y + 12.0), SMALL, GREY));
            scene.height = y + 18.0;
        }
    }
}

impl<'a> Line<'a> {
    fn new(id: &'a str) -> Self {
        Line { id, documents: 0, tokens: 0, told: 0 }
    }
}

/// Documents over their share of the source's tokens.
fn cell(scene: &mut Scene, area: Bounds, (documents, share): (u64, f64), top: f64) {
    let center = (area.left + area.right) / 2.0;
    let ground = style::ramp(heatmap::share(share, top));
    scene.area((area.left, area.top), (area.right - area.left, area.bottom - area.top), ground);
    let ink = style::ink_on(ground);
    for (words, size, down) in
        [(crate::report::number::thousands(documents), LABEL, 13.5), (percent(share), SMALL, 26.5)]
    {
        scene.text(Label::new(words, (center, area.top + down), size, ink).align(Align::Center));
    }
}

/// `12 %`; one decimal below 1 %.
fn percent(share: f64) -> String {
    match 100.0 * share {
        p if p > 0.0 && p < 0.05 => "<0.1 %".into(),
        p if p > 0.0 && p < 0.95 => format!("{} %", style::fixed(p, 1)),
        p => format!("{} %", style::fixed(p, 0)),
    }
}

/// An empty cell with a dash.
fn silence(scene: &mut Scene, area: Bounds, hatched: bool) {
    if hatched {
        heatmap::hatch(scene, area, GRID);
    }
    heatmap::outline(scene, area);
    let (x, y) = ((area.left + area.right) / 2.0, (area.top + area.bottom) / 2.0);
    scene.area((x - 9.0, y - 4.0), (18.0, 8.0), PAPER);
    scene.rule((x - 6.0, y), (x + 6.0, y), 1.5, PALE);
}
