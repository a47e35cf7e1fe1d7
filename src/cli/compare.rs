//! `compare`: the main job.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use framelens::Error;
use framelens::compare;
use framelens::corpus::Skipped;
use framelens::corpus::read::Summary;
use framelens::report::assemble::{self, Depth, Made, Options, Picture, Subject};
use framelens::report::manifest::{self, Manifest, TextFile};
use framelens::report::page::FILE;
use framelens::report::sink::{Sink, put};
use framelens::report::summary::Asked;
use framelens::report::table::Format;
use framelens::report::{File, chart, summary};
use framelens::study::find::STUDY_FILE;
use framelens::study::{Annotated, Run, Settings, tally};
use framelens::tally::{Labels, Tally};
use serde_json::json;

use super::groups::{Groups, duplicate_rule};
use super::load;
use super::output::Folder;
use super::{Color, Common, Done, name, place, terminal};

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

    /// By its name in a study's file.
    pub fn named(name: &str) -> Result<TableFormat, Error> {
        TableFormat::from_str(name, false).map_err(|_| {
            let known = if cfg!(feature = "parquet") { "csv, jsonl, parquet" } else { "csv, jsonl" };
            Error::with_help(format!("there is no table format `{name}`"), format!("known formats: {known}"))
        })
    }
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

impl ChartFormat {
    fn picture(self) -> Option<Picture> {
        match self {
            ChartFormat::Svg => Some(Picture::Svg),
            ChartFormat::Png => Some(Picture::Png),
            ChartFormat::None => None,
        }
    }
}

impl Args {
    fn flags(&self) -> Settings {
        Settings {
            out: self.out.clone(),
            seed: self.seed,
            format: self.format.and_then(name),
            charts: self.charts.as_ref().map(|list| list.iter().filter_map(|f| name(*f)).collect()),
            ..self.groups.settings()
        }
    }
}

/// How a comparison is written, and what it counts.
pub(super) struct Output {
    pub options: Options,
    charts: Vec<ChartFormat>,
}

impl Output {
    /// As the settings say.
    pub(super) fn of(settings: &Settings) -> Result<Output, Error> {
        let charts = chart_formats(settings.charts.as_deref())?;
        let options = Options {
            format: settings.format.as_deref().map_or(Ok(TableFormat::Csv), TableFormat::named)?.format(),
            pictures: charts.iter().filter_map(|chart| chart.picture()).collect(),
            duplicates: duplicate_rule(settings.duplicates.as_deref())?,
            depth: Depth::Full,
        };
        Ok(Output { options, charts })
    }
}

/// A comparison whose files are in the sink.
pub(super) struct Finished {
    made: Made,
    skipped: Vec<Skipped>,
    /// The manifest, the last file of the report.
    pub manifest: Manifest,
}

/// Read, annotate, compare, and put every file of the report into the sink.
/// Temporary files lie in `folder`.
pub(super) fn make(
    run: &mut Run,
    settings: &compare::Settings,
    output: &Output,
    tallies: Option<&[PathBuf]>,
    sink: &dyn Sink,
    folder: Option<&Path>,
) -> Result<Finished, Error> {
    let (watcher, duplicates) = (terminal::Watcher::of(&run.settings), output.options.duplicates);
    let (records, summary) = match tallies {
        Some(files) => {
            run.corpus = Vec::new();
            run.add_up(files, duplicates, folder, &watcher)?
        }
        None => run.gather(duplicates, folder, &watcher)?,
    };
    let made = assemble::assemble(&subject(run), &records, settings, &output.options, sink)?;
    let mut manifest = manifest(run, &summary, settings, output, tallies.is_some());
    manifest.outputs.clone_from(&made.outputs);
    put(sink, &manifest.file()?)?;
    Ok(Finished { made, skipped: summary.skipped, manifest })
}

/// What a run is about.
pub(super) fn subject(run: &Run) -> Subject<'_> {
    Subject {
        id: &run.id,
        title: run.study.title.as_deref(),
        by: run.by(),
        annotator: &run.annotator,
        lexicon: &run.lexicon,
        actors: &run.actors,
        namings: &run.namings,
        sources: &run.study.sources,
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
    let output = Output::of(&run.settings)?;
    let out = run.settings.out.clone().map_or_else(|| Path::new("reports").join(slug(&run.id)), PathBuf::from);
    // Opened before the long work, so that a path that cannot be written fails at once.
    let folder = Folder::open(&out)?;
    let settings = comparison_settings(&run.settings);
    let finished = make(&mut run, &settings, &output, files.as_deref(), &folder, Some(folder.staging()))?;
    folder.place(true)?;

    if args.json {
        terminal::print(json_summary(&run, &finished, &out).as_bytes())?;
    } else if !run.settings.quiet.unwrap_or(false) {
        terminal::print(text_summary(&run, &finished, &out, args.common.color).as_bytes())?;
    }
    let strict = run.settings.strict.unwrap_or(false);
    Ok(if strict && !finished.skipped.is_empty() { Done::Findings } else { Done::Clean })
}

pub(super) fn comparison_settings(settings: &Settings) -> compare::Settings {
    let default = compare::Settings::default();
    compare::Settings { reference: settings.reference.clone(), seed: settings.seed.unwrap_or(default.seed), ..default }
}

