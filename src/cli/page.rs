//! The page of a report: its rows from what a run found.

use std::collections::BTreeSet;

use framelens::Error;
use framelens::compare::Comparison;
use framelens::compare::pairs::labelled;
use framelens::report::chart::{Caption, Chart};
use framelens::report::page::{Article, Page, render};
use framelens::report::table::Format;
use framelens::report::{File, rows};
use framelens::study::{Annotated, Run};
use framelens::tally::{Tally, count};

/// What a page needs besides the run and its documents.
pub(super) struct Parts<'a> {
    pub tally: &'a Tally,
    pub comparison: &'a Comparison,
    pub caption: &'a Caption,
    pub charts: &'a [Chart],
    /// Which documents count.
    pub counted: &'a [bool],
    pub remarks: Vec<String>,
    pub seed: u64,
    pub format: Format,
}

/// `report.html`.
pub(super) fn page(run: &Run, annotated: &Annotated, parts: Parts<'_>) -> Result<File, Error> {
    let annotator = &run.annotator;
    let (documents, annotations) = (&annotated.corpus.documents, &annotated.annotations);
    let names = labelled(parts.tally);
    let name = |group: &str| {
        let place = parts.tally.groups.iter().position(|g| g == group);
        names.iter().find(|(index, _)| Some(*index) == place).map_or_else(|| group.to_owned(), |(_, name)| name.clone())
    };
    let (mut articles, mut mentions, mut hits) = (Vec::new(), Vec::new(), Vec::new());
    for ((document, annotation), &counted) in documents.iter().zip(annotations).zip(parts.counted) {
        let group = name(count::group_of(document, annotation, run.by()));
        articles.push(Article { row: rows::document(annotator, document, annotation, counted), group, counted });
        if counted {
            mentions.extend(annotation.mentions.iter().map(|m| rows::mention(annotator, document, annotation, m)));
            hits.extend(rows::naming_hits(annotator, document, annotation));
        }
    }
    let tops: BTreeSet<&str> =
        (0..annotator.frames.len()).filter(|&f| annotator.is_top(f as u32)).map(|f| &*annotator.frames[f]).collect();
    render(&Page {
        title: run.study.title.as_deref().unwrap_or(&run.id),
        version: env!("CARGO_PKG_VERSION"),
        by: run.by(),
        seed: parts.seed,
        extension: parts.format.extension(),
        caption: parts.caption,
        comparison: parts.comparison,
        tops,
        articles,
        mentions,
        hits,
        events: rows::event_rows(annotator, documents, annotations),
        charts: parts.charts,
        remarks: parts.remarks,
    })
}
