//! `Lexicon`: read, check, diff.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use pyo3::prelude::*;

use super::table::Table;
use crate::Error;
use crate::curate::diff::entries::entries as changes;
use crate::lexicon::check::{self, Finding};
use crate::lexicon::{self as lex};
use crate::report::diff;
use crate::report::lexicon::{ENTRIES, FINDINGS, FindingRow, entries};
use crate::study::find::{is_study, lexicons_of};
use crate::study::read::{frame_files, language_packs};
use crate::text::LanguagePacks;
use crate::text::analyze::Analyzer;

/// A lexicon: frames with their entries and test sentences.
///
/// >>> import framelens
/// >>> lexicon = framelens.Lexicon.read()
/// >>> lexicon.frames
/// ['aggression', 'liberation', 'occupation', 'self-determination']
/// >>> [finding for finding in lexicon.check().to_dicts() if finding["severity"] == "error"]
/// []
#[pyclass(module = "framelens", frozen)]
pub struct Lexicon {
    /// What was named; `None`: the bundled one.
    path: Option<String>,
    packs: Arc<LanguagePacks>,
    /// Frame files by path, with their texts.
    files: Vec<(String, String)>,
    /// Without what is faulty.
    lexicon: lex::Lexicon,
}

impl Lexicon {
    fn load(path: Option<PathBuf>) -> Result<Lexicon, Error> {
        let path = path.filter(|path| path != Path::new("bundled") || path.exists());
        let path = match path {
            Some(path) if is_study(&path) => lexicons_of(&path)?,
            path => path.map(|path| path.display().to_string()),
        };
        let packs = Arc::new(language_packs(path.as_deref())?);
        let files = frame_files(path.as_deref())?;
        let (lexicon, _) = lex::Lexicon::parse_lenient(&files, &mut Analyzer::new(Arc::clone(&packs)));
        Ok(Lexicon { path, packs, files, lexicon })
    }

    fn checked(&self) -> Result<Table, Error> {
        let mut analyzer = Analyzer::new(Arc::clone(&self.packs));
        let (lexicon, faults) = lex::Lexicon::parse_lenient(&self.files, &mut analyzer);
        let input = check::Input { lexicon: &lexicon, packs: &self.packs, actors: None, usage: None };
        let (_, found) = check::check(&input, &mut analyzer);
        let findings: Vec<Finding> = faults.into_iter().map(Finding::from).chain(found).collect();
        Table::of(&FINDINGS, &findings.iter().map(FindingRow::from).collect::<Vec<_>>())
    }

    fn changed(&self, other: &Lexicon) -> Result<Table, Error> {
        let mut analyzer = Analyzer::new(Arc::clone(&other.packs));
        let old = lex::Lexicon::parse(&self.files, &mut analyzer)?;
        let new = lex::Lexicon::parse(&other.files, &mut analyzer)?;
        Table::of(&diff::ENTRIES, &changes(&old, &new))
    }
}

#[pymethods]
impl Lexicon {
    /// Read a lexicon: a frame file, a folder of them, a folder with frames/, or a
    /// study, which may have its own; without a path, the bundled one.
    ///
    /// A faulty file is read as far as it goes; `check` tells its faults.
    #[staticmethod]
    #[pyo3(signature = (path=None))]
    fn read(py: Python<'_>, path: Option<PathBuf>) -> PyResult<Lexicon> {
        Ok(py.detach(|| Lexicon::load(path))?)
    }

    /// What is wrong with it, and what is worth a look: the columns of
    /// `framelens lexicon check --out FILE`. The test sentences are run.
    ///
    /// >>> import framelens
    /// >>> framelens.Lexicon.read().check().columns
    /// ['severity', 'code', 'frame', 'language', 'entry', 'path', 'line', 'column', 'message', 'label', 'help']
    fn check(&self, py: Python<'_>) -> PyResult<Table> {
        Ok(py.detach(|| self.checked())?)
    }

    /// Every entry, with how it matches and its cue: the columns of
    /// `framelens lexicon check --list`.
    ///
    /// >>> import framelens
    /// >>> entry = framelens.Lexicon.read().entries().to_dicts()[0]
    /// >>> sorted(entry)
    /// ['cue', 'cue_from', 'entry', 'frame', 'language', 'match', 'note', 'pattern']
    fn entries(&self, py: Python<'_>) -> PyResult<Table> {
        Ok(py.detach(|| Table::of(&ENTRIES, &entries(&self.lexicon)))?)
    }

    /// How the entries of `other`, the lexicon as it is now, differ from this one:
    /// the columns of diff_entries.csv.
    ///
    /// >>> import framelens
    /// >>> lexicon = framelens.Lexicon.read()
    /// >>> len(lexicon.diff(lexicon))
    /// 0
    fn diff(&self, py: Python<'_>, other: &Bound<'_, Lexicon>) -> PyResult<Table> {
        let other = other.get();
        Ok(py.detach(|| self.changed(other))?)
    }

    /// Ids of the frames.
    #[getter]
    fn frames(&self) -> Vec<&str> {
        self.lexicon.frames.iter().map(|frame| frame.id.as_str()).collect()
    }

    /// Where it was read; None: the bundled one.
    #[getter]
    fn path(&self) -> Option<&str> {
        self.path.as_deref()
    }

    fn __repr__(&self) -> String {
        let path = self.path.as_deref().unwrap_or("bundled");
        format!("<framelens.Lexicon {path}: {}>", self.frames().join(", "))
    }
}
