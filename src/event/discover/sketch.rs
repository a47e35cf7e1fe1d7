//! Document → [`Sketch`]: the terms of its first words, with the weight of their places.

use std::sync::Arc;

use chrono::NaiveDate;
use rustc_hash::FxHashMap;

use crate::corpus::Document;
use crate::text::analyze::Analyzer;
use crate::text::{Analysis, LanguagePacks, Position, Sentence, Token, TypeId};

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
        let titled = in_title_case(text, tokens);
        let mut before: Option<TypeId> = None;
        for (place, token) in tokens.iter().enumerate() {
            let raw = token.span.of(text);
            let written = if titled { Case::Untold } else { Case::of(raw) };
            let term = self.see(&analysis.language, token.type_id, written, place > 0);
            // WHO and IS are stop words only in small letters.
            let acronym = term.is_none() && written == Case::Acronym && raw.len() <= 4;
            let term = if acronym { Some(self.acronym(&analysis.language, raw)) } else { term };
            let Some(term) = term else {
                before = None;
                continue;
            };
            give(place as u32, term);
            let named = !acronym && matches!(written, Case::Capital | Case::Acronym);
            if let Some(first) = before.filter(|_| named && token.joined)
                && let Some(pair) = self.pair(&analysis.language, first, token.type_id)
            {
                give(place as u32, pair);
            }
            before = Some(token.type_id).filter(|_| named);
        }
    }

    /// Count how a type is written, and tell its term.
    fn see(&mut self, language: &str, ty: TypeId, written: Case, inside: bool) -> Option<u32> {
        if self.languages.get(language).is_none_or(|types| types.term.len() <= ty as usize) {
            self.learn(language);
        }
        let types = self.languages.get_mut(language)?;
        let seen = types.seen.get_mut(ty as usize)?;
        seen.all += 1;
        if inside && written != Case::Untold {
            seen.capital += u32::from(written != Case::Small);
            seen.small += u32::from(written == Case::Small);
            seen.acronym += u32::from(written == Case::Acronym);
        }
        types.term[ty as usize]
    }

    fn acronym(&mut self, language: &str, raw: &str) -> u32 {
        self.number(Term { kind: Kind::Stem, language: language.into(), text: raw.into() })
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

/// How a word is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Case {
    /// All words of the sentence have capitals, which says nothing of this one.
    Untold,
    Small,
    Capital,
    /// Two capitals or more and no small letter.
    Acronym,
}

impl Case {
    fn of(raw: &str) -> Case {
        if !raw.chars().next().is_some_and(char::is_uppercase) {
            return Case::Small;
        }
        let long = raw.chars().filter(|c| c.is_uppercase()).count() > 1;
        if long && !raw.chars().any(char::is_lowercase) { Case::Acronym } else { Case::Capital }
    }
}

/// Whether a sentence is a headline in title case: most of its longer words have capitals.
fn in_title_case(text: &str, tokens: &[Token]) -> bool {
    let mut long = 0;
    let mut capital = 0;
    for token in tokens.iter().filter(|token| token.span.len() >= 4) {
        long += 1;
        capital += usize::from(Case::of(token.span.of(text)) != Case::Small);
    }
    long >= 3 && capital * 10 > long * 6
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sketch(title: &str, text: &str, language: &str) -> Vec<(String, u32)> {
        let mut sketcher = Sketcher::new(LanguagePacks::bundled().into());
        let title = Some(title.to_owned()).filter(|t| !t.is_empty());
        let document = Document { title, text: text.into(), ..Document::default() };
        let sketch = sketcher.sketch(&document, language);
        let name = |term: u32| sketcher.terms()[term as usize].text.to_string();
        sketch.terms.into_iter().map(|(term, weight)| (name(term), weight)).collect()
    }

    #[test]
    fn a_title_weighs_twice_and_later_words_less() {
        let found = sketch("Ferry sinks", "The ferry sank off Portmoor.", "en");
        let weight = |term: &str| found.iter().find(|(t, _)| t == term).map(|(_, w)| *w);
        assert_eq!(weight("sink"), Some(2 * ONE));
        assert_eq!(weight("ferri"), Some(2 * ONE + ONE * 50 / 51));
        assert_eq!(weight("portmoor"), Some(ONE * 50 / 54));
        assert_eq!(weight("the"), None);
    }

    #[test]
    fn names_in_a_row_are_a_pair_and_acronyms_are_no_stop_words() {
        let found = sketch(
            "",
            "Then Lena Ostrom asked some doctors whether nobody from the WHO knew who really was ill.",
            "en",
        );
        let has = |term: &str| found.iter().any(|(t, _)| t == term);
        assert!(has("lena ostrom") && has("WHO") && !has("who") && !has("then lena"), "{found:?}");
        let titled = sketch("", "Mayor Of Halvergate Resigns After Inquiry", "en");
        assert!(!titled.iter().any(|(t, _)| t.contains(' ')), "{titled:?}");
    }

    proptest! {
        #[test]
        fn any_text_has_a_sketch(title in "\\PC{0,40}", text in "[\\PC\\n]{0,200}", language in "en|fr|ru|tr|ar|und|zh") {
            let found = sketch(&title, &text, &language);
            prop_assert!(found.iter().all(|(_, weight)| *weight > 0));
        }
    }
}
