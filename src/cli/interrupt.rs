//! Ctrl-C, or a polite kill: what was begun is taken away, and nothing of the old report is lost.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The exit code that shells give to a command stopped by Ctrl-C.
const STOPPED: i32 = 130;

/// Folders that are being written.
static BEGUN: Mutex<Vec<Begun>> = Mutex::new(Vec::new());

struct Begun {
    staging: PathBuf,
    /// A folder that was made for this run: it goes as well, if nothing is in it.
    made: Option<PathBuf>,
}

fn begun() -> MutexGuard<'static, Vec<Begun>> {
    BEGUN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Listen from now on.
pub fn listen() {
    // Without a listener the command ends all the same, and leaves a folder behind.
    let _ = ctrlc::set_handler(|| {
        // The lock is never given back: nobody begins anything any more.
        let begun = begun();
        for Begun { staging, made } in begun.iter() {
            let _ = fs::remove_dir_all(staging);
            let _ = made.as_ref().map(fs::remove_dir);
        }
        std::process::exit(STOPPED);
    });
}

/// A staging folder has been made, perhaps in a folder made for it.
pub fn begin(staging: &Path, made: Option<&Path>) {
    begun().push(Begun { staging: staging.to_owned(), made: made.map(Path::to_owned) });
}

/// It is gone.
pub fn end(staging: &Path) {
    begun().retain(|b| b.staging != staging);
}

/// While this is held no interruption comes: a report is put in place whole.
pub fn hold() -> impl Drop {
    begun()
}
