//! Entries that can match nothing, stand twice or are never counted, and the test sentences.

use std::collections::BTreeMap;
use std::ops::Range;

use super::cover::{self, Shaped, Shapes};
use super::{Checked, Finding, token};
use crate::error::Fault;
use crate::lexicon::matcher::{Hit, Matcher, Rule, TypeTable};
use crate::lexicon::overlap::Overlap;
use crate::lexicon::{Element, Entry, Frame, FrameLanguage, Pattern};
use crate::text::analyze::Analyzer;

/// One frame in one language, ready to be tried on sentences.
pub(super) struct Bench<'a> {
    frame: &'a Frame,
    language: &'a str,
    part: &'a FrameLanguage,
    matcher: Matcher,
    types: TypeTable,
    analyzer: &'a mut Analyzer,
}

impl<'a> Bench<'a> {
    pub fn new(frame: &'a Frame, language: &'a str, part: &'a FrameLanguage, analyzer: &'a mut Analyzer) -> Self {
        let rules = part.entries.iter().enumerate().map(|(i, entry)| Rule::entry(0, i as u32, entry));
        let matcher = Matcher::new(rules, Overlap::Longest);
        Bench { frame, language, part, matcher, types: TypeTable::default(), analyzer }
    }

    fn at(&self, fault: Fault, code: &'static str, span: Range<usize>, label: String) -> Fault {
        fault.code(code).at(&self.frame.path, &self.frame.text, span, label)
    }

    fn finding(&self, fault: Fault, entry: &str) -> Finding {
        let (frame, language) = (self.frame.id.clone(), self.language.to_owned());
        Finding { fault, frame, language, entry: entry.to_owned() }
    }

    /// The hits of `text`, each with its words.
    fn find(&mut self, text: &str) -> Vec<(Hit, String)> {
        let analysis = self.analyzer.analyze(text, self.language, &[], None);
        let Some(vocabulary) = self.analyzer.vocabulary(self.language) else { return Vec::new() };
        let hits = self.matcher.find(text, &analysis, vocabulary, &mut self.types);
        let words = |hit: &Hit| crate::annotate::find::hit_span(&analysis, hit).of(text).to_owned();
        hits.iter().map(|hit| (*hit, words(hit))).collect()
    }

    /// Everything that is wrong with single entries and pairs of them.
    pub fn entries(&mut self, findings: &mut Vec<Finding>) {
        let part = self.part;
        let mut shapes = Shapes::new(self.language, self.analyzer);
        let shaped: Vec<_> = part.entries.iter().map(|entry| shapes.entry(entry)).collect();
        let twice = self.twice(findings);
        for (index, this) in shaped.iter().enumerate() {
            if twice[index] {
                continue;
            }
            let fault = self.dead(this).or_else(|| self.behind(index, &shaped, &twice));
            findings.extend(fault.map(|fault| self.finding(fault, &this.entry.name)));
            findings.extend(self.idle_condition(this).map(|fault| self.finding(fault, &this.entry.name)));
        }
    }

    /// Which entries repeat an earlier one.
    fn twice(&self, findings: &mut Vec<Finding>) -> Vec<bool> {
        let mut seen: BTreeMap<String, &Entry> = BTreeMap::new();
        let mut twice = Vec::new();
        for entry in &self.part.entries {
            let first = *seen.entry(settings_key(entry)).or_insert(entry);
            let again = !std::ptr::eq(first, entry);
            twice.push(again);
            if again {
                let message = format!("entry `{}` stands twice", entry.pattern.text);
                let label = format!("first in {}", super::place_of(self.frame, first.place.start, self.frame));
                let fault = self.at(Fault::error(message), "L11", entry.place.clone(), label);
                findings.push(self.finding(fault.help("delete one of them"), &entry.name));
            }
        }
        twice
    }

    /// The fault of an entry that can match nothing.
    fn dead(&mut self, this: &Shaped<'_>) -> Option<Fault> {
        let entry = this.entry;
        let (label, help) = self.why_dead(this)?;
        let message = format!("entry `{}` can match nothing", entry.pattern.text);
        Some(self.at(Fault::error(message), "L10", entry.place.clone(), label).help(help))
    }

