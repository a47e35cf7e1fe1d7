//! The one place that fixes the order of steps from a text to an [`Analysis`].
//!
//! 1. Boilerplate is left out, and the title is set apart: what remains are
//!    *regions*, over whose borders neither a sentence nor a phrase runs.
//! 2. Each region is cut into paragraphs and sentences ([`segment`](super::segment)).
//! 3. Each region is cut into tokens ([`tokenize`](super::tokenize)), remembered
//!    chunk by chunk; a new form is folded, stemmed and looked up in the stop
//!    list once ([`stem`](super::stem)).
//! 4. Tokens are given to their sentences; a sentence without one is dropped.
//!
//! Lexicon patterns go through the same steps ([`Analyzer::pattern_words`]), so
//! that a pattern can never be cut otherwise than the text it is meant for.

use std::ops::Range;
use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::memo::Memo;
use super::scan::chunks;
use super::segment::{Piece, Segmenter};
use super::stem::Stemmer;
use super::tokenize::{Tokenizer, WILDCARDS, fold, surface};
use super::{Analysis, LanguagePack, LanguagePacks, Position, Sentence, Token, Type, TypeId, Vocabulary};
use crate::span::Span;

/// One word of a lexicon pattern, cut like the words of a text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PatternWord {
    /// Folded form, wildcards `*` and `?` kept.
    pub form: String,
    /// As written, with straight apostrophes: for patterns in which case counts.
    /// Compare it with [`surface`] of a token's characters.
    pub surface: String,
}

/// Takes texts apart, language by language. One per thread: it remembers what it has seen.
pub struct Analyzer {
    packs: Arc<LanguagePacks>,
    /// By code; a corpus has few.
    languages: Vec<(String, Language)>,
    /// Sentences of the region at hand.
    pieces: Vec<Piece>,
}

/// What is known of a language: its rules, and what was seen of it.
struct Language {
    tokenizer: Tokenizer,
    segmenter: Segmenter,
    lexis: Lexis,
    /// Made at the first text: a lexicon needs none.
    memo: Option<Memo>,
}

/// The part of a language that makes types of forms.
struct Lexis {
    stemmer: Stemmer,
    stops: FxHashSet<String>,
    vocabulary: Vocabulary,
}

/// A stretch of text between boilerplate and title borders.
struct Region {
    range: Range<usize>,
    title: bool,
}

impl Analyzer {
    /// An analyzer that has seen nothing yet.
    pub fn new(packs: Arc<LanguagePacks>) -> Analyzer {
        Analyzer { packs, languages: Vec::new(), pieces: Vec::new() }
    }

    /// Another one for the same languages, that knows no types yet.
    pub fn fresh(&self) -> Analyzer {
        Analyzer::new(Arc::clone(&self.packs))
    }

    /// Add the types that another one knows.
    pub fn learn(&mut self, other: Analyzer) {
        if self.languages.is_empty() {
            self.languages = other.languages;
            return;
        }
        for (code, language) in &other.languages {
            for ty in language.lexis.vocabulary.types() {
                self.type_id(code, &ty.form);
            }
        }
    }

    /// Take a text apart.
    ///
    /// `boilerplate` (in any order) is left out of tokens and sentences, which
    /// keep their places in `text`. `title` is where the headline stands in the
    /// text, if it does. Spans that do not fit the text are cut to it.
    ///
    /// ```
    /// use framelens::text::{LanguagePacks, analyze::Analyzer};
    /// let mut analyzer = Analyzer::new(LanguagePacks::bundled().into());
    /// let text = "M. Macron dénonce l’agression. Elle continue.";
    ///
    /// let analysis = analyzer.analyze(text, "fr", &[], None);
    ///
    /// assert_eq!(analysis.sentences.len(), 2);
    /// assert_eq!(analysis.tokens[3].span.of(text), "l’");
    /// assert_eq!(analysis.tokens[4].span.of(text), "agression");
    /// ```
    pub fn analyze(&mut self, text: &str, language: &str, boilerplate: &[Span], title: Option<Span>) -> Analysis {
        let mut analysis = Analysis::default();
        self.analyze_into(text, language, boilerplate, title, &mut analysis);
        analysis
    }

