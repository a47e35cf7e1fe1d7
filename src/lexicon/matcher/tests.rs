//! Where a search starts changes nothing about what it finds.

use std::sync::Arc;

use proptest::prelude::*;

use super::{Hit, Matcher, Rule, TypeTable};
use crate::lexicon::Pattern;
use crate::lexicon::overlap::{self, Overlap};
use crate::text::analyze::Analyzer;
use crate::text::{Analysis, LanguagePacks, Vocabulary};

const PATTERNS: [&str; 13] = [
    "the war",
    "war",
    "war*",
    "=War",
    "=the War",
    "of the *",
    "* of war",
    "stem:wars",
    "re:w.r|of",
    "the * war",
    "peace of",
    "=Of",
    "*",
];

fn patterns(numbers: &[usize], analyzer: &mut Analyzer) -> Vec<Pattern> {
    numbers.iter().filter_map(|&n| Pattern::parse(PATTERNS[n], "en", analyzer).ok()).collect()
}

fn find(matcher: &Matcher, text: &str, analysis: &Analysis, vocabulary: &Vocabulary) -> Vec<Hit> {
    matcher.find(text, analysis, vocabulary, &mut TypeTable::default())
}

/// Every rule tried at every token, element by element.
fn plainly(rules: &[Rule], text: &str, analysis: &Analysis, vocabulary: &Vocabulary) -> Vec<Hit> {
    let stands = |pattern: &Pattern, start: usize, end: usize| {
        start + pattern.elements.len() <= end
            && pattern.elements.iter().enumerate().all(|(n, element)| {
                let token = &analysis.tokens[start + n];
                let ty = vocabulary.ty(token.type_id);
                (n == 0 || token.joined) && element.fits(&ty.form, &ty.stem) && element.is_surface(token.span.of(text))
            })
    };
    let mut hits = Vec::new();
    for sentence in &analysis.sentences {
        let first = hits.len();
        for start in sentence.tokens.clone() {
            for rule in rules.iter().filter(|rule| stands(&rule.pattern, start, sentence.tokens.end)) {
                let end = start + rule.pattern.elements.len();
                let from = start.saturating_sub(rule.within).max(sentence.tokens.start);
                let to = (end + rule.within).min(sentence.tokens.end);
                let near = |list: &[Pattern]| list.iter().any(|p| (from..to).any(|at| stands(p, at, to)));
                let except = rule.except.iter().any(|p| (start..end).any(|at| stands(p, at, at + 1)));
                if !except && (rule.near.is_empty() || near(&rule.near)) && !near(&rule.unless) {
                    hits.push(Hit { start: start as u32, end: end as u32, group: rule.group, rule: rule.id });
                }
            }
        }
        if hits.len() > first + 1 {
            overlap::resolve(&mut hits, first, Overlap::Longest);
        }
    }
    hits
}

proptest! {
    #[test]
    fn every_anchor_finds_what_trying_all_patterns_finds(
        words in prop::collection::vec(
            prop::sample::select(vec!["the", "The", "war", "War", "wars", "of", "Of", "peace", "for", ",", ".", "x"]),
            0..30,
        ),
        rules in prop::collection::vec(
            (0..12usize, prop::collection::vec(0..12usize, 0..2), prop::collection::vec(0..12usize, 0..2), 0..4usize),
            0..8,
        ),
        weights in prop::collection::vec(0..5u64, 64),
    ) {
        let text = words.join(" ");
        let mut analyzer = Analyzer::new(Arc::new(LanguagePacks::bundled()));
        let mut compiled = Vec::new();
        for (id, (pattern, near, unless, within)) in (0..).zip(&rules) {
            let Ok(pattern) = Pattern::parse(PATTERNS[*pattern], "en", &mut analyzer) else { continue };
            let (near, unless) = (patterns(near, &mut analyzer), patterns(unless, &mut analyzer));
            compiled.push(Rule { near, unless, within: *within, ..Rule::plain(id % 2, id, pattern) });
        }
        let analysis = analyzer.analyze(&text, "en", &[], None);
        let Some(vocabulary) = analyzer.vocabulary("en") else { return Ok(()) };
        let expected = plainly(&compiled, &text, &analysis, vocabulary);
        let matcher = Matcher::new(compiled, Overlap::Longest);
        prop_assert_eq!(&find(&matcher, &text, &analysis, vocabulary), &expected);
        let weighed = matcher.clone().anchored_by(|element| weights[element as usize % weights.len()]);
        prop_assert_eq!(&find(&weighed, &text, &analysis, vocabulary), &expected);
        let rarely = matcher.anchored_rarely(["the", "of"]);
        prop_assert_eq!(&find(&rarely, &text, &analysis, vocabulary), &expected);
    }
}
