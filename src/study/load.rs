//! From paths and settings to everything a run needs: study, lexicon, actors, events.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::annotate::discovers;
use super::find::{STUDY_FILE, corpus_paths, find_study, name_of};
use super::read::{frame_files, language_packs, read_text};
use super::{Run, Settings, Setup, Study};
use crate::annotate::Depth;
use crate::annotate::find::Annotator;
use crate::corpus::FieldMap;
use crate::error::{Error, Fault};
use crate::event::Event;
use crate::event::parse::parse_events;
use crate::lexicon::actors::{parse_actors, parse_namings};
use crate::lexicon::overlap::Overlap;
use crate::lexicon::{Actor, Lexicon};
use crate::tally::Duplicates;
use crate::text::LanguagePacks;
use crate::text::analyze::Analyzer;
use crate::text::name::code_of;

impl Setup {
    /// The frames in use.
    ///
    /// # Errors
    /// All faults of the lexicon's files, or an unknown frame.
    pub fn lexicon(&self, analyzer: &mut Analyzer) -> Result<Lexicon, Error> {
        load_lexicon(&self.settings, analyzer)
    }

    /// The overlap rule.
    ///
    /// # Errors
    /// If there is none of that name.
    pub fn overlap(&self) -> Result<Overlap, Error> {
        overlap(self.settings.overlap.as_deref())
    }
}

/// Load what says how the articles are read, without a lexicon. What `given` and
/// `fields` say wins over the study.
///
/// # Errors
/// If there is no study and no corpus, and for all faults of the study's file.
pub fn setup(paths: &[PathBuf], given: Settings, fields: FieldMap) -> Result<Setup, Error> {
    let found = find_study(paths)?;
    let mut setup = of_study(found, given, fields)?;
    let (file, base) = (setup.study_file.as_deref(), setup.folder.as_deref().unwrap_or(Path::new("")));
    setup.corpus = corpus_paths(paths, file, &setup.study, base)?;
    if setup.study.id.is_none() && file.is_none() {
        setup.id = name_of(setup.corpus.iter().min().map(PathBuf::as_path));
    }
    Ok(setup)
}

/// The same for articles that are in memory, with the study's file where there is one.
///
/// # Errors
/// If `study` is none, and for all faults of its file.
pub fn setup_for_rows(study: Option<&Path>, given: Settings, fields: FieldMap) -> Result<Setup, Error> {
    let found = study.map(|path| find_study(&[path.to_owned()])).transpose()?.flatten();
    match study {
        Some(path) if found.is_none() => Err(Error::with_help(
            format!("{} is no study", path.display()),
            format!("name a folder with {STUDY_FILE}, or that file"),
        )),
        _ => of_study(found, given, fields),
    }
}

/// Everything but the articles.
fn of_study(found: Option<PathBuf>, given: Settings, fields: FieldMap) -> Result<Setup, Error> {
    let mut study = Study::default();
    let mut files = Vec::new();
    let mut base = PathBuf::new();
    if let Some(file) = &found {
        let text = read_text(file)?;
        study = Study::parse(&file.display().to_string(), &text)?;
        base = file.parent().map(Path::to_owned).unwrap_or_default();
        files.push((STUDY_FILE.to_owned(), text));
    }
    let mut settings = given.or(anchored(study.settings.clone(), &base));
    study.fields = fields.or(study.fields);
    let packs = Arc::new(language_packs(settings.lexicons.as_deref())?);
    settings.language = language(settings.language.take(), &packs)?;
    let id = study.id.clone().unwrap_or_else(|| name_of(found.as_deref().and_then(Path::parent)));
    let folder = found.is_some().then_some(base);
    Ok(Setup { study, study_file: found, folder, id, settings, corpus: Vec::new(), packs, files })
}

/// Load the study, or the bare corpus, that `paths` name. What `given` and `fields`
/// say wins over the study.
///
/// # Errors
/// As [`setup`], and for all faults of the lexicon, actors, names and events.
pub fn load(paths: &[PathBuf], given: Settings, fields: FieldMap) -> Result<Run, Error> {
    compile(setup(paths, given, fields)?)
}

/// Add the lexicon, the actors, names and events to a setup.
///
/// # Errors
/// For all faults of their files.
pub fn compile(mut setup: Setup) -> Result<Run, Error> {
    let Setup { settings, packs, files, .. } = &mut setup;
    let mut analyzer = Analyzer::new(Arc::clone(packs));
    let lexicon = load_lexicon(settings, &mut analyzer)?;
    let actors =
        side_file(&settings.actors, "actors.toml", files, |path, text| parse_actors(path, text, &mut analyzer))?;
    let namings =
        side_file(&settings.names, "names.toml", files, |path, text| parse_namings(path, text, &mut analyzer))?;
    let languages: Vec<String> = packs.codes().into_iter().map(str::to_owned).collect();
    let declared = settings.events.clone().filter(|events| !discovers(events));
    let events =
        side_file(&declared, "events.toml", files, |path, text| parse_events(path, text, &languages, &mut analyzer))?;
    check_actors_of_events(&events, &actors)?;
    let depth = depth(settings.only.as_deref())?;
    // Read for their faults, and then not looked for.
    let (actors, namings, events) = match depth {
        Depth::Full => (actors, namings, events),
        Depth::Frames => <_>::default(),
    };
    let overlap = overlap(settings.overlap.as_deref())?;
    let annotator =
        Annotator::new(Arc::clone(packs), &lexicon, &actors, events, overlap).with_names(&namings).with_depth(depth);
    Ok(Run { lexicon, actors, namings, annotator, setup })
}

/// The study's paths, seen from where the command runs.
pub(super) fn anchored(mut settings: Settings, base: &Path) -> Settings {
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
    files: &mut Vec<(String, String)>,
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
    let parsed = parse(path, &text)?;
    files.push((name.to_owned(), text));
    Ok(parsed)
}

fn check_actors_of_events(events: &[Event], actors: &[Actor]) -> Result<(), Error> {
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
///
/// # Errors
/// If there is none.
pub fn overlap(name: Option<&str>) -> Result<Overlap, Error> {
    let Some(name) = name else { return Ok(Overlap::default()) };
    let found = Overlap::ALL.iter().find(|(known, _)| *known == name).map(|(_, rule)| *rule);
    found.ok_or_else(|| {
        let names: Vec<_> = Overlap::ALL.iter().map(|(name, _)| *name).collect();
        Error::with_help(format!("there is no overlap rule `{name}`"), format!("known rules: {}", names.join(", ")))
    })
}

/// How much is looked for, by its name.
///
/// # Errors
/// If nothing is called so.
pub fn depth(name: Option<&str>) -> Result<Depth, Error> {
    match name {
        None => Ok(Depth::Full),
        Some("frames") => Ok(Depth::Frames),
        Some(other) => Err(Error::with_help(format!("--only {other}: nothing is called so"), "known: frames")),
    }
}

/// Which documents that repeat another count, by the name of the rule.
///
/// # Errors
/// If there is none of that name.
pub fn duplicates(name: Option<&str>) -> Result<Duplicates, Error> {
    let Some(name) = name else { return Ok(Duplicates::default()) };
    let found = Duplicates::ALL.iter().find(|(known, _)| *known == name).map(|(_, rule)| *rule);
    found.ok_or_else(|| {
        let names: Vec<_> = Duplicates::ALL.iter().map(|(name, _)| *name).collect();
        Error::with_help(format!("there is no duplicates rule `{name}`"), format!("known rules: {}", names.join(", ")))
    })
}
