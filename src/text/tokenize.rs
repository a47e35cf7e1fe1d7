//! Words of a text: where they are and how they are folded.
//!
//! A text is cut at white space into *chunks*, and a chunk is taken apart by the
//! Unicode word rules (UAX 29) and the clitic rules of the language pack. No word
//! ever crosses white space, so the parts of a chunk depend on the chunk alone;
//! that is what lets `memo` remember them.
//!
//! | text | words |
//! |---|---|
//! | `self-determination` | self · determination |
//! | `l’agression` (fr) | l' · agression |
//! | `aujourd’hui` (fr) | aujourd'hui |
//! | `Azerbaijan’s` (en) | azerbaijan · 's |
//! | `Azerbaycan’ın` (tr) | azerbaycan, the ending belongs to no word |
//! | `U.S.` `30,785` `1990s` | u.s · 30,785 · 1990s |
//! | `conflict.Azerbaijan` | conflict · azerbaijan, a lost space |
//! | `https://…`, `www.…`, `a@b.am` | none |

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use rustc_hash::FxHashSet;
use unicode_normalization::{UnicodeNormalization, is_nfc};
use unicode_segmentation::UnicodeSegmentation;

use super::LanguagePack;
use super::pack::Casing;
use super::plain::Plain;

/// Bytes of the longest word that can be on the list of those never split.
const LONGEST_WHOLE: usize = 64;

/// Whether a character is written for an apostrophe.
pub fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ' | '‘' | '‛' | '`' | '´' | '′' | '＇')
}

/// Whether a character is a quotation mark of any kind.
pub fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '‟' | '«' | '»' | '‹' | '›' | '‚' | '″' | '「' | '」' | '『' | '』')
}

/// Whether a character is a hyphen that joins the parts of a word (dashes are not).
pub fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '‐' | '‑')
}

/// Characters without width that scraped texts carry inside words: soft hyphen,
/// zero-width space, word joiner, byte order mark, direction marks.
pub fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}')
        || matches!(c, '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

/// A word form as the vocabulary and the lexicons know it.
///
/// NFC, small letters (Turkic casing by the pack), straight apostrophes, no
/// invisible characters, typographic ligatures dissolved, the pack's letter map
/// (ё → е). Folding twice changes nothing.
///
/// ```
/// use framelens::text::{LanguagePacks, tokenize::fold};
/// let packs = LanguagePacks::bundled();
/// assert_eq!(fold("L’Été", &packs.get_or_minimal("fr")), "l'été");
/// assert_eq!(fold("IŞIK", &packs.get_or_minimal("tr")), "ışık");
/// ```
pub fn fold(form: &str, pack: &LanguagePack) -> String {
    if form.is_ascii() && pack.casing == Casing::Standard {
        let mut lower = form.to_ascii_lowercase();
        if lower.contains('`') {
            lower = lower.replace('`', "'");
        }
        return lower;
    }
    if let Some(latin) = fold_latin(form, pack) {
        return latin;
    }
    let composed: Cow<'_, str> = if is_nfc(form) { form.into() } else { form.nfc().collect::<String>().into() };
    let mut cased = String::with_capacity(composed.len());
    for c in composed.chars() {
        match (c, pack.casing) {
            ('İ', _) => cased.push('i'),
            ('I', Casing::Turkic) => cased.push('ı'),
            _ => fold_letter(c, &mut cased),
        }
    }
    let mut folded = String::with_capacity(cased.len());
    for c in cased.to_lowercase().chars() {
        match pack.fold.get(&c) {
            Some(other) => folded.push_str(other),
            None => folded.push(c),
        }
    }
    if is_nfc(&folded) { folded } else { folded.nfc().collect() }
}

/// The same for letters up to ÿ and apostrophes, of which most words that are not ASCII are made.
fn fold_latin(form: &str, pack: &LanguagePack) -> Option<String> {
    let mut folded = String::with_capacity(form.len());
    if pack.casing != Casing::Standard || !pack.fold.is_empty() {
        return None;
    }
    for c in form.chars() {
        folded.push(match c {
            '`' | '’' => '\'',
            '\0'..='\x7F' => c.to_ascii_lowercase(),
            'À'..='Þ' if c != '×' => char::from(c as u8 + 32),
            'ß'..='ÿ' => c,
            _ => return None,
        });
    }
    Some(folded)
}

/// What is folded alike in all languages, before lower-casing.
fn fold_letter(c: char, out: &mut String) {
    match c {
        _ if is_apostrophe(c) => out.push('\''),
        _ if is_invisible(c) => {}
        // Armenian emphasis, exclamation and question marks stand inside the word.
        '՛' | '՜' | '՞' => {}
        'և' => out.push_str("եւ"),
        'ﬀ' => out.push_str("ff"),
        'ﬁ' => out.push_str("fi"),
        'ﬂ' => out.push_str("fl"),
        'ﬃ' => out.push_str("ffi"),
        'ﬄ' => out.push_str("ffl"),
        _ => out.push(c),
    }
}

