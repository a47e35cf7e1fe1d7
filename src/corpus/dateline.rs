//! What opens the first sentence of an article without belonging to it.
//!
//! `PARIS (AFP) —`, `STEPANAKERT, 28 SEPTEMBER, OUTLET.`, `BAKU, Azerbaijan,
//! July 12 (Outlet) -`, ` date 2018-09-25 Outlet -`. Each form needs a strong
//! sign (a date, a name in brackets or slashes, a place in capitals before a
//! dash): a sentence that merely begins with capitals is left alone.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::date::{self, Months, Reading};
use super::line::{head, is_capitals};
use super::source::{Sources, is_capitalised, is_domain, is_name, is_place, is_small, is_striking};

/// How far into a line a dateline may reach, in bytes.
const REACH: usize = 200;

/// The opening of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Dateline {
    /// Bytes of the line before the sentence.
    pub(crate) end: usize,
    /// The outlet named in it.
    pub(crate) name: Option<String>,
    /// The date in it, and how it is written.
    pub(crate) date: Option<(Reading, String)>,
    /// Whether a word such as "date" stands before the date.
    pub(crate) labelled: bool,
}

/// The dateline that opens `line` (or is all of it), if one does.
pub(crate) fn parse(line: &str, months: &Months, sources: &Sources<'_>) -> Option<Dateline> {
    let head = head(line, REACH);
    if opens_with_small_word(head) && label(head).is_none() {
        return None;
    }
    looked_into(line, head, months, sources)
}

fn looked_into(line: &str, head: &str, months: &Months, sources: &Sources<'_>) -> Option<Dateline> {
    labelled(head, months, sources).or_else(|| {
        let ends = static_regex(&STOPS)?.find_iter(head).take(8);
        // The last `$` of a line that is longer than the head is no end.
        let ends = ends.filter(|stop| stop.end() < head.len() || head.len() == line.len());
        ends.map(|stop| stop.range()).find_map(|stop| {
            let parts = Parts::of(head, stop.clone(), months);
            parts.judge(&head[stop.end..], sources).map(|dateline| absorb(dateline, head, sources))
        })
    })
}

/// Whether a word in small letters stands before any number, bracket or place
/// where a dateline could stop, as in nearly every article. Then it belongs to
/// the first of [`Parts`] whatever follows, and that has to be capitalised.
fn opens_with_small_word(head: &str) -> bool {
    let mut rest = head;
    loop {
        let (word, behind) = rest.split_at(rest.len() - rest.trim_start_matches(char::is_alphabetic).len());
        if word.starts_with(char::is_lowercase) && word.chars().nth(2).is_some() && !is_small(word) {
            // A number behind it could make a month of it.
            let next = behind.chars().find(|c| c.is_alphabetic() || c.is_ascii_digit());
            if !behind.is_empty() && !next.is_some_and(|c| c.is_ascii_digit()) {
                return true;
            }
        }
        let plain = |c: char| c.is_alphabetic() || matches!(c, ',' | '’' | '\'' | '“' | '”' | '«' | '»' | '"');
        match behind.trim_start_matches(plain).strip_prefix(' ') {
            Some(next) => rest = next,
            None => return false,
        }
    }
}

/// Where an opening may stop: a dash, full stop, colon or closing mark, or the end of the line.
static STOPS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"[.:]?\s*[-–—]{1,2}\s+|[-–—]{2}|—|\.\s+|/\.?:?\s+|:\s+|\)\s*[.:]?\s+|[.:]?\s*$").ok());

