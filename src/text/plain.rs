//! Chunks that no rule divides: one word of Latin letters and digits, and marks around it.
//!
//! Three new chunks of four are such (`territory,` or `30,785`), and the Unicode
//! rules cost ten times as much as a look at the bytes. Whatever might be more than that
//! is left to the rules; a test compares the two.

use std::ops::Range;

use super::pack::Casing;
use super::tokenize::{Tokenizer, joins};

/// A chunk that is one word between marks; its folded form is handed out apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Plain {
    /// Where the word stands.
    pub word: Range<usize>,
    /// As [`Chunk::lead`](super::tokenize::Chunk::lead).
    pub lead: bool,
    /// As [`Chunk::tail`](super::tokenize::Chunk::tail).
    pub tail: bool,
}

impl Tokenizer {
    /// The chunk, if it is plain; `form` is then its word's folded form.
    pub(super) fn plain(&self, chunk: &str, form: &mut String) -> Option<Plain> {
        let pack = self.pack();
        if pack.casing != Casing::Standard || !pack.fold.is_empty() {
            return None;
        }
        let bytes = chunk.as_bytes();
        let start = marks(bytes);
        let letters = word(bytes.get(start..)?, form)?;
        let end = start + letters;
        if marks(&bytes[end..]) < bytes.len() - end {
            return None;
        }
        // What may be the beginning of a web address.
        if form.ends_with("ww") {
            return None;
        }
        let lead = start == 0 || chunk[..start].chars().all(joins);
        let tail = end == bytes.len() || self.bridges(&chunk[start..end], &chunk[end..]);
        Some(Plain { word: start..end, lead, tail })
    }
}

/// Bytes of the letters at the start of some text, and their small letters.
fn word(bytes: &[u8], form: &mut String) -> Option<usize> {
    form.clear();
    let mut at = 0;
    loop {
        match (bytes.get(at), bytes.get(at + 1)) {
            (Some(letter), _) if letter.is_ascii_alphanumeric() => {
                form.push(letter.to_ascii_lowercase() as char);
                at += 1;
            }
            // 30,785 and 3.5
            (Some(&mark @ (b',' | b'.')), Some(b'0'..=b'9')) if at > 0 && bytes[at - 1].is_ascii_digit() => {
                form.push(mark as char);
                at += 1;
            }
            // À to ÿ but for × and ÷; the small letters stand 32 places behind.
            (Some(0xC3), Some(&second)) if second != 0x97 && second != 0xB7 => {
                let letter = char::from(second + 0x40);
                form.push(if second < 0x9F { char::from(second + 0x60) } else { letter });
                at += 2;
            }
            _ => break,
        }
    }
    (at > 0).then_some(at)
}

/// Bytes of the marks at the start of some text: none of them an apostrophe, a
/// hyphen or whatever else may belong to a word.
fn marks(bytes: &[u8]) -> usize {
    let mut at = 0;
    loop {
        at += match &bytes[at..] {
            [b',' | b';' | b':' | b'!' | b'?' | b'.' | b'"' | b'(' | b')' | b'[' | b']', ..] => 1,
            // « »
            [0xC2, 0xAB | 0xBB, ..] => 2,
            // “ ” …
            [0xE2, 0x80, 0x9C | 0x9D | 0xA6, ..] => 3,
            _ => return at,
        };
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::LanguagePacks;

    fn tokenizer(code: &str) -> Tokenizer {
        Tokenizer::new(&LanguagePacks::bundled().get_or_minimal(code))
    }

    #[test]
    fn words_between_marks_are_plain_and_nothing_else_is() {
        let mut form = String::new();
        let english = tokenizer("en");
        assert_eq!(english.plain("(“Été”).", &mut form).map(|plain| plain.word), Some(4..9));
        assert_eq!(form, "été");
        for other in ["l'été", "self-rule", "a.b", "www.", "b@c", "", "...", "a×b", "ſ", "cafe\u{301}", "x/y"] {
            assert_eq!(english.plain(other, &mut form), None, "{other}");
        }
        assert_eq!(tokenizer("tr").plain("Irak", &mut form), None, "I is ı there");
    }

    proptest! {
        #[test]
        fn the_rules_say_the_same_of_a_plain_chunk(
            chunk in "[“”«»\"(\\[.:,…]{0,3}[A-Za-zÀ-ÿ0-9.,]{1,5}[.,;:!?…)\\]\"”»]{0,4}([a-zé'’-]{0,2}|\\PC)?",
        ) {
            let mut form = String::new();
            for code in ["en", "fr", "de", "hy"] {
                let tokenizer = tokenizer(code);
                let Some(Plain { word, lead, tail }) = tokenizer.plain(&chunk, &mut form) else { continue };
                let ruled = tokenizer.by_rules(&chunk);
                prop_assert_eq!((ruled.lead, ruled.tail, ruled.words.len()), (lead, tail, 1));
                prop_assert_eq!((&ruled.words[0].range, &ruled.words[0].form), (&word, &form));
                prop_assert!(!ruled.words[0].clitic && !ruled.words[0].joined);
            }
        }
    }
}
