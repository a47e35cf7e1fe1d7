//! What each word of a sentence is: part of a name, a preposition, a verb.
//!
//! Closed classes come from the pack's words, open ones from endings, and what
//! is left open by both from the neighbours. A word that nothing is known of
//! counts as part of a noun phrase.

use std::ops::Range;

use crate::annotate::Mention;
use crate::annotate::view::{ActorHit, View};
use crate::lexicon::{Cue, FormKind};
use crate::text::roles::{Classes, Compiled, RoleGrammar, WordClass};

/// What a word is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tag {
    /// *the*; a possessive has its class too.
    Determiner,
    /// A pronoun that stands for a noun phrase.
    Pronoun,
    /// An object pronoun before its verb.
    Clitic,
    /// *se*.
    Reflexive,
    /// A preposition; its class says which.
    Preposition,
    /// *and*.
    Coordinator,
    /// *because*.
    Subordinator,
    /// *that*, behind a verb of saying.
    Complementizer,
    /// *which*.
    Relative,
    /// Changes nothing.
    Adverb,
    /// Forms of *be*, *have*, *will*, infinitive *to*.
    Be,
    /// See above.
    Have,
    /// See above.
    Modal,
    /// See above.
    To,
    /// A finite verb.
    Finite,
    /// A participle or a past tense.
    Participle,
    /// *-ing*, *-ant*.
    Gerund,
    /// A bare verb.
    Infinitive,
    /// A noun, an adjective, a name.
    Noun,
    /// The genitive *'s*.
    Genitive,
    /// Belongs to the phrase that began before it.
    Absorbed,
}

impl Tag {
    /// Whether a verb phrase can be made of it.
    pub fn is_verbal(self) -> bool {
        matches!(self, Tag::Finite | Tag::Participle | Tag::Gerund | Tag::Infinitive)
    }

    fn is_auxiliary(self) -> bool {
        matches!(self, Tag::Be | Tag::Have | Tag::Modal | Tag::To)
    }
}

/// What stands before a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gap {
    /// White space.
    None,
    /// A hyphen that joins.
    Hyphen,
    /// A comma, a bracket, a dash.
    Comma,
    /// A colon or semicolon.
    Strong,
}

/// One word with all that is known of it.
#[derive(Debug, Clone, Copy)]
pub struct Word {
    /// What it is.
    pub tag: Tag,
    /// Its classes.
    pub classes: Classes,
    /// The actor form it belongs to, as an index into the view's hits.
    pub actor: Option<u32>,
    /// What stands before it.
    pub gap: Gap,
    /// How a cue uses it, where it is one.
    pub cue: Option<Cue>,
}

/// Tag the words of a sentence.
pub fn tag(view: &View<'_>, tokens: Range<usize>, mentions: &[Mention]) -> Vec<Word> {
    let tagger = Tagger { view, grammar: &view.pack.roles, words: view.pack.roles.compiled(), first: tokens.start };
    let mut words = tagger.look_up(tokens, mentions);
    tagger.settle(&mut words);
    words
}

struct Tagger<'v> {
    view: &'v View<'v>,
    grammar: &'v RoleGrammar,
    words: &'v Compiled,
    first: usize,
}

