//! `concordance`: keyword in context.

use crate::util::{self, one};

#[test]
fn a_pattern_is_shown_in_its_contexts() {
    let folder = util::corpus(&[("a.txt", "The power left. Two occupying powers signed it. Power is all.")]);
    let ran = folder.run(&["concordance", "power*", "a.txt", "--language", "en"]).with_code(0);
    let keyed: Vec<_> = ran.out.lines().map(|l| l[l.find('[').unwrap()..=l.find(']').unwrap()].to_owned()).collect();
    assert_eq!(keyed, ["[power]", "[powers]", "[Power]"]);
    assert!(ran.err.contains("3 lines in 1 documents"), "{}", ran.err);
}

#[test]
fn a_table_holds_the_whole_sentence_and_the_offsets() {
    let folder = util::corpus(&[("a.txt", "Two occupying powers signed it.")]);
    let ran =
        folder.run(&["concordance", "occup*ing power*", "a.txt", "--format", "csv", "--language", "en"]).with_code(0);
    let rows = util::rows(&ran.out);
    let row = one(&rows, &[("cue", "occupying powers")]);
    assert_eq!((row["left"].as_str(), row["right"].as_str(), row["start"].as_str()), ("Two ", " signed it.", "4"));
}

#[test]
fn a_frame_or_an_entry_can_be_asked_for() {
    let folder = util::corpus(&[("a.txt", "They attacked and occupied the hill of our town.")]);
    let of =
        |what: &str| folder.run(&["concordance", what, "a.txt", "--lexicons", "lex", "--format", "csv"]).with_code(0);
    assert_eq!(util::rows(&of("frame:force").out).len(), 2);
    assert_eq!(util::rows(&of("entry:occup*").out).len(), 1);
    let wrong = folder.run(&["concordance", "entry:nothing", "a.txt", "--lexicons", "lex"]).with_code(2);
    assert!(wrong.err.contains("no frame has an entry `nothing`"), "{}", wrong.err);
}

#[test]
fn a_bad_pattern_is_explained() {
    let folder = util::corpus(&[("a.txt", "Text.")]);
    let ran = folder.run(&["concordance", "*", "a.txt"]).with_code(2);
    assert!(ran.err.contains("would match every word"), "{}", ran.err);
}
