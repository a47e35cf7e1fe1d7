//! Tables of the summary: how much each source uses each frame, and whom it presents as doing it.

use std::collections::BTreeSet;

use comfy_table::{CellAlignment, ContentArrangement, Table};

use super::lines::{heading, short};
use super::{Context, RULED};
use crate::compare::{ALL, Comparison, FrameRow, Role, RoleRow};
use crate::report::number::thousands;

/// Longest name of an actor in a cell, characters.
const ACTOR: usize = 22;
/// Widest column of names, and the space around a cell, characters.
const NAME: usize = 26;
const PADDING: usize = 3;

/// Rates per 1,000 tokens (mentions in brackets), sources down, frames across.
pub fn rates(comparison: &Comparison, context: &Context) -> String {
    let pooled: Vec<&FrameRow> = comparison.frames.iter().filter(|r| r.event == ALL).collect();
    let frames: BTreeSet<&str> = pooled.iter().map(|r| r.frame.as_str()).collect();
    let mut sources: Vec<(&str, u64, u64)> = Vec::new();
    for row in &pooled {
        if !sources.iter().any(|(s, ..)| *s == row.source) {
            sources.push((&row.source, row.documents, row.tokens));
        }
    }
    let all = sources.len();
    if all > context.sources {
        sources.sort_by_key(|(name, documents, _)| (std::cmp::Reverse(*documents), *name));
        sources.truncate(context.sources);
        sources.sort_unstable();
    }
    let cell = |source: &str, frame: &str| {
        let row = pooled.iter().find(|r| r.source == source && r.frame == frame);
        row.map_or(String::new(), |r| match r.rate {
            Some(_) if r.mentions == 0 => "0".to_owned(),
            Some(rate) => format!("{rate:.2} ({})", r.mentions),
            None => String::new(),
        })
    };
    let names = column("", sources.iter().map(|(s, ..)| context.label(s).to_owned()));
    let mut columns = vec![
        column("texts", sources.iter().map(|(_, documents, _)| thousands(*documents))),
        column("tokens", sources.iter().map(|(.., tokens)| thousands(*tokens))),
    ];
    columns.extend(frames.iter().map(|f| column(context.label(f), sources.iter().map(|(s, ..)| cell(s, f)))));
    let rest = if all > sources.len() {
        format!("\n… and {} more sources, in frames.csv", all - sources.len())
    } else {
        String::new()
    };
    let title = heading("Mentions per 1,000 tokens (number of mentions)", context.color);
    format!("{title}\n{}{rest}", tables(&names, &columns, context, CellAlignment::Right))
}

/// Whom each source presents as doing it, frame by frame: the two named most,
/// and how often nobody is. Empty where no actors are known.
pub fn doers(comparison: &Comparison, context: &Context) -> String {
    let agents = || comparison.roles.iter().filter(|r| r.event == ALL && r.role == Role::Agent);
    if agents().all(|r| r.actor.is_none()) {
        return String::new();
    }
    let frames: BTreeSet<&str> = agents().map(|r| r.frame.as_str()).collect();
    let mut sources: Vec<&str> = agents().map(|r| r.source.as_str()).collect();
    sources.dedup();
    sources.truncate(context.sources);
    let cell = |source: &str, frame: &str| {
        let named = agents_of(comparison, source, frame);
        let unsaid = named.iter().find(|r| r.actor.is_none()).map(|r| format!("unsaid {}", r.mentions));
        let name = |id: &Option<String>| short(context.actor(id.as_deref().unwrap_or_default()), ACTOR);
        let most = named.iter().filter(|r| r.actor.is_some()).take(2);
        most.map(|r| format!("{} {}", name(&r.actor), r.mentions)).chain(unsaid).collect::<Vec<_>>().join("\n")
    };
    let names = column("", sources.iter().map(|s| context.label(s).to_owned()));
    let columns: Vec<Column> =
        frames.iter().map(|f| column(context.label(f), sources.iter().map(|s| cell(s, f)))).collect();
    let title = heading("Who is presented as doing it", context.color);
    let subtitle = "mentions of every voice and stance; the top two";
    format!("{title} ({subtitle})\n{}", tables(&names, &columns, context, CellAlignment::Left))
}

/// Whom one source presents as doing it in one frame, over all events: the most
/// named first, the unsaid last.
pub fn agents_of<'r>(comparison: &'r Comparison, source: &str, frame: &str) -> Vec<&'r RoleRow> {
    let is = |r: &&RoleRow| r.event == ALL && r.role == Role::Agent && r.source == source && r.frame == frame;
    let mut named: Vec<&RoleRow> = comparison.roles.iter().filter(is).filter(|r| r.mentions > 0).collect();
    named.sort_by_key(|r| (r.actor.is_none(), std::cmp::Reverse(r.mentions), r.actor.clone()));
    named
}

/// A column: its head, broken where it may be, and its cells.
struct Column {
    head: String,
    cells: Vec<String>,
}

fn column(head: &str, cells: impl Iterator<Item = String>) -> Column {
    Column { head: head.replace('-', "-\n").replace(' ', "\n"), cells: cells.collect() }
}

impl Column {
    /// Columns of the terminal that it needs.
    fn width(&self) -> usize {
        let lines = self.cells.iter().chain([&self.head]).flat_map(|cell| cell.lines());
        PADDING + lines.map(|line| line.chars().count()).max().unwrap_or(0)
    }
}

/// The columns in as many tables as the width asks for, the names before each.
fn tables(names: &Column, columns: &[Column], context: &Context, align: CellAlignment) -> String {
    let longest = |name: &String| name.split(' ').map(|word| word.chars().count()).max().unwrap_or(0);
    let least = names.cells.iter().map(longest).max().unwrap_or(0).min(NAME) + PADDING;
    let mut out: Vec<String> = Vec::new();
    let mut start = 0;
    while start < columns.len() {
        let (mut end, mut used) = (start, least);
        while end < columns.len() && (end == start || used + columns[end].width() <= context.columns()) {
            used += columns[end].width();
            end += 1;
        }
        let room = (context.columns().saturating_sub(used - least)).max(least) - PADDING;
        out.push(table(names, &columns[start..end], room.min(NAME), align));
        start = end;
    }
    out.join("\n\n")
}

fn table(names: &Column, columns: &[Column], room: usize, align: CellAlignment) -> String {
    let mut table = Table::new();
    table.load_style(RULED).set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(std::iter::once(String::new()).chain(columns.iter().map(|c| c.head.clone())));
    for (i, name) in names.cells.iter().enumerate() {
        if columns.iter().all(|c| c.cells[i].is_empty()) {
            continue;
        }
        let name = super::paragraph(&broken(name, room), room, "", "");
        table.add_row(std::iter::once(name).chain(columns.iter().map(|c| c.cells[i].clone())));
    }
    for index in 1..=columns.len() {
        if let Some(column) = table.column_mut(index) {
            column.set_cell_alignment(align);
        }
    }
    table.to_string().lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

/// A name whose words are not wider than the column.
fn broken(name: &str, room: usize) -> String {
    name.split(' ').map(|word| short(word, room)).collect::<Vec<_>>().join(" ")
}
