//! Who does it, as a noun: *the Armenian occupiers*, *Azerbaijan, the aggressor*.

use super::Roles;
use super::chunk::Kind;
use super::clause::{Actors, Clauses};
use super::tag::Tag;
use crate::text::roles::WordClass;

/// Roles of an agent noun.
pub fn roles(clauses: &Clauses<'_>, chunk: usize, at: usize) -> Roles {
    let words = clauses.chunks[chunk].words.clone();
    let possessed = clauses.words[words.start..at].iter().any(|w| w.tag == Tag::Genitive);
    let inside = clauses.plain_actors(words);
    let mut roles = Roles::default();
    if possessed {
        roles.patient = inside;
    } else {
        roles.agent = inside;
    }
    if let Some(of) = clauses.chunks.get(chunk + 1).filter(|c| c.is_behind(WordClass::Of)) {
        // "occupiers of Karabakh", but "the occupying forces of Armenia"
        let group = clauses.head(chunk).any(&[WordClass::Group]) && roles.agent.is_empty();
        let found = clauses.actors(chunk + 1, true);
        let _ = of;
        if group {
            roles.agent = found;
        } else if roles.patient.is_empty() {
            roles.patient = found;
        }
    }
    // "the occupying power in Abkhazia"
    let held = clauses.chunks.get(chunk + 1).filter(|c| c.is_behind(WordClass::Place) && roles.patient.is_empty());
    if held.is_some() && clauses.head(chunk).has(WordClass::Group) && clauses.chunks[chunk].head != at {
        roles.patient = clauses.plain_actors(clauses.chunks[chunk + 1].words.clone());
    }
    if roles.agent.is_empty() {
        let found =
            apposed(clauses, chunk).or_else(|| predicated(clauses, chunk)).or_else(|| identified(clauses, chunk));
        roles.agent = found.unwrap_or_default();
    }
    roles
}

/// *Azerbaijan, the aggressor*; *Pays agresseur, l'Arménie*; *the aggressor, Armenia*; *As the occupying power, Israel*.
fn apposed(clauses: &Clauses<'_>, chunk: usize) -> Option<Actors> {
    let bare = |at: usize| {
        clauses.chunks.get(at).filter(|c| c.is_bare()).map(|_| clauses.plain_actors(clauses.chunks[at].words.clone()))
    };
    let comma = |at: usize| clauses.chunks.get(at).is_some_and(|c| c.kind == Kind::Comma);
    let role = &clauses.chunks[chunk];
    let as_role = role.is_behind(WordClass::As);
    if !as_role && role.preposition.is_some() {
        return None;
    }
    let named = |at: usize| {
        (clauses.chunks[at].kind == Kind::Noun).then(|| clauses.plain_actors(clauses.chunks[at].words.clone()))
    };
    let left = chunk.checked_sub(2).filter(|_| comma(chunk - 1)).and_then(named).filter(|f| !f.is_empty());
    let mut end = chunk + 1;
    while clauses.chunks.get(end).is_some_and(|c| c.kind == Kind::Noun && c.preposition.is_some()) {
        end += 1;
    }
    let opens =
        chunk == 0 || as_role || matches!(clauses.chunks[chunk - 1].kind, Kind::Coordinator | Kind::Complementizer);
    let right = || Some(end).filter(|e| comma(*e) && opens).and_then(|e| bare(e + 1)).filter(|f| !f.is_empty());
    left.or_else(right)
}

/// *The aggressor is Armenia*.
fn identified(clauses: &Clauses<'_>, chunk: usize) -> Option<Actors> {
    let verb = clauses.verb_behind(chunk).filter(|v| clauses.words[clauses.chunks[*v].head].tag == Tag::Be)?;
    let name = clauses.chunks.get(verb + 1).filter(|c| c.is_bare())?;
    Some(clauses.plain_actors(name.words.clone()))
}

/// *Armenia is the aggressor*, *called Armenia an aggressor*, *came home as liberators*.
fn predicated(clauses: &Clauses<'_>, chunk: usize) -> Option<Actors> {
    let role = &clauses.chunks[chunk];
    let as_role =
        role.is_behind(WordClass::As) || role.is_behind(WordClass::Of) && clauses.view.pack.roles.adjectives_follow;
    if role.preposition.is_some() && !as_role {
        return None;
    }
    let verb = (0..chunk).rev().take(8).find(|v| clauses.chunks[*v].kind == Kind::Verb)?;
    let between: Vec<usize> = (verb + 1..chunk).filter(|c| clauses.chunks[*c].kind == Kind::Noun).collect();
    let head = &clauses.words[clauses.chunks[verb].head];
    let copula = head.tag == Tag::Be || clauses.verb_is(verb, WordClass::Copula);
    if !copula && !role.is_behind(WordClass::As) {
        return None;
    }
    // "whom Kyiv calls an aggressor"
    let relative = clauses.relative_of_object(verb).and_then(|r| clauses.relative_head(r));
    if let Some(named) = relative.filter(|_| between.is_empty() && head.tag != Tag::Be) {
        return Some(clauses.actors(named, false));
    }
    match between.first() {
        Some(object) if head.tag != Tag::Be && !clauses.chunks[verb].passive => {
            Some(clauses.actors(*object, false)).filter(|f| !f.is_empty())
        }
        _ => Some(clauses.subject(verb)),
    }
}
