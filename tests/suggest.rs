//! `lexicon suggest`: candidates for a frame, and the sheet that comes back.

use std::fs;
use std::sync::Arc;

use framelens::lexicon::Frame;
use framelens::text::LanguagePacks;
use framelens::text::analyze::Analyzer;

use crate::util::{Folder, Ran, Row, root, rows};

const COLUMNS: &str = "frame,language,rank,candidate,pattern,score,signals,mentions,documents,sources,top_source,top_source_share,example,decision,note";

/// Three outlets on one war; the lexicon knows `attack*` alone.
fn study() -> Folder {
    let folder = Folder::new();
    folder.file("lex/force.toml", "id = \"force\"\n[en]\nentries = [\n  \"attack*\", # the plainest\n]\n");
    folder.file(
        "study/framelens.toml",
        "id = \"war\"\ncorpus = [\"news\"]\nlexicons = \"../lex\"\nactors = \"actors.toml\"\nlanguage = \"en\"\n",
    );
    folder.file("study/actors.toml", "[[actor]]\nid = \"north\"\nen = [\"Northland\", \"Northern army\"]\n");
    for (source, word) in [("alpha", "attack"), ("beta", "onslaught"), ("gamma", "atack")] {
        for day in 1..=4 {
            let text = format!(
                "date: 2020-05-0{day}\n\nThe Northern army began a sudden {word} on the harbour town of Sel. \
                 A brutal bombardment preceded the attack of Northland that night. \
                 Shops in the capital opened as usual on day {day}. Schools and offices kept their hours.\n"
            );
            folder.file(&format!("study/news/{source}/{day}.txt"), text);
        }
    }
    folder
}

fn suggest(folder: &Folder, more: &[&str]) -> Ran {
    folder.run(&[&["lexicon", "suggest", "force", "study"], more].concat())
}

fn candidates(rows: &[Row]) -> Vec<&str> {
    rows.iter().map(|row| row["candidate"].as_str()).collect()
}

#[test]
fn candidates_come_with_signals_coverage_and_passages() {
    let folder = study();
    let out = suggest(&folder, &[]).with_code(0).out;
    assert_eq!(out.lines().next(), Some(COLUMNS));
    let rows = rows(&out);
    let row = rows.iter().find(|row| row["candidate"] == "bombardment").unwrap_or_else(|| panic!("{out}"));
    assert!(row["signals"].contains("collocation") && row["signals"].contains("log-Dice"), "{row:?}");
    assert_eq!((row["mentions"].as_str(), row["documents"].as_str(), row["sources"].as_str()), ("12", "12", "3"));
    assert_eq!(row["example"].matches(" | ").count(), 2, "three passages: {row:?}");
    assert!(row["example"].contains("[bombardment]"), "{row:?}");
    let row = rows.iter().find(|row| row["candidate"] == "atack").unwrap();
    assert!(row["signals"].contains("spelt nearly as “attack”"), "{row:?}");
    assert_eq!((row["top_source"].as_str(), row["top_source_share"].as_str()), ("gamma", "1.0"));
    assert!(rows.iter().all(|row| row["decision"].is_empty()));
}

#[test]
fn entries_stop_words_and_actors_are_never_suggested() {
    let folder = study();
    let rows = rows(&suggest(&folder, &["--most", "1000"]).with_code(0).out);
    for candidate in candidates(&rows) {
        let words: Vec<&str> = candidate.split(' ').collect();
        for never in ["attack", "the", "northern", "army", "northland", "sel"] {
            assert!(!words.contains(&never) || words.len() > 1 && never == "the", "{candidate}");
        }
    }
    assert!(rows.len() > 5);
    assert_eq!(self::rows(&suggest(&folder, &["--most", "3"]).with_code(0).out).len(), 3);
}

