//! The table `[dates]` of a language pack: how a language says when.
//!
//! Month names stand in `[months]`, which the corpus needs too. All forms are
//! written folded, and a key may be a phrase (`"the day before yesterday"`). A
//! language without the table still has its dates of day, month and year.

use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::OnceLock;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

use super::grammar::VoiceGrammar;
use super::wordlist::{Classes, TypeClasses, word_lists};
use super::{LanguagePack, TypeId, Vocabulary};

/// A stretch of the calendar that words count in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "each is what its name says")]
pub enum Unit {
    Day,
    Week,
    Month,
    Year,
    Decade,
}

impl FromStr for Unit {
    type Err = String;

    fn from_str(name: &str) -> Result<Unit, String> {
        match name {
            "day" => Ok(Unit::Day),
            "week" => Ok(Unit::Week),
            "month" => Ok(Unit::Month),
            "year" => Ok(Unit::Year),
            "decade" => Ok(Unit::Decade),
            _ => Err(format!("`{name}` is not a unit of time: write day, week, month, year or decade")),
        }
    }
}

/// So many units from the day of publication: `"day -1"` is yesterday.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Offset {
    /// What is counted.
    pub unit: Unit,
    /// How many; negative lies in the past.
    pub count: i32,
}

impl TryFrom<String> for Offset {
    type Error = String;

    fn try_from(text: String) -> Result<Offset, String> {
        let wrong = || format!("`{text}` is not an offset: write a unit and a number, such as `day -1`");
        let (unit, count) = text.split_once(' ').ok_or_else(wrong)?;
        let count = count.trim().parse().ok().filter(|n: &i32| n.abs() <= 100).ok_or_else(wrong)?;
        Ok(Offset { unit: unit.parse()?, count })
    }
}

impl From<Offset> for String {
    fn from(offset: Offset) -> String {
        let unit = match offset.unit {
            Unit::Day => "day",
            Unit::Week => "week",
            Unit::Month => "month",
            Unit::Year => "year",
            Unit::Decade => "decade",
        };
        format!("{unit} {}", offset.count)
    }
}

/// How a language says when.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DateGrammar {
    /// Whether the month may come before the day: *September 27*.
    pub month_first: bool,
    /// Whether `03/04/2020` is 3 April; where it is not said, such a date is none.
    pub day_first: bool,
    /// Whether a year may come before its month: *2020 yılının Eylül ayında*.
    pub year_first: bool,
    /// Whether months and weekdays are always capitalised.
    pub capitals: bool,
    /// Whether *last* and *next* follow their noun: *le mois dernier*.
    pub modifier_follows: bool,
    /// Whether *early*, *late* follow: *Eylül sonunda*.
    pub part_follows: bool,
    /// What makes a number an ordinal: *27th*, *27-го*.
    pub ordinal_suffixes: Vec<String>,
    /// What makes a number a decade: *1990s*, *1990-х*, *1990'larda*.
    pub decade_suffixes: Vec<String>,
    /// Endings that a year alone and nothing else carries: *1994'te*, *в 1994-м*.
    pub year_suffixes: Vec<String>,
    /// Endings by which a month that stands alone is told from a name: *Eylül'de*.
    pub month_suffixes: Vec<String>,
    /// Month names that are words or names too: *may*, *mars*.
    pub month_words: Vec<String>,
    /// Endings of plurals, which make a number before them an amount: *1994 soldiers*.
    pub plural_endings: Vec<String>,
    /// Endings of a verb in the future.
    pub future_endings: Vec<String>,
    /// Weekdays from 1, Monday.
    pub weekdays: BTreeMap<String, u32>,
    /// Seasons: 1 spring, 2 summer, 3 autumn, 4 winter.
    pub seasons: BTreeMap<String, u32>,
    /// Number words.
    pub numbers: BTreeMap<String, u32>,
    /// Units of time, in every form.
    pub units: BTreeMap<String, Unit>,
    /// Words that say how far from the day of publication: *yesterday*.
    pub relative: BTreeMap<String, Offset>,
    /// Words by what they do in an expression of time.
    pub words: DateWords,
    #[serde(skip)]
    compiled: OnceLock<DateLexis>,
}

