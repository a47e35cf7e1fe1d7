//! Documents of one language → texts of numbered words.
//!
//! Copies of a text are left out: they would make its words look typical.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::{Input, Verdict};
use crate::lexicon::matcher::{Matcher, Rule, TypeTable};
use crate::lexicon::overlap::Overlap;
use crate::lexicon::parse::is_within;
use crate::lexicon::{Element, Pattern};
use crate::span::Span;
use crate::text::analyze::Analyzer;
use crate::text::{Analysis, Vocabulary};

/// The texts of one language, as the signals see them.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// Language code.
    pub language: String,
    /// Word forms by number, in the order of the alphabet.
    pub forms: Vec<Form>,
    /// Stems by number, in the order of the alphabet.
    pub stems: Vec<Box<str>>,
    /// Names of the sources by number, in the order of the alphabet.
    pub sources: Vec<String>,
    /// In the order of the documents.
    pub texts: Vec<Text>,
}

/// A word form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// Folded.
    pub text: Box<str>,
    /// Number of its stem.
    pub stem: u32,
    /// Whether a candidate may begin and end with it: no stop word, number or proper name.
    pub usable: bool,
    /// Whether it says something: no stop word and no number.
    pub telling: bool,
}

/// A document.
#[derive(Debug, Clone, Default)]
pub struct Text {
    /// Its place in the list of documents.
    pub document: usize,
    /// Number of its source.
    pub source: Option<u32>,
    /// Events that it tells of, ascending.
    pub events: Vec<usize>,
    /// In order.
    pub words: Vec<Word>,
    /// Its sentences, in order.
    pub lines: Vec<Line>,
    /// Mentions of the frame: their words, and the number of the entry.
    pub mentions: Vec<(Range<u32>, u32)>,
}

/// A word at its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word {
    /// Number of its form.
    pub form: u32,
    /// Where it stands.
    pub span: Span,
    /// Whether a phrase may run on from the word before.
    pub joined: bool,
    /// Whether neither an entry nor a name has taken it.
    pub free: bool,
}

/// A sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its words.
    pub words: Range<u32>,
    /// Where it stands.
    pub span: Span,
    /// Mentions of the frame in it.
    pub mentions: u32,
}

impl Reading {
    /// Mentions of the frame.
    pub fn mentions(&self) -> u64 {
        self.texts.iter().map(|t| t.mentions.len() as u64).sum()
    }

    /// Words.
    pub fn words(&self) -> u64 {
        self.texts.iter().map(|t| t.words.len() as u64).sum()
    }

    /// The form of a word.
    pub fn form(&self, word: Word) -> &Form {
        &self.forms[word.form as usize]
    }

    /// Every sentence with its text.
    pub fn lines(&self) -> impl Iterator<Item = (&Text, &Line)> {
        self.texts.iter().flat_map(|text| text.lines.iter().map(move |line| (text, line)))
    }
}

/// The patterns of the frame in one language, conditions and all.
pub(super) fn known(input: &Input<'_>, frame: &str, language: &str) -> Vec<Pattern> {
    let entries = input.lexicon.entries().filter(|(f, l, _)| is_within(&f.id, frame) && *l == language);
    let mut known: Vec<Pattern> = entries.map(|(.., entry)| entry.pattern.clone()).collect();
    known.extend(decided(input, frame, language, Verdict::Accept));
    known
}

/// The patterns on which a decision holds.
pub(super) fn decided(input: &Input<'_>, frame: &str, language: &str, verdict: Verdict) -> Vec<Pattern> {
    let mut last: BTreeMap<&str, Verdict> = BTreeMap::new();
    for decision in input.decisions.iter().filter(|d| d.frame == frame && d.language == language) {
        last.insert(&decision.pattern, decision.decision);
    }
    let mut analyzer = Analyzer::new(Arc::clone(input.packs));
    let texts = last.into_iter().filter(|(_, found)| *found == verdict);
    texts.filter_map(|(text, _)| Pattern::parse(text, language, &mut analyzer).ok()).collect()
}

/// A text with the numbers of its own worker.
struct Raw {
    text: Text,
    source: Option<String>,
}

/// What one worker read: its texts and its forms, with how often each stands
/// inside a sentence and how often it is capitalised there.
#[derive(Default)]
struct Part {
    texts: Vec<Raw>,
    forms: Vec<(Box<str>, Box<str>, bool)>,
    cases: Vec<(u64, u64)>,
}

