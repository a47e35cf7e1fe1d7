//! The page's data as JSON: columns rather than rows, every text once.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::{self, Write};
use std::rc::Rc;

use serde::Serialize;
use serde_json::ser::Formatter;
use serde_json::{Map, Serializer, Value, json};

use super::cell::Cell;
use super::sample::{Chosen, Quote, places};
use super::{Column, Condition, FILE, List, Opens, Page, Table};
use crate::annotate::{Stance, Voice};
use crate::compare::ALL;
use crate::error::Error;
use crate::text::Position;

/// Most choices of a selector; those with most documents or mentions, beyond that.
const MOST_CHOICES: usize = 400;

/// Texts by their place in the page's list.
#[derive(Default)]
struct Texts {
    list: Vec<Rc<str>>,
    places: HashMap<Rc<str>, usize>,
}

impl Texts {
    fn place(&mut self, text: &str) -> usize {
        if let Some(&place) = self.places.get(text) {
            return place;
        }
        let text: Rc<str> = text.into();
        self.places.insert(Rc::clone(&text), self.list.len());
        self.list.push(text);
        self.list.len() - 1
    }

    fn cell(&mut self, cell: &Cell) -> Cell {
        match cell {
            Cell::Text(text) => Cell::Whole(self.place(text) as i64),
            Cell::Number(x) => short(*x),
            other => other.clone(),
        }
    }
}

/// A number with five significant digits.
fn short(x: f64) -> Cell {
    let x = format!("{x:.4e}").parse::<f64>().unwrap_or(x);
    if x.fract() == 0.0 && x.abs() < 1e9 { Cell::Whole(x as i64) } else { Cell::Number(x) }
}

/// The data of the page.
#[derive(Serialize)]
struct Data<'p> {
    by: &'p str,
    extension: &'p str,
    tops: &'p BTreeSet<&'p str>,
    choices: Value,
    labels: Value,
    tables: Vec<Encoded<'p>>,
    rules: Vec<Value>,
    sentences: Told<'p>,
    mentions: Mentions,
    hits: Columns,
    texts: &'p [Rc<str>],
}

/// A table by columns.
#[derive(Serialize)]
struct Encoded<'p> {
    name: &'p str,
    label: &'p str,
    about: &'p str,
    known: usize,
    keys: &'p [&'static str],
    kinds: String,
    columns: Vec<Value>,
    cells: Vec<Vec<Cell>>,
}

#[derive(Serialize)]
struct Told<'p> {
    text: &'p [String],
    article: Vec<i64>,
}

/// JSON without any `<`, fit to stand in a block of script.
struct Harmless;

impl Formatter for Harmless {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        let mut parts = fragment.split('<');
        writer.write_all(parts.next().unwrap_or_default().as_bytes())?;
        parts.try_for_each(|part| {
            writer.write_all(b"\\u003c")?;
            writer.write_all(part.as_bytes())
        })
    }
}

/// The data of the page, ready to stand in a block of script: no `<` in it.
///
/// # Errors
/// If they cannot be written as JSON.
pub(super) fn encode(page: &Page<'_>, tables: &[(&Table, Vec<usize>)], chosen: &Chosen) -> Result<String, Error> {
    let mut texts = Texts::default();
    let mut rules: Vec<Value> = Vec::new();
    let tables: Vec<Encoded<'_>> =
        tables.iter().map(|(table, rows)| encode_table(table, rows, &mut texts, &mut rules)).collect();
    let mut sentences = Sentences::new(chosen);
    let mentions = mentions(page, chosen, &mut sentences, &mut texts);
    let hits = hits(page, chosen, &mut sentences, &mut texts);
    let data = Data {
        by: page.by,
        extension: page.extension,
        tops: &page.tops,
        choices: choices(page),
        labels: labels(page, &texts),
        tables,
        rules,
        sentences: Told { text: &sentences.texts, article: deltas(&sentences.articles) },
        mentions,
        hits,
        texts: &texts.list,
    };
    let mut bytes = Vec::new();
    let failed = |reason: &dyn std::fmt::Display| Error::new(format!("{FILE} cannot be written: {reason}"));
    data.serialize(&mut Serializer::with_formatter(&mut bytes, Harmless)).map_err(|error| failed(&error))?;
    String::from_utf8(bytes).map_err(|error| failed(&error))
}

