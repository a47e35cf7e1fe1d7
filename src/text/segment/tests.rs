use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation;

use super::*;
use crate::text::LanguagePacks;

fn segmenter(code: &str) -> Segmenter {
    Segmenter::new(&LanguagePacks::bundled().get_or_minimal(code))
}

/// Each example shows with `|` where its sentences end, and with `¶` where a paragraph does.
fn check(code: &str, examples: &[&str]) {
    let segmenter = segmenter(code);
    for example in examples {
        let text: String = example.chars().filter(|c| !matches!(c, '|' | '¶')).collect();
        let expected: Vec<(&str, bool)> = example
            .split('¶')
            .flat_map(|paragraph| paragraph.split('|').enumerate().map(|(n, sentence)| (sentence.trim(), n == 0)))
            .collect();

        let pieces = segmenter.sentences(&text, 0..text.len());

        let got: Vec<(&str, bool)> = pieces.iter().map(|p| (p.span.of(&text), p.paragraph_start)).collect();
        assert_eq!(got, expected, "{code}");
    }
}

#[test]
fn english_abbreviations_titles_and_initials_do_not_end_a_sentence() {
    check(
        "en",
        &[
            "Mr. Clark met Mrs. Hale and Dr. Ode.| They talked.",
            "Gen. Adams and Lt. Col. Brown left.| Sgt. Cole stayed.",
            "Lt.-Gen. Adams spoke.| He left.",
            "J. Smith and P. G. Hart resigned.| A. B. Cole did not.",
            "(Gen. Adams denied it.) |He left.",
            "St. Petersburg is far.| Mt. Ararat is near.",
            "Armenia vs. Turkey, i.e. a match, e.g. Sunday's.| It ended.",
            "Prof. O'Brien of St. John's wrote to Sen. Hale.| No answer came.",
        ],
    );
}

#[test]
fn english_dates_numbers_and_references_stay_in_one_sentence() {
    check(
        "en",
        &[
            "Fighting began on Sept. 27, 2020.| It lasted 44 days.",
            "From late Sept. to early Nov. 2020, it went on.| Then came peace.",
            "On Sept. 27.| Azerbaijan answered.",
            "They met on 27 Sept.| The army stayed.",
            "It rose by 3.5 percent to 4,615.| In 2019 it fell.",
            "See Art. 5 and No. 12, pp. 3-7.| Both apply.",
            "He said no.| Then he left.",
            "They met in 2020.| Twenty came.| 27 people left.",
            "1. The parties agree.| 2. They stop.",
        ],
    );
}

#[test]
fn english_acronyms_end_a_sentence_only_before_a_capitalised_stop_word() {
    check(
        "en",
        &[
            "The U.S. Embassy in Washington, D.C., closed.| It reopened.",
            "He lives in the U.S.| The others left.",
            "The U.S. agency refused.| It had to.",
            "It began at 5 p.m. Thursday.| At 6 a.m. it ended.",
            "He works for Cole Inc. Chief Hart does too.",
            "He works for Cole Inc.| He likes it.",
            "Martin Luther King Jr. Day is in January.",
        ],
    );
}

#[test]
fn english_quotations_close_with_their_sentence() {
    check(
        "en",
        &[
            "“We will stay.” |They left.",
            "“We will stay,” he said.| “They left.” |Nobody came.",
            "“Why?” he asked.| “Because!” she said.",
            "\"We will stay.\" |\"You will go.\" |They went.",
            "He said: “We won. |They lost. |It is over.” |Then he left.",
            "It is over (he said so.) |We know.",
            "The claim is old.[12] |It is false.",
            "“They fled.”|He knew.",
            "They ‘liberated’ it.| ‘Never.’ |So it was.",
        ],
    );
}

#[test]
fn english_odd_punctuation() {
    check(
        "en",
        &[
            "Is it over?| No!| It is not...| It goes on.",
            "It is... not over.| Well… maybe.",
            "What?!| Really?!| Yes.",
            "The end of the conflict.|Azerbaijan won in 2020.|The rest is known.",
            "News.Az and PanARMENIAN.Net report it.| Trend.Az too.",
            "Write to a.b@c.am or see www.foo.am/Bar.Baz for more.| Thanks.",
            "They left ...| And came back.| [...] Others stayed.",
            "etc. and so on.| Etc. |The end.",
            "the iPhone is out.| iPhone sales rose.",
            "“… and so it was.” |He left.",
            "One . . . two.| Three.",
        ],
    );
}

#[test]
fn french_abbreviations_dates_and_initials() {
    check(
        "fr",
        &[
            "M. Macron et Mme. Colin ont parlé.| MM. Aliev et Pachinian aussi.",
            "Le 27 sept. 2020, l'attaque débute.| Le 10 nov. elle cesse.",
            "C'était le 27 sept.| Les combats ont duré.",
            "L'O.N.U. et les U.S.A. Réagissent.",
            "Il siège à l'O.N.U.| Le reste importe peu.",
            "J.-M. Le Goff et P. Du Bois sont là.| Ils restent.",
            "Cf. art. 5, p. 12 et vol. 2.| C'est clair.",
            "Le gén. Adam et le col. Blanc sont morts.| On l'a su.",
            "S.E.M. Le Drian est venu.| Il est parti.",
            "Des chars, des avions, etc. |L'armée a tout.",
            "En 300 av. J.-C. les Grecs vinrent.| Puis rien.",
        ],
    );
}

