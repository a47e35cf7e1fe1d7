//! A store finds what the texts themselves do, and no bytes make it crash.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::Arc;

use proptest::prelude::*;

use super::Store;
use super::build::{Worker, build};
use super::keep::{Cache, Request};
use super::read::{Unread, read};
use super::score::Scorer;
use super::write::write;
use crate::corpus::{Document, InputFile, Skipped};
use crate::lexicon::Pattern;
use crate::lexicon::matcher::{Hit, Matcher, Rule, TypeTable};
use crate::lexicon::overlap::Overlap;
use crate::span::CodePoints;
use crate::text::LanguagePacks;
use crate::text::analyze::Analyzer;

fn document(number: usize, text: &str) -> Document {
    Document { id: format!("{number:03}"), text: text.to_owned(), source: Some("herald".into()), ..Document::default() }
}

/// English and French in turn, taken apart by two workers.
fn store(texts: &[String]) -> (Vec<Document>, Store) {
    let packs = Arc::new(LanguagePacks::bundled());
    let documents: Vec<Document> = texts.iter().enumerate().map(|(n, text)| document(n, text)).collect();
    let mut workers = [0, 1].map(|number| Worker::new(number, Analyzer::new(Arc::clone(&packs))));
    let taken = documents.iter().enumerate().map(|(n, d)| workers[n % 2].take(d, language(n))).collect();
    let skipped = vec![Skipped { path: "a.docx".into(), row: Some(3), reason: "no text".into() }];
    let store = build(&documents, taken, &workers, skipped).unwrap();
    (documents, store)
}

fn language(number: usize) -> &'static str {
    if number % 3 == 2 { "fr" } else { "en" }
}

/// What a rule is made of: pattern, near, unless, except, within, group.
type Draft = (String, Option<String>, Option<String>, Option<String>, usize, u32);

fn rules(drafts: &[Draft]) -> BTreeMap<String, Vec<Rule>> {
    let mut analyzer = Analyzer::new(Arc::new(LanguagePacks::bundled()));
    let mut rules: BTreeMap<String, Vec<Rule>> = BTreeMap::new();
    for language in ["en", "fr"] {
        for (pattern, near, unless, except, within, group) in drafts {
            let list = rules.entry(language.to_owned()).or_default();
            let mut parse = |text: &String| Pattern::parse(text, language, &mut analyzer).ok();
            let Some(pattern) = parse(pattern) else { continue };
            let mut some = |text: &Option<String>| text.as_ref().and_then(&mut parse).into_iter().collect();
            let (near, unless) = (some(near), some(unless));
            let except: Vec<Pattern> = some(except);
            let except = except.into_iter().filter(|p| p.elements.len() == 1).collect();
            let id = list.len() as u32;
            list.push(Rule { group: *group, id, pattern, near, unless, except, within: *within });
        }
    }
    rules
}

/// The hits of every document as its text gives them.
fn in_texts(documents: &[Document], rules: &BTreeMap<String, Vec<Rule>>, overlap: Overlap) -> Vec<Vec<Hit>> {
    let mut analyzer = Analyzer::new(Arc::new(LanguagePacks::bundled()));
    let find = |(number, document): (usize, &Document)| {
        let language = language(number);
        let matcher = Matcher::new(rules[language].iter().cloned(), overlap);
        let analysis = analyzer.analyze(&document.text, language, &[], None);
        let vocabulary = analyzer.vocabulary(language).unwrap();
        let mut hits = matcher.find(&document.text, &analysis, vocabulary, &mut TypeTable::default());
        hits.sort_unstable();
        hits
    };
    documents.iter().enumerate().map(find).collect()
}

fn in_store(scorer: &Scorer<'_>, count: usize) -> Vec<Vec<Hit>> {
    let sorted = |mut hits: Vec<Hit>| {
        hits.sort_unstable();
        hits
    };
    (0..count).map(|number| sorted(scorer.hits(number))).collect()
}

