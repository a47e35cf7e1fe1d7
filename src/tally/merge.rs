//! Merging tallies of parts into the tally of the whole, and checking one that was read.

use std::collections::BTreeMap;

use super::{ActorKey, DocumentTally, EntryKey, Feature, Tally};
use crate::error::{Error, Fault};

/// No document has more tokens or mentions than a text of 4 GiB has bytes.
const MOST: u64 = u32::MAX as u64;

impl Tally {
    /// The tally of a whole corpus from those of its parts.
    ///
    /// Name lists are united and sorted, indices renewed, documents sorted by
    /// id; the order of the parts does not matter. A stem's label is the one
    /// that stands for most occurrences over the parts, the first by alphabet
    /// among equals (parts do not know how often each form occurs, so this can
    /// differ from the label that the whole corpus would give; no number
    /// depends on it).
    ///
    /// # Errors
    /// If a part is not sound ([`check`](Self::check)), if parts compare
    /// different fields, if they were counted with different lexicons or
    /// actors, or if two documents have the same id.
    ///
    /// # Example
    /// ```
    /// use framelens::tally::{DocumentTally, Tally};
    /// let part = |id: &str, group: &str| Tally {
    ///     by: "source".into(),
    ///     groups: vec![group.into()],
    ///     languages: vec!["en".into()],
    ///     documents: vec![DocumentTally { id: id.into(), tokens: 9, ..DocumentTally::default() }],
    ///     ..Tally::default()
    /// };
    /// let whole = Tally::merge(vec![part("2", "Herald"), part("1", "Courier")])?;
    /// assert_eq!(whole.groups, ["Courier", "Herald"]);
    /// assert_eq!(whole.documents[1].group, 1);
    /// assert!(Tally::merge(vec![part("1", "Courier"), part("1", "Courier")]).is_err());
    /// # Ok::<(), framelens::Error>(())
    /// ```
    pub fn merge(parts: Vec<Tally>) -> Result<Tally, Error> {
        parts.iter().try_for_each(Tally::check)?;
        let mut whole = Tally {
            by: field(&parts)?,
            groups: united(&parts, |p| &p.groups),
            languages: united(&parts, |p| &p.languages),
            events: united(&parts, |p| &p.events),
            frames: united(&parts, |p| &p.frames),
            entries: united(&parts, |p| &p.entries),
            features: features(&parts),
            actors: united(&parts, |p| &p.actors),
            speakers: united(&parts, |p| &p.speakers),
            names: united(&parts, |p| &p.names),
            documents: Vec::with_capacity(parts.iter().map(|p| p.documents.len()).sum()),
        };
        same_lexicon(&whole.entries)?;
        same_actors(&whole.actors)?;
        for part in parts {
            let places = Places::new(&part, &whole);
            whole.documents.extend(part.documents.into_iter().map(|d| places.renew(d)));
        }
        whole.documents.sort_by(|a, b| a.id.cmp(&b.id));
        distinct(&whole.documents)?;
        Ok(whole)
    }

    /// Whether the tally is sound: lists sorted and without repetition, every
    /// index within its list, no count that a text could not have.
    ///
    /// # Errors
    /// Names the list or the document at fault.
    pub fn check(&self) -> Result<(), Error> {
        let names = ascending(&self.groups)
            && ascending(&self.languages)
            && ascending(&self.events)
            && ascending(&self.frames)
            && ascending(&self.entries)
            && self.features.is_sorted_by(|a, b| stem(a) < stem(b))
            && self.actors.is_sorted_by(|a, b| a.id < b.id)
            && ascending(&self.speakers)
            && ascending(&self.names);
        if !names {
            return Err(damaged("a list of names is not sorted, or has a name twice"));
        }
        if let Some(document) = self.documents.iter().find(|d| !self.holds(d)) {
            return Err(damaged(&format!("document `{}` has an index or a count out of range", document.id)));
        }
        if !self.documents.is_sorted_by(|a, b| a.id <= b.id) {
            return Err(damaged("its documents are not sorted by id"));
        }
        distinct(&self.documents)
    }

