//! What the cells of a column are, for formats with types.

use serde_json::Value;

/// Columns of numbers, which must not become text where every cell is empty.
const NUMBERS: [&str; 42] = [
    "balance",
    "balance_high",
    "balance_low",
    "contribution",
    "contribution_1",
    "contribution_2",
    "coordinate_1",
    "coordinate_2",
    "cos2_1",
    "cos2_2",
    "cosine",
    "dispersion",
    "g2",
    "high",
    "inertia",
    "jsd",
    "jsd_high",
    "jsd_low",
    "log_odds",
    "log_ratio",
    "low",
    "mass",
    "mentions_weighted",
    "p",
    "q",
    "rate",
    "rate_high",
    "rate_low",
    "rate_own",
    "rate_ratio",
    "rate_reference",
    "rate_target",
    "rate_weighted",
    "ratio_high",
    "ratio_low",
    "score",
    "share",
    "share_high",
    "share_low",
    "top_source_share",
    "weight",
    "z",
];

/// Columns of whole numbers, likewise.
const COUNTS: [&str; 30] = [
    "asserted",
    "by_document",
    "by_paragraph",
    "by_sentence",
    "documents",
    "documents_reference",
    "documents_target",
    "documents_with",
    "example_end",
    "example_start",
    "hidden",
    "mentions",
    "mentions_a",
    "mentions_asserted",
    "mentions_attributed",
    "mentions_b",
    "mentions_own",
    "mentions_reference",
    "mentions_target",
    "n_reference",
    "n_target",
    "own",
    "quoted",
    "reported",
    "sentence",
    "sentences",
    "sources",
    "tokens",
    "tokens_attributed",
    "undated",
];

/// Places in a document, in tables that have one; elsewhere days.
const PLACES: [&str; 2] = ["start", "end"];

/// The cell of a row in a column; text of no length is none, as in CSV.
pub(super) fn cell<'v>(row: &'v Value, name: &str) -> Option<&'v Value> {
    row.get(name).filter(|value| !value.is_null() && value.as_str() != Some(""))
}

/// What the cells of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Truth,
    Count,
    Number,
    Text,
}

impl Kind {
    /// Of the cells that are there, else by the column's name.
    #[cfg(feature = "parquet")]
    pub(super) fn of(name: &str, columns: &[&str], rows: &[Value]) -> Kind {
        Kind::seen(name, rows).unwrap_or_else(|| Kind::unseen(name, columns))
    }

    /// Of the cells that are there; `None` where there are none.
    pub(super) fn seen(name: &str, rows: &[Value]) -> Option<Kind> {
        let kinds = rows.iter().filter_map(|row| match cell(row, name)? {
            Value::Null => None,
            Value::Bool(_) => Some(Kind::Truth),
            Value::Number(number) if number.is_f64() => Some(Kind::Number),
            Value::Number(_) => Some(Kind::Count),
            _ => Some(Kind::Text),
        });
        kinds.max()
    }

    /// By the column's name.
    pub(super) fn unseen(name: &str, columns: &[&str]) -> Kind {
        match name {
            _ if NUMBERS.contains(&name) => Kind::Number,
            _ if COUNTS.contains(&name) => Kind::Count,
            "counted" => Kind::Truth,
            _ if PLACES.contains(&name) && columns.contains(&"document") => Kind::Count,
            _ => Kind::Text,
        }
    }
}
