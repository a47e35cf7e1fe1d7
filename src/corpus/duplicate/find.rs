//! Which documents repeat which, from their fingerprints.
//!
//! Cost: linear in documents whatever they hold. Equal texts are one from the
//! start; of the texts that share a bucket only the first [`CROWD`] that are no
//! copies of each other stand for it; at most [`CHECKED`] of them are compared
//! in full.

use chrono::NaiveDate;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::fingerprint::BANDS;
use super::{Fingerprint, Shingles, Similarity};

/// Share of common sequences (Jaccard index) from which two texts are near copies.
const SIMILAR: f64 = 0.8;

/// Share of the shorter text's sequences that the longer one holds (overlap
/// coefficient) from which the shorter is an excerpt of the longer, …
const CONTAINED: f64 = 0.9;

/// … and how long it is at least, beside the longer.
const LENGTH: f64 = 0.6;

/// Most texts of one bucket that later ones are compared with.
///
/// Only a crowd is thinned: thousands of texts off one template share the
/// buckets of the template, but a near copy also shares those of what is its own.
const CROWD: usize = 32;

/// Most comparisons in full for one text, of those whose signatures agree best.
const CHECKED: usize = 16;

/// Most comparisons in full for one text that may be an excerpt.
const EXCERPTS: usize = 3;

/// How many texts' sequences are prepared side by side, and how many are kept.
const AHEAD: usize = 1024;
const KEPT: usize = 8192;

/// A document by what repetition is judged by.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// Its id, unique.
    pub id: &'a str,
    /// Date of publication: the earliest is the original.
    pub date: Option<NaiveDate>,
    /// Its fingerprint.
    pub fingerprint: &'a Fingerprint,
}

/// That a document repeats another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// Place of the original among the entries.
    pub original: usize,
    /// How alike the two are.
    pub similarity: Similarity,
}

/// For every entry, the one that it repeats.
///
/// The original is the earliest by date (undated ones last), then the smallest
/// id; it repeats no other, so chains cannot form. The order of entries and the
/// number of threads do not matter.
///
/// `shingles` gives the sequences of an entry ([`super::shingles`]) and is
/// asked only where fingerprints leave it open. Where it answers `None`, the
/// text being gone, the fingerprints decide: their estimate of the index has a
/// standard error of at most 0.06, 0.05 at 0.8, so that pairs between 0.7 and
/// 0.9 may be judged otherwise than by their texts; excerpts are then not found.
///
/// ```
/// use framelens::corpus::{Document, duplicate::{Entry, Fingerprint, find}};
/// let print = |text: &str| Fingerprint::of(&Document { text: text.into(), ..Document::default() });
/// let (a, b) = (print("Talks resumed."), print("TALKS resumed"));
/// let entry = |id, fingerprint| Entry { id, date: None, fingerprint };
/// let found = find(&[entry("b", &b), entry("a", &a)], &|_| None);
/// assert_eq!(found[0].map(|f| f.original), Some(1));
/// assert_eq!(found[1], None);
/// ```
pub fn find(entries: &[Entry<'_>], shingles: &(dyn Fn(usize) -> Option<Shingles> + Sync)) -> Vec<Option<Found>> {
    let mut order: Vec<usize> = (0..entries.len()).filter(|&i| entries[i].fingerprint.whole.is_some()).collect();
    order.par_sort_unstable_by(|&a, &b| rank(&entries[a]).cmp(&rank(&entries[b])));
    let mut found = vec![None; entries.len()];
    // Of equal texts the first stands for all.
    let mut first: FxHashMap<[u8; 16], usize> = FxHashMap::default();
    let mut equal: Vec<(usize, usize)> = Vec::new();
    order.retain(|&i| {
        let Some(whole) = entries[i].fingerprint.whole else { return false };
        let &mut head = first.entry(whole).or_insert(i);
        if head != i {
            equal.push((i, head));
        }
        head == i
    });
    drop(first);
    for (i, near) in near(entries, &order, shingles) {
        found[i] = Some(near);
    }
    for (i, head) in equal {
        // The head of equal texts may itself be a near copy of an earlier text.
        found[i] = Some(match found[head] {
            Some(Found { original, similarity: Similarity::Near }) => Found { original, similarity: Similarity::Near },
            _ => Found { original: head, similarity: Similarity::Exact },
        });
    }
    found
}

/// Originals come first: by date, undated ones last, then by id.
fn rank<'a>(entry: &Entry<'a>) -> (bool, Option<NaiveDate>, &'a str) {
    (entry.date.is_none(), entry.date, entry.id)
}

