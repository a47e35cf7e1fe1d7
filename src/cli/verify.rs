//! `verify`: run again what a report's manifest says, and compare.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use framelens::corpus::{FieldMap, listing};
use framelens::report::manifest::Manifest;
use framelens::report::sink::Nowhere;
use framelens::report::verify::{self, Kind, MANIFEST, Reason, Verdict};
use framelens::study::annotate::discovers;
use framelens::study::place::{STDIN, shared};
use framelens::study::report::{self, Finished, Source};
use framelens::study::{Run, Settings};
use framelens::text::analyze::Analyzer;
use framelens::{Error, compare as comparing};
use serde::Deserialize;
use serde_json::json;

use super::load;
use super::place;
use super::{Color, Common, Done, terminal};

/// Arguments of `verify`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder of a report, with its manifest.json
    #[arg(value_name = "REPORT")]
    report: PathBuf,
    /// Where the study or the articles are now [default: found near the report or the working folder]; `-` reads the articles of a run on standard input once more
    #[arg(value_name = "STUDY|CORPUS")]
    paths: Vec<PathBuf>,
    /// Print the findings as JSON
    #[arg(long, help_heading = "Output")]
    json: bool,
    /// Number of threads [default: all cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024), help_heading = "Run")]
    threads: Option<u16>,
    /// Print nothing; the exit status tells
    #[arg(long, short, help_heading = "Run")]
    quiet: bool,
    /// When to use colour
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = Color::Auto, help_heading = "Run")]
    pub color: Color,
}

/// The settings of a manifest that say how to run again.
#[derive(Debug, Deserialize)]
struct Recorded {
    by: String,
    frames: Option<Vec<String>>,
    language: String,
    overlap: String,
    duplicates: String,
    only: Option<String>,
    format: String,
    charts: Vec<String>,
    fields: FieldMap,
    granularity: Option<String>,
    threshold: Option<f64>,
    comparison: comparing::Settings,
}

/// Where the parts of a run are now.
struct Place {
    base: PathBuf,
    corpus: Vec<PathBuf>,
}

/// Run the command.
pub fn run(args: &Args) -> Result<Done, Error> {
    let path = args.report.join(MANIFEST);
    let bytes = fs::read(&path).map_err(|e| {
        let help = "name the folder of a report that `framelens compare` wrote";
        Error::with_help(format!("{} cannot be read: {e}", path.display()), help)
    })?;
    let manifest = Manifest::parse(&path.display().to_string(), &bytes)?;
    let disk = hashes(&args.report, &manifest)?;
    let place = locate(args, &manifest)?;
    let verdict = match again(args, &manifest, &place) {
        Ok((run, made)) => {
            let mut analyzer = Analyzer::new(Arc::clone(&run.packs));
            let remade = made.manifest.file()?.bytes;
            verify::verdict(&manifest, &disk, (&bytes, &remade), &made.manifest, &mut analyzer)
        }
        Err(reason) => Verdict { files: verify::edited(&manifest, &disk), reasons: vec![*reason] },
    };
    if args.json {
        let value = json!({
            "report": args.report,
            "same": verdict.same(),
            "outputs": manifest.outputs.len(),
            "inputs": manifest.inputs.len(),
            "files": verdict.files,
            "reasons": verdict.reasons,
        });
        terminal::print((value.to_string() + "\n").as_bytes())?;
    } else if !args.quiet {
        let name = args.report.display().to_string();
        terminal::print(verify::text(&name, &manifest, &verdict).as_bytes())?;
    }
    Ok(if verdict.same() { Done::Clean } else { Done::Findings })
}

/// SHA-256 of every file that the manifest names, as it lies in the report.
fn hashes(report: &Path, manifest: &Manifest) -> Result<BTreeMap<String, Option<String>>, Error> {
    let one = |path: &String| {
        // A manifest may come from anybody.
        let plain = Path::new(path).components().all(|c| matches!(c, Component::Normal(_)));
        if !plain {
            let help = "it was not written by Framelens, or edited; run `framelens compare` again";
            return Err(Error::with_help(format!("{MANIFEST} names a file outside the report: {path}"), help));
        }
        let file = report.join(path);
        if !file.is_file() {
            return Ok((path.clone(), None));
        }
        let hash = listing::sha256(&file).map_err(|e| {
            Error::with_help(format!("{} cannot be read: {e}", file.display()), "check its permissions")
        })?;
        Ok((path.clone(), Some(hash)))
    };
    manifest.outputs.iter().map(|output| one(&output.path)).collect()
}

