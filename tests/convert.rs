//! `lexicon convert`: dictionaries of other tools, and what is lost between them.

use std::fs;

use crate::util::{self, Folder, one, root};

const EXTENSIONS: [&str; 8] = ["yml", "dic", "dicx", "lc3", "lcd", "ykd", "cat", "csv"];

fn fixture(name: &str) -> String {
    root().join("tests/dictionaries").join(name).display().to_string()
}

fn small() -> String {
    fs::read_to_string(fixture("small.csv")).unwrap()
}

/// The rows of a CSV dictionary without order; an empty language or note column does not matter.
fn bare(text: &str) -> Vec<(String, String)> {
    let mut rows: Vec<_> = util::rows(text).iter().map(|r| (r["category"].clone(), r["pattern"].clone())).collect();
    rows.sort();
    rows
}

#[test]
fn one_dictionary_is_the_same_from_every_format() {
    let folder = Folder::new();
    for extension in EXTENSIONS {
        folder.run(&["lexicon", "convert", &fixture(&format!("small.{extension}")), "out.csv"]).with_code(0);
        assert_eq!(bare(&folder.read("out.csv")), bare(&small()), "{extension}");
    }
    folder.run(&["lexicon", "convert", &fixture("small"), "out.csv"]).with_code(0);
    assert_eq!(bare(&folder.read("out.csv")), bare(&small()), "frames");
}

#[test]
fn one_dictionary_goes_from_every_format_into_every_other_and_back() {
    let folder = Folder::new();
    for from in EXTENSIONS {
        for to in EXTENSIONS.iter().copied().chain([""]) {
            let out = if to.is_empty() { format!("frames-{from}") } else { format!("{from}-to.{to}") };
            folder.run(&["lexicon", "convert", &fixture(&format!("small.{from}")), &out]).with_code(0);
            folder.run(&["lexicon", "convert", &out, "back.csv"]).with_code(0);
            assert_eq!(bare(&folder.read("back.csv")), bare(&small()), "{from} to {to}");
        }
    }
    // What comes out as frames is a lexicon.
    let ran = folder.run(&["lexicon", "check", "frames-dic"]).with_code(0);
    assert!(ran.out.contains("no faults in 8 entries"), "{}", ran.out);
    assert!(folder.has("frames-yml/force.siege.toml"));
}

#[test]
fn weights_survive_where_the_format_has_them_and_are_named_where_not() {
    let folder = Folder::new();
    folder.file("a.ykd", "<dictionary><cnode name=\"New dictionary\"><cnode name=\"A\"><pnode name=\"war\" score=\"2\"/><pnode name=\"raid\" score=\"0.5\"/></cnode></cnode></dictionary>");
    for out in ["a.cat", "a.dicx", "a.csv", "frames"] {
        let ran = folder.run(&["lexicon", "convert", "a.ykd", out]).with_code(0);
        assert!(ran.out.contains("nothing is lost"), "{out}: {}", ran.out);
        folder.run(&["lexicon", "convert", out, "back.ykd"]).with_code(0);
        let back = folder.read("back.ykd");
        assert!(
            back.contains("name=\"war\" score=\"2\"") && back.contains("name=\"raid\" score=\"0.5\""),
            "{out}: {back}"
        );
    }
    assert_eq!(folder.read("a.cat"), "A\n\twar (2)\n\traid (0.5)\n");
    let ran = folder.run(&["lexicon", "convert", "a.ykd", "a.yml", "--loss", "loss.csv", "--strict"]).with_code(1);
    assert!(ran.out.contains("2 losses"), "{}", ran.out);
    let rows = folder.table("loss.csv");
    let row = one(&rows, &[("where", "A: raid")]);
    assert_eq!([&row["what"], &row["why"], &row["done"]], ["weight 0.5", "quanteda has no weights", "counts as 1"]);
}

