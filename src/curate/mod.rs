//! Tools for the researcher who makes and tunes a study.

pub mod agreement;
pub mod draft;
pub mod gold;
pub mod score;
