//! A table in blocks, several at once: while some are at work the next are read.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::stream::Streamed;
use super::stretch::{Cutter, Lines, Spare, Stretch};
use super::table::{CsvRows, Table, Wanted};
use super::transcode::{Choice, Open, Transcoder};

/// Where the bytes of a table come from, again and again.
pub(crate) struct Bytes<'b> {
    pub(crate) path: &'b Path,
    pub(crate) table: Streamed,
    /// Unpacked they may be this many.
    pub(crate) most: u64,
    pub(crate) open: &'b Open<'b>,
}

impl Bytes<'_> {
    /// They as UTF-8.
    ///
    /// # Errors
    /// Those of the file.
    pub(crate) fn text(&self, choice: Choice) -> io::Result<Box<dyn Read + Send + '_>> {
        let mut bytes = (self.open)()?;
        if !choice.plain {
            return Ok(Box::new(Transcoder::new(bytes, choice)?));
        }
        io::copy(&mut (&mut bytes).take(choice.mark as u64), &mut io::sink())?;
        Ok(bytes)
    }
}

/// How the rows of a table are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    Lines(Choice),
    Separated { choice: Choice, delimiter: u8, quoting: bool },
    Columns,
}

/// A stretch of a table.
pub(crate) enum Block {
    Lines(Lines),
    /// The number of a line that is too long to be read.
    TooLong(u64),
    Rows(Table),
}

/// How blocks are cut.
#[derive(Clone, Copy)]
pub(crate) struct Cut<'s> {
    pub(crate) size: usize,
    /// Where the memory of lines that are done with waits.
    pub(crate) spare: &'s Spare,
    /// Whether lines are numbered.
    pub(crate) numbered: bool,
    /// Whether only cells of columns for which this is true are asked for.
    pub(crate) only: Option<&'s Wanted<'s>>,
}

/// What takes blocks.
pub(crate) type Each<'e> = dyn FnMut(Vec<Block>) -> io::Result<()> + Send + 'e;

/// Hands on a table of lines or separated values whose text `source` gives, in order.
///
/// # Errors
/// Those of the source, and of `each`.
pub(crate) fn of_text(
    source: &mut (dyn Read + Send),
    shape: Shape,
    cut: Cut<'_>,
    each: &mut Each<'_>,
) -> io::Result<()> {
    match shape {
        Shape::Separated { delimiter, quoting, .. } => {
            let mut rows = CsvRows::new(source, delimiter, quoting, cut.only);
            ahead(&mut || Ok(rows.next_block(cut.size)?.map(Block::Rows)), each)
        }
        _ => {
            let mut lines = Cutter::new(source, cut.size, cut.numbered, cut.spare);
            let block = |stretch| match stretch {
                Stretch::Lines(lines) => Block::Lines(lines),
                Stretch::TooLong(number) => Block::TooLong(number),
            };
            ahead(&mut || Ok(lines.next()?.map(block)), each)
        }
    }
}

/// Hands on a table in columns; how many of its characters could not be decoded.
///
/// # Errors
/// As [`of_text`].
#[cfg(feature = "parquet")]
pub(crate) fn of_columns(bytes: &Bytes<'_>, size: usize, each: &mut Each<'_>) -> io::Result<usize> {
    let mut rows = super::parquet::Rows::open(File::open(bytes.path)?, bytes.most)?;
    ahead(&mut || Ok(rows.next_block(size)?.map(Block::Rows)), each)?;
    Ok(rows.replaced())
}

#[cfg(not(feature = "parquet"))]
pub(crate) fn of_columns(bytes: &Bytes<'_>, _: usize, _: &mut Each<'_>) -> io::Result<usize> {
    let _ = (File::open(bytes.path)?, bytes.most);
    Err(io::Error::other("this build reads no Parquet"))
}

/// Reads some blocks while those before are at work.
fn ahead(next: &mut (dyn FnMut() -> io::Result<Option<Block>> + Send), each: &mut Each<'_>) -> io::Result<()> {
    let most = (2 * rayon::current_num_threads()).clamp(4, 32);
    let mut some = || -> io::Result<Vec<Block>> { (0..most).map_while(|_| next().transpose()).collect() };
    let mut ready = some()?;
    while !ready.is_empty() {
        let (read, done) = rayon::join(&mut some, || each(ready));
        done?;
        ready = read?;
    }
    Ok(())
}
