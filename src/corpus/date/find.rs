//! The dates within a text.

use std::ops::Range;

use super::{Months, Reading, day};

/// Every date in a text, in order, without overlap.
pub(crate) fn find(text: &str, months: &Months) -> Vec<(Range<usize>, Reading)> {
    match may_hold_date(text, months) {
        true => find_all(text, months),
        false => Vec::new(),
    }
}

fn find_all(text: &str, months: &Months) -> Vec<(Range<usize>, Reading)> {
    let mut found = Vec::new();
    let pieces = pieces(text);
    let mut i = 0;
    while i < pieces.len() {
        let here = Scan { text, pieces: &pieces[i..], months };
        let before = i.checked_sub(1).map(|p| &text[pieces[p].range.end..pieces[i].range.start]);
        // A number or separator directly before belongs to a longer number, a version or an address.
        let joined = i > 0 && pieces[i - 1].digits && matches!(before, Some("." | "/" | "-" | ":" | ","));
        let hit = if joined { None } else { here.numeric().or_else(|| here.worded()) };
        match hit {
            Some((taken, reading)) => {
                found.push((pieces[i].range.start..pieces[i + taken - 1].range.end, reading));
                i += taken;
            }
            None => i += 1,
        }
    }
    found
}

/// Whether a text holds a digit, as every date does.
pub(crate) fn has_digit(text: &str) -> bool {
    // Without a way out of the loop it is compiled to a few instructions for many bytes.
    text.bytes().fold(false, |found, byte| found | byte.is_ascii_digit())
}

/// Whether a number stands in a text that may begin a date, or follow on a month.
/// Most numbers do not, which is told without taking the text to pieces.
fn may_hold_date(text: &str, months: &Months) -> bool {
    let digit = |c: char| c.is_ascii_digit();
    let mut rest = text;
    while let Some(start) = first_digit(rest) {
        let (before, number) = rest.split_at(start);
        rest = number.trim_start_matches(digit);
        let mut behind = rest.bytes();
        if matches!(behind.next(), Some(b'-' | b'.' | b'/')) && behind.next().is_some_and(|b| b.is_ascii_digit()) {
            return true;
        }
        if number.len() - rest.len() > 2 {
            continue;
        }
        // Before the number all of the text since the last: a month stands close to it.
        let before = before.trim_end_matches(is_gap);
        let month_before = &before[before.trim_end_matches(is_letter).len()..];
        let after = rest.trim_start_matches(is_gap);
        let behind = &after[..after.len() - after.trim_start_matches(is_letter).len()];
        let is_month = |word: &str| !word.is_empty() && months.number(word).is_some();
        // "1er octobre", "12 de octubre": not looked into.
        if after.len() == rest.len() && !behind.is_empty() || matches!(behind, "de" | "of") {
            return true;
        }
        if is_month(month_before) || is_month(behind) {
            return true;
        }
    }
    false
}

fn first_digit(text: &str) -> Option<usize> {
    const STEP: usize = 32;
    let steps = text.as_bytes().chunks(STEP).enumerate();
    let mut with = steps.filter(|(_, step)| step.iter().fold(false, |found, byte| found | byte.is_ascii_digit()));
    let (number, step) = with.next()?;
    step.iter().position(u8::is_ascii_digit).map(|at| number * STEP + at)
}

/// A character as between the parts of one date.
fn is_gap(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\t' | '.' | ',' | '-' | '–' | '/')
}

fn is_letter(c: char) -> bool {
    // U+0307 is what lower-casing a Turkish capital leaves behind.
    c.is_ascii_alphabetic() || !c.is_ascii() && (c.is_alphabetic() || c == '\u{307}')
}

/// A run of digits or of letters.
struct Piece {
    range: Range<usize>,
    digits: bool,
}

fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::with_capacity(text.len() / 4);
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let digits = c.is_ascii_digit();
        let start = text.len() - rest.len();
        rest = match (digits, is_letter(c)) {
            (true, _) => rest.trim_start_matches(|c: char| c.is_ascii_digit()),
            (_, true) => rest.trim_start_matches(is_letter),
            _ => {
                rest = &rest[c.len_utf8()..];
                continue;
            }
        };
        pieces.push(Piece { range: start..text.len() - rest.len(), digits });
    }
    pieces
}

/// The pieces from one place on.
struct Scan<'t> {
    text: &'t str,
    pieces: &'t [Piece],
    months: &'t Months,
}

