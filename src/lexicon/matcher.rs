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

use std::ops::Range;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::overlap::{self, Overlap};
use super::{Element, Pattern};
use crate::text::{Analysis, Sentence, Token, Vocabulary};

mod rule;
mod table;
#[cfg(test)]
mod tests;

pub use rule::{Hit, Rule};
pub use table::TypeTable;

/// Number of an element in its [`Matcher`].
pub type ElementId = u32;
type PatternId = u32;

/// A pattern as element numbers; `None` is any token.
#[derive(Debug, Clone)]
struct Compiled {
    elements: Vec<Option<ElementId>>,
    /// An element that is not any token: where the search starts.
    anchor: usize,
    /// Whether a type that can be this element always is it, whatever its case.
    certain: bool,
}

#[derive(Debug, Clone)]
struct CompiledRule {
    group: u32,
    id: u32,
    pattern: PatternId,
    /// Place in [`Matcher::lists`], as is `unless`; `None` where there is no condition.
    near: Option<usize>,
    unless: Option<usize>,
    except: Vec<ElementId>,
    within: usize,
}

/// A list of conditions.
#[derive(Debug, Clone, Default)]
struct Conditions {
    /// Ascending.
    patterns: Vec<PatternId>,
    /// A bit for every element: whether some of the patterns are anchored there.
    /// Most tokens near a match are in no condition, and this tells at once.
    anchors: Vec<u64>,
}

/// The bit of a list of conditions in the mask of a type. Lists share bits where
/// there are more than 64; a mask only says where to look.
fn bit_of(list: usize) -> u64 {
    1 << (list % 64)
}

impl Conditions {
    fn may_start_at(&self, element: ElementId) -> bool {
        self.anchors.get(element as usize / 64).is_some_and(|bits| bits >> (element % 64) & 1 == 1)
    }
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
    /// Globs and expressions by what they begin with.
    wild: FxHashMap<Box<str>, Vec<ElementId>>,
    /// A bit for every number of bytes that one of these beginnings has, the
    /// last for all from there on.
    lengths: u64,
    patterns: Vec<Compiled>,
    rules: Vec<CompiledRule>,
    /// For each element, the rules whose pattern is anchored there.
    anchored: Vec<Vec<u32>>,
    /// For each element, the patterns of conditions that are anchored there.
    conditions: Vec<Vec<PatternId>>,
    /// Every list of conditions once: many rules share one.
    lists: Vec<Conditions>,
    /// For each element, a bit for every list with a pattern anchored there.
    masks: Vec<u64>,
    overlap: Overlap,
}

impl Matcher {
    /// Compile rules.
    pub fn new(rules: impl IntoIterator<Item = Rule>, overlap: Overlap) -> Matcher {
        let mut matcher = Matcher { overlap, ..Matcher::default() };
        let mut builder = Builder::default();
        for rule in rules {
            let pattern = matcher.compile(&rule.pattern, &mut builder);
            let mut all = |patterns: &[Pattern]| {
                let mut ids: Vec<_> = patterns.iter().map(|p| matcher.compile(p, &mut builder)).collect();
                ids.sort_unstable();
                ids.dedup();
                ids
            };
            let (near, unless, except) = (all(&rule.near), all(&rule.unless), all(&rule.except));
            let (near, unless) = (matcher.list(near, &mut builder), matcher.list(unless, &mut builder));
            let except = except.into_iter().filter_map(|p| matcher.patterns[p as usize].elements[0]).collect();
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
        matcher.index();
        matcher
    }

    /// The same, but searching every pattern from its element of the smallest
    /// weight. It finds the same hits, the faster the rarer those elements are.
    pub fn anchored_by(mut self, weight: impl Fn(ElementId) -> u64) -> Matcher {
        for pattern in &mut self.patterns {
            let elements = (0..).zip(&pattern.elements).filter_map(|(place, element)| Some((place, (*element)?)));
            let rarest = elements.min_by_key(|&(place, element)| (weight(element), place));
            pattern.anchor = rarest.map_or(0, |(place, _)| place);
        }
        self.index();
        self
    }

    /// The same, searching from what is likely rare, so far as its form tells: the
    /// words of a list of frequent ones come last, long words before short ones.
    pub fn anchored_rarely<'w>(self, frequent: impl IntoIterator<Item = &'w str>) -> Matcher {
        let frequent: FxHashSet<&str> = frequent.into_iter().collect();
        let length = |form: &str| 64 - form.len().min(60) as u64;
        let weight = |element: &Element| match element {
            Element::Word(form) | Element::Exact { form, .. } if frequent.contains(&**form) => 1000,
            Element::Word(form) | Element::Exact { form, .. } => length(form),
            Element::Stem(stem) => 10 + length(stem),
            Element::Glob(_) | Element::Regex(_) => {
                20 + element.beginnings().iter().map(|beginning| 2 * length(beginning)).max().unwrap_or(0)
            }
            Element::Any => u64::MAX,
        };
        let weights: Vec<u64> = self.elements.iter().map(weight).collect();
        self.anchored_by(|element| weights[element as usize])
    }

