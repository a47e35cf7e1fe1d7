//! Terms that stand near the frame's entries.

use super::Scored;
use super::formula::{log_dice, pointwise};
use super::gather::Reading;
use super::terms::Terms;
use crate::compare::formula::rounded;

/// Words on either side of a mention, within its sentence.
pub const WINDOW: u32 = 5;

/// Fewest occurrences near mentions.
const LEAST: u64 = 2;

/// Terms by log-Dice with mentions; only those nearer than chance would have them (PMI > 0).
pub fn collocation(reading: &Reading, terms: &Terms) -> Vec<Scored> {
    // Occurrences of a term near a mention, and mentions near the term: the
    // smaller of the two is how often they stand together.
    let mut occurrences = vec![0u64; terms.keys.len()];
    let mut mentions = vec![0u64; terms.keys.len()];
    let mut window = 0u64;
    for text in &reading.texts {
        for line in text.lines.iter().filter(|line| line.mentions > 0) {
            let here: Vec<_> = text.mentions.iter().filter(|(m, _)| line.words.contains(&m.start)).collect();
            let near = |start: u32, end: u32| {
                here.iter().filter(move |(m, _)| start < m.end + WINDOW && m.start < end + WINDOW)
            };
            window += line.words.clone().filter(|&at| near(at, at + 1).next().is_some()).count() as u64;
            let mut seen: Vec<(u32, u32)> = Vec::new();
            terms.each(reading, text, line, |found| {
                let mut around =
                    near(found.words.start, found.words.end).map(|(m, _)| (found.term, m.start)).peekable();
                occurrences[found.term as usize] += u64::from(around.peek().is_some());
                seen.extend(around);
            });
            seen.sort_unstable();
            seen.dedup();
            seen.iter().for_each(|&(term, _)| mentions[term as usize] += 1);
        }
    }
    let (all, total) = (reading.mentions(), reading.words());
    let score = |term: usize| {
        let (near, count) = (occurrences[term], terms.counts[term]);
        let information = pointwise(near, window, count, total).filter(|pmi| *pmi > 0.0)?;
        let value = rounded(log_dice(near.min(mentions[term]), all, count)?)?;
        let detail = format!("log-Dice {value:.1}, PMI {information:.1}");
        Some(Scored { term: term as u32, value, detail })
    };
    (0..terms.keys.len()).filter(|&term| occurrences[term] >= LEAST).filter_map(score).collect()
}
