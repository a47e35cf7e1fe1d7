//! Roles: who is presented as doing it, to whom.
//!
//! A small shallow parser works around each cue and nowhere else: words are
//! tagged ([`tag`], [`settle`]), put together into noun phrases and verb groups
//! ([`chunk`]), and asked for objects ([`clause`]), subjects ([`subject`]), actors
//! and antecedents ([`phrase`]).
//! Then the cue's place in the sentence decides: an act as a noun ([`noun`], [`govern`]),
//! as a verb or participle ([`verb`]), or who does it ([`doer`]). What the
//! grammar does not say stays empty. All words are data of the language pack
//! (`[roles]`); a pack without them leaves every role empty.

use super::Mention;
use super::view::{Attribution, View};
use crate::lexicon::Cue;
use crate::text::roles::WordClass;

mod chunk;
mod clause;
mod doer;
mod govern;
mod noun;
mod phrase;
mod settle;
mod subject;
mod tag;
mod verb;

use chunk::Kind;
use clause::{Actors, Clauses};
use tag::Tag;

/// Agent and patient of one mention, by actor number.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Roles {
    agent: Actors,
    patient: Actors,
    /// *each other*: the same actors are both.
    mutual: bool,
}

/// Fill agent and patient of every mention. `actors` are the ids of the study's actors.
pub fn assign(view: &View<'_>, attributions: &[Attribution], actors: &[String], mentions: &mut [Mention]) {
    if view.actors.is_empty() || view.pack.roles.compiled().is_empty() {
        return;
    }
    let mut start = 0;
    while start < mentions.len() {
        let sentence = mentions[start].sentence;
        let length = mentions[start..].iter().take_while(|m| m.sentence == sentence).count();
        let group = &mut mentions[start..start + length];
        start += length;
        let Some((_, place)) = view.sentence(group[0].tokens.start as usize) else { continue };
        let clauses = Clauses::new(view, attributions, place.tokens.clone(), group);
        let found: Vec<Roles> = group.iter().map(|m| roles(&clauses, m)).collect();
        for (mention, roles) in group.iter_mut().zip(found) {
            let named = |numbers: Actors| numbers.into_iter().filter_map(|n| actors.get(n as usize).cloned()).collect();
            mention.agent = named(roles.agent);
            mention.patient = named(roles.patient);
        }
    }
}

/// The word of a cue that carries the grammar: the verb of *opened fire*, the noun of *act of aggression*.
fn anchor(clauses: &Clauses<'_>, mention: &Mention) -> usize {
    let words: Vec<usize> =
        (mention.tokens.start as usize - clauses.first..mention.tokens.end as usize - clauses.first).collect();
    let tag = |w: &&usize| clauses.words[**w].tag;
    let verbal = words.iter().find(|w| tag(w).is_verbal()).copied();
    let act =
        |w: &&usize| clauses.words[**w].classes.any(&[WordClass::OfAgent, WordClass::Freeing, WordClass::Claiming]);
    let noun = || words.iter().rev().find(|w| act(w) && clauses.words[**w].actor.is_none()).copied();
    let any = || words.iter().rev().find(|w| tag(w) == Tag::Noun && clauses.words[**w].actor.is_none()).copied();
    // "voted for independence": the claim carries the roles.
    let claim = words
        .iter()
        .rev()
        .find(|w| clauses.words[**w].classes.has(WordClass::Claiming) && tag(w) == Tag::Noun)
        .copied();
    let found = match mention.cue {
        Cue::Verb if claim.is_some() && words.len() > 1 => claim,
        Cue::Verb => verbal.or_else(noun),
        Cue::Participle => verbal.or_else(|| participle(clauses, &words)),
        Cue::AgentNoun | Cue::PatientNoun => words.first().copied(),
        _ => noun().or(verbal),
    };
    found.or_else(any).or(verbal).unwrap_or(words[0])
}

/// The first word of a cue that ends like a participle, even where it is an adjective.
fn participle(clauses: &Clauses<'_>, words: &[usize]) -> Option<usize> {
    let pack = &clauses.view.pack.roles;
    let ends = |w: &&usize| {
        let form = clauses.view.form(clauses.first + **w);
        pack.endings.participle.iter().any(|e| form.ends_with(&**e))
            || pack.compiled().classes(form).has(WordClass::Participle)
    };
    words.iter().find(ends).copied()
}

fn roles(clauses: &Clauses<'_>, mention: &Mention) -> Roles {
    let at = anchor(clauses, mention);
    let Some(chunk) = clauses.chunk_of(at) else { return Roles::default() };
    let verbal = clauses.chunks[chunk].kind == Kind::Verb;
    let mut roles = match mention.cue {
        _ if verbal => verb::roles(clauses, chunk, at),
        Cue::AgentNoun => doer::roles(clauses, chunk, at),
        Cue::Participle | Cue::Verb if is_participle(clauses, at) => verb::attributive(clauses, chunk, at),
        _ => noun::roles(clauses, noun::Act { chunk, at }),
    };
    ended(clauses, mention, &mut roles);
    if !roles.mutual {
        roles.patient.retain(|p| !roles.agent.contains(p));
    }
    roles
}

/// *end the occupation* as one cue: the occupier is not who ends it.
fn ended(clauses: &Clauses<'_>, mention: &Mention, roles: &mut Roles) {
    let first = mention.tokens.start as usize - clauses.first;
    let ending = clauses.words[first].classes.has(WordClass::Ending) && mention.tokens.len() > 1;
    if ending {
        let verb = clauses.chunk_of(first).filter(|c| clauses.chunks[*c].kind == Kind::Verb);
        roles.agent = verb.map(|v| clauses.subject(v)).unwrap_or_default();
    }
}

fn is_participle(clauses: &Clauses<'_>, at: usize) -> bool {
    participle(clauses, &[at]).is_some()
}

#[cfg(test)]
mod tests;
