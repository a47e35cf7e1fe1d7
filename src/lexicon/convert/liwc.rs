//! LIWC dictionaries of 2001 to 2015, `.dic`.
//!
//! Followed: quanteda's `read_dict_liwc()` and its test dictionary `mary.dic`:
//! a legend between two lines `%` with a number and a name each (tabs before
//! the number nest it, as in 2015), then a word and its numbers a line, split
//! by tabs or spaces; blank lines mean nothing. What quanteda leaves out is
//! read, after what public readers of LIWC 2007 say of its conditional
//! categories (the subject of the section of that name in the LIWC2007
//! Operator's Manual): `<of>131/125` is category 131 before *of* and 125
//! elsewhere; `(02 134)125/464` is 125 behind a word of 02 or 134, else 464.
//! `kind <of>` is taken as the phrase *kind of*, `(53) like*` as counting
//! behind a word of 53.

use std::collections::BTreeMap;
use std::ops::Range;

use super::read::Page;
use super::{Category, Choice, Dictionary, Test};

/// A line without its end, and where it begins.
type Line<'t> = (&'t str, usize);

pub(super) fn read(page: &mut Page) -> Dictionary {
    let text = page.source.text().clone();
    let mut at = 0;
    let mut lines: Vec<Line<'_>> = Vec::new();
    for raw in text.split_inclusive('\n') {
        lines.push((raw.trim_end(), at));
        at += raw.len();
    }
    lines.retain(|(line, _)| !line.is_empty());
    let marks: Vec<usize> = (0..lines.len()).filter(|&n| lines[n].0.trim() == "%").collect();
    let mut dictionary = Dictionary::default();
    let (legend, words) = match marks.as_slice() {
        [first, second, ..] => (first + 1..*second, *second + 1),
        [first] => {
            let place = lines[*first].1..lines[*first].1 + 1;
            let fault =
                page.source.fault("D01", place, "the legend of categories is not closed", "expected a second line `%`");
            fault.help = Some("the legend stands between two lines that hold `%` alone".to_owned());
            let numbered = |line: &str| line.trim_start().starts_with(|c: char| c.is_ascii_digit());
            let end = lines
                .iter()
                .skip(first + 1)
                .position(|(line, _)| !numbered(line))
                .map_or(lines.len(), |n| first + 1 + n);
            (first + 1..end, end)
        }
        [] => {
            let fault = page.source.fault(
                "D01",
                0..text.lines().next().map_or(0, str::len),
                "there is no legend of categories",
                "expected a line `%`",
            );
            fault.help =
                Some("a LIWC dictionary opens with a line `%`, the categories by number, and `%` again".to_owned());
            return dictionary;
        }
    };
    let legend = categories(page, &lines[legend], &mut dictionary);
    for line in &lines[words..] {
        word(page, *line, &legend, &mut dictionary);
    }
    for mark in marks.iter().skip(2) {
        let place = lines[*mark].1..lines[*mark].1 + 1;
        page.source.fault("D05", place, "a third line `%`", "expected words from here on");
    }
    dictionary
}

/// Categories by number.
type Legend = BTreeMap<u32, Vec<String>>;

