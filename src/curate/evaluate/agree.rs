//! Agreement of coders, and what they disagree on.

use std::collections::BTreeSet;

use super::estimate::Z;
use super::judge::Codings;
use super::{AgreementRow, DisagreementRow};
use crate::compare::ALL;
use crate::compare::formula::rounded;
use crate::curate::agreement::{alpha, alpha_of_many, kappa};
use crate::curate::sample::{Item, Sample, Sheet};
use crate::curate::sheet::{ADJUDICATED, Coding, VARIABLES};

/// Coders whose agreement is asked for, with their codings.
fn coders(codings: &Codings) -> Vec<&String> {
    codings.keys().filter(|coder| *coder != ADJUDICATED).collect()
}

/// Codes of two coders on one variable, for the items that both coded.
fn both<'s>(
    items: &[&'s Item],
    codings: &Codings,
    variable: &str,
    (a, b): (&str, &str),
) -> Vec<(&'s Item, String, String)> {
    let code = |coder: &str, item: &Item| codings.get(coder)?.get(&item.item)?.code(variable);
    items.iter().filter_map(|item| Some((*item, code(a, item)?, code(b, item)?))).collect()
}

/// One row for every variable, frame and pair of coders who both coded some of
/// its items, and one for all coders together where they are more than two.
pub fn agreement(sample: &Sample, codings: &Codings) -> Vec<AgreementRow> {
    let coders = coders(codings);
    let mut rows = Vec::new();
    for variable in VARIABLES {
        let sheet = if variable == "missed" { Sheet::Misses } else { Sheet::Hits };
        let frames: BTreeSet<&str> = sample.items.iter().filter_map(|item| item.frame.as_deref()).collect();
        let split = std::iter::once(None).chain(frames.into_iter().filter(|_| sheet == Sheet::Hits).map(Some));
        for frame in split {
            let fits = |item: &&Item| item.sheet == sheet && frame.is_none_or(|f| item.frame.as_deref() == Some(f));
            let items: Vec<&Item> = sample.items.iter().filter(fits).collect();
            let name = frame.unwrap_or(ALL);
            for (i, a) in coders.iter().enumerate() {
                for b in &coders[i + 1..] {
                    let pairs = both(&items, codings, variable, (a, b));
                    rows.extend(pair_row(variable, name, (a, b), &pairs));
                }
            }
            if coders.len() > 2 {
                rows.extend(all_row(variable, name, &items, &coders, codings));
            }
        }
    }
    rows
}

fn pair_row(
    variable: &str,
    frame: &str,
    (a, b): (&str, &str),
    pairs: &[(&Item, String, String)],
) -> Option<AgreementRow> {
    if pairs.is_empty() {
        return None;
    }
    let codes: Vec<(&str, &str)> = pairs.iter().map(|(_, a, b)| (a.as_str(), b.as_str())).collect();
    let alike = codes.iter().filter(|(a, b)| a == b).count();
    let kappa = kappa(&codes);
    let limit = |sign: f64| kappa.map(|(k, error)| (k + sign * Z * error).clamp(-1.0, 1.0)).and_then(rounded);
    Some(AgreementRow {
        variable: variable.to_owned(),
        frame: frame.to_owned(),
        coder_a: a.to_owned(),
        coder_b: b.to_owned(),
        items: codes.len() as u64,
        agreement: rounded(alike as f64 / codes.len() as f64),
        kappa: kappa.and_then(|(k, _)| rounded(k)),
        kappa_low: limit(-1.0),
        kappa_high: limit(1.0),
        alpha: alpha(&codes).and_then(rounded),
    })
}

fn all_row(
    variable: &str,
    frame: &str,
    items: &[&Item],
    coders: &[&String],
    codings: &Codings,
) -> Option<AgreementRow> {
    let codes_of = |item: &&Item| {
        let coded = coders.iter().filter_map(|coder| codings.get(*coder)?.get(&item.item)?.code(variable));
        coded.collect::<Vec<String>>()
    };
    let units: Vec<Vec<String>> = items.iter().map(codes_of).filter(|codes| codes.len() > 1).collect();
    if units.is_empty() {
        return None;
    }
    let alike = units.iter().filter(|codes| codes.windows(2).all(|two| two[0] == two[1])).count();
    Some(AgreementRow {
        variable: variable.to_owned(),
        frame: frame.to_owned(),
        coder_a: ALL.to_owned(),
        coder_b: ALL.to_owned(),
        items: units.len() as u64,
        agreement: rounded(alike as f64 / units.len() as f64),
        kappa: None,
        kappa_low: None,
        kappa_high: None,
        alpha: alpha_of_many(&units).and_then(rounded),
    })
}

/// Every item that two coders code differently, by variable, item and coders.
pub fn disagreements(sample: &Sample, codings: &Codings) -> Vec<DisagreementRow> {
    let coders = coders(codings);
    let items: Vec<&Item> = sample.items.iter().collect();
    let comment = |coder: &str, item: &Item| {
        let coding: Option<&Coding> = codings.get(coder).and_then(|items| items.get(&item.item));
        coding.map(|coding| coding.comment.clone()).unwrap_or_default()
    };
    let mut rows = Vec::new();
    for variable in VARIABLES {
        for (i, a) in coders.iter().enumerate() {
            for b in &coders[i + 1..] {
                let pairs = both(&items, codings, variable, (a, b));
                rows.extend(pairs.into_iter().filter(|(_, a, b)| a != b).map(|(item, code_a, code_b)| {
                    DisagreementRow {
                        item: item.item.clone(),
                        variable: variable.to_owned(),
                        frame: item.frame.clone(),
                        entry: item.entry.clone(),
                        language: item.language.clone(),
                        left: item.left.clone(),
                        text: item.text.clone(),
                        right: item.right.clone(),
                        coder_a: (*a).clone(),
                        comment_a: comment(a, item),
                        code_a,
                        coder_b: (*b).clone(),
                        comment_b: comment(b, item),
                        code_b,
                    }
                }));
            }
        }
    }
    rows
}
