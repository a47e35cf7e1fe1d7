//! Speed of each stage, on texts made here so that the benches need no file.
//!
//! `cargo bench` prints throughput; vocabulary grows with the text as in real
//! news, because a text of few words would hide what memory costs.

use divan::Bencher;
use divan::counter::BytesCount;
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
                45 => "’s ",
                _ => " ",
            });
        }
        text
    };
    (0..count).map(|_| article()).collect()
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
