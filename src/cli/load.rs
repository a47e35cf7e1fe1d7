//! From arguments to everything a run needs: study, lexicon, actors, events, articles.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use framelens::annotate::Annotation;
use framelens::annotate::find::Annotator;
use framelens::corpus::read::{Place, Summary, read_each};
use framelens::corpus::{self, Corpus, Document, FieldMap, ReadOptions};
use framelens::error::Fault;
use framelens::event::Event;
use framelens::event::discover::{self, Found, Granularity};
use framelens::event::parse::parse_events;
use framelens::lexicon::actors::{parse_actors, parse_namings};
use framelens::lexicon::overlap::Overlap;
use framelens::lexicon::{Actor, Lexicon, Naming, bundled};
use framelens::pipeline::gather::{self, Gatherer};
use framelens::pipeline::settle::{Records, settle};
use framelens::report::manifest::TextFile;
use framelens::study::{Settings, Study};
use framelens::tally::Duplicates;
use framelens::text::LanguagePacks;
use framelens::text::analyze::Analyzer;
use framelens::text::name::code_of;
use framelens::{Error, pipeline};
use rayon::prelude::*;

use super::{Common, terminal};

const STUDY_FILE: &str = "framelens.toml";

/// A run, ready to read its articles.
pub struct Run {
    /// The study's file, empty without one.
    pub study: Study,
    /// The study's file.
    pub study_file: Option<PathBuf>,
    /// Folder of the study's file.
    pub folder: Option<PathBuf>,
    /// Name of the study: its id, else the name of its folder or first corpus.
    pub id: String,
    /// Flags, completed from the study's file.
    pub settings: Settings,
    /// Files and folders of articles.
    pub corpus: Vec<PathBuf>,
    /// Language data.
    pub packs: Arc<LanguagePacks>,
    /// Frames in use.
    pub lexicon: Lexicon,
    /// Who can act, with labels and sides.
    pub actors: Vec<Actor>,
    /// Competing names, with labels.
    pub namings: Vec<Naming>,
    /// Lexicon, actors, names and events, compiled.
    pub annotator: Annotator,
    /// The study's own files, for the manifest.
    pub files: Vec<TextFile>,
}

/// Articles with what was found in them.
pub struct Annotated {
    /// The articles.
    pub corpus: Corpus,
    /// Parallel to its documents.
    pub annotations: Vec<Annotation>,
}

/// Read a text file that the user named.
pub fn read_text(path: &Path) -> Result<String, Error> {
    let bytes = fs::read(path).map_err(|e| {
        Error::with_help(format!("{} cannot be read: {e}", path.display()), "check the path and its permissions")
    })?;
    String::from_utf8(bytes).map_err(|e| {
        let at = e.utf8_error().valid_up_to();
        Error::with_help(format!("{} is not UTF-8 (byte {at})", path.display()), "save the file as UTF-8")
    })
}

/// A study without its lexicon, actors, names and events.
pub struct Setup {
    /// The study's file, empty without one.
    pub study: Study,
    /// The study's file.
    pub study_file: Option<PathBuf>,
    /// Folder of the study's file.
    pub folder: Option<PathBuf>,
    /// Name of the study: its id, else the name of its folder or first corpus.
    pub id: String,
    /// Flags, completed from the study's file.
    pub settings: Settings,
    /// Files and folders of articles.
    pub corpus: Vec<PathBuf>,
    /// Language data.
    pub packs: Arc<LanguagePacks>,
    /// The study's own files, for the manifest.
    files: Vec<TextFile>,
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

    /// The frames in use.
    pub fn lexicon(&self, analyzer: &mut Analyzer) -> Result<Lexicon, Error> {
        load_lexicon(&self.settings, analyzer)
    }

    /// The overlap rule.
    pub fn overlap(&self) -> Result<Overlap, Error> {
        overlap(self.settings.overlap.as_deref())
    }
}

