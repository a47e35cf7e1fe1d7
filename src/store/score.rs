//! A lexicon found in a [`Store`].
//!
//! The whole lexicon is found in one run over the tokens; an entry that was
//! edited, only where its rarest word stands ([`update`](super::update)).

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::fit::Fits;
use super::{Language, Shard, Store};
use crate::lexicon::matcher::{Hit, Matcher, Rule};
use crate::lexicon::overlap::{self, Overlap};

/// Where the rules of a lexicon are found, ready for one of them to change.
#[derive(Debug)]
pub struct Scorer<'s> {
    pub(super) store: &'s Store,
    pub(super) overlap: Overlap,
    /// In parallel to the store's languages.
    pub(super) languages: Vec<Scored>,
}

/// What was found in one language.
#[derive(Debug, Default)]
pub(super) struct Scored {
    pub rules: Vec<Rule>,
    /// In parallel to the language's shards.
    pub shards: Vec<Found>,
}

/// What was found in one shard, by place.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Hits before overlaps are resolved.
    pub candidates: Vec<Hit>,
    /// Those that count.
    pub hits: Vec<Hit>,
}

/// How often each rule was found in one document, and each group of rules.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Counts {
    /// Group and count, ascending.
    pub groups: Vec<(u32, u64)>,
    /// Rule and count, ascending.
    pub rules: Vec<(u32, u64)>,
}

/// How the candidates of some rules are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// In one run over all tokens.
    Along,
    /// Where their words stand.
    There,
}

/// Share of a shard's tokens, as one in so many, from which a run over all is quicker than going to each.
const MANY: usize = 16;

