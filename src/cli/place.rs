//! Where a run's files lie: told in the manifest without naming the machine, and found again.
//!
//! Places are told from the study's folder; without a study, from the deepest
//! folder that holds all files and folders of articles. So a report can be
//! verified wherever the study now is, as long as its parts lie to each other
//! as they did.

use std::fs;
use std::path::{Component, Path, PathBuf};

use framelens::report::manifest::{Manifest, Paths, sha256};
use framelens::study::annotate::discovers;
use framelens::study::{Run, Study};

/// Standard input, as a path.
pub const STDIN: &str = "-";

/// How many folders above the report, and above the working folder, are looked
/// through for the study.
const ABOVE: usize = 4;

/// The folder that a run's places are told from, and the places.
pub fn paths(run: &Run) -> (PathBuf, Paths) {
    let base = match &run.study_file {
        Some(file) => parent(file),
        None => shared(&run.corpus),
    };
    let place = |path: &Path| if path == Path::new(STDIN) { STDIN.to_owned() } else { relative(&base, path) };
    let file = |setting: &Option<String>| setting.as_deref().filter(|s| *s != "none").map(|s| place(Path::new(s)));
    let mut corpus: Vec<String> = run.corpus.iter().map(|path| place(path)).collect();
    corpus.sort();
    corpus.dedup();
    let paths = Paths {
        study: run.study_file.as_deref().map(place),
        corpus,
        lexicons: file(&run.settings.lexicons),
        actors: file(&run.settings.actors),
        names: file(&run.settings.names),
        events: if run.discovers() { run.settings.events.clone() } else { file(&run.settings.events) },
    };
    (base, paths)
}

/// The deepest folder that holds all of these, seen from the root.
pub fn shared(paths: &[PathBuf]) -> PathBuf {
    let folders = paths.iter().filter(|p| *p != Path::new(STDIN)).map(|p| parent(p));
    let common = |a: PathBuf, b: PathBuf| {
        a.components().zip(b.components()).take_while(|(a, b)| a == b).map(|(a, _)| a).collect::<PathBuf>()
    };
    folders.reduce(common).unwrap_or_else(|| whole(Path::new(".")))
}

/// A path from the root, without `.` and `..`; links stay as they are named.
fn whole(path: &Path) -> PathBuf {
    let mut clean = PathBuf::new();
    for part in std::path::absolute(path).unwrap_or_else(|_| path.to_owned()).components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => _ = clean.pop(),
            other => clean.push(other),
        }
    }
    clean
}

fn parent(path: &Path) -> PathBuf {
    let path = whole(path);
    path.parent().map(Path::to_owned).unwrap_or(path)
}

/// A path seen from a folder, `/` between folders, `.` for the folder itself.
pub fn relative(base: &Path, path: &Path) -> String {
    let (base, path) = (whole(base), whole(path));
    let common = base.components().zip(path.components()).take_while(|(a, b)| a == b).count();
    let up = base.components().skip(common).map(|_| "..".to_owned());
    let down = path.components().skip(common).map(|part| part.as_os_str().to_string_lossy().into_owned());
    let parts: Vec<String> = up.chain(down).collect();
    if parts.is_empty() { ".".to_owned() } else { parts.join("/") }
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_told_from_a_folder_and_lead_back() {
        let base = Path::new("/data/study");
        for (path, told) in [
            ("/data/study/articles", "articles"),
            ("/data/study", "."),
            ("/data/lexicon/frames", "../lexicon/frames"),
            ("/data/study/../news/./a", "../news/a"),
        ] {
            assert_eq!(relative(base, Path::new(path)), told);
            assert_eq!(whole(&base.join(told)), whole(Path::new(path)));
        }
    }

    #[test]
    fn articles_share_the_deepest_folder_that_holds_them_all() {
        let paths = ["/data/news/a", "/data/news/b/c.csv", "-"].map(PathBuf::from);
        assert_eq!(shared(&paths), Path::new("/data/news"));
        assert_eq!(shared(&paths[..1]), Path::new("/data/news"));
    }
}