/// Load what says how the articles are read, without a lexicon.
pub fn setup(paths: &[PathBuf], common: &Common, flags: Settings) -> Result<Setup, Error> {
    let found = find_study(paths)?;
    let mut study = Study::default();
    let mut files = Vec::new();
    let mut base = PathBuf::new();
    if let Some(file) = &found {
        let text = read_text(file)?;
        study = Study::parse(&file.display().to_string(), &text)?;
        base = file.parent().map(Path::to_owned).unwrap_or_default();
        files.push(TextFile::new(STUDY_FILE, &text));
    }
    let settings = flags.or(common.settings()).or(anchored(study.settings.clone(), &base));
    apply_fields(&mut study.fields, &common.fields)?;
    set_threads(settings.threads);

    let packs = Arc::new(language_packs(settings.lexicons.as_deref())?);
    let mut settings = settings;
    settings.language = language(settings.language.take(), &packs)?;
    let corpus = corpus_paths(paths, found.as_deref(), &study, &base)?;
    let first = corpus.iter().min().map(PathBuf::as_path);
    let id = study.id.clone().unwrap_or_else(|| name_of(found.as_deref().and_then(Path::parent).or(first)));
    let folder = found.is_some().then_some(base);
    Ok(Setup { study, study_file: found, folder, id, settings, corpus, packs, files })
}

/// Load the study, or the bare corpus, that `paths` and flags name.
pub fn load(paths: &[PathBuf], common: &Common, flags: Settings) -> Result<Run, Error> {
    let Setup { study, study_file, folder, id, settings, corpus, packs, mut files } = setup(paths, common, flags)?;
    let mut analyzer = Analyzer::new(Arc::clone(&packs));
    let lexicon = load_lexicon(&settings, &mut analyzer)?;
    let actors =
        side_file(&settings.actors, "actors.toml", &mut files, |path, text| parse_actors(path, text, &mut analyzer))?;
    let namings =
        side_file(&settings.names, "names.toml", &mut files, |path, text| parse_namings(path, text, &mut analyzer))?;
    let languages: Vec<String> = packs.codes().into_iter().map(str::to_owned).collect();
    let declared = settings.events.clone().filter(|events| !discovers(events));
    let events = side_file(&declared, "events.toml", &mut files, |path, text| {
        parse_events(path, text, &languages, &mut analyzer)
    })?;
    check_actors_of_events(&events, &actors)?;
    let overlap = overlap(settings.overlap.as_deref())?;
    let annotator = Annotator::new(Arc::clone(&packs), &lexicon, &actors, events, overlap).with_names(&namings);
    Ok(Run { study, study_file, folder, id, settings, corpus, packs, lexicon, actors, namings, annotator, files })
}

/// Ids of documents that repeat one of their own source.
fn repeats(documents: &[Document]) -> BTreeSet<&str> {
    let source: BTreeMap<&str, Option<&str>> = documents.iter().map(|d| (d.id.as_str(), d.source.as_deref())).collect();
    let again =
        |d: &&Document| d.duplicate_of.as_deref().is_some_and(|of| source.get(of) == Some(&d.source.as_deref()));
    documents.iter().filter(again).map(|d| d.id.as_str()).collect()
}

/// Whether a value of `--events` asks for discovery.
pub fn discovers(events: &str) -> bool {
    events == "auto"
}

impl Run {
    /// How articles are read.
    pub fn reading(&self) -> ReadOptions {
        ReadOptions {
            fields: self.study.fields.clone(),
            sources: self.study.sources.clone(),
            months: self.packs.months(),
        }
    }

    /// Whether events are to be discovered.
    pub fn discovers(&self) -> bool {
        self.settings.events.as_deref().is_some_and(discovers)
    }

    /// How events are discovered.
    pub fn discovery(&self) -> Result<discover::Options, Error> {
        let mut options = discover::Options::default();
        if let Some(threshold) = self.settings.threshold {
            if !(threshold > 0.0 && threshold <= 1.0) {
                let help = format!("write a number above 0 and up to 1, such as {}", options.threshold);
                return Err(Error::with_help(format!("threshold {threshold} is no score"), help));
            }
            options.threshold = threshold;
        }
        if let Some(name) = &self.settings.granularity {
            let known = Granularity::ALL.iter().find(|(known, _)| known == name);
            let names = Granularity::ALL.map(|(name, _)| name).join(", ");
            options.granularity = known.map(|(_, value)| *value).ok_or_else(|| {
                Error::with_help(format!("there is no granularity `{name}`"), format!("known: {names}"))
            })?;
        }
        Ok(options)
    }

