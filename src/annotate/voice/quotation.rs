//! Quotations of a document: speech, titles and scare quotes told apart.

use std::ops::Range;

use super::clause::{Clauses, mark};
use super::report::Report;
use crate::annotate::Voice;
use crate::annotate::view::{Attribution, View};
use crate::lexicon::FormKind;
use crate::text::Position;
use crate::text::grammar::VoiceGrammar as V;
use crate::text::quote::quotations;

/// Words that nobody attributes are a scare quote up to this many.
const SCARE: u32 = 4;

/// Tokens between a quotation and the verb that reports it.
const NEAR: usize = 200;

/// A quotation in tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    pub tokens: Range<u32>,
    pub depth: u8,
    /// Goes on with the quotation of the paragraph before.
    pub goes_on: bool,
}

/// What a quotation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Somebody's words.
    Speech,
    /// A word the outlet keeps at a distance.
    Scare,
    /// A name or title, which quotation marks only set apart.
    Title,
}

/// A quotation with what was made of it.
pub struct Judged {
    quote: Quote,
    kind: Kind,
    speaker: Option<Range<u32>>,
    verb: Option<u32>,
}

/// The quotations of a document that hold a token, by place, outer ones first.
pub fn quotes(view: &View<'_>) -> Vec<Quote> {
    let sentences = &view.analysis.sentences;
    let mut paragraphs: Vec<Range<usize>> = Vec::new();
    let mut last = None;
    for sentence in sentences {
        let key = (sentence.paragraph, sentence.position == Position::Title);
        match paragraphs.last_mut().filter(|_| last == Some(key)) {
            Some(paragraph) => paragraph.end = sentence.span.end as usize,
            None => paragraphs.push(sentence.span.range()),
        }
        last = Some(key);
    }
    let tokens = &view.analysis.tokens;
    let place = |byte: usize| tokens.partition_point(|t| (t.span.start as usize) < byte) as u32;
    quotations(view.text, &paragraphs)
        .into_iter()
        .map(|q| Quote { tokens: place(q.start)..place(q.end), depth: q.depth, goes_on: q.goes_on })
        .filter(|q| !q.tokens.is_empty())
        .collect()
}

/// What a quotation is by its own words: a title, or something that may be speech.
pub fn kind_alone(clauses: &Clauses<'_, '_>, quote: &Quote) -> Kind {
    let tokens = quote.tokens.start as usize..quote.tokens.end as usize;
    let view = clauses.view;
    let named = tokens.start > 0 && clauses.is(tokens.start - 1, V::TITLE) && !clauses.mark(tokens.start, !mark::OPEN);
    let capital = |i: usize| clauses.is_capital(i) || view.form(i).chars().count() < 4 || !starts_with_letter(view, i);
    let capitals = tokens.clone().all(capital);
    let first = clauses.is_capital(tokens.start);
    let shouted = tokens.clone().all(|i| view.surface(i).chars().all(|c| !c.is_lowercase()));
    let title = view.sentence(tokens.start).is_some_and(|(_, s)| s.position == Position::Title);
    let sentence_start = clauses.sentence(tokens.start).start == tokens.start;
    let ends_in_stop =
        clauses.mark(tokens.end, mark::STOP) && tokens.len() > 1 && clauses.verb_in(tokens.clone()).is_some();
    if named && first && !clauses.mark(tokens.start, mark::COLON | mark::COMMA) {
        return Kind::Title;
    }
    let enough = tokens.len() > 1 || (!sentence_start && tokens.len() == 1 && !title);
    if capitals && first && enough && !shouted && !title && !ends_in_stop { Kind::Title } else { Kind::Speech }
}

fn starts_with_letter(view: &View<'_>, at: usize) -> bool {
    view.surface(at).starts_with(char::is_alphabetic)
}

/// Decide what every quotation is, and who speaks.
pub fn judge(clauses: &Clauses<'_, '_>, quotes: &[Quote], reports: &[Report]) -> Vec<Judged> {
    let mut judged: Vec<Judged> = Vec::with_capacity(quotes.len());
    for quote in quotes {
        let by = attribution_of(clauses, quote, reports);
        let mut kind = kind_alone(clauses, quote);
        let length = quote.tokens.end - quote.tokens.start;
        if kind == Kind::Speech && by.is_none() && length <= SCARE && !exclaims(clauses, quote) {
            kind = Kind::Scare;
        }
        let (mut speaker, verb) = by.map_or((None, None), |r| (r.speaker.clone(), r.verb.map(|v| v as u32)));
        if speaker.is_none() && by.is_none() {
            speaker = judged.last().and_then(|before| goes_on(clauses, before, quote));
        }
        let speaker = speaker.or_else(|| behind_colon(clauses, quote));
        judged.push(Judged { quote: quote.clone(), kind, speaker, verb });
    }
    // Sentences quoted before their speaker is named: “…” “…,” he said.
    for i in (0..judged.len().saturating_sub(1)).rev() {
        let (head, tail) = judged.split_at_mut(i + 1);
        let (before, after) = (&mut head[i], &tail[0]);
        let adjacent = before.quote.tokens.end == after.quote.tokens.start && before.quote.depth == after.quote.depth;
        if adjacent && before.speaker.is_none() && before.verb.is_none() {
            before.speaker = after.speaker.clone();
        }
    }
    judged
}

