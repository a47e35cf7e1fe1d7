//! `add_up`: partial tallies → the comparison of the whole.

use std::path::PathBuf;

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyIterator, PyString};

use super::ask::{Asked, COMPARING};
use super::compare::{Comparison, compared};
use super::work::{Progress, Told};
use crate::Error;
use crate::corpus::read::Summary;
use crate::pipeline::settle::Records;
use crate::record::carried::{Carried, Seal};
use crate::study::report::Origin;
use crate::study::{Run, load, tally};
use crate::tally::Duplicates;

/// Add up what was counted in parts: files of `framelens tally` (a folder, a file, a
/// list of them), or the values of the column `part` that `map_batches` gives.
///
/// `study` and the other keywords must be those that the parts were counted with:
/// parts that were counted otherwise are refused by the setting that differs.
#[pyfunction]
#[pyo3(
    signature = (parts, **keywords),
    text_signature = "(parts, *, study=None, by=None, reference=None, duplicates=None, seed=None, only=None, text=None, id=None, source=None, date=None, title=None, url=None, side=None, fields=None, lexicons=None, frames=None, overlap=None, actors=None, names=None, events=None, granularity=None, threshold=None, language=None, threads=None, strict=False, quiet=False, progress=None)"
)]
pub fn add_up(py: Python<'_>, parts: &Bound<'_, PyAny>, keywords: Option<&Bound<'_, PyDict>>) -> PyResult<Comparison> {
    let mut asked = Asked::of(py, "add_up", &COMPARING, keywords)?;
    let progress = std::mem::replace(&mut asked.progress, Progress::Silent);
    let mut given = Given::of(parts)?;
    let mut raised = None;
    let result = compared(
        py,
        progress,
        || load::compile(load::setup_for_rows(asked.study.as_deref(), asked.settings, asked.fields)?),
        |run, duplicates, told| {
            let (records, read) = given.added(run, duplicates, told, &mut raised)?;
            Ok((records, read, Origin::Tallies))
        },
    );
    // What stopped the parts on their way says more than that they did not come.
    match raised {
        Some(raised) => Err(raised),
        None => result,
    }
}

enum Given {
    Files(Vec<PathBuf>),
    Parts(Py<PyIterator>),
}

impl Given {
    fn of(parts: &Bound<'_, PyAny>) -> PyResult<Given> {
        if !parts.is_instance_of::<PyBytes>()
            && let Ok(path) = parts.extract::<PathBuf>()
        {
            return Ok(Given::Files(tally::files(&path)?));
        }
        let paths: Option<Vec<PathBuf>> = match parts.is_instance_of::<PyString>() {
            true => None,
            false => parts.extract().ok().filter(|paths: &Vec<PathBuf>| !paths.is_empty()),
        };
        if let Some(paths) = paths.filter(|_| !holds_bytes(parts)) {
            let files = paths.iter().map(|path| tally::files(path)).collect::<Result<Vec<_>, Error>>()?;
            return Ok(Given::Files(files.concat()));
        }
        Ok(Given::Parts(parts.try_iter()?.unbind()))
    }

    fn added(
        &mut self,
        run: &Run,
        duplicates: Duplicates,
        told: &Told,
        raised: &mut Option<PyErr>,
    ) -> Result<(Records, Summary), Error> {
        let from = match self {
            Given::Files(files) => return run.add_up(files, duplicates, None, told),
            Given::Parts(from) => from,
        };
        let seal = Seal::of(run.conditions()?)?;
        let mut read = Summary::default();
        let mut number = 0;
        let mut parts = std::iter::from_fn(|| {
            loop {
                told.go_on();
                number += 1;
                let bytes = match Python::attach(|py| next(py, from)) {
                    Ok(bytes) => bytes?,
                    Err(error) => {
                        *raised = Some(error);
                        return Some(Err(Error::new("the parts did not come to their end")));
                    }
                };
                match seal.open(&format!("part {number}"), &bytes) {
                    Ok(Carried::Skipped(skipped)) => read.skipped.push(skipped),
                    Ok(Carried::Part(part)) => {
                        read.documents += 1;
                        return Some(Ok(part));
                    }
                    Err(error) => return Some(Err(error)),
                }
            }
        });
        let records = run.add_up_parts(&mut parts, duplicates, None)?;
        read.skipped.sort();
        if read.documents == 0 {
            return Err(Error::with_help("the parts hold no document", "give the parts that map_batches makes"));
        }
        Ok((records, read))
    }
}

fn holds_bytes(parts: &Bound<'_, PyAny>) -> bool {
    parts.get_item(0).is_ok_and(|first| first.is_instance_of::<PyBytes>())
}

/// The bytes of the next part.
fn next(py: Python<'_>, from: &Py<PyIterator>) -> PyResult<Option<Vec<u8>>> {
    let Some(part) = from.bind(py).clone().next().transpose()? else { return Ok(None) };
    let bytes: Result<Vec<u8>, _> = part.extract();
    bytes.map(Some).map_err(|_| {
        let kind = part.get_type().name().map_or_else(|_| "something".to_owned(), |name| name.to_string());
        PyTypeError::new_err(format!("add_up(): a part is {kind}, not bytes"))
    })
}
