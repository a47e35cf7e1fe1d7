//! Which pattern takes everything another takes, and which two can never meet.
//!
//! Both questions are answered on the safe side: a *yes* is certain, a *no*
//! may mean that it cannot be told.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use wildmatch::WildMatch;

use super::token;
use crate::lexicon::{Element, Entry, Pattern};
use crate::text::analyze::Analyzer;

/// An element with what can be said of the types it takes.
#[derive(Debug, Clone)]
pub(super) struct Part {
    element: Element,
    /// Every form it takes, with stems, where they can be listed.
    forms: Option<Vec<(String, Box<str>)>>,
}

/// A pattern, part by part.
pub(super) type Shape = Arc<[Part]>;

/// An entry with the shapes of its pattern and conditions.
#[derive(Debug, Clone)]
pub(super) struct Shaped<'a> {
    pub entry: &'a Entry,
    pub pattern: Shape,
    pub near: Vec<Shape>,
    pub unless: Vec<Shape>,
    pub except: Vec<Shape>,
}

/// Makes shapes of one language; each pattern text once.
pub(super) struct Shapes<'a> {
    language: &'a str,
    analyzer: &'a mut Analyzer,
    known: FxHashMap<Arc<str>, Shape>,
}

impl<'a> Shapes<'a> {
    pub fn new(language: &'a str, analyzer: &'a mut Analyzer) -> Self {
        Shapes { language, analyzer, known: FxHashMap::default() }
    }

    pub fn entry<'e>(&mut self, entry: &'e Entry) -> Shaped<'e> {
        let mut all = |patterns: &[Pattern]| patterns.iter().map(|p| self.pattern(p)).collect();
        let (near, unless, except) = (all(&entry.near), all(&entry.unless), all(&entry.except));
        Shaped { entry, pattern: self.pattern(&entry.pattern), near, unless, except }
    }

    pub fn pattern(&mut self, pattern: &Pattern) -> Shape {
        if let Some(shape) = self.known.get(&pattern.text) {
            return Arc::clone(shape);
        }
        let shape: Shape = pattern.elements.iter().map(|e| self.part(e)).collect();
        self.known.insert(Arc::clone(&pattern.text), Arc::clone(&shape));
        shape
    }

    fn part(&mut self, element: &Element) -> Part {
        let forms = match element {
            Element::Word(form) | Element::Exact { form, .. } => Some(vec![form.to_string()]),
            Element::Regex(regex) => {
                let expression = regex.as_str();
                let inner = expression.strip_prefix("^(?:").and_then(|e| e.strip_suffix(")$")).unwrap_or(expression);
                token::forms(inner)
            }
            Element::Glob(_) | Element::Stem(_) | Element::Any => None,
        };
        let forms = forms.map(|forms| {
            let stem = |form: String| {
                let id = self.analyzer.type_id(self.language, &form);
                let stem = self.analyzer.vocabulary(self.language).map(|v| v.ty(id).stem.clone());
                let stem = stem.unwrap_or_else(|| form.as_str().into());
                (form, stem)
            };
            forms.into_iter().map(stem).collect()
        });
        Part { element: element.clone(), forms }
    }
}

impl Part {
    /// Whether it takes every token that `other` takes.
    pub fn covers(&self, other: &Part) -> bool {
        match (&self.element, &other.element) {
            (Element::Any, _) => true,
            (_, Element::Any) => false,
            (Element::Exact { surface, .. }, Element::Exact { surface: wanted, .. }) => surface == wanted,
            (Element::Exact { .. }, _) => false,
            (Element::Stem(mine), Element::Stem(theirs)) => mine == theirs,
            (Element::Glob(mine), Element::Glob(theirs)) => glob_covers(mine, &theirs.to_string()),
            (Element::Regex(mine), Element::Regex(theirs)) if mine.as_str() == theirs.as_str() => true,
            (mine, _) => {
                other.forms.as_ref().is_some_and(|forms| forms.iter().all(|(form, stem)| mine.fits(form, stem)))
            }
        }
    }

    /// Whether no token can be both.
    pub fn excludes(&self, other: &Part) -> bool {
        match (&self.forms, &other.forms) {
            (Some(mine), _) => !mine.iter().any(|(form, stem)| other.element.fits(form, stem)),
            (_, Some(theirs)) => !theirs.iter().any(|(form, stem)| self.element.fits(form, stem)),
            (None, None) => match (&self.element, &other.element) {
                (Element::Glob(mine), Element::Glob(theirs)) => globs_differ(&mine.to_string(), &theirs.to_string()),
                _ => false,
            },
        }
    }

    /// Whether it takes more than one type.
    pub fn is_any(&self) -> bool {
        matches!(self.element, Element::Any)
    }
}

/// Whether `wide` takes every run of tokens that `narrow` takes.
pub(super) fn covers(wide: &[Part], narrow: &[Part]) -> bool {
    wide.len() == narrow.len() && wide.iter().zip(narrow).all(|(w, n)| w.covers(n))
}

/// Whether `condition` stands in every run of tokens that `pattern` takes.
pub(super) fn stands_in(condition: &[Part], pattern: &[Part]) -> bool {
    pattern.len() >= condition.len() && pattern.windows(condition.len()).any(|window| covers(condition, window))
}

