//! What an event is called, and the terms that define it.

use std::collections::{BTreeMap, BTreeSet};

use super::Found;
use super::sketch::{ONE, Seen, Sketch};
use super::weigh::Terms;

/// Names and terms in a label.
const SHOWN: usize = 4;
/// Terms per language in a draft.
const DRAFTED: usize = 6;
/// Letters of a word in a label or id, and of an id in all.
const LETTERS: usize = 30;
const ID: usize = 60;

/// Name the groups, in their order.
pub fn label(sketches: &[Sketch], terms: &Terms, groups: Vec<Vec<(usize, f64)>>) -> Vec<Found> {
    let acronyms = acronyms(terms);
    let mut taken: BTreeMap<String, u32> = BTreeMap::new();
    let named = groups.into_iter().map(|members| {
        let telling = telling(sketches, terms, &members);
        let dates = members.iter().filter_map(|&(m, _)| sketches[m].date);
        let when = dates.clone().min().zip(dates.max());
        let words = words(telling.iter().take(3 * SHOWN).map(|&term| shown(terms, term, &acronyms)));
        let label = if words.is_empty() { sketches[members[0].0].id.clone() } else { words.join(", ") };
        let mut slug = slug(&words.iter().take(3).cloned().collect::<Vec<_>>().join(" "));
        slug.truncate(ID);
        let stem = match when {
            Some((from, _)) => format!("{}-{slug}", from.format("%Y-%m-%d")),
            None => slug,
        };
        let stem = stem.trim_end_matches('-');
        // `all` is the name of the pooled rows.
        let stem = if stem.is_empty() || stem == "all" { "event" } else { stem };
        let times = taken.entry(stem.to_owned()).or_default();
        *times += 1;
        let id = if *times == 1 { stem.to_owned() } else { format!("{stem}~{times}") };
        Found { id, label, when, terms: drafted(terms, &telling, members.len()), members }
    });
    named.collect()
}

/// What a key of an event amounts to.
#[derive(Default)]
struct Share {
    members: u32,
    weight: f64,
    /// Members by term.
    terms: BTreeMap<u32, u32>,
}

/// Terms by how telling they are: weight in the members times rarity. Of the
/// terms of one key, that of the language of most members stands for all.
fn telling(sketches: &[Sketch], terms: &Terms, members: &[(usize, f64)]) -> Vec<u32> {
    let mut languages: BTreeMap<&str, u32> = BTreeMap::new();
    let mut shares: BTreeMap<u32, Share> = BTreeMap::new();
    for &(member, _) in members {
        *languages.entry(&sketches[member].language).or_default() += 1;
        let mut last = BTreeMap::new();
        for &(term, weight) in &sketches[member].terms {
            *last.entry(terms.key[term as usize]).or_insert(0.0) += f64::from(weight) / f64::from(ONE);
            *shares.entry(terms.key[term as usize]).or_default().terms.entry(term).or_default() += 1;
        }
        for (key, weight) in last {
            let share = shares.entry(key).or_default();
            share.members += 1;
            share.weight += (3.0 * weight).ln_1p();
        }
    }
    let least = if members.len() > 2 { 2 } else { 1 };
    let of = |term: u32| languages.get(&*terms.list[term as usize].language).copied().unwrap_or(0);
    let mut list: Vec<(f64, u32)> = shares
        .into_iter()
        .filter(|(_, share)| share.members >= least)
        .filter_map(|(key, share)| {
            let best = |&(&term, &n): &(&u32, &u32)| (of(term), n, std::cmp::Reverse(term));
            let term = *share.terms.iter().max_by_key(best)?.0;
            let name = if terms.is_name(term) { 2.0 } else { 1.0 };
            terms.can_label(term).then(|| (share.weight * name * terms.rarity(key), term))
        })
        .collect();
    list.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    list.into_iter().map(|(_, term)| term).collect()
}

/// The first few without repetition: *New South*, *South Wales* are one name,
/// and a word that stands in a name is not shown again.
fn words(shown: impl Iterator<Item = String>) -> Vec<String> {
    let mut list: Vec<String> = Vec::new();
    let lower = |text: &str| text.split(' ').map(str::to_lowercase).collect::<Vec<_>>();
    for next in shown {
        let new = lower(&next);
        let overlaps = |known: &String| {
            let old = lower(known);
            if old.last() == new.first() && new.len() > 1 && old.len() > 1 {
                let rest: Vec<&str> = next.split(' ').skip(1).collect();
                return Some(format!("{known} {}", rest.join(" ")));
            }
            if new.last() == old.first() && new.len() > 1 && old.len() > 1 {
                let rest: Vec<&str> = known.split(' ').skip(1).collect();
                return Some(format!("{next} {}", rest.join(" ")));
            }
            None
        };
        if let Some((place, longer)) = list.iter().enumerate().find_map(|(i, known)| Some((i, overlaps(known)?))) {
            list[place] = longer;
            continue;
        }
        let known: Vec<String> = list.iter().flat_map(|known| lower(known)).collect();
        if new.iter().any(|word| known.contains(word)) {
            // The longer name takes the place of a word it holds.
            if let Some(place) = list.iter().position(|known| new.len() > 1 && new.contains(&known.to_lowercase())) {
                list[place] = next;
            }
            continue;
        }
        list.push(next);
    }
    // A name that grew may hold a word that was there before it.
    let grown: Vec<Vec<String>> = list.iter().map(|name| lower(name)).collect();
    let held = |name: &str| grown.iter().any(|words| words.len() > 1 && words.contains(&name.to_lowercase()));
    list.retain(|name| !held(name));
    list.truncate(SHOWN);
    list
}

/// Words that are mostly written in capitals throughout.
fn acronyms(terms: &Terms) -> BTreeSet<&str> {
    let mostly = |seen: &Seen| seen.acronym * 2 > seen.capital + seen.small;
    terms.form.iter().filter(|(_, seen)| mostly(seen)).map(|(form, _)| &**form).collect()
}

/// A term as people write it.
fn shown(terms: &Terms, term: u32, acronyms: &BTreeSet<&str>) -> String {
    let capital = |word: &str| {
        let mut chars = word.chars().take(LETTERS);
        if acronyms.contains(word) {
            return word.to_uppercase();
        }
        chars.next().map_or(String::new(), |c| c.to_uppercase().chain(chars).collect())
    };
    let form = &terms.form[term as usize].0;
    if terms.is_name(term) || acronyms.contains(&**form) {
        form.split(' ').map(capital).collect::<Vec<_>>().join(" ")
    } else {
        form.chars().take(LETTERS).collect()
    }
}

/// Terms of a draft: those that stand mostly in this event's documents; where
/// there is none, the most telling one.
fn drafted(terms: &Terms, telling: &[u32], members: usize) -> Vec<(String, Vec<String>)> {
    let own = |term: u32| terms.documents(terms.key[term as usize]) as usize <= 2 * members;
    let mut by: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for wanted in [true, false] {
        for &term in telling.iter().filter(|&&term| own(term) == wanted) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_put_together_and_words_not_repeated() {
        let list = ["New South", "South Wales", "Wales", "fire", "Rural Fire", "rain", "wind", "hail"];
        let found = words(list.iter().map(|word| (*word).to_owned()));
        assert_eq!(found, ["New South Wales", "Rural Fire", "rain", "wind"]);
    }

    #[test]
    fn slugs_are_plain() {
        assert_eq!(slug("Çoban, İzmir: Müller"), "coban-izmir-muller");
        assert_eq!(slug("***"), "");
    }
}
