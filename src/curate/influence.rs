//! What a result hangs on: every contrast without one entry, one document, one
//! event or one source.
//!
//! Nothing is read again: [`Tally::without`] takes the thing out of the whole
//! numbers, and [`Basis::recount`] works out the contrasts that this changes.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use serde::Serialize;

use crate::compare::formula::rounded;
use crate::compare::recount::{Basis, Recount};
use crate::compare::shift::share;
use crate::compare::standing::{Change, NOWHERE, Standing, distance};
use crate::compare::{ContrastRow, Settings};
use crate::lexicon::parse::is_below;
use crate::tally::Tally;
use crate::tally::omit::Omission;

/// Documents that the permutation tests of one run may handle in all, over
/// their arrangements; beyond that Student's t stands in.
const EFFORT: u64 = 60_000_000;

/// What is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// An entry of the lexicon, by its name; of the same name in two languages, both.
    Entry,
    /// A document, by its id.
    Document,
    /// An event, by its id: its sentences, and the documents that tell of nothing else.
    Event,
    /// A source of a group that pools several, by its id.
    Source,
}

impl Kind {
    /// Its name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Entry => "entry",
            Kind::Document => "document",
            Kind::Event => "event",
            Kind::Source => "source",
        }
    }
}

/// Row of `influence.csv`: one contrast without one thing.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct InfluenceRow {
    /// Event id, or `all`.
    pub event: String,
    /// Frame id.
    pub frame: String,
    /// The source described.
    pub target: String,
    /// The source it is held against.
    pub reference: String,
    /// What kind of thing is left out.
    pub kind: Kind,
    /// Which one.
    pub what: String,
    /// Its share of rate_target − rate_reference ([`share`]): 1 is the whole difference.
    pub share: Option<f64>,
    /// rate_target / rate_reference without it.
    pub rate_ratio: Option<f64>,
    /// Lower limit of that ratio's 95 % interval.
    pub ratio_low: Option<f64>,
    /// Upper limit.
    pub ratio_high: Option<f64>,
    /// p without it.
    pub p: Option<f64>,
    /// q without it, over the whole table.
    pub q: Option<f64>,
    /// How p was had: as in `contrasts.csv`, `t` also where permutation would take too long.
    pub method: String,
    /// Which line the contrast crosses without it.
    pub change: Change,
    /// What to beware of in the contrast without it.
    pub note: String,
    /// The ratio with everything, as in `contrasts.csv`.
    pub whole_ratio: Option<f64>,
    /// Lower limit with everything.
    pub whole_low: Option<f64>,
    /// Upper limit with everything.
    pub whole_high: Option<f64>,
    /// p with everything.
    pub whole_p: Option<f64>,
    /// q with everything.
    pub whole_q: Option<f64>,
    /// Where the contrast stands with everything (no column).
    #[serde(skip)]
    pub standing: Standing,
}

impl InfluenceRow {
    /// Place in the order of consequence; less is more.
    fn rank(&self) -> (u8, std::cmp::Reverse<Distance>) {
        let moved = distance(self.whole_ratio, self.rate_ratio);
        (self.standing.consequence(self.change), std::cmp::Reverse(Distance(moved)))
    }
}

/// A distance that can be sorted by.
#[derive(PartialEq)]
struct Distance(f64);

impl Eq for Distance {}

impl PartialOrd for Distance {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Distance {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}

/// What is looked at.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Options {
    /// Documents left out of every contrast, one at a time: those on which it leans most.
    pub documents: usize,
    /// Documents by the source that they are of, where groups pool sources; empty otherwise.
    pub sources: BTreeMap<String, BTreeSet<String>>,
}

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Influence {
    /// Sorted by consequence: conclusions that fall first, then those that arise,
    /// then by how far the ratio moves.
    pub rows: Vec<InfluenceRow>,
    /// Contrasts with a mention.
    pub contrasts: usize,
    /// Those of them with something to conclude.
    pub concluded: usize,
}

/// One thing to leave out.
struct Item {
    kind: Kind,
    /// Its name in the rows of each frame; under "" that of all others.
    names: BTreeMap<String, String>,
    omission: Omission,
}

impl Item {
    fn new(kind: Kind, name: &str, omission: Omission) -> Item {
        Item { kind, names: [(String::new(), name.to_owned())].into(), omission }
    }

    fn name(&self, frame: &str) -> &str {
        self.names.get(frame).or_else(|| self.names.get("")).map_or("", String::as_str)
    }
}

