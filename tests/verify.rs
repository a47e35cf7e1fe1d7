//! `verify`: a report run again from its manifest, and every reason why it may differ.

use std::fs;

use serde_json::Value;

use crate::util::{self, Folder};

const STUDY: &str = "id = \"hill\"\ncorpus = [\"articles\"]\nlexicons = \"lex\"\nactors = \"actors.toml\"\nby = \"side\"\n\
    charts = [\"svg\"]\n[[source]]\nid = \"courier\"\nside = \"north\"\n[[source]]\nid = \"herald\"\nside = \"south\"\n";
const ACTORS: &str = "[[actor]]\nid = \"vale\"\nlabel = \"Vale\"\nen = [\"Vale\"]\n";

/// A study in `study/` with its report in `study/reports/hill/`.
fn study() -> Folder {
    let folder = Folder::new();
    folder.file("study/framelens.toml", STUDY);
    folder.file("study/actors.toml", ACTORS);
    folder.file("study/lex/force.toml", util::FORCE);
    folder.file("study/articles/courier/a.txt", "Troops of Vale attacked the town. It was an attack on all of us.");
    folder.file("study/articles/courier/b.txt", "They occupied a hill near the town.");
    folder.file("study/articles/herald/c.txt", "The market opened on time today.");
    folder.file("study/articles/herald/d.txt", "War crimes were denied by both of them.");
    folder.run(&["compare", "study", "--quiet", "--out", "study/reports/hill"]).with_code(0);
    folder
}

fn verify(folder: &Folder, code: i32) -> Value {
    let ran = folder.run(&["verify", "study/reports/hill", "--json"]).with_code(code);
    serde_json::from_str(&ran.out).unwrap_or_else(|e| panic!("{e}: {}", ran.out))
}

/// `(kind, what, change)` of every reason.
fn reasons(verdict: &Value) -> Vec<(String, String, String)> {
    let text = |reason: &Value, key: &str| reason[key].as_str().unwrap().to_owned();
    let all = verdict["reasons"].as_array().unwrap().iter();
    all.map(|r| (text(r, "kind"), text(r, "what"), text(r, "change"))).collect()
}

/// `path state` of every file.
fn files(verdict: &Value) -> Vec<String> {
    let all = verdict["files"].as_array().unwrap().iter();
    all.map(|f| format!("{} {}", f["path"].as_str().unwrap(), f["state"].as_str().unwrap())).collect()
}

fn triple(kind: &str, what: &str, change: &str) -> (String, String, String) {
    (kind.into(), what.into(), change.into())
}

#[test]
fn a_report_is_the_same_when_run_again_and_wherever_the_study_has_gone() {
    let folder = study();
    let ran = folder.run(&["verify", "study/reports/hill"]).with_code(0);
    assert!(ran.out.contains("made again from 4 inputs") && ran.out.contains("byte by byte"), "{}", ran.out);
    let manifest = folder.read("study/reports/hill/manifest.json");
    assert!(!manifest.contains(folder.path().to_str().unwrap()), "no path of the machine");

    fs::create_dir(folder.path().join("elsewhere")).unwrap();
    fs::rename(folder.path().join("study"), folder.path().join("elsewhere/moved")).unwrap();
    folder.run(&["verify", "elsewhere/moved/reports/hill", "--threads", "1"]).with_code(0);
    fs::rename(folder.path().join("elsewhere/moved/reports/hill"), folder.path().join("report")).unwrap();
    fs::create_dir_all(folder.path().join("a/b/c/d/e")).unwrap();
    fs::rename(folder.path().join("elsewhere"), folder.path().join("a/b/c/d/e/f")).unwrap();
    let lost = folder.run(&["verify", "report"]).with_code(2);
    assert!(lost.err.contains("say where: framelens verify report STUDY"), "{}", lost.err);
    folder.run(&["verify", "report", "a/b/c/d/e/f/moved"]).with_code(0);
    folder.run(&["verify", "report", "a/b/c/d/e/f/moved/framelens.toml"]).with_code(0);
}

