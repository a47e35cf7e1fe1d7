//! `lexicon check`: faults with their places, the test sentences, what entries take in a corpus.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use framelens::Error;
use framelens::curate::usage::usage;
use framelens::lexicon::check::{self, Checked, Finding, Usage};
use framelens::lexicon::tidy::tidy;
use framelens::lexicon::{Actor, Lexicon};
use framelens::report::lexicon::{ENTRIES, FINDINGS, FindingRow, TYPES, entries};
use framelens::report::table;
use framelens::study::Settings;
use framelens::study::find::{is_study, lexicons_of};
use framelens::study::folder::write_file;
use framelens::study::read::{frame_files, language_packs, read_text};
use framelens::text::analyze::Analyzer;

use crate::cli::{Color, Common, Done, load, terminal};

/// Arguments of `lexicon check`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A frame file, a folder of them, or a folder with frames/ [default: the study's, else the bundled lexicon]
    #[arg(value_name = "LEXICON")]
    lexicon: Option<PathBuf>,
    /// A study: its actors are checked too, and what entries take in its articles
    #[arg(value_name = "STUDY")]
    study: Option<PathBuf>,
    /// The lexicon, as an option of every command
    #[arg(long, value_name = "DIR", conflicts_with = "study")]
    lexicons: Option<PathBuf>,
    /// Articles, as for compare: show which types stems take and which entries find nothing
    #[arg(long, value_name = "PATH", num_args = 1..)]
    corpus: Vec<PathBuf>,
    /// Put the files in order and take out exact repetitions; nothing that matches changes
    #[arg(long)]
    fix: bool,
    /// Print every entry as CSV, with how it matches and its cue
    #[arg(long, conflicts_with = "fix")]
    list: bool,
    /// Write all findings as CSV; `-` is standard output
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Write the types that stems, globs and expressions take in the corpus, with counts, as CSV
    #[arg(long, value_name = "FILE")]
    types: Option<PathBuf>,
    /// Leave findings with these codes out, separated by commas
    #[arg(long, value_name = "CODE,…", value_delimiter = ',')]
    allow: Vec<String>,
    /// When to use colour
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = Color::Auto)]
    pub color: Color,
}

/// Which lexicon, study and articles the arguments mean.
struct Chosen {
    lexicon: Option<String>,
    /// Study and corpora, as [`load::load`] takes them.
    paths: Vec<PathBuf>,
}

/// A study at work.
struct Studied {
    usage: Usage,
    /// Path and text of the actors' file.
    actors: Option<(String, String, Vec<Actor>)>,
}

/// Run `lexicon check`.
pub fn run(args: &Args) -> Result<Done, Error> {
    let allowed = allowed(&args.allow)?;
    let chosen = choose(args)?;
    if args.types.is_some() && chosen.paths.is_empty() {
        return Err(Error::with_help("--types counts in a corpus", "name a study, or articles with --corpus"));
    }
    let packs = Arc::new(language_packs(chosen.lexicon.as_deref())?);
    let mut analyzer = Analyzer::new(Arc::clone(&packs));
    let mut files = frame_files(chosen.lexicon.as_deref())?;
    if args.fix {
        if chosen.lexicon.is_none() {
            let help = "name the lexicon: framelens lexicon check my-lexicon --fix";
            return Err(Error::with_help("--fix: the bundled lexicon is part of the program", help));
        }
        terminal::print(fix(&mut files, &mut analyzer)?.as_bytes())?;
    }
    let (lexicon, faults) = Lexicon::parse_lenient(&files, &mut analyzer);
    let mut findings: Vec<Finding> = faults.into_iter().map(Finding::from).collect();
    if args.list {
        show(&findings, args.color);
        terminal::print(&table::csv(&ENTRIES, &entries(&lexicon))?)?;
        return Ok(done(&findings));
    }
    // A faulty lexicon cannot be held against articles; its faults come first.
    let studied = match chosen.paths.is_empty() || !findings.is_empty() {
        true => None,
        false => Some(study(&chosen)?),
    };
    if studied.is_none() && !chosen.paths.is_empty() {
        terminal::note("articles not read: mend the lexicon first\n\n");
    }
    let actors = studied.as_ref().and_then(|s| s.actors.as_ref());
    let input = check::Input {
        lexicon: &lexicon,
        packs: &packs,
        actors: actors.map(|(path, text, actors)| (path.as_str(), text.as_str(), actors.as_slice())),
        usage: studied.as_ref().map(|s| &s.usage),
    };
    let (rows, found) = check::check(&input, &mut analyzer);
    findings.extend(found.into_iter().filter(|f| !allowed.contains(&f.fault.code)));
    if let (Some(path), Some(studied)) = (&args.types, &studied) {
        write(path, &table::csv(&TYPES, &check::captured(&lexicon, &studied.usage))?)?;
    }
    if let Some(path) = &args.out {
        let table = table::csv(&FINDINGS, &findings.iter().map(FindingRow::from).collect::<Vec<_>>())?;
        write(path, &table)?;
        if path == Path::new("-") {
            return Ok(done(&findings));
        }
    }
    show(&findings, args.color);
    terminal::print(summary(&rows, &findings).as_bytes())?;
    Ok(done(&findings))
}

fn done(findings: &[Finding]) -> Done {
    if findings.iter().any(Finding::is_fault) { Done::Findings } else { Done::Clean }
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    if path == Path::new("-") { terminal::print(bytes) } else { write_file(path, bytes) }
}

