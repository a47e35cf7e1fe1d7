//! What a word is, where only its neighbours can say: *the occupied town*
//! against *the army occupied the town*, *to Armenia* against *to attack*.

use super::tag::{Gap, Tag, Tagger, Word};
use crate::annotate::view::ActorHit;
use crate::lexicon::{Cue, FormKind};
use crate::text::roles::WordClass;

impl Tagger<'_> {
    /// What the neighbours decide.
    pub(super) fn settle(&self, words: &mut [Word]) {
        for at in 0..words.len() {
            let settled = match words[at].tag {
                Tag::Participle => self.participle(words, at),
                Tag::Gerund => gerund(words, at),
                Tag::Infinitive | Tag::Finite => self.finite(words, at),
                Tag::Noun => self.noun(words, at),
                Tag::Determiner | Tag::Clitic => self.clitic(words, at),
                Tag::To => self.to(words, at),
                Tag::Complementizer => complementizer(words, at),
                Tag::Preposition => self.preposition(words, at),
                Tag::Be
                    if words[at].gap == Gap::None && before(words, at).is_some_and(|p| p.tag == Tag::Determiner) =>
                {
                    Tag::Noun
                }
                Tag::Subordinator if words[at].gap == Gap::None && after_auxiliary(words, at) => Tag::Adverb,
                other => other,
            };
            words[at].tag = settled;
        }
    }

    /// *the occupied town* against *the army occupied the town*.
    pub(super) fn participle(&self, words: &[Word], at: usize) -> Tag {
        let previous = words[..at].iter().rev().find(|w| !matches!(w.tag, Tag::Absorbed | Tag::Adverb));
        if after_auxiliary(words, at) {
            return Tag::Participle;
        }
        let next = after(words, at);
        let noun_next = next.is_some_and(|n| n.tag == Tag::Noun && n.gap != Gap::Comma && n.gap != Gap::Strong);
        if self.grammar.adjectives_follow {
            let prepositional = next.is_none_or(|n| n.tag == Tag::Preposition && !n.classes.has(WordClass::Of));
            let loose = words[at].cue.is_none()
                && !words[at].classes.has(WordClass::Intransitive)
                && !prepositional
                && previous.is_some_and(|p| p.tag == Tag::Noun);
            return if loose || previous.is_some_and(|p| p.tag == Tag::Determiner) {
                Tag::Noun
            } else {
                Tag::Participle
            };
        }
        let Some(p) = previous else { return if noun_next { Tag::Noun } else { Tag::Participle } };
        let hyphened = words[at].gap == Gap::Hyphen;
        let opens = matches!(p.tag, Tag::Determiner | Tag::Genitive | Tag::Preposition)
            && !p.classes.has(WordClass::FirstPerson);
        let territory = next.is_some_and(|n| n.classes.has(WordClass::Territory) && n.actor.is_none());
        let demonym = noun_next && territory && self.is_adjective(p);
        let coordinated = p.tag == Tag::Coordinator
            && noun_next
            && words[at].gap == Gap::None
            && at >= 2
            && words[at - 2].tag == Tag::Noun
            && words[at - 2].actor.is_none()
            && self.grammar.endings.participle.iter().any(|e| self.form(at - 2).ends_with(&**e));
        if hyphened || opens && (noun_next || p.tag == Tag::Determiner) || demonym || coordinated {
            return Tag::Noun;
        }
        if !matches!(words[at].gap, Gap::None) && noun_next && words[at].cue.is_none() {
            Tag::Noun
        } else {
            Tag::Participle
        }
    }

    pub(super) fn is_adjective(&self, word: &Word) -> bool {
        let Some(hit) = word.actor.map(|a| self.view.actors[a as usize]) else { return false };
        hit.kind == FormKind::Demonym && !self.is_plural(&hit)
    }

    pub(super) fn is_demonym(&self, word: &Word) -> bool {
        word.actor.is_some_and(|a| self.view.actors[a as usize].kind == FormKind::Demonym)
    }

    pub(super) fn is_plural(&self, hit: &ActorHit) -> bool {
        self.view.form(hit.end as usize - 1).ends_with('s')
    }

    /// A word that could be a noun: *attacks* behind a determiner is one.
    pub(super) fn finite(&self, words: &[Word], at: usize) -> Tag {
        let tag = words[at].tag;
        let Some(previous) = before(words, at) else {
            return if tag == Tag::Infinitive && !self.grammar.adjectives_follow { Tag::Noun } else { tag };
        };
        if previous.tag.is_auxiliary() || after_auxiliary(words, at) {
            return if previous.tag == Tag::To || previous.tag == Tag::Modal { Tag::Infinitive } else { tag };
        }
        let nominal = matches!(previous.tag, Tag::Determiner | Tag::Genitive) && words[at].gap == Gap::None;
        let prepositional = previous.tag == Tag::Preposition && tag == Tag::Finite && words[at].gap == Gap::None;
        if nominal || prepositional { Tag::Noun } else { tag }
    }

    /// Nouns that are verbs here: behind an auxiliary, or between a subject and an object.
    pub(super) fn noun(&self, words: &[Word], at: usize) -> Tag {
        let word = &words[at];
        let Some(previous) = before(words, at) else { return Tag::Noun };
        if word.actor.is_some() {
            return Tag::Noun;
        }
        if self.grammar.adjectives_follow
            && (previous.tag == Tag::Reflexive || self.negated(words, at))
            && lower(self.view.surface(self.first + at))
        {
            return Tag::Finite;
        }
        if self.predicates(words, at) {
            return Tag::Finite;
        }
        let verbal_left = matches!(previous.tag, Tag::Modal | Tag::To | Tag::Clitic) || self.negated(words, at);
        if verbal_left && !word.classes.has(WordClass::NotVerb) && lower(self.view.surface(self.first + at)) {
            return if self.grammar.adjectives_follow { self.bare(word, previous) } else { Tag::Infinitive };
        }
        if !word.classes.has(WordClass::NounVerb) || word.gap == Gap::Hyphen {
            return Tag::Noun;
        }
        let next = after(words, at);
        let subject = matches!(previous.tag, Tag::Pronoun | Tag::Relative | Tag::Adverb)
            || previous.tag == Tag::Noun && !self.is_adjective(previous) && word.gap == Gap::None;
        let object = next.is_some_and(|n| {
            n.gap != Gap::Comma
                && n.gap != Gap::Strong
                && (matches!(n.tag, Tag::Determiner | Tag::Pronoun | Tag::Complementizer)
                    || n.classes.has(WordClass::As)
                    || n.actor.is_some()
                        && n.tag == Tag::Noun
                        && !(self.grammar.adjectives_follow && self.is_demonym(n)))
        });
        let partitive = self.grammar.adjectives_follow
            && next.is_some_and(|n| n.classes.has(WordClass::Of))
            && previous.actor.is_some()
            && words[at].cue != Some(Cue::Noun);
        if subject && (object || partitive) { Tag::Finite } else { Tag::Noun }
    }

    /// An unknown word right behind a name and before an object: *Israel protests the …*, *La Russie proteste contre …*.
    pub(super) fn predicates(&self, words: &[Word], at: usize) -> bool {
        let word = &words[at];
        let kind = at.checked_sub(1).and_then(|b| words[b].actor).map(|a| self.view.actors[a as usize].kind);
        let Some(kind) = kind.filter(|k| *k != FormKind::Demonym || self.grammar.adjectives_follow) else {
            return false;
        };
        if word.gap != Gap::None || word.cue.is_some() || !lower(self.view.surface(self.first + at)) {
            return false;
        }
        let form = self.form(at);
        let next = words.get(at + 1).filter(|n| n.gap == Gap::None);
        if self.grammar.adjectives_follow {
            let ending = ["e", "ent", "it", "ît", "a"].iter().any(|e| form.ends_with(e));
            let clause = |t: Tag| matches!(t, Tag::Determiner | Tag::Complementizer | Tag::Subordinator);
            let loose = |t: Tag| kind != FormKind::Demonym && matches!(t, Tag::Preposition | Tag::Adverb);
            return ending && next.is_some_and(|n| (clause(n.tag) || loose(n.tag)) && !n.classes.has(WordClass::Of));
        }
        form.ends_with('s') && next.is_some_and(|n| n.tag == Tag::Determiner)
    }

    pub(super) fn bare(&self, word: &Word, previous: &Word) -> Tag {
        let verbal = word.classes.any(&[WordClass::Verb, WordClass::NounVerb]);
        if verbal && previous.tag != Tag::Modal { Tag::Finite } else { Tag::Noun }
    }

    pub(super) fn negated(&self, words: &[Word], at: usize) -> bool {
        let mut k = at;
        let mut adverbs = 0;
        while let Some(j) = k.checked_sub(1) {
            match words[j].tag {
                Tag::Adverb => adverbs += 1,
                Tag::Modal | Tag::To => return adverbs > 0,
                Tag::Absorbed => (),
                _ => return false,
            }
            if matches!(self.form(j), "ne" | "n'") {
                return true;
            }
            k = j;
        }
        false
    }

    /// French *la* before a verb is an object.
    pub(super) fn clitic(&self, words: &[Word], at: usize) -> Tag {
        let word = &words[at];
        let first = word.classes.has(WordClass::FirstPerson) && self.grammar.adjectives_follow;
        if !word.classes.has(WordClass::Clitic) && !first {
            return word.tag;
        }
        let Some(next) = words.get(at + 1) else { return Tag::Determiner };
        let verbal = matches!(next.tag, Tag::Have | Tag::Be | Tag::Finite | Tag::Infinitive);
        let known =
            next.tag == Tag::Noun && next.classes.has(WordClass::Verb) && !next.classes.has(WordClass::NounVerb);
        let subject = before(words, at).is_some_and(|p| {
            matches!(p.tag, Tag::Noun | Tag::Pronoun | Tag::Adverb | Tag::Relative) && word.gap == Gap::None
                || p.tag == Tag::Preposition && next.tag == Tag::Infinitive
        });
        let cue_noun = next.cue.is_some_and(|c| !matches!(c, Cue::Verb | Cue::Participle));
        if (verbal || known) && subject && !cue_noun { Tag::Clitic } else { Tag::Determiner }
    }

    /// *to occupy* against *to Armenia*.
    pub(super) fn to(&self, words: &[Word], at: usize) -> Tag {
        use WordClass::*;
        let mut k = at + 1;
        while words.get(k).is_some_and(|w| matches!(w.tag, Tag::Adverb | Tag::Absorbed)) {
            k += 1;
        }
        let Some(next) = words.get(k) else { return Tag::Preposition };
        let verbal = matches!(next.tag, Tag::Be | Tag::Have | Tag::Finite | Tag::Infinitive);
        let noun = next.actor.is_some()
            || next.classes.any(&[NotVerb, Claiming, OfAgent, Freeing, Group, Territory, Time])
                && !next.classes.any(&[NounVerb, Assert])
            || self.form(k).ends_with('s')
            || ["tion", "sion", "ment", "ness", "ity", "ence", "ance", "ism"].iter().any(|e| self.form(k).ends_with(e));
        let bare = next.tag == Tag::Noun
            && !noun
            && lower(self.view.surface(self.first + k))
            && next.gap == Gap::None
            && !next.cue.is_some_and(|c| c == Cue::Noun && !next.classes.has(NounVerb));
        if verbal || bare { Tag::To } else { Tag::Preposition }
    }

    /// French *des* is an article where no noun stands before it.
    pub(super) fn preposition(&self, words: &[Word], at: usize) -> Tag {
        // "about 150 square kilometres", "près d'un cinquième"
        let number = after(words, at).is_some_and(|n| n.classes.has(WordClass::Number))
            || self.form(at + 1).starts_with(|c: char| c.is_ascii_digit());
        if words[at].classes.has(WordClass::Adverb) && number {
            return Tag::Adverb;
        }
        let partitive =
            self.grammar.adjectives_follow && words[at].classes.has(WordClass::Of) && self.form(at) == "des";
        let attached = before(words, at).is_some_and(|p| matches!(p.tag, Tag::Noun) && words[at].gap == Gap::None);
        let participial = before(words, at).is_some_and(|p| {
            p.tag == Tag::Participle && p.cue.is_some() && !after_auxiliary(words, at.saturating_sub(1))
        });
        if partitive && (!attached || self.verb_before_time(words, at)) && !participial {
            Tag::Determiner
        } else {
            Tag::Preposition
        }
    }

    /// *a bombardé lundi | des positions*: only words of time between a verb and this one.
    fn verb_before_time(&self, words: &[Word], at: usize) -> bool {
        let mut timed = false;
        for k in (0..at).rev().take(8) {
            let word = &words[k];
            match word.tag {
                Tag::Absorbed | Tag::Adverb | Tag::Determiner | Tag::Preposition => (),
                Tag::Noun if word.classes.has(WordClass::Time) && word.actor.is_none() => timed = true,
                Tag::Noun if self.form(k).bytes().all(|b| b.is_ascii_digit()) => (),
                tag => return timed && tag.is_verbal(),
            }
        }
        false
    }
}

