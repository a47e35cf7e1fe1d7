//! Parquet: one document a row, read by column in stretches of rows.
//!
//! Cells become the text that a CSV export of the same table would hold: dates
//! as `2020-09-27`, moments as `2020-09-27T08:15:00`. A list of texts is one
//! cell, joined by `;`; other repeated values (embeddings) are passed over.

use std::fs::File;
use std::io;

use ::parquet::basic::{ConvertedType, LogicalType, TimeUnit, Type};
use ::parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use ::parquet::data_type::{ByteArray, DataType, FixedLenByteArray};
use ::parquet::errors::ParquetError;
use ::parquet::file::reader::{ChunkReader, FileReader, SerializedFileReader};
use ::parquet::schema::types::ColumnDescriptor;

use super::plan;
use super::table::{Drafts, Row, Table};
use super::value::Kind;
use super::{ReadOptions, Skipped};

/// Rows asked for at once. An article has a few kilobytes.
const BATCH: usize = 64;

/// Words of the format itself within the path of a repeated column.
const WRAPPERS: [&str; 7] = ["list", "element", "item", "array", "bag", "array_element", "key_value"];

/// Reads a table that is already in memory, as inside an archive.
pub(crate) fn read(bytes: &[u8], path: &str, options: &ReadOptions, most: u64) -> Drafts {
    let all = Rows::new(bytes::Bytes::copy_from_slice(bytes), most).and_then(|mut rows| rows.next_block(usize::MAX));
    match all {
        Ok(table) => plan::drafts(table.unwrap_or(Table { noun: "column", ..Table::default() }), path, options),
        Err(error) => (Vec::new(), vec![Skipped { path: path.to_owned(), row: None, reason: broken(&error) }]),
    }
}

/// Why a table cannot be read.
pub(crate) fn broken(error: &io::Error) -> String {
    format!("not a readable Parquet table ({error}); write it again, or convert it to .csv or .jsonl")
}

/// Rows of a table, one stretch after the other.
pub(crate) struct Rows {
    reader: Box<dyn FileReader + Send>,
    columns: Vec<Column>,
    /// Of the row group at hand, parallel to `columns`.
    open: Vec<ColumnReader>,
    /// Number of the next row group.
    group: usize,
    /// Rows of the row group at hand that are not yet read.
    left: usize,
    number: u64,
    /// Characters that could not be decoded.
    replaced: usize,
    ended: bool,
}

/// A column whose cells are read.
struct Column {
    /// Its place in the schema.
    place: usize,
    name: String,
    kind: Kind,
    /// Definition level of a value that is there.
    defined: i16,
    repeated: bool,
}

impl Rows {
    /// Opens a table that lies on the disk; unpacked it may have `most` bytes.
    ///
    /// # Errors
    /// As [`Rows::new`].
    pub(crate) fn open(file: File, most: u64) -> io::Result<Rows> {
        Rows::new(file, most)
    }