/// Whether a short quotation is an utterance: it fills its sentence, cries out, or opens its sentence before a comma.
fn exclaims(clauses: &Clauses<'_, '_>, quote: &Quote) -> bool {
    let (start, end) = (quote.tokens.start as usize, quote.tokens.end as usize);
    let gap = clauses.view.gap(end);
    let cries = quote.tokens.len() > 1 && gap.chars().take(3).any(|c| c == '!' || c == '?');
    let opens = clauses.sentence(start).start == start;
    let alone = opens && clauses.sentence(end - 1).end == end;
    alone || cries || (opens && quote.tokens.len() > 1 && gap.contains(','))
}

/// *Aliyev changed the subject: “…”*: the one leader of a sentence that opens a quotation.
fn behind_colon(clauses: &Clauses<'_, '_>, quote: &Quote) -> Option<Range<u32>> {
    let start = quote.tokens.start as usize;
    let sentence = clauses.sentence(start);
    if !clauses.mark(start, mark::COLON) || sentence.start == start {
        return None;
    }
    let before = sentence.start as u32..quote.tokens.start;
    let mut leaders = clauses.view.actors_in(before).filter(|a| a.kind == FormKind::Leader);
    let first = leaders.next()?;
    leaders.all(|l| l.actor == first.actor).then_some(first.start..first.end)
}

/// The speaker of the quotation before, where this one goes on with it.
fn goes_on(clauses: &Clauses<'_, '_>, before: &Judged, quote: &Quote) -> Option<Range<u32>> {
    if before.kind != Kind::Speech {
        return None;
    }
    let (start, end) = (quote.tokens.start as usize, quote.tokens.end as usize);
    let paragraph = |at: usize| clauses.view.sentence(at).map(|(n, s)| (n, s.paragraph));
    let (last, here) = (paragraph(before.quote.tokens.end as usize - 1)?, paragraph(start)?);
    let next = last.1 == here.1 && here.0 <= last.0 + 1;
    let alone = clauses.sentence(start).start == start && clauses.sentence(end - 1).end == end;
    let nested = quote.depth > before.quote.depth && quote.tokens.end <= before.quote.tokens.end;
    let again = quote.goes_on && here.1 == last.1 + 1;
    ((next && alone) || nested || again).then(|| before.speaker.clone()).flatten()
}

/// The report that a quotation belongs to: one that touches it, holds it, or shares its sentence.
fn attribution_of<'r>(clauses: &Clauses<'_, '_>, quote: &Quote, reports: &'r [Report]) -> Option<&'r Report> {
    let (start, end) = (quote.tokens.start as usize, quote.tokens.end as usize);
    let (first, last) = (clauses.sentence(start), clauses.sentence(end - 1));
    let from = reports.partition_point(|r| r.at < first.start.max(start.saturating_sub(NEAR)));
    let to = reports.partition_point(|r| r.at < last.end.max(end + 1).min(end + NEAR));
    let near = &reports[from.min(to)..to];
    let inside = |r: &&Report| r.at >= start && r.at < end;
    let length = end - start;
    let rank = |r: &&Report| {
        let distance = if r.at < start { start - r.at } else { r.at.saturating_sub(end) };
        // Behind and touching: “…,” he said. In front and touching: said “…”.
        let touches = (r.at >= end && r.first <= end) || (r.at < start && r.last >= start);
        (!touches, distance)
    };
    let holds = |r: &&Report| r.content.start <= start && r.content.end >= end;
    let strong = |r: &&Report| r.for_quotes(length) && !inside(r);
    let outside = near
        .iter()
        .filter(strong)
        .filter(|r| length > 3 || holds(r) || !rank(r).0 || r.at >= end && r.at - end < 8)
        .filter(|r| !parted(clauses, r, start, end) || holds(r))
        .min_by_key(rank);
    outside.or_else(|| near.iter().filter(inside).find(|r| r.parenthetical))
}

/// Whether a semicolon or other strong stop stands between a report and a quotation.
fn parted(clauses: &Clauses<'_, '_>, report: &Report, start: usize, end: usize) -> bool {
    let between = if report.at < start { report.at + 1..start } else { end + 1..report.at };
    between.take(200).any(|i| clauses.mark(i, mark::SEMICOLON | mark::BRACKET) && !clauses.quoted(i))
}

/// The quotations that are somebody's words.
pub fn attributions(_clauses: &Clauses<'_, '_>, quotes: &[Judged], _reports: &[Report]) -> Vec<Attribution> {
    let speech = quotes.iter().filter(|q| q.kind == Kind::Speech);
    speech
        .map(|q| Attribution {
            voice: Voice::Quoted,
            content: q.quote.tokens.clone(),
            speaker: q.speaker.clone(),
            verb: q.verb,
        })
        .collect()
}
