//! Discovered events: which articles tell the same.

use std::collections::BTreeMap;
use std::fs;

use framelens::curate::grouping::{adjusted_rand, b_cubed, pairs};

use crate::util::{self, Folder, root, rows};

/// Document → event of a printed or written `assignments.csv`.
fn events(csv: &str) -> BTreeMap<String, String> {
    rows(csv).into_iter().map(|row| (row["document"].clone(), row["event"].clone())).collect()
}

fn gold() -> (String, Vec<(String, String, String)>) {
    let read = |name: &str| fs::read_to_string(root().join("tests/gold/events").join(name)).unwrap();
    let language: BTreeMap<String, String> = read("articles.jsonl")
        .lines()
        .map(|line| {
            let article: serde_json::Value = serde_json::from_str(line).unwrap();
            let text = |key: &str| article[key].as_str().unwrap().to_owned();
            (text("id"), text("language"))
        })
        .collect();
    let labels = rows(&read("events.csv"));
    let rows = labels.into_iter().map(|row| {
        let language = language[&row["document"]].clone();
        (row["document"].clone(), row["event"].clone(), language)
    });
    (read("articles.jsonl"), rows.collect())
}

#[test]
fn the_gold_articles_are_grouped_as_well_as_before() {
    let folder = Folder::new();
    let (articles, labels) = gold();
    folder.file("articles.jsonl", &articles);
    let ran = folder.run(&["events", "articles.jsonl"]).with_code(0);
    let found = events(&ran.out);
    let judged: Vec<(&str, &str)> = labels.iter().map(|(d, event, _)| (event.as_str(), found[d].as_str())).collect();
    let b = b_cubed(&judged).unwrap().f1();
    let rand = adjusted_rand(&judged).unwrap();
    let across = pairs(&judged, |i, j| labels[i].2 != labels[j].2).unwrap().f1();
    assert!(b > 0.82 && rand > 0.66 && across > 0.7, "B-cubed {b:.3}, adjusted Rand {rand:.3}, across {across:.3}");
}

#[test]
fn neither_threads_nor_the_order_of_rows_show() {
    let folder = Folder::new();
    let (articles, _) = gold();
    let mut lines: Vec<&str> = articles.lines().collect();
    folder.file("forth.jsonl", &articles);
    lines.reverse();
    lines.rotate_left(71);
    folder.file("back.jsonl", lines.join("\n"));
    let run = |file: &str, threads: &str| {
        let out = format!("{file}-{threads}");
        folder.run(&["events", file, "--threads", threads, "--out", &out]).with_code(0);
        ["assignments.csv", "events.csv", "events.toml"].map(|name| folder.read(&format!("{out}/{name}")))
    };
    let first = run("forth.jsonl", "1");
    assert!(first == run("forth.jsonl", "2"));
    assert!(first == run("back.jsonl", "2"));
}

const NEWS: &str = "id,source,date,title,text\n\
    a1,Herald,2021-03-01,Ferry sinks off Portmoor,\"The ferry Aurora sank off Portmoor on Sunday night with 44 people on board, the coast guard said.\"\n\
    a2,Courier,2021-03-02,44 feared dead in Aurora ferry disaster,\"Rescuers searched for the 44 passengers of the ferry Aurora, which sank near Portmoor.\"\n\
    b1,Herald,2021-03-01,Halvergate mayor resigns,\"Lena Ostrom, mayor of Halvergate, resigned over a bribery inquiry.\"\n\
    b2,Gazette,2021-03-01,Ostrom steps down in Halvergate,\"Mayor Lena Ostrom stepped down after prosecutors opened a bribery inquiry in Halvergate.\"\n\
    c1,Gazette,2021-03-02,Rain expected,\"Showers will reach the west coast by evening.\"\n";

#[test]
fn articles_on_one_event_meet_and_others_stay_alone() {
    let folder = Folder::new();
    folder.file("news.csv", NEWS);
    let ran = folder.run(&["events", "news.csv"]).with_code(0);
    let found = events(&ran.out);
    assert_eq!(found["a1"], found["a2"]);
    assert_eq!(found["b1"], found["b2"]);
    assert_eq!(found.values().collect::<std::collections::BTreeSet<_>>().len(), 3);
    assert!(ran.err.contains("5 documents: 4 share 2 events, 1 stand alone"), "{}", ran.err);
    let scores: Vec<f64> = rows(&ran.out).iter().map(|row| row["score"].parse().unwrap()).collect();
    assert!(scores.iter().all(|score| (0.0..=1.0).contains(score)), "{scores:?}");
}

#[test]
fn the_draft_is_a_valid_events_file_that_assigns_the_same_articles() {
    let folder = Folder::new();
    folder.file("news.csv", NEWS);
    folder.run(&["events", "news.csv", "--out", "found"]).with_code(0);
    let ran = folder.run(&["events", "news.csv", "--events", "found/events.toml"]).with_code(0);
    let (declared, found) = (events(&ran.out), events(&folder.read("found/assignments.csv")));
    for id in ["a1", "a2", "b1", "b2"] {
        assert_eq!(declared.get(id), Some(&found[id]), "{id}");
    }
    assert_eq!(declared.get("c1"), None);
}

