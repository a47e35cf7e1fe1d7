//! What reading needs to know besides the bytes, prepared once.

use chrono::NaiveDate;

use super::ReadOptions;
use super::date::Months;
use super::source::Sources;

/// Options in the form in which they are looked up.
pub(crate) struct Setting<'o> {
    pub(crate) options: &'o ReadOptions,
    pub(crate) months: Months,
    pub(crate) sources: Sources<'o>,
    /// Later dates are warned of.
    pub(crate) today: NaiveDate,
    pub(crate) limits: Limits,
}

impl<'o> Setting<'o> {
    pub(crate) fn new(options: &'o ReadOptions) -> Self {
        Setting {
            options,
            months: Months::new(&options.months),
            sources: Sources::new(&options.sources),
            // The day ends last on the date line: no article of today is from the future.
            today: chrono::Utc::now().date_naive() + chrono::Days::new(1),
            limits: Limits::default(),
        }
    }
}

/// Sizes beyond which input is refused, so that hostile files cannot exhaust memory.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// Bytes of one document's text. A long novel has about 3 MiB.
    pub(crate) document: usize,
    /// Bytes of one HTML page.
    pub(crate) page: usize,
    /// Bytes of one file as it lies on the disk.
    pub(crate) file: u64,
    /// An archive may expand to this many bytes whatever its own size.
    pub(crate) expanded: u64,
    /// Above that, it may expand to this multiple of its own size. Real text
    /// compresses 3 to 20 times, tables of repeated text up to 100 times.
    pub(crate) ratio: u64,
    /// Tables of lines of at least this many bytes on the disk (an eighth where
    /// they are compressed) are read as a stream.
    pub(crate) streamed: u64,
    /// Bytes of such a table that are taken at once.
    pub(crate) block: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            document: 16 << 20,
            page: 16 << 20,
            file: 4 << 30,
            expanded: 256 << 20,
            ratio: 200,
            streamed: 8 << 20,
            // Several of them fit into the cache of a core.
            block: 256 << 10,
        }
    }
}

impl Limits {
    /// How far an archive of `compressed` bytes may expand.
    pub(crate) fn expansion(&self, compressed: u64) -> u64 {
        self.expanded.max(compressed.saturating_mul(self.ratio)).min(self.file)
    }
}
