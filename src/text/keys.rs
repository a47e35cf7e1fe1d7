//! Texts of up to 16 bytes as two machine words, hashed and compared at once.

use std::hash::{BuildHasher, RandomState};

/// A text of up to 16 bytes, padded with zeros; it holds none itself.
pub(super) type ShortKey = [u64; 2];

/// The key of no text.
pub(super) const NONE: ShortKey = [0; 2];

/// What [`short_key`] leaves of the 16 bytes where a text of some length
/// begins; nothing of a longer one.
static MASKS: [u128; 32] = {
    let mut masks = [0; 32];
    let mut len = 1;
    while len <= 16 {
        masks[len] = u128::MAX >> (8 * (16 - len));
        len += 1;
    }
    masks
};

/// The key of `bytes[start..end]`, in which no byte is zero; [`NONE`] if that is long or empty.
pub(super) fn short_key(bytes: &[u8], start: usize, end: usize) -> ShortKey {
    let padded = match bytes.get(start..start + 16).and_then(|more| more.try_into().ok()) {
        // Read on into the text, then blot out what is not the chunk's.
        Some(more) => u128::from_le_bytes(more),
        None => bytes[start..].iter().rev().fold(0, |key, &byte| (key << 8) | u128::from(byte)),
    };
    let padded = padded & MASKS[(end - start).min(17)];
    [padded as u64, (padded >> 64) as u64]
}

/// Asks for a line of memory ahead, where the processor can be asked.
#[inline]
#[allow(unsafe_code)]
pub(super) fn prefetch<T>(place: &T) {
    // SAFETY: every x86-64 has SSE, and the instruction is a mere hint.
    #[cfg(target_arch = "x86_64")]
    unsafe {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        _mm_prefetch::<_MM_HINT_T0>(std::ptr::from_ref(place).cast());
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = place;
}

/// The hash of a key.
pub(super) fn hash(key: ShortKey, seeds: [u64; 2]) -> u64 {
    let product = u128::from(key[0] ^ seeds[0]) * u128::from(key[1] ^ seeds[1]);
    product as u64 ^ (product >> 64) as u64
}

/// A key with what is known of it.
#[derive(Debug, Clone, Copy, Default)]
struct Slot<V> {
    key: ShortKey,
    value: V,
}

/// Something known of short texts, each at its hash or at the next free place behind it.
#[derive(Debug)]
pub(super) struct Table<V> {
    slots: Vec<Slot<V>>,
    len: usize,
    /// Unknown to whoever writes a text, who could else choose chunks that collide.
    seeds: [u64; 2],
}

impl<V: Copy + Default> Default for Table<V> {
    fn default() -> Table<V> {
        let random = RandomState::new();
        Table { slots: vec![Slot::default(); 64], len: 0, seeds: [random.hash_one(0), random.hash_one(1)] }
    }
}

impl<V: Copy + Default> Table<V> {
    /// How many are known.
    pub fn len(&self) -> usize {
        self.len
    }

    /// What its keys are hashed with.
    pub fn seeds(&self) -> [u64; 2] {
        self.seeds
    }

    /// The hash of a key by the table's own seeds.
    pub fn hash(&self, key: ShortKey) -> u64 {
        hash(key, self.seeds)
    }

    fn home(&self, hash: u64) -> usize {
        hash as usize & (self.slots.len() - 1)
    }

    /// What is known of a key, given its hash.
    pub fn get(&self, key: ShortKey, hash: u64) -> Option<V> {
        let (before, behind) = self.slots.split_at(self.home(hash));
        let slot = behind.iter().chain(before).find(|slot| slot.key == key || slot.key == NONE)?;
        (slot.key == key).then_some(slot.value)
    }

    /// Add a key that is not there yet.
    pub fn insert(&mut self, key: ShortKey, value: V) {
        if (self.len + 1) * 4 > self.slots.len() * 3 {
            let wider = vec![Slot::default(); self.slots.len() * 2];
            let narrow = std::mem::replace(&mut self.slots, wider);
            narrow.into_iter().filter(|slot| slot.key != NONE).for_each(|slot| self.place(slot));
        }
        self.place(Slot { key, value });
        self.len += 1;
    }

    fn place(&mut self, slot: Slot<V>) {
        let home = self.home(self.hash(slot.key));
        let (before, behind) = self.slots.split_at_mut(home);
        if let Some(free) = behind.iter_mut().chain(before).find(|free| free.key == NONE) {
            *free = slot;
        }
    }

    /// Asks for the memory where a hash is at home.
    pub fn fetch(&self, hash: u64) {
        if let Some(slot) = self.slots.get(self.home(hash)) {
            prefetch(slot);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_key_is_the_same_wherever_its_chunk_stands() {
        for chunk in ["a", "été", "agression", "sixteen-bytes-ab", "Азербай"] {
            let inside = format!("{chunk} and more text behind it");
            let key = short_key(inside.as_bytes(), 0, chunk.len());
            assert_ne!(key, NONE);
            assert_eq!(key, short_key(chunk.as_bytes(), 0, chunk.len()), "{chunk}");
        }
        assert_eq!(short_key(b"seventeen-bytes-x", 0, 17), NONE);
    }

    #[test]
    fn a_table_finds_again_what_it_was_given_however_it_grows() {
        let mut table = Table::default();
        let key = |n: u32| [u64::from(n) + 1, u64::from(n % 3)];
        for n in 0..5000 {
            assert!(table.get(key(n), table.hash(key(n))).is_none());
            table.insert(key(n), n);
        }
        for n in 0..5000 {
            assert_eq!(table.get(key(n), table.hash(key(n))), Some(n));
        }
    }
}
