//! What can be drawn from annotated articles.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::{Apart, Cell, FrameVersion, Plan};
use crate::annotate::Annotation;
use crate::annotate::find::Annotator;
use crate::compare::pairs::{self, labelled};
use crate::corpus::Document;
use crate::curate::lock::Lock;
use crate::lexicon::Lexicon;
use crate::report::manifest::sha256;
use crate::span::Span;
use crate::tally::{Duplicates, Tally, count};

/// Annotated articles and what they were annotated with.
#[derive(Clone, Copy)]
pub struct Material<'m> {
    /// Frames, entries and actors.
    pub annotator: &'m Annotator,
    /// The lexicon that the annotator was made of.
    pub lexicon: &'m Lexicon,
    /// Name of the overlap rule.
    pub overlap: &'m str,
    /// Sorted by id.
    pub documents: &'m [Document],
    /// Parallel to them.
    pub annotations: &'m [Annotation],
    /// The field whose values are told apart.
    pub by: &'m str,
    /// Which documents that repeat another count.
    pub duplicates: Duplicates,
}

/// A mention: index of the document, index of the mention.
pub type MentionAt = (usize, usize);

/// A sentence: index of the document, number of the sentence, its bytes.
pub type SentenceAt = (usize, u32, Span);

/// Everything that can be drawn.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Gathered {
    /// Group of every document as it stands in tables.
    pub groups: Vec<String>,
    /// Mentions of the entries' own frames, by document and place.
    pub hits: Vec<MentionAt>,
    /// Sentences with a token and without a mention, by document and place.
    pub misses: Vec<SentenceAt>,
    /// Sentences with a mention, by document and place.
    pub beside: Vec<SentenceAt>,
    /// How this is kept apart from samples of the other purpose.
    pub apart: Apart,
    /// Mentions and sentences that are left out for that.
    pub left_out: u64,
}

