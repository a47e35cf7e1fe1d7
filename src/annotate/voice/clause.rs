//! A document's tokens with their word classes and the punctuation between them.

use std::ops::Range;

use super::quotation::Quote;
use crate::annotate::notes::start;
use crate::annotate::view::{View, ending};
use crate::text::Token;
use crate::text::grammar::VoiceGrammar as V;
use crate::text::wordlist::{Classes, TypeClasses, WordList};

/// Punctuation before a token, one bit each.
pub mod mark {
    pub const COMMA: u8 = 1;
    pub const SEMICOLON: u8 = 2;
    pub const COLON: u8 = 4;
    pub const DASH: u8 = 8;
    pub const OPEN: u8 = 16;
    pub const CLOSE: u8 = 32;
    pub const BRACKET: u8 = 64;
    pub const STOP: u8 = 128;
    /// Any of those that part clauses.
    pub const ANY: u8 = 255;
}

/// What rules about clauses ask for: classes, punctuation, quotations.
#[derive(Clone, Copy)]
pub struct Clauses<'v, 'a> {
    pub view: &'v View<'a>,
    classes: &'v [Classes],
    lengths: &'v [u8],
    marks: &'v [u8],
    quoted: &'v [bool],
}

/// What is worked out for each token of a document; the next one takes its memory.
#[derive(Debug, Default)]
pub struct Workings {
    /// Classes, with the bits of [`ending`]; the words of a phrase but the first have no classes.
    classes: Vec<Classes>,
    /// Words of the phrase that begins at a token; 1 for a word alone.
    lengths: Vec<u8>,
    /// Punctuation before each token.
    marks: Vec<u8>,
    /// Whether each token lies in a quotation.
    quoted: Vec<bool>,
}

/// A phrase of a word list in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Phrase {
    /// Its first token.
    pub at: usize,
    /// Its number of words.
    pub length: usize,
    pub classes: Classes,
}

/// The phrases of a word list in a text, by place and without overlap: the first
/// word decides, then the length. `openers` are the tokens at which one may begin.
pub fn phrases<'x>(
    view: &'x View<'_>,
    words: &'x WordList,
    types: &'x TypeClasses,
    openers: impl Iterator<Item = usize> + 'x,
) -> impl Iterator<Item = Phrase> + 'x {
    let tokens = &view.analysis.tokens;
    let mut behind = 0;
    openers.filter_map(move |at| {
        if at < behind {
            return None;
        }
        let next = |n: usize| tokens.get(at + 1 + n).map(|token| token.type_id);
        let (length, classes) = types.phrase(words, tokens.get(at)?.type_id, next)?;
        behind = at + length;
        Some(Phrase { at, length, classes })
    })
}

impl Workings {
    fn fill(&mut self, view: &View<'_>, quotes: &[Quote]) {
        let Workings { classes, lengths, marks, quoted } = self;
        classes.clone_from(&view.notes.classes);
        lengths.clear();
        lengths.resize(classes.len(), 1);
        let openers = view.notes.starting(start::VOICE);
        for phrase in phrases(view, view.pack.voice.words(), &view.grammar.voice, openers) {
            let words = &mut classes[phrase.at..phrase.at + phrase.length];
            words.iter_mut().for_each(|word| *word &= ending::ANY);
            words[0] |= phrase.classes;
            lengths[phrase.at] = phrase.length as u8;
        }
        punctuate(view, marks);
        quoted.clear();
        quoted.resize(classes.len(), false);
        for quote in quotes {
            quoted[quote.tokens.start as usize..quote.tokens.end as usize].fill(true);
            marks[quote.tokens.start as usize] |= mark::OPEN;
            if let Some(behind) = marks.get_mut(quote.tokens.end as usize) {
                *behind |= mark::CLOSE;
            }
        }
    }
}

impl<'v, 'a> Clauses<'v, 'a> {
    pub fn new(view: &'v View<'a>, quotes: &[Quote], workings: &'v mut Workings) -> Clauses<'v, 'a> {
        workings.fill(view, quotes);
        let Workings { classes, lengths, marks, quoted } = workings;
        Clauses { view, classes, lengths, marks, quoted }
    }

    /// The same tokens, as if nothing were quoted: for what is said within a quotation.
    pub fn without_quotes(&self) -> Clauses<'v, 'a> {
        Clauses { quoted: &[], ..*self }
    }

    /// Whether a token of a run has one of some classes.
    pub fn any(&self, range: Range<usize>, classes: Classes) -> bool {
        self.classes.get(range).is_some_and(|run| run.iter().fold(0, |all, own| all | own) & classes != 0)
    }

    /// The first token of a run that has one of some classes.
    pub fn first(&self, range: Range<usize>, classes: Classes) -> Option<usize> {
        let start = range.start;
        self.classes.get(range)?.iter().position(|own| own & classes != 0).map(|step| start + step)
    }

