//! A sentence as a row of chunks: noun phrases with their prepositions, verb
//! groups with their voice, and what parts or joins them.

use std::ops::Range;

use super::tag::{Gap, Tag, Word};
use crate::annotate::view::View;
use crate::text::roles::{Classes, WordClass};

/// What a chunk is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A noun phrase or pronoun, with its preposition.
    Noun,
    /// A verb with its auxiliaries.
    Verb,
    /// A preposition without noun phrase.
    Preposition,
    /// *and*.
    Coordinator,
    /// *because*.
    Subordinator,
    /// *that* behind a verb.
    Complementizer,
    /// *which*.
    Relative,
    /// A comma, bracket or dash.
    Comma,
    /// A colon or semicolon.
    Strong,
}

/// Form of a verb group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// With a tense.
    Finite,
    /// A participle without auxiliary: *occupied by*; in English perhaps a past tense.
    Participle,
    /// *occupying*.
    Gerund,
    /// *to occupy*.
    Infinitive,
}

/// A run of words that go together. Word numbers count from the sentence's start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chunk {
    /// What it is.
    pub kind: Kind,
    /// Its words, without the preposition.
    pub words: Range<usize>,
    /// Classes of the preposition before it.
    pub preposition: Option<Classes>,
    /// The last verb of a verb group; the last noun of a noun phrase.
    pub head: usize,
    /// Whether a verb group is passive.
    pub passive: bool,
    /// Form of a verb group.
    pub form: Form,
    /// Whether an object pronoun stands in the verb group.
    pub clitic: Option<usize>,
    /// Whether *se* does.
    pub reflexive: bool,
}

impl Chunk {
    fn new(kind: Kind, words: Range<usize>) -> Chunk {
        let head = words.end.saturating_sub(1);
        Chunk {
            kind,
            words,
            preposition: None,
            head,
            passive: false,
            form: Form::Finite,
            clitic: None,
            reflexive: false,
        }
    }

    /// Whether it is a noun phrase behind a preposition of this class.
    pub fn is_behind(&self, class: WordClass) -> bool {
        self.kind == Kind::Noun && self.preposition.is_some_and(|p| p.has(class))
    }

    /// Whether it is a noun phrase without preposition.
    pub fn is_bare(&self) -> bool {
        self.kind == Kind::Noun && self.preposition.is_none()
    }

    /// Whether it is a verb group with a tense, or what may be one.
    pub fn is_clause(&self) -> bool {
        self.kind == Kind::Verb && self.form == Form::Finite
    }
}

/// Cut a tagged sentence into chunks.
pub fn chunk(view: &View<'_>, first: usize, words: &[Word]) -> Vec<Chunk> {
    let mut chunker = Chunker { view, first, words, chunks: Vec::new(), preposition: None };
    let mut at = 0;
    while at < words.len() {
        at = chunker.step(at);
    }
    chunker.dangling(words.len());
    chunker.chunks
}

struct Chunker<'v> {
    view: &'v View<'v>,
    first: usize,
    words: &'v [Word],
    chunks: Vec<Chunk>,
    /// A preposition that waits for its noun phrase, with its place.
    preposition: Option<(usize, Classes)>,
}

