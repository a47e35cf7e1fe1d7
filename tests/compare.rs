//! `compare`: tables, charts, manifest, summary.

use std::collections::BTreeMap;

use crate::util::{self, Folder, one, root};

/// Two sources, two articles each; counts worked out by hand.
fn study() -> Folder {
    util::corpus(&[
        ("news/courier/a.txt", "Troops attacked the town. It was an attack on all of us."),
        ("news/courier/b.txt", "They occupied a hill near the town."),
        ("news/herald/c.txt", "The market opened on time today."),
        ("news/herald/d.txt", "War crimes were denied by both of them."),
    ])
}

fn compare(folder: &Folder, more: &[&str]) -> util::Ran {
    let args = [&["compare", "news", "--lexicons", "lex", "--out", "out", "--charts", "none"], more].concat();
    folder.run(&args).with_code(0)
}

#[test]
fn frames_csv_holds_the_counts_of_every_source() {
    let folder = study();
    compare(&folder, &[]);
    let frames = folder.table("out/frames.csv");
    let courier = one(&frames, &[("event", "all"), ("source", "courier"), ("frame", "force")]);
    // 12 + 7 tokens; attacked, attack, occupied.
    assert_eq!((courier["documents"].as_str(), courier["documents_with"].as_str()), ("2", "2"));
    assert_eq!((courier["mentions"].as_str(), courier["tokens"].as_str()), ("3", "19"));
    assert!((courier["rate"].parse::<f64>().unwrap() - 3000.0 / 19.0).abs() < 1e-6);
    assert_eq!((courier["mentions_own"].as_str(), courier["mentions_attributed"].as_str()), ("3", "0"));
    assert_eq!((courier["mentions_own"].as_str(), courier["mentions_asserted"].as_str()), ("3", "3"));
    let herald = one(&frames, &[("event", "all"), ("source", "herald")]);
    assert_eq!((herald["mentions"].as_str(), herald["tokens"].as_str()), ("1", "14"));
}

#[test]
fn every_mention_opens_to_its_characters() {
    let folder = study();
    compare(&folder, &[]);
    let mentions = folder.table("out/mentions.csv");
    assert_eq!(mentions.len(), 4);
    for mention in &mentions {
        let text = folder.read(&format!("news/{}", mention["document"]));
        let (start, end) = (mention["start"].parse().unwrap(), mention["end"].parse::<usize>().unwrap());
        let cue: String = text.chars().skip(start).take(end - start).collect();
        assert_eq!(cue, mention["cue"]);
        assert!(text.contains(&format!("{}{}{}", mention["left"], mention["cue"], mention["right"])));
    }
    let phrase = one(&mentions, &[("cue", "War crimes")]);
    assert_eq!((phrase["entry"].as_str(), phrase["start"].as_str(), phrase["end"].as_str()), ("war crime*", "0", "10"));
}

