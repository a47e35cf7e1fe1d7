//! Sentences of a text.
//!
//! Candidate ends are found by scanning for terminal punctuation, the set STerm
//! and ATerm of UAX 29 for the scripts of today's news; then these rules decide,
//! in this order:
//!
//! 1. A paragraph break always ends a sentence (`paragraph`).
//! 2. The terminal takes with it what closes: quotation marks, brackets, note
//!    numbers `[3]`, and a French » behind a space.
//! 3. No white space behind: only `。` ends a sentence there, a closed quotation
//!    or bracket before a capital, an opening mark before a capital, and a full
//!    stop that lost its space (`conflict.Azerbaijan`, not `News.Az`).
//! 4. What follows begins with a small letter or `, ; : ) ]`: no end.
//! 5. An ellipsis in brackets or before the first word, and a list number
//!    (`1. The`): no end.
//! 6. A single full stop behind an abbreviation of the pack, an initial (`J.`) or
//!    an acronym with inner stops (`U.S.`, `O.N.U.`): see
//!    [`LanguagePack`] for the three kinds of abbreviation;
//!    initials and acronyms end a sentence only before a capitalised stop word.
//! 7. Anything else ends the sentence, also inside « … » or “ … ”.
//!
//! The UAX-29 rules alone would end a sentence behind `Mr.`, `Gen.`, `27 sept.`
//! and before `»`; a test holds the two together where no such rule applies.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::LanguagePack;
use super::keys::{NONE, ShortKey, Table, short_key};
use super::pack::Casing;
use super::paragraph::{Paragraphs, first_letter, is_opening};
use super::scan::{Block, Pick, Places, trimmed};
use super::tokenize::{address, fold, glued_stop, is_apostrophe};
use crate::span::Span;

/// Characters looked at on either side of a candidate.
const NEAR: usize = 64;
/// Bytes of a chunk looked at for a lost space: long enough for an address.
const LONGEST_CHUNK: usize = 256;

/// Kinds of abbreviations, one bit each, as the pack's three lists tell them.
const NEVER: u8 = 1;
const NUMERIC: u8 = 2;
const LAST: u8 = 4;

/// Tells some cases without the rules.
type Glance = fn(&Segmenter, &str, usize, usize) -> Option<bool>;

/// A sentence before it has tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// Without surrounding white space.
    pub span: Span,
    /// Whether a paragraph begins with it.
    pub paragraph_start: bool,
}

/// The sentence rules of one language.
pub struct Segmenter {
    pack: Arc<LanguagePack>,
    never: FxHashSet<String>,
    numeric: FxHashSet<String>,
    last: FxHashSet<String>,
    stops: FxHashSet<String>,
    /// The short ones of all three lists: [`NEVER`], [`NUMERIC`], [`LAST`].
    listed: Table<u8>,
    /// Whether « may close a quotation, as in German »Nein!«.
    inverted: bool,
    /// Bytes of the longest abbreviation.
    longest: usize,
}

/// A place where a sentence may end.
struct Candidate<'t> {
    /// The sentence so far, without the terminal.
    before: &'t str,
    /// `.`, `?!`, `...`
    terminal: &'t str,
    /// Whether quotation marks or brackets were closed behind it.
    closed: bool,
    /// The rest of the paragraph.
    after: &'t str,
}

impl Segmenter {
    /// The rules of a pack.
    pub fn new(pack: &Arc<LanguagePack>) -> Segmenter {
        let set = |words: &[String]| words.iter().map(|word| fold(word, pack)).collect();
        let lists = [&pack.abbreviations, &pack.abbreviations_numeric, &pack.abbreviations_final];
        let longest = lists.into_iter().flatten().map(String::len).max();
        let mut listed: BTreeMap<ShortKey, u8> = BTreeMap::new();
        for (kind, list) in [NEVER, NUMERIC, LAST].into_iter().zip(lists) {
            for word in list.iter().map(|word| fold(word, pack)) {
                *listed.entry(short_key(word.as_bytes(), 0, word.len())).or_default() |= kind;
            }
        }
        let mut short = Table::default();
        listed.into_iter().filter(|(key, _)| *key != NONE).for_each(|(key, kinds)| short.insert(key, kinds));
        Segmenter {
            longest: longest.unwrap_or(0).max("xxviii".len()),
            never: set(&pack.abbreviations),
            numeric: set(&pack.abbreviations_numeric),
            last: set(&pack.abbreviations_final),
            listed: short,
            stops: pack.stop_list().map(|word| fold(word, pack)).collect(),
            inverted: pack.quotes.iter().any(|(_, close)| close == "«"),
            pack: Arc::clone(pack),
        }
    }

