//! The sheet that comes back: what the researcher accepted and rejected.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use chrono::NaiveDate;
use rayon::prelude::*;

use super::rows::COLUMNS;
use super::{Decision, Verdict};
use crate::config::nearest;
use crate::corpus::Document;
use crate::error::{Error, Fault};
use crate::lexicon::matcher::{Matcher, Rule, TypeTable};
use crate::lexicon::overlap::Overlap;
use crate::lexicon::{Lexicon, Pattern};
use crate::text::LanguagePacks;
use crate::text::analyze::Analyzer;

/// Columns of `decisions.csv`.
pub const LOG: [&str; 5] = ["frame", "language", "pattern", "decision", "date"];

/// Columns without which a table tells no decision.
const NEEDED: [&str; 4] = ["frame", "language", "pattern", "decision"];

/// A decided row of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// What it says.
    pub decision: Decision,
    /// The source that used the candidate most when the sheet was made.
    pub top_source: Option<String>,
    /// Its bytes in the sheet.
    pub place: Range<usize>,
}

/// Read the rows of a sheet, or of `decisions.csv`, that hold a decision.
///
/// Columns may stand in any order, further ones are left aside, rows may be
/// missing; cells are parted by commas, semicolons or tabs. A `date` column is
/// read where there is one.
///
/// # Errors
/// All faults of the table, with their places.
pub fn read(path: &str, text: &str) -> Result<Vec<Decided>, Error> {
    let mut table = Table { path, text: text.into(), faults: Vec::new() };
    let delimiter = delimiter(text);
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text.as_bytes());
    let header: Vec<String> = match reader.headers() {
        Ok(names) => names.iter().map(|name| name.trim().trim_start_matches('\u{feff}').to_lowercase()).collect(),
        Err(error) => return Err(Error::with_help(format!("{path} is no table: {error}"), "save it as CSV in UTF-8")),
    };
    let columns = table.columns(&header)?;
    let mut records: Vec<csv::StringRecord> = Vec::new();
    for record in reader.records() {
        match record {
            Ok(record) => records.push(record),
            Err(error) => table.fault("S01", 0..0, format!("a row cannot be read: {error}"), "", "save it as CSV"),
        }
    }
    let start = |record: &csv::StringRecord| record.position().map_or(0, |at| at.byte() as usize);
    let mut rows = Vec::new();
    for (number, record) in records.iter().enumerate() {
        let end = records.get(number + 1).map_or(text.len(), &start);
        let place = table.row(start(record)..end);
        if record.len() != header.len() {
            let message = format!("the row has {} cells, the header {}", record.len(), header.len());
            let help = "a comma or quotation mark was lost or added; compare the row with its neighbours";
            table.fault("S02", place, message, "expected a cell for every column", help);
            continue;
        }
        rows.extend(table.decided(record, &columns, place, delimiter));
    }
    table.contradictions(&rows);
    if table.faults.is_empty() { Ok(rows) } else { Err(Error { faults: table.faults }) }
}

/// Where the columns stand.
type Columns = BTreeMap<&'static str, usize>;

struct Table<'t> {
    path: &'t str,
    text: Arc<str>,
    faults: Vec<Fault>,
}

