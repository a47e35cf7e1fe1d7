//! `lexicon convert`: dictionaries of other tools in and out, with a loss report.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::ValueEnum;
use encoding_rs::Encoding;
use framelens::corpus::decode::decode;
use framelens::lexicon::convert::{self, Dictionary, Format, Loaded, Loss, Written};
use framelens::report::{File, summary, table};
use framelens::study::folder::{Folder, write_file};
use framelens::study::read::frame_files;
use framelens::text::LanguagePacks;
use framelens::text::analyze::Analyzer;
use framelens::{Error, config, error::Fault};
use serde::Serialize;

use crate::cli::{Color, Done, terminal};

/// Arguments of `lexicon convert`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The dictionary: a file, a folder of frames, or `bundled`
    #[arg(value_name = "IN")]
    from_path: PathBuf,
    /// Where it goes: a file, or a folder for frames
    #[arg(value_name = "OUT")]
    to_path: PathBuf,
    /// Format of IN [default: by its extension]
    #[arg(long, value_enum, value_name = "FORMAT")]
    from: Option<Kind>,
    /// Format of OUT [default: by its extension]
    #[arg(long, value_enum, value_name = "FORMAT")]
    to: Option<Kind>,
    /// Language of the patterns; of a lexicon in several, the one that is written
    #[arg(long, value_name = "CODE", value_parser = code)]
    language: Option<String>,
    /// Convert what can be read of a broken dictionary
    #[arg(long)]
    keep_going: bool,
    /// Write the loss report as CSV: where, what, why, done
    #[arg(long, value_name = "FILE")]
    loss: Option<PathBuf>,
    /// Exit with 1 when anything was lost or skipped
    #[arg(long)]
    strict: bool,
    /// When to use colour
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = Color::Auto)]
    pub color: Color,
}

/// The formats, as flag values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// Framelens frames, TOML (.toml, or a folder)
    Framelens,
    /// quanteda (.yml, .yaml)
    Quanteda,
    /// LIWC 2001 to 2015 (.dic)
    Liwc,
    /// LIWC-22 (.dicx)
    Dicx,
    /// Lexicoder 3 (.lc3)
    Lexicoder,
    /// Lexicoder 2, XML (.lcd)
    LexicoderXml,
    /// Yoshikoder (.ykd)
    Yoshikoder,
    /// WordStat (.cat)
    Wordstat,
    /// A table with one pattern a row (.csv)
    Csv,
}

impl Kind {
    fn format(self) -> Format {
        match self {
            Kind::Framelens => Format::Framelens,
            Kind::Quanteda => Format::Quanteda,
            Kind::Liwc => Format::Liwc,
            Kind::Dicx => Format::Dicx,
            Kind::Lexicoder => Format::Lexicoder,
            Kind::LexicoderXml => Format::LexicoderXml,
            Kind::Yoshikoder => Format::Yoshikoder,
            Kind::Wordstat => Format::Wordstat,
            Kind::Csv => Format::Csv,
        }
    }
}

fn code(text: &str) -> Result<String, String> {
    let wrong = || format!("`{text}` is no language code; write two or three small letters, such as en");
    config::is_language_code(text).then(|| text.to_owned()).ok_or_else(wrong)
}

/// Run `lexicon convert`.
pub fn run(args: &Args) -> Result<Done, Error> {
    let bundled = is_bundled(args);
    let from = if bundled { Format::Framelens } else { format(args.from, &args.from_path, "--from")? };
    let to = format(args.to, &args.to_path, "--to")?;
    spare_input(args)?;
    let mut analyzer = Analyzer::new(Arc::new(LanguagePacks::bundled()));
    let files = files(&args.from_path, from)?;
    let Loaded { dictionary, mut losses, faults } = convert::read(&files, from, &mut analyzer);
    refuse(args, &dictionary, &faults)?;
    let language = language(args, &dictionary);
    let single = args.to_path.extension().is_some_and(|e| e.eq_ignore_ascii_case("toml"));
    let mut written = convert::write(&dictionary, to, &language, single, &mut analyzer)?;
    if bundled && to == Format::Framelens && !single {
        // As they are, with their comments and test sentences.
        written = Written { files: copies(&files), losses: Vec::new() };
    }
    put(&args.to_path, to, single, &written)?;
    losses.extend(written.losses);
    if let Some(path) = &args.loss {
        write_file(path, &table::csv(&LOSS, &rows(&losses))?)?;
    }
    terminal::warn(&faults, args.color);
    terminal::print(report(args, (from, to), &dictionary, &language, &losses).as_bytes())?;
    let complete = losses.is_empty() && faults.is_empty();
    Ok(if args.strict && !complete { Done::Findings } else { Done::Clean })
}