    /// The sentences of `text[region]`. Together they hold everything but white space.
    ///
    /// ```
    /// use framelens::text::{LanguagePacks, segment::Segmenter};
    /// let english = Segmenter::new(&LanguagePacks::bundled().get_or_minimal("en"));
    /// let text = "Gen. Smith left Washington, D.C., on Sept. 27. The U.S. Embassy closed.";
    /// let sentences: Vec<_> = english.sentences(text, 0..text.len()).iter().map(|s| s.span.of(text)).collect();
    /// assert_eq!(sentences[1], "The U.S. Embassy closed.");
    /// ```
    pub fn sentences(&self, text: &str, region: Range<usize>) -> Vec<Piece> {
        let mut pieces = Vec::new();
        self.add_sentences(text, region, &mut pieces);
        pieces
    }

    /// The same, behind those that are already there.
    pub(super) fn add_sentences(&self, text: &str, region: Range<usize>, pieces: &mut Vec<Piece>) {
        pieces.reserve(region.len() / 64);
        self.cut(text, region, Segmenter::glance, pieces);
    }

    fn cut(&self, text: &str, region: Range<usize>, glance: Glance, pieces: &mut Vec<Piece>) {
        let mut stops = Places::<Stops>::new(text, region.clone()).peekable();
        for paragraph in Paragraphs::new(text, region, self) {
            let mut paragraph_start = true;
            let mut push = |range: Range<usize>| {
                let Range { start, end } = trimmed(text, range);
                if start < end {
                    pieces.push(Piece { span: Span::new(start, end), paragraph_start });
                    paragraph_start = false;
                }
            };
            let written = &text[paragraph.clone()];
            let (mut start, mut next) = (0, 0);
            while let Some(at) = stops.next_if(|at| *at < paragraph.end) {
                // Before the paragraph, or part of what is already looked at.
                let Some(at) = at.checked_sub(paragraph.start).filter(|at| *at >= next) else { continue };
                let (end, ends) = match glance(self, written, start, at) {
                    Some(ends) => (at + 1, ends),
                    None => self.look(written, start, at),
                };
                next = end;
                if ends {
                    push(paragraph.start + start..paragraph.start + end);
                    start = end;
                }
            }
            push(paragraph.start + start..paragraph.end);
        }
    }

    /// Where what may be a terminal ends, with all that closes behind it, and whether the sentence does.
    fn look(&self, paragraph: &str, start: usize, at: usize) -> (usize, bool) {
        let terminal = if paragraph.is_char_boundary(at) { terminal_len(&paragraph[at..]) } else { 0 };
        if terminal == 0 {
            return (at + 1, false);
        }
        let behind = at + terminal;
        let end = behind + self.closing_len(&paragraph[behind..]);
        let candidate = Candidate {
            before: &paragraph[start..at],
            terminal: &paragraph[at..behind],
            closed: end > behind,
            after: &paragraph[end..],
        };
        (end, self.is_end(&candidate))
    }

