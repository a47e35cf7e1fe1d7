//! An axis of days, with ticks by ISO 8601 and the events marked above it.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use chrono::{Datelike, Days, Months, NaiveDate};

use super::scene::{Align, Bounds, Label, Scene, Shape};
use super::style::{GREY, GRID, INK, PALE, Rgb, SMALL};
use super::{Caption, text};
use crate::compare::Step;
use crate::report::number;

/// Ground and edge of the time of an event.
const BAND: Rgb = (243, 237, 224);
const EDGE: Rgb = (205, 190, 160);
/// An event shorter than this is a line, px.
const THIN: f64 = 2.5;
/// Lines of labels above the axis, height of a line, and widest label, px.
const LINES: usize = 4;
const LINE: f64 = 14.0;
const NAMES: [f64; 2] = [230.0, 160.0];
/// Space between labels, and between numbers, px.
const APART: f64 = 10.0;
const NUMBERS_APART: f64 = 4.0;
/// Height of the slanting lines from numbers to their places, px.
const SLANT: f64 = 16.0;
/// Most events that are marked, and how many are where there are more: those most told.
const MOST_EVENTS: usize = 15;
const KEPT_EVENTS: usize = 12;

/// Empty periods that are told on a break, the largest number of breaks, and the width of one, px.
const EMPTY: i64 = 4;
const MOST_BREAKS: usize = 12;
const BREAK: f64 = 16.0;
/// A break must be worth it: periods that the axis has, and how many in a hundred of them the breaks save.
const LONG: i64 = 20;
const SAVED: i64 = 30;

/// Days on a line of pixels, long stretches without a document drawn together.
#[derive(Debug, Clone)]
pub(super) struct Calendar {
    /// First and last day.
    pub days: (NaiveDate, NaiveDate),
    /// Their pixels.
    pub pixels: (f64, f64),
    step: Step,
    stretches: Vec<Stretch>,
}

/// A part of the axis.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    /// First day, and the day after the last.
    days: (NaiveDate, NaiveDate),
    pixels: (f64, f64),
    /// Drawn together, not to scale.
    broken: bool,
}

impl Calendar {
    /// An axis of the periods that begin with `starts` (ascending), and all between them.
    pub fn new(step: Step, starts: &[NaiveDate], pixels: (f64, f64)) -> Option<Self> {
        let days = (*starts.first()?, step.end(*starts.last()?));
        let next = |start: NaiveDate| after(step.end(start));
        let length = |from: NaiveDate, to: NaiveDate| (to - from).num_days();
        let usual = length(days.0, next(days.0)).max(1);
        let mut gaps: Vec<(NaiveDate, NaiveDate)> =
            starts.windows(2).map(|w| (next(w[0]), w[1])).filter(|gap| length(gap.0, gap.1) >= EMPTY * usual).collect();
        gaps.sort_by_key(|gap| (std::cmp::Reverse(length(gap.0, gap.1)), gap.0));
        gaps.truncate(MOST_BREAKS);
        gaps.sort_unstable();
        let all = length(days.0, after(days.1)).max(1);
        let saved: i64 = gaps.iter().map(|gap| length(gap.0, gap.1)).sum();
        if all < LONG * usual || 100 * saved < SAVED * all {
            gaps.clear();
        }
        let saved: i64 = gaps.iter().map(|gap| length(gap.0, gap.1)).sum();
        let scale = (pixels.1 - pixels.0 - gaps.len() as f64 * BREAK) / (all - saved).max(1) as f64;
        let mut stretches = Vec::new();
        let (mut day, mut x) = (days.0, pixels.0);
        for (from, to) in gaps.into_iter().chain([(after(days.1), after(days.1))]) {
            let end = x + length(day, from) as f64 * scale;
            stretches.push(Stretch { days: (day, from), pixels: (x, end), broken: false });
            if from < to {
                stretches.push(Stretch { days: (from, to), pixels: (end, end + BREAK), broken: true });
            }
            (day, x) = (to, end + BREAK);
        }
        Some(Calendar { days, pixels, step, stretches })
    }

    /// Pixel of the beginning of a day, not beyond the ends.
    pub fn place(&self, day: NaiveDate) -> f64 {
        let Some(on) = self.stretches.iter().find(|s| day < s.days.1) else { return self.pixels.1 };
        let all = (on.days.1 - on.days.0).num_days().max(1);
        let share = (day - on.days.0).num_days().clamp(0, all) as f64 / all as f64;
        on.pixels.0 + share * (on.pixels.1 - on.pixels.0)
    }

