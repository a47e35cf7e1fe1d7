//! Yoshikoder dictionaries, `.ykd`.
//!
//! Followed: `YKDictionaryHandler.java` and the help page “Dictionaries” of
//! <https://github.com/conjugateprior/yoshikoder>: one root category that is
//! the dictionary itself, patterns beside sub-categories, a `score` on either,
//! `*` anywhere in a word, single words only. A file with several categories
//! at its top, or patterns in its root, has no such root.

use super::read::Page;
use super::{Dictionary, nodes};

/// What Yoshikoder calls a dictionary that nobody named.
const UNNAMED: &str = "New dictionary";

pub(super) fn read(page: &mut Page) -> Dictionary {
    let mut tree = nodes::read(page);
    let rooted = matches!(tree.categories.as_slice(), [root] if root.terms.is_empty() && !root.children.is_empty());
    if !rooted {
        return Dictionary { title: None, categories: tree.categories };
    }
    let Some(root) = tree.categories.pop() else { return Dictionary::default() };
    let title = Some(root.name).filter(|name| name != UNNAMED);
    Dictionary { title, categories: root.children }
}

pub(super) fn write(dictionary: &Dictionary) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out.push_str("<dictionary style=\"050805\" patternengine=\"substring\">\n");
    let title = dictionary.title.as_deref().unwrap_or(UNNAMED);
    out.push_str(&format!("\t<cnode{}>\n", nodes::attribute("name", title)));
    for category in &dictionary.categories {
        nodes::push(category, 2, false, &mut out);
    }
    out.push_str("\t</cnode>\n</dictionary>\n");
    out
}
