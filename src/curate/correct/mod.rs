//! Rates and contrasts corrected for the error that coders measured.
//!
//! A lexicon finds too much (precision below 1) and too little (recall below
//! 1). With N mentions in T tokens, what a coder would find is N · P / R, so
//! that the corrected rate is the raw one times P / R. Two sources are compared
//! fairly by raw rates only where P / R is the same in both; where it differs
//! (differential error) the contrast itself is off.
//!
//! References: Levy & Kass (1970), Am. J. Epidemiol. 91, 542–547, and Rogan &
//! Gladen (1978), ibid. 107, 71–76, for prevalence corrected by the measured
//! error of a test; Hopkins & King (2010), Am. J. Polit. Sci. 54, 229–247, for
//! the same in text analysis. Those use sensitivity and specificity; among
//! mentions there are no true negatives to count, and precision and recall say
//! the same of counts.

use serde::Serialize;

pub mod formula;
pub mod rates;

/// `corrected_rates.csv`: one frame in one source, raw and corrected.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(missing_docs, reason = "each field is the column of its name")]
pub struct RateRow {
    pub source: String,
    pub frame: String,
    pub documents: u64,
    pub mentions: u64,
    pub tokens: u64,
    /// Mentions per 1,000 tokens, as in `frames.csv`.
    pub rate: Option<f64>,
    pub rate_low: Option<f64>,
    pub rate_high: Option<f64>,
    /// Whose error it is corrected by: `source`, `pooled` (all sources, same languages), or empty.
    pub measured: String,
    pub hits_coded: u64,
    pub sentences_coded: u64,
    pub precision: Option<f64>,
    pub recall: Option<f64>,
    /// Precision over recall.
    pub factor: Option<f64>,
    pub factor_low: Option<f64>,
    pub factor_high: Option<f64>,
    pub corrected_rate: Option<f64>,
    pub corrected_low: Option<f64>,
    pub corrected_high: Option<f64>,
    pub note: String,
}

/// Columns of `corrected_rates.csv`.
pub const RATES: [&str; 20] = [
    "source",
    "frame",
    "documents",
    "mentions",
    "tokens",
    "rate",
    "rate_low",
    "rate_high",
    "measured",
    "hits_coded",
    "sentences_coded",
    "precision",
    "recall",
    "factor",
    "factor_low",
    "factor_high",
    "corrected_rate",
    "corrected_low",
    "corrected_high",
    "note",
];

/// `corrected_contrasts.csv`: one frame in two sources, raw and corrected.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(missing_docs, reason = "each field is the column of its name")]
pub struct ContrastRow {
    pub frame: String,
    pub target: String,
    pub reference: String,
    pub rate_target: Option<f64>,
    pub rate_reference: Option<f64>,
    pub rate_ratio: Option<f64>,
    pub ratio_low: Option<f64>,
    pub ratio_high: Option<f64>,
    /// `source`: each by its own error; `pooled`: one or both by that of all sources; or empty.
    pub measured: String,
    /// Factor of the target over factor of the reference: 1 where the error is the same.
    pub error_ratio: Option<f64>,
    pub error_low: Option<f64>,
    pub error_high: Option<f64>,
    pub corrected_ratio: Option<f64>,
    pub corrected_low: Option<f64>,
    pub corrected_high: Option<f64>,
    /// `yes` where another conclusion is drawn: one of the two intervals leaves 1 out and the other
    /// does not, or both do on different sides; `no` otherwise.
    pub changes: Option<String>,
    pub note: String,
}

/// Columns of `corrected_contrasts.csv`.
pub const CONTRASTS: [&str; 17] = [
    "frame",
    "target",
    "reference",
    "rate_target",
    "rate_reference",
    "rate_ratio",
    "ratio_low",
    "ratio_high",
    "measured",
    "error_ratio",
    "error_low",
    "error_high",
    "corrected_ratio",
    "corrected_low",
    "corrected_high",
    "changes",
    "note",
];