impl Material<'_> {
    /// Fingerprint of the articles that count.
    pub fn corpus_hash(&self) -> String {
        let counted = count::counted(self.documents, self.annotations, self.by, self.duplicates);
        let mut text = String::new();
        for ((document, annotation), _) in self.documents.iter().zip(self.annotations).zip(counted).filter(|x| x.1) {
            let group = count::group_of(document, annotation, self.by);
            for part in [document.id.as_str(), group, &annotation.language, &sha256(document.text.as_bytes())] {
                text.push_str(part);
                text.push('\0');
            }
        }
        sha256(text.as_bytes())
    }

    /// The frames with their versions, and the hash over them.
    pub fn lexicon_hash(&self) -> (String, Vec<FrameVersion>) {
        let version = |id: &String| {
            let frame = self.lexicon.frames.iter().find(|frame| frame.id == *id);
            FrameVersion {
                frame: id.clone(),
                version: frame.map(|frame| frame.version.clone()).unwrap_or_default(),
                sha256: frame.map(|frame| sha256(frame.text.as_bytes())).unwrap_or_default(),
            }
        };
        let frames: Vec<FrameVersion> = self.annotator.frames.iter().map(version).collect();
        let lines: String = frames.iter().map(|f| format!("{}\0{}\0", f.frame, f.sha256)).collect();
        (sha256(format!("{lines}{}", self.overlap).as_bytes()), frames)
    }

    /// Counts of every source and frame.
    pub fn cells(&self) -> Vec<Cell> {
        let tally = count::count(self.annotator, self.documents, self.annotations, self.by, self.duplicates);
        let scopes = pairs::scopes(&tally);
        let mut cells = Vec::new();
        for (group, source) in labelled(&tally) {
            let Some(cell) = scopes.first().map(|pooled| &pooled.cells[group]) else { continue };
            for (frame, sums) in tally.frames.iter().zip(&cell.frames) {
                // Sums of squares beyond 64 bits would need texts of a billion words.
                let narrow = |x: u128| u64::try_from(x).unwrap_or(u64::MAX);
                cells.push(Cell {
                    source: source.clone(),
                    frame: frame.clone(),
                    documents: sums.n,
                    mentions: sums.h,
                    tokens: sums.t,
                    hh: narrow(sums.hh),
                    ht: narrow(sums.ht),
                    tt: narrow(sums.tt),
                });
            }
        }
        cells
    }

    /// Find what can be drawn for a purpose.
    ///
    /// Documents that samples of the other purpose hold are left out. Where that
    /// leaves fewer units than the plan asks for although the corpus has more,
    /// only the sentences that those samples hold are left out.
    pub fn gather(&self, lock: &Lock, plan: &Plan) -> Gathered {
        let all = self.units();
        let held = lock.held(plan.purpose.other());
        if held.is_empty() {
            return all;
        }
        let id = |document: usize| self.documents[document].id.as_str();
        let part = |apart: Apart, keep: &dyn Fn(usize, u32) -> bool| {
            let number = |&(d, m): &MentionAt| (d, self.annotations[d].mentions[m].sentence);
            let hits: Vec<_> = all.hits.iter().copied().filter(|h| keep(number(h).0, number(h).1)).collect();
            let kept = |list: &[SentenceAt]| list.iter().copied().filter(|m| keep(m.0, m.1)).collect::<Vec<_>>();
            let (misses, mut beside) = (kept(&all.misses), kept(&all.beside));
            if plan.beside == 0 {
                beside.clear();
            }
            let left_out = (all.hits.len() + all.misses.len() - hits.len() - misses.len()) as u64;
            Gathered { groups: all.groups.clone(), hits, misses, beside, apart, left_out }
        };
        let documents = part(Apart::Documents, &|d, _| !held.contains_key(id(d)));
        let enough = |kept: usize, wanted: usize, all: usize| kept >= wanted.min(all);
        if enough(documents.hits.len(), plan.hits, all.hits.len())
            && enough(documents.misses.len(), plan.misses, all.misses.len())
            && enough(documents.beside.len(), plan.beside, all.beside.len())
        {
            return documents;
        }
        part(Apart::Sentences, &|d, sentence| !held.get(id(d)).is_some_and(|list| list.contains(&sentence)))
    }

    fn units(&self) -> Gathered {
        let counted = count::counted(self.documents, self.annotations, self.by, self.duplicates);
        // A mention of a nested frame stands under its parents too; it is coded once.
        let own: BTreeSet<(&str, &str, &str)> =
            self.lexicon.entries().map(|(f, l, e)| (f.id.as_str(), l, e.name.as_str())).collect();
        let is_own: Vec<bool> = (self.annotator.entries.iter())
            .map(|e| own.contains(&(e.key.frame.as_str(), e.key.language.as_str(), e.key.entry.as_str())))
            .collect();
        let hits = (0..self.documents.len()).filter(|&d| counted[d]).flat_map(|d| {
            let mentions = self.annotations[d].mentions.iter().enumerate();
            mentions.filter(|(_, m)| is_own[m.entry as usize]).map(move |(i, _)| (d, i)).collect::<Vec<_>>()
        });
        let sentences: Vec<Vec<(bool, SentenceAt)>> = (0..self.documents.len())
            .into_par_iter()
            .map_init(
                || self.annotator.worker(),
                |worker, d| if counted[d] { self.sentences(d, worker) } else { vec![] },
            )
            .collect();
        let (beside, misses): (Vec<_>, Vec<_>) = sentences.into_iter().flatten().partition(|(is_hit, _)| *is_hit);
        let places = |list: Vec<(bool, SentenceAt)>| list.into_iter().map(|(_, place)| place).collect();
        Gathered {
            groups: self.groups(),
            hits: hits.collect(),
            misses: places(misses),
            beside: places(beside),
            ..Gathered::default()
        }
    }

    /// Every sentence with a token, and whether it has a mention.
    fn sentences(&self, d: usize, worker: &mut crate::annotate::find::Worker) -> Vec<(bool, SentenceAt)> {
        let (document, annotation) = (&self.documents[d], &self.annotations[d]);
        if !self.annotator.knows(&annotation.language) {
            return Vec::new();
        }
        let hit: BTreeSet<u32> = annotation.mentions.iter().map(|m| m.sentence).collect();
        let analysis =
            worker.analyzer().analyze(&document.text, &annotation.language, &document.boilerplate, document.title_span);
        let numbered = analysis.sentences.iter().enumerate().map(|(number, s)| (number as u32, s));
        let with_tokens = numbered.filter(|(_, s)| !s.tokens.is_empty());
        with_tokens.map(|(number, s)| (hit.contains(&number), (d, number, s.span))).collect()
    }

    /// Frames with a mention in a sentence, sorted.
    pub fn found(&self, (d, number, _): SentenceAt) -> Vec<String> {
        let mentions = self.annotations[d].mentions.iter().filter(|m| m.sentence == number);
        let frames: BTreeSet<&String> = mentions.map(|m| &self.annotator.entries[m.entry as usize].key.frame).collect();
        frames.into_iter().cloned().collect()
    }

    /// The name in tables of every document's group.
    fn groups(&self) -> Vec<String> {
        let group = |(d, a)| count::group_of(d, a, self.by).to_owned();
        let groups: Vec<String> = self.documents.iter().zip(self.annotations).map(group).collect();
        let distinct: BTreeSet<&String> = groups.iter().collect();
        let names = Tally { groups: distinct.into_iter().cloned().collect(), ..Tally::default() };
        let labels = labelled(&names);
        let label = |group: &String| {
            labels.iter().find(|(i, _)| names.groups[*i] == *group).map(|(_, label)| label.clone()).unwrap_or_default()
        };
        groups.iter().map(label).collect()
    }
}
