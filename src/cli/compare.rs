//! `compare`: the main job.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use framelens::Error;
use framelens::compare::{self, Comparison};
use framelens::report::extra::{self, Grouped};
use framelens::report::manifest::{self, Manifest, TextFile};
use framelens::report::page::FILE;
use framelens::report::rows::{self, columns};
use framelens::report::summary::{Articles, Asked};
use framelens::report::table::{self, Format};
use framelens::report::{File, chart, charts, number, reprints, summary};
use framelens::study::{Annotated, Run, Settings};
use framelens::tally::{Duplicates, Labels, Tally, count};
use serde_json::json;

use super::groups::{Groups, duplicate_rule};
use super::load;
use super::output::Folder;
use super::{Color, Common, Done, name, page, place, terminal};

/// Arguments of `compare`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A study (folder with framelens.toml, or that file), or articles: folders, .txt .md .html .csv .tsv .jsonl, also .gz .zst .zip; `-` reads JSON lines
    #[arg(value_name = "STUDY|CORPUS")]
    paths: Vec<PathBuf>,
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
    format: Format,
    charts: Vec<ChartFormat>,
    duplicates: Duplicates,
}

impl Output {
    /// As the settings say.
    pub(super) fn of(settings: &Settings) -> Result<Output, Error> {
        Ok(Output {
            format: settings.format.as_deref().map_or(Ok(TableFormat::Csv), TableFormat::named)?.format(),
            charts: chart_formats(settings.charts.as_deref())?,
            duplicates: duplicate_rule(settings.duplicates.as_deref())?,
        })
    }
}

/// A comparison with the files of its report, in memory.
pub(super) struct Made {
    annotated: Annotated,
    comparison: Comparison,
    labels: Labels,
    counted: Vec<bool>,
    /// What a reader should beware of.
    remarks: Vec<String>,
    /// The manifest.
    pub manifest: Manifest,
    /// Every file; the manifest is the last.
    pub files: Vec<File>,
}

/// Read, annotate, compare, and make every file of the report.
pub(super) fn make(run: &mut Run, settings: &compare::Settings, output: &Output) -> Result<Made, Error> {
    let Output { format, charts, duplicates } = output;
    let (format, duplicates) = (*format, *duplicates);
    let annotated = run.annotate(&terminal::Watcher::of(&run.settings))?;
    let tally = count::count(&run.annotator, &annotated.corpus.documents, &annotated.annotations, run.by(), duplicates);
    check_groups(run, &tally)?;
    let comparison = compare::compare(&tally, settings);
    let labels = labels(run, &annotated);

    let counted = count::counted(&annotated.corpus.documents, &annotated.annotations, run.by(), duplicates);
    let reprints = reprints::rows(&annotated.corpus.repeats, &annotated.corpus.documents, &counted);
    let mut files = tables(run, &annotated, &counted, &tally, &comparison, format)?;
    files.push(table::file("reprints", &reprints::COLUMNS, &reprints, format)?);
    let caption = caption(run, &labels);
    let drawn = match charts[..] {
        [ChartFormat::None] => Vec::new(),
        _ => charts::choose(&comparison, &caption, run.settings.reference.as_deref())?,
    };
    files.extend(rendered(&drawn, charts)?);
    let remarks = remarks(run, &annotated, &comparison, reprints::remark(&reprints, duplicates), !drawn.is_empty());
    let parts = page::Parts {
        tally: &tally,
        comparison: &comparison,
        caption: &caption,
        charts: &drawn,
        counted: &counted,
        remarks: remarks.clone(),
        seed: settings.seed,
        format,
    };
    files.push(page::page(run, &annotated, parts)?);
    let manifest = manifest(run, &annotated, settings, output).with(&files);
    files.push(manifest.file()?);
    Ok(Made { annotated, comparison, labels, counted, remarks, manifest, files })
}

/// Run the command.
pub fn run(args: &Args) -> Result<Done, Error> {
    let mut run = load::load(&args.paths, &args.common, args.flags())?;
    let output = Output::of(&run.settings)?;
    let out = run.settings.out.clone().map_or_else(|| Path::new("reports").join(slug(&run.id)), PathBuf::from);
    // Opened before the long work, so that a path that cannot be written fails at once.
    let folder = Folder::open(&out)?;
    let settings = comparison_settings(&run.settings);
    let made = make(&mut run, &settings, &output)?;
    folder.write(&made.files)?;

    if args.json {
        terminal::print(json_summary(&run, &made, &out).as_bytes())?;
    } else if !run.settings.quiet.unwrap_or(false) {
        terminal::print(text_summary(&run, &made, &out, args.common.color).as_bytes())?;
    }
    let strict = run.settings.strict.unwrap_or(false);
    Ok(if strict && !made.annotated.corpus.skipped.is_empty() { Done::Findings } else { Done::Clean })
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
    if known.is_empty() && !count::FIELDS.contains(&run.by()) {
        return Err(Error::with_help(
            format!("--by {}: no document has such a field", run.by()),
            "compare by source, side, language, or a column of the data",
        ));
    }
    match run.settings.reference.as_deref() {
        Some(reference) if !known.contains(&reference) => Err(Error::with_help(
            format!("--reference {reference}: there is no such {}", run.by()),
            format!("known: {}", known.join(", ")),
        )),
        _ => Ok(()),
    }
}

