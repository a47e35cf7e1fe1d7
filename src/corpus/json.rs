//! JSON with one document an object: lines (`.jsonl`, `.ndjson`, stdin) or an array (`.json`).

use serde_json::{Map, Value};

use super::field::{Field, assign, no_text};
use super::plan::drafts;
use super::table::{Drafts, LONGEST_ROW, Row, Table};
use super::{ReadOptions, Skipped};

/// Reads one object a line. Blank lines are passed over; rows are line numbers.
pub(crate) fn read_lines(text: &str, path: &str, options: &ReadOptions) -> Drafts {
    drafts(parse_lines(text, 1), path, options)
}

/// The objects of some lines, of which the first has the number `first`.
pub(crate) fn parse_lines(text: &str, first: u64) -> Table {
    let mut table = Collected::default();
    for (number, line) in (first..).zip(text.split('\n')) {
        if line.len() > LONGEST_ROW {
            let reason = format!("a line of more than {} MiB; write one article a line", LONGEST_ROW >> 20);
            table.table.skipped.push((number, reason));
            continue;
        }
        let line = line.trim_matches(super::line::is_space);
        if line.is_empty() {
            continue;
        }
        match serde_json::from_str(line) {
            Ok(value) => table.add(number, value),
            Err(error) => {
                let column = error.column();
                let reason = format!("no JSON object ({}, column {column}); write one object a line", what(&error));
                table.table.skipped.push((number, reason));
            }
        }
    }
    table.table
}

/// Reads an array of objects, or one object that holds such an array or a text of its own.
pub(crate) fn read_array(text: &str, path: &str, options: &ReadOptions) -> Drafts {
    let value: Value = match serde_json::from_str(text) {
        Ok(value) => value,
        // Lines of JSON under the wrong name are common.
        Err(_) if text.trim_start().starts_with('{') && text.trim().contains('\n') => {
            let (found, skipped) = read_lines(text, path, options);
            if !found.is_empty() {
                return (found, skipped);
            }
            return (
                found,
                vec![whole(path, "neither an array of objects nor one object a line; see the first line".into())],
            );
        }
        Err(error) => {
            let (line, column) = (error.line(), error.column());
            let reason =
                format!("not JSON ({}, line {line}, column {column}); expected an array of objects", what(&error));
            return (Vec::new(), vec![whole(path, reason)]);
        }
    };
    let mut alone = false;
    let objects = match value {
        Value::Array(objects) => objects,
        Value::Object(object) => match within(object) {
            Ok(objects) => objects,
            Err(object) => {
                alone = true;
                vec![Value::Object(object)]
            }
        },
        _ => {
            return (Vec::new(), vec![whole(path, "no articles: expected an array of objects".into())]);
        }
    };
    let mut table = Collected::default();
    for (number, value) in (1..).zip(objects) {
        table.add(number, value);
    }
    // One object with a title is more often a description of data than a table of headlines.
    let columns = &table.table.columns;
    let untold = alone && assign(columns, &options.fields).is_ok_and(|f| !f.contains(&Some(Field::Text)));
    if untold {
        return (Vec::new(), vec![whole(path, no_text(columns))]);
    }
    drafts(table.table, path, options)
}

fn whole(path: &str, reason: String) -> Skipped {
    Skipped { path: path.to_owned(), row: None, reason }
}

/// The message without its position, which we say in our own words.
fn what(error: &serde_json::Error) -> String {
    let message = error.to_string();
    message.split(" at line ").next().unwrap_or_default().to_owned()
}

/// The one array of objects that an object holds, as `{"articles": […]}` does.
fn within(mut object: Map<String, Value>) -> Result<Vec<Value>, Map<String, Value>> {
    let is_list = |v: &Value| v.as_array().is_some_and(|list| list.first().is_some_and(Value::is_object));
    let mut lists = object.iter().filter(|(_, v)| is_list(v)).map(|(key, _)| key.clone());
    match (lists.next(), lists.next()) {
        (Some(key), None) => match object.remove(&key) {
            Some(Value::Array(list)) => Ok(list),
            _ => Err(object),
        },
        _ => Err(object),
    }
}

/// Objects gathered into one table, whose columns are all their keys.
pub(crate) struct Collected {
    pub(crate) table: Table,
    columns: std::collections::HashMap<String, usize>,
}

impl Default for Collected {
    fn default() -> Self {
        Collected { table: Table { noun: "key", ..Table::default() }, columns: Default::default() }
    }
}