    /// Discover events in articles and annotate with those that two or more tell.
    fn discover(&mut self, corpus: &Corpus) -> Result<(), Error> {
        let forced = self.settings.language.as_deref();
        let found = pipeline::discover_in(&corpus.documents, &self.packs, forced, &self.discovery()?)?;
        // A source that prints an article twice is no second teller.
        let repeats: BTreeSet<&str> = repeats(&corpus.documents);
        let tellers = |event: &Found| {
            event.members.iter().filter(|&&(m, _)| !repeats.contains(found.sketches[m].id.as_str())).count()
        };
        let shared = || found.events.iter().filter(|event| tellers(event) > 1);
        let mut events: Vec<Event> = shared().map(|event| event.event()).collect();
        events.sort_by(|a, b| a.id.cmp(&b.id));
        let score = |sure: f64| (sure * 10.0).round().clamp(1.0, 10.0) as u32;
        let given = shared().flat_map(|event| {
            event.members.iter().map(|&(m, sure)| (found.sketches[m].id.clone(), event.id.clone(), score(sure)))
        });
        let given: Vec<_> = given.collect();
        let overlap = overlap(self.settings.overlap.as_deref())?;
        self.annotator = Annotator::new(Arc::clone(&self.packs), &self.lexicon, &self.actors, events, overlap)
            .with_names(&self.namings)
            .with_given(given);
        Ok(())
    }

    /// Read and annotate the articles.
    pub fn annotate(&mut self) -> Result<Annotated, Error> {
        let corpus = corpus::read::read(&self.corpus, &self.reading())?;
        if self.discovers() {
            self.discover(&corpus)?;
        }
        let quiet = self.settings.quiet.unwrap_or(false);
        terminal::skipped(if quiet { &[] } else { &corpus.skipped });
        let bar = terminal::progress(corpus.documents.len(), quiet);
        let forced = self.settings.language.as_deref();
        let annotations = pipeline::annotate(&self.annotator, &self.packs, &corpus.documents, forced, &|| bar.inc(1));
        bar.finish_and_clear();
        Ok(Annotated { corpus, annotations })
    }

    /// Read and annotate the articles; what was found goes to a temporary file in
    /// `folder`, and no more of an article is held than tells it from others.
    pub fn gather(&mut self, duplicates: Duplicates, folder: Option<&Path>) -> Result<(Records, Summary), Error> {
        let quiet = self.settings.quiet.unwrap_or(false);
        // Which articles tell the same is known only when all are read, and they are annotated by it.
        let held = match self.discovers() {
            true => Some(corpus::read::read(&self.corpus, &self.reading())?),
            false => None,
        };
        if let Some(corpus) = &held {
            self.discover(corpus)?;
        }
        let options = gather::Options {
            forced: self.settings.language.as_deref(),
            by: self.by(),
            repeats: true,
            folder,
        };
        let gatherer = Gatherer::new(&self.annotator, &self.packs, options)?;
        let summary = match held {
            Some(corpus) => {
                let bar = terminal::progress(corpus.documents.len(), quiet);
                let Corpus { documents, skipped, inputs, .. } = corpus;
                let summary = Summary { documents: documents.len() as u64, skipped, inputs };
                (0..).zip(documents).collect::<Vec<(u64, Document)>>().into_par_iter().for_each(|(number, document)| {
                    gatherer.take(Place { file: 0, number }, document);
                    bar.inc(1);
                });
                bar.finish_and_clear();
                summary
            }
            None => {
                let counter = terminal::counter(quiet);
                let summary = read_each(&self.corpus, &self.reading(), &|place, document| {
                    gatherer.take(place, document);
                    counter.inc(1);
                });
                counter.finish_and_clear();
                summary?
            }
        };
        terminal::skipped(if quiet { &[] } else { &summary.skipped });
        Ok((settle(gatherer, duplicates)?, summary))
    }

    /// What is compared.
    pub fn by(&self) -> &str {
        self.settings.by.as_deref().unwrap_or("source")
    }
}

/// The study that the arguments name: a folder with `framelens.toml`, or a `.toml` file.
fn find_study(paths: &[PathBuf]) -> Result<Option<PathBuf>, Error> {
    let as_study = |path: &Path| {
        if path.is_dir() {
            Some(path.join(STUDY_FILE)).filter(|f| f.is_file())
        } else {
            Some(path.to_owned()).filter(|p| p.extension().is_some_and(|e| e == "toml"))
        }
    };
    if paths.is_empty() {
        let here = PathBuf::from(STUDY_FILE);
        return if here.is_file() {
            Ok(Some(here))
        } else {
            Err(Error::with_help(
                "no study and no corpus",
                "name a folder or file of articles, or run in a folder with framelens.toml (framelens init drafts one)",
            ))
        };
    }
    let mut studies: Vec<PathBuf> = paths.iter().filter_map(|p| as_study(p)).collect();
    match studies.len() {
        0 | 1 => Ok(studies.pop()),
        _ => {
            let names: Vec<_> = studies.iter().map(|s| s.display().to_string()).collect();
            Err(Error::with_help(
                format!("more than one study: {}", names.join(", ")),
                "compare one study at a time; further arguments may be corpora",
            ))
        }
    }
}

