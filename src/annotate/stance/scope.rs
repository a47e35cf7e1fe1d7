//! What governs a cue: its verb group, its noun phrase, the verb that reports it.

use std::ops::Range;

use crate::annotate::view::Attribution;
use crate::annotate::voice::clause::{Clauses, classify, mark};
use crate::annotate::{Mention, Stance};
use crate::lexicon::Cue;
use crate::text::grammar::{StanceGrammar as S, VoiceGrammar as V};
use crate::text::wordlist::{Classes, WordList};

/// Tokens looked at around a cue.
const NEAR: usize = 12;
/// Punctuation that ends a verb group or noun phrase; quotation marks do not.
const PART: u8 = mark::ANY & !mark::OPEN & !mark::CLOSE;

/// Stance classes of a document's tokens.
pub struct Scopes<'c, 'v, 'a> {
    c: &'c Clauses<'v, 'a>,
    classes: Vec<Classes>,
    lengths: Vec<u8>,
    attributions: &'c [Attribution],
}

/// What a verb group says of its verb.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Flags {
    negated: bool,
    hypothetical: bool,
    hearsay: bool,
    /// Whether an auxiliary, modal or infinitive marker was seen: there is a verb group.
    verbal: bool,
}

impl Flags {
    fn or(self, other: Flags) -> Flags {
        Flags {
            negated: self.negated || other.negated,
            hypothetical: self.hypothetical || other.hypothetical,
            hearsay: self.hearsay || other.hearsay,
            verbal: self.verbal || other.verbal,
        }
    }
}

impl<'c, 'v, 'a> Scopes<'c, 'v, 'a> {
    pub fn new(c: &'c Clauses<'v, 'a>, words: &WordList, attributions: &'c [Attribution]) -> Self {
        let (classes, lengths) = classify(c.view, words);
        Scopes { c, classes, lengths, attributions }
    }

    fn is(&self, at: usize, classes: Classes) -> bool {
        self.classes.get(at).is_some_and(|c| c & classes != 0)
    }

    fn behind(&self, at: usize) -> usize {
        at + self.lengths.get(at).map_or(1, |&l| usize::from(l))
    }

    /// The first token of the word or phrase that holds a token.
    fn head(&self, at: usize) -> usize {
        let from = at.saturating_sub(5);
        (from..at).find(|&i| self.behind(i) > at && self.lengths[i] > 1).unwrap_or(at)
    }

    pub fn stance(&self, mention: &Mention) -> Stance {
        let cue = mention.tokens.start as usize..mention.tokens.end as usize;
        let sentence = self.c.sentence(cue.start);
        let at = Cued { low: self.low(&cue, &sentence), sentence, cue, verbal: self.verbal(mention) };
        let flags = self.flags(&at);
        if self.is_distant(&at) {
            // "There was no so-called occupation" is rarer than "the so-called occupation".
            return Stance::Distanced;
        }
        match flags {
            Flags { negated: true, .. } => Stance::Negated,
            Flags { hearsay: true, .. } => Stance::Distanced,
            Flags { hypothetical: true, .. } => Stance::Hypothetical,
            _ => Stance::Asserted,
        }
    }

    /// Where the innermost quotation around a cue begins, else the sentence.
    fn low(&self, cue: &Range<usize>, sentence: &Range<usize>) -> usize {
        let starts = self.around(cue).filter(|a| a.voice == crate::annotate::Voice::Quoted && a.content.len() > 4);
        starts.map(|a| a.content.start as usize).max().unwrap_or(sentence.start).max(sentence.start)
    }

    fn around<'s>(&'s self, cue: &'s Range<usize>) -> impl Iterator<Item = &'c Attribution> + use<'c, 's> {
        let behind = self.attributions.partition_point(|a| a.content.start as usize <= cue.start);
        self.attributions[..behind].iter().rev().take(64).filter(|a| a.content.end as usize >= cue.end)
    }