    /// Whether a sentence ends at a stop, where the bytes around it tell: the
    /// rules below come to the same, and decide all other cases.
    fn glance(&self, paragraph: &str, start: usize, at: usize) -> Option<bool> {
        let bytes = paragraph.as_bytes();
        let stop = bytes[at];
        if !matches!(stop, b'.' | b'!' | b'?') {
            return None;
        }
        let small = |at: usize| {
            bytes[at].is_ascii_lowercase() && bytes.get(at + 1).is_none_or(|b| b.is_ascii() && !b.is_ascii_uppercase())
        };
        match *bytes.get(at + 1).unwrap_or(&b'0') {
            // 3.5, a.b, end of the paragraph
            b'0'..=b'9' => return Some(false),
            b'a'..=b'z' if small(at + 1) => return Some(false),
            b' ' => (),
            _ => return None,
        }
        let next = *bytes.get(at + 2)?;
        if next.is_ascii_lowercase() && small(at + 2) {
            return Some(false);
        }
        // Short beginnings may be the numbers of a list.
        let begun = at > start + 16 && bytes[at - 1].is_ascii_alphanumeric();
        if !begun || !(next.is_ascii_uppercase() || next.is_ascii_digit()) {
            return None;
        }
        if stop != b'.' {
            return Some(true);
        }
        let letters = bytes[start..at].iter().rev().take_while(|byte| byte.is_ascii_alphanumeric()).count();
        let word = at - letters;
        if word == start || bytes[word - 1] != b' ' {
            return None;
        }
        if letters > self.longest {
            return Some(true);
        }
        let initial = letters == 1 && bytes[word].is_ascii_uppercase();
        let plain = self.pack.casing == Casing::Standard && !self.pack.ordinal_stop && letters <= 16;
        if initial || !plain {
            return None;
        }
        let key = short_key(bytes, word, at).map(to_lower);
        match self.listed.get(key, self.listed.hash(key)).unwrap_or(0) {
            0 => Some(true),
            kind if kind & NEVER != 0 || kind & NUMERIC != 0 && next.is_ascii_digit() => Some(false),
            kind if kind & LAST != 0 => None,
            _ => Some(true),
        }
    }

    /// Length of what closes at the start of `text`, right behind a terminal.
    fn closing_len(&self, text: &str) -> usize {
        let mut len = 0;
        loop {
            let rest = &text[len..];
            let Some(c) = rest.chars().next() else { return len };
            let behind = &rest[c.len_utf8()..];
            let word_follows = || behind.starts_with(char::is_alphanumeric);
            len += match c {
                ')' | ']' | '}' | '”' | '’' | '»' | '›' => c.len_utf8(),
                '"' | '\'' | '“' | '‘' if !word_follows() => c.len_utf8(),
                '«' | '‹' if self.inverted && !word_follows() => c.len_utf8(),
                '[' => match note_len(behind) {
                    0 => return len,
                    note => 1 + note,
                },
                _ if c.is_whitespace() => match spaced_guillemet(rest) {
                    0 => return len,
                    more => more,
                },
                _ => return len,
            };
        }
    }

    fn is_end(&self, candidate: &Candidate<'_>) -> bool {
        let rest = candidate.after.trim_start();
        if rest.is_empty() {
            return false; // of the paragraph, which ends anyway
        }
        if rest.len() == candidate.after.len() {
            return is_glued_end(candidate);
        }
        let next = first_letter(rest);
        if rest.starts_with([',', ';', ':', ')', ']', '%']) || next.is_some_and(is_small) {
            return false;
        }
        let begun = is_begun(candidate.before);
        if !begun || candidate.before.ends_with(['(', '[']) || is_list_number(candidate.before) {
            return false;
        }
        candidate.terminal != "." || candidate.closed || self.full_stop_ends(candidate.before, rest)
    }

    /// Rule 6: whether a full stop behind the last word of `before` ends a sentence.
    fn full_stop_ends(&self, before: &str, rest: &str) -> bool {
        let word = last_word(before);
        let last = word.rsplit(|c: char| c == '-' || is_apostrophe(c)).next().unwrap_or(word);
        // Longer words are no abbreviations; folding costs more than counting.
        if last.is_empty() || word.len() > NEAR || (last.len() > self.longest && !word.contains(['.', '-'])) {
            return true;
        }
        let (whole, last_folded) = (fold(word, &self.pack), fold(last, &self.pack));
        let within = |set: &FxHashSet<String>| set.contains(&whole) || set.contains(&last_folded);
        let digit = rest.trim_start_matches(is_opening).starts_with(|c: char| c.is_numeric());
        if within(&self.never) || (digit && within(&self.numeric)) {
            return false;
        }
        let mut letters = last.chars();
        let initial = letters.next().is_some_and(char::is_uppercase) && letters.next().is_none();
        if initial || is_acronym(last) || within(&self.last) {
            return !digit && self.opens_sentence(rest, initial);
        }
        !(self.pack.ordinal_stop && is_ordinal(last))
    }

