//! A lexicon measured on what people coded.
//!
//! [`judge`] settles what the coders say of each item, [`estimate`] holds the
//! formulas, [`score`] fills the tables of precision and recall, [`agree`] those
//! of agreement, [`errors`] lists what is wrong, [`accuracy`] those of agent, patient, voice and stance, [`needed`] says how many codings are lacking.
//!
//! # What is estimated
//! *Precision* of a frame: the share of its mentions that are right. *Recall*:
//! right mentions over right mentions and missed sentences, where a sentence
//! without a mention of the frame that tells it counts as one miss. Sentences
//! with a mention of another frame are among them only where the sample drew
//! some ([`Plan::beside`](super::sample::Plan::beside)); where it did not, what
//! was missed there is not counted, recall is too high, and the summary says so.
//! Items that no coder coded, and items coded `unsure` or on which coders are
//! evenly split, stand for nothing; the other items of their stratum stand in.

use serde::Serialize;

pub mod accuracy;
pub mod agree;
pub mod errors;
pub mod estimate;
pub mod judge;
pub mod needed;
pub mod score;
pub mod summary;

/// `precision.csv`: one entry.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(missing_docs, reason = "each field is the column of its name")]
pub struct PrecisionRow {
    pub frame: String,
    pub language: String,
    pub entry: String,
    /// Its mentions that could be drawn.
    pub population: u64,
    /// Those that were drawn.
    pub sampled: u64,
    /// Those with a verdict.
    pub coded: u64,
    pub correct: u64,
    pub wrong: u64,
    /// Those coded `unsure`, or on which coders are evenly split.
    pub unsure: u64,
    /// Design-weighted share of right mentions.
    pub precision: Option<f64>,
    pub precision_low: Option<f64>,
    pub precision_high: Option<f64>,
}

/// Columns of `precision.csv`.
pub const PRECISION: [&str; 12] = [
    "frame",
    "language",
    "entry",
    "population",
    "sampled",
    "coded",
    "correct",
    "wrong",
    "unsure",
    "precision",
    "precision_low",
    "precision_high",
];

/// `scores.csv`: one frame in one language and source, or in all of them.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(missing_docs, reason = "each field is the column of its name")]
pub struct ScoreRow {
    pub frame: String,
    /// Language code, or `all`.
    pub language: String,
    /// Source, or `all`.
    pub source: String,
    /// Mentions that could be drawn.
    pub hits: u64,
    pub hits_coded: u64,
    pub hits_correct: u64,
    /// Sentences without a mention of the frame that could be drawn.
    pub sentences: u64,
    pub sentences_coded: u64,
    /// Coded sentences that tell the frame.
    pub sentences_missed: u64,
    pub precision: Option<f64>,
    pub precision_low: Option<f64>,
    pub precision_high: Option<f64>,
    pub recall: Option<f64>,
    pub recall_low: Option<f64>,
    pub recall_high: Option<f64>,
    pub f1: Option<f64>,
    pub f1_low: Option<f64>,
    pub f1_high: Option<f64>,
    pub note: String,
}

/// Columns of `scores.csv`.
pub const SCORES: [&str; 19] = [
    "frame",
    "language",
    "source",
    "hits",
    "hits_coded",
    "hits_correct",
    "sentences",
    "sentences_coded",
    "sentences_missed",
    "precision",
    "precision_low",
    "precision_high",
    "recall",
    "recall_low",
    "recall_high",
    "f1",
    "f1_low",
    "f1_high",
    "note",
];

/// `accuracy.csv`: agent, patient, voice or stance of the mentions of a frame in a language.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(missing_docs, reason = "each field is the column of its name")]
pub struct AccuracyRow {
    /// `agent`, `patient`, `voice` or `stance`.
    pub variable: String,
    /// Frame, or `all`.
    pub frame: String,
    /// Language code, or `all`.
    pub language: String,
    /// Mentions with a settled code.
    pub coded: u64,
    /// Those where the annotator says the same, or as rightly nothing.
    pub correct: u64,
    /// Design-weighted share of the correct.
    pub accuracy: Option<f64>,
    pub accuracy_low: Option<f64>,
    pub accuracy_high: Option<f64>,
    /// Coded mentions where the annotator says something.
    pub filled: u64,
    pub filled_correct: u64,
    /// Design-weighted share of the correct among the filled.
    pub precision: Option<f64>,
    pub precision_low: Option<f64>,
    pub precision_high: Option<f64>,
}

