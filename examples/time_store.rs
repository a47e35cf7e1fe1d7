//! How long each step of the tuning loop takes on a corpus: the least of several runs.
//!
//! ```sh
//! cargo run --release --example time_store -- articles.jsonl
//! ```

use std::error::Error;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use framelens::annotate::find::FrameRules;
use framelens::corpus::{self, ReadOptions};
use framelens::curate::score;
use framelens::lexicon::matcher::Rule;
use framelens::lexicon::overlap::Overlap;
use framelens::lexicon::{Lexicon, Pattern, bundled};
use framelens::pipeline;
use framelens::store::{read::read, score::Scorer, write::write};
use framelens::tally::Duplicates;
use framelens::text::{LanguagePacks, analyze::Analyzer};

/// Prints the least time of some runs and gives the result of the last.
fn least<T>(what: &str, runs: usize, mut step: impl FnMut() -> T) -> T {
    let mut best = Duration::MAX;
    let mut result = None;
    for _ in 0..runs.max(1) {
        drop(result.take());
        let start = Instant::now();
        result = Some(step());
        best = best.min(start.elapsed());
    }
    println!("{:>10.3} ms  {what}", best.as_secs_f64() * 1e3);
    result.expect("at least one run")
}

fn main() -> Result<(), Box<dyn Error>> {
    let paths: Vec<PathBuf> = std::env::args().skip(1).map(PathBuf::from).collect();
    let packs = Arc::new(least("language packs", 1, LanguagePacks::bundled));
    let parse = || Lexicon::parse(&bundled::frames(), &mut Analyzer::new(Arc::clone(&packs)));
    let lexicon = least("bundled lexicon: read", 9, parse)?;
    let rules = least("bundled lexicon: rules", 9, || FrameRules::new(&lexicon));
    println!("{} rules", rules.rules.values().map(Vec::len).sum::<usize>());

    let reading = ReadOptions { months: packs.months(), ..ReadOptions::default() };
    let corpus = least("corpus: read", 1, || corpus::read::read(&paths, &reading))?;
    let built = least("store: build", 2, || pipeline::store(&corpus, &packs, None, &|| ()))?;
    let (bytes, documents) = (corpus.documents.iter().map(|d| d.text.len()).sum::<usize>(), corpus.documents.len());
    drop(corpus);
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("store");
    least("store: write", 3, || -> std::io::Result<()> {
        write(&built, &[0; 32], &mut std::io::BufWriter::new(std::fs::File::create(&path)?))
    })?;
    let size = std::fs::metadata(&path)?.len();
    println!("{documents} documents, {bytes} bytes of text, {} tokens, store of {size} bytes", built.tokens());
    drop(built);
    let store = least("store: load", 9, || read(&path, &[0; 32])).map_err(|e| e.to_string())?;

    let mut scorer = least("whole lexicon: find", 9, || Scorer::new(&store, &rules.rules, Overlap::Longest));
    let counts = least("whole lexicon: count", 9, || scorer.counts());
    let tally =
        least("whole lexicon: tally", 9, || score::tally(&store, &counts, &rules, "source", Duplicates::default()));
    least("whole lexicon: rates and use", 9, || score::score(&tally));
    println!("{} mentions", scorer.len());
    least("places of words, once", 1, || scorer.prepare());
    for text in ["negotiat*", "war crime*", "govern*", "the rule of law", "p*"] {
        let mut analyzer = Analyzer::new(Arc::clone(&packs));
        let mut edited = rules.rules.clone();
        let Some(first) = edited.get_mut("en").and_then(|rules| rules.first_mut()) else { continue };
        *first = Rule { pattern: Pattern::parse(text, "en", &mut analyzer)?, ..Rule::clone(first) };
        first.near.clear();
        first.unless.clear();
        let mut best = Duration::MAX;
        for _ in 0..9 {
            let start = Instant::now();
            scorer.update(&edited);
            best = best.min(start.elapsed());
            scorer.update(&rules.rules);
        }
        println!("{:>10.3} ms  one entry edited to `{text}`", best.as_secs_f64() * 1e3);
    }
    Ok(())
}
