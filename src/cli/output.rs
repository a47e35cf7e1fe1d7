//! Reports on the disk: whole or not at all.

use std::fs;
use std::io::Write;
use std::path::{Component, Path, PathBuf};
use std::thread;

use framelens::Error;
use framelens::report::{File, manifest};

use super::interrupt;

/// A folder to be written, checked before the long work.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    staging: Staging,
    /// Whether the folder was made for this run: without a report it is removed again.
    fresh: bool,
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
        interrupt::begin(staging.path(), made.then_some(folder));
        Ok(Staging(staging))
    }

    fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        interrupt::end(self.path());
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
        Ok(Folder { path: path.to_owned(), staging, fresh })
    }

    /// Write every file, then put all in place and remove what an earlier run left.
    ///
    /// Until the last file is written nothing that was there has changed.
    pub fn write(self, files: &[File]) -> Result<(), Error> {
        let (path, stale) = (self.path.clone(), stale(&self.path, files));
        self.add(files)?;
        for leftover in stale {
            // A leftover that cannot be removed does no harm to the new report.
            let _ = fs::remove_file(path.join(leftover));
        }
        Ok(())
    }

    fn stage(&self, file: &File) -> std::io::Result<()> {
        let staged = self.staging.path().join(&file.path);
        if let Some(parent) = staged.parent() {
            fs::create_dir_all(parent)?;
        }
        let mut out = fs::File::create(&staged)?;
        out.write_all(&file.bytes)?;
        out.sync_all()
    }

    /// Write every file, then put all in place beside what is there.
    pub fn add(self, files: &[File]) -> Result<(), Error> {
        // Waiting for the disk takes longer than all else of a small report, so many wait at once.
        for some in files.chunks(AT_ONCE) {
            let results: Vec<std::io::Result<()>> = thread::scope(|scope| {
                let waiting: Vec<_> = some.iter().map(|file| scope.spawn(|| self.stage(file))).collect();
                let done = |thread: thread::ScopedJoinHandle<'_, _>| {
                    thread.join().unwrap_or_else(|_| Err(std::io::Error::other("writing it failed inside Framelens")))
                };
                waiting.into_iter().map(done).collect()
            });
            for (file, result) in some.iter().zip(results) {
                result.map_err(|e| cannot(&self.path.join(&file.path), &e))?;
            }
        }
        let _whole = interrupt::hold();
        for file in files {
            let (from, to) = (self.staging.path().join(&file.path), self.path.join(&file.path));
            let place = || -> std::io::Result<()> {
                if let Some(parent) = to.parent() {
                    fs::create_dir_all(parent)?;
                }
                fs::rename(&from, &to)
            };
            place().map_err(|e| cannot(&to, &e))?;
        }
        Ok(())
    }
}

/// Files that the manifest of an earlier run names and this one does not make.
fn stale(folder: &Path, files: &[File]) -> Vec<String> {
    let manifest = fs::read(folder.join("manifest.json")).ok();
    let old: Option<serde_json::Value> = manifest.and_then(|bytes| serde_json::from_slice(&bytes).ok());
    let ours = old.as_ref().is_some_and(|m| m.get("tool").is_some_and(|tool| tool == manifest::TOOL));
    let named = old.as_ref().filter(|_| ours).and_then(|m| m.get("outputs")).and_then(|o| o.as_array());
    let paths = named.into_iter().flatten().filter_map(|o| o.get("path")?.as_str());
    let leftover = |path: &&str| {
        let plain = Path::new(path).components().all(|c| matches!(c, Component::Normal(_)));
        plain && !files.iter().any(|f| f.path == **path)
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
