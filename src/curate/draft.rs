//! A first draft of a study from the articles themselves: its sources, likely
//! actors and candidate events, each with the counts that speak for it.
//!
//! A draft is meant to be edited. It names what is frequent; it does not judge.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use chrono::NaiveDate;
use unicode_normalization::UnicodeNormalization;

use crate::corpus::Document;
use crate::text::analyze::Analyzer;

/// Most actors, and most events, of a draft.
const MOST: usize = 15;

/// Days without an article that end a burst.
const GAP: i64 = 3;

/// Letters that two names share to be taken for forms of one.
const SHARED: usize = 5;

/// The files of a drafted study, by name.
pub fn draft(
    id: &str,
    documents: &[Document],
    languages: &[String],
    months: &BTreeSet<String>,
    analyzer: &mut Analyzer,
) -> Vec<(&'static str, String)> {
    let names = Names::collect(documents, languages, months, analyzer);
    let events = bursts(documents);
    vec![
        ("framelens.toml", study(id, documents, languages, !events.is_empty())),
        ("actors.toml", actors(&names)),
        ("names.toml", NAMES.to_owned()),
        ("events.toml", event_file(&events, documents, &names)),
    ]
}

const NAMES: &str = "# Competing names of one thing. Fill in, for example:
#
# [[naming]]
# id = \"city\"
# label = \"The city\"
# variants = { first = { en = [\"Name\"] }, second = { en = [\"Other name\"] } }
";

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// Lower-case letters and digits, others as one `-`.
pub fn slug(text: &str) -> String {
    let plain: String = text.nfkd().filter(|c| !unicode_normalization::char::is_combining_mark(*c)).collect();
    let mut out = String::new();
    for c in plain.to_lowercase().chars() {
        if c.is_alphanumeric() {
            out.push(c);
        } else if !out.ends_with('-') && !out.is_empty() {
            out.push('-');
        }
    }
    out.trim_end_matches('-').to_owned()
}

fn study(id: &str, documents: &[Document], languages: &[String], events: bool) -> String {
    let mut out = format!("# Drafted from {} documents; edit freely.\nid = {}\n", documents.len(), quoted(&slug(id)));
    out.push_str("corpus = [\".\"]\nactors = \"actors.toml\"\nnames = \"names.toml\"\n");
    out.push_str(if events {
        "events = \"events.toml\"\n"
    } else {
        "# events = \"events.toml\"   # no dates to draft events from\n"
    });
    out.push_str("seed = 1\n");
    for (id, source) in sources(documents, languages) {
        let languages = source.languages.into_iter().collect::<Vec<_>>().join(", ");
        let _ = write!(out, "\n[[source]]   # {} documents, {languages}\nid = {}\n", source.documents, quoted(id));
        let mut spellings = source.spellings.into_iter().filter(|s| *s != id).collect::<Vec<_>>();
        let label = if spellings.is_empty() { id } else { spellings.remove(0) };
        let _ = write!(out, "label = {}\n# side = \"…\"\n", quoted(label));
        if !spellings.is_empty() {
            let list: Vec<_> = spellings.into_iter().map(quoted).collect();
            let _ = writeln!(out, "aliases = [{}]", list.join(", "));
        }
    }
    out
}

/// A source under all its spellings.
#[derive(Default)]
struct Spelt<'d> {
    documents: usize,
    languages: BTreeSet<&'d str>,
    spellings: BTreeSet<&'d str>,
}

/// Sources by their plainest spelling: `gavit-review` the folder and `Gavit
/// Review` the by-line are one outlet.
fn sources<'d>(documents: &'d [Document], languages: &'d [String]) -> BTreeMap<&'d str, Spelt<'d>> {
    let mut by_slug: BTreeMap<String, Spelt<'d>> = BTreeMap::new();
    for (document, language) in documents.iter().zip(languages) {
        if let Some(source) = document.source.as_deref() {
            let spelt = by_slug.entry(slug(source)).or_default();
            spelt.documents += 1;
            spelt.languages.insert(language);
            spelt.spellings.insert(source);
        }
    }
    let id = |slug: &str, spelt: &Spelt<'d>| {
        spelt.spellings.iter().find(|s| **s == slug).or(spelt.spellings.first()).copied()
    };
    by_slug.into_iter().filter_map(|(slug, spelt)| Some((id(&slug, &spelt)?, spelt))).collect()
}

