//! `timeline.csv`, the charts of time and of coverage, and what the summary says of dates and events.

use std::collections::BTreeMap;

use crate::util::{self, Folder, one, root};

/// Articles as (file, date or nothing, text).
fn study(articles: &[(&str, &str, &str)]) -> Folder {
    let folder = Folder::new();
    folder.file("lex/force.toml", util::FORCE);
    for (path, date, text) in articles {
        let date = if date.is_empty() { String::new() } else { format!("date: {date}\n") };
        folder.file(&format!("news/{path}"), format!("title: A title\n{date}\n{text}\n"));
    }
    folder
}

fn compare(folder: &Folder, more: &[&str]) -> util::Ran {
    let args = ["compare", "news", "--lexicons", "lex", "--language", "en", "--out", "out", "--charts", "svg"];
    folder.run(&[&args[..], more].concat()).with_code(0)
}

#[test]
fn periods_hold_the_articles_dated_in_them() {
    let folder = study(&[
        ("courier/a.txt", "2020-12-28", "They attacked the town."),
        ("courier/b.txt", "2021-01-03", "An attack on all of us."),
        ("herald/c.txt", "2021-01-04", "The market opened."),
        ("herald/d.txt", "2021-04-01", "They occupied a hill."),
        ("herald/e.txt", "", "An attack without a date."),
    ]);
    let ran = compare(&folder, &[]);
    assert!(ran.out.contains("1 document without a date is not in the timeline"), "{}", ran.out);
    let rows = folder.table("out/timeline.csv");
    assert_eq!(rows.len(), 3, "{rows:#?}");
    let week = one(&rows, &[("period", "2020-W53"), ("source", "courier"), ("frame", "force")]);
    assert_eq!((week["from"].as_str(), week["to"].as_str()), ("2020-12-28", "2021-01-03"));
    assert_eq!((week["documents"].as_str(), week["mentions"].as_str()), ("2", "2"));
    let zero = one(&rows, &[("period", "2021-W01"), ("source", "herald")]);
    assert_eq!((zero["mentions"].as_str(), zero["rate"].as_str()), ("0", "0.0"));
    assert!(folder.read("out/charts/timeline.svg").contains("by week"));
}

#[test]
fn without_dates_or_with_one_there_is_no_chart_and_the_summary_says_so() {
    let undated = study(&[("courier/a.txt", "", "They attacked."), ("herald/b.txt", "", "An attack.")]);
    let ran = compare(&undated, &[]);
    assert!(ran.out.contains("No document has a date: timeline.csv is empty"), "{}", ran.out);
    assert!(undated.table("out/timeline.csv").is_empty() && !undated.has("out/charts/timeline.svg"));
    assert!(!undated.has("out/charts/coverage.svg"), "no events, no matrix");

    let one_day =
        study(&[("courier/a.txt", "2020-09-27", "They attacked."), ("herald/b.txt", "2020-09-27", "An attack.")]);
    let ran = compare(&one_day, &[]);
    assert!(ran.out.contains("Every dated document is of one day, 2020-09-27"), "{}", ran.out);
    assert_eq!(one_day.table("out/timeline.csv").len(), 2);
    assert!(!one_day.has("out/charts/timeline.svg"));
}

#[test]
fn a_date_far_from_all_others_has_its_row_and_does_not_stretch_the_axis() {
    let folder = study(&[
        ("courier/a.txt", "1900-01-01", "They attacked the town."),
        ("courier/b.txt", "2020-09-27", "An attack on all of us."),
        ("herald/c.txt", "2020-09-28", "The market opened."),
        ("herald/d.txt", "2020-10-01", "They occupied a hill."),
    ]);
    let ran = compare(&folder, &[]);
    assert!(ran.out.contains("1 document is dated far from all others (1900-01-01)"), "{}", ran.out);
    let rows = folder.table("out/timeline.csv");
    assert_eq!(one(&rows, &[("period", "1900-01-01")])["mentions"], "1");
    let svg = folder.read("out/charts/timeline.svg");
    assert!(svg.contains("by day, 2020-09-27 to 2020-10-01"), "{svg}");
}

#[test]
fn the_timeline_of_the_bundled_study_adds_up_to_its_frames() {
    let folder = Folder::new();
    let seeds = root().join("seeds").display().to_string();
    let ran = folder.run(&["compare", &seeds, "--charts", "none", "--out", "out"]).with_code(0);
    let rows = folder.table("out/timeline.csv");
    let april: Vec<String> = rows
        .iter()
        .filter(|r| r["period"] == "2016-04")
        .map(|r| {
            let cells = ["period", "from", "to", "source", "frame", "documents", "mentions", "tokens", "rate"];
            cells.map(|c| r[c].as_str()).join(",")
        })
        .collect();
    insta::assert_snapshot!("timeline_of_april_2016", april.join("\n"));
    let mut sums: BTreeMap<(String, String), [u64; 3]> = BTreeMap::new();
    for row in &rows {
        let sum = sums.entry((row["source"].clone(), row["frame"].clone())).or_default();
        for (to, column) in sum.iter_mut().zip(["documents", "mentions", "tokens"]) {
            *to += row[column].parse::<u64>().unwrap();
        }
    }
    for row in folder.table("out/frames.csv").iter().filter(|r| r["event"] == "all") {
        let expected = ["documents", "mentions", "tokens"].map(|c| row[c].parse::<u64>().unwrap());
        assert_eq!(sums[&(row["source"].clone(), row["frame"].clone())], expected, "every article is dated: {row:?}");
    }
    let contrasts = folder.table("out/contrasts.csv");
    let pair = |event| {
        [("event", event), ("target", "khazri-ledger"), ("reference", "transpontine-wire"), ("frame", "occupation")]
    };
    let note = &one(&contrasts, &pair("all"))["note"];
    assert!(
        note.starts_with("within 6 shared events; 1 shared only along with other events; 1 told by one only"),
        "{note}"
    );
    assert!(!one(&contrasts, &pair("border-2022"))["note"].contains("within"));
    let line = "within 5 shared events; only Goyazan Observer tells “Checkpoint on the";
    assert!(ran.out.contains(line), "{}", ran.out);
}