    /// Whether a cue stands as a verb, not as a noun or adjective.
    fn verbal(&self, mention: &Mention) -> bool {
        let at = mention.tokens.start as usize;
        match mention.cue {
            Cue::Verb => !self.nominal(at),
            Cue::Participle => !self.attributive(at),
            Cue::AgentNoun | Cue::PatientNoun | Cue::Adjective => false,
            Cue::Noun | Cue::Other => {
                let before = at.checked_sub(1).filter(|_| !self.c.mark(at, PART));
                let subject = before.is_some_and(|b| {
                    self.is(b, S::PARTICLE) || self.c.is(b, V::PRONOUN | V::RELATIVE) && !self.c.is(b, V::DETERMINER)
                });
                let end = mention.tokens.end as usize;
                let object = self.c.is(end, V::DETERMINER)
                    && !self.c.is(end, V::OF | V::PREPOSITION)
                    && !self.c.mark(end, PART)
                    && before.is_some_and(|b| !self.c.is(b, V::DETERMINER | V::OF | V::PREPOSITION));
                subject
                    || object
                    || at > 0
                        && (self.is(at - 1, S::MODAL | S::NOT)
                            || self.c.is(at - 1, V::MODAL)
                            || self.is(at - 1, S::INFINITIVE))
                        && !self.c.mark(at, PART)
                        && self.particle_or_plain(at)
            }
        }
    }

    /// A form that may be verb or noun (*attaque*, *attack*) behind an article or preposition.
    fn nominal(&self, at: usize) -> bool {
        let c = self.c;
        let Some(before) = at.checked_sub(1).filter(|_| !c.mark(at, PART)) else { return false };
        let article = c.is(before, V::DETERMINER) || c.is(before, V::OF);
        if c.is(before, V::ADVERB) && article {
            // L'Arménie l'attaque: a clitic stands behind a noun or pronoun.
            let first = before == 0 || c.mark(before, PART);
            let outer = before.saturating_sub(1);
            let subject = c.is_capital(outer) || c.is(outer, V::PRONOUN | V::RELATIVE) || self.is(outer, S::PARTICLE);
            return first || !subject;
        }
        article && !c.is_gerund(at) && !c.is_infinitive(at)
    }

    /// French *de*, *à* before a noun are prepositions.
    fn particle_or_plain(&self, at: usize) -> bool {
        let object = self.c.is(at + 1, V::DETERMINER | V::PRONOUN) || self.c.is_capital(at + 1);
        let marker = self.is(at - 1, S::INFINITIVE);
        !self.c.is(at - 1, V::OF) && (!self.has_particle() || self.c.is_infinitive(at)) && (!marker || object)
    }

    fn has_particle(&self) -> bool {
        !self.c.view.pack.stance.particle.is_empty()
    }

    /// *the occupied territories*: a participle that only says which.
    fn attributive(&self, at: usize) -> bool {
        let c = self.c;
        let before = at.checked_sub(1).filter(|_| !c.mark(at, PART));
        let article = before.is_some_and(|b| {
            c.is(b, V::DETERMINER | V::OF | V::PREPOSITION | V::AND) && !self.is(b, S::ADVERB | S::AUXILIARY | S::NOT)
                || self.is_hyphen(at)
        });
        let group = before
            .is_some_and(|b| self.is(b, S::AUXILIARY | S::ADVERB | S::NOT | S::MODAL | S::CONDITIONAL | S::PARTICLE));
        article
            || (!group
                && before.is_some_and(|b| c.view.actors_in(b as u32..at as u32).next().is_some())
                && self.noun_follows(at + 1))
    }

    fn is_hyphen(&self, at: usize) -> bool {
        self.c.view.gap(at).starts_with(['-', '‐', '‑'])
    }

    fn noun_follows(&self, at: usize) -> bool {
        let c = self.c;
        !c.mark(at, mark::ANY)
            && !c.is(at, V::DETERMINER | V::PREPOSITION | V::OF | V::BY | V::AND | V::THAT)
            && !c.is_capital(at)
    }

