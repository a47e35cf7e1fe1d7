//! A sheet's cells with their places, whatever program saved it.

use std::ops::Range;
use std::sync::Arc;

use crate::corpus::decode::decode;
use crate::error::{Error, Fault};

/// A row: where it begins, and its cells.
pub(super) struct Row {
    pub(super) start: usize,
    pub(super) cells: Vec<String>,
}

/// A decoded table.
pub(super) struct Table {
    pub(super) path: String,
    pub(super) text: Arc<str>,
    delimiter: u8,
    /// Lower-cased names of the columns.
    pub(super) columns: Vec<String>,
    pub(super) rows: Vec<Row>,
}

/// Read comma-, semicolon- or tab-separated values in any encoding.
pub(super) fn read(path: &str, bytes: &[u8]) -> Result<Table, Error> {
    if bytes.starts_with(b"PK\x03\x04") {
        let message = format!("{path} is a workbook, whatever its name says");
        return Err(Error::with_help(message, "save the sheet as CSV (UTF-8) from the program that made it"));
    }
    let decoded = decode(bytes, None)
        .map_err(|why| Error::with_help(format!("{path}: {why}"), "save the sheet as CSV (UTF-8)"))?;
    // Excel's own mark of the delimiter is no row.
    let marked = decoded.text.lines().next().and_then(|line| line.trim_matches('"').strip_prefix("sep="));
    let marked = marked.and_then(|mark| mark.bytes().next());
    let text: Arc<str> = decoded.text.into();
    let from = if marked.is_some() { text.find('\n').map_or(text.len(), |i| i + 1) } else { 0 };
    let delimiter = marked.unwrap_or_else(|| delimiter(&text));
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .has_headers(false)
        .from_reader(&text.as_bytes()[from..]);
    let mut table = Table { path: path.to_owned(), text: Arc::clone(&text), delimiter, columns: vec![], rows: vec![] };
    for record in reader.records() {
        let record = record.map_err(|why| {
            let start = why.position().map_or(from, |p| from + p.byte() as usize);
            let line = table.line(start);
            Fault::error(format!("not a row of a table: {why}"))
                .at(path, &text, line, "here")
                .help("save the sheet as CSV (UTF-8)")
        })?;
        // The reader's position may lie before line ends that it skips.
        let mut start = from + record.position().map_or(0, |p| p.byte() as usize);
        while matches!(text.as_bytes().get(start), Some(b'\n' | b'\r')) {
            start += 1;
        }
        let cells: Vec<String> = record.iter().map(|cell| cell.trim().to_owned()).collect();
        if table.columns.is_empty() {
            table.columns = cells.iter().map(|c| c.to_lowercase()).collect();
        } else if cells.iter().any(|cell| !cell.is_empty()) {
            table.rows.push(Row { start, cells });
        }
    }
    Ok(table)
}

/// The delimiter that stands most often in the first line.
fn delimiter(text: &str) -> u8 {
    let header = text.lines().next().unwrap_or_default();
    let often = |delimiter: u8| header.bytes().filter(|b| *b == delimiter).count();
    [b'\t', b';', b','].into_iter().max_by_key(|d| often(*d)).unwrap_or(b',')
}

impl Table {
    /// The line that holds a byte.
    pub(super) fn line(&self, at: usize) -> Range<usize> {
        let at = self.text.floor_char_boundary(at);
        let end = self.text[at..].find(['\n', '\r']).map_or(self.text.len(), |i| at + i);
        at..end
    }

    /// Number of the line of a row, from 1.
    pub(super) fn line_number(&self, row: &Row) -> usize {
        crate::span::line_column(&self.text, row.start).0
    }

    /// Index of a column.
    pub(super) fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column == name)
    }

    /// A cell; empty where the row or the table has none.
    pub(super) fn cell<'r>(&self, row: &'r Row, name: &str) -> &'r str {
        self.column(name).and_then(|column| row.cells.get(column)).map_or("", String::as_str)
    }

    /// Bytes of a cell, quotes included.
    pub(super) fn place(&self, row: &Row, column: usize) -> Range<usize> {
        let (mut at, mut quoted, mut field) = (row.start, false, 0);
        let mut begin = at;
        for &byte in &self.text.as_bytes()[row.start..] {
            match byte {
                b'"' => quoted = !quoted,
                b'\n' | b'\r' if !quoted => break,
                d if d == self.delimiter && !quoted => {
                    if field == column {
                        break;
                    }
                    field += 1;
                    begin = at + 1;
                }
                _ => {}
            }
            at += 1;
        }
        // An empty cell still needs something to underline.
        begin..at.max(begin)
    }

    /// A fault of a cell.
    pub(super) fn fault(&self, row: &Row, name: &str, message: String, label: &str) -> Fault {
        let place = self.column(name).map_or(self.line(row.start), |column| self.place(row, column));
        Fault::error(message).at(&self.path, &self.text, place, label)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn utf16(text: &str) -> Vec<u8> {
        "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
    }

    #[test]
    fn what_spreadsheets_save_is_read_alike() {
        let plain = "item,correct,comment\nh1,yes,\"a, \"\"b\"\"\"\nh2,no,été";
        let semicolons = "item;correct;comment\r\nh1;yes;\"a, \"\"b\"\"\"\r\nh2;no;été\r\n;;\r\n";
        let windows = encoding_rs::WINDOWS_1252.encode(semicolons).0.into_owned();
        let tabs = utf16("item\tcorrect\tcomment\r\nh1\tyes\t\"a, \"\"b\"\"\"\r\nh2\tno\tété\r\n");
        let marked = format!("sep=;\r\n{semicolons}");
        let variants = [plain.into(), format!("\u{feff}{plain}").into_bytes(), windows, tabs, marked.into_bytes()];
        for bytes in variants {
            let table = read("hits.csv", &bytes).unwrap();
            let rows: Vec<_> = table.rows.iter().map(|row| row.cells.clone()).collect();
            assert_eq!(rows, [["h1", "yes", "a, \"b\""], ["h2", "no", "été"]]);
            let place = table.place(&table.rows[1], 1);
            assert_eq!(&table.text[place], "no");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            if let Ok(table) = read("x.csv", &bytes) {
                for row in &table.rows {
                    for column in 0..row.cells.len() {
                        let place = table.place(row, column);
                        prop_assert!(table.text.get(place).is_some());
                    }
                }
            }
        }
    }
}
