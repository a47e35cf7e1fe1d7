//! The strongest differences of the summary, each with a sentence.

use crate::compare::{ALL, Comparison, ContrastRow, SharedEvents};

use super::lines::{CUE, heading, marked, paragraph};
use super::{Context, Example};

/// Most characters of a sentence on each side of its cue.
const AROUND: usize = 110;
/// Indentation of what stands below a difference.
const INDENT: &str = "   ";

/// The pooled contrasts that are told first.
#[derive(Debug, Clone, PartialEq)]
pub struct Strongest<'r> {
    /// Whether the data support them (q < 0.05); else they are the largest seen, and may be chance.
    pub supported: bool,
    /// By p, then by how far apart the rates are.
    pub rows: Vec<&'r ContrastRow>,
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

/// The strongest differences, each with its example ([`examples`](super::examples)).
pub fn differences(comparison: &Comparison, examples: &[Option<Example>], context: &Context) -> String {
    let Strongest { supported, rows } = strongest(comparison, context.differences);
    let width = context.columns();
    let (title, told) = match (supported, rows.is_empty()) {
        (_, true) => return paragraph(NO_DIFFERENCE, width, "", ""),
        (true, _) => ("Strongest differences", " (q < 0.05, Benjamini–Hochberg over all contrasts)"),
        (false, _) => ("Largest differences", " (none stands at q < 0.05 with so little text)"),
    };
    let mut out = heading(title, context.color) + told;
    for (place, row) in rows.iter().enumerate() {
        let example = examples.get(place).and_then(Option::as_ref);
        out.push('\n');
        out.push_str(&difference(place + 1, row, example, context));
    }
    if rows.iter().any(|row| row.shared.is_some()) {
        let said = "p compares articles of the same events alone; what a source chooses to tell is no part of it.";
        out.push('\n');
        out.push_str(&paragraph(said, width, "", ""));
    }
    out
}

const NO_DIFFERENCE: &str = "No difference between sources can be tested: that takes several documents of two sources, \
     and a frame that one of them uses.";

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

/// Head, numbers, shared events, and the sentence.
fn difference(place: usize, row: &ContrastRow, example: Option<&Example>, context: &Context) -> String {
    let width = context.columns();
    let found = Difference::of(row);
    let (more, less) = (context.label(found.more), context.label(found.less));
    let times = found.times.map_or_else(
        || format!("only in {more}, not in {less}"),
        |times| format!("{} times as much in {more} as in {less}", short(times)),
    );
    let head = format!("{}: {times}", context.label(&row.frame));
    let rate = |rate: Option<f64>| rate.map_or("–".to_owned(), |rate| format!("{rate:.2}"));
    let rates = if found.more == row.target {
        (row.rate_target, row.rate_reference)
    } else {
        (row.rate_reference, row.rate_target)
    };
    let mut numbers = format!("{} against {} per 1,000 tokens", rate(rates.0), rate(rates.1));
    if let Some((low, high)) = found.interval.filter(|(low, high)| low.is_finite() && high.is_finite()) {
        numbers.push_str(&format!("; 95 % interval {} to {}", short(low), short(high)));
    }
    for (name, value) in [("p", row.p), ("q", row.q)] {
        numbers.push_str(&value.map_or_else(String::new, |p| format!(", {name}\u{a0}{}", p_value(p))));
    }
    let mut parts = vec![
        paragraph(&head, width, &format!("{place}. "), INDENT),
        paragraph(&numbers.replace(" %", "\u{a0}%"), width, INDENT, INDENT).replace('\u{a0}', " "),
    ];
    if let Some(shared) = row.shared.as_deref() {
        parts.push(paragraph(&events(row, shared, context), width, INDENT, INDENT));
    }
    parts.extend(example.map(|example| quoted(example, more, context)));
    parts.join("\n")
}

/// The sentence with its cue, and where it stands.
fn quoted(example: &Example, source: &str, context: &Context) -> String {
    let line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let open = |text: &str, end: bool| {
        text.chars().last().filter(|_| end).or(text.chars().next().filter(|_| !end)).is_some_and(char::is_whitespace)
    };
    let before = if open(&example.left, true) { " " } else { "" };
    let behind = if open(&example.right, false) { " " } else { "" };
    let sentence = format!(
        "“{}{before}{}{}{}{behind}{}”",
        last(&line(&example.left)),
        CUE.0,
        line(&example.cue),
        CUE.1,
        first(&line(&example.right))
    );
    let date = example.date.map(|date| format!(", {date}")).unwrap_or_default();
    let width = context.columns();
    let sentence = marked(&paragraph(&sentence, width, INDENT, INDENT), context.color);
    let place = paragraph(&format!("{source}{date}, {}", example.document), width, "   — ", "     ");
    format!("{sentence}\n{place}")
}

/// The end of what stands before a cue.
fn last(text: &str) -> String {
    let count = text.chars().count();
    if count <= AROUND {
        return text.to_owned();
    }
    let rest: String = text.chars().skip(count - AROUND).collect();
    format!("… {}", rest.split_once(' ').map_or(&*rest, |(_, words)| words))
}

/// The beginning of what stands behind a cue.
fn first(text: &str) -> String {
    if text.chars().count() <= AROUND {
        return text.to_owned();
    }
    let start: String = text.chars().take(AROUND).collect();
    format!("{} …", start.rsplit_once(' ').map_or(&*start, |(words, _)| words))
}

/// Within which events a pair is compared, and which of them one side passes over.
fn events(row: &ContrastRow, shared: &SharedEvents, context: &Context) -> String {
    let mut text = shared.notes().first().filter(|_| shared.any()).cloned().unwrap_or("no shared event".into());
    for (who, events) in [(&row.target, &shared.target_only), (&row.reference, &shared.reference_only)] {
        if !events.is_empty() {
            text.push_str(&format!("; only {} tells {}", context.label(who), listed(events, context)));
        }
    }
    text
}

/// Most events named in a line of the summary, and the longest name, in characters.
const EVENTS_NAMED: usize = 2;
const EVENT_NAME: usize = 40;

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

/// How far apart the two rates are; without bound where one is zero.
fn strength(row: &ContrastRow) -> f64 {
    match row.rate_ratio {
        Some(ratio) => ratio.ln().abs(),
        None => f64::INFINITY,
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        assert_eq!(short(0.1234), "0.12");
        assert_eq!(short(123.4), "123");
        assert_eq!(p_value(0.0001), "<0.001");
    }

    #[test]
    fn long_sentences_keep_the_words_beside_the_cue() {
        let long = "word ".repeat(40);
        let (before, behind) = (last(long.trim()), first(long.trim()));
        assert!(before.starts_with("… word") && before.chars().count() <= AROUND + 2, "{before}");
        assert!(behind.ends_with("word …") && behind.chars().count() <= AROUND + 2, "{behind}");
        assert_eq!((last("short"), first("short")), ("short".into(), "short".into()));
    }
}
