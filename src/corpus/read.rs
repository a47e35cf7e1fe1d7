//! Files, folders, tables, archives and stdin → a [`Corpus`].
//!
//! What cannot be used costs only itself: it is listed in [`Corpus::skipped`]
//! with the way out, and the rest is read. Files are read side by side and the
//! result is sorted, so neither threads nor the order of paths show in it.

use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::assemble::{Draft, finish};
use super::decode::{Decoded, declared_in_html, decode};
use super::field::Field;
use super::setting::Setting;
use super::walk::{self, Found};
use super::{Corpus, Document, InputFile, Origin, ReadOptions, Skipped};
use super::{duplicate, front_matter, html, json, table, unpack};
use crate::Error;

/// Most archives within each other: a table in a `.gz` in a `.zip`.
const DEEPEST: usize = 2;

/// Reads a corpus: files, folders (searched recursively), `-` for JSON lines on stdin.
///
/// Read are `.txt`, `.text`, `.md`, `.html`, `.htm`; tables with one document a
/// row in `.csv`, `.tsv`, `.jsonl`, `.ndjson`, `.json`; and all of these inside
/// `.gz`, `.zst` and `.zip`. In folders and archives, hidden files, `.toml`
/// files, README, LICENSE and their like are no part of the corpus; every other
/// file that is not read is listed as skipped. Documents that repeat another
/// are marked ([`duplicate::mark`]); ids are made unique.
///
/// Limits: 16 MiB for one text or page, 4 GiB for one file, and an archive may
/// expand to 256 MiB or to 200 times its size, whichever is more.
///
/// # Errors
/// A path that does not exist, or nothing in any of them that can be used; the
/// message then says why, file by file.
///
/// ```
/// use framelens::corpus::{ReadOptions, read::read};
///
/// let folder = tempfile::tempdir()?;
/// std::fs::write(folder.path().join("a.txt"), "title: Talks\nsource: Herald\n\nTalks resumed.")?;
/// std::fs::write(folder.path().join("b.csv"), "source,text\nCourier,Talks failed.\n")?;
/// std::fs::write(folder.path().join("c.docx"), "PK")?;
///
/// let corpus = read(&[folder.path().into()], &ReadOptions::default())?;
///
/// let ids: Vec<&str> = corpus.documents.iter().map(|d| d.id.as_str()).collect();
/// assert_eq!(ids, ["a.txt", "b.csv#2"]);
/// assert_eq!(corpus.skipped[0].path, "c.docx");
/// assert!(read(&["nowhere".into()], &ReadOptions::default()).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn read(paths: &[PathBuf], options: &ReadOptions) -> Result<Corpus, Error> {
    if paths.is_empty() {
        return Err(Error::with_help("no corpus is given", "give a file, a folder, or `-` for JSON lines on stdin"));
    }
    let setting = Setting::new(options);
    let (files, skipped) = walk::find(paths)?;
    let parts: Vec<Corpus> = files.par_iter().map(|file| read_file(file, &setting)).collect();
    let mut corpus = Corpus { skipped, ..Corpus::default() };
    for part in parts {
        corpus.documents.extend(part.documents);
        corpus.skipped.extend(part.skipped);
        corpus.inputs.extend(part.inputs);
    }
    corpus.skipped.sort();
    corpus.inputs.sort();
    if corpus.documents.is_empty() {
        return Err(nothing(paths, &corpus.skipped));
    }
    // Stable: documents of one id stay in the order of their places.
    corpus.documents.sort_by(|a, b| a.id.cmp(&b.id));
    make_ids_unique(&mut corpus.documents);
    duplicate::mark(&mut corpus.documents);
    Ok(corpus)
}