#[test]
fn everything_that_the_target_cannot_say_is_named() {
    let folder = Folder::new();
    folder.file(
        "lex/a.toml",
        r#"id = "a"
label = { en = "Alpha" }
version = "1.0.0"
description = "what it is"
source = "mine"
roles = { agent = "doer" }
[en]
entries = [
  { pattern = "attack", near = ["army"], unless = ["heart"], within = 3, except = ["attacks"], cue = "noun" },
  { pattern = "raid", weight = 2, note = "because", concept = "c", role = "agent" },
  "=US army", "stem:invade", "re:inva.+", "under * control", "wom?n",
]
[en.tests]
hit = ["The army will attack."]
[fr]
entries = ["attaque*"]
"#,
    );
    folder.file("lex/a.b.toml", "id = \"a.b\"\n[en]\nentries = [\"siege\"]\n");
    let ran = folder.run(&["lexicon", "convert", "lex", "out.dicx", "--loss", "loss.csv"]).with_code(0);
    assert_eq!(
        folder.read("out.dicx"),
        "DicTerm,a,a.b\nattack,X,\nraid,2,\nUS army,X,\ninvade*,X,\nunder * control,X,\nwom?n,X,\nsiege,,X\n"
    );
    insta::assert_snapshot!("convert_loss", folder.read("loss.csv"));
    insta::assert_snapshot!("convert_report", ran.out);
    folder.run(&["lexicon", "convert", "lex", "fr.yml", "--language", "fr"]).with_code(0);
    assert_eq!(folder.read("fr.yml"), "a:\n  __:\n    - attaque*\n  b: []\n");

    // Into frames and CSV nothing of an entry is lost.
    folder.run(&["lexicon", "convert", "lex", "again"]).with_code(0);
    folder.run(&["lexicon", "convert", "again", "third"]).with_code(0);
    assert_eq!(folder.read("again/a.toml"), folder.read("third/a.toml"));
    assert!(folder.run(&["lexicon", "convert", "lex", "again"]).out.contains("nothing is lost"));
    folder.run(&["lexicon", "convert", "lex", "one.csv"]).with_code(0);
    folder.run(&["lexicon", "convert", "one.csv", "two.csv"]).with_code(0);
    assert_eq!(folder.read("one.csv"), folder.read("two.csv"));
    assert!(folder.read("one.csv").contains("'=US army"));
}

#[test]
fn the_bundled_lexicon_goes_round_without_loss() {
    let folder = Folder::new();
    let bundled = root().join("lexicons").display().to_string();
    let ran = folder.run(&["lexicon", "convert", &bundled, "frames"]).with_code(0);
    assert!(ran.out.contains("nothing is lost"), "{}", ran.out);
    let counts = |ran: util::Ran| {
        ran.out.lines().map(|l| l.split_whitespace().collect::<Vec<_>>().join(" ")).collect::<Vec<_>>()
    };
    let first = counts(folder.run(&["lexicon", "check"]).with_code(0));
    assert_eq!(counts(folder.run(&["lexicon", "check", "frames"]).with_code(0)), first);
}

/// A broken file of every format: all faults at once, nothing written, the rest on demand.
const BROKEN: [(&str, &str); 9] = [
    ("a.yml", "good: [war]\nbad:\n  - *deceit*\nworse: [x\nlast: [peace]\nlast: [truce]\n"),
    ("a.dic", "%\n1\tgood\n2\nx\tbad\n1\tagain\n%\nwar\t1\npeace\nraid\t9\nfire\t1\tone\n"),
    ("a.dicx", "DicTerm,good,,good\nwar,X\nraid,maybe\n,X\npeace,\nfire,X,,,,\n"),
    ("a.lc3", "war\n+good\nraid\n+\npeace\n"),
    ("a.lcd", "<dictionary><cnode><pnode name=\"war\"/><pnode name=\"\"/></cnode><word/></dictionary></x>"),
    (
        "a.ykd",
        "<dictionary>\n<cnode name=\"New dictionary\">\n<cnode name=\"good\">\n<pnode name=\"war\" score=\"two\"/>\n<pnode score=\"1\"/>\nraid\n</cnode>\n<cnode name=\"open\">\n<pnode name=\"a & b\"/>\n</dictionary>",
    ),
    ("a.cat", "stray (1)\ngood\n\twar (1)\n\t\tdeep (1)\n\traid (1\n\t(1)\n"),
    ("a.csv", "category,pattern,weight,cue\ngood,war,two,nuon\n,peace,1,\ngood,,1,\ngood,raid,1,,5\n"),
    ("a.toml", "id = \"good\"\n[en]\nentries = [\"war\", \"*\", { patern = \"raid\" }]\n"),
];

#[test]
fn broken_dictionaries_are_refused_with_all_their_faults() {
    let mut all = String::new();
    for (name, text) in BROKEN {
        let folder = Folder::new();
        folder.file(name, text).file("out.csv", "as it was");
        let ran = folder.run(&["lexicon", "convert", name, "out.csv"]).with_code(2);
        assert_eq!(folder.read("out.csv"), "as it was", "{name}");
        all.push_str(&format!("======== {name}\n{}\n", ran.err));
        folder.run(&["lexicon", "convert", name, "out.csv", "--keep-going"]).with_code(0);
        all.push_str(&format!("-------- the rest\n{}\n", folder.read("out.csv")));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "{name}: nothing half-written");
    }
    insta::assert_snapshot!("convert_broken", all);
}

