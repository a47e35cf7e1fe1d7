//! Articles read and annotated, with events discovered where that is asked.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use super::load::overlap;
use super::{Annotated, Run, Total, Watch};
use crate::annotate::Depth;
use crate::annotate::find::Annotator;
use crate::corpus::read::{Place, Summary, read_each};
use crate::corpus::{self, Corpus, Document, listing};
use crate::error::Error;
use crate::event::Event;
use crate::event::discover::{self, Found, Granularity};
use crate::pipeline;
use crate::pipeline::gather::{self, Gatherer};
use crate::pipeline::settle::{Records, settle};
use crate::tally::Duplicates;

/// Ids of documents that repeat one of their own source.
fn repeats(documents: &[Document]) -> BTreeSet<&str> {
    let source: BTreeMap<&str, Option<&str>> = documents.iter().map(|d| (d.id.as_str(), d.source.as_deref())).collect();
    let again =
        |d: &&Document| d.duplicate_of.as_deref().is_some_and(|of| source.get(of) == Some(&d.source.as_deref()));
    documents.iter().filter(again).map(|d| d.id.as_str()).collect()
}

/// Whether a value of `--events` asks for discovery.
pub fn discovers(events: &str) -> bool {
    events == "auto"
}

impl Run {
    /// Whether events are to be discovered.
    pub fn discovers(&self) -> bool {
        self.settings.events.as_deref().is_some_and(discovers)
    }

    /// How events are discovered.
    ///
    /// # Errors
    /// If the threshold or the granularity is none.
    pub fn discovery(&self) -> Result<discover::Options, Error> {
        let mut options = discover::Options::default();
        if let Some(threshold) = self.settings.threshold {
            if !(threshold > 0.0 && threshold <= 1.0) {
                let help = format!("write a number above 0 and up to 1, such as {}", options.threshold);
                return Err(Error::with_help(format!("threshold {threshold} is no score"), help));
            }
            options.threshold = threshold;
        }
        if let Some(name) = &self.settings.granularity {
            let known = Granularity::ALL.iter().find(|(known, _)| known == name);
            let names = Granularity::ALL.map(|(name, _)| name).join(", ");
            options.granularity = known.map(|(_, value)| *value).ok_or_else(|| {
                Error::with_help(format!("there is no granularity `{name}`"), format!("known: {names}"))
            })?;
        }
        Ok(options)
    }

    /// Discover events in articles and annotate with those that two or more tell.
    fn discover(&mut self, corpus: &Corpus) -> Result<(), Error> {
        let forced = self.settings.language.as_deref();
        let found = pipeline::discover_in(&corpus.documents, &self.packs, forced, &self.discovery()?)?;
        // A source that prints an article twice is no second teller.
        let repeats: BTreeSet<&str> = repeats(&corpus.documents);
        let tellers = |event: &Found| {
            event.members.iter().filter(|&&(m, _)| !repeats.contains(found.sketches[m].id.as_str())).count()
        };
        let shared = || found.events.iter().filter(|event| tellers(event) > 1);
        let mut events: Vec<Event> = shared().map(|event| event.event()).collect();
        events.sort_by(|a, b| a.id.cmp(&b.id));
        let score = |sure: f64| (sure * 10.0).round().clamp(1.0, 10.0) as u32;
        let given = shared().flat_map(|event| {
            event.members.iter().map(|&(m, sure)| (found.sketches[m].id.clone(), event.id.clone(), score(sure)))
        });
        let given: Vec<_> = given.collect();
        let overlap = overlap(self.settings.overlap.as_deref())?;
        self.annotator = Annotator::new(Arc::clone(&self.packs), &self.lexicon, &self.actors, events, overlap)
            .with_names(&self.namings)
            .with_depth(self.annotator.depth)
            .with_given(given);
        Ok(())
    }

    /// Read and annotate the articles.
    ///
    /// # Errors
    /// If the articles cannot be read, or events cannot be discovered as asked.
    pub fn annotate(&mut self, watch: &dyn Watch) -> Result<Annotated, Error> {
        let corpus = corpus::read::read(&self.corpus, &self.reading())?;
        self.annotate_corpus(corpus, watch)
    }

