//! Results as tables that any Arrow library takes over.

use arrow_array::cast::AsArray;
use arrow_array::ffi::FFI_ArrowSchema;
use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_array::types::{Float64Type, Int64Type};
use arrow_array::{Array, RecordBatch, RecordBatchIterator};
use arrow_schema::{DataType, SchemaRef};
use maud::html;
use pyo3::prelude::*;
use pyo3::types::PyCapsule;
use serde::Serialize;

use crate::Error;
use crate::corpus::Skipped;
use crate::report::arrow::{batches, read};
use crate::report::number::counted;

/// Rows that a notebook shows.
const SHOWN: usize = 20;
/// Code points of a cell that it shows.
const WIDE: usize = 80;

/// A table of results. Any library that speaks the Arrow PyCapsule interface
/// takes it without a copy: `polars.DataFrame(table)`, `pyarrow.table(table)`,
/// `duckdb.from_arrow(pyarrow.table(table))`.
///
/// `len(table)` is its number of rows.
///
/// >>> import framelens
/// >>> table = framelens.annotate([{"id": "a", "text": "It remained under occupation."}])
/// >>> len(table), table.columns[:4]
/// (1, ['document', 'source', 'language', 'date'])
/// >>> table.to_dicts()[0]["cue"]
/// 'under occupation'
#[pyclass(module = "framelens", frozen)]
pub struct Table {
    schema: SchemaRef,
    batches: Vec<RecordBatch>,
    skipped: Vec<Skipped>,
}

impl Table {
    /// From rows.
    ///
    /// # Errors
    /// Only if a row is no flat record, which the row types rule out.
    pub fn of<R: Serialize + Sync>(columns: &[&str], rows: &[R]) -> Result<Table, Error> {
        let (schema, batches) = batches(columns, rows)?;
        Ok(Table { schema, batches, skipped: Vec::new() })
    }

    /// Of one batch.
    pub fn from_batch(batch: RecordBatch) -> Table {
        Table { schema: batch.schema(), batches: vec![batch], skipped: Vec::new() }
    }

    /// From a file of a report in the format of Arrow.
    ///
    /// # Errors
    /// If it is none.
    pub fn read(bytes: &[u8]) -> Result<Table, Error> {
        let (schema, batches) = read(bytes)?;
        Ok(Table { schema, batches, skipped: Vec::new() })
    }

    /// The same with what was skipped in making it.
    pub fn with_skipped(self, skipped: Vec<Skipped>) -> Table {
        Table { skipped, ..self }
    }

    /// What was skipped in making it.
    pub fn skipped_inputs(&self) -> &[Skipped] {
        &self.skipped
    }

    fn rows(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }
}

