//! Names of outlets: the study's own, and what may be taken for one.

use rustc_hash::FxHashMap;

use super::Source;
use super::line::is_capitals;

/// The sources that the study names, by every spelling.
#[derive(Debug, Default)]
pub(crate) struct Sources<'o> {
    by_name: FxHashMap<String, &'o Source>,
    names: Vec<(&'o str, &'o Source)>,
}

impl<'o> Sources<'o> {
    pub(crate) fn new(list: &'o [Source]) -> Self {
        let mut sources = Sources::default();
        for source in list {
            let label = source.label.as_deref();
            let names = [source.id.as_str()].into_iter().chain(label).chain(source.aliases.iter().map(String::as_str));
            for name in names.filter(|n| !n.trim().is_empty()) {
                // Where two sources share a spelling, the one named first has it.
                sources.by_name.entry(key(name)).or_insert(source);
                sources.names.push((name.trim(), source));
            }
        }
        sources
    }

    /// The source whose id, label or alias this is, without case.
    pub(crate) fn get(&self, name: &str) -> Option<&'o Source> {
        if self.by_name.is_empty() {
            return None;
        }
        self.by_name.get(&key(name)).copied()
    }

    /// The source of an address: by host, or by host without its last part.
    pub(crate) fn at_host(&self, host: &str) -> Option<&'o Source> {
        self.get(host).or_else(|| self.get(host.rsplit_once('.')?.0))
    }

    /// The first spelling that stands in a line as words of its own.
    ///
    /// In running words case counts (or all are capitals): an outlet called
    /// *Trend* is not meant by "the trend".
    pub(crate) fn within(&self, line: &str) -> Option<&'o Source> {
        let place = |(name, source): &(&str, &'o Source)| {
            let upper = name.to_uppercase();
            let at = whole_words(line, name).or_else(|| whole_words(line, &upper))?;
            Some((at, usize::MAX - name.len(), *source))
        };
        let found = self.names.iter().filter_map(place);
        found.min_by_key(|(at, length, _)| (*at, *length)).map(|(_, _, source)| source)
    }
}

fn key(name: &str) -> String {
    name.trim().to_lowercase()
}

/// Where `name` stands in `line` without a letter or digit on either side.
fn whole_words(line: &str, name: &str) -> Option<usize> {
    line.match_indices(name).map(|(at, _)| at).find(|&at| {
        let before = line[..at].chars().next_back();
        let after = line[at + name.len()..].chars().next();
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    })
}

/// Capitals that open datelines, in the spellings of four languages. They only
/// keep a place from being taken for an outlet; a city that is missing costs a
/// wrong guess in a rare form of header, never a lost date.
const PLACES: &str = " ankara athens baku bakou beijing berlin brussels bruxelles cairo geneva genève istanbul jerusalem \
    kiev kyiv london londres luxembourg madrid minsk moscow moscou new\u{a0}york paris prague rome strasbourg sochi \
    stepanakert shushi shusha tbilisi tbilissi tehran téhéran vienna vienne warsaw washington yerevan erevan \
    анкара баку брюссель вашингтон ереван женева киев лондон минск москва париж степанакерт тбилиси тегеран \
    bakü erivan moskova brüksel cenevre londra tahran tiflis viyana ";

/// Whether a name is known as the place of a dateline.
pub(crate) fn is_place(name: &str) -> bool {
    let name = key(name).replace(' ', "\u{a0}");
    !name.is_empty() && PLACES.split(' ').any(|place| place.trim() == name)
}

/// Small words inside names of outlets and places.
const SMALL: [&str; 19] = [
    "of", "the", "and", "for", "in", "de", "du", "des", "la", "le", "les", "et", "el", "al", "von", "on", "в", "на",
    "и",
];

/// Whether this is a small word that names of outlets and places may hold.
pub(crate) fn is_small(word: &str) -> bool {
    SMALL.contains(&word)
}

/// Whether every word has a capital or digit in front, small words aside.
pub(crate) fn is_capitalised(name: &str) -> bool {
    let capital = |word: &str| {
        let first = word.chars().find(|c| c.is_alphanumeric());
        is_small(word) || first.is_some_and(|c| c.is_uppercase() || c.is_ascii_digit())
    };
    let any = name.split_whitespace().any(|w| w.contains(char::is_uppercase));
    any && name.split_whitespace().all(capital)
}

/// Whether this looks like the name of an outlet: a domain, or up to `most`
/// words with capitals, without a digit-only word or marks of a sentence.
pub(crate) fn is_name(name: &str, most: usize) -> bool {
    let words = name.split_whitespace().count();
    let odd = |c: char| !(c.is_alphanumeric() || " .-’'&_!+".contains(c));
    let numeral = name.split_whitespace().any(|w| w.chars().all(|c| c.is_ascii_digit()));
    let fits = (1..=most).contains(&words) && name.chars().count() <= 40 && !name.contains(odd) && !numeral;
    is_domain(name) || fits && !name.ends_with('.') && is_capitalised(name) && !is_place(name)
}

/// Whether this looks like a domain name: `Example.am`, `news.example.org`.
pub(crate) fn is_domain(name: &str) -> bool {
    let plain = name.chars().all(|c| c.is_alphanumeric() || c == '.' || c == '-');
    let Some((host, ending)) = name.rsplit_once('.') else {
        return false;
    };
    let ending_fits = (2..=7).contains(&ending.len()) && ending.bytes().all(|b| b.is_ascii_alphabetic());
    // Two letters at least before the dot: `U.S`, `p.m` are no domains.
    plain && ending_fits && host.split('.').all(|part| part.chars().count() > 1)
}

