//! The summary that a run prints: sources × frames, the strongest differences,
//! and what to beware of.

use std::collections::{BTreeMap, BTreeSet};

use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, Table, TableStyle, Width};

use crate::annotate::Annotation;
use crate::annotate::find::Annotator;
use crate::compare::{ALL, Comparison, ContrastRow, FrameRow, Role, RoleRow, SharedEvents, Timeline};
use crate::corpus::Document;
use crate::lexicon::Actor;
use crate::report::number::thousands;
use crate::tally::Labels;
use crate::tally::count::group_of;

/// A line under the head and nothing else, as in print.
pub const RULED: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─'));

/// What the summary needs besides the comparison.
#[derive(Debug, Clone, Default)]
pub struct Context {
    /// Labels of sources, frames and events.
    pub labels: Labels,
    /// Labels of actors (ids of actors and of sources may be alike).
    pub actors: Labels,
    /// Columns of the terminal.
    pub width: u16,
    /// Most sources and differences to show.
    pub sources: usize,
    /// Most differences to show.
    pub differences: usize,
}

impl Context {
    fn actor<'a>(&'a self, id: &'a str) -> &'a str {
        self.actors.get(id).map_or(id, String::as_str)
    }

    fn label<'a>(&'a self, id: &'a str) -> &'a str {
        self.labels.get(id).map_or(id, String::as_str)
    }
}

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
    let mut table = plain(context.width);
    let heads = ["", "documents", "tokens"].into_iter().map(str::to_owned);
    table.set_header(heads.chain(frames.iter().map(|f| context.label(f).to_owned())));
    for (source, documents, tokens) in &sources {
        let cell = |frame: &&str| {
            let row = pooled.iter().find(|r| r.source == *source && r.frame == **frame);
            row.map_or(String::new(), |r| match r.rate {
                Some(_) if r.mentions == 0 => "0".to_owned(),
                Some(rate) => format!("{rate:.2} ({})", r.mentions),
                None => String::new(),
            })
        };
        let start = [context.label(source).to_owned(), documents.to_string(), thousands(*tokens)];
        table.add_row(start.into_iter().chain(frames.iter().map(cell)));
    }
    // A name may wrap between its words, not within them.
    let word = sources.iter().flat_map(|(s, ..)| context.label(s).split(' ')).map(|w| w.chars().count()).max();
    if let Some(column) = table.column_mut(0) {
        column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(word.unwrap_or(0).min(40) as u16 + 2)));
    }
    for index in 1..3 + frames.len() {
        if let Some(column) = table.column_mut(index) {
            column.set_cell_alignment(CellAlignment::Right);
            column.set_constraint(ColumnConstraint::ContentWidth);
        }
    }
    let rest = if all > sources.len() {
        format!("\n… and {} more sources, in frames.csv", all - sources.len())
    } else {
        String::new()
    };
    format!("Mentions per 1,000 tokens (number of mentions)\n{table}{rest}")
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
    let mut table = plain(context.width);
    table.set_header(std::iter::once(String::new()).chain(frames.iter().map(|f| context.label(f).to_owned())));
    for source in sources.iter().take(context.sources) {
        let cell = |frame: &&str| {
            let named = agents_of(comparison, source, frame);
            let unsaid = named.iter().find(|r| r.actor.is_none()).map(|r| format!("unsaid\u{a0}{}", r.mentions));
            let most = named.iter().filter(|r| r.actor.is_some()).take(2);
            let parts = most
                .map(|r| format!("{}\u{a0}{}", context.actor(r.actor.as_deref().unwrap_or_default()), r.mentions))
                .chain(unsaid);
            parts.collect::<Vec<_>>().join(", ")
        };
        table.add_row(std::iter::once(context.label(source).to_owned()).chain(frames.iter().map(cell)));
    }
    format!("Who is presented as doing it (mentions, every voice and stance; the two named most)\n{table}")
}

/// The pooled contrasts that are told first.
#[derive(Debug, Clone, PartialEq)]
pub struct Strongest<'r> {
    /// Whether the data support them (q < 0.05); else they are the largest seen, and may be chance.
    pub supported: bool,
    /// By p, then by how far apart the rates are.
    pub rows: Vec<&'r ContrastRow>,
}

/// Whom one source presents as doing it in one frame, over all events: the most
/// named first, the unsaid last.
pub fn agents_of<'r>(comparison: &'r Comparison, source: &str, frame: &str) -> Vec<&'r RoleRow> {
    let is = |r: &&RoleRow| r.event == ALL && r.role == Role::Agent && r.source == source && r.frame == frame;
    let mut named: Vec<&RoleRow> = comparison.roles.iter().filter(is).filter(|r| r.mentions > 0).collect();
    named.sort_by_key(|r| (r.actor.is_none(), std::cmp::Reverse(r.mentions), r.actor.clone()));
    named
}

