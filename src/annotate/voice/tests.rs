//! Sentences with the voice, speaker and stance that a reader hears, and hostile input.

use std::sync::Arc;
use std::time::Instant;

use proptest::prelude::*;

use super::clause::{Phrase, phrases};
use crate::annotate::find::Annotator;
use crate::annotate::notes::{Notes, start};
use crate::annotate::view::{GrammarTable, View, ending};
use crate::annotate::{Annotation, Mention, Stance, Voice};
use crate::corpus::Document;
use crate::lexicon::actors::parse_actors;
use crate::lexicon::overlap::Overlap;
use crate::lexicon::{Lexicon, bundled};
use crate::text::LanguagePacks;
use crate::text::analyze::Analyzer;
use crate::text::grammar::VoiceGrammar;

const SENTENCES: &str = include_str!("sentences.txt");

/// Actors of several conflicts: id, forms in English, forms in French.
const ACTORS: &str = include_str!("actors.toml");

fn annotator() -> Annotator {
    let packs = Arc::new(LanguagePacks::bundled());
    let mut analyzer = Analyzer::new(Arc::clone(&packs));
    let lexicon = Lexicon::parse(&bundled::frames(), &mut analyzer).unwrap();
    let actors = parse_actors("actors.toml", ACTORS, &mut analyzer).unwrap();
    Annotator::new(packs, &lexicon, &actors, Vec::new(), Overlap::default())
}

fn annotate(annotator: &Annotator, language: &str, text: &str) -> Annotation {
    let document = Document { id: "d".to_owned(), text: text.to_owned(), ..Document::default() };
    annotator.annotate(&document, language, &mut annotator.worker())
}

fn told(mention: &Mention) -> (&'static str, &str, &'static str) {
    let voice = match mention.voice {
        Some(Voice::Own) => "own",
        Some(Voice::Quoted) => "quoted",
        Some(Voice::Reported) => "reported",
        None => "none",
    };
    let stance = match mention.stance {
        Some(Stance::Asserted) => "asserted",
        Some(Stance::Negated) => "negated",
        Some(Stance::Distanced) => "distanced",
        Some(Stance::Hypothetical) => "hypothetical",
        None => "none",
    };
    (voice, mention.speaker.as_deref().unwrap_or(""), stance)
}