    /// Whether a document's lists are sorted and point into the name lists.
    fn holds(&self, document: &DocumentTally) -> bool {
        let indices = |list: &mut dyn Iterator<Item = u32>, end: usize| {
            let list: Vec<u32> = list.collect();
            ascending(&list) && list.last().is_none_or(|&i| (i as usize) < end)
        };
        let counts = document.frames.iter().map(|f| f.mentions);
        let counts = counts.chain(document.entries.iter().chain(&document.features).map(|c| c.1));
        (document.group as usize) < self.groups.len()
            && (document.language as usize) < self.languages.len()
            && indices(&mut document.events.iter().copied(), self.events.len())
            && indices(&mut document.frames.iter().map(|f| f.frame), self.frames.len())
            && indices(&mut document.entries.iter().map(|e| e.0), self.entries.len())
            && indices(&mut document.features.iter().map(|f| f.0), self.features.len())
            && counts.chain([document.tokens, document.sentences]).all(|count| count <= MOST)
            && self.holds_details(document)
            && self.holds_parts(document)
    }

    /// Whether the parts of a document are of its events, in their order, sound, and no more than the whole.
    fn holds_parts(&self, document: &DocumentTally) -> bool {
        let sound = |part: &DocumentTally| {
            let about = part.events.len() == 1 && document.events.contains(&part.events[0]) && part.parts.is_empty();
            let same = (&part.id, part.group, part.language) == (&document.id, document.group, document.language);
            about && same && self.holds(part) && within_whole(part, document)
        };
        document.parts.is_sorted_by(|a, b| a.events < b.events) && document.parts.iter().all(sound)
    }

    /// The same of narratives, speakers and names; the first two, where they
    /// are there, must also add up to the mentions of each frame.
    fn holds_details(&self, document: &DocumentTally) -> bool {
        let within = |list: &[u32], end: usize| ascending(list) && list.last().is_none_or(|&i| (i as usize) < end);
        let names: Vec<u32> = document.names.iter().map(|n| n.0).collect();
        let narrative = |n: &super::NarrativeCount| {
            within(&n.agents, self.actors.len())
                && within(&n.patients, self.actors.len())
                && n.start <= n.end
                && n.end <= MOST
        };
        document.narratives.is_sorted_by(|a, b| a.key() < b.key())
            && document.narratives.iter().all(narrative)
            && adds_up(document, document.narratives.iter().map(|n| (n.frame, n.mentions)))
            && document.speakers.is_sorted_by(|a, b| a.key() < b.key())
            && document.speakers.iter().all(|s| s.speaker.is_none_or(|i| (i as usize) < self.speakers.len()))
            && adds_up(document, document.speakers.iter().map(|s| (s.frame, s.mentions)))
            && within(&names, self.names.len())
            && document.names.iter().all(|n| n.1 <= MOST)
    }
}

/// Whether no count of a part exceeds the whole's.
fn within_whole(part: &DocumentTally, whole: &DocumentTally) -> bool {
    let within = |part: &[(u32, u64)], whole: &[(u32, u64)]| {
        let of = |key: u32| whole.binary_search_by_key(&key, |c| c.0).map_or(0, |i| whole[i].1);
        part.iter().all(|&(key, count)| count <= of(key))
    };
    part.tokens <= whole.tokens
        && part.sentences <= whole.sentences
        && part.frames.iter().all(|f| f.mentions <= whole.mentions(f.frame))
        && within(&part.entries, &whole.entries)
        && within(&part.features, &whole.features)
        && within(&part.names, &whole.names)
}

/// Whether parts of a document's mentions, ascending by frame, give the mentions of every frame; no parts will do.
fn adds_up(document: &DocumentTally, parts: impl Iterator<Item = (u32, u64)>) -> bool {
    let mut sums: Vec<(u32, u64)> = Vec::new();
    for (frame, mentions) in parts {
        match sums.last_mut().filter(|last| last.0 == frame) {
            Some(last) => last.1 = last.1.saturating_add(mentions),
            None => sums.push((frame, mentions)),
        }
    }
    let frames = document.frames.iter().filter(|f| f.mentions > 0).map(|f| (f.frame, f.mentions));
    sums.is_empty() || sums.into_iter().filter(|s| s.1 > 0).eq(frames)
}

fn ascending<T: Ord>(list: &[T]) -> bool {
    list.is_sorted_by(|a, b| a < b)
}