fn tables(
    run: &Run,
    annotated: &Annotated,
    counted: &[bool],
    tally: &Tally,
    comparison: &Comparison,
    format: Format,
) -> Result<Vec<File>, Error> {
    let (documents, annotations) = (&annotated.corpus.documents, &annotated.annotations);
    let mut document_rows = Vec::with_capacity(documents.len());
    let mut mention_rows = Vec::new();
    let mut naming_rows = Vec::new();
    for ((document, annotation), counted) in documents.iter().zip(annotations).zip(counted) {
        // A side or another field is not among the columns of mentions, and every number must open.
        let group = (run.by() != "source").then(|| count::group_of(document, annotation, run.by()));
        document_rows.push(Grouped { row: rows::document(&run.annotator, document, annotation, *counted), group });
        if *counted {
            let row = |m| Grouped { row: rows::mention(&run.annotator, document, annotation, m), group };
            mention_rows.extend(annotation.mentions.iter().map(row));
            let hits = rows::naming_hits(&run.annotator, document, annotation);
            naming_rows.extend(hits.map(|row| Grouped { row, group }));
        }
    }
    let group: &[&str] = if run.by() == "source" { &[] } else { &[extra::GROUP] };
    let mut files = vec![
        table::file("documents", &[&columns::DOCUMENTS[..], group].concat(), &document_rows, format)?,
        table::file("mentions", &[&columns::MENTIONS[..], group].concat(), &mention_rows, format)?,
        frames(run, tally, comparison, format)?,
        table::file("contrasts", &columns::CONTRASTS, &comparison.contrasts, format)?,
        table::file("divergence", &columns::DIVERGENCE, &comparison.divergence, format)?,
        table::file("shifts", &columns::SHIFTS, &comparison.shifts, format)?,
        table::file("terms", &columns::TERMS, &comparison.terms, format)?,
        table::file("coverage", &columns::COVERAGE, &comparison.coverage, format)?,
        table::file("lexicon", &columns::LEXICON, &comparison.entries, format)?,
        table::file("roles", &columns::ROLES, &comparison.roles, format)?,
        table::file("narratives", &columns::NARRATIVES, &comparison.narratives, format)?,
        table::file("blame", &columns::BLAME, &comparison.blame, format)?,
        table::file("voices", &columns::VOICES, &comparison.voices, format)?,
        table::file("names", &columns::NAMES, &comparison.names, format)?,
        table::file("timeline", &columns::TIMELINE, &comparison.timeline.rows, format)?,
        table::file("map", &columns::MAP, &comparison.map, format)?,
        table::file("naming_hits", &[&columns::NAMING_HITS[..], group].concat(), &naming_rows, format)?,
    ];
    if !run.annotator.events.is_empty() {
        let events = rows::event_rows(&run.annotator, documents, annotations);
        let assignments = rows::assignment_rows(&run.annotator, documents, annotations);
        files.push(table::file("events", &columns::EVENTS, &events, format)?);
        files.push(table::file("assignments", &columns::ASSIGNMENTS, &assignments, format)?);
    }
    Ok(files)
}

/// `frames.csv`, with weighted columns where some entry has a weight of its own.
fn frames(run: &Run, tally: &Tally, comparison: &Comparison, format: Format) -> Result<File, Error> {
    if !run.lexicon.weighted() {
        return table::file("frames", &columns::FRAMES, &comparison.frames, format);
    }
    let weights: Vec<f64> = run.annotator.entries.iter().map(|e| e.weight).collect();
    let rows = extra::weighted(tally, &weights, &comparison.frames);
    table::file("frames", &[&columns::FRAMES[..], &extra::WEIGHTED].concat(), &rows, format)
}

/// What charts say of the run beside their rows.
pub(super) fn caption(run: &Run, labels: &Labels) -> chart::Caption {
    let versions: Vec<_> = run.lexicon.frames.iter().map(|f| format!("{} {}", f.id, f.version)).collect();
    chart::Caption {
        study: run.study.title.clone().unwrap_or_else(|| run.id.clone()),
        lexicon: versions.join(", "),
        labels: labels.clone(),
        actors: actor_labels(run),
        namings: run.namings.iter().map(|n| (n.id.clone(), n.label.clone())).collect(),
        periods: run.annotator.events.iter().filter_map(|e| Some((e.id.clone(), e.when?))).collect(),
    }
}

