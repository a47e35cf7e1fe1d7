//! Single lines by which an article names its date, author or outlet.

use std::sync::LazyLock;

use regex::Regex;

use super::boilerplate;
use super::date::{self, Reading};
use super::line::{ends_sentence, words};
use super::setting::Setting;
use super::source::{is_capitalised, is_domain, is_name};
use super::template::{PUBLISHED, UPDATED};

/// How a date stands in the article, the most telling first.
///
/// The outlet's own stamp is its date of publication; a lone date line may be
/// that of whoever published the text again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Stamp {
    /// "Published: …"
    Published,
    /// "OUTLET (07 November 2019)"
    Outlet,
    /// "date 2018-09-25 OUTLET - …"
    Prefix,
    /// "BAKU, 12 October 2020 – …"
    Dateline,
    /// "08.11.2019"
    Lone,
}

/// What a line of dates says.
pub(crate) struct Stamped {
    pub(crate) dates: Vec<(Stamp, Reading, String)>,
    /// The outlet named beside the date.
    pub(crate) name: Option<String>,
    /// Whether a date of revision was passed over.
    pub(crate) updated: bool,
    /// A byline on the same line: author and outlet.
    pub(crate) byline: Option<(String, Option<String>)>,
}

/// Reads a line that holds a date and, but for an outlet's name, labels, times
/// and counters, nothing else.
pub(crate) fn date_line(line: &str, setting: &Setting<'_>) -> Option<Stamped> {
    if line.len() > 200 || !date::has_digit(line) {
        return None;
    }
    let found = date::find(line, &setting.months);
    let (first, last) = (found.first()?, found.last()?);
    let mut stamped = Stamped { dates: Vec::new(), name: None, updated: false, byline: None };
    let mut at = 0;
    for (place, reading) in &found {
        let before = &line[at..place.start];
        at = place.end;
        match label(before) {
            Some(false) => stamped.updated = true,
            Some(true) => stamped.dates.push((Stamp::Published, *reading, line[place.clone()].to_owned())),
            None => stamped.dates.push((Stamp::Lone, *reading, line[place.clone()].to_owned())),
        }
    }
    let (before, after) = (&line[..first.0.start], &line[last.0.end..]);
    let between = found.windows(2).all(|w| date::is_noise(&line[w[0].0.end..w[1].0.start]));
    // Two dates side by side are a span of time, not a date of publication.
    if !between || stamped.dates.len() > 1 || (stamped.dates.is_empty() && !stamped.updated) {
        return None;
    }
    match (date::is_noise(before), date::is_noise(after)) {
        (true, true) => {}
        (false, true) | (true, false) => beside(before, after, setting, &mut stamped)?,
        (false, false) => return None,
    }
    // "27 September" alone is as likely a heading.
    let unsaid =
        stamped.dates.iter().all(|(stamp, reading, _)| *stamp == Stamp::Lone && matches!(reading, Reading::NoYear(..)));
    (!unsaid || stamped.updated).then_some(stamped)
}

/// Takes in what stands beside the date: an outlet, a byline, or a word of a
/// menu; `None` if it is anything else, because then the line is no stamp.
fn beside(before: &str, after: &str, setting: &Setting<'_>, stamped: &mut Stamped) -> Option<()> {
    let (name, in_brackets) = named(before, after)?;
    let guessed = in_brackets && is_name(name, 3) && is_capitalised_throughout(name) || is_domain(name);
    if setting.sources.get(name).is_some() || guessed {
        stamped.name = Some(name.to_owned());
        stamped.dates.iter_mut().for_each(|date| date.0 = date.0.min(Stamp::Outlet));
        return Some(());
    }
    stamped.byline = byline(name);
    (stamped.byline.is_some() || boilerplate::kind(name).is_some()).then_some(())
}

fn is_capitalised_throughout(name: &str) -> bool {
    name.split_whitespace().all(|w| w.starts_with(char::is_uppercase))
}

/// The one name beside a date, and whether the date stands in brackets behind it.
fn named<'l>(before: &'l str, after: &'l str) -> Option<(&'l str, bool)> {
    let edge = |c: char| c.is_whitespace() || "|•·,:;–—-()[]*_#".contains(c);
    let side = if date::is_noise(before) { after } else { before };
    let mut pieces = side.split(['|', '•', '·']).filter(|piece| !date::is_noise(piece));
    let name = pieces.next().filter(|_| pieces.next().is_none())?;
    let in_brackets = before.trim_end().ends_with('(') && after.trim_start().starts_with(')');
    let name = name.trim_matches(edge);
    (!name.is_empty()).then_some((name, in_brackets))
}