    /// Which rules and conditions to look at where an element stands.
    fn index(&mut self) {
        for pattern in &mut self.patterns {
            let element = pattern.elements.get(pattern.anchor).copied().flatten();
            let exact = |id| matches!(self.elements.get(id as usize), Some(Element::Exact { .. }));
            pattern.certain = element.is_some_and(|id: ElementId| !exact(id));
        }
        let anchor = |id: PatternId| {
            let pattern: &Compiled = &self.patterns[id as usize];
            pattern.elements[pattern.anchor]
        };
        self.anchored = vec![Vec::new(); self.elements.len()];
        for (number, rule) in (0..).zip(&self.rules) {
            if let Some(element) = anchor(rule.pattern) {
                self.anchored[element as usize].push(number);
            }
        }
        let mut conditions: Vec<PatternId> = self.lists.iter().flat_map(|list| &list.patterns).copied().collect();
        conditions.sort_unstable();
        conditions.dedup();
        self.conditions = vec![Vec::new(); self.elements.len()];
        for pattern in conditions {
            if let Some(element) = anchor(pattern) {
                self.conditions[element as usize].push(pattern);
            }
        }
        let anchors = |list: &Conditions| {
            let mut bits = vec![0u64; self.elements.len().div_ceil(64)];
            for element in list.patterns.iter().filter_map(|&pattern| anchor(pattern)) {
                bits[element as usize / 64] |= 1 << (element % 64);
            }
            bits
        };
        self.masks = vec![0; self.elements.len()];
        for (number, list) in self.lists.iter().enumerate() {
            let elements = list.patterns.iter().filter_map(|&pattern| anchor(pattern));
            elements.for_each(|element| self.masks[element as usize] |= bit_of(number));
        }
        let anchors: Vec<Vec<u64>> = self.lists.iter().map(anchors).collect();
        self.lists.iter_mut().zip(anchors).for_each(|(list, anchors)| list.anchors = anchors);
    }

    /// Every element of any pattern, by number.
    pub fn elements(&self) -> &[Element] {
        &self.elements
    }

    /// Whether the search for some rule starts at an element.
    pub fn starts_at(&self, element: ElementId) -> bool {
        !self.anchored[element as usize].is_empty()
    }

    /// In which lists of conditions a type with these elements may be: a bit
    /// for each, shared by some. Most tokens near a match are in none.
    pub fn conditions_of(&self, elements: &[ElementId]) -> u64 {
        elements.iter().fold(0, |mask, &element| mask | self.masks[element as usize])
    }

    /// The overlap rule.
    pub fn overlap(&self) -> Overlap {
        self.overlap
    }

    /// Every hit, before overlaps are resolved, of the rules whose search starts at the token `at`.
    pub fn hits_at(&self, tokens: &impl Tokens, at: usize, hits: &mut Vec<Hit>) {
        for &element in tokens.elements(at) {
            for &rule in &self.anchored[element as usize] {
                let rule = &self.rules[rule as usize];
                let pattern = &self.patterns[rule.pattern as usize];
                let Some(start) = at.checked_sub(pattern.anchor) else { continue };
                let end = start + pattern.elements.len();
                if pattern.fits(tokens, start) && self.allows(rule, tokens, start..end) {
                    hits.push(Hit { start: start as u32, end: end as u32, group: rule.group, rule: rule.id });
                }
            }
        }
    }