impl Table<'_> {
    fn fault(&mut self, code: &'static str, place: Range<usize>, message: String, label: &str, help: &str) {
        self.faults.push(Fault::error(message).code(code).at(self.path, &self.text, place, label).help(help));
    }

    /// A row without the line ends around it.
    fn row(&self, range: Range<usize>) -> Range<usize> {
        let raw = self.text.get(range.clone()).unwrap_or_default();
        let start = range.start + raw.len() - raw.trim_start_matches(['\r', '\n']).len();
        start..(start + raw.trim_matches(['\r', '\n']).len()).max(start)
    }

    fn columns(&mut self, header: &[String]) -> Result<Columns, Error> {
        let mut columns = Columns::new();
        let line = 0..self.text.find('\n').unwrap_or(self.text.len());
        for name in NEEDED.into_iter().chain(["date", "top_source"]) {
            let mut found = header.iter().enumerate().filter(|(_, column)| *column == name).map(|(at, _)| at);
            if let Some(at) = found.next() {
                columns.insert(name, at);
            }
            if found.next().is_some() {
                let help = "keep the one that holds your decisions";
                self.fault("S03", line.clone(), format!("the column `{name}` stands twice"), "", help);
            }
        }
        let missing: Vec<&str> = NEEDED.into_iter().filter(|name| !columns.contains_key(name)).collect();
        if !missing.is_empty() {
            let names: Vec<String> = missing.iter().map(|name| format!("`{name}`")).collect();
            let message = format!("not a sheet of suggestions: no column {}", names.join(", "));
            let help = "the first row names the columns, as `framelens lexicon suggest` writes them; they may stand in any order";
            self.fault("S03", line, message, "expected the names of the columns", help);
        }
        if self.faults.is_empty() { Ok(columns) } else { Err(Error { faults: std::mem::take(&mut self.faults) }) }
    }

    fn decided(
        &mut self,
        record: &csv::StringRecord,
        columns: &Columns,
        place: Range<usize>,
        delimiter: u8,
    ) -> Option<Decided> {
        let cell = |name: &str| columns.get(name).and_then(|&at| record.get(at)).unwrap_or_default().trim();
        let cells = cells(self.text.get(place.clone()).unwrap_or_default(), delimiter);
        let place_of = |name: &str| {
            let range = columns.get(name).and_then(|&at| cells.get(at)).cloned();
            range.map_or(place.clone(), |r| place.start + r.start..place.start + r.end)
        };
        let word = cell("decision").to_lowercase();
        if word.is_empty() {
            return None;
        }
        let before = self.faults.len();
        let verdict = Verdict::ALL.iter().find(|(name, _)| *name == word).map(|(_, verdict)| *verdict);
        if verdict.is_none() {
            let near = nearest(&word, &["accept", "reject"]);
            let help =
                near.map_or("write `accept`, `reject` or nothing".to_owned(), |n| format!("did you mean `{n}`?"));
            let message = format!("`{}` is no decision", cell("decision"));
            self.fault("S04", place_of("decision"), message, "expected `accept` or `reject`", &help);
        }
        let text = unescaped(cell("pattern"));
        for (name, value) in [("frame", cell("frame")), ("language", cell("language")), ("pattern", text)] {
            if value.is_empty() {
                let help = "fill it in, or clear the decision";
                self.fault("S05", place_of(name), format!("a decision without {name}"), "this cell is empty", help);
            }
        }
        let date = match cell("date") {
            "" => None,
            date => NaiveDate::parse_from_str(date, "%Y-%m-%d").ok().or_else(|| {
                let help = "write year, month and day, such as 2024-03-31";
                self.fault("S06", place_of("date"), format!("`{date}` is no date"), "expected YYYY-MM-DD", help);
                None
            }),
        };
        let decision = Decision {
            frame: cell("frame").to_owned(),
            language: cell("language").to_lowercase(),
            pattern: text.to_owned(),
            decision: verdict?,
            date,
        };
        let top_source = Some(unescaped(cell("top_source")).to_owned()).filter(|name| !name.is_empty());
        (self.faults.len() == before).then_some(Decided { decision, top_source, place })
    }

    /// In a sheet a pattern has one decision; the log may change its mind.
    fn contradictions(&mut self, rows: &[Decided]) {
        if self.is_log() {
            return;
        }
        let mut seen: BTreeMap<(&str, &str, &str), &Decided> = BTreeMap::new();
        for row in rows {
            let d = &row.decision;
            match seen.get(&(&*d.frame, &*d.language, &*d.pattern)) {
                Some(first) if first.decision.decision != d.decision => {
                    let (line, _) = crate::span::line_column(&self.text, first.place.start);
                    let message = format!("`{}` is accepted and rejected", d.pattern);
                    let label = format!("decided otherwise in line {line}");
                    self.fault("S07", row.place.clone(), message, &label, "keep one of the two decisions");
                }
                _ => {
                    seen.insert((&d.frame, &d.language, &d.pattern), row);
                }
            }
        }
    }

    /// Whether the header is that of `decisions.csv`.
    fn is_log(&self) -> bool {
        self.text.lines().next().is_some_and(|header| header.trim() == LOG.join(","))
    }
}

