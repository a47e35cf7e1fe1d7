//! What the data say and what the article says → one [`Document`].
//!
//! Order of belief, field by field: the data (front matter, column, key, page
//! metadata) before the article's own header. For the **source**: a folder that
//! the study knows, then a known name anywhere in the article's header,
//! dateline, footer or address, then an unknown name there, then the folder,
//! last the outlet that the first sentence cites. For the **date**: see
//! [`Stamp`]; where two equally good ones differ, none is taken.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use super::date::{self, Order, Reading};
use super::field::Field;
use super::header::{self, Findings, FoundDate, Place};
use super::line::is_space;
use super::setting::Setting;
use super::source;
use super::stamp::Stamp;
use super::{Document, Origin, Skipped};

/// A document as the data give it, before its text is looked at.
#[derive(Debug, Clone, Default)]
pub(crate) struct Draft {
    pub(crate) origin: Origin,
    /// Values of known fields, and where they stood.
    pub(crate) fields: BTreeMap<Field, (String, String)>,
    pub(crate) metadata: BTreeMap<String, String>,
    pub(crate) text: String,
    pub(crate) provenance: BTreeMap<&'static str, String>,
    pub(crate) warnings: Vec<String>,
    /// How the file writes numeric dates, where it tells.
    pub(crate) order: Option<Order>,
}

impl Draft {
    /// Sets a known field, unless its value is blank.
    pub(crate) fn set(&mut self, field: Field, value: &str, how: String) {
        let value = value.trim_matches(is_space);
        if !value.is_empty() {
            self.fields.insert(field, (value.to_owned(), how));
        }
    }

    fn field(&self, field: Field) -> Option<(&str, &str)> {
        self.fields.get(&field).map(|(value, how)| (value.as_str(), how.as_str()))
    }

    fn skipped(&self, reason: String) -> Skipped {
        Skipped { path: self.origin.path.clone(), row: self.origin.row, reason }
    }
}

/// Makes the document, or says why there is none.
pub(crate) fn finish(draft: Draft, setting: &Setting<'_>) -> Result<Document, Skipped> {
    if draft.text.trim_matches(is_space).is_empty() {
        return Err(draft.skipped("empty text: nothing to read here; remove it or fill in the text".into()));
    }
    if draft.text.len() > setting.limits.document {
        let (size, most) = (draft.text.len() >> 20, setting.limits.document >> 20);
        return Err(draft.skipped(format!(
            "a text of {size} MiB is more than one article (at most {most} MiB); split it into articles, or give a table with one a row"
        )));
    }
    let title = draft.field(Field::Title).map(|(value, _)| value);
    let findings = header::scan(&draft.text, title, setting);
    Ok(Assembly { draft, findings, setting, document: Document::default() }.document())
}

struct Assembly<'s, 'o> {
    draft: Draft,
    findings: Findings,
    setting: &'s Setting<'o>,
    document: Document,
}

impl Assembly<'_, '_> {
    fn document(mut self) -> Document {
        self.document.provenance = std::mem::take(&mut self.draft.provenance);
        self.document.warnings = std::mem::take(&mut self.draft.warnings);
        self.document.metadata = std::mem::take(&mut self.draft.metadata);
        self.id();
        self.title();
        self.url();
        self.date();
        self.author();
        self.source();
        self.side_and_language();
        let Assembly { draft, findings, mut document, .. } = self;
        document.title_span = findings.title.map(|(span, _)| span);
        document.boilerplate = findings.boilerplate;
        document.origin = draft.origin;
        document.text = draft.text;
        document
    }

    fn told(&mut self, field: &'static str, how: impl Into<String>) {
        self.document.provenance.insert(field, how.into());
    }

    fn warn(&mut self, warning: impl Into<String>) {
        self.document.warnings.push(warning.into());
    }

    /// A field that only the data can give.
    fn given(&mut self, field: Field) -> Option<String> {
        let (value, how) = self.draft.field(field)?;
        let (value, how) = (value.to_owned(), how.to_owned());
        self.told(field.name(), how);
        Some(value)
    }

    fn id(&mut self) {
        let place = || match self.draft.origin.row {
            Some(row) => format!("{}#{row}", self.draft.origin.path),
            None => self.draft.origin.path.clone(),
        };
        self.document.id = self.draft.field(Field::Id).map_or_else(place, |(id, _)| id.to_owned());
    }

    fn title(&mut self) {
        self.document.title = self.given(Field::Title);
        if self.document.title.is_none() {
            match self.findings.title {
                Some((span, how)) => {
                    self.document.title = Some(span.of(&self.draft.text).to_owned());
                    self.told("title", how);
                }
                None => self.told("title", "not found: no heading, and the text opens with no short line of its own"),
            }
        }
    }

