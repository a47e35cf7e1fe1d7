//! A corpus already read: what the lexicon needs of it, as numbers.
//!
//! Reading and taking apart 100 MB of text takes a second; finding a lexicon in
//! token numbers takes a few hundredths. So the first reading leaves a [`Store`]
//! behind: per language the words that occur ([`Types`]), the documents'
//! tokens as numbers of those ([`Shard`]), where sentences begin and over which
//! gaps a phrase may run, and a table of the documents. It holds no text, but the
//! place of every token in it, so that every hit still opens.
//!
//! ```text
//! build (from analysed documents) → write → keep (the cache folder) → read → score
//! ```
//!
//! [`score`] finds what [`matcher`](crate::lexicon::matcher) finds in the texts
//! themselves, because it is the same matcher on the same tokens. The words of
//! a store are told apart by case too, so that exact forms (`=US`) need no text.

use std::sync::OnceLock;

use chrono::NaiveDate;

use crate::corpus::Skipped;
use crate::span::Span;

pub mod build;
pub mod bytes;
pub mod fit;
pub mod keep;
pub mod places;
pub mod read;
pub mod score;
pub mod shard;
#[cfg(test)]
mod tests;
pub mod update;
pub mod write;

use bytes::Strings;

/// Everything the lexicon needs of a corpus.
#[derive(Debug, Default)]
pub struct Store {
    /// Sorted by code.
    pub languages: Vec<Language>,
    /// One row a document, in the order of the corpus.
    pub documents: Documents,
    /// Inputs that were not used, and why.
    pub skipped: Vec<Skipped>,
}

/// The tokens of one language.
#[derive(Debug, Default)]
pub struct Language {
    /// Its code.
    pub code: String,
    /// The words that occur.
    pub types: Types,
    /// Its documents, some million tokens at a time.
    pub shards: Vec<Shard>,
}

/// The words of one language, told apart by case: numbered by folded form, then
/// by the characters as they stand.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Types {
    /// Folded forms, sorted.
    pub(crate) forms: Strings,
    /// The stem of each form.
    pub(crate) stems: Strings,
    /// Whether each form is a stop word, one byte each.
    pub(crate) stops: Vec<u8>,
    /// The first word of each form, and behind them the number of words.
    pub(crate) first: Vec<u32>,
    /// The words as they stand in the texts.
    pub(crate) surfaces: Strings,
    /// How many tokens of each word there are.
    pub(crate) counts: Vec<u32>,
    /// Numbers of the forms in the order of their stems.
    pub(crate) by_stem: Vec<u32>,
}

/// Documents of one language whose tokens are numbered through.
#[derive(Debug, Default)]
pub struct Shard {
    /// Numbers of its documents, ascending.
    pub(crate) documents: Vec<u32>,
    /// The first token of each document, and behind them the number of tokens.
    pub(crate) starts: Vec<u32>,
    /// The words that occur, ascending; a token is an index into this list.
    pub(crate) types: Vec<u32>,
    /// The tokens, two bytes each, or four where there are more than 65,536 words.
    pub(crate) codes: Vec<u8>,
    /// A bit a token: [`Token::joined`](crate::text::Token::joined).
    pub(crate) joined: Vec<u8>,
    /// A bit a token: whether it opens a sentence.
    pub(crate) opens: Vec<u8>,
    /// What lies between the tokens; read when a hit is opened.
    pub(crate) gaps: Gaps,
    /// Where each word stands; made when it is first asked for.
    pub(crate) postings: OnceLock<shard::Postings>,
}

/// What lies between the tokens of a shard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Gaps {
    /// At hand: where each document's begin, then two numbers a token at most.
    Here { starts: Vec<u32>, bytes: Vec<u8> },
    /// In a file.
    File { path: std::path::PathBuf, section: write::Section },
}

impl Default for Gaps {
    fn default() -> Self {
        Gaps::Here { starts: Vec::new(), bytes: Vec::new() }
    }
}

