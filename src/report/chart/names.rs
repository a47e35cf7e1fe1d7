//! Under which of its names each source speaks of a thing.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::legend::{Item, legend};
use super::scene::{Align, Bounds, Label, Scene};
use super::sheet::{self, Sheet};
use super::style::{self, GREY, INK, KINDS, LABEL, PALE, SMALL};
use super::{Caption, Chart, text};
use crate::Error;
use crate::compare::NameRow;
use crate::report::number;

/// Most sources and names that one picture holds.
const MOST_SOURCES: usize = 40;
const MOST_NAMES: usize = 6;
/// Width of the bars, widest name of a source and of a name, height of a row, px.
const PLOT: f64 = 380.0;
const NAME: f64 = 260.0;
const VARIANT: f64 = 250.0;
const ROW: f64 = 26.0;
const GAP: f64 = 14.0;

/// Draws the shares of the competing names of one thing (`names.csv`), source by
/// source, for one event: a bar of shares and the counts behind it.
///
/// Names stand in the order of their number over all sources, and carry a
/// letter, so that colours need not be told apart. Sources stand in the order of
/// their share of the first. At most 40 sources (those that name it most) and 6
/// names are drawn; the rest of the names are one.
///
/// `None` if no source names the thing.
///
/// # Errors
/// Only if the chart cannot be laid out, which no known input causes.
pub fn names(rows: &[NameRow], event: &str, naming: &str, caption: &Caption) -> Result<Option<Chart>, Error> {
    let plan = Plan::new(rows, event, naming);
    if plan.sources.is_empty() {
        return Ok(None);
    }
    let thing = text::phrase(naming, &caption.of_namings());
    let sheet = Sheet {
        name: sheet::name("names", event, &[naming]),
        title: format!("{thing}: which name does each source use?"),
        subtitle: format!(
            "{} A bar is the share of each name among all its names in the source; the numbers are occurrences.",
            sheet::setting(event, caption)
        ),
        notes: plan.notes(),
        alt: plan.alt(&thing, caption),
    };
    Ok(Some(sheet.assemble(plan.draw(caption))))
}

struct Plan<'a> {
    /// Names with a letter of their own, most frequent first.
    variants: Vec<&'a str>,
    /// Names without one.
    others: Vec<&'a str>,
    /// Sources with the count of every letter, others last.
    sources: Vec<(&'a str, Vec<u64>)>,
    known: usize,
    event: &'a str,
    naming: &'a str,
}

impl<'a> Plan<'a> {
    fn new(rows: &'a [NameRow], event: &'a str, naming: &'a str) -> Self {
        let rows: Vec<&NameRow> = rows.iter().filter(|r| r.event == event && r.naming == naming).collect();
        let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
        rows.iter().for_each(|r| *counts.entry(&r.variant).or_default() += r.mentions);
        let mut variants: Vec<(&str, u64)> = counts.into_iter().filter(|v| v.1 > 0).collect();
        variants.sort_by_key(|v| Reverse(v.1));
        let mut variants: Vec<&str> = variants.into_iter().map(|v| v.0).collect();
        let others = variants.split_off(variants.len().min(MOST_NAMES));
        let letters = variants.len() + usize::from(!others.is_empty());
        let mut sources: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
        for row in rows.iter().filter(|r| r.mentions > 0) {
            let place = variants.iter().position(|v| *v == row.variant).unwrap_or(variants.len());
            sources.entry(&row.source).or_insert_with(|| vec![0; letters])[place] += row.mentions;
        }
        let known = sources.len();
        let mut sources: Vec<(&str, Vec<u64>)> = sources.into_iter().collect();
        sources.sort_by_key(|s| Reverse(s.1.iter().sum::<u64>()));
        sources.truncate(MOST_SOURCES);
        let first = |s: &(&str, Vec<u64>)| shares(&s.1).first().copied().unwrap_or(0.0);
        sources.sort_by(|a, b| first(b).total_cmp(&first(a)).then(a.0.cmp(b.0)));
        Plan { variants, others, sources, known, event, naming }
    }

    fn notes(&self) -> Vec<String> {
        let n: u64 = self.sources.iter().flat_map(|s| &s.1).sum();
        let mut notes = vec![format!(
            "n = {}. Where one name lies within a longer one, only the longer counts. Intervals are in names.csv, every \
             place in naming_hits.csv.",
            number::counted(n, "occurrence")
        )];
        if self.sources.len() < self.known {
            notes.push(format!("Shown: {} of {} sources (most occurrences).", self.sources.len(), self.known));
        }
        if !self.others.is_empty() {
            let names: Vec<String> = self.others.iter().take(12).map(|v| text::clean(v)).collect();
            notes.push(format!("Other names: {}.", names.join(", ")));
        }
        notes
    }

