//! `lexicon evaluate`: scores and corrected rates from coded sheets.

use std::fs;
use std::path::{Path, PathBuf};

use framelens::Error;
use framelens::curate::evaluate::judge::{self, Codings, Judged};
use framelens::curate::evaluate::{self, accuracy, agree, errors, needed, score, summary};
use framelens::curate::lock::Lock;
use framelens::curate::sample::{FORMAT, Purpose, Sample};
use framelens::curate::sheet::{Coded, read};
use framelens::curate::{correct, correct::rates};
use framelens::error::Fault;
use framelens::report::File;
use framelens::report::table::{self, Format};
use framelens::study::Settings;
use framelens::study::read::read_text;

use super::sample::{SAMPLE, lock_beside, material, read_lock, study_folder};
use crate::cli::load;
use crate::cli::{Common, Done, terminal};
use framelens::study::folder::Folder;

/// Arguments of `lexicon evaluate`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder of a sample, or its coded sheets; then, to be checked against, the study or corpus it was drawn from
    #[arg(value_name = "SAMPLE_DIR|SHEETS|STUDY|CORPUS", required = true)]
    paths: Vec<PathBuf>,
    /// Folder for the tables
    #[arg(long, short, value_name = "DIR", help_heading = "Output")]
    out: PathBuf,
    /// Width (upper less lower limit) for which codings_needed.csv counts the codings
    #[arg(long, value_name = "WIDTH", default_value_t = 0.1, value_parser = width, help_heading = "Evaluation")]
    width: f64,
    /// Log of all samples [default: codings.lock in the study's folder, else beside the sample's]
    #[arg(long, value_name = "FILE", help_heading = "Evaluation")]
    lock: Option<PathBuf>,
    #[command(flatten)]
    pub common: Common,
}

fn width(text: &str) -> Result<f64, String> {
    let wrong = || format!("`{text}` is no width; write a number above 0 and below 1, such as 0.05");
    text.parse().ok().filter(|width: &f64| *width > 0.0 && *width < 1.0).ok_or_else(wrong)
}

/// Run `lexicon evaluate`.
pub fn run(args: &Args) -> Result<Done, Error> {
    let given = sort(&args.paths)?;
    let sample = read_sample(&given.sample)?;
    let folder_of_sample = given.sample.parent().unwrap_or(Path::new("."));
    let lock_path = args.lock.clone().unwrap_or_else(|| {
        let study = if given.study.is_empty() { None } else { study_folder(&given.study) };
        let path = lock_beside(study, folder_of_sample);
        if path.exists() { path } else { lock_beside(None, folder_of_sample) }
    });
    let lock = read_lock(&lock_path)?;
    lock.check(&sample)?;
    let mut notes = Vec::new();
    if sample.purpose == Purpose::Test && !lock.samples.iter().any(|drawn| drawn.sample == sample.sample) {
        notes.push(format!(
            "{} does not know this sample: whether its items were used for tuning cannot be told; name the study or --lock",
            lock_path.display()
        ));
    }
    let quiet = args.common.quiet;
    notes.extend(against_study(&given.study, &args.common, &sample)?);
    let (codings, more) = codings(&given.sheets, &sample, &lock)?;
    notes.extend(more);

    let folder = Folder::open(&args.out)?;
    let judged = judge::judge(&sample, &codings);
    let (files, summary) = report(&sample, &codings, &judged, args.width, &notes)?;
    folder.write(&files)?;
    if !quiet {
        terminal::print(summary.as_bytes())?;
        terminal::print(format!("Tables in {}.\n", args.out.display()).as_bytes())?;
    }
    Ok(Done::Clean)
}

/// What the arguments are.
#[derive(Debug)]
struct Given {
    sample: PathBuf,
    sheets: Vec<PathBuf>,
    study: Vec<PathBuf>,
}

