//! One pattern, frame or entry looked for in place of the lexicon.

use std::sync::Arc;

use super::Run;
use crate::annotate::find::Annotator;
use crate::error::Error;
use crate::lexicon::overlap::Overlap;
use crate::lexicon::{Entry, Frame, Lexicon, Pattern};
use crate::text::analyze::Analyzer;

impl Run {
    /// Look for this alone: a pattern as in a lexicon, `frame:ID`, or `entry:PATTERN`
    /// for an entry with its conditions.
    ///
    /// # Errors
    /// If it is no pattern, or there is no such frame or entry.
    pub fn search(&mut self, wanted: &str) -> Result<(), Error> {
        let lexicon = searched(self, wanted)?;
        self.annotator = Annotator::new(Arc::clone(&self.packs), &lexicon, &[], Vec::new(), Overlap::default());
        Ok(())
    }
}

/// The frames to search for: a part of the lexicon, or one pattern in every language.
fn searched(run: &Run, wanted: &str) -> Result<Lexicon, Error> {
    if let Some(id) = wanted.strip_prefix("frame:") {
        return run.lexicon.clone().only(&[id.to_owned()]);
    }
    if let Some(name) = wanted.strip_prefix("entry:") {
        let mut lexicon = run.lexicon.clone();
        for frame in &mut lexicon.frames {
            frame.languages.values_mut().for_each(|part| part.entries.retain(|e| e.name == name));
        }
        lexicon.frames.retain(|f| f.languages.values().any(|part| !part.entries.is_empty()));
        if lexicon.frames.is_empty() {
            return Err(Error::with_help(
                format!("no frame has an entry `{name}`"),
                "entries are named by their pattern; lexicon.csv and `framelens lexicon check --list` show them",
            ));
        }
        return Ok(lexicon);
    }
    let mut analyzer = Analyzer::new(Arc::clone(&run.packs));
    let mut frame = Frame { id: "pattern".to_owned(), ..Frame::default() };
    for language in run.packs.codes() {
        let pattern = Pattern::parse(wanted, language, &mut analyzer)
            .map_err(|why| Error::new(format!("`{wanted}` is not a pattern: {why}")))?;
        frame.languages.entry(language.to_owned()).or_default().entries.push(Entry::plain(pattern, 0..0));
    }
    Ok(Lexicon { frames: vec![frame], ..Lexicon::default() })
}