impl Tagger<'_> {
    fn form(&self, at: usize) -> &str {
        self.view.form(self.first + at)
    }

    /// Every word by itself.
    fn look_up(&self, tokens: Range<usize>, mentions: &[Mention]) -> Vec<Word> {
        let blank = Word { tag: Tag::Noun, classes: Classes::default(), actor: None, gap: Gap::None, cue: None };
        let mut words = vec![blank; tokens.len()];
        for (at, word) in words.iter_mut().enumerate() {
            word.gap = gap(self.view.gap(self.first + at));
            word.classes = self.words.classes(self.form(at));
        }
        let actors = self.view.actors_in(tokens.start as u32..tokens.end as u32);
        let first_hit = self.view.actors.partition_point(|a| (a.start as usize) < tokens.start);
        for (number, hit) in actors.enumerate() {
            for at in hit.start as usize..hit.end as usize {
                words[at - tokens.start].actor = Some((first_hit + number) as u32);
            }
        }
        for mention in mentions {
            for at in mention.tokens.start as usize..mention.tokens.end as usize {
                if let Some(word) = at.checked_sub(tokens.start).and_then(|at| words.get_mut(at)) {
                    word.cue.get_or_insert(mention.cue);
                }
            }
        }
        let mut at = 0;
        while at < words.len() {
            at += self.phrase(&mut words, at).unwrap_or(1);
        }
        for at in 0..words.len() {
            if words[at].tag != Tag::Absorbed {
                words[at].tag = self.by_itself(&words, at);
            }
        }
        words
    }

    /// A phrase of the pack that begins here takes its words as one.
    fn phrase(&self, words: &mut [Word], at: usize) -> Option<usize> {
        if words[at].actor.is_some() {
            return None;
        }
        let next = |n: usize| {
            let at = at + 1 + n;
            let word = words.get(at).filter(|w| w.actor.is_none() && matches!(w.gap, Gap::None | Gap::Hyphen))?;
            let _ = word;
            Some(self.form(at))
        };
        let (length, classes) = self.words.phrase(self.form(at), next)?;
        if words[at..at + length].iter().any(|w| w.cue.is_some()) && closed_tag(classes).is_some() {
            return None;
        }
        words[at].classes = classes;
        for word in &mut words[at + 1..at + length] {
            word.tag = Tag::Absorbed;
        }
        Some(length)
    }

    fn by_itself(&self, words: &[Word], at: usize) -> Tag {
        let word = &words[at];
        let form = self.form(at);
        if form == "'s" {
            return Tag::Genitive;
        }
        if word.actor.is_some() {
            return Tag::Noun;
        }
        if let Some(tag) = closed_tag(word.classes) {
            return tag;
        }
        let ending = self.grammar.endings.noun.iter().any(|e| form.ends_with(&**e));
        let verb_cue = matches!(word.cue, Some(Cue::Verb | Cue::Participle)) && !ending && self.carries(words, at);
        if word.classes.has(WordClass::NotVerb) && !verb_cue {
            return Tag::Noun;
        }
        let adverb = self.grammar.endings.adverb.iter().any(|e| form.len() > e.len() + 2 && form.ends_with(&**e));
        if ending && !adverb && !word.classes.has(WordClass::Verb) {
            return Tag::Noun;
        }
        self.verb_form(word, form, verb_cue).unwrap_or(Tag::Noun)
    }

    /// Whether a word of a cue is its verb: the one that looks like a verb, else the first.
    fn carries(&self, words: &[Word], at: usize) -> bool {
        let first = (0..at).rev().take_while(|w| words[*w].cue.is_some()).last().unwrap_or(at);
        let last = (at + 1..words.len()).take_while(|w| words[*w].cue.is_some()).last().unwrap_or(at);
        let looks = |w: usize| {
            words[w].actor.is_none()
                && closed_tag(words[w].classes).is_none()
                && !words[w].classes.has(WordClass::NotVerb)
                && self.verb_form(&words[w], self.form(w), false).is_some()
        };
        match (first..=last).find(|w| looks(*w)) {
            Some(_) => looks(at),
            None => at == first,
        }
    }

    /// The form of a verb, if it is one.
    fn verb_form(&self, word: &Word, form: &str, sure: bool) -> Option<Tag> {
        use WordClass::*;
        let ends = |list: &[String]| list.iter().any(|e| form.len() > e.len() + 2 && form.ends_with(&**e));
        let endings = &self.grammar.endings;
        if !sure && word.classes.has(Time) {
            return None;
        }
        if word.classes.has(Participle) || ends(&endings.participle) {
            return Some(Tag::Participle);
        }
        if ends(&endings.gerund) {
            return Some(Tag::Gerund);
        }
        if !sure && ends(&endings.adverb) {
            return Some(Tag::Adverb);
        }
        if ends(&endings.infinitive) {
            return Some(Tag::Infinitive);
        }
        if ends(&endings.finite) {
            return Some(Tag::Finite);
        }
        let known =
            [Verb, Light, Repel, Suffer, Accuse, Causative, Report, Deny, Harm, Assert, Belong, Copula, Recognise];
        (sure || word.classes.any(&known) && !word.classes.has(NounVerb)).then_some(Tag::Finite)
    }

    /// What the neighbours decide.
    fn settle(&self, words: &mut [Word]) {
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
    fn participle(&self, words: &[Word], at: usize) -> Tag {
        let previous = before(words, at);
        if after_auxiliary(words, at) {
            return Tag::Participle;
        }
        let next = after(words, at);
        let noun_next = next.is_some_and(|n| n.tag == Tag::Noun && n.gap != Gap::Comma && n.gap != Gap::Strong);
        if self.grammar.adjectives_follow {
            let prepositional = next.is_none_or(|n| n.tag == Tag::Preposition && !n.classes.has(WordClass::Of));
            let loose = words[at].cue.is_none() && !prepositional && previous.is_some_and(|p| p.tag == Tag::Noun);
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

    fn is_adjective(&self, word: &Word) -> bool {
        let Some(hit) = word.actor.map(|a| self.view.actors[a as usize]) else { return false };
        hit.kind == FormKind::Demonym && !self.is_plural(&hit)
    }

    fn is_demonym(&self, word: &Word) -> bool {
        word.actor.is_some_and(|a| self.view.actors[a as usize].kind == FormKind::Demonym)
    }

    fn is_plural(&self, hit: &ActorHit) -> bool {
        self.view.form(hit.end as usize - 1).ends_with('s')
    }

    /// A word that could be a noun: *attacks* behind a determiner is one.
    fn finite(&self, words: &[Word], at: usize) -> Tag {
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
    fn noun(&self, words: &[Word], at: usize) -> Tag {
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
    fn predicates(&self, words: &[Word], at: usize) -> bool {
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

    fn bare(&self, word: &Word, previous: &Word) -> Tag {
        let verbal = word.classes.any(&[WordClass::Verb, WordClass::NounVerb]);
        if verbal && previous.tag != Tag::Modal { Tag::Finite } else { Tag::Noun }
    }

    fn negated(&self, words: &[Word], at: usize) -> bool {
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
    fn clitic(&self, words: &[Word], at: usize) -> Tag {
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
    fn to(&self, words: &[Word], at: usize) -> Tag {
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
    fn preposition(&self, words: &[Word], at: usize) -> Tag {
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
        if partitive && !attached && !participial { Tag::Determiner } else { Tag::Preposition }
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

fn gap(text: &str) -> Gap {
    if text.contains([';', ':']) {
        Gap::Strong
    } else if text.contains([',', '(', ')', '[', ']', '—', '–', '/', '…'])
        || text.contains(" - ")
        || text.contains("--")
    {
        Gap::Comma
    } else if text == "-" || text == "‑" {
        Gap::Hyphen
    } else {
        Gap::None
    }
}

/// The tag of a closed class.
fn closed_tag(classes: Classes) -> Option<Tag> {
    use WordClass::*;
    const ORDER: [(WordClass, Tag); 31] = [
        (Be, Tag::Be),
        (Have, Tag::Have),
        (Modal, Tag::Modal),
        (To, Tag::To),
        (Backer, Tag::Preposition),
        (Supplier, Tag::Preposition),
        (Jointly, Tag::Preposition),
        (Subordinator, Tag::Subordinator),
        (Reflexive, Tag::Reflexive),
        (Clitic, Tag::Determiner),
        (Possessive, Tag::Determiner),
        (FirstPerson, Tag::Determiner),
        (Determiner, Tag::Determiner),
        (RelativeObject, Tag::Complementizer),
        (Relative, Tag::Relative),
        (RelativeOwner, Tag::Relative),
        (Complementizer, Tag::Complementizer),
        (Coordinator, Tag::Coordinator),
        (By, Tag::Preposition),
        (Of, Tag::Preposition),
        (Against, Tag::Preposition),
        (From, Tag::Preposition),
        (Toward, Tag::Preposition),
        (Place, Tag::Preposition),
        (Under, Tag::Preposition),
        (For, Tag::Preposition),
        (As, Tag::Preposition),
        (Speaker, Tag::Preposition),
        (Preposition, Tag::Preposition),
        (Pronoun, Tag::Pronoun),
        (Adverb, Tag::Adverb),
    ];
    if classes.has(Reciprocal) {
        return Some(Tag::Pronoun);
    }
    ORDER.iter().find(|(class, _)| classes.has(*class)).map(|(_, tag)| *tag)
}
