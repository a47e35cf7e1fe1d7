//! Tables that are too large to be held: read in blocks, side by side.
//!
//! What only the whole file tells (its encoding, the keys of its objects, the
//! order in which it writes dates, whether it is broken at its end) is found in
//! a first pass, so the documents are those that reading the whole would give,
//! for any size of block. No document is handed on of a file that cannot be read.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::decode::Decoded;
use super::intake::{Format, format, note_encoding};
use super::json::parse_lines;
use super::plan::{Facts, Plan, planned};
use super::read::finish_safely;
use super::setting::Setting;
use super::table::{self, CsvRows, LONGEST_ROW, Table};
use super::transcode::{Choice, Open, Transcoder, choose};
use super::{Document, InputFile, Skipped, unpack};
use crate::Error;

/// A table that can be read as a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Streamed {
    /// How it is compressed, if it is.
    packed: Option<Format>,
    format: Format,
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

    fn open(self, path: &Path, most: u64) -> io::Result<Box<dyn Read + Send>> {
        let file = File::open(path)?;
        Ok(match self.packed {
            Some(Format::Gzip) => Box::new(unpack::gzip_stream(BufReader::with_capacity(1 << 16, file), most)),
            Some(_) => Box::new(unpack::zstd_stream(BufReader::with_capacity(1 << 16, file), most)),
            None => Box::new(file),
        })
    }

    fn broken(self, error: &io::Error, most: u64) -> String {
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
    let open = || table.open(path, most);
    let bytes = Bytes { path, most, open: &open };
    let look = || catch_unwind(AssertUnwindSafe(|| survey(&bytes, table.format, setting)));
    let (print, survey) = rayon::join(|| fingerprint(name, path), look);
    let mut rest = Rest::default();
    let survey = match print {
        Ok(print) => {
            rest.inputs.push(print);
            match survey {
                Ok(Ok(survey)) => survey,
                Ok(Err(error)) => Err(table.broken(&error, most)),
                Err(_) => Err("reading it failed inside Framelens; please report it with this file".into()),
            }
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
    let (skipped, plan) = planned(&facts, name, setting.options);
    rest.skipped.extend(skipped);
    if let Some(plan) = plan {
        let reading = Reading { name, plan, decoded, setting, give };
        rest.skipped.extend(reading.all(&bytes, shape).map_err(|error| changed(name, &error))?);
    }
    rest.skipped.sort();
    Ok(rest)
}

fn changed(name: &str, error: &io::Error) -> Error {
    Error::with_help(
        format!("{name} could be read once, and then no more ({error})"),
        "run again when nothing else writes to it",
    )
}

fn fingerprint(name: &str, path: &Path) -> io::Result<InputFile> {
    let mut file = File::open(path)?;
    let (mut digest, mut bytes) = (Sha256::new(), 0);
    let mut buffer = vec![0; 256 << 10];
    loop {
        match file.read(&mut buffer) {
            Ok(0) => break,
            Ok(n) => {
                digest.update(&buffer[..n]);
                bytes += n as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    let sha256 = digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(InputFile { path: name.to_owned(), bytes, sha256 })
}

/// Where the bytes of a table come from, again and again.
#[cfg_attr(not(feature = "parquet"), allow(dead_code))]
struct Bytes<'b> {
    path: &'b Path,
    /// Unpacked they may be this many.
    most: u64,
    open: &'b Open<'b>,
}

/// How the rows of a table are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Lines(Choice),
    Separated { choice: Choice, delimiter: u8, quoting: bool },
    Columns,
}

/// What the first pass finds.
struct Survey {
    decoded: Decoded,
    shape: Shape,
    facts: Facts,
}

fn survey(bytes: &Bytes<'_>, format: Format, setting: &Setting<'_>) -> io::Result<Result<Survey, String>> {
    if format == Format::Parquet {
        return look_through(bytes, Shape::Columns, setting);
    }
    let choice = choose(bytes.open)?;
    let separated = |delimiter, quoting| Shape::Separated { choice, delimiter, quoting };
    let shape = match format {
        Format::Csv => {
            let head = head(Transcoder::new((bytes.open)()?, choice)?)?;
            separated(table::delimiter(&head, setting.options), true)
        }
        Format::Tsv => separated(b'\t', true),
        _ => Shape::Lines(choice),
    };
    let survey = match look_through(bytes, shape, setting)? {
        Ok(found) => found,
        Err(reason) => return Ok(Err(reason)),
    };
    if format != Format::Tsv {
        return Ok(Ok(survey));
    }
    let Ok(other) = look_through(bytes, separated(b'\t', false), setting)? else { return Ok(Ok(survey)) };
    let score = |survey: &Survey| table::score(survey.facts.skipped.len(), survey.facts.rows);
    Ok(Ok(if score(&other) > score(&survey) { other } else { survey }))
}

/// The beginning of a text, cut behind a whole character.
fn head(text: Transcoder<'_>) -> io::Result<String> {
    let mut bytes = Vec::new();
    text.take(table::HEAD as u64).read_to_end(&mut bytes)?;
    let end = std::str::from_utf8(&bytes).map_or_else(|e| e.valid_up_to(), str::len);
    bytes.truncate(end);
    Ok(String::from_utf8(bytes).unwrap_or_default())
}

fn look_through(bytes: &Bytes<'_>, shape: Shape, setting: &Setting<'_>) -> io::Result<Result<Survey, String>> {
    let mut all = Facts::default();
    let decoded = blocks(bytes, shape, setting, &mut |some| {
        let parts: Vec<Facts> =
            some.into_par_iter().map(|block| Facts::of(&mut block.table(), setting.options)).collect();
        parts.into_iter().for_each(|part| all.add(part));
    })?;
    Ok(decoded.map(|decoded| Survey { decoded, shape, facts: all }))
}

/// A stretch of a table.
enum Block {
    /// Lines, and the number of the first.
    Lines(String, u64),
    Rows(Table),
}

impl Block {
    fn table(self) -> Table {
        match self {
            Block::Lines(text, first) => parse_lines(&text, first),
            Block::Rows(table) => table,
        }
    }
}

/// Hands on a table in blocks, several at once, in order. While some are at
/// work the next are read. Returns how its bytes were decoded, or why they are no text.
fn blocks(
    bytes: &Bytes<'_>,
    shape: Shape,
    setting: &Setting<'_>,
    each: &mut (dyn FnMut(Vec<Block>) + Send),
) -> io::Result<Result<Decoded, String>> {
    let size = setting.limits.block;
    let text = |choice| Transcoder::new((bytes.open)()?, choice);
    match shape {
        Shape::Lines(choice) => {
            let mut text = text(choice)?;
            let mut lines = Lines::new(&mut text);
            ahead(&mut || lines.next_block(size), each)?;
            text.finish()
        }
        Shape::Separated { choice, delimiter, quoting } => {
            let mut text = text(choice)?;
            let mut rows = CsvRows::new(&mut text, delimiter, quoting);
            ahead(&mut || Ok(rows.next_block(size)?.map(Block::Rows)), each)?;
            drop(rows);
            text.finish()
        }
        Shape::Columns => columns(bytes, size, each),
    }
}

#[cfg(feature = "parquet")]
fn columns(
    bytes: &Bytes<'_>,
    size: usize,
    each: &mut (dyn FnMut(Vec<Block>) + Send),
) -> io::Result<Result<Decoded, String>> {
    let mut rows = super::parquet::Rows::open(File::open(bytes.path)?, bytes.most)?;
    ahead(&mut || Ok(rows.next_block(size)?.map(Block::Rows)), each)?;
    Ok(Ok(Decoded { text: String::new(), encoding: "UTF-8", replaced: rows.replaced(), certain: true }))
}

#[cfg(not(feature = "parquet"))]
fn columns(_: &Bytes<'_>, _: usize, _: &mut (dyn FnMut(Vec<Block>) + Send)) -> io::Result<Result<Decoded, String>> {
    Ok(Err("this build reads no Parquet".into()))
}

/// Reads some blocks while those before are at work.
fn ahead(
    next: &mut (dyn FnMut() -> io::Result<Option<Block>> + Send),
    each: &mut (dyn FnMut(Vec<Block>) + Send),
) -> io::Result<()> {
    let most = (2 * rayon::current_num_threads()).clamp(4, 32);
    let mut some = || -> io::Result<Vec<Block>> { (0..most).map_while(|_| next().transpose()).collect() };
    let mut ready = some()?;
    while !ready.is_empty() {
        let (read, ()) = rayon::join(&mut some, || each(ready));
        ready = read?;
    }
    Ok(())
}

/// A text in stretches of whole lines.
struct Lines<'t, 'o> {
    text: &'t mut Transcoder<'o>,
    pending: String,
    /// Where the last line that is whole ends in `pending`.
    whole: usize,
    /// Whether the rest of a line that is too long is being passed over.
    overlong: bool,
    number: u64,
}

impl<'t, 'o> Lines<'t, 'o> {
    fn new(text: &'t mut Transcoder<'o>) -> Self {
        Lines { text, pending: String::new(), whole: 0, overlong: false, number: 1 }
    }

    fn next_block(&mut self, size: usize) -> io::Result<Option<Block>> {
        let mut ended = false;
        while !ended && (self.whole == 0 || self.pending.len() < size) {
            let before = self.pending.len();
            ended = !self.text.next_piece(&mut self.pending)?;
            self.pass_over(before);
            if let Some(at) = self.pending.get(before..).and_then(|piece| piece.rfind('\n')) {
                self.whole = before + at + 1;
            }
        }
        let end = if ended { self.pending.len() } else { self.whole };
        if end == 0 {
            return Ok(None);
        }
        let rest = self.pending.split_off(end);
        let block = std::mem::replace(&mut self.pending, rest);
        self.whole = 0;
        let first = self.number;
        self.number += block.matches('\n').count() as u64;
        Ok(Some(Block::Lines(block, first)))
    }

    /// Of a line that is too long, no more is kept than shows that it is.
    fn pass_over(&mut self, before: usize) {
        if self.overlong {
            let end = self.pending[before..].find('\n').map_or(self.pending.len(), |at| before + at);
            self.overlong = end == self.pending.len();
            self.pending.replace_range(before..end, "");
        } else if self.pending.len() - self.whole > 2 * LONGEST_ROW && !self.pending[before..].contains('\n') {
            let mut cut = self.whole + LONGEST_ROW + 1;
            while !self.pending.is_char_boundary(cut) {
                cut += 1;
            }
            self.pending.truncate(cut);
            self.overlong = true;
        }
    }
}

/// The second pass.
struct Reading<'r, 'o> {
    name: &'r str,
    plan: Plan,
    decoded: Decoded,
    setting: &'r Setting<'o>,
    give: &'r (dyn Fn(u64, Document) + Sync),
}

impl Reading<'_, '_> {
    /// Hands on all documents, and returns the rows without.
    fn all(&self, bytes: &Bytes<'_>, shape: Shape) -> io::Result<Vec<Skipped>> {
        let mut skipped = Vec::new();
        // What the bytes are has been found in the first pass.
        let _ = blocks(bytes, shape, self.setting, &mut |some| {
            let parts: Vec<Vec<Skipped>> = some.into_par_iter().map(|block| self.block(block)).collect();
            skipped.extend(parts.into_iter().flatten());
        })?;
        Ok(skipped)
    }

    /// Hands on the documents of a block, and returns the rows without.
    fn block(&self, block: Block) -> Vec<Skipped> {
        let (drafts, mut skipped) = self.plan.drafts(block.table(), self.name);
        for mut draft in drafts {
            note_encoding(&self.decoded, &mut draft);
            let row = draft.origin.row.unwrap_or_default();
            match finish_safely(draft, self.setting) {
                Ok(document) => (self.give)(row, document),
                Err(reason) => skipped.push(reason),
            }
        }
        skipped
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