    /// A horizontal rule along the axis, with a sign at every break.
    pub fn rule(&self, scene: &mut Scene, y: f64, color: Rgb, signed: bool) {
        for stretch in &self.stretches {
            let (left, right) = stretch.pixels;
            if !stretch.broken {
                scene.rule((left, y), (right, y), 1.0, color);
            } else if signed {
                let x = (left + right) / 2.0;
                scene.line((x - 3.5, y + 4.0), (x - 0.5, y - 4.0), 1.0, color);
                scene.line((x + 0.5, y + 4.0), (x + 3.5, y - 4.0), 1.0, color);
            }
        }
    }

    /// Whether the axis has a break.
    pub fn broken(&self) -> bool {
        self.stretches.iter().any(|s| s.broken)
    }

    /// The periods of a broken axis that have room for a name below them: the
    /// first of every stretch, then others between them.
    fn periods(&self) -> Vec<(f64, String)> {
        let mut all: Vec<(bool, f64, String)> = Vec::new();
        for stretch in self.stretches.iter().filter(|s| !s.broken) {
            let mut day = stretch.days.0;
            while day < stretch.days.1 {
                let end = self.step.end(day);
                all.push((day != stretch.days.0, self.middle(day, end), self.step.name(day)));
                day = after(end).max(after(day));
            }
        }
        all.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
        let mut shown: Vec<(f64, String)> = Vec::new();
        for (_, x, name) in all {
            let half = |name: &str| text::width(name, SMALL, false) / 2.0 + 2.5;
            if shown.iter().all(|(at, other)| (at - x).abs() >= half(&name) + half(other)) {
                shown.push((x, name));
            }
        }
        shown
    }

    /// Pixel of the middle of a period.
    pub fn middle(&self, from: NaiveDate, to: NaiveDate) -> f64 {
        (self.place(from) + self.place(after(to))) / 2.0
    }

    /// Days to name, as many as have room, in the shortest form that says which day, month or year it is.
    pub fn ticks(&self) -> Vec<(NaiveDate, String)> {
        const KINDS: [(Step, u32); 13] = [
            (Step::Day, 1),
            (Step::Day, 2),
            (Step::Week, 1),
            (Step::Week, 2),
            (Step::Month, 1),
            (Step::Month, 3),
            (Step::Month, 6),
            (Step::Year, 1),
            (Step::Year, 2),
            (Step::Year, 5),
            (Step::Year, 10),
            (Step::Year, 20),
            (Step::Year, 50),
        ];
        let fits = |ticks: &Vec<(NaiveDate, String)>| {
            let room = text::widest(ticks.iter().map(|t| &t.1), SMALL, false) + 16.0;
            !ticks.is_empty() && ticks.windows(2).all(|w| self.place(w[1].0) - self.place(w[0].0) >= room)
        };
        KINDS.iter().map(|kind| self.every(*kind)).find(fits).unwrap_or_default()
    }

    /// Every n-th day, week, month or year from the first that is on the axis.
    fn every(&self, (step, n): (Step, u32)) -> Vec<(NaiveDate, String)> {
        let name = |day: NaiveDate| match step {
            Step::Day | Step::Week => Step::Day.name(day),
            step => step.name(day),
        };
        let mut day = match step {
            Step::Day | Step::Week => step.start(self.days.0),
            Step::Month | Step::Year => Step::Year.start(self.days.0),
        };
        if step == Step::Year {
            let back = day.year().rem_euclid(n as i32) as u32;
            day = day.checked_sub_months(Months::new(12 * back)).unwrap_or(day);
        }
        let mut ticks = Vec::new();
        while day <= self.days.1 {
            if day >= self.days.0 {
                ticks.push((day, name(day)));
            }
            let next = match step {
                Step::Day => day.checked_add_days(Days::new(n.into())),
                Step::Week => day.checked_add_days(Days::new(u64::from(n) * 7)),
                Step::Month => day.checked_add_months(Months::new(n)),
                Step::Year => day.checked_add_months(Months::new(12 * n)),
            };
            // More than fit on any axis, or the end of the calendar.
            match next.filter(|_| ticks.len() < 400) {
                Some(next) => day = next,
                None => break,
            }
        }
        ticks
    }

