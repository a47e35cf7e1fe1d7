//! Small tallies for tests, written by hand.

use std::collections::BTreeSet;

use crate::tally::{DocumentTally, EntryKey, Feature, FrameCount, Tally};

/// A document by names; [`Draft::tally`] turns them into indices.
#[derive(Debug, Clone, Default)]
pub struct Paper {
    id: String,
    group: String,
    language: String,
    events: BTreeSet<String>,
    tokens: u64,
    mentions: Vec<(String, String, u64)>,
    words: Vec<(String, u64)>,
    voices: Option<(u64, u64)>,
}

/// An English document without mentions.
pub fn document(id: &str, group: &str, tokens: u64) -> Paper {
    Paper { id: id.into(), group: group.into(), language: "en".into(), tokens, ..Paper::default() }
}

impl Paper {
    /// The same document with another id.
    pub fn named(mut self, id: &str) -> Self {
        self.id = id.into();
        self
    }

    /// The same document in an event.
    pub fn event(mut self, event: &str) -> Self {
        self.events.insert(event.into());
        self
    }

    /// The same document in another language.
    pub fn language(mut self, language: &str) -> Self {
        self.language = language.into();
        self
    }

    /// The same document with mentions of an entry (a frame's name serves where the entry is of no concern).
    pub fn mention(mut self, frame: &str, entry: &str, count: u64) -> Self {
        self.mentions.push((frame.into(), entry.into(), count));
        self
    }

    /// The same document with occurrences of a feature.
    pub fn word(mut self, stem: &str, count: u64) -> Self {
        self.words.push((stem.into(), count));
        self
    }

    /// The same document with own and attributed mentions, in every frame it has.
    pub fn voices(mut self, own: u64, attributed: u64) -> Self {
        self.voices = Some((own, attributed));
        self
    }
}

/// Documents and frames of a tally to be.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    frames: BTreeSet<String>,
    papers: Vec<Paper>,
}

fn sorted<T: Ord>(items: impl Iterator<Item = T>) -> Vec<T> {
    items.collect::<BTreeSet<T>>().into_iter().collect()
}

fn place<T: PartialEq>(list: &[T], item: &T) -> u32 {
    list.iter().position(|x| x == item).unwrap() as u32
}

impl Draft {
    /// A tally of these frames.
    pub fn frames(frames: &[&str]) -> Self {
        Draft { frames: frames.iter().map(|f| (*f).to_owned()).collect(), papers: Vec::new() }
    }

    /// The same with one more document.
    pub fn add(mut self, paper: Paper) -> Self {
        self.papers.push(paper);
        self
    }

    /// The tally, lists and documents sorted as they must be.
    pub fn tally(self) -> Tally {
        let key = |language: &str, frame: &str, entry: &str| EntryKey {
            frame: frame.into(),
            language: language.into(),
            entry: entry.into(),
            pattern: entry.into(),
            kind: "word".into(),
        };
        let feature = |language: &str, stem: &str| Feature {
            language: language.into(),
            stem: stem.into(),
            label: format!("{stem}s"),
        };
        let papers = &self.papers;
        let mut tally = Tally {
            by: "source".into(),
            groups: sorted(papers.iter().map(|p| p.group.clone())),
            languages: sorted(papers.iter().map(|p| p.language.clone())),
            events: sorted(papers.iter().flat_map(|p| p.events.iter().cloned())),
            frames: self.frames.iter().cloned().collect(),
            entries: sorted(papers.iter().flat_map(|p| p.mentions.iter().map(|m| key(&p.language, &m.0, &m.1)))),
            features: sorted(papers.iter().flat_map(|p| p.words.iter().map(|w| feature(&p.language, &w.0)))),
            documents: Vec::new(),
        };
        for p in papers {
            let mut frames: Vec<FrameCount> = Vec::new();
            for (frame, _, count) in &p.mentions {
                let frame = place(&tally.frames, frame);
                match frames.iter_mut().find(|f| f.frame == frame) {
                    Some(f) => f.mentions += count,
                    None => frames.push(FrameCount { frame, mentions: *count, ..FrameCount::default() }),
                }
            }
            for f in &mut frames {
                f.own = p.voices.map(|v| v.0);
                f.attributed = p.voices.map(|v| v.1);
            }
            frames.sort_by_key(|f| f.frame);
            let mut entries: Vec<(u32, u64)> =
                p.mentions.iter().map(|m| (place(&tally.entries, &key(&p.language, &m.0, &m.1)), m.2)).collect();
            entries.sort();
            let mut features: Vec<(u32, u64)> =
                p.words.iter().map(|w| (place(&tally.features, &feature(&p.language, &w.0)), w.1)).collect();
            features.sort();
            tally.documents.push(DocumentTally {
                id: p.id.clone(),
                group: place(&tally.groups, &p.group),
                language: place(&tally.languages, &p.language),
                events: p.events.iter().map(|e| place(&tally.events, e)).collect(),
                tokens: p.tokens,
                sentences: p.tokens / 20,
                frames,
                entries,
                features,
            });
        }
        tally.documents.sort_by(|a, b| a.id.cmp(&b.id));
        tally
    }
}