#[test]
fn french_quotations_with_spaces_before_the_mark() {
    check(
        "fr",
        &[
            "« Nous resterons. » |Ils sont partis.",
            "«\u{A0}Nous resterons.\u{A0}» |Ils sont partis.",
            "«\u{202F}Nous vaincrons\u{202F}!\u{202F}» a-t-il dit.| Rien d'autre.",
            "Il a dit : « Nous vaincrons. |Ils perdront. » |Puis il est parti.",
            "Vraiment ?| Oui !| C’est fini…| Ou presque.",
            "« Non ! » lance-t-il.| « Si. » |On attend.",
            "Est-ce une « agression »\u{A0}?| L’ONU hésite.",
            "– Qui est là ?| – Moi.",
        ],
    );
}

#[test]
fn russian_and_turkish_abbreviations_and_ordinals() {
    check(
        "ru",
        &[
            "В 2020 г. Азербайджан начал войну.| Она длилась 44 дня.",
            "Н. В. Пашинян и ген. Петров, т.е. стороны, согласны.| Это всё.",
            "Погибли 100 тыс. человек и т. д. |Мы знаем.",
            "Это было в 2020 г.| Они ушли.",
            "«Мы победим!» — сказал он.| «Да». |Все ушли.",
            "См. ст. 5 и рис. 2.| Понятно?| Нет…| Да.",
        ],
    );
    check(
        "tr",
        &[
            "Prof. Dr. Yılmaz ve Sn. Kaya geldi.| Gittiler.",
            "II. Dünya Savaşı bitti.| 44. gün barış oldu.",
            "Azerbaycan'ın 3. Kolordusu ilerledi.| Şuşa alındı.",
            "Tank, top vb. silahlar geldi.| T.C. Dışişleri açıkladı.",
            "“Kazandık!” dedi.| “Bitti.” |Herkes gitti.",
            "Yıl 2020.| Sonra 2021.",
        ],
    );
}

#[test]
fn other_scripts_end_their_sentences() {
    check("hy", &["Պատերազմն սկսվեց։ |Այն տևեց 44 օր։"]);
    check("ka", &["ომი დაიწყო. |ის გაგრძელდა."]);
    check("ar", &["بدأت الحرب. |هل انتهت؟ |نعم."]);
    check("zh", &["战争开始了。|它结束了吗？|是的。"]);
    check("de", &["„Wir bleiben.“ |Sie gingen.", "Sie kamen. |»Nein!« |Gut."]);
}

#[test]
fn line_breaks_part_paragraphs_when_they_were_made_on_purpose() {
    check(
        "en",
        &[
            "The headline stands alone¶\n\nThe text follows.| It goes on.",
            "The headline stands alone¶\nThe text follows it right below.| It goes on and on.",
            "First paragraph ends.¶\nSecond paragraph ends.",
            "The minister met a number of\nFrench companies.| They talked.",
            "The talks were led by Gen.\nAdams of the army.| They failed.",
            "The talks went on, and\nthey failed.",
            "He listed three things:¶\n- peace;¶\n- land;¶\n- water.",
            "One\r\n¶\r\nTwo\r\n¶\r\nThree",
            "One.¶\u{2029}Two.¶\r\rThree.",
        ],
    );
}

#[test]
fn text_wrapped_by_a_program_is_put_together_again() {
    check(
        "en",
        &["The two sides met in the old town hall on Tuesday morning and\n\
           talked until the early hours of the next day about the Armenian\n\
           Armed Forces and their withdrawal.| Nothing came of it. |The\n\
           Russian side had hoped for more, its spokesman said.¶\n\
           A second round is planned for next week in a neutral place that\n\
           neither side has named.| Nobody expects anything to come of it."],
    );
}

#[test]
fn only_the_region_is_cut() {
    let text = "Share this. The army left. It came back. Tags: army";
    let pieces = segmenter("en").sentences(text, 12..40);
    let got: Vec<&str> = pieces.iter().map(|piece| piece.span.of(text)).collect();
    assert_eq!(got, ["The army left.", "It came back."]);
}

proptest! {
    #[test]
    fn sentences_are_in_order_trimmed_and_leave_out_only_white_space(text in "[ -~\n\r«»“”’…éЯ。։\u{A0}\u{202F}\u{200B}]{0,120}") {
        for code in ["en", "fr", "tr"] {
            let mut at = 0;
            for piece in segmenter(code).sentences(&text, 0..text.len()) {
                let span = piece.span.range();
                prop_assert!(text[at..span.start].trim().is_empty());
                prop_assert!(!piece.span.is_empty());
                prop_assert_eq!(text[span.clone()].trim(), &text[span.clone()]);
                at = span.end;
            }
            prop_assert!(text[at..].trim().is_empty());
        }
    }

    #[test]
    fn plain_sentences_end_where_unicode_says(
        sentences in prop::collection::vec("[A-Z][a-z]{3,8}( [a-z]{3,8}){1,6}[.!?][”)]?", 1..6),
    ) {
        let text = sentences.join(" ");
        let expected: Vec<&str> = text.split_sentence_bounds().map(str::trim).collect();
        let pieces = segmenter("de").sentences(&text, 0..text.len());
        let got: Vec<&str> = pieces.iter().map(|piece| piece.span.of(&text)).collect();
        prop_assert_eq!(got, expected);
    }
}

proptest! {
    #[test]
    fn what_a_glance_tells_the_rules_tell_too(
        text in "([A-Za-zé]{1,7}|[0-9]{1,3}|[ \n]{1,2}|[.!?]|[-—’'\"“”»(),;…]|Mr\\. |Sept\\. |No\\. |U\\.S\\. |A\\. |\\. [A-Z][a-z]|\\. [0-9]|the ){0,60}",
    ) {
        for code in ["en", "fr", "tr", "ru"] {
            let segmenter = segmenter(code);
            let mut ruled = Vec::new();
            segmenter.cut(&text, 0..text.len(), |_, _, _, _| None, &mut ruled);
            prop_assert_eq!(segmenter.sentences(&text, 0..text.len()), ruled);
        }
    }
}
