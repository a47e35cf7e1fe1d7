//! The files of a corpus and whether they have changed, without reading them.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::walk;
use crate::Error;

/// A file of a corpus as the file system describes it.
///
/// Two equal listings of one file are of the same bytes, unless it was written
/// within the grain of the clock ([`Listed::newest`]) or its clock was set back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// As in [`Origin::path`](super::Origin::path).
    pub name: String,
    /// Where it lies.
    pub path: PathBuf,
    /// Size in bytes.
    pub bytes: u64,
    /// When it was written, in nanoseconds since 1970.
    pub modified: u64,
    /// When anything about it changed, likewise; 0 where the system does not tell.
    pub changed: u64,
    /// Its number on its disk; 0 where the system does not tell.
    pub inode: u64,
}

impl Listed {
    /// The last moment at which it is known to have changed.
    pub fn newest(&self) -> u64 {
        self.modified.max(self.changed)
    }
}

/// The files that [`read`](super::read::read) would read, sorted; `None` if one is
/// standard input, which cannot be listed.
///
/// # Errors
/// Every path that does not exist.
pub fn list(paths: &[PathBuf]) -> Result<Option<Vec<Listed>>, Error> {
    if paths.iter().any(|path| path.as_os_str() == "-") {
        return Ok(None);
    }
    let (files, _) = walk::find(paths)?;
    Ok(Some(files.into_iter().map(|found| listed(found.name, found.path)).collect()))
}

/// A file that cannot be looked at is listed all the same: that it cannot be read is what stays or changes.
fn listed(name: String, path: PathBuf) -> Listed {
    let path = path.canonicalize().unwrap_or(path);
    let Ok(about) = fs::metadata(&path) else {
        return Listed { name, path, bytes: 0, modified: 0, changed: 0, inode: 0 };
    };
    let modified = about.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    let modified = modified.map_or(0, |since| u64::try_from(since.as_nanos()).unwrap_or(u64::MAX));
    let (changed, inode) = of_system(&about);
    Listed { name, path, bytes: about.len(), modified, changed, inode }
}

#[cfg(unix)]
fn of_system(about: &fs::Metadata) -> (u64, u64) {
    use std::os::unix::fs::MetadataExt;
    let changed = i128::from(about.ctime()) * 1_000_000_000 + i128::from(about.ctime_nsec());
    (u64::try_from(changed).unwrap_or(0), about.ino())
}

#[cfg(not(unix))]
fn of_system(_: &fs::Metadata) -> (u64, u64) {
    (0, 0)
}

/// SHA-256 of a file's bytes in hexadecimal, as in [`InputFile::sha256`](super::InputFile::sha256).
///
/// # Errors
/// If it cannot be read.
pub fn sha256(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 18];
    loop {
        match file.read(&mut buffer)? {
            0 => break,
            count => hash.update(&buffer[..count]),
        }
    }
    Ok(hexadecimal(&hash.finalize()))
}

/// Two digits a byte.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from_digit(half.into(), 16).unwrap_or_default();
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_file_is_listed_otherwise() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.txt");
        std::fs::write(&file, "Talks.").unwrap();
        let paths = [folder.path().to_owned()];
        let before = list(&paths).unwrap().unwrap();
        assert_eq!(before, list(&paths).unwrap().unwrap());
        std::fs::write(&file, "Talks failed.").unwrap();
        assert_ne!(before, list(&paths).unwrap().unwrap());
        assert_eq!(list(&["-".into()]).unwrap(), None);
        assert!(list(&["nowhere".into()]).is_err());
    }

    #[test]
    fn the_hash_is_that_of_the_bytes() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.txt");
        std::fs::write(&file, "abc").unwrap();
        assert!(sha256(&file).unwrap().starts_with("ba7816bf"));
    }
}