word_lists! {
    /// Words by what they do in an expression of time.
    DateWords {
        /// Articles.
        article ARTICLE 0,
        /// *of*: between day and month, part and whole.
        of OF 1,
        /// Prepositions that open a time and hardly anything else before a year: *in*, *since*.
        within WITHIN 2,
        /// Those before which a number is as likely an amount: *of*, *from*, *by*.
        weak WEAK 3,
        /// Articles before a year that tells one thing from others: *the 2020 war*.
        definite DEFINITE 4,
        /// Words before a year: *the year 1994*.
        year_before YEAR_BEFORE 5,
        /// Words behind one: *1994 год*, *1994 yılında*.
        year_after YEAR_AFTER 6,
        /// Words before a month: *au mois de mars*.
        month_before MONTH_BEFORE 7,
        /// Words behind one: *mart ayında*.
        month_after MONTH_AFTER 8,
        /// Words before the number of a decade: *les années 1990*.
        decade_before DECADE_BEFORE 9,
        /// Words behind one: *1990-е годы*.
        decade_after DECADE_AFTER 10,
        /// The first third: *early*, *début*.
        early EARLY 11,
        /// The second: *mid*.
        mid MID 12,
        /// The last: *late*, *the end of*.
        late LATE 13,
        /// Openers of a stretch of time: *from*.
        from FROM 14,
        /// What leads to its end: *to*, *until*.
        to TO 15,
        /// *between*.
        between BETWEEN 16,
        /// *and*.
        and AND 17,
        /// The one before: *last*, *past*.
        last LAST 18,
        /// The one after: *next*.
        next NEXT 19,
        /// The present one: *this*.
        this THIS 20,
        /// Behind an amount of time: *ago*.
        ago_after AGO_AFTER 21,
        /// Before one: *il y a*.
        ago_before AGO_BEFORE 22,
        /// Before an amount of time to come: *in two weeks*.
        in_before IN_BEFORE 23,
        /// Behind one: *iki hafta sonra*.
        in_after IN_AFTER 24,
        /// Units that are one without a number: *неделю назад*.
        single SINGLE 25,
        /// *every*: a habit, no date.
        each EACH 26,
        /// Words of the future.
        future FUTURE 27,
        /// Words between a preposition and a year or decade that change nothing: *about*.
        about ABOUT 28,
        /// Prepositions before a month and never before a day: *in September*.
        month_in MONTH_IN 29,
        /// What makes a time go on, before or behind it: *since*, *beri*.
        since SINCE 30,
        /// Prepositions of a term that may lie behind or ahead: *by January 1*.
        by BY 31,
    }
}

/// A word's place in the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// From 1, Monday.
    Weekday(u32),
    /// From 1, spring.
    Season(u32),
    /// An amount.
    Number(u32),
    /// What is counted.
    Unit(Unit),
    /// Counted from the day of publication.
    Relative(Offset),
}

/// The words behind the first of a key, and what they mean.
type Phrase = (Vec<Box<str>>, Meaning);

/// The maps of a [`DateGrammar`], compiled once.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DateLexis {
    /// Number of the phrases that begin with a word.
    firsts: FxHashMap<Box<str>, usize>,
    /// Those of one first word together; longest first.
    phrases: Vec<Vec<Phrase>>,
    /// Words that may open an expression.
    starts: FxHashSet<Box<str>>,
}

impl DateLexis {
    /// What a type and the words behind it may mean, longest first: number of
    /// words, meaning; `next(n)` is the n-th word behind it, from 0.
    pub fn meanings<'f>(
        &self,
        first: DateType,
        next: impl Fn(usize) -> &'f str,
    ) -> impl Iterator<Item = (usize, Meaning)> {
        let first = first.phrases.checked_sub(1).and_then(|number| self.phrases.get(number as usize));
        let fits = move |rest: &[Box<str>]| rest.iter().enumerate().all(|(n, word)| next(n) == &**word);
        first.into_iter().flatten().filter(move |(rest, _)| fits(rest)).map(|(rest, m)| (rest.len() + 1, *m))
    }

    /// Whether a word may open an expression (numbers in digits aside).
    pub fn starts(&self, form: &str) -> bool {
        self.starts.contains(form)
    }

    fn add(&mut self, key: &str, meaning: Meaning) {
        let mut words = key.split_whitespace().map(Box::from);
        let Some(first) = words.next() else { return };
        self.starts.insert(Box::clone(&first));
        let next = self.phrases.len();
        let number = *self.firsts.entry(first).or_insert(next);
        if number == next {
            self.phrases.push(Vec::new());
        }
        self.phrases[number].push((words.collect(), meaning));
    }
}

