//! Tools for the researcher who makes and tunes a study.

pub mod draft;