/// Near copies and excerpts among different texts in the order of their rank.
fn near(
    entries: &[Entry<'_>],
    order: &[usize],
    shingles: &(dyn Fn(usize) -> Option<Shingles> + Sync),
) -> Vec<(usize, Found)> {
    let shared = shared(entries, order);
    let mut search = Search { entries, order, shingles, crowds: FxHashMap::default(), kept: FxHashMap::default() };
    let mut found = Vec::new();
    let places: Vec<usize> = (0..order.len()).filter(|&p| !shared.of(p).is_empty()).collect();
    for some in places.chunks(AHEAD) {
        let sets: Vec<Option<Shingles>> = some.par_iter().map(|&place| shingles(order[place])).collect();
        for (&place, set) in some.iter().zip(sets) {
            let buckets = shared.of(place);
            match search.original(place, buckets, set.as_ref()) {
                Some(hit) => {
                    found.push((order[place], Found { original: order[hit.0], similarity: hit.1 }));
                    // An excerpt is an article of its own, which others may repeat.
                    if hit.1 == Similarity::Excerpt {
                        search.join(place, buckets);
                    }
                }
                None => search.join(place, buckets),
            }
            search.keep(place, set);
        }
    }
    found
}

/// Buckets with more than one text in them, by text.
struct Shared {
    /// Place and bucket, sorted.
    members: Vec<(u32, u64)>,
}

impl Shared {
    fn of(&self, place: usize) -> &[(u32, u64)] {
        let place = place as u32;
        let start = self.members.partition_point(|m| m.0 < place);
        let end = start + self.members[start..].partition_point(|m| m.0 == place);
        &self.members[start..end]
    }
}

/// Band by band, so that no more than one band's keys are held at once.
fn shared(entries: &[Entry<'_>], order: &[usize]) -> Shared {
    let mut members = Vec::new();
    for band in 0..BANDS {
        let key = |(place, &i): (usize, &usize)| Some((entries[i].fingerprint.band(band)?, place as u32));
        let mut keys: Vec<(u64, u32)> = order.par_iter().enumerate().filter_map(key).collect();
        keys.par_sort_unstable();
        for group in keys.chunk_by(|a, b| a.0 == b.0).filter(|group| group.len() > 1) {
            members.extend(group.iter().map(|&(key, place)| (place, key)));
        }
    }
    members.par_sort_unstable();
    Shared { members }
}

struct Search<'e, 'a, 's> {
    entries: &'e [Entry<'a>],
    order: &'e [usize],
    shingles: &'s (dyn Fn(usize) -> Option<Shingles> + Sync),
    /// The first texts of each bucket that repeat no other, in the order of rank.
    crowds: FxHashMap<u64, Vec<u32>>,
    /// Sequences of texts lately compared.
    kept: FxHashMap<usize, Option<Shingles>>,
}

