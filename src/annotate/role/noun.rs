//! Acts told by a noun: *Armenian occupation*, *the shelling of X by Y*.
//!
//! First what the noun phrase itself and its prepositions say; then, for what
//! is still open, the verb that governs it (*launched an attack*, *repelled an
//! attack*) or that it governs (*the attack killed …*).

use super::Roles;
use super::chunk::{Form, Kind};
use super::clause::{Actors, Clauses, merge};
use super::tag::Tag;
use crate::lexicon::FormKind;
use crate::text::roles::{Classes, WordClass};

/// The place of an act in its sentence.
#[derive(Debug, Clone, Copy)]
pub struct Act {
    /// Its noun phrase.
    pub chunk: usize,
    /// The noun.
    pub at: usize,
}

/// What has been read so far.
pub(super) struct Reading<'c, 'v> {
    pub(super) clauses: &'c Clauses<'v>,
    pub(super) act: Act,
    pub(super) class: Classes,
    pub(super) roles: Roles,
    /// Behind *of*, while it is open which role that is.
    of: Actors,
    /// Before *'s*.
    possessor: Actors,
}

/// Roles of an act.
pub fn roles(clauses: &Clauses<'_>, act: Act) -> Roles {
    let class = clauses.words[act.at].classes;
    let mut reading = Reading { clauses, act, class, roles: Roles::default(), of: Vec::new(), possessor: Vec::new() };
    reading.inside(act.chunk, act.at);
    reading.behind(act.chunk);
    if let Some(head) = reading.handing_on() {
        reading.inside(head, clauses.chunks[head].head);
        reading.between(head);
    }
    reading.settle();
    reading.shared();
    reading.under();
    reading.governed();
    reading.roles
}

impl Reading<'_, '_> {
    pub(super) fn claiming(&self) -> bool {
        self.class.has(WordClass::Claiming)
    }

    /// Adjectives, names and possessors in the noun phrase.
    pub(super) fn inside(&mut self, chunk: usize, at: usize) {
        let words = self.clauses.chunks[chunk].words.clone();
        for word in words.clone() {
            let classes = &self.clauses.words[word];
            if classes.classes.any(&[WordClass::Possessive, WordClass::FirstPerson])
                && classes.tag == Tag::Determiner
                && word < at
            {
                self.possessor = self.clauses.owner(chunk);
            }
            if let Some(anti) = self.prefixed(word) {
                merge(&mut self.roles.patient, anti);
            }
        }
        self.relative_owner(chunk);
        let genitive = (words.start..at).rev().find(|w| self.clauses.words[*w].tag == Tag::Genitive);
        if let Some(genitive) = genitive {
            // "newspapers mock Karabakh's independence": the name right before the 's, if there is one.
            let adjacent = (words.start..genitive).rev().take_while(|w| self.clauses.words[*w].actor.is_some()).last();
            let owners = self.clauses.plain_actors(adjacent.unwrap_or(words.start)..genitive);
            if !owners.is_empty() {
                self.possessor = owners;
            }
            if let Some(earlier) = self.coordinated_left(chunk) {
                merge(&mut self.possessor, earlier);
            }
        }
        let from = genitive.map_or(words.start, |g| g + 1);
        self.adjectives(from, at, words.end);
        let earlier = self.coordinated_left(chunk).filter(|_| genitive.is_none() && !self.roles.agent.is_empty());
        if let Some(mut all) = earlier {
            merge(&mut all, std::mem::take(&mut self.roles.agent));
            self.roles.agent = all;
        }
    }

    /// *Morocco, whose occupation of …*.
    pub(super) fn relative_owner(&mut self, chunk: usize) {
        let clauses = self.clauses;
        let relative = chunk.checked_sub(1).filter(|r| clauses.chunks[*r].kind == Kind::Relative);
        let owner =
            relative.filter(|r| clauses.words[clauses.chunks[*r].words.start].classes.has(WordClass::RelativeOwner));
        if let Some(head) = owner.and_then(|r| clauses.relative_head(r)) {
            self.possessor = clauses.actors(head, false);
        }
    }