/// Charts as files, in every format.
pub(super) fn rendered(charts: &[chart::Chart], formats: &[ChartFormat]) -> Result<Vec<File>, Error> {
    let mut files = Vec::new();
    for chart in charts {
        for format in formats {
            let (extension, bytes) = match format {
                ChartFormat::Svg => ("svg", chart.svg()?.into_bytes()),
                ChartFormat::Png => ("png", chart.png()?),
                ChartFormat::None => continue,
            };
            files.push(File { path: format!("charts/{}.{extension}", chart.name), bytes });
        }
    }
    Ok(files)
}

fn actor_labels(run: &Run) -> Labels {
    run.actors.iter().map(|a| (a.id.clone(), a.label.clone())).collect()
}

pub(super) fn labels(run: &Run, annotated: &Annotated) -> Labels {
    let mut labels = Labels::new();
    for frame in &run.lexicon.frames {
        labels.insert(frame.id.clone(), frame.label("en").to_owned());
    }
    for event in &run.annotator.events {
        labels.insert(event.id.clone(), event.label.clone());
    }
    for source in run.study.sources.iter().filter(|_| run.by() == "source") {
        labels.insert(source.id.clone(), source.label.clone().unwrap_or_else(|| source.id.clone()));
    }
    // A side or a metadata value is its own label; so is a source that the study does not name.
    for document in &annotated.corpus.documents {
        if let Some(source) = &document.source {
            labels.entry(source.clone()).or_insert_with(|| source.clone());
        }
    }
    labels
}

fn manifest(run: &Run, annotated: &Annotated, settings: &compare::Settings, output: &Output) -> Manifest {
    let charts: Vec<_> = output.charts.iter().filter_map(|c| name(*c)).collect();
    let (base, paths) = place::paths(run);
    let discovery = run.discovers().then(|| run.discovery().unwrap_or_default());
    Manifest {
        tool: manifest::TOOL.to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        command: "compare".to_owned(),
        study: run.id.clone(),
        settings: json!({
            "by": run.by(),
            "frames": run.settings.frames,
            "language": run.settings.language.as_deref().unwrap_or("auto"),
            "overlap": run.settings.overlap.as_deref().unwrap_or("longest"),
            "duplicates": output.duplicates,
            "format": output.format,
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
        inputs: annotated.corpus.inputs.clone(),
        study_files: run.files.iter().map(|(path, text)| TextFile::new(path, text)).collect(),
        lexicon: manifest::lexicon(&run.lexicon, &|path| match run.settings.lexicons {
            Some(_) => place::relative(&base, Path::new(path)),
            None => path.to_owned(),
        }),
        paths,
        skipped: annotated.corpus.skipped.clone(),
        outputs: Vec::new(),
    }
}

/// What a reader should beware of, one remark each.
fn remarks(
    run: &Run,
    annotated: &Annotated,
    comparison: &Comparison,
    repeated: Option<String>,
    drawn: bool,
) -> Vec<String> {
    let (documents, annotations) = (&annotated.corpus.documents, &annotated.annotations);
    let mut remarks = summary::cautions(documents, annotations, &run.annotator, run.by());
    remarks.extend(repeated);
    remarks.extend(summary::dates(&comparison.timeline));
    remarks.extend(summary::speechless(&run.actors, annotations));
    remarks.extend(summary::unmapped(comparison).filter(|_| drawn));
    remarks
}

fn text_summary(run: &Run, made: &Made, out: &Path, color: Color) -> String {
    let Made { annotated, comparison, labels, files, .. } = made;
    let context = summary::Context {
        labels: labels.clone(),
        actors: actor_labels(run),
        width: terminal::width(),
        color: terminal::colored_output(color),
        sources: 20,
        differences: 5,
    };
    let (documents, annotations) = (&annotated.corpus.documents, &annotated.annotations);
    let articles = Articles { documents, annotations, counted: &made.counted, annotator: &run.annotator, by: run.by() };
    let tokens: u64 = annotations.iter().map(|a| a.tokens).sum();
    let title = summary::heading(run.study.title.as_deref().unwrap_or(&run.id), context.color);
    let n = number::counted(documents.len() as u64, "document");
    let mut parts = vec![format!("{title}\n{n}, {} tokens", number::thousands(tokens))];
    parts.push(summary::rates(comparison, &context));
    parts.extend(Some(summary::doers(comparison, &context)).filter(|text| !text.is_empty()));
    parts.push(summary::differences(comparison, &articles, &context));
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
    let charts = files.iter().filter(|f| f.path.starts_with("charts/")).count();
    let tables = files.len() - charts - 2;
    let page = out.join(FILE);
    parts.push(format!("{tables} tables, {charts} chart files and manifest.json are in {}", out.display()));
    parts.push(format!("To read it: {}", page.display()));
    parts.join("\n\n") + "\n"
}

fn json_summary(run: &Run, made: &Made, out: &Path) -> String {
    let Made { annotated, comparison, .. } = made;
    let pooled = |event: &str| event == compare::ALL;
    let value = json!({
        "study": run.id,
        "out": out,
        "documents": annotated.corpus.documents.len(),
        "skipped": annotated.corpus.skipped,
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
