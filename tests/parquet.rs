//! Parquet in and out: the same numbers as with CSV.
#![cfg(feature = "parquet")]

use std::collections::BTreeMap;
use std::fs::File;

use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;

use crate::util::{Folder, root, rows};

/// Cells of a Parquet table as CSV would show them.
fn cells(folder: &Folder, path: &str) -> Vec<Vec<(String, String)>> {
    let reader = SerializedFileReader::new(File::open(folder.path().join(path)).unwrap()).unwrap();
    let cell = |field: &Field| match field {
        Field::Null => String::new(),
        Field::Str(text) => text.clone(),
        Field::Double(number) => serde_json::json!(number).to_string(),
        other => other.to_string(),
    };
    let row = |row: parquet::record::Row| {
        row.get_column_iter().map(|(name, field)| (name.clone(), cell(field))).collect::<Vec<_>>()
    };
    reader.get_row_iter(None).unwrap().map(|r| row(r.unwrap())).collect()
}

#[test]
fn every_table_holds_the_same_cells_as_csv() {
    let folder = Folder::new();
    let seeds = root().join("seeds");
    let seeds = seeds.to_str().unwrap();
    for format in ["csv", "parquet"] {
        folder
            .run(&["compare", seeds, "--charts", "none", "--quiet", "--format", format, "--out", format])
            .with_code(0);
    }
    let mut tables = 0;
    for entry in std::fs::read_dir(folder.path().join("csv")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let Some(stem) = name.strip_suffix(".csv") else { continue };
        tables += 1;
        let csv = csv_rows(&folder.read(&format!("csv/{name}")));
        let parquet = cells(&folder, &format!("parquet/{stem}.parquet"));
        assert_eq!(parquet.len(), csv.len(), "{stem}");
        for (a, b) in parquet.iter().zip(&csv) {
            assert_eq!(a, b, "{stem}");
        }
    }
    assert!(tables > 15, "{tables} tables");
}

/// Rows in order of columns; what protects spreadsheets from formulas taken off.
fn csv_rows(text: &str) -> Vec<Vec<(String, String)>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let head = reader.headers().unwrap().clone();
    let plain = |cell: &str| match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@']) => rest.to_owned(),
        _ => cell.to_owned(),
    };
    let row = |record: csv::StringRecord| {
        head.iter().zip(&record).map(|(name, cell)| (name.to_owned(), plain(cell))).collect()
    };
    reader.records().map(|r| row(r.unwrap())).collect()
}

/// Names and types of the columns of every table in a folder.
fn schemas(folder: &Folder, path: &str) -> BTreeMap<(String, String), String> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder.path().join(path)).unwrap() {
        let table = entry.unwrap().path();
        let name = table.file_name().unwrap().to_str().unwrap().to_owned();
        if !name.ends_with(".parquet") {
            continue;
        }
        let reader = SerializedFileReader::new(File::open(table).unwrap()).unwrap();
        for column in reader.metadata().file_metadata().schema_descr().columns() {
            found.insert((name.clone(), column.name().to_owned()), column.physical_type().to_string());
        }
    }
    found
}

#[test]
fn types_of_columns_do_not_depend_on_what_was_found() {
    let folder = Folder::new();
    folder.file("a.csv", "source,text\nA,Nothing here.\nB,Nor here.\n");
    let parquet = ["--charts", "none", "-q", "--format", "parquet", "--out"];
    folder.run(&[&["compare", "a.csv"], &parquet[..], &["little"]].concat()).with_code(0);
    let seeds = root().join("seeds");
    folder.run(&[&["compare", seeds.to_str().unwrap()], &parquet[..], &["much"]].concat()).with_code(0);
    let (little, much) = (schemas(&folder, "little"), schemas(&folder, "much"));
    assert!(little.len() > 150, "{}", little.len());
    for (column, kind) in &little {
        assert_eq!(much.get(column), Some(kind), "{column:?}");
    }
}

#[test]
fn a_parquet_corpus_gives_what_the_same_csv_gives() {
    let folder = Folder::new();
    let articles = root().join("tests/data/parquet/articles.parquet");
    folder.run(&["compare", articles.to_str().unwrap(), "--charts", "none", "-q", "--out", "p"]).with_code(0);
    let text = |n: usize| format!("Troops occupied village number {n}. The talks resumed in Genève.");
    let outlet = ["Herald", "", "Courier", "Herald", "Courier", "Herald", "Courier", "Herald"];
    let line = |n: usize| {
        format!(
            "a{n},\"{}\",{},2020-{}\n",
            text(n),
            outlet[n],
            ["09-27", "09-28", "09-29", "09-30", "10-01", "10-02", "10-03", "10-04"][n]
        )
    };
    let csv: String = (0..8).filter(|n| *n != 5).map(line).collect();
    folder.file("articles.csv", format!("id,body,outlet,date\n{csv}"));
    folder.run(&["compare", "articles.csv", "--charts", "none", "-q", "--out", "c"]).with_code(0);
    for table in ["frames", "contrasts", "mentions", "coverage", "terms"] {
        assert_eq!(folder.read(&format!("p/{table}.csv")), folder.read(&format!("c/{table}.csv")), "{table}");
    }
    assert_eq!(rows(&folder.read("p/documents.csv")).len(), 7);
}

#[test]
fn mentions_alone_are_written_as_parquet() {
    let folder = Folder::new();
    folder.file("a.csv", "source,text\nA,The occupation goes on.\n");
    folder.run(&["annotate", "a.csv", "--format", "parquet", "--out", "found/"]).with_code(0);
    let found = cells(&folder, "found/mentions.parquet");
    assert_eq!(found.len(), 1);
    assert!(found[0].contains(&("frame".to_owned(), "occupation".to_owned())), "{found:?}");
}
