//! Rates over time: a panel for each frame, a series of marks for each source.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::axis::{Axis, tick};
use super::calendar::{Calendar, Events};
use super::heatmap::FEW_TOKENS;
use super::legend::{Item, legend};
use super::scene::{Align, Bounds, Label, Scene, Shape};
use super::sheet::{self, Sheet};
use super::style::{self, GREY, GRID, INK, LABEL, LINES, PALE, PAPER, Rgb, SMALL};
use super::{Caption, Chart, text, top_frames};
use crate::Error;
use crate::compare::{ALL, CoverageRow, Step, Timeline, TimelineRow};
use crate::report::number;

/// Most frames and series that one picture holds.
const MOST_FRAMES: usize = 8;
const MOST_SERIES: usize = LINES.len();
/// Series that can still be told apart in so many periods: beyond 40, and beyond 100.
const CROWDED: [(usize, usize); 2] = [(100, 4), (40, 5)];
/// Width of the column of names, of the values beside the axis, and of the plot, px.
const NAME: f64 = 170.0;
const VALUES: f64 = 40.0;
const PLOT: f64 = 640.0;
/// Height of a panel, of the room in it above the axis, of the strip of counts, and the gap between them, px.
const PANEL: f64 = 100.0;
const ABOVE: f64 = 10.0;
const STRIP: f64 = 36.0;
const GAP: f64 = 13.0;
/// Widest name of a source in the legend, px.
const SERIES: f64 = 230.0;
/// Smallest and largest mark, px; large ones need room between the periods.
const RADII: (f64, f64) = (2.4, 6.0);

/// Draws the rates of `timeline.csv`: a panel for each frame, a mark for each
/// source in each period, over a strip of the documents of all sources.
///
/// Marks grow with the documents behind them and are hollow where those have
/// fewer than 1,000 tokens; a source without documents in a period has no mark
/// there, and only neighbouring periods are joined by a line. The axis is broken
/// where most of it would be without documents. Each panel has
/// an axis of its own; what little text alone would stretch it far is cut, with
/// an arrow. The times of the caption's events stand behind the data, named
/// above them or numbered with a key; of more than 15, the 12 that most documents
/// tell (`coverage` counts them). At most 8 frames (those with most
/// mentions) and 7 sources are drawn (5 and 4 where there are more than 40 and 100
/// periods); of more, those with most tokens, and all others together.
///
/// `None` if no document is dated, all of one period, or no frame is mentioned.
///
/// # Errors
/// Only if the chart cannot be laid out, which no known input causes.
pub fn timeline(timeline: &Timeline, coverage: &[CoverageRow], caption: &Caption) -> Result<Option<Chart>, Error> {
    let Some(plan) = Plan::new(timeline) else { return Ok(None) };
    let mut documents: BTreeMap<&str, u64> = BTreeMap::new();
    coverage.iter().for_each(|row| *documents.entry(&row.event).or_default() += row.documents);
    let events = Events::new(caption, &plan.calendar, &documents);
    let sheet = Sheet {
        name: "timeline".into(),
        title: "When does each source use each frame?".into(),
        subtitle: format!(
            "{} Mentions per 1,000 tokens by {}; every panel has a scale of its own. Larger marks: more documents. \
             No mark: no documents, not a zero.",
            sheet::setting(ALL, caption),
            plan.step.noun()
        ),
        notes: plan.notes(timeline, &events, caption),
        alt: plan.alt(caption),
    };
    Ok(Some(sheet.assemble(plan.draw(&events, caption))))
}

/// Whole numbers of a source, or of several, in a period.
#[derive(Debug, Clone, Copy, Default)]
struct Cell {
    documents: u64,
    mentions: u64,
    tokens: u64,
}

impl Cell {
    fn rate(&self) -> Option<f64> {
        (self.tokens > 0).then(|| 1000.0 * self.mentions as f64 / self.tokens as f64)
    }

