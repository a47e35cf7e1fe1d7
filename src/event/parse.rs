//! Declared events from `events.toml`.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{Event, EventKind};
use crate::config::{self, Source, Table};
use crate::error::Error;
use crate::lexicon::Pattern;
use crate::lexicon::actors::patterns_by_language;
use crate::lexicon::parse::pattern;
use crate::text::analyze::Analyzer;

/// Read `events.toml`: `[[event]]` with `id`, `label`, `when`, `terms`, `actors`, `places`.
///
/// Places are names without a language; they are read for each of `languages`.
///
/// # Errors
/// All faults of the file.
pub fn parse_events(
    path: &str,
    text: &str,
    languages: &[String],
    analyzer: &mut Analyzer,
) -> Result<Vec<Event>, Error> {
    Source::new(path, text).read(|source, table| {
        let mut events: Vec<Event> = Vec::new();
        for item in table.array(source, "event") {
            let Some(mut table) = config::table(source, item, "event") else { continue };
            let Some(event) = event(source, &mut table, languages, analyzer) else { continue };
            if events.iter().any(|e| e.id == event.id) {
                source.fault(
                    "E01",
                    table.span(),
                    format!("event `{}` is defined twice", event.id),
                    "give it another id",
                );
            } else if event.id == crate::compare::ALL {
                source.fault("E02", table.span(), "`all` is the name of the pooled rows", "give the event another id");
            } else {
                events.push(event);
            }
        }
        events.sort_by(|a, b| a.id.cmp(&b.id));
        events
    })
}

fn event(
    source: &mut Source,
    table: &mut Table<'_, '_>,
    languages: &[String],
    analyzer: &mut Analyzer,
) -> Option<Event> {
    let id = table.required(source, "id");
    let label = table.string(source, "label");
    let at = table.get("when").map_or(0..0, |v| v.span());
    let when = match table.string(source, "when") {
        None => None,
        Some(text) => {
            let period = period(&text);
            if period.is_none() {
                source.fault(
                    "E03",
                    at,
                    format!("`{text}` is not a period"),
                    "expected `2020-09-27` or `2020-09-27..2020-11-10`",
                );
            }
            period
        }
    };
    let terms = match table.table(source, "terms") {
        Some(mut terms) => patterns_by_language(source, &mut terms, analyzer),
        None => BTreeMap::new(),
    };
    let actors: Vec<String> = table.strings(source, "actors").into_iter().map(|(actor, _)| actor).collect();
    let named = table.strings(source, "places");
    let mut places: BTreeMap<String, Vec<Pattern>> = BTreeMap::new();
    for language in languages {
        let found = named.iter().filter_map(|(text, span)| pattern(source, text, span.clone(), language, analyzer));
        places.insert(language.clone(), found.collect());
    }
    let documents: Vec<String> = table.strings(source, "documents").into_iter().map(|(id, _)| id).collect();
    table.finish(source);
    let id = id?;
    let nothing = terms.values().all(Vec::is_empty);
    if when.is_none() && nothing && documents.is_empty() {
        source.fault(
            "E04",
            table.span(),
            format!("event `{id}` has neither `when` nor `terms` nor `documents`"),
            "no document could belong to it",
        );
    }
    // A bare list of documents is all there is to go by: a period would take in all articles of its days.
    let listed = !documents.is_empty() && nothing && named.is_empty() && actors.is_empty();
    let wording =
        terms.values().flatten().map(|p| p.text.to_string()).chain(named.into_iter().map(|(text, _)| text)).collect();
    Some(Event {
        label: label.unwrap_or_else(|| id.clone()),
        id,
        when,
        terms,
        actors,
        places,
        wording,
        documents,
        kind: if listed { EventKind::Discovered } else { EventKind::Declared },
    })
}

/// `2020-09-27` or `2020-09-27..2020-11-10`.
fn period(text: &str) -> Option<(NaiveDate, NaiveDate)> {
    let day = |text: &str| NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d").ok();
    match text.split_once("..") {
        Some((from, to)) => Some((day(from)?, day(to)?)).filter(|(from, to)| from <= to),
        None => day(text).map(|d| (d, d)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_is_a_day_or_two_days_in_order() {
        let day = |d| NaiveDate::from_ymd_opt(2020, 9, d).unwrap();
        assert_eq!(period("2020-09-27"), Some((day(27), day(27))));
        assert_eq!(period("2020-09-02 .. 2020-09-27"), Some((day(2), day(27))));
        assert_eq!(period("2020-09-27..2020-09-02"), None);
        assert_eq!(period("27.9.2020"), None);
    }
}
