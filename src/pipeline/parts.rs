//! Documents → parts that leave the process.

use std::sync::{Mutex, PoisonError};

use super::{Chosen, choose};
use crate::annotate::find::{Annotator, Worker};
use crate::corpus::Document;
use crate::record::part::Part;
use crate::text::LanguagePacks;

/// Makes parts of documents that come from any thread.
pub struct Maker<'a> {
    annotator: &'a Annotator,
    packs: &'a LanguagePacks,
    forced: Option<&'a str>,
    by: &'a str,
    repeats: bool,
    idle: Mutex<Vec<Worker>>,
}

impl<'a> Maker<'a> {
    /// As a [`Gatherer`](super::gather::Gatherer) takes documents; without `repeats` it can
    /// no longer be told which of them repeat another, and parts are less than half as large.
    pub fn new(
        annotator: &'a Annotator,
        packs: &'a LanguagePacks,
        forced: Option<&'a str>,
        by: &'a str,
        repeats: bool,
    ) -> Maker<'a> {
        Maker { annotator, packs, forced, by, repeats, idle: Mutex::default() }
    }

    /// The part of a document.
    pub fn part(&self, document: Document) -> Part {
        let Chosen { code: Some(code), from } = choose(&document, self.packs, self.forced) else {
            return Part::untold(document);
        };
        let kept = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut worker = kept.unwrap_or_else(|| self.annotator.worker());
        let mut annotation = self.annotator.annotate(&document, &code, &mut worker);
        annotation.language_from = from;
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(worker);
        Part::of(document, annotation, &self.annotator.words, self.by, self.repeats)
    }
}
