//! Tokens, languages and offsets as they show in tables.

use crate::util::{self, Folder, one};

fn annotate(folder: &Folder, file: &str) -> Vec<util::Row> {
    let ran = folder.run(&["annotate", file, "--lexicons", "lex"]).with_code(0);
    util::rows(&ran.out)
}

#[test]
fn offsets_count_code_points_not_bytes() {
    let folder =
        util::corpus(&[("a.txt", "L’été fut long à Bakou. L’attaque a surpris tout le monde dans la ville hier.")]);
    let mentions = annotate(&folder, "a.txt");
    let attack = one(&mentions, &[("cue", "attaque")]);
    assert_eq!((attack["start"].as_str(), attack["end"].as_str(), attack["language"].as_str()), ("26", "33", "fr"));
    assert_eq!(attack["left"], "L’");
}

#[test]
fn front_matter_is_not_text_and_does_not_move_offsets() {
    let folder = util::corpus(&[("a.txt", "title: A day\nlanguage: en\nsource: Courier\n\nAn attack came.")]);
    let mentions = annotate(&folder, "a.txt");
    assert_eq!((mentions[0]["start"].as_str(), mentions[0]["source"].as_str()), ("3", "Courier"));
}

#[test]
fn boilerplate_is_not_counted() {
    let text =
        "An attack came in the night and the town woke up to it.\n\nRead also: Attack on the hill\n\n#attack #war\n";
    let folder = util::corpus(&[("a.txt", text)]);
    assert_eq!(annotate(&folder, "a.txt").len(), 1);
}

#[test]
fn the_title_the_lead_and_the_body_are_told_apart() {
    let text = "Attack on the hill\n\nThe attack came at dawn, when the village was asleep.\n\nA second attack followed in the evening of that day.\n";
    let folder = util::corpus(&[("a.txt", text)]);
    let positions: Vec<_> = annotate(&folder, "a.txt").iter().map(|m| m["position"].clone()).collect();
    assert_eq!(positions, ["title", "lead", "body"]);
}

#[test]
fn a_language_without_entries_is_said() {
    let folder = util::corpus(&[(
        "news/a/x.txt",
        "Die Regierung hat den Angriff auf das Nachbarland am Montag scharf verurteilt und Gespräche gefordert.",
    )]);
    folder.run(&["compare", "news", "--lexicons", "lex", "--out", "out", "--charts", "none"]).with_code(0);
    let documents = folder.table("out/documents.csv");
    assert_eq!(documents[0]["language"], "de");
    assert!(documents[0]["warnings"].contains("no entries for language `de`"), "{:?}", documents[0]);
}

#[test]
fn the_language_can_be_forced() {
    let folder = util::corpus(&[("a.txt", "Attaque")]);
    let ran = folder.run(&["annotate", "a.txt", "--lexicons", "lex", "--language", "fr"]).with_code(0);
    assert_eq!(util::rows(&ran.out)[0]["language"], "fr");
}

#[test]
fn a_phrase_does_not_run_over_a_comma_or_a_sentence() {
    let folder =
        util::corpus(&[("a.txt", "It was war, crime rose in the city. The war. Crime was low. A war crime was seen.")]);
    let cues: Vec<_> = annotate(&folder, "a.txt").iter().map(|m| m["cue"].clone()).collect();
    assert_eq!(cues, ["war crime"]);
}
