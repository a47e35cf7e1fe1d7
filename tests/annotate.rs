//! `annotate`: the mentions alone.

use crate::util;

#[test]
fn json_lines_hold_one_object_a_document_with_its_mentions() {
    let folder = util::corpus(&[]);
    let input = "{\"id\":\"x\",\"source\":\"Courier\",\"language\":\"en\",\"text\":\"They attacked. An attack came.\"}\n{\"id\":\"y\",\"language\":\"en\",\"text\":\"Calm.\"}\n";
    let ran =
        folder.run_with(&["annotate", "-", "--lexicons", "lex", "--format", "jsonl"], input.as_bytes()).with_code(0);
    let objects: Vec<serde_json::Value> = ran.out.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(objects.len(), 2);
    assert_eq!(objects[0]["document"], "x");
    assert_eq!(objects[0]["tokens"], 5);
    let mention = &objects[0]["mentions"][1];
    assert_eq!((mention["frame"].as_str(), mention["entry"].as_str()), (Some("force"), Some("attack")));
    assert_eq!(
        (mention["start"].as_u64(), mention["end"].as_u64(), mention["sentence"].as_u64()),
        (Some(18), Some(24), Some(1))
    );
    assert_eq!(mention["agent"].as_array().map(Vec::len), Some(0));
    assert_eq!(objects[1]["mentions"].as_array().map(Vec::len), Some(0));
}

#[test]
fn out_takes_a_file_or_a_folder() {
    let folder = util::corpus(&[("a.txt", "An attack came."), ("there/keep.md", "")]);
    folder.run(&["annotate", "a.txt", "--lexicons", "lex", "--out", "m.csv"]).with_code(0);
    assert_eq!(folder.table("m.csv").len(), 1);
    folder.run(&["annotate", "a.txt", "--lexicons", "lex", "--out", "there"]).with_code(0);
    assert_eq!(folder.table("there/mentions.csv").len(), 1);
}

#[test]
fn frames_can_be_chosen() {
    let folder = util::corpus(&[("a.txt", "The aggression ended the occupation of the land.")]);
    let ran = folder.run(&["annotate", "a.txt", "--frames", "aggression"]).with_code(0);
    assert!(util::rows(&ran.out).iter().all(|m| m["frame"] == "aggression"));
}
