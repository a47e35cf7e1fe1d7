//! Documents that repeat another: the same text, or nearly (wire copy).
//!
//! Near copies are found by MinHash over sequences of five words and banding
//! (Broder 1997; Leskovec, Rajaraman & Ullman, *Mining of Massive Datasets*,
//! ch. 3), and every pair so found is verified on the full sets. Cost is linear
//! in the text but for documents that do resemble each other.

use chrono::NaiveDate;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};

use super::Document;

/// Words in a sequence.
const SHINGLE: usize = 5;

/// Share of common sequences (Jaccard index) from which two texts are near copies.
const SIMILAR: f64 = 0.8;

/// Texts of fewer words are compared exactly only: one word changed in a short
/// notice ("4 soldiers" for "3 soldiers") makes another notice.
const SHORT: usize = 20;

/// 16 bands of 4 rows find a pair of index 0.8 with probability 0.9998, one of
/// 0.9 practically always, and one of 0.2 in 3 of 100 cases, to be dismissed.
/// Which pairs are found does not depend on chance: the hashes are fixed.
const BANDS: usize = 16;
const ROWS: usize = 4;

/// Marks in `duplicate_of` every document that repeats another.
///
/// Compared are the words outside boilerplate, without case and punctuation.
/// The original is the earliest by date (undated ones last), then the smallest
/// id; it is never itself a duplicate, so chains cannot form. Source and
/// language do not matter. The order of `documents` does not matter either.
///
/// ```
/// use framelens::corpus::{Document, duplicate::mark};
/// let text = |id: &str, text: &str| Document { id: id.into(), text: text.into(), ..Document::default() };
/// let mut documents = [text("a", "Talks resumed."), text("b", "TALKS resumed"), text("c", "Talks failed.")];
/// mark(&mut documents);
/// assert_eq!(documents[1].duplicate_of.as_deref(), Some("a"));
/// assert_eq!(documents[2].duplicate_of, None);
/// ```
pub fn mark(documents: &mut [Document]) {
    let mut order: Vec<usize> = (0..documents.len()).collect();
    order.sort_by(|&a, &b| rank(&documents[a]).cmp(&rank(&documents[b])));
    let prints: Vec<Print> = order.par_iter().map(|&index| Print::of(&documents[index])).collect();
    let mut originals = Originals::default();
    for (place, &index) in order.iter().enumerate() {
        let original = originals.of(place, &prints).map(|place| documents[order[place]].id.clone());
        documents[index].duplicate_of = original;
    }
}

/// Originals come first: by date, undated ones last, then by id.
fn rank(document: &Document) -> (bool, Option<NaiveDate>, &str) {
    (document.date.is_none(), document.date, &document.id)
}

/// What a document is compared by.
struct Print {
    /// Hash of the folded text; `None` where no word is left.
    whole: Option<[u8; 32]>,
    /// Hashes of all sequences, sorted, each once; empty for short texts.
    shingles: Vec<u64>,
    /// High halves of the least hashes: how many agree estimates the similarity.
    signature: Vec<u32>,
    bands: Vec<u64>,
}

impl Print {
    fn of(document: &Document) -> Print {
        let words = words(document);
        let mut digest = Sha256::new();
        for word in &words {
            digest.update(word.to_le_bytes());
        }
        let whole = (!words.is_empty()).then(|| digest.finalize().into());
        let mut shingles = Vec::new();
        if words.len() >= SHORT {
            shingles.extend(words.windows(SHINGLE).map(|window| window.iter().fold(0, |all, &word| mix(all ^ word))));
            shingles.sort_unstable();
            shingles.dedup();
        }
        let least = least(&shingles);
        let signature = least.iter().map(|value| (value >> 32) as u32).collect();
        Print { whole, shingles, signature, bands: bands(&least) }
    }
}

