//! What an evaluation says, for people.

use std::fmt::Write;

use super::judge::{Codings, Judged};
use super::{AccuracyRow, AgreementRow, NeededRow, ScoreRow};
use crate::compare::ALL;
use crate::curate::correct::ContrastRow;
use crate::curate::sample::{Sample, Sheet};
use crate::report::summary::RULED;

/// The tables that the summary is made of.
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "each field is the table of its name")]
pub struct Tables<'t> {
    pub scores: &'t [ScoreRow],
    pub accuracy: &'t [AccuracyRow],
    pub agreement: &'t [AgreementRow],
    pub contrasts: &'t [ContrastRow],
    pub needed: &'t [NeededRow],
}

/// Scores of the frames, accuracy of roles, voice and stance, agreement, contrasts that the error changes, and codings lacking.
pub fn summary(
    sample: &Sample,
    codings: &Codings,
    judged: &[Judged<'_>],
    tables: &Tables<'_>,
    notes: &[String],
) -> String {
    let settled =
        |sheet| judged.iter().filter(|j| j.item.sheet == sheet && (j.right.is_some() || j.missed.is_some())).count();
    let drawn = |sheet| judged.iter().filter(|j| j.item.sheet == sheet).count();
    let mut out = format!(
        "{} sample {}: {} of {} mentions and {} of {} sentences have a verdict; coders: {}\n\n",
        sample.purpose.name(),
        sample.sample,
        settled(Sheet::Hits),
        drawn(Sheet::Hits),
        settled(Sheet::Misses),
        drawn(Sheet::Misses),
        codings.keys().cloned().collect::<Vec<_>>().join(", ")
    );
    let mut table = comfy_table::Table::new();
    table.load_style(RULED);
    table.set_header(["frame", "language", "precision", "recall", "F1", "coded"]);
    for row in tables.scores.iter().filter(|row| row.source == ALL) {
        let coded = format!("{} + {}", row.hits_coded, row.sentences_coded);
        table.add_row([
            row.frame.clone(),
            row.language.clone(),
            interval(row.precision, row.precision_low, row.precision_high),
            interval(row.recall, row.recall_low, row.recall_high),
            interval(row.f1, row.f1_low, row.f1_high),
            coded,
        ]);
    }
    let _ = writeln!(out, "{table}\n");
    if sample.purpose.name() == "tuning" {
        out.push_str("A tuning sample: a lexicon scores too well on what it was tuned on.\n");
    }
    if settled(Sheet::Misses) > 0 && !sample.strata.iter().any(|s| s.beside) {
        out.push_str(
            "Recall knows of misses in sentences without any mention alone, and is too high where a frame is missed \
             beside another; `sample --beside N` draws such sentences too.\n",
        );
    }
    for row in tables.accuracy.iter().filter(|row| row.frame == ALL && row.language == ALL) {
        let _ = writeln!(
            out,
            "{} right: {} over {} mentions",
            row.variable,
            interval(row.accuracy, row.accuracy_low, row.accuracy_high),
            row.coded
        );
    }
    for row in tables.agreement.iter().filter(|row| row.frame == ALL) {
        let who =
            if row.coder_a == ALL { "all coders".to_owned() } else { format!("{} and {}", row.coder_a, row.coder_b) };
        // A hair below chance is not told from chance by its sign.
        let number = |x: Option<f64>| x.map_or("-".to_owned(), |x| format!("{x:.2}").replace("-0.00", "0.00"));
        let _ = writeln!(
            out,
            "Agreement on {} of {who}: {} over {} items, kappa {}, alpha {}",
            row.variable,
            number(row.agreement),
            row.items,
            number(row.kappa),
            number(row.alpha)
        );
    }
    contrasts_part(&mut out, tables.contrasts);
    let lacking =
        tables.needed.iter().filter(|r| [&r.language, &r.source].iter().all(|n| *n == ALL) && r.more > Some(0));
    for row in lacking {
        let (more, frame) = (row.more.unwrap_or_default(), &row.frame);
        let beyond = if row.note.is_empty() { String::new() } else { format!(" ({})", row.note) };
        let what = if row.sheet == "hits" { "mentions" } else { "sentences" };
        let _ =
            writeln!(out, "{frame}: {more} more {what} for a {} interval of width {}{beyond}", row.measure, row.width);
    }
    for note in notes {
        let _ = writeln!(out, "Note: {note}.");
    }
    out
}

fn contrasts_part(out: &mut String, contrasts: &[ContrastRow]) {
    let measured = contrasts.iter().filter(|row| !row.measured.is_empty()).count();
    let changed: Vec<&ContrastRow> = contrasts.iter().filter(|row| row.changes.as_deref() == Some("yes")).collect();
    let _ = writeln!(out, "{} of {measured} contrasts come out otherwise once corrected for the error", changed.len());
    for row in changed {
        let _ = writeln!(
            out,
            "  {}: {} over {}: {} raw, {} corrected",
            row.frame,
            row.target,
            row.reference,
            interval(row.rate_ratio, row.ratio_low, row.ratio_high),
            interval(row.corrected_ratio, row.corrected_low, row.corrected_high)
        );
    }
}

fn interval(value: Option<f64>, low: Option<f64>, high: Option<f64>) -> String {
    match (value, low, high) {
        (Some(value), Some(low), Some(high)) => format!("{value:.2} [{low:.2}, {high:.2}]"),
        (Some(value), ..) => format!("{value:.2}"),
        _ => "-".to_owned(),
    }
}
