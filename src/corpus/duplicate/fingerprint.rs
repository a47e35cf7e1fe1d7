//! What a document is compared by, with its text and without.

use sha2::{Digest, Sha256};

use super::super::Document;

/// Words in a sequence.
const SHINGLE: usize = 5;

/// Texts of fewer words are compared exactly only: one word changed in a short
/// notice ("4 soldiers" for "3 soldiers") makes another notice.
const SHORT: usize = 20;

/// 16 bands of 4 rows find a pair of index 0.8 with probability 0.9998, one of
/// 0.9 practically always, and one of 0.2 in 3 of 100 cases, to be dismissed.
/// Which pairs are found does not depend on chance: the hashes are fixed.
pub(super) const BANDS: usize = 16;
const ROWS: usize = 4;

/// A document as far as repetition goes: about 150 bytes, whatever its length.
///
/// Enough to find documents whose texts are no longer at hand, see
/// [`super::find`].
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Fingerprint {
    /// Half of the SHA-256 of the folded words; `None` where no word is left.
    pub(super) whole: Option<[u8; 16]>,
    /// How many different sequences of words; 0 for texts too short for them.
    pub(super) sequences: u32,
    /// Top bits of the least hash under each function: the share that agrees
    /// estimates the similarity (Broder 1997). Empty without sequences.
    pub(super) signature: Box<[u16]>,
}

/// Hashes of all sequences of five words of a text, sorted, each once.
pub type Shingles = Vec<u64>;

impl Fingerprint {
    /// The fingerprint of a document: its words outside boilerplate, without
    /// case and punctuation.
    pub fn of(document: &Document) -> Fingerprint {
        let words = words(document);
        let mut digest = Sha256::new();
        for word in &words {
            digest.update(word.to_le_bytes());
        }
        let mut whole = [0; 16];
        whole.iter_mut().zip(digest.finalize()).for_each(|(to, from)| *to = from);
        let shingles = of_words(&words);
        Fingerprint {
            whole: (!words.is_empty()).then_some(whole),
            sequences: u32::try_from(shingles.len()).unwrap_or(u32::MAX),
            signature: signature(&shingles),
        }
    }

    /// The key of one band; two texts with a key in common are compared.
    pub(super) fn band(&self, band: usize) -> Option<u64> {
        let rows = self.signature.chunks(ROWS).nth(band)?;
        Some(rows.iter().fold(mix(band as u64), |key, &row| mix(key ^ u64::from(row))))
    }

    /// How many of the 64 parts of the signatures agree.
    pub(super) fn agreement(&self, other: &Fingerprint) -> usize {
        self.signature.iter().zip(&other.signature).filter(|(a, b)| a == b).count()
    }
}

/// The sequences of words that [`super::find`] asks for where fingerprints leave it open.
pub fn shingles(document: &Document) -> Shingles {
    of_words(&words(document))
}

fn of_words(words: &[u64]) -> Shingles {
    let mut shingles = Vec::new();
    if words.len() >= SHORT {
        shingles.extend(words.windows(SHINGLE).map(|window| window.iter().fold(0, |all, &word| mix(all ^ word))));
        shingles.sort_unstable();
        shingles.dedup();
    }
    shingles
}

/// Hashes of the lower-cased words outside boilerplate, in order.
fn words(document: &Document) -> Vec<u64> {
    let mut words = Vec::with_capacity(document.text.len() / 6);
    let mut at = 0;
    let end = document.text.len();
    for range in document.boilerplate.iter().map(|span| span.range()).chain(std::iter::once(end..end)) {
        let piece = document.text.get(at..range.start).unwrap_or_default();
        // Whatever parts words in plain text parts them in any text.
        for stretch in piece.split(|c: char| c.is_ascii() && !c.is_ascii_alphanumeric()).filter(|s| !s.is_empty()) {
            if stretch.is_ascii() {
                words.push(hash(stretch.bytes().map(|b| b.to_ascii_lowercase())));
                continue;
            }
            for word in stretch.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()) {
                words.push(hash(word.to_lowercase().bytes()));
            }
        }
        at = at.max(range.end);
    }
    words
}

/// FNV-1a, finished by [`mix`]; ours, so that results outlive any library's hash.
fn hash(bytes: impl Iterator<Item = u8>) -> u64 {
    mix(bytes.fold(0xCBF2_9CE4_8422_2325, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01B3)))
}

/// The finaliser of SplitMix64 (Steele, Lea & Flood 2014): every bit of the input reaches every bit of the result.
pub(super) fn mix(mut x: u64) -> u64 {
    x = x.wrapping_add(0x9E37_79B9_7F4A_7C15);
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

/// Sixteen bits of the least value of every hash function over all shingles.
fn signature(shingles: &[u64]) -> Box<[u16]> {
    if shingles.is_empty() {
        return Box::default();
    }
    // As many functions at once as the processor has registers for.
    const TOGETHER: usize = 4;
    let mut least = [u64::MAX; BANDS * ROWS];
    for (step, least) in least.as_chunks_mut::<TOGETHER>().0.iter_mut().enumerate() {
        let seeds: [(u64, u64); TOGETHER] = std::array::from_fn(|n| {
            let number = (step * TOGETHER + n) as u64;
            (mix(2 * number) | 1, mix(2 * number + 1))
        });
        let mut found = *least;
        for &shingle in shingles {
            for (least, &(factor, offset)) in found.iter_mut().zip(&seeds) {
                // Multiply-shift: the high bits are those that are well mixed.
                *least = (*least).min(shingle.wrapping_mul(factor).wrapping_add(offset));
            }
        }
        *least = found;
    }
    // Mixed once more: the high bits of a least value are zeros.
    least.iter().map(|&value| (mix(value) >> 48) as u16).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn words_are_what_stands_between_all_else(text in "([a-zA-Z0-9éÉßİ '’.«»—\u{a0}\u{301}٣]|\\PC){0,40}") {
            let plain = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
            let plain: Vec<u64> = plain.map(|word| hash(word.to_lowercase().bytes())).collect();
            prop_assert_eq!(words(&Document { text, ..Document::default() }), plain);
        }
    }

    #[test]
    fn the_hash_is_frozen_and_a_fingerprint_small() {
        // Results of other machines and versions must stay the same.
        assert_eq!(hash("talks".bytes()), 2_315_130_869_993_284_166);
        let text = (0..400).map(|n| format!("w{n}")).collect::<Vec<_>>().join(" ");
        let print = Fingerprint::of(&Document { text, ..Document::default() });
        assert_eq!((print.signature.len(), print.sequences), (64, 396));
        let bytes = std::mem::size_of::<Fingerprint>() + std::mem::size_of_val(&*print.signature);
        assert!(bytes <= 192, "{bytes}");
    }

    #[test]
    fn a_text_without_words_has_no_fingerprint_to_share() {
        let print = Fingerprint::of(&Document { text: "*** – !".into(), ..Document::default() });
        assert_eq!((print.whole, print.sequences, print.band(0)), (None, 0, None));
    }
}
