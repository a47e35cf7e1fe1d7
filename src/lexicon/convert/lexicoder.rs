//! Lexicoder dictionaries: `.lc3` (version 3) and `.lcd` (version 2, XML).
//!
//! Followed: quanteda's `read_dict_lexicoder()` and its test dictionary
//! `mary.lc3` (a line `+Category`, then one pattern a line, UTF-8, spaces
//! around a line without meaning) for version 3; for version 2, which is
//! Yoshikoder's XML without a root category (quanteda issues 228 and 779), its
//! `<dictionary style="Lexicoder">` with patterns padded by spaces, which mark
//! the edges of words. Either is recognised by its first sign, whatever the
//! extension. Version 3 does not nest: a dotted name is read as a path.

use super::read::Page;
use super::{Dictionary, dotted, nodes};

pub(super) fn read(page: &mut Page) -> Dictionary {
    let text = page.source.text().clone();
    if text.trim_start().starts_with('<') {
        let tree = nodes::read(page);
        let title = tree.attributes.get("name").filter(|name| !name.is_empty()).cloned();
        return Dictionary { title, categories: tree.categories };
    }
    let mut dictionary = Dictionary::default();
    let mut path: Option<Vec<String>> = None;
    let mut at = 0;
    for raw in text.split_inclusive('\n') {
        let line = raw.trim();
        let span = at + raw.find(line).unwrap_or(0)..at + raw.find(line).unwrap_or(0) + line.len();
        at += raw.len();
        if let Some(name) = line.strip_prefix('+') {
            if name.trim().is_empty() {
                page.source.fault("D02", span, "a category has no name", "expected `+Name`");
                path = None;
                continue;
            }
            let found = dotted(name);
            dictionary.at(&found);
            path = Some(found);
        } else if !line.is_empty() {
            let term = page.term(line, span.start);
            match &path {
                Some(path) => dictionary.at(path).into_iter().for_each(|c| c.terms.push(term.clone())),
                None => {
                    let message = format!("pattern `{line}` is in no category");
                    page.source.fault("D05", span, message, "expected a line `+Name` before it");
                }
            }
        }
    }
    dictionary
}

pub(super) fn write(dictionary: &Dictionary) -> String {
    let mut out = String::new();
    for category in &dictionary.categories {
        out.push_str(&format!("+{}\n", category.name));
        for term in &category.terms {
            out.push_str(&format!("{}\n", term.pattern));
        }
    }
    out
}

pub(super) fn write_xml(dictionary: &Dictionary) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?>\n");
    let title = dictionary.title.as_ref().map(|t| nodes::attribute("name", t)).unwrap_or_default();
    out.push_str(&format!("<dictionary style=\"Lexicoder\"{title}>\n"));
    for category in &dictionary.categories {
        nodes::push(category, 1, true, &mut out);
    }
    out.push_str("</dictionary>\n");
    out
}