/// Reads one file that is already in memory; `name` is its path in the corpus
/// and its extension says the format (`-` is JSON lines).
///
/// Pure: same name, bytes and options, same result, on any thread. Ids are not
/// yet made unique and duplicates not marked, since that needs all files.
///
/// ```
/// use framelens::corpus::{ReadOptions, read::read_one};
/// let corpus = read_one("news/a.txt", b"PARIS (AFP) \xe2\x80\x94 Talks resumed.", &ReadOptions::default());
/// assert_eq!(corpus.documents[0].source.as_deref(), Some("AFP"));
/// assert!(read_one("a.txt", b"  ", &ReadOptions::default()).skipped[0].reason.contains("empty"));
/// ```
pub fn read_one(name: &str, bytes: &[u8], options: &ReadOptions) -> Corpus {
    read_bytes(name, bytes, &Setting::new(options))
}

fn read_file(file: &Found, setting: &Setting<'_>) -> Corpus {
    match load(file, setting) {
        Ok(bytes) => read_bytes(&file.name, &bytes, setting),
        Err(reason) => {
            Corpus { skipped: vec![Skipped { path: file.name.clone(), row: None, reason }], ..Corpus::default() }
        }
    }
}

/// The bytes of a file, unless nothing in it could be used or it is too large.
fn load(file: &Found, setting: &Setting<'_>) -> Result<Vec<u8>, String> {
    let most = setting.limits.file;
    let cannot = |error: std::io::Error| format!("cannot be read ({error}); check its permissions");
    let large = || format!("larger than {} GiB; split it", most >> 30);
    let mut bytes = Vec::new();
    if file.name == "-" {
        std::io::stdin().lock().take(most + 1).read_to_end(&mut bytes).map_err(cannot)?;
    } else {
        // Not even opened: it may be large, and its bytes would not be input.
        format(&file.name)?;
        let source = std::fs::File::open(&file.path).map_err(cannot)?;
        if source.metadata().is_ok_and(|about| about.len() > most) {
            return Err(large());
        }
        source.take(most + 1).read_to_end(&mut bytes).map_err(cannot)?;
    }
    if bytes.len() as u64 > most { Err(large()) } else { Ok(bytes) }
}

fn read_bytes(name: &str, bytes: &[u8], setting: &Setting<'_>) -> Corpus {
    let mut corpus = Corpus::default();
    let sha256 = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    corpus.inputs.push(InputFile { path: name.to_owned(), bytes: bytes.len() as u64, sha256 });
    let mut intake = Intake { setting, drafts: Vec::new(), skipped: Vec::new() };
    // A fault of ours in one file shall not cost the others.
    if catch_unwind(AssertUnwindSafe(|| intake.take(name, name, bytes, 0))).is_err() {
        intake.skip(name, "reading it failed inside Framelens; please report it with this file".into());
    }
    let Intake { drafts, mut skipped, .. } = intake;
    let made: Vec<Result<Document, Skipped>> =
        drafts.into_par_iter().map(|draft| finish_safely(draft, setting)).collect();
    for result in made {
        match result {
            Ok(document) => corpus.documents.push(document),
            Err(reason) => skipped.push(reason),
        }
    }
    skipped.sort();
    corpus.skipped = skipped;
    corpus
}

fn finish_safely(draft: Draft, setting: &Setting<'_>) -> Result<Document, Skipped> {
    let Origin { path, row } = draft.origin.clone();
    catch_unwind(AssertUnwindSafe(|| finish(draft, setting))).unwrap_or_else(|_| {
        let reason = "reading it failed inside Framelens; please report it with this text".into();
        Err(Skipped { path, row, reason })
    })
}

/// What a file is, by its extension.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Text,
    Html,
    Csv,
    Tsv,
    JsonLines,
    Json,
    Gzip,
    Zstd,
    Zip,
}

