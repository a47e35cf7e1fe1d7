//! Chunks already seen: what makes reading fast.
//!
//! News repeats its words, so a chunk (a stretch between white space) is taken
//! apart once and then looked up. The result is the same as without the memory;
//! a test compares the two on arbitrary texts.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::tokenize::{Chunk, Tokenizer};
use super::{Token, TypeId};
use crate::span::Span;

/// Beyond this many chunks, new ones are no longer remembered: bounds memory on hostile input.
const MOST_CHUNKS: usize = 4_000_000;
/// Longer chunks (languages without spaces, encoded data) are never remembered.
const LONGEST_CHUNK: usize = 64;

/// What is remembered of a chunk.
#[derive(Clone, Copy)]
struct Entry {
    /// The only word, which nearly all chunks have; of more, the first in
    /// `Memo::pieces` is `only.type_id`.
    only: Piece,
    count: u8,
    lead: bool,
    tail: bool,
}

/// One word of a remembered chunk.
#[derive(Clone, Copy, Default)]
struct Piece {
    type_id: TypeId,
    start: u8,
    end: u8,
    joined: bool,
}

/// A chunk of up to 16 bytes, padded with zeros: a chunk holds none itself.
type ShortKey = [u64; 2];

/// The chunks of one language seen so far.
#[derive(Default)]
pub(super) struct Memo {
    short: FxHashMap<ShortKey, Entry>,
    long: FxHashMap<Box<str>, Entry>,
    pieces: Vec<Piece>,
}

/// The key of the chunk that stands at `at` in `bytes`, if it is short.
fn short_key(bytes: &[u8], at: usize, len: usize) -> Option<ShortKey> {
    const SIZE: usize = size_of::<ShortKey>();
    if len == 0 || len > SIZE {
        return None;
    }
    let padded = match bytes.get(at..at + SIZE) {
        // Read on into the text, then blot out what is not the chunk's.
        Some(more) => u128::from_le_bytes(more.try_into().ok()?) & (u128::MAX >> (8 * (SIZE - len))),
        None => bytes[at..at + len].iter().rev().fold(0, |key, &byte| (key << 8) | u128::from(byte)),
    };
    Some([padded as u64, (padded >> 64) as u64])
}

/// Where the tokens of a region go, and whether a phrase may run on to the next.
struct Sink<'o> {
    tokens: &'o mut Vec<Token>,
    open: bool,
}

/// Numbers a folded form, told whether it is a clitic.
pub(super) type Intern<'i> = dyn FnMut(&str, bool) -> TypeId + 'i;

/// A chunk in its text.
#[derive(Clone, Copy)]
struct Place<'t> {
    at: usize,
    chunk: &'t str,
    key: Option<ShortKey>,
}

impl Memo {
    /// Add the tokens of `text[region]` to `tokens`.
    pub fn tokens(
        &mut self,
        text: &str,
        region: Range<usize>,
        tokenizer: &Tokenizer,
        intern: &mut Intern<'_>,
        tokens: &mut Vec<Token>,
    ) {
        let mut sink = Sink { tokens, open: false };
        for (at, chunk) in chunks(text, region) {
            let key = short_key(text.as_bytes(), at, chunk.len());
            let known = match &key {
                Some(key) => self.short.get(key),
                None => self.long.get(chunk),
            };
            match known {
                Some(entry) => self.replay(at, entry, &mut sink),
                None => {
                    let chunk = Place { at, chunk, key };
                    self.learn(chunk, &tokenizer.chunk(chunk.chunk), intern, &mut sink);
                }
            }
        }
    }

    fn replay(&self, at: usize, entry: &Entry, sink: &mut Sink<'_>) {
        let mut joined = sink.open && entry.lead;
        let pieces = match entry.count {
            0 => {
                sink.open = joined;
                return;
            }
            1 => std::slice::from_ref(&entry.only),
            count => {
                let first = entry.only.type_id as usize;
                &self.pieces[first..first + count as usize]
            }
        };
        for piece in pieces {
            let span = Span::new(at + piece.start as usize, at + piece.end as usize);
            sink.tokens.push(Token { span, type_id: piece.type_id, joined: joined | piece.joined });
            joined = false;
        }
        sink.open = entry.tail;
    }

