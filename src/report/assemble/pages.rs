//! The page of a report, from the records that it may show.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::Subject;
use crate::annotate::find::Annotator;
use crate::compare::Comparison;
use crate::compare::pairs::labelled;
use crate::compare::random::Random;
use crate::error::Error;
use crate::pipeline::settle::{Item, Records};
use crate::record::Record;
use crate::report::chart::{Caption, Chart};
use crate::report::page::{Article, Found, Known, Page, Pool, render};
use crate::report::rows::EventRow;
use crate::report::{File, rows};
use crate::tally::Tally;

/// What a page needs besides the records.
pub(super) struct Parts<'a> {
    pub tally: &'a Tally,
    pub comparison: &'a Comparison,
    pub caption: &'a Caption,
    pub charts: &'a [Chart],
    pub events: Vec<EventRow<'a>>,
    pub remarks: Vec<String>,
    pub seed: u64,
    pub extension: &'static str,
}

/// Most articles of a page that have no sentence on it.
const ARTICLES: usize = 12_000;

/// `report.html`.
pub(super) fn page(subject: &Subject<'_>, records: &Records, pool: Pool, parts: Parts<'_>) -> Result<File, Error> {
    let annotator = subject.annotator;
    let mut known = Known::of(records.items.iter().map(counts));
    (known.mentions, known.hits) = pool.known();
    let found = pool.chosen();
    let held = held(records, annotator, &found, parts.seed)?;
    let names = labelled(parts.tally);
    let name = |group: &str| {
        let place = parts.tally.groups.iter().position(|g| g == group);
        names.iter().find(|(index, _)| Some(*index) == place).map_or_else(|| group.to_owned(), |(_, name)| name.clone())
    };
    let articles = held.par_iter().map(|(item, Record { document, annotation })| {
        let row = rows::document(annotator, document, annotation, item.counted);
        let row = rows::DocumentRow { mentions: item.mentions, ..row };
        Article { row, group: name(&item.item.group), counted: item.counted }
    });
    let articles = articles.collect();
    let (mut mentions, mut hits) = (Vec::with_capacity(found.len()), Vec::new());
    for (_, Record { document, annotation }) in &held {
        mentions.extend(annotation.mentions.iter().map(|m| rows::mention(annotator, document, annotation, m)));
        hits.extend(rows::naming_hits(annotator, document, annotation));
    }
    let tops: BTreeSet<&str> =
        (0..annotator.frames.len()).filter(|&f| annotator.is_top(f as u32)).map(|f| &*annotator.frames[f]).collect();
    render(&Page {
        title: subject.title.unwrap_or(subject.id),
        version: env!("CARGO_PKG_VERSION"),
        by: subject.by,
        seed: parts.seed,
        extension: parts.extension,
        caption: parts.caption,
        comparison: parts.comparison,
        tops,
        known,
        articles,
        mentions,
        hits,
        events: parts.events,
        charts: parts.charts,
        remarks: parts.remarks,
    })
}

/// What the page's first lines count.
fn counts(item: &Item) -> (bool, u64, &str, Option<chrono::NaiveDate>) {
    (item.counted, item.tokens, &item.group, item.date)
}

/// A document that the page may list.
struct Held<'r> {
    item: &'r Item,
    counted: bool,
    /// All its mentions, of which not all may be held.
    mentions: u64,
}

/// The records of documents that the page may list, with the mentions and names that it may show.
fn held<'r>(
    records: &'r Records,
    annotator: &Annotator,
    found: &[Found],
    seed: u64,
) -> Result<Vec<(Held<'r>, Record)>, Error> {
    let mut wanted: BTreeMap<usize, Vec<Found>> = BTreeMap::new();
    found.iter().for_each(|f| wanted.entry(f.article).or_default().push(*f));
    let mut rest: Vec<(u64, usize)> =
        records.items.iter().enumerate().map(|(place, item)| (Random::new(seed, &[&*item.id]).bits(), place)).collect();
    if rest.len() > ARTICLES {
        rest.select_nth_unstable(ARTICLES);
        rest.truncate(ARTICLES);
    }
    for (_, place) in rest {
        wanted.entry(place).or_default();
    }
    let one = |(place, found): (usize, Vec<Found>)| {
        let item = &records.items[place];
        let mut record = records.record(item)?;
        let mentions = record.annotation.mentions.iter().filter(|m| annotator.is_top(m.frame)).count() as u64;
        keep(&mut record.annotation.mentions, found.iter().filter(|f| !f.name).map(|f| f.index));
        keep(&mut record.annotation.names, found.iter().filter(|f| f.name).map(|f| f.index));
        Ok((Held { item, counted: item.counted, mentions }, record))
    };
    wanted.into_par_iter().map(one).collect()
}

/// Keeps some of a list.
fn keep<T>(list: &mut Vec<T>, places: impl Iterator<Item = usize>) {
    let places: BTreeSet<usize> = places.collect();
    let mut place = 0;
    list.retain(|_| {
        place += 1;
        places.contains(&(place - 1))
    });
    list.shrink_to_fit();
}
