//! Reported speech: who says what in a sentence.
//!
//! Each rule looks at one trigger and its neighbours: a verb, a preposition, a
//! noun, a colon. A trigger's *content* runs to the end of its clause; a later
//! trigger with a subject of its own ends it earlier.

use std::ops::Range;

use super::clause::{Clauses, mark};
use super::quotation::Quote;
use crate::annotate::Voice;
use crate::annotate::view::Attribution;
use crate::lexicon::FormKind;
use crate::text::Position;
use crate::text::grammar::VoiceGrammar as V;
use crate::text::wordlist::Classes;

/// Tokens between a verb and its *that*.
const ADJUNCT: usize = 16;
/// Tokens of the longest subject.
const SUBJECT: usize = 16;

/// One report found.
#[derive(Debug, Clone)]
pub struct Report {
    /// The trigger.
    pub at: usize,
    /// First token of trigger and speaker.
    pub first: usize,
    /// Token behind trigger and speaker, where a content or quotation may begin.
    pub last: usize,
    /// What is reported; empty where only quotations are.
    pub content: Range<usize>,
    /// Who says so.
    pub speaker: Option<Range<u32>>,
    /// The verb, if the trigger is one.
    pub verb: Option<usize>,
    /// Stands between commas, or behind what it reports.
    pub parenthetical: bool,
    classes: Classes,
}

impl Report {
    /// Whether it can introduce a quotation of so many words.
    pub fn for_quotes(&self, length: usize) -> bool {
        length > 4 || self.classes & !V::CITE != 0
    }

    /// « …, dit-il, … »: the aside of the outlet itself.
    fn parenthetical_aside(&self) -> bool {
        self.parenthetical && self.verb.is_some()
    }

    /// As an attribution, if anything is reported.
    pub fn attribution(self) -> Option<Attribution> {
        let content = self.content.start as u32..self.content.end as u32;
        let verb = self.verb.map(|v| v as u32);
        (!content.is_empty()).then_some(Attribution { voice: Voice::Reported, content, speaker: self.speaker, verb })
    }
}

/// How far a content may run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// A clause.
    Clause,
    /// The object of a verb.
    Phrase,
    /// Up to the comma before the main clause.
    Fronted,
}

/// Every report of a document, by place of its trigger.
pub fn reports(clauses: &Clauses<'_, '_>, quotes: &[Quote]) -> Vec<Report> {
    let mut found = Vec::new();
    for sentence in &clauses.view.analysis.sentences {
        let mut finder = Finder { clauses, sentence: sentence.tokens.clone(), found: Vec::new() };
        finder.run(sentence.position == Position::Title);
        finder.clip();
        found.append(&mut finder.found);
    }
    found.append(&mut nested(clauses, quotes));
    found.sort_by_key(|r| (r.at, r.content.start));
    found
}

/// What a quoted speaker reports of others: “According to Baku we shelled a mosque”.
fn nested(clauses: &Clauses<'_, '_>, quotes: &[Quote]) -> Vec<Report> {
    let mut found = Vec::new();
    for quote in quotes.iter().filter(|q| q.tokens.len() > 6) {
        let (mut start, end) = (quote.tokens.start as usize, quote.tokens.end as usize);
        while start < end {
            let sentence = clauses.sentence(start);
            let part = start..sentence.end.min(end).max(start + 1);
            start = part.end;
            let open = clauses.without_quotes();
            let mut finder = Finder { clauses: &open, sentence: part, found: Vec::new() };
            finder.run(false);
            finder.clip();
            let others = |speaker: &Range<u32>| {
                clauses.view.actors_in(speaker.clone()).next().is_some()
                    && !speaker.clone().any(|i| clauses.is(i as usize, V::FIRST | V::NOBODY | V::PRONOUN))
            };
            let kept = |r: &Report| {
                !r.content.is_empty() && r.speaker.as_ref().is_some_and(others) && !r.parenthetical_aside()
            };
            found.extend(finder.found.into_iter().filter(kept));
        }
    }
    found
}

struct Finder<'c, 'v, 'a> {
    clauses: &'c Clauses<'v, 'a>,
    sentence: Range<usize>,
    found: Vec<Report>,
}

const TRIGGERS: Classes = V::DESCRIBE | V::SAY | V::CONTENT | V::ACCUSE | V::CALL | V::CITE | V::TELL | V::STRESS;

