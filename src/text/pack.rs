//! Language packs: what a language needs beyond the Unicode rules.
//!
//! A pack is one TOML file of `lexicons/languages/`: clitics, abbreviations,
//! month names, casing, quotation marks. Adding a language is adding a file. A
//! language without a file gets a minimal pack: a stemmer and a stop list, where
//! the crates have them, and nothing else (`minimal` says so).

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, LazyLock};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use toml::Spanned;
use toml::de::DeTable;

use super::dates::DateGrammar;
use super::grammar::{StanceGrammar, VoiceGrammar};
use super::stem::{self, Stemmer};
use crate::error::{Error, Fault};

/// How a language turns capitals into small letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Casing {
    /// As Unicode says.
    #[default]
    Standard,
    /// İ → i and I → ı (Turkish, Azerbaijani).
    Turkic,
}

/// Grammar data of one language.
///
/// Word lists are written folded (lower case, straight apostrophes); other
/// spellings are folded when the pack is read by the
/// [`Analyzer`](super::analyze::Analyzer).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LanguagePack {
    /// ISO 639-1 code.
    pub code: String,
    /// English name of the language.
    pub name: String,
    /// Snowball algorithm, as rust-stemmers names it (`"English"`); none: the form is the stem.
    pub stemmer: Option<String>,
    /// Code of the stop list in the stop-words crate (NLTK lists preferred); none: no stop words.
    pub stopwords: Option<String>,
    /// Proclitics split off the front of a word, with their apostrophe: `l'`.
    #[serde(default)]
    pub elisions: Vec<String>,
    /// Letters a word must begin with for an elision before it; empty: any.
    /// Spares `N'Djamena`, while all-capital acronyms are always split (`l'FMI`).
    #[serde(default)]
    pub elides_before: String,
    /// Enclitics split off the end of a word, with their apostrophe: `'s`.
    #[serde(default)]
    pub enclitics: Vec<String>,
    /// Words with an apostrophe that are never split: `aujourd'hui`.
    #[serde(default)]
    pub whole: Vec<String>,
    /// Abbreviations whose full stop never ends a sentence, without that stop: `mr`.
    #[serde(default)]
    pub abbreviations: Vec<String>,
    /// Abbreviations whose full stop does not end a sentence before a digit: `no`, `art`.
    #[serde(default)]
    pub abbreviations_numeric: Vec<String>,
    /// Abbreviations that end a sentence only before a capitalised stop word:
    /// `inc`, `sept` ("in Sept. The …", but "Sept. 27"). Acronyms with inner
    /// stops (`U.S.`) behave so without being listed.
    #[serde(default)]
    pub abbreviations_final: Vec<String>,
    /// Whether a number of one or two digits or a Roman numeral with a full stop
    /// is an ordinal that ends no sentence (Turkish `II. Dünya Savaşı`).
    #[serde(default)]
    pub ordinal_stop: bool,
    /// Month names, their inflected forms and abbreviations, with the month's number.
    #[serde(default)]
    pub months: BTreeMap<String, u32>,
    /// Whether what follows an apostrophe is an inflection to cut (Turkish `Azerbaycan'ın`).
    #[serde(default)]
    pub suffix_apostrophe: bool,
    /// How capitals become small letters.
    #[serde(default)]
    pub casing: Casing,
    /// Letters replaced when folding, after lower-casing: `ё = "е"`.
    #[serde(default)]
    pub fold: BTreeMap<char, String>,
    /// Pairs of opening and closing quotation marks, the usual one first.
    #[serde(default)]
    pub quotes: Vec<(String, String)>,
    /// Who does what to whom: words by what they do in a sentence.
    #[serde(default)]
    pub roles: super::roles::RoleGrammar,
    /// How the language reports and quotes.
    #[serde(default)]
    pub voice: VoiceGrammar,
    /// How the language denies, doubts and supposes.
    #[serde(default)]
    pub stance: StanceGrammar,
    /// How the language says when.
    #[serde(default)]
    pub dates: DateGrammar,
    /// Whether the pack was made up for a language without a file.
    #[serde(skip)]
    pub minimal: bool,
}