/// Stands for the lexicon in the program, as in `lexicon diff`.
const BUNDLED: &str = "bundled";

fn is_bundled(args: &Args) -> bool {
    args.from_path == Path::new(BUNDLED) && !args.from_path.exists()
}

/// A dictionary is never written over what it was read from: formats differ in what they can say.
fn spare_input(args: &Args) -> Result<(), Error> {
    let full = |path: &Path| fs::canonicalize(path).ok();
    let (Some(from), Some(to)) = (full(&args.from_path), full(&args.to_path)) else { return Ok(()) };
    let frames = fs::canonicalize(from.join("frames")).ok();
    if from == to || to.parent() == Some(&from) && to.is_file() || frames.is_some_and(|frames| frames == to) {
        return Err(Error::with_help(
            format!("{} would be written over what it is read from", args.to_path.display()),
            "name another place; `framelens lexicon check FOLDER --fix` puts frames in order where they are",
        ));
    }
    Ok(())
}

/// The files with their names alone.
fn copies(files: &[(String, String)]) -> Vec<(String, String)> {
    let name = |path: &str| path.rsplit('/').next().unwrap_or(path).to_owned();
    files.iter().map(|(path, text)| (name(path), text.clone())).collect()
}

/// The format that a flag names, else that of the extension; a folder holds frames.
fn format(flag: Option<Kind>, path: &Path, name: &str) -> Result<Format, Error> {
    if let Some(kind) = flag {
        return Ok(kind.format());
    }
    let extension = path.extension().and_then(|e| e.to_str());
    if path.is_dir() || extension.is_none() {
        return Ok(Format::Framelens);
    }
    extension.and_then(Format::of_extension).ok_or_else(|| {
        let known = Format::ALL.iter().flat_map(|(_, _, extensions)| extensions.iter().map(|e| format!(".{e}")));
        Error::with_help(
            format!("{}: no dictionary format has this extension", path.display()),
            format!("known are {}; {name} names a format whatever the extension", known.collect::<Vec<_>>().join(" ")),
        )
    })
}

fn files(path: &Path, format: Format) -> Result<Vec<(String, String)>, Error> {
    if !path.exists() && path == Path::new(BUNDLED) {
        return frame_files(None);
    }
    if path.is_dir() {
        if format != Format::Framelens {
            let way_out = "name the file; only Framelens frames are a folder";
            return Err(Error::with_help(format!("{} is a folder", path.display()), way_out));
        }
        return frame_files(path.to_str());
    }
    let bytes = fs::read(path).map_err(|e| {
        Error::with_help(format!("{} cannot be read: {e}", path.display()), "check the path and its permissions")
    })?;
    let text =
        decode(&bytes, declared(&bytes)).map_err(|reason| Error::new(format!("{}: {reason}", path.display())))?;
    if text.replaced > 0 {
        let message =
            format!("{}: {} characters cannot be decoded as {}", path.display(), text.replaced, text.encoding);
        return Err(Error::with_help(message, "save the dictionary as UTF-8"));
    }
    Ok(vec![(path.display().to_string(), text.text)])
}

/// The encoding that an XML declaration names.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(bytes.get(..bytes.len().min(200))?).into_owned();
    let rest = head.strip_prefix("<?xml")?.split("?>").next()?.split_once("encoding")?.1;
    let value = rest.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    Encoding::for_label(value[1..].split(quote).next()?.as_bytes())
}

/// A broken dictionary is not converted unless it is asked for.
fn refuse(args: &Args, dictionary: &Dictionary, faults: &[Fault]) -> Result<(), Error> {
    let nothing = dictionary.size().1 == 0;
    if faults.is_empty() && nothing {
        return Err(Error::with_help(
            format!("{} holds no pattern", args.from_path.display()),
            "is it in the format that its extension says? --from names another",
        ));
    }
    if faults.is_empty() || (args.keep_going && !nothing) {
        return Ok(());
    }
    let count = if faults.len() == 1 { "1 fault".to_owned() } else { format!("{} faults", faults.len()) };
    let message = format!("{} was not converted: {count}", args.from_path.display());
    let way_out = if nothing {
        "nothing of it could be read; is it in the format that its extension says? --from names another"
    } else {
        "mend it, or convert the rest of it with --keep-going"
    };
    let mut all = faults.to_vec();
    all.push(Fault::error(message).help(way_out));
    Err(Error { faults: all })
}

