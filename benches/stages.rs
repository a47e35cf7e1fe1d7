//! Speed of each stage, on texts made here so that the benches need no file.
//!
//! `cargo bench` prints throughput; vocabulary grows with the text as in real
//! news, because a text of few words would hide what memory costs.

use std::collections::BTreeMap;
use std::sync::Arc;

use divan::Bencher;
use divan::counter::BytesCount;
use framelens::annotate::find::{Annotator, FrameRules};
use framelens::compare::{Settings, compare};
use framelens::corpus::{Corpus, Document};
use framelens::lexicon::matcher::{Matcher, Rule, TypeTable};
use framelens::lexicon::overlap::Overlap;
use framelens::lexicon::{Lexicon, Pattern, bundled};
use framelens::pipeline;
use framelens::store::{Store, read::read, score::Scorer, write::write};
use framelens::tally::{Duplicates, count::count};
use framelens::text::stem::Stemmer;
use framelens::text::{LanguagePacks, analyze::Analyzer, language::identify, segment::Segmenter};

fn main() {
    divan::main();
}

/// Articles of some 4,000 bytes with Zipf-like words, the same at every run.
fn articles(count: usize) -> Vec<String> {
    let mut state = 7u64;
    let mut random = move |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let word = |rank: u64| {
        let syllables = ["ba", "ku", "sho", "ri", "ten", "mar", "lo", "gi"];
        let mut word = String::new();
        let mut rest = rank;
        while word.is_empty() || rest > 0 {
            word.push_str(syllables[(rest % 8) as usize]);
            rest /= 8;
        }
        word
    };
    let mut article = || {
        let mut text = String::new();
        for n in 0..700 {
            // Dividing by a random number makes small ranks frequent.
            let rank = 60_000 / (1 + random(60_000));
            text.push_str(&word(rank + random(3)));
            text.push_str(match n % 97 {
                0 => ".\n\nThe ",
                13 | 31 | 62 => ". Gen. ",
                20 => " occupied territories, he said, ",
                70 => " “the act of aggression” ",
                45 => "’s ",
                _ => " ",
            });
        }
        text
    };
    (0..count).map(|_| article()).collect()
}

/// A store of the articles, and the bundled lexicon with the articles' own commonest words.
fn stored(count: usize) -> (Store, BTreeMap<String, Vec<Rule>>) {
    let packs: Arc<LanguagePacks> = Arc::new(LanguagePacks::bundled());
    let document = |(n, text): (usize, String)| Document { id: format!("{n:06}"), text, ..Document::default() };
    let documents: Vec<Document> = articles(count).into_iter().enumerate().map(document).collect();
    let corpus = Corpus { documents, ..Corpus::default() };
    let store = pipeline::store(&corpus, &packs, Some("en"), &|| ()).unwrap();
    let mut analyzer = Analyzer::new(packs);
    let lexicon = Lexicon::parse(&bundled::frames(), &mut analyzer).unwrap();
    let mut rules = FrameRules::new(&lexicon).rules;
    let english = rules.entry("en".to_owned()).or_default();
    for pattern in ["ku", "shoba*", "ri ba", "gi* ku", "tenmar*"] {
        let pattern = Pattern::parse(pattern, "en", &mut analyzer).unwrap();
        english.push(Rule::plain(0, english.len() as u32 + 100_000, pattern));
    }
    (store, rules)
}

#[divan::bench]
fn lexicon_read(bencher: Bencher) {
    let packs = Arc::new(LanguagePacks::bundled());
    bencher.bench_local(|| Lexicon::parse(&bundled::frames(), &mut Analyzer::new(Arc::clone(&packs))).unwrap());
}

#[divan::bench]
fn store_built_of_2_mb(bencher: Bencher) {
    bencher.bench_local(|| stored(500).0.tokens());
}

#[divan::bench]
fn store_loaded_of_20_mb(bencher: Bencher) {
    let file = tempfile::NamedTempFile::new().unwrap();
    write(&stored(5_000).0, &[0; 32], &mut file.as_file()).unwrap();
    bencher.bench_local(|| read(file.path(), &[0; 32]).unwrap().tokens());
}

#[divan::bench]
fn lexicon_scored_on_20_mb(bencher: Bencher) {
    let (store, rules) = stored(5_000);
    bencher.bench_local(|| Scorer::new(&store, &rules, Overlap::Longest).len());
}

#[divan::bench]
fn one_entry_scored_on_20_mb(bencher: Bencher) {
    let (store, rules) = stored(5_000);
    let mut edited = rules.clone();
    if let Some(last) = edited.get_mut("en").and_then(|rules| rules.last_mut()) {
        last.pattern = Pattern::parse("marlo*", "en", &mut Analyzer::new(LanguagePacks::bundled().into())).unwrap();
    }
    let mut scorer = Scorer::new(&store, &rules, Overlap::Longest);
    scorer.prepare();
    let mut turn = false;
    bencher.bench_local(|| {
        turn = !turn;
        scorer.update(if turn { &edited } else { &rules })
    });
}

