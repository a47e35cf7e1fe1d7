//! Acts told by a verb: *occupied the town*, *was occupied by*, *the occupied town*.

use super::Roles;
use super::chunk::{Form, Kind};
use super::clause::{Actors, Clauses, merge};
use super::tag::{Gap, Tag};
use crate::text::roles::WordClass;

/// Roles of a cue in a verb group.
pub fn roles(clauses: &Clauses<'_>, verb: usize, at: usize) -> Roles {
    if let Some(both) = mutual(clauses, verb) {
        return Roles { agent: both.clone(), patient: both, mutual: true };
    }
    if clauses.verb_is(verb, WordClass::Recognise) {
        return recognised(clauses, verb);
    }
    if let Some(contact) = contact(clauses, verb) {
        return contact;
    }
    if clauses.words[at].classes.has(WordClass::Repel) {
        return repelled(clauses, verb);
    }
    let chunk = &clauses.chunks[verb];
    if chunk.passive {
        return passive(clauses, verb);
    }
    if chunk.form == Form::Participle && !clauses.past_tense(verb) && !shared_past(clauses, verb) {
        return reduced(clauses, verb);
    }
    active(clauses, verb, at)
}

/// *shelled and later occupied*: a participle joined to a past tense is one.
fn shared_past(clauses: &Clauses<'_>, verb: usize) -> bool {
    let joined = clauses.chunks.get(verb + 1).is_some_and(|c| c.kind == Kind::Coordinator)
        && clauses.chunks.get(verb + 2).is_some_and(|c| c.kind == Kind::Verb);
    joined && clauses.past_tense(verb + 2)
}

/// *the territories Armenia occupied*: a relative clause without a pronoun.
fn contact(clauses: &Clauses<'_>, verb: usize) -> Option<Roles> {
    let left = verb.checked_sub(1).map(|l| &clauses.chunks[l]).filter(|c| c.kind == Kind::Noun)?;
    let object = clauses.object(verb).is_some() || clauses.view.pack.roles.adjectives_follow;
    let name = left.words.clone().rev().take_while(|w| clauses.words[*w].actor.is_some()).last()?;
    let land = name.checked_sub(1).filter(|w| left.words.contains(w)).map(|w| &clauses.words[w])?;
    let parted = !object && land.tag == Tag::Noun && land.classes.has(WordClass::Territory) && land.actor.is_none();
    let agent = clauses.plain_actors(name..left.words.end);
    let patient = clauses.plain_actors(left.words.start..name);
    parted.then_some(Roles { agent, patient, mutual: false })
}

/// Who does it to each other, if the sentence says so behind the verb or the verb governing it.
fn mutual(clauses: &Clauses<'_>, verb: usize) -> Option<Actors> {
    let reciprocal = |at: usize| {
        clauses.chunks.get(at).is_some_and(|c| {
            c.kind == Kind::Noun && clauses.words[c.words.clone()].iter().any(|w| w.classes.has(WordClass::Reciprocal))
        })
    };
    let chunk = &clauses.chunks[verb];
    let inside = chunk.reflexive && clauses.verb_is(verb, WordClass::Reciprocal);
    let timed = (verb + 1..clauses.chunks.len())
        .find(|c| clauses.chunks[*c].kind != Kind::Noun || !clauses.is_time(*c))
        .is_some_and(reciprocal);
    if inside || reciprocal(verb + 1) || timed {
        return Some(clauses.subject(verb));
    }
    // "se sont bombardés": several who do it, nobody else to whom.
    let head = clauses.words[chunk.head].classes;
    if !chunk.reflexive || chunk.clitic.is_some() || head.any(&[WordClass::Freeing, WordClass::Claiming]) {
        return None;
    }
    let next = clauses.chunks.get(verb + 1);
    let other = next.is_some_and(|c| {
        c.kind == Kind::Noun
            && !clauses.is_time(verb + 1)
            && c.preposition.is_none_or(|p| p.any(&[WordClass::Of, WordClass::Toward, WordClass::Against]))
    });
    Some(clauses.subject(verb)).filter(|s| !other && s.len() > 1)
}

/// *repelled an Armenian attack* as a cue of its own: who attacks is in the object.
fn repelled(clauses: &Clauses<'_>, verb: usize) -> Roles {
    let (attack, repeller) = if clauses.chunks[verb].passive {
        (clauses.subject(verb), by(clauses, verb))
    } else {
        let object = clauses.object(verb).or_else(|| clauses.behind(verb, WordClass::Toward));
        (object.map(|o| clauses.actors(o, false)).unwrap_or_default(), clauses.subject(verb))
    };
    let by = clauses.behind(verb, WordClass::By).filter(|_| attack.is_empty()).map(|b| clauses.actors(b, false));
    Roles { agent: by.unwrap_or(attack), patient: repeller, mutual: false }
}

