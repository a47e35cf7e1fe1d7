//! Terms over-represented in the sentences of mentions.

use super::Scored;
use super::gather::Reading;
use super::terms::Terms;
use crate::compare::formula::{log_likelihood, log_odds, rounded};

/// Sentences on either side of a mention's that belong to its context.
pub const WINDOW: usize = 1;

/// Fewest occurrences near mentions.
const LEAST: u64 = 2;

/// Which sentences are within [`WINDOW`] of a mention, by text and line.
pub fn near(reading: &Reading, window: usize) -> Vec<Vec<bool>> {
    let near = |text: &super::gather::Text| {
        let mut flags = vec![false; text.lines.len()];
        for (at, _) in text.lines.iter().enumerate().filter(|(_, line)| line.mentions > 0) {
            let end = (at + window + 1).min(flags.len());
            flags[at.saturating_sub(window)..end].fill(true);
        }
        flags
    };
    reading.texts.iter().map(near).collect()
}

/// Terms by log-likelihood G² of the sentences near mentions against all others.
///
/// A term must have a positive log-odds ratio under the prior of all its
/// occurrences too; the prior's mass is the size of the smaller side.
pub fn keyness(reading: &Reading, terms: &Terms, near: &[Vec<bool>]) -> Vec<Scored> {
    let mut inside = vec![0u64; terms.keys.len()];
    let mut words = 0u64;
    for (text, flags) in reading.texts.iter().zip(near) {
        for (line, _) in text.lines.iter().zip(flags).filter(|(_, near)| **near) {
            words += line.words.len() as u64;
            terms.each(reading, text, line, |found| inside[found.term as usize] += 1);
        }
    }
    let total = reading.words();
    let rest = total - words;
    let score = |(term, &y1): (usize, &u64)| {
        let count = terms.counts[term];
        let g2 = log_likelihood(y1, words, count - y1, rest).filter(|g2| *g2 > 0.0)?;
        let share = count as f64 / total as f64;
        let (delta, _) = log_odds((y1, words), (count - y1, rest), share, words.min(rest) as f64)?;
        let value = rounded(g2)?;
        let detail = format!("G² {value:.1}, log-odds {delta:.1}");
        (delta > 0.0).then_some(Scored { term: term as u32, value, detail })
    };
    inside.iter().enumerate().filter(|(_, count)| **count >= LEAST).filter_map(score).collect()
}
