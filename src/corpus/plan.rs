//! What a table's columns hold, and its rows as drafts.
//!
//! Some of it is known only when the whole table has been seen: the keys of JSON
//! lines, and the order in which numeric dates are written. So a table is
//! looked through first ([`Facts`], which add up over its parts), then planned
//! ([`Plan`]), and only then read.

use std::collections::{BTreeMap, HashMap};

use super::assemble::Draft;
use super::date::{Order, Orders};
use super::field::{Field, assign, plain};
use super::table::{Drafts, Row, Table};
use super::{Origin, ReadOptions, Skipped};

/// What a table tells of itself as a whole.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Facts {
    columns: Vec<String>,
    known: HashMap<String, usize>,
    /// By column that may hold dates.
    orders: BTreeMap<usize, Orders>,
    pub(crate) rows: usize,
    pub(crate) skipped: Vec<(u64, String)>,
    noun: &'static str,
}

impl Facts {
    /// Those of a table or of a stretch of it.
    pub(crate) fn of(table: &mut Table, options: &ReadOptions) -> Facts {
        let mut orders: BTreeMap<usize, Orders> = BTreeMap::new();
        let dates: Vec<bool> = table.columns.iter().map(|name| may_hold_dates(name, options)).collect();
        for (column, cell) in table.rows.iter().flat_map(|row| &row.cells) {
            if dates.get(*column) == Some(&true) {
                orders.entry(*column).or_default().see(cell);
            }
        }
        Facts {
            columns: table.columns.clone(),
            known: HashMap::new(),
            orders,
            rows: table.rows.len(),
            skipped: std::mem::take(&mut table.skipped),
            noun: table.noun,
        }
    }

    /// Those of objects: their keys, the orders of dates in each that may hold
    /// dates, and how many there are, at least.
    pub(crate) fn of_objects(columns: Vec<String>, orders: &[Option<Orders>], rows: usize) -> Facts {
        let orders = orders.iter().enumerate().filter_map(|(column, orders)| Some((column, (*orders)?))).collect();
        Facts { columns, orders, rows, noun: "key", ..Facts::default() }
    }

    /// Whether a plan made of these is one made of the others.
    #[cfg(test)]
    pub(crate) fn tell_the_same(&self, other: &Facts) -> bool {
        let agreed = |facts: &Facts| -> Vec<_> {
            (0..self.columns.len()).map(|column| facts.orders.get(&column).and_then(|o| o.agreed())).collect()
        };
        self.columns == other.columns && (self.rows == 0) == (other.rows == 0) && agreed(self) == agreed(other)
    }

    /// Those of one more stretch of JSON lines, or of separated values, whose columns are the same throughout.
    pub(crate) fn add(&mut self, part: Facts) {
        self.noun = part.noun;
        self.rows += part.rows;
        self.skipped.extend(part.skipped);
        let mut places = Vec::with_capacity(part.columns.len());
        if part.noun == "column" {
            places.extend(0..part.columns.len());
            self.columns = part.columns;
        } else {
            for name in part.columns {
                let next = self.columns.len();
                let place = *self.known.entry(name.clone()).or_insert(next);
                if place == next {
                    self.columns.push(name);
                }
                places.push(place);
            }
        }
        for (column, orders) in part.orders {
            if let Some(&place) = places.get(column) {
                let all = self.orders.entry(place).or_default();
                *all = all.with(orders);
            }
        }
    }
}

/// Whether a column of this name may hold the dates of documents.
pub(crate) fn may_hold_dates(name: &str, options: &ReadOptions) -> bool {
    let name = plain(name);
    match Field::Date.mapped(&options.fields) {
        Some(mapped) => plain(mapped) == name,
        None => Field::Date.usual().contains(&name.as_str()),
    }
}

