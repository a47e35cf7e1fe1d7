//! Who does what to whom in one source: actors, and frames between them.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::legend::{Item, legend};
use super::scene::{Align, Bounds, Label, Scene, Shape};
use super::sheet::{self, Sheet};
use super::style::{self, DASHES, GREY, INK, LABEL, LINES, PALE, PAPER, SMALL};
use super::{Caption, Chart, text, top_frames};
use crate::Error;
use crate::compare::NarrativeRow;
use crate::report::number;

/// Most actors and arrows that one picture holds.
const MOST_ACTORS: usize = 12;
const MOST_ARROWS: usize = 26;
/// Width of a box, room for the arrows, space between boxes, between arrows at a box, px.
const BOX: f64 = 150.0;
const FIELD: f64 = 300.0;
const APART: f64 = 14.0;
const PORT: f64 = 18.0;
/// Height of a line in a box, widest name of a frame, length of an arrow's head, px.
const LINE: f64 = 15.0;
const FRAME: f64 = 150.0;
const HEAD: f64 = 10.0;
/// Widest and thinnest arrow, and most width that one mention gives, px.
const WIDEST: f64 = 9.0;
const THINNEST: f64 = 1.0;
const EACH: f64 = 1.5;

/// Draws the narratives of one source and event (`narratives.csv`): on the left
/// who does it, on the right to whom, between them an arrow for each frame with
/// its number of mentions.
///
/// An arrow's colour and dashes are its frame's, its width follows its mentions.
/// A mention with several actors has an arrow for each. What is left unsaid on
/// one side is a box of its own; mentions that name neither side are counted in
/// the footnote. At most 12 actors and 26 arrows (those with most mentions) are
/// drawn; the footnote names the rest. Frames below others are in those.
///
/// `None` if no mention of the source names an actor.
///
/// # Errors
/// Only if the chart cannot be laid out, which no known input causes.
pub fn narratives(rows: &[NarrativeRow], event: &str, source: &str, caption: &Caption) -> Result<Option<Chart>, Error> {
    let plan = Plan::new(rows, event, source);
    if plan.arrows.is_empty() {
        return Ok(None);
    }
    let name = text::phrase(source, caption);
    let sheet = Sheet {
        name: sheet::name("narratives", event, &[source]),
        title: format!("Who does what to whom in {name}?"),
        subtitle: format!(
            "{} Arrows run from who is presented as doing it (left) to whom it is done (right); the number before the \
             frame, and the width, are mentions.",
            sheet::setting(event, caption)
        ),
        notes: plan.notes(caption),
        alt: plan.alt(&name, caption),
    };
    Ok(Some(sheet.assemble(plan.draw(caption))))
}

/// An actor, or nobody named.
type Who<'a> = Option<&'a str>;

#[derive(Debug, Clone, Copy, PartialEq)]
struct Arrow<'a> {
    agent: Who<'a>,
    patient: Who<'a>,
    frame: &'a str,
    mentions: u64,
}

struct Plan<'a> {
    event: &'a str,
    source: &'a str,
    arrows: Vec<Arrow<'a>>,
    /// Actors in the order in which they stand on both sides, nobody last.
    order: Vec<Who<'a>>,
    /// Frames of the arrows, most mentions first.
    frames: Vec<&'a str>,
    /// Frames of all sources, most mentions first: a frame looks the same in every graph.
    known: Vec<&'a str>,
    /// All mentions; those that name neither side.
    mentions: (u64, u64),
    /// Actors left out, and arrows left out with their mentions.
    rest: (Vec<&'a str>, usize, u64),
}

fn split(cell: &Option<String>) -> Vec<Who<'_>> {
    match cell {
        Some(ids) => ids.split(';').map(Some).collect(),
        None => vec![None],
    }
}

/// Keys by their sums, the largest first, ties by key.
fn ranked<K: Ord + Clone>(counts: impl Iterator<Item = (K, u64)>) -> Vec<K> {
    let mut sums: BTreeMap<K, u64> = BTreeMap::new();
    counts.for_each(|(key, n)| *sums.entry(key).or_default() += n);
    let mut sums: Vec<(K, u64)> = sums.into_iter().collect();
    sums.sort_by_key(|s| Reverse(s.1));
    sums.into_iter().map(|s| s.0).collect()
}

