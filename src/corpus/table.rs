//! Tables with one document a row: CSV and TSV here, JSON in [`super::json`].

use super::Origin;
use super::ReadOptions;
use super::Skipped;
use super::assemble::Draft;
use super::date;
use super::field::{Field, assign, plain, recognised};

/// A table of any format, row by row.
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

/// Reads comma-, semicolon- or tab-separated values.
pub(crate) fn read_csv(text: &str, path: &str, options: &ReadOptions) -> Drafts {
    drafts(parse(text, delimiter(text, options), true), path, options)
}

/// Reads tab-separated values. Some writers quote, others let quotes stand as
/// they are, and an unclosed one swallows the rows behind it: the reading with
/// fewer broken rows is taken, then the one with more whole ones.
pub(crate) fn read_tsv(text: &str, path: &str, options: &ReadOptions) -> Drafts {
    let (quoted, bare) = (parse(text, b'\t', true), parse(text, b'\t', false));
    let score = |table: &Table| (std::cmp::Reverse(table.skipped.len()), table.rows.len());
    let table = if score(&bare) > score(&quoted) { bare } else { quoted };
    drafts(table, path, options)
}

/// The delimiter under which the first row holds most names that are known,
/// then most names at all.
fn delimiter(text: &str, options: &ReadOptions) -> u8 {
    let candidates = [b',', b';', b'\t'].into_iter().enumerate();
    let score = |(rank, delimiter): &(usize, u8)| {
        let names = header(text, *delimiter);
        (recognised(&names, &options.fields), names.len(), usize::MAX - rank)
    };
    candidates.max_by_key(score).map_or(b',', |(_, delimiter)| delimiter)
}

fn header(text: &str, delimiter: u8) -> Vec<String> {
    // A header is short; an article in its place need not be read to its end thrice.
    let head = super::line::head(text, 64 << 10);
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(head.as_bytes());
    let names = reader.headers().map(|names| names.iter().map(str::to_owned).collect());
    names.unwrap_or_default()
}

fn parse(text: &str, delimiter: u8, quoting: bool) -> Table {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .quoting(quoting)
        .flexible(true)
        .has_headers(false)
        .from_reader(text.as_bytes());
    let mut table = Table { noun: "column", ..Table::default() };
    let mut record = csv::StringRecord::new();
    let mut number = 0;
    loop {
        number += 1;
        match reader.read_record(&mut record) {
            Ok(false) => return table,
            Ok(true) if number == 1 => table.columns = record.iter().map(|c| c.trim().to_owned()).collect(),
            Ok(true) if record.len() != table.columns.len() => {
                let (found, expected) = (record.len(), table.columns.len());
                let reason = format!(
                    "{found} fields where the header has {expected}; put quotes around a field that holds the delimiter, a quote or a line break"
                );
                table.skipped.push((number, reason));
            }
            Ok(true) => {
                let cells = record.iter().enumerate().filter(|(_, cell)| !cell.trim().is_empty());
                let cells = cells.map(|(column, cell)| (column, cell.to_owned())).collect();
                table.rows.push(Row { number, cells });
            }
            Err(error) => {
                table.skipped.push((number, format!("not a row of a table ({error}); check quotes and delimiters")));
                // Text in memory that is valid UTF-8 gives no error that reading on could mend.
                return table;
            }
        }
    }
}

/// Rows → drafts, by the study's mapping or the usual names.
pub(crate) fn drafts(table: Table, path: &str, options: &ReadOptions) -> Drafts {
    let skip = |row, reason| Skipped { path: path.to_owned(), row, reason };
    let mut skipped: Vec<Skipped> = table.skipped.into_iter().map(|(row, reason)| skip(Some(row), reason)).collect();
    let noun = table.noun;
    if table.rows.is_empty() {
        if skipped.is_empty() {
            skipped.push(skip(None, "an empty table: no row with a document".into()));
        }
        return (Vec::new(), skipped);
    }
    let fields = match assign(&table.columns, &options.fields) {
        Ok(fields) => fields,
        Err(reason) => {
            skipped.push(skip(None, reason));
            return (Vec::new(), skipped);
        }
    };
    let is = |field: Field| fields.iter().position(|f| *f == Some(field));
    let dates = is(Field::Date).map(|column| {
        let cells = table.rows.iter().flat_map(|row| &row.cells);
        date::order(cells.filter(|(c, _)| *c == column).map(|(_, cell)| cell.as_str()))
    });
    let text_column = is(Field::Text).and_then(|c| table.columns.get(c)).cloned().unwrap_or_default();
    let names = metadata_names(&table.columns);
    let mut drafts = Vec::with_capacity(table.rows.len());
    for row in table.rows {
        let origin = Origin { path: path.to_owned(), row: Some(row.number) };
        let mut draft = Draft { origin, order: dates.flatten(), ..Draft::default() };
        for (column, cell) in row.cells {
            match fields.get(column).copied().flatten() {
                Some(Field::Text) => draft.text = cell,
                Some(field) => draft.set(field, &cell, format!("{noun} `{}`", table.columns[column])),
                None => {
                    draft.metadata.insert(names[column].clone(), cell);
                }
            }
        }
        if draft.text.trim().is_empty() {
            skipped.push(skip(Some(row.number), format!("empty text: {noun} `{text_column}` holds nothing here")));
        } else {
            drafts.push(draft);
        }
    }
    (drafts, skipped)
}

/// Column names made unique, so that no cell is lost: `note`, `note.2`.
fn metadata_names(columns: &[String]) -> Vec<String> {
    let mut seen = std::collections::HashMap::<String, usize>::new();
    let unique = |name: &String| {
        let name = if name.is_empty() { "column" } else { name };
        let times = seen.entry(plain(name)).and_modify(|n| *n += 1).or_insert(1);
        if *times == 1 { name.to_owned() } else { format!("{name}.{times}") }
    };
    columns.iter().map(unique).collect()
}

#[cfg(test)]
mod tests {
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
            assert_eq!(drafts[0].fields[&Field::Source], ("Herald".into(), "column `source`".into()));
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
