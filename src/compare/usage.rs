//! Usage: what each entry of the lexicon found, and with whom.

use std::collections::{BTreeMap, BTreeSet};

use super::EntryRow;
use super::formula::rounded;
use crate::tally::Tally;

#[derive(Default)]
struct Use {
    mentions: u64,
    documents: u64,
    groups: BTreeMap<u32, u64>,
}

/// One row an entry, also for entries that found nothing.
///
/// `sources` and `top_source` leave documents without a source aside;
/// `top_source_share` is that source's share of all mentions (0 to 1). Among
/// sources with equally many mentions the first by name is the top one.
pub fn usage(tally: &Tally) -> Vec<EntryRow> {
    let mut uses: Vec<Use> = tally.entries.iter().map(|_| Use::default()).collect();
    for document in &tally.documents {
        for &(entry, mentions) in document.entries.iter().filter(|e| e.1 > 0) {
            let place = &mut uses[entry as usize];
            place.mentions += mentions;
            place.documents += 1;
            *place.groups.entry(document.group).or_default() += mentions;
        }
    }
    let rows = tally.entries.iter().zip(&uses).map(|(key, found)| {
        let named =
            || found.groups.iter().map(|(&g, &n)| (tally.groups[g as usize].as_str(), n)).filter(|g| !g.0.is_empty());
        let sources: BTreeSet<&str> = named().map(|g| g.0).collect();
        let top = named().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(a.0)));
        EntryRow {
            frame: key.frame.clone(),
            language: key.language.clone(),
            entry: key.entry.clone(),
            pattern: key.pattern.clone(),
            kind: key.kind.clone(),
            mentions: found.mentions,
            documents: found.documents,
            sources: sources.len() as u64,
            top_source: top.map(|t| t.0.to_owned()),
            top_source_share: top.and_then(|t| rounded(t.1 as f64 / found.mentions as f64)),
        }
    });
    let mut rows: Vec<EntryRow> = rows.collect();
    rows.sort_by(|a, b| (&a.frame, &a.language, &a.entry).cmp(&(&b.frame, &b.language, &b.entry)));
    rows
}

#[cfg(test)]
mod tests {
    use super::super::sample::{Draft, document};
    use super::*;

    #[test]
    fn an_entry_names_its_top_source_and_ties_go_by_name() {
        let tally = Draft::frames(&["force"])
            .add(document("1", "b", 100).mention("force", "attack", 2).mention("force", "idle", 0))
            .add(document("2", "a", 100).mention("force", "attack", 2))
            .add(document("3", "", 100).mention("force", "attack", 4).mention("force", "raid", 1))
            .tally();
        let rows = usage(&tally);

        let shown: Vec<_> = rows
            .iter()
            .map(|r| {
                (r.entry.as_str(), r.mentions, r.documents, r.sources, r.top_source.as_deref(), r.top_source_share)
            })
            .collect();
        assert_eq!(
            shown,
            [("attack", 8, 3, 2, Some("a"), Some(0.25)), ("idle", 0, 0, 0, None, None), ("raid", 1, 1, 0, None, None)]
        );
    }
}
