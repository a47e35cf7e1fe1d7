//! A study with the texts of its files, to be loaded on machines that have none of them.

use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::find::STUDY_FILE;
use super::read::{frame_files, toml_files};
use super::{Run, Settings, load};
use crate::Error;
use crate::corpus::FieldMap;
use crate::record::part::{Conditions, alike};

/// Folder of the lexicon among the files.
const LEXICONS: &str = "lexicons";

/// All that a study's counts depend on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Portable {
    settings: Settings,
    fields: FieldMap,
    /// Path, seen from the study, and text.
    files: Vec<(String, String)>,
    conditions: Conditions,
}

/// The name at the end of a path.
fn name(path: &str) -> String {
    Path::new(path).file_name().map_or_else(|| path.to_owned(), |name| name.to_string_lossy().into_owned())
}

impl Portable {
    /// The study of a run.
    ///
    /// # Errors
    /// If its counts do not add up, or its files can be read no more.
    pub fn of(run: &Run) -> Result<Portable, Error> {
        let mut settings = Settings { out: None, cache: None, threads: None, quiet: None, ..run.settings.clone() };
        let mut files = run.files.clone();
        let declared =
            [("actors", &mut settings.actors), ("names", &mut settings.names), ("events", &mut settings.events)];
        for (what, setting) in declared {
            let file = format!("{what}.toml");
            if files.iter().any(|(path, _)| *path == file) {
                *setting = Some(file);
            }
        }
        if let Some(folder) = &run.settings.lexicons {
            let frames = frame_files(Some(folder))?;
            let languages = Path::new(folder).join("languages");
            let languages = if languages.is_dir() { toml_files(&languages)? } else { Vec::new() };
            let placed =
                |folder: &str, (path, text): (String, String)| (format!("{LEXICONS}/{folder}/{}", name(&path)), text);
            files.extend(frames.into_iter().map(|file| placed("frames", file)));
            files.extend(languages.into_iter().map(|file| placed("languages", file)));
            settings.lexicons = Some(LEXICONS.to_owned());
        }
        Ok(Portable { settings, fields: run.study.fields.clone(), files, conditions: run.conditions()? })
    }

    /// Its bytes, behind the version that wrote them.
    ///
    /// # Errors
    /// None that a study can cause.
    pub fn bytes(&self) -> Result<Vec<u8>, Error> {
        postcard::to_stdvec(&(env!("CARGO_PKG_VERSION"), self))
            .map_err(|e| Error::new(format!("the study cannot be packed: {e}")))
    }

    /// The study that bytes hold.
    ///
    /// # Errors
    /// If another version wrote them.
    pub fn read(bytes: &[u8]) -> Result<Portable, Error> {
        let damaged = |e| Error::new(format!("the study that was sent cannot be read: {e}"));
        let (version, rest): (String, &[u8]) = postcard::take_from_bytes(bytes).map_err(damaged)?;
        let here = env!("CARGO_PKG_VERSION");
        if version != here {
            let message = format!("version is {here} here and {version} where the study was sent from");
            return Err(Error::with_help(message, "give every worker the wheel of the driver"));
        }
        postcard::from_bytes(rest).map_err(damaged)
    }

    /// The run of the study, here.
    ///
    /// # Errors
    /// If no temporary folder can be had, or counts would be made otherwise here than
    /// where the study came from.
    pub fn load(&self) -> Result<Run, Error> {
        let cannot = |e: std::io::Error| {
            Error::with_help(
                format!("the files of the study cannot be laid down here: {e}"),
                "give this machine a folder for temporary files (TMPDIR) with space in it",
            )
        };
        let folder = tempfile::tempdir().map_err(cannot)?;
        for (path, text) in &self.files {
            let file = folder.path().join(path);
            file.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(&file, text)).map_err(cannot)?;
        }
        let settings = load::anchored(self.settings.clone(), folder.path());
        let study = folder.path().join(STUDY_FILE);
        let study = self.files.iter().any(|(path, _)| path == STUDY_FILE).then_some(study);
        let run = load::compile(load::setup_for_rows(study.as_deref(), settings, self.fields.clone())?)?;
        alike(&run.conditions()?, "the driver's study", &self.conditions)?;
        Ok(run)
    }
}
