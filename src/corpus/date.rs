//! Dates of publication, as data and articles write them.
//!
//! A date that can be read in two ways is never guessed: [`Reading::Either`]
//! keeps both, and [`resolve`] decides only where something else tells the order.

use std::ops::Range;
use std::sync::LazyLock;

use chrono::NaiveDate;
use regex::Regex;
use rustc_hash::FxHashMap;

/// What a written date says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// One day.
    Day(NaiveDate),
    /// `03/04/2020`: the first number as day, and the first number as month.
    Either(NaiveDate, NaiveDate),
    /// `28 September`: month and day of an unsaid year.
    NoYear(u32, u32),
    /// `29.09.20`: a date, but not one that can be read safely.
    ShortYear,
}

/// Which number of `03/04/2020` is the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// The first.
    DayFirst,
    /// The second.
    MonthFirst,
}

/// Month names and abbreviations of every language, with their numbers.
#[derive(Debug, Clone, Default)]
pub struct Months {
    by_name: FxHashMap<String, u32>,
    /// Bytes of the longest name.
    longest: usize,
}

impl Months {
    /// From names with their numbers; case and a final full stop do not matter.
    pub fn new(names: &[(String, u32)]) -> Self {
        let entry = |(name, number): &(String, u32)| (key(name), *number);
        let by_name: FxHashMap<_, _> = names.iter().filter(|(_, n)| (1..=12).contains(n)).map(entry).collect();
        let longest = by_name.keys().map(String::len).max().unwrap_or(0);
        Months { by_name, longest }
    }

    fn number(&self, word: &str) -> Option<u32> {
        if !word.bytes().all(|b| b.is_ascii_alphabetic()) {
            return self.by_name.get(&key(word)).copied();
        }
        let mut lower = [0; 16];
        match lower.get_mut(..word.len()).filter(|_| word.len() <= self.longest) {
            Some(lower) => {
                lower.copy_from_slice(word.as_bytes());
                lower.make_ascii_lowercase();
                self.by_name.get(std::str::from_utf8(lower).ok()?).copied()
            }
            None if word.len() <= self.longest => self.by_name.get(&key(word)).copied(),
            None => None,
        }
    }
}

/// Lower case in which Turkish capitals meet their small letters (`EKİM` = `ekim`, `KASIM` = `kasım`).
fn key(name: &str) -> String {
    let lower = name.trim_end_matches('.').chars().flat_map(char::to_lowercase);
    lower.filter(|&c| c != '\u{307}').map(|c| if c == 'ı' { 'i' } else { c }).collect()
}

/// The date that a whole field holds, if it holds one and nothing else but a
/// time, a weekday or a label such as "Published:".
///
/// ```
/// use chrono::NaiveDate;
/// use framelens::corpus::date::{Months, Reading, parse};
/// let months = Months::new(&[("octobre".into(), 10)]);
/// let day = NaiveDate::from_ymd_opt(2020, 10, 12).map(Reading::Day);
/// assert_eq!(parse("2020-10-12T10:32:00Z", &months), day);
/// assert_eq!(parse("Publié le 12 octobre 2020 à 10h32", &months), day);
/// assert_eq!(parse("in October", &months), None);
/// assert!(matches!(parse("03/04/2020", &months), Some(Reading::Either(..))));
/// ```
pub fn parse(field: &str, months: &Months) -> Option<Reading> {
    let field = field.trim();
    if let Some(day) = plain_day(field) {
        return Some(Reading::Day(day));
    }
    if matches!(field.len(), 8 | 14) && field.bytes().all(|b| b.is_ascii_digit()) {
        let number = |r: Range<usize>| field.get(r).and_then(|s| s.parse::<u32>().ok());
        return Some(Reading::Day(day(number(0..4)?, number(4..6)?, number(6..8)?)?));
    }
    if let Ok(moment) = chrono::DateTime::parse_from_rfc2822(field) {
        // English names without a language pack: the format is fixed to them.
        return Some(Reading::Day(moment.date_naive()));
    }
    match find(field, months).as_slice() {
        [(place, reading)] if is_noise(&field[..place.start]) && is_noise(&field[place.end..]) => Some(*reading),
        _ => None,
    }
}

/// The day that is written as `2020-10-12` and nothing else, the commonest form in data.
fn plain_day(field: &str) -> Option<NaiveDate> {
    let [y, yy, yyy, yyyy, b'-', m, mm, b'-', d, dd] = *field.as_bytes().as_array::<10>()? else { return None };
    let number =
        |digits: &[u8]| digits.iter().try_fold(0u32, |n, b| b.is_ascii_digit().then(|| 10 * n + u32::from(b - b'0')));
    day(number(&[y, yy, yyy, yyyy])?, number(&[m, mm])?, number(&[d, dd])?)
}

