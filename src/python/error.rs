//! Errors as a Python exception with the command line's words.

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};

use crate::corpus::Skipped;
use crate::error::Fault;

pyo3::create_exception!(
    framelens,
    Error,
    PyValueError,
    "Something that you gave cannot be used. The message is that of the command line: what is \
     wrong, where, and how to mend it. `faults` has the parts, one dict for each fault."
);

impl From<crate::Error> for PyErr {
    fn from(error: crate::Error) -> PyErr {
        let raised = Error::new_err(error.render(false));
        // An exception without its parts still says everything.
        let _ = Python::attach(|py| raised.value(py).setattr("faults", faults(py, &error.faults)?));
        raised
    }
}

fn faults<'py>(py: Python<'py>, faults: &[Fault]) -> PyResult<Bound<'py, PyList>> {
    let list = PyList::empty(py);
    for fault in faults {
        let parts = PyDict::new(py);
        let position = fault.position();
        parts.set_item("severity", fault.severity.name())?;
        parts.set_item("code", fault.code)?;
        parts.set_item("message", &fault.message)?;
        parts.set_item("help", fault.help.as_deref())?;
        parts.set_item("path", position.as_ref().map(|(path, ..)| path))?;
        parts.set_item("line", position.as_ref().map(|(_, line, _)| *line))?;
        parts.set_item("column", position.as_ref().map(|(.., column)| *column))?;
        list.append(parts)?;
    }
    Ok(list)
}

/// Skipped inputs that a message names.
const SHOWN: usize = 5;

/// What was skipped: a Python warning, or under `strict` an error.
pub fn tell_skipped(py: Python<'_>, skipped: &[Skipped], strict: bool, quiet: bool) -> PyResult<()> {
    if skipped.is_empty() || (quiet && !strict) {
        return Ok(());
    }
    let one = |item: &Skipped| match item.row {
        Some(row) => format!("{}, row {row}: {}", item.path, item.reason),
        None => format!("{}: {}", item.path, item.reason),
    };
    let mut lines: Vec<String> = skipped.iter().take(SHOWN).map(one).collect();
    if skipped.len() > SHOWN {
        lines.push(format!("… and {} more; the result's `skipped` lists them all", skipped.len() - SHOWN));
    }
    let what = match skipped.len() {
        1 => "1 input was skipped".to_owned(),
        n => format!("{n} inputs were skipped"),
    };
    if strict {
        return Err(crate::Error::with_help(what, lines.join("\n")).into());
    }
    let text = std::ffi::CString::new(format!("{what}\n{}", lines.join("\n")).replace('\0', " "))?;
    PyErr::warn(py, &py.get_type::<pyo3::exceptions::PyUserWarning>(), &text, 1)
}
