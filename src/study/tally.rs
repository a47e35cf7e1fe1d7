//! Partial tallies: a corpus counted in parts, by several runs and machines, and added up.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufReader, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::{Run, Total, Watch};
use crate::corpus::read::{Place, Summary, read_each};
use crate::error::Error;
use crate::pipeline::gather::{self, Gatherer};
use crate::pipeline::parts::Maker;
use crate::pipeline::settle::{Records, settle};
use crate::record::part::{Conditions, Part, Reader, Writer, alike, pack};
use crate::tally::Duplicates;
use crate::text::stem;

/// Extension of files of partial tallies.
pub const EXTENSION: &str = "tally";

fn hash<'t>(texts: impl Iterator<Item = &'t str>) -> String {
    let mut digest = Sha256::new();
    for text in texts {
        digest.update((text.len() as u64).to_le_bytes());
        digest.update(text);
    }
    digest.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

impl Run {
    /// All that its counts depend on besides the documents.
    ///
    /// # Errors
    /// If events are to be discovered: that takes all documents together.
    pub fn conditions(&self) -> Result<Conditions, Error> {
        if self.discovers() {
            return Err(Error::with_help(
                "--events auto: events cannot be discovered in a part of a corpus",
                "discover them once (framelens events CORPUS --out DIR), and name the events.toml it drafts",
            ));
        }
        let file = |name: &str| {
            let text = self.files.iter().find(|(path, _)| path == name).map(|(_, text)| text.as_str());
            text.map_or_else(|| "none".to_owned(), |text| hash(std::iter::once(text)))
        };
        let lexicon = self.lexicon.frames.iter().flat_map(|frame| [frame.id.as_str(), &frame.text]);
        let sources = self.study.sources.iter().map(|source| format!("{source:?}")).collect::<Vec<_>>();
        let settings = &self.settings;
        let of = |value: &Option<String>, default: &str| value.clone().unwrap_or_else(|| default.to_owned());
        let named = [
            ("version", env!("CARGO_PKG_VERSION").to_owned()),
            ("analysis", stem::VERSION.to_string()),
            ("language data", self.packs.fingerprint().iter().take(8).map(|b| format!("{b:02x}")).collect()),
            ("lexicon", hash(lexicon)),
            ("actors", file("actors.toml")),
            ("names", file("names.toml")),
            ("events", file("events.toml")),
            ("sources", hash(sources.iter().map(String::as_str))),
            ("by", self.by().to_owned()),
            ("only", of(&settings.only, "everything")),
            ("language", of(&settings.language, "auto")),
            ("overlap", of(&settings.overlap, "longest")),
        ];
        Ok(BTreeMap::from(named.map(|(name, value)| (name.to_owned(), value))))
    }

    /// Counts the articles into a file of parts, as they are read. Without `repeats` it can
    /// no longer be told which documents repeat another.
    ///
    /// # Errors
    /// If the articles cannot be read, or the file not be written.
    pub fn tally<W: Write + Send>(&self, out: W, repeats: bool, watch: &dyn Watch) -> Result<(W, Summary), Error> {
        let writer = Mutex::new((Writer::begin(out, &self.conditions()?)?, Ok(())));
        let forced = self.settings.language.as_deref();
        let maker = Maker::new(&self.annotator, &self.packs, forced, self.by(), repeats);
        watch.begin(if watch.shows() { self.total() } else { Total::Untold });
        let summary = read_each(&self.corpus, &self.reading(), &|_, document| {
            let bytes = document.text.len();
            let packed = pack(maker.part(document));
            let mut writer = writer.lock().unwrap_or_else(PoisonError::into_inner);
            let (writer, result) = &mut *writer;
            if result.is_ok() {
                *result = packed.and_then(|packed| writer.add(&packed));
            }
            watch.step(bytes);
        })?;
        watch.end();
        watch.skipped(&summary.skipped);
        let (writer, result) = writer.into_inner().unwrap_or_else(PoisonError::into_inner);
        result?;
        let out = writer.finish(summary.inputs.clone(), summary.skipped.clone())?;
        Ok((out, summary))
    }

    /// Adds up files of parts: what they hold stands for the articles.
    ///
    /// # Errors
    /// If a file is damaged, was counted under other conditions, or holds a document that
    /// another holds as well.
    pub fn add_up(
        &self,
        files: &[PathBuf],
        duplicates: Duplicates,
        folder: Option<&Path>,
        watch: &dyn Watch,
    ) -> Result<(Records, Summary), Error> {
        let conditions = self.conditions()?;
        let forced = self.settings.language.as_deref();
        let options = gather::Options { forced, by: self.by(), repeats: self.repeats(duplicates), folder };
        let gatherer = Gatherer::new(&self.annotator, &self.packs, options)?;
        watch.begin(Total::Untold);
        let one = |(number, file): (u32, &PathBuf)| -> Result<Summary, Error> {
            let name = file.display().to_string();
            let cannot = |e| Error::with_help(format!("{name} cannot be read: {e}"), "check its permissions");
            let mut reader = Reader::open(&name, BufReader::with_capacity(1 << 20, File::open(file).map_err(cannot)?))?;
            alike(&conditions, &name, &reader.conditions)?;
            let mut documents = 0;
            while let Some(part) = reader.next_part()? {
                gatherer.add(Place { file: number, number: documents }, part);
                documents += 1;
                watch.step(0);
            }
            let tail = reader.tail().unwrap_or_default();
            Ok(Summary { documents, skipped: tail.skipped, inputs: tail.inputs })
        };
        let parts = (0..).zip(files).collect::<Vec<_>>().into_par_iter().map(one).collect::<Result<Vec<_>, _>>()?;
        watch.end();
        let mut summary = Summary::default();
        for part in parts {
            summary.documents += part.documents;
            summary.skipped.extend(part.skipped);
            summary.inputs.extend(part.inputs);
        }
        summary.skipped.sort();
        summary.inputs.sort();
        watch.skipped(&summary.skipped);
        once(&gatherer, files)?;
        if summary.documents == 0 {
            return Err(Error::with_help(
                "the tallies hold no document",
                "name a folder with files of `framelens tally`",
            ));
        }
        Ok((settle(gatherer, duplicates)?, summary))
    }

    /// Adds up parts that are in memory, as an engine gives them.
    ///
    /// # Errors
    /// As [`Run::add_up`].
    pub fn add_up_parts(
        &self,
        parts: &mut dyn Iterator<Item = Result<Part, Error>>,
        duplicates: Duplicates,
        folder: Option<&Path>,
    ) -> Result<Records, Error> {
        let forced = self.settings.language.as_deref();
        let options = gather::Options { forced, by: self.by(), repeats: self.repeats(duplicates), folder };
        let gatherer = Gatherer::new(&self.annotator, &self.packs, options)?;
        for (number, part) in (0..).zip(parts) {
            gatherer.add(Place { file: 0, number }, part?);
        }
        once(&gatherer, &[])?;
        settle(gatherer, duplicates)
    }
}

/// No document may be counted twice.
fn once(gatherer: &Gatherer<'_>, files: &[PathBuf]) -> Result<(), Error> {
    let Some((id, first, second)) = gatherer.twice() else { return Ok(()) };
    let name = |place: Place| files.get(place.file as usize).map(|file| file.display().to_string());
    let message = match (name(first), name(second)) {
        (Some(a), Some(b)) if a == b => format!("the document `{id}` is twice in {a}"),
        (Some(a), Some(b)) => format!("the document `{id}` is in {a} and in {b}"),
        _ => format!("the document `{id}` comes twice"),
    };
    let help = "count every document once: take one of the files away, or give the documents ids of their own";
    Err(Error::with_help(message, help))
}

/// The files of parts in a folder, sorted; or the file itself.
///
/// # Errors
/// If there is none.
pub fn files(path: &Path) -> Result<Vec<PathBuf>, Error> {
    let help = format!("name a folder with files of `framelens tally` (.{EXTENSION}), or one of them");
    let cannot = |e| Error::with_help(format!("{} cannot be read: {e}", path.display()), &help);
    if fs::metadata(path).map_err(cannot)?.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    let mut found = Vec::new();
    for entry in fs::read_dir(path).map_err(cannot)? {
        let file = entry.map_err(cannot)?.path();
        if file.extension().is_some_and(|e| e == EXTENSION) {
            found.push(file);
        }
    }
    found.sort();
    if found.is_empty() {
        return Err(Error::with_help(format!("{} holds no tallies", path.display()), help));
    }
    Ok(found)
}