/// The day that a reading means, where it or `order` says so.
pub fn resolve(reading: Reading, order: Option<Order>) -> Option<NaiveDate> {
    match (reading, order) {
        (Reading::Day(day), _) => Some(day),
        (Reading::Either(day_first, _), Some(Order::DayFirst)) => Some(day_first),
        (Reading::Either(_, month_first), Some(Order::MonthFirst)) => Some(month_first),
        _ => None,
    }
}

/// The order in which one file writes numeric dates, if its unmistakable ones agree.
///
/// `25/12/2020` somewhere in a column tells that `03/04/2020` in it is 3 April.
pub fn order<'f>(fields: impl Iterator<Item = &'f str>) -> Option<Order> {
    let mut orders = Orders::default();
    fields.for_each(|field| orders.see(field));
    orders.agreed()
}

/// Whether what a field says, or what it tells of other fields, depends on the order of its numbers.
#[cfg(feature = "python")]
pub(crate) fn hangs_on_order(field: &str, months: &Months) -> bool {
    order(std::iter::once(field)).is_some() || matches!(parse(field, months), Some(Reading::Either(..)))
}

/// The orders of numeric dates met so far; those of parts add up to those of the whole.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Orders {
    day_first: bool,
    month_first: bool,
}

impl Orders {
    /// Takes in the unmistakable dates of a field.
    pub(crate) fn see(&mut self, field: &str) {
        if may_tell(line_head(field)) {
            self.look_at(field);
        }
    }

    fn look_at(&mut self, field: &str) {
        let none = Months::default();
        for (place, reading) in find(line_head(field), &none) {
            let Reading::Day(_) = reading else { continue };
            let mut numbers = field[place].split(['/', '-']).map(|n| n.parse::<u32>().unwrap_or(0));
            match (numbers.next(), numbers.next()) {
                (Some(13..=31), Some(1..=12)) => self.day_first = true,
                (Some(1..=12), Some(13..=31)) => self.month_first = true,
                _ => {}
            }
        }
    }

    /// Those with the unmistakable dates of a field taken in.
    pub(crate) fn with_those_of(mut self, field: &str) -> Orders {
        self.see(field);
        self
    }

    /// Those of this part and another.
    pub(crate) fn with(self, other: Orders) -> Orders {
        Orders { day_first: self.day_first || other.day_first, month_first: self.month_first || other.month_first }
    }

    /// The one order, if all agree.
    pub(crate) fn agreed(self) -> Option<Order> {
        match (self.day_first, self.month_first) {
            (true, false) => Some(Order::DayFirst),
            (false, true) => Some(Order::MonthFirst),
            _ => None,
        }
    }
}

/// Whether a number of one or two digits stands before a stroke or hyphen and another
/// such number: without that no date tells the order in which they are written.
fn may_tell(head: &str) -> bool {
    let bytes = head.as_bytes();
    let digits = |from: usize| bytes.iter().skip(from).take_while(|b| b.is_ascii_digit()).count();
    let mut at = 0;
    while at < bytes.len() {
        let first = digits(at);
        let behind = at + first;
        if (1..=2).contains(&first)
            && matches!(bytes.get(behind), Some(b'/' | b'-'))
            && (1..=2).contains(&digits(behind + 1))
            && bytes.get(behind + 1 + digits(behind + 1)) == bytes.get(behind)
        {
            return true;
        }
        at = behind + 1;
    }
    false
}

fn line_head(field: &str) -> &str {
    super::line::head(field, 60)
}

/// Whether a piece of a line says nothing beside a date: labels, weekdays,
/// times, counters of readers, punctuation.
pub(crate) fn is_noise(text: &str) -> bool {
    static NOISE: LazyLock<Option<Regex>> = LazyLock::new(|| {
        let labels = [super::template::PUBLISHED, super::template::UPDATED].concat().join("|");
        let small = super::template::DATE_WORDS.join("|");
        let counters = super::template::COUNTERS.join("|");
        let clock = r"T?\d{1,2}\s?[:hH.]\s?\d{2}(?:[:.]\d{2}(?:\.\d+)?)?\s*(?:[ap]\.?m\.?)?";
        let zone = r"Z|(?:GMT|UTC|CET|CEST|MSK|EST|EDT|AZT|AMT|TRT)?\s*(?:[+-]\d{1,2}:?(?:\d{2})?)?";
        let piece = format!(
            r"(?i)^(?:[\s[:punct:]–—•·«»“”’…©№]|{clock}\s*\(?(?:{zone})\)?|\b(?:{counters})\s*:?\s*\d[\d.,\s]*|\d[\d.,]*\s*(?:{counters})\b|\b(?:{labels}|{small})\b)*$"
        );
        Regex::new(&piece).ok()
    });
    NOISE.as_ref().is_some_and(|noise| noise.is_match(text))
}

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
        // A date begins with a number, or with the word before one.
        if !pieces[i..].iter().take(2).any(|piece| piece.digits) {
            i += 1;
            continue;
        }
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

