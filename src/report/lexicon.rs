//! Tables about a lexicon itself: its entries, what is wrong or worth a look, the types it takes.

use serde::Serialize;

use crate::error::Severity;
use crate::lexicon::Lexicon;
use crate::lexicon::check::Finding;

/// Columns of findings.
pub const FINDINGS: [&str; 11] =
    ["severity", "code", "frame", "language", "entry", "path", "line", "column", "message", "label", "help"];

/// A finding as a row of [`FINDINGS`].
#[derive(Debug, Serialize)]
pub struct FindingRow<'a> {
    severity: &'a str,
    code: &'a str,
    frame: &'a str,
    language: &'a str,
    entry: &'a str,
    path: Option<&'a str>,
    line: Option<usize>,
    column: Option<usize>,
    message: &'a str,
    label: Option<&'a str>,
    help: Option<&'a str>,
}

impl<'a> From<&'a Finding> for FindingRow<'a> {
    fn from(finding: &'a Finding) -> Self {
        let fault = &finding.fault;
        let place = fault.place.as_ref();
        let position = fault.position();
        FindingRow {
            severity: Severity::name(fault.severity),
            code: fault.code,
            frame: &finding.frame,
            language: &finding.language,
            entry: &finding.entry,
            path: place.map(|p| p.path.as_str()),
            line: position.as_ref().map(|(_, line, _)| *line),
            column: position.as_ref().map(|(.., column)| *column),
            message: &fault.message,
            label: place.map(|p| p.label.as_str()),
            help: fault.help.as_deref(),
        }
    }
}

/// Columns of the types that entries take in a corpus.
pub const TYPES: [&str; 9] =
    ["frame", "language", "entry", "element", "form", "stem", "tokens", "documents", "stranger"];

/// Columns of entries.
pub const ENTRIES: [&str; 8] = ["frame", "language", "entry", "pattern", "match", "cue", "cue_from", "note"];

/// An entry as a row of [`ENTRIES`].
#[derive(Debug, Serialize)]
pub struct EntryRow<'a> {
    frame: &'a str,
    language: &'a str,
    entry: &'a str,
    pattern: &'a str,
    #[serde(rename = "match")]
    kind: &'a str,
    cue: &'a str,
    cue_from: &'a str,
    note: Option<&'a str>,
}

/// Every entry, with how it matches and its cue.
pub fn entries(lexicon: &Lexicon) -> Vec<EntryRow<'_>> {
    let rows = lexicon.entries().map(|(frame, language, entry)| EntryRow {
        frame: &frame.id,
        language,
        entry: &entry.name,
        pattern: &entry.pattern.text,
        kind: entry.pattern.kind(),
        cue: entry.cue.name(),
        cue_from: if entry.cue_given { "given" } else { "guessed" },
        note: entry.note.as_deref(),
    });
    rows.collect()
}
