//! Reports behind or inside what they report: *…, he said*, *as he said*.

use std::ops::Range;

use super::{ADJUNCT, Finder, Reach, Report};
use crate::annotate::voice::clause::mark;
use crate::text::grammar::VoiceGrammar as V;

impl Finder<'_, '_, '_> {
    /// The report stands behind, or in the middle of, what it reports.
    pub(super) fn try_behind(&mut self, at: usize, group: usize, after: usize, before: Option<Range<u32>>) -> bool {
        let c = self.clauses;
        if !c.is(at, V::SAY) || self.find_that(after).is_some() {
            return false;
        }
        let joined = (group..at).any(|i| self.is_joined_pronoun(i)) || self.pronoun_after(at).is_some();
        let at_mark = self.inner_mark(group, mark::COMMA | mark::CLOSE | mark::DASH | mark::STOP);
        let (first, speaker, last) = if at_mark || joined {
            let speaker =
                self.pronoun_in(group, at).or_else(|| self.pronoun_after(at)).or_else(|| self.with_apposition(after));
            let Some(speaker) = speaker else { return false };
            let last = (speaker.end as usize).max(after);
            if self.apposed(group).is_some() && !self.inner_mark(group, mark::CLOSE) {
                return false;
            }
            (group, speaker, last)
        } else {
            let Some(speaker) = before else { return false };
            let first = speaker.start as usize;
            if !self.inner_mark(first, mark::COMMA | mark::CLOSE | mark::DASH) {
                return false;
            }
            (first, speaker, after)
        };
        let close = self.inner_mark(first, mark::CLOSE);
        if !close && (!self.ends_here(last) || self.only_introduced(first) && !self.inner_mark(last, mark::COMMA)) {
            return false;
        }
        self.behind(at, first, last, speaker);
        true
    }

    /// *As Aliyev said, …*, « Comme l'a rappelé Aliyev, … ».
    pub(super) fn as_said(&mut self, at: usize, group: usize, after: usize) -> bool {
        let c = self.clauses;
        if !c.is(at, V::SAY) || self.find_that(after).is_some() {
            return false;
        }
        let near = group.saturating_sub(8).max(self.sentence.start);
        let Some(like) = (near..group).rev().find(|&i| c.is(i, V::LIKE)) else { return false };
        if (like + 1..at).any(|i| c.mark(i, mark::ANY)) || !self.mark(like, mark::COMMA) {
            return false;
        }
        let speaker = match group - like {
            1 => self.phrase_after(after),
            _ => Some(like as u32 + 1..group as u32),
        };
        let Some(speaker) = speaker else { return false };
        let last = (speaker.end as usize).max(after);
        let comma = (last..self.sentence.end).find(|&i| c.mark(i, mark::COMMA));
        let content = match comma.filter(|_| like == self.sentence.start) {
            Some(comma) => comma..self.end(comma, Reach::Clause),
            None => self.clause_start(like)..like,
        };
        self.push(Report {
            at,
            first: like,
            last,
            content,
            speaker: Some(speaker),
            verb: Some(at),
            parenthetical: true,
            classes: c.classes(at),
        });
        true
    }

    /// Whether all that stands before is one subordinate clause or adjunct: *Because …, the union asked*.
    pub(super) fn only_introduced(&self, first: usize) -> bool {
        let c = self.clauses;
        let start = self.clause_start(first);
        let commas = (start + 1..first).filter(|&i| c.mark(i, mark::COMMA)).count();
        let clause = self.is(start, V::SUBORDINATE | V::PREPOSITION) || c.is_gerund(start);
        clause && commas == 0 && self.inner_mark(first, mark::COMMA) && c.verb_in(start..first).is_some()
            || (clause && c.verb_in(start..first).is_none())
    }

    pub(super) fn behind(&mut self, at: usize, first: usize, last: usize, speaker: Range<u32>) {
        let c = self.clauses;
        let verb = Some(at);
        let report = |content: Range<usize>, speaker| Report {
            at,
            first,
            last,
            content,
            speaker,
            verb,
            parenthetical: true,
            classes: c.classes(at),
        };
        if self.inner_mark(first, mark::CLOSE) {
            self.push(report(at..at, Some(speaker)));
            return;
        }
        // that, the spokesman said, had no windows
        let governed = first > self.sentence.start && self.is(first - 1, V::THAT | V::RELATIVE);
        // said on Sunday, attacked
        let comma = (last..self.sentence.end).take(ADJUNCT).find(|&i| c.mark(i, mark::COMMA | mark::DASH));
        let aside = first > self.sentence.start && self.inner_mark(first, mark::COMMA | mark::DASH);
        let last = comma.filter(|&comma| aside && c.verb_in(last..comma).is_none()).unwrap_or(last);
        let resumes = last < self.sentence.end
            && self.inner_mark(last, mark::COMMA | mark::DASH)
            && !self.is(last, V::GERUND_ENDINGS)
            && !c.is_gerund(last)
            && !self.is(last, V::SUBORDINATE | V::CONTRAST);
        // In the middle of a sentence only the clause around it is meant.
        let comma = (self.sentence.start + 1..first).rev().find(|&i| c.mark(i, mark::COMMA) && !c.quoted(i));
        let near = comma.filter(|&comma| resumes && c.verb_in(comma..first).is_some());
        let start = self.clause_start(first).max(near.unwrap_or(0));
        if !governed && start < first {
            self.push(report(start..first, Some(speaker.clone())));
        }
        if resumes {
            let end = self.end(last, Reach::Clause);
            if end > last {
                self.push(report(last..end, Some(speaker)));
            }
        }
    }

    /// « …, se souvient un chauffeur, … »: an aside of the outlet within a quotation.
    pub(super) fn inside(&mut self, at: usize, group: usize, after: usize) {
        let speaker =
            self.pronoun_in(group, at).or_else(|| self.pronoun_after(at)).or_else(|| self.phrase_after(after));
        let Some(speaker) = speaker else { return };
        let last = (speaker.end as usize).max(after);
        if self.inner_mark(last, mark::COMMA | mark::STOP | mark::CLOSE | mark::DASH) || last >= self.sentence.end {
            self.push(Report {
                at,
                first: group,
                last,
                content: at..at,
                speaker: Some(speaker),
                verb: Some(at),
                parenthetical: true,
                classes: self.clauses.classes(at),
            });
        }
    }

    /// Whether a verb of saying has no clause behind it: the sentence ends, a comma comes, an adjunct follows.
    pub(super) fn ends_here(&self, last: usize) -> bool {
        let c = self.clauses;
        if last >= self.sentence.end {
            return true;
        }
        if self.inner_mark(last, mark::ANY & !mark::OPEN & !mark::COLON) {
            return true;
        }
        if self.inner_mark(last, mark::OPEN | mark::COLON) {
            return false;
        }
        if self.is(last, V::SUBORDINATE | V::AND) {
            return true;
        }
        let stop = (last..self.sentence.end)
            .find(|&i| i > last && c.mark(i, mark::COMMA | mark::SEMICOLON | mark::DASH | mark::CLOSE | mark::OPEN))
            .unwrap_or(self.sentence.end);
        let clause = (last..stop).take_while(|&i| !self.is(i, V::SUBORDINATE | V::RELATIVE) || i == last);
        let clause = last..clause.last().map_or(last, |i| i + 1);
        let object = self.is(last, V::DETERMINER) && c.verb_in(clause.clone()).is_some();
        let adjunct = self.is(last, V::PREPOSITION | V::TIME | V::PRONOUN | V::ADVERB | V::OF);
        if adjunct { c.verb_in(clause).is_none() } else { !object && c.verb_in(clause).is_none() }
    }
}