/// Leave out one thing after the other.
///
/// A row is made where the thing has a part in the contrast: for entries, those
/// with a mention in it; for documents, the [`Options::documents`] heaviest
/// ([`Basis::heaviest`]) and any other that is found to change it; events in
/// contrasts of all events together; sources in those of groups that pool
/// them. p is Student's t where permutation would not be cheap, except for the
/// rows whose q crosses 0.05 by it: those are tested as `contrasts.csv` is,
/// the most consequential first, while the effort allows. Lines are crossed between like and like:
/// a row with t is held against the contrast's own t.
///
/// The tally and the settings decide every byte.
///
/// # Panics
/// As [`compare`](crate::compare::compare).
pub fn influence(tally: &Tally, settings: &Settings, options: &Options) -> Influence {
    let tally = tally.bare();
    let basis = Basis::new(&tally, settings);
    let told = |row: usize| basis.rows[row].mentions_target + basis.rows[row].mentions_reference > 0;
    let listed: Vec<usize> = (0..basis.rows.len()).filter(|row| told(*row)).collect();
    let heavy: BTreeMap<usize, BTreeSet<&str>> = listed
        .par_iter()
        .map(|&row| (row, basis.heaviest(row, options.documents).into_iter().collect()))
        .collect::<Vec<_>>()
        .into_iter()
        .collect();
    let mut items = entries(&tally);
    items.extend(events(&tally));
    items.extend(sources(options));
    let documents: BTreeSet<&str> = heavy.values().flatten().copied().collect();
    let one = |id: &str| Omission::Documents([id.to_owned()].into());
    items.extend(documents.iter().map(|id| Item::new(Kind::Document, id, one(id))));

    let mut drafts: Vec<Draft> = items.par_iter().flat_map_iter(|item| drafts(&basis, item)).collect();
    confirm(&basis, &items, &mut drafts);
    let kept = |draft: &Draft| {
        let heavy = heavy.get(&draft.place).is_some_and(|ids| ids.contains(draft.row.what.as_str()));
        draft.row.kind != Kind::Document || draft.row.change != Change::None || heavy
    };
    let mut rows: Vec<InfluenceRow> = drafts.into_iter().filter(kept).map(|draft| draft.row).collect();
    rows.sort_by(|a, b| a.rank().cmp(&b.rank()).then_with(|| key(a).cmp(&key(b))));
    Influence {
        rows,
        contrasts: listed.len(),
        concluded: listed.iter().filter(|row| basis.rows[**row].standing().concluded()).count(),
    }
}

fn key(row: &InfluenceRow) -> (&str, &str, &str, &str, Kind, &str) {
    (&row.event, &row.frame, &row.target, &row.reference, row.kind, &row.what)
}

/// Entries by name; that of a nested frame goes with its twin in the frames above.
fn entries(tally: &Tally) -> Vec<Item> {
    let mut items: BTreeMap<(&str, &str), Item> = BTreeMap::new();
    for (index, key) in tally.entries.iter().enumerate() {
        let child = tally.frames.iter().filter(|frame| is_below(frame, &key.frame)).find_map(|frame| {
            let name = key.entry.strip_suffix(&format!(" ({frame})"))?;
            Some((frame.as_str(), name))
        });
        let item = items.entry(child.unwrap_or((&key.frame, &key.entry))).or_insert_with(|| Item {
            kind: Kind::Entry,
            names: BTreeMap::new(),
            omission: Omission::Entries(BTreeSet::new()),
        });
        item.names.insert(key.frame.clone(), key.entry.clone());
        if let Omission::Entries(entries) = &mut item.omission {
            entries.insert(index as u32);
        }
    }
    items.into_values().collect()
}

fn events(tally: &Tally) -> impl Iterator<Item = Item> + '_ {
    let item = |(index, id): (usize, &String)| Item::new(Kind::Event, id, Omission::Event(index as u32));
    tally.events.iter().enumerate().map(item)
}

fn sources(options: &Options) -> impl Iterator<Item = Item> + '_ {
    let item = |(id, documents): (&String, &BTreeSet<String>)| {
        Item::new(Kind::Source, id, Omission::Documents(documents.clone()))
    };
    options.sources.iter().map(item)
}

/// A row before its p is confirmed.
struct Draft {
    /// Of the basis.
    place: usize,
    row: InfluenceRow,
    /// Whether q, with t, crosses 0.05 from either of the two ways to have had it.
    doubtful: bool,
}

