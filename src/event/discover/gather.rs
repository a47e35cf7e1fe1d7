//! Documents, from any thread and in any order → sketches → events.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::find::find;
use super::glossary::Glossary;
use super::sketch::{Sketch, Sketcher};
use super::{Found, Options};
use crate::Error;
use crate::corpus::Document;
use crate::text::name::code_of;
use crate::text::stem::ALGORITHMS;
use crate::text::{LanguagePacks, language};

/// Language of a document whose language cannot be told.
pub const UNTOLD: &str = "und";

/// Gathers the sketches of documents that come from any thread.
pub struct Gatherer {
    packs: Arc<LanguagePacks>,
    forced: Option<String>,
    /// Languages that are told apart.
    codes: Vec<String>,
    /// Sketchers at rest, with their numbers.
    idle: Mutex<Vec<(u32, Sketcher)>>,
    done: Mutex<Done>,
}

#[derive(Default)]
struct Done {
    sketches: Vec<Sketch>,
    made_by: Vec<u32>,
    sketchers: u32,
}

/// What was discovered.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Discovered {
    /// The documents, by date and id.
    pub sketches: Vec<Sketch>,
    /// The events, by the first of their documents; every document is in exactly one.
    pub events: Vec<Found>,
}

impl Gatherer {
    /// A gatherer that holds nothing; `forced` is the language of all documents.
    pub fn new(packs: Arc<LanguagePacks>, forced: Option<&str>) -> Gatherer {
        let known = packs.codes().into_iter().chain(ALGORITHMS.iter().map(|known| known.0));
        let codes: BTreeSet<String> = known.map(str::to_owned).collect();
        Gatherer {
            forced: forced.map(str::to_owned),
            codes: codes.into_iter().collect(),
            packs,
            idle: Mutex::default(),
            done: Mutex::default(),
        }
    }

    /// Take a document; only its sketch is kept. Returns its place among the sketches so far.
    pub fn take(&self, document: &Document) -> usize {
        let language = self.language(document);
        let (number, mut sketcher) = lock(&self.idle).pop().unwrap_or_else(|| {
            let mut done = lock(&self.done);
            done.sketchers += 1;
            (done.sketchers - 1, Sketcher::new(Arc::clone(&self.packs)))
        });
        let sketch = sketcher.sketch(document, &language);
        lock(&self.idle).push((number, sketcher));
        let mut done = lock(&self.done);
        done.sketches.push(sketch);
        done.made_by.push(number);
        done.sketches.len() - 1
    }

    /// Give the document at a place another id.
    pub fn rename(&self, place: usize, id: String) {
        if let Some(sketch) = lock(&self.done).sketches.get_mut(place) {
            sketch.id = id;
        }
    }

    /// Group what was taken.
    ///
    /// # Errors
    /// A fault in the bundled glossary.
    pub fn find(self, options: &Options) -> Result<Discovered, Error> {
        let mut sketchers = self.idle.into_inner().unwrap_or_else(PoisonError::into_inner);
        sketchers.sort_by_key(|(number, _)| *number);
        let sketchers: Vec<Sketcher> = sketchers.into_iter().map(|(_, sketcher)| sketcher).collect();
        let Done { sketches, made_by, .. } = self.done.into_inner().unwrap_or_else(PoisonError::into_inner);
        let languages: BTreeSet<&str> = sketches.iter().map(|sketch| sketch.language.as_str()).collect();
        let glossary = Glossary::bundled(&languages.into_iter().collect::<Vec<_>>(), &self.packs)?;
        let (sketches, events) = find(&sketchers, sketches, &made_by, &glossary, options);
        Ok(Discovered { sketches, events })
    }

    fn language(&self, document: &Document) -> String {
        if let Some(forced) = &self.forced {
            return forced.clone();
        }
        if let Some(code) = document.language.as_deref().and_then(code_of) {
            return code.to_owned();
        }
        let codes: Vec<&str> = self.codes.iter().map(String::as_str).collect();
        let end = document.text.floor_char_boundary(document.text.len().min(2_000));
        let found = language::identify(&document.text[..end], document.title.as_deref().unwrap_or_default(), &codes);
        found.language.unwrap_or_else(|| UNTOLD.to_owned())
    }
}

/// A thread that panicked leaves whole values behind: each is pushed at once.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