/// Whether `condition` can stand in no run of tokens that `pattern` takes.
pub(super) fn never_in(condition: &[Part], pattern: &[Part]) -> bool {
    pattern.len() < condition.len()
        || pattern.windows(condition.len()).all(|w| w.iter().zip(condition).any(|(p, c)| p.excludes(c)))
}

/// Whether no run of tokens can be both.
pub(super) fn apart(a: &[Part], b: &[Part]) -> bool {
    a.len() != b.len() || a.iter().zip(b).any(|(a, b)| a.excludes(b))
}

/// Whether every stretch that `narrow`'s conditions let through, `wide`'s do too,
/// where both match the same tokens.
pub(super) fn asks_no_more(wide: &Shaped<'_>, narrow: &Shaped<'_>) -> bool {
    let near = wide.near.is_empty()
        || (!narrow.near.is_empty()
            && wide.entry.within >= narrow.entry.within
            && narrow.near.iter().all(|n| wide.near.iter().any(|w| stands_in(w, n))));
    let unless = wide.unless.iter().all(|w| {
        let given = narrow.entry.within >= wide.entry.within && narrow.unless.iter().any(|n| stands_in(n, w));
        given || (wide.entry.within == 0 && never_in(w, &narrow.pattern))
    });
    near && unless && excepts_no_more(wide, narrow)
}

/// The same for `except` alone.
pub(super) fn excepts_no_more(wide: &Shaped<'_>, narrow: &Shaped<'_>) -> bool {
    wide.except.iter().filter_map(|e| e.first()).all(|w| {
        let given = narrow.except.iter().filter_map(|e| e.first()).any(|n| n.covers(w));
        given || narrow.pattern.iter().all(|part| part.excludes(w))
    })
}

/// Stands for characters that only a wildcard takes.
const ONE: char = '\u{E001}';

/// Whether a glob takes everything that another, as written, takes.
fn glob_covers(wide: &WildMatch, narrow: &str) -> bool {
    // A run too long for any row of `?`, and none at all.
    let long = "\u{E002}".repeat(24);
    [long.as_str(), ""].iter().all(|run| {
        let sample = narrow.replace('?', &ONE.to_string()).replace('*', run);
        wide.matches(&sample)
    })
}

/// Whether two globs begin or end with different letters.
fn globs_differ(a: &str, b: &str) -> bool {
    let wild = |c: char| matches!(c, '*' | '?');
    let head = |glob: &str| glob.split(wild).next().unwrap_or_default().to_owned();
    let tail = |glob: &str| glob.rsplit(wild).next().unwrap_or_default().to_owned();
    let (head_a, head_b, tail_a, tail_b) = (head(a), head(b), tail(a), tail(b));
    let heads_meet = head_a.starts_with(&head_b) || head_b.starts_with(&head_a);
    let tails_meet = tail_a.ends_with(&tail_b) || tail_b.ends_with(&tail_a);
    !heads_meet || !tails_meet
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::LanguagePacks;

    fn shape(text: &str) -> Shape {
        let mut analyzer = Analyzer::new(Arc::new(LanguagePacks::bundled()));
        let pattern = Pattern::parse(text, "en", &mut analyzer).unwrap();
        Shapes::new("en", &mut analyzer).pattern(&pattern)
    }

    #[test]
    fn a_wide_pattern_covers_a_narrow_one_and_not_the_other_way_round() {
        for (wide, narrow) in [
            ("occup*", "occupation"),
            ("occup*", "occup*ing"),
            ("occup*", "re:occup(y|ying)"),
            ("stem:invade", "invaded"),
            ("* occupation", "military occupation"),
            ("un", "=UN"),
            ("wom?n", "women"),
            ("*ing", "occup*ing"),
        ] {
            assert!(covers(&shape(wide), &shape(narrow)), "{wide} > {narrow}");
            assert!(!covers(&shape(narrow), &shape(wide)), "{narrow} > {wide}");
        }
        for (a, b) in [("occup??", "occup*"), ("stem:invade", "invasion"), ("=UN", "un"), ("occup*", "re:occ.*")] {
            assert!(!covers(&shape(a), &shape(b)), "{a} > {b}");
        }
    }

    #[test]
    fn patterns_that_can_never_meet_are_apart() {
        for (a, b) in
            [("occupation", "invasion"), ("occup*", "inva*"), ("*ing", "*ed"), ("re:occup(y|ies)", "occupied")]
        {
            assert!(apart(&shape(a), &shape(b)), "{a} {b}");
        }
        for (a, b) in [("occup*", "occupied"), ("occup*", "*ied"), ("stem:invade", "inva*")] {
            assert!(!apart(&shape(a), &shape(b)), "{a} {b}");
        }
    }

    #[test]
    fn a_condition_stands_in_a_longer_pattern() {
        assert!(stands_in(&shape("occup*"), &shape("military occupation")));
        assert!(!stands_in(&shape("military occupation"), &shape("occup*")));
        assert!(never_in(&shape("seat*"), &shape("military occupation")));
        assert!(!never_in(&shape("seat*"), &shape("* occupation")));
    }
}
