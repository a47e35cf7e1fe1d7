//! Patterns: what one entry, actor form or term matches, token by token.

use std::sync::Arc;

use regex::Regex;
use regex_syntax::hir::{Look, literal::Extractor};
use wildmatch::WildMatch;

use crate::text::analyze::Analyzer;

/// A sequence of elements that match neighbouring tokens. Cheap to clone: lists of
/// hundreds of conditions are shared by many entries.
#[derive(Debug, Clone)]
pub struct Pattern {
    /// As the user wrote it.
    pub text: Arc<str>,
    /// One per token; at least one, and at least one that is not [`Element::Any`].
    pub elements: Arc<[Element]>,
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

/// What matches one token.
#[derive(Debug, Clone)]
pub enum Element {
    /// Exactly this folded form.
    Word(Box<str>),
    /// Exactly this form, case included (`=UN`).
    Exact {
        /// The folded form, by which it is found.
        form: Box<str>,
        /// The form as it must stand in the text (straight apostrophes).
        surface: Box<str>,
    },
    /// Any folded form that the wildcards `*` and `?` describe.
    Glob(WildMatch),
    /// Any form with this stem (`stem:annex`).
    Stem(Box<str>),
    /// Any folded form that the whole expression matches (`re:`).
    Regex(Box<Regex>),
    /// Any one token (a `*` of its own).
    Any,
}

impl Element {
    /// Whether a type (by folded form and stem) can be this element; case is not looked at.
    pub fn fits(&self, form: &str, stem: &str) -> bool {
        match self {
            Element::Word(word) => **word == *form,
            Element::Exact { form: exact, .. } => **exact == *form,
            Element::Glob(glob) => glob.matches(form),
            Element::Stem(wanted) => **wanted == *stem,
            Element::Regex(regex) => regex.is_match(form),
            Element::Any => true,
        }
    }
}

impl Element {
    /// What a folded form that fits begins with: one of these, none of which
    /// begins with another. `[""]` where nothing can be said.
    ///
    /// By it words in alphabetical order are looked up instead of tried one by one.
    pub fn beginnings(&self) -> Vec<String> {
        let mut found = match self {
            Element::Word(form) | Element::Exact { form, .. } => vec![form.to_string()],
            Element::Glob(glob) => {
                let glob = glob.to_string();
                vec![glob.split(['*', '?']).next().unwrap_or_default().to_owned()]
            }
            Element::Regex(regex) => prefixes(regex.as_str()).unwrap_or_else(|| vec![String::new()]),
            Element::Stem(_) | Element::Any => vec![String::new()],
        };
        found.sort_unstable();
        found.dedup_by(|next, kept| next.starts_with(kept.as_str()));
        found
    }

    /// Whether a token's characters can be this element, whose type can: case
    /// counts for exact forms, and apostrophes are all alike.
    pub fn is_surface(&self, token: &str) -> bool {
        let straight = |c: char| if matches!(c, '’' | 'ʼ' | '‘' | '＇') { '\'' } else { c };
        match self {
            Element::Exact { surface, .. } => token.chars().map(straight).eq(surface.chars().map(straight)),
            _ => true,
        }
    }
}

impl Pattern {
    /// Read a pattern of `language` as written in a lexicon.
    ///
    /// # Errors
    /// One line that says what is wrong with the pattern and how to write it.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use framelens::{lexicon::Pattern, text::{LanguagePacks, analyze::Analyzer}};
    ///
    /// let mut analyzer = Analyzer::new(Arc::new(LanguagePacks::bundled()));
    /// let power = Pattern::parse("occup*ing power*", "en", &mut analyzer).unwrap();
    /// assert_eq!(power.elements.len(), 2);
    /// assert!(Pattern::parse("*", "en", &mut analyzer).is_err());
    /// ```
    pub fn parse(text: &str, language: &str, analyzer: &mut Analyzer) -> Result<Pattern, String> {
        let trimmed = text.trim();
        let mut elements = Vec::new();
        if let Some(expression) = trimmed.strip_prefix("re:") {
            let anchored = format!("^(?:{})$", expression.trim());
            let regex = Regex::new(&anchored)
                .map_err(|e| format!("not a regular expression: {}", last_line(&e.to_string())))?;
            elements.push(Element::Regex(Box::new(regex)));
        } else if let Some(exact) = trimmed.strip_prefix('=') {
            if exact.contains(['*', '?']) {
                return Err("`=` asks for an exact form and cannot hold `*` or `?`; leave one of them out".to_owned());
            }
            for word in analyzer.pattern_words(language, exact) {
                elements.push(Element::Exact { form: word.form.into(), surface: word.surface.into() });
            }
        } else {
            for part in trimmed.split_whitespace() {
                push_part(part, language, analyzer, &mut elements)?;
            }
        }
        if elements.is_empty() {
            return Err("the pattern holds no word, so it can match nothing".to_owned());
        }
        if elements.iter().all(|e| matches!(e, Element::Any)) {
            return Err("the pattern would match every word; give at least one word of it".to_owned());
        }
        Ok(Pattern { text: trimmed.into(), elements: elements.into() })
    }

