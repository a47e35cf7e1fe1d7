//! Word lists of a grammar, compiled once: which classes a word belongs to.
//!
//! A list holds words and phrases, folded. `accus+ve` stands for `accus` with
//! every ending of the class `ve`; in a phrase any word may have one
//! (`call+v for`).

use std::collections::BTreeMap;
use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::{TypeId, Vocabulary};

/// Classes of words, one bit each.
pub type Classes = u64;

/// A phrase without its first word.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Phrase {
    rest: Vec<Box<str>>,
    /// The same by [`WordList::parts`].
    parts: Box<[u32]>,
    classes: Classes,
}

/// Words and phrases with their classes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WordList {
    words: FxHashMap<Box<str>, Classes>,
    /// Number of the phrases that begin with a word.
    firsts: FxHashMap<Box<str>, usize>,
    /// Those of one first word together; longest first.
    phrases: Vec<Vec<Phrase>>,
    /// Numbers, from 1, of the words that stand behind the first of a phrase.
    parts: FxHashMap<Box<str>, u32>,
}

impl WordList {
    /// Compile lists, each with its class.
    pub fn new(endings: &BTreeMap<String, Vec<String>>, lists: &[(Classes, &[String])]) -> WordList {
        let mut compiled = WordList::default();
        for (class, list) in lists {
            for entry in *list {
                compiled.add(endings, *class, entry);
            }
        }
        for phrases in &mut compiled.phrases {
            phrases.sort_by(|a, b| b.rest.len().cmp(&a.rest.len()).then_with(|| a.rest.cmp(&b.rest)));
        }
        compiled
    }

    fn add(&mut self, endings: &BTreeMap<String, Vec<String>>, class: Classes, entry: &str) {
        let mut variants: Vec<Vec<Box<str>>> = vec![Vec::new()];
        for word in entry.split_whitespace() {
            let forms = inflect(word, endings);
            let grow = |done: &Vec<Box<str>>| -> Vec<Vec<Box<str>>> {
                forms.iter().map(|form| done.iter().cloned().chain([form.as_str().into()]).collect()).collect()
            };
            variants = variants.iter().flat_map(grow).collect();
        }
        for mut words in variants {
            if words.len() < 2 {
                if let Some(word) = words.pop() {
                    *self.words.entry(word).or_default() |= class;
                }
                continue;
            }
            let rest = words.split_off(1);
            let Some(first) = words.pop() else { continue };
            let next = self.phrases.len();
            let number = *self.firsts.entry(first).or_insert(next);
            if number == next {
                self.phrases.push(Vec::new());
            }
            let known = &mut self.phrases[number];
            match known.iter_mut().find(|phrase| phrase.rest == rest) {
                Some(phrase) => phrase.classes |= class,
                None => {
                    let parts = &mut self.parts;
                    let mut number = |word: &str| {
                        let next = parts.len() as u32 + 1;
                        *parts.entry(word.into()).or_insert(next)
                    };
                    known.push(Phrase { parts: rest.iter().map(|word| number(word)).collect(), rest, classes: class });
                }
            }
        }
    }

    /// Classes of a word that stands alone.
    pub fn word(&self, form: &str) -> Classes {
        self.words.get(form).copied().unwrap_or(0)
    }

    /// Every class that a word may have, alone or as the first of a phrase.
    pub fn reach(&self, form: &str) -> Classes {
        let phrases = self.firsts.get(form).and_then(|&number| self.phrases.get(number));
        phrases.into_iter().flatten().fold(self.word(form), |all, phrase| all | phrase.classes)
    }

    /// The longest phrase at `at`, as its number of words and its classes.
    pub fn phrase<'f>(&self, at: usize, form: impl Fn(usize) -> &'f str) -> Option<(usize, Classes)> {
        let phrases = self.phrases.get(*self.firsts.get(form(at))?)?;
        let fits = |rest: &[Box<str>]| rest.iter().enumerate().all(|(n, word)| form(at + 1 + n) == &**word);
        let phrase = phrases.iter().find(|phrase| fits(&phrase.rest))?;
        Some((phrase.rest.len() + 1, phrase.classes))
    }

    /// Whether no word is in it.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty() && self.phrases.is_empty()
    }
}

/// The classes of a vocabulary's types in one word list.
#[derive(Debug, Clone, Default)]
pub struct TypeClasses {
    types: Vec<TypeClass>,
}

/// What a type is in a word list.
#[derive(Debug, Clone, Copy, Default)]
struct TypeClass {
    classes: Classes,
    /// Number of the phrases that begin with it, from 1; 0 for none.
    opens: u32,
    /// Its number among the words behind the first of a phrase; 0 for none.
    part: u32,
}

