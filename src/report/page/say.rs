//! The summary of the page, in sentences. Which differences the data support,
//! and whom a source names, is decided by [`summary`](crate::report::summary).

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::Page;
use crate::compare::{ALL, ContrastRow, FrameRow};
use crate::report::number::{counted, thousands};
use crate::report::summary::{Difference, agents_of, p_value, short, strongest};

/// Most differences, sources of a sentence and silent events that are told.
const MOST_DIFFERENCES: usize = 5;
const MOST_SOURCES: usize = 12;
const MOST_SILENT: usize = 8;

/// What a number in a sentence opens.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Opening<'a> {
    pub list: Option<&'a str>,
    pub event: Option<&'a str>,
    pub source: Option<&'a str>,
    pub frame: Option<&'a str>,
    pub agent: Option<&'a str>,
}

/// A number that opens its sentences.
pub(super) fn open(words: &str, total: u64, what: Opening<'_>) -> Markup {
    if total == 0 {
        return html! { (words) };
    }
    html! {
        button.open type="button" data-list=[what.list] data-event=[what.event] data-source=[what.source]
            data-frame=[what.frame] data-agent=[what.agent] data-total=(total) { (words) }
    }
}

impl Page<'_> {
    pub(super) fn label<'p>(&'p self, id: &'p str) -> &'p str {
        self.caption.labels.get(id).map_or(id, String::as_str)
    }

    fn actor<'p>(&'p self, id: &'p str) -> &'p str {
        self.caption.actors.get(id).map_or(id, String::as_str)
    }

    fn pooled(&self) -> impl Iterator<Item = &FrameRow> {
        self.comparison.frames.iter().filter(|r| r.event == ALL)
    }

    /// Frames that are counted once, those with most mentions first.
    fn frames(&self) -> Vec<&str> {
        let mut sums: BTreeMap<&str, u64> = BTreeMap::new();
        let tops = self.pooled().filter(|r| self.tops.contains(r.frame.as_str()));
        tops.for_each(|r| *sums.entry(&r.frame).or_default() += r.mentions);
        let mut frames: Vec<(&str, u64)> = sums.into_iter().filter(|f| f.1 > 0).collect();
        frames.sort_by_key(|f| std::cmp::Reverse(f.1));
        frames.into_iter().map(|f| f.0).collect()
    }
}

/// A rate, three digits; 0 as it is.
fn number(rate: Option<f64>) -> String {
    match rate {
        Some(0.0) => "0".to_owned(),
        Some(rate) => short(rate),
        None => "–".to_owned(),
    }
}

/// What was compared.
pub(super) fn scope(page: &Page<'_>) -> String {
    let known = &page.known;
    let mut words = format!(
        "{} ({} words) of {}",
        counted(known.counted, "article"),
        thousands(known.tokens),
        match (known.groups, page.by) {
            (n, "source" | "side" | "language") => counted(n as u64, page.by),
            (n, field) => format!("{} by {field}", counted(n as u64, "group")),
        }
    );
    if let Some((first, last)) = known.dates {
        words.push_str(&if first == last { format!(", of {first}") } else { format!(", from {first} to {last}") });
    }
    if !page.events.is_empty() {
        words.push_str(&format!("; {}", counted(page.events.len() as u64, "event")));
    }
    words
}

/// The summary: what is supported, what the articles hold, who is named, who is silent.
pub(super) fn say(page: &Page<'_>) -> Markup {
    let (differences, held, agents, silent) = (differences(page), held(page), agents(page), silent(page));
    html! {
        h3 { "Differences that the data support" }
        (differences)
        @if !held.is_empty() {
            h3 { "How much of each frame these articles hold" }
            p.note { "Counts of these articles. Whether two sources differ by more than chance is said above." }
            ul { @for item in &held { li { (item) } } }
        }
        @if !agents.is_empty() {
            h3 { "Who is presented as doing it" }
            p.note { "Every voice and stance counts: also quotations, denials and suppositions." }
            ul { @for item in &agents { li { (item) } } }
        }
        @if !silent.is_empty() {
            h3 { "Who is silent" }
            ul { @for item in &silent { li { (item) } } }
        }
        @if !page.remarks.is_empty() {
            h3 { "What to beware of" }
            ul { @for remark in &page.remarks { li { (remark) } } }
        }
    }
}

