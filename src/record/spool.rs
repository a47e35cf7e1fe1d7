//! Records on the disk, while a corpus is read.

use std::fs::File;
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use super::{Packed, Record, Terms};
use crate::Error;
use crate::corpus::Document;

/// Bytes that are written at a time.
const BUFFER: usize = 1 << 20;

/// Where a record lies in its spool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct At {
    start: u64,
    terms: u32,
    record: u32,
    text: u32,
}

/// A temporary file of records, written from any thread, gone with the process.
#[derive(Debug)]
pub struct Spool {
    writer: Mutex<Option<Writer>>,
}

#[derive(Debug)]
struct Writer {
    out: BufWriter<File>,
    end: u64,
}

/// A spool to which nothing more is written.
#[derive(Debug)]
pub struct Spooled {
    file: File,
    /// Bytes on the disk.
    pub bytes: u64,
}

fn cannot(why: &io::Error) -> Error {
    let help = match why.kind() {
        ErrorKind::StorageFull | ErrorKind::FileTooLarge | ErrorKind::QuotaExceeded => {
            "free some space (temporary files take about twice the room of the text), or name a larger disk with --out"
        }
        _ => "check the disk, or name another place with --out",
    };
    Error::with_help(format!("temporary files cannot be written: {why}"), help)
}

impl Spool {
    /// In a folder, or where the system keeps temporary files.
    ///
    /// # Errors
    /// If no file can be made there.
    pub fn within(folder: Option<&Path>) -> Result<Spool, Error> {
        // A file without a name: nothing is left behind however the process ends.
        let file = folder.map_or_else(tempfile::tempfile, tempfile::tempfile_in).map_err(|e| cannot(&e))?;
        let writer = Writer { out: BufWriter::with_capacity(BUFFER, file), end: 0 };
        Ok(Spool { writer: Mutex::new(Some(writer)) })
    }

    /// Adds a record.
    ///
    /// # Errors
    /// If the disk takes no more; the spool is of no use then.
    pub fn add(&self, packed: &Packed) -> Result<At, Error> {
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let failed = || Error::new("temporary files cannot be written");
        let Writer { out, end } = writer.as_mut().ok_or_else(failed)?;
        let length = |bytes: &[u8]| u32::try_from(bytes.len()).map_err(|_| Error::new("a document is too large"));
        let at = At {
            start: *end,
            terms: length(&packed.terms)?,
            record: length(&packed.record)?,
            text: length(&packed.text)?,
        };
        for bytes in [&packed.terms, &packed.record, &packed.text] {
            out.write_all(bytes).map_err(|e| cannot(&e))?;
            *end += bytes.len() as u64;
        }
        Ok(at)
    }

    /// Ends writing.
    ///
    /// # Errors
    /// As [`Spool::add`].
    pub fn finish(self) -> Result<Spooled, Error> {
        let writer = self.writer.into_inner().unwrap_or_else(PoisonError::into_inner);
        let Some(Writer { out, end }) = writer else { return Err(Error::new("temporary files cannot be written")) };
        let file = out.into_inner().map_err(|e| cannot(e.error()))?;
        Ok(Spooled { file, bytes: end })
    }
}

impl Spooled {
    fn bytes(&self, start: u64, length: u32) -> Result<Vec<u8>, Error> {
        let mut bytes = vec![0; length as usize];
        read_at(&self.file, &mut bytes, start).map_err(|e| {
            Error::with_help(format!("temporary files cannot be read: {e}"), "check the disk that holds them")
        })?;
        Ok(bytes)
    }

    /// A record.
    ///
    /// # Errors
    /// If the disk fails.
    pub fn record(&self, at: At) -> Result<Record, Error> {
        super::record(&self.bytes(at.start + u64::from(at.terms), at.record)?)
    }

    /// The words of a record.
    ///
    /// # Errors
    /// As [`Spooled::record`].
    pub fn terms(&self, at: At) -> Result<Terms, Error> {
        super::terms(&self.bytes(at.start, at.terms)?)
    }

    /// The text of a record's document, if it was kept.
    ///
    /// # Errors
    /// As [`Spooled::record`].
    pub fn text(&self, at: At) -> Result<Option<Document>, Error> {
        if at.text == 0 {
            return Ok(None);
        }
        super::text(&self.bytes(at.start + u64::from(at.terms) + u64::from(at.record), at.text)?).map(Some)
    }
}

#[cfg(unix)]
fn read_at(file: &File, bytes: &mut [u8], start: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, start)
}

#[cfg(windows)]
fn read_at(file: &File, mut bytes: &mut [u8], mut start: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        match std::os::windows::fs::FileExt::seek_read(file, bytes, start)? {
            0 => return Err(ErrorKind::UnexpectedEof.into()),
            n => {
                bytes = &mut bytes[n..];
                start += n as u64;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_found_where_they_were_put() {
        let packed = |n: u32| {
            let document = Document { id: n.to_string(), text: format!("Text {n}."), ..Document::default() };
            super::super::pack(document, crate::annotate::Annotation::default(), n.is_multiple_of(2)).unwrap()
        };
        let spool = Spool::within(None).unwrap();
        let places: Vec<At> = (0..100).map(|n| spool.add(&packed(n)).unwrap()).collect();
        let spooled = spool.finish().unwrap();
        for (n, at) in places.iter().enumerate().rev() {
            assert_eq!(spooled.record(*at).unwrap().document.id, n.to_string());
            let text = spooled.text(*at).unwrap().map(|document| document.text);
            assert_eq!(text, n.is_multiple_of(2).then(|| format!("Text {n}.")));
            assert_eq!(spooled.terms(*at).unwrap(), [vec![]]);
        }
    }
}