/// Whether the words before a date announce publication (`true`) or revision (`false`).
fn label(before: &str) -> Option<bool> {
    static LABELS: LazyLock<Option<[Regex; 2]>> = LazyLock::new(|| {
        let ending = |labels: &[&str]| {
            let weekday = super::template::DATE_WORDS.join("|");
            Regex::new(&format!(r"(?i)\b(?:{})\b\s*:?\s*(?:(?:{weekday})?[\s,]*)*$", labels.join("|"))).ok()
        };
        Some([ending(UPDATED)?, ending(PUBLISHED)?])
    });
    let [updated, published] = LABELS.as_ref()?;
    if updated.is_match(before) {
        return Some(false);
    }
    published.is_match(before).then_some(true)
}

/// Author and outlet of a byline.
pub(crate) fn byline(line: &str) -> Option<(String, Option<String>)> {
    const OPENINGS: [&str; 14] = [
        "By ",
        "BY ",
        "By: ",
        "Par ",
        "PAR ",
        "Par : ",
        "Author: ",
        "Auteur : ",
        "Auteur: ",
        "Written by ",
        "Автор: ",
        "Автор ",
        "Yazar: ",
        "Yazan: ",
    ];
    let line = line.trim_matches(|c: char| "*_ ".contains(c));
    let rest = OPENINGS.iter().find_map(|opening| line.strip_prefix(opening))?.trim().trim_end_matches(':');
    let mut parts = rest.split([',', '|', '/', '–', '—']).flat_map(|p| p.split(" - ")).map(str::trim);
    let author = parts.next().filter(|a| !a.is_empty())?.to_owned();
    let outlet = parts.next().filter(|o| is_name(o, 4)).map(str::to_owned);
    let extra: Vec<&str> = parts.collect();
    // "By Friday", "By Monday evening the talks had failed." are no bylines.
    let sentence = ends_sentence(line) || words(rest) > 10 || extra.len() > 2;
    let plain = author.chars().all(|c| c.is_alphabetic() || " .-’'".contains(c));
    let day = date::is_noise(&author);
    let fits = words(&author) <= 6 && plain && is_capitalised(&author) && !day;
    (fits && !sentence).then_some((author, outlet))
}

/// The outlet that the first sentence says reports this, and those words.
pub(crate) fn reporting(line: &str, setting: &Setting<'_>) -> Option<(String, String)> {
    const VERBS: [&str; 17] = [
        "reports",
        "report",
        "informs",
        "writes",
        "learns",
        "rapporte",
        "indique",
        "annonce",
        "сообщает",
        "пишет",
        "передаёт",
        "передает",
        "информирует",
        "bildiriyor",
        "aktarıyor",
        "yazıyor",
        "bildirir",
    ];
    let line = super::line::head(line, 1_500);
    let words: Vec<&str> = line.split_whitespace().collect();
    fn bare(word: &str) -> &str {
        word.trim_matches(|c: char| !c.is_alphanumeric())
    }
    let verb = |at: Option<usize>| at.and_then(|i| words.get(i)).is_some_and(|w| VERBS.contains(&bare(w)));
    // Most articles open without any of them, and names cost more to look for.
    if !(0..words.len()).any(|at| verb(Some(at))) {
        return None;
    }
    words.iter().enumerate().find_map(|(i, word)| {
        // A known outlet may have several words: the longest that is known wins.
        let known = (1..=4).rev().find_map(|n| {
            let name = words.get(i..i + n)?.join(" ");
            let name = name.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
            let capital = name.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
            (capital && setting.sources.get(&name).is_some()).then_some((name, n))
        });
        let domain = || Some((bare(word).to_owned(), 1)).filter(|(name, _)| is_domain(name));
        let (name, taken) = known.or_else(domain)?;
        let before = verb(i.checked_sub(1)) && !words[i - 1].ends_with([',', '.']);
        let reported = verb(Some(i + taken)) && !words[i + taken - 1].ends_with([',', '.', ';']);
        (reported || before).then(|| {
            let said = words[i.saturating_sub(1)..(i + taken + 1).min(words.len())].join(" ");
            (name, said)
        })
    })
}