const WORDS: [&str; 30] = [
    "war",
    "War",
    "WAR",
    "wars",
    "crime",
    "crimes",
    "us",
    "US",
    "L’armée",
    "l'occupation",
    "occupation",
    "occupied",
    "occupying",
    "re-annexed",
    "annexed",
    "the",
    "of",
    "the",
    "of",
    "a-b",
    "1990s",
    "Baku's",
    "don’t",
    "été",
    ".",
    ",",
    "—",
    "\n\n",
    "“",
    "”",
];
const PATTERNS: [&str; 20] = [
    "war",
    "war*",
    "=US",
    "=War",
    "stem:annex",
    "stem:crime",
    "occup*",
    "*ation",
    "?ar",
    "re:w.*r",
    "war crime*",
    "the * of",
    "war of",
    "the",
    "l'occupation",
    "a b",
    "* war",
    "=US war",
    "of the *",
    "crime* occup*",
];

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(&WORDS[..]), 0..40).prop_map(|words| words.join(" "))
}

fn draft() -> impl Strategy<Value = Draft> {
    let pattern = || prop::sample::select(&PATTERNS[..]).prop_map(str::to_owned);
    let some = move || prop::option::weighted(0.3, pattern());
    (pattern(), some(), some(), some(), 0usize..4, 0u32..3)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn a_store_finds_what_the_texts_do(
        texts in prop::collection::vec(text(), 1..7),
        drafts in prop::collection::vec(draft(), 1..12),
        edit in draft(),
        place in 0usize..12,
        more in prop::bool::ANY,
    ) {
        let (documents, store) = store(&texts);
        let before = rules(&drafts);
        let mut edited = drafts.clone();
        let place = place % drafts.len();
        if more { edited.insert(place, edit) } else { edited[place] = edit }
        let after = rules(&edited);
        for (_, overlap) in Overlap::ALL {
            let mut scorer = Scorer::new(&store, &before, overlap);
            prop_assert_eq!(in_store(&scorer, texts.len()), in_texts(&documents, &before, overlap));
            scorer.update(&after);
            prop_assert_eq!(in_store(&scorer, texts.len()), in_texts(&documents, &after, overlap));
            scorer.update(&before);
            prop_assert_eq!(in_store(&scorer, texts.len()), in_texts(&documents, &before, overlap));
        }
    }

    #[test]
    fn every_token_is_found_again_in_its_text(
        texts in prop::collection::vec("(\\PC{0,12}|[a-z’ .«»—\u{200b}é\n]{0,30}){0,6}", 1..5),
    ) {
        let (documents, store) = store(&texts);
        let mut analyzer = Analyzer::new(Arc::new(LanguagePacks::bundled()));
        for (number, document) in documents.iter().enumerate() {
            let analysis = analyzer.analyze(&document.text, language(number), &[], None);
            let points = CodePoints::new(&document.text);
            let places = store.places(number).unwrap();
            let spans: Vec<_> = places.iter().map(|place| place.span).collect();
            prop_assert_eq!(spans, analysis.tokens.iter().map(|token| token.span).collect::<Vec<_>>());
            for place in places {
                prop_assert_eq!(place.start as usize, points.at(place.span.start as usize));
                prop_assert_eq!(place.end as usize, points.at(place.span.end as usize));
            }
        }
    }
}

/// Twelve rules, so that one more is not worth finding all anew.
fn twelve(more: &[&str]) -> BTreeMap<String, Vec<Rule>> {
    let plain = |pattern: &str| (pattern.to_owned(), None, None, None, 0, 0);
    let dull = (0..12).map(|n| plain(&format!("dull{n}*")));
    rules(&more.iter().map(|p| plain(p)).chain(dull).collect::<Vec<_>>())
}

#[test]
fn one_edited_entry_is_found_alone_and_competes_with_the_others() {
    let (documents, store) = store(&["War crimes of war, the crimes of war. War.".to_owned()]);
    let mut scorer = Scorer::new(&store, &twelve(&["war", "crime*"]), Overlap::Longest);
    assert_eq!(scorer.len(), 6);
    let edited = twelve(&["war", "war crime*"]);
    let updated = scorer.update(&edited);
    assert_eq!((updated.rules, updated.removed), (1, 1));
    assert_eq!(in_store(&scorer, 1), in_texts(&documents, &edited, Overlap::Longest));
    assert_eq!(scorer.counts()[0].rules, [(0, 3), (1, 1)]);
    assert_eq!(scorer.counts()[0].groups, [(0, 4)]);
}

fn written(store: &Store) -> Vec<u8> {
    let mut bytes = Vec::new();
    write(store, &[7; 32], &mut bytes).unwrap();
    bytes
}

