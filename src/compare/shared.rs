//! Which events two sources share: what a pooled comparison is made within,
//! and what it leaves out because one of the two is silent.

use std::collections::BTreeSet;

use super::SharedEvents;
use super::pairs::{Cell, Pair};
use crate::tally::Tally;

/// The events of a pooled pair; `None` in a pair of one event, and where
/// neither side tells of any.
pub fn shared(tally: &Tally, pair: &Pair) -> Option<SharedEvents> {
    let (target, reference) = (Told::of(pair.target()), Told::of(pair.reference()));
    if !pair.scope.pooled || (target.events.is_empty() && reference.events.is_empty()) {
        return None;
    }
    let sets = target.sets.intersection(&reference.sets);
    let within: BTreeSet<u32> = sets.flat_map(|set| set.iter().copied()).collect();
    let both = target.events.intersection(&reference.events).copied();
    let names = |events: &mut dyn Iterator<Item = u32>| events.map(|e| tally.events[e as usize].clone()).collect();
    Some(SharedEvents {
        mixed: names(&mut both.filter(|e| !within.contains(e))),
        within: names(&mut within.iter().copied()),
        eventless: target.sets.contains(&[][..]) && reference.sets.contains(&[][..]),
        target_only: names(&mut target.events.difference(&reference.events).copied()),
        reference_only: names(&mut reference.events.difference(&target.events).copied()),
    })
}

/// What a side tells: the sets of events of its documents, and all their events.
struct Told<'t> {
    sets: BTreeSet<&'t [u32]>,
    events: BTreeSet<u32>,
}

impl<'t> Told<'t> {
    fn of(cell: &Cell<'t>) -> Self {
        let sets: BTreeSet<&[u32]> = cell.documents.iter().map(|d| d.events.as_slice()).collect();
        Told { events: sets.iter().flat_map(|set| set.iter().copied()).collect(), sets }
    }
}

impl SharedEvents {
    /// Whether any document is compared with any.
    pub fn any(&self) -> bool {
        self.eventless || !self.within.is_empty()
    }

    /// Events that one of the two tells alone.
    pub fn told_by_one(&self) -> usize {
        self.target_only.len() + self.reference_only.len()
    }

    /// For the note of a row: `within 5 shared events`, `2 told by one only`.
    pub fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        match (self.within.len(), self.eventless) {
            (0, false) => {}
            (0, true) => notes.push("within articles of no event".to_owned()),
            (n, eventless) => {
                let also = if eventless { " and articles of no event" } else { "" };
                notes.push(format!("within {n} shared event{}{also}", if n == 1 { "" } else { "s" }));
            }
        }
        if !self.mixed.is_empty() {
            notes.push(format!("{} shared only along with other events", self.mixed.len()));
        }
        match (self.told_by_one(), notes.is_empty()) {
            (0, _) => {}
            (1, true) => notes.push("1 event told by one only".to_owned()),
            (n, true) => notes.push(format!("{n} events told by one only")),
            (n, false) => notes.push(format!("{n} told by one only")),
        }
        notes
    }
}

#[cfg(test)]
mod tests {
    use super::super::pairs::{pairs, scopes};
    use super::super::sample::{Draft, Paper, document};
    use super::super::{Settings, compare};
    use super::*;

    fn tally(papers: Vec<Paper>) -> Tally {
        papers.into_iter().fold(Draft::frames(&["f"]), Draft::add).tally()
    }

    fn pooled(tally: &Tally) -> Option<SharedEvents> {
        shared(tally, &pairs(tally, &scopes(tally), &Settings::default())[0])
    }

    #[test]
    fn events_are_compared_where_both_tell_the_same_set() {
        let of = |id: &str, group: &str, events: &[&str]| {
            events.iter().fold(document(id, group, 100).mention("f", "f", 1), |paper, event| paper.event(event))
        };
        let papers = vec![
            of("1", "a", &["siege"]),
            of("2", "b", &["siege"]),
            of("3", "a", &["truce"]),
            of("4", "b", &["siege", "truce"]),
            of("5", "a", &["vote"]),
            of("6", "b", &["war"]),
            of("7", "b", &[]),
        ];
        let tally = tally(papers);
        let names = |list: &[&str]| list.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>();
        let expected = SharedEvents {
            within: names(&["siege"]),
            eventless: false,
            mixed: names(&["truce"]),
            target_only: names(&["vote"]),
            reference_only: names(&["war"]),
        };
        assert_eq!(pooled(&tally), Some(expected));
        let found = compare(&tally, &Settings::default());
        let note = "within 1 shared event; 1 shared only along with other events; 2 told by one only";
        assert!(found.contrasts[0].note.contains(note), "{}", found.contrasts[0].note);
        assert!(found.contrasts[1..].iter().all(|row| row.shared.is_none() && !row.note.contains("within")));
    }

    #[test]
    fn without_events_there_is_nothing_to_say() {
        assert_eq!(pooled(&tally(vec![document("1", "a", 9), document("2", "b", 9)])), None);
    }

    #[test]
    fn notes_are_one_phrase_each() {
        let events = |n: usize| vec![String::new(); n];
        let shared = SharedEvents { within: events(5), reference_only: events(2), ..SharedEvents::default() };
        assert_eq!(shared.notes(), ["within 5 shared events", "2 told by one only"]);
        let shared = SharedEvents { eventless: true, ..shared };
        assert_eq!(shared.notes()[0], "within 5 shared events and articles of no event");
        assert_eq!(SharedEvents { within: events(0), ..shared }.notes()[0], "within articles of no event");
        let apart = SharedEvents { target_only: events(1), ..SharedEvents::default() };
        assert_eq!(apart.notes(), ["1 event told by one only"]);
    }
}
