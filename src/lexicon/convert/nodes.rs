//! The XML tree that Yoshikoder and Lexicoder 2 share: `dictionary`, `cnode`, `pnode`.
//!
//! Followed: Yoshikoder's own reader, `YKDictionaryHandler.java` in
//! <https://github.com/conjugateprior/yoshikoder> (`name`, `score` and `desc`
//! of a node, `patternengine` of the dictionary). The reader goes on behind a
//! wrong end tag, so that all faults of a file come at once.

use std::collections::BTreeMap;
use std::ops::Range;

use quick_xml::escape::{escape, unescape};
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use super::read::Page;
use super::{Category, Term, number};

/// What a file holds.
#[derive(Default)]
pub(super) struct Tree {
    /// The attributes of `dictionary`.
    pub attributes: BTreeMap<String, String>,
    pub categories: Vec<Category>,
}

/// An element that is not closed yet.
struct Open {
    name: String,
    span: Range<usize>,
    /// What a `cnode` gathers.
    category: Option<Category>,
}

struct Walk<'p> {
    page: &'p mut Page,
    tree: Tree,
    open: Vec<Open>,
    /// Patterns are regular expressions (`patternengine="regexp"`).
    regexes: bool,
}

/// A value with its place.
type Attributes = BTreeMap<String, (String, Range<usize>)>;

pub(super) fn read(page: &mut Page) -> Tree {
    let text = page.source.text().clone();
    let mut reader = Reader::from_str(&text);
    reader.config_mut().check_end_names = false;
    reader.config_mut().allow_unmatched_ends = true;
    let mut walk = Walk { page, tree: Tree::default(), open: Vec::new(), regexes: false };
    loop {
        let from = reader.buffer_position() as usize;
        let event = reader.read_event();
        let span = from..(reader.buffer_position() as usize).min(text.len());
        match event {
            Ok(Event::Eof) => {
                walk.unclosed(0);
                break;
            }
            Ok(Event::Start(element)) => walk.start(&element, span, false),
            Ok(Event::Empty(element)) => walk.start(&element, span, true),
            Ok(Event::End(element)) => walk.end(element.name().0, span),
            Ok(Event::Text(words)) if !words.trim().is_empty() => walk.stray(&words, span),
            Ok(_) => {}
            Err(error) => {
                let at = (reader.error_position() as usize).min(text.len());
                walk.page.source.fault("D01", at..at, format!("not XML: {error}"), "from here on nothing can be read");
                break;
            }
        }
    }
    while !walk.open.is_empty() {
        walk.pop();
    }
    walk.tree
}