/// What the types of a vocabulary are in the grammar of dates, looked up once a
/// type. Grows with the vocabulary; belongs to one thread.
#[derive(Debug, Default)]
pub struct DateTable {
    words: TypeClasses,
    types: Vec<DateType>,
}

/// What one type is in the grammar of dates.
#[derive(Debug, Clone, Copy, Default)]
pub struct DateType {
    /// Every class that it may have, alone or as the first of a phrase.
    reach: Classes,
    /// The month that it names.
    pub month: Option<u32>,
    /// Number of the phrases of [`DateLexis`] that begin with it, from 1; 0 for none.
    phrases: u32,
    /// Whether it may open an expression.
    pub starts: bool,
    /// Whether it begins with a digit.
    pub digit: bool,
    /// Whether it has the ending of a verb in the future.
    pub future: bool,
    /// Whether a clause ends before it: a verb of saying, *that*.
    pub border: bool,
}

impl DateType {
    /// Whether a place in the calendar may begin with it: a number, a month, or a
    /// word with a meaning.
    pub fn is_placed(self) -> bool {
        self.digit || self.month.is_some() || self.phrases != 0
    }
}

impl DateTable {
    /// Look up the types that came since.
    pub fn grow(&mut self, pack: &LanguagePack, vocabulary: &Vocabulary) {
        let fresh = &vocabulary.types()[self.types.len()..];
        if fresh.is_empty() {
            return;
        }
        let (grammar, voice) = (&pack.dates, pack.voice.words());
        let lexis = grammar.lexis(&pack.months);
        self.words.grow(grammar.words.words(), vocabulary);
        for ty in fresh {
            let form = &*ty.form;
            let future = |e: &String| form.ends_with(e.as_str()) && form.chars().count() > e.chars().count() + 2;
            let digit = form.starts_with(|c: char| c.is_ascii_digit());
            self.types.push(DateType {
                reach: grammar.words.words().reach(form),
                month: pack.months.get(form).copied(),
                phrases: lexis.firsts.get(form).map_or(0, |&number| number as u32 + 1),
                starts: digit || lexis.starts(form),
                digit,
                future: grammar.future_endings.iter().any(future),
                border: voice.word(form) & (VoiceGrammar::THAT | VoiceGrammar::SAY) != 0,
            });
        }
    }

    /// What a type is; nothing at all if the table has not grown to it.
    pub fn ty(&self, id: TypeId) -> DateType {
        self.types.get(id as usize).copied().unwrap_or_default()
    }

    /// Number of words of the longest phrase of a class that begins with a type,
    /// or of the type alone; `next(n)` is the type of the n-th word behind it, from 0.
    pub fn class(
        &self,
        grammar: &DateGrammar,
        class: Classes,
        first: TypeId,
        next: impl Fn(usize) -> Option<TypeId>,
    ) -> Option<usize> {
        // Nearly every question ends here.
        if self.types.get(first as usize)?.reach & class == 0 {
            return None;
        }
        match self.words.phrase(grammar.words.words(), first, next) {
            Some((n, classes)) if classes & class != 0 => Some(n),
            _ => (self.words.of(first) & class != 0).then_some(1),
        }
    }
}

