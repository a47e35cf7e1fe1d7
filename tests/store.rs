//! `lexicon score`: the same counts as `compare`, from tokens kept in a cache.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::util::{self, Folder, Row, root};

const ARTICLES: [(&str, &str); 4] = [
    ("herald/a.txt", "They attack. War crimes were seen, and an occupation. A war crime."),
    ("herald/b.txt", "The occupied town was attacked by night, and nobody saw who attacked it first."),
    ("courier/a.txt", "Occupation and attack are words; the courier used them twice: attack, occupation."),
    ("courier/b.txt", "Une attaque, puis deux : la ville attaquée attendait depuis le matin des secours."),
];

fn folder() -> Folder {
    util::corpus(&ARTICLES.map(|(path, text)| (Box::leak(format!("news/{path}").into_boxed_str()) as &str, text)))
}

const SCORE: [&str; 9] = ["lexicon", "score", "news", "--lexicons", "lex", "--cache", "cache", "--out", "scores"];

fn mentions(rows: &[Row], keys: &[&str]) -> BTreeMap<Vec<String>, Vec<String>> {
    let numbers: &[&str] = if keys.contains(&"entry") {
        &["pattern", "match", "mentions", "documents", "sources", "top_source", "top_source_share"]
    } else {
        &["documents", "documents_with", "mentions", "tokens", "rate", "rate_low", "rate_high"]
    };
    let cells = |row: &Row, columns: &[&str]| columns.iter().map(|c| row[*c].clone()).collect::<Vec<_>>();
    rows.iter().map(|row| (cells(row, keys), cells(row, numbers))).collect()
}

#[test]
fn the_scores_of_the_seeds_are_those_of_compare_under_every_rule() {
    let folder = Folder::new();
    let seeds = root().join("seeds");
    let seeds = seeds.to_str().unwrap();
    let common = ["--quiet", "--overlap"];
    for (number, (overlap, by)) in
        [("longest", "source"), ("quanteda-key", "side"), ("quanteda-dictionary", "source"), ("liwc", "language")]
            .into_iter()
            .enumerate()
    {
        let more = [&common[..], &[overlap, "--by", by]].concat();
        let compare = ["compare", seeds, "--out", "report", "--charts", "none", "--events", "none"];
        folder.run(&[&compare[..], &more].concat()).with_code(0);
        let score = ["lexicon", "score", seeds, "--out", "scores", "--cache", "cache"];
        folder.run(&[&score[..], &more].concat()).with_code(0);
        let frames: Vec<Row> =
            folder.table("report/frames.csv").into_iter().filter(|row| row["event"] == "all").collect();
        let keys = ["source", "frame"];
        assert_eq!(mentions(&folder.table("scores/scores.csv"), &keys), mentions(&frames, &keys), "{overlap}");
        let keys = ["frame", "language", "entry"];
        let (entries, lexicon) = (folder.table("scores/entries.csv"), folder.table("report/lexicon.csv"));
        assert_eq!(mentions(&entries, &keys), mentions(&lexicon, &keys), "{overlap}");
        assert!(entries.iter().any(|row| row["mentions"] != "0"));
        assert_eq!(stores(&folder).len(), 1, "read once, whatever the rule ({number})");
    }
}

fn stores(folder: &Folder) -> Vec<PathBuf> {
    let files = fs::read_dir(folder.path().join("cache")).into_iter().flatten().flatten().map(|e| e.path());
    files.filter(|path| path.extension().is_some_and(|e| e == "tokens")).collect()
}

#[test]
fn the_change_since_the_run_before_is_shown() {
    let folder = folder();
    let first = folder.run(&SCORE).with_code(0);
    assert!(!first.out.contains("before"), "{}", first.out);
    assert!(first.err.contains("4 documents"), "{}", first.err);
    let row = |folder: &Folder| util::one(&folder.table("scores/entries.csv"), &[("entry", "attack")]).clone();
    assert_eq!((&*row(&folder)["mentions"], &*row(&folder)["mentions_before"]), ("3", ""));

    folder.file("lex/force.toml", util::FORCE.replace("\"attack\",", "\"attack*\","));
    let second = folder.run(&SCORE).with_code(0);
    insta::assert_snapshot!("lexicon_score_change", second.out);
    let entries = folder.table("scores/entries.csv");
    assert_eq!(util::one(&entries, &[("entry", "attack*")])["mentions_before"], "");
    let scores = folder.table("scores/scores.csv");
    let herald = util::one(&scores, &[("source", "herald")]);
    assert_eq!(herald["mentions"], herald["mentions_before"], "the same words by another entry");

    let third = folder.run(&SCORE).with_code(0);
    assert!(third.out.contains("no entry changed"), "{}", third.out);
    assert_eq!(stores(&folder).len(), 1);
}

