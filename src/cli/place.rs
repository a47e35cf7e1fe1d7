//! Where the files of a run lie by now, found again from what its manifest tells.

use std::fs;
use std::path::{Path, PathBuf};

use framelens::report::manifest::{Manifest, Paths, sha256};
use framelens::study::Study;
use framelens::study::annotate::discovers;
use framelens::study::place::{STDIN, whole};

/// How many folders above the report, and above the working folder, are looked
/// through for the study.
const ABOVE: usize = 4;

/// The folder that a manifest's places are told from: above the report, above
/// the working folder, or directly below one of these.
pub fn find(report: &Path, manifest: &Manifest) -> Option<PathBuf> {
    let start = [whole(report), whole(Path::new("."))];
    let above: Vec<PathBuf> = start.iter().flat_map(|s| s.ancestors().take(ABOVE).map(Path::to_owned)).collect();
    let Some(study) = &manifest.paths.study else { return find_articles(&above, &manifest.paths) };
    let mut alike = None;
    for folder in above {
        for candidate in std::iter::once(folder.clone()).chain(below(&folder)) {
            match likeness(&candidate, study, manifest) {
                Likeness::Same => return Some(candidate),
                Likeness::Alike => alike = alike.or(Some(candidate)),
                Likeness::None => {}
            }
        }
    }
    alike
}

/// The folder in which all that is named lies, else all articles; else, where these came on standard input, the working folder.
fn find_articles(above: &[PathBuf], paths: &Paths) -> Option<PathBuf> {
    let corpus: Vec<&String> = paths.corpus.iter().filter(|c| *c != STDIN).collect();
    let beside: Vec<&String> = [&paths.lexicons, &paths.actors, &paths.names, &paths.events]
        .into_iter()
        .flatten()
        .filter(|p| !discovers(p))
        .collect();
    let holds = |folder: &&PathBuf, named: &[&String]| named.iter().all(|path| folder.join(path).exists());
    let all = || above.iter().find(|folder| holds(folder, &corpus) && holds(folder, &beside));
    let articles = || above.iter().find(|folder| holds(folder, &corpus));
    if corpus.is_empty() {
        all().cloned().or_else(|| Some(whole(Path::new("."))))
    } else {
        all().or_else(articles).cloned()
    }
}

/// Folders directly in a folder, sorted.
fn below(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut folders: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

enum Likeness {
    /// The study's file as it was.
    Same,
    /// A study of that name.
    Alike,
    None,
}

fn likeness(folder: &Path, study: &str, manifest: &Manifest) -> Likeness {
    let Ok(text) = fs::read_to_string(folder.join(study)) else { return Likeness::None };
    let recorded = manifest.study_files.first().map(|file| file.sha256.as_str());
    if recorded == Some(&*sha256(text.as_bytes())) {
        return Likeness::Same;
    }
    let named = Study::parse(study, &text).ok().and_then(|study| study.id);
    let folder = folder.file_name().map(|name| name.to_string_lossy().into_owned());
    if named.or(folder).is_some_and(|id| id == manifest.study) { Likeness::Alike } else { Likeness::None }
}
