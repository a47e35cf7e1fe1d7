//! Which sentences and documents the page holds, where not all fit.
//!
//! Every cell (event, source, frame) keeps a sentence before any keeps two, and
//! two before any keeps three: a mention's rank is its place within the smallest
//! of its cells, in an order that follows from the seed and the mention alone.
//! So the choice is the same for any order of work, and no source is thinned
//! out before another.

use std::collections::{HashMap, HashSet};

use super::arrange::clip;
use super::fit::length;
use super::pool::order;
use super::{Page, Table};
use crate::compare::random::Random;

/// Bytes of a mention or a name besides its sentence, and of a sentence besides its text.
const ITEM: usize = 38;
const SENTENCE: usize = 4;
/// Most characters of a cue.
const MOST_CUE: usize = 200;

/// What the page holds, each in the order of its list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Chosen {
    /// Places in the page's mentions.
    pub mentions: Vec<usize>,
    /// Places in the page's places of names.
    pub hits: Vec<usize>,
    /// Places in the page's documents.
    pub articles: Vec<usize>,
}

/// A sentence as the page holds it, with the place of the cue in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Quote {
    /// The sentence.
    pub text: String,
    /// Where the cue begins, in UTF-16 units as scripts count.
    pub start: usize,
    /// Its length, in the same.
    pub length: usize,
}

impl Quote {
    /// Of its three parts.
    pub fn of(left: &str, cue: &str, right: &str) -> Quote {
        let units = |text: &str| text.encode_utf16().count();
        let (left, cue) = (left.trim_start(), clip(cue, MOST_CUE).replace(['\n', '\r', '\t'], " "));
        let (start, length) = (units(left), units(&cue));
        Quote { text: format!("{left}{cue}{}", right.trim_end()), start, length }
    }
}

/// A mention or a place of a name, as something to choose.
struct Item {
    article: usize,
    hash: u64,
    /// In which list, and where there.
    place: Place,
    rank: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Mention(usize),
    Hit(usize),
}

/// Event, group (by the first of its documents), and frame or naming.
type Cell<'p> = (&'p str, usize, &'p str);

/// Places of the page's documents by id.
pub(super) fn places<'a>(page: &Page<'a>) -> HashMap<&'a str, usize> {
    page.articles.iter().enumerate().map(|(i, article)| (article.row.document, i)).collect()
}

/// Everything there is to choose from, the first to be kept first.
fn items(page: &Page<'_>) -> Vec<Item> {
    let places = places(page);
    let mut groups: HashMap<&str, usize> = HashMap::new();
    let group: Vec<usize> =
        page.articles.iter().enumerate().map(|(i, a)| *groups.entry(a.group.as_str()).or_insert(i)).collect();
    let hash = |document: &str, thing: &str, entry: &str, at: usize| order(page.seed, document, thing, entry, at);
    let mut items = Vec::with_capacity(page.mentions.len() + page.hits.len());
    for (i, m) in page.mentions.iter().enumerate() {
        let Some(&article) = places.get(m.document) else { continue };
        let hash = hash(m.document, m.frame, m.entry, m.start);
        items.push(Item { article, hash, place: Place::Mention(i), rank: usize::MAX });
    }
    for (i, h) in page.hits.iter().enumerate() {
        let Some(&article) = places.get(h.document) else { continue };
        let hash = hash(h.document, h.naming, h.variant, h.start);
        items.push(Item { article, hash, place: Place::Hit(i), rank: usize::MAX });
    }
    items.sort_unstable_by_key(|item| (item.hash, item.place));
    let mut seen: HashMap<Cell<'_>, usize> = HashMap::new();
    for item in &mut items {
        let (events, thing) = match item.place {
            Place::Mention(i) => (page.mentions[i].event.as_str(), page.mentions[i].frame),
            Place::Hit(i) => (page.hits[i].event.as_str(), page.hits[i].naming),
        };
        for event in events.split(';') {
            let rank = seen.entry((event, group[item.article], thing)).or_default();
            item.rank = item.rank.min(*rank);
            *rank += 1;
        }
    }
    items.sort_by_key(|item| item.rank);
    items
}

/// The sentence of an item.
fn text(page: &Page<'_>, place: Place) -> String {
    match place {
        Place::Mention(i) => Quote::of(&page.mentions[i].left, page.mentions[i].cue, &page.mentions[i].right).text,
        Place::Hit(i) => Quote::of(&page.hits[i].left, page.hits[i].cue, &page.hits[i].right).text,
    }
}

/// What fits into so many bytes; documents of chosen sentences come with them.
pub(super) fn choose(page: &Page<'_>, documents: &Table, bytes: usize) -> Chosen {
    let size = |article: usize| documents.rows[article].iter().map(|cell| cell.text().map_or(8, length)).sum::<usize>();
    let items = items(page);
    let mut texts: HashSet<(usize, String)> = HashSet::new();
    let mut articles: Vec<bool> = vec![false; page.articles.len()];
    let mut chosen = Chosen::default();
    let mut left = bytes;
    for item in &items {
        let text = (item.article, text(page, item.place));
        let mut cost = ITEM;
        cost += if texts.contains(&text) { 0 } else { length(&text.1) + SENTENCE };
        cost += if articles[item.article] { 0 } else { size(item.article) };
        if cost > left {
            break;
        }
        left -= cost;
        texts.insert(text);
        articles[item.article] = true;
        match item.place {
            Place::Mention(i) => chosen.mentions.push(i),
            Place::Hit(i) => chosen.hits.push(i),
        }
    }
    let hash = |i: &usize| Random::new(page.seed, &[page.articles[*i].row.document]).bits();
    let mut rest: Vec<usize> = (0..articles.len()).filter(|&i| !articles[i]).collect();
    rest.sort_by_cached_key(|i| (hash(i), *i));
    for i in rest {
        let cost = size(i);
        if cost > left {
            break;
        }
        left -= cost;
        articles[i] = true;
    }
    chosen.mentions.sort_unstable();
    chosen.hits.sort_unstable();
    chosen.articles = (0..articles.len()).filter(|&i| articles[i]).collect();
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cue_is_found_in_units_of_scripts() {
        let quote = Quote::of("\u{1f600} une ", "agression", " de plus ");
        assert_eq!((quote.text.as_str(), quote.start, quote.length), ("\u{1f600} une agression de plus", 7, 9));
    }
}
