//! Files, folders, tables, archives and stdin → a [`Corpus`], or its documents one by one.
//!
//! What cannot be used costs only itself: it is listed in [`Corpus::skipped`]
//! with the way out, and the rest is read. Files are read side by side and the
//! result is sorted, so neither threads nor the order of paths show in it.

use std::collections::HashSet;
use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::assemble::{Draft, finish};
use super::duplicate;
use super::intake::{Intake, format, too_long};
use super::listing::hexadecimal;
use super::setting::Setting;
use super::stream;
use super::walk::{self, Found};
use super::{Corpus, Document, InputFile, Origin, ReadOptions, Skipped};
use crate::Error;

/// Reads a corpus: files, folders (searched recursively), `-` for JSON lines on stdin.
///
/// Read are `.txt`, `.text`, `.md`, `.html`, `.htm`; tables with one document a
/// row in `.csv`, `.tsv`, `.jsonl`, `.ndjson`, `.json`, `.parquet`; and all of these inside
/// `.gz`, `.zst` and `.zip`. In folders and archives, hidden files, `.toml`
/// files, README, LICENSE and their like are no part of the corpus; every other
/// file that is not read is listed as skipped. Documents that repeat another
/// are marked ([`duplicate::mark`]); ids are made unique.
///
/// Limits: 16 MiB for one text or page, 64 MiB for one row of a table, 4 GiB for
/// one file that is no table of lines, and an archive may expand to 256 MiB or
/// to 200 times its size, whichever is more.
/// [`read_each`] does the same without holding all texts at once.
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
    let found: Mutex<Vec<(Place, Document)>> = Mutex::default();
    let keep = |place, document| found.lock().unwrap_or_else(PoisonError::into_inner).push((place, document));
    let Summary { skipped, inputs, .. } = read_each(paths, options, &keep)?;
    Ok(whole(found.into_inner().unwrap_or_else(PoisonError::into_inner), skipped, inputs))
}

/// Documents in any order → a corpus.
pub(super) fn whole(mut found: Vec<(Place, Document)>, skipped: Vec<Skipped>, inputs: Vec<InputFile>) -> Corpus {
    found.par_sort_unstable_by(|(p, a), (q, b)| a.id.cmp(&b.id).then(p.cmp(q)));
    let mut documents: Vec<Document> = found.into_iter().map(|(_, document)| document).collect();
    make_ids_unique(&mut documents);
    let repeats = duplicate::mark(&mut documents);
    Corpus { documents, repeats, skipped, inputs }
}

/// Where a document stands in the order in which a corpus is read: files by
/// name, then rows or members. Documents of one id are told apart by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Number of the file.
    pub file: u32,
    /// Number of the row, or of the document in the file.
    pub number: u64,
}

/// What was read, but for the documents.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Summary {
    /// How many documents were handed on.
    pub documents: u64,
    /// Sorted by place.
    pub skipped: Vec<Skipped>,
    /// Sorted by path.
    pub inputs: Vec<InputFile>,
}

/// Reads a corpus as [`read`] does, but hands every document on and drops it,
/// so that no more than a few megabytes a thread are held at a time.
///
/// `consume` is called from any thread, in any order; sort by [`Place`] what
/// must not depend on it. The documents are those of [`read`], with two
/// differences: ids are as the data give them ([`unique_ids`] makes them
/// unique), and none is marked as a duplicate (keep a
/// [`duplicate::Fingerprint`] of each, and ask [`duplicate::find`]).
///
/// Read in blocks are tables in `.parquet`, and in `.csv`, `.tsv`, `.jsonl` and `.ndjson`, also in
/// `.gz` and `.zst`, and stdin; they are read twice (thrice or more where they are not
/// UTF-8), since some of what a row means only the whole tells. Other files are read whole, one a thread:
/// an array in `.json` and what a `.zip` holds should not be larger than memory allows.
///
/// # Errors
/// As [`read`]; and if a file can be read at first and then no more.
///
/// ```
/// use std::sync::atomic::{AtomicUsize, Ordering};
/// use framelens::corpus::{ReadOptions, read::read_each};
///
/// let folder = tempfile::tempdir()?;
/// std::fs::write(folder.path().join("a.csv"), "text\nTalks resumed.\nTalks failed.\n")?;
/// let bytes = AtomicUsize::new(0);
/// let count = |_, document: framelens::corpus::Document| {
///     bytes.fetch_add(document.text.len(), Ordering::Relaxed);
/// };
/// let summary = read_each(&[folder.path().into()], &ReadOptions::default(), &count)?;
/// assert_eq!((summary.documents, bytes.into_inner()), (2, 27));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn read_each(
    paths: &[PathBuf],
    options: &ReadOptions,
    consume: &(dyn Fn(Place, Document) + Sync),
) -> Result<Summary, Error> {
    read_each_with(paths, &Setting::new(options), consume)
}