    /// Whether what follows begins with a capitalised stop word, which another
    /// initial is not. Behind an initial, `Le Pen` is a name and no beginning.
    fn opens_sentence(&self, rest: &str, initial: bool) -> bool {
        const PARTICLES: [&str; 14] =
            ["le", "la", "les", "de", "du", "des", "da", "di", "del", "el", "al", "van", "von", "der"];
        let rest = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
        let (word, behind) = rest.split_at(rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len()));
        let folded = fold(word, &self.pack);
        let elided = behind.starts_with(is_apostrophe) && self.pack.elisions.contains(&format!("{folded}'"));
        let another = behind.starts_with('.') && word.chars().nth(1).is_none();
        if another || !(elided || self.stops.contains(&folded)) {
            return false;
        }
        let name = behind.trim_start().starts_with(char::is_uppercase) && PARTICLES.contains(&folded.as_str());
        !(initial && name)
    }

    /// Whether a line that breaks off behind `before` may have been wrapped
    /// there: its last word, in small letters, cannot end a heading.
    pub(super) fn runs_on(&self, before: &str) -> bool {
        let before = before.trim_end();
        if let Some(before) = before.strip_suffix('.') {
            return self.never.contains(&fold(last_word(before), &self.pack));
        }
        let word = last_word(before);
        let stop = || self.stops.contains(&fold(word, &self.pack));
        before.ends_with([',', '-', '‐', '–', '—', '(']) || (word.starts_with(is_small) && stop())
    }
}

/// Rule 3: an end without white space behind it.
fn is_glued_end(candidate: &Candidate<'_>) -> bool {
    let Candidate { before, terminal, closed, after } = *candidate;
    if terminal.ends_with(['。', '！', '？', '｡', '।', '॥', '։']) {
        return true;
    }
    // The commonest reasons to say no come first, before anything that costs.
    if !first_letter(after).is_some_and(|c| c.is_alphabetic() && !is_small(c)) {
        return false;
    }
    let near = &before[before.floor_char_boundary(before.len().saturating_sub(LONGEST_CHUNK))..];
    let left = near.rsplit(char::is_whitespace).next().unwrap_or(near);
    let near = &after[..after.floor_char_boundary(LONGEST_CHUNK)];
    let right = near.split(char::is_whitespace).next().unwrap_or(near);
    let word = left.trim_end_matches(|c: char| !c.is_alphanumeric());
    let number = word.ends_with(char::is_numeric);
    if !(number || word.ends_with(is_small)) || word.chars().nth(1).is_none() {
        return false;
    }
    if address(&format!("{left}.{right}")).is_some() {
        return false;
    }
    if closed || right.starts_with(is_opening) {
        return right.contains(char::is_alphabetic);
    }
    let name = right.split(|c: char| !c.is_alphanumeric() && c != '.').next().unwrap_or(right);
    let (left, name) = (word.rsplit('.').next().unwrap_or(word), name.trim_end_matches('.'));
    (number && name.chars().nth(1).is_some_and(is_small)) || glued_stop(&format!("{left}.{name}")).is_some()
}

/// The word a text ends with, without what opens before it.
fn last_word(text: &str) -> &str {
    let opens = |c: char| c.is_whitespace() || is_opening(c) || matches!(c, '/' | '"' | '—' | '–');
    let start = text.rfind(opens).map_or(0, |at| text.ceil_char_boundary(at + 1));
    &text[start..]
}

/// Whether a sentence has a word yet. Looks near both ends only, lest a text
/// of nothing but punctuation take quadratic time.
fn is_begun(before: &str) -> bool {
    let word = |c: char| c.is_alphanumeric();
    before.chars().take(NEAR).any(word) || before.chars().rev().take(NEAR).any(word)
}