/// Columns of `accuracy.csv`.
pub const ACCURACY: [&str; 13] = [
    "variable",
    "frame",
    "language",
    "coded",
    "correct",
    "accuracy",
    "accuracy_low",
    "accuracy_high",
    "filled",
    "filled_correct",
    "precision",
    "precision_low",
    "precision_high",
];

/// `agreement.csv`: two coders, or all of them, on one variable.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(missing_docs, reason = "each field is the column of its name")]
pub struct AgreementRow {
    /// `correct`, `missed`, `agent`, `patient`, `voice` or `stance`.
    pub variable: String,
    /// Frame of the mentions, or `all`.
    pub frame: String,
    /// First coder, or `all`.
    pub coder_a: String,
    /// Second coder, or `all`.
    pub coder_b: String,
    /// Items that both (of `all`: at least two) coded.
    pub items: u64,
    /// Share of them that were coded alike by both (of `all`: by everybody).
    pub agreement: Option<f64>,
    pub kappa: Option<f64>,
    pub kappa_low: Option<f64>,
    pub kappa_high: Option<f64>,
    pub alpha: Option<f64>,
}

/// Columns of `agreement.csv`.
pub const AGREEMENT: [&str; 10] =
    ["variable", "frame", "coder_a", "coder_b", "items", "agreement", "kappa", "kappa_low", "kappa_high", "alpha"];

/// `disagreements.csv`: an item that two coders code differently.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(missing_docs, reason = "each field is the column of its name")]
pub struct DisagreementRow {
    pub item: String,
    pub variable: String,
    pub frame: Option<String>,
    pub entry: Option<String>,
    pub language: String,
    pub left: String,
    /// The cue, or the sentence.
    pub text: String,
    pub right: String,
    pub coder_a: String,
    pub code_a: String,
    pub comment_a: String,
    pub coder_b: String,
    pub code_b: String,
    pub comment_b: String,
}

/// Columns of `disagreements.csv`.
pub const DISAGREEMENTS: [&str; 14] = [
    "item",
    "variable",
    "frame",
    "entry",
    "language",
    "left",
    "text",
    "right",
    "coder_a",
    "code_a",
    "comment_a",
    "coder_b",
    "code_b",
    "comment_b",
];

/// `errors.csv`: a wrong mention, or a frame that was missed in a sentence.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(missing_docs, reason = "each field is the column of its name")]
pub struct ErrorRow {
    pub item: String,
    /// `wrong` or `missed`.
    pub error: String,
    pub frame: Option<String>,
    /// Entry of a mention.
    pub entry: Option<String>,
    pub language: String,
    pub source: String,
    pub document: String,
    /// First code point of the cue or sentence in the text as read.
    pub start: usize,
    /// Code point behind it.
    pub end: usize,
    pub left: String,
    /// The cue, or the sentence.
    pub text: String,
    pub right: String,
}

/// Columns of `errors.csv`.
pub const ERRORS: [&str; 12] =
    ["item", "error", "frame", "entry", "language", "source", "document", "start", "end", "left", "text", "right"];

/// `codings_needed.csv`: what an interval of a given width takes.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(missing_docs, reason = "each field is the column of its name")]
pub struct NeededRow {
    pub frame: String,
    /// Language code, or `all`.
    pub language: String,
    /// Source, or `all`.
    pub source: String,
    /// `precision` or `recall`.
    pub measure: String,
    /// What is to be coded: `hits` or `misses`.
    pub sheet: String,
    pub value: Option<f64>,
    /// Upper less lower limit now.
    pub width_now: Option<f64>,
    /// The width asked for.
    pub width: f64,
    pub coded: u64,
    /// Codings that the width takes in all.
    pub needed: Option<u64>,
    /// Those still lacking.
    pub more: Option<u64>,
    /// Units that could be drawn.
    pub population: u64,
    pub note: String,
}

/// Columns of `codings_needed.csv`.
pub const NEEDED: [&str; 13] = [
    "frame",
    "language",
    "source",
    "measure",
    "sheet",
    "value",
    "width_now",
    "width",
    "coded",
    "needed",
    "more",
    "population",
    "note",
];
