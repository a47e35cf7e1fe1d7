//! A [`Store`] as bytes.
//!
//! ```text
//! magic, format, key, number of sections, each section's place, length and CRC-32, CRC-32 of all that
//! section 0: documents, languages, words, skipped inputs
//! then for every language and shard: its documents and words; its tokens; the gaps between them
//! ```

use std::borrow::Cow;
use std::io::{self, Write};

use rayon::prelude::*;

use super::bytes::{Encoder, Strings};
use super::{Column, Documents, Gaps, Shard, Store, Types};

/// The first bytes of every store.
pub(super) const MAGIC: &[u8; 8] = b"framestr";
/// Raised whenever the meaning of a byte changes.
pub(super) const FORMAT: u64 = 1;

/// Sections of each shard.
pub(super) const SECTIONS: usize = 3;

/// A piece of the file with its checksum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Section {
    /// Its first byte.
    pub offset: u64,
    /// Bytes.
    pub length: u64,
    /// CRC-32 of them.
    pub sum: u32,
}

/// What a store holds is true of, such as the hash of what it was made from.
pub type Key = [u8; 32];

/// Writes a store that was built, not read.
///
/// # Errors
/// Those of `out`.
pub fn write(store: &Store, key: &Key, out: &mut impl Write) -> io::Result<()> {
    let shards: Vec<&Shard> = store.languages.iter().flat_map(|language| &language.shards).collect();
    let of_shards: Vec<[Cow<'_, [u8]>; SECTIONS]> =
        shards.par_iter().map(|shard| [head(shard).into(), (&shard.codes).into(), gaps(shard).into()]).collect();
    let bodies: Vec<Cow<'_, [u8]>> =
        std::iter::once(about(store).into()).chain(of_shards.into_iter().flatten()).collect();
    let mut offset = (MAGIC.len() + 8 + key.len() + 8 + bodies.len() * 24 + 8) as u64;
    let mut head = Encoder { bytes: MAGIC.to_vec() };
    head.number(FORMAT);
    head.bytes.extend(key);
    head.number(bodies.len() as u64);
    let sums: Vec<u32> = bodies.par_iter().map(|body| crc32fast::hash(body)).collect();
    for (body, sum) in bodies.iter().zip(sums) {
        head.number(offset);
        head.number(body.len() as u64);
        head.number(u64::from(sum));
        offset += body.len() as u64;
    }
    let sum = crc32fast::hash(&head.bytes);
    head.number(u64::from(sum));
    out.write_all(&head.bytes)?;
    bodies.iter().try_for_each(|body| out.write_all(body))
}

fn about(store: &Store) -> Vec<u8> {
    let mut encoder = Encoder::default();
    encoder.number(store.skipped.len() as u64);
    for skipped in &store.skipped {
        encoder.string(&skipped.path);
        encoder.number(skipped.row.unwrap_or(0));
        encoder.string(&skipped.reason);
    }
    documents(&store.documents, &mut encoder);
    encoder.number(store.languages.len() as u64);
    for language in &store.languages {
        encoder.string(&language.code);
        encoder.number(language.shards.len() as u64);
        types(&language.types, &mut encoder);
    }
    encoder.bytes
}

fn documents(table: &Documents, encoder: &mut Encoder) {
    encoder.strings(&table.ids);
    for list in [
        &table.languages,
        &table.shards,
        &table.places,
        &table.tokens,
        &table.sentences,
        &table.dates,
        &table.originals,
        &table.rows,
    ] {
        encoder.list(list);
    }
    [&table.paths, &table.sources, &table.sides].into_iter().for_each(|c| column(c, encoder));
    encoder.number(table.metadata.len() as u64);
    for (name, values) in &table.metadata {
        encoder.string(name);
        column(values, encoder);
    }
}

fn column(values: &Column, encoder: &mut Encoder) {
    encoder.strings(&values.values);
    encoder.list(&values.documents);
    encoder.list(&values.codes);
}

fn types(types: &Types, encoder: &mut Encoder) {
    let strings: [&Strings; 3] = [&types.forms, &types.stems, &types.surfaces];
    strings.into_iter().for_each(|list| encoder.strings(list));
    encoder.raw(&types.stops);
    [&types.first, &types.counts, &types.by_stem].into_iter().for_each(|list| encoder.list(list));
}

fn head(shard: &Shard) -> Vec<u8> {
    let mut encoder = Encoder::default();
    [&shard.documents, &shard.starts, &shard.types].into_iter().for_each(|list| encoder.list(list));
    [&shard.joined, &shard.opens].into_iter().for_each(|bytes| encoder.raw(bytes));
    encoder.bytes
}

fn gaps(shard: &Shard) -> Vec<u8> {
    let mut encoder = Encoder::default();
    if let Gaps::Here { starts, bytes } = &shard.gaps {
        encoder.list(starts);
        encoder.raw(bytes);
    }
    encoder.bytes
}
