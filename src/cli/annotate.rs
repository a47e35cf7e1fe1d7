//! `annotate`: the mentions alone.

use std::path::{Path, PathBuf};

use framelens::Error;
use framelens::corpus::Document;
use framelens::report::File;
use framelens::report::rows::{self, columns};
use framelens::report::table::{self, Format};
use framelens::study::folder::write_file;
use framelens::study::{Annotated, Run, Settings};
use serde_json::json;

use super::compare::TableFormat;
use super::load;
use super::{Common, Done, terminal};

/// Arguments of `annotate`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Articles or a study, as for compare; `-` reads JSON lines
    #[arg(value_name = "CORPUS")]
    paths: Vec<PathBuf>,
    /// File to write, or a folder to write mentions.csv, mentions.parquet or annotations.jsonl into [default: standard output]
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,
    /// One row a mention (csv, parquet), or one object a document (jsonl)
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = TableFormat::Csv)]
    format: TableFormat,
    #[command(flatten)]
    pub common: Common,
}

/// Run the command.
pub fn run(args: &Args) -> Result<Done, Error> {
    let mut run = load::load(&args.paths, &args.common, Settings::default())?;
    let annotated = run.annotate(&terminal::Watcher::of(&run.settings))?;
    let file = match args.format {
        TableFormat::Jsonl => File { path: "annotations.jsonl".to_owned(), bytes: objects(&run, &annotated)? },
        other => mentions(&run, &annotated, other.format())?,
    };
    match &args.out {
        Some(path) if *path != Path::new("-") => write_file(&within(path, &file.path), &file.bytes)?,
        _ => terminal::print(&file.bytes)?,
    }
    let strict = run.settings.strict.unwrap_or(false);
    Ok(if strict && !annotated.corpus.skipped.is_empty() { Done::Findings } else { Done::Clean })
}

/// A folder that is there, or a path that ends like one, takes a file of the usual name.
pub fn within(path: &Path, name: &str) -> PathBuf {
    let folder = path.is_dir() || path.to_string_lossy().ends_with(std::path::MAIN_SEPARATOR);
    if folder { path.join(name) } else { path.to_owned() }
}

fn mentions(run: &Run, annotated: &Annotated, format: Format) -> Result<File, Error> {
    let documents = annotated.corpus.documents.iter().zip(&annotated.annotations);
    let rows: Vec<_> =
        documents.flat_map(|(d, a)| a.mentions.iter().map(move |m| rows::mention(&run.annotator, d, a, m))).collect();
    table::file("mentions", &columns::MENTIONS, &rows, format)
}

fn objects(run: &Run, annotated: &Annotated) -> Result<Vec<u8>, Error> {
    let objects: Vec<_> =
        annotated.corpus.documents.iter().zip(&annotated.annotations).map(|(d, a)| object(run, d, a)).collect();
    table::jsonl(&objects)
}

fn object(run: &Run, document: &Document, annotation: &framelens::annotate::Annotation) -> serde_json::Value {
    let mentions: Vec<_> = annotation
        .mentions
        .iter()
        .map(|m| {
            let told = annotation.told(m.sentence);
            json!({
                "frame": run.annotator.frames[m.frame as usize],
                "entry": run.annotator.entries[m.entry as usize].key.entry,
                "start": m.start,
                "end": m.end,
                "cue": m.text,
                "sentence": m.sentence,
                "position": m.position,
                "agent": m.agent,
                "patient": m.patient,
                "voice": m.voice,
                "speaker": m.speaker,
                "stance": m.stance,
                "events": told.iter().map(|t| run.annotator.events[t.event].id.as_str()).collect::<Vec<_>>(),
                "weight": m.weight,
                "event_level": told.iter().map(|t| t.level.name()).collect::<Vec<_>>(),
                "event_evidence": told.iter().map(|t| &*t.evidence).collect::<Vec<_>>(),
            })
        })
        .collect();
    json!({
        "document": document.id,
        "source": document.source,
        "language": annotation.language,
        "date": document.date.map(|d| d.to_string()),
        "title": document.title,
        "tokens": annotation.tokens,
        "mentions": mentions,
    })
}
