//! Sentences with the roles they tell, in `sentences.txt`: one a line, written
//! for these rules and about many conflicts, none of them from an article.

use std::sync::Arc;

use crate::annotate::Mention;
use crate::annotate::find::Annotator;
use crate::corpus::Document;
use crate::lexicon::Lexicon;
use crate::lexicon::actors::parse_actors;
use crate::lexicon::overlap::Overlap;
use crate::text::LanguagePacks;
use crate::text::analyze::Analyzer;

const SENTENCES: &str = include_str!("sentences.txt");

/// Name, demonyms, capital and leader of an actor, by language.
const ACTORS: &str = include_str!("sentences_actors.toml");

const FRAMES: &str = r#"
id = "act"
label = { en = "Acts" }
version = "1.0.0"
description = "Acts of every kind, for the tests of roles."
source = "Written for these tests."
[en]
entries = [
  "occupation", "aggression", "invasion", "liberation", "offensive", "annexation", "incursion", "shelling", "bombing", "bombardment", "raid", "seizure",
  { pattern = "attack*", cue = "noun", except = ["attacked", "attacking"] }, { pattern = "strike*", cue = "noun" }, { pattern = "assault*", cue = "noun" },
  { pattern = "re:(attack|shell|bomb|storm|bombard|raid)(ed|ing)", cue = "verb", except = ["shelling", "bombing"] },
  { pattern = "re:(occup(y|ies|ying)|invad(e|es|ed|ing)|liberat(e|es|ing)|annex(es|ing)?|seiz(e|es|ing))", cue = "verb" },
  { pattern = "re:(occupi|liberat|annex|seiz|captur)ed", cue = "participle" },
  { pattern = "opened fire", cue = "verb" },
  { pattern = "re:(occupier|aggressor|invader|liberator)s?", cue = "agent-noun" }, { pattern = "occupying power", cue = "agent-noun" },
  "self determination", "independence", "referendum", "secession",
]
[fr]
entries = [
  "occupation", "agression", "invasion", "libération", "offensive", "annexion", "attaque", "attaques", "frappe", "bombardement*", "indépendance", "autodétermination", "référendum",
  { pattern = "re:(occup|attaqu|bombard|annex|pilonn|agress)(er|ait|aient|ent|a|e|ant|èrent|era|eront)", cue = "verb", except = ["attaque"] },
  { pattern = "re:libér(er|ait|ant|era)", cue = "verb" },
  { pattern = "re:envahi(r|t|e|s|es|ssant|ssent|rent)?", cue = "verb" },
  { pattern = "re:(occup|attaqu|bombard|annex|pilonn|libér|agress)ée?s?", cue = "participle" },
  { pattern = "re:(occupant|agresseur|envahisseur|libérateur)s?", cue = "agent-noun" },
]
"#;

fn annotator() -> Annotator {
    let packs = Arc::new(LanguagePacks::bundled());
    let mut analyzer = Analyzer::new(Arc::clone(&packs));
    let lexicon = Lexicon::parse(&[("act.toml".to_owned(), FRAMES.to_owned())], &mut analyzer);
    let lexicon = lexicon.map_err(|e| e.render(false)).unwrap();
    let actors = parse_actors("actors.toml", ACTORS, &mut analyzer).map_err(|e| e.render(false)).unwrap();
    Annotator::new(packs, &lexicon, &actors, Vec::new(), Overlap::Longest)
}

/// The sorted agents and patients of the mention that `cue` is, joined by spaces.
fn told(found: &[Mention], cue: &str) -> Option<(String, String)> {
    let same = |m: &&Mention| m.text == cue || m.text.split(' ').any(|w| w == cue);
    let mention = found.iter().find(same)?;
    let sorted = |ids: &[String]| {
        let mut ids = ids.to_vec();
        ids.sort();
        ids.join(" ")
    };
    Some((sorted(&mention.agent), sorted(&mention.patient)))
}

#[test]
fn roles_of_the_sentences() {
    let annotator = annotator();
    let mut worker = annotator.worker();
    let mut wrong = Vec::new();
    let mut count = 0;
    for line in SENTENCES.lines().filter(|l| !l.starts_with('#') && !l.trim().is_empty()) {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let [language, sentence, cue, agent, rest @ ..] = &cells[..] else { panic!("{line}") };
        let document = Document { text: (*sentence).to_owned(), ..Document::default() };
        let annotation = annotator.annotate(&document, language, &mut worker);
        let found = told(&annotation.mentions, cue);
        let wanted = ((*agent).to_owned(), rest.first().copied().unwrap_or_default().to_owned());
        count += 1;
        if found.as_ref() != Some(&wanted) {
            wrong.push(format!("{sentence}\n    {cue}: {wanted:?}, found {found:?}"));
        }
    }
    assert!(count >= 120, "{count} sentences");
    assert!(wrong.is_empty(), "{} of {count} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn a_very_long_sentence_takes_its_time_but_no_more() {
    let annotator = annotator();
    let mut worker = annotator.worker();
    let text =
        format!("Russia {} attacked Ukraine.", "and Georgia, which Iran invaded, occupied land of Syria, ".repeat(500));
    let document = Document { text, ..Document::default() };
    let started = std::time::Instant::now();
    let annotation = annotator.annotate(&document, "en", &mut worker);
    assert!(annotation.mentions.len() > 900);
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
}

#[test]
fn odd_text_is_no_fault() {
    let annotator = annotator();
    let mut worker = annotator.worker();
    for text in [
        "occupation",
        "by occupation by",
        "occupied",
        ", occupied ,",
        "whose occupation",
        "that attacked",
        "and attacked and",
        "'s occupation's",
        "anti-occupation",
        "of of invasion of",
        "who invaded",
        "(occupied (occupied",
        "“occupied”",
        "Armenia",
        "Armenia's",
        "its occupation its",
        "to attack to attack to",
        "each other attacked each other",
        "having been occupied",
        "which which which invaded",
    ] {
        for text in
            [text.to_owned(), format!("Armenia {text}"), format!("{text} Armenia"), format!("{text} Armenia {text}")]
        {
            annotator.annotate(&Document { text, ..Document::default() }, "en", &mut worker);
        }
    }
    for text in [
        "l'occupation",
        "qu'occupe",
        "l'a occupée",
        "se attaqués l'un l'autre",
        "de de l'invasion de",
        "qui a envahi",
        "dont l'occupation",
        "ni ni occupé",
        "n'",
        "en occupant",
    ] {
        for text in [
            text.to_owned(),
            format!("L'Arménie {text}"),
            format!("{text} l'Arménie"),
            format!("{text} l'Arménie {text}"),
        ] {
            annotator.annotate(&Document { text, ..Document::default() }, "fr", &mut worker);
        }
    }
}
