//! What can become a candidate: stems, and phrases of two or three words.
//!
//! A term is a row of stems, so that inflected forms are one candidate. Its ends
//! are words that say something, a stop word may stand in the middle, and no
//! word of it is taken by an entry or a name.

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use super::gather::{Line, Reading, Text};

/// Stems of a term; [`NONE`] fills what is left.
pub type Key = [u32; 3];

/// No stem.
pub const NONE: u32 = u32::MAX;

/// A term must stand so often in the sentences looked at to be a phrase.
const LEAST: u64 = 2;

/// All terms of a [`Reading`] by number, in the order of their stems.
#[derive(Debug, Clone, Default)]
pub struct Terms {
    /// By number.
    pub keys: Vec<Key>,
    /// How often each stands free.
    pub counts: Vec<u64>,
    index: FxHashMap<Key, u32>,
}

/// A term at its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occurrence {
    /// Its number.
    pub term: u32,
    /// Its words.
    pub words: Range<u32>,
}

impl Terms {
    /// Every word that stands free, and the phrases that stand twice in `lines`
    /// (flags by text and line) or are a known word with a gap (`known`).
    pub fn collect(reading: &Reading, lines: &[Vec<bool>], known: &FxHashSet<String>) -> Terms {
        let split = Split::new(reading, known);
        let mut words: FxHashMap<Key, u64> = FxHashMap::default();
        let mut phrases: FxHashMap<Key, u64> = FxHashMap::default();
        for (text, looked_at) in reading.texts.iter().zip(lines) {
            for (line, &looked_at) in text.lines.iter().zip(looked_at) {
                each(reading, text, line, |key, words_at| match words_at.len() {
                    1 => *words.entry(key).or_default() += 1,
                    2 if split.is_known(reading, text, &words_at) => *phrases.entry(key).or_default() += LEAST,
                    _ if looked_at => *phrases.entry(key).or_default() += 1,
                    _ => {}
                });
            }
        }
        let mut keys: Vec<Key> = words.into_keys().collect();
        keys.extend(phrases.into_iter().filter(|(_, count)| *count >= LEAST).map(|(key, _)| key));
        keys.sort_unstable();
        let index = keys.iter().enumerate().map(|(i, key)| (*key, i as u32)).collect();
        let mut terms = Terms { counts: vec![0; keys.len()], keys, index };
        let mut counts = std::mem::take(&mut terms.counts);
        for (text, line) in reading.lines() {
            terms.each(reading, text, line, |found| counts[found.term as usize] += 1);
        }
        terms.counts = counts;
        terms
    }

    /// Every term of a sentence, by place, the shorter first.
    pub fn each(&self, reading: &Reading, text: &Text, line: &Line, mut take: impl FnMut(Occurrence)) {
        each(reading, text, line, |key, words| {
            if let Some(&term) = self.index.get(&key) {
                take(Occurrence { term, words });
            }
        });
    }

    /// The number of a term.
    pub fn get(&self, key: &Key) -> Option<u32> {
        self.index.get(key).copied()
    }

    /// Number of words of a term.
    pub fn len_of(&self, term: u32) -> usize {
        self.keys[term as usize].iter().filter(|stem| **stem != NONE).count()
    }

    /// Its stems, for people and tests.
    pub fn name(&self, reading: &Reading, term: u32) -> String {
        let stems = self.keys[term as usize].iter().filter(|stem| **stem != NONE);
        stems.map(|&stem| &*reading.stems[stem as usize]).collect::<Vec<_>>().join(" ")
    }
}

fn each(reading: &Reading, text: &Text, line: &Line, mut take: impl FnMut(Key, Range<u32>)) {
    let usable = |at: u32| {
        let word = text.words[at as usize];
        word.free && reading.form(word).usable
    };
    for start in line.words.clone().filter(|&at| usable(at)) {
        let mut key = [NONE; 3];
        for (length, at) in (start..line.words.end.min(start + 3)).enumerate() {
            let word = text.words[at as usize];
            let form = reading.form(word);
            // A name or a number parts phrases, a stop word does not.
            if length > 0 && (!word.joined || !word.free || (form.telling && !form.usable)) {
                break;
            }
            key[length] = form.stem;
            if usable(at) {
                take(key, start..at + 1);
            }
        }
    }
}

/// Known words that a text writes with a gap (`cease-fire` for `ceasefire`).
struct Split<'k> {
    known: &'k FxHashSet<String>,
    /// Whether a known word begins with a form, and whether one ends with it.
    begins: Vec<bool>,
    ends: Vec<bool>,
}

impl<'k> Split<'k> {
    fn new(reading: &Reading, known: &'k FxHashSet<String>) -> Split<'k> {
        let mut heads: FxHashSet<&str> = FxHashSet::default();
        let mut tails: FxHashSet<&str> = FxHashSet::default();
        for word in known {
            for (at, _) in word.char_indices().skip(1) {
                heads.insert(&word[..at]);
                tails.insert(&word[at..]);
            }
        }
        let flags = |set: &FxHashSet<&str>| reading.forms.iter().map(|form| set.contains(&*form.text)).collect();
        Split { known, begins: flags(&heads), ends: flags(&tails) }
    }

    fn is_known(&self, reading: &Reading, text: &Text, words: &Range<u32>) -> bool {
        let (first, second) = (text.words[words.start as usize], text.words[words.start as usize + 1]);
        self.begins[first.form as usize]
            && self.ends[second.form as usize]
            && self.known.contains(&format!("{}{}", reading.form(first).text, reading.form(second).text))
    }
}