    /// The same, in the place of another analysis, whose memory is used again.
    pub fn analyze_into(
        &mut self,
        text: &str,
        language: &str,
        boilerplate: &[Span],
        title: Option<Span>,
        analysis: &mut Analysis,
    ) {
        let mut pieces = std::mem::take(&mut self.pieces);
        let known = self.language(language);
        language.clone_into(&mut analysis.language);
        analysis.tokens.clear();
        analysis.sentences.clear();
        let mut place = Place::new(title.is_some());
        for region in regions(text, boilerplate, title) {
            let from = analysis.tokens.len();
            known.tokens(text, region.range.clone(), &mut analysis.tokens);
            pieces.clear();
            known.segmenter.add_sentences(text, region.range.clone(), &mut pieces);
            place.give(text, &region, &pieces, from, analysis);
        }
        self.pieces = pieces;
    }

    /// The types of a language seen so far; none before its first text or word.
    pub fn vocabulary(&self, language: &str) -> Option<&Vocabulary> {
        self.languages.iter().find(|(code, _)| code == language).map(|(_, known)| &known.lexis.vocabulary)
    }

    /// The number of a folded form, which becomes a type if it is new.
    pub fn type_id(&mut self, language: &str, folded_form: &str) -> TypeId {
        self.language(language).lexis.intern(folded_form, false)
    }

    /// The folded words of a text, clitics apart.
    ///
    /// ```
    /// use framelens::text::{LanguagePacks, analyze::Analyzer};
    /// let mut analyzer = Analyzer::new(LanguagePacks::bundled().into());
    /// assert_eq!(analyzer.words("fr", "Forces d’occupation"), ["forces", "d'", "occupation"]);
    /// ```
    pub fn words(&mut self, language: &str, text: &str) -> Vec<String> {
        let tokenizer = &self.language(language).tokenizer;
        let chunks = chunks(text, 0..text.len());
        chunks.flat_map(|(_, chunk)| tokenizer.chunk(chunk).words).map(|word| word.form).collect()
    }

    /// The words of a lexicon pattern, its wildcards kept.
    ///
    /// ```
    /// use framelens::text::{LanguagePacks, analyze::Analyzer};
    /// let mut analyzer = Analyzer::new(LanguagePacks::bundled().into());
    /// let words = analyzer.pattern_words("en", "Occup*ing power* under *");
    /// let forms: Vec<_> = words.iter().map(|word| word.form.as_str()).collect();
    /// assert_eq!(forms, ["occup*ing", "power*", "under", "*"]);
    /// assert_eq!(words[0].surface, "Occup*ing");
    /// ```
    pub fn pattern_words(&mut self, language: &str, pattern: &str) -> Vec<PatternWord> {
        let tokenizer = &self.language(language).tokenizer;
        let [many, one] = WILDCARDS;
        let masked: String = pattern
            .chars()
            .map(|c| match c {
                '*' => many,
                '?' => one,
                other => other,
            })
            .collect();
        let unmask = |word: &str| word.replace(many, "*").replace(one, "?");
        let mut words = Vec::new();
        for (_, chunk) in chunks(&masked, 0..masked.len()) {
            for word in tokenizer.chunk(chunk).words {
                let written = surface(&chunk[word.range]);
                words.push(PatternWord { form: unmask(&word.form), surface: unmask(&written) });
            }
        }
        words
    }

    /// Fold a form by the rules of a language, without taking it apart.
    pub fn fold(&self, language: &str, form: &str) -> String {
        fold(form, &self.packs.get_or_minimal(language))
    }

    fn language(&mut self, code: &str) -> &mut Language {
        let known = self.languages.iter().position(|(known, _)| known == code);
        let number = known.unwrap_or_else(|| {
            self.languages.push((code.to_owned(), Language::new(&self.packs.get_or_minimal(code))));
            self.languages.len() - 1
        });
        &mut self.languages[number].1
    }
}

impl Language {
    fn new(pack: &Arc<LanguagePack>) -> Language {
        let stops = pack.stop_list().map(|word| fold(word, pack)).collect();
        Language {
            tokenizer: Tokenizer::new(pack),
            segmenter: Segmenter::new(pack),
            lexis: Lexis { stemmer: Stemmer::new(pack), stops, vocabulary: Vocabulary::default() },
            memo: None,
        }
    }

