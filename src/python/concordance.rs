//! `concordance`: keyword in context.

use pyo3::prelude::*;
use pyo3::types::PyDict;

use super::annotate::mentions;
use super::ask::Asked;
use super::table::Table;
use crate::report::rows::columns;

/// Show a pattern in its contexts.
///
/// `pattern` is one as in a lexicon (`"occup*"`, `"stem:annex"`, `"=UN"`),
/// `"frame:ID"`, or `"entry:PATTERN"` for an entry with its conditions. `data` and
/// the keywords are those of `annotate`. The result has the columns of
/// `framelens concordance --format csv`.
///
/// >>> import framelens
/// >>> articles = [{"id": "a", "text": "The ceasefire held. A second ceasefire failed."}]
/// >>> for line in framelens.concordance("ceasefire", articles).to_dicts():
/// ...     print(f"{line['left']}[{line['cue']}]{line['right']}")
/// The [ceasefire] held.
/// A second [ceasefire] failed.
#[pyfunction]
#[pyo3(
    signature = (pattern, data=None, **keywords),
    text_signature = "(pattern, data=None, *, study=None, text=None, id=None, source=None, date=None, title=None, url=None, side=None, fields=None, lexicons=None, frames=None, overlap=None, actors=None, names=None, events=None, granularity=None, threshold=None, language=None, threads=None, strict=False, quiet=False, progress=None)"
)]
pub fn concordance(
    py: Python<'_>,
    pattern: &str,
    data: Option<&Bound<'_, PyAny>>,
    keywords: Option<&Bound<'_, PyDict>>,
) -> PyResult<Table> {
    let asked = Asked::of(py, "concordance", &[], keywords)?;
    mentions(py, data, asked, &|run| run.search(pattern), &columns::CONCORDANCE)
}