/// *the shelling of X* against *began shelling X*.
fn gerund(words: &[Word], at: usize) -> Tag {
    let next = after(words, at);
    if next.is_some_and(|n| n.classes.has(WordClass::Of) && n.tag == Tag::Preposition)
        && words[at].cue != Some(Cue::Verb)
    {
        return Tag::Noun;
    }
    let object = next.is_some_and(|n| {
        !matches!(n.gap, Gap::Comma | Gap::Strong) && matches!(n.tag, Tag::Determiner | Tag::Noun | Tag::Pronoun)
    });
    let Some(previous) = before(words, at) else { return if object { Tag::Gerund } else { Tag::Noun } };
    if words[at].gap == Gap::Hyphen {
        return Tag::Noun;
    }
    match previous.tag {
        Tag::Determiner | Tag::Genitive => Tag::Noun,
        Tag::Noun if words[at].gap == Gap::None && previous.actor.is_some() => Tag::Noun,
        Tag::Noun if words[at].gap == Gap::None && words[at].cue == Some(Cue::Noun) => Tag::Noun,
        Tag::Preposition if !object => Tag::Noun,
        _ if words[at].cue == Some(Cue::Noun) && !object && !previous.tag.is_verbal() => Tag::Noun,
        _ => Tag::Gerund,
    }
}

