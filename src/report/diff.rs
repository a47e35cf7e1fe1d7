//! What a change of the lexicon does: columns of its tables, and the summary for a terminal.

use comfy_table::{ContentArrangement, Table};

use super::File;
use super::influence::interval;
use super::number::thousands;
use super::summary::RULED;
use super::table::{self, Format};
use crate::compare::{ALL, Change};
use crate::curate::diff::{ContrastChange, DocumentChange, EntryChange, Fate, MentionChange, MentionFate};
use crate::error::Error;
use crate::tally::Labels;

/// Columns of `diff_entries.csv`.
pub const ENTRIES: [&str; 13] = [
    "change",
    "frame",
    "language",
    "entry",
    "was",
    "settings",
    "before",
    "after",
    "gained",
    "lost",
    "altered",
    "documents",
    "contrasts",
];
/// Columns of `diff_mentions.csv`.
pub const MENTIONS: [&str; 12] =
    ["change", "document", "source", "start", "end", "frame", "entry", "was", "left", "cue", "right", "because"];
/// Columns of `diff_documents.csv`.
pub const DOCUMENTS: [&str; 11] = [
    "document",
    "source",
    "date",
    "frame",
    "mentions_old",
    "mentions_new",
    "gained",
    "lost",
    "altered",
    "leading_old",
    "leading_new",
];
/// Columns of `diff_contrasts.csv`.
pub const CONTRASTS: [&str; 21] = [
    "event",
    "frame",
    "target",
    "reference",
    "change",
    "ratio_old",
    "low_old",
    "high_old",
    "p_old",
    "q_old",
    "ratio_new",
    "low_new",
    "high_new",
    "p_new",
    "q_new",
    "mentions_target_old",
    "mentions_target_new",
    "mentions_reference_old",
    "mentions_reference_new",
    "because",
    "attribution",
];

/// Entry changes, and contrasts, that the summary shows.
const MOST: usize = 10;
/// Sentences for each entry change.
const SENTENCES: usize = 2;
/// Code points of a sentence on each side of the cue.
const CONTEXT: usize = 60;

/// What two lexicons find in a corpus.
#[derive(Debug, Clone, Copy)]
pub struct Found<'a> {
    /// `diff_mentions.csv`
    pub mentions: &'a [MentionChange],
    /// `diff_documents.csv`
    pub documents: &'a [DocumentChange],
    /// `diff_contrasts.csv`
    pub contrasts: &'a [ContrastChange],
    /// Documents that were read.
    pub read: usize,
}

/// The tables: entries alone without a corpus.
///
/// # Errors
/// As [`table::file`].
pub fn files(entries: &[EntryChange], found: Option<Found>, format: Format) -> Result<Vec<File>, Error> {
    let mut files = vec![table::file("diff_entries", &ENTRIES, entries, format)?];
    if let Some(found) = found {
        files.push(table::file("diff_mentions", &MENTIONS, found.mentions, format)?);
        files.push(table::file("diff_documents", &DOCUMENTS, found.documents, format)?);
        files.push(table::file("diff_contrasts", &CONTRASTS, found.contrasts, format)?);
    }
    Ok(files)
}

/// The summary: entries, mentions, contrasts that cross a line, and the entry
/// changes that matter most with sentences.
pub fn summary(entries: &[EntryChange], found: Option<Found>, labels: &Labels, width: u16) -> String {
    let of = |fate: Fate| thousands(entries.iter().filter(|e| e.change == fate).count() as u64);
    if entries.is_empty() && found.is_none_or(|f| f.mentions.is_empty()) {
        return "The two lexicons have the same entries.".to_owned();
    }
    let mut parts = vec![format!(
        "entries: {} added, {} removed, {} changed",
        of(Fate::Added),
        of(Fate::Removed),
        of(Fate::Changed)
    )];
    let Some(found) = found else {
        parts.push(entry_table(&entries.iter().collect::<Vec<_>>(), width));
        parts.push("With --corpus it also tells what this does to mentions, articles and conclusions.".to_owned());
        return parts.join("\n\n");
    };
    let mentions = |fate| found.mentions.iter().filter(|m| m.change == fate).count() as u64;
    let mut articles: Vec<_> = found.documents.iter().map(|d| &d.document).collect();
    articles.dedup();
    parts[0].push_str(&format!(
        "\nmentions: {} gained, {} lost, {} altered, in {} of {} articles",
        thousands(mentions(MentionFate::Gained)),
        thousands(mentions(MentionFate::Lost)),
        thousands(mentions(MentionFate::Altered)),
        thousands(articles.len() as u64),
        thousands(found.read as u64),
    ));
    let crossed: Vec<_> = found.contrasts.iter().filter(|c| c.change != Change::None).collect();
    parts[0].push_str(&format!(
        "\ncontrasts: {} cross a line (interval, sign or q), in {} of them a conclusion falls or arises; {} more come out otherwise",
        thousands(crossed.len() as u64),
        thousands(crossed.iter().filter(|c| c.conclusive()).count() as u64),
        thousands((found.contrasts.len() - crossed.len()) as u64),
    ));
    if !crossed.is_empty() {
        parts.push(contrast_table(&crossed, labels, width));
    }
    if crossed.len() > MOST {
        parts.push(format!("… and {} more contrasts that cross a line", thousands((crossed.len() - MOST) as u64)));
    }
    let ranked = ranked(entries);
    if !ranked.is_empty() {
        parts.push("The entry changes that matter most:".to_owned());
        parts.extend(ranked.iter().take(MOST).map(|index| told(*index, &entries[*index], found.mentions)));
    }
    parts.join("\n\n")
}

