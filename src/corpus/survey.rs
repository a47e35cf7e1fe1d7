//! The first pass over a table: what only the whole of it tells (its encoding,
//! the keys of its objects, the order in which it writes dates, whether it is
//! broken at its end), and the fingerprint of its bytes.
//!
//! Nearly every table is plain UTF-8, so it is taken for that and read once;
//! one that turns out to be something else is read again, more slowly.

use std::fs::File;
use std::io::{self, Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

use encoding_rs::{Encoding, UTF_8};
use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::block::{Block, Bytes, Cut, Shape, of_columns, of_text};
use super::date::Orders;
use super::decode::Decoded;
use super::intake::Format;
use super::json::{Objects, trimmed};
use super::line;
use super::listing::hexadecimal;
use super::object::Value;
use super::plan::{Facts, may_hold_dates};
use super::setting::Setting;
use super::stretch::Spare;
use super::table::{self, LONGEST_ROW};
use super::transcode::{Choice, Passing, Plain, Transcoder, choose};
use super::{InputFile, ReadOptions};

/// What the first pass finds.
pub(crate) struct Survey {
    pub(crate) decoded: Decoded,
    pub(crate) shape: Shape,
    /// Of JSON lines without those that are broken: the second pass names them.
    pub(crate) facts: Facts,
}

/// Looks through a table, and hashes its bytes as they lie on the disk. The
/// survey is one line saying why it cannot be read, where it cannot.
///
/// # Errors
/// The file cannot be read.
pub(crate) fn survey(
    name: &str,
    bytes: &Bytes<'_>,
    setting: &Setting<'_>,
) -> io::Result<(InputFile, Result<Survey, String>)> {
    let mut hashed = Hashed { file: File::open(bytes.path)?, digest: Sha256::new(), bytes: 0, failed: None };
    let look = Look { bytes, setting };
    let plain = match bytes.table.format {
        // Its bytes are read in an order of their own.
        Format::Parquet => Ok(Ok(None)),
        _ => catch_unwind(AssertUnwindSafe(|| look.at_plain(&mut hashed))),
    };
    let print = hashed.finish(name)?;
    let found = match plain {
        Ok(Ok(None)) => catch_unwind(AssertUnwindSafe(|| look.closer())),
        Ok(Ok(Some(survey))) => Ok(Ok(Ok(survey))),
        Ok(Err(error)) => Ok(Err(error)),
        Err(panic) => Err(panic),
    };
    let found = match found {
        Ok(found) => found.unwrap_or_else(|error| Err(bytes.table.broken(&error, bytes.most))),
        Err(_) => Err("reading it failed inside Framelens; please report it with this file".into()),
    };
    Ok((print, found))
}

/// A file whose bytes are counted and hashed as they are read.
struct Hashed {
    file: File,
    digest: Sha256,
    bytes: u64,
    /// Why it cannot be read, which is another fault than broken contents.
    failed: Option<io::Error>,
}

impl Hashed {
    /// Reads what is left.
    fn finish(mut self, name: &str) -> io::Result<InputFile> {
        let mut buffer = vec![0; 256 << 10];
        while self.read(&mut buffer).is_ok_and(|read| read > 0) {}
        if let Some(error) = self.failed {
            return Err(error);
        }
        let sha256 = hexadecimal(&self.digest.finalize());
        Ok(InputFile { path: name.to_owned(), bytes: self.bytes, sha256 })
    }
}

impl Read for Hashed {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        if let Some(error) = &self.failed {
            return Err(error.kind().into());
        }
        let read = loop {
            match self.file.read(to) {
                Ok(read) => break read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    let kind = error.kind();
                    self.failed = Some(error);
                    return Err(kind.into());
                }
            }
        };
        self.digest.update(&to[..read]);
        self.bytes += read as u64;
        Ok(read)
    }
}

struct Look<'l, 'b, 'o> {
    bytes: &'l Bytes<'b>,
    setting: &'l Setting<'o>,
}