impl<'s> Scorer<'s> {
    /// Find rules, given by language in the order of the lexicon with ascending numbers.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use framelens::corpus::Document;
    /// use framelens::lexicon::{Pattern, matcher::Rule, overlap::Overlap};
    /// use framelens::store::{build, score::Scorer};
    /// use framelens::text::{LanguagePacks, analyze::Analyzer};
    ///
    /// let mut analyzer = Analyzer::new(Arc::new(LanguagePacks::bundled()));
    /// let pattern = Pattern::parse("occup*ing power*", "en", &mut analyzer).unwrap();
    /// let document = Document { id: "a".into(), text: "Two occupying powers signed.".into(), ..Document::default() };
    /// let mut worker = build::Worker::new(0, analyzer);
    /// let taken = worker.take(&document, "en");
    /// let store = build::build(&[document], vec![taken], &[worker], Vec::new())?;
    ///
    /// let rules = [("en".to_owned(), vec![Rule::plain(0, 7, pattern)])].into();
    /// let scorer = Scorer::new(&store, &rules, Overlap::Longest);
    ///
    /// assert_eq!(scorer.counts()[0].rules, [(7, 1)]);
    /// assert_eq!((scorer.hits(0)[0].start, scorer.hits(0)[0].end), (1, 3));
    /// # Ok::<(), framelens::Error>(())
    /// ```
    pub fn new(store: &'s Store, rules: &BTreeMap<String, Vec<Rule>>, overlap: Overlap) -> Scorer<'s> {
        let of = |language: &Language| rules.get(&language.code).cloned().unwrap_or_default();
        let languages = store.languages.par_iter().map(|language| whole(language, of(language), overlap));
        Scorer { store, overlap, languages: languages.collect() }
    }

    /// The hits in one document, by place; places are numbers of its tokens.
    pub fn hits(&self, document: usize) -> Vec<Hit> {
        let table = &self.store.documents;
        let (language, shard) = (table.languages[document] as usize, table.shards[document] as usize);
        let starts = &self.store.languages[language].shards[shard].starts;
        let place = table.places[document] as usize;
        let (from, to) = (starts[place], starts[place + 1]);
        let hits = &self.languages[language].shards[shard].hits;
        let within = hits.partition_point(|hit| hit.start < from)..hits.partition_point(|hit| hit.start < to);
        hits[within].iter().map(|hit| Hit { start: hit.start - from, end: hit.end - from, ..*hit }).collect()
    }

    /// Hits of all documents.
    pub fn len(&self) -> usize {
        self.languages.iter().flat_map(|language| &language.shards).map(|shard| shard.hits.len()).sum()
    }

    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How often each rule was found in each document, in the order of the store.
    pub fn counts(&self) -> Vec<Counts> {
        let mut counts = vec![Counts::default(); self.store.len()];
        let shards = self.store.languages.iter().flat_map(|language| &language.shards);
        let found = self.languages.iter().flat_map(|language| &language.shards);
        let all: Vec<(&Shard, &Found)> = shards.zip(found).collect();
        let parts: Vec<Vec<(u32, Counts)>> = all.par_iter().map(|(shard, found)| count(shard, &found.hits)).collect();
        for (document, found) in parts.into_iter().flatten() {
            counts[document as usize] = found;
        }
        counts
    }
}

/// Find all rules in one language.
pub(super) fn whole(language: &Language, rules: Vec<Rule>, overlap: Overlap) -> Scored {
    let candidates = candidates(language, &rules, overlap, Look::Along);
    let found = candidates.into_par_iter().map(|candidates| {
        let hits = resolved(&candidates, overlap);
        Found { candidates, hits }
    });
    Scored { shards: found.collect(), rules }
}

/// Hits of some rules before overlaps are resolved, by shard and place.
pub(super) fn candidates(language: &Language, rules: &[Rule], overlap: Overlap, look: Look) -> Vec<Vec<Hit>> {
    if rules.is_empty() {
        return vec![Vec::new(); language.shards.len()];
    }
    let (fits, matcher) = Fits::new(&language.types, Matcher::new(rules.iter().cloned(), overlap));
    language.shards.par_iter().map(|shard| in_shard(shard, &fits, &matcher, look)).collect()
}

fn in_shard(shard: &Shard, fits: &Fits, matcher: &Matcher, look: Look) -> Vec<Hit> {
    let tokens = fits.of(shard);
    let mut hits = Vec::new();
    let places: Vec<&[u32]> = match look {
        Look::Along => Vec::new(),
        Look::There => {
            let marked = tokens.marked.iter().enumerate().filter(|(_, marked)| **marked);
            marked.map(|(code, _)| shard.postings().of(code)).collect()
        }
    };
    let few = places.iter().map(|list| list.len()).sum::<usize>() < shard.len() / MANY;
    if look == Look::There && few {
        places.iter().copied().flatten().for_each(|&at| matcher.hits_at(&tokens, at as usize, &mut hits));
    } else {
        shard.scan(&tokens.marked, |at| matcher.hits_at(&tokens, at, &mut hits));
    }
    // Nearly sorted after a run, and runs one behind the other from places.
    hits.sort();
    hits
}

/// The hits that count, of candidates by place.
///
/// Only hits that share tokens compete, so each group of those is resolved by
/// itself; nearly all are alone.
pub(super) fn resolved(candidates: &[Hit], rule: Overlap) -> Vec<Hit> {
    let mut hits = Vec::with_capacity(candidates.len());
    let mut rest = candidates;
    while let Some(first) = rest.first() {
        let count = cluster(rest.iter().copied(), *first);
        let (together, behind) = rest.split_at(count);
        hits.extend(together);
        if count > 1 {
            let from = hits.len() - count;
            overlap::resolve(&mut hits, from, rule);
        }
        rest = behind;
    }
    hits
}

/// How many of some hits, by place, share tokens with the first or with one another.
pub(super) fn cluster(hits: impl Iterator<Item = Hit>, first: Hit) -> usize {
    let mut end = first.end;
    let together = hits.take_while(|hit| {
        let shares = hit.start < end;
        end = end.max(hit.end);
        shares
    });
    together.count()
}

/// Hits of a shard, counted document by document.
fn count(shard: &Shard, hits: &[Hit]) -> Vec<(u32, Counts)> {
    let mut counts = Vec::new();
    let mut rest = hits;
    while let Some(first) = rest.first() {
        let place = shard.starts.partition_point(|&start| start <= first.start) - 1;
        let end = shard.starts[place + 1];
        let here;
        (here, rest) = rest.split_at(rest.partition_point(|hit| hit.start < end));
        let of = |number: fn(&Hit) -> u32| runs(here.iter().map(number).collect());
        counts.push((shard.documents[place], Counts { groups: of(|hit| hit.group), rules: of(|hit| hit.rule) }));
    }
    counts
}

/// Each number with how often it stands there, ascending.
fn runs(mut numbers: Vec<u32>) -> Vec<(u32, u64)> {
    numbers.sort_unstable();
    numbers.chunk_by(|a, b| a == b).map(|run| (run[0], run.len() as u64)).collect()
}
