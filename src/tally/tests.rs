//! What must hold between the parts of a document and the whole, for any article.

use std::sync::Arc;

use chrono::NaiveDate;
use proptest::prelude::*;

use super::count::count;
use super::{DocumentTally, Duplicates, Tally};
use crate::annotate::Annotation;
use crate::annotate::find::Annotator;
use crate::corpus::Document;
use crate::event::Event;
use crate::event::parse::parse_events;
use crate::lexicon::Lexicon;
use crate::lexicon::overlap::Overlap;
use crate::text::LanguagePacks;
use crate::text::analyze::Analyzer;

const FORCE: &str = "id = \"force\"\nversion = \"1\"\n[en]\nentries = [\"attack\", \"raid\"]\n";

const EVENTS: &str = r#"
[[event]]
id = "truce"
label = "Truce"
when = "1994-05-09..1994-05-16"
terms = { en = ["the protocol"] }
[[event]]
id = "war"
label = "War"
when = "2020-09-27..2020-11-10"
terms = { en = ["the long war"] }
"#;

const SENTENCES: [&str; 8] = [
    "On September 28, 2020 an attack began.",
    "The long war was no raid.",
    "In May 1994 the attack ended.",
    "The protocol named no attack.",
    "Nobody spoke of the raid.",
    "In 1960 a raid had failed.",
    "Since 1994 no attack was seen.",
    "The long war ended the protocol and the attack.",
];

fn annotator(events: Vec<Event>) -> Annotator {
    let packs = Arc::new(LanguagePacks::bundled());
    let mut analyzer = Analyzer::new(Arc::clone(&packs));
    let lexicon = Lexicon::parse(&[("force.toml".to_owned(), FORCE.to_owned())], &mut analyzer).unwrap();
    Annotator::new(packs, &lexicon, &[], events, Overlap::Longest)
}

fn declared() -> Vec<Event> {
    let mut analyzer = Analyzer::new(Arc::new(LanguagePacks::bundled()));
    parse_events("events.toml", EVENTS, &["en".to_owned()], &mut analyzer).unwrap()
}

fn counted(annotator: &Annotator, text: String, date: Option<NaiveDate>) -> (Annotation, Tally) {
    let document = Document { id: "1".into(), source: Some("a".into()), text, date, ..Document::default() };
    let annotation = annotator.annotate(&document, "en", &mut annotator.worker());
    let tally = count(annotator, &[document], std::slice::from_ref(&annotation), "source", Duplicates::default());
    (annotation, tally)
}

fn total(counts: &[(u32, u64)]) -> u64 {
    counts.iter().map(|c| c.1).sum()
}

/// Mentions, entries, narratives and speakers agree with one another.
fn agree(document: &DocumentTally) -> bool {
    let mentions: u64 = document.frames.iter().map(|f| f.mentions).sum();
    let narratives: u64 = document.narratives.iter().map(|n| n.mentions).sum();
    let speakers: u64 = document.speakers.iter().map(|s| s.mentions).sum();
    [total(&document.entries), narratives, speakers] == [mentions; 3]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_part_of_an_event_is_the_sum_of_its_sentences(
        chosen in prop::collection::vec((0..SENTENCES.len(), prop::bool::ANY), 0..12),
        year in prop::option::of(2019..2023i32),
    ) {
        let text: String =
            chosen.iter().map(|(i, end)| format!("{}{}", SENTENCES[*i], if *end { "\n\n" } else { " " })).collect();
        let date = year.and_then(|year| NaiveDate::from_ymd_opt(year, 10, 5));
        let (annotation, tally) = counted(&annotator(declared()), text, date);
        prop_assert_eq!(tally.check(), Ok(()));
        let whole = &tally.documents[0];
        prop_assert!(agree(whole));
        for (event, id) in tally.events.iter().enumerate() {
            let told: Vec<u32> = (0..annotation.sentences as u32).filter(|s| annotation.tells(*s, event)).collect();
            prop_assert_eq!(whole.events.contains(&(event as u32)), !told.is_empty(), "{}", id);
            if told.is_empty() {
                continue;
            }
            let part = whole.of_event(event as u32);
            prop_assert_eq!(part.sentences, told.len() as u64);
            prop_assert_eq!(std::ptr::eq(part, whole), part.sentences == whole.sentences, "a part is stored where it is one");
            let mentions = annotation.mentions.iter().filter(|m| told.contains(&m.sentence)).count() as u64;
            prop_assert_eq!(part.frames.iter().map(|f| f.mentions).sum::<u64>(), mentions);
            prop_assert!(agree(part));
            prop_assert!(part.tokens <= whole.tokens && total(&part.features) <= total(&whole.features));
        }
        // Sentences of one event each, and of none, make up the whole.
        let both = (0..annotation.sentences as u32).any(|s| annotation.told(s).len() > 1);
        if !both {
            let parts = || whole.events.iter().map(|event| whole.of_event(*event));
            prop_assert!(parts().map(|p| p.tokens).sum::<u64>() <= whole.tokens);
            prop_assert!(parts().map(|p| p.sentences).sum::<u64>() <= whole.sentences);
            prop_assert!(parts().flat_map(|p| &p.frames).map(|f| f.mentions).sum::<u64>() <= whole.frames.iter().map(|f| f.mentions).sum());
        }
    }
}

#[test]
fn a_discovered_event_takes_the_whole_document_it_is_given_but_for_other_times() {
    let day = |d| NaiveDate::from_ymd_opt(2020, 10, d).unwrap();
    let event = Event {
        id: "found".into(),
        label: "Found".into(),
        when: Some((day(5), day(6))),
        kind: crate::event::EventKind::Discovered,
        ..Event::default()
    };
    let annotator =
        annotator(vec![event]).with_given([("1".into(), "found".into(), 7), ("1".into(), "lost".into(), 7)]);
    let (annotation, tally) =
        counted(&annotator, "A raid began on Friday. In 1994 a raid failed. The attack went on.".into(), Some(day(5)));
    let told: Vec<bool> = (0..3).map(|sentence| annotation.tells(sentence, 0)).collect();
    assert_eq!(told, [true, false, true]);
    assert_eq!((annotation.events[0].score, &*annotation.events[0].evidence), (7, "given"));
    assert_eq!(tally.documents[0].of_event(0).frames[0].mentions, 2);
}
