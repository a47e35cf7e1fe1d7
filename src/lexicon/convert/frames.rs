//! Framelens frames: TOML, one file each; dotted ids are nested categories.
//!
//! A category's name becomes the last part of an id; a name that is no plain
//! one (`A category`) stands in the label and comes back from there.

use std::collections::{BTreeMap, BTreeSet};

use super::{Category, Conditions, Dictionary, FrameSettings, Loaded, Loss, Term, number};
use crate::lexicon::{Entry, Frame, Pattern, WITHIN};
use crate::text::analyze::Analyzer;

pub(super) fn read(files: &[(String, String)], analyzer: &mut Analyzer) -> Loaded {
    let mut loaded = Loaded::default();
    let mut frames: BTreeMap<String, Frame> = BTreeMap::new();
    for (path, text) in files {
        let (frame, faults) = Frame::parse_lenient(path, text, analyzer);
        loaded.faults.extend(faults);
        if let Some(other) = frames.get(&frame.id) {
            let message = format!("frame `{}` is defined twice: {} and {path}", frame.id, other.path);
            let fault = crate::error::Fault::error(message).code("L01");
            loaded.faults.push(fault.help("give one of them another `id`"));
        } else if !frame.id.is_empty() {
            frames.insert(frame.id.clone(), frame);
        }
    }
    // Parents come before their children: their ids are the shorter ones.
    for frame in frames.values() {
        let path: Vec<String> = frame.id.split('.').map(str::to_owned).collect();
        if let Some(category) = place(&mut loaded.dictionary.categories, &path) {
            fill(category, frame);
        }
    }
    loaded
}

/// The category whose id is at `path`: names that came from a label keep their id aside.
fn place<'c>(beside: &'c mut Vec<Category>, path: &[String]) -> Option<&'c mut Category> {
    let (first, rest) = path.split_first()?;
    let at = beside.iter().position(|c| slug(&c.name) == *first || c.name == *first).unwrap_or_else(|| {
        beside.push(Category { name: first.clone(), ..Category::default() });
        beside.len() - 1
    });
    if rest.is_empty() { beside.get_mut(at) } else { place(&mut beside[at].children, rest) }
}

fn fill(category: &mut Category, frame: &Frame) {
    let mut label = frame.label.clone();
    let given = label.values().find(|text| **text != category.name && slug(text) == category.name).cloned();
    if let Some(name) = given {
        label.retain(|_, text| *text != name);
        category.name = name;
    }
    category.note = Some(frame.description.clone()).filter(|text| !text.is_empty());
    let mut settings = FrameSettings {
        label,
        version: if frame.version == "0" { String::new() } else { frame.version.clone() },
        source: frame.source.clone(),
        roles: frame.roles.clone(),
        tests: BTreeMap::new(),
    };
    for (language, part) in &frame.languages {
        category.terms.extend(part.entries.iter().map(|entry| term(entry, language)));
        let sentences = |list: &[(String, std::ops::Range<usize>)]| list.iter().map(|(s, _)| s.clone()).collect();
        if !part.hit.is_empty() || !part.miss.is_empty() {
            settings.tests.insert(language.clone(), (sentences(&part.hit), sentences(&part.miss)));
        }
    }
    category.frame = (settings != FrameSettings::default()).then(|| Box::new(settings));
}

fn term(entry: &Entry, language: &str) -> Term {
    let texts = |patterns: &[Pattern]| patterns.iter().map(|p| p.text.to_string()).collect::<Vec<_>>();
    let conditions = Conditions {
        cue: entry.cue_given.then_some(entry.cue),
        near: texts(&entry.near),
        unless: texts(&entry.unless),
        within: Some(entry.within).filter(|n| *n != WITHIN),
        except: texts(&entry.except),
        concept: entry.concept.clone(),
        role: entry.role.clone(),
    };
    Term {
        pattern: entry.pattern.text.to_string(),
        language: Some(language.to_owned()),
        weight: Some(entry.weight).filter(|w| *w != 1.0),
        note: entry.note.clone(),
        conditions: (conditions != Conditions::default()).then(|| Box::new(conditions)),
        ..Term::default()
    }
}

/// A name as a part of an id: letters, digits, `-`, `_`.
fn slug(name: &str) -> String {
    let legal = |c: char| c.is_alphanumeric() || c == '_';
    let parts = name.split(|c| !legal(c)).filter(|part| !part.is_empty());
    let slug = parts.collect::<Vec<_>>().join("-");
    if slug.is_empty() { "category".to_owned() } else { slug }
}

/// Frames as `(file name, text)`, sorted by id.
pub(super) fn write(
    dictionary: &Dictionary,
    language: &str,
    analyzer: &mut Analyzer,
    losses: &mut Vec<Loss>,
) -> Vec<(String, String)> {
    let mut writer = Writer { language, analyzer, losses, ids: BTreeSet::new(), files: Vec::new() };
    for category in &dictionary.categories {
        writer.category(category, "");
    }
    writer.files.sort();
    writer.files
}

struct Writer<'a> {
    language: &'a str,
    analyzer: &'a mut Analyzer,
    losses: &'a mut Vec<Loss>,
    /// In small letters: some disks do not tell `War.toml` from `war.toml`.
    ids: BTreeSet<String>,
    files: Vec<(String, String)>,
}

