//! Which language a text is in.
//!
//! Trigrams (whatlang) among the study's languages and the commoner others, so
//! that a German text among French ones is seen to be German. A short text is
//! also put to a vote of stop words. What stays unsure has no language: the
//! caller falls back on the study's main language, and says so.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;
use whatlang::{Detector, Lang};

use super::LanguagePack;
use super::tokenize::fold;

/// How a language was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Method {
    /// By trigrams or by script.
    Trigrams,
    /// By stop words, where a short text left the trigrams unsure or outvoted them.
    Stopwords,
    /// Not found.
    None,
}

/// The language of a text, as far as it can be told.
#[derive(Debug, Clone, PartialEq)]
pub struct Identified {
    /// ISO 639-1 code; none for a text too short or unlike any candidate.
    pub language: Option<String>,
    /// From 0 to 1: how far the best candidate is ahead of the next (trigrams),
    /// or its share of all stop words found (stop words).
    pub confidence: f64,
    /// What decided.
    pub method: Method,
}

/// Below this many letters, stop words have a vote: trigrams alone err in 2 % of
/// single sentences and in a fifth of three-word texts.
const SHORT: usize = 100;
/// More characters than this add nothing (three sentences are right in 99.9 %) but cost.
const ENOUGH: usize = 500;
/// Trigrams below this lead decide nothing on a short text without stop words.
const UNSURE: f64 = 0.1;

/// ISO 639-1 codes of the languages that are candidates even if no pack has them.
const COMMON: [&str; 14] = ["en", "fr", "ru", "tr", "de", "es", "it", "pt", "nl", "ar", "fa", "hy", "ka", "uk"];

pub(super) const CODES: [(&str, Lang); 44] = [
    ("af", Lang::Afr),
    ("ar", Lang::Ara),
    ("az", Lang::Aze),
    ("be", Lang::Bel),
    ("bg", Lang::Bul),
    ("bn", Lang::Ben),
    ("ca", Lang::Cat),
    ("cs", Lang::Ces),
    ("da", Lang::Dan),
    ("de", Lang::Deu),
    ("el", Lang::Ell),
    ("en", Lang::Eng),
    ("es", Lang::Spa),
    ("et", Lang::Est),
    ("fa", Lang::Pes),
    ("fi", Lang::Fin),
    ("fr", Lang::Fra),
    ("he", Lang::Heb),
    ("hi", Lang::Hin),
    ("hr", Lang::Hrv),
    ("hu", Lang::Hun),
    ("hy", Lang::Hye),
    ("id", Lang::Ind),
    ("it", Lang::Ita),
    ("ja", Lang::Jpn),
    ("ka", Lang::Kat),
    ("ko", Lang::Kor),
    ("lt", Lang::Lit),
    ("lv", Lang::Lav),
    ("nl", Lang::Nld),
    ("no", Lang::Nob),
    ("pl", Lang::Pol),
    ("pt", Lang::Por),
    ("ro", Lang::Ron),
    ("ru", Lang::Rus),
    ("sk", Lang::Slk),
    ("sl", Lang::Slv),
    ("sr", Lang::Srp),
    ("sv", Lang::Swe),
    ("ta", Lang::Tam),
    ("tr", Lang::Tur),
    ("uk", Lang::Ukr),
    ("ur", Lang::Urd),
    ("zh", Lang::Cmn),
];

fn lang(code: &str) -> Option<Lang> {
    CODES.iter().find(|known| known.0 == code).map(|known| known.1)
}

/// The language of an article from its title and text.
///
/// `allowed` are the codes of the study's languages (those of the packs); the
/// commoner other languages are candidates too, so the result may be none of
/// `allowed`.
///
/// ```
/// use framelens::text::language::identify;
/// let text = "Die Regierung hat den Angriff auf das Nachbarland am Montag scharf verurteilt und Gespräche gefordert.";
/// assert_eq!(identify(text, "", &["en", "fr"]).language.as_deref(), Some("de"));
/// assert_eq!(identify("1988–1994", "", &["en", "fr"]).language, None);
/// ```
pub fn identify(text: &str, title: &str, allowed: &[&str]) -> Identified {
    let sample = sample(title, text);
    let mut candidates: Vec<&str> = allowed.iter().chain(&COMMON).copied().collect();
    candidates.sort_unstable();
    candidates.dedup();
    let languages = candidates.iter().filter_map(|code| lang(code)).collect();
    let trigrams = Detector::with_allowlist(languages).detect(&sample);
    let letters = sample.chars().filter(|c| c.is_alphabetic()).count();
    let found = trigrams.map(|info| (code(info.lang()), info.confidence()));
    match found {
        None => Identified { language: None, confidence: 0.0, method: Method::None },
        Some((code, confidence)) if letters >= SHORT => identified(code, confidence, Method::Trigrams),
        Some((code, confidence)) => short(&sample, (&candidates, allowed), code, confidence),
    }
}