/// Hashes of the lower-cased words outside boilerplate, in order.
fn words(document: &Document) -> Vec<u64> {
    let mut words = Vec::with_capacity(document.text.len() / 6);
    let mut at = 0;
    let end = document.text.len();
    for range in document.boilerplate.iter().map(|span| span.range()).chain(std::iter::once(end..end)) {
        let piece = document.text.get(at..range.start).unwrap_or_default();
        for word in piece.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()) {
            words.push(match word.is_ascii() {
                true => hash(word.bytes().map(|b| b.to_ascii_lowercase())),
                false => hash(word.to_lowercase().bytes()),
            });
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
fn mix(mut x: u64) -> u64 {
    x = x.wrapping_add(0x9E37_79B9_7F4A_7C15);
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

/// The least value of every hash function over all shingles; empty without shingles.
fn least(shingles: &[u64]) -> Vec<u64> {
    if shingles.is_empty() {
        return Vec::new();
    }
    let mut least = [u64::MAX; BANDS * ROWS];
    let seeds: Vec<(u64, u64)> = (0..least.len() as u64).map(|i| (mix(2 * i) | 1, mix(2 * i + 1))).collect();
    for &shingle in shingles {
        for (least, &(factor, offset)) in least.iter_mut().zip(&seeds) {
            // Multiply-shift: the high bits are those that are well mixed.
            let value = shingle.wrapping_mul(factor).wrapping_add(offset);
            *least = (*least).min(value);
        }
    }
    least.to_vec()
}

/// One key per band; two texts with a key in common are compared.
fn bands(least: &[u64]) -> Vec<u64> {
    let band = |(n, rows): (usize, &[u64])| rows.iter().fold(mix(n as u64), |key, &row| mix(key ^ row));
    least.chunks(ROWS).enumerate().map(band).collect()
}

/// The documents so far that repeat no other, by what they are found by.
#[derive(Default)]
struct Originals {
    /// By text, also those of near copies: the document they go back to.
    whole: FxHashMap<[u8; 32], usize>,
    bands: FxHashMap<u64, Vec<usize>>,
}

impl Originals {
    /// The original of the document at a place in the order of rank, or `None`
    /// if it is one itself, which is then remembered.
    fn of(&mut self, place: usize, prints: &[Print]) -> Option<usize> {
        let print = &prints[place];
        let whole = print.whole?;
        if let Some(&original) = self.whole.get(&whole) {
            return Some(original);
        }
        let candidates = print.bands.iter().filter_map(|band| self.bands.get(band)).flatten();
        let mut candidates: Vec<usize> = candidates.copied().collect();
        candidates.sort_unstable();
        candidates.dedup();
        let similar = |&c: &usize| {
            may_be_similar(&print.signature, &prints[c].signature) && are_similar(&print.shingles, &prints[c].shingles)
        };
        let original = candidates.into_iter().find(similar);
        self.whole.insert(whole, original.unwrap_or(place));
        if original.is_none() {
            for &band in &print.bands {
                self.bands.entry(band).or_default().push(place);
            }
        }
        original
    }
}

/// Whether the signatures leave it open: at similarity 0.8 fewer than 38 of 64
/// agree once in 20,000 pairs. Articles off one template agree less, and there
/// can be millions of pairs of those.
fn may_be_similar(a: &[u32], b: &[u32]) -> bool {
    let agree = a.iter().zip(b).filter(|(x, y)| x == y).count();
    agree * 10 >= 6 * a.len()
}

/// Whether common members are at least [`SIMILAR`] of all members of two sorted sets.
///
/// Stops as soon as too many members have been met in one set only: unlike
/// texts, the usual case, cost a fraction of a full comparison.
fn are_similar(a: &[u64], b: &[u64]) -> bool {
    let total = a.len() + b.len();
    // J = c / (total - c) >= s  <=>  c >= s * total / (1 + s); of the rest, each stands in one set only.
    let needed = (SIMILAR * total as f64 / (1.0 + SIMILAR) - 1e-9).ceil() as usize;
    let Some(mut spare) = total.checked_sub(2 * needed).filter(|_| needed > 0) else {
        return false;
    };
    let (mut i, mut j) = (0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        if x != y {
            let Some(left) = spare.checked_sub(1) else {
                return false;
            };
            spare = left;
        }
        i += usize::from(x <= y);
        j += usize::from(y <= x);
    }
    a.len() - i + b.len() - j <= spare
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Span;
    use proptest::prelude::*;

    fn document(id: &str, date: &str, text: &str) -> Document {
        let date = NaiveDate::parse_from_str(date, "%Y-%m-%d").ok();
        Document { id: id.into(), date, text: text.into(), ..Document::default() }
    }

    fn story(seed: u64, words: usize) -> Vec<String> {
        (0..words as u64).map(|i| format!("w{}", mix(seed.wrapping_mul(1_000_003) ^ i) % 900)).collect()
    }

    fn originals(documents: &[Document]) -> Vec<(String, Option<String>)> {
        let mut list: Vec<_> = documents.iter().map(|d| (d.id.clone(), d.duplicate_of.clone())).collect();
        list.sort();
        list
    }

    #[test]
    fn wire_copy_with_a_changed_word_goes_back_to_the_earliest() {
        let words = story(1, 200);
        let mut changed = words.clone();
        changed[50] = "otherwise".into();
        changed.push("Agency".into());
        let mut documents = [
            document("a", "2020-10-13", &changed.join(" ")),
            document("b", "2020-10-12", &words.join(" ")),
            document("c", "", &words.join(", ").to_uppercase()),
            document("d", "2020-10-11", &story(2, 200).join(" ")),
        ];
        mark(&mut documents);
        let found: Vec<_> = documents.iter().map(|d| d.duplicate_of.as_deref()).collect();
        assert_eq!(found, [Some("b"), None, Some("b"), None]);
    }

    #[test]
    fn short_texts_are_duplicates_only_when_the_same() {
        let mut documents = [
            document("a", "", "Three soldiers were wounded on Monday."),
            document("b", "", "Four soldiers were wounded on Monday."),
            document("c", "", "three soldiers were wounded on Monday"),
            document("d", "", "***"),
            document("e", "", "---"),
        ];
        mark(&mut documents);
        let found: Vec<_> = documents.iter().map(|d| d.duplicate_of.as_deref()).collect();
        assert_eq!(found, [None, None, Some("a"), None, None]);
    }

    #[test]
    fn boilerplate_does_not_hide_a_duplicate() {
        let mut with = document("b", "", "Talks resumed.\nRead: 715");
        with.boilerplate = vec![Span::new(15, 24)];
        let mut documents = [document("a", "", "Talks resumed."), with];
        mark(&mut documents);
        assert_eq!(documents[1].duplicate_of.as_deref(), Some("a"));
    }

    #[test]
    fn four_fifths_in_common_are_similar_and_the_hash_is_frozen() {
        assert!(are_similar(&[1, 2, 3, 4], &[1, 2, 3, 4, 5]));
        assert!(!are_similar(&[1, 2, 3, 4], &[2, 3, 4, 5]));
        assert!(!are_similar(&[], &[]));
        // Results of other machines and versions must stay the same.
        assert_eq!(hash("talks".bytes()), 2_315_130_869_993_284_166);
    }

    proptest! {
        #[test]
        fn stopping_early_changes_no_answer(a in proptest::collection::btree_set(0u64..30, 0..25), b in proptest::collection::btree_set(0u64..30, 0..25)) {
            let (common, all) = (a.intersection(&b).count(), a.union(&b).count());
            let plain = all > 0 && 5 * common >= 4 * all;
            let sorted = |set: &std::collections::BTreeSet<u64>| set.iter().copied().collect::<Vec<_>>();
            prop_assert_eq!(are_similar(&sorted(&a), &sorted(&b)), plain);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]
        #[test]
        fn the_order_of_documents_does_not_matter(cuts in proptest::collection::vec((0u64..4, 0usize..60, 0u8..4), 1..14), turn in 0usize..14) {
            let make = |(n, (seed, cut, day)): (usize, &(u64, usize, u8))| {
                let mut words = story(*seed, 120);
                words.truncate(120 - cut / 2);
                words[cut % 50] = format!("x{cut}");
                document(&format!("d{n:02}"), &format!("2020-10-1{day}"), &words.join(" "))
            };
            let mut one: Vec<Document> = cuts.iter().enumerate().map(make).collect();
            let mut other = one.clone();
            other.reverse();
            let len = other.len();
            other.rotate_left(turn % len);
            mark(&mut one);
            mark(&mut other);
            prop_assert_eq!(originals(&one), originals(&other));
            let ids: FxHashMap<&str, &Document> = one.iter().map(|d| (d.id.as_str(), d)).collect();
            for document in &one {
                let original = document.duplicate_of.as_deref().and_then(|id| ids.get(id));
                prop_assert!(original.is_none_or(|o| o.duplicate_of.is_none()));
            }
        }
    }
}
