//! From a text to its expressions of time.

use chrono::NaiveDate;

use super::resolve::{Context, resolve};
use super::words::Words;
use super::{DateExpression, DateKind, Grain, Part, Place, Read, Saying};
use crate::span::Span;
use crate::text::dates::{DateTable, DateWords as W};
use crate::text::{Analysis, LanguagePack, Vocabulary};

/// Every expression of time in a text, in order, without overlap.
///
/// `analysis` is that of `text` and `vocabulary` that of its language.
/// Expressions whose days nothing tells (no `published`, no absolute date
/// before them) are left out. A language without a `[dates]` table has its
/// full dates and its months with a year.
///
/// ```
/// use chrono::NaiveDate;
/// use framelens::event::expression::expressions;
/// use framelens::text::{LanguagePacks, analyze::Analyzer};
/// let packs = LanguagePacks::bundled();
/// let mut analyzer = Analyzer::new(packs.clone().into());
/// let text = "The truce of 1994 held until Sept. 27.";
/// let analysis = analyzer.analyze(text, "en", &[], None);
/// let vocabulary = analyzer.vocabulary("en").unwrap();
///
/// let found = expressions(text, &analysis, vocabulary, &packs.get_or_minimal("en"), NaiveDate::from_ymd_opt(2020, 10, 3));
/// let days: Vec<_> = found.iter().map(|e| format!("{}: {} {}", e.span.of(text), e.from, e.to)).collect();
/// assert_eq!(days, ["1994: 1994-01-01 1994-12-31", "Sept. 27: 2020-09-27 2020-09-27"]);
/// ```
pub fn expressions(
    text: &str,
    analysis: &Analysis,
    vocabulary: &Vocabulary,
    pack: &LanguagePack,
    published: Option<NaiveDate>,
) -> Vec<DateExpression> {
    let mut table = DateTable::default();
    table.grow(pack, vocabulary);
    let tokens = analysis.tokens.iter().enumerate();
    let starts = tokens.filter(|(_, token)| table.ty(token.type_id).starts).map(|(at, _)| at);
    expressions_among(&Written { text, analysis, vocabulary, pack, table: &table }, published, starts)
}

/// A text with what its expressions are read by.
#[derive(Debug, Clone, Copy)]
pub struct Written<'a> {
    /// The text as read.
    pub text: &'a str,
    /// Its tokens and sentences.
    pub analysis: &'a Analysis,
    /// The types of its language.
    pub vocabulary: &'a Vocabulary,
    /// The grammar of its language.
    pub pack: &'a LanguagePack,
    /// What its types are in that grammar.
    pub table: &'a DateTable,
}

/// The same, given in order the tokens that may open an expression ([`DateType::starts`](crate::text::dates::DateType)).
pub fn expressions_among(
    written: &Written<'_>,
    published: Option<NaiveDate>,
    starts: impl IntoIterator<Item = usize>,
) -> Vec<DateExpression> {
    let Written { text, analysis, vocabulary, pack, table } = *written;
    let mut found: Vec<DateExpression> = Vec::new();
    let mut told = Told::default();
    let mut starts = starts.into_iter().peekable();
    for (number, sentence) in analysis.sentences.iter().enumerate() {
        told.enter(sentence.paragraph);
        let words = Words { text, analysis, vocabulary, pack, table, range: sentence.tokens.clone() };
        let mut behind = sentence.tokens.start;
        while let Some(i) = starts.next_if(|at| *at < sentence.tokens.end) {
            // Within the expression before.
            if i < behind {
                continue;
            }
            let Some((end, saying)) = words.saying(i) else { continue };
            let end = end.clamp(i + 1, sentence.tokens.end);
            behind = end;
            let context = Context {
                published,
                near: told.near(),
                last: told.last,
                future: saying.asks_for_tense() && words.future(i, end),
                by: words.before(i, W::BY).is_some(),
            };
            if let Some(((from, to, grain), kind)) = resolve(saying, &context) {
                let (first, last) = (analysis.tokens[i].span, analysis.tokens[end - 1].span);
                let span = Span { start: first.start, end: last.end };
                let open = words.before(i, W::SINCE).is_some() || words.class(end, W::SINCE).is_some();
                // *In 2020 … on September 30*: a year rules a sentence that it opens.
                let rules = grain < Grain::Year || i <= sentence.tokens.start + 1;
                if rules && !open {
                    told.tell(from, to, grain, kind);
                } else if kind == DateKind::Absolute {
                    told.last = Some((from, to));
                }
                found.push(DateExpression { span, tokens: i..end, sentence: number, from, to, grain, kind, open });
            }
        }
    }
    found
}

/// The absolute dates told so far.
#[derive(Default)]
struct Told {
    paragraph: u32,
    /// The last of the text.
    last: Option<(NaiveDate, NaiveDate)>,
    /// The last exact one of the paragraph.
    exact: Option<(NaiveDate, NaiveDate)>,
    /// The last of the sentence, a year included.
    sentence: Option<(NaiveDate, NaiveDate)>,
}

impl Told {
    fn enter(&mut self, paragraph: u32) {
        if paragraph != self.paragraph {
            self.exact = None;
        }
        self.paragraph = paragraph;
        self.sentence = None;
    }

