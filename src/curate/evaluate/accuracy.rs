//! How often agent, patient, voice and stance are as people code them.

use std::collections::BTreeSet;

use super::AccuracyRow;
use super::estimate::{Observation, share};
use super::judge::{Codings, Judged, said, weights};
use crate::compare::ALL;
use crate::compare::formula::rounded;
use crate::curate::sample::{Item, Sample, Sheet};
use crate::curate::sheet::read::label_of;
use crate::lexicon::parse::is_within;

/// What is measured; each is a column of the sheet of mentions.
const MEASURED: [&str; 4] = ["agent", "patient", "voice", "stance"];

/// One row for each of agent, patient, voice and stance in every frame and language
/// where some mention has a settled code, `all` first.
///
/// Of several coders the most frequent code counts, of a tie none does. A mention
/// that is of another frame has no roles to be right about and is left aside. An
/// agent or patient is right when it is the same set of actors, empty for `none`;
/// precision is the share of right ones among those that were filled. Weights are
/// those of the sample, intervals Wilson's, as for precision
/// ([`share`]).
pub fn accuracy(sample: &Sample, codings: &Codings, judged: &[Judged<'_>]) -> Vec<AccuracyRow> {
    let mut rows = Vec::new();
    for variable in MEASURED {
        let codes: Vec<Option<BTreeSet<String>>> = judged
            .iter()
            .map(|j| if j.right == Some(false) { None } else { settled(j.item, codings, variable) })
            .collect();
        // Wrong mentions are settled too: they say that there is nothing to measure.
        let known: Vec<bool> = judged.iter().zip(&codes).map(|(j, code)| code.is_some() || wrong(j)).collect();
        let factors = weights(sample, &known);
        let frames: BTreeSet<&str> = sample.items.iter().filter_map(|item| item.frame.as_deref()).collect();
        let languages: BTreeSet<&str> = sample.items.iter().map(|item| item.language.as_str()).collect();
        for frame in std::iter::once(None).chain(frames.into_iter().map(Some)) {
            for language in std::iter::once(None).chain(languages.iter().map(|l| Some(*l))) {
                let fits = |item: &Item| {
                    frame.is_none_or(|frame| item.frame.as_deref().is_some_and(|id| is_within(id, frame)))
                        && language.is_none_or(|language| item.language == language)
                };
                let units: Vec<Unit> = (judged.iter().zip(&codes).zip(&known))
                    .filter(|(_, known)| **known)
                    .map(|((j, code), _)| Unit {
                        stratum: j.item.stratum,
                        weight: factors[j.item.stratum],
                        inside: code.is_some() && fits(j.item),
                        filled: !found(j.item, variable).is_empty(),
                        right: code.as_ref().is_some_and(|code| *code == found(j.item, variable)),
                    })
                    .collect();
                rows.extend(row(variable, frame, language, &units));
            }
        }
    }
    rows
}

fn wrong(judged: &Judged<'_>) -> bool {
    judged.item.sheet == Sheet::Hits && judged.right == Some(false)
}

/// A code as a set: several actors, or one label; empty for `none`.
fn set(code: &str) -> BTreeSet<String> {
    code.split(';').map(str::trim).filter(|part| !part.is_empty() && *part != "none").map(str::to_lowercase).collect()
}

/// What most coders say; `None` where nobody says anything, or as many say another thing.
fn settled(item: &Item, codings: &Codings, variable: &str) -> Option<BTreeSet<String>> {
    let codes: Vec<BTreeSet<String>> =
        said(item, codings).iter().filter_map(|coding| coding.code(variable)).map(|code| set(&code)).collect();
    let votes = |code: &BTreeSet<String>| codes.iter().filter(|other| *other == code).count();
    let most = codes.iter().map(votes).max()?;
    let first = codes.iter().find(|code| votes(code) == most)?;
    codes.iter().all(|code| code == first || votes(code) < most).then(|| first.clone())
}

/// What the annotator found.
fn found(item: &Item, variable: &str) -> BTreeSet<String> {
    match variable {
        "agent" => set(&item.agent),
        "patient" => set(&item.patient),
        "voice" => item.voice.iter().map(label_of).collect(),
        _ => item.stance.iter().map(label_of).collect(),
    }
}

/// One mention.
struct Unit {
    stratum: usize,
    weight: f64,
    inside: bool,
    filled: bool,
    right: bool,
}

fn row(variable: &str, frame: Option<&str>, language: Option<&str>, units: &[Unit]) -> Option<AccuracyRow> {
    let count = |fits: &dyn Fn(&Unit) -> bool| units.iter().filter(|unit| unit.inside && fits(unit)).count() as u64;
    let coded = count(&|_| true);
    if coded == 0 {
        return None;
    }
    let estimate = |among: &dyn Fn(&Unit) -> bool| {
        let observation = |unit: &Unit| {
            let x = unit.inside && among(unit);
            let number = |yes: bool| f64::from(u8::from(yes));
            Observation { stratum: unit.stratum, weight: unit.weight, y: number(x && unit.right), x: number(x) }
        };
        share(&units.iter().map(observation).collect::<Vec<_>>())
    };
    let (accuracy, precision) = (estimate(&|_| true), estimate(&|unit| unit.filled));
    let cell = |value: Option<f64>| value.and_then(rounded);
    Some(AccuracyRow {
        variable: variable.to_owned(),
        frame: frame.unwrap_or(ALL).to_owned(),
        language: language.unwrap_or(ALL).to_owned(),
        coded,
        correct: count(&|unit| unit.right),
        accuracy: cell(accuracy.value),
        accuracy_low: cell(accuracy.low),
        accuracy_high: cell(accuracy.high),
        filled: count(&|unit| unit.filled),
        filled_correct: count(&|unit| unit.filled && unit.right),
        precision: cell(precision.value),
        precision_low: cell(precision.low),
        precision_high: cell(precision.high),
    })
}
