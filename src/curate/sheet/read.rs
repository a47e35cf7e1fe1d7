//! Filled-in sheets → codings, all faults of a sheet at once.

use std::collections::{BTreeMap, BTreeSet};

use super::table::{Row, Table, read as read_table};
use super::{Coded, Coding, Verdict};
use crate::annotate::{Stance, Voice};
use crate::curate::lock::Lock;
use crate::curate::sample::{Item, Sample, Sheet};
use crate::error::{Error, Fault};

/// Whether a file's first line has a column `item`, as sheets do.
pub fn is_sheet(bytes: &[u8]) -> bool {
    read_table("", bytes).is_ok_and(|table| table.column("item").is_some())
}

/// Read a filled-in sheet of a sample.
///
/// Rows and columns may stand in any order, rows may be missing, columns that
/// are not known are passed over. Labels are taken without regard to case. The
/// coder is the column `coder`, else the middle of the file's name
/// (`hits.anna.csv`), else the name itself. `lock` tells what an unknown sample was.
///
/// # Errors
/// All faults at once: another sample's sheet, unknown items or labels, rows that stand twice.
pub fn read(path: &str, bytes: &[u8], sample: &Sample, lock: &Lock) -> Result<Coded, Error> {
    let table = read_table(path, bytes)?;
    let sheet = kind(&table)?;
    same_sample(&table, sample, lock)?;
    let reader = Reader {
        table: &table,
        sample,
        items: sample.items.iter().filter(|i| i.sheet == sheet).map(|i| (i.item.as_str(), i)).collect(),
    };
    let (mut faults, mut empty) = (Vec::new(), 0);
    let mut codings: BTreeMap<String, BTreeMap<String, Coding>> = BTreeMap::new();
    let mut seen: BTreeMap<(String, &str), usize> = BTreeMap::new();
    let unknown = table.rows.iter().filter(|row| !reader.items.contains_key(table.cell(row, "item"))).count();
    if unknown > 0 && unknown == table.rows.len() {
        return Err(Error::with_help(
            format!("{path}: none of its {unknown} items is of sample {}", sample.sample),
            "name the folder of the sample that the sheet was made with",
        ));
    }
    for row in &table.rows {
        let item = table.cell(row, "item");
        if table.columns.len() < row.cells.len() && row.cells[table.columns.len()..].iter().any(|c| !c.is_empty()) {
            let message = format!("{} cells where the header has {}", row.cells.len(), table.columns.len());
            faults.push(
                table.fault(row, "item", message, "this row").help("put quotes around a cell that holds the delimiter"),
            );
            continue;
        }
        if !reader.items.contains_key(item) {
            let message = format!("there is no item `{item}` in the {} of sample {}", sheet.name(), sample.sample);
            faults.push(table.fault(row, "item", message, "not drawn").help("take the row out, or mend the id"));
            continue;
        }
        let coder = reader.coder(row);
        if let Some(first) = seen.insert((coder.clone(), item), table.line_number(row)) {
            let message = format!("item `{item}` stands twice; the first is in line {first}");
            faults.push(table.fault(row, "item", message, "again").help("keep one of the two rows"));
            continue;
        }
        match reader.coding(row, sheet, &mut faults) {
            Some(coding) => {
                codings.entry(coder).or_default().insert(item.to_owned(), coding);
            }
            None => empty += 1,
        }
    }
    if !faults.is_empty() {
        return Err(Error { faults: folded(faults) });
    }
    let present: BTreeSet<&str> = seen.keys().map(|(_, item)| *item).collect();
    let missing = reader.items.len() - present.len();
    Ok(Coded { path: path.to_owned(), sheet, codings, empty, missing })
}

/// What the place of a label that is not known is called.
const UNKNOWN: &str = "unknown label";