    /// How it matches, in one word for tables.
    pub fn kind(&self) -> &'static str {
        match &*self.elements {
            [Element::Word(_)] => "word",
            [Element::Glob(_)] => "glob",
            [Element::Stem(_)] => "stem",
            [Element::Regex(_)] => "regex",
            elements if elements.iter().all(|e| matches!(e, Element::Exact { .. })) => "exact",
            _ => "phrase",
        }
    }
}

/// The literals with which all that an expression matches begins, as far as its syntax tells.
fn prefixes(expression: &str) -> Option<Vec<String>> {
    let parsed = regex_syntax::parse(expression).ok()?;
    if !parsed.properties().look_set_prefix().contains(Look::Start) {
        return None;
    }
    let extracted = Extractor::new().extract(&parsed);
    // A literal may be cut within a character.
    let whole = |bytes: &[u8]| bytes.utf8_chunks().next().map_or(String::new(), |chunk| chunk.valid().to_owned());
    Some(extracted.literals()?.iter().map(|literal| whole(literal.as_bytes())).collect())
}

fn push_part(part: &str, language: &str, analyzer: &mut Analyzer, elements: &mut Vec<Element>) -> Result<(), String> {
    let (stemmed, rest) = match part.strip_prefix("stem:") {
        Some(rest) => (true, rest),
        None => (false, part),
    };
    for word in analyzer.pattern_words(language, rest) {
        let wild = word.form.contains(['*', '?']);
        elements.push(match (stemmed, wild) {
            (true, true) => {
                return Err("`stem:` already takes every form and cannot hold `*` or `?`; drop `stem:`".to_owned());
            }
            (true, false) => {
                let id = analyzer.type_id(language, &word.form);
                let stem = analyzer.vocabulary(language).map(|v| v.ty(id).stem.clone());
                Element::Stem(stem.unwrap_or_else(|| word.form.into()))
            }
            (false, true) if word.form.chars().all(|c| c == '*') => Element::Any,
            (false, true) => Element::Glob(WildMatch::new(&word.form)),
            (false, false) => Element::Word(word.form.into()),
        });
    }
    Ok(())
}

fn last_line(message: &str) -> &str {
    message.lines().last().unwrap_or(message).trim()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::LanguagePacks;
    use proptest::prelude::*;

    fn element(pattern: &str) -> Option<Element> {
        let mut analyzer = Analyzer::new(Arc::new(LanguagePacks::default()));
        Pattern::parse(pattern, "en", &mut analyzer).ok()?.elements.first().cloned()
    }

    #[test]
    fn the_beginnings_of_a_pattern_are_told_by_its_syntax() {
        let of = |pattern: &str| element(pattern).unwrap().beginnings();
        assert_eq!(of("war"), ["war"]);
        assert_eq!(of("occup*ing"), ["occup"]);
        assert_eq!(of("*ation"), [""]);
        assert_eq!(of("re:fre(e|es|ed)"), ["free"], "`frees` begins with it");
        assert_eq!(of("re:(frapp|tir)er"), ["frapper", "tirer"]);
        assert_eq!(of("re:.*er"), [""]);
        assert_eq!(of("re:é(a|b)?"), ["é"]);
    }

    proptest! {
        #[test]
        fn whatever_fits_begins_with_a_beginning(
            pattern in "(re:)?[abé*?]{1,3}(\\(a\\|b\\)|\\[aé\\]|a\\|b|\\(\\?i\\)b|\\)\\|\\()?[ab?*.]{0,3}",
            forms in prop::collection::vec("[abé]{0,5}", 1..20),
        ) {
            let Some(element) = element(&pattern) else { return Ok(()) };
            let beginnings = element.beginnings();
            for form in forms.iter().filter(|form| element.fits(form, form)) {
                prop_assert!(beginnings.iter().any(|b| form.starts_with(b.as_str())), "{form} {beginnings:?}");
            }
        }
    }
}
