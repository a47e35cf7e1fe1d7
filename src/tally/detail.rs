//! From mentions to who does what to whom, in whose voice, and to names.
//!
//! A mention counts once in every list, also where it names several actors;
//! what that means for a share is decided by the table that gives it.

use std::collections::{BTreeMap, BTreeSet};

use super::{ActorKey, NarrativeCount, NarrativeKey, SpeakerCount};
use crate::annotate::{Annotation, Mention, NameHit};

/// The actors and speakers of a corpus, numbered.
#[derive(Debug, Default)]
pub struct Cast {
    /// Sorted by id.
    pub actors: Vec<ActorKey>,
    /// Sorted.
    pub speakers: Vec<String>,
}

impl Cast {
    /// The declared actors (an actor is never lost, even if a mention names one
    /// that is not declared) and all speakers of the mentions.
    pub fn collect<'a>(declared: &[ActorKey], annotations: impl Iterator<Item = &'a Annotation> + Clone) -> Cast {
        let mentions = || annotations.clone().flat_map(|a| &a.mentions);
        let mut actors: BTreeMap<&str, Option<&str>> =
            mentions().flat_map(|m| m.agent.iter().chain(&m.patient)).map(|id| (id.as_str(), None)).collect();
        actors.extend(declared.iter().map(|a| (a.id.as_str(), a.side.as_deref())));
        let speakers: BTreeSet<&str> = mentions().filter_map(|m| m.speaker.as_deref()).collect();
        Cast {
            actors: actors
                .into_iter()
                .map(|(id, side)| ActorKey { id: id.to_owned(), side: side.map(str::to_owned) })
                .collect(),
            speakers: speakers.into_iter().map(str::to_owned).collect(),
        }
    }

    /// The declared actors, and speakers that are known already, sorted.
    pub fn new(declared: &[ActorKey], speakers: Vec<String>) -> Cast {
        let mut actors = declared.to_vec();
        actors.sort();
        Cast { actors, speakers }
    }

    /// Indices of actors, ascending, each once.
    fn actors(&self, ids: &[String]) -> Vec<u32> {
        let place = |id: &String| self.actors.binary_search_by(|a| a.id.cmp(id)).ok().map(|i| i as u32);
        ids.iter().filter_map(place).collect::<BTreeSet<u32>>().into_iter().collect()
    }

    /// Mentions by frame, actors, voice and stance.
    pub fn narratives<'m>(&self, mentions: impl IntoIterator<Item = &'m Mention>) -> Vec<NarrativeCount> {
        let mut found: Vec<NarrativeCount> = mentions
            .into_iter()
            .map(|m| NarrativeCount {
                frame: m.frame,
                agents: self.actors(&m.agent),
                patients: self.actors(&m.patient),
                voice: m.voice,
                stance: m.stance,
                mentions: 1,
                start: m.start as u64,
                end: m.end as u64,
            })
            .collect();
        let full = |n: &NarrativeCount| -> (u64, u64) { (n.start, n.end) };
        found.sort_by(|a, b| a.key().cmp(&b.key()).then(full(a).cmp(&full(b))));
        // The first of equal keys stands first in the text and stays as the example.
        found.dedup_by(|later, first| {
            let same = NarrativeKey::eq(&later.key(), &first.key());
            first.mentions += u64::from(same) * later.mentions;
            same
        });
        found
    }

    /// Mentions by frame, speaker and voice.
    pub fn speakers<'m>(&self, mentions: impl IntoIterator<Item = &'m Mention>) -> Vec<SpeakerCount> {
        let place = |name: &String| self.speakers.binary_search(name).ok().map(|i| i as u32);
        let mut counts: BTreeMap<_, u64> = BTreeMap::new();
        for m in mentions {
            *counts.entry((m.frame, m.speaker.as_ref().and_then(place), m.voice)).or_default() += 1;
        }
        counts
            .into_iter()
            .map(|((frame, speaker, voice), mentions)| SpeakerCount { frame, speaker, voice, mentions })
            .collect()
    }
}

/// Occurrences per name.
pub fn names<'h>(hits: impl IntoIterator<Item = &'h NameHit>) -> Vec<(u32, u64)> {
    let mut counts: BTreeMap<u32, u64> = BTreeMap::new();
    hits.into_iter().for_each(|hit| *counts.entry(hit.name).or_default() += 1);
    counts.into_iter().collect()
}
