//! Columns of Arrow batches → cells of text.

use std::borrow::Cow;
use std::fmt::Display;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowPrimitiveType, Date32Type, Date64Type, Decimal128Type, Float32Type, Float64Type, Int8Type, Int16Type,
    Int32Type, Int64Type, TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType,
    TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, OffsetSizeTrait, RecordBatch, StringViewArray};
use arrow_schema::{DataType, Schema, TimeUnit};

use crate::Error;
use crate::corpus::FieldMap;
use crate::corpus::field::{Field, assign};
use crate::corpus::table::Row;
use crate::corpus::value::Kind;

/// A column whose cells are read.
pub struct Column {
    /// Its name.
    pub name: String,
    /// Its place in the batches.
    place: usize,
    /// Whether it holds the ids.
    pub is_id: bool,
}

/// The columns that can be read. One that has no text of its cells is passed
/// over, unless it is needed.
///
/// # Errors
/// If there are no texts, or a field's column holds none that can be read.
pub fn columns(schema: &Schema, map: &FieldMap) -> Result<Vec<Column>, Error> {
    let names: Vec<String> = schema.fields().iter().map(|field| field.name().clone()).collect();
    let fields = assign(&names, map).map_err(|why| {
        let (message, help) = why.split_once("; ").unwrap_or((&why, "name the column, for example text=\"body\""));
        Error::with_help(message, help)
    })?;
    let mut columns = Vec::new();
    for (place, (about, field)) in schema.fields().iter().zip(&fields).enumerate() {
        let (name, holds) = (about.name(), about.data_type());
        let fits = match field {
            Some(Field::Text | Field::Title) => is_text(holds),
            _ => is_read(holds),
        };
        match (fits, field) {
            (true, _) => columns.push(Column { name: name.clone(), place, is_id: *field == Some(Field::Id) }),
            (false, None) => {}
            (false, Some(field)) => {
                let what = format!("column `{name}` holds {holds}, which is no {}", field.name());
                let help = format!("turn it into text, or name another column: {}=\"…\"", field.name());
                return Err(Error::with_help(what, help));
            }
        }
    }
    Ok(columns)
}

/// The rows of a batch, counted on from those that are there and `before` that went already.
///
/// # Errors
/// If a cell is broken; the message names column and row, and its id where a column holds ids.
pub fn rows(columns: &[Column], batch: &RecordBatch, before: u64, rows: &mut Vec<Row>) -> Result<(), Error> {
    let first = rows.len();
    let number = |row: usize| before + (first + row + 1) as u64;
    let id = |row: usize| {
        let column = columns.iter().find(|column| column.is_id)?;
        cell(batch.column(column.place).as_ref(), row).ok().flatten()
    };
    rows.extend((0..batch.num_rows()).map(|row| Row { number: number(row), cells: Vec::new() }));
    for (index, column) in columns.iter().enumerate() {
        let array = batch.column(column.place);
        for row in 0..batch.num_rows() {
            let cell = cell(array.as_ref(), row).map_err(|why| {
                let help = "write the column anew from valid text";
                let who = id(row).map_or(String::new(), |id| format!(" (id `{id}`)"));
                Error::with_help(format!("column `{}`, row {}{who}: {why}", column.name, number(row)), help)
            })?;
            if let Some(cell) = cell.filter(|cell| !cell.trim().is_empty()) {
                rows[first + row].cells.push((index, cell));
            }
        }
    }
    Ok(())
}

fn is_text(holds: &DataType) -> bool {
    match holds {
        DataType::Null | DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => true,
        DataType::Dictionary(_, values) => is_text(values),
        DataType::List(item) | DataType::LargeList(item) => is_text(item.data_type()),
        _ => false,
    }
}

fn is_read(holds: &DataType) -> bool {
    match holds {
        DataType::Boolean
        | DataType::Int8
        | DataType::Int16
        | DataType::Int32
        | DataType::Int64
        | DataType::UInt8
        | DataType::UInt16
        | DataType::UInt32
        | DataType::UInt64
        | DataType::Float32
        | DataType::Float64
        | DataType::Date32
        | DataType::Date64
        | DataType::Timestamp(..)
        | DataType::Decimal128(..) => true,
        DataType::Dictionary(_, values) => is_read(values),
        other => is_text(other),
    }
}

