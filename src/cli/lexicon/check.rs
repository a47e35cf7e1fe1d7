//! `lexicon check`: faults with their places, and the test sentences.

use std::path::PathBuf;
use std::sync::Arc;

use framelens::lexicon::Lexicon;
use framelens::lexicon::check::{self, Checked};
use framelens::report::table;
use framelens::text::LanguagePacks;
use framelens::text::analyze::Analyzer;
use framelens::{Error, error::Fault};
use serde::Serialize;

use crate::cli::{Color, Done, load, terminal};

/// Arguments of `lexicon check`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A frame file, a folder of them, or a folder with frames/ [default: the bundled lexicon]
    #[arg(value_name = "LEXICON")]
    lexicon: Option<PathBuf>,
    /// The same, as an option of every command
    #[arg(long, value_name = "DIR", conflicts_with = "lexicon")]
    lexicons: Option<PathBuf>,
    /// Print every entry as CSV, with how it matches and its cue
    #[arg(long)]
    list: bool,
    /// When to use colour
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = Color::Auto)]
    pub color: Color,
}

/// Run `lexicon check`.
pub fn run(args: &Args) -> Result<Done, Error> {
    let path = args.lexicon.as_ref().or(args.lexicons.as_ref()).map(|p| p.display().to_string());
    let files = load::frame_files(path.as_deref())?;
    let mut analyzer = Analyzer::new(Arc::new(LanguagePacks::bundled()));
    let (lexicon, mut faults) = Lexicon::parse_lenient(&files, &mut analyzer);
    if args.list {
        terminal::warn(&faults, args.color);
        terminal::print(&table::csv(&LIST, &list(&lexicon))?)?;
        return Ok(if faults.is_empty() { Done::Clean } else { Done::Findings });
    }
    let (rows, found) = check::check(&lexicon, &mut analyzer);
    faults.extend(found);
    terminal::warn(&faults, args.color);
    terminal::print(summary(&rows, &faults).as_bytes())?;
    Ok(if faults.is_empty() { Done::Clean } else { Done::Findings })
}

fn summary(rows: &[Checked], faults: &[Fault]) -> String {
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
    let faults = match faults.len() {
        0 => "no faults".to_owned(),
        1 => "1 fault".to_owned(),
        n => format!("{n} faults"),
    };
    format!("{table}\n{faults} in {entries} entries\n")
}

const LIST: [&str; 8] = ["frame", "language", "entry", "pattern", "match", "cue", "cue_from", "note"];

#[derive(Serialize)]
struct ListRow<'a> {
    frame: &'a str,
    language: &'a str,
    entry: &'a str,
    pattern: &'a str,
    #[serde(rename = "match")]
    kind: &'a str,
    cue: &'a str,
    cue_from: &'a str,
    note: Option<&'a str>,
}

fn list(lexicon: &Lexicon) -> Vec<ListRow<'_>> {
    let rows = lexicon.entries().map(|(frame, language, entry)| ListRow {
        frame: &frame.id,
        language,
        entry: &entry.name,
        pattern: &entry.pattern.text,
        kind: entry.pattern.kind(),
        cue: entry.cue.name(),
        cue_from: if entry.cue_given { "given" } else { "guessed" },
        note: entry.note.as_deref(),
    });
    rows.collect()
}
