//! Tables with one document a row: CSV and TSV here, JSON in [`super::json`].

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use super::ReadOptions;
use super::Skipped;
use super::assemble::Draft;
use super::field::recognised;
use super::plan;

/// A table of any format, or a stretch of one, row by row.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Table {
    /// Names of the columns, in the order in which they appear.
    pub(crate) columns: Vec<String>,
    pub(crate) rows: Vec<Row>,
    /// Rows that cannot be read, and why.
    pub(crate) skipped: Vec<(u64, String)>,
    /// What a column is called: `column` or `key`.
    pub(crate) noun: &'static str,
}

/// One row: its number, and the cells that are not empty, by column.
#[derive(Debug, PartialEq)]
pub(crate) struct Row {
    pub(crate) number: u64,
    pub(crate) cells: Vec<(usize, String)>,
}

/// What a table gave: drafts, and the rows or the whole that could not be used.
pub(crate) type Drafts = (Vec<Draft>, Vec<Skipped>);

/// Longest row in bytes. No text of a permitted size needs more, but an
/// unclosed quote may swallow gigabytes. Tests have less patience.
pub(crate) const LONGEST_ROW: usize = if cfg!(test) { 64 << 10 } else { 64 << 20 };

/// How much of a table its delimiter is told from.
pub(crate) const HEAD: usize = 64 << 10;

/// Reads comma-, semicolon- or tab-separated values.
pub(crate) fn read_csv(text: &str, path: &str, options: &ReadOptions) -> Drafts {
    plan::drafts(parse(text, delimiter(text, options), true), path, options)
}

/// Reads tab-separated values. Some writers quote, others let quotes stand as
/// they are, and an unclosed one swallows the rows behind it: the reading with
/// fewer broken rows is taken, then the one with more whole ones.
pub(crate) fn read_tsv(text: &str, path: &str, options: &ReadOptions) -> Drafts {
    let (quoted, bare) = (parse(text, b'\t', true), parse(text, b'\t', false));
    let score = |table: &Table| score(table.skipped.len(), table.rows.len());
    let table = if score(&bare) > score(&quoted) { bare } else { quoted };
    plan::drafts(table, path, options)
}

/// How well a reading of tab-separated values fits: the greater is taken.
pub(crate) fn score(broken: usize, whole: usize) -> (std::cmp::Reverse<usize>, usize) {
    (std::cmp::Reverse(broken), whole)
}

/// The delimiter under which the first row holds most names that are known,
/// then most names at all.
pub(crate) fn delimiter(text: &str, options: &ReadOptions) -> u8 {
    let candidates = [b',', b';', b'\t'].into_iter().enumerate();
    let score = |(rank, delimiter): &(usize, u8)| {
        let names = header(text, *delimiter);
        (recognised(&names, &options.fields), names.len(), usize::MAX - rank)
    };
    candidates.max_by_key(score).map_or(b',', |(_, delimiter)| delimiter)
}

fn header(text: &str, delimiter: u8) -> Vec<String> {
    // A header is short; an article in its place need not be read to its end thrice.
    let head = super::line::head(text, HEAD);
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(head.as_bytes());
    let names = reader.headers().map(|names| names.iter().map(str::to_owned).collect());
    names.unwrap_or_default()
}

fn parse(text: &str, delimiter: u8, quoting: bool) -> Table {
    let mut rows = CsvRows::new(text.as_bytes(), delimiter, quoting, None);
    // Bytes in memory can be read without fault.
    let table = rows.next_block(usize::MAX).ok().flatten();
    table.unwrap_or(Table { noun: "column", ..Table::default() })
}

/// Rows of a table of separated values, read one stretch after the other.
pub(crate) struct CsvRows<'o, R> {
    reader: csv::Reader<Bounded<R>>,
    since: Arc<AtomicUsize>,
    columns: Vec<String>,
    record: csv::StringRecord,
    number: u64,
    ended: bool,
    only: Option<&'o Wanted<'o>>,
    /// Whether the cells of a column are asked for.
    wanted: Vec<bool>,
}

