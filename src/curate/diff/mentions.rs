//! Mentions of two lexicons, place by place.

use std::collections::BTreeMap;

use super::{EntryChange, MentionChange, MentionFate, Side};
use crate::annotate::{Annotation, Mention};
use crate::corpus::Document;
use crate::lexicon::parse::is_within;

/// Frame, language and name of an entry in its own frame.
type Origin<'a> = (&'a str, &'a str, &'a str);

/// The origin of each entry of an annotator; `None` for the twin that an entry
/// has in a frame above its own.
fn origins<'a>(side: &Side<'a>) -> Vec<Option<Origin<'a>>> {
    let twins = |id: &'a String| {
        let within = side.lexicon.entries().filter(move |(frame, ..)| is_within(&frame.id, id));
        within.map(move |(frame, language, entry)| {
            (frame.id == *id).then_some((frame.id.as_str(), language, entry.name.as_str()))
        })
    };
    side.annotator.frames.iter().flat_map(twins).collect()
}

/// One mention in its own frame.
struct Found<'a> {
    origin: Origin<'a>,
    mention: &'a Mention,
}

fn found<'a>(
    origins: &[Option<Origin<'a>>],
    annotation: &'a Annotation,
) -> BTreeMap<(usize, usize, &'a str), Found<'a>> {
    let own = annotation.mentions.iter().filter_map(|mention| {
        let origin = origins.get(mention.entry as usize).copied().flatten()?;
        Some(((mention.start, mention.end, origin.0), Found { origin, mention }))
    });
    own.collect()
}

/// Mentions gained, lost and altered, by document, start, end and frame.
///
/// Two mentions are the same where frame, document, start and end are. Only
/// documents that `counted` says count are looked at. A mention of an entry that
/// is itself unchanged owes its fate to the change that takes or leaves its place.
pub fn mentions(
    old: &Side,
    new: &Side,
    changes: &[EntryChange],
    documents: &[Document],
    counted: &[bool],
) -> Vec<MentionChange> {
    let (before, after) = (origins(old), origins(new));
    let by_old = index(changes, |c| c.old.map(|_| c.was.as_ref().unwrap_or(&c.entry).as_str()));
    let by_new = index(changes, |c| c.new.map(|_| c.entry.as_str()));
    let mut rows = Vec::new();
    for (place, document) in documents.iter().enumerate().filter(|(i, _)| counted[*i]) {
        let was = found(&before, &old.annotations[place]);
        let is = found(&after, &new.annotations[place]);
        let mut row = |change, hit: &Found, was: Option<&Found>, by: Option<usize>| {
            rows.push(made(change, hit, was, by, (place, document), changes));
        };
        for (key, hit) in &is {
            match was.get(key) {
                None => {
                    let by = by_new.get(&hit.origin).or_else(|| overlapping(hit, &was, &by_old));
                    row(MentionFate::Gained, hit, None, by.copied());
                }
                Some(twin) if twin.origin.2 != hit.origin.2 || read(twin.mention) != read(hit.mention) => {
                    let by = by_new.get(&hit.origin).or_else(|| by_old.get(&twin.origin));
                    row(MentionFate::Altered, hit, Some(twin), by.copied());
                }
                Some(_) => {}
            }
        }
        for (_, hit) in was.iter().filter(|(key, _)| !is.contains_key(*key)) {
            let by = by_old.get(&hit.origin).or_else(|| overlapping(hit, &is, &by_new));
            row(MentionFate::Lost, hit, None, by.copied());
        }
    }
    rows.sort_by(|a, b| {
        (&a.document, a.start, a.end, &a.frame, a.change).cmp(&(&b.document, b.start, b.end, &b.frame, b.change))
    });
    rows
}

fn index<'c>(
    changes: &'c [EntryChange],
    name: impl Fn(&'c EntryChange) -> Option<&'c str>,
) -> BTreeMap<Origin<'c>, usize> {
    let keyed = changes.iter().enumerate().filter_map(|(i, c)| Some(((&*c.frame, &*c.language, name(c)?), i)));
    keyed.collect()
}

/// The change of an entry that has a mention where this one stands.
fn overlapping<'c, 'o>(
    hit: &Found,
    others: &BTreeMap<(usize, usize, &str), Found<'o>>,
    changes: &'c BTreeMap<Origin<'o>, usize>,
) -> Option<&'c usize> {
    let meets = |other: &&Found| {
        other.origin.0 == hit.origin.0 && other.mention.start < hit.mention.end && hit.mention.start < other.mention.end
    };
    others.values().filter(meets).find_map(|other| changes.get(&other.origin))
}

/// What is read of a mention besides its place.
fn read(mention: &Mention) -> impl PartialEq + '_ {
    (&mention.agent, &mention.patient, mention.voice, &mention.speaker, mention.stance, mention.weight.to_bits())
}

fn made(
    change: MentionFate,
    hit: &Found,
    was: Option<&Found>,
    by: Option<usize>,
    (place, document): (usize, &Document),
    changes: &[EntryChange],
) -> MentionChange {
    let line = |text: &str| text.replace(['\n', '\r', '\t'], " ");
    MentionChange {
        change,
        document: document.id.clone(),
        source: document.source.clone(),
        start: hit.mention.start,
        end: hit.mention.end,
        frame: hit.origin.0.to_owned(),
        entry: hit.origin.2.to_owned(),
        was: was.map(|w| w.origin.2).filter(|w| *w != hit.origin.2).map(str::to_owned),
        left: line(&hit.mention.left),
        cue: hit.mention.text.clone(),
        right: line(&hit.mention.right),
        because: by.map_or(String::new(), |by| format!("{} {}", changes[by].change.name(), changes[by].entry)),
        by,
        place,
        sentence: hit.mention.sentence,
    }
}

/// Counts what every change did to mentions into its row.
pub fn tell(changes: &mut [EntryChange], mentions: &[MentionChange]) {
    for (index, change) in changes.iter_mut().enumerate() {
        let of = |fate: MentionFate| {
            Some(mentions.iter().filter(|m| m.by == Some(index) && m.change == fate).count() as u64)
        };
        change.gained = of(MentionFate::Gained);
        change.lost = of(MentionFate::Lost);
        change.altered = of(MentionFate::Altered);
        let mut places: Vec<usize> = mentions.iter().filter(|m| m.by == Some(index)).map(|m| m.place).collect();
        places.dedup();
        change.documents = Some(places.len() as u64);
    }
}
