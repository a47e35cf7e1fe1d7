//! Whether a report is what its manifest says, and if not, why.
//!
//! Three things are held against each other: the manifest, the files as they
//! lie in the report, and a second run. A file can have been edited (it is not
//! what the manifest says), or come out otherwise (the second run is not); for
//! the latter the reasons are what the two manifests do not share.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::Value;

use super::manifest::{LexiconFile, Manifest, TextFile, sha256};
use super::number::counted;
use crate::corpus::{InputFile, Skipped};
use crate::curate::diff::entries::entries;
use crate::curate::diff::{EntryChange, Fate};
use crate::lexicon::Lexicon;
use crate::text::analyze::Analyzer;

/// Name of the manifest in a report.
pub const MANIFEST: &str = "manifest.json";

/// What is the matter with a file of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// It is not what the manifest says: it was changed after the run.
    Edited,
    /// The manifest names it, and it is not in the report.
    Missing,
    /// The second run gives other bytes.
    Differs,
    /// Only the second run makes it.
    New,
    /// The second run does not make it.
    Gone,
}

impl State {
    /// In words, behind the file's name.
    pub fn words(self) -> &'static str {
        match self {
            State::Edited => "changed after the run: it is not the file that the manifest describes",
            State::Missing => "missing from the report",
            State::Differs => "comes out otherwise now",
            State::New => "would be made now, and is not in the manifest",
            State::Gone => "would not be made now",
        }
    }
}

/// A file of the report and what is the matter with it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct FileState {
    /// Within the report.
    pub path: String,
    /// What is the matter.
    pub state: State,
}

/// The kinds of reasons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// The report was made by another version.
    Version,
    /// A setting cannot be had again.
    Setting,
    /// A file of the study is another one.
    Study,
    /// The lexicon is another one.
    Lexicon,
    /// The grammar data of the languages are others.
    Language,
    /// Articles are others.
    Input,
    /// Other input is skipped.
    Skipped,
    /// It cannot be run again.
    Again,
    /// None of these.
    Unknown,
}

impl Kind {
    /// In words, as a heading.
    pub fn words(self) -> &'static str {
        match self {
            Kind::Version => "version changed",
            Kind::Setting => "setting cannot be reproduced",
            Kind::Study => "study file changed",
            Kind::Lexicon => "lexicon changed",
            Kind::Language => "language data changed",
            Kind::Input => "input changed",
            Kind::Skipped => "skipped input changed",
            Kind::Again => "cannot be run again",
            Kind::Unknown => "no reason found",
        }
    }
}

/// Why files come out otherwise, or cannot come out at all.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Reason {
    /// What kind.
    pub kind: Kind,
    /// The file, frame or setting.
    pub what: String,
    /// What became of it.
    pub change: String,
}

impl Reason {
    /// A reason in words.
    pub fn new(kind: Kind, what: impl Into<String>, change: impl Into<String>) -> Reason {
        Reason { kind, what: what.into(), change: change.into() }
    }
}

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// Files with something the matter, sorted.
    pub files: Vec<FileState>,
    /// Why, sorted by kind.
    pub reasons: Vec<Reason>,
}

impl Verdict {
    /// Whether everything is the same.
    pub fn same(&self) -> bool {
        self.files.is_empty() && self.reasons.is_empty()
    }
}

/// Files that are not what the manifest says; `disk` holds the SHA-256 of each, `None` where it is missing.
pub fn edited(manifest: &Manifest, disk: &BTreeMap<String, Option<String>>) -> Vec<FileState> {
    let state = |output: &InputFile| match disk.get(&output.path).and_then(Option::as_ref) {
        None => Some(State::Missing),
        Some(hash) => (*hash != output.sha256).then_some(State::Edited),
    };
    let named = manifest.outputs.iter().filter_map(|o| Some(FileState { path: o.path.clone(), state: state(o)? }));
    named.collect()
}

/// Files that a second run, by its manifest, makes otherwise.
pub fn remade(manifest: &Manifest, again: &Manifest) -> Vec<FileState> {
    let changes = |old: Option<&InputFile>, new: Option<&InputFile>| match (old, new) {
        (Some(old), Some(new)) => (old.sha256 != new.sha256).then_some(State::Differs),
        (Some(_), None) => Some(State::Gone),
        (None, _) => Some(State::New),
    };
    let found = joined(&manifest.outputs, &again.outputs, |file| file.path.clone());
    found.into_iter().filter_map(|(path, old, new)| Some(FileState { path, state: changes(old, new)? })).collect()
}

