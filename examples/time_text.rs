//! CPU time of one thread for each step from text to annotations: least of some runs.
//!
//! ```sh
//! cargo run --release --example time_text -- articles.jsonl [--full] [--runs 3] [--study seeds]
//! ```

use std::error::Error;
use std::path::PathBuf;
use std::sync::Arc;

use framelens::annotate::find::Annotator;
use framelens::corpus::{self, Document, ReadOptions};
use framelens::lexicon::overlap::Overlap;
use framelens::lexicon::{Lexicon, bundled};
use framelens::text::segment::Segmenter;
use framelens::text::{LanguagePacks, analyze::Analyzer};

/// CPU seconds of this thread so far.
fn cpu() -> f64 {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let spent: f64 = stat.split_whitespace().next().and_then(|n| n.parse().ok()).unwrap_or_default();
    spent / 1e9
}

/// Prints the least time of some runs.
fn least(what: &str, runs: usize, mut step: impl FnMut() -> u64) {
    let mut best = f64::MAX;
    let mut result = 0;
    for _ in 0..runs.max(1) {
        let start = cpu();
        result = step();
        best = best.min(cpu() - start);
    }
    println!("{best:>8.3} s  {what} ({result})");
}

fn code(document: &Document) -> &str {
    document.language.as_deref().unwrap_or("en")
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (mut paths, mut runs, mut only) = (Vec::new(), 3, String::new());
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--runs" => runs = arguments.next().unwrap_or_default().parse()?,
            "--only" => only = arguments.next().unwrap_or_default(),
            path => paths.push(PathBuf::from(path)),
        }
    }
    let asked = |what: &str| only.is_empty() || only.split(',').any(|o| o == what);
    let packs = Arc::new(LanguagePacks::bundled());
    let lexicon = Lexicon::parse(&bundled::frames(), &mut Analyzer::new(Arc::clone(&packs)))?;
    let reading = ReadOptions { months: packs.months(), ..ReadOptions::default() };
    let documents = corpus::read::read(&paths, &reading)?.documents;
    let bytes: usize = documents.iter().map(|d| d.text.len()).sum();
    println!("{} documents, {bytes} bytes of text", documents.len());

    if asked("sentences") {
        least("sentences", runs, || {
            let (en, fr) = (Segmenter::new(&packs.get_or_minimal("en")), Segmenter::new(&packs.get_or_minimal("fr")));
            let one =
                |d: &Document| (if code(d) == "fr" { &fr } else { &en }).sentences(&d.text, 0..d.text.len()).len();
            documents.iter().map(|d| one(d) as u64).sum()
        });
    }
    if asked("analysis") {
        least("analysis: tokens and sentences", runs, || {
            let mut analyzer = Analyzer::new(Arc::clone(&packs));
            let mut one = |d: &Document| analyzer.analyze(&d.text, code(d), &d.boilerplate, d.title_span).tokens.len();
            documents.iter().map(|d| one(d) as u64).sum()
        });
    }
    if asked("full") {
        least("annotation", runs, || {
            let annotator = Annotator::new(Arc::clone(&packs), &lexicon, &[], Vec::new(), Overlap::default());
            let mut worker = annotator.worker();
            documents.iter().map(|d| annotator.annotate(d, code(d), &mut worker).mentions.len() as u64).sum()
        });
    }
    Ok(())
}
