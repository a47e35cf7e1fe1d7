//! `concordance`: keyword in context.

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use framelens::Error;
use framelens::report::rows::{MentionRow, columns};
use framelens::report::{rows, table};
use framelens::study::Settings;
use framelens::study::folder::write_file;
use serde::Serialize;

use super::annotate::within;
use super::load;
use super::{Common, Done, terminal};

/// Arguments of `concordance`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A pattern as in a lexicon ("occup*", "stem:annex", "=UN"), `frame:ID`, or `entry:PATTERN` for an entry with its conditions
    #[arg(value_name = "PATTERN")]
    pattern: String,
    /// Articles or a study, as for compare
    #[arg(value_name = "CORPUS")]
    paths: Vec<PathBuf>,
    /// File to write [default: standard output]
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Aligned text, a table, or JSON lines
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = Layout::Text)]
    format: Layout,
    #[command(flatten)]
    pub common: Common,
}

/// How the lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Layout {
    /// Aligned at the keyword
    Text,
    /// Comma-separated values
    Csv,
    /// One JSON object a line
    Jsonl,
}

/// Run the command.
pub fn run(args: &Args) -> Result<Done, Error> {
    let mut run = load::load(&args.paths, &args.common, Settings::default())?;
    run.search(&args.pattern)?;
    let annotated = run.annotate(&terminal::Watcher::of(&run.settings))?;
    let documents = annotated.corpus.documents.iter().zip(&annotated.annotations);
    let rows: Vec<MentionRow<'_>> =
        documents.flat_map(|(d, a)| a.mentions.iter().map(|m| rows::mention(&run.annotator, d, a, m))).collect();
    let (bytes, name) = match args.format {
        Layout::Text => (text(&rows), "concordance.txt"),
        Layout::Csv => (table::csv(&columns::CONCORDANCE, &rows)?, "concordance.csv"),
        Layout::Jsonl => (table::jsonl(&rows.iter().map(Line::from).collect::<Vec<_>>())?, "concordance.jsonl"),
    };
    match &args.out {
        Some(path) if *path != Path::new("-") => write_file(&within(path, name), &bytes)?,
        _ => terminal::print(&bytes)?,
    }
    if !run.settings.quiet.unwrap_or(false) {
        eprintln!(
            "{} lines in {} documents",
            rows.len(),
            annotated.annotations.iter().filter(|a| !a.mentions.is_empty()).count()
        );
    }
    let strict = run.settings.strict.unwrap_or(false);
    Ok(if strict && !annotated.corpus.skipped.is_empty() { Done::Findings } else { Done::Clean })
}

/// One line as JSON: the columns of the CSV.
#[derive(Serialize)]
struct Line<'a> {
    document: &'a str,
    source: Option<&'a str>,
    language: &'a str,
    date: Option<&'a str>,
    position: framelens::text::Position,
    sentence: u32,
    start: usize,
    end: usize,
    entry: &'a str,
    left: &'a str,
    cue: &'a str,
    right: &'a str,
}

impl<'a> From<&'a MentionRow<'_>> for Line<'a> {
    fn from(row: &'a MentionRow<'_>) -> Self {
        Line {
            document: row.document,
            source: row.source,
            language: row.language,
            date: row.date.as_deref(),
            position: row.position,
            sentence: row.sentence,
            start: row.start,
            end: row.end,
            entry: row.entry,
            left: &row.left,
            cue: row.cue,
            right: &row.right,
        }
    }
}

/// Lines aligned at the keyword, as wide as the terminal.
fn text(rows: &[MentionRow<'_>]) -> Vec<u8> {
    let place = |row: &MentionRow<'_>| match row.source {
        Some(source) => format!("{source} {}", row.date.as_deref().unwrap_or("-")),
        None => row.document.to_owned(),
    };
    let widest = rows.iter().map(|r| place(r).chars().count()).max().unwrap_or(0).min(32);
    let side = (usize::from(terminal::width()).saturating_sub(widest + 14) / 2).max(20);
    let mut out = String::new();
    for row in rows {
        let head: String = place(row).chars().take(widest).collect();
        let left: Vec<char> = row.left.trim_start().chars().collect();
        let left: String = left[left.len().saturating_sub(side)..].iter().collect();
        let cue = row.cue.replace('\n', " ");
        let right: String =
            row.right.trim_end().chars().take((side + 12).saturating_sub(cue.chars().count())).collect();
        out.push_str(&format!("{head:<widest$}  {left:>side$}[{cue}]{right}\n"));
    }
    out.into_bytes()
}