fn static_regex(cell: &'static LazyLock<Option<Regex>>) -> Option<&'static Regex> {
    LazyLock::force(cell).as_ref()
}

/// What words that announce a date begin with, where that is a Latin letter without accent.
const BEGINNINGS: &str = "dfgmprty";

/// Where a word that announces a date ends, if one opens a line that holds a number.
fn label(head: &str) -> Option<usize> {
    static LABEL: LazyLock<Option<Regex>> = LazyLock::new(|| {
        let labels = super::template::PUBLISHED.join("|");
        Regex::new(&format!(r"(?i)^(?:{labels})\s*:?\s+")).ok()
    });
    // No date is without a digit. What the labels begin with is far cheaper told than they are.
    let begins = |c: char| !c.is_ascii() || BEGINNINGS.contains(c.to_ascii_lowercase());
    if !head.starts_with(begins) || !date::has_digit(head) {
        return None;
    }
    static_regex(&LABEL)?.find(head).map(|label| label.end())
}

/// `date 2018-09-25 Outlet - Sentence` and `Published: 12 October 2020 Sentence`.
fn labelled(head: &str, months: &Months, sources: &Sources<'_>) -> Option<Dateline> {
    let label = label(head)?;
    let (place, reading) = date::find(head, months).into_iter().next().filter(|(p, _)| p.start == label)?;
    // "Date 12 October" opens many a sentence; a year makes it a stamp.
    if matches!(reading, Reading::NoYear(..)) {
        return None;
    }
    let shown = head[place.clone()].to_owned();
    let rest = &head[place.end..];
    if !rest.starts_with(|c: char| c.is_whitespace() || "-–—|,:".contains(c)) {
        return None;
    }
    let mut end =
        place.end + (rest.len() - rest.trim_start_matches(|c: char| c.is_whitespace() || "|,:".contains(c)).len());
    let mut name = None;
    let dash = head[end..].char_indices().find(|&(_, c)| "-–—".contains(c)).map(|(at, _)| at);
    if let Some((before, after)) = dash.and_then(|at| spaced_dash(&head[end..], at)) {
        let known = sources.get(before).is_some();
        if before.is_empty() || known || is_name(before, 3) {
            name = (!before.is_empty()).then(|| before.to_owned());
            end += after;
        }
    }
    opens_sentence(&head[end..]).then_some(Dateline { end, name, date: Some((reading, shown)), labelled: true })
}

/// The text before a dash that has blanks around it, and the byte behind those.
fn spaced_dash(text: &str, dash: usize) -> Option<(&str, usize)> {
    let before = &text[..dash];
    let after = text[dash..].trim_start_matches(['-', '–', '—']);
    let blank = (before.is_empty() || before.ends_with(char::is_whitespace)) && after.starts_with(char::is_whitespace);
    blank.then(|| (before.trim(), text.len() - after.trim_start().len()))
}

/// Whether a sentence, or nothing, follows.
fn opens_sentence(rest: &str) -> bool {
    let first = rest.chars().find(|c| !c.is_whitespace() && !"\"'“«‘„([".contains(*c));
    first.is_none_or(|c| c.is_uppercase() || c.is_ascii_digit() || (c.is_alphabetic() && !c.is_lowercase()))
}

/// The pieces of a possible dateline.
struct Parts<'t> {
    end: usize,
    stop: &'t str,
    /// Pieces between commas and full stops, and where each starts.
    segments: Vec<(usize, &'t str)>,
    /// The name in brackets or slashes, and whether it is in slashes.
    bracketed: Option<&'t str>,
    slashes: bool,
    date: Option<(Range<usize>, Reading, String)>,
}

impl<'t> Parts<'t> {
    fn of(head: &'t str, stop: Range<usize>, months: &Months) -> Self {
        let mark = head[stop.clone()].trim_start();
        let closing = usize::from(mark.starts_with([')', '/']));
        let prefix = &head[..stop.start + closing];
        let bracketed = bracketed(prefix);
        let inner = bracketed.clone().map(|r| &prefix[r]);
        let mut dates = date::find(prefix, months);
        let date = (dates.len() == 1).then(|| dates.remove(0));
        let mut cut: Vec<Range<usize>> = Vec::new();
        cut.extend(bracketed.map(|r| r.start - 1..r.end + 1));
        cut.extend(date.iter().map(|(place, _)| place.clone()));
        cut.sort_by_key(|r| r.start);
        let mut segments = Vec::new();
        let mut at = 0;
        for hole in cut.into_iter().chain(std::iter::once(prefix.len()..prefix.len())) {
            let piece = prefix.get(at..hole.start).unwrap_or_default();
            segments.extend(split(piece).map(|(start, text)| (at + start, text)));
            at = at.max(hole.end);
        }
        let date = date.map(|(place, reading)| (place.clone(), reading, prefix[place].to_owned()));
        let slashes = inner.is_some() && !prefix.contains('(');
        Parts { end: stop.end, stop: mark, segments, bracketed: inner, slashes, date }
    }

    /// The dateline these parts make, if the signs suffice.
    fn judge(&self, rest: &str, sources: &Sources<'_>) -> Option<Dateline> {
        let fits = |&(_, s): &(usize, &str)| s.split_whitespace().count() <= 3 && is_capitalised(s);
        if !opens_sentence(rest) || self.segments.len() > 5 || !self.segments.iter().all(fits) {
            return None;
        }
        let alone = rest.trim().is_empty();
        let Some(&(at, place)) = self.segments.first() else {
            // "(AFP) - Talks resumed."
            let name = self.bracketed.filter(|n| self.has_dash() && self.date.is_none() && is_name(n, 2))?;
            return Some(self.dateline(Some(name)));
        };
        let dated = self.date.as_ref().map(|(range, _, _)| range.start);
        if is_opener(place) || dated.is_some_and(|date| date < at) {
            return None;
        }
        let name = self.name(place, alone, sources)?;
        // "Armenia, 27 September 2020. The war began." tells an event.
        let formal = self.has_dash() || is_capitals(place) || self.segments.iter().any(|(_, s)| is_place(s));
        let opened = dated.is_some() && (name.is_some() || formal) && (!alone || self.segments.len() < 3);
        // "Herald: …" by itself only where the study knows the outlet.
        let named = name.is_some_and(|n| n != place || self.has_dash() || !self.stop.is_empty());
        let capitals = is_capitals(place) && place.chars().count() > 3;
        let place_alone = capitals && self.segments.len() == 1 && self.has_dash() && !alone;
        (opened || named || place_alone).then(|| self.dateline(name))
    }

    /// The outlet: `Some(None)` if the parts name none, `None` if they name
    /// something that an outlet's name would not be.
    fn name(&self, place: &str, alone: bool, sources: &Sources<'_>) -> Option<Option<&'t str>> {
        let known = |name: &str| sources.get(name).is_some();
        let dated = self.date.as_ref().map(|(range, _, _)| range.start);
        let &(at, last) = self.segments.last()?;
        if let Some(inner) = self.bracketed {
            // Only agencies put their name in slashes; brackets may hold anything.
            let sure = self.slashes || is_capitals(place) || dated.is_some() || is_striking(inner);
            let closed = self.has_dash() || self.slashes || dated.is_some() || alone;
            return (known(inner) || sure && closed && is_name(inner, 3)).then_some(Some(inner));
        }
        if dated.is_some_and(|date| at > date) {
            let fits = is_striking(last) && is_name(last, 3) || is_place(place) && is_name(last, 2);
            return (known(last) || fits).then_some(Some(last));
        }
        let single = self.segments.len() == 1 && self.has_dash() && is_domain(last);
        Some(Some(last).filter(|_| dated.is_none() && (known(last) || single)))
    }

    fn has_dash(&self) -> bool {
        self.stop.contains(['-', '–', '—'])
    }

    fn dateline(&self, name: Option<&str>) -> Dateline {
        Dateline {
            end: self.end,
            name: name.map(str::to_owned),
            date: self.date.as_ref().map(|(_, reading, shown)| (*reading, shown.clone())),
            labelled: false,
        }
    }
}

/// Whether a word opens a sentence rather than a dateline: "On 27 September 2020 – a day …", "Monday, …".
fn is_opener(word: &str) -> bool {
    const OPENERS: &str = " on in by since from after before until at the le du depuis après avant dès с до после к ";
    OPENERS.contains(&format!(" {} ", word.to_lowercase())) || date::is_noise(word)
}

/// The first pair of brackets, or of slashes, with a name within.
fn bracketed(prefix: &str) -> Option<Range<usize>> {
    let pair = |open: char, close: char| {
        let start = prefix.find(open)? + 1;
        let end = start + prefix[start..].find(close)?;
        prefix[start..end].contains(char::is_alphabetic).then_some(start..end)
    };
    pair('(', ')').or_else(|| pair('/', '/'))
}

/// Pieces between commas, slashes and full stops (not those inside `D.C.` or a domain).
fn split(piece: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    let parts = piece.split_inclusive([',', '/', ';']).flat_map(|p| p.split_inclusive(". "));
    let placed = parts.map(move |part| {
        let start = at;
        at += part.len();
        (start, part)
    });
    placed.filter_map(|(start, part)| {
        const MARKS: &str = ",/;.()-–— \t\u{a0}";
        let bare = part.trim_matches(|c| MARKS.contains(c));
        let lead = part.len() - part.trim_start_matches(|c| MARKS.contains(c)).len();
        // "Paris, le 3 octobre" leaves a small word beside the date.
        let word = bare.chars().count() > 2 || bare.contains(char::is_uppercase);
        word.then_some((start + lead, bare))
    })
}

/// Takes in an outlet that stands behind the dash: `MOSCOW, 3 October - TASS. …`.
fn absorb(mut dateline: Dateline, head: &str, sources: &Sources<'_>) -> Dateline {
    if dateline.name.is_some() {
        return dateline;
    }
    let rest = &head[dateline.end..];
    let dash = [" - ", " – ", " — "].iter().filter_map(|dash| rest.find(dash)).min();
    let mark = rest.find(['.', ':', '/']);
    let Some(stop) = mark.into_iter().chain(dash).min().filter(|&at| at <= 40) else { return dateline };
    let after = rest[stop..].trim_start_matches(['.', ':', '/', ' ', '-', '–', '—']);
    let name = rest[..stop].trim();
    let striking = name.split_whitespace().next().is_some_and(|w| is_capitals(w) && w.chars().count() > 2);
    let taken = sources.get(name).is_some() || is_name(name, 3) && striking;
    let apart = rest[..rest.len() - after.len()].ends_with(char::is_whitespace);
    if taken && apart && opens_sentence(after) {
        dateline.name = Some(name.to_owned());
        dateline.end = head.len() - after.trim_start().len();
    }
    dateline
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(line: &str) -> Option<(String, Option<String>, Option<String>)> {
        let months = Months::new(&date::months_for_tests());
        let list = [super::super::Source { id: "Trend".into(), ..Default::default() }];
        let dateline = parse(line, &months, &Sources::new(&list))?;
        Some((line[dateline.end..].to_owned(), dateline.name, dateline.date.map(|(_, shown)| shown)))
    }

    #[test]
    fn datelines_give_outlet_and_date_and_end_where_the_sentence_starts() {
        let table = [
            ("PARIS (AFP) — Talks resumed.", Some("AFP"), None),
            ("PARIS (Morning Herald) - Talks resumed.", Some("Morning Herald"), None),
            ("Paris (AFP) - Talks resumed.", Some("AFP"), None),
            ("STEPANAKERT, 28 SEPTEMBER, HERALDPRESS. Talks resumed.", Some("HERALDPRESS"), Some("28 SEPTEMBER")),
            ("YEREVAN, SEPTEMBER 28, HERALDPRESS. Talks resumed.", Some("HERALDPRESS"), Some("SEPTEMBER 28")),
            ("BAKU, Azerbaijan, July 12 (Trend) - Talks resumed.", Some("Trend"), Some("July 12")),
            ("BAKU, Azerbaijan, Sept. 28, 2020 (Herald) – Talks resumed.", Some("Herald"), Some("Sept. 28, 2020")),
            ("MOSCOW, October 3. /TASS/. Talks resumed.", Some("TASS"), Some("October 3")),
            ("МОСКВА, 3 окт - РИА Новости. Переговоры продолжены.", Some("РИА Новости"), Some("3 окт")),
            ("YEREVAN. – Talks resumed.", None, None),
            ("Baku, 12 October 2020 – Talks resumed.", None, Some("12 October 2020")),
            ("Paris, le 12 octobre 2020 (AFP) - Les pourparlers.", Some("AFP"), Some("12 octobre 2020")),
            ("PanExample.Net - Talks resumed.", Some("PanExample.Net"), None),
            ("Trend: Talks resumed.", Some("Trend"), None),
            ("date 2018-09-25 PanExample.Net - Talks resumed.", Some("PanExample.Net"), Some("2018-09-25")),
            ("date 2023-11-10 Talks resumed on Thursday.", None, Some("2023-11-10")),
            ("(AFP) - Talks resumed.", Some("AFP"), None),
            ("MOSCOW. January 5. HERALDPRESS - Talks resumed.", Some("HERALDPRESS"), Some("January 5")),
            ("Yerevan /Mediapost/. Talks resumed.", Some("Mediapost"), None),
            ("Paris, 12 octobre 2020. Les pourparlers.", None, Some("12 octobre 2020")),
            ("Washington, D.C., Oct. 3, 2020 – Talks resumed.", None, Some("Oct. 3, 2020")),
        ];
        for (line, name, date) in table {
            let (rest, found, written) = read(line).unwrap_or_else(|| panic!("no dateline: {line}"));
            assert!(rest.starts_with("Talks") || rest.starts_with("Les") || rest.starts_with("Пер"), "{line}: {rest}");
            assert_eq!((found.as_deref(), written.as_deref()), (name, date), "{line}");
        }
    }

    #[test]
    fn sentences_are_not_taken_for_datelines() {
        for line in [
            "Talks resumed in Paris.",
            "Paris: Talks resumed.",
            "Note: Talks resumed.",
            "In Baku, on 12 July 2020, President Roe said. He left.",
            "Armenia, Azerbaijan – A truce holds.",
            "On 27 September 2020 - A day of war.",
            "27 September 2020 – A day of war.",
            "NATO — the alliance — met.",
            "The Minister (John Roe) - Talks resumed.",
            "Monsieur Roe (France) - Il a parlé.",
            "U.N. Secretary-General spoke. He left.",
            "BRUSSELS. Talks resumed.",
            "Nikol Roe, Ilham Doe. Talks.",
            "Date palms grew there. They left.",
            "Armenia, 27 September 2020. The war began.",
            "EU – A summit was held.",
            "(Applause in the hall) Talks resumed.",
            "Washington and Moscow - Two capitals disagree.",
        ] {
            assert_eq!(read(line), None, "{line}");
        }
    }

    #[test]
    fn labels_begin_with_what_is_looked_for() {
        for label in super::super::template::PUBLISHED {
            let first = label.chars().find(|c| c.is_alphabetic()).unwrap();
            assert!(!first.is_ascii() || BEGINNINGS.contains(first), "{label}");
        }
        // The optional beginning of one of them.
        assert!(super::super::template::PUBLISHED[0].starts_with("(?:first )?published"));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3_000))]
        #[test]
        fn the_quick_look_dismisses_nothing_that_is_a_dateline(
            line in "((PARIS|Paris|BAKU|Baku|AFP|Trend|Date|date|publié le|mis en ligne le|Published|The|Armenia|le|of|in|troops|october|October|12|3|2020|2018-09-25|Sept|octobre)( |, | - |\\. |: |’| \\(|\\) | – |/|”) ?){1,9}[a-zA-Z]{0,4}"
        ) {
            let months = Months::new(&date::months_for_tests());
            let list = [super::super::Source { id: "Trend".into(), ..Default::default() }];
            let sources = Sources::new(&list);
            let head = head(&line, REACH);
            prop_assert_eq!(parse(&line, &months, &sources), looked_into(&line, head, &months, &sources));
        }
    }

    #[test]
    fn a_title_before_a_name_is_not_taken_for_an_outlet() {
        let (rest, name, _) = read("BRUSSELS, 3 October - Mr. Roe spoke.").unwrap();
        assert_eq!((rest.as_str(), name), ("Mr. Roe spoke.", None));
    }
}
