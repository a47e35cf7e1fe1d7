//! Bytes of a text, 64 at a time: where white space, marks and stops are.
//!
//! Most bytes of a text are letters of which nothing is asked. A [`Block`] tells
//! of 64 bytes at once which ones matter, as the bits of a word.

use std::marker::PhantomData;
use std::ops::Range;

use wide::u8x16;

/// Bytes of a block.
const BLOCK: usize = 64;

/// 64 bytes of a text.
pub(super) struct Block([u8x16; 4]);

impl Block {
    /// The block at `at`; behind the end of `bytes` stand zeros.
    #[inline]
    pub fn at(bytes: &[u8], at: usize) -> Block {
        let mut padded = [0; BLOCK];
        let block: &[u8; BLOCK] = match bytes.get(at..at + BLOCK).and_then(|block| block.try_into().ok()) {
            Some(block) => block,
            None => {
                let rest = bytes.get(at..).unwrap_or_default();
                padded[..rest.len()].copy_from_slice(rest);
                &padded
            }
        };
        let part = |n: usize| {
            let mut part = [0; 16];
            part.copy_from_slice(&block[16 * n..16 * n + 16]);
            u8x16::from(part)
        };
        Block([part(0), part(1), part(2), part(3)])
    }

    #[inline]
    fn bits(&self, test: impl Fn(u8x16) -> u8x16) -> u64 {
        (0..4).fold(0, |bits, n| bits | u64::from(test(self.0[n]).to_bitmask() & 0xFFFF) << (16 * n))
    }

    /// A bit for every byte up to `most`.
    #[inline]
    pub fn up_to(&self, most: u8) -> u64 {
        let most = u8x16::splat(most);
        self.bits(|bytes| bytes.min(most).simd_eq(bytes))
    }

    /// A bit for every byte that is one of some.
    #[inline]
    pub fn any<const N: usize>(&self, of: [u8; N]) -> u64 {
        let of = of.map(u8x16::splat);
        self.bits(|bytes| of.iter().fold(u8x16::splat(0), |found, byte| found | bytes.simd_eq(*byte)))
    }

    /// A bit for every byte from one to another.
    #[inline]
    pub fn within(&self, first: u8, last: u8) -> u64 {
        let (first, most) = (u8x16::splat(first), u8x16::splat(last - first));
        self.bits(|bytes| {
            let above = bytes - first;
            above.min(most).simd_eq(above)
        })
    }

    /// A bit for every byte of a character beyond ASCII.
    #[inline]
    pub fn beyond_ascii(&self) -> u64 {
        self.bits(|bytes| bytes)
    }
}

/// A stretch of a text without the white space around it.
pub(super) fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let Range { mut start, mut end } = range;
    let bytes = text.as_bytes();
    while start < end && matches!(bytes[start], b' ' | b'\n') {
        start += 1;
    }
    while start < end && matches!(bytes[end - 1], b' ' | b'\n') {
        end -= 1;
    }
    if start < end && !(bytes[start].is_ascii_graphic() && bytes[end - 1].is_ascii_graphic()) {
        let rest = &text[start..end];
        start = end - rest.trim_start().len();
        end = start + text[start..end].trim_end().len();
    }
    start..end
}

/// Picks bytes of a block.
pub(super) trait Pick {
    /// A bit for every byte that is picked; zeros never are.
    fn bits(block: &Block) -> u64;
}

/// The places of the bytes of a text that are picked.
pub(super) struct Places<'t, P> {
    bytes: &'t [u8],
    /// Start of the block behind the one at hand.
    next: usize,
    /// What is left of the block at hand.
    bits: u64,
    pick: PhantomData<P>,
}

impl<'t, P: Pick> Places<'t, P> {
    /// Those of a region.
    pub fn new(text: &'t str, region: Range<usize>) -> Self {
        Places { bytes: &text.as_bytes()[..region.end], next: region.start, bits: 0, pick: PhantomData }
    }
}

impl<P: Pick> Iterator for Places<'_, P> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        while self.bits == 0 {
            if self.next >= self.bytes.len() {
                return None;
            }
            self.bits = P::bits(&Block::at(self.bytes, self.next));
            self.next += BLOCK;
        }
        let bit = self.bits.trailing_zeros() as usize;
        self.bits &= self.bits - 1;
        Some(self.next - BLOCK + bit)
    }
}

