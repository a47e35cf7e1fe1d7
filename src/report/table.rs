//! Rows → CSV, JSON lines or Parquet.

use rayon::prelude::*;
use serde::Serialize;
use serde_json::Value;

use super::File;
use super::cells::Cells;
use crate::error::Error;

/// How tables are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// RFC 4180 with a header, UTF-8, `\n` line ends.
    #[default]
    Csv,
    /// One JSON object a line.
    Jsonl,
    /// Apache Parquet: text, 64-bit whole numbers and doubles.
    #[cfg(feature = "parquet")]
    Parquet,
    /// A stream of Arrow batches, for the Python module.
    #[cfg(feature = "python")]
    Arrow,
}

impl Format {
    /// By its name.
    ///
    /// # Errors
    /// If there is none of that name.
    pub fn named(name: &str) -> Result<Format, Error> {
        match name {
            "csv" => Ok(Format::Csv),
            "jsonl" => Ok(Format::Jsonl),
            #[cfg(feature = "parquet")]
            "parquet" => Ok(Format::Parquet),
            _ => {
                let known = if cfg!(feature = "parquet") { "csv, jsonl, parquet" } else { "csv, jsonl" };
                Err(Error::with_help(format!("there is no table format `{name}`"), format!("known formats: {known}")))
            }
        }
    }

    /// File name extension.
    pub fn extension(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::Jsonl => "jsonl",
            #[cfg(feature = "parquet")]
            Format::Parquet => "parquet",
            #[cfg(feature = "python")]
            Format::Arrow => "arrow",
        }
    }
}

/// A table as a file named after it.
///
/// `columns` are the keys of a row in order; they head the CSV even when there
/// are no rows.
///
/// # Errors
/// Only if a row is no flat record, which the row types rule out.
pub fn file<R: Serialize + Sync>(name: &str, columns: &[&str], rows: &[R], format: Format) -> Result<File, Error> {
    let bytes = match format {
        Format::Csv => csv(columns, rows)?,
        Format::Jsonl => jsonl(rows)?,
        #[cfg(feature = "parquet")]
        Format::Parquet => super::parquet::parquet(columns, rows)?,
        #[cfg(feature = "python")]
        Format::Arrow => super::arrow::arrow(columns, rows)?,
    };
    Ok(File { path: format!("{name}.{}", format.extension()), bytes })
}

/// Rows as CSV. Missing cells are empty; text that a spreadsheet could take
/// for a formula gets a leading apostrophe.
///
/// # Errors
/// As [`file()`].
///
/// ```
/// #[derive(serde::Serialize)]
/// struct Row { name: &'static str, value: Option<f64> }
/// let rows = [Row { name: "=1+1", value: Some(-0.5) }, Row { name: "b", value: None }];
/// let bytes = framelens::report::table::csv(&["name", "value"], &rows).unwrap();
/// assert_eq!(String::from_utf8(bytes).unwrap(), "name,value\n'=1+1,-0.5\nb,\n");
/// ```
pub fn csv<R: Serialize + Sync>(columns: &[&str], rows: &[R]) -> Result<Vec<u8>, Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(columns).map_err(|e| Error::new(format!("a table could not be written: {e}")))?;
    let head = writer.into_inner().map_err(|e| Error::new(format!("a table could not be written: {e}")))?;
    let parts: Vec<Vec<u8>> = rows.par_chunks(CHUNK).map(|rows| lines(columns, rows)).collect::<Result<_, _>>()?;
    let mut bytes = Vec::with_capacity(head.len() + parts.iter().map(Vec::len).sum::<usize>());
    bytes.extend(head);
    parts.iter().for_each(|part| bytes.extend(part));
    Ok(bytes)
}

/// Rows that one thread writes at a time.
const CHUNK: usize = 512;

/// The lines of some rows.
fn lines<R: Serialize>(columns: &[&str], rows: &[R]) -> Result<Vec<u8>, Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let failed = |e: csv::Error| Error::new(format!("a table could not be written: {e}"));
    let mut cells = Cells::new(columns);
    for row in rows {
        cells.fill(row)?;
        writer.write_record(cells.all()).map_err(failed)?;
    }
    writer.into_inner().map_err(|e| Error::new(format!("a table could not be written: {e}")))
}

/// Rows on their way into a table that is written as they come.
#[derive(Debug)]
pub enum Made {
    /// Lines of text.
    Lines(Vec<u8>),
    /// Rows as values, for a format that is written column by column.
    Values(Vec<Value>),
}

/// Some rows of a table, ready to be added to it in their turn.
///
/// # Errors
/// As [`file()`].
pub fn make<R: Serialize>(columns: &[&str], rows: &[R], format: Format) -> Result<Made, Error> {
    Ok(match format {
        Format::Csv => Made::Lines(lines(columns, rows)?),
        Format::Jsonl => Made::Lines(jsonl(rows)?),
        #[cfg(feature = "parquet")]
        Format::Parquet => Made::Values(values(rows)?),
        #[cfg(feature = "python")]
        Format::Arrow => Made::Values(values(rows)?),
    })
}

/// Rows as values.
#[cfg(any(feature = "parquet", feature = "python"))]
pub(super) fn values<R: Serialize>(rows: &[R]) -> Result<Vec<Value>, Error> {
    let values = rows.iter().map(serde_json::to_value).collect::<Result<Vec<_>, _>>();
    values.map_err(|e| Error::new(format!("a row could not be written: {e}")))
}

/// Rows as JSON lines.
///
/// # Errors
/// As [`file()`].
pub fn jsonl<R: Serialize>(rows: &[R]) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    for row in rows {
        serde_json::to_writer(&mut bytes, row).map_err(|e| Error::new(format!("a row could not be written: {e}")))?;
        bytes.push(b'\n');
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_without_rows_still_has_its_header() {
        let rows: [u8; 0] = [];
        assert_eq!(csv(&["a", "b"], &rows).unwrap(), b"a,b\n");
    }
}
