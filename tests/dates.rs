//! Expressions of time against the labelled sentences of `tests/gold/dates.csv`.

use chrono::NaiveDate;
use framelens::event::expression::expressions;
use framelens::text::LanguagePacks;
use framelens::text::analyze::Analyzer;

fn read(text: &str, language: &str, published: Option<NaiveDate>) -> Vec<(NaiveDate, NaiveDate)> {
    let packs = LanguagePacks::bundled();
    let mut analyzer = Analyzer::new(packs.clone().into());
    let analysis = analyzer.analyze(text, language, &[], None);
    let vocabulary = analyzer.vocabulary(language).unwrap();
    let found = expressions(text, &analysis, vocabulary, &packs.get_or_minimal(language), published);
    found.iter().map(|e| (e.from, e.to)).collect()
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
            let days = read(&item.sentence, code, item.published);
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
