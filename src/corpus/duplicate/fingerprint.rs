//! What a document is compared by, with its text and without.

use twox_hash::XxHash3_128;

use super::super::Document;
use super::word::{START, mix, step, words};

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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fingerprint {
    /// 128 bits for the folded words in their order; `None` where no word is left.
    pub(super) whole: Option<[u8; 16]>,
    /// 16 bits for the least hash in each of 64 bins: the share that agrees
    /// estimates the similarity. Empty for texts too short for it.
    pub(super) signature: Box<[u16]>,
}

/// Hashes of all sequences of five words of a text, sorted, each once.
pub type Shingles = Vec<u64>;

impl Fingerprint {
    /// The fingerprint of a document: its words outside boilerplate, without
    /// case and punctuation.
    pub fn of(document: &Document) -> Fingerprint {
        let words = words(document);
        let mut bytes = Vec::with_capacity(8 * words.len());
        words.iter().for_each(|word| bytes.extend_from_slice(&word.to_le_bytes()));
        let whole = XxHash3_128::oneshot(&bytes).to_le_bytes();
        Fingerprint { whole: (!words.is_empty()).then_some(whole), signature: signature(|| sequences(&words)) }
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
    let mut shingles: Shingles = sequences(&words(document)).collect();
    shingles.sort_unstable();
    shingles.dedup();
    shingles
}

/// Hashes of all sequences of five words, in their order; none of a short text.
fn sequences(words: &[u64]) -> impl Iterator<Item = u64> {
    // Powers of an odd number (Knuth's for linear congruence), so that the order of words counts.
    const FACTOR: u64 = 6_364_136_223_846_793_005;
    let long = if words.len() < SHORT { &[] } else { words };
    long.array_windows::<SHINGLE>().map(|window| {
        let sum = window.iter().fold(0u64, |all, word| all.wrapping_mul(FACTOR).wrapping_add(*word));
        step(START, sum)
    })
}

/// Bins of a signature.
const BINS: usize = BANDS * ROWS;

/// Sixteen bits of the least value in every bin, over all shingles (each may be given several times).
///
/// Every shingle falls into one bin with one value; while bins are empty, all
/// fall once more, elsewhere, into those. The bins of two texts agree with the
/// probability of their index, and 64 of them estimate it as closely as 64
/// hash functions would, at a 64th of their cost (Dahlgaard, Knudsen & Thorup,
/// *Fast similarity sketching*, FOCS 2017).
fn signature<S: Iterator<Item = u64>>(shingles: impl Fn() -> S) -> Box<[u16]> {
    let mut least = [u64::MAX; BINS];
    fall(shingles(), &mut least);
    if least == [u64::MAX; BINS] {
        return Box::default();
    }
    for round in 1..2 * BINS as u64 {
        if !least.contains(&u64::MAX) {
            break;
        }
        let mut next = [u64::MAX; BINS];
        let again = shingles().map(|shingle| mix(shingle ^ mix(round)));
        match (round as usize).checked_sub(BINS) {
            None => fall(again, &mut next),
            // Whatever is still empty is filled one by one.
            Some(bin) => next[bin] = again.min().unwrap_or_default(),
        }
        // A value of an earlier round is less than any of a later one.
        for (least, next) in least.iter_mut().zip(next) {
            if *least == u64::MAX {
                *least = next;
            }
        }
    }
    // Mixed once more: the high bits of a least value are zeros.
    least.iter().map(|&value| (mix(value) >> 48) as u16).collect()
}

/// The top bits of a value are its bin; the least of each bin stays.
fn fall(values: impl Iterator<Item = u64>, least: &mut [u64; BINS]) {
    const BITS: u32 = BINS.trailing_zeros();
    for value in values {
        let bin = &mut least[(value >> (u64::BITS - BITS)) as usize];
        *bin = (*bin).min(value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn print(text: String) -> Fingerprint {
        Fingerprint::of(&Document { text, ..Document::default() })
    }

    #[test]
    fn a_fingerprint_is_frozen_and_small() {
        // Results of other machines and versions must stay the same.
        let text = (0..400).map(|n| format!("w{n}")).collect::<Vec<_>>().join(" ");
        let print = print(text);
        let bytes = std::mem::size_of::<Fingerprint>() + std::mem::size_of_val(&*print.signature);
        assert!(bytes <= 192, "{bytes}");
        assert_eq!((print.signature.len(), &print.signature[..3]), (64, &[59_905u16, 5_879, 34_019][..]));
        assert_eq!(print.whole.map(|whole| whole[..3].to_vec()), Some(vec![248, 177, 217]));
    }

    #[test]
    fn a_text_without_words_has_no_fingerprint_to_share() {
        let print = print("*** – !".into());
        assert_eq!((print.whole, print.band(0)), (None, None));
    }

    /// The sketch of texts of any length estimates the index of their sequences.
    #[test]
    fn agreement_estimates_similarity() {
        for length in [20, 40, 100, 700] {
            for share in [0.2, 0.5, 0.8, 0.95] {
                let (mut agree, mut index, mut wide) = (0, 0.0, 0);
                for pair in 0..200u64 {
                    let word = |text: u64, n: u64| mix(pair << 32 | text << 16 | n);
                    let common = (length as f64 * share) as u64;
                    let of =
                        |text: u64| (0..length).map(|n| word(if n < common { 0 } else { text }, n)).collect::<Vec<_>>();
                    let (a, b): (Vec<u64>, Vec<u64>) = (sequences(&of(1)).collect(), sequences(&of(2)).collect());
                    let both = a.iter().filter(|x| b.contains(x)).count() as f64;
                    let truth = both / ((a.len() + b.len()) as f64 - both);
                    let same = signature(|| a.iter().copied())
                        .iter()
                        .zip(&signature(|| b.iter().copied()))
                        .filter(|(x, y)| x == y)
                        .count();
                    index += truth;
                    agree += same;
                    // Beyond three standard errors of 64 draws.
                    wide += usize::from(
                        (same as f64 / 64.0 - truth).abs() > 3.0 * (truth * (1.0 - truth) / 64.0).sqrt() + 1e-9,
                    );
                }
                let (mean, estimate) = (index / 200.0, agree as f64 / (200.0 * 64.0));
                assert!((mean - estimate).abs() < 0.015, "{length} {share}: {estimate} for {mean}");
                assert!(wide <= 4, "{length} {share}: {wide} of 200 far off");
            }
        }
    }
}
