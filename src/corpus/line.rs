//! Lines of a text, and what can be told from the look of one.

use memchr::{memchr_iter, memchr2_iter};

use crate::span::Span;

/// A line that is not blank, without the white space around it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Line<'t> {
    /// The line, trimmed.
    pub(crate) text: &'t str,
    /// Where it starts in the whole text.
    pub(crate) start: usize,
    /// Whether a blank line, or nothing, follows.
    pub(crate) ends_block: bool,
}

impl Line<'_> {
    /// The trimmed line in the whole text.
    pub(crate) fn span(&self) -> Span {
        Span::new(self.start, self.start + self.text.len())
    }
}

/// White space, and the marks that scraping leaves at line ends (zero-width blanks, stray BOMs).
pub(crate) fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{ad}')
}

/// The lines of a text that are not blank. A lone carriage return ends a line too.
pub(crate) fn lines(text: &str) -> Vec<Line<'_>> {
    let mut lines: Vec<Line<'_>> = Vec::with_capacity(32);
    let mut start = 0;
    let ends = memchr2_iter(b'\n', b'\r', text.as_bytes()).map(|at| at + 1);
    for end in ends.chain(std::iter::once(text.len())) {
        // Line ends are one byte each, so these are borders of characters.
        let piece = text.get(start..end).unwrap_or_default();
        let from_start = piece.trim_start_matches(is_space);
        let trimmed = from_start.trim_end_matches(is_space);
        // Between the two bytes of CR LF stands no line.
        let between = piece == "\n" && text.as_bytes()[..start].ends_with(b"\r");
        if !trimmed.is_empty() {
            lines.push(Line { text: trimmed, start: start + piece.len() - from_start.len(), ends_block: false });
        } else if !between && !piece.is_empty() && let Some(last) = lines.last_mut() {
            last.ends_block = true;
        }
        start = end;
    }
    if let Some(last) = lines.last_mut() {
        last.ends_block = true;
    }
    lines
}

/// The lines of a text, blank ones too, without the line feeds between them.
pub(crate) fn split(text: &str) -> impl Iterator<Item = &str> {
    let mut start = 0;
    let ends = memchr_iter(b'\n', text.as_bytes()).chain(std::iter::once(text.len()));
    ends.map(move |end| {
        let line = text.get(start..end).unwrap_or_default();
        start = end + 1;
        line
    })
}

/// How many words: pieces between blanks that hold a letter or digit.
pub(crate) fn words(line: &str) -> usize {
    pieces(line).count()
}

/// Whether there are more [`words`] than `most`; the rest is not counted.
pub(crate) fn has_more_words(line: &str, most: usize) -> bool {
    pieces(line).nth(most).is_some()
}

fn pieces(line: &str) -> impl Iterator<Item = &str> {
    line.split_whitespace().filter(|w| w.contains(char::is_alphanumeric))
}

/// Lower-cased words and numbers joined by one blank: what two headlines are compared by.
pub(crate) fn folded(text: &str) -> impl Iterator<Item = char> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    words.enumerate().flat_map(|(n, word)| {
        let blank = (n > 0).then_some(' ');
        blank.into_iter().chain(word.chars().flat_map(char::to_lowercase))
    })
}

/// Whether the line ends like a sentence: a full stop, question or exclamation
/// mark or ellipsis, closing quotes and brackets aside. `U.S.` is no full stop.
pub(crate) fn ends_sentence(line: &str) -> bool {
    let bare = line.trim_end_matches(|c: char| is_space(c) || "\"'»”’)]*_".contains(c));
    let last = bare.rsplit(char::is_whitespace).next().unwrap_or_default();
    let initials = last.len() >= 4 && last.split_terminator('.').all(|p| p.chars().count() == 1);
    bare.ends_with(['.', '!', '?', '…', '։', '。']) && !initials
}

/// Whether a full stop ends the line (headlines may ask or exclaim, but do not stop).
pub(crate) fn ends_with_stop(line: &str) -> bool {
    let bare = line.trim_end_matches(|c: char| is_space(c) || "\"'»”’)]*_".contains(c));
    ends_sentence(line) && !bare.ends_with(['!', '?', '…']) && !bare.ends_with("...")
}

/// Whether there are letters and all of them are capitals.
pub(crate) fn is_capitals(word: &str) -> bool {
    word.chars().any(char::is_uppercase) && !word.chars().any(char::is_lowercase)
}

/// A line cut to a length fit for a message, in one line.
pub(crate) fn brief(line: &str) -> String {
    const SHOWN: usize = 80;
    let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(SHOWN) {
        Some((cut, _)) => format!("{}…", &line[..cut]),
        None => line,
    }
}

/// The first `bytes` bytes of a text, or a little less where a character would be cut.
pub(crate) fn head(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lines_are_trimmed_placed_and_know_whether_a_block_ends() {
        let text = "\r\n  Été à Bakou \r\nsecond\r\n\r\nthird";
        let lines = lines(text);
        let shown: Vec<_> = lines.iter().map(|l| (l.text, l.ends_block, l.span().of(text))).collect();
        let expected = [("Été à Bakou", false, "Été à Bakou"), ("second", true, "second"), ("third", true, "third")];
        assert_eq!(shown, expected);
    }

    proptest! {
        #[test]
        fn lines_end_at_line_feeds_and_carriage_returns(text in "([a-zé]|[ \\n\\r\u{a0}\u{feff}]){0,20}") {
            let mut expected: Vec<(usize, &str)> = Vec::new();
            let mut start = 0;
            for piece in text.split_inclusive(['\n', '\r']) {
                let lead = piece.len() - piece.trim_start_matches(is_space).len();
                expected.push((start + lead, piece.trim_matches(is_space)));
                start += piece.len();
            }
            expected.retain(|(_, line)| !line.is_empty());
            let found: Vec<(usize, &str)> = lines(&text).iter().map(|line| (line.start, line.text)).collect();
            prop_assert_eq!(found, expected);
            prop_assert_eq!(split(&text).collect::<Vec<_>>(), text.split('\n').collect::<Vec<_>>());
        }
    }

    #[test]
    fn an_abbreviation_at_the_end_is_no_full_stop() {
        assert!(!ends_sentence("Minister flies to the U.S."));
        assert!(ends_sentence("He left for Paris.”"));
        assert!(ends_sentence("Will it hold?"));
        assert!(!ends_with_stop("Will it hold?"));
        assert!(!ends_sentence("Fighting resumes in the south"));
    }

    #[test]
    fn folding_keeps_words_and_numbers_only() {
        assert!(folded("## **ÉTÉ** – 2020!").eq("été 2020".chars()));
    }
}
