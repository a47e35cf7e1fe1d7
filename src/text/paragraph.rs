//! Paragraphs of a text, by its line breaks.
//!
//! A blank line always parts paragraphs. A single line break parts them when it
//! was made on purpose, and is a mere soft wrap when a program made it:
//!
//! * In a *wrapped* block (three lines or more, of which nearly all end where
//!   the next word no longer fitted), a break parts paragraphs only behind a
//!   line that had room for more.
//! * Elsewhere a break parts paragraphs behind terminal punctuation or a colon,
//!   behind a line short enough to be a headline, and before a list item; it is
//!   soft before a small letter and behind a line that cannot end there (comma,
//!   hyphen, function word, `Gen.`).

use std::ops::Range;

use super::scan::{Block, Pick, Places, trimmed};
use super::segment::{Segmenter, is_small};
use super::tokenize::is_quote;

/// A line this long is no headline.
const LONGEST_HEADLINE: usize = 110;
/// Widths in characters that programs wrap text to.
const WRAP_WIDTHS: Range<usize> = 36..132;

/// The paragraphs of a region, as trimmed non-empty ranges of the text.
pub(super) struct Paragraphs<'t> {
    text: &'t str,
    segmenter: &'t Segmenter,
    lines: Lines<'t>,
    /// Paragraphs of the current block, last first.
    ready: Vec<Range<usize>>,
}

/// The lines of a region; `\r\n`, `\r`, vertical tab, form feed and the Unicode
/// separators break lines like `\n`.
struct Lines<'t> {
    text: &'t str,
    at: usize,
    end: usize,
    /// Where a line break may begin.
    breaks: Places<'t, Breaks>,
}

impl Lines<'_> {
    fn new(text: &str, region: Range<usize>) -> Lines<'_> {
        let (at, end) = (region.start, region.end);
        Lines { text, at, end, breaks: Places::new(text, region) }
    }
}

impl Iterator for Lines<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        if self.at >= self.end {
            return None;
        }
        let start = self.at;
        let bytes = &self.text.as_bytes()[..self.end];
        for at in self.breaks.by_ref() {
            // The second byte of \r\n breaks no other line.
            let skip = if at < start { 0 } else { break_len(bytes, at) };
            if skip > 0 {
                self.at = at + skip;
                return Some(start..at);
            }
        }
        self.at = self.end;
        Some(start..self.end)
    }
}

/// Picks the bytes at which a line break may begin.
struct Breaks;

impl Pick for Breaks {
    fn bits(block: &Block) -> u64 {
        let plain = block.within(b'\n', b'\r');
        if block.beyond_ascii() == 0 {
            return plain;
        }
        // U+0085, U+2028 and U+2029 are told by the last byte, which may stand in the next block.
        let last = block.any([0x85, 0xA8, 0xA9]);
        plain | block.any([0xC2, 0xE2]) & (last >> 1 | last >> 2 | 3 << 62)
    }
}

/// Length in bytes of the line break at `at`, 0 if there is none.
fn break_len(bytes: &[u8], at: usize) -> usize {
    match bytes[at] {
        b'\n' | 0x0B | 0x0C => 1,
        b'\r' if bytes.get(at + 1) == Some(&b'\n') => 2,
        b'\r' => 1,
        0xC2 if bytes.get(at + 1) == Some(&0x85) => 2,
        0xE2 if matches!(bytes.get(at + 1..at + 3), Some([0x80, 0xA8 | 0xA9])) => 3,
        _ => 0,
    }
}

impl<'t> Paragraphs<'t> {
    pub fn new(text: &'t str, region: Range<usize>, segmenter: &'t Segmenter) -> Self {
        Paragraphs { text, segmenter, lines: Lines::new(text, region), ready: Vec::new() }
    }

    /// The lines up to the next blank one, trimmed.
    fn block(&mut self) -> Vec<Range<usize>> {
        let mut block = Vec::new();
        for line in self.lines.by_ref() {
            let trimmed = trimmed(self.text, line);
            if !trimmed.is_empty() {
                block.push(trimmed);
            } else if !block.is_empty() {
                break;
            }
        }
        block
    }

