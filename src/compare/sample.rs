//! Small tallies for tests, written by hand.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::annotate::{Mention, NameHit, Stance, Voice};
use crate::lexicon::Cue;
use crate::tally::detail::{self, Cast};
use crate::tally::{ActorKey, DocumentTally, EntryKey, Feature, FrameCount, NameKey, Tally};
use crate::text::Position;

/// What one statement of a frame says, besides how often.
#[derive(Debug, Clone, Default)]
struct Said {
    frame: String,
    entry: String,
    count: u64,
    agents: Vec<String>,
    patients: Vec<String>,
    voice: Option<Voice>,
    stance: Option<Stance>,
    speaker: Option<String>,
}

/// A document by names; [`Draft::tally`] turns them into indices.
#[derive(Debug, Clone, Default)]
pub struct Paper {
    id: String,
    group: String,
    language: String,
    date: Option<NaiveDate>,
    events: BTreeSet<String>,
    tokens: u64,
    mentions: Vec<Said>,
    names: Vec<(NameKey, u64)>,
    words: Vec<(String, u64)>,
    voices: Option<(u64, u64)>,
    /// Events that only half of it tells of.
    halves: BTreeSet<String>,
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

    /// The same document of a day, `2020-09-27`.
    pub fn dated(mut self, day: &str) -> Self {
        self.date = Some(day.parse().unwrap());
        self
    }

    /// The same document in an event.
    pub fn event(mut self, event: &str) -> Self {
        self.events.insert(event.into());
        self
    }

    /// The same document, half of which tells of an event: half of every count, rounded down.
    pub fn half_event(mut self, event: &str) -> Self {
        self.halves.insert(event.into());
        self.event(event)
    }

    /// Half of the document, about one event.
    fn half(&self, event: &str) -> Self {
        let mut half = Paper { events: [event.to_owned()].into(), halves: BTreeSet::new(), ..self.clone() };
        half.tokens /= 2;
        half.mentions.iter_mut().for_each(|said| said.count /= 2);
        half.names.iter_mut().for_each(|name| name.1 /= 2);
        half.words.iter_mut().for_each(|word| word.1 /= 2);
        half.mentions.retain(|said| said.count > 0);
        half.words.retain(|word| word.1 > 0);
        half
    }

    /// The same document in another language.
    pub fn language(mut self, language: &str) -> Self {
        self.language = language.into();
        self
    }

    /// The same document with mentions of an entry (a frame's name serves where the entry is of no concern).
    pub fn mention(mut self, frame: &str, entry: &str, count: u64) -> Self {
        self.mentions.push(Said { frame: frame.into(), entry: entry.into(), count, ..Said::default() });
        self
    }

    /// The same document with mentions of a frame that name actors. Those of
    /// the n-th statement stand at 100 n in the text.
    pub fn says(mut self, frame: &str, agents: &[&str], patients: &[&str], count: u64) -> Self {
        let ids = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect();
        let (agents, patients) = (ids(agents), ids(patients));
        self.mentions.push(Said {
            frame: frame.into(),
            entry: frame.into(),
            count,
            agents,
            patients,
            ..Said::default()
        });
        self
    }

    /// The same document with voice and stance for its last statement.
    pub fn voiced(mut self, voice: Option<Voice>, stance: Option<Stance>) -> Self {
        let last = self.mentions.last_mut().unwrap();
        (last.voice, last.stance) = (voice, stance);
        self
    }

    /// The same document with a speaker for its last statement.
    pub fn speaker(mut self, speaker: &str) -> Self {
        self.mentions.last_mut().unwrap().speaker = Some(speaker.into());
        self
    }

    /// The same document with occurrences of a name.
    pub fn calls(mut self, naming: &str, variant: &str, count: u64) -> Self {
        self.names.push((NameKey { naming: naming.into(), variant: variant.into() }, count));
        self
    }