#[test]
fn tables_have_the_columns_of_the_contract_in_order() {
    let folder = study();
    compare(&folder, &[]);
    let expected = [
        (
            "documents",
            "document,source,side,language,date,title,url,tokens,sentences,tokens_attributed,mentions,events,duplicate_of,provenance,warnings",
        ),
        (
            "mentions",
            "document,source,language,date,event,position,sentence,start,end,frame,entry,left,cue,right,agent,patient,voice,speaker,stance,weight,event_level,event_evidence",
        ),
        (
            "frames",
            "event,source,frame,documents,documents_with,mentions,tokens,rate,rate_low,rate_high,mentions_own,mentions_attributed,mentions_asserted,rate_own,dispersion",
        ),
        (
            "contrasts",
            "event,frame,target,reference,n_target,n_reference,mentions_target,mentions_reference,rate_target,rate_reference,rate_ratio,ratio_low,ratio_high,p,q,method,note",
        ),
        ("divergence", "event,target,reference,jsd,jsd_low,jsd_high,p,q,cosine,mentions_target,mentions_reference"),
        ("shifts", "event,frame,target,reference,entry,contribution,mentions_target,mentions_reference"),
        (
            "terms",
            "event,target,reference,feature,n_target,n_reference,documents_target,documents_reference,log_odds,z,g2,log_ratio,p,q",
        ),
        ("coverage", "event,source,documents,sentences,tokens,share"),
        ("lexicon", "frame,language,entry,pattern,match,mentions,documents,sources,top_source,top_source_share"),
        ("roles", "event,source,frame,role,actor,mentions,share,share_low,share_high"),
        (
            "narratives",
            "event,source,agent,frame,patient,mentions,documents,own,quoted,reported,asserted,example_document,example_start,example_end",
        ),
        ("blame", "event,source,frame,actor_a,actor_b,mentions_a,mentions_b,hidden,balance,balance_low,balance_high"),
        ("voices", "event,source,frame,speaker,voice,mentions,share"),
        ("names", "event,source,naming,variant,mentions,share,share_low,share_high"),
        ("reprints", "original,document,source,original_source,date,similarity,counted"),
        ("timeline", "period,from,to,source,frame,documents,mentions,tokens,rate"),
        (
            "map",
            "event,kind,item,mentions,mass,inertia,share,coordinate_1,coordinate_2,contribution_1,contribution_2,cos2_1,cos2_2",
        ),
        ("naming_hits", "document,source,language,date,event,naming,variant,start,end,left,cue,right"),
    ];
    for (table, header) in expected {
        assert_eq!(folder.read(&format!("out/{table}.csv")).lines().next(), Some(header), "{table}");
    }
}

#[test]
fn shifts_add_up_to_the_difference_of_the_rates() {
    let folder = study();
    compare(&folder, &[]);
    let contrasts = folder.table("out/contrasts.csv");
    let contrast = one(&contrasts, &[("event", "all"), ("target", "courier"), ("reference", "herald")]);
    let number = |text: &str| text.parse::<f64>().unwrap();
    let difference = number(&contrast["rate_target"]) - number(&contrast["rate_reference"]);
    let shifts = folder.table("out/shifts.csv");
    let sum: f64 = shifts.iter().map(|row| number(&row["contribution"])).sum();
    assert!((sum - difference).abs() < 1e-6, "{sum} and {difference}");
    assert_eq!(shifts.len(), 4, "one row for each entry that was found");
}

#[test]
fn lexicon_csv_lists_every_entry_also_those_never_found() {
    let folder = study();
    compare(&folder, &[]);
    let entries = folder.table("out/lexicon.csv");
    let never = one(&entries, &[("entry", "attaque")]);
    assert_eq!((never["mentions"].as_str(), never["top_source"].as_str(), never["match"].as_str()), ("0", "", "word"));
    let glob = one(&entries, &[("entry", "occup*")]);
    assert_eq!(
        (glob["mentions"].as_str(), glob["top_source"].as_str(), glob["match"].as_str()),
        ("1", "courier", "glob")
    );
}