    fn allows(&self, rule: &CompiledRule, tokens: &impl Tokens, hit: Range<usize>) -> bool {
        if rule.except.iter().any(|&e| hit.clone().any(|at| tokens.is(at, e))) {
            return false;
        }
        if rule.near.is_none() && rule.unless.is_none() {
            return true;
        }
        // Conditions may lie on the match itself: `otherwise occupied` rules out `occupied`.
        let window = tokens.window(hit, rule.within);
        let stands = |list: usize| self.any_within(list, tokens, &window);
        rule.near.is_none_or(stands) && !rule.unless.is_some_and(stands)
    }

    /// Whether a condition of the list stands within a window. Looks at what the
    /// few tokens of the window can be, since lists of conditions are long.
    fn any_within(&self, number: usize, tokens: &impl Tokens, window: &Range<usize>) -> bool {
        let (list, bit) = (&self.lists[number], bit_of(number));
        let stands = |at: usize, id: &PatternId| {
            let pattern = &self.patterns[*id as usize];
            let start = at.checked_sub(pattern.anchor).filter(|start| *start >= window.start);
            start.is_some_and(|start| start + pattern.elements.len() <= window.end && pattern.fits(tokens, start))
        };
        window.clone().filter(|&at| tokens.conditions(at) & bit != 0).any(|at| {
            let elements = tokens.elements(at).iter().filter(|&&element| list.may_start_at(element));
            let conditions = elements.flat_map(|&element| &self.conditions[element as usize]);
            conditions.filter(|id| list.patterns.binary_search(id).is_ok()).any(|id| stands(at, id))
        })
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
        self.patterns.push(Compiled { elements, anchor, certain: false });
        builder.patterns.insert(Arc::clone(&pattern.text), id);
        id
    }

    fn list(&mut self, patterns: Vec<PatternId>, builder: &mut Builder) -> Option<usize> {
        if patterns.is_empty() {
            return None;
        }
        let next = self.lists.len();
        let place = *builder.lists.entry(patterns).or_insert_with_key(|patterns| {
            self.lists.push(Conditions { patterns: patterns.clone(), anchors: Vec::new() });
            next
        });
        Some(place)
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
            Element::Glob(_) | Element::Regex(_) => {
                for beginning in element.beginnings() {
                    self.lengths |= 1 << beginning.len().min(63);
                    self.wild.entry(beginning.into()).or_default().push(id);
                }
            }
            Element::Any => {}
        }
        self.elements.push(element.clone());
        builder.elements.insert(key, id);
        Some(id)
    }

    /// Every element that a type can be (exact forms by their folded form), ascending.
    fn add_elements(&self, form: &str, stem: &str, found: &mut Vec<ElementId>) {
        found.extend(self.words.get(form).into_iter().flatten());
        found.extend(self.stems.get(stem).into_iter().flatten());
        let begins = |end: usize| self.lengths >> end.min(63) & 1 == 1 && form.is_char_boundary(end);
        for end in (0..=form.len()).filter(|&end| begins(end)) {
            let wild = self.wild.get(&form[..end]).into_iter().flatten();
            found.extend(wild.filter(|&&id| self.elements[id as usize].fits(form, stem)));
        }
        found.sort_unstable();
    }

    /// All hits in a text, sorted by place, with overlaps resolved.
    pub fn find(&self, text: &str, analysis: &Analysis, vocabulary: &Vocabulary, types: &mut TypeTable) -> Vec<Hit> {
        if self.rules.is_empty() {
            return Vec::new();
        }
        types.grow(self, vocabulary);
        let starts = |(at, token): (usize, &Token)| types.starts(token.type_id).then_some(at);
        self.find_among(text, analysis, types, analysis.tokens.iter().enumerate().filter_map(starts))
    }

    /// The same, given in order the tokens at which a search starts ([`TypeTable::starts`]).
    pub fn find_among(
        &self,
        text: &str,
        analysis: &Analysis,
        types: &TypeTable,
        starts: impl IntoIterator<Item = usize>,
    ) -> Vec<Hit> {
        let mut hits = Vec::new();
        let mut first = 0;
        let mut sentences = analysis.sentences.iter();
        let mut sentence: Option<&Sentence> = None;
        for at in starts {
            if sentence.is_none_or(|sentence| sentence.tokens.end <= at) {
                self.settle(&mut hits, first);
                first = hits.len();
                sentence = sentences.find(|sentence| at < sentence.tokens.end);
            }
            let Some(sentence) = sentence else { break };
            let tokens = Sentenced { matcher: self, text, tokens: &analysis.tokens, sentence, types };
            self.hits_at(&tokens, at, &mut hits);
        }
        self.settle(&mut hits, first);
        hits
    }

    /// Resolve the overlaps of a sentence's hits, those from `first` on.
    fn settle(&self, hits: &mut Vec<Hit>, first: usize) {
        // One alone competes with none.
        if hits.len() > first + 1 {
            overlap::resolve(hits, first, self.overlap);
        }
    }
}