    fn new<R: ChunkReader + 'static>(source: R, most: u64) -> io::Result<Rows> {
        let reader = SerializedFileReader::new(source).map_err(plain)?;
        let about = reader.metadata();
        let size: i128 =
            about.row_groups().iter().flat_map(|g| g.columns()).map(|c| i128::from(c.uncompressed_size())).sum();
        if size > i128::from(most) {
            return Err(io::Error::other(format!("it expands to more than {} MiB", most >> 20)));
        }
        let columns = about.file_metadata().schema_descr().columns();
        let columns = columns.iter().enumerate().filter_map(|(place, column)| Column::new(place, column)).collect();
        Ok(Rows {
            reader: Box::new(reader),
            columns,
            open: Vec::new(),
            group: 0,
            left: 0,
            number: 0,
            replaced: 0,
            ended: false,
        })
    }

    /// The next rows, of about `size` bytes or the few that are more; `None` behind the last.
    ///
    /// # Errors
    /// The file is broken or can no longer be read.
    pub(crate) fn next_block(&mut self, size: usize) -> io::Result<Option<Table>> {
        if self.ended {
            return Ok(None);
        }
        let columns = self.columns.iter().map(|c| c.name.clone()).collect();
        let mut table = Table { columns, noun: "column", ..Table::default() };
        let mut taken = 0;
        while taken < size {
            if self.left == 0 && !self.next_group()? {
                self.ended = true;
                break;
            }
            taken += self.batch(&mut table)?;
        }
        Ok(Some(table))
    }

    /// How many characters of the rows read so far could not be decoded.
    pub(crate) fn replaced(&self) -> usize {
        self.replaced
    }

    fn next_group(&mut self) -> io::Result<bool> {
        while self.group < self.reader.num_row_groups() {
            let group = self.reader.get_row_group(self.group).map_err(plain)?;
            self.group += 1;
            self.left = usize::try_from(group.metadata().num_rows()).map_err(|_| uneven())?;
            if self.left > 0 {
                let open = |column: &Column| group.get_column_reader(column.place);
                self.open = self.columns.iter().map(open).collect::<Result<_, _>>().map_err(plain)?;
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Some rows more, and how many bytes they have.
    fn batch(&mut self, table: &mut Table) -> io::Result<usize> {
        let rows = self.left.min(BATCH);
        let first = table.rows.len();
        table.rows.extend((1..=rows as u64).map(|n| Row { number: self.number + n, cells: Vec::new() }));
        let mut bytes = rows;
        for (place, (column, reader)) in self.columns.iter().zip(&mut self.open).enumerate() {
            let cells = column.cells(reader, rows).map_err(plain)?;
            if cells.len() != rows {
                return Err(uneven());
            }
            for (row, cell) in table.rows[first..].iter_mut().zip(cells) {
                if let Some(cell) = cell.filter(|cell| !cell.trim().is_empty()) {
                    bytes += cell.len();
                    self.replaced += cell.matches('\u{fffd}').count();
                    row.cells.push((place, cell));
                }
            }
        }
        self.number += rows as u64;
        self.left -= rows;
        Ok(bytes)
    }
}

fn plain(error: ParquetError) -> io::Error {
    io::Error::other(error.to_string())
}

fn uneven() -> io::Error {
    io::Error::other("its columns are of unequal length")
}

impl Column {
    /// `None` for a column that no cell can be made of.
    fn new(place: usize, about: &ColumnDescriptor) -> Option<Column> {
        let repeated = about.max_rep_level() > 0;
        if repeated && about.physical_type() != Type::BYTE_ARRAY {
            return None;
        }
        let parts = about.path().parts();
        let own = parts.iter().enumerate().filter(|(i, part)| *i == 0 || !WRAPPERS.contains(&part.as_str()));
        let name: Vec<&str> = own.map(|(_, part)| part.as_str()).collect();
        Some(Column { place, name: name.join("."), kind: kind(about), defined: about.max_def_level(), repeated })
    }

    /// The cells of the next rows; `None` where nothing is.
    fn cells(&self, reader: &mut ColumnReader, rows: usize) -> Result<Vec<Option<String>>, ParquetError> {
        match reader {
            ColumnReader::BoolColumnReader(r) => self.read(r, rows, |v| v.to_string()),
            ColumnReader::Int32ColumnReader(r) => self.read(r, rows, |v| self.kind.whole(i64::from(*v))),
            ColumnReader::Int64ColumnReader(r) => self.read(r, rows, |v| self.kind.whole(*v)),
            ColumnReader::Int96ColumnReader(r) => {
                self.read(r, rows, |v| Kind::Moment(1000, false).whole(v.to_millis()))
            }
            ColumnReader::FloatColumnReader(r) => self.read(r, rows, |v| v.to_string()),
            ColumnReader::DoubleColumnReader(r) => self.read(r, rows, |v| v.to_string()),
            ColumnReader::ByteArrayColumnReader(r) => self.read(r, rows, |v: &ByteArray| text(v.data())),
            ColumnReader::FixedLenByteArrayColumnReader(r) => {
                self.read(r, rows, |v: &FixedLenByteArray| text(v.data()))
            }
        }
    }

    fn read<T: DataType>(
        &self,
        reader: &mut ColumnReaderImpl<T>,
        rows: usize,
        cell: impl Fn(&T::T) -> String,
    ) -> Result<Vec<Option<String>>, ParquetError> {
        let (mut values, mut defined, mut repeats) = (Vec::new(), Vec::new(), Vec::new());
        let (mut records, mut levels) = (0, 0);
        while records < rows {
            let (some, _, more) = reader.read_records(
                rows - records,
                (self.defined > 0).then_some(&mut defined),
                self.repeated.then_some(&mut repeats),
                &mut values,
            )?;
            if some == 0 {
                break;
            }
            (records, levels) = (records + some, levels + more);
        }
        let mut values = values.iter();
        let mut cells: Vec<Option<String>> = Vec::with_capacity(records);
        for level in 0..levels {
            let value = match defined.get(level) {
                Some(found) if *found < self.defined => None,
                _ => values.next().map(&cell),
            };
            match (cells.last_mut(), repeats.get(level)) {
                (Some(Some(list)), Some(1..)) => value.into_iter().for_each(|v| *list = format!("{list};{v}")),
                (Some(list), Some(1..)) => *list = value,
                _ => cells.push(value),
            }
        }
        Ok(cells)
    }
}

/// What the values of a column are.
fn kind(about: &ColumnDescriptor) -> Kind {
    match (about.logical_type_ref(), about.converted_type()) {
        (Some(LogicalType::Timestamp(time)), _) => {
            let parts = match time.unit {
                TimeUnit::MILLIS => 1_000,
                TimeUnit::MICROS => 1_000_000,
                TimeUnit::NANOS => 1_000_000_000,
            };
            Kind::Moment(parts, time.is_adjusted_to_u_t_c)
        }
        (_, ConvertedType::TIMESTAMP_MILLIS) => Kind::Moment(1_000, true),
        (_, ConvertedType::TIMESTAMP_MICROS) => Kind::Moment(1_000_000, true),
        (Some(LogicalType::Date), _) | (_, ConvertedType::DATE) => Kind::Date,
        (Some(LogicalType::Decimal(_)), _) | (_, ConvertedType::DECIMAL) => {
            Kind::Decimal(u32::try_from(about.type_scale()).unwrap_or(0))
        }
        _ => Kind::Plain,
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
