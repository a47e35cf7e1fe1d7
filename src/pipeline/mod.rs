//! The main job over a whole corpus, in parallel, with the same result for any
//! number of threads.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;

use crate::Error;
use crate::annotate::Annotation;
use crate::annotate::find::{Annotator, Worker};
use crate::corpus::read::{Place, Summary, read_each, unique_ids};
use crate::corpus::{Corpus, Document, ReadOptions};
use crate::event::discover;
use crate::event::discover::gather::{Discovered, Gatherer};
use crate::store::{self, Store};
use crate::text::LanguagePacks;
use crate::text::analyze::Analyzer;
use crate::text::language;
use crate::text::name::code_of;

pub mod gather;
pub mod parts;
pub mod settle;

/// Which documents of a corpus tell the same events; no more than a sketch of
/// each is held. Ids are made unique as [`read`](crate::corpus::read::read) does.
///
/// # Errors
/// As [`read_each`].
pub fn discover(
    paths: &[PathBuf],
    reading: &ReadOptions,
    packs: &Arc<LanguagePacks>,
    forced: Option<&str>,
    options: &discover::Options,
    step: &(dyn Fn() + Sync),
) -> Result<(Discovered, Summary), Error> {
    let gatherer = Gatherer::new(Arc::clone(packs), forced);
    let taken: Mutex<Vec<(String, Place, usize)>> = Mutex::default();
    let summary = read_each(paths, reading, &|place, document| {
        let sketch = gatherer.take(&document);
        if let Ok(mut taken) = taken.lock() {
            taken.push((document.id, place, sketch));
        }
        step();
    })?;
    let taken = taken.into_inner().unwrap_or_default();
    let ids: Vec<(&str, Place)> = taken.iter().map(|(id, place, _)| (id.as_str(), *place)).collect();
    for (id, (.., sketch)) in unique_ids(&ids).into_iter().zip(&taken) {
        if let Some(id) = id {
            gatherer.rename(*sketch, id);
        }
    }
    Ok((gatherer.find(options)?, summary))
}

/// The same for documents that are already read.
///
/// # Errors
/// As [`Gatherer::find`].
pub fn discover_in(
    documents: &[Document],
    packs: &Arc<LanguagePacks>,
    forced: Option<&str>,
    options: &discover::Options,
) -> Result<Discovered, Error> {
    let gatherer = Gatherer::new(Arc::clone(packs), forced);
    documents.par_iter().for_each(|document| {
        gatherer.take(document);
    });
    gatherer.find(options)
}

/// In which language a document is read.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Chosen {
    code: Option<String>,
    from: String,
}

/// Annotate every document; the result is parallel to `documents`.
///
/// The language of a document is, in this order: `forced`; what its data say;
/// what its words say; the language of most other documents. `step` is called
/// once per document, from any thread, for a progress bar.
pub fn annotate(
    annotator: &Annotator,
    packs: &LanguagePacks,
    documents: &[Document],
    forced: Option<&str>,
    step: &(dyn Fn(&Document) + Sync),
) -> Vec<Annotation> {
    let chosen = languages(documents, packs, forced);
    // Workers hold vocabularies worth keeping, so they are handed round instead of made anew.
    let idle: Mutex<Vec<Worker>> = Mutex::new(Vec::new());
    let one = |(document, (code, from)): (&Document, &(String, String))| {
        let kept = idle.lock().ok().and_then(|mut idle| idle.pop());
        let mut worker = kept.unwrap_or_else(|| annotator.worker());
        let mut annotation = annotator.annotate(document, code, &mut worker);
        annotation.language_from = from.clone();
        if let Ok(mut idle) = idle.lock() {
            idle.push(worker);
        }
        step(document);
        annotation
    };
    documents.par_iter().zip(&chosen).map(one).collect()
}

/// The language of every document as [`annotate`] chooses it, and how it was had.
fn languages(documents: &[Document], packs: &LanguagePacks, forced: Option<&str>) -> Vec<(String, String)> {
    let chosen: Vec<Chosen> = documents.par_iter().map(|d| choose(d, packs, forced)).collect();
    let main = main_language(&chosen);
    let told = |chosen: Chosen| match chosen.code {
        Some(code) => (code, chosen.from),
        None => (main.clone(), format!("not told; most documents are `{main}`")),
    };
    chosen.into_iter().map(told).collect()
}

/// The token store of a corpus: its documents in the languages that [`annotate`]
/// reads them in. `step` is called once per document, from any thread.
///
/// # Errors
/// As [`build`](store::build::build).
pub fn store(
    corpus: &Corpus,
    packs: &Arc<LanguagePacks>,
    forced: Option<&str>,
    step: &(dyn Fn() + Sync),
) -> Result<Store, Error> {
    let languages = languages(&corpus.documents, packs, forced);
    let idle: Mutex<(Vec<store::build::Worker>, usize)> = Mutex::default();
    let take = |(document, (code, _)): (&Document, &(String, String))| {
        let mut worker = {
            let mut idle = idle.lock().unwrap_or_else(PoisonError::into_inner);
            idle.0.pop().unwrap_or_else(|| {
                idle.1 += 1;
                store::build::Worker::new(idle.1 - 1, Analyzer::new(Arc::clone(packs)))
            })
        };
        let taken = worker.take(document, code);
        idle.lock().unwrap_or_else(PoisonError::into_inner).0.push(worker);
        step();
        taken
    };
    let taken: Vec<_> = corpus.documents.par_iter().zip(&languages).map(take).collect();
    let mut workers = idle.into_inner().unwrap_or_else(PoisonError::into_inner).0;
    workers.sort_by_key(store::build::Worker::number);
    store::build::build(&corpus.documents, taken, &workers, corpus.skipped.clone())
}

/// The language that a document's data or its words tell; `None` where neither does.
pub fn language_of(document: &Document, packs: &LanguagePacks) -> Option<String> {
    choose(document, packs, None).code
}

fn choose(document: &Document, packs: &LanguagePacks, forced: Option<&str>) -> Chosen {
    if let Some(code) = forced {
        return Chosen { code: Some(code.to_owned()), from: "set by the user".to_owned() };
    }
    if let Some(code) = document.language.as_deref().and_then(code_of) {
        return Chosen { code: Some(code.to_owned()), from: "given".to_owned() };
    }
    let found = language::identify(&document.text, document.title.as_deref().unwrap_or_default(), &packs.codes());
    let by = match found.method {
        language::Method::Trigrams => "identified by its letters",
        language::Method::Stopwords => "identified by its commonest words",
        language::Method::None => "",
    };
    Chosen { code: found.language, from: by.to_owned() }
}

/// The language of most documents; ties go to the alphabet; English if none is told.
fn main_language(chosen: &[Chosen]) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for code in chosen.iter().filter_map(|c| c.code.as_deref()) {
        *counts.entry(code).or_default() += 1;
    }
    main_of(counts.into_iter()).to_owned()
}

/// The same, of languages with their numbers of documents.
fn main_of<'c>(counts: impl Iterator<Item = (&'c str, usize)>) -> &'c str {
    counts.max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(a.0))).map_or("en", |(code, _)| code)
}
