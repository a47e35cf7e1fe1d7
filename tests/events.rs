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

const WARS: &str = r#"
[[event]]
id = "truce-1994"
label = "The truce"
when = "1994-05-09..1994-05-16"
terms = { en = ["Bishkek protocol"], fr = ["protocole de Bichkek"] }

[[event]]
id = "war-2020"
label = "The war"
when = "2020-09-27..2020-11-10"
terms = { en = ["44-day war"], fr = ["guerre des 44 jours"] }
places = ["Hadrut"]
"#;

/// An article of 2021 that looks back on two events.
fn retrospect() -> Folder {
    let folder = util::corpus(&[
        (
            "news/a/en.txt",
            "date: 2021-12-01\nlanguage: en\ntitle: A shepherd remembers\n\n\
             A shepherd remembers two wars and one long silence.\n\n\
             On September 27, 2020 the army attacked the village at dawn. Every attack came before noon.\n\n\
             In May 1994 an attack had ended with a truce. That attack cost his brother an arm.\n\n\
             The 44-day war was longer than the attack of May 12, 1994.\n\n\
             Today the attack is a story for grandchildren.\n",
        ),
        (
            "news/b/fr.txt",
            "date: 2021-12-01\nlanguage: fr\ntitle: Un berger se souvient\n\n\
             Un berger se souvient de deux guerres.\n\n\
             Le 27 septembre 2020, l'armée a attaqué le village. Chaque attaque venait avant midi.\n\n\
             En mai 1994, une attaque avait pris fin par une trêve. Cette attaque a coûté un bras à son frère.\n\n\
             Aujourd'hui, l'attaque est une histoire pour les petits.\n",
        ),
    ]);
    folder.file("events.toml", WARS);
    folder
}

#[test]
fn an_article_that_looks_back_gives_its_sentences_to_each_event() {
    let ran = retrospect().run(&["annotate", "news", "--events", "events.toml", "--lexicons", "lex"]).with_code(0);
    let rows = util::rows(&ran.out);
    let found: Vec<_> = rows
        .iter()
        .map(|r| [&r["document"][..1], &r["event"], &r["event_level"], &r["event_evidence"]].join(" | "))
        .collect();
    assert_eq!(
        found,
        [
            "a | war-2020 | sentence | date: September 27, 2020",
            "a | war-2020 | paragraph | date: September 27, 2020",
            "a | truce-1994 | sentence | date: May 1994",
            "a | truce-1994 | paragraph | date: May 1994",
            "a | truce-1994;war-2020 | sentence;sentence | date: May 12, 1994;term: 44-day war",
            "a |  |  | ",
            "b | war-2020 | sentence | date: 27 septembre 2020",
            "b | war-2020 | paragraph | date: 27 septembre 2020",
            "b | truce-1994 | sentence | date: mai 1994",
            "b | truce-1994 | paragraph | date: mai 1994",
            "b |  |  | ",
        ]
    );
}

#[test]
fn every_table_counts_what_is_told_of_the_event_and_the_pooled_rows_whole_documents() {
    let folder = retrospect();
    let options = ["--events", "events.toml", "--lexicons", "lex", "--charts", "none", "--out", "out", "--quiet"];
    folder.run(&[&["compare", "news"], &options[..]].concat()).with_code(0);
    let frames = folder.table("out/frames.csv");
    let mentions =
        |event: &str, source: &str| one(&frames, &[("event", event), ("source", source)])["mentions"].clone();
    assert_eq!([mentions("all", "a"), mentions("war-2020", "a"), mentions("truce-1994", "a")], ["6", "3", "3"]);
    assert_eq!([mentions("all", "b"), mentions("war-2020", "b"), mentions("truce-1994", "b")], ["5", "2", "2"]);
    let coverage = folder.table("out/coverage.csv");
    let row = one(&coverage, &[("event", "war-2020"), ("source", "b")]);
    assert_eq!([&row["documents"], &row["sentences"], &row["share"]], ["1", "2", "1.0"]);
    let tokens: u32 = row["tokens"].parse().unwrap();
    assert_eq!(one(&frames, &[("event", "war-2020"), ("source", "b")])["tokens"], tokens.to_string());
    let lexicon: u32 = folder.table("out/lexicon.csv").iter().map(|r| r["mentions"].parse::<u32>().unwrap()).sum();
    assert_eq!(lexicon, 11, "what an entry found is counted over whole documents");
    let shifts = folder.table("out/shifts.csv");
    let attack = one(&shifts, &[("event", "truce-1994"), ("entry", "attack")]);
    assert_eq!(attack["mentions_target"], "3");
    let documents = folder.table("out/documents.csv");
    assert_eq!(documents[0]["events"], "truce-1994;war-2020");
}

