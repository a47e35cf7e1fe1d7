//! Document → [`Sketch`]: the terms of its first words, with the weight of their places.

use std::sync::Arc;

use chrono::NaiveDate;
use rustc_hash::FxHashMap;

use crate::corpus::Document;
use crate::text::analyze::Analyzer;
use crate::text::{Analysis, LanguagePacks, Position, Sentence, TypeId};

/// Words of the text that are looked at: news says first what happened, and
/// background that comes later joins what does not belong together.
pub const WORDS: usize = 300;
/// Bytes of the text that are looked at, for scripts without spaces.
const BYTES: usize = 6_000;
/// The word at which a word of the text weighs half of the first.
const HALF: u32 = 50;
/// Weight of the first word of the text; a word of the title weighs twice that.
pub const ONE: u32 = 1024;

/// What is remembered of a document.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sketch {
    /// The document's id.
    pub id: String,
    /// Its outlet.
    pub source: Option<String>,
    /// Language in which it was read.
    pub language: String,
    /// Date of publication.
    pub date: Option<NaiveDate>,
    /// Terms, by number in the [`Sketcher`] that made it, ascending, with the sum of their weights.
    pub terms: Vec<(u32, u32)>,
}

/// What sort of thing a term is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A stem of a language.
    Stem,
    /// A number, or a word with digits in it.
    Number,
    /// Two capitalised words in a row.
    Pair,
}

/// A term of a corpus.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Term {
    /// What it is.
    pub kind: Kind,
    /// Language code; empty for numbers, which are the same in all.
    pub language: Box<str>,
    /// Stem, number, or two folded forms with a space.
    pub text: Box<str>,
}

/// How often a form of a term was seen, and how it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Seen {
    /// Occurrences.
    pub all: u32,
    /// Inside a sentence, with a capital.
    pub capital: u32,
    /// Inside a sentence, without.
    pub small: u32,
    /// Of those with a capital, in capitals throughout.
    pub acronym: u32,
}

impl Seen {
    /// Sums of both.
    pub fn add(&mut self, other: Seen) {
        self.all += other.all;
        self.capital += other.capital;
        self.small += other.small;
        self.acronym += other.acronym;
    }
}

/// Makes sketches. One per thread: it numbers the terms it has seen.
pub struct Sketcher {
    analyzer: Analyzer,
    terms: Vec<Term>,
    numbers: FxHashMap<Term, u32>,
    languages: FxHashMap<String, Types>,
}

/// What is known of the types of a language.
#[derive(Default)]
struct Types {
    /// Term of each type; `None` where it tells nothing.
    term: Vec<Option<u32>>,
    seen: Vec<Seen>,
}

impl Sketcher {
    /// A sketcher that has seen nothing.
    pub fn new(packs: Arc<LanguagePacks>) -> Sketcher {
        Sketcher {
            analyzer: Analyzer::new(packs),
            terms: Vec::new(),
            numbers: FxHashMap::default(),
            languages: FxHashMap::default(),
        }
    }

    /// The sketch of a document in an already chosen language.
    pub fn sketch(&mut self, document: &Document, language: &str) -> Sketch {
        let mut weights: FxHashMap<u32, u32> = FxHashMap::default();
        if let Some(title) = document.title.as_deref().filter(|_| document.title_span.is_none()) {
            self.take(title, language, document, Some(Position::Title), &mut weights);
        }
        self.take(&document.text, language, document, None, &mut weights);
        let mut terms: Vec<(u32, u32)> = weights.into_iter().collect();
        terms.sort_unstable();
        Sketch {
            id: document.id.clone(),
            source: document.source.clone(),
            language: language.to_owned(),
            date: document.date,
            terms,
        }
    }

    /// The terms, by number.
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// Forms with their language, term and how they were written.
    pub fn forms(&self) -> impl Iterator<Item = (&str, &str, u32, Seen)> {
        self.languages.iter().flat_map(|(language, types)| {
            let vocabulary = self.analyzer.vocabulary(language);
            types.term.iter().zip(&types.seen).enumerate().filter_map(move |(id, (term, seen))| {
                let form = &vocabulary?.types().get(id)?.form;
                Some((language.as_str(), &**form, (*term)?, *seen))
            })
        })
    }

