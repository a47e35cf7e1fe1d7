//! Speakers: from the tokens that name one to an actor's id or words.

use std::ops::Range;

use super::clause::Clauses;
use crate::annotate::view::{Attribution, View};
use crate::lexicon::FormKind;
use crate::text::grammar::VoiceGrammar as V;
use crate::text::wordlist::Classes;

/// The ids of the actors that speak (joined by `;`), else the speaker's words; none for a bare pronoun.
pub fn name(view: &View<'_>, tokens: Range<u32>, actors: &[String]) -> Option<String> {
    let words = view.pack.voice.words();
    let phrase = Phrase::new(view, tokens.clone());
    if let Some(ids) = phrase.actors(view, actors) {
        return Some(ids);
    }
    let range = phrase.head.start as usize..phrase.head.end as usize;
    let pronoun = range.len() == 1 && words.word(view.form(range.start)) & (V::PRONOUN | V::NOBODY) != 0;
    let text = view.span(phrase.head.clone()).of(view.text).trim();
    (!pronoun && !text.is_empty()).then(|| text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Whether a subject is *nobody*.
pub fn is_none(view: &View<'_>, at: u32) -> bool {
    view.pack.voice.words().word(view.form(at as usize)) & V::NONE != 0
}

/// A speaker's noun phrase, its apposition apart.
struct Phrase {
    head: Range<u32>,
    whole: Range<u32>,
    classes: Vec<Classes>,
}

impl Phrase {
    fn new(view: &View<'_>, tokens: Range<u32>) -> Phrase {
        let words = view.pack.voice.words();
        let classes: Vec<Classes> = tokens.clone().map(|i| words.word(view.form(i as usize))).collect();
        let comma = |i: &u32| view.gap(*i as usize).contains(',');
        let end = (tokens.start + 1..tokens.end).find(comma).unwrap_or(tokens.end);
        Phrase { head: tokens.start..end, whole: tokens, classes }
    }

    fn is(&self, at: u32, classes: Classes) -> bool {
        self.classes.get((at - self.whole.start) as usize).is_some_and(|c| c & classes != 0)
    }

    fn actors(&self, view: &View<'_>, actors: &[String]) -> Option<String> {
        let apposition = self.head.end..self.whole.end;
        self.actors_of(view, self.head.clone(), actors).or_else(|| self.actors_of(view, apposition, actors))
    }

    fn actors_of(&self, view: &View<'_>, range: Range<u32>, actors: &[String]) -> Option<String> {
        let official = range.clone().any(|i| self.is(i, V::OFFICIAL));
        let foreign = range.clone().find(|&i| i > range.start && self.is(i, V::PREPOSITION) && !self.is(i, V::OF));
        let before = range.start..foreign.unwrap_or(range.end);
        let within = |range: Range<u32>| {
            view.actors_in(range).filter(|a| self.speaks(view, a.start..a.end, a.kind, official, &before))
        };
        let mut found: Vec<(u32, u32)> = within(before.clone()).map(|a| (a.start, a.actor)).collect();
        if found.is_empty() && official {
            found = within(range).map(|a| (a.start, a.actor)).collect();
        }
        let first = found.first()?.0;
        let and = |at: u32| (first..at).any(|i| self.is(i, V::AND));
        let mut ids: Vec<&str> = Vec::new();
        for &(at, actor) in &found {
            let id = actors.get(actor as usize)?.as_str();
            if (ids.is_empty() || and(at)) && !ids.contains(&id) {
                ids.push(id);
            }
        }
        Some(ids.join(";"))
    }

    /// Whether a form in the phrase may stand for who speaks.
    fn speaks(&self, view: &View<'_>, hit: Range<u32>, kind: FormKind, official: bool, before: &Range<u32>) -> bool {
        let hyphen = view.gap(hit.end as usize).starts_with(['-', '‐', '‑']);
        if official
            || kind == FormKind::Leader
            || kind == FormKind::Institution
            || (kind == FormKind::Demonym && !hyphen)
        {
            return true;
        }
        // Alone, or with articles and other actors: "Baku", "the Armenians", "Moscow and Ankara".
        let others = before.clone().filter(|i| !hit.contains(i));
        let mut content =
            others.filter(|&i| !self.is(i, V::DETERMINER | V::AND | V::ADVERB) && view.form(i as usize) != "both");
        content.all(|i| {
            view.actors_in(i..i + 1).next().is_some()
                || view.actors_in(before.clone()).any(|a| (a.start..a.end).contains(&i))
        })
    }
}

/// Give pronouns the speaker, or the one person, of the sentence before.
pub fn name_pronouns(clauses: &Clauses<'_, '_>, found: &mut [Attribution]) {
    let pronoun = |range: &Range<u32>| range.len() == 1 && clauses.is(range.start as usize, V::PRONOUN);
    let number = |at: u32| clauses.view.sentence(at as usize).map(|(n, s)| (n, s.paragraph));
    let mut order: Vec<usize> = (0..found.len()).filter(|&i| found[i].speaker.is_some()).collect();
    order.sort_by_key(|&i| found[i].speaker.as_ref().map(|s| (s.start, s.end)));
    let mut last: Option<Range<u32>> = None;
    for i in order {
        let Some(speaker) = found[i].speaker.clone() else { continue };
        if !pronoun(&speaker) {
            last = Some(speaker);
            continue;
        }
        let Some((here, paragraph)) = number(speaker.start) else { continue };
        let near = last.clone().filter(|l| number(l.start).is_some_and(|(n, p)| n + 2 >= here && p + 1 >= paragraph));
        let thing = clauses.is(speaker.start as usize, V::NEUTER);
        // "It" is an institution or a state, not the witness before.
        let stands = |l: &Range<u32>| {
            let office = l.clone().any(|i| clauses.is(i as usize, V::OFFICIAL));
            office || clauses.view.actors_in(l.clone()).next().is_some()
        };
        let near = near.filter(|l| !thing || stands(l));
        let known = near.or_else(|| subject(clauses, here, paragraph).filter(|_| !thing));
        if known.is_some() {
            found[i].speaker = known.clone();
            last = known;
        }
    }
}

/// The one leader named in the sentence before, or in this one.
fn subject(clauses: &Clauses<'_, '_>, here: usize, paragraph: u32) -> Option<Range<u32>> {
    let sentences = &clauses.view.analysis.sentences;
    let from = here.saturating_sub(6);
    sentences.get(from..=here)?.iter().rev().filter(|s| s.paragraph == paragraph).find_map(|sentence| {
        let tokens = sentence.tokens.start as u32..sentence.tokens.end as u32;
        let leaders: Vec<_> = clauses
            .view
            .actors_in(tokens)
            .filter(|a| a.kind == FormKind::Leader && !clauses.quoted(a.start as usize))
            .collect();
        let one = leaders.first().filter(|first| leaders.iter().all(|l| l.actor == first.actor));
        one.map(|one| one.start..one.end).or_else(|| official(clauses, sentence.tokens.clone()))
    })
}

/// The official who is the subject of a sentence: *The Armenian minister spoke …*.
fn official(clauses: &Clauses<'_, '_>, sentence: Range<usize>) -> Option<Range<u32>> {
    let verb = clauses.verb_in(sentence.clone())?;
    let subject = sentence.start..verb;
    let office = subject.clone().any(|i| clauses.is(i, V::OFFICIAL));
    let plain = subject
        .clone()
        .all(|i| !clauses.is(i, V::PREPOSITION | V::SUBORDINATE | V::AND) || clauses.is(i, V::DETERMINER));
    (office && plain && !subject.is_empty() && subject.len() < 9).then_some(subject.start as u32..subject.end as u32)
}