/// How the rows of a table are read.
#[derive(Debug)]
pub(crate) struct Plan {
    /// By name of column: a stretch of JSON lines has columns of its own.
    columns: HashMap<String, usize>,
    fields: Vec<Option<Field>>,
    names: Vec<String>,
    /// Where the cells of each column stand, in words.
    hows: Vec<String>,
    order: Option<Order>,
    noun: &'static str,
    /// Name of the column of texts, where there is one.
    text: Option<String>,
}

impl Plan {
    /// From what the whole table tells; `Err` says why none of it can be read.
    pub(crate) fn new(facts: &Facts, options: &ReadOptions) -> Result<Plan, String> {
        if facts.rows == 0 {
            return Err("an empty table: no row with a document".into());
        }
        let fields = assign(&facts.columns, &options.fields)?;
        let names = metadata_names(&facts.columns);
        let is = |field: Field| fields.iter().position(|f| *f == Some(field));
        Ok(Plan {
            order: is(Field::Date).and_then(|column| facts.orders.get(&column)?.agreed()),
            text: is(Field::Text).and_then(|c| facts.columns.get(c)).cloned(),
            columns: facts.columns.iter().cloned().zip(0..).collect(),
            hows: names.iter().map(|name| format!("{} `{name}`", facts.noun)).collect(),
            names,
            noun: facts.noun,
            fields,
        })
    }

    /// The rows of a table, or of a stretch of it, as drafts.
    pub(crate) fn drafts(&self, table: Table, path: &str) -> Drafts {
        // Columns of separated values may share a name; their places are the same throughout.
        let by_name = |(place, name): (usize, &String)| match self.noun {
            "column" => Some(place),
            _ => self.place(name),
        };
        let places: Vec<Option<usize>> = table.columns.iter().enumerate().map(by_name).collect();
        let (mut drafts, mut skipped) = (Vec::with_capacity(table.rows.len()), Vec::new());
        for Row { number, cells } in table.rows {
            match self.draft(number, cells, &places, path) {
                Ok(draft) => drafts.push(draft),
                Err(reason) => skipped.push(reason),
            }
        }
        (drafts, skipped)
    }

    /// The place in the plan of a column of JSON lines.
    pub(crate) fn place(&self, name: &str) -> Option<usize> {
        self.columns.get(name).copied()
    }

    /// One row as a draft; `places` tells the place in the plan of each of its columns.
    pub(crate) fn draft(
        &self,
        number: u64,
        cells: impl IntoIterator<Item = (usize, String)>,
        places: &[Option<usize>],
        path: &str,
    ) -> Result<Draft, Skipped> {
        let origin = Origin { path: path.to_owned(), row: Some(number) };
        let mut draft = Draft { origin, order: self.order, ..Draft::default() };
        for (column, cell) in cells {
            let Some(place) = places.get(column).copied().flatten() else { continue };
            match self.fields.get(place).copied().flatten() {
                Some(Field::Text) => draft.text = cell,
                Some(field) => draft.set(field, cell, self.hows[place].as_str()),
                None => {
                    draft.metadata.insert(self.names[place].clone(), cell);
                }
            }
        }
        match draft.text.trim().is_empty() {
            true => self.headline(draft),
            false => Ok(draft),
        }
    }

    /// A document without text is its headline, if it has one.
    fn headline(&self, mut draft: Draft) -> Result<Draft, Skipped> {
        let noun = self.noun;
        let Some((title, how)) = draft.fields.get(Field::Title) else {
            let reason = match &self.text {
                Some(text) => format!("empty text: {noun} `{text}` holds nothing here, and there is no title"),
                None => format!("empty text: there is no text {noun}, and the title is empty here"),
            };
            return Err(Skipped { path: draft.origin.path, row: draft.origin.row, reason });
        };
        draft.text.clone_from(title);
        let why = match &self.text {
            Some(text) => format!("{how}, since {noun} `{text}` holds nothing here"),
            None => format!("{how}, since there is no text {noun}"),
        };
        draft.provenance.insert("text", why);
        if self.text.is_some() {
            draft.warnings.push("no text: the title is read as the text".into());
        }
        Ok(draft)
    }
}