impl LanguagePack {
    /// The stop words of the language, trimmed, as the list spells them.
    pub fn stop_list(&self) -> impl Iterator<Item = &'static str> {
        let words = self.stopwords.as_deref().and_then(stop_words::lookup).unwrap_or_default();
        words.iter().map(|word| word.trim()).filter(|word| !word.is_empty())
    }

    /// A pack with only what the crates know of a language.
    fn minimal(code: &str) -> LanguagePack {
        let stemmer = stem::ALGORITHMS.iter().find(|known| known.0 == code).map(|known| known.1.to_owned());
        let pairs = [("“", "”"), ("\"", "\""), ("«", "»"), ("„", "“"), ("»", "«"), ("‘", "’")];
        LanguagePack {
            code: code.to_owned(),
            name: code.to_owned(),
            stemmer,
            stopwords: stop_words::lookup(code).map(|_| code.to_owned()),
            casing: if matches!(code, "tr" | "az") { Casing::Turkic } else { Casing::Standard },
            quotes: pairs.map(|(open, close)| (open.to_owned(), close.to_owned())).to_vec(),
            minimal: true,
            ..LanguagePack::default()
        }
    }
}

const BUNDLED: [(&str, &str); 4] = [
    ("lexicons/languages/en.toml", include_str!("../../lexicons/languages/en.toml")),
    ("lexicons/languages/fr.toml", include_str!("../../lexicons/languages/fr.toml")),
    ("lexicons/languages/ru.toml", include_str!("../../lexicons/languages/ru.toml")),
    ("lexicons/languages/tr.toml", include_str!("../../lexicons/languages/tr.toml")),
];

static BUNDLED_PACKS: LazyLock<LanguagePacks> = LazyLock::new(|| {
    let files = BUNDLED.map(|(path, text)| (path.to_owned(), text.to_owned()));
    // A test keeps the shipped files free of faults.
    LanguagePacks::parse(&files).unwrap_or_default()
});

/// All language packs of a run, by code.
#[derive(Debug, Clone, Default)]
pub struct LanguagePacks {
    packs: BTreeMap<String, Arc<LanguagePack>>,
    /// SHA-256 of the texts of their files.
    fingerprint: [u8; 32],
}

impl LanguagePacks {
    /// The packs compiled into the program: en, fr, ru, tr.
    pub fn bundled() -> LanguagePacks {
        BUNDLED_PACKS.clone()
    }

    /// Packs from the text of their files, each given as path and text.
    ///
    /// # Errors
    /// All faults of all files, each with its place: syntax, unknown keys,
    /// wrong types, unknown stemmers and stop lists, and so on.
    ///
    /// ```
    /// use framelens::text::LanguagePacks;
    /// let file = |text: &str| [("xx.toml".to_owned(), text.to_owned())];
    ///
    /// let packs = LanguagePacks::parse(&file("code = 'es'\nname = 'Spanish'\nstemmer = 'Spanish'"))?;
    /// assert_eq!(packs.codes(), ["es"]);
    ///
    /// let error = LanguagePacks::parse(&file("code = 'es'\nname = 'Spanish'\nstemmer = 'Castilian'")).unwrap_err();
    /// assert_eq!(error.faults[0].position(), Some(("xx.toml".to_owned(), 3, 12)));
    /// # Ok::<(), framelens::Error>(())
    /// ```
    pub fn parse(files: &[(String, String)]) -> Result<LanguagePacks, Error> {
        let mut packs = LanguagePacks::default();
        let mut faults = Vec::new();
        let mut hash = Sha256::new();
        for (path, text) in files {
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text);
            let file = PackFile { path, text: text.as_str().into() };
            let Some(pack) = file.read(&mut faults) else { continue };
            if packs.packs.contains_key(&pack.code) {
                let message = format!("a second language pack for `{}`", pack.code);
                faults.push(file.fault(message, "code", &pack.code).help("keep one file per language"));
                continue;
            }
            packs.packs.insert(pack.code.clone(), Arc::new(pack));
        }
        packs.fingerprint = hash.finalize().into();
        if faults.is_empty() { Ok(packs) } else { Err(Error { faults }) }
    }

    /// SHA-256 of the texts they were read from: with the same one, texts are taken apart alike.
    pub fn fingerprint(&self) -> &[u8; 32] {
        &self.fingerprint
    }

    /// The pack of a language that has a file.
    pub fn get(&self, code: &str) -> Option<&Arc<LanguagePack>> {
        self.packs.get(code)
    }

    /// The pack of a language, or a minimal one (stemmer and stop words, where
    /// the crates have them) for a language without a file.
    pub fn get_or_minimal(&self, code: &str) -> Arc<LanguagePack> {
        self.get(code).cloned().unwrap_or_else(|| Arc::new(LanguagePack::minimal(code)))
    }

    /// Codes of the languages that have a file, sorted.
    pub fn codes(&self) -> Vec<&str> {
        self.packs.keys().map(String::as_str).collect()
    }

    /// Month names of all languages with their numbers, sorted, each pair once.
    pub fn months(&self) -> Vec<(String, u32)> {
        let all = self.packs.values().flat_map(|pack| &pack.months);
        let mut months: Vec<_> = all.map(|(name, number)| (name.clone(), *number)).collect();
        months.sort();
        months.dedup();
        months
    }
}

