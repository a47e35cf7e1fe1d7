//! `lexicon sample` and `lexicon evaluate`, with sheets coded by the test.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use framelens::compare::random::Random;
use framelens::curate::evaluate::estimate::Domain;
use framelens::curate::sample::allocate::strata;

use crate::util::{self, Folder, Row, copy, one, root, rows};

/// A copy of the bundled study, whose log of samples is then its own.
fn seeds() -> Folder {
    let folder = Folder::new();
    copy(&root().join("seeds"), &folder.path().join("seeds"));
    folder
}

fn sample(folder: &Folder, args: &[&str]) -> serde_json::Value {
    folder.run(&[&["lexicon", "sample", "seeds"], args].concat()).with_code(0);
    let out = args[args.iter().position(|a| *a == "--out").unwrap() + 1];
    serde_json::from_str(&folder.read(&format!("{out}/sample.json"))).unwrap()
}

/// Fill in a column of a sheet by item, and write it as some program would.
fn code(folder: &Folder, sheet: &str, column: &str, label: impl Fn(&Row) -> String) -> Vec<Vec<String>> {
    let text = folder.read(sheet);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let at = header.iter().position(|c| c == column).unwrap();
    let mut table = vec![header];
    for (record, row) in reader.records().zip(rows(&text)) {
        let mut cells: Vec<String> = record.unwrap().iter().map(str::to_owned).collect();
        cells[at] = label(&row);
        table.push(cells);
    }
    folder.file(sheet, save(&table, b','));
    table
}

