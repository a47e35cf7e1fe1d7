//! A page → its bytes.

use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

use super::sample::{Chosen, choose};
use super::say::{say, scope};
use super::{FILE, LIMIT, Page, Table};
use super::{arrange, encode, fit};
use crate::error::Error;
use crate::report::File;
use crate::report::chart::Chart;
use crate::report::number::{counted, thousands};

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// Bytes that charts and tables may take together with nothing left out for the
/// sentences; what they leave goes to the sentences.
const CHARTS: usize = 1_800_000;
const TABLES: usize = 1_200_000;

/// The page as a file of at most [`LIMIT`] bytes.
///
/// Where not everything fits, charts are left out from the last, tables keep
/// pooled rows and those of most weight, and sentences are sampled so that every
/// event, source and frame keeps some; the page says how many of how many. The
/// bytes follow from the rows and the seed alone.
///
/// # Errors
/// If a chart cannot be drawn, or labels alone take more room than the page has.
pub fn render(page: &Page<'_>) -> Result<File, Error> {
    let charts: Vec<(&Chart, String)> =
        page.charts.iter().map(|chart| Ok((chart, chart.inline()?))).collect::<Result<_, Error>>()?;
    let (tables, documents) = rayon::join(|| arrange::arrange(page), || arrange::documents(page));
    let mut rest = LIMIT;
    for _ in 0..24 {
        let html = attempt(page, &charts, &tables, &documents, rest)?;
        if html.len() <= LIMIT {
            return Ok(File { path: FILE.to_owned(), bytes: html.into_bytes() });
        }
        // The estimate was low: ask for less by as much, and a little more.
        rest = rest.saturating_sub((html.len() - LIMIT) + LIMIT / 50);
    }
    Err(Error::with_help(
        format!("{FILE} would take more than {} bytes", thousands(LIMIT as u64)),
        "compare by a field with fewer values, or fewer events",
    ))
}

/// The page for about so many bytes.
fn attempt(
    page: &Page<'_>,
    charts: &[(&Chart, String)],
    tables: &[Table],
    documents: &Table,
    bytes: usize,
) -> Result<String, Error> {
    let share = |part: usize| (part as u128 * bytes as u128 / LIMIT as u128) as usize;
    let mut room = share(CHARTS);
    let fits = |chart: &&(&Chart, String)| {
        let fits = chart.1.len() <= room;
        room = room.saturating_sub(chart.1.len());
        fits
    };
    let drawn: Vec<&(&Chart, String)> = charts.iter().take_while(fits).collect();
    let wants: Vec<usize> = tables.iter().map(Table::size).collect();
    let given = fit::shares(&wants, share(TABLES));
    let mut kept: Vec<(&Table, Vec<usize>)> =
        tables.iter().zip(given).map(|(table, bytes)| (table, table.fitting(bytes))).collect();
    let frame = STYLE.len() + SCRIPT.len() + 40_000;
    let used =
        frame + drawn.iter().map(|c| c.1.len() + 300).sum::<usize>() + wants.iter().sum::<usize>().min(share(TABLES));
    let chosen = choose(page, documents, bytes.saturating_sub(used));
    kept.push((documents, chosen.articles.clone()));
    let left_out = left_out(page, &drawn, &kept, &chosen);
    let data = encode::encode(page, &kept, &chosen)?;
    Ok(html(page, &drawn, &left_out, &data).into_string())
}

/// What the page does not hold, one sentence each.
fn left_out(
    page: &Page<'_>,
    charts: &[&(&Chart, String)],
    tables: &[(&Table, Vec<usize>)],
    chosen: &Chosen,
) -> Vec<String> {
    let mut said = Vec::new();
    let of = |n: usize, all: usize| format!("{} of {}", thousands(n as u64), thousands(all as u64));
    let file = |name: &str| format!("{name}.{}", page.extension);
    if chosen.mentions.len() < page.known.mentions {
        said.push(format!(
            "Sentences: {} mentions, sampled so that every event, source and frame keeps some; {} has all.",
            of(chosen.mentions.len(), page.known.mentions),
            file("mentions")
        ));
    }
    if chosen.hits.len() < page.known.hits {
        let (n, all) = (chosen.hits.len(), page.known.hits);
        said.push(format!("Names: {} places, sampled likewise; {} has all.", of(n, all), file("naming_hits")));
    }
    for (table, rows) in tables.iter().filter(|(table, rows)| rows.len() < table.known) {
        let (n, known) = (rows.len(), table.known);
        said.push(format!("{}: {} rows; {} has all.", table.label, of(n, known), file(table.name)));
    }
    if charts.len() < page.charts.len() {
        said.push(format!("Charts: {}; the folder charts has all.", of(charts.len(), page.charts.len())));
    }
    said
}

