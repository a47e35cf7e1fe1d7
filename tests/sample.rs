//! The bundled study and its committed report.

use std::collections::BTreeSet;
use std::fs;

use crate::util::{Folder, one, root, rows};

/// The sample's files are the bytes that this program makes of `seeds/`.
///
/// After a change that moves them:
/// `cargo run --release -- compare seeds --charts svg --out reports/sample`
#[test]
fn the_committed_report_is_what_the_bundled_study_gives() {
    let folder = Folder::new();
    let seeds = root().join("seeds").display().to_string();
    folder.run(&["compare", &seeds, "--quiet", "--charts", "svg", "--out", "sample"]).with_code(0);
    let manifest: serde_json::Value = serde_json::from_str(&folder.read("sample/manifest.json")).unwrap();
    for output in manifest["outputs"].as_array().unwrap() {
        let path = output["path"].as_str().unwrap();
        let made = fs::read(folder.path().join("sample").join(path)).unwrap();
        let kept = fs::read(root().join("reports/sample").join(path)).unwrap_or_default();
        assert!(made == kept, "reports/sample/{path} is not what `framelens compare seeds` gives now");
    }
    let kept = fs::read_to_string(root().join("reports/sample/manifest.json")).unwrap();
    assert!(kept == folder.read("sample/manifest.json"), "reports/sample/manifest.json");
}

#[test]
fn the_bundled_study_is_as_rich_as_its_readme_says() {
    let text = fs::read_to_string(root().join("reports/sample/documents.csv")).unwrap();
    let documents = rows(&text);
    assert!(documents.len() >= 40);
    let sources: BTreeSet<_> = documents.iter().map(|d| d["source"].as_str()).collect();
    assert!(sources.len() >= 6 && !sources.contains(""), "{sources:?}");
    let languages: BTreeSet<_> = documents.iter().map(|d| d["language"].as_str()).collect();
    assert_eq!(languages, BTreeSet::from(["en", "fr"]));
    let coverage = rows(&fs::read_to_string(root().join("reports/sample/coverage.csv")).unwrap());
    let mut events: std::collections::BTreeMap<&str, usize> = std::collections::BTreeMap::new();
    for row in &coverage {
        *events.entry(&row["event"]).or_default() += usize::from(row["documents"] != "0");
    }
    assert!(events.len() >= 7 && events.values().all(|outlets| *outlets >= 4), "{events:?}");
}

#[test]
fn messy_articles_have_their_source_date_and_language() {
    let documents = rows(&fs::read_to_string(root().join("reports/sample/documents.csv")).unwrap());
    for document in &documents {
        assert_ne!(document["source"], "", "{document:?}");
        assert_ne!(document["tokens"], "0", "{document:?}");
    }
    let copy = one(&documents, &[("document", "goyazan-observer/2023-04-24-checkpoint-wire.txt")]);
    assert_eq!(copy["duplicate_of"], "transpontine-wire/2023-04-23-checkpoint.txt");
}
