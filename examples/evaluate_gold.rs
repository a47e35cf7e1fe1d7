//! How well frames, roles, voice and stance are found on the labelled sentences of `tests/gold/`.
//!
//!     cargo run --example evaluate_gold -- [--split dev|test|all] [--errors] [--phenomenon NAME]
//!
//! Roles, voice and stance are judged on the mentions that were found; an empty
//! role counts like any other answer. Reads the language packs and frames from
//! `lexicons/`, so that a change of data needs no compilation.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::sync::Arc;

use framelens::annotate::Mention;
use framelens::annotate::find::Annotator;
use framelens::corpus::Document;
use framelens::lexicon::Lexicon;
use framelens::lexicon::actors::parse_actors;
use framelens::lexicon::overlap::Overlap;
use framelens::text::LanguagePacks;
use framelens::text::analyze::Analyzer;
use serde_json::Value;

/// What was asked for.
struct Options {
    split: String,
    errors: bool,
    phenomenon: Option<String>,
}

/// Right answers among all.
#[derive(Debug, Clone, Copy, Default)]
struct Share {
    right: usize,
    all: usize,
}

impl Share {
    fn add(&mut self, right: bool) {
        self.right += usize::from(right);
        self.all += 1;
    }

    fn show(self) -> String {
        let rate = if self.all == 0 { 0.0 } else { self.right as f64 / self.all as f64 };
        format!("{rate:.3} ({}/{})", self.right, self.all)
    }
}

/// Everything that is counted.
#[derive(Debug, Default)]
struct Score {
    found: Share,
    predicted: usize,
    agent: Share,
    patient: Share,
    voice: Share,
    stance: [usize; 3],
    alarms: Share,
    phenomena: BTreeMap<String, [Share; 2]>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let options = options();
    let packs = Arc::new(LanguagePacks::parse(&files("lexicons/languages")?)?);
    let mut analyzer = Analyzer::new(Arc::clone(&packs));
    let lexicon = Lexicon::parse(&files("lexicons/frames")?, &mut analyzer)?;
    let path = "tests/gold/actors.toml";
    let actors = parse_actors(path, &fs::read_to_string(path)?, &mut analyzer)?;
    let annotator = Annotator::new(Arc::clone(&packs), &lexicon, &actors, Vec::new(), Overlap::Longest);
    let mut worker = annotator.worker();
    let mut score = Score::default();
    for line in fs::read_to_string("tests/gold/sentences.jsonl")?.lines() {
        let row: Value = serde_json::from_str(line)?;
        let wanted = options.split == "all" || row["split"] == options.split.as_str();
        if !wanted || options.phenomenon.as_ref().is_some_and(|p| row["phenomenon"] != p.as_str()) {
            continue;
        }
        let document = Document { text: text(&row["text"]), ..Document::default() };
        let annotation = annotator.annotate(&document, &text(&row["language"]), &mut worker);
        judge(&annotator, &row, &annotation.mentions, &options, &mut score);
    }
    print(&score);
    Ok(())
}

fn options() -> Options {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let value = |name: &str| arguments.iter().position(|a| a == name).and_then(|at| arguments.get(at + 1)).cloned();
    Options {
        split: value("--split").unwrap_or_else(|| "dev".to_owned()),
        errors: arguments.iter().any(|a| a == "--errors"),
        phenomenon: value("--phenomenon"),
    }
}

