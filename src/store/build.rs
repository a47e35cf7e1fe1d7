//! From documents to a [`Store`].
//!
//! Threads number the words they see on their own ([`Worker`]); when all
//! documents are taken apart, the words are sorted and every token gets its
//! final number, so that the store is the same for any number of threads.

use std::collections::BTreeMap;

use chrono::Datelike;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::bytes::Encoder;
use super::shard::bit;
use super::{Column, Documents, Gaps, Language, Shard, Store, Types};
use crate::Error;
use crate::corpus::{Document, Skipped};
use crate::text::analyze::Analyzer;
use crate::text::{Analysis, Type, TypeId, Vocabulary};

/// A shard is closed at so many tokens, which its threads then share out.
const SHARD: usize = 2_000_000;
/// And at so many words, since their numbers then fit in two bytes.
const WORDS: usize = 1 << 16;

/// One document's tokens, by the numbers of the worker that took it apart.
#[derive(Debug)]
pub struct Taken {
    worker: usize,
    language: String,
    words: Vec<u32>,
    joined: Vec<u8>,
    opens: Vec<u8>,
    gaps: Vec<u8>,
    sentences: u32,
}

impl Taken {
    /// Its words by their final numbers, given those of its worker.
    fn words<'t>(&'t self, finals: &'t [u32]) -> impl Iterator<Item = u32> + use<'t> {
        self.words.iter().map(|&word| finals[word as usize])
    }
}

/// Takes documents apart; one per thread.
pub struct Worker {
    number: usize,
    analyzer: Analyzer,
    seen: FxHashMap<String, Seen>,
}

/// The words of one language that a worker has seen.
#[derive(Default)]
struct Seen {
    /// By type, the words as they stand with their numbers.
    spelled: Vec<Vec<(Box<str>, u32)>>,
    /// Type of each word.
    types: Vec<TypeId>,
}

impl Seen {
    fn number(&mut self, ty: TypeId, word: &str) -> u32 {
        let place = ty as usize;
        if self.spelled.len() <= place {
            self.spelled.resize(place + 1, Vec::new());
        }
        if let Some((_, number)) = self.spelled[place].iter().find(|(known, _)| **known == *word) {
            return *number;
        }
        let number = self.types.len() as u32;
        self.types.push(ty);
        self.spelled[place].push((word.into(), number));
        number
    }
}

impl Worker {
    /// A worker; every one of a store has a number of its own, from 0.
    pub fn new(number: usize, analyzer: Analyzer) -> Worker {
        Worker { number, analyzer, seen: FxHashMap::default() }
    }

    /// Its number.
    pub fn number(&self) -> usize {
        self.number
    }

    /// Take a document apart.
    pub fn take(&mut self, document: &Document, language: &str) -> Taken {
        let text = document.text.as_str();
        let analysis = self.analyzer.analyze(text, language, &document.boilerplate, document.title_span);
        let seen = self.seen.entry(language.to_owned()).or_default();
        let words = analysis.tokens.iter().map(|token| seen.number(token.type_id, token.span.of(text))).collect();
        Taken {
            worker: self.number,
            language: language.to_owned(),
            words,
            joined: bits(&mut analysis.tokens.iter().map(|token| token.joined)),
            opens: opens(&analysis),
            gaps: gaps(text, &analysis),
            sentences: analysis.sentences.len() as u32,
        }
    }

    fn words(&self, language: &str) -> Option<(&Seen, &Vocabulary)> {
        Some((self.seen.get(language)?, self.analyzer.vocabulary(language)?))
    }
}

fn bits(values: &mut dyn Iterator<Item = bool>) -> Vec<u8> {
    let mut bits = Vec::new();
    for (at, value) in values.enumerate() {
        if at % 8 == 0 {
            bits.push(0);
        }
        if let Some(last) = bits.last_mut().filter(|_| value) {
            *last |= 1 << (at % 8);
        }
    }
    bits
}

fn opens(analysis: &Analysis) -> Vec<u8> {
    let mut opens = vec![false; analysis.tokens.len()];
    for sentence in &analysis.sentences {
        if let Some(open) = opens.get_mut(sentence.tokens.start) {
            *open = true;
        }
    }
    bits(&mut opens.into_iter())
}

/// The stretches before each token: their bytes, and where those differ their code points.
fn gaps(text: &str, analysis: &Analysis) -> Vec<u8> {
    let mut encoder = Encoder::default();
    let mut end = 0i64;
    for token in &analysis.tokens {
        let (from, to) = (end, i64::from(token.span.start));
        let bytes = to - from;
        let points = text.get(from as usize..to.max(from) as usize).map_or(0, |gap| gap.chars().count()) as i64;
        let zigzag = ((bytes << 1) ^ (bytes >> 63)) as u64;
        encoder.short(zigzag << 1 | u64::from(points != bytes));
        if points != bytes {
            encoder.short(points as u64);
        }
        end = i64::from(token.span.end);
    }
    encoder.bytes
}