#[test]
fn a_changed_article_is_read_again() {
    let folder = folder();
    folder.run(&SCORE).with_code(0);
    folder.file("news/herald/a.txt", "They attack, and attack.");
    folder.run(&SCORE).with_code(0);
    let herald = util::one(&folder.table("scores/scores.csv"), &[("source", "herald")]).clone();
    assert_eq!((&*herald["mentions"], &*herald["mentions_before"], &*herald["tokens"]), ("5", "7", "18"));
    folder.file("news/herald/c.txt", "No word of it was ever told by anyone.");
    let json =
        folder.run(&["lexicon", "score", "news", "--lexicons", "lex", "--cache", "cache", "--json"]).with_code(0);
    let value: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(value["frames"][1]["documents"], 3);
}

#[test]
fn a_damaged_store_is_told_of_and_made_again() {
    let folder = folder();
    let whole = folder.run(&SCORE).with_code(0).out;
    let damage: [fn(&mut Vec<u8>); 4] = [
        |bytes| bytes.truncate(bytes.len() / 2),
        |bytes| bytes.clear(),
        |bytes| bytes[70] ^= 1,
        |bytes| {
            let middle = bytes.len() * 2 / 3;
            bytes[middle] ^= 8;
        },
    ];
    for damage in damage {
        let path = &stores(&folder)[0];
        let mut bytes = fs::read(path).unwrap();
        damage(&mut bytes);
        fs::write(path, bytes).unwrap();
        let ran = folder.run(&SCORE).with_code(0);
        assert!(ran.err.contains("is damaged; the corpus is read again"), "{}", ran.err);
        assert_eq!(ran.out.split("no entry").next(), whole.split("no entry").next());
        assert!(!folder.run(&SCORE).with_code(0).err.contains("damaged"));
    }
    // Another version's store is replaced without a word.
    let path = &stores(&folder)[0];
    let mut bytes = fs::read(path).unwrap();
    bytes[8] = 0;
    fs::write(path, bytes).unwrap();
    assert!(!folder.run(&SCORE).with_code(0).err.contains("note:"));
}

#[test]
fn a_cache_that_cannot_be_written_costs_time_alone() {
    let folder = folder();
    folder.file("cache", "a file where the folder should be");
    let ran = folder.run(&SCORE).with_code(0);
    assert!(ran.err.contains("nothing can be kept in cache") && ran.err.contains("--cache none"), "{}", ran.err);
    assert!(folder.has("scores/scores.csv"));
    let none = ["lexicon", "score", "news", "--lexicons", "lex", "--cache", "none"];
    let ran = folder.run(&none).with_code(0);
    assert!(!ran.err.contains("note:") && ran.out.contains("herald"), "{}{}", ran.out, ran.err);
}