fn encode_table<'t>(table: &'t Table, rows: &[usize], texts: &mut Texts, rules: &mut Vec<Value>) -> Encoded<'t> {
    let mut cells = Vec::with_capacity(table.keys.len());
    let mut kinds = String::new();
    for place in 0..table.keys.len() {
        let values = || rows.iter().map(|&row| &table.rows[row][place]);
        kinds.push(if values().any(|cell| cell.text().is_some()) { 's' } else { 'n' });
        cells.push(values().map(|cell| texts.cell(cell)).collect::<Vec<_>>());
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
    let columns = table.columns.iter().map(column).collect();
    let Table { name, label, about, known, keys, .. } = table;
    Encoded { name, label, about, known: *known, keys, kinds, columns, cells }
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
    articles: Vec<i64>,
    /// Those of each article.
    places: HashMap<usize, Vec<usize>>,
    /// Where each document that is kept stands in the page's table.
    kept: HashMap<usize, usize>,
}

impl Sentences {
    fn new(chosen: &Chosen) -> Sentences {
        let kept = chosen.articles.iter().enumerate().map(|(place, &article)| (article, place)).collect();
        Sentences { texts: Vec::new(), articles: Vec::new(), places: HashMap::new(), kept }
    }

    fn place(&mut self, article: usize, text: String) -> usize {
        let known = self.places.entry(article).or_default();
        if let Some(&place) = known.iter().find(|&&place| self.texts[place] == text) {
            return place;
        }
        known.push(self.texts.len());
        self.texts.push(text);
        self.articles.push(self.kept.get(&article).map_or(0, |&place| place as i64));
        self.texts.len() - 1
    }
}

/// Every number as its distance from the one before.
fn deltas(numbers: &[i64]) -> Vec<i64> {
    let mut last = 0;
    let step = |&n: &i64| {
        let delta = n - last;
        last = n;
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
#[derive(Serialize)]
struct Columns {
    known: usize,
    #[serde(flatten)]
    columns: BTreeMap<&'static str, Vec<i64>>,
}

impl Columns {
    fn new(known: usize) -> Columns {
        Columns { known, columns: BTreeMap::new() }
    }

    fn push(&mut self, column: &'static str, value: usize) {
        self.columns.entry(column).or_default().push(value as i64);
    }

    /// Sentences as their steps.
    fn told(mut self) -> Columns {
        if let Some(sentences) = self.columns.get_mut("sentence") {
            *sentences = deltas(sentences);
        }
        self
    }
}

/// Those of the mentions.
#[derive(Serialize)]
struct Mentions {
    #[serde(flatten)]
    columns: Columns,
    voice: String,
    stance: String,
    position: String,
}

fn mentions(page: &Page<'_>, chosen: &Chosen, sentences: &mut Sentences, texts: &mut Texts) -> Mentions {
    let places = places(page);
    let mut columns = Columns::new(page.known.mentions);
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
    Mentions { columns: columns.told(), voice: voices, stance: stances, position: positions }
}

fn hits(page: &Page<'_>, chosen: &Chosen, sentences: &mut Sentences, texts: &mut Texts) -> Columns {
    let places = places(page);
    let mut columns = Columns::new(page.known.hits);
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
    columns.told()
}

/// Labels of what the page names; ids without one stand for themselves.
fn labels(page: &Page<'_>, texts: &Texts) -> Value {
    let named: BTreeSet<&str> = texts.list.iter().flat_map(|text| text.split(';').chain([&**text])).collect();
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
            (Cell::Number(7.7042), Cell::Whole(3), Cell::Number(0.00012346))
        );
    }

    #[test]
    fn lists_are_told_by_their_steps() {
        assert_eq!(deltas(&[3, 3, 7, 2]), [3, 0, 4, -5]);
        assert_eq!(actors("b;a;b"), "a;b");
    }
}
