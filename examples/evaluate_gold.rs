//! How well frames, roles, voice and stance are found on the labelled sentences of `tests/gold/`.
//!
//!     cargo run --example evaluate_gold -- [--split dev|test|all] [--errors] [--phenomenon NAME]
//!
//! Reads the language packs and frames from `lexicons/`, so that a change of
//! data needs no compilation. What is counted is said in [`framelens::curate::gold`].

use std::error::Error;
use std::fs;
use std::sync::Arc;

use framelens::annotate::find::Annotator;
use framelens::corpus::Document;
use framelens::curate::gold::{self, CODED, Scores, Share};
use framelens::lexicon::Lexicon;
use framelens::lexicon::actors::parse_actors;
use framelens::lexicon::overlap::Overlap;
use framelens::text::LanguagePacks;
use framelens::text::analyze::Analyzer;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let value = |name: &str| arguments.iter().position(|a| a == name).and_then(|at| arguments.get(at + 1));
    let split = value("--split").map_or("dev", String::as_str);
    let packs = Arc::new(LanguagePacks::parse(&files("lexicons/languages")?)?);
    let mut analyzer = Analyzer::new(Arc::clone(&packs));
    let lexicon = Lexicon::parse(&files("lexicons/frames")?, &mut analyzer)?;
    let path = "tests/gold/actors.toml";
    let actors = parse_actors(path, &fs::read_to_string(path)?, &mut analyzer)?;
    let annotator = Annotator::new(packs, &lexicon, &actors, Vec::new(), Overlap::Longest);
    let mut worker = annotator.worker();
    let mut scores = Scores::default();
    let path = "tests/gold/sentences.jsonl";
    for item in gold::parse(path, &fs::read_to_string(path)?)? {
        if (split != "all" && item.split != split) || value("--phenomenon").is_some_and(|p| *p != item.phenomenon) {
            continue;
        }
        let document = Document { text: item.text.clone(), ..Document::default() };
        let found = annotator.annotate(&document, &item.language, &mut worker).mentions;
        for (label, hit) in scores.judge(&annotator, &item, &found) {
            if arguments.iter().any(|a| a == "--errors") {
                let roles =
                    |agent: &[String], patient: &[String]| format!("{} → {}", agent.join(";"), patient.join(";"));
                println!("{} [{}] {}", item.id, item.phenomenon, item.text);
                let mention = &found[hit];
                let (wanted, told) = (roles(&label.agent, &label.patient), roles(&mention.agent, &mention.patient));
                println!("    {} ({:?}): {wanted}   found {told}", mention.text, mention.cue);
            }
        }
    }
    print(&scores);
    Ok(())
}

fn files(folder: &str) -> Result<Vec<(String, String)>, Box<dyn Error>> {
    let mut paths: Vec<_> = fs::read_dir(folder)?.filter_map(|e| Some(e.ok()?.path())).collect();
    paths.sort();
    let toml = paths.into_iter().filter(|p| p.extension().is_some_and(|e| e == "toml"));
    toml.map(|p| Ok((p.display().to_string(), fs::read_to_string(&p)?))).collect()
}

fn print(scores: &Scores) {
    let show = |share: Share| format!("{:.3} ({}/{})", share.rate(), share.right, share.all);
    println!("phenomenon             agent               patient");
    for (name, [agent, patient]) in &scores.phenomena {
        println!("{name:<22} {:<19} {}", show(*agent), show(*patient));
    }
    println!("frame precision  {}   recall {}   F1 {:.3}", show(scores.sound), show(scores.found), scores.frame_f1());
    println!("agent accuracy   {}", show(scores.agent));
    println!("patient accuracy {}", show(scores.patient));
    println!("voice accuracy   {}", show(scores.voice));
    println!("stance F1 of the non-asserted  {:.3}", scores.stance_f1());
    println!("false alarms     {}", show(scores.alarms));
    let alphas = CODED.iter().zip(scores.alphas()).filter_map(|(name, alpha)| Some(format!("{name} {:.3}", alpha?)));
    println!("Krippendorff's α: {}", alphas.collect::<Vec<_>>().join(", "));
}
