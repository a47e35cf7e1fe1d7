//! Reports on the disk: whole or not at all.

use std::fs;
use std::io::{BufWriter, Write};
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::thread;

use super::begun;
use crate::error::Error;
use crate::report::sink::{Sink, put};
use crate::report::{File, manifest};

/// A folder to be written, checked before the long work.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    staging: Staging,
    /// Whether the folder was made for this run: without a report it is removed again.
    fresh: bool,
    /// Files in the staging folder.
    made: Mutex<Vec<String>>,
}

impl Drop for Folder {
    fn drop(&mut self) {
        if self.fresh {
            let _ = fs::remove_dir_all(self.staging.path());
            // Only an empty folder goes.
            let _ = fs::remove_dir(&self.path);
        }
    }
}

/// A folder for files that are not yet in place. It lies where they will be, so
/// that the final renames stay on one disk.
#[derive(Debug)]
struct Staging(tempfile::TempDir);

impl Staging {
    fn within(folder: &Path, made: bool) -> std::io::Result<Staging> {
        let staging = tempfile::Builder::new().prefix(".framelens-").tempdir_in(folder)?;
        begun::begin(staging.path(), made.then_some(folder));
        Ok(Staging(staging))
    }

    fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        begun::end(self.path());
    }
}

/// Files that are on their way to the disk at a time.
const AT_ONCE: usize = 16;

fn cannot(path: &Path, why: &std::io::Error) -> Error {
    let way_out = match why.kind() {
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::FileTooLarge | std::io::ErrorKind::QuotaExceeded => {
            "free some space or name another place with --out"
        }
        _ => "check the path and its permissions, or name another place with --out",
    };
    Error::with_help(format!("{} cannot be written: {why}", path.display()), way_out)
}

impl Folder {
    /// Make the folder, or see that files can be written into it.
    pub fn open(path: &Path) -> Result<Folder, Error> {
        let fresh = !path.exists();
        fs::create_dir_all(path).map_err(|e| cannot(path, &e))?;
        let staging = Staging::within(path, fresh).map_err(|e| cannot(path, &e))?;
        Ok(Folder { path: path.to_owned(), staging, fresh, made: Mutex::default() })
    }

    /// Where files lie until all are there; temporary files may lie there too.
    pub fn staging(&self) -> &Path {
        self.staging.path()
    }

    /// Write every file, then put all in place beside what is there.
    pub fn beside(self, files: &[File]) -> Result<(), Error> {
        for file in files {
            put(&self, file)?;
        }
        self.place(false)
    }

    /// Write every file, then put all in place and remove what an earlier run left.
    pub fn write(self, files: &[File]) -> Result<(), Error> {
        for file in files {
            put(&self, file)?;
        }
        self.place(true)
    }

    /// Put every file in place that was made; `whole` removes what an earlier run left besides.
    ///
    /// Until the last file is on the disk nothing that was there has changed.
    pub fn place(self, whole: bool) -> Result<(), Error> {
        let made = std::mem::take(&mut *self.made.lock().unwrap_or_else(PoisonError::into_inner));
        let stale = if whole { stale(&self.path, &made) } else { Vec::new() };
        // Waiting for the disk takes longer than all else of a small report, so many wait at once.
        for some in made.chunks(AT_ONCE) {
            let results: Vec<std::io::Result<()>> = thread::scope(|scope| {
                let sync = |path: &String| fs::File::open(self.staging.path().join(path))?.sync_all();
                let waiting: Vec<_> = some.iter().map(|path| scope.spawn(move || sync(path))).collect();
                let done = |thread: thread::ScopedJoinHandle<'_, _>| {
                    thread.join().unwrap_or_else(|_| Err(std::io::Error::other("writing it failed inside Framelens")))
                };
                waiting.into_iter().map(done).collect()
            });
            for (path, result) in some.iter().zip(results) {
                result.map_err(|e| cannot(&self.path.join(path), &e))?;
            }
        }
        let _whole = begun::hold();
        for path in &made {
            let (from, to) = (self.staging.path().join(path), self.path.join(path));
            let place = || -> std::io::Result<()> {
                if let Some(parent) = to.parent() {
                    fs::create_dir_all(parent)?;
                }
                fs::rename(&from, &to)
            };
            place().map_err(|e| cannot(&to, &e))?;
        }
        for leftover in stale {
            // A leftover that cannot be removed does no harm to the new report.
            let _ = fs::remove_file(self.path.join(leftover));
        }
        Ok(())
    }
}

impl Sink for Folder {
    fn create(&self, path: &str) -> Result<Box<dyn Write + Send>, Error> {
        let staged = self.staging.path().join(path);
        let create = || -> std::io::Result<fs::File> {
            if let Some(parent) = staged.parent() {
                fs::create_dir_all(parent)?;
            }
            fs::File::create(&staged)
        };
        let file = create().map_err(|e| cannot(&self.path.join(path), &e))?;
        self.made.lock().unwrap_or_else(PoisonError::into_inner).push(path.to_owned());
        Ok(Box::new(BufWriter::with_capacity(1 << 16, file)))
    }
}

/// Files that the manifest of an earlier run names and this one does not make.
fn stale(folder: &Path, made: &[String]) -> Vec<String> {
    let manifest = fs::read(folder.join("manifest.json")).ok();
    let old: Option<serde_json::Value> = manifest.and_then(|bytes| serde_json::from_slice(&bytes).ok());
    let ours = old.as_ref().is_some_and(|m| m.get("tool").is_some_and(|tool| tool == manifest::TOOL));
    let named = old.as_ref().filter(|_| ours).and_then(|m| m.get("outputs")).and_then(|o| o.as_array());
    let paths = named.into_iter().flatten().filter_map(|o| o.get("path")?.as_str());
    let leftover = |path: &&str| {
        let plain = Path::new(path).components().all(|c| matches!(c, Component::Normal(_)));
        plain && !made.iter().any(|f| f == path)
    };
    paths.filter(leftover).map(str::to_owned).collect()
}

/// Write one file whole or not at all.
///
/// A link is followed; a device or a pipe is written to, never replaced.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let path = &fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    if fs::metadata(path).is_ok_and(|m| !m.is_file()) {
        let write = || fs::OpenOptions::new().write(true).open(path)?.write_all(bytes);
        return write().map_err(|e| cannot(path, &e));
    }
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // A staging folder rather than a temporary file: those are readable by their owner alone.
    let write = || -> std::io::Result<()> {
        fs::create_dir_all(folder)?;
        let staging = Staging::within(folder, false)?;
        let staged = staging.path().join("file");
        let mut file = fs::File::create(&staged)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&staged, path)
    };
    write().map_err(|e| cannot(path, &e))
}