/// A number or letter that only counts the items of a list.
fn is_list_number(before: &str) -> bool {
    if before.len() > 16 {
        return false;
    }
    let before = before.trim().trim_start_matches('(');
    let letter = before.chars().count() == 1 && before.starts_with(|c: char| c.is_lowercase());
    let number = (1..=2).contains(&before.len()) && before.bytes().all(|b| b.is_ascii_digit());
    letter || number || (before.len() > 1 && is_roman(before))
}

/// Letters with inner full stops: `U.S`, `O.N.U`, `p.m`, `Ph.D`.
fn is_acronym(word: &str) -> bool {
    let short = |part: &str| part.chars().count() <= 2 && part.starts_with(char::is_alphabetic);
    word.contains('.') && word.split('.').all(short)
}

fn is_ordinal(word: &str) -> bool {
    is_roman(word) || (word.len() <= 2 && word.bytes().all(|b| b.is_ascii_digit()))
}

fn is_roman(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|b| b"IVXLC".contains(&b))
}

/// A small letter of a script that has capitals. Georgian letters count as
/// small in Unicode, but their capitals open no sentences.
pub(super) fn is_small(c: char) -> bool {
    c.is_lowercase() && !('\u{10D0}'..='\u{10FF}').contains(&c)
}

fn is_terminal(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…' | '‼' | '⁇' | '⁈' | '⁉' | '。' | '．' | '！' | '？' | '｡')
        || matches!(c, '։' | '؟' | '۔' | '।' | '॥' | '።' | '។' | '၊' | '။')
}

/// Picks the bytes at which a terminal may begin.
struct Stops;

impl Pick for Stops {
    fn bits(block: &Block) -> u64 {
        let plain = block.any([b'.', b'!', b'?']);
        if block.beyond_ascii() == 0 {
            return plain;
        }
        // … and ‼ ⁇ ⁈ ⁉ share their first byte with quotation marks, and are told by the others.
        let general = block.any([0xE2]);
        let told = block.any([0x81]) >> 1 | block.any([0xA6, 0xBC]) >> 2 | 3 << 62;
        let scripts = match block.within(0xD6, 0xEF) & !general {
            0 => 0,
            _ => block.any([0xD6, 0xD8, 0xDB, 0xE0, 0xE1, 0xE3, 0xEF]),
        };
        plain | general & told | scripts
    }
}

/// Small letters of half a [`short_key`] of ASCII letters and digits.
fn to_lower(half: u64) -> u64 {
    // What is a letter has the bit before it; digits have the bit itself, and padding stays zero.
    half | half >> 1 & 0x2020_2020_2020_2020
}

/// Length of the terminals at the start of `text`; spaced dots `. . .` are one.
fn terminal_len(text: &str) -> usize {
    let mut len = 0;
    loop {
        let rest = &text[len..];
        let spaced = len > 0 && rest.starts_with(" .") && !rest[2..].starts_with(char::is_alphanumeric);
        match rest.chars().next() {
            Some(c) if is_terminal(c) => len += c.len_utf8(),
            _ if spaced => len += 2,
            _ => return len,
        }
    }
}

/// Length of a note number and its bracket, `12]`.
fn note_len(text: &str) -> usize {
    let digits = text.bytes().take(4).take_while(u8::is_ascii_digit).count();
    if digits > 0 && text[digits..].starts_with(']') { digits + 1 } else { 0 }
}

/// Length of a » or › behind a space, 0 if there is none or it opens a word.
fn spaced_guillemet(rest: &str) -> usize {
    let trimmed = rest.trim_start();
    let mark = trimmed.chars().next().filter(|c| matches!(c, '»' | '›'));
    let Some(mark) = mark else { return 0 };
    let opens = trimmed[mark.len_utf8()..].starts_with(char::is_alphanumeric);
    if opens { 0 } else { rest.len() - trimmed.len() + mark.len_utf8() }
}

#[cfg(test)]
mod tests;
