//! `lexicon sample`: sheets for coders.

use std::fs;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use framelens::Error;
use framelens::curate::lock::{self, Lock};
use framelens::curate::sample::gather::Material;
use framelens::curate::sample::{Apart, Plan, Purpose, Sample, Sheet, draw};
use framelens::curate::sheet::write;
use framelens::report::File;
use framelens::study::folder::{Folder, write_file};
use framelens::study::load::duplicates;
use framelens::study::read::read_text;
use framelens::study::{Annotated, Run, Settings};

use crate::cli::load;
use crate::cli::{Common, Done, terminal};

/// Name of the file that holds what the sheets keep from the coder.
pub const SAMPLE: &str = "sample.json";

/// Arguments of `lexicon sample`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Articles or a study, as for compare
    #[arg(value_name = "STUDY|CORPUS")]
    paths: Vec<PathBuf>,
    /// Folder for hits.csv, misses.csv, codebook.md and sample.json
    #[arg(long, short, value_name = "DIR", help_heading = "Output")]
    out: PathBuf,
    /// One copy of each sheet for every coder, in an order of its own
    #[arg(long, value_name = "NAME,…", value_delimiter = ',', help_heading = "Output")]
    coders: Vec<String>,
    /// Show source and document, which are masked otherwise
    #[arg(long, help_heading = "Output")]
    show_source: bool,
    /// Mentions to draw, rare entries more than their share
    #[arg(long, value_name = "N", default_value_t = 200, help_heading = "Sample")]
    size: usize,
    /// Sentences without a mention to draw
    #[arg(long, value_name = "N", default_value_t = 200, help_heading = "Sample")]
    misses: usize,
    /// Sentences with a mention to draw too, for the other frames that they tell; without them recall is too high
    #[arg(long, value_name = "N", default_value_t = 0, help_heading = "Sample")]
    beside: usize,
    /// What it is for; no item serves both
    #[arg(long, value_enum, value_name = "PURPOSE", default_value_t = PurposeName::Test, help_heading = "Sample")]
    purpose: PurposeName,
    /// Seed of the draw
    #[arg(long, value_name = "N", help_heading = "Sample")]
    seed: Option<u64>,
    /// Log of all samples [default: codings.lock in the study's folder, else beside DIR]
    #[arg(long, value_name = "FILE", help_heading = "Sample")]
    lock: Option<PathBuf>,
    #[command(flatten)]
    pub common: Common,
}

/// What a sample is for, as flag values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum PurposeName {
    /// To look at while entries are changed
    Tuning,
    /// To measure the finished lexicon
    Test,
}

impl PurposeName {
    fn purpose(self) -> Purpose {
        match self {
            PurposeName::Tuning => Purpose::Tuning,
            PurposeName::Test => Purpose::Test,
        }
    }
}

/// Run `lexicon sample`.
pub fn run(args: &Args) -> Result<Done, Error> {
    check_coders(&args.coders)?;
    if args.size + args.misses + args.beside == 0 {
        let message = "nothing to draw: --size, --misses and --beside are all 0";
        return Err(Error::with_help(message, "draw at least one of them"));
    }
    let flags = Settings { seed: args.seed, ..Settings::default() };
    let mut run = load::load(&args.paths, &args.common, flags)?;
    let lock_path = args.lock.clone().unwrap_or_else(|| lock_beside(study_folder(&args.paths), &args.out));
    let mut lock = read_lock(&lock_path)?;
    let folder = Folder::open(&args.out)?;
    let annotated = run.annotate(&terminal::Watcher::of(&run.settings))?;
    let material = material(&run, &annotated)?;
    let plan = Plan {
        purpose: args.purpose.purpose(),
        hits: args.size,
        misses: args.misses,
        beside: args.beside,
        seed: run.settings.seed.unwrap_or(1),
    };
    let gathered = material.gather(&lock, &plan);
    let sample = draw::draw(&material, &gathered, &plan)?;
    let mut files = write::write(&sample, &args.coders, args.show_source)?;
    refuse_coded(&args.out, &sample, &files)?;
    files.push(File { path: "codebook.md".to_owned(), bytes: codebook(&run).into_bytes() });
    files.push(File { path: SAMPLE.to_owned(), bytes: json(&sample)? });
    lock.add(&sample);
    write_file(&lock_path, lock.text()?.as_bytes())?;
    folder.write(&files)?;
    if !run.settings.quiet.unwrap_or(false) {
        terminal::print(summary(&sample, &args.out, &lock_path).as_bytes())?;
    }
    let strict = run.settings.strict.unwrap_or(false);
    Ok(if strict && !annotated.corpus.skipped.is_empty() { Done::Findings } else { Done::Clean })
}

/// What can be drawn from, or compared with a sample that was drawn.
pub fn material<'m>(run: &'m Run, annotated: &'m Annotated) -> Result<Material<'m>, Error> {
    Ok(Material {
        annotator: &run.annotator,
        lexicon: &run.lexicon,
        overlap: run.settings.overlap.as_deref().unwrap_or("longest"),
        documents: &annotated.corpus.documents,
        annotations: &annotated.annotations,
        by: run.by(),
        duplicates: duplicates(run.settings.duplicates.as_deref())?,
    })
}

/// The folder of the study that the arguments name.
pub fn study_folder(paths: &[PathBuf]) -> Option<PathBuf> {
    let here = [PathBuf::from(".")];
    let paths = if paths.is_empty() { &here[..] } else { paths };
    paths.iter().find_map(|path| {
        if path.join("framelens.toml").is_file() {
            return Some(path.clone());
        }
        let is_study = path.is_file() && path.extension().is_some_and(|e| e == "toml");
        is_study.then(|| path.parent().map(Path::to_owned).unwrap_or_default())
    })
}