/// Rows → drafts, by the study's mapping or the usual names.
pub(crate) fn drafts(mut table: Table, path: &str, options: &ReadOptions) -> Drafts {
    let facts = Facts::of(&mut table, options);
    let (mut skipped, plan) = planned(&facts, path, options);
    let Some(plan) = plan else { return (Vec::new(), skipped) };
    let (drafts, empty) = plan.drafts(table, path);
    skipped.extend(empty);
    (drafts, skipped)
}

/// The plan of a table, and what cannot be read of it: broken rows, or the whole.
fn planned(facts: &Facts, path: &str, options: &ReadOptions) -> (Vec<Skipped>, Option<Plan>) {
    let skip = |row, reason| Skipped { path: path.to_owned(), row, reason };
    let mut skipped: Vec<Skipped> =
        facts.skipped.iter().map(|(row, reason)| skip(Some(*row), reason.clone())).collect();
    match Plan::new(facts, options) {
        Ok(plan) => (skipped, Some(plan)),
        Err(reason) => {
            // That no row is left is no news where every row has been named.
            if facts.rows > 0 || skipped.is_empty() {
                skipped.push(skip(None, reason));
            }
            (skipped, None)
        }
    }
}

/// Column names made unique, so that no cell is lost: `note`, `note.2`.
fn metadata_names(columns: &[String]) -> Vec<String> {
    let mut seen = HashMap::<String, usize>::new();
    let unique = |name: &String| {
        let name = if name.is_empty() { "column" } else { name };
        let times = seen.entry(plain(name)).and_modify(|n| *n += 1).or_insert(1);
        if *times == 1 { name.to_owned() } else { format!("{name}.{times}") }
    };
    columns.iter().map(unique).collect()
}

#[cfg(test)]
mod tests {
    use super::super::json::read_array;
    use super::super::read::read_one;
    use super::super::table::read_csv;
    use super::*;

    #[test]
    fn a_title_without_text_is_read_as_the_text_and_said_to_be() {
        let (drafts, skipped) = read_csv("title,text\nTalks fail,\n,\nA,B.\n", "a.csv", &ReadOptions::default());
        let texts: Vec<_> = drafts.iter().map(|d| (d.text.as_str(), d.warnings.len())).collect();
        assert_eq!(texts, [("Talks fail", 1), ("B.", 0)]);
        assert_eq!(drafts[0].provenance["text"], "column `title`, since column `text` holds nothing here");
        assert!(skipped[0].row == Some(3) && skipped[0].reason.contains("there is no title"), "{skipped:?}");
    }

    #[test]
    fn a_table_of_headlines_is_a_corpus() {
        let corpus =
            read_one("a.csv", b"Headline,source\nTalks fail in Geneva,Herald\n,Herald\n", &ReadOptions::default());
        let document = &corpus.documents[0];
        assert_eq!(
            (document.text.as_str(), document.title.as_deref()),
            ("Talks fail in Geneva", Some("Talks fail in Geneva"))
        );
        assert_eq!(document.title_span.map(|s| s.range()), Some(0..20));
        assert!(document.warnings.is_empty() && document.boilerplate.is_empty(), "{document:?}");
        assert_eq!(document.provenance["text"], "column `Headline`, since there is no text column");
        assert_eq!((corpus.skipped.len(), corpus.skipped[0].row), (1, Some(3)));
    }

    #[test]
    fn one_object_with_a_title_is_no_table_of_headlines() {
        let options = ReadOptions::default();
        let (drafts, skipped) = read_array("{\"title\": \"My data\", \"licence\": \"x\"}", "a.json", &options);
        assert!(drafts.is_empty() && skipped[0].reason.contains("no text column: found `title`"), "{skipped:?}");
        assert_eq!(read_array("[{\"title\": \"Talks fail\"}]", "a.json", &options).0.len(), 1);
    }
}
