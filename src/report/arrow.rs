//! Rows → Arrow: columns of text, whole numbers (64 bits), numbers (double) or
//! truth, all nullable, as in Parquet.

use std::io::Write;
use std::sync::Arc;

use arrow_array::{
    ArrayRef, BooleanArray, Float64Array, Int64Array, RecordBatch, RecordBatchOptions, StringArray, StructArray,
};
use arrow_ipc::reader::StreamReader;
use arrow_ipc::writer::StreamWriter;
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use rayon::prelude::*;
use serde::Serialize;
use serde_json::Value;

use super::kind::{Kind, cell};
use super::table::values;
use crate::error::Error;

/// Rows of one batch: few enough that no column of text outgrows 32-bit offsets.
const BATCH: usize = 16_384;

/// A table as batches of one schema; a missing cell is null. There is at least one batch.
///
/// # Errors
/// As [`file`](super::table::file).
pub(crate) fn batches<R: Serialize + Sync>(
    columns: &[&str],
    rows: &[R],
) -> Result<(SchemaRef, Vec<RecordBatch>), Error> {
    let parts: Vec<Part> = match rows.is_empty() {
        true => vec![Part::of(columns, rows)?],
        false => rows.par_chunks(BATCH).map(|some| Part::of(columns, some)).collect::<Result<_, _>>()?,
    };
    // What a column is, all its rows tell.
    let kind = |(place, name): (usize, &&str)| {
        parts.iter().filter_map(|part| part.seen[place]).max().unwrap_or_else(|| Kind::unseen(name, columns))
    };
    let kinds: Vec<Kind> = columns.iter().enumerate().map(kind).collect();
    let schema = schema(columns, &kinds);
    let finish = |(part, some): (Part, &[R])| part.batch(columns, &kinds, some, &schema);
    // An empty table has a batch, but no stretch of rows.
    let none: &[R] = &[];
    let stretches: Vec<&[R]> = if rows.is_empty() { vec![none] } else { rows.chunks(BATCH).collect() };
    let batches = parts.into_par_iter().zip(stretches).map(finish).collect::<Result<Vec<_>, _>>()?;
    Ok((schema, batches))
}

/// Rows as one array of structs, whose fields are what the names of the columns
/// tell, so that they are the same for any rows.
///
/// # Errors
/// As [`file`](super::table::file).
pub(crate) fn structs<R: Serialize>(columns: &[&str], rows: &[R]) -> Result<StructArray, Error> {
    let kinds: Vec<Kind> = columns.iter().map(|name| Kind::unseen(name, columns)).collect();
    let arrays = arrays(columns, &kinds, &values(rows)?);
    let fields = schema(columns, &kinds).fields().clone();
    StructArray::try_new_with_length(fields, arrays, None, rows.len()).map_err(|e| failed(&e))
}

/// Some rows as columns, each of the kind that these rows alone tell.
struct Part {
    seen: Vec<Option<Kind>>,
    arrays: Vec<ArrayRef>,
}

impl Part {
    fn of<R: Serialize>(columns: &[&str], rows: &[R]) -> Result<Part, Error> {
        let values = values(rows)?;
        let seen: Vec<Option<Kind>> = columns.iter().map(|name| Kind::seen(name, &values)).collect();
        let kind = |(name, seen): (&&str, &Option<Kind>)| seen.unwrap_or_else(|| Kind::unseen(name, columns));
        let kinds: Vec<Kind> = columns.iter().zip(&seen).map(kind).collect();
        Ok(Part { arrays: arrays(columns, &kinds, &values), seen })
    }

    /// The batch, its columns made anew where other rows say what they are.
    fn batch<R: Serialize>(
        self,
        columns: &[&str],
        kinds: &[Kind],
        rows: &[R],
        schema: &SchemaRef,
    ) -> Result<RecordBatch, Error> {
        let fits = self.arrays.iter().zip(kinds).all(|(array, kind)| *array.data_type() == data_type(*kind));
        let arrays = if fits { self.arrays } else { arrays(columns, kinds, &values(rows)?) };
        let options = RecordBatchOptions::new().with_row_count(Some(rows.len()));
        RecordBatch::try_new_with_options(Arc::clone(schema), arrays, &options).map_err(|e| failed(&e))
    }
}

fn failed(why: &ArrowError) -> Error {
    Error::new(format!("a table could not be made: {why}"))
}

/// Rows as a stream of batches in bytes.
///
/// # Errors
/// As [`file`](super::table::file).
pub(super) fn arrow<R: Serialize + Sync>(columns: &[&str], rows: &[R]) -> Result<Vec<u8>, Error> {
    let (schema, batches) = batches(columns, rows)?;
    let mut writer = StreamWriter::try_new(Vec::new(), &schema).map_err(|e| failed(&e))?;
    batches.iter().try_for_each(|batch| writer.write(batch)).map_err(|e| failed(&e))?;
    writer.into_inner().map_err(|e| failed(&e))
}

