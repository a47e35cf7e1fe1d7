//! The annotator against labelled sentences.
//!
//! Roles, voice and stance are judged on the mentions that were found; an empty
//! role counts like any other answer. A found mention is a labelled one if both
//! are of one frame and share a character.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::agreement::alpha;
use crate::annotate::find::Annotator;
use crate::annotate::{Mention, Stance, Voice};
use crate::error::{Error, Fault};

/// A labelled text.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Item {
    /// Its id.
    pub id: String,
    /// `dev` or `test`.
    pub split: String,
    /// Language code.
    pub language: String,
    /// What the sentence is an example of.
    #[serde(default)]
    pub phenomenon: String,
    /// The text.
    pub text: String,
    /// Its mentions; empty: no frame is to be found.
    pub mentions: Vec<Label>,
}

/// A labelled mention.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Label {
    /// Frame id.
    pub frame: String,
    /// The words that carry it.
    pub cue: String,
    /// Which occurrence of these words in the text, from 1.
    #[serde(default)]
    pub occurrence: Option<usize>,
    /// Ids of the actors presented as doing it.
    #[serde(default)]
    pub agent: Vec<String>,
    /// Ids of the actors to whom it is done.
    #[serde(default)]
    pub patient: Vec<String>,
    /// `own`, `quoted` or `reported`.
    pub voice: String,
    /// `asserted`, `negated`, `distanced` or `hypothetical`.
    pub stance: String,
}

/// Read labelled texts, one JSON object a line.
///
/// # Errors
/// Every line that is none, with its number.
pub fn parse(path: &str, text: &str) -> Result<Vec<Item>, Error> {
    let (mut items, mut faults) = (Vec::new(), Vec::new());
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        match serde_json::from_str(line) {
            Ok(item) => items.push(item),
            Err(why) => faults.push(Fault::error(format!("{path}, line {}: not a labelled text: {why}", number + 1))),
        }
    }
    if faults.is_empty() { Ok(items) } else { Err(Error { faults }) }
}

/// Right answers among all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Share {
    /// Right answers.
    pub right: usize,
    /// All answers.
    pub all: usize,
}

impl Share {
    fn add(&mut self, right: bool) {
        self.right += usize::from(right);
        self.all += 1;
    }

    /// right / all; 0 of nothing.
    pub fn rate(self) -> f64 {
        if self.all == 0 { 0.0 } else { self.right as f64 / self.all as f64 }
    }
}

/// Pairs of labelled and found categories.
type Pairs = Vec<(String, String)>;

/// Everything that is counted.
#[derive(Debug, Clone, Default)]
pub struct Scores {
    /// Labelled mentions that were found (recall).
    pub found: Share,
    /// Found mentions that are labelled (precision).
    pub sound: Share,
    /// Agents right.
    pub agent: Share,
    /// Patients right.
    pub patient: Share,
    /// Voices right.
    pub voice: Share,
    /// Non-asserted mentions that were found as what they are, of those labelled so.
    pub doubted: Share,
    /// How many were found as non-asserted.
    pub doubted_found: usize,
    /// Texts without a mention in which one was found.
    pub alarms: Share,
    /// Agent and patient by phenomenon.
    pub phenomena: BTreeMap<String, [Share; 2]>,
    /// Labelled and found categories: frame, agent, patient, voice, stance.
    pub pairs: [Pairs; 5],
}

/// Names of [`Scores::pairs`].
pub const CODED: [&str; 5] = ["frame", "agent", "patient", "voice", "stance"];

impl Scores {
    /// Judge what was found in one text; gives the labels whose roles were found otherwise.
    pub fn judge<'i>(&mut self, annotator: &Annotator, item: &'i Item, found: &[Mention]) -> Vec<(&'i Label, usize)> {
        if item.mentions.is_empty() {
            self.alarms.add(!found.is_empty());
        }
        let mut wrong = Vec::new();
        let mut used = vec![false; found.len()];
        for label in &item.mentions {
            let hit = find(annotator, item, label, found, &used);
            self.found.add(hit.is_some());
            let Some(hit) = hit else {
                self.pairs[0].push((label.frame.clone(), String::new()));
                continue;
            };
            used[hit] = true;
            self.pairs[0].push((label.frame.clone(), label.frame.clone()));
            if !self.details(item, label, &found[hit]) {
                wrong.push((label, hit));
            }
        }
        for (mention, used) in found.iter().zip(&used) {
            self.sound.add(*used);
            if !used {
                self.pairs[0].push((String::new(), annotator.frames[mention.frame as usize].clone()));
            }
        }
        wrong
    }

    /// Roles, voice and stance of a mention that was found; whether the roles are right.
    fn details(&mut self, item: &Item, label: &Label, mention: &Mention) -> bool {
        let set = |ids: &[String]| {
            let mut ids = ids.to_vec();
            ids.sort_unstable();
            ids.join(";")
        };
        let roles = [(set(&label.agent), set(&mention.agent)), (set(&label.patient), set(&mention.patient))];
        let right = roles.clone().map(|(labelled, found)| labelled == found);
        self.agent.add(right[0]);
        self.patient.add(right[1]);
        let phenomenon = self.phenomena.entry(item.phenomenon.clone()).or_default();
        phenomenon.iter_mut().zip(right).for_each(|(share, right)| share.add(right));
        let voice = match mention.voice {
            Some(Voice::Own) => "own",
            Some(Voice::Quoted) => "quoted",
            Some(Voice::Reported) => "reported",
            None => "",
        };
        self.voice.add(voice == label.voice);
        let stance = match mention.stance {
            Some(Stance::Asserted) | None => "asserted",
            Some(Stance::Negated) => "negated",
            Some(Stance::Distanced) => "distanced",
            Some(Stance::Hypothetical) => "hypothetical",
        };
        if label.stance != "asserted" {
            self.doubted.add(stance == label.stance);
        }
        self.doubted_found += usize::from(stance != "asserted");
        let [agent, patient] = roles;
        let coded = [agent, patient, (label.voice.clone(), voice.into()), (label.stance.clone(), stance.into())];
        self.pairs[1..].iter_mut().zip(coded).for_each(|(pairs, pair)| pairs.push(pair));
        right == [true, true]
    }

    /// F1 of the frames.
    pub fn frame_f1(&self) -> f64 {
        let (precision, recall) = (self.sound.rate(), self.found.rate());
        if precision + recall == 0.0 { 0.0 } else { 2.0 * precision * recall / (precision + recall) }
    }

    /// F1 of the stances other than asserted, each taken as itself.
    pub fn stance_f1(&self) -> f64 {
        let all = self.doubted.all + self.doubted_found;
        if all == 0 { 0.0 } else { 2.0 * self.doubted.right as f64 / all as f64 }
    }

    /// Krippendorff's α between the labels and what was found, by [`CODED`].
    pub fn alphas(&self) -> [Option<f64>; 5] {
        self.pairs.each_ref().map(|pairs| alpha(pairs))
    }
}

/// The unused mention of the same frame that overlaps the labelled cue.
fn find(annotator: &Annotator, item: &Item, label: &Label, found: &[Mention], used: &[bool]) -> Option<usize> {
    let nth = label.occurrence.unwrap_or(1).saturating_sub(1);
    let from = item.text.match_indices(&label.cue).nth(nth)?.0;
    let to = from + label.cue.len();
    (0..found.len()).find(|&n| {
        let mention = &found[n];
        let (start, end) = (mention.span.start as usize, mention.span.end as usize);
        !used[n] && start < to && from < end && annotator.frames[mention.frame as usize] == label.frame
    })
}
