//! Tables that are too large to be held: read in blocks, side by side.
//!
//! What only the whole file tells is found in a first pass ([`survey`]), so the
//! documents are those that reading the whole would give, for any size of block.
//! No document is handed on of a file that cannot be read.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use rayon::prelude::*;

use super::assemble::Draft;
use super::block::{Block, Bytes, Cut, Shape, of_columns, of_text};
use super::decode::Decoded;
use super::intake::{Format, format, note_encoding};
use super::json::{Objects, too_long};
use super::line::split;
use super::plan::Plan;
use super::read::finish_safely;
use super::setting::Setting;
use super::stretch::Spare;
use super::survey::{Survey, survey};
use super::{Document, InputFile, Skipped, unpack};
use crate::Error;

/// A table that can be read as a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Streamed {
    /// How it is compressed, if it is.
    packed: Option<Format>,
    pub(crate) format: Format,
}

impl Streamed {
    /// What the name says, if it is that of a table of lines, compressed or not.
    pub(crate) fn named(name: &str) -> Option<Streamed> {
        let lines = |f: &Format| matches!(f, Format::Csv | Format::Tsv | Format::JsonLines);
        let outer = format(name).ok()?;
        if lines(&outer) || outer == Format::Parquet {
            return Some(Streamed { packed: None, format: outer });
        }
        let packed = Some(outer).filter(|f| matches!(f, Format::Gzip | Format::Zstd))?;
        let inner = format(name.rsplit_once('.')?.0).ok().filter(lines)?;
        Some(Streamed { packed: Some(packed), format: inner })
    }

    /// Whether a file of this size is worth it.
    pub(crate) fn is_large(self, bytes: u64, setting: &Setting<'_>) -> bool {
        // Columns are compressed as well.
        let packed = self.packed.is_some() || self.format == Format::Parquet;
        bytes >= setting.limits.streamed / if packed { 8 } else { 1 }
    }

    /// The bytes of a file of this kind as they were before it was compressed.
    pub(crate) fn unpacked<'f>(self, file: impl Read + Send + 'f, most: u64) -> Box<dyn Read + Send + 'f> {
        match self.packed {
            Some(Format::Gzip) => Box::new(unpack::gzip_stream(BufReader::with_capacity(1 << 16, file), most)),
            Some(_) => Box::new(unpack::zstd_stream(BufReader::with_capacity(1 << 16, file), most)),
            None => Box::new(file),
        }
    }

    pub(crate) fn broken(self, error: &io::Error, most: u64) -> String {
        #[cfg(feature = "parquet")]
        if self.format == Format::Parquet {
            return super::parquet::broken(error);
        }
        match self.packed {
            Some(Format::Gzip) => unpack::broken("gzip", error, most),
            Some(_) => unpack::broken("zstd", error, most),
            None => format!("cannot be read ({error}); check its permissions"),
        }
    }
}

/// What a streamed file gave besides its documents.
#[derive(Debug, Default)]
pub(crate) struct Rest {
    pub(crate) inputs: Vec<InputFile>,
    pub(crate) skipped: Vec<Skipped>,
}

impl Rest {
    pub(crate) fn with(mut self, mut other: Rest) -> Rest {
        if self.inputs.len() < other.inputs.len() {
            std::mem::swap(&mut self, &mut other);
        }
        self.inputs.append(&mut other.inputs);
        self.skipped.append(&mut other.skipped);
        self
    }
}

/// Reads one table, handing on every document with the number of its row.
///
/// # Errors
/// The file can no longer be read as it was a moment ago.
pub(crate) fn read(
    name: &str,
    path: &Path,
    table: Streamed,
    setting: &Setting<'_>,
    give: &(dyn Fn(u64, Document) + Sync),
) -> Result<Rest, Error> {
    let skip = |reason| Skipped { path: name.to_owned(), row: None, reason };
    let size = std::fs::metadata(path).map_or(0, |about| about.len());
    let most = setting.limits.expanded.max(size.saturating_mul(setting.limits.ratio));
    let open = || -> io::Result<Box<dyn Read + Send>> { Ok(table.unpacked(File::open(path)?, most)) };
    let bytes = Bytes { path, table, most, open: &open };
    let mut rest = Rest::default();
    let survey = match survey(name, &bytes, setting) {
        Ok((print, survey)) => {
            rest.inputs.push(print);
            survey
        }
        Err(error) => Err(format!("cannot be read ({error}); check its permissions")),
    };
    let Survey { decoded, shape, facts } = match survey {
        Ok(survey) => survey,
        Err(reason) => {
            rest.skipped.push(skip(reason));
            return Ok(rest);
        }
    };
    let plan = Plan::new(&facts, setting.options);
    let reading = Reading { name, plan: plan.as_ref().ok(), decoded, setting, give, spare: Spare::default() };
    let mut broken = facts.skipped;
    broken.extend(reading.all(&bytes, shape, &mut rest.skipped).map_err(|error| changed(name, &error))?);
    if let Err(reason) = plan
        && (facts.rows > 0 || broken.is_empty())
    {
        // That no row is left is no news where every row has been named.
        rest.skipped.push(skip(reason));
    }
    rest.skipped.extend(broken.into_iter().map(|(row, reason)| Skipped { row: Some(row), ..skip(reason) }));
    rest.skipped.sort();
    Ok(rest)
}