/// The strongest pooled differences that the data support, else the largest, said to be unsupported.
pub fn strongest(comparison: &Comparison, most: usize) -> Strongest<'_> {
    let pooled = || comparison.contrasts.iter().filter(|r| r.event == ALL && r.testable && r.p.is_some());
    let mut rows: Vec<&ContrastRow> = pooled().filter(|r| r.q.is_some_and(|q| q < 0.05)).collect();
    let supported = !rows.is_empty();
    if !supported {
        rows = pooled().collect();
    }
    rows.sort_by(|a, b| {
        let by_p = a.p.unwrap_or(1.0).total_cmp(&b.p.unwrap_or(1.0));
        let names = |r: &ContrastRow| (r.frame.clone(), r.target.clone(), r.reference.clone());
        by_p.then(strength(b).total_cmp(&strength(a))).then_with(|| names(a).cmp(&names(b)))
    });
    rows.truncate(most);
    Strongest { supported, rows }
}

/// The strongest differences as a table.
pub fn differences(comparison: &Comparison, context: &Context) -> String {
    let Strongest { supported, rows } = strongest(comparison, context.differences);
    let heading = match (supported, rows.is_empty()) {
        (_, true) => return NO_DIFFERENCE.to_owned(),
        (true, _) => "Largest differences (q < 0.05, Benjamini–Hochberg over all contrasts)",
        (false, _) => "Largest differences (none stands at q < 0.05 with so little text)",
    };
    let mut table = plain(context.width);
    table.set_header(["frame", "more in", "than in", "times", "95 % interval", "p", "q"]);
    for row in &rows {
        table.add_row(difference(row, context));
    }
    for index in [0, 3, 4, 5, 6] {
        if let Some(column) = table.column_mut(index) {
            if index > 0 {
                column.set_cell_alignment(CellAlignment::Right);
            }
            column.set_constraint(ColumnConstraint::ContentWidth);
        }
    }
    let events = events(&rows, context);
    format!("{heading}\n{table}{events}")
}

/// Most events named in a line of the summary, and the longest name, in characters.
const EVENTS_NAMED: usize = 2;
const EVENT_NAME: usize = 40;

/// Within which events each pair is compared, and which of them one side passes
/// over: what a source chooses to tell is no part of p. Empty without events.
fn events(rows: &[&ContrastRow], context: &Context) -> String {
    let mut told: Vec<(&str, &str, &SharedEvents)> = Vec::new();
    for row in rows {
        if let Some(shared) =
            row.shared.as_deref().filter(|_| !told.iter().any(|t| (t.0, t.1) == (&row.target, &row.reference)))
        {
            told.push((&row.target, &row.reference, shared));
        }
    }
    if told.is_empty() {
        return String::new();
    }
    let mut text = String::from("\np compares articles of the same events:");
    for (target, reference, shared) in told {
        let (target, reference) = (context.label(target), context.label(reference));
        text.push_str(&format!("\n  {target} and {reference}: "));
        text.push_str(&shared.notes().first().filter(|_| shared.any()).cloned().unwrap_or("no shared event".into()));
        for (who, events) in [(target, &shared.target_only), (reference, &shared.reference_only)] {
            if !events.is_empty() {
                text.push_str(&format!("; only {who} tells {}", listed(events, context)));
            }
        }
    }
    text
}

/// The first events by label, and how many more there are.
fn listed(events: &[String], context: &Context) -> String {
    let name = |id: &String| {
        let label = context.label(id);
        let short: String = label.chars().take(EVENT_NAME).collect();
        if short == label { format!("“{label}”") } else { format!("“{}…”", short.trim_end()) }
    };
    let mut labels: Vec<String> = events.iter().take(EVENTS_NAMED).map(name).collect();
    if events.len() > EVENTS_NAMED {
        labels.push(format!("{} more", events.len() - EVENTS_NAMED));
    }
    match labels.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        None => String::new(),
    }
}

/// What the dates leave out of the timeline, one remark each; only what applies.
pub fn dates(timeline: &Timeline) -> Vec<String> {
    let Some((first, last)) = timeline.span else {
        let said = "No document has a date: timeline.csv is empty and no timeline is drawn";
        return (timeline.undated > 0).then(|| said.to_owned()).into_iter().collect();
    };
    let documents = |n: u64, one: &str, many: &str| match n {
        1 => format!("1 document {one}"),
        n => format!("{} documents {many}", thousands(n)),
    };
    let mut remarks = Vec::new();
    if timeline.undated > 0 {
        remarks.push(documents(
            timeline.undated,
            "without a date is not in the timeline",
            "without a date are not in the timeline",
        ));
    }
    if let Some(day) = timeline.apart.first() {
        let dated =
            documents(timeline.apart.len() as u64, "is dated far from all others", "are dated far from all others");
        remarks.push(format!(
            "{dated} ({day}{}): in timeline.csv, not on the chart",
            if timeline.apart.len() > 1 { ", …" } else { "" }
        ));
    }
    if first == last {
        remarks.push(format!("Every dated document is of one day, {first}: no timeline is drawn"));
    }
    remarks
}

