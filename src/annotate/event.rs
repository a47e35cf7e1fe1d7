//! Which events the sentences of a document tell of, and what they hold.

use super::EventPart;
use super::find::{Annotator, Worker, hit_span, sentence_of};
use super::notes::start;
use super::view::ActorHit;
use super::worker::{Read, Search};
use crate::corpus::Document;
use crate::event::assign::Evidence;
use crate::event::expression::{Written, expressions_among};
use crate::event::tell::{Reading, Signs, tell};
use crate::event::{Assignment, EventKind, Told};
use crate::span::Span;
use crate::text::{Analysis, Position};

impl Annotator {
    /// The events of a document and of each of its sentences.
    pub(super) fn events_of(
        &self,
        document: &Document,
        analysis: &Analysis,
        actors: &[ActorHit],
        worker: &mut Worker,
    ) -> (Vec<Assignment>, Vec<Vec<Told>>) {
        if self.events.is_empty() {
            return (Vec::new(), Vec::new());
        }
        let mut evidence = vec![Evidence::default(); self.events.len()];
        if let Some(title) = document.title.as_deref().filter(|_| document.title_span.is_none()) {
            let headline = Some(Span::new(0, title.len()));
            let headline = worker.analyzer().analyze(title, &analysis.language, &[], headline);
            let named = self.actor_hits(title, &headline, worker);
            self.title_evidence(title, &headline, &named, worker, &mut evidence);
        }
        self.count_actors(actors, &mut evidence);
        let named = document.metadata.get("event").or_else(|| document.metadata.get("events"));
        for (event, evidence) in self.events.iter().zip(&mut evidence) {
            let is = |name: &str| name.trim() == event.id || name.trim() == event.label;
            evidence.field = named.is_some_and(|names| names.split([';', ',']).any(is));
        }
        for (event, score) in self.given.get(&document.id).into_iter().flatten() {
            evidence[*event].given = Some(*score);
        }
        let sentences = self.signs(document, analysis, actors, worker);
        tell(&self.events, Reading { date: document.date, sentences, evidence })
    }

    /// Whether the dates of a document are asked for: nothing does where no event has one.
    pub(super) fn asks_for_dates(&self) -> bool {
        self.events.iter().any(|event| event.when.is_some() || event.kind == EventKind::Discovered)
    }

    /// What a headline that does not stand in the text says of each event.
    fn title_evidence(
        &self,
        title: &str,
        headline: &Analysis,
        actors: &[ActorHit],
        worker: &mut Worker,
        evidence: &mut [Evidence],
    ) {
        for hit in worker.find(self, Search::Events, title, headline) {
            let Some(found) = evidence.get_mut(hit.rule as usize) else { continue };
            if hit.group % 2 == 1 {
                found.place = true;
            } else if !found.term_in_front {
                found.term_in_front = true;
                found.term_sentences += 1;
            }
        }
        self.count_actors(actors, evidence);
    }

    fn count_actors(&self, hits: &[ActorHit], evidence: &mut [Evidence]) {
        for (counts, found) in self.actors_of_events(hits).into_iter().zip(evidence) {
            found.actors = found.actors.max(counts);
        }
    }

    /// How many actors of each event are among some hits.
    fn actors_of_events(&self, hits: &[ActorHit]) -> Vec<u32> {
        let present = |id: &String| hits.iter().any(|hit| self.actors[hit.actor as usize] == *id);
        self.events.iter().map(|event| event.actors.iter().filter(|id| present(id)).count() as u32).collect()
    }

    /// What each sentence holds of events.
    fn signs(&self, document: &Document, analysis: &Analysis, actors: &[ActorHit], worker: &mut Worker) -> Vec<Signs> {
        let text = document.text.as_str();
        let mut signs: Vec<Signs> = Vec::with_capacity(analysis.sentences.len());
        let mut rest = actors;
        for sentence in &analysis.sentences {
            let (here, behind) = rest.split_at(rest.partition_point(|hit| (hit.start as usize) < sentence.tokens.end));
            rest = behind;
            let actors = if here.is_empty() { Vec::new() } else { self.actors_of_events(here) };
            let front = sentence.position != Position::Body;
            signs.push(Signs { paragraph: sentence.paragraph, front, actors, ..Signs::default() });
        }
        for hit in worker.hits(self, Search::Events, text, analysis) {
            let (event, Some((number, _))) = (hit.rule as usize, sentence_of(analysis, hit.start as usize)) else {
                continue;
            };
            let wording = wording(hit_span(analysis, &hit).of(text));
            if hit.group % 2 == 1 {
                signs[number].places.push((event, wording));
            } else {
                signs[number].terms.push((event, hit.start as usize, hit.end as usize, wording));
            }
        }
        if self.asks_for_dates() {
            let pack = self.packs.get_or_minimal(&analysis.language);
            if let Some(Read { vocabulary, known, notes, .. }) = worker.reading(&analysis.language) {
                let written = Written { text, analysis, vocabulary, pack: &pack, table: &known.dates };
                for date in expressions_among(&written, document.date, notes.starting(start::DATE)) {
                    let wording = wording(date.span.of(text));
                    signs[date.sentence].dates.push((date, wording));
                }
            }
        }
        signs
    }
}

/// A place of the text as evidence in a table: on one line, and without the
/// sign that parts the evidence of several events.
fn wording(text: &str) -> String {
    text.replace(';', ",").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What the sentences of each event hold, where they are not the whole document.
pub(super) fn parts(
    analysis: &Analysis,
    worker: &mut Worker,
    events: &[Assignment],
    told: &[Vec<Told>],
) -> Vec<EventPart> {
    let partial = events.iter().filter(|a| (a.all_sentences() as usize) < analysis.sentences.len());
    let mut part = |assignment: &Assignment| {
        let event = assignment.event;
        let tells = |told: &[Told]| told.iter().any(|t| t.event == event);
        let sentences = analysis.sentences.iter().zip(told).filter(|(_, told)| tells(told)).map(|(s, _)| s);
        let tokens = sentences.clone().flat_map(|s| &analysis.tokens[s.tokens.clone()]);
        EventPart {
            event,
            tokens: sentences.clone().map(|s| s.tokens.len() as u64).sum(),
            sentences: sentences.count() as u64,
            terms: worker.terms(&analysis.language, tokens),
        }
    };
    partial.map(&mut part).collect()
}