#[test]
fn names_are_counted_by_the_longest_and_every_one_is_listed_with_its_place() {
    let folder = Folder::new();
    folder.file("lex/force.toml", util::FORCE);
    folder.file("news/north/a.txt", "Ärger in Upper Vale: the vale is calm.\n\nThe Vale’s mayor left Oldtown.");
    folder.file("news/south/b.txt", "The old town slept.");
    folder.file(
        "names.toml",
        "[[naming]]\nid = \"vale\"\n[naming.variants]\nupper = { en = [\"Upper Vale\"] }\nplain = { en = [\"vale\"] }\n\
         [[naming]]\nid = \"town\"\n[naming.variants]\nold = { en = [\"Oldtown\", \"old town\"] }\n",
    );
    compare_with_names(&folder);
    let names = folder.table("out/names.csv");
    let cell = |source: &str, variant: &str| {
        let row = one(&names, &[("event", "all"), ("source", source), ("variant", variant)]);
        (row["mentions"].clone(), row["share"].clone())
    };
    assert_eq!(cell("north", "plain"), ("2".into(), "0.666666667".into()));
    assert_eq!(cell("north", "upper"), ("1".into(), "0.333333333".into()));
    assert_eq!(cell("south", "old"), ("1".into(), "1.0".into()));
    assert!(!names.iter().any(|row| row["source"] == "south" && row["naming"] == "vale"), "never named: no row");

    let hits = folder.table("out/naming_hits.csv");
    let first = one(&hits, &[("variant", "upper")]);
    assert_eq!((first["start"].as_str(), first["end"].as_str(), first["cue"].as_str()), ("9", "19", "Upper Vale"));
    assert_eq!((first["left"].as_str(), first["right"].as_str()), ("Ärger in ", ": the vale is calm."));
    assert_eq!(hits.len(), 5);
    // No actors: nobody was looked for, so nothing is called hidden.
    assert!(["roles", "narratives", "blame"].iter().all(|t| folder.table(&format!("out/{t}.csv")).is_empty()));
}

#[track_caller]
fn compare_with_names(folder: &Folder) {
    let args = ["compare", "news", "--lexicons", "lex", "--names", "names.toml", "--language", "en", "--out", "out"];
    folder.run(&[&args[..], &["--charts", "none"]].concat()).with_code(0);
}

#[test]
fn narratives_sum_to_frames_and_open_at_a_mention() {
    let folder = study();
    folder.file("actors.toml", "[[actor]]\nid = \"north\"\nen = [\"north\"]\n");
    compare(&folder, &["--actors", "actors.toml"]);
    let mentions = folder.table("out/mentions.csv");
    let narratives = folder.table("out/narratives.csv");
    for frame in folder.table("out/frames.csv").iter().filter(|row| row["mentions"] != "0") {
        let of =
            |row: &&BTreeMap<String, String>| ["event", "source", "frame"].iter().all(|key| row[*key] == frame[*key]);
        let sum: u64 = narratives.iter().filter(of).map(|row| row["mentions"].parse::<u64>().unwrap()).sum();
        assert_eq!(sum.to_string(), frame["mentions"], "{frame:?}");
    }
    for row in &narratives {
        let example = [("document", "example_document"), ("start", "example_start"), ("end", "example_end")];
        assert!(mentions.iter().any(|m| example.iter().all(|(key, of)| m[*key] == row[*of])), "{row:?}");
    }
}

#[test]
fn silence_is_a_row_of_coverage_not_a_zero_rate() {
    let folder = study();
    folder.file("events.toml", "[[event]]\nid = \"hill\"\nterms = { en = [\"hill\"] }\n");
    compare(&folder, &["--events", "events.toml"]);
    let coverage = folder.table("out/coverage.csv");
    assert_eq!(one(&coverage, &[("event", "hill"), ("source", "herald")])["documents"], "0");
    assert_eq!(one(&coverage, &[("event", "hill"), ("source", "courier")])["documents"], "1");
    let frames = folder.table("out/frames.csv");
    assert!(!frames.iter().any(|row| row["event"] == "hill" && row["source"] == "herald"));
}

#[test]
fn the_manifest_names_every_file_and_says_no_machine() {
    let folder = study();
    compare(&folder, &["--seed", "9", "--threads", "2"]);
    let manifest: serde_json::Value = serde_json::from_str(&folder.read("out/manifest.json")).unwrap();
    assert_eq!(manifest["seed"], 9);
    assert_eq!(manifest["lexicon"][0]["version"], "1.2.3");
    assert_eq!(manifest["lexicon"][0]["text"], util::FORCE);
    assert_eq!(manifest["inputs"].as_array().unwrap().len(), 4);
    let outputs: Vec<_> =
        manifest["outputs"].as_array().unwrap().iter().map(|o| o["path"].as_str().unwrap().to_owned()).collect();
    assert!(outputs.contains(&"frames.csv".to_owned()));
    let text = folder.read("out/manifest.json");
    assert!(!text.contains("threads") && !text.contains(folder.path().to_str().unwrap()), "{text}");
}

