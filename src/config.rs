//! TOML files read with the place of every value, all faults at once.
//!
//! Lexicons, actors, names, events and studies are written by hand and tuned
//! for weeks; a reader that stops at the first fault, or ignores a misspelt
//! key, costs its user an evening. So every table is taken through a
//! [`Table`], which notes each key it was asked for and reports the others.

use std::ops::Range;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::error::{Error, Fault};

/// A TOML file at work: its text, its path, and the faults found so far.
#[derive(Debug)]
pub struct Source {
    path: String,
    text: Arc<str>,
    faults: Vec<Fault>,
}

impl Source {
    /// A file by its path and text.
    pub fn new(path: &str, text: &str) -> Self {
        Source { path: path.to_owned(), text: text.into(), faults: Vec::new() }
    }

    /// The whole text.
    pub fn text(&self) -> &Arc<str> {
        &self.text
    }

    /// The path as the user named it.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Report a fault at a place.
    pub fn fault(
        &mut self,
        code: &'static str,
        span: Range<usize>,
        message: impl Into<String>,
        label: impl Into<String>,
    ) -> &mut Fault {
        let fault = Fault::error(message).code(code).at(&self.path, &self.text, span, label);
        self.faults.push(fault);
        let last = self.faults.len() - 1;
        &mut self.faults[last]
    }

    /// The faults in the order of their places.
    pub fn faults(mut self) -> Vec<Fault> {
        self.faults.sort_by_key(|f| f.place.as_ref().map_or(0, |p| p.span.start));
        self.faults
    }

    /// `Ok(value)` if there is no fault, else all of them.
    ///
    /// # Errors
    /// The faults in the order of their places.
    pub fn finish<T>(self, value: T) -> Result<T, Error> {
        if self.faults.is_empty() { Ok(value) } else { Err(Error { faults: self.faults() }) }
    }

    /// Parse the text and hand its top-level table to `read`.
    ///
    /// Faults of the syntax are reported together with whatever `read` finds
    /// in the part that could be understood.
    ///
    /// # Errors
    /// All faults of the file.
    pub fn read<T>(self, read: impl FnOnce(&mut Source, &mut Table<'_, '_>) -> T) -> Result<T, Error> {
        let (value, faults) = self.read_lenient(read);
        if faults.is_empty() { Ok(value) } else { Err(Error { faults }) }
    }

    /// The same with what could be understood beside the faults.
    pub fn read_lenient<T>(mut self, read: impl FnOnce(&mut Source, &mut Table<'_, '_>) -> T) -> (T, Vec<Fault>) {
        let text = Arc::clone(&self.text);
        let (root, errors) = DeTable::parse_recoverable(&text);
        for error in &errors {
            let span = error.span().unwrap_or(0..0);
            self.fault("T01", span, format!("not TOML: {}", error.message()), "");
        }
        let mut table = Table::new(root.get_ref(), root.span());
        let value = read(&mut self, &mut table);
        // A broken line makes neighbours look unknown; mend the syntax first.
        if errors.is_empty() {
            table.finish(&mut self);
        }
        (value, self.faults())
    }
}

/// One table: asked key by key, then closed with [`Table::finish`].
#[derive(Debug)]
pub struct Table<'d, 'i> {
    table: &'d DeTable<'i>,
    span: Range<usize>,
    asked: Vec<&'static str>,
    open: bool,
}

/// A value and its place.
pub type Value<'d, 'i> = &'d Spanned<DeValue<'i>>;

impl<'d, 'i> Table<'d, 'i> {
    /// A table and its place.
    pub fn new(table: &'d DeTable<'i>, span: Range<usize>) -> Self {
        Table { table, span, asked: Vec::new(), open: false }
    }

    /// The place of the table.
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// The value of `key`, if there.
    pub fn get(&mut self, key: &'static str) -> Option<Value<'d, 'i>> {
        self.asked.push(key);
        self.table.get(key)
    }

