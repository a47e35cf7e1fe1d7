//! Documents → mentions: language, analysis, frames, events, terms.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::name::{self, Names};
use super::view::{ActorHit, View};
use super::words::Words;
pub use super::worker::Worker;
use super::worker::{Read, Search};
use super::{Annotation, Depth, Mention, event, role, stance, voice};
use crate::corpus::Document;
use crate::event::Event;
use crate::lexicon::matcher::{Hit, Matcher, Rule};
use crate::lexicon::overlap::Overlap;
use crate::lexicon::parse::{is_below, is_within};
use crate::lexicon::{Actor, Cue, FormKind, Lexicon, Naming};
use crate::parallel;
use crate::span::{CodePoints, Span};
use crate::tally::{ActorKey, EntryKey};
use crate::text::analyze::Analyzer;
use crate::text::{Analysis, LanguagePacks, Sentence};

/// An entry of the lexicon within one frame of the annotator.
#[derive(Debug, Clone)]
pub struct EntryInfo {
    /// For tables; its frame is the one it is counted in.
    pub key: EntryKey,
    /// Index into [`Annotator::frames`].
    pub frame: u32,
    /// How its roles are realised.
    pub cue: Cue,
    /// Weight of a mention.
    pub weight: f64,
}

/// The entries of a lexicon as rules of the matcher.
#[derive(Debug, Clone, Default)]
pub struct FrameRules {
    /// Ids of the frames, sorted; a rule's group is the place of its frame here.
    pub frames: Vec<String>,
    /// Entries per frame; a rule's number is the place of its entry here.
    pub entries: Vec<EntryInfo>,
    /// By language, in the order of `entries`.
    pub rules: BTreeMap<String, Vec<Rule>>,
}

impl FrameRules {
    /// Of every frame, with the entries of the frames below it.
    pub fn new(lexicon: &Lexicon) -> FrameRules {
        let frames = rolled_up(lexicon);
        let mut entries: Vec<EntryInfo> = Vec::new();
        let mut rules: BTreeMap<String, Vec<Rule>> = BTreeMap::new();
        for (index, id) in frames.iter().enumerate() {
            for (frame, language, entry) in lexicon.entries().filter(|(f, ..)| is_within(&f.id, id)) {
                let number = entries.len() as u32;
                // Below a parent, an entry of a child frame keeps its own name; two children may share a pattern.
                let name = if frame.id == *id { entry.name.clone() } else { format!("{} ({})", entry.name, frame.id) };
                let key = EntryKey {
                    frame: id.clone(),
                    language: language.to_owned(),
                    entry: name,
                    pattern: entry.pattern.text.to_string(),
                    kind: entry.pattern.kind().to_owned(),
                };
                entries.push(EntryInfo { key, frame: index as u32, cue: entry.cue, weight: entry.weight });
                rules.entry(language.to_owned()).or_default().push(Rule::entry(index as u32, number, entry));
            }
        }
        FrameRules { frames, entries, rules }
    }
}

/// Everything needed to annotate, compiled once and shared among threads.
#[derive(Debug)]
pub struct Annotator {
    /// Ids of the frames, sorted; a frame with dots below it holds their entries too.
    pub frames: Vec<String>,
    /// Entries per frame, in the order of frames, languages and files.
    pub entries: Vec<EntryInfo>,
    /// Declared events, sorted by id.
    pub events: Vec<Event>,
    pub(super) packs: Arc<LanguagePacks>,
    frame_matchers: BTreeMap<String, Matcher>,
    pub(super) event_matchers: BTreeMap<String, Matcher>,
    actor_matchers: BTreeMap<String, Matcher>,
    /// Ids of the actors, in the order of the study.
    pub actors: Vec<String>,
    /// The same actors with the sides they are on.
    pub cast: Vec<ActorKey>,
    /// The study's names.
    pub names: Names,
    /// What the numbers of terms stand for.
    pub words: Arc<Words>,
    /// Actor and kind of every form, by rule number.
    forms: Vec<(u32, FormKind)>,
    /// How much is looked for.
    pub depth: Depth,
    /// Documents of discovered events, by id: index of the event, score.
    pub(super) given: FxHashMap<String, Vec<(usize, u32)>>,
}

