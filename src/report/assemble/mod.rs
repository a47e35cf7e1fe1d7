//! Records → a whole report: every table, chart and the page.
//!
//! The records are gone through once in the order of the tables: rows are
//! written as they come, and only tallies, term vectors and the sentences that
//! the page may show are held.

use std::collections::BTreeMap;

use crate::annotate::Depth;
use crate::annotate::find::Annotator;
use crate::compare::{self, Comparison};
use crate::corpus::{InputFile, Source};
use crate::error::Error;
use crate::lexicon::{Actor, Lexicon, Naming};
use crate::pipeline::settle::Records;
use crate::report::chart::{Caption, Chart};
use crate::report::sink::{Sink, put};
use crate::report::table::Format;
use crate::report::{File, charts, number, reprints, summary};
use crate::tally::{Duplicates, Labels};

mod pages;
mod pass;
mod tables;

/// What a report is about.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// Id of the study.
    pub id: &'a str,
    /// Its title, where it has one.
    pub title: Option<&'a str>,
    /// What is compared: source, side, language, or a field of the data.
    pub by: &'a str,
    /// What found the mentions.
    pub annotator: &'a Annotator,
    /// Frames in use.
    pub lexicon: &'a Lexicon,
    /// Who can act.
    pub actors: &'a [Actor],
    /// Competing names.
    pub namings: &'a [Naming],
    /// The sources that the study names.
    pub sources: &'a [Source],
}

/// A format of charts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Picture {
    /// Vector graphics.
    Svg,
    /// Pictures of 192 dpi.
    Png,
}

impl Picture {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Picture::Svg => "svg",
            Picture::Png => "png",
        }
    }

    /// Those of these names, none for `none`; both where nothing is said.
    ///
    /// # Errors
    /// If there is none of a name, or `none` goes with others.
    pub fn named(names: Option<&[String]>) -> Result<Vec<Picture>, Error> {
        let Some(names) = names else { return Ok(vec![Picture::Svg, Picture::Png]) };
        let named = |name: &String| match name.as_str() {
            "svg" => Ok(Some(Picture::Svg)),
            "png" => Ok(Some(Picture::Png)),
            "none" => Ok(None),
            _ => Err(Error::with_help(format!("there is no chart format `{name}`"), "known formats: svg, png, none")),
        };
        let formats = names.iter().map(named).collect::<Result<Vec<_>, _>>()?;
        if formats.contains(&None) && formats.len() > 1 {
            return Err(Error::with_help(
                "--charts none goes with no other format",
                "write `--charts none`, or name formats without it",
            ));
        }
        Ok(formats.into_iter().flatten().collect())
    }
}

/// How a report is made.
#[derive(Debug, Clone)]
pub struct Options {
    /// Of the tables.
    pub format: Format,
    /// Of the charts; empty: none are drawn.
    pub pictures: Vec<Picture>,
    /// Which documents that repeat another count.
    pub duplicates: Duplicates,
    /// How much is told.
    pub depth: Depth,
}

/// What a report holds, besides its files.
#[derive(Debug)]
pub struct Made {
    /// Every result.
    pub comparison: Comparison,
    /// Labels of sources, frames and events.
    pub labels: Labels,
    /// What a reader should beware of.
    pub remarks: Vec<String>,
    /// Sentences that show the strongest differences, in their order.
    pub examples: Vec<Option<summary::Example>>,
    /// The charts; none where none are asked for.
    pub charts: Vec<Chart>,
    /// Documents.
    pub documents: u64,
    /// Their word tokens.
    pub tokens: u64,
    /// Fingerprints of the files that went into the sink, sorted by path.
    pub outputs: Vec<InputFile>,
}

/// Most differences of the summary.
pub const DIFFERENCES: usize = 5;

/// Makes every file of a report but its manifest.
///
/// # Errors
/// If `by` is no field of any document, the reference no group, a disk fails, or
/// a chart cannot be drawn.
pub fn assemble(
    subject: &Subject<'_>,
    records: &Records,
    settings: &compare::Settings,
    options: &Options,
    sink: &dyn Sink,
) -> Result<Made, Error> {
    check_groups(subject, records, settings.reference.as_deref())?;
    let pass::Passed { tally, words, events, pool, mut outputs } =
        pass::pass(subject, records, settings.seed, options, sink)?;
    let comparison = match options.depth {
        Depth::Full => compare::compare_with(&tally, Some(&words), settings),
        Depth::Frames => compare::compare_frames(&tally, settings),
    };
    drop(words);
    outputs.extend(tables::tables(subject, &tally, &comparison, options, sink)?);
    let repeated = reprints::rows(&records.repeats, &records.items);
    if options.depth == Depth::Full {
        outputs.push(put(sink, &super::table::file("reprints", &reprints::COLUMNS, &repeated, options.format)?)?);
    }
    if !subject.annotator.events.is_empty() {
        outputs
            .push(put(sink, &super::table::file("events", &super::rows::columns::EVENTS, &events, options.format)?)?);
    }
    let labels = labels(subject, records);
    let caption = caption(subject, &labels);
    let drawn = match options.pictures[..] {
        [] => Vec::new(),
        _ => charts::choose(&comparison, &caption, settings.reference.as_deref())?,
    };
    for file in rendered(&drawn, &options.pictures)? {
        outputs.push(put(sink, &file)?);
    }
    let remarks = remarks(subject, records, &comparison, reprints::remark(&repeated, options.duplicates), &drawn);
    let examples = summary::examples(&comparison, &tally, subject.annotator, DIFFERENCES, &|document| {
        let place = records.items.binary_search_by(|item| (*item.id).cmp(document)).ok()?;
        Some(records.record(records.items.get(place)?))
    })?;
    if options.depth == Depth::Full {
        let parts = pages::Parts {
            tally: &tally,
            comparison: &comparison,
            caption: &caption,
            charts: &drawn,
            events,
            remarks: remarks.clone(),
            seed: settings.seed,
            extension: options.format.extension(),
        };
        outputs.push(put(sink, &pages::page(subject, records, pool, parts)?)?);
    }
    outputs.sort();
    let (documents, tokens) = (records.items.len() as u64, records.items.iter().map(|item| item.tokens).sum());
    Ok(Made { comparison, labels, remarks, examples, charts: drawn, documents, tokens, outputs })
}

