//! Bad input: one clear message each, the right exit code, the old report whole.

use crate::util::{self, Folder};

const GOOD: (&str, &str) = ("news/a/good.txt", "An attack came in the night.");

fn folder() -> Folder {
    util::corpus(&[GOOD])
}

const ARGS: [&str; 7] = ["compare", "--lexicons", "lex", "--out", "out", "--charts", "none"];

fn compare(folder: &Folder, more: &[&str]) -> util::Ran {
    folder.run(&[&ARGS[..1], more, &ARGS[1..]].concat())
}

#[test]
fn a_path_that_is_not_there() {
    let ran = compare(&folder(), &["nowhere"]).with_code(2);
    insta::assert_snapshot!("fault_no_such_path", ran.err);
}

#[test]
fn an_empty_corpus() {
    let folder = folder();
    std::fs::create_dir(folder.path().join("empty")).unwrap();
    let ran = compare(&folder, &["empty"]).with_code(2);
    insta::assert_snapshot!("fault_empty_corpus", ran.err);
    assert!(!folder.has("out/manifest.json"));
}

#[test]
fn a_table_without_a_text_column() {
    let folder = folder();
    folder.file("t.csv", "alpha,beta\n1,2\n");
    let ran = compare(&folder, &["t.csv"]).with_code(2);
    insta::assert_snapshot!("fault_no_text_column", ran.err);
}

#[test]
fn broken_rows_are_skipped_and_listed_and_the_rest_goes_on() {
    let folder = folder();
    folder.file("t.jsonl", "{\"id\":\"1\",\"text\":\"An attack came.\"}\n{broken\n{\"id\":\"3\",\"text\":null}\n{\"id\":\"4\",\"text\":\"  \"}\n");
    let ran = compare(&folder, &["t.jsonl"]).with_code(0);
    insta::assert_snapshot!("fault_broken_rows", ran.err);
    assert_eq!(folder.table("out/documents.csv").len(), 1);
    let manifest: serde_json::Value = serde_json::from_str(&folder.read("out/manifest.json")).unwrap();
    assert_eq!(manifest["skipped"].as_array().unwrap().len(), 3);
    compare(&folder, &["t.jsonl", "--strict"]).with_code(1);
}

#[test]
fn an_unknown_flag_value_lists_the_known_ones() {
    let folder = folder();
    let ran = compare(&folder, &["news", "--overlap", "longst"]).with_code(2);
    assert!(ran.err.contains("longest") && ran.err.contains("quanteda-key"), "{}", ran.err);
    let ran = compare(&folder, &["news", "--frames", "forse"]).with_code(2);
    assert!(ran.err.contains("there is no frame `forse`") && ran.err.contains("did you mean `force`?"), "{}", ran.err);
    let ran = compare(&folder, &["news", "--reference", "b"]).with_code(2);
    assert!(ran.err.contains("--reference b") && ran.err.contains("known: a"), "{}", ran.err);
    let ran = compare(&folder, &["news", "--by", "colour"]).with_code(2);
    assert!(ran.err.contains("no document has such a field"), "{}", ran.err);
    let ran = compare(&folder, &["news", "--field", "body"]).with_code(2);
    assert!(ran.err.contains("FIELD=COLUMN"), "{}", ran.err);
}

#[test]
fn a_faulty_lexicon_stops_the_run_and_the_old_report_stays() {
    let folder = folder();
    compare(&folder, &["news"]).with_code(0);
    let before = folder.read("out/frames.csv");
    folder.file("lex/bad.toml", "id = \"bad\"\n[en]\nentries = [\"*\", 7]\n");
    let ran = compare(&folder, &["news"]).with_code(2);
    assert!(ran.err.contains("lex/bad.toml:3:12") && ran.err.contains("lex/bad.toml:3:17"), "both faults: {}", ran.err);
    assert_eq!(folder.read("out/frames.csv"), before);
}

