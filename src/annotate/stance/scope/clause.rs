//! Conditions, questions, denials that hold for a clause.

use super::{Cued, Flags, NEAR, PART, Scopes};
use crate::annotate::view::Attribution;
use crate::annotate::voice::clause::mark;
use crate::text::grammar::{StanceGrammar as S, VoiceGrammar as V};

impl<'c, 'v, 'a> Scopes<'c, 'v, 'a> {
    /// In an *if* clause, under inversion (*had Serbia occupied*), in a question that asks whether.
    pub(super) fn conditional(&self, at: &Cued) -> bool {
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
                return before >= at.low && self.length(before) > 1 || self.opens(before, at.low);
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
    pub(super) fn opens(&self, at: usize, low: usize) -> bool {
        at >= low && !self.has_particle()
            || self.c.is(at + 1, V::DETERMINER | V::PRONOUN | V::NOBODY)
            || self.c.is_capital(at + 1)
    }

    /// *attacked together, if the logs are genuine*
    pub(super) fn if_follows(&self, at: &Cued) -> bool {
        let comma = (at.cue.end..at.sentence.end).find(|&i| self.c.mark(i, PART));
        comma.is_some_and(|i| {
            self.is(i, S::CONDITION) && self.c.mark(i, mark::COMMA) && self.length(i) == 1 && !self.is(i, S::AFFIRM)
        })
    }

    /// A question that begins with its verb.
    pub(super) fn asked(&self, at: &Cued) -> bool {
        let end = at.sentence.end;
        let question = self.c.view.gap(end).contains('?');
        if !question {
            return false;
        }
        let first = at.low;
        let inverted = (first..at.cue.start).any(|i| {
            self.c.view.gap(i).starts_with('-') && self.c.is(i, V::PRONOUN | V::NOBODY) && !self.has_wh(first)
        });
        (self.is(first, S::AUXILIARY | S::MODAL) && !self.has_particle()) || inverted
    }

    pub(super) fn has_wh(&self, at: usize) -> bool {
        self.c.is(at, V::RELATIVE | V::SUBORDINATE)
    }

    /// What the verb of the innermost report says: *denied that*, *feared that*.
    pub(super) fn reporter(&self, at: &Cued) -> Flags {
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
    pub(super) fn relative_of_claim(&self, at: usize) -> bool {
        at > 0 && (self.c.is(at - 1, V::CLAIM) || self.is(at - 1, S::REJECTED))
            || self.c.is(at, V::CLAIM)
            || self.c.is(at, V::THAT) && at > 0 && self.c.is(at - 1, V::CLAIM)
    }

    /// Whether a denial reaches a cue: a verb, or the noun that is denied, not one that another verb presupposes.
    pub(super) fn reaches(&self, at: &Cued, start: usize) -> bool {
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
    pub(super) fn unproven(&self, at: &Cued) -> bool {
        let that = (at.low..at.cue.start).rev().take(NEAR).find(|&i| self.c.is(i, V::THAT));
        let Some(that) = that.filter(|&t| t > at.low && at.verbal) else { return false };
        let head = self.head(that - 1);
        if self.c.mark(that, PART) {
            return false;
        }
        if self.is(head, S::UNTRUE) {
            return !self.verb_flags(head, at.low, false).negated;
        }
        if self.is(head, S::OPINION) {
            return self.verb_flags(head, at.low, true).negated;
        }
        self.is(head, S::PROOF) && (self.phrase(head, at.low).negated || self.copula_negates(head, at.low))
    }
}