/// The reference and the field must be there, else every table would be empty.
fn check_groups(subject: &Subject<'_>, records: &Records, reference: Option<&str>) -> Result<(), Error> {
    let counted = records.items.iter().filter(|item| item.counted);
    let known: std::collections::BTreeSet<&str> = counted.map(|item| &*item.group).filter(|g| !g.is_empty()).collect();
    refuse_groups(subject.by, &known.into_iter().collect::<Vec<_>>(), reference)
}

/// An error where no document has the field, or none the reference.
///
/// # Errors
/// Then.
pub fn refuse_groups(by: &str, known: &[&str], reference: Option<&str>) -> Result<(), Error> {
    if known.is_empty() && !crate::tally::count::FIELDS.contains(&by) {
        return Err(Error::with_help(
            format!("--by {by}: no document has such a field"),
            "compare by source, side, language, or a column of the data",
        ));
    }
    match reference {
        Some(reference) if !known.contains(&reference) => Err(Error::with_help(
            format!("--reference {reference}: there is no such {by}"),
            format!("known: {}", known.join(", ")),
        )),
        _ => Ok(()),
    }
}

/// Labels of frames, events and sources.
fn labels(subject: &Subject<'_>, records: &Records) -> Labels {
    let sources = records.items.iter().filter_map(|item| item.source.as_deref());
    labels_of(subject, sources)
}

/// Labels of frames, events and these sources.
pub fn labels_of<'s>(subject: &Subject<'_>, sources: impl Iterator<Item = &'s str>) -> Labels {
    let mut labels = Labels::new();
    for frame in &subject.lexicon.frames {
        labels.insert(frame.id.clone(), frame.label("en").to_owned());
    }
    for event in &subject.annotator.events {
        labels.insert(event.id.clone(), event.label.clone());
    }
    for source in subject.sources.iter().filter(|_| subject.by == "source") {
        labels.insert(source.id.clone(), source.label.clone().unwrap_or_else(|| source.id.clone()));
    }
    // A side or a metadata value is its own label; so is a source that the study does not name.
    for source in sources {
        if !labels.contains_key(source) {
            labels.insert(source.to_owned(), source.to_owned());
        }
    }
    labels
}

/// What charts say of the run beside their rows.
pub fn caption(subject: &Subject<'_>, labels: &Labels) -> Caption {
    let versions: Vec<_> = subject.lexicon.frames.iter().map(|f| format!("{} {}", f.id, f.version)).collect();
    Caption {
        study: subject.title.unwrap_or(subject.id).to_owned(),
        lexicon: versions.join(", "),
        labels: labels.clone(),
        actors: subject.actors.iter().map(|a| (a.id.clone(), a.label.clone())).collect(),
        namings: subject.namings.iter().map(|n| (n.id.clone(), n.label.clone())).collect(),
        periods: subject.annotator.events.iter().filter_map(|e| Some((e.id.clone(), e.when?))).collect(),
    }
}

/// Charts as files, in every format.
///
/// # Errors
/// If a chart cannot be drawn.
pub fn rendered(charts: &[Chart], pictures: &[Picture]) -> Result<Vec<File>, Error> {
    let mut files = Vec::new();
    for chart in charts {
        for picture in pictures {
            let (extension, bytes) = match picture {
                Picture::Svg => ("svg", chart.svg()?.into_bytes()),
                Picture::Png => ("png", chart.png()?),
            };
            files.push(File { path: format!("charts/{}.{extension}", chart.name), bytes });
        }
    }
    Ok(files)
}

/// What a reader should beware of, one remark each.
fn remarks(
    subject: &Subject<'_>,
    records: &Records,
    comparison: &Comparison,
    repeated: Option<String>,
    drawn: &[Chart],
) -> Vec<String> {
    let mut languages: BTreeMap<&str, usize> = BTreeMap::new();
    records.items.iter().for_each(|item| *languages.entry(&item.language).or_default() += 1);
    let sums = summary::Sums {
        unnamed: records.items.iter().filter(|item| item.group.is_empty()).count(),
        undated: records.items.iter().filter(|item| item.date.is_none()).count(),
        languages,
    };
    let mut remarks = summary::cautions(&sums, subject.annotator, subject.by);
    remarks.extend(repeated);
    remarks.extend(summary::dates(&comparison.timeline));
    remarks.extend(summary::speechless(subject.actors, &sums));
    remarks.extend(summary::unmapped(comparison).filter(|_| !drawn.is_empty()));
    remarks
}

/// The heading of a summary: documents and tokens.
pub fn heading(made: &Made) -> String {
    format!("{}, {} tokens", number::counted(made.documents, "document"), number::thousands(made.tokens))
}

/// A tally's mentions weighed, where some entry has a weight of its own.
fn weights(annotator: &Annotator) -> Vec<f64> {
    annotator.entries.iter().map(|entry| entry.weight).collect()
}
