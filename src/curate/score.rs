//! A lexicon's counts from a [`Store`], as the main job gives them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::annotate::find::FrameRules;
use crate::compare::pairs::scopes;
use crate::compare::rate::rates;
use crate::compare::usage::usage;
use crate::compare::{EntryRow, FrameRow};
use crate::store::score::Counts;
use crate::store::Store;
use crate::tally::count::{Printing, counted_of};
use crate::tally::{DocumentTally, Duplicates, FrameCount, Tally};

/// What a lexicon finds in a corpus, over all events.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Scores {
    /// As in `frames.csv`, where voices and stance are not told.
    pub frames: Vec<FrameRow>,
    /// As in `lexicon.csv`.
    pub entries: Vec<EntryRow>,
}

/// The counts of an earlier run, to compare with.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Before {
    frames: BTreeMap<(String, String), (u64, Option<f64>)>,
    entries: BTreeMap<(String, String, String), u64>,
}

impl Before {
    /// Those of a run.
    pub fn of(scores: &Scores) -> Before {
        let frame = |row: &FrameRow| ((row.source.clone(), row.frame.clone()), (row.mentions, row.rate));
        let entry = |row: &EntryRow| ((row.frame.clone(), row.language.clone(), row.entry.clone()), row.mentions);
        Before {
            frames: scores.frames.iter().map(frame).collect(),
            entries: scores.entries.iter().map(entry).collect(),
        }
    }

    /// Mentions and rate of a frame in a source; `None` where there was no such row.
    pub fn frame(&self, source: &str, frame: &str) -> Option<(u64, Option<f64>)> {
        self.frames.get(&(source.to_owned(), frame.to_owned())).copied()
    }

    /// Mentions of an entry, by frame, language and name.
    pub fn entry(&self, row: &EntryRow) -> Option<u64> {
        self.entries.get(&(row.frame.clone(), row.language.clone(), row.entry.clone())).copied()
    }

    /// The entries that are there no more: frame, language, name, mentions.
    pub fn gone<'b>(&'b self, scores: &Scores) -> Vec<(&'b str, &'b str, &'b str, u64)> {
        let now = Before::of(scores).entries;
        let gone = self.entries.iter().filter(|(key, _)| !now.contains_key(*key));
        gone.map(|((frame, language, entry), mentions)| (frame.as_str(), language.as_str(), entry.as_str(), *mentions))
            .collect()
    }
}

/// The value of the field `by` in every document of a store; `""` where it has none.
pub fn groups<'s>(store: &'s Store, by: &str) -> Vec<&'s str> {
    let column = store.metadata(by);
    let value = |number: usize| {
        let row = store.document(number);
        match by {
            "source" => row.source,
            "side" => row.side,
            "language" => Some(row.language),
            _ => column.and_then(|column| column.get(number)),
        }
    };
    (0..store.len()).map(|number| value(number).unwrap_or_default()).collect()
}

/// The counts of a lexicon in a store as integer sums, without events, terms, voices and roles.
///
/// The same documents count, and in the same groups, as in [`count`](crate::tally::count::count).
pub fn tally(store: &Store, counts: &[Counts], lexicon: &FrameRules, by: &str, duplicates: Duplicates) -> Tally {
    let values = groups(store, by);
    let printings = values.iter().enumerate().map(|(number, group)| {
        let row = store.document(number);
        Printing { id: row.id, original: row.duplicate_of, source: row.source, group }
    });
    let counted = counted_of(&printings.collect::<Vec<_>>(), duplicates);
    let kept = || (0..store.len()).filter(|&number| counted[number]);
    let mut names: Vec<&str> = kept().map(|number| values[number]).collect();
    names.sort_unstable();
    names.dedup();
    let mut languages: Vec<String> = kept().map(|number| store.document(number).language.to_owned()).collect();
    languages.sort_unstable();
    languages.dedup();
    let document = |number: usize| {
        let row = store.document(number);
        let frame = |&(frame, mentions): &(u32, u64)| FrameCount { frame, mentions, ..FrameCount::default() };
        DocumentTally {
            id: row.id.to_owned(),
            group: names.binary_search(&values[number]).unwrap_or_default() as u32,
            language: languages.partition_point(|known| known.as_str() < row.language) as u32,
            date: row.date,
            tokens: row.tokens,
            sentences: row.sentences,
            frames: counts[number].groups.iter().map(frame).collect(),
            entries: counts[number].rules.clone(),
            ..DocumentTally::default()
        }
    };
    Tally {
        by: by.to_owned(),
        groups: names.iter().map(|&name| name.to_owned()).collect(),
        frames: lexicon.frames.clone(),
        entries: lexicon.entries.iter().map(|entry| entry.key.clone()).collect(),
        documents: kept().map(document).collect(),
        languages,
        ..Tally::default()
    }
}

/// Rates and use of a lexicon's entries.
pub fn score(tally: &Tally) -> Scores {
    Scores { frames: rates(tally, &scopes(tally)), entries: usage(tally) }
}