const NO_DIFFERENCE: &str = "No difference between sources can be tested: that takes several documents of two sources, \
     and a frame that one of them uses.";

/// How far apart the two rates are; without bound where one is zero.
fn strength(row: &ContrastRow) -> f64 {
    match row.rate_ratio {
        Some(ratio) => ratio.ln().abs(),
        None => f64::INFINITY,
    }
}

/// A contrast told from the side with the larger rate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference<'r> {
    /// The source with the larger rate.
    pub more: &'r str,
    /// The other.
    pub less: &'r str,
    /// How many times the rate of the other; `None` where that has no mention.
    pub times: Option<f64>,
    /// The 95 % interval of that.
    pub interval: Option<(f64, f64)>,
}

impl<'r> Difference<'r> {
    /// Of a row of `contrasts.csv`.
    pub fn of(row: &'r ContrastRow) -> Difference<'r> {
        let flip = row.rate_target < row.rate_reference;
        let (more, less) = if flip { (&row.reference, &row.target) } else { (&row.target, &row.reference) };
        let turned = |x: Option<f64>| x.map(|x| if flip { 1.0 / x } else { x });
        let (low, high) = if flip { (row.ratio_high, row.ratio_low) } else { (row.ratio_low, row.ratio_high) };
        // A ratio against nothing is no number, and one of nothing turned over neither.
        let times = turned(row.rate_ratio).filter(|times| times.is_finite());
        Difference { more, less, times, interval: turned(low).zip(turned(high)) }
    }
}

/// The cells of one difference, the larger rate first.
fn difference(row: &ContrastRow, context: &Context) -> [String; 7] {
    let found = Difference::of(row);
    let interval = found.interval.map_or("–".to_owned(), |(l, h)| format!("{} to {}", short(l), short(h)));
    let times = found.times.map_or("only there".to_owned(), short);
    let number = |p: Option<f64>| p.map_or("–".to_owned(), p_value);
    let label = |id: &str| context.label(id).to_owned();
    [label(&row.frame), label(found.more), label(found.less), times, interval, number(row.p), number(row.q)]
}

/// What a reader of the results should know, one remark each; only what applies.
pub fn cautions(documents: &[Document], annotations: &[Annotation], annotator: &Annotator, by: &str) -> Vec<String> {
    let mut remarks = Vec::new();
    let mut add = |count: usize, one: &str, many: &str| match count {
        0 => {}
        1 => remarks.push(format!("1 document {one}")),
        n => remarks.push(format!("{n} documents {many}")),
    };
    let unnamed = documents.iter().zip(annotations).filter(|(d, a)| group_of(d, a, by).is_empty()).count();
    add(
        unnamed,
        &format!("has no {by} and is shown as `unknown`, outside every contrast"),
        &format!("have no {by} and are shown as `unknown`, outside every contrast"),
    );
    let undated = documents.iter().filter(|d| d.date.is_none()).count();
    if !annotator.events.is_empty() {
        add(
            undated,
            "has no date and joins an event by its terms alone",
            "have no date and join an event by their terms alone",
        );
    }
    let foreign = annotations.iter().filter(|a| !annotator.knows(&a.language)).count();
    add(
        foreign,
        "is in a language without entries: no frame can be found in it",
        "are in languages without entries: no frame can be found in them",
    );
    remarks
}

/// Languages of the documents in which no actor has a form, once each.
pub fn speechless(actors: &[Actor], annotations: &[Annotation]) -> Vec<String> {
    if actors.is_empty() {
        return Vec::new();
    }
    let mut languages: BTreeMap<&str, usize> = BTreeMap::new();
    annotations.iter().for_each(|a| *languages.entry(&a.language).or_default() += 1);
    languages.retain(|language, _| !actors.iter().any(|a| a.forms.get(*language).is_some_and(|f| !f.is_empty())));
    let remark = |(language, count): (&str, usize)| {
        format!(
            "No actor has a form in `{language}`: agent and patient stay empty in {count} documents (add `{language} = [...]` to the actors file)"
        )
    };
    languages.into_iter().map(remark).collect()
}

/// Three significant digits.
pub fn short(x: f64) -> String {
    match x.abs() {
        a if a >= 100.0 => format!("{x:.0}"),
        a if a >= 10.0 => format!("{x:.1}"),
        _ => format!("{x:.2}"),
    }
}

/// Three decimals, `<0.001` below that.
pub fn p_value(p: f64) -> String {
    if p < 0.001 { "<0.001".to_owned() } else { format!("{p:.3}") }
}

fn plain(width: u16) -> Table {
    let mut table = Table::new();
    table.load_style(RULED).set_content_arrangement(ContentArrangement::Dynamic).set_width(width.max(60));
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_grouped() {
        assert_eq!(thousands(1_234_567), "1,234,567");
        assert_eq!(thousands(12), "12");
        assert_eq!(short(0.1234), "0.12");
        assert_eq!(short(123.4), "123");
        assert_eq!(p_value(0.0001), "<0.001");
    }
}
