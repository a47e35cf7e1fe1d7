//! The sentences that show the strongest differences.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::differences::{Difference, strongest};
use crate::Error;
use crate::annotate::find::Annotator;
use crate::annotate::{Mention, Stance, Voice};
use crate::compare::pairs::labelled;
use crate::compare::{ALL, Comparison, ContrastRow};
use crate::record::Record;
use crate::tally::{DocumentTally, Tally};
use crate::text::Position;

/// A mention with its sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// Id of the document.
    pub document: String,
    /// Its day.
    pub date: Option<NaiveDate>,
    /// First code point of the cue in the text as read.
    pub start: usize,
    /// The sentence before the cue.
    pub left: String,
    /// The cue.
    pub cue: String,
    /// The sentence behind it.
    pub right: String,
}

/// The record of a document by its id; `None` where there is none.
pub type Read<'r> = &'r dyn Fn(&str) -> Option<Result<Record, Error>>;

/// A sentence for each of the strongest differences, from the source that has more of it.
///
/// It is a mention of an entry that adds to the difference, not shown before,
/// asserted and in the outlet's own voice where there is one; then of the entry
/// that adds most, and the first by document and place. Only records of
/// documents with such entries are read.
///
/// # Errors
/// If a record cannot be read.
pub fn examples(
    comparison: &Comparison,
    tally: &Tally,
    annotator: &Annotator,
    most: usize,
    read: Read<'_>,
) -> Result<Vec<Option<Example>>, Error> {
    let mut shown: Vec<(String, usize)> = Vec::new();
    let mut examples = Vec::new();
    for row in strongest(comparison, most).rows {
        let found = search(row, comparison, tally, annotator, &shown, read)?;
        shown.extend(found.as_ref().map(|example| (example.document.clone(), example.start)));
        examples.push(found);
    }
    Ok(examples)
}

/// How well a mention serves; the greatest does best.
type Worth = (bool, bool, bool);

fn search(
    row: &ContrastRow,
    comparison: &Comparison,
    tally: &Tally,
    annotator: &Annotator,
    shown: &[(String, usize)],
    read: Read<'_>,
) -> Result<Option<Example>, Error> {
    let found = Difference::of(row);
    let group = labelled(tally).into_iter().find(|(_, name)| name == found.more).map(|(group, _)| group as u32);
    let ours = || tally.documents.iter().filter(|document| Some(document.group) == group);
    let ranked = ranked(row, comparison, annotator);
    let mut best: Option<(Worth, Example)> = None;
    for (place, (entries, adds)) in ranked.iter().enumerate() {
        let of_these = |d: &&DocumentTally| d.entries.iter().any(|(entry, n)| *n > 0 && entries.contains(entry));
        for document in ours().filter(of_these) {
            let Some(record) = read(&document.id) else { continue };
            let record = record?;
            for mention in record.annotation.mentions.iter().filter(|m| entries.contains(&m.entry)) {
                let worth = worth(mention, &document.id, shown);
                if best.as_ref().is_none_or(|(kept, _)| worth > *kept) {
                    best = Some((worth, example(&record, mention)));
                }
            }
            if best.as_ref().is_some_and(|(worth, _)| *worth == (true, true, true)) {
                return Ok(best.map(|(_, example)| example));
            }
        }
        // One that does not add is looked for only where none does.
        let next_adds = ranked.get(place + 1).is_some_and(|(_, adds)| *adds);
        if *adds && !next_adds && best.is_some() {
            break;
        }
    }
    Ok(best.map(|(_, example)| example))
}

/// The entries of a contrast's frame, those that add most first, equals together, and whether they add.
fn ranked(row: &ContrastRow, comparison: &Comparison, annotator: &Annotator) -> Vec<(Vec<u32>, bool)> {
    let sign = if Difference::of(row).more == row.target { 1.0 } else { -1.0 };
    let mut adds: BTreeMap<&str, f64> = BTreeMap::new();
    let of_row = comparison
        .shifts
        .iter()
        .filter(|s| s.event == ALL && s.frame == row.frame && s.target == row.target && s.reference == row.reference);
    for shift in of_row {
        let sum = adds.entry(&shift.entry).or_default();
        *sum = sum.max(sign * shift.contribution);
    }
    let of_frame = (0u32..).zip(&annotator.entries).filter(|(_, entry)| entry.key.frame == row.frame);
    let mut entries: Vec<(f64, u32)> =
        of_frame.map(|(place, entry)| (adds.get(entry.key.entry.as_str()).copied().unwrap_or(0.0), place)).collect();
    entries.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let equal = entries.chunk_by(|a, b| a.0 == b.0);
    equal.map(|some| (some.iter().map(|e| e.1).collect(), some.first().is_some_and(|e| e.0 > 0.0))).collect()
}

fn worth(mention: &Mention, document: &str, shown: &[(String, usize)]) -> Worth {
    let fresh = !shown.iter().any(|(id, start)| id == document && *start == mention.start);
    let asserted = matches!(mention.stance, None | Some(Stance::Asserted));
    let own = matches!(mention.voice, None | Some(Voice::Own));
    (fresh, asserted && own, mention.position != Position::Title)
}

fn example(record: &Record, mention: &Mention) -> Example {
    Example {
        document: record.document.id.clone(),
        date: record.document.date,
        start: mention.start,
        left: mention.left.clone(),
        cue: mention.text.clone(),
        right: mention.right.clone(),
    }
}
