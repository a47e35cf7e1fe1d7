//! Which events a document as a whole tells of.
//!
//! A mention of an event's terms is the best evidence, its period with its
//! places or actors the next. A document from before an event cannot tell of
//! it. Every assignment carries its evidence and a score, so that a researcher
//! can raise the bar.

use chrono::{Days, NaiveDate};

use super::{Event, EventKind};

/// Days after an event's end in which articles still count as told in its period.
pub const GRACE: u64 = 7;

/// What one document holds of one event.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Evidence {
    /// The data name the event.
    pub field: bool,
    /// Sentences with one of its terms.
    pub term_sentences: u32,
    /// One of its terms in the headline or the first paragraph.
    pub term_in_front: bool,
    /// One of its places.
    pub place: bool,
    /// How many of its actors.
    pub actors: u32,
    /// Score of a group of documents that was given from outside.
    pub given: Option<u32>,
    /// An expression of its time in the headline or the first paragraph.
    pub date_in_front: bool,
    /// Sentences with an expression of its time.
    pub date_sentences: u32,
    /// Sentences with an expression of any time.
    pub dated_sentences: u32,
}

/// Whether a document belongs to `event`, and why.
///
/// | evidence | score |
/// |---|---|
/// | the data name the event | 10 |
/// | the document is given as one of the event | as given |
/// | dated in its period (and 7 days after), with one of its terms | 10 |
/// | dated so, with one of its places and one of its actors (any, if none are named) | 7 |
/// | dated so; the event names no place; two of its actors (all, if fewer) | 5 |
/// | dated so; the event names neither terms, places nor actors | 5 |
/// | undated or later, a term in headline or first paragraph | 7 |
/// | undated or later, terms in two sentences or more | 5 |
/// | undated or later, its time told in headline or first paragraph | 6 |
/// | undated or later, its time told in two sentences or more, and in most of those that tell any | 4 |
/// | document or event undated, one term | 3 |
///
/// A discovered event is only ever given.
pub fn assign(event: &Event, date: Option<NaiveDate>, evidence: Evidence) -> Option<(&'static str, u32)> {
    if evidence.field {
        return Some(("field", 10));
    }
    if let Some(score) = evidence.given {
        return Some(("given", score));
    }
    if event.kind == EventKind::Discovered {
        return None;
    }
    let period = event.when.zip(date);
    if period.is_some_and(|((from, _), date)| date < from) {
        return None;
    }
    let within =
        period.is_some_and(|((_, to), date)| to.checked_add_days(Days::new(GRACE)).is_none_or(|end| date <= end));
    let term = evidence.term_sentences > 0 || evidence.term_in_front;
    if within {
        let no_terms = event.terms.values().all(Vec::is_empty);
        let no_places = event.places.values().all(Vec::is_empty);
        let wanted = event.actors.len() as u32;
        return match () {
            () if term => Some(("date and term", 10)),
            () if evidence.place && (wanted == 0 || evidence.actors > 0) => Some(("date, place and actor", 7)),
            () if no_places && wanted > 0 && evidence.actors >= wanted.min(2) => Some(("date and actors", 5)),
            () if no_places && no_terms && wanted == 0 => Some(("date", 5)),
            () => None,
        };
    }
    match () {
        () if evidence.term_in_front => Some(("term in title or lead", 7)),
        () if evidence.date_in_front => Some(("date in title or lead", 6)),
        () if evidence.term_sentences >= 2 => Some(("terms", 5)),
        () if evidence.date_sentences >= 2 && 2 * evidence.date_sentences > evidence.dated_sentences => {
            Some(("dates", 4))
        }
        // Without two dates to compare, a term is all there is to go by.
        () if period.is_none() && term => Some(("term", 3)),
        () => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Option<NaiveDate> {
        NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()
    }

    fn war() -> Event {
        Event {
            id: "war".into(),
            when: day("2020-09-27").zip(day("2020-11-10")),
            actors: vec!["a".into(), "b".into()],
            ..Event::default()
        }
    }

    #[test]
    fn a_document_from_before_the_event_never_belongs_to_it() {
        let evidence =
            Evidence { term_sentences: 5, term_in_front: true, place: true, actors: 2, ..Evidence::default() };
        assert_eq!(assign(&war(), day("2020-09-26"), evidence), None);
        assert!(assign(&war(), day("2020-09-27"), evidence).is_some());
        assert_eq!(assign(&war(), day("2020-09-26"), Evidence { field: true, ..evidence }), Some(("field", 10)));
    }

    #[test]
    fn one_passing_term_long_after_is_not_enough_but_the_headline_is() {
        let passing = Evidence { term_sentences: 1, ..Evidence::default() };
        assert_eq!(assign(&war(), day("2022-01-01"), passing), None);
        assert_eq!(assign(&war(), day("2020-11-17"), passing), Some(("date and term", 10)));
        let headline = Evidence { term_in_front: true, ..passing };
        assert_eq!(assign(&war(), day("2022-01-01"), headline), Some(("term in title or lead", 7)));
        assert_eq!(assign(&war(), None, headline), Some(("term in title or lead", 7)));
    }

    #[test]
    fn within_the_period_both_actors_do_where_no_place_is_named() {
        let one = Evidence { actors: 1, ..Evidence::default() };
        assert_eq!(assign(&war(), day("2020-10-01"), one), None);
        assert_eq!(assign(&war(), day("2020-10-01"), Evidence { actors: 2, ..one }), Some(("date and actors", 5)));
    }
}
