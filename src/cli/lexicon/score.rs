//! `lexicon score`: what a lexicon finds in a corpus, from the tokens of its first reading.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::sleep;
use std::time::{Duration, Instant};

use framelens::annotate::find::FrameRules;
use framelens::corpus::InputFile;
use framelens::curate::score::{self, Before, ENTRIES, FrameScore, SCORES, Scores};
use framelens::report::{number, summary, table};
use framelens::store::Store;
use framelens::store::keep::{Cache, Looked, Opened, Request};
use framelens::store::score::Scorer;
use framelens::study::find::study_file;
use framelens::study::folder::write_file;
use framelens::study::load::duplicates;
use framelens::study::read::frame_files;
use framelens::study::{Settings, Setup};
use framelens::text::analyze::Analyzer;
use framelens::{Error, corpus, pipeline};
use serde_json::json;

use crate::cli::groups::DuplicateRule;
use crate::cli::load;
use crate::cli::{Common, Done, name, terminal};

/// Arguments of `lexicon score`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A study, or articles, as for compare
    #[arg(value_name = "STUDY|CORPUS")]
    paths: Vec<PathBuf>,
    /// Write scores.csv and entries.csv into this folder
    #[arg(long, short, value_name = "DIR", help_heading = "Output")]
    out: Option<PathBuf>,
    /// Print the scores as JSON
    #[arg(long, help_heading = "Output")]
    json: bool,
    /// Score again whenever the lexicon, its language data or the study's file is saved, until interrupted
    #[arg(long)]
    watch: bool,
    /// With --watch, end after so many scores
    #[arg(long, value_name = "N", hide = true, requires = "watch")]
    watch_runs: Option<u64>,
    /// What is compared: source, side, language, or any field of the documents
    #[arg(long, value_name = "FIELD", help_heading = "Comparison")]
    by: Option<String>,
    /// Which documents that repeat another count [default: once-per-source]
    #[arg(long, value_enum, value_name = "RULE", help_heading = "Comparison")]
    duplicates: Option<DuplicateRule>,
    /// Folder that keeps the tokens for the next run, or `none` [default: the user's cache]
    #[arg(long, value_name = "DIR", help_heading = "Run")]
    cache: Option<String>,
    #[command(flatten)]
    pub common: Common,
}

/// Run `lexicon score`.
pub fn run(args: &Args) -> Result<Done, Error> {
    let (mut runs, mut lexicons) = (0, None);
    loop {
        // What the study or its language data say of the articles changes more than the lexicon.
        match score(args, &mut runs, &mut lexicons) {
            Ok(Ended::Done(done)) => return Ok(done),
            Ok(Ended::Changed) => {}
            // A study that was sound when the watch began is waited for.
            Err(error) if runs > 0 => {
                terminal::report(&error, args.common.color);
                runs += 1;
                if args.watch_runs.is_some_and(|most| runs >= most) {
                    return Ok(Done::Findings);
                }
                wait(args, lexicons.as_deref());
            }
            Err(error) => return Err(error),
        }
    }
}

/// How a round of scores ended.
enum Ended {
    Done(Done),
    /// The study's file or the language data was saved.
    Changed,
}

/// Time between two looks at the files.
const PAUSE: Duration = Duration::from_millis(200);

/// Files and their texts.
type Surroundings = Vec<(PathBuf, Option<String>)>;

/// The files, beside the frames, that scores depend on, with their texts.
fn surroundings(args: &Args, lexicons: Option<&str>) -> Surroundings {
    let mut paths: Vec<PathBuf> = study_file(&args.paths).into_iter().collect();
    let folder = lexicons.map(|dir| Path::new(dir).join("languages"));
    let entries = folder.and_then(|folder| std::fs::read_dir(folder).ok()).into_iter().flatten().flatten();
    paths.extend(entries.map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|e| e == "toml")));
    paths.sort();
    paths.into_iter().map(|path| (path.clone(), std::fs::read_to_string(path).ok())).collect()
}

/// Wait until something is saved.
fn wait(args: &Args, lexicons: Option<&str>) {
    let look = || (surroundings(args, lexicons), frame_files(lexicons).ok());
    let known = look();
    while look() == known {
        sleep(PAUSE);
    }
}

