use std::sync::Arc;

use super::*;
use crate::lexicon::actors::parse_actors;

/// Findings of frames, each the file behind its id, as `code severity entry`.
fn found(files: &[&str], usage: Option<&Usage>) -> Vec<String> {
    findings(files, usage).iter().map(|f| format!("{} {} {}", f.fault.code, f.fault.severity.name(), f.entry)).collect()
}

fn findings(files: &[&str], usage: Option<&Usage>) -> Vec<Finding> {
    let packs = Arc::new(LanguagePacks::bundled());
    let mut analyzer = Analyzer::new(Arc::clone(&packs));
    let files: Vec<_> =
        files.iter().enumerate().map(|(i, body)| (format!("f{i}.toml"), format!("id = \"f{i}\"\n{body}"))).collect();
    let (lexicon, faults) = Lexicon::parse_lenient(&files, &mut analyzer);
    assert!(faults.is_empty(), "{faults:?}");
    check(&Input { lexicon: &lexicon, packs: &packs, actors: None, usage }, &mut analyzer).1
}

/// Findings with this code among English entries.
fn of(code: &str, entries: &str) -> Vec<String> {
    let all = found(&[&format!("[en]\nentries = [{entries}]\n")], None);
    all.into_iter().filter(|f| f.starts_with(code)).collect()
}

#[test]
fn entries_that_can_match_nothing() {
    for dead in [
        r#"{ pattern = "seized", except = ["seiz*"] }"#,
        r#"{ pattern = "otherwise occupied", unless = ["occup*"] }"#,
        r#"{ pattern = "occup*", unless = ["occup*"] }"#,
        r#"{ pattern = "seized", near = ["the big town of all", "x y z w"], within = 1 }"#,
        r#"{ pattern = "occupied *", near = ["territor*"], unless = ["territor*"] }"#,
        r#"{ pattern = "occupied land", near = ["town*"], within = 0 }"#,
        r#""re:Occupied""#,
        r#""re:war crime""#,
        r#""re:""#,
    ] {
        assert_eq!(of("L10", dead).len(), 1, "{dead}");
    }
    for alive in [
        r#"{ pattern = "seized", except = ["seizure"] }"#,
        r#"{ pattern = "occup*", unless = ["occupied"] }"#,
        r#"{ pattern = "occupied *", near = ["territor*"], within = 0 }"#,
        r#"{ pattern = "seized", near = ["town*", "district*"], unless = ["town*"] }"#,
        r#"{ pattern = "occupied", near = ["town*"], unless = ["ghost town*"] }"#,
        r#""=U.S.", "Baku's army", "self-determination", "stem:annex", "re:occup(y|ied)", "=UN", "u.s*", "wom?n", "*'s war""#,
        r#"{ pattern = "stem:liberate", except = ["liberal"] }"#,
    ] {
        assert_eq!(of("L10", alive), [""; 0], "{alive}");
    }
}

