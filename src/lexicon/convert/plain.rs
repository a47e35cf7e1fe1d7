//! A table with one pattern a row, `.csv`.
//!
//! Columns by name, in any order, of which `category` and `pattern` must be
//! there: `category, pattern, weight, language, cue, near, unless, within,
//! except, concept, role, note`. `near`, `unless` and `except` hold several
//! patterns separated by `;`; a dotted category is nested. Other columns are
//! not read. This is the format of no tool; quanteda's
//! `as.dictionary(data.frame)` reads it once its columns are named `sentiment`
//! and `word`, which are understood here as well.

use super::read::Page;
use super::{Category, Conditions, Dictionary, Term, cells, dotted, number};
use crate::config;
use crate::lexicon::Cue;

const COLUMNS: [&str; 12] = [
    "category", "pattern", "weight", "language", "cue", "near", "unless", "within", "except", "concept", "role", "note",
];

/// Other names of the two columns that must be there.
const ALSO: [(&str, &[&str]); 2] =
    [("category", &["key", "sentiment", "frame"]), ("pattern", &["term", "word", "entry"])];

pub(super) fn read(page: &mut Page) -> Dictionary {
    let mut dictionary = Dictionary::default();
    let rows = cells::rows(page);
    let Some((header, rows)) = rows.split_first() else { return dictionary };
    let names: Vec<String> = header.cells.iter().map(|(cell, _)| known(cell)).collect();
    let column = |name: &str| names.iter().position(|n| n == name);
    for needed in ["category", "pattern"] {
        if column(needed).is_none() {
            let message = format!("there is no column `{needed}`");
            let found: Vec<&str> = names.iter().map(String::as_str).collect();
            let fault = page.source.fault("D07", header.span.clone(), message, "the header of the table");
            fault.help = Some(match config::nearest(needed, &found) {
                Some(near) => format!("is it `{near}`? name it `{needed}`"),
                None => "the first line names the columns: category,pattern,weight,…".to_owned(),
            });
        }
    }
    let (Some(category), Some(pattern)) = (column("category"), column("pattern")) else { return dictionary };
    for (name, (_, place)) in names.iter().zip(&header.cells) {
        if !COLUMNS.contains(&name.as_str()) && !name.is_empty() {
            page.lose(place.start, format!("column `{name}`"), "no dictionary holds it", "not read");
        }
    }
    for row in rows {
        if row.cells.len() > header.cells.len() {
            let label = format!("the header has {} columns, this row {}", header.cells.len(), row.cells.len());
            page.source.fault("D08", row.place(header.cells.len()), "the row has more cells than the header", label);
        }
        let (name, text) = (bare(row.cell(category)), bare(row.cell(pattern)));
        match (name, text) {
            ("", _) => {
                page.source.fault("D02", row.place(category), "the row has no category", "this cell is empty");
            }
            (_, "") => {
                page.source.fault("D02", row.place(pattern), "the row has no pattern", "this cell is empty");
            }
            (name, text) => {
                let term = term(page, row, text, &column);
                dictionary.at(&dotted(name)).into_iter().for_each(|c| c.terms.push(term.clone()));
            }
        }
    }
    dictionary
}

/// A header cell as the name of a column.
fn known(cell: &str) -> String {
    let name = cell.trim().trim_start_matches('\u{feff}').to_lowercase();
    ALSO.iter().find(|(_, others)| others.contains(&name.as_str())).map_or(name, |(name, _)| (*name).to_owned())
}

fn term(page: &mut Page, row: &cells::Row, text: &str, column: &impl Fn(&str) -> Option<usize>) -> Term {
    let cell = |name: &str| column(name).map_or("", |at| bare(row.cell(at)));
    let own = |name: &str| Some(cell(name)).filter(|c| !c.is_empty()).map(str::to_owned);
    let list = |name: &str| {
        cell(name).split(';').map(str::trim).filter(|p| !p.is_empty()).map(str::to_owned).collect::<Vec<_>>()
    };
    let place = |name: &str| column(name).map_or(row.span.clone(), |at| row.place(at));
    let weight = own("weight").and_then(|text| {
        let found = text.parse::<f64>().ok().filter(|w| w.is_finite());
        if found.is_none() {
            page.source.fault(
                "D04",
                place("weight"),
                format!("`{text}` is no weight"),
                "expected a number such as 2 or 0.5",
            );
        }
        found
    });
    let within = own("within").and_then(|text| {
        let found = text.parse::<usize>().ok().filter(|n| *n <= 50);
        if found.is_none() {
            page.source.fault("D04", place("within"), format!("`{text}` is no number of tokens"), "expected 0 to 50");
        }
        found
    });
    let cue = own("cue").and_then(|name| {
        let found = Cue::ALL.iter().find(|(known, _)| *known == name).map(|(_, cue)| *cue);
        if found.is_none() {
            let names: Vec<_> = Cue::ALL.iter().map(|(name, _)| *name).collect();
            let label = format!("expected one of {}", names.join(", "));
            page.source.fault("L06", place("cue"), format!("unknown cue `{name}`"), label).help =
                config::nearest(&name, &names).map(|near| format!("did you mean `{near}`?"));
        }
        found
    });
    let conditions = Conditions {
        cue,
        near: list("near"),
        unless: list("unless"),
        within,
        except: list("except"),
        concept: own("concept"),
        role: own("role"),
    };
    let language = own("language").filter(|code| {
        let known = config::is_language_code(code);
        if !known {
            let message = format!("`{code}` is no language code");
            page.source.fault("D04", place("language"), message, "expected two or three small letters, such as en");
        }
        known
    });
    Term {
        language,
        note: own("note"),
        conditions: (conditions != Conditions::default()).then(|| Box::new(conditions)),
        ..Term::plain(text).weighing(weight)
    }
}

/// A cell without the apostrophe that keeps spreadsheets from running it.
fn bare(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| formula(rest)).unwrap_or(cell)
}

fn formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@'])
}

/// The columns that some term fills, `category` and `pattern` always.
pub(super) fn write(dictionary: &Dictionary) -> String {
    let mut rows: Vec<[String; 12]> = Vec::new();
    for category in &dictionary.categories {
        rows.extend(category.terms.iter().map(|term| row(category, term)));
    }
    let used: Vec<usize> = (0..COLUMNS.len()).filter(|&at| at < 2 || rows.iter().any(|r| !r[at].is_empty())).collect();
    let header = used.iter().map(|&at| COLUMNS[at].to_owned()).collect();
    let safe = |cell: &String| if formula(cell) { format!("'{cell}") } else { cell.clone() };
    let body = rows.iter().map(|row| used.iter().map(|&at| safe(&row[at])).collect());
    cells::table(std::iter::once(header).chain(body))
}

fn row(category: &Category, term: &Term) -> [String; 12] {
    let none = Conditions::default();
    let more = term.conditions.as_deref().unwrap_or(&none);
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    [
        category.name.clone(),
        term.pattern.clone(),
        term.weight.map(number).unwrap_or_default(),
        text(&term.language),
        more.cue.map(|cue| cue.name().to_owned()).unwrap_or_default(),
        more.near.join("; "),
        more.unless.join("; "),
        more.within.map(|n| n.to_string()).unwrap_or_default(),
        more.except.join("; "),
        text(&more.concept),
        text(&more.role),
        text(&term.note),
    ]
}