#[derive(Default)]
struct Builder {
    elements: FxHashMap<String, ElementId>,
    patterns: FxHashMap<Arc<str>, PatternId>,
    lists: FxHashMap<Vec<PatternId>, usize>,
}

/// The tokens that a search runs along, of a text or of a store.
pub trait Tokens {
    /// What the type of a token can be, ascending; case may be left aside.
    fn elements(&self, at: usize) -> &[ElementId];
    /// [`Matcher::conditions_of`] these.
    fn conditions(&self, at: usize) -> u64;
    /// Whether a token, one that may not be there, is this element, case included.
    fn is(&self, at: usize, element: ElementId) -> bool;
    /// Whether there is such a token, and a phrase may run on to it from the one
    /// before, which is then of the same sentence.
    fn joined(&self, at: usize) -> bool;
    /// A hit and `within` tokens on either side of it, as far as its sentence goes.
    fn window(&self, hit: Range<usize>, within: usize) -> Range<usize>;
}

impl Compiled {
    /// Whether it stands at `start`, given that the type of its anchor's token can be the anchor.
    fn fits(&self, tokens: &impl Tokens, start: usize) -> bool {
        // Most patterns are one word, about which there is nothing more to ask.
        if self.certain && self.elements.len() == 1 {
            return true;
        }
        let anchor = start + self.anchor;
        (start..).zip(&self.elements).all(|(at, element)| {
            let certain = self.certain && at == anchor;
            (at == start || tokens.joined(at)) && element.is_none_or(|element| certain || tokens.is(at, element))
        })
    }
}

/// One sentence of a text.
struct Sentenced<'m> {
    matcher: &'m Matcher,
    text: &'m str,
    tokens: &'m [Token],
    sentence: &'m Sentence,
    types: &'m TypeTable,
}

impl Tokens for Sentenced<'_> {
    fn elements(&self, at: usize) -> &[ElementId] {
        self.tokens.get(at).map_or(&[], |token| self.types.of(token.type_id))
    }

    fn conditions(&self, at: usize) -> u64 {
        self.tokens.get(at).map_or(0, |token| self.types.conditions(token.type_id))
    }

    fn is(&self, at: usize, element: ElementId) -> bool {
        self.elements(at).binary_search(&element).is_ok()
            && self.matcher.elements[element as usize].is_surface(self.tokens[at].span.of(self.text))
    }

    fn joined(&self, at: usize) -> bool {
        at < self.sentence.tokens.end && self.tokens[at].joined
    }

    fn window(&self, hit: Range<usize>, within: usize) -> Range<usize> {
        let Range { start, end } = self.sentence.tokens;
        hit.start.saturating_sub(within).max(start)..(hit.end + within).min(end)
    }
}
