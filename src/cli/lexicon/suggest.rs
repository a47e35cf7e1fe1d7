//! `lexicon suggest`: candidate entries for a frame, and the sheet that comes back.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use framelens::corpus::{self, decode};
use framelens::curate::suggest::decide::{self, Decided};
use framelens::curate::suggest::find::{Found, suggest};
use framelens::curate::suggest::insert::{insert, item};
use framelens::curate::suggest::{Decision, Input, MOST, Options, Verdict, rows};
use framelens::error::Fault;
use framelens::lexicon::Frame;
use framelens::report::table;
use framelens::study::folder::write_file;
use framelens::study::{Annotated, Run, Settings};
use framelens::text::analyze::Analyzer;
use framelens::{Error, pipeline};

use crate::cli::annotate::within;
use crate::cli::load;
use crate::cli::{Common, Done, terminal};

/// Arguments of `lexicon suggest`.
#[derive(Debug, clap::Args)]
#[command(mut_arg("language", |arg| arg.help("Suggest for this language alone; documents in others are left aside")))]
pub struct Args {
    /// Frame to suggest entries for; with --decide: the study
    #[arg(value_name = "FRAME", required_unless_present = "decide")]
    frame: Option<String>,
    /// Articles or a study, as for compare
    #[arg(value_name = "STUDY|CORPUS")]
    paths: Vec<PathBuf>,
    /// Further articles; with a study: in place of its own
    #[arg(long, value_name = "PATH")]
    corpus: Vec<PathBuf>,
    /// File to write [default: standard output]
    #[arg(long, short, value_name = "FILE", conflicts_with = "decide")]
    out: Option<PathBuf>,
    /// Most candidates in each language
    #[arg(long, value_name = "N", default_value_t = MOST, value_parser = most, conflicts_with = "decide")]
    most: usize,
    /// Seed of the word vectors [default: the study's, else 1]
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Sheet in which you wrote `accept` or `reject`: log it in the study's decisions.csv and print the accepted entries
    #[arg(long, value_name = "FILE")]
    decide: Option<PathBuf>,
    /// Day of the decisions [default: the sheet's column `date`, else none]
    #[arg(long, value_name = "YYYY-MM-DD", requires = "decide")]
    date: Option<NaiveDate>,
    /// Insert the accepted entries into the frame files of --lexicons
    #[arg(long, requires = "decide")]
    write: bool,
    #[command(flatten)]
    pub common: Common,
}

fn most(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|n| (1..=100_000).contains(n)).ok_or_else(|| "write a number from 1 to 100000".to_owned())
}

/// The study's file of decisions.
const LOG: &str = "decisions.csv";

/// Run `lexicon suggest`.
pub fn run(args: &Args) -> Result<Done, Error> {
    match (&args.decide, &args.frame) {
        (Some(sheet), _) => take_back(args, sheet),
        (None, Some(frame)) => look(args, frame),
        (None, None) => Err(Error::with_help("no frame", "name one, such as occupation")),
    }
}

fn look(args: &Args, frame: &str) -> Result<Done, Error> {
    let paths: Vec<PathBuf> = args.paths.iter().chain(&args.corpus).cloned().collect();
    let flags = Settings { frames: Some(vec![frame.to_owned()]), seed: args.seed, ..Settings::default() };
    let mut run = load::load(&paths, &args.common, flags)?;
    // Here the flag chooses among the articles; it does not say what they are.
    let wanted = args.common.language.as_ref().and_then(|_| run.settings.language.take());
    if run.settings.events.is_none() {
        run.settings.events = Some("auto".to_owned());
    }
    let logged = run.folder.as_deref().map_or(Ok(Vec::new()), read_log)?;
    spare_decisions(args.out.as_deref(), &logged)?;
    let mut annotated = run.annotate(&terminal::Watcher::of(&run.settings))?;
    if let Some(language) = &wanted {
        only(&mut annotated, language);
    }
    let input = Input {
        documents: &annotated.corpus.documents,
        annotations: &annotated.annotations,
        annotator: &run.annotator,
        lexicon: &run.lexicon,
        actors: &run.actors,
        namings: &run.namings,
        packs: &run.packs,
        decisions: &logged,
    };
    let options = Options { most: args.most, seed: run.settings.seed.unwrap_or(1) };
    let found = suggest(&input, frame, &options);
    if found.is_empty() {
        return Err(no_language(&run, frame, &annotated, wanted.as_deref()));
    }
    let bytes = table::csv(&rows::COLUMNS, &rows::rows(&found))?;
    match &args.out {
        Some(path) if *path != Path::new("-") => write_file(&within(path, "suggestions.csv"), &bytes)?,
        _ => terminal::print(&bytes)?,
    }
    if !run.settings.quiet.unwrap_or(false) {
        terminal::note(&summary(frame, &found));
    }
    let skipped = run.settings.strict.unwrap_or(false) && !annotated.corpus.skipped.is_empty();
    Ok(if skipped { Done::Findings } else { Done::Clean })
}

