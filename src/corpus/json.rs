//! JSON with one document an object: lines (`.jsonl`, `.ndjson`, stdin) or an array (`.json`).

use rustc_hash::FxHashMap;
use serde_json::{Map, Value};

use super::field::{Field, assign, no_text};
use super::line::{is_space, split};
use super::object::{Value as Raw, has_control, unescape, walk};
use super::plan::drafts;
use super::table::{Drafts, LONGEST_ROW, Row, Table};
use super::{ReadOptions, Skipped};

/// Reads one object a line. Blank lines are passed over; rows are line numbers.
pub(crate) fn read_lines(text: &str, path: &str, options: &ReadOptions) -> Drafts {
    drafts(parse_lines(text, 1), path, options)
}

/// The objects of some lines, of which the first has the number `first`.
pub(crate) fn parse_lines(text: &str, first: u64) -> Table {
    let mut objects = Objects::default();
    let mut table = Table { noun: "key", ..Table::default() };
    for (number, line) in (first..).zip(split(text)) {
        let mut cells = Vec::new();
        match objects.read(line, &mut cells) {
            Ok(true) => table.rows.push(Row { number, cells }),
            Ok(false) => {}
            Err(reason) => table.skipped.push((number, reason)),
        }
    }
    table.columns = objects.columns;
    table
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
    let (mut all, mut table) = (Objects::default(), Table { noun: "key", ..Table::default() });
    for (number, value) in (1..).zip(objects) {
        let mut cells = Vec::new();
        match all.take(value, &mut cells) {
            Ok(()) => table.rows.push(Row { number, cells }),
            Err(reason) => table.skipped.push((number, reason)),
        }
    }
    table.columns = all.columns;
    // One object with a title is more often a description of data than a table of headlines.
    let untold = alone && assign(&table.columns, &options.fields).is_ok_and(|f| !f.contains(&Some(Field::Text)));
    if untold {
        return (Vec::new(), vec![whole(path, no_text(&table.columns))]);
    }
    drafts(table, path, options)
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

/// Values gathered into one table, whose columns are all their keys.
#[cfg(feature = "python")]
#[derive(Default)]
pub(crate) struct Collected {
    objects: Objects,
    rows: Vec<Row>,
    skipped: Vec<(u64, String)>,
}

#[cfg(feature = "python")]
impl Collected {
    pub(crate) fn add(&mut self, number: u64, value: Value) {
        let mut cells = Vec::new();
        match self.objects.take(value, &mut cells) {
            Ok(()) => self.rows.push(Row { number, cells }),
            Err(reason) => self.skipped.push((number, reason)),
        }
    }

    pub(crate) fn table(self) -> Table {
        Table { columns: self.objects.columns, rows: self.rows, skipped: self.skipped, noun: "key" }
    }
}

/// Cells that are not blank, by column.
pub(crate) type Cells = Vec<(usize, String)>;

/// Reads objects as rows of one table, whose columns are all their keys.
#[derive(Default)]
pub(crate) struct Objects {
    /// The keys met so far, in order.
    pub(crate) columns: Vec<String>,
    known: FxHashMap<String, usize>,
    /// By column, the last object that has it.
    seen: Vec<u64>,
    count: u64,
}

impl Objects {
    /// Reads a line into `cells`; false if it is blank.
    ///
    /// # Errors
    /// One line that says what is wrong and the way out.
    pub(crate) fn read(&mut self, line: &str, cells: &mut Cells) -> Result<bool, String> {
        if line.len() > LONGEST_ROW {
            return Err(too_long());
        }
        let line = trimmed(line);
        if line.is_empty() {
            return Ok(false);
        }
        let known = self.columns.len();
        if has_control(line) || !self.walk(line, cells) {
            self.forget(known);
            cells.clear();
            self.take(full(line)?, cells)?;
        }
        Ok(true)
    }

    /// Reads a value into `cells`, if it is an object.
    ///
    /// # Errors
    /// As [`Objects::read`].
    fn take(&mut self, value: Value, cells: &mut Cells) -> Result<(), String> {
        let Value::Object(object) = value else { return Err(no_object()) };
        self.flatten("", object, cells);
        Ok(())
    }

    /// Whether a line holds known keys only, each once, and `each` knows their values too. Whether it is
    /// broken elsewhere is not looked into.
    pub(crate) fn knows(&mut self, line: &str, each: impl Fn(usize, Raw<'_>) -> bool) -> bool {
        self.count += 1;
        let mut next = 0;
        walk(line, &mut |key, value| {
            let likely = self.columns.get(next).is_some_and(|name| name == key);
            let Some(column) = (if likely { Some(next) } else { self.known.get(key).copied() }) else { return false };
            next = column + 1;
            std::mem::replace(&mut self.seen[column], self.count) != self.count && each(column, value)
        })
    }

    /// Reads a plain object; false where the full parser must.
    fn walk(&mut self, line: &str, cells: &mut Cells) -> bool {
        self.count += 1;
        let mut next = 0;
        walk(line, &mut |key, value| {
            let column = self.column(key, next);
            next = column + 1;
            // Which of two equal keys counts, the full parser tells.
            if std::mem::replace(&mut self.seen[column], self.count) == self.count {
                return false;
            }
            let Some(cell) = cell(value) else { return false };
            cells.extend(cell.filter(|cell| !cell.trim().is_empty()).map(|cell| (column, cell)));
            true
        })
    }

    /// The column of a key, which most often is the one behind that of the key before.
    fn column(&mut self, key: &str, likely: usize) -> usize {
        if self.columns.get(likely).is_some_and(|name| name == key) {
            return likely;
        }
        if let Some(&column) = self.known.get(key) {
            return column;
        }
        self.known.insert(key.to_owned(), self.columns.len());
        self.columns.push(key.to_owned());
        self.seen.push(0);
        self.columns.len() - 1
    }

    /// Takes back the columns behind the first `kept`.
    fn forget(&mut self, kept: usize) {
        for name in self.columns.drain(kept..) {
            self.known.remove(&name);
        }
        self.seen.truncate(kept);
    }

    /// Keys of nested objects are joined by dots: `{"article": {"text": …}}` gives `article.text`.
    fn flatten(&mut self, prefix: &str, object: Map<String, Value>, cells: &mut Cells) {
        for (key, value) in object {
            let key = if prefix.is_empty() { key } else { format!("{prefix}.{key}") };
            let value = match value {
                Value::Object(inner) => {
                    self.flatten(&key, inner, cells);
                    continue;
                }
                other => scalar(other),
            };
            let column = self.column(&key, usize::MAX);
            cells.extend(value.filter(|v| !v.trim().is_empty()).map(|value| (column, value)));
        }
    }
}

/// A line without the white space around it; most have none.
pub(crate) fn trimmed(line: &str) -> &str {
    match line.as_bytes() {
        [b'{', .., b'}'] => line,
        _ => line.trim_matches(is_space),
    }
}

/// The value of a line, whatever it is.
///
/// # Errors
/// As [`Objects::read`].
fn full(line: &str) -> Result<Value, String> {
    serde_json::from_str(line).map_err(|error| {
        let column = error.column();
        format!("no JSON object ({}, column {column}); write one object a line", what(&error))
    })
}

/// That a line has more than [`LONGEST_ROW`] bytes.
pub(crate) fn too_long() -> String {
    format!("a line of more than {} MiB; write one article a line", LONGEST_ROW >> 20)
}

fn no_object() -> String {
    "no JSON object; write one object with a `text` key for each document".to_owned()
}

/// What a key of a plain object holds, as text; `None` where that takes the full parser.
fn cell(value: Raw<'_>) -> Option<Option<String>> {
    Some(match value {
        Raw::Null => None,
        Raw::Text(text) | Raw::Plain(text) => Some(text.to_owned()),
        Raw::Escaped(text) => Some(unescape(text)?),
        Raw::Other(text) => scalar(serde_json::from_str(text).ok()?),
    })
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
        assert_eq!(drafts[0].fields.get(Field::Id).unwrap().0, "7");
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
