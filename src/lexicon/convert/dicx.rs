//! LIWC-22 dictionaries, `.dicx`.
//!
//! A CSV table: the first column (`DicTerm`) holds the words, every other
//! column is a category; a cell is `X`, a weight, or empty. Followed: LIWC-22
//! help, “Dictionary Workbench” (<https://www.liwc.app/help/workbench>), which
//! describes the table, and the files that it saves (`DicTerm,Stress,Rest` /
//! `stress*,X,` / `tired,2,`). A cell of 0 is taken as empty. Categories do
//! not nest; a dotted name is read as a path, because nested categories are
//! written so.

use std::collections::BTreeMap;

use super::read::Page;
use super::{Category, Dictionary, cells, dotted, number};

pub(super) fn read(page: &mut Page) -> Dictionary {
    let mut dictionary = Dictionary::default();
    let rows = cells::rows(page);
    let Some((header, rows)) = rows.split_first() else { return dictionary };
    let columns = columns(page, header, &mut dictionary);
    if columns.is_empty() {
        let fault = page.source.fault(
            "D07",
            header.span.clone(),
            "the header names no category",
            "expected `DicTerm,Category,…`",
        );
        fault.help = Some("the first line names the column of words, then one column for each category".to_owned());
        return dictionary;
    }
    for row in rows {
        let word = row.cell(0);
        if word.is_empty() {
            page.source.fault("D02", row.place(0), "the row has no word", "the first cell is empty");
            continue;
        }
        if row.cells.len() > header.cells.len() {
            let label = format!("the header has {} columns, this row {}", header.cells.len(), row.cells.len());
            let fault = page.source.fault(
                "D08",
                row.place(header.cells.len()),
                "the row has more cells than the header",
                label,
            );
            fault.help = Some("put a word that holds a comma in quotes".to_owned());
        }
        let mut found = false;
        for (at, path) in &columns {
            let Some(weight) = weight(page, row, *at) else { continue };
            found = true;
            let term = page.term(word, row.place(0).start).weighing(Some(weight));
            dictionary.at(path).into_iter().for_each(|category| category.terms.push(term.clone()));
        }
        let marked = (1..row.cells.len()).any(|at| !row.cell(at).is_empty());
        if !found && !marked {
            page.source.fault(
                "D03",
                row.place(0),
                format!("`{word}` is in no category"),
                "no cell of its row is marked",
            );
        }
    }
    dictionary
}

fn columns(page: &mut Page, header: &cells::Row, dictionary: &mut Dictionary) -> Vec<(usize, Vec<String>)> {
    let mut columns: Vec<(usize, Vec<String>)> = Vec::new();
    for (at, (name, place)) in header.cells.iter().enumerate().skip(1) {
        let path = dotted(name);
        if name.trim().is_empty() {
            page.source.fault("D02", place.clone(), "a category has no name", "this column of the header is empty");
        } else if columns.iter().any(|(_, known)| *known == path) {
            page.source.fault(
                "D06",
                place.clone(),
                format!("category `{}` stands twice", name.trim()),
                "a second column",
            );
        } else {
            dictionary.at(&path);
            columns.push((at, path));
        }
    }
    columns
}

/// The weight in a cell; `None` where the word is not in the category.
fn weight(page: &mut Page, row: &cells::Row, at: usize) -> Option<f64> {
    let cell = row.cell(at);
    match cell {
        "" => None,
        "x" | "X" => Some(1.0),
        other => match other.parse::<f64>() {
            Ok(weight) if weight.is_finite() => (weight != 0.0).then_some(weight),
            _ => {
                page.source.fault(
                    "D04",
                    row.place(at),
                    format!("`{other}` is no weight"),
                    "expected X, a number, or nothing",
                );
                None
            }
        },
    }
}

pub(super) fn write(dictionary: &Dictionary) -> String {
    let mut words: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    let mut places: rustc_hash::FxHashMap<&str, usize> = rustc_hash::FxHashMap::default();
    let width = dictionary.categories.len() + 1;
    for (at, category) in dictionary.categories.iter().enumerate() {
        for term in &category.terms {
            let next = places.len();
            let place = *places.entry(&term.pattern).or_insert(next);
            let row = words.entry(place).or_insert_with(|| {
                let mut row = vec![String::new(); width];
                row[0].clone_from(&term.pattern);
                row
            });
            row[at + 1] = term.weight.map_or_else(|| "X".to_owned(), number);
        }
    }
    let name = |category: &Category| category.name.clone();
    let header = std::iter::once("DicTerm".to_owned()).chain(dictionary.categories.iter().map(name)).collect();
    cells::table(std::iter::once(header).chain(words.into_values()))
}
