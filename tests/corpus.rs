//! What can be read, and what is recovered from it.

use std::io::Write;

use crate::util::{self, Folder, one};

fn documents(folder: &Folder, paths: &[&str]) -> Vec<util::Row> {
    let args = [&["compare", "--lexicons", "lex", "--out", "out", "--charts", "none"], paths].concat();
    folder.run(&args).with_code(0);
    folder.table("out/documents.csv")
}

const TEXT: &str = "An attack came in the night, and the town was not ready for it.";

#[test]
fn a_folder_of_texts_takes_its_sources_from_its_folders() {
    let folder = util::corpus(&[
        ("news/courier/a.txt", TEXT),
        ("news/b.txt", "Another text about the town, and about the hill near it."),
    ]);
    let rows = documents(&folder, &["news"]);
    assert_eq!(one(&rows, &[("document", "courier/a.txt")])["source"], "courier");
    let bare = one(&rows, &[("document", "b.txt")]);
    assert_eq!(bare["source"], "", "the corpus folder itself is no outlet");
    assert!(bare["provenance"].contains("source: not found") || bare["warnings"].contains("source"), "{bare:?}");
}

#[test]
fn tables_are_recognised_by_their_columns() {
    let folder = util::corpus(&[]);
    let csv = format!("Article_ID;Outlet;Published;Headline;Body\n7;Courier;2020-09-28;A day;\"{TEXT}\"\n");
    folder.file("export.csv", csv).file("map.csv", format!("nr,words\n1,\"{TEXT}\"\n"));
    let rows = documents(&folder, &["export.csv"]);
    let row = &rows[0];
    assert_eq!(
        (row["source"].as_str(), row["date"].as_str(), row["title"].as_str()),
        ("Courier", "2020-09-28", "A day")
    );
    let rows = documents(&folder, &["map.csv", "--field", "text=words", "--field", "id=nr"]);
    assert_eq!((rows[0]["document"].as_str(), rows[0]["tokens"].as_str()), ("1", "14"));
}

#[test]
fn compressed_files_and_archives_are_read_as_they_are() {
    let folder = util::corpus(&[]);
    let line = format!("{{\"id\":\"x\",\"source\":\"Courier\",\"text\":\"{TEXT}\"}}\n");
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gz.write_all(line.as_bytes()).unwrap();
    folder.file("a.jsonl.gz", gz.finish().unwrap());
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("courier/b.txt", zip::write::SimpleFileOptions::default()).unwrap();
    zip.write_all(b"A second text, about the hill and the town.").unwrap();
    folder.file("b.zip", zip.finish().unwrap().into_inner());
    let rows = documents(&folder, &["a.jsonl.gz", "b.zip"]);
    assert_eq!(rows.len(), 2);
    assert_eq!(one(&rows, &[("document", "x")])["source"], "Courier");
}

#[test]
fn html_gives_its_article_without_navigation() {
    let page = format!(
        "<html lang=\"en\"><head><title>A day in town</title><meta property=\"og:site_name\" content=\"Courier\"></head><body>\
         <nav><a href=\"/\">Home attack</a></nav><article><h1>A day in town</h1><p>{TEXT} {TEXT}</p><p>{}</p></article>\
         <script>var attack = 1;</script></body></html>",
        "The mayor spoke for a long while about the market and the weather, and everyone went home. ".repeat(4)
    );
    let folder = util::corpus(&[("page.html", &page)]);
    let rows = documents(&folder, &["page.html"]);
    assert_eq!((rows[0]["title"].as_str(), rows[0]["mentions"].as_str()), ("A day in town", "2"));
}