    fn take(
        &mut self,
        text: &str,
        language: &str,
        document: &Document,
        position: Option<Position>,
        weights: &mut FxHashMap<u32, u32>,
    ) {
        let end = text.floor_char_boundary(text.len().min(BYTES));
        let own = position.is_none();
        let boilerplate = if own { document.boilerplate.as_slice() } else { &[] };
        let title = if own { document.title_span } else { None };
        let analysis = self.analyzer.analyze(&text[..end], language, boilerplate, title);
        let mut place = 0;
        for sentence in &analysis.sentences {
            let in_title = position.unwrap_or(sentence.position) == Position::Title;
            self.sentence(text, &analysis, sentence, &mut |words: u32, term: u32| {
                let weight = if in_title { 2 * ONE } else { ONE * HALF / (HALF + place + words) };
                *weights.entry(term).or_default() += weight;
            });
            place += if in_title { 0 } else { sentence.tokens.len() as u32 };
            if place as usize >= WORDS {
                break;
            }
        }
    }

    /// Tell `give` every term of a sentence with the number of words before it.
    fn sentence(&mut self, text: &str, analysis: &Analysis, sentence: &Sentence, give: &mut dyn FnMut(u32, u32)) {
        let tokens = &analysis.tokens[sentence.tokens.clone()];
        let capital = |i: usize| tokens[i].span.of(text).chars().next().is_some_and(char::is_uppercase);
        // A headline in title case says nothing about its words.
        let long = |i: &usize| tokens[*i].span.len() >= 4;
        let words = (0..tokens.len()).filter(long).count();
        let titled = words >= 3 && (0..tokens.len()).filter(long).filter(|&i| capital(i)).count() * 10 > words * 6;
        let mut before: Option<TypeId> = None;
        for (i, token) in tokens.iter().enumerate() {
            let raw = token.span.of(text);
            let big = capital(i) && !titled;
            let acronym = big && raw.len() > 1 && !raw.chars().any(char::is_lowercase);
            let types = self.languages.entry(analysis.language.clone()).or_default();
            let known = types.term.len();
            if token.type_id as usize >= known {
                self.learn(&analysis.language);
            }
            let Some(types) = self.languages.get_mut(&analysis.language) else { return };
            let Some(seen) = types.seen.get_mut(token.type_id as usize) else { return };
            seen.all += 1;
            if i > 0 && !titled {
                seen.capital += u32::from(big);
                seen.small += u32::from(!big);
                seen.acronym += u32::from(acronym);
            }
            match types.term[token.type_id as usize] {
                Some(term) => give(i as u32, term),
                // US and IS are stop words only in small letters.
                None if acronym && raw.len() <= 4 && raw.len() > 1 => {
                    let term = Term { kind: Kind::Stem, language: analysis.language.as_str().into(), text: raw.into() };
                    let number = self.number(term);
                    give(i as u32, number);
                    before = None;
                    continue;
                }
                None => {
                    before = None;
                    continue;
                }
            }
            let named = big && raw.chars().any(char::is_alphabetic);
            if let Some(first) = before.filter(|_| named && token.joined) {
                let pair = self.pair(&analysis.language, first, token.type_id);
                if let Some(pair) = pair {
                    give(i as u32, pair);
                }
            }
            before = Some(token.type_id).filter(|_| named);
        }
    }

    fn pair(&mut self, language: &str, first: TypeId, second: TypeId) -> Option<u32> {
        let vocabulary = self.analyzer.vocabulary(language)?;
        let text = format!("{} {}", vocabulary.ty(first).form, vocabulary.ty(second).form);
        Some(self.number(Term { kind: Kind::Pair, language: language.into(), text: text.into() }))
    }

    /// Give every new type of a language its term.
    fn learn(&mut self, language: &str) {
        let Some(vocabulary) = self.analyzer.vocabulary(language) else { return };
        let known = self.languages.get(language).map_or(0, |types| types.term.len());
        let fresh: Vec<Option<Term>> = vocabulary.types()[known..]
            .iter()
            .map(|ty| {
                let digits = ty.form.chars().any(|c| c.is_ascii_digit());
                let telling = digits || (!ty.stop && ty.form.chars().count() > 1);
                let (kind, language, text) =
                    if digits { (Kind::Number, "", &ty.form) } else { (Kind::Stem, language, &ty.stem) };
                telling.then(|| Term { kind, language: language.into(), text: text.clone() })
            })
            .collect();
        let numbers: Vec<Option<u32>> = fresh.into_iter().map(|term| term.map(|term| self.number(term))).collect();
        let types = self.languages.entry(language.to_owned()).or_default();
        types.seen.resize(known + numbers.len(), Seen::default());
        types.term.extend(numbers);
    }

    fn number(&mut self, term: Term) -> u32 {
        if let Some(&number) = self.numbers.get(&term) {
            return number;
        }
        let number = self.terms.len() as u32;
        self.terms.push(term.clone());
        self.numbers.insert(term, number);
        number
    }
}