    fn flags(&self, at: &Cued) -> Flags {
        let mut flags = if at.verbal { self.verb_flags(at.cue.start, at.low, true) } else { Flags::default() };
        if at.verbal {
            flags.hypothetical |= self.future(at.cue.clone());
        } else if !self.attributive(at.cue.start) || !self.participle_like(at) {
            flags = flags.or(self.noun_flags(at.cue.clone(), at.low, 0));
        }
        let presupposed = !at.verbal && self.participle_like(at);
        if !presupposed {
            flags.hypothetical |= self.conditional(at);
            flags = flags.or(self.reporter(at));
            flags.negated |= self.unproven(at);
        }
        flags
    }

    fn participle_like(&self, at: &Cued) -> bool {
        let form = self.c.view.form(at.cue.start);
        let endings = &self.c.view.pack.stance.participle_endings;
        self.attributive(at.cue.start) && endings.iter().any(|e| form.len() > e.len() + 2 && form.ends_with(e.as_str()))
    }

    // --- verbs ---

    /// What the verb group before `at` says; `finite` also asks its subject.
    fn verb_flags(&self, at: usize, low: usize, finite: bool) -> Flags {
        let mut flags = Flags::default();
        let mut particle = false;
        let mut not = false;
        let mut start = at;
        let mut steps = 0;
        while start > low && steps < NEAR {
            steps += 1;
            if self.c.mark(start, PART) {
                break;
            }
            let before = self.head(start - 1);
            if before < low {
                break;
            }
            if self.is(before, S::AFFIRM) {
                return flags;
            }
            if self.is(before, S::WITHOUT) {
                flags.negated = true;
                return flags;
            }
            if self.is(before, S::NOT) {
                not = true;
                flags.verbal = true;
            } else if self.is(before, S::PARTICLE) {
                particle = true;
            } else if self.is(before, S::CONDITIONAL) {
                flags.hearsay = true;
                flags.verbal = true;
            } else if self.is(before, S::MODAL) {
                flags.hypothetical = true;
                flags.verbal = true;
            } else if self.is(before, S::HEARSAY) {
                flags.hearsay = true;
            } else if self.is(before, S::AUXILIARY | S::ADVERB) {
                flags.verbal |= self.is(before, S::AUXILIARY);
            } else if self.marks_infinitive(before, start, at) {
                flags.verbal = true;
                let governor = self.governor(before, low);
                flags = flags.or(governor
                    .filter(|&g| !(self.is(at, S::RIGHT) && self.is(g, S::PLAN | S::FAIL)))
                    .map_or(Flags::default(), |g| self.control(g, low)));
                start = before;
                break;
            } else if self.is(before, S::FAIL | S::PLAN | S::PREVENT | S::DENY) {
                flags = flags.or(self.control(before, low));
                start = before;
                break;
            } else if self.c.is(before, V::AND) {
                match self.coordinate(before, low) {
                    Some(group) => {
                        start = group;
                        continue;
                    }
                    None => break,
                }
            } else {
                break;
            }
            start = before;
        }
        let behind = || (at + 1..(at + 6).min(self.classes.len())).take_while(|&i| !self.c.mark(i, PART));
        if particle {
            let second =
                not || behind().any(|i| self.is(i, S::NOT | S::NO | S::NOBODY)) || self.subject_negates(start, low);
            flags.negated |= second;
        } else if !self.has_particle() {
            flags.negated |= not;
            let participle = !flags.verbal && self.c.is(at + 1, V::BY);
            flags.negated |= finite && !participle && self.subject_negates(start, low);
        }
        flags
    }

    /// *to* attack, *de* bombarder, *from* attacking.
    fn marks_infinitive(&self, marker: usize, group: usize, verb: usize) -> bool {
        let c = self.c;
        let nonfinite = |i: usize| c.is_gerund(i) || c.is_infinitive(i);
        let marks = self.is(marker, S::INFINITIVE) && !self.has_particle();
        marks
            || (self.is(marker, S::INFINITIVE) || c.is(marker, V::PREPOSITION | V::OF))
                && (nonfinite(group) || nonfinite(verb))
    }

