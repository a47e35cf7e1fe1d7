//! Folders that are being written, so that whoever ends the process can take them away.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

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

/// Take away what was begun. Nothing can be begun or put in place any more: end the process next.
pub fn abandon() {
    // The lock is never given back.
    let begun = std::mem::ManuallyDrop::new(begun());
    for Begun { staging, made } in begun.iter() {
        let _ = fs::remove_dir_all(staging);
        let _ = made.as_ref().map(fs::remove_dir);
    }
}

/// A staging folder has been made, perhaps in a folder made for it.
pub(super) fn begin(staging: &Path, made: Option<&Path>) {
    begun().push(Begun { staging: staging.to_owned(), made: made.map(Path::to_owned) });
}

/// It is gone.
pub(super) fn end(staging: &Path) {
    begun().retain(|b| b.staging != staging);
}

/// While this is held no interruption comes: a report is put in place whole.
pub(super) fn hold() -> impl Drop {
    begun()
}