    /// Ticks and their names below the axis, and lines through the picture above them.
    pub fn draw(&self, scene: &mut Scene, (top, bottom): (f64, f64)) {
        let ticks = if self.broken() {
            self.periods()
        } else {
            self.ticks().into_iter().map(|(day, name)| (self.place(day), name)).collect()
        };
        for (x, name) in ticks {
            if !self.broken() {
                scene.rule((x, top), (x, bottom), 1.0, GRID);
            }
            scene.rule((x, bottom), (x, bottom + 4.0), 1.0, PALE);
            let half = text::width(&name, SMALL, false) / 2.0;
            // Beside the plot there is some room, but not for a whole name.
            let x = x.clamp(self.pixels.0 + half - 20.0, (self.pixels.1 - half).max(self.pixels.0 + half) + 20.0);
            scene.text(Label::new(name, (x, bottom + 15.0), SMALL, GREY).align(Align::Center));
        }
    }
}

/// Room of a number of two digits, px.
fn number() -> f64 {
    text::width("00", SMALL, false) + NUMBERS_APART
}

fn after(day: NaiveDate) -> NaiveDate {
    day.succ_opt().unwrap_or(day)
}

/// An event on the axis.
struct Mark<'a> {
    id: &'a str,
    days: (NaiveDate, NaiveDate),
    /// Left and right edge.
    edges: (f64, f64),
}

impl Mark<'_> {
    fn middle(&self) -> f64 {
        (self.edges.0 + self.edges.1) / 2.0
    }
}

/// The events of a picture: in words above the axis where all of them fit, else
/// by numbers with a key.
pub(super) struct Events<'a> {
    marks: Vec<Mark<'a>>,
    /// Where the label of every mark stands: line (0 is lowest) and left edge.
    words: Option<Vec<(String, usize, f64)>>,
    /// Events at other times, and those too many (told in the fewest documents).
    outside: usize,
    beyond: usize,
}

impl<'a> Events<'a> {
    /// The events whose time touches the axis; of more than 15, the 12 that most documents tell.
    pub fn new(caption: &'a Caption, calendar: &Calendar, documents: &BTreeMap<&str, u64>) -> Self {
        let mut marks: Vec<Mark> = caption
            .periods
            .iter()
            .filter(|(_, days)| days.0 <= calendar.days.1 && days.1 >= calendar.days.0)
            .map(|(id, days)| Mark { id, days: *days, edges: (calendar.place(days.0), calendar.place(after(days.1))) })
            .collect();
        let by_time = |a: &Mark, b: &Mark| a.days.cmp(&b.days).then(a.id.cmp(b.id));
        let outside = caption.periods.len() - marks.len();
        let beyond = if marks.len() > MOST_EVENTS { marks.len() - KEPT_EVENTS } else { 0 };
        if beyond > 0 {
            let told = |mark: &Mark| Reverse(documents.get(mark.id).copied().unwrap_or(0));
            marks.sort_by(|a, b| told(a).cmp(&told(b)).then_with(|| by_time(a, b)));
            marks.truncate(KEPT_EVENTS);
        }
        marks.sort_by(by_time);
        let words = NAMES.iter().find_map(|most| in_words(&marks, caption, calendar.pixels, *most));
        Events { marks, words, outside, beyond }
    }

    /// What is not marked, in words.
    pub fn left_out(&self) -> Option<String> {
        let counted = |n: usize, why: &str| (n > 0).then(|| format!("{} {why}", number::counted(n as u64, "event")));
        let fewer = format!("told by fewer documents than these {KEPT_EVENTS} (coverage.csv has all)");
        let parts = [counted(self.outside, "outside the time shown"), counted(self.beyond, &fewer)];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        (!parts.is_empty()).then(|| format!("Not marked: {}.", parts.join(", ")))
    }

    /// Height of what stands above the axis, px.
    pub fn height(&self) -> f64 {
        match &self.words {
            _ if self.marks.is_empty() => 0.0,
            Some(words) => (words.iter().map(|w| w.1).max().unwrap_or(0) + 1) as f64 * LINE + 6.0,
            None => LINE + SLANT,
        }
    }

    /// The times behind the data, from `top` to `bottom`.
    pub fn bands(&self, scene: &mut Scene, (top, bottom): (f64, f64)) {
        for mark in &self.marks {
            let (left, right) = mark.edges;
            if right - left >= THIN {
                scene.area((left, top), (right - left, bottom - top), BAND);
            }
        }
        for mark in &self.marks {
            let (left, right) = mark.edges;
            if right - left >= THIN {
                scene.rule((left, top), (left, bottom), 0.75, EDGE);
                scene.rule((right, top), (right, bottom), 0.75, EDGE);
            } else {
                scene.rule((mark.middle(), top), (mark.middle(), bottom), 1.5, EDGE);
            }
        }
    }

