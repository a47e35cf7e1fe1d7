//! Rows of the tables that list rather than compare: documents and mentions.

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde::Serialize;

use crate::annotate::find::Annotator;
use crate::annotate::{Annotation, Mention, Stance, Voice};
use crate::corpus::Document;
use crate::event::{Event, Told};
use crate::text::Position;

/// Columns of every table, in order.
pub mod columns {
    /// `documents.csv`
    pub const DOCUMENTS: [&str; 15] = [
        "document",
        "source",
        "side",
        "language",
        "date",
        "title",
        "url",
        "tokens",
        "sentences",
        "tokens_attributed",
        "mentions",
        "events",
        "duplicate_of",
        "provenance",
        "warnings",
    ];
    /// `mentions.csv`
    pub const MENTIONS: [&str; 22] = [
        "document",
        "source",
        "language",
        "date",
        "event",
        "position",
        "sentence",
        "start",
        "end",
        "frame",
        "entry",
        "left",
        "cue",
        "right",
        "agent",
        "patient",
        "voice",
        "speaker",
        "stance",
        "weight",
        "event_level",
        "event_evidence",
    ];
    /// `concordance.csv`
    pub const CONCORDANCE: [&str; 12] = [
        "document", "source", "language", "date", "position", "sentence", "start", "end", "entry", "left", "cue",
        "right",
    ];
    /// `frames.csv`
    pub const FRAMES: [&str; 15] = [
        "event",
        "source",
        "frame",
        "documents",
        "documents_with",
        "mentions",
        "tokens",
        "rate",
        "rate_low",
        "rate_high",
        "mentions_own",
        "mentions_attributed",
        "mentions_asserted",
        "rate_own",
        "dispersion",
    ];
    /// `contrasts.csv`
    pub const CONTRASTS: [&str; 17] = [
        "event",
        "frame",
        "target",
        "reference",
        "n_target",
        "n_reference",
        "mentions_target",
        "mentions_reference",
        "rate_target",
        "rate_reference",
        "rate_ratio",
        "ratio_low",
        "ratio_high",
        "p",
        "q",
        "method",
        "note",
    ];
    /// `divergence.csv`
    pub const DIVERGENCE: [&str; 11] = [
        "event",
        "target",
        "reference",
        "jsd",
        "jsd_low",
        "jsd_high",
        "p",
        "q",
        "cosine",
        "mentions_target",
        "mentions_reference",
    ];
    /// `shifts.csv`
    pub const SHIFTS: [&str; 8] =
        ["event", "frame", "target", "reference", "entry", "contribution", "mentions_target", "mentions_reference"];
    /// `terms.csv`
    pub const TERMS: [&str; 14] = [
        "event",
        "target",
        "reference",
        "feature",
        "n_target",
        "n_reference",
        "documents_target",
        "documents_reference",
        "log_odds",
        "z",
        "g2",
        "log_ratio",
        "p",
        "q",
    ];
    /// `coverage.csv`
    pub const COVERAGE: [&str; 6] = ["event", "source", "documents", "sentences", "tokens", "share"];
    /// `lexicon.csv`
    pub const LEXICON: [&str; 10] = [
        "frame",
        "language",
        "entry",
        "pattern",
        "match",
        "mentions",
        "documents",
        "sources",
        "top_source",
        "top_source_share",
    ];
    /// `roles.csv`
    pub const ROLES: [&str; 9] =
        ["event", "source", "frame", "role", "actor", "mentions", "share", "share_low", "share_high"];
    /// `narratives.csv`
    pub const NARRATIVES: [&str; 14] = [
        "event",
        "source",
        "agent",
        "frame",
        "patient",
        "mentions",
        "documents",
        "own",
        "quoted",
        "reported",
        "asserted",
        "example_document",
        "example_start",
        "example_end",
    ];
    /// `blame.csv`
    pub const BLAME: [&str; 11] = [
        "event",
        "source",
        "frame",
        "actor_a",
        "actor_b",
        "mentions_a",
        "mentions_b",
        "hidden",
        "balance",
        "balance_low",
        "balance_high",
    ];
    /// `voices.csv`
    pub const VOICES: [&str; 7] = ["event", "source", "frame", "speaker", "voice", "mentions", "share"];
    /// `names.csv`
    pub const NAMES: [&str; 8] =
        ["event", "source", "naming", "variant", "mentions", "share", "share_low", "share_high"];
    /// `map.csv`
    pub const MAP: [&str; 13] = [
        "event",
        "kind",
        "item",
        "mentions",
        "mass",
        "inertia",
        "share",
        "coordinate_1",
        "coordinate_2",
        "contribution_1",
        "contribution_2",
        "cos2_1",
        "cos2_2",
    ];
    /// `timeline.csv`
    pub const TIMELINE: [&str; 9] =
        ["period", "from", "to", "source", "frame", "documents", "mentions", "tokens", "rate"];
    /// `naming_hits.csv`
    pub const NAMING_HITS: [&str; 12] = [
        "document", "source", "language", "date", "event", "naming", "variant", "start", "end", "left", "cue", "right",
    ];
    /// `events.csv`
    pub const EVENTS: [&str; 12] = [
        "event",
        "label",
        "kind",
        "start",
        "end",
        "documents",
        "sources",
        "terms",
        "sentences",
        "by_sentence",
        "by_paragraph",
        "by_document",
    ];
    /// `assignments.csv`
    pub const ASSIGNMENTS: [&str; 6] = ["document", "event", "score", "evidence", "level", "sentences"];
}