fn read_each_with(
    paths: &[PathBuf],
    setting: &Setting<'_>,
    consume: &(dyn Fn(Place, Document) + Sync),
) -> Result<Summary, Error> {
    if paths.is_empty() {
        return Err(Error::with_help("no corpus is given", "give a file, a folder, or `-` for JSON lines on stdin"));
    }
    let (files, skipped) = walk::find(paths)?;
    let count = AtomicU64::new(0);
    let give = |file: usize, number: u64, document: Document| {
        count.fetch_add(1, Relaxed);
        consume(Place { file: u32::try_from(file).unwrap_or(u32::MAX), number }, document);
    };
    let (large, small): (Vec<_>, Vec<_>) = (0..).zip(&files).partition(|(_, file)| is_streamed(file, setting));
    let whole = |(number, file): (usize, &Found)| {
        let part = read_file(file, setting);
        (0..).zip(part.documents).for_each(|(place, document)| give(number, place, document));
        stream::Rest { inputs: part.inputs, skipped: part.skipped }
    };
    let mut rest = small.into_par_iter().map(whole).reduce(stream::Rest::default, stream::Rest::with);
    // One after the other: each keeps all threads busy.
    for (number, file) in large {
        rest = rest.with(read_streamed(file, setting, &|row, document| give(number, row, document))?);
    }
    rest.skipped.extend(skipped);
    rest.skipped.sort();
    rest.inputs.sort();
    let summary = Summary { documents: count.into_inner(), skipped: rest.skipped, inputs: rest.inputs };
    match summary.documents {
        0 => Err(nothing(paths, &summary.skipped)),
        _ => Ok(summary),
    }
}

fn is_streamed(file: &Found, setting: &Setting<'_>) -> bool {
    let size = || std::fs::metadata(&file.path).map_or(0, |about| about.len());
    file.name == "-" || stream::Streamed::named(&file.name).is_some_and(|table| table.is_large(size(), setting))
}

fn read_streamed(
    file: &Found,
    setting: &Setting<'_>,
    give: &(dyn Fn(u64, Document) + Sync),
) -> Result<stream::Rest, Error> {
    let Some(table) = stream::Streamed::named(&file.name) else { return Ok(stream::Rest::default()) };
    if file.name != "-" {
        return stream::read(&file.name, &file.path, table, setting, give);
    }
    // Stdin can be read but once.
    let cannot = |error: std::io::Error| {
        let help = "check the space in the folder for temporary files, or give a file in place of stdin";
        Error::with_help(format!("stdin cannot be kept for reading ({error})"), help)
    };
    let mut kept = tempfile::NamedTempFile::new().map_err(cannot)?;
    std::io::copy(&mut std::io::stdin().lock(), &mut kept).map_err(cannot)?;
    stream::read(&file.name, kept.path(), table, setting, give)
}

/// For documents read one by one: which must be called otherwise, since another
/// has their id. Of equal ids the first by place keeps it, the next gets `id~2`.
///
/// ```
/// use framelens::corpus::read::{Place, unique_ids};
/// let at = |number| Place { file: 0, number };
/// let ids = unique_ids(&[("x", at(2)), ("x", at(1)), ("y", at(3))]);
/// assert_eq!(ids, [Some("x~2".to_owned()), None, None]);
/// ```
pub fn unique_ids(ids: &[(&str, Place)]) -> Vec<Option<String>> {
    let mut order: Vec<usize> = (0..ids.len()).collect();
    order.sort_by_key(|&i| ids[i]);
    let mut taken: HashSet<String> = HashSet::new();
    let is_taken = |id: &str| order.binary_search_by(|&i| ids[i].0.cmp(id)).is_ok();
    let mut renamed = vec![None; ids.len()];
    let (mut last, mut number) = (None, 1u64);
    for &i in &order {
        let id = ids[i].0;
        if last != Some(id) {
            (last, number) = (Some(id), 1);
            continue;
        }
        renamed[i] = Some(loop {
            number += 1;
            let free = format!("{id}~{number}");
            if !is_taken(&free) && taken.insert(free.clone()) {
                break free;
            }
        });
    }
    renamed
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
    // Not even opened: it may be large, and its bytes would not be input.
    let format = format(&file.name)?;
    let source = std::fs::File::open(&file.path).map_err(cannot)?;
    let size = source.metadata().map_or(0, |about| about.len());
    if size > most {
        return Err(large());
    }
    if let Some(reason) = too_long(format, size, &setting.limits) {
        return Err(reason);
    }
    // Room to see that nothing follows.
    let room = usize::try_from(size).unwrap_or_default().saturating_add(64);
    bytes.try_reserve_exact(room).map_err(|error| cannot(error.into()))?;
    source.take(most + 1).read_to_end(&mut bytes).map_err(cannot)?;
    if bytes.len() as u64 > most { Err(large()) } else { Ok(bytes) }
}

