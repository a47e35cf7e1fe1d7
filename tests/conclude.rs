//! `lexicon influence` and `lexicon diff`: what results hang on, and what a
//! change of the lexicon does to them.

use crate::util::{self, Folder, one, root};

fn seeds() -> String {
    root().join("seeds").display().to_string()
}

/// Two sources of four articles each; only one uses `attack`, and more than once.
fn told() -> Folder {
    let folder = Folder::new();
    folder.file("old/force.toml", "id = \"force\"\nversion = \"1\"\n[en]\nentries = [\"attack*\", \"occupied\"]\n");
    folder.file(
        "new/force.toml",
        "id = \"force\"\nversion = \"2\"\n[en]\nentries = [\"occupied\", \"raid*\", { pattern = \"shelling\", unless = [\"nuts\"] }]\n",
    );
    for i in 0..4 {
        let filler = "Quiet words about nothing in particular filled the page and the day. ".repeat(4 + i);
        let attacks = "They attacked the town. ".repeat(2 + i % 2);
        let rain = if i == 0 { "Rain fell." } else { "" };
        folder.file(&format!("texts/herald/{i}.txt"), format!("{attacks}The hill was occupied. {filler}{rain}"));
        let raids = "A raid began. ".repeat(2 + i % 2);
        folder.file(
            &format!("texts/courier/{i}.txt"),
            format!("{raids}The attack ended. The hill was occupied. {filler}"),
        );
    }
    folder
}

#[test]
fn influence_lists_what_carries_each_contrast_of_the_bundled_study() {
    let folder = Folder::new();
    let ran = folder.run(&["lexicon", "influence", &seeds(), "--out", "out", "--charts", "svg"]).with_code(0);
    assert!(ran.out.contains("hang on one entry, article, event or source"), "{}", ran.out);
    folder.run(&["compare", &seeds(), "--quiet", "--out", "report", "--charts", "none"]).with_code(0);
    let (rows, contrasts) = (folder.table("out/influence.csv"), folder.table("report/contrasts.csv"));
    for kind in ["entry", "document", "event"] {
        assert!(rows.iter().any(|r| r["kind"] == kind), "{kind}");
    }
    for row in rows.iter().step_by(97) {
        let keys = ["event", "frame", "target", "reference"].map(|k| (k, row[k].as_str()));
        let whole = one(&contrasts, &keys);
        assert_eq!(
            (&row["whole_ratio"], &row["whole_p"], &row["whole_q"]),
            (&whole["rate_ratio"], &whole["p"], &whole["q"])
        );
        assert!(["none", "interval", "sign", "significance"].contains(&row["change"].as_str()));
    }
    let svg = folder.read("out/charts/influence.svg");
    assert!(svg.contains("Does one entry, article or event carry a result?"));
}

#[test]
fn influence_leaves_sources_out_of_sides_and_has_the_same_bytes_for_any_threads() {
    let folder = Folder::new();
    for threads in ["1", "4"] {
        let args = ["lexicon", "influence", &seeds(), "--by", "side", "--quiet", "--charts", "none"];
        folder.run(&[&args[..], &["--threads", threads, "--out", threads]].concat()).with_code(0);
    }
    assert!(folder.read("1/influence.csv") == folder.read("4/influence.csv"));
    assert!(folder.table("1/influence.csv").iter().any(|r| r["kind"] == "source" && r["event"] == "all"));
}

#[test]
fn influence_of_an_entry_is_a_comparison_without_it() {
    let folder = told();
    let common = ["--lexicons", "old", "--language", "en", "--duplicates", "all", "--quiet", "--charts", "none"];
    folder.run(&[&["lexicon", "influence", "texts", "--out", "out"][..], &common].concat()).with_code(0);
    folder.file("less/force.toml", "id = \"force\"\n[en]\nentries = [\"occupied\"]\n");
    folder
        .run(&[
            "compare",
            "texts",
            "--lexicons",
            "less",
            "--language",
            "en",
            "--duplicates",
            "all",
            "--quiet",
            "--charts",
            "none",
            "--out",
            "less-out",
        ])
        .with_code(0);
    let (rows, contrasts) = (folder.table("out/influence.csv"), folder.table("less-out/contrasts.csv"));
    let row = one(&rows, &[("event", "all"), ("kind", "entry"), ("what", "attack*")]);
    let there = one(&contrasts, &[("event", "all"), ("frame", "force")]);
    for column in ["rate_ratio", "ratio_low", "ratio_high", "p"] {
        assert_eq!(row[column], there[column], "{column}");
    }
}

#[test]
fn a_diff_without_a_corpus_compares_the_entries() {
    let folder = told();
    let ran = folder.run(&["lexicon", "diff", "old", "new", "--out", "out"]).with_code(0);
    assert!(ran.out.contains("entries: 2 added, 1 removed, 0 changed"), "{}", ran.out);
    let rows = folder.table("out/diff_entries.csv");
    assert_eq!(one(&rows, &[("entry", "attack*")])["change"], "removed");
    assert_eq!(one(&rows, &[("entry", "shelling")])["gained"], "", "missing is empty");
    assert!(!folder.has("out/diff_mentions.csv"));
}

