//! The annotator against the labelled sentences of `tests/gold/`: scores may
//! rise, and must not fall. `cargo run --example evaluate_gold` prints them all.

use std::fs;
use std::sync::Arc;

use framelens::annotate::find::Annotator;
use framelens::corpus::Document;
use framelens::curate::gold::{self, Scores};
use framelens::lexicon::actors::parse_actors;
use framelens::lexicon::overlap::Overlap;
use framelens::lexicon::{Lexicon, bundled};
use framelens::text::LanguagePacks;
use framelens::text::analyze::Analyzer;

use crate::util::root;

fn scores(split: &str) -> Scores {
    let packs = Arc::new(LanguagePacks::bundled());
    let mut analyzer = Analyzer::new(Arc::clone(&packs));
    let lexicon = Lexicon::parse(&bundled::frames(), &mut analyzer).unwrap();
    let read = |name: &str| fs::read_to_string(root().join("tests/gold").join(name)).unwrap();
    let actors = parse_actors("actors.toml", &read("actors.toml"), &mut analyzer).unwrap();
    let annotator = Annotator::new(packs, &lexicon, &actors, Vec::new(), Overlap::Longest);
    let mut worker = annotator.worker();
    let mut scores = Scores::default();
    for item in gold::parse("sentences.jsonl", &read("sentences.jsonl")).unwrap() {
        if item.split == split {
            let document = Document { text: item.text.clone(), ..Document::default() };
            let found = annotator.annotate(&document, &item.language, &mut worker).mentions;
            scores.judge(&annotator, &item, &found);
        }
    }
    scores
}

#[test]
fn the_test_half_of_the_gold_sentences_keeps_its_scores() {
    let scores = scores("test");
    let at_least = |name: &str, value: f64, floor: f64| assert!(value >= floor, "{name}: {value:.3} < {floor}");
    at_least("frame F1", scores.frame_f1(), 0.95);
    at_least("agent accuracy", scores.agent.rate(), 0.93);
    at_least("patient accuracy", scores.patient.rate(), 0.92);
    at_least("voice accuracy", scores.voice.rate(), 0.93);
    at_least("stance F1", scores.stance_f1(), 0.85);
    at_least("innocent sentences left alone", 1.0 - scores.alarms.rate(), 0.90);
}
