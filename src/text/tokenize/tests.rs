use proptest::prelude::*;

use super::super::scan::chunks;
use super::*;
use crate::text::LanguagePacks;

fn tokenizer(code: &str) -> Tokenizer {
    Tokenizer::new(&LanguagePacks::bundled().get_or_minimal(code))
}

/// `text → words as they stand in the text, "·" between them`.
fn check_words(code: &str, table: &[(&str, &str)]) {
    let tokenizer = tokenizer(code);
    for (text, expected) in table {
        let words: Vec<&str> = chunks(text, 0..text.len())
            .flat_map(|(_, chunk)| tokenizer.chunk(chunk).words.into_iter().map(|word| &chunk[word.range]))
            .collect();
        assert_eq!(words.join("·"), *expected, "{code}: {text}");
    }
}

#[test]
fn english_words() {
    check_words(
        "en",
        &[
            ("the self-determination of Nagorno-Karabakh", "the·self·determination·of·Nagorno·Karabakh"),
            ("Azerbaijan's ARMENIA’S Armenians’", "Azerbaijan·'s·ARMENIA·’S·Armenians"),
            ("don't O'Brien's o'clock", "don't·O'Brien·'s·o'clock"),
            ("the 1990's, the 1990s", "the·1990·'s·the·1990s"),
            ("U.S.-led 30,785 3.5% $5 27th", "U.S·led·30,785·3.5·5·27th"),
            ("see https://foo.am/a-b, www.foo.am or (a.b@c.am) now", "see·or·now"),
            ("(see:http://t.co/x) armenpress.am/eng/1 <https://x.az>", "see"),
            ("and/or #Artsakh @mfa News.Az PanARMENIAN.Net", "and·or·Artsakh·mfa·News.Az·PanARMENIAN.Net"),
            ("Yerevan:Armenia at 12:30", "Yerevan·Armenia·at·12·30"),
            ("the conflict.Azerbaijan", "the·conflict·Azerbaijan"),
            ("said:“We—they” (or [you])", "said·We·they·or·you"),
            (
                "Azer\u{AD}baijan oc\u{200B}cup\u{200B}ied \u{200B}land\u{200B}",
                "Azer\u{AD}baijan·oc\u{200B}cup\u{200B}ied·land",
            ),
            ("… — * & ' \u{200B}", ""),
        ],
    );
}

#[test]
fn french_words() {
    check_words(
        "fr",
        &[
            ("l'agression d’un État", "l'·agression·d’·un·État"),
            ("jusqu’à ce qu'il n’y ait plus", "jusqu’·à·ce·qu'·il·n’·y·ait·plus"),
            ("aujourd’hui, quelqu'un d'aujourd'hui", "aujourd’hui·quelqu'un·d'·aujourd'hui"),
            ("L’ONU, l'OTAN et l’FMI", "L’·ONU·l'·OTAN·et·l’·FMI"),
            ("N'Djamena, D'Artagnan, O'Brien", "N'Djamena·D'Artagnan·O'Brien"),
            ("l’« opération » d'1 an l´armée", "l’·opération·d'·1·an·l´·armée"),
            ("«\u{202F}c’est-à-dire\u{202F}»", "c’·est·à·dire"),
            ("l'œuvre, l’héroïsme, l'île", "l'·œuvre·l’·héroïsme·l'·île"),
            ("10\u{A0}000 prud’hommes", "10·000·prud’hommes"),
            ("lorsqu’elle s’est", "lorsqu’·elle·s’·est"),
        ],
    );
}

#[test]
fn turkish_endings_behind_an_apostrophe_belong_to_no_word() {
    check_words(
        "tr",
        &[
            ("Azerbaycan'ın toprakları", "Azerbaycan·toprakları"),
            ("Türkiye’nin AB'nin 2020'de 27’sinde", "Türkiye·AB·2020·27"),
            ("AZERBAYCAN'IN TOPRAKLARI", "AZERBAYCAN·TOPRAKLARI"),
            ("Kur’an’ın Kur'an kat’i", "Kur’an·Kur'an·kat’i"),
            ("O'Brien geldi", "O'Brien·geldi"),
        ],
    );
}

#[test]
fn words_of_other_scripts() {
    check_words("ru", &[("Нагорно-Карабахский «конфликт»: 44-дневная", "Нагорно·Карабахский·конфликт·44·дневная")]);
    check_words("hy", &[("Ի՞նչ եղավ Արցախում։", "Ի՞նչ·եղավ·Արցախում")]);
    check_words("ar", &[("بدأت الحرب، هل", "بدأت·الحرب·هل")]);
}

