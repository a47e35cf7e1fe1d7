//! Reported speech: who says what in a sentence.
//!
//! Each rule looks at one trigger and its neighbours: a verb, a preposition, a
//! noun, a colon. A trigger's *content* runs to the end of its clause; a later
//! trigger with a subject of its own ends it earlier.

use std::ops::Range;

use super::clause::{Clauses, mark};
use super::quotation::Quote;
use crate::annotate::Voice;
use crate::annotate::view::{Attribution, ending};
use crate::lexicon::FormKind;
use crate::text::Position;
use crate::text::grammar::VoiceGrammar as V;
use crate::text::wordlist::Classes;

mod behind;
mod other;
mod phrase;
mod reach;
mod verb;

/// Tokens between a verb and its *that*.
const ADJUNCT: usize = 16;
/// Tokens that a content may have; what claims more is no sentence.
const LONGEST: usize = 600;
/// Tokens of a sentence before whose end a name and a colon must stand.
const COLON: usize = 9;
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
        if !may_report(clauses, &sentence.tokens) {
            continue;
        }
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

/// Those of every rule; a colon needs none.
const ANY_TRIGGER: Classes = TRIGGERS | V::ACCORDING | V::CLAIM | V::VIEW | V::PERHAPS;

/// Whether a rule may find anything in a sentence: most have no trigger.
fn may_report(clauses: &Clauses<'_, '_>, sentence: &Range<usize>) -> bool {
    let head = sentence.start + 1..sentence.end.min(sentence.start + COLON);
    clauses.any(sentence.clone(), TRIGGERS | V::ACCORDING | V::CLAIM | V::VIEW)
        || clauses.is(sentence.start, V::PERHAPS)
        || head.into_iter().any(|at| clauses.mark(at, mark::COLON))
}

/// What a gerund may follow without a subject of its own.
const OPENERS: Classes = V::PREPOSITION | V::OF | V::AND | V::CONTRAST | V::SUBORDINATE | V::AUXILIARY;

impl Finder<'_, '_, '_> {
    fn run(&mut self, title: bool) {
        self.colon(title);
        let mut at = self.sentence.start;
        // The later words of a phrase have no class, so that none is taken for a trigger.
        while let Some(next) = self.clauses.first(at..self.sentence.end, ANY_TRIGGER) {
            at = next;
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
        let demonym = || c.view.actors_in(at as u32 - 1..at as u32).any(|a| a.kind == FormKind::Demonym);
        let plural = || c.view.form(at - 1).ends_with('s');
        c.is(at, V::CLAIM) && (!c.is(at, V::SAY) || demonym() && !plural())
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
        let reach = match (credit, report.parenthetical) {
            (true, _) => 2 * ADJUNCT,
            (false, true) => 2,
            _ => 0,
        };
        let via = (report.last..self.sentence.end.min(report.last + reach)).find(|&i| c.is(i, V::VIA));
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
        tokens.into_iter().any(|i| c.is(i, V::CREDIT | ending::WEB))
    }
}
