//! Tools for the researcher who makes and tunes a study.
//!
//! A lexicon is measured in two steps: [`sample`] draws mentions and sentences
//! for people to code ([`sheet`] writes and reads what they fill in, [`lock`]
//! keeps tuning and test apart), and [`evaluate`] makes scores of the codings,
//! with which [`correct`] corrects rates and contrasts.

pub mod agreement;
pub mod correct;
pub mod diff;
pub mod draft;
pub mod evaluate;
pub mod gold;
pub mod grouping;
pub mod influence;
pub mod lock;
pub mod sample;
pub mod score;
pub mod sheet;
pub mod suggest;
pub mod usage;