    fn relied_on(&self) -> bool {
        self.tokens >= FEW_TOKENS
    }
}

/// A source, or those that have no series of their own.
struct Series<'a> {
    /// `None` for the others together.
    source: Option<&'a str>,
    documents: u64,
    /// By frame and first day of the period.
    cells: BTreeMap<(&'a str, NaiveDate), Cell>,
}

struct Plan<'a> {
    step: Step,
    calendar: Calendar,
    frames: Vec<&'a str>,
    series: Vec<Series<'a>>,
    /// Documents of all sources by first day of the period.
    counts: BTreeMap<NaiveDate, u64>,
    tokens: u64,
    known: (usize, usize),
}

impl<'a> Plan<'a> {
    fn new(timeline: &'a Timeline) -> Option<Self> {
        let (step, (first, last)) = (timeline.step?, timeline.span?);
        let (first, last) = (step.start(first), step.start(last));
        let rows: Vec<&TimelineRow> = timeline.rows.iter().filter(|r| first <= r.from && r.from <= last).collect();
        let tops = top_frames(rows.iter().map(|r| r.frame.as_str()));
        let mut frames: BTreeMap<&str, u64> = BTreeMap::new();
        rows.iter()
            .filter(|r| tops.contains(&*r.frame))
            .for_each(|r| *frames.entry(&r.frame).or_default() += r.mentions);
        let mut frames: Vec<(&str, u64)> = frames.into_iter().filter(|f| f.1 > 0).collect();
        frames.sort_by_key(|f| Reverse(f.1));
        // Every frame repeats the documents: one of them tells their number.
        let one = frames.first().filter(|_| first < last)?.0;
        let mut sizes: BTreeMap<&str, u64> = BTreeMap::new();
        let mut counts: BTreeMap<NaiveDate, u64> = BTreeMap::new();
        for row in rows.iter().filter(|r| r.frame == one) {
            *sizes.entry(&row.source).or_default() += row.tokens;
            *counts.entry(row.from).or_default() += row.documents;
        }
        let known = (sizes.len(), frames.len());
        let tokens = sizes.values().sum();
        frames.truncate(MOST_FRAMES);
        let frames: Vec<&str> = frames.into_iter().map(|f| f.0).collect();
        let mut sources: Vec<(&str, u64)> = sizes.into_iter().collect();
        sources.sort_by_key(|s| Reverse(s.1));
        let most = CROWDED.iter().find(|c| counts.len() > c.0).map_or(MOST_SERIES, |c| c.1);
        let own = if sources.len() > most { most - 1 } else { sources.len() };
        let mut series: Vec<Series> = sources[..own].iter().map(|s| Series::new(Some(s.0))).collect();
        series.extend((own < sources.len()).then(|| Series::new(None)));
        for row in rows.iter().filter(|r| frames.contains(&r.frame.as_str())) {
            let place = series.iter().position(|s| s.source == Some(&row.source)).unwrap_or(own);
            series[place].add(row, one);
        }
        let left = NAME + VALUES;
        let starts: Vec<NaiveDate> = counts.keys().copied().collect();
        let calendar = Calendar::new(step, &starts, (left, left + PLOT))?;
        Some(Plan { step, calendar, frames, series, counts, tokens, known })
    }