/// Sheets are tables with a column `item`, a sample is a folder with `sample.json`;
/// everything else is a study or corpus.
fn sort(paths: &[PathBuf]) -> Result<Given, Error> {
    let (mut samples, mut sheets, mut study) = (Vec::new(), Vec::new(), Vec::new());
    let is_table = |path: &Path| {
        path.extension().and_then(|e| e.to_str()).is_some_and(|e| ["csv", "tsv", "txt"].contains(&&*e.to_lowercase()))
    };
    for path in paths {
        if !path.exists() {
            let help = "name the folder that `framelens lexicon sample` wrote, or its coded sheets";
            return Err(Error::with_help(format!("{} is not there", path.display()), help));
        }
        let in_folder = path.join(SAMPLE).is_file() && !path.join("framelens.toml").is_file();
        if in_folder {
            samples.push(path.join(SAMPLE));
        } else if path.file_name().is_some_and(|name| name == SAMPLE) {
            samples.push(path.clone());
        } else if path.is_file() && is_table(path) && fs::read(path).is_ok_and(|bytes| read::is_sheet(&bytes)) {
            sheets.push(path.clone());
        } else {
            study.push(path.clone());
        }
    }
    if samples.is_empty() {
        let mut beside: Vec<PathBuf> = sheets.iter().filter_map(|s| Some(s.parent()?.join(SAMPLE))).collect();
        beside.retain(|path| path.is_file());
        beside.dedup();
        samples = beside;
    }
    let none = || {
        let names: Vec<String> = paths.iter().map(|p| p.display().to_string()).collect();
        Error::with_help(
            format!("no {SAMPLE} in or beside {}", names.join(", ")),
            "name the folder that `framelens lexicon sample` wrote; coded sheets may be named besides",
        )
    };
    let sample = samples.first().cloned().ok_or_else(none)?;
    if samples.len() > 1 {
        let names: Vec<String> = samples.iter().map(|p| p.display().to_string()).collect();
        let help = "evaluate one sample at a time";
        return Err(Error::with_help(format!("more than one sample: {}", names.join(", ")), help));
    }
    if sheets.is_empty() {
        sheets = sheets_in(sample.parent().unwrap_or(Path::new(".")))?;
    }
    Ok(Given { sample, sheets, study })
}

/// Every sheet in the folder of a sample, sorted by name.
fn sheets_in(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let cannot = |e: std::io::Error| {
        Error::with_help(format!("{} cannot be read: {e}", folder.display()), "check the path and its permissions")
    };
    let mut sheets = Vec::new();
    for entry in fs::read_dir(folder).map_err(cannot)? {
        let path = entry.map_err(cannot)?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_lowercase();
        let table = [".csv", ".tsv", ".txt"].iter().any(|end| name.ends_with(end));
        if table && (name.starts_with("hits") || name.starts_with("misses")) {
            sheets.push(path);
        }
    }
    sheets.sort();
    if sheets.is_empty() {
        let help = "name the coded sheets, wherever they are";
        return Err(Error::with_help(format!("{} holds no sheets (hits*.csv, misses*.csv)", folder.display()), help));
    }
    Ok(sheets)
}

fn read_sample(path: &Path) -> Result<Sample, Error> {
    let shown = path.display();
    let sample: Sample = serde_json::from_str(&read_text(path)?).map_err(|why| {
        Error::with_help(
            format!("{shown}, line {}, column {}: not a sample: {why}", why.line(), why.column()),
            "bring back the file as `framelens lexicon sample` wrote it",
        )
    })?;
    let whole = sample.items.iter().all(|item| item.stratum < sample.strata.len());
    if sample.format != FORMAT || !whole || sample.fingerprint() != sample.sample {
        return Err(Error::with_help(
            format!("{shown} is not as it was written: its content is not that of sample {}", sample.sample),
            "bring back the file as `framelens lexicon sample` wrote it",
        ));
    }
    Ok(sample)
}