    /// Words or numbers between `y` and `bottom`, with lines to their times.
    pub fn heads(&self, scene: &mut Scene, calendar: &Calendar, bottom: f64) {
        if let Some(words) = &self.words {
            for (mark, (word, line, left)) in self.marks.iter().zip(words) {
                let base = bottom - 8.0 - *line as f64 * LINE;
                scene.rule((mark.middle(), base + 3.0), (mark.middle(), bottom), 1.0, EDGE);
                scene.text(Label::new(word.clone(), (*left, base), SMALL, INK));
            }
            return;
        }
        let wanted: Vec<f64> = self.marks.iter().map(Mark::middle).collect();
        let half = number() / 2.0;
        let ends = (calendar.pixels.0 + half, calendar.pixels.1 - half);
        let places = spread(&wanted, number(), ends);
        for (i, (mark, x)) in self.marks.iter().zip(places).enumerate() {
            let base = bottom - SLANT;
            scene.line((x, bottom - SLANT + 3.0), (mark.middle(), bottom), 1.0, EDGE);
            scene.text(Label::new((i + 1).to_string(), (x, base), SMALL, INK).align(Align::Center));
        }
    }

    /// What the numbers mean, in two columns below the picture.
    pub fn key(&self, scene: &mut Scene, caption: &Caption) {
        if self.words.is_some() || self.marks.is_empty() {
            return;
        }
        let column = scene.width / 2.0;
        let rows = self.marks.len().div_ceil(2);
        let top = scene.height + 12.0;
        for (i, mark) in self.marks.iter().enumerate() {
            let at = ((i / rows) as f64 * column, top + (i % rows) as f64 * LINE + SMALL);
            let right = at.0 + text::width("00", SMALL, false);
            scene.text(Label::new((i + 1).to_string(), (right, at.1), SMALL, INK).align(Align::Right));
            let words = format!("{}  {}", period(mark.days), text::label(mark.id, caption));
            let words = text::shorten(&words, SMALL, false, column - (right - at.0) - 24.0);
            scene.text(Label::new(words, (right + 8.0, at.1), SMALL, GREY));
        }
        scene.height = top + rows as f64 * LINE + 2.0;
    }

    /// A sample of a time, for the legend.
    pub fn sample(&self) -> Vec<Shape> {
        let mut scene = Scene::default();
        scene.area((3.0, 0.0), (14.0, 12.0), BAND);
        for (x, width) in [(3.0, 0.75), (17.0, 0.75), (23.0, 1.5)] {
            scene.rule((x, 0.0), (x, 12.0), width, EDGE);
        }
        scene.shapes
    }

    /// Whether nothing is marked.
    pub fn is_empty(&self) -> bool {
        self.marks.is_empty()
    }
}

/// `2020-09-27`, or `2020-09-27 – 2020-11-10`.
pub(super) fn period((from, to): (NaiveDate, NaiveDate)) -> String {
    if from == to { from.to_string() } else { format!("{from} – {to}") }
}

/// Lines and left edges for the names of all marks, so that no name covers
/// another or the line of another; `None` where they do not fit.
fn in_words(
    marks: &[Mark],
    caption: &Caption,
    (left, right): (f64, f64),
    most: f64,
) -> Option<Vec<(String, usize, f64)>> {
    let names = text::names(marks.iter().map(|m| m.id), caption, SMALL, most);
    let mut placed: Vec<(String, usize, f64)> = Vec::new();
    let mut taken: Vec<(usize, Bounds, f64)> = Vec::new();
    for mark in marks {
        let (name, x) = (&names[mark.id], mark.middle());
        let width = text::width(name, SMALL, false);
        let starts =
            [x - width / 2.0, x - width + 3.0, x - 3.0].map(|start| start.clamp(left, (right - width).max(left)));
        let free = (0..LINES).flat_map(|line| starts.map(|start| (line, start))).find_map(|(line, start)| {
            let room = Bounds { left: start, right: start + width, top: 0.0, bottom: 1.0 };
            let clear = taken.iter().all(|(other, b, at)| {
                let covers = line == *other && room.left < b.right + APART && b.left < room.right + APART;
                // A name's own line runs down through the lines below its own.
                let crossed = (*other > line && room.left - 3.0 < *at && *at < room.right + 3.0)
                    || (*other < line && b.left - 3.0 < x && x < b.right + 3.0);
                !covers && !crossed
            });
            (clear && room.right <= right + 0.5).then_some((line, room))
        });
        let (line, room) = free?;
        placed.push((name.clone(), line, room.left));
        taken.push((line, room, x));
    }
    Some(placed)
}

