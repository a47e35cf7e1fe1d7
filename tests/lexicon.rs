//! `lexicon check`, and the matching rules as a lexicon's author meets them.

use crate::util::{self, Folder};

#[test]
fn the_bundled_lexicon_has_no_faults() {
    let ran = Folder::new().run(&["lexicon", "check"]).with_code(0);
    assert!(ran.out.contains("no faults"), "{}", ran.out);
}

#[test]
fn the_bundled_frames_are_deep_enough() {
    let ran = Folder::new().run(&["lexicon", "check"]).with_code(0);
    for frame in ["aggression", "liberation", "occupation", "self-determination"] {
        for language in ["en", "fr", "ru", "tr"] {
            let line = ran
                .out
                .lines()
                .find(|l| l.split_whitespace().next() == Some(frame) && l.split_whitespace().nth(2) == Some(language));
            let numbers: Vec<usize> = line.unwrap().split_whitespace().skip(3).map(|n| n.parse().unwrap()).collect();
            let [entries, hits, misses] = numbers[..] else { panic!("{numbers:?}") };
            let (least_entries, least_tests) = if ["en", "fr"].contains(&language) { (60, 20) } else { (25, 8) };
            assert!(
                entries >= least_entries && hits >= least_tests && misses >= least_tests,
                "{frame} {language}: {numbers:?}"
            );
        }
    }
}

#[test]
fn failing_test_sentences_and_dead_entries_are_shown_at_their_place() {
    let folder = Folder::new();
    folder.file(
        "bad.toml",
        r#"id = "bad"
[en]
entries = [
  "attack",
  "attack",
  { pattern = "seized", except = ["seized"] },
]
[en.tests]
hit = ["They marched in."]
miss = ["A heart attack is no war."]
"#,
    );
    let ran = folder.run(&["lexicon", "check", "bad.toml"]).with_code(1);
    insta::assert_snapshot!("lexicon_check_faults", ran.err);
    assert!(ran.out.contains("4 faults in 3 entries"), "{}", ran.out);
}

#[test]
fn ten_faults_of_a_file_are_reported_at_once() {
    let folder = Folder::new();
    folder.file(
        "bad.toml",
        r#"label = 3
colour = "red"
[en]
entries = [
  "*",
  "",
  7,
  { patern = "unleash*" },
  { pattern = "unleash*", within = "4" },
  { pattern = "stem:annex*" },
  { pattern = "re:(" },
  { pattern = "raid", cue = "nuon" },
  { pattern = "raid", near = ["@places"] },
]
"#,
    );
    let ran = folder.run(&["lexicon", "check", "bad.toml"]).with_code(1);
    insta::assert_snapshot!("lexicon_ten_faults", ran.err);
}

fn cues(lexicon: &str, text: &str, more: &[&str]) -> Vec<String> {
    let folder = util::corpus(&[("a.txt", text)]);
    folder.file("own/f.toml", format!("id = \"f\"\n[en]\n{lexicon}\n"));
    let args = [&["annotate", "a.txt", "--lexicons", "own", "--language", "en"], more].concat();
    util::rows(&folder.run(&args).with_code(0).out).iter().map(|m| m["cue"].clone()).collect()
}

