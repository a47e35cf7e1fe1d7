//! What the coders say of each item, and how much it stands for.

use std::collections::{BTreeMap, BTreeSet};

use super::estimate::Domain;
use crate::curate::sample::{Item, Sample, Sheet};
use crate::curate::sheet::{ADJUDICATED, Coded, Coding, Verdict};
use crate::error::{Error, Fault};
use crate::lexicon::parse::is_within;

/// Codings by coder, then by item.
pub type Codings = BTreeMap<String, BTreeMap<String, Coding>>;

/// Every coding of some sheets.
///
/// # Errors
/// Items that one coder coded in two sheets; sheets that are all empty.
pub fn gather(sheets: Vec<Coded>) -> Result<Codings, Error> {
    let mut all = Codings::new();
    let mut places: BTreeMap<(String, String), String> = BTreeMap::new();
    let mut twice: BTreeMap<(String, String, String), usize> = BTreeMap::new();
    let names: Vec<String> = sheets.iter().map(|sheet| sheet.path.clone()).collect();
    for sheet in sheets {
        for (coder, codings) in sheet.codings {
            for (item, coding) in codings {
                let before = places.insert((coder.clone(), item.clone()), sheet.path.clone());
                if let Some(before) = before {
                    *twice.entry((coder.clone(), before, sheet.path.clone())).or_default() += 1;
                }
                all.entry(coder.clone()).or_default().insert(item, coding);
            }
        }
    }
    let faults: Vec<Fault> = twice
        .into_iter()
        .map(|((coder, one, other), n)| {
            Fault::error(format!("{n} items are coded by `{coder}` in both {one} and {other}"))
                .help("name one of the sheets, or give each coder a column `coder`")
        })
        .collect();
    if !faults.is_empty() {
        return Err(Error { faults });
    }
    if all.is_empty() {
        return Err(Error::with_help(
            format!("nothing is coded yet in {}", names.join(", ")),
            "fill in the column `correct` of hits.csv (yes, no, unsure) and `frame` of misses.csv (frame ids or none)",
        ));
    }
    Ok(all)
}

/// An item with what was settled.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged<'s> {
    /// The item.
    pub item: &'s Item,
    /// Whether any coder coded it.
    pub coded: bool,
    /// Of a mention: whether it is right; `None` where that is open.
    pub right: Option<bool>,
    /// Of a sentence: the frames it has; `None` where that is open.
    pub missed: Option<Vec<String>>,
    /// How many units of the population it stands for, once those without a verdict
    /// are stood in for; 0 without a verdict.
    pub weight: f64,
}

/// The verdict on every item, in the order of the sample.
///
/// Of several coders the majority decides, `unsure` apart; an even split leaves
/// the item open. The coder `adjudicated` overrules all. The weight of a stratum
/// is its population over its settled items; a stratum without any is stood in
/// for by the others of its frame and language, then of its language, then of its sheet.
pub fn judge<'s>(sample: &'s Sample, codings: &Codings) -> Vec<Judged<'s>> {
    let mut judged: Vec<Judged<'s>> = sample.items.iter().map(|item| verdict(item, codings)).collect();
    let settled: Vec<bool> = judged.iter().map(|j| j.right.is_some() || j.missed.is_some()).collect();
    let factors = weights(sample, &settled);
    for j in &mut judged {
        if j.right.is_some() || j.missed.is_some() {
            j.weight = factors[j.item.stratum];
        }
    }
    judged
}

/// The codings of an item that decide: that of `adjudicated`, else those of all coders.
pub(super) fn said<'c>(item: &Item, codings: &'c Codings) -> Vec<&'c Coding> {
    let of = |coder: &str| codings.get(coder).and_then(|items| items.get(&item.item));
    let settled: Vec<&Coding> = of(ADJUDICATED).into_iter().collect();
    let others = || codings.values().filter_map(|items| items.get(&item.item)).collect();
    if settled.is_empty() { others() } else { settled }
}

