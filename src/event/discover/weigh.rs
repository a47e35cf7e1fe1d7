//! Sketches → vectors of length 1 with whole-number components.

use std::collections::BTreeMap;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::glossary::Glossary;
use super::sketch::{Kind, ONE, Seen, Sketch, Sketcher, Term};

/// Length of a vector: components are rounded to multiples of 1 / `LENGTH`.
pub const LENGTH: f64 = 16_384.0;
/// Heaviest terms kept of a document.
const KEPT: usize = 96;
/// How soon more of a term stops to matter: ln(1 + `STEEP` · weight).
const STEEP: f64 = 3.0;
/// What a pair of capitalised words weighs: both stand in the vector already.
const PAIR: f64 = 0.7;

/// Documents that the corpus is imagined to have beside its own.
const BACKGROUND: f64 = 300.0;

/// A sparse vector: ascending by key.
pub type Vector = Vec<(u32, u32)>;

/// Letters of a word that a related word of another language is likely to share.
const COGNATE: usize = 5;
/// Letters of each word of a pair, likewise.
const NAME: usize = 4;

/// The terms of all documents, numbered in the order of their names.
///
/// Every term has a *key*, which does not depend on the language: the concept
/// of the glossary, the digits of a number, or else the beginning of the word
/// in Latin letters, so that names and cognates meet. Vectors are made of keys.
#[derive(Debug, Default)]
pub struct Terms {
    /// Sorted.
    pub list: Vec<Term>,
    /// The commonest form of each, with how it was written.
    pub form: Vec<(Box<str>, Seen)>,
    /// The key of each.
    pub key: Vec<u32>,
    /// Whether a key is of pairs of capitalised words.
    paired: Vec<bool>,
    /// Whether a key is a concept of time or number.
    common: Vec<bool>,
    /// In how many of 1,000 articles of the world a key is expected.
    usual: Vec<u16>,
    /// Distinct documents with a key.
    documents: Vec<u32>,
    /// Distinct documents in all.
    all: usize,
}

impl Terms {
    /// Put the terms of several sketchers under common numbers; `sketches` and
    /// `made_by` are parallel.
    pub fn unite(sketchers: &[Sketcher], sketches: &mut [Sketch], made_by: &[u32], glossary: &Glossary) -> Terms {
        let mut list: Vec<Term> = sketchers.iter().flat_map(|s| s.terms().iter().cloned()).collect();
        list.par_sort_unstable();
        list.dedup();
        let number = |term: &Term| list.binary_search(term).map_or(u32::MAX, |n| n as u32);
        let maps: Vec<Vec<u32>> = sketchers.iter().map(|s| s.terms().par_iter().map(number).collect()).collect();
        sketches.par_iter_mut().zip(made_by).for_each(|(sketch, &by)| {
            for (term, _) in &mut sketch.terms {
                *term = maps[by as usize][*term as usize];
            }
            sketch.terms.sort_unstable();
        });
        let form = forms(sketchers, &maps, &list);
        let names: Vec<String> =
            list.par_iter().zip(&form).map(|(term, (form, _))| key(term, form, glossary)).collect();
        let mut keys: Vec<&String> = names.iter().collect();
        keys.par_sort_unstable();
        keys.dedup();
        let number = |name: &String| keys.binary_search(&name).map_or(u32::MAX, |n| n as u32);
        let paired = keys.iter().map(|key| key.starts_with(PAIRED)).collect();
        let common = keys.iter().map(|key| key.starts_with("=time:") || key.starts_with("=number:")).collect();
        let documents = vec![0; keys.len()];
        let key: Vec<u32> = names.par_iter().map(number).collect();
        let mut named = vec![false; keys.len()];
        for (key, (_, seen)) in key.iter().zip(&form) {
            named[*key as usize] |= is_capital(*seen);
        }
        let usual = keys.iter().zip(named).map(|(key, named)| usual(key, named)).collect();
        Terms { documents, usual, common, paired, key, form, list, all: 0 }
    }

    /// Whether a term can tell an event from others: no number, no word for a time.
    pub fn can_label(&self, term: u32) -> bool {
        self.list[term as usize].kind != Kind::Number && !self.common[self.key[term as usize] as usize]
    }

