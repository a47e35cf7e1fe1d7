//! Records that leave the process: partial tallies of a corpus, written by several runs and machines.
//!
//! A [`Part`] is one document with all that a comparison asks of it. Parts of
//! any number of processes, in any order, give the tables that one process gives
//! for all documents. Counts are only added up if they were made alike: every
//! file of parts says under which [`Conditions`].

use std::collections::BTreeMap;
use std::io::{self, Read, Write};

use serde::{Deserialize, Serialize};

use super::Record;
use crate::Error;
use crate::Span;
use crate::annotate::words::{Term, Word, Words};
use crate::annotate::{Annotation, EventPart};
use crate::corpus::duplicate::Fingerprint;
use crate::corpus::{Document, InputFile, Skipped};

/// What a file of parts begins with: name and version of its form.
const MAGIC: &[u8; 16] = b"framelens-parts1";

/// Most bytes of one part; a text is at most 16 MiB.
const MOST: u32 = 1 << 30;

/// What counts depend on besides the documents, by name: version, lexicon, language data, ….
pub type Conditions = BTreeMap<String, String>;

/// A word of a document: form, stem where it is another, occurrences.
type Counted = (String, Option<String>, u32);

/// One document, with all that a comparison asks of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Part {
    /// What was found in it.
    Told(Box<Told>),
    /// A document whose language nothing tells: it is read in that of most others, once all are known.
    Untold(Box<Whole>),
}

/// A document and what was found in it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Told {
    record: Record,
    /// Of the document, then of each of its parts.
    words: Vec<Vec<Counted>>,
    fingerprint: Option<Fingerprint>,
    text: Option<(String, Vec<Span>)>,
}

/// A document with its text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Whole {
    document: Document,
}

/// What stands behind the parts of a file; a file without it was not written to its end.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Tail {
    /// The files that were read.
    pub inputs: Vec<InputFile>,
    /// What of them was not used.
    pub skipped: Vec<Skipped>,
    /// How many parts there are.
    pub parts: u64,
}

/// What follows the conditions.
#[derive(Serialize, Deserialize)]
enum Block {
    Part(Part),
    Tail(Tail),
}

/// What a part says in figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figures<'p> {
    /// Source of the document.
    pub source: Option<&'p str>,
    /// Language in which it was read.
    pub language: &'p str,
    /// Its word tokens.
    pub tokens: u64,
    /// Its sentences.
    pub sentences: u64,
    /// Its mentions of frames.
    pub mentions: u64,
}

impl Part {
    /// A document and its annotation; `repeats` says whether it can still be told what it repeats.
    pub fn of(mut document: Document, mut annotation: Annotation, words: &Words, by: &str, repeats: bool) -> Part {
        let fingerprint = repeats.then(|| Fingerprint::of(&document));
        let mut terms = vec![std::mem::take(&mut annotation.terms)];
        terms.extend(annotation.parts.iter_mut().map(|part| std::mem::take(&mut part.terms)));
        super::keep_told(&mut annotation);
        document.metadata.retain(|name, _| name == by);
        document.duplicate_of = None;
        let boilerplate = std::mem::take(&mut document.boilerplate);
        let text = std::mem::take(&mut document.text);
        Part::Told(Box::new(Told {
            words: terms.iter().map(|terms| counted(words, terms)).collect(),
            fingerprint,
            text: repeats.then_some((text, boilerplate)),
            record: Record { document, annotation },
        }))
    }

    /// A document whose language nothing tells.
    pub fn untold(document: Document) -> Part {
        Part::Untold(Box::new(Whole { document }))
    }

    /// Its bytes.
    ///
    /// # Errors
    /// None that a document can cause.
    pub fn bytes(&self) -> Result<Vec<u8>, Error> {
        postcard::to_stdvec(self).map_err(|e| super::unpackable(&e))
    }

    /// The part that bytes hold.
    ///
    /// # Errors
    /// If they hold none of this version.
    pub fn read(bytes: &[u8]) -> Result<Part, Error> {
        postcard::from_bytes(bytes).map_err(|e| {
            let help = "it was written by another version of Framelens, or damaged on its way; make it again";
            Error::with_help(format!("a part of a tally cannot be read ({e})"), help)
        })
    }

