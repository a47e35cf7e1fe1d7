//! Which lines of a text are not the article's words.
//!
//! The patterns stand in `template.rs`. This module adds the rule that keeps
//! them from touching sentences, and knows lines without a letter.

use std::sync::LazyLock;

use memchr::memmem::Finder;
use memchr::{memchr_iter, memchr3};
use regex::{RegexSet, RegexSetBuilder};

use super::line::{ends_sentence, ends_with_stop, has_more_words, words};
use super::template::{COUNTERS, Kind, TEMPLATES};

/// Longest line, in bytes, that a template other than a legal notice may match.
const LONGEST: usize = 300;

/// Longest legal notice in bytes.
const LONGEST_LEGAL: usize = 1_000;

/// A line that ends like a sentence and has more words than this is one.
const MOST_WORDS: usize = 8;

/// The kind of boilerplate that a trimmed line is, if it is any.
pub(crate) fn kind(line: &str) -> Option<Kind> {
    kind_within(line, true)
}

/// [`kind`] of a line of a text of which [`has_legal_sign`] is known.
pub(crate) fn kind_within(line: &str, signed: bool) -> Option<Kind> {
    if !line.contains(char::is_alphabetic) {
        return Some(Kind::Furniture);
    }
    let legal = signed && line.len() <= LONGEST_LEGAL && has_legal_sign(line);
    // Nearly every paragraph ends here, before any pattern is tried.
    if !legal && (line.len() > LONGEST || ends_sentence(line) && has_more_words(line, MOST_WORDS)) {
        return None;
    }
    if is_menu(line) {
        return Some(Kind::Furniture);
    }
    // Emphasis and list marks of Markdown are no part of what a line says.
    let heading = line.trim_start_matches('#');
    let bare = if heading.starts_with(' ') { heading } else { line };
    let bare = bare.trim_matches(|c: char| "*_>-–—•· \t".contains(c));
    let matched: Vec<Kind> = SET.as_ref()?.matches(bare).into_iter().map(kind_of).collect();
    if legal && matched.contains(&Kind::Legal) {
        return Some(Kind::Legal);
    }
    match *matched.first()? {
        _ if line.len() > LONGEST || ends_sentence(line) && has_more_words(line, MOST_WORDS) => None,
        // An outlet's name has no full stop: "Source: officials fear a new war."
        Kind::SourceFooter if ends_with_stop(line) && words(line) > 4 => None,
        kind => Some(kind),
    }
}

/// `Home | News | Politics`: three items or more, each of up to three words.
fn is_menu(line: &str) -> bool {
    const MARKS: [char; 6] = ['|', '•', '·', '»', '›', '¦'];
    // The first bytes of all of them: most lines hold none.
    if memchr3(b'|', 0xC2, 0xE2, line.as_bytes()).is_none() || !line.contains(MARKS) || ends_sentence(line) {
        return false;
    }
    let items = line.split(MARKS).map(str::trim).filter(|item| !item.is_empty());
    let counts: Vec<usize> = items.map(words).collect();
    counts.len() >= 3 && counts.iter().all(|n| (1..=3).contains(n))
}

/// Whether a legal notice may stand in a text. Asked of a whole text at once, it
/// costs its lines nothing: few texts hold one of these.
pub(crate) fn has_legal_sign(text: &str) -> bool {
    static SIGNS: LazyLock<[Finder<'_>; 7]> =
        LazyLock::new(|| ["©", "ookie", "opyright", "ights", "roits", "права", "hakları"].map(Finder::new));
    let bytes = text.as_bytes();
    let c = |at: usize| matches!(bytes.get(at + 1..at + 3), Some(b"c)" | b"C)"));
    SIGNS.iter().any(|sign| sign.find(bytes).is_some()) || memchr_iter(b'(', bytes).any(c)
}

/// The kind of the template at `index` of the set; behind the table come the counters.
fn kind_of(index: usize) -> Kind {
    TEMPLATES.get(index).map_or(Kind::Furniture, |template| template.kind)
}

static SET: LazyLock<Option<RegexSet>> = LazyLock::new(|| {
    let counters = COUNTERS.join("|");
    let counter = format!(r"(?:{counters})\s*:?\s*\d[\d.,\s]*|\d[\d.,\s]*\s*(?:{counters})");
    let patterns = TEMPLATES.iter().map(|t| t.pattern).chain([counter.as_str()]);
    let whole: Vec<String> = patterns.map(|p| format!("^(?:{p})$")).collect();
    let mut builder = RegexSetBuilder::new(whole);
    // Tests compile the set, so that a bad row cannot leave it empty unnoticed.
    builder.case_insensitive(true).size_limit(256 << 20).dfa_size_limit(32 << 20).build().ok()
});

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_template_hits_and_misses_what_it_says() {
        assert!(SET.is_some(), "a pattern does not compile");
        for template in TEMPLATES {
            for hit in template.hits {
                assert_eq!(kind(hit), Some(template.kind), "{}: {hit}", template.language);
            }
            for miss in template.misses {
                assert_eq!(kind(miss), None, "{}: {miss}", template.language);
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1_000))]
        #[test]
        fn what_is_asked_of_the_whole_text_changes_no_line(
            lines in proptest::collection::vec(
                "((All rights reserved|ALL RIGHTS RESERVED|©|\\(c\\)|\\(C|we use cookies|Tous droits réservés|Все права защищены|Home|Source:|the talks were held at night in the town|—)[ .|]?){0,4}",
                1..4
            )
        ) {
            let signed = has_legal_sign(&lines.join("\n"));
            for line in lines.iter().map(|line| line.trim()) {
                prop_assert_eq!(kind_within(line, signed), kind(line), "{}", line);
            }
        }
    }

    #[test]
    fn sentences_are_never_boilerplate() {
        for sentence in [
            "Source close to the ministry said on Friday that talks would resume.",
            "Share prices fell by four percent after the announcement on Monday.",
            "Photo: the minister, who had arrived early, greeted the crowd before he spoke.",
            "Read also what the ministry had to say about this matter last year.",
            "Follow us into the valley, the guide told the reporters who had come along.",
            "Source: two officials who asked not to be named because of the talks.",
            "No.",
            "Home again.",
            "Politics failed them.",
            "Talks resume in Geneva next week | The ministry confirms",
            "Armenia | Azerbaijan",
            "« Oui » et « non »",
        ] {
            assert_eq!(kind(sentence), None, "{sentence}");
        }
    }

    #[test]
    fn lines_without_a_letter_and_counters_are_boilerplate() {
        for line in [
            "---",
            "* * *",
            "715",
            "Home | News | Politics",
            "Главная » Новости » Политика",
            "Accueil • Monde • Europe •",
            "- 2 -",
            "Read: 715",
            "1 204 views",
            "Просмотров: 12",
            "Okunma: 33",
        ] {
            assert_eq!(kind(line), Some(Kind::Furniture), "{line}");
        }
    }
}
