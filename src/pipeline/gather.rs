//! Documents, from any thread and in any order → records on the disk.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};

use chrono::NaiveDate;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::{Chosen, choose, main_of};
use crate::Error;
use crate::annotate::Annotation;
use crate::annotate::find::{Annotator, Worker};
use crate::corpus::Document;
use crate::corpus::duplicate::Fingerprint;
use crate::corpus::read::Place;
use crate::record::part::{Part, Taken};
use crate::record::spool::{At, Spool, Spooled};
use crate::record::{Terms, pack};
use crate::tally::count::{add_terms, group_of};
use crate::text::LanguagePacks;

/// How documents are taken.
#[derive(Debug, Clone, Default)]
pub struct Options<'o> {
    /// The language of all documents; `None`: told one by one.
    pub forced: Option<&'o str>,
    /// What is compared: source, side, language, or a field of the data.
    pub by: &'o str,
    /// Whether documents that repeat another are looked for.
    pub repeats: bool,
    /// Folder of the temporary file; `None`: the system's.
    pub folder: Option<&'o Path>,
}

/// What is held of a document while its record is on the disk.
#[derive(Debug, Clone)]
pub(super) struct Stub {
    pub id: Box<str>,
    pub place: Place,
    pub date: Option<NaiveDate>,
    /// Numbers of its source, group and language among [`Gathered::names`].
    pub source: Option<u32>,
    pub group: u32,
    pub language: u32,
    pub tokens: u64,
    pub fingerprint: Option<Fingerprint>,
    pub at: At,
}

/// Names that many documents share, numbered as they come.
#[derive(Debug, Default)]
pub(super) struct Names {
    numbers: FxHashMap<Arc<str>, u32>,
    pub list: Vec<Arc<str>>,
}

impl Names {
    fn number(&mut self, name: &str) -> u32 {
        if let Some(&number) = self.numbers.get(name) {
            return number;
        }
        let (name, number) = (Arc::<str>::from(name), self.list.len() as u32);
        self.numbers.insert(Arc::clone(&name), number);
        self.list.push(name);
        number
    }
}

#[derive(Default)]
struct Held {
    stubs: Vec<Stub>,
    names: Names,
    /// Everybody whose words are quoted or reported.
    speakers: BTreeSet<String>,
    /// Documents whose language nothing tells, until that of most is known.
    untold: Vec<(Place, Document)>,
    languages: BTreeMap<String, usize>,
    /// Occurrences of each of the annotator's words.
    sums: Vec<u64>,
    failed: Option<Error>,
}

/// Takes documents that come from any thread: each is annotated, and its record
/// put on the disk.
pub struct Gatherer<'a> {
    annotator: &'a Annotator,
    packs: &'a LanguagePacks,
    options: Options<'a>,
    spool: Spool,
    // Workers hold vocabularies worth keeping, so they are handed round instead of made anew.
    idle: Mutex<Vec<(Worker, Vec<u64>)>>,
    held: Mutex<Held>,
    stopped: AtomicBool,
}

/// What was taken.
pub(super) struct Gathered {
    pub stubs: Vec<Stub>,
    pub names: Vec<Arc<str>>,
    pub speakers: BTreeSet<String>,
    pub sums: Vec<u64>,
    pub spooled: Spooled,
}

