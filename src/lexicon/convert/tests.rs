//! Every format at once: round trips, and text that is no dictionary.

use std::cell::RefCell;
use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::text::LanguagePacks;
use crate::text::analyze::Analyzer;

fn analyzer() -> Analyzer {
    Analyzer::new(Arc::new(LanguagePacks::bundled()))
}

fn load(format: Format, text: &str) -> Loaded {
    read(&[("a".to_owned(), text.to_owned())], format, &mut analyzer())
}

fn patterns(category: &Category) -> Vec<&str> {
    category.terms.iter().map(|t| t.pattern.as_str()).collect()
}

/// Names and patterns in order of the alphabet; a language where there is none.
fn sorted(mut dictionary: Dictionary) -> Dictionary {
    fn sort(categories: &mut [Category]) {
        for category in categories.iter_mut() {
            category.terms.iter_mut().for_each(|t| t.language = Some("en".to_owned()));
            category.terms.sort_by(|a, b| a.pattern.cmp(&b.pattern));
            sort(&mut category.children);
        }
        categories.sort_by(|a, b| a.name.cmp(&b.name));
    }
    sort(&mut dictionary.categories);
    dictionary
}

fn term() -> impl Strategy<Value = Term> {
    let pattern =
        prop_oneof!["[a-z]{2,8}", "[a-z]{2,8}\\*", "[a-z]{2,6} [a-z]{2,6}", "[a-z]{2}\\*[a-z]{2}", "no|yes|null"];
    let weight = prop_oneof![3 => Just(None), 1 => Just(Some(2.0)), 1 => Just(Some(0.5))];
    let note = prop_oneof![4 => Just(None), 1 => Just(Some("why, \"so\"".to_owned()))];
    (pattern, weight, note).prop_map(|(pattern, weight, note)| Term { weight, note, ..Term::plain(&pattern) })
}

fn category() -> impl Strategy<Value = Category> {
    let leaf = ("[A-Za-z][A-Za-z &<-]{0,6}[a-z]", prop::collection::vec(term(), 0..5)).prop_map(|(name, terms)| {
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        Category { name, terms, ..Category::default() }
    });
    leaf.prop_recursive(3, 12, 3, |inner| {
        (inner.clone(), prop::collection::vec(inner, 0..3)).prop_map(|(mut category, children)| {
            category.children = children;
            category
        })
    })
}

/// Names unique among siblings, patterns within a category.
fn unique(categories: Vec<Category>) -> Vec<Category> {
    let mut names = std::collections::BTreeSet::new();
    let mut out = Vec::new();
    for mut category in categories {
        // A name that differs in a sign only is another file under the same id.
        let key: String = category.name.to_lowercase().chars().filter(|c| c.is_alphabetic()).collect();
        if names.insert(key) {
            let mut seen = std::collections::BTreeSet::new();
            category.terms.retain(|t| seen.insert(t.pattern.clone()));
            category.children = unique(category.children);
            out.push(category);
        }
    }
    out
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_without_loss_comes_back_equal(categories in prop::collection::vec(category(), 1..4)) {
        let analyzer = RefCell::new(analyzer());
        let dictionary = Dictionary { title: None, categories: unique(categories) };
        for (name, format, _) in Format::ALL {
            let mut analyzer = analyzer.borrow_mut();
            let written = write(&dictionary, format, "en", false, &mut analyzer).unwrap();
            let loaded = read(&written.files, format, &mut analyzer);
            prop_assert!(loaded.faults.is_empty() || loaded.dictionary.size().0 == 0, "{name}: {:?}\n{:?}", loaded.faults, written.files);
            // A second time nothing more is lost, whatever was the first time.
            let again = write(&loaded.dictionary, format, "en", false, &mut analyzer).unwrap();
            let twice = read(&again.files, format, &mut analyzer).dictionary;
            prop_assert_eq!(sorted(twice), sorted(loaded.dictionary.clone()), "{}", name);
            if written.losses.is_empty() {
                prop_assert_eq!(sorted(loaded.dictionary), sorted(dictionary.clone()), "{}: {:?}", name, written.files);
            }
        }
    }

    #[test]
    fn no_text_is_too_strange_to_be_refused(text in "[%+<>/()\\[\\]{}:,@*?=\"'&|>~!#\\t\\n a-c0-3é-]{0,60}") {
        let mut analyzer = analyzer();
        for (_, format, _) in Format::ALL {
            let loaded = read(&[("a".to_owned(), text.clone())], format, &mut analyzer);
            for fault in &loaded.faults {
                prop_assert!(!fault.render(false).is_empty());
            }
        }
    }
}

