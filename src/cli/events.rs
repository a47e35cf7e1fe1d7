//! `events`: which documents tell the same events, or which declared ones.

use std::path::{Path, PathBuf};

use framelens::report::rows::{self, columns};
use framelens::report::table::{self, Format};
use framelens::report::{File, discovered};
use framelens::study::{Annotated, Run, Settings};
use framelens::{Error, pipeline};

use super::load;
use super::{Common, Done, terminal};
use framelens::study::folder::Folder;

/// Arguments of `events`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Articles or a study, as for compare
    #[arg(value_name = "CORPUS")]
    paths: Vec<PathBuf>,
    /// Folder for assignments.csv, events.csv and events.toml [default: assignments on standard output]
    #[arg(long, short, value_name = "DIR")]
    out: Option<PathBuf>,
    #[command(flatten)]
    pub common: Common,
}

/// Run the command.
pub fn run(args: &Args) -> Result<Done, Error> {
    let mut run = load::load(&args.paths, &args.common, Settings::default())?;
    let folder = args.out.as_deref().map(Folder::open).transpose()?;
    let quiet = run.settings.quiet.unwrap_or(false);
    if run.settings.events.as_deref() == Some("none") {
        let help = "leave --events out, or write `--events auto`, to discover events in the articles";
        return Err(Error::with_help("there are no events to list with `--events none`", help));
    }
    let named = run.settings.events.is_some() && !run.discovers();
    if named && run.annotator.events.is_empty() {
        return Err(Error::with_help(
            "the events file declares no event",
            "write an [[event]], or use `--events auto`",
        ));
    }
    let (files, skipped, summary) = if !named {
        let bar = terminal::counter(quiet);
        let forced = run.settings.language.as_deref();
        let (options, reading) = (run.discovery()?, run.reading());
        let (found, read) = pipeline::discover(&run.corpus, &reading, &run.packs, forced, &options, &|| bar.inc(1))?;
        bar.finish_and_clear();
        terminal::skipped(if quiet { &[] } else { &read.skipped });
        (discovered::files(&found)?, !read.skipped.is_empty(), discovered::summary(&found))
    } else {
        let annotated = run.annotate(&terminal::Watcher::of(&run.settings))?;
        let told = annotated.annotations.iter().filter(|a| !a.events.is_empty()).count();
        let summary = format!(
            "{} declared events; {told} of {} documents tell of one or more\n",
            run.annotator.events.len(),
            annotated.corpus.documents.len()
        );
        (declared(&run, &annotated)?, !annotated.corpus.skipped.is_empty(), summary)
    };
    match folder {
        Some(folder) => {
            folder.write(&files)?;
            let path = args.out.as_deref().unwrap_or(Path::new(".")).display();
            let place = format!("assignments.csv, events.csv and events.toml are in {path}\n");
            terminal::print(if quiet { String::new() } else { summary + &place }.as_bytes())?;
        }
        None => {
            terminal::print(&files[0].bytes)?;
            terminal::note(if quiet { "" } else { &summary });
        }
    }
    Ok(if run.settings.strict.unwrap_or(false) && skipped { Done::Findings } else { Done::Clean })
}

fn declared(run: &Run, annotated: &Annotated) -> Result<Vec<File>, Error> {
    let (documents, annotations) = (&annotated.corpus.documents, &annotated.annotations);
    let assignments = rows::assignment_rows(&run.annotator, documents, annotations);
    let events = rows::event_rows(&run.annotator, documents, annotations);
    let declared = run.files.iter().find(|(name, _)| name == "events.toml").map(|(_, text)| text.clone().into_bytes());
    Ok(vec![
        table::file("assignments", &columns::ASSIGNMENTS, &assignments, Format::Csv)?,
        table::file("events", &columns::EVENTS, &events, Format::Csv)?,
        File { path: "events.toml".to_owned(), bytes: declared.unwrap_or_default() },
    ])
}