/// What a [`Store`] becomes of documents, in the order of the corpus, and what
/// workers made of them.
///
/// # Errors
/// Where something is too much for the store's numbers: 4 GiB of different
/// words or ids, 4,294,967,295 tokens in one document.
pub fn build(
    documents: &[Document],
    taken: Vec<Taken>,
    workers: &[Worker],
    skipped: Vec<Skipped>,
) -> Result<Store, Error> {
    let mut by_language: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    for (number, document) in (0..).zip(&taken) {
        by_language.entry(&document.language).or_default().push(number);
    }
    let languages = by_language.iter().map(|(code, numbers)| language(code, numbers, &taken, workers));
    let languages = languages.collect::<Option<Vec<Language>>>().ok_or_else(too_much)?;
    let documents = table(documents, &taken, &languages).ok_or_else(too_much)?;
    Ok(Store { languages, documents, skipped })
}

fn too_much() -> Error {
    Error::with_help("the corpus is too large for one token store", "score it in parts, folder by folder")
}

fn language(code: &str, numbers: &[u32], taken: &[Taken], workers: &[Worker]) -> Option<Language> {
    let (mut types, finals) = sort_words(code, workers)?;
    let words = types.len();
    let mut cuts = cut(numbers, taken, &finals, words);
    let shards: Option<Vec<Shard>> =
        cuts.par_iter_mut().map(|documents| shard(std::mem::take(documents), taken, &finals, words)).collect();
    let shards = shards?;
    types.counts = vec![0; types.surfaces.len()];
    for shard in &shards {
        for code in (0..shard.len()).filter_map(|at| shard.code(at)) {
            let count = &mut types.counts[shard.types[code] as usize];
            *count = count.saturating_add(1);
        }
    }
    Some(Language { code: code.to_owned(), types, shards })
}

/// All words in order, and for each worker the final number of each of its words.
fn sort_words(code: &str, workers: &[Worker]) -> Option<(Types, Vec<Vec<u32>>)> {
    type Word<'w> = (&'w Type, &'w str);
    fn key<'w>(word: &Word<'w>) -> (&'w str, &'w str, bool, &'w str) {
        (&word.0.form, &word.0.stem, word.0.stop, word.1)
    }
    let mut all: Vec<(Word<'_>, usize, u32)> = Vec::new();
    for (number, worker) in workers.iter().enumerate() {
        let Some((seen, vocabulary)) = worker.words(code) else { continue };
        for (ty, spelled) in vocabulary.types().iter().zip(&seen.spelled) {
            all.extend(spelled.iter().map(|(word, local)| ((ty, &**word), number, *local)));
        }
    }
    all.par_sort_unstable_by(|a, b| key(&a.0).cmp(&key(&b.0)));
    let mut finals: Vec<Vec<u32>> =
        workers.iter().map(|w| vec![0; w.seen.get(code).map_or(0, |s| s.types.len())]).collect();
    let mut types = Types::default();
    let mut last: Option<Word<'_>> = None;
    for (word, worker, local) in all {
        let same_form = last.is_some_and(|(ty, _)| ty == word.0);
        if !same_form {
            types.first.push(u32::try_from(types.surfaces.len()).ok()?);
            if !types.forms.push(&word.0.form) || !types.stems.push(&word.0.stem) {
                return None;
            }
            types.stops.push(u8::from(word.0.stop));
        }
        if (!same_form || last.is_none_or(|(_, before)| before != word.1)) && !types.surfaces.push(word.1) {
            return None;
        }
        finals[worker][local as usize] = types.surfaces.len() as u32 - 1;
        last = Some(word);
    }
    types.first.push(u32::try_from(types.surfaces.len()).ok()?);
    types.by_stem = (0..types.forms.len() as u32).collect();
    types.by_stem.sort_by(|a, b| types.stems.get(*a as usize).cmp(types.stems.get(*b as usize)));
    Some((types, finals))
}

/// Which documents make up each shard.
fn cut(numbers: &[u32], taken: &[Taken], finals: &[Vec<u32>], words: usize) -> Vec<Vec<u32>> {
    let mut shards: Vec<Vec<u32>> = Vec::new();
    let mut seen = vec![0u32; words];
    let (mut tokens, mut distinct, mut round) = (0, 0, 0u32);
    for &number in numbers {
        let document = &taken[number as usize];
        let mut mark = |round: u32| {
            let mut fresh = 0;
            for &word in &document.words {
                let place = &mut seen[finals[document.worker][word as usize] as usize];
                fresh += usize::from(*place != round);
                *place = round;
            }
            fresh
        };
        let mut fresh = if round == 0 { WORDS + 1 } else { mark(round) };
        if distinct + fresh > WORDS || tokens + document.words.len() > SHARD {
            round += 1;
            (tokens, distinct) = (0, 0);
            shards.push(Vec::new());
            fresh = mark(round);
        }
        distinct += fresh;
        tokens += document.words.len();
        if let Some(last) = shards.last_mut() {
            last.push(number);
        }
    }
    shards
}

