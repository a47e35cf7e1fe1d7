//! What a call is given as data → articles: paths as on the command line, rows
//! of any table that speaks the Arrow PyCapsule interface, or dicts.

use std::path::PathBuf;

use arrow_array::ffi::{FFI_ArrowArray, FFI_ArrowSchema, from_ffi};
use arrow_array::ffi_stream::{FFI_ArrowArrayStream, RecordBatchStreamReader};
use arrow_array::{RecordBatch, RecordBatchReader, StructArray};
use arrow_schema::{ArrowError, Schema};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyCapsule, PyDict, PyFloat, PyInt, PyList, PyString, PyTuple};
use serde_json::{Map, Value};

use super::ask::Asked;
use super::cell;
use super::work::Told;
use crate::Error;
use crate::corpus::json::Collected;
use crate::corpus::table::Table;
use crate::corpus::{Corpus, ReadOptions, memory};
use crate::study::{Annotated, Run, load};

/// Where else a file's path stands: in messages, and in ids of rows without one.
pub const NAME: &str = "data";

/// What was given.
pub enum Articles {
    /// Files, folders, a study.
    Paths(Vec<PathBuf>),
    /// A table, batch by batch.
    Stream(Box<dyn Iterator<Item = Result<RecordBatch, ArrowError>> + Send>, Box<Schema>),
    /// Objects, already rows.
    Rows(Table),
}

const WANTED: &str = "give a table (pandas 2.2 or later, polars, pyarrow, DuckDB), a list of dicts, or a path or list of paths as on the command line";

impl Articles {
    /// From what Python gives.
    pub fn of(data: Option<&Bound<'_, PyAny>>) -> PyResult<Articles> {
        let Some(data) = data.filter(|data| !data.is_none()) else { return Ok(Articles::Paths(Vec::new())) };
        if data.hasattr("__arrow_c_stream__")? {
            return stream(data);
        }
        if data.hasattr("__arrow_c_array__")? {
            return batch(data);
        }
        if let Ok(path) = data.extract::<PathBuf>() {
            return Ok(Articles::Paths(vec![path]));
        }
        let cannot = || {
            let what =
                data.get_type().fully_qualified_name().map_or_else(|_| "this".to_owned(), |name| name.to_string());
            PyErr::from(Error::with_help(format!("{what} holds no articles that can be read"), WANTED))
        };
        let items = if data.is_instance_of::<PyDict>() { None } else { data.try_iter().ok() };
        let items: Vec<Bound<'_, PyAny>> = items.ok_or_else(cannot)?.collect::<PyResult<_>>()?;
        match items.first() {
            None => Err(Error::with_help("no articles: the data are empty", WANTED).into()),
            Some(first) if first.is_instance_of::<PyDict>() => dicts(&items),
            Some(first) if first.extract::<PathBuf>().is_ok() => {
                let paths = items.iter().map(|item| item.extract().map_err(|_| cannot()));
                Ok(Articles::Paths(paths.collect::<PyResult<_>>()?))
            }
            Some(_) => Err(cannot()),
        }
    }

    /// The run that reads them, with the study where one is named.
    ///
    /// # Errors
    /// As [`load::load`].
    pub fn load(&mut self, asked: &mut Asked) -> Result<Run, Error> {
        let (settings, fields) = (std::mem::take(&mut asked.settings), std::mem::take(&mut asked.fields));
        let run = match self {
            Articles::Paths(paths) => {
                let paths: Vec<PathBuf> = asked.study.iter().chain(paths.iter()).cloned().collect();
                load::load(&paths, settings, fields)?
            }
            _ => load::compile(load::setup_for_rows(asked.study.as_deref(), settings, fields)?)?,
        };
        // A size that is none would go unnoticed where no event is discovered.
        run.discovery()?;
        Ok(run)
    }

    /// What a report is made of; `None`: the articles that the run names.
    ///
    /// # Errors
    /// If none can be read.
    pub fn read(self, run: &Run, told: &Told) -> Result<Option<Corpus>, Error> {
        let reading = run.reading();
        let table = match self {
            Articles::Paths(_) => return Ok(None),
            Articles::Rows(table) => table,
            Articles::Stream(batches, schema) => table(batches, &schema, &reading, told)?,
        };
        let corpus = memory::read(NAME, table, &reading)?;
        told.go_on();
        Ok(Some(corpus))
    }

