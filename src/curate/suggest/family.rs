//! Relatives of known entries that no entry takes: other forms of a stem, other
//! spellings, words of the same beginning.

use std::collections::BTreeSet;

use deunicode::deunicode;
use rustc_hash::{FxHashMap, FxHashSet};

use super::Scored;
use super::gather::Reading;
use super::terms::{NONE, Terms};
use crate::compare::formula::rounded;
use crate::lexicon::{Element, Pattern};

/// Shortest common beginning, and its least share of the longer word.
const BEGINNING: usize = 5;
const SHARE: f64 = 0.6;

/// The words of the frame's entries.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// Words of one-word entries and of the text that such entries take, folded.
    pub words: BTreeSet<String>,
    /// Globs as far as they are spelt out: beginnings, not words.
    pub heads: BTreeSet<String>,
    /// All entries without wildcards, their words run together.
    pub joined: FxHashSet<String>,
}

impl Known {
    /// The words of patterns, and the words of a text that they take.
    pub fn new(patterns: &[Pattern], reading: &Reading) -> Known {
        let mut known = Known::default();
        for pattern in patterns {
            let plain = |e: &Element| match e {
                Element::Word(word) | Element::Exact { form: word, .. } => Some(word.to_string()),
                _ => None,
            };
            if let Some(words) = pattern.elements.iter().map(plain).collect::<Option<Vec<_>>>() {
                known.joined.insert(words.concat());
            }
            let [element] = &pattern.elements[..] else { continue };
            match element {
                Element::Glob(glob) => {
                    let text = glob.to_string();
                    let head = text.split(['*', '?']).next().unwrap_or_default();
                    if head.chars().count() >= BEGINNING {
                        known.heads.insert(head.to_owned());
                    }
                }
                other => known.words.extend(plain(other)),
            }
            let taken = reading.forms.iter().filter(|f| element.fits(&f.text, &reading.stems[f.stem as usize]));
            known.words.extend(taken.filter(|f| f.telling).map(|f| f.text.to_string()));
        }
        known
    }
}

/// How a form is akin to a known word.
#[derive(Debug, Clone, PartialEq)]
struct Kinship {
    value: f64,
    detail: String,
}

/// Terms by kinship: 1 for another form of a known word's stem, 0.95 for its
/// parts written apart or together, 1 − d/n for d letters that differ of n (one
/// from 6 letters on, two from 10), 0.9 of the share that a common beginning has
/// in the longer word. Letters are compared as Latin ones, without accents.
pub fn family(reading: &Reading, terms: &Terms, known: &Known) -> Vec<Scored> {
    let relatives = Relatives::new(reading, known);
    let mut forms: FxHashMap<u32, BTreeSet<u32>> = FxHashMap::default();
    let mut phrases: FxHashMap<u32, String> = FxHashMap::default();
    for (text, line) in reading.lines() {
        terms.each(reading, text, line, |found| {
            let words = &text.words[found.words.start as usize..found.words.end as usize];
            match words {
                [word] => {
                    forms.entry(found.term).or_default().insert(word.form);
                }
                [first, second] if !phrases.contains_key(&found.term) => {
                    let joined = format!("{}{}", reading.form(*first).text, reading.form(*second).text);
                    if known.joined.contains(&joined) || known.words.contains(&joined) {
                        phrases.insert(found.term, joined);
                    }
                }
                _ => {}
            }
        });
    }
    let mut found: Vec<Scored> = Vec::new();
    for (&term, forms) in &forms {
        let stem = terms.keys[term as usize][0];
        let akin = forms.iter().filter_map(|&form| relatives.of(&reading.forms[form as usize].text, stem));
        // Equal kinship goes to the form that comes first in the alphabet.
        let best = akin.reduce(|best, next| if next.value > best.value { next } else { best });
        found.extend(best.map(|kin| Scored { term, value: kin.value, detail: kin.detail }));
    }
    found.extend(phrases.into_iter().map(|(term, joined)| Scored {
        term,
        value: 0.95,
        detail: format!("“{joined}” written apart"),
    }));
    found.retain(|scored| terms.keys[scored.term as usize] != [NONE; 3]);
    found.sort_by_key(|scored| scored.term);
    found
}