    /// Join the lines of a block into paragraphs.
    fn join(&self, block: &[Range<usize>]) -> Vec<Range<usize>> {
        let lines: Vec<Line<'_>> = block.iter().map(|range| Line::new(&self.text[range.clone()])).collect();
        let width = lines.iter().map(|line| line.length).max().unwrap_or(0);
        let pairs = || lines.iter().zip(lines.iter().skip(1));
        let full = pairs().filter(|(line, next)| line.is_full(next, width)).count();
        let wrapped = lines.len() > 2 && WRAP_WIDTHS.contains(&width) && full * 5 >= (lines.len() - 1) * 4;
        let mut paragraphs: Vec<Range<usize>> = Vec::new();
        let mut parted = true;
        for (range, (line, next)) in block.iter().zip(lines.iter().zip(lines.iter().skip(1).map(Some).chain([None]))) {
            match paragraphs.last_mut() {
                Some(last) if !parted => last.end = range.end,
                _ => paragraphs.push(range.clone()),
            }
            parted = next.is_some_and(|next| {
                if wrapped { !line.is_full(next, width) && !next.begins_small() } else { self.parts(line, next) }
            });
        }
        paragraphs
    }

    /// Whether a break between two lines that no program wrapped parts paragraphs.
    fn parts(&self, line: &Line<'_>, next: &Line<'_>) -> bool {
        let soft = self.segmenter.runs_on(line.text);
        let terminal = line.ends_with(['.', '!', '?', '…', ':', ';', '։', '。']);
        if terminal || next.is_item() {
            return !soft;
        }
        !soft && !next.begins_small() && line.length <= LONGEST_HEADLINE
    }
}

impl Iterator for Paragraphs<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        if self.ready.is_empty() {
            let block = self.block();
            self.ready = if block.len() < 2 { block } else { self.join(&block) };
            self.ready.reverse();
        }
        self.ready.pop()
    }
}

/// A trimmed line of a block.
struct Line<'t> {
    text: &'t str,
    /// In characters.
    length: usize,
}

impl<'t> Line<'t> {
    fn new(text: &'t str) -> Self {
        Line { text, length: text.chars().count() }
    }

    /// Whether the first word of the next line would not have fitted.
    fn is_full(&self, next: &Line<'_>, width: usize) -> bool {
        let word = next.text.split_whitespace().next().unwrap_or_default();
        self.length + 1 + word.chars().count() > width
    }

    fn begins_small(&self) -> bool {
        first_letter(self.text).is_some_and(is_small)
    }

    fn ends_with<const N: usize>(&self, marks: [char; N]) -> bool {
        self.text
            .trim_end_matches(|c: char| is_quote(c) || matches!(c, ')' | ']' | '\'' | '’'))
            .trim_end()
            .ends_with(marks)
    }

    fn is_item(&self) -> bool {
        let mut words = self.text.split_whitespace();
        let (mark, rest) = (words.next().unwrap_or_default(), words.next());
        let bullet = matches!(mark, "-" | "–" | "—" | "*" | "•" | "▪" | "●" | "‣" | "·");
        let number = mark.trim_end_matches(['.', ')']);
        let counted = number.len() < mark.len() && (1..=2).contains(&number.len());
        rest.is_some() && (bullet || (counted && number.bytes().all(|b| b.is_ascii_digit())))
    }
}

/// What may stand before the first word of a sentence.
pub(super) fn is_opening(c: char) -> bool {
    is_quote(c) || matches!(c, '(' | '[' | '{' | '¿' | '¡' | '‘' | '\'')
}

/// The first letter or digit of a text, if it comes soon; a small letter before
/// a capital (`iPhone`) counts as one.
pub(super) fn first_letter(text: &str) -> Option<char> {
    let mut letters = text.chars().take(64).skip_while(|c| !c.is_alphanumeric());
    let first = letters.next()?;
    let second = letters.next().filter(|c| c.is_uppercase());
    Some(if is_small(first) { second.unwrap_or(first) } else { first })
}