impl Chunker<'_> {
    fn step(&mut self, at: usize) -> usize {
        let word = &self.words[at];
        if at > 0 && matches!(word.gap, Gap::Comma | Gap::Strong) {
            self.dangling(at);
            self.push(Chunk::new(if word.gap == Gap::Comma { Kind::Comma } else { Kind::Strong }, at..at));
        }
        let single = |kind| Chunk::new(kind, at..at + 1);
        match word.tag {
            Tag::Adverb | Tag::Absorbed => at + 1,
            Tag::Preposition => {
                self.dangling(at);
                self.preposition = Some((at, word.classes));
                at + 1
            }
            Tag::Coordinator => self.mark(single(Kind::Coordinator)),
            Tag::Subordinator => self.mark(single(Kind::Subordinator)),
            Tag::Complementizer => self.mark(single(Kind::Complementizer)),
            Tag::Relative => self.mark(single(Kind::Relative)),
            Tag::Determiner | Tag::Noun | Tag::Genitive | Tag::Pronoun => self.noun_phrase(at),
            _ => self.verb_group(at),
        }
    }

    fn mark(&mut self, mut chunk: Chunk) -> usize {
        if chunk.kind == Kind::Relative {
            chunk.preposition = self.preposition.take().map(|p| p.1);
        }
        self.dangling(chunk.words.start);
        let end = chunk.words.end;
        self.push(chunk);
        end
    }

    fn push(&mut self, chunk: Chunk) {
        self.chunks.push(chunk);
    }

    fn dangling(&mut self, end: usize) {
        if let Some((at, classes)) = self.preposition.take() {
            let chunk = Chunk { preposition: Some(classes), ..Chunk::new(Kind::Preposition, at..end.min(at + 1)) };
            self.push(chunk);
        }
    }

    /// From a determiner or noun to the last noun before anything else.
    fn noun_phrase(&mut self, at: usize) -> usize {
        let mut end = at;
        let mut head = at;
        let mut nouns = 0;
        while let Some(word) = self.words.get(end) {
            let timed = nouns > 0
                && self.words[at..end].iter().all(|w| w.classes.has(WordClass::Time) || w.tag == Tag::Determiner);
            if end > at && (matches!(word.gap, Gap::Comma | Gap::Strong) || timed && word.actor.is_some()) {
                break;
            }
            match word.tag {
                Tag::Determiner if nouns > 0 && self.words[end - 1].tag != Tag::Genitive => break,
                Tag::Determiner | Tag::Absorbed => (),
                Tag::Pronoun if end == at => {
                    end += 1;
                    break;
                }
                Tag::Noun => {
                    nouns += 1;
                    head = end;
                    // "the soldiers of 1951 | liberators"
                    if nouns == 1 && end == at && self.is_year(end) {
                        end += 1;
                        break;
                    }
                }
                Tag::Genitive => (),
                Tag::Adverb if self.words.get(end + 1).is_some_and(|w| w.tag == Tag::Noun && w.gap == Gap::None) => (),
                _ => break,
            }
            end += 1;
        }
        let preposition = self.preposition.take().map(|p| p.1);
        self.push(Chunk { preposition, head, ..Chunk::new(Kind::Noun, at..end.max(at + 1)) });
        end.max(at + 1)
    }

    fn is_year(&self, at: usize) -> bool {
        let form = self.view.form(self.first + at);
        form.len() == 4 && form.bytes().all(|b| b.is_ascii_digit())
    }

    fn verb_group(&mut self, at: usize) -> usize {
        self.dangling(at);
        let mut chunk = Chunk::new(Kind::Verb, at..at);
        let mut auxiliaries: Vec<usize> = Vec::new();
        let mut end = at;
        let mut main = None;
        while let Some(word) = self.words.get(end).filter(|w| end == at || !matches!(w.gap, Gap::Comma | Gap::Strong)) {
            match word.tag {
                Tag::To if end > at => break,
                Tag::Be | Tag::Have | Tag::Modal | Tag::To => auxiliaries.push(end),
                Tag::Clitic => chunk.clitic = Some(end),
                Tag::Reflexive => chunk.reflexive = true,
                Tag::Adverb | Tag::Absorbed => (),
                // "se sont mutuellement attaqués"
                Tag::Pronoun
                    if end > at
                        && word.classes.has(WordClass::Reciprocal)
                        && self.words.get(end + 1).is_some_and(|w| w.tag.is_verbal()) => {}
                tag if tag.is_verbal() => {
                    main = Some(end);
                    end += 1;
                    break;
                }
                _ => break,
            }
            end += 1;
        }
        chunk.words = at..end;
        let modal_only = auxiliaries.last().is_some_and(|a| self.words[*a].tag == Tag::Modal);
        chunk.head = main.or(auxiliaries.last().copied()).unwrap_or(at);
        chunk.form = self.form(&auxiliaries, main);
        if let Some((form, passive)) = self.shared_auxiliary(&auxiliaries, main) {
            self.push(Chunk { form, passive, ..chunk });
            return end;
        }
        chunk.passive = main.is_some_and(|m| !modal_only && self.is_passive(&auxiliaries, m)) && !chunk.reflexive;
        if main.is_none() && auxiliaries.is_empty() {
            // A reflexive or clitic that nothing follows.
            return end.max(at + 1);
        }
        self.push(chunk);
        end.max(at + 1)
    }

    /// *a attaqué et occupé*, *was attacked and occupied*: the auxiliary serves both.
    fn shared_auxiliary(&self, auxiliaries: &[usize], main: Option<usize>) -> Option<(Form, bool)> {
        let participle = |at: usize| self.words[at].tag == Tag::Participle;
        main.filter(|m| auxiliaries.is_empty() && participle(*m))?;
        let [.., earlier, joint] = &self.chunks[..] else { return None };
        let governed = earlier.kind == Kind::Verb && joint.kind == Kind::Coordinator && earlier.words.len() > 1;
        (governed && participle(earlier.head)).then_some((earlier.form, earlier.passive))
    }

    fn form(&self, auxiliaries: &[usize], main: Option<usize>) -> Form {
        let tag = main.map(|m| self.words[m].tag);
        match auxiliaries.first().map(|a| &self.words[*a]) {
            Some(first) if first.tag == Tag::To => Form::Infinitive,
            Some(first) if first.classes.has(WordClass::Nonfinite) => {
                let gerund =
                    matches!(self.view.form(self.first + auxiliaries[0]), "having" | "being" | "ayant" | "étant");
                if gerund { Form::Gerund } else { Form::Infinitive }
            }
            Some(_) => Form::Finite,
            None => match tag {
                Some(Tag::Participle) => Form::Participle,
                Some(Tag::Gerund) => Form::Gerund,
                Some(Tag::Infinitive) => Form::Infinitive,
                _ => Form::Finite,
            },
        }
    }

    /// *be* right before a participle, unless the verb takes *be* in its perfect.
    fn is_passive(&self, auxiliaries: &[usize], main: usize) -> bool {
        let word = &self.words[main];
        let last = auxiliaries.last().map(|a| self.words[*a].tag);
        word.tag == Tag::Participle && last == Some(Tag::Be) && !word.classes.has(WordClass::Intransitive)
    }
}