#[test]
fn two_at_once_do_not_disturb_each_other() {
    let folder = folder();
    let start = |n: usize| {
        let out = format!("scores{n}");
        let args = [&SCORE[..8], &[out.as_str()]].concat();
        let mut command = Command::new(env!("CARGO_BIN_EXE_framelens"));
        command.args(args).current_dir(folder.path()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    };
    let mut running: Vec<_> = (0..4).map(start).collect();
    assert!(running.iter_mut().all(|child| child.wait().unwrap().success()));
    let numbers = |n: usize| mentions(&folder.table(&format!("scores{n}/scores.csv")), &["source", "frame"]);
    assert!((1..4).all(|n| numbers(n) == numbers(0)));
    let files = fs::read_dir(folder.path().join("cache")).unwrap().flatten();
    assert!(
        files.map(|file| file.file_name()).all(|name| !name.to_string_lossy().starts_with('.')),
        "nothing is left over"
    );
}

#[test]
fn standard_input_is_scored_and_not_kept() {
    let folder = folder();
    let line = b"{\"id\": \"x\", \"source\": \"herald\", \"text\": \"They attack and occupy it all.\", \"language\": \"en\"}\n";
    let ran = folder
        .run_with(&["lexicon", "score", "-", "--lexicons", "lex", "--cache", "cache", "--json"], line)
        .with_code(0);
    assert!(ran.out.contains("\"mentions\":2"), "{}", ran.out);
    assert!(!folder.has("cache"));
}

/// Start to watch, and wait for the first scores.
fn watch(folder: &Folder, args: &[&str]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_framelens"));
    command.args(args).current_dir(folder.path()).env("COLUMNS", "100");
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // The store is there as soon as the first scores are; the scores are noted behind them.
    let noted = || {
        fs::read_dir(folder.path().join("cache"))
            .into_iter()
            .flatten()
            .flatten()
            .any(|e| e.path().extension().is_some_and(|e| e == "scores"))
    };
    for _ in 0..600 {
        if noted() {
            break;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    child
}

/// Wait for the last scores; what was printed, and what was said beside.
fn end(mut child: Child) -> (String, String) {
    for _ in 0..600 {
        if child.try_wait().unwrap().is_some() {
            break;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    let _ = child.kill();
    let output = child.wait_with_output().unwrap();
    (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn watching_sees_language_data_and_the_study_too() {
    let folder = folder();
    util::copy(&root().join("lexicons/languages"), &folder.path().join("lex/languages"));
    folder.file("framelens.toml", "corpus = [\"news\"]\nlexicons = \"lex\"\n");
    let child = watch(&folder, &["lexicon", "score", ".", "--cache", "cache", "--watch", "--watch-runs", "4"]);
    let pause = || std::thread::sleep(Duration::from_millis(1_500));
    let english = folder.read("lex/languages/en.toml");
    folder.file("lex/languages/en.toml", "broken = [");
    pause();
    folder.file("lex/languages/en.toml", format!("{english}\n# as it was\n"));
    pause();
    folder.file("framelens.toml", "corpus = [\"news/herald\"]\nlexicons = \"lex\"\n");
    let (_, err) = end(child);
    assert!(err.contains("en.toml:1"), "{err}");
    assert_eq!((err.matches("4 documents").count(), err.matches("2 documents").count()), (2, 1), "{err}");
}

#[test]
fn frames_that_were_not_asked_for_are_not_gone() {
    let folder = folder();
    folder.file("lex/peace.toml", "id = \"peace\"\n[en]\nentries = [\"nobody\"]\n");
    folder.run(&SCORE).with_code(0);
    let ran = folder.run(&[&SCORE[..], &["--frames", "peace"]].concat()).with_code(0);
    assert!(!ran.out.contains("attack"), "{}", ran.out);
}

#[test]
fn watching_scores_again_at_every_save_and_waits_out_faults() {
    let folder = folder();
    let args = [&SCORE[..7], &["--watch", "--watch-runs", "3"]].concat();
    let child = watch(&folder, &args);
    folder.file("lex/force.toml", "id = \"force\"\n[en]\nentries = [");
    std::thread::sleep(Duration::from_millis(1_500));
    folder.file("lex/force.toml", util::FORCE.replace("\"war crime*\"", "\"war\", \"war crime*\", \"night\""));
    let (out, err) = end(child);
    assert!(err.contains("force.toml:3"), "{err}");
    assert!(out.contains("night"), "{out}{err}");
    assert_eq!(err.matches("4 documents").count(), 2, "{err}");
}

#[test]
fn what_cannot_be_scored_is_said() {
    let folder = folder();
    let ran = folder.run(&["lexicon", "score", "news", "--watch", "--cache", "none"]).with_code(2);
    assert!(ran.err.contains("nothing to watch") && ran.err.contains("convert bundled FOLDER"), "{}", ran.err);
    let ran = folder.run(&[&SCORE[..], &["--by", "desk"]].concat()).with_code(2);
    assert!(ran.err.contains("no document has such a field"), "{}", ran.err);
    let ran = folder.run(&["lexicon", "score", "nowhere", "--cache", "cache"]).with_code(2);
    assert!(ran.err.contains("does not exist"), "{}", ran.err);
}
