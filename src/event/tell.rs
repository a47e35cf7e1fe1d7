//! Which events each sentence of a document tells of.
//!
//! 1. **Its own evidence**: a term of the event; an expression of its time; in
//!    an article of its period, one of its places with one of its actors.
//! 2. **Its paragraph's**: that of the nearest sentence with evidence, those
//!    before it first. A sentence of another time in between breaks the thread.
//! 3. **Its document's** ([`assign`]): the events with the best score.
//!
//! A sentence that points to another time inherits nothing: what happened *in
//! 1994* is no part of the event of 2020 because the article is about it. A
//! sentence may tell of two events, and a document from before an event tells
//! nothing of it.

use std::sync::Arc;

use chrono::{Days, NaiveDate};

use super::assign::{Evidence, GRACE, assign};
use super::expression::{DateExpression, DateKind};
use super::{Assignment, Event, EventKind, Level, Told};

/// Days of an expression that is exact enough for any event it touches.
const EXACT: i64 = 10;
/// Days of one that is exact enough where it touches one event alone: a season.
const LOOSE: i64 = 92;

/// What one sentence holds of events.
#[derive(Debug, Clone, Default)]
pub struct Signs {
    /// Number of its paragraph.
    pub paragraph: u32,
    /// Whether it stands in the headline or the first paragraph.
    pub front: bool,
    /// Expressions of time, with their wording.
    pub dates: Vec<(DateExpression, String)>,
    /// Terms of events: event, first token, token behind, wording.
    pub terms: Vec<(usize, usize, usize, String)>,
    /// Places of events: event, wording.
    pub places: Vec<(usize, String)>,
    /// How many of each event's actors it names, parallel to the events.
    pub actors: Vec<u32>,
}

/// A document's signs and what is known of it as a whole.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// Day of publication.
    pub date: Option<NaiveDate>,
    /// Sentence by sentence.
    pub sentences: Vec<Signs>,
    /// Parallel to the events: what its data, its title and its places and actors say.
    pub evidence: Vec<Evidence>,
}

/// The events of a document, ascending, and those of each of its sentences.
pub fn tell(events: &[Event], mut reading: Reading) -> (Vec<Assignment>, Vec<Vec<Told>>) {
    reading.evidence.resize(events.len(), Evidence::default());
    drop_mistaken_terms(events, &mut reading.sentences);
    let whole: Vec<Option<(&'static str, u32)>> = (0..events.len()).map(|e| whole(events, &reading, e)).collect();
    let own: Vec<Vec<Told>> = reading.sentences.iter().map(|signs| own(events, &reading, signs, &whole)).collect();
    let heirs = heirs(&whole);
    let told: Vec<Vec<Told>> = (0..own.len())
        .map(|i| {
            if !own[i].is_empty() {
                return own[i].clone();
            }
            let found = of_paragraph(events, &reading, &own, i);
            if found.is_empty() { of_document(events, &reading, &heirs, i) } else { found }
        })
        .collect();
    (assignments(&whole, &told), told)
}

/// A term that is a date, such as *September 27*, means the day that the date
/// means: in an article of 2023 perhaps none of the event's.
fn drop_mistaken_terms(events: &[Event], sentences: &mut [Signs]) {
    for signs in sentences {
        let dates = &signs.dates;
        signs.terms.retain(|(event, start, end, _)| {
            let inside = dates.iter().find(|(date, _)| date.tokens.start <= *start && *end <= date.tokens.end);
            inside.is_none_or(|(date, _)| events[*event].when.is_none_or(|when| overlap(when, (date.from, date.to))))
        });
    }
}

/// Whether the document as a whole tells of an event.
fn whole(events: &[Event], reading: &Reading, e: usize) -> Option<(&'static str, u32)> {
    let mut evidence = reading.evidence[e];
    let mut other_in_front = false;
    for signs in &reading.sentences {
        let term = signs.terms.iter().any(|t| t.0 == e);
        let date = exact_date(events, signs, e).is_some();
        evidence.term_sentences += u32::from(term);
        evidence.term_in_front |= term && signs.front;
        evidence.place |= signs.places.iter().any(|p| p.0 == e);
        evidence.date_sentences += u32::from(date);
        evidence.date_in_front |= date && signs.front;
        evidence.dated_sentences += u32::from(!signs.dates.is_empty());
        let touches = |date: &DateExpression| events[e].when.is_some_and(|when| overlap(when, (date.from, date.to)));
        other_in_front |= signs.front && signs.dates.iter().any(|(date, _)| !touches(date));
    }
    // *On Sunday … the heaviest fighting since April 2016* is no article about April.
    evidence.date_in_front &= !other_in_front;
    assign(&events[e], reading.date, evidence)
}

/// The first expression of a sentence that tells an event's time by itself,
/// whatever the day of publication.
fn exact_date<'s>(events: &[Event], signs: &'s Signs, e: usize) -> Option<&'s str> {
    let told = signs.dates.iter().filter(|(date, _)| date.kind != DateKind::Relative);
    told.filter(|(date, _)| fits(events, signs, e, date)).map(|(_, text)| text.as_str()).next()
}