    fn cells(&self, frame: &'a str) -> impl Iterator<Item = (usize, NaiveDate, Cell)> + '_ {
        let of = move |(i, s): (usize, &'_ Series<'a>)| {
            let cells: Vec<_> =
                s.cells.iter().filter(|c| c.0.0 == frame).map(|(key, cell)| (i, key.1, *cell)).collect();
            cells
        };
        self.series.iter().enumerate().flat_map(of)
    }

    /// The highest rate of a frame, by text enough if there is any.
    fn highest(&self, frame: &'a str) -> Option<(usize, NaiveDate, Cell)> {
        let best = |relied: bool| {
            let cells = self.cells(frame).filter(|c| !relied || c.2.relied_on()).filter(|c| c.2.mentions > 0);
            cells.reduce(|best, cell| if cell.2.rate() > best.2.rate() { cell } else { best })
        };
        best(true).or_else(|| best(false))
    }

    /// Where the axis of a frame ends: at its highest rate, unless that rests on little text and is far above the rest.
    fn top(&self, frame: &'a str) -> f64 {
        let mut all: Vec<f64> = self.cells(frame).filter_map(|c| c.2.rate()).collect();
        all.sort_by(f64::total_cmp);
        let relied = self.cells(frame).filter(|c| c.2.relied_on()).filter_map(|c| c.2.rate()).fold(0.0, f64::max);
        let most = all.get((all.len() * 9).div_ceil(10).saturating_sub(1)).copied().unwrap_or(0.0);
        let highest = all.last().copied().unwrap_or(0.0);
        let end = relied.max(1.25 * most);
        if relied > 0.0 { end.min(highest) } else { highest }
    }

    fn name(&self, series: &Series<'a>, names: &BTreeMap<&str, String>) -> String {
        let others = self.known.0 - self.series.iter().filter(|s| s.source.is_some()).count();
        series.source.map_or_else(|| format!("{others} other sources together"), |id| names[id].clone())
    }

    fn names(&self, caption: &Caption, most: f64) -> Vec<String> {
        let names = text::names(self.series.iter().filter_map(|s| s.source), caption, SMALL, most);
        self.series.iter().map(|s| self.name(s, &names)).collect()
    }

    fn cut(&self) -> usize {
        self.frames.iter().map(|f| self.cells(f).filter(|c| c.2.rate() > Some(self.top(f))).count()).sum()
    }

    fn notes(&self, timeline: &Timeline, events: &Events, caption: &Caption) -> Vec<String> {
        let documents: u64 = self.counts.values().sum();
        let mut first = format!(
            "Rate = 1,000 × mentions / word tokens of the documents of that {}. n = {}, {}.",
            self.step.noun(),
            number::counted(documents, "dated document"),
            number::counted(self.tokens, "token")
        );
        if timeline.undated > 0 {
            first.push_str(&format!(" Undated and not shown: {}.", number::counted(timeline.undated, "document")));
        }
        if let Some(day) = timeline.apart.first() {
            let more = if timeline.apart.len() > 1 { ", …" } else { "" };
            let n = number::counted(timeline.apart.len() as u64, "document");
            first.push_str(&format!(" Dated far from all others and not shown: {n} ({day}{more})."));
        }
        let mut notes = vec![first];
        let mut more = Vec::new();
        let own = self.series.iter().filter(|s| s.source.is_some()).count();
        if self.known.0 > own {
            more.push(format!("{own} of {} sources by themselves (most tokens)", self.known.0));
        }
        if self.known.1 > self.frames.len() {
            more.push(format!("{} of {} frames (most mentions)", self.frames.len(), self.known.1));
        }
        if !more.is_empty() {
            notes.push(format!("Shown: {}; timeline.csv has all.", more.join(", ")));
        }
        let mut outside = Vec::new();
        if self.calendar.broken() {
            outside
                .push(format!("The axis is broken where no source has a document for several {}s.", self.step.noun()));
        }
        outside.extend(events.left_out());
        match self.cut() {
            0 => {}
            1 => outside.push("An arrow: one rate from little text lies beyond the scale.".into()),
            n => outside.push(format!("Arrows: {n} rates from little text lie beyond the scale.")),
        }
        notes.extend((!outside.is_empty()).then(|| outside.join(" ")));
        notes.extend(sheet::lexicon(caption));
        notes
    }

    fn alt(&self, caption: &Caption) -> String {
        let (first, last) = self.calendar.days;
        let mut alt = format!(
            "Timeline of {} frames in {} sources by {}, {first} to {last}.",
            self.frames.len(),
            self.known.0,
            self.step.noun()
        );
        if let Some((frame, (series, from, cell))) = self.frames.first().and_then(|f| Some((f, self.highest(f)?))) {
            alt.push_str(&format!(
                " The highest rate of {} is {} per 1,000 tokens, in {}, {} ({}).",
                text::phrase(frame, caption),
                style::rate(cell.rate().unwrap_or(0.0)),
                self.names(caption, 420.0)[series],
                self.step.name(from),
                number::counted(cell.mentions, "mention")
            ));
        }
        alt
    }

    fn draw(&self, events: &Events, caption: &Caption) -> Scene {
        let mut scene = Scene { width: NAME + VALUES + PLOT + 10.0, ..Scene::default() };
        let top = events.height();
        let strip = top + self.frames.len() as f64 * (PANEL + GAP);
        let bottom = strip + STRIP;
        events.bands(&mut scene, (top, bottom));
        self.calendar.draw(&mut scene, (top, bottom));
        events.heads(&mut scene, &self.calendar, top);
        let names = self.names(caption, NAME - 16.0);
        for (i, frame) in self.frames.iter().enumerate() {
            let y = top + i as f64 * (PANEL + GAP);
            self.head(&mut scene, frame, &names, y, caption);
            self.panel(&mut scene, frame, y, caption);
        }
        self.strip(&mut scene, strip);
        scene.height = bottom + 20.0;
        self.legend(&mut scene, events, caption);
        events.key(&mut scene, caption);
        scene
    }

    /// Name of a frame and its highest rate, beside its panel.
    fn head(&self, scene: &mut Scene, frame: &'a str, names: &[String], top: f64, caption: &Caption) {
        let words = text::shorten(&text::label(frame, caption), LABEL, true, 1.8 * NAME);
        let mut y = top + ABOVE;
        for line in text::wrap(&words, LABEL, true, NAME - 16.0).into_iter().take(3) {
            scene.text(Label::new(line, (0.0, y + LABEL * 0.36), LABEL, INK).bold(true));
            y += 15.0;
        }
        let Some((series, from, cell)) = self.highest(frame) else { return };
        let lines = [
            format!("highest: {}", style::rate(cell.rate().unwrap_or(0.0))),
            names[series].clone(),
            format!("{} ({})", self.step.name(from), number::counted(cell.mentions, "mention")),
        ];
        for line in lines {
            scene.text(Label::new(line, (0.0, y + SMALL * 0.36), SMALL, GREY));
            y += 13.0;
        }
    }

    /// Scale, lines and marks of a frame.
    fn panel(&self, scene: &mut Scene, frame: &'a str, top: f64, caption: &Caption) {
        let left = self.calendar.pixels.0;
        let axis = Axis { values: (0.0, self.top(frame)), pixels: (top + PANEL, top + ABOVE), log: false };
        let ticks = axis.ticks(20.0);
        for value in &ticks {
            let y = axis.place(*value);
            self.calendar.rule(scene, y, if *value == 0.0 { PALE } else { GRID }, *value == 0.0);
            let label = Label::new(tick(*value, &ticks), (left - 7.0, y + SMALL * 0.36), SMALL, GREY);
            scene.text(label.align(Align::Right));
        }
        let at = |place: usize, from: NaiveDate, cell: &Cell| {
            let period = (self.calendar.place(from), self.calendar.middle(from, self.step.end(from)));
            // Series stand beside each other, so that equal rates of one period can be seen.
            let share = (place as f64 + 0.5) / self.series.len() as f64 - 0.5;
            let x = period.1 + share * (1.3 * (period.1 - period.0)).min(40.0);
            Some((x, axis.clipped(cell.rate()?)))
        };
        // The first series lie on top.
        for (place, series) in self.series.iter().enumerate().rev() {
            let cells: Vec<(NaiveDate, Cell)> =
                series.cells.iter().filter(|c| c.0.0 == frame).map(|(key, cell)| (key.1, *cell)).collect();
            for pair in cells.windows(2) {
                let follows = self.step.end(pair[0].0).succ_opt() == Some(pair[1].0);
                let ends = (at(place, pair[0].0, &pair[0].1), at(place, pair[1].0, &pair[1].1));
                if let (true, (Some(from), Some(to))) = (follows, ends) {
                    let relied = pair.iter().all(|c| c.1.relied_on());
                    let color =
                        if relied { color(place, series) } else { style::mix(color(place, series), PAPER, 0.5) };
                    scene.line(from, to, 1.25, color);
                }
            }
            for (from, cell) in &cells {
                let Some((x, y)) = at(place, *from, cell) else { continue };
                if cell.rate() > Some(axis.values.1) {
                    let points = vec![(x - 3.5, y - 5.5), (x, y - 10.5), (x + 3.5, y - 5.5)];
                    scene.shapes.push(Shape::Polygon(points, color(place, series)));
                }
                // The others are a background, however many they are.
                let radius = if series.source.is_some() { self.radius(cell.documents) } else { RADII.0 };
                mark(scene, (x, y), radius, (color(place, series), place), cell.relied_on());
                if let Some(source) = series.source {
                    let place = Bounds { left: x, top: y, right: x, bottom: y }.grown(radius.max(4.0));
                    let (first, last) = (from.to_string(), self.step.end(*from).to_string());
                    let words = format!(
                        "{}, {}, {}: {} per 1,000 tokens, {} in {}",
                        text::label(source, caption),
                        text::label(frame, caption),
                        self.step.name(*from),
                        style::rate(cell.rate().unwrap_or(0.0)),
                        number::counted(cell.mentions, "mention"),
                        number::counted(cell.documents, "document"),
                    );
                    let opens =
                        [("event", ALL), ("source", source), ("frame", frame), ("from", &*first), ("to", &*last)];
                    scene.hint(place, words, &opens);
                }
            }
        }
    }

    /// Most documents of a source in a period.
    fn most(&self) -> u64 {
        let own = self.series.iter().filter(|s| s.source.is_some());
        own.flat_map(|s| s.cells.values()).map(|c| c.documents).max().unwrap_or(1)
    }

    /// Radius of a mark: its area grows with the documents.
    fn radius(&self, documents: u64) -> f64 {
        let share = documents.saturating_sub(1) as f64 / self.most().saturating_sub(1).max(1) as f64;
        let first = self.calendar.days.0;
        let period = 2.0 * (self.calendar.middle(first, self.step.end(first)) - self.calendar.place(first));
        let largest = (2.0 + 0.35 * period).clamp(RADII.0, RADII.1);
        RADII.0 + (largest - RADII.0) * share.sqrt()
    }

    /// Documents of all sources by period, as bars.
    fn strip(&self, scene: &mut Scene, top: f64) {
        let left = self.calendar.pixels.0;
        let most = self.counts.values().copied().max().unwrap_or(1);
        scene.text(Label::new("Documents", (0.0, top + 12.0), LABEL, INK).bold(true));
        scene.text(Label::new("of all sources", (0.0, top + 27.0), SMALL, GREY));
        for (value, y) in [(most, top), (0, top + STRIP)] {
            let label =
                Label::new(crate::report::number::thousands(value), (left - 7.0, y + SMALL * 0.36), SMALL, GREY);
            scene.text(label.align(Align::Right));
            self.calendar.rule(scene, y, if value == 0 { PALE } else { GRID }, value == 0);
        }
        for (from, n) in &self.counts {
            let (start, end) = (self.calendar.place(*from), self.calendar.middle(*from, self.step.end(*from)));
            let wide = 2.0 * (end - start);
            let room = if wide > 4.0 { 1.0 } else { 0.0 };
            let height = STRIP * *n as f64 / most as f64;
            scene.area((start + room / 2.0, top + STRIP - height), ((wide - room).max(0.75), height), GREY);
        }
    }

    fn legend(&self, scene: &mut Scene, events: &Events, caption: &Caption) {
        let names = self.names(caption, SERIES);
        let sample = |draw: &dyn Fn(&mut Scene)| {
            let mut sample = Scene::default();
            draw(&mut sample);
            sample.shapes
        };
        let own = self.series.iter().enumerate().zip(names).map(|((place, series), name)| {
            let color = color(place, series);
            let drawn = sample(&|s| {
                s.line((0.0, 6.0), (26.0, 6.0), 1.25, color);
                mark(s, (13.0, 6.0), 4.2, (color, place), true);
            });
            Item::drawn(drawn, format!("{name} ({})", number::counted(series.documents, "document")))
        });
        let mut items: Vec<Item> = own.collect();
        let cells: Vec<&Cell> = self.series.iter().flat_map(|s| s.cells.values()).collect();
        if cells.iter().any(|c| !c.relied_on()) {
            let drawn = sample(&|s| mark(s, (13.0, 6.0), 4.2, (INK, 0), false));
            items.push(Item::drawn(
                drawn,
                format!("fewer than {} tokens", crate::report::number::thousands(FEW_TOKENS)),
            ));
        }
        let most = self.most();
        if most > 1 {
            let drawn = sample(&|s| {
                mark(s, (5.0, 6.0), self.radius(1), (INK, 0), true);
                mark(s, (19.0, 6.0), self.radius(most), (INK, 0), true);
            });
            items.push(Item::drawn(drawn, format!("1 and {} documents", crate::report::number::thousands(most))));
        }
        if !events.is_empty() {
            items.push(Item::drawn(events.sample(), "time of an event"));
        }
        legend(scene, items, sheet::NARROWEST);
    }
}

impl<'a> Series<'a> {
    fn new(source: Option<&'a str>) -> Self {
        Series { source, documents: 0, cells: BTreeMap::new() }
    }