/// Places of the cells in a raw row.
fn cells(row: &str, delimiter: u8) -> Vec<Range<usize>> {
    let (mut found, mut start, mut quoted) = (Vec::new(), 0, false);
    for (at, byte) in row.bytes().enumerate() {
        if byte == b'"' {
            quoted = !quoted;
        } else if byte == delimiter && !quoted {
            found.push(start..at);
            start = at + 1;
        }
    }
    found.push(start..row.len());
    found
}

/// The delimiter under which the first line holds most names of columns.
fn delimiter(text: &str) -> u8 {
    let head = text.lines().next().unwrap_or_default();
    let known = |delimiter: u8| {
        let names = head.split(char::from(delimiter)).map(|name| name.trim().trim_matches('"').to_lowercase());
        names.filter(|name| COLUMNS.contains(&&**name) || LOG.contains(&&**name)).count()
    };
    [b'\t', b';', b','].into_iter().max_by_key(|&delimiter| known(delimiter)).unwrap_or(b',')
}

/// A cell without the apostrophe that keeps spreadsheets from running it.
fn unescaped(cell: &str) -> &str {
    let rest = cell.strip_prefix('\'');
    rest.filter(|rest| rest.starts_with(['=', '+', '-', '@'])).unwrap_or(cell)
}

/// Whether every decision is on a frame, in a language, and a pattern there can be.
///
/// # Errors
/// All faults, with their places in the sheet.
pub fn check(
    path: &str,
    text: &str,
    rows: &[Decided],
    lexicon: &Lexicon,
    packs: &Arc<LanguagePacks>,
) -> Result<(), Error> {
    let mut table = Table { path, text: text.into(), faults: Vec::new() };
    let mut analyzer = Analyzer::new(Arc::clone(packs));
    let known: Vec<&str> = lexicon.frames.iter().map(|frame| frame.id.as_str()).collect();
    for row in rows {
        let (d, place) = (&row.decision, row.place.clone());
        let Some(frame) = lexicon.frames.iter().find(|frame| frame.id == d.frame) else {
            let near = nearest(&d.frame, &known).map(|n| format!("did you mean `{n}`? ")).unwrap_or_default();
            let help = format!("{near}frames with a file: {}", known.join(", "));
            table.fault("S08", place, format!("there is no frame `{}`", d.frame), "", &help);
            continue;
        };
        if !frame.languages.contains_key(&d.language) {
            let languages: Vec<&str> = frame.languages.keys().map(String::as_str).collect();
            let help = format!("its languages: {}", languages.join(", "));
            table.fault("S09", place, format!("frame `{}` has no language `{}`", d.frame, d.language), "", &help);
            continue;
        }
        if let Err(reason) = Pattern::parse(&d.pattern, &d.language, &mut analyzer) {
            table.fault("S10", place, format!("`{}` is not a pattern", d.pattern), &reason, "mend the pattern");
        }
    }
    if table.faults.is_empty() { Ok(()) } else { Err(Error { faults: table.faults }) }
}

/// The rows that cannot come from these articles: their pattern stands nowhere,
/// or no article is of their top source. `languages` is parallel to `documents`.
pub fn strangers<'r>(
    rows: &'r [Decided],
    documents: &[Document],
    languages: &[String],
    packs: &Arc<LanguagePacks>,
) -> Vec<&'r Decided> {
    let mut analyzer = Analyzer::new(Arc::clone(packs));
    let mut rules: BTreeMap<&str, Vec<Rule>> = BTreeMap::new();
    for (number, row) in (0u32..).zip(rows) {
        let language = row.decision.language.as_str();
        if let Ok(pattern) = Pattern::parse(&row.decision.pattern, language, &mut analyzer) {
            rules.entry(language).or_default().push(Rule::plain(number, number, pattern));
        }
    }
    let matchers: BTreeMap<&str, Matcher> =
        rules.into_iter().map(|(language, rules)| (language, Matcher::new(rules, Overlap::Longest))).collect();
    let size = documents.len().div_ceil(rayon::current_num_threads()).max(1);
    let parts = documents.par_chunks(size).zip(languages.par_chunks(size));
    let here: BTreeSet<u32> = parts
        .flat_map_iter(|(documents, languages)| {
            let mut analyzer = Analyzer::new(Arc::clone(packs));
            let mut types: BTreeMap<&str, TypeTable> = BTreeMap::new();
            let mut found = BTreeSet::new();
            for (document, language) in documents.iter().zip(languages) {
                let Some(matcher) = matchers.get(language.as_str()) else { continue };
                let analysis = analyzer.analyze(&document.text, language, &document.boilerplate, document.title_span);
                let Some(vocabulary) = analyzer.vocabulary(language) else { continue };
                let types = types.entry(language).or_default();
                found.extend(matcher.find(&document.text, &analysis, vocabulary, types).iter().map(|hit| hit.rule));
            }
            found
        })
        .collect();
    let sources: BTreeSet<&str> = documents.iter().filter_map(|document| document.source.as_deref()).collect();
    let stranger = |(number, row): &(u32, &Decided)| {
        !here.contains(number) || row.top_source.as_deref().is_some_and(|source| !sources.contains(source))
    };
    (0u32..).zip(rows).filter(stranger).map(|(_, row)| row).collect()
}