impl Annotator {
    /// Compile a lexicon, actors and events.
    pub fn new(
        packs: Arc<LanguagePacks>,
        lexicon: &Lexicon,
        actors: &[Actor],
        events: Vec<Event>,
        overlap: Overlap,
    ) -> Annotator {
        let FrameRules { frames, entries, rules } = FrameRules::new(lexicon);
        let (actor_rules, forms) = actor_rules(actors);
        let compile = |rules: Rules, overlap| matchers(&packs, rules, overlap);
        Annotator {
            frames,
            entries,
            frame_matchers: compile(rules, overlap),
            event_matchers: compile(event_rules(&events), Overlap::Longest),
            actor_matchers: compile(actor_rules, Overlap::Longest),
            forms,
            actors: actors.iter().map(|a| a.id.clone()).collect(),
            cast: actors.iter().map(|a| ActorKey { id: a.id.clone(), side: side_of(a, actors) }).collect(),
            names: Names::default(),
            words: Arc::default(),
            depth: Depth::Full,
            given: listed(&events),
            events,
            packs,
        }
    }

    /// The same, with names to look for.
    pub fn with_names(mut self, namings: &[Naming]) -> Annotator {
        self.names = Names::new(namings, &self.packs);
        self
    }

    /// The same, with documents that are given as telling of events: document's
    /// id, event's id, score from 1 to 10. Every sentence of such a document
    /// belongs to the event unless it points to another time.
    ///
    /// This is how discovered events ([`EventKind::Discovered`](crate::event::EventKind))
    /// come in; ids of events that the annotator does not have are left out.
    pub fn with_given(mut self, given: impl IntoIterator<Item = (String, String, u32)>) -> Annotator {
        let place: FxHashMap<&str, usize> = self.events.iter().enumerate().map(|(i, e)| (e.id.as_str(), i)).collect();
        for (document, event, score) in given {
            let Some(&index) = place.get(event.as_str()) else { continue };
            self.given.entry(document).or_default().push((index, score));
        }
        self
    }

    /// The same with other frames: actors, events and names stay as they are.
    pub fn with_lexicon(&self, lexicon: &Lexicon, overlap: Overlap) -> Annotator {
        let FrameRules { frames, entries, rules } = FrameRules::new(lexicon);
        Annotator {
            frames,
            entries,
            packs: Arc::clone(&self.packs),
            frame_matchers: matchers(&self.packs, rules, overlap),
            event_matchers: self.event_matchers.clone(),
            actor_matchers: self.actor_matchers.clone(),
            forms: self.forms.clone(),
            actors: self.actors.clone(),
            cast: self.cast.clone(),
            names: self.names.clone(),
            words: Arc::clone(&self.words),
            depth: self.depth,
            given: self.given.clone(),
            events: self.events.clone(),
        }
    }

    /// The same, looking for so much.
    pub fn with_depth(mut self, depth: Depth) -> Annotator {
        self.depth = depth;
        self
    }

    /// A worker for one thread.
    pub fn worker(&self) -> Worker {
        Worker::new(Analyzer::new(Arc::clone(&self.packs)))
    }

    pub(super) fn matchers(&self, search: Search) -> &BTreeMap<String, Matcher> {
        match search {
            Search::Frames => &self.frame_matchers,
            Search::Actors => &self.actor_matchers,
            Search::Names => &self.names.matchers,
            Search::Events => &self.event_matchers,
        }
    }

    /// Whether a frame lies below no other; its mentions are then not among another frame's.
    pub fn is_top(&self, frame: u32) -> bool {
        !self.frames.iter().any(|other| is_below(&self.frames[frame as usize], other))
    }

    /// Whether any frame has entries in this language.
    pub fn knows(&self, language: &str) -> bool {
        self.frame_matchers.contains_key(language)
    }

    /// Annotate a document in an already chosen language.
    pub fn annotate(&self, document: &Document, language: &str, worker: &mut Worker) -> Annotation {
        let mut analysis = std::mem::take(&mut worker.analysis);
        let Document { text, boilerplate, title_span, .. } = document;
        worker.analyzer.analyze_into(text, language, boilerplate, *title_span, &mut analysis);
        let terms = worker.read(self, &analysis);
        let hits = worker.hits(self, Search::Frames, text, &analysis);
        let annotation = Annotation {
            language: language.to_owned(),
            tokens: analysis.tokens.len() as u64,
            sentences: analysis.sentences.len() as u64,
            mentions: self.mentions(text, &analysis, &hits),
            terms,
            ..Annotation::default()
        };
        let annotation = match self.depth {
            Depth::Frames => annotation,
            Depth::Full => self.deepen(document, &analysis, worker, annotation),
        };
        worker.analysis = analysis;
        annotation
    }