/// A label that is wrong in many rows is told once, with their number.
fn folded(faults: Vec<Fault>) -> Vec<Fault> {
    let is_label = |fault: &Fault| fault.place.as_ref().is_some_and(|place| place.label == UNKNOWN);
    let mut rows: BTreeMap<String, usize> = BTreeMap::new();
    for fault in faults.iter().filter(|fault| is_label(fault)) {
        *rows.entry(fault.message.clone()).or_default() += 1;
    }
    let mut kept = Vec::new();
    for fault in faults {
        if !is_label(&fault) {
            kept.push(fault);
        } else if let Some(n) = rows.remove(&fault.message) {
            let more = if n > 1 { format!(", in {n} rows; this is the first") } else { String::new() };
            kept.push(Fault { message: fault.message.clone() + &more, ..fault });
        }
    }
    kept
}

fn kind(table: &Table) -> Result<Sheet, Error> {
    let has = |name: &str| table.column(name).is_some();
    if has("item") && has("correct") {
        return Ok(Sheet::Hits);
    }
    if has("item") && has("frame") && !has("cue") {
        return Ok(Sheet::Misses);
    }
    let lacking = if !has("item") { "item" } else { "correct" };
    let fault = Fault::error(format!("not a coding sheet: there is no column `{lacking}`"))
        .at(&table.path, &table.text, table.line(0), format!("its columns: {}", table.columns.join(", ")))
        .help("a sheet needs the columns item and correct (hits), or item and frame (misses)");
    Err(fault.into())
}

/// See that the sheet was made with this sample, by the id that its rows carry.
fn same_sample(table: &Table, sample: &Sample, lock: &Lock) -> Result<(), Error> {
    let other = table.rows.iter().find(|row| !["", sample.sample.as_str()].contains(&table.cell(row, "sample")));
    let Some(row) = other else { return Ok(()) };
    let id = table.cell(row, "sample");
    let why = match lock.samples.iter().find(|drawn| drawn.sample == id) {
        Some(drawn) if drawn.corpus != sample.corpus => "it was drawn from another corpus",
        Some(drawn) if drawn.lexicon != sample.lexicon => "it was drawn with another lexicon",
        Some(drawn) if drawn.purpose != sample.purpose => "it was drawn for another purpose",
        Some(_) => "it was drawn with another seed or size",
        None => "another corpus, lexicon, seed or size",
    };
    let message = format!("a sheet of sample {id}, not of {}: {why}", sample.sample);
    let fault = table.fault(row, "sample", message, "another sample");
    Err(fault.help("name the folder of that sample; sheets of several samples are evaluated one by one").into())
}

struct Reader<'t> {
    table: &'t Table,
    sample: &'t Sample,
    items: BTreeMap<&'t str, &'t Item>,
}

