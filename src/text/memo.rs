//! Chunks already seen: what makes reading fast.
//!
//! News repeats its words, so a chunk (a stretch between white space) is taken
//! apart once and then looked up. The result is the same as without the memory;
//! a test compares the two on arbitrary texts.
//!
//! Chunks of up to 16 bytes, nearly all, are two machine words, which are hashed
//! and compared at once; what is known of one stands beside it. What costs is
//! waiting for memory: all chunks of a hundred megabytes fit in no near cache.
//! So the commonest have a small table of their own in front of the large one,
//! and the others of a region are looked up together, that their waits overlap.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::keys::{NONE, ShortKey, Table, hash, prefetch, short_key};
use super::plain::Plain;
use super::scan;
use super::tokenize::{Chunk, Tokenizer, Word};
use super::{Token, TypeId};
use crate::span::Span;

/// Beyond this many chunks, new ones are no longer remembered: bounds memory on hostile input.
const MOST_CHUNKS: usize = 4_000_000;
/// Longer chunks (languages without spaces, encoded data) are never remembered.
const LONGEST_CHUNK: usize = 64;
/// Chunks whose places are asked for before the first is looked at.
const BATCH: usize = 32;
/// In place of a count of words: a chunk that is not remembered.
const LOOSE: u8 = u8::MAX;

/// What is remembered of a chunk.
#[derive(Debug, Clone, Copy, Default)]
struct Entry {
    /// The only word's type, which nearly all chunks have; of more words, the
    /// place of the first in [`Memo::pieces`].
    type_id: TypeId,
    /// Where in the chunk the only word begins, and the byte behind it.
    start: u8,
    end: u8,
    /// Words.
    count: u8,
    /// [`LEAD`], [`TAIL`].
    joins: u8,
}

impl Entry {
    /// Where its words are among all, if it has another number than one.
    fn pieces(&self) -> Range<usize> {
        let first = self.type_id as usize;
        first..first + usize::from(self.count)
    }
}

/// A phrase may run on from an earlier chunk to the first word.
const LEAD: u8 = 1;
/// A phrase may run on from the last word to a later chunk.
const TAIL: u8 = 2;

/// One word of a remembered chunk that has several.
#[derive(Debug, Clone, Copy, Default)]
struct Piece {
    type_id: TypeId,
    start: u8,
    end: u8,
    joined: bool,
}

impl Piece {
    fn token(self, at: u32) -> Token {
        let span = Span { start: at + u32::from(self.start), end: at + u32::from(self.end) };
        Token { span, type_id: self.type_id, joined: self.joined }
    }
}

/// Two places of the front, in one line of memory.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
struct Pair {
    keys: [ShortKey; 2],
    entries: [Entry; 2],
}

/// Places of the chunks that come again and again, few enough to stay near the processor.
const FRONT: usize = 4096;

/// The place of a chunk in the front, by other bits of the hash than in the table of all.
fn home(hash: u64) -> usize {
    (hash >> 40) as usize % FRONT
}

/// What the front knows of a chunk, and whether it knows it. Asks nothing to
/// which the processor could not guess the answer.
fn recall(front: &[Pair; FRONT], key: ShortKey, hash: u64) -> (Entry, bool) {
    let pair = &front[home(hash)];
    let [first, second] = pair.keys.map(|known| (known[0] ^ key[0]) | (known[1] ^ key[1]) == 0);
    (pair.entries[usize::from(second)], first | second)
}

/// The chunks that come again and again.
#[derive(Debug)]
struct Front {
    pairs: Box<[Pair; FRONT]>,
    /// How many were put there.
    puts: u32,
}

impl Default for Front {
    fn default() -> Front {
        // No chunk has such bytes.
        let none = Pair { keys: [[u64::MAX; 2]; 2], entries: [Entry::default(); 2] };
        Front { pairs: Box::new([none; FRONT]), puts: 0 }
    }
}

impl Front {
    /// Whoever came first to a place seldom gives way: he comes most often.
    fn put(&mut self, key: ShortKey, entry: Entry, hash: u64) {
        self.puts = self.puts.wrapping_add(1);
        let pair = &mut self.pairs[home(hash)];
        let at = usize::from(pair.keys[0] != [u64::MAX; 2] && !self.puts.is_multiple_of(64));
        (pair.keys[at], pair.entries[at]) = (key, entry);
    }
}