    /// *No country* attacked, *personne* n'a attaqué: a negator heads the subject.
    fn subject_negates(&self, end: usize, low: usize) -> bool {
        let mut at = end;
        let mut steps = 0;
        while at > low && steps < NEAR {
            steps += 1;
            if at < end && self.c.mark(at, PART) {
                return false;
            }
            let before = self.head(at - 1);
            if before < low || self.is(before, S::AFFIRM | S::CONDITION) {
                return false;
            }
            if self.is(before, S::NO | S::NOBODY) || (self.is(before, S::NOT) && before == low) {
                let governed =
                    before > low && self.c.is(before - 1, V::PREPOSITION | V::OF) && !self.c.mark(before, PART);
                return !governed;
            }
            if self.c.is(before, V::THAT | V::RELATIVE | V::SUBORDINATE | V::CONTRAST) || self.c.is_verb(before) {
                return false;
            }
            at = before;
        }
        false
    }

    /// Where the verb group of the first of two coordinated verbs ends: *did not attack or* occupy.
    fn coordinate(&self, and: usize, low: usize) -> Option<usize> {
        let mut at = and;
        while at > low && and - at < 7 {
            if self.c.mark(at, PART) {
                return None;
            }
            let before = self.head(at - 1);
            if self.c.is(before, V::THAT | V::RELATIVE | V::SUBORDINATE) {
                return None;
            }
            if self.is(before, S::MODAL | S::NOT | S::INFINITIVE | S::CONDITIONAL | S::FAIL | S::PARTICLE)
                && !self.c.is(before, V::OF)
            {
                return Some(at);
            }
            at = before;
        }
        None
    }

    /// The verb, noun or adjective that governs an infinitive: *threatened in 1961 to*.
    fn governor(&self, marker: usize, low: usize) -> Option<usize> {
        let mut at = marker;
        while at > low && marker - at < 7 {
            if self.c.mark(at, PART) {
                return None;
            }
            let before = self.head(at - 1);
            if before < low || self.c.is(before, V::THAT | V::RELATIVE | V::SUBORDINATE) {
                return None;
            }
            if self.is(before, S::PLAN | S::FAIL | S::PREVENT | S::DENY | S::RISK | S::REJECT | S::OPINION) {
                return Some(before);
            }
            at = before;
        }
        None
    }

    /// What a governing verb, and its own verb group, say of what it governs.
    fn control(&self, at: usize, low: usize) -> Flags {
        let own = if at > low { self.verb_flags(at, low, true) } else { Flags::default() };
        let mut flags = Flags { verbal: true, ..own };
        if self.is(at, S::FAIL | S::DENY | S::REJECT) {
            flags.negated = !own.negated;
        } else if self.is(at, S::PLAN | S::RISK | S::PREVENT) {
            flags.hypothetical = true;
        }
        flags
    }

    /// A cue in the future or the conditional.
    fn future(&self, cue: Range<usize>) -> bool {
        let grammar = &self.c.view.pack.stance;
        cue.into_iter().take(2).any(|i| {
            let form = self.c.view.form(i);
            let ends = |list: &[String]| list.iter().any(|e| form.len() > e.len() + 1 && form.ends_with(e.as_str()));
            !self.is(i, S::FUTURE_EXCEPT) && (ends(&grammar.future_endings) || ends(&grammar.conditional_endings))
        })
    }

    // --- nouns ---

    /// What the noun phrase around a noun, and what governs it, say.
    fn noun_flags(&self, noun: Range<usize>, low: usize, depth: u8) -> Flags {
        let mut flags = Flags::default();
        let phrase = self.phrase(noun.start, low);
        if phrase.negated {
            flags.negated = true;
            return flags;
        }
        flags.hypothetical |=
            phrase.possible || (self.is(noun.end, S::POSSIBLE) && !self.c.mark(noun.end, PART) && self.has_particle());
        let unknown = phrase.indefinite;
        if phrase.start > low && !self.c.mark(phrase.start, PART) {
            flags = flags.or(self.governed(phrase.start, unknown, low, depth));
        }
        if depth == 0 {
            flags = flags.or(self.subject_of(noun, unknown));
        }
        flags
    }

