//! A run → a whole report: articles read, compared, every file written, the manifest last.

use std::path::{Path, PathBuf};

use serde_json::json;

use super::place;
use super::{Run, Settings, Watch, load};
use crate::compare;
use crate::corpus::read::Summary;
use crate::corpus::{Corpus, Skipped};
use crate::error::Error;
use crate::pipeline::settle::Records;
use crate::report::assemble::{self, Made, Options, Picture, Subject};
use crate::report::manifest::{self, Manifest, TextFile};
use crate::report::sink::{Sink, put};
use crate::report::summary::{self, Asked};
use crate::report::table::Format;

/// How a report is made, as the settings say.
///
/// # Errors
/// If a format or a rule has no such name.
pub fn options(settings: &Settings) -> Result<Options, Error> {
    Ok(Options {
        format: settings.format.as_deref().map_or(Ok(Format::Csv), Format::named)?,
        pictures: Picture::named(settings.charts.as_deref())?,
        duplicates: load::duplicates(settings.duplicates.as_deref())?,
        depth: load::depth(settings.only.as_deref())?,
    })
}

impl Settings {
    /// How groups are compared.
    pub fn comparison(&self) -> compare::Settings {
        let default = compare::Settings::default();
        compare::Settings { reference: self.reference.clone(), seed: self.seed.unwrap_or(default.seed), ..default }
    }
}

/// What a report is made of.
#[derive(Debug)]
pub enum Source<'f> {
    /// The articles that the run names.
    Articles,
    /// Articles that have been read.
    Read(Corpus),
    /// Files of partial tallies.
    Tallies(&'f [PathBuf]),
}

/// Where what is compared came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// From files, which can be read again.
    Files,
    /// From whoever called.
    Memory,
    /// From partial tallies.
    Tallies,
}

impl Origin {
    /// As the manifest says it; of files it says which.
    fn name(self) -> Option<&'static str> {
        match self {
            Origin::Files => None,
            Origin::Memory => Some("memory"),
            Origin::Tallies => Some("tallies"),
        }
    }
}

impl Source<'_> {
    fn origin(&self) -> Origin {
        match self {
            Source::Articles => Origin::Files,
            Source::Read(_) => Origin::Memory,
            Source::Tallies(_) => Origin::Tallies,
        }
    }
}

/// A report whose files are in the sink.
#[derive(Debug)]
pub struct Finished {
    /// What it holds.
    pub made: Made,
    /// What of the input was not used.
    pub skipped: Vec<Skipped>,
    /// The manifest, the last file of the report.
    pub manifest: Manifest,
}

impl Run {
    /// Read, annotate, compare, and put every file of the report into the sink.
    /// Temporary files lie in `folder`.
    ///
    /// # Errors
    /// If nothing can be read or compared as asked, or the sink takes no more.
    pub fn report(
        &mut self,
        source: Source<'_>,
        settings: &compare::Settings,
        options: &Options,
        sink: &dyn Sink,
        folder: Option<&Path>,
        watch: &dyn Watch,
    ) -> Result<Finished, Error> {
        let duplicates = options.duplicates;
        let origin = source.origin();
        let (records, summary) = match source {
            Source::Articles => self.gather(duplicates, folder, watch)?,
            Source::Read(corpus) => self.gather_corpus(corpus, duplicates, folder, watch)?,
            Source::Tallies(files) => {
                self.corpus = Vec::new();
                self.add_up(files, duplicates, folder, watch)?
            }
        };
        self.conclude(&records, &summary, settings, options, origin, sink)
    }

    /// Compare what was found, and put every file of the report into the sink.
    ///
    /// # Errors
    /// If nothing can be compared as asked, or the sink takes no more.
    pub fn conclude(
        &self,
        records: &Records,
        summary: &Summary,
        settings: &compare::Settings,
        options: &Options,
        origin: Origin,
        sink: &dyn Sink,
    ) -> Result<Finished, Error> {
        let made = assemble::assemble(&self.subject(), records, settings, options, sink)?;
        let mut manifest = manifest(self, summary, settings, options, origin);
        manifest.outputs.clone_from(&made.outputs);
        put(sink, &manifest.file()?)?;
        Ok(Finished { made, skipped: summary.skipped.clone(), manifest })
    }