fn format(name: &str) -> Result<Format, String> {
    if name == "-" {
        return Ok(Format::JsonLines);
    }
    const READ: &str = ".txt, .md, .html, .csv, .tsv, .jsonl or .json (also in .gz, .zst, .zip)";
    let file = name.rsplit(['/', '!']).next().unwrap_or(name).to_lowercase();
    let Some((stem, extension)) = file.rsplit_once('.') else {
        return Err(format!("a file without extension; rename it to {READ}"));
    };
    match extension {
        "txt" | "text" | "md" | "markdown" => Ok(Format::Text),
        "html" | "htm" | "xhtml" => Ok(Format::Html),
        "csv" => Ok(Format::Csv),
        "tsv" | "tab" => Ok(Format::Tsv),
        "jsonl" | "ndjson" => Ok(Format::JsonLines),
        "json" => Ok(Format::Json),
        "tgz" => Err("tar archives are not read; unpack it or pack it as .zip".into()),
        "gz" | "zst" | "tar" if extension == "tar" || stem.ends_with(".tar") => {
            Err("tar archives are not read; unpack it or pack it as .zip".into())
        }
        "gz" => Ok(Format::Gzip),
        "zst" => Ok(Format::Zstd),
        "zip" => Ok(Format::Zip),
        other => Err(format!("`.{other}` files are not read; convert it to {READ}")),
    }
}

/// What one file gives.
struct Intake<'s, 'o> {
    setting: &'s Setting<'o>,
    drafts: Vec<Draft>,
    skipped: Vec<Skipped>,
}

impl Intake<'_, '_> {
    fn skip(&mut self, path: &str, reason: String) {
        self.skipped.push(Skipped { path: path.to_owned(), row: None, reason });
    }

    /// Reads bytes called `path` in the format that `name` says (the two differ inside `.gz`).
    fn take(&mut self, path: &str, name: &str, bytes: &[u8], depth: usize) {
        let limits = self.setting.limits;
        let format = match format(name) {
            Ok(format) => format,
            Err(reason) => return self.skip(path, reason),
        };
        let packed = matches!(format, Format::Gzip | Format::Zstd | Format::Zip);
        if packed && depth >= DEEPEST {
            return self.skip(path, "an archive within an archive within an archive; unpack it".into());
        }
        let unpacked = match format {
            Format::Gzip => unpack::gzip(bytes, &limits),
            Format::Zstd => unpack::zstd(bytes, &limits),
            Format::Zip => return self.zip(path, bytes, depth),
            _ => return self.plain(path, format, bytes),
        };
        match unpacked {
            Ok(inner) => self.take(path, name.rsplit_once('.').map_or(name, |(stem, _)| stem), &inner, depth + 1),
            Err(reason) => self.skip(path, reason),
        }
    }

    fn zip(&mut self, path: &str, bytes: &[u8], depth: usize) {
        let members = match unpack::zip(bytes, &self.setting.limits) {
            Ok(members) => members,
            Err(reason) => return self.skip(path, reason),
        };
        if members.is_empty() {
            self.skip(path, "an empty archive: no article in it".into());
        }
        for (member, bytes) in members {
            let path = format!("{path}!{member}");
            match bytes {
                Ok(bytes) => self.take(&path, &member, &bytes, depth + 1),
                Err(reason) => self.skip(&path, reason),
            }
        }
    }

    fn plain(&mut self, path: &str, format: Format, bytes: &[u8]) {
        let limits = self.setting.limits;
        // No text of a permitted size has more bytes in any encoding.
        let most = match format {
            Format::Text => limits.document.saturating_mul(4),
            Format::Html => limits.page,
            _ => usize::MAX,
        };
        if bytes.len() > most {
            let (size, most) = (bytes.len() >> 20, limits.document >> 20);
            return self.skip(
                path,
                format!("{size} MiB are more than one article (at most {most} MiB); split it, or give a table"),
            );
        }
        let declared = if format == Format::Html { declared_in_html(bytes) } else { None };
        let decoded = match decode(bytes, declared) {
            Ok(decoded) => decoded,
            Err(reason) => return self.skip(path, reason),
        };
        let options = self.setting.options;
        let before = self.drafts.len();
        match format {
            Format::Html => self.page(path, &decoded.text),
            Format::Csv => self.rows(table::read_csv(&decoded.text, path, options)),
            Format::Tsv => self.rows(table::read_tsv(&decoded.text, path, options)),
            Format::JsonLines => self.rows(json::read_lines(&decoded.text, path, options)),
            Format::Json => self.rows(json::read_array(&decoded.text, path, options)),
            _ => self.text(path, &decoded.text),
        }
        for draft in self.drafts.iter_mut().skip(before) {
            note_encoding(&decoded, draft);
        }
    }

