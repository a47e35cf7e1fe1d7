//! Same input, same bytes: any number of threads, any order of files.

use std::collections::BTreeMap;
use std::fs;

use crate::util::{Folder, root};

fn report(folder: &Folder, name: &str) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in walkdir::WalkDir::new(folder.path().join(name)) {
        let entry = entry.unwrap();
        if entry.file_type().is_file() {
            let path = entry.path().strip_prefix(folder.path().join(name)).unwrap().display().to_string();
            files.insert(path, fs::read(entry.path()).unwrap());
        }
    }
    files
}

fn same(a: &BTreeMap<String, Vec<u8>>, b: &BTreeMap<String, Vec<u8>>) {
    assert_eq!(a.keys().collect::<Vec<_>>(), b.keys().collect::<Vec<_>>());
    for (path, bytes) in a {
        assert!(bytes == &b[path], "{path} differs");
    }
}

#[test]
fn any_number_of_threads_gives_the_same_report() {
    let folder = Folder::new();
    let seeds = root().join("seeds").display().to_string();
    for threads in ["1", "2", "16"] {
        folder
            .run(&["compare", &seeds, "--quiet", "--threads", threads, "--out", threads, "--charts", "svg"])
            .with_code(0);
    }
    let one = report(&folder, "1");
    assert!(one.len() > 12);
    same(&one, &report(&folder, "2"));
    same(&one, &report(&folder, "16"));
}

#[test]
fn the_order_of_rows_does_not_matter() {
    let folder = Folder::new();
    let texts = ["They attacked again.", "Calm was all around.", "The occupied hill fell.", "An attack on all."];
    let line = |i: usize| {
        format!("{{\"id\":\"{i}\",\"source\":\"s{}\",\"language\":\"en\",\"text\":\"{}\"}}\n", i % 2, texts[i])
    };
    let forth: String = (0..4).map(line).collect();
    let back: String = (0..4).rev().map(line).collect();
    for (name, lines) in [("forth", forth), ("back", back)] {
        folder.run_with(&["compare", "-", "--quiet", "--charts", "none", "--out", name], lines.as_bytes()).with_code(0);
    }
    let (mut forth, mut back) = (report(&folder, "forth"), report(&folder, "back"));
    // The manifest holds the fingerprint of the input, which does differ.
    assert!(forth.remove("manifest.json") != back.remove("manifest.json"));
    same(&forth, &back);
}

#[test]
fn another_seed_moves_nothing_that_is_counted() {
    let folder = Folder::new();
    let seeds = root().join("seeds").display().to_string();
    for seed in ["1", "2"] {
        folder.run(&["compare", &seeds, "--quiet", "--seed", seed, "--out", seed, "--charts", "none"]).with_code(0);
    }
    let (one, two) = (report(&folder, "1"), report(&folder, "2"));
    for table in [
        "documents.csv",
        "mentions.csv",
        "frames.csv",
        "terms.csv",
        "shifts.csv",
        "coverage.csv",
        "lexicon.csv",
        "roles.csv",
        "narratives.csv",
        "blame.csv",
        "voices.csv",
        "names.csv",
        "timeline.csv",
        "naming_hits.csv",
        "map.csv",
    ] {
        assert!(one[table] == two[table], "{table}");
    }
}
