//! A sentence taken apart, and what stands where in it: objects, verbs behind
//! a noun phrase, phrases behind a preposition.

use std::ops::Range;

use super::chunk::{Chunk, Form, Kind, chunk};
use super::tag::{Tag, Word, tag};
use crate::annotate::Mention;
use crate::annotate::view::{Attribution, View};
use crate::lexicon::FormKind;
use crate::text::roles::{Classes, WordClass};

/// Actors by number, in order of appearance, each once.
pub type Actors = Vec<u32>;

/// How far any search goes, in chunks; longer sentences are cut so that time stays linear.
pub(super) const REACH: usize = 60;
/// How many clauses a pronoun may be followed through.
pub(super) const DEPTH: usize = 5;

/// A sentence taken apart.
pub struct Clauses<'v> {
    /// Its document.
    pub view: &'v View<'v>,
    /// Somebody's words.
    pub attributions: &'v [Attribution],
    /// First token of the sentence in the document.
    pub first: usize,
    /// Words, from the sentence's start.
    pub words: Vec<Word>,
    /// Chunks in order.
    pub chunks: Vec<Chunk>,
}

/// Add those that are not there yet.
pub fn merge(into: &mut Actors, more: Actors) {
    for actor in more {
        if !into.contains(&actor) {
            into.push(actor);
        }
    }
}

impl<'v> Clauses<'v> {
    /// Tag and cut a sentence.
    pub(super) fn new(
        view: &'v View<'v>,
        attributions: &'v [Attribution],
        tokens: Range<usize>,
        mentions: &[Mention],
    ) -> Self {
        let words = tag(view, tokens.clone(), mentions);
        let chunks = chunk(view, tokens.start, &words);
        Clauses { view, attributions, first: tokens.start, words, chunks }
    }

    /// The chunk that holds a word.
    pub(super) fn chunk_of(&self, word: usize) -> Option<usize> {
        self.chunks.iter().position(|c| c.words.contains(&word))
    }

    /// Classes of the head of a chunk.
    pub(super) fn head(&self, chunk: usize) -> Classes {
        self.words[self.chunks[chunk].head].classes
    }

    /// Whether any word of a verb group, or of the phrase right behind it, has this class.
    pub(super) fn verb_is(&self, chunk: usize, class: WordClass) -> bool {
        let range = self.chunks[chunk].words.clone();
        self.words[range].iter().any(|w| w.classes.has(class) && !matches!(w.tag, Tag::Modal))
    }

    /// Whether *not*, *never*, *ne … jamais* stands in a verb group.
    pub(super) fn is_negated(&self, chunk: usize) -> bool {
        let Range { start, end } = self.chunks[chunk].words.clone();
        let adverb = |w: &&Word| matches!(w.tag, Tag::Adverb | Tag::Absorbed);
        let left = self.words[..start].iter().rev().take_while(adverb);
        let right = self.words[end..].iter().take_while(adverb);
        self.words[start..end].iter().chain(left).chain(right).any(|w| w.classes.has(WordClass::Negation))
    }

    /// The verb right behind a noun phrase and what belongs to it.
    pub(super) fn verb_behind(&self, chunk: usize) -> Option<usize> {
        let mut at = chunk + 1;
        while self.chunks.get(at).is_some_and(|c| c.kind == Kind::Noun && c.preposition.is_some()) {
            at += 1;
        }
        self.chunks.get(at).filter(|c| c.kind == Kind::Verb).map(|_| at)
    }

    /// Whether a participle without auxiliary is a past tense: an object follows, or nothing that makes it passive.
    pub(super) fn past_tense(&self, verb: usize) -> bool {
        let chunk = &self.chunks[verb];
        if chunk.form != Form::Participle || !self.view.pack.roles.participle_is_past {
            return false;
        }
        let next = self.chunks.get(verb + 1);
        if next.is_some_and(|c| c.is_bare() && !self.head(verb + 1).has(WordClass::Time)) {
            return true;
        }
        if next.is_some_and(|c| c.is_behind(WordClass::By)) {
            return false;
        }
        if self.is_relative_object(verb) {
            return true;
        }
        // "the troops stationed there attacked": a verb that follows without a joint makes this one a participle.
        let mut at = verb + 1;
        while self.chunks.get(at).is_some_and(|c| c.kind == Kind::Noun && c.preposition.is_some()) {
            at += 1;
        }
        let followed = self
            .chunks
            .get(at)
            .is_some_and(|c| c.kind == Kind::Verb && matches!(c.form, Form::Finite | Form::Participle));
        let subject = verb.checked_sub(1).is_some_and(|s| {
            let left = &self.chunks[s];
            left.is_bare()
                || matches!(left.kind, Kind::Relative | Kind::Coordinator | Kind::Comma)
                || left.preposition.is_some()
        });
        subject && !followed
    }

    /// *which X occupied*: a relative pronoun, then a subject.
    pub(super) fn is_relative_object(&self, verb: usize) -> bool {
        let mut at = verb;
        while let Some(left) = at.checked_sub(1).filter(|l| self.chunks[*l].kind == Kind::Noun) {
            at = left;
        }
        at < verb && at > 0 && self.chunks[at - 1].kind == Kind::Relative
    }

