//! What one thread knows of the words it has seen, and a document's tokens looked through once.
//!
//! Everything that depends on a type alone (its number as a term, whether a
//! search starts at it, its grammar) is worked out once a type. A document's
//! tokens are then read once: terms are counted, and the few tokens at which a
//! search starts noted for all matchers.

use super::Depth;
use super::find::Annotator;
use super::notes::{Notes, Start, start};
use super::view::GrammarTable;
use super::voice::Workings;
use super::words::{SILENT, Term};
use crate::lexicon::matcher::{Hit, TypeTable};
use crate::text::analyze::Analyzer;
use crate::text::dates::DateTable;
use crate::text::wordlist::Classes;
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

/// What one thread needs: its own vocabulary, and what it knows of its types.
pub struct Worker {
    pub(super) analyzer: Analyzer,
    /// By language.
    known: Vec<(String, Known)>,
    /// The last document's analysis, whose memory the next one takes.
    pub(super) analysis: Analysis,
    /// Types of the document at hand, in order of appearance.
    seen: Vec<TypeId>,
    notes: Notes,
    workings: Workings,
}

/// The document that was last [read](Worker::read), for grammar and dates.
pub(super) struct Read<'w> {
    pub vocabulary: &'w Vocabulary,
    pub known: &'w mut Known,
    pub notes: &'w Notes,
    pub workings: &'w mut Workings,
}

/// What was worked out for each type of a language.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// Grown only where everything is looked for.
    pub grammar: GrammarTable,
    /// Grown only where events have dates.
    pub dates: DateTable,
    /// By [`Search`].
    tables: [TypeTable; 4],
    types: Vec<TypeFacts>,
    /// Number of each type in [`Annotator::words`].
    words: Vec<u32>,
}

/// What was worked out for one type; what every token asks for lies together.
#[derive(Debug, Clone, Copy)]
struct TypeFacts {
    /// As [`GrammarTable::classes`].
    classes: Classes,
    /// Occurrences in the document at hand; zero between documents, and always
    /// one for a type that is not counted, so that it is never seen anew.
    count: u32,
    /// What one occurrence adds to the count.
    step: u8,
    /// Bits of what starts there, as [`Start::bits`].
    starts: u8,
}

impl TypeFacts {
    /// Of a type with this number, of which nothing else is known yet.
    fn new(word: u32) -> TypeFacts {
        let step = u8::from(word != SILENT);
        TypeFacts { classes: 0, count: u32::from(1 - step), step, starts: 0 }
    }
}

impl Known {
    /// Work out the types that came since.
    fn grow(&mut self, annotator: &Annotator, language: &str, vocabulary: &Vocabulary) {
        let fresh = self.types.len();
        if vocabulary.types().len() == fresh {
            return;
        }
        let types = &vocabulary.types()[fresh..];
        match annotator.depth {
            Depth::Frames => self.words.extend(types.iter().map(|_| SILENT)),
            Depth::Full => self.words.append(&mut annotator.words.number(language, types)),
        }
        self.types.extend(self.words[fresh..].iter().map(|&word| TypeFacts::new(word)));
        self.grow_grammar(annotator, language, vocabulary, fresh);
        for search in Search::ALL {
            let Some(matcher) = annotator.matchers(search).get(language) else { continue };
            let table = &mut self.tables[search as usize];
            table.grow(matcher, vocabulary);
            for (id, known) in (fresh as TypeId..).zip(&mut self.types[fresh..]) {
                known.starts |= if table.starts(id) { search.bit() } else { 0 };
            }
        }
    }

    /// The same for the grammar, which frames alone do not ask for.
    fn grow_grammar(&mut self, annotator: &Annotator, language: &str, vocabulary: &Vocabulary, fresh: usize) {
        if annotator.depth == Depth::Frames {
            return;
        }
        let pack = annotator.packs.get_or_minimal(language);
        self.grammar.grow(&pack, vocabulary);
        let dated = annotator.asks_for_dates();
        if dated {
            self.dates.grow(&pack, vocabulary);
        }
        for (id, known) in (fresh as TypeId..).zip(&mut self.types[fresh..]) {
            known.classes = self.grammar.classes(id);
            known.starts |= self.grammar.starts(id);
            known.starts |= if dated && self.dates.ty(id).starts { start::DATE } else { 0 };
        }
    }

