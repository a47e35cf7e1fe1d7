//! The measures of the signals as pure functions of numbers.

/// Logarithmic Dice coefficient: 14 + log₂(2·f_xy / (f_x + f_y)).
///
/// f_xy: how often two words stand together; f_x, f_y: how often each stands at
/// all. Unit: doublings; 14 where neither ever stands without the other, one
/// less for half as often. It does not depend on the size of the corpus. `None`
/// where they never stand together, or more often than one of them stands.
///
/// Reference: Rychlý (2008), A lexicographer-friendly association score, RASLAN, 6–9.
///
/// ```
/// use framelens::curate::suggest::formula::log_dice;
/// assert_eq!(log_dice(5, 5, 5), Some(14.0));
/// assert_eq!(log_dice(1, 2, 2), Some(13.0));
/// assert_eq!(log_dice(0, 2, 2), None);
/// ```
pub fn log_dice(both: u64, x: u64, y: u64) -> Option<f64> {
    (both > 0 && both <= x.min(y)).then(|| 14.0 + (2.0 * both as f64 / (x as f64 + y as f64)).log2())
}

/// Pointwise mutual information: log₂(O / E), with E = `window` · `count` / `total`.
///
/// O: occurrences of a word within the windows; `window`: tokens in all windows;
/// `count`: occurrences of the word in all `total` tokens. Unit: doublings; 1 is
/// twice as often near as chance would have it. `None` where a number is 0 or a
/// part exceeds its whole.
///
/// Reference: Church & Hanks (1990), Computational Linguistics 16(1), 22–29.
///
/// ```
/// use framelens::curate::suggest::formula::pointwise;
/// // 8 of 10 occurrences in a tenth of the text: 8 times what chance gives.
/// assert_eq!(pointwise(8, 100, 10, 1_000), Some(3.0));
/// ```
pub fn pointwise(observed: u64, window: u64, count: u64, total: u64) -> Option<f64> {
    let sound = observed > 0 && observed <= count.min(window) && count <= total && window <= total;
    sound.then(|| ((observed as f64 * total as f64) / (window as f64 * count as f64)).log2())
}

/// Positive pointwise mutual information of a word and a context word:
/// max(0, log₂(n_wc / (n_w · `share`))).
///
/// n_wc: pairs of both; n_w: pairs of the word; `share`: the context word's
/// share of all pairs (smoothed or not). Unit: doublings. 0 where they never meet.
///
/// Reference: Levy, Goldberg & Dagan (2015), TACL 3, 211–225, eqs. 1, 2 and 4.
///
/// ```
/// use framelens::curate::suggest::formula::ppmi;
/// assert_eq!(ppmi(4, 8, 0.125), 2.0);
/// assert_eq!(ppmi(1, 8, 0.5), 0.0);
/// ```
pub fn ppmi(pair: u64, word: u64, share: f64) -> f64 {
    if pair == 0 || word == 0 || share <= 0.0 { 0.0 } else { (pair as f64 / (word as f64 * share)).log2().max(0.0) }
}

/// Signed log-likelihood of a term over strata: each stratum is (y₁, n₁, y₂, n₂),
/// y occurrences in n tokens of target and reference.
///
/// O = Σ y₁, and E = Σ (y₁+y₂)·n₁/(n₁+n₂), so that a term which is only common
/// in a stratum says nothing. G² = 2 (O ln(O/E) + R ln(R/F)), where R = Σ y₂ and
/// F is what is expected there; negative where O < E. Strata with an empty side
/// count for nothing. `None` where nothing is left.
///
/// ```
/// use framelens::curate::suggest::formula::stratified;
/// // 6 where 4 were expected, 2 where 4 were: 2 (6 ln 1.5 + 2 ln 0.5).
/// let g2 = stratified(&[(6, 100, 2, 100)]).unwrap();
/// assert!((g2 - 2.093).abs() < 1e-3);
/// assert_eq!(stratified(&[(6, 100, 2, 0)]), None);
/// ```
pub fn stratified(strata: &[(u64, u64, u64, u64)]) -> Option<f64> {
    let (mut observed, mut expected, mut rest, mut rest_expected) = (0.0, 0.0, 0.0, 0.0);
    for &(y1, n1, y2, n2) in strata.iter().filter(|(_, n1, _, n2)| *n1 > 0 && *n2 > 0) {
        let (all, share) = ((y1 + y2) as f64, n1 as f64 / (n1 + n2) as f64);
        observed += y1 as f64;
        rest += y2 as f64;
        expected += all * share;
        rest_expected += all * (1.0 - share);
    }
    let part = |o: f64, e: f64| if o > 0.0 { o * (o / e).ln() } else { 0.0 };
    let g2 = (2.0 * (part(observed, expected) + part(rest, rest_expected))).max(0.0);
    (observed + rest > 0.0).then_some(if observed < expected { -g2 } else { g2 })
}

/// What a rank adds to a fused score: 1 / (60 + rank).
///
/// Reference: Cormack, Clarke & Büttcher (2009), SIGIR, 758–759.
///
/// ```
/// assert_eq!(framelens::curate::suggest::formula::reciprocal(1), 1.0 / 61.0);
/// ```
pub fn reciprocal(rank: usize) -> f64 {
    1.0 / (60.0 + rank as f64)
}