/// The characters of a word as written, but for apostrophes made straight and
/// invisible characters dropped: what a case-sensitive pattern is compared with.
pub fn surface(word: &str) -> String {
    let straight = |c| if is_apostrophe(c) { '\'' } else { c };
    word.nfc().filter(|&c| !is_invisible(c)).map(straight).collect()
}

/// One word of a chunk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Bytes in the chunk.
    pub range: Range<usize>,
    /// The folded form.
    pub form: String,
    /// Whether it is an elided article, pronoun or the like, or an enclitic.
    pub clitic: bool,
    /// Whether a phrase may run on from the word before it in the chunk.
    pub joined: bool,
}

/// A chunk taken apart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Chunk {
    /// Its words in order.
    pub words: Vec<Word>,
    /// Whether a phrase may run on from an earlier chunk to the first word.
    pub lead: bool,
    /// Whether a phrase may run on from the last word to a later chunk.
    pub tail: bool,
}

/// The word rules of one language.
pub struct Tokenizer {
    pack: Arc<LanguagePack>,
    elisions: FxHashSet<String>,
    enclitics: FxHashSet<String>,
    whole: FxHashSet<String>,
    abbreviations: FxHashSet<String>,
}

/// A word while its chunk is taken apart; `end` is where the gap to the next begins.
struct Part {
    range: Range<usize>,
    clitic: bool,
    end: usize,
}

impl Tokenizer {
    /// The rules of a pack.
    pub fn new(pack: &Arc<LanguagePack>) -> Tokenizer {
        let set = |words: &[String]| words.iter().map(|word| fold(word, pack)).collect();
        let mut abbreviations: FxHashSet<String> = set(&pack.abbreviations);
        abbreviations.extend(pack.abbreviations_numeric.iter().map(|word| fold(word, pack)));
        abbreviations.extend(pack.abbreviations_final.iter().map(|word| fold(word, pack)));
        Tokenizer {
            pack: Arc::clone(pack),
            elisions: set(&pack.elisions),
            enclitics: set(&pack.enclitics),
            whole: set(&pack.whole),
            abbreviations,
        }
    }

    /// The words of one chunk, a stretch of text without white space.
    pub fn chunk(&self, chunk: &str) -> Chunk {
        let mut form = String::new();
        match self.plain(chunk, &mut form) {
            Some(Plain { word, lead, tail }) => {
                Chunk { words: vec![Word { range: word, form, clitic: false, joined: false }], lead, tail }
            }
            None => self.by_rules(chunk),
        }
    }

    /// The same, by the Unicode rules and those of the pack.
    pub(super) fn by_rules(&self, chunk: &str) -> Chunk {
        // UAX 29 breaks at a zero-width space, which is mere dirt inside a word.
        if chunk.contains('\u{200B}') {
            return self.dirty_chunk(chunk);
        }
        let parts = self.parts(chunk, chunk.unicode_word_indices().map(|(at, word)| at..at + word.len()));
        self.join(chunk, parts)
    }

    pub(super) fn pack(&self) -> &LanguagePack {
        &self.pack
    }

    fn dirty_chunk(&self, chunk: &str) -> Chunk {
        const DIRT: &str = "\u{200B}";
        // Where in the clean chunk each was taken out.
        let places = chunk.match_indices(DIRT).enumerate();
        let removed: Vec<usize> = places.map(|(n, (at, _))| at - n * DIRT.len()).collect();
        let mut clean = self.chunk(&chunk.replace(DIRT, ""));
        for Word { range, .. } in &mut clean.words {
            let before_start = removed.partition_point(|&at| at <= range.start);
            let before_end = removed.partition_point(|&at| at < range.end);
            *range = range.start + before_start * DIRT.len()..range.end + before_end * DIRT.len();
        }
        clean
    }

    fn parts(&self, chunk: &str, words: impl Iterator<Item = Range<usize>>) -> Vec<Part> {
        let limit = address(chunk).unwrap_or(chunk.len());
        let mut parts: Vec<Part> = Vec::new();
        for range in words.take_while(|word| word.start < limit) {
            let word = &chunk[range.start..range.end.min(limit)];
            // Unicode dropped the colon of Swedish `EU:s` from words in version 15.1, the crate has not.
            for (at, piece) in pieces(word, ':') {
                let start = range.start + at;
                let stop = glued_stop(piece).unwrap_or(piece.len());
                self.word(chunk, start..start + stop, &mut parts);
                if stop < piece.len() {
                    self.word(chunk, start + stop + 1..start + piece.len(), &mut parts);
                }
            }
        }
        parts
    }