/// Leave documents in other languages aside.
fn only(annotated: &mut Annotated, language: &str) {
    let keep: Vec<bool> = annotated.annotations.iter().map(|a| a.language == language).collect();
    let mut flags = keep.iter();
    annotated.corpus.documents.retain(|_| flags.next().is_some_and(|keep| *keep));
    annotated.annotations.retain(|a| a.language == language);
}

fn no_language(run: &Run, frame: &str, annotated: &Annotated, wanted: Option<&str>) -> Error {
    let languages: std::collections::BTreeSet<&str> =
        run.lexicon.frames.iter().flat_map(|f| f.languages.keys().map(String::as_str)).collect();
    let languages: Vec<&str> = languages.into_iter().collect();
    let has = format!("the frame has entries in: {}", languages.join(", "));
    match wanted {
        Some(code) if languages.contains(&code) => {
            Error::with_help(format!("no article is in `{code}`"), "leave --language out, or name other articles")
        }
        Some(code) => Error::with_help(format!("frame `{frame}` has no entries in `{code}`"), has),
        None => {
            let spoken: std::collections::BTreeSet<&str> =
                annotated.annotations.iter().map(|a| a.language.as_str()).collect();
            let spoken = spoken.into_iter().collect::<Vec<_>>().join(", ");
            Error::with_help(format!("frame `{frame}` has no entries in the languages of the articles ({spoken})"), has)
        }
    }
}

fn summary(frame: &str, found: &[Found]) -> String {
    let mut out = String::new();
    for one in found {
        let (count, language) = (one.suggestions.len(), &one.language);
        out += &format!(
            "{frame}, {language}: {count} candidates from {} mentions in {} documents\n",
            one.mentions, one.documents
        );
        if one.mentions == 0 {
            out += &format!(
                "No article in {language} mentions {frame}: only relatives of its entries can be suggested.\n"
            );
        }
    }
    out + "Write accept or reject into the column decision, then: framelens lexicon suggest --decide FILE STUDY\n"
}

fn read_sheet(path: &Path) -> Result<(String, Vec<Decided>), Error> {
    let shown = path.display().to_string();
    let bytes = fs::read(path)
        .map_err(|e| Error::with_help(format!("{shown} cannot be read: {e}"), "check the path and its permissions"))?;
    let help = "save the sheet as CSV in UTF-8 (a workbook such as .xlsx is none)";
    let decoded = decode::decode(&bytes, None).map_err(|why| Error::with_help(format!("{shown}: {why}"), help))?;
    if decoded.replaced > 0 {
        let message = format!("{shown}: {} characters cannot be read as {}", decoded.replaced, decoded.encoding);
        return Err(Error::with_help(message, help));
    }
    if !decoded.certain {
        terminal::note(&format!("{shown} is not UTF-8; read as {}\n", decoded.encoding));
    }
    let rows = decide::read(&shown, &decoded.text)?;
    Ok((decoded.text, rows))
}

fn read_log(folder: &Path) -> Result<Vec<Decision>, Error> {
    let path = folder.join(LOG);
    if !path.exists() {
        return Ok(Vec::new());
    }
    Ok(read_sheet(&path)?.1.into_iter().map(|row| row.decision).collect())
}

/// A sheet with decisions that are not logged yet is not written over.
fn spare_decisions(out: Option<&Path>, logged: &[Decision]) -> Result<(), Error> {
    let path = out.map(|path| within(path, "suggestions.csv")).filter(|path| path.is_file());
    let Some(path) = path else { return Ok(()) };
    let Ok((_, rows)) = read_sheet(&path) else { return Ok(()) };
    let known = |row: &Decided| {
        let (d, name) = (&row.decision, |d: &Decision| (d.frame.clone(), d.language.clone(), d.pattern.clone()));
        logged.iter().any(|old| name(old) == name(d) && old.decision == d.decision)
    };
    match rows.iter().filter(|row| !known(row)).count() {
        0 => Ok(()),
        n => Err(Error::with_help(
            format!("{} holds decisions that are not logged ({n})", path.display()),
            format!("run framelens lexicon suggest --decide {} STUDY first, or write to another file", path.display()),
        )),
    }
}