fn stem(feature: &Feature) -> (&str, &str) {
    (&feature.language, &feature.stem)
}

fn damaged(how: &str) -> Error {
    Error::with_help(format!("the tally is damaged: {how}"), "count the corpus again")
}

/// The field that all parts compare; a part without documents may leave it open.
fn field(parts: &[Tally]) -> Result<String, Error> {
    let mut fields: Vec<&str> = parts.iter().map(|p| p.by.as_str()).filter(|by| !by.is_empty()).collect();
    fields.sort_unstable();
    fields.dedup();
    match fields[..] {
        [] => Ok(String::new()),
        [by] => Ok(by.to_owned()),
        [one, other, ..] => Err(Error::with_help(
            format!("tallies by `{one}` and by `{other}` cannot be merged"),
            "count all parts with the same --by",
        )),
    }
}

fn same_lexicon(entries: &[EntryKey]) -> Result<(), Error> {
    let name = |key: &EntryKey| (key.frame.clone(), key.language.clone(), key.entry.clone());
    match entries.windows(2).find(|pair| name(&pair[0]) == name(&pair[1])) {
        None => Ok(()),
        Some(pair) => Err(Error::with_help(
            format!(
                "tallies counted with different lexicons cannot be merged: entry `{}` of frame `{}` differs",
                pair[0].entry, pair[0].frame
            ),
            "count all parts with the same lexicon",
        )),
    }
}

fn same_actors(actors: &[ActorKey]) -> Result<(), Error> {
    match actors.windows(2).find(|pair| pair[0].id == pair[1].id) {
        None => Ok(()),
        Some(pair) => Err(Error::with_help(
            format!("tallies counted with different actors cannot be merged: `{}` changes sides", pair[0].id),
            "count all parts with the same actors file",
        )),
    }
}

/// Refuses documents of the same id, all at once.
fn distinct(documents: &[DocumentTally]) -> Result<(), Error> {
    let mut twice: Vec<&str> = documents.windows(2).filter(|w| w[0].id == w[1].id).map(|w| w[0].id.as_str()).collect();
    twice.dedup();
    let fault = |id: &&str| {
        Fault::error(format!("document `{id}` is counted twice"))
            .help("leave one of them out, or give them different ids")
    };
    let faults: Vec<Fault> = twice.iter().map(fault).collect();
    if faults.is_empty() { Ok(()) } else { Err(Error { faults }) }
}

fn united<T: Ord + Clone>(parts: &[Tally], list: fn(&Tally) -> &Vec<T>) -> Vec<T> {
    let mut names: Vec<T> = parts.iter().flat_map(|p| list(p).iter().cloned()).collect();
    names.sort();
    names.dedup();
    names
}

/// Every stem once, with the label that stands for most occurrences.
fn features(parts: &[Tally]) -> Vec<Feature> {
    let mut labels: BTreeMap<(&str, &str), BTreeMap<&str, u64>> = BTreeMap::new();
    for part in parts {
        let mut occurrences = vec![0u64; part.features.len()];
        part.documents.iter().flat_map(|d| &d.features).for_each(|f| occurrences[f.0 as usize] += f.1);
        for (feature, count) in part.features.iter().zip(occurrences) {
            *labels.entry(stem(feature)).or_default().entry(&feature.label).or_default() += count;
        }
    }
    let label = |counts: BTreeMap<&str, u64>| {
        counts
            .into_iter()
            .max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(a.0)))
            .map_or(String::new(), |best| best.0.to_owned())
    };
    labels
        .into_iter()
        .map(|((language, stem), counts)| Feature {
            language: language.into(),
            stem: stem.into(),
            label: label(counts),
        })
        .collect()
}

/// Where the names of a part stand in the whole.
struct Places {
    groups: Vec<u32>,
    languages: Vec<u32>,
    events: Vec<u32>,
    frames: Vec<u32>,
    entries: Vec<u32>,
    features: Vec<u32>,
    actors: Vec<u32>,
    speakers: Vec<u32>,
    names: Vec<u32>,
}

