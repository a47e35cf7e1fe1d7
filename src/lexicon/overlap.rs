//! Which hits count where they overlap.
//!
//! Tools disagree, and a rate moves with the rule, so the rule is chosen and
//! recorded. A *group* is a frame (a key, a category).

use super::matcher::Hit;

/// The overlap rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Overlap {
    /// Within a group the leftmost hit wins, the longest of those that start
    /// there, and a token counts once. Groups do not see each other.
    #[default]
    Longest,
    /// quanteda `tokens_lookup(nested_scope = "key")`: within a group longer
    /// hits are taken first, then from left to right; any overlap with a hit
    /// already taken suppresses. Groups do not see each other.
    ///
    /// Reference: quanteda, `?tokens_lookup` and `src/tokens_lookup.cpp`.
    QuantedaKey,
    /// quanteda `tokens_lookup(nested_scope = "dictionary")`: as above, and a
    /// hit is suppressed if every token of it lies in hits already taken, of
    /// whatever groups; several groups may share one stretch. Two longer hits
    /// side by side cover what lies across their border.
    QuantedaDictionary,
    /// LIWC: the text is read once from left to right; at each place the
    /// longest hit of any group is taken, counts for every group that has that
    /// stretch, and reading goes on behind it.
    Liwc,
}

impl Overlap {
    /// All rules with their names on the command line.
    pub const ALL: [(&'static str, Overlap); 4] = [
        ("longest", Overlap::Longest),
        ("quanteda-key", Overlap::QuantedaKey),
        ("quanteda-dictionary", Overlap::QuantedaDictionary),
        ("liwc", Overlap::Liwc),
    ];
}

/// Keep the hits that count among `hits[first..]`, sorted by place.
pub fn resolve(hits: &mut Vec<Hit>, first: usize, rule: Overlap) {
    let mut found = hits.split_off(first);
    // One stretch counts once per group, for the rule that comes first in the lexicon.
    found.sort_unstable_by_key(|h| (h.group, h.start, std::cmp::Reverse(h.end), h.rule));
    found.dedup_by_key(|h| (h.group, h.start, h.end));
    if found.len() > 1 {
        found = match rule {
            Overlap::Longest => leftmost(found),
            Overlap::QuantedaKey => longest_first(found, false),
            Overlap::QuantedaDictionary => longest_first(found, true),
            Overlap::Liwc => read_once(found),
        };
    }
    found.sort_unstable();
    hits.extend(found);
}

/// `found` is sorted by group, then start, then longest.
fn leftmost(found: Vec<Hit>) -> Vec<Hit> {
    let mut taken: Vec<Hit> = Vec::with_capacity(found.len());
    for hit in found {
        let free = taken.last().is_none_or(|last| last.group != hit.group || last.end <= hit.start);
        if free {
            taken.push(hit);
        }
    }
    taken
}

/// quanteda's order: the longest stretches of the whole text first, then from left to right.
fn longest_first(mut found: Vec<Hit>, across_groups: bool) -> Vec<Hit> {
    found.sort_by_key(|h| (std::cmp::Reverse(h.len()), h.start, h.group));
    let mut taken: Vec<Hit> = Vec::with_capacity(found.len());
    for stretch in found.chunk_by(|a, b| (a.start, a.end) == (b.start, b.end)) {
        // Looked at once for all groups of a stretch, so that they do not suppress each other.
        let covered = |at: u32| taken.iter().any(|t| t.start <= at && at < t.end);
        if across_groups && stretch.first().is_some_and(|h| (h.start..h.end).all(covered)) {
            continue;
        }
        let before = taken.len();
        for &hit in stretch {
            if !taken[..before].iter().any(|t| t.group == hit.group && t.overlaps(hit)) {
                taken.push(hit);
            }
        }
    }
    taken
}

fn read_once(mut found: Vec<Hit>) -> Vec<Hit> {
    found.sort_by_key(|h| (h.start, std::cmp::Reverse(h.end), h.group));
    let mut taken: Vec<Hit> = Vec::with_capacity(found.len());
    for hit in found {
        let free =
            taken.last().is_none_or(|last| last.end <= hit.start || (last.start, last.end) == (hit.start, hit.end));
        if free {
            taken.push(hit);
        }
    }
    taken
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn hit(group: u32, start: u32, end: u32) -> Hit {
        Hit { start, end, group, rule: group * 100 + start * 10 + end }
    }

    fn kept(hits: &[Hit], rule: Overlap) -> Vec<(u32, u32, u32)> {
        let mut all = hits.to_vec();
        resolve(&mut all, 0, rule);
        all.iter().map(|h| (h.group, h.start, h.end)).collect()
    }

    // "a b c": group 0 has `a b` and `b c` and `b`, group 1 has `b` and `a b c`.
    fn example() -> Vec<Hit> {
        vec![hit(0, 0, 2), hit(0, 1, 3), hit(0, 1, 2), hit(1, 1, 2), hit(1, 0, 3)]
    }

    #[test]
    fn longest_takes_the_leftmost_of_each_frame_and_frames_do_not_see_each_other() {
        assert_eq!(kept(&example(), Overlap::Longest), [(0, 0, 2), (1, 0, 3)]);
    }

    #[test]
    fn leftmost_beats_longer_in_longest_but_not_in_quanteda() {
        let hits = [hit(0, 0, 2), hit(0, 1, 4)];
        assert_eq!(kept(&hits, Overlap::Longest), [(0, 0, 2)]);
        assert_eq!(kept(&hits, Overlap::QuantedaKey), [(0, 1, 4)]);
    }

    #[test]
    fn quanteda_dictionary_drops_what_a_longer_hit_of_any_key_covers() {
        // quanteda's documented case: "New York" inside "New York Times" of another key.
        let hits = [hit(0, 0, 2), hit(1, 0, 3)];
        assert_eq!(kept(&hits, Overlap::QuantedaKey), [(0, 0, 2), (1, 0, 3)]);
        assert_eq!(kept(&hits, Overlap::QuantedaDictionary), [(1, 0, 3)]);
        // Partial overlap between keys is no cover.
        let partial = [hit(0, 0, 2), hit(1, 1, 4)];
        assert_eq!(kept(&partial, Overlap::QuantedaDictionary).len(), 2);
    }

    #[test]
    fn quanteda_dictionary_drops_what_several_longer_hits_cover_together() {
        let hits = [hit(0, 0, 3), hit(1, 3, 6), hit(2, 2, 4), hit(2, 5, 7)];
        assert_eq!(kept(&hits, Overlap::QuantedaDictionary), [(0, 0, 3), (1, 3, 6), (2, 5, 7)]);
    }

    #[test]
    fn keys_of_quanteda_share_a_stretch() {
        let hits = [hit(0, 0, 2), hit(1, 0, 2), hit(1, 1, 2)];
        assert_eq!(kept(&hits, Overlap::QuantedaDictionary), [(0, 0, 2), (1, 0, 2)]);
    }

    #[test]
    fn liwc_reads_once_and_a_shared_stretch_counts_for_every_category() {
        let hits = [hit(0, 0, 2), hit(1, 0, 2), hit(1, 1, 3)];
        assert_eq!(kept(&hits, Overlap::Liwc), [(0, 0, 2), (1, 0, 2)]);
    }

    proptest! {
        #[test]
        fn a_token_never_counts_twice_within_a_group(raw in prop::collection::vec((0u32..3, 0u32..12, 1u32..5), 0..30)) {
            let hits: Vec<_> = raw.iter().map(|&(g, s, l)| hit(g, s, s + l)).collect();
            for (_, rule) in Overlap::ALL {
                let mut all = hits.clone();
                resolve(&mut all, 0, rule);
                for (i, a) in all.iter().enumerate() {
                    for b in &all[i + 1..] {
                        prop_assert!(a.group != b.group || !a.overlaps(*b));
                    }
                }
                let mut again = hits.clone();
                again.reverse();
                resolve(&mut again, 0, rule);
                prop_assert_eq!(&all, &again);
            }
        }
    }
}
