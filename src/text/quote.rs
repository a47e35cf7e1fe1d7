//! Quotations of a text, by their marks.
//!
//! One scan over each paragraph with a stack of open quotations:
//!
//! * Marks are paired by the pack (`“ ”`, `« »`, `„ “` …). A mark that opens and
//!   closes (`"`, `'`, `“` behind `„`) does what its neighbours allow: an opening
//!   one stands before a word, a closing one behind a word or a stop.
//! * An apostrophe inside or at the end of a word (`Armenia's`, `soldiers'`) is
//!   no mark unless a single quotation is open, and it opens one only where a
//!   closing one follows in the paragraph.
//! * A quotation that is never closed ends with its paragraph. A paragraph that
//!   opens with a mark of either kind while one is pending goes on with it
//!   (French sets `»` there), and a paragraph whose first mark closes the pending
//!   one was inside it from its beginning.
//! * A closing mark without an opening one is nothing.

use std::ops::Range;

use super::scan::{Block, Pick, Places};

/// What stands between two quotation marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quotation {
    /// First byte of the opening mark.
    pub start: usize,
    /// Byte behind the closing mark, or behind the paragraph.
    pub end: usize,
    /// How many quotations it lies in.
    pub depth: u8,
    /// Whether it was closed.
    pub closed: bool,
    /// Whether it opens where the paragraph before left one open.
    pub goes_on: bool,
}

/// A quotation that waits for its closing mark.
#[derive(Debug, Clone, Copy)]
struct Open {
    start: usize,
    mark: char,
    goes_on: bool,
}

/// Deeper than any writer nests; what follows is left alone.
const DEEPEST: usize = 6;

/// The quotations of a text by place, outer ones first.
///
/// ```
/// use framelens::text::quote::quotations;
/// let text = "Baku's “first ‘true’ step”, he said.";
/// let found = quotations(text, &[0..text.len()]);
/// assert_eq!(&text[found[0].start..found[0].end], "“first ‘true’ step”");
/// assert_eq!(&text[found[1].start..found[1].end], "‘true’");
/// ```
pub fn quotations(text: &str, paragraphs: &[Range<usize>]) -> Vec<Quotation> {
    let mut found = Vec::new();
    let mut pending = None;
    let mut marks: Vec<(usize, char)> = Vec::new();
    let reach = paragraphs.first().map_or(0, |first| first.start)..paragraphs.last().map_or(0, |last| last.end);
    let mut places = Places::<Leads>::new(text, reach.start..reach.end.min(text.len())).peekable();
    for range in paragraphs {
        marks.clear();
        while let Some(at) = places.next_if(|at| *at < range.end) {
            let mark = || text.get(at..).and_then(|rest| rest.chars().next()).filter(|c| is_mark(*c));
            if let Some(mark) = at.checked_sub(range.start).and_then(|_| mark()) {
                marks.push((at - range.start, mark));
            }
        }
        let Some(paragraph) = text.get(range.clone()) else { continue };
        let mut scan = Scan { text: paragraph, base: range.start, stack: Vec::new(), found: &mut found };
        pending = scan.run(&marks, pending);
    }
    found.sort_unstable_by_key(|q| (q.start, usize::MAX - q.end));
    found
}

/// Picks the bytes at which a quotation mark may begin.
struct Leads;

impl Pick for Leads {
    fn bits(block: &Block) -> u64 {
        let plain = block.any([b'"', b'\'']);
        if block.beyond_ascii() == 0 {
            return plain;
        }
        // « » ‘ ’ ‚ ‛ “ ” „ ‟ ‹ › are told by the last byte, which may stand in the next block.
        let last = block.within(0x98, 0x9F) | block.any([0xAB, 0xBB, 0xB9, 0xBA]);
        plain | block.any([0xC2, 0xE2]) & (last >> 1 | last >> 2 | 3 << 62)
    }
}