/// Row of `documents.csv`.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "each field is the column of its name")]
pub struct DocumentRow<'a> {
    pub document: &'a str,
    pub source: Option<&'a str>,
    pub side: Option<&'a str>,
    pub language: &'a str,
    pub date: Option<String>,
    pub title: Option<&'a str>,
    pub url: Option<&'a str>,
    pub tokens: u64,
    pub sentences: u64,
    pub tokens_attributed: Option<u64>,
    pub mentions: u64,
    pub events: String,
    pub duplicate_of: Option<&'a str>,
    pub provenance: String,
    pub warnings: String,
}

/// Row of `mentions.csv`.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "each field is the column of its name")]
pub struct MentionRow<'a> {
    pub document: &'a str,
    pub source: Option<&'a str>,
    pub language: &'a str,
    pub date: Option<String>,
    pub event: String,
    pub position: Position,
    pub sentence: u32,
    pub start: usize,
    pub end: usize,
    pub frame: &'a str,
    pub entry: &'a str,
    pub left: Cow<'a, str>,
    pub cue: &'a str,
    pub right: Cow<'a, str>,
    pub agent: String,
    pub patient: String,
    pub voice: Option<Voice>,
    pub speaker: Option<&'a str>,
    pub stance: Option<Stance>,
    pub weight: f64,
    pub event_level: String,
    pub event_evidence: String,
}

/// Ids of a document's events, joined by `;`.
pub fn events(annotator: &Annotator, annotation: &Annotation) -> String {
    let ids: Vec<_> = annotation.events.iter().map(|a| annotator.events[a.event].id.as_str()).collect();
    ids.join(";")
}

/// The events of one sentence, what each is told by, and how near that stands,
/// each joined by `;` in the same order.
fn told(annotator: &Annotator, annotation: &Annotation, sentence: u32) -> [String; 3] {
    let told = annotation.told(sentence);
    let join = |of: &dyn Fn(&Told) -> String| told.iter().map(of).collect::<Vec<_>>().join(";");
    [
        join(&|t| annotator.events[t.event].id.clone()),
        join(&|t| t.level.name().to_owned()),
        join(&|t| t.evidence.to_string()),
    ]
}