#[test]
fn every_flag_is_recorded_and_used_again() {
    let folder = util::corpus(&[(
        "work/there/more.toml",
        "[[naming]]\nid = \"t\"\n[naming.variants]\na = { en = [\"town\"] }\n",
    )]);
    let rows = "outlet,when,body,kind\nA,2024-01-02,Troops attacked the town and the town hall on Monday.,x\n\
                B,2024-01-02,An attack on the town hall on Monday by troops.,y\nB,2024-01-03,Rain fell.,y\n";
    folder.file("data/rows.csv", rows);
    let flags = [
        "compare",
        "data/rows.csv",
        "--lexicons",
        "lex",
        "--names",
        "work/there/more.toml",
        "--field",
        "text=body",
        "--field",
        "source=outlet",
        "--field",
        "date=when",
        "--by",
        "kind",
        "--reference",
        "y",
        "--seed",
        "7",
        "--duplicates",
        "all",
        "--format",
        "jsonl",
        "--charts",
        "none",
        "--events",
        "auto",
        "--granularity",
        "story",
        "--threshold",
        "0.2",
        "--language",
        "en",
        "--overlap",
        "liwc",
        "--frames",
        "force",
        "--quiet",
        "--out",
        "out",
    ];
    folder.run(&flags).with_code(0);
    let manifest: Value = serde_json::from_str(&folder.read("out/manifest.json")).unwrap();
    let settings = &manifest["settings"];
    assert_eq!((settings["granularity"].as_str(), settings["threshold"].as_f64()), (Some("story"), Some(0.2)));
    assert_eq!(settings["fields"]["text"], "body");
    assert_eq!(manifest["paths"]["corpus"][0], "rows.csv");
    assert_eq!(manifest["paths"]["lexicons"], "../lex");
    assert_eq!(manifest["lexicon"][0]["path"], "../lex/force.toml");
    folder.run(&["verify", "out", "data/rows.csv"]).with_code(0);
    fs::rename(folder.path().join("out"), folder.path().join("data/out")).unwrap();
    folder.run(&["verify", "data/out"]).with_code(0);
}

#[test]
fn articles_that_changed_are_named_one_by_one() {
    let folder = study();
    folder.file("study/articles/courier/a.txt", "Troops left.");
    fs::remove_file(folder.path().join("study/articles/herald/d.txt")).unwrap();
    folder.file("study/articles/herald/e.txt", "An attack.");
    let verdict = verify(&folder, 1);
    let expected = [
        triple("input", "courier/a.txt", "changed"),
        triple("input", "herald/d.txt", "missing"),
        triple("input", "herald/e.txt", "added"),
    ];
    assert_eq!(reasons(&verdict), expected);
    let files = files(&verdict);
    assert!(files.contains(&"frames.csv differs".to_owned()), "{files:?}");
    assert!(!files.iter().any(|f| f.starts_with("naming_hits")), "a table that stays the same is not named: {files:?}");
    insta::assert_snapshot!(folder.run(&["verify", "study/reports/hill"]).with_code(1).out);
}

#[test]
fn a_lexicon_that_changed_is_told_entry_by_entry() {
    let folder = study();
    let lexicon = util::FORCE.replace("\"attack\", ", "").replace("\"occup*\"", "\"occup*\", \"siege\"");
    folder.file("study/lex/force.toml", lexicon);
    let verdict = verify(&folder, 1);
    let expected = [
        triple("lexicon", "force", "changed, still called version 1.2.3; 2 entries"),
        triple("lexicon", "force, en", "`attack` removed"),
        triple("lexicon", "force, en", "`siege` added"),
    ];
    assert_eq!(reasons(&verdict), expected);

    folder.file("study/lex/force.toml", format!("# a note\n{}", util::FORCE));
    let verdict = verify(&folder, 1);
    assert!(reasons(&verdict)[0].2.contains("no entry is another"), "{verdict}");
    assert_eq!(files(&verdict), Vec::<String>::new());
}