    /// The terms that some types make; their counts are zero afterwards.
    fn terms_of(&mut self, seen: &mut Vec<TypeId>) -> Vec<Term> {
        let term = |id: TypeId| {
            let count = std::mem::take(&mut self.types[id as usize].count);
            Term { word: self.words[id as usize], count }
        };
        seen.drain(..).map(term).collect()
    }
}

impl Worker {
    pub(super) fn new(analyzer: Analyzer) -> Worker {
        Worker {
            analyzer,
            known: Vec::new(),
            analysis: Analysis::default(),
            seen: Vec::new(),
            notes: Notes::default(),
            workings: Workings::default(),
        }
    }

    /// The analyser, for identification and patterns.
    pub fn analyzer(&mut self) -> &mut Analyzer {
        &mut self.analyzer
    }

    /// The document that was last read, in its language.
    pub(super) fn reading(&mut self, language: &str) -> Option<Read<'_>> {
        Some(Read {
            vocabulary: self.analyzer.vocabulary(language)?,
            known: known_of(&mut self.known, language),
            notes: &self.notes,
            workings: &mut self.workings,
        })
    }

    /// Look through a document's tokens: what begins where, the classes of each
    /// and, unless frames alone are looked for, its terms.
    pub(super) fn read(&mut self, annotator: &Annotator, analysis: &Analysis) -> Vec<Term> {
        let Notes { starts, classes } = &mut self.notes;
        starts.clear();
        classes.clear();
        let language = analysis.language.as_str();
        let Some(vocabulary) = self.analyzer.vocabulary(language) else { return Vec::new() };
        let known = known_of(&mut self.known, language);
        known.grow(annotator, language, vocabulary);
        // Which token is new or begins something is nothing that the processor could
        // guess: every place is written, and counts only if it is one.
        let count = analysis.tokens.len();
        starts.resize(count, Start::default());
        classes.resize(count, 0);
        self.seen.resize(count, 0);
        // As slices, whose places no write can move.
        let (types, begins, seen) = (&mut known.types[..], &mut starts[..], &mut self.seen[..]);
        let (mut begun, mut new) = (0, 0);
        for ((at, token), classes) in (0..).zip(&analysis.tokens).zip(&mut classes[..]) {
            let Some(ty) = types.get_mut(token.type_id as usize) else { break };
            *classes = ty.classes;
            seen[new] = token.type_id;
            new += usize::from(ty.count == 0);
            ty.count += u32::from(ty.step);
            begins[begun] = Start { at, bits: ty.starts };
            begun += usize::from(ty.starts != 0);
        }
        starts.truncate(begun);
        self.seen.truncate(new);
        known.terms_of(&mut self.seen)
    }

    /// The hits of a search in the document that was last [read](Worker::read).
    pub(super) fn hits(&self, annotator: &Annotator, search: Search, text: &str, analysis: &Analysis) -> Vec<Hit> {
        let Some(matcher) = annotator.matchers(search).get(&analysis.language) else { return Vec::new() };
        let Some((_, known)) = self.known.iter().find(|(code, _)| *code == analysis.language) else {
            return Vec::new();
        };
        matcher.find_among(text, analysis, &known.tables[search as usize], self.notes.starting(search.bit()))
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
        let known = known_of(&mut self.known, language);
        for token in tokens {
            let Some(ty) = known.types.get_mut(token.type_id as usize).filter(|ty| ty.step != 0) else { continue };
            if ty.count == 0 {
                self.seen.push(token.type_id);
            }
            ty.count += 1;
        }
        known.terms_of(&mut self.seen)
    }
}

/// What is known of a language, made at its first document.
fn known_of<'k>(known: &'k mut Vec<(String, Known)>, language: &str) -> &'k mut Known {
    let number = known.iter().position(|(code, _)| code == language).unwrap_or_else(|| {
        known.push((language.to_owned(), Known::default()));
        known.len() - 1
    });
    &mut known[number].1
}
