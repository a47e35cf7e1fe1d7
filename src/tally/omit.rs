//! A tally with something taken out: entries, documents, or an event.
//!
//! Everything stays whole numbers, so what is left is what counting without the
//! omitted would have given, with one exception that [`Omission::Entries`] names.

use std::collections::BTreeSet;

use super::{DocumentTally, FrameCount, Tally};

/// What is taken out of a tally.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Omission {
    /// The mentions of entries (indices into [`Tally::entries`]). Where another
    /// entry overlaps such a mention, a lexicon without the entry would find that
    /// one instead; the tally does not know it.
    Entries(BTreeSet<u32>),
    /// Documents, by id.
    Documents(BTreeSet<String>),
    /// An event (index into [`Tally::events`]): its sentences, tokens and mentions
    /// alike, and with them the documents that tell of nothing else.
    ///
    /// What is left of a document is its whole minus its part; its parts in other
    /// events stay as they are, since a sentence may tell of both. The pooled
    /// scope is therefore the one to look at.
    Event(u32),
}

impl Tally {
    /// The same tally with what rates and contrasts are made of alone: no
    /// features, narratives, speakers and names, no voices and stances.
    pub fn bare(&self) -> Tally {
        Tally {
            features: Vec::new(),
            actors: Vec::new(),
            speakers: Vec::new(),
            names: Vec::new(),
            documents: self.documents.iter().map(DocumentTally::bare).collect(),
            ..self.clone_lists()
        }
    }

    /// The same tally without what is omitted; the name lists stay, so that
    /// every index means the same as before.
    ///
    /// Counts that cannot be told apart by entry (voices, narratives, speakers)
    /// are gone: the result is [`bare`](Self::bare).
    pub fn without(&self, omission: &Omission) -> Tally {
        let mut rest = self.bare();
        match omission {
            Omission::Entries(entries) => {
                rest.documents.iter_mut().for_each(|document| document.drop_entries(entries, &self.frames_of(entries)));
            }
            Omission::Documents(ids) => rest.documents.retain(|document| !ids.contains(&document.id)),
            Omission::Event(event) => rest.documents.retain_mut(|document| document.drop_event(*event)),
        }
        rest
    }

    /// The lists of names, without any document.
    fn clone_lists(&self) -> Tally {
        Tally {
            by: self.by.clone(),
            groups: self.groups.clone(),
            languages: self.languages.clone(),
            events: self.events.clone(),
            frames: self.frames.clone(),
            entries: self.entries.clone(),
            ..Tally::default()
        }
    }

    /// The frame of each entry, in the order of the entries.
    fn frames_of(&self, entries: &BTreeSet<u32>) -> Vec<u32> {
        let frame = |entry: &u32| {
            let key = self.entries.get(*entry as usize)?;
            self.frames.binary_search(&key.frame).ok().map(|i| i as u32)
        };
        entries.iter().map(|entry| frame(entry).unwrap_or(u32::MAX)).collect()
    }
}

impl DocumentTally {
    fn bare(&self) -> DocumentTally {
        DocumentTally {
            id: self.id.clone(),
            group: self.group,
            language: self.language,
            date: self.date,
            events: self.events.clone(),
            tokens: self.tokens,
            sentences: self.sentences,
            frames: self.frames.iter().map(|f| plain(f.frame, f.mentions)).collect(),
            entries: self.entries.clone(),
            parts: self.parts.iter().map(DocumentTally::bare).collect(),
            ..DocumentTally::default()
        }
    }

    fn drop_entries(&mut self, entries: &BTreeSet<u32>, frames: &[u32]) {
        for (entry, frame) in entries.iter().zip(frames) {
            let Ok(place) = self.entries.binary_search_by_key(entry, |e| e.0) else { continue };
            let (_, mentions) = self.entries.remove(place);
            self.frames = less(&self.frames, &[plain(*frame, mentions)]);
        }
        self.parts.iter_mut().for_each(|part| part.drop_entries(entries, frames));
    }

    /// Takes an event out; whether anything of the document is left.
    fn drop_event(&mut self, event: u32) -> bool {
        if !self.events.contains(&event) {
            return true;
        }
        let Some(place) = self.parts.iter().position(|part| part.events == [event]) else { return false };
        let part = self.parts.remove(place);
        self.events.retain(|e| *e != event);
        self.tokens = self.tokens.saturating_sub(part.tokens);
        self.sentences = self.sentences.saturating_sub(part.sentences);
        self.frames = less(&self.frames, &part.frames);
        for (entry, count) in &mut self.entries {
            let gone = part.entries.binary_search_by_key(entry, |e| e.0).map_or(0, |i| part.entries[i].1);
            *count = count.saturating_sub(gone);
        }
        self.entries.retain(|e| e.1 > 0);
        true
    }
}

fn plain(frame: u32, mentions: u64) -> FrameCount {
    FrameCount { frame, mentions, ..FrameCount::default() }
}

/// Frame counts minus others; frames without a mention are left out.
fn less(whole: &[FrameCount], part: &[FrameCount]) -> Vec<FrameCount> {
    let gone = |frame: u32| part.binary_search_by_key(&frame, |f| f.frame).map_or(0, |i| part[i].mentions);
    let rest = whole.iter().map(|f| plain(f.frame, f.mentions.saturating_sub(gone(f.frame))));
    rest.filter(|f| f.mentions > 0).collect()
}