fn differences(page: &Page<'_>) -> Markup {
    let found = strongest(page.comparison, MOST_DIFFERENCES);
    let tested = page.comparison.contrasts.iter().filter(|r| r.event == ALL && r.testable && r.p.is_some()).count();
    let Some(first) = found.rows.first() else {
        return html! {
            p { "None can be tested: that takes several articles of two sources on the same events, and a frame that one of them uses." }
        };
    };
    html! {
        @if found.supported {
            ul { @for row in &found.rows { li { (difference(page, row)) } } }
            p.note { "Supported: q below 0.05, that is, p corrected for the number of comparisons in the table." }
        } @else {
            p {
                "None. Of " (counted(tested as u64, "comparison")) " over all events, none stands once p is corrected for their "
                "number (q below 0.05). That does not say that the sources agree: the text may be too little to tell."
            }
            p.note { "The one with the smallest p, which may well be chance: " (difference(page, first)) }
        }
    }
}

/// One difference, the larger rate first, with what it rests on.
fn difference(page: &Page<'_>, row: &ContrastRow) -> Markup {
    let told = Difference::of(row);
    let of = |source: &str| match source == row.target {
        true => (row.rate_target, row.mentions_target, row.n_target),
        false => (row.rate_reference, row.mentions_reference, row.n_reference),
    };
    let side = |source: &str| {
        let (rate, mentions, documents) = of(source);
        let what = Opening { source: Some(source), frame: Some(&row.frame), ..Opening::default() };
        html! {
            (number(rate)) " per 1,000 words ("
            (open(&counted(mentions, "mention"), mentions, what)) " in " (counted(documents, "article")) ")"
        }
    };
    html! {
        strong { (page.label(told.more)) } " uses the frame " strong { (page.label(&row.frame)) } " "
        @match told.times {
            Some(times) => { (short(times)) " times as often as " }
            None => { "and no mention of it is found in " }
        }
        strong { (page.label(told.less)) } ": " (side(told.more)) " against " (side(told.less))
        @if let Some((low, high)) = told.interval { "; 95 % interval " (short(low)) " to " (short(high)) " times" }
        @if let Some(p) = row.p { "; p " (p_value(p)) }
        @if let Some(q) = row.q { ", q " (p_value(q)) }
        "."
        @if !row.note.is_empty() { " " span.note { "(" (row.note) ".)" } }
    }
}

/// Frame by frame, where it is used most and least.
fn held(page: &Page<'_>) -> Vec<Markup> {
    let one = |frame: &str| {
        let mut rows: Vec<&FrameRow> = page.pooled().filter(|r| r.frame == frame && r.rate.is_some()).collect();
        rows.sort_by(|a, b| {
            let rate = |r: &FrameRow| r.rate.unwrap_or_default();
            rate(b).total_cmp(&rate(a)).then_with(|| a.source.cmp(&b.source))
        });
        let sum: u64 = rows.iter().map(|r| r.mentions).sum();
        let (most, least) = (*rows.first()?, *rows.last()?);
        let side = |row: &FrameRow| {
            let what = Opening { source: Some(&row.source), frame: Some(frame), ..Opening::default() };
            html! {
                (page.label(&row.source)) " (" (number(row.rate)) " per 1,000 words, "
                (open(&counted(row.mentions, "mention"), row.mentions, what)) ")"
            }
        };
        let what = Opening { frame: Some(frame), ..Opening::default() };
        Some(html! {
            strong { (page.label(frame)) } ": " (open(&counted(sum, "mention"), sum, what))
            @if rows.len() > 1 { "; most in " (side(most)) ", least in " (side(least)) }
            "."
        })
    };
    page.frames().into_iter().filter_map(one).collect()
}

