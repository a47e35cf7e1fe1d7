//! Text as it will stand on paper: cleaned, measured, shortened, wrapped.
//!
//! Widths come from the embedded font, not from the viewer's, so that a label
//! takes the same room in every picture.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use ab_glyph::{Font, FontRef, GlyphId};
use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

use super::Caption;
use super::style::LABEL;

/// Stands for a character that the font lacks.
pub(super) const MISSING: char = '□';
/// Longest name that is looked at, in characters; names come from documents.
const LONGEST: usize = 200;
/// Width of a missing character, em: wide enough for most scripts that are missing.
const MISSING_EM: f64 = 1.0;

static REGULAR: LazyLock<FontRef<'static>> = LazyLock::new(|| load(dejavu::sans::regular()));
static BOLD: LazyLock<FontRef<'static>> = LazyLock::new(|| load(dejavu::sans::bold()));

fn load(bytes: &'static [u8]) -> FontRef<'static> {
    // The bytes are compiled in; no input reaches this.
    FontRef::try_from_slice(bytes).expect("the embedded font can be read")
}

/// The embedded face of a weight.
pub(super) fn face(bold: bool) -> &'static FontRef<'static> {
    if bold { &BOLD } else { &REGULAR }
}

/// Whether the PNG can show a character: the font has it, and it needs no shaping.
pub(super) fn showable(c: char) -> bool {
    let right_to_left = matches!(c, '\u{0590}'..='\u{08FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFF}');
    c != MISSING && !right_to_left && face(false).glyph_id(c).0 != 0 && face(true).glyph_id(c).0 != 0
}

/// Glyphs of a line with their pen positions, em, and the width of the line, em.
pub(super) fn layout(text: &str, bold: bool) -> (Vec<(GlyphId, f64)>, f64) {
    let font = face(bold);
    let em = f64::from(font.units_per_em().unwrap_or(1.0));
    let mut glyphs = Vec::with_capacity(text.len());
    let mut pen = 0.0;
    let mut previous: Option<GlyphId> = None;
    for c in text.chars() {
        let known = showable(c);
        let id = font.glyph_id(if known { c } else { MISSING });
        if let Some(before) = previous {
            pen += f64::from(font.kern_unscaled(before, id)) / em;
        }
        glyphs.push((id, pen));
        pen += if known { f64::from(font.h_advance_unscaled(id)) / em } else { MISSING_EM };
        previous = Some(id);
    }
    (glyphs, pen)
}

/// Width of a line in px.
pub(super) fn width(text: &str, size: f64, bold: bool) -> f64 {
    layout(text, bold).1 * size
}

/// Widest of some lines in px; 0 without lines.
pub(super) fn widest<S: AsRef<str>>(lines: impl IntoIterator<Item = S>, size: f64, bold: bool) -> f64 {
    lines.into_iter().map(|l| width(l.as_ref(), size, bold)).fold(0.0, f64::max)
}

/// One printable line: composed (NFC), white space collapsed, controls made
/// visible, invisible format characters gone, at most 200 characters.
pub(super) fn clean(text: &str) -> String {
    let mut line = String::new();
    let mut length = 0;
    for c in text.nfc() {
        let c = match c {
            c if c.is_whitespace() => ' ',
            // Zero-width and direction marks have no picture and could reorder the chart's own words.
            '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' => {
                continue;
            }
            c if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') => MISSING,
            c => c,
        };
        if c == ' ' && (line.is_empty() || line.ends_with(' ')) {
            continue;
        }
        if length == LONGEST {
            line.push('…');
            break;
        }
        line.push(c);
        length += 1;
    }
    let line = line.trim_end();
    if line.is_empty() { "(no name)".into() } else { line.into() }
}

/// The line, with its middle replaced by an ellipsis where it is wider than `most` px.
///
/// The end is kept as well as the beginning because names of a family
/// (`Agence A, service français`, `Agence A, service russe`) differ there.
pub(super) fn shorten(text: &str, size: f64, bold: bool, most: f64) -> String {
    if width(text, size, bold) <= most {
        return text.to_owned();
    }
    let parts: Vec<&str> = text.graphemes(true).collect();
    for kept in (1..parts.len()).rev() {
        let tail = kept * 2 / 5;
        let (head, tail) = (parts[..kept - tail].concat(), parts[parts.len() - tail..].concat());
        let short = format!("{}…{}", head.trim_end(), tail.trim_start());
        if width(&short, size, bold) <= most {
            return short;
        }
    }
    "…".into()
}

/// Lines of at most `most` px, broken at spaces and after hyphens, or inside a
/// word that is wider than a line.
pub(super) fn wrap(text: &str, size: f64, bold: bool, most: f64) -> Vec<String> {
    let mut lines = vec![];
    let mut line = String::new();
    for word in text.split_inclusive([' ', '-']) {
        let longer = format!("{line}{word}");
        if width(longer.trim_end(), size, bold) <= most {
            line = longer;
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        for part in word.graphemes(true) {
            if !line.is_empty() && part != " " && width(&format!("{line}{part}"), size, bold) > most {
                lines.push(std::mem::take(&mut line));
            }
            line.push_str(part);
        }
    }
    lines.push(line);
    lines.into_iter().map(|l| l.trim_end().to_owned()).collect()
}

/// The label of an id as one clean line.
pub(super) fn label(id: &str, caption: &Caption) -> String {
    clean(caption.labels.get(id).map_or(id, String::as_str))
}

/// The label of an actor.
pub(super) fn actor(id: &str, caption: &Caption) -> String {
    clean(caption.actors.get(id).map_or(id, String::as_str))
}

/// The label of an id as it stands in a sentence: not longer than half a line.
pub(super) fn phrase(id: &str, caption: &Caption) -> String {
    shorten(&label(id, caption), LABEL, false, 420.0)
}

/// Labels of ids, each at most `most` px wide and no two alike.
pub(super) fn names<'a>(
    ids: impl IntoIterator<Item = &'a str>,
    caption: &Caption,
    size: f64,
    most: f64,
) -> BTreeMap<&'a str, String> {
    let ids: BTreeSet<&str> = ids.into_iter().collect();
    let full: Vec<String> = ids.iter().map(|id| label(id, caption)).collect();
    let mut taken = BTreeSet::new();
    let mut names = BTreeMap::new();
    for (id, name) in ids.iter().zip(&full) {
        let twin = full.iter().filter(|other| *other == name).count() > 1;
        let name = if twin && name != id { format!("{name} ({})", clean(id)) } else { name.clone() };
        let mut short = shorten(&name, size, false, most);
        for number in 2.. {
            if taken.insert(short.clone()) {
                break;
            }
            let mark = format!(" #{number}");
            short = shorten(&name, size, false, most - width(&mark, size, false)) + &mark;
        }
        names.insert(*id, short);
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_font_has_the_scripts_that_the_study_writes_in() {
        let all = "AÉéœŒçàÀ АБВгдёЇ ԱԲԳաբգև İşğı −×÷≤…●□†←→";
        let lacking: String = all.chars().filter(|&c| c != MISSING && !showable(c)).collect();
        assert_eq!(lacking, "");
        assert!(!showable('漢') && !showable('ع'));
    }

    #[test]
    fn shortened_names_fit_keep_both_ends_and_stay_apart() {
        let most = 150.0;
        let long = "Agence internationale de presse, service français";
        let short = shorten(long, 12.0, false, most);
        assert!(width(&short, 12.0, false) <= most, "{short}");
        assert!(short.starts_with("Agence") && short.contains('…') && short.ends_with("çais"), "{short}");

        let ids = [
            "a-very-long-name-that-differs-in-its-1-middle-only-and-nowhere-else",
            "a-very-long-name-that-differs-in-its-2-middle-only-and-nowhere-else",
        ];
        let caption = Caption::default();
        let names = names(ids, &caption, 12.0, most);
        assert_ne!(names[ids[0]], names[ids[1]]);
        assert!(names.values().all(|n| width(n, 12.0, false) <= most), "{names:?}");
    }

    #[test]
    fn two_sources_with_one_label_are_told_apart_by_their_ids() {
        let labels = [("a", "Courier"), ("b", "Courier")].map(|(k, v)| (k.to_owned(), v.to_owned())).into();
        let caption = Caption { labels, ..Caption::default() };
        let names = names(["a", "b"], &caption, 12.0, 300.0);
        assert_eq!((names["a"].as_str(), names["b"].as_str()), ("Courier (a)", "Courier (b)"));
    }

    #[test]
    fn wrapped_lines_fit_and_lose_nothing() {
        let text = "several words and Donaudampfschifffahrtsgesellschaftskapitän at the end";
        let lines = wrap(text, 12.0, false, 90.0);
        assert!(lines.iter().all(|l| width(l, 12.0, false) <= 90.0), "{lines:?}");
        assert_eq!(lines.concat().replace(' ', ""), text.replace(' ', ""));
    }

    #[test]
    fn controls_are_shown_and_direction_marks_are_gone() {
        assert_eq!(clean(" a\u{0}b\n\tc\u{202E}d "), "a□b cd");
        assert_eq!(clean("e\u{301}"), "é");
        assert_eq!(clean("\u{200B}"), "(no name)");
        assert_eq!(clean(&"x".repeat(100_000)).chars().count(), 201);
    }
}
