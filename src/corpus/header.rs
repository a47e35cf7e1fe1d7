//! What scraped articles say about themselves: headline, outlet, date, author,
//! address, and which lines are not the article's words.
//!
//! Lines are read from the top until the first sentence; that sentence may open
//! with a dateline; below it only footers are looked for. Everything found keeps
//! the line it was found in, and nothing is decided here: [`super::assemble`]
//! weighs what was found against what the data say.

use super::boilerplate::{has_legal_sign, kind_within};
use super::date::{Reading, has_digit, is_noise};
use super::dateline;
use super::line::{Line, brief, ends_sentence, ends_with_stop, is_capitals, lines, same_headline, worded, words};
use super::setting::Setting;
use super::source::{is_domain, is_name, is_striking};
use super::stamp::{Stamp, Stamped, byline, date_line, reporting};
use super::template::Kind;
use crate::span::Span;

/// Most lines that are searched for a header.
const MOST_LINES: usize = 24;

/// Most lines of a header that may say nothing we know (a subtitle, a caption).
const MOST_LOOSE: usize = 3;

/// How a name stands in the article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Place {
    Header,
    Dateline,
    Footer,
    /// "…, Example.am reports": the weakest, since outlets cite each other.
    Lead,
}

/// A date with where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FoundDate {
    pub(crate) stamp: Stamp,
    pub(crate) reading: Reading,
    /// As it is written.
    pub(crate) shown: String,
    pub(crate) how: String,
}

/// A name that may be the outlet's, with where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FoundName {
    pub(crate) place: Place,
    pub(crate) name: String,
    pub(crate) how: String,
}

/// Everything an article says about itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Findings {
    /// The headline's place, and how it was told.
    pub(crate) title: Option<(Span, &'static str)>,
    pub(crate) dates: Vec<FoundDate>,
    pub(crate) names: Vec<FoundName>,
    /// Name and line.
    pub(crate) author: Option<(String, String)>,
    /// Addresses that stand on lines of their own.
    pub(crate) addresses: Vec<String>,
    /// Whether a date of revision was passed over.
    pub(crate) updated: bool,
    /// Whether dated lines follow in the text: then it is a chronicle, and a
    /// date line on top is its first heading.
    pub(crate) chronicle: bool,
    /// Not the article's words: sorted, disjoint.
    pub(crate) boilerplate: Vec<Span>,
}

/// Reads what an article says about itself. `title` is the headline that the data
/// name, if any; names of outlets in the first sentence are asked for where they name none.
pub(crate) fn scan(text: &str, title: Option<&str>, names: bool, setting: &Setting<'_>) -> Findings {
    let lines = lines(text);
    let mut scan = Scan {
        setting,
        names,
        signed: has_legal_sign(text),
        undated: None,
        given: title.is_some(),
        headline: title.and_then(worded),
        found: Findings::default(),
    };
    let body = scan.top(&lines);
    if let Some(line) = lines.get(body) {
        scan.opening(line);
    }
    scan.below(lines.get(body + 1..).unwrap_or_default());
    scan.found.boilerplate.sort();
    scan.found
}

struct Scan<'s, 'o, 't> {
    setting: &'s Setting<'o>,
    /// Whether the first sentence is searched for the outlet.
    names: bool,
    /// Whether a legal notice may stand anywhere in the text.
    signed: bool,
    /// Where a line starts that is known to open with no dateline.
    undated: Option<usize>,
    /// Whether the data name a headline.
    given: bool,
    /// The headline.
    headline: Option<&'t str>,
    found: Findings,
}