impl TypeClasses {
    /// Look up the types that came since.
    pub fn grow(&mut self, words: &WordList, vocabulary: &Vocabulary) {
        for ty in vocabulary.types().iter().skip(self.types.len()) {
            self.types.push(TypeClass {
                classes: words.word(&ty.form),
                opens: words.firsts.get(&*ty.form).map_or(0, |&number| number as u32 + 1),
                part: words.parts.get(&*ty.form).copied().unwrap_or(0),
            });
        }
    }

    /// Classes of a type that stands alone.
    pub fn of(&self, id: TypeId) -> Classes {
        self.types.get(id as usize).map_or(0, |ty| ty.classes)
    }

    /// Whether a phrase may begin with a type.
    pub fn opens(&self, id: TypeId) -> bool {
        self.types.get(id as usize).is_some_and(|ty| ty.opens != 0)
    }

    /// The longest phrase that begins with a type, as its number of words and
    /// its classes; `next(n)` is the type of the n-th word behind it, from 0.
    pub fn phrase(
        &self,
        words: &WordList,
        first: TypeId,
        next: impl Fn(usize) -> Option<TypeId>,
    ) -> Option<(usize, Classes)> {
        let number = self.types.get(first as usize)?.opens.checked_sub(1)?;
        let is = |id: TypeId, part: u32| self.types.get(id as usize).is_some_and(|ty| ty.part == part);
        // Most words behind an opener go on with no phrase at all.
        if next(0).is_none_or(|id| is(id, 0)) {
            return None;
        }
        let fits =
            |phrase: &&Phrase| phrase.parts.iter().enumerate().all(|(n, part)| next(n).is_some_and(|id| is(id, *part)));
        let phrase = words.phrases.get(number as usize)?.iter().find(fits)?;
        Some((phrase.rest.len() + 1, phrase.classes))
    }
}

/// The forms that an entry's word stands for.
fn inflect(word: &str, endings: &BTreeMap<String, Vec<String>>) -> Vec<String> {
    match word.split_once('+') {
        Some((stem, class)) => {
            endings.get(class).into_iter().flatten().map(|ending| format!("{stem}{ending}")).collect()
        }
        None => vec![word.to_owned()],
    }
}

/// A word list made when first asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Compiled(OnceLock<WordList>);

impl Compiled {
    /// The list, made now if need be.
    pub fn get(&self, make: impl FnOnce() -> WordList) -> &WordList {
        self.0.get_or_init(make)
    }
}

/// A table of a language pack made of word lists: one bit a list.
macro_rules! word_lists {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident $class:ident $bit:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
        #[serde(deny_unknown_fields, default)]
        pub struct $name {
            /// Endings by class name, for words written `stem+class`.
            pub endings: std::collections::BTreeMap<String, Vec<String>>,
            $($(#[$field_doc])* pub $field: Vec<String>,)*
            #[serde(skip)]
            compiled: crate::text::wordlist::Compiled,
        }

        impl $name {
            $($(#[$field_doc])* pub const $class: crate::text::wordlist::Classes = 1 << $bit;)*

            /// The lists, compiled once.
            pub fn words(&self) -> &crate::text::wordlist::WordList {
                self.compiled.get(|| {
                    let lists = [$((Self::$class, self.$field.as_slice()),)*];
                    crate::text::wordlist::WordList::new(&self.endings, &lists)
                })
            }
        }
    };
}
pub(crate) use word_lists;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::Type;

    const WORDS: [&str; 6] = ["not", "only", "no", "doubt", "in", "fact"];

    fn list() -> WordList {
        let entries = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let (first, second) =
            (entries(&["not", "in fact", "no doubt in"]), entries(&["no doubt", "not only no", "in"]));
        WordList::new(&BTreeMap::new(), &[(1, first.as_slice()), (2, second.as_slice())])
    }

    proptest! {
        #[test]
        fn types_tell_what_forms_tell(words in prop::collection::vec(prop::sample::select(WORDS.to_vec()), 1..8)) {
            let list = list();
            let mut vocabulary = Vocabulary::default();
            let make = |form: &str| Type { form: form.into(), stem: form.into(), stop: false };
            let types: Vec<TypeId> = words.iter().map(|word| vocabulary.intern_with(word, make)).collect();
            let mut table = TypeClasses::default();
            table.grow(&list, &vocabulary);
            for at in 0..words.len() {
                let form = |i: usize| words.get(i).copied().unwrap_or_default();
                let told = table.phrase(&list, types[at], |n| types.get(at + 1 + n).copied());
                prop_assert_eq!(told, list.phrase(at, form));
                prop_assert_eq!(table.of(types[at]), list.word(words[at]));
                prop_assert_eq!(told.is_some_and(|_| !table.opens(types[at])), false);
                let any = told.map_or(0, |(_, classes)| classes) | list.word(words[at]);
                prop_assert_eq!(any & !list.reach(words[at]), 0);
            }
        }
    }
}
