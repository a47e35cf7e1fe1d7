//! Names: which of the competing names of a thing a text uses.
//!
//! The names of one naming compete for tokens and the longest wins
//! (*Nagorno-Karabakh* is no *Karabakh*); different namings are independent, so
//! that *the Artsakh war* names both a war and a region.

use std::collections::{BTreeMap, BTreeSet};

use super::NameHit;
use super::find::{Rules, context, hit_span, matchers, sentence_of};
use crate::lexicon::Naming;
use crate::lexicon::matcher::{Hit, Matcher, Rule};
use crate::lexicon::overlap::Overlap;
use crate::span::CodePoints;
use crate::tally::NameKey;
use crate::text::{Analysis, LanguagePacks};

/// The names of a study, ready to be found.
#[derive(Debug, Clone, Default)]
pub struct Names {
    /// Every variant of every naming, sorted.
    pub keys: Vec<NameKey>,
    /// By language; a rule is an index into the keys, a group a naming.
    pub(super) matchers: BTreeMap<String, Matcher>,
}

impl Names {
    /// Compile namings, with the packs of their languages.
    pub fn new(namings: &[Naming], packs: &LanguagePacks) -> Names {
        let key = |n: &Naming, variant: &String| NameKey { naming: n.id.clone(), variant: variant.clone() };
        let keys: BTreeSet<NameKey> = namings.iter().flat_map(|n| n.variants.keys().map(move |v| key(n, v))).collect();
        let keys: Vec<NameKey> = keys.into_iter().collect();
        let mut rules = Rules::new();
        for naming in namings {
            // Namings are told apart by where their variants begin in the sorted list.
            let group = keys.partition_point(|k| k.naming < naming.id) as u32;
            for (variant, languages) in &naming.variants {
                let name = keys.binary_search(&key(naming, variant)).unwrap_or_default() as u32;
                for (language, patterns) in languages {
                    let list = rules.entry(language.clone()).or_default();
                    list.extend(patterns.iter().map(|p| Rule::plain(group, name, p.clone())));
                }
            }
        }
        Names { keys, matchers: matchers(packs, rules, Overlap::Longest) }
    }
}

/// Hits of names as they stand in the text, by place.
pub(super) fn name_hits(text: &str, analysis: &Analysis, hits: &[Hit]) -> Vec<NameHit> {
    if hits.is_empty() {
        return Vec::new();
    }
    let points = CodePoints::new(text);
    let mut found: Vec<NameHit> = Vec::with_capacity(hits.len());
    for hit in hits {
        let Some((number, sentence)) = sentence_of(analysis, hit.start as usize) else { continue };
        let span = hit_span(analysis, hit);
        let (left, right) = context(text, sentence, span);
        found.push(NameHit {
            name: hit.rule,
            sentence: number as u32,
            start: points.at(span.start as usize),
            end: points.at(span.end as usize),
            left,
            text: span.of(text).to_owned(),
            right,
        });
    }
    found.sort_by_key(|hit| (hit.start, hit.end, hit.name));
    found
}