impl<'t> Scan<'_, '_, 't> {
    /// Reads the header; the number of its lines.
    fn top(&mut self, lines: &[Line<'t>]) -> usize {
        let mut loose = 0;
        for (i, line) in lines.iter().enumerate().take(MOST_LINES) {
            if self.title_again(line) || self.heading(line, &lines[i + 1..]) || self.stamped(line) || self.byline(line)
            {
                continue;
            }
            if self.furniture(line) || self.dateline_alone(line) {
                continue;
            }
            if loose == 0 && self.headline(line, &lines[i + 1..]) {
                continue;
            }
            loose += 1;
            if ends_sentence(line.text) || words(line.text) > 30 || loose > MOST_LOOSE || line.text.ends_with(',') {
                return i;
            }
            // A subtitle or caption: counted, and the header goes on. But a
            // dateline makes it the first sentence, however it ends.
            if self.dateline(line).is_some() {
                return i;
            }
        }
        lines.len().min(MOST_LINES)
    }

    fn skip(&mut self, span: Span) {
        self.found.boilerplate.push(span);
    }

    fn name(&mut self, place: Place, name: &str, line: &str) {
        let what = match place {
            Place::Header => "header line",
            Place::Dateline => "dateline",
            Place::Footer => "footer",
            Place::Lead => "first sentence",
        };
        let how = format!("{what} '{}'", brief(line));
        self.found.names.push(FoundName { place, name: name.trim().to_owned(), how });
    }

    /// The headline where it stands first, and its repetitions.
    fn title_again(&mut self, line: &Line<'_>) -> bool {
        if !self.headline.is_some_and(|title| same_headline(line.text, title)) {
            return false;
        }
        match self.found.title {
            None => self.found.title = Some((bare(line), "the headline that the data name")),
            Some(_) => self.skip(line.span()),
        }
        true
    }

    /// `## Headline`.
    fn heading(&mut self, line: &Line<'t>, after: &[Line<'_>]) -> bool {
        let marks = line.text.len() - line.text.trim_start_matches('#').len();
        let heading = (1..=6).contains(&marks) && line.text[marks..].starts_with(' ');
        if !heading || self.given || self.found.title.is_some() || after.is_empty() {
            return false;
        }
        self.set_title(bare(line), line.text, "Markdown heading")
    }

