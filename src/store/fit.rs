//! Which words of a store can be which elements of a lexicon.
//!
//! Words are sorted, so most elements are looked up, not tried on every word:
//! words and exact forms by their form, globs and expressions by what they
//! begin with, stems by stem. What is looked up is then tried as a text's words
//! are, so that the two can never disagree.

use rayon::prelude::*;

use super::{Shard, Types};
use crate::lexicon::Element;
use crate::lexicon::matcher::{ElementId, Matcher};

/// The words that can be something, each with the elements it can be.
#[derive(Debug, Default)]
pub(super) struct Fits {
    /// Ascending.
    types: Vec<u32>,
    /// Where the elements of each begin, and behind them their number.
    starts: Vec<u32>,
    /// Ascending within a type.
    elements: Vec<ElementId>,
    /// Whether the search for a rule starts at each type.
    marked: Vec<bool>,
    /// [`Matcher::conditions_of`] the elements of each.
    conditions: Vec<u64>,
}

impl Types {
    /// How many words there are.
    pub fn len(&self) -> usize {
        self.surfaces.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The words that can be an element, case included, ascending.
    pub fn fitting(&self, element: &Element) -> Vec<u32> {
        let mut found = Vec::new();
        let mut try_form = |form: usize| {
            if element.fits(self.forms.get(form), self.stems.get(form)) {
                let surfaces = self.first[form]..self.first[form + 1];
                found.extend(surfaces.filter(|&ty| element.is_surface(self.surfaces.get(ty as usize))));
            }
        };
        match element {
            Element::Word(form) | Element::Exact { form, .. } => {
                let same = |&place: &usize| self.forms.get(place) == &**form;
                self.with_prefix(form).take_while(same).for_each(&mut try_form);
            }
            Element::Stem(stem) => {
                let known = |form: &u32| self.stems.get(*form as usize);
                let first = self.by_stem.partition_point(|form| known(form) < &**stem);
                let same = self.by_stem[first..].iter().take_while(|form| known(form) == &**stem);
                same.for_each(|&form| try_form(form as usize));
            }
            Element::Glob(_) | Element::Regex(_) | Element::Any => {
                for beginning in element.beginnings() {
                    self.with_prefix(&beginning).for_each(&mut try_form);
                }
            }
        }
        found.sort_unstable();
        found
    }

    fn with_prefix<'p>(&self, prefix: &'p str) -> impl Iterator<Item = usize> + use<'_, 'p> {
        let first = self.forms.lower_bound(prefix);
        (first..self.forms.len()).take_while(move |&form| self.forms.get(form).starts_with(prefix))
    }
}

impl Fits {
    /// What the words can be, and the matcher anchored at its rarest elements.
    pub fn new(types: &Types, matcher: Matcher) -> (Fits, Matcher) {
        let found: Vec<Vec<u32>> = matcher.elements().par_iter().map(|element| types.fitting(element)).collect();
        let weights: Vec<u64> =
            found.iter().map(|list| list.iter().map(|&ty| u64::from(types.counts[ty as usize])).sum()).collect();
        let matcher = matcher.anchored_by(|element| weights[element as usize]);
        let pairs = (0..).zip(&found).flat_map(|(element, list)| list.iter().map(move |&ty| (ty, element)));
        let mut pairs: Vec<(u32, ElementId)> = pairs.collect();
        pairs.sort_unstable();
        let mut fits = Fits::default();
        for (ty, element) in pairs {
            if fits.types.last() != Some(&ty) {
                fits.types.push(ty);
                fits.starts.push(fits.elements.len() as u32);
                fits.marked.push(false);
            }
            fits.elements.push(element);
            if let Some(marked) = fits.marked.last_mut() {
                *marked |= matcher.starts_at(element);
            }
        }
        fits.starts.push(fits.elements.len() as u32);
        fits.conditions = (0..fits.types.len()).map(|index| matcher.conditions_of(fits.elements(index))).collect();
        (fits, matcher)
    }

    fn elements(&self, index: usize) -> &[ElementId] {
        &self.elements[self.starts[index] as usize..self.starts[index + 1] as usize]
    }

    /// The same for the words of a shard.
    pub fn of<'f>(&'f self, shard: &'f Shard) -> ShardFits<'f> {
        let mut places = vec![0u32; shard.types.len()];
        let mut marked = vec![false; shard.types.len()];
        let mut next = 0;
        for (code, ty) in shard.types.iter().enumerate() {
            while self.types.get(next).is_some_and(|known| known < ty) {
                next += 1;
            }
            if self.types.get(next) == Some(ty) {
                places[code] = next as u32 + 1;
                marked[code] = self.marked[next];
            }
        }
        ShardFits { fits: self, shard, places, marked }
    }
}

/// What the words of one shard can be.
pub(super) struct ShardFits<'f> {
    fits: &'f Fits,
    shard: &'f Shard,
    /// For each word of the shard its place in `fits`, counted from 1; 0 for none.
    places: Vec<u32>,
    /// Whether the search for a rule starts at each word of the shard.
    pub marked: Vec<bool>,
}

impl ShardFits<'_> {
    /// The place in `fits` of the word that a token is.
    fn index(&self, at: usize) -> Option<usize> {
        let place = self.shard.code(at).and_then(|code| self.places.get(code)).copied().unwrap_or(0);
        (place as usize).checked_sub(1)
    }
}

impl crate::lexicon::matcher::Tokens for ShardFits<'_> {
    fn elements(&self, at: usize) -> &[ElementId] {
        self.index(at).map_or(&[], |index| self.fits.elements(index))
    }

    fn conditions(&self, at: usize) -> u64 {
        self.index(at).map_or(0, |index| self.fits.conditions[index])
    }

    fn is(&self, at: usize, element: ElementId) -> bool {
        self.elements(at).binary_search(&element).is_ok()
    }

    fn joined(&self, at: usize) -> bool {
        self.shard.is_joined(at)
    }

    fn window(&self, hit: std::ops::Range<usize>, within: usize) -> std::ops::Range<usize> {
        self.shard.window(hit, within)
    }
}
