//! Reports without a verb: *according to*, *the claim that*, *Name: …*.

use std::ops::Range;

use super::{COLON, Finder, Reach, Report};
use crate::annotate::voice::clause::mark;
use crate::lexicon::FormKind;
use crate::text::grammar::VoiceGrammar as V;

impl Finder<'_, '_, '_> {
    pub(super) fn according(&mut self, at: usize) {
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
    pub(super) fn perhaps(&mut self, at: usize) {
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
    pub(super) fn claim(&mut self, at: usize) {
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
        let governed =
            self.found.iter().rev().take(8).any(|r| r.verb.is_some() && r.content.contains(&at) && at - r.last < 6);
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
    pub(super) fn owner(&self, at: usize) -> Option<Range<u32>> {
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
    pub(super) fn view_of(&mut self, at: usize) {
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
    pub(super) fn colon(&mut self, title: bool) {
        let c = self.clauses;
        let start = self.sentence.start;
        let limit = self.sentence.end.min(start + COLON);
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
}
