//! A frame's file put in order: entries sorted, exact repetitions taken out,
//! every other character left where it is.
//!
//! The file is edited as text at the places of its entries, so comments, white
//! space and quoting stay as they are. A *group* is a run of entries without a
//! comment line or an empty line between them; sorting never crosses its
//! borders. Of two entries that can take the same tokens the first counts, so
//! such pairs keep their order: what matches, and as what, does not change.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::check::competing;
use super::{Entry, Frame};
use crate::error::Error;
use crate::text::analyze::Analyzer;

/// A file's text in order, and what was done to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tidied {
    /// The new text.
    pub text: String,
    /// What was changed, a line each; empty: nothing, and the text is as it was.
    pub changes: Vec<String>,
}

/// Put a frame's file in order.
///
/// Doing it twice does no more than doing it once. Entries whose array holds
/// something other than values, commas and comments between them are left alone.
///
/// # Errors
/// All faults of the file; a faulty file is not to be touched.
///
/// ```
/// use std::sync::Arc;
/// use framelens::{lexicon::tidy::tidy, text::{LanguagePacks, analyze::Analyzer}};
///
/// let mut analyzer = Analyzer::new(Arc::new(LanguagePacks::bundled()));
/// let text = "id = \"f\"\n[en]\nentries = [\n  \"war\", # the word\n  \"raid\",\n  \"war\",\n]\n";
/// let tidied = tidy("f.toml", text, &mut analyzer).unwrap();
/// assert_eq!(tidied.text, "id = \"f\"\n[en]\nentries = [\n  \"raid\",\n  \"war\", # the word\n]\n");
/// ```
pub fn tidy(path: &str, text: &str, analyzer: &mut Analyzer) -> Result<Tidied, Error> {
    let before = Frame::parse(path, text, analyzer)?;
    let mut changes = Vec::new();
    let fewer = without_repeats(&before, &mut changes);
    let frame = Frame::parse(path, &fewer, analyzer)?;
    let sorted = sorted(&frame, analyzer, &mut changes);
    let after = Frame::parse(path, &sorted, analyzer)?;
    // The edits are simple; a file so odd that they go wrong stays as it was.
    if contents(&before) != contents(&after) {
        return Err(Error::with_help(
            format!("{path} cannot be put in order without changing what it says"),
            "write each entry on a line of its own",
        ));
    }
    Ok(Tidied { text: sorted, changes })
}

/// Everything that an entry says, its place and number left out.
fn said(entry: &Entry) -> String {
    let entry = Entry { name: String::new(), place: 0..0, ..entry.clone() };
    format!("{entry:?}")
}

/// What the languages of a frame say, up to order and repetition.
fn contents(frame: &Frame) -> Vec<(&String, BTreeSet<String>, usize, usize)> {
    let all = frame.languages.iter();
    all.map(|(code, part)| (code, part.entries.iter().map(said).collect(), part.hit.len(), part.miss.len())).collect()
}

fn line(text: &str, at: usize) -> usize {
    crate::span::line_column(text, at).0
}

/// One entry in the text.
struct Slot {
    value: Range<usize>,
    /// The comma behind it, if any.
    comma: Option<usize>,
    /// The comment behind it on its line, with the white space before it; empty where there is none.
    comment: Range<usize>,
    /// Whether it shares its lines with no other entry.
    alone: bool,
    /// Whether the next entry is of another group.
    ends_group: bool,
}

/// The entries of a language as slots; `None` if they are not written as one plain array.
fn slots(text: &str, entries: &[Entry]) -> Option<Vec<Slot>> {
    let mut found: Vec<Slot> = Vec::new();
    for (index, entry) in entries.iter().enumerate() {
        let value = entry.place.clone();
        if !text.get(value.clone())?.starts_with(['"', '\'', '{']) {
            return None;
        }
        let next = entries.get(index + 1).map(|e| e.place.start);
        let end = next.unwrap_or(text.len());
        let comma = comma(text, value.end, end);
        if next.is_some() && comma.is_none() {
            return None;
        }
        let line_end = text[value.end..].find('\n').map_or(text.len(), |n| value.end + n);
        let behind = comma.filter(|at| *at < line_end).map_or(value.end, |at| at + 1);
        let rest = text[behind..line_end.max(behind)].trim_end();
        let bare = rest.trim_start();
        let comment = if bare.starts_with('#') { behind..behind + rest.len() } else { behind..behind };
        let start = text[..value.start].rfind('\n').map_or(0, |n| n + 1);
        let comma_here = comma.is_none_or(|at| at < line_end);
        let alone =
            text[start..value.start].trim().is_empty() && (bare.is_empty() || bare.starts_with('#')) && comma_here;
        // A comment that cannot go with its entry holds the entries before and behind it apart.
        let fixed = !comment.is_empty() && !alone;
        let ends_group = next.is_none_or(|next| fixed || parted(&text[comment.end..next]));
        let comment = if fixed { behind..behind } else { comment };
        found.push(Slot { value, comma, comment, alone, ends_group });
    }
    Some(found)
}

/// The comma between two values, comments passed over.
fn comma(text: &str, from: usize, to: usize) -> Option<usize> {
    let mut comment = false;
    for (at, c) in text.get(from..to)?.char_indices() {
        match c {
            '\n' => comment = false,
            _ if comment => {}
            '#' => comment = true,
            ',' => return Some(from + at),
            c if c.is_whitespace() => {}
            _ => return None,
        }
    }
    None
}