/// What two manifests do not share, other than their outputs.
///
/// `analyzer` reads both lexicons, so that changes can be told entry by entry.
pub fn reasons(manifest: &Manifest, again: &Manifest, analyzer: &mut Analyzer) -> Vec<Reason> {
    let mut found = Vec::new();
    if manifest.version != again.version {
        let change = format!("the report was made by {}, this is {}", manifest.version, again.version);
        found.push(Reason::new(Kind::Version, "framelens", change));
    }
    settings(Kind::Setting, "", (&manifest.settings, &again.settings), &mut found);
    settings(Kind::Language, "", (&manifest.languages, &again.languages), &mut found);
    let hash = |file: &TextFile| file.sha256.clone();
    for (what, old, new) in joined(&manifest.study_files, &again.study_files, |file| file.path.clone()) {
        found.extend(became(old.map(hash), new.map(hash)).map(|change| Reason::new(Kind::Study, what, change)));
    }
    found.extend(lexicons(&manifest.lexicon, &again.lexicon, analyzer));
    let hash = |file: &InputFile| file.sha256.clone();
    for (what, old, new) in joined(&manifest.inputs, &again.inputs, |file| file.path.clone()) {
        found.extend(became(old.map(hash), new.map(hash)).map(|change| Reason::new(Kind::Input, what, change)));
    }
    found.extend(skipped(&manifest.skipped, &again.skipped));
    found.sort();
    found
}

/// Two lists by key: the key, the old item and the new one.
fn joined<'a, T>(
    old: &'a [T],
    new: &'a [T],
    key: impl Fn(&T) -> String,
) -> Vec<(String, Option<&'a T>, Option<&'a T>)> {
    let mut pairs: BTreeMap<String, (Option<&T>, Option<&T>)> = BTreeMap::new();
    old.iter().for_each(|item| pairs.entry(key(item)).or_default().0 = Some(item));
    new.iter().for_each(|item| pairs.entry(key(item)).or_default().1 = Some(item));
    pairs.into_iter().map(|(key, (old, new))| (key, old, new)).collect()
}

fn became(old: Option<String>, new: Option<String>) -> Option<&'static str> {
    match (old, new) {
        (Some(old), Some(new)) => (old != new).then_some("changed"),
        (Some(_), None) => Some("missing"),
        (None, Some(_)) => Some("added"),
        (None, None) => None,
    }
}

/// Keys whose values differ, by their way through the object.
fn settings(kind: Kind, name: &str, (old, new): (&Value, &Value), found: &mut Vec<Reason>) {
    if let (Value::Object(a), Value::Object(b)) = (old, new) {
        let keys: BTreeSet<&String> = a.keys().chain(b.keys()).collect();
        for key in keys {
            let inner = if name.is_empty() { key.clone() } else { format!("{name}.{key}") };
            let value = |object: &'_ serde_json::Map<String, Value>| object.get(key).cloned().unwrap_or_default();
            settings(kind, &inner, (&value(a), &value(b)), found);
        }
    } else if old != new {
        found.push(Reason::new(kind, name, format!("was {old}, is {new} now")));
    }
}

fn lexicons(old: &[LexiconFile], new: &[LexiconFile], analyzer: &mut Analyzer) -> Vec<Reason> {
    let mut found = Vec::new();
    for (frame, old, new) in joined(old, new, |file| file.frame.clone()) {
        let (Some(old), Some(new)) = (old, new) else {
            let change = if old.is_some() { "frame missing" } else { "frame added" };
            found.push(Reason::new(Kind::Lexicon, frame, change));
            continue;
        };
        if old.sha256 == new.sha256 {
            continue;
        }
        let version = match old.version == new.version {
            true => format!("changed, still called version {}", old.version),
            false => format!("version {} became {}", old.version, new.version),
        };
        let mut read = |file: &LexiconFile| Lexicon::parse(&[(file.path.clone(), file.text.clone())], analyzer).ok();
        let changes = read(old).zip(read(new)).map(|(old, new)| entries(&old, &new)).unwrap_or_default();
        let all = match changes.len() {
            0 => format!("{version}; no entry is another: labels, notes, tests or the order"),
            1 => format!("{version}; 1 entry"),
            n => format!("{version}; {n} entries"),
        };
        found.push(Reason::new(Kind::Lexicon, &*frame, all));
        let one = |c: &EntryChange| Reason::new(Kind::Lexicon, format!("{frame}, {}", c.language), told(c));
        found.extend(changes.iter().map(one));
    }
    found
}