/// Entry changes by contrasts moved, then mentions, then name; those without any effect last.
fn ranked(entries: &[EntryChange]) -> Vec<usize> {
    let mentions = |e: &EntryChange| e.gained.unwrap_or(0) + e.lost.unwrap_or(0) + e.altered.unwrap_or(0);
    let mut places: Vec<usize> = (0..entries.len()).collect();
    // Stable: equals keep the order of the table.
    places.sort_by_key(|&i| std::cmp::Reverse((entries[i].contrasts.unwrap_or(0), mentions(&entries[i]))));
    places
}

/// One entry change with what it does, and sentences.
fn told(index: usize, change: &EntryChange, mentions: &[MentionChange]) -> String {
    let count = |n: Option<u64>| thousands(n.unwrap_or(0));
    let mut text = format!(
        "{} {} ({}, {}): {} gained, {} lost, {} altered; contrasts over a line: {}",
        change.change.name(),
        change.entry,
        change.frame,
        change.language,
        count(change.gained),
        count(change.lost),
        count(change.altered),
        count(change.contrasts),
    );
    if change.change == Fate::Changed {
        text.push_str(&format!("\n    was: {}\n    is:  {}", change.before, change.after));
    }
    for mention in mentions.iter().filter(|m| m.by == Some(index)).take(SENTENCES) {
        let sign = match mention.change {
            MentionFate::Gained => '+',
            MentionFate::Lost => '-',
            MentionFate::Altered => '~',
        };
        let (left, right) = (tail(&mention.left), head(&mention.right));
        text.push_str(&format!("\n  {sign} {left}[{}]{right} ({})", mention.cue, mention.document));
    }
    text
}

fn head(text: &str) -> String {
    let short: String = text.chars().take(CONTEXT).collect();
    if short.len() < text.len() { format!("{short}…") } else { short }
}

fn tail(text: &str) -> String {
    let skip = text.chars().count().saturating_sub(CONTEXT);
    let short: String = text.chars().skip(skip).collect();
    if skip > 0 { format!("…{short}") } else { short }
}

fn entry_table(entries: &[&EntryChange], width: u16) -> String {
    let mut table = ruled(width);
    table.set_header(["change", "frame", "language", "entry", "before", "after"]);
    for entry in entries.iter().take(2 * MOST) {
        let name = match &entry.was {
            Some(was) => format!("{} (was {was})", entry.entry),
            None => entry.entry.clone(),
        };
        let cells = [entry.change.name(), &entry.frame, &entry.language, &name, &entry.before, &entry.after];
        table.add_row(cells);
    }
    let more = entries.len().saturating_sub(2 * MOST);
    if more > 0 { format!("{table}\n… and {} more", thousands(more as u64)) } else { table.to_string() }
}

fn contrast_table(rows: &[&ContrastChange], labels: &Labels, width: u16) -> String {
    let mut table = ruled(width);
    table.set_header(["frame", "contrast", "ratio before", "ratio now", "crosses", "because"]);
    for row in rows.iter().take(MOST) {
        let label = |id: &str| labels.get(id).map_or(id, String::as_str).to_owned();
        let event = if row.event == ALL { String::new() } else { format!(" ({})", label(&row.event)) };
        table.add_row([
            label(&row.frame),
            format!("{} against {}{event}", label(&row.target), label(&row.reference)),
            interval(row.ratio_old, row.low_old, row.high_old),
            interval(row.ratio_new, row.low_new, row.high_new),
            row.change.name().to_owned(),
            row.because.split("; ").next().unwrap_or_default().to_owned(),
        ]);
    }
    table.to_string()
}

fn ruled(width: u16) -> Table {
    let mut table = Table::new();
    table.load_style(RULED).set_content_arrangement(ContentArrangement::Dynamic).set_width(width.max(60));
    table
}