impl Reader<'_> {
    fn coder(&self, row: &Row) -> String {
        let named = self.table.cell(row, "coder");
        if !named.is_empty() {
            return named.to_owned();
        }
        let file = self.table.path.rsplit(['/', '\\']).next().unwrap_or_default();
        let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        let rest = ["hits", "misses"].iter().find_map(|sheet| stem.strip_prefix(sheet));
        let rest = rest.unwrap_or(stem).trim_matches(|c: char| !c.is_alphanumeric());
        if rest.is_empty() { "coder".to_owned() } else { rest.to_owned() }
    }

    /// What a row says; `None` where it was left empty.
    fn coding(&self, row: &Row, sheet: Sheet, faults: &mut Vec<Fault>) -> Option<Coding> {
        let before = faults.len();
        let mut coding = Coding { comment: self.table.cell(row, "comment").to_owned(), ..Coding::default() };
        match sheet {
            Sheet::Hits => {
                coding.verdict = self.verdict(row, faults);
                self.codes(row, &mut coding, faults);
            }
            Sheet::Misses => self.missed(row, &mut coding, faults),
        }
        let empty = coding.verdict.is_none() && coding.missed.is_none() && !coding.unsure && coding.codes.is_empty();
        (!empty && faults.len() == before).then_some(coding)
    }

    fn verdict(&self, row: &Row, faults: &mut Vec<Fault>) -> Option<Verdict> {
        let label = self.table.cell(row, "correct");
        match label.to_lowercase().as_str() {
            "" => None,
            "yes" | "y" | "oui" => Some(Verdict::Yes),
            "no" | "n" | "non" => Some(Verdict::No),
            "unsure" | "u" | "?" => Some(Verdict::Unsure),
            _ => {
                faults.push(self.unknown(row, "correct", label, "yes, no or unsure"));
                None
            }
        }
    }

    fn missed(&self, row: &Row, coding: &mut Coding, faults: &mut Vec<Fault>) {
        let cell = self.table.cell(row, "frame");
        let labels: BTreeSet<String> =
            cell.split([';', ',', '|']).map(|l| l.trim().to_lowercase()).filter(|l| !l.is_empty()).collect();
        if labels.is_empty() {
            return;
        }
        coding.unsure = labels.iter().any(|label| label == "unsure" || label == "?");
        let none = labels.iter().any(|label| label == "none");
        let frames: Vec<String> =
            labels.into_iter().filter(|l| !["none", "unsure", "?"].contains(&l.as_str())).collect();
        let known = |frame: &String| self.sample.frames.iter().any(|f| f.frame.to_lowercase() == *frame);
        if let Some(label) = frames.iter().find(|frame| !known(frame)) {
            let all: Vec<&str> = self.sample.frames.iter().map(|f| f.frame.as_str()).collect();
            faults.push(self.unknown(row, "frame", label, &format!("{}, none or unsure", all.join(", "))));
        } else if none && !frames.is_empty() {
            let message = format!("`{cell}` says both none and a frame");
            faults.push(self.table.fault(row, "frame", message, "which of the two?").help("keep one of them"));
        } else if !coding.unsure {
            let spelled = |frame: &String| {
                let found = self.sample.frames.iter().find(|f| f.frame.to_lowercase() == *frame);
                found.map_or_else(|| frame.clone(), |f| f.frame.clone())
            };
            coding.missed = Some(frames.iter().map(spelled).collect());
        }
    }

    fn codes(&self, row: &Row, coding: &mut Coding, faults: &mut Vec<Fault>) {
        let voices = [Voice::Own, Voice::Quoted, Voice::Reported].map(|v| label_of(&v));
        let stances =
            [Stance::Asserted, Stance::Negated, Stance::Distanced, Stance::Hypothetical].map(|s| label_of(&s));
        let actors = &self.sample.actors;
        let known: [(&'static str, &[String], bool); 4] = [
            ("agent", actors, true),
            ("patient", actors, true),
            ("voice", &voices, false),
            ("stance", &stances, false),
        ];
        for (column, labels, many) in known {
            let cell = self.table.cell(row, column);
            let separators: &[char] = if many { &[';', ','] } else { &[] };
            let given: BTreeSet<&str> = cell.split(separators).map(str::trim).filter(|l| !l.is_empty()).collect();
            let fits = |label: &&str| {
                (many && (*label == "none" || labels.is_empty()))
                    || labels.iter().any(|known| known.eq_ignore_ascii_case(label))
            };
            if let Some(label) = given.iter().find(|label| !fits(label)) {
                let none = if many { ", or none" } else { "" };
                faults.push(self.unknown(row, column, label, &format!("{}{none}", labels.join(", "))));
            } else if !given.is_empty() {
                let code = given.into_iter().map(str::to_lowercase).collect::<Vec<_>>().join(";");
                coding.codes.insert(column, code);
            }
        }
    }

    fn unknown(&self, row: &Row, column: &str, label: &str, known: &str) -> Fault {
        let message = format!("`{label}` is no label of column `{column}`");
        self.table.fault(row, column, message, UNKNOWN).help(format!("write {known}, or leave the cell empty"))
    }
}

/// Voice and stance as their tables write them.
pub(in crate::curate) fn label_of<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_value(value).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}