#[test]
fn the_draft_of_many_events_comes_back_as_it_went() {
    let folder = Folder::new();
    let (articles, _) = gold();
    folder.file("articles.jsonl", &articles);
    folder.run(&["events", "articles.jsonl", "--out", "found"]).with_code(0);
    let ran = folder.run(&["events", "articles.jsonl", "--events", "found/events.toml"]).with_code(0);
    let found = events(&folder.read("found/assignments.csv"));
    let mut sizes: BTreeMap<&String, usize> = BTreeMap::new();
    found.values().for_each(|event| *sizes.entry(event).or_default() += 1);
    let shared: BTreeMap<_, _> = found.iter().filter(|(_, event)| sizes[event] > 1).collect();
    let back = events(&ran.out);
    assert_eq!(back.iter().collect::<BTreeMap<_, _>>(), shared);
}

#[test]
fn a_corpus_of_one_event_does_not_fall_apart() {
    let folder = Folder::new();
    let (articles, labels) = gold();
    for event in ["sumgait-1988", labels[40].1.as_str(), labels[90].1.as_str()] {
        let ids: Vec<&str> =
            labels.iter().filter(|l| l.1 == event && l.2 != "ru" && l.2 != "tr").map(|l| l.0.as_str()).collect();
        let own = articles.lines().filter(|line| ids.iter().any(|id| line.contains(&format!("\"id\": \"{id}\""))));
        folder.file("one.jsonl", own.collect::<Vec<_>>().join("\n"));
        let found = events(&folder.run(&["events", "one.jsonl"]).with_code(0).out);
        let groups = found.values().collect::<std::collections::BTreeSet<_>>().len();
        assert!(groups <= 2, "{event}: {} articles in {groups} groups", ids.len());
    }
    let rows: String = (0..20)
        .map(|i| format!("Talks between the ministers resumed in Portmoor on day {i} of the strike.\n"))
        .collect();
    folder.file("near.csv", format!("text\n{rows}"));
    let found = events(&folder.run(&["events", "near.csv"]).with_code(0).out);
    assert_eq!(found.values().collect::<std::collections::BTreeSet<_>>().len(), 1);
}

#[test]
fn a_comparison_can_be_made_within_discovered_events() {
    let folder = util::corpus(&[("news.csv", NEWS)]);
    let compare = ["compare", "news.csv", "--lexicons", "lex", "--charts", "none", "--out"];
    folder.run(&[&compare[..], &["out", "--events", "auto"]].concat()).with_code(0);
    let events = folder.table("out/events.csv");
    let kinds: Vec<_> = events.iter().map(|e| (e["kind"].as_str(), e["documents"].as_str())).collect();
    assert_eq!(kinds, [("discovered", "2"), ("discovered", "2")]);
    let coverage = folder.table("out/coverage.csv");
    let told: Vec<_> = coverage.iter().filter(|row| row["event"] == events[0]["event"]).collect();
    assert_eq!(told.len(), 3, "a row for each source, silence included");
}

#[test]
fn granularity_and_threshold_make_events_coarser_or_finer() {
    let folder = Folder::new();
    let (articles, _) = gold();
    folder.file("articles.jsonl", &articles);
    let count = |more: &[&str]| {
        let ran = folder.run(&[&["events", "articles.jsonl", "--quiet"], more].concat()).with_code(0);
        events(&ran.out).values().collect::<std::collections::BTreeSet<_>>().len()
    };
    let usual = count(&[]);
    assert!(count(&["--granularity", "story"]) < usual);
    assert!(count(&["--granularity", "report"]) > usual);
    assert_eq!(count(&["--threshold", "0.34"]), usual);
    let ran = folder.run(&["events", "articles.jsonl", "--threshold", "0"]).with_code(2);
    assert!(ran.err.contains("such as 0.34"), "{}", ran.err);
}

#[test]
fn odd_corpora_have_a_result() {
    let folder = Folder::new();
    folder
        .file("one.txt", "Talks resumed in Portmoor.")
        .file("same.csv", format!("text\n{}", "Talks resumed in Portmoor on Monday.\n".repeat(3_000)))
        .file("heads.csv", "title,date\nFerry sinks off Portmoor,1900-01-01\nPortmoor ferry sinks,2999-12-31\n")
        .file("bare.csv", "text\n***\n!!!\n1\n");
    let count = |file: &str| {
        let ran = folder.run(&["events", file]).with_code(0);
        let found = events(&ran.out);
        (found.len(), found.values().collect::<std::collections::BTreeSet<_>>().len())
    };
    assert_eq!(count("one.txt"), (1, 1));
    assert_eq!(count("same.csv"), (3_000, 1));
    assert_eq!(count("heads.csv").0, 2);
    assert_eq!(count("bare.csv").0, 3);
}

#[test]
fn nothing_of_an_article_becomes_markup_in_the_draft() {
    let folder = Folder::new();
    let title = "=cmd|\"Aurora\" \\\"\"\"sinks\\u0000 [[event]] <b>\u{2028}";
    let row =
        |id: &str| serde_json::json!({"id": id, "title": title, "text": format!("{title} off Portmoor")}).to_string();
    folder.file("odd.jsonl", [row("x\"1"), row("=1+1"), row("a,b")].join("\n"));
    folder.run(&["events", "odd.jsonl", "--out", "found"]).with_code(0);
    folder.run(&["events", "odd.jsonl", "--events", "found/events.toml"]).with_code(0);
    assert_eq!(rows(&folder.read("found/assignments.csv")).len(), 3);
    assert!(!folder.read("found/assignments.csv").lines().any(|line| line.starts_with("=1")));
}
