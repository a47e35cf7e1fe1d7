//! Documents: articles with their source, date, language and text as read.
//!
//! This is the only folder of the library that reads files. It knows nothing
//! of tokens, lexicons or scores.
//!
//! ```text
//! walk → unpack → decode → text | table | json | html → assemble → duplicate
//!                                        (header, boilerplate: what the article carries itself)
//! ```
//!
//! [`read::read`] does all of it, [`read::read_each`] without holding all texts
//! at once; [`read::read_one`] does it for bytes in memory.
//!
//! A table of lines (CSV, JSON lines) that is large is not held whole: `survey`
//! looks through it first, for what `plan` must know of all of it (encoding, keys,
//! order of dates), and then `stream` reads it in blocks, side by side.

pub mod date;
pub mod decode;
pub mod duplicate;
pub mod listing;
pub mod read;

mod assemble;
mod attribute;
mod block;
mod boilerplate;
mod dateline;
pub(crate) mod field;
mod front_matter;
mod header;
mod html;
mod intake;
pub(crate) mod json;
mod line;
#[cfg(feature = "python")]
pub(crate) mod memory;
mod object;
#[cfg(feature = "parquet")]
mod parquet;
mod plan;
mod setting;
mod source;
mod stamp;
mod stream;
mod stretch;
mod survey;
pub(crate) mod table;
mod template;
mod transcode;
mod unpack;
#[cfg(any(feature = "parquet", feature = "python"))]
pub(crate) mod value;
mod walk;

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::span::Span;

/// One article.
#[derive(Debug, Clone, PartialEq, Default, serde::Serialize, serde::Deserialize)]
pub struct Document {
    /// Its `id` field, else its path relative to the corpus root (`/` between
    /// folders; archive members and table rows append `!member` or `#row`).
    pub id: String,
    /// The outlet, as the study names it; `None` when it could not be told.
    pub source: Option<String>,
    /// The side or group of the source, where the study or the data name one.
    pub side: Option<String>,
    /// Language code, where the data name one; else it is identified from the text.
    pub language: Option<String>,
    /// Date of publication.
    pub date: Option<NaiveDate>,
    /// Headline.
    pub title: Option<String>,
    /// Address of the article.
    pub url: Option<String>,
    /// Every further field, by name.
    pub metadata: BTreeMap<String, String>,
    /// The text as read: decoded, without front matter, otherwise unaltered.
    pub text: String,
    /// Where the headline stands in `text`, if it does.
    pub title_span: Option<Span>,
    /// Stretches of `text` that are not the article's words (navigation, share
    /// counters, datelines, footers): sorted, disjoint, never counted.
    pub boilerplate: Vec<Span>,
    /// Where each recovered field came from, by field name: `field: how`.
    #[serde(deserialize_with = "field::provenance")]
    pub provenance: BTreeMap<&'static str, String>,
    /// What a reader of the results should know about this document.
    pub warnings: Vec<String>,
    /// The id of the document that this one repeats, exactly or nearly.
    pub duplicate_of: Option<String>,
    /// Where it was read.
    pub origin: Origin,
}

/// Where a document was read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, serde::Serialize, serde::Deserialize)]
pub struct Origin {
    /// File, relative to the corpus root, `/` between folders; `-` for stdin.
    pub path: String,
    /// Row of a table or line of a JSONL file, counted from 1 with the header as row 1.
    pub row: Option<u64>,
}

/// An input that was not used, and why.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct Skipped {
    /// File, as in [`Origin::path`].
    pub path: String,
    /// Row, where the file is a table.
    pub row: Option<u64>,
    /// The reason and the way out, in one line.
    pub reason: String,
}

/// A file that was read, with the fingerprint that the manifest records.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct InputFile {
    /// As in [`Origin::path`].
    pub path: String,
    /// Size in bytes.
    pub bytes: u64,
    /// SHA-256 of the bytes as they lie on the disk, in hexadecimal.
    pub sha256: String,
}

/// How alike a document is to the one that it repeats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Similarity {
    /// The same words in the same order.
    Exact,
    /// At least four fifths of all sequences of five words in common.
    Near,
    /// Nine tenths of the shorter text's sequences stand in the longer one, which
    /// has more to say; the shorter has at least three fifths of its length.
    Excerpt,
}

/// That a document repeats another, whole or in part.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Repeat {
    /// Id of the later one.
    pub document: String,
    /// Id of the earlier one.
    pub original: String,
    /// How alike they are; only exact and near copies stand in [`Document::duplicate_of`].
    pub similarity: Similarity,
}

/// Everything that was read.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Corpus {
    /// Sorted by id, ids unique.
    pub documents: Vec<Document>,
    /// Sorted by document, at most one each.
    pub repeats: Vec<Repeat>,
    /// Sorted by place.
    pub skipped: Vec<Skipped>,
    /// Sorted by path.
    pub inputs: Vec<InputFile>,
}

/// A source that the study names.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// The name used in tables; also the folder name that stands for it.
    pub id: String,
    /// The name shown to people.
    #[serde(default)]
    pub label: Option<String>,
    /// The side or group it belongs to.
    #[serde(default)]
    pub side: Option<String>,
    /// Other spellings by which articles name it (`AzVision.az`, `PANARMENIAN`).
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Language of its articles, where all are in one.
    #[serde(default)]
    pub language: Option<String>,
}

/// Which column of a table (or key of a JSON object, or of front matter) holds what.
///
/// Names are compared without case, and with spaces, hyphens and underscores
/// alike. `None` means: guess from the usual names (`text`, `body`, `content`, …).
/// A name given here that a table does not have makes the whole table be
/// skipped, with the columns it has: a wrong mapping must not read as "no date".
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FieldMap {
    /// Text of the article.
    pub text: Option<String>,
    /// Identifier.
    pub id: Option<String>,
    /// Outlet.
    pub source: Option<String>,
    /// Date of publication.
    pub date: Option<String>,
    /// Language code.
    pub language: Option<String>,
    /// Headline.
    pub title: Option<String>,
    /// Address.
    pub url: Option<String>,
    /// Side or group of the outlet.
    pub side: Option<String>,
}

impl FieldMap {
    /// These columns, completed by those of `other`.
    pub fn or(self, other: FieldMap) -> FieldMap {
        FieldMap {
            text: self.text.or(other.text),
            id: self.id.or(other.id),
            source: self.source.or(other.source),
            date: self.date.or(other.date),
            language: self.language.or(other.language),
            title: self.title.or(other.title),
            url: self.url.or(other.url),
            side: self.side.or(other.side),
        }
    }
}

/// How to read a corpus.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ReadOptions {
    /// Column mapping.
    pub fields: FieldMap,
    /// The sources that the study names; others are taken as they are spelled.
    pub sources: Vec<Source>,
    /// Lower-case month names and abbreviations of every language, with their number.
    pub months: Vec<(String, u32)>,
}
