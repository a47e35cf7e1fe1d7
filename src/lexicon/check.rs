//! Faults of a lexicon that parses: entries that cannot match, entries that
//! stand twice, and test sentences that fail.

use std::collections::BTreeMap;
use std::ops::Range;

use super::matcher::{Hit, Matcher, Rule, TypeTable};
use super::overlap::Overlap;
use super::{Element, Entry, Frame, FrameLanguage, Lexicon, Pattern};
use crate::error::Fault;
use crate::text::analyze::Analyzer;

/// What checking a frame in one language gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// Frame id.
    pub frame: String,
    /// Its version.
    pub version: String,
    /// Language code.
    pub language: String,
    /// Entries.
    pub entries: usize,
    /// Sentences in which the frame must be found.
    pub hits: usize,
    /// Those in which it was.
    pub hits_passed: usize,
    /// Sentences in which it must not be found.
    pub misses: usize,
    /// Those in which it was not.
    pub misses_passed: usize,
}

/// Check every frame; faults are in the order of frames, languages and places.
pub fn check(lexicon: &Lexicon, analyzer: &mut Analyzer) -> (Vec<Checked>, Vec<Fault>) {
    let (mut rows, mut faults) = (Vec::new(), Vec::new());
    for frame in &lexicon.frames {
        for (language, part) in &frame.languages {
            let mut bench = Bench::new(frame, language, part, analyzer);
            bench.entries(&mut faults);
            rows.push(bench.tests(&mut faults));
        }
    }
    (rows, faults)
}

/// One frame in one language, ready to be tried on sentences.
struct Bench<'a> {
    frame: &'a Frame,
    language: &'a str,
    part: &'a FrameLanguage,
    matcher: Matcher,
    types: TypeTable,
    analyzer: &'a mut Analyzer,
}

impl<'a> Bench<'a> {
    fn new(frame: &'a Frame, language: &'a str, part: &'a FrameLanguage, analyzer: &'a mut Analyzer) -> Self {
        let rules = part.entries.iter().enumerate().map(|(i, entry)| Rule::entry(0, i as u32, entry));
        let matcher = Matcher::new(rules, Overlap::Longest);
        Bench { frame, language, part, matcher, types: TypeTable::default(), analyzer }
    }

    fn fault(&self, code: &'static str, span: Range<usize>, message: String, label: String) -> Fault {
        Fault::error(message).code(code).at(&self.frame.path, &self.frame.text, span, label)
    }

    /// The hits of `text`, each with its words.
    fn find(&mut self, text: &str) -> Vec<(Hit, String)> {
        let analysis = self.analyzer.analyze(text, self.language, &[], None);
        let Some(vocabulary) = self.analyzer.vocabulary(self.language) else { return Vec::new() };
        let hits = self.matcher.find(text, &analysis, vocabulary, &mut self.types);
        let words = |hit: &Hit| crate::annotate::find::hit_span(&analysis, hit).of(text).to_owned();
        hits.iter().map(|hit| (*hit, words(hit))).collect()
    }

    fn entries(&mut self, faults: &mut Vec<Fault>) {
        let mut seen: BTreeMap<String, &Entry> = BTreeMap::new();
        for entry in &self.part.entries {
            let key = settings_key(entry);
            if let Some(first) = seen.get(&key) {
                let (line, _) = crate::span::line_column(&self.frame.text, first.place.start);
                let fault = self.fault(
                    "L11",
                    entry.place.clone(),
                    format!("entry `{}` stands twice", entry.pattern.text),
                    format!("first in line {line}"),
                );
                faults.push(fault.help("delete one of them"));
            } else {
                seen.insert(key, entry);
            }
            if !self.can_match(entry) {
                let fault = self.fault(
                    "L10",
                    entry.place.clone(),
                    format!("entry `{}` can match nothing", entry.pattern.text),
                    "no text has these tokens".to_owned(),
                );
                faults.push(fault.help(
                    "`except` or `unless` rules out the pattern itself, or its words are never tokens of their own",
                ));
            }
        }
    }

