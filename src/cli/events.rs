//! `events`: which documents tell of which declared events.

use std::path::PathBuf;

use framelens::Error;
use framelens::report::File;
use framelens::report::rows::{self, columns};
use framelens::report::table::{self, Format};
use framelens::study::Settings;

use super::load::{self, Annotated, Run};
use super::output::Folder;
use super::{Common, Done, terminal};

/// Arguments of `events`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Articles or a study, as for compare
    #[arg(value_name = "CORPUS")]
    paths: Vec<PathBuf>,
    /// Folder for assignments.csv and events.csv [default: assignments on standard output]
    #[arg(long, short, value_name = "DIR")]
    out: Option<PathBuf>,
    #[command(flatten)]
    pub common: Common,
}

/// Run the command.
pub fn run(args: &Args) -> Result<Done, Error> {
    let run = load::load(&args.paths, &args.common, Settings::default())?;
    if run.annotator.events.is_empty() {
        return Err(Error::with_help(
            "no events are declared",
            "name an events.toml with --events, or in the study's framelens.toml",
        ));
    }
    let annotated = run.annotate()?;
    let files = files(&run, &annotated)?;
    match &args.out {
        Some(path) => Folder::open(path)?.write(&files)?,
        None => terminal::print(&files[0].bytes)?,
    }
    let strict = run.settings.strict.unwrap_or(false);
    Ok(if strict && !annotated.corpus.skipped.is_empty() { Done::Findings } else { Done::Clean })
}

fn files(run: &Run, annotated: &Annotated) -> Result<Vec<File>, Error> {
    let (documents, annotations) = (&annotated.corpus.documents, &annotated.annotations);
    let assignments = rows::assignment_rows(&run.annotator, documents, annotations);
    let events = rows::event_rows(&run.annotator, documents, annotations);
    let declared = run.files.iter().find(|f| f.path == "events.toml").map(|f| f.text.clone().into_bytes());
    Ok(vec![
        table::file("assignments", &columns::ASSIGNMENTS, &assignments, Format::Csv)?,
        table::file("events", &columns::EVENTS, &events, Format::Csv)?,
        File { path: "events.toml".to_owned(), bytes: declared.unwrap_or_default() },
    ])
}
