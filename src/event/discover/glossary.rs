//! Words of the news in many languages, and what they have in common.
//!
//! `lexicons/glossary/*.csv`: one concept a row, one language a column; a cell
//! holds forms separated by `|`, a form with `*` at its end is the beginning of
//! many. It is no dictionary: forms stand in one row where headlines use them
//! of the same thing. Only the grouping of articles sees it, no frame.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::error::{Error, Fault};
use crate::text::tokenize::fold;
use crate::text::{LanguagePack, LanguagePacks};

const BUNDLED: [(&str, &str); 5] = [
    ("lexicons/glossary/conflict.csv", include_str!("../../../lexicons/glossary/conflict.csv")),
    ("lexicons/glossary/places.csv", include_str!("../../../lexicons/glossary/places.csv")),
    ("lexicons/glossary/politics.csv", include_str!("../../../lexicons/glossary/politics.csv")),
    ("lexicons/glossary/society.csv", include_str!("../../../lexicons/glossary/society.csv")),
    ("lexicons/glossary/territories.csv", include_str!("../../../lexicons/glossary/territories.csv")),
];

/// Which concept a form stands for, language by language.
#[derive(Debug, Default)]
pub struct Glossary {
    concepts: Vec<String>,
    languages: BTreeMap<String, Words>,
}

/// Forms of one language, folded, with the number of their concept.
#[derive(Debug, Default)]
struct Words {
    whole: FxHashMap<String, u32>,
    beginnings: FxHashMap<String, u32>,
    longest: usize,
}

impl Glossary {
    /// The glossary that the program carries, for these languages.
    ///
    /// # Errors
    /// As [`Glossary::parse`]; the bundled files have none, as a test makes sure.
    ///
    /// ```
    /// use framelens::event::discover::glossary::Glossary;
    /// use framelens::text::LanguagePacks;
    /// let glossary = Glossary::bundled(&["en", "fr"], &LanguagePacks::bundled())?;
    /// assert_eq!(glossary.concept("en", "earthquake"), glossary.concept("fr", "séisme"));
    /// assert_eq!(glossary.concept("en", "xylophone"), None);
    /// # Ok::<(), framelens::Error>(())
    /// ```
    pub fn bundled(languages: &[&str], packs: &LanguagePacks) -> Result<Glossary, Error> {
        Glossary::parse(&BUNDLED, languages, packs)
    }

    /// Read `(path, text)` files, the columns of `languages` only.
    ///
    /// A form that stands in two rows belongs to the first.
    ///
    /// # Errors
    /// A file that is no table, with its line; a table without the column `concept`.
    pub fn parse(files: &[(&str, &str)], languages: &[&str], packs: &LanguagePacks) -> Result<Glossary, Error> {
        let mut glossary = Glossary::default();
        for (path, text) in files {
            let wrong = |e: csv::Error| Error {
                faults: vec![Fault::error(format!("{path}: {e}")).help("expected a CSV table: concept,en,fr,…")],
            };
            let mut reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
            let header = reader.headers().map_err(wrong)?.clone();
            if header.get(0) != Some("concept") {
                return Err(Error::with_help(
                    format!("{path}: the first column is `{}`", header.get(0).unwrap_or_default()),
                    "expected `concept`, then a column for every language code",
                ));
            }
            for row in reader.records() {
                let row = row.map_err(wrong)?;
                let concept = glossary.concepts.len() as u32;
                glossary.concepts.push(row.get(0).unwrap_or_default().to_owned());
                for (language, cell) in header.iter().zip(&row).skip(1).filter(|(l, _)| languages.contains(l)) {
                    let pack = packs.get_or_minimal(language);
                    glossary.languages.entry(language.to_owned()).or_default().add(cell, concept, &pack);
                }
            }
        }
        Ok(glossary)
    }

    /// The concept of a folded form: that of the whole form, else of its longest listed beginning.
    pub fn concept(&self, language: &str, form: &str) -> Option<&str> {
        let words = self.languages.get(language)?;
        let number = words.whole.get(form).or_else(|| {
            let ends = form.char_indices().map(|(at, c)| at + c.len_utf8()).take_while(|&end| end <= words.longest);
            ends.collect::<Vec<_>>().into_iter().rev().find_map(|end| words.beginnings.get(&form[..end]))
        })?;
        self.concepts.get(*number as usize).map(String::as_str)
    }
}

impl Words {
    fn add(&mut self, cell: &str, concept: u32, pack: &LanguagePack) {
        for form in cell.split('|').map(str::trim).filter(|form| !form.is_empty()) {
            match form.strip_suffix('*') {
                Some(beginning) => {
                    let beginning = fold(beginning, pack);
                    self.longest = self.longest.max(beginning.len());
                    self.beginnings.entry(beginning).or_insert(concept);
                }
                None => {
                    self.whole.entry(fold(form, pack)).or_insert(concept);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_glossary_is_sound() {
        let all = "en fr de es it pt nl ru tr ar pl sv uk";
        let languages: Vec<&str> = all.split(' ').collect();
        let glossary = Glossary::bundled(&languages, &LanguagePacks::bundled()).unwrap();
        assert!(glossary.concepts.len() > 900, "{}", glossary.concepts.len());
        for (language, form) in [("de", "erdbeben"), ("es", "terremoto"), ("ru", "землетрясения"), ("tr", "depremde")]
        {
            assert_eq!(glossary.concept(language, form), Some("earthquake"), "{form}");
        }
        assert_eq!(glossary.concept("ru", "франции"), glossary.concept("de", "frankreich"));
    }

    #[test]
    fn the_longest_beginning_wins_and_a_whole_form_before_it() {
        let packs = LanguagePacks::bundled();
        let text = "concept,en\nwar,war*\nwarn,warn*\nwardrobe,wardrobe\n";
        let glossary = Glossary::parse(&[("g.csv", text)], &["en"], &packs).unwrap();
        assert_eq!(glossary.concept("en", "warns"), Some("warn"));
        assert_eq!(glossary.concept("en", "wars"), Some("war"));
        assert_eq!(glossary.concept("en", "wardrobe"), Some("wardrobe"));
        assert!(Glossary::parse(&[("g.csv", "a,b\n")], &["en"], &packs).unwrap_err().to_string().contains("concept"));
    }
}
