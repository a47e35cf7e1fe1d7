//! One document as the grammar rules see it: tokens, gaps, actors.
//!
//! Rules ask a [`View`] for words and what stands between them; they never
//! slice the text themselves.

use std::ops::Range;

use super::Voice;
use super::find::{hit_span, sentence_of};
use super::notes::{Notes, start};
use crate::lexicon::FormKind;
use crate::lexicon::matcher::Hit;
use crate::span::Span;
use crate::text::wordlist::{Classes, TypeClasses};
use crate::text::{Analysis, LanguagePack, Sentence, TypeId, Vocabulary, roles};

/// A surface form of an actor in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ActorHit {
    /// First token.
    pub start: u32,
    /// Token behind the last.
    pub end: u32,
    /// Index of the actor in the study's list.
    pub actor: u32,
    /// Kind of the form.
    pub kind: FormKind,
}

/// Words that the text gives to somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribution {
    /// Quoted or reported.
    pub voice: Voice,
    /// The tokens that are somebody's words.
    pub content: Range<u32>,
    /// The tokens that name the speaker, where the text does.
    pub speaker: Option<Range<u32>>,
    /// The reporting verb, where there is one.
    pub verb: Option<u32>,
}

/// The word classes of a vocabulary's types, looked up once a type. Grows with
/// the vocabulary; belongs to one thread.
#[derive(Debug, Default)]
pub struct GrammarTable {
    /// By the pack's words of voice.
    pub voice: TypeClasses,
    /// By its words of stance.
    pub stance: TypeClasses,
    /// How each ends, as bits of [`ending`].
    endings: Vec<Classes>,
    /// By the pack's words of roles; not looked up before somebody asks for roles.
    roles: Vec<RoleType>,
}

/// What a type is among the words of roles.
#[derive(Debug, Clone, Copy, Default)]
pub struct RoleType {
    /// Its classes.
    pub classes: roles::Classes,
    /// Whether a phrase may begin with it.
    pub opens: bool,
}

/// What the ending (or, of an address, the middle) of a form may make it, one bit each. They stand beside the
/// classes of voice, none of which has these bits, and no phrase takes them away.
pub mod ending {
    use crate::text::wordlist::Classes;

    /// A finite verb.
    pub const VERB: Classes = 1 << 48;
    /// A gerund or present participle.
    pub const GERUND: Classes = 1 << 49;
    /// An infinitive.
    pub const INFINITIVE: Classes = 1 << 50;
    /// An address of the web: *example.org*.
    pub const WEB: Classes = 1 << 51;
    /// All of them.
    pub const ANY: Classes = VERB | GERUND | INFINITIVE | WEB;
}

impl GrammarTable {
    /// Look up the types that came since.
    pub fn grow(&mut self, pack: &LanguagePack, vocabulary: &Vocabulary) {
        self.voice.grow(pack.voice.words(), vocabulary);
        self.stance.grow(pack.stance.words(), vocabulary);
        let voice = &pack.voice;
        // With how many letters before it each ending counts.
        let lists = [
            (ending::VERB, &voice.verb_endings, 2),
            (ending::GERUND, &voice.gerund_endings, 3),
            (ending::INFINITIVE, &voice.infinitive_endings, 0),
        ];
        for ty in vocabulary.types().iter().skip(self.endings.len()) {
            let ends = |list: &[String], shortest: usize| {
                list.iter().any(|ending| ty.form.len() >= ending.len() + shortest && ty.form.ends_with(&**ending))
            };
            let bits = lists.iter().filter(|(_, list, shortest)| ends(list, *shortest)).map(|(bit, ..)| bit);
            let web = if ty.form.len() > 5 && ty.form.contains('.') { ending::WEB } else { 0 };
            self.endings.push(bits.sum::<Classes>() | web);
        }
    }

    /// What a type alone is among the words of voice, with the bits of its [`ending`].
    pub fn classes(&self, id: TypeId) -> Classes {
        self.voice.of(id) | self.endings.get(id as usize).copied().unwrap_or(0)
    }

    /// The bits of [`start`] of what may begin with a type.
    pub fn starts(&self, id: TypeId) -> u8 {
        let voice = if self.voice.opens(id) { start::VOICE } else { 0 };
        let stance = if self.stance.opens(id) { start::STANCE } else { 0 };
        voice | stance
    }
}

impl GrammarTable {
    /// Look up the roles of the types that came since.
    pub fn grow_roles(&mut self, pack: &LanguagePack, vocabulary: &Vocabulary) {
        let words = pack.roles.compiled();
        for ty in vocabulary.types().iter().skip(self.roles.len()) {
            self.roles.push(RoleType { classes: words.classes(&ty.form), opens: words.opens(&ty.form) });
        }
    }
}

/// A document with what rules may ask of it.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    /// The text as read.
    pub text: &'a str,
    /// Its tokens and sentences.
    pub analysis: &'a Analysis,
    /// Types of its language.
    pub vocabulary: &'a Vocabulary,
    /// Grammar data of its language.
    pub pack: &'a LanguagePack,
    /// Word classes of its types.
    pub grammar: &'a GrammarTable,
    /// What was noted of its tokens.
    pub notes: &'a Notes,
    /// Actors found, by place.
    pub actors: &'a [ActorHit],
}

impl<'a> View<'a> {
    /// The folded form of a token; `""` outside the text.
    pub fn form(&self, at: usize) -> &'a str {
        self.analysis.tokens.get(at).map_or("", |t| &*self.vocabulary.ty(t.type_id).form)
    }

    /// What a token is among the words of roles.
    pub fn role(&self, at: usize) -> RoleType {
        let found = self.analysis.tokens.get(at).and_then(|t| self.grammar.roles.get(t.type_id as usize));
        found.copied().unwrap_or_default()
    }

    /// The characters of a token as they stand.
    pub fn surface(&self, at: usize) -> &'a str {
        self.analysis.tokens.get(at).map_or("", |t| t.span.of(self.text))
    }

    /// What stands between a token and the one before it.
    pub fn gap(&self, at: usize) -> &'a str {
        let end = self.analysis.tokens.get(at).map_or(self.text.len(), |t| t.span.start as usize);
        let before = at.checked_sub(1).and_then(|b| self.analysis.tokens.get(b));
        self.text.get(before.map_or(0, |t| t.span.end as usize)..end).unwrap_or_default()
    }

    /// The sentence that holds a token, with its number.
    pub fn sentence(&self, at: usize) -> Option<(usize, &'a Sentence)> {
        sentence_of(self.analysis, at)
    }

    /// The characters of a run of tokens.
    pub fn span(&self, tokens: Range<u32>) -> Span {
        hit_span(self.analysis, &Hit { start: tokens.start, end: tokens.end.max(tokens.start + 1), group: 0, rule: 0 })
    }

    /// The actors within a run of tokens, by place.
    pub fn actors_in(&self, tokens: Range<u32>) -> impl Iterator<Item = &'a ActorHit> + use<'a> {
        let first = self.actors.partition_point(|a| a.start < tokens.start);
        self.actors[first..].iter().take_while(move |a| a.end <= tokens.end)
    }
}
