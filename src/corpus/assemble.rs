//! What the data say and what the article says → one [`Document`].
//!
//! The data (front matter, column, key, page metadata) are believed before the
//! article's own header. For the source see [`attribute`]. For the **date** the
//! most telling [`Stamp`] counts; where two equally good ones differ, none is taken.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use super::attribute::attribute;
use super::date::{self, Order, Reading};
use super::field::{Field, PerField};
use super::header::{self, Findings, FoundDate};
use super::line::is_space;
use super::setting::Setting;
use super::stamp::Stamp;
use super::{Document, Origin, Skipped};

/// A document as the data give it, before its text is looked at.
#[derive(Debug, Clone, Default)]
pub(crate) struct Draft {
    pub(crate) origin: Origin,
    /// Values of known fields, and where they stood.
    pub(crate) fields: PerField<(String, String)>,
    pub(crate) metadata: BTreeMap<String, String>,
    pub(crate) text: String,
    pub(crate) provenance: BTreeMap<&'static str, String>,
    pub(crate) warnings: Vec<String>,
    /// How the file writes numeric dates, where it tells.
    pub(crate) order: Option<Order>,
}

impl Draft {
    /// Sets a known field, unless its value is blank.
    pub(crate) fn set(&mut self, field: Field, value: String, how: impl Into<String>) {
        let trimmed = value.trim_matches(is_space);
        if !trimmed.is_empty() {
            let value = if trimmed.len() == value.len() { value } else { trimmed.to_owned() };
            self.fields.set(field, (value, how.into()));
        }
    }