/// *that* behind a noun and before a verb is a relative pronoun.
fn complementizer(words: &[Word], at: usize) -> Tag {
    let noun_before = before(words, at).is_some_and(|p| p.tag == Tag::Noun) && words[at].gap == Gap::None;
    let next = after(words, at);
    let verb_next = next.is_some_and(|n| n.tag.is_verbal() || n.tag.is_auxiliary());
    let object_form = words[at].classes.has(WordClass::RelativeObject);
    let comma = object_form && words[at].gap == Gap::Comma && before(words, at).is_some_and(|p| p.tag == Tag::Noun);
    if comma || noun_before && (verb_next || !before(words, at).is_some_and(|p| p.classes.has(WordClass::Time))) {
        return Tag::Relative;
    }
    let demonstrative = next.is_some_and(|n| n.tag == Tag::Noun && n.actor.is_none())
        && before(words, at).is_some_and(|p| p.tag == Tag::Preposition);
    if demonstrative { Tag::Determiner } else { Tag::Complementizer }
}

/// The nearest word before, adverbs and all.
fn before(words: &[Word], at: usize) -> Option<&Word> {
    words[..at].iter().rev().find(|w| w.tag != Tag::Absorbed)
}

/// The nearest word behind that is no adverb.
fn after(words: &[Word], at: usize) -> Option<&Word> {
    words[at + 1..].iter().find(|w| !matches!(w.tag, Tag::Absorbed | Tag::Adverb))
}

/// Whether *be* or *have* governs this word, adverbs in between.
fn after_auxiliary(words: &[Word], at: usize) -> bool {
    let governing = words[..at].iter().rev().find(|w| !matches!(w.tag, Tag::Absorbed | Tag::Adverb | Tag::Clitic));
    governing.is_some_and(|w| matches!(w.tag, Tag::Be | Tag::Have)) && words[at].gap != Gap::Strong
}

fn lower(surface: &str) -> bool {
    surface.chars().next().is_some_and(char::is_lowercase)
}