    #[cold]
    fn learn(&mut self, place: Place<'_>, parts: &Chunk, intern: &mut Intern<'_>, sink: &mut Sink<'_>) {
        let &Chunk { ref words, lead, tail } = parts;
        let first = self.pieces.len();
        let mut joined = sink.open && lead;
        sink.open = if words.is_empty() { joined } else { tail };
        let keep = place.chunk.len() <= LONGEST_CHUNK && self.short.len() + self.long.len() < MOST_CHUNKS;
        for word in words {
            let type_id = intern(&word.form, word.clitic);
            let span = Span::new(place.at + word.range.start, place.at + word.range.end);
            sink.tokens.push(Token { span, type_id, joined: joined | word.joined });
            joined = false;
            if keep {
                let (start, end) = (word.range.start as u8, word.range.end as u8);
                self.pieces.push(Piece { type_id, start, end, joined: word.joined });
            }
        }
        if !keep {
            return;
        }
        let only = match words.len() {
            1 => self.pieces.pop().unwrap_or_default(),
            _ => Piece { type_id: first as u32, ..Piece::default() },
        };
        // A chunk has fewer words than bytes, and at most `LONGEST_CHUNK` of those.
        let entry = Entry { only, count: words.len() as u8, lead, tail };
        match place.key {
            Some(key) => self.short.insert(key, entry),
            None => self.long.insert(place.chunk.into(), entry),
        };
    }
}

/// The chunks of a region with their places: what stands between white space,
/// by which are meant all bytes up to the space, and the no-break spaces U+00A0
/// and U+202F of French quotation marks and numbers. Rarer spaces stay inside a
/// chunk, where the word rules break at them.
pub(super) fn chunks(text: &str, region: Range<usize>) -> impl Iterator<Item = (usize, &str)> {
    let bytes = &text.as_bytes()[..region.end];
    let mut at = region.start;
    std::iter::from_fn(move || {
        while at < bytes.len() {
            let space = space_at(bytes, at);
            if space == 0 {
                break;
            }
            at += space;
        }
        let start = at;
        while at < bytes.len() && (!MAY_BE_SPACE[bytes[at] as usize] || space_at(bytes, at) == 0) {
            at += 1;
        }
        (start < at).then(|| (start, &text[start..at]))
    })
}

/// Bytes at which white space may begin.
static MAY_BE_SPACE: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte <= 0x20 {
        table[byte] = true;
        byte += 1;
    }
    table[0xC2] = true;
    table[0xE2] = true;
    table
};

/// Length in bytes of the white space at `at`, 0 if there is none.
fn space_at(bytes: &[u8], at: usize) -> usize {
    match bytes[at] {
        0..=0x20 => 1,
        0xC2 if bytes.get(at + 1) == Some(&0xA0) => 2,
        0xE2 if bytes.get(at + 1..at + 3) == Some(&[0x80, 0xAF]) => 3,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_key_is_the_same_wherever_its_chunk_stands() {
        for chunk in ["a", "été", "agression", "sixteen-bytes-ab", "Азербай"] {
            let inside = format!("{chunk} and more text behind it");
            let key = short_key(inside.as_bytes(), 0, chunk.len());
            assert!(key.is_some());
            assert_eq!(key, short_key(chunk.as_bytes(), 0, chunk.len()), "{chunk}");
        }
        assert_eq!(short_key(b"seventeen-bytes-x", 0, 17), None);
    }

    #[test]
    fn chunks_are_cut_at_every_space_a_french_text_has() {
        let text = "\t«\u{202F}l’été\u{A0}» à\r\nBakou ";
        let cut: Vec<(usize, &str)> = chunks(text, 0..text.len()).collect();
        assert_eq!(cut.iter().map(|c| c.1).collect::<Vec<_>>(), ["«", "l’été", "»", "à", "Bakou"]);
        assert!(cut.iter().all(|&(at, chunk)| text[at..].starts_with(chunk)));
    }
}