/// The chunks of one language seen so far.
#[derive(Debug, Default)]
pub(super) struct Memo {
    front: Front,
    short: Table<Entry>,
    long: FxHashMap<Box<str>, Entry>,
    pieces: Vec<Piece>,
    /// Of the chunk at hand.
    form: String,
    /// Of the region at hand, at the beginnings of these: where its chunks begin
    /// and end, what is known of each, and the numbers of those that the front does not hold.
    edges: Vec<u32>,
    known: Vec<Entry>,
    missed: Vec<u32>,
}

/// Numbers a folded form, told whether it is a clitic.
pub(super) type Intern<'i> = dyn FnMut(&str, bool) -> TypeId + 'i;

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
        let chunks = scan::edges(text, region, &mut self.edges) / 2;
        if self.known.len() < chunks {
            self.known.resize(chunks, Entry::default());
            self.missed.resize(chunks, 0);
        }
        let missed = self.recall(text, chunks);
        let loose = self.search(text, missed, tokenizer, intern);
        if loose {
            self.retell(text, chunks, tokenizer, intern, tokens);
        } else {
            self.replay(chunks, tokens);
        }
    }

    /// What the front knows of the chunks at hand; returns how many it does not hold.
    fn recall(&mut self, text: &str, chunks: usize) -> usize {
        // As slices of their own, none of which the writes to another can change.
        let Memo { front, short, edges, known, missed, .. } = self;
        let (seeds, front, missed, bytes) = (short.seeds(), &*front.pairs, &mut missed[..chunks], text.as_bytes());
        let mut keys = [(NONE, 0); BATCH];
        let (mut number, mut missing) = (0, 0);
        for (edges, known) in edges[..2 * chunks].chunks(2 * BATCH).zip(known.chunks_mut(BATCH)) {
            for (edges, place) in edges.chunks_exact(2).zip(&mut keys) {
                let key = short_key(bytes, edges[0] as usize, edges[1] as usize);
                let hash = hash(key, seeds);
                *place = (key, hash);
                prefetch(&front[home(hash)]);
            }
            for (known, &(key, hash)) in known.iter_mut().zip(&keys[..edges.len() / 2]) {
                let (entry, found) = recall(front, key, hash);
                *known = entry;
                missed[missing] = number;
                missing += usize::from(!found);
                number += 1;
            }
        }
        missing
    }

    /// What is known of those that the front does not hold; new ones are taken
    /// apart. Whether any is not to be remembered.
    fn search(&mut self, text: &str, missed: usize, tokenizer: &Tokenizer, intern: &mut Intern<'_>) -> bool {
        let mut loose = false;
        for batch in (0..missed).step_by(BATCH) {
            let batch = batch..missed.min(batch + BATCH);
            let mut keys = [(NONE, 0); BATCH];
            for (&number, place) in self.missed[batch.clone()].iter().zip(&mut keys) {
                let at = 2 * number as usize;
                let key = short_key(text.as_bytes(), self.edges[at] as usize, self.edges[at + 1] as usize);
                *place = (key, self.short.hash(key));
                self.short.fetch(place.1);
            }
            for (number, (key, hash)) in batch.zip(keys) {
                let number = self.missed[number] as usize;
                let chunk = &text[self.edges[2 * number] as usize..self.edges[2 * number + 1] as usize];
                let short = key != NONE;
                let known = if short { self.short.get(key, hash) } else { self.long.get(chunk).copied() };
                let entry = known.unwrap_or_else(|| self.learn(chunk, key, tokenizer, intern));
                if entry.count == LOOSE {
                    loose = true;
                } else if short {
                    self.front.put(key, entry, hash);
                }
                self.known[number] = entry;
            }
        }
        loose
    }

    /// The tokens of the chunks at hand, all of which are remembered.
    fn replay(&self, chunks: usize, tokens: &mut Vec<Token>) {
        let known = &self.known[..chunks];
        let from = tokens.len();
        let count: usize = known.iter().map(|entry| usize::from(entry.count)).sum();
        // One more than there will be: a chunk without a word writes too, and does not count.
        tokens.resize(from + count + 1, Token { span: Span { start: 0, end: 0 }, type_id: 0, joined: false });
        let out = &mut tokens[from..];
        let mut at = 0;
        let mut open = false;
        for (entry, edges) in known.iter().zip(self.edges.chunks_exact(2)) {
            let joined = open & (entry.joins & LEAD != 0);
            if entry.count <= 1 {
                let only = Piece { type_id: entry.type_id, start: entry.start, end: entry.end, joined };
                out[at] = only.token(edges[0]);
            } else {
                let pieces = &self.pieces[entry.pieces()];
                out[at..].iter_mut().zip(pieces).for_each(|(out, piece)| *out = piece.token(edges[0]));
                out[at].joined |= joined;
            }
            at += usize::from(entry.count);
            open = if entry.count == 0 { joined } else { entry.joins & TAIL != 0 };
        }
        tokens.truncate(from + count);
    }

    /// The same, where some are not remembered, so that nobody knows how many words there are.
    fn retell(
        &self,
        text: &str,
        chunks: usize,
        tokenizer: &Tokenizer,
        intern: &mut Intern<'_>,
        tokens: &mut Vec<Token>,
    ) {
        let mut open = false;
        for (entry, edges) in self.known[..chunks].iter().zip(self.edges.chunks_exact(2)) {
            let first = tokens.len();
            let (lead, tail) = match entry.count {
                LOOSE => {
                    let (at, end) = (edges[0] as usize, edges[1] as usize);
                    let Chunk { words, lead, tail } = tokenizer.chunk(&text[at..end]);
                    tokens.extend(words.into_iter().map(|word| Token {
                        span: Span::new(at + word.range.start, at + word.range.end),
                        type_id: intern(&word.form, word.clitic),
                        joined: word.joined,
                    }));
                    (lead, tail)
                }
                count => {
                    let only = Piece { type_id: entry.type_id, start: entry.start, end: entry.end, joined: false };
                    let pieces = if count == 1 { &[only] } else { &self.pieces[entry.pieces()] };
                    tokens.extend(pieces.iter().map(|piece| piece.token(edges[0])));
                    (entry.joins & LEAD != 0, entry.joins & TAIL != 0)
                }
            };
            let joined = open && lead;
            open = if tokens.len() == first { joined } else { tail };
            if let Some(token) = tokens.get_mut(first) {
                token.joined |= joined;
            }
        }
    }

    #[cold]
    fn learn(&mut self, chunk: &str, key: ShortKey, tokenizer: &Tokenizer, intern: &mut Intern<'_>) -> Entry {
        if chunk.len() > LONGEST_CHUNK || self.short.len() + self.long.len() >= MOST_CHUNKS {
            return Entry { count: LOOSE, ..Entry::default() };
        }
        let mut form = std::mem::take(&mut self.form);
        let entry = match tokenizer.plain(chunk, &mut form) {
            Some(Plain { word, lead, tail }) => Entry {
                type_id: intern(&form, false),
                start: word.start as u8,
                end: word.end as u8,
                count: 1,
                joins: joins(lead, tail),
            },
            None => self.divide(&tokenizer.by_rules(chunk), intern),
        };
        self.form = form;
        if key != NONE {
            self.short.insert(key, entry);
        } else {
            self.long.insert(chunk.into(), entry);
        }
        entry
    }

    /// A chunk that was taken apart by the rules.
    fn divide(&mut self, Chunk { words, lead, tail }: &Chunk, intern: &mut Intern<'_>) -> Entry {
        let mut piece = |word: &Word| Piece {
            type_id: intern(&word.form, word.clitic),
            start: word.range.start as u8,
            end: word.range.end as u8,
            joined: word.joined,
        };
        let joins = joins(*lead, *tail);
        if let [word] = &words[..] {
            let Piece { type_id, start, end, .. } = piece(word);
            return Entry { type_id, start, end, count: 1, joins };
        }
        let first = self.pieces.len() as u32;
        self.pieces.extend(words.iter().map(piece));
        // A chunk has fewer words than bytes, and at most `LONGEST_CHUNK` of those.
        Entry { type_id: first, start: 0, end: 0, count: words.len() as u8, joins }
    }
}

fn joins(lead: bool, tail: bool) -> u8 {
    u8::from(lead) * LEAD + u8::from(tail) * TAIL
}