    /// Read and annotate them.
    ///
    /// # Errors
    /// If none can be read.
    pub fn annotate(self, run: &mut Run, told: &Told) -> Result<Annotated, Error> {
        match self.read(run, told)? {
            Some(corpus) => run.annotate_corpus(corpus, told),
            None => run.annotate(told),
        }
    }
}

/// All batches as rows of text, as a CSV export of the table would hold them.
fn table(
    batches: impl Iterator<Item = Result<RecordBatch, ArrowError>>,
    schema: &Schema,
    reading: &ReadOptions,
    told: &Told,
) -> Result<Table, Error> {
    let columns = cell::columns(schema, &reading.fields)?;
    let names = columns.iter().map(|column| column.name.clone()).collect();
    let mut table = Table { columns: names, noun: "column", ..Table::default() };
    for batch in batches {
        let batch = batch.map_err(|why| broken(&why.to_string()))?;
        cell::rows(&columns, &batch, 0, &mut table.rows)?;
        told.go_on();
    }
    Ok(table)
}

fn broken(why: &str) -> Error {
    Error::with_help(format!("the data cannot be read: {why}"), "check the table that was given, or write it to a file")
}

/// A table that is handed over as a stream of batches.
fn stream(data: &Bound<'_, PyAny>) -> PyResult<Articles> {
    let capsule = data.call_method0("__arrow_c_stream__").map_err(|why| mixed(data, why))?;
    let capsule = capsule.cast::<PyCapsule>().map_err(|_| broken("its __arrow_c_stream__ gives no capsule"))?;
    let pointer = capsule.pointer_checked(Some(c"arrow_array_stream"))?.cast::<FFI_ArrowArrayStream>();
    // SAFETY: a capsule of this name holds a stream as the PyCapsule interface of Arrow says. It is
    // moved out, which marks the one left behind as released, so that neither is released twice.
    let stream = unsafe { FFI_ArrowArrayStream::from_raw(pointer.as_ptr()) };
    if stream.release().is_none() {
        return Err(broken("its stream has been read before").into());
    }
    let reader = RecordBatchStreamReader::try_new(stream).map_err(|why| broken(&why.to_string()))?;
    let schema = Box::new(reader.schema().as_ref().clone());
    Ok(Articles::Stream(Box::new(reader), schema))
}

/// One batch, as a table of its own.
fn batch(data: &Bound<'_, PyAny>) -> PyResult<Articles> {
    let batch = taken(data)?;
    let schema = Box::new(batch.schema().as_ref().clone());
    Ok(Articles::Stream(Box::new(std::iter::once(Ok(batch))), schema))
}

/// A batch that is handed over.
pub fn taken(data: &Bound<'_, PyAny>) -> PyResult<RecordBatch> {
    let capsules = data.call_method0("__arrow_c_array__").map_err(|why| mixed(data, why))?;
    let (schema, array): (Bound<'_, PyAny>, Bound<'_, PyAny>) = capsules.extract()?;
    let none = || broken("its __arrow_c_array__ gives no capsules");
    let (schema, array) =
        (schema.cast::<PyCapsule>().map_err(|_| none())?, array.cast::<PyCapsule>().map_err(|_| none())?);
    let schema = schema.pointer_checked(Some(c"arrow_schema"))?.cast::<FFI_ArrowSchema>();
    let array = array.pointer_checked(Some(c"arrow_array"))?.cast::<FFI_ArrowArray>();
    // SAFETY: capsules of these names hold a schema, which stays theirs and lives as long as they
    // do, and an array, which is moved out as above.
    let data = unsafe {
        let array = FFI_ArrowArray::from_raw(array.as_ptr());
        from_ffi(array, schema.as_ref())
    };
    let data = data.map_err(|why| broken(&why.to_string()))?;
    if !matches!(data.data_type(), arrow_schema::DataType::Struct(_)) || data.null_count() > 0 {
        return Err(Error::with_help("a single column is no table", WANTED).into());
    }
    Ok(RecordBatch::from(StructArray::from(data)))
}