    /// *anti-Armenian*.
    pub(super) fn prefixed(&self, word: usize) -> Option<Actors> {
        let anti = self.clauses.words[word].classes.has(WordClass::Anti);
        let hit = self.clauses.words.get(word + 1)?.actor?;
        anti.then(|| vec![self.clauses.view.actors[hit as usize].actor])
    }

    /// Demonyms are agents; a bare name before the noun is what is held, freed or invaded.
    pub(super) fn adjectives(&mut self, from: usize, at: usize, end: usize) {
        let names = |clauses: &Clauses<'_>, word: usize| {
            let hit = clauses.words[word].actor.map(|h| clauses.view.actors[h as usize]);
            hit.is_some_and(|h| h.kind == FormKind::Name) && word + 1 == at
        };
        let follow = self.clauses.view.pack.roles.adjectives_follow;
        for word in from..end {
            if word == at {
                continue;
            }
            let found = self.clauses.plain_actors(word..word + 1);
            if found.is_empty() {
                continue;
            }
            let object =
                !follow && names(self.clauses, word) && !self.class.any(&[WordClass::OfAgent, WordClass::Claiming]);
            merge(if object { &mut self.roles.patient } else { &mut self.roles.agent }, found);
        }
    }

    /// *Armenian and Russian occupation*, *l'agression azerbaïdjanaise et turque*.
    pub(super) fn coordinated_left(&self, chunk: usize) -> Option<Actors> {
        let clauses = self.clauses;
        let joint = chunk.checked_sub(1).filter(|j| clauses.chunks[*j].kind == Kind::Coordinator)?;
        let left = joint.checked_sub(1).filter(|l| clauses.chunks[*l].kind == Kind::Noun)?;
        let words = clauses.chunks[left].words.clone();
        let adjective =
            words.clone().all(|w| clauses.words[w].actor.is_some() || clauses.words[w].tag == Tag::Determiner);
        let same = clauses.chunks[chunk].preposition.is_none();
        (adjective && same && !clauses.view.pack.roles.adjectives_follow).then(|| clauses.plain_actors(words))
    }

    /// Prepositional phrases and participles right of the noun.
    pub(super) fn behind(&mut self, last: usize) {
        let clauses = self.clauses;
        let mut at = last + 1;
        if clauses.view.pack.roles.adjectives_follow {
            at = self.adjective_coordination(at);
        }
        while let Some(next) = clauses.chunks.get(at).filter(|_| at - last < 24) {
            match next.kind {
                Kind::Noun if next.preposition.is_some() => at = self.preposition(at),
                Kind::Comma | Kind::Coordinator if self.goes_on(at) => {
                    at += if clauses.chunks[at + 1].is_bare() { 2 } else { 1 };
                }
                Kind::Verb if next.form == Form::Participle && !clauses.past_tense(at) && self.is_done(at) => at += 1,
                // "the plebiscite promised to Kashmir"
                Kind::Verb
                    if self.claiming()
                        && next.form == Form::Participle
                        && clauses.chunks.get(at + 1).is_some_and(|c| c.is_behind(WordClass::Toward)) =>
                {
                    at += 1
                }
                Kind::Verb if clauses.is_object(self.act.chunk) && next.form != Form::Participle => return,
                Kind::Verb => return self.governing(at),
                Kind::Relative => return self.relative(at),
                _ => return,
            }
        }
    }

    /// A second adjective behind *et*: *azerbaïdjanaise et turque*.
    pub(super) fn adjective_coordination(&mut self, at: usize) -> usize {
        let clauses = self.clauses;
        let joint = clauses.chunks.get(at).is_some_and(|c| c.kind == Kind::Coordinator);
        let Some(next) = clauses.chunks.get(at + 1).filter(|c| joint && c.is_bare()) else { return at };
        let adjective = next.words.clone().all(|w| clauses.words[w].actor.is_some());
        if !adjective || self.roles.agent.is_empty() {
            return at;
        }
        let found = clauses.plain_actors(next.words.clone());
        merge(&mut self.roles.agent, found);
        at + 2
    }

    /// A comma or *and* after which another phrase of the act follows.
    pub(super) fn goes_on(&self, at: usize) -> bool {
        let next = self.clauses.chunks.get(at + 1);
        let ours = next.is_some_and(|c| c.is_behind(WordClass::By) || c.is_behind(WordClass::Against));
        let done = next.is_some_and(|c| c.kind == Kind::Verb && c.form == Form::Participle && self.is_done(at + 1));
        // "the occupation and annexation of Crimea by Russia"
        let shared = self.clauses.chunks[at].kind == Kind::Coordinator
            && next.is_some_and(|c| {
                let act = self.clauses.words[c.head].cue.is_some();
                c.is_bare() && act && self.clauses.plain_actors(c.words.clone()).is_empty()
            });
        ours || done || shared
    }

    /// *launched by*, *commise par*.
    pub(super) fn is_done(&self, verb: usize) -> bool {
        self.clauses.verb_is(verb, WordClass::Light)
            || self.clauses.verb_is(verb, WordClass::Harm)
            || self
                .clauses
                .chunks
                .get(verb + 1)
                .is_some_and(|c| c.is_behind(WordClass::By) || c.is_behind(WordClass::Against))
    }

    /// One prepositional phrase; the chunk behind it.
    pub(super) fn preposition(&mut self, at: usize) -> usize {
        let clauses = self.clauses;
        let Some(classes) = clauses.chunks[at].preposition else { return at + 1 };
        let place = !classes.has(WordClass::By);
        let found = clauses.actors(at, place);
        let end = self.end_of(at);
        if classes.has(WordClass::By) {
            merge(&mut self.roles.agent, found);
        } else if classes.has(WordClass::Against) {
            if self.claiming() && !classes.has(WordClass::Against) {
                return end;
            }
            merge(&mut self.roles.patient, found);
        } else if classes.has(WordClass::Of) {
            merge(&mut self.of, found);
        } else if classes.has(WordClass::From) || classes.has(WordClass::Of) {
            if self.claiming() {
                merge(&mut self.roles.patient, found);
            } else if self.class.has(WordClass::OfAgent) {
                merge(&mut self.roles.agent, found);
            }
        } else if self.claiming()
            && classes.any(&[WordClass::Place, WordClass::For, WordClass::Toward])
            && self.of.is_empty()
        {
            merge(&mut self.of, found);
        }
        end
    }

    /// The chunk behind a noun phrase with its *of* and its coordination.
    pub(super) fn end_of(&self, at: usize) -> usize {
        let clauses = self.clauses;
        let mut end = at + 1;
        let named = !clauses.plain_actors(clauses.chunks[at].words.clone()).is_empty();
        loop {
            if !named && clauses.chunks.get(end).is_some_and(|c| c.is_behind(WordClass::Of)) {
                end += 1;
            } else if let Some(next) = clauses.coordinated(at, end) {
                end = next + 1;
            } else {
                return end;
            }
        }
    }

    /// The noun that this act is *of*: *policy of occupation*, *right to self-determination*.
    pub(super) fn handing_on(&self) -> Option<usize> {
        let clauses = self.clauses;
        let linked = clauses.chunks[self.act.chunk].preposition?;
        if !linked.any(&[WordClass::Of, WordClass::Toward, WordClass::For]) {
            return None;
        }
        let mut at = self.act.chunk;
        while let Some(left) = at.checked_sub(1).filter(|l| clauses.chunks[*l].kind == Kind::Noun) {
            if clauses.head(left).has(WordClass::Act) {
                return Some(left);
            }
            clauses.chunks[left].preposition?;
            at = left;
        }
        None
    }

    /// *the right of the people of Artsakh to …*.
    pub(super) fn between(&mut self, head: usize) {
        for at in head + 1..self.act.chunk {
            let chunk = &self.clauses.chunks[at];
            if chunk.is_behind(WordClass::Of) || chunk.is_behind(WordClass::For) {
                let found = self.clauses.actors(at, false);
                merge(&mut self.possessor, found);
            } else if chunk.is_behind(WordClass::By) {
                let found = self.clauses.actors(at, false);
                merge(&mut self.roles.agent, found);
            } else if chunk.is_behind(WordClass::Against) {
                let found = self.clauses.actors(at, true);
                merge(&mut self.roles.patient, found);
            }
        }
    }

    /// Which roles *of* and *'s* are, from the kind of act and what else is said.
    pub(super) fn settle(&mut self) {
        let of = std::mem::take(&mut self.of);
        let possessor = std::mem::take(&mut self.possessor);
        if self.claiming() {
            // "its independence from Serbia": French says both with "de".
            let stated = !possessor.is_empty() || !self.roles.agent.is_empty();
            merge(&mut self.roles.agent, possessor);
            merge(if stated { &mut self.roles.patient } else { &mut self.roles.agent }, of);
            return;
        }
        let said = !self.roles.agent.is_empty();
        if self.class.has(WordClass::Freeing) && of.is_empty() && !possessor.is_empty() {
            merge(&mut self.roles.patient, possessor);
        } else if !possessor.is_empty() {
            let held = said && of.is_empty() && !self.class.has(WordClass::OfAgent);
            merge(if held { &mut self.roles.patient } else { &mut self.roles.agent }, possessor);
        }
        if of.is_empty() {
            return;
        }
        let doer = self.class.has(WordClass::OfAgent)
            || self.clauses.head(self.act.chunk).has(WordClass::Group)
                && self.clauses.chunks[self.act.chunk].head != self.act.at;
        let open = self.roles.agent.is_empty();
        merge(if doer && open { &mut self.roles.agent } else { &mut self.roles.patient }, of);
    }

    /// *Armenia's aggression and occupation*: the second noun takes over what the first has.
    pub(super) fn shared(&mut self) {
        if !self.roles.agent.is_empty() {
            return;
        }
        let clauses = self.clauses;
        let chunk = self.act.chunk;
        let own = clauses.words[clauses.chunks[chunk].words.start].tag == Tag::Determiner;
        let joint = chunk.checked_sub(1).filter(|j| clauses.chunks[*j].kind == Kind::Coordinator && !own);
        let Some(left) = joint.and_then(|j| j.checked_sub(1)).filter(|l| clauses.chunks[*l].kind == Kind::Noun) else {
            return;
        };
        let head = clauses.chunks[left].head;
        if clauses.words[head].cue.is_some() || clauses.head(left).any(&[WordClass::Act, WordClass::OfAgent]) {
            let patient = self.roles.patient.clone();
            self.inside(left, head);
            self.settle();
            if !patient.is_empty() {
                self.roles.patient = patient;
            }
        }
    }

    /// *territories under Armenian occupation*, *was under occupation*.
    pub(super) fn under(&mut self) {
        let clauses = self.clauses;
        let chunk = &clauses.chunks[self.act.chunk];
        let freed = !self.claiming()
            && (chunk.is_behind(WordClass::From) || chunk.is_behind(WordClass::Of) && self.is_freed_from());
        if !(chunk.is_behind(WordClass::Under) || freed) || !self.roles.patient.is_empty() {
            return;
        }
        let mut left = self.act.chunk;
        while left > 0
            && (clauses.chunks[left - 1].kind == Kind::Preposition || clauses.chunks[left - 1].is_behind(WordClass::Of))
        {
            left -= 1;
        }
        let Some(before) = left.checked_sub(1) else { return };
        let mut found = match clauses.chunks[before].kind {
            Kind::Noun => clauses.actors(before, true),
            Kind::Verb if freed && !clauses.chunks[before].passive => Vec::new(),
            Kind::Verb => clauses.subject(before),
            _ => Vec::new(),
        };
        found.retain(|a| !self.roles.agent.contains(a));
        self.roles.patient = found;
    }

    /// French *libérer … de l'occupation*.
    pub(super) fn is_freed_from(&self) -> bool {
        let clauses = self.clauses;
        let governor = (0..self.act.chunk).rev().take(6).find(|v| clauses.chunks[*v].kind == Kind::Verb);
        governor.is_some_and(|v| clauses.verb_is(v, WordClass::Freeing))
    }
}
