//! WordStat categorisation dictionaries, `.cat`.
//!
//! Followed: quanteda's `read_dict_wordstat()` and its test dictionary
//! `issue-459.cat` (a tree by tabs; a line that ends in a weight such as ` (1)`
//! is a pattern, any other a category; spaces before the tabs mean nothing),
//! and the WordStat user's guide, “Working with Rules”, for what a rule asks
//! (`SATISFIED NEAR #PROFESSOR`). No public description says how a file holds
//! a rule: a line that begins with `@` is taken for one and kept as it is,
//! never interpreted. Weights may have any number of digits. Words joined by
//! `_` are read as a phrase; a dictionary all in capitals is read in small
//! letters, as patterns here take no heed of case.

use std::ops::Range;

use super::read::Page;
use super::{Category, Dictionary, Term, number};

/// One line that holds something.
struct Line<'t> {
    depth: usize,
    text: &'t str,
    span: Range<usize>,
    /// The weight at its end, where there is one.
    weight: Option<f64>,
}

pub(super) fn read(page: &mut Page) -> Dictionary {
    let text = page.source.text().clone();
    let lines = lines(page, &text);
    let letters =
        || lines.iter().filter(|l| l.weight.is_some() && !l.text.starts_with('@')).flat_map(|l| l.text.chars());
    let capitals = letters().any(char::is_uppercase) && !letters().any(char::is_lowercase);
    let mut dictionary = Dictionary::default();
    // The names of the categories that the next line may lie in.
    let mut path: Vec<String> = Vec::new();
    for line in &lines {
        if line.depth > path.len() {
            let message = format!("`{}` is indented too deep", line.text);
            let fault =
                page.source.fault("D05", line.span.clone(), message, format!("expected at most {} tabs", path.len()));
            fault.help = Some("only categories, which have no weight behind them, hold other lines".to_owned());
        }
        path.truncate(line.depth);
        match line.weight {
            Some(weight) => pattern(page, line, weight, capitals, &path, &mut dictionary),
            None => {
                path.push(line.text.to_owned());
                dictionary.at(&path);
            }
        }
    }
    dictionary
}

fn lines<'t>(page: &mut Page, text: &'t str) -> Vec<Line<'t>> {
    let mut found = Vec::new();
    let mut at = 0;
    for raw in text.split_inclusive('\n') {
        let from = at;
        at += raw.len();
        let line = raw.trim();
        if line.is_empty() {
            continue;
        }
        let lead = raw.len() - raw.trim_start().len();
        let depth = raw.chars().take_while(|c| c.is_whitespace()).filter(|c| *c == '\t').count();
        let span = from + lead..from + lead + line.len();
        let (text, weight) = match weight(line) {
            Ok(Some((text, weight))) => (text, Some(weight)),
            Ok(None) => (line, None),
            Err(tail) => {
                let place = span.end - tail.len()..span.end;
                let fault = page.source.fault(
                    "D04",
                    place,
                    format!("`{tail}` is no weight"),
                    "expected a number in parentheses",
                );
                fault.help = Some("write `WORD (1)`".to_owned());
                (line[..line.len() - tail.len()].trim_end(), Some(1.0))
            }
        };
        if text.is_empty() {
            page.source.fault("D02", span, "a weight stands alone", "expected a word before it");
            continue;
        }
        found.push(Line { depth, text, span, weight });
    }
    found
}

/// Text and weight of a line; an error is what looks like a weight and is none.
fn weight(line: &str) -> Result<Option<(&str, f64)>, &str> {
    let Some(open) = line.rfind(" (").or_else(|| line.starts_with('(').then_some(0)) else { return Ok(None) };
    let (text, tail) = line.split_at(open);
    let tail = tail.trim_start();
    let inside = tail.trim_start_matches('(');
    match inside.strip_suffix(')') {
        Some(number) => match number.trim().parse::<f64>() {
            Ok(weight) if weight.is_finite() => Ok(Some((text.trim_end(), weight))),
            // A category may have words in parentheses behind its name.
            _ if number.starts_with(|c: char| c.is_ascii_digit() || c == '-') => Err(tail),
            _ => Ok(None),
        },
        None if inside.starts_with(|c: char| c.is_ascii_digit()) && !inside.contains(')') => Err(tail),
        None => Ok(None),
    }
}

fn pattern(
    page: &mut Page,
    line: &Line<'_>,
    weight: f64,
    capitals: bool,
    path: &[String],
    dictionary: &mut Dictionary,
) {
    let term = if line.text.starts_with('@') {
        let name = line.text.split([' ', '[']).next().unwrap_or_default();
        let rule = line.text[name.len()..].trim();
        Term { rule: Some(rule.to_owned()), ..Term::plain(name) }
    } else if capitals {
        page.term(&line.text.to_lowercase().replace('_', " "), line.span.start)
    } else {
        page.term(&line.text.replace('_', " "), line.span.start)
    };
    match dictionary.at(path) {
        Some(category) => category.terms.push(term.weighing(Some(weight))),
        None => {
            let message = format!("`{}` is in no category", line.text);
            page.source.fault("D05", line.span.clone(), message, "expected a category before it, one tab less");
        }
    }
}

pub(super) fn write(dictionary: &Dictionary) -> String {
    let mut out = String::new();
    for category in &dictionary.categories {
        push(category, 0, &mut out);
    }
    out
}

fn push(category: &Category, depth: usize, out: &mut String) {
    let indent = "\t".repeat(depth);
    out.push_str(&format!("{indent}{}\n", category.name));
    for term in &category.terms {
        let weight = term.weight.map_or_else(|| "1".to_owned(), number);
        let rule = term.rule.as_ref().map(|r| format!(" {r}")).unwrap_or_default();
        out.push_str(&format!("{indent}\t{}{rule} ({weight})\n", term.pattern));
    }
    for child in &category.children {
        push(child, depth + 1, out);
    }
}
