//! Where a run's files lie: told in the manifest without naming the machine.
//!
//! Places are told from the study's folder; without a study, from the deepest
//! folder that holds all files and folders of articles. So a report can be
//! verified wherever the study now is, as long as its parts lie to each other
//! as they did.

use std::path::{Component, Path, PathBuf};

use super::Run;
use crate::report::manifest::Paths;

/// Standard input, as a path.
pub const STDIN: &str = "-";

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
pub fn whole(path: &Path) -> PathBuf {
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

/// The folder that a file or folder lies in.
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
