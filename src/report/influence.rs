//! What results hang on: the table's columns, and the summary for a terminal.

use super::number::thousands;
use crate::compare::ALL;
use crate::compare::standing::Change;
use crate::curate::influence::{Influence, InfluenceRow};
use crate::tally::Labels;

/// Columns of `influence.csv`.
pub const COLUMNS: [&str; 20] = [
    "event",
    "frame",
    "target",
    "reference",
    "kind",
    "what",
    "share",
    "rate_ratio",
    "ratio_low",
    "ratio_high",
    "p",
    "q",
    "method",
    "change",
    "note",
    "whole_ratio",
    "whole_low",
    "whole_high",
    "whole_p",
    "whole_q",
];

/// Most rows of the summary.
const MOST: usize = 10;

/// The summary: how many conclusions stand by themselves, and the rows that matter most.
pub fn summary(found: &Influence, labels: &Labels) -> String {
    let fragile = contrasts(found.rows.iter().filter(|r| r.standing.concluded() && r.change != Change::None));
    let carried = fragile.len();
    let mut parts = vec![format!(
        "{} contrasts with mentions; {} have an interval that excludes 1 or q < 0.05",
        thousands(found.contrasts as u64),
        thousands(found.concluded as u64),
    )];
    parts.push(match (found.concluded, carried) {
        (0, _) => "No contrast is certain, so none can be carried by one thing.".to_owned(),
        (_, 0) => "Each of them stands without any one entry, article or event.".to_owned(),
        (all, n) => format!("{n} of these {all} hang on one entry, article, event or source; the weightiest of each:"),
    });
    let shown = if carried > 0 {
        fragile
    } else {
        let others = contrasts(found.rows.iter().filter(|r| r.change != Change::None));
        parts.extend((!others.is_empty()).then(|| "What would change most without one thing:".to_owned()));
        others
    };
    if !shown.is_empty() {
        parts.push(list(&shown, labels));
    }
    if shown.len() > MOST {
        parts.push(format!("… and {} more contrasts in the table", thousands((shown.len() - MOST) as u64)));
    }
    parts.join("\n\n")
}

/// The first row of every contrast, with how many further things change it.
fn contrasts<'r>(rows: impl Iterator<Item = &'r InfluenceRow>) -> Vec<(&'r InfluenceRow, usize)> {
    let mut found: Vec<(&InfluenceRow, usize)> = Vec::new();
    let mut places = std::collections::BTreeMap::new();
    for row in rows {
        let key = (&row.event, &row.frame, &row.target, &row.reference);
        match places.get(&key) {
            Some(&place) => {
                let (_, others): &mut (&InfluenceRow, usize) = &mut found[place];
                *others += 1;
            }
            None => {
                places.insert(key, found.len());
                found.push((row, 0));
            }
        }
    }
    found
}

/// Two lines a contrast: what it is, and what moves it most.
fn list(rows: &[(&InfluenceRow, usize)], labels: &Labels) -> String {
    let label = |id: &str| labels.get(id).map_or(id, String::as_str).to_owned();
    let lines = rows.iter().take(MOST).map(|(row, others)| {
        let event = if row.event == ALL { String::new() } else { format!(", {}", label(&row.event)) };
        let others = match others {
            0 => String::new(),
            1 => "; one other thing changes it too".to_owned(),
            n => format!("; {n} other things change it too"),
        };
        format!(
            " {}: {} against {}{event}: {}\n   without {} `{}`: {}{}{others}",
            label(&row.frame),
            label(&row.target),
            label(&row.reference),
            interval(row.whole_ratio, row.whole_low, row.whole_high),
            row.kind.name(),
            row.what,
            if row.rate_ratio.is_some() {
                format!("{}, ", interval(row.rate_ratio, row.ratio_low, row.ratio_high))
            } else {
                String::new()
            },
            changed(row),
        )
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The line that is crossed, in words.
fn changed(row: &InfluenceRow) -> String {
    let q = |q: Option<f64>| q.map_or("none".to_owned(), |q| format!("{q:.3}"));
    match row.change {
        Change::None => "none".to_owned(),
        Change::Sign if row.rate_ratio.is_none() => "difference gone".to_owned(),
        Change::Sign => "turns round".to_owned(),
        Change::Significance => format!("q {} → {}", q(row.whole_q), q(row.q)),
        Change::Interval if row.standing.beyond == 0 => "interval excludes 1".to_owned(),
        Change::Interval if row.ratio_low.is_none() => "no interval left".to_owned(),
        Change::Interval => "interval includes 1".to_owned(),
    }
}

/// `1.8 (1.1 to 2.9)`, the ratio alone, or a dash.
pub fn interval(ratio: Option<f64>, low: Option<f64>, high: Option<f64>) -> String {
    match (ratio, low.zip(high)) {
        (None, _) => "–".to_owned(),
        (Some(ratio), None) => format!("{ratio:.2}"),
        (Some(ratio), Some((low, high))) => format!("{ratio:.2} ({low:.2} to {high:.2})"),
    }
}
