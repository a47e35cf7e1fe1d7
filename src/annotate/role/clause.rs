//! Who is subject and object of a verb, and which actors a noun phrase holds.

use std::ops::Range;

use super::chunk::{Chunk, Form, Kind, chunk};
use super::tag::{Gap, Tag, Word, tag};
use crate::annotate::Mention;
use crate::annotate::view::{ActorHit, Attribution, View};
use crate::lexicon::Cue;
use crate::text::roles::{Classes, WordClass};

/// Actors by number, in order of appearance, each once.
pub type Actors = Vec<u32>;

/// How far any search goes, in chunks; longer sentences are cut so that time stays linear.
const REACH: usize = 60;
/// How many clauses a pronoun may be followed through.
const DEPTH: usize = 5;

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
    pub fn new(
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
    pub fn chunk_of(&self, word: usize) -> Option<usize> {
        self.chunks.iter().position(|c| c.words.contains(&word))
    }

    /// Classes of the head of a chunk.
    pub fn head(&self, chunk: usize) -> Classes {
        self.words[self.chunks[chunk].head].classes
    }

    /// Whether any word of a verb group, or of the phrase right behind it, has this class.
    pub fn verb_is(&self, chunk: usize, class: WordClass) -> bool {
        let range = self.chunks[chunk].words.clone();
        self.words[range].iter().any(|w| w.classes.has(class) && !matches!(w.tag, Tag::Modal))
    }

    /// Whether *not*, *never*, *ne … jamais* stands in a verb group.
    pub fn is_negated(&self, chunk: usize) -> bool {
        self.words[self.chunks[chunk].words.clone()].iter().any(|w| w.classes.has(WordClass::Negation))
    }

    /// The actor hit at a word, if the word begins it.
    fn hit_at(&self, word: usize) -> Option<&ActorHit> {
        let hit = &self.view.actors[self.words[word].actor? as usize];
        (hit.start as usize == self.first + word).then_some(hit)
    }

    /// Actors within some words that stand for whoever the phrase is about:
    /// not backers (*Turkish-backed*), not *anti-X*.
    pub fn plain_actors(&self, words: Range<usize>) -> Actors {
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
    fn is_backer(&self, hit: &ActorHit) -> bool {
        let end = hit.end as usize - self.first;
        self.words.get(end).is_some_and(|w| w.gap == Gap::Hyphen && w.classes.has(WordClass::Backed))
    }

    /// *anti-Armenian*.
    pub fn is_prefixed(&self, at: usize, class: WordClass) -> bool {
        at > 0 && self.words[at - 1].classes.has(class)
    }

    /// Whether a noun phrase says whose it is, or who, by a pronoun.
    fn pronoun(&self, chunk: usize) -> Option<WordClass> {
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
    pub fn speaker(&self, word: usize) -> Actors {
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
    pub fn actors(&self, chunk: usize, place: bool) -> Actors {
        self.actors_avoiding(chunk, place, &[], DEPTH)
    }

    /// Likewise; a pronoun is followed past clauses whose subject is `avoid`.
    pub fn actors_avoiding(&self, chunk: usize, place: bool, avoid: &[u32], depth: usize) -> Actors {
        let (mut found, end) = self.phrase_actors(chunk, place, avoid, depth);
        if let Some(next) = self.coordinated(chunk, end) {
            merge(&mut found, self.actors_avoiding(next, place, avoid, depth.saturating_sub(1)));
        }
        if found.is_empty() && depth > 0 {
            found = self.apposition(end).map(|a| self.phrase_actors(a, place, avoid, depth - 1).0).unwrap_or_default();
        }
        found
    }

    /// Actors of one noun phrase with the prepositional phrases that belong to it, and the chunk behind those.
    fn phrase_actors(&self, chunk: usize, place: bool, avoid: &[u32], depth: usize) -> (Actors, usize) {
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
            let belongs = next.is_behind(WordClass::Of) || place && next.is_behind(WordClass::Place);
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
            } else if !belongs && !(found.is_empty() && self.belonging(end, &mut found)) {
                break;
            }
            end += 1;
        }
        (found, end)
    }

    /// *Russia, whose troops …*.
    fn owner_of_relative(&self, chunk: usize, depth: usize) -> Actors {
        let relative = chunk.checked_sub(1).filter(|r| self.chunks[*r].kind == Kind::Relative);
        let owner = relative.filter(|r| self.words[self.chunks[*r].words.start].classes.has(WordClass::RelativeOwner));
        let head = owner.and_then(|r| self.relative_head(r));
        head.map(|h| self.actors_avoiding(h, false, &[], depth)).unwrap_or_default()
    }

    /// Whether a noun phrase is itself an act that is looked for.
    fn is_act(&self, chunk: usize) -> bool {
        let words = &self.words[self.chunks[chunk].words.clone()];
        words.iter().any(|w| {
            w.actor.is_none() && w.tag == Tag::Noun && w.cue.is_some_and(|c| matches!(c, Cue::Noun | Cue::Other))
        })
    }

    /// Whom a possessive pronoun at the head of a noun phrase stands for.
    pub fn owner(&self, chunk: usize) -> Actors {
        match self.pronoun(chunk) {
            Some(WordClass::FirstPerson) => self.speaker(self.chunks[chunk].words.start),
            Some(_) => self.antecedent(chunk, &[], DEPTH),
            None => Vec::new(),
        }
    }

    /// *land that belonged to Azerbaijan*, *deux avions venus de Khartoum*.
    fn belonging(&self, at: usize, found: &mut Actors) -> bool {
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
    pub fn coordinated(&self, chunk: usize, end: usize) -> Option<usize> {
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

    fn is_pronoun_subject(&self, chunk: usize) -> bool {
        self.pronoun(chunk) == Some(WordClass::Pronoun) && self.verb_behind(chunk) == Some(chunk + 1)
    }

    /// *A, B and C*: a comma between noun phrases that a coordinator closes.
    fn is_list(&self, chunk: usize, comma: usize) -> bool {
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

    /// The verb right behind a noun phrase and what belongs to it.
    pub fn verb_behind(&self, chunk: usize) -> Option<usize> {
        let mut at = chunk + 1;
        while self.chunks.get(at).is_some_and(|c| c.kind == Kind::Noun && c.preposition.is_some()) {
            at += 1;
        }
        self.chunks.get(at).filter(|c| c.kind == Kind::Verb).map(|_| at)
    }

    /// Whether a participle without auxiliary is a past tense: an object follows, or nothing that makes it passive.
    pub fn past_tense(&self, verb: usize) -> bool {
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
    fn is_relative_object(&self, verb: usize) -> bool {
        let mut at = verb;
        while let Some(left) = at.checked_sub(1).filter(|l| self.chunks[*l].kind == Kind::Noun) {
            at = left;
        }
        at < verb && at > 0 && self.chunks[at - 1].kind == Kind::Relative
    }

    /// Whether the noun phrase stands behind a verb of its clause.
    pub fn is_object(&self, chunk: usize) -> bool {
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

    /// The noun phrase in apposition behind a comma.
    fn apposition(&self, end: usize) -> Option<usize> {
        let comma = self.chunks.get(end)?;
        let next = self.chunks.get(end + 1)?;
        let closed = || {
            let mut at = end + 2;
            while self.chunks.get(at).is_some_and(|c| c.kind == Kind::Noun && c.preposition.is_some()) {
                at += 1;
            }
            self.chunks.get(at).is_none_or(|c| matches!(c.kind, Kind::Comma | Kind::Strong))
        };
        (comma.kind == Kind::Comma && next.is_bare() && closed()).then_some(end + 1)
    }

    /// Whom a pronoun or *its* stands for: the subject of its own clause, else of the one before.
    fn antecedent(&self, chunk: usize, avoid: &[u32], depth: usize) -> Actors {
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

    /// Actors of the subject of a verb.
    pub fn subject(&self, verb: usize) -> Actors {
        self.subject_at(verb, DEPTH)
    }

    fn subject_at(&self, verb: usize, depth: usize) -> Actors {
        if depth == 0 {
            return Vec::new();
        }
        match self.chunks[verb].form {
            Form::Infinitive | Form::Gerund => self.controller(verb, depth),
            _ => {
                let Some(subject) = self.subject_chunk(verb, depth) else { return Vec::new() };
                let mut found = self.actors_avoiding(subject, false, &[], depth - 1);
                // "Together with Russia, Belarus …"
                if let Some(joint) = (0..subject).rev().take(2).find(|j| self.chunks[*j].is_behind(WordClass::Jointly))
                {
                    merge(&mut found, self.plain_actors(self.chunks[joint].words.clone()));
                }
                found
            }
        }
    }

    /// The noun phrase that is subject of a finite verb.
    pub fn subject_chunk(&self, verb: usize, depth: usize) -> Option<usize> {
        let mut at = verb;
        while at > 0 && verb - at < REACH && depth > 0 {
            at -= 1;
            let chunk = &self.chunks[at];
            match chunk.kind {
                // "as Azerbaijan's army … pressed on"
                Kind::Noun if chunk.is_behind(WordClass::As) && at + 1 == verb => return Some(at),
                Kind::Noun if chunk.preposition.is_some() => (),
                Kind::Noun => return self.subject_from(at, verb, depth),
                Kind::Relative => return self.relative_head(at),
                // "the forces of Armenia and of Artsakh"
                Kind::Coordinator if self.chunks[at + 1].kind == Kind::Noun && at + 1 < verb => (),
                Kind::Coordinator => return self.shared_subject(at, depth),
                Kind::Comma => match self.before_parenthesis(at, depth) {
                    Some(inner) => at = inner + 1,
                    None => return self.shared_subject(at, depth),
                },
                Kind::Verb if chunk.form == Form::Finite => return self.inverted(verb),
                Kind::Complementizer | Kind::Subordinator | Kind::Strong => return self.inverted(verb),
                Kind::Verb | Kind::Preposition => (),
            }
        }
        self.inverted(verb)
    }

    /// A bare noun phrase left of a verb: its subject, unless it is the object of a clause in between.
    fn subject_from(&self, at: usize, verb: usize, depth: usize) -> Option<usize> {
        let mut left = at;
        while left > 0 && self.chunks[left - 1].kind == Kind::Noun && self.chunks[left - 1].preposition.is_some() {
            left -= 1;
        }
        let first = self.first_of_group(at);
        let Some(before) = first.checked_sub(1).map(|b| &self.chunks[b]) else { return Some(first) };
        if before.kind != Kind::Verb {
            return Some(first);
        }
        let index = first - 1;
        if self.verb_is(index, WordClass::Report) && !self.is_relative_clause(index) {
            return Some(first);
        }
        match before.form {
            Form::Gerund | Form::Infinitive => self.subject_chunk(index, depth - 1).or(Some(first)),
            Form::Participle if !self.past_tense(index) => self.subject_chunk(index, depth - 1).or(Some(first)),
            _ if self.is_relative_clause(index) => self.subject_chunk(index, depth - 1),
            _ if self.chunks[verb].form == Form::Finite || self.past_tense(verb) => Some(first),
            _ => Some(first),
        }
    }

    /// Whether the subject of a verb is a relative pronoun.
    fn is_relative_clause(&self, verb: usize) -> bool {
        let mut at = verb;
        while let Some(left) = at.checked_sub(1) {
            match self.chunks[left].kind {
                Kind::Relative => return true,
                Kind::Noun => at = left,
                _ => return false,
            }
        }
        false
    }

    /// The first noun phrase of a coordination that ends here.
    fn first_of_group(&self, chunk: usize) -> usize {
        let mut first = chunk;
        for _ in 0..8 {
            let Some(joint) =
                first.checked_sub(1).filter(|j| matches!(self.chunks[*j].kind, Kind::Coordinator | Kind::Comma))
            else {
                break;
            };
            let mut start = joint;
            while start > 0 && self.chunks[start - 1].kind == Kind::Noun && self.chunks[start - 1].preposition.is_some()
            {
                start -= 1;
            }
            let Some(head) = start.checked_sub(1).filter(|h| self.chunks[*h].is_bare()) else { break };
            let joined = self.coordinated(head, joint) == Some(first)
                || start < joint && self.coordinated(joint - 1, joint) == Some(first);
            if !joined || self.is_object(head) {
                break;
            }
            first = head;
        }
        first
    }

    /// What a relative pronoun stands for.
    pub fn relative_head(&self, relative: usize) -> Option<usize> {
        let mut at = relative;
        while let Some(left) = at.checked_sub(1) {
            at = left;
            match self.chunks[left].kind {
                Kind::Comma => (),
                Kind::Noun => {
                    // "the army of Armenia, which": the whole phrase, by its first noun.
                    let mut start = left;
                    let named = !self.plain_actors(self.chunks[left].words.clone()).is_empty();
                    while !named
                        && start > 0
                        && self.chunks[start].preposition.is_some_and(|p| p.has(WordClass::Of))
                        && self.chunks[start - 1].kind == Kind::Noun
                    {
                        start -= 1;
                    }
                    return Some(start);
                }
                Kind::Verb if self.chunks[left].form == Form::Participle => (),
                _ => return None,
            }
        }
        None
    }

    /// The subject that a coordinated verb shares with the verb before.
    fn shared_subject(&self, joint: usize, depth: usize) -> Option<usize> {
        let mut at = joint;
        while at > 0 && joint - at < REACH {
            at -= 1;
            let chunk = &self.chunks[at];
            match chunk.kind {
                Kind::Verb
                    if chunk.form == Form::Finite
                        || self.past_tense(at)
                        || chunk.form == Form::Participle
                            && self.chunks[joint + 1].form == Form::Participle
                            && self.chunks[joint + 1].kind == Kind::Verb =>
                {
                    return self.subject_chunk(at, depth - 1);
                }
                Kind::Strong | Kind::Subordinator | Kind::Complementizer => return None,
                _ => (),
            }
        }
        None
    }

    /// The chunk before the parenthesis that a comma closes: an apposition, a relative clause, *, he said,*.
    fn before_parenthesis(&self, close: usize, depth: usize) -> Option<usize> {
        let open = (0..close).rev().take(REACH).find(|o| self.chunks[*o].kind == Kind::Comma)?;
        let inside = &self.chunks[open + 1..close];
        let first = inside.first()?;
        let clause = inside.iter().any(|c| c.is_clause()) || (open + 1..close).any(|v| self.past_tense(v));
        let relative = first.kind == Kind::Relative
            || first.preposition.is_some() && inside.get(1).is_some_and(|c| c.kind == Kind::Relative);
        let reporting =
            (open + 1..close).any(|v| self.chunks[v].kind == Kind::Verb && self.verb_is(v, WordClass::Report));
        if clause && !relative && !reporting && first.kind != Kind::Subordinator && depth > 0 {
            return None;
        }
        let before = open.checked_sub(1)?;
        (self.chunks[before].kind == Kind::Noun).then_some(before)
    }

    /// French *les villages qu'occupe l'Arménie*, English *Had Serbia occupied*.
    fn inverted(&self, verb: usize) -> Option<usize> {
        let left = verb.checked_sub(1).map(|l| self.chunks[l].kind);
        let next = self.chunks.get(verb + 1)?;
        let marked = matches!(left, Some(Kind::Complementizer | Kind::Subordinator | Kind::Relative));
        (marked && self.view.pack.roles.adjectives_follow && next.is_bare()).then_some(verb + 1)
    }

    /// Who acts in an infinitive or gerund.
    fn controller(&self, verb: usize, depth: usize) -> Actors {
        let mut at = verb;
        while at > 0 && verb - at < REACH {
            at -= 1;
            let chunk = &self.chunks[at];
            match chunk.kind {
                Kind::Verb => return self.controlled_by(at, verb, depth),
                Kind::Noun if at + 1 == verb || self.chunks[at + 1].kind == Kind::Preposition && at + 2 == verb => {
                    let mut head = at;
                    while head > 0
                        && self.chunks[head].is_behind(WordClass::Of)
                        && self.chunks[head - 1].kind == Kind::Noun
                    {
                        head -= 1;
                    }
                    let acting = self.head(head).any(&[WordClass::Act, WordClass::Light, WordClass::OfAgent]);
                    let own = if acting {
                        self.actors_avoiding(head, false, &[], depth - 1)
                    } else {
                        self.plain_actors(chunk.words.clone())
                    };
                    // "Iraq having invaded Kuwait, …"
                    let absolute = self.chunks[verb].form == Form::Gerund && at + 1 == verb && chunk.is_bare();
                    if (acting || absolute) && !own.is_empty() {
                        return own;
                    }
                }
                Kind::Relative => {
                    return self
                        .relative_head(at)
                        .map(|h| self.actors_avoiding(h, false, &[], depth - 1))
                        .unwrap_or_default();
                }
                Kind::Comma if at + 1 == verb => {
                    if let Some(noun) = self.modified_across(at) {
                        return self.actors_avoiding(noun, false, &[], depth - 1);
                    }
                }
                Kind::Strong | Kind::Subordinator | Kind::Complementizer => break,
                _ => (),
            }
        }
        self.following_subject(verb).map(|s| self.actors_avoiding(s, false, &[], depth - 1)).unwrap_or_default()
    }

    /// *Turkey's troops, occupying the north, …*: the noun phrase before the comma, if it is no object.
    fn modified_across(&self, comma: usize) -> Option<usize> {
        let mut left = comma.checked_sub(1)?;
        while left > 0 && self.chunks[left].is_behind(WordClass::Of) && self.chunks[left - 1].kind == Kind::Noun {
            left -= 1;
        }
        (self.chunks[left].is_bare() && !self.is_object(left)).then_some(left)
    }

    /// The subject of the governing verb, or its object where the verb says so (*accused X of*).
    fn controlled_by(&self, governor: usize, verb: usize, depth: usize) -> Actors {
        let causes = self.verb_is(governor, WordClass::Accuse) || self.verb_is(governor, WordClass::Causative);
        if causes && !self.chunks[governor].passive {
            let nouns = |c: &usize| self.chunks[*c].kind == Kind::Noun && !self.chunks[*c].is_behind(WordClass::Of);
            let between = (governor + 1..verb).find(|c| self.chunks[*c].kind == Kind::Noun);
            // "asked Washington for missiles to liberate": who asks is who acts.
            let several = (governor + 1..verb).filter(nouns).count() > 1 && !self.verb_is(governor, WordClass::Accuse);
            let between = between.filter(|_| !several);
            if let Some(object) = between {
                if self.words[self.chunks[object].head].classes.has(WordClass::Reciprocal) {
                    return self.subject_at(governor, depth - 1);
                }
                let found = self.actors_avoiding(object, false, &[], depth - 1);
                let direct = self.chunks[object].is_bare() && !self.verb_is(governor, WordClass::Light);
                if !found.is_empty() || direct || self.verb_is(governor, WordClass::Accuse) {
                    return found;
                }
            }
        }
        self.subject_at(governor, depth - 1)
    }

    /// The subject of the main clause behind a fronted phrase.
    pub fn following_subject(&self, at: usize) -> Option<usize> {
        let comma = (at + 1..self.chunks.len()).take(REACH).find(|c| self.chunks[*c].kind == Kind::Comma)?;
        let mut subject = comma + 1;
        while self
            .chunks
            .get(subject)
            .is_some_and(|c| c.kind == Kind::Noun && c.preposition.is_some() || c.kind == Kind::Comma)
        {
            subject += 1;
        }
        self.chunks.get(subject).filter(|c| c.is_bare()).map(|_| subject)
    }

    /// Whom an object pronoun in a verb group stands for: the subject of the clause before.
    pub fn clitic(&self, verb: usize) -> Actors {
        let Some(word) = self.chunks[verb].clitic else { return Vec::new() };
        if self.words[word].classes.has(WordClass::FirstPerson) {
            return self.speaker(word);
        }
        let own = self.subject(verb);
        let earlier = (0..verb).rev().filter(|v| self.chunks[*v].is_clause()).map(|v| self.subject(v));
        let found = earlier.take(1).find(|found| !found.iter().any(|a| own.contains(a))).unwrap_or_default();
        if !found.is_empty() {
            return found;
        }
        // "Southern Lebanon, …, Israel occupied it": a topic set before the clause.
        let topic =
            self.chunks.first().filter(|c| c.is_bare() && self.chunks.get(1).is_some_and(|n| n.kind == Kind::Comma));
        let mut found = topic.map(|c| self.plain_actors(c.words.clone())).unwrap_or_default();
        found.retain(|a| !own.contains(a));
        found
    }

    /// Noun phrases behind a preposition of this class that belong to the clause right of a chunk.
    pub fn behind(&self, chunk: usize, class: WordClass) -> Option<usize> {
        let mut at = chunk + 1;
        while let Some(next) = self.chunks.get(at).filter(|_| at - chunk < REACH) {
            match next.kind {
                Kind::Noun if next.is_behind(class) && self.has_someone(at) => return Some(at),
                Kind::Noun | Kind::Preposition => (),
                Kind::Comma if self.chunks.get(at + 1).is_some_and(|c| c.is_behind(class)) => (),
                Kind::Coordinator
                    if self.chunks.get(at + 1).is_some_and(|c| c.kind == Kind::Noun && !self.opens_clause(at + 1)) =>
                {
                    ()
                }
                Kind::Verb
                    if next.form == Form::Participle
                        && !self.past_tense(at)
                        && !self.chunks.get(at + 1).is_some_and(|c| c.is_behind(class)) =>
                {
                    ()
                }
                _ => return None,
            }
            at += 1;
        }
        None
    }

    /// Whether a noun phrase is more than a date.
    fn has_someone(&self, chunk: usize) -> bool {
        !self.actors(chunk, false).is_empty() || !self.head(chunk).any(&[WordClass::Time])
    }

    fn opens_clause(&self, chunk: usize) -> bool {
        self.verb_behind(chunk).is_some_and(|v| self.chunks[v].is_clause() || self.past_tense(v))
    }

    /// The direct object of a verb: the bare noun phrase behind it.
    pub fn object(&self, verb: usize) -> Option<usize> {
        let mut at = verb + 1;
        while let Some(next) = self.chunks.get(at) {
            match next.kind {
                Kind::Noun if self.is_time(at) => (),
                // "attacked with mortars the village"
                Kind::Noun
                    if next.preposition.is_some_and(|p| !p.has(WordClass::Of))
                        && self.plain_actors(next.words.clone()).is_empty() =>
                {
                    ()
                }
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

    fn is_time(&self, chunk: usize) -> bool {
        self.head(chunk).has(WordClass::Time) && self.plain_actors(self.chunks[chunk].words.clone()).is_empty()
    }
}