fn save(table: &[Vec<String>], delimiter: u8) -> String {
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
    table.iter().for_each(|row| writer.write_record(row).unwrap());
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

/// Four of five mentions are right; one of ten sentences is a missed occupation.
fn verdict(row: &Row) -> String {
    let digit = u64::from_str_radix(&row["item"][1..], 16).unwrap();
    if digit.is_multiple_of(5) { "no" } else { "yes" }.to_owned()
}

fn missed(row: &Row) -> String {
    let digit = u64::from_str_radix(&row["item"][1..], 16).unwrap();
    if digit.is_multiple_of(10) { "occupation" } else { "none" }.to_owned()
}

#[test]
fn every_coder_gets_the_same_rows_in_an_order_of_their_own() {
    let folder = seeds();
    let args = ["--size", "60", "--misses", "40", "--coders", "anna,ben"];
    let drawn = sample(&folder, &[&args[..], &["--out", "a"]].concat());
    for sheet in ["hits", "misses"] {
        let [anna, ben] = ["anna", "ben"].map(|c| folder.table(&format!("a/{sheet}.{c}.csv")));
        let items = |rows: &[Row]| rows.iter().map(|r| r["item"].clone()).collect::<Vec<_>>();
        assert_eq!(items(&anna).into_iter().collect::<BTreeSet<_>>(), items(&ben).into_iter().collect());
        assert_ne!(items(&anna), items(&ben));
        assert_eq!(anna.len(), if sheet == "hits" { 60 } else { 40 });
        assert!(!anna[0].contains_key("source") && !anna[0].contains_key("document"));
    }
    let hit = &folder.table("a/hits.anna.csv")[0];
    let columns =
        ["left", "cue", "right", "frame", "language", "correct", "agent", "patient", "voice", "stance", "comment"];
    assert!(columns.iter().all(|c| hit.contains_key(*c)), "{hit:?}");

    // Weights of the drawn sum to the population, which is what `annotate` finds.
    let sum = |sheet: &str| -> f64 {
        let items = drawn["items"].as_array().unwrap().iter().filter(|i| i["sheet"] == sheet);
        items.map(|i| i["weight"].as_f64().unwrap()).sum()
    };
    let population = |sheet: &str| -> u64 {
        let strata = drawn["strata"].as_array().unwrap().iter().filter(|s| s["sheet"] == sheet);
        strata.map(|s| s["population"].as_u64().unwrap()).sum()
    };
    for sheet in ["hits", "misses"] {
        assert!((sum(sheet) - population(sheet) as f64).abs() < 1e-4, "{sheet}");
    }
    let report = fs::read_to_string(root().join("reports/sample/mentions.csv")).unwrap();
    assert!(population("hits") as usize <= rows(&report).len() && population("hits") > 150);

    // The same again, with one thread: the same bytes, and no second line in the log.
    let lock = folder.read("seeds/codings.lock");
    sample(&folder, &[&args[..], &["--out", "b", "--threads", "1"]].concat());
    for file in ["hits.anna.csv", "misses.ben.csv", "sample.json"] {
        assert_eq!(folder.read(&format!("a/{file}")), folder.read(&format!("b/{file}")), "{file}");
    }
    assert_eq!(lock, folder.read("seeds/codings.lock"));

    // Sheets that may be coded are not written over.
    code(&folder, "a/hits.anna.csv", "correct", verdict);
    let again = [&["lexicon", "sample", "seeds", "--out", "a"], &args[..]].concat();
    assert!(folder.run(&again).with_code(2).err.contains("somebody may have coded it"));
    assert!(folder.run(&["lexicon", "sample", "seeds", "--out", "a"]).with_code(2).err.contains("another sample"));
}

#[test]
fn tuning_and_test_are_kept_apart() {
    let folder = seeds();
    let documents = |drawn: &serde_json::Value| -> BTreeSet<String> {
        drawn["items"].as_array().unwrap().iter().map(|i| i["document"].to_string()).collect()
    };
    let small = ["--size", "8", "--misses", "8", "--purpose"];
    let tuning = sample(&folder, &[&small[..], &["tuning", "--out", "tuning"]].concat());
    let test = sample(&folder, &[&small[..], &["test", "--out", "test", "--show-source"]].concat());
    assert!(documents(&tuning).is_disjoint(&documents(&test)));
    assert_eq!((&test["apart"], &tuning["apart"]), (&"documents".into(), &"nothing".into()));
    assert!(folder.table("test/hits.csv").iter().all(|row| !row["source"].is_empty()));

    // More than the other documents have: apart by sentence, and it says so.
    let out = folder.run(&["lexicon", "sample", "seeds", "--out", "all", "--size", "9999"]).with_code(0).out;
    assert!(out.contains("No sentence of a tuning sample is in it"), "{out}");

    // A log in which the items of the test sample were used for tuning.
    code(&folder, "test/hits.csv", "correct", verdict);
    code(&folder, "test/misses.csv", "frame", missed);
    folder.run(&["lexicon", "evaluate", "test", "seeds", "--out", "scores"]).with_code(0);
    let mut lock: serde_json::Value = serde_json::from_str(&folder.read("seeds/codings.lock")).unwrap();
    let mut used = lock["samples"][1].clone();
    used["purpose"] = "tuning".into();
    used["sample"] = "0123456789abcdef".into();
    lock["samples"].as_array_mut().unwrap().push(used);
    folder.file("seeds/codings.lock", lock.to_string());
    let ran = folder.run(&["lexicon", "evaluate", "test", "seeds", "--out", "scores"]).with_code(2);
    assert!(ran.err.contains("16 of 16 items of test sample") && ran.err.contains("0123456789abcdef"), "{}", ran.err);

    // A sample that was made a test sample by hand.
    let text = folder.read("tuning/sample.json").replace("\"purpose\": \"tuning\"", "\"purpose\": \"test\"");
    folder.file("tuning/sample.json", text);
    let ran = folder.run(&["lexicon", "evaluate", "tuning", "seeds", "--out", "scores"]).with_code(2);
    assert!(ran.err.contains("not as it was written"), "{}", ran.err);
}

#[test]
fn coded_sheets_give_scores_and_corrected_rates() {
    let folder = seeds();
    let drawn = sample(&folder, &["--size", "120", "--misses", "150", "--coders", "anna,ben", "--out", "s"]);
    let mut saved = BTreeMap::new();
    for coder in ["anna", "ben"] {
        let hits = code(&folder, &format!("s/hits.{coder}.csv"), "correct", verdict);
        saved.insert(coder, hits);
        code(&folder, &format!("s/misses.{coder}.csv"), "frame", missed);
    }
    folder.run(&["lexicon", "evaluate", "s", "seeds", "--out", "e", "--width", "0.05"]).with_code(0);

    // Precision and recall of all occupations, worked out anew from the weights.
    let scores = folder.table("e/scores.csv");
    let row = one(&scores, &[("frame", "occupation"), ("language", "all"), ("source", "all")]);
    let number = |row: &Row, column: &str| row[column].parse::<f64>().unwrap();
    let (mut right, mut all, mut lost) = (0.0, 0.0, 0.0);
    for item in drawn["items"].as_array().unwrap() {
        let weight = item["weight"].as_f64().unwrap();
        let row = Row::from([("item".to_owned(), item["item"].as_str().unwrap().to_owned())]);
        if item["sheet"] == "misses" {
            lost += if missed(&row) == "none" { 0.0 } else { weight };
        } else if item["frame"] == "occupation" {
            all += weight;
            right += if verdict(&row) == "yes" { weight } else { 0.0 };
        }
    }
    assert!((number(row, "precision") - right / all).abs() < 1e-6, "{row:?}");
    assert!((number(row, "recall") - right / (right + lost)).abs() < 1e-6, "{row:?}");
    assert!(number(row, "recall_low") < number(row, "recall") && number(row, "recall") < number(row, "recall_high"));

    let agreement = folder.table("e/agreement.csv");
    assert_eq!(one(&agreement, &[("variable", "correct"), ("frame", "all")])["alpha"], "1.0");
    assert!(folder.table("e/disagreements.csv").is_empty());
    for rate in folder.table("e/corrected_rates.csv").iter().filter(|r| !r["corrected_rate"].is_empty()) {
        let wanted = number(rate, "rate") * number(rate, "factor");
        assert!((number(rate, "corrected_rate") - wanted).abs() <= 1e-6 * wanted.max(1.0), "{rate:?}");
    }
    let raw = rows(&fs::read_to_string(root().join("reports/sample/frames.csv")).unwrap());
    let corrected = folder.table("e/corrected_rates.csv");
    let cell = [("frame", "occupation"), ("source", "khazri-ledger")];
    assert_eq!(one(&corrected, &cell)["rate"], one(&raw, &[&cell[..], &[("event", "all")]].concat())["rate"]);
    assert!(folder.table("e/corrected_contrasts.csv").iter().any(|r| !r["corrected_ratio"].is_empty()));
    assert!(folder.table("e/codings_needed.csv").iter().any(|r| r["measure"] == "recall"));

    // The same sheets, as other programs save them, with rows and columns in another order.
    let reversed: Vec<Vec<String>> = {
        let turn = |row: &Vec<String>| row.iter().rev().cloned().collect::<Vec<_>>();
        let hits = &saved["anna"];
        std::iter::once(turn(&hits[0])).chain(hits[1..].iter().rev().map(turn)).collect()
    };
    let windows = save(&reversed, b';').replace('\n', "\r\n");
    folder.file("s/hits.anna.csv", &encoding_rs::WINDOWS_1252.encode(&windows).0);
    let tabs = format!("\u{feff}{}", save(&saved["ben"], b'\t'));
    folder.file("s/hits.ben.csv", tabs.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>());
    folder.run(&["lexicon", "evaluate", "s", "--out", "f", "--width", "0.05"]).with_code(0);
    for table in ["scores", "precision", "corrected_contrasts", "codings_needed", "agreement"] {
        assert_eq!(folder.read(&format!("e/{table}.csv")), folder.read(&format!("f/{table}.csv")), "{table}");
    }
}

#[test]
fn coders_who_differ_are_listed_and_the_tie_is_left_open() {
    let folder = util::corpus(&[("a/1.txt", "They attack. We attacked."), ("a/2.txt", "An attack. All is calm.")]);
    folder.run(&["lexicon", "sample", "a", "--lexicons", "lex", "--language", "en", "--out", "s", "--coders", "x,y"]);
    code(&folder, "s/hits.x.csv", "correct", |_| "yes".into());
    code(&folder, "s/hits.y.csv", "correct", |row| if row["cue"] == "attacked" { "No" } else { "YES" }.into());
    let out = folder.run(&["lexicon", "evaluate", "s", "--out", "e"]).with_code(0).out;
    assert!(out.contains("rows not coded yet"), "{out}");
    let differ = folder.table("e/disagreements.csv");
    assert_eq!(differ.len(), 1);
    assert_eq!((&*differ[0]["text"], &*differ[0]["code_a"], &*differ[0]["code_b"]), ("attacked", "yes", "no"));
    let precision = folder.table("e/precision.csv");
    let row = one(&precision, &[("entry", "attacked")]);
    assert_eq!((&*row["coded"], &*row["unsure"], &*row["precision"]), ("0", "1", ""));
    let row = one(&precision, &[("entry", "attack")]);
    assert_eq!((&*row["population"], &*row["correct"], &*row["precision"]), ("2", "2", "1.0"));
    // No sentence is coded: recall is missing, not 1.
    assert!(folder.table("e/scores.csv").iter().all(|row| row["recall"].is_empty()));
}

#[test]
fn faults_of_sheets_are_shown_at_once_with_line_and_column() {
    let folder = util::corpus(&[("a/1.txt", "They attack. We attacked."), ("a/2.txt", "An attack. All is calm.")]);
    let from = |corpus: &'static str, out: &'static str| {
        ["lexicon", "sample", corpus, "--lexicons", "lex", "--language", "en", "--out", out]
    };
    folder.run(&from("a", "s")).with_code(0);
    let evaluate = |more: &[&str]| folder.run(&[&["lexicon", "evaluate", "s", "--out", "e"], more].concat());
    assert!(evaluate(&[]).with_code(2).err.contains("nothing is coded yet"));

    let coded = code(&folder, "s/hits.csv", "correct", |_| "yes".into());
    let mut bad = coded.clone();
    let column = bad[0].iter().position(|c| c == "correct").unwrap();
    bad[1][column] = "perhaps".into();
    bad[2][column] = "ja".into();
    let twice = coded[3].clone();
    bad.push(twice);
    folder.file("s/hits.csv", save(&bad, b','));
    code(&folder, "s/misses.csv", "frame", |_| "forc".into());
    let err = evaluate(&[]).with_code(2).err;
    for part in ["`perhaps`", "`ja`", "stands twice", "`forc`", "hits.csv:2:", "hits.csv:3:", "misses.csv:2:", "force"]
    {
        assert!(err.contains(part), "{part} in {err}");
    }
    assert!(!folder.has("e/scores.csv"));

    // A sheet of another corpus.
    folder.file("b/3.txt", "Another attack.");
    folder.run(&from("b", "t")).with_code(0);
    code(&folder, "t/hits.csv", "correct", |_| "yes".into());
    let err = evaluate(&["t/hits.csv"]).with_code(2).err;
    assert!(err.contains("another corpus"), "{err}");
    // The right sheets with another corpus.
    folder.file("s/hits.csv", save(&coded, b','));
    code(&folder, "s/misses.csv", "frame", |_| "none".into());
    let err = evaluate(&["b", "--lexicons", "lex", "--language", "en"]).with_code(2).err;
    assert!(err.contains("drawn from other articles"), "{err}");
    // A lexicon that has changed is said, one that is another is refused.
    let same = ["a", "--language", "en", "--lexicons"];
    assert!(!evaluate(&[&same[..], &["lex"]].concat()).with_code(0).out.contains("has changed"));
    folder.file("new/force.toml", util::FORCE.replace("\"attacked\", ", ""));
    assert!(evaluate(&[&same[..], &["new"]].concat()).with_code(0).out.contains("the lexicon has changed"));
    folder.file("other/peace.toml", "id = \"peace\"\n[en]\nentries = [\"calm\"]\n");
    assert!(evaluate(&[&same[..], &["other"]].concat()).with_code(2).err.contains("another lexicon"));
}

#[test]
fn a_frame_missed_beside_another_counts_where_such_sentences_are_drawn() {
    let folder =
        util::corpus(&[("a/1.txt", "They attack the parley. They attack the town. All is calm. A treaty came.")]);
    folder.file("lex/peace.toml", "id = \"peace\"\n[en]\nentries = [\"treaty\"]\n");
    let draw = |out: &'static str, more: &[&str]| {
        let args = ["lexicon", "sample", "a", "--lexicons", "lex", "--language", "en", "--out", out];
        folder.run(&[&args[..], more].concat()).with_code(0).out
    };
    let tells = |row: &Row| match &*row["sentence"] {
        "They attack the parley." => "force; peace",
        "They attack the town." => "force",
        "A treaty came." => "peace",
        _ => "none",
    };
    let scores = |out: &str| {
        code(&folder, &format!("{out}/hits.csv"), "correct", |_| "yes".into());
        code(&folder, &format!("{out}/misses.csv"), "frame", |row| tells(row).into());
        let ran = folder.run(&["lexicon", "evaluate", out, "--out", &format!("e-{out}")]).with_code(0);
        (folder.table(&format!("e-{out}/scores.csv")), ran.out)
    };
    let of = |rows: &[Row], frame: &str| {
        let row = one(rows, &[("frame", frame), ("language", "all"), ("source", "all")]);
        [&row["recall"], &row["sentences"], &row["sentences_coded"], &row["sentences_missed"]].map(String::clone)
    };

    draw("s", &[]);
    let (rows, out) = scores("s");
    assert_eq!(of(&rows, "peace"), ["1.0", "1", "1", "0"]);
    assert!(out.contains("`sample --beside N` draws such sentences too"), "{out}");

    assert!(draw("t", &["--beside", "9"]).contains("misses: 3 of 3 sentences with one"));
    assert_eq!(folder.table("t/misses.csv").len(), 4);
    let (rows, out) = scores("t");
    // One treaty found, one parley missed; the sentence with the treaty cannot miss it.
    assert_eq!(of(&rows, "peace"), ["0.5", "3", "3", "1"]);
    assert_eq!(of(&rows, "force"), ["1.0", "2", "2", "0"]);
    assert!(!out.contains("--beside"), "{out}");
    let errors = folder.table("e-t/errors.csv");
    assert_eq!(errors.len(), 1);
    let row = &errors[0];
    assert_eq!((&*row["error"], &*row["frame"], &*row["text"]), ("missed", "peace", "They attack the parley."));
    // What was found in a sentence stays with the sample, not with the coder.
    assert!(!folder.table("t/misses.csv")[0].contains_key("found"));
}