/// Known words, ready to be compared with.
struct Relatives<'k> {
    known: &'k Known,
    stems: FxHashMap<u32, &'k str>,
    /// Known words and beginnings in Latin letters, by their first letter; whether they are whole.
    latin: FxHashMap<char, Vec<(String, &'k str, bool)>>,
}

impl<'k> Relatives<'k> {
    fn new(reading: &Reading, known: &'k Known) -> Relatives<'k> {
        let mut stems = FxHashMap::default();
        let mut latin: FxHashMap<char, Vec<(String, &str, bool)>> = FxHashMap::default();
        let heads = known.heads.difference(&known.words).map(|head| (head, false));
        for (word, whole) in known.words.iter().map(|word| (word, true)).chain(heads) {
            let form = reading.forms.binary_search_by(|form| (*form.text).cmp(word)).ok();
            if let Some(form) = form.map(|at| &reading.forms[at]).filter(|form| form.telling) {
                stems.entry(form.stem).or_insert(word.as_str());
            } else if let Ok(stem) = reading.stems.binary_search_by(|stem| (**stem).cmp(word)) {
                stems.entry(stem as u32).or_insert(word.as_str());
            }
            let spelt = letters(word);
            if let Some(first) = spelt.chars().next() {
                latin.entry(first).or_default().push((spelt, word, whole));
            }
        }
        Relatives { known, stems, latin }
    }

    fn of(&self, form: &str, stem: u32) -> Option<Kinship> {
        if let Some(word) = self.stems.get(&stem) {
            return Some(Kinship { value: 1.0, detail: format!("same stem as “{word}”") });
        }
        if self.known.joined.contains(form) {
            return Some(Kinship { value: 0.95, detail: "an entry's words written together".to_owned() });
        }
        let spelt = letters(form);
        let others = self.latin.get(&spelt.chars().next()?)?;
        let akin = others.iter().filter_map(|(other, word, whole)| kinship(&spelt, other, word, *whole));
        akin.reduce(|best, next| if next.value > best.value { next } else { best })
    }
}

fn letters(word: &str) -> String {
    deunicode(word).chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase()
}

/// How two words in Latin letters are akin, if they are.
fn kinship(a: &str, b: &str, word: &str, whole: bool) -> Option<Kinship> {
    let (longer, shorter) = (a.len().max(b.len()), a.len().min(b.len()));
    let allowed = match longer {
        0..6 => 0,
        6..10 => 1,
        _ => 2,
    };
    if whole && longer - shorter <= allowed {
        let distance = strsim::osa_distance(a, b);
        if distance <= allowed {
            let value = rounded(1.0 - distance as f64 / longer as f64)?;
            return Some(Kinship { value, detail: format!("spelt nearly as “{word}”") });
        }
    }
    let common = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    let share = common as f64 / longer as f64;
    if common < BEGINNING || share < SHARE {
        return None;
    }
    Some(Kinship { value: rounded(0.9 * share)?, detail: format!("begins as “{word}”") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_letter_of_six_may_differ_two_of_ten_and_none_of_five() {
        assert!(kinship("ocupation", "occupation", "occupation", true).unwrap().detail.starts_with("spelt nearly"));
        assert_eq!(kinship("rails", "raids", "raids", true), None);
        assert_eq!(kinship("occupatio", "occupation", "x", true).unwrap().value, 0.9);
    }

    #[test]
    fn a_common_beginning_counts_by_its_share_of_the_longer_word() {
        let kin = kinship("annexationist", "annexed", "annexed", true);
        assert_eq!(kin, None);
        let kin = kinship("annexationist", "annexation", "annexation", true).unwrap();
        assert!((kin.value - 0.9 * 10.0 / 13.0).abs() < 1e-6 && kin.detail == "begins as “annexation”");
    }

    #[test]
    fn letters_are_compared_as_latin_ones() {
        assert_eq!(letters("Оккупация"), letters("Оккупация".to_lowercase().as_str()));
        assert_eq!(letters("libéré"), "libere");
    }
}
