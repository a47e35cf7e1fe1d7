//! Places in a text: byte spans, code points, lines and columns.

use std::ops::Range;

/// A stretch of a text in bytes, end exclusive, on character boundaries.
///
/// The text itself is never altered, so a span stays valid from the reader to
/// the report. Tables show code points instead ([`CodePoints`]), because R and
/// Python count those.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, serde::Serialize, serde::Deserialize)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// First byte behind the span.
    pub end: u32,
}

impl Span {
    /// A span from two byte offsets. Texts are below 4 GiB (the reader refuses larger ones).
    pub fn new(start: usize, end: usize) -> Self {
        debug_assert!(start <= end);
        Span { start: start as u32, end: end as u32 }
    }

    /// The offsets as a range, for slicing.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The characters of `text` in this span, or `""` when it does not fit that text.
    pub fn of(self, text: &str) -> &str {
        text.get(self.range()).unwrap_or_default()
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether the span holds nothing.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether `other` lies wholly within this span.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share at least one byte.
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }
}

/// Byte offsets of one text turned into code points.
///
/// Keeps one running count per 256 bytes, so a look-up costs at most that many
/// bytes and the index a 64th of the text.
///
/// ```
/// use framelens::span::CodePoints;
/// let text = "l’été à Bakou";
/// let points = CodePoints::new(text);
/// let byte = text.find("Bakou").unwrap();
/// assert_eq!(points.at(byte), 8);
/// ```
#[derive(Debug)]
pub struct CodePoints<'t> {
    bytes: &'t [u8],
    /// Code points before each block.
    blocks: Vec<u32>,
}

const BLOCK: usize = 256;

fn count(bytes: &[u8]) -> u32 {
    // Every byte but the continuation bytes 10xxxxxx opens a code point.
    bytes.iter().filter(|&&b| (b & 0xC0) != 0x80).count() as u32
}

impl<'t> CodePoints<'t> {
    /// Index a text.
    pub fn new(text: &'t str) -> Self {
        let bytes = text.as_bytes();
        let mut total = 0;
        let blocks = bytes
            .chunks(BLOCK)
            .map(|block| {
                let before = total;
                total += count(block);
                before
            })
            .collect();
        CodePoints { bytes, blocks }
    }

    /// How many code points come before byte `offset`.
    pub fn at(&self, offset: usize) -> usize {
        let offset = offset.min(self.bytes.len());
        let block = (offset / BLOCK).min(self.blocks.len().saturating_sub(1));
        let Some(&before) = self.blocks.get(block) else { return 0 };
        (before + count(&self.bytes[block * BLOCK..offset])) as usize
    }
}

/// Line and column (both from 1, columns in code points) of byte `offset`.
///
/// ```
/// assert_eq!(framelens::span::line_column("a\nbé c", 5), (2, 3));
/// ```
pub fn line_column(text: &str, offset: usize) -> (usize, usize) {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    let before = &text[..offset];
    let line = before.matches('\n').count() + 1;
    let start = before.rfind('\n').map_or(0, |i| i + 1);
    (line, before[start..].chars().count() + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn code_points_agree_with_counting_characters(text in "\\PC{0,400}") {
            let points = CodePoints::new(&text);
            for (n, (byte, _)) in text.char_indices().enumerate() {
                prop_assert_eq!(points.at(byte), n);
            }
            prop_assert_eq!(points.at(text.len()), text.chars().count());
        }
    }

    #[test]
    fn a_span_that_does_not_fit_its_text_is_empty_not_a_panic() {
        assert_eq!(Span::new(3, 9).of("abc"), "");
        assert_eq!(Span::new(1, 2).of("é"), "");
    }
}