impl<'a> Plan<'a> {
    fn new(rows: &'a [NarrativeRow], event: &'a str, source: &'a str) -> Self {
        let tops = top_frames(rows.iter().map(|r| r.frame.as_str()));
        let rows = || rows.iter().filter(|r| r.event == event && tops.contains(r.frame.as_str()));
        let mut sums: BTreeMap<(Who, Who, &str), u64> = BTreeMap::new();
        let mut mentions = (0, 0);
        for row in rows().filter(|r| r.source == source) {
            mentions.0 += row.mentions;
            if row.agent.is_none() && row.patient.is_none() {
                mentions.1 += row.mentions;
                continue;
            }
            for agent in split(&row.agent) {
                for patient in split(&row.patient) {
                    *sums.entry((agent, patient, row.frame.as_str())).or_default() += row.mentions;
                }
            }
        }
        let all = sums.into_iter().map(|((agent, patient, frame), mentions)| Arrow { agent, patient, frame, mentions });
        let mut all: Vec<Arrow> = all.collect();
        all.sort_by_key(|a| Reverse(a.mentions));
        let mut actors =
            ranked(all.iter().flat_map(|a| [a.agent, a.patient].into_iter().flatten().map(|id| (id, a.mentions))));
        let out = actors.split_off(actors.len().min(MOST_ACTORS));
        let stays = |who: Who| who.is_none_or(|id| !out.contains(&id));
        let (mut arrows, left): (Vec<Arrow>, Vec<Arrow>) =
            all.into_iter().partition(|a| stays(a.agent) && stays(a.patient));
        let cut = arrows.split_off(arrows.len().min(MOST_ARROWS));
        let lost = left.iter().chain(&cut).map(|a| a.mentions).sum();
        let frames = ranked(arrows.iter().map(|a| (a.frame, a.mentions)));
        let order: Vec<Who> = actors.into_iter().map(Some).chain([None]).collect();
        let known = ranked(rows().map(|r| (r.frame.as_str(), r.mentions)));
        Plan { event, source, arrows, order, frames, known, mentions, rest: (out, left.len() + cut.len(), lost) }
    }

    fn notes(&self, caption: &Caption) -> Vec<String> {
        let neither = match self.mentions.1 {
            0 => String::new(),
            n => format!("; {} name neither side and have no arrow", crate::report::number::thousands(n)),
        };
        let mut notes = vec![format!(
            "n = {}, of every voice and stance{neither}. Unsaid: the sentence names none of the study’s actors on that \
             side. A mention with several actors has an arrow for each.",
            number::counted(self.mentions.0, "mention")
        )];
        let (actors, arrows, mentions) = &self.rest;
        if *arrows > 0 {
            let cast = caption.of_actors();
            let names: Vec<String> = actors.iter().take(12).map(|id| text::phrase(id, &cast)).collect();
            let who =
                if names.is_empty() { String::new() } else { format!(", all of {} among them", names.join(", ")) };
            notes.push(format!(
                "Not drawn: the {} with fewest mentions ({} together{who}); narratives.csv has all.",
                number::counted(*arrows as u64, "arrow"),
                crate::report::number::thousands(*mentions)
            ));
        }
        notes.extend(sheet::lexicon(caption));
        notes
    }

    fn alt(&self, name: &str, caption: &Caption) -> String {
        let cast = caption.of_actors();
        let who = |who: Who| who.map_or("nobody named".into(), |id| text::phrase(id, &cast));
        let mut alt = format!(
            "Narrative graph of {name}: {} between actors in {}.",
            number::counted(self.arrows.len() as u64, "arrow"),
            number::counted(self.frames.len() as u64, "frame")
        );
        if let Some(a) = self.arrows.first() {
            alt.push_str(&format!(
                " The most frequent: {} – {} – {}, {}.",
                who(a.agent),
                text::phrase(a.frame, caption),
                who(a.patient),
                number::counted(a.mentions, "mention")
            ));
        }
        alt
    }

    /// Place of an actor in the order.
    fn rank(&self, who: Who) -> usize {
        self.order.iter().position(|o| *o == who).unwrap_or(self.order.len())
    }