/// What a gerund may follow without a subject of its own.
const OPENERS: Classes = V::PREPOSITION | V::OF | V::AND | V::CONTRAST | V::SUBORDINATE | V::AUXILIARY;

impl Finder<'_, '_, '_> {
    fn run(&mut self, title: bool) {
        self.colon(title);
        let mut at = self.sentence.start;
        while at < self.sentence.end {
            let classes = self.clauses.classes(at);
            if classes & V::ACCORDING != 0 {
                self.according(at);
            } else if classes & V::CLAIM != 0 && self.is_noun(at) {
                self.claim(at);
            } else if classes & TRIGGERS != 0 && !self.is_noun(at) {
                self.verb(at);
            } else if classes & V::VIEW != 0 {
                self.view_of(at);
            } else if classes & V::PERHAPS != 0 && at == self.sentence.start {
                self.perhaps(at);
            }
            at = self.clauses.behind(at);
        }
        self.found.sort_by_key(|r| (r.at, r.content.start));
    }

    fn is(&self, at: usize, classes: Classes) -> bool {
        self.sentence.contains(&at) && self.clauses.is(at, classes)
    }

    /// Punctuation before a token; the borders of the sentence are any.
    fn mark(&self, at: usize, marks: u8) -> bool {
        at >= self.sentence.end || at <= self.sentence.start || self.clauses.mark(at, marks)
    }

    /// The same, but the borders of the sentence are none.
    fn inner_mark(&self, at: usize, marks: u8) -> bool {
        at < self.sentence.end && at > self.sentence.start && self.clauses.mark(at, marks)
    }

    /// Whether a word that may be verb or noun is a noun here.
    fn is_noun(&self, at: usize) -> bool {
        let c = self.clauses;
        if c.behind(at) > at + 1 && !c.is(at, V::CLAIM) {
            return false;
        }
        let form_open = c.is_gerund(at) || c.is_infinitive(at);
        if at <= self.sentence.start || self.inner_mark(at, mark::ANY & !mark::CLOSE & !mark::OPEN) {
            return c.is(at, V::CLAIM) && !c.is(at, V::SAY) && !form_open;
        }
        let clitic = c.is(at - 1, V::ADVERB) && (c.is(at, V::ACCUSE | V::CALL) || self.clitic_before(at));
        if c.is(at - 1, V::DETERMINER) && !clitic && !(c.is_gerund(at) && c.is(at - 1, V::ADVERB)) {
            return true;
        }
        let governed = c.is(at - 1, V::OF | V::PREPOSITION) && !c.is(at - 1, V::RELATIVE);
        if governed && !form_open && !(c.is(at - 1, V::PREPOSITION) && c.view.form(at - 1) == "to") {
            return true;
        }
        let demonym = c.view.actors_in(at as u32 - 1..at as u32).any(|a| a.kind == FormKind::Demonym);
        let plural = c.view.form(at - 1).ends_with('s');
        (c.is(at, V::CLAIM) && !c.is(at, V::SAY)) || (c.is(at, V::CLAIM) && demonym && !plural)
    }

    /// A clitic pronoun before a verb has its subject before it: *Erevan l'affirme*.
    fn clitic_before(&self, at: usize) -> bool {
        at >= self.sentence.start + 2
            && !self.inner_mark(at - 1, mark::ANY)
            && (self.clauses.is_capital(at - 2) || self.is(at - 2, V::PRONOUN | V::RELATIVE | V::ADVERB))
            && !self.is(at, V::CLAIM)
    }

    fn push(&mut self, report: Report) {
        let credit = report.speaker.clone().is_some_and(|s| self.is_credit(s));
        let c = self.clauses;
        let via = (report.last..self.sentence.end).find(|&i| c.is(i, V::VIA));
        let via = via.filter(|&via| credit || (report.parenthetical && via <= report.last + 1));
        let report = if let Some(source) = via.and_then(|via| self.phrase_after(via + 1)) {
            Report { speaker: Some(source), ..report }
        } else if credit {
            // An agency or a document is no speaker of frames, though what it prints in quotation marks is quoted.
            Report { content: report.at..report.at, speaker: None, ..report }
        } else {
            report
        };
        self.found.push(report);
    }

    fn is_credit(&self, speaker: Range<u32>) -> bool {
        let tokens = speaker.start as usize..speaker.end as usize;
        let c = self.clauses;
        let web = |i: usize| c.view.form(i).contains('.') && c.view.form(i).len() > 5;
        tokens.clone().any(|i| c.is(i, V::CREDIT) || web(i))
    }

    // --- verbs ---

    fn verb(&mut self, at: usize) {
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
    fn group(&self, at: usize) -> usize {
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
    fn is_joined_pronoun(&self, at: usize) -> bool {
        let hyphen = |i: usize| self.clauses.view.gap(i).starts_with(['-', '‐', '‑']);
        self.is(at, V::PRONOUN | V::NOBODY) && at > self.sentence.start && hyphen(at)
    }

    fn is_passive(&self, group: usize, at: usize) -> bool {
        let c = self.clauses;
        (group..at).any(|i| c.is(i, V::BE))
            && !(group..at).any(|i| c.is(i, V::REFLEXIVE))
            && !c.is_gerund(at)
            && !c.is_infinitive(at)
    }

    /// *to say*, *de dénoncer*: an infinitive without an auxiliary.
    fn is_bare_infinitive(&self, at: usize, group: usize) -> bool {
        let c = self.clauses;
        let modal = (group..at).any(|i| c.is(i, V::MODAL));
        let to = group > self.sentence.start && self.is(group - 1, V::PREPOSITION | V::OF);
        !modal && ((c.is_infinitive(at) && c.is(at, V::SAY | V::CONTENT | V::ACCUSE)) || to)
    }

    /// Whether *call* gives a name: followed by a noun phrase, not by *for*.
    fn names(&self, at: usize, after: usize) -> bool {
        let c = self.clauses;
        c.behind(at) > at + 1
            || self.is(after, V::DETERMINER | V::PRONOUN)
            || self.inner_mark(after, mark::OPEN)
            || (self.sentence.contains(&after) && c.is_capital(after))
            || c.view.form(after).len() > 3 && !self.is(after, V::PREPOSITION | V::OF) && self.sentence.contains(&after)
    }

    /// *described … as*: within the clause.
    fn as_what(&self, after: usize) -> bool {
        let c = self.clauses;
        let clause =
            (after..self.sentence.end.min(after + ADJUNCT)).take_while(|&i| !c.mark(i, mark::SEMICOLON | mark::STOP));
        clause.into_iter().any(|i| c.is(i, V::AS))
    }

    /// *denied the Sahrawis the right to …*
    fn withholds(&self, after: usize) -> bool {
        (after..self.sentence.end.min(after + 8)).any(|i| self.clauses.is(i, V::WITHHELD))
    }

    fn passive(&mut self, at: usize, group: usize, after: usize) {
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
    fn without_charge(&self, speaker: Range<u32>) -> Range<u32> {
        let c = self.clauses;
        let charge = |i: usize| {
            let act = c.is_gerund(i + 1) || c.is_infinitive(i + 1);
            c.is(i, V::OF) && (act || !c.is_capital(i + 1) && !c.is(i + 1, V::DETERMINER | V::OFFICIAL))
        };
        let end = (speaker.start as usize + 1..speaker.end as usize).find(|&i| charge(i) && c.view.form(i) != "'s");
        speaker.start..end.map_or(speaker.end, |end| end as u32)
    }

    /// Gerunds and infinitives: the speaker is that of the sentence.
    fn nonfinite(&mut self, at: usize, group: usize, after: usize) {
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
    fn verbless_before(&self, at: usize) -> bool {
        at - self.sentence.start <= 3
            && !(self.sentence.start..at).any(|i| self.clauses.mark(i, mark::COMMA) && i > self.sentence.start)
            && (self.sentence.start..at).all(|i| self.is(i, V::PREPOSITION | V::SUBORDINATE | V::ADVERB | V::AND))
    }

    /// The report stands behind, or in the middle of, what it reports.
    fn try_behind(&mut self, at: usize, group: usize, after: usize, before: Option<Range<u32>>) -> bool {
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
    fn as_said(&mut self, at: usize, group: usize, after: usize) -> bool {
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
    fn only_introduced(&self, first: usize) -> bool {
        let c = self.clauses;
        let start = self.clause_start(first);
        let commas = (start + 1..first).filter(|&i| c.mark(i, mark::COMMA)).count();
        let clause = self.is(start, V::SUBORDINATE | V::PREPOSITION) || c.is_gerund(start);
        clause && commas == 0 && self.inner_mark(first, mark::COMMA) && c.verb_in(start..first).is_some()
            || (clause && c.verb_in(start..first).is_none())
    }

    fn behind(&mut self, at: usize, first: usize, last: usize, speaker: Range<u32>) {
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
    fn inside(&mut self, at: usize, group: usize, after: usize) {
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
    fn ends_here(&self, last: usize) -> bool {
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

    /// Whether the clause of a verb follows without *that*.
    fn bare_clause(&self, at: usize, after: usize) -> bool {
        let c = self.clauses;
        if !c.is(at, V::BARE) || after >= self.sentence.end || self.is(after, V::SUBORDINATE | V::AND) {
            return false;
        }
        let stop = (after..self.sentence.end).find(|&i| c.mark(i, mark::SEMICOLON)).unwrap_or(self.sentence.end);
        let infinitive = (after..stop.min(after + 3)).any(|i| c.is_infinitive(i) && c.view.form(i).len() > 3);
        let to = c.view.form(after) == "to";
        infinitive || to || c.verb_in(after..stop).is_some()
    }

    fn forward(&mut self, at: usize, first: usize, after: usize, speaker: Option<Range<u32>>) {
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
    fn is_fronted(&self, first: usize) -> bool {
        let start = self.sentence.start;
        let comma = (start + 1..first).any(|i| self.clauses.mark(i, mark::COMMA));
        first > start && !comma && self.is(start, V::SUBORDINATE | V::PREPOSITION) && first - start < 3
    }

    /// The *that* of a verb: no verb and no comma between, but adjuncts and those told.
    fn find_that(&self, after: usize) -> Option<usize> {
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
    fn reaches_that(&self, after: usize, that: usize) -> bool {
        let c = self.clauses;
        let adjunct = self.is(after, V::PREPOSITION | V::TIME | V::ADVERB | V::PRONOUN | V::OF);
        let told = after > self.sentence.start && self.is(after - 1, V::TELL);
        adjunct || told || c.is_capital(after) && that - after < 6
    }

    // --- other triggers ---

    fn according(&mut self, at: usize) {
        let c = self.clauses;
        let after = c.behind(at);
        if c.quoted(at) {
            return;
        }
        let Some(speaker) = self.phrase_after(after) else { return };
        let last = speaker.end as usize;
        let report = |content: Range<usize>| Report {
            at,
            first: at,
            last,
            content,
            speaker: Some(speaker.clone()),
            verb: None,
            parenthetical: true,
            classes: V::ACCORDING,
        };
        let ends = last >= self.sentence.end || self.inner_mark(last, mark::STOP | mark::SEMICOLON);
        let comma = self.inner_mark(last, mark::COMMA | mark::DASH);
        let introduced = at == self.sentence.start || self.is(at - 1, V::THAT | V::RELATIVE | V::AND | V::CONTRAST);
        let introduced = introduced || (at - self.sentence.start < 3 && !self.inner_mark(at, mark::COMMA) && comma);
        let mut contents = Vec::new();
        if introduced {
            contents.push(last..self.end(last, Reach::Clause));
        } else if !ends && !comma && self.is(last, V::BY | V::OF) {
            // provoqués selon Bakou par des tirs
            let start = (self.sentence.start..at).rev().find(|&i| self.mark(i, mark::COMMA | mark::SEMICOLON));
            contents.push(start.unwrap_or(self.sentence.start)..at);
            contents.push(last..self.end(last, Reach::Fronted));
        } else if ends || !comma {
            let quote = self.inner_mark(at, mark::CLOSE);
            contents.push(if quote { at..at } else { self.clause_start(at)..at });
        } else {
            let start = (self.sentence.start..at).rev().find(|&i| self.mark(i, mark::COMMA | mark::SEMICOLON));
            contents.push(start.unwrap_or(self.sentence.start)..at);
            contents.push(last..self.end(last, Reach::Clause));
        }
        for content in contents {
            self.push(report(content));
        }
    }

    /// *Pour Bakou, …*
    fn perhaps(&mut self, at: usize) {
        let c = self.clauses;
        let Some(comma) = (at + 1..self.sentence.end.min(at + 12)).find(|&i| c.mark(i, mark::COMMA)) else { return };
        let inside = at + 1..comma;
        let actor = c.view.actors_in(inside.start as u32..inside.end as u32).any(|a| a.kind != FormKind::Demonym);
        let official = inside.clone().any(|i| c.is(i, V::OFFICIAL));
        let plain = inside.clone().all(|i| {
            !c.is(i, V::TIME | V::PREPOSITION | V::AND)
                && !c.is_verb(i)
                && !c.view.form(i).starts_with(char::is_numeric)
        });
        if inside.is_empty() || !(actor || official) || !plain || c.is_infinitive(at + 1) && !c.is_capital(at + 1) {
            return;
        }
        self.push(Report {
            at,
            first: at,
            last: comma,
            content: comma..self.end(comma, Reach::Clause),
            speaker: Some(inside.start as u32..inside.end as u32),
            verb: None,
            parenthetical: true,
            classes: V::ACCORDING,
        });
    }

    /// *Baku's claim that …*, *accusations of … by …*.
    fn claim(&mut self, at: usize) {
        let c = self.clauses;
        if c.quoted(at) {
            return;
        }
        let after = c.behind(at);
        let phrase = after > at + 1;
        let that = self.find_that(after).filter(|&that| that < after + 6);
        let start = match that {
            Some(that) => that + 1,
            None if phrase || self.is(after, V::OF) => after,
            None => return,
        };
        let reach = if that.is_some() { Reach::Clause } else { Reach::Phrase };
        let end = self.end(start, reach);
        // Rejected by a verb of the sentence: its subject speaks.
        let governed = self.found.iter().any(|r| r.verb.is_some() && r.content.contains(&at) && at - r.last < 6);
        if governed {
            return;
        }
        let owner = self.owner(at);
        let by = (after..start.max(after + 1)).find(|&i| self.is(i, V::BY)).and_then(|by| self.phrase_after(by + 1));
        self.push(Report {
            at,
            first: owner.as_ref().map_or(at, |o| o.start as usize),
            last: start,
            content: start..end,
            speaker: owner.or(by),
            verb: None,
            parenthetical: false,
            classes: V::CLAIM,
        });
    }

    /// *Baku's* claim, *Armenian* accusations.
    fn owner(&self, at: usize) -> Option<Range<u32>> {
        let c = self.clauses;
        if at <= self.sentence.start {
            return None;
        }
        let mut start = at;
        while start > self.sentence.start && at - start < 6 && !self.inner_mark(start, mark::ANY) {
            let before = start - 1;
            if c.is(before, V::PREPOSITION | V::AND | V::THAT | V::RELATIVE) || c.is_verb(before) {
                break;
            }
            start = before;
        }
        let end = if c.view.form(at - 1) == "'s" { at - 1 } else { at };
        let range = start as u32..end.max(start) as u32;
        let named = c.view.actors_in(range.clone()).next().is_some() || (start..at).any(|i| c.view.form(i) == "'s");
        (named && !range.is_empty()).then_some(range)
    }

    /// *in Islamabad's version of events*
    fn view_of(&mut self, at: usize) {
        let c = self.clauses;
        if c.quoted(at) || at <= self.sentence.start || !(self.is(at - 1, V::OF) && c.view.form(at - 1) != "of") {
            return;
        }
        let Some(of) = (self.sentence.start..at).rev().take(6).find(|&i| c.is(i, V::PREPOSITION)) else { return };
        let speaker = of as u32 + 1..at as u32 - 1;
        if speaker.is_empty() || c.view.form(of) != "in" && c.view.form(of) != "through" {
            return;
        }
        let head = of == self.sentence.start;
        let start = (self.sentence.start..of).rev().find(|&i| self.mark(i, mark::COMMA | mark::SEMICOLON));
        let content = if head { at + 1..self.end(at + 1, Reach::Clause) } else { start.unwrap_or(of)..of };
        self.push(Report {
            at,
            first: of,
            last: at + 1,
            content,
            speaker: Some(speaker),
            verb: None,
            parenthetical: true,
            classes: V::ACCORDING,
        });
    }

    /// *Pashinyan: Azerbaijan attacked …*
    fn colon(&mut self, title: bool) {
        let c = self.clauses;
        let start = self.sentence.start;
        let limit = self.sentence.end.min(start + 9);
        let Some(colon) = (start + 1..limit).find(|&i| c.mark(i, mark::COLON) && !c.quoted(start)) else { return };
        let name = start..colon;
        let comma = name.clone().skip(1).any(|i| c.mark(i, mark::ANY & !mark::BRACKET & !mark::STOP));
        let actor = c.view.actors_in(start as u32..colon as u32).any(|a| a.kind != FormKind::Demonym);
        let official = name.clone().any(|i| c.is(i, V::OFFICIAL));
        let capitals = name.clone().all(|i| c.is_capital(i));
        let verb = name.clone().any(|i| c.is_verb(i) && !c.is_capital(i));
        // "Latchine : un poste-frontière": a place and a theme.
        let clause = c.verb_in(colon..self.sentence.end).is_some() || c.mark(colon, mark::OPEN);
        let spoken = name.len() < 6 && clause && (actor || official || (title && capitals && name.len() == 2));
        if comma || verb || !spoken || self.is(start, V::PREPOSITION) {
            return;
        }
        self.push(Report {
            at: start,
            first: start,
            last: colon,
            content: colon..self.sentence.end,
            speaker: Some(start as u32..colon as u32),
            verb: None,
            parenthetical: false,
            classes: V::SAY,
        });
    }

    // --- noun phrases ---

    /// The subject before a verb group.
    fn subject_before(&self, group: usize) -> Option<Range<u32>> {
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
    fn apposed(&self, group: usize) -> Option<Range<u32>> {
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
    fn phrase_before(&self, end: usize) -> Option<Range<u32>> {
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
    fn behind_introduction(&self, start: usize, end: usize) -> Option<usize> {
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
    fn phrase_after(&self, start: usize) -> Option<Range<u32>> {
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
    fn in_office(&self, at: usize) -> bool {
        let from = self.clauses.view.form(at) == "from" && self.clauses.is_capital(at + 1);
        from || at > self.sentence.start && self.is(at - 1, V::OFFICIAL) && self.clauses.is_capital(at + 1)
    }

    /// A noun phrase with the apposition behind it.
    fn with_apposition(&self, start: usize) -> Option<Range<u32>> {
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

    fn pronoun_in(&self, group: usize, at: usize) -> Option<Range<u32>> {
        (group..at).find(|&i| self.is_joined_pronoun(i)).map(|i| i as u32..i as u32 + 1)
    }

    /// The pronoun of *dit-il*, *affirme-t-elle*.
    fn pronoun_after(&self, at: usize) -> Option<Range<u32>> {
        let pronoun = (at + 1..at + 3).find(|&i| self.is_joined_pronoun(i))?;
        let hyphens = (at + 1..=pronoun).all(|i| self.clauses.view.gap(i).starts_with(['-', '‐', '‑']));
        hyphens.then_some(pronoun as u32..pronoun as u32 + 1)
    }

    /// The subject that a verb shares with the one before it: *condemned … and called for …*.
    fn elided_subject(&self, group: usize) -> Option<Range<u32>> {
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

    /// Where the clauses before a trigger begin: behind a semicolon or colon, or the sentence.
    fn clause_start(&self, at: usize) -> usize {
        let strong = mark::SEMICOLON | mark::COLON;
        let found =
            (self.sentence.start + 1..at).rev().find(|&i| self.clauses.mark(i, strong) && !self.clauses.quoted(i));
        found.unwrap_or(self.sentence.start)
    }

    /// Where a content that begins at `start` ends.
    fn end(&self, start: usize, reach: Reach) -> usize {
        let c = self.clauses;
        let mut at = start + 1;
        while at < self.sentence.end {
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
        self.sentence.end
    }

    /// Whether a clause of its own begins behind a comma.
    fn opens_clause(&self, at: usize) -> bool {
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
    fn goes_on(&self, at: usize) -> bool {
        let c = self.clauses;
        let skip = |i: usize| if c.is(i, V::ADVERB) && !c.is(i, V::DETERMINER) { i + 1 } else { i };
        let next = skip(at + 1);
        c.is(at, V::AND) && c.is_verb(next) && next < self.sentence.end && !c.is_capital(next)
    }

    /// A later report with a subject or verb of its own ends the contents before it.
    fn clip(&mut self) {
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
            for earlier in self.found[..n].iter_mut().filter(|r| r.at < at) {
                if earlier.content.start < border && earlier.content.end > border {
                    earlier.content.end = border;
                }
            }
        }
    }
}
