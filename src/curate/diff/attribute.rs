//! Which entry change moved which contrast.

use std::collections::BTreeMap;

use super::contrasts::renumbered;
use super::entries::{apply, bare_patterns};
use super::{ContrastChange, EntryChange, MentionChange, MentionFate, Side};
use crate::annotate::Annotation;
use crate::compare::recount::Basis;
use crate::compare::standing::{Change, NOWHERE};
use crate::compare::{ALL, ContrastRow};
use crate::corpus::Document;
use crate::lexicon::overlap::Overlap;
use crate::pipeline;
use crate::tally::count::{count, group_of};
use crate::tally::{DocumentTally, Duplicates, Tally};
use crate::text::LanguagePacks;

/// Up to so many entry changes are made one at a time.
pub const FEW: usize = 50;
/// Entry changes named for one contrast.
const NAMED: usize = 5;

/// What re-tallying needs.
pub struct Corpus<'a> {
    /// The articles.
    pub documents: &'a [Document],
    /// Which of them count.
    pub counted: &'a [bool],
    /// What is compared.
    pub by: &'a str,
    /// Language data.
    pub packs: &'a LanguagePacks,
    /// Overlap rule of the matcher.
    pub overlap: Overlap,
}

/// What one change does to one contrast.
struct Effect {
    change: usize,
    /// rate_target − rate_reference with this change alone, less that without any.
    difference: f64,
    /// Ratio with this change alone.
    ratio: Option<f64>,
    /// The line that it crosses alone.
    crosses: Change,
}

/// Fills `because` and `attribution` of the contrasts that cross a line, and
/// counts them in the entry changes.
///
/// With at most [`FEW`] changes, each is made by itself in the old lexicon, the
/// documents that it could touch are annotated again, and the contrasts are
/// worked out with its mentions in place of the old ones. With more, the mentions
/// gained and lost stand for it.
pub fn attribute(
    contrasts: &mut [ContrastChange],
    changes: &mut [EntryChange],
    mentions: &[MentionChange],
    (old, new): (&Side, &Side),
    basis: &Basis,
    corpus: &Corpus,
) {
    let crossed: Vec<usize> = contrasts.iter().filter(|c| c.change != Change::None).map(|c| c.row).collect();
    changes.iter_mut().for_each(|change| change.contrasts = Some(0));
    if crossed.is_empty() {
        return;
    }
    let exact = changes.len() <= FEW;
    let effects = if exact {
        one_at_a_time(&crossed, changes, (old, new), basis, corpus)
    } else {
        by_mentions(&crossed, mentions, old, basis, corpus)
    };
    for contrast in contrasts.iter_mut() {
        let Some(effects) = effects.get(&contrast.row) else { continue };
        let mut effects: Vec<&Effect> = effects.iter().collect();
        effects.sort_by(|a, b| b.difference.abs().total_cmp(&a.difference.abs()).then(a.change.cmp(&b.change)));
        for (i, effect) in effects.iter().enumerate() {
            let owes = i == 0 || effect.crosses != Change::None;
            if let Some(count) = changes[effect.change].contrasts.as_mut().filter(|_| owes) {
                *count += 1;
            }
        }
        let words: Vec<String> = effects.iter().take(NAMED).map(|e| words(e, &changes[e.change], exact)).collect();
        let more = effects.len().saturating_sub(NAMED);
        contrast.because = words.join("; ") + &if more > 0 { format!("; {more} more") } else { String::new() };
        contrast.attribution = if exact { "one change at a time".to_owned() } else { "mentions".to_owned() };
    }
}

fn words(effect: &Effect, change: &EntryChange, exact: bool) -> String {
    let name = format!("{} {}", change.change.name(), change.entry);
    if !exact {
        return format!("{name} ({:+.3} per 1,000)", effect.difference);
    }
    let ratio = effect.ratio.map_or("no ratio".to_owned(), |r| format!("ratio {r:.2}"));
    match effect.crosses {
        Change::None => format!("{name} (alone: {ratio})"),
        line => format!("{name} (alone: {ratio}, {})", line.name()),
    }
}

fn difference(row: &ContrastRow) -> f64 {
    row.rate_target.unwrap_or(0.0) - row.rate_reference.unwrap_or(0.0)
}