    /// What was counted in it; `None` while its language is not known.
    pub fn figures(&self) -> Option<Figures<'_>> {
        let Part::Told(told) = self else { return None };
        let Record { document, annotation } = &told.record;
        Some(Figures {
            source: document.source.as_deref(),
            language: &annotation.language,
            tokens: annotation.tokens,
            sentences: annotation.sentences,
            mentions: annotation.mentions.len() as u64,
        })
    }

    /// The document without its text, and what was found in it; `None` while its language is not known.
    pub fn record(&self) -> Option<&Record> {
        match self {
            Part::Told(told) => Some(&told.record),
            Part::Untold(_) => None,
        }
    }

    /// Id of the document.
    pub fn id(&self) -> &str {
        match self {
            Part::Told(told) => &told.record.document.id,
            Part::Untold(whole) => &whole.document.id,
        }
    }
}

impl Whole {
    /// The document.
    pub fn document(self) -> Document {
        self.document
    }
}

/// A part taken up by a process that numbers words its own way.
#[derive(Debug)]
pub struct Taken {
    /// The document, with its text where that was kept.
    pub document: Document,
    /// What was found in it.
    pub annotation: Annotation,
    /// By which near-duplicates are found.
    pub fingerprint: Option<Fingerprint>,
}

impl Told {
    /// The document and its annotation, words numbered as in `words`.
    pub fn taken(self, words: &Words) -> Taken {
        let Told { record: Record { mut document, mut annotation }, words: lists, fingerprint, text } = self;
        if let Some((text, boilerplate)) = text {
            (document.text, document.boilerplate) = (text, boilerplate);
        }
        let mut lists = lists.into_iter().map(|list| numbered(words, &annotation.language, list));
        let whole = lists.next().unwrap_or_default();
        let parts: Vec<EventPart> = annotation
            .parts
            .into_iter()
            .map(|part| EventPart { terms: lists.next().unwrap_or_default(), ..part })
            .collect();
        annotation.parts = parts;
        annotation.terms = whole;
        Taken { document, annotation, fingerprint }
    }
}

fn counted(words: &Words, terms: &[Term]) -> Vec<Counted> {
    let mut list: Vec<Counted> = words
        .of(terms)
        .into_iter()
        .map(|(Word { stem, form, .. }, count)| (form.to_string(), (stem != form).then(|| stem.to_string()), count))
        .collect();
    list.sort_unstable();
    list
}

fn numbered(words: &Words, language: &str, list: Vec<Counted>) -> Vec<Term> {
    let of = list.iter().map(|(form, stem, count)| (form.as_str(), stem.as_deref().unwrap_or(form), *count));
    words.known(language, of)
}

/// Writes a file of parts, as they come.
pub struct Writer<W> {
    out: W,
    parts: u64,
}

fn cannot(why: &io::Error) -> Error {
    Error::with_help(format!("a tally cannot be written: {why}"), "check the disk and its free space")
}

fn packed(block: &Block) -> Result<Vec<u8>, Error> {
    postcard::to_stdvec(block).map_err(|e| super::unpackable(&e))
}

impl<W: Write> Writer<W> {
    /// Begins a file whose counts are made under these conditions.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn begin(out: W, conditions: &Conditions) -> Result<Writer<W>, Error> {
        let mut writer = Writer { out, parts: 0 };
        writer.put(MAGIC)?;
        writer.put(&postcard::to_stdvec(conditions).map_err(|e| super::unpackable(&e))?)?;
        Ok(writer)
    }

    fn put(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let length = u32::try_from(bytes.len()).ok().filter(|n| *n <= MOST);
        let length = length.ok_or_else(|| Error::new("a document is too large for a tally"))?;
        let mut all = || -> io::Result<()> {
            self.out.write_all(&length.to_le_bytes())?;
            self.out.write_all(&crc32fast::hash(bytes).to_le_bytes())?;
            self.out.write_all(bytes)
        };
        all().map_err(|e| cannot(&e))
    }

    /// Adds a part as [`packed`](pack) beforehand, perhaps by another thread.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn add(&mut self, packed: &[u8]) -> Result<(), Error> {
        self.parts += 1;
        self.put(packed)
    }

    /// Ends the file.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn finish(mut self, inputs: Vec<InputFile>, skipped: Vec<Skipped>) -> Result<W, Error> {
        let tail = Tail { inputs, skipped, parts: self.parts };
        self.put(&packed(&Block::Tail(tail))?)?;
        self.out.flush().map_err(|e| cannot(&e))?;
        Ok(self.out)
    }
}