#[test]
fn sentences_are_heard_as_a_reader_hears_them() {
    let annotator = annotator();
    let mut wrong = Vec::new();
    let mut count = 0;
    for line in SENTENCES.lines().filter(|l| !l.starts_with('#') && !l.is_empty()) {
        let fields: Vec<&str> = line.split('|').collect();
        let [language, text, cue, voice, speaker, stance] = fields[..] else { panic!("six fields: {line}") };
        let text = text.replace("\\n", "\n").replace("\\u{a0}", "\u{a0}");
        let annotation = annotate(&annotator, language, &text);
        count += 1;
        let at = text.find(cue).unwrap();
        let start = text[..at].chars().count();
        let end = start + cue.chars().count();
        let Some(mention) =
            annotation.mentions.iter().filter(|m| m.start < end && start < m.end).min_by_key(|m| m.end - m.start)
        else {
            wrong.push(format!("{line}\n    no mention"));
            continue;
        };
        let heard = told(mention);
        let fits = |expected: &str, got: &str| expected == "-" || expected == got;
        if !(fits(voice, heard.0) && fits(speaker, heard.1) && fits(stance, heard.2)) {
            wrong.push(format!("{line}\n    {heard:?}"));
        }
    }
    assert!(count >= 120, "{count} sentences");
    assert!(wrong.is_empty(), "{} of {count} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn a_language_without_a_table_tells_neither_voice_nor_stance() {
    let annotation = annotate(&annotator(), "de", "Der Angriff");
    assert_eq!(annotation.attributed, None);
    let turkish = annotate(&annotator(), "tr", "Saldırganlık ve işgal sürüyor.");
    assert!(turkish.attributed.is_some());
    assert!(turkish.mentions.iter().all(|m| m.voice.is_some() && m.stance.is_none()));
}

#[test]
fn attributed_tokens_are_counted_once() {
    let annotation = annotate(&annotator(), "en", "He said that “we go home”. They slept.");
    assert_eq!(annotation.attributed, Some(3));
    assert_eq!(annotate(&annotator(), "en", "They slept.").attributed, Some(0));
}

#[test]
fn a_document_of_nothing_but_quotation_marks_is_no_trouble() {
    let annotator = annotator();
    for text in ["““““““", "\"\"\"\"", "«»«»«»", "' ' ' '", "“the attack", "the occupation”", "»", "’’’ occupation ‘‘‘"]
    {
        annotate(&annotator, "en", text);
        annotate(&annotator, "fr", text);
    }
}

#[test]
fn time_grows_with_the_sentence_and_not_with_its_square() {
    let annotator = annotator();
    let clause = "Baku said that “the occupation” was not over and Armenia attacked the village, the ministry added, ";
    let took = |times: usize| {
        let text = clause.repeat(times);
        let begun = Instant::now();
        let annotation = annotate(&annotator, "en", &text);
        assert_eq!(annotation.sentences, 1);
        begun.elapsed().as_secs_f64()
    };
    took(50);
    let (short, long) = (took(80).max(1e-3), took(640));
    assert!(long < 40.0 * short, "{short} s for 1,400 words, {long} s for 11,500");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn attributions_lie_in_order_within_the_tokens(
        words in prop::collection::vec(
            prop::sample::select(vec![
                "Baku", "said", "that", "“", "”", "\"", "«", "»", "'", "’s", ",", ".", "\n\n", "the", "attack", "occupation",
                "not", "according", "to", "if", "denied", "accused", "Armenia", "of", ":", ";", "—", "claim", "who", "le",
                "ministre", "a", "-t-il", "déclaré", "selon", "que", "il", "n'", "pas", "was", "by", "called", "?", "(",
            ]),
            0..60,
        ),
        french in any::<bool>(),
    ) {
        let text = words.join(" ");
        check(&text, if french { "fr" } else { "en" })?;
    }

    #[test]
    fn arbitrary_text_never_panics(text in "\\PC{0,120}") {
        check(&text, "en")?;
        check(&text, "fr")?;
        check(&text, "ru")?;
    }
}

#[test]
fn no_class_of_voice_has_a_bit_of_the_endings() {
    let packs = LanguagePacks::bundled();
    for code in packs.codes() {
        let pack = packs.get_or_minimal(code);
        let forms: Vec<String> = vec_of_words(&pack.voice);
        assert!(forms.iter().all(|form| pack.voice.words().reach(form) & ending::ANY == 0), "{code}");
    }
}

/// Every first word of a table of voice, without those of inflected entries.
fn vec_of_words(voice: &VoiceGrammar) -> Vec<String> {
    let Ok(serde_json::Value::Object(table)) = serde_json::to_value(voice) else { panic!("a table") };
    let lists = table.values().filter_map(|list| list.as_array()).flatten();
    let firsts = lists.filter_map(|entry| entry.as_str()?.split(' ').next());
    firsts.map(str::to_owned).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn phrases_are_found_from_their_openers_as_word_by_word(
        words in prop::collection::vec(
            prop::sample::select(vec![
                "according", "to", "in", "the", "view", "of", "called", "for", "not", "only", "no", "doubt", "even", "if",
                "as", "well", "so", "that", "accused", "rather", "than", "at", "least", "because", "such",
            ]),
            0..40,
        ),
    ) {
        let text = words.join(" ");
        let packs = LanguagePacks::bundled();
        let pack = packs.get_or_minimal("en");
        let mut analyzer = Analyzer::new(Arc::new(packs));
        let analysis = analyzer.analyze(&text, "en", &[], None);
        let Some(vocabulary) = analyzer.vocabulary("en") else { return Ok(()) };
        let mut grammar = GrammarTable::default();
        grammar.grow(&pack, vocabulary);
        let notes = Notes::of(&analysis.tokens, &grammar);
        let view = View { text: &text, analysis: &analysis, vocabulary, pack: &pack, grammar: &grammar, notes: &notes, actors: &[] };
        for (list, types, bit) in [
            (pack.voice.words(), &grammar.voice, start::VOICE),
            (pack.stance.words(), &grammar.stance, start::STANCE),
        ] {
            let found: Vec<Phrase> = phrases(&view, list, types, notes.starting(bit)).collect();
            let mut plain = Vec::new();
            let mut at = 0;
            while at < analysis.tokens.len() {
                let phrase = list.phrase(at, |i| view.form(i));
                plain.extend(phrase.map(|(length, classes)| Phrase { at, length, classes }));
                at += phrase.map_or(1, |(length, _)| length);
            }
            prop_assert_eq!(found, plain);
        }
    }
}

fn check(text: &str, language: &str) -> Result<(), TestCaseError> {
    let packs = LanguagePacks::bundled();
    let pack = packs.get_or_minimal(language);
    let mut analyzer = Analyzer::new(Arc::new(packs));
    let analysis = analyzer.analyze(text, language, &[], None);
    let Some(vocabulary) = analyzer.vocabulary(language) else { return Ok(()) };
    let mut grammar = GrammarTable::default();
    grammar.grow(&pack, vocabulary);
    let notes = Notes::of(&analysis.tokens, &grammar);
    let view =
        View { text, analysis: &analysis, vocabulary, pack: &pack, grammar: &grammar, notes: &notes, actors: &[] };
    let quotes = super::quotes(&view);
    let mut workings = super::Workings::default();
    let found = super::attributions(&super::Clauses::new(&view, &quotes, &mut workings), &quotes);
    let count = analysis.tokens.len() as u32;
    for pair in found.windows(2) {
        prop_assert!(pair[0].content.start <= pair[1].content.start);
    }
    for a in &found {
        prop_assert!(a.content.start < a.content.end && a.content.end <= count);
        prop_assert!(a.speaker.as_ref().is_none_or(|s| s.start < s.end && s.end <= count));
        prop_assert!(a.verb.is_none_or(|v| v < count));
    }
    prop_assert!(super::attributed(&found) <= u64::from(count));
    Ok(())
}