struct Scan<'t, 'f> {
    text: &'t str,
    base: usize,
    stack: Vec<Open>,
    found: &'f mut Vec<Quotation>,
}

impl Scan<'_, '_> {
    /// Scan one paragraph, given its marks; returns the outermost that it leaves open.
    fn run(&mut self, marks: &[(usize, char)], pending: Option<char>) -> Option<char> {
        let mut first = true;
        let mut singles = marks.iter().filter(|(_, c)| is_single(*c)).count();
        let bytes = self.text.as_bytes();
        let letter = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphanumeric);
        for &(here, c) in marks {
            let behind = here + c.len_utf8();
            singles -= usize::from(is_single(c));
            // Between letters an apostrophe neither opens nor closes.
            let inner = is_single(c) && here > 0 && letter(here - 1) && letter(behind);
            if !inner {
                let before = self.text[..here].chars().next_back();
                let after = self.text[behind..].chars().next();
                self.mark(Mark { c, here, before, after, singles, pending: pending.filter(|_| first) });
            }
            first = false;
        }
        let left = self.stack.first().map(|open| open.mark);
        while let Some(open) = self.stack.pop() {
            self.push(open, self.text.len(), false);
        }
        left
    }

    fn mark(&mut self, mark: Mark) {
        let Mark { c, here, pending, .. } = mark;
        let begins = self.text[..here].trim().is_empty();
        if let Some(open) = pending.filter(|&open| closes(open, c) || open == c) {
            if begins && mark.word_follows(self.text) {
                self.stack.push(Open { start: here, mark: open, goes_on: true });
                return;
            }
            if closes(open, c) && !mark.opens() && !is_single(c) {
                self.push(Open { start: 0, mark: open, goes_on: true }, here + c.len_utf8(), true);
                return;
            }
        }
        let partner = self.stack.iter().rposition(|open| closes(open.mark, c));
        if let Some(at) = partner.filter(|_| mark.closes()) {
            let end = here + c.len_utf8();
            // What was left open inside ends here too.
            while self.stack.len() > at + 1 {
                if let Some(open) = self.stack.pop() {
                    self.push(open, end, false);
                }
            }
            if let Some(open) = self.stack.pop() {
                self.push(open, end, true);
            }
        } else if mark.opens() && self.stack.len() < DEEPEST {
            // The same mark once more: the first was never closed, and ends here.
            if let Some(last) = self.stack.last().copied().filter(|last| last.mark == c && !is_single(c) && c != '«') {
                self.stack.pop();
                self.push(last, here, false);
            }
            self.stack.push(Open { start: here, mark: c, goes_on: false });
        }
    }

    fn push(&mut self, open: Open, end: usize, closed: bool) {
        // A single mark that is never closed was an apostrophe.
        if is_single(open.mark) && !closed {
            return;
        }
        self.found.push(Quotation {
            start: self.base + open.start,
            end: self.base + end,
            depth: self.stack.len() as u8,
            closed,
            goes_on: open.goes_on,
        });
    }
}

/// A mark and its neighbours.
#[derive(Clone, Copy)]
struct Mark {
    c: char,
    here: usize,
    before: Option<char>,
    after: Option<char>,
    /// Single marks still to come in the paragraph.
    singles: usize,
    /// Mark of the paragraph before that is still open, at the first mark of a paragraph.
    pending: Option<char>,
}

impl Mark {
    fn opens(&self) -> bool {
        let free = self.before.is_none_or(|c| c.is_whitespace() || "([{-–—/:«“„‘\"'‹’".contains(c));
        let word = self.after.is_some_and(|c| !c.is_whitespace() && !",.;:!?)]}".contains(c));
        match self.c {
            '«' | '‹' | '„' | '‚' => true,
            '“' | '‟' => word,
            '‘' => free && word && self.singles > 0,
            '\'' | '’' => {
                free && self.singles > 0
                    && self.after.is_some_and(|c| c.is_alphabetic() || "«“\"".contains(c))
                    && (self.c == '\'' || self.before != Some('’'))
            }
            '"' => word && (free || !self.before.is_some_and(char::is_alphanumeric)),
            _ => false,
        }
    }

