//! `tally` and `compare --tallies`: a corpus counted in parts.

use std::collections::BTreeMap;

use crate::util::{Folder, root};

/// The articles of the bundled study as rows, each with its text as it lies in the file.
fn articles() -> Vec<String> {
    let mut found = Vec::new();
    for source in std::fs::read_dir(root().join("seeds/articles")).unwrap() {
        let source = source.unwrap().path();
        for file in std::fs::read_dir(&source).unwrap() {
            let file = file.unwrap().path();
            let name = |path: &std::path::Path| path.file_name().unwrap().to_str().unwrap().to_owned();
            let row = serde_json::json!({
                "id": format!("{}/{}", name(&source), name(&file)),
                "source": name(&source),
                "date": format!("2020-10-{:02}", found.len() % 28 + 1),
                "text": String::from_utf8_lossy(&std::fs::read(&file).unwrap()),
            });
            found.push(row.to_string());
        }
    }
    // One copy of another source, one whose language nothing tells.
    let mut copy: serde_json::Value = serde_json::from_str(&found[0]).unwrap();
    copy["id"] = "copy".into();
    copy["source"] = "mirror".into();
    found.push(copy.to_string());
    found.push(serde_json::json!({"id": "short", "source": "mirror", "text": "1234 5678"}).to_string());
    found.sort();
    found
}

fn study(folder: &Folder) {
    let seeds = root().join("seeds");
    for name in ["actors", "names", "events"] {
        std::fs::copy(seeds.join(format!("{name}.toml")), folder.path().join(format!("{name}.toml"))).unwrap();
    }
    folder.file("framelens.toml", "actors = \"actors.toml\"\nnames = \"names.toml\"\nevents = \"events.toml\"\n");
}

fn tables(folder: &Folder, report: &str) -> BTreeMap<String, Vec<u8>> {
    let files = std::fs::read_dir(folder.path().join(report)).unwrap().map(|file| file.unwrap().path());
    let named = files
        .filter(|path| path.is_file())
        .map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), std::fs::read(&path).unwrap()));
    named.filter(|(name, _)| name != "manifest.json").collect()
}

#[test]
fn parts_counted_apart_add_up_to_the_whole() {
    let folder = Folder::new();
    study(&folder);
    let articles = articles();
    folder.file("all.jsonl", &(articles.join("\n") + "\n"));
    let compare = ["compare", "framelens.toml", "all.jsonl", "--charts", "none", "--quiet", "--out", "whole"];
    folder.run(&compare).with_code(0);
    for (n, some) in articles.chunks(articles.len() / 3 + 1).enumerate() {
        let (part, out) = (format!("part{n}.jsonl"), format!("tallies/{}.tally", 9 - n));
        let rows: Vec<&str> = some.iter().rev().map(String::as_str).collect();
        folder.file(&part, &(rows.join("\n") + "\n"));
        folder.run(&["tally", "framelens.toml", &part, "--quiet", "--out", &out]).with_code(0);
    }
    for threads in ["1", "2"] {
        let add = ["compare", "framelens.toml", "--tallies", "tallies", "--charts", "none", "--quiet"];
        folder.run(&[&add[..], &["--threads", threads, "--out", threads]].concat()).with_code(0);
        let (whole, added) = (tables(&folder, "whole"), tables(&folder, threads));
        assert!(whole.len() > 20, "{:?}", whole.keys());
        assert_eq!(whole.keys().collect::<Vec<_>>(), added.keys().collect::<Vec<_>>());
        for (name, bytes) in &whole {
            // Where a row was read is told by the file that it was in.
            if name == "documents.csv" || name == "report.html" {
                continue;
            }
            assert!(bytes == &added[name], "{name} differs");
        }
    }
    let reprints = folder.read("1/reprints.csv");
    assert!(reprints.contains("copy"), "{reprints}");
    let said = folder.run(&["verify", "1"]).with_code(1).out;
    assert!(said.contains("partial tallies"), "{said}");
}

#[test]
fn what_does_not_add_up_is_refused_by_its_reason() {
    let folder = Folder::new();
    folder.file("a.jsonl", "{\"id\": \"x\", \"source\": \"a\", \"text\": \"The occupation went on.\"}\n");
    folder.run(&["tally", "a.jsonl", "--quiet", "--out", "t/a.tally"]).with_code(0);

    let other = ["compare", "--tallies", "t", "--frames", "occupation", "--quiet", "--out", "r"];
    let said = folder.run(&other).with_code(2).err;
    assert!(said.contains("was counted otherwise: lexicon is") && said.contains("count it again"), "{said}");
    let said = folder.run(&["compare", "--tallies", "t", "--by", "side", "--quiet", "--out", "r"]).with_code(2).err;
    assert!(said.contains("by is side here and source there"), "{said}");

    folder.run(&["tally", "a.jsonl", "--quiet", "--out", "t/b.tally"]).with_code(0);
    let said = folder.run(&["compare", "--tallies", "t", "--quiet", "--out", "r"]).with_code(2).err;
    assert!(said.contains("the document `x` is in t/a.tally and in t/b.tally"), "{said}");

    let bytes = std::fs::read(folder.path().join("t/a.tally")).unwrap();
    std::fs::write(folder.path().join("t/b.tally"), &bytes[..bytes.len() - 20]).unwrap();
    let said = folder.run(&["compare", "--tallies", "t", "--quiet", "--out", "r"]).with_code(2).err;
    assert!(said.contains("t/b.tally is damaged"), "{said}");
    assert!(!folder.has("r"), "no part of a result is left");

    let said = folder.run(&["tally", "a.jsonl", "--out", "a.csv"]).with_code(2).err;
    assert!(said.contains(".tally"), "{said}");
    let said = folder.run(&["tally", "a.jsonl", "--events", "auto", "--out", "a.tally"]).with_code(2).err;
    assert!(said.contains("discovered in a part"), "{said}");
    let said = folder.run(&["compare", "--tallies", "nowhere", "--out", "r"]).with_code(2).err;
    assert!(said.contains("nowhere cannot be read"), "{said}");
}