/// The log of a study, or the one beside the folder of a sample.
pub fn lock_beside(study: Option<PathBuf>, sample: &Path) -> PathBuf {
    let beside = || {
        let full = fs::canonicalize(sample).unwrap_or_else(|_| sample.to_owned());
        full.parent().map(Path::to_owned).unwrap_or_default()
    };
    study.unwrap_or_else(beside).join(lock::FILE)
}

/// The log of all samples; an empty one where there is no file yet.
pub fn read_lock(path: &Path) -> Result<Lock, Error> {
    if !path.exists() {
        return Ok(Lock::default());
    }
    Lock::parse(&path.display().to_string(), &read_text(path)?)
}

fn check_coders(coders: &[String]) -> Result<(), Error> {
    let plain = |name: &String| !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || "-_".contains(c));
    if let Some(name) = coders.iter().find(|name| !plain(name)) {
        let help = "a coder's name is part of a file's name: letters, digits, - and _";
        return Err(Error::with_help(format!("--coders: `{name}` is no name of a coder"), help));
    }
    let mut lower: Vec<String> = coders.iter().map(|name| name.to_lowercase()).collect();
    lower.sort();
    match lower.windows(2).find(|two| two[0] == two[1]) {
        Some(two) => Err(Error::with_help(
            format!("--coders names `{}` twice", two[0]),
            "names that differ in case alone would be one file on some disks",
        )),
        None => Ok(()),
    }
}

/// Sheets that somebody may have filled in are never written over.
fn refuse_coded(out: &Path, sample: &Sample, sheets: &[File]) -> Result<(), Error> {
    let other = fs::read(out.join(SAMPLE)).ok().filter(|bytes| {
        let old: Option<Sample> = serde_json::from_slice(bytes).ok();
        old.is_none_or(|old| old.sample != sample.sample)
    });
    if other.is_some() {
        return Err(Error::with_help(
            format!("{} holds another sample", out.display()),
            "name another folder with --out; sheets are never written over",
        ));
    }
    let changed = sheets.iter().find(|f| fs::read(out.join(&f.path)).is_ok_and(|bytes| bytes != f.bytes));
    match changed {
        Some(file) => Err(Error::with_help(
            format!("{} is there and was changed: somebody may have coded it", out.join(&file.path).display()),
            "name another folder with --out; sheets are never written over",
        )),
        None => Ok(()),
    }
}

fn json(sample: &Sample) -> Result<Vec<u8>, Error> {
    let mut bytes =
        serde_json::to_vec_pretty(sample).map_err(|e| Error::new(format!("{SAMPLE} could not be written: {e}")))?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// What the coder needs to know of the frames and the labels.
fn codebook(run: &Run) -> String {
    let mut text = String::from(
        "# Codebook\n\n\
         `hits`: in `correct` write `yes` if the words in `cue` present what their frame says, `no` if not, `unsure` if the \
         sentence cannot tell. `agent`, `patient` (ids of actors, `;` between several, or `none`), `voice` (own, quoted, \
         reported) and `stance` (asserted, negated, distanced, hypothetical) may stay empty.\n\n\
         `misses`: in `frame` write the ids of all frames that the sentence tells, `;` between several, or `none`, or \
         `unsure`.\n\n\
         Leave `item` and `sample` as they are. Rows may be sorted.\n",
    );
    for frame in &run.lexicon.frames {
        text.push_str(&format!("\n## {}\n\n{}\n", frame.id, frame.description.trim()));
        let roles = [("agent", &frame.roles.agent), ("patient", &frame.roles.patient)];
        for (role, name) in roles.into_iter().filter_map(|(role, name)| Some((role, name.as_ref()?))) {
            text.push_str(&format!("\n- {role}: {name}"));
        }
        text.push('\n');
    }
    if !run.actors.is_empty() {
        text.push_str("\n## Actors\n");
        for actor in &run.actors {
            text.push_str(&format!("\n- `{}`: {}", actor.id, actor.label));
        }
        text.push('\n');
    }
    text
}

fn summary(sample: &Sample, out: &Path, lock: &Path) -> String {
    let line = |sheet: Sheet, beside: bool, what: &str| {
        let strata = || sample.strata.iter().filter(|s| s.sheet == sheet && s.beside == beside);
        let (drawn, all) = (strata().map(|s| s.sample).sum::<u64>(), strata().map(|s| s.population).sum::<u64>());
        format!("{}: {drawn} of {all} {what}, {} strata\n", sheet.name(), strata().count())
    };
    let besides = match sample.strata.iter().any(|s| s.beside) {
        true => line(Sheet::Misses, true, "sentences with one, for the other frames they tell"),
        false => String::new(),
    };
    let other = sample.purpose.other().name();
    let apart = match sample.apart {
        Apart::Nothing => String::new(),
        Apart::Documents => format!("No document of a {other} sample is in it ({} units left out).\n", sample.left_out),
        Apart::Sentences => format!(
            "No sentence of a {other} sample is in it ({} units left out), but documents are: those samples hold too many. Smaller samples can be kept apart by document.\n",
            sample.left_out
        ),
    };
    format!(
        "{} sample {} (seed {})\n{}{}{besides}{apart}Written to {}, logged in {}.\n",
        sample.purpose.name(),
        sample.sample,
        sample.seed,
        line(Sheet::Hits, false, "mentions"),
        line(Sheet::Misses, false, "sentences without a mention"),
        out.display(),
        lock.display()
    )
}