/// Whether the text between two entries holds a comment or an empty line.
fn parted(between: &str) -> bool {
    let lines: Vec<&str> = between.split('\n').collect();
    between.contains('#') || lines.iter().skip(1).rev().skip(1).any(|line| line.trim().is_empty())
}

/// The text without entries that say exactly what an earlier one says.
fn without_repeats(frame: &Frame, changes: &mut Vec<String>) -> String {
    let text = &*frame.text;
    let mut cuts: Vec<(Range<usize>, String)> = Vec::new();
    for part in frame.languages.values() {
        let Some(slots) = slots(text, &part.entries) else { continue };
        let mut seen: BTreeMap<String, &Entry> = BTreeMap::new();
        for (entry, slot) in part.entries.iter().zip(&slots) {
            match seen.get(&said(entry)) {
                None => {
                    seen.insert(said(entry), entry);
                }
                Some(first) => {
                    let (here, there) = (line(text, entry.place.start), line(text, first.place.start));
                    changes.push(format!("line {here}: `{}` removed, it is in line {there}", entry.pattern.text));
                    cut(text, slot, &mut cuts);
                }
            }
        }
    }
    edited(text, cuts)
}

/// The edits that take an entry out.
fn cut(text: &str, slot: &Slot, cuts: &mut Vec<(Range<usize>, String)>) {
    if slot.alone {
        let start = text[..slot.value.start].rfind('\n').map_or(0, |n| n + 1);
        if slot.comment.is_empty() {
            let end = text[slot.comment.end..].find('\n').map_or(text.len(), |n| slot.comment.end + n + 1);
            cuts.push((start..end, String::new()));
        } else {
            // The comment stays, on a line of its own.
            let comment = &text[slot.comment.clone()];
            let spaces = comment.len() - comment.trim_start().len();
            cuts.push((slot.value.start..slot.comment.start + spaces, String::new()));
        }
        return;
    }
    let blank = |from: usize| text[from..].len() - text[from..].trim_start_matches([' ', '\t']).len();
    match slot.comma {
        // Up to the next value on the line; a comma on another line goes alone.
        Some(comma) if text[slot.value.end..comma].trim().is_empty() && !text[slot.value.end..comma].contains('\n') => {
            let mut end = comma + 1;
            end += blank(end);
            cuts.push((slot.value.start..end, String::new()));
        }
        Some(comma) => {
            cuts.push((slot.value.clone(), String::new()));
            cuts.push((comma..comma + 1, String::new()));
        }
        None => cuts.push((slot.value.clone(), String::new())),
    }
}

/// The text with its groups in alphabetical order.
fn sorted(frame: &Frame, analyzer: &mut Analyzer, changes: &mut Vec<String>) -> String {
    let text = &*frame.text;
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    for (language, part) in &frame.languages {
        let Some(slots) = slots(text, &part.entries) else { continue };
        let mut start = 0;
        for (index, slot) in slots.iter().enumerate() {
            if !slot.ends_group {
                continue;
            }
            let group = start..index + 1;
            start = index + 1;
            let commented = slots[group.clone()].iter().any(|s| !s.comment.is_empty());
            if commented && !slots[group.clone()].iter().all(|s| s.alone) {
                continue;
            }
            let order = order(&part.entries[group.clone()], language, analyzer);
            let moved = order.iter().enumerate().filter(|(to, from)| to != *from).count();
            if moved == 0 {
                continue;
            }
            let (first, last) = (&slots[group.start], &slots[group.end - 1]);
            let (from, to) = (line(text, first.value.start), line(text, last.value.start));
            changes.push(format!("lines {from} to {to}: {moved} of {} entries moved", group.len()));
            for (to, from) in order.into_iter().enumerate() {
                let (to, from) = (&slots[group.start + to], &slots[group.start + from]);
                edits.push((to.value.clone(), text[from.value.clone()].to_owned()));
                edits.push((to.comment.clone(), text[from.comment.clone()].to_owned()));
            }
        }
    }
    edited(text, edits)
}

/// The alphabetical order of entries, those that compete kept as they stand.
fn order(entries: &[Entry], language: &str, analyzer: &mut Analyzer) -> Vec<usize> {
    let competing = competing(entries, language, analyzer);
    let key = |entry: &Entry| {
        let text = entry.pattern.text.to_lowercase();
        let bare = ["=", "re:", "stem:"].iter().find_map(|mark| text.strip_prefix(mark)).unwrap_or(&text).to_owned();
        (bare, text)
    };
    let keys: Vec<_> = entries.iter().map(key).collect();
    let mut left: Vec<usize> = (0..entries.len()).collect();
    let mut order = Vec::with_capacity(entries.len());
    while !left.is_empty() {
        let free = |i: &usize| !left.iter().any(|j| j < i && competing(*j, *i));
        let next = left.iter().copied().filter(|i| free(i)).min_by(|a, b| keys[*a].cmp(&keys[*b]).then(a.cmp(b)));
        // The first of those left is always free.
        let Some(next) = next else { break };
        order.push(next);
        left.retain(|i| *i != next);
    }
    order
}

/// Replace stretches of a text that do not overlap.
fn edited(text: &str, mut edits: Vec<(Range<usize>, String)>) -> String {
    edits.sort_by_key(|(range, _)| (range.start, range.end));
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (range, new) in edits {
        if range.start < at {
            continue;
        }
        out.push_str(&text[at..range.start]);
        out.push_str(&new);
        at = range.end;
    }
    out.push_str(&text[at..]);
    out
}

#[cfg(test)]
mod tests;
