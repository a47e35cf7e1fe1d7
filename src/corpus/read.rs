//! stub
use super::{Corpus, ReadOptions};
use crate::error::Error;
use std::path::PathBuf;
/// stub
pub fn read(_paths: &[PathBuf], _options: &ReadOptions) -> Result<Corpus, Error> {
    Ok(Corpus::default())
}