    /// Classes of a token; none outside the text.
    pub fn classes(&self, at: usize) -> Classes {
        self.noted(at) & !ending::ANY
    }

    /// Classes of a token, with the bits of its [`ending`].
    fn noted(&self, at: usize) -> Classes {
        self.classes.get(at).copied().unwrap_or(0)
    }

    pub fn is(&self, at: usize, classes: Classes) -> bool {
        self.noted(at) & classes != 0
    }

    /// The token behind the word or phrase at `at`.
    pub fn behind(&self, at: usize) -> usize {
        at + self.lengths.get(at).map_or(1, |&length| usize::from(length))
    }

    /// Whether one of some marks stands before a token; behind the text everything does.
    pub fn mark(&self, at: usize, marks: u8) -> bool {
        self.marks.get(at).is_none_or(|mark| mark & marks != 0)
    }

    pub fn quoted(&self, at: usize) -> bool {
        self.quoted.get(at).copied().unwrap_or(false)
    }

    /// The tokens of the sentence that holds a token.
    pub fn sentence(&self, at: usize) -> Range<usize> {
        self.view.sentence(at).map_or(at..at, |(_, s)| s.tokens.clone())
    }

    pub fn is_gerund(&self, at: usize) -> bool {
        self.is(at, ending::GERUND)
    }

    pub fn is_infinitive(&self, at: usize) -> bool {
        self.is(at, ending::INFINITIVE)
    }

    /// Whether a token looks like the finite verb of a clause.
    pub fn is_verb(&self, at: usize) -> bool {
        let classes = self.noted(at);
        if classes & (V::AUXILIARY | V::MODAL | V::VERB) != 0 {
            return true;
        }
        if classes & (V::DETERMINER | V::PREPOSITION | V::OF | V::TIME | V::AND) != 0 {
            return false;
        }
        let saying = classes & (V::SAY | V::CONTENT | V::ACCUSE) != 0 && classes & (V::CLAIM | V::OFFICIAL) == 0;
        (saying || classes & ending::VERB != 0) && classes & ending::GERUND == 0 && !self.is_capital(at)
    }

    /// The same, but for participles before their noun: *a leaked memo*.
    pub fn is_finite(&self, at: usize) -> bool {
        self.is_verb(at) && !self.is_participle(at)
    }

    /// The first finite verb of a run of tokens.
    pub fn verb_in(&self, range: Range<usize>) -> Option<usize> {
        range.into_iter().find(|&i| self.is_finite(i))
    }

    /// Whether a token is a participle before its noun: *the occupied territories*.
    fn is_participle(&self, at: usize) -> bool {
        let Some(before) = at.checked_sub(1).filter(|_| !self.mark(at, mark::ANY & !mark::OPEN & !mark::CLOSE)) else {
            return false;
        };
        if self.is(at, V::AUXILIARY | V::MODAL | V::VERB) || !self.is(before, V::DETERMINER | V::OF | V::PREPOSITION) {
            return false;
        }
        // Erevan le conteste: a clitic, not an article.
        let clitic = self.is(before, V::ADVERB) && before > 0 && !self.mark(before, mark::ANY);
        !(clitic && (self.is_capital(before - 1) || self.is(before - 1, V::PRONOUN)))
    }

    pub fn is_capital(&self, at: usize) -> bool {
        self.view.surface(at).starts_with(char::is_uppercase)
    }
}

/// Punctuation before each token.
fn punctuate(view: &View<'_>, marks: &mut Vec<u8>) {
    let bytes = view.text.as_bytes();
    let mut end = 0;
    let mark = |(at, token): (usize, &Token)| {
        let (from, to) = (end, token.span.start as usize);
        end = token.span.end as usize;
        // Nearly all gaps are one space.
        match to.checked_sub(from) {
            Some(0) => 0,
            Some(1) => match bytes.get(from) {
                Some(b' ') | None => 0,
                Some(&byte) => one(byte as char, false),
            },
            _ => punctuation(view.gap(at)),
        }
    };
    marks.clear();
    marks.extend(view.analysis.tokens.iter().enumerate().map(mark));
}

fn punctuation(gap: &str) -> u8 {
    let spaced = gap.chars().any(char::is_whitespace);
    gap.chars().fold(0, |marks, c| marks | one(c, spaced))
}

fn one(c: char, spaced: bool) -> u8 {
    match c {
        ',' => mark::COMMA,
        ';' => mark::SEMICOLON,
        ':' => mark::COLON,
        '—' => mark::DASH,
        '–' | '-' if spaced => mark::DASH,
        '(' | ')' | '[' | ']' => mark::BRACKET,
        '.' | '!' | '?' | '…' => mark::STOP,
        _ => 0,
    }
}