    /// Every key with its place and value; no key is unknown in such a table.
    pub fn all(&mut self) -> Vec<(String, Range<usize>, Value<'d, 'i>)> {
        self.open = true;
        let mut all: Vec<_> = self.table.iter().map(|(k, v)| (k.get_ref().to_string(), k.span(), v)).collect();
        all.sort_by_key(|(_, span, _)| span.start);
        all
    }

    /// Every key not asked for yet, with its place and value.
    pub fn rest(&mut self) -> Vec<(String, Range<usize>, Value<'d, 'i>)> {
        let asked = self.asked.clone();
        self.all().into_iter().filter(|(k, ..)| !asked.contains(&k.as_str())).collect()
    }

    /// A string.
    pub fn string(&mut self, source: &mut Source, key: &'static str) -> Option<String> {
        let value = self.get(key)?;
        string(source, value, key)
    }

    /// A string that must be there.
    pub fn required(&mut self, source: &mut Source, key: &'static str) -> Option<String> {
        self.asked.push(key);
        if !self.table.contains_key(key) {
            let span = self.span.start..self.span.start;
            source.fault("T03", span, format!("`{key}` is missing"), format!("expected `{key} = \"…\"` in this table"));
            return None;
        }
        self.string(source, key)
    }

    /// A whole number within `range`.
    pub fn integer(
        &mut self,
        source: &mut Source,
        key: &'static str,
        range: std::ops::RangeInclusive<i64>,
        what: &str,
    ) -> Option<i64> {
        let value = self.get(key)?;
        let number = value.get_ref().as_integer().and_then(|i| i64::from_str_radix(i.as_str(), i.radix()).ok());
        match number {
            Some(n) if range.contains(&n) => Some(n),
            _ => {
                let expected = format!("expected a whole number from {} to {}", range.start(), range.end());
                let fault = source.fault("T04", value.span(), format!("`{key}` is not {what}"), expected);
                if let Some(text) = value.get_ref().as_str().filter(|s| s.parse::<i64>().is_ok()) {
                    fault.help = Some(format!("write `{key} = {text}`, without quotes"));
                }
                None
            }
        }
    }

    /// A number.
    pub fn float(&mut self, source: &mut Source, key: &'static str) -> Option<f64> {
        let value = self.get(key)?;
        let found = match value.get_ref() {
            DeValue::Float(f) => f.as_str().parse::<f64>().ok(),
            DeValue::Integer(i) => i.as_str().parse::<f64>().ok(),
            _ => None,
        };
        if found.is_none() {
            source.fault("T02", value.span(), format!("`{key}` is not a number"), "expected a number such as 1 or 0.5");
        }
        found
    }

    /// True or false.
    pub fn boolean(&mut self, source: &mut Source, key: &'static str) -> Option<bool> {
        let value = self.get(key)?;
        let found = value.get_ref().as_bool();
        if found.is_none() {
            source.fault(
                "T02",
                value.span(),
                format!("`{key}` is neither true nor false"),
                "expected `true` or `false`",
            );
        }
        found
    }

    /// A list of strings with their places; one string alone counts as a list of one.
    pub fn strings(&mut self, source: &mut Source, key: &'static str) -> Vec<(String, Range<usize>)> {
        self.get(key).map(|value| strings(source, value, key)).unwrap_or_default()
    }

    /// The items of an array.
    pub fn array(&mut self, source: &mut Source, key: &'static str) -> Vec<Value<'d, 'i>> {
        let Some(value) = self.get(key) else { return Vec::new() };
        array(source, value, key)
    }

    /// A table below this one, closed by the caller.
    pub fn table(&mut self, source: &mut Source, key: &'static str) -> Option<Table<'d, 'i>> {
        let value = self.get(key)?;
        table(source, value, key)
    }

    /// A table of strings, such as labels by language.
    pub fn string_map(&mut self, source: &mut Source, key: &'static str) -> Vec<(String, String)> {
        let Some(mut table) = self.table(source, key) else { return Vec::new() };
        table.all().into_iter().filter_map(|(name, _, value)| Some((name, string(source, value, key)?))).collect()
    }

