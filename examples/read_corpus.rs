//! Reads a corpus without keeping it, and says how long that took and how much memory:
//! `cargo run --release --example read_corpus -- [--keep] [--duplicates] [--print] [--one-thread] CORPUS...`.
//!
//! `--keep` reads it into memory instead; `--duplicates` looks for duplicates by fingerprints alone;
//! `--print` shows every document, sorted, so that two versions can be compared.

use std::error::Error;
use std::io::Write;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use framelens::corpus::duplicate::{self, Entry, Fingerprint};
use framelens::corpus::read::{Place, read, read_each};
use framelens::corpus::{Document, ReadOptions, Similarity};
use framelens::text::LanguagePacks;

fn main() -> Result<(), Box<dyn Error>> {
    let (flags, paths): (Vec<String>, Vec<String>) = std::env::args().skip(1).partition(|a| a.starts_with("--"));
    let asked = |flag: &str| flags.iter().any(|f| f == flag);
    let paths: Vec<PathBuf> = paths.into_iter().map(PathBuf::from).collect();
    let options = ReadOptions { months: LanguagePacks::bundled().months(), ..ReadOptions::default() };
    if asked("--one-thread") {
        rayon::ThreadPoolBuilder::new().num_threads(1).build_global()?;
    }
    if asked("--print") {
        return print(&paths, &options);
    }
    let start = Instant::now();
    if asked("--keep") {
        let corpus = read(&paths, &options)?;
        let alike = |kind| corpus.repeats.iter().filter(|r| r.similarity == kind).count();
        let [exact, near, excerpt] = [Similarity::Exact, Similarity::Near, Similarity::Excerpt].map(alike);
        println!("{} documents: {exact} exact and {near} near copies, {excerpt} excerpts", corpus.documents.len());
    } else {
        let prints = Mutex::new(Vec::new());
        let keep = |_, document: Document| {
            if asked("--duplicates") {
                let print = (document.id.clone(), document.date, Fingerprint::of(&document));
                prints.lock().unwrap_or_else(PoisonError::into_inner).push(print);
            }
        };
        let summary = read_each(&paths, &options, &keep)?;
        println!("{} documents, {} rows or files skipped", summary.documents, summary.skipped.len());
        println!("{:.2} s for reading", start.elapsed().as_secs_f64());
        let prints = prints.into_inner().unwrap_or_else(PoisonError::into_inner);
        let entries: Vec<Entry<'_>> =
            prints.iter().map(|(id, date, fingerprint)| Entry { id, date: *date, fingerprint }).collect();
        let found = duplicate::find(&entries, &|_| None);
        println!("{} repeat another, by their fingerprints", found.iter().flatten().count());
    }
    println!("{:.2} s in all", start.elapsed().as_secs_f64());
    if let Ok(status) = std::fs::read_to_string("/proc/self/status") {
        status.lines().filter(|line| line.starts_with("VmHWM")).for_each(|line| println!("{line}"));
    }
    Ok(())
}

fn print(paths: &[PathBuf], options: &ReadOptions) -> Result<(), Box<dyn Error>> {
    let found = Mutex::new(Vec::new());
    let keep = |place, document| found.lock().unwrap_or_else(PoisonError::into_inner).push((place, document));
    let summary = read_each(paths, options, &keep)?;
    let mut found: Vec<(Place, Document)> = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    found.sort_by_key(|(place, _)| *place);
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for (place, document) in found {
        writeln!(out, "{place:?} {document:?}")?;
    }
    writeln!(out, "{summary:?}")?;
    Ok(())
}