fn take_back(args: &Args, sheet: &Path) -> Result<Done, Error> {
    let paths: Vec<PathBuf> =
        args.frame.iter().map(PathBuf::from).chain(args.paths.iter().chain(&args.corpus).cloned()).collect();
    let run = load::load(&paths, &args.common, Settings::default())?;
    let Some(folder) = run.folder.as_deref() else {
        return Err(Error::with_help(
            "decisions are logged beside a study's file, and no study was named",
            "name the study's folder; `framelens init FOLDER` drafts one",
        ));
    };
    let shown = sheet.display().to_string();
    let (text, decided) = read_sheet(sheet)?;
    if decided.is_empty() {
        return Err(Error::with_help(
            format!("{shown} holds no decision"),
            "write `accept` or `reject` into the column `decision` of some rows",
        ));
    }
    decide::check(&shown, &text, &decided, &run.lexicon, &run.packs)?;
    compare_with_articles(args, &run, &shown, &text, &decided)?;
    let accepted = accepted(&run, &decided);
    let files = if args.write { grown(&run, &accepted)? } else { Vec::new() };
    let log = decide::log(read_log(folder)?, &decided, args.date);
    for (path, text) in &files {
        write_file(Path::new(path), text.as_bytes())?;
    }
    write_file(&folder.join(LOG), &table::csv(&decide::LOG, &log)?)?;
    terminal::print(lines(&accepted, args.write).as_bytes())?;
    if !run.settings.quiet.unwrap_or(false) {
        let yes = decided.iter().filter(|row| row.decision.decision == Verdict::Accept).count();
        let path = folder.join(LOG);
        terminal::note(&format!("{yes} accepted, {} rejected, logged in {}\n", decided.len() - yes, path.display()));
    }
    Ok(Done::Clean)
}

/// A sheet of other articles is refused; single rows that these articles do not have are told.
fn compare_with_articles(args: &Args, run: &Run, path: &str, text: &str, rows: &[Decided]) -> Result<(), Error> {
    let corpus = corpus::read::read(&run.corpus, &run.reading())?;
    let forced = run.settings.language.as_deref();
    let language = |d| {
        forced.map(str::to_owned).or_else(|| pipeline::language_of(d, &run.packs)).unwrap_or_else(|| "en".to_owned())
    };
    let languages: Vec<String> = corpus.documents.iter().map(language).collect();
    let strangers = decide::strangers(rows, &corpus.documents, &languages, &run.packs);
    if strangers.len() * 2 > rows.len() {
        return Err(Error::with_help(
            format!(
                "{path} was made from other articles: {} of its {} decided rows are not of this study",
                strangers.len(),
                rows.len()
            ),
            "name the study that the sheet was made for",
        ));
    }
    let text = text.into();
    let warn = |row: &&Decided| {
        Fault::warning(format!("`{}` is not in this study's articles, or its top source is not", row.decision.pattern))
            .at(path, &text, row.place.clone(), "logged all the same")
    };
    terminal::warn(&strangers.iter().map(warn).collect::<Vec<_>>(), args.common.color);
    Ok(())
}

/// Accepted patterns by frame and language that are no entries yet.
type Accepted<'r> = BTreeMap<(&'r str, &'r str), (&'r Frame, Vec<String>)>;

fn accepted<'r>(run: &'r Run, rows: &'r [Decided]) -> Accepted<'r> {
    let mut found = Accepted::new();
    for decision in rows.iter().map(|row| &row.decision).filter(|d| d.decision == Verdict::Accept) {
        let Some(frame) = run.lexicon.frames.iter().find(|frame| frame.id == decision.frame) else { continue };
        let part = frame.languages.get(&decision.language);
        if part.is_some_and(|part| part.entries.iter().any(|entry| *entry.pattern.text == *decision.pattern)) {
            terminal::note(&format!("`{}` is an entry of {} already\n", decision.pattern, frame.id));
            continue;
        }
        let list = found.entry((&decision.frame, &decision.language)).or_insert((frame, Vec::new()));
        if !list.1.contains(&decision.pattern) {
            list.1.push(decision.pattern.clone());
        }
    }
    found
}

/// The frame files with the accepted entries, each read again before any is written.
fn grown(run: &Run, accepted: &Accepted<'_>) -> Result<Vec<(String, String)>, Error> {
    if accepted.is_empty() {
        return Ok(Vec::new());
    }
    if run.settings.lexicons.is_none() {
        return Err(Error::with_help(
            "the bundled lexicon cannot be written to",
            "copy it with `framelens lexicon convert bundled FOLDER` and name the folder with --lexicons or in the study, or leave --write out",
        ));
    }
    let mut files: BTreeMap<&str, String> = BTreeMap::new();
    for ((_, language), (frame, patterns)) in accepted {
        let text = files.entry(&frame.path).or_insert_with(|| frame.text.to_string());
        *text = insert(&frame.path, text, language, patterns)?;
    }
    let mut analyzer = Analyzer::new(std::sync::Arc::clone(&run.packs));
    for (path, text) in &files {
        Frame::parse(path, text, &mut analyzer)?;
    }
    Ok(files.into_iter().map(|(path, text)| (path.to_owned(), text)).collect())
}

fn lines(accepted: &Accepted<'_>, written: bool) -> String {
    let mut out = String::new();
    for ((frame, language), (found, patterns)) in accepted {
        let verb = if written { "inserted into" } else { "for" };
        out += &format!("# {frame}, [{language}] entries: {verb} {}\n", found.path);
        patterns.iter().for_each(|pattern| out += &format!("  {},\n", item(pattern)));
    }
    out
}