#[test]
fn conditional_categories_of_liwc_are_read_and_written() {
    let text = "%\n02\tpronoun\n125\taffect\n131\tcogmech\n134\thope\n464\tfiller\n%\n\
                kind\t<of>131/125\nlike\t(02 134)125/464\t131\nsort <of>\t131\n(02) wonder*\t125\n";
    let loaded = load(Format::Liwc, text);
    assert!(loaded.faults.is_empty(), "{:?}", loaded.faults);
    let category = |name: &str| loaded.dictionary.categories.iter().find(|c| c.name == name).unwrap();
    assert_eq!(patterns(category("affect")), ["kind", "like", "wonder*"]);
    assert_eq!(patterns(category("cogmech")), ["kind", "like", "sort of"]);
    assert_eq!(patterns(category("filler")), ["like"]);
    let like = category("filler").terms[0].choice.clone().unwrap();
    let after = Test::After(vec![vec!["pronoun".to_owned()], vec!["hope".to_owned()]]);
    assert_eq!((like.test, like.holds, like.other), (after, false, Some(vec!["affect".to_owned()])));

    let written = write(&loaded.dictionary, Format::Liwc, "en", false, &mut analyzer()).unwrap();
    assert_eq!(written.losses, []);
    let out = &written.files[0].1;
    assert!(out.contains("kind\t<of>3/2\n") && out.contains("like\t(1 4)2/5\t3\n"), "{out}");
    assert!(out.contains("sort of\t3\n") && out.contains("wonder*\t(1)2\n"), "{out}");
    assert_eq!(sorted(load(Format::Liwc, out).dictionary), sorted(loaded.dictionary.clone()));

    // `<of>` is a phrase and its exception; a look at the word before is lost.
    let written = write(&loaded.dictionary, Format::Framelens, "en", false, &mut analyzer()).unwrap();
    let file = |name: &str| written.files.iter().find(|(n, _)| n == name).map(|(_, text)| text.as_str()).unwrap();
    assert!(file("cogmech.toml").contains("\"kind of\""), "{}", file("cogmech.toml"));
    assert!(file("affect.toml").contains("{ pattern = \"kind\", unless = [\"kind of\"], within = 1 }"));
    let lost: Vec<_> = written.losses.iter().map(|l| (l.place.as_str(), l.what.as_str())).collect();
    assert_eq!(
        lost,
        [
            ("affect: like", "only behind a word of pronoun, hope"),
            ("affect: wonder*", "only behind a word of pronoun"),
            ("filler: like", "only not behind a word of pronoun, hope"),
        ]
    );
}

#[test]
fn scores_of_yoshikoder_and_patterns_beside_sub_categories_survive() {
    let text = r#"<dictionary><cnode name="Mine"><cnode name="A" score="3" desc="first">
        <pnode name="war" score="2"/><cnode name="B"><pnode name="peace*" score="0.5"></pnode></cnode><pnode name="fire"/>
        </cnode></cnode></dictionary>"#;
    let loaded = load(Format::Yoshikoder, text);
    assert!(loaded.faults.is_empty() && loaded.losses.is_empty(), "{loaded:?}");
    let a = &loaded.dictionary.categories[0];
    assert_eq!((patterns(a), a.terms[0].weight, a.weight), (vec!["war", "fire"], Some(2.0), Some(3.0)));
    assert_eq!((a.children[0].name.as_str(), a.children[0].terms[0].weight), ("B", Some(0.5)));
    let written = write(&loaded.dictionary, Format::Yoshikoder, "en", false, &mut analyzer()).unwrap();
    assert_eq!(written.losses, []);
    assert_eq!(load(Format::Yoshikoder, &written.files[0].1).dictionary, loaded.dictionary);
}

#[test]
fn a_name_that_is_no_id_comes_back_from_the_label() {
    let loaded = load(Format::Lexicoder, "+A category\nmore\n+Another: category\nless\n");
    let written = write(&loaded.dictionary, Format::Framelens, "en", false, &mut analyzer()).unwrap();
    assert_eq!(written.losses, []);
    assert_eq!(written.files[0].0, "A-category.toml");
    let back = read(&written.files, Format::Framelens, &mut analyzer()).dictionary;
    assert_eq!(sorted(back), sorted(loaded.dictionary));
}

#[test]
fn rules_of_wordstat_go_round_and_are_lost_elsewhere() {
    let text = "BANK\n\t@MONEY_BANK [BANK NEAR #MONEY /S 5] (1)\n\tCASH (2.5)\n";
    let loaded = load(Format::Wordstat, text);
    assert!(loaded.faults.is_empty(), "{:?}", loaded.faults);
    let written = write(&loaded.dictionary, Format::Wordstat, "en", false, &mut analyzer()).unwrap();
    assert_eq!(written.files[0].1, "BANK\n\t@MONEY_BANK [BANK NEAR #MONEY /S 5] (1)\n\tcash (2.5)\n");
    let written = write(&loaded.dictionary, Format::Quanteda, "en", false, &mut analyzer()).unwrap();
    assert_eq!(written.files[0].1, "BANK:\n  - cash\n");
    let what: Vec<_> = written.losses.iter().map(|l| l.what.as_str()).collect();
    assert_eq!(what, ["rule `@MONEY_BANK [BANK NEAR #MONEY /S 5]`", "weight 2.5"]);
}

#[test]
fn a_broken_key_of_yaml_does_not_take_the_others_along() {
    let loaded = load(Format::Quanteda, "a: [x, y]\nb:\n  - *deceit*\nc: [z\nd:\n  - w\n");
    let names: Vec<_> = loaded.dictionary.categories.iter().map(|c| c.name.as_str()).collect();
    assert_eq!(names, ["a", "d"]);
    let lines: Vec<_> = loaded.faults.iter().filter_map(|f| f.position()).map(|(_, line, _)| line).collect();
    assert_eq!(lines.len(), 2, "{:?}", loaded.faults);
    assert_eq!(lines[0], 3);
    assert!(loaded.faults[0].help.as_deref().unwrap().contains("in quotes"), "{:?}", loaded.faults[0]);
}