/// *refuses to recognise Kosovo's independence*: who is recognised claims; only who refuses has a part in it.
fn recognised(clauses: &Clauses<'_>, verb: usize) -> Roles {
    let agent = match clauses.chunks[verb].passive {
        true => clauses.subject(verb),
        false => clauses.object(verb).map(|o| clauses.actors(o, true)).unwrap_or_default(),
    };
    let governor = (0..verb).rev().find(|k| clauses.chunks[*k].kind == Kind::Verb);
    let refused =
        governor.filter(|g| clauses.chunks[verb].form == Form::Infinitive && clauses.verb_is(*g, WordClass::Deny));
    Roles { agent, patient: refused.map(|g| clauses.subject(g)).unwrap_or_default(), mutual: false }
}

fn passive(clauses: &Clauses<'_>, verb: usize) -> Roles {
    let subject = match clauses.chunks[verb].form {
        Form::Finite | Form::Participle => {
            clauses.subject_chunk(verb, 5).map(|s| clauses.actors(s, true)).unwrap_or_default()
        }
        _ => clauses.subject(verb),
    };
    let agent = by(clauses, verb);
    Roles { patient: subject, agent, mutual: false }
}

/// The actors behind *by*.
fn by(clauses: &Clauses<'_>, verb: usize) -> Actors {
    clauses.behind(verb, WordClass::By).map(|b| clauses.actors(b, false)).unwrap_or_default()
}

/// *territories occupied by Armenia*; *Occupée par l'Arménie, la ville …*.
fn reduced(clauses: &Clauses<'_>, verb: usize) -> Roles {
    // "remain occupied by"
    let linking = verb.checked_sub(1).filter(|l| {
        clauses.chunks[*l].is_clause()
            && (clauses.verb_is(*l, WordClass::Copula) || clauses.verb_is(*l, WordClass::Suffer))
    });
    let patient = match (linking, modified(clauses, verb)) {
        (Some(linking), _) => clauses.subject(linking),
        (None, Some(noun)) => clauses.actors(noun, true),
        (None, None) => clauses.subject(verb),
    };
    let mut patient = patient;
    if patient.is_empty() && verb == 1 && clauses.chunks[0].is_bare() {
        // "Country occupied by Russia, Georgia …"
        patient = clauses.following_subject(verb).map(|s| clauses.actors(s, true)).unwrap_or_default();
    }
    if patient.is_empty() {
        patient = possessor_behind(clauses, verb);
    }
    Roles { agent: by(clauses, verb), patient, mutual: false }
}

/// *les territoires occupés de l'Azerbaïdjan*.
fn possessor_behind(clauses: &Clauses<'_>, verb: usize) -> Actors {
    let of = clauses.chunks.get(verb + 1).filter(|c| c.is_behind(WordClass::Of));
    of.map(|_| clauses.actors(verb + 1, true)).unwrap_or_default()
}

/// The noun phrase that a participle follows.
fn modified(clauses: &Clauses<'_>, verb: usize) -> Option<usize> {
    let Some(mut left) = verb.checked_sub(1) else { return fronted(clauses, verb) };
    if clauses.chunks[left].kind == Kind::Comma {
        left = left.checked_sub(1)?;
    }
    if clauses.chunks[left].kind != Kind::Noun {
        return fronted(clauses, verb);
    }
    while left > 0
        && clauses.chunks[left].preposition.is_some_and(|p| p.has(WordClass::Of))
        && clauses.chunks[left - 1].kind == Kind::Noun
    {
        // Agreement is not looked at: the nearest noun that holds an actor, else the first.
        if !clauses.plain_actors(clauses.chunks[left].words.clone()).is_empty() {
            break;
        }
        left -= 1;
    }
    Some(left)
}

/// A participle at the start belongs to the subject behind its comma.
fn fronted(clauses: &Clauses<'_>, verb: usize) -> Option<usize> {
    let comma = (verb + 1..clauses.chunks.len()).find(|c| clauses.chunks[*c].kind == Kind::Comma)?;
    (verb == 0 && clauses.chunks.get(comma + 1).is_some_and(super::chunk::Chunk::is_bare)).then_some(comma + 1)
}

fn active(clauses: &Clauses<'_>, verb: usize, at: usize) -> Roles {
    let chunk = &clauses.chunks[verb];
    let mut agent = clauses.subject(verb);
    let behind = || clauses.subject_chunk(verb, 5).filter(|s| *s > verb && chunk.is_clause());
    let inverted = inverted_subject(clauses, verb).or_else(behind);
    if let Some(subject) = inverted {
        agent = clauses.actors(subject, false);
    }
    let mut patient = clauses.clitic(verb);
    let clitic = chunk.clitic.is_some();
    if patient.is_empty() && !clitic {
        patient = object(clauses, verb, inverted, &agent);
    }
    if patient.is_empty() && !clitic {
        patient = target(clauses, verb, &agent);
    }
    let freeing = clauses.words[at].classes.has(WordClass::Freeing);
    let owned = clauses.object(verb).filter(|o| Some(*o) != inverted && patient_is_pronoun(clauses, *o));
    if let Some(object) = owned {
        let same = agent.iter().any(|a| patient.contains(a));
        if freeing && agent.is_empty() && acting_group(clauses, verb) {
            // "Aliyev said … that the army had liberated its lands"
            agent = std::mem::take(&mut patient);
        } else if freeing && same {
            patient.clear();
        } else if !freeing && clauses.verb_is(object, WordClass::Own) && (patient.is_empty() || same) {
            // "shelled their own village"
            return Roles { patient: agent.clone(), agent, mutual: true };
        }
    }
    if chunk.reflexive && freeing {
        // "se libérer": who frees itself is both, and counts as who does it.
        patient.clear();
    }
    Roles { agent, patient, mutual: false }
}