#[test]
fn other_encodings_are_detected_and_said() {
    let russian = "Войска заняли город. Жители города говорили о войне и о мире, и никто не знал, что будет завтра.";
    let (bytes, _, _) = encoding_rs::WINDOWS_1251.encode(russian);
    let mut utf16 = vec![0xFF, 0xFE];
    utf16.extend(
        "L’attaque a surpris tout le monde dans la ville, hier au soir.".encode_utf16().flat_map(u16::to_le_bytes),
    );
    let folder = util::corpus(&[("bom.txt", "\u{feff}An attack came, and the town was not ready for it.")]);
    folder.file("ru.txt", &bytes).file("fr.txt", &utf16);
    let rows = documents(&folder, &["ru.txt", "fr.txt", "bom.txt"]);
    assert_eq!(one(&rows, &[("document", "ru.txt")])["language"], "ru");
    assert!(one(&rows, &[("document", "ru.txt")])["provenance"].contains("windows-1251"));
    assert_eq!(one(&rows, &[("document", "fr.txt")])["mentions"], "1");
    assert_eq!(one(&rows, &[("document", "bom.txt")])["mentions"], "1");
}

#[test]
fn repetitions_are_marked_and_count_once_per_source() {
    let long = "The market opened late today because the attack had closed the road to the hill, and nobody in the town knew when the lorries with bread and milk would come through the pass again, said the mayor of the town. ".repeat(3);
    let near = long.replacen("mayor", "baker", 1);
    let folder = util::corpus(&[("news/a/1.txt", &long), ("news/a/2.txt", &long), ("news/b/3.txt", &near)]);
    let rows = documents(&folder, &["news"]);
    assert_eq!(one(&rows, &[("document", "a/2.txt")])["duplicate_of"], "a/1.txt");
    assert_eq!(one(&rows, &[("document", "b/3.txt")])["duplicate_of"], "a/1.txt");
    let frames = folder.table("out/frames.csv");
    assert_eq!(one(&frames, &[("event", "all"), ("source", "a")])["documents"], "1");
    assert_eq!(one(&frames, &[("event", "all"), ("source", "b")])["documents"], "1");
}

/// One text in two outlets, twice in one of them, and cut to three quarters in a third.
fn wire() -> Folder {
    let sentence =
        |n: u32| format!("Speaker {n} told the council of district {} that road {} stays shut. ", n * 7, n * 13);
    let story: String = (0..30).map(sentence).collect();
    let cut: String = (0..22).map(sentence).collect();
    let near = story.replacen("Speaker 3", "Mayor 3", 1);
    let news = [("news/a/1.txt", &story), ("news/a/2.txt", &story), ("news/b/3.txt", &near), ("news/c/4.txt", &cut)];
    let articles: Vec<(&str, &str)> = news.iter().map(|(path, text)| (*path, text.as_str())).collect();
    util::corpus(&articles)
}

fn counted(folder: &Folder, more: &[&str]) -> (Vec<String>, String) {
    let args = ["compare", "news", "--lexicons", "lex", "--out", "out", "--charts", "none"];
    let out = folder.run_wide(&[&args, more].concat(), "300").with_code(0).out;
    let frames = folder.table("out/frames.csv");
    let documents = |source| one(&frames, &[("event", "all"), ("source", source)])["documents"].clone();
    let line = out.lines().find(|line| line.contains("reprints.csv")).unwrap_or_default();
    (["a", "b", "c"].map(documents).to_vec(), line.to_owned())
}