fn told(change: &EntryChange) -> String {
    let entry = match &change.was {
        Some(was) => format!("`{was}` → `{}`", change.entry),
        None => format!("`{}`", change.entry),
    };
    match change.change {
        Fate::Changed if change.was.is_some() => format!("{entry} changed"),
        Fate::Changed => format!("{entry} changed: {} → {}", change.before, change.after),
        fate => format!("{entry} {}", fate.name()),
    }
}

fn skipped(old: &[Skipped], new: &[Skipped]) -> Vec<Reason> {
    let name = |s: &Skipped| s.row.map_or_else(|| s.path.clone(), |row| format!("{}, row {row}", s.path));
    let (was, is): (BTreeSet<&Skipped>, BTreeSet<&Skipped>) = (old.iter().collect(), new.iter().collect());
    let gone = was.difference(&is).map(|s| Reason::new(Kind::Skipped, name(s), "was skipped and is not now"));
    let come =
        is.difference(&was).map(|s| Reason::new(Kind::Skipped, name(s), format!("is skipped now: {}", s.reason)));
    gone.chain(come).collect()
}

/// The verdict on a report whose run could be repeated: `disk` as in [`edited`],
/// `bytes` the manifest as it lies in the report, `again` the second run's.
pub fn verdict(
    manifest: &Manifest,
    disk: &BTreeMap<String, Option<String>>,
    (bytes, remade_bytes): (&[u8], &[u8]),
    again: &Manifest,
    analyzer: &mut Analyzer,
) -> Verdict {
    let mut files = edited(manifest, disk);
    let mut reasons = reasons(manifest, again, analyzer);
    let otherwise = remade(manifest, again);
    if otherwise.is_empty() && reasons.is_empty() && sha256(bytes) != sha256(remade_bytes) {
        files.push(FileState { path: MANIFEST.to_owned(), state: State::Edited });
    }
    if !otherwise.is_empty() && reasons.is_empty() {
        reasons.push(unexplained(&otherwise));
    }
    files.extend(otherwise);
    files.sort();
    Verdict { files, reasons }
}

fn unexplained(files: &[FileState]) -> Reason {
    let change = match files {
        // Which dates lie in the future depends on the day of the run.
        [one] if one.path.starts_with("documents.") => {
            "a date that lay in the future at the first run may be past now; see the column `warnings`"
        }
        _ => "input, settings, lexicon and version are the same, and yet other bytes come out; please report this",
    };
    Reason::new(Kind::Unknown, "the run", change)
}

/// Lines that a heading of [`text`] shows.
const SHOWN: usize = 12;

/// The verdict for people.
pub fn text(report: &str, manifest: &Manifest, verdict: &Verdict) -> String {
    let (files, inputs) =
        (counted(manifest.outputs.len() as u64, "file"), counted(manifest.inputs.len() as u64, "input"));
    if verdict.same() {
        return format!("{report}: made again from {inputs}, all {files} are the same, byte by byte\n");
    }
    let wrong: BTreeSet<&str> = verdict.files.iter().map(|f| f.path.as_str()).collect();
    let mut out = match wrong.len() {
        0 => format!("{report}: its {files} are those of the manifest, but\n"),
        n => format!("{report}: {n} of {files} differ\n"),
    };
    for reasons in verdict.reasons.chunk_by(|a, b| a.kind == b.kind) {
        let lines = reasons.iter().map(|r| format!("{}: {}", r.what, r.change)).collect();
        section(&mut out, reasons[0].kind.words(), lines);
    }
    for state in [State::Edited, State::Missing, State::Differs, State::New, State::Gone] {
        let of = verdict.files.iter().filter(|f| f.state == state);
        section(&mut out, state.words(), of.map(|f| f.path.clone()).collect());
    }
    out
}

fn section(out: &mut String, heading: &str, lines: Vec<String>) {
    if lines.is_empty() {
        return;
    }
    out.push_str(&format!("\n{heading}\n"));
    lines.iter().take(SHOWN).for_each(|line| out.push_str(&format!("  {line}\n")));
    if lines.len() > SHOWN {
        out.push_str(&format!("  … and {} more; --json lists all\n", lines.len() - SHOWN));
    }
}