#[test]
fn the_sheet_is_the_same_for_any_threads_and_differs_by_nothing_but_its_input() {
    let folder = study();
    let one = suggest(&folder, &["--threads", "1"]).with_code(0).out;
    assert_eq!(one, suggest(&folder, &["--threads", "3"]).with_code(0).out);
    suggest(&folder, &["--out", "s.csv"]).with_code(0);
    assert_eq!(one, folder.read("s.csv"));
    // The same articles as a table, the last first.
    let mut lines: Vec<String> = Vec::new();
    for source in ["gamma", "beta", "alpha"] {
        for day in (1..=4).rev() {
            let id = format!("{source}/{day}.txt");
            let text = folder.read(&format!("study/news/{id}"));
            let (head, body) = text.split_once("\n\n").unwrap();
            let date = head.strip_prefix("date: ").unwrap();
            lines.push(serde_json::json!({"id": id, "source": source, "date": date, "text": body}).to_string());
        }
    }
    folder.file("all.jsonl", lines.join("\n"));
    let out = suggest(&folder, &["--corpus", "all.jsonl", "--quiet"]).with_code(0).out;
    let plain = |out: &str| {
        rows(out)
            .into_iter()
            .map(|mut row| {
                row.remove("example");
                row
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(plain(&one), plain(&out));
}

/// The sheet with decisions on some patterns.
fn decide(sheet: &str, decisions: &[(&str, &str)]) -> String {
    let mut reader = csv::Reader::from_reader(sheet.as_bytes());
    let mut writer = csv::Writer::from_writer(Vec::new());
    let header = reader.headers().unwrap().clone();
    let at = |name: &str| header.iter().position(|column| column == name).unwrap();
    writer.write_record(&header).unwrap();
    for record in reader.records() {
        let mut cells: Vec<String> = record.unwrap().iter().map(str::to_owned).collect();
        if let Some((_, word)) = decisions.iter().find(|(pattern, _)| *pattern == cells[at("pattern")]) {
            cells[at("decision")] = (*word).to_owned();
        }
        writer.write_record(&cells).unwrap();
    }
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

#[test]
fn decisions_are_logged_printed_written_and_never_suggested_again() {
    let folder = study();
    let sheet = suggest(&folder, &["--most", "1000"]).with_code(0).out;
    folder.file("s.csv", decide(&sheet, &[("bombardment", "accept"), ("onslaught", "reject"), ("atack", "Accept")]));
    let args = ["lexicon", "suggest", "--decide", "s.csv", "study", "--date", "2024-03-31"];
    let ran = folder.run(&args).with_code(0);
    assert!(ran.out.contains("\"bombardment\",") && ran.out.contains("\"atack\","), "{}", ran.out);
    assert!(!ran.out.contains("onslaught"), "{}", ran.out);
    let log = folder.read("study/decisions.csv");
    assert_eq!(
        log,
        "frame,language,pattern,decision,date\nforce,en,atack,accept,2024-03-31\nforce,en,bombardment,accept,2024-03-31\nforce,en,onslaught,reject,2024-03-31\n"
    );
    folder.run(&args).with_code(0);
    assert_eq!(folder.read("study/decisions.csv"), log, "a sheet taken back twice says nothing new");

    let again = rows(&suggest(&folder, &["--most", "1000"]).with_code(0).out);
    for decided in ["bombardment", "onslaught", "atack"] {
        assert!(!candidates(&again).contains(&decided), "{decided}");
    }
    folder.run(&[&args[..], &["--write"]].concat()).with_code(0);
    assert_eq!(
        folder.read("lex/force.toml"),
        "id = \"force\"\n[en]\nentries = [\n  \"attack*\", # the plainest\n  \"atack\",\n  \"bombardment\",\n]\n"
    );
    folder.run(&["lexicon", "check", "lex"]).with_code(0);
}

#[test]
fn a_sheet_with_decisions_is_not_written_over() {
    let folder = study();
    let sheet = suggest(&folder, &[]).with_code(0).out;
    folder.file("s.csv", decide(&sheet, &[("bombardment", "accept")]));
    let ran = suggest(&folder, &["--out", "s.csv"]).with_code(2);
    assert!(ran.err.contains("holds decisions that are not logged (1)"), "{}", ran.err);
    folder.run(&["lexicon", "suggest", "--decide", "s.csv", "study"]).with_code(0);
    assert!(folder.read("study/decisions.csv").ends_with("bombardment,accept,\n"), "no date is told");
    suggest(&folder, &["--out", "s.csv"]).with_code(0);
}

#[test]
fn a_sheet_may_come_from_a_spreadsheet() {
    let folder = study();
    let text = "decision;pattern;language;frame;remark\nreject;onslaught;en;force;é\n";
    let utf16: Vec<u8> = [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    folder.file("s.csv", utf16);
    folder.run(&["lexicon", "suggest", "--decide", "s.csv", "study"]).with_code(0);
    assert!(folder.read("study/decisions.csv").contains("force,en,onslaught,reject,"));
}

#[test]
fn faulty_sheets_are_shown_cell_by_cell() {
    let folder = study();
    let decide = |text: &str| {
        folder.file("s.csv", text);
        folder.run(&["lexicon", "suggest", "--decide", "s.csv", "study"]).with_code(2).err
    };
    let err = decide("frame,language,pattern,decision\nforce,en,a,accpet\nforce,en,b\n");
    assert!(err.contains("s.csv:2:12") && err.contains("did you mean `accept`?"), "{err}");
    assert!(err.contains("the row has 3 cells, the header 4"), "{err}");
    let err = decide("frame,language,pattern,decision\nforse,en,a,accept\nforce,de,b,accept\nforce,en,*,accept\n");
    assert!(err.contains("there is no frame `forse`") && err.contains("did you mean `force`?"), "{err}");
    assert!(err.contains("has no language `de`") && err.contains("`*` is not a pattern"), "{err}");
    assert!(decide("frame,language,pattern\nforce,en,a\n").contains("no column `decision`"));
    assert!(decide("frame,language,pattern,decision\nforce,en,a,\n").contains("holds no decision"));
    let err = decide("frame,language,pattern,decision\nforce,en,zeppelin,accept\nforce,en,airship,reject\n");
    assert!(err.contains("made from other articles: 2 of its 2"), "{err}");
    assert!(!folder.has("study/decisions.csv"));
    let err = folder.run(&["lexicon", "suggest", "--decide", "s.csv", "study/news"]).with_code(2).err;
    assert!(err.contains("no study was named"), "{err}");
}

#[test]
fn frames_languages_and_articles_that_give_nothing_are_told() {
    let folder = study();
    let err = folder.run(&["lexicon", "suggest", "forse", "study"]).with_code(2).err;
    assert!(err.contains("there is no frame `forse`") && err.contains("did you mean `force`?"), "{err}");
    let err = suggest(&folder, &["--language", "fr"]).with_code(2).err;
    assert!(err.contains("frame `force` has no entries in `fr`"), "{err}");

    folder.file("calm/a.txt", "Schools and offices kept their hours. Shops in the capital opened as usual.");
    let args = ["lexicon", "suggest", "force", "calm", "--lexicons", "lex"];
    let ran = folder.run(&args).with_code(0);
    assert_eq!(ran.out.lines().count(), 1, "{}", ran.out);
    assert!(ran.err.contains("No article in en mentions force"), "{}", ran.err);

    folder.file(
        "one/a.txt",
        "A brutal bombardment preceded the attack. A brutal bombardment followed the attack. Shops opened.",
    );
    let ran = folder.run(&["lexicon", "suggest", "force", "one", "--lexicons", "lex"]).with_code(0);
    assert!(candidates(&rows(&ran.out)).iter().any(|c| c.contains("bombardment")), "{}", ran.out);
}

/// The bundled frame with a word that no text has in place of every entry that holds one of `hidden`.
fn without(frame: &str, hidden: &[&str]) -> String {
    let path = format!("lexicons/frames/{frame}.toml");
    let mut text = fs::read_to_string(root().join(&path)).unwrap();
    let mut analyzer = Analyzer::new(Arc::new(LanguagePacks::bundled()));
    let parsed = Frame::parse(&path, &text, &mut analyzer).unwrap();
    let entries = parsed.languages.values().flat_map(|part| &part.entries);
    let holds = |pattern: &str| hidden.iter().any(|hidden| pattern.to_lowercase().contains(hidden));
    let mut places: Vec<_> = entries.filter(|e| holds(&e.pattern.text)).map(|e| e.place.clone()).collect();
    places.sort_by_key(|place| std::cmp::Reverse(place.start));
    assert!(places.len() >= hidden.len(), "{frame}: {hidden:?}");
    for (number, place) in places.into_iter().enumerate() {
        text.replace_range(place, &format!("\"qqzz{number}qq\""));
    }
    text
}

#[test]
fn most_hidden_entries_of_a_frame_come_back_among_the_first_thirty() {
    let sets: [(&str, &str, &[&str]); 4] = [
        ("aggression", "en", &["shelling", "shelled", "invader", "offensive"]),
        ("aggression", "fr", &["agresseur", "bombard"]),
        ("liberation", "en", &["liberated"]),
        ("occupation", "fr", &["occupant"]),
    ];
    let (mut found, mut all): (Vec<&str>, usize) = (Vec::new(), 0);
    for (frame, language, hidden) in sets {
        let folder = Folder::new();
        folder.file("lex/frame.toml", without(frame, hidden));
        let seeds = root().join("seeds").display().to_string();
        let args = ["lexicon", "suggest", frame, &seeds, "--lexicons", "lex", "--language", language, "--most", "30"];
        let rows = rows(&folder.run(&args).with_code(0).out);
        assert!(rows.len() == 30 && rows.iter().all(|row| row["language"] == language));
        all += hidden.len();
        let back =
            |word: &&&str| rows.iter().any(|row| row["candidate"].contains(**word) || row["note"].contains(**word));
        found.extend(hidden.iter().filter(back).copied());
    }
    assert!(found.len() * 4 >= all * 3, "{} of {all}: {found:?}", found.len());
}
