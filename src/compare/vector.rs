//! Sparse term vectors of a cell, language by language.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::formula::{cosine, idf};
use super::pairs::Scope;
use crate::tally::{DocumentTally, Sums};

/// A feature in the documents of one cell and language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Term {
    /// Documents that have it.
    pub documents: u64,
    /// Σ of its occurrences.
    pub h: u64,
    /// Σh²; a document is at most 16 MiB, so that 64 bits last for 10¹² tokens.
    pub hh: u64,
    /// Σht, t being the occurrences of all features in a document.
    pub ht: u64,
}

/// The terms of one language in one cell.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Vector {
    /// n, Σt and Σt² of the documents, t being the occurrences of all features.
    pub lengths: Sums,
    /// Every feature that occurs, ascending by its index.
    pub terms: Vec<(u32, Term)>,
}

impl Vector {
    /// The term of a feature; all zero where it does not occur.
    pub fn get(&self, feature: u32) -> Term {
        self.terms.binary_search_by_key(&feature, |t| t.0).map_or(Term::default(), |i| self.terms[i].1)
    }

    /// The six sums of a term's rate per feature occurrence.
    pub fn sums(&self, term: &Term) -> Sums {
        Sums { h: term.h, hh: u128::from(term.hh), ht: u128::from(term.ht), ..self.lengths }
    }
}

/// Term vectors by language (an index into [`Tally::languages`](crate::tally::Tally::languages)).
pub type Vectors = BTreeMap<u32, Vector>;

impl Term {
    fn add(&mut self, h: u64, t: u64) {
        self.documents += 1;
        self.h += h;
        self.hh += h * h;
        self.ht += h * t;
    }

    fn join(&mut self, other: &Term) {
        self.documents += other.documents;
        self.h += other.h;
        self.hh += other.hh;
        self.ht += other.ht;
    }
}

/// Term vectors of a scope: of each group, in the order of the tally's groups, and of all documents.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Words {
    /// Of each group.
    pub groups: Vec<Vectors>,
    /// Of all.
    pub all: Vectors,
}

impl Words {
    /// Of the documents of a scope.
    pub fn of(scope: &Scope<'_>) -> Words {
        let groups = scope.cells.par_iter().map(|cell| vectors(cell.documents.iter().copied()));
        Words { groups: groups.collect(), all: vectors(scope.cells.iter().flat_map(|c| c.documents.iter().copied())) }
    }
}

/// Adds up term vectors document by document, so that no document's features need be held.
#[derive(Debug)]
pub struct Adder {
    /// By scope (`all`, then the events), then group.
    cells: Vec<Vec<BTreeMap<u32, Sparse>>>,
}

/// A [`Vector`] that grows: few features by number, many with a place for each.
#[derive(Debug, Default)]
struct Sparse {
    lengths: Sums,
    few: FxHashMap<u32, Term>,
    many: Vec<Term>,
    /// The feature of the first place.
    first: u32,
}

/// Features from which each has a place.
const MANY: usize = 4_096;

impl Adder {
    /// For so many events and groups.
    pub fn new(events: usize, groups: usize) -> Adder {
        let groups = || (0..groups).map(|_| BTreeMap::new()).collect();
        Adder { cells: (0..=events).map(|_| groups()).collect() }
    }

    /// Adds a document with its parts.
    pub fn add(&mut self, document: &DocumentTally) {
        let mut add = |scope: usize, told: &DocumentTally| {
            let cell = self.cells.get_mut(scope).and_then(|groups| groups.get_mut(document.group as usize));
            if let Some(cell) = cell {
                cell.entry(document.language).or_default().add(&told.features);
            }
        };
        add(0, document);
        document.events.iter().for_each(|&event| add(event as usize + 1, document.of_event(event)));
    }

    /// The vectors of every scope.
    pub fn finish(self) -> Vec<Words> {
        let words = |groups: Vec<BTreeMap<u32, Sparse>>| {
            let of = |cells: BTreeMap<u32, Sparse>| -> Vectors {
                cells.into_iter().map(|(language, cell)| (language, cell.finish())).collect()
            };
            let groups: Vec<Vectors> = groups.into_iter().map(of).collect();
            Words { all: joined_all(&groups), groups }
        };
        self.cells.into_par_iter().map(words).collect()
    }
}

impl Sparse {
    fn add(&mut self, features: &[(u32, u64)]) {
        let t = features.iter().map(|f| f.1).sum();
        self.lengths.add(0, t);
        for &(feature, h) in features.iter().filter(|f| f.1 > 0) {
            self.term(feature).add(h, t);
        }
    }

    fn term(&mut self, feature: u32) -> &mut Term {
        if self.many.is_empty() && self.few.len() < MANY {
            return self.few.entry(feature).or_default();
        }
        for (feature, term) in std::mem::take(&mut self.few) {
            *self.place(feature) = term;
        }
        self.place(feature)
    }

