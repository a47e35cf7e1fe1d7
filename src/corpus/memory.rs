//! A table that is in memory → a [`Corpus`], or a piece of it → its documents.

use std::collections::BTreeMap;
use std::path::PathBuf;

use rayon::prelude::*;

use super::date;
use super::field::{Field, assign};
use super::line::is_space;
use super::read::{Place, finish_safely, nothing, whole};
use super::setting::Setting;
use super::table::{Row, Table};
use super::{Corpus, Document, ReadOptions, Skipped, plan};
use crate::Error;

/// Reads one document a row; `name` stands where else a file's path does.
/// Documents are made and told apart as by [`read`](super::read::read).
///
/// # Errors
/// If no row gives a document; the message then says why.
pub(crate) fn read(name: &str, table: Table, options: &ReadOptions) -> Result<Corpus, Error> {
    let setting = Setting::new(options);
    let (drafts, mut skipped) = plan::drafts(table, name, options);
    let made: Vec<Result<Document, Skipped>> =
        drafts.into_par_iter().map(|draft| finish_safely(draft, &setting)).collect();
    let mut found = Vec::with_capacity(made.len());
    for result in made {
        match result {
            Ok(document) => found.push((Place { file: 0, number: document.origin.row.unwrap_or(0) }, document)),
            Err(reason) => skipped.push(reason),
        }
    }
    skipped.sort();
    if found.is_empty() {
        return Err(nothing(&[PathBuf::from(name)], &skipped));
    }
    Ok(whole(found, skipped, Vec::new()))
}

/// The document of a row, or the row's id and why it cannot be used.
pub(crate) type Made = Result<Document, (String, Skipped)>;

/// The documents of a piece of a table that nobody sees as a whole, row by row; what
/// cannot be used is named by its id. On this thread alone, since many pieces are read
/// side by side.
///
/// # Errors
/// If a row has no id, or a date that only the whole column could tell: then the pieces
/// would not add up to what the whole gives.
pub(crate) fn piece(name: &str, table: Table, options: &ReadOptions) -> Result<Vec<Made>, Error> {
    let setting = Setting::new(options);
    let ids = ids(&table, options);
    let id_of = |row: Option<u64>| row.and_then(|row| ids.get(&row).cloned()).unwrap_or_default();
    if let Some(row) = table.rows.iter().find(|row| !ids.contains_key(&row.number)) {
        let help = "give every document an id that is its own, or leave rows without one out";
        return Err(Error::with_help(format!("{name}, row {}: the id is null or empty", row.number), help));
    }
    let (drafts, skipped) = plan::drafts(table, name, options);
    let mut found = Vec::with_capacity(drafts.len());
    for draft in drafts {
        let row = draft.origin.row;
        if let Some((day, _)) =
            draft.fields.get(Field::Date).filter(|(day, _)| date::hangs_on_order(day, &setting.months))
        {
            let (row, id) = (row.unwrap_or(0), id_of(row));
            let help = "what it means, only the whole column could tell: write dates as 2020-09-28, or make the column a date (to_date)";
            return Err(Error::with_help(
                format!("{name}, row {row} (id `{id}`): the date `{day}` is not safe to read"),
                help,
            ));
        }
        let mut made = finish_safely(draft, &setting);
        if let Ok(document) = &mut made {
            // A row's number is that of its piece, which another run cuts otherwise.
            document.origin.row = None;
        }
        found.push(made);
    }
    let unnamed = |skipped: Skipped| {
        let id = id_of(skipped.row);
        let reason = format!("id `{id}`: {}", skipped.reason);
        (id, Skipped { row: None, reason, ..skipped })
    };
    Ok(found.into_iter().chain(skipped.into_iter().map(Err)).map(|made| made.map_err(unnamed)).collect())
}

/// The ids of rows that have one.
fn ids(table: &Table, options: &ReadOptions) -> BTreeMap<u64, String> {
    let fields = assign(&table.columns, &options.fields).unwrap_or_default();
    let column = fields.iter().position(|field| *field == Some(Field::Id));
    let id = |row: &Row| {
        let cell = row.cells.iter().find(|(place, _)| Some(*place) == column)?;
        let id = cell.1.trim_matches(is_space);
        (!id.is_empty()).then(|| (row.number, id.to_owned()))
    };
    table.rows.iter().filter_map(id).collect()
}
