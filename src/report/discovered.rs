//! Tables and the draft of `events.toml` for events that were discovered.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::File;
use super::number::{counted, thousands};
use super::rows::{AssignmentRow, EventRow, columns};
use super::table::{self, Format};
use crate::Error;
use crate::event::EventKind;
use crate::event::discover::gather::Discovered;

/// `assignments.csv` (every document), `events.csv` (every event) and a draft of
/// `events.toml` (those told by two documents or more).
///
/// # Errors
/// A row that cannot be written as CSV, which no input can cause.
pub fn files(discovered: &Discovered) -> Result<Vec<File>, Error> {
    let told = discovered.events.iter().flat_map(|event| event.members.iter().map(move |member| (event, member)));
    let mut assignments: Vec<AssignmentRow> = told
        .map(|(event, &(member, score))| AssignmentRow {
            document: &discovered.sketches[member].id,
            event: &event.id,
            score: (score * 1000.0).round() / 1000.0,
            evidence: "given".to_owned(),
            level: "document",
            sentences: None,
        })
        .collect();
    assignments.sort_by(|a, b| (a.document, a.event).cmp(&(b.document, b.event)));
    let mut events: Vec<EventRow> = discovered
        .events
        .iter()
        .map(|event| EventRow {
            event: &event.id,
            label: &event.label,
            kind: EventKind::Discovered.name(),
            start: event.when.map(|(from, _)| from.to_string()),
            end: event.when.map(|(_, to)| to.to_string()),
            documents: event.members.len() as u64,
            sources: sources(discovered, &event.members).len() as u64,
            terms: event.terms.iter().flat_map(|(_, terms)| terms).cloned().collect::<Vec<_>>().join("; "),
            sentences: None,
            by_sentence: None,
            by_paragraph: None,
            by_document: None,
        })
        .collect();
    events.sort_by(|a, b| a.event.cmp(b.event));
    Ok(vec![
        table::file("assignments", &columns::ASSIGNMENTS, &assignments, Format::Csv)?,
        table::file("events", &columns::EVENTS, &events, Format::Csv)?,
        File { path: "events.toml".to_owned(), bytes: draft(discovered).into_bytes() },
    ])
}

fn sources<'a>(discovered: &'a Discovered, members: &[(usize, f64)]) -> BTreeSet<&'a str> {
    members.iter().filter_map(|&(member, _)| discovered.sketches[member].source.as_deref()).collect()
}

/// A study's `events.toml`, to be edited.
fn draft(discovered: &Discovered) -> String {
    let mut text = String::from(
        "# Events that two articles or more tell, as they were discovered: rename, merge, move articles,\n\
         # delete. With `terms` (drafted; take the # away), places or actors, further articles are found\n\
         # by their words, and single sentences too.\n",
    );
    let mut shared: Vec<_> = discovered.events.iter().filter(|event| event.members.len() > 1).collect();
    shared.sort_by(|a, b| a.id.cmp(&b.id));
    for event in shared {
        let sources = sources(discovered, &event.members).len();
        // Writing to a string cannot fail.
        let sources = counted(sources as u64, "source");
        let _ = write!(text, "\n# {} documents, {sources}\n[[event]]\n", event.members.len());
        let _ = writeln!(text, "id = {}\nlabel = {}", quoted(&event.id), quoted(&event.label));
        if let Some((from, to)) = event.when {
            let _ = writeln!(text, "when = \"{from}..{to}\"");
        }
        let mut ids: Vec<&str> = event.members.iter().map(|&(m, _)| discovered.sketches[m].id.as_str()).collect();
        ids.sort_unstable();
        let ids: Vec<String> = ids.into_iter().map(|id| format!("  {},\n", quoted(id))).collect();
        let _ = writeln!(text, "documents = [\n{}]", ids.concat());
        let terms: Vec<String> = event
            .terms
            .iter()
            .filter(|(language, _)| !language.is_empty())
            .map(|(language, terms)| {
                let list: Vec<String> = terms.iter().map(|term| quoted(term)).collect();
                format!("{language} = [{}]", list.join(", "))
            })
            .collect();
        if !terms.is_empty() {
            let _ = writeln!(text, "# terms = {{ {} }}", terms.join(", "));
        }
    }
    text
}

/// A TOML string.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// What was discovered, in a few lines for people.
pub fn summary(discovered: &Discovered) -> String {
    const SHOWN: usize = 10;
    let documents = discovered.sketches.len();
    let shared = discovered.events.iter().filter(|event| event.members.len() > 1);
    let (events, told) = shared.clone().fold((0, 0), |(n, sum), event| (n + 1, sum + event.members.len()));
    let undated = discovered.sketches.iter().filter(|sketch| sketch.date.is_none()).count();
    let mut text = format!(
        "{}: {} share {}, {} stand alone\n",
        counted(documents as u64, "document"),
        thousands(told as u64),
        counted(events as u64, "event"),
        thousands((documents - told) as u64),
    );
    if events == 0 && documents > 1 {
        text += "No two documents tell the same event; --granularity story or a lower --threshold joins more.\n";
    }
    if undated > 0 {
        text += &format!("{} without a date; dates make the grouping surer.\n", counted(undated as u64, "document"));
    }
    let mut largest: Vec<_> = shared.collect();
    largest.sort_by(|a, b| b.members.len().cmp(&a.members.len()).then(a.id.cmp(&b.id)));
    for event in largest.iter().take(SHOWN) {
        let when = event.when.map_or(String::new(), |(from, to)| {
            if from == to { format!("{from}  ") } else { format!("{from} to {to}  ") }
        });
        let sources = sources(discovered, &event.members).len();
        let sources = counted(sources as u64, "source");
        text += &format!("  {:>5} documents, {sources}  {when}{}\n", event.members.len(), event.label);
    }
    if largest.len() > SHOWN {
        text += &format!("  … and {} more\n", largest.len() - SHOWN);
    }
    text
}