    /// Annotate articles that have been read.
    ///
    /// # Errors
    /// If events cannot be discovered as asked.
    pub fn annotate_corpus(&mut self, corpus: Corpus, watch: &dyn Watch) -> Result<Annotated, Error> {
        if self.discovers() {
            self.discover(&corpus)?;
        }
        watch.skipped(&corpus.skipped);
        watch.begin(Total::Documents(corpus.documents.len() as u64));
        let forced = self.settings.language.as_deref();
        let step = |document: &Document| watch.step(document.text.len());
        let annotations = pipeline::annotate(&self.annotator, &self.packs, &corpus.documents, forced, &step);
        watch.end();
        Ok(Annotated { corpus, annotations })
    }

    /// Read and annotate the articles one by one; what was found goes to a temporary
    /// file in `folder`, and no more of an article is held than tells it from others.
    ///
    /// Where events are discovered the articles are held until that is done: which
    /// of them tell the same is known only when all are read, and they are annotated by it.
    ///
    /// # Errors
    /// As [`Run::annotate`]; and if the disk takes no temporary file.
    pub fn gather(
        &mut self,
        duplicates: Duplicates,
        folder: Option<&Path>,
        watch: &dyn Watch,
    ) -> Result<(Records, Summary), Error> {
        let held = match self.discovers() {
            true => Some(corpus::read::read(&self.corpus, &self.reading())?),
            false => None,
        };
        self.gather_from(held, duplicates, folder, watch)
    }

    /// The same for articles that have been read.
    ///
    /// # Errors
    /// If events cannot be discovered as asked, or the disk takes no temporary file.
    pub fn gather_corpus(
        &mut self,
        corpus: Corpus,
        duplicates: Duplicates,
        folder: Option<&Path>,
        watch: &dyn Watch,
    ) -> Result<(Records, Summary), Error> {
        self.gather_from(Some(corpus), duplicates, folder, watch)
    }

    /// From articles that are held, else those that the run names.
    fn gather_from(
        &mut self,
        held: Option<Corpus>,
        duplicates: Duplicates,
        folder: Option<&Path>,
        watch: &dyn Watch,
    ) -> Result<(Records, Summary), Error> {
        if let Some(corpus) = held.as_ref().filter(|_| self.discovers()) {
            self.discover(corpus)?;
        }
        let forced = self.settings.language.as_deref();
        let options = gather::Options { forced, by: self.by(), repeats: self.repeats(duplicates), folder };
        let gatherer = Gatherer::new(&self.annotator, &self.packs, options)?;
        let take = |place, document: Document| {
            let bytes = document.text.len();
            gatherer.take(place, document);
            watch.step(bytes);
        };
        let summary = match held {
            Some(Corpus { documents, skipped, inputs, .. }) => {
                let all = documents.len() as u64;
                watch.begin(Total::Documents(all));
                let numbered: Vec<(u64, Document)> = (0..).zip(documents).collect();
                let place = |number| Place { file: 0, number };
                numbered.into_par_iter().for_each(|(number, document)| take(place(number), document));
                Summary { documents: all, skipped, inputs }
            }
            None => {
                watch.begin(if watch.shows() { self.total() } else { Total::Untold });
                read_each(&self.corpus, &self.reading(), &take)?
            }
        };
        watch.end();
        watch.skipped(&summary.skipped);
        Ok((settle(gatherer, duplicates)?, summary))
    }

    /// Whether documents that repeat another are looked for: where frames alone are told, only
    /// if that decides what counts.
    pub fn repeats(&self, duplicates: Duplicates) -> bool {
        self.annotator.depth == Depth::Full || duplicates != Duplicates::All
    }

    /// The size of the corpus, where every file lies there as it is.
    pub(super) fn total(&self) -> Total {
        let Ok(Some(files)) = listing::list(&self.corpus) else { return Total::Untold };
        let packed = |name: &str| [".gz", ".zst", ".zip", ".parquet"].iter().any(|end| name.ends_with(end));
        match files.iter().any(|file| packed(&file.name)) {
            true => Total::Untold,
            false => Total::Bytes(files.iter().map(|file| file.bytes).sum()),
        }
    }
}