#[pymethods]
impl Table {
    /// The table as a stream of Arrow batches, for other libraries.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        // Whoever wants other types casts what it gets, as the interface allows.
        let _ = requested_schema;
        let batches = self.batches.clone().into_iter().map(Ok);
        let reader = RecordBatchIterator::new(batches, self.schema.clone());
        PyCapsule::new_with_value(py, FFI_ArrowArrayStream::new(Box::new(reader)), c"arrow_array_stream")
    }

    /// The types of the columns, for other libraries.
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        let schema = FFI_ArrowSchema::try_from(self.schema.as_ref())
            .map_err(|why| Error::new(format!("the columns cannot be handed over: {why}")))?;
        PyCapsule::new_with_value(py, schema, c"arrow_schema")
    }

    fn __len__(&self) -> usize {
        self.rows()
    }

    /// Names of the columns.
    #[getter]
    fn columns(&self) -> Vec<&str> {
        self.schema.fields().iter().map(|field| field.name().as_str()).collect()
    }

    /// Numbers of rows and columns.
    #[getter]
    fn shape(&self) -> (usize, usize) {
        (self.rows(), self.schema.fields().len())
    }

    /// What was skipped in making it: path, row (or None) and reason of each.
    #[getter]
    fn skipped(&self) -> Vec<(&str, Option<u64>, &str)> {
        self.skipped.iter().map(|item| (item.path.as_str(), item.row, item.reason.as_str())).collect()
    }

    /// As a pandas DataFrame (needs pandas and pyarrow).
    fn to_pandas<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        needed(slf.py(), "pandas")?;
        Table::to_pyarrow(slf)?.call_method0("to_pandas")
    }

    /// As a polars DataFrame (needs polars 1.0 or later).
    fn to_polars<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        needed(slf.py(), "polars")?.call_method1("DataFrame", (slf,))
    }

    /// As a pyarrow Table (needs pyarrow).
    fn to_pyarrow<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        needed(slf.py(), "pyarrow")?.call_method1("table", (slf,))
    }

    /// As a list of dicts, one a row; needs no other package.
    fn to_dicts<'py>(&self, py: Python<'py>) -> PyResult<Vec<Bound<'py, pyo3::types::PyDict>>> {
        let mut rows = Vec::with_capacity(self.rows());
        for batch in &self.batches {
            for row in 0..batch.num_rows() {
                let dict = pyo3::types::PyDict::new(py);
                for (field, array) in self.schema.fields().iter().zip(batch.columns()) {
                    dict.set_item(field.name(), value(py, array.as_ref(), row)?)?;
                }
                rows.push(dict);
            }
        }
        Ok(rows)
    }

    fn __repr__(&self) -> String {
        format!("<framelens.Table: {}, {}>", counted(self.rows() as u64, "row"), self.columns().join(", "))
    }

    /// What a notebook shows: the first rows.
    fn _repr_html_(&self) -> String {
        let rows = self.batches.iter().flat_map(|batch| (0..batch.num_rows()).map(move |row| (batch, row)));
        let more = self.rows().saturating_sub(SHOWN);
        html! {
            table {
                thead { tr { @for name in self.columns() { th { (name) } } } }
                tbody {
                    @for (batch, row) in rows.take(SHOWN) {
                        tr { @for array in batch.columns() { td { (brief(array.as_ref(), row)) } } }
                    }
                }
            }
            p { (counted(self.rows() as u64, "row")) @if more > 0 { ", of which " (SHOWN) " are shown" } }
        }
        .into_string()
    }
}

/// A package of the user's.
fn needed<'py>(py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyModule>> {
    py.import(name).map_err(|why| {
        let help = format!("install it (pip install {name}), or use to_dicts()");
        let raised = PyErr::from(Error::with_help(format!("this needs the package {name}"), help));
        raised.set_cause(py, Some(why));
        raised
    })
}

/// A cell as a Python value.
fn value<'py>(py: Python<'py>, array: &dyn Array, row: usize) -> PyResult<Bound<'py, PyAny>> {
    if array.is_null(row) {
        return Ok(py.None().into_bound(py));
    }
    Ok(match array.data_type() {
        DataType::Boolean => array.as_boolean().value(row).into_pyobject(py)?.to_owned().into_any(),
        DataType::Int64 => array.as_primitive::<Int64Type>().value(row).into_pyobject(py)?.into_any(),
        DataType::Float64 => array.as_primitive::<Float64Type>().value(row).into_pyobject(py)?.into_any(),
        _ => array.as_string::<i32>().value(row).into_pyobject(py)?.into_any(),
    })
}

/// A cell as a notebook shows it.
fn brief(array: &dyn Array, row: usize) -> String {
    if array.is_null(row) {
        return String::new();
    }
    match array.data_type() {
        DataType::Boolean => array.as_boolean().value(row).to_string(),
        DataType::Int64 => array.as_primitive::<Int64Type>().value(row).to_string(),
        DataType::Float64 => array.as_primitive::<Float64Type>().value(row).to_string(),
        _ => {
            let text = array.as_string::<i32>().value(row);
            match text.char_indices().nth(WIDE) {
                Some((cut, _)) => format!("{}…", &text[..cut]),
                None => text.to_owned(),
            }
        }
    }
}