    fn place(&mut self, feature: u32) -> &mut Term {
        if self.many.is_empty() {
            self.first = feature;
        }
        if feature < self.first {
            // Room for those still to come: features of a language stand side by side.
            let more = ((self.first - feature) as usize).max(self.many.len()).min(self.first as usize);
            self.many.splice(0..0, std::iter::repeat_n(Term::default(), more));
            self.first -= more as u32;
        }
        let place = (feature - self.first) as usize;
        if place >= self.many.len() {
            self.many.resize(place + 1, Term::default());
        }
        &mut self.many[place]
    }

    fn finish(self) -> Vector {
        let mut terms: Vec<(u32, Term)> = self.few.into_iter().collect();
        terms.extend((self.first..).zip(self.many).filter(|(_, term)| term.documents > 0));
        terms.sort_unstable_by_key(|t| t.0);
        terms.shrink_to_fit();
        Vector { lengths: self.lengths, terms }
    }
}

/// The vectors of all groups together.
fn joined_all(groups: &[Vectors]) -> Vectors {
    let mut all: Vectors = BTreeMap::new();
    for (&language, vector) in groups.iter().flatten() {
        let whole = all.entry(language).or_default();
        let lengths = &vector.lengths;
        whole.lengths.n += lengths.n;
        whole.lengths.t += lengths.t;
        whole.lengths.tt += lengths.tt;
        let terms = joined(whole, vector).map(|(feature, mut term, other)| {
            term.join(&other);
            (feature, term)
        });
        whole.terms = terms.collect();
    }
    all
}

/// The term vectors of some documents.
pub fn vectors<'t>(documents: impl IntoIterator<Item = &'t DocumentTally>) -> Vectors {
    let mut found: BTreeMap<u32, Vec<&DocumentTally>> = BTreeMap::new();
    for document in documents {
        found.entry(document.language).or_default().push(document);
    }
    found.into_iter().map(|(language, documents)| (language, vector(&documents))).collect()
}

/// Of documents in one language. Where they hold more cells than there are
/// features, each feature has a place; else the few that occur are sorted.
fn vector(documents: &[&DocumentTally]) -> Vector {
    let total = |document: &DocumentTally| -> u64 { document.features.iter().map(|f| f.1).sum() };
    let cells = || {
        let cells = documents.iter().flat_map(|document| {
            let t = total(document);
            document.features.iter().map(move |&(feature, h)| (feature, h, t))
        });
        cells.filter(|&(_, h, _)| h > 0)
    };
    let lengths = documents.iter().map(|document| (0, total(document))).collect();
    let features = || documents.iter().flat_map(|document| &document.features).map(|f| f.0);
    let (first, last) = (features().min().unwrap_or(0), features().max().unwrap_or(0));
    let span = (last - first) as usize + 1;
    let mut terms: Vec<(u32, Term)> = Vec::new();
    if documents.iter().map(|document| document.features.len()).sum::<usize>() > span {
        let mut places = vec![Term::default(); span];
        cells().for_each(|(feature, h, t)| places[(feature - first) as usize].add(h, t));
        terms.extend((first..).zip(places).filter(|(_, term)| term.documents > 0));
    } else {
        let mut hits: Vec<(u32, u64, u64)> = cells().collect();
        hits.sort_unstable();
        for (feature, h, t) in hits {
            if terms.last().is_none_or(|last| last.0 != feature) {
                terms.push((feature, Term::default()));
            }
            if let Some((_, term)) = terms.last_mut() {
                term.add(h, t);
            }
        }
    }
    Vector { lengths, terms }
}

/// Every feature of either vector with its terms in both, ascending.
pub fn joined<'v>(target: &'v Vector, reference: &'v Vector) -> impl Iterator<Item = (u32, Term, Term)> + 'v {
    let (mut a, mut b) = (target.terms.iter().peekable(), reference.terms.iter().peekable());
    std::iter::from_fn(move || {
        let order = match (a.peek(), b.peek()) {
            (Some(x), Some(y)) => x.0.cmp(&y.0),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => return None,
        };
        let ours = if order.is_le() { a.next() } else { None };
        let theirs = if order.is_ge() { b.next() } else { None };
        let feature = ours.or(theirs)?.0;
        let term = |side: Option<&(u32, Term)>| side.map_or(Term::default(), |t| t.1);
        Some((feature, term(ours), term(theirs)))
    })
}

/// The languages that both sides write in, with both vectors.
pub fn shared<'v>(target: &'v Vectors, reference: &'v Vectors) -> impl Iterator<Item = (u32, &'v Vector, &'v Vector)> {
    target.iter().filter_map(|(&language, ours)| Some((language, ours, reference.get(&language)?)))
}

