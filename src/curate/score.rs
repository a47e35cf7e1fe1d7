//! A lexicon's counts from a [`Store`], as the main job gives them.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::annotate::find::FrameRules;
use crate::compare::pairs::scopes;
use crate::compare::rate::rates;
use crate::compare::usage::usage;
use crate::compare::{EntryRow, FrameRow};
use crate::store::score::Counts;
use crate::store::{DocumentRow, Store};
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

/// Source and frame.
type FrameKey = (String, String);
/// Frame, language and entry.
type EntryKey = (String, String, String);

/// The counts of an earlier run, to compare with.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Before {
    /// Mentions and rate. Sorted.
    frames: Vec<(FrameKey, (u64, Option<f64>))>,
    /// Mentions. Sorted.
    entries: Vec<(EntryKey, u64)>,
}

impl Before {
    /// Those of a run.
    pub fn of(scores: &Scores) -> Before {
        let frame = |row: &FrameRow| ((row.source.clone(), row.frame.clone()), (row.mentions, row.rate));
        let entry = |row: &EntryRow| ((row.frame.clone(), row.language.clone(), row.entry.clone()), row.mentions);
        let mut before = Before {
            frames: scores.frames.iter().map(frame).collect(),
            entries: scores.entries.iter().map(entry).collect(),
        };
        before.frames.sort_by(|a, b| a.0.cmp(&b.0));
        before.entries.sort_by(|a, b| a.0.cmp(&b.0));
        before
    }

    /// Mentions and rate of a frame in a source; `None` where there was no such row.
    pub fn frame(&self, source: &str, frame: &str) -> Option<(u64, Option<f64>)> {
        let found = self.frames.binary_search_by(|((s, f), _)| (s.as_str(), f.as_str()).cmp(&(source, frame)));
        found.ok().map(|place| self.frames[place].1)
    }

    /// Mentions of an entry, by frame, language and name.
    pub fn entry(&self, row: &EntryRow) -> Option<u64> {
        let wanted = (row.frame.as_str(), row.language.as_str(), row.entry.as_str());
        let found = self.entries.binary_search_by(|((f, l, e), _)| (f.as_str(), l.as_str(), e.as_str()).cmp(&wanted));
        found.ok().map(|place| self.entries[place].1)
    }

    /// The entries that are there no more: frame, language, name, mentions.
    pub fn gone<'b>(&'b self, scores: &Scores) -> Vec<(&'b str, &'b str, &'b str, u64)> {
        let now = Before::of(scores).entries;
        let gone = self.entries.iter().filter(|(key, _)| now.binary_search_by(|known| known.0.cmp(key)).is_err());
        gone.map(|((frame, language, entry), mentions)| (frame.as_str(), language.as_str(), entry.as_str(), *mentions))
            .collect()
    }
}

/// The value of the field `by` in every document of a store; `""` where it has none.
pub fn groups<'s>(store: &'s Store, by: &str) -> Vec<&'s str> {
    let column = store.metadata(by);
    let value = |number: usize| match by {
        "source" => store.source(number),
        "side" => store.side(number),
        "language" => Some(store.language(number)),
        _ => column.and_then(|column| column.get(number)),
    };
    (0..store.len()).map(|number| value(number).unwrap_or_default()).collect()
}