impl Places {
    fn new(part: &Tally, whole: &Tally) -> Self {
        fn places<T>(part: &[T], whole: &[T], less: impl Fn(&T, &T) -> bool) -> Vec<u32> {
            // The whole holds every name of its parts, so no search fails.
            part.iter().map(|name| whole.partition_point(|other| less(other, name)) as u32).collect()
        }
        let names = |list: fn(&Tally) -> &Vec<String>| places(list(part), list(whole), |a, b| a < b);
        Places {
            groups: names(|t| &t.groups),
            languages: names(|t| &t.languages),
            events: names(|t| &t.events),
            frames: names(|t| &t.frames),
            entries: places(&part.entries, &whole.entries, |a, b| a < b),
            features: places(&part.features, &whole.features, |a, b| stem(a) < stem(b)),
            actors: places(&part.actors, &whole.actors, |a, b| a.id < b.id),
            speakers: names(|t| &t.speakers),
            names: places(&part.names, &whole.names, |a, b| a < b),
        }
    }

    /// The document with indices into the whole. All lists are sorted alike, so order is kept.
    fn renew(&self, mut document: DocumentTally) -> DocumentTally {
        let renew = |index: &mut u32, places: &[u32]| *index = places[*index as usize];
        renew(&mut document.group, &self.groups);
        renew(&mut document.language, &self.languages);
        document.events.iter_mut().for_each(|e| renew(e, &self.events));
        document.frames.iter_mut().for_each(|f| renew(&mut f.frame, &self.frames));
        document.entries.iter_mut().for_each(|e| renew(&mut e.0, &self.entries));
        document.features.iter_mut().for_each(|f| renew(&mut f.0, &self.features));
        document.names.iter_mut().for_each(|n| renew(&mut n.0, &self.names));
        for narrative in &mut document.narratives {
            renew(&mut narrative.frame, &self.frames);
            narrative.agents.iter_mut().chain(&mut narrative.patients).for_each(|a| renew(a, &self.actors));
        }
        for count in &mut document.speakers {
            renew(&mut count.frame, &self.frames);
            count.speaker.iter_mut().for_each(|s| renew(s, &self.speakers));
        }
        document.parts = document.parts.into_iter().map(|part| self.renew(part)).collect();
        document
    }
}

#[cfg(test)]
mod tests {
    use super::super::{FrameCount, NameKey, NarrativeCount, SpeakerCount};
    use super::*;

    fn part(id: &str, stem: &str, label: &str, count: u64) -> Tally {
        Tally {
            by: "source".into(),
            groups: vec!["Courier".into()],
            languages: vec!["en".into()],
            features: vec![Feature { language: "en".into(), stem: stem.into(), label: label.into() }],
            documents: vec![DocumentTally {
                id: id.into(),
                tokens: 9,
                features: vec![(0, count)],
                ..DocumentTally::default()
            }],
            ..Tally::default()
        }
    }

    fn message(result: Result<Tally, Error>) -> String {
        result.unwrap_err().render(false)
    }

    #[test]
    fn indices_follow_the_names_and_the_commoner_label_wins() {
        let parts = [part("2", "war", "wars", 2), part("1", "raid", "raids", 1), part("3", "war", "war", 5)];
        let whole = Tally::merge(parts.to_vec()).unwrap();

        let labels: Vec<_> = whole.features.iter().map(|f| f.label.as_str()).collect();
        assert_eq!(labels, ["raids", "war"]);
        let features: Vec<_> = whole.documents.iter().map(|d| (d.id.as_str(), d.features[0])).collect();
        assert_eq!(features, [("1", (0, 1)), ("2", (1, 2)), ("3", (1, 5))]);
        let reversed = parts.into_iter().rev().collect();
        assert_eq!(Tally::merge(reversed).unwrap(), whole);
    }

    #[test]
    fn all_documents_counted_twice_are_named() {
        let parts = ["1", "2", "2", "3", "1"].map(|id| part(id, "war", "war", 1));
        let shown = message(Tally::merge(parts.to_vec()));
        assert!(shown.contains("document `1` is counted twice") && shown.contains("document `2`"), "{shown}");
        assert!(!shown.contains("document `3`"), "{shown}");
    }