/// Where study and articles are: what the arguments name, else found.
fn locate(args: &Args, manifest: &Manifest) -> Result<Place, Error> {
    let named: Vec<PathBuf> = args.paths.iter().filter(|p| *p != Path::new(STDIN)).cloned().collect();
    let nowhere = || {
        let what = if manifest.paths.study.is_some() { "study" } else { "articles" };
        Error::with_help(
            format!("the {what} of this report cannot be found near the report or the working folder"),
            format!("say where: framelens verify {} {}", args.report.display(), what.to_uppercase()),
        )
    };
    let base = match (&manifest.paths.study, named.first()) {
        (Some(_), Some(study)) if study.is_dir() => study.clone(),
        (Some(_), Some(study)) => study.parent().map(Path::to_owned).unwrap_or_default(),
        (None, Some(_)) => shared(&named),
        (_, None) => place::find(&args.report, manifest).ok_or_else(nowhere)?,
    };
    let recorded = || manifest.paths.corpus.iter();
    let mut corpus: Vec<PathBuf> = match manifest.paths.study.is_none() && !named.is_empty() {
        true => named,
        false => recorded().filter(|c| *c != STDIN).map(|c| base.join(c)).collect(),
    };
    corpus.extend(recorded().filter(|c| *c == STDIN).map(PathBuf::from));
    Ok(Place { base, corpus })
}

/// The run that the manifest tells, in memory; or why there can be none.
fn again(args: &Args, manifest: &Manifest, place: &Place) -> Result<(Run, Finished), Box<Reason>> {
    let stdin = Path::new(STDIN);
    if place.corpus.iter().any(|c| c == stdin) && !args.paths.iter().any(|p| p == stdin) {
        let change = format!(
            "the articles came on standard input; give them once more: framelens verify {} - < ARTICLES",
            args.report.display()
        );
        return Err(Box::new(Reason::new(Kind::Again, "standard input", change)));
    }
    if manifest.settings.get("tallies").is_some_and(|tallies| tallies == true) {
        let change = "the report was made of partial tallies, which it does not name: run `compare --tallies` again";
        return Err(Box::new(Reason::new(Kind::Again, "tallies", change.to_owned())));
    }
    if manifest.settings.get("memory").is_some_and(|memory| memory == true) {
        let change = "the articles were handed over in memory, by Python: run `framelens.compare` on them again";
        return Err(Box::new(Reason::new(Kind::Again, "memory", change.to_owned())));
    }
    let recorded: Recorded = serde_json::from_value(manifest.settings.clone())
        .map_err(|e| Box::new(Reason::new(Kind::Setting, "settings", format!("cannot be read: {e}"))))?;
    let failed = |error: Error| {
        let told = |fault: &framelens::error::Fault| match &fault.help {
            Some(help) => format!("{} ({help})", fault.message),
            None => fault.message.clone(),
        };
        let faults: Vec<String> = error.faults.iter().map(told).collect();
        Box::new(Reason::new(Kind::Again, "the run", faults.join("; ")))
    };
    let settings = recorded.comparison.clone();
    let mut run = prepare(args, manifest, recorded, place).map_err(failed)?;
    let options = report::options(&run.settings).map_err(failed)?;
    let watch = terminal::Watcher::of(&run.settings);
    let made = run.report(Source::Articles, &settings, &options, &Nowhere, None, &watch).map_err(failed)?;
    Ok((run, made))
}

fn prepare(args: &Args, manifest: &Manifest, recorded: Recorded, place: &Place) -> Result<Run, Error> {
    let paths = &manifest.paths;
    let at = |path: &String| place.base.join(path).display().to_string();
    // What the run did without stays out, also where the study names it by now.
    let file = |path: &Option<String>| Some(path.as_ref().map_or_else(|| "none".to_owned(), at));
    let discovered = paths.events.as_deref().is_some_and(discovers);
    let flags = Settings {
        lexicons: paths.lexicons.as_ref().map(at),
        frames: recorded.frames,
        actors: file(&paths.actors),
        names: file(&paths.names),
        events: if discovered { paths.events.clone() } else { file(&paths.events) },
        granularity: recorded.granularity,
        threshold: recorded.threshold,
        by: Some(recorded.by),
        reference: recorded.comparison.reference,
        duplicates: Some(recorded.duplicates),
        only: recorded.only,
        language: Some(recorded.language),
        overlap: Some(recorded.overlap),
        format: Some(recorded.format),
        charts: Some(recorded.charts),
        threads: args.threads.map(usize::from),
        seed: Some(recorded.comparison.seed),
        quiet: Some(args.quiet || args.json),
        ..Settings::default()
    };
    let named = match &paths.study {
        Some(study) => vec![place.base.join(study)],
        None => place.corpus.clone(),
    };
    let mut run = load::load(&named, &Common::default(), flags)?;
    run.corpus = place.corpus.clone();
    run.id = manifest.study.clone();
    run.study.fields = recorded.fields;
    Ok(run)
}
