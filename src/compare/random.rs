//! Random numbers that are the same on every machine, for any number of threads.

/// The generator xoshiro256++ of Blackman and Vigna.
///
/// Every comparison has a stream of its own, seeded by the run's seed and the
/// comparison's names, so that no result depends on what was computed before.
///
/// Reference: Blackman & Vigna (2021), ACM Transactions on Mathematical Software 47(4), 36.
#[derive(Debug, Clone)]
pub struct Random([u64; 4]);

/// SplitMix64, by which the authors of xoshiro advise to fill its state.
fn split_mix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let z = (*state ^ (*state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

impl Random {
    /// The stream of a seed and some names (FNV-1a over both, the names told apart).
    pub fn new(seed: u64, names: &[&str]) -> Self {
        let bytes = names.iter().flat_map(|name| name.bytes().chain([0xFF]));
        let mut state = seed
            .to_le_bytes()
            .into_iter()
            .chain(bytes)
            .fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3));
        Random([(); 4].map(|()| split_mix(&mut state)))
    }

    /// The next 64 random bits.
    pub fn bits(&mut self) -> u64 {
        let s = &mut self.0;
        let result = s[0].wrapping_add(s[3]).rotate_left(23).wrapping_add(s[0]);
        let t = s[1] << 17;
        s[2] ^= s[0];
        s[3] ^= s[1];
        s[1] ^= s[2];
        s[0] ^= s[3];
        s[2] ^= t;
        s[3] = s[3].rotate_left(45);
        result
    }

    /// A whole number from 0 to `end` − 1, all equally likely; 0 for `end` = 0.
    ///
    /// Reference: Lemire (2019), ACM Transactions on Modeling and Computer Simulation 29(1), 3.
    pub fn below(&mut self, end: usize) -> usize {
        let end = end as u64;
        loop {
            let wide = u128::from(self.bits()) * u128::from(end);
            let low = wide as u64;
            if low >= end || low >= end.wrapping_neg() % end.max(1) {
                return (wide >> 64) as usize;
            }
        }
    }

    /// Moves a random choice of `k` items to the front, every choice equally likely.
    pub fn choose<T>(&mut self, items: &mut [T], k: usize) {
        for i in 0..k.min(items.len()) {
            let j = i + self.below(items.len() - i);
            items.swap(i, j);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_generator_gives_the_authors_numbers() {
        // From the state 1, 2, 3, 4, as in the test of Rust's rand_xoshiro.
        let mut random = Random([1, 2, 3, 4]);
        let got = [(); 4].map(|()| random.bits());
        assert_eq!(got, [41_943_041, 58_720_359, 3_588_806_011_781_223, 3_591_011_842_654_386]);
    }

    #[test]
    fn numbers_below_an_end_are_evenly_spread() {
        let mut random = Random::new(1, &["x"]);
        let mut seen = [0; 6];
        (0..60_000).for_each(|_| seen[random.below(6)] += 1);
        assert!(seen.iter().all(|&n: &i32| (n - 10_000).abs() < 500), "{seen:?}");
        assert_eq!(random.below(0), 0);
    }

    #[test]
    fn names_are_told_apart() {
        assert_ne!(Random::new(1, &["ab", "c"]).bits(), Random::new(1, &["a", "bc"]).bits());
        assert_eq!(Random::new(1, &["ab", "c"]).bits(), Random::new(1, &["ab", "c"]).bits());
    }
}
