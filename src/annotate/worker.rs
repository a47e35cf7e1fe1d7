//! What one thread knows of the words it has seen, and a document's tokens looked through once.
//!
//! Everything that depends on a type alone (its number as a term, whether a
//! search starts at it, its grammar) is worked out once a type. A document's
//! tokens are then read once: terms are counted, and the few tokens at which a
//! search starts noted for all matchers.

use super::find::Annotator;
use super::view::GrammarTable;
use super::words::{SILENT, Term};
use crate::lexicon::matcher::{Hit, TypeTable};
use crate::text::analyze::Analyzer;
use crate::text::{Analysis, Token, TypeId, Vocabulary};

/// What is searched for; each has matchers of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Search {
    Frames,
    Actors,
    Names,
    Events,
}

impl Search {
    const ALL: [Search; 4] = [Search::Frames, Search::Actors, Search::Names, Search::Events];

    fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// A token at which a search starts, with the bits of the searches that do.
#[derive(Debug, Clone, Copy)]
pub(super) struct Start {
    at: u32,
    searches: u8,
}

/// What one thread needs: its own vocabulary, and what it knows of its types.
pub struct Worker {
    pub(super) analyzer: Analyzer,
    /// By language.
    known: Vec<(String, Known)>,
    /// The last document's analysis, whose memory the next one takes.
    pub(super) analysis: Analysis,
    /// Types of the document at hand, in order of appearance.
    seen: Vec<TypeId>,
    starts: Vec<Start>,
}

/// What was worked out for each type of a language.
#[derive(Debug, Default)]
pub(super) struct Known {
    pub grammar: GrammarTable,
    /// By [`Search`].
    tables: [TypeTable; 4],
    types: Vec<TypeFacts>,
}

/// What was worked out for one type; what every token asks for lies together.
#[derive(Debug, Clone, Copy)]
struct TypeFacts {
    /// Number in [`Annotator::words`].
    word: u32,
    /// Occurrences in the document at hand; zero between documents.
    count: u32,
    /// Bits of the searches that start there.
    searches: u8,
}

impl Known {
    /// Work out the types that came since.
    fn grow(&mut self, annotator: &Annotator, language: &str, vocabulary: &Vocabulary) {
        let fresh = self.types.len();
        if vocabulary.types().len() == fresh {
            return;
        }
        let words = annotator.words.number(language, &vocabulary.types()[fresh..]);
        self.types.extend(words.into_iter().map(|word| TypeFacts { word, count: 0, searches: 0 }));
        for search in Search::ALL {
            let Some(matcher) = annotator.matchers(search).get(language) else { continue };
            let table = &mut self.tables[search as usize];
            table.grow(matcher, vocabulary);
            for (id, known) in (fresh as TypeId..).zip(&mut self.types[fresh..]) {
                known.searches |= if table.starts(id) { search.bit() } else { 0 };
            }
        }
    }
}

impl Worker {
    pub(super) fn new(analyzer: Analyzer) -> Worker {
        Worker { analyzer, known: Vec::new(), analysis: Analysis::default(), seen: Vec::new(), starts: Vec::new() }
    }

    /// The analyser, for identification and patterns.
    pub fn analyzer(&mut self) -> &mut Analyzer {
        &mut self.analyzer
    }

    /// The vocabulary of a language and what is known of its types.
    pub(super) fn known(&mut self, language: &str) -> Option<(&Vocabulary, &mut Known)> {
        Some((self.analyzer.vocabulary(language)?, known_of(&mut self.known, language)))
    }

    /// Look through a document's tokens: where searches start, and its terms if they are counted.
    pub(super) fn read(&mut self, annotator: &Annotator, analysis: &Analysis, counted: bool) -> Vec<Term> {
        self.starts.clear();
        let language = analysis.language.as_str();
        let Some(vocabulary) = self.analyzer.vocabulary(language) else { return Vec::new() };
        let known = known_of(&mut self.known, language);
        known.grow(annotator, language, vocabulary);
        for (at, token) in (0..).zip(&analysis.tokens) {
            let Some(ty) = known.types.get_mut(token.type_id as usize) else { continue };
            if counted && ty.word != SILENT {
                if ty.count == 0 {
                    self.seen.push(token.type_id);
                }
                ty.count += 1;
            }
            if ty.searches != 0 {
                self.starts.push(Start { at, searches: ty.searches });
            }
        }
        terms_of(&mut self.seen, &mut known.types)
    }

    /// The hits of a search in the document that was last [read](Worker::read).
    pub(super) fn hits(&self, annotator: &Annotator, search: Search, text: &str, analysis: &Analysis) -> Vec<Hit> {
        let Some(matcher) = annotator.matchers(search).get(&analysis.language) else { return Vec::new() };
        let Some((_, known)) = self.known.iter().find(|(code, _)| *code == analysis.language) else {
            return Vec::new();
        };
        let starts = self.starts.iter().filter(|start| start.searches & search.bit() != 0);
        let table = &known.tables[search as usize];
        matcher.find_among(text, analysis, table, starts.map(|start| start.at as usize))
    }

    /// The hits of a search in any text.
    pub(super) fn find(&mut self, annotator: &Annotator, search: Search, text: &str, analysis: &Analysis) -> Vec<Hit> {
        let (matchers, language) = (annotator.matchers(search), analysis.language.as_str());
        let (Some(matcher), Some(vocabulary)) = (matchers.get(language), self.analyzer.vocabulary(language)) else {
            return Vec::new();
        };
        let known = known_of(&mut self.known, language);
        known.grow(annotator, language, vocabulary);
        matcher.find(text, analysis, vocabulary, &mut known.tables[search as usize])
    }

    /// The words among some tokens of a document [read](Worker::read) that say something, with their counts.
    pub(super) fn terms<'t>(&mut self, language: &str, tokens: impl Iterator<Item = &'t Token>) -> Vec<Term> {
        let types = &mut known_of(&mut self.known, language).types;
        for token in tokens {
            let Some(ty) = types.get_mut(token.type_id as usize).filter(|ty| ty.word != SILENT) else { continue };
            if ty.count == 0 {
                self.seen.push(token.type_id);
            }
            ty.count += 1;
        }
        terms_of(&mut self.seen, types)
    }
}

/// The terms that some types make; their counts are zero afterwards.
fn terms_of(seen: &mut Vec<TypeId>, types: &mut [TypeFacts]) -> Vec<Term> {
    let term = |id: TypeId| {
        let ty = &mut types[id as usize];
        Term { word: ty.word, count: std::mem::take(&mut ty.count) }
    };
    seen.drain(..).map(term).collect()
}

/// What is known of a language, made at its first document.
fn known_of<'k>(known: &'k mut Vec<(String, Known)>, language: &str) -> &'k mut Known {
    let number = known.iter().position(|(code, _)| code == language).unwrap_or_else(|| {
        known.push((language.to_owned(), Known::default()));
        known.len() - 1
    });
    &mut known[number].1
}