    /// Why nothing can match, and the way out.
    fn why_dead(&mut self, this: &Shaped<'_>) -> Option<(String, &'static str)> {
        let (entry, pattern) = (this.entry, &this.pattern);
        let loosen = "loosen one of the two, or delete the entry";
        if let Some(Element::Regex(_)) = entry.pattern.elements.first() {
            let expression = entry.pattern.text.strip_prefix("re:").unwrap_or_default().trim();
            if let Some(reason) = token::impossible(expression, self.language, self.analyzer) {
                return Some((reason, "write it for one token in small letters; several words are a plain pattern"));
            }
        }
        if let Some(at) = this.unless.iter().position(|u| cover::stands_in(u, pattern)) {
            return Some((format!("`unless` has `{}`, which is in every match", entry.unless[at].text), loosen));
        }
        if let Some(at) =
            this.except.iter().position(|e| e.first().is_some_and(|e| pattern.iter().any(|p| e.covers(p))))
        {
            return Some((format!("`except` has `{}`, which is every match", entry.except[at].text), loosen));
        }
        let no_room =
            |near: &cover::Shape| near.len() > room(this) || (entry.within == 0 && cover::never_in(near, pattern));
        if !this.near.is_empty() && this.near.iter().all(no_room) {
            let label = format!("no `near` can stand within {} tokens of it", entry.within);
            return Some((label, "give a larger `within`; `within = 0` looks at the match itself"));
        }
        if !this.near.is_empty() && this.near.iter().all(|near| ruled_out(this, near).is_some()) {
            return Some(("`unless` rules out all that `near` asks for".to_owned(), loosen));
        }
        let dead = || {
            let help = "its words are never tokens of their own; `framelens concordance` shows what a pattern finds";
            Some(("no text has these tokens".to_owned(), help))
        };
        if self.can_match(entry) { None } else { dead() }
    }

    /// The fault of a condition that can never hold or is ruled out by another.
    fn idle_condition(&self, this: &Shaped<'_>) -> Option<Fault> {
        let entry = this.entry;
        if this.near.iter().all(|near| near.len() > room(this) || ruled_out(this, near).is_some()) {
            // Nothing left: said by `dead`, or there is no `near`.
            return None;
        }
        let long = entry.near.iter().zip(&this.near).find(|(_, shape)| shape.len() > room(this));
        let (fault, name, label): (fn(String) -> Fault, _, _) = match long {
            Some((near, _)) => {
                (Fault::warning, near, format!("longer than the {} tokens that `within` leaves", room(this)))
            }
            None => {
                let (near, unless) = entry
                    .near
                    .iter()
                    .zip(&this.near)
                    .find_map(|(near, shape)| ruled_out(this, shape).map(|unless| (near, &entry.unless[unless])))?;
                // A named list minus some of its items is written just so.
                (Fault::info, near, format!("wherever it stands, `unless` has `{}`", unless.text))
            }
        };
        let message = format!("`near` of entry `{}` has `{}`, which never helps", entry.pattern.text, name.text);
        let fault = self.at(fault(message), "L12", entry.place.clone(), label);
        Some(fault.help("delete it there, or loosen `unless` or `within`"))
    }

    /// The fault of an entry that another one leaves nothing, or nothing of its own.
    fn behind(&self, index: usize, all: &[Shaped<'_>], twice: &[bool]) -> Option<Fault> {
        let this = &all[index];
        let others = || all.iter().enumerate().filter(|(i, _)| *i != index && !twice[*i]);
        let takes = |wide: &Shaped<'_>| cover::covers(&wide.pattern, &this.pattern) && cover::asks_no_more(wide, this);
        let place = |other: &Shaped<'_>| super::place_of(self.frame, other.entry.place.start, self.frame);
        let name = &this.entry.pattern.text;
        if let Some((_, first)) = others().find(|(i, other)| *i < index && takes(other)) {
            let message =
                format!("entry `{name}` is never counted: `{}` takes the same words", first.entry.pattern.text);
            let label = format!("the first of two counts, and that is in {}", place(first));
            let fault = self.at(Fault::warning(message), "L14", this.entry.place.clone(), label);
            return Some(fault.help("put the narrower entry first, or delete it"));
        }
        if let Some((_, longer)) = others().find(|(_, other)| always_longer(other, this)) {
            let message = format!("entry `{name}` is hidden behind the longer `{}`", longer.entry.pattern.text);
            let label = format!("the longer one, in {}, counts wherever its neighbour is there", place(longer));
            let fault = self.at(Fault::warning(message), "L14", this.entry.place.clone(), label);
            return Some(fault.help("give the longer entry a condition (`near`), or delete one of them"));
        }
        let alike = |other: &Shaped<'_>| {
            let (a, b) = (other.entry, this.entry);
            (a.cue, &a.concept, &a.role, a.weight.to_bits()) == (b.cue, &b.concept, &b.role, b.weight.to_bits())
        };
        let (_, wide) = others().find(|(i, other)| *i > index && alike(other) && takes(other))?;
        let message = format!("entry `{name}` adds nothing to `{}`", wide.entry.pattern.text);
        let label = format!("the wider entry in {} takes it, with the same settings", place(wide));
        let fault = self.at(Fault::warning(message), "L13", this.entry.place.clone(), label);
        Some(fault.help("delete it, or give it a `cue` or `concept` of its own"))
    }