/// A short text: trigrams, unless the stop words of another language are more:
/// clearly more, or one more where that language is the study's and the other is not.
fn short(sample: &str, (candidates, allowed): (&[&str], &[&str]), found: &str, confidence: f64) -> Identified {
    let votes = votes(sample, candidates);
    let own = votes.iter().find(|vote| vote.0 == found).map_or(0, |vote| vote.1);
    let most = votes.iter().map(|vote| vote.1).max().unwrap_or(0);
    let mut best = votes.iter().filter(|vote| vote.1 == most);
    let winner = best.next().filter(|_| best.next().is_none());
    let likelier = |code: &str| allowed.contains(&code) && !allowed.contains(&found);
    match winner {
        Some(&(code, count)) if count >= own + 2 || own == 0 || (count > own && likelier(code)) => {
            let all: usize = votes.iter().map(|vote| vote.1).sum();
            identified(code, count as f64 / all as f64, Method::Stopwords)
        }
        _ if own == 0 && confidence < UNSURE => Identified { language: None, confidence, method: Method::None },
        _ => identified(found, confidence, Method::Trigrams),
    }
}

fn identified(code: &str, confidence: f64, method: Method) -> Identified {
    Identified { language: Some(code.to_owned()), confidence, method }
}

fn code(lang: Lang) -> &'static str {
    CODES.iter().find(|known| known.1 == lang).map_or("", |known| known.0)
}

/// Title and beginning of the text.
fn sample(title: &str, text: &str) -> String {
    let mut sample: String = title.chars().take(ENOUGH / 4).collect();
    sample.push('\n');
    sample.extend(text.chars().take(ENOUGH));
    sample
}

/// How many words of the sample stand in each candidate's stop list, where any do.
fn votes<'c>(sample: &str, candidates: &[&'c str]) -> Vec<(&'c str, usize)> {
    let words: Vec<String> = sample
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| !word.is_empty())
        .map(|word| fold(word, &LanguagePack::default()))
        .collect();
    let count = |code: &str| {
        let list = STOP_LISTS.iter().find(|list| list.0 == code);
        list.map_or(0, |(_, list)| words.iter().filter(|word| list.contains(word.as_str())).count())
    };
    candidates.iter().map(|code| (*code, count(code))).filter(|vote| vote.1 > 0).collect()
}

/// Stop lists by language. Words of one letter are left out: they are initials as often.
static STOP_LISTS: LazyLock<Vec<(&str, FxHashSet<&str>)>> = LazyLock::new(|| {
    let list = |code| stop_words::lookup(code).unwrap_or_default().iter().map(|word| word.trim());
    let long = |word: &&str| word.chars().nth(1).is_some();
    CODES.iter().map(|(code, _)| (*code, list(code).filter(long).collect())).collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    const PACKS: [&str; 4] = ["en", "fr", "ru", "tr"];

    fn language(text: &str) -> Option<String> {
        identify(text, "", &PACKS).language
    }

    #[test]
    fn articles_of_four_languages_are_told_apart() {
        let texts = [
            (
                "en",
                "The two sides blamed each other for breaking the truce, and shelling went on through the night in the villages along the river.",
            ),
            (
                "fr",
                "Les deux parties se sont accusées d’avoir rompu la trêve, et les bombardements ont continué toute la nuit dans les villages.",
            ),
            (
                "ru",
                "Стороны обвинили друг друга в нарушении перемирия, и обстрелы сёл вдоль реки продолжались всю ночь.",
            ),
            (
                "tr",
                "Taraflar birbirlerini ateşkesi bozmakla suçladı ve nehir boyundaki köylerde bombardıman gece boyunca sürdü.",
            ),
            (
                "de",
                "Beide Seiten warfen einander vor, die Waffenruhe gebrochen zu haben, und der Beschuss dauerte die ganze Nacht an.",
            ),
            ("hy", "Կողմերը միմյանց մեղադրեցին հրադադարը խախտելու մեջ, և հրետակոծությունը շարունակվեց ամբողջ գիշեր։"),
        ];
        for (code, text) in texts {
            assert_eq!(language(text).as_deref(), Some(code), "{text}");
        }
    }

    #[test]
    fn headlines_are_told_apart_by_their_stop_words() {
        let headlines = [
            ("en", "Army says it has retaken the hills"),
            ("en", "Who fired first on the border?"),
            ("en", "Talks end without a deal"),
            ("fr", "Le village repris par l’armée"),
            ("fr", "Trois morts dans une frappe à la frontière"),
            ("fr", "Accord signé, mais pas encore appliqué"),
            ("ru", "Армия вернула высоты"),
            ("ru", "Переговоры без результата"),
            ("tr", "Ordu tepeleri geri aldı"),
            ("tr", "Sınırda ateşkes için görüşme"),
            ("de", "Armee erobert die Hügel zurück"),
        ];
        for (code, headline) in headlines {
            assert_eq!(language(headline).as_deref(), Some(code), "{headline} {:?}", identify(headline, "", &PACKS));
        }
    }

    #[test]
    fn a_text_without_letters_has_no_language() {
        for text in ["", "  \n", "12:30 – 14:00", "🙂🙂", "—"] {
            assert_eq!(language(text), None, "{text}");
        }
    }

    #[test]
    fn the_title_counts_too() {
        let found =
            identify("14:30", "Le ministre a dénoncé une agression contre les villages de la frontière", &PACKS);
        assert_eq!(found.language.as_deref(), Some("fr"));
    }

    #[test]
    fn a_code_no_detector_knows_is_no_candidate_and_no_panic() {
        let found = identify("The army has left the town, and the people came back to it.", "", &["en", "xx"]);
        assert_eq!(found.language.as_deref(), Some("en"));
    }
}