/// Why a table cannot be had as Arrow: in pandas, a column of objects may hold several types.
fn mixed(data: &Bound<'_, PyAny>, why: PyErr) -> PyErr {
    let py = data.py();
    let reason = why.value(py).to_string();
    let culprit = || -> PyResult<Option<(String, u64, String)>> {
        for name in data.getattr("columns")?.try_iter()? {
            let name = name?;
            let column = data.get_item(&name)?;
            if column.getattr("dtype")?.str()? != "object" {
                continue;
            }
            for (row, value) in (1..).zip(column.try_iter()?) {
                let value = value?;
                let missing = value.is_none() || value.ne(&value)?;
                if !missing && !value.is_instance_of::<PyString>() {
                    let kind = value.get_type().name()?.to_string();
                    return Ok(Some((name.str()?.to_string(), row, kind)));
                }
            }
        }
        Ok(None)
    };
    let error = match culprit() {
        Ok(Some((name, row, kind))) => Error::with_help(
            format!("column `{name}`, row {row}: a {kind} among texts"),
            format!("make the column one type, for example data[\"{name}\"] = data[\"{name}\"].astype(\"string\")"),
        ),
        _ => broken(&reason),
    };
    let raised = PyErr::from(error);
    raised.set_cause(py, Some(why));
    raised
}

/// Objects with one document each, as JSON lines have them.
fn dicts(items: &[Bound<'_, PyAny>]) -> PyResult<Articles> {
    let mut table = Collected::default();
    for (row, item) in (1..).zip(items) {
        let object = item.cast::<PyDict>().map_err(|_| {
            let kind = item.get_type().name().map_or_else(|_| "something else".to_owned(), |name| name.to_string());
            PyErr::from(Error::with_help(format!("row {row} is a {kind}, not a dict"), WANTED))
        })?;
        table.add(row, Value::Object(fields(object, row)?));
    }
    Ok(Articles::Rows(table.table()))
}

fn fields(object: &Bound<'_, PyDict>, row: u64) -> PyResult<Map<String, Value>> {
    let mut map = Map::new();
    for (key, value) in object {
        let key = key.str()?.to_string();
        let value = scalar(&value, &key, row)?;
        map.insert(key, value);
    }
    Ok(map)
}

fn scalar(value: &Bound<'_, PyAny>, key: &str, row: u64) -> PyResult<Value> {
    if value.is_none() {
        return Ok(Value::Null);
    }
    if let Ok(text) = value.cast::<PyString>() {
        return Ok(Value::String(text.to_str().map(str::to_owned).map_err(|_| {
            let help = "take the lone surrogates out, for example with errors=\"replace\" where it is decoded";
            PyErr::from(Error::with_help(format!("key `{key}`, row {row}: not Unicode text"), help))
        })?));
    }
    if value.is_instance_of::<PyBool>() {
        return Ok(Value::Bool(value.extract()?));
    }
    if value.is_instance_of::<PyInt>() {
        let number: Option<i64> = value.extract().ok();
        return Ok(number.map_or_else(|| Value::String(value.to_string()), Value::from));
    }
    // NaN, NaT and NA stand for nothing.
    if value.ne(value).unwrap_or(true) {
        return Ok(Value::Null);
    }
    if value.is_instance_of::<PyFloat>() {
        return Ok(serde_json::Number::from_f64(value.extract()?).map_or(Value::Null, Value::Number));
    }
    if let Ok(object) = value.cast::<PyDict>() {
        return Ok(Value::Object(fields(object, row)?));
    }
    if value.is_instance_of::<PyList>() || value.is_instance_of::<PyTuple>() {
        let items = value.try_iter()?.map(|item| scalar(&item?, key, row));
        return Ok(Value::Array(items.collect::<PyResult<_>>()?));
    }
    // Dates and moments say themselves; numbers of numpy are numbers.
    if value.hasattr("isoformat")? {
        return Ok(Value::String(value.call_method0("isoformat")?.extract()?));
    }
    if value.hasattr("item")? {
        return scalar(&value.call_method0("item")?, key, row);
    }
    let kind = value.get_type().name()?;
    let help = "give text, a number, a date, a truth value or None";
    Err(Error::with_help(format!("key `{key}`, row {row}: a {kind} is no cell"), help).into())
}