    /// All but frames and terms.
    fn deepen(
        &self,
        document: &Document,
        analysis: &Analysis,
        worker: &mut Worker,
        mut annotation: Annotation,
    ) -> Annotation {
        let text = document.text.as_str();
        let actors = self.actors_among(&worker.hits(self, Search::Actors, text, analysis));
        let names = name::name_hits(text, analysis, &worker.hits(self, Search::Names, text, analysis));
        let attributed = self.grammar(text, analysis, &actors, worker, &mut annotation.mentions);
        let (events, told) = self.events_of(document, analysis, &actors, worker);
        let parts = event::parts(analysis, worker, &events, &told);
        Annotation { attributed, names, events, told, parts, ..annotation }
    }

    /// Voice, stance and roles of the mentions, and the number of tokens that are
    /// somebody's words, which every document tells.
    fn grammar(
        &self,
        text: &str,
        analysis: &Analysis,
        actors: &[ActorHit],
        worker: &mut Worker,
        mentions: &mut [Mention],
    ) -> Option<u64> {
        let pack = self.packs.get_or_minimal(&analysis.language);
        let Read { vocabulary, known, notes, workings } = worker.reading(&analysis.language)?;
        if !mentions.is_empty() && !actors.is_empty() {
            known.grammar.grow_roles(&pack, vocabulary);
        }
        let view = View { text, analysis, vocabulary, pack: &pack, grammar: &known.grammar, notes, actors };
        let quotes = voice::quotes(&view);
        let clauses = voice::Clauses::new(&view, &quotes, workings);
        let attributions = voice::attributions(&clauses, &quotes);
        let attributed = (!pack.voice.words().is_empty()).then(|| voice::attributed(&attributions));
        if mentions.is_empty() {
            return attributed;
        }
        voice::assign(&view, &attributions, &self.actors, mentions);
        stance::assign(&clauses, &quotes, &attributions, mentions);
        role::assign(&view, &attributions, &self.actors, mentions);
        attributed
    }

    fn mentions(&self, text: &str, analysis: &Analysis, hits: &[Hit]) -> Vec<Mention> {
        if hits.is_empty() {
            return Vec::new();
        }
        let full = self.depth == Depth::Full;
        let points = CodePoints::new(if full { text } else { "" });
        let mut mentions: Vec<Mention> = Vec::with_capacity(hits.len());
        for hit in hits {
            let Some((number, sentence)) = sentence_of(analysis, hit.start as usize) else { continue };
            let span = hit_span(analysis, hit);
            let info = &self.entries[hit.rule as usize];
            let (left, right) = if full { context(text, sentence, span) } else { <_>::default() };
            mentions.push(Mention {
                frame: info.frame,
                entry: hit.rule,
                span,
                tokens: hit.start..hit.end,
                start: if full { points.at(span.start as usize) } else { 0 },
                end: if full { points.at(span.end as usize) } else { 0 },
                cue: info.cue,
                sentence: number as u32,
                position: sentence.position,
                left,
                text: if full { span.of(text).to_owned() } else { String::new() },
                right,
                agent: Vec::new(),
                patient: Vec::new(),
                voice: None,
                speaker: None,
                stance: None,
                weight: info.weight,
            });
        }
        mentions.sort_by_key(|m| (m.span, m.frame));
        mentions
    }

    /// Every form of an actor in a text, by place.
    pub(super) fn actor_hits(&self, text: &str, analysis: &Analysis, worker: &mut Worker) -> Vec<ActorHit> {
        self.actors_among(&worker.find(self, Search::Actors, text, analysis))
    }

    fn actors_among(&self, hits: &[Hit]) -> Vec<ActorHit> {
        let named = hits.iter().map(|hit| {
            let (actor, kind) = self.forms[hit.rule as usize];
            ActorHit { start: hit.start, end: hit.end, actor, kind }
        });
        named.collect()
    }
}

/// The documents that events list themselves.
fn listed(events: &[Event]) -> FxHashMap<String, Vec<(usize, u32)>> {
    let mut given: FxHashMap<String, Vec<(usize, u32)>> = FxHashMap::default();
    for (index, event) in events.iter().enumerate() {
        for document in &event.documents {
            given.entry(document.clone()).or_default().push((index, 10));
        }
    }
    given
}