    fn url(&mut self) {
        self.document.url = self.given(Field::Url);
        if self.document.url.is_some() {
            return;
        }
        self.findings.addresses.sort();
        self.findings.addresses.dedup();
        match self.findings.addresses.as_slice() {
            [address] => {
                self.document.url = Some(address.clone());
                self.told("url", "address on a line of its own");
            }
            [] => self.told("url", "not found: no address on a line of its own"),
            several => {
                let reason = format!("not found: {} addresses, none said to be the article's", several.len());
                self.told("url", reason);
            }
        }
    }

    fn author(&mut self) {
        let given = self.given(Field::Author);
        let found = self.findings.author.take();
        let author = given.or_else(|| {
            let (author, how) = found?;
            self.told("author", how);
            Some(author)
        });
        if let Some(author) = author {
            self.document.metadata.insert("author".into(), author);
        }
    }

    fn date(&mut self) {
        match self.draft.field(Field::Date) {
            Some((value, how)) => {
                let (value, how) = (value.to_owned(), how.to_owned());
                self.date_from_data(&value, &how);
            }
            None => self.date_from_article(),
        }
        let Some(date) = self.document.date else { return };
        if date > self.setting.today {
            self.warn(format!("date {date} is in the future"));
        } else if date.year() < 1800 {
            self.warn(format!("date {date} is before 1800"));
        }
    }

    /// What the data say is not replaced by what the article says: a column
    /// that cannot be read shall be seen.
    fn date_from_data(&mut self, value: &str, how: &str) {
        let reading = date::parse(value, &self.setting.months);
        let day = reading.and_then(|r| date::resolve(r, self.draft.order));
        self.document.date = day;
        if day.is_some() {
            return self.told("date", how);
        }
        let value = super::line::brief(value);
        let reason = unread(reading, &value);
        self.told("date", format!("not found: {how} holds '{value}', {reason}"));
        self.warn(format!("no date: '{value}' {reason}"));
    }

    fn date_from_article(&mut self) {
        let dates = std::mem::take(&mut self.findings.dates);
        let usable = |d: &&FoundDate| !(self.findings.chronicle && d.stamp == Stamp::Lone);
        let mut read: Vec<(Stamp, NaiveDate, &FoundDate)> =
            dates.iter().filter(usable).filter_map(|d| Some((d.stamp, settle(d, &dates)?, d))).collect();
        read.sort_by_key(|(stamp, day, _)| (*stamp, *day));
        let Some(&(stamp, day, best)) = read.first() else {
            let reason = self.no_date(&dates);
            return self.told("date", reason);
        };
        if let Some((_, other, _)) = read.iter().find(|(s, d, _)| *s == stamp && *d != day) {
            let reason =
                format!("the header carries both {day} and {other}, and nothing tells which is the publication's");
            self.warn(format!("no date: {reason}"));
            return self.told("date", format!("not found: {reason}"));
        }
        self.document.date = Some(day);
        self.told("date", best.how.clone());
        if let Some((_, other, found)) = read.iter().find(|(_, d, _)| *d != day) {
            self.warn(format!("a second date in the header, {other} ({}), was not taken", found.how));
        }
    }

    /// Why the article has no date. What stood there but could not be used is also warned of.
    fn no_date(&mut self, dates: &[FoundDate]) -> String {
        if let Some(found) = dates.first() {
            let chronicle = self.findings.chronicle && found.stamp == Stamp::Lone;
            let reason = match chronicle {
                true => "is one of several dated headings".to_owned(),
                false => unread(Some(found.reading), &found.shown),
            };
            self.warn(format!("no date: '{}' {reason}", found.shown));
            return format!("not found: {} {reason}", found.how);
        }
        match self.findings.updated {
            true => "not found: the header tells a date of revision only".into(),
            false => {
                "not found: no date in header, dateline or footer (dates within sentences are those of events)".into()
            }
        }
    }

    fn source(&mut self) {
        if let Some((value, how)) = self.draft.field(Field::Source) {
            let (value, how) = (value.to_owned(), how.to_owned());
            return self.take_source(&value, how);
        }
        let path = self.draft.origin.path.clone();
        let folders = source::folders(&path);
        let known = |name: &str| self.setting.sources.get(name);
        let known_folder = folders.iter().rev().find_map(|f| Some((known(f)?.id.clone(), *f)));
        if let Some((id, folder)) = known_folder {
            return self.take_source(&id, format!("folder `{folder}`"));
        }
        if let Some((name, how)) = self.named_source(&folders) {
            return self.take_source(&name, how);
        }
        self.told("source", "not found: no outlet in header, dateline or footer, and no folder that names one");
    }

