use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation;

use super::*;

fn analyzer() -> Analyzer {
    Analyzer::new(Arc::new(LanguagePacks::bundled()))
}

/// All that is known of a text: sentences, with their words, `+` before a joined one.
fn show(analyzer: &mut Analyzer, text: &str, language: &str, boilerplate: &[Span], title: Option<Span>) -> Vec<String> {
    let analysis = analyzer.analyze(text, language, boilerplate, title);
    let sentence = |sentence: &Sentence| {
        let words: Vec<String> = analysis.tokens[sentence.tokens.clone()]
            .iter()
            .map(|token| format!("{}{}", if token.joined { "+" } else { "" }, token.span.of(text)))
            .collect();
        format!("{} {:?}: {}", sentence.paragraph, sentence.position, words.join(" "))
    };
    analysis.sentences.iter().map(sentence).collect()
}

#[test]
fn an_article_has_title_lead_and_body() {
    let text = "Truce signed\n\nThe truce was signed. It holds.\n\nGen. Adams “left”, he said.";
    let shown = show(&mut analyzer(), text, "en", &[], Some(Span::new(0, 12)));
    assert_eq!(
        shown,
        [
            "0 Title: Truce +signed",
            "1 Lead: The +truce +was +signed",
            "1 Lead: It +holds",
            "2 Body: Gen +Adams +left he +said",
        ]
    );
}

#[test]
fn without_a_title_the_first_paragraph_is_the_lead() {
    let shown = show(&mut analyzer(), "One two.\n\nThree.", "en", &[], None);
    assert_eq!(shown, ["0 Lead: One +two", "1 Body: Three"]);
}

#[test]
fn boilerplate_is_left_out_and_nothing_runs_over_it() {
    let text = "The army [Read: 715] left.\n#Share\n\nIt came\u{A0}back. ***";
    let boilerplate = [Span::new(27, 33), Span::new(9, 20)];
    let shown = show(&mut analyzer(), text, "en", &boilerplate, None);
    assert_eq!(shown, ["0 Lead: The +army", "0 Lead: left", "1 Body: It +came +back"]);
}

#[test]
fn boilerplate_over_the_whole_text_or_beside_it_is_no_panic() {
    let text = "é is a letter.";
    for (start, end) in [(0, 15), (1, 3), (0, 99), (50, 60)] {
        let span = Span { start, end };
        let analysis = analyzer().analyze(text, "en", &[span, span], Some(span));
        assert!(analysis.tokens.len() <= 4);
    }
}

#[test]
fn types_carry_stem_and_stop_and_clitics_are_stops() {
    let mut analyzer = analyzer();
    let analysis = analyzer.analyze("L’occupation d'Artsakh", "fr", &[], None);
    let vocabulary = analyzer.vocabulary("fr").unwrap();
    let types: Vec<_> = analysis.tokens.iter().map(|token| vocabulary.ty(token.type_id)).collect();
    let shown: Vec<_> = types.iter().map(|ty| (&*ty.form, &*ty.stem, ty.stop)).collect();
    assert_eq!(
        shown,
        [("l'", "l'", true), ("occupation", "occup", false), ("d'", "d'", true), ("artsakh", "artsakh", false)]
    );
    assert!(analyzer.vocabulary("en").is_none());
}

#[test]
fn one_form_is_one_type_however_it_is_written() {
    let mut analyzer = analyzer();
    let analysis = analyzer.analyze("OCCUPIED occupied, “Occupied” oc\u{AD}cupied", "en", &[], None);
    let id = analyzer.type_id("en", "occupied");
    assert!(analysis.tokens.iter().all(|token| token.type_id == id));
    assert_eq!(analysis.tokens.len(), 4);
    assert_ne!(analyzer.type_id("en", "unseen"), id);
}

#[test]
fn patterns_are_cut_like_texts_and_keep_their_wildcards() {
    let table = [
        ("en", "self-determination", "self determination"),
        ("en", "occup*ing power*", "occup*ing power*"),
        ("en", "pro-*", "pro *"),
        ("en", "under * control", "under * control"),
        ("en", "wom?n", "wom?n"),
        ("en", "Azerbaijan's *", "azerbaijan 's *"),
        ("en", "*'s army", "* 's army"),
        ("en", "U.S.-*", "u.s *"),
        ("fr", "forces d’occupation", "forces d' occupation"),
        ("fr", "l'*", "l' *"),
        ("fr", "aujourd’hui", "aujourd'hui"),
        ("ru", "освобождён*", "освобожден*"),
        ("tr", "İŞGAL*", "işgal*"),
        ("tr", "Azerbaycan'*", "azerbaycan"),
        ("en", "  ", ""),
    ];
    let mut analyzer = analyzer();
    for (language, pattern, expected) in table {
        let words = analyzer.pattern_words(language, pattern);
        let forms: Vec<_> = words.iter().map(|word| word.form.as_str()).collect();
        assert_eq!(forms.join(" "), expected, "{language}: {pattern}");
    }
    let words = analyzer.pattern_words("en", "Occupied Territor*");
    assert_eq!(words.iter().map(|word| word.surface.as_str()).collect::<Vec<_>>(), ["Occupied", "Territor*"]);
}