fn reread(bytes: &[u8], key: u8) -> Result<Store, Unread> {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    let store = read(file.path(), &[key; 32])?;
    // Gaps are read later, from the file.
    for number in 0..store.len() {
        store.places(number)?;
    }
    Ok(store)
}

#[test]
fn what_is_written_is_read() {
    let (documents, store) = store(&["War crimes.".into(), "The US of us.".into(), "L’armée occupe.".into()]);
    let again = reread(&written(&store), 7).unwrap();
    assert_eq!(again.documents, store.documents);
    assert_eq!(again.skipped, store.skipped);
    let row = again.document(2);
    assert_eq!((row.id, row.source, row.language, row.tokens, row.date), ("002", Some("herald"), "fr", 3, None));
    for (a, b) in again.languages.iter().zip(&store.languages) {
        assert_eq!((&a.code, &a.types), (&b.code, &b.types));
    }
    let rules = twelve(&["=US", "war crime*", "occup*"]);
    let found = in_store(&Scorer::new(&again, &rules, Overlap::Longest), 3);
    assert_eq!(found, in_texts(&documents, &rules, Overlap::Longest));
}

#[test]
fn the_store_is_the_same_whoever_took_the_documents_apart() {
    let packs = Arc::new(LanguagePacks::bundled());
    let documents: Vec<Document> =
        ["War crimes.", "Crimes of war.", "The end."].iter().enumerate().map(|(n, t)| document(n, t)).collect();
    let bytes = |order: [usize; 3]| {
        let mut workers = [0, 1, 2].map(|number| Worker::new(number, Analyzer::new(Arc::clone(&packs))));
        let taken = documents.iter().zip(order).map(|(d, worker)| workers[worker].take(d, "en")).collect();
        written(&build(&documents, taken, &workers, Vec::new()).unwrap())
    };
    assert_eq!(bytes([0, 0, 0]), bytes([2, 0, 1]));
}

#[test]
fn other_versions_and_other_keys_are_told_apart_from_damage() {
    let (_, store) = store(&["War crimes.".into()]);
    let bytes = written(&store);
    assert!(matches!(reread(&bytes, 8), Err(Unread::Other)));
    let mut other = bytes.clone();
    other[8] = 99;
    assert!(matches!(reread(&other, 7), Err(Unread::Other)));
    assert!(matches!(read(std::path::Path::new("/nowhere"), &[7; 32]), Err(Unread::Absent)));
}

#[test]
fn a_store_that_is_cut_short_or_altered_anywhere_is_damaged() {
    let (_, store) = store(&["War crimes of us.".into(), "The US.".into(), "L’armée occupe.".into()]);
    let bytes = written(&store);
    for length in (0..bytes.len()).step_by(5) {
        assert!(reread(&bytes[..length], 7).is_err(), "{length}");
    }
    for at in 0..bytes.len() {
        let mut altered = bytes.clone();
        altered[at] ^= 1 << (at % 8);
        assert!(reread(&altered, 7).is_err(), "{at}");
    }
    let longer = [bytes, vec![0]].concat();
    assert!(reread(&longer, 7).is_err());
}

#[test]
fn a_store_is_kept_until_a_byte_of_its_input_changes() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.txt");
    let cache = Cache { folder: folder.path().join("cache") };
    let open = |settings: &str| {
        let request = Request { paths: vec![file.clone()], settings: settings.to_owned() };
        let read = || {
            let text = std::fs::read_to_string(&file).unwrap();
            let sha256 = crate::corpus::listing::sha256(&file).unwrap();
            Ok((store(&[text]).1, vec![InputFile { path: "a.txt".into(), bytes: 0, sha256 }]))
        };
        let opened = cache.open(&request, read).unwrap();
        assert_eq!(opened.remarks, Vec::<String>::new());
        (opened.kept, opened.store.tokens())
    };
    std::fs::write(&file, "War crimes.").unwrap();
    assert_eq!(open("one"), (false, 2));
    assert_eq!(open("one"), (true, 2));
    assert_eq!(open("two"), (false, 2), "read otherwise");
    // At once, so that the clock may not have moved on.
    std::fs::write(&file, "War crime s.").unwrap();
    assert_eq!(open("one"), (false, 3));
    std::fs::write(&file, "War crimes.").unwrap();
    assert_eq!(open("one"), (true, 2), "the same bytes again");
    std::fs::remove_dir_all(&cache.folder).unwrap();
    assert_eq!(open("one"), (false, 2));
}