/// Score once, and as long as the lexicon alone changes; counts the scores and notes where the lexicon is.
fn score(args: &Args, runs: &mut u64, lexicons: &mut Option<String>) -> Result<Ended, Error> {
    let duplicates = args.duplicates.and_then(name);
    let flags = Settings { by: args.by.clone(), duplicates, cache: args.cache.clone(), ..Settings::default() };
    let setup = load::setup(&args.paths, &args.common, flags)?;
    lexicons.clone_from(&setup.settings.lexicons);
    let quiet = setup.settings.quiet.unwrap_or(false);
    if args.watch && setup.settings.lexicons.is_none() {
        return Err(Error::with_help(
            "--watch has nothing to watch: the bundled lexicon does not change",
            "copy it with `framelens lexicon convert bundled FOLDER` and name the folder with --lexicons",
        ));
    }
    let files = frame_files(setup.settings.lexicons.as_deref())?;
    let around = surroundings(args, setup.settings.lexicons.as_deref());
    let mut analyzer = Analyzer::new(Arc::clone(&setup.packs));
    let request = request(&setup);
    let cache = cache(setup.settings.cache.as_deref());
    let look = || cache.as_ref().map(|cache| cache.look(&request)).transpose();
    let (lexicon, looked) = rayon::join(|| setup.lexicon(&mut analyzer), look);
    // A faulty lexicon is told of before the long work.
    let rules = FrameRules::new(&lexicon?);
    let Opened { store, kept, remarks } = open(&setup, looked?)?;
    remarks.iter().for_each(|remark| terminal::note(&format!("note: {remark}\n")));
    terminal::skipped(if quiet || kept { &[] } else { &store.skipped });
    check_field(&setup, &store)?;
    let mut table = Table::new(args, &setup, &store, cache.as_ref(), &request)?;
    let mut scorer = Scorer::new(&store, &rules.rules, setup.overlap()?);
    table.show(&scorer, &rules)?;
    *runs += 1;
    if args.watch && watch((files, around), &setup, &mut scorer, &mut table, &mut analyzer, runs)? {
        return Ok(Ended::Changed);
    }
    let strict = setup.settings.strict.unwrap_or(false);
    Ok(Ended::Done(if strict && !store.skipped.is_empty() { Done::Findings } else { Done::Clean }))
}

/// All that the tokens of a corpus depend on.
fn request(setup: &Setup) -> Request {
    let program = std::env::current_exe().and_then(std::fs::metadata);
    // Builds of one version may differ while the program is worked on.
    let build = program.map(|about| (about.len(), about.modified().ok()));
    let settings = format!(
        "{}\n{build:?}\n{:?}\n{:?}\n{:?}",
        env!("CARGO_PKG_VERSION"),
        setup.packs.fingerprint(),
        setup.settings.language,
        setup.reading()
    );
    Request { paths: setup.corpus.clone(), settings }
}

/// The folder for what may be made again: as told, else the user's cache folder.
fn cache(told: Option<&str>) -> Option<Cache> {
    let set = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let folder = match told {
        Some("none") => return None,
        Some(folder) => PathBuf::from(folder),
        None => set("XDG_CACHE_HOME")
            .or_else(|| set("LOCALAPPDATA"))
            .or_else(|| set("HOME").map(|home| home.join(".cache")))?
            .join("framelens"),
    };
    Some(Cache { folder })
}

fn open(setup: &Setup, looked: Option<Looked<'_>>) -> Result<Opened, Error> {
    let build = || -> Result<(Store, Vec<InputFile>), Error> {
        let corpus = corpus::read::read(&setup.corpus, &setup.reading())?;
        let bar = terminal::progress(corpus.documents.len(), setup.settings.quiet.unwrap_or(false));
        let forced = setup.settings.language.as_deref();
        let store = pipeline::store(&corpus, &setup.packs, forced, &|| bar.inc(1));
        bar.finish_and_clear();
        Ok((store?, corpus.inputs))
    };
    match looked {
        Some(looked) => looked.or_build(build),
        None => Ok(Opened { store: build()?.0, kept: false, remarks: Vec::new() }),
    }
}

