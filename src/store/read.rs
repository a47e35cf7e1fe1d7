//! A [`Store`] from bytes, none of which is trusted.

use std::fmt;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::OnceLock;

use rayon::prelude::*;

use super::bytes::{Broken, Decoder};
use super::write::{FORMAT, Key, MAGIC, SECTIONS, Section};
use super::{Column, Documents, Gaps, Language, Shard, Store, Types};
use crate::corpus::Skipped;

/// Why a store cannot be used.
#[derive(Debug)]
pub enum Unread {
    /// There is none.
    Absent,
    /// Another version wrote it, or it is of other documents.
    Other,
    /// It is cut short or altered.
    Damaged,
    /// It cannot be opened.
    Closed(io::Error),
}

impl fmt::Display for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unread::Absent => f.write_str("is not there"),
            Unread::Other => f.write_str("is of another version"),
            Unread::Damaged => f.write_str("is damaged"),
            Unread::Closed(error) => write!(f, "cannot be read ({error})"),
        }
    }
}

impl From<io::Error> for Unread {
    fn from(error: io::Error) -> Unread {
        match error.kind() {
            io::ErrorKind::NotFound => Unread::Absent,
            io::ErrorKind::UnexpectedEof => Unread::Damaged,
            _ => Unread::Closed(error),
        }
    }
}

impl From<Broken> for Unread {
    fn from(_: Broken) -> Unread {
        Unread::Damaged
    }
}

/// More sections than any store has.
const MOST_SECTIONS: u64 = 1 << 20;

/// Reads the store at `path`, if it is the one of `key`.
///
/// # Errors
/// If it is not there, of another version, or not as it was written.
pub fn read(path: &Path, key: &Key) -> Result<Store, Unread> {
    let mut file = File::open(path)?;
    let sections = head(&mut file, key)?;
    let (about, tokens) = sections.split_first().ok_or(Unread::Damaged)?;
    let bytes = section(&mut file, about)?;
    let mut decoder = Decoder::new(&bytes);
    let (mut store, counts) = self::about(&mut decoder)?;
    decoder.finish()?;
    if counts.iter().try_fold(0usize, |all, &count| all.checked_add(count)) != Some(tokens.len() / SECTIONS) {
        return Err(Unread::Damaged);
    }
    let parts = tokens.as_chunks::<SECTIONS>().0;
    let shards: Result<Vec<Shard>, Unread> = parts.par_iter().map(|part| shard(path, part)).collect();
    let mut shards = shards?.into_iter();
    for (language, count) in store.languages.iter_mut().zip(counts) {
        language.shards = shards.by_ref().take(count).collect();
    }
    if is_sound(&store) { Ok(store) } else { Err(Unread::Damaged) }
}

fn head(file: &mut File, key: &Key) -> Result<Vec<Section>, Unread> {
    let length = file.metadata()?.len();
    let mut start = [0; 56];
    file.read_exact(&mut start)?;
    let mut decoder = Decoder::new(&start[MAGIC.len()..]);
    let format = decoder.number()?;
    if !start.starts_with(MAGIC) || format != FORMAT || start[16..48] != key[..] {
        return Err(Unread::Other);
    }
    let count = Decoder::new(&start[48..]).number()?;
    if count > MOST_SECTIONS {
        return Err(Unread::Damaged);
    }
    let mut rest = vec![0; count as usize * 24 + 8];
    file.read_exact(&mut rest)?;
    let (table, sum) = rest.split_at(count as usize * 24);
    let mut hash = crc32fast::Hasher::new();
    hash.update(&start);
    hash.update(table);
    if u64::from(hash.finalize()) != Decoder::new(sum).number()? {
        return Err(Unread::Damaged);
    }
    let mut decoder = Decoder::new(table);
    let mut sections = Vec::with_capacity(count as usize);
    for _ in 0..count {
        let (offset, length) = (decoder.number()?, decoder.number()?);
        sections.push(Section { offset, length, sum: decoder.number()? as u32 });
    }
    let end = sections.last().and_then(|last| last.offset.checked_add(last.length));
    if end == Some(length) { Ok(sections) } else { Err(Unread::Damaged) }
}

/// One section, whole and unaltered.
pub(super) fn section(file: &mut File, section: &Section) -> Result<Vec<u8>, Unread> {
    let room = usize::try_from(section.length).map_err(|_| Unread::Damaged)?;
    // The length is that of the table, whose checksum was right, and within the file.
    let mut bytes = Vec::with_capacity(room);
    file.seek(SeekFrom::Start(section.offset))?;
    file.take(section.length).read_to_end(&mut bytes)?;
    if bytes.len() == room && crc32fast::hash(&bytes) == section.sum { Ok(bytes) } else { Err(Unread::Damaged) }
}

