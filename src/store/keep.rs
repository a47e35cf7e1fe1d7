//! The cache folder, in which stores wait for the next run.
//!
//! A store is kept under the hash of all it depends on: the bytes of every input
//! file, how they are read, the language packs and the program. So it is never
//! stale, and deleting any of it costs time alone. To find that hash without
//! reading 100 MB, a *stamp* remembers what the file system said of every file,
//! as version control does: if nothing changed since, neither did the bytes. A
//! file changed about when the stamp was made is hashed again.
//!
//! Files are written beside their place and renamed, so several processes may
//! use one folder at once. What is there is never altered.

use std::fs;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::Store;
use super::read::{Unread, read};
use super::write::{self, Key, write};
use crate::Error;
use crate::corpus::InputFile;
use crate::corpus::listing::{self, Listed};

/// A cache folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cache {
    /// Where it lies; made when something is first kept.
    pub folder: PathBuf,
}

/// What a store is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Files and folders of articles.
    pub paths: Vec<PathBuf>,
    /// All else that the tokens depend on, in any unambiguous form: how articles
    /// are read, language packs, version of the program.
    pub settings: String,
}

/// A store, and what should be said of how it was had.
#[derive(Debug)]
pub struct Opened {
    /// The store.
    pub store: Store,
    /// Whether it was kept from an earlier run.
    pub kept: bool,
    /// What went wrong on the way, none of which touches the result.
    pub remarks: Vec<String>,
}

/// What a cache folder has for a request.
#[derive(Debug)]
pub struct Looked<'c> {
    cache: &'c Cache,
    request: &'c Request,
    /// The inputs as the file system tells; `None` where it cannot, as of stdin.
    listed: Option<Stamping>,
    /// What was kept of the inputs as they are.
    store: Option<Store>,
    remarks: Vec<String>,
}

/// Inputs on the way to a stamp.
#[derive(Debug)]
struct Stamping {
    made: u64,
    files: Vec<Listed>,
    path: PathBuf,
    old: Option<Stamp>,
}

/// Stores that a cache folder holds at most; the oldest go.
const MOST: usize = 12;
/// A file younger than its stamp by no more than this may have changed unseen, in nanoseconds.
const GRAIN: u64 = 2_000_000_000;

/// What the file system said of a corpus, and what its bytes were.
#[derive(Debug, Serialize, Deserialize)]
struct Stamp {
    /// When it was made, in nanoseconds since 1970.
    made: u64,
    files: Vec<Listed>,
    /// SHA-256 of each; `None` where it could not be read.
    sums: Vec<Option<String>>,
}

impl Request {
    /// A name for it in the cache folder.
    pub fn name(&self) -> String {
        let mut hash = Sha256::new();
        hash.update(write::FORMAT.to_le_bytes());
        hash.update(&self.settings);
        for path in &self.paths {
            let full = path.canonicalize().unwrap_or_else(|_| path.clone());
            hash.update(b"\0");
            hash.update(full.as_os_str().as_encoded_bytes());
        }
        hexadecimal(&hash.finalize()[..16])
    }

    fn key(&self, stamp: &Stamp) -> Key {
        let mut hash = Sha256::new();
        hash.update(write::FORMAT.to_le_bytes());
        hash.update((self.settings.len() as u64).to_le_bytes());
        hash.update(&self.settings);
        for (file, sum) in stamp.files.iter().zip(&stamp.sums) {
            hash.update((file.name.len() as u64).to_le_bytes());
            hash.update(&file.name);
            hash.update(sum.as_deref().unwrap_or("unread"));
        }
        hash.finalize().into()
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).map(|since| since.as_nanos());
    since.ok().and_then(|nanoseconds| u64::try_from(nanoseconds).ok()).unwrap_or(0)
}

impl Stamp {
    /// Of files as listed at `made`; those that `known` has seen unchanged are not read.
    fn new(made: u64, files: Vec<Listed>, known: Option<&Stamp>) -> Stamp {
        use rayon::prelude::*;
        let sum = |file: &Listed| known.and_then(|k| k.sum(file)).or_else(|| listing::sha256(&file.path).ok());
        let sums = files.par_iter().map(sum).collect();
        Stamp { made, files, sums }
    }

    fn sum(&self, file: &Listed) -> Option<String> {
        let place = self.files.binary_search_by(|known| known.name.cmp(&file.name)).ok()?;
        let settled = file.newest().saturating_add(GRAIN) < self.made;
        if self.files[place] == *file && settled { self.sums.get(place)?.clone() } else { None }
    }

    /// Whether every file is known without reading it.
    fn covers(&self, files: &[Listed]) -> bool {
        self.files.len() == files.len() && files.iter().all(|file| self.sum(file).is_some())
    }

    /// Whether what was read is what was hashed.
    fn agrees(&self, inputs: &[InputFile]) -> bool {
        inputs.iter().all(|input| {
            let place = self.files.binary_search_by(|known| known.name.as_str().cmp(&input.path));
            place.is_ok_and(|place| self.sums[place].as_deref() == Some(&input.sha256))
        })
    }
}

impl Stamping {
    /// With the bytes of every input that changed, or may have.
    fn stamp(&self) -> Stamp {
        Stamp::new(self.made, self.files.clone(), self.old.as_ref())
    }
}