/// Whether a name stands out as that of an outlet even in doubt: a domain,
/// an acronym, or capitals within (`PanEXAMPLE`).
pub(crate) fn is_striking(name: &str) -> bool {
    let inner = name.chars().skip(1).filter(|c| c.is_uppercase()).count();
    is_domain(name) || is_capitals(name) || (inner >= 2 && !name.contains(' '))
}

/// The host of an address, without `www.`, unless it is a platform that hosts everyone.
pub(crate) fn host(url: &str) -> Option<String> {
    const PLATFORMS: [&str; 12] = [
        "facebook.com",
        "twitter.com",
        "x.com",
        "t.me",
        "youtube.com",
        "youtu.be",
        "instagram.com",
        "bit.ly",
        "t.co",
        "archive.org",
        "google.com",
        "linkedin.com",
    ];
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#', ':', '>']).next()?.rsplit('@').next()?.to_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    let platform = |p: &&str| host.strip_suffix(*p).is_some_and(|h| h.is_empty() || h.ends_with('.'));
    (is_domain(host) && !PLATFORMS.iter().any(platform)).then(|| host.to_owned())
}

/// The folders of a path below the corpus root (those inside a zip too), outermost first.
pub(crate) fn folders(path: &str) -> Vec<&str> {
    let mut parts: Vec<&str> = path.split(['/', '!']).filter(|p| !p.is_empty()).collect();
    parts.pop();
    parts.retain(|p| !p.contains(".zip") && *p != "..");
    parts
}

/// Whether a folder's name may be that of an outlet, where the study names none:
/// not a number or date, not a word for a heap of articles, not a language code.
pub(crate) fn may_be_outlet(folder: &str) -> bool {
    const HEAPS: [&str; 26] = [
        "articles",
        "article",
        "texts",
        "text",
        "txt",
        "data",
        "docs",
        "documents",
        "corpus",
        "raw",
        "html",
        "csv",
        "json",
        "news",
        "files",
        "input",
        "clean",
        "cleaned",
        "archive",
        "src",
        "pages",
        "new",
        "old",
        "misc",
        "other",
        "tmp",
    ];
    let name = folder.to_lowercase();
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    let digits = name.chars().filter(char::is_ascii_digit).count();
    letters > 0 && !is_language(&name) && digits < 4 && !HEAPS.contains(&name.as_str())
}

/// Folders are often named by the language of their articles.
fn is_language(name: &str) -> bool {
    const CODES: [&str; 16] =
        ["en", "fr", "ru", "tr", "de", "es", "it", "pt", "nl", "ar", "fa", "hy", "az", "ka", "uk", "he"];
    CODES.contains(&name)
}

/// Whether two spellings name the same outlet but for case, marks and domain ending.
pub(crate) fn same_outlet(a: &str, b: &str) -> bool {
    let bare = |name: &str| {
        let name = if is_domain(name) { name.rsplit_once('.').map_or(name, |(host, _)| host) } else { name };
        name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>()
    };
    bare(a) == bare(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn courier() -> Source {
        Source {
            id: "courier".into(),
            label: Some("The Courier".into()),
            aliases: vec!["Courier.example".into(), "Trend".into()],
            ..Source::default()
        }
    }

    #[test]
    fn a_source_is_found_by_id_label_or_alias_without_case() {
        let list = [courier()];
        let sources = Sources::new(&list);
        for name in ["COURIER", "the courier", " Courier.Example "] {
            assert_eq!(sources.get(name).map(|s| s.id.as_str()), Some("courier"), "{name}");
        }
        assert!(sources.get("Couriers").is_none());
        assert!(sources.at_host("courier.org").is_some());
    }

    #[test]
    fn within_a_line_case_counts_and_words_are_whole() {
        let list = [courier()];
        let sources = Sources::new(&list);
        assert!(sources.within("BAKU, July 12, TREND").is_some());
        assert!(sources.within("a Trend report").is_some());
        assert!(sources.within("the trend is clear, Trendy").is_none());
    }

    #[test]
    fn names_of_outlets_are_told_from_places_dates_and_sentences() {
        for name in ["Example.am", "Morning Herald", "AFP", "La Voix du Nord", "news.example.org"] {
            assert!(is_name(name, 4), "{name}");
        }
        for name in ["Paris", "the minister said", "2020", "New York", "Who? Me", "U.S.", "", "One Two Three Four Five"]
        {
            assert!(!is_name(name, 4), "{name}");
        }
    }

    #[test]
    fn hosts_and_folders_that_name_nobody_are_left_out() {
        assert_eq!(host("https://www.Example.org/a?b").as_deref(), Some("example.org"));
        assert_eq!(host("https://t.me/example"), None);
        assert_eq!(host("https://en.m.facebook.com/x"), None);
        assert_eq!(folders("all.zip!2020/herald/a.txt"), ["2020", "herald"]);
        assert!(
            may_be_outlet("herald") && !may_be_outlet("2020-10") && !may_be_outlet("articles") && !may_be_outlet("en")
        );
        assert!(same_outlet("PanExample.Net", "panexample") && !same_outlet("Herald", "Courier"));
    }
}
