//! The Python module: the library for notebooks, with the command line's words.
//!
//! ```text
//! input (data → articles) → ask (keywords → settings) → work (threads, signals, progress) → table (rows → Arrow)
//! ```
//!
//! Articles come, and tables go, through the Arrow PyCapsule interface, so that
//! pandas, polars, pyarrow and DuckDB are served alike and none is needed.
// PyO3's macros write code that is unsafe; our own stands in `input` alone, and says why it holds.
#![allow(unsafe_code)]

mod add_up;
mod annotate;
mod ask;
mod cell;
mod compare;
mod concordance;
mod error;
mod input;
mod lexicon;
mod mapper;
mod table;
mod work;

use pyo3::prelude::*;

/// The compiled part of the package `framelens`, which shows all of it.
#[pymodule]
mod _framelens {
    #[pymodule_export]
    use super::add_up::add_up;
    #[pymodule_export]
    use super::annotate::annotate;
    #[pymodule_export]
    use super::compare::{Chart, Comparison, compare};
    #[pymodule_export]
    use super::concordance::concordance;
    #[pymodule_export]
    use super::error::Error;
    #[pymodule_export]
    use super::lexicon::Lexicon;
    #[pymodule_export]
    use super::mapper::{Batches, Mapper};
    #[pymodule_export]
    use super::table::Table;

    /// Version of Framelens.
    #[pymodule_export]
    #[allow(non_upper_case_globals)]
    const __version__: &str = env!("CARGO_PKG_VERSION");
}