impl Collected {
    pub(crate) fn add(&mut self, number: u64, value: Value) {
        let Value::Object(object) = value else {
            let reason = "no JSON object; write one object with a `text` key for each document".to_owned();
            return self.table.skipped.push((number, reason));
        };
        let mut cells = Vec::new();
        self.flatten("", object, &mut cells);
        self.table.rows.push(Row { number, cells });
    }

    /// Keys of nested objects are joined by dots: `{"article": {"text": …}}` gives `article.text`.
    fn flatten(&mut self, prefix: &str, object: Map<String, Value>, cells: &mut Vec<(usize, String)>) {
        for (key, value) in object {
            let key = if prefix.is_empty() { key } else { format!("{prefix}.{key}") };
            let value = match value {
                Value::Object(inner) => {
                    self.flatten(&key, inner, cells);
                    continue;
                }
                other => scalar(other),
            };
            let next = self.columns.len();
            let column = *self.columns.entry(key.clone()).or_insert(next);
            if column == next {
                self.table.columns.push(key);
            }
            if let Some(value) = value.filter(|v| !v.trim().is_empty()) {
                cells.push((column, value));
            }
        }
    }
}

/// A value as text. Lists of texts are paragraphs.
fn scalar(value: Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text),
        Value::Array(list) if list.iter().all(Value::is_string) => {
            let parts: Vec<&str> = list.iter().filter_map(Value::as_str).collect();
            Some(parts.join("\n\n"))
        }
        other => Some(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::field::Field;
    use super::*;
    use proptest::prelude::*;

    fn lines(text: &str) -> Drafts {
        read_lines(text, "a.jsonl", &ReadOptions::default())
    }

    fn array(text: &str) -> Drafts {
        read_array(text, "a.json", &ReadOptions::default())
    }

    #[test]
    fn each_line_is_a_document_and_a_broken_one_costs_only_itself() {
        let text =
            "{\"id\": 7, \"text\": \"One.\", \"views\": 3}\n\n{broken\n[1]\n{\"text\": null}\r\n{\"text\": \"Two.\"}";
        let (drafts, skipped) = lines(text);
        assert_eq!(
            drafts.iter().map(|d| (d.origin.row, d.text.as_str())).collect::<Vec<_>>(),
            [(Some(1), "One."), (Some(6), "Two.")]
        );
        assert_eq!(drafts[0].fields[&Field::Id].0, "7");
        assert_eq!(drafts[0].metadata["views"], "3");
        assert_eq!(skipped.iter().map(|s| s.row).collect::<Vec<_>>(), [Some(3), Some(4), Some(5)]);
        assert!(skipped[0].reason.contains("column 2"), "{}", skipped[0].reason);
    }

    #[test]
    fn nested_keys_are_joined_and_paragraph_lists_become_text() {
        let (drafts, _) = lines("{\"text\": [\"One.\", \"Two.\"], \"meta\": {\"desk\": \"world\", \"n\": [1, 2]}}");
        assert_eq!(drafts[0].text, "One.\n\nTwo.");
        assert_eq!(
            (drafts[0].metadata["meta.desk"].as_str(), drafts[0].metadata["meta.n"].as_str()),
            ("world", "[1,2]")
        );
    }

    #[test]
    fn an_array_a_wrapped_array_and_misnamed_lines_are_read() {
        for text in [
            "[{\"text\": \"One.\"}, {\"text\": \"Two.\"}]",
            "{\"articles\": [{\"text\": \"One.\"}, {\"text\": \"Two.\"}], \"total\": 2}",
            "{\"text\": \"One.\"}\n{\"text\": \"Two.\"}",
        ] {
            let (drafts, skipped) = array(text);
            assert_eq!((drafts.len(), skipped.len()), (2, 0), "{text}");
        }
    }

    #[test]
    fn settings_in_json_are_named_as_holding_no_text() {
        let (drafts, skipped) = array("{\"name\": \"x\", \"version\": 1}");
        assert!(
            drafts.is_empty() && skipped[0].reason.contains("no text column: found `name`, `version`"),
            "{skipped:?}"
        );
        assert!(array("3").1[0].reason.contains("array of objects"));
        assert!(array("[1,").1[0].reason.contains("not JSON"));
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_skipped(text in "([\\[\\]{}:,\"\n0-9]|text|null|\\PC){0,60}") {
            lines(&text);
            array(&text);
        }
    }
}