/// The policy of the page: nothing but its own style and script, by their fingerprints.
fn policy() -> String {
    let of = |text: &str| format!("'sha256-{}'", base64(&Sha256::digest(text.as_bytes())));
    format!(
        "default-src 'none'; script-src {}; style-src {}; base-uri 'none'; form-action 'none'",
        of(SCRIPT),
        of(STYLE)
    )
}

/// Base64 (RFC 4648), as policies write fingerprints.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for three in bytes.chunks(3) {
        let word = three.iter().fold(0u32, |word, byte| word << 8 | u32::from(*byte)) << (8 * (3 - three.len()));
        for place in 0..4 {
            let letter = LETTERS[(word >> (18 - 6 * place)) as usize & 63];
            out.push(if place <= three.len() { char::from(letter) } else { '=' });
        }
    }
    out
}

fn html(page: &Page<'_>, charts: &[&(&Chart, String)], left_out: &[String], data: &str) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy());
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                meta name="color-scheme" content="light dark";
                title { (page.title) " – Framelens" }
                style { (PreEscaped(STYLE)) }
            }
            body {
                a.skip href="#main" { "Skip to the report" }
                header.top {
                    p.kind { "Framelens report" }
                    h1 { (page.title) }
                    p.scope { (scope(page)) "." }
                    p.promise {
                        "It tells what these articles present as what, never what is true. Every "
                        span.open-like { "underlined number" } " opens the sentences or articles that it counts."
                    }
                    nav aria-label="Parts of the report" {
                        a href="#summary" { "Summary" }
                        @if !charts.is_empty() { a href="#charts" { "Charts" } }
                        a href="#tables" { "Tables" }
                        a href="#about" { "How to read it" }
                    }
                }
                main #main tabindex="-1" {
                    section #summary aria-labelledby="summary-title" {
                        h2 #summary-title { "Summary" }
                        (say(page))
                    }
                    @if !charts.is_empty() { (chart_section(charts)) }
                    (table_section(page))
                    (about(page, left_out))
                }
                (sentence_dialog())
                script #data type="application/json" { (PreEscaped(data)) }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    }
}

/// Headings of kinds of charts, by the first part of their names.
const CHART_KINDS: [(&str, &str); 16] = [
    ("frames", "How much of each frame"),
    ("coverage", "Who tells of which event"),
    ("timeline", "Over time"),
    ("contrasts", "Differences and their certainty"),
    ("roles", "Who does what to whom"),
    ("blame", "Balance of blame"),
    ("voices", "Whose voice"),
    ("narratives", "Narratives of each source"),
    ("names", "Names"),
    ("shift", "Entries behind a difference"),
    ("terms", "Words that set two sources apart"),
    ("map", "Sources and frames on a map"),
    ("sources", "Sources and frames on a map"),
    ("influence", "What the results hang on"),
    ("lexicon", "What the results hang on"),
    ("", "More charts"),
];

fn chart_section(charts: &[&(&Chart, String)]) -> Markup {
    let kind = |chart: &Chart| {
        let first = chart.name.split('-').next().unwrap_or_default();
        CHART_KINDS.iter().position(|(name, _)| *name == first).unwrap_or(CHART_KINDS.len() - 1)
    };
    let groups = CHART_KINDS.iter().enumerate().map(|(place, (_, heading))| {
        let members: Vec<&&(&Chart, String)> = charts.iter().filter(|chart| kind(chart.0) == place).collect();
        (place, *heading, members)
    });
    let groups: Vec<_> = groups.filter(|group| !group.2.is_empty()).collect();
    html! {
        section #charts aria-labelledby="charts-title" {
            h2 #charts-title { "Charts" }
            p.note { "All events together. Point at a mark for its numbers; select it for its sentences. The tables hold the same numbers." }
            @for (place, heading, members) in &groups {
                details open[*place < 2] {
                    summary { h3 { (heading) } @if members.len() > 1 { span.note { " " (counted(members.len() as u64, "chart")) } } }
                    @for (_, svg) in members {
                        figure.chart tabindex="0" role="group" aria-label="Chart; scrolls sideways" { (PreEscaped(svg)) }
                    }
                }
            }
        }
    }
}