/// One row of `documents.csv`; `counted` says whether the document is in the other tables.
pub fn document<'a>(
    annotator: &Annotator,
    document: &'a Document,
    annotation: &'a Annotation,
    counted: bool,
) -> DocumentRow<'a> {
    let language = [format!("language: {}", annotation.language_from)];
    let provenance: Vec<_> =
        document.provenance.iter().map(|(field, how)| format!("{field}: {how}")).chain(language).collect();
    let mut warnings = document.warnings.clone();
    if !annotator.knows(&annotation.language) && !annotator.frames.is_empty() {
        warnings.push(format!("no entries for language `{}`: no frame can be found", annotation.language));
    }
    if !counted {
        warnings.push("not counted: repeats another document".to_owned());
    }
    DocumentRow {
        document: &document.id,
        source: document.source.as_deref(),
        side: document.side.as_deref(),
        language: &annotation.language,
        date: document.date.map(|d| d.to_string()),
        title: document.title.as_deref(),
        url: document.url.as_deref(),
        tokens: annotation.tokens,
        sentences: annotation.sentences,
        tokens_attributed: annotation.attributed,
        mentions: annotation.mentions.iter().filter(|m| annotator.is_top(m.frame)).count() as u64,
        events: events(annotator, annotation),
        duplicate_of: document.duplicate_of.as_deref(),
        provenance: provenance.join("; "),
        warnings: warnings.join("; "),
    }
}

/// One row of `mentions.csv`.
pub fn mention<'a>(
    annotator: &'a Annotator,
    document: &'a Document,
    annotation: &'a Annotation,
    mention: &'a Mention,
) -> MentionRow<'a> {
    let [event, event_level, event_evidence] = told(annotator, annotation, mention.sentence);
    MentionRow {
        document: &document.id,
        source: document.source.as_deref(),
        language: &annotation.language,
        date: document.date.map(|d| d.to_string()),
        event,
        position: mention.position,
        sentence: mention.sentence,
        start: mention.start,
        end: mention.end,
        frame: &annotator.frames[mention.frame as usize],
        entry: &annotator.entries[mention.entry as usize].key.entry,
        left: one_line(&mention.left),
        cue: &mention.text,
        right: one_line(&mention.right),
        agent: mention.agent.join(";"),
        patient: mention.patient.join(";"),
        voice: mention.voice,
        speaker: mention.speaker.as_deref(),
        stance: mention.stance,
        weight: mention.weight,
        event_level,
        event_evidence,
    }
}

/// Row of `naming_hits.csv`.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "each field is the column of its name")]
pub struct NamingHitRow<'a> {
    pub document: &'a str,
    pub source: Option<&'a str>,
    pub language: &'a str,
    pub date: Option<String>,
    pub event: String,
    pub naming: &'a str,
    pub variant: &'a str,
    pub start: usize,
    pub end: usize,
    pub left: Cow<'a, str>,
    pub cue: &'a str,
    pub right: Cow<'a, str>,
}

/// Rows of `naming_hits.csv` for one document.
pub fn naming_hits<'a>(
    annotator: &'a Annotator,
    document: &'a Document,
    annotation: &'a Annotation,
) -> impl Iterator<Item = NamingHitRow<'a>> {
    annotation.names.iter().map(|hit| {
        let key = &annotator.names.keys[hit.name as usize];
        NamingHitRow {
            document: &document.id,
            source: document.source.as_deref(),
            language: &annotation.language,
            date: document.date.map(|d| d.to_string()),
            event: told(annotator, annotation, hit.sentence)[0].clone(),
            naming: &key.naming,
            variant: &key.variant,
            start: hit.start,
            end: hit.end,
            left: one_line(&hit.left),
            cue: &hit.text,
            right: one_line(&hit.right),
        }
    })
}

/// Context on one line, so that a table opens well; the cue itself stays as it is.
fn one_line(text: &str) -> Cow<'_, str> {
    if text.contains(['\n', '\r', '\t']) {
        Cow::Owned(text.replace(['\n', '\r', '\t'], " "))
    } else {
        Cow::Borrowed(text)
    }
}

/// Row of `events.csv`; what only reading sentences tells may be empty.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "each field is the column of its name")]
pub struct EventRow<'a> {
    pub event: &'a str,
    pub label: &'a str,
    pub kind: &'static str,
    pub start: Option<String>,
    pub end: Option<String>,
    pub documents: u64,
    pub sources: u64,
    pub terms: String,
    pub sentences: Option<u64>,
    pub by_sentence: Option<u64>,
    pub by_paragraph: Option<u64>,
    pub by_document: Option<u64>,
}

