//! A study: which articles, which sources, which lexicon, compared how.
//!
//! ```text
//! find → parse → load → annotate
//! ```
//!
//! [`load::load`] reads the study's own files (`framelens.toml`, actors, names,
//! events, the lexicon) into a [`Run`]; [`Run::annotate`] reads its articles. Beside
//! [`corpus`](crate::corpus) this is the only folder of the library that reads
//! files, and it reads none but those the study, or whoever calls, names.

use std::ops::{Deref, DerefMut};
use std::path::PathBuf;
use std::sync::Arc;

use crate::annotate::Annotation;
use crate::annotate::find::Annotator;
use crate::corpus::{Corpus, FieldMap, ReadOptions, Skipped, Source};
use crate::lexicon::{Actor, Lexicon, Naming};
use crate::text::LanguagePacks;

pub mod annotate;
pub mod begun;
pub mod find;
pub mod folder;
pub mod load;
pub mod place;
pub mod portable;
pub mod read;
pub mod report;
pub mod search;
pub mod tally;

mod parse;

/// `framelens.toml`. Every key but `id`, `title`, `corpus`, `fields` and
/// `source` is also a flag of the command line, where it wins.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Study {
    /// Name of the report folder.
    pub id: Option<String>,
    /// Title shown to people.
    pub title: Option<String>,
    /// Files and folders of articles, relative to the study's file.
    pub corpus: Vec<String>,
    /// Column mapping of tables.
    pub fields: FieldMap,
    /// The sources it names.
    pub sources: Vec<Source>,
    /// Everything that is also a flag.
    pub settings: Settings,
}

/// Settings that a study's file and the command line share; `None`: not said.
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Settings {
    /// Folder of the report.
    pub out: Option<String>,
    /// Folder with `frames/` and `languages/` in place of the bundled ones.
    pub lexicons: Option<String>,
    /// Only these frames.
    pub frames: Option<Vec<String>>,
    /// Actors file, or `none`.
    pub actors: Option<String>,
    /// Names file, or `none`.
    pub names: Option<String>,
    /// Events file, `auto` (they are discovered), or `none`.
    pub events: Option<String>,
    /// How coarse discovered events are.
    pub granularity: Option<String>,
    /// Mean score from which two groups of articles are one discovered event.
    pub threshold: Option<f64>,
    /// What is compared.
    pub by: Option<String>,
    /// Compare only with this group.
    pub reference: Option<String>,
    /// Which documents that repeat another count.
    pub duplicates: Option<String>,
    /// What alone is told: `frames`.
    pub only: Option<String>,
    /// Language of all documents, or `auto`.
    pub language: Option<String>,
    /// Overlap rule of the matcher.
    pub overlap: Option<String>,
    /// Table format.
    pub format: Option<String>,
    /// Chart formats, or `none`.
    pub charts: Option<Vec<String>>,
    /// Threads.
    pub threads: Option<usize>,
    /// Seed of all resampling.
    pub seed: Option<u64>,
    /// Fail when something was skipped.
    pub strict: Option<bool>,
    /// Print no summary.
    pub quiet: Option<bool>,
    /// Folder for what may be made again, or `none`.
    pub cache: Option<String>,
}

/// `a.or(b)` for every field.
macro_rules! first {
    ($a:expr, $b:expr, $($field:ident),*) => { Settings { $($field: $a.$field.or($b.$field)),* } };
}

impl Settings {
    /// These settings, completed by those of `other`.
    pub fn or(self, other: Settings) -> Settings {
        first!(
            self,
            other,
            out,
            lexicons,
            frames,
            actors,
            names,
            events,
            granularity,
            threshold,
            by,
            reference,
            duplicates,
            only,
            language,
            overlap,
            format,
            charts,
            threads,
            seed,
            strict,
            quiet,
            cache
        )
    }
}

/// A study without its lexicon, actors, names and events.
#[derive(Debug)]
pub struct Setup {
    /// The study's file, empty without one.
    pub study: Study,
    /// The study's file.
    pub study_file: Option<PathBuf>,
    /// Folder of the study's file.
    pub folder: Option<PathBuf>,
    /// Name of the study: its id, else the name of its folder or first corpus.
    pub id: String,
    /// What the caller set, completed from the study's file.
    pub settings: Settings,
    /// Files and folders of articles.
    pub corpus: Vec<PathBuf>,
    /// Language data.
    pub packs: Arc<LanguagePacks>,
    /// The study's own files by name, with their texts.
    pub files: Vec<(String, String)>,
}

impl Setup {
    /// How articles are read.
    pub fn reading(&self) -> ReadOptions {
        ReadOptions {
            fields: self.study.fields.clone(),
            sources: self.study.sources.clone(),
            months: self.packs.months(),
        }
    }

    /// What is compared.
    pub fn by(&self) -> &str {
        self.settings.by.as_deref().unwrap_or("source")
    }
}

/// A run, ready to read its articles: a [`Setup`] with all that is looked for.
#[derive(Debug)]
pub struct Run {
    /// The study, and how its articles are read.
    pub setup: Setup,
    /// Frames in use.
    pub lexicon: Lexicon,
    /// Who can act, with labels and sides.
    pub actors: Vec<Actor>,
    /// Competing names, with labels.
    pub namings: Vec<Naming>,
    /// Lexicon, actors, names and events, compiled.
    pub annotator: Annotator,
}

impl Deref for Run {
    type Target = Setup;

    fn deref(&self) -> &Setup {
        &self.setup
    }
}

impl DerefMut for Run {
    fn deref_mut(&mut self) -> &mut Setup {
        &mut self.setup
    }
}

/// Articles with what was found in them.
#[derive(Debug)]
pub struct Annotated {
    /// The articles.
    pub corpus: Corpus,
    /// Parallel to its documents.
    pub annotations: Vec<Annotation>,
}

/// Who is told how a run goes. `()` is told and says nothing.
pub trait Watch: Sync {
    /// What of the input is not used.
    fn skipped(&self, _skipped: &[Skipped]) {}
    /// Whether it shows how far a run is; only then is the size of a corpus looked up.
    fn shows(&self) -> bool {
        false
    }
    /// So much is to be done.
    fn begin(&self, _total: Total) {}
    /// One more document is done, of so many bytes; called from any thread.
    fn step(&self, _bytes: usize) {}
    /// All are done.
    fn end(&self) {}
}

impl Watch for () {}

/// How much is to be done, as far as that is known beforehand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Total {
    /// Documents.
    Documents(u64),
    /// Bytes of files, which hold a little more than the texts.
    Bytes(u64),
    /// It cannot be told.
    Untold,
}
