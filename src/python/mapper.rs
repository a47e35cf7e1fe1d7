//! Articles in pieces, as an engine hands them round → a part of each, to be added up.

use std::sync::{Arc, Mutex, PoisonError};

use arrow_array::builder::{BinaryBuilder, Int64Builder, StringBuilder};
use arrow_array::{Array, ArrayRef, ListArray, RecordBatch};
use arrow_buffer::{NullBuffer, OffsetBuffer};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyIterator, PyType};

use super::ask::{Asked, COMPARING};
use super::cell;
use super::input::{NAME, taken};
use super::table::Table;
use super::work::pooled;
use crate::Error;
use crate::corpus::memory;
use crate::corpus::table::Table as Rows;
use crate::pipeline::parts::Maker;
use crate::record::Record;
use crate::record::carried::{Carried, Seal};
use crate::report::arrow::structs;
use crate::report::rows::{self, columns};
use crate::study::portable::Portable;
use crate::study::{Run, load};

/// A study at work in this process.
struct Loaded {
    run: Run,
    seal: Seal,
    repeats: bool,
}

/// The study that this process loaded last: a worker does many tasks of one.
static LAST: Mutex<Option<Known>> = Mutex::new(None);

/// A study as it travelled, and loaded.
type Known = (Arc<[u8]>, Arc<Loaded>);

/// A function of record batches, for `mapInArrow` and its like: articles in, one
/// row a document out, with its counts and its part of a comparison.
///
/// The study travels with the function: workers need none of its files.
#[pyclass(module = "framelens._framelens", frozen)]
pub struct Mapper {
    study: Arc<[u8]>,
    /// Whether mentions are listed as well.
    mentions: bool,
}

fn loaded(study: &Arc<[u8]>) -> Result<Arc<Loaded>, Error> {
    let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, loaded)) = last.as_ref().filter(|(bytes, _)| bytes == study) {
        return Ok(Arc::clone(loaded));
    }
    let run = Portable::read(study)?.load()?;
    let repeats = run.repeats(load::duplicates(run.settings.duplicates.as_deref())?);
    let loaded = Arc::new(Loaded { seal: Seal::of(run.conditions()?)?, repeats, run });
    *last = Some((Arc::clone(study), Arc::clone(&loaded)));
    Ok(loaded)
}

/// What a mapper is made of again elsewhere: the study, and whether mentions are listed.
type Travelled<'py> = (Bound<'py, PyBytes>, bool);

#[pymethods]
impl Mapper {
    /// From the keywords of `compare`; with `mentions` they are listed beside the counts.
    #[new]
    #[pyo3(signature = (*, mentions=false, **keywords))]
    fn new(py: Python<'_>, mentions: bool, keywords: Option<&Bound<'_, PyDict>>) -> PyResult<Mapper> {
        let asked = Asked::of(py, "map_batches", &COMPARING, keywords)?;
        let Asked { study, settings, fields, .. } = asked;
        let bytes = py.detach(move || {
            let run = load::compile(load::setup_for_rows(study.as_deref(), settings, fields)?)?;
            load::duplicates(run.settings.duplicates.as_deref())?;
            Portable::of(&run)?.bytes()
        })?;
        Ok(Mapper { study: bytes.into(), mentions })
    }

    #[classmethod]
    fn _of(_: &Bound<'_, PyType>, study: &[u8], mentions: bool) -> Mapper {
        Mapper { study: study.into(), mentions }
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, Travelled<'py>)> {
        let make = slf.get_type().getattr("_of")?;
        let Mapper { study, mentions } = slf.get();
        Ok((make, (PyBytes::new(slf.py(), study), *mentions)))
    }

    fn __call__(&self, py: Python<'_>, batches: &Bound<'_, PyAny>) -> PyResult<Batches> {
        let study = Arc::clone(&self.study);
        let loaded = py.detach(move || loaded(&study))?;
        Ok(Batches { from: batches.try_iter()?.unbind(), loaded, mentions: self.mentions, rows: 0 })
    }
}

/// Batches of parts, as they are asked for.
#[pyclass(module = "framelens._framelens")]
pub struct Batches {
    from: Py<PyIterator>,
    loaded: Arc<Loaded>,
    mentions: bool,
    /// Read before the batch that comes.
    rows: u64,
}

#[pymethods]
impl Batches {
    fn __iter__(slf: PyRef<'_, Self>) -> PyRef<'_, Self> {
        slf
    }

    fn __next__<'py>(&mut self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        let Some(batch) = self.from.bind(py).clone().next() else { return Ok(None) };
        let batch = taken(&batch?)?;
        let (loaded, mentions, before) = (Arc::clone(&self.loaded), self.mentions, self.rows);
        self.rows += batch.num_rows() as u64;
        // A pool of one thread: the engine has given this task one.
        let parts = py.detach(move || pooled(Some(1), || loaded.parts(&batch, before, mentions))?)?;
        let table = Bound::new(py, Table::from_batch(parts))?;
        let reader = py.import("pyarrow")?.getattr("RecordBatchReader")?.call_method1("from_stream", (table,))?;
        reader.call_method0("read_next_batch").map(Some)
    }
}

