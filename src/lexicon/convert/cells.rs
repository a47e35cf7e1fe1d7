//! Comma-separated tables with the place of every cell.

use std::ops::Range;

use super::read::Page;

/// One row: its cells with their places in the file.
pub(super) struct Row {
    pub cells: Vec<(String, Range<usize>)>,
    pub span: Range<usize>,
}

impl Row {
    /// A cell, trimmed; empty where the row is short.
    pub fn cell(&self, at: usize) -> &str {
        self.cells.get(at).map_or("", |(text, _)| text.trim())
    }

    /// The place of a cell, or the end of the row.
    pub fn place(&self, at: usize) -> Range<usize> {
        self.cells.get(at).map_or(self.span.end..self.span.end, |(_, span)| span.clone())
    }
}

/// All rows that hold something, the header first.
pub(super) fn rows(page: &mut Page) -> Vec<Row> {
    let text = page.source.text().clone();
    // A file of one column has no comma at all, so the header alone decides.
    let header = text.lines().find(|l| !l.trim().is_empty()).unwrap_or_default();
    let count = |sign: char| header.matches(sign).count();
    let separator = [b'\t', b';'].into_iter().find(|s| count(*s as char) > count(',')).unwrap_or(b',');
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(text.as_bytes());
    let mut rows = Vec::new();
    let mut record = csv::StringRecord::new();
    // The text is UTF-8 and the reader flexible: nothing is left that could fail.
    while reader.read_record(&mut record).unwrap_or(false) {
        let start = record.position().map_or(0, |p| p.byte() as usize).min(text.len());
        let end = (reader.position().byte() as usize).clamp(start, text.len());
        let row = row(&text, start..end, &record);
        if row.cells.iter().any(|(cell, _)| !cell.trim().is_empty()) {
            rows.push(row);
        }
    }
    rows
}

fn row(text: &str, range: Range<usize>, record: &csv::StringRecord) -> Row {
    let raw = text.get(range.clone()).unwrap_or_default();
    let skipped = raw.len() - raw.trim_start_matches(['\n', '\r']).len();
    let span = range.start + skipped..range.start + raw.trim_end_matches(['\n', '\r']).len().max(skipped);
    let mut from = span.start;
    let mut cells = Vec::with_capacity(record.len());
    for cell in record {
        // A cell with doubled quotes is not found as it stands; the whole row is shown then.
        let found =
            text.get(from..span.end).and_then(|rest| rest.find(cell)).map(|at| from + at..from + at + cell.len());
        let place = found.unwrap_or_else(|| span.clone());
        if place != span {
            from = place.end;
        }
        cells.push((cell.to_owned(), place));
    }
    Row { cells, span }
}

/// Rows as CSV. Every row has the header's width.
pub(super) fn table(rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    for row in rows {
        // Writing to memory does not fail.
        let _ = writer.write_record(&row);
    }
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}