#[test]
fn formats_and_paths_that_do_not_fit_are_told_apart() {
    let folder = Folder::new();
    folder.file("a.txt", "+A\nwar\n").file("empty.yml", "").file("two.lc3", "+A\nwar\n+B\npeace\n");
    let ran = folder.run(&["lexicon", "convert", "a.txt", "out.yml"]).with_code(2);
    assert!(ran.err.contains("--from names a format") && ran.err.contains(".ykd"), "{}", ran.err);
    folder.run(&["lexicon", "convert", "a.txt", "out.yml", "--from", "lexicoder"]).with_code(0);
    assert_eq!(folder.read("out.yml"), "A:\n  - war\n");
    folder.run(&["lexicon", "convert", "a.txt", "out", "--from", "lexicoder", "--to", "wordstat"]).with_code(0);
    assert_eq!(folder.read("out"), "A\n\twar (1)\n");
    let ran = folder.run(&["lexicon", "convert", "two.lc3", "one.toml"]).with_code(2);
    assert!(ran.err.contains("name a folder"), "{}", ran.err);
    assert!(!folder.has("one.toml"));
    folder.run(&["lexicon", "convert", "out.yml", "one.toml", "--language", "fr"]).with_code(0);
    assert!(folder.read("one.toml").contains("[fr]"));
    let ran = folder.run(&["lexicon", "convert", "empty.yml", "out.yml"]).with_code(2);
    assert!(ran.err.contains("holds no category"), "{}", ran.err);
    // Any text could be a WordStat dictionary of empty categories.
    folder.file("prose.cat", "No dictionary at all.");
    let ran = folder.run(&["lexicon", "convert", "prose.cat", "out.yml"]).with_code(2);
    assert!(ran.err.contains("holds no pattern"), "{}", ran.err);
    folder.run(&["lexicon", "convert", "missing.yml", "out.yml"]).with_code(2);
    folder.run(&["lexicon", "convert", "out.yml", "x.dic", "--language", "English"]).with_code(2);
}

#[test]
fn what_is_read_and_what_was_worked_on_is_never_written_over() {
    let folder = util::corpus(&[("small.yml", &fs::read_to_string(fixture("small.yml")).unwrap())]);
    let convert = |from: &str, to: &str| folder.run(&["lexicon", "convert", from, to]);
    for (from, to) in
        [("small.yml", "small.yml"), ("lex", "lex"), ("lex", "lex/force.toml"), ("small.yml", "./small.yml")]
    {
        assert!(convert(from, to).with_code(2).err.contains("written over what it is read from"), "{from} {to}");
    }
    // `small.yml` has a frame `force` too, and `lex/` holds one that somebody may have worked on.
    let ran = convert("small.yml", "lex").with_code(2);
    assert!(ran.err.contains("force.toml is there already"), "{}", ran.err);
    assert_eq!(folder.read("lex/force.toml"), util::FORCE);
    convert("small.yml", "new").with_code(0);
    convert("small.yml", "new").with_code(0);
}

#[test]
fn the_bundled_lexicon_is_copied_as_it_is() {
    let folder = Folder::new();
    folder.run(&["lexicon", "convert", "bundled", "mine"]).with_code(0);
    for name in ["aggression", "liberation", "occupation", "self-determination"] {
        let bundled = fs::read_to_string(root().join(format!("lexicons/frames/{name}.toml"))).unwrap();
        assert!(folder.read(&format!("mine/{name}.toml")) == bundled, "{name}");
    }
    let out = folder.run(&["lexicon", "convert", "bundled", "all.csv"]).with_code(0).out;
    assert!(out.contains("bundled (framelens) → all.csv (csv)"), "{out}");
}

#[test]
fn old_encodings_are_read() {
    let folder = Folder::new();
    folder.file("a.ykd", b"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<dictionary><cnode name=\"R\"><cnode name=\"A\"><pnode name=\"lib\xe9r\xe9\"/></cnode></cnode></dictionary>");
    folder.file("a.cat", b"A\r\n\tLIB\xc9R\xc9* (1)\r\n\tL'AGRESSION FRAN\xc7AISE (1)\r\n");
    folder.file("a.dic", b"\xef\xbb\xbf%\r\n1\tA\r\n%\r\nlib\xc3\xa9r*\t1\r\n");
    for (name, pattern) in [("a.ykd", "libéré"), ("a.cat", "libéré*"), ("a.dic", "libér*")] {
        folder.run(&["lexicon", "convert", name, "out.yml"]).with_code(0);
        assert!(folder.read("out.yml").contains(&format!("- {pattern}\n")), "{name}: {}", folder.read("out.yml"));
    }
}
