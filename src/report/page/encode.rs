//! The page's data as JSON: columns rather than rows, every text once.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::{Map, Value, json};

use super::sample::{Chosen, Quote, places};
use super::{Column, Condition, List, Opens, Page, Table};
use crate::annotate::{Stance, Voice};
use crate::compare::ALL;
use crate::text::Position;

/// Most choices of a selector; those with most documents or mentions, beyond that.
const MOST_CHOICES: usize = 400;

/// Texts by their place in the page's list.
#[derive(Default)]
struct Texts {
    list: Vec<String>,
    places: HashMap<String, usize>,
}

impl Texts {
    fn place(&mut self, text: &str) -> usize {
        if let Some(&place) = self.places.get(text) {
            return place;
        }
        self.places.insert(text.to_owned(), self.list.len());
        self.list.push(text.to_owned());
        self.list.len() - 1
    }

    fn value(&mut self, value: &Value) -> Value {
        match value {
            Value::String(text) => json!(self.place(text)),
            Value::Number(n) if n.is_f64() => n.as_f64().map_or(Value::Null, short),
            other => other.clone(),
        }
    }
}

/// A number with five significant digits.
fn short(x: f64) -> Value {
    let x = format!("{x:.4e}").parse::<f64>().unwrap_or(x);
    if x.fract() == 0.0 && x.abs() < 1e9 { json!(x as i64) } else { json!(x) }
}

/// The data of the page, ready to stand in a block of script: no `<` in it.
pub(super) fn encode(page: &Page<'_>, tables: &[(&Table, Vec<usize>)], chosen: &Chosen) -> String {
    let mut texts = Texts::default();
    let mut rules: Vec<Value> = Vec::new();
    let encoded: Vec<Value> =
        tables.iter().map(|(table, rows)| encode_table(table, rows, &mut texts, &mut rules)).collect();
    let mut sentences = Sentences::new(chosen);
    let mentions = mentions(page, chosen, &mut sentences, &mut texts);
    let hits = hits(page, chosen, &mut sentences, &mut texts);
    let data = json!({
        "by": page.by,
        "extension": page.extension,
        "tops": page.tops,
        "choices": choices(page),
        "labels": labels(page, &texts),
        "tables": encoded,
        "rules": rules,
        "sentences": { "text": sentences.texts, "article": deltas(&sentences.articles) },
        "mentions": mentions,
        "hits": hits,
        "texts": texts.list,
    });
    data.to_string().replace('<', "\\u003c")
}

fn encode_table(table: &Table, rows: &[usize], texts: &mut Texts, rules: &mut Vec<Value>) -> Value {
    let mut cells = Vec::with_capacity(table.keys.len());
    let mut kinds = String::new();
    for place in 0..table.keys.len() {
        let values = || rows.iter().map(|&row| &table.rows[row][place]);
        kinds.push(if values().any(Value::is_string) { 's' } else { 'n' });
        cells.push(values().map(|value| texts.value(value)).collect::<Vec<_>>());
    }
    let place = |key: &&str| table.keys.iter().position(|k| k == key);
    let column = |column: &Column| {
        let rule = column.opens.as_ref().map(|opens| {
            let rule = rule(opens);
            rules.iter().position(|known| *known == rule).unwrap_or_else(|| {
                rules.push(rule);
                rules.len() - 1
            })
        });
        let keys: Vec<_> = column.keys.iter().filter_map(place).collect();
        json!({ "keys": keys, "label": column.label, "kind": column.kind.name(), "rule": rule })
    };
    let columns: Vec<Value> = table.columns.iter().map(column).collect();
    json!({
        "name": table.name, "label": table.label, "about": table.about, "known": table.known,
        "keys": table.keys, "kinds": kinds, "columns": columns, "cells": cells,
    })
}

/// How a number is opened: `[kind, field, columns or values]` for every condition.
fn rule(opens: &Opens) -> Value {
    let list = match opens.list {
        List::Mentions => "mentions",
        List::Hits => "hits",
        List::Holders => "holders",
        List::Documents => "documents",
    };
    let condition = |condition: &Condition| match condition {
        Condition::Row(field, columns) => json!(["row", field, columns]),
        Condition::Has(field, columns) => json!(["has", field, columns]),
        Condition::HasIn(by, columns) => json!(["hasin", by, columns]),
        Condition::Is(field, values) => json!(["is", field, values]),
        Condition::Within(from, to) => json!(["within", from, [to]]),
        Condition::Top => json!(["top", "frame", []]),
    };
    let conditions: Vec<Value> = opens.conditions.iter().map(condition).collect();
    json!({ "list": list, "where": conditions, "total": opens.total })
}

/// The page's sentences, each once.
struct Sentences {
    texts: Vec<String>,
    articles: Vec<usize>,
    places: HashMap<(usize, String), usize>,
    /// Where each document that is kept stands in the page's table.
    kept: HashMap<usize, usize>,
}

impl Sentences {
    fn new(chosen: &Chosen) -> Sentences {
        let kept = chosen.articles.iter().enumerate().map(|(place, &article)| (article, place)).collect();
        Sentences { texts: Vec::new(), articles: Vec::new(), places: HashMap::new(), kept }
    }

    fn place(&mut self, article: usize, text: String) -> usize {
        let next = self.texts.len();
        let place = *self.places.entry((article, text.clone())).or_insert(next);
        if place == next {
            self.texts.push(text);
            self.articles.push(self.kept.get(&article).copied().unwrap_or_default());
        }
        place
    }
}

/// Every number as its distance from the one before.
fn deltas(numbers: &[usize]) -> Vec<i64> {
    let mut last = 0;
    let step = |&n: &usize| {
        let delta = n as i64 - last;
        last = n as i64;
        delta
    };
    numbers.iter().map(step).collect()
}

