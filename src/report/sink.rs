//! Where the files of a report go, piece by piece.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::{Mutex, PoisonError};

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::File;
use super::table::{Format, Made};
use crate::corpus::InputFile;
use crate::error::Error;

/// Takes the files of a report: a folder, or memory.
pub trait Sink: Sync {
    /// Begins a file by its path within the report.
    ///
    /// # Errors
    /// If it cannot be made.
    fn create(&self, path: &str) -> Result<Box<dyn Write + Send>, Error>;
}

/// Writes one file whole, and gives its fingerprint.
///
/// # Errors
/// If the sink takes no more.
pub fn put(sink: &dyn Sink, file: &File) -> Result<InputFile, Error> {
    let mut out = Printed::new(&file.path, sink.create(&file.path)?);
    out.write_all(&file.bytes).map_err(|e| cannot(&file.path, &e))?;
    out.finish()
}

fn cannot(path: &str, why: &io::Error) -> Error {
    let help = match why.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::FileTooLarge | io::ErrorKind::QuotaExceeded => {
            "free some space or name another place with --out"
        }
        _ => "check the path and its permissions, or name another place with --out",
    };
    Error::with_help(format!("{path} cannot be written: {why}"), help)
}

/// A file that is fingerprinted as it is written.
struct Printed {
    path: String,
    out: Box<dyn Write + Send>,
    digest: Sha256,
    bytes: u64,
}

impl Printed {
    fn new(path: &str, out: Box<dyn Write + Send>) -> Printed {
        Printed { path: path.to_owned(), out, digest: Sha256::new(), bytes: 0 }
    }

    fn finish(mut self) -> Result<InputFile, Error> {
        self.out.flush().map_err(|e| cannot(&self.path, &e))?;
        let sha256 = self.digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(InputFile { path: self.path, bytes: self.bytes, sha256 })
    }
}

impl Write for Printed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = self.out.write(bytes)?;
        self.digest.update(&bytes[..n]);
        self.bytes += n as u64;
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// A table that is written as its rows come.
pub struct Table(Kind);

enum Kind {
    Lines(Box<Printed>),
    #[cfg(feature = "parquet")]
    Columns(Box<super::parquet::Stream<Printed>>),
    #[cfg(feature = "python")]
    Batches(Box<super::arrow::Stream<Printed>>),
}

impl Table {
    /// Begins a table, named after its file.
    ///
    /// # Errors
    /// If the sink takes no more.
    pub fn begin(sink: &dyn Sink, name: &str, columns: &[&str], format: Format) -> Result<Table, Error> {
        let path = format!("{name}.{}", format.extension());
        let mut out = Printed::new(&path, sink.create(&path)?);
        Ok(Table(match format {
            Format::Csv => {
                let head = super::table::csv::<Value>(columns, &[])?;
                out.write_all(&head).map_err(|e| cannot(&path, &e))?;
                Kind::Lines(Box::new(out))
            }
            Format::Jsonl => Kind::Lines(Box::new(out)),
            #[cfg(feature = "parquet")]
            Format::Parquet => Kind::Columns(Box::new(super::parquet::Stream::new(columns, out)?)),
            #[cfg(feature = "python")]
            Format::Arrow => Kind::Batches(Box::new(super::arrow::Stream::new(columns, out)?)),
        }))
    }

    /// Adds rows behind those that are there.
    ///
    /// # Errors
    /// If the sink takes no more.
    pub fn add(&mut self, rows: Made) -> Result<(), Error> {
        match (&mut self.0, rows) {
            (Kind::Lines(out), Made::Lines(lines)) => out.write_all(&lines).map_err(|e| cannot(&out.path, &e)),
            #[cfg(feature = "parquet")]
            (Kind::Columns(stream), Made::Values(rows)) => stream.add(rows),
            #[cfg(feature = "python")]
            (Kind::Batches(stream), Made::Values(rows)) => stream.add(rows),
            _ => Err(Error::new("a table could not be written: its rows are of another format")),
        }
    }

    /// Ends the table, and gives its fingerprint.
    ///
    /// # Errors
    /// If the sink takes no more.
    pub fn finish(self) -> Result<InputFile, Error> {
        match self.0 {
            Kind::Lines(out) => out.finish(),
            #[cfg(feature = "parquet")]
            Kind::Columns(stream) => stream.finish()?.finish(),
            #[cfg(feature = "python")]
            Kind::Batches(stream) => stream.finish()?.finish(),
        }
    }
}

/// Keeps files in memory.
#[derive(Debug, Default)]
pub struct Memory {
    files: std::sync::Arc<Mutex<BTreeMap<String, Vec<u8>>>>,
}

impl Memory {
    /// The files, sorted by path.
    pub fn files(self) -> Vec<File> {
        let files = std::mem::take(&mut *self.files.lock().unwrap_or_else(PoisonError::into_inner));
        files.into_iter().map(|(path, bytes)| File { path, bytes }).collect()
    }
}

struct Kept {
    files: std::sync::Arc<Mutex<BTreeMap<String, Vec<u8>>>>,
    path: String,
}

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        files.entry(self.path.clone()).or_default().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Sink for Memory {
    fn create(&self, path: &str) -> Result<Box<dyn Write + Send>, Error> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned(), Vec::new());
        Ok(Box::new(Kept { files: std::sync::Arc::clone(&self.files), path: path.to_owned() }))
    }
}

/// Keeps nothing: what is asked for are the fingerprints.
#[derive(Debug, Clone, Copy, Default)]
pub struct Nowhere;

impl Sink for Nowhere {
    fn create(&self, _: &str) -> Result<Box<dyn Write + Send>, Error> {
        Ok(Box::new(io::sink()))
    }
}

#[cfg(test)]
mod tests {
    use super::super::table;
    use super::*;

    #[derive(serde::Serialize)]
    struct Row {
        document: String,
        start: u64,
        left: Option<&'static str>,
    }

    fn rows(n: u64) -> Vec<Row> {
        (0..n).map(|n| Row { document: format!("d{n}"), start: n, left: (n % 3 == 0).then_some("=left") }).collect()
    }

    #[test]
    fn a_table_in_pieces_is_the_table_in_one() {
        const COLUMNS: [&str; 3] = ["document", "start", "left"];
        let rows = rows(100);
        for format in [
            Format::Csv,
            Format::Jsonl,
            #[cfg(feature = "parquet")]
            Format::Parquet,
            #[cfg(feature = "python")]
            Format::Arrow,
        ] {
            let sink = Memory::default();
            let mut table = Table::begin(&sink, "rows", &COLUMNS, format).unwrap();
            for some in rows.chunks(7) {
                table.add(table::make(&COLUMNS, some, format).unwrap()).unwrap();
            }
            let print = table.finish().unwrap();
            let whole = table::file("rows", &COLUMNS, &rows, format).unwrap();
            assert_eq!((print.bytes, print.path.as_str()), (whole.bytes.len() as u64, whole.path.as_str()));
            assert_eq!(put(&Nowhere, &whole).unwrap(), print);
            assert_eq!(sink.files(), [whole]);
        }
    }
}