    fn add(&mut self, row: &'a TimelineRow, one: &str) {
        let cell = self.cells.entry((&row.frame, row.from)).or_default();
        cell.documents += row.documents;
        cell.mentions += row.mentions;
        cell.tokens += row.tokens;
        self.documents += if row.frame == one { row.documents } else { 0 };
    }
}

fn color(place: usize, series: &Series) -> Rgb {
    if series.source.is_none() { PALE } else { LINES[place % LINES.len()] }
}

/// Mark of a series: its shape says the same as its colour.
fn mark(scene: &mut Scene, (x, y): (f64, f64), radius: f64, (color, shape): (Rgb, usize), filled: bool) {
    let mut draw = |r: f64, color: Rgb| {
        let polygon = |points: &[(f64, f64)]| {
            Shape::Polygon(points.iter().map(|(dx, dy)| (x + dx * r, y + dy * r)).collect(), color)
        };
        scene.shapes.push(match shape {
            0 => Shape::Disc((x, y), r, color),
            1 => polygon(&[(-1.25, 0.0), (0.0, -1.25), (1.25, 0.0), (0.0, 1.25)]),
            2 => polygon(&[(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)]),
            3 => polygon(&[(-1.2, 0.8), (0.0, -1.3), (1.2, 0.8)]),
            4 => polygon(&[(-1.2, -0.8), (0.0, 1.3), (1.2, -0.8)]),
            5 => polygon(&[(-1.3, -0.6), (1.3, -0.6), (1.3, 0.6), (-1.3, 0.6)]),
            _ => polygon(&[(-0.6, -1.3), (0.6, -1.3), (0.6, 1.3), (-0.6, 1.3)]),
        });
    };
    draw(radius + 0.9, PAPER);
    draw(radius, color);
    if !filled {
        draw(radius - 1.4, PAPER);
    }
}