    /// What it is about.
    pub fn subject(&self) -> Subject<'_> {
        Subject {
            id: &self.id,
            title: self.study.title.as_deref(),
            by: self.by(),
            annotator: &self.annotator,
            lexicon: &self.lexicon,
            actors: &self.actors,
            namings: &self.namings,
            sources: &self.study.sources,
        }
    }
}

impl Finished {
    /// What the report says, for people; `width` in columns.
    pub fn summary(&self, run: &Run, width: u16, color: bool) -> String {
        let made = &self.made;
        let comparison = &made.comparison;
        let context = summary::Context {
            labels: made.labels.clone(),
            actors: run.actors.iter().map(|a| (a.id.clone(), a.label.clone())).collect(),
            width,
            color,
            sources: 20,
            differences: assemble::DIFFERENCES,
        };
        let title = summary::heading(run.study.title.as_deref().unwrap_or(&run.id), context.color);
        let mut parts = vec![format!("{title}\n{}", assemble::heading(made))];
        parts.push(summary::rates(comparison, &context));
        parts.extend(Some(summary::doers(comparison, &context)).filter(|text| !text.is_empty()));
        parts.push(summary::differences(comparison, &made.examples, &context));
        let asked = Asked {
            reference: run.settings.reference.is_some(),
            actors: run.settings.actors.is_some(),
            events: run.settings.events.is_some(),
        };
        let remarks = [&made.remarks[..], &summary::advice(comparison, asked)].concat();
        if !remarks.is_empty() {
            let wide = usize::from(context.width.max(60));
            let lines = remarks.iter().map(|remark| summary::paragraph(remark, wide, "- ", "  "));
            let notes: Vec<String> = std::iter::once(summary::heading("Notes", context.color)).chain(lines).collect();
            parts.push(notes.join("\n"));
        }
        parts.join("\n\n")
    }
}

/// What a second run must know of this one.
fn manifest(run: &Run, summary: &Summary, settings: &compare::Settings, options: &Options, origin: Origin) -> Manifest {
    let charts: Vec<&str> = match options.pictures[..] {
        [] => vec!["none"],
        _ => options.pictures.iter().map(|picture| picture.name()).collect(),
    };
    let (base, paths) = place::paths(run);
    let discovery = run.discovers().then(|| run.discovery().unwrap_or_default());
    let mut manifest = Manifest {
        tool: manifest::TOOL.to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        command: "compare".to_owned(),
        study: run.id.clone(),
        settings: json!({
            "by": run.by(),
            "frames": run.settings.frames,
            "language": run.settings.language.as_deref().unwrap_or("auto"),
            "overlap": run.settings.overlap.as_deref().unwrap_or("longest"),
            "duplicates": options.duplicates,
            "format": options.format,
            "charts": charts,
            "fields": run.study.fields,
            "granularity": discovery.as_ref().map(|d| d.granularity),
            "threshold": discovery.as_ref().map(|d| d.threshold),
            "comparison": settings,
        }),
        seed: settings.seed,
        languages: json!({
            "analysis": crate::text::stem::VERSION,
            "packs": run.packs.codes(),
            "sha256": run.packs.fingerprint().iter().map(|b| format!("{b:02x}")).collect::<String>(),
        }),
        inputs: summary.inputs.clone(),
        study_files: run.files.iter().map(|(path, text)| TextFile::new(path, text)).collect(),
        lexicon: manifest::lexicon(&run.lexicon, &|path| match run.settings.lexicons {
            Some(_) => place::relative(&base, Path::new(path)),
            None => path.to_owned(),
        }),
        paths,
        skipped: summary.skipped.clone(),
        outputs: Vec::new(),
    };
    if let (Some(settings), Some(only)) = (manifest.settings.as_object_mut(), &run.settings.only) {
        settings.insert("only".to_owned(), only.as_str().into());
    }
    // Where articles were read, as nearly always, there is nothing to say.
    if let (Some(settings), Some(name)) = (manifest.settings.as_object_mut(), origin.name()) {
        settings.insert(name.to_owned(), true.into());
    }
    manifest
}
