//! A table that is in memory → a [`Corpus`].

use std::path::PathBuf;

use rayon::prelude::*;

use super::read::{Place, finish_safely, nothing, whole};
use super::setting::Setting;
use super::table::Table;
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
