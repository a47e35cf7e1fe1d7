//! Verbs of saying and blaming with what follows them.

use std::ops::Range;

use super::{ADJUNCT, Finder, OPENERS, Reach, Report};
use crate::annotate::voice::clause::mark;
use crate::text::grammar::VoiceGrammar as V;

impl Finder<'_, '_, '_> {
    pub(super) fn verb(&mut self, at: usize) {
        let c = self.clauses;
        let group = self.group(at);
        let after = c.behind(at);
        let quoted = c.quoted(at);
        if quoted {
            // Inside a quotation only «…, se souvient un chauffeur, …» is the outlet's.
            if c.is(at, V::SAY) && self.mark(group, mark::COMMA | mark::DASH) {
                self.inside(at, group, after);
            }
            return;
        }
        // "State television …": no subject, no report; “…,” said … has its quotation before it.
        if group == self.sentence.start
            && !c.is_gerund(at)
            && !c.is(at, V::ACCUSE | V::CALL)
            && !c.mark(group, mark::CLOSE)
        {
            return;
        }
        if self.is_passive(group, at) {
            return self.passive(at, group, after);
        }
        let other = c.is(at, V::SAY | V::CONTENT | V::ACCUSE);
        if !other && ((c.is(at, V::CALL) && !self.names(at, after)) || (c.is(at, V::DESCRIBE) && !self.as_what(after)))
        {
            return;
        }
        if c.is(at, V::WITHHOLD) && self.withholds(after) {
            return;
        }
        let nonfinite = (c.is_gerund(at) && !self.is(group, V::AUXILIARY)) || (self.is_bare_infinitive(at, group));
        if nonfinite {
            return self.nonfinite(at, group, after);
        }
        if self.as_said(at, group, after) {
            return;
        }
        let before = self.subject_before(group);
        if self.try_behind(at, group, after, before.clone()) {
            return;
        }
        let shared = self.inner_mark(group, mark::COMMA)
            || group > self.sentence.start && self.is(group - 1, V::AND | V::CONTRAST);
        let speaker = before.or_else(|| self.pronoun_after(at));
        let speaker = speaker.or_else(|| shared.then(|| self.elided_subject(group)).flatten());
        let first = speaker.as_ref().map_or(group, |s| (s.start as usize).min(group));
        self.forward(at, first, after, speaker);
    }

    /// First token of the verb group: *has also repeatedly* said, *n'a jamais* dit.
    pub(super) fn group(&self, at: usize) -> usize {
        let mut start = at;
        let skip = V::AUXILIARY | V::ADVERB | V::MODAL;
        while start > self.sentence.start && at - start < 8 {
            let before = start - 1;
            let inverted_pronoun = self.is(before, V::PRONOUN) && self.is_joined_pronoun(before);
            if self.inner_mark(start, mark::ANY) || !(self.is(before, skip) || inverted_pronoun) {
                break;
            }
            start = before;
        }
        // A clitic or adverb alone that opens the sentence is part of the subject.
        start
    }

    /// The pronoun of *a-t-il*, *dit-il*.
    pub(super) fn is_joined_pronoun(&self, at: usize) -> bool {
        let hyphen = |i: usize| self.clauses.view.gap(i).starts_with(['-', '‐', '‑']);
        self.is(at, V::PRONOUN | V::NOBODY) && at > self.sentence.start && hyphen(at)
    }

    pub(super) fn is_passive(&self, group: usize, at: usize) -> bool {
        let c = self.clauses;
        (group..at).any(|i| c.is(i, V::BE))
            && !(group..at).any(|i| c.is(i, V::REFLEXIVE))
            && !c.is_gerund(at)
            && !c.is_infinitive(at)
    }

    /// *to say*, *de dénoncer*: an infinitive without an auxiliary.
    pub(super) fn is_bare_infinitive(&self, at: usize, group: usize) -> bool {
        let c = self.clauses;
        let modal = (group..at).any(|i| c.is(i, V::MODAL));
        let to = group > self.sentence.start && self.is(group - 1, V::PREPOSITION | V::OF);
        !modal && ((c.is_infinitive(at) && c.is(at, V::SAY | V::CONTENT | V::ACCUSE)) || to)
    }

    /// Whether *call* gives a name: followed by a noun phrase, not by *for*.
    pub(super) fn names(&self, at: usize, after: usize) -> bool {
        let c = self.clauses;
        c.behind(at) > at + 1
            || self.is(after, V::DETERMINER | V::PRONOUN)
            || self.inner_mark(after, mark::OPEN)
            || (self.sentence.contains(&after) && c.is_capital(after))
            || c.view.form(after).len() > 3 && !self.is(after, V::PREPOSITION | V::OF) && self.sentence.contains(&after)
    }

    /// *described … as*: within the clause.
    pub(super) fn as_what(&self, after: usize) -> bool {
        let c = self.clauses;
        let clause =
            (after..self.sentence.end.min(after + ADJUNCT)).take_while(|&i| !c.mark(i, mark::SEMICOLON | mark::STOP));
        clause.into_iter().any(|i| c.is(i, V::AS))
    }

    /// *denied the Sahrawis the right to …*
    pub(super) fn withholds(&self, after: usize) -> bool {
        (after..self.sentence.end.min(after + 8)).any(|i| self.clauses.is(i, V::WITHHELD))
    }

    pub(super) fn passive(&mut self, at: usize, group: usize, after: usize) {
        let c = self.clauses;
        if c.is(at, V::DESCRIBE) && !c.is(at, V::SAY | V::CONTENT | V::ACCUSE | V::CALL) && !self.is(after, V::AS) {
            return;
        }
        let by = (after..self.sentence.end.min(after + ADJUNCT)).find(|&i| c.is(i, V::BY));
        let speaker = by.and_then(|by| self.phrase_after(by + 1)).map(|speaker| self.without_charge(speaker));
        let that = self.find_that(after);
        let (content, parenthetical) = if let Some(that) = that {
            (that + 1..self.end(that + 1, Reach::Clause), false)
        } else if c.is(at, V::ACCUSE | V::CALL | V::DESCRIBE) {
            (after..self.end(after, Reach::Phrase), false)
        } else if c.is(at, V::STRESS) || (c.is(at, V::CONTENT) && speaker.is_some()) {
            (self.clause_start(group)..group, true)
        } else {
            return;
        };
        self.push(Report {
            at,
            first: group,
            last: after,
            content,
            speaker,
            verb: Some(at),
            parenthetical,
            classes: c.classes(at),
        });
    }

    /// *by Kosovo* of attacking: the one who accuses, without the charge.
    pub(super) fn without_charge(&self, speaker: Range<u32>) -> Range<u32> {
        let c = self.clauses;
        let charge = |i: usize| {
            let act = c.is_gerund(i + 1) || c.is_infinitive(i + 1);
            c.is(i, V::OF) && (act || !c.is_capital(i + 1) && !c.is(i + 1, V::DETERMINER | V::OFFICIAL))
        };
        let end = (speaker.start as usize + 1..speaker.end as usize).find(|&i| charge(i) && c.view.form(i) != "'s");
        speaker.start..end.map_or(speaker.end, |end| end as u32)
    }

    /// Gerunds and infinitives: the speaker is that of the sentence.
    pub(super) fn nonfinite(&mut self, at: usize, group: usize, after: usize) {
        let c = self.clauses;
        let head = self.verbless_before(group);
        let fronted = head && (after..self.sentence.end).any(|i| c.mark(i, mark::COMMA));
        let speaker = if fronted {
            let comma = (after..self.sentence.end).find(|&i| c.mark(i, mark::COMMA) && !c.quoted(i));
            comma.and_then(|comma| self.phrase_after(comma))
        } else if c.is_gerund(at)
            && group > self.sentence.start
            && !self.inner_mark(group, mark::ANY)
            && !self.is(group - 1, OPENERS)
        {
            // with each side accusing the other
            self.phrase_before(group).or_else(|| self.elided_subject(group))
        } else {
            self.elided_subject(group)
        };
        let that = self.find_that(after);
        let reach = match (fronted, that.is_some()) {
            (true, _) => Reach::Fronted,
            (_, true) => Reach::Clause,
            _ => Reach::Phrase,
        };
        let start = that.map_or(after, |that| that + 1);
        let clause =
            that.is_some() || c.is(at, V::CONTENT | V::ACCUSE | V::CALL | V::DESCRIBE) || self.bare_clause(at, after);
        let content = if clause { start..self.end(start, reach) } else { at..at };
        if !clause && !c.is(at, V::SAY | V::CITE) {
            return;
        }
        self.push(Report {
            at,
            first: group,
            last: after,
            content,
            speaker,
            verb: Some(at),
            parenthetical: false,
            classes: c.classes(at),
        });
    }

    /// Whether nothing but a preposition or conjunction stands before a token in its sentence.
    pub(super) fn verbless_before(&self, at: usize) -> bool {
        at - self.sentence.start <= 3
            && !(self.sentence.start..at).any(|i| self.clauses.mark(i, mark::COMMA) && i > self.sentence.start)
            && (self.sentence.start..at).all(|i| self.is(i, V::PREPOSITION | V::SUBORDINATE | V::ADVERB | V::AND))
    }

    /// Whether the clause of a verb follows without *that*.
    pub(super) fn bare_clause(&self, at: usize, after: usize) -> bool {
        let c = self.clauses;
        if !c.is(at, V::BARE) || after >= self.sentence.end || self.is(after, V::SUBORDINATE | V::AND) {
            return false;
        }
        let stop = (after..self.sentence.end).find(|&i| c.mark(i, mark::SEMICOLON)).unwrap_or(self.sentence.end);
        let infinitive = (after..stop.min(after + 3)).any(|i| c.is_infinitive(i) && c.view.form(i).len() > 3);
        let to = c.view.form(after) == "to";
        infinitive || to || c.verb_in(after..stop).is_some()
    }

    pub(super) fn forward(&mut self, at: usize, first: usize, after: usize, speaker: Option<Range<u32>>) {
        let c = self.clauses;
        let fronted = self.is_fronted(first);
        let reach = |reach: Reach| if fronted { Reach::Fronted } else { reach };
        let colon = self.inner_mark(after, mark::COLON);
        let content = if let Some(that) = self.find_that(after) {
            let start = that + 1;
            if !c.is(at, V::SAY | V::TELL | V::CONTENT) {
                return;
            }
            start..self.end(start, reach(Reach::Clause))
        } else if colon && c.is(at, V::SAY) {
            after..self.sentence.end
        } else if c.is(at, V::SAY) && self.bare_clause(at, after) {
            after..self.end(after, reach(Reach::Clause))
        } else if c.is(at, V::CONTENT | V::ACCUSE | V::CALL | V::DESCRIBE) {
            after..self.end(after, reach(Reach::Phrase))
        } else if c.is(at, V::SAY | V::CITE) {
            at..at
        } else {
            return;
        };
        // What the world calls a liberation | looks like …
        let relative = c.is(at, V::CALL) && first > self.sentence.start && self.is(first - 1, V::RELATIVE);
        let main = relative.then(|| c.verb_in(content.clone())).flatten().filter(|&verb| verb > after);
        let content = content.start..main.unwrap_or(content.end);
        self.push(Report {
            at,
            first,
            last: after,
            content,
            speaker,
            verb: Some(at),
            parenthetical: false,
            classes: c.classes(at),
        });
    }

    /// Whether a clause stands before its main clause: *After Baku accused …, …*.
    pub(super) fn is_fronted(&self, first: usize) -> bool {
        let start = self.sentence.start;
        let comma = (start + 1..first).any(|i| self.clauses.mark(i, mark::COMMA));
        first > start && !comma && self.is(start, V::SUBORDINATE | V::PREPOSITION) && first - start < 3
    }

    /// The *that* of a verb: no verb and no comma between, but adjuncts and those told.
    pub(super) fn find_that(&self, after: usize) -> Option<usize> {
        let c = self.clauses;
        let mut in_commas = false;
        for i in after..self.sentence.end.min(after + ADJUNCT) {
            let comma = self.inner_mark(i, mark::COMMA);
            if self.inner_mark(i, mark::SEMICOLON | mark::COLON | mark::STOP | mark::CLOSE | mark::OPEN) {
                return None;
            }
            // said, however, that
            if comma && i > after && !in_commas {
                return None;
            }
            in_commas |= comma && i == after;
            if c.is(i, V::THAT) {
                let relative = i > after + 1 && c.is(i, V::RELATIVE) && !self.reaches_that(after, i);
                return (!relative).then_some(i);
            }
            if c.is_verb(i) {
                return None;
            }
        }
        None
    }

    /// Whether what stands between verb and *that* is an adjunct or somebody told, not an object.
    pub(super) fn reaches_that(&self, after: usize, that: usize) -> bool {
        let c = self.clauses;
        let adjunct = self.is(after, V::PREPOSITION | V::TIME | V::ADVERB | V::PRONOUN | V::OF);
        let told = after > self.sentence.start && self.is(after - 1, V::TELL);
        adjunct || told || c.is_capital(after) && that - after < 6
    }
}
