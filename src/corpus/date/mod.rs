//! Dates of publication, as data and articles write them.
//!
//! A date that can be read in two ways is never guessed: [`Reading::Either`]
//! keeps both, and [`resolve`] decides only where something else tells the order.

mod find;

pub(crate) use find::{find, has_digit};

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
        #![proptest_config(ProptestConfig::with_cases(1_000))]
        #[test]
        fn the_quick_look_overlooks_no_order(field in "([0-3]?[0-9]|2020|5,181|x)([ ./-][0-9]{1,2}|[/-](04|2020|13)){0,4}") {
            let (mut quick, mut slow) = (Orders::default(), Orders::default());
            quick.see(&field);
            slow.look_at(&field);
            prop_assert_eq!(quick, slow);
        }

        #[test]
        fn any_text_is_parsed_without_panic(text in "[\\PC\\n]{0,80}|[0-9 ./,octOCTberжаİ-]{0,60}") {
            parse(&text, &months());
        }
    }
}
