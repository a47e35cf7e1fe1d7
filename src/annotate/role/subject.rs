//! Who is subject of a verb: before it, shared, across a parenthesis, behind a
//! relative pronoun, or whoever controls an infinitive or gerund.

use super::chunk::{Form, Kind};
use super::clause::{Actors, Clauses, DEPTH, REACH, merge};
use crate::text::roles::WordClass;

impl Clauses<'_> {
    /// Actors of the subject of a verb.
    pub(super) fn subject(&self, verb: usize) -> Actors {
        self.subject_at(verb, DEPTH)
    }

    pub(super) fn subject_at(&self, verb: usize, depth: usize) -> Actors {
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
    pub(super) fn subject_chunk(&self, verb: usize, depth: usize) -> Option<usize> {
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
    pub(super) fn subject_from(&self, at: usize, verb: usize, depth: usize) -> Option<usize> {
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
    pub(super) fn is_relative_clause(&self, verb: usize) -> bool {
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
    pub(super) fn first_of_group(&self, chunk: usize) -> usize {
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
    pub(super) fn relative_head(&self, relative: usize) -> Option<usize> {
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
    pub(super) fn shared_subject(&self, joint: usize, depth: usize) -> Option<usize> {
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
    pub(super) fn before_parenthesis(&self, close: usize, depth: usize) -> Option<usize> {
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

    /// Who acts in an infinitive or gerund.
    pub(super) fn controller(&self, verb: usize, depth: usize) -> Actors {
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
    pub(super) fn modified_across(&self, comma: usize) -> Option<usize> {
        let mut left = comma.checked_sub(1)?;
        while left > 0 && self.chunks[left].is_behind(WordClass::Of) && self.chunks[left - 1].kind == Kind::Noun {
            left -= 1;
        }
        (self.chunks[left].is_bare() && !self.is_object(left)).then_some(left)
    }

    /// The subject of the governing verb, or its object where the verb says so (*accused X of*).
    pub(super) fn controlled_by(&self, governor: usize, verb: usize, depth: usize) -> Actors {
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
    pub(super) fn following_subject(&self, at: usize) -> Option<usize> {
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
    pub(super) fn clitic(&self, verb: usize) -> Actors {
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
}
