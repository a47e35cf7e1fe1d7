//! What governs a noun phrase, and what it says of itself.

use std::ops::Range;

use super::{Flags, NEAR, PART, Phrase, Scopes};
use crate::text::grammar::{StanceGrammar as S, VoiceGrammar as V};

impl<'c, 'v, 'a> Scopes<'c, 'v, 'a> {
    /// What the noun phrase around a noun, and what governs it, say.
    pub(super) fn noun_flags(&self, noun: Range<usize>, low: usize, depth: u8) -> Flags {
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
    pub(super) fn governed(&self, start: usize, unknown: bool, low: usize, depth: u8) -> Flags {
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
        if self.is(before, S::CONDITION) && self.length(before) > 1 {
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
    pub(super) fn behind_preposition(&self, preposition: usize, unknown: bool, low: usize, depth: u8) -> Flags {
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

    pub(super) fn copula_negates(&self, noun: usize, low: usize) -> bool {
        let start = self.phrase(noun, low).start;
        start > low && !self.is(self.head(start - 1), S::WITHOUT) && self.verb_flags(start, low, true).negated
    }

    /// What a verb before its object says of it, if it makes or plans it or the object is unknown yet.
    pub(super) fn verb_like(&self, at: usize, unknown: bool, low: usize) -> Flags {
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
    pub(super) fn phrase(&self, noun: usize, low: usize) -> Phrase {
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
    pub(super) fn subject_of(&self, noun: Range<usize>, unknown: bool) -> Flags {
        let mut flags = Flags::default();
        let mut particle = false;
        let last = (noun.end + NEAR).min(self.c.view.analysis.tokens.len());
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
            } else if (self.is(i, S::RISK) || self.c.is_verb(i)) && !self.is(i, S::AUXILIARY) {
                // an attack is feared
                flags.hypothetical = unknown && self.is(i, S::RISK) && self.is(i - 1, S::AUXILIARY);
                break;
            }
        }
        flags
    }
}
