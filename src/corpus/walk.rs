//! Which files a corpus is made of.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::Skipped;
use crate::Error;
use crate::error::Fault;

/// A file to be read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Found {
    /// Relative to the corpus root, `/` between folders; `-` for stdin.
    pub(crate) name: String,
    /// Where it lies.
    pub(crate) path: PathBuf,
}

/// The files of all paths, each once, sorted; and what could not be listed.
///
/// # Errors
/// Every path that does not exist.
pub(crate) fn find(paths: &[PathBuf]) -> Result<(Vec<Found>, Vec<Skipped>), Error> {
    let missing: Vec<Fault> = paths.iter().filter(|p| !is_stdin(p) && !p.exists()).map(|p| absent(p)).collect();
    if !missing.is_empty() {
        return Err(Error { faults: missing });
    }
    let (mut files, mut skipped, mut links) = (Vec::new(), Vec::new(), false);
    // With several folders each is one below a root that nobody named: often an outlet each.
    let folders = paths.iter().filter(|p| p.is_dir()).count();
    for path in paths {
        if is_stdin(path) {
            files.push(Found { name: "-".into(), path: path.clone() });
        } else if path.is_dir() {
            let full = path.canonicalize().unwrap_or_else(|_| path.clone());
            let name = full.file_name().filter(|_| folders > 1).map(|n| n.to_string_lossy().into_owned());
            links |= folder(path, name.as_deref(), &mut files, &mut skipped);
        } else {
            let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
            files.push(Found { name, path: path.clone() });
        }
    }
    // One folder without links leads to each of its files once.
    let files = if paths.len() > 1 || links { once(files) } else { sorted(files) };
    Ok((files, skipped))
}

fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

fn absent(path: &Path) -> Fault {
    let fault = Fault::error(format!("`{}` does not exist", path.display()));
    let nearest = path.ancestors().skip(1).find(|p| p.is_dir() && !p.as_os_str().is_empty());
    match nearest {
        Some(folder) => fault.help(format!("`{}` does; give a file or folder in it", folder.display())),
        None => fault.help("give a file, a folder, or `-` for JSON lines on stdin"),
    }
}

/// All files below a folder, with its name before theirs where it is one of several. Links are followed; one that
/// leads back up is left out. True if there are any.
fn folder(root: &Path, prefix: Option<&str>, files: &mut Vec<Found>, skipped: &mut Vec<Skipped>) -> bool {
    let relative = |root: &Path, path: &Path| match prefix {
        Some(prefix) => format!("{prefix}/{}", relative(root, path)),
        None => relative(root, path),
    };
    let walk = WalkDir::new(root).follow_links(true).sort_by_file_name();
    let visible = |entry: &walkdir::DirEntry| entry.depth() == 0 || !is_hidden(&entry.file_name().to_string_lossy());
    let corpus = |entry: &walkdir::DirEntry| {
        visible(entry) && !(entry.depth() > 0 && entry.file_type().is_dir() && is_report(entry.path()))
    };
    let mut links = false;
    for entry in walk.into_iter().filter_entry(corpus) {
        links |= entry.as_ref().is_ok_and(walkdir::DirEntry::path_is_symlink);
        match entry {
            Ok(entry) if entry.file_type().is_dir() => {}
            Ok(entry) => {
                let name = relative(root, entry.path());
                if !entry.file_type().is_file() {
                    skipped.push(Skipped {
                        path: name,
                        row: None,
                        reason: "not a regular file; a corpus is read from files".into(),
                    });
                } else if is_wanted(&name) {
                    files.push(Found { name, path: entry.into_path() });
                }
            }
            Err(error) => {
                let name = error.path().map_or_else(|| ".".into(), |path| relative(root, path));
                let reason = match error.loop_ancestor() {
                    Some(_) => "a link to a folder above it; its files are read once, through that folder".to_owned(),
                    None => format!("cannot be opened ({}); check its permissions", plain(&error)),
                };
                skipped.push(Skipped { path: name, row: None, reason });
            }
        }
    }
    links
}

/// Whether a folder holds a report of ours, which is no part of the corpus it was made from.
fn is_report(folder: &Path) -> bool {
    let mut start = Vec::new();
    let read = File::open(folder.join("manifest.json")).map(|file| file.take(64).read_to_end(&mut start));
    read.is_ok() && String::from_utf8_lossy(&start).contains("\"tool\": \"framelens\"")
}