    fn closes(&self) -> bool {
        let word_behind = self.after.is_some_and(char::is_alphanumeric);
        let bound = self.before.is_some_and(|c| !c.is_whitespace());
        match self.c {
            '»' | '›' | '”' => true,
            '"' => bound || !self.opens(),
            '“' | '‘' => bound && !word_behind,
            '\'' | '’' => bound && !word_behind,
            _ => false,
        }
    }

    fn word_follows(&self, text: &str) -> bool {
        let rest = text[self.here + self.c.len_utf8()..].trim_start();
        rest.starts_with(char::is_alphanumeric)
    }
}

fn is_mark(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '‟' | '«' | '»' | '‹' | '›' | '‚') || is_single(c)
}

fn is_single(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘')
}

/// Whether `close` can end what `open` began.
fn closes(open: char, close: char) -> bool {
    match open {
        '“' => matches!(close, '”' | '"'),
        '‟' => matches!(close, '”' | '"' | '“'),
        '„' => matches!(close, '“' | '”' | '"' | '‟'),
        '"' => matches!(close, '"' | '”'),
        '«' => close == '»',
        '‹' => close == '›',
        '‘' | '‚' => matches!(close, '’' | '\'' | '‘'),
        '\'' => matches!(close, '\'' | '’'),
        '’' => close == '’',
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        let mut paragraphs = Vec::new();
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            paragraphs.push(at..at + line.trim_end().len());
            at += line.len();
        }
        quotations(text, &paragraphs).iter().map(|q| text[q.start..q.end].trim()).collect()
    }

    #[test]
    fn marks_of_every_kind_are_paired() {
        for text in
            ["a “b c” d", "a \"b c\" d", "a «\u{A0}b c\u{A0}» d", "a ‹b c› d", "a „b c“ d", "a ‘b c’ d", "a 'b c' d"]
        {
            assert_eq!(found(text).len(), 1, "{text}");
            assert!(found(text)[0].contains("b c"), "{text}");
        }
    }

    #[test]
    fn apostrophes_are_no_marks() {
        assert!(found("Armenia's and the soldiers' tents, l’été ’90s, rock 'n' roll").len() <= 1);
        assert!(found("The soldiers’ tents in Armenia’s south").is_empty());
        assert_eq!(found("He said: ‘It’s ours, isn’t it?’ and left"), ["‘It’s ours, isn’t it?’"]);
    }

    #[test]
    fn quotations_nest() {
        assert_eq!(found("« Il a dit “non” hier »"), ["« Il a dit “non” hier »", "“non”"]);
        assert_eq!(found("“He said ‘no’ twice”"), ["“He said ‘no’ twice”", "‘no’"]);
        assert_eq!(found("« un « deux » trois »"), ["« un « deux » trois »", "« deux »"]);
    }

    #[test]
    fn an_unclosed_quotation_ends_with_its_paragraph() {
        assert_eq!(found("He said “we go.\nThe army left."), ["“we go."]);
        assert_eq!(found("a \"b c\nd e"), ["\"b c"]);
    }

    #[test]
    fn paragraphs_open_the_quotation_anew() {
        assert_eq!(found("“One.\n“Two.\n“Three.” End"), ["“One.", "“Two.", "“Three.”"]);
        assert_eq!(found("« Un.\n» Deux.\n» Trois. » Fin"), ["« Un.", "» Deux.", "» Trois. »"]);
        assert_eq!(found("“One.\nTwo.” End"), ["“One.", "Two.”"]);
    }

    #[test]
    fn stray_closing_marks_are_nothing() {
        assert!(found("a” b » c").is_empty());
    }
}