#[test]
fn events_and_assignments_tell_how_near_the_evidence_stands() {
    let folder = retrospect();
    folder.run(&["events", "news", "--events", "events.toml", "--out", "out"]).with_code(0);
    let events = folder.table("out/events.csv");
    let war = one(&events, &[("event", "war-2020")]);
    let counts = ["sentences", "by_sentence", "by_paragraph", "by_document"].map(|column| war[column].as_str());
    assert_eq!(counts, ["5", "3", "2", "0"]);
    let assignments = folder.table("out/assignments.csv");
    let truce = one(&assignments, &[("event", "truce-1994"), ("document", "a/en.txt")]);
    assert_eq!([&truce["level"], &truce["sentences"], &truce["evidence"]], ["sentence", "3", "date: May 1994"]);
}

#[test]
fn a_sentence_of_another_time_inherits_nothing_from_its_document() {
    let folder = util::corpus(&[]);
    folder.file("events.toml", EVENTS).file(
        "news.csv",
        "id,date,source,language,text\n\
         x,2020-09-29,a,en,\"The battle of the hill began with an attack. In 1994 an attack was repelled there.\n\n\
         Since 1994 no attack had been seen. The attack in 1915 is still sung of. Another attack followed.\"\n",
    );
    let ran = folder.run(&["annotate", "news.csv", "--events", "events.toml", "--lexicons", "lex"]).with_code(0);
    let found: Vec<_> =
        util::rows(&ran.out).into_iter().map(|r| (r["event"].clone(), r["event_level"].clone())).collect();
    let told = |event: &str, level: &str| (event.to_owned(), level.to_owned());
    let here = told("hill", "document");
    assert_eq!(found, [told("hill", "sentence"), told("", ""), here.clone(), told("", ""), here]);
}

#[test]
fn strange_dates_and_none_at_all_leave_documents_as_they_are() {
    let folder = util::corpus(&[]);
    folder.file("events.toml", WARS).file(
        "news.csv",
        "id,date,source,language,text\n\
         undated,,a,en,Yesterday an attack began. On September 28 the attack went on. In 2020 an attack failed.\n\
         future,2999-01-01,a,en,An attack on September 28 and another attack on 28 September 2020.\n\
         past,1900-01-01,b,en,On 28 September 2020 an attack will begin.\n\
         empty,2021-01-01,b,en,Nothing at all is said of when the attack was.\n",
    );
    let ran = folder.run(&["annotate", "news.csv", "--events", "events.toml", "--lexicons", "lex"]).with_code(0);
    let rows = util::rows(&ran.out);
    let found: Vec<_> = rows.iter().map(|r| (r["document"].as_str(), r["event"].as_str())).collect();
    let expected = [
        ("empty", ""),
        ("future", "war-2020"),
        ("future", "war-2020"),
        ("past", ""),
        ("undated", ""),
        ("undated", ""),
        ("undated", ""),
    ];
    assert_eq!(found, expected);
}

#[test]
fn mentions_as_objects_carry_events_levels_and_evidence() {
    let folder = retrospect();
    let arguments = ["annotate", "news/b", "--events", "events.toml", "--lexicons", "lex", "--format", "jsonl"];
    let ran = folder.run(&arguments).with_code(0);
    let object: serde_json::Value = serde_json::from_str(ran.out.lines().next().unwrap()).unwrap();
    let mention = &object["mentions"][1];
    assert_eq!(mention["events"], serde_json::json!(["war-2020"]));
    assert_eq!(mention["event_level"], serde_json::json!(["paragraph"]));
    assert_eq!(mention["event_evidence"], serde_json::json!(["date: 27 septembre 2020"]));
}
