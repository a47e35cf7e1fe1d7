//! Each signal on a corpus small enough to be counted by hand.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::gather::{Reading, gather};
use super::substitution::{Parallels, substitution};
use super::terms::Terms;
use super::{Decision, Input, Options, Scored, Verdict, collocation, find, keyness, vectors};
use crate::annotate::Annotation;
use crate::annotate::find::Annotator;
use crate::compare::random::Random;
use crate::corpus::Document;
use crate::event::{Assignment, Level};
use crate::lexicon::Lexicon;
use crate::lexicon::overlap::Overlap;
use crate::text::LanguagePacks;
use crate::text::analyze::Analyzer;

struct Bench {
    packs: Arc<LanguagePacks>,
    lexicon: Lexicon,
    annotator: Annotator,
    documents: Vec<Document>,
    annotations: Vec<Annotation>,
    decisions: Vec<Decision>,
}

/// Documents of one event, as (source, text); the frame `force` knows `attack` alone.
fn bench(texts: &[(&str, &str)]) -> Bench {
    let packs = Arc::new(LanguagePacks::bundled());
    let file = ("force.toml".to_owned(), "id = \"force\"\n[en]\nentries = [\"attack\"]\n".to_owned());
    let lexicon = Lexicon::parse(&[file], &mut Analyzer::new(Arc::clone(&packs))).unwrap();
    let annotator = Annotator::new(Arc::clone(&packs), &lexicon, &[], Vec::new(), Overlap::Longest);
    let document = |(number, (source, text)): (usize, &(&str, &str))| Document {
        id: format!("{number:03}"),
        source: Some((*source).to_owned()),
        text: (*text).to_owned(),
        ..Document::default()
    };
    let documents: Vec<Document> = texts.iter().enumerate().map(document).collect();
    let mut worker = annotator.worker();
    let event =
        Assignment { event: 0, evidence: "field".into(), score: 10, level: Level::Document, sentences: [0, 0, 1] };
    let annotations = documents
        .iter()
        .map(|d| Annotation { events: vec![event.clone()], ..annotator.annotate(d, "en", &mut worker) })
        .collect();
    Bench { packs, lexicon, annotator, documents, annotations, decisions: Vec::new() }
}

impl Bench {
    fn input(&self) -> Input<'_> {
        Input {
            documents: &self.documents,
            annotations: &self.annotations,
            annotator: &self.annotator,
            lexicon: &self.lexicon,
            actors: &[],
            namings: &[],
            packs: &self.packs,
            decisions: &self.decisions,
        }
    }

    fn terms(&self) -> (Reading, Terms) {
        let reading = gather(&self.input(), "force", "en");
        let all: Vec<Vec<bool>> = reading.texts.iter().map(|text| vec![true; text.lines.len()]).collect();
        let terms = Terms::collect(&reading, &all, &FxHashSet::default());
        (reading, terms)
    }
}

fn value(reading: &Reading, terms: &Terms, scored: &[Scored], name: &str) -> Option<f64> {
    scored.iter().find(|one| terms.name(reading, one.term) == name).map(|one| one.value)
}

#[test]
fn keyness_and_collocation_give_the_values_of_a_hand() {
    let bench = bench(&[("a", "Brutal attack."), ("a", "Brutal attack."), ("b", "Brutal weather today.")]);
    let (reading, terms) = bench.terms();
    // 2 of 4 words in sentences with a mention, 1 of 3 in the other.
    let found = keyness::keyness(&reading, &terms, &keyness::near(&reading, 0));
    let expected = 2.0 * (4.0 * (7.0_f64 / 6.0).ln() + (7.0_f64 / 9.0).ln() + 2.0 * (7.0_f64 / 8.0).ln());
    assert!((value(&reading, &terms, &found, "brutal").unwrap() - expected).abs() < 1e-6, "{found:?}");
    // Twice together, 2 mentions, 3 times in all; log₂(2·7 / (4·3)) for PMI.
    let found = collocation::collocation(&reading, &terms);
    let expected = 14.0 + (4.0_f64 / 5.0).log2();
    assert!((value(&reading, &terms, &found, "brutal").unwrap() - expected).abs() < 1e-6, "{found:?}");
    assert!(found[0].detail.ends_with("PMI 0.2"), "{found:?}");
}

#[test]
fn what_another_source_writes_in_an_entrys_place_is_told() {
    let (with, without) = ("Attack on harbour town.", "Onslaught on harbour town. Shops opened.");
    let bench = bench(&[("a", with), ("a", with), ("b", without), ("b", without)]);
    let (reading, terms) = bench.terms();
    let found = substitution(&reading, &terms, &Parallels::find(&reading));
    // 2 of 8 words in parallel sentences, 0 of 4 elsewhere: 2 · 2 ln(2 / (4/3)).
    let g2 = value(&reading, &terms, &found, "onslaught").unwrap();
    assert!((g2 - 4.0 * 1.5_f64.ln()).abs() < 1e-6, "{found:?}");
    assert_eq!(value(&reading, &terms, &found, "harbour"), None, "what both say replaces nothing");
}

#[test]
fn words_of_the_same_contexts_are_neighbours() {
    let mut texts = Vec::new();
    for word in ["attack", "attack", "attack", "onslaught", "onslaught", "onslaught"] {
        texts.push(format!("Soldiers launched {word} yesterday near quiet village."));
        texts.push("Farmers sold fresh wheat, barley and apples cheaply.".to_owned());
    }
    let texts: Vec<(&str, &str)> = texts.iter().map(|text| ("a", text.as_str())).collect();
    let bench = bench(&texts);
    let (reading, terms) = bench.terms();
    let found = vectors::vectors(&reading, &terms, &mut Random::new(1, &[]));
    let of = |name| value(&reading, &terms, &found, name);
    let onslaught = of("onslaught").unwrap();
    assert!(onslaught > 0.5, "{found:?}");
    assert!(["wheat", "barley", "appl"].iter().all(|name| of(name).is_none_or(|cosine| cosine < onslaught)));
    assert_eq!(found, vectors::vectors(&reading, &terms, &mut Random::new(1, &[])));
    let few = self::bench(&[("a", "Brutal attack.")]);
    let (reading, terms) = few.terms();
    assert!(vectors::vectors(&reading, &terms, &mut Random::new(1, &[])).is_empty());
}

#[test]
fn a_rejected_form_blocks_its_family_and_an_accepted_pattern_is_known() {
    let text = "Brutal raids followed the attack. A raid came before the attack. Brutal onslaughts followed.";
    let mut bench = bench(&[("a", text), ("b", text)]);
    let names = |bench: &Bench| {
        let found = find::suggest(&bench.input(), "force", &Options::default());
        found[0].suggestions.iter().map(|s| s.candidate.clone()).collect::<Vec<_>>()
    };
    assert!(names(&bench).iter().any(|name| name.contains("raid")), "{:?}", names(&bench));
    let decision = |pattern: &str, decision| Decision {
        frame: "force".into(),
        language: "en".into(),
        pattern: pattern.into(),
        decision,
        date: None,
    };
    bench.decisions = vec![decision("raids", Verdict::Reject), decision("onslaught*", Verdict::Accept)];
    let left = names(&bench);
    assert!(!left.iter().any(|name| name == "raid" || name == "raids" || name.contains("onslaught")), "{left:?}");
}