    /// What the word before a noun phrase says of it.
    fn governed(&self, start: usize, unknown: bool, low: usize, depth: u8) -> Flags {
        let before = self.head(start - 1);
        if before < low {
            return Flags::default();
        }
        if self.is(before, S::WITHOUT) {
            return Flags { negated: true, ..Flags::default() };
        }
        if self.is(before, S::AFFIRM | S::RIGHT) {
            return Flags::default();
        }
        if self.is(before, S::CONDITION) && self.lengths[before] > 1 {
            return Flags { hypothetical: true, ..Flags::default() };
        }
        // is not an occupation, n'est pas une agression
        if self.is(before, S::NOT | S::AUXILIARY | S::MODAL) {
            return self.verb_flags(start, low, true);
        }
        let own = self.verb_like(before, unknown, low);
        if own != Flags::default() {
            return own;
        }
        if !self.c.is(before, V::OF | V::PREPOSITION) && !self.is(before, S::INFINITIVE) {
            return own;
        }
        if before <= low || self.c.mark(before, PART) {
            return Flags::default();
        }
        self.behind_preposition(before, unknown, low, depth)
    }

    /// What stands before the preposition before a noun phrase: *risk of*, *act of*, *led to*.
    fn behind_preposition(&self, preposition: usize, unknown: bool, low: usize, depth: u8) -> Flags {
        let head = self.head(preposition - 1);
        if self.is(head, S::NOT) && self.has_particle() {
            return Flags { negated: true, ..Flags::default() };
        }
        if self.is(head, S::RISK) && unknown {
            let negated = self.phrase(head, low).negated;
            return Flags { hypothetical: !negated, negated, ..Flags::default() };
        }
        if self.is(head, S::PROOF) && (self.phrase(head, low).negated || self.copula_negates(head, low)) {
            return Flags { negated: true, ..Flags::default() };
        }
        let verb = self.verb_like(head, unknown, low);
        if verb != Flags::default() {
            return verb;
        }
        if self.c.is(preposition, V::OF) && depth < 3 && !self.c.is_verb(head) && self.c.view.form(preposition) != "for"
        {
            let definite = self.is(preposition, S::DEFINITE);
            let outer = self.phrase(head, low);
            // The occupation of the lands in "end of the occupation" is presupposed.
            if !definite && (unknown || outer.negated) {
                return self.noun_flags(head..head + 1, low, depth + 1);
            }
        }
        Flags::default()
    }

    fn copula_negates(&self, noun: usize, low: usize) -> bool {
        let start = self.phrase(noun, low).start;
        start > low && !self.is(self.head(start - 1), S::WITHOUT) && self.verb_flags(start, low, true).negated
    }

    /// What a verb before its object says of it, if it makes or plans it or the object is unknown yet.
    fn verb_like(&self, at: usize, unknown: bool, low: usize) -> Flags {
        let light = self.is(at, S::LIGHT | S::HAPPEN);
        if self.is(at, S::REJECT | S::DENY)
            && (at + 1..at + 3).any(|i| self.is(i, S::REJECTED) && self.is(i, S::INDEFINITE))
        {
            return Flags { negated: unknown, ..Flags::default() };
        }
        if self.is(at, S::PREVENT | S::PLAN | S::DEMAND) {
            let mut flags = if at > low { self.verb_flags(at, low, true) } else { Flags::default() };
            let planned = unknown || self.is(at, S::DEMAND);
            flags.hypothetical |= planned;
            return if planned { flags } else { Flags::default() };
        }
        if self.is(at, S::RISK) {
            return Flags { hypothetical: unknown, ..Flags::default() };
        }
        if !(light || unknown)
            || at <= low
            || self.is(at, S::DENY | S::REJECT | S::FAIL)
            || self.c.is(at, V::OF | V::PREPOSITION)
        {
            return Flags::default();
        }
        self.verb_flags(at, low, true)
    }