/// Cosine of the TF-IDF vectors of two cells, over the languages that both use.
///
/// Within a language: weight h · [`idf`] of every feature, h its occurrences
/// in the cell, idf from the documents of that language in the whole scope
/// (`scope`, all sources), and [`cosine`] of the two. Over several languages
/// the mean, weighted by the smaller side's occurrences: one vector over all
/// languages would measure how alike the *mixtures of languages* are. Unit:
/// none, 0 to 1. `None` where no language is shared, or nothing is written in it.
pub fn likeness(target: &Vectors, reference: &Vectors, scope: &Vectors) -> Option<f64> {
    let (mut sum, mut weights) = (0.0, 0.0);
    for (language, ours, theirs) in shared(target, reference) {
        let whole = scope.get(&language)?;
        let (mut product, mut square, mut other) = (0.0, 0.0, 0.0);
        for (feature, a, b) in joined(ours, theirs) {
            let idf = idf(whole.get(feature).documents, whole.lengths.n);
            let (a, b) = (a.h as f64 * idf, b.h as f64 * idf);
            product += a * b;
            square += a * a;
            other += b * b;
        }
        if let Some(cosine) = cosine(product, square, other) {
            let weight = ours.lengths.t.min(theirs.lengths.t) as f64;
            sum += weight * cosine;
            weights += weight;
        }
    }
    (weights > 0.0).then(|| (sum / weights).min(1.0))
}

#[cfg(test)]
mod tests {
    use super::super::sample::{Draft, Paper, document};
    use super::*;
    use crate::tally::Tally;

    fn cells(tally: &Tally) -> (Vectors, Vectors, Vectors) {
        let of = |group: u32| vectors(tally.documents.iter().filter(|d| d.group == group));
        (of(0), of(1), vectors(&tally.documents))
    }

    fn tally(papers: impl IntoIterator<Item = Paper>) -> Tally {
        papers.into_iter().fold(Draft::frames(&[]), Draft::add).tally()
    }

    #[test]
    fn the_sums_of_a_term_are_those_of_its_documents() {
        let tally = tally([
            document("1", "a", 9).word("war", 2).word("peace", 3),
            document("2", "a", 9).word("war", 1),
            document("3", "a", 9),
        ]);
        let vector = &vectors(&tally.documents)[&0];

        assert_eq!((vector.lengths.n, vector.lengths.t, vector.lengths.tt), (3, 6, 26));
        assert_eq!(vector.get(1), Term { documents: 2, h: 3, hh: 5, ht: 11 });
        assert_eq!(vector.get(9), Term::default());
    }

    #[test]
    fn vectors_added_up_one_by_one_are_those_of_all() {
        let paper = |n: u64| {
            let name = ["a", "b", "c"][(n % 3) as usize];
            let paper = document(&n.to_string(), name, 900).word("war", n % 4);
            let paper =
                (0..60).fold(paper, |paper, w| paper.word(&format!("w{}", (n * 131 + w * w * 17) % 9_000), w + 1));
            if n.is_multiple_of(5) { paper.event("talks") } else { paper }
        };
        let tally = tally((0..400).map(paper));
        assert!(tally.features.len() > MANY, "{}", tally.features.len());
        let mut adder = Adder::new(tally.events.len(), tally.groups.len());
        tally.documents.iter().rev().for_each(|document| adder.add(document));
        let scopes = super::super::pairs::scopes(&tally);
        assert_eq!(adder.finish(), scopes.iter().map(Words::of).collect::<Vec<_>>());
    }

    #[test]
    fn many_documents_add_up_as_few_do() {
        let words = ["war", "peace", "talk", "raid"];
        let paper = |n: usize| {
            words.iter().take(1 + n % 4).fold(document(&n.to_string(), "a", 9), |d, w| d.word(w, 1 + n as u64 % 3))
        };
        let tally = tally((0..40).map(paper));
        let mut sum = Vector::default();
        for one in &tally.documents {
            let vector = &vectors([one])[&0];
            sum.lengths.add(0, vector.lengths.t);
            let terms = joined(&sum, vector).map(|(feature, a, b)| {
                let term =
                    Term { documents: a.documents + b.documents, h: a.h + b.h, hh: a.hh + b.hh, ht: a.ht + b.ht };
                (feature, term)
            });
            sum.terms = terms.collect();
        }
        assert_eq!(vectors(&tally.documents)[&0], sum);
    }

    #[test]
    fn sources_that_write_the_same_words_in_the_same_shares_are_alike() {
        let (a, b, all) = cells(&tally([
            document("1", "a", 9).word("war", 2).word("peace", 4),
            document("2", "b", 9).word("war", 1).word("peace", 2),
        ]));
        assert!((likeness(&a, &b, &all).unwrap() - 1.0).abs() < 1e-12);

        let (a, b, all) = cells(&tally([document("1", "a", 9).word("war", 2), document("2", "b", 9).word("peace", 2)]));
        assert_eq!(likeness(&a, &b, &all), Some(0.0));
    }

    #[test]
    fn a_shared_language_counts_and_its_share_of_the_text_does_not() {
        let (a, b, all) = cells(&tally([
            document("1", "a", 9).word("war", 2),
            document("2", "a", 9).language("fr").word("paix", 50),
            document("3", "b", 9).word("war", 90),
            document("4", "b", 9).language("fr").word("paix", 1),
        ]));
        assert!((likeness(&a, &b, &all).unwrap() - 1.0).abs() < 1e-12);

        let (a, b, all) =
            cells(&tally([document("1", "a", 9).word("war", 2), document("2", "b", 9).language("fr").word("war", 2)]));
        assert_eq!(likeness(&a, &b, &all), None);
    }
}
