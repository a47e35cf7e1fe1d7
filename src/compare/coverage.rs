//! Coverage: how much each source tells of each event, silence included.

use super::CoverageRow;
use super::formula::rounded;
use super::pairs::{Scope, labelled};
use crate::tally::Tally;

/// One row for every scope and group, also where the group has no documents.
///
/// `share` is the documents of the event over all documents of the group (no
/// unit, 0 to 1; `None` for a group without any document). An article that
/// tells of two events counts in both, so shares may sum to more than 1.
pub fn coverage(tally: &Tally, scopes: &[Scope]) -> Vec<CoverageRow> {
    let groups = labelled(tally);
    let Some(all) = scopes.first() else { return Vec::new() };
    let mut rows = Vec::new();
    for scope in scopes {
        for (group, name) in &groups {
            let cell = &scope.cells[*group];
            let whole = all.cells[*group].n();
            rows.push(CoverageRow {
                event: scope.name.into(),
                source: name.clone(),
                documents: cell.n(),
                sentences: cell.documents.iter().map(|d| d.sentences).sum(),
                tokens: cell.tokens,
                share: (whole > 0).then(|| cell.n() as f64 / whole as f64).and_then(rounded),
            });
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::super::pairs::scopes;
    use super::super::sample::{Draft, document};
    use super::*;

    #[test]
    fn silence_is_a_row_of_its_own() {
        let mut tally = Draft::frames(&[])
            .add(document("1", "a", 100).event("war"))
            .add(document("2", "a", 60))
            .add(document("3", "b", 40))
            .add(document("4", "", 20).event("war"))
            .tally();
        tally.groups.push("c".into());
        let rows = coverage(&tally, &scopes(&tally));

        let shown: Vec<_> =
            rows.iter().map(|r| (r.event.as_str(), r.source.as_str(), r.documents, r.tokens, r.share)).collect();
        assert_eq!(
            shown,
            [
                ("all", "a", 2, 160, Some(1.0)),
                ("all", "b", 1, 40, Some(1.0)),
                ("all", "c", 0, 0, None),
                ("all", "unknown", 1, 20, Some(1.0)),
                ("war", "a", 1, 100, Some(0.5)),
                ("war", "b", 0, 0, Some(0.0)),
                ("war", "c", 0, 0, None),
                ("war", "unknown", 1, 20, Some(1.0)),
            ]
        );
    }
}