#[test]
fn entries_that_stand_twice() {
    assert_eq!(of("L11", r#""attack", "Attack""#), ["L11 error Attack"]);
    assert_eq!(of("L11", r#""l’attack", "l'attack""#).len(), 1);
    assert_eq!(of("L11", r#"{ pattern = "war", near = ["a"] }, { pattern = "war", near = ["b"] }, "war*""#), [""; 0]);
    assert_eq!(of("L11", r#""=US", "=us""#), [""; 0]);
}

#[test]
fn a_near_that_never_helps() {
    assert_eq!(of("L12", r#"{ pattern = "war", near = ["a b c d e", "x"], within = 1 }"#), ["L12 warning war"]);
    assert_eq!(of("L12", r#"{ pattern = "war", near = ["tanks", "army"], unless = ["tank*"] }"#), ["L12 info war"]);
    assert_eq!(of("L12", r#"{ pattern = "war", near = ["tank*", "army"], unless = ["tanks"] }"#), [""; 0]);
}

#[test]
fn an_entry_that_a_wider_one_takes_adds_nothing() {
    assert_eq!(of("L13", r#""occupation", "occupation*""#), ["L13 warning occupation"]);
    assert_eq!(of("L13", r#""re:occup(y|ies)", { pattern = "occup*", cue = "noun" }"#).len(), 1);
    // With a cue or concept of its own it says something.
    assert_eq!(of("L1", r#"{ pattern = "occupation", concept = "a" }, "occupation*""#), [""; 0]);
    assert_eq!(of("L1", r#""occupation", { pattern = "occupation*", near = ["land"] }"#), [""; 0]);
    assert_eq!(of("L1", r#""occupation", { pattern = "occupation*", except = ["occupation"] }"#), [""; 0]);
}

#[test]
fn an_entry_behind_another_is_never_counted() {
    assert_eq!(of("L14", r#""occupation*", "occupation""#), ["L14 warning occupation"]);
    assert_eq!(of("L14", r#""war", { pattern = "war", near = ["army"] }"#), ["L14 warning war#2"]);
    assert_eq!(of("L14", r#""occupied", "occupied *""#), ["L14 warning occupied"]);
    assert_eq!(
        of("L14", r#"{ pattern = "war", unless = ["cold"] }, { pattern = "war", unless = ["cold", "ice"] }"#).len(),
        1
    );
    for fine in [
        r#"{ pattern = "war", near = ["army"] }, "war""#,
        r#""occupied", { pattern = "occupied *", near = ["land"] }"#,
        r#""occupied", "occupied land""#,
        r#"{ pattern = "war", unless = ["cold"] }, { pattern = "war", unless = ["ice"] }"#,
        r#"{ pattern = "war", unless = ["cold"], within = 5 }, { pattern = "war", unless = ["cold"], within = 2 }"#,
        r#"{ pattern = "war", near = ["army"], within = 2 }, { pattern = "war", near = ["army"], within = 9 }"#,
        r#""war crime*", "war""#,
    ] {
        assert_eq!(of("L14", fine), [""; 0], "{fine}");
    }
}

#[test]
fn frames_without_tests() {
    assert_eq!(of("L22", r#""war""#), ["L22 info "]);
    let tested = "[en]\nentries = [\"war\"]\n[en.tests]\nhit = [\"War.\"]\nmiss = [\"Peace.\"]\n";
    assert_eq!(found(&[tested], None), [""; 0]);
    assert_eq!(found(&[&tested.replace("Peace", "War")], None), ["L21 error war"]);
    assert_eq!(found(&[&tested.replace("\"War.\"", "\"Peace.\"")], None), ["L20 error "]);
}

#[test]
fn words_that_two_frames_take() {
    let one = "[en]\nentries = [\"overrun\", \"raid\"]\n";
    let meets = |other: &str| found(&[one, other], None).iter().filter(|f| f.starts_with("L30")).count();
    assert_eq!(meets("[en]\nentries = [\"overr?n\", \"rai*\"]\n"), 2);
    assert_eq!(meets("[en]\nentries = [\"war\", \"air raid\"]\n"), 0);
    assert_eq!(meets("[fr]\nentries = [\"raid\"]\n"), 0, "another language");
}

#[test]
fn frames_below_one_another_may_share_words() {
    let packs = Arc::new(LanguagePacks::bundled());
    let mut analyzer = Analyzer::new(Arc::clone(&packs));
    let file = |id: &str| (format!("{id}.toml"), format!("id = \"{id}\"\n[en]\nentries = [\"raid\"]\n"));
    let lexicon = Lexicon::parse(&[file("war"), file("war.air")], &mut analyzer).unwrap();
    let input = Input { lexicon: &lexicon, packs: &packs, actors: None, usage: None };
    assert!(check(&input, &mut analyzer).1.iter().all(|f| f.fault.code != "L30"));
}

#[test]
fn concepts_of_one_language() {
    let body = |fr: &str| {
        format!(
            "[en]\nentries = [{{ pattern = \"raid\", concept = \"raid\" }}, {{ pattern = \"war\", concept = \"war\" }}]\n[fr]\nentries = [{fr}]\n"
        )
    };
    let alone = |fr: &str| found(&[&body(fr)], None).into_iter().filter(|f| f.starts_with("L31")).collect::<Vec<_>>();
    assert_eq!(alone("{ pattern = \"raid\", concept = \"raid\" }"), ["L31 info war"]);
    assert_eq!(alone("\"raid\""), [""; 0], "French uses no concepts");
    assert_eq!(
        alone("{ pattern = \"raid\", concept = \"raid\" }, { pattern = \"guerre\", concept = \"war\" }"),
        [""; 0]
    );
}

#[test]
fn languages_of_unequal_breadth() {
    let words = |n: usize| (0..n).map(|i| format!("\"mot{i}\"")).collect::<Vec<_>>().join(", ");
    let breadth = |en: usize, fr: usize| {
        let body = format!("[en]\nentries = [{}]\n[fr]\nentries = [{}]\n", words(en), words(fr));
        found(&[&body], None).into_iter().filter(|f| f.starts_with("L32")).collect::<Vec<_>>()
    };
    assert_eq!(breadth(10, 5), ["L32 info "]);
    assert_eq!(breadth(12, 3), ["L32 warning "]);
    assert_eq!(breadth(10, 6), [""; 0]);
    assert_eq!(breadth(8, 2), [""; 0], "too few to say");
}

#[test]
fn languages_without_a_pack_and_stems_without_a_stemmer() {
    let none = found(&["[hy]\nentries = [\"stem:պատերազմ\", \"war\"]\n"], None);
    assert!(none.contains(&"L33 warning ".to_owned()), "{none:?}");
    assert!(none.contains(&"L34 warning stem:պատերազմ".to_owned()), "{none:?}");
    let german = found(&["[de]\nentries = [\"stem:Krieg\"]\n"], None);
    assert!(german.contains(&"L33 info ".to_owned()) && !german.iter().any(|f| f.starts_with("L34")), "{german:?}");
    assert_eq!(of("L33", r#""war""#), [""; 0]);
}

fn corpus() -> Usage {
    let mut usage = Usage::default();
    let types = usage.types.entry("en".to_owned()).or_default();
    for (form, stem, tokens) in [("liberated", "liber", 7), ("liberal", "liber", 3), ("war", "war", 2)] {
        types.insert(form.into(), Use { stem: stem.into(), tokens, documents: 1 });
    }
    usage.mentions.insert(("f0".to_owned(), "en".to_owned(), "war".to_owned()), 2);
    usage
}

#[test]
fn stems_show_their_forms_and_strangers_first() {
    let body = "[en]\nentries = [\"stem:liberate\"]\n[en.tests]\nhit = [\"They liberated it.\"]\nmiss = [\"The liberal party.\"]\n";
    let message = |usage: Option<&Usage>| {
        let all = findings(&[body], usage);
        all.iter().find(|f| f.fault.code == "L40").unwrap().fault.message.clone()
    };
    assert_eq!(message(None), "`stem:liberate` also takes liberal, perhaps another word; besides: liberate, liberated");
    assert_eq!(
        message(Some(&corpus())),
        "`stem:liberate` also takes liberal (3), perhaps another word; besides: liberated (7)"
    );
    assert_eq!(of("L40", r#""liberat*""#), [""; 0]);
}

#[test]
fn entries_without_a_hit_in_the_corpus() {
    let body = "[en]\nentries = [\"war\", \"raid\"]\n[fr]\nentries = [\"guerre\"]\n";
    let unused: Vec<_> = found(&[body], Some(&corpus())).into_iter().filter(|f| f.starts_with("L41")).collect();
    assert_eq!(unused, ["L41 info raid"], "the corpus holds no French");
}

#[test]
fn captured_types_have_their_counts() {
    let mut analyzer = Analyzer::new(Arc::new(LanguagePacks::bundled()));
    let body = "id = \"f0\"\n[en]\nentries = [\"stem:liberate\", \"under * liber*\", \"war\"]\n";
    let lexicon = Lexicon::parse(&[("f0.toml".to_owned(), body.to_owned())], &mut analyzer).unwrap();
    let rows = captured(&lexicon, &corpus());
    let shown: Vec<_> =
        rows.iter().map(|r| format!("{} {} {} {} {}", r.entry, r.element, r.form, r.tokens, r.stranger)).collect();
    assert_eq!(
        shown,
        [
            "stem:liberate liberate liberated 7 false",
            "stem:liberate liberate liberal 3 true",
            "under * liber* liber* liberated 7 false",
            "under * liber* liber* liberal 3 false",
        ]
    );
}

#[test]
fn sides_that_are_easier_to_find_and_actors_without_forms() {
    let text = r#"
[[actor]]
id = "a"
side = "one"
en = ["alpha", "alphan", "alphans", "alphaville"]
fr = ["alpha"]
[[actor]]
id = "b"
side = "two"
en = ["beta"]
[[actor]]
id = "c"
side = "three"
en = ["gamma", "gamman", "gammans"]
fr = ["gamma"]
"#;
    let mut analyzer = Analyzer::new(Arc::new(LanguagePacks::bundled()));
    let actors = parse_actors("actors.toml", text, &mut analyzer).unwrap();
    let mut findings = Vec::new();
    sides::actors("actors.toml", text, &actors, &mut findings);
    let shown: Vec<_> =
        findings.iter().map(|f| (f.fault.code, f.language.as_str(), f.fault.message.as_str())).collect();
    assert_eq!(
        shown,
        [
            ("L50", "en", "actors of side `two` have 1.0 forms each in `en`, those of `one` 4.0"),
            ("L51", "fr", "actor `b` has no forms in `fr`"),
        ]
    );
}

#[test]
fn every_code_is_documented_and_listed_once() {
    let source = include_str!("../check.rs");
    let mut codes = CODES.to_vec();
    codes.dedup();
    assert_eq!(codes.len(), CODES.len());
    for code in CODES {
        assert!(source.contains(&format!("//! | `{code}`")) || source.contains(&format!("`{code}` |")), "{code}");
    }
}
