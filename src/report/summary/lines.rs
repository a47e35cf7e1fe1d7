//! Lines of a terminal: broken between words, headings and cues made to stand out.

use anstyle::{AnsiColor, Style};

/// Around a cue, until it is known how cues are marked.
pub(super) const CUE: (char, char) = ('\u{E000}', '\u{E001}');

const HEADING: Style = Style::new().bold();
const CUE_STYLE: Style = Style::new().bold().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Yellow)));

/// A heading, bold where it may be.
pub fn heading(text: &str, color: bool) -> String {
    if color { format!("{HEADING}{text}{HEADING:#}") } else { text.to_owned() }
}

/// Cues in colour, else in square brackets.
pub(super) fn marked(text: &str, color: bool) -> String {
    let (start, end) = if color {
        (CUE_STYLE.render().to_string(), CUE_STYLE.render_reset().to_string())
    } else {
        ("[".into(), "]".into())
    };
    text.replace(CUE.0, &start).replace(CUE.1, &end)
}

/// Text in lines of at most `width` columns, the first after `first`, the others after `rest`.
pub fn paragraph(text: &str, width: usize, first: &str, rest: &str) -> String {
    let mut out = String::from(first);
    let mut used = first.chars().count();
    let mut fresh = true;
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let wide = word.chars().count();
        if !fresh && used + 1 + wide > width {
            out.push('\n');
            out.push_str(rest);
            used = rest.chars().count();
        } else if !fresh {
            out.push(' ');
            used += 1;
        }
        out.push_str(word);
        used += wide;
        fresh = false;
    }
    out
}

/// A name of at most `most` characters.
pub(super) fn short(name: &str, most: usize) -> String {
    if name.chars().count() <= most {
        return name.to_owned();
    }
    let start: String = name.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", start.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words_and_hang() {
        assert_eq!(paragraph("one two  three", 9, "1. ", "   "), "1. one\n   two\n   three");
        assert_eq!(paragraph("", 9, "", ""), "");
    }

    #[test]
    fn cues_are_marked_in_print_and_in_colour() {
        let text = format!("an {}attack{} on", CUE.0, CUE.1);
        assert_eq!(marked(&text, false), "an [attack] on");
        assert!(marked(&text, true).contains("\u{1b}[1m") && marked(&text, true).contains("attack\u{1b}[0m"));
    }
}
