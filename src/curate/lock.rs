//! `codings.lock`: which documents and sentences were drawn for what, so that a
//! lexicon is never measured on what it was tuned on.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::sample::{Purpose, Sample};
use crate::error::{Error, Fault};

/// Name of the file in the study's folder.
pub const FILE: &str = "codings.lock";

/// Every sample of a study, in the order in which they were drawn.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lock {
    /// The samples.
    pub samples: Vec<Drawn>,
}

/// One sample that was drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Drawn {
    /// Its id.
    pub sample: String,
    /// What it is for.
    pub purpose: Purpose,
    /// Fingerprint of the articles.
    pub corpus: String,
    /// Hash of the lexicon that found its mentions.
    pub lexicon: String,
    /// Its items, sorted.
    pub items: Vec<String>,
    /// Numbers of the sentences that they stand in, ascending, by document.
    pub sentences: BTreeMap<String, BTreeSet<u32>>,
}

impl Lock {
    /// Read the file's text.
    ///
    /// # Errors
    /// Text that is no lock file.
    pub fn parse(path: &str, text: &str) -> Result<Lock, Error> {
        serde_json::from_str(text).map_err(|why| {
            Error::with_help(
                format!("{path}, line {}, column {}: not a log of samples: {why}", why.line(), why.column()),
                "bring back the file as it was; without it nobody knows which articles the lexicon was tuned on",
            )
        })
    }

    /// The file's text.
    ///
    /// # Errors
    /// None that the type allows.
    pub fn text(&self) -> Result<String, Error> {
        let text = serde_json::to_string_pretty(self);
        text.map(|text| text + "\n").map_err(|e| Error::new(format!("{FILE} could not be written: {e}")))
    }

    /// Sentences, by document, that samples of a purpose hold.
    pub fn held(&self, purpose: Purpose) -> BTreeMap<String, BTreeSet<u32>> {
        let mut held: BTreeMap<String, BTreeSet<u32>> = BTreeMap::new();
        for drawn in self.samples.iter().filter(|drawn| drawn.purpose == purpose) {
            for (document, sentences) in &drawn.sentences {
                held.entry(document.clone()).or_default().extend(sentences);
            }
        }
        held
    }

    /// Add a sample; the same one again changes nothing.
    pub fn add(&mut self, sample: &Sample) {
        if self.samples.iter().any(|drawn| drawn.sample == sample.sample) {
            return;
        }
        let mut sentences: BTreeMap<String, BTreeSet<u32>> = BTreeMap::new();
        for item in &sample.items {
            sentences.entry(item.document.clone()).or_default().insert(item.sentence);
        }
        let items: BTreeSet<String> = sample.items.iter().map(|item| item.item.clone()).collect();
        self.samples.push(Drawn {
            sample: sample.sample.clone(),
            purpose: sample.purpose,
            corpus: sample.corpus.clone(),
            lexicon: sample.lexicon.clone(),
            items: items.into_iter().collect(),
            sentences,
        });
    }

    /// See that no item of a test sample was used for tuning.
    ///
    /// # Errors
    /// The items that were, and in which samples.
    pub fn check(&self, sample: &Sample) -> Result<(), Error> {
        if sample.purpose == Purpose::Tuning {
            return Ok(());
        }
        let mut faults = Vec::new();
        for drawn in self.samples.iter().filter(|drawn| drawn.purpose == Purpose::Tuning) {
            let used = |item: &&super::sample::Item| {
                drawn.items.binary_search(&item.item).is_ok()
                    || drawn.sentences.get(&item.document).is_some_and(|list| list.contains(&item.sentence))
            };
            let used: Vec<&str> = sample.items.iter().filter(used).map(|item| item.item.as_str()).collect();
            if used.is_empty() {
                continue;
            }
            let shown = used.iter().take(3).copied().collect::<Vec<_>>().join(", ");
            let more = if used.len() > 3 { ", …" } else { "" };
            let message = format!(
                "{} of {} items of test sample {} were used for tuning, in sample {} ({shown}{more})",
                used.len(),
                sample.items.len(),
                sample.sample,
                drawn.sample
            );
            let help = "a lexicon scores too well on what it was tuned on; draw a new sample with `framelens lexicon sample --purpose test`";
            faults.push(Fault::error(message).help(help));
        }
        if faults.is_empty() { Ok(()) } else { Err(Error { faults }) }
    }
}