fn verdict<'s>(item: &'s Item, codings: &Codings) -> Judged<'s> {
    let said = said(item, codings);
    let mut judged = Judged { item, coded: !said.is_empty(), right: None, missed: None, weight: 0.0 };
    match item.sheet {
        Sheet::Hits => {
            let votes = |verdict| said.iter().filter(|coding| coding.verdict == Some(verdict)).count();
            let (yes, no) = (votes(Verdict::Yes), votes(Verdict::No));
            judged.right = (yes != no).then_some(yes > no);
        }
        Sheet::Misses => {
            let lists: Vec<&Vec<String>> = said.iter().filter_map(|coding| coding.missed.as_ref()).collect();
            let frames: BTreeSet<&String> = lists.iter().flat_map(|list| list.iter()).collect();
            let votes = |frame: &String| lists.iter().filter(|list| list.contains(frame)).count();
            let split = frames.iter().any(|frame| 2 * votes(frame) == lists.len());
            let most = frames.iter().filter(|frame| 2 * votes(frame) > lists.len());
            judged.missed = (!lists.is_empty() && !split).then(|| most.map(|frame| (*frame).clone()).collect());
        }
    }
    judged
}

/// Weight of the settled items of every stratum; `is_settled` in the order of the sample's items.
pub(super) fn weights(sample: &Sample, is_settled: &[bool]) -> Vec<f64> {
    let mut settled = vec![0u64; sample.strata.len()];
    for (item, _) in sample.items.iter().zip(is_settled).filter(|(_, yes)| **yes) {
        settled[item.stratum] += 1;
    }
    // How many units each stratum stands for: its own, and a share of those that nobody coded.
    let mut stands: Vec<f64> =
        sample.strata.iter().zip(&settled).map(|(s, n)| if *n > 0 { s.population as f64 } else { 0.0 }).collect();
    let own = stands.clone();
    for (empty, _) in settled.iter().enumerate().filter(|(_, n)| **n == 0) {
        let lost = &sample.strata[empty];
        let alike = |level: usize, i: &usize| {
            let s = &sample.strata[*i];
            let (frame, language) = (s.frame == lost.frame, s.language == lost.language);
            settled[*i] > 0
                && (s.sheet, s.beside) == (lost.sheet, lost.beside)
                && (level > 0 || frame)
                && (level > 1 || language)
        };
        let near = (0..3).map(|level| (0..settled.len()).filter(|i| alike(level, i)).collect::<Vec<_>>());
        let Some(near) = near.into_iter().find(|near| !near.is_empty()) else { continue };
        let all: f64 = near.iter().map(|i| own[*i]).sum();
        for i in near {
            stands[i] += lost.population as f64 * own[i] / all;
        }
    }
    stands.iter().zip(&settled).map(|(units, n)| if *n > 0 { units / *n as f64 } else { 0.0 }).collect()
}

/// Whether a frame that a sentence tells was not found there.
pub(super) fn is_missed(item: &Item, frame: &str) -> bool {
    !item.found.iter().any(|found| is_within(found, frame))
}

/// The codings of a frame (`None`: of all), within the languages and sources that `fits` takes.
///
/// A mention is of its frame and of every frame above it; a missed frame likewise.
/// A sentence in which the frame was found cannot miss it and is outside its domain.
pub fn domain(judged: &[Judged<'_>], frame: Option<&str>, fits: impl Fn(&Item) -> bool) -> Domain {
    let is_of = |id: &str| frame.is_none_or(|frame| is_within(id, frame));
    let mut domain = Domain::default();
    for j in judged {
        let (stratum, inside) = (j.item.stratum, fits(j.item));
        if let Some(right) = j.right {
            let inside = inside && j.item.frame.as_deref().is_some_and(is_of);
            domain.hits.push((stratum, j.weight, inside, right));
        }
        if let Some(missed) = &j.missed {
            let inside = inside && frame.is_none_or(|frame| is_missed(j.item, frame));
            let frames = missed.iter().filter(|id| is_of(id) && is_missed(j.item, id)).count();
            // Of one frame a sentence is one miss; of all frames, as many as it has.
            let frames = if frame.is_some() { frames.min(1) } else { frames };
            domain.misses.push((stratum, j.weight, inside, frames as f64));
        }
    }
    domain
}