impl Looked<'_> {
    /// The store; built and kept for the next time if it is not there.
    ///
    /// # Errors
    /// Those of `build`.
    pub fn or_build(mut self, build: impl FnOnce() -> Result<(Store, Vec<InputFile>), Error>) -> Result<Opened, Error> {
        if let Some(store) = self.store.take() {
            return Ok(Opened { store, kept: true, remarks: self.remarks });
        }
        let Some(listed) = self.listed.take() else {
            return Ok(Opened { store: build()?.0, kept: false, remarks: self.remarks });
        };
        let stamp = listed.stamp();
        let cache = self.cache;
        if let Some(store) = self.read(&stamp) {
            cache.put_stamp(&listed.path, &stamp, &mut self.remarks);
            return Ok(Opened { store, kept: true, remarks: self.remarks });
        }
        let (store, inputs) = build()?;
        let key = self.request.key(&stamp);
        // A file that changed while it was read would be kept under a wrong name.
        if stamp.agrees(&inputs) && cache.put(&cache.place(&key), |out| write(&store, &key, out), &mut self.remarks) {
            cache.put_stamp(&listed.path, &stamp, &mut self.remarks);
            cache.prune();
        }
        Ok(Opened { store, kept: false, remarks: self.remarks })
    }

    fn read(&mut self, stamp: &Stamp) -> Option<Store> {
        let key = self.request.key(stamp);
        let path = self.cache.place(&key);
        match read(&path, &key) {
            Ok(store) => return Some(store),
            Err(Unread::Absent | Unread::Other) => {}
            Err(why) => self.remarks = vec![format!("{} {why}; the corpus is read again", path.display())],
        }
        None
    }
}

impl Cache {
    /// The store that is asked for: kept from an earlier run, or built and kept for the next.
    ///
    /// `build` reads the corpus; it also tells which files it read. A cache folder
    /// that cannot be used is a remark, not an error.
    ///
    /// # Errors
    /// Paths that do not exist, and those of `build`.
    pub fn open(
        &self,
        request: &Request,
        build: impl FnOnce() -> Result<(Store, Vec<InputFile>), Error>,
    ) -> Result<Opened, Error> {
        self.look(request)?.or_build(build)
    }

    /// The first half of [`Cache::open`], which takes no long: the store, if it
    /// is there and the file system says that no input has changed.
    ///
    /// # Errors
    /// Paths that do not exist.
    pub fn look<'c>(&'c self, request: &'c Request) -> Result<Looked<'c>, Error> {
        let made = now();
        let listed = listing::list(&request.paths)?.map(|files| {
            let path = self.folder.join(format!("{}.stamp", request.name()));
            let old = fs::read(&path).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
            Stamping { made, files, path, old }
        });
        let mut looked = Looked { cache: self, request, listed, store: None, remarks: Vec::new() };
        let covered = |listed: &Stamping| listed.old.as_ref().is_some_and(|old| old.covers(&listed.files));
        if let Some(stamp) = looked.listed.as_ref().filter(|listed| covered(listed)).map(Stamping::stamp) {
            looked.store = looked.read(&stamp);
        }
        Ok(looked)
    }

    /// Where the store of a key lies.
    fn place(&self, key: &Key) -> PathBuf {
        self.folder.join(format!("{}.tokens", hexadecimal(&key[..16])))
    }

    fn put_stamp(&self, path: &Path, stamp: &Stamp, remarks: &mut Vec<String>) {
        self.put(path, |out| Ok(serde_json::to_writer(out, stamp)?), remarks);
    }

    /// Something small that an earlier run noted.
    pub fn noted(&self, name: &str) -> Option<Vec<u8>> {
        fs::read(self.folder.join(name)).ok()
    }

    /// Note something small for a later run; what went wrong is returned.
    pub fn note(&self, name: &str, bytes: &[u8]) -> Vec<String> {
        let mut remarks = Vec::new();
        self.put(&self.folder.join(name), |out| out.write_all(bytes), &mut remarks);
        remarks
    }

    /// Write a file whole or not at all.
    fn put(
        &self,
        path: &Path,
        fill: impl FnOnce(&mut BufWriter<&fs::File>) -> std::io::Result<()>,
        remarks: &mut Vec<String>,
    ) -> bool {
        let write = || -> std::io::Result<()> {
            fs::create_dir_all(&self.folder)?;
            let staged = tempfile::Builder::new().prefix(".framelens-").tempfile_in(&self.folder)?;
            let mut out = BufWriter::with_capacity(1 << 16, staged.as_file());
            fill(&mut out)?;
            out.flush()?;
            drop(out);
            staged.persist(path)?;
            Ok(())
        };
        let done = write();
        if let Err(why) = &done {
            let folder = self.folder.display();
            remarks.push(format!(
                "nothing can be kept in {folder} ({why}), so the next run reads the corpus again; \
                 name another folder with --cache, or --cache none"
            ));
        }
        done.is_ok()
    }

    /// Remove the oldest stores beyond [`MOST`]. What cannot be removed stays.
    fn prune(&self) {
        let Ok(entries) = fs::read_dir(&self.folder) else { return };
        let stores = entries.flatten().filter(|entry| entry.path().extension().is_some_and(|e| e == "tokens"));
        let dated = stores.filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path())));
        let mut dated: Vec<_> = dated.collect();
        dated.sort();
        let many = dated.len().saturating_sub(MOST);
        for (_, path) in &dated[..many] {
            let _ = fs::remove_file(path);
        }
    }
}