fn categories(page: &mut Page, lines: &[Line<'_>], dictionary: &mut Dictionary) -> Legend {
    let tabs = |line: &str| line.chars().take_while(|c| c.is_whitespace()).filter(|c| *c == '\t').count();
    let least = lines.iter().map(|(line, _)| tabs(line)).min().unwrap_or(0);
    let mut legend = Legend::new();
    let mut path: Vec<String> = Vec::new();
    for (raw, at) in lines {
        let line = raw.trim();
        let span = at + raw.len() - raw.trim_start().len()..at + raw.len();
        let digits = line.chars().take_while(char::is_ascii_digit).count();
        let name = line[digits..].trim();
        let Some(number) = line[..digits].parse::<u32>().ok().filter(|_| !name.is_empty()) else {
            page.source.fault("D05", span, format!("`{line}` is no category"), "expected a number and a name");
            continue;
        };
        if let Some(known) = legend.get(&number) {
            let message = format!("number {number} is `{}` already", known.join(" > "));
            page.source.fault("D06", span, message, "give it another number");
            continue;
        }
        path.truncate(tabs(raw) - least);
        path.push(name.split_whitespace().collect::<Vec<_>>().join(" "));
        if legend.values().any(|known| *known == path) {
            page.source.fault("D06", span, format!("category `{name}` stands twice"), "give it another name");
        }
        dictionary.at(&path);
        legend.insert(number, path.clone());
    }
    legend
}

/// What stands behind a word.
struct Code {
    test: Option<(RawTest, Range<usize>)>,
    then: u32,
    other: Option<u32>,
    span: Range<usize>,
}

/// What is no code: its place and what is wrong.
type Wrong = (Range<usize>, String);

enum RawTest {
    Before(String),
    After(Vec<u32>),
}

fn word(page: &mut Page, (raw, at): Line<'_>, legend: &Legend, dictionary: &mut Dictionary) {
    if raw.trim() == "%" {
        return;
    }
    let lead = raw.len() - raw.trim_start().len();
    let (line, at) = (raw.trim(), at + lead);
    let (text, codes, errors) = split(line, at);
    let broken = !errors.is_empty();
    for (place, message) in errors {
        page.source.fault("D04", place, message, "expected the number of a category").help =
            Some("write `word`, a tab, and numbers of the legend with tabs between".to_owned());
    }
    if codes.is_empty() {
        if !broken {
            page.source.fault("D03", at..at + line.len(), format!("`{text}` is in no category"), "no number behind it");
        }
        return;
    }
    let (front, text) = front_test(text);
    let pattern = text.replace(['<', '>'], " ");
    for code in codes {
        let test = match (&code.test, &front) {
            (Some((RawTest::Before(word), _)), _) => Some(Test::Before(word.clone())),
            (Some((RawTest::After(numbers), place)), _) => Some(after(page, numbers, place.clone(), legend)),
            (None, Some(numbers)) => Some(after(page, numbers, at..at + line.len(), legend)),
            (None, None) => None,
        };
        let paths = [Some(code.then), code.other].map(|n| n.and_then(|n| known(page, n, &code.span, legend)));
        for (path, other, holds) in [(&paths[0], &paths[1], true), (&paths[1], &paths[0], false)] {
            let Some(path) = path else { continue };
            let mut term = page.term(&pattern, at);
            term.choice = test.clone().map(|test| Choice { test, holds, other: other.clone() });
            dictionary.at(path).into_iter().for_each(|category| category.terms.push(term.clone()));
        }
    }
}

fn after(page: &mut Page, numbers: &[u32], place: Range<usize>, legend: &Legend) -> Test {
    Test::After(numbers.iter().filter_map(|n| known(page, *n, &place, legend)).collect())
}

fn known(page: &mut Page, number: u32, place: &Range<usize>, legend: &Legend) -> Option<Vec<String>> {
    let found = legend.get(&number).cloned();
    if found.is_none() {
        page.source.fault("D03", place.clone(), format!("there is no category {number}"), "not a number of the legend");
    }
    found
}

/// Word, codes, and what is no code. Without a tab the word ends where only codes follow.
fn split(line: &str, at: usize) -> (&str, Vec<Code>, Vec<Wrong>) {
    let ends = |n: usize| (line[..n].trim_end(), codes(&line[n..], at + n));
    let tab = line.find('\t').map(ends);
    let space = || {
        let places = line.char_indices().filter(|(_, c)| c.is_whitespace()).map(|(n, _)| n);
        let mut tries = places.map(ends);
        let first = tries.next();
        match first {
            Some((_, (ref codes, ref errors))) if !errors.is_empty() || codes.is_empty() => {
                tries.find(|(_, (codes, errors))| errors.is_empty() && !codes.is_empty()).or(first)
            }
            other => other,
        }
    };
    match tab.or_else(space) {
        Some((word, (codes, errors))) => (word, codes, errors),
        None => (line, Vec::new(), Vec::new()),
    }
}

fn codes(text: &str, at: usize) -> (Vec<Code>, Vec<Wrong>) {
    let (mut codes, mut errors) = (Vec::new(), Vec::new());
    let mut from = 0;
    while let Some(skip) = text[from..].find(|c: char| !c.is_whitespace()) {
        let start = from + skip;
        let rest = &text[start..];
        // A test may hold spaces: the code ends at the first white space behind its bracket.
        let bracket = match rest.chars().next() {
            Some('(') => rest.find(')'),
            Some('<') => rest.find('>'),
            _ => None,
        };
        let body = bracket.map_or(0, |n| n + 1);
        let end = rest[body..].find(char::is_whitespace).map_or(rest.len(), |n| body + n);
        let span = at + start..at + start + end;
        match code(&rest[..body], &rest[body..end], span.clone()) {
            Some(code) => codes.push(code),
            None => errors.push((span, format!("`{}` is no category", &rest[..end]))),
        }
        from = start + end;
    }
    (codes, errors)
}

fn code(test: &str, numbers: &str, span: Range<usize>) -> Option<Code> {
    let whole = |text: &str| text.parse::<u32>().ok();
    let (then, other) = match numbers.split_once('/') {
        Some((then, other)) => (whole(then)?, Some(whole(other)?)),
        None => (whole(numbers)?, None),
    };
    let inside = test.get(1..test.len().saturating_sub(1)).unwrap_or_default();
    let test = match test.chars().next() {
        Some('(') => Some(RawTest::After(inside.split_whitespace().map(whole).collect::<Option<_>>()?)),
        Some('<') => Some(RawTest::Before(inside.trim().to_owned())),
        _ => None,
    };
    if other.is_some() && test.is_none() {
        return None;
    }
    let place = span.clone();
    Some(Code { test: test.map(|t| (t, place)), then, other, span })
}

/// `(53) like*`: the test and the word behind it.
fn front_test(text: &str) -> (Option<Vec<u32>>, &str) {
    let found = text.strip_prefix('(').and_then(|rest| rest.split_once(')')).and_then(|(inside, word)| {
        let numbers = inside.split_whitespace().map(|n| n.parse().ok()).collect::<Option<Vec<u32>>>()?;
        (!numbers.is_empty() && !word.trim().is_empty()).then_some((numbers, word.trim()))
    });
    match found {
        Some((numbers, word)) => (Some(numbers), word),
        None => (None, text),
    }
}

pub(super) fn write(dictionary: &Dictionary) -> String {
    let mut numbers: Vec<Vec<String>> = Vec::new();
    let mut out = String::from("%\n");
    for category in &dictionary.categories {
        push_legend(category, &mut Vec::new(), &mut numbers, &mut out);
    }
    out.push_str("%\n");
    let mut words: Vec<(String, Vec<String>)> = Vec::new();
    let mut places = rustc_hash::FxHashMap::default();
    for category in &dictionary.categories {
        push_words(category, &mut Vec::new(), &numbers, &mut places, &mut words);
    }
    for (word, codes) in words {
        out.push_str(&format!("{word}\t{}\n", codes.join("\t")));
    }
    out
}

fn push_legend(category: &Category, path: &mut Vec<String>, numbers: &mut Vec<Vec<String>>, out: &mut String) {
    path.push(category.name.clone());
    numbers.push(path.clone());
    out.push_str(&format!("{}{}\t{}\n", "\t".repeat(path.len() - 1), numbers.len(), category.name));
    for child in &category.children {
        push_legend(child, path, numbers, out);
    }
    path.pop();
}

fn push_words(
    category: &Category,
    path: &mut Vec<String>,
    numbers: &[Vec<String>],
    places: &mut rustc_hash::FxHashMap<String, usize>,
    words: &mut Vec<(String, Vec<String>)>,
) {
    path.push(category.name.clone());
    let number = |path: &[String]| numbers.iter().position(|known| known == path).map(|n| (n + 1).to_string());
    for term in &category.terms {
        let Some(mut code) = number(path) else { continue };
        if let Some(choice) = &term.choice {
            let other = choice.other.as_deref().and_then(number);
            let test = match &choice.test {
                Test::Before(word) => format!("<{word}>"),
                Test::After(paths) => {
                    format!("({})", paths.iter().filter_map(|p| number(p)).collect::<Vec<_>>().join(" "))
                }
            };
            // The branch that holds writes both.
            match (choice.holds, other) {
                (true, other) => code = format!("{test}{code}{}", other.map(|n| format!("/{n}")).unwrap_or_default()),
                (false, Some(_)) => continue,
                (false, None) => {}
            }
        }
        let next = words.len();
        let place = *places.entry(term.pattern.clone()).or_insert(next);
        if place == next {
            words.push((term.pattern.clone(), Vec::new()));
        }
        if !words[place].1.contains(&code) {
            words[place].1.push(code);
        }
    }
    for child in &category.children {
        push_words(child, path, numbers, places, words);
    }
    path.pop();
}