impl Writer<'_> {
    fn category(&mut self, category: &Category, above: &str) {
        let legal = category.name.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_');
        let plain = if legal && !category.name.is_empty() { category.name.clone() } else { slug(&category.name) };
        let full = |part: &str| if above.is_empty() { part.to_owned() } else { format!("{above}.{part}") };
        let mut part = plain.clone();
        let mut count = 1;
        while !self.ids.insert(full(&part).to_lowercase()) {
            count += 1;
            part = format!("{plain}-{count}");
        }
        let id = full(&part);
        if part != plain {
            let why = "an id is letters, digits, `-` and `_`, and unique whatever the case";
            self.losses.push(Loss::new(&id, format!("name `{}`", category.name), why, format!("written as `{part}`")));
        }
        let named = category.name != part;
        let said = category.frame.is_some() || category.note.is_some() || named;
        if said || !category.terms.is_empty() || category.children.is_empty() {
            let text = self.frame(category, &id, named);
            self.files.push((format!("{id}.toml"), text));
        }
        for child in &category.children {
            self.category(child, &id);
        }
    }

    fn frame(&mut self, category: &Category, id: &str, named: bool) -> String {
        let none = FrameSettings::default();
        let frame = category.frame.as_deref().unwrap_or(&none);
        let mut label = frame.label.clone();
        if named {
            label.insert(self.language.to_owned(), category.name.clone());
        }
        let mut out = format!("id = {}\n", quoted(id));
        if !label.is_empty() {
            let pairs: Vec<String> = label.iter().map(|(code, text)| format!("{code} = {}", quoted(text))).collect();
            out.push_str(&format!("label = {{ {} }}\n", pairs.join(", ")));
        }
        let note = category.note.as_deref().unwrap_or_default();
        for (key, text) in [("version", frame.version.as_str()), ("description", note), ("source", &frame.source)] {
            if !text.is_empty() {
                out.push_str(&format!("{key} = {}\n", quoted(text)));
            }
        }
        let roles = [("agent", &frame.roles.agent), ("patient", &frame.roles.patient)];
        let roles: Vec<String> =
            roles.iter().filter_map(|(key, text)| Some(format!("{key} = {}", quoted(text.as_ref()?)))).collect();
        if !roles.is_empty() {
            out.push_str(&format!("roles = {{ {} }}\n", roles.join(", ")));
        }
        self.languages(category, frame, id, &mut out);
        out
    }

    fn languages(&mut self, category: &Category, frame: &FrameSettings, id: &str, out: &mut String) {
        let mut languages: BTreeMap<&str, Vec<&Term>> = BTreeMap::new();
        for term in &category.terms {
            languages.entry(term.language.as_deref().unwrap_or(self.language)).or_default().push(term);
        }
        for language in frame.tests.keys() {
            languages.entry(language).or_default();
        }
        if languages.is_empty() {
            languages.insert(self.language, Vec::new());
        }
        for (language, terms) in languages {
            out.push_str(&format!("\n[{language}]\nentries = [\n"));
            for term in terms {
                match self.entry(term, language) {
                    Ok(entry) => out.push_str(&format!("  {entry},\n")),
                    Err(why) => {
                        let what = format!("pattern `{}`", term.pattern);
                        self.losses.push(Loss::new(format!("{id}: {}", term.pattern), what, why, "left out"));
                    }
                }
            }
            out.push_str("]\n");
            if let Some((hit, miss)) = frame.tests.get(language) {
                out.push_str(&format!("\n[{language}.tests]\n"));
                for (key, sentences) in [("hit", hit), ("miss", miss)] {
                    let lines: String = sentences.iter().map(|s| format!("  {},\n", quoted(s))).collect();
                    out.push_str(&format!("{key} = [\n{lines}]\n"));
                }
            }
        }
    }

    /// An entry as TOML, or why its pattern is none.
    fn entry(&mut self, term: &Term, language: &str) -> Result<String, String> {
        Pattern::parse(&term.pattern, language, self.analyzer)?;
        let mut keys = vec![format!("pattern = {}", quoted(&term.pattern))];
        if let Some(conditions) = term.conditions.as_deref() {
            let Conditions { cue, near, unless, within, except, concept, role } = conditions;
            keys.extend(cue.map(|cue| format!("cue = {}", quoted(cue.name()))));
            for (key, patterns) in [("near", near), ("unless", unless), ("except", except)] {
                for pattern in patterns {
                    Pattern::parse(pattern, language, self.analyzer)?;
                }
                if !patterns.is_empty() {
                    let list: Vec<String> = patterns.iter().map(|p| quoted(p)).collect();
                    keys.push(format!("{key} = [{}]", list.join(", ")));
                }
            }
            keys.extend(within.map(|n| format!("within = {n}")));
            keys.extend(concept.as_ref().map(|text| format!("concept = {}", quoted(text))));
            keys.extend(role.as_ref().map(|text| format!("role = {}", quoted(text))));
        }
        keys.extend(term.weight.map(|w| format!("weight = {}", number(w))));
        keys.extend(term.note.as_ref().map(|text| format!("note = {}", quoted(text))));
        match keys.as_slice() {
            [_] => Ok(quoted(&term.pattern)),
            keys => Ok(format!("{{ {} }}", keys.join(", "))),
        }
    }
}

/// A TOML string on one line. JSON's escapes are TOML's; only DEL is legal in JSON alone.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string().replace('\u{7f}', "\\u007F")
}
