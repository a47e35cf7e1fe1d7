//! What `compare` prints: width, colour, examples, and advice that knows what was asked for.

use crate::util::{self, Folder, root};

/// Three outlets, six articles each, of which one attacks in every sentence.
fn study() -> Folder {
    let folder = util::corpus(&[]);
    for i in 0..6 {
        let text =
            format!("On day {i} troops attacked the town on the hill. Another attack came at night, the mayor said.");
        folder.file(&format!("news/courier/{i}.txt"), format!("date: 2024-03-0{}\n\n{text}", i + 1));
        let calm = format!("Day {i}: the market opened on time and bread was sold in every street.");
        folder.file(&format!("news/herald/{i}.txt"), calm);
        let rain = format!("Rain fell on day {i} of the month and the market stayed open until the evening.");
        folder.file(&format!("news/wire/{i}.txt"), rain);
    }
    folder
}

const COMPARE: [&str; 7] = ["compare", "news", "--lexicons", "lex", "--charts", "none", "--out"];

#[test]
fn the_summary_fits_eighty_columns_and_shows_a_sentence_for_every_difference() {
    let folder = Folder::new();
    let seeds = root().join("seeds").display().to_string();
    let ran = folder.run_wide(&["compare", &seeds, "--charts", "none", "--out", "out"], "80").with_code(0);
    for line in ran.out.lines() {
        assert!(line.chars().count() <= 80, "{line}");
    }
    assert_eq!(ran.out.lines().filter(|line| line.starts_with("   — ")).count(), 5);
    insta::assert_snapshot!("summary_of_seeds", ran.out);
}

#[test]
fn supported_differences_come_with_a_sentence_whose_cue_is_marked() {
    let folder = study();
    let plain = folder.run_wide(&[&COMPARE[..], &["out"]].concat(), "80").with_code(0).out;
    assert!(plain.contains("Strongest differences (q < 0.05"), "{plain}");
    let example = "“On day 0 troops [attacked] the town on the hill.”\n   — courier, 2024-03-01, courier/0.txt";
    assert!(plain.contains(example), "{plain}");
    assert!(!plain.contains('\u{1b}'), "no colour in a pipe");
    let color = folder.run_wide(&[&COMPARE[..], &["out", "--color", "always"]].concat(), "80").with_code(0).out;
    assert!(color.contains("troops \u{1b}[1m\u{1b}[33mattacked\u{1b}[0m the town"), "{color:?}");
    insta::assert_snapshot!("summary_in_color", color.replace('\u{1b}', "␛"));
}

#[test]
fn advice_is_not_given_for_what_was_done_or_declined() {
    let folder = study();
    let plain = folder.run(&[&COMPARE[..], &["out"]].concat()).with_code(0).out;
    assert!(plain.contains("No events: ") && plain.contains("No actors: "), "{plain}");
    let none = ["out", "--events", "none", "--actors", "none"];
    let declined = folder.run(&[&COMPARE[..], &none].concat()).with_code(0).out;
    assert!(!declined.contains("No events") && !declined.contains("No actors"), "{declined}");

    let seeds = root().join("seeds").display().to_string();
    let pairs = |more: &[&str]| {
        let args = [&["compare", &seeds, "--charts", "none", "--out", "out"], more].concat();
        folder.run(&args).with_code(0).out.contains("with --reference")
    };
    assert!(pairs(&[]) && !pairs(&["--reference", "transpontine-wire"]));
}

#[test]
fn why_there_is_no_map_is_said_where_charts_are_drawn() {
    let folder = study();
    let args = ["compare", "news", "--lexicons", "lex", "--charts", "svg", "--out", "out"];
    let ran = folder.run(&args).with_code(0);
    assert!(ran.out.contains("No map is drawn: a map of the sources takes 3 of them"), "{}", ran.out);
    assert!(!folder.has("out/charts/map.svg") && folder.table("out/map.csv").is_empty());
}