    /// Whether the noun phrase stands behind a verb of its clause.
    pub(super) fn is_object(&self, chunk: usize) -> bool {
        let mut at = chunk;
        while at > 0 && chunk - at < REACH {
            at -= 1;
            match self.chunks[at].kind {
                Kind::Verb => return true,
                Kind::Noun | Kind::Preposition => (),
                Kind::Coordinator => (),
                _ => return false,
            }
        }
        false
    }

    /// French *les villages qu'occupe l'Arménie*, English *Had Serbia occupied*.
    pub(super) fn inverted(&self, verb: usize) -> Option<usize> {
        let left = verb.checked_sub(1).map(|l| self.chunks[l].kind);
        let marked = matches!(left, Some(Kind::Complementizer | Kind::Subordinator | Kind::Relative));
        self.bare_behind(verb).filter(|_| marked && self.view.pack.roles.adjectives_follow)
    }

    /// The relative pronoun before the subject of a verb.
    pub(super) fn relative_of_object(&self, verb: usize) -> Option<usize> {
        let mut at = verb;
        let mut subject = false;
        while let Some(left) = at.checked_sub(1) {
            let chunk = &self.chunks[left];
            match chunk.kind {
                Kind::Noun => subject |= chunk.is_bare(),
                Kind::Coordinator => (),
                Kind::Relative => {
                    let own = self.words[chunk.words.start].classes;
                    let object = subject || own.has(WordClass::RelativeObject);
                    return (object && chunk.preposition.is_none()).then_some(left);
                }
                _ => return None,
            }
            at = left;
        }
        None
    }

    /// Noun phrases behind a preposition of this class that belong to the clause right of a chunk.
    pub(super) fn behind(&self, chunk: usize, class: WordClass) -> Option<usize> {
        let mut at = chunk + 1;
        while let Some(next) = self.chunks.get(at).filter(|_| at - chunk < REACH) {
            match next.kind {
                Kind::Noun if next.is_behind(class) && !self.is_time(at) => return Some(at),
                Kind::Noun | Kind::Preposition => (),
                Kind::Comma if self.chunks.get(at + 1).is_some_and(|c| c.is_behind(class)) => (),
                Kind::Coordinator
                    if self.chunks.get(at + 1).is_some_and(|c| c.kind == Kind::Noun && !self.opens_clause(at + 1)) => {}
                Kind::Verb
                    if next.form == Form::Participle
                        && !self.past_tense(at)
                        && !self.chunks.get(at + 1).is_some_and(|c| c.is_behind(class)) => {}
                _ => return None,
            }
            at += 1;
        }
        None
    }

    pub(super) fn opens_clause(&self, chunk: usize) -> bool {
        self.verb_behind(chunk).is_some_and(|v| self.chunks[v].is_clause() || self.past_tense(v))
    }

    /// The direct object of a verb: the bare noun phrase behind it.
    pub(super) fn object(&self, verb: usize) -> Option<usize> {
        let mut at = verb + 1;
        while let Some(next) = self.chunks.get(at) {
            match next.kind {
                Kind::Noun if self.is_time(at) => (),
                // "attacked with mortars the village"
                Kind::Noun
                    if next.preposition.is_some_and(|p| !p.has(WordClass::Of))
                        && self.plain_actors(next.words.clone()).is_empty() => {}
                Kind::Noun if next.preposition.is_none() => return Some(at),
                // "shelled and later occupied the town"
                Kind::Coordinator
                    if at == verb + 1 && self.chunks.get(at + 1).is_some_and(|c| c.kind == Kind::Verb) =>
                {
                    return self.object(at + 1);
                }
                _ => return None,
            }
            at += 1;
        }
        None
    }

    pub(super) fn is_time(&self, chunk: usize) -> bool {
        let words = &self.words[self.chunks[chunk].words.clone()];
        // "le 3 mars 2022", "en 1991"
        let head = self.chunks[chunk].head;
        let dated = self.view.form(self.first + head).bytes().all(|b| b.is_ascii_digit())
            && (words.iter().any(|w| w.classes.has(WordClass::Time)) || self.chunks[chunk].preposition.is_some());
        (self.head(chunk).has(WordClass::Time) || dated) && words.iter().all(|w| w.actor.is_none())
    }

    /// The noun phrase without preposition behind a verb, adverbials in between.
    pub(super) fn bare_behind(&self, verb: usize) -> Option<usize> {
        let mut at = verb + 1;
        while let Some(next) = self.chunks.get(at).filter(|c| c.kind == Kind::Noun) {
            let adverbial = next.preposition.is_some_and(|p| !p.has(WordClass::Of) && !p.has(WordClass::By))
                && self.plain_actors(next.words.clone()).is_empty();
            if !adverbial && !self.is_time(at) {
                return next.is_bare().then_some(at);
            }
            at += 1;
        }
        None
    }

    /// Whether a noun phrase says where: *in Lebanon*, *au Pakistan*.
    pub(super) fn is_place(&self, chunk: usize) -> bool {
        let phrase = &self.chunks[chunk];
        let name = || {
            let hit = phrase.words.clone().find_map(|w| self.words[w].actor.map(|a| (w, self.view.actors[a as usize])));
            hit.is_some_and(|(w, h)| w == phrase.words.start && h.kind == FormKind::Name)
        };
        let contracted = || {
            let preposition = phrase.words.start.checked_sub(1).map(|p| self.words[p].classes);
            preposition.is_some_and(|p| p.has(WordClass::Contracted))
        };
        phrase.is_behind(WordClass::Place) || phrase.is_behind(WordClass::Toward) && contracted() && name()
    }
}