/// *its lands*: the object says by a pronoun whose it is, and names nobody.
fn patient_is_pronoun(clauses: &Clauses<'_>, object: usize) -> bool {
    clauses.pronoun(object) == Some(WordClass::Possessive)
        && clauses.plain_actors(clauses.chunks[object].words.clone()).is_empty()
}

/// *the army*: an armed body that is said to be nobody's.
fn acting_group(clauses: &Clauses<'_>, verb: usize) -> bool {
    let subject = clauses.subject_chunk(verb, 5);
    subject.is_some_and(|s| clauses.head(s).has(WordClass::Group) && clauses.pronoun(s).is_none())
}

/// *que la Russie occupe* against *qu'occupe la Russie*.
fn inverted_subject(clauses: &Clauses<'_>, verb: usize) -> Option<usize> {
    let left = verb.checked_sub(1).map(|l| &clauses.chunks[l])?;
    let object_relative =
        left.kind == Kind::Relative && clauses.words[left.words.start].classes.has(WordClass::RelativeObject);
    clauses.bare_behind(verb).filter(|_| object_relative)
}

/// The object behind the verb, or the noun that an object relative clause belongs to.
fn object(clauses: &Clauses<'_>, verb: usize, inverted: Option<usize>, agent: &[u32]) -> Actors {
    if let Some(object) = clauses.object(verb).filter(|o| Some(*o) != inverted) {
        let claiming = clauses.head(object).has(WordClass::Claiming);
        return if claiming { Vec::new() } else { clauses.actors_avoiding(object, true, agent, 5) };
    }
    let relative = clauses.relative_of_object(verb);
    let head = relative.and_then(|r| clauses.relative_head(r));
    head.map(|h| clauses.actors_avoiding(h, true, agent, 5)).unwrap_or_default()
}

/// *opened fire on X*, *fired at X*, *waged war against X*.
fn target(clauses: &Clauses<'_>, verb: usize, agent: &[u32]) -> Actors {
    if let Some(found) = clauses.behind(verb, WordClass::Against) {
        return clauses.actors_avoiding(found, true, agent, 5);
    }
    // "s'est attaquée à la Géorgie"
    if let Some(found) = clauses.behind(verb, WordClass::Toward).filter(|_| clauses.chunks[verb].reflexive) {
        return clauses.actors_avoiding(found, true, agent, 5);
    }
    // "bombed near X": what lies there, when nothing else is named.
    let timed = |at: &usize| clauses.chunks.get(*at).is_some_and(|c| c.kind == Kind::Noun) && clauses.is_time(*at);
    let next = (verb + 1..).find(|at| !timed(at)).filter(|at| *at < clauses.chunks.len());
    let place = next.filter(|at| clauses.chunks[*at].kind == Kind::Noun && clauses.is_place(*at));
    place.map(|at| clauses.actors_avoiding(at, true, agent, 5)).unwrap_or_default()
}

/// An adjective made of a participle: *the occupied territories of X*, *X-occupied*.
pub fn attributive(clauses: &Clauses<'_>, chunk: usize, at: usize) -> Roles {
    let words = clauses.chunks[chunk].words.clone();
    let mut agent = Vec::new();
    let hyphened = clauses.words[at].gap == Gap::Hyphen;
    if hyphened {
        agent = clauses.plain_actors(words.start..at);
        // Only the word joined to it: "Azerbaijan's Armenian-occupied districts".
        agent = agent.split_off(agent.len().saturating_sub(1));
    }
    let mut patient = Vec::new();
    let before = words.start..at;
    if !hyphened || clauses.words[before.clone()].iter().any(|w| w.tag == Tag::Genitive) {
        let mut whole = clauses.plain_actors(before);
        whole.retain(|a| !agent.contains(a));
        merge(&mut patient, whole);
    }
    let mut behind = clauses.plain_actors(at + 1..words.end);
    if behind.is_empty() && patient.is_empty() {
        let owner =
            clauses.chunks.get(chunk + 1).filter(|c| c.is_behind(WordClass::Of) || c.is_behind(WordClass::Place));
        behind = owner.map(|_| clauses.actors(chunk + 1, true)).unwrap_or_else(|| clauses.actors(chunk, true));
        behind.retain(|a| !agent.contains(a));
    }
    merge(&mut patient, behind);
    if agent.is_empty() {
        agent = clauses
            .chunks
            .get(chunk + 1)
            .filter(|c| c.is_behind(WordClass::By))
            .map(|_| clauses.actors(chunk + 1, false))
            .unwrap_or_default();
    }
    Roles { agent, patient, mutual: false }
}
