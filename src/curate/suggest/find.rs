//! Frame → candidates, language by language.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashSet;

use super::coverage::{Coverage, cover};
use super::family::{Known, family};
use super::fuse::{Fused, distinct, fuse};
use super::gather::{Reading, decided, gather, known};
use super::substitution::{Parallels, substitution};
use super::terms::Terms;
use super::{Input, Options, Signal, Suggestion, Verdict, collocation, keyness, shape, vectors};
use crate::compare::formula::rounded;
use crate::compare::random::Random;
use crate::lexicon::parse::is_within;

/// What was found in one language.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Language code.
    pub language: String,
    /// Documents that were read; copies are not.
    pub documents: u64,
    /// Mentions of the frame in them.
    pub mentions: u64,
    /// Candidates, the best first.
    pub suggestions: Vec<Suggestion>,
}

/// Candidates for a frame in every language that both it and the articles have, by language code.
///
/// Copies of a text count once. Words that an entry of the frame takes anywhere,
/// whatever its conditions, are known and never suggested; nor are stop words,
/// numbers, proper names, forms of actors and namings, and what was decided before.
pub fn suggest(input: &Input<'_>, frame: &str, options: &Options) -> Vec<Found> {
    let frames = input.lexicon.frames.iter().filter(|f| is_within(&f.id, frame));
    let languages: BTreeSet<&str> = frames.flat_map(|f| f.languages.keys().map(String::as_str)).collect();
    let present: BTreeSet<&str> = input.annotations.iter().map(|a| a.language.as_str()).collect();
    languages.intersection(&present).map(|language| of_language(input, frame, language, options)).collect()
}

fn of_language(input: &Input<'_>, frame: &str, language: &str, options: &Options) -> Found {
    let reading = gather(input, frame, language);
    let known = Known::new(&known(input, frame, language), &reading);
    let near = keyness::near(&reading, keyness::WINDOW);
    let parallels = Parallels::find(&reading);
    let mut looked_at = near.clone();
    parallels.mark(&mut looked_at);
    let spelt: FxHashSet<String> = known.words.iter().cloned().chain(known.joined.iter().cloned()).collect();
    let terms = Terms::collect(&reading, &looked_at, &spelt);
    let mut random = Random::new(options.seed, &["suggest", frame, language]);
    let rankings = vec![
        (Signal::Keyness, keyness::keyness(&reading, &terms, &near)),
        (Signal::Collocation, collocation::collocation(&reading, &terms)),
        (Signal::Family, family(&reading, &terms, &known)),
        (Signal::Vectors, vectors::vectors(&reading, &terms, &mut random)),
        (Signal::Substitution, substitution(&reading, &terms, &parallels)),
    ];
    let rejected = rejected(input, frame, &reading, &terms);
    let mut fused = fuse(rankings);
    fused.retain(|one| !rejected.contains(&one.term));
    let fused = distinct(fused, &terms, options.most);
    let wanted: Vec<u32> = fused.iter().map(|one| one.term).collect();
    let covered = cover(&reading, &terms, &wanted);
    let suggestions = fused
        .into_iter()
        .enumerate()
        .filter_map(|(at, one)| Some(suggestion(input, frame, &reading, at + 1, covered.get(&one.term)?, one)))
        .collect();
    Found {
        language: language.to_owned(),
        documents: reading.texts.len() as u64,
        mentions: reading.mentions(),
        suggestions,
    }
}

fn suggestion(
    input: &Input<'_>,
    frame: &str,
    reading: &Reading,
    rank: usize,
    coverage: &Coverage,
    fused: Fused,
) -> Suggestion {
    let spell = |forms: &[u32]| shape::pattern(reading, &forms.iter().map(|&form| vec![form]).collect::<Vec<_>>());
    let mut forms: Vec<(String, u64)> = coverage.forms.iter().map(|(forms, count)| (spell(forms), *count)).collect();
    forms.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    let sources = coverage.sources(reading);
    let with_source: u64 = sources.values().sum();
    let top = sources.iter().max_by_key(|&(source, count)| (*count, std::cmp::Reverse(*source)));
    let named = reading.sources.is_empty();
    Suggestion {
        frame: frame.to_owned(),
        language: reading.language.clone(),
        rank,
        candidate: forms.first().map(|(form, _)| form.clone()).unwrap_or_default(),
        pattern: shape::pattern(reading, &coverage.places()),
        score: fused.score,
        signals: fused.signals,
        mentions: coverage.mentions,
        documents: coverage.documents(),
        sources: (!named).then_some(sources.len() as u64),
        top_source: top.map(|(source, _)| reading.sources[*source as usize].clone()),
        top_source_share: top.and_then(|(_, count)| rounded(*count as f64 / with_source as f64)),
        forms,
        passages: coverage.passages(reading, input.documents),
    }
}

/// Terms of which the researcher has rejected a form: the whole of it, not a part.
fn rejected(input: &Input<'_>, frame: &str, reading: &Reading, terms: &Terms) -> BTreeSet<u32> {
    let patterns = decided(input, frame, &reading.language, Verdict::Reject);
    // Forms that fit, by pattern and word.
    let mut fits: BTreeMap<usize, Vec<Vec<Vec<bool>>>> = BTreeMap::new();
    for pattern in &patterns {
        let element = |element: &crate::lexicon::Element| {
            reading.forms.iter().map(|f| element.fits(&f.text, &reading.stems[f.stem as usize])).collect()
        };
        fits.entry(pattern.elements.len()).or_default().push(pattern.elements.iter().map(element).collect());
    }
    let mut found = BTreeSet::new();
    if fits.is_empty() {
        return found;
    }
    for (text, line) in reading.lines() {
        terms.each(reading, text, line, |occurrence| {
            let words = &text.words[occurrence.words.start as usize..occurrence.words.end as usize];
            let fit = |pattern: &Vec<Vec<bool>>| pattern.iter().zip(words).all(|(fits, w)| fits[w.form as usize]);
            if fits.get(&words.len()).is_some_and(|patterns| patterns.iter().any(fit)) {
                found.insert(occurrence.term);
            }
        });
    }
    found
}
