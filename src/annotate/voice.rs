//! Voice: whose words a mention is in.
//!
//! 1. Quotation marks are paired ([`crate::text::quote`]) and told apart: titles
//!    and scare quotes are nobody's words (`quotation`).
//! 2. Every sentence is searched for what reports: verbs of saying with their
//!    clause or object, before, behind or inside it; *according to*; nouns such
//!    as *claim*; a name and a colon (`report`). Which words do so is data of the
//!    language pack ([`VoiceGrammar`](crate::text::grammar::VoiceGrammar)).
//! 3. A mention inside a quotation is quoted, else inside the content of a report
//!    reported, else the outlet's own. Of several the innermost that has a
//!    speaker names him (`speaker`).

use std::ops::Range;

use super::view::{Attribution, View};
use super::{Mention, Voice};

pub(super) mod clause;
pub(super) mod quotation;
mod report;
pub mod speaker;
#[cfg(test)]
mod tests;

pub(super) use clause::{Clauses, Workings};
pub(super) use quotation::quotes;
use quotation::{Kind, Quote};

/// Whatever the text gives to somebody, quoted or reported, by place.
///
/// Contents lie within the tokens and are never empty; they may nest. Empty for
/// a language whose pack has no `[voice]` table.
pub fn attributions(clauses: &Clauses<'_, '_>, quotes: &[Quote]) -> Vec<Attribution> {
    let view = clauses.view;
    if view.pack.voice.words().is_empty() || view.analysis.tokens.is_empty() {
        return Vec::new();
    }
    let reports = report::reports(clauses, quotes);
    let quotes = quotation::judge(clauses, quotes, &reports);
    let mut found = quotation::attributions(clauses, &quotes, &reports);
    found.append(&mut reports.into_iter().filter_map(report::Report::attribution).collect());
    let tokens = view.analysis.tokens.len() as u32;
    found.retain(|a| a.content.start < a.content.end && a.content.end <= tokens);
    found.sort_by_key(|a| (a.content.start, std::cmp::Reverse(a.content.end), a.voice));
    speaker::name_pronouns(clauses, &mut found);
    found
}

/// The number of tokens that are somebody's words.
pub fn attributed(attributions: &[Attribution]) -> u64 {
    let mut end = 0;
    let mut count = 0;
    for Range { start, end: stop } in attributions.iter().map(|a| a.content.clone()) {
        count += u64::from(stop.saturating_sub(start.max(end)));
        end = end.max(stop);
    }
    count
}

/// Fill voice and speaker of every mention. `actors` are the ids of the study's actors.
pub fn assign(view: &View<'_>, attributions: &[Attribution], actors: &[String], mentions: &mut [Mention]) {
    if view.pack.voice.words().is_empty() {
        return;
    }
    for mention in mentions {
        let mut around = around(attributions, &mention.tokens);
        // What nobody says is nobody's: "nobody denies that …".
        around.retain(|a| a.speaker.as_ref().is_none_or(|s| !speaker::is_none(view, s.start)));
        mention.voice = Some(around.first().map_or(Voice::Own, |innermost| innermost.voice));
        let of_voice = around.iter().filter(|a| Some(a.voice) == mention.voice);
        let speaker = of_voice.chain(&around).find_map(|a| a.speaker.clone());
        mention.speaker = speaker.and_then(|tokens| speaker::name(view, tokens, actors));
    }
}

/// The attributions that hold some tokens, the innermost first.
fn around<'a>(attributions: &'a [Attribution], tokens: &Range<u32>) -> Vec<&'a Attribution> {
    let behind = attributions.partition_point(|a| a.content.start <= tokens.start);
    // A cue of several words may reach out of the marks: the “liberated” towns.
    let holds =
        |a: &&Attribution| a.content.end > tokens.start && (a.content.end >= tokens.end || a.voice == Voice::Quoted);
    // A quotation or report seldom runs over more than some sentences; nesting is shallow.
    let mut around: Vec<_> = attributions[..behind].iter().rev().take(64).filter(holds).collect();
    // A report around or beside a quotation does not hold it; one that somebody quoted makes does.
    let quoted: Vec<_> = around.iter().filter(|a| a.voice == Voice::Quoted).map(|a| a.content.clone()).collect();
    let within = |a: &Attribution| {
        let inside = |at: u32| quoted.iter().all(|q| q.contains(&at));
        a.speaker.as_ref().is_some_and(|s| inside(s.start)) && inside(a.content.start)
    };
    around.sort_by_key(|a| {
        let outer = a.voice == Voice::Reported && !quoted.is_empty() && !within(a);
        (outer, a.content.end - a.content.start)
    });
    around
}

/// Whether a quotation around some tokens is a scare quote.
pub(super) fn scare_quotes(
    clauses: &Clauses<'_, '_>,
    quotes: &[Quote],
    attributions: &[Attribution],
) -> Vec<Range<u32>> {
    let attributed = |quote: &Quote| {
        let near = attributions.partition_point(|a| a.content.start < quote.tokens.start);
        attributions[near..]
            .iter()
            .take_while(|a| a.content.start == quote.tokens.start)
            .any(|a| a.voice == Voice::Quoted && a.content == quote.tokens)
    };
    let scare = |quote: &&Quote| !attributed(quote) && quotation::kind_alone(clauses, quote) != Kind::Title;
    quotes.iter().filter(scare).map(|quote| quote.tokens.clone()).collect()
}