/// A day of the years in which something can have been published or said to be.
fn day(year: u32, month: u32, day: u32) -> Option<NaiveDate> {
    let year = i32::try_from(year).ok().filter(|y| (1000..=2999).contains(y))?;
    NaiveDate::from_ymd_opt(year, month, day)
}

/// Month names for tests; real ones come from the language packs.
#[cfg(test)]
pub(crate) fn months_for_tests() -> Vec<(String, u32)> {
    let names = "january jan 1 february feb 2 march mar 3 april apr 4 may 5 june 6 july 7 august aug 8 \
        september sept sep 9 october oct 10 november nov 11 december dec 12 octobre 10 septembre 9 août 8 \
        novembre 11 октября окт 10 сентября сен 9 ekim 10 kasım 11 eylül 9";
    let mut list = Vec::new();
    let mut waiting: Vec<&str> = Vec::new();
    for word in names.split_whitespace() {
        match word.parse() {
            Ok(number) => list.extend(waiting.drain(..).map(|name| (name.to_owned(), number))),
            Err(_) => waiting.push(word),
        }
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn months() -> Months {
        Months::new(&months_for_tests())
    }

    #[test]
    fn dates_are_read_in_the_forms_that_data_use() {
        let expected = NaiveDate::from_ymd_opt(2020, 10, 12).unwrap();
        let written = [
            "2020-10-12",
            "2020/10/12",
            "20201012",
            "20201012103000",
            "2020-10-12 10:32",
            "2020-10-12T10:32:00Z",
            "2020-10-12T10:32:00.000+04:00",
            "12.10.2020",
            "Mon, 12 Oct 2020 10:32:00 +0400",
            "12 October 2020",
            "October 12, 2020",
            "Oct. 12, 2020, 5:04 p.m.",
            "12th of October 2020",
            "12-Oct-2020",
            "lundi 12 octobre 2020",
            "Publié le 12 octobre 2020 à 10h32",
            "12 октября 2020 г.",
            "12 Ekim 2020 Pazartesi",
            "12 EKİM 2020",
            "  15:20 12.10.2020  ",
            "12 October 2020 | 10:32 (GMT+4)",
            "12 October 2020    Read: 715",
        ];
        for date in written {
            assert_eq!(parse(date, &months()), Some(Reading::Day(expected)), "{date}");
        }
    }

    #[test]
    fn what_is_no_date_or_more_than_one_is_not_read() {
        let written =
            ["", "yesterday", "12 of them", "2020", "October 2020", "31.02.2020", "192.168.10.2020", "1.2.3.2020"];
        for date in written.into_iter().chain([
            "27 September - 10 November 2020",
            "in the war of 12 October 2020",
            "99/99/2020",
        ]) {
            assert_eq!(parse(date, &months()), None, "{date}");
        }
    }

    #[test]
    fn ambiguous_numbers_keep_both_readings_until_the_file_tells_the_order() {
        let april = NaiveDate::from_ymd_opt(2020, 4, 3).unwrap();
        let march = NaiveDate::from_ymd_opt(2020, 3, 4).unwrap();
        let reading = parse("03/04/2020", &months()).unwrap();
        assert_eq!(reading, Reading::Either(april, march));
        assert_eq!(resolve(reading, None), None);
        assert_eq!(resolve(reading, order(["25/12/2020"].into_iter())), Some(april));
        assert_eq!(resolve(reading, order(["12/25/2020 10:00"].into_iter())), Some(march));
        assert_eq!(order(["12/25/2020", "25/12/2020"].into_iter()), None);
        assert_eq!(order(["2020-12-25"].into_iter()), None);
    }

    #[test]
    fn a_day_without_year_or_with_a_short_one_is_seen_but_not_dated() {
        assert_eq!(parse("28 SEPTEMBER", &months()), Some(Reading::NoYear(9, 28)));
        assert_eq!(parse("29.09.20", &months()), Some(Reading::ShortYear));
        assert_eq!(resolve(Reading::NoYear(9, 28), Some(Order::DayFirst)), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3_000))]
        #[test]
        fn the_quick_look_overlooks_no_date(text in "(([0-3]?[0-9]|2020|5,181|octobre|Oct|MAY|EK\u{130}M|août|er|th|de|of|x|word)[ .,/–-]{0,4}){0,7}") {
            let months = months();
            prop_assert_eq!(find(&text, &months), find_all(&text, &months));
            let (mut quick, mut slow) = (Orders::default(), Orders::default());
            quick.see(&text);
            slow.look_at(&text);
            prop_assert_eq!(quick, slow);
        }

        #[test]
        fn any_text_is_searched_without_panic_and_places_fit(text in "[\\PC\\n]{0,80}|[0-9 ./,octOCTberжаİ-]{0,60}") {
            let found = find(&text, &months());
            for (place, _) in &found {
                prop_assert!(text.get(place.clone()).is_some());
            }
            prop_assert!(found.windows(2).all(|w| w[0].0.end <= w[1].0.start));
            parse(&text, &months());
        }
    }
}