fn allowed(codes: &[String]) -> Result<Vec<&'static str>, Error> {
    let known = |code: &String| {
        let code = code.trim();
        check::CODES.iter().find(|known| known.eq_ignore_ascii_case(code)).copied().ok_or_else(|| {
            Error::with_help(
                format!("--allow: there is no code `{code}`"),
                format!("known: {}", check::CODES.join(", ")),
            )
        })
    };
    codes.iter().map(known).collect()
}

/// A study may stand in either place; its lexicon is used where none is named.
fn choose(args: &Args) -> Result<Chosen, Error> {
    let (lexicon, study) = match (&args.lexicons, &args.lexicon, &args.study) {
        (Some(lexicons), study, _) => (Some(lexicons), study.as_ref()),
        (None, Some(first), None) if is_study(first) => {
            let own = first.join("frames").is_dir();
            (own.then_some(first), Some(first))
        }
        (None, Some(first), Some(second)) if is_study(first) && !is_study(second) => (Some(second), Some(first)),
        (None, lexicon, study) => (lexicon.as_ref(), study.as_ref()),
    };
    let mut lexicon = lexicon.map(|path| path.display().to_string());
    if let (None, Some(study)) = (&lexicon, study) {
        lexicon = lexicons_of(study)?;
    }
    let paths = study.into_iter().chain(&args.corpus).cloned().collect();
    Ok(Chosen { lexicon, paths })
}

/// Read the articles and count what the lexicon takes in them.
fn study(chosen: &Chosen) -> Result<Studied, Error> {
    // Events play no part here, and finding them takes long.
    let settings =
        Settings { lexicons: chosen.lexicon.clone(), events: Some("none".to_owned()), ..Settings::default() };
    let mut run = load::load(&chosen.paths, &Common::default(), settings)?;
    let annotated = run.annotate(&terminal::Watcher::of(&run.settings))?;
    let usage = usage(&run.annotator, &annotated.annotations);
    let actors = match run.setup.settings.actors.as_deref().filter(|path| *path != "none") {
        Some(path) => Some((path.to_owned(), read_text(Path::new(path))?, run.actors)),
        None => None,
    };
    Ok(Studied { usage, actors })
}

/// Put every file in order that has no faults; the rest is reported by the check.
fn fix(files: &mut [(String, String)], analyzer: &mut Analyzer) -> Result<String, Error> {
    let mut said = String::new();
    for (path, text) in files {
        let Ok(tidied) = tidy(path, text, analyzer) else {
            said.push_str(&format!("{path}: left as it is\n"));
            continue;
        };
        if tidied.changes.is_empty() {
            continue;
        }
        write_file(Path::new(path), tidied.text.as_bytes())?;
        said.push_str(&format!("{path}: written\n"));
        tidied.changes.iter().for_each(|change| said.push_str(&format!("  {change}\n")));
        *text = tidied.text;
    }
    if said.is_empty() {
        said.push_str("nothing to put in order\n");
    }
    Ok(said)
}

/// Remarks shown of each code.
const SHOWN: usize = 5;

/// Faults in full, remarks in one line each and few of a kind.
fn show(findings: &[Finding], color: Color) {
    let (faults, remarks): (Vec<_>, Vec<_>) = findings.iter().partition(|f| f.is_fault());
    let faults: Vec<_> = faults.into_iter().map(|f| f.fault.clone()).collect();
    terminal::warn(&faults, color);
    for code in check::CODES {
        let of_code = || remarks.iter().filter(|f| f.fault.code == code);
        for finding in of_code().take(SHOWN) {
            let place = finding.fault.position().map_or(String::new(), |(p, l, c)| format!("{p}:{l}:{c}: "));
            let label = finding.fault.place.as_ref().map_or(String::new(), |p| format!(" ({})", p.label));
            terminal::note(&format!("{place}info[{code}]: {}{label}\n", finding.fault.message));
        }
        if of_code().count() > SHOWN {
            let more = of_code().count() - SHOWN;
            terminal::note(&format!("info[{code}]: … and {more} more; --out FILE lists them all\n"));
        }
    }
}

fn summary(rows: &[Checked], findings: &[Finding]) -> String {
    let mut table = comfy_table::Table::new();
    table.load_style(framelens::report::summary::RULED);
    table.set_header(["frame", "version", "language", "entries", "hit sentences", "miss sentences"]);
    for row in rows {
        let passed =
            |passed: usize, all: usize| if passed == all { all.to_string() } else { format!("{passed} of {all}") };
        table.add_row([
            row.frame.clone(),
            row.version.clone(),
            row.language.clone(),
            row.entries.to_string(),
            passed(row.hits_passed, row.hits),
            passed(row.misses_passed, row.misses),
        ]);
    }
    let entries: usize = rows.iter().map(|r| r.entries).sum();
    let faults = findings.iter().filter(|f| f.is_fault()).count();
    let remarks = match findings.len() - faults {
        0 => String::new(),
        1 => "; 1 remark".to_owned(),
        n => format!("; {n} remarks"),
    };
    let faults = match faults {
        0 => "no faults".to_owned(),
        1 => "1 fault".to_owned(),
        n => format!("{n} faults"),
    };
    format!("{table}\n{faults} in {entries} entries{remarks}\n")
}