    /// Its mentions, one by one.
    fn all_mentions(&self, tally: &Tally) -> Vec<Mention> {
        let each = self.mentions.iter().enumerate().flat_map(|(i, said)| {
            let one = Mention {
                frame: place(&tally.frames, &said.frame),
                entry: 0,
                span: crate::span::Span::new(0, 0),
                tokens: 0..1,
                start: 100 * i,
                end: 100 * i + 6,
                cue: Cue::Other,
                sentence: 0,
                position: Position::Body,
                left: String::new(),
                text: String::new(),
                right: String::new(),
                agent: said.agents.clone(),
                patient: said.patients.clone(),
                voice: said.voice,
                speaker: said.speaker.clone(),
                stance: said.stance,
                weight: 1.0,
            };
            vec![one; said.count as usize]
        });
        each.collect()
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
    actors: BTreeSet<ActorKey>,
    names: BTreeSet<NameKey>,
    papers: Vec<Paper>,
}

fn key(language: &str, frame: &str, entry: &str) -> EntryKey {
    EntryKey {
        frame: frame.into(),
        language: language.into(),
        entry: entry.into(),
        pattern: entry.into(),
        kind: "word".into(),
    }
}

fn feature(language: &str, stem: &str) -> Feature {
    Feature { language: language.into(), stem: stem.into(), label: format!("{stem}s") }
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
        Draft { frames: frames.iter().map(|f| (*f).to_owned()).collect(), ..Draft::default() }
    }

    /// The same with an actor on a side.
    pub fn actor(mut self, id: &str, side: &str) -> Self {
        self.actors.insert(ActorKey { id: id.into(), side: Some(side.into()) });
        self
    }

    /// The same with a name to look for.
    pub fn name(mut self, naming: &str, variant: &str) -> Self {
        self.names.insert(NameKey { naming: naming.into(), variant: variant.into() });
        self
    }

    /// The same with one more document.
    pub fn add(mut self, paper: Paper) -> Self {
        self.papers.push(paper);
        self
    }

    /// The tally, lists and documents sorted as they must be.
    pub fn tally(self) -> Tally {
        let papers = &self.papers;
        let mut tally = Tally {
            by: "source".into(),
            groups: sorted(papers.iter().map(|p| p.group.clone())),
            languages: sorted(papers.iter().map(|p| p.language.clone())),
            events: sorted(papers.iter().flat_map(|p| p.events.iter().cloned())),
            frames: self.frames.iter().cloned().collect(),
            entries: sorted(
                papers.iter().flat_map(|p| p.mentions.iter().map(|m| key(&p.language, &m.frame, &m.entry))),
            ),
            features: sorted(papers.iter().flat_map(|p| p.words.iter().map(|w| feature(&p.language, &w.0)))),
            actors: self.actors.iter().cloned().collect(),
            speakers: sorted(papers.iter().flat_map(|p| p.mentions.iter().filter_map(|m| m.speaker.clone()))),
            names: self.names.iter().cloned().collect(),
            documents: Vec::new(),
        };
        let cast = Cast { actors: tally.actors.clone(), speakers: tally.speakers.clone() };
        for p in papers {
            let row = row(&tally, &cast, p);
            tally.documents.push(row);
        }
        tally.documents.sort_by(|a, b| a.id.cmp(&b.id));
        tally
    }
}

/// A document with indices into the lists of its tally.
fn row(tally: &Tally, cast: &Cast, p: &Paper) -> DocumentTally {
    let mut frames: Vec<FrameCount> = Vec::new();
    for Said { frame, count, .. } in &p.mentions {
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
    let mut entries: BTreeMap<u32, u64> = BTreeMap::new();
    for m in &p.mentions {
        *entries.entry(place(&tally.entries, &key(&p.language, &m.frame, &m.entry))).or_default() += m.count;
    }
    let said = p.all_mentions(tally);
    let name = |key: &NameKey| NameHit {
        name: place(&tally.names, key),
        sentence: 0,
        start: 0,
        end: 0,
        left: String::new(),
        text: String::new(),
        right: String::new(),
    };
    let names: Vec<NameHit> = p.names.iter().flat_map(|(key, n)| vec![name(key); *n as usize]).collect();
    let mut features: Vec<(u32, u64)> =
        p.words.iter().map(|w| (place(&tally.features, &feature(&p.language, &w.0)), w.1)).collect();
    features.sort();
    DocumentTally {
        id: p.id.clone(),
        date: p.date,
        group: place(&tally.groups, &p.group),
        language: place(&tally.languages, &p.language),
        events: p.events.iter().map(|e| place(&tally.events, e)).collect(),
        tokens: p.tokens,
        sentences: p.tokens / 20,
        frames,
        entries: entries.into_iter().collect(),
        features,
        narratives: cast.narratives(&said),
        speakers: cast.speakers(&said),
        names: detail::names(&names),
        parts: p.halves.iter().map(|event| row(tally, cast, &p.half(event))).collect(),
    }
}