    /// A short first line without full stop, apart from the text.
    fn headline(&mut self, line: &Line<'t>, after: &[Line<'_>]) -> bool {
        let told = self.given || self.found.title.is_some();
        let Some(next) = after.first().filter(|_| !told) else {
            return false;
        };
        let text = line.text;
        let fits =
            (2..=30).contains(&words(text)) && text.len() <= 400 && !text.starts_with(['-', '–', '—', '#', '>', '|']);
        let open = ends_with_stop(text) || text.ends_with([',', ';', ':', '-', '–']);
        let apart = line.ends_block || date_line(next.text, self.setting).is_some() || byline(next.text).is_some();
        // What follows must be an article, not a list of lines like this one.
        let article = after.iter().any(|l| ends_sentence(l.text) || words(l.text) > 12);
        fits && !open && apart && article && self.set_title(bare(line), text, "first line")
    }

    fn set_title(&mut self, span: Span, text: &'t str, how: &'static str) -> bool {
        self.headline = worded(text);
        if self.headline.is_some() {
            self.found.title = Some((span, how));
        }
        self.headline.is_some()
    }

    /// A line of dates, with or without the outlet's name or a byline.
    fn stamped(&mut self, line: &Line<'_>) -> bool {
        let Some(stamped) = date_line(line.text, self.setting) else { return false };
        if let Some(name) = &stamped.name {
            // On top of everything, "Geneva Convention (12 August 1949)" is a headline.
            let sure = self.setting.sources.get(name).is_some() || is_striking(name) || !name.contains(' ');
            if !sure && self.on_top() {
                return false;
            }
            self.name(Place::Header, name, line.text);
        }
        if let Some((author, outlet)) = &stamped.byline {
            self.take_byline(author, outlet.as_deref(), line.text);
        }
        self.take_dates(stamped, line.text);
        self.skip(line.span());
        true
    }

    /// Whether nothing was found so far.
    fn on_top(&self) -> bool {
        self.found.title.is_none() && self.found.author.is_none() && self.found.dates.is_empty()
    }

    fn take_dates(&mut self, stamped: Stamped, line: &str) {
        self.found.updated |= stamped.updated;
        for (stamp, reading, shown) in stamped.dates {
            let how = format!("header line '{}'", brief(line));
            self.found.dates.push(FoundDate { stamp, reading, shown, how });
        }
    }

    /// "By Jane Roe", "Par Jeanne Roe – Outlet".
    fn byline(&mut self, line: &Line<'_>) -> bool {
        let Some((author, outlet)) = byline(line.text) else { return false };
        let taken = self.take_byline(&author, outlet.as_deref(), line.text);
        if taken {
            self.skip(line.span());
        }
        taken
    }

    /// `false` if the name is neither a person's nor an outlet's.
    fn take_byline(&mut self, author: &str, outlet: Option<&str>, line: &str) -> bool {
        let known = |name: &str| self.setting.sources.get(name).is_some();
        let agency = known(author) || !author.contains(' ') && is_capitals(author);
        let outlet = outlet.filter(|o| known(o) || is_striking(o));
        if agency {
            self.name(Place::Header, author, line);
        } else if !author.contains(' ') {
            return false;
        } else if self.found.author.is_none() {
            self.found.author = Some((author.to_owned(), format!("byline '{}'", brief(line))));
        }
        if let Some(outlet) = outlet {
            self.name(Place::Header, outlet, line);
        }
        true
    }

    /// A line that a template knows.
    fn furniture(&mut self, line: &Line<'_>) -> bool {
        let text = line.text;
        let clock = text.len() < 80 && has_digit(text) && is_noise(text);
        let kind = if clock { Some(Kind::Furniture) } else { kind_within(text, self.signed) };
        let Some(kind) = kind else { return false };
        match kind {
            Kind::SourceFooter if !self.footer(text) => return false,
            Kind::Address if text.trim_start_matches('<').starts_with("http") => {
                self.found.addresses.push(text.trim_matches(['<', '>']).to_owned());
            }
            Kind::Legal => {
                if let Some(source) = self.setting.sources.within(text) {
                    self.name(Place::Footer, &source.id, text);
                }
            }
            _ => {}
        }
        self.skip(line.span());
        true
    }

    /// "Source: …": empty, an address, or names. "Source: army nears the border" is a headline.
    fn footer(&mut self, line: &str) -> bool {
        const EDGE: &str = "*_<>()[]. \t";
        let value = line.split_once(':').map_or("", |(_, value)| value).trim_matches(|c| EDGE.contains(c));
        if value.contains("://") {
            self.found.addresses.push(value.to_owned());
            return !value.contains(' ');
        }
        let names: Vec<&str> = value.split([',', ';', '/', '&']).map(str::trim).filter(|n| !n.is_empty()).collect();
        let sources = &self.setting.sources;
        let is_outlet = |name: &&str| sources.get(name).is_some() || is_domain(name) || is_name(name, 4);
        if !names.iter().all(is_outlet) {
            return false;
        }
        // Several names: a known one, or none, since nothing tells which it was.
        let known = names.iter().find(|n| sources.get(n).is_some());
        let only = names.first().filter(|_| names.len() == 1);
        if let Some(name) = known.or(only) {
            self.name(Place::Footer, name, line);
        }
        true
    }

    /// The dateline that opens a line. That most have none is asked more than once.
    fn dateline(&mut self, line: &Line<'_>) -> Option<dateline::Dateline> {
        if self.undated == Some(line.start) {
            return None;
        }
        let found = dateline::parse(line.text, &self.setting.months, &self.setting.sources);
        self.undated = if found.is_none() { Some(line.start) } else { self.undated };
        found
    }

    /// "BAKU, Azerbaijan, Sept. 20" on a line of its own.
    fn dateline_alone(&mut self, line: &Line<'_>) -> bool {
        match self.dateline(line) {
            Some(found) if found.end == line.text.len() => self.take_dateline(found, line),
            _ => false,
        }
    }

    fn take_dateline(&mut self, found: dateline::Dateline, line: &Line<'_>) -> bool {
        let written = &line.text[..found.end];
        if let Some(name) = &found.name {
            self.name(Place::Dateline, name, written);
        }
        if let Some((reading, shown)) = found.date {
            let stamp = if found.labelled { Stamp::Prefix } else { Stamp::Dateline };
            let how = format!("dateline '{}'", brief(written));
            self.found.dates.push(FoundDate { stamp, reading, shown, how });
        }
        self.skip(Span::new(line.start, line.start + written.trim_end().len()));
        true
    }

    /// The first sentence: its dateline, and "…, Example.am reports".
    fn opening(&mut self, line: &Line<'_>) {
        if let Some(found) = self.dateline(line) {
            self.take_dateline(found, line);
        }
        if let Some((name, said)) = Some(line.text).filter(|_| self.names).and_then(|l| reporting(l, self.setting)) {
            self.name(Place::Lead, &name, &said);
        }
    }

    /// Footers, repetitions and furniture between and behind the paragraphs.
    fn below(&mut self, lines: &[Line<'_>]) {
        for (i, line) in lines.iter().enumerate() {
            if self.found.title.is_some() && self.title_again(line) {
                continue;
            }
            if let Some(stamped) = date_line(line.text, self.setting).filter(|s| s.name.is_none()) {
                let labelled = stamped.updated || stamped.dates.iter().any(|(stamp, ..)| *stamp == Stamp::Published);
                if labelled && i + 6 > lines.len() {
                    self.take_dates(stamped, line.text);
                    self.skip(line.span());
                    continue;
                }
                self.found.chronicle |= i + 1 < lines.len() && !labelled;
            }
            self.furniture(line);
        }
    }
}

/// A line without Markdown's marks around it.
fn bare(line: &Line<'_>) -> Span {
    const MARKS: &str = "#*_ \t";
    let lead = line.text.len() - line.text.trim_start_matches(|c| MARKS.contains(c)).len();
    let inner = line.text.trim_matches(|c| MARKS.contains(c));
    Span::new(line.start + lead, line.start + lead + inner.len())
}