/// Frame by frame, whom each source names most as the one who does it.
fn agents(page: &Page<'_>) -> Vec<Markup> {
    let one = |frame: &str| {
        let rows: Vec<&FrameRow> = page.pooled().filter(|r| r.frame == frame && r.mentions > 0).collect();
        let mut most: BTreeMap<&str, Vec<(&str, u64, u64)>> = BTreeMap::new();
        let (mut even, mut unsaid, mut sum) = (0, 0, 0);
        for row in &rows {
            let named = agents_of(page.comparison, &row.source, frame);
            sum += row.mentions;
            unsaid += named.iter().filter(|r| r.actor.is_none()).map(|r| r.mentions).sum::<u64>();
            let mut actors = named.iter().filter_map(|r| Some((r.actor.as_deref()?, r.mentions)));
            match (actors.next(), actors.next()) {
                (Some((_, first)), Some((_, second))) if first == second => even += 1,
                (Some((actor, n)), _) => most.entry(actor).or_default().push((&row.source, n, row.mentions)),
                (None, _) => {}
            }
        }
        let mut most: Vec<_> = most.into_iter().collect();
        most.sort_by_key(|(actor, sources)| (std::cmp::Reverse(sources.len()), *actor));
        (!most.is_empty()).then(|| {
            let unnamed = Opening { frame: Some(frame), agent: Some(""), ..Opening::default() };
            html! {
                strong { (page.label(frame)) } ": "
                @for (place, (actor, sources)) in most.iter().enumerate() {
                    @if place > 0 { "; " }
                    (page.actor(actor)) " is named most in " (sources_of(page, frame, actor, sources))
                }
                @if even > 0 { "; two equally often in " (counted(even, page_noun(page))) }
                ". The sentence names nobody in " (open(&thousands(unsaid), unsaid, unnamed)) " of "
                (counted(sum, "mention")) "."
            }
        })
    };
    page.frames().into_iter().filter_map(one).collect()
}

fn page_noun<'p>(page: &Page<'p>) -> &'p str {
    if matches!(page.by, "source" | "side" | "language") { page.by } else { "group" }
}

fn sources_of(page: &Page<'_>, frame: &str, actor: &str, sources: &[(&str, u64, u64)]) -> Markup {
    html! {
        @for (place, (source, n, of)) in sources.iter().take(MOST_SOURCES).enumerate() {
            @if place > 0 { ", " }
            @let what = Opening { source: Some(source), frame: Some(frame), agent: Some(actor), ..Opening::default() };
            (page.label(source)) " (" (open(&n.to_string(), *n, what)) " of " (of) ")"
        }
        @if sources.len() > MOST_SOURCES { " and " (sources.len() - MOST_SOURCES) " more" }
    }
}

/// Sources that do not tell of an event that others tell of.
fn silent(page: &Page<'_>) -> Vec<Markup> {
    let rows = || page.comparison.coverage.iter().filter(|r| r.event != ALL);
    let mut silent: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for row in rows().filter(|r| r.documents == 0 && r.share.is_some()) {
        silent.entry(&row.source).or_default().push(&row.event);
    }
    let said = |(source, events): (&&str, &Vec<&str>)| {
        let labels: Vec<&str> = events.iter().take(MOST_SILENT).map(|e| page.label(e)).collect();
        let more = events.len().saturating_sub(MOST_SILENT);
        html! {
            "Among these articles, none of " (page.label(source)) " tells of "
            @for (place, label) in labels.iter().enumerate() {
                @if place > 0 { @if place + 1 == labels.len() && more == 0 { " or of " } @else { ", of " } }
                "“" (label) "”"
            }
            @if more > 0 { " or of " (more) " more" }
            "."
        }
    };
    silent.iter().take(MOST_SOURCES).map(said).collect()
}