#[test]
fn a_new_report_takes_the_place_of_the_old_and_leaves_other_files_alone() {
    let folder = study();
    folder.file("out/notes.md", "mine").file("events.toml", "[[event]]\nid = \"hill\"\nterms = { en = [\"hill\"] }\n");
    compare(&folder, &["--events", "events.toml"]);
    assert!(folder.has("out/events.csv"));
    compare(&folder, &[]);
    assert!(!folder.has("out/events.csv"), "a table that this run does not make would be taken for its own");
    assert_eq!(folder.read("out/notes.md"), "mine");
    let left: Vec<_> = std::fs::read_dir(folder.path().join("out")).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().starts_with('.')), "{left:?}");
}

#[test]
fn a_reference_limits_the_contrasts() {
    let folder = study();
    folder.file("news/times/e.txt", "An attack was feared.");
    compare(&folder, &["--reference", "herald"]);
    let contrasts = folder.table("out/contrasts.csv");
    assert!(contrasts.iter().all(|row| row["reference"] == "herald"));
    assert_eq!(contrasts.len(), 2);
}

#[test]
fn by_side_compares_sides() {
    let folder = Folder::new();
    folder.file("lex/force.toml", util::FORCE).file(
        "news.csv",
        "id,text,outlet,side\n1,They attacked.,a,north\n2,All was calm.,b,south\n3,An attack came.,c,north\n4,Nothing came.,d,south\n",
    );
    folder
        .run(&["compare", "news.csv", "--lexicons", "lex", "--out", "out", "--charts", "none", "--by", "side"])
        .with_code(0);
    let frames = folder.table("out/frames.csv");
    assert_eq!(one(&frames, &[("source", "north"), ("event", "all")])["mentions"], "2");
    assert_eq!(one(&frames, &[("source", "south"), ("event", "all")])["mentions"], "0");
}

#[test]
fn weighted_columns_appear_only_where_an_entry_has_a_weight() {
    let folder = study();
    let entries = r#"["attack", { pattern = "attacked", weight = 0.5 }]"#;
    folder.file("heavy/f.toml", format!("id = \"force\"\n[en]\nentries = {entries}\n"));
    folder.run(&["compare", "news", "--lexicons", "heavy", "--out", "out", "--charts", "none"]).with_code(0);
    let frames = folder.table("out/frames.csv");
    let courier = one(&frames, &[("event", "all"), ("source", "courier")]);
    assert_eq!((courier["mentions"].as_str(), courier["mentions_weighted"].as_str()), ("2", "1.5"));
}

#[test]
fn a_group_that_is_no_source_is_a_column_of_mentions() {
    let folder = study();
    compare(&folder, &["--by", "language"]);
    assert!(folder.table("out/mentions.csv").iter().all(|m| m["group"] == "en"));
    compare(&folder, &[]);
    assert!(
        !folder.read("out/mentions.csv").starts_with("group")
            && !folder.table("out/mentions.csv")[0].contains_key("group")
    );
}

#[test]
fn json_prints_the_summary_for_machines() {
    let folder = study();
    let ran = compare(&folder, &["--json"]);
    let summary: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(summary["documents"], 4);
    assert_eq!(summary["frames"][0]["source"], "courier");
}

#[test]
fn tables_come_as_json_lines_too() {
    let folder = study();
    compare(&folder, &["--format", "jsonl"]);
    let first = folder.read("out/frames.jsonl").lines().next().unwrap().to_owned();
    let row: serde_json::Value = serde_json::from_str(&first).unwrap();
    assert_eq!((row["source"].as_str(), row["mentions_own"].as_u64()), (Some("courier"), Some(3)));
}