    /// One UAX-29 word, widened by an apostrophe the rules left outside, and split.
    fn word(&self, chunk: &str, mut range: Range<usize>, parts: &mut Vec<Part>) {
        // The apostrophe may carry a mark that the rules call a word, and be taken already.
        let taken = parts.last().map_or(0, |last| last.end);
        range.start = range.start.max(taken);
        if range.is_empty() {
            return;
        }
        let (before, word, after) = (&chunk[..range.start], &chunk[range.clone()], &chunk[range.end..]);
        // l’« opération », l´agression, d'1
        if let Some(c) = after.chars().next().filter(|&c| is_apostrophe(c))
            && self.elisions.contains(&(fold(word, &self.pack) + "'"))
        {
            range.end += c.len_utf8();
            parts.push(Part { end: range.end, range, clitic: true });
            return;
        }
        if taken < range.start
            && let Some(c) = before.chars().next_back().filter(|&c| is_apostrophe(c))
        {
            let host = before[..before.len() - c.len_utf8()].chars().next_back();
            // 2020'de
            if self.pack.suffix_apostrophe && host.is_some_and(char::is_numeric) && !parts.is_empty() {
                if let Some(last) = parts.last_mut() {
                    last.end = range.end;
                }
                return;
            }
            // 1990's, “Artsakh”'s
            let attached = host.is_some_and(|c| c.is_alphanumeric() || is_quote(c));
            if attached && self.enclitics.contains(&format!("'{}", fold(word, &self.pack))) {
                range.start -= c.len_utf8();
                parts.push(Part { end: range.end, range, clitic: true });
                return;
            }
        }
        self.split(chunk, range, parts);
    }

    /// Split clitics off both ends, and cut a Turkish ending.
    fn split(&self, chunk: &str, range: Range<usize>, parts: &mut Vec<Part>) {
        let Range { mut start, end } = range;
        let mut whole = false;
        loop {
            let rest = &chunk[start..end];
            let Some((at, c)) = rest.char_indices().find(|&(_, c)| is_apostrophe(c)) else { break };
            whole = rest.len() <= LONGEST_WHOLE && self.whole.contains(&fold(rest, &self.pack));
            let behind = at + c.len_utf8();
            if whole || !self.elides(&rest[..at], &rest[behind..]) {
                break;
            }
            parts.push(Part { range: start..start + behind, clitic: true, end: start + behind });
            start += behind;
        }
        let rest = &chunk[start..end];
        if !whole && let Some(at) = self.enclitic(rest) {
            parts.push(Part { range: start..start + at, clitic: false, end: start + at });
            parts.push(Part { range: start + at..end, clitic: true, end });
            return;
        }
        let cut = self.ending(rest).unwrap_or(rest.len());
        parts.push(Part { range: start..start + cut, clitic: false, end });
    }

    fn elides(&self, clitic: &str, rest: &str) -> bool {
        let Some(first) = rest.chars().next() else { return false };
        let allowed = || {
            let before = &self.pack.elides_before;
            let acronym = rest.chars().nth(1).is_some() && rest.chars().all(char::is_uppercase);
            let first = fold(first.encode_utf8(&mut [0; 4]), &self.pack);
            before.is_empty() || acronym || first.starts_with(|c| before.contains(c) || WILDCARDS.contains(&c))
        };
        self.elisions.contains(&(fold(clitic, &self.pack) + "'")) && allowed()
    }

    fn enclitic(&self, word: &str) -> Option<usize> {
        let (at, _) = word.char_indices().rev().find(|&(_, c)| is_apostrophe(c))?;
        (at > 0 && self.enclitics.contains(&fold(&word[at..], &self.pack))).then_some(at)
    }

    /// Where the inflection behind an apostrophe begins, in languages that write names so.
    fn ending(&self, word: &str) -> Option<usize> {
        if !self.pack.suffix_apostrophe {
            return None;
        }
        let folded = fold(word, &self.pack);
        let whole = self.whole.iter().find(|whole| folded.starts_with(whole.as_str()));
        let skip = whole.map_or(0, |whole| whole.matches('\'').count());
        let (at, c) = word.char_indices().filter(|&(_, c)| is_apostrophe(c)).nth(skip)?;
        let (host, ending) = (&word[..at], word[at + c.len_utf8()..].chars().next()?);
        let name = whole.is_some() || host.starts_with(|c: char| c.is_uppercase() || c.is_numeric());
        let capitals = host.chars().nth(1).is_some() && !host.contains(char::is_lowercase);
        (name && (!ending.is_uppercase() || capitals)).then_some(at)
    }

