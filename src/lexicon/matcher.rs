//! Finding patterns among tokens.
//!
//! All patterns of a language are broken into distinct *elements*, one per
//! token place. Which elements a type can be is worked out once per type
//! ([`TypeTable`]); after that a token costs one look-up, and only a token
//! that can begin (or anchor) a pattern costs more. Patterns of several words
//! run along the token stream and are never expanded.
//!
//! The same matcher serves frames, actors, namings, events and concordances: a
//! [`Rule`] is one pattern with its conditions, and belongs to a *group*
//! within which hits compete ([`Overlap`]).

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::overlap::{self, Overlap};
use super::{Element, Entry, Pattern};
use crate::text::{Analysis, Sentence, TypeId, Vocabulary};

/// A pattern with its conditions.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Hits of one group compete for tokens.
    pub group: u32,
    /// The caller's number, given back in [`Hit::rule`].
    pub id: u32,
    /// What it matches.
    pub pattern: Pattern,
    /// One of these must stand near; empty: no condition.
    pub near: Vec<Pattern>,
    /// None of these may.
    pub unless: Vec<Pattern>,
    /// Forms the first token must not have.
    pub except: Vec<Pattern>,
    /// How many tokens near is.
    pub within: usize,
}

impl Rule {
    /// A pattern without conditions.
    pub fn plain(group: u32, id: u32, pattern: Pattern) -> Rule {
        Rule { group, id, pattern, near: Vec::new(), unless: Vec::new(), except: Vec::new(), within: 0 }
    }

    /// An entry of a lexicon.
    pub fn entry(group: u32, id: u32, entry: &Entry) -> Rule {
        Rule {
            group,
            id,
            pattern: entry.pattern.clone(),
            near: entry.near.clone(),
            unless: entry.unless.clone(),
            except: entry.except.clone(),
            within: entry.within,
        }
    }
}

/// One match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hit {
    /// First token, as an index into [`Analysis::tokens`].
    pub start: u32,
    /// Token behind the last.
    pub end: u32,
    /// The rule's group.
    pub group: u32,
    /// The rule's number.
    pub rule: u32,
}

impl Hit {
    /// Number of tokens.
    pub fn len(self) -> u32 {
        self.end - self.start
    }

    /// Never: a hit holds at least one token.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether two hits share a token.
    pub fn overlaps(self, other: Hit) -> bool {
        self.start < other.end && other.start < self.end
    }
}

type ElementId = u32;
type PatternId = u32;

/// A pattern as element numbers; `None` is any token.
#[derive(Debug, Clone)]
struct Compiled {
    elements: Vec<Option<ElementId>>,
    /// Its first element that is not any token: where the search starts.
    anchor: usize,
}

#[derive(Debug, Clone)]
struct CompiledRule {
    group: u32,
    id: u32,
    pattern: PatternId,
    near: Vec<PatternId>,
    unless: Vec<PatternId>,
    except: Vec<ElementId>,
    within: usize,
}

/// The rules of one language, ready to match.
///
/// ```
/// use std::sync::Arc;
/// use framelens::lexicon::{Pattern, matcher::{Matcher, Rule, TypeTable}, overlap::Overlap};
/// use framelens::text::{LanguagePacks, analyze::Analyzer};
///
/// let mut analyzer = Analyzer::new(Arc::new(LanguagePacks::bundled()));
/// let pattern = Pattern::parse("occup*ing power*", "en", &mut analyzer).unwrap();
/// let matcher = Matcher::new([Rule::plain(0, 7, pattern)], Overlap::Longest);
///
/// let text = "Two occupying powers signed.";
/// let analysis = analyzer.analyze(text, "en", &[], None);
/// let mut types = TypeTable::default();
/// let hits = matcher.find(text, &analysis, analyzer.vocabulary("en").unwrap(), &mut types);
/// assert_eq!((hits[0].start, hits[0].end, hits[0].rule), (1, 3, 7));
/// ```
#[derive(Debug, Clone, Default)]
pub struct Matcher {
    elements: Vec<Element>,
    words: FxHashMap<Box<str>, Vec<ElementId>>,
    stems: FxHashMap<Box<str>, Vec<ElementId>>,
    /// Globs by their first letter; those that begin with a wildcard under `None`.
    globs: FxHashMap<Option<char>, Vec<ElementId>>,
    regexes: Vec<ElementId>,
    patterns: Vec<Compiled>,
    rules: Vec<CompiledRule>,
    /// For each element, the rules whose pattern is anchored there.
    anchored: Vec<Vec<u32>>,
    overlap: Overlap,
}

