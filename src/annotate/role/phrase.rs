//! Which actors a noun phrase holds: its own, those it is *of*, those joined to
//! it, and whom its pronouns stand for.

use std::ops::Range;

use super::chunk::{Chunk, Form, Kind};
use super::clause::{Actors, Clauses, DEPTH, REACH, merge};
use super::tag::{Gap, Tag};
use crate::annotate::view::ActorHit;
use crate::lexicon::Cue;
use crate::text::roles::WordClass;

impl Clauses<'_> {
    /// The actor hit at a word, if the word begins it.
    pub(super) fn hit_at(&self, word: usize) -> Option<&ActorHit> {
        let hit = &self.view.actors[self.words[word].actor? as usize];
        (hit.start as usize == self.first + word).then_some(hit)
    }

    /// Actors within some words that stand for whoever the phrase is about:
    /// not backers (*Turkish-backed*), not *anti-X*.
    pub(super) fn plain_actors(&self, words: Range<usize>) -> Actors {
        let mut found = Vec::new();
        for at in words {
            let Some(hit) = self.hit_at(at) else { continue };
            if !self.is_backer(hit) && !self.is_prefixed(at, WordClass::Anti) && !self.is_prefixed(at, WordClass::Pro) {
                merge(&mut found, vec![hit.actor]);
            }
        }
        found
    }

    /// *Turkish-backed*: a word behind a hyphen that makes the actor no agent.
    pub(super) fn is_backer(&self, hit: &ActorHit) -> bool {
        let end = hit.end as usize - self.first;
        self.words.get(end).is_some_and(|w| w.gap == Gap::Hyphen && w.classes.has(WordClass::Backed))
    }

    /// *anti-Armenian*.
    pub(super) fn is_prefixed(&self, at: usize, class: WordClass) -> bool {
        at > 0 && self.words[at - 1].classes.has(class)
    }

    /// Whether a noun phrase says whose it is, or who, by a pronoun.
    pub(super) fn pronoun(&self, chunk: usize) -> Option<WordClass> {
        let words = &self.words[self.chunks[chunk].words.clone()];
        if words
            .iter()
            .any(|w| w.classes.has(WordClass::FirstPerson) && matches!(w.tag, Tag::Determiner | Tag::Pronoun))
        {
            return Some(WordClass::FirstPerson);
        }
        let first = words.iter().find(|w| w.tag != Tag::Adverb)?;
        if first.tag == Tag::Determiner && words.iter().any(|w| w.classes.has(WordClass::Possessive)) {
            return Some(WordClass::Possessive);
        }
        (first.tag == Tag::Pronoun && !first.classes.has(WordClass::Reciprocal)).then_some(WordClass::Pronoun)
    }

    /// Whoever speaks the words at a place.
    pub(super) fn speaker(&self, word: usize) -> Actors {
        let token = (self.first + word) as u32;
        let holding = self.attributions.iter().filter(|a| a.content.contains(&token));
        let inner = holding.min_by_key(|a| a.content.end - a.content.start);
        let Some(range) = inner.and_then(|a| a.speaker.clone()) else { return Vec::new() };
        let mut found = Vec::new();
        for hit in self.view.actors_in(range) {
            merge(&mut found, vec![hit.actor]);
        }
        found.truncate(1);
        found
    }

    /// The actors of a noun phrase: its own; else those of what it is *of*, or
    /// of its apposition; with those coordinated. `place` lets *in X* count.
    pub(super) fn actors(&self, chunk: usize, place: bool) -> Actors {
        self.actors_avoiding(chunk, place, &[], DEPTH)
    }

    /// Likewise; a pronoun is followed past clauses whose subject is `avoid`.
    pub(super) fn actors_avoiding(&self, chunk: usize, place: bool, avoid: &[u32], depth: usize) -> Actors {
        let (mut found, end) = self.phrase_actors(chunk, place, avoid, depth);
        if let Some(next) = self.coordinated(chunk, end) {
            merge(&mut found, self.actors_avoiding(next, place, avoid, depth.saturating_sub(1)));
        }
        if found.is_empty() && depth > 0 && !self.is_act(chunk) && !self.head(chunk).has(WordClass::Act) {
            found = self.leader(end, depth - 1);
        }
        if found.is_empty() && depth > 0 {
            found = self.apposition(end).map(|a| self.phrase_actors(a, place, avoid, depth - 1).0).unwrap_or_default();
        }
        found
    }

    /// Actors of one noun phrase with the prepositional phrases that belong to it, and the chunk behind those.
    pub(super) fn phrase_actors(&self, chunk: usize, place: bool, avoid: &[u32], depth: usize) -> (Actors, usize) {
        let mut found = self.plain_actors(self.chunks[chunk].words.clone());
        let mut end = chunk + 1;
        if found.is_empty() && depth > 0 {
            found = match self.pronoun(chunk) {
                Some(WordClass::FirstPerson) => self.speaker(self.chunks[chunk].words.start),
                Some(_) => self.antecedent(chunk, avoid, depth - 1),
                None => Vec::new(),
            };
        }
        if found.is_empty() && depth > 0 {
            found = self.owner_of_relative(chunk, depth - 1);
        }
        while let Some(next) = self.chunks.get(end).filter(|_| end - chunk < REACH) {
            // "its lands | from the occupation": another act is no part of what is freed from it.
            if next.is_behind(WordClass::Of) && self.is_act(end) && !self.is_act(chunk) {
                break;
            }
            let belongs = next.is_behind(WordClass::Of) || place && self.is_place(end);
            let belongs = belongs || next.is_behind(WordClass::From) && self.head(chunk).has(WordClass::Group);
            let jointly = next.is_behind(WordClass::Jointly);
            if jointly {
                merge(&mut found, self.plain_actors(next.words.clone()));
            } else if belongs
                && place
                && next.is_behind(WordClass::Of)
                && end == chunk + 1
                && self.head(chunk).has(WordClass::Territory)
            {
                // "the Ukrainian peninsula of Crimea": both are said of it.
                merge(&mut found, self.phrase_actors(end, place, avoid, depth.saturating_sub(1)).0);
            } else if belongs && found.is_empty() {
                found = self.phrase_actors(end, place, avoid, depth.saturating_sub(1)).0;
                found = if found.is_empty() { self.plain_actors(next.words.clone()) } else { found };
            } else if !(belongs || found.is_empty() && self.belonging(end, &mut found)) {
                break;
            }
            end += 1;
        }
        (found, end)
    }

    /// *a coalition led by the United States*, *une coalition que conduit la France*: who leads stands for them.
    pub(super) fn leader(&self, at: usize, depth: usize) -> Actors {
        let leads = |verb: usize| {
            self.chunks.get(verb).is_some_and(|c| c.kind == Kind::Verb) && self.verb_is(verb, WordClass::Leading)
        };
        let named = |chunk: usize| self.actors_avoiding(chunk, false, &[], depth);
        let Some(next) = self.chunks.get(at) else { return Vec::new() };
        if leads(at) && next.form == Form::Participle {
            let by = self.chunks.get(at + 1).filter(|c| c.is_behind(WordClass::By));
            return by.map(|_| named(at + 1)).unwrap_or_default();
        }
        if next.kind != Kind::Relative || next.preposition.is_some() {
            return Vec::new();
        }
        if leads(at + 1) {
            let by = self.chunks[at + 1].passive.then(|| self.behind(at + 1, WordClass::By)).flatten();
            let object = self.words[next.words.start].classes.has(WordClass::RelativeObject);
            let inverted = object.then(|| self.bare_behind(at + 1)).flatten();
            return by.or(inverted).map(named).unwrap_or_default();
        }
        let subject = self.chunks.get(at + 1).filter(|c| c.is_bare());
        subject.filter(|_| leads(at + 2)).map(|s| self.plain_actors(s.words.clone())).unwrap_or_default()
    }

    /// *Russia, whose troops …*.
    pub(super) fn owner_of_relative(&self, chunk: usize, depth: usize) -> Actors {
        let relative = chunk.checked_sub(1).filter(|r| self.chunks[*r].kind == Kind::Relative);
        let owner = relative.filter(|r| self.words[self.chunks[*r].words.start].classes.has(WordClass::RelativeOwner));
        let head = owner.and_then(|r| self.relative_head(r));
        head.map(|h| self.actors_avoiding(h, false, &[], depth)).unwrap_or_default()
    }

    /// Whether a noun phrase is itself an act that is looked for.
    pub(super) fn is_act(&self, chunk: usize) -> bool {
        let words = &self.words[self.chunks[chunk].words.clone()];
        words.iter().any(|w| {
            w.actor.is_none() && w.tag == Tag::Noun && w.cue.is_some_and(|c| matches!(c, Cue::Noun | Cue::Other))
        })
    }

    /// Whom a possessive pronoun at the head of a noun phrase stands for.
    pub(super) fn owner(&self, chunk: usize) -> Actors {
        match self.pronoun(chunk) {
            Some(WordClass::FirstPerson) => self.speaker(self.chunks[chunk].words.start),
            Some(_) => self.antecedent(chunk, &[], DEPTH),
            None => Vec::new(),
        }
    }

    /// *land that belonged to Azerbaijan*, *deux avions venus de Khartoum*.
    pub(super) fn belonging(&self, at: usize, found: &mut Actors) -> bool {
        let verb = at + usize::from(self.chunks[at].kind == Kind::Relative);
        let Some(chunk) = self.chunks.get(verb).filter(|c| c.kind == Kind::Verb) else { return false };
        let origin = chunk.form == Form::Participle && self.head(verb).has(WordClass::Intransitive);
        if !origin && !self.verb_is(verb, WordClass::Belong) {
            return false;
        }
        if let Some(next) = self.chunks.get(verb + 1).filter(|c| c.kind == Kind::Noun) {
            *found = self.plain_actors(next.words.clone());
        }
        false
    }

    /// The noun phrase joined to this one by *and*, if it is no clause of its own.
    pub(super) fn coordinated(&self, chunk: usize, end: usize) -> Option<usize> {
        let joint = self.chunks.get(end)?;
        let next = match joint.kind {
            Kind::Coordinator => end + 1,
            Kind::Comma if self.is_list(chunk, end) => end + 1,
            _ => return None,
        };
        let next = if self.chunks.get(next).is_some_and(|c| c.kind == Kind::Coordinator) { next + 1 } else { next };
        let other = self.chunks.get(next).filter(|c| c.kind == Kind::Noun)?;
        let repeated = self.view.pack.roles.adjectives_follow
            && self.chunks[end - 1].preposition.is_some_and(|p| p.has(WordClass::Of));
        let named = joint.kind == Kind::Coordinator || !self.plain_actors(other.words.clone()).is_empty();
        if !named {
            return None;
        }
        let same = other.preposition.is_none()
            && !(repeated
                && self.words[other.words.start].tag == Tag::Determiner
                && self.chunks[chunk].preposition.is_some())
            || other.preposition == self.chunks[chunk].preposition
            || other.preposition == self.chunks[end - 1].preposition;
        if !same || self.is_pronoun_subject(next) {
            return None;
        }
        let clause = self.verb_behind(next).is_some_and(|v| self.chunks[v].is_clause() || self.past_tense(v));
        (!clause || !self.is_object(chunk)).then_some(next)
    }

    pub(super) fn is_pronoun_subject(&self, chunk: usize) -> bool {
        self.pronoun(chunk) == Some(WordClass::Pronoun) && self.verb_behind(chunk) == Some(chunk + 1)
    }

    /// *A, B and C*: a comma between noun phrases that a coordinator closes.
    pub(super) fn is_list(&self, chunk: usize, comma: usize) -> bool {
        let mut at = comma;
        let preposition = self.chunks[chunk].preposition;
        for _ in 0..8 {
            let mut next = at + 1;
            if !self
                .chunks
                .get(next)
                .is_some_and(|c| c.kind == Kind::Noun && (c.preposition.is_none() || c.preposition == preposition))
            {
                return self.chunks.get(next).is_some_and(|c| c.kind == Kind::Coordinator) && at > comma;
            }
            next += 1;
            while self.chunks.get(next).is_some_and(|c| c.is_behind(WordClass::Of)) {
                next += 1;
            }
            match self.chunks.get(next).map(|c| c.kind) {
                Some(Kind::Coordinator) => return self.chunks.get(next + 1).is_some_and(|c| c.kind == Kind::Noun),
                Some(Kind::Comma) => at = next,
                _ => return false,
            }
        }
        false
    }

    /// The noun phrase in apposition behind a comma.
    pub(super) fn apposition(&self, end: usize) -> Option<usize> {
        let comma = self.chunks.get(end)?;
        let next = self.chunks.get(end + 1)?;
        let closed = || {
            let mut at = end + 2;
            while self.chunks.get(at).is_some_and(|c| c.kind == Kind::Noun && c.preposition.is_some()) {
                at += 1;
            }
            // "Goris, ville d'Arménie située à …"
            let described = |c: &Chunk| {
                c.kind == Kind::Verb
                    && c.form == Form::Participle
                    && !self.past_tense(at)
                    && !self.is_list(end - 1, end)
            };
            self.chunks.get(at).is_none_or(|c| matches!(c.kind, Kind::Comma | Kind::Strong) || described(c))
        };
        (comma.kind == Kind::Comma && next.is_bare() && closed()).then_some(end + 1)
    }

    /// Whom a pronoun or *its* stands for: the subject of its own clause, else of the one before.
    pub(super) fn antecedent(&self, chunk: usize, avoid: &[u32], depth: usize) -> Actors {
        let subject_of = self.verb_behind(chunk).filter(|v| self.chunks[*v].is_clause() || self.past_tense(*v));
        let own = subject_of.filter(|_| self.chunks[chunk].is_bare() && !self.is_object(chunk));
        // "Azerbaijan and its attack"
        let joined = chunk
            .checked_sub(2)
            .filter(|l| self.chunks[chunk - 1].kind == Kind::Coordinator && self.chunks[*l].kind == Kind::Noun);
        if let Some(left) = joined {
            let found = self.plain_actors(self.chunks[left].words.clone());
            if !found.is_empty() && !found.iter().any(|a| avoid.contains(a)) {
                return found;
            }
        }
        let mut at = chunk;
        let mut tried = 0;
        while at > 0 && tried < DEPTH && depth > 0 {
            at -= 1;
            let verb = &self.chunks[at];
            if verb.kind != Kind::Verb || verb.form == Form::Participle && !self.past_tense(at) {
                continue;
            }
            tried += 1;
            // "accuses Armenia of its occupation"
            let accused = (at + 1..chunk)
                .find(|c| tried == 1 && self.chunks[*c].kind == Kind::Noun && self.verb_is(at, WordClass::Accuse));
            let accused = accused.map(|c| self.plain_actors(self.chunks[c].words.clone())).unwrap_or_default();
            if !accused.is_empty() {
                return accused;
            }
            let found = self.subject_at(at, depth - 1);
            if !found.is_empty() && !found.iter().any(|a| avoid.contains(a)) {
                return found;
            }
        }
        if own.is_none() && depth > 0 && tried == 0 {
            // "Despite its losses, Armenia …"
            return self
                .following_subject(chunk)
                .map(|s| self.actors_avoiding(s, false, avoid, depth - 1))
                .unwrap_or_default();
        }
        Vec::new()
    }
}