    /// Whether the entry matches a plain text that it describes.
    fn can_match(&mut self, entry: &Entry) -> bool {
        if entry.pattern.elements.iter().any(|e| matches!(e, Element::Regex(_) | Element::Stem(_))) {
            return true;
        }
        // What the conditions leave was judged before; here the tokens alone are tried.
        let matcher = Matcher::new([Rule::plain(0, 0, entry.pattern.clone())], Overlap::Longest);
        ["a", "", "s", "1"].iter().any(|filling| {
            let sample = plainest(&entry.pattern, filling);
            let analysis = self.analyzer.analyze(&sample, self.language, &[], None);
            let Some(vocabulary) = self.analyzer.vocabulary(self.language) else { return false };
            !matcher.find(&sample, &analysis, vocabulary, &mut TypeTable::default()).is_empty()
        })
    }

    /// Run the test sentences.
    pub fn tests(&mut self, findings: &mut Vec<Finding>) -> Checked {
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
                let message = format!("`{}` is not found in this sentence", self.frame.id);
                let label = "expected at least one entry to match".to_owned();
                let fault = self.at(Fault::error(message), "L20", span.clone(), label);
                let help = "add an entry, loosen one, or move the sentence to `miss`";
                findings.push(self.finding(fault.help(help), ""));
            } else {
                row.hits_passed += 1;
            }
        }
        for (sentence, span) in &part.miss {
            match self.find(sentence).first() {
                Some((hit, words)) => {
                    let entry = &part.entries[hit.rule as usize].name;
                    let message = format!("`{}` is found in this sentence", self.frame.id);
                    let label = format!("entry `{entry}` matches “{words}”");
                    let fault = self.at(Fault::error(message), "L21", span.clone(), label);
                    let help = "give that entry `unless`, `near` or `except`, or move the sentence to `hit`";
                    findings.push(self.finding(fault.help(help), entry));
                }
                None => row.misses_passed += 1,
            }
        }
        row
    }
}

/// Tokens that a condition may have at most: the match and `within` on either side.
fn room(this: &Shaped<'_>) -> usize {
    this.pattern.len() + 2 * this.entry.within
}

/// The `unless` that stands wherever this `near` stands.
fn ruled_out(this: &Shaped<'_>, near: &cover::Shape) -> Option<usize> {
    this.unless.iter().position(|unless| cover::stands_in(unless, near))
}

/// Whether `longer` is `short` with any token before or behind it and no condition
/// of its own: it then starts further left or ends further right wherever there is one.
fn always_longer(longer: &Shaped<'_>, short: &Shaped<'_>) -> bool {
    let (long, len) = (&longer.pattern, short.pattern.len());
    let free = long.len() > len && longer.near.is_empty() && longer.unless.is_empty();
    free && cover::excepts_no_more(longer, short)
        && longer.except.is_empty()
        && (0..=long.len() - len).any(|at| {
            let rest = long[..at].iter().chain(&long[at + len..]);
            cover::covers(&long[at..at + len], &short.pattern) && rest.into_iter().all(cover::Part::is_any)
        })
}

/// Pattern and conditions as one string: entries that differ in neither are one.
fn settings_key(entry: &Entry) -> String {
    let text = |pattern: &Pattern| {
        if pattern.text.starts_with('=') {
            pattern.text.to_string()
        } else {
            pattern.text.to_lowercase().replace('’', "'")
        }
    };
    let texts = |patterns: &[Pattern]| patterns.iter().map(text).collect::<Vec<_>>().join("|");
    // Without conditions the window says nothing.
    let bare = entry.near.is_empty() && entry.unless.is_empty();
    let within = if bare { String::new() } else { entry.within.to_string() };
    [text(&entry.pattern), texts(&entry.near), texts(&entry.unless), texts(&entry.except), within].join("\u{1f}")
}

/// The words of a pattern, wildcards filled in.
fn plainest(pattern: &Pattern, filling: &str) -> String {
    let word = |element: &Element| match element {
        Element::Word(word) => word.to_string(),
        Element::Exact { surface, .. } => surface.to_string(),
        Element::Glob(glob) => glob.to_string().replace('*', filling).replace('?', "a"),
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
