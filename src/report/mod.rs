//! Results as bytes: tables, charts, the page, the manifest and the terminal summary.
//!
//! Exporters are pure: results in, bytes out. Who writes them to a disk, and
//! how, is the command line's business.

#[cfg(feature = "python")]
pub(crate) mod arrow;
pub mod assemble;
mod cells;
pub mod chart;
pub mod charts;
pub mod diff;
pub mod discovered;
pub mod extra;
pub mod influence;
#[cfg(any(feature = "parquet", feature = "python"))]
mod kind;
pub mod lexicon;
pub mod manifest;
pub mod number;
pub mod page;
#[cfg(feature = "parquet")]
mod parquet;
pub mod reprints;
pub mod rows;
pub mod sink;
pub mod summary;
pub mod table;
pub mod verify;

/// One file of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Path within the report, `/` between folders.
    pub path: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}
