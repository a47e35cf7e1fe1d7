//! How different sources frame the same events.
//!
//! Framelens reads articles, finds the words by which a *frame* (occupation,
//! liberation, aggression, self-determination or a researcher's own) enters a
//! text, and compares, event by event, how much each source uses each frame,
//! how certain the difference is, and through which sentences. It says what a
//! text presents as what, never what is true.
//!
//! Data runs one way, and each module knows only those before it:
//!
//! ```text
//! corpus → text → lexicon → event → annotate → record → tally → compare → report
//! ```
//!
//! The library never prints. It reads articles in [`corpus`], and the study's own
//! files in [`study`]; nothing else touches the disk but the cache of [`store`].
#![deny(missing_docs, clippy::print_stdout, clippy::print_stderr)]
#![deny(unsafe_code)]
// A module may name its private parts; whoever reads the source finds them.
#![allow(rustdoc::private_intra_doc_links)]

pub mod annotate;
pub mod compare;
pub mod config;
pub mod corpus;
pub mod curate;
pub mod error;
pub mod event;
pub mod lexicon;
mod parallel;
pub mod pipeline;
#[cfg(feature = "python")]
mod python;
pub mod record;
pub mod report;
pub mod span;
pub mod store;
pub mod study;
pub mod tally;
pub mod text;

pub use error::Error;
pub use span::Span;
