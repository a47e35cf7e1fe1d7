//! Rows → CSV, JSON lines or Parquet.

use rayon::prelude::*;
use serde::Serialize;
use serde_json::Value;

use super::File;
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
}

impl Format {
    /// File name extension.
    pub fn extension(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::Jsonl => "jsonl",
            #[cfg(feature = "parquet")]
            Format::Parquet => "parquet",
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
    let mut cell = String::new();
    for row in rows {
        let value = serde_json::to_value(row).map_err(|e| Error::new(format!("a row could not be written: {e}")))?;
        for column in columns {
            cell.clear();
            match value.get(*column) {
                Some(Value::String(text)) => push_text(text, &mut cell),
                Some(Value::Null) | None => {}
                Some(other) => cell.push_str(&other.to_string()),
            }
            writer.write_field(&cell).map_err(failed)?;
        }
        writer.write_record(None::<&[u8]>).map_err(failed)?;
    }
    writer.into_inner().map_err(|e| Error::new(format!("a table could not be written: {e}")))
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

/// Text as a cell. OWASP's list of first characters that spreadsheets run.
fn push_text(text: &str, cell: &mut String) {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        cell.push('\'');
    }
    cell.push_str(text);
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