impl Loaded {
    fn parts(&self, batch: &RecordBatch, before: u64, mentions: bool) -> Result<RecordBatch, Error> {
        let run = &self.run;
        let reading = run.reading();
        let columns = cell::columns(&batch.schema(), &reading.fields)?;
        if !columns.iter().any(|column| column.is_id) {
            let names: Vec<String> = columns.iter().map(|column| format!("`{}`", column.name)).collect();
            return Err(Error::with_help(
                format!("no column for the id: found {}", names.join(", ")),
                "parts of a corpus add up by the ids of documents: name the column, for example id=\"url\"",
            ));
        }
        let mut rows = Rows {
            columns: columns.iter().map(|column| column.name.clone()).collect(),
            noun: "column",
            ..Rows::default()
        };
        cell::rows(&columns, batch, before, &mut rows.rows)?;
        let mut out = Columns::default();
        let mut listed = mentions.then(Vec::new);
        if rows.rows.is_empty() {
            return out.finish(self.mentions(listed.as_deref())?);
        }
        let maker = Maker::new(&run.annotator, &run.packs, run.settings.language.as_deref(), run.by(), self.repeats);
        for (number, made) in memory::piece(NAME, rows, &reading)?.into_iter().enumerate() {
            let (id, carried) = match made {
                Ok(document) => {
                    let part = maker.part(document);
                    (part.id().to_owned(), Carried::Part(part))
                }
                Err((id, skipped)) => (id, Carried::Skipped(skipped)),
            };
            out.add(&id, &carried, &self.seal.pack(&carried, number == 0)?);
            if let Some(listed) = &mut listed {
                listed.push(carried);
            }
        }
        out.finish(self.mentions(listed.as_deref())?)
    }

    /// The mentions of each document: rows of mentions.csv, null where none can be told yet.
    fn mentions(&self, carried: Option<&[Carried]>) -> Result<Option<ArrayRef>, Error> {
        let Some(carried) = carried else { return Ok(None) };
        let records = carried.iter().map(|carried| match carried {
            Carried::Part(part) => part.record(),
            Carried::Skipped(_) => None,
        });
        let records: Vec<Option<&Record>> = records.collect();
        let of = |record: &Record| record.annotation.mentions.len();
        let offsets = OffsetBuffer::from_lengths(records.iter().map(|record| record.map_or(0, of)));
        let annotator = &self.run.annotator;
        let found: Vec<_> = records
            .iter()
            .flatten()
            .flat_map(|Record { document, annotation }| {
                annotation.mentions.iter().map(move |m| rows::mention(annotator, document, annotation, m))
            })
            .collect();
        let items = structs(&columns::MENTIONS, &found)?;
        let nulls = NullBuffer::from_iter(records.iter().map(Option::is_some));
        let item = Arc::new(Field::new("item", items.data_type().clone(), true));
        let lists = ListArray::try_new(item, offsets, Arc::new(items), Some(nulls));
        Ok(Some(Arc::new(lists.map_err(|e| unmade(&e))?)))
    }
}

/// Columns of parts.
#[derive(Default)]
struct Columns {
    texts: [StringBuilder; 3],
    numbers: [Int64Builder; 3],
    parts: BinaryBuilder,
}

impl Columns {
    fn add(&mut self, id: &str, carried: &Carried, bytes: &[u8]) {
        let figures = match carried {
            Carried::Part(part) => part.figures(),
            Carried::Skipped(_) => None,
        };
        let texts = [Some(id), figures.and_then(|f| f.source), figures.map(|f| f.language)];
        let whole = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        let numbers = [figures.map(|f| f.tokens), figures.map(|f| f.sentences), figures.map(|f| f.mentions)];
        self.texts.iter_mut().zip(texts).for_each(|(column, text)| column.append_option(text));
        self.numbers.iter_mut().zip(numbers).for_each(|(column, number)| column.append_option(number.map(whole)));
        self.parts.append_value(bytes);
    }

    fn finish(mut self, mentions: Option<ArrayRef>) -> Result<RecordBatch, Error> {
        let mut columns: Vec<ArrayRef> = Vec::new();
        columns.extend(self.texts.iter_mut().map(|column| Arc::new(column.finish()) as ArrayRef));
        columns.extend(self.numbers.iter_mut().map(|column| Arc::new(column.finish()) as ArrayRef));
        columns.push(Arc::new(self.parts.finish()));
        let mentions_type = mentions.as_ref().map(|mentions| mentions.data_type().clone());
        columns.extend(mentions);
        RecordBatch::try_new(schema(mentions_type), columns).map_err(|e| unmade(&e))
    }
}

fn unmade(why: &ArrowError) -> Error {
    Error::new(format!("a batch cannot be made: {why}"))
}

/// Columns and types, those of `framelens.schema()`.
fn schema(mentions: Option<DataType>) -> SchemaRef {
    let texts = ["document", "source", "language"].map(|name| Field::new(name, DataType::Utf8, true));
    let numbers = ["tokens", "sentences", "mentions"].map(|name| Field::new(name, DataType::Int64, true));
    let part = Field::new("part", DataType::Binary, true);
    let mentions = mentions.map(|of| Field::new("mention_list", of, true));
    Arc::new(Schema::new(texts.into_iter().chain(numbers).chain([part]).chain(mentions).collect::<Vec<_>>()))
}