/// A part for [`Writer::add`].
///
/// # Errors
/// None that a document can cause.
pub fn pack(part: Part) -> Result<Vec<u8>, Error> {
    packed(&Block::Part(part))
}

/// Reads a file of parts, one by one.
pub struct Reader<R> {
    name: String,
    from: R,
    read: u64,
    /// Under which its counts were made.
    pub conditions: Conditions,
    tail: Option<Tail>,
}

impl<R: Read> Reader<R> {
    /// Opens a file; `name` is for messages.
    ///
    /// # Errors
    /// If it is no file of parts, or of another version.
    pub fn open(name: &str, mut from: R) -> Result<Reader<R>, Error> {
        let other = || {
            Error::with_help(
                format!("{name} is no partial tally of this version of Framelens"),
                "write it again with `framelens tally`, or name the folder that holds the tallies alone",
            )
        };
        let magic = block(&mut from).ok().flatten().ok_or_else(other)?;
        if magic != MAGIC {
            return Err(other());
        }
        let head = block(&mut from).ok().flatten().ok_or_else(other)?;
        let conditions: Conditions = postcard::from_bytes(&head).map_err(|_| other())?;
        Ok(Reader { name: name.to_owned(), from, read: 0, conditions, tail: None })
    }

    /// The next part; `None` behind the last.
    ///
    /// # Errors
    /// If the file is damaged or ends too early.
    pub fn next_part(&mut self) -> Result<Option<Part>, Error> {
        let damaged = |why: &str| {
            Error::with_help(format!("{} is damaged: {why}", self.name), "copy it again, or write it again")
        };
        if self.tail.is_some() {
            return Ok(None);
        }
        let bytes = match block(&mut self.from) {
            Ok(Some(bytes)) => bytes,
            Ok(None) => return Err(damaged("it was not written to its end")),
            Err(error) => return Err(damaged(&error.to_string())),
        };
        match postcard::from_bytes(&bytes) {
            Ok(Block::Part(part)) => {
                self.read += 1;
                Ok(Some(part))
            }
            Ok(Block::Tail(tail)) if tail.parts != self.read => Err(damaged("documents are missing")),
            Ok(Block::Tail(tail)) => match block(&mut self.from) {
                Ok(None) => {
                    self.tail = Some(tail);
                    Ok(None)
                }
                _ => Err(damaged("something stands behind its end")),
            },
            Err(error) => Err(damaged(&error.to_string())),
        }
    }

    /// What it says of its input, once its last part has been read.
    pub fn tail(self) -> Option<Tail> {
        self.tail
    }
}

