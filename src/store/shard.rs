//! The tokens of a shard, and where each word stands among them.

use std::ops::Range;

use super::Shard;

/// Where every word of a shard stands.
#[derive(Debug, Default)]
pub struct Postings {
    /// The first place of each word, and behind them the number of tokens.
    starts: Vec<u32>,
    places: Vec<u32>,
}

impl Postings {
    /// Tokens that are this word, ascending.
    pub fn of(&self, code: usize) -> &[u32] {
        let (Some(&start), Some(&end)) = (self.starts.get(code), self.starts.get(code + 1)) else { return &[] };
        &self.places[start as usize..end as usize]
    }
}

/// A bit in a list of bytes; false behind its end.
pub(super) fn bit(bits: &[u8], at: usize) -> bool {
    bits.get(at / 8).is_some_and(|byte| byte >> (at % 8) & 1 == 1)
}

impl Shard {
    /// How many tokens there are.
    pub fn len(&self) -> usize {
        self.starts.last().map_or(0, |&end| end as usize)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether a token takes four bytes.
    pub(super) fn is_wide(&self) -> bool {
        self.types.len() > 1 << 16
    }

    /// A token, as an index into the shard's words.
    pub(super) fn code(&self, at: usize) -> Option<usize> {
        match self.is_wide() {
            true => Some(u32::from_le_bytes(*self.codes.as_chunks::<4>().0.get(at)?) as usize),
            false => Some(usize::from(u16::from_le_bytes(*self.codes.as_chunks::<2>().0.get(at)?))),
        }
    }

    /// Calls `each` with every token that is one of the marked words.
    pub(super) fn scan(&self, marked: &[bool], mut each: impl FnMut(usize)) {
        let is = |code: usize| marked.get(code).is_some_and(|marked| *marked);
        if self.is_wide() {
            let codes = self.codes.as_chunks::<4>().0.iter();
            codes.enumerate().filter(|(_, code)| is(u32::from_le_bytes(**code) as usize)).for_each(|(at, _)| each(at));
        } else {
            let codes = self.codes.as_chunks::<2>().0.iter();
            let found = codes.enumerate().filter(|(_, code)| is(usize::from(u16::from_le_bytes(**code))));
            found.for_each(|(at, _)| each(at));
        }
    }

    /// Whether a phrase may run on to a token from the one before.
    pub(super) fn is_joined(&self, at: usize) -> bool {
        bit(&self.joined, at)
    }

    /// A hit and `within` tokens on either side, as far as its sentence goes.
    pub(super) fn window(&self, hit: Range<usize>, within: usize) -> Range<usize> {
        let (mut start, mut end) = (hit.start, hit.end);
        let (least, most) = (start.saturating_sub(within), (end + within).min(self.len()));
        while start > least && !bit(&self.opens, start) {
            start -= 1;
        }
        while end < most && !bit(&self.opens, end) {
            end += 1;
        }
        start..end
    }

    /// Where each word stands. Made at the first call, in one run over the tokens.
    pub fn postings(&self) -> &Postings {
        self.postings.get_or_init(|| {
            let codes = || (0..self.len()).map_while(|at| self.code(at));
            let mut starts = vec![0u32; self.types.len() + 1];
            for code in codes() {
                if let Some(next) = starts.get_mut(code + 1) {
                    *next += 1;
                }
            }
            for code in 1..starts.len() {
                starts[code] += starts[code - 1];
            }
            let mut next = starts.clone();
            let mut places = vec![0u32; self.len()];
            for (at, code) in (0u32..).zip(codes()) {
                let Some(place) = next.get_mut(code).filter(|_| code < self.types.len()) else { continue };
                places[*place as usize] = at;
                *place += 1;
            }
            Postings { starts, places }
        })
    }
}
