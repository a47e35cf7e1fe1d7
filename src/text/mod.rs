//! From text to sentences, tokens and types.
//!
//! A token is a place in the text and the number of its type; it holds no
//! characters. Everything that depends on the type alone (folding, stem, stop
//! word) is worked out once per type, in the [`Vocabulary`].
//!
//! # What a token is
//! A word by the Unicode rules (UAX 29), stop words and numbers included;
//! punctuation, web and mail addresses are none. The parts of a hyphenated
//! compound are tokens each (`self` · `determination`). Elided clitics are
//! tokens of their own, as in Universal Dependencies (`l'` · `agression`,
//! `Azerbaijan` · `'s`), but for the fixed words a pack lists (`aujourd'hui`);
//! English negations stay whole (`don't`), and a Turkish case ending behind an
//! apostrophe belongs to no token. The number of tokens is the denominator of
//! every rate, so boilerplate has none.
//!
//! # What a phrase may cross
//! [`Token::joined`] says that nothing stands between a token and the one
//! before but white space, hyphens, apostrophes, quotation marks or the full stop
//! of an abbreviation, in one sentence. Commas, brackets, dashes with spaces and
//! slashes part phrases.
//!
//! The steps and their order are in [`analyze`]; each has a file of its own.

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::span::Span;
use keys::{NONE, ShortKey, Table, short_key};

pub mod analyze;
pub mod dates;
pub mod grammar;
mod keys;
pub mod language;
mod memo;
pub mod name;
pub mod pack;
mod paragraph;
mod plain;
pub mod quote;
pub mod roles;
mod scan;
pub mod segment;
pub mod stem;
pub mod tokenize;
pub mod wordlist;

pub use pack::{LanguagePack, LanguagePacks};

/// Number of a type in its [`Vocabulary`].
pub type TypeId = u32;

/// One word token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// Where it stands in the text as read.
    pub span: Span,
    /// Its type.
    pub type_id: TypeId,
    /// Whether a phrase may run on from the token before: same sentence, and
    /// nothing between but white space, hyphens, apostrophes, quotation marks
    /// or the full stop of an abbreviation.
    pub joined: bool,
}

/// Where in an article a sentence stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Position {
    /// In the headline.
    Title,
    /// In the first paragraph of the article.
    Lead,
    /// Anywhere after.
    Body,
}

/// One sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// From its first to behind its last character, without surrounding white space.
    pub span: Span,
    /// Its tokens, as indices into [`Analysis::tokens`].
    pub tokens: Range<usize>,
    /// Number of its paragraph in the document, from 0.
    pub paragraph: u32,
    /// Title, lead or body.
    pub position: Position,
}

/// What is known of a type (a distinct folded word form) of one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Type {
    /// Folded surface form: NFC, lower case, straight apostrophes.
    pub form: Box<str>,
    /// Snowball stem of the form; the form itself where the language has no stemmer.
    pub stem: Box<str>,
    /// Whether the language's stop list has it.
    pub stop: bool,
}

/// The types of one language, numbered in order of first appearance.
///
/// Numbers depend on the order of reading and never reach an output.
#[derive(Debug, Default)]
pub struct Vocabulary {
    types: Vec<Type>,
    /// Numbers by form.
    short: Table<TypeId>,
    long: FxHashMap<Box<str>, TypeId>,
}

impl Vocabulary {
    /// The number of an already folded form, if it is known.
    pub fn get(&self, form: &str) -> Option<TypeId> {
        match key_of(form) {
            NONE => self.long.get(form).copied(),
            key => self.short.get(key, self.short.hash(key)),
        }
    }

    /// The type with this number.
    ///
    /// # Panics
    /// If the number is not of this vocabulary.
    pub fn ty(&self, id: TypeId) -> &Type {
        &self.types[id as usize]
    }

    /// All types, by number.
    pub fn types(&self) -> &[Type] {
        &self.types
    }

    /// The number of `form`, made by `make` when it is new.
    pub fn intern_with(&mut self, form: &str, make: impl FnOnce(&str) -> Type) -> TypeId {
        if let Some(id) = self.get(form) {
            return id;
        }
        let id = self.types.len() as TypeId;
        self.types.push(make(form));
        match key_of(form) {
            NONE => {
                self.long.insert(form.into(), id);
            }
            key => self.short.insert(key, id),
        }
        id
    }
}

/// The key of a form; [`NONE`] too where it holds what a text's form cannot.
fn key_of(form: &str) -> ShortKey {
    if form.contains('\0') { NONE } else { short_key(form.as_bytes(), 0, form.len()) }
}

/// A text taken apart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Analysis {
    /// Language code; its [`Vocabulary`] numbers the types.
    pub language: String,
    /// Word tokens in order, boilerplate left out.
    pub tokens: Vec<Token>,
    /// Sentences in order; every token is in exactly one.
    pub sentences: Vec<Sentence>,
}
