//! Candidates → rows of the sheet.

use serde::Serialize;

use super::find::Found;
use super::{Evidence, Passage, Suggestion};

/// Columns of the sheet.
pub const COLUMNS: [&str; 15] = [
    "frame",
    "language",
    "rank",
    "candidate",
    "pattern",
    "score",
    "signals",
    "mentions",
    "documents",
    "sources",
    "top_source",
    "top_source_share",
    "example",
    "decision",
    "note",
];

/// A row of the sheet.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row<'a> {
    frame: &'a str,
    language: &'a str,
    rank: usize,
    candidate: &'a str,
    pattern: &'a str,
    score: f64,
    signals: String,
    mentions: u64,
    documents: u64,
    sources: Option<u64>,
    top_source: Option<&'a str>,
    top_source_share: Option<f64>,
    example: String,
    decision: Option<&'a str>,
    note: Option<String>,
}

/// Rows by language and rank.
pub fn rows(found: &[Found]) -> Vec<Row<'_>> {
    found.iter().flat_map(|found| &found.suggestions).map(row).collect()
}

fn row(suggestion: &Suggestion) -> Row<'_> {
    let signals: Vec<String> = suggestion.signals.iter().map(signal).collect();
    let examples: Vec<String> = suggestion.passages.iter().map(example).collect();
    let forms = || suggestion.forms.iter().map(|(form, count)| format!("{form} {count}")).collect::<Vec<_>>();
    Row {
        frame: &suggestion.frame,
        language: &suggestion.language,
        rank: suggestion.rank,
        candidate: &suggestion.candidate,
        pattern: &suggestion.pattern,
        score: suggestion.score,
        signals: signals.join("; "),
        mentions: suggestion.mentions,
        documents: suggestion.documents,
        sources: suggestion.sources,
        top_source: suggestion.top_source.as_deref(),
        top_source_share: suggestion.top_source_share,
        example: examples.join(" | "),
        decision: None,
        note: (suggestion.forms.len() > 1).then(|| format!("forms: {}", forms().join(", "))),
    }
}

/// `context keyness 3rd (G² 41.2)`.
fn signal(evidence: &Evidence) -> String {
    format!("{} {} ({})", evidence.signal.name(), ordinal(evidence.rank), evidence.detail)
}

/// `before [cue] behind (document 120-127)`, on one line.
fn example(passage: &Passage) -> String {
    let text = format!("{}[{}]{}", passage.left, passage.cue, passage.right);
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    format!("{line} ({} {}-{})", passage.document, passage.start, passage.end)
}

fn ordinal(rank: usize) -> String {
    let ending = match (rank % 10, rank % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{rank}{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinals_read_as_in_english() {
        let all = [1, 2, 3, 4, 11, 12, 13, 21, 102, 111].map(ordinal);
        assert_eq!(all, ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "102nd", "111th"]);
    }
}
