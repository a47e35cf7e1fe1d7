//! `lexicon influence`: what results hang on.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use framelens::Error;
use framelens::compare::ALL;
use framelens::curate::draft::slug;
use framelens::curate::influence::{self, Options};
use framelens::report::assemble::{Picture, rendered};
use framelens::report::table::Format;
use framelens::report::{chart, influence as report, table};
use framelens::study::load::duplicates;
use framelens::study::{Annotated, Run, Settings};
use framelens::tally::count;

use crate::cli::compare::{ChartFormat, TableFormat, caption, check_groups, labels};
use crate::cli::groups::Groups;
use crate::cli::load;
use crate::cli::{Common, Done, name, terminal};
use framelens::study::folder::Folder;

/// Arguments of `lexicon influence`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A study (folder with framelens.toml, or that file), or articles, as for `compare`
    #[arg(value_name = "STUDY|CORPUS")]
    paths: Vec<PathBuf>,
    /// Folder of the table and the chart [default: reports/<study>-influence]
    #[arg(long, short, value_name = "DIR", help_heading = "Output")]
    out: Option<String>,
    /// Format of the table
    #[arg(long, value_enum, value_name = "FORMAT", help_heading = "Output")]
    format: Option<TableFormat>,
    /// Chart formats, separated by commas, or `none`
    #[arg(long, value_enum, value_name = "svg,png|none", value_delimiter = ',', help_heading = "Output")]
    charts: Option<Vec<ChartFormat>>,
    /// Articles left out of every contrast, one at a time: those on which it leans most
    #[arg(long, value_name = "N", default_value_t = 10, help_heading = "Output")]
    documents: usize,
    #[command(flatten)]
    groups: Groups,
    /// Seed of every permutation
    #[arg(long, value_name = "N", help_heading = "Comparison")]
    seed: Option<u64>,
    #[command(flatten)]
    pub common: Common,
}

impl Args {
    fn flags(&self) -> Settings {
        Settings {
            seed: self.seed,
            format: self.format.and_then(name),
            charts: self.charts.as_ref().map(|list| list.iter().filter_map(|f| name(*f)).collect()),
            ..self.groups.settings()
        }
    }
}

/// Run `lexicon influence`.
pub fn run(args: &Args) -> Result<Done, Error> {
    let mut run = load::load(&args.paths, &args.common, args.flags())?;
    let format = run.settings.format.as_deref().map_or(Ok(Format::Csv), Format::named)?;
    let pictures = Picture::named(run.settings.charts.as_deref())?;
    let duplicates = duplicates(run.settings.duplicates.as_deref())?;
    // Not the study's own folder: its report must stay as it is.
    let default = || Path::new("reports").join(format!("{}-influence", slug(&run.id)));
    let out = args.out.clone().map_or_else(default, PathBuf::from);
    let folder = Folder::open(&out)?;

    let annotated = run.annotate(&terminal::Watcher::of(&run.settings))?;
    let tally = count::count(&run.annotator, &annotated.corpus.documents, &annotated.annotations, run.by(), duplicates);
    check_groups(&run, &tally)?;
    let options = Options { documents: args.documents, sources: sources(&run, &annotated) };
    let found = influence::influence(&tally, &run.settings.comparison(), &options);

    let labels = labels(&run, &annotated);
    let mut files = vec![table::file("influence", &report::COLUMNS, &found.rows, format)?];
    let drawn = chart::influence(&found.rows, ALL, &caption(&run, &labels))?;
    files.extend(rendered(drawn.as_slice(), &pictures)?);
    folder.write(&files)?;
    if !run.settings.quiet.unwrap_or(false) {
        let text = report::summary(&found, &labels);
        let what = if files.len() > 1 { "and its chart are" } else { "is" };
        terminal::print(format!("{text}\n\n{} {what} in {}\n", files[0].path, out.display()).as_bytes())?;
    }
    let strict = run.settings.strict.unwrap_or(false);
    Ok(if strict && !annotated.corpus.skipped.is_empty() { Done::Findings } else { Done::Clean })
}

/// Documents by source, where groups are no sources but pool them. A source that is
/// all of a group is left aside: without it there is nothing to compare.
fn sources(run: &Run, annotated: &Annotated) -> BTreeMap<String, BTreeSet<String>> {
    let mut sources: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut pooled: BTreeMap<&str, BTreeSet<Option<&String>>> = BTreeMap::new();
    let documents = || annotated.corpus.documents.iter().zip(&annotated.annotations).filter(|_| run.by() != "source");
    for (document, annotation) in documents() {
        let group = count::group_of(document, annotation, run.by());
        pooled.entry(group).or_default().insert(document.source.as_ref());
        if let Some(source) = &document.source {
            sources.entry(source.clone()).or_default().insert(document.id.clone());
        }
    }
    for alone in pooled.values().filter(|sources| sources.len() == 1).flatten().flatten() {
        sources.remove(*alone);
    }
    sources
}