    fn draw(&self, caption: &Caption) -> Scene {
        let frames = text::names(self.frames.iter().copied(), caption, SMALL, FRAME);
        let words: Vec<(String, String)> = self
            .arrows
            .iter()
            .map(|a| (crate::report::number::thousands(a.mentions), frames[a.frame].clone()))
            .collect();
        let count = text::widest(words.iter().map(|w| &w.0), LABEL, true);
        let label = count + 6.0 + text::widest(words.iter().map(|w| &w.1), SMALL, false);
        let (start, end) = (BOX + 10.0 + label + 8.0, BOX + 10.0 + label + 8.0 + FIELD);
        let mut scene = Scene { width: end + 4.0 + BOX, ..Scene::default() };
        let (from, to) = (self.column(true, caption), self.column(false, caption));
        let height = from.height.max(to.height);
        let top = 20.0;
        let (left_top, right_top) = (top + (height - from.height) / 2.0, top + (height - to.height) / 2.0);
        scene.text(Label::new("who does it", (BOX, 11.0), SMALL, GREY).align(Align::Right));
        scene.text(Label::new("to whom", (end + 4.0, 11.0), SMALL, GREY));
        let most = self.arrows.iter().map(|a| a.mentions).max().unwrap_or(1);
        // The widest lie below, so that thin ones stay visible.
        for (i, arrow) in self.arrows.iter().enumerate() {
            let points = ((start, left_top + from.ports[i]), (end, right_top + to.ports[i]));
            draw_arrow(&mut scene, points, width(arrow.mentions, most), self.look(arrow.frame));
        }
        for (i, (number, frame)) in words.iter().enumerate() {
            let base = left_top + from.ports[i] + LABEL * 0.36;
            let x = BOX + 10.0 + count;
            scene.text(Label::new(number, (x, base), LABEL, INK).bold(true).align(Align::Right));
            scene.text(Label::new(frame, (x + 6.0, base - 0.5), SMALL, INK));
            let middle = left_top + from.ports[i];
            let area = Bounds { left: BOX + 8.0, top: middle - PORT / 2.0, right: start, bottom: middle + PORT / 2.0 };
            scene.hint(area, self.hint(&self.arrows[i], caption), &self.opens(&self.arrows[i]));
        }
        from.boxes(&mut scene, (0.0, left_top));
        to.boxes(&mut scene, (end + 4.0, right_top));
        scene.height = top + height;
        legend(&mut scene, self.items(&frames, most), 0.0);
        scene
    }

    /// An arrow in words.
    fn hint(&self, arrow: &Arrow, caption: &Caption) -> String {
        let who = |who: Who| who.map_or("unsaid".to_owned(), |id| text::actor(id, caption));
        let (source, frame) = (text::label(self.source, caption), text::label(arrow.frame, caption));
        let count = number::counted(arrow.mentions, "mention");
        format!("{source}, {frame}: who does it: {}; to whom: {}: {count}", who(arrow.agent), who(arrow.patient))
    }

    /// What an arrow counts.
    fn opens(&self, arrow: &Arrow<'a>) -> [(&'static str, &'a str); 5] {
        [
            ("event", self.event),
            ("source", self.source),
            ("frame", arrow.frame),
            ("agent", arrow.agent.unwrap_or_default()),
            ("patient", arrow.patient.unwrap_or_default()),
        ]
    }

    /// Colour and dashes of a frame.
    fn look(&self, frame: &str) -> (style::Rgb, &'static [f64]) {
        let i = self.known.iter().position(|f| *f == frame).unwrap_or(0);
        (LINES[i % LINES.len()], DASHES[(i + i / LINES.len()) % DASHES.len()])
    }

    /// The boxes of one side, with the place of every arrow.
    fn column(&self, agents: bool, caption: &Caption) -> Column {
        let side = |a: &Arrow<'a>| if agents { a.agent } else { a.patient };
        let far = |a: &Arrow<'a>| if agents { a.patient } else { a.agent };
        let used: BTreeSet<Who> = self.arrows.iter().map(side).collect();
        let cast = caption.of_actors();
        let names = text::names(used.iter().copied().flatten(), &cast, LABEL, 3.0 * BOX - 90.0);
        let mut column = Column { ports: vec![0.0; self.arrows.len()], boxes: Vec::new(), height: 0.0 };
        for who in self.order.iter().filter(|who| used.contains(who)) {
            let mut at: Vec<usize> = (0..self.arrows.len()).filter(|&i| side(&self.arrows[i]) == *who).collect();
            at.sort_by_key(|&i| {
                let frame = self.frames.iter().position(|f| *f == self.arrows[i].frame);
                (self.rank(far(&self.arrows[i])), frame)
            });
            let name = who.map_or("unsaid", |id| &names[id]);
            let mut lines = text::wrap(name, LABEL, false, BOX - 16.0);
            lines.truncate(3);
            let tall = (at.len() as f64 * PORT).max(lines.len() as f64 * LINE + 9.0);
            let first = column.height + (tall - at.len() as f64 * PORT) / 2.0;
            for (port, &i) in at.iter().enumerate() {
                column.ports[i] = first + (port as f64 + 0.5) * PORT;
            }
            column.boxes.push((column.height, tall, lines, who.is_some()));
            column.height += tall + APART;
        }
        column.height -= APART;
        column
    }