/// The lexicon that a study names, seen from where the command runs; `None` where it names none.
pub fn lexicons_of(study: &Path) -> Result<Option<String>, Error> {
    let Some(file) = find_study(&[study.to_owned()])? else { return Ok(None) };
    let text = read_text(&file)?;
    let settings = Study::parse(&file.display().to_string(), &text)?.settings;
    Ok(anchored(settings, file.parent().unwrap_or(Path::new(""))).lexicons)
}

/// The study's file that the arguments name, if they name one.
pub fn study_file(paths: &[PathBuf]) -> Option<PathBuf> {
    find_study(paths).ok().flatten()
}

/// Whether a path is a study: a folder with `framelens.toml`, or that file.
pub fn is_study(path: &Path) -> bool {
    path.join(STUDY_FILE).is_file() || (path.is_file() && path.file_name().is_some_and(|name| name == STUDY_FILE))
}

/// Articles: what the arguments name besides the study, else what the study names.
fn corpus_paths(
    paths: &[PathBuf],
    study_file: Option<&Path>,
    study: &Study,
    base: &Path,
) -> Result<Vec<PathBuf>, Error> {
    let is_study = |path: &PathBuf| study_file.is_some_and(|f| path == f || path.join(STUDY_FILE) == f);
    let named: Vec<PathBuf> = paths.iter().filter(|p| !is_study(p)).cloned().collect();
    if !named.is_empty() || study_file.is_none() {
        return Ok(named);
    }
    if study.corpus.is_empty() {
        // A study that names no corpus has its articles beside it.
        return Ok(vec![if base.as_os_str().is_empty() { PathBuf::from(".") } else { base.to_owned() }]);
    }
    Ok(study.corpus.iter().map(|c| base.join(c)).collect())
}

/// The study's paths, seen from where the command runs.
fn anchored(mut settings: Settings, base: &Path) -> Settings {
    let anchor = |value: &mut Option<String>| {
        if let Some(path) = value.as_mut().filter(|v| *v != "none" && *v != "auto") {
            *path = base.join(&*path).display().to_string();
        }
    };
    [
        &mut settings.out,
        &mut settings.lexicons,
        &mut settings.actors,
        &mut settings.names,
        &mut settings.events,
        &mut settings.cache,
    ]
    .into_iter()
    .for_each(anchor);
    settings
}

fn apply_fields(fields: &mut FieldMap, flags: &[String]) -> Result<(), Error> {
    for flag in flags {
        let wrong =
            || Error::with_help(format!("--field {flag} is not FIELD=COLUMN"), "write, for example, --field text=body");
        let (field, column) = flag.split_once('=').ok_or_else(wrong)?;
        let place = match field {
            "text" => &mut fields.text,
            "id" => &mut fields.id,
            "source" => &mut fields.source,
            "date" => &mut fields.date,
            "language" => &mut fields.language,
            "title" => &mut fields.title,
            "url" => &mut fields.url,
            "side" => &mut fields.side,
            other => {
                let known = "text, id, source, date, language, title, url, side";
                return Err(Error::with_help(
                    format!("--field: there is no field `{other}`"),
                    format!("known fields: {known}"),
                ));
            }
        };
        *place = Some(column.to_owned());
    }
    Ok(())
}

fn set_threads(threads: Option<usize>) {
    if let Some(threads) = threads {
        // Fails only where the pool is already up, which it is not this early.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(threads).build_global();
    }
}

/// Every `.toml` file of a folder, sorted by name.
pub fn toml_files(folder: &Path) -> Result<Vec<(String, String)>, Error> {
    let cannot = |e| {
        Error::with_help(
            format!("{} cannot be read: {e}", folder.display()),
            "a lexicon is a frame file, a folder of them, or a folder with frames/ and perhaps languages/",
        )
    };
    let mut paths: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(folder).map_err(cannot)? {
        let path = entry.map_err(cannot)?.path();
        if path.extension().is_some_and(|e| e == "toml") {
            paths.push(path);
        }
    }
    paths.sort();
    paths.iter().map(|path| Ok((path.display().to_string(), read_text(path)?))).collect()
}

/// The language packs of `--lexicons DIR`, else the bundled ones.
pub fn language_packs(lexicons: Option<&str>) -> Result<LanguagePacks, Error> {
    match lexicons.map(|dir| Path::new(dir).join("languages")).filter(|dir| dir.is_dir()) {
        Some(folder) => LanguagePacks::parse(&toml_files(&folder)?),
        None => Ok(LanguagePacks::bundled()),
    }
}