#[test]
fn a_file_of_the_study_that_changed_is_named() {
    let folder = study();
    folder.file("study/actors.toml", ACTORS.replace("\"Vale\"]", "\"Vale\", \"Troops\"]"));
    let verdict = verify(&folder, 1);
    assert_eq!(reasons(&verdict), [triple("study", "actors.toml", "changed")]);

    folder.file("study/actors.toml", "[[actor]\n");
    let verdict = verify(&folder, 1);
    assert_eq!(reasons(&verdict)[0].0, "again", "{verdict}");
    folder.file("study/actors.toml", ACTORS);
    verify(&folder, 0);
}

#[test]
fn a_file_changed_by_hand_is_told_from_one_that_comes_out_otherwise() {
    let folder = study();
    let report = folder.path().join("study/reports/hill");
    fs::write(report.join("frames.csv"), "event\n").unwrap();
    fs::remove_file(report.join("voices.csv")).unwrap();
    let verdict = verify(&folder, 1);
    assert_eq!(files(&verdict), ["frames.csv edited", "voices.csv missing"]);
    assert_eq!(reasons(&verdict), []);

    let folder = study();
    let manifest = folder.read("study/reports/hill/manifest.json");
    folder.file("study/reports/hill/manifest.json", manifest.replace("  \"study\"", "   \"study\""));
    assert_eq!(files(&verify(&folder, 1)), ["manifest.json edited"]);
}

#[test]
fn another_version_and_settings_that_it_does_not_know_are_named() {
    let folder = study();
    let manifest = folder.read("study/reports/hill/manifest.json");
    let version = format!("\"version\": \"{}\"", env!("CARGO_PKG_VERSION"));
    let older = manifest
        .replacen(&version, "\"version\": \"0.0.1\"", 1)
        .replace("\"resamples\"", "\"redraws\": 3,\n\"resamples\"");
    folder.file("study/reports/hill/manifest.json", older);
    let verdict = verify(&folder, 1);
    let this = format!("the report was made by 0.0.1, this is {}", env!("CARGO_PKG_VERSION"));
    let expected =
        [triple("version", "framelens", &this), triple("setting", "comparison.redraws", "was 3, is null now")];
    assert_eq!(reasons(&verdict), expected);
}

#[test]
fn articles_from_standard_input_must_be_given_once_more() {
    let folder = util::corpus(&[]);
    let lines = b"{\"id\":\"1\",\"source\":\"a\",\"text\":\"They attacked.\"}\n{\"id\":\"2\",\"source\":\"b\",\"text\":\"Calm.\"}\n";
    let args = ["compare", "-", "--lexicons", "lex", "--quiet", "--charts", "none", "--out", "out"];
    folder.run_with(&args, lines).with_code(0);
    let ran = folder.run(&["verify", "out"]).with_code(1);
    assert!(ran.out.contains("the articles came on standard input") && ran.out.contains("verify out -"), "{}", ran.out);
    folder.run_with(&["verify", "out", "-"], lines).with_code(0);
    let other = folder.run_with(&["verify", "out", "-"], &lines[..50]).with_code(1);
    assert!(other.out.contains("input changed\n  -: changed"), "{}", other.out);
}

#[test]
fn what_is_no_report_cannot_be_verified() {
    let folder = study();
    let none = folder.run(&["verify", "study"]).with_code(2);
    assert!(none.err.contains("name the folder of a report"), "{}", none.err);
    folder.file("other/manifest.json", "{\"tool\": \"webpack\"}");
    assert!(folder.run(&["verify", "other"]).with_code(2).err.contains("no manifest of Framelens"));
    folder.file("other/manifest.json", "{\"tool\": \"framelens\", \"version\": \"0\"}");
    assert!(folder.run(&["verify", "other"]).with_code(2).err.contains("does not say how to run again"));
    let manifest = folder.read("study/reports/hill/manifest.json");
    folder.file("study/reports/hill/manifest.json", manifest.replace("\"frames.csv\"", "\"../../actors.toml\""));
    assert!(folder.run(&["verify", "study/reports/hill"]).with_code(2).err.contains("outside the report"));
}