    /// The source that the article names, or an unknown folder.
    fn named_source(&self, folders: &[&str]) -> Option<(String, String)> {
        let sources = &self.setting.sources;
        let mut names: Vec<&header::FoundName> = self.findings.names.iter().collect();
        names.sort_by_key(|found| found.place);
        let host = self.document.url.as_deref().and_then(source::host);
        let known = |wanted: &dyn Fn(Place) -> bool| {
            let found = names.iter().find(|f| wanted(f.place) && sources.get(&f.name).is_some())?;
            Some((found.name.clone(), found.how.clone()))
        };
        if let Some(found) = known(&|place| place != Place::Lead) {
            return Some(found);
        }
        if let Some((host, source)) = host.as_ref().and_then(|h| Some((h, sources.at_host(h)?))) {
            return Some((source.id.clone(), format!("address at {host}")));
        }
        if let Some(found) = known(&|place| place == Place::Lead) {
            return Some(found);
        }
        let folder = folders.iter().rev().find(|f| source::may_be_outlet(f));
        if let Some(found) = names.iter().find(|f| f.place != Place::Lead) {
            // One folder, one spelling: `herald/` holds both "Herald.net" and articles that name nobody.
            return Some(match folder.filter(|f| source::same_outlet(f, &found.name)) {
                Some(folder) => ((*folder).to_owned(), format!("folder `{folder}`, as {}", found.how)),
                None => (found.name.clone(), found.how.clone()),
            });
        }
        let folder = folder.map(|f| ((*f).to_owned(), format!("folder `{f}`")));
        let lead = names.first().map(|f| (f.name.clone(), f.how.clone()));
        folder.or(lead).or_else(|| host.map(|h| (h.clone(), format!("address at {h}"))))
    }

    fn take_source(&mut self, name: &str, how: String) {
        let known = self.setting.sources.get(name);
        self.document.source = Some(known.map_or_else(|| name.to_owned(), |source| source.id.clone()));
        self.told("source", how);
    }

    fn side_and_language(&mut self) {
        let known = self.document.source.as_deref().and_then(|name| self.setting.sources.get(name));
        self.document.side = self.given(Field::Side);
        self.document.language = self.given(Field::Language).map(|value| language_code(&value));
        let Some(known) = known else { return };
        if self.document.side.is_none() && known.side.is_some() {
            self.document.side.clone_from(&known.side);
            self.told("side", format!("of source `{}`", known.id));
        }
        if self.document.language.is_none() && known.language.is_some() {
            self.document.language.clone_from(&known.language);
            self.told("language", format!("of source `{}`", known.id));
        }
    }
}

/// Why a date was not read, behind the words that hold it.
fn unread(reading: Option<Reading>, shown: &str) -> String {
    match reading {
        None | Some(Reading::Day(_)) => "is no date known here; write 2020-10-12".into(),
        Some(Reading::Either(a, b)) => format!("may be {a} or {b}; write {a} or {b}"),
        Some(Reading::NoYear(..)) => format!("has no year; add it: {shown} 2020"),
        Some(Reading::ShortYear) => "has a year of two digits; write all four".into(),
    }
}

/// The day of a found date. `03/04/2020` is settled by another date of the
/// header that agrees with just one of its readings.
fn settle(found: &FoundDate, all: &[FoundDate]) -> Option<NaiveDate> {
    let Reading::Either(a, b) = found.reading else { return date::resolve(found.reading, None) };
    let near = |day: NaiveDate| {
        all.iter().any(|other| match other.reading {
            Reading::Day(other) => (other - day).num_days().abs() <= 3,
            Reading::NoYear(month, dom) => (day.month(), day.day()) == (month, dom),
            _ => false,
        })
    };
    match (near(a), near(b)) {
        (true, false) => Some(a),
        (false, true) => Some(b),
        _ => None,
    }
}

/// `en-US` and `English` as `en`; what is not recognised stays, in lower case.
fn language_code(value: &str) -> String {
    let value = value.trim().to_lowercase();
    let code = value.split(['-', '_']).next().unwrap_or_default();
    let code = match code {
        "english" | "eng" | "anglais" => "en",
        "french" | "français" | "francais" | "fra" | "fre" => "fr",
        "russian" | "russe" | "rus" | "русский" => "ru",
        "turkish" | "turc" | "tur" | "türkçe" => "tr",
        other => other,
    };
    code.to_owned()
}
