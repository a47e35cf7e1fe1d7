//! Whose words: own, quoted and reported, for each source and frame.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::legend::{Item, legend};
use super::scene::{Align, Bounds, Label, Scene};
use super::sheet::{self, Sheet};
use super::style::{self, GREY, INK, LABEL, PALE, REFERENCE_PALE, SMALL, TARGET};
use super::{Caption, Chart, heatmap, text, top_frames};
use crate::Error;
use crate::annotate::Voice;
use crate::compare::VoiceRow;
use crate::report::number;

/// Most sources and frames that one picture holds.
const MOST_SOURCES: usize = 40;
const MOST_FRAMES: usize = 9;
/// Height of a row, widest name of a source, narrowest column, height of a bar, px.
const ROW: f64 = 38.0;
const NAME: f64 = 260.0;
const COLUMN: f64 = 84.0;
const BAR: f64 = 10.0;
/// Colours of own, quoted, reported.
const COLORS: [style::Rgb; 3] = [TARGET, REFERENCE_PALE, (247, 236, 218)];

/// Draws whose words the mentions of each frame are (`voices.csv`), for one
/// event: a row for each source, a column for each frame, and in every cell a
/// bar of own, quoted and reported mentions under the share of the own and the
/// three counts.
///
/// Sources stand in the order of their share of own mentions. At most 40
/// sources and 9 frames (those with most mentions) are drawn; the footnote says
/// how many there are. Mentions whose voice is not told are left out; frames
/// below others are in those.
///
/// `None` if no mention is told a voice.
///
/// # Errors
/// Only if the chart cannot be laid out, which no known input causes.
pub fn voices(rows: &[VoiceRow], event: &str, caption: &Caption) -> Result<Option<Chart>, Error> {
    let grid = Grid::new(rows, event);
    if grid.cells.is_empty() {
        return Ok(None);
    }
    let sheet = Sheet {
        name: sheet::name("voices", event, &[]),
        title: "In whose words does each frame appear: the outlet’s own, or somebody’s?".into(),
        subtitle: format!(
            "{} Percent: share of the mentions in the outlet’s own voice; small: own / quoted / reported mentions. \
             Sources that say it themselves stand on top.",
            sheet::setting(event, caption)
        ),
        notes: grid.notes(caption),
        alt: grid.alt(caption),
    };
    Ok(Some(sheet.assemble(grid.draw(caption))))
}

/// Own, quoted, reported.
type Split = [u64; 3];

fn sum(split: &Split) -> u64 {
    split.iter().sum()
}

fn percent(split: &Split) -> f64 {
    100.0 * split[0] as f64 / sum(split).max(1) as f64
}

struct Grid<'a> {
    cells: BTreeMap<(&'a str, &'a str), Split>,
    sources: Vec<(&'a str, Split)>,
    frames: Vec<&'a str>,
    known: (usize, usize),
    untold: u64,
    event: &'a str,
}

impl<'a> Grid<'a> {
    fn new(rows: &'a [VoiceRow], event: &'a str) -> Self {
        let mut cells: BTreeMap<(&str, &str), Split> = BTreeMap::new();
        let mut untold = 0;
        let tops = top_frames(rows.iter().map(|r| r.frame.as_str()));
        for row in rows.iter().filter(|r| r.event == event && r.mentions > 0 && tops.contains(r.frame.as_str())) {
            match row.voice {
                Some(voice) => cells.entry((&row.source, &row.frame)).or_default()[place(voice)] += row.mentions,
                None => untold += row.mentions,
            }
        }
        let mut sources: BTreeMap<&str, Split> = BTreeMap::new();
        let mut frames: BTreeMap<&str, u64> = BTreeMap::new();
        for ((source, frame), split) in &cells {
            sources.entry(source).or_default().iter_mut().zip(split).for_each(|(to, n)| *to += n);
            *frames.entry(frame).or_default() += sum(split);
        }
        let known = (sources.len(), frames.len());
        let mut frames: Vec<(&str, u64)> = frames.into_iter().collect();
        frames.sort_by_key(|f| Reverse(f.1));
        frames.truncate(MOST_FRAMES);
        let mut sources: Vec<(&str, Split)> = sources.into_iter().collect();
        sources.sort_by_key(|s| Reverse(sum(&s.1)));
        sources.truncate(MOST_SOURCES);
        sources.sort_by(|a, b| percent(&b.1).total_cmp(&percent(&a.1)).then(a.0.cmp(b.0)));
        let frames: Vec<&str> = frames.into_iter().map(|f| f.0).collect();
        cells.retain(|(source, frame), _| frames.contains(frame) && sources.iter().any(|s| s.0 == *source));
        Grid { cells, sources, frames, known, untold, event }
    }

