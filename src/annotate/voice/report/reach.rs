//! How far a content runs.

use super::{Finder, LONGEST, Reach, Report};
use crate::annotate::voice::clause::mark;
use crate::text::grammar::VoiceGrammar as V;

impl Finder<'_, '_, '_> {
    /// Where the clauses before a trigger begin: behind a semicolon or colon, or the sentence.
    pub(super) fn clause_start(&self, at: usize) -> usize {
        let strong = mark::SEMICOLON | mark::COLON;
        let found = (self.sentence.start + 1..at)
            .rev()
            .take(LONGEST)
            .find(|&i| self.clauses.mark(i, strong) && !self.clauses.quoted(i));
        found.unwrap_or(self.sentence.start.max(at.saturating_sub(LONGEST)))
    }

    /// Where a content that begins at `start` ends.
    pub(super) fn end(&self, start: usize, reach: Reach) -> usize {
        let c = self.clauses;
        let mut at = start + 1;
        let limit = self.sentence.end.min(start + LONGEST);
        while at < limit {
            if c.quoted(at) && c.quoted(at - 1) {
                at += 1;
                continue;
            }
            if c.mark(at, mark::SEMICOLON) {
                return at;
            }
            let comma = c.mark(at, mark::COMMA | mark::DASH);
            let stops = match reach {
                Reach::Clause => comma && c.is(at, V::CONTRAST),
                Reach::Phrase => (comma && self.opens_clause(at)) || self.goes_on(at),
                Reach::Fronted => comma && !c.is(at, V::AND | V::RELATIVE) && !c.is_gerund(at),
            };
            if stops {
                return at;
            }
            at += 1;
        }
        limit
    }

    /// Whether a clause of its own begins behind a comma.
    pub(super) fn opens_clause(&self, at: usize) -> bool {
        let c = self.clauses;
        let first = if c.is(at, V::AND) { at + 1 } else { at };
        if c.is(first, V::CONTRAST | V::SUBORDINATE) || c.is(first, V::PRONOUN) && !c.is(first, V::DETERMINER) {
            return true;
        }
        if c.is(first, V::RELATIVE) || c.is_gerund(first) {
            return false;
        }
        let stop = (first + 1..self.sentence.end).find(|&i| c.mark(i, mark::COMMA)).unwrap_or(self.sentence.end);
        c.is_verb(first) || (first > at && c.verb_in(first..stop).is_some())
    }

    /// Whether a second verb of the same subject begins: *condemned the attack and sent troops*.
    pub(super) fn goes_on(&self, at: usize) -> bool {
        let c = self.clauses;
        let skip = |i: usize| if c.is(i, V::ADVERB) && !c.is(i, V::DETERMINER) { i + 1 } else { i };
        let next = skip(at + 1);
        c.is(at, V::AND) && c.is_verb(next) && next < self.sentence.end && !c.is_capital(next)
    }

    /// A later report with a subject or verb of its own ends the contents before it.
    pub(super) fn clip(&mut self) {
        let c = self.clauses;
        for n in 1..self.found.len() {
            let Report { at, first, parenthetical, .. } = self.found[n];
            if parenthetical {
                continue;
            }
            let conjunction = first > self.sentence.start && c.is(first - 1, V::AND | V::CONTRAST);
            let parted = self.inner_mark(first, mark::COMMA | mark::SEMICOLON | mark::DASH) || conjunction;
            let border = if conjunction { first - 1 } else { first };
            if !parted {
                continue;
            }
            for earlier in self.found[n.saturating_sub(32)..n].iter_mut().filter(|r| r.at < at) {
                if earlier.content.start < border && earlier.content.end > border {
                    earlier.content.end = border;
                }
            }
        }
    }
}