/// Whether cells of a column of this name are asked for.
pub(crate) type Wanted<'o> = dyn Fn(&str) -> bool + Sync + 'o;

impl<'o, R: Read> CsvRows<'o, R> {
    /// `source` gives UTF-8; `only` says whose cells are asked for, if not those of all columns.
    pub(crate) fn new(source: R, delimiter: u8, quoting: bool, only: Option<&'o Wanted<'o>>) -> Self {
        let since = Arc::new(AtomicUsize::new(0));
        let reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .quoting(quoting)
            .flexible(true)
            .has_headers(false)
            .from_reader(Bounded { source, since: Arc::clone(&since) });
        let record = csv::StringRecord::new();
        CsvRows { reader, since, columns: Vec::new(), record, number: 0, ended: false, only, wanted: Vec::new() }
    }

    /// The next rows, of `size` bytes or the one row that is more; `None` behind the last.
    ///
    /// # Errors
    /// Those of the source.
    pub(crate) fn next_block(&mut self, size: usize) -> io::Result<Option<Table>> {
        if self.ended {
            return Ok(None);
        }
        let mut table = Table { noun: "column", ..Table::default() };
        let mut taken = 0;
        while taken < size && !self.ended {
            self.number += 1;
            self.since.store(0, Relaxed);
            match self.reader.read_record(&mut self.record) {
                Ok(false) => self.ended = true,
                Ok(true) => {
                    taken += self.record.as_slice().len() + 1;
                    self.take(&mut table);
                }
                Err(error) => {
                    self.ended = true;
                    let long = self.since.load(Relaxed) > LONGEST_ROW;
                    let reason = format!("not a row of a table ({error}); check quotes and delimiters");
                    match error.into_kind() {
                        csv::ErrorKind::Io(error) if !long => return Err(error),
                        // Reading on could mend nothing: an unclosed quote swallows all that follows.
                        _ => table.skipped.push((self.number, reason)),
                    }
                }
            }
        }
        table.columns.clone_from(&self.columns);
        Ok(Some(table))
    }

    fn take(&mut self, table: &mut Table) {
        let (record, number) = (&self.record, self.number);
        if number == 1 {
            self.columns = record.iter().map(|c| c.trim().to_owned()).collect();
            self.wanted = self.columns.iter().map(|name| self.only.is_none_or(|only| only(name))).collect();
        } else if record.len() != self.columns.len() {
            let (found, expected) = (record.len(), self.columns.len());
            let reason = format!(
                "{found} fields where the header has {expected}; put quotes around a field that holds the delimiter, a quote or a line break"
            );
            table.skipped.push((number, reason));
        } else {
            let cells = record.iter().enumerate().zip(&self.wanted).filter(|(_, wanted)| **wanted);
            let cells = cells.map(|(cell, _)| cell).filter(|(_, cell)| !cell.trim().is_empty());
            let cells = cells.map(|(column, cell)| (column, cell.to_owned())).collect();
            table.rows.push(Row { number, cells });
        }
    }
}

/// A source that breaks off within a row of more than [`LONGEST_ROW`] bytes.
struct Bounded<R> {
    source: R,
    /// Bytes given since the last row began.
    since: Arc<AtomicUsize>,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        // Always filled, so that where it breaks off depends on the bytes alone.
        let mut filled = 0;
        while filled < to.len() {
            match self.source.read(&mut to[filled..]) {
                Ok(0) => break,
                Ok(n) => filled += n,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        if self.since.fetch_add(filled, Relaxed) + filled > LONGEST_ROW {
            return Err(io::Error::other(format!("a row of more than {} MiB", LONGEST_ROW >> 20)));
        }
        Ok(filled)
    }
}

#[cfg(test)]
mod tests {
    use super::super::date;
    use super::super::field::Field;
    use super::*;
    use proptest::prelude::*;

    fn csv(text: &str) -> Drafts {
        read_csv(text, "news.csv", &ReadOptions::default())
    }