#[test]
fn an_analyzer_can_move_to_a_thread() {
    fn sendable<T: Send>(_: &T) {}
    sendable(&analyzer());
}

/// A region's words without memory and without cutting at white space: UAX 29 on the whole text.
fn plain_words(text: &str) -> Vec<String> {
    // U+202F would join words by the Unicode rules, U+200B part them. A mark may sit on a space.
    let spaced = text.replace('\u{202F}', " ").replace('\u{200B}', "");
    let words = spaced.unicode_words().flat_map(|word| word.split(':'));
    words.map(|word| word.trim_start().to_owned()).filter(|word| !word.is_empty()).collect()
}

const TEXTS: &str = "([a-zA-Zéşıİ]{1,6}|[А-Яа-я]{1,5}|[0-9.,]{1,4}|[ \n\u{A0}\u{202F}\t]{1,2}|[-‐‑–—’'`.,;:!?…«»“”\"()/@#*]|l'|d’|'s|Mr\\. |U\\.S\\.|\u{AD}|\u{200B}|\u{301}|\\PC){0,40}";

proptest! {
    #[test]
    fn remembered_chunks_give_the_same_tokens_as_new_ones(texts in prop::collection::vec(TEXTS, 1..4)) {
        for language in ["en", "fr", "tr", "hy"] {
            let mut veteran = analyzer();
            for _ in 0..2 {
                for text in &texts {
                    let shown = show(&mut veteran, text, language, &[], None);
                    prop_assert_eq!(shown, show(&mut analyzer(), text, language, &[], None));
                }
            }
        }
    }

    #[test]
    fn cutting_at_white_space_changes_no_word(text in TEXTS) {
        // German has no clitic rules; addresses and lost spaces are ours.
        let special = text.contains(['/', '@']) || text.contains("ww.");
        let glued = plain_words(&text).iter().any(|word| crate::text::tokenize::glued_stop(word).is_some());
        if !special && !glued {
            let mut analyzer = analyzer();
            let pack = LanguagePacks::bundled().get_or_minimal("de");
            let plain: Vec<String> = plain_words(&text).iter().map(|word| fold(word, &pack)).collect();
            prop_assert_eq!(analyzer.words("de", &text), plain);
        }
    }

    #[test]
    fn tokens_and_sentences_tile_the_text(text in TEXTS, holes in prop::collection::vec((0u32..60, 0u32..20), 0..3)) {
        let holes: Vec<Span> = holes.iter().map(|&(start, len)| Span { start, end: start + len }).collect();
        for language in ["en", "fr", "tr"] {
            let analysis = analyzer().analyze(&text, language, &holes, None);
            let mut at = 0;
            for token in &analysis.tokens {
                prop_assert!(at <= token.span.start && !token.span.of(&text).is_empty());
                at = token.span.end;
            }
            let mut token = 0;
            let mut paragraph = 0;
            for sentence in &analysis.sentences {
                prop_assert_eq!(sentence.tokens.start, token);
                prop_assert!(sentence.tokens.end > token && sentence.paragraph >= paragraph);
                prop_assert!(!analysis.tokens[token].joined);
                for token in &analysis.tokens[sentence.tokens.clone()] {
                    prop_assert!(sentence.span.contains(token.span));
                }
                (token, paragraph) = (sentence.tokens.end, sentence.paragraph);
            }
            prop_assert_eq!(token, analysis.tokens.len());
        }
    }

    #[test]
    fn words_of_a_pattern_without_wildcards_are_the_words_of_the_text(text in "[a-zéA-Z’' .-]{0,30}") {
        let mut analyzer = analyzer();
        for language in ["en", "fr", "tr"] {
            let forms: Vec<String> = analyzer.pattern_words(language, &text).into_iter().map(|w| w.form).collect();
            prop_assert_eq!(forms, analyzer.words(language, &text));
        }
    }
}

#[test]
fn hostile_texts_take_linear_time() {
    // Each would take minutes if any rule looked back or ahead without bound.
    let parts = ["a.b", "! ", "l'", ".[", "a.\u{200B}", "U.S. ", "é", "«. ", "\n. ", "x@y.z/", "M. L", "'", "A-", "1."];
    let mut analyzer = analyzer();
    for part in parts {
        let text = part.repeat(200_000 / part.len());
        for language in ["en", "fr", "tr"] {
            analyzer.analyze(&text, language, &[], None);
        }
    }
}