    fn join(&self, chunk: &str, parts: Vec<Part>) -> Chunk {
        let Some((first, last)) = parts.first().zip(parts.last()) else {
            let joins = chunk.chars().all(joins) && address(chunk).is_none();
            return Chunk { words: Vec::new(), lead: joins, tail: joins };
        };
        let lead = chunk[..first.range.start].chars().all(joins);
        let tail = self.bridges(&chunk[last.range.clone()], &chunk[last.end..]) && address(chunk).is_none();
        let mut words: Vec<Word> = Vec::with_capacity(parts.len());
        let mut previous: Option<&Part> = None;
        for part in &parts {
            let joined = previous.is_some_and(|previous| {
                let gap = &chunk[previous.end..part.range.start];
                // A dash without spaces is a hyphen: Nagorno–Karabakh.
                gap == "–" || self.bridges(&chunk[previous.range.clone()], gap)
            });
            let form = fold(&chunk[part.range.clone()], &self.pack);
            words.push(Word { range: part.range.clone(), form, clitic: part.clitic, joined });
            previous = Some(part);
        }
        Chunk { words, lead, tail }
    }

    /// Whether a phrase may run on over the characters behind a word.
    pub(super) fn bridges(&self, word: &str, gap: &str) -> bool {
        let rest = match gap.strip_prefix('.') {
            Some(rest) if self.is_abbreviation(word) => rest,
            _ => gap,
        };
        rest.chars().all(joins)
    }

    fn is_abbreviation(&self, word: &str) -> bool {
        let mut letters = word.chars();
        let initial = letters.next().is_some_and(char::is_uppercase) && letters.next().is_none();
        initial || word.contains('.') || self.abbreviations.contains(&fold(word, &self.pack))
    }
}

/// Stand-ins for `*` and `?` in lexicon patterns: rare letters that the word
/// rules keep inside words and that folding leaves alone.
pub(super) const WILDCARDS: [char; 2] = ['ǀ', 'ǁ'];

pub(super) fn joins(c: char) -> bool {
    c.is_whitespace() || is_hyphen(c) || is_apostrophe(c) || is_quote(c) || is_invisible(c)
}

/// The pieces of a word between separators, with their places.
fn pieces(word: &str, separator: char) -> impl Iterator<Item = (usize, &str)> {
    let places = word.split(separator).scan(0, move |at, piece| {
        let start = *at;
        *at += piece.len() + separator.len_utf8();
        Some((start, piece))
    });
    places.filter(|(_, piece)| piece.contains(char::is_alphanumeric))
}

/// Where a web or mail address begins in a chunk; what follows it is no word.
pub(super) fn address(chunk: &str) -> Option<usize> {
    if !chunk.contains(['/', '@']) && !chunk.contains("ww.") && !chunk.contains("WW.") {
        return None;
    }
    let lower = chunk.to_ascii_lowercase();
    let scheme = lower.find("://").map(|at| {
        let name = lower[..at].trim_end_matches(|c: char| c.is_ascii_alphanumeric() || c == '+');
        name.len()
    });
    let www = lower.find("www.");
    let mail = lower.find('@').filter(|&at| {
        let (name, host) = (&lower[..at], &lower[at + 1..]);
        name.ends_with(|c: char| c.is_alphanumeric()) && host.trim_end_matches(['.', ',']).contains('.')
    });
    let path = lower.find('/').filter(|&at| {
        let host = lower[..at].rsplit(|c: char| !(c.is_ascii_alphanumeric() || c == '.' || c == '-')).next();
        host.and_then(|host| host.rsplit_once('.'))
            .is_some_and(|(name, top)| name.len() > 1 && top.len() > 1 && top.bytes().all(|b| b.is_ascii_alphabetic()))
    });
    let path = path.map(|at| lower[..at].rfind(['(', '<', '"', ',', ':']).map_or(0, |open| open + 1));
    [scheme, www, mail.map(|_| 0), path].into_iter().flatten().min()
}

/// Where, in a word such as `conflict.Azerbaijan`, the full stop of a sentence
/// lost its space. Host names (`News.Az`, `PanARMENIAN.Net`) are left whole.
pub(super) fn glued_stop(word: &str) -> Option<usize> {
    const HOSTS: [&str; 22] = [
        "az", "am", "ge", "ru", "tr", "com", "org", "net", "info", "tv", "fr", "eu", "uk", "de", "ua", "ir", "gov",
        "edu", "int", "co", "io", "su",
    ];
    let stop = word.find('.')?;
    let (left, right) = (&word[..stop], &word[stop + 1..]);
    let long = left.chars().nth(1).is_some();
    let mut next = right.chars();
    let capital = next.next()?.is_uppercase() && next.next()?.is_lowercase();
    let name: String = right.chars().take_while(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect();
    let host = right.contains('.') || HOSTS.contains(&name.as_str());
    (long && left.ends_with(char::is_lowercase) && capital && !host).then_some(stop)
}

#[cfg(test)]
mod tests;