impl Look<'_, '_, '_> {
    /// The survey of a table whose bytes are plain, from one look at them; `None` where they are not.
    fn at_plain(&self, file: &mut Hashed) -> io::Result<Option<Survey>> {
        let table = self.bytes.table;
        let mut source = table.unpacked(file, self.bytes.most);
        let mut head = Vec::new();
        (&mut source).take(3).read_to_end(&mut head)?;
        let mark = match Encoding::for_bom(&head) {
            Some((encoding, mark)) if encoding == UTF_8 => mark,
            Some(_) => return Ok(None),
            None => 0,
        };
        let choice = Choice { encoding: UTF_8, mark, certain: true, plain: true };
        let mut source = Cursor::new(head.split_off(mark)).chain(source);
        let shape = self.shape(choice)?;
        let (facts, plain) = if table.format == Format::JsonLines {
            self.through(&mut source, shape, true)?
        } else {
            let mut passing = Passing::new(source);
            let (facts, _) = self.through(&mut passing, shape, false)?;
            (facts, passing.finish()?)
        };
        let Some(decoded) = plain.and_then(Plain::decoded) else { return Ok(None) };
        self.better(Survey { decoded, shape, facts }).map(Some)
    }

    /// The survey of a table in any encoding.
    fn closer(&self) -> io::Result<Result<Survey, String>> {
        if self.bytes.table.format == Format::Parquet {
            let mut facts = Facts::default();
            let replaced = of_columns(self.bytes, self.setting.limits.block, &mut |some| {
                some.into_par_iter()
                    .map(|b| self.block(b, None).0)
                    .collect::<Vec<_>>()
                    .into_iter()
                    .for_each(|part| facts.add(part));
                Ok(())
            })?;
            let decoded = Decoded { text: String::new(), encoding: UTF_8.name(), replaced, certain: true };
            return Ok(Ok(Survey { decoded, shape: Shape::Columns, facts }));
        }
        let choice = choose(self.bytes.open)?;
        match self.decoded(self.shape(choice)?, choice)? {
            Ok(survey) => self.better(survey).map(Ok),
            Err(reason) => Ok(Err(reason)),
        }
    }

    fn decoded(&self, shape: Shape, choice: Choice) -> io::Result<Result<Survey, String>> {
        let mut text = Transcoder::new((self.bytes.open)()?, choice)?;
        let (facts, _) = self.through(&mut text, shape, false)?;
        Ok(text.finish()?.map(|decoded| Survey { decoded, shape, facts }))
    }

    /// How the rows are told apart, as far as the beginning tells.
    fn shape(&self, choice: Choice) -> io::Result<Shape> {
        let separated = |delimiter| Shape::Separated { choice, delimiter, quoting: true };
        Ok(match self.bytes.table.format {
            Format::Csv => {
                let mut head = Vec::new();
                self.bytes.text(choice)?.take(table::HEAD as u64).read_to_end(&mut head)?;
                let end = std::str::from_utf8(&head).map_or_else(|e| e.valid_up_to(), str::len);
                let head = std::str::from_utf8(&head[..end]).unwrap_or_default();
                separated(table::delimiter(head, self.setting.options))
            }
            Format::Tsv => separated(b'\t'),
            _ => Shape::Lines(choice),
        })
    }

    /// Of tab-separated values the better of two readings: with quotes, or with quotes as they stand.
    fn better(&self, found: Survey) -> io::Result<Survey> {
        let Shape::Separated { choice, delimiter, .. } = found.shape else { return Ok(found) };
        if self.bytes.table.format != Format::Tsv {
            return Ok(found);
        }
        let bare = Shape::Separated { choice, delimiter, quoting: false };
        let Ok(other) = self.decoded(bare, choice)? else { return Ok(found) };
        let score = |survey: &Survey| table::score(survey.facts.skipped.len(), survey.facts.rows);
        Ok(if score(&other) > score(&found) { other } else { found })
    }

    /// The facts of a text; and those of its bytes, if it has lines and they are
    /// plain. `plain` ends the look at the first that are not.
    fn through(&self, source: &mut (dyn Read + Send), shape: Shape, plain: bool) -> io::Result<(Facts, Option<Plain>)> {
        let spare = Spare::default();
        let dates = |name: &str| may_hold_dates(name, self.setting.options);
        let cut = Cut { size: self.setting.limits.block, spare: &spare, numbered: false, only: Some(&dates) };
        let (mut all, mut sum) = (Facts::default(), Some(Plain::default()));
        let read = of_text(source, shape, cut, &mut |some| {
            let parts: Vec<_> = some.into_par_iter().map(|block| self.block(block, Some(&spare))).collect();
            for (facts, part) in parts {
                all.add(facts);
                sum = sum.zip(part).map(|(sum, part)| sum.with(part));
            }
            if plain && sum.is_none() { Err(io::ErrorKind::InvalidData.into()) } else { Ok(()) }
        });
        match (plain, sum) {
            (true, None) => Ok((all, None)),
            _ => read.map(|()| (all, sum)),
        }
    }

    fn block(&self, block: Block, spare: Option<&Spare>) -> (Facts, Option<Plain>) {
        match block {
            Block::Rows(mut table) => (Facts::of(&mut table, self.setting.options), None),
            // What was passed over has not been looked at.
            Block::TooLong(_) => (Facts::of_objects(Vec::new(), &[], 0), None),
            Block::Lines(lines) => {
                let found = Plain::of(lines.bytes());
                let (text, plain) = found.map_or(("", None), |(text, plain)| (text, Some(plain)));
                let facts = glance(text, self.setting.options);
                if let Some(spare) = spare {
                    spare.put(lines);
                }
                (facts, plain)
            }
        }
    }
}

