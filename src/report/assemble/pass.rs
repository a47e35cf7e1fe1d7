//! One pass over the records: rows written as they come, counts added up.

use super::{Options, Subject};
use crate::annotate::Depth;
use crate::annotate::words::Term;
use crate::compare::vector::{Adder, Words};
use crate::corpus::InputFile;
use crate::error::Error;
use crate::pipeline::settle::{Item, Records};
use crate::record::Record;
use crate::report::extra::{GROUP, Grouped};
use crate::report::page::Pool;
use crate::report::rows::{self, EventCounts, EventRow, columns};
use crate::report::sink::{Sink, Table};
use crate::report::table::{self, Format, Made};
use crate::tally::count::Counter;
use crate::tally::detail::Cast;
use crate::tally::{DocumentTally, Tally};

/// What the pass leaves.
pub(super) struct Passed<'a> {
    /// Without features, which are in `words`.
    pub tally: Tally,
    /// Scope by scope.
    pub words: Vec<Words>,
    pub events: Vec<EventRow<'a>>,
    pub pool: Pool,
    pub outputs: Vec<InputFile>,
}

/// What one record gives.
struct Piece {
    tally: Option<DocumentTally>,
    document: Made,
    mentions: Made,
    hits: Made,
    assignments: Made,
    events: EventCounts,
    pool: Pool,
}

/// The tables that have rows of single documents.
struct Tables {
    documents: Table,
    /// Mentions, places of names; none where frames alone are told.
    found: Option<(Table, Table)>,
    assignments: Option<Table>,
}

/// Columns of the three tables that may have the group behind them.
struct Columns {
    documents: Vec<&'static str>,
    mentions: Vec<&'static str>,
    hits: Vec<&'static str>,
}

pub(super) fn pass<'a>(
    subject: &Subject<'a>,
    records: &Records,
    seed: u64,
    options: &Options,
    sink: &dyn Sink,
) -> Result<Passed<'a>, Error> {
    let annotator = subject.annotator;
    let counted = || records.items.iter().filter(|item| item.counted);
    let counter = Counter::new(
        annotator,
        counted().map(|item| &*item.group),
        counted().map(|item| &*item.language),
        Cast::new(&annotator.cast, records.speakers.clone()),
        &records.sums,
    );
    let columns = Columns::of(subject);
    let mut tables = Tables::begin(subject, &columns, options, sink)?;
    let mut adder = Adder::new(annotator.events.len(), counter.groups());
    let mut tallies: Vec<DocumentTally> = Vec::with_capacity(counted().count());
    let mut events = EventCounts::new(annotator);
    let mut pool = Pool::new(seed);
    let make = |place: usize, item: &Item| {
        let record = records.record(item)?;
        let tally = if item.counted {
            let terms = records.terms(item)?;
            let mut lists = terms.iter().map(Vec::as_slice);
            let whole: &[Term] = lists.next().unwrap_or_default();
            Some(counter.document(&record.document, &record.annotation, &item.group, whole, lists))
        } else {
            None
        };
        piece(subject, &columns, options, seed, place, item, &record, tally)
    };
    let mut take = |piece: Piece| {
        if let Some(mut tally) = piece.tally {
            adder.add(&tally);
            tally.features = Vec::new();
            tally.parts.iter_mut().for_each(|part| part.features = Vec::new());
            tallies.push(tally);
        }
        events.join(piece.events);
        pool.join(piece.pool);
        tables.documents.add(piece.document)?;
        if let Some((mentions, hits)) = &mut tables.found {
            mentions.add(piece.mentions)?;
            hits.add(piece.hits)?;
        }
        match &mut tables.assignments {
            Some(table) => table.add(piece.assignments),
            None => Ok(()),
        }
    };
    records.each(&make, &mut take)?;
    Ok(Passed {
        tally: counter.tally(subject.by, tallies),
        words: adder.finish(),
        events: events.rows(annotator),
        pool,
        outputs: tables.finish()?,
    })
}

#[expect(clippy::too_many_arguments, reason = "one call, whose arguments have nothing to do with each other")]
fn piece(
    subject: &Subject<'_>,
    columns: &Columns,
    options: &Options,
    seed: u64,
    place: usize,
    item: &Item,
    record: &Record,
    tally: Option<DocumentTally>,
) -> Result<Piece, Error> {
    let (annotator, format) = (subject.annotator, options.format);
    let Record { document, annotation } = record;
    // A side or another field is not among the columns of mentions, and every number must open.
    let group = (subject.by != "source").then_some(&*item.group);
    let row = Grouped { row: rows::document(annotator, document, annotation, item.counted), group };
    let mut pool = Pool::new(seed);
    let (mut mentions, mut hits) = (Vec::new(), Vec::new());
    if item.counted && options.depth == Depth::Full {
        mentions.extend(annotation.mentions.iter().map(|m| rows::mention(annotator, document, annotation, m)));
        hits.extend(rows::naming_hits(annotator, document, annotation));
        pool.see(place, &item.group, &mentions, &hits);
    }
    let mentions: Vec<_> = mentions.into_iter().map(|row| Grouped { row, group }).collect();
    let hits: Vec<_> = hits.into_iter().map(|row| Grouped { row, group }).collect();
    let mut events = EventCounts::new(annotator);
    events.add(document, annotation);
    Ok(Piece {
        tally,
        document: table::make(&columns.documents, &[row], format)?,
        mentions: table::make(&columns.mentions, &mentions, format)?,
        hits: table::make(&columns.hits, &hits, format)?,
        assignments: table::make(
            &columns::ASSIGNMENTS,
            &rows::assignments(annotator, document, annotation).collect::<Vec<_>>(),
            format,
        )?,
        events,
        pool,
    })
}

impl Columns {
    fn of(subject: &Subject<'_>) -> Columns {
        let group: &[&str] = if subject.by == "source" { &[] } else { &[GROUP] };
        Columns {
            documents: [&columns::DOCUMENTS[..], group].concat(),
            mentions: [&columns::MENTIONS[..], group].concat(),
            hits: [&columns::NAMING_HITS[..], group].concat(),
        }
    }
}

impl Tables {
    fn begin(subject: &Subject<'_>, columns: &Columns, options: &Options, sink: &dyn Sink) -> Result<Tables, Error> {
        let format: Format = options.format;
        let begin = |name: &str, columns: &[&str]| Table::begin(sink, name, columns, format);
        let full = options.depth == Depth::Full;
        let found = || Ok::<_, Error>((begin("mentions", &columns.mentions)?, begin("naming_hits", &columns.hits)?));
        let events = !subject.annotator.events.is_empty();
        Ok(Tables {
            documents: begin("documents", &columns.documents)?,
            found: full.then(found).transpose()?,
            assignments: events.then(|| begin("assignments", &columns::ASSIGNMENTS)).transpose()?,
        })
    }

    fn finish(self) -> Result<Vec<InputFile>, Error> {
        let Tables { documents, found, assignments } = self;
        let found = found.into_iter().flat_map(|(mentions, hits)| [mentions, hits]);
        [documents].into_iter().chain(found).chain(assignments).map(Table::finish).collect()
    }
}
