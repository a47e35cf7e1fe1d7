//! Numbers and strings as bytes, little end first.
//!
//! Reading never trusts a length: whatever does not fit is [`Broken`].

/// That bytes are not what the program wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Broken;

/// A list of strings in one piece of memory.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Strings {
    text: String,
    /// End of each string.
    ends: Vec<u32>,
}

impl Strings {
    /// How many.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// One of them; `""` where there is none.
    pub fn get(&self, index: usize) -> &str {
        let Some(&end) = self.ends.get(index) else { return "" };
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.text.get(start as usize..end as usize).unwrap_or_default()
    }

    /// Add one; false where all together would pass 4 GiB.
    #[must_use]
    pub fn push(&mut self, text: &str) -> bool {
        let Ok(end) = u32::try_from(self.text.len() + text.len()) else { return false };
        self.text.push_str(text);
        self.ends.push(end);
        true
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|index| self.get(index))
    }

    /// The first place whose string is not below `text`; they are sorted.
    pub fn lower_bound(&self, text: &str) -> usize {
        self.partition_point(|known| known < text)
    }

    /// The first place whose string does not satisfy `before`, which those before it do.
    pub fn partition_point(&self, before: impl Fn(&str) -> bool) -> usize {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low + (high - low) / 2;
            if before(self.get(middle)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }
}

/// Bytes being written.
#[derive(Debug, Default)]
pub struct Encoder {
    /// What was written.
    pub bytes: Vec<u8>,
}

impl Encoder {
    /// A number.
    pub fn number(&mut self, value: u64) {
        self.bytes.extend(value.to_le_bytes());
    }

    /// A number of seven bits a byte, small ones in one.
    pub fn short(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.bytes.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.bytes.push(value as u8);
    }

    /// A string.
    pub fn string(&mut self, text: &str) {
        self.raw(text.as_bytes());
    }

    /// A string that may be missing.
    pub fn option(&mut self, text: Option<&str>) {
        self.bytes.push(u8::from(text.is_some()));
        self.string(text.unwrap_or_default());
    }

    /// Bytes.
    pub fn raw(&mut self, bytes: &[u8]) {
        self.number(bytes.len() as u64);
        self.bytes.extend(bytes);
    }

    /// A list of numbers.
    pub fn list(&mut self, list: &[u32]) {
        self.number(list.len() as u64);
        self.bytes.extend(list.iter().flat_map(|value| value.to_le_bytes()));
    }

    /// A list of strings.
    pub fn strings(&mut self, strings: &Strings) {
        self.string(&strings.text);
        self.list(&strings.ends);
    }
}

/// Bytes being read.
#[derive(Debug)]
pub struct Decoder<'b> {
    rest: &'b [u8],
}

impl<'b> Decoder<'b> {
    /// From the first byte on.
    pub fn new(bytes: &'b [u8]) -> Decoder<'b> {
        Decoder { rest: bytes }
    }

    fn take(&mut self, count: usize) -> Result<&'b [u8], Broken> {
        let (taken, rest) = self.rest.split_at_checked(count).ok_or(Broken)?;
        self.rest = rest;
        Ok(taken)
    }

    /// Whether nothing is left.
    pub fn finish(&self) -> Result<(), Broken> {
        if self.rest.is_empty() { Ok(()) } else { Err(Broken) }
    }

    /// A number.
    pub fn number(&mut self) -> Result<u64, Broken> {
        self.take(8)?.try_into().map(u64::from_le_bytes).map_err(|_| Broken)
    }

    /// A number that counts something in memory.
    pub fn length(&mut self) -> Result<usize, Broken> {
        usize::try_from(self.number()?).map_err(|_| Broken)
    }

    /// A number of seven bits a byte.
    pub fn short(&mut self) -> Result<u64, Broken> {
        let mut value = 0u64;
        for place in 0..10 {
            let byte = self.take(1)?[0];
            value |= u64::from(byte & 0x7F) << (7 * place);
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(Broken)
    }

    /// A string.
    pub fn string(&mut self) -> Result<&'b str, Broken> {
        std::str::from_utf8(self.raw()?).map_err(|_| Broken)
    }

    /// A string that may be missing.
    pub fn option(&mut self) -> Result<Option<&'b str>, Broken> {
        let there = self.take(1)?[0] == 1;
        let text = self.string()?;
        Ok(there.then_some(text))
    }

    /// Bytes.
    pub fn raw(&mut self) -> Result<&'b [u8], Broken> {
        let length = self.length()?;
        self.take(length)
    }

    /// A list of numbers.
    pub fn list(&mut self) -> Result<Vec<u32>, Broken> {
        let bytes = self.length()?.checked_mul(4).ok_or(Broken)?;
        let numbers = self.take(bytes)?.as_chunks::<4>().0;
        Ok(numbers.iter().map(|bytes| u32::from_le_bytes(*bytes)).collect())
    }

    /// A list of strings.
    pub fn strings(&mut self) -> Result<Strings, Broken> {
        let strings = Strings { text: self.string()?.to_owned(), ends: self.list()? };
        let last = strings.ends.last().map_or(0, |&end| end as usize);
        if last == strings.text.len() && strings.ends.is_sorted() { Ok(strings) } else { Err(Broken) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_written_is_read(numbers in prop::collection::vec(any::<u32>(), 0..20), words in prop::collection::vec("\\PC{0,6}", 0..9), short in any::<u64>()) {
            let mut strings = Strings::default();
            prop_assert!(words.iter().all(|word| strings.push(word)));
            let mut encoder = Encoder::default();
            encoder.list(&numbers);
            encoder.short(short);
            encoder.strings(&strings);
            encoder.option(None);
            let mut decoder = Decoder::new(&encoder.bytes);
            prop_assert_eq!(decoder.list().unwrap(), numbers);
            prop_assert_eq!(decoder.short().unwrap(), short);
            let read = decoder.strings().unwrap();
            prop_assert_eq!(read.iter().collect::<Vec<_>>(), words);
            prop_assert_eq!(decoder.option().unwrap(), None);
            prop_assert!(decoder.finish().is_ok());
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
            let mut decoder = Decoder::new(&bytes);
            let _ = (decoder.strings(), decoder.list(), decoder.short(), decoder.option(), decoder.raw());
        }
    }

    #[test]
    fn a_sorted_list_is_searched() {
        let mut strings = Strings::default();
        assert!(["a", "b", "b", "d"].iter().all(|word| strings.push(word)));
        assert_eq!((strings.lower_bound("b"), strings.lower_bound("c"), strings.lower_bound("e")), (1, 3, 4));
        assert_eq!(strings.get(9), "");
    }
}
