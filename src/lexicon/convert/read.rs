//! Reading a dictionary of any format, all faults at once.

use super::{Category, Dictionary, Format, Loaded, Loss, Term};
use super::{dicx, frames, lexicoder, liwc, plain, quanteda, wordstat, yoshikoder};
use crate::config::Source;
use crate::error::Fault;
use crate::text::analyze::Analyzer;

/// A file at work: its text and faults, and what is lost in reading it.
#[derive(Debug)]
pub(super) struct Page {
    pub source: Source,
    pub losses: Vec<Loss>,
}

impl Page {
    /// Record what a dictionary cannot hold, at a place in the file.
    pub fn lose(&mut self, at: usize, what: impl Into<String>, why: impl Into<String>, done: impl Into<String>) {
        let (line, column) = crate::span::line_column(self.source.text(), at);
        self.losses.push(Loss::new(format!("{}:{line}:{column}", self.source.path()), what, why, done));
    }

    /// A pattern of another tool: what Framelens would take for a mark of its own is taken away.
    pub fn term(&mut self, text: &str, at: usize) -> Term {
        let mut term = Term::plain(text);
        let marked = ["=", "re:", "stem:", "@"].iter().any(|mark| term.pattern.starts_with(mark));
        if marked {
            let bare =
                term.pattern.trim_start_matches(['=', '@']).replacen("re:", "re ", 1).replacen("stem:", "stem ", 1);
            self.lose(
                at,
                format!("the sign before `{}`", term.pattern),
                "it would read as a mark of Framelens",
                format!("taken as `{}`", bare.trim()),
            );
            term = Term::plain(&bare);
        }
        term
    }
}

/// Read a dictionary from `(path, text)` pairs; only frames can be several files.
///
/// What is broken is left out and reported in [`Loaded::faults`]; the rest is
/// there, and it is for the caller to refuse it.
pub fn read(files: &[(String, String)], format: Format, analyzer: &mut Analyzer) -> Loaded {
    if format == Format::Framelens {
        return frames::read(files, analyzer);
    }
    let mut loaded = Loaded::default();
    for (path, text) in files {
        let mut page = Page { source: Source::new(path, text), losses: Vec::new() };
        let mut dictionary = match format {
            Format::Framelens => Dictionary::default(),
            Format::Quanteda => quanteda::read(&mut page),
            Format::Liwc => liwc::read(&mut page),
            Format::Dicx => dicx::read(&mut page),
            Format::Lexicoder | Format::LexicoderXml => lexicoder::read(&mut page),
            Format::Yoshikoder => yoshikoder::read(&mut page),
            Format::Wordstat => wordstat::read(&mut page),
            Format::Csv => plain::read(&mut page),
        };
        for category in &mut dictionary.categories {
            once(category, "", &mut loaded.losses);
        }
        loaded.losses.append(&mut page.losses);
        loaded.faults.extend(page.source.faults());
        if loaded.dictionary.title.is_none() {
            loaded.dictionary.title = dictionary.title;
        }
        loaded.dictionary.categories.append(&mut dictionary.categories);
    }
    if loaded.faults.is_empty() && loaded.dictionary.categories.is_empty() {
        let path = files.first().map_or("the dictionary", |(path, _)| path.as_str());
        let fault = Fault::error(format!("{path} holds no category")).code("D09");
        loaded.faults.push(fault.help("is it in the format that its extension says? --from names another"));
    }
    loaded
}

/// The same term twice in a category is kept once.
fn once(category: &mut Category, above: &str, losses: &mut Vec<Loss>) {
    let path = if above.is_empty() { category.name.clone() } else { format!("{above} > {}", category.name) };
    let mut kept: Vec<Term> = Vec::with_capacity(category.terms.len());
    let mut seen: rustc_hash::FxHashMap<String, Vec<usize>> = rustc_hash::FxHashMap::default();
    for term in category.terms.drain(..) {
        let places = seen.entry(term.pattern.clone()).or_default();
        if places.iter().any(|&at| kept[at] == term) {
            let why = "a pattern counts once in a category";
            losses.push(Loss::new(&path, format!("`{}` stands twice", term.pattern), why, "kept once"));
        } else {
            places.push(kept.len());
            kept.push(term);
        }
    }
    category.terms = kept;
    for child in &mut category.children {
        once(child, &path, losses);
    }
}
