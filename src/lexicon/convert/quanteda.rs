//! quanteda dictionaries in YAML, `.yml` and `.yaml`.
//!
//! Followed: `dictionary()` and `as.yaml()` in quanteda's `R/dictionaries.R`:
//! nested mappings whose leaves are lists of strings (or one string); the
//! patterns beside sub-keys stand under the key `__`, as `as.yaml()` writes
//! them. A list that mixes patterns and mappings is understood too. Unlike R,
//! which turns an unquoted `no` or `1914` into something that quanteda
//! refuses, every scalar is text here; what is written is quoted so that R
//! reads text as well.

use std::ops::Range;

use saphyr_parser::{Event, Parser, ScalarStyle};

use super::read::Page;
use super::{Category, Dictionary};

/// Deeper than any dictionary, shallow enough for the stack.
const DEEPEST: usize = 64;

enum Node {
    Null,
    Text(String),
    List(Vec<(Node, Range<usize>)>),
    Map(Vec<(String, Node, Range<usize>)>),
}

/// What is wrong: place, message, way out.
type Broken = (Range<usize>, String, Option<String>);

/// One text as the parser's events with places in bytes.
struct Events<'t> {
    parser: Parser<'t, saphyr_parser::StrInput<'t>>,
    /// The byte of every character.
    bytes: Vec<usize>,
    offset: usize,
}

impl<'t> Events<'t> {
    fn new(text: &'t str, offset: usize) -> Self {
        let bytes = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        Events { parser: Parser::new_from_str(text), bytes, offset }
    }

    fn place(&self, from: usize, to: usize) -> Range<usize> {
        let byte = |index: usize| self.offset + self.bytes.get(index).or(self.bytes.last()).copied().unwrap_or(0);
        byte(from)..byte(to.max(from))
    }

    fn next(&mut self) -> Result<(Event<'t>, Range<usize>), Broken> {
        match self.parser.next_event() {
            Some(Ok((event, span))) => {
                let place = self.place(span.start.index(), span.end.index());
                Ok((event, place))
            }
            Some(Err(error)) => {
                let at = error.marker().index();
                let help = if error.info().contains("anchor") || error.info().contains("alias") {
                    "put a pattern that begins with `*` or `&` in quotes: \"*word\""
                } else {
                    "a key ends in `:`, a pattern begins with `- `, both indented by spaces, never tabs"
                };
                Err((self.place(at, at), format!("not YAML: {}", error.info()), Some(help.to_owned())))
            }
            None => Ok((Event::StreamEnd, self.place(usize::MAX, usize::MAX))),
        }
    }

    fn node(&mut self, first: (Event<'t>, Range<usize>), depth: usize) -> Result<(Node, Range<usize>), Broken> {
        let (event, span) = first;
        if depth > DEEPEST {
            return Err((span, format!("nested more than {DEEPEST} deep"), None));
        }
        let node = match event {
            Event::Scalar(text, ScalarStyle::Plain, ..) if matches!(&*text, "" | "~" | "null" | "NULL" | "Null") => {
                Node::Null
            }
            Event::Scalar(text, ..) => Node::Text(text.into_owned()),
            Event::Alias(_) => {
                let help = "write the patterns out; put a pattern that begins with `*` in quotes".to_owned();
                return Err((span, "an alias is no pattern".to_owned(), Some(help)));
            }
            Event::SequenceStart(..) => {
                let mut items = Vec::new();
                loop {
                    match self.next()? {
                        (Event::SequenceEnd | Event::StreamEnd, _) => break Node::List(items),
                        item => items.push(self.node(item, depth + 1)?),
                    }
                }
            }
            Event::MappingStart(..) => self.mapping(depth)?,
            _ => Node::Null,
        };
        Ok((node, span))
    }

    fn mapping(&mut self, depth: usize) -> Result<Node, Broken> {
        let mut entries = Vec::new();
        loop {
            let key = self.next()?;
            if matches!(key.0, Event::MappingEnd | Event::StreamEnd) {
                return Ok(Node::Map(entries));
            }
            let (key, place) = self.node(key, depth + 1)?;
            let value = self.next()?;
            let (value, _) = self.node(value, depth + 1)?;
            match key {
                Node::Text(name) => entries.push((name, value, place)),
                Node::Null => entries.push((String::new(), value, place)),
                _ => return Err((place, "a key is not text".to_owned(), None)),
            }
        }
    }
}

/// Every document of a text, or the first thing that is wrong with it.
fn documents(text: &str, offset: usize) -> Result<Vec<(Node, Range<usize>)>, Broken> {
    let mut events = Events::new(text, offset);
    let mut found = Vec::new();
    loop {
        match events.next()? {
            (Event::StreamEnd, _) => return Ok(found),
            (Event::StreamStart | Event::DocumentStart(_) | Event::DocumentEnd | Event::Nothing, _) => {}
            first => found.push(events.node(first, 0)?),
        }
    }
}

pub(super) fn read(page: &mut Page) -> Dictionary {
    let text = page.source.text().clone();
    let mut dictionary = Dictionary::default();
    let nodes = match documents(&text, 0) {
        Ok(nodes) => nodes,
        Err(whole) => apart(page, &text, whole),
    };
    for (node, place) in nodes {
        match node {
            Node::Map(entries) => {
                for entry in entries {
                    keep(page, &mut dictionary.categories, entry);
                }
            }
            Node::Null => {}
            Node::Text(_) | Node::List(_) => {
                page.source.fault("D05", place, "patterns without a key", "expected `key:` and its patterns below");
            }
        }
    }
    dictionary
}

/// The top-level keys one by one, so that a broken one does not take the others along.
fn apart(page: &mut Page, text: &str, whole: Broken) -> Vec<(Node, Range<usize>)> {
    let mut starts = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if !line.starts_with([' ', '\t', '#', '-', '\n', '\r', ']', '}', '%', '.']) {
            starts.push(at);
        }
        at += line.len();
    }
    let mut nodes = Vec::new();
    let mut broken = Vec::new();
    for (n, &start) in starts.iter().enumerate() {
        let end = starts.get(n + 1).copied().unwrap_or(text.len());
        match documents(&text[start..end], start) {
            Ok(found) => nodes.extend(found),
            // What is missing at the end of a key is shown there, not at the next one.
            Err((place, message, help)) => {
                let last = start + text[start..end].trim_end().len();
                broken.push((place.start.min(last)..place.end.min(last), message, help));
            }
        }
    }
    // Only together are they broken: the one fault of the whole says it.
    if broken.is_empty() {
        broken.push(whole);
        nodes.clear();
    }
    for (place, message, help) in broken {
        page.source.fault("D01", place, message, "").help = help;
    }
    nodes
}