/// What each type of one vocabulary can be, for one [`Matcher`].
///
/// Grows with the vocabulary; belongs to one thread.
#[derive(Debug, Default)]
pub struct TypeTable {
    elements: Vec<Option<Arc<[ElementId]>>>,
}

impl TypeTable {
    fn of(&self, id: TypeId) -> &[ElementId] {
        self.elements.get(id as usize).and_then(Option::as_deref).unwrap_or_default()
    }

    fn grow(&mut self, matcher: &Matcher, vocabulary: &Vocabulary) {
        for ty in vocabulary.types().iter().skip(self.elements.len()) {
            let found = matcher.elements_of(&ty.form, &ty.stem);
            self.elements.push((!found.is_empty()).then(|| found.into()));
        }
    }
}

impl Matcher {
    /// Compile rules.
    pub fn new(rules: impl IntoIterator<Item = Rule>, overlap: Overlap) -> Matcher {
        let mut matcher = Matcher { overlap, ..Matcher::default() };
        let mut builder = Builder::default();
        for rule in rules {
            let pattern = matcher.compile(&rule.pattern, &mut builder);
            let mut all =
                |patterns: &[Pattern]| patterns.iter().map(|p| matcher.compile(p, &mut builder)).collect::<Vec<_>>();
            let (near, unless) = (all(&rule.near), all(&rule.unless));
            let except =
                all(&rule.except).into_iter().filter_map(|p| matcher.patterns[p as usize].elements[0]).collect();
            let compiled = &matcher.patterns[pattern as usize];
            if let Some(element) = compiled.elements[compiled.anchor] {
                matcher.anchored[element as usize].push(matcher.rules.len() as u32);
            }
            matcher.rules.push(CompiledRule {
                group: rule.group,
                id: rule.id,
                pattern,
                near,
                unless,
                except,
                within: rule.within,
            });
        }
        matcher
    }

    /// Whether there is nothing to find.
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    fn compile(&mut self, pattern: &Pattern, builder: &mut Builder) -> PatternId {
        if let Some(&id) = builder.patterns.get(&pattern.text) {
            return id;
        }
        let elements: Vec<_> = pattern.elements.iter().map(|e| self.element(e, builder)).collect();
        let anchor = elements.iter().position(Option::is_some).unwrap_or(0);
        let id = self.patterns.len() as PatternId;
        self.patterns.push(Compiled { elements, anchor });
        builder.patterns.insert(Arc::clone(&pattern.text), id);
        id
    }

    fn element(&mut self, element: &Element, builder: &mut Builder) -> Option<ElementId> {
        let key = match element {
            Element::Any => return None,
            Element::Word(word) => format!("w{word}"),
            Element::Exact { surface, .. } => format!("x{surface}"),
            Element::Glob(glob) => format!("g{glob}"),
            Element::Stem(stem) => format!("s{stem}"),
            Element::Regex(regex) => format!("r{regex}"),
        };
        if let Some(&id) = builder.elements.get(&key) {
            return Some(id);
        }
        let id = self.elements.len() as ElementId;
        match element {
            Element::Word(form) | Element::Exact { form, .. } => self.words.entry(form.clone()).or_default().push(id),
            Element::Stem(stem) => self.stems.entry(stem.clone()).or_default().push(id),
            Element::Glob(glob) => {
                let first = glob.to_string().chars().next().filter(|c| !matches!(c, '*' | '?'));
                self.globs.entry(first).or_default().push(id);
            }
            Element::Regex(_) => self.regexes.push(id),
            Element::Any => {}
        }
        self.elements.push(element.clone());
        self.anchored.push(Vec::new());
        builder.elements.insert(key, id);
        Some(id)
    }