/// Whether an expression tells the time of an event, exactly enough.
///
/// Within the event's time, or of ten days at most and touching it: yes. A
/// month or season: where it touches no other event, or the sentence names a
/// place of this one. Longer (*in 2020*): touching no other, with a place or
/// the actors, if the event has any.
fn fits(events: &[Event], signs: &Signs, e: usize, date: &DateExpression) -> bool {
    let Some(when) = events[e].when.filter(|when| overlap(*when, (date.from, date.to))) else { return false };
    let days = (date.to - date.from).num_days() + 1;
    if days <= EXACT || (when.0 <= date.from && date.to <= when.1) {
        return true;
    }
    let touches = |event: &Event| event.when.is_some_and(|other| overlap(other, (date.from, date.to)));
    let alone = events.iter().filter(|event| event.kind == EventKind::Declared && touches(event)).count() < 2;
    let place = signs.places.iter().any(|p| p.0 == e);
    let nothing_else = events[e].actors.is_empty() && events[e].places.values().all(Vec::is_empty);
    if days <= LOOSE { alone || place } else { alone && (place || nothing_else || enough_actors(events, signs, e)) }
}

/// Whether a sentence names two of an event's actors, or all, if fewer.
fn enough_actors(events: &[Event], signs: &Signs, e: usize) -> bool {
    let wanted = events[e].actors.len() as u32;
    wanted > 0 && signs.actors.get(e).is_some_and(|n| *n >= wanted.min(2))
}

fn overlap(a: (NaiveDate, NaiveDate), b: (NaiveDate, NaiveDate)) -> bool {
    a.0 <= b.1 && b.0 <= a.1
}