impl<'t> Scan<'t> {
    fn word(&self, i: usize) -> Option<&'t str> {
        let piece = self.pieces.get(i).filter(|p| !p.digits)?;
        self.text.get(piece.range.clone())
    }

    /// The number at `i`, if it has between `least` and `most` digits.
    fn number(&self, i: usize, least: usize, most: usize) -> Option<u32> {
        let piece = self.pieces.get(i).filter(|p| p.digits && (least..=most).contains(&p.range.len()))?;
        self.text.get(piece.range.clone())?.parse().ok()
    }

    /// What stands between piece `i` and the next.
    fn gap(&self, i: usize) -> &'t str {
        match (self.pieces.get(i), self.pieces.get(i + 1)) {
            (Some(a), Some(b)) => self.text.get(a.range.end..b.range.start).unwrap_or("\n"),
            _ => "\n",
        }
    }

    /// A gap as between the parts of one date.
    fn near(&self, i: usize) -> bool {
        let gap = self.gap(i);
        gap.chars().count() <= 3 && gap.chars().all(is_gap)
    }

    /// `2020-10-12`, `12.10.2020`, `10/12/2020`.
    fn numeric(&self) -> Option<(usize, Reading)> {
        let separator = self.gap(0);
        if !matches!(separator, "-" | "." | "/") || self.gap(1) != separator {
            return None;
        }
        // More numbers of the same kind follow: a version or an address.
        if self.gap(2) == separator && self.number(3, 1, 9).is_some() {
            return None;
        }
        let (second, reading) = (self.number(1, 1, 2)?, |r| Some((3, r)));
        if let (Some(year), Some(last)) = (self.number(0, 4, 4), self.number(2, 1, 2)) {
            return reading(Reading::Day(day(year, second, last)?));
        }
        let first = self.number(0, 1, 2)?;
        let Some(year) = self.number(2, 4, 4) else {
            let plausible = (1..=31).contains(&first) && (1..=12).contains(&second) && separator != "-";
            return match self.number(2, 2, 2) {
                Some(_) if plausible => reading(Reading::ShortYear),
                _ => None,
            };
        };
        // Only d.m.Y is written with full stops.
        let swapped = day(year, first, second).filter(|_| separator != ".");
        match (day(year, second, first), swapped) {
            (Some(a), Some(b)) if a != b => reading(Reading::Either(a, b)),
            (Some(a), _) | (None, Some(a)) => reading(Reading::Day(a)),
            (None, None) => None,
        }
    }

    /// `12 October 2020`, `October 12, 2020`, `1er octobre`, `12-Oct-2020`.
    fn worded(&self) -> Option<(usize, Reading)> {
        if let Some(month) = self.word(0).and_then(|w| self.months.number(w)) {
            let dom = self.number(1, 1, 2).filter(|_| self.near(0))?;
            let next = 2 + self.ordinal(2);
            return self.with_year(next, month, dom);
        }
        let dom = self.number(0, 1, 2)?;
        let mut next = 1 + self.ordinal(1);
        if self.word(next).is_some_and(|w| matches!(w, "de" | "of")) {
            next += 1;
        }
        let month = self.word(next).and_then(|w| self.months.number(w))?;
        if !(0..next).all(|i| self.near(i)) {
            return None;
        }
        next += 1;
        if self.word(next).is_some_and(|w| w == "de") && self.number(next + 1, 4, 4).is_some() {
            next += 1;
        }
        self.with_year(next, month, dom)
    }

    /// 1 if the piece at `i` is an ordinal ending glued to the number before it.
    fn ordinal(&self, i: usize) -> usize {
        let ending = matches!(self.word(i), Some("st" | "nd" | "rd" | "th" | "er" | "ST" | "ND" | "RD" | "TH"));
        usize::from(ending && i > 0 && self.gap(i - 1).is_empty())
    }

    /// The reading when the year, if said, is piece `next`.
    fn with_year(&self, next: usize, month: u32, dom: u32) -> Option<(usize, Reading)> {
        match self.number(next, 4, 4).filter(|_| self.near(next - 1)) {
            Some(year) => Some((next + 1, Reading::Day(day(year, month, dom)?))),
            // 2020 is a leap year: the 29th of February stays possible.
            None => day(2020, month, dom).map(|_| (next, Reading::NoYear(month, dom))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::months_for_tests;
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3_000))]
        #[test]
        fn the_quick_look_overlooks_no_date(text in "(([0-3]?[0-9]|2020|5,181|octobre|Oct|MAY|EK\u{130}M|août|er|th|de|of|x|word)[ .,/–-]{0,4}){0,7}") {
            let months = Months::new(&months_for_tests());
            prop_assert_eq!(find(&text, &months), find_all(&text, &months));
        }

        #[test]
        fn any_text_is_searched_without_panic_and_places_fit(text in "[\\PC\\n]{0,80}|[0-9 ./,octOCTberжаİ-]{0,60}") {
            let found = find(&text, &Months::new(&months_for_tests()));
            for (place, _) in &found {
                prop_assert!(text.get(place.clone()).is_some());
            }
            prop_assert!(found.windows(2).all(|w| w[0].0.end <= w[1].0.start));
        }
    }
}
