//! A stream of bytes in stretches of whole lines. Their memory is used again,
//! and of a line that is too long no more is held than shows that it is.

use std::io::{self, Read};
use std::sync::{Mutex, PoisonError};

use memchr::{memchr, memchr_iter, memrchr};

use super::table::LONGEST_ROW;

/// Some whole lines, or one that is too long.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Stretch {
    Lines(Lines),
    /// The number of a line of more than [`LONGEST_ROW`] bytes, which is passed over.
    TooLong(u64),
}

/// Whole lines.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Lines {
    /// Memory for them, of which the first `filled` bytes are theirs.
    memory: Vec<u8>,
    filled: usize,
    /// Number of the first line, from 1, if they are numbered.
    pub(crate) first: u64,
}

impl Lines {
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.memory[..self.filled]
    }
}

/// Memory that waits for its next use.
#[derive(Debug, Default)]
pub(crate) struct Spare(Mutex<Vec<Vec<u8>>>);

impl Spare {
    fn take(&self) -> Vec<u8> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default()
    }

    /// Takes back the memory of lines that are done with.
    pub(crate) fn put(&self, lines: Lines) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(lines.memory);
    }
}

/// Cuts a stream into stretches.
pub(crate) struct Cutter<'s, R> {
    source: R,
    spare: &'s Spare,
    /// Bytes of a stretch, where its last line is no longer.
    size: usize,
    /// The beginning of a line whose end is not yet read.
    begun: Vec<u8>,
    /// Whether lines are numbered, and the number of the next.
    numbered: bool,
    number: u64,
    ended: bool,
}

impl<'s, R: Read> Cutter<'s, R> {
    pub(crate) fn new(source: R, size: usize, numbered: bool, spare: &'s Spare) -> Self {
        Cutter { source, spare, size: size.max(1), begun: Vec::new(), numbered, number: 1, ended: false }
    }

    /// The next stretch; `None` behind the last.
    ///
    /// # Errors
    /// Those of the source.
    pub(crate) fn next(&mut self) -> io::Result<Option<Stretch>> {
        if self.ended && self.begun.is_empty() {
            return Ok(None);
        }
        let mut memory = self.spare.take();
        // What an uncommonly long line needed is not kept for the rest.
        memory.truncate(2 * self.size + LINE);
        memory.shrink_to(2 * self.size + LINE);
        let mut filled = self.begun.len();
        memory.resize(memory.len().max(filled + self.size), 0);
        memory[..filled].copy_from_slice(&self.begun);
        self.begun.clear();
        let mut searched = 0;
        loop {
            filled += self.fill(&mut memory[filled..])?;
            if let Some(at) = memrchr(b'\n', &memory[searched..filled]) {
                let end = searched + at + 1;
                self.begun.extend_from_slice(&memory[end..filled]);
                filled = end;
                break;
            }
            if self.ended {
                break;
            }
            if filled > LONGEST_ROW {
                return self.pass_over(memory).map(Some);
            }
            searched = filled;
            memory.resize((2 * filled).min(LONGEST_ROW + 1), 0);
        }
        if filled == 0 {
            return Ok(None);
        }
        let first = self.number;
        if self.numbered {
            self.number += memchr_iter(b'\n', &memory[..filled]).count() as u64;
        }
        Ok(Some(Stretch::Lines(Lines { memory, filled, first })))
    }

    /// Fills some memory, unless the stream ends before.
    fn fill(&mut self, memory: &mut [u8]) -> io::Result<usize> {
        let mut filled = 0;
        while filled < memory.len() && !self.ended {
            match self.source.read(&mut memory[filled..]) {
                Ok(0) => self.ended = true,
                Ok(n) => filled += n,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(filled)
    }

    /// Reads to the end of a line that is too long.
    fn pass_over(&mut self, mut memory: Vec<u8>) -> io::Result<Stretch> {
        memory.truncate(LINE);
        while !self.ended {
            let filled = self.fill(&mut memory)?;
            if let Some(at) = memchr(b'\n', &memory[..filled]) {
                self.begun.extend_from_slice(&memory[at + 1..filled]);
                break;
            }
        }
        self.number += 1;
        Ok(Stretch::TooLong(self.number - 1))
    }
}

/// Room for a line of a common length beside a stretch.
const LINE: usize = 64 << 10;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The lines of a stream, of those that are too long none.
    fn lines(bytes: &[u8], size: usize) -> Vec<(u64, Option<Vec<u8>>)> {
        let spare = Spare::default();
        let mut cutter = Cutter::new(bytes, size, true, &spare);
        let mut found = Vec::new();
        while let Some(stretch) = cutter.next().unwrap() {
            match stretch {
                Stretch::TooLong(number) => found.push((number, None)),
                Stretch::Lines(lines) => {
                    let text = lines.bytes().strip_suffix(b"\n").unwrap_or(lines.bytes());
                    let numbered = (lines.first..).zip(text.split(|b| *b == b'\n'));
                    found.extend(numbered.map(|(number, line)| (number, Some(line.to_vec()))));
                    spare.put(lines);
                }
            }
        }
        found
    }

    #[test]
    fn a_line_that_is_too_long_is_named_and_the_next_are_read() {
        let long = vec![b'x'; 5 * LONGEST_ROW];
        let bytes = [b"a\nb\n", &long[..], b"\nc\n", &long[..]].concat();
        let kept = |number, text: &str| (number, Some(text.as_bytes().to_vec()));
        for size in [1, 3, 1000, LONGEST_ROW] {
            assert_eq!(lines(&bytes, size), [kept(1, "a"), kept(2, "b"), (3, None), kept(4, "c"), (5, None)]);
        }
    }

    proptest! {
        #[test]
        fn stretches_together_are_the_stream(text in "[a-c\n]{0,40}", size in 1usize..20) {
            let whole: Vec<_> = text.split_terminator('\n').map(|line| Some(line.as_bytes().to_vec())).collect();
            let expected: Vec<_> = (1..).zip(whole).collect();
            prop_assert_eq!(lines(text.as_bytes(), size), expected);
        }
    }
}