fn one_at_a_time(
    crossed: &[usize],
    changes: &[EntryChange],
    (old, new): (&Side, &Side),
    basis: &Basis,
    corpus: &Corpus,
) -> BTreeMap<usize, Vec<Effect>> {
    let subset = touchable(changes, (old, new), corpus);
    let mut effects: BTreeMap<usize, Vec<Effect>> = crossed.iter().map(|row| (*row, Vec::new())).collect();
    for (index, change) in changes.iter().enumerate() {
        let lexicon = apply(old.lexicon, new.lexicon, change);
        let annotator = old.annotator.with_lexicon(&lexicon, corpus.overlap);
        let annotations = pipeline::annotate(&annotator, corpus.packs, &subset, None, &|_| ());
        let tally = count(&annotator, &subset, &annotations, corpus.by, Duplicates::All);
        let other = replaced(basis.tally, &renumbered_to(&tally, &basis.tally.frames));
        for (row, fresh) in basis.recount(&other, &|row| effects.contains_key(&row)) {
            let like = &basis.approximate[row];
            let after = fresh.as_ref().map_or(NOWHERE, ContrastRow::standing);
            let effect = Effect {
                change: index,
                difference: fresh.as_ref().map_or(0.0, difference) - difference(like),
                ratio: fresh.as_ref().and_then(|r| r.rate_ratio),
                crosses: like.standing().change(after),
            };
            if let Some(list) = effects.get_mut(&row) {
                list.push(effect);
            }
        }
    }
    effects
}

/// The counted documents in which a pattern of some change matches, each with
/// the language that it was read in.
fn touchable(changes: &[EntryChange], (old, new): (&Side, &Side), corpus: &Corpus) -> Vec<Document> {
    let bare = bare_patterns(old.lexicon, new.lexicon, changes);
    let screen = old.annotator.with_lexicon(&bare, Overlap::Longest);
    let told = |(document, annotation): (&Document, &Annotation)| Document {
        language: Some(annotation.language.clone()),
        ..document.clone()
    };
    let counted = corpus.documents.iter().zip(old.annotations).zip(corpus.counted).filter(|(_, counted)| **counted);
    let documents: Vec<Document> = counted.map(|(pair, _)| told(pair)).collect();
    let found = pipeline::annotate(&screen, corpus.packs, &documents, None, &|_| ());
    documents.into_iter().zip(found).filter(|(_, a)| !a.mentions.is_empty()).map(|(d, _)| d).collect()
}

/// The tally with frames of another list; those that the list lacks are left out.
fn renumbered_to(tally: &Tally, frames: &[String]) -> Tally {
    let mut known = tally.clone();
    let keep = |document: &mut DocumentTally| {
        document.frames.retain(|f| frames.binary_search(&tally.frames[f.frame as usize]).is_ok());
    };
    known.documents.iter_mut().for_each(|document| {
        keep(document);
        document.parts.iter_mut().for_each(keep);
    });
    renumbered(&known, frames)
}

/// The tally with the frame counts of some documents in place of its own.
fn replaced(tally: &Tally, some: &Tally) -> Tally {
    let mut other = tally.clone();
    for document in &mut other.documents {
        let Ok(place) = some.documents.binary_search_by(|d| d.id.cmp(&document.id)) else { continue };
        let fresh = &some.documents[place];
        document.frames = fresh.frames.clone();
        for part in &mut document.parts {
            if let Some(fresh) = fresh.parts.iter().find(|p| p.events == part.events) {
                part.frames = fresh.frames.clone();
            }
        }
    }
    other
}

fn by_mentions(
    crossed: &[usize],
    mentions: &[MentionChange],
    old: &Side,
    basis: &Basis,
    corpus: &Corpus,
) -> BTreeMap<usize, Vec<Effect>> {
    let mut effects = BTreeMap::new();
    for &place in crossed {
        let row = &basis.rows[place];
        let tokens = basis.counts(place).tokens;
        let mut sums: BTreeMap<usize, f64> = BTreeMap::new();
        for mention in mentions {
            let Some(by) = mention.by.filter(|_| crate::lexicon::parse::is_within(&mention.frame, &row.frame)) else {
                continue;
            };
            let annotation = &old.annotations[mention.place];
            let told = |id: &str| old.annotator.events.iter().position(|e| e.id == id);
            if row.event != ALL && !told(&row.event).is_some_and(|event| annotation.tells(mention.sentence, event)) {
                continue;
            }
            let group = group_of(&corpus.documents[mention.place], annotation, corpus.by);
            let side = match group {
                g if g == row.target => 1000.0 / tokens.0.max(1) as f64,
                g if g == row.reference => -1000.0 / tokens.1.max(1) as f64,
                _ => continue,
            };
            let sign = match mention.change {
                MentionFate::Gained => 1.0,
                MentionFate::Lost => -1.0,
                MentionFate::Altered => continue,
            };
            *sums.entry(by).or_default() += sign * side;
        }
        let list = sums.into_iter().map(|(change, difference)| Effect {
            change,
            difference,
            ratio: None,
            crosses: Change::None,
        });
        effects.insert(place, list.collect());
    }
    effects
}