/// The next block, whose length and checksum stand before it; `None` at the end.
fn block(from: &mut impl Read) -> io::Result<Option<Vec<u8>>> {
    let mut head = [0; 8];
    let mut got = 0;
    while got < head.len() {
        match from.read(&mut head[got..]) {
            Ok(0) if got == 0 => return Ok(None),
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(n) => got += n,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    let number = |bytes: &[u8]| bytes.iter().rev().fold(0u32, |all, &byte| all << 8 | u32::from(byte));
    let (length, sum) = (number(&head[..4]), number(&head[4..]));
    if length > MOST {
        return Err(io::Error::other("a length that cannot be"));
    }
    let mut bytes = Vec::new();
    from.take(u64::from(length)).read_to_end(&mut bytes)?;
    if bytes.len() != length as usize {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    if crc32fast::hash(&bytes) != sum {
        return Err(io::Error::other("a checksum does not agree"));
    }
    Ok(Some(bytes))
}

/// Refuses counts that were not made alike.
///
/// # Errors
/// Names every condition that differs, with both values.
pub fn alike(expected: &Conditions, from: &str, found: &Conditions) -> Result<(), Error> {
    let names: std::collections::BTreeSet<&String> = expected.keys().chain(found.keys()).collect();
    let differ = names.into_iter().filter(|name| expected.get(*name) != found.get(*name));
    let value = |conditions: &Conditions, name: &String| conditions.get(name).map_or("none".to_owned(), Clone::clone);
    let said: Vec<String> = differ
        .map(|name| format!("{name} is {} here and {} there", value(expected, name), value(found, name)))
        .collect();
    if said.is_empty() {
        return Ok(());
    }
    Err(Error::with_help(
        format!("{from} was counted otherwise: {}", said.join("; ")),
        "counts add up only if study, lexicon, settings and version are the same: count it again with these",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Type;

    fn part(words: &Words, id: &str) -> Part {
        let ty = |form: &str, stem: &str| Type { form: form.into(), stem: stem.into(), stop: false };
        let numbers = words.number("en", &[ty("talks", "talk"), ty("geneva", "geneva")]);
        let terms = numbers.into_iter().map(|word| Term { word, count: 2 }).collect();
        let annotation = Annotation { language: "en".into(), tokens: 2, terms, ..Annotation::default() };
        let document = Document { id: id.into(), text: "Talks, Geneva.".into(), ..Document::default() };
        Part::of(document, annotation, words, "source", true)
    }

    #[test]
    fn parts_come_back_in_another_process() {
        let words = Words::default();
        let bytes = written(&words, &["a", "b"]);

        let mut reader = Reader::open("x", bytes.as_slice()).unwrap();
        let other = Words::default();
        other.known("en", [("geneva", "geneva", 1)].into_iter());
        let Some(Part::Told(told)) = reader.next_part().unwrap() else { panic!() };
        let Taken { document, annotation, fingerprint } = told.taken(&other);
        assert_eq!((document.id.as_str(), document.text.as_str(), annotation.tokens), ("a", "Talks, Geneva.", 2));
        assert_eq!(fingerprint, Some(Fingerprint::of(&document)));
        let named: Vec<_> = other.of(&annotation.terms).into_iter().map(|(w, n)| (w.stem.to_string(), n)).collect();
        assert_eq!(named, [("geneva".to_owned(), 2), ("talk".to_owned(), 2)]);
        assert_eq!(reader.next_part().unwrap().map(|part| part.id().to_owned()), Some("b".into()));
        assert!(reader.next_part().unwrap().is_none());
        assert_eq!(reader.tail().map(|tail| tail.parts), Some(2));
    }

    fn written(words: &Words, ids: &[&str]) -> Vec<u8> {
        let mut writer = Writer::begin(Vec::new(), &Conditions::new()).unwrap();
        ids.iter().for_each(|id| writer.add(&pack(part(words, id)).unwrap()).unwrap());
        writer.finish(Vec::new(), Vec::new()).unwrap()
    }

    #[test]
    fn damage_is_told() {
        let words = Words::default();
        let bytes = written(&words, &["a"]);
        let read = |bytes: &[u8]| -> Result<usize, Error> {
            let mut reader = Reader::open("x.tally", bytes)?;
            let mut n = 0;
            while reader.next_part()?.is_some() {
                n += 1;
            }
            Ok(n)
        };
        assert_eq!(read(&bytes).unwrap(), 1);
        for cut in 0..bytes.len() {
            assert!(read(&bytes[..cut]).is_err(), "{cut}");
            let mut turned = bytes.clone();
            turned[cut] ^= 0x40;
            assert!(read(&turned).is_err(), "{cut}");
        }
    }

    #[test]
    fn other_conditions_are_refused_by_name() {
        let of = |version: &str| Conditions::from([("version".to_owned(), version.to_owned())]);
        assert!(alike(&of("1"), "x", &of("1")).is_ok());
        let said = alike(&of("1"), "x.tally", &of("2")).unwrap_err().to_string();
        assert!(said.contains("x.tally was counted otherwise: version is 1 here and 2 there"), "{said}");
    }
}
