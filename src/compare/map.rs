//! Map of the sources: which frame alike, and towards which frames they lean.

use ndarray::Array2;

use super::formula::{Profile, correspondence, rounded};
use super::pairs::{Scope, labelled};
use super::{Item, MapRow};
use crate::lexicon::parse::is_below;
use crate::tally::Tally;

/// Fewest sources, and frames, with mentions that make a map: two points always lie on a line.
pub const LEAST: usize = 3;

/// Correspondence analysis of mentions, sources × frames, in every scope that
/// has at least three of both.
///
/// Frames rather than entries are the columns: entries belong to a language, so
/// that a map of entries would show above all which source writes in which. Of
/// nested frames the outermost alone are taken, since they hold the mentions of
/// the inner ones. Sources and frames without a mention in the scope have no
/// profile and are left out, as are documents without a source. Every mention
/// counts, of any voice and stance.
///
/// Rows: the dimensions (all of them), the frames, the sources.
pub fn map(tally: &Tally, scopes: &[Scope]) -> Vec<MapRow> {
    let below = |id: &str| tally.frames.iter().any(|top| is_below(id, top));
    let mut tops: Vec<usize> = (0..tally.frames.len()).filter(|&f| !below(&tally.frames[f])).collect();
    tops.sort_by(|&a, &b| tally.frames[a].cmp(&tally.frames[b]));
    let groups: Vec<(usize, String)> =
        labelled(tally).into_iter().filter(|(group, _)| !tally.groups[*group].is_empty()).collect();
    scopes.iter().flat_map(|scope| in_scope(scope, &tops, &groups, tally)).collect()
}

fn in_scope(scope: &Scope, tops: &[usize], groups: &[(usize, String)], tally: &Tally) -> Vec<MapRow> {
    let count = |group: usize, frame: usize| scope.cells[group].frames[frame].h;
    let groups: Vec<&(usize, String)> =
        groups.iter().filter(|(group, _)| tops.iter().any(|&f| count(*group, f) > 0)).collect();
    let frames: Vec<usize> =
        tops.iter().copied().filter(|&f| groups.iter().any(|(group, _)| count(*group, f) > 0)).collect();
    if groups.len() < LEAST || frames.len() < LEAST {
        return Vec::new();
    }
    let table = Array2::from_shape_fn((groups.len(), frames.len()), |(i, j)| count(groups[i].0, frames[j]));
    let Some(found) = correspondence(table.view()) else { return Vec::new() };
    let total: f64 = found.inertias.iter().sum();
    let row = |kind, item: String, mentions: Option<u64>| MapRow {
        event: scope.name.into(),
        kind,
        item,
        mentions,
        ..MapRow::default()
    };
    let dimension = |(k, inertia): (usize, &f64)| MapRow {
        inertia: rounded(*inertia),
        share: rounded(inertia / total),
        ..row(Item::Dimension, (k + 1).to_string(), None)
    };
    let mut rows: Vec<MapRow> = found.inertias.iter().enumerate().map(dimension).collect();
    let place = |row: MapRow, profile: &Profile| {
        let of = |list: &[f64], k: usize| list.get(k).copied().and_then(rounded);
        MapRow {
            mass: rounded(profile.mass),
            inertia: rounded(profile.inertia),
            share: rounded(profile.inertia / total),
            coordinate_1: of(&profile.coordinates, 0),
            coordinate_2: of(&profile.coordinates, 1),
            contribution_1: of(&profile.contributions, 0),
            contribution_2: of(&profile.contributions, 1),
            cos2_1: profile.cos2.first().copied().flatten().and_then(rounded),
            cos2_2: profile.cos2.get(1).copied().flatten().and_then(rounded),
            ..row
        }
    };
    for (j, profile) in found.columns.iter().enumerate() {
        let mentions = table.column(j).sum();
        rows.push(place(row(Item::Frame, tally.frames[frames[j]].clone(), Some(mentions)), profile));
    }
    for (i, profile) in found.rows.iter().enumerate() {
        rows.push(place(row(Item::Source, groups[i].1.clone(), Some(table.row(i).sum())), profile));
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::super::pairs::scopes;
    use super::super::sample::{Draft, document};
    use super::*;

    fn tally(rows: &[(&str, [u64; 4])]) -> Tally {
        let mut draft = Draft::frames(&["f", "g", "h", "f.inner"]);
        for (i, (group, counts)) in rows.iter().enumerate() {
            let paper = document(&i.to_string(), group, 100);
            let said = ["f", "g", "h", "f.inner"].iter().zip(counts).filter(|(_, n)| **n > 0);
            draft = draft.add(said.fold(paper, |paper, (frame, n)| paper.mention(frame, "x", *n)));
        }
        draft.tally()
    }

    #[test]
    fn outer_frames_and_named_sources_with_mentions_are_mapped() {
        let tally = tally(&[
            ("a", [9, 2, 4, 9]),
            ("b", [1, 12, 3, 0]),
            ("c", [5, 5, 0, 0]),
            ("", [5, 5, 5, 0]),
            ("silent", [0, 0, 0, 0]),
        ]);
        let rows = map(&tally, &scopes(&tally));
        let items: Vec<_> = rows.iter().map(|r| (r.kind, r.item.as_str(), r.mentions)).collect();
        let expected = [
            (Item::Dimension, "1", None),
            (Item::Dimension, "2", None),
            (Item::Frame, "f", Some(15)),
            (Item::Frame, "g", Some(19)),
            (Item::Frame, "h", Some(7)),
            (Item::Source, "a", Some(15)),
            (Item::Source, "b", Some(16)),
            (Item::Source, "c", Some(10)),
        ];
        assert_eq!(items, expected);
        let sum: f64 = rows[..2].iter().filter_map(|r| r.share).sum();
        assert!((sum - 1.0).abs() < 1e-8);
    }

    #[test]
    fn two_sources_or_two_frames_make_no_map() {
        let two = tally(&[("a", [9, 2, 4, 0]), ("b", [1, 12, 3, 0])]);
        assert!(map(&two, &scopes(&two)).is_empty());
        let flat = tally(&[("a", [9, 2, 0, 0]), ("b", [1, 12, 0, 0]), ("c", [5, 5, 0, 0])]);
        assert!(map(&flat, &scopes(&flat)).is_empty());
    }
}