    /// Report the keys that nobody asked for, each with the nearest known one.
    pub fn finish(&self, source: &mut Source) {
        if self.open {
            return;
        }
        for (key, _) in self.table.iter() {
            let name: &str = key.get_ref();
            if self.asked.contains(&name) {
                continue;
            }
            let mut known = self.asked.clone();
            known.sort_unstable();
            known.dedup();
            let fault = source.fault("T05", key.span(), format!("unknown key `{name}`"), "not a key of this table");
            fault.help = Some(match nearest(name, &known) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("known keys: {}", known.join(", ")),
            });
        }
    }
}

/// A value as a string.
pub fn string(source: &mut Source, value: Value<'_, '_>, key: &str) -> Option<String> {
    match value.get_ref().as_str() {
        Some(text) => Some(text.to_owned()),
        None => {
            let found = value.get_ref().type_str();
            source.fault(
                "T02",
                value.span(),
                format!("`{key}` is not text"),
                format!("expected text in quotes, found {found}"),
            );
            None
        }
    }
}

/// A value as the items of an array.
pub fn array<'d, 'i>(source: &mut Source, value: Value<'d, 'i>, key: &str) -> Vec<Value<'d, 'i>> {
    match value.get_ref().as_array() {
        Some(items) => items.iter().collect(),
        None => {
            let found = value.get_ref().type_str();
            source.fault(
                "T02",
                value.span(),
                format!("`{key}` is not a list"),
                format!("expected [ … ], found {found}"),
            );
            Vec::new()
        }
    }
}

/// A value as a list of strings.
pub fn strings(source: &mut Source, value: Value<'_, '_>, key: &str) -> Vec<(String, Range<usize>)> {
    if let Some(text) = value.get_ref().as_str() {
        return vec![(text.to_owned(), value.span())];
    }
    let items = array(source, value, key);
    items.into_iter().filter_map(|item| Some((string(source, item, key)?, item.span()))).collect()
}

/// A value as a table.
pub fn table<'d, 'i>(source: &mut Source, value: Value<'d, 'i>, key: &str) -> Option<Table<'d, 'i>> {
    match value.get_ref().as_table() {
        Some(found) => Some(Table::new(found, value.span())),
        None => {
            let found = value.get_ref().type_str();
            source.fault(
                "T02",
                value.span(),
                format!("`{key}` is not a table"),
                format!("expected {{ … }}, found {found}"),
            );
            None
        }
    }
}

/// Whether a key can be the code of a language (`en`, `hyw`).
pub fn is_language_code(key: &str) -> bool {
    (2..=3).contains(&key.len()) && key.chars().all(|c| c.is_ascii_lowercase())
}

/// The known name closest to a misspelt one, if it is close enough to be meant.
pub fn nearest<'k>(name: &str, known: &[&'k str]) -> Option<&'k str> {
    known
        .iter()
        .map(|k| (strsim::damerau_levenshtein(name, k), *k))
        .filter(|(distance, k)| *distance <= 1 + k.chars().count() / 4)
        .min()
        .map(|(_, k)| k)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_faults_of_a_file_are_reported_together_and_in_order() {
        let text = "idd = \"x\"\nwithin = \"4\"\nlist = 3\n";
        let error = Source::new("a.toml", text)
            .read(|source, table| {
                table.required(source, "id");
                table.integer(source, "within", 1..=50, "a number of tokens");
                table.strings(source, "list");
            })
            .unwrap_err();
        let messages: Vec<_> = error.faults.iter().map(|f| f.message.as_str()).collect();
        assert_eq!(
            messages,
            ["`id` is missing", "unknown key `idd`", "`within` is not a number of tokens", "`list` is not a list"]
        );
        assert_eq!(error.faults[1].help.as_deref(), Some("did you mean `id`?"));
        assert_eq!(error.faults[2].help.as_deref(), Some("write `within = 4`, without quotes"));
    }

    #[test]
    fn broken_syntax_is_shown_at_its_place() {
        let error = Source::new("a.toml", "a = [1,\nb = 2\n").read(|_, _| ()).unwrap_err();
        assert!(error.faults[0].message.starts_with("not TOML"), "{error}");
        assert!(error.faults[0].position().is_some());
    }
}
