//! Expressions of four languages, and what must hold for any text.

use chrono::NaiveDate;
use proptest::prelude::*;

use super::{DateExpression, expressions};
use crate::text::LanguagePacks;
use crate::text::analyze::Analyzer;

fn find(text: &str, language: &str, published: Option<NaiveDate>) -> Vec<DateExpression> {
    let packs = LanguagePacks::bundled();
    let mut analyzer = Analyzer::new(packs.clone().into());
    let analysis = analyzer.analyze(text, language, &[], None);
    let Some(vocabulary) = analyzer.vocabulary(language) else { return Vec::new() };
    expressions(text, &analysis, vocabulary, &packs.get_or_minimal(language), published)
}

proptest! {
    #[test]
    fn any_text_is_read_without_panic_and_places_fit(
        text in "[\\PC\\n]{0,80}|([0-9 ./,’'–-]{0,4}(from|to|between|and|late|may|on|in|the|last|September|mars|2020|27|ago|days|Tuesday|назад|2020-м|Eylül|'lar)){0,12}",
        language in prop::sample::select(vec!["en", "fr", "ru", "tr", "es"]),
        day in prop::option::of(-500_000..500_000i32),
    ) {
        let published = day.and_then(|day| NaiveDate::from_num_days_from_ce_opt(700_000 + day));
        let found = find(&text, language, published);
        for expression in &found {
            prop_assert!(text.get(expression.span.start as usize..expression.span.end as usize).is_some());
            prop_assert!(expression.from <= expression.to && !expression.tokens.is_empty());
        }
        prop_assert!(found.windows(2).all(|w| w[0].tokens.end <= w[1].tokens.start));
    }
}

/// One sentence of `tests/gold/dates.csv` with what is labelled in it.
struct Labelled {
    language: String,
    published: Option<NaiveDate>,
    sentence: String,
    expected: Vec<(NaiveDate, NaiveDate)>,
}

fn labelled() -> Vec<Labelled> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/gold/dates.csv");
    let mut sentences: Vec<Labelled> = Vec::new();
    for row in csv::Reader::from_path(path).unwrap().deserialize() {
        let [language, published, sentence, _, from, to]: [String; 6] = row.unwrap();
        let expected = from.parse().ok().zip(to.parse().ok());
        let same = |last: &&mut Labelled| last.sentence == sentence && last.language == language;
        match sentences.last_mut().filter(same) {
            Some(last) => last.expected.extend(expected),
            None => {
                let expected = expected.into_iter().collect();
                sentences.push(Labelled { language, published: published.parse().ok(), sentence, expected });
            }
        }
    }
    sentences
}

#[test]
fn the_labelled_sentences_are_read_as_labelled() {
    let mut report = Vec::new();
    for code in ["en", "fr", "ru", "tr"] {
        let (mut right, mut found, mut expected) = (0, 0, 0);
        for item in labelled().iter().filter(|item| item.language == code) {
            let read = find(&item.sentence, code, item.published);
            let days: Vec<_> = read.iter().map(|e| (e.from, e.to)).collect();
            let hits = item.expected.iter().filter(|day| days.contains(day)).count();
            (right, found, expected) = (right + hits, found + days.len(), expected + item.expected.len());
            if days != item.expected {
                report.push(format!("{code} {:?}: {days:?}, not {:?}", item.sentence, item.expected));
            }
        }
        let (precision, recall) = (right as f64 / found as f64, right as f64 / expected as f64);
        println!("{code}: precision {precision:.3}, recall {recall:.3} of {expected} expressions");
        assert!(precision >= 0.97 && recall >= 0.97, "{code}: {precision} {recall}\n{}", report.join("\n"));
    }
    println!("{}", report.join("\n"));
}