    fn rows(&mut self, (drafts, skipped): table::Drafts) {
        self.drafts.extend(drafts);
        self.skipped.extend(skipped);
    }

    fn page(&mut self, path: &str, html: &str) {
        let mut draft = Draft { origin: Origin { path: path.to_owned(), row: None }, ..Draft::default() };
        match html::extract(html, &mut draft) {
            Ok(()) => self.drafts.push(draft),
            Err(reason) => self.skip(path, reason),
        }
    }

    fn text(&mut self, path: &str, text: &str) {
        let map = &self.setting.options.fields;
        let front = front_matter::split(text, map);
        let mut draft = Draft { origin: Origin { path: path.to_owned(), row: None }, ..Draft::default() };
        for (key, value) in front.entries {
            match Field::called(&key, map) {
                Some(field) if !draft.fields.contains_key(&field) => {
                    draft.set(field, &value, format!("front matter `{key}`"));
                }
                _ if value.is_empty() => {}
                _ => {
                    draft.metadata.insert(key, value);
                }
            }
        }
        draft.text = text.get(front.end..).unwrap_or_default().to_owned();
        self.drafts.push(draft);
    }
}

/// Records an encoding that is not plain UTF-8, and what was lost in decoding.
fn note_encoding(decoded: &Decoded, draft: &mut Draft) {
    if decoded.encoding != "UTF-8" {
        let how = if decoded.certain { "as the file says" } else { "guessed from the bytes" };
        draft.provenance.insert("encoding", format!("{}, {how}", decoded.encoding));
    }
    let lost = if decoded.replaced == 0 { 0 } else { draft.text.matches('\u{fffd}').count() };
    if lost > 0 {
        let encoding = decoded.encoding;
        draft.warnings.push(format!("{lost} characters could not be decoded as {encoding} and read as U+FFFD"));
    }
}

/// Gives every document after the first of its id another one.
fn make_ids_unique(documents: &mut [Document]) {
    let mut taken: std::collections::HashSet<String> = documents.iter().map(|d| d.id.clone()).collect();
    let mut last = String::new();
    for document in documents.iter_mut() {
        if document.id != last {
            last.clone_from(&document.id);
            continue;
        }
        let free = (2u64..).map(|n| format!("{last}~{n}")).find(|id| !taken.contains(id)).unwrap_or_default();
        document.warnings.push(format!("another document has the id `{last}`; this one is called `{free}`"));
        taken.insert(free.clone());
        document.id = free;
    }
    documents.sort_by(|a, b| a.id.cmp(&b.id));
}

/// Why nothing could be used.
fn nothing(paths: &[PathBuf], skipped: &[Skipped]) -> Error {
    const SHOWN: usize = 5;
    let named: Vec<String> = paths.iter().map(|p| format!("`{}`", p.display())).collect();
    let message = format!("no article could be read from {}", named.join(", "));
    if skipped.is_empty() {
        let help =
            "give .txt, .md, .html, .csv, .tsv, .jsonl or .json files (also in .gz, .zst, .zip), or a folder with some";
        return Error::with_help(message, help);
    }
    let mut help: Vec<String> = skipped
        .iter()
        .take(SHOWN)
        .map(|s| match s.row {
            Some(row) => format!("{}, row {row}: {}", s.path, s.reason),
            None => format!("{}: {}", s.path, s.reason),
        })
        .collect();
    if skipped.len() > SHOWN {
        help.push(format!("and {} more", skipped.len() - SHOWN));
    }
    Error::with_help(message, help.join("\n"))
}