/// The batches of such a stream.
///
/// # Errors
/// If the bytes are none.
pub(crate) fn read(bytes: &[u8]) -> Result<(SchemaRef, Vec<RecordBatch>), Error> {
    let reader = StreamReader::try_new(bytes, None).map_err(|e| failed(&e))?;
    let schema = reader.schema();
    let batches = reader.collect::<Result<Vec<_>, _>>().map_err(|e| failed(&e))?;
    Ok((schema, batches))
}

/// A table written as its rows come; what its cells are follows from the names of its columns.
pub(super) struct Stream<W: Write> {
    writer: StreamWriter<W>,
    columns: Vec<String>,
    kinds: Vec<Kind>,
    schema: SchemaRef,
    rows: Vec<Value>,
}

impl<W: Write> Stream<W> {
    pub(super) fn new(columns: &[&str], out: W) -> Result<Self, Error> {
        let kinds: Vec<Kind> = columns.iter().map(|name| Kind::unseen(name, columns)).collect();
        let schema = schema(columns, &kinds);
        let writer = StreamWriter::try_new(out, &schema).map_err(|e| failed(&e))?;
        let columns = columns.iter().map(|&name| name.to_owned()).collect();
        Ok(Stream { writer, columns, kinds, schema, rows: Vec::new() })
    }

    pub(super) fn add(&mut self, rows: Vec<Value>) -> Result<(), Error> {
        self.rows.extend(rows);
        while self.rows.len() >= BATCH {
            let rest = self.rows.split_off(BATCH);
            let some = std::mem::replace(&mut self.rows, rest);
            self.batch(&some)?;
        }
        Ok(())
    }

    fn batch(&mut self, rows: &[Value]) -> Result<(), Error> {
        let columns: Vec<&str> = self.columns.iter().map(String::as_str).collect();
        let options = RecordBatchOptions::new().with_row_count(Some(rows.len()));
        let arrays = arrays(&columns, &self.kinds, rows);
        RecordBatch::try_new_with_options(Arc::clone(&self.schema), arrays, &options)
            .and_then(|batch| self.writer.write(&batch))
            .map_err(|e| failed(&e))
    }

    pub(super) fn finish(mut self) -> Result<W, Error> {
        let rest = std::mem::take(&mut self.rows);
        // Also where there is no row: a table has a batch.
        self.batch(&rest)?;
        self.writer.into_inner().map_err(|e| failed(&e))
    }
}

fn schema(columns: &[&str], kinds: &[Kind]) -> SchemaRef {
    let fields = columns.iter().zip(kinds).map(|(name, kind)| Field::new(*name, data_type(*kind), true));
    Arc::new(Schema::new(fields.collect::<Vec<_>>()))
}

fn data_type(kind: Kind) -> DataType {
    match kind {
        Kind::Truth => DataType::Boolean,
        Kind::Count => DataType::Int64,
        Kind::Number => DataType::Float64,
        Kind::Text => DataType::Utf8,
    }
}

fn arrays(columns: &[&str], kinds: &[Kind], rows: &[Value]) -> Vec<ArrayRef> {
    let array = |(name, kind): (&&str, &Kind)| -> ArrayRef {
        let cells = rows.iter().map(|row| cell(row, name));
        match kind {
            Kind::Truth => Arc::new(cells.map(|v| v.and_then(Value::as_bool)).collect::<BooleanArray>()),
            Kind::Count => Arc::new(cells.map(|v| v.and_then(Value::as_i64)).collect::<Int64Array>()),
            Kind::Number => Arc::new(cells.map(|v| v.and_then(Value::as_f64)).collect::<Float64Array>()),
            Kind::Text => Arc::new(cells.map(|v| v.map(text)).collect::<StringArray>()),
        }
    };
    columns.iter().zip(kinds).map(array).collect()
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize)]
    struct Row {
        mentions: Option<u64>,
        rate: Option<f64>,
        name: Option<String>,
    }

    #[test]
    fn a_column_is_what_all_its_rows_tell() {
        let row = |n: usize| Row {
            mentions: (n > BATCH).then_some(3),
            rate: (n == 0).then_some(0.5),
            name: n.is_multiple_of(2).then(|| n.to_string()),
        };
        let rows: Vec<Row> = (0..BATCH + 2).map(row).collect();
        let (schema, batches) = batches(&["name", "mentions", "rate"], &rows).unwrap();
        let types: Vec<_> = schema.fields().iter().map(|f| f.data_type().clone()).collect();
        assert_eq!(types, [DataType::Utf8, DataType::Int64, DataType::Float64]);
        assert_eq!(batches.iter().map(RecordBatch::num_rows).collect::<Vec<_>>(), [BATCH, 2]);
        assert_eq!((batches[1].column(0).null_count(), batches[1].column(2).null_count()), (1, 2));
    }

    #[test]
    fn a_table_without_rows_has_its_columns() {
        let rows: [Row; 0] = [];
        let (schema, batches) = batches(&["name", "mentions"], &rows).unwrap();
        assert_eq!((schema.fields().len(), batches.len(), batches[0].num_rows()), (2, 1, 0));
        assert_eq!(schema.field(1).data_type(), &DataType::Int64);
    }
}
