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

/// What is remembered of a chunk: a stretch of `Memo::pieces`.
#[derive(Clone, Copy)]
struct Entry {
    first: u32,
    count: u8,
    lead: bool,
    tail: bool,
}

/// One word of a remembered chunk.
#[derive(Clone, Copy)]
struct Piece {
    start: u8,
    end: u8,
    joined: bool,
    type_id: TypeId,
}

/// The chunks of one language seen so far.
#[derive(Default)]
pub(super) struct Memo {
    index: FxHashMap<Box<str>, Entry>,
    pieces: Vec<Piece>,
}

/// Where the tokens of a region go, and whether a phrase may run on to the next.
struct Sink<'o> {
    tokens: &'o mut Vec<Token>,
    open: bool,
}

impl Sink<'_> {
    fn push(&mut self, span: Span, type_id: TypeId, joined: bool) {
        self.tokens.push(Token { span, type_id, joined });
    }
}

impl Memo {
    /// Add the tokens of `text[region]` to `tokens`; `intern` numbers a folded
    /// form, told whether it is a clitic.
    pub fn tokens(
        &mut self,
        text: &str,
        region: Range<usize>,
        tokenizer: &Tokenizer,
        intern: &mut dyn FnMut(&str, bool) -> TypeId,
        tokens: &mut Vec<Token>,
    ) {
        let mut sink = Sink { tokens, open: false };
        for (at, chunk) in chunks(text, region) {
            match self.index.get(chunk) {
                Some(&entry) => self.replay(at, entry, &mut sink),
                None => self.learn(at, chunk, tokenizer, intern, &mut sink),
            }
        }
    }

    fn replay(&self, at: usize, entry: Entry, sink: &mut Sink<'_>) {
        let first = entry.first as usize;
        let mut joined = sink.open && entry.lead;
        for piece in &self.pieces[first..first + entry.count as usize] {
            let span = Span::new(at + piece.start as usize, at + piece.end as usize);
            joined |= piece.joined;
            sink.push(span, piece.type_id, joined);
            joined = false;
        }
        sink.open = if entry.count == 0 { joined } else { entry.tail };
    }

    #[cold]
    fn learn(
        &mut self,
        at: usize,
        chunk: &str,
        tokenizer: &Tokenizer,
        intern: &mut dyn FnMut(&str, bool) -> TypeId,
        sink: &mut Sink<'_>,
    ) {
        let Chunk { words, lead, tail } = tokenizer.chunk(chunk);
        let keep = chunk.len() <= LONGEST_CHUNK && self.index.len() < MOST_CHUNKS;
        let entry = Entry { first: self.pieces.len() as u32, count: words.len().min(LONGEST_CHUNK) as u8, lead, tail };
        let mut joined = sink.open && lead;
        sink.open = if words.is_empty() { joined } else { tail };
        for word in words {
            let type_id = intern(&word.form, word.clitic);
            joined |= word.joined;
            sink.push(Span::new(at + word.range.start, at + word.range.end), type_id, joined);
            joined = false;
            if keep {
                let (start, end) = (word.range.start as u8, word.range.end as u8);
                self.pieces.push(Piece { start, end, joined: word.joined, type_id });
            }
        }
        if keep {
            self.index.insert(chunk.into(), entry);
        }
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