fn files(folder: &str) -> Result<Vec<(String, String)>, Box<dyn Error>> {
    let mut paths: Vec<_> = fs::read_dir(folder)?.filter_map(|e| Some(e.ok()?.path())).collect();
    paths.sort();
    let toml = paths.into_iter().filter(|p| p.extension().is_some_and(|e| e == "toml"));
    toml.map(|p| Ok((p.display().to_string(), fs::read_to_string(&p)?))).collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn set(value: &Value) -> Vec<String> {
    let mut ids: Vec<String> = value.as_array().into_iter().flatten().map(text).collect();
    ids.sort();
    ids
}

fn judge(annotator: &Annotator, row: &Value, found: &[Mention], options: &Options, score: &mut Score) {
    let sentence = text(&row["text"]);
    let gold: Vec<&Value> = row["mentions"].as_array().into_iter().flatten().collect();
    if gold.is_empty() {
        score.alarms.add(!found.is_empty());
    }
    score.predicted += found.len();
    let mut used = vec![false; found.len()];
    for label in gold {
        let hit = find(annotator, &sentence, label, found, &used);
        score.found.add(hit.is_some());
        let Some(hit) = hit else { continue };
        used[hit] = true;
        roles(row, label, &found[hit], options, score);
    }
}

/// The unused mention of the same frame that overlaps an occurrence of the labelled cue.
fn find(annotator: &Annotator, sentence: &str, label: &Value, found: &[Mention], used: &[bool]) -> Option<usize> {
    let cue = text(&label["cue"]);
    let places: Vec<(usize, usize)> = sentence.match_indices(&cue).map(|(at, _)| (at, at + cue.len())).collect();
    (0..found.len()).find(|n| {
        let mention = &found[*n];
        let (start, end) = (mention.span.start as usize, mention.span.end as usize);
        let overlaps = places.iter().any(|(from, to)| start < *to && *from < end);
        !used[*n] && overlaps && annotator.frames[mention.frame as usize] == text(&label["frame"])
    })
}

fn roles(row: &Value, label: &Value, mention: &Mention, options: &Options, score: &mut Score) {
    let sorted = |ids: &[String]| {
        let mut ids = ids.to_vec();
        ids.sort();
        ids
    };
    let (agent, patient) = (sorted(&mention.agent), sorted(&mention.patient));
    let right = [agent == set(&label["agent"]), patient == set(&label["patient"])];
    score.agent.add(right[0]);
    score.patient.add(right[1]);
    let phenomenon = score.phenomena.entry(text(&row["phenomenon"])).or_default();
    phenomenon[0].add(right[0]);
    phenomenon[1].add(right[1]);
    let named = |value: &Value| value.as_str().map(str::to_owned);
    let voice = mention.voice.and_then(|v| serde_json::to_value(v).ok()).as_ref().and_then(named);
    let stance = mention.stance.and_then(|s| serde_json::to_value(s).ok()).as_ref().and_then(named);
    score.voice.add(voice == named(&label["voice"]));
    let (told, labelled) = (stance.unwrap_or_else(|| "asserted".to_owned()), text(&label["stance"]));
    score.stance[0] += usize::from(told == labelled && told != "asserted");
    score.stance[1] += usize::from(told != "asserted");
    score.stance[2] += usize::from(labelled != "asserted");
    if options.errors && right != [true, true] {
        println!("{} [{}] {}", text(&row["id"]), text(&row["phenomenon"]), text(&row["text"]));
        println!(
            "    {} ({:?}): {} → {}   found {} → {}",
            mention.text,
            mention.cue,
            set(&label["agent"]).join(";"),
            set(&label["patient"]).join(";"),
            agent.join(";"),
            patient.join(";")
        );
    }
}

fn print(score: &Score) {
    let precision = Share { right: score.found.right, all: score.predicted };
    println!("phenomenon             agent               patient");
    for (name, [agent, patient]) in &score.phenomena {
        println!("{name:<22} {:<19} {}", agent.show(), patient.show());
    }
    let [right, told, labelled] = score.stance;
    println!("frame precision  {}   recall {}", precision.show(), score.found.show());
    println!("agent accuracy   {}", score.agent.show());
    println!("patient accuracy {}", score.patient.show());
    println!("voice accuracy   {}", score.voice.show());
    println!("stance F1 of the non-asserted  {:.3}", 2.0 * right as f64 / (told + labelled).max(1) as f64);
    println!("false alarms     {}", score.alarms.show());
}
