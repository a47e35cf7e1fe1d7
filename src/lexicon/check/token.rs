//! Whether a regular expression can be a token at all.

use regex_syntax::hir::{Class, Hir, HirKind};

use crate::text::analyze::Analyzer;

/// Forms that are written out of a finite expression at most.
const FORMS: usize = 64;

/// Characters of a class that are tried; a larger class is taken as possible.
const TRIED: u32 = 1024;

/// What no token holds but the expression asks for; `None` if it can match a token.
///
/// Certain where it says something: an expression is impossible only if every
/// way through it needs a character that no folded token has, or if it matches
/// nothing but the empty text.
pub(super) fn impossible(expression: &str, language: &str, analyzer: &mut Analyzer) -> Option<String> {
    let hir = regex_syntax::parse(expression).ok()?;
    if hir.properties().maximum_len() == Some(0) {
        return Some("it matches only the empty text".to_owned());
    }
    missing(&hir, language, analyzer).map(|needed| format!("no token holds {needed}"))
}

/// Every form of an expression that has few; `None` for one that has many or endlessly many.
pub(super) fn forms(expression: &str) -> Option<Vec<String>> {
    let hir = regex_syntax::parse(expression).ok()?;
    let mut all = written(&hir)?;
    all.sort();
    all.dedup();
    Some(all)
}

fn missing(hir: &Hir, language: &str, analyzer: &mut Analyzer) -> Option<String> {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => None,
        HirKind::Literal(literal) => {
            let text = String::from_utf8_lossy(&literal.0);
            let lacking = text.chars().find(|c| !is_of_token(*c, language, analyzer))?;
            Some(named(lacking))
        }
        HirKind::Class(class) => {
            let chars = few(class)?;
            let none = !chars.iter().any(|c| is_of_token(*c, language, analyzer));
            (none && !chars.is_empty()).then(|| named(chars[0]))
        }
        HirKind::Repetition(repeated) if repeated.min == 0 => None,
        HirKind::Repetition(repeated) => missing(&repeated.sub, language, analyzer),
        HirKind::Capture(capture) => missing(&capture.sub, language, analyzer),
        HirKind::Concat(parts) => parts.iter().find_map(|part| missing(part, language, analyzer)),
        HirKind::Alternation(ways) => {
            let mut first = None;
            for way in ways {
                let lacking = missing(way, language, analyzer)?;
                first.get_or_insert(lacking);
            }
            first
        }
    }
}

fn named(c: char) -> String {
    match c {
        ' ' => "a space (an expression speaks of one token)".to_owned(),
        '-' | '‐' | '‑' => format!("`{c}` (words are cut there)"),
        c if c.is_uppercase() => format!("`{c}` (tokens are compared in small letters)"),
        c => format!("`{c}`"),
    }
}

/// The characters of a small class.
fn few(class: &Class) -> Option<Vec<char>> {
    let ranges: Vec<(u32, u32)> = match class {
        Class::Unicode(class) => class.ranges().iter().map(|r| (r.start() as u32, r.end() as u32)).collect(),
        Class::Bytes(class) => class.ranges().iter().map(|r| (r.start() as u32, r.end() as u32)).collect(),
    };
    let count: u32 = ranges.iter().map(|(start, end)| end - start + 1).sum();
    let chars = || ranges.iter().flat_map(|(start, end)| (*start..=*end).filter_map(char::from_u32)).collect();
    (count <= TRIED).then(chars)
}

/// Whether a folded token can hold this character somewhere.
fn is_of_token(c: char, language: &str, analyzer: &mut Analyzer) -> bool {
    if c.is_ascii_lowercase() || c.is_ascii_digit() {
        return true;
    }
    // Points and apostrophes hold words together only between letters or digits.
    [format!("a{c}a"), format!("1{c}1"), format!("l{c}a"), c.to_string()]
        .iter()
        .any(|text| analyzer.words(language, text).iter().any(|word| word.contains(c)))
}

fn written(hir: &Hir) -> Option<Vec<String>> {
    match hir.kind() {
        HirKind::Empty => Some(vec![String::new()]),
        HirKind::Look(_) => None,
        HirKind::Literal(literal) => Some(vec![String::from_utf8(literal.0.to_vec()).ok()?]),
        HirKind::Class(class) => {
            let chars = few(class)?;
            (chars.len() <= FORMS).then(|| chars.into_iter().map(String::from).collect())
        }
        HirKind::Repetition(repeated) => {
            let most = repeated.max.filter(|max| *max <= 4)?;
            let one = written(&repeated.sub)?;
            let (mut run, mut all) = (vec![String::new()], Vec::new());
            for length in 0..=most {
                if length >= repeated.min {
                    all.extend(run.iter().cloned());
                }
                if length < most {
                    run = joined(&run, &one)?;
                }
            }
            (all.len() <= FORMS).then_some(all)
        }
        HirKind::Capture(capture) => written(&capture.sub),
        HirKind::Concat(parts) => {
            parts.iter().try_fold(vec![String::new()], |so_far, part| joined(&so_far, &written(part)?))
        }
        HirKind::Alternation(ways) => {
            let mut all = Vec::new();
            for way in ways {
                all.extend(written(way)?);
            }
            (all.len() <= FORMS).then_some(all)
        }
    }
}

fn joined(heads: &[String], tails: &[String]) -> Option<Vec<String>> {
    let all = || heads.iter().flat_map(|head| tails.iter().map(move |tail| format!("{head}{tail}"))).collect();
    (heads.len() * tails.len() <= FORMS).then(all)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::text::LanguagePacks;

    fn analyzer() -> Analyzer {
        Analyzer::new(Arc::new(LanguagePacks::bundled()))
    }

    #[test]
    fn an_expression_that_no_token_can_be_is_told_with_its_reason() {
        let mut analyzer = analyzer();
        for (expression, reason) in [
            ("Occup(y|ied)", "`O` (tokens are compared in small letters)"),
            ("under control", "a space"),
            ("self-?rule-x", "`-` (words are cut there)"),
            ("(Baku|war crime)", "`B`"),
            ("", "only the empty text"),
            ("[A-Z]+", "`A`"),
        ] {
            let found = impossible(expression, "en", &mut analyzer).unwrap_or_default();
            assert!(found.contains(reason), "{expression}: {found}");
        }
    }

    #[test]
    fn an_expression_with_one_possible_way_is_possible() {
        let mut analyzer = analyzer();
        for expression in
            ["occup(y|ied)", "(Baku|baku)", "[A-Za-z]+", "(?i)Baku", "self-?rule", ".*ing", "d'", r"\d+(\.\d+)?"]
        {
            assert_eq!(impossible(expression, "en", &mut analyzer), None, "{expression}");
        }
        assert_eq!(impossible("(ё|е)лка", "ru", &mut analyzer), None);
    }

    #[test]
    fn finite_expressions_are_written_out() {
        assert_eq!(forms("occup(y|ying)").unwrap(), ["occupy", "occupying"]);
        assert_eq!(forms("coloni[sz]e[sd]?").unwrap().len(), 6);
        assert_eq!(forms("occup.*"), None);
        assert_eq!(forms("occup[a-z]{3}"), None);
    }
}
