//! Columns that only some runs have: weighted counts where an entry has a
//! weight, the group where something else than sources is compared.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::compare::formula::rounded;
use crate::compare::pairs::labelled;
use crate::compare::{ALL, FrameRow};
use crate::tally::Tally;

/// A row of `frames.csv` with the mentions weighted by their entries.
#[derive(Debug, Clone, Serialize)]
pub struct WeightedFrameRow<'a> {
    /// The row.
    #[serde(flatten)]
    pub row: &'a FrameRow,
    /// Σ of the weights of the mentions.
    pub mentions_weighted: Option<f64>,
    /// Σ of the weights per 1,000 tokens.
    pub rate_weighted: Option<f64>,
}

/// The columns that [`WeightedFrameRow`] adds.
pub const WEIGHTED: [&str; 2] = ["mentions_weighted", "rate_weighted"];

/// Rows with weights. `weights` are those of the tally's entries, in order.
///
/// Counts are added up as whole numbers, entry by entry, and weighted last.
pub fn weighted<'a>(tally: &Tally, weights: &[f64], rows: &'a [FrameRow]) -> Vec<WeightedFrameRow<'a>> {
    let groups: BTreeMap<String, usize> = labelled(tally).into_iter().map(|(group, name)| (name, group)).collect();
    let weigh = |row: &'a FrameRow| {
        let event = tally.events.iter().position(|e| *e == row.event).map(|e| e as u32);
        let mut counts = vec![0u64; tally.entries.len()];
        for document in &tally.documents {
            let told = match event.filter(|_| row.event != ALL) {
                None => document,
                Some(e) => document.of_event(e),
            };
            let about = row.event == ALL || event.is_some_and(|e| document.events.contains(&e));
            let ours = groups.get(&row.source) == Some(&(document.group as usize));
            for (entry, count) in told.entries.iter().filter(|_| about && ours) {
                if tally.entries[*entry as usize].frame == row.frame {
                    counts[*entry as usize] += count;
                }
            }
        }
        let sum: f64 = counts.iter().zip(weights).map(|(count, weight)| *count as f64 * weight).sum();
        let rate = (row.tokens > 0).then(|| 1000.0 * sum / row.tokens as f64);
        WeightedFrameRow { row, mentions_weighted: rounded(sum), rate_weighted: rate.and_then(rounded) }
    };
    rows.iter().map(weigh).collect()
}

/// A row with the group that its document is compared in.
#[derive(Debug, Clone, Serialize)]
pub struct Grouped<'a, Row> {
    /// The row.
    #[serde(flatten)]
    pub row: Row,
    /// The value of the field that is compared by, `""` where there is none;
    /// `None` where that field is a column already.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<&'a str>,
}

/// The column that [`Grouped`] adds.
pub const GROUP: &str = "group";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::{Settings, compare};
    use crate::tally::{DocumentTally, EntryKey, FrameCount};

    #[test]
    fn weights_are_applied_to_whole_counts() {
        let key = |entry: &str| EntryKey { frame: "f".into(), entry: entry.into(), ..EntryKey::default() };
        let tally = Tally {
            groups: vec!["a".into()],
            languages: vec!["en".into()],
            frames: vec!["f".into()],
            entries: vec![key("x"), key("y")],
            documents: vec![DocumentTally {
                id: "1".into(),
                tokens: 500,
                frames: vec![FrameCount { frame: 0, mentions: 3, ..FrameCount::default() }],
                entries: vec![(0, 2), (1, 1)],
                ..DocumentTally::default()
            }],
            ..Tally::default()
        };
        let rows = compare(&tally, &Settings::default()).frames;
        let weighted = weighted(&tally, &[0.5, 3.0], &rows);
        assert_eq!((weighted[0].mentions_weighted, weighted[0].rate_weighted), (Some(4.0), Some(8.0)));
    }
}
