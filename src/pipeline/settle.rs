//! What only all documents together tell: ids, repetitions, which count, and the order of the tables.

use std::sync::Arc;

use chrono::NaiveDate;
use rayon::prelude::*;

use super::gather::{Gathered, Gatherer, Stub, take_away};
use crate::Error;
use crate::annotate::words::Words;
use crate::corpus::duplicate::{Entry, find, shingles};
use crate::corpus::read::unique_ids;
use crate::corpus::{Document, Repeat, Similarity};
use crate::record::part::Part;
use crate::record::spool::{At, Spooled};
use crate::record::{Record, Terms};
use crate::tally::Duplicates;
use crate::tally::count::{Printing, counted_of};

/// An id, where there is one.
type Name = Option<Box<str>>;

/// Records that are read at a time, for each thread.
const AHEAD: usize = 64;

/// What is known of a document without its record.
#[derive(Debug, Clone)]
pub struct Item {
    /// Its id, unique.
    pub id: Box<str>,
    /// The id that it had, where another document has it.
    renamed: Option<Box<str>>,
    /// The outlet.
    pub source: Option<Arc<str>>,
    /// What it is compared by; `""` where it has none.
    pub group: Arc<str>,
    /// Language code.
    pub language: Arc<str>,
    /// Day of publication.
    pub date: Option<NaiveDate>,
    /// Word tokens.
    pub tokens: u64,
    /// The id of the document that it repeats.
    pub original: Option<Box<str>>,
    /// Whether it is in the tables that compare.
    pub counted: bool,
    at: At,
}

/// Every document of a corpus with what was found in it, sorted by id; texts and
/// mentions are on the disk.
#[derive(Debug)]
pub struct Records {
    /// Sorted by id.
    pub items: Vec<Item>,
    /// Sorted by document, at most one each.
    pub repeats: Vec<Repeat>,
    /// Everybody whose words are quoted or reported, sorted.
    pub speakers: Vec<String>,
    /// Occurrences of each of the annotator's words in the documents that count.
    pub sums: Vec<u64>,
    spooled: Spooled,
}

/// The records that a gatherer took; `duplicates` says which of those that repeat another count.
///
/// # Errors
/// What stopped the gatherer, or a disk that cannot be read.
pub fn settle(gatherer: Gatherer<'_>, duplicates: Duplicates) -> Result<Records, Error> {
    let Gathered { mut stubs, names, speakers, mut sums, spooled } = gatherer.finish()?;
    let places: Vec<_> = stubs.iter().map(|stub| (&*stub.id, stub.place)).collect();
    let renamed = unique_ids(&places);
    let mut last: Vec<Option<Box<str>>> = vec![None; stubs.len()];
    for ((stub, new), last) in stubs.iter_mut().zip(renamed).zip(&mut last) {
        *last = new.map(|new| std::mem::replace(&mut stub.id, new.into()));
    }
    let found = repetitions(&stubs, &spooled)?;
    let mut repeats: Vec<Repeat> = Vec::new();
    let mut originals: Vec<Option<Box<str>>> = vec![None; stubs.len()];
    for (stub, (found, original)) in stubs.iter().zip(found.iter().zip(&mut originals)) {
        let Some((of, similarity)) = found else { continue };
        let of = &stubs[*of].id;
        *original = (*similarity != Similarity::Excerpt).then(|| of.clone());
        repeats.push(Repeat { document: (*stub.id).to_owned(), original: (**of).to_owned(), similarity: *similarity });
    }
    repeats.sort();
    let name = |number: u32| Arc::clone(&names[number as usize]);
    let item = |((stub, renamed), original): ((Stub, Name), Name)| Item {
        source: stub.source.map(name),
        group: name(stub.group),
        language: name(stub.language),
        date: stub.date,
        tokens: stub.tokens,
        counted: true,
        at: stub.at,
        id: stub.id,
        renamed,
        original,
    };
    let mut items: Vec<Item> = stubs.into_iter().zip(last).zip(originals).map(item).collect();
    items.par_sort_unstable_by(|a, b| a.id.cmp(&b.id));
    let printings: Vec<Printing<'_>> = items.iter().map(Item::printing).collect();
    let counted = counted_of(&printings, duplicates);
    for (item, counted) in items.iter_mut().zip(counted) {
        item.counted = counted;
        if !counted {
            take_away(&mut sums, &spooled.terms(item.at)?);
        }
    }
    Ok(Records { items, repeats, speakers: speakers.into_iter().collect(), sums, spooled })
}

