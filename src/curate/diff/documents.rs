//! Articles whose picture changes.

use std::collections::BTreeMap;

use super::{DocumentChange, MentionChange, MentionFate, Side};
use crate::corpus::Document;

/// One row for every frame of every document that a change of mentions touches, by document and frame.
pub fn documents(old: &Side, new: &Side, mentions: &[MentionChange], documents: &[Document]) -> Vec<DocumentChange> {
    let mut touched: BTreeMap<(&str, &str), Vec<&MentionChange>> = BTreeMap::new();
    for mention in mentions {
        touched.entry((&mention.document, &mention.frame)).or_default().push(mention);
    }
    let row = |((_, frame), changes): ((&str, &str), Vec<&MentionChange>)| {
        let place = changes.first()?.place;
        let document = &documents[place];
        let of = |fate: MentionFate| changes.iter().filter(|c| c.change == fate).count() as u64;
        Some(DocumentChange {
            document: document.id.clone(),
            source: document.source.clone(),
            date: document.date.map(|d| d.to_string()),
            frame: frame.to_owned(),
            mentions_old: counts(old, place).get(frame).copied().unwrap_or(0),
            mentions_new: counts(new, place).get(frame).copied().unwrap_or(0),
            gained: of(MentionFate::Gained),
            lost: of(MentionFate::Lost),
            altered: of(MentionFate::Altered),
            leading_old: leading(old, place),
            leading_new: leading(new, place),
        })
    };
    touched.into_iter().filter_map(row).collect()
}

/// Mentions of a document by frame.
fn counts<'a>(side: &Side<'a>, place: usize) -> BTreeMap<&'a str, u64> {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for mention in &side.annotations[place].mentions {
        *counts.entry(&side.annotator.frames[mention.frame as usize]).or_default() += 1;
    }
    counts
}

/// The top-level frames with most mentions, joined by `;`.
fn leading(side: &Side, place: usize) -> String {
    let mut counts = counts(side, place);
    counts.retain(|frame, _| {
        let index = side.annotator.frames.iter().position(|f| f == frame);
        index.is_some_and(|i| side.annotator.is_top(i as u32))
    });
    let most = counts.values().copied().max().unwrap_or(0);
    counts.iter().filter(|(_, n)| **n == most).map(|(frame, _)| *frame).collect::<Vec<_>>().join(";")
}