    fn notes(&self, caption: &Caption) -> Vec<String> {
        let mentions: u64 = self.cells.values().map(sum).sum();
        let mut first = format!(
            "Own: neither between quotation marks nor reported as somebody’s words. n = {}.",
            number::counted(mentions, "mention")
        );
        if self.untold > 0 {
            first.push_str(&format!(
                " {} in languages without rules for voices left out.",
                number::counted(self.untold, "mention")
            ));
        }
        let mut notes = vec![first];
        if self.known != (self.sources.len(), self.frames.len()) {
            notes.push(format!(
                "Shown: {} of {} sources, {} of {} frames (most mentions); voices.csv has all, with the speakers.",
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
        let mut alt = format!(
            "Bars of own, quoted and reported mentions of {} frames in {} sources.",
            self.frames.len(),
            self.sources.len()
        );
        if let (Some(first), Some(last)) = (self.sources.first(), self.sources.last()) {
            let part = |s: &(&str, Split)| {
                format!("{} ({} % of {})", text::phrase(s.0, caption), percent(&s.1).round(), sum(&s.1))
            };
            alt.push_str(&format!(
                " The largest share in the outlet’s own voice has {}, the smallest {}.",
                part(first),
                part(last)
            ));
        }
        alt
    }

    fn draw(&self, caption: &Caption) -> Scene {
        let names = text::names(self.sources.iter().map(|s| s.0), caption, LABEL, NAME);
        let totals: Vec<String> = self.sources.iter().map(|s| total(&s.1)).collect();
        let left = text::widest(names.values(), LABEL, false).max(text::widest(&totals, SMALL, false)) + 16.0;
        let cells = self
            .cells
            .values()
            .map(|split| text::width(&share(split), LABEL, false) + text::width(&counts(split), SMALL, false) + 6.0);
        let column = cells.fold(COLUMN, f64::max) + 14.0;
        let mut scene = Scene { width: left + column * self.frames.len() as f64, ..Scene::default() };
        let mut y = heatmap::head(&mut scene, &self.frames, caption, (left, column));
        for (source, total) in self.sources.iter().zip(totals) {
            let right = left - 14.0;
            scene.rule((0.0, y), (scene.width, y), 1.0, style::GRID);
            scene.text(Label::new(&*names[source.0], (right, y + 16.0), LABEL, INK).align(Align::Right));
            scene.text(Label::new(total, (right, y + 30.0), SMALL, GREY).align(Align::Right));
            for (i, frame) in self.frames.iter().enumerate() {
                let x = left + i as f64 * column;
                let area = Bounds { left: x + 4.0, top: y + 3.0, right: x + column - 10.0, bottom: y + ROW - 4.0 };
                let split = self.cells.get(&(source.0, *frame));
                cell(&mut scene, area, split);
                if let Some(split) = split {
                    let words = format!(
                        "{}, {}: {} own, {} quoted, {} reported",
                        text::label(source.0, caption),
                        text::label(frame, caption),
                        split[0],
                        split[1],
                        split[2]
                    );
                    let opens = [("event", self.event), ("source", source.0), ("frame", frame), ("voice", "told")];
                    scene.hint(area, words, &opens);
                }
            }
            y += ROW;
        }
        scene.height = y;
        let words = ["the outlet’s own voice", "quoted", "reported"];
        let mut items: Vec<Item> = COLORS.iter().zip(words).map(|(color, words)| Item::area(*color, words)).collect();
        if self.cells.len() < self.sources.len() * self.frames.len() {
            let dash = super::scene::Shape::Area(Bounds { left: 8.0, top: 5.2, right: 18.0, bottom: 6.8 }, PALE);
            items.push(Item::drawn(vec![dash], "no mention"));
        }
        legend(&mut scene, items, sheet::NARROWEST);
        scene
    }
}

fn place(voice: Voice) -> usize {
    match voice {
        Voice::Own => 0,
        Voice::Quoted => 1,
        Voice::Reported => 2,
    }
}

fn share(split: &Split) -> String {
    format!("{} %", style::fixed(percent(split), 0))
}

fn counts(split: &Split) -> String {
    split.map(number::thousands).join(" / ")
}

fn total(split: &Split) -> String {
    format!("{} own of {}", share(split), number::counted(sum(split), "mention"))
}

fn cell(scene: &mut Scene, area: Bounds, split: Option<&Split>) {
    let Some(split) = split else {
        let (x, y) = ((area.left + area.right) / 2.0, (area.top + area.bottom) / 2.0);
        scene.rule((x - 7.0, y), (x + 7.0, y), 1.5, PALE);
        return;
    };
    scene.text(Label::new(share(split), (area.left, area.top + 13.0), LABEL, INK));
    scene.text(Label::new(counts(split), (area.right, area.top + 13.0), SMALL, GREY).align(Align::Right));
    let (top, width) = (area.bottom - BAR, area.right - area.left);
    scene.area((area.left, top), (width, BAR), PALE);
    let mut x = area.left + 0.75;
    for (n, color) in split.iter().zip(COLORS) {
        let wide = (width - 1.5) * *n as f64 / sum(split) as f64;
        scene.area((x, top + 0.75), (wide, BAR - 1.5), color);
        x += wide;
    }
}