#[test]
fn folding_makes_spellings_equal() {
    let table = [
        ("en", "OCCUPATION", "occupation"),
        ("en", "Azer\u{AD}bai\u{200B}jan", "azerbaijan"),
        ("en", "ﬁnal’s", "final's"),
        ("en", "İlham", "ilham"),
        ("en", "I`m", "i'm"),
        ("fr", "E\u{301}tat", "état"),
        ("fr", "ÉTAT", "état"),
        ("fr", "Œuvre", "oeuvre"),
        ("fr", "l’ʼ´'", "l''''"),
        ("ru", "Освобождённый", "освобожденный"),
        ("ru", "за\u{301}мок", "замок"),
        ("tr", "İŞGAL", "işgal"),
        ("tr", "IŞIK", "ışık"),
        ("tr", "I\u{307}lham", "ilham"),
        ("tr", "Millî", "milli"),
        ("az", "İSTİQLAL", "istiqlal"),
        ("hy", "Ի՞նչ", "ինչ"),
        ("hy", "և", "եւ"),
        ("el", "ΟΔΟΣ", "οδος"),
        ("de", "STRASSE", "strasse"),
    ];
    for (code, form, expected) in table {
        let pack = LanguagePacks::bundled().get_or_minimal(code);
        assert_eq!(fold(form, &pack), expected, "{code}: {form}");
    }
}

#[test]
fn a_surface_keeps_its_case() {
    assert_eq!(surface("Ter\u{AD}ri\u{200B}tories’"), "Territories'");
}

/// `text → words, each after "+" if joined to the word before, else after "|"`, in one chunk.
#[test]
fn a_phrase_runs_on_over_hyphens_quotes_and_abbreviations_only() {
    let table = [
        ("en", "self-determination", "|self+determination"),
        ("en", "Nagorno–Karabakh", "|Nagorno+Karabakh"),
        ("en", "war—peace", "|war|peace"),
        ("en", "Lt.-Gen.", "|Lt+Gen"),
        ("en", "and/or", "|and|or"),
        ("en", "peace,love", "|peace|love"),
        ("en", "said:“We", "|said|We"),
        ("en", "“so-called”-state", "|so+called+state"),
        ("en", "U.S.-led", "|U.S+led"),
        ("en", "conflict.Azerbaijan", "|conflict|Azerbaijan"),
        ("en", "state(s)", "|state|s"),
        ("fr", "l’«agression»", "|l’+agression"),
        ("tr", "Karabağ'ın-sınır", "|Karabağ+sınır"),
    ];
    for (code, chunk, expected) in table {
        let words = tokenizer(code).chunk(chunk).words;
        let shown: String = words
            .iter()
            .map(|word| format!("{}{}", if word.joined { '+' } else { '|' }, &chunk[word.range.clone()]))
            .collect();
        assert_eq!(shown, expected, "{code}");
    }
}

#[test]
fn the_ends_of_a_chunk_say_whether_a_phrase_runs_on() {
    let table = [
        ("en", "“territory”", true, true),
        ("en", "(territory", false, true),
        ("en", "territory,", true, false),
        ("en", "territory.", true, false),
        ("en", "Gen.", true, true),
        ("en", "J.", true, true),
        ("en", "U.S.", true, true),
        ("en", "-", true, true),
        ("en", "–", false, false),
        ("en", "«", true, true),
        ("en", "https://x.am", false, false),
        ("tr", "Karabağ'ın", true, true),
        ("tr", "Karabağ'ın,", true, false),
    ];
    for (code, chunk, lead, tail) in table {
        let got = tokenizer(code).chunk(chunk);
        // What an address leaves at its front says nothing: nothing precedes it in this table.
        if !got.words.is_empty() || !chunk.contains("://") {
            assert_eq!((got.lead, got.tail), (lead, tail), "{chunk}");
        } else {
            assert!(!got.tail);
        }
    }
}

proptest! {
    #[test]
    fn folding_twice_changes_nothing(form in "\\PC{0,12}") {
        for code in ["en", "fr", "ru", "tr", "hy"] {
            let pack = LanguagePacks::bundled().get_or_minimal(code);
            let once = fold(&form, &pack);
            prop_assert_eq!(fold(&once, &pack), once);
        }
    }

    #[test]
    fn words_are_in_order_disjoint_and_on_character_borders(chunk in "[a-zA-ZéşЯ’'.,\u{AD}\u{200B}«»/@:0-9-]{0,24}") {
        for code in ["en", "fr", "tr"] {
            let mut at = 0;
            for word in tokenizer(code).chunk(&chunk).words {
                prop_assert!(at <= word.range.start && word.range.start < word.range.end);
                prop_assert!(chunk.get(word.range.clone()).is_some());
                prop_assert!(!word.form.is_empty());
                at = word.range.end;
            }
        }
    }
}