    fn field(&self, field: Field) -> Option<&str> {
        self.fields.get(field).map(|(value, _)| value.as_str())
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
    let (title, names) = (draft.field(Field::Title), draft.field(Field::Source).is_none());
    let findings = header::scan(&draft.text, title, names, setting);
    Ok(Assembly { draft, findings, setting, document: Document::default() }.document())
}

/// The day with which the name of an article's own file begins (`2020-09-28-title.txt`).
fn date_in_name(origin: &Origin) -> Option<NaiveDate> {
    let name = origin.path.rsplit(['/', '!']).next().filter(|_| origin.row.is_none())?;
    let parted = name.get(10..).is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()));
    name.get(..10).filter(|_| parted).and_then(|day| NaiveDate::parse_from_str(day, "%Y-%m-%d").ok())
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
        let (value, how) = self.draft.fields.take(field)?;
        self.told(field.name(), how);
        Some(value)
    }

    fn id(&mut self) {
        let Origin { path, row } = &self.draft.origin;
        let place = || match row {
            Some(row) => format!("{path}#{row}"),
            None => path.clone(),
        };
        let given = self.draft.fields.take(Field::Id);
        self.document.id = given.map_or_else(place, |(id, _)| id);
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
        match self.draft.fields.take(Field::Date) {
            Some((value, how)) => self.date_from_data(&value, how),
            None => self.date_from_article(),
        }
        let Some(date) = self.document.date else {
            return;
        };
        if date > self.setting.today {
            self.warn(format!("date {date} is in the future"));
        } else if date.year() < 1800 {
            self.warn(format!("date {date} is before 1800"));
        }
    }

    /// What the data say is not replaced by what the article says: a column
    /// that cannot be read shall be seen.
    fn date_from_data(&mut self, value: &str, how: String) {
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
            if let Some(day) = date_in_name(&self.draft.origin) {
                self.document.date = Some(day);
                return self.told("date", "name of the file");
            }
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
        if let Some((value, how)) = self.draft.fields.take(Field::Source) {
            return self.take_source(value, how);
        }
        let (path, url) = (&self.draft.origin.path, self.document.url.as_deref());
        match attribute(path, &self.findings.names, url, &self.setting.sources) {
            Some((name, how)) => self.take_source(name, how),
            None => {
                self.told("source", "not found: no outlet in header, dateline or footer, and no folder that names one")
            }
        }
    }

    fn take_source(&mut self, name: String, how: String) {
        let known = self.setting.sources.get(&name);
        self.document.source = Some(known.map_or(name, |source| source.id.clone()));
        self.told("source", how);
    }

    fn side_and_language(&mut self) {
        let known = self.document.source.as_deref().and_then(|name| self.setting.sources.get(name));
        self.document.side = self.given(Field::Side);
        self.document.language = self.given(Field::Language).map(language_code);
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
    let Reading::Either(a, b) = found.reading else {
        return date::resolve(found.reading, None);
    };
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
fn language_code(value: String) -> String {
    if value.len() == 2 && value.bytes().all(|b| b.is_ascii_lowercase()) {
        return value;
    }
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

#[cfg(test)]
mod tests {
    use super::super::read::read_one;
    use super::super::{ReadOptions, Source};
    use super::*;
    use proptest::prelude::*;

    #[derive(serde::Deserialize)]
    struct Cases {
        case: Vec<Case>,
    }

    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Case {
        name: String,
        #[serde(default = "a_txt")]
        path: String,
        text: String,
        source: Option<String>,
        side: Option<String>,
        language: Option<String>,
        date: Option<String>,
        title: Option<String>,
        author: Option<String>,
        url: Option<String>,
        counted: Option<String>,
        warning: Option<String>,
        #[serde(default)]
        reason: BTreeMap<String, String>,
    }

    fn a_txt() -> String {
        "a.txt".into()
    }

    fn options() -> ReadOptions {
        let herald = Source {
            id: "herald".into(),
            label: Some("The Herald".into()),
            side: Some("north".into()),
            aliases: vec!["Herald.example".into()],
            language: Some("en".into()),
        };
        ReadOptions { sources: vec![herald], months: date::months_for_tests(), ..ReadOptions::default() }
    }

    fn one(path: &str, text: &str) -> Document {
        let mut corpus = read_one(path, text.as_bytes(), &options());
        assert_eq!(corpus.skipped, []);
        corpus.documents.remove(0)
    }

    fn counted(document: &Document) -> String {
        let mut at = 0;
        let mut kept = String::new();
        for span in &document.boilerplate {
            kept.push_str(&document.text[at..span.range().start]);
            kept.push(' ');
            at = span.range().end;
        }
        kept.push_str(&document.text[at..]);
        kept.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn messy_articles_give_what_they_carry_and_say_what_they_lack() {
        let cases: Cases = toml::from_str(include_str!("../../tests/data/corpus/messy.toml")).unwrap();
        assert!(cases.case.len() >= 25);
        for case in cases.case {
            let document = one(&case.path, &case.text);
            let name = &case.name;
            let why = &document.provenance;
            assert_eq!(document.source, case.source, "{name}: source {why:?}");
            assert_eq!(document.side, case.side, "{name}: side");
            assert_eq!(document.language, case.language, "{name}: language");
            assert_eq!(document.date.map(|d| d.to_string()), case.date, "{name}: date {why:?}");
            assert_eq!(document.title, case.title, "{name}: title {why:?}");
            assert_eq!(document.metadata.get("author"), case.author.as_ref(), "{name}: author");
            assert_eq!(document.url, case.url, "{name}: url");
            if let Some(expected) = case.counted {
                assert_eq!(counted(&document), expected, "{name}: what is counted");
            }
            for (field, reason) in case.reason {
                assert!(why[field.as_str()].contains(&reason), "{name}: {field}: {why:?}");
            }
            let warned = case.warning.is_none_or(|part| document.warnings.iter().any(|w| w.contains(&part)));
            assert!(warned, "{name}: {:?}", document.warnings);
        }
    }

    #[test]
    fn dates_of_the_future_and_of_long_ago_are_warned_of() {
        assert!(one("a.txt", "date: 2999-01-01\n\nTalks.").warnings[0].contains("in the future"));
        assert!(one("a.txt", "date: 1020-01-01\n\nTalks.").warnings[0].contains("before 1800"));
        assert!(one("a.txt", "date: 2020-01-01\n\nTalks.").warnings.is_empty());
    }

    #[test]
    fn languages_are_shortened_to_their_code() {
        for (written, code) in [("en-US", "en"), ("Français", "fr"), ("RU", "ru"), ("hy", "hy")] {
            assert_eq!(language_code(written.to_owned()), code);
        }
    }

    #[test]
    fn too_large_and_empty_texts_are_refused_with_a_reason() {
        let options = options();
        let mut setting = Setting::new(&options);
        setting.limits.document = 10;
        let draft = |text: &str| Draft { text: text.into(), ..Draft::default() };
        assert!(finish(draft("Eleven char"), &setting).unwrap_err().reason.contains("split it into articles"));
        assert!(finish(draft(" \u{feff}\n"), &setting).unwrap_err().reason.contains("empty text"));
        assert!(finish(draft("Ten chars."), &setting).is_ok());
    }

    proptest! {
        #[test]
        fn any_article_has_sorted_disjoint_boilerplate_and_keeps_its_text(
            text in "((title|date): [a-z0-9]{0,5}\n|## |By |PARIS|BAKU, |12 October 2020|03/04/2020| \\(Herald\\)| — |Read: 7|#a|---|©|Source: |https://a.example/|[A-Z][a-zé]{0,6}[ .,:]|\n\n|\r\n|\\PC){1,40}"
        ) {
            let corpus = read_one("a.txt", text.as_bytes(), &options());
            for document in &corpus.documents {
                prop_assert!(text.ends_with(&document.text));
                let spans = document.boilerplate.iter().chain(&document.title_span);
                for span in spans {
                    prop_assert!(document.text.get(span.range()).is_some_and(|piece| !piece.is_empty()));
                }
                prop_assert!(document.boilerplate.windows(2).all(|pair| pair[0].end <= pair[1].start));
                let title = document.title_span;
                prop_assert!(title.is_none_or(|t| !document.boilerplate.iter().any(|b| b.overlaps(t))));
            }
        }
    }
}