    /// A noun phrase seen from its noun: where it begins, what it says of itself.
    fn phrase(&self, noun: usize, low: usize) -> Phrase {
        let mut phrase = Phrase { start: noun, indefinite: true, ..Phrase::default() };
        let mut steps = 0;
        while phrase.start > low && steps < 8 && !self.c.mark(phrase.start, PART) {
            steps += 1;
            let before = self.head(phrase.start - 1);
            if before < low || self.is(before, S::AFFIRM | S::WITHOUT | S::CONDITION) {
                break;
            }
            if self.is(before, S::NO) {
                // "Neither the occupation nor …" speaks of an occupation.
                phrase.negated = phrase.indefinite;
                phrase.start = before;
                break;
            }
            let genitive = self.c.view.form(before) == "'s";
            if self.is(before, S::DEFINITE) && (genitive || !phrase.bounded) {
                phrase.indefinite = false;
                phrase.start = before;
                phrase.bounded = true;
                if !genitive {
                    break;
                }
                phrase.bounded = false;
                continue;
            }
            if self.is(before, S::INDEFINITE) && !self.c.is(before, V::OF) {
                phrase.start = before;
                if self.is(before, S::POSSIBLE) {
                    continue;
                }
                break;
            }
            phrase.possible |= self.is(before, S::POSSIBLE);
            let verb = self.c.is_verb(before) && !self.is(before, S::POSSIBLE | S::DISTANT);
            let stop =
                V::PREPOSITION | V::OF | V::THAT | V::RELATIVE | V::SUBORDINATE | V::AND | V::CONTRAST | V::PRONOUN;
            let light = self
                .is(before, S::LIGHT | S::PLAN | S::NOT | S::AUXILIARY | S::MODAL | S::PREVENT | S::DENY | S::REJECT);
            if verb || (self.c.is(before, stop) && !genitive) || light {
                break;
            }
            phrase.start = before;
        }
        phrase
    }

    /// What the verb behind a subject says: *an attack could come*, *the attack never took place*.
    fn subject_of(&self, noun: Range<usize>, unknown: bool) -> Flags {
        let mut flags = Flags::default();
        let mut particle = false;
        let last = (noun.end + NEAR).min(self.classes.len());
        for i in noun.end..last {
            if self.c.mark(i, PART) || self.c.is(i, V::THAT | V::RELATIVE | V::SUBORDINATE | V::AND) {
                break;
            }
            if self.is(i, S::PARTICLE) {
                particle = true;
            } else if (self.is(i, S::MODAL) && !self.is(i, S::AUXILIARY))
                || (self.has_particle() && self.future(i..i + 1) && i > noun.end)
            {
                flags.hypothetical = unknown;
                break;
            } else if self.is(i, S::NOT) && (particle || !self.has_particle()) {
                let happens = (i..last.min(i + 5)).any(|k| self.is(k, S::HAPPEN));
                flags.negated = happens;
                break;
            } else if self.c.is_verb(i) && !self.is(i, S::AUXILIARY) {
                break;
            }
        }
        flags
    }

    // --- clauses ---

    /// In an *if* clause, under inversion (*had Serbia occupied*), in a question that asks whether.
    fn conditional(&self, at: &Cued) -> bool {
        let c = self.c;
        let mut i = at.cue.start;
        while i > at.low && at.cue.start - i < 40 {
            if c.mark(i, mark::COMMA | mark::SEMICOLON | mark::DASH | mark::COLON) {
                break;
            }
            let before = self.head(i - 1);
            if self.is(before, S::AFFIRM) && c.is(before, V::SUBORDINATE) {
                return false;
            }
            if self.is(before, S::CONDITION) {
                return before >= at.low && self.lengths[before] > 1 || self.opens(before, at.low);
            }
            if c.is(before, V::THAT | V::RELATIVE | V::SUBORDINATE | V::CONTRAST)
                && !c.is(before, V::DETERMINER | V::PREPOSITION | V::ADVERB)
            {
                return false;
            }
            i = before;
        }
        if i == at.low && self.is(at.low, S::INVERTED) && at.verbal && at.cue.start > at.low + 1 {
            return true;
        }
        (at.verbal && self.if_follows(at)) || self.asked(at)
    }