    #[test]
    fn parts_must_be_made_alike() {
        let other = Tally { by: "side".into(), ..part("2", "war", "war", 1) };
        let shown = message(Tally::merge(vec![part("1", "war", "war", 1), other]));
        assert!(shown.contains("by `side` and by `source`"), "{shown}");

        let lexicon = |id: &str, pattern: &str| {
            let key = EntryKey {
                frame: "force".into(),
                language: "en".into(),
                entry: "raid".into(),
                pattern: pattern.into(),
                kind: "word".into(),
            };
            Tally { frames: vec!["force".into()], entries: vec![key], ..part(id, "war", "war", 1) }
        };
        let shown = message(Tally::merge(vec![lexicon("1", "raid"), lexicon("2", "raid*")]));
        assert!(shown.contains("different lexicons"), "{shown}");
    }

    /// A part with one mention of `force` by an actor, quoted from somebody, and one name.
    fn telling(id: &str, actor: (&str, &str), speaker: &str, variant: &str) -> Tally {
        let mut part = part(id, "war", "war", 1);
        part.frames = vec!["force".into()];
        part.actors = vec![ActorKey { id: actor.0.into(), side: Some(actor.1.into()) }];
        part.speakers = vec![speaker.into()];
        part.names = vec![NameKey { naming: "hill".into(), variant: variant.into() }];
        let document = &mut part.documents[0];
        document.frames = vec![FrameCount { frame: 0, mentions: 1, ..FrameCount::default() }];
        document.narratives =
            vec![NarrativeCount { agents: vec![0], mentions: 1, end: 6, ..NarrativeCount::default() }];
        document.speakers = vec![SpeakerCount { frame: 0, speaker: Some(0), voice: None, mentions: 1 }];
        document.names = vec![(0, 2)];
        part
    }

    #[test]
    fn actors_speakers_and_names_keep_their_mentions() {
        let parts = vec![telling("1", ("bel", "south"), "B", "low"), telling("2", ("arx", "north"), "A", "high")];
        let whole = Tally::merge(parts).unwrap();
        let shown: Vec<_> = whole
            .documents
            .iter()
            .map(|d| {
                let actor = &whole.actors[d.narratives[0].agents[0] as usize].id;
                let speaker = &whole.speakers[d.speakers[0].speaker.unwrap() as usize];
                (actor.as_str(), speaker.as_str(), whole.names[d.names[0].0 as usize].variant.as_str())
            })
            .collect();
        assert_eq!(shown, [("bel", "B", "low"), ("arx", "A", "high")]);

        let shown = message(Tally::merge(vec![
            telling("1", ("arx", "south"), "A", "low"),
            telling("2", ("arx", "north"), "A", "low"),
        ]));
        assert!(shown.contains("`arx` changes sides"), "{shown}");
    }

    #[test]
    fn details_that_do_not_add_up_are_damage() {
        let sound = telling("1", ("arx", "north"), "A", "low");
        assert_eq!(sound.check(), Ok(()));
        let old = r#"{"id":"1","group":0,"language":0,"events":[],"tokens":9,"sentences":1,"frames":[],"entries":[],"features":[]}"#;
        assert_eq!(serde_json::from_str::<DocumentTally>(old).unwrap().narratives, [], "tallies of older versions");
        let damaged: [fn(&mut DocumentTally); 5] = [
            |d| d.narratives[0].mentions = 2,
            |d| d.narratives[0].agents = vec![1],
            |d| d.narratives[0].start = 7,
            |d| d.speakers[0].mentions = 0,
            |d| d.names = vec![(1, 1)],
        ];
        for damage in damaged {
            let mut tally = sound.clone();
            damage(&mut tally.documents[0]);
            assert!(message(Tally::merge(vec![tally])).contains("the tally is damaged"));
        }
    }

    #[test]
    fn a_damaged_tally_is_refused() {
        let sound = part("1", "war", "war", 1);
        assert_eq!(sound.check(), Ok(()));
        let damaged: [fn(&mut Tally); 5] = [
            |t| t.documents[0].group = 1,
            |t| t.documents[0].features = vec![(1, 1)],
            |t| t.documents[0].events = vec![0],
            |t| t.documents[0].tokens = u64::MAX,
            |t| t.groups = vec!["b".into(), "a".into()],
        ];
        for damage in damaged {
            let mut tally = sound.clone();
            damage(&mut tally);
            assert!(message(Tally::merge(vec![tally])).contains("the tally is damaged"));
        }
        assert_eq!(Tally::merge(Vec::new()), Ok(Tally::default()));
    }
}
