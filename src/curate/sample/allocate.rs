//! How many units are drawn from which stratum.

use std::collections::BTreeMap;

/// Shares `n` draws among strata in proportion to the square roots of their
/// sizes, at least one and at most all of each.
///
/// Whole numbers by equal proportions: every stratum has one draw, and each
/// further one goes to where N / (k (k + 1)) is greatest, N the size and k the
/// draws so far; ties go to the earlier. That is the exact optimum for strata
/// of spread ∝ 1/√N, so it gives rare entries more than their share and common
/// ones enough. `n` beyond the sum of sizes draws all; `n` below the number of
/// strata gives the first `n` one each, so merge strata before.
///
/// Reference: Wright (2012), Statistics and Probability Letters 82, 2088–2091,
/// for equal proportions; Bankier (1988), The American Statistician 42, 174–177,
/// for power allocation (here of power ½).
///
/// ```
/// use framelens::curate::sample::allocate::allocate;
/// assert_eq!(allocate(&[100, 25, 4, 1], 18), [10, 5, 2, 1]); // √: 10, 5, 2, 1
/// assert_eq!(allocate(&[3, 2], 9), [3, 2]);
/// ```
pub fn allocate(sizes: &[usize], n: usize) -> Vec<usize> {
    if n >= sizes.iter().sum() {
        return sizes.to_vec();
    }
    let mut drawn = vec![0usize; sizes.len()];
    let mut left = n;
    for (k, &size) in drawn.iter_mut().zip(sizes).filter(|(_, size)| **size > 0) {
        *k = left.min(1).min(size);
        left -= *k;
    }
    let more = |k: usize| (k as u128) * (k as u128 + 1);
    while left > 0 {
        let open = (0..sizes.len()).filter(|&i| drawn[i] < sizes[i]);
        // N / (k (k + 1)) compared crosswise, so that no rounding decides.
        let best = open.reduce(|a, b| {
            let (a_first, b_first) = (sizes[a] as u128 * more(drawn[b]), sizes[b] as u128 * more(drawn[a]));
            if b_first > a_first { b } else { a }
        });
        let Some(best) = best else { break };
        drawn[best] += 1;
        left -= 1;
    }
    drawn
}

/// A stratum: which units are in it, and how many are to be drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The names that all its units share; shorter than a unit's path where strata were merged.
    pub path: Vec<String>,
    /// Indices of the units, ascending.
    pub units: Vec<usize>,
    /// How many are drawn.
    pub draws: usize,
}

/// Parts units level by level (frame and language, then entry, then source), and draws
/// among the parts with [`allocate`]. Where fewer draws come to a part than it has
/// parts below it, these stay together as one stratum: every unit keeps a chance.
///
/// `paths` are the names of each unit, all of one length. Each unit is in exactly
/// one part, and the draws sum to `n` or to the number of units.
pub fn strata(paths: &[Vec<String>], n: usize) -> Vec<Part> {
    let mut parts = Vec::new();
    if n > 0 && !paths.is_empty() {
        let all = Part { path: Vec::new(), units: (0..paths.len()).collect(), draws: n.min(paths.len()) };
        part(paths, all, &mut parts);
    }
    parts
}

fn part(paths: &[Vec<String>], whole: Part, parts: &mut Vec<Part>) {
    let depth = whole.path.len();
    let mut below: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for &unit in &whole.units {
        let Some(name) = paths[unit].get(depth) else { break };
        below.entry(name).or_default().push(unit);
    }
    if below.is_empty() || below.len() > whole.draws {
        parts.push(whole);
        return;
    }
    let sizes: Vec<usize> = below.values().map(Vec::len).collect();
    for ((name, units), draws) in below.into_iter().zip(allocate(&sizes, whole.draws)) {
        let path = whole.path.iter().cloned().chain([name.to_owned()]).collect();
        part(paths, Part { path, units, draws }, parts);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn parts_with_too_few_draws_stay_together() {
        let path = |entry: &str, source: &str| vec![entry.to_owned(), source.to_owned()];
        let mut paths = vec![path("rare", "a"), path("rare", "b")];
        paths.extend((0..50).map(|i| path("common", if i < 40 { "a" } else { "b" })));
        let shape = |n| strata(&paths, n).into_iter().map(|p| (p.path.join("/"), p.draws)).collect::<Vec<_>>();
        assert_eq!(shape(1), [(String::new(), 1)]);
        assert_eq!(shape(2), [("common".to_owned(), 1), ("rare".to_owned(), 1)]);
        assert_eq!(shape(6), [("common/a".into(), 3), ("common/b".into(), 2), ("rare".into(), 1)]);
    }

    proptest! {
        #[test]
        fn draws_sum_to_the_size_and_weights_to_the_population(
            names in proptest::collection::vec((0u8..3, 0u8..6, 0u8..4), 0..200), n in 0usize..250,
        ) {
            let paths: Vec<Vec<String>> =
                names.iter().map(|(a, b, c)| [a, b, c].map(|x| x.to_string()).to_vec()).collect();
            let parts = strata(&paths, n);
            prop_assert_eq!(parts.iter().map(|p| p.draws).sum::<usize>(), n.min(paths.len()));
            if n > 0 {
                let mut seen: Vec<usize> = parts.iter().flat_map(|p| p.units.clone()).collect();
                seen.sort_unstable();
                prop_assert_eq!(seen, (0..paths.len()).collect::<Vec<_>>());
            }
            for part in &parts {
                prop_assert!(part.draws >= 1 && part.draws <= part.units.len());
            }
        }
    }
}