impl<'a> Gatherer<'a> {
    /// A gatherer that holds nothing.
    ///
    /// # Errors
    /// If no temporary file can be made.
    pub fn new(
        annotator: &'a Annotator,
        packs: &'a LanguagePacks,
        options: Options<'a>,
    ) -> Result<Gatherer<'a>, Error> {
        let spool = Spool::within(options.folder)?;
        let (idle, held) = (Mutex::default(), Mutex::default());
        Ok(Gatherer { annotator, packs, options, spool, idle, held, stopped: AtomicBool::new(false) })
    }

    /// Take a document. After a failure, which [`finish`](super::settle::settle) tells, it is dropped.
    pub fn take(&self, place: Place, document: Document) {
        if self.stopped.load(Relaxed) {
            return;
        }
        let Chosen { code, from } = choose(&document, self.packs, self.options.forced);
        match code {
            Some(code) => self.annotate(place, document, &code, from, true),
            None => self.held().untold.push((place, document)),
        }
    }

    fn held(&self) -> std::sync::MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn annotate(&self, place: Place, document: Document, code: &str, from: String, told: bool) {
        let kept = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let (mut worker, mut sums) = kept.unwrap_or_else(|| (self.annotator.worker(), Vec::new()));
        let mut annotation = self.annotator.annotate(&document, code, &mut worker);
        annotation.language_from = from;
        add_terms(&mut sums, &annotation.terms);
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push((worker, sums));
        let fingerprint = self.options.repeats.then(|| Fingerprint::of(&document));
        self.kept(self.keep(place, Taken { document, annotation, fingerprint }, told));
    }

    fn kept(&self, result: Result<(), Error>) {
        if let Err(error) = result {
            self.stopped.store(true, Relaxed);
            self.held().failed.get_or_insert(error);
        }
    }

    /// Take a document that another process has annotated, under the same conditions.
    pub fn add(&self, place: Place, part: Part) {
        if self.stopped.load(Relaxed) {
            return;
        }
        match part {
            Part::Untold(whole) => self.take(place, whole.document()),
            Part::Told(told) => {
                let taken = told.taken(&self.annotator.words);
                self.add_sums(&taken.annotation);
                self.kept(self.keep(place, taken, true));
            }
        }
    }

    /// A document that was taken twice, by its id, if there is one; the first by id.
    pub fn twice(&self) -> Option<(String, Place, Place)> {
        let held = self.held();
        let stubs = held.stubs.iter().map(|stub| (&*stub.id, stub.place));
        let mut ids: Vec<(&str, Place)> =
            stubs.chain(held.untold.iter().map(|(place, document)| (document.id.as_str(), *place))).collect();
        ids.sort_unstable();
        let twice = ids.windows(2).find(|pair| pair[0].0 == pair[1].0)?;
        Some((twice[0].0.to_owned(), twice[0].1, twice[1].1))
    }

    fn add_sums(&self, annotation: &Annotation) {
        let kept = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let (worker, mut sums) = kept.unwrap_or_else(|| (self.annotator.worker(), Vec::new()));
        add_terms(&mut sums, &annotation.terms);
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push((worker, sums));
    }

    fn keep(&self, place: Place, taken: Taken, told: bool) -> Result<(), Error> {
        let Taken { mut document, annotation, fingerprint } = taken;
        let by = self.options.by;
        let group = group_of(&document, &annotation, by).to_owned();
        document.metadata.retain(|name, _| name == by);
        document.duplicate_of = None;
        let (id, date, source) = (document.id.as_str().into(), document.date, document.source.clone());
        let (language, tokens) = (annotation.language.clone(), annotation.tokens);
        let mut speakers: Vec<&str> = annotation.mentions.iter().filter_map(|m| m.speaker.as_deref()).collect();
        speakers.sort_unstable();
        speakers.dedup();
        let speakers: Vec<String> = speakers.into_iter().map(str::to_owned).collect();
        let at = self.spool.add(&pack(document, annotation, self.options.repeats)?)?;
        let mut held = self.held();
        if told {
            match held.languages.get_mut(&language) {
                Some(count) => *count += 1,
                None => drop(held.languages.insert(language.clone(), 1)),
            }
        }
        let names = &mut held.names;
        let source = source.map(|name| names.number(&name));
        let (group, language) = (names.number(&group), names.number(&language));
        held.stubs.push(Stub { id, place, date, source, group, language, tokens, fingerprint, at });
        for speaker in speakers {
            if !held.speakers.contains(&speaker) {
                held.speakers.insert(speaker);
            }
        }
        Ok(())
    }

    /// The documents whose language nothing told are read in that of most others.
    pub(super) fn finish(self) -> Result<Gathered, Error> {
        let (untold, main) = {
            let mut held = self.held();
            let counts = held.languages.iter().map(|(code, count)| (code.as_str(), *count));
            let main = main_of(counts).to_owned();
            (std::mem::take(&mut held.untold), main)
        };
        let from = || format!("not told; most documents are `{main}`");
        untold.into_par_iter().for_each(|(place, document)| self.annotate(place, document, &main, from(), false));
        let held = self.held.into_inner().unwrap_or_else(PoisonError::into_inner);
        if let Some(error) = held.failed {
            return Err(error);
        }
        let mut sums = held.sums;
        for (_, some) in self.idle.into_inner().unwrap_or_else(PoisonError::into_inner) {
            if sums.len() < some.len() {
                sums.resize(some.len(), 0);
            }
            sums.iter_mut().zip(some).for_each(|(sum, count)| *sum += count);
        }
        let Held { stubs, names, speakers, .. } = Held { sums: Vec::new(), failed: None, ..held };
        Ok(Gathered { stubs, names: names.list, speakers, sums, spooled: self.spool.finish()? })
    }
}

/// The terms of a record taken away from the sums of words.
pub(super) fn take_away(sums: &mut [u64], terms: &Terms) {
    // The first are those of the whole document; its parts are among them.
    for term in terms.first().into_iter().flatten() {
        if let Some(sum) = sums.get_mut(term.word as usize) {
            *sum = sum.saturating_sub(u64::from(term.count));
        }
    }
}
