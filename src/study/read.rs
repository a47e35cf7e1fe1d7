//! The files that a study names, from the disk.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::lexicon::bundled;
use crate::text::LanguagePacks;

/// The text of a file that the user named.
///
/// # Errors
/// If it cannot be read or is not UTF-8.
pub fn read_text(path: &Path) -> Result<String, Error> {
    let bytes = fs::read(path).map_err(|e| {
        Error::with_help(format!("{} cannot be read: {e}", path.display()), "check the path and its permissions")
    })?;
    String::from_utf8(bytes).map_err(|e| {
        let at = e.utf8_error().valid_up_to();
        Error::with_help(format!("{} is not UTF-8 (byte {at})", path.display()), "save the file as UTF-8")
    })
}

/// Every `.toml` file of a folder, sorted by name.
///
/// # Errors
/// If the folder or one of the files cannot be read.
pub fn toml_files(folder: &Path) -> Result<Vec<(String, String)>, Error> {
    let cannot = |e| {
        Error::with_help(
            format!("{} cannot be read: {e}", folder.display()),
            "a lexicon is a frame file, a folder of them, or a folder with frames/ and perhaps languages/",
        )
    };
    let mut paths: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(folder).map_err(cannot)? {
        let path = entry.map_err(cannot)?.path();
        if path.extension().is_some_and(|e| e == "toml") {
            paths.push(path);
        }
    }
    paths.sort();
    paths.iter().map(|path| Ok((path.display().to_string(), read_text(path)?))).collect()
}

/// The language packs of `--lexicons DIR`, else the bundled ones.
///
/// # Errors
/// All faults of a language file.
pub fn language_packs(lexicons: Option<&str>) -> Result<LanguagePacks, Error> {
    match lexicons.map(|dir| Path::new(dir).join("languages")).filter(|dir| dir.is_dir()) {
        Some(folder) => LanguagePacks::parse(&toml_files(&folder)?),
        None => Ok(LanguagePacks::bundled()),
    }
}

/// Frame files: those of `--lexicons DIR` (its `frames/`, or the folder itself), else the bundled ones.
///
/// # Errors
/// If there are none, or one cannot be read.
pub fn frame_files(lexicons: Option<&str>) -> Result<Vec<(String, String)>, Error> {
    let Some(dir) = lexicons else { return Ok(bundled::frames()) };
    let path = Path::new(dir);
    if path.is_file() {
        return Ok(vec![(dir.to_owned(), read_text(path)?)]);
    }
    let frames = path.join("frames");
    let folder = if frames.is_dir() { frames } else { path.to_owned() };
    let files = toml_files(&folder)?;
    if files.is_empty() {
        return Err(Error::with_help(
            format!("{} holds no frame files", folder.display()),
            "put a file such as occupation.toml there; `framelens lexicon convert bundled FOLDER` copies the bundled ones",
        ));
    }
    Ok(files)
}