    /// How many keys there are.
    pub fn keys(&self) -> usize {
        self.documents.len()
    }

    /// Count in how many of these sketches each key is.
    pub fn count<'s>(&mut self, sketches: impl Iterator<Item = &'s Sketch>) {
        for sketch in sketches {
            self.all += 1;
            let mut keys: Vec<u32> = sketch.terms.iter().map(|&(term, _)| self.key[term as usize]).collect();
            keys.sort_unstable();
            keys.dedup();
            for key in keys {
                self.documents[key as usize] += 1;
            }
        }
    }

    /// Distinct documents with a key.
    pub fn documents(&self, key: u32) -> u32 {
        self.documents[key as usize]
    }

    /// Inverse document frequency of a key, as if `BACKGROUND` more documents
    /// had been read: ln((n + b + 1) / (n_k + b·p_k + ½)), at least 0.
    ///
    /// Without them, what all articles of a small corpus share would weigh
    /// nothing, though it is what they are about. p_k is guessed from what the
    /// key is: most articles of the world name no given person, and many a
    /// weekday.
    pub fn rarity(&self, key: u32) -> f64 {
        let usual = f64::from(self.usual[key as usize]) / 1000.0;
        let known = f64::from(self.documents[key as usize]) + BACKGROUND * usual + 0.5;
        ((self.all as f64 + BACKGROUND + 1.0) / known).ln().max(0.0)
    }

    /// Whether a term is mostly written with a capital inside sentences.
    pub fn is_name(&self, term: u32) -> bool {
        self.list[term as usize].kind == Kind::Pair || is_capital(self.form[term as usize].1)
    }
}

fn is_capital(seen: Seen) -> bool {
    seen.capital > 0 && seen.capital * 10 >= (seen.capital + seen.small) * 7
}

/// In how many of 1,000 articles a key of its sort is expected.
fn usual(key: &str, named: bool) -> u16 {
    match key.chars().next() {
        Some(PAIRED) => 1,
        Some('#') => 10,
        Some('=') if key.starts_with("=time:") || key.starts_with("=number:") => 100,
        Some('=') if key.contains(':') => 10,
        Some('=') => 30,
        _ if named => 4,
        _ => 12,
    }
}

/// The commonest form of each term; ties go to the alphabet.
fn forms(sketchers: &[Sketcher], maps: &[Vec<u32>], list: &[Term]) -> Vec<(Box<str>, Seen)> {
    let mut seen: FxHashMap<(u32, &str), Seen> = FxHashMap::default();
    for (sketcher, map) in sketchers.iter().zip(maps) {
        for (_, form, term, times) in sketcher.forms() {
            seen.entry((map[term as usize], form)).or_default().add(times);
        }
    }
    let mut best: Vec<Option<(&str, Seen)>> = vec![None; list.len()];
    let mut whole: BTreeMap<u32, Seen> = BTreeMap::new();
    for (&(term, form), &times) in &seen {
        whole.entry(term).or_default().add(times);
        let better = best[term as usize]
            .is_none_or(|(other, known)| (times.all, std::cmp::Reverse(form)) > (known.all, std::cmp::Reverse(other)));
        if better {
            best[term as usize] = Some((form, times));
        }
    }
    let chosen = best.iter().zip(list).enumerate();
    chosen
        .map(|(n, (best, term))| {
            let form = best.map_or(&*term.text, |(form, _)| form);
            (form.into(), whole.get(&(n as u32)).copied().unwrap_or_default())
        })
        .collect()
}

/// First character of the keys of pairs.
const PAIRED: char = '&';

