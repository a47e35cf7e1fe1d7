//! The fields of a document, and the names under which data carry them.

use std::collections::BTreeMap;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use super::FieldMap;

/// A field that the study knows by name; all others are metadata.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Field {
    Text,
    Id,
    Source,
    Date,
    Language,
    Title,
    Url,
    Side,
    Author,
}

/// Something for each field.
#[derive(Debug, Clone)]
pub(crate) struct PerField<T>([Option<T>; Field::ALL.len()]);

impl<T> Default for PerField<T> {
    fn default() -> Self {
        PerField(std::array::from_fn(|_| None))
    }
}

impl<T> PerField<T> {
    pub(crate) fn get(&self, field: Field) -> Option<&T> {
        self.0[field as usize].as_ref()
    }

    pub(crate) fn take(&mut self, field: Field) -> Option<T> {
        self.0[field as usize].take()
    }

    pub(crate) fn set(&mut self, field: Field, value: T) {
        self.0[field as usize] = Some(value);
    }
}

impl Field {
    pub(crate) const ALL: [Field; 9] = [
        Field::Text,
        Field::Id,
        Field::Source,
        Field::Date,
        Field::Language,
        Field::Title,
        Field::Url,
        Field::Side,
        Field::Author,
    ];

    /// Its name in tables, provenance and the study file.
    pub(crate) fn name(self) -> &'static str {
        self.usual()[0]
    }

    /// The names by which data usually call it, best first; the first is its own.
    pub(crate) fn usual(self) -> &'static [&'static str] {
        match self {
            Field::Text => &[
                "text",
                "body",
                "content",
                "article",
                "article_text",
                "maintext",
                "full_text",
                "fulltext",
                "texte",
                "article_body",
                "articlebody",
            ],
            Field::Id => &["id", "doc_id", "document", "document_id", "article_id", "uuid"],
            Field::Source => &[
                "source",
                "outlet",
                "publisher",
                "media",
                "journal",
                "newspaper",
                "source_name",
                "domain",
                "source_domain",
            ],
            Field::Date => &[
                "date",
                "published",
                "publication_date",
                "pub_date",
                "pubdate",
                "published_at",
                "date_publish",
                "date_published",
                "datetime",
            ],
            Field::Language => &["language", "lang", "langue"],
            Field::Title => &["title", "headline", "titre"],
            Field::Url => &["url", "link", "lien"],
            Field::Side => &["side", "camp"],
            Field::Author => &["author", "authors", "byline", "auteur"],
        }
    }

    /// The name that the study gives for it, if any.
    pub(crate) fn mapped(self, map: &FieldMap) -> Option<&str> {
        match self {
            Field::Text => map.text.as_deref(),
            Field::Id => map.id.as_deref(),
            Field::Source => map.source.as_deref(),
            Field::Date => map.date.as_deref(),
            Field::Language => map.language.as_deref(),
            Field::Title => map.title.as_deref(),
            Field::Url => map.url.as_deref(),
            Field::Side => map.side.as_deref(),
            Field::Author => None,
        }
    }

    /// The field called `name` in front matter: the study's names first, then the usual ones.
    pub(crate) fn called(name: &str, map: &FieldMap) -> Option<Field> {
        let name = plain(name);
        let mapped = |f: &Field| f.mapped(map).is_some_and(|m| plain(m) == name);
        let usual = |f: &Field| f.mapped(map).is_none() && f.usual().contains(&name.as_str());
        let find = |test: &dyn Fn(&Field) -> bool| Field::ALL.into_iter().find(|f| test(f));
        find(&mapped).or_else(|| find(&usual))
    }
}

/// A name as it is compared: without case, and with blanks, hyphens and underscores alike.
pub(crate) fn plain(name: &str) -> String {
    let joined = name.split([' ', '-', '_', '\u{a0}']).filter(|s| !s.is_empty());
    joined.collect::<Vec<_>>().join("_").to_lowercase()
}

/// Which field each column holds. A table without texts may have headlines,
/// which are then its texts.
///
/// `Err` says, in one line, which column is missing and how to name it.
pub(crate) fn assign(columns: &[String], map: &FieldMap) -> Result<Vec<Option<Field>>, String> {
    let names: Vec<String> = columns.iter().map(|c| plain(c)).collect();
    let mut fields = vec![None; columns.len()];
    for field in Field::ALL {
        if let Some(wanted) = field.mapped(map) {
            match names.iter().position(|n| *n == plain(wanted)) {
                Some(column) => fields[column] = Some(field),
                None => return Err(no_column(field, Some(wanted), columns)),
            }
        }
    }
    for field in Field::ALL.into_iter().filter(|f| f.mapped(map).is_none()) {
        let free = |name: &&str| names.iter().position(|n| n == name).filter(|&c| fields[c].is_none());
        if let Some(column) = field.usual().iter().find_map(free) {
            fields[column] = Some(field);
        }
    }
    match fields.contains(&Some(Field::Text)) || fields.contains(&Some(Field::Title)) {
        true => Ok(fields),
        false => Err(no_text(columns)),
    }
}

