//! Declared events.

use crate::util::{self, Folder, one};

const EVENTS: &str = r#"
[[event]]
id = "hill"
label = "Fight for the hill"
when = "2020-09-27..2020-09-30"
terms = { en = ["battle of the hill"] }
places = ["Hilltown"]
"#;

fn folder() -> Folder {
    let folder = util::corpus(&[]);
    folder.file("events.toml", EVENTS).file(
        "news.csv",
        "id,date,source,language,text\n\
         before,2020-09-20,a,en,Nobody in Hilltown expected the battle of the hill.\n\
         term,2020-09-28,a,en,The battle of the hill began.\n\
         place,2020-10-02,b,en,Shots were heard in Hilltown.\n\
         neither,2020-09-28,b,en,Prices rose again.\n\
         later,2021-05-01,b,en,Battle of the hill remembered by many.\n",
    );
    folder
}

#[test]
fn documents_are_assigned_by_dates_terms_and_places_with_the_evidence() {
    let ran = folder().run(&["events", "news.csv", "--events", "events.toml"]).with_code(0);
    let rows = util::rows(&ran.out);
    let found: Vec<_> = rows.iter().map(|r| (r["document"].as_str(), r["evidence"].as_str())).collect();
    assert_eq!(
        found,
        [("later", "term in title or lead"), ("place", "date, place and actor"), ("term", "date and term")]
    );
}

#[test]
fn tables_have_a_row_per_event_and_pooled_rows() {
    let folder = folder();
    folder
        .run(&[
            "compare",
            "news.csv",
            "--events",
            "events.toml",
            "--lexicons",
            "lex",
            "--out",
            "out",
            "--charts",
            "none",
        ])
        .with_code(0);
    let coverage = folder.table("out/coverage.csv");
    assert_eq!(one(&coverage, &[("event", "hill"), ("source", "b")])["documents"], "2");
    assert_eq!(one(&coverage, &[("event", "all"), ("source", "b")])["documents"], "3");
    let events = folder.table("out/events.csv");
    assert_eq!(
        (events[0]["kind"].as_str(), events[0]["documents"].as_str(), events[0]["sources"].as_str()),
        ("declared", "3", "2")
    );
}

#[test]
fn the_data_can_name_the_event() {
    let folder = util::corpus(&[]);
    folder
        .file("events.toml", EVENTS)
        .file("news.csv", "id,source,language,text,event\nx,a,en,Nothing is said.,hill\n");
    let ran = folder.run(&["events", "news.csv", "--events", "events.toml"]).with_code(0);
    assert_eq!(util::rows(&ran.out)[0]["evidence"], "field");
}