/// The language to write: the one asked for, else English, else the first there is.
fn language(args: &Args, dictionary: &Dictionary) -> String {
    fn collect<'d>(categories: &'d [convert::Category], into: &mut Vec<&'d str>) {
        for category in categories {
            into.extend(category.terms.iter().filter_map(|t| t.language.as_deref()));
            collect(&category.children, into);
        }
    }
    let mut known = Vec::new();
    collect(&dictionary.categories, &mut known);
    let first = || if known.contains(&"en") { None } else { known.iter().min().copied() };
    args.language.clone().unwrap_or_else(|| first().unwrap_or("en").to_owned())
}

fn put(path: &Path, to: Format, single: bool, written: &Written) -> Result<(), Error> {
    if to == Format::Framelens && !single {
        let file = |(name, text): &(String, String)| File { path: name.clone(), bytes: text.clone().into_bytes() };
        for (name, text) in &written.files {
            spare_frame(&path.join(name), text)?;
        }
        return Folder::open(path)?.beside(&written.files.iter().map(file).collect::<Vec<_>>());
    }
    let text = written.files.first().map_or("", |(_, text)| text.as_str());
    if to == Format::Framelens {
        spare_frame(path, text)?;
    }
    write_file(path, text.as_bytes())
}

/// Frames may have been worked on; no other text takes their place.
fn spare_frame(path: &Path, text: &str) -> Result<(), Error> {
    match fs::read(path) {
        Ok(there) if there != text.as_bytes() => Err(Error::with_help(
            format!("{} is there already and holds another frame", path.display()),
            "name another folder, or take the file away",
        )),
        _ => Ok(()),
    }
}

const LOSS: [&str; 4] = ["where", "what", "why", "done"];

#[derive(Serialize)]
struct LossRow<'a> {
    r#where: &'a str,
    what: &'a str,
    why: &'a str,
    done: &'a str,
}

fn rows(losses: &[Loss]) -> Vec<LossRow<'_>> {
    losses.iter().map(|l| LossRow { r#where: &l.place, what: &l.what, why: &l.why, done: &l.done }).collect()
}

fn report(args: &Args, formats: (Format, Format), dictionary: &Dictionary, language: &str, losses: &[Loss]) -> String {
    let (categories, patterns) = dictionary.size();
    let mut out = format!(
        "{} ({}) → {} ({}): {}, {}\n",
        args.from_path.display(),
        formats.0.name(),
        args.to_path.display(),
        formats.1.name(),
        several(categories, "category", "categories"),
        several(patterns, "pattern", "patterns"),
    );
    let unnamed = !matches!(formats.0, Format::Framelens | Format::Csv) && args.language.is_none();
    if formats.1 == Format::Framelens && unnamed {
        out.push_str(&format!("patterns are taken as language {language}; --language names another\n"));
    }
    if losses.is_empty() {
        out.push_str("nothing is lost\n");
        return out;
    }
    out.push_str(&grouped(losses));
    let all = if args.loss.is_some() { "" } else { "; --loss FILE lists each" };
    out.push_str(&format!("{}{all}\n", several(losses.len(), "loss", "losses")));
    out
}

fn several(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

/// Losses of one kind in one row, with the first as an example.
fn grouped(losses: &[Loss]) -> String {
    let mut kinds: BTreeMap<(&str, String), (usize, &Loss)> = BTreeMap::new();
    for loss in losses {
        // `written as` differs from pattern to pattern.
        let part = |(n, text)| if n % 2 == 1 { "…" } else { text };
        let done = loss.done.split('`').enumerate().map(part).collect::<Vec<_>>().join("`");
        kinds.entry((&loss.why, done)).and_modify(|(count, _)| *count += 1).or_insert((1, loss));
    }
    let mut table = comfy_table::Table::new();
    table.load_style(summary::RULED);
    table.set_content_arrangement(comfy_table::ContentArrangement::Dynamic);
    table.set_width(terminal::width());
    table.set_header(["losses", "why", "done", "for example"]);
    for ((why, done), (count, loss)) in kinds {
        table.add_row([count.to_string(), why.to_owned(), done, format!("{}: {}", loss.place, loss.what)]);
    }
    format!("{table}\n")
}