    fn alt(&self, thing: &str, caption: &Caption) -> String {
        let mut alt = format!("Bars of the names of {thing} in {} sources.", self.sources.len());
        if let (Some(name), Some(most), Some(least)) =
            (self.variants.first(), self.sources.first(), self.sources.last())
        {
            let part = |s: &(&str, Vec<u64>)| {
                let percent = style::fixed(100.0 * shares(&s.1)[0], 0);
                format!("{} ({percent} % of {})", text::phrase(s.0, caption), s.1.iter().sum::<u64>())
            };
            alt.push_str(&format!(
                " “{}” is used most by {} and least by {}.",
                text::clean(name),
                part(most),
                part(least)
            ));
        }
        alt
    }

    fn draw(&self, caption: &Caption) -> Scene {
        let names = text::names(self.sources.iter().map(|s| s.0), caption, LABEL, NAME);
        let left = text::widest(names.values(), LABEL, false).max(60.0) + GAP;
        let letters: Vec<char> = ('A'..='Z').take(self.variants.len() + usize::from(!self.others.is_empty())).collect();
        let mut edge = left + PLOT;
        let edges: Vec<f64> = (0..letters.len())
            .map(|i| {
                let cells = self.sources.iter().map(|s| crate::report::number::thousands(s.1[i]));
                edge += GAP + text::widest(cells, LABEL, false).max(10.0);
                edge
            })
            .collect();
        let mut scene = Scene { width: edge, ..Scene::default() };
        scene.text(Label::new("share", (left, SMALL + 2.0), SMALL, GREY));
        for (edge, letter) in edges.iter().zip(&letters) {
            scene.text(Label::new(*letter, (*edge, SMALL + 2.0), SMALL, GREY).bold(true).align(Align::Right));
        }
        let mut y = SMALL + 9.0;
        for (source, counts) in &self.sources {
            let base = y + ROW / 2.0 + LABEL * 0.36;
            scene.text(Label::new(&*names[source], (left - GAP, base), LABEL, INK).align(Align::Right));
            bar(&mut scene, counts, &letters, (left, y + 4.0));
            let mut x = left;
            for ((share, &n), variant) in shares(counts).into_iter().zip(counts).zip(&self.variants) {
                let wide = share * PLOT;
                if n > 0 {
                    let place = Bounds { left: x, top: y, right: x + wide, bottom: y + ROW };
                    let (who, times) = (text::label(source, caption), number::counted(n, "time"));
                    let words = format!("{who}: “{variant}” {times}, {} %", style::fixed(100.0 * share, 0));
                    let opens =
                        [("event", self.event), ("source", *source), ("naming", self.naming), ("variant", *variant)];
                    scene.hint(place, words, &opens);
                }
                x += wide;
            }
            for (edge, &n) in edges.iter().zip(counts) {
                let color = if n > 0 { INK } else { GREY };
                scene.text(
                    Label::new(crate::report::number::thousands(n), (*edge, base), LABEL, color).align(Align::Right),
                );
            }
            y += ROW;
        }
        scene.height = y;
        legend(&mut scene, self.items(&letters), sheet::NARROWEST);
        scene
    }

    /// What every letter and colour is.
    fn items(&self, letters: &[char]) -> Vec<Item> {
        let short = text::names(self.variants.iter().copied(), &Caption::default(), SMALL, VARIANT);
        let words = self.variants.iter().map(|v| short[v].clone()).chain(["other names".to_owned()]);
        letters.iter().zip(words).zip(KINDS).map(|((l, words), c)| Item::area(c, format!("{l}  {words}"))).collect()
    }
}

fn shares(counts: &[u64]) -> Vec<f64> {
    let all = counts.iter().sum::<u64>().max(1) as f64;
    counts.iter().map(|&n| n as f64 / all).collect()
}

/// The bar of a source, with a letter and a share wherever there is room.
fn bar(scene: &mut Scene, counts: &[u64], letters: &[char], (left, top): (f64, f64)) {
    let height = ROW - 8.0;
    scene.area((left, top), (PLOT, height), PALE);
    let mut x = left;
    for ((share, letter), color) in shares(counts).into_iter().zip(letters).zip(KINDS) {
        let wide = share * PLOT;
        if wide <= 0.0 {
            continue;
        }
        scene.area((x + 0.75, top + 0.75), ((wide - 1.5).max(0.75), height - 1.5), color);
        let full = format!("{letter} {} %", style::fixed(100.0 * share, 0));
        let fits = |words: &String| text::width(words, SMALL, false) + 8.0 <= wide;
        if let Some(words) = [full, letter.to_string()].into_iter().find(fits) {
            let at = (x + wide / 2.0, top + height / 2.0 + SMALL * 0.36);
            scene.text(Label::new(words, at, SMALL, style::ink_on(color)).align(Align::Center));
        }
        x += wide;
    }
}