/// How many of `columns` carry a usual or mapped name: the best guess at a delimiter has most.
pub(crate) fn recognised(columns: &[String], map: &FieldMap) -> usize {
    columns.iter().filter(|c| Field::called(c, map).is_some()).count()
}

/// That no column holds texts, and how to mend it.
pub(crate) fn no_text(columns: &[String]) -> String {
    no_column(Field::Text, None, columns)
}

fn no_column(field: Field, wanted: Option<&str>, columns: &[String]) -> String {
    const SHOWN: usize = 12;
    let mut found: Vec<String> = columns.iter().take(SHOWN).map(|c| format!("`{}`", brief(c))).collect();
    if columns.len() > SHOWN {
        found.push(format!("{} more", columns.len() - SHOWN));
    }
    let found = if found.is_empty() { "nothing".to_owned() } else { found.join(", ") };
    let name = field.name();
    match wanted {
        Some(wanted) => format!(
            "no column `{wanted}` for the {name}: found {found}; correct {name} = \"{wanted}\" under [fields] in framelens.toml or --field {name}={wanted}"
        ),
        None => format!(
            "no {name} column: found {found}; name it in framelens.toml under [fields] {name} = \"…\" or with --field {name}=…"
        ),
    }
}

/// A name short enough for a message: a file without a header row has an article there.
fn brief(name: &str) -> String {
    match name.char_indices().nth(40) {
        Some((cut, _)) => format!("{}…", &name[..cut]),
        None => name.to_owned(),
    }
}

/// Of what there is provenance besides fields.
const ENCODING: &str = "encoding";

/// Provenance, whose names are those of fields.
///
/// # Errors
/// On any other name.
pub(super) fn provenance<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<&'static str, String>, D::Error> {
    let found = BTreeMap::<String, String>::deserialize(from)?;
    let known = |name: &str| Field::ALL.iter().map(|f| f.name()).chain([ENCODING]).find(|known| *known == name);
    let named = |(name, how): (String, String)| match known(&name) {
        Some(known) => Ok((known, how)),
        None => Err(D::Error::custom(format!("there is no field `{name}`"))),
    };
    found.into_iter().map(named).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(names: &str) -> Vec<String> {
        names.split('|').map(str::to_owned).collect()
    }

    #[test]
    fn columns_are_guessed_from_usual_names_without_case() {
        let fields = assign(&columns("Outlet|Pub Date|Article Text|Views"), &FieldMap::default());
        assert_eq!(fields, Ok(vec![Some(Field::Source), Some(Field::Date), Some(Field::Text), None]));
    }

    #[test]
    fn the_better_of_two_usual_names_is_the_text_and_the_other_stays_metadata() {
        let fields = assign(&columns("content|text"), &FieldMap::default());
        assert_eq!(fields, Ok(vec![None, Some(Field::Text)]));
    }

    #[test]
    fn a_mapped_column_wins_over_the_usual_name() {
        let map = FieldMap { text: Some("Corps".into()), ..FieldMap::default() };
        assert_eq!(assign(&columns("text|corps"), &map), Ok(vec![None, Some(Field::Text)]));
    }

    #[test]
    fn headlines_alone_are_enough_unless_a_text_column_is_named() {
        assert_eq!(assign(&columns("Headline|x"), &FieldMap::default()), Ok(vec![Some(Field::Title), None]));
        let map = FieldMap { text: Some("body".into()), ..FieldMap::default() };
        assert!(assign(&columns("headline|x"), &map).is_err());
    }

    #[test]
    fn a_missing_column_is_named_with_what_was_found_and_how_to_mend_it() {
        let reason = assign(&columns("a|b"), &FieldMap::default()).unwrap_err();
        assert!(reason.contains("no text column: found `a`, `b`"), "{reason}");
        assert!(reason.contains("--field text="), "{reason}");
        let map = FieldMap { date: Some("jour".into()), ..FieldMap::default() };
        let reason = assign(&columns("text|day"), &map).unwrap_err();
        assert!(reason.contains("no column `jour` for the date: found `text`, `day`"), "{reason}");
    }
}