/// For every document the one that it repeats: place and similarity.
fn repetitions(stubs: &[Stub], spooled: &Spooled) -> Result<Vec<Option<(usize, Similarity)>>, Error> {
    let prints: Option<Vec<_>> = stubs.iter().map(|stub| stub.fingerprint.as_ref()).collect();
    let Some(prints) = prints else { return Ok(vec![None; stubs.len()]) };
    let entry = |(stub, fingerprint)| {
        let stub: &Stub = stub;
        Entry { id: &stub.id, date: stub.date, fingerprint }
    };
    let entries: Vec<Entry<'_>> = stubs.iter().zip(prints).map(entry).collect();
    let failed = std::sync::Mutex::new(None);
    let sequences = |i: usize| match spooled.text(stubs.get(i)?.at) {
        Ok(document) => document.map(|document| shingles(&document)),
        Err(error) => {
            failed.lock().unwrap_or_else(std::sync::PoisonError::into_inner).get_or_insert(error);
            None
        }
    };
    let found = find(&entries, &sequences);
    match failed.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner) {
        Some(error) => Err(error),
        None => Ok(found.into_iter().map(|found| found.map(|f| (f.original, f.similarity))).collect()),
    }
}

impl Item {
    /// As a print of a text.
    fn printing(&self) -> Printing<'_> {
        Printing {
            id: &self.id,
            original: self.original.as_deref(),
            source: self.source.as_deref(),
            group: &self.group,
        }
    }
}

impl Records {
    /// The record of an item.
    ///
    /// # Errors
    /// If the disk fails.
    pub fn record(&self, item: &Item) -> Result<Record, Error> {
        let mut record = self.spooled.record(item.at)?;
        let document = &mut record.document;
        document.duplicate_of = item.original.as_deref().map(str::to_owned);
        if let Some(last) = &item.renamed {
            document.id = (*item.id).to_owned();
            let warning = format!("another document has the id `{last}`; this one is called `{}`", item.id);
            document.warnings.push(warning);
        }
        Ok(record)
    }

    /// The words of an item.
    ///
    /// # Errors
    /// As [`Records::record`].
    pub fn terms(&self, item: &Item) -> Result<Terms, Error> {
        self.spooled.terms(item.at)
    }

    /// An item as it leaves the process; `words` are those of the annotator.
    ///
    /// # Errors
    /// As [`Records::record`].
    pub fn part(&self, item: &Item, words: &Words, by: &str) -> Result<Part, Error> {
        let Record { mut document, mut annotation } = self.record(item)?;
        let mut terms = self.terms(item)?.into_iter();
        annotation.terms = terms.next().unwrap_or_default();
        annotation.parts.iter_mut().for_each(|part| part.terms = terms.next().unwrap_or_default());
        let text = self.spooled.text(item.at)?;
        let repeats = text.is_some();
        if let Some(Document { text, boilerplate, .. }) = text {
            (document.text, document.boilerplate) = (text, boilerplate);
        }
        Ok(Part::of(document, annotation, words, by, repeats))
    }

    /// Bytes on the disk.
    pub fn bytes(&self) -> u64 {
        self.spooled.bytes
    }

    /// Makes something of every item, many at a time, and takes it in the order of the items.
    ///
    /// # Errors
    /// The first of `make` or `take`, and then no more is taken.
    pub fn each<T: Send>(
        &self,
        make: &(dyn Fn(usize, &Item) -> Result<T, Error> + Sync),
        take: &mut (dyn FnMut(T) -> Result<(), Error> + Send),
    ) -> Result<(), Error> {
        let some = |chunk: &[(usize, &Item)]| -> Result<Vec<T>, Error> {
            chunk.par_iter().map(|(place, item)| make(*place, item)).collect()
        };
        let items: Vec<(usize, &Item)> = self.items.iter().enumerate().collect();
        let mut chunks = items.chunks(AHEAD * rayon::current_num_threads().max(1));
        let mut ready = chunks.next().map_or_else(|| Ok(Vec::new()), some)?;
        while !ready.is_empty() {
            // What was made is taken while the next is being made.
            let (next, taken) = rayon::join(
                || chunks.next().map_or_else(|| Ok(Vec::new()), some),
                || ready.into_iter().try_for_each(&mut *take),
            );
            taken?;
            ready = next?;
        }
        Ok(())
    }
}
