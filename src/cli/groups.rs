//! What is compared with what: flags that several commands share.

use clap::ValueEnum;
use framelens::study::Settings;

use super::name;

/// Which groups are compared, and which documents count in them.
#[derive(Debug, Clone, clap::Args)]
pub struct Groups {
    /// What is compared: source, side, language, or any field of the documents
    #[arg(long, value_name = "FIELD", help_heading = "Comparison")]
    by: Option<String>,
    /// Compare every other group with this one only
    #[arg(long, value_name = "VALUE", help_heading = "Comparison")]
    reference: Option<String>,
    /// Which documents that repeat another count [default: once-per-source]
    #[arg(long, value_enum, value_name = "RULE", help_heading = "Comparison")]
    duplicates: Option<DuplicateRule>,
}

impl Groups {
    /// The flags as settings, to be completed from the study's file.
    pub fn settings(&self) -> Settings {
        Settings {
            by: self.by.clone(),
            reference: self.reference.clone(),
            duplicates: self.duplicates.and_then(name),
            ..Settings::default()
        }
    }
}

/// Which documents that repeat another count, as flag values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DuplicateRule {
    /// Each source counts a text once
    OncePerSource,
    /// The original alone
    Once,
    /// All
    All,
}
