//! Noun phrases around a verb: who speaks.

use std::ops::Range;

use super::{Finder, SUBJECT};
use crate::annotate::voice::clause::mark;
use crate::text::grammar::VoiceGrammar as V;

impl Finder<'_, '_, '_> {
    /// The subject before a verb group.
    pub(super) fn subject_before(&self, group: usize) -> Option<Range<u32>> {
        let c = self.clauses;
        if group <= self.sentence.start {
            return None;
        }
        // the minister, who said
        if self.is(group - 1, V::RELATIVE) && !self.inner_mark(group, mark::ANY) {
            let end = group - 1;
            let antecedent = self.phrase_before(end)?;
            let named = c.view.actors_in(antecedent.clone()).next().is_some() || c.is_capital(end - 1);
            let main = self.phrase_after(self.sentence.start).filter(|m| m.end < antecedent.start);
            // Turkey's parliament adopted a resolution that condemns …
            let main = main.filter(|m| !named && c.view.actors_in(m.clone()).next().is_some());
            return main.or(Some(antecedent));
        }
        if let Some(head) = self.apposed(group) {
            return Some(head.start..group as u32);
        }
        if self.inner_mark(group, mark::ANY & !mark::BRACKET & !mark::CLOSE) {
            return None;
        }
        if self.is(group - 1, V::PRONOUN | V::NOBODY) && !c.is_verb(group - 1) {
            return Some(group as u32 - 1..group as u32);
        }
        self.phrase_before(group)
    }

    /// The head of *Ghali, the head of the Polisario,* before a verb.
    pub(super) fn apposed(&self, group: usize) -> Option<Range<u32>> {
        if !self.inner_mark(group, mark::COMMA) {
            return None;
        }
        let comma =
            (self.sentence.start + 1..group).rev().take(SUBJECT).find(|&i| self.clauses.mark(i, mark::COMMA))?;
        let clause = self.is(comma, V::SUBORDINATE | V::CONTRAST | V::AND);
        let head = self.phrase_before(comma)?;
        let starts = self.mark(head.start as usize, mark::ANY) || self.is(head.start as usize - 1, V::THAT | V::AND);
        let short = comma - (head.start as usize) < 10;
        let verb = self.clauses.verb_in(comma..group).is_some() && !self.is(comma, V::RELATIVE);
        (starts && short && !clause && !verb).then_some(head)
    }

    /// The noun phrase that ends before `end`.
    pub(super) fn phrase_before(&self, end: usize) -> Option<Range<u32>> {
        let c = self.clauses;
        let mut start = end;
        let mut and = None;
        let mut verb = false;
        while start > self.sentence.start && end - start < SUBJECT {
            let before = start - 1;
            if start < end && self.inner_mark(start, mark::ANY & !mark::BRACKET) {
                break;
            }
            let classes = c.classes(before);
            let of_that = classes & (V::THAT | V::RELATIVE | V::SUBORDINATE | V::CONTRAST) != 0;
            if of_that && classes & (V::DETERMINER | V::PREPOSITION) == 0 {
                break;
            }
            let participle = c.is(before + 1, V::BY) && before + 1 < end && !c.is(before, V::AUXILIARY);
            if c.is_finite(before) && !c.is(before, V::CLAIM) && !participle {
                verb = true;
                break;
            }
            if classes & V::PRONOUN != 0 && classes & V::DETERMINER == 0 && start < end {
                verb = true;
                break;
            }
            if classes & V::AND != 0 {
                and.get_or_insert(start);
            }
            start = before;
        }
        if let Some(and) = and.filter(|_| verb || end - start >= SUBJECT) {
            start = and;
        }
        while start < end && c.is(start, V::AND | V::ADVERB) && !c.is(start, V::DETERMINER) {
            start += 1;
        }
        if start < end && (c.is(start, V::PREPOSITION | V::TIME) && !c.is(start, V::DETERMINER)) {
            start = self.behind_introduction(start, end)?;
        }
        (start < end).then_some(start as u32..end as u32)
    }

    /// Where the subject begins behind *On Tuesday*, *In a statement*.
    pub(super) fn behind_introduction(&self, start: usize, end: usize) -> Option<usize> {
        let c = self.clauses;
        let timed = (start..end).rev().find(|&i| c.is(i, V::TIME) || c.view.form(i).starts_with(char::is_numeric));
        if let Some(time) = timed.filter(|&t| t + 1 < end) {
            return Some(time + 1);
        }
        let free = |i: usize| i > start + 1 && !c.is(i - 1, V::PREPOSITION | V::OF | V::DETERMINER);
        let article = (start..end).rev().find(|&i| c.is(i, V::DETERMINER) && free(i));
        let actor = || c.view.actors_in(start as u32..end as u32).map(|a| a.start as usize).find(|&i| free(i));
        article.or_else(actor)
    }

    /// The noun phrase that begins at `start`.
    pub(super) fn phrase_after(&self, start: usize) -> Option<Range<u32>> {
        let c = self.clauses;
        let mut start = start;
        while self.is(start, V::ADVERB | V::TIME)
            && !c.is(start, V::DETERMINER | V::PRONOUN)
            && !self.mark(start + 1, mark::COMMA)
        {
            start += 1;
        }
        if start >= self.sentence.end
            || self.is(start, V::THAT | V::RELATIVE | V::SUBORDINATE | V::AND) && !c.is(start, V::DETERMINER)
        {
            return None;
        }
        if c.is(start, V::PRONOUN) && !c.is(start, V::DETERMINER) {
            return Some(start as u32..start as u32 + 1);
        }
        let mut end = start;
        while end < self.sentence.end && end - start < SUBJECT {
            if end > start && self.inner_mark(end, mark::ANY & !mark::BRACKET) {
                break;
            }
            let stop = V::RELATIVE | V::SUBORDINATE | V::THAT | V::TIME;
            let preposition = c.is(end, V::PREPOSITION) && !c.is(end, V::OF | V::DETERMINER);
            if end > start
                && (c.is(end, stop)
                    || preposition && !self.in_office(end)
                    || c.is_finite(end)
                    || c.is_gerund(end) && end > start + 1)
            {
                break;
            }
            if c.is(end, V::AND) && !(c.is(end + 1, V::DETERMINER) || c.is_capital(end + 1)) {
                break;
            }
            end += 1;
        }
        (end > start).then_some(start as u32..end as u32)
    }

    /// *ambassador to Georgia*, *ministre à Paris*: a preposition right behind an office.
    pub(super) fn in_office(&self, at: usize) -> bool {
        let from = self.clauses.view.form(at) == "from" && self.clauses.is_capital(at + 1);
        from || at > self.sentence.start && self.is(at - 1, V::OFFICIAL) && self.clauses.is_capital(at + 1)
    }

    /// A noun phrase with the apposition behind it.
    pub(super) fn with_apposition(&self, start: usize) -> Option<Range<u32>> {
        let c = self.clauses;
        let head = self.phrase_after(start)?;
        let end = head.end as usize;
        if !self.inner_mark(end, mark::COMMA) || end >= self.sentence.end {
            return Some(head);
        }
        let Some(more) = self.phrase_after(end) else { return Some(head) };
        let stop = more.end as usize;
        let closed = stop >= self.sentence.end
            || self.inner_mark(stop, mark::ANY & !mark::OPEN)
            || self.is(stop, V::PREPOSITION);
        let office = (end..stop).any(|i| c.is(i, V::OFFICIAL));
        let name = c.is_capital(head.start as usize);
        if closed && office && (name || c.is(head.start as usize, V::DETERMINER)) {
            return Some(head.start..more.end);
        }
        Some(head)
    }

    pub(super) fn pronoun_in(&self, group: usize, at: usize) -> Option<Range<u32>> {
        (group..at).find(|&i| self.is_joined_pronoun(i)).map(|i| i as u32..i as u32 + 1)
    }

    /// The pronoun of *dit-il*, *affirme-t-elle*.
    pub(super) fn pronoun_after(&self, at: usize) -> Option<Range<u32>> {
        let pronoun = (at + 1..at + 3).find(|&i| self.is_joined_pronoun(i))?;
        let hyphens = (at + 1..=pronoun).all(|i| self.clauses.view.gap(i).starts_with(['-', '‐', '‑']));
        hyphens.then_some(pronoun as u32..pronoun as u32 + 1)
    }

    /// The subject that a verb shares with the one before it: *condemned … and called for …*.
    pub(super) fn elided_subject(&self, group: usize) -> Option<Range<u32>> {
        let before = self.found.iter().rev().find(|r| r.verb.is_some() && r.at < group);
        if let Some(report) = before {
            return report.speaker.clone();
        }
        let c = self.clauses;
        let start = self.sentence.start;
        let verb = c.verb_in(start..group).unwrap_or(group);
        let head = self.phrase_after(start)?;
        (head.end as usize <= verb && !self.is(start, V::PREPOSITION | V::SUBORDINATE)).then_some(head)
    }
}
