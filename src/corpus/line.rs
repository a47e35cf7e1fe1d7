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
        if let [first, .., last, b'\n' | b'\r'] = piece.as_bytes()
            && first.is_ascii_graphic()
            && last.is_ascii_graphic()
        {
            lines.push(Line { text: &piece[..piece.len() - 1], start, ends_block: false });
            start = end;
            continue;
        }
        let from_start = piece.trim_start_matches(is_space);
        let trimmed = from_start.trim_end_matches(is_space);
        // Between the two bytes of CR LF stands no line.
        let between = piece == "\n" && text.as_bytes()[..start].ends_with(b"\r");
        if !trimmed.is_empty() {
            lines.push(Line { text: trimmed, start: start + piece.len() - from_start.len(), ends_block: false });
        } else if !between
            && !piece.is_empty()
            && let Some(last) = lines.last_mut()
        {
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
    // A letter behind a blank is the beginning of one; there may be others.
    let head = line.as_bytes().get(..128).unwrap_or(line.as_bytes());
    let pairs = head.iter().zip(head.iter().skip(1));
    let plain = pairs.fold(0u8, |n, (a, b)| n + u8::from((*a == b' ') & b.is_ascii_alphanumeric()));
    usize::from(plain) > most || pieces(line).nth(most).is_some()
}

fn pieces(line: &str) -> impl Iterator<Item = &str> {
    line.split_whitespace().filter(|w| w.contains(char::is_alphanumeric))
}

/// A text from its first letter or digit on; `None` without any.
pub(crate) fn worded(text: &str) -> Option<&str> {
    Some(text.trim_start_matches(|c: char| !c.is_alphanumeric())).filter(|rest| !rest.is_empty())
}

/// Whether two texts are the same headline: the same words and numbers, whatever their case and what parts them.
pub(crate) fn same_headline(a: &str, b: &str) -> bool {
    let (Some(mut a), Some(mut b)) = (worded(a), worded(b)) else { return false };
    loop {
        let plain = |(x, y): &(&u8, &u8)| x.is_ascii_alphanumeric() && x.eq_ignore_ascii_case(y);
        let same = a.bytes().zip(b.bytes()).take_while(|(x, y)| plain(&(x, y))).count();
        let (x, y) = (&a[same..], &b[same..]);
        match (worded(x), worded(y)) {
            (None, None) => return true,
            (Some(next), Some(other)) if next.len() < x.len() && other.len() < y.len() => (a, b) = (next, other),
            // Both words go on, and not in Latin letters alike.
            (Some(next), Some(other)) if next.len() == x.len() && other.len() == y.len() => {
                let latin = |text: &str| text.starts_with(|c: char| c.is_ascii());
                return !(latin(x) && latin(y)) && folded(x).eq(folded(y));
            }
            _ => return false,
        }
    }
}

/// Lower-cased words and numbers joined by one blank.
fn folded(text: &str) -> impl Iterator<Item = char> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    words.enumerate().flat_map(|(n, word)| {
        let blank = (n > 0).then_some(' ');
        blank.into_iter().chain(word.chars().flat_map(char::to_lowercase))
    })
}

/// Whether the line ends like a sentence: a full stop, question or exclamation
/// mark or ellipsis, closing quotes and brackets aside. `U.S.` is no full stop.
pub(crate) fn ends_sentence(line: &str) -> bool {
    match line.as_bytes() {
        // Most lines end in a word, or in a word and its full stop.
        [.., last] if last.is_ascii_alphanumeric() => false,
        [.., a, b, b'.' | b'!' | b'?'] if a.is_ascii_alphanumeric() && b.is_ascii_alphanumeric() => true,
        _ => ends_sentence_after_all(line),
    }
}

fn ends_sentence_after_all(line: &str) -> bool {
    let bare = line.trim_end_matches(is_closing);
    let last = bare.rsplit(char::is_whitespace).next().unwrap_or_default();
    let initials = last.len() >= 4 && last.split_terminator('.').all(|p| p.chars().count() == 1);
    bare.ends_with(['.', '!', '?', '…', '։', '。']) && !initials
}

/// White space, and marks that may stand behind a full stop.
fn is_closing(c: char) -> bool {
    is_space(c) || matches!(c, '"' | '\'' | '»' | '”' | '’' | ')' | ']' | '*' | '_')
}

/// Whether a full stop ends the line (headlines may ask or exclaim, but do not stop).
pub(crate) fn ends_with_stop(line: &str) -> bool {
    let bare = line.trim_end_matches(is_closing);
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

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]
        #[test]
        fn quick_answers_are_those_of_the_rules(line in "((a|U|é|12|\\.|!|…|”|-)|( |  |\u{a0})){0,14}", most in 0usize..5) {
            prop_assert_eq!(ends_sentence(&line), ends_sentence_after_all(&line));
            prop_assert_eq!(has_more_words(&line, most), pieces(&line).count() > most);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3_000))]
        #[test]
        fn headlines_are_the_same_if_their_folded_words_are(words in proptest::collection::vec("[aAbé\u{e9}\u{130}\u{307}k\u{212a}1]{0,3}", 0..4), seed in any::<u8>()) {
            let parted = |marks: [&str; 4]| words.join(marks[usize::from(seed) % 4]) + marks[usize::from(seed / 4) % 4];
            let (a, b) = (parted([" ", "-", "", "!"]), parted([" ", ", ", "\u{301}", "a"]).to_uppercase());
            for (a, b) in [(&a, &b), (&b, &a), (&a, &a)] {
                let plain = folded(a).next().is_some() && folded(a).eq(folded(b));
                prop_assert_eq!(same_headline(a, b), plain, "{} {}", a, b);
            }
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