/// The log with the decisions of a sheet behind it, in the order of the alphabet.
///
/// What the log says already is not said again; a decision that differs from
/// the one that held is a new row. `date` is for rows that have none.
pub fn log(mut logged: Vec<Decision>, rows: &[Decided], date: Option<NaiveDate>) -> Vec<Decision> {
    let mut fresh: Vec<Decision> =
        rows.iter().map(|row| Decision { date: date.or(row.decision.date), ..row.decision.clone() }).collect();
    fresh.sort();
    fresh.dedup_by(|a, b| same(a, b));
    for decision in fresh {
        let last = logged.iter().rev().find(|old| same(old, &decision));
        if last.is_none_or(|old| old.decision != decision.decision) {
            logged.push(decision);
        }
    }
    logged
}

/// Whether two decisions are on the same pattern.
fn same(a: &Decision, b: &Decision) -> bool {
    (&a.frame, &a.language, &a.pattern) == (&b.frame, &b.language, &b.pattern)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_may_have_its_columns_in_any_order_and_semicolons() {
        let text = "decision;note;pattern;language;frame\nAccept ;x;seizure*;en;occupation\n;;b;en;occupation\n";
        let rows = read("s.csv", text).unwrap();
        assert_eq!(rows.len(), 1);
        assert_eq!((&*rows[0].decision.pattern, rows[0].decision.decision), ("seizure*", Verdict::Accept));
    }

    #[test]
    fn faults_are_shown_all_at_once_at_their_cells() {
        let text =
            "frame,language,pattern,decision\nf,en,a,accpet\nf,en,,reject\nf,en,c\nf,en,d,accept\nf,en,d,reject\n";
        let error = read("s.csv", text).unwrap_err();
        let places: Vec<_> = error.faults.iter().map(|f| f.position().unwrap()).collect();
        let found: Vec<_> = error.faults.iter().zip(&places).map(|(f, p)| (f.code, p.1, p.2)).collect();
        assert_eq!(found, [("S04", 2, 8), ("S05", 3, 6), ("S02", 4, 1), ("S07", 6, 1)]);
        assert_eq!(error.faults[0].help.as_deref(), Some("did you mean `accept`?"));
    }

    #[test]
    fn what_is_no_sheet_is_said_so() {
        let error = read("s.csv", "a,b\n1,2\n").unwrap_err();
        assert!(error.to_string().contains("no column `frame`, `language`, `pattern`, `decision`"), "{error}");
        assert!(read("s.csv", "").is_err());
    }

    #[test]
    fn the_log_grows_by_what_is_new_or_other_than_before() {
        let decision = |pattern: &str, decision| Decision {
            frame: "f".into(),
            language: "en".into(),
            pattern: pattern.into(),
            decision,
            date: None,
        };
        let row = |d| Decided { decision: d, top_source: None, place: 0..0 };
        let old = vec![decision("a", Verdict::Accept)];
        let rows = [row(decision("b", Verdict::Reject)), row(decision("a", Verdict::Accept))];
        let date = NaiveDate::from_ymd_opt(2024, 3, 31);
        let grown = log(old, &rows, date);
        assert_eq!(grown.len(), 2);
        assert_eq!((&*grown[1].pattern, grown[1].date), ("b", date));
        let changed = log(grown, &[row(decision("a", Verdict::Reject))], None);
        assert_eq!((changed.len(), changed[2].decision), (3, Verdict::Reject));
    }
}