#[test]
fn roles_voice_and_stance_are_measured_where_they_are_coded() {
    let text = "They attack. It was occupied. The attacked city is calm. An attack came.";
    let folder = util::corpus(&[("a/1.txt", text)]);
    folder.run(&["lexicon", "sample", "a", "--lexicons", "lex", "--language", "en", "--out", "s"]).with_code(0);
    code(&folder, "s/hits.csv", "correct", |row| if row["cue"] == "occupied" { "no" } else { "yes" }.into());
    code(&folder, "s/hits.csv", "voice", |_| "own".into());
    code(&folder, "s/hits.csv", "stance", |row| if row["cue"] == "attacked" { "negated" } else { "asserted" }.into());
    code(&folder, "s/hits.csv", "agent", |row| if row["cue"] == "attack" { "none" } else { "" }.into());
    let out = folder.run(&["lexicon", "evaluate", "s", "--out", "e"]).with_code(0).out;
    assert!(out.contains("stance right: 0.67 [0.21, 0.94] over 3 mentions"), "{out}");
    let table = folder.table("e/accuracy.csv");
    let of = |variable: &str| {
        let row = one(&table, &[("variable", variable), ("frame", "force"), ("language", "en")]);
        [&row["coded"], &row["correct"], &row["filled"], &row["accuracy_low"]].map(String::clone)
    };
    // The mention that is wrong has no voice to be right about.
    assert_eq!(of("voice"), ["3", "3", "3", "0.438502968"]);
    assert_eq!(of("stance"), ["3", "2", "3", "0.207659601"]);
    assert_eq!(of("agent"), ["2", "2", "0", "0.342380228"]);
    assert!(!table.iter().any(|row| row["variable"] == "patient"));
    assert_eq!(folder.table("e/errors.csv").len(), 1);
}