/// The forms of one name by language, with the documents (by index) that hold them.
type Family = BTreeMap<(String, String), BTreeSet<usize>>;

/// Proper names with the documents that hold them.
struct Names {
    /// By the letters that the forms share.
    families: BTreeMap<String, Family>,
}

impl Names {
    fn collect(
        documents: &[Document],
        languages: &[String],
        months: &BTreeSet<String>,
        analyzer: &mut Analyzer,
    ) -> Names {
        // Per language and folded form: how often inside a sentence, how often capitalised there, as what, where.
        #[derive(Default)]
        struct Seen {
            inside: usize,
            capitals: usize,
            forms: BTreeMap<String, BTreeSet<usize>>,
        }
        let mut seen: BTreeMap<(String, String), Seen> = BTreeMap::new();
        for (index, (document, language)) in documents.iter().zip(languages).enumerate() {
            let analysis = analyzer.analyze(&document.text, language, &document.boilerplate, document.title_span);
            let Some(vocabulary) = analyzer.vocabulary(language) else { continue };
            for sentence in &analysis.sentences {
                for at in sentence.tokens.clone().skip(1) {
                    let token = analysis.tokens[at];
                    let ty = vocabulary.ty(token.type_id);
                    if ty.stop || ty.form.chars().count() < 4 || months.contains(&*ty.form) {
                        continue;
                    }
                    let surface = token.span.of(&document.text);
                    let entry = seen.entry((language.clone(), ty.form.to_string())).or_default();
                    entry.inside += 1;
                    // A headline in capitals says nothing about names.
                    if surface.chars().next().is_some_and(char::is_uppercase) && surface.chars().any(char::is_lowercase)
                    {
                        entry.capitals += 1;
                        entry.forms.entry(surface.to_owned()).or_default().insert(index);
                    }
                }
            }
        }
        let mut names = Names { families: BTreeMap::new() };
        for ((language, _), seen) in seen {
            if seen.capitals * 5 < seen.inside * 4 {
                continue;
            }
            for (form, documents) in seen.forms {
                let key: String = slug(&form).chars().take(SHARED).collect();
                names.families.entry(key).or_default().entry((language.clone(), form)).or_default().extend(documents);
            }
        }
        names
    }

    /// Families by number of documents, most first.
    fn ranked(&self) -> Vec<(&Family, usize)> {
        let all = |forms: &BTreeMap<_, BTreeSet<usize>>| forms.values().flatten().collect::<BTreeSet<_>>().len();
        let mut ranked: Vec<_> =
            self.families.iter().map(|(key, forms)| (forms, all(forms), key)).filter(|(_, n, _)| *n >= 2).collect();
        ranked.sort_by_key(|(_, n, key)| (std::cmp::Reverse(*n), *key));
        ranked.into_iter().map(|(forms, n, _)| (forms, n)).collect()
    }

    /// The names most particular to some documents: frequent in them, rare elsewhere.
    fn particular(&self, inside: &BTreeSet<usize>, total: usize) -> Vec<(String, String)> {
        let mut scored: Vec<(f64, &(String, String))> = Vec::new();
        for forms in self.families.values() {
            for (name, documents) in forms {
                let here = documents.intersection(inside).count();
                if here >= 2 && documents.len() * 2 < total {
                    let rarity = (total as f64 / documents.len() as f64).ln();
                    scored.push((here as f64 * rarity, name));
                }
            }
        }
        scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
        scored.into_iter().take(6).map(|(_, name)| name.clone()).collect()
    }
}