/// Places at least `apart` from each other, as near to the wanted (ascending) ones as can be.
fn spread(wanted: &[f64], apart: f64, (low, high): (f64, f64)) -> Vec<f64> {
    // Blocks of neighbours that touch: where the first stands, and how many they are.
    let mut blocks: Vec<(f64, usize)> = Vec::new();
    for &at in wanted {
        let mut block = (at, 1);
        while let Some(&(before, n)) = blocks.last() {
            if before + n as f64 * apart <= block.0 {
                break;
            }
            blocks.pop();
            // The mean of where each wants the first of the joint block to stand.
            let shifted = block.0 - n as f64 * apart;
            let all = n + block.1;
            block = ((before * n as f64 + shifted * block.1 as f64) / all as f64, all);
        }
        blocks.push(block);
    }
    let mut places: Vec<f64> =
        blocks.into_iter().flat_map(|(first, n)| (0..n).map(move |i| first + i as f64 * apart)).collect();
    let mut least = low;
    for place in &mut places {
        *place = place.max(least);
        least = *place + apart;
    }
    let mut most = high;
    for place in places.iter_mut().rev() {
        *place = place.min(most);
        most = *place - apart;
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calendar(first: &str, last: &str) -> Calendar {
        Calendar::new(Step::Day, &[first.parse().unwrap(), last.parse().unwrap()], (0.0, 700.0)).unwrap()
    }

    fn whole(first: &str, last: &str) -> Calendar {
        let days = (first.parse().unwrap(), last.parse().unwrap());
        let stretch = Stretch { days: (days.0, after(days.1)), pixels: (0.0, 700.0), broken: false };
        Calendar { days, stretches: vec![stretch], ..calendar(first, last) }
    }

    #[test]
    fn a_long_time_without_documents_is_a_break() {
        let axis = calendar("2020-01-01", "2020-12-31");
        let edges: Vec<_> = axis.stretches.iter().map(|s| (s.pixels, s.broken)).collect();
        assert_eq!(edges, [((0.0, 342.0), false), ((342.0, 358.0), true), ((358.0, 700.0), false)]);
        assert_eq!(axis.place("2020-01-02".parse().unwrap()), 342.0);
        assert_eq!(axis.place("2020-12-31".parse().unwrap()), 358.0);
        assert_eq!(axis.place("2021-01-01".parse().unwrap()), 700.0);
        assert_eq!(axis.periods().into_iter().map(|p| p.1).collect::<Vec<_>>(), ["2020-01-01", "2020-12-31"]);
        assert!(!calendar("2020-01-01", "2020-01-15").broken(), "short enough as it is");
    }

    fn ticks(first: &str, last: &str) -> Vec<String> {
        whole(first, last).ticks().into_iter().map(|t| t.1).collect()
    }

    #[test]
    fn ticks_are_named_by_day_month_or_year() {
        assert_eq!(ticks("2020-09-27", "2020-10-01")[..2], ["2020-09-27", "2020-09-28"]);
        assert_eq!(ticks("2020-01-01", "2021-06-30")[..2], ["2020-01", "2020-04"]);
        assert_eq!(ticks("2016-03-01", "2023-09-30"), ["2017", "2018", "2019", "2020", "2021", "2022", "2023"]);
        assert_eq!(ticks("1950-01-01", "2020-12-31")[..2], ["1950", "1955"]);
        assert!(ticks("0001-01-01", "9999-12-31").is_empty(), "no axis is that long");
    }

    #[test]
    fn numbers_keep_apart_and_stay_near() {
        let places = spread(&[10.0, 11.0, 12.0, 80.0, 300.0], 20.0, (5.0, 290.0));
        assert_eq!(places, [5.0, 25.0, 45.0, 80.0, 290.0]);
        assert_eq!(spread(&[100.0, 100.0], 20.0, (0.0, 200.0)), [90.0, 110.0]);
    }
}