fn shard(documents: Vec<u32>, taken: &[Taken], finals: &[Vec<u32>], most: usize) -> Option<Shard> {
    let of = |number: &u32| &taken[*number as usize];
    let words = |number: &u32| of(number).words(&finals[of(number).worker]);
    let mut shard = Shard { documents, ..Shard::default() };
    let mut occurs = vec![false; most];
    shard.documents.iter().flat_map(words).for_each(|ty| occurs[ty as usize] = true);
    shard.types = (0..).zip(&occurs).filter(|(_, occurs)| **occurs).map(|(ty, _)| ty).collect();
    let mut codes_of = vec![0u32; most];
    (0..).zip(&shard.types).for_each(|(code, &ty)| codes_of[ty as usize] = code);
    let wide = shard.is_wide();
    let (mut joined, mut opens) = (Vec::new(), Vec::new());
    let (mut starts, mut gaps) = (Vec::new(), Vec::new());
    for number in &shard.documents {
        let document = of(number);
        shard.starts.push(u32::try_from(joined.len()).ok()?);
        starts.push(u32::try_from(gaps.len()).ok()?);
        gaps.extend(&document.gaps);
        joined.extend((0..document.words.len()).map(|at| bit(&document.joined, at)));
        opens.extend((0..document.words.len()).map(|at| bit(&document.opens, at)));
        for code in words(number).map(|ty| codes_of[ty as usize]) {
            let bytes = code.to_le_bytes();
            shard.codes.extend(if wide { &bytes[..] } else { &bytes[..2] });
        }
    }
    shard.starts.push(u32::try_from(joined.len()).ok()?);
    starts.push(u32::try_from(gaps.len()).ok()?);
    shard.joined = bits(&mut joined.into_iter());
    shard.opens = bits(&mut opens.into_iter());
    shard.gaps = Gaps::Here { starts, bytes: gaps };
    Some(shard)
}

fn table(documents: &[Document], taken: &[Taken], languages: &[Language]) -> Option<Documents> {
    let count = documents.len();
    let mut table =
        Documents { languages: vec![0; count], shards: vec![0; count], places: vec![0; count], ..Documents::default() };
    for (l, language) in (0..).zip(languages) {
        for (s, shard) in (0..).zip(&language.shards) {
            for (place, &number) in (0..).zip(&shard.documents) {
                let number = number as usize;
                (table.languages[number], table.shards[number], table.places[number]) = (l, s, place);
            }
        }
    }
    let numbers: FxHashMap<&str, u32> = (1..).zip(documents).map(|(n, d)| (d.id.as_str(), n)).collect();
    let (mut paths, mut sources, mut sides) = (Filling::default(), Filling::default(), Filling::default());
    let mut metadata: BTreeMap<&str, Filling<'_>> = BTreeMap::new();
    for ((number, document), taken) in (0..).zip(documents).zip(taken) {
        if !table.ids.push(&document.id) {
            return None;
        }
        table.tokens.push(u32::try_from(taken.words.len()).ok()?);
        table.sentences.push(taken.sentences);
        table.dates.push(document.date.map_or(i32::MIN, |date| date.num_days_from_ce()) as u32);
        table.originals.push(document.duplicate_of.as_deref().and_then(|id| numbers.get(id)).copied().unwrap_or(0));
        table.rows.push(document.origin.row.and_then(|row| u32::try_from(row).ok()).unwrap_or(0));
        paths.add(number, &document.origin.path)?;
        document.source.as_deref().map_or(Some(()), |source| sources.add(number, source))?;
        document.side.as_deref().map_or(Some(()), |side| sides.add(number, side))?;
        for (name, value) in &document.metadata {
            metadata.entry(name).or_default().add(number, value)?;
        }
    }
    (table.paths, table.sources, table.sides) = (paths.column, sources.column, sides.column);
    table.metadata = metadata.into_iter().map(|(name, filling)| (name.to_owned(), filling.column)).collect();
    Some(table)
}

/// A column while it is filled.
#[derive(Default)]
struct Filling<'d> {
    column: Column,
    known: FxHashMap<&'d str, u32>,
}

impl<'d> Filling<'d> {
    fn add(&mut self, document: u32, value: &'d str) -> Option<()> {
        let next = self.column.values.len() as u32;
        let code = *self.known.entry(value).or_insert(next);
        if code == next && !self.column.values.push(value) {
            return None;
        }
        self.column.documents.push(document);
        self.column.codes.push(code);
        Some(())
    }
}