#[test]
fn a_nested_frame_rolls_up_into_its_parent() {
    let folder = study();
    folder.file("nested/a.toml", "id = \"force.attack\"\n[en]\nentries = [\"attack*\"]\n");
    folder.file("nested/b.toml", "id = \"force.hold\"\n[en]\nentries = [\"occup*\"]\n");
    folder.run(&["compare", "news", "--lexicons", "nested", "--out", "out", "--charts", "none"]).with_code(0);
    let frames = folder.table("out/frames.csv");
    let mentions =
        |frame: &str| one(&frames, &[("event", "all"), ("source", "courier"), ("frame", frame)])["mentions"].clone();
    assert_eq!(
        (mentions("force"), mentions("force.attack"), mentions("force.hold")),
        ("3".into(), "2".into(), "1".into())
    );
}

#[test]
fn charts_are_written_in_the_formats_asked_for() {
    let folder = study();
    folder.run(&["compare", "news", "--lexicons", "lex", "--out", "out", "--charts", "svg"]).with_code(0);
    assert!(folder.read("out/charts/frames.svg").contains("<svg"));
    assert!(!folder.has("out/charts/frames.png"));
}

#[test]
fn the_default_lexicon_is_in_the_binary_and_the_report_goes_to_reports() {
    let folder = Folder::new();
    folder.file(
        "press/one/a.txt",
        "The occupied territories were liberated after the aggression, officials said on Monday.",
    );
    folder.run(&["compare", "press", "--charts", "none"]).with_code(0);
    let frames = folder.table("reports/press/frames.csv");
    let found: Vec<_> = frames.iter().filter(|r| r["mentions"] != "0").map(|r| r["frame"].as_str()).collect();
    assert_eq!(found, ["aggression", "liberation", "occupation"]);
}

#[test]
fn cells_that_look_like_formulas_are_escaped() {
    let folder = Folder::new();
    folder.file("lex/force.toml", util::FORCE);
    folder.file("news.csv", "id,text,source,title\n=cmd(),An attack came.,+north,@title\n");
    folder.run(&["compare", "news.csv", "--lexicons", "lex", "--out", "out", "--charts", "none"]).with_code(0);
    let documents = folder.table("out/documents.csv");
    assert_eq!(
        (documents[0]["document"].as_str(), documents[0]["source"].as_str(), documents[0]["title"].as_str()),
        ("'=cmd()", "'+north", "'@title")
    );
}

#[test]
fn frames_alone_are_the_frames_of_everything() {
    let folder = Folder::new();
    let seeds = root().join("seeds");
    let seeds = seeds.to_str().unwrap();
    folder.run(&["compare", seeds, "--events", "none", "--charts", "none", "--quiet", "--out", "all"]).with_code(0);
    folder.run(&["compare", seeds, "--only", "frames", "--charts", "none", "--quiet", "--out", "few"]).with_code(0);
    for table in ["contrasts", "shifts", "coverage", "lexicon", "timeline", "map"] {
        let file = |report: &str| folder.read(&format!("{report}/{table}.csv"));
        assert_eq!(file("all"), file("few"), "{table}");
    }
    let told = ["event", "source", "frame", "documents", "documents_with", "mentions", "tokens", "rate", "rate_low"];
    let rates = |report: &str| -> Vec<Vec<String>> {
        let rows = folder.table(&format!("{report}/frames.csv"));
        rows.iter().map(|row| told.iter().map(|column| row[*column].clone()).collect()).collect()
    };
    assert_eq!(rates("all"), rates("few"));
    for column in ["mentions_own", "mentions_attributed", "mentions_asserted"] {
        assert!(folder.table("few/frames.csv").iter().all(|row| row[column].is_empty()), "{column} is not told");
    }
    for left_out in ["mentions.csv", "roles.csv", "terms.csv", "report.html"] {
        assert!(!folder.has(&format!("few/{left_out}")), "{left_out}");
    }
    folder.run(&["verify", "few", seeds, "--quiet"]).with_code(0);
}