fn read_bytes(name: &str, bytes: &[u8], setting: &Setting<'_>) -> Corpus {
    let mut corpus = Corpus::default();
    let sha256 = hexadecimal(&Sha256::digest(bytes));
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

/// The document of a draft, whatever breaks in making it.
pub(crate) fn finish_safely(draft: Draft, setting: &Setting<'_>) -> Result<Document, Skipped> {
    let Origin { path, row } = draft.origin.clone();
    catch_unwind(AssertUnwindSafe(|| finish(draft, setting))).unwrap_or_else(|_| {
        let reason = "reading it failed inside Framelens; please report it with this text".into();
        Err(Skipped { path, row, reason })
    })
}

/// Gives every document after the first of its id another one; the documents are in the order of [`Place`] within an id.
fn make_ids_unique(documents: &mut [Document]) {
    let place = |number: usize| Place { file: 0, number: number as u64 };
    let ids: Vec<(&str, Place)> = documents.iter().enumerate().map(|(n, d)| (d.id.as_str(), place(n))).collect();
    let renamed = unique_ids(&ids);
    for (document, renamed) in documents.iter_mut().zip(renamed) {
        let Some(free) = renamed else { continue };
        let last = std::mem::replace(&mut document.id, free);
        let free = &document.id;
        document.warnings.push(format!("another document has the id `{last}`; this one is called `{free}`"));
    }
    documents.sort_by(|a, b| a.id.cmp(&b.id));
}

/// Why nothing could be used.
pub(super) fn nothing(paths: &[PathBuf], skipped: &[Skipped]) -> Error {
    const SHOWN: usize = 5;
    let named: Vec<String> = paths.iter().map(|p| format!("`{}`", p.display())).collect();
    let message = format!("no article could be read from {}", named.join(", "));
    if skipped.is_empty() {
        let help = "give .txt, .md, .html, .csv, .tsv, .jsonl, .json or .parquet files (also in .gz, .zst, .zip), or a folder with some";
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::{Cursor, Write};

    fn one(name: &str, bytes: &[u8]) -> Corpus {
        read_one(name, bytes, &ReadOptions::default())
    }

    fn ids(corpus: &Corpus) -> Vec<&str> {
        corpus.documents.iter().map(|d| d.id.as_str()).collect()
    }

    fn gz(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in files {
            writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn ids_name_archive_member_and_row() {
        let table = b"text\nTalks resumed.\n";
        let archive = zipped(&[
            ("herald/a.txt", b"Talks."),
            ("t.csv", table),
            ("t.csv.gz", &gz(table)),
            (".x", b""),
            ("b.doc", b""),
        ]);
        let corpus = one("all.zip", &archive);
        assert_eq!(ids(&corpus), ["all.zip!herald/a.txt", "all.zip!t.csv#2", "all.zip!t.csv.gz#2"]);
        assert_eq!(corpus.documents[0].source.as_deref(), Some("herald"));
        assert_eq!((corpus.skipped.len(), corpus.skipped[0].path.as_str()), (1, "all.zip!b.doc"));
        assert_eq!(ids(&one("a.jsonl.gz", &gz(b"{\"text\": \"Talks.\"}"))), ["a.jsonl.gz#1"]);
        assert_eq!(ids(&one("-", b"{\"text\": \"Talks.\"}")), ["-#1"]);
        let zst = ruzstd::encoding::compress_to_vec(&b"Talks."[..], ruzstd::encoding::CompressionLevel::Fastest);
        assert_eq!(ids(&one("a.txt.zst", &zst)), ["a.txt.zst"]);
    }

    #[test]
    fn archives_within_archives_end_somewhere() {
        let inner = gz(&gz(&gz(b"Talks.")));
        assert!(one("a.txt.gz.gz.gz", &inner).skipped[0].reason.contains("unpack it"));
        assert!(one("a.tar.gz", &gz(b"x")).skipped[0].reason.contains("tar archives"));
    }

    #[test]
    fn a_file_s_encoding_and_losses_are_recorded() {
        let bytes = encoding_rs::WINDOWS_1251.encode("Переговоры продолжились в субботу, сообщил министр.").0;
        let corpus = one("a.txt", &bytes);
        assert_eq!(corpus.documents[0].provenance["encoding"], "windows-1251, guessed from the bytes");
        let mut bytes = "Les pourparlers ont été relancés à l’été.".as_bytes().to_vec();
        bytes.push(0xff);
        let corpus = one("a.txt", &bytes);
        assert!(corpus.documents[0].warnings[0].contains("1 characters could not be decoded as UTF-8"));
        assert!(!one("a.txt", "Été.".as_bytes()).documents[0].provenance.contains_key("encoding"));
    }

    #[test]
    fn inputs_carry_the_fingerprint_of_the_bytes_on_disk() {
        let corpus = one("a.txt", b"abc");
        assert_eq!(corpus.inputs[0].sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(corpus.inputs[0].bytes, 3);
    }

    #[test]
    fn documents_of_one_id_are_all_kept_and_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.csv"), "id,text\nx,One.\nx,Two.\nx~2,Three.\n").unwrap();
        std::fs::write(folder.path().join("b.csv"), "id,text\nx,Four.\n").unwrap();
        let corpus = read(&[folder.path().into()], &ReadOptions::default()).unwrap();
        let found: Vec<_> =
            corpus.documents.iter().map(|d| (d.id.as_str(), d.text.as_str(), d.warnings.len())).collect();
        assert_eq!(found, [("x", "One.", 0), ("x~2", "Three.", 0), ("x~3", "Two.", 1), ("x~4", "Four.", 1)]);
    }

    #[test]
    fn the_order_of_paths_and_the_number_of_threads_do_not_show() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["one", "two"] {
            std::fs::create_dir(folder.path().join(name)).unwrap();
            for file in ["a.txt", "b.txt", "c.docx"] {
                std::fs::write(folder.path().join(name).join(file), format!("Talks in {name}, {file}.")).unwrap();
            }
        }
        let (one, two) = (folder.path().join("one"), folder.path().join("two"));
        let forth = read(&[one.clone(), two.clone()], &ReadOptions::default()).unwrap();
        let single = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        let back = single.install(|| read(&[two, one], &ReadOptions::default())).unwrap();
        assert_eq!(forth, back);
        assert_eq!(ids(&forth), ["one/a.txt", "one/b.txt", "two/a.txt", "two/b.txt"]);
        assert_eq!(forth.skipped.len(), 2);
    }

    #[test]
    fn nothing_usable_is_an_error_that_says_why() {
        let folder = tempfile::tempdir().unwrap();
        let empty = read(&[folder.path().into()], &ReadOptions::default()).unwrap_err().to_string();
        assert!(empty.contains("no article could be read") && empty.contains(".jsonl"), "{empty}");
        std::fs::write(folder.path().join("a.csv"), "a,b\n1,2\n").unwrap();
        let columns = read(&[folder.path().into()], &ReadOptions::default()).unwrap_err().to_string();
        assert!(columns.contains("no text column: found `a`, `b`"), "{columns}");
        assert!(read(&[], &ReadOptions::default()).is_err());
    }

    #[test]
    fn a_readme_is_read_when_it_is_named_itself() {
        let folder = tempfile::tempdir().unwrap();
        let readme = folder.path().join("README.md");
        std::fs::write(&readme, "Talks resumed.").unwrap();
        assert!(read(&[folder.path().into()], &ReadOptions::default()).is_err());
        assert_eq!(read(&[readme], &ReadOptions::default()).unwrap().documents.len(), 1);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn any_bytes_in_any_format_are_read_or_skipped(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            for name in ["a.txt", "a.md", "a.html", "a.csv", "a.tsv", "a.jsonl", "a.json", "a.gz", "a.csv.zst", "a.zip", "-", "a", "a.exe"] {
                let corpus = one(name, &bytes);
                prop_assert!(!corpus.documents.is_empty() || !corpus.skipped.is_empty() || name == "-" || name == "a.jsonl");
                prop_assert_eq!(&corpus, &one(name, &bytes));
            }
        }
    }
}
