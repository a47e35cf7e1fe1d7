//! `manifest.json`: everything a second run needs to verify the first.
//!
//! It names no time, no machine and no number of threads, so equal input gives
//! equal bytes: places are told from the study's folder, or without a study
//! from the folder that the articles lie in, wherever that is.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::File;
use crate::corpus::{InputFile, Skipped};
use crate::error::Error;
use crate::lexicon::Lexicon;

/// The first entry of every manifest.
pub const TOOL: &str = "framelens";

/// The manifest of a report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// [`TOOL`]: tells a report of ours from other folders with a manifest.
    pub tool: String,
    /// Version of Framelens.
    pub version: String,
    /// The command.
    pub command: String,
    /// Id of the study.
    pub study: String,
    /// Where the study and the articles lay.
    pub paths: Paths,
    /// What was compared and how, flags and study file merged.
    pub settings: serde_json::Value,
    /// Seed of every permutation and resampling.
    pub seed: u64,
    /// Versions of the language data.
    pub languages: serde_json::Value,
    /// Articles read, sorted by path.
    pub inputs: Vec<InputFile>,
    /// Study, actors, names and events files.
    pub study_files: Vec<TextFile>,
    /// The lexicon in full.
    pub lexicon: Vec<LexiconFile>,
    /// Inputs that were not used, and why.
    pub skipped: Vec<Skipped>,
    /// Files of the report, sorted by path; the manifest itself excepted.
    pub outputs: Vec<InputFile>,
}

/// Where everything lay, seen from the study's folder, or without a study from
/// the folder that the articles lie in; `/` between folders.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paths {
    /// The study's file; `None` without a study.
    pub study: Option<String>,
    /// Files and folders of articles, sorted; `-` is standard input.
    pub corpus: Vec<String>,
    /// The lexicon; `None`: the bundled one.
    pub lexicons: Option<String>,
    /// Actors file; `None`: no actors. The same for the next two.
    pub actors: Option<String>,
    /// Names file.
    pub names: Option<String>,
    /// Events file, or `auto`.
    pub events: Option<String>,
}

/// A file of the study, in full.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextFile {
    /// Relative to the study.
    pub path: String,
    /// SHA-256 of its text.
    pub sha256: String,
    /// Its text.
    pub text: String,
}

/// A frame file, in full.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LexiconFile {
    /// The frame.
    pub frame: String,
    /// Its version, as the file says.
    pub version: String,
    /// Its path, as [`Paths`] tells places; that of a bundled frame in the repository.
    pub path: String,
    /// SHA-256 of its text.
    pub sha256: String,
    /// Its text.
    pub text: String,
}

/// SHA-256 in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}

impl TextFile {
    /// A file by its path and text.
    pub fn new(path: &str, text: &str) -> TextFile {
        TextFile { path: path.to_owned(), sha256: sha256(text.as_bytes()), text: text.to_owned() }
    }
}

/// The frames of a lexicon as they were used, with their paths as `place` tells them.
pub fn lexicon(lexicon: &Lexicon, place: &dyn Fn(&str) -> String) -> Vec<LexiconFile> {
    let files = lexicon.frames.iter().map(|frame| LexiconFile {
        frame: frame.id.clone(),
        version: frame.version.clone(),
        path: place(&frame.path),
        sha256: sha256(frame.text.as_bytes()),
        text: frame.text.to_string(),
    });
    files.collect()
}

impl Manifest {
    /// The manifest that a report holds.
    ///
    /// # Errors
    /// If it is none, or one that does not say how to run again.
    pub fn parse(path: &str, bytes: &[u8]) -> Result<Manifest, Error> {
        let again = "name the folder of a report that `framelens compare` wrote";
        let value: serde_json::Value = serde_json::from_slice(bytes).map_err(|e| {
            Error::with_help(format!("{path} is no JSON (line {}, column {})", e.line(), e.column()), again)
        })?;
        if value.get("tool").and_then(|tool| tool.as_str()) != Some(TOOL) {
            return Err(Error::with_help(format!("{path} is no manifest of Framelens"), again));
        }
        serde_json::from_value(value).map_err(|e| {
            let help = "it was written by another version, or edited; run `framelens compare` again";
            Error::with_help(format!("{path} does not say how to run again: {e}"), help)
        })
    }

    /// The manifest with the fingerprints of the report's other files.
    pub fn with(mut self, files: &[File]) -> Manifest {
        self.outputs = files
            .iter()
            .map(|f| InputFile { path: f.path.clone(), bytes: f.bytes.len() as u64, sha256: sha256(&f.bytes) })
            .collect();
        self.outputs.sort();
        self
    }

    /// The manifest as a file.
    ///
    /// # Errors
    /// Only if the settings are no JSON, which their type rules out.
    pub fn file(&self) -> Result<File, Error> {
        let mut bytes = serde_json::to_vec_pretty(self)
            .map_err(|e| Error::new(format!("the manifest could not be written: {e}")))?;
        bytes.push(b'\n');
        Ok(File { path: "manifest.json".to_owned(), bytes })
    }
}
