//! Which types an entry's stems, globs and expressions take.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{Finding, Input};
use crate::error::Fault;
use crate::lexicon::{Element, Entry, Lexicon};
use crate::text::analyze::Analyzer;

/// How often a form stands in a corpus.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Use {
    /// Its stem.
    pub stem: Box<str>,
    /// Occurrences.
    pub tokens: u64,
    /// Documents with one or more.
    pub documents: u64,
}

/// What a corpus holds of a lexicon.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Usage {
    /// Word forms by language, neither stop words nor bare numbers.
    pub types: BTreeMap<String, BTreeMap<Box<str>, Use>>,
    /// Mentions by frame, language and name of the entry; one that is not here has none.
    pub mentions: BTreeMap<(String, String, String), u64>,
}

/// A type that an entry's wildcard, stem or expression takes: a row of `--types`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Captured {
    /// Frame id.
    pub frame: String,
    /// Language code.
    pub language: String,
    /// Name of the entry.
    pub entry: String,
    /// The word of its pattern that takes the type.
    pub element: String,
    /// The type's form.
    pub form: String,
    /// The type's stem.
    pub stem: String,
    /// Occurrences in the corpus, whatever stands around them.
    pub tokens: u64,
    /// Documents with one or more.
    pub documents: u64,
    /// Whether the form looks like another word than the one the entry names.
    pub stranger: bool,
}

/// Every type that stems, globs and expressions of the lexicon take, by entry, most frequent first.
pub fn captured(lexicon: &Lexicon, usage: &Usage) -> Vec<Captured> {
    let mut rows = Vec::new();
    for (frame, language, entry) in lexicon.entries() {
        let Some(types) = usage.types.get(language) else { continue };
        for (element, written) in wide(entry) {
            let mut found: Vec<_> = types.iter().filter(|(form, u)| element.fits(form, &u.stem)).collect();
            found.sort_by(|a, b| b.1.tokens.cmp(&a.1.tokens).then(a.0.cmp(b.0)));
            rows.extend(found.into_iter().map(|(form, u)| Captured {
                frame: frame.id.clone(),
                language: language.to_owned(),
                entry: entry.name.clone(),
                stranger: matches!(element, Element::Stem(_)) && is_stranger(language, &written, form),
                element: written.clone(),
                form: form.to_string(),
                stem: u.stem.to_string(),
                tokens: u.tokens,
                documents: u.documents,
            }));
        }
    }
    rows
}

/// The elements that take more than one form, as written.
fn wide(entry: &Entry) -> Vec<(&Element, String)> {
    let stems = entry.pattern.text.split_whitespace().filter_map(|part| part.strip_prefix("stem:"));
    let mut stems = stems.flat_map(|word| word.split(['-', '‐', '‑'])).map(str::to_lowercase);
    let name = |element: &Element| match element {
        Element::Glob(glob) => Some(glob.to_string()),
        Element::Regex(_) => Some(entry.pattern.text.to_string()),
        Element::Stem(stem) => Some(stems.next().unwrap_or_else(|| stem.to_string())),
        Element::Word(_) | Element::Exact { .. } | Element::Any => None,
    };
    let named: Vec<_> = entry.pattern.elements.iter().map(name).collect();
    entry.pattern.elements.iter().zip(named).filter_map(|(e, name)| Some((e, name?))).collect()
}

/// The forms of every `stem:` entry, for a person to look at; those of the corpus
/// with their counts, else those of the lexicon and its test sentences.
pub(super) fn stems(input: &Input<'_>, analyzer: &Analyzer, findings: &mut Vec<Finding>) {
    let label = match input.usage {
        Some(_) => "forms of the corpus with the same stem",
        None => "forms of the lexicon with the same stem; --corpus shows those of articles",
    };
    for (frame, language, entry) in input.lexicon.entries() {
        for (element, written) in wide(entry).into_iter().filter(|(e, _)| matches!(e, Element::Stem(_))) {
            let forms = forms(input.usage, analyzer, language, element);
            let (strange, usual): (Vec<_>, Vec<_>) =
                forms.into_iter().partition(|(form, _)| is_stranger(language, &written, form));
            let shown = |forms: &[(String, u64)]| {
                let one = |(form, n): &(String, u64)| if *n == 0 { form.clone() } else { format!("{form} ({n})") };
                let mut words: Vec<_> = forms.iter().take(SHOWN).map(one).collect();
                if forms.len() > SHOWN {
                    words.push(format!("and {} more", forms.len() - SHOWN));
                }
                words.join(", ")
            };
            let message = match strange.is_empty() {
                true => format!("`{}` takes: {}", entry.pattern.text, shown(&usual)),
                false => format!(
                    "`{}` also takes {}, perhaps another word; besides: {}",
                    entry.pattern.text,
                    shown(&strange),
                    shown(&usual)
                ),
            };
            let fault = Fault::info(message)
                .code("L40")
                .at(&frame.path, &frame.text, entry.place.clone(), label)
                .help("`except = [ … ]` leaves forms out; a glob or the forms themselves say exactly what is meant");
            let (frame, language) = (frame.id.clone(), language.to_owned());
            findings.push(Finding { fault, frame, language, entry: entry.name.clone() });
        }
    }
}

