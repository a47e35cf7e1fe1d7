//! Stems: Snowball, one call per type.
//!
//! The crate is old and has known panics (Greek, which is therefore left out), so
//! every call is guarded: a form that cannot be stemmed is its own stem.

use std::panic::{AssertUnwindSafe, catch_unwind};

use rust_stemmers::Algorithm;

use super::LanguagePack;

/// What stems and stop words come from, for the manifest. Stems differ between
/// Snowball versions (`organ` here, `organiz` in Snowball 3), so two runs are
/// comparable only under the same version.
pub const VERSION: &str = "rust-stemmers 1.2.0, stop-words 0.10.1 (NLTK lists)";

/// Language code and algorithm name of every usable stemmer; Greek panics and is left out.
pub(crate) const ALGORITHMS: [(&str, &str); 17] = [
    ("ar", "Arabic"),
    ("da", "Danish"),
    ("de", "German"),
    ("en", "English"),
    ("es", "Spanish"),
    ("fi", "Finnish"),
    ("fr", "French"),
    ("hu", "Hungarian"),
    ("it", "Italian"),
    ("nl", "Dutch"),
    ("no", "Norwegian"),
    ("pt", "Portuguese"),
    ("ro", "Romanian"),
    ("ru", "Russian"),
    ("sv", "Swedish"),
    ("ta", "Tamil"),
    ("tr", "Turkish"),
];

/// The stemmer of one language.
pub struct Stemmer {
    snowball: Option<rust_stemmers::Stemmer>,
}

impl Stemmer {
    /// The stemmer a pack names; one that changes nothing if it names none.
    pub fn new(pack: &LanguagePack) -> Stemmer {
        let algorithm = pack.stemmer.as_deref().and_then(algorithm);
        Stemmer { snowball: algorithm.map(rust_stemmers::Stemmer::create) }
    }

    /// Whether `name` is an algorithm that can be used.
    pub fn knows(name: &str) -> bool {
        algorithm(name).is_some()
    }

    /// The stem of a folded form. Numbers and words of one letter stay as they are.
    ///
    /// ```
    /// use framelens::text::{LanguagePacks, stem::Stemmer};
    /// let packs = LanguagePacks::bundled();
    /// let stemmer = Stemmer::new(&packs.get_or_minimal("en"));
    /// assert_eq!(stemmer.stem("occupying"), stemmer.stem("occupied"));
    /// assert_ne!(stemmer.stem("occupation"), stemmer.stem("occupied"));
    /// ```
    pub fn stem(&self, form: &str) -> Box<str> {
        let Some(snowball) = &self.snowball else { return form.into() };
        if form.starts_with(|c: char| c.is_ascii_digit()) {
            return form.into();
        }
        let stem = catch_unwind(AssertUnwindSafe(|| snowball.stem(form).into_owned()));
        match stem {
            Ok(stem) if !stem.is_empty() => stem.into_boxed_str(),
            _ => form.into(),
        }
    }
}

fn algorithm(name: &str) -> Option<Algorithm> {
    Some(match name {
        "Arabic" => Algorithm::Arabic,
        "Danish" => Algorithm::Danish,
        "German" => Algorithm::German,
        "English" => Algorithm::English,
        "Spanish" => Algorithm::Spanish,
        "Finnish" => Algorithm::Finnish,
        "French" => Algorithm::French,
        "Hungarian" => Algorithm::Hungarian,
        "Italian" => Algorithm::Italian,
        "Dutch" => Algorithm::Dutch,
        "Norwegian" => Algorithm::Norwegian,
        "Portuguese" => Algorithm::Portuguese,
        "Romanian" => Algorithm::Romanian,
        "Russian" => Algorithm::Russian,
        "Swedish" => Algorithm::Swedish,
        "Tamil" => Algorithm::Tamil,
        "Turkish" => Algorithm::Turkish,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::LanguagePacks;
    use proptest::prelude::*;

    fn stemmer(code: &str) -> Stemmer {
        Stemmer::new(&LanguagePacks::bundled().get_or_minimal(code))
    }

    #[test]
    fn inflections_share_a_stem_and_strangers_do_too() {
        let english = stemmer("en");
        assert_eq!(english.stem("invaded"), english.stem("invading"));
        // Snowball's known faults; frames use globs where they matter.
        assert_eq!(english.stem("liberated"), english.stem("liberal"));
        assert_ne!(english.stem("aggressor"), english.stem("aggression"));
        let french = stemmer("fr");
        assert_eq!(french.stem("occupation"), french.stem("occupants"));
        assert_ne!(french.stem("libérer"), french.stem("libéral"));
    }

    #[test]
    fn a_language_without_a_stemmer_keeps_its_forms() {
        assert_eq!(&*stemmer("hy").stem("ցեղասպանություն"), "ցեղասպանություն");
        assert_eq!(&*stemmer("el").stem("ισα"), "ισα");
        assert_eq!(&*stemmer("en").stem("1990s"), "1990s");
    }

    #[test]
    fn every_listed_algorithm_exists_and_the_version_is_the_one_built() {
        assert!(ALGORITHMS.iter().all(|(_, name)| Stemmer::knows(name)));
        let lock = include_str!("../../Cargo.lock");
        for (name, version) in [("rust-stemmers", "1.2.0"), ("stop-words", "0.10.1")] {
            assert!(lock.contains(&format!("name = \"{name}\"\nversion = \"{version}\"")), "update VERSION");
            assert!(VERSION.contains(&format!("{name} {version}")));
        }
    }

    proptest! {
        #[test]
        fn no_form_panics_and_no_stem_is_empty(form in "[a-zà-ÿа-яçğıöşü'0-9]{1,12}") {
            for code in ["en", "fr", "ru", "tr", "de", "ar", "ta"] {
                prop_assert!(!stemmer(code).stem(&form).is_empty());
            }
        }
    }
}
