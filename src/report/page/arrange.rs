//! Rows → the tables of the page: which columns, by what names, and what opens
//! at each number.

use rayon::prelude::*;
use serde::Serialize;
use serde_json::{Value, json};

use super::cell::Cell;

use super::Condition::{Has, HasIn, Is, Row, Top, Within};
use super::Kind::{Actors, Chance, Count, Interval, Label, Link, Naming, Number, Share, Shares, Text};
use super::List::{Documents, Hits, Holders, Mentions};
use super::{Column, Condition, Kind, List, Opens, Page, Table};
use crate::compare::ALL;

/// Most rows of a table that are looked at; those of most weight, beyond that.
const MOST_ROWS: usize = 20_000;

/// The mention's place among events, sources and frames.
const EVENT: Condition = Row("event", &["event"]);
const SOURCE: Condition = Row("group", &["source"]);
const FRAME: Condition = Row("frame", &["frame"]);
const PAIR: Condition = Row("group", &["target", "reference"]);
const TARGET: Condition = Row("group", &["target"]);
const REFERENCE: Condition = Row("group", &["reference"]);

fn column(key: &'static str, label: &'static str, kind: Kind) -> Column {
    Column { keys: vec![key], label, kind, opens: None }
}

fn interval(low: &'static str, high: &'static str, kind: Kind) -> Column {
    Column { keys: vec![low, high], label: "95 % interval", kind, opens: None }
}

impl Column {
    /// The same column, whose numbers open a list.
    fn opens(mut self, list: List, conditions: &[Condition], total: &'static [&'static str]) -> Column {
        self.opens = Some(Opens { list, conditions: conditions.to_vec(), total });
        self
    }
}