fn shard(path: &Path, [head, codes, gaps]: &[Section; SECTIONS]) -> Result<Shard, Unread> {
    let mut file = File::open(path)?;
    let bytes = section(&mut file, head)?;
    let mut decoder = Decoder::new(&bytes);
    let shard = Shard {
        documents: decoder.list()?,
        starts: decoder.list()?,
        types: decoder.list()?,
        joined: decoder.raw()?.to_owned(),
        opens: decoder.raw()?.to_owned(),
        codes: section(&mut file, codes)?,
        gaps: Gaps::File { path: path.to_owned(), section: *gaps },
        postings: OnceLock::new(),
    };
    decoder.finish()?;
    Ok(shard)
}

fn about(decoder: &mut Decoder<'_>) -> Result<(Store, Vec<usize>), Broken> {
    let mut store = Store::default();
    for _ in 0..decoder.number()? {
        let path = decoder.string()?.to_owned();
        let row = Some(decoder.number()?).filter(|row| *row > 0);
        store.skipped.push(Skipped { path, row, reason: decoder.string()?.to_owned() });
    }
    store.documents = documents(decoder)?;
    let mut counts = Vec::new();
    for _ in 0..decoder.number()? {
        let code = decoder.string()?.to_owned();
        counts.push(decoder.length()?);
        store.languages.push(Language { code, types: types(decoder)?, shards: Vec::new() });
    }
    Ok((store, counts))
}

fn documents(decoder: &mut Decoder<'_>) -> Result<Documents, Broken> {
    let mut table = Documents { ids: decoder.strings()?, ..Documents::default() };
    for list in [
        &mut table.languages,
        &mut table.shards,
        &mut table.places,
        &mut table.tokens,
        &mut table.sentences,
        &mut table.dates,
        &mut table.originals,
        &mut table.rows,
    ] {
        *list = decoder.list()?;
    }
    (table.paths, table.sources, table.sides) = (column(decoder)?, column(decoder)?, column(decoder)?);
    for _ in 0..decoder.number()? {
        table.metadata.push((decoder.string()?.to_owned(), column(decoder)?));
    }
    Ok(table)
}

fn column(decoder: &mut Decoder<'_>) -> Result<Column, Broken> {
    let column = Column { values: decoder.strings()?, documents: decoder.list()?, codes: decoder.list()? };
    if column.documents.len() == column.codes.len() { Ok(column) } else { Err(Broken) }
}

fn types(decoder: &mut Decoder<'_>) -> Result<Types, Broken> {
    let (forms, stems, surfaces) = (decoder.strings()?, decoder.strings()?, decoder.strings()?);
    let stops = decoder.raw()?.to_owned();
    let (first, counts, by_stem) = (decoder.list()?, decoder.list()?, decoder.list()?);
    Ok(Types { forms, stems, stops, first, surfaces, counts, by_stem })
}

/// Whether all numbers point to something: a file of right checksums may still be another's work.
fn is_sound(store: &Store) -> bool {
    let table = &store.documents;
    let count = table.ids.len();
    let lists = [&table.languages, &table.shards, &table.places, &table.tokens, &table.sentences, &table.dates];
    lists.into_iter().chain([&table.originals, &table.rows]).all(|list| list.len() == count)
        && table.originals.iter().all(|&original| original as usize <= count)
        && (0..count).all(|number| is_placed(store, number))
        && store.languages.iter().all(|language| {
            let types = &language.types;
            let (forms, words) = (types.forms.len(), types.surfaces.len());
            types.stems.len() == forms
                && types.stops.len() == forms
                && types.first.len() == forms + 1
                && types.first.is_sorted()
                && types.first.last() == Some(&(words as u32))
                && types.counts.len() == words
                && types.by_stem.iter().all(|&form| (form as usize) < forms)
                && language.shards.iter().all(|shard| is_shard_sound(shard, count, words))
        })
}

/// Whether a document stands in the shard that the table names.
fn is_placed(store: &Store, number: usize) -> bool {
    let table = &store.documents;
    let language = store.languages.get(table.languages[number] as usize);
    let shard = language.and_then(|language| language.shards.get(table.shards[number] as usize));
    let place = shard.and_then(|shard| shard.documents.get(table.places[number] as usize));
    place.is_some_and(|&found| found as usize == number)
}

fn is_shard_sound(shard: &Shard, documents: usize, words: usize) -> bool {
    let (tokens, width) = (shard.len(), if shard.is_wide() { 4 } else { 2 });
    shard.starts.is_sorted()
        && shard.starts.len() == shard.documents.len() + 1
        && shard.starts.first() == Some(&0)
        && shard.documents.iter().all(|&document| (document as usize) < documents)
        && shard.types.is_sorted()
        && shard.types.last().is_none_or(|&last| (last as usize) < words)
        && shard.codes.len() == tokens * width
        && shard.joined.len() == tokens.div_ceil(8)
        && shard.opens.len() == tokens.div_ceil(8)
}