fn changed(name: &str, error: &io::Error) -> Error {
    Error::with_help(
        format!("{name} could be read once, and then no more ({error})"),
        "run again when nothing else writes to it",
    )
}

/// The second pass.
struct Reading<'r, 'o> {
    name: &'r str,
    /// Without one the rows are only looked at for what is wrong with them.
    plan: Option<&'r Plan>,
    decoded: Decoded,
    setting: &'r Setting<'o>,
    give: &'r (dyn Fn(u64, Document) + Sync),
    spare: Spare,
}

/// Rows that cannot be read, and why.
type Broken = Vec<(u64, String)>;

impl Reading<'_, '_> {
    /// Hands on all documents, lists the rows without, and returns those that
    /// are broken, as far as the first pass has not named them.
    fn all(&self, bytes: &Bytes<'_>, shape: Shape, skipped: &mut Vec<Skipped>) -> io::Result<Broken> {
        let mut broken = Vec::new();
        let mut each = |some: Vec<Block>| {
            let parts: Vec<io::Result<_>> = some.into_par_iter().map(|block| self.block(block)).collect();
            for part in parts {
                let (without, wrong) = part?;
                skipped.extend(without);
                broken.extend(wrong);
            }
            Ok(())
        };
        let size = self.setting.limits.block;
        match shape {
            Shape::Lines(choice) | Shape::Separated { choice, .. } => {
                let cut = Cut { size, spare: &self.spare, numbered: true, only: None };
                // Broken rows of separated values have been named.
                if self.plan.is_some() || matches!(shape, Shape::Lines(_)) {
                    of_text(&mut *bytes.text(choice)?, shape, cut, &mut each)?;
                }
            }
            Shape::Columns if self.plan.is_some() => {
                of_columns(bytes, size, &mut each)?;
            }
            Shape::Columns => {}
        }
        Ok(broken)
    }

    fn block(&self, block: Block) -> io::Result<(Vec<Skipped>, Broken)> {
        match block {
            Block::TooLong(number) => Ok((Vec::new(), vec![(number, too_long())])),
            Block::Lines(lines) => {
                let text = simdutf8::basic::from_utf8(lines.bytes());
                let found = self.lines(text.map_err(|_| io::Error::other("its encoding is another"))?, lines.first);
                self.spare.put(lines);
                Ok(found)
            }
            Block::Rows(table) => {
                let mut skipped = Vec::new();
                if let Some(plan) = self.plan {
                    let (drafts, without) = plan.drafts(table, self.name);
                    skipped.extend(without);
                    skipped.extend(drafts.into_iter().filter_map(|draft| self.finish(draft).err()));
                }
                Ok((skipped, Vec::new()))
            }
        }
    }

    /// Line by line, so that what is made of one is still at hand when it is handed on.
    fn lines(&self, text: &str, first: u64) -> (Vec<Skipped>, Broken) {
        let (mut skipped, mut broken) = (Vec::new(), Vec::new());
        let (mut objects, mut cells, mut places) = (Objects::default(), Vec::new(), Vec::new());
        for (number, line) in (first..).zip(split(text)) {
            cells.clear();
            match (objects.read(line, &mut cells), self.plan) {
                (Err(reason), _) => broken.push((number, reason)),
                (Ok(false), _) | (_, None) => {}
                (Ok(true), Some(plan)) => {
                    let new = objects.columns.iter().skip(places.len());
                    places.extend(new.map(|name| plan.place(name)).collect::<Vec<_>>());
                    let draft = plan.draft(number, cells.drain(..), &places, self.name);
                    skipped.extend(draft.and_then(|draft| self.finish(draft)).err());
                }
            }
        }
        (skipped, broken)
    }