/// One cell; `None` where nothing is. Types are those that [`is_read`] names.
fn cell(array: &dyn Array, row: usize) -> Result<Option<String>, String> {
    if array.is_null(row) {
        return Ok(None);
    }
    let whole = |value: Option<i64>, kind: Kind| Ok(value.map(|value| kind.whole(value)));
    match array.data_type() {
        DataType::Utf8 => {
            let array = array.as_string::<i32>();
            text(between(array.value_offsets(), array.value_data(), row))
        }
        DataType::LargeUtf8 => {
            let array = array.as_string::<i64>();
            text(between(array.value_offsets(), array.value_data(), row))
        }
        DataType::Utf8View => text(viewed(array.as_string_view(), row).as_deref()),
        DataType::Boolean => Ok(array.as_boolean_opt().map(|a| a.value(row).to_string())),
        DataType::Int8 => plain::<Int8Type>(array, row),
        DataType::Int16 => plain::<Int16Type>(array, row),
        DataType::Int32 => plain::<Int32Type>(array, row),
        DataType::Int64 => plain::<Int64Type>(array, row),
        DataType::UInt8 => plain::<UInt8Type>(array, row),
        DataType::UInt16 => plain::<UInt16Type>(array, row),
        DataType::UInt32 => plain::<UInt32Type>(array, row),
        DataType::UInt64 => plain::<UInt64Type>(array, row),
        // pandas marks a missing number so.
        DataType::Float32 => Ok(value::<Float32Type>(array, row).filter(|v| !v.is_nan()).map(|v| v.to_string())),
        DataType::Float64 => Ok(value::<Float64Type>(array, row).filter(|v| !v.is_nan()).map(|v| v.to_string())),
        DataType::Date32 => whole(value::<Date32Type>(array, row).map(i64::from), Kind::Date),
        DataType::Date64 => whole(value::<Date64Type>(array, row), Kind::Moment(1_000, false)),
        DataType::Timestamp(unit, zone) => {
            let (value, parts) = match unit {
                TimeUnit::Second => (value::<TimestampSecondType>(array, row), 1),
                TimeUnit::Millisecond => (value::<TimestampMillisecondType>(array, row), 1_000),
                TimeUnit::Microsecond => (value::<TimestampMicrosecondType>(array, row), 1_000_000),
                TimeUnit::Nanosecond => (value::<TimestampNanosecondType>(array, row), 1_000_000_000),
            };
            whole(value, Kind::Moment(parts, zone.is_some()))
        }
        DataType::Decimal128(_, scale) => {
            let value = value::<Decimal128Type>(array, row);
            let kind = Kind::Decimal(u32::try_from(*scale).unwrap_or(0));
            match value.map(i64::try_from) {
                Some(Ok(value)) => whole(Some(value), kind),
                Some(Err(_)) => Err("a number of more than 18 digits".to_owned()),
                None => Ok(None),
            }
        }
        DataType::Dictionary(..) => looked_up(array, row),
        DataType::List(_) => list::<i32>(array, row),
        DataType::LargeList(_) => list::<i64>(array, row),
        _ => Ok(None),
    }
}

fn value<T: ArrowPrimitiveType>(array: &dyn Array, row: usize) -> Option<T::Native> {
    array.as_primitive_opt::<T>().map(|array| array.value(row))
}

fn plain<T: ArrowPrimitiveType>(array: &dyn Array, row: usize) -> Result<Option<String>, String>
where
    T::Native: Display,
{
    Ok(value::<T>(array, row).map(|value| value.to_string()))
}

/// Text that another library made is looked at before it is believed.
fn text(bytes: Option<&[u8]>) -> Result<Option<String>, String> {
    let text = bytes.and_then(|bytes| std::str::from_utf8(bytes).ok());
    text.map(|text| Some(text.to_owned())).ok_or_else(|| "not valid UTF-8".to_owned())
}

/// The bytes between two offsets, if they lie where they should.
fn between<'d, O: Copy + TryInto<usize>>(offsets: &[O], data: &'d [u8], row: usize) -> Option<&'d [u8]> {
    let place = |row: usize| offsets.get(row).copied().and_then(|offset| offset.try_into().ok());
    data.get(place(row)?..place(row + 1)?)
}

/// The bytes that a view shows: up to twelve stand in it, else it says where they are.
fn viewed(array: &StringViewArray, row: usize) -> Option<Cow<'_, [u8]>> {
    let view = array.views().get(row)?;
    let part = |shift: u32| usize::try_from((view >> shift) as u32).ok();
    let length = part(0)?;
    if length <= 12 {
        return view.to_le_bytes().get(4..4 + length).map(|bytes| Cow::Owned(bytes.to_vec()));
    }
    let (buffer, start) = (array.data_buffers().get(part(64)?)?, part(96)?);
    buffer.get(start..start.checked_add(length)?).map(Cow::Borrowed)
}

/// The value that a key of a dictionary stands for.
fn looked_up(array: &dyn Array, row: usize) -> Result<Option<String>, String> {
    let Some(dictionary) = array.as_any_dictionary_opt() else { return Ok(None) };
    let key = cell(dictionary.keys(), row)?.and_then(|key| key.parse::<usize>().ok());
    match key.filter(|key| *key < dictionary.values().len()) {
        Some(key) => cell(dictionary.values().as_ref(), key),
        None => Err("a key that its dictionary does not have".to_owned()),
    }
}

/// A list of texts is one cell, as in Parquet.
fn list<O: OffsetSizeTrait>(array: &dyn Array, row: usize) -> Result<Option<String>, String> {
    let Some(array) = array.as_list_opt::<O>() else { return Ok(None) };
    let items = array.value(row);
    let texts: Vec<String> =
        (0..items.len()).filter_map(|item| cell(items.as_ref(), item).transpose()).collect::<Result<_, _>>()?;
    Ok((!texts.is_empty()).then(|| texts.join(";")))
}
