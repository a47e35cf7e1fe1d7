//! Input that is broken, endless or made to exhaust a machine: it costs itself, and is named with the way out.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::util::{self, Folder, Ran};

const TEXT: &str = "An attack came in the night, and the town was not ready for it.";

fn compare(folder: &Folder, paths: &[&str]) -> Ran {
    let args = [&["compare", "--lexicons", "lex", "--out", "out", "--charts", "none"], paths].concat();
    folder.run(&args).with_code(0)
}

fn documents(folder: &Folder) -> Vec<String> {
    folder.table("out/documents.csv").into_iter().map(|row| row["document"].clone()).collect()
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// JSON lines that hardly compress, `number` of them.
fn noise(number: u64) -> String {
    let line = |n: u64| {
        let mut state = n + 1;
        let mut hex = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            format!("{:x}", state >> 8)
        };
        let note: String = (0..40).map(|_| hex()).collect();
        format!("{{\"id\": \"n{n}\", \"source\": \"s{}\", \"note\": \"{note}\", \"text\": \"{TEXT}\"}}\n", n % 3)
    };
    (0..number).map(line).collect()
}

#[test]
fn a_table_that_breaks_off_within_its_archive_is_not_read_at_all() {
    let folder = util::corpus(&[("news/a.txt", TEXT)]);
    let packed = gz(noise(6_000).as_bytes());
    assert!(packed.len() > 1 << 20, "large enough to be read in blocks: {}", packed.len());
    let small = gz(noise(9).as_bytes());
    folder.file("news/cut.jsonl.gz", &packed[..packed.len() - 1_000]);
    folder.file("news/small.jsonl.gz", &small[..small.len() - 9]);
    let ran = compare(&folder, &["news"]);
    assert_eq!(documents(&folder), ["a.txt"]);
    for name in ["cut.jsonl.gz", "small.jsonl.gz"] {
        assert!(ran.err.contains(&format!("skipped: {name}: broken gzip file")), "{}", ran.err);
    }
    assert_eq!(ran.err.matches("skipped:").count(), 2, "{}", ran.err);
}

#[test]
fn archives_that_expand_a_thousandfold_are_refused() {
    let folder = util::corpus(&[("news/a.txt", TEXT)]);
    let zeros = vec![b'a'; 1 << 20];
    // Small when packed, so not read in blocks, which would need no more memory for more of it.
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("a.txt", zip::write::SimpleFileOptions::default()).unwrap();
    for _ in 0..300 {
        encoder.write_all(&zeros).unwrap();
        zip.write_all(&zeros).unwrap();
    }
    // A frame of blocks of 128 KiB, each one byte said to be repeated; a window of as much.
    let mut zst = vec![0x28, 0xB5, 0x2F, 0xFD, 0x00, 0x38];
    let block = |last: u32| [&(last | 1 << 1 | (128 << 10) << 3).to_le_bytes()[..3], b"a"].concat();
    (0..2_400).for_each(|_| zst.extend(block(0)));
    zst.extend(block(1));
    folder.file("news/b.jsonl.gz", encoder.finish().unwrap());
    folder.file("news/c.zip", zip.finish().unwrap().into_inner());
    folder.file("news/d.txt.zst", zst);
    let ran = compare(&folder, &["news"]);
    assert_eq!(documents(&folder), ["a.txt"]);
    for name in ["b.jsonl.gz", "c.zip", "d.txt.zst"] {
        assert!(ran.err.contains(&format!("skipped: {name}: expands to more than")), "{}", ran.err);
    }
}

#[test]
fn a_line_without_end_costs_itself() {
    let folder = util::corpus(&[]);
    let long = "attack ".repeat(10 << 20);
    folder.file(
        "a.jsonl",
        format!("{{\"id\": \"x\", \"text\": \"{TEXT}\"}}\n{{\"text\": \"{long}\"}}\n{{\"id\": \"y\", \"text\": \"{TEXT}\"}}\n"),
    );
    let ran = compare(&folder, &["a.jsonl"]);
    assert_eq!(documents(&folder), ["x", "y"]);
    assert!(ran.err.contains("a.jsonl, row 2: a line of more than 64 MiB; write one article a line"), "{}", ran.err);
    assert_eq!(ran.err.matches("skipped:").count(), 1, "{}", ran.err);
}

#[test]
fn tables_in_blocks_are_the_tables_they_are_whole() {
    let folder = util::corpus(&[]);
    // The last line tells how dates are written, and brings a column that is the better text; two are broken.
    let mut lines = noise(14_000);
    lines.insert_str(lines.find('\n').unwrap() + 1, "{\"text\": \"broken\n[1]\n");
    lines.push_str("{\"id\": \"last\", \"date\": \"25/12/2020\", \"text\": \"The attacked town.\"}\n");
    let lines = lines.replacen("\"id\": \"n0\"", "\"date\": \"03/04/2020\", \"id\": \"n0\"", 1);
    assert!(lines.len() > 8 << 20, "large enough to be read in blocks: {}", lines.len());
    let ran = {
        folder.file("a.jsonl", &lines);
        compare(&folder, &["a.jsonl"])
    };
    assert_eq!(ran.err.matches("skipped:").count(), 2, "{}", ran.err);
    assert!(ran.err.contains("row 2: no JSON object (EOF while parsing a string"), "{}", ran.err);
    let rows = folder.table("out/documents.csv");
    assert_eq!(rows.len(), 14_001);
    let first = util::one(&rows, &[("document", "n0")]);
    assert_eq!(first["date"], "2020-04-03", "as the last line tells");
    assert_eq!(util::one(&rows, &[("document", "last")])["tokens"], "3");
}

#[test]
fn a_folder_of_many_small_files_is_read_file_by_file() {
    let folder = util::corpus(&[]);
    for n in 0..3_000 {
        folder.file(&format!("news/s{}/{n:04}.txt", n % 7), format!("{TEXT}\n\nNumber {n} of them."));
    }
    compare(&folder, &["news"]);
    let rows = folder.table("out/documents.csv");
    assert_eq!(rows.len(), 3_000);
    assert_eq!(util::one(&rows, &[("document", "s3/0003.txt")])["source"], "s3");
}

#[test]
fn a_text_far_too_long_is_not_even_read() {
    let folder = util::corpus(&[("news/a.txt", TEXT)]);
    // Sparse: it takes no room on the disk, but would in memory.
    std::fs::File::create(folder.path().join("news/b.txt")).unwrap().set_len(3 << 30).unwrap();
    let ran = compare(&folder, &["news"]);
    assert_eq!(documents(&folder), ["a.txt"]);
    assert!(ran.err.contains("skipped: b.txt: 3072 MiB are more than one article"), "{}", ran.err);
}