    /// Every element that a type can be (exact forms by their folded form).
    fn elements_of(&self, form: &str, stem: &str) -> Vec<ElementId> {
        let mut found = Vec::new();
        found.extend(self.words.get(form).into_iter().flatten());
        found.extend(self.stems.get(stem).into_iter().flatten());
        for first in [form.chars().next(), None] {
            let globs = self.globs.get(&first).into_iter().flatten();
            found.extend(globs.filter(|&&id| self.elements[id as usize].fits(form, stem)));
        }
        found.extend(self.regexes.iter().filter(|&&id| self.elements[id as usize].fits(form, stem)));
        found.sort_unstable();
        found
    }

    /// All hits in a text, sorted by place, with overlaps resolved.
    pub fn find(&self, text: &str, analysis: &Analysis, vocabulary: &Vocabulary, types: &mut TypeTable) -> Vec<Hit> {
        if self.rules.is_empty() {
            return Vec::new();
        }
        types.grow(self, vocabulary);
        let stream = Stream { matcher: self, text, analysis, types };
        let mut hits = Vec::new();
        for sentence in &analysis.sentences {
            let first = hits.len();
            stream.candidates(sentence, &mut hits);
            overlap::resolve(&mut hits, first, self.overlap);
        }
        hits
    }
}

#[derive(Default)]
struct Builder {
    elements: FxHashMap<String, ElementId>,
    patterns: FxHashMap<Arc<str>, PatternId>,
}

/// One text at work.
struct Stream<'m> {
    matcher: &'m Matcher,
    text: &'m str,
    analysis: &'m Analysis,
    types: &'m TypeTable,
}

impl Stream<'_> {
    fn candidates(&self, sentence: &Sentence, hits: &mut Vec<Hit>) {
        for at in sentence.tokens.clone() {
            for &element in self.types.of(self.analysis.tokens[at].type_id) {
                for &rule in &self.matcher.anchored[element as usize] {
                    let rule = &self.matcher.rules[rule as usize];
                    let pattern = &self.matcher.patterns[rule.pattern as usize];
                    let Some(start) = at.checked_sub(pattern.anchor) else { continue };
                    let end = start + pattern.elements.len();
                    if self.fits(pattern, start, sentence) && self.allowed(rule, start, end, sentence) {
                        hits.push(Hit { start: start as u32, end: end as u32, group: rule.group, rule: rule.id });
                    }
                }
            }
        }
    }

    fn fits(&self, pattern: &Compiled, start: usize, sentence: &Sentence) -> bool {
        let end = start + pattern.elements.len();
        if start < sentence.tokens.start || end > sentence.tokens.end {
            return false;
        }
        pattern.elements.iter().enumerate().all(|(offset, element)| {
            let at = start + offset;
            (offset == 0 || self.analysis.tokens[at].joined) && element.is_none_or(|e| self.is(at, e))
        })
    }

    fn is(&self, at: usize, element: ElementId) -> bool {
        let token = self.analysis.tokens[at];
        if self.types.of(token.type_id).binary_search(&element).is_err() {
            return false;
        }
        match &self.matcher.elements[element as usize] {
            Element::Exact { surface, .. } => same_surface(token.span.of(self.text), surface),
            _ => true,
        }
    }

    fn allowed(&self, rule: &CompiledRule, start: usize, end: usize, sentence: &Sentence) -> bool {
        if rule.except.iter().any(|&e| (start..end).any(|at| self.is(at, e))) {
            return false;
        }
        if rule.near.is_empty() && rule.unless.is_empty() {
            return true;
        }
        let window =
            start.saturating_sub(rule.within).max(sentence.tokens.start)..(end + rule.within).min(sentence.tokens.end);
        // Conditions may lie on the match itself: `otherwise occupied` rules out `occupied`.
        let stands = |id: &PatternId| {
            let pattern = &self.matcher.patterns[*id as usize];
            let length = pattern.elements.len();
            window.clone().any(|at| at + length <= window.end && self.fits(pattern, at, sentence))
        };
        (rule.near.is_empty() || rule.near.iter().any(stands)) && !rule.unless.iter().any(stands)
    }
}

/// Whether a token's characters are an exact form, apostrophes taken as alike.
fn same_surface(token: &str, surface: &str) -> bool {
    let straight = |c: char| if matches!(c, '’' | 'ʼ' | '‘' | '＇') { '\'' } else { c };
    token.chars().map(straight).eq(surface.chars().map(straight))
}