fn keep(page: &mut Page, beside: &mut Vec<Category>, (name, node, place): (String, Node, Range<usize>)) {
    let name = name.trim();
    if name.is_empty() {
        page.source.fault("D02", place, "a key has no name", "expected `name:`");
        return;
    }
    if beside.iter().any(|c| c.name == name) {
        let fault = page.source.fault("D06", place, format!("key `{name}` stands twice"), "it is above already");
        fault.help = Some("put its patterns under one key".to_owned());
        return;
    }
    let mut category = Category { name: name.to_owned(), ..Category::default() };
    fill(page, &mut category, node, place);
    beside.push(category);
}

fn fill(page: &mut Page, category: &mut Category, node: Node, place: Range<usize>) {
    match node {
        Node::Null => {}
        Node::Text(text) if text.trim().is_empty() => {
            page.source.fault("D02", place, "a pattern is empty", "delete it");
        }
        Node::Text(text) => category.terms.push(page.term(&text, place.start)),
        Node::List(items) => {
            for (item, place) in items {
                if matches!(item, Node::Null) {
                    page.source.fault("D02", place, "a pattern is empty", "delete it, or put `~` or `null` in quotes");
                } else {
                    fill(page, category, item, place);
                }
            }
        }
        Node::Map(entries) => {
            for (name, node, place) in entries {
                if name == "__" {
                    fill(page, category, node, place);
                } else {
                    keep(page, &mut category.children, (name, node, place));
                }
            }
        }
    }
}

pub(super) fn write(dictionary: &Dictionary) -> String {
    let mut out = String::new();
    for category in &dictionary.categories {
        push(category, 0, &mut out);
    }
    out
}

fn push(category: &Category, depth: usize, out: &mut String) {
    let indent = "  ".repeat(depth);
    let head = format!("{indent}{}:", quoted(&category.name));
    let list = |indent: &str, out: &mut String| {
        for term in &category.terms {
            out.push_str(&format!("{indent}  - {}\n", quoted(&term.pattern)));
        }
    };
    match (category.terms.is_empty(), category.children.is_empty()) {
        (true, true) => out.push_str(&format!("{head} []\n")),
        (false, true) => {
            out.push_str(&format!("{head}\n"));
            list(&indent, out);
        }
        (own, false) => {
            out.push_str(&format!("{head}\n"));
            if !own {
                out.push_str(&format!("{indent}  __:\n"));
                list(&format!("{indent}  "), out);
            }
            for child in &category.children {
                push(child, depth + 1, out);
            }
        }
    }
}

/// Plain where R and YAML 1.2 both read text, else in double quotes, whose escapes are those of JSON.
fn quoted(text: &str) -> String {
    let plain = text.starts_with(|c: char| c.is_alphabetic())
        && text.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '*' | '?' | '_' | '-' | '\''))
        && !text.ends_with(' ');
    let reserved = ["y", "n", "yes", "no", "on", "off", "true", "false", "null", "na", "inf", "nan"];
    if plain && !reserved.contains(&text.to_lowercase().as_str()) {
        return text.to_owned();
    }
    serde_json::Value::from(text).to_string()
}
