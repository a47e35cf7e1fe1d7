//! `annotate`: the mentions of articles.

use pyo3::prelude::*;
use pyo3::types::PyDict;

use super::ask::Asked;
use super::error::tell_skipped;
use super::input::Articles;
use super::table::Table;
use super::work::{self, Told};
use crate::Error;
use crate::report::rows::{self, MentionRow};
use crate::study::{Annotated, Run};

/// Find the mentions of frames in articles: who is presented as doing what to
/// whom, in whose voice, with what stance.
///
/// `data` is a table (pandas, polars, pyarrow, DuckDB: anything that speaks the
/// Arrow PyCapsule interface), a list of dicts, or a path or list of paths as on
/// the command line; without it the articles of the study are read. `study` is a
/// folder with framelens.toml, or that file. Columns are found by their usual
/// names, or named: `text="body"`. All other keywords are flags of
/// `framelens annotate`, named alike.
///
/// The result has the columns of mentions.csv. Rows that cannot be used are
/// skipped and warned of; `strict=True` makes them an error.
///
/// >>> import framelens
/// >>> articles = [
/// ...     {"id": "a", "source": "Herald", "text": "Seven districts remained under occupation."},
/// ...     {"id": "b", "source": "Courier", "text": "The districts were liberated."},
/// ... ]
/// >>> for mention in framelens.annotate(articles).to_dicts():
/// ...     print(mention["document"], mention["frame"], mention["cue"])
/// a occupation under occupation
/// b liberation liberated
#[pyfunction]
#[pyo3(
    signature = (data=None, **keywords),
    text_signature = "(data=None, *, study=None, text=None, id=None, source=None, date=None, title=None, url=None, side=None, fields=None, lexicons=None, frames=None, overlap=None, actors=None, names=None, events=None, granularity=None, threshold=None, language=None, threads=None, strict=False, quiet=False, progress=None)"
)]
pub fn annotate(
    py: Python<'_>,
    data: Option<&Bound<'_, PyAny>>,
    keywords: Option<&Bound<'_, PyDict>>,
) -> PyResult<Table> {
    let asked = Asked::of(py, "annotate", &[], keywords)?;
    mentions(py, data, asked, &|_| Ok(()), &rows::columns::MENTIONS)
}

/// The mentions of articles as a table, after `prepare` had its way with the run.
pub fn mentions(
    py: Python<'_>,
    data: Option<&Bound<'_, PyAny>>,
    mut asked: Asked,
    prepare: &(dyn Fn(&mut Run) -> Result<(), Error> + Sync),
    columns: &[&str],
) -> PyResult<Table> {
    let mut articles = Articles::of(data)?;
    let progress = std::mem::replace(&mut asked.progress, work::Progress::Silent);
    let work = move |told: &Told| {
        let mut run = articles.load(&mut asked)?;
        let threads = run.settings.threads;
        let table = work::pooled(threads, || {
            prepare(&mut run)?;
            let annotated = articles.annotate(&mut run, told)?;
            let table = Table::of(columns, &listed(&run, &annotated))?;
            Ok::<_, Error>(table.with_skipped(annotated.corpus.skipped))
        })??;
        Ok((table, run.settings.strict.unwrap_or(false), run.settings.quiet.unwrap_or(false)))
    };
    let (table, strict, quiet) = work::run(py, progress, work)?;
    tell_skipped(py, table.skipped_inputs(), strict, quiet)?;
    Ok(table)
}

fn listed<'a>(run: &'a Run, annotated: &'a Annotated) -> Vec<MentionRow<'a>> {
    let documents = annotated.corpus.documents.iter().zip(&annotated.annotations);
    documents.flat_map(|(d, a)| a.mentions.iter().map(move |m| rows::mention(&run.annotator, d, a, m))).collect()
}
