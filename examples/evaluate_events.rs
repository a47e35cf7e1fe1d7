//! How well articles are grouped by the event they tell, on `tests/gold/events/`.
//!
//!     cargo run --example evaluate_events -- [--threshold SCORE] [--undated]
//!
//! Other sets of the same form can be named: `-- ARTICLES.jsonl EVENTS.csv`.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use framelens::corpus::{ReadOptions, read};
use framelens::curate::grouping::{Score, adjusted_rand, b_cubed, pairs};
use framelens::event::discover::Options;
use framelens::pipeline;
use framelens::text::LanguagePacks;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut options = Options::default();
    let mut files = Vec::new();
    let mut undated = false;
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        match argument.as_str() {
            "--threshold" => options.threshold = rest.next().ok_or("--threshold needs a score")?.parse()?,
            "--undated" => undated = true,
            file => files.push(file.to_owned()),
        }
    }
    let default = ["tests/gold/events/articles.jsonl", "tests/gold/events/events.csv"].map(str::to_owned);
    let [articles, labels] = <[String; 2]>::try_from(files).unwrap_or(default);
    let packs = Arc::new(LanguagePacks::bundled());
    let reading = ReadOptions { months: packs.months(), ..ReadOptions::default() };
    let mut documents = read::read(&[PathBuf::from(articles)], &reading)?.documents;
    for document in documents.iter_mut().filter(|_| undated) {
        document.date = None;
    }
    let found = pipeline::discover_in(&documents, &packs, None, &options)?;
    let group: BTreeMap<&str, &str> = found
        .events
        .iter()
        .flat_map(|event| {
            event.members.iter().map(|(member, _)| (found.sketches[*member].id.as_str(), event.id.as_str()))
        })
        .collect();
    let language: BTreeMap<&str, &str> = found.sketches.iter().map(|s| (s.id.as_str(), s.language.as_str())).collect();
    let mut rows: Vec<(String, String, String)> = Vec::new();
    for line in fs::read_to_string(labels)?.lines().skip(1) {
        let mut cells = line.split(',');
        let (Some(document), Some(event)) = (cells.next(), cells.next()) else { continue };
        rows.push((document.to_owned(), event.to_owned(), cells.next().unwrap_or_default().to_owned()));
    }
    let judged: Vec<(&str, &str)> = rows
        .iter()
        .map(|(document, event, _)| (event.as_str(), group.get(document.as_str()).copied().unwrap_or(document)))
        .collect();
    let show = |score: Option<Score>| {
        score.map_or("none".to_owned(), |s| format!("P {:.3}  R {:.3}  F1 {:.3}", s.precision, s.recall, s.f1()))
    };
    println!("{} documents, {} events found", judged.len(), found.events.len());
    println!("all: B-cubed {}, adjusted Rand {:.3}", show(b_cubed(&judged)), adjusted_rand(&judged).unwrap_or(1.0));
    let code = |i: usize| language.get(rows[i].0.as_str()).copied().unwrap_or_default();
    println!("pairs of two languages: {}", show(pairs(&judged, |i, j| code(i) != code(j))));
    let mut codes: Vec<&str> = (0..rows.len()).map(code).collect();
    codes.sort_unstable();
    codes.dedup();
    for one in codes {
        let own: Vec<(&str, &str)> = (0..rows.len()).filter(|&i| code(i) == one).map(|i| judged[i]).collect();
        println!("{one}: {} documents, B-cubed {}", own.len(), show(b_cubed(&own)));
    }
    let mut traps: Vec<&str> = rows.iter().map(|row| row.2.as_str()).filter(|t| !t.is_empty()).collect();
    traps.sort_unstable();
    traps.dedup();
    for trap in traps {
        // Pairs of a marked document with any other: put together rightly, left apart rightly.
        let marked = |i: usize| rows[i].2 == trap;
        println!("{trap}: pairs {}", show(pairs(&judged, |i, j| marked(i) || marked(j))));
    }
    Ok(())
}
