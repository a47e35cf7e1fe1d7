//! Places in the calendar: days, months, seasons, years, decades.

use super::words::{Words, is_space};
use super::{Part, Place, Read};
use crate::text::dates::{DateWords as W, Meaning};

/// Years that a bare number may be.
const LIKELY: std::ops::RangeInclusive<u32> = 1800..=2100;
/// Years that a full date may bear.
const POSSIBLE: std::ops::RangeInclusive<u32> = 1000..=2999;

impl Words<'_> {
    /// A place that begins at `i`. `opened`: a word such as *from* or *early*
    /// stands before it, so that a bare year needs no further sign.
    pub fn point(&self, i: usize, opened: bool) -> Read<Place> {
        if !self.date_type(i).is_placed() || self.torn(i) || self.before(i, W::EACH).is_some() {
            return None;
        }
        let place =
            self.numeric(i).or_else(|| self.weekday_and_day(i)).or_else(|| self.dated(i)).or_else(|| self.decade(i));
        place
            .or_else(|| self.seasonal(i, opened))
            .or_else(|| self.year_first(i))
            .or_else(|| self.monthly(i, opened))
            .or_else(|| self.bare_year(i, opened))
    }

    /// *early*, *mid*, *late* and the place behind them.
    pub fn part_of(&self, i: usize) -> Read<Part> {
        if self.grammar().part_follows {
            return None;
        }
        let (n, part) = self.part(i)?;
        let mut next = i + n;
        if !(i..next).all(|i| self.near_hyphen(i)) {
            return None;
        }
        for class in [W::OF, W::ARTICLE, W::MONTH_BEFORE, W::YEAR_BEFORE, W::DECADE_BEFORE] {
            // *début de l'année 2020*: what may stand between is skipped one by one.
            if let Some(n) = self.class(next, class).filter(|&n| self.near(next + n - 1)) {
                next += n;
            }
        }
        Some((next, part))
    }

    fn part(&self, i: usize) -> Option<(usize, Part)> {
        let parts = [(W::EARLY, Part::Early), (W::MID, Part::Mid), (W::LATE, Part::Late)];
        parts.into_iter().find_map(|(class, part)| self.class(i, class).map(|n| (n, part)))
    }

    /// *Eylül sonunda*: the part behind its whole.
    fn with_part(&self, (end, mut place): (usize, Place)) -> (usize, Place) {
        if !self.grammar().part_follows || place.days.is_some() || place.part.is_some() || !self.near(end - 1) {
            return (end, place);
        }
        match self.part(end) {
            Some((n, part)) => {
                place.part = Some(part);
                (end + n, place)
            }
            None => (end, place),
        }
    }

    /// `2020-09-27`, `27.09.2020`, `27/09/2020`.
    fn numeric(&self, i: usize) -> Read<Place> {
        let tight = |i: usize, c: &str| self.gap(i) == c;
        let (end, parts, mark) = match self.form(i).split('.').map(str::parse::<u32>).collect::<Result<Vec<_>, _>>() {
            Ok(parts) if parts.len() == 3 => (i + 1, parts, "."),
            _ => {
                let mark = ["-", "/", "."].into_iter().find(|mark| tight(i, mark) && tight(i + 1, mark))?;
                (i + 3, vec![self.digits(i)?, self.digits(i + 1)?, self.digits(i + 2)?], mark)
            }
        };
        // A fourth number makes it a version or an address.
        if tight(end - 1, mark) && self.digits(end).is_some() {
            return None;
        }
        let [a, b, c] = parts[..] else { return None };
        let place = |y: u32, m: u32, d: u32| {
            let valid = POSSIBLE.contains(&y) && chrono::NaiveDate::from_ymd_opt(y as i32, m, d).is_some();
            valid.then(|| Place { year: Some(y as i32), month: Some(m), days: Some((d, d)), ..Place::default() })
        };
        if let Some(day) = place(a, b, c) {
            return Some((end, day));
        }
        // Only d.m.Y is written with full stops; elsewhere the two orders must not both be days.
        let day_first = self.grammar().day_first || mark == ".";
        let swapped = place(c, a, b).filter(|_| !day_first);
        match (place(c, b, a), swapped) {
            (Some(x), Some(y)) if x != y => None,
            (x, y) => x.or(y).map(|day| (end, day)),
        }
    }

    /// *Sunday, September 27*.
    fn weekday_and_day(&self, i: usize) -> Read<Place> {
        let (n, weekday) = self.weekday(i)?;
        let mut next = i + n;
        if !self.near_comma(next - 1) {
            return None;
        }
        next += self.class(next, W::ARTICLE).filter(|n| self.near(next + n - 1)).unwrap_or(0);
        let (end, place) = self.dated(next)?;
        Some((end, Place { weekday: Some(weekday), ..place }))
    }

    /// A weekday; where the language capitalises them, only so.
    pub fn weekday(&self, i: usize) -> Option<(usize, u32)> {
        let found = self.meaning(i, |m| if let Meaning::Weekday(day) = m { Some(day) } else { None })?;
        (!self.grammar().capitals || self.capital(i)).then_some(found)
    }

    /// A month's name; where the language capitalises them, only so.
    pub fn month(&self, i: usize) -> Option<u32> {
        let month = self.date_type(i).month?;
        (!self.grammar().capitals || self.capital(i)).then_some(month)
    }

    /// The day of a month: `27`, `27th`, `1er`, `27-го`.
    fn day(&self, i: usize) -> Read<u32> {
        let day = |n: &u32| (1..=31).contains(n);
        if let Some((end, number, suffix)) = self.suffixed(i) {
            let known = self.grammar().ordinal_suffixes.iter().any(|s| s == suffix);
            if known {
                return Some((end, number)).filter(|(_, n)| day(n));
            }
        }
        // A Turkish ending on the day itself belongs to no date: *27'si*.
        self.digits(i).filter(day).filter(|_| self.form(i).len() <= 2).map(|n| (i + 1, n))
    }

    /// A second day behind a dash or a word: the *28* of *27-28 September*.
    fn second_day(&self, end: usize, first: u32) -> Read<u32> {
        let mut next = end;
        if !self.dash(end - 1) {
            let n = self.class(end, W::TO | W::AND).filter(|n| self.near(end - 1) && self.near(end + n - 1))?;
            next += n;
            next += self.class(next, W::ARTICLE).filter(|n| self.near(next + n - 1)).unwrap_or(0);
        }
        self.day(next).filter(|(_, second)| *second > first)
    }

    /// A day with its month: *27 September 2020*, *September 27-28, 2020*, *le 1er octobre*.
    fn dated(&self, i: usize) -> Read<Place> {
        self.day_month(i).or_else(|| self.month_day(i))
    }

    fn day_month(&self, i: usize) -> Read<Place> {
        let (mut end, first) = self.day(i)?;
        let mut days = (first, first);
        if let Some((behind, second)) = self.second_day(end, first) {
            (end, days.1) = (behind, second);
        }
        if !self.near_hyphen(end - 1) {
            return None;
        }
        end += self.class(end, W::OF).filter(|n| self.near(end + n - 1)).unwrap_or(0);
        let month = self.month(end)?;
        let (end, year) = self.behind_month(end + 1);
        Some((end, Place { year, month: Some(month), days: Some(days), ..Place::default() }))
    }

    fn month_day(&self, i: usize) -> Read<Place> {
        let month = self.month(i).filter(|_| self.grammar().month_first && self.near(i))?;
        let (mut end, first) = self.day(i + 1)?;
        // *September 27:30*, *September 27.5*, *March 10%*: no day.
        if self.gap(end - 1).starts_with([':', '%', '°']) {
            return None;
        }
        let mut days = (first, first);
        if let Some((behind, second)) = self.second_day(end, first).filter(|(behind, _)| {
            // *September 27 to 10 October* goes on with a month of its own.
            !(self.near(behind - 1) && self.month(*behind).is_some())
        }) {
            (end, days.1) = (behind, second);
        }
        let (end, year) = self.behind_month(end);
        // *In September 27 people …*: a day takes *on*, a month *in*.
        let of_month = self.before(i, W::MONTH_IN).is_some();
        if year.is_none() && of_month && days.0 == days.1 {
            return None;
        }
        Some((end, Place { year, month: Some(month), days: Some(days), ..Place::default() }))
    }

    /// The month's own word and the year behind a month: *сентября 2020 года*.
    fn behind_month(&self, mut end: usize) -> (usize, Option<i32>) {
        if let Some(n) = self.class(end, W::MONTH_AFTER).filter(|_| self.near(end - 1)) {
            end += n;
        }
        match self.year_behind(end) {
            Some((end, year)) => (end, Some(year)),
            None => (end, None),
        }
    }

    /// A year right behind a day, month or season.
    fn year_behind(&self, end: usize) -> Read<i32> {
        if !self.near_comma(end - 1) {
            return None;
        }
        let mut next = end;
        for class in [W::OF, W::YEAR_BEFORE] {
            next += self.class(next, class).filter(|n| self.near(next + n - 1)).unwrap_or(0);
        }
        let year = self.year(next)?;
        let (end, year) = self.with_year_word(next, year);
        (!self.gap(next).starts_with([':', '%'])).then_some((end, year as i32))
    }

    /// A number of four digits, with or without an ending of years.
    fn year(&self, i: usize) -> Option<u32> {
        let plain = self.digits(i).filter(|_| self.form(i).len() == 4);
        let number = plain.or_else(|| self.suffixed(i).filter(|s| self.year_suffix(s.2)).map(|s| s.1))?;
        POSSIBLE.contains(&number).then_some(number)
    }

    fn year_suffix(&self, suffix: &str) -> bool {
        self.grammar().year_suffixes.iter().any(|s| s == suffix)
    }

    /// The token behind a year, its ending and its word: *2020-го года*.
    fn with_year_word(&self, i: usize, year: u32) -> (usize, u32) {
        let suffixed = self.suffixed(i).filter(|s| self.year_suffix(s.2));
        let end = suffixed.map_or(i + 1, |(behind, ..)| behind);
        let word = self.class(end, W::YEAR_AFTER).filter(|_| self.near(end - 1));
        (end + word.unwrap_or(0), year)
    }

    /// *1990s*, *les années 1990*, *1990-е годы*, *1990'larda*.
    fn decade(&self, i: usize) -> Read<Place> {
        let (mut end, number, marked) = match self.suffixed(i) {
            Some((end, number, suffix)) => (end, number, self.grammar().decade_suffixes.iter().any(|s| s == suffix)),
            None => (i + 1, self.digits(i)?, false),
        };
        let announced = self.before(i, W::DECADE_BEFORE).is_some();
        let word = self.class(end, W::DECADE_AFTER).filter(|_| self.near(end - 1));
        // *1990'lı yıllar* has both; *в 1990-м году* is a year, not a decade.
        if !(announced || marked) || number % 10 != 0 {
            return None;
        }
        let year = match number {
            30..=90 => 1900 + number,
            n if LIKELY.contains(&n) => n,
            _ => return None,
        };
        // *the 90s* is a decade, *in his 40s* an age, *the 50s* perhaps degrees.
        if number < 100 && !announced && word.is_none() && self.before(i, W::ARTICLE).is_none() {
            return None;
        }
        end += word.unwrap_or(0);
        Some(self.with_part((end, Place { year: Some(year as i32), decade: true, ..Place::default() })))
    }

    /// *the autumn of 2020*, *осенью 2020 года*; without a year where a preposition stands before it.
    fn seasonal(&self, i: usize, opened: bool) -> Read<Place> {
        let (n, season) = self.meaning(i, |m| if let Meaning::Season(season) = m { Some(season) } else { None })?;
        let place = Place { season: Some(season), ..Place::default() };
        if let Some((end, year)) = self.year_behind(i + n) {
            return Some((end, Place { year: Some(year), ..place }));
        }
        let article = self.before(i, W::ARTICLE).unwrap_or(0);
        let within = self.before(i - article, W::WITHIN).is_some();
        // *in the fall of Shusha* is no season.
        let whole = self.class(i + n, W::OF).is_some() && self.near(i + n - 1);
        // Nor is *in spring water*.
        let noun = article == 0 && self.near(i + n - 1) && !self.stop(i + n);
        ((within || opened) && !whole && !noun && !self.capital(i)).then_some((i + n, place))
    }

    /// *2020 yılının Eylül ayında*, *2020 sonbaharında*.
    fn year_first(&self, i: usize) -> Read<Place> {
        if !self.grammar().year_first {
            return None;
        }
        let (next, year) = self.with_year_word(i, self.year(i)?);
        if !self.near(next - 1) {
            return None;
        }
        let year = Some(year as i32);
        if let Some((end, season)) = self.meaning(next, |m| if let Meaning::Season(s) = m { Some(s) } else { None }) {
            return Some((next + end, Place { year, season: Some(season), ..Place::default() }));
        }
        let month = self.month(next)?;
        let mut end = next + 1;
        end += self.class(end, W::MONTH_AFTER).filter(|_| self.near(end - 1)).unwrap_or(0);
        Some(self.with_part((end, Place { year, month: Some(month), ..Place::default() })))
    }

    /// A month with its year, or alone where the grammar leaves no doubt.
    fn monthly(&self, i: usize, opened: bool) -> Read<Place> {
        let month = self.month(i)?;
        let (end, year) = self.behind_month(i + 1);
        let place = Place { year, month: Some(month), ..Place::default() };
        let worded = end > i + 1 || self.before(i, W::MONTH_BEFORE).is_some();
        if year.is_some() || worded || self.month_alone(i, opened) {
            return Some(self.with_part((end, place)));
        }
        // *Eylül sonunda*
        let (behind, place) = self.with_part((end, place));
        (behind > end).then_some((behind, place))
    }

    /// Whether a month without a day or year is one: names of months are words and names too.
    fn month_alone(&self, i: usize, opened: bool) -> bool {
        let grammar = self.grammar();
        let word = grammar.month_words.iter().any(|w| w == self.form(i));
        // *in April Glaspie's*: a name goes on.
        let named = self.near(i) && self.capital(i + 1) && !self.stop(i + 1) && self.month(i + 1).is_none();
        if grammar.capitals && named {
            return false;
        }
        // Where months are small, a capital is a name: *avec Avril*.
        if !grammar.capitals && self.capital(i) && i > self.range.start && grammar.month_suffixes.is_empty() {
            return false;
        }
        if grammar.month_suffixes.iter().any(|s| s == self.tail(i)) {
            return self.capital(i);
        }
        opened || self.before(i, W::WITHIN).is_some() || (!word && self.before(i, W::WEAK).is_some())
    }

    /// *in 1994*, *the 2020 war*, *1994 году*, *1994'te*, *(1994)*.
    fn bare_year(&self, i: usize, opened: bool) -> Read<Place> {
        let year = self.year(i)?;
        let (end, _) = self.with_year_word(i, year);
        let place = Place { year: Some(year as i32), ..Place::default() };
        let word = end > i + 1 || !self.tail(i).is_empty() || self.before(i, W::YEAR_BEFORE).is_some();
        if word {
            return Some(self.with_part((end, place)));
        }
        // An amount of units is none, nor what a sign or a letter stands before.
        let unit = self.meaning(end, |m| if let Meaning::Unit(unit) = m { Some(unit) } else { None }).is_some();
        let clean = self
            .text_before(i)
            .is_none_or(|c| is_space(c) || matches!(c, '(' | '[' | '\'' | '’' | '–' | '-' | '—' | '«' | '“' | '"'));
        if unit || !clean || self.gap(i).starts_with(['%', '°', ':', '$', '€']) {
            return None;
        }
        // *between 2000 and 3000 shells*
        let on = self.class(end, W::AND | W::TO).and_then(|n| self.digits(end + n));
        if on.is_some_and(|second| second > 31 && !LIKELY.contains(&second)) {
            return None;
        }
        // *a force of 1994 soldiers*, *in 2000 seconds*: an amount has a plural behind it.
        let noun = self.near(i) && !self.stop(i + 1);
        let counted = noun && self.plural(i + 1);
        let about = self.before(i, W::ABOUT).unwrap_or(0);
        let strong = self.before(i, W::WITHIN).is_some() || (about > 0 && self.before(i - about, W::WITHIN).is_some());
        let likely = LIKELY.contains(&year);
        let weak = likely && (opened || self.before(i, W::WEAK).is_some());
        let adjective = likely && noun && self.before(i, W::DEFINITE).is_some();
        let bracketed = likely && self.text_before(i) == Some('(') && self.gap_behind(i).starts_with(')');
        let sure = (strong && (likely || !noun)) || weak;
        ((sure && !counted) || adjective || bracketed).then_some((end, place))
    }

    /// Whether a word may be a plural; where the language does not tell, it may.
    fn plural(&self, i: usize) -> bool {
        let endings = &self.grammar().plural_endings;
        endings.is_empty() || endings.iter().any(|ending| self.form(i).ends_with(ending.as_str()))
    }

    /// The character before a token.
    fn text_before(&self, i: usize) -> Option<char> {
        let start = self.analysis.tokens.get(i)?.span.start as usize;
        self.text.get(..start)?.chars().next_back()
    }

    /// The text behind a token.
    fn gap_behind(&self, i: usize) -> &str {
        let end = self.analysis.tokens.get(i).map_or(self.text.len(), |token| token.span.end as usize);
        self.text.get(end..).unwrap_or("")
    }

    /// *2016–2018*, *1988-94*: years that a dash alone joins.
    pub fn year_stretch(&self, i: usize) -> Read<(Place, Place)> {
        let first = self.digits(i).filter(|year| self.form(i).len() == 4 && LIKELY.contains(year))?;
        if self.torn(i) || !self.dash(i) || !self.text_before(i).is_none_or(|c| is_space(c) || matches!(c, '(' | '[')) {
            return None;
        }
        let second = match (self.digits(i + 1)?, self.form(i + 1).len()) {
            (year, 4) => year,
            (short, 2) => first - first % 100 + short,
            _ => return None,
        };
        // A third number behind a dash makes it something else.
        if second <= first || second - first > 100 || (self.dash(i + 1) && self.digits(i + 2).is_some()) {
            return None;
        }
        let year = |year: u32| Place { year: Some(year as i32), ..Place::default() };
        Some((self.with_year_word(i + 1, second).0, (year(first), year(second))))
    }
}