fn plain(error: &walkdir::Error) -> String {
    error.io_error().map_or_else(|| error.to_string(), ToString::to_string)
}

/// A path below `root` with `/` between folders, the same on every system.
fn relative(root: &Path, path: &Path) -> String {
    let inner = path.strip_prefix(root).unwrap_or(path);
    let parts: Vec<_> = inner.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}

/// Each file once, however many paths or links lead to it: under the name that
/// says most about it (most folders), then the first in the alphabet.
fn once(files: Vec<Found>) -> Vec<Found> {
    let mut places = Places::default();
    let mut keyed: Vec<(PathBuf, usize, Found)> = files
        .into_iter()
        .map(|found| (places.of(&found.path), usize::MAX - found.name.matches('/').count(), found))
        .collect();
    keyed.sort();
    keyed.dedup_by(|later, earlier| later.0 == earlier.0);
    sorted(keyed.into_iter().map(|(_, _, found)| found).collect())
}

fn sorted(mut files: Vec<Found>) -> Vec<Found> {
    files.sort();
    files
}

/// Where files lie, whatever links lead to them. A folder is asked for once, since
/// there may be millions of files in it.
#[derive(Default)]
struct Places {
    folder: PathBuf,
    place: Option<PathBuf>,
}

impl Places {
    fn of(&mut self, path: &Path) -> PathBuf {
        let plainly = || path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else { return plainly() };
        if folder.as_os_str().is_empty() || path.is_symlink() {
            return plainly();
        }
        if self.folder != folder {
            self.place = folder.canonicalize().ok();
            self.folder = folder.to_owned();
        }
        self.place.as_ref().map_or_else(plainly, |place| place.join(name))
    }
}

fn is_hidden(name: &str) -> bool {
    name.starts_with('.') || name == "__MACOSX"
}

/// Whether a file found in a folder or archive may be part of a corpus.
///
/// What is obviously no article is left out without a word: hidden files, the
/// study's own `.toml` files, and the papers that accompany data (README,
/// LICENSE, CITATION, CHANGELOG). Everything else is read, or listed as skipped.
/// A file that is named by itself is always tried.
pub(crate) fn is_wanted(name: &str) -> bool {
    const PAPERS: [&str; 10] = [
        "readme",
        "license",
        "licence",
        "copying",
        "notice",
        "citation",
        "changelog",
        "contributing",
        "thumbs",
        "desktop",
    ];
    let hidden = name.split('/').any(is_hidden);
    let file = name.rsplit('/').next().unwrap_or(name).to_lowercase();
    let (stem, extension) = file.split_once('.').unwrap_or((&file, ""));
    let paper = PAPERS.contains(&stem) && matches!(extension, "" | "md" | "txt" | "rst" | "cff" | "db" | "ini");
    !hidden && !paper && !matches!(extension, "toml" | "lock")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn papers_settings_and_hidden_files_are_no_part_of_a_corpus() {
        for name in
            ["README.md", "a/LICENSE", "framelens.toml", "a/.git/config", ".DS_Store", "__MACOSX/a.txt", "readme.txt"]
        {
            assert!(!is_wanted(name), "{name}");
        }
        for name in ["a.txt", "a/readme-first-article.txt", "notes.docx", "x.json", "license-to-talk.html"] {
            assert!(is_wanted(name), "{name}");
        }
    }

    #[test]
    fn a_missing_path_is_named_with_the_folder_that_exists() {
        let folder = tempfile::tempdir().unwrap();
        let error = find(&[folder.path().join("nothing/here")]).unwrap_err().to_string();
        assert!(error.contains("does not exist") && error.contains("give a file or folder in it"), "{error}");
    }

    #[test]
    fn a_file_reached_twice_is_read_once_under_its_fullest_name() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("herald")).unwrap();
        let file = folder.path().join("herald/a.txt");
        std::fs::write(&file, "Talks.").unwrap();
        let (files, skipped) = find(&[file, folder.path().into()]).unwrap();
        assert_eq!((files.len(), files[0].name.as_str(), skipped.len()), (1, "herald/a.txt", 0));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_that_leads_back_up_does_not_hang() {
        let folder = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink(folder.path(), folder.path().join("again")).unwrap();
        std::fs::write(folder.path().join("a.txt"), "Talks.").unwrap();
        let (files, skipped) = find(&[folder.path().into()]).unwrap();
        assert_eq!((files.len(), skipped.len()), (1, 1));
        assert!(skipped[0].reason.contains("above it"), "{skipped:?}");
    }
}
