//! The words of a document as numbers: letters and digits, without case.
//!
//! Eight bytes at a time, since this looks at every byte of a corpus.

use std::sync::LazyLock;

use super::super::Document;

/// Hashes of the lower-cased words outside boilerplate, in order.
pub(super) fn words(document: &Document) -> Vec<u64> {
    let mut words = Vec::with_capacity(document.text.len() / 5);
    let mut at = 0;
    let end = document.text.len();
    for range in document.boilerplate.iter().map(|span| span.range()).chain(std::iter::once(end..end)) {
        take(document.text.get(at..range.start).unwrap_or_default(), &mut words);
        at = at.max(range.end);
    }
    words
}

fn take(text: &str, words: &mut Vec<u64>) {
    let bytes = text.as_bytes();
    let mut other = Vec::new();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        if byte.is_ascii() && !byte.is_ascii_alphanumeric() {
            at += 1;
            continue;
        }
        let (hash, length) = plain(&bytes[at..]);
        let next = text.get(at + length..).and_then(|rest| rest.chars().next()).filter(|c| !c.is_ascii());
        if next.is_some_and(is_of_word) {
            other.clear();
            at += folded(&text[at..], &mut other);
            words.push(hash_of(&other));
            continue;
        }
        if length > 0 {
            words.push(hash);
        }
        at += length + next.map_or(0, char::len_utf8);
    }
}

const ONES: u64 = u64::from_ne_bytes([1; 8]);
const HIGH: u64 = ONES << 7;

/// The hash of the ASCII letters and digits that stand first, and how many there are.
fn plain(bytes: &[u8]) -> (u64, usize) {
    let (mut hash, mut at) = (START, 0);
    loop {
        let eight = eight(&bytes[at..]);
        let others = !letters(eight) & HIGH;
        let length = others.trailing_zeros() / 8;
        // Capitals differ from small letters by this bit, and digits have it.
        let small = eight | ONES << 5;
        match length {
            0 if at > 0 => return (hash, at),
            8 => {
                hash = step(hash, small);
                at += 8;
            }
            _ => return (step(hash, small & ((1 << (8 * length)) - 1)), at + length as usize),
        }
    }
}

/// Eight bytes, or as many as there are and zeros behind.
fn eight(bytes: &[u8]) -> u64 {
    match bytes.first_chunk::<8>() {
        Some(eight) => u64::from_le_bytes(*eight),
        None => bytes.iter().rev().fold(0, |all, byte| all << 8 | u64::from(*byte)),
    }
}

/// The high bit of each byte that is an ASCII letter or digit.
fn letters(eight: u64) -> u64 {
    // Bytes are compared seven bits wide, so that no sum reaches the next.
    let from_to = |bytes: u64, first: u8, last: u8| {
        let (above, beyond) = (0x80 - u64::from(first), 0x7F - u64::from(last));
        (bytes + ONES * above) & !(bytes + ONES * beyond)
    };
    let seven = eight & !HIGH;
    (from_to(seven | ONES << 5, b'a', b'z') | from_to(seven, b'0', b'9')) & !eight & HIGH
}

/// Whether a character is a letter or digit of any script.
fn is_of_word(c: char) -> bool {
    match TWO_BYTES.get(c as usize) {
        Some(small) => *small != 0,
        // Dashes, quotes and the like.
        None => !matches!(c, '\u{2000}'..'\u{2070}') && c.is_alphanumeric(),
    }
}

/// Lower-cases the letters and digits of any script that stand first; how many bytes they have.
fn folded(text: &str, to: &mut Vec<u8>) -> usize {
    for (at, c) in text.char_indices() {
        if !is_of_word(c) {
            return at;
        }
        match TWO_BYTES.get(c as usize).filter(|small| **small != SEVERAL) {
            Some(&small) => push(char::from_u32(small.into()).unwrap_or(c), to),
            None => c.to_lowercase().for_each(|small| push(small, to)),
        }
    }
    text.len()
}

fn push(c: char, to: &mut Vec<u8>) {
    // The two small sigmas are one letter, which str::to_lowercase tells apart by what follows.
    let c = if c == 'ς' { 'σ' } else { c };
    to.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
}

/// For characters whose small form has several characters.
const SEVERAL: u16 = u16::MAX;

/// The small form of every character of up to two bytes; 0 for those that are neither letter nor digit.
static TWO_BYTES: LazyLock<Vec<u16>> = LazyLock::new(|| {
    let small = |c: char| match (c.is_alphanumeric(), c.to_lowercase().count()) {
        (false, _) => 0,
        (true, 1) => c.to_lowercase().next().and_then(|c| u16::try_from(u32::from(c)).ok()).unwrap_or(SEVERAL),
        _ => SEVERAL,
    };
    ('\0'..'\u{800}').map(small).collect()
});

pub(super) const START: u64 = 0x9E37_79B9_7F4A_7C15;

/// Takes eight more bytes into a hash: the halves of a product, by Wang Yi's wyhash.
#[inline]
pub(super) fn step(hash: u64, eight: u64) -> u64 {
    let product = u128::from(hash ^ eight) * u128::from(0xA076_1D64_78BD_642F_u64);
    (product as u64) ^ (product >> 64) as u64
}

/// The hash of a word without zero bytes; ours, so that results outlive any library's hash.
fn hash_of(word: &[u8]) -> u64 {
    word.chunks(8).fold(START, |hash, bytes| step(hash, eight(bytes)))
}

/// The finaliser of SplitMix64 (Steele, Lea & Flood 2014): every bit of the input reaches every bit of the result.
pub(super) fn mix(mut x: u64) -> u64 {
    x = x.wrapping_add(0x9E37_79B9_7F4A_7C15);
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]
        #[test]
        fn words_are_what_stands_between_all_else(text in "([a-zA-Z0-9éÉßİΣς '’.«»—\u{a0}\u{301}٣\u{1E9E}日]|[a-zA-Z]{6,20}|\\PC){0,40}") {
            let plain = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
            let small = |word: &str| word.chars().flat_map(char::to_lowercase).collect::<String>().replace('ς', "σ");
            let plain: Vec<u64> = plain.map(|word| hash_of(small(word).as_bytes())).collect();
            prop_assert_eq!(words(&Document { text, ..Document::default() }), plain);
        }

        #[test]
        fn every_character_is_known(c in any::<char>()) {
            prop_assert_eq!(is_of_word(c), c.is_alphanumeric());
        }

        #[test]
        fn letters_are_found_in_any_eight_bytes(bytes in any::<[u8; 8]>()) {
            let found = letters(u64::from_le_bytes(bytes)).to_le_bytes();
            prop_assert_eq!(found.map(|b| b == 0x80), bytes.map(|b| b.is_ascii_alphanumeric()));
        }
    }

    #[test]
    fn characters_of_two_and_three_bytes_are_known() {
        assert!(('\0'..'\u{3000}').all(|c| is_of_word(c) == c.is_alphanumeric()));
    }

    #[test]
    fn the_hash_is_frozen() {
        // Results of other machines and versions must stay the same.
        assert_eq!(hash_of(b"talks"), 15_382_373_416_279_861_715);
    }
}
