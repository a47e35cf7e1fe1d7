//! What an event is called, and the terms that define it.

use std::collections::BTreeMap;

use super::Found;
use super::sketch::{Kind, Sketch, Term};
use super::weigh::Terms;

/// Names and terms in a label.
const SHOWN: usize = 4;
/// Terms per language in a draft.
const DRAFTED: usize = 6;

/// Name the groups, sorted by date, then first member.
pub fn label(sketches: &[Sketch], terms: &Terms, groups: Vec<Vec<(usize, f64)>>) -> Vec<Found> {
    let mut taken: BTreeMap<String, u32> = BTreeMap::new();
    let named = groups.into_iter().map(|members| {
        let telling = telling(sketches, terms, &members);
        let dates = members.iter().filter_map(|&(m, _)| sketches[m].date);
        let when = dates.clone().min().zip(dates.max());
        let words: Vec<String> = telling.iter().take(SHOWN).map(|&(term, _)| shown(terms, term)).collect();
        let label = if words.is_empty() { sketches[members[0].0].id.clone() } else { words.join(", ") };
        let slug = slug(&telling.iter().take(3).map(|&(term, _)| shown(terms, term)).collect::<Vec<_>>().join(" "));
        let stem = match when {
            Some((from, _)) => format!("{}-{slug}", from.format("%Y-%m-%d")),
            None => slug,
        };
        let stem = if stem.is_empty() { "event".to_owned() } else { stem.trim_end_matches('-').to_owned() };
        let times = taken.entry(stem.clone()).or_default();
        *times += 1;
        let id = if *times == 1 { stem } else { format!("{stem}-{times}") };
        Found { id, label, when, terms: drafted(terms, &telling, members.len()), members }
    });
    named.collect()
}

/// Terms by how telling they are: share of the members with it times rarity.
fn telling(sketches: &[Sketch], terms: &Terms, members: &[(usize, f64)]) -> Vec<(u32, f64)> {
    let mut sums: BTreeMap<u32, (u32, f64)> = BTreeMap::new();
    for &(member, _) in members {
        for &(term, weight) in &sketches[member].terms {
            let sum = sums.entry(term).or_default();
            *sum = (sum.0 + 1, sum.1 + (f64::from(weight) / f64::from(super::sketch::ONE) * 3.0).ln_1p());
        }
    }
    let least = if members.len() > 2 { 2 } else { 1 };
    let mut list: Vec<(u32, f64)> = sums
        .into_iter()
        .filter(|&(term, (times, _))| times >= least && terms.can_label(term))
        .map(|(term, (_, sum))| {
            let name = if terms.is_name(term) { 2.0 } else { 1.0 };
            (term, sum * name * terms.rarity(terms.key[term as usize]))
        })
        .collect();
    list.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    // A pair stands for its words.
    let pairs: Vec<String> = list
        .iter()
        .take(SHOWN * 3)
        .map(|&(t, _)| &terms.list[t as usize])
        .filter(|t| t.kind == Kind::Pair)
        .map(|t| t.text.to_string())
        .collect();
    list.retain(|&(t, _)| {
        let term: &Term = &terms.list[t as usize];
        term.kind == Kind::Pair
            || !pairs.iter().any(|pair| pair.split(' ').any(|word| *word == *terms.form[t as usize].0))
    });
    list
}

/// A term as people write it.
fn shown(terms: &Terms, term: u32) -> String {
    let (form, seen) = &terms.form[term as usize];
    let capital = |word: &str| {
        let mut chars = word.chars();
        chars.next().map_or(String::new(), |c| c.to_uppercase().chain(chars).collect())
    };
    match terms.list[term as usize].kind {
        Kind::Pair => form.split(' ').map(capital).collect::<Vec<_>>().join(" "),
        _ if seen.acronym * 2 > seen.capital + seen.small => form.to_uppercase(),
        _ if terms.is_name(term) => capital(form),
        _ => form.to_string(),
    }
}

/// Terms of a draft: those that stand mostly in this event's documents; where
/// there is none, the most telling one.
fn drafted(terms: &Terms, telling: &[(u32, f64)], members: usize) -> Vec<(String, Vec<String>)> {
    let own = |term: u32| terms.documents(terms.key[term as usize]) as usize <= 2 * members;
    let mut by: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for wanted in [true, false] {
        for &(term, _) in telling.iter().filter(|&&(term, _)| own(term) == wanted) {
            let list = by.entry(&terms.list[term as usize].language).or_default();
            if list.len() < if wanted { DRAFTED } else { 1 } {
                list.push(terms.form[term as usize].0.to_string());
            }
        }
    }
    by.into_iter().map(|(language, list)| (language.to_owned(), list)).collect()
}

fn slug(text: &str) -> String {
    let plain = deunicode::deunicode(text).to_lowercase();
    let words = plain.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty());
    words.collect::<Vec<_>>().join("-")
}
