//! Rows of `map.csv` made up for the tests and the chart gallery.

use ndarray::Array2;

use super::synthetic::{Dice, source};
use super::{Item, MapRow, Profile, correspondence};

/// A map of so many sources and up to 9 frames, of one event called `all`.
pub fn map(sources: usize, frames: usize) -> Vec<MapRow> {
    let mut dice = Dice(11);
    let table = Array2::from_shape_fn((sources, frames), |(i, j)| {
        let most = if i % 7 == 3 { 4.0 } else { 90.0 };
        (most * dice.unit() * dice.unit()) as u64 + u64::from((i + j) % 3 == 0)
    });
    let Some(found) = correspondence(table.view()) else { return vec![] };
    let row = |kind, item: String| MapRow { event: "all".into(), kind, item, ..MapRow::default() };
    let total: f64 = found.inertias.iter().sum();
    let mut rows: Vec<MapRow> = found
        .inertias
        .iter()
        .enumerate()
        .map(|(k, l)| MapRow { inertia: Some(*l), share: Some(l / total), ..row(Item::Dimension, (k + 1).to_string()) })
        .collect();
    let place = |row: MapRow, mentions: u64, profile: &Profile| MapRow {
        mentions: Some(mentions),
        coordinate_1: profile.coordinates.first().copied(),
        coordinate_2: profile.coordinates.get(1).copied(),
        cos2_1: profile.cos2.first().copied().flatten(),
        cos2_2: profile.cos2.get(1).copied().flatten(),
        ..row
    };
    for (j, profile) in found.columns.iter().enumerate() {
        rows.push(place(row(Item::Frame, format!("f{j}")), table.column(j).sum(), profile));
    }
    for (i, profile) in found.rows.iter().enumerate() {
        rows.push(place(row(Item::Source, source(i)), table.row(i).sum(), profile));
    }
    rows
}