#[test]
fn the_longest_entry_at_the_leftmost_place_wins() {
    assert_eq!(
        cues(r#"entries = ["war", "war crime*", "crimes against humanity"]"#, "War crimes against humanity.", &[]),
        ["War crimes"]
    );
}

#[test]
fn hyphens_and_apostrophes_do_not_matter_and_clitics_split() {
    assert_eq!(cues(r#"entries = ["self-determination"]"#, "Self determination, self-determination.", &[]).len(), 2);
    assert_eq!(cues(r#"entries = ["Baku's army"]"#, "Baku’s army left.", &[]), ["Baku’s army"]);
    assert_eq!(cues(r#"entries = ["Baku"]"#, "Baku's army left.", &[]), ["Baku"]);
}

#[test]
fn near_and_unless_look_within_so_many_tokens_of_the_sentence() {
    let near = r#"entries = [{ pattern = "control", near = ["territor*"], within = 3 }]"#;
    assert_eq!(cues(near, "Control of the territory. Control of a very big wide territory.", &[]).len(), 1);
    let unless = r#"entries = [{ pattern = "occupied", unless = ["seat*", "otherwise occupied"] }]"#;
    assert_eq!(cues(unless, "The seat is occupied. He is otherwise occupied. The hill was occupied.", &[]).len(), 1);
}

#[test]
fn exact_forms_stems_and_single_wildcards() {
    assert_eq!(cues(r#"entries = ["=US army"]"#, "The US army told us army life is hard.", &[]), ["US army"]);
    assert_eq!(
        cues(r#"entries = ["stem:invade"]"#, "They invade, invaded and are invading; an invasion.", &[]).len(),
        3
    );
    assert_eq!(
        cues(r#"entries = ["under * control"]"#, "Under enemy control. Under control. Under the enemy control.", &[]),
        ["Under enemy control"]
    );
}

#[test]
fn the_overlap_rule_can_be_that_of_another_tool() {
    let lexicon = r#"entries = ["alpha beta", "beta gamma delta"]"#;
    assert_eq!(cues(lexicon, "Alpha beta gamma delta.", &[]), ["Alpha beta"]);
    assert_eq!(cues(lexicon, "Alpha beta gamma delta.", &["--overlap", "quanteda-key"]), ["beta gamma delta"]);
}

/// Mentions as `frame: words`, in the order of the text, under a rule of overlap.
fn mentions(frames: &[(&str, &str)], text: &str, rule: &str) -> Vec<String> {
    let folder = util::corpus(&[("a.txt", text)]);
    for (frame, entries) in frames {
        folder.file(&format!("own/{frame}.toml"), format!("id = \"{frame}\"\n[en]\nentries = {entries}\n"));
    }
    let args = ["annotate", "a.txt", "--lexicons", "own", "--language", "en", "--overlap", rule];
    let mut rows = util::rows(&folder.run(&args).with_code(0).out);
    rows.sort_by_key(|m| (m["start"].parse::<usize>().unwrap(), m["frame"].clone()));
    rows.iter().map(|m| format!("{}: {}", m["frame"], m["cue"])).collect()
}

/// Documented behaviour, one case a row: quanteda's `?tokens_lookup` (nested and overlapping
/// values, the last example) and `src/tokens_lookup.cpp` (spans from the longest, then from left
/// to right; flags of tokens by key and of the dictionary). LIWC looks the words of a text up one by
/// one and raises every category of the entry found (LIWC.net, "How LIWC works"); it documents nothing
/// on phrases that cross, so those two rows state what Framelens does.
#[test]
fn overlaps_are_settled_as_the_other_tools_document_it() {
    let papers = [("city", r#"["New York"]"#), ("paper", r#"["New York Times"]"#)];
    let crossing = [("one", r#"["alpha beta"]"#), ("two", r#"["beta alpha"]"#)];
    let within = [("one", r#"["alpha beta", "beta gamma delta", "gamma"]"#)];
    let joined =
        [("one", r#"["alpha beta gamma"]"#), ("three", r#"["gamma delta"]"#), ("two", r#"["delta alpha beta"]"#)];
    let shared = [("one", r#"["alpha beta"]"#), ("two", r#"["alpha beta", "beta"]"#)];
    let (times, cross) = ("The New York Times is a New York paper.", "Alpha beta alpha.");
    let (chain, join) = ("Alpha beta gamma delta.", "Alpha beta gamma delta alpha beta.");
    let (key, dictionary, liwc) = ("quanteda-key", "quanteda-dictionary", "liwc");
    type Case<'c> = (&'c [(&'c str, &'c str)], &'c str, &'c str, &'c [&'c str]);
    let table: &[Case<'_>] = &[
        // dict4 of the help page: both keys, or the longer value alone.
        (&papers, times, key, &["city: New York", "paper: New York Times", "city: New York"]),
        (&papers, times, dictionary, &["paper: New York Times", "city: New York"]),
        (&papers, times, liwc, &["paper: New York Times", "city: New York"]),
        // "Overlapping values, such as "a b" and "b a", are always separate matches in different keys."
        (&crossing, cross, key, &["one: Alpha beta", "two: beta alpha"]),
        (&crossing, cross, dictionary, &["one: Alpha beta", "two: beta alpha"]),
        (&crossing, cross, liwc, &["one: Alpha beta"]),
        // Within a key any overlap suppresses, and the longer value has been taken before.
        (&within, chain, key, &["one: beta gamma delta"]),
        (&within, chain, dictionary, &["one: beta gamma delta"]),
        (&within, chain, liwc, &["one: Alpha beta", "one: gamma"]),
        // Two longer values cover a third together.
        (&joined, join, key, &["one: Alpha beta gamma", "three: gamma delta", "two: delta alpha beta"]),
        (&joined, join, dictionary, &["one: Alpha beta gamma", "two: delta alpha beta"]),
        // One stretch counts for every key that has it.
        (&shared, "Alpha beta.", dictionary, &["one: Alpha beta", "two: Alpha beta"]),
        (&shared, "Alpha beta.", liwc, &["one: Alpha beta", "two: Alpha beta"]),
    ];
    for (frames, text, rule, expected) in table {
        assert_eq!(&mentions(frames, text, rule), expected, "{rule}: {text}");
    }
}

#[test]
fn named_lists_serve_many_entries() {
    let lexicon = "entries = [{ pattern = \"seized\", near = [\"@places\"] }]\n[en.lists]\ntowns = [\"town*\"]\nplaces = [\"hill*\", \"@towns\"]";
    assert_eq!(cues(lexicon, "They seized two towns. They seized the goods.", &[]).len(), 1);
}

/// A lexicon of two frames with one of everything that `check` finds without a corpus.
fn doubtful() -> Folder {
    let folder = Folder::new();
    folder.file(
        "lex/frames/force.toml",
        r#"id = "force"
[en]
entries = [
  "war*",
  "war crime*",
  "warfare",
  "raid",
  "raid*",
  { pattern = "seized", near = ["town*"], unless = ["town*"] },
  { pattern = "shelled", near = ["towns", "hill"], unless = ["town*"] },
  "re:Attack",
  "stem:liberate",
  { pattern = "strike", concept = "strike" },
]
[fr]
entries = [{ pattern = "frappe", concept = "frappe" }]
[hy]
entries = ["պատերազմ"]
"#,
    );
    folder.file("lex/frames/peril.toml", "id = \"peril\"\n[en]\nentries = [\"raids\"]\n");
    folder
}

#[test]
fn every_finding_names_its_place_and_the_way_out() {
    let ran = doubtful().run(&["lexicon", "check", "lex"]).with_code(1);
    insta::assert_snapshot!("lexicon_check_findings", ran.err);
    assert!(ran.out.contains("7 faults in 13 entries; 9 remarks"), "{}", ran.out);
}

#[test]
fn findings_are_written_as_a_table_and_codes_can_be_allowed() {
    let folder = doubtful();
    folder.run(&["lexicon", "check", "lex", "--out", "findings.csv"]).with_code(1);
    let rows = folder.table("findings.csv");
    let dead = util::one(&rows, &[("code", "L10"), ("entry", "re:Attack")]);
    assert_eq!((&*dead["severity"], &*dead["line"], &*dead["column"]), ("error", "11", "3"));
    assert_eq!((&*dead["frame"], &*dead["language"]), ("force", "en"));
    assert_eq!(util::one(&rows, &[("code", "L30"), ("entry", "raid*")])["severity"], "info");

    let allow = ["lexicon", "check", "lex", "--out", "-", "--allow", "L10,L13,l14,L32,L33"];
    let ran = folder.run(&allow).with_code(0);
    assert!(util::rows(&ran.out).iter().all(|r| r["severity"] == "info"), "{}", ran.out);
    let wrong = folder.run(&["lexicon", "check", "lex", "--allow", "L99"]).with_code(2);
    assert!(wrong.err.contains("there is no code `L99`") && wrong.err.contains("L10"), "{}", wrong.err);
}

/// Three articles that say `liberated` twice and `liberal` once.
fn freed() -> Folder {
    let folder = util::corpus(&[
        ("news/a.txt", "They liberated the town. The army entered."),
        ("news/b.txt", "The liberated town was quiet."),
        ("news/c.txt", "A liberal party won the seats of the town."),
    ]);
    folder.file("own/free.toml", "id = \"free\"\n[en]\nentries = [\"stem:liberate\", \"freed\"]\n");
    folder
}

#[test]
fn with_a_corpus_the_types_that_entries_take_are_counted() {
    let folder = freed();
    let args = ["lexicon", "check", "own", "--types", "types.csv", "--corpus", "news"];
    let ran = folder.run(&args).with_code(0);
    assert!(ran.err.contains("`stem:liberate` also takes liberal (1), perhaps another word; besides: liberated (2)"));
    assert!(
        ran.err.contains("own/free.toml:3:29: info[L41]: entry `freed` finds nothing in the corpus"),
        "{}",
        ran.err
    );
    let rows = folder.table("types.csv");
    assert_eq!(rows.len(), 2);
    let liberal = util::one(&rows, &[("form", "liberal")]);
    assert_eq!((&*liberal["tokens"], &*liberal["documents"], &*liberal["stranger"]), ("1", "1", "true"));
    folder.file("bad/f.toml", "id = \"f\"\n[en]\nentries = [\"*\"]\n");
    let faulty = folder.run(&["lexicon", "check", "bad", "--corpus", "news"]).with_code(1);
    assert!(faulty.err.contains("articles not read: mend the lexicon first"), "{}", faulty.err);
    let without = folder.run(&["lexicon", "check", "own", "--types", "types.csv"]).with_code(2);
    assert!(without.err.contains("--corpus"), "{}", without.err);
}

#[test]
fn a_study_brings_its_lexicon_its_actors_and_its_articles() {
    let folder = freed();
    folder.file("framelens.toml", "id = \"s\"\ncorpus = [\"news\"]\nlexicons = \"own\"\nactors = \"actors.toml\"\n");
    folder.file(
        "actors.toml",
        "[[actor]]\nid = \"a\"\nside = \"one\"\nen = [\"Alpha\", \"Alphan\"]\nfr = [\"Alpha\"]\n[[actor]]\nid = \"b\"\nside = \"two\"\nen = [\"Beta\"]\n",
    );
    let ran = folder.run(&["lexicon", "check", "."]).with_code(1);
    assert!(ran.err.contains("warning[L51]: actor `b` has no forms in `fr`"), "{}", ran.err);
    assert!(ran.err.contains("actors.toml:9:7"), "{}", ran.err);
    assert!(ran.err.contains("info[L50]: actors of side `two` have 1.0 forms each in `en`, those of `one` 2.0"));
    assert!(ran.err.contains("info[L41]: entry `freed`"), "{}", ran.err);
    let both = folder.run(&["lexicon", "check", "lex", ".", "--allow", "L51"]).with_code(0);
    assert!(both.out.contains("force") && both.err.contains("info[L41]: entry `attack`"), "{}", both.err);
    folder.run(&["lexicon", "check", "--lexicons", "lex", ".", "--allow", "L51"]).with_code(0);
}

#[test]
fn fix_puts_files_in_order_and_says_what_it_did() {
    let folder = Folder::new();
    let before = "id = \"f\"\n[en]\nentries = [\n  # acts\n  \"war\", # the word\n  \"raid\",\n  \"war\",\n  # last\n  \"b\", \"a\",\n]\n";
    let after =
        "id = \"f\"\n[en]\nentries = [\n  # acts\n  \"raid\",\n  \"war\", # the word\n  # last\n  \"a\", \"b\",\n]\n";
    folder.file("lex/f.toml", before).file("lex/g.toml", "id = \"g\"\n[en]\nentries = [\"b\", \"a\"\n");
    let broken = folder.read("lex/g.toml");
    let ran = folder.run(&["lexicon", "check", "lex", "--fix"]).with_code(1);
    assert_eq!(folder.read("lex/f.toml"), after);
    assert_eq!(folder.read("lex/g.toml"), broken, "a faulty file is not touched");
    let said: Vec<_> = ran.out.lines().take(5).collect();
    assert_eq!(
        said,
        [
            "lex/f.toml: written",
            "  line 7: `war` removed, it is in line 5",
            "  lines 5 to 6: 2 of 2 entries moved",
            "  lines 8 to 8: 2 of 2 entries moved",
            "lex/g.toml: left as it is",
        ]
    );
    let again = folder.run(&["lexicon", "check", "lex/f.toml", "--fix"]).with_code(0);
    assert!(again.out.starts_with("nothing to put in order"), "{}", again.out);
    assert_eq!(folder.read("lex/f.toml"), after);
}

#[test]
fn the_bundled_lexicon_cannot_be_fixed() {
    let ran = Folder::new().run(&["lexicon", "check", "--fix"]).with_code(2);
    assert!(ran.err.contains("the bundled lexicon is part of the program"), "{}", ran.err);
}