fn drafts(basis: &Basis, item: &Item) -> Vec<Draft> {
    let rest = basis.tally.without(&item.omission);
    let event = item.kind == Kind::Event;
    let wanted = |row: usize| !event || basis.pooled(row);
    let found = basis.recount(&rest, &wanted);
    let places: Vec<usize> = found.iter().map(|f| f.0).collect();
    let counts = basis.counts_of(&rest, &places);
    let draft = |((place, fresh), left): ((usize, Option<ContrastRow>), crate::compare::recount::Counts)| {
        let whole = basis.counts(place);
        let gone = (whole.mentions.0 - left.mentions.0, whole.mentions.1 - left.mentions.1);
        let (before, like) = (&basis.rows[place], &basis.approximate[place]);
        let after = fresh.as_ref().map_or(NOWHERE, ContrastRow::standing);
        let row = InfluenceRow {
            share: share(gone, whole.mentions, whole.tokens).and_then(rounded),
            change: like.standing().change(after),
            ..blank(item, before)
        };
        let doubtful = fresh.as_ref().is_some_and(|fresh| fresh.method.starts_with('t'))
            && (before.standing().significant != after.significant || like.standing().significant != after.significant);
        Draft { place, row: filled(row, fresh), doubtful }
    };
    let told = |place: usize| basis.rows[place].mentions_target + basis.rows[place].mentions_reference > 0;
    found.into_iter().zip(counts).filter(|((place, _), _)| told(*place)).map(draft).collect()
}

/// A row with the contrast as it is, and nothing yet of how it would be.
fn blank(item: &Item, whole: &ContrastRow) -> InfluenceRow {
    InfluenceRow {
        event: whole.event.clone(),
        frame: whole.frame.clone(),
        target: whole.target.clone(),
        reference: whole.reference.clone(),
        kind: item.kind,
        what: item.name(&whole.frame).to_owned(),
        share: None,
        rate_ratio: None,
        ratio_low: None,
        ratio_high: None,
        p: None,
        q: None,
        method: "none".to_owned(),
        change: Change::None,
        note: String::new(),
        whole_ratio: whole.rate_ratio,
        whole_low: whole.ratio_low,
        whole_high: whole.ratio_high,
        whole_p: whole.p,
        whole_q: whole.q,
        standing: whole.standing(),
    }
}

/// The row with the contrast as it would be.
fn filled(row: InfluenceRow, fresh: Option<ContrastRow>) -> InfluenceRow {
    let Some(fresh) = fresh else {
        return InfluenceRow { note: "no document is left on a side".to_owned(), ..row };
    };
    InfluenceRow {
        rate_ratio: fresh.rate_ratio,
        ratio_low: fresh.ratio_low,
        ratio_high: fresh.ratio_high,
        p: fresh.p,
        q: fresh.q,
        method: fresh.method,
        note: fresh.note,
        ..row
    }
}

