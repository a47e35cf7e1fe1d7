//! What stands in one cell of a table of the page.

use serde::Serialize;
use serde_json::Value;

/// A value of a row.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[serde(untagged)]
pub(super) enum Cell {
    /// Missing.
    #[default]
    Null,
    Truth(bool),
    Whole(i64),
    Number(f64),
    Text(Box<str>),
}

impl Cell {
    pub fn text(&self) -> Option<&str> {
        match self {
            Cell::Text(text) => Some(text),
            _ => None,
        }
    }
}

impl From<Value> for Cell {
    fn from(value: Value) -> Cell {
        match value {
            Value::Null => Cell::Null,
            Value::Bool(truth) => Cell::Truth(truth),
            Value::Number(n) => n.as_i64().map(Cell::Whole).or(n.as_f64().map(Cell::Number)).unwrap_or_default(),
            Value::String(text) => Cell::Text(text.into()),
            other => Cell::Text(other.to_string().into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_cell_is_written_as_the_value_it_was() {
        for value in [json!(null), json!(true), json!(-3), json!(0.25), json!(7.0), json!("a \"b\"")] {
            assert_eq!(serde_json::to_value(Cell::from(value.clone())).unwrap(), value);
        }
    }
}