/// The facts of some JSON lines. Only a line that tells something new is read
/// in full; of the others, broken ones among them, no more is known than that.
fn glance(text: &str, options: &ReadOptions) -> Facts {
    let (mut objects, mut orders, mut rows) = (Objects::default(), Vec::new(), 0);
    for line in line::split(text).filter(|line| line.len() <= LONGEST_ROW) {
        let line = trimmed(line);
        let known = |column: usize, value: Value<'_>| match (orders.get(column), value) {
            (Some(&Some(order)), Value::Text(text)) => Orders::with_those_of(order, text) == order,
            (Some(Some(_)), value) => matches!(value, Value::Null | Value::Plain(_)),
            _ => true,
        };
        if line.is_empty() || rows > 0 && objects.knows(line, known) {
            continue;
        }
        let mut cells = Vec::new();
        if !objects.read(line, &mut cells).is_ok_and(|read| read) {
            continue;
        }
        rows += 1;
        let new = objects.columns.iter().skip(orders.len());
        orders.extend(new.map(|name| may_hold_dates(name, options).then(Orders::default)).collect::<Vec<_>>());
        for (column, cell) in &cells {
            if let Some(Some(order)) = orders.get_mut(*column) {
                *order = order.with_those_of(cell);
            }
        }
    }
    Facts::of_objects(objects.columns, &orders, rows)
}

#[cfg(test)]
mod tests {
    use super::super::json::parse_lines;
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]
        #[test]
        fn a_glance_tells_what_a_full_reading_tells(lines in proptest::collection::vec(prop_oneof![
            "\\{(\"(text|date|published|a|b)\": ?(\"[a-z]{0,3}\"|\"(03|14|25)/(04|13)/2020\"|3|-0|null|\\[1, \"x\"\\]|\\{\"(date|c)\": (\"14-02-2020\"|\"x\\\\n\")\\}), ?){0,3}\"z\": 1\\}",
            "\\{\"(text|date)\": \"(14/02/2020|\\\\u0031[/a]4|x)\"\\}[x ]?",
            "([\\[\\]{}:,\"\\\\ \t0-9]|text|null|date){0,12}",
        ], 0..9)) {
            let text = lines.join("\n");
            let options = ReadOptions::default();
            let mut table = parse_lines(&text, 1);
            let full = Facts::of(&mut table, &options);
            prop_assert!(full.tell_the_same(&glance(&text, &options)), "{:?} {:?}", full, glance(&text, &options));
        }
    }
}