    fn finish(&self, mut draft: Draft) -> Result<(), Skipped> {
        note_encoding(&self.decoded, &mut draft);
        let row = draft.origin.row.unwrap_or_default();
        finish_safely(draft, self.setting).map(|document| (self.give)(row, document))
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::sync::Mutex;

    use proptest::prelude::*;

    use super::super::read::read_one;
    use super::super::{Corpus, ReadOptions};
    use super::*;

    fn streamed(name: &str, bytes: &[u8], block: usize) -> Corpus {
        let options = ReadOptions::default();
        let mut setting = Setting::new(&options);
        setting.limits.block = block;
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(bytes).unwrap();
        let found = Mutex::new(Vec::new());
        let give = |row, document| found.lock().unwrap().push((row, document));
        let table = Streamed::named(name).unwrap();
        let rest = read(name, file.path(), table, &setting, &give).unwrap();
        let mut found = found.into_inner().unwrap();
        found.sort_by_key(|(row, _)| *row);
        let documents = found.into_iter().map(|(_, document)| document).collect();
        Corpus { documents, inputs: rest.inputs, skipped: rest.skipped, ..Corpus::default() }
    }

    #[track_caller]
    fn the_same(name: &str, bytes: &[u8]) -> Corpus {
        let whole = read_one(name, bytes, &ReadOptions::default());
        for block in [1, 10, 1 << 20] {
            assert_eq!(streamed(name, bytes, block), whole, "{name}, blocks of {block}");
        }
        whole
    }

    #[test]
    fn what_stands_at_the_end_of_a_file_counts_for_its_beginning() {
        let csv = "date,text\n03/04/2020,One.\n,Two.\n25/12/2020,Three.\n";
        assert_eq!(the_same("a.csv", csv.as_bytes()).documents[0].date.unwrap().to_string(), "2020-04-03");
        let lines = "{\"content\": \"Lead.\", \"n\": 1}\n{\"m\": 2, \"n\": 3, \"text\": \"Text.\"}\n";
        let corpus = the_same("a.jsonl", lines.as_bytes());
        assert_eq!(corpus.documents[0].text, "Text.", "`text` is the better name, and stands in the last line only");
        assert_eq!((corpus.documents.len(), corpus.skipped[0].row), (1, Some(1)));
        let broken = [b"text\nTalks.\n".repeat(9), vec![0]].concat();
        assert!(the_same("a.csv", &broken).skipped[0].reason.contains("zero bytes"));
    }

    /// Written by pyarrow: tests/reference/make_parquet.py.
    #[cfg(feature = "parquet")]
    const ARTICLES: &[u8] = include_bytes!("../../tests/data/parquet/articles.parquet");

    #[test]
    #[cfg(feature = "parquet")]
    fn columns_become_the_cells_that_a_csv_would_hold() {
        let corpus = the_same("a.parquet", ARTICLES);
        assert_eq!(corpus.documents.len(), 7);
        assert_eq!((corpus.skipped.len(), corpus.skipped[0].row), (1, Some(6)), "{:?}", corpus.skipped);
        let first = &corpus.documents[0];
        assert_eq!(first.text, "Troops occupied village number 0. The talks resumed in Genève.");
        let told = (first.id.as_str(), first.source.as_deref(), first.date.map(|d| d.to_string()));
        assert_eq!(told, ("a0", Some("Herald"), Some("2020-09-27".to_owned())));
        let cells = |name: &str| -> Vec<Option<&str>> {
            corpus.documents.iter().take(4).map(|d| d.metadata.get(name).map(String::as_str)).collect()
        };
        assert_eq!(cells("author"), [Some("A. Petrova;B. Martin"), None, None, Some("C. Diallo")]);
        assert_eq!(cells("seen")[1], Some("2020-10-04T23:30:01Z"));
        assert_eq!(cells("archived")[0], Some("2020-10-05"), "a day stored as a moment");
        assert_eq!(cells("words"), [None, Some("1"), None, Some("3")]);
        assert_eq!(cells("page.section")[0], Some("world"));
        assert_eq!((cells("score")[1], cells("paid")[0]), (Some("0.5"), Some("true")));
        assert_eq!(cells("embedding"), [None; 4]);
        let mut zip = zip::ZipWriter::new(io::Cursor::new(Vec::new()));
        zip.start_file("x/a.parquet", zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(ARTICLES).unwrap();
        let inside = read_one("a.zip", &zip.finish().unwrap().into_inner(), &ReadOptions::default());
        let texts = |corpus: &Corpus| corpus.documents.iter().map(|d| d.text.clone()).collect::<Vec<_>>();
        assert_eq!(texts(&inside), texts(&corpus));
    }

    #[test]
    #[cfg(feature = "parquet")]
    fn a_parquet_table_that_is_broken_is_not_read_at_all() {
        for bytes in [&ARTICLES[..ARTICLES.len() - 5], b"PAR1", b"id,text\n1,A\n", b""] {
            let corpus = the_same("a.parquet", bytes);
            assert!(corpus.documents.is_empty(), "{:?}", corpus.documents);
            assert!(corpus.skipped[0].reason.contains("not a readable Parquet table"), "{:?}", corpus.skipped);
        }
        let options = ReadOptions::default();
        let (found, skipped) = super::super::parquet::read(ARTICLES, "a.parquet", &options, 100);
        assert!(found.is_empty() && skipped[0].reason.contains("expands to more than"), "{skipped:?}");
    }

    #[cfg(feature = "parquet")]
    proptest! {
        #![proptest_config(ProptestConfig::with_cases(512))]
        #[test]
        fn any_damage_to_a_parquet_table_is_survived(
            damage in proptest::collection::vec((0..ARTICLES.len(), any::<u8>()), 1..4)
        ) {
            let mut bytes = ARTICLES.to_vec();
            for (at, byte) in damage {
                bytes[at] = byte;
            }
            let corpus = read_one("a.parquet", &bytes, &ReadOptions::default());
            prop_assert!(!corpus.documents.is_empty() || !corpus.skipped.is_empty());
        }
    }

    #[test]
    fn packed_tables_are_read_alike_and_broken_ones_not_at_all() {
        let table = "id\ttext\n1\t\"Unclosed quote\n2\tTwo.\n".repeat(20);
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gz.write_all(table.as_bytes()).unwrap();
        let gz = gz.finish().unwrap();
        assert_eq!(the_same("a.tsv.gz", &gz).documents.len(), 59);
        let zst = ruzstd::encoding::compress_to_vec(table.as_bytes(), ruzstd::encoding::CompressionLevel::Fastest);
        the_same("a.tsv.zst", &zst);
        let cut = the_same("a.tsv.gz", &gz[..gz.len() - 9]);
        assert!(cut.documents.is_empty() && cut.skipped[0].reason.contains("broken gzip"), "{:?}", cut.skipped);
    }

    #[test]
    fn a_row_without_end_costs_itself_or_what_it_swallows() {
        let long = "é b ".repeat(300_000);
        let lines = format!("{{\"text\": \"One.\"}}\n{{\"text\": \"{long}\"}}\n{{\"text\": \"Three.\"}}\n");
        let corpus = the_same("a.jsonl", lines.as_bytes());
        assert_eq!(corpus.documents.iter().map(|d| d.origin.row).collect::<Vec<_>>(), [Some(1), Some(3)]);
        assert!(corpus.skipped[0].row == Some(2) && corpus.skipped[0].reason.contains("a line of more than"));
        let unclosed = format!("text\nOne.\n\"{long}\nThree.\n");
        let corpus = the_same("a.csv", unclosed.as_bytes());
        assert_eq!(corpus.documents.len(), 1);
        assert!(corpus.skipped[0].row == Some(3) && corpus.skipped[0].reason.contains("a row of more than"));
    }

    #[test]
    fn only_tables_of_lines_are_streamed() {
        for name in ["a.csv", "a.tab", "-", "b/a.ndjson", "a.jsonl.gz", "a.csv.zst"] {
            assert!(Streamed::named(name).is_some(), "{name}");
        }
        for name in ["a.json", "a.txt", "a.zip", "a.csv.gz.gz", "a.json.gz", "a.exe", "a.gz"] {
            assert_eq!(Streamed::named(name), None, "{name}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]
        #[test]
        fn any_table_in_any_blocks_is_read_as_it_is_whole(
            pieces in proptest::collection::vec(prop_oneof![
                "(text|date|title|id|,|;|\t|\"|\r|\n|03/04/2020|25/12/2020|[a-zé ]{0,4})".prop_map(String::into_bytes),
                "\\{\"(text|content|title|date|x)\": (\"[a-zé ]{0,5}\"|3|null)\\}\n".prop_map(String::into_bytes),
                proptest::collection::vec(any::<u8>(), 0..2),
            ], 0..25),
            header in prop_oneof![Just(""), Just("text,date\n"), Just("title\ttext\n"), Just("headline;x\n")],
            block in 1usize..60,
        ) {
            let bytes = [header.as_bytes(), &pieces.concat()].concat();
            for name in ["a.csv", "a.tsv", "a.jsonl", "-"] {
                prop_assert_eq!(streamed(name, &bytes, block), read_one(name, &bytes, &ReadOptions::default()));
            }
        }
    }
}