/// The field must be there, else every row would be empty.
fn check_field(setup: &Setup, store: &Store) -> Result<(), Error> {
    let by = setup.by();
    if framelens::tally::count::FIELDS.contains(&by) || store.metadata(by).is_some() {
        return Ok(());
    }
    Err(Error::with_help(
        format!("--by {by}: no document has such a field"),
        "compare by source, side, language, or a column of the data",
    ))
}

/// Score again whenever the lexicon's files change; its faults are shown and waited out.
/// `true` where the study or its language data changed, and all is to be read again.
fn watch(
    (mut known, around): (Vec<(String, String)>, Surroundings),
    setup: &Setup,
    scorer: &mut Scorer<'_>,
    table: &mut Table<'_>,
    analyzer: &mut Analyzer,
    runs: &mut u64,
) -> Result<bool, Error> {
    let files = || frame_files(setup.settings.lexicons.as_deref());
    let args = table.args;
    scorer.prepare();
    while args.watch_runs.is_none_or(|most| *runs < most) {
        sleep(PAUSE);
        if surroundings(args, setup.settings.lexicons.as_deref()) != around {
            return Ok(true);
        }
        // An editor may be about to put the file back; the next look will tell.
        let Ok(now) = files() else { continue };
        if now == known {
            continue;
        }
        known = now;
        table.started = Instant::now();
        match setup.lexicon(analyzer) {
            Err(error) => terminal::report(&error, args.common.color),
            Ok(lexicon) => {
                let rules = FrameRules::new(&lexicon);
                scorer.update(&rules.rules);
                table.show(scorer, &rules)?;
            }
        }
        *runs += 1;
    }
    Ok(false)
}

/// Where scores go, and those of the run before.
struct Table<'s> {
    args: &'s Args,
    store: &'s Store,
    by: &'s str,
    duplicates: framelens::tally::Duplicates,
    quiet: bool,
    cache: Option<(&'s Cache, String)>,
    before: Option<Before>,
    started: Instant,
}

impl<'s> Table<'s> {
    fn new(
        args: &'s Args,
        setup: &'s Setup,
        store: &'s Store,
        cache: Option<&'s Cache>,
        request: &Request,
    ) -> Result<Table<'s>, Error> {
        let settings = &setup.settings;
        let duplicates = duplicates(settings.duplicates.as_deref())?;
        let stdin = setup.corpus.iter().any(|path| path == Path::new("-"));
        // Frames that were not asked for are not gone.
        let about = format!("{}\n{:?}\n{:?}\n{:?}", setup.by(), duplicates, settings.overlap, settings.frames);
        let name = Request { settings: format!("{}\n{about}", request.settings), ..request.clone() }.name();
        let cache = cache.filter(|_| !stdin).map(|cache| (cache, format!("{name}.scores")));
        let noted = cache.as_ref().and_then(|(cache, name)| cache.noted(name));
        let before = noted.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let quiet = settings.quiet.unwrap_or(false);
        Ok(Table { args, store, by: setup.by(), duplicates, quiet, cache, before, started: Instant::now() })
    }

    /// Print or write the scores, and note them for the next time.
    fn show(&mut self, scorer: &Scorer<'_>, rules: &FrameRules) -> Result<(), Error> {
        let tally = score::tally(self.store, &scorer.counts(), rules, self.by, self.duplicates);
        let scores = score::score(&tally);
        let (frames, entries) = (scores.frame_rows(self.before.as_ref()), scores.entry_rows(self.before.as_ref()));
        if let Some(folder) = &self.args.out {
            write_file(&folder.join("scores.csv"), &table::csv(&SCORES, &frames)?)?;
            write_file(&folder.join("entries.csv"), &table::csv(&ENTRIES, &entries)?)?;
        }
        if self.args.json {
            let text = json!({ "frames": frames, "entries": entries }).to_string() + "\n";
            terminal::print(text.as_bytes())?;
        } else if !self.quiet {
            let changes = changes(&scores, self.before.as_ref());
            let text = [rates(&frames), changes].concat();
            terminal::print(text.as_bytes())?;
            let tokens = number::thousands(self.store.tokens());
            let seconds = self.started.elapsed().as_secs_f64();
            terminal::note(&format!("{} documents, {tokens} tokens, {seconds:.3} s\n", self.store.len()));
        }
        self.note(&scores);
        Ok(())
    }

    fn note(&mut self, scores: &Scores) {
        let before = Before::of(scores);
        if self.before.as_ref() == Some(&before) {
            return;
        }
        if let Some((cache, name)) = &self.cache
            && let Ok(bytes) = serde_json::to_vec(&before)
        {
            // Without it the next run shows no change, and the store itself has already said why.
            let _ = cache.note(name, &bytes);
        }
        self.before = Some(before);
    }
}