/// Length in bytes of the white space at `at`, 0 if there is none.
///
/// White space are all bytes up to the space, and the no-break spaces U+00A0
/// and U+202F of French quotation marks and numbers. Rarer spaces stay inside a
/// chunk, where the word rules break at them.
fn space_at(bytes: &[u8], at: usize) -> usize {
    match bytes.get(at) {
        Some(0..=0x20) => 1,
        Some(0xC2) if bytes.get(at + 1) == Some(&0xA0) => 2,
        Some(0xE2) if bytes.get(at + 1..at + 3) == Some(&[0x80, 0xAF]) => 3,
        _ => 0,
    }
}

/// Where white space and what is none meet in a region: the start and the end of
/// every chunk, one behind the other, at the beginning of `edges`. Returns how many there are.
pub(super) fn edges(text: &str, region: Range<usize>, edges: &mut Vec<u32>) -> usize {
    let mut count = 0;
    let bytes = &text.as_bytes()[..region.end];
    // Whether the byte before is white space, and how many bytes of the next block a space reaches into.
    let (mut before, mut reach) = (1, 0);
    let mut at = region.start;
    while at < bytes.len() {
        let block = Block::at(bytes, at);
        let mut white = block.up_to(0x20) | ((1 << reach) - 1);
        reach = 0;
        if block.beyond_ascii() != 0 {
            let mut leads = block.any([0xC2, 0xE2]);
            while leads != 0 {
                let lead = leads.trailing_zeros() as usize;
                leads &= leads - 1;
                let space = space_at(bytes, at + lead);
                white |= ((1 << space) - 1) << lead;
                reach = reach.max((lead + space).saturating_sub(BLOCK));
            }
        }
        let mut changes = white ^ (white << 1 | before);
        before = white >> (BLOCK - 1);
        if edges.len() < count + BLOCK + 1 {
            edges.resize((count + BLOCK + 1).max(2 * edges.len()), 0);
        }
        let (changed, out) = (changes.count_ones() as usize, &mut edges[count..]);
        for edge in &mut out[..changed] {
            *edge = at as u32 + changes.trailing_zeros();
            changes &= changes.wrapping_sub(1);
        }
        count += changed;
        at += BLOCK;
    }
    if before == 0 {
        // There is room: a block has fewer edges than bytes, but for the last.
        edges[count] = bytes.len() as u32;
        count += 1;
    }
    count
}

/// The chunks of a region with their places: what stands between white space.
pub(super) fn chunks(text: &str, region: Range<usize>) -> impl Iterator<Item = (usize, &str)> {
    let mut found = Vec::new();
    let count = edges(text, region, &mut found);
    let pairs = (0..count / 2).map(move |n| (found[2 * n] as usize, found[2 * n + 1] as usize));
    pairs.map(|(start, end)| (start, &text[start..end]))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn chunks_are_cut_at_every_space_a_french_text_has() {
        let text = "\t«\u{202F}l’été\u{A0}» à\r\nBakou ";
        let cut: Vec<(usize, &str)> = chunks(text, 0..text.len()).collect();
        assert_eq!(cut.iter().map(|c| c.1).collect::<Vec<_>>(), ["«", "l’été", "»", "à", "Bakou"]);
        assert!(cut.iter().all(|&(at, chunk)| text[at..].starts_with(chunk)));
    }

    proptest! {
        #[test]
        fn chunks_are_what_cutting_at_each_character_gives(
            text in "([a-zé’]{1,30}|[ \n\u{A0}\u{202F}\0]{1,3}|\u{2009}|\\PC){0,30}",
            from in 0usize..90,
            to in 0usize..300,
        ) {
            let from = text.floor_char_boundary(from);
            let to = text.floor_char_boundary(to).max(from);
            let white = |c: char| c <= ' ' || c == '\u{A0}' || c == '\u{202F}';
            let plain: Vec<&str> = text[from..to].split(white).filter(|chunk| !chunk.is_empty()).collect();
            let cut: Vec<&str> = chunks(&text, from..to).map(|(_, chunk)| chunk).collect();
            prop_assert_eq!(cut, plain);
            for (at, chunk) in chunks(&text, from..to) {
                prop_assert!(text[at..].starts_with(chunk));
            }
        }
    }
}
