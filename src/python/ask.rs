//! Keywords of a call → settings, columns, progress. They are named like the
//! flags of the command line.

use std::path::PathBuf;

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyString};

use super::work::Progress;
use crate::Error;
use crate::config::nearest;
use crate::corpus::FieldMap;
use crate::study::Settings;

/// What a call asks for besides its data.
pub struct Asked {
    /// The study's folder or file.
    pub study: Option<PathBuf>,
    /// Settings, to be completed from the study.
    pub settings: Settings,
    /// Which column holds what.
    pub fields: FieldMap,
    /// How progress is shown.
    pub progress: Progress,
}

/// Keywords that every call has.
const COMMON: [&str; 22] = [
    "study",
    "text",
    "id",
    "source",
    "date",
    "title",
    "url",
    "side",
    "fields",
    "lexicons",
    "frames",
    "overlap",
    "actors",
    "names",
    "events",
    "granularity",
    "threshold",
    "language",
    "threads",
    "strict",
    "quiet",
    "progress",
];

/// Keywords of calls that compare.
pub const COMPARING: [&str; 5] = ["by", "reference", "duplicates", "seed", "only"];

impl Asked {
    /// From the keywords of the function called `function`, which has some of its own.
    pub fn of(py: Python<'_>, function: &str, own: &[&str], keywords: Option<&Bound<'_, PyDict>>) -> PyResult<Asked> {
        let mut asked = Asked {
            study: None,
            settings: Settings::default(),
            fields: FieldMap::default(),
            progress: Progress::of(None, py)?,
        };
        for (name, value) in keywords.into_iter().flatten() {
            let name: String = name.extract()?;
            if value.is_none() && name != "progress" {
                continue;
            }
            if !COMMON.contains(&name.as_str()) && !own.contains(&name.as_str()) {
                return Err(unknown(function, &name, own));
            }
            asked.take(&Given { function, name: &name, value: &value })?;
        }
        Ok(asked)
    }

    fn take(&mut self, given: &Given<'_, '_>) -> PyResult<()> {
        let set = &mut self.settings;
        let value = given.value;
        match given.name {
            "study" => self.study = Some(given.path()?),
            "progress" => self.progress = Progress::of(Some(value).filter(|v| !v.is_none()), value.py())?,
            "text" | "id" | "source" | "date" | "title" | "url" | "side" => {
                self.column(given.name, given.text()?)?;
            }
            "fields" => {
                let columns: Vec<(String, String)> = value
                    .cast::<PyDict>()
                    .map_err(|_| given.wrong("a dict such as {\"text\": \"body\"}"))?
                    .iter()
                    .map(|(field, column)| Ok((field.extract()?, column.extract()?)))
                    .collect::<PyResult<_>>()?;
                columns.into_iter().try_for_each(|(field, column)| self.column(&field, column))?;
            }
            "lexicons" => set.lexicons = Some(given.file()?),
            "frames" => set.frames = Some(given.texts()?),
            "overlap" => set.overlap = Some(given.text()?),
            "actors" => set.actors = Some(given.file()?),
            "names" => set.names = Some(given.file()?),
            "events" => set.events = Some(given.file()?),
            "granularity" => set.granularity = Some(given.text()?),
            "threshold" => set.threshold = Some(given.number()?),
            "language" => set.language = Some(given.text()?),
            "threads" => set.threads = Some(given.whole(1, 1024)? as usize),
            "strict" => set.strict = Some(given.truth()?),
            "quiet" => set.quiet = Some(given.truth()?),
            "by" => set.by = Some(given.text()?),
            "reference" => set.reference = Some(given.text()?),
            "duplicates" => set.duplicates = Some(given.text()?),
            "only" => set.only = Some(given.text()?),
            "seed" => set.seed = Some(given.whole(0, i64::MAX as u64)?),
            other => return Err(unknown(given.function, other, &[])),
        }
        Ok(())
    }

    fn column(&mut self, field: &str, column: String) -> PyResult<()> {
        let fields = &mut self.fields;
        let place = match field {
            "text" => &mut fields.text,
            "id" => &mut fields.id,
            "source" => &mut fields.source,
            "date" => &mut fields.date,
            "language" => &mut fields.language,
            "title" => &mut fields.title,
            "url" => &mut fields.url,
            "side" => &mut fields.side,
            other => {
                let known = "known fields: text, id, source, date, language, title, url, side";
                return Err(Error::with_help(format!("fields: there is no field `{other}`"), known).into());
            }
        };
        *place = Some(column);
        Ok(())
    }
}

/// As Python says it, with the nearest name that there is.
fn unknown(function: &str, name: &str, own: &[&str]) -> PyErr {
    let near =
        nearest(name, &[&COMMON, own].concat()).map_or(String::new(), |near| format!("; did you mean `{near}`?"));
    PyTypeError::new_err(format!("{function}() has no keyword `{name}`{near}"))
}

/// A keyword with its value.
struct Given<'a, 'py> {
    function: &'a str,
    name: &'a str,
    value: &'a Bound<'py, PyAny>,
}

impl Given<'_, '_> {
    fn wrong(&self, wanted: &str) -> PyErr {
        let got = self.value.get_type().name().map_or_else(|_| "something else".to_owned(), |name| name.to_string());
        PyTypeError::new_err(format!("{}(): {} is {got}, not {wanted}", self.function, self.name))
    }

    fn text(&self) -> PyResult<String> {
        self.value.extract().map_err(|_| self.wrong("a str"))
    }

    fn path(&self) -> PyResult<PathBuf> {
        self.value.extract().map_err(|_| self.wrong("a path"))
    }

    fn file(&self) -> PyResult<String> {
        Ok(self.path()?.display().to_string())
    }

    /// A list, or as in a flag one text with commas.
    fn texts(&self) -> PyResult<Vec<String>> {
        if self.value.is_instance_of::<PyString>() {
            return Ok(self.text()?.split(',').map(|part| part.trim().to_owned()).collect());
        }
        self.value.extract().map_err(|_| self.wrong("a list of str"))
    }

    fn number(&self) -> PyResult<f64> {
        self.value.extract().map_err(|_| self.wrong("a number"))
    }

    fn whole(&self, least: u64, most: u64) -> PyResult<u64> {
        let number: u64 = match self.value.is_instance_of::<PyBool>() {
            true => return Err(self.wrong("a whole number")),
            false => self.value.extract().map_err(|_| self.wrong("a whole number"))?,
        };
        match (least..=most).contains(&number) {
            true => Ok(number),
            false => {
                let what = format!("{}={number} is out of range", self.name);
                Err(Error::with_help(what, format!("give a whole number from {least} to {most}")).into())
            }
        }
    }

    fn truth(&self) -> PyResult<bool> {
        self.value.extract().map_err(|_| self.wrong("True or False"))
    }
}