/// Articles of three sources, with the bundled lexicon.
fn study(count: usize) -> (Annotator, Arc<LanguagePacks>, Vec<Document>) {
    let packs: Arc<LanguagePacks> = Arc::new(LanguagePacks::bundled());
    let lexicon = Lexicon::parse(&bundled::frames(), &mut Analyzer::new(Arc::clone(&packs))).unwrap();
    let annotator = Annotator::new(Arc::clone(&packs), &lexicon, &[], Vec::new(), Overlap::Longest);
    let document = |(n, text): (usize, String)| {
        let source = ["courier", "herald", "wire"][n % 3];
        Document { id: format!("{n:06}"), source: Some(source.to_owned()), text, ..Document::default() }
    };
    (annotator, packs, articles(count).into_iter().enumerate().map(document).collect())
}

#[divan::bench]
fn stem_each_word_once(bencher: Bencher) {
    let packs = Arc::new(LanguagePacks::bundled());
    let mut analyzer = Analyzer::new(Arc::clone(&packs));
    articles(500).iter().for_each(|text| {
        analyzer.analyze(text, "en", &[], None);
    });
    let stemmer = Stemmer::new(&packs.get_or_minimal("en"));
    let types = analyzer.vocabulary("en").unwrap().types();
    bencher
        .counter(divan::counter::ItemsCount::new(types.len()))
        .bench_local(|| types.iter().map(|ty| stemmer.stem(&ty.form).len()).sum::<usize>());
}

#[divan::bench]
fn match_the_lexicon(bencher: Bencher) {
    let texts = articles(500);
    let mut analyzer = Analyzer::new(LanguagePacks::bundled().into());
    let lexicon = Lexicon::parse(&bundled::frames(), &mut analyzer).unwrap();
    let rules = FrameRules::new(&lexicon).rules.remove("en").unwrap_or_default();
    let matcher = Matcher::new(rules, Overlap::Longest);
    let analyses: Vec<_> = texts.iter().map(|text| analyzer.analyze(text, "en", &[], None)).collect();
    let vocabulary = analyzer.vocabulary("en").unwrap();
    let mut types = TypeTable::default();
    bencher.counter(bytes(&texts)).bench_local(|| {
        let read = texts.iter().zip(&analyses);
        read.map(|(text, analysis)| matcher.find(text, analysis, vocabulary, &mut types).len()).sum::<usize>()
    });
}

#[divan::bench]
fn annotate_with_what_was_seen(bencher: Bencher) {
    let (annotator, _, documents) = study(500);
    let mut worker = annotator.worker();
    let size: usize = documents.iter().map(|document| document.text.len()).sum();
    bencher.counter(BytesCount::new(size)).bench_local(|| {
        documents.iter().map(|document| annotator.annotate(document, "en", &mut worker).mentions.len()).sum::<usize>()
    });
}

#[divan::bench]
fn tally_of_2_mb(bencher: Bencher) {
    let (annotator, packs, documents) = study(500);
    let annotations = pipeline::annotate(&annotator, &packs, &documents, Some("en"), &|_| ());
    bencher.bench_local(|| count(&annotator, &documents, &annotations, "source", Duplicates::default()).features.len());
}

#[divan::bench]
fn compare_of_2_mb(bencher: Bencher) {
    let (annotator, packs, documents) = study(500);
    let annotations = pipeline::annotate(&annotator, &packs, &documents, Some("en"), &|_| ());
    let tally = count(&annotator, &documents, &annotations, "source", Duplicates::default());
    bencher.bench_local(|| compare(&tally, &Settings::default()).terms.len());
}

fn bytes(texts: &[String]) -> BytesCount {
    BytesCount::new(texts.iter().map(String::len).sum::<usize>())
}

#[divan::bench]
fn analyze_with_what_was_seen(bencher: Bencher) {
    let texts = articles(500);
    let mut analyzer = Analyzer::new(LanguagePacks::bundled().into());
    bencher
        .counter(bytes(&texts))
        .bench_local(|| texts.iter().map(|text| analyzer.analyze(text, "en", &[], None).tokens.len()).sum::<usize>());
}

#[divan::bench]
fn analyze_from_nothing(bencher: Bencher) {
    let texts = articles(500);
    bencher.counter(bytes(&texts)).bench_local(|| {
        let mut analyzer = Analyzer::new(LanguagePacks::bundled().into());
        texts.iter().map(|text| analyzer.analyze(text, "en", &[], None).tokens.len()).sum::<usize>()
    });
}

#[divan::bench]
fn segment_alone(bencher: Bencher) {
    let texts = articles(500);
    let segmenter = Segmenter::new(&LanguagePacks::bundled().get_or_minimal("en"));
    bencher
        .counter(bytes(&texts))
        .bench_local(|| texts.iter().map(|text| segmenter.sentences(text, 0..text.len()).len()).sum::<usize>());
}

#[divan::bench]
fn identify_languages(bencher: Bencher) {
    let texts = articles(100);
    bencher
        .counter(bytes(&texts))
        .bench_local(|| texts.iter().filter(|text| identify(text, "", &["en", "fr"]).language.is_some()).count());
}