/// Read the documents of a language that are no copies.
pub fn gather(input: &Input<'_>, frame: &str, language: &str) -> Reading {
    let chosen: Vec<usize> = (0..input.documents.len())
        .filter(|&i| input.annotations[i].language == language && input.documents[i].duplicate_of.is_none())
        .collect();
    let gatherer = Gatherer::new(input, frame, language);
    let size = chosen.len().div_ceil(rayon::current_num_threads()).max(1);
    let parts: Vec<Part> = chosen.par_chunks(size).map(|part| gatherer.part(part)).collect();
    let pack = input.packs.get_or_minimal(language);
    unite(language, parts, &|form| pack.months.contains_key(form))
}

struct Gatherer<'a> {
    input: &'a Input<'a>,
    language: &'a str,
    /// Numbers of the frame and of the frames below it.
    frame: Option<u32>,
    /// Rules that take words from the candidates.
    matcher: Matcher,
    /// For each rule, which of its words it takes: a bare `*` takes none.
    takes: Vec<Vec<bool>>,
}

impl<'a> Gatherer<'a> {
    fn new(input: &'a Input<'a>, frame: &str, language: &'a str) -> Gatherer<'a> {
        let mut patterns = known(input, frame, language);
        let forms = input.actors.iter().filter_map(|actor| actor.forms.get(language)).flatten();
        patterns.extend(forms.map(|form| form.pattern.clone()));
        let variants = input.namings.iter().flat_map(|naming| naming.variants.values());
        patterns.extend(variants.filter_map(|variant| variant.get(language)).flatten().cloned());
        let takes = patterns.iter().map(|p| p.elements.iter().map(|e| !matches!(e, Element::Any)).collect()).collect();
        // A group each: what one rule takes does not save it from another.
        let rules = patterns.into_iter().enumerate().map(|(i, pattern)| Rule::plain(i as u32, i as u32, pattern));
        let frame = input.annotator.frames.iter().position(|id| id == frame).map(|at| at as u32);
        Gatherer { input, language, frame, matcher: Matcher::new(rules, Overlap::Longest), takes }
    }

    fn part(&self, documents: &[usize]) -> Part {
        let mut analyzer = Analyzer::new(Arc::clone(self.input.packs));
        let mut types = TypeTable::default();
        let mut part = Part::default();
        for &at in documents {
            let document = &self.input.documents[at];
            let analysis = analyzer.analyze(&document.text, self.language, &document.boilerplate, document.title_span);
            let Some(vocabulary) = analyzer.vocabulary(self.language) else { continue };
            let mut text = self.text(at, &analysis);
            for hit in self.matcher.find(&document.text, &analysis, vocabulary, &mut types) {
                let words = text.words[hit.start as usize..hit.end as usize].iter_mut();
                words.zip(&self.takes[hit.rule as usize]).for_each(|(word, &takes)| word.free &= !takes);
            }
            part.count_cases(&document.text, &analysis, vocabulary);
            part.texts.push(Raw { text, source: document.source.clone() });
        }
        let types = analyzer.vocabulary(self.language).map_or(&[][..], Vocabulary::types);
        part.forms = types.iter().map(|ty| (ty.form.clone(), ty.stem.clone(), ty.stop)).collect();
        part.cases.resize(part.forms.len(), (0, 0));
        part
    }

    fn text(&self, at: usize, analysis: &Analysis) -> Text {
        let annotation = &self.input.annotations[at];
        let mentions = annotation.mentions.iter().filter(|m| Some(m.frame) == self.frame);
        let mentions: Vec<(Range<u32>, u32)> = mentions.map(|m| (m.tokens.clone(), m.entry)).collect();
        let word = |token: &crate::text::Token| Word {
            form: token.type_id,
            span: token.span,
            joined: token.joined,
            free: true,
        };
        let line = |sentence: &crate::text::Sentence| {
            let words = sentence.tokens.start as u32..sentence.tokens.end as u32;
            let within = mentions.iter().filter(|(m, _)| words.contains(&m.start)).count() as u32;
            Line { span: sentence.span, mentions: within, words }
        };
        let mut text = Text {
            document: at,
            source: None,
            events: annotation.events.iter().map(|event| event.event).collect(),
            words: analysis.tokens.iter().map(word).collect(),
            lines: analysis.sentences.iter().map(line).collect(),
            mentions: Vec::new(),
        };
        for (words, _) in &mentions {
            text.words[words.start as usize..words.end as usize].iter_mut().for_each(|word| word.free = false);
        }
        text.mentions = mentions;
        text
    }
}

impl Part {
    /// Capitals inside sentences tell proper names; headlines in capitals do not.
    fn count_cases(&mut self, text: &str, analysis: &Analysis, vocabulary: &Vocabulary) {
        self.cases.resize(vocabulary.types().len(), (0, 0));
        for sentence in &analysis.sentences {
            for at in sentence.tokens.clone().skip(1) {
                let token = analysis.tokens[at];
                let surface = token.span.of(text);
                let capital = surface.chars().next().is_some_and(char::is_uppercase);
                let case = &mut self.cases[token.type_id as usize];
                case.0 += 1;
                case.1 += u64::from(capital && surface.chars().any(char::is_lowercase));
                // A word all in capitals tells nothing, unless it is short as abbreviations are.
                case.1 += u64::from(
                    capital && (2..=5).contains(&surface.chars().count()) && surface.chars().all(char::is_uppercase),
                );
            }
        }
    }
}

/// A form with its stem, whether it is a stop word, and its cases.
type Merged<'p> = BTreeMap<&'p str, (&'p str, bool, u64, u64)>;

fn unite(language: &str, mut parts: Vec<Part>, is_month: &dyn Fn(&str) -> bool) -> Reading {
    let mut merged: Merged<'_> = BTreeMap::new();
    for part in &parts {
        for ((form, stem, stop), cases) in part.forms.iter().zip(&part.cases) {
            let found = merged.entry(form).or_insert((stem, *stop, 0, 0));
            (found.2, found.3) = (found.2 + cases.0, found.3 + cases.1);
        }
    }
    let stems: BTreeSet<&str> = merged.values().map(|found| found.0).collect();
    let stem_numbers: FxHashMap<&str, u32> = stems.iter().enumerate().map(|(i, stem)| (*stem, i as u32)).collect();
    let names = names_by_capitals(&merged);
    let forms: Vec<Form> = merged
        .iter()
        .map(|(form, &(stem, stop, inside, capitals))| {
            let telling = !stop && telling(form);
            let name = is_month(form) || names && capitals > 0 && capitals * 5 >= inside * 4;
            Form { text: (*form).into(), stem: stem_numbers[stem], usable: telling && !name, telling }
        })
        .collect();
    let numbers: FxHashMap<&str, u32> = merged.keys().enumerate().map(|(i, form)| (*form, i as u32)).collect();
    let maps: Vec<Vec<u32>> =
        parts.iter().map(|part| part.forms.iter().map(|(form, ..)| numbers[&**form]).collect()).collect();
    let stems = stems.into_iter().map(Into::into).collect();
    let named = parts.iter().flat_map(|part| part.texts.iter().filter_map(|raw| raw.source.clone()));
    let sources: Vec<String> = named.collect::<BTreeSet<_>>().into_iter().collect();
    let mut texts = Vec::new();
    for (part, map) in parts.iter_mut().zip(&maps) {
        for mut raw in std::mem::take(&mut part.texts) {
            raw.text.words.iter_mut().for_each(|word| word.form = map[word.form as usize]);
            let source = raw.source.as_ref().and_then(|name| sources.binary_search(name).ok());
            texts.push(Text { source: source.map(|at| at as u32), ..raw.text });
        }
    }
    Reading { language: language.to_owned(), forms, stems, sources, texts }
}

/// Whether a form holds letters, and more than one character.
fn telling(form: &str) -> bool {
    form.chars().any(char::is_alphabetic)
        && !form.chars().any(|c| c.is_ascii_digit())
        && form.chars().filter(|c| c.is_alphanumeric()).count() > 2
}

/// Whether capitals tell names in this language: not where every noun has one, as in German.
fn names_by_capitals(merged: &Merged<'_>) -> bool {
    let words = merged.values().filter(|(_, stop, ..)| !stop);
    let (inside, capitals) = words.fold((0, 0), |sum, (.., inside, capitals)| (sum.0 + inside, sum.1 + capitals));
    capitals * 5 < inside * 2
}
