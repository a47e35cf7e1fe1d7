//! What must hold for any text; `tests/dates.rs` reads the labelled sentences.

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