pub(super) fn chart_formats(names: Option<&[String]>) -> Result<Vec<ChartFormat>, Error> {
    let Some(names) = names else { return Ok(vec![ChartFormat::Svg, ChartFormat::Png]) };
    let named = |name: &String| {
        ChartFormat::from_str(name, false).map_err(|_| {
            Error::with_help(format!("there is no chart format `{name}`"), "known formats: svg, png, none")
        })
    };
    let formats = names.iter().map(named).collect::<Result<Vec<_>, _>>()?;
    if formats.contains(&ChartFormat::None) && formats.len() > 1 {
        return Err(Error::with_help(
            "--charts none goes with no other format",
            "write `--charts none`, or name formats without it",
        ));
    }
    Ok(formats)
}

/// The reference and the field must be there, else every table would be empty.
pub(super) fn check_groups(run: &Run, tally: &Tally) -> Result<(), Error> {
    let known: Vec<&str> = tally.groups.iter().map(String::as_str).filter(|g| !g.is_empty()).collect();
    assemble::refuse_groups(run.by(), &known, run.settings.reference.as_deref())
}

/// What charts say of the run beside their rows.
pub(super) fn caption(run: &Run, labels: &Labels) -> chart::Caption {
    assemble::caption(&subject(run), labels)
}

/// Charts as files, in every format.
pub(super) fn rendered(charts: &[chart::Chart], formats: &[ChartFormat]) -> Result<Vec<File>, Error> {
    let pictures: Vec<Picture> = formats.iter().filter_map(|format| format.picture()).collect();
    assemble::rendered(charts, &pictures)
}

fn actor_labels(run: &Run) -> Labels {
    run.actors.iter().map(|a| (a.id.clone(), a.label.clone())).collect()
}

pub(super) fn labels(run: &Run, annotated: &Annotated) -> Labels {
    assemble::labels_of(&subject(run), annotated.corpus.documents.iter().filter_map(|d| d.source.as_deref()))
}

fn manifest(
    run: &Run,
    summary: &Summary,
    settings: &compare::Settings,
    output: &Output,
    tallies: bool,
) -> Manifest {
    let charts: Vec<_> = output.charts.iter().filter_map(|c| name(*c)).collect();
    let (base, paths) = place::paths(run);
    let discovery = run.discovers().then(|| run.discovery().unwrap_or_default());
    let mut manifest = Manifest {
        tool: manifest::TOOL.to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        command: "compare".to_owned(),
        study: run.id.clone(),
        settings: json!({
            "by": run.by(),
            "frames": run.settings.frames,
            "language": run.settings.language.as_deref().unwrap_or("auto"),
            "overlap": run.settings.overlap.as_deref().unwrap_or("longest"),
            "duplicates": output.options.duplicates,
            "format": output.options.format,
            "charts": charts,
            "fields": run.study.fields,
            "granularity": discovery.as_ref().map(|d| d.granularity),
            "threshold": discovery.as_ref().map(|d| d.threshold),
            "comparison": settings,
        }),
        seed: settings.seed,
        languages: json!({
            "analysis": framelens::text::stem::VERSION,
            "packs": run.packs.codes(),
            "sha256": run.packs.fingerprint().iter().map(|b| format!("{b:02x}")).collect::<String>(),
        }),
        inputs: summary.inputs.clone(),
        study_files: run.files.iter().map(|(path, text)| TextFile::new(path, text)).collect(),
        lexicon: manifest::lexicon(&run.lexicon, &|path| match run.settings.lexicons {
            Some(_) => place::relative(&base, Path::new(path)),
            None => path.to_owned(),
        }),
        paths,
        skipped: summary.skipped.clone(),
        outputs: Vec::new(),
    };
    // Where articles were read, as nearly always, there is nothing to say.
    if let Some(settings) = manifest.settings.as_object_mut().filter(|_| tallies) {
        settings.insert("tallies".to_owned(), true.into());
    }
    manifest
}

fn text_summary(run: &Run, finished: &Finished, out: &Path, color: Color) -> String {
    let made = &finished.made;
    let comparison = &made.comparison;
    let context = summary::Context {
        labels: made.labels.clone(),
        actors: actor_labels(run),
        width: terminal::width(),
        color: terminal::colored_output(color),
        sources: 20,
        differences: assemble::DIFFERENCES,
    };
    let title = summary::heading(run.study.title.as_deref().unwrap_or(&run.id), context.color);
    let mut parts = vec![format!("{title}\n{}", assemble::heading(made))];
    parts.push(summary::rates(comparison, &context));
    parts.extend(Some(summary::doers(comparison, &context)).filter(|text| !text.is_empty()));
    parts.push(summary::differences(comparison, &made.examples, &context));
    let asked = Asked {
        reference: run.settings.reference.is_some(),
        actors: run.settings.actors.is_some(),
        events: run.settings.events.is_some(),
    };
    let remarks = [&made.remarks[..], &summary::advice(comparison, asked)].concat();
    if !remarks.is_empty() {
        let wide = usize::from(context.width.max(60));
        let lines = remarks.iter().map(|remark| summary::paragraph(remark, wide, "- ", "  "));
        let notes: Vec<String> = std::iter::once(summary::heading("Notes", context.color)).chain(lines).collect();
        parts.push(notes.join("\n"));
    }
    let charts = made.outputs.iter().filter(|f| f.path.starts_with("charts/")).count();
    let paged = made.outputs.iter().any(|f| f.path == FILE);
    let tables = made.outputs.len() - charts - usize::from(paged);
    parts.push(format!("{tables} tables, {charts} chart files and manifest.json are in {}", out.display()));
    if paged {
        parts.push(format!("To read it: {}", out.join(FILE).display()));
    }
    parts.join("\n\n") + "\n"
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

/// A study's id as a folder name: nothing from the data becomes a path.
pub(super) fn slug(id: &str) -> String {
    framelens::curate::draft::slug(id)
}