    #[test]
    fn commas_semicolons_and_tabs_are_told_apart() {
        for delimiter in [",", ";", "\t"] {
            let text = "id,source,text,note\n7,Herald,\"Talks, at last; resumed.\",x\n"
                .replace("id,source,text,note", &["id", "source", "text", "note"].join(delimiter));
            let text = text
                .replace("7,Herald,", &format!("7{delimiter}Herald{delimiter}"))
                .replace("\",x", &format!("\"{delimiter}x"));
            let (drafts, skipped) = csv(&text);
            assert!(skipped.is_empty(), "{skipped:?}");
            assert_eq!(drafts[0].text, "Talks, at last; resumed.");
            assert_eq!(drafts[0].fields.get(Field::Source), Some(&("Herald".into(), "column `source`".into())));
            assert_eq!(drafts[0].metadata["note"], "x");
        }
    }

    #[test]
    fn rows_count_from_one_with_the_header_and_ragged_ones_are_skipped_alone() {
        let (drafts, skipped) = csv("id,text\na,One.\nb\nc,\nd,\"Two\nlines.\"\ne,Three.\n");
        assert_eq!(drafts.iter().map(|d| d.origin.row.unwrap()).collect::<Vec<_>>(), [2, 5, 6]);
        assert_eq!(skipped.iter().map(|s| s.row.unwrap()).collect::<Vec<_>>(), [3, 4]);
        assert!(skipped[0].reason.contains("1 fields where the header has 2"), "{}", skipped[0].reason);
        assert!(skipped[1].reason.contains("column `text` holds nothing"), "{}", skipped[1].reason);
    }

    #[test]
    fn a_table_without_a_text_column_says_what_it_found() {
        let (drafts, skipped) = csv("a,b\n1,2\n");
        assert!(drafts.is_empty());
        assert!(skipped[0].reason.contains("found `a`, `b`") && skipped[0].row.is_none(), "{skipped:?}");
    }

    #[test]
    fn dates_of_a_column_tell_each_other_s_order() {
        let (drafts, _) = csv("date,text\n03/04/2020,One.\n25/12/2020,Two.\n");
        assert_eq!(drafts[0].order, Some(date::Order::DayFirst));
        let (drafts, _) = csv("date,text\n03/04/2020,One.\n04/05/2020,Two.\n");
        assert_eq!(drafts[0].order, None);
    }

    #[test]
    fn tab_separated_values_may_hold_bare_quotes() {
        let (drafts, skipped) = read_tsv("id\ttext\n1\t\"Unclosed quote\n2\tTwo.\n", "a.tsv", &ReadOptions::default());
        assert_eq!((drafts.len(), skipped.len()), (2, 0));
        let (drafts, _) = read_tsv("id\ttext\n1\t\"Two\nlines.\"\n", "a.tsv", &ReadOptions::default());
        assert_eq!(drafts[0].text, "Two\nlines.");
    }

    #[test]
    fn repeated_columns_lose_no_cell() {
        let (drafts, _) = csv("text,note,note,\nOne.,a,b,c\n");
        let metadata: Vec<_> = drafts[0].metadata.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        assert_eq!(metadata, [("column", "c"), ("note", "a"), ("note.2", "b")]);
    }

    proptest! {
        #[test]
        fn any_text_is_a_table_or_skipped(text in "(text|date|[a-z]{0,3}|[,;\t\"\r\n]|\\PC){0,60}") {
            csv(&text);
            read_tsv(&text, "a.tsv", &ReadOptions::default());
        }

        #[test]
        fn what_a_csv_writer_writes_is_read_back(cells in proptest::collection::vec("[^\\x00]*[a-z][^\\x00]*", 1..8)) {
            let mut writer = csv::Writer::from_writer(Vec::new());
            writer.write_record(["id", "text"]).unwrap();
            for (i, cell) in cells.iter().enumerate() {
                writer.write_record([i.to_string().as_str(), cell]).unwrap();
            }
            let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
            let (drafts, _) = csv(&text);
            prop_assert_eq!(drafts.into_iter().map(|d| d.text).collect::<Vec<_>>(), cells);
        }
    }
}
