//! stub
use std::path::PathBuf;
use super::{Corpus, ReadOptions};
use crate::error::Error;
/// stub
pub fn read(_paths: &[PathBuf], _options: &ReadOptions) -> Result<Corpus, Error> { Ok(Corpus::default()) }