    /// Frames, and what widths mean.
    fn items(&self, names: &BTreeMap<&str, String>, most: u64) -> Vec<Item> {
        let line = |wide: f64, (color, dashes): (style::Rgb, &[f64])| {
            let mut scene = Scene::default();
            dashed(&mut scene, &[(0.0, 6.0), (26.0, 6.0)], (wide, color), dashes);
            scene.shapes
        };
        let frames = self.frames.iter().map(|f| Item::drawn(line(3.0, self.look(f)), &*names[f]));
        let mut counts = vec![1, most];
        counts.dedup();
        let widths = counts.into_iter().map(|n| {
            Item::drawn(line(width(n, most), (PALE, DASHES[0])), format!("width: {}", number::counted(n, "mention")))
        });
        frames.chain(widths).collect()
    }
}

/// Width of an arrow: in proportion to its mentions, but never a hair.
fn width(mentions: u64, most: u64) -> f64 {
    let each = (WIDEST / most.max(1) as f64).min(EACH);
    (mentions as f64 * each).max(THINNEST)
}

/// The boxes of one side.
struct Column {
    /// Height of every arrow, by its place in the plan.
    ports: Vec<f64>,
    /// Top, height, lines, and whether it is an actor.
    boxes: Vec<(f64, f64, Vec<String>, bool)>,
    height: f64,
}

impl Column {
    fn boxes(&self, scene: &mut Scene, (x, y): (f64, f64)) {
        for (top, tall, lines, actor) in &self.boxes {
            let area = Bounds { left: x, top: y + top, right: x + BOX, bottom: y + top + tall };
            scene.shapes.push(Shape::Area(area, if *actor { GREY } else { PALE }));
            scene.shapes.push(Shape::Area(area.grown(-1.0), if *actor { style::BAND } else { PAPER }));
            let middle = (area.top + area.bottom) / 2.0;
            let first = middle + LABEL * 0.36 - (lines.len() as f64 - 1.0) * LINE / 2.0;
            for (i, line) in lines.iter().enumerate() {
                let at = (x + BOX / 2.0, first + i as f64 * LINE);
                scene.text(Label::new(line, at, LABEL, if *actor { INK } else { GREY }).align(Align::Center));
            }
        }
    }
}

/// An arrow as a curve that leaves and arrives level, with paper on both edges
/// so that crossings can be followed.
fn draw_arrow(
    scene: &mut Scene,
    ((x0, y0), (x1, y1)): ((f64, f64), (f64, f64)),
    wide: f64,
    (color, dashes): (style::Rgb, &[f64]),
) {
    let (end, bend) = (x1 - HEAD, (x1 - HEAD - x0) * 0.45);
    // Longer pieces would show corners, shorter ones the rounding of their edges to whole units.
    let curve: Vec<(f64, f64)> = (0..=28)
        .map(|i| {
            let t = f64::from(i) / 28.0;
            let (a, b, c, d) = ((1.0 - t).powi(3), 3.0 * t * (1.0 - t).powi(2), 3.0 * t * t * (1.0 - t), t.powi(3));
            (a * x0 + b * (x0 + bend) + c * (end - bend) + d * end, (a + b) * y0 + (c + d) * y1)
        })
        .collect();
    scene.shapes.push(Shape::Line(curve[2..27].to_vec(), wide + 2.5, PAPER));
    dashed(scene, &curve, (wide, color), dashes);
    let half = wide / 2.0 + 3.0;
    scene.shapes.push(Shape::Polygon(vec![(end - 0.5, y1 - half), (x1, y1), (end - 0.5, y1 + half)], color));
}

/// A line through points, broken into dashes; `dashes` holds strokes and gaps in turn.
fn dashed(scene: &mut Scene, points: &[(f64, f64)], (wide, color): (f64, style::Rgb), dashes: &[f64]) {
    if dashes.is_empty() {
        scene.shapes.push(Shape::Line(points.to_vec(), wide, color));
        return;
    }
    let (mut turn, mut left) = (0, dashes[0]);
    let mut stroke = vec![points[0]];
    for pair in points.windows(2) {
        let (mut from, to) = (pair[0], pair[1]);
        let mut length = (to.0 - from.0).hypot(to.1 - from.1);
        while length > left {
            let part = left / length;
            from = (from.0 + (to.0 - from.0) * part, from.1 + (to.1 - from.1) * part);
            length -= left;
            stroke.push(from);
            if turn % 2 == 0 {
                scene.shapes.push(Shape::Line(std::mem::take(&mut stroke), wide, color));
            }
            turn += 1;
            left = dashes[turn % dashes.len()];
            stroke = vec![from];
        }
        left -= length;
        stroke.push(to);
    }
    if turn % 2 == 0 && stroke.len() > 1 {
        scene.shapes.push(Shape::Line(stroke, wide, color));
    }
}
