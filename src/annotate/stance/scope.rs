//! What governs a cue: its verb group, its noun phrase, the verb that reports it.

use std::ops::Range;

use crate::annotate::notes::start;
use crate::annotate::view::Attribution;
use crate::annotate::voice::clause::{Clauses, Phrase as WordPhrase, mark, phrases};
use crate::annotate::{Mention, Stance};
use crate::lexicon::Cue;
use crate::text::grammar::{StanceGrammar as S, VoiceGrammar as V};
use crate::text::wordlist::{Classes, WordList};

mod clause;
mod distance;
mod noun;
mod verb;

/// Tokens looked at around a cue.
const NEAR: usize = 12;
/// Punctuation that ends a verb group or noun phrase; quotation marks do not.
const PART: u8 = mark::ANY & !mark::OPEN & !mark::CLOSE;

/// Stance classes of a document's tokens, looked up when asked for: only the
/// tokens around a cue are.
pub struct Scopes<'c, 'v, 'a> {
    c: &'c Clauses<'v, 'a>,
    /// By place.
    phrases: Vec<WordPhrase>,
    attributions: &'c [Attribution],
}

/// What a verb group says of its verb.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Flags {
    negated: bool,
    hypothetical: bool,
    hearsay: bool,
    /// Whether an auxiliary, modal or infinitive marker was seen: there is a verb group.
    verbal: bool,
}

impl Flags {
    fn or(self, other: Flags) -> Flags {
        Flags {
            negated: self.negated || other.negated,
            hypothetical: self.hypothetical || other.hypothetical,
            hearsay: self.hearsay || other.hearsay,
            verbal: self.verbal || other.verbal,
        }
    }
}

impl<'c, 'v, 'a> Scopes<'c, 'v, 'a> {
    pub fn new(c: &'c Clauses<'v, 'a>, words: &WordList, attributions: &'c [Attribution]) -> Self {
        let openers = c.view.notes.starting(start::STANCE);
        let phrases = phrases(c.view, words, &c.view.grammar.stance, openers).collect();
        Scopes { c, phrases, attributions }
    }

    /// The phrase that a token is in.
    fn phrase_at(&self, at: usize) -> Option<&WordPhrase> {
        let behind = self.phrases.partition_point(|phrase| phrase.at <= at);
        self.phrases[..behind].last().filter(|phrase| at < phrase.at + phrase.length)
    }

    fn is(&self, at: usize, classes: Classes) -> bool {
        let view = self.c.view;
        let own = match self.phrase_at(at) {
            Some(phrase) if phrase.at == at => phrase.classes,
            Some(_) => 0,
            None => view.analysis.tokens.get(at).map_or(0, |token| view.grammar.stance.of(token.type_id)),
        };
        own & classes != 0
    }

    /// Words of the phrase that begins at a token; 1 for a word alone.
    fn length(&self, at: usize) -> usize {
        self.phrase_at(at).filter(|phrase| phrase.at == at).map_or(1, |phrase| phrase.length)
    }

    fn behind(&self, at: usize) -> usize {
        at + self.length(at)
    }

    /// The first token of the word or phrase that holds a token.
    fn head(&self, at: usize) -> usize {
        let from = at.saturating_sub(5);
        (from..at).find(|&i| self.behind(i) > at && self.length(i) > 1).unwrap_or(at)
    }

    pub fn stance(&self, mention: &Mention) -> Stance {
        let cue = mention.tokens.start as usize..mention.tokens.end as usize;
        let sentence = self.c.sentence(cue.start);
        let at = Cued { low: self.low(&cue, &sentence), sentence, cue, verbal: self.verbal(mention) };
        let flags = self.flags(&at);
        if self.is_distant(&at) {
            // "There was no so-called occupation" is rarer than "the so-called occupation".
            return Stance::Distanced;
        }
        match flags {
            Flags { negated: true, .. } => Stance::Negated,
            Flags { hearsay: true, .. } => Stance::Distanced,
            Flags { hypothetical: true, .. } => Stance::Hypothetical,
            _ => Stance::Asserted,
        }
    }

    /// Where the innermost quotation around a cue begins, else the sentence.
    fn low(&self, cue: &Range<usize>, sentence: &Range<usize>) -> usize {
        let starts = self.around(cue).filter(|a| a.voice == crate::annotate::Voice::Quoted && a.content.len() > 4);
        starts.map(|a| a.content.start as usize).max().unwrap_or(sentence.start).max(sentence.start)
    }

    fn around<'s>(&'s self, cue: &'s Range<usize>) -> impl Iterator<Item = &'c Attribution> + use<'c, 's> {
        let behind = self.attributions.partition_point(|a| a.content.start as usize <= cue.start);
        self.attributions[..behind].iter().rev().take(64).filter(|a| a.content.end as usize >= cue.end)
    }