/// The counts of a lexicon in a store as integer sums, without events, terms, voices and roles.
///
/// The same documents count, and in the same groups, as in [`count`](crate::tally::count::count).
pub fn tally(store: &Store, counts: &[Counts], lexicon: &FrameRules, by: &str, duplicates: Duplicates) -> Tally {
    let values = groups(store, by);
    let rows: Vec<DocumentRow<'_>> = (0..store.len()).map(|number| store.document(number)).collect();
    let printings = values.iter().zip(&rows).map(|(group, row)| Printing {
        id: row.id,
        original: row.duplicate_of,
        source: row.source,
        group,
    });
    let counted = counted_of(&printings.collect::<Vec<_>>(), duplicates);
    let kept = || (0..store.len()).filter(|&number| counted[number]);
    let names: BTreeSet<&str> = kept().map(|number| values[number]).collect();
    let names: Vec<&str> = names.into_iter().collect();
    let languages: BTreeSet<&str> = kept().map(|number| rows[number].language).collect();
    let languages: Vec<String> = languages.into_iter().map(str::to_owned).collect();
    let document = |number: usize| {
        let row = &rows[number];
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

/// Row of `scores.csv`: how much one source uses one frame, and used it at the run before.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FrameScore {
    /// Source (or other group).
    pub source: String,
    /// Frame id.
    pub frame: String,
    /// Documents of the source.
    pub documents: u64,
    /// Documents with at least one mention.
    pub documents_with: u64,
    /// Mentions.
    pub mentions: u64,
    /// Tokens.
    pub tokens: u64,
    /// Mentions per 1,000 tokens.
    pub rate: Option<f64>,
    /// Lower limit of the rate's 95 % interval.
    pub rate_low: Option<f64>,
    /// Upper limit.
    pub rate_high: Option<f64>,
    /// Mentions at the run before; `None` where it had no such row.
    pub mentions_before: Option<u64>,
    /// The rate then.
    pub rate_before: Option<f64>,
}

/// Row of `entries.csv`: what an entry found, and found at the run before.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EntryScore {
    /// Frame id.
    pub frame: String,
    /// Language code.
    pub language: String,
    /// Name of the entry.
    pub entry: String,
    /// Its pattern.
    pub pattern: String,
    /// How it matches.
    #[serde(rename = "match")]
    pub kind: String,
    /// Mentions.
    pub mentions: u64,
    /// Documents that have one.
    pub documents: u64,
    /// Sources that have one.
    pub sources: u64,
    /// The source with most mentions.
    pub top_source: Option<String>,
    /// Its share of them.
    pub top_source_share: Option<f64>,
    /// Mentions at the run before; `None` where there was no such entry.
    pub mentions_before: Option<u64>,
}

/// Columns of `scores.csv`.
pub const SCORES: [&str; 11] = [
    "source",
    "frame",
    "documents",
    "documents_with",
    "mentions",
    "tokens",
    "rate",
    "rate_low",
    "rate_high",
    "mentions_before",
    "rate_before",
];

/// Columns of `entries.csv`.
pub const ENTRIES: [&str; 11] = [
    "frame",
    "language",
    "entry",
    "pattern",
    "match",
    "mentions",
    "documents",
    "sources",
    "top_source",
    "top_source_share",
    "mentions_before",
];

impl Scores {
    /// Rows of `scores.csv`, by source, then frame.
    pub fn frame_rows(&self, before: Option<&Before>) -> Vec<FrameScore> {
        let row = |row: &FrameRow| {
            let then = before.and_then(|before| before.frame(&row.source, &row.frame));
            FrameScore {
                source: row.source.clone(),
                frame: row.frame.clone(),
                documents: row.documents,
                documents_with: row.documents_with,
                mentions: row.mentions,
                tokens: row.tokens,
                rate: row.rate,
                rate_low: row.rate_low,
                rate_high: row.rate_high,
                mentions_before: then.map(|then| then.0),
                rate_before: then.and_then(|then| then.1),
            }
        };
        self.frames.iter().map(row).collect()
    }

    /// Rows of `entries.csv`, by frame, language and entry.
    pub fn entry_rows(&self, before: Option<&Before>) -> Vec<EntryScore> {
        let row = |row: &EntryRow| EntryScore {
            frame: row.frame.clone(),
            language: row.language.clone(),
            entry: row.entry.clone(),
            pattern: row.pattern.clone(),
            kind: row.kind.clone(),
            mentions: row.mentions,
            documents: row.documents,
            sources: row.sources,
            top_source: row.top_source.clone(),
            top_source_share: row.top_source_share,
            mentions_before: before.and_then(|before| before.entry(row)),
        };
        self.entries.iter().map(row).collect()
    }
}
