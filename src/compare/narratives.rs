//! Narratives: who does what to whom, in whose voice, with a place to read.

use std::collections::{BTreeMap, BTreeSet};

use super::NarrativeRow;
use super::pairs::{Cell, Scope};
use super::parts::cells;
use crate::annotate::{Stance, Voice};
use crate::tally::{DocumentTally, NarrativeCount, Tally};

/// One row for every set of agents, frame and set of patients of a cell.
///
/// A mention is in exactly one row, so the mentions of a frame's rows sum to
/// those of `frames.csv`; several actors stand in one cell. A breakdown is
/// `None` where one of the mentions is not told. Empty where the study names no
/// actors.
pub fn narratives(tally: &Tally, scopes: &[Scope]) -> Vec<NarrativeRow> {
    if tally.actors.is_empty() {
        return Vec::new();
    }
    let mut rows = Vec::new();
    for (event, source, cell) in cells(tally, scopes) {
        for ((agent, frame, patient), told) in grouped(tally, cell) {
            let (document, first) = told.example;
            rows.push(NarrativeRow {
                event: event.clone(),
                source: source.clone(),
                agent,
                frame: frame.to_owned(),
                patient,
                mentions: told.mentions,
                documents: told.documents.len() as u64,
                own: told.own,
                quoted: told.quoted,
                reported: told.reported,
                asserted: told.asserted,
                example_document: document.id.clone(),
                example_start: first.start,
                example_end: first.end,
            });
        }
    }
    rows
}

type Key<'t> = (Option<String>, &'t str, Option<String>);

struct Told<'t> {
    mentions: u64,
    documents: BTreeSet<&'t str>,
    own: Option<u64>,
    quoted: Option<u64>,
    reported: Option<u64>,
    asserted: Option<u64>,
    example: (&'t DocumentTally, &'t NarrativeCount),
}

fn grouped<'t>(tally: &'t Tally, cell: &Cell<'t>) -> BTreeMap<Key<'t>, Told<'t>> {
    let ids = |actors: &[u32]| {
        let ids: Vec<&str> = actors.iter().map(|&a| tally.actors[a as usize].id.as_str()).collect();
        (!ids.is_empty()).then(|| ids.join(";"))
    };
    let mut rows: BTreeMap<Key, Told> = BTreeMap::new();
    for &document in &cell.documents {
        for count in &document.narratives {
            let key = (ids(&count.agents), tally.frames[count.frame as usize].as_str(), ids(&count.patients));
            let told = rows.entry(key).or_insert_with(|| Told::new(document, count));
            told.add(document, count);
        }
    }
    rows
}

impl<'t> Told<'t> {
    fn new(document: &'t DocumentTally, count: &'t NarrativeCount) -> Self {
        let (none, some) = (BTreeSet::new(), Some(0));
        let example = (document, count);
        Told { mentions: 0, documents: none, own: some, quoted: some, reported: some, asserted: some, example }
    }

    fn add(&mut self, document: &'t DocumentTally, count: &'t NarrativeCount) {
        self.mentions += count.mentions;
        self.documents.insert(&document.id);
        let add = |to: &mut Option<u64>, is: Option<bool>| {
            *to = to.zip(is).map(|(sum, is)| sum + if is { count.mentions } else { 0 });
        };
        let voice = |voice| count.voice.map(|v| v == voice);
        add(&mut self.own, voice(Voice::Own));
        add(&mut self.quoted, voice(Voice::Quoted));
        add(&mut self.reported, voice(Voice::Reported));
        add(&mut self.asserted, count.stance.map(|s| s == Stance::Asserted));
        let rank = |(d, c): (&'t DocumentTally, &'t NarrativeCount)| {
            (c.stance.is_some_and(|s| s != Stance::Asserted), d.id.as_str(), c.start, c.end)
        };
        if rank((document, count)) < rank(self.example) {
            self.example = (document, count);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::pairs::scopes;
    use super::super::sample::{Draft, document};
    use super::*;

    #[test]
    fn mentions_are_split_by_voice_and_the_example_is_asserted() {
        let (own, quoted) = (Some(Voice::Own), Some(Voice::Quoted));
        let (asserted, negated) = (Some(Stance::Asserted), Some(Stance::Negated));
        let tally = Draft::frames(&["force"])
            .actor("arx", "north")
            .actor("bel", "south")
            .add(
                document("1", "a", 100)
                    .says("force", &["arx"], &["bel"], 2)
                    .voiced(quoted, negated)
                    .says("force", &["arx"], &["bel"], 1)
                    .voiced(own, asserted),
            )
            .add(document("2", "a", 100).says("force", &["bel", "arx"], &[], 1).voiced(own, None))
            .tally();
        let rows = narratives(&tally, &scopes(&tally));

        let shown: Vec<_> = rows
            .iter()
            .map(|r| (r.agent.as_deref(), r.patient.as_deref(), r.mentions, r.own, r.quoted, r.reported, r.asserted))
            .collect();
        assert_eq!(
            shown,
            [
                (Some("arx"), Some("bel"), 3, Some(1), Some(2), Some(0), Some(1)),
                (Some("arx;bel"), None, 1, Some(1), Some(0), Some(0), None),
            ]
        );
        // The draft puts the second statement of a document at 100.
        assert_eq!((rows[0].example_document.as_str(), rows[0].example_start), ("1", 100));
        assert_eq!((rows[0].documents, rows[1].documents), (1, 1));
    }
}