/// Forms shown of one stem.
const SHOWN: usize = 12;

/// Forms that an element takes, most frequent first; 0 where there is no corpus.
fn forms(usage: Option<&Usage>, analyzer: &Analyzer, language: &str, element: &Element) -> Vec<(String, u64)> {
    let mut found: Vec<(String, u64)> = match usage.and_then(|usage| usage.types.get(language)) {
        Some(types) => {
            let fit = types.iter().filter(|(form, u)| element.fits(form, &u.stem));
            fit.map(|(form, u)| (form.to_string(), u.tokens)).collect()
        }
        None => {
            let types = analyzer.vocabulary(language).map_or(&[][..], |v| v.types());
            let fit: BTreeSet<String> =
                types.iter().filter(|ty| element.fits(&ty.form, &ty.stem)).map(|ty| ty.form.to_string()).collect();
            fit.into_iter().map(|form| (form, 0)).collect()
        }
    };
    found.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    found
}

/// Entries that a corpus in their language never hits.
pub(super) fn unused(lexicon: &Lexicon, usage: &Usage, findings: &mut Vec<Finding>) {
    for (frame, language, entry) in lexicon.entries().filter(|(_, language, _)| usage.types.contains_key(*language)) {
        let key = (frame.id.clone(), language.to_owned(), entry.name.clone());
        if usage.mentions.contains_key(&key) {
            continue;
        }
        let fault = Fault::info(format!("entry `{}` finds nothing in the corpus", entry.name))
            .code("L41")
            .at(&frame.path, &frame.text, entry.place.clone(), "no mention")
            .help("`framelens concordance` shows its words without the conditions");
        let (frame, language, entry) = key;
        findings.push(Finding { fault, frame, language, entry });
    }
}

/// Endings by what a word with them is; the longest that fits counts.
const ENDINGS: [(&str, &[&str], Kind); 10] = [
    ("en", &["al", "als", "ally", "alism", "alist", "alists", "ality", "alize", "alise"], Kind::Quality),
    ("en", &["ive", "ively", "ous", "ously", "able", "ably", "ic", "ical", "ically", "ful", "less"], Kind::Quality),
    ("en", &["or", "ors", "er", "ers", "ant", "ants", "ist", "ists"], Kind::Doer),
    ("en", &["ation", "ations", "ition", "ion", "ions", "ment", "ments", "ism", "ity", "ities", "ness"], Kind::Noun),
    ("en", &["ate", "ates", "ated", "ating", "ed", "ing", "ize", "izes", "ized", "ise", "ises", "ised"], Kind::Verb),
    ("fr", &["al", "ale", "ales", "aux", "alement", "alisme", "aliste"], Kind::Quality),
    ("fr", &["if", "ive", "ifs", "ives", "eux", "euse", "able", "ables", "ique", "iques"], Kind::Quality),
    ("fr", &["eur", "eurs", "trice", "trices", "iste", "istes"], Kind::Doer),
    ("fr", &["ation", "ations", "ion", "ions", "isme", "ité", "ités", "ance"], Kind::Noun),
    ("fr", &["er", "é", "ée", "és", "ées", "ait", "aient", "ant", "ent", "ons", "ez"], Kind::Verb),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Quality,
    Doer,
    Noun,
    Verb,
}

/// Whether a form of the same stem is probably another word: *liberal* beside
/// *liberate*. A hint from endings only; verbs and their nouns are taken as one.
fn is_stranger(language: &str, word: &str, form: &str) -> bool {
    let kind = |text: &str| {
        let fits = |ending: &str| text.len() > ending.len() + 2 && text.ends_with(ending);
        let all = ENDINGS.iter().filter(|(l, ..)| *l == language);
        let found = all.flat_map(|(_, endings, kind)| endings.iter().map(move |e| (*e, *kind)));
        found.filter(|(ending, _)| fits(ending)).max_by_key(|(ending, _)| ending.len()).map(|(_, kind)| kind)
    };
    let act = |kind: Option<Kind>| matches!(kind, None | Some(Kind::Verb | Kind::Noun));
    let (one, other) = (kind(word), kind(form));
    one != other && !(act(one) && act(other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_another_kind_are_strangers() {
        for (word, form) in [("liberate", "liberal"), ("liberate", "liberalism"), ("liberals", "liberated")] {
            assert!(is_stranger("en", word, form), "{word} {form}");
        }
        for (word, form) in
            [("annex", "annexed"), ("annex", "annexation"), ("liberate", "liberation"), ("raid", "raids")]
        {
            assert!(!is_stranger("en", word, form), "{word} {form}");
        }
        assert!(is_stranger("fr", "libérer", "libéral"));
        assert!(!is_stranger("fr", "libérer", "libéré"));
    }
}
