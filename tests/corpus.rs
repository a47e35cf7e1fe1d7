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