/// What a term has in common with terms of other languages.
fn key(term: &Term, form: &str, glossary: &Glossary) -> String {
    let latin = |text: &str, letters: usize| {
        let plain = deunicode::deunicode(text);
        let plain: String = plain.chars().filter(char::is_ascii_alphanumeric).take(letters).collect();
        // A script that has no Latin letters stays as it is.
        if plain.is_empty() { text.to_owned() } else { plain.to_ascii_lowercase() }
    };
    match term.kind {
        Kind::Pair => {
            let words: Vec<String> = term.text.split(' ').map(|word| latin(word, NAME)).collect();
            format!("{PAIRED}{}", words.join(" "))
        }
        Kind::Number => {
            let letters = form.chars().any(char::is_alphabetic);
            format!("#{}", form.chars().filter(|c| letters || c.is_ascii_digit()).collect::<String>())
        }
        Kind::Stem => match glossary.concept(&term.language, form) {
            Some(concept) => format!("={concept}"),
            None => latin(form, COGNATE),
        },
    }
}

/// The vector of a sketch: ln(1 + 3 w) · idf of its heaviest keys, length 1.
///
/// Keys that no other document has count for the length, and are then left
/// out: they can match nothing.
pub fn vector(sketch: &Sketch, terms: &Terms) -> Vector {
    let mut weights: Vec<(u32, u32)> =
        sketch.terms.iter().map(|&(term, weight)| (terms.key[term as usize], weight)).collect();
    weights.sort_unstable();
    weights.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        kept.1 += if same { next.1 } else { 0 };
        same
    });
    let weigh = |(key, weight): (u32, u32)| {
        let boost = if terms.paired[key as usize] { PAIR } else { 1.0 };
        let often = (STEEP * f64::from(weight) / f64::from(ONE)).ln_1p();
        (key, boost * often * terms.rarity(key))
    };
    let mut heavy: Vec<(u32, f64)> = weights.into_iter().map(weigh).collect();
    heavy.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    heavy.truncate(KEPT);
    heavy.sort_unstable_by_key(|&(key, _)| key);
    unit(heavy.into_iter()).into_iter().filter(|&(key, _)| terms.documents[key as usize] > 1).collect()
}

/// Rounded components of a vector brought to length 1; empty where it has none.
pub fn unit(values: impl Iterator<Item = (u32, f64)> + Clone) -> Vector {
    let length = values.clone().map(|(_, v)| v * v).sum::<f64>().sqrt();
    if length <= 0.0 {
        return Vector::new();
    }
    let rounded = values.map(|(term, v)| (term, (v / length * LENGTH).round() as u32));
    rounded.filter(|&(_, v)| v > 0).collect()
}

/// Sum of products of two sparse vectors, exact.
pub fn dot<A, B>(a: &[(u32, A)], b: &[(u32, B)]) -> u64
where
    A: Copy + Into<u64>,
    B: Copy + Into<u64>,
{
    if a.len() > b.len() {
        return dot(b, a);
    }
    // A short vector is looked up in a long one, two of a length are merged.
    if a.len() * 12 < b.len() {
        let mut from = 0;
        let mut sum = 0;
        for &(term, x) in a {
            match b[from..].binary_search_by_key(&term, |&(t, _)| t) {
                Ok(at) => {
                    sum += x.into() * b[from + at].1.into();
                    from += at + 1;
                }
                Err(at) => from += at,
            }
        }
        return sum;
    }
    let (mut i, mut j, mut sum) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        let (s, t) = (a[i].0, b[j].0);
        if s == t {
            sum += a[i].1.into() * b[j].1.into();
        }
        i += usize::from(s <= t);
        j += usize::from(t <= s);
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn products_are_the_same_by_merging_and_by_looking_up(
            a in proptest::collection::btree_map(0u32..500, 1u32..9, 0..200),
            b in proptest::collection::btree_map(0u32..500, 1u32..9, 0..10),
        ) {
            let plain: u64 = a.iter().filter_map(|(k, x)| b.get(k).map(|y| u64::from(x * y))).sum();
            let a: Vector = a.into_iter().collect();
            let b: Vector = b.into_iter().collect();
            prop_assert_eq!(dot(&a, &b), plain);
            prop_assert_eq!(dot(&b, &a), plain);
        }
    }

    #[test]
    fn a_vector_has_length_one() {
        let vector = unit([(3, 3.0), (5, 4.0)].into_iter());
        assert_eq!(vector, [(3, 9_830), (5, 13_107)]);
        assert!(unit([(1, 0.0)].into_iter()).is_empty());
    }
}
