//! What is compared with what: scopes (all, then each event), their cells, and pairs of groups.

use super::{ALL, Settings};
use crate::tally::{DocumentTally, Sums, Tally};

/// Name in tables of the documents without a group.
pub const UNKNOWN: &str = "unknown";

/// The documents of one event, or all documents, by group.
///
/// Of a document that tells of an event in some of its sentences, the event's
/// scope has the part alone; the pooled scope has whole documents.
#[derive(Debug)]
pub struct Scope<'t> {
    /// Event id, or `all`.
    pub name: &'t str,
    /// Whether this is the pooled scope.
    pub pooled: bool,
    /// One cell for each of [`Tally::groups`], in that order.
    pub cells: Vec<Cell<'t>>,
}

/// The documents of one group in one scope, sorted by id.
#[derive(Debug, Default)]
pub struct Cell<'t> {
    /// The documents.
    pub documents: Vec<&'t DocumentTally>,
    /// Their sums for each frame of the tally.
    pub frames: Vec<Sums>,
    /// Σ of word tokens.
    pub tokens: u64,
}

impl Cell<'_> {
    /// Number of documents.
    pub fn n(&self) -> u64 {
        self.documents.len() as u64
    }

    /// Mentions of each frame.
    pub fn mentions(&self) -> Vec<u64> {
        self.frames.iter().map(|s| s.h).collect()
    }
}

fn cell<'t>(documents: Vec<&'t DocumentTally>, frames: usize) -> Cell<'t> {
    let lengths: Sums = documents.iter().map(|d| (0, d.tokens)).collect();
    let mut sums = vec![lengths; frames];
    for document in &documents {
        for count in &document.frames {
            let (h, t) = (count.mentions, document.tokens);
            let sum = &mut sums[count.frame as usize];
            sum.h += h;
            sum.hh += u128::from(h) * u128::from(h);
            sum.ht += u128::from(h) * u128::from(t);
        }
    }
    Cell { documents, frames: sums, tokens: lengths.t }
}

/// `all`, then every event in the tally's order.
///
/// # Panics
/// If an index of a document lies outside the name lists; [`Tally::check`] tells.
pub fn scopes(tally: &Tally) -> Vec<Scope<'_>> {
    let mut documents: Vec<&DocumentTally> = tally.documents.iter().collect();
    documents.sort_by(|a, b| a.id.cmp(&b.id));
    let groups = tally.groups.len();
    // Place 0 is `all`, place e + 1 is event e.
    let mut members = vec![vec![Vec::new(); groups]; tally.events.len() + 1];
    for document in documents {
        let group = document.group as usize;
        members[0][group].push(document);
        for &event in &document.events {
            members[event as usize + 1][group].push(document.of_event(event));
        }
    }
    let names = std::iter::once(ALL).chain(tally.events.iter().map(String::as_str));
    names
        .zip(members)
        .enumerate()
        .map(|(place, (name, groups))| Scope {
            name,
            pooled: place == 0,
            cells: groups.into_iter().map(|documents| cell(documents, tally.frames.len())).collect(),
        })
        .collect()
}

/// Every group with its name in tables, sorted by that name.
///
/// The group of documents without a value is called `unknown`; should a group
/// really bear that name, it becomes `unknown (no value)`.
pub fn labelled(tally: &Tally) -> Vec<(usize, String)> {
    let taken = tally.groups.iter().any(|g| g == UNKNOWN);
    let mut groups: Vec<(usize, String)> = tally
        .groups
        .iter()
        .enumerate()
        .map(|(i, name)| match (name.as_str(), taken) {
            ("", true) => (i, format!("{UNKNOWN} (no value)")),
            ("", false) => (i, UNKNOWN.to_owned()),
            _ => (i, name.clone()),
        })
        .collect();
    groups.sort_by(|a, b| a.1.cmp(&b.1));
    groups
}

/// One comparison: two groups in one scope, both with documents there.
#[derive(Debug, Clone, Copy)]
pub struct Pair<'s, 't> {
    /// Where.
    pub scope: &'s Scope<'t>,
    /// Place of the scope: 0 is `all`.
    pub place: usize,
    /// Index of the group described.
    pub target: usize,
    /// Index of the group it is held against.
    pub reference: usize,
    /// Name of the target.
    pub target_name: &'t str,
    /// Name of the reference.
    pub reference_name: &'t str,
}

impl<'s, 't> Pair<'s, 't> {
    /// The cell of the target.
    pub fn target(&self) -> &'s Cell<'t> {
        &self.scope.cells[self.target]
    }

    /// The cell of the reference.
    pub fn reference(&self) -> &'s Cell<'t> {
        &self.scope.cells[self.reference]
    }
}

/// All comparisons, by scope, target, reference.
///
/// Every unordered pair of groups, the earlier name as target; with
/// [`Settings::reference`] only every other group against that one (none where
/// no group has that name). Documents without a group are in no pair, and a
/// scope has a pair only where both have a document in it.
pub fn pairs<'s, 't>(tally: &'t Tally, scopes: &'s [Scope<'t>], settings: &Settings) -> Vec<Pair<'s, 't>> {
    let mut groups: Vec<(usize, &'t str)> =
        tally.groups.iter().enumerate().map(|(i, name)| (i, name.as_str())).filter(|g| !g.1.is_empty()).collect();
    groups.sort_by_key(|g| g.1);
    let mut found = Vec::new();
    for (place, scope) in scopes.iter().enumerate() {
        for &(target, target_name) in &groups {
            for &(reference, reference_name) in &groups {
                let asked = match &settings.reference {
                    Some(only) => reference_name == only && target != reference,
                    None => target_name < reference_name,
                };
                let present = |group: usize| !scope.cells[group].documents.is_empty();
                if asked && present(target) && present(reference) {
                    found.push(Pair { scope, place, target, reference, target_name, reference_name });
                }
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::sample::{Draft, document};
    use super::*;

    fn names(tally: &Tally, settings: &Settings) -> Vec<String> {
        let scopes = scopes(tally);
        pairs(tally, &scopes, settings)
            .iter()
            .map(|p| format!("{}: {}/{}", p.scope.name, p.target_name, p.reference_name))
            .collect()
    }

    #[test]
    fn a_pair_exists_only_where_both_have_documents() {
        let tally = Draft::frames(&["f"])
            .add(document("1", "b", 100).event("war"))
            .add(document("2", "a", 100).event("war"))
            .add(document("3", "c", 100))
            .add(document("4", "", 100).event("war"))
            .tally();

        assert_eq!(names(&tally, &Settings::default()), ["all: a/b", "all: a/c", "all: b/c", "war: a/b"]);
        let against_b = Settings { reference: Some("b".into()), ..Settings::default() };
        assert_eq!(names(&tally, &against_b), ["all: a/b", "all: c/b", "war: a/b"]);
    }

    #[test]
    fn documents_without_a_group_are_called_unknown() {
        let tally = Draft::frames(&[]).add(document("1", "", 1)).add(document("2", "zeta", 1)).tally();
        assert_eq!(labelled(&tally), [(0, "unknown".to_owned()), (1, "zeta".to_owned())]);

        let tally = Draft::frames(&[]).add(document("1", "", 1)).add(document("2", "unknown", 1)).tally();
        assert_eq!(labelled(&tally)[1], (0, "unknown (no value)".to_owned()));
    }
}