#[test]
fn a_wrong_label_is_told_once_and_a_workbook_for_what_it_is() {
    let folder = util::corpus(&[("a/1.txt", "They attack. We attacked. They attack, and attack.")]);
    folder.run(&["lexicon", "sample", "a", "--lexicons", "lex", "--language", "en", "--out", "s"]).with_code(0);
    code(&folder, "s/hits.csv", "correct", |_| "sure".into());
    let err = folder.run(&["lexicon", "evaluate", "s", "--out", "e"]).with_code(2).err;
    assert!(err.contains("`sure` is no label of column `correct`, in 4 rows; this is the first"), "{err}");
    assert_eq!(err.matches("`sure`").count(), 1, "{err}");
    folder.file("s/hits.csv", b"PK\x03\x04 and so on");
    let err = folder.run(&["lexicon", "evaluate", "s", "--out", "e"]).with_code(2).err;
    assert!(err.contains("hits.csv is a workbook, whatever its name says"), "{err}");
}

/// Draws from a made-up population with known truth: the mean of the estimates
/// is the truth, and at least about 95 % of the intervals hold it (more, where a
/// large part of a stratum is drawn: there is no finite population correction).
#[test]
fn weighted_precision_and_recall_are_unbiased() {
    let mut random = Random::new(7, &["population"]);
    let mut unit =
        |names: [&str; 3], true_share: usize| (names.map(str::to_owned).to_vec(), random.below(100) < true_share);
    let mut hits = Vec::new();
    for (entry, source, n, share) in
        [("rare", "a", 9, 30), ("rare", "b", 4, 90), ("mid", "a", 60, 60), ("mid", "b", 90, 80), ("big", "b", 500, 95)]
    {
        hits.extend((0..n).map(|_| unit(["f", entry, source], share)));
    }
    let mut misses = Vec::new();
    for (source, n, share) in [("a", 300, 30), ("b", 1200, 8)] {
        misses.extend((0..n).map(|_| unit(["en", source, ""], share)));
    }
    let count = |units: &[(Vec<String>, bool)]| units.iter().filter(|u| u.1).count() as f64;
    let (right, lost) = (count(&hits), count(&misses));
    let truth = [right / hits.len() as f64, right / (right + lost), (right + lost) / hits.len() as f64];

    let draws = 800;
    let (mut sums, mut held, mut totals) = ([0.0; 3], [0; 3], [0.0; 2]);
    for draw in 0..draws {
        let mut domain = Domain::default();
        for (units, n, is_hit) in [(&hits, 90, true), (&misses, 150, false)] {
            let paths: Vec<Vec<String>> = units.iter().map(|u| u.0.clone()).collect();
            for (number, part) in strata(&paths, n).into_iter().enumerate() {
                let mut chosen = part.units.clone();
                Random::new(draw, &part.path.iter().map(String::as_str).collect::<Vec<_>>())
                    .choose(&mut chosen, part.draws);
                let weight = part.units.len() as f64 / part.draws as f64;
                for &i in &chosen[..part.draws] {
                    if is_hit {
                        domain.hits.push((number, weight, true, units[i].1));
                    } else {
                        domain.misses.push((100 + number, weight, true, f64::from(u8::from(units[i].1))));
                    }
                }
            }
        }
        totals[0] += domain.totals().right / draws as f64;
        totals[1] += domain.totals().missed / draws as f64;
        for (i, estimate) in [domain.precision(), domain.recall(), domain.factor()].into_iter().enumerate() {
            sums[i] += estimate.value.unwrap() / draws as f64;
            held[i] += u32::from(estimate.low.unwrap() <= truth[i] && truth[i] <= estimate.high.unwrap());
        }
    }
    assert!(
        (totals[0] / right - 1.0).abs() < 0.01 && (totals[1] / lost - 1.0).abs() < 0.02,
        "{totals:?} {right} {lost}"
    );
    for i in 0..3 {
        assert!((sums[i] - truth[i]).abs() < 0.01, "{i}: {} {}", sums[i], truth[i]);
        let share = f64::from(held[i]) / draws as f64;
        assert!(share >= 0.92, "{i}: {share} of the intervals hold the truth");
    }
}