/// The side of an actor: its own, else that of the nearest whole that has one.
fn side_of(actor: &Actor, actors: &[Actor]) -> Option<String> {
    let whole = |part: &&Actor| actors.iter().find(|a| Some(&a.id) == part.part_of.as_ref());
    // A circle of parts ends after as many steps as there are actors.
    let mut line = std::iter::successors(Some(actor), whole).take(actors.len() + 1);
    line.find_map(|a| a.side.clone())
}

/// Frame ids with every ancestor, sorted.
fn rolled_up(lexicon: &Lexicon) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    for frame in &lexicon.frames {
        let ends = frame.id.match_indices('.').map(|(i, _)| i).chain([frame.id.len()]);
        ids.extend(ends.map(|end| frame.id[..end].to_owned()));
    }
    // Asked for a child alone, nobody wants its parent as a row of its own.
    ids.retain(|id| lexicon.chosen.is_empty() || lexicon.chosen.iter().any(|chosen| is_within(id, chosen)));
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// Terms in even groups, places in odd ones; the rule is the event.
fn event_rules(events: &[Event]) -> BTreeMap<String, Vec<Rule>> {
    let mut rules: BTreeMap<String, Vec<Rule>> = BTreeMap::new();
    for (index, event) in events.iter().enumerate() {
        for (kind, patterns) in [(0, &event.terms), (1, &event.places)] {
            for (language, patterns) in patterns {
                let list = rules.entry(language.clone()).or_default();
                list.extend(patterns.iter().map(|p| Rule::plain(2 * index as u32 + kind, index as u32, p.clone())));
            }
        }
    }
    rules
}

/// Rules by language code.
pub(super) type Rules = BTreeMap<String, Vec<Rule>>;

/// Compile rules, each language's from its rare words.
pub(super) fn matchers(packs: &LanguagePacks, rules: Rules, overlap: Overlap) -> BTreeMap<String, Matcher> {
    let compile = |(language, rules): (String, Vec<Rule>)| {
        let matcher = Matcher::new(rules, overlap).anchored_rarely(packs.get_or_minimal(&language).stop_list());
        (language, matcher)
    };
    parallel::map(rules.into_iter().collect(), compile).into_iter().collect()
}

/// One rule a form; with them the actor and kind of each.
fn actor_rules(actors: &[Actor]) -> (Rules, Vec<(u32, FormKind)>) {
    let mut rules = Rules::new();
    let mut kinds = Vec::new();
    for (index, actor) in actors.iter().enumerate() {
        for (language, forms) in &actor.forms {
            for form in forms {
                let rule = Rule::plain(0, kinds.len() as u32, form.pattern.clone());
                rules.entry(language.clone()).or_default().push(rule);
                kinds.push((index as u32, form.kind));
            }
        }
    }
    (rules, kinds)
}

/// Most bytes of context on each side of a cue. Sentences are shorter; a text
/// without full stops would otherwise be copied once for every mention.
const CONTEXT: usize = 600;

/// The sentence before and behind a cue.
pub(super) fn context(text: &str, sentence: &Sentence, cue: Span) -> (String, String) {
    let cut = |from: u32, to: u32| text.get(from as usize..to as usize).unwrap_or_default();
    let (before, behind) = (cut(sentence.span.start, cue.start), cut(cue.end, sentence.span.end));
    (context_before(before).to_owned(), context_behind(behind).to_owned())
}

fn context_before(text: &str) -> &str {
    let from = text.ceil_char_boundary(text.len().saturating_sub(CONTEXT));
    let rest = &text[from..];
    if from == 0 { rest } else { rest.split_once(' ').map_or(rest, |(_, words)| words) }
}

fn context_behind(text: &str) -> &str {
    let to = text.floor_char_boundary(CONTEXT);
    let rest = &text[..to];
    if to == text.len() { rest } else { rest.rsplit_once(' ').map_or(rest, |(words, _)| words) }
}

/// The sentence that holds a token, with its number.
pub fn sentence_of(analysis: &Analysis, token: usize) -> Option<(usize, &Sentence)> {
    let number = analysis.sentences.partition_point(|s| s.tokens.end <= token);
    analysis.sentences.get(number).map(|s| (number, s))
}

/// The characters of a hit.
pub fn hit_span(analysis: &Analysis, hit: &Hit) -> Span {
    let first = analysis.tokens[hit.start as usize].span;
    let last = analysis.tokens[hit.end as usize - 1].span;
    Span { start: first.start, end: last.end }
}
