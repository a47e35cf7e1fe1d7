//! `compare`: the main job.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use framelens::Error;
use framelens::compare;
use framelens::curate::draft::slug;
use framelens::report::page::FILE;
use framelens::report::table::Format;
use framelens::report::{assemble, chart};
use framelens::study::find::STUDY_FILE;
use framelens::study::report::{Finished, Source, options};
use framelens::study::{Annotated, Run, Settings, tally};
use framelens::tally::{Labels, Tally};
use serde_json::json;

use super::groups::Groups;
use super::load;
use super::{Color, Common, Done, name, terminal};
use framelens::study::folder::Folder;

/// Arguments of `compare`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A study (folder with framelens.toml, or that file), or articles: folders, .txt .md .html .csv .tsv .jsonl, also .gz .zst .zip; `-` reads JSON lines
    #[arg(value_name = "STUDY|CORPUS")]
    paths: Vec<PathBuf>,
    /// Partial tallies in place of articles: a folder of files that `framelens tally` wrote, or one file
    #[arg(long, value_name = "DIR", help_heading = "Study")]
    tallies: Option<PathBuf>,
    /// Folder of the report [default: reports/<study>]
    #[arg(long, short, value_name = "DIR", help_heading = "Output")]
    out: Option<String>,
    /// Format of the tables
    #[arg(long, value_enum, value_name = "FORMAT", help_heading = "Output")]
    format: Option<TableFormat>,
    /// Chart formats, separated by commas, or `none`
    #[arg(long, value_enum, value_name = "svg,png|none", value_delimiter = ',', help_heading = "Output")]
    charts: Option<Vec<ChartFormat>>,
    /// Tell frames alone: no roles, voices, stance, names, events, words and sentences, in a fraction of the time; with `--duplicates all` fastest
    #[arg(long, value_enum, value_name = "WHAT", help_heading = "Output")]
    only: Option<Only>,
    /// Print the summary as JSON
    #[arg(long, help_heading = "Output")]
    json: bool,
    #[command(flatten)]
    groups: Groups,
    /// Seed of every permutation and resampling
    #[arg(long, value_name = "N", help_heading = "Comparison")]
    seed: Option<u64>,
    #[command(flatten)]
    pub common: Common,
}

/// Table formats, as flag values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TableFormat {
    /// Comma-separated values
    Csv,
    /// One JSON object a line
    Jsonl,
    /// Apache Parquet
    #[cfg(feature = "parquet")]
    Parquet,
}

impl TableFormat {
    /// The library's format.
    pub fn format(self) -> Format {
        match self {
            TableFormat::Csv => Format::Csv,
            TableFormat::Jsonl => Format::Jsonl,
            #[cfg(feature = "parquet")]
            TableFormat::Parquet => Format::Parquet,
        }
    }
}

/// What alone is told, as flag values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Only {
    /// Rates of frames, and what stands on them
    Frames,
}

/// Chart formats, as flag values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ChartFormat {
    /// Vector graphics
    Svg,
    /// Pictures of 192 dpi
    Png,
    /// No charts
    None,
}

impl Args {
    fn flags(&self) -> Settings {
        Settings {
            out: self.out.clone(),
            seed: self.seed,
            only: self.only.and_then(name),
            format: self.format.and_then(name),
            charts: self.charts.as_ref().map(|list| list.iter().filter_map(|f| name(*f)).collect()),
            ..self.groups.settings()
        }
    }
}

/// Run the command.
pub fn run(args: &Args) -> Result<Done, Error> {
    let files = args.tallies.as_deref().map(tally::files).transpose()?;
    let mut run = match (&args.tallies, args.paths.is_empty()) {
        // The tallies give the report its name.
        (Some(tallies), true) if !Path::new(STUDY_FILE).is_file() => {
            load::load(std::slice::from_ref(tallies), &args.common, args.flags())?
        }
        _ => load::load(&args.paths, &args.common, args.flags())?,
    };
    let options = options(&run.settings)?;
    let out = run.settings.out.clone().map_or_else(|| Path::new("reports").join(slug(&run.id)), PathBuf::from);
    // Opened before the long work, so that a path that cannot be written fails at once.
    let folder = Folder::open(&out)?;
    let settings = run.settings.comparison();
    let watch = terminal::Watcher::of(&run.settings);
    let source = files.as_deref().map_or(Source::Articles, Source::Tallies);
    let finished = run.report(source, &settings, &options, &folder, Some(folder.staging()), &watch)?;
    folder.place(true)?;

    if args.json {
        terminal::print(json_summary(&run, &finished, &out).as_bytes())?;
    } else if !run.settings.quiet.unwrap_or(false) {
        terminal::print(text_summary(&run, &finished, &out, args.common.color).as_bytes())?;
    }
    let strict = run.settings.strict.unwrap_or(false);
    Ok(if strict && !finished.skipped.is_empty() { Done::Findings } else { Done::Clean })
}

/// The reference and the field must be there, else every table would be empty.
pub(super) fn check_groups(run: &Run, tally: &Tally) -> Result<(), Error> {
    let known: Vec<&str> = tally.groups.iter().map(String::as_str).filter(|g| !g.is_empty()).collect();
    assemble::refuse_groups(run.by(), &known, run.settings.reference.as_deref())
}

/// What charts say of the run beside their rows.
pub(super) fn caption(run: &Run, labels: &Labels) -> chart::Caption {
    assemble::caption(&run.subject(), labels)
}

pub(super) fn labels(run: &Run, annotated: &Annotated) -> Labels {
    assemble::labels_of(&run.subject(), annotated.corpus.documents.iter().filter_map(|d| d.source.as_deref()))
}

fn text_summary(run: &Run, finished: &Finished, out: &Path, color: Color) -> String {
    let mut text = finished.summary(run, terminal::width(), terminal::colored_output(color));
    let outputs = &finished.made.outputs;
    let charts = outputs.iter().filter(|f| f.path.starts_with("charts/")).count();
    let paged = outputs.iter().any(|f| f.path == FILE);
    let tables = outputs.len() - charts - usize::from(paged);
    text.push_str(&format!("\n\n{tables} tables, {charts} chart files and manifest.json are in {}", out.display()));
    if paged {
        text.push_str(&format!("\n\nTo read it: {}", out.join(FILE).display()));
    }
    text + "\n"
}

fn json_summary(run: &Run, finished: &Finished, out: &Path) -> String {
    let comparison = &finished.made.comparison;
    let pooled = |event: &str| event == compare::ALL;
    let value = json!({
        "study": run.id,
        "out": out,
        "documents": finished.made.documents,
        "skipped": finished.skipped,
        "frames": comparison.frames.iter().filter(|r| pooled(&r.event)).collect::<Vec<_>>(),
        "contrasts": comparison.contrasts.iter().filter(|r| pooled(&r.event)).collect::<Vec<_>>(),
        "timeline": json!({
            "step": comparison.timeline.step,
            "dated": comparison.timeline.dated,
            "undated": comparison.timeline.undated,
            "apart": comparison.timeline.apart,
        }),
        "divergence": comparison.divergence.iter().filter(|r| pooled(&r.event)).collect::<Vec<_>>(),
    });
    let pretty = std::io::stdout().is_terminal();
    let text = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) };
    text.unwrap_or_default() + "\n"
}
