//! Reads a corpus without keeping it, and says how long that took and how much memory:
//! `cargo run --release --example read_corpus -- [--keep] [--duplicates] CORPUS...`.
//!
//! `--keep` reads it into memory instead; `--duplicates` looks for duplicates by fingerprints alone.

use std::error::Error;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use framelens::corpus::duplicate::{self, Entry, Fingerprint};
use framelens::corpus::read::{read, read_each};
use framelens::corpus::{Document, ReadOptions, Similarity};

fn main() -> Result<(), Box<dyn Error>> {
    let (flags, paths): (Vec<String>, Vec<String>) = std::env::args().skip(1).partition(|a| a.starts_with("--"));
    let asked = |flag: &str| flags.iter().any(|f| f == flag);
    let paths: Vec<PathBuf> = paths.into_iter().map(PathBuf::from).collect();
    let options = ReadOptions::default();
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
