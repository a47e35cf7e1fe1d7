//! Which study and which articles are meant by a list of paths.

use std::fs;
use std::path::{Path, PathBuf};

use super::Study;
use super::load::anchored;
use super::read::read_text;
use crate::error::Error;

/// The file that makes a folder a study.
pub const STUDY_FILE: &str = "framelens.toml";

/// The study that the arguments name: a folder with `framelens.toml`, or a `.toml` file.
pub(super) fn find_study(paths: &[PathBuf]) -> Result<Option<PathBuf>, Error> {
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
///
/// # Errors
/// If the study cannot be read.
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
pub(super) fn corpus_paths(
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

/// A name for the report from the folder or file at hand.
pub(super) fn name_of(path: Option<&Path>) -> String {
    let path = path.unwrap_or(Path::new("corpus"));
    if path == Path::new("-") {
        return "stdin".to_owned();
    }
    let full = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let name = full.file_name().map_or("corpus".into(), |n| n.to_string_lossy().into_owned());
    name.split('.').next().filter(|n| !n.is_empty()).unwrap_or("corpus").to_owned()
}
