//! `compare`: the whole report, in memory.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use pyo3::prelude::*;
use pyo3::types::PyDict;

use super::ask::{Asked, COMPARING};
use super::error::tell_skipped;
use super::input::Articles;
use super::table::Table;
use super::work::{self, Progress, Told};
use crate::Error;
use crate::corpus::read::Summary;
use crate::pipeline::settle::Records;
use crate::report::assemble::{Options, Picture};
use crate::report::manifest::Manifest;
use crate::report::sink::Memory;
use crate::report::table::Format;
use crate::study::folder::Folder;
use crate::study::report::{Finished, Origin, options};
use crate::study::{Run, Settings};
use crate::tally::Duplicates;

/// Columns of the summary as text.
const WIDE: u16 = 100;

/// A chart. A notebook shows it; `svg` is its text.
#[pyclass(module = "framelens", frozen)]
pub struct Chart {
    /// Its name, which is that of its file.
    #[pyo3(get)]
    name: String,
    /// Vector graphics.
    #[pyo3(get)]
    svg: String,
}

#[pymethods]
impl Chart {
    /// What a notebook shows.
    fn _repr_svg_(&self) -> &str {
        &self.svg
    }

    fn __repr__(&self) -> String {
        format!("<framelens.Chart {}>", self.name)
    }
}

/// What `compare` found.
///
/// `tables` has every table of the report by name, `charts` every chart,
/// `summary` what the command line prints, and `write` makes the report's folder.
#[pyclass(module = "framelens", frozen)]
pub struct Comparison {
    run: Run,
    records: Records,
    read: Summary,
    origin: Origin,
    summary: String,
    tables: BTreeMap<String, Py<Table>>,
    charts: BTreeMap<String, Py<Chart>>,
}

/// Compare how sources frame the same events.
///
/// `data` and the keywords are those of `annotate`; `by`, `reference`,
/// `duplicates`, `seed` and `only` are flags of `framelens compare`: `only="frames"`
/// tells frames alone, in a fraction of the time. The numbers are the command
/// line's to the last digit.
///
/// >>> import framelens
/// >>> articles = [
/// ...     {"id": "a", "source": "Herald", "text": "Seven districts remained under occupation."},
/// ...     {"id": "b", "source": "Courier", "text": "The districts were liberated."},
/// ... ]
/// >>> found = framelens.compare(articles)
/// >>> for row in found.tables["frames"].to_dicts():
/// ...     if row["mentions"]:
/// ...         print(row["event"], row["source"], row["frame"], row["mentions"])
/// all Courier liberation 1
/// all Herald occupation 1
/// >>> found.charts["frames"].svg[:4]
/// '<svg'
#[pyfunction]
#[pyo3(
    signature = (data=None, **keywords),
    text_signature = "(data=None, *, study=None, by=None, reference=None, duplicates=None, seed=None, only=None, text=None, id=None, source=None, date=None, title=None, url=None, side=None, fields=None, lexicons=None, frames=None, overlap=None, actors=None, names=None, events=None, granularity=None, threshold=None, language=None, threads=None, strict=False, quiet=False, progress=None)"
)]
pub fn compare(
    py: Python<'_>,
    data: Option<&Bound<'_, PyAny>>,
    keywords: Option<&Bound<'_, PyDict>>,
) -> PyResult<Comparison> {
    let mut asked = Asked::of(py, "compare", &COMPARING, keywords)?;
    let articles = Articles::of(data)?;
    let progress = std::mem::replace(&mut asked.progress, Progress::Silent);
    let articles = Mutex::new(articles);
    let load = || articles.lock().unwrap_or_else(PoisonError::into_inner).load(&mut asked);
    let gather = |run: &mut Run, duplicates, told: &Told| {
        let held = std::mem::replace(
            &mut *articles.lock().unwrap_or_else(PoisonError::into_inner),
            Articles::Paths(Vec::new()),
        );
        let corpus = held.read(run, told)?;
        let origin = if corpus.is_some() { Origin::Memory } else { Origin::Files };
        let (records, read) = match corpus {
            Some(corpus) => run.gather_corpus(corpus, duplicates, None, told)?,
            None => run.gather(duplicates, None, told)?,
        };
        Ok((records, read, origin))
    };
    compared(py, progress, load, gather)
}