#[test]
fn a_diff_with_a_corpus_shows_mentions_articles_and_contrasts() {
    let folder = told();
    let args = [
        "lexicon",
        "diff",
        "old",
        "new",
        "--corpus",
        "texts",
        "--language",
        "en",
        "--duplicates",
        "all",
        "--out",
        "out",
    ];
    let ran = folder.run(&args).with_code(0);
    assert!(ran.out.contains("mentions: 10 gained, 14 lost, 0 altered, in 8 of 8 articles"), "{}", ran.out);
    assert!(ran.out.contains("The entry changes that matter most:"), "{}", ran.out);
    let mentions = folder.table("out/diff_mentions.csv");
    let lost = mentions.iter().find(|m| m["change"] == "lost" && m["document"] == "herald/0.txt").unwrap();
    assert_eq!(
        (lost["left"].as_str(), lost["cue"].as_str(), lost["because"].as_str()),
        ("They ", "attacked", "removed attack*")
    );
    let entries = folder.table("out/diff_entries.csv");
    assert_eq!(one(&entries, &[("entry", "raid*")])["gained"], "10");
    assert_eq!(one(&entries, &[("entry", "shelling")])["gained"], "0");
    let document = folder.table("out/diff_documents.csv");
    let document = one(&document, &[("document", "courier/0.txt")]);
    assert_eq!((document["mentions_old"].as_str(), document["mentions_new"].as_str()), ("2", "3"));
    let contrasts = folder.table("out/diff_contrasts.csv");
    let row = one(&contrasts, &[("event", "all"), ("frame", "force")]);
    assert_eq!((row["change"].as_str(), row["attribution"].as_str()), ("sign", "one change at a time"));
    assert!(row["because"].contains("removed attack*") && row["because"].contains("added raid*"), "{row:?}");
    for (side, lexicon) in [("old", "old"), ("new", "new")] {
        let out = format!("report-{side}");
        folder
            .run(&[
                "compare",
                "texts",
                "--lexicons",
                lexicon,
                "--language",
                "en",
                "--duplicates",
                "all",
                "--quiet",
                "--charts",
                "none",
                "--out",
                &out,
            ])
            .with_code(0);
        let there = folder.table(&format!("{out}/contrasts.csv"));
        let there = one(&there, &[("event", "all"), ("frame", "force")]);
        assert_eq!(row[&format!("ratio_{side}")], there["rate_ratio"]);
        assert_eq!(row[&format!("p_{side}")], there["p"]);
    }
}

#[test]
fn a_diff_fails_on_what_it_is_told_to() {
    let folder = told();
    let diff = |new: &str, on: &str, code: i32| {
        let args = [
            "lexicon",
            "diff",
            "old",
            new,
            "--corpus",
            "texts",
            "--language",
            "en",
            "--duplicates",
            "all",
            "--quiet",
            "--fail-on",
            on,
        ];
        folder.run(&args).with_code(code);
    };
    diff("new", "never", 0);
    diff("new", "conclusion", 1);
    folder.file("near/force.toml", "id = \"force\"\n[en]\nentries = [\"attack*\", \"occupied\", \"rain\"]\n");
    diff("near", "mention", 1);
    diff("near", "conclusion", 0);
    diff("old", "mention", 0);
}

#[test]
fn a_diff_of_one_lexicon_with_itself_and_bad_input_say_so() {
    let folder = told();
    let same = folder.run(&["lexicon", "diff", "bundled", "bundled"]).with_code(0);
    assert!(same.out.contains("The two lexicons have the same entries."), "{}", same.out);
    let same = folder.run(&["lexicon", "diff", "old", "old", "--corpus", "texts", "--out", "out"]).with_code(0);
    assert!(same.out.contains("The two lexicons have the same entries."), "{}", same.out);
    assert!(folder.table("out/diff_contrasts.csv").is_empty());
    let missing = folder.run(&["lexicon", "diff", "nowhere", "new"]).with_code(2);
    assert!(missing.err.contains("there is no lexicon nowhere") && missing.err.contains("help:"), "{}", missing.err);
    let articles = folder.run(&["lexicon", "diff", "old", "new", "--fail-on", "mention"]).with_code(2);
    assert!(articles.err.contains("--fail-on needs articles"), "{}", articles.err);
    let corpus = folder.run(&["lexicon", "diff", "old", "new", "--corpus", "nowhere"]).with_code(2);
    assert!(!corpus.err.is_empty());
    let frame = folder.run(&["lexicon", "diff", "old", "new", "--frames", "peace"]).with_code(2);
    assert!(frame.err.contains("there is no frame `peace`"), "{}", frame.err);
    folder.file("bad/force.toml", "id = \"force\"\n[en]\nentries = [\"*\"]\n");
    assert!(folder.run(&["lexicon", "diff", "old", "bad"]).with_code(2).err.contains("bad/force.toml:3"));
    util::rows(&folder.read("out/diff_entries.csv"));
}