/// Ids of actors in the order of tables, each once.
fn actors(ids: &str) -> String {
    ids.split(';').collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join(";")
}

fn letter<T: PartialEq + Copy>(value: Option<T>, letters: &[(T, char)]) -> char {
    letters.iter().find(|(known, _)| Some(*known) == value).map_or('-', |(_, letter)| *letter)
}

const VOICES: [(Voice, char); 3] = [(Voice::Own, 'o'), (Voice::Quoted, 'q'), (Voice::Reported, 'r')];
const STANCES: [(Stance, char); 4] =
    [(Stance::Asserted, 'a'), (Stance::Negated, 'n'), (Stance::Distanced, 'd'), (Stance::Hypothetical, 'h')];

/// Columns of one list, by name.
#[derive(Default)]
struct Columns(BTreeMap<&'static str, Vec<usize>>);

impl Columns {
    fn push(&mut self, column: &'static str, value: usize) {
        self.0.entry(column).or_default().push(value);
    }

    fn into_map(self, known: usize) -> Map<String, Value> {
        let mut map = Map::new();
        map.insert("known".into(), json!(known));
        for (name, values) in self.0 {
            map.insert(name.into(), if name == "sentence" { json!(deltas(&values)) } else { json!(values) });
        }
        map
    }
}

fn mentions(page: &Page<'_>, chosen: &Chosen, sentences: &mut Sentences, texts: &mut Texts) -> Value {
    let places = places(page);
    let mut columns = Columns::default();
    let [mut voices, mut stances, mut positions] = [(); 3].map(|()| String::new());
    for m in chosen.mentions.iter().filter_map(|&i| page.mentions.get(i)) {
        let article = places.get(m.document).copied().unwrap_or_default();
        let quote = Quote::of(&m.left, m.cue, &m.right);
        columns.push("sentence", sentences.place(article, quote.text));
        columns.push("start", quote.start);
        columns.push("length", quote.length);
        columns.push("offset", m.start);
        columns.push("frame", texts.place(m.frame));
        columns.push("entry", texts.place(m.entry));
        columns.push("agent", texts.place(&actors(&m.agent)));
        columns.push("patient", texts.place(&actors(&m.patient)));
        columns.push("speaker", texts.place(m.speaker.unwrap_or_default()));
        columns.push("event", texts.place(&m.event));
        voices.push(letter(m.voice, &VOICES));
        stances.push(letter(m.stance, &STANCES));
        positions.push(match m.position {
            Position::Title => 't',
            Position::Lead => 'l',
            Position::Body => 'b',
        });
    }
    let mut map = columns.into_map(page.known.mentions);
    map.extend([("voice", voices), ("stance", stances), ("position", positions)].map(|(k, v)| (k.into(), json!(v))));
    Value::Object(map)
}

fn hits(page: &Page<'_>, chosen: &Chosen, sentences: &mut Sentences, texts: &mut Texts) -> Value {
    let places = places(page);
    let mut columns = Columns::default();
    for h in chosen.hits.iter().filter_map(|&i| page.hits.get(i)) {
        let article = places.get(h.document).copied().unwrap_or_default();
        let quote = Quote::of(&h.left, h.cue, &h.right);
        columns.push("sentence", sentences.place(article, quote.text));
        columns.push("start", quote.start);
        columns.push("length", quote.length);
        columns.push("offset", h.start);
        columns.push("naming", texts.place(h.naming));
        columns.push("variant", texts.place(h.variant));
        columns.push("event", texts.place(&h.event));
    }
    Value::Object(columns.into_map(page.known.hits))
}

/// Labels of what the page names; ids without one stand for themselves.
fn labels(page: &Page<'_>, texts: &Texts) -> Value {
    let named: BTreeSet<&str> = texts.list.iter().flat_map(|text| text.split(';').chain([text.as_str()])).collect();
    let of = |labels: &BTreeMap<String, String>| {
        let kept = labels.iter().filter(|(id, label)| named.contains(id.as_str()) && id != label);
        kept.map(|(id, label)| (id.clone(), json!(label))).collect::<Map<String, Value>>()
    };
    json!({
        "ids": of(&page.caption.labels), "actors": of(&page.caption.actors), "namings": of(&page.caption.namings),
    })
}

fn most(counts: BTreeMap<&str, u64>) -> Vec<&str> {
    let mut counts: Vec<(&str, u64)> = counts.into_iter().collect();
    counts.sort_by_key(|c| std::cmp::Reverse(c.1));
    counts.truncate(MOST_CHOICES);
    let mut ids: Vec<&str> = counts.into_iter().map(|c| c.0).collect();
    ids.sort_unstable();
    ids
}

/// What the selectors offer, sorted by id; those with most documents where there are too many.
fn choices(page: &Page<'_>) -> Value {
    let (mut events, mut sources, mut frames) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    for row in &page.comparison.coverage {
        if row.event == ALL {
            *sources.entry(row.source.as_str()).or_default() += row.documents;
        } else {
            *events.entry(row.event.as_str()).or_default() += row.documents;
        }
    }
    for row in page.comparison.frames.iter().filter(|r| r.event == ALL) {
        *frames.entry(row.frame.as_str()).or_default() += row.mentions;
    }
    json!({ "event": most(events), "source": most(sources), "frame": most(frames) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_five_digits_and_whole_ones_no_point() {
        assert_eq!(
            (short(7.704_160_25), short(3.0), short(0.000_123_456_7)),
            (json!(7.7042), json!(3), json!(0.00012346))
        );
    }

    #[test]
    fn lists_are_told_by_their_steps() {
        assert_eq!(deltas(&[3, 3, 7, 2]), [3, 0, 4, -5]);
        assert_eq!(actors("b;a;b"), "a;b");
    }
}