/// What `events.csv` counts, document by document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EventCounts {
    /// Documents that tell of each event, their sources, and sentences by level.
    events: Vec<(u64, BTreeSet<String>, [u64; 3])>,
}

impl EventCounts {
    /// None so far.
    pub fn new(annotator: &Annotator) -> EventCounts {
        EventCounts { events: vec![<_>::default(); annotator.events.len()] }
    }

    /// Adds a document.
    pub fn add(&mut self, document: &Document, annotation: &Annotation) {
        for assignment in &annotation.events {
            let Some((documents, sources, levels)) = self.events.get_mut(assignment.event) else { continue };
            *documents += 1;
            if let Some(source) = document.source.as_ref().filter(|source| !sources.contains(*source)) {
                sources.insert(source.clone());
            }
            levels.iter_mut().zip(assignment.sentences).for_each(|(sum, n)| *sum += u64::from(n));
        }
    }

    /// Adds further documents.
    pub fn join(&mut self, other: EventCounts) {
        for (ours, (documents, sources, levels)) in self.events.iter_mut().zip(other.events) {
            ours.0 += documents;
            ours.1.extend(sources);
            ours.2.iter_mut().zip(levels).for_each(|(sum, n)| *sum += n);
        }
    }

    /// Rows of `events.csv`: `sentences` tell of the event, by their own evidence,
    /// their paragraph's or their document's.
    pub fn rows<'a>(&self, annotator: &'a Annotator) -> Vec<EventRow<'a>> {
        let row = |(event, (documents, sources, levels)): (&'a Event, &(u64, BTreeSet<String>, [u64; 3]))| EventRow {
            event: &event.id,
            label: &event.label,
            kind: event.kind.name(),
            start: event.when.map(|(from, _)| from.to_string()),
            end: event.when.map(|(_, to)| to.to_string()),
            documents: *documents,
            sources: sources.len() as u64,
            terms: event.wording.join("; "),
            sentences: Some(levels.iter().sum()),
            by_sentence: Some(levels[0]),
            by_paragraph: Some(levels[1]),
            by_document: Some(levels[2]),
        };
        annotator.events.iter().zip(&self.events).map(row).collect()
    }
}

/// Rows of `events.csv` of documents that are at hand.
pub fn event_rows<'a>(
    annotator: &'a Annotator,
    documents: &[Document],
    annotations: &[Annotation],
) -> Vec<EventRow<'a>> {
    let mut counts = EventCounts::new(annotator);
    documents.iter().zip(annotations).for_each(|(document, annotation)| counts.add(document, annotation));
    counts.rows(annotator)
}

/// Row of `assignments.csv`; `sentences` is empty where none was read.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "each field is the column of its name")]
pub struct AssignmentRow<'a> {
    pub document: &'a str,
    pub event: &'a str,
    pub score: f64,
    pub evidence: String,
    pub level: &'static str,
    pub sentences: Option<u32>,
}

/// Rows of `assignments.csv` of one document.
pub fn assignments<'a>(
    annotator: &'a Annotator,
    document: &'a Document,
    annotation: &'a Annotation,
) -> impl Iterator<Item = AssignmentRow<'a>> {
    annotation.events.iter().map(|a| AssignmentRow {
        document: &document.id,
        event: &annotator.events[a.event].id,
        score: f64::from(a.score) / 10.0,
        evidence: a.evidence.to_string(),
        level: a.level.name(),
        sentences: Some(a.all_sentences()),
    })
}

/// Rows of `assignments.csv` of documents that are at hand.
pub fn assignment_rows<'a>(
    annotator: &'a Annotator,
    documents: &'a [Document],
    annotations: &'a [Annotation],
) -> Vec<AssignmentRow<'a>> {
    documents.iter().zip(annotations).flat_map(|(d, a)| assignments(annotator, d, a)).collect()
}