#[test]
fn reprints_are_listed_and_counted_by_the_rule_that_is_asked_for() {
    let folder = wire();
    let (documents, line) = counted(&folder, &[]);
    assert_eq!(documents, ["1", "1", "1"]);
    assert_eq!(
        line,
        "- 2 documents repeat another: 1 reprint under another source (counted once per source), 1 repeat (not counted); \
         1 document holds most of another or is an excerpt of one (counted); see reprints.csv"
    );
    let reprints = folder.table("out/reprints.csv");
    let row = |document| one(&reprints, &[("document", document), ("original", "a/1.txt")]);
    let cells = |document, columns: [&str; 3]| columns.map(|column| row(document)[column].clone());
    assert_eq!(cells("a/2.txt", ["source", "similarity", "counted"]), ["a", "exact", "false"]);
    assert_eq!(cells("b/3.txt", ["original_source", "similarity", "counted"]), ["a", "near", "true"]);
    assert_eq!(cells("c/4.txt", ["source", "similarity", "counted"]), ["c", "excerpt", "true"]);
    let documents = folder.table("out/documents.csv");
    assert_eq!(one(&documents, &[("document", "c/4.txt")])["duplicate_of"], "", "an excerpt is an article of its own");

    assert_eq!(counted(&folder, &["--duplicates", "all"]).0, ["2", "1", "1"]);
    folder.file("framelens.toml", "corpus = \"news\"\nduplicates = \"all\"\n");
    let args = ["compare", "--lexicons", "lex", "--out", "out", "--charts", "none", "--quiet"];
    folder.run(&args).with_code(0);
    assert!(folder.read("out/manifest.json").contains("\"duplicates\": \"all\""));
    folder.run(&[&args[..], &["--duplicates", "once"]].concat()).with_code(0);
    assert_eq!(folder.table("out/coverage.csv").iter().find(|r| r["source"] == "b").map(|r| &*r["documents"]), None);
    folder.file("framelens.toml", "corpus = \"news\"\nduplicates = \"twice\"\n");
    assert!(folder.run(&args).with_code(2).err.contains("known rules: once-per-source, once, all"));
}

#[test]
fn thousands_of_equal_rows_are_one_document_of_each_source() {
    let folder = util::corpus(&[]);
    let row = |n: u32| format!("{},\"{TEXT} {TEXT}\"\n", if n.is_multiple_of(2) { "a" } else { "b" });
    let table: String = std::iter::once("source,text\n".to_owned()).chain((0..20_000).map(row)).collect();
    folder.file("wire.csv", table);
    documents(&folder, &["wire.csv"]);
    let frames = folder.table("out/frames.csv");
    for source in ["a", "b"] {
        assert_eq!(one(&frames, &[("event", "all"), ("source", source)])["documents"], "1");
    }
    assert_eq!(folder.table("out/reprints.csv").len(), 19_999);
}

#[test]
fn headlines_without_texts_are_read_and_said_to_be() {
    let folder = util::corpus(&[]);
    folder.file("lines.csv", "source,headline\nCourier,Attack on the town\nHerald,\n");
    folder.file(
        "mixed.jsonl",
        "{\"id\": \"x\", \"title\": \"The attack goes on\", \"text\": null}\n{\"id\": \"y\", \"text\": \"Calm.\"}\n",
    );
    let rows = documents(&folder, &["lines.csv", "mixed.jsonl"]);
    assert_eq!(rows.len(), 3);
    let line = one(&rows, &[("document", "lines.csv#2")]);
    assert_eq!(
        (line["title"].as_str(), line["tokens"].as_str(), line["mentions"].as_str()),
        ("Attack on the town", "4", "1")
    );
    assert!(line["provenance"].contains("text: column `headline`, since there is no text column"), "{line:?}");
    let mixed = one(&rows, &[("document", "x")]);
    assert_eq!((mixed["mentions"].as_str(), mixed["tokens"].as_str()), ("1", "4"));
    assert!(mixed["warnings"].contains("the title is read as the text"), "{mixed:?}");
    let mentions = folder.table("out/mentions.csv");
    assert!(mentions.iter().all(|m| m["position"] == "title"), "{mentions:?}");
    assert!(folder.read("out/manifest.json").contains("the title is empty here"));
}

#[test]
fn a_messy_header_gives_date_source_and_title() {
    let text = "\n\n---\n\n## TALKS GO ON\n\n-\n\n---\n\nCourier (07 November 2019)\n\nBy Jane Doe\n\nTalks about the attack go on in the town, and nobody knows how long they will last.\n\n<https://courier.example/1.html>\n\n---\n\nSource:";
    let folder = util::corpus(&[("a.txt", text)]);
    let row = &documents(&folder, &["a.txt"])[0];
    assert_eq!(
        (row["source"].as_str(), row["date"].as_str(), row["title"].as_str(), row["url"].as_str()),
        ("Courier", "2019-11-07", "TALKS GO ON", "https://courier.example/1.html"),
    );
}