fn actors(names: &Names) -> String {
    let mut out =
        String::from("# Frequent proper names with the forms found. Keep those who act; delete places and the rest.\n");
    let mut used = BTreeSet::new();
    for (forms, documents) in names.ranked().into_iter().take(MOST) {
        let Some(((_, label), _)) =
            forms.iter().max_by_key(|((_, form), docs)| (docs.len(), std::cmp::Reverse(form.as_str())))
        else {
            continue;
        };
        let mut id = slug(label);
        while !used.insert(id.clone()) {
            id.push_str("-2");
        }
        let _ = write!(
            out,
            "\n[[actor]]   # in {documents} documents\nid = {}\nlabel = {}\n# side = \"…\"\n",
            quoted(&id),
            quoted(label)
        );
        let mut by_language: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (language, form) in forms.keys() {
            by_language.entry(language).or_default().insert(form);
        }
        for (language, forms) in by_language {
            let list: Vec<_> = forms.into_iter().map(quoted).collect();
            let _ = writeln!(out, "{language} = [{}]", list.join(", "));
        }
    }
    out
}

/// Runs of days on which several articles appeared.
fn bursts(documents: &[Document]) -> Vec<(NaiveDate, NaiveDate, BTreeSet<usize>)> {
    let mut dated: Vec<(NaiveDate, usize)> =
        documents.iter().enumerate().filter_map(|(i, d)| d.date.map(|date| (date, i))).collect();
    dated.sort_unstable();
    let mut bursts: Vec<(NaiveDate, NaiveDate, BTreeSet<usize>)> = Vec::new();
    for (date, index) in dated {
        match bursts.last_mut() {
            Some((_, end, members)) if (date - *end).num_days() <= GAP => {
                *end = date;
                members.insert(index);
            }
            _ => bursts.push((date, date, BTreeSet::from([index]))),
        }
    }
    let sources = |members: &BTreeSet<usize>| {
        members.iter().filter_map(|&i| documents[i].source.as_deref()).collect::<BTreeSet<_>>().len()
    };
    bursts.retain(|(_, _, members)| members.len() >= 3 && sources(members) >= 2);
    bursts.sort_by_key(|(start, _, members)| (std::cmp::Reverse(members.len()), *start));
    bursts.truncate(MOST);
    bursts.sort_by_key(|(start, ..)| *start);
    bursts
}

fn event_file(bursts: &[(NaiveDate, NaiveDate, BTreeSet<usize>)], documents: &[Document], names: &Names) -> String {
    let mut out = String::from(
        "# Candidate events: days on which several sources published. Name them, and keep the terms that single them out.\n",
    );
    for (start, end, members) in bursts {
        let _ = write!(
            out,
            "\n[[event]]   # {} documents\nid = \"{start}\"\nlabel = \"{start}\"\nwhen = \"{start}..{end}\"\n",
            members.len()
        );
        let mut by_language: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (language, form) in names.particular(members, documents.len()) {
            by_language.entry(language).or_default().push(quoted(&form));
        }
        if !by_language.is_empty() {
            let parts: Vec<_> = by_language
                .into_iter()
                .map(|(language, forms)| format!("{language} = [{}]", forms.join(", ")))
                .collect();
            let _ = writeln!(out, "terms = {{ {} }}", parts.join(", "));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_is_plain_and_accents_fall_off() {
        assert_eq!(slug("La Gazette de Zôrats!"), "la-gazette-de-zorats");
    }

    #[test]
    fn a_burst_needs_three_articles_of_two_sources() {
        let document = |day, source: &str| Document {
            date: NaiveDate::from_ymd_opt(2020, 9, day),
            source: Some(source.into()),
            ..Document::default()
        };
        let one_source = [document(1, "a"), document(2, "a"), document(3, "a")];
        assert!(bursts(&one_source).is_empty());
        let two = [document(1, "a"), document(2, "b"), document(5, "a"), document(20, "a")];
        let found = bursts(&two);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].2.len(), 3);
    }
}