    /// Whether *if* begins its clause: not "so" (*si grave*).
    fn opens(&self, at: usize, low: usize) -> bool {
        at >= low && !self.has_particle()
            || self.c.is(at + 1, V::DETERMINER | V::PRONOUN | V::NOBODY)
            || self.c.is_capital(at + 1)
    }

    /// *attacked together, if the logs are genuine*
    fn if_follows(&self, at: &Cued) -> bool {
        let comma = (at.cue.end..at.sentence.end).find(|&i| self.c.mark(i, PART));
        comma.is_some_and(|i| {
            self.is(i, S::CONDITION) && self.c.mark(i, mark::COMMA) && self.lengths[i] == 1 && !self.is(i, S::AFFIRM)
        })
    }

    /// A question that begins with its verb.
    fn asked(&self, at: &Cued) -> bool {
        let end = at.sentence.end;
        let question = self.c.view.gap(end).contains('?');
        let first = at.low;
        let inverted = (first..at.cue.start).any(|i| {
            self.c.view.gap(i).starts_with('-') && self.c.is(i, V::PRONOUN | V::NOBODY) && !self.has_wh(first)
        });
        question && ((self.is(first, S::AUXILIARY | S::MODAL) && !self.has_particle()) || inverted)
    }

    fn has_wh(&self, at: usize) -> bool {
        self.c.is(at, V::RELATIVE | V::SUBORDINATE)
    }

    /// What the verb of the innermost report says: *denied that*, *feared that*.
    fn reporter(&self, at: &Cued) -> Flags {
        let before = |a: &&Attribution| a.verb.is_some_and(|v| (v as usize) < at.cue.start);
        let innermost = self.around(&at.cue).filter(before).min_by_key(|a| a.content.len());
        let Some(report) = innermost else { return Flags::default() };
        let verb = report.verb.map_or(0, |v| v as usize);
        let start = report.content.start as usize;
        if verb >= at.cue.start || report.voice == crate::annotate::Voice::Quoted || verb < at.low {
            return Flags::default();
        }
        let verb = self.head(verb);
        let that = start > 0 && self.c.is(start - 1, V::THAT);
        let unreached = (start..at.cue.start).any(|i| {
            self.c.is(i, V::RELATIVE) && i > start + usize::from(!that) && !self.relative_of_claim(i)
                || self.c.is(i, V::SUBORDINATE)
                    && !self.c.is(i, V::PREPOSITION | V::ADVERB | V::DETERMINER)
                    && i > start
                || self.is(i, S::RIGHT)
                || self.is(i, S::CONDITION) && self.is(verb, S::OPINION)
        });
        if unreached {
            return Flags::default();
        }
        let own = self.verb_flags(verb, self.c.sentence(verb).start, true);
        let mut flags = Flags::default();
        if self.is(verb, S::DENY) && self.reaches(at, start) {
            flags.negated = !own.negated;
        } else if self.is(verb, S::REJECT) && self.reaches(at, start) {
            let refused = (start.min(verb + 1)..at.cue.start).any(|i| self.is(i, S::REJECTED));
            flags.negated = (refused || that) && !own.negated;
        } else if self.is(verb, S::RISK) && that && at.verbal {
            flags.hypothetical = true;
        } else if self.is(verb, S::OPINION)
            && own.negated
            && (at.verbal || self.phrase(at.cue.start, start.saturating_sub(1)).indefinite)
        {
            flags.negated = true;
        }
        flags
    }