/// A sentence's own evidence.
fn own(events: &[Event], reading: &Reading, signs: &Signs, whole: &[Option<(&'static str, u32)>]) -> Vec<Told> {
    let found = (0..events.len()).filter_map(|e| {
        let evidence = own_evidence(events, reading, signs, e, whole[e].is_some())?;
        Some(Told { event: e, level: Level::Sentence, evidence: evidence.into() })
    });
    found.collect()
}

fn own_evidence(events: &[Event], reading: &Reading, signs: &Signs, e: usize, whole: bool) -> Option<String> {
    let event = &events[e];
    if event.kind == EventKind::Discovered {
        return None;
    }
    let named = reading.evidence[e].field || reading.evidence[e].given.is_some();
    if !named && event.when.zip(reading.date).is_some_and(|((from, _), date)| date < from) {
        return None;
    }
    if let Some((.., text)) = signs.terms.iter().find(|t| t.0 == e) {
        return Some(format!("term: {text}"));
    }
    if let Some(text) = exact_date(events, signs, e) {
        return Some(format!("date: {text}"));
    }
    let place = signs.places.iter().find(|p| p.0 == e);
    // In an article of the period, *on Tuesday* says no more than the day of
    // publication, which all articles of the day share.
    let bare = event.terms.values().chain(event.places.values()).all(Vec::is_empty) && event.actors.is_empty();
    let within = event.when.zip(reading.date).is_some_and(|(when, date)| overlap(with_grace(when), (date, date)));
    if !within || whole || place.is_some() || bare || enough_actors(events, signs, e) {
        let told = signs.dates.iter().filter(|(date, _)| date.kind == DateKind::Relative);
        if let Some((_, text)) = told.clone().find(|(date, _)| fits(events, signs, e, date)) {
            return Some(format!("date: {text}"));
        }
    }
    let actor = event.actors.is_empty() || signs.actors.get(e).is_some_and(|n| *n > 0);
    let (_, text) = place.filter(|_| within && actor && !elsewhere(event, reading, signs))?;
    Some(format!("place: {text}"))
}

fn with_grace((from, to): (NaiveDate, NaiveDate)) -> (NaiveDate, NaiveDate) {
    (from, to.checked_add_days(Days::new(GRACE)).unwrap_or(to))
}

/// Whether a sentence points to another time than an event's: it says when, and
/// nothing of it touches the event (nor the days right after, in which articles
/// still tell of it).
fn elsewhere(event: &Event, reading: &Reading, signs: &Signs) -> bool {
    let Some(when) = event.when else { return false };
    let (from, to) = with_grace(when);
    // Articles that make up a discovered event look back on the days before them.
    let from = match event.kind {
        EventKind::Discovered => from.checked_sub_days(Days::new(GRACE)).unwrap_or(from),
        EventKind::Declared => from,
    };
    let touches = |date: &DateExpression| {
        // *since 1994* reaches to the day of publication.
        let end = if date.open { reading.date.unwrap_or(NaiveDate::MAX).max(date.to) } else { date.to };
        overlap((from, to), (date.from, end))
    };
    !signs.dates.is_empty() && !signs.dates.iter().any(|(date, _)| touches(date))
}

/// Events of the nearest sentence of the paragraph that has evidence.
fn of_paragraph(events: &[Event], reading: &Reading, own: &[Vec<Told>], i: usize) -> Vec<Told> {
    let same = |j: &usize| reading.sentences[*j].paragraph == reading.sentences[i].paragraph;
    let before = (0..i).rev().take_while(same).find(|j| !own[*j].is_empty());
    let nearest = before.or_else(|| (i + 1..own.len()).take_while(same).find(|j| !own[*j].is_empty()));
    let Some(j) = nearest else { return Vec::new() };
    // A sentence of another time in between has no event, but ends the thread.
    let thread =
        |event: &Event| !(i.min(j)..=i.max(j)).any(|k| k != j && elsewhere(event, reading, &reading.sentences[k]));
    let fitting = own[j].iter().filter(|told| thread(&events[told.event]));
    fitting.map(|told| Told { level: Level::Paragraph, ..told.clone() }).collect()
}

/// Events that sentences inherit from the document: those that it is given, or
/// of which its data speak, else those with the best score.
fn heirs(whole: &[Option<(&'static str, u32)>]) -> Vec<(usize, Arc<str>)> {
    let given = |why: &str| matches!(why, "field" | "given");
    let any_given = whole.iter().flatten().any(|(why, _)| given(why));
    let best = whole.iter().flatten().map(|(_, score)| *score).max();
    let found = whole.iter().enumerate().filter_map(|(e, found)| found.map(|(why, score)| (e, why, score)));
    found
        .filter(|(_, why, score)| if any_given { given(why) } else { Some(*score) == best })
        .map(|(e, why, _)| (e, Arc::from(why)))
        .collect()
}

fn of_document(events: &[Event], reading: &Reading, heirs: &[(usize, Arc<str>)], i: usize) -> Vec<Told> {
    let fitting = heirs.iter().filter(|(e, _)| !elsewhere(&events[*e], reading, &reading.sentences[i]));
    fitting.map(|(e, why)| Told { event: *e, level: Level::Document, evidence: Arc::clone(why) }).collect()
}

/// The events that some sentence tells of.
fn assignments(whole: &[Option<(&'static str, u32)>], told: &[Vec<Told>]) -> Vec<Assignment> {
    let found = whole.iter().enumerate().filter_map(|(event, whole)| {
        let mut sentences = [0u32; 3];
        let ours = told.iter().flatten().filter(|t| t.event == event);
        ours.clone().for_each(|t| sentences[t.level as usize] += 1);
        let first = ours.into_iter().min_by_key(|t| t.level)?;
        Some(match whole {
            Some((why, score)) => {
                Assignment { event, evidence: Arc::from(*why), score: *score, level: Level::Document, sentences }
            }
            None => {
                let evidence = Arc::clone(&first.evidence);
                Assignment { event, evidence, score: PASSING, level: Level::Sentence, sentences }
            }
        })
    });
    found.collect()
}

/// Score of a document that tells of an event in passing, in single sentences.
const PASSING: u32 = 3;

#[cfg(test)]
mod tests {
    use super::super::expression::Grain;
    use super::*;
    use crate::span::Span;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn event(id: &str, from: &str, to: &str) -> Event {
        Event {
            id: id.into(),
            when: Some((day(from), day(to))),
            actors: vec!["a".into(), "b".into()],
            ..Event::default()
        }
    }

    fn war() -> Event {
        event("war", "2020-09-27", "2020-11-10")
    }

    fn date(from: &str, to: &str, kind: DateKind) -> (DateExpression, String) {
        let (from, to, grain) = (day(from), day(to), Grain::Day);
        let date =
            DateExpression { span: Span::new(0, 1), tokens: 0..1, sentence: 0, from, to, grain, kind, open: false };
        (date, "then".into())
    }

    fn dated(from: &str, to: &str) -> Signs {
        Signs { dates: vec![date(from, to, DateKind::Absolute)], ..Signs::default() }
    }

    fn term(event: usize) -> Signs {
        Signs { terms: vec![(event, 5, 6, "the war".into())], ..Signs::default() }
    }

    /// Events and levels, sentence by sentence: `0s` is event 0 by the sentence itself.
    fn told(events: &[Event], published: &str, sentences: Vec<Signs>) -> Vec<String> {
        let reading = Reading { date: published.parse().ok(), sentences, evidence: Vec::new() };
        let of = |told: &Told| format!("{}{}", told.event, &told.level.name()[..1]);
        tell(events, reading).1.iter().map(|told| told.iter().map(of).collect::<Vec<_>>().join(" ")).collect()
    }

    #[test]
    fn a_year_alone_is_too_little_for_six_weeks_but_not_with_the_actors() {
        let year = || dated("2020-01-01", "2020-12-31");
        let with_actors = Signs { actors: vec![2, 2], ..year() };
        let apart = Signs { paragraph: 1, ..with_actors.clone() };
        assert_eq!(told(&[war()], "2022-01-01", vec![year(), apart]), ["", "0s"]);
        let rival = event("clash", "2020-07-12", "2020-07-16");
        assert_eq!(told(&[war(), rival], "2022-01-01", vec![with_actors]), [""], "two events of the year");
        let plain = Event { actors: Vec::new(), ..war() };
        assert_eq!(told(&[plain], "2022-01-01", vec![year()]), ["0s"], "nothing else to ask for");
        let long = event("long", "2018-01-01", "2021-12-31");
        assert_eq!(told(&[long], "2022-01-01", vec![year()]), ["0s"], "a year within");
    }

    #[test]
    fn part_of_a_month_and_a_month_that_touch_are_enough() {
        for (from, to) in [("2020-09-21", "2020-09-30"), ("2020-11-01", "2020-11-30"), ("2020-09-01", "2020-11-30")] {
            assert_eq!(told(&[war()], "2022-01-01", vec![dated(from, to)]), ["0s"], "{from}");
        }
        assert_eq!(told(&[war()], "2022-01-01", vec![dated("2020-11-11", "2020-11-20")]), [""]);
    }

    #[test]
    fn a_day_named_from_publication_alone_is_no_evidence() {
        let tuesday = Signs { dates: vec![date("2020-10-06", "2020-10-06", DateKind::Relative)], ..Signs::default() };
        assert_eq!(told(&[war()], "2020-10-07", vec![tuesday.clone()]), [""]);
        assert_eq!(told(&[war()], "2020-10-07", vec![Signs { actors: vec![2], ..tuesday.clone() }]), ["0s"]);
        assert_eq!(told(&[war()], "2020-10-07", vec![tuesday, term(0)]), ["0s", "0s"], "the document tells of it");
        let last_month =
            Signs { dates: vec![date("2020-11-01", "2020-11-30", DateKind::Relative)], ..Signs::default() };
        assert_eq!(told(&[war()], "2020-12-05", vec![last_month]), ["0s"], "it points back to the event");
    }

    #[test]
    fn a_sentence_of_another_time_ends_the_thread_of_a_paragraph() {
        let other = dated("1994-01-01", "1994-12-31");
        let sentences = vec![term(0), Signs::default(), other, Signs::default()];
        assert_eq!(told(&[war()], "2022-01-01", sentences), ["0s", "0p", "", ""]);
        let apart = Signs { paragraph: 1, ..Signs::default() };
        assert_eq!(told(&[war()], "2022-01-01", vec![Signs::default(), term(0), apart]), ["0p", "0s", ""]);
    }

    #[test]
    fn sentences_without_a_sign_take_the_document_s_best_event() {
        let events = [event("clash", "2016-04-02", "2016-04-05"), war()];
        let apart = Signs { paragraph: 1, ..Signs::default() };
        let front = Signs { front: true, ..term(1) };
        assert_eq!(told(&events, "2020-10-01", vec![front, term(0), term(0), apart]), ["1s", "0s", "0s", "1d"]);
    }

    #[test]
    fn an_article_from_before_tells_nothing_of_it() {
        assert_eq!(told(&[war()], "2020-09-26", vec![term(0), dated("2020-09-28", "2020-09-28")]), ["", ""]);
    }

    #[test]
    fn a_term_that_is_a_date_means_the_day_that_is_meant() {
        let meant = |year: &str| Signs {
            terms: vec![(0, 0, 1, "September 28".into())],
            ..dated(&format!("{year}-09-28"), &format!("{year}-09-28"))
        };
        assert_eq!(told(&[war()], "2023-10-01", vec![meant("2023"), meant("2020")]), ["", "0s"]);
    }
}