impl Walk<'_> {
    fn start(&mut self, element: &BytesStart<'_>, span: Range<usize>, empty: bool) {
        let attributes = self.attributes(element, &span);
        let name = element.name().0.to_owned();
        let mut open = Open { name, span: span.clone(), category: None };
        match open.name.as_str() {
            "dictionary" => {
                self.regexes =
                    attributes.get("patternengine").is_some_and(|(engine, _)| engine.eq_ignore_ascii_case("regexp"));
                self.tree.attributes = attributes.into_iter().map(|(key, (value, _))| (key, value)).collect();
            }
            "cnode" => open.category = Some(self.category(&attributes, &span)),
            "pnode" => self.pattern(&attributes, &span),
            other => {
                let message = format!("`<{other}>` is no part of a dictionary");
                self.page.source.fault("D05", span, message, "expected dictionary, cnode or pnode");
            }
        }
        self.open.push(open);
        if empty {
            self.pop();
        }
    }

    fn attributes(&mut self, element: &BytesStart<'_>, span: &Range<usize>) -> Attributes {
        let mut found = Attributes::new();
        for attribute in element.attributes() {
            let attribute = match attribute {
                Ok(attribute) => attribute,
                Err(error) => {
                    self.page.source.fault("D01", span.clone(), format!("not XML: {error}"), "in this element");
                    continue;
                }
            };
            // A borrowed value lies in the text itself.
            let raw = &*attribute.value;
            let within = self.page.source.text().get(span.clone()).and_then(|e| e.find(&format!("\"{raw}\"")));
            let place = within.map_or(span.clone(), |at| span.start + at + 1..span.start + at + 1 + raw.len());
            let value = match unescape(raw) {
                Ok(value) => value.into_owned(),
                Err(error) => {
                    let fault = self.page.source.fault("D01", place.clone(), format!("not XML: {error}"), "");
                    fault.help = Some("write `&amp;` for a plain `&`".to_owned());
                    raw.to_owned()
                }
            };
            found.insert(attribute.key.0.to_owned(), (value, place));
        }
        found
    }

    fn category(&mut self, attributes: &Attributes, span: &Range<usize>) -> Category {
        let name = attributes.get("name").map(|(name, _)| name.trim()).unwrap_or_default();
        if name.is_empty() {
            self.page.source.fault("D02", span.clone(), "a category has no name", "expected `name=\"…\"`");
        }
        let known = match self.open.last_mut().and_then(|above| above.category.as_ref()) {
            Some(above) => above.children.iter().any(|c| c.name == name),
            None => self.tree.categories.iter().any(|c| c.name == name),
        };
        if known && !name.is_empty() {
            let message = format!("category `{name}` stands twice beside itself");
            self.page.source.fault("D06", span.clone(), message, "give one of them another name");
        }
        let note = attributes.get("desc").map(|(text, _)| text.trim()).filter(|text| !text.is_empty() && *text != name);
        Category {
            name: if name.is_empty() { "unnamed".to_owned() } else { name.to_owned() },
            note: note.map(str::to_owned),
            weight: self.score(attributes).filter(|w| *w != 1.0),
            ..Category::default()
        }
    }

    fn pattern(&mut self, attributes: &Attributes, span: &Range<usize>) {
        let (name, place) = attributes.get("name").cloned().unwrap_or_else(|| (String::new(), span.clone()));
        if name.trim().is_empty() {
            self.page.source.fault("D02", place, "a pattern has no name", "expected `name=\"…\"`");
            return;
        }
        let score = self.score(attributes);
        let term = if self.regexes {
            Term { pattern: format!("re:{}", name.trim()), ..Term::default() }
        } else {
            self.padding(&name, place.start);
            self.page.term(&name, place.start)
        };
        let mut term = term.weighing(score);
        term.note = attributes.get("desc").map(|(text, _)| text.trim().to_owned()).filter(|text| !text.is_empty());
        match self.open.last_mut().and_then(|above| above.category.as_mut()) {
            Some(category) => category.terms.push(term),
            None => {
                let message = format!("pattern `{}` is in no category", term.pattern);
                self.page.source.fault("D05", span.clone(), message, "expected a cnode around it");
            }
        }
    }

    /// A space on one side only leaves the word open on the other.
    fn padding(&mut self, name: &str, at: usize) {
        let sides = (name.starts_with(' '), name.ends_with(' '));
        if sides.0 != sides.1 {
            let side = if sides.0 { "behind" } else { "before" };
            self.page.lose(
                at,
                format!("`{name}` is open {side} the word"),
                "a space marks a word's edge in Lexicoder 2; patterns here match whole words",
                "taken as a whole word; add `*` where it should stay open",
            );
        }
    }

    fn score(&mut self, attributes: &Attributes) -> Option<f64> {
        let (text, place) = attributes.get("score")?;
        if text.trim().is_empty() {
            return None;
        }
        let found = text.trim().parse::<f64>().ok().filter(|w| w.is_finite());
        if found.is_none() {
            let message = format!("`{text}` is no score");
            self.page.source.fault("D04", place.clone(), message, "expected a number such as 2 or 0.5");
        }
        found
    }

    fn stray(&mut self, words: &str, span: Range<usize>) {
        let lead = words.len() - words.trim_start().len();
        let span = span.start + lead..span.start + lead + words.trim().len();
        let fault = self.page.source.fault("D05", span, "text stands between the elements", "not read");
        fault.help = Some("a pattern is written `<pnode name=\"…\"/>`".to_owned());
    }

    fn end(&mut self, name: &str, span: Range<usize>) {
        match self.open.iter().rposition(|open| open.name == name) {
            Some(at) => {
                self.unclosed(at + 1);
                while self.open.len() > at {
                    self.pop();
                }
            }
            None => {
                self.page.source.fault("D01", span, format!("`</{name}>` closes nothing"), "no such element is open");
            }
        }
    }

    fn unclosed(&mut self, from: usize) {
        for open in self.open.iter().skip(from) {
            let message = format!("`<{}>` is not closed", open.name);
            self.page.source.fault("D01", open.span.clone(), message, format!("expected `</{}>` behind it", open.name));
        }
    }

    fn pop(&mut self) {
        let Some(category) = self.open.pop().and_then(|open| open.category) else { return };
        let above = self.open.iter_mut().rev().find_map(|open| open.category.as_mut());
        match above {
            Some(above) => above.children.push(category),
            None => self.tree.categories.push(category),
        }
    }
}

/// Attribute `key="value"` with a space before it.
pub(super) fn attribute(key: &str, value: &str) -> String {
    format!(" {key}=\"{}\"", escape(value))
}

/// A category with all that is in it; `pad` puts a space on either side of a pattern.
pub(super) fn push(category: &Category, depth: usize, pad: bool, out: &mut String) {
    let indent = "\t".repeat(depth);
    let score = |weight: Option<f64>| weight.map(|w| attribute("score", &number(w))).unwrap_or_default();
    let desc = |note: &Option<String>| note.as_ref().map(|n| attribute("desc", n)).unwrap_or_default();
    let head = format!("{}{}{}", attribute("name", &category.name), score(category.weight), desc(&category.note));
    out.push_str(&format!("{indent}<cnode{head}>\n"));
    for term in &category.terms {
        let name = if pad { format!(" {} ", term.pattern) } else { term.pattern.clone() };
        let head = format!("{}{}{}", attribute("name", &name), score(term.weight), desc(&term.note));
        out.push_str(&format!("{indent}\t<pnode{head}/>\n"));
    }
    for child in &category.children {
        push(child, depth + 1, pad, out);
    }
    out.push_str(&format!("{indent}</cnode>\n"));
}
