//! Rows → Parquet.

use std::io::Write;
use std::sync::Arc;

use ::parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use ::parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
use ::parquet::errors::ParquetError;
use ::parquet::file::properties::WriterProperties;
use ::parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use ::parquet::schema::types::{Type, TypePtr};
use serde::Serialize;
use serde_json::Value;

use super::kind::{Kind, cell};
use crate::error::Error;

/// Rows of one group. Readers take a group at a time.
const GROUP: usize = 100_000;

fn physical(kind: Kind) -> Physical {
    match kind {
        Kind::Truth => Physical::BOOLEAN,
        Kind::Count => Physical::INT64,
        Kind::Number => Physical::DOUBLE,
        Kind::Text => Physical::BYTE_ARRAY,
    }
}

/// Rows as a Parquet file: columns of text, whole numbers (64 bits) or numbers
/// (double), all optional; a missing cell is null. Compressed with Snappy, which
/// every reader knows. The same rows give the same bytes.
///
/// # Errors
/// As [`file`](super::table::file).
pub(super) fn parquet<R: Serialize>(columns: &[&str], rows: &[R]) -> Result<Vec<u8>, Error> {
    let values = super::table::values(rows)?;
    write(columns, &values).map_err(|e| failed(&e))
}

fn write(columns: &[&str], rows: &[Value]) -> Result<Vec<u8>, ParquetError> {
    let kinds: Vec<Kind> = columns.iter().map(|name| Kind::of(name, columns, rows)).collect();
    let mut writer = begun(columns, &kinds, Vec::new())?;
    for some in rows.chunks(GROUP) {
        group(&mut writer, columns, &kinds, some)?;
    }
    writer.into_inner()
}

/// Rows of one group of a table that is written as its rows come.
const STREAMED: usize = 16_384;

/// A table written as its rows come; what its cells are follows from the names of its columns.
pub(super) struct Stream<W: Write + Send> {
    writer: SerializedFileWriter<W>,
    columns: Vec<String>,
    kinds: Vec<Kind>,
    rows: Vec<Value>,
}

impl<W: Write + Send> Stream<W> {
    pub(super) fn new(columns: &[&str], out: W) -> Result<Self, Error> {
        let kinds: Vec<Kind> = columns.iter().map(|name| Kind::of(name, columns, &[])).collect();
        let writer = begun(columns, &kinds, out).map_err(|e| failed(&e))?;
        let columns = columns.iter().map(|&name| name.to_owned()).collect();
        Ok(Stream { writer, columns, kinds, rows: Vec::new() })
    }

    pub(super) fn add(&mut self, rows: Vec<Value>) -> Result<(), Error> {
        self.rows.extend(rows);
        while self.rows.len() >= STREAMED {
            let rest = self.rows.split_off(STREAMED);
            let some = std::mem::replace(&mut self.rows, rest);
            self.group(&some)?;
        }
        Ok(())
    }

    fn group(&mut self, rows: &[Value]) -> Result<(), Error> {
        let columns: Vec<&str> = self.columns.iter().map(String::as_str).collect();
        group(&mut self.writer, &columns, &self.kinds, rows).map_err(|e| failed(&e))
    }

    pub(super) fn finish(mut self) -> Result<W, Error> {
        let rest = std::mem::take(&mut self.rows);
        if !rest.is_empty() {
            self.group(&rest)?;
        }
        self.writer.into_inner().map_err(|e| failed(&e))
    }
}

fn failed(why: &ParquetError) -> Error {
    Error::new(format!("a table could not be written: {why}"))
}

fn begun<W: Write + Send>(columns: &[&str], kinds: &[Kind], out: W) -> Result<SerializedFileWriter<W>, ParquetError> {
    let field = |(name, kind): (&&str, &Kind)| -> Result<TypePtr, ParquetError> {
        let logical = (*kind == Kind::Text).then_some(LogicalType::String);
        let built = Type::primitive_type_builder(name, physical(*kind))
            .with_repetition(Repetition::OPTIONAL)
            .with_logical_type(logical)
            .build()?;
        Ok(Arc::new(built))
    };
    let fields = columns.iter().zip(kinds).map(field).collect::<Result<Vec<_>, _>>()?;
    let schema = Arc::new(Type::group_type_builder("row").with_fields(fields).build()?);
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_created_by(concat!("framelens ", env!("CARGO_PKG_VERSION")).to_owned())
        .build();
    SerializedFileWriter::new(out, schema, Arc::new(properties))
}

fn group<W: Write + Send>(
    writer: &mut SerializedFileWriter<W>,
    columns: &[&str],
    kinds: &[Kind],
    rows: &[Value],
) -> Result<(), ParquetError> {
    let mut group = writer.next_row_group()?;
    for (name, kind) in columns.iter().zip(kinds) {
        let cells = || rows.iter().map(|row| cell(row, name));
        match kind {
            Kind::Truth => column::<BoolType, W>(&mut group, cells(), |v| v.as_bool().unwrap_or_default())?,
            Kind::Count => column::<Int64Type, W>(&mut group, cells(), |v| v.as_i64().unwrap_or_default())?,
            Kind::Number => column::<DoubleType, W>(&mut group, cells(), |v| v.as_f64().unwrap_or(f64::NAN))?,
            Kind::Text => column::<ByteArrayType, W>(&mut group, cells(), text)?,
        }
    }
    group.close()?;
    Ok(())
}

fn text(value: &Value) -> ByteArray {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    ByteArray::from(text.into_bytes())
}

fn column<'v, T: DataType, W: Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    cells: impl Iterator<Item = Option<&'v Value>>,
    value: impl Fn(&Value) -> T::T,
) -> Result<(), ParquetError> {
    let (mut values, mut defined) = (Vec::new(), Vec::new());
    for cell in cells {
        defined.push(i16::from(cell.is_some()));
        values.extend(cell.map(&value));
    }
    let Some(mut writer) = group.next_column()? else { return Ok(()) };
    writer.typed::<T>().write_batch(&values, Some(&defined), None)?;
    writer.close()
}
