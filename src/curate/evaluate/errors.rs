//! The mentions that are wrong and the sentences in which a frame was missed, to be read.

use super::ErrorRow;
use super::judge::{Judged, is_missed};
use crate::curate::sample::Item;

/// One row for every wrong mention and every missed frame of a sentence, wrong
/// mentions first, each in the order of the sample.
pub fn errors(judged: &[Judged<'_>]) -> Vec<ErrorRow> {
    let wrong = judged.iter().filter(|j| j.right == Some(false)).map(|j| row(j.item, "wrong", j.item.frame.clone()));
    let missed = judged.iter().flat_map(|j| {
        let frames = j.missed.iter().flatten().filter(|frame| is_missed(j.item, frame));
        frames.map(|frame| row(j.item, "missed", Some(frame.clone())))
    });
    wrong.chain(missed).collect()
}

fn row(item: &Item, error: &str, frame: Option<String>) -> ErrorRow {
    ErrorRow {
        item: item.item.clone(),
        error: error.to_owned(),
        frame,
        entry: item.entry.clone(),
        language: item.language.clone(),
        source: item.source.clone(),
        document: item.document.clone(),
        start: item.start,
        end: item.end,
        left: item.left.clone(),
        text: item.text.clone(),
        right: item.right.clone(),
    }
}