/// The comparison of what is gathered, however it is.
pub fn compared(
    py: Python<'_>,
    progress: Progress,
    load: impl FnOnce() -> Result<Run, Error> + Send,
    gather: impl FnOnce(&mut Run, Duplicates, &Told) -> Result<(Records, Summary, Origin), Error> + Send,
) -> PyResult<Comparison> {
    let work = move |told: &Told| {
        let mut run = load()?;
        let threads = run.settings.threads;
        work::pooled(threads, || {
            let options = Options { format: Format::Arrow, pictures: vec![Picture::Svg], ..options(&run.settings)? };
            let (records, read, origin) = gather(&mut run, options.duplicates, told)?;
            let sink = Memory::default();
            let finished = conclude(&run, &records, &read, origin, &options, &sink)?;
            let summary = finished.summary(&run, WIDE, false);
            let files = sink.files();
            Ok::<_, Error>((run, records, read, origin, summary, files))
        })?
    };
    let (run, records, read, origin, summary, files) = work::run(py, progress, work)?;
    let (strict, quiet) = (run.settings.strict.unwrap_or(false), run.settings.quiet.unwrap_or(false));
    tell_skipped(py, &read.skipped, strict, quiet)?;
    let (mut tables, mut charts) = (BTreeMap::new(), BTreeMap::new());
    for file in files {
        if let Some(name) = file.path.strip_suffix(".arrow") {
            tables.insert(name.to_owned(), Py::new(py, Table::read(&file.bytes)?)?);
        } else if let Some(name) = file.path.strip_prefix("charts/").and_then(|path| path.strip_suffix(".svg")) {
            let svg = String::from_utf8_lossy(&file.bytes).into_owned();
            charts.insert(name.to_owned(), Py::new(py, Chart { name: name.to_owned(), svg })?);
        }
    }
    Ok(Comparison { run, records, read, origin, summary, tables, charts })
}

fn conclude(
    run: &Run,
    records: &Records,
    read: &Summary,
    origin: Origin,
    options: &Options,
    sink: &dyn crate::report::sink::Sink,
) -> Result<Finished, Error> {
    run.conclude(records, read, &run.settings.comparison(), options, origin, sink)
}

#[pymethods]
impl Comparison {
    /// The tables by name, as README describes them.
    #[getter]
    fn tables(&self, py: Python<'_>) -> BTreeMap<&str, Py<Table>> {
        self.tables.iter().map(|(name, table)| (name.as_str(), table.clone_ref(py))).collect()
    }

    /// The charts by name.
    #[getter]
    fn charts(&self, py: Python<'_>) -> BTreeMap<&str, Py<Chart>> {
        self.charts.iter().map(|(name, chart)| (name.as_str(), chart.clone_ref(py))).collect()
    }

    /// What the command line prints.
    #[getter]
    fn summary(&self) -> &str {
        &self.summary
    }

    /// What was skipped: path, row (or None) and reason of each.
    #[getter]
    fn skipped(&self) -> Vec<(&str, Option<u64>, &str)> {
        self.read.skipped.iter().map(|item| (item.path.as_str(), item.row, item.reason.as_str())).collect()
    }

    /// Write the report that `framelens compare` writes: tables, charts, the page,
    /// the manifest, the same bytes. `format` (csv, jsonl or parquet) and `charts` (a
    /// list of svg and png) are by default the study's, else csv and both. The comparison is made anew on the way, which takes its time again.
    #[pyo3(signature = (folder, format=None, charts=None))]
    fn write(
        &self,
        py: Python<'_>,
        folder: PathBuf,
        format: Option<String>,
        charts: Option<Vec<String>>,
    ) -> PyResult<()> {
        let charts = charts.map(|charts| if charts.is_empty() { vec!["none".to_owned()] } else { charts });
        let given = Settings { format, charts, ..Settings::default() };
        let settings = given.or(self.run.settings.clone());
        let options = options(&settings)?;
        let work = |_: &Told| -> Result<Manifest, Error> {
            let folder = Folder::open(&folder)?;
            let finished = work::pooled(self.run.settings.threads, || {
                conclude(&self.run, &self.records, &self.read, self.origin, &options, &folder)
            })??;
            folder.place(true)?;
            Ok(finished.manifest)
        };
        work::run(py, Progress::Silent, work).map(drop)
    }

    fn __repr__(&self) -> String {
        format!(
            "<framelens.Comparison of {}: {}>",
            self.run.id,
            self.tables.keys().cloned().collect::<Vec<_>>().join(", ")
        )
    }

    /// What a notebook shows: the summary.
    fn _repr_html_(&self) -> String {
        maud::html! { pre { (self.summary) } }.into_string()
    }
}