    /// *the accusations selon lesquelles*, *the claim that*.
    fn relative_of_claim(&self, at: usize) -> bool {
        at > 0 && (self.c.is(at - 1, V::CLAIM) || self.is(at - 1, S::REJECTED))
            || self.c.is(at, V::CLAIM)
            || self.c.is(at, V::THAT) && at > 0 && self.c.is(at - 1, V::CLAIM)
    }

    /// Whether a denial reaches a cue: a verb, or the noun that is denied, not one that another verb presupposes.
    fn reaches(&self, at: &Cued, start: usize) -> bool {
        if at.verbal {
            return true;
        }
        let phrase = self.phrase(at.cue.start, start.saturating_sub(1));
        let between = (start..phrase.start).any(|i| {
            (self.c.is_gerund(i) || self.c.is_verb(i)) && !self.is(i, S::LIGHT | S::PLAN | S::AUXILIARY | S::REJECTED)
        });
        let infinitive =
            (start..phrase.start).any(|i| self.c.is_infinitive(i) && !self.is(i, S::LIGHT | S::PLAN | S::AUXILIARY));
        phrase.indefinite || !(between || infinitive)
    }

    /// *no evidence that*, *it is not true that*.
    fn unproven(&self, at: &Cued) -> bool {
        let that = (at.low..at.cue.start).rev().take(NEAR).find(|&i| self.c.is(i, V::THAT));
        let Some(that) = that.filter(|&t| t > at.low && at.verbal) else { return false };
        let head = self.head(that - 1);
        if self.c.mark(that, PART) {
            return false;
        }
        if self.is(head, S::UNTRUE) {
            return !self.verb_flags(head, at.low, false).negated;
        }
        self.is(head, S::PROOF) && (self.phrase(head, at.low).negated || self.copula_negates(head, at.low))
    }

    // --- distance ---

    /// *so-called*, *what it calls*, *allegedly* in the cue's own phrase.
    fn is_distant(&self, at: &Cued) -> bool {
        let c = self.c;
        let mut i = at.cue.start;
        let sentence = at.sentence.start;
        while i > sentence && at.cue.start - i < 7 && !c.mark(i, PART) {
            let before = self.head(i - 1);
            let named = !at.verbal || self.attributive(at.cue.start);
            if self.is(before, S::DISTANT) && named && !c.is(i, V::THAT) {
                return true;
            }
            let stop = V::THAT | V::RELATIVE | V::PREPOSITION | V::OF | V::AND;
            if c.is(before, stop) && !c.is(before, V::DETERMINER) && c.view.form(before) != "'s"
                || (c.is_verb(before) && !self.is(before, S::DISTANT))
            {
                break;
            }
            i = before;
        }
        let after = at.cue.end;
        let adjective =
            self.has_particle() && !c.mark(after, PART) && self.is(after, S::DISTANT) && !c.is(after, V::SAY);
        adjective || self.named(at)
    }

    /// *what Baku calls a liberation*, « ce que Bakou appelle une libération ».
    fn named(&self, at: &Cued) -> bool {
        let c = self.c;
        let from = at.cue.start.saturating_sub(NEAR).max(at.sentence.start);
        let what = (from..at.cue.start).rev().find(|&i| self.is(i, S::NAMED));
        what.is_some_and(|what| {
            let call = (what..at.cue.start).find(|&i| c.is(i, V::CALL));
            let parted = (what + 1..at.cue.start).any(|i| c.mark(i, PART));
            call.is_some_and(|call| at.cue.start - call < 6) && !parted
        })
    }
}

/// A cue in its sentence.
struct Cued {
    cue: Range<usize>,
    sentence: Range<usize>,
    /// Start of the innermost quotation or of the sentence.
    low: usize,
    verbal: bool,
}

#[derive(Debug, Clone, Copy, Default)]
struct Phrase {
    start: usize,
    /// Not yet known to the reader: *a*, *any*, no article.
    indefinite: bool,
    negated: bool,
    possible: bool,
    /// An article was passed.
    bounded: bool,
}
