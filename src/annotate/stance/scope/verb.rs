//! What the verb group before a verb says of it.

use std::ops::Range;

use super::{Flags, NEAR, PART, Scopes};
use crate::text::grammar::{StanceGrammar as S, VoiceGrammar as V};

impl<'c, 'v, 'a> Scopes<'c, 'v, 'a> {
    /// What the verb group before `at` says; `finite` also asks its subject.
    pub(super) fn verb_flags(&self, at: usize, low: usize, finite: bool) -> Flags {
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
        let behind =
            || (at + 1..(at + 6).min(self.c.view.analysis.tokens.len())).take_while(|&i| !self.c.mark(i, PART));
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
    pub(super) fn marks_infinitive(&self, marker: usize, group: usize, verb: usize) -> bool {
        let c = self.c;
        let nonfinite = |i: usize| c.is_gerund(i) || c.is_infinitive(i);
        let marks = self.is(marker, S::INFINITIVE) && !self.has_particle();
        marks
            || (self.is(marker, S::INFINITIVE) || c.is(marker, V::PREPOSITION | V::OF))
                && (nonfinite(group) || nonfinite(verb))
    }

    /// *No country* attacked, *personne* n'a attaqué: a negator heads the subject.
    pub(super) fn subject_negates(&self, end: usize, low: usize) -> bool {
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
            // At no point did Armenia occupy …
            let inverted = self.is(before, S::AUXILIARY | S::MODAL) && before > low && {
                let opening = self.head(before - 1);
                opening == low && self.is(opening, S::NOT)
            };
            if inverted {
                return true;
            }
            if self.c.is(before, V::THAT | V::RELATIVE | V::SUBORDINATE | V::CONTRAST) || self.c.is_verb(before) {
                return false;
            }
            at = before;
        }
        false
    }

    /// Where the verb group of the first of two coordinated verbs ends: *did not attack or* occupy.
    pub(super) fn coordinate(&self, and: usize, low: usize) -> Option<usize> {
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
    pub(super) fn governor(&self, marker: usize, low: usize) -> Option<usize> {
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
    pub(super) fn control(&self, at: usize, low: usize) -> Flags {
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
    pub(super) fn future(&self, cue: Range<usize>) -> bool {
        let grammar = &self.c.view.pack.stance;
        cue.into_iter().take(2).any(|i| {
            let form = self.c.view.form(i);
            let ends = |list: &[String]| list.iter().any(|e| form.len() > e.len() + 1 && form.ends_with(e.as_str()));
            !self.is(i, S::FUTURE_EXCEPT) && (ends(&grammar.future_endings) || ends(&grammar.conditional_endings))
        })
    }
}