    /// Whether a cue stands as a verb, not as a noun or adjective.
    fn verbal(&self, mention: &Mention) -> bool {
        let at = mention.tokens.start as usize;
        match mention.cue {
            Cue::Verb => !self.nominal(at),
            Cue::Participle => !self.attributive(at),
            Cue::AgentNoun | Cue::PatientNoun | Cue::Adjective => false,
            Cue::Noun | Cue::Other => {
                let before = at.checked_sub(1).filter(|_| !self.c.mark(at, PART));
                let subject = before.is_some_and(|b| {
                    self.is(b, S::PARTICLE) || self.c.is(b, V::PRONOUN | V::RELATIVE) && !self.c.is(b, V::DETERMINER)
                });
                let end = mention.tokens.end as usize;
                let object = self.c.is(end, V::DETERMINER)
                    && !self.c.is(end, V::OF | V::PREPOSITION)
                    && !self.c.mark(end, PART)
                    && before.is_some_and(|b| !self.c.is(b, V::DETERMINER | V::OF | V::PREPOSITION));
                subject
                    || object
                    || at > 0
                        && (self.is(at - 1, S::MODAL | S::NOT)
                            || self.c.is(at - 1, V::MODAL)
                            || self.is(at - 1, S::INFINITIVE))
                        && !self.c.mark(at, PART)
                        && self.particle_or_plain(at)
            }
        }
    }

    /// A form that may be verb or noun (*attaque*, *attack*) behind an article or preposition.
    fn nominal(&self, at: usize) -> bool {
        let c = self.c;
        let Some(before) = at.checked_sub(1).filter(|_| !c.mark(at, PART)) else { return false };
        let article = c.is(before, V::DETERMINER) || c.is(before, V::OF);
        if c.is(before, V::ADVERB) && article {
            // L'Arménie l'attaque: a clitic stands behind a noun or pronoun.
            let first = before == 0 || c.mark(before, PART);
            let outer = before.saturating_sub(1);
            let subject = c.is_capital(outer) || c.is(outer, V::PRONOUN | V::RELATIVE) || self.is(outer, S::PARTICLE);
            return first || !subject;
        }
        article && !c.is_gerund(at) && !c.is_infinitive(at)
    }

    /// French *de*, *à* before a noun are prepositions.
    fn particle_or_plain(&self, at: usize) -> bool {
        let object = self.c.is(at + 1, V::DETERMINER | V::PRONOUN) || self.c.is_capital(at + 1);
        let marker = self.is(at - 1, S::INFINITIVE);
        !self.c.is(at - 1, V::OF) && (!self.has_particle() || self.c.is_infinitive(at)) && (!marker || object)
    }

    fn has_particle(&self) -> bool {
        !self.c.view.pack.stance.particle.is_empty()
    }

    /// *the occupied territories*: a participle that only says which.
    fn attributive(&self, at: usize) -> bool {
        let c = self.c;
        let before = at.checked_sub(1).filter(|_| !c.mark(at, PART));
        let article = before.is_some_and(|b| {
            c.is(b, V::DETERMINER | V::OF | V::PREPOSITION | V::AND) && !self.is(b, S::ADVERB | S::AUXILIARY | S::NOT)
                || self.is_hyphen(at)
        });
        let group = before
            .is_some_and(|b| self.is(b, S::AUXILIARY | S::ADVERB | S::NOT | S::MODAL | S::CONDITIONAL | S::PARTICLE));
        article
            || (!group
                && before.is_some_and(|b| c.view.actors_in(b as u32..at as u32).next().is_some())
                && self.noun_follows(at + 1))
    }

    fn is_hyphen(&self, at: usize) -> bool {
        self.c.view.gap(at).starts_with(['-', '‐', '‑'])
    }

    fn noun_follows(&self, at: usize) -> bool {
        let c = self.c;
        !c.mark(at, mark::ANY)
            && !c.is(at, V::DETERMINER | V::PREPOSITION | V::OF | V::BY | V::AND | V::THAT)
            && !c.is_capital(at)
    }

    fn flags(&self, at: &Cued) -> Flags {
        let mut flags = if at.verbal { self.verb_flags(at.cue.start, at.low, true) } else { Flags::default() };
        if at.verbal {
            flags.hypothetical |= self.future(at.cue.clone());
        } else if !self.attributive(at.cue.start) || !self.participle_like(at) {
            flags = flags.or(self.noun_flags(at.cue.clone(), at.low, 0));
        }
        let presupposed = !at.verbal && self.participle_like(at);
        if !presupposed {
            flags.hypothetical |= self.conditional(at);
            flags = flags.or(self.reporter(at));
            flags.negated |= self.unproven(at);
        }
        flags
    }

    fn participle_like(&self, at: &Cued) -> bool {
        let form = self.c.view.form(at.cue.start);
        let endings = &self.c.view.pack.stance.participle_endings;
        self.attributive(at.cue.start) && endings.iter().any(|e| form.len() > e.len() + 2 && form.ends_with(e.as_str()))
    }
}

/// A cue in its sentence.
struct Cued {
    cue: Range<usize>,
    sentence: Range<usize>,
    /// Start of the innermost quotation or of the sentence.
    low: usize,
    verbal: bool,
}

#[derive(Debug, Clone, Copy, Default)]
struct Phrase {
    start: usize,
    /// Not yet known to the reader: *a*, *any*, no article.
    indefinite: bool,
    negated: bool,
    possible: bool,
    /// An article was passed.
    bounded: bool,
}
