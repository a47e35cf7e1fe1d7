use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::lexicon::matcher::{Matcher, Rule, TypeTable};
use crate::lexicon::overlap::Overlap;
use crate::text::LanguagePacks;

fn analyzer() -> Analyzer {
    Analyzer::new(Arc::new(LanguagePacks::bundled()))
}

fn file(entries: &str) -> String {
    format!("# head\nid = \"f\" # the id\n\n[en]\nentries = [{entries}]\n\n[en.tests]\nhit = [\"War.\"]\n")
}

fn tidied(entries: &str) -> String {
    let text = tidy("f.toml", &file(entries), &mut analyzer()).unwrap().text;
    let body = text.strip_prefix("# head\nid = \"f\" # the id\n\n[en]\nentries = [").unwrap();
    body.strip_suffix("]\n\n[en.tests]\nhit = [\"War.\"]\n").unwrap().to_owned()
}

#[test]
fn groups_are_sorted_and_comments_keep_their_place_or_their_entry() {
    let before = "\n  # -- acts --\n  \"war\",\n  { pattern = \"Raid\", note = \"x\" }, # by air\n  \"=UN\",\n\n  \"b\",\n  \"a\"\n  # end\n";
    let after = "\n  # -- acts --\n  { pattern = \"Raid\", note = \"x\" }, # by air\n  \"=UN\",\n  \"war\",\n\n  \"a\",\n  \"b\"\n  # end\n";
    assert_eq!(tidied(before), after);
}

#[test]
fn several_entries_in_a_line_are_sorted_in_their_places() {
    assert_eq!(tidied("\"c\", \"a\",\n  \"b\", "), "\"a\", \"b\",\n  \"c\", ");
    // A comment that would come before another entry stays, and so does the order.
    assert_eq!(tidied("\"c\", \"a\", # two\n  \"b\","), "\"a\", \"c\", # two\n  \"b\",");
}

#[test]
fn repetitions_go_and_their_comments_stay() {
    assert_eq!(
        tidied("\n  \"a\",\n  \"b\",\n  \"a\", # again\n  \"c\",\n"),
        "\n  \"a\",\n  \"b\",\n  # again\n  \"c\",\n"
    );
    assert_eq!(tidied("\"a\", \"a\", \"b\", \"b\""), "\"a\", \"b\", ");
    assert_eq!(tidied("\n  \"a\"\n  , \"a\"\n  , \"b\"\n"), "\n  \"a\"\n  , \n   \"b\"\n");
    // Not the same: another setting.
    let two = "\n  \"a\",\n  { pattern = \"a\", note = \"n\" },\n";
    assert_eq!(tidied(two), two);
}

#[test]
fn entries_that_compete_keep_their_order() {
    let kept = "\n  \"occupation\",\n  \"occup*\",\n";
    assert_eq!(tidied(kept), kept);
    let two = "\n  { pattern = \"war\", near = [\"b\"] },\n  { pattern = \"war\", near = [\"a\"] },\n  \"army\",\n";
    assert_eq!(
        tidied(two),
        "\n  \"army\",\n  { pattern = \"war\", near = [\"b\"] },\n  { pattern = \"war\", near = [\"a\"] },\n"
    );
}

#[test]
fn windows_line_ends_stay_and_tables_of_entries_are_left_alone() {
    assert_eq!(tidied("\r\n  \"b\", # x\r\n  \"a\",\r\n"), "\r\n  \"a\",\r\n  \"b\", # x\r\n");
    let tables = "id = \"f\"\n[[en.entries]]\npattern = \"b\"\n[[en.entries]]\npattern = \"a\"\n";
    let left = tidy("f.toml", tables, &mut analyzer()).unwrap();
    assert_eq!((left.text.as_str(), left.changes.len()), (tables, 0));
}

#[test]
fn a_faulty_file_is_an_error() {
    assert!(tidy("f.toml", "id = \"f\"\n[en]\nentries = [\"a\",\n", &mut analyzer()).is_err());
    assert!(tidy("f.toml", "id = \"f\"\n[en]\nentries = [\"*\"]\n", &mut analyzer()).is_err());
}

#[test]
fn the_bundled_frames_can_be_put_in_order() {
    let mut analyzer = analyzer();
    for (path, text) in crate::lexicon::bundled::frames() {
        let once = tidy(&path, &text, &mut analyzer).unwrap();
        let twice = tidy(&path, &once.text, &mut analyzer).unwrap();
        assert!(twice.changes.is_empty(), "{path}");
        assert_eq!(text.matches('#').count(), once.text.matches('#').count());
    }
}

/// Hits as place and what the entry says, under every overlap rule.
fn hits(text: &str, sentence: &str) -> Vec<(u32, u32, String)> {
    let mut analyzer = analyzer();
    let frame = Frame::parse("f.toml", text, &mut analyzer).unwrap();
    let entries = &frame.languages["en"].entries;
    let mut all = Vec::new();
    for (_, rule) in Overlap::ALL {
        let rules = entries.iter().enumerate().map(|(i, e)| Rule::entry(0, i as u32, e));
        let matcher = Matcher::new(rules, rule);
        let analysis = analyzer.analyze(sentence, "en", &[], None);
        let found = matcher.find(sentence, &analysis, analyzer.vocabulary("en").unwrap(), &mut TypeTable::default());
        all.extend(found.into_iter().map(|h| (h.start, h.end, said(&entries[h.rule as usize]))));
    }
    all
}

fn entry() -> impl Strategy<Value = String> {
    let pattern = prop::sample::select(vec![
        "war",
        "war*",
        "w*",
        "raid",
        "=War",
        "re:wa(r|rs)",
        "stem:raid",
        "the war",
        "* war",
        "army",
        "arm?",
        "Army",
    ]);
    let setting =
        prop::sample::select(vec!["", ", near = [\"army\"]", ", unless = [\"the\"]", ", note = \"a # b, c\""]);
    (pattern, setting, any::<bool>()).prop_map(|(p, s, bare)| match bare && s.is_empty() {
        true => format!("'{p}'"),
        false => format!("{{ pattern = \"{p}\"{s} }}"),
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]
    #[test]
    fn putting_in_order_is_done_once_and_changes_nothing_that_matches(
        items in prop::collection::vec((entry(), 0usize..7), 0..9),
        words in prop::collection::vec(prop::sample::select(vec!["war", "War", "wars", "the", "army", "raids", "raid", "arms"]), 0..9),
    ) {
        let between = ["\n  ", " ", "\n\n  ", " # c1\n  ", "\n  # c2\n  ", "  \n  ", " # c3, \"x\"\n\n  "];
        let mut body = String::from("\n  ");
        for (entry, gap) in &items {
            body.push_str(entry);
            body.push(',');
            body.push_str(between[*gap]);
        }
        body.push('\n');
        let text = file(&body);
        let once = tidy("f.toml", &text, &mut analyzer()).unwrap();
        let twice = tidy("f.toml", &once.text, &mut analyzer()).unwrap();
        prop_assert_eq!(&once.text, &twice.text);
        prop_assert!(twice.changes.is_empty());
        prop_assert_eq!(once.changes.is_empty(), once.text == text);
        for comment in ["# c1", "# c2", "# c3"] {
            prop_assert_eq!(text.matches(comment).count(), once.text.matches(comment).count());
        }
        let sentence = words.join(" ");
        prop_assert_eq!(hits(&text, &sentence), hits(&once.text, &sentence));
    }
}
