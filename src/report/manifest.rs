//! `manifest.json`: everything a second run needs to verify the first.
//!
//! It names no time, no machine and no number of threads, so equal input gives
//! equal bytes.

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::File;
use crate::corpus::{InputFile, Skipped};
use crate::error::Error;
use crate::lexicon::Lexicon;

/// The first entry of every manifest.
pub const TOOL: &str = "framelens";

/// The manifest of a report.
#[derive(Debug, Clone, Serialize)]
pub struct Manifest {
    /// [`TOOL`]: tells a report of ours from other folders with a manifest.
    pub tool: &'static str,
    /// Version of Framelens.
    pub version: &'static str,
    /// The command.
    pub command: &'static str,
    /// Id of the study.
    pub study: String,
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

/// A file of the study, in full.
#[derive(Debug, Clone, Serialize)]
pub struct TextFile {
    /// Relative to the study.
    pub path: String,
    /// SHA-256 of its text.
    pub sha256: String,
    /// Its text.
    pub text: String,
}

/// A frame file, in full.
#[derive(Debug, Clone, Serialize)]
pub struct LexiconFile {
    /// The frame.
    pub frame: String,
    /// Its version, as the file says.
    pub version: String,
    /// Its path.
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

/// The frames of a lexicon as they were used.
pub fn lexicon(lexicon: &Lexicon) -> Vec<LexiconFile> {
    let files = lexicon.frames.iter().map(|frame| LexiconFile {
        frame: frame.id.clone(),
        version: frame.version.clone(),
        path: frame.path.clone(),
        sha256: sha256(frame.text.as_bytes()),
        text: frame.text.to_string(),
    });
    files.collect()
}

impl Manifest {
    /// The manifest as a file, with the fingerprints of the report's other files.
    ///
    /// # Errors
    /// Only if the settings are no JSON, which their type rules out.
    pub fn file(mut self, files: &[File]) -> Result<File, Error> {
        self.outputs = files
            .iter()
            .map(|f| InputFile { path: f.path.clone(), bytes: f.bytes.len() as u64, sha256: sha256(&f.bytes) })
            .collect();
        self.outputs.sort();
        let mut bytes = serde_json::to_vec_pretty(&self)
            .map_err(|e| Error::new(format!("the manifest could not be written: {e}")))?;
        bytes.push(b'\n');
        Ok(File { path: "manifest.json".to_owned(), bytes })
    }
}