    fn tell(&mut self, from: NaiveDate, to: NaiveDate, grain: Grain, kind: DateKind) {
        if kind == DateKind::Relative {
            return;
        }
        // A partial date goes on from where it was put: *September 27, 2020 … November 8 … on the 10th of November*.
        if kind == DateKind::Absolute {
            self.last = Some((from, to));
        }
        if grain <= Grain::Year && (kind == DateKind::Absolute || self.sentence.is_some()) {
            self.sentence = Some((from, to));
        }
        if grain <= Grain::Month && (kind == DateKind::Absolute || self.exact.is_some()) {
            self.exact = Some((from, to));
        }
    }

    fn near(&self) -> Option<(NaiveDate, NaiveDate)> {
        self.sentence.or(self.exact)
    }
}

impl Words<'_> {
    /// The expression that begins at `i`.
    fn saying(&self, i: usize) -> Read<Saying> {
        let opened = self.before(i, W::FROM | W::BETWEEN).is_some();
        if let Some((end, (first, last))) = self.year_stretch(i) {
            return Some((end, Saying::Stretch(first, last)));
        }
        if let Some(found) = self.stretch(i, opened) {
            return Some(found);
        }
        if let Some(found) = self.part_of(i).and_then(|(next, part)| self.parted(next, part)) {
            return Some(found);
        }
        if let Some(found) = self.point(i, false) {
            let (end, place) = self.years_behind(self.turned_behind(found));
            return Some((end, Saying::Place(place)));
        }
        self.relative(i)
    }

    /// The whole behind *early*, *mid* or *late*.
    fn parted(&self, next: usize, part: Part) -> Read<Saying> {
        if let Some((end, place)) = self.point(next, true).filter(|(_, place)| place.days.is_none()) {
            // *the end of the 2020 war* is the end of the war.
            let year = place.month.or(place.season).is_none() && !place.decade;
            if year && self.before(next, W::DEFINITE).is_some() && self.near(end - 1) && !self.stop(end) {
                return None;
            }
            let place = Place { part: Some(part), ..place };
            let (end, place) = self.years_behind(self.turned_behind((end, place)));
            return Some((end, Saying::Place(place)));
        }
        match self.relative(next)? {
            (end, Saying::Offset { unit, count, .. }) => Some((end, Saying::Offset { unit, count, part: Some(part) })),
            (end, Saying::Place(place)) if place.weekday.is_none() => {
                Some((end, Saying::Place(Place { part: Some(part), ..place })))
            }
            _ => None,
        }
    }

    /// One end of a stretch, with the part it may name: *from early September*.
    fn end_of_stretch(&self, i: usize, opened: bool) -> Read<Place> {
        if let Some((next, part)) = self.part_of(i) {
            let found = self.point(next, true).filter(|(_, place)| place.days.is_none());
            if let Some((end, place)) = found {
                return Some((end, Place { part: Some(part), ..place }));
            }
        }
        let weekday = || {
            let (n, weekday) = self.weekday(i)?;
            Some((i + n, Place { weekday: Some(weekday), ..Place::default() }))
        };
        self.point(i, opened).or_else(weekday)
    }

    /// *from September 27 to November 10*, *entre 1988 et 1994*, *27 Eylül - 10 Kasım*.
    fn stretch(&self, i: usize, opened: bool) -> Read<Saying> {
        let (end, first) = self.end_of_stretch(i, opened)?;
        let mut next = end;
        if !self.dash(end - 1) {
            let between = self.before(i, W::BETWEEN).is_some();
            let class = if between { W::AND } else { W::TO };
            next += self.class(end, class).filter(|n| self.near_comma(end - 1) && self.near(end + n - 1))?;
            next += self.class(next, W::ARTICLE).filter(|n| self.near(next + n - 1)).unwrap_or(0);
        }
        let (end, last) = self.end_of_stretch(next, true)?;
        // Ends of different kinds are no stretch: *on Monday - September 27*.
        let alike = first.weekday.is_some() == last.weekday.is_some() || first.month.is_some() == last.month.is_some();
        (alike && first != last).then_some((end, Saying::Stretch(first, last)))
    }

    /// Whether a verb of the future stands in the clause of tokens `start..end`.
    pub fn future(&self, start: usize, end: usize) -> bool {
        let border = |i: usize| self.date_type(i).border;
        let ahead = |i: usize| self.class(i, W::FUTURE).is_some() || self.date_type(i).future;
        let mut i = start;
        while i > self.range.start && self.analysis.tokens[i].joined {
            i -= 1;
            // A verb of saying in the future is ahead itself.
            if ahead(i) {
                return true;
            }
            if border(i) {
                break;
            }
        }
        // *On Tuesday, parliament will …*: the comma of what opens the sentence parts no clause.
        let opens = start <= self.range.start + 2;
        for i in end..self.range.end {
            let joined = self.analysis.tokens[i].joined || (opens && i == end);
            if !joined {
                return false;
            }
            if ahead(i) {
                return true;
            }
            if border(i) {
                return false;
            }
        }
        false
    }
}