    fn tokens(&mut self, text: &str, region: Range<usize>, tokens: &mut Vec<Token>) {
        let lexis = &mut self.lexis;
        let mut intern = |form: &str, clitic: bool| lexis.intern(form, clitic);
        let memo = self.memo.get_or_insert_default();
        memo.tokens(text, region, &self.tokenizer, &mut intern, tokens);
    }
}

impl Lexis {
    /// A clitic is a stop word and its own stem.
    fn intern(&mut self, form: &str, clitic: bool) -> TypeId {
        let Lexis { stemmer, stops, vocabulary } = self;
        vocabulary.intern_with(form, |form| Type {
            form: form.into(),
            stem: if clitic { form.into() } else { stemmer.stem(form) },
            stop: clitic || stops.contains(form),
        })
    }
}

/// What remains of a text without boilerplate, cut at the title's borders.
fn regions(text: &str, boilerplate: &[Span], title: Option<Span>) -> Vec<Region> {
    let clip = |span: &Span| {
        let start = text.floor_char_boundary((span.start as usize).min(text.len()));
        start..text.ceil_char_boundary((span.end as usize).min(text.len())).max(start)
    };
    let mut holes: Vec<_> = boilerplate.iter().map(clip).filter(|hole| !hole.is_empty()).collect();
    holes.sort_by_key(|hole| hole.start);
    let end = text.len();
    holes.push(end..end);
    let title = title.as_ref().map_or(0..0, clip);
    let mut regions = Vec::new();
    let mut at = 0;
    for hole in holes {
        let mut push = |from: usize, to: usize, title: bool| {
            let (from, to) = (from.max(at), to.min(hole.start));
            if from < to {
                regions.push(Region { range: from..to, title });
            }
        };
        push(0, title.start, false);
        push(title.start, title.end, true);
        push(title.end, end, false);
        at = at.max(hole.end);
    }
    regions
}

/// Where in the document the next sentence stands.
struct Place {
    /// A title is still to come.
    before_title: bool,
    /// Paragraph of the last sentence, and its end.
    last: Option<(u32, usize, bool)>,
    lead: Option<u32>,
}

impl Place {
    fn new(has_title: bool) -> Place {
        Place { before_title: has_title, last: None, lead: None }
    }

    /// Turn the pieces of a region into sentences and give each its tokens, those from `from` on.
    fn give(&mut self, text: &str, region: &Region, pieces: &[Piece], from: usize, analysis: &mut Analysis) {
        let mut next = from;
        let begin = pieces.first().map_or(region.range.start, |piece| piece.span.start as usize);
        // Boilerplate within a line does not part paragraphs.
        let mut fresh =
            self.last.is_none_or(|(_, end, title)| title != region.title || text[end..begin].contains(['\n', '\r']));
        let mut pieces = pieces.iter().copied().peekable();
        while let Some(mut piece) = pieces.next() {
            fresh |= piece.paragraph_start && piece.span.start as usize > begin;
            let first = next;
            loop {
                let behind = analysis.tokens[next..].iter().position(|token| token.span.start >= piece.span.end);
                next = behind.map_or(analysis.tokens.len(), |count| next + count);
                // The word rules have the last word: a sentence cannot end inside a token.
                let torn = next > first && analysis.tokens[next - 1].span.end > piece.span.end;
                match pieces.next_if(|_| torn) {
                    Some(more) => piece.span.end = more.span.end,
                    None => break,
                }
            }
            if next == first {
                continue;
            }
            analysis.tokens[first].joined = false;
            let paragraph = self.paragraph(fresh);
            let position = self.position(region.title, paragraph);
            self.last = Some((paragraph, piece.span.end as usize, region.title));
            fresh = false;
            analysis.sentences.push(Sentence { span: piece.span, tokens: first..next, paragraph, position });
        }
    }

    fn paragraph(&self, fresh: bool) -> u32 {
        self.last.map_or(0, |(paragraph, ..)| paragraph + u32::from(fresh))
    }

    fn position(&mut self, title: bool, paragraph: u32) -> Position {
        if title {
            self.before_title = false;
            return Position::Title;
        }
        if self.before_title {
            return Position::Body;
        }
        if *self.lead.get_or_insert(paragraph) == paragraph { Position::Lead } else { Position::Body }
    }
}

#[cfg(test)]
mod tests;
