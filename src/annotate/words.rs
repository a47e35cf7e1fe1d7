//! The words that documents are counted by, numbered once for all threads.
//!
//! A document holds some hundred words that say something. As numbers they take
//! a few bytes each, and adding documents up needs no text. Numbers are given in
//! the order in which threads meet the words, so they never reach an output:
//! whoever makes a table sorts the words themselves.

use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;

use crate::text::Type;

/// How often one word occurs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Term {
    /// Its number in the [`Words`] of the annotator that counted it.
    pub word: u32,
    /// Occurrences.
    pub count: u32,
}

/// A word form that says something: no stop word and no bare number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Word {
    /// Language code.
    pub language: Arc<str>,
    /// Its stem.
    pub stem: Arc<str>,
    /// Its folded form.
    pub form: Arc<str>,
}

/// The words that documents were found to hold so far.
#[derive(Debug, Default)]
pub struct Words {
    known: Mutex<Known>,
}

#[derive(Debug, Default)]
struct Known {
    list: Vec<Word>,
    /// By language and form.
    numbers: FxHashMap<Arc<str>, FxHashMap<Arc<str>, u32>>,
}

/// In place of a number: a word that says nothing.
pub(super) const SILENT: u32 = u32::MAX;

impl Words {
    /// All words so far, by number.
    pub fn list(&self) -> Vec<Word> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).list.clone()
    }

    /// The words of some terms, with their counts.
    pub fn of(&self, terms: &[Term]) -> Vec<(Word, u32)> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        terms.iter().filter_map(|term| Some((known.list.get(term.word as usize)?.clone(), term.count))).collect()
    }

    /// Words that another process counted, each by form and stem, as terms.
    pub fn known<'w>(&self, language: &str, words: impl Iterator<Item = (&'w str, &'w str, u32)>) -> Vec<Term> {
        let (types, counts): (Vec<Type>, Vec<u32>) = words
            .map(|(form, stem, count)| (Type { form: form.into(), stem: stem.into(), stop: false }, count))
            .unzip();
        let numbers = self.number(language, &types);
        let terms = numbers.into_iter().zip(counts).filter(|(word, _)| *word != SILENT);
        terms.map(|(word, count)| Term { word, count }).collect()
    }

    /// The numbers of some types of a language, [`SILENT`] for those that say nothing.
    pub(crate) fn number(&self, language: &str, types: &[Type]) -> Vec<u32> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let Known { list, numbers } = &mut *known;
        let language = numbers.get_key_value(language).map_or_else(|| language.into(), |(name, _)| Arc::clone(name));
        let numbers = numbers.entry(Arc::clone(&language)).or_default();
        let mut number = |ty: &Type| {
            if ty.stop || !is_telling(&ty.form) {
                return SILENT;
            }
            if let Some(&number) = numbers.get(&*ty.form) {
                return number;
            }
            let form: Arc<str> = (&*ty.form).into();
            let stem = if ty.stem == ty.form { Arc::clone(&form) } else { (&*ty.stem).into() };
            let number = list.len() as u32;
            numbers.insert(Arc::clone(&form), number);
            list.push(Word { language: Arc::clone(&language), stem, form });
            number
        };
        types.iter().map(&mut number).collect()
    }
}

fn is_telling(form: &str) -> bool {
    form.chars().any(char::is_alphabetic) && form.chars().filter(|c| c.is_alphanumeric()).nth(1).is_some()
}