#[test]
fn a_report_folder_that_cannot_be_written_fails_before_the_work() {
    let folder = folder();
    folder.file("out", "a file, not a folder");
    let ran = compare(&folder, &["news"]).with_code(2);
    assert!(ran.err.contains("out cannot be written") && ran.err.contains("--out"), "{}", ran.err);
    assert_eq!(folder.read("out"), "a file, not a folder");
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_leaves_the_old_report_whole() {
    let folder = folder();
    compare(&folder, &["news"]).with_code(0);
    let before = folder.read("out/manifest.json");
    // A limit on the size of files stands for a full disk: writing fails half-way.
    folder.file("news/a/long.txt", "An attack came in the night, again and again. ".repeat(4000));
    let command =
        format!("trap '' XFSZ; ulimit -f 100; exec {} {} news", env!("CARGO_BIN_EXE_framelens"), ARGS.join(" "));
    let output = std::process::Command::new("bash").args(["-c", &command]).current_dir(folder.path()).output().unwrap();
    let err = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{err}");
    assert!(err.contains("cannot be written") && err.contains("free some space"), "{err}");
    assert_eq!(folder.read("out/manifest.json"), before);
    let left: Vec<_> = std::fs::read_dir(folder.path().join("out")).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert!(!left.iter().any(|n| n.to_string_lossy().starts_with('.')), "{left:?}");
}

#[test]
fn a_faulty_study_is_shown_line_by_line() {
    let folder = folder();
    folder.file("study/framelens.toml", "corpse = \"news\"\nseed = \"one\"\n[fields]\ntxt = \"body\"\n");
    let ran = folder.run(&["compare", "study"]).with_code(2);
    insta::assert_snapshot!("fault_study", ran.err);
}

#[test]
fn actors_with_clashing_forms_name_both_places() {
    let folder = folder();
    folder.file("actors.toml", "[[actor]]\nid = \"a\"\nen = [\"North\"]\n\n[[actor]]\nid = \"b\"\nen = [\"north\"]\n");
    let ran = compare(&folder, &["news", "--actors", "actors.toml"]).with_code(2);
    assert!(ran.err.contains("actors.toml:7:7") && ran.err.contains("first claimed by `a` in line 3"), "{}", ran.err);
}

#[test]
fn nothing_at_all() {
    let ran = Folder::new().run(&["compare"]).with_code(2);
    assert!(ran.err.contains("no study and no corpus") && ran.err.contains("framelens init"), "{}", ran.err);
}

#[test]
fn a_reader_that_closes_the_pipe_is_no_error() {
    let folder = folder();
    let command = format!("{} annotate news --lexicons lex | head -c 0", env!("CARGO_BIN_EXE_framelens"));
    let output = std::process::Command::new("bash")
        .args(["-o", "pipefail", "-c", &command])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn actors_without_forms_in_a_language_are_said_once() {
    let folder = folder();
    folder.file(
        "news/a/fr.txt",
        "L'attaque a surpris tout le monde dans la ville. Une attaque de plus, dit-on au marché.",
    );
    folder.file("actors.toml", "[[actor]]\nid = \"north\"\nen = [\"North\"]\n");
    let ran = compare(&folder, &["news", "--actors", "actors.toml"]).with_code(0);
    assert_eq!(ran.out.matches("No actor has a form in `fr`").count(), 1, "{}", ran.out);
    assert!(!ran.out.contains("form in `en`"), "{}", ran.out);
}

#[test]
#[cfg(unix)]
fn a_run_that_is_interrupted_leaves_the_old_report_and_nothing_else() {
    use std::process::{Command, Stdio};
    use std::time::{Duration, Instant};

    let folder = folder();
    folder.run(&["compare", "news", "--out", "report", "--charts", "none"]).with_code(0);
    let old = folder.read("report/manifest.json");
    for (out, signal) in [("report", "-INT"), ("fresh", "-TERM")] {
        // It waits for its standard input, with the folder open.
        let mut child = Command::new(env!("CARGO_BIN_EXE_framelens"))
            .args(["compare", "-", "--out", out])
            .current_dir(folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let begun = || {
            let staged = |entry: std::fs::DirEntry| entry.file_name().to_string_lossy().starts_with(".framelens-");
            std::fs::read_dir(folder.path().join(out)).is_ok_and(|all| all.flatten().any(staged))
        };
        let start = Instant::now();
        while !begun() && start.elapsed() < Duration::from_secs(60) {
            std::thread::sleep(Duration::from_millis(10));
        }
        assert!(begun(), "it began to write");
        assert!(Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap().success());
        assert_eq!(child.wait().unwrap().code(), Some(130));
        assert!(!begun(), "nothing half-written in {out}");
    }
    assert_eq!(folder.read("report/manifest.json"), old);
    assert!(!folder.has("fresh"));
}