/// A pack's file while it is read.
struct PackFile<'f> {
    path: &'f str,
    text: Arc<str>,
}

impl PackFile<'_> {
    /// The pack, if the file has no fault; otherwise its faults are added.
    fn read(&self, faults: &mut Vec<Fault>) -> Option<LanguagePack> {
        let before = faults.len();
        let (table, errors) = DeTable::parse_recoverable(&self.text);
        faults.extend(errors.iter().map(|error| self.toml_fault(error)));
        let pack = self.deserialize(table, faults);
        if let Some(pack) = &pack {
            self.check(pack, faults);
        }
        pack.filter(|_| faults.len() == before)
    }

    /// Serde stops at the first fault; so take the faulty key out and try again.
    fn deserialize(&self, mut table: Spanned<DeTable<'_>>, faults: &mut Vec<Fault>) -> Option<LanguagePack> {
        let mut removed = Vec::new();
        loop {
            let error = match LanguagePack::deserialize(toml::Deserializer::from(table.clone())) {
                Ok(pack) => return Some(pack),
                Err(error) => error,
            };
            if removed.iter().any(|key| error.message() == format!("missing field `{key}`")) {
                return None;
            }
            let fault = self.toml_fault(&error);
            if !faults.iter().any(|known| known.place == fault.place) {
                faults.push(fault);
            }
            let at = error.span()?.start;
            let holds = |span: Range<usize>| span.contains(&at);
            let entries = table.get_ref().iter();
            let mut faulty = entries.filter(|(key, value)| holds(key.span()) || holds(value.span()));
            let key = faulty.next().map(|(key, _)| key.clone())?;
            drop(faulty);
            table.get_mut().remove(&key);
            removed.push(key.into_inner());
        }
    }

    fn toml_fault(&self, error: &toml::de::Error) -> Fault {
        let message = error.message().lines().next().unwrap_or("not valid TOML");
        let end = self.text.len();
        let line_end =
            |start: usize| self.text.get(start..).and_then(|rest| rest.find('\n')).map_or(end, |at| start + at);
        let span = error.span().map_or(end..end, |span| span.start..span.end.min(line_end(span.start)).max(span.start));
        Fault::error(message).at(self.path, &self.text, span, "")
    }

    /// A fault whose place is `value` behind `key`, or the key's line.
    fn fault(&self, message: impl Into<String>, key: &str, value: &str) -> Fault {
        let is_key = |line: &str| line.strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with('='));
        let mut offset = 0;
        let mut start = 0;
        for line in self.text.split_inclusive('\n') {
            if is_key(line) || line.trim_end() == format!("[{key}]") {
                start = offset;
                break;
            }
            offset += line.len();
        }
        let from = start + key.len().min(self.text.len() - start);
        let span = match self.text.get(from..).and_then(|rest| rest.find(value)) {
            Some(at) => from + at..from + at + value.len(),
            None => start..from,
        };
        Fault::error(message).at(self.path, &self.text, span, "")
    }

    /// What the types cannot say.
    fn check(&self, pack: &LanguagePack, faults: &mut Vec<Fault>) {
        let code = pack.code.as_str();
        if !(2..=8).contains(&code.len()) || !code.chars().all(|c| c.is_ascii_lowercase()) {
            let message = format!("`{code}` is not a language code");
            faults.push(self.fault(message, "code", code).help("use the ISO 639-1 code, such as `en`"));
        }
        if let Some(name) = pack.stemmer.as_deref().filter(|name| !Stemmer::knows(name)) {
            let known: Vec<_> = stem::ALGORITHMS.iter().map(|known| known.1).collect();
            let help = format!("use one of {}, or leave the key out", known.join(", "));
            faults.push(self.fault(format!("no stemmer `{name}`"), "stemmer", name).help(help));
        }
        if let Some(list) = pack.stopwords.as_deref().filter(|list| stop_words::lookup(list).is_none()) {
            let help = format!("use one of {}", stop_words::available_languages().join(", "));
            faults.push(self.fault(format!("no stop list `{list}`"), "stopwords", list).help(help));
        }
        for (name, number) in pack.months.iter().filter(|month| !(1..=12).contains(month.1)) {
            faults.push(self.fault(format!("{number} is not a month"), "months", name).help("use 1 to 12"));
        }
        faults.extend(pack.dates.faults().into_iter().map(|(table, word, message)| self.fault(message, table, word)));
        self.check_words(pack, faults);
    }

    fn check_words(&self, pack: &LanguagePack, faults: &mut Vec<Fault>) {
        let apostrophe = |c: char| super::tokenize::is_apostrophe(c);
        for clitic in pack.elisions.iter().filter(|word| !word.ends_with(apostrophe)) {
            let fault = self.fault(format!("`{clitic}` does not end with an apostrophe"), "elisions", clitic);
            faults.push(fault.help(format!("write \"{clitic}'\"")));
        }
        for clitic in pack.enclitics.iter().filter(|word| !word.starts_with(apostrophe)) {
            let fault = self.fault(format!("`{clitic}` does not begin with an apostrophe"), "enclitics", clitic);
            faults.push(fault.help(format!("write \"'{clitic}\"")));
        }
        let lists = [
            ("abbreviations", &pack.abbreviations),
            ("abbreviations_numeric", &pack.abbreviations_numeric),
            ("abbreviations_final", &pack.abbreviations_final),
        ];
        for (key, list) in lists {
            for word in list.iter().filter(|word| word.ends_with('.') || word.contains(char::is_whitespace)) {
                let message = format!("`{word}` must be one word without its full stop");
                faults.push(self.fault(message, key, word).help("write `mr`, not `mr.`"));
            }
        }
        for (open, close) in pack.quotes.iter().filter(|(open, close)| open.is_empty() || close.is_empty()) {
            faults.push(self.fault("a quotation mark is empty", "quotes", &format!("{open}{close}")));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults_of(text: &str) -> Vec<Fault> {
        LanguagePacks::parse(&[("xx.toml".to_owned(), text.to_owned())]).unwrap_err().faults
    }

    #[test]
    fn the_shipped_packs_have_no_fault() {
        let files = BUNDLED.map(|(path, text)| (path.to_owned(), text.to_owned()));

        let packs = LanguagePacks::parse(&files).map_err(|error| error.render(false)).unwrap();

        assert_eq!(packs.codes(), ["en", "fr", "ru", "tr"]);
        for (code, pack) in &packs.packs {
            assert!(pack.stop_list().count() > 40, "{code}");
            assert!((1..=12).all(|month| pack.months.values().any(|m| *m == month)), "{code} lacks a month");
            assert!(!pack.quotes.is_empty(), "{code}");
        }
    }

    #[test]
    fn words_of_the_shipped_packs_are_written_folded_and_once() {
        for pack in LanguagePacks::bundled().packs.values() {
            let lists = [
                &pack.elisions,
                &pack.enclitics,
                &pack.whole,
                &pack.abbreviations,
                &pack.abbreviations_numeric,
                &pack.abbreviations_final,
            ];
            for list in lists {
                let mut seen = std::collections::BTreeSet::new();
                for word in list {
                    assert_eq!(&crate::text::tokenize::fold(word, pack), word, "{}", pack.code);
                    assert!(seen.insert(word), "`{word}` stands twice in one list of {}", pack.code);
                }
            }
            for month in pack.months.keys() {
                assert_eq!(&crate::text::tokenize::fold(month, pack), month, "{}", pack.code);
            }
            for form in pack.dates.forms() {
                assert_eq!(crate::text::tokenize::fold(form, pack), form, "{}", pack.code);
            }
        }
    }

    #[test]
    fn all_faults_of_a_file_are_told_at_once_and_in_place() {
        let text = "code = \"es\"\nname = 7\nstemer = \"Spanish\"\nordinal_stop = \"yes\"\n";

        let mut lines: Vec<_> = faults_of(text).iter().map(|f| f.position().unwrap().1).collect();

        lines.sort();
        assert_eq!(lines, [2, 3, 4]);
    }

    #[test]
    fn values_that_no_crate_knows_are_underlined() {
        let text = "code = \"es\"\nname = \"Spanish\"\nstemmer = \"Greek\"\nstopwords = \"zz\"\nelisions = [\"l\"]\n\
                    abbreviations = [\"sr.\"]\n[months]\nenero = 13\n";

        let places: Vec<_> = faults_of(text).into_iter().map(|f| f.place.unwrap()).collect();

        let underlined: Vec<_> = places.iter().map(|p| &p.text[p.span.clone()]).collect();
        assert_eq!(underlined, ["Greek", "zz", "enero", "l", "sr."]);
    }

    #[test]
    fn faults_of_dates_are_underlined_too() {
        let text = "code = \"es\"\nname = \"Spanish\"\n[dates.weekdays]\nlunes = 9\n[dates.seasons]\nverano = 0\n";
        let places: Vec<_> = faults_of(text).into_iter().map(|f| f.place.unwrap()).collect();
        let underlined: Vec<_> = places.iter().map(|p| &p.text[p.span.clone()]).collect();
        assert_eq!(underlined, ["lunes", "verano"]);

        let text = "code = \"es\"\nname = \"Spanish\"\n[dates.relative]\nayer = \"day minus one\"\n";
        let faults = faults_of(text);
        assert!(faults[0].message.contains("`day minus one` is not an offset"), "{:?}", faults[0].message);
        assert_eq!(faults[0].position().unwrap().1, 4);
    }

    #[test]
    fn a_second_file_for_a_language_is_a_fault() {
        let file = ("a.toml".to_owned(), "code = 'es'\nname = 'Spanish'".to_owned());
        assert_eq!(LanguagePacks::parse(&[file.clone(), file]).unwrap_err().faults.len(), 1);
    }

    #[test]
    fn a_language_without_a_file_gets_a_minimal_pack() {
        let packs = LanguagePacks::bundled();

        assert!(!packs.get_or_minimal("fr").minimal);
        let german = packs.get_or_minimal("de");
        assert!(german.minimal && german.stemmer.is_some() && german.stop_list().count() > 0);
        // rust-stemmers panics on Greek words, so Greek has stop words alone.
        let greek = packs.get_or_minimal("el");
        assert!(greek.stemmer.is_none() && greek.stop_list().count() > 0);
        assert_eq!(packs.get_or_minimal("qq").stop_list().count(), 0);
    }

    #[test]
    fn months_of_all_languages_are_known() {
        let months = LanguagePacks::bundled().months();
        for (name, number) in [("september", 9), ("août", 8), ("сентября", 9), ("kasım", 11), ("sept", 9)] {
            assert!(months.contains(&(name.to_owned(), number)), "{name}");
        }
    }
}
