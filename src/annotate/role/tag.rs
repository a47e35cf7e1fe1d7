//! What each word of a sentence is: part of a name, a preposition, a verb.
//!
//! Closed classes come from the pack's words, open ones from endings, and what
//! is left open by both from the neighbours. A word that nothing is known of
//! counts as part of a noun phrase.

use std::ops::Range;

use crate::annotate::Mention;
use crate::annotate::view::View;
use crate::lexicon::Cue;
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

    pub(super) fn is_auxiliary(self) -> bool {
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

/// Tags one sentence.
pub(super) struct Tagger<'v> {
    pub(super) view: &'v View<'v>,
    pub(super) grammar: &'v RoleGrammar,
    words: &'v Compiled,
    pub(super) first: usize,
}

impl Tagger<'_> {
    pub(super) fn form(&self, at: usize) -> &str {
        self.view.form(self.first + at)
    }

    /// Every word by itself.
    pub(super) fn look_up(&self, tokens: Range<usize>, mentions: &[Mention]) -> Vec<Word> {
        let blank = Word { tag: Tag::Noun, classes: Classes::default(), actor: None, gap: Gap::None, cue: None };
        let mut words = vec![blank; tokens.len()];
        for (at, word) in words.iter_mut().enumerate() {
            word.gap = gap(self.view.gap(self.first + at));
            word.classes = self.view.role(self.first + at).classes;
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
    pub(super) fn phrase(&self, words: &mut [Word], at: usize) -> Option<usize> {
        if words[at].actor.is_some() || !self.view.role(self.first + at).opens {
            return None;
        }
        let next = |n: usize| {
            let at = at + 1 + n;
            let word = words.get(at).filter(|w| w.actor.is_none() && matches!(w.gap, Gap::None | Gap::Hyphen))?;
            let _ = word;
            Some(self.form(at))
        };
        let (length, classes) = self.words.phrase(self.form(at), next)?;
        // "fabrication iranienne", but "la fabrication de roquettes"
        let owned = words.get(at + length).is_some_and(|w| w.classes.has(WordClass::Of) && w.gap == Gap::None);
        if classes.has(WordClass::Supplier) && owned {
            return None;
        }
        if words[at..at + length].iter().any(|w| w.cue.is_some()) && closed_tag(classes).is_some() {
            return None;
        }
        words[at].classes = classes;
        for word in &mut words[at + 1..at + length] {
            word.tag = Tag::Absorbed;
        }
        Some(length)
    }

    pub(super) fn by_itself(&self, words: &[Word], at: usize) -> Tag {
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
    pub(super) fn carries(&self, words: &[Word], at: usize) -> bool {
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
    pub(super) fn verb_form(&self, word: &Word, form: &str, sure: bool) -> Option<Tag> {
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
}

fn gap(text: &str) -> Gap {
    if text == " " {
        return Gap::None;
    }
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
    if classes.is_empty() {
        return None;
    }
    if classes.has(Reciprocal) {
        return Some(Tag::Pronoun);
    }
    ORDER.iter().find(|(class, _)| classes.has(*class)).map(|(_, tag)| *tag)
}