fn table_section(page: &Page<'_>) -> Markup {
    let group = match page.by {
        "source" => "Source",
        "side" => "Side",
        "language" => "Language",
        _ => "Group",
    };
    html! {
        section #tables aria-labelledby="tables-title" {
            h2 #tables-title { "Tables" }
            noscript { p.warning { "Tables and sentences need this page's script. The same rows stand in the ." (page.extension) " files beside this page." } }
            fieldset.choose {
                legend { "Show in all tables" }
                label { "Event" select #choose-event {} }
                label { (group) select #choose-source {} }
                label { "Frame" select #choose-frame {} }
                label { "Filter rows" input #choose-text type="search" placeholder="any words" autocomplete="off"; }
                button #read type="button" { "Read all sentences of this choice" }
                button #clear type="button" { "Clear" }
            }
            div #names-of-tables.tabs role="group" aria-label="Table" {}
            p #table-about.about {}
            p #table-status.status role="status" {}
            div #table-region.region role="region" tabindex="0" aria-labelledby="table-caption" {}
            button #more-rows type="button" hidden { "Show more rows" }
        }
    }
}

fn sentence_dialog() -> Markup {
    html! {
        dialog #sentences aria-labelledby="sentences-title" {
            div.bar {
                h2 #sentences-title tabindex="-1" { "Sentences" }
                button #close type="button" { "Close" }
            }
            p #sentences-status.status role="status" {}
            div #sentences-list {}
            button #more-sentences type="button" hidden { "Show more sentences" }
        }
    }
}

fn about(page: &Page<'_>, left_out: &[String]) -> Markup {
    html! {
        section #about aria-labelledby="about-title" {
            h2 #about-title { "How to read it" }
            dl {
                dt { "Frame" } dd { "A way of presenting what happens, such as occupation or liberation. A lexicon of words and phrases finds its mentions; it can miss some and take some wrongly: read the sentences." }
                dt { "Mention" } dd { "One place of a text where an entry of the lexicon stands." }
                dt { "Per 1,000 words" } dd { "Mentions for every 1,000 words of the source's articles, so that sources of different size compare. Every word counts, also “the” and “of”; charts and files call words tokens." }
                dt { "Interval" } dd { "95 %, with articles taken as wholes; where nothing was found, the highest rate that the amount of text still allows." }
                dt { "p and q" } dd { "p: how often chance alone would part two sources as far, articles exchanged within the same events. q: p corrected for the number of comparisons. A large p does not say that two sources agree." }
                dt { "Voice" } dd { "Own: the outlet's words. Quoted: between quotation marks. Reported: “X said that …”." }
                dt { "Stance" } dd { "Asserted, negated (“there was no …”), distanced (“so-called”), hypothetical." }
                dt { "Unsaid" } dd { "The sentence names no actor in that role; nobody is guessed." }
            }
            @if left_out.is_empty() {
                p #left-out { "This page holds every row of the tables it shows and every sentence." }
            } @else {
                div #left-out.warning {
                    p { "This page is kept below " (thousands(LIMIT as u64)) " bytes. It does not hold everything:" }
                    ul { @for item in left_out { li { (item) } } }
                }
            }
            p {
                "Framelens " (page.version) ". "
                @if !page.caption.lexicon.is_empty() { "Lexicon: " (page.caption.lexicon) ". " }
                "Seed " (page.seed) ". Settings, lexicon in full and the fingerprint of every input stand in "
                a href="manifest.json" { "manifest.json" } " beside this page; every table in full in its ." (page.extension) " file."
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_the_standard() {
        let pairs =
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("foobar", "Zm9vYmFy")];
        for (plain, encoded) in pairs {
            assert_eq!(base64(plain.as_bytes()), encoded);
        }
    }

    #[test]
    fn script_and_style_do_not_end_their_elements() {
        for text in [STYLE, SCRIPT] {
            let lower = text.to_lowercase();
            assert!(!lower.contains("</") && !lower.contains("<!--"));
        }
    }
}