/// Sources shown on the terminal; all are in scores.csv.
const SOURCES: usize = 20;
/// Changed entries shown on the terminal; all are in entries.csv.
const CHANGED: usize = 20;

/// A row a source and frame: mentions, rate, and what has changed.
fn rates(rows: &[FrameScore]) -> String {
    let mut table = comfy_table::Table::new();
    table.load_style(summary::RULED).set_width(terminal::width());
    table.set_header(["source", "frame", "mentions", "per 1,000 tokens", "95 % interval", "change"]);
    let number = |value: Option<f64>| value.map_or(String::new(), |value| format!("{value:.3}"));
    let mut sources: Vec<&str> = rows.iter().map(|row| row.source.as_str()).collect();
    sources.dedup();
    let shown = &sources[..sources.len().min(SOURCES)];
    for row in rows.iter().filter(|row| shown.contains(&row.source.as_str())) {
        let interval = match (row.rate_low, row.rate_high) {
            (Some(low), Some(high)) => format!("{low:.3}–{high:.3}"),
            (None, Some(high)) => format!("up to {high:.3}"),
            _ => String::new(),
        };
        let change = match row.mentions_before {
            Some(before) if before != row.mentions => format!("{:+}", row.mentions as i64 - before as i64),
            _ => String::new(),
        };
        table.add_row([
            row.source.clone(),
            row.frame.clone(),
            number::thousands(row.mentions),
            number(row.rate),
            interval,
            change,
        ]);
    }
    let more = match sources.len() - shown.len() {
        0 => String::new(),
        more => format!("… and {more} more; --out writes all\n"),
    };
    format!("{table}\n{more}")
}

/// The entries that found more or less than at the run before, the largest change first.
fn changes(scores: &Scores, before: Option<&Before>) -> String {
    let Some(before) = before else { return String::new() };
    let found = scores.entries.iter().map(|row| {
        let then = before.entry(row);
        (row.frame.as_str(), row.language.as_str(), row.entry.as_str(), then, Some(row.mentions))
    });
    let gone = before.gone(scores).into_iter().map(|(f, l, e, mentions)| (f, l, e, Some(mentions), None));
    let mut changed: Vec<_> = found.chain(gone).filter(|(.., then, now)| then != now).collect();
    if changed.is_empty() {
        return "no entry changed since the run before\n".to_owned();
    }
    let size = |then: Option<u64>, now: Option<u64>| now.unwrap_or(0).abs_diff(then.unwrap_or(0));
    changed.sort_by_key(|&(f, l, e, then, now)| (std::cmp::Reverse(size(then, now)), f, l, e));
    let mut table = comfy_table::Table::new();
    table.load_style(summary::RULED).set_width(terminal::width());
    table.set_header(["frame", "language", "entry", "before", "now"]);
    let count = |mentions: Option<u64>| mentions.map_or(String::new(), number::thousands);
    for (frame, language, entry, then, now) in changed.iter().take(CHANGED) {
        table.add_row([(*frame).to_owned(), (*language).to_owned(), (*entry).to_owned(), count(*then), count(*now)]);
    }
    let more = match changed.len().saturating_sub(CHANGED) {
        0 => String::new(),
        more => format!("… and {more} more changed; --out writes all\n"),
    };
    format!("\n{table}\n{more}")
}