    /// Whether the entry matches the plainest text it describes.
    fn can_match(&mut self, entry: &Entry) -> bool {
        let mut sample = plainest(&entry.pattern);
        // `near` asks for a neighbour: give it the first one. With `within = 0` it
        // speaks of the match itself, and a sample cannot be made up so plainly.
        let mut near = entry.near.clone();
        match near.first() {
            Some(_) if entry.within == 0 => near.clear(),
            Some(first) => sample = format!("{sample} {}", plainest(first)),
            None => {}
        }
        if entry.pattern.elements.iter().any(|e| matches!(e, Element::Regex(_) | Element::Stem(_))) {
            return true;
        }
        let rule = Rule {
            unless: entry.unless.iter().filter(|u| within_pattern(u, &entry.pattern)).cloned().collect(),
            near,
            ..Rule::entry(0, 0, entry)
        };
        let matcher = Matcher::new([rule], Overlap::Longest);
        let analysis = self.analyzer.analyze(&sample, self.language, &[], None);
        let Some(vocabulary) = self.analyzer.vocabulary(self.language) else { return false };
        let found = !matcher.find(&sample, &analysis, vocabulary, &mut TypeTable::default()).is_empty();
        // A glob's plainest form may be an excepted one (`occup*` without `occup`); other forms remain.
        found || entry.pattern.elements.iter().any(|e| matches!(e, Element::Glob(_)))
    }

    fn tests(&mut self, faults: &mut Vec<Fault>) -> Checked {
        let part = self.part;
        let mut row = Checked {
            frame: self.frame.id.clone(),
            version: self.frame.version.clone(),
            language: self.language.to_owned(),
            entries: part.entries.len(),
            hits: part.hit.len(),
            hits_passed: 0,
            misses: part.miss.len(),
            misses_passed: 0,
        };
        for (sentence, span) in &part.hit {
            if self.find(sentence).is_empty() {
                let fault = self.fault(
                    "L20",
                    span.clone(),
                    format!("`{}` is not found in this sentence", self.frame.id),
                    "expected at least one entry to match".to_owned(),
                );
                faults.push(fault.help("add an entry, loosen one, or move the sentence to `miss`"));
            } else {
                row.hits_passed += 1;
            }
        }
        for (sentence, span) in &part.miss {
            match self.find(sentence).first() {
                Some((hit, words)) => {
                    let entry = &part.entries[hit.rule as usize].name;
                    let fault = self.fault(
                        "L21",
                        span.clone(),
                        format!("`{}` is found in this sentence", self.frame.id),
                        format!("entry `{entry}` matches “{words}”"),
                    );
                    faults.push(
                        fault.help("give that entry `unless`, `near` or `except`, or move the sentence to `hit`"),
                    );
                }
                None => row.misses_passed += 1,
            }
        }
        row
    }
}

/// Pattern and conditions as one string: entries that differ in neither are one.
fn settings_key(entry: &Entry) -> String {
    let texts = |patterns: &[Pattern]| patterns.iter().map(|p| p.text.to_string()).collect::<Vec<_>>().join("|");
    let text = if entry.pattern.text.starts_with('=') {
        entry.pattern.text.to_string()
    } else {
        entry.pattern.text.to_lowercase().replace('’', "'")
    };
    [text, texts(&entry.near), texts(&entry.unless), texts(&entry.except)].join("\u{1f}")
}

/// The words of a pattern, wildcards left out.
fn plainest(pattern: &Pattern) -> String {
    let word = |element: &Element| match element {
        Element::Word(word) => word.to_string(),
        Element::Exact { surface, .. } => surface.to_string(),
        Element::Glob(glob) => glob.to_string().replace(['*', '?'], "a"),
        Element::Stem(stem) => stem.to_string(),
        Element::Regex(_) | Element::Any => "x".to_owned(),
    };
    // An elided clitic (`d'`) touches the word behind it.
    let mut text = String::new();
    for element in pattern.elements.iter() {
        let word = word(element);
        if !text.is_empty() && !text.ends_with('\'') && !word.starts_with('\'') {
            text.push(' ');
        }
        text.push_str(&word);
    }
    text
}

/// Whether a condition speaks of the pattern's own words only.
fn within_pattern(condition: &Pattern, pattern: &Pattern) -> bool {
    let words = |p: &Pattern| p.text.to_lowercase();
    words(pattern).contains(&words(condition)) && condition.elements.iter().all(|e| matches!(e, Element::Word(_)))
}