/// Frame files: those of `--lexicons DIR` (its `frames/`, or the folder itself), else the bundled ones.
pub fn frame_files(lexicons: Option<&str>) -> Result<Vec<(String, String)>, Error> {
    let Some(dir) = lexicons else { return Ok(bundled::frames()) };
    let path = Path::new(dir);
    if path.is_file() {
        return Ok(vec![(dir.to_owned(), read_text(path)?)]);
    }
    let frames = path.join("frames");
    let folder = if frames.is_dir() { frames } else { path.to_owned() };
    let files = toml_files(&folder)?;
    if files.is_empty() {
        return Err(Error::with_help(
            format!("{} holds no frame files", folder.display()),
            "put a file such as occupation.toml there; `framelens lexicon convert bundled FOLDER` copies the bundled ones",
        ));
    }
    Ok(files)
}

/// The frames in use. Faulty files are fatal: a comparison without them would mislead.
fn load_lexicon(settings: &Settings, analyzer: &mut Analyzer) -> Result<Lexicon, Error> {
    let lexicon = Lexicon::parse(&frame_files(settings.lexicons.as_deref())?, analyzer)?;
    match &settings.frames {
        Some(ids) => lexicon.only(ids),
        None => Ok(lexicon),
    }
}

/// A file of the study, or nothing for `none` and where none is named.
fn side_file<T>(
    setting: &Option<String>,
    name: &str,
    files: &mut Vec<TextFile>,
    parse: impl FnOnce(&str, &str) -> Result<Vec<T>, Error>,
) -> Result<Vec<T>, Error> {
    let Some(path) = setting.as_deref().filter(|p| *p != "none") else { return Ok(Vec::new()) };
    if path == "auto" && !Path::new(path).exists() {
        let flag = name.trim_end_matches(".toml");
        return Err(Error::with_help(
            format!("--{flag} auto: only events can be discovered"),
            format!("declare them in a file such as {name} and name it, or write `none`"),
        ));
    }
    let text = read_text(Path::new(path))?;
    files.push(TextFile::new(name, &text));
    parse(path, &text)
}

fn check_actors_of_events(events: &[framelens::event::Event], actors: &[Actor]) -> Result<(), Error> {
    let unknown = events
        .iter()
        .flat_map(|e| e.actors.iter().map(move |a| (e, a)))
        .filter(|(_, a)| !actors.iter().any(|k| k.id == **a));
    let faults: Vec<Fault> = unknown
        .map(|(event, actor)| {
            Fault::error(format!(
                "event `{}` names the actor `{actor}`, which the actors file does not define",
                event.id
            ))
            .help("define it in actors.toml, name that file with --actors, or leave it out of the event")
        })
        .collect();
    // With actors switched off an event simply has that much less to go by.
    if faults.is_empty() || actors.is_empty() { Ok(()) } else { Err(Error { faults }) }
}

/// A language code, or `None` for `auto`.
fn language(name: Option<String>, packs: &LanguagePacks) -> Result<Option<String>, Error> {
    let Some(name) = name.filter(|name| name != "auto") else { return Ok(None) };
    if packs.get(&name).is_some() {
        return Ok(Some(name));
    }
    match code_of(&name) {
        Some(code) => Ok(Some(code.to_owned())),
        None => Err(Error::with_help(
            format!("--language {name}: there is no such language"),
            format!("write a code such as {}, or `auto`", packs.codes().join(", ")),
        )),
    }
}

/// The overlap rule of that name.
pub fn overlap(name: Option<&str>) -> Result<Overlap, Error> {
    let Some(name) = name else { return Ok(Overlap::default()) };
    let found = Overlap::ALL.iter().find(|(known, _)| *known == name).map(|(_, rule)| *rule);
    found.ok_or_else(|| {
        let names: Vec<_> = Overlap::ALL.iter().map(|(name, _)| *name).collect();
        Error::with_help(format!("there is no overlap rule `{name}`"), format!("known rules: {}", names.join(", ")))
    })
}

/// A name for the report from the folder or file at hand.
fn name_of(path: Option<&Path>) -> String {
    let path = path.unwrap_or(Path::new("corpus"));
    if path == Path::new("-") {
        return "stdin".to_owned();
    }
    let full = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let name = full.file_name().map_or("corpus".into(), |n| n.to_string_lossy().into_owned());
    name.split('.').next().filter(|n| !n.is_empty()).unwrap_or("corpus").to_owned()
}