/// Tests the doubtful rows as the table is tested, the most consequential first.
fn confirm(basis: &Basis, items: &[Item], drafts: &mut [Draft]) {
    let mut doubtful: Vec<usize> = (0..drafts.len()).filter(|&i| drafts[i].doubtful).collect();
    doubtful.sort_by(|&a, &b| {
        let (a, b) = (&drafts[a].row, &drafts[b].row);
        a.rank().cmp(&b.rank()).then_with(|| key(a).cmp(&key(b)))
    });
    let mut spent = 0u64;
    doubtful.retain(|&i| {
        let effort = basis.effort(drafts[i].place);
        let fits = spent.saturating_add(effort) <= EFFORT;
        spent += if fits { effort } else { 0 };
        fits
    });
    let again = |&i: &usize| -> Option<(usize, ContrastRow)> {
        let draft = &drafts[i];
        let item =
            items.iter().find(|item| item.kind == draft.row.kind && item.name(&draft.row.frame) == draft.row.what)?;
        let rest = basis.tally.without(&item.omission);
        let recount: Recount = basis.recount(&rest, &|_| true);
        Some((i, basis.confirm(&rest, draft.place, &recount)?))
    };
    let found: Vec<(usize, ContrastRow)> = doubtful.par_iter().filter_map(again).collect();
    for (i, fresh) in found {
        let draft = &mut drafts[i];
        let change = draft.row.standing.change(fresh.standing());
        let row = filled(draft.row.clone(), Some(fresh));
        draft.row = InfluenceRow { change, ..row };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::compare;
    use crate::compare::sample::{Draft, Paper, document};

    fn papers() -> Vec<Paper> {
        let paper = |id: &str, group: &str, tokens, attack, raid| {
            document(id, group, tokens).mention("force", "attack", attack).mention("force", "raid", raid)
        };
        vec![
            paper("1", "a", 500, 4, 1).event("siege"),
            paper("2", "a", 700, 3, 2).event("siege"),
            paper("3", "a", 600, 6, 1).event("truce"),
            paper("4", "a", 400, 2, 1).half_event("truce").event("siege"),
            paper("5", "b", 800, 1, 0).event("siege"),
            paper("6", "b", 600, 1, 2).event("siege"),
            paper("7", "b", 500, 0, 1).event("truce"),
            paper("8", "b", 900, 2, 1),
        ]
    }

    fn tally(papers: Vec<Paper>) -> Tally {
        papers.into_iter().fold(Draft::frames(&["force"]), Draft::add).tally()
    }

    fn found(tally: &Tally) -> Vec<InfluenceRow> {
        influence(tally, &Settings::default(), &Options { documents: 99, ..Options::default() }).rows
    }

    fn without<'r>(rows: &'r [InfluenceRow], event: &str, kind: Kind, what: &str) -> &'r InfluenceRow {
        rows.iter().find(|r| (&*r.event, r.kind, &*r.what) == (event, kind, what)).unwrap()
    }

    /// Ratio, limits and p, but for p that an approximation stands for.
    fn same(row: &InfluenceRow, run: &Tally) {
        let contrasts = compare(run, &Settings::default()).contrasts;
        let there = contrasts.iter().find(|c| c.event == row.event && c.frame == row.frame).unwrap();
        let numbers = [there.rate_ratio, there.ratio_low, there.ratio_high];
        assert_eq!([row.rate_ratio, row.ratio_low, row.ratio_high], numbers, "{row:?}");
        if !row.method.starts_with('t') {
            assert_eq!((row.p, &row.method), (there.p, &there.method), "{row:?}");
        }
    }

    #[test]
    fn a_contrast_without_a_document_is_that_of_a_corpus_without_it() {
        let rows = found(&tally(papers()));
        for id in ["1", "4", "7"] {
            let rest = tally(
                papers().into_iter().enumerate().filter(|(i, _)| (i + 1).to_string() != id).map(|p| p.1).collect(),
            );
            same(without(&rows, "all", Kind::Document, id), &rest);
        }
        let rest = tally(papers().into_iter().skip(1).collect());
        same(without(&rows, "siege", Kind::Document, "1"), &rest);
    }

    #[test]
    fn a_contrast_without_an_entry_is_that_of_a_lexicon_without_it() {
        let rows = found(&tally(papers()));
        let whole = tally(papers());
        let raid = whole.entries.iter().position(|e| e.entry == "raid").unwrap() as u32;
        let rest = whole.without(&Omission::Entries([raid].into()));
        for event in ["all", "siege", "truce"] {
            same(without(&rows, event, Kind::Entry, "raid"), &rest);
        }
        let left = rest.documents.iter().map(|d| d.mentions(0)).collect::<Vec<_>>();
        assert_eq!(left, [4, 3, 6, 2, 1, 1, 0, 2], "the other entry's alone");
        assert_eq!(rest.documents[3].parts[0].mentions(0), 1, "also in the part of an event");
    }

    #[test]
    fn without_an_event_its_sentences_are_gone_and_others_stay() {
        let tally = tally(papers());
        let truce = tally.events.iter().position(|e| e == "truce").unwrap() as u32;
        let rest = tally.without(&Omission::Event(truce));
        let ids: Vec<_> = rest.documents.iter().map(|d| d.id.as_str()).collect();
        assert_eq!(ids, ["1", "2", "4", "5", "6", "8"]);
        assert_eq!((rest.documents[2].tokens, rest.documents[2].mentions(0)), (200, 2));
        same(without(&found(&tally), "all", Kind::Event, "truce"), &rest);
    }

    #[test]
    fn the_shares_of_entries_and_of_documents_make_up_the_difference() {
        let rows = found(&tally(papers()));
        for kind in [Kind::Entry, Kind::Document] {
            for event in ["all", "siege"] {
                let shares = rows.iter().filter(|r| r.kind == kind && r.event == event).filter_map(|r| r.share);
                assert!((shares.sum::<f64>() - 1.0).abs() < 1e-6, "{kind:?} {event}");
            }
        }
    }

    #[test]
    fn a_document_that_carries_a_result_is_named_first() {
        let even = (0..12).map(|i| {
            let group = if i % 2 == 0 { "a" } else { "b" };
            document(&format!("{i:02}"), group, 1000).mention("force", "attack", 3 + i / 2 % 2)
        });
        let papers = even.chain([document("loud", "a", 200).mention("force", "attack", 40)]);
        let rows = found(&tally(papers.collect()));
        let first = rows.iter().find(|r| r.kind == Kind::Document).unwrap();
        assert_eq!((first.what.as_str(), first.change), ("loud", Change::Sign), "{first:?}");
        assert!(first.share.unwrap() > 0.9);
    }

    #[test]
    fn documents_of_one_source_go_together_where_groups_pool_sources() {
        let sources = [("x".to_owned(), ["1", "2"].map(str::to_owned).into())].into();
        let found = influence(&tally(papers()), &Settings::default(), &Options { documents: 0, sources });
        let row = without(&found.rows, "all", Kind::Source, "x");
        same(row, &tally(papers().into_iter().skip(2).collect()));
        assert!(found.rows.iter().all(|r| r.kind != Kind::Document || r.change != Change::None));
    }
}