/// The words of a table: its file, its heading, what its rows say.
type Words = (&'static str, &'static str, &'static str);

/// A table of rows; where not all fit, pooled rows stay first, then those of most weight.
fn table<R: Serialize>(words: Words, columns: Vec<Column>, rows: &[R], weigh: impl Fn(&R) -> (bool, f64)) -> Table {
    let mut order: Vec<(usize, (bool, f64))> = rows.iter().map(&weigh).enumerate().collect();
    order.sort_by(|(i, a), (j, b)| b.0.cmp(&a.0).then(b.1.total_cmp(&a.1)).then(i.cmp(j)));
    order.truncate(MOST_ROWS);
    let mut kept: Vec<usize> = order.iter().map(|o| o.0).collect();
    kept.sort_unstable();
    let ranked = order.iter().filter_map(|o| kept.binary_search(&o.0).ok()).collect();
    let keys = keys(&columns);
    let row = |&i: &usize| {
        let mut value = serde_json::to_value(&rows[i]).unwrap_or_default();
        keys.iter().map(|key| value.get_mut(*key).map(Value::take).unwrap_or_default().into()).collect()
    };
    let rows_kept = kept.iter().map(row).collect();
    Table { name: words.0, label: words.1, about: words.2, keys, columns, rows: rows_kept, ranked, known: rows.len() }
}

/// The keys that columns show and ask for, each once.
fn keys(columns: &[Column]) -> Vec<&'static str> {
    let mut keys: Vec<&'static str> = Vec::new();
    let asked = |opens: &Opens| {
        let of = |condition: &Condition| match condition {
            Row(_, columns) | Has(_, columns) => columns.to_vec(),
            HasIn(by, columns) => [&[*by], *columns].concat(),
            Within(from, to) => vec![*from, *to],
            Is(..) | Top => Vec::new(),
        };
        opens.conditions.iter().flat_map(of).chain(opens.total.iter().copied()).collect::<Vec<_>>()
    };
    for column in columns {
        for key in column.keys.iter().copied().chain(column.opens.iter().flat_map(asked)) {
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
    }
    keys
}

/// Every table of the page but that of the documents, in reading order.
pub(super) fn arrange(page: &Page<'_>) -> Vec<Table> {
    let makers: [fn(&Page<'_>) -> Table; 14] = [
        frames, contrasts, roles, narratives, blame, voices, names, coverage, timeline, shifts, terms, map, lexicon,
        events,
    ];
    let mut tables: Vec<Table> = makers.par_iter().map(|make| make(page)).collect();
    tables.retain(|table| !table.rows.is_empty());
    tables
}

/// Event and source, with which most tables begin.
fn head(page: &Page<'_>) -> [Column; 2] {
    let group = match page.by {
        "source" => "Source",
        "side" => "Side",
        "language" => "Language",
        _ => "Group",
    };
    [column("event", "Event", Label), column("source", group, Label)]
}

fn with(head: impl IntoIterator<Item = Column>, rest: impl IntoIterator<Item = Column>) -> Vec<Column> {
    head.into_iter().chain(rest).collect()
}

fn frames(page: &Page<'_>) -> Table {
    let cell = [EVENT, SOURCE, FRAME];
    let of = |more: Condition| [EVENT, SOURCE, FRAME, more];
    let columns = [
        column("frame", "Frame", Label),
        column("mentions", "Mentions", Count).opens(Mentions, &cell, &["mentions"]),
        column("rate", "Per 1,000 words", Number).opens(Mentions, &cell, &["mentions"]),
        interval("rate_low", "rate_high", Interval),
        column("mentions_own", "In own voice", Count).opens(Mentions, &of(Is("voice", &["own"])), &["mentions_own"]),
        column("mentions_attributed", "Quoted or reported", Count).opens(
            Mentions,
            &of(Is("voice", &["quoted", "reported"])),
            &["mentions_attributed"],
        ),
        column("mentions_asserted", "Asserted", Count).opens(
            Mentions,
            &of(Is("stance", &["asserted"])),
            &["mentions_asserted"],
        ),
        column("documents_with", "Articles with it", Count).opens(Holders, &cell, &["documents_with"]),
        column("documents", "Articles", Count).opens(Documents, &[EVENT, SOURCE], &["documents"]),
        column("tokens", "Words", Count).opens(Documents, &[EVENT, SOURCE], &["documents"]),
    ];
    let about = "How much each source uses each frame: mentions, and mentions per 1,000 words of its articles.";
    table(("frames", "Frames", about), with(head(page), columns), &page.comparison.frames, |r| {
        (r.event == ALL, r.mentions as f64)
    })
}

fn contrasts(page: &Page<'_>) -> Table {
    let (both, ours, theirs) = ([EVENT, FRAME, PAIR], [EVENT, FRAME, TARGET], [EVENT, FRAME, REFERENCE]);
    const SUM: &[&str] = &["mentions_target", "mentions_reference"];
    let columns = vec![
        column("event", "Event", Label),
        column("frame", "Frame", Label),
        column("target", "A", Label),
        column("reference", "B", Label),
        column("mentions_target", "Mentions in A", Count).opens(Mentions, &ours, &["mentions_target"]),
        column("mentions_reference", "Mentions in B", Count).opens(Mentions, &theirs, &["mentions_reference"]),
        column("rate_target", "Per 1,000 in A", Number).opens(Mentions, &ours, &["mentions_target"]),
        column("rate_reference", "Per 1,000 in B", Number).opens(Mentions, &theirs, &["mentions_reference"]),
        column("rate_ratio", "Times as much in A", Number).opens(Mentions, &both, SUM),
        interval("ratio_low", "ratio_high", Interval),
        column("p", "p", Chance).opens(Mentions, &both, SUM),
        column("q", "q", Chance).opens(Mentions, &both, SUM),
        column("n_target", "Articles of A", Count).opens(Documents, &[EVENT, TARGET], &["n_target"]),
        column("n_reference", "Articles of B", Count).opens(Documents, &[EVENT, REFERENCE], &["n_reference"]),
        column("method", "Test", Text),
        column("note", "Note", Text),
    ];
    let about = "Two sources held against each other, frame by frame. p: how often chance alone would part them as \
                 far; q: p corrected for the number of comparisons, supported below 0.05. Without p: too little text for a test; without q: too few articles for p to reach 0.05 at all.";
    table(("contrasts", "Differences", about), columns, &page.comparison.contrasts, |r| {
        (r.event == ALL, (r.mentions_target + r.mentions_reference) as f64 + if r.p.is_some() { 1e9 } else { 0.0 })
    })
}

fn roles(page: &Page<'_>) -> Table {
    let cell = [EVENT, SOURCE, FRAME, HasIn("role", &["actor"])];
    let columns = [
        column("frame", "Frame", Label),
        column("role", "Role", Text),
        column("actor", "Actor", Actors),
        column("mentions", "Mentions", Count).opens(Mentions, &cell, &["mentions"]),
        column("share", "Share", Share).opens(Mentions, &cell, &["mentions"]),
        interval("share_low", "share_high", Shares),
    ];
    let about = "Who is presented as doing it (agent) and to whom (patient), as a share of the frame's mentions. \
                 Unsaid: the sentence names nobody. A mention with two actors counts for both.";
    table(("roles", "Roles", about), with(head(page), columns), &page.comparison.roles, |r| {
        (r.event == ALL, r.mentions as f64)
    })
}

fn narratives(page: &Page<'_>) -> Table {
    let cell = [EVENT, SOURCE, FRAME, Row("agent", &["agent"]), Row("patient", &["patient"])];
    let of = |more: Condition| [&cell[..], &[more]].concat();
    let columns = [
        column("agent", "Who does it", Actors),
        column("frame", "Frame", Label),
        column("patient", "To whom", Actors),
        column("mentions", "Mentions", Count).opens(Mentions, &cell, &["mentions"]),
        column("documents", "Articles", Count).opens(Holders, &cell, &["documents"]),
        column("own", "Own voice", Count).opens(Mentions, &of(Is("voice", &["own"])), &["own"]),
        column("quoted", "Quoted", Count).opens(Mentions, &of(Is("voice", &["quoted"])), &["quoted"]),
        column("reported", "Reported", Count).opens(Mentions, &of(Is("voice", &["reported"])), &["reported"]),
        column("asserted", "Asserted", Count).opens(Mentions, &of(Is("stance", &["asserted"])), &["asserted"]),
    ];
    let about = "Who is presented as doing what to whom. Every mention stands in exactly one row.";
    table(("narratives", "Narratives", about), with(head(page), columns), &page.comparison.narratives, |r| {
        (r.event == ALL, r.mentions as f64)
    })
}

fn blame(page: &Page<'_>) -> Table {
    let of = |more: Condition| [EVENT, SOURCE, FRAME, more];
    let columns = [
        column("frame", "Frame", Label),
        column("actor_a", "Actor a", Actors),
        column("actor_b", "Actor b", Actors),
        column("mentions_a", "a does it", Count).opens(Mentions, &of(Has("agent", &["actor_a"])), &["mentions_a"]),
        column("mentions_b", "b does it", Count).opens(Mentions, &of(Has("agent", &["actor_b"])), &["mentions_b"]),
        column("hidden", "Unsaid", Count).opens(Mentions, &of(Is("agent", &[""])), &["hidden"]),
        column("balance", "Balance", Number).opens(Mentions, &of(Has("agent", &["actor_a", "actor_b"])), &[]),
        interval("balance_low", "balance_high", Interval),
    ];
    let about = "Which of two opposed actors a source presents as doing it: balance 1 is only a, −1 only b. \
                 Unsaid: mentions whose sentence names no agent.";
    table(("blame", "Blame", about), with(head(page), columns), &page.comparison.blame, |r| {
        (r.event == ALL, (r.mentions_a + r.mentions_b) as f64)
    })
}

fn voices(page: &Page<'_>) -> Table {
    let cell = [EVENT, SOURCE, FRAME, Row("speaker", &["speaker"]), Row("voice", &["voice"])];
    let columns = [
        column("frame", "Frame", Label),
        column("voice", "Voice", Text),
        column("speaker", "Speaker", Actors),
        column("mentions", "Mentions", Count).opens(Mentions, &cell, &["mentions"]),
        column("share", "Share", Share).opens(Mentions, &cell, &["mentions"]),
    ];
    let about = "Whose words the mentions are: the outlet's own, or quoted or reported from whom.";
    table(("voices", "Voices", about), with(head(page), columns), &page.comparison.voices, |r| {
        (r.event == ALL, r.mentions as f64)
    })
}

fn names(page: &Page<'_>) -> Table {
    let cell = [EVENT, SOURCE, Row("naming", &["naming"]), Row("variant", &["variant"])];
    let columns = [
        column("naming", "What is named", Naming),
        column("variant", "Name", Text),
        column("mentions", "Times", Count).opens(Hits, &cell, &["mentions"]),
        column("share", "Share", Share).opens(Hits, &cell, &["mentions"]),
        interval("share_low", "share_high", Shares),
    ];
    let about = "Which of the competing names of a thing each source uses.";
    table(("names", "Names", about), with(head(page), columns), &page.comparison.names, |r| {
        (r.event == ALL, r.mentions as f64)
    })
}

fn coverage(page: &Page<'_>) -> Table {
    let cell = [EVENT, SOURCE];
    let open = |key, label, kind| column(key, label, kind).opens(Documents, &cell, &["documents"]);
    let columns = [
        open("documents", "Articles", Count),
        open("share", "Share of its articles", Share),
        open("sentences", "Sentences", Count),
        open("tokens", "Words", Count),
    ];
    let about = "How much each source tells of each event; 0 articles is silence. Sentences and words are those that \
                 tell of the event.";
    table(("coverage", "Coverage", about), with(head(page), columns), &page.comparison.coverage, |r| {
        (r.event == ALL, r.documents as f64)
    })
}

fn timeline(page: &Page<'_>) -> Table {
    let date = Within("from", "to");
    let columns = vec![
        column("period", "Period", Text),
        head(page)[1].clone(),
        column("frame", "Frame", Label),
        column("mentions", "Mentions", Count).opens(Mentions, &[SOURCE, FRAME, date], &["mentions"]),
        column("rate", "Per 1,000 words", Number).opens(Mentions, &[SOURCE, FRAME, date], &["mentions"]),
        column("documents", "Articles", Count).opens(Documents, &[SOURCE, date], &["documents"]),
        column("tokens", "Words", Count).opens(Documents, &[SOURCE, date], &["documents"]),
    ];
    let about = "Mentions by the date of the article, all events together.";
    table(("timeline", "Timeline", about), columns, &page.comparison.timeline.rows, |r| (false, r.mentions as f64))
}

fn shifts(page: &Page<'_>) -> Table {
    let entry = Row("entry", &["entry"]);
    const SUM: &[&str] = &["mentions_target", "mentions_reference"];
    let columns = vec![
        column("event", "Event", Label),
        column("frame", "Frame", Label),
        column("target", "A", Label),
        column("reference", "B", Label),
        column("entry", "Entry", Text),
        column("contribution", "Adds to the difference", Number).opens(Mentions, &[EVENT, FRAME, PAIR, entry], SUM),
        column("mentions_target", "Mentions in A", Count).opens(
            Mentions,
            &[EVENT, FRAME, TARGET, entry],
            &["mentions_target"],
        ),
        column("mentions_reference", "Mentions in B", Count).opens(
            Mentions,
            &[EVENT, FRAME, REFERENCE, entry],
            &["mentions_reference"],
        ),
    ];
    let about = "Through which entries of the lexicon a difference comes about; the parts add up to rate A − rate B, \
                 in mentions per 1,000 words.";
    table(("shifts", "Shifts", about), columns, &page.comparison.shifts, |r| (r.event == ALL, r.contribution.abs()))
}

fn terms(page: &Page<'_>) -> Table {
    let columns = vec![
        column("event", "Event", Label),
        column("target", "A", Label),
        column("reference", "B", Label),
        column("feature", "Word (stem)", Text),
        column("n_target", "Times in A", Count),
        column("n_reference", "Times in B", Count),
        column("documents_target", "Articles of A", Count),
        column("documents_reference", "Articles of B", Count),
        column("log_odds", "Log-odds", Number),
        column("z", "z", Number),
        column("p", "p", Chance),
        column("q", "q", Chance),
    ];
    let about = "Words that set two sources apart, whatever the lexicon: positive is A, negative is B. These are words \
                 of whole articles, not mentions; “framelens concordance WORD” shows them in their sentences.";
    table(("terms", "Words", about), columns, &page.comparison.terms, |r| (r.event == ALL, r.z.map_or(0.0, f64::abs)))
}

fn map(page: &Page<'_>) -> Table {
    let columns = vec![
        column("event", "Event", Label),
        column("kind", "Kind", Text),
        column("item", "Item", Label),
        column("mentions", "Mentions", Count),
        column("share", "Share of inertia", Share),
        column("coordinate_1", "Dimension 1", Number),
        column("coordinate_2", "Dimension 2", Number),
        column("contribution_1", "Its part of dimension 1", Share),
        column("contribution_2", "Its part of dimension 2", Share),
        column("cos2_1", "Shown on dimension 1", Share),
        column("cos2_2", "Shown on dimension 2", Share),
    ];
    let about = "Where sources and frames stand in the correspondence analysis; the marks of the map open their \
                 mentions.";
    table(("map", "Map", about), columns, &page.comparison.map, |r| (r.event == ALL, r.mentions.unwrap_or(0) as f64))
}

fn lexicon(page: &Page<'_>) -> Table {
    let cell = [FRAME, Row("language", &["language"]), Row("entry", &["entry"])];
    let top = [&cell[..], &[Row("group", &["top_source"])]].concat();
    let columns = vec![
        column("frame", "Frame", Label),
        column("language", "Language", Text),
        column("entry", "Entry", Text),
        column("match", "Matches as", Text),
        column("mentions", "Mentions", Count).opens(Mentions, &cell, &["mentions"]),
        column("documents", "Articles", Count).opens(Holders, &cell, &["documents"]),
        column("sources", "Sources", Count).opens(Mentions, &cell, &["mentions"]),
        column("top_source", "Most in", Label),
        column("top_source_share", "Its share", Share).opens(Mentions, &top, &[]),
    ];
    let about = "What each entry of the lexicon found, also the entries that found nothing.";
    table(("lexicon", "Lexicon entries", about), columns, &page.comparison.entries, |r| (false, r.mentions as f64))
}

fn events(page: &Page<'_>) -> Table {
    let columns = vec![
        column("event", "Event", Label),
        column("start", "From", Text),
        column("end", "To", Text),
        column("documents", "Articles", Count).opens(Documents, &[EVENT], &["documents"]),
        column("sources", "Sources", Count).opens(Documents, &[EVENT], &["documents"]),
        column("sentences", "Sentences", Count).opens(Documents, &[EVENT], &["documents"]),
        column("kind", "Kind", Text),
        column("terms", "Told by", Text),
    ];
    let about = "The events, with every article that tells of them, repetitions included.";
    table(("events", "Events", about), columns, &page.events, |r| (false, r.documents as f64))
}

/// The table of the documents; every sentence points into it.
pub(super) fn documents(page: &Page<'_>) -> Table {
    let mut columns = vec![
        column("date", "Date", Text),
        head(page)[1].clone(),
        column("title", "Title", Text),
        column("url", "Address", Link),
        column("mentions", "Mentions", Count).opens(Mentions, &[Row("document", &["document"]), Top], &["counted"]),
        column("events", "Events", Label),
        column("tokens", "Words", Count),
        column("language", "Language", Text),
        column("duplicate_of", "Repeats", Text),
        column("warnings", "Warnings", Text),
        column("document", "Document", Text),
    ];
    if page.by != "source" {
        columns.insert(2, column("outlet", "Source", Label));
    }
    let mut keys = keys(&columns);
    // Which documents count, and for how many mentions: those that repeat another open nothing.
    keys.retain(|key| *key != "counted");
    keys.extend(["counted", "counts"]);
    if page.by == "source" {
        keys.push("outlet");
    }
    let rows = page.articles.iter().map(|article| {
        let row = &article.row;
        let clipped = |text: Option<&str>| text.map(|t| Value::from(clip(t, MOST_TITLE))).unwrap_or_default();
        let value = |key: &str| match key {
            "date" => json!(row.date),
            "source" => json!(article.group),
            "outlet" => json!(row.source),
            "title" => clipped(row.title),
            "url" => json!(row.url.filter(|url| is_link(url))),
            "mentions" => json!(row.mentions),
            "counted" => json!(article.counted.then_some(row.mentions)),
            "counts" => json!(u8::from(article.counted)),
            "events" => json!(Some(&row.events).filter(|e| !e.is_empty())),
            "tokens" => json!(row.tokens),
            "language" => json!(row.language),
            "duplicate_of" => clipped(row.duplicate_of),
            "warnings" => clipped(Some(row.warnings.as_str()).filter(|w| !w.is_empty())),
            _ => clipped(Some(row.document)),
        };
        keys.iter().map(|key| Cell::from(value(key))).collect::<Vec<Cell>>()
    });
    let rows: Vec<Vec<Cell>> = rows.collect();
    let about = "Every article that was read, what is known of it, and what to beware of.";
    Table {
        name: "documents",
        label: "Articles",
        about,
        ranked: (0..rows.len()).collect(),
        known: page.known.articles,
        columns,
        keys,
        rows,
    }
}

/// Most characters of a title on the page.
const MOST_TITLE: usize = 300;
/// Most bytes of an address.
const MOST_ADDRESS: usize = 1_000;

/// A text of at most so many characters.
pub(super) fn clip(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// Whether an address may be followed: http or https, and nothing that hides.
fn is_link(url: &str) -> bool {
    let scheme = url.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
    let known = scheme.is_some_and(|scheme| scheme == "http" || scheme == "https");
    known && url.len() <= MOST_ADDRESS && !url.chars().any(|c| c.is_control() || c.is_whitespace())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_web_are_links() {
        assert!(is_link("https://a.example/x?y=<z>") && is_link("HTTP://a.example"));
        for url in
            ["javascript:alert(1)", "javascript://x%0aalert(1)", "data:text/html,x", "//a.example", "https://a b"]
        {
            assert!(!is_link(url), "{url}");
        }
    }

    #[test]
    fn a_long_text_is_cut_between_characters() {
        assert_eq!(clip("Шуши", 4), "Шуши");
        assert_eq!(clip("Шуши", 2), "Шу…");
    }
}