impl Search<'_, '_, '_> {
    fn print(&self, place: usize) -> &Fingerprint {
        self.entries[self.order[place]].fingerprint
    }

    fn join(&mut self, place: usize, buckets: &[(u32, u64)]) {
        for (_, bucket) in buckets {
            let crowd = self.crowds.entry(*bucket).or_default();
            if crowd.len() < CROWD {
                crowd.push(place as u32);
            }
        }
    }

    fn keep(&mut self, place: usize, set: Option<Shingles>) {
        if self.kept.len() >= KEPT {
            self.kept.clear();
        }
        self.kept.insert(place, set);
    }

    /// Asks a question of the sequences of the text at a place; `None` where they are gone.
    fn with<T>(&mut self, place: usize, ask: impl FnOnce(&[u64]) -> T) -> Option<T> {
        if !self.kept.contains_key(&place) {
            let set = (self.shingles)(self.order[place]);
            self.keep(place, set);
        }
        self.kept.get(&place)?.as_deref().map(ask)
    }

    /// The earliest text that the one at `place` is a copy of, else one that it shares most with.
    fn original(
        &mut self,
        place: usize,
        buckets: &[(u32, u64)],
        set: Option<&Shingles>,
    ) -> Option<(usize, Similarity)> {
        let crowds = buckets.iter().filter_map(|(_, bucket)| self.crowds.get(bucket)).flatten();
        let mut candidates: Vec<usize> = crowds.map(|&p| p as usize).collect();
        candidates.sort_unstable();
        candidates.dedup();
        let agreement = |c: usize| self.print(place).agreement(self.print(c));
        let mut best: Vec<(usize, usize)> = candidates.into_iter().map(|c| (agreement(c), c)).collect();
        best.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        let all = self.print(place).signature.len();
        let mut near: Option<usize> = None;
        for &(agree, c) in best.iter().take(CHECKED).take_while(|(agree, _)| may_be_similar(*agree, all)) {
            if near.is_some_and(|earlier| earlier < c) {
                continue;
            }
            let checked = set.and_then(|set| self.with(c, |other| are_similar(set, other)));
            if checked.unwrap_or(agree as f64 >= SIMILAR * all as f64) {
                near = Some(c);
            }
        }
        if let Some(original) = near {
            return Some((original, Similarity::Near));
        }
        let set = set?;
        let excerpt = best.iter().take(EXCERPTS).find(|&&(_, c)| self.with(c, |o| is_excerpt(set, o)) == Some(true));
        excerpt.map(|&(_, c)| (c, Similarity::Excerpt))
    }
}

/// Whether the signatures leave it open: at similarity 0.8 fewer than 38 of 64
/// agree once in 20,000 pairs. Articles off one template agree less, and there
/// can be millions of pairs of those.
fn may_be_similar(agree: usize, all: usize) -> bool {
    agree * 10 >= 6 * all
}

/// Whether common members are at least [`SIMILAR`] of all members of two sorted sets.
fn are_similar(a: &[u64], b: &[u64]) -> bool {
    // J = c / (total - c) >= s  <=>  c >= s * total / (1 + s)
    share_at_least(a, b, SIMILAR * (a.len() + b.len()) as f64 / (1.0 + SIMILAR))
}

/// Whether nearly all members of the smaller set are in the larger, and it is not much smaller.
fn is_excerpt(a: &[u64], b: &[u64]) -> bool {
    let (short, long) = (a.len().min(b.len()) as f64, a.len().max(b.len()) as f64);
    short >= LENGTH * long && share_at_least(a, b, CONTAINED * short)
}

/// Whether two sorted sets have `needed` members in common.
///
/// Stops as soon as too many members have been met in one set only: unlike
/// texts, the usual case, cost a fraction of a full comparison.
fn share_at_least(a: &[u64], b: &[u64], needed: f64) -> bool {
    let needed = (needed - 1e-9).ceil() as usize;
    // Of the rest, each stands in one set only.
    let Some(mut spare) = (a.len() + b.len()).checked_sub(2 * needed).filter(|_| needed > 0) else {
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
    use proptest::prelude::*;

    #[test]
    fn four_fifths_in_common_are_similar() {
        assert!(are_similar(&[1, 2, 3, 4], &[1, 2, 3, 4, 5]));
        assert!(!are_similar(&[1, 2, 3, 4], &[2, 3, 4, 5]));
        assert!(!are_similar(&[], &[]));
        assert!(is_excerpt(&[1, 2, 3], &[1, 2, 3, 4, 5]));
        assert!(!is_excerpt(&[1, 2, 3], &[1, 2, 3, 4, 5, 6]), "half is too little");
        assert!(!is_excerpt(&[1, 2, 9], &[1, 2, 3, 4, 5]));
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
}
