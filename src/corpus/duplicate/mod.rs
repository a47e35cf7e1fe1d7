//! Documents that repeat another: the same text, or nearly (wire copy).
//!
//! Near copies are found by sketches of their sequences of five words
//! (Broder 1997, in the form of Dahlgaard, Knudsen & Thorup 2017) and banding
//! (Leskovec, Rajaraman & Ullman, *Mining of Massive Datasets*, ch. 3), and
//! every pair so found is verified on the full sets. No text and no set is held
//! for longer than its comparison takes: a [`Fingerprint`] of about 150 bytes
//! stands for it.
// Of the crates for this, gaoya brings 15 dependencies (one in alpha) and neither verification nor bounded
// buckets, probminhash an optimiser; datasketch-minhash-lsh is not kept up. None has the sketch of one pass.

mod find;
mod fingerprint;
mod word;

pub use find::{Entry, Found, find};
pub use fingerprint::{Fingerprint, Shingles, shingles};

use rayon::prelude::*;

use super::{Document, Repeat, Similarity};

/// Marks in `duplicate_of` every document that repeats another, and lists all
/// that do, excerpts included, sorted by document.
///
/// Compared are the words outside boilerplate, without case and punctuation.
/// The original is the earliest by date (undated ones last), then the smallest
/// id; chains of copies cannot form. Source and language do not matter. The
/// order of `documents` and the number of threads do not matter either.
///
/// An excerpt is listed but not marked: it, or what it was taken from, says
/// more than the other, and both are to be counted.
///
/// Two things bound the cost, and both can only miss a near copy, never make
/// one up: banding (2 in 10,000 at an index of 0.8), and, where more than 32
/// texts off one template share a band, that only the first 32 of them are
/// compared by it. Of excerpts of five eighths nine in ten are found, of longer ones nearly all.
///
/// ```
/// use framelens::corpus::{Document, duplicate::mark};
/// let text = |id: &str, text: &str| Document { id: id.into(), text: text.into(), ..Document::default() };
/// let mut documents = [text("a", "Talks resumed."), text("b", "TALKS resumed"), text("c", "Talks failed.")];
/// let repeats = mark(&mut documents);
/// assert_eq!(documents[1].duplicate_of.as_deref(), Some("a"));
/// assert_eq!(documents[2].duplicate_of, None);
/// assert_eq!((repeats.len(), repeats[0].document.as_str()), (1, "b"));
/// ```
pub fn mark(documents: &mut [Document]) -> Vec<Repeat> {
    let prints: Vec<Fingerprint> = documents.par_iter().map(Fingerprint::of).collect();
    let entries: Vec<Entry<'_>> = documents.iter().zip(&prints).map(|(d, print)| entry(d, print)).collect();
    let found = find(&entries, &|i| documents.get(i).map(shingles));
    let mut repeats = Vec::new();
    for (index, found) in found.into_iter().enumerate() {
        let original = found.map(|f| (documents[f.original].id.clone(), f.similarity));
        let document = &mut documents[index];
        document.duplicate_of = None;
        let Some((original, similarity)) = original else { continue };
        if similarity != Similarity::Excerpt {
            document.duplicate_of = Some(original.clone());
        }
        repeats.push(Repeat { document: document.id.clone(), original, similarity });
    }
    repeats.sort();
    repeats
}

fn entry<'a>(document: &'a Document, fingerprint: &'a Fingerprint) -> Entry<'a> {
    Entry { id: &document.id, date: document.date, fingerprint }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use proptest::prelude::*;
    use rustc_hash::FxHashMap;

    use super::word::mix;
    use super::*;
    use crate::Span;

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
    fn an_excerpt_is_listed_but_not_marked() {
        let words = story(1, 300);
        let cut = words[..230].join(" ");
        let other = [&story(3, 60)[..], &words[..]].concat().join(" ");
        let mut documents = [
            document("a", "2020-10-12", &words.join(" ")),
            document("b", "2020-10-13", &cut),
            document("c", "2020-10-11", &other),
        ];
        let repeats = mark(&mut documents);
        let found: Vec<_> = repeats.iter().map(|r| (r.document.as_str(), r.original.as_str(), r.similarity)).collect();
        assert_eq!(found, [("a", "c", Similarity::Near), ("b", "c", Similarity::Excerpt)]);
        assert_eq!(documents[1].duplicate_of, None);
    }

    /// Notices off one template: every text is another, three quarters of its words are the same.
    fn notices(number: u64) -> Vec<Document> {
        let frame = story(7, 90);
        let notice = |n: u64| {
            let own = story(100 + n, 30);
            document(&format!("n{n:05}"), "", &format!("{} {}", frame.join(" "), own.join(" ")))
        };
        (0..number).map(notice).collect()
    }

    #[test]
    fn thousands_off_one_template_are_no_copies_and_a_copy_among_them_is_found() {
        let mut documents = notices(5_000);
        let mut copy = documents[4_000].clone();
        copy.id = "z".into();
        copy.text.push_str(" Agency");
        documents.push(copy);
        let start = std::time::Instant::now();
        let repeats = mark(&mut documents);
        let marked: Vec<_> = documents.iter().filter_map(|d| Some((&*d.id, d.duplicate_of.as_deref()?))).collect();
        assert_eq!(marked, [("z", "n04000")], "{}", repeats.len());
        // All pairs would take minutes.
        assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
    }

    #[test]
    fn twenty_thousand_equal_texts_are_one() {
        let text = story(1, 100).join(" ");
        let mut documents: Vec<Document> = (0..20_000).map(|n| document(&format!("d{n:05}"), "", &text)).collect();
        let repeats = mark(&mut documents);
        assert_eq!(repeats.len(), 19_999);
        assert!(repeats.iter().all(|r| r.original == "d00000" && r.similarity == Similarity::Exact));
    }

    #[test]
    fn without_texts_the_fingerprints_decide() {
        let words = story(1, 400);
        let mut near = words.clone();
        near[200] = "otherwise".into();
        let documents = [words.join(" "), near.join(" "), story(2, 400).join(" ")].map(|t| document("x", "", &t));
        let prints: Vec<Fingerprint> = documents.iter().map(Fingerprint::of).collect();
        let ids = ["a", "b", "c"];
        let entry = |(id, fingerprint)| Entry { id, date: None, fingerprint };
        let entries: Vec<Entry<'_>> = ids.into_iter().zip(&prints).map(entry).collect();
        let found = find(&entries, &|_| None);
        assert_eq!(found, [None, Some(Found { original: 0, similarity: Similarity::Near }), None]);
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
