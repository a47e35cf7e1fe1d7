//! The frame around every chart: the question, how to read it, the footnotes.

use super::scene::{Label, Scene, Shape};
use super::style::{GREY, INK, NOTE, PAPER, SUBTITLE, TITLE};
use super::{Caption, Chart, text};
use crate::compare::ALL;

/// Margin on every side, px.
const MARGIN: f64 = 24.0;
/// Smallest width of a body, px.
pub(super) const NARROWEST: f64 = 620.0;
/// Line height, em.
const LEADING: f64 = 1.36;

/// The words around a picture.
#[derive(Debug, Clone, Default)]
pub(super) struct Sheet {
    /// Stem of the files.
    pub name: String,
    /// The question.
    pub title: String,
    /// How to read the picture.
    pub subtitle: String,
    /// Footnotes, one paragraph each.
    pub notes: Vec<String>,
    /// Text alternative.
    pub alt: String,
}

impl Sheet {
    /// The chart: heading, picture, footnotes.
    pub fn assemble(mut self, body: Scene) -> Chart {
        let missing = missing(&self, &body);
        if !missing.is_empty() {
            self.notes.push(format!(
                "□ in the PNG stands for characters that the embedded font lacks ({} different); the SVG leaves them to the viewer's fonts.",
                missing.chars().count()
            ));
        }
        let width = body.width.max(NARROWEST);
        let mut scene = Scene { width: width + 2.0 * MARGIN, ..Scene::default() };
        let mut y = MARGIN;
        paragraph(&mut scene, &mut y, &self.title, (TITLE, true), INK);
        y += 3.0;
        paragraph(&mut scene, &mut y, &self.subtitle, (SUBTITLE, false), GREY);
        y += 16.0;
        let height = body.height;
        scene.insert(body, (MARGIN, y));
        y += height + 14.0;
        for note in &self.notes {
            paragraph(&mut scene, &mut y, note, (NOTE, false), GREY);
            y += 2.0;
        }
        scene.height = (y + MARGIN - 6.0).ceil();
        scene.width = scene.width.ceil();
        let mut paper = Scene::default();
        paper.area((0.0, 0.0), (scene.width, scene.height), PAPER);
        scene.shapes.splice(0..0, paper.shapes);
        Chart { name: self.name, title: self.title, alt: self.alt, missing, scene }
    }
}

/// Draws a paragraph and moves the pen below it.
fn paragraph(scene: &mut Scene, y: &mut f64, words: &str, (size, bold): (f64, bool), color: super::style::Rgb) {
    if words.is_empty() {
        return;
    }
    for line in text::wrap(words, size, bold, scene.width - 2.0 * MARGIN) {
        scene.text(Label::new(line, (MARGIN, *y + size), size, color).bold(bold));
        *y += size * LEADING;
    }
}

/// Distinct characters of all texts that the PNG cannot show, in order.
fn missing(sheet: &Sheet, body: &Scene) -> String {
    let mut found: Vec<char> = body
        .shapes
        .iter()
        .filter_map(|shape| match shape {
            Shape::Text(label) => Some(label.text.as_str()),
            _ => None,
        })
        .chain([sheet.title.as_str(), sheet.subtitle.as_str()])
        .chain(sheet.notes.iter().map(String::as_str))
        .flat_map(str::chars)
        .filter(|&c| !text::showable(c))
        .collect();
    found.sort_unstable();
    found.dedup();
    found.into_iter().collect()
}

/// The event in words, with the study before it.
pub(super) fn setting(event: &str, caption: &Caption) -> String {
    let event = match event {
        ALL => "All events together".into(),
        id => format!("Event: {}", text::phrase(id, caption)),
    };
    if caption.study.trim().is_empty() {
        format!("{event}.")
    } else {
        format!("{}. {event}.", text::clean(&caption.study))
    }
}

/// The footnote about lexicons, if there is something to say.
pub(super) fn lexicon(caption: &Caption) -> Option<String> {
    (!caption.lexicon.trim().is_empty()).then(|| {
        let words = caption.lexicon.split_whitespace().collect::<Vec<_>>().join(" ");
        format!("Lexicon: {}.", words.trim_end_matches([',', ';', '.', ' ']))
    })
}

/// File stem of a chart: its kind, the event unless all are pooled, and further parts.
pub(super) fn name(kind: &str, event: &str, parts: &[&str]) -> String {
    let mut name = kind.to_owned();
    for part in (event != ALL).then_some(event).iter().chain(parts) {
        name.push('-');
        name.push_str(&super::style::slug(part));
    }
    name
}