/// Compare the sample with the study it is said to be from; returns what to say of the lexicon.
fn against_study(study: &[PathBuf], common: &Common, sample: &Sample) -> Result<Option<String>, Error> {
    if study.is_empty() {
        return Ok(None);
    }
    let mut run = load::load(study, common, Settings::default())?;
    let annotated = run.annotate(&terminal::Watcher::of(&run.settings))?;
    let material = material(&run, &annotated)?;
    let corpus = material.corpus_hash();
    let short = |hash: &str| hash.chars().take(12).collect::<String>();
    let mut faults = Vec::new();
    if corpus != sample.corpus {
        faults.push(
            Fault::error(format!(
                "sample {} was drawn from other articles: their fingerprint is {}, that of these {}",
                sample.sample,
                short(&sample.corpus),
                short(&corpus)
            ))
            .help("name the corpus that it was drawn from, as it was then, or leave the corpus out"),
        );
    }
    let (lexicon, frames) = material.lexicon_hash();
    if !sample.frames.iter().any(|old| frames.iter().any(|new| new.frame == old.frame)) {
        faults.push(
            Fault::error(format!(
                "sample {} was drawn with another lexicon ({}): no frame of it is in this one ({})",
                sample.sample,
                short(&sample.lexicon),
                short(&lexicon)
            ))
            .help("name its lexicon with --lexicons, or leave the study out"),
        );
    }
    if !faults.is_empty() {
        return Err(Error { faults });
    }
    if lexicon == sample.lexicon {
        return Ok(None);
    }
    let old = |id: &str| sample.frames.iter().find(|f| f.frame == id).map(|f| f.sha256.as_str());
    let changed: Vec<&str> =
        frames.iter().filter(|f| old(&f.frame) != Some(&f.sha256)).map(|f| f.frame.as_str()).collect();
    let gone = sample.frames.iter().filter(|f| !frames.iter().any(|new| new.frame == f.frame));
    let changed: Vec<&str> = changed.into_iter().chain(gone.map(|f| f.frame.as_str())).collect();
    let what = if changed.is_empty() { "the overlap rule".to_owned() } else { changed.join(", ") };
    Ok(Some(format!(
        "the lexicon has changed since this {} sample was drawn ({} → {}: {what}): these are the scores of the lexicon as it was; draw a new sample to measure the new one",
        sample.purpose.name(),
        short(&sample.lexicon),
        short(&lexicon)
    )))
}

/// Read every sheet; the faults of all are shown at once.
fn codings(sheets: &[PathBuf], sample: &Sample, lock: &Lock) -> Result<(Codings, Vec<String>), Error> {
    let (mut coded, mut faults, mut notes) = (Vec::<Coded>::new(), Vec::new(), Vec::new());
    for path in sheets {
        let shown = path.display().to_string();
        let bytes = fs::read(path).map_err(|e| {
            Error::with_help(format!("{shown} cannot be read: {e}"), "check the path and its permissions")
        })?;
        match read::read(&shown, &bytes, sample, lock) {
            Ok(sheet) => {
                for (n, what) in [(sheet.empty, "not coded yet"), (sheet.missing, "missing")] {
                    if n > 0 {
                        notes.push(format!("{shown}: {n} rows {what}; the others of their strata stand in for them"));
                    }
                }
                coded.push(sheet);
            }
            Err(error) => faults.extend(error.faults),
        }
    }
    if !faults.is_empty() {
        return Err(Error { faults });
    }
    Ok((judge::gather(coded)?, notes))
}

fn report(
    sample: &Sample,
    codings: &Codings,
    judged: &[Judged<'_>],
    width: f64,
    notes: &[String],
) -> Result<(Vec<File>, String), Error> {
    let precision = score::precision(sample, judged);
    let scores = score::scores(sample, judged);
    let accuracy = accuracy::accuracy(sample, codings, judged);
    let agreement = agree::agreement(sample, codings);
    let disagreements = agree::disagreements(sample, codings);
    let (rates, contrasts) = rates::correct(sample, judged);
    let needed = needed::needed(sample, judged, width);
    let tables = summary::Tables {
        scores: &scores,
        accuracy: &accuracy,
        agreement: &agreement,
        contrasts: &contrasts,
        needed: &needed,
    };
    let summary = summary::summary(sample, codings, judged, &tables, notes);
    let csv = Format::Csv;
    let files = vec![
        table::file("precision", &evaluate::PRECISION, &precision, csv)?,
        table::file("scores", &evaluate::SCORES, &scores, csv)?,
        table::file("accuracy", &evaluate::ACCURACY, &accuracy, csv)?,
        table::file("agreement", &evaluate::AGREEMENT, &agreement, csv)?,
        table::file("errors", &evaluate::ERRORS, &errors::errors(judged), csv)?,
        table::file("disagreements", &evaluate::DISAGREEMENTS, &disagreements, csv)?,
        table::file("corrected_rates", &correct::RATES, &rates, csv)?,
        table::file("corrected_contrasts", &correct::CONTRASTS, &contrasts, csv)?,
        table::file("codings_needed", &evaluate::NEEDED, &needed, csv)?,
        File { path: "summary.txt".to_owned(), bytes: summary.clone().into_bytes() },
    ];
    Ok((files, summary))
}