/// The documents of a store, by number: the order of the corpus, sorted by id.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Documents {
    /// Ids, sorted.
    pub(crate) ids: Strings,
    /// Number of the language of each.
    pub(crate) languages: Vec<u32>,
    /// The shard of its language that each is in.
    pub(crate) shards: Vec<u32>,
    /// Its place in that shard.
    pub(crate) places: Vec<u32>,
    /// Tokens of each.
    pub(crate) tokens: Vec<u32>,
    /// Sentences of each.
    pub(crate) sentences: Vec<u32>,
    /// Days of the common era; `i32::MIN` for undated documents.
    pub(crate) dates: Vec<u32>,
    /// The document that each repeats, counted from 1; 0 for none.
    pub(crate) originals: Vec<u32>,
    /// Files that documents were read from.
    pub(crate) paths: Column,
    /// Rows in those files, 0 for none.
    pub(crate) rows: Vec<u32>,
    /// The outlets.
    pub(crate) sources: Column,
    /// Their sides.
    pub(crate) sides: Column,
    /// Every further field by name, sorted.
    pub(crate) metadata: Vec<(String, Column)>,
}

/// The values of a field in those documents that have one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Column {
    /// The values, each once.
    pub(crate) values: Strings,
    /// Numbers of the documents, ascending.
    pub(crate) documents: Vec<u32>,
    /// The value of each, by number.
    pub(crate) codes: Vec<u32>,
}

/// Where a token stands in its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// In bytes.
    pub span: Span,
    /// Its first code point.
    pub start: u32,
    /// The code point behind it.
    pub end: u32,
}

/// What is known of one document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DocumentRow<'s> {
    /// Its id.
    pub id: &'s str,
    /// The outlet.
    pub source: Option<&'s str>,
    /// Its side.
    pub side: Option<&'s str>,
    /// Language code.
    pub language: &'s str,
    /// Date of publication.
    pub date: Option<NaiveDate>,
    /// Word tokens.
    pub tokens: u64,
    /// Sentences.
    pub sentences: u64,
    /// Id of the document that this one repeats.
    pub duplicate_of: Option<&'s str>,
    /// File that it was read from.
    pub path: &'s str,
    /// Row in that file.
    pub row: Option<u64>,
}

impl Store {
    /// Word tokens of all documents.
    pub fn tokens(&self) -> u64 {
        self.documents.tokens.iter().map(|&n| u64::from(n)).sum()
    }

    /// How many documents there are.
    pub fn len(&self) -> usize {
        self.documents.ids.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// One document.
    ///
    /// # Panics
    /// If there is none of this number.
    pub fn document(&self, number: usize) -> DocumentRow<'_> {
        let table = &self.documents;
        let original = table.originals[number].checked_sub(1);
        DocumentRow {
            id: table.ids.get(number),
            source: table.sources.get(number),
            side: table.sides.get(number),
            language: self.languages.get(table.languages[number] as usize).map_or("", |l| &l.code),
            date: NaiveDate::from_num_days_from_ce_opt(table.dates[number] as i32),
            tokens: u64::from(table.tokens[number]),
            sentences: u64::from(table.sentences[number]),
            duplicate_of: original.map(|other| table.ids.get(other as usize)),
            path: table.paths.get(number).unwrap_or_default(),
            row: Some(u64::from(table.rows[number])).filter(|row| *row > 0),
        }
    }

    /// The outlet of a document.
    pub fn source(&self, number: usize) -> Option<&str> {
        self.documents.sources.get(number)
    }

    /// The side of a document's outlet.
    pub fn side(&self, number: usize) -> Option<&str> {
        self.documents.sides.get(number)
    }

    /// The language of a document.
    ///
    /// # Panics
    /// If there is no document of this number.
    pub fn language(&self, number: usize) -> &str {
        self.languages.get(self.documents.languages[number] as usize).map_or("", |language| &language.code)
    }

    /// The value of a further field in every document, in order; `None` where the corpus has no such field.
    pub fn metadata(&self, name: &str) -> Option<&Column> {
        let found = self.documents.metadata.binary_search_by(|(known, _)| known.as_str().cmp(name));
        found.ok().map(|index| &self.documents.metadata[index].1)
    }
}

impl Column {
    /// The value of one document.
    pub fn get(&self, document: usize) -> Option<&str> {
        // Most fields stand in every document, and then at its number.
        let here = self.documents.get(document).is_some_and(|&d| d as usize == document);
        let place = match here {
            true => Some(document),
            false => self.documents.binary_search(&u32::try_from(document).ok()?).ok(),
        };
        Some(self.values.get(self.codes[place?] as usize))
    }
}