impl DateGrammar {
    /// The maps, compiled once, with the names of the pack's months.
    pub fn lexis(&self, months: &BTreeMap<String, u32>) -> &DateLexis {
        self.compiled.get_or_init(|| {
            let mut lexis = DateLexis::default();
            lexis.starts.extend(months.keys().map(|name| Box::from(name.as_str())));
            self.weekdays.iter().for_each(|(key, day)| lexis.add(key, Meaning::Weekday(*day)));
            self.seasons.iter().for_each(|(key, season)| lexis.add(key, Meaning::Season(*season)));
            self.numbers.iter().for_each(|(key, number)| lexis.add(key, Meaning::Number(*number)));
            self.units.iter().for_each(|(key, unit)| lexis.add(key, Meaning::Unit(*unit)));
            self.relative.iter().for_each(|(key, offset)| lexis.add(key, Meaning::Relative(*offset)));
            lexis.phrases.iter_mut().for_each(|phrases| phrases.sort_by_key(|p| std::cmp::Reverse(p.0.len())));
            let words = &self.words;
            let openers = [&words.early, &words.mid, &words.late, &words.last, &words.next, &words.this];
            let openers = openers.into_iter().chain([&words.ago_before, &words.in_before, &words.single]);
            for opener in openers.flatten() {
                lexis.starts.extend(opener.split_whitespace().next().map(Box::from));
            }
            lexis
        })
    }

    /// Faults that the types cannot tell: table, word, message.
    pub fn faults(&self) -> Vec<(&'static str, &str, String)> {
        let weekdays = self.weekdays.iter().filter(|day| !(1..=7).contains(day.1));
        let seasons = self.seasons.iter().filter(|season| !(1..=4).contains(season.1));
        let weekdays =
            weekdays.map(|(key, n)| ("dates.weekdays", key.as_str(), format!("{n} is not a weekday: use 1 to 7")));
        let seasons =
            seasons.map(|(key, n)| ("dates.seasons", key.as_str(), format!("{n} is not a season: use 1 to 4")));
        weekdays.chain(seasons).collect()
    }

    /// Every word of the table, for checks of its spelling.
    pub fn forms(&self) -> impl Iterator<Item = &str> {
        let lists = [
            &self.ordinal_suffixes,
            &self.decade_suffixes,
            &self.year_suffixes,
            &self.month_suffixes,
            &self.month_words,
            &self.plural_endings,
            &self.future_endings,
        ];
        let keys = self.weekdays.keys().chain(self.seasons.keys()).chain(self.numbers.keys());
        let keys = keys.chain(self.units.keys()).chain(self.relative.keys());
        lists.into_iter().flatten().chain(keys).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::text::LanguagePacks;
    use crate::text::analyze::Analyzer;

    /// The sentences of the test of dates, in several languages.
    const TEXT: &str = "In the late 1990s, from September 27 to November 10, every Tuesday, two weeks ago, the end of last year, \
        il y a trois jours, le mois dernier, au début de l'année 2020, на прошлой неделе, в конце сентября 2020 года, \
        iki hafta önce, geçen yıl, 1990'larda, by January 1, since 1994, in two weeks, this month, mid-October";

    #[test]
    fn types_tell_the_classes_that_forms_tell() {
        let packs = Arc::new(LanguagePacks::bundled());
        for code in ["en", "fr", "ru", "tr", "de"] {
            let pack = packs.get_or_minimal(code);
            let mut analyzer = Analyzer::new(Arc::clone(&packs));
            let tokens = analyzer.analyze(TEXT, code, &[], None).tokens;
            let Some(vocabulary) = analyzer.vocabulary(code) else { panic!("{code} was read") };
            let mut table = DateTable::default();
            table.grow(&pack, vocabulary);
            let form = |i: usize| tokens.get(i).map_or("", |token| &*vocabulary.ty(token.type_id).form);
            let words = pack.dates.words.words();
            for (at, class) in (0..tokens.len()).flat_map(|at| (0..32).map(move |bit| (at, 1 << bit))) {
                let plain = match words.phrase(at, form) {
                    Some((n, classes)) if classes & class != 0 => Some(n),
                    _ => (words.word(form(at)) & class != 0).then_some(1),
                };
                let next = |n: usize| tokens.get(at + 1 + n).map(|token| token.type_id);
                assert_eq!(table.class(&pack.dates, class, tokens[at].type_id, next), plain, "{} {class}", form(at));
            }
            let lexis = pack.dates.lexis(&pack.months);
            for (at, token) in tokens.iter().enumerate() {
                let ty = table.ty(token.type_id);
                assert_eq!(ty.month, pack.months.get(form(at)).copied());
                let digit = form(at).starts_with(|c: char| c.is_ascii_digit());
                assert_eq!((ty.digit, ty.starts), (digit, digit || lexis.starts(form(at))), "{}", form(at));
            }
        }
    }
}
