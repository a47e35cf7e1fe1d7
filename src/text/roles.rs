//! Grammar of roles: the closed words of a language by what they do in a sentence.
//!
//! A pack's `[roles]` table lists words and phrases by [`WordClass`], and the
//! endings by which other words show what they are. An element of a phrase may
//! end in `*` (any ending); `~` stands for any form of the preposition *of*.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

macro_rules! classes {
    ($($(#[$doc:meta])* $name:ident,)+) => {
        /// What a word does in a sentence.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum WordClass { $($(#[$doc])* $name,)+ }
    };
}

classes! {
    /// *the, this, some; le, une, des*.
    Determiner,
    /// *not, never; ne, jamais*.
    Negation,
    /// *two, half; deux, un*.
    Number,
    /// *its, their; son, leurs*.
    Possessive,
    /// *our, us, we; nos, nous*: whoever speaks.
    FirstPerson,
    /// *it, they; il, elles*.
    Pronoun,
    /// Object pronouns that stand before the verb: *le, la, l'*.
    Clitic,
    /// *se, s'*.
    Reflexive,
    /// *which, who; qui, dont*.
    Relative,
    /// *whose, dont*.
    RelativeOwner,
    /// Relative pronouns that stand for the object alone: *que*.
    RelativeObject,
    /// *that; que*.
    Complementizer,
    /// *because, when, if; lorsque, si*.
    Subordinator,
    /// *and, or, but*.
    Coordinator,
    /// Words that may stand between the others without changing anything.
    Adverb,
    /// Forms of *be*.
    Be,
    /// Forms of *have*.
    Have,
    /// *will, could, did*: a bare verb follows.
    Modal,
    /// The infinitive marker *to*.
    To,
    /// Forms of auxiliaries that make no clause: *having, being; ayant, avoir*.
    Nonfinite,
    /// The preposition of the agent: *by, par*.
    By,
    /// Prepositions of what is aimed at: *against, on, contre, sur*.
    Against,
    /// *of, de*.
    Of,
    /// *from, out of*.
    From,
    /// *to, à*.
    Toward,
    /// *in, near, dans*.
    Place,
    /// *under, sous*.
    Under,
    /// *for, pour*.
    For,
    /// *as, comme*.
    As,
    /// *jointly with*: one more agent.
    Jointly,
    /// *with the support of*: no agent.
    Backer,
    /// *according to, selon*: a speaker.
    Speaker,
    /// Any other preposition.
    Preposition,
    /// *launch, carry out, commit*: the act is in the noun.
    Light,
    /// *repel, respond to, resist*: the subject is who was attacked.
    Repel,
    /// *suffer, face*: likewise.
    Suffer,
    /// *accuse X of*: the object is the agent.
    Accuse,
    /// *force X to, urge X to*: the object is who acts.
    Causative,
    /// *say, announce*: a clause follows.
    Report,
    /// *recognise*: who is recognised makes the claim.
    Recognise,
    /// *deny, refuse, rule out*.
    Deny,
    /// *kill, hit*: an attack does it to its patient.
    Harm,
    /// *declare, seek, exercise*: what a people does with its independence.
    Assert,
    /// *belong to*.
    Belong,
    /// *become, constitute*; forms of *be* need no mention.
    Copula,
    /// Participles that take *be* without being passive (*venu*).
    Intransitive,
    /// Frequent verbs without a telling ending.
    Verb,
    /// Words that have the ending of a verb and are none.
    NotVerb,
    /// Words that are a noun or a verb (*attack*, *attaque*).
    NounVerb,
    /// Participles that have no telling ending (*taken, pris*).
    Participle,
    /// Nouns that hand their roles on to the act behind *of* or *to*: *policy, right, war*.
    Act,
    /// Nouns that only speak of an act: *talk, accusation*; who they belong to does not do it.
    Talk,
    /// *end, fin*: the act behind it is undone.
    Ending,
    /// *victim*: who it belongs to suffers.
    Victim,
    /// *troops, government*: who they belong to acts.
    Group,
    /// *territory, village*: who they belong to suffers.
    Territory,
    /// Acts whose *of* is the agent: *aggression, attack*.
    OfAgent,
    /// Acts of freeing.
    Freeing,
    /// Claims: self-determination, independence.
    Claiming,
    /// *each other*.
    Reciprocal,
    /// *anti-*.
    Anti,
    /// *pro-*.
    Pro,
    /// Behind a hyphen: *backed, made, brokered*.
    Backed,
    /// *made in, de fabrication*: not who acts.
    Supplier,
    /// Bare nouns of time (*Monday*).
    Time,
    /// *own, propre*: behind a possessive, whoever acts.
    Own,
    /// *led, conduite*: who does it stands for those led.
    Leading,
    /// *au, aux*: before a country's name they say where.
    Contracted,
}

/// A set of word classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Classes(u128);

impl Classes {
    /// Whether it has this class.
    pub fn has(self, class: WordClass) -> bool {
        self.0 & (1 << class as u128) != 0
    }

    /// Whether it has one of these.
    pub fn any(self, classes: &[WordClass]) -> bool {
        classes.iter().any(|c| self.has(*c))
    }

    /// Whether it has none at all.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    fn add(&mut self, class: WordClass) {
        self.0 |= 1 << class as u128;
    }
}

/// Endings by which words show what they are.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Endings {
    /// Past participles (and, in English, past tenses): `ed`, `é`.
    pub participle: Vec<String>,
    /// Gerunds: `ing`, `ant`.
    pub gerund: Vec<String>,
    /// Infinitives: `er`, `ir`.
    pub infinitive: Vec<String>,
    /// Finite verbs: `èrent`, `aient`.
    pub finite: Vec<String>,
    /// Adverbs: `ly`, `ément`.
    pub adverb: Vec<String>,
    /// Nouns made of verbs: `ment`, `tion`.
    pub noun: Vec<String>,
}

/// The `[roles]` table of a language pack; without words, roles stay empty.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RoleGrammar {
    /// Whether adjectives follow their noun (French) instead of going before it.
    pub adjectives_follow: bool,
    /// Whether a participle may be a past tense too (English *occupied*).
    pub participle_is_past: bool,
    /// Words and phrases by class.
    pub words: BTreeMap<WordClass, Vec<String>>,
    /// Endings of open classes.
    pub endings: Endings,
    #[serde(skip)]
    compiled: OnceLock<Compiled>,
}

impl RoleGrammar {
    /// Its words, ready for look-up; made once.
    pub fn compiled(&self) -> &Compiled {
        self.compiled.get_or_init(|| Compiled::new(&self.words))
    }
}

/// Words and phrases by their first word.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Compiled {
    exact: FxHashMap<Box<str>, Classes>,
    /// By the first two letters.
    globs: FxHashMap<[char; 2], Vec<(Box<str>, Classes)>>,
    /// Phrases by their first two letters, longest first.
    phrases: FxHashMap<[char; 2], Vec<Phrase>>,
}

/// The words of a phrase, with its classes.
type Phrase = (Vec<Box<str>>, Classes);

impl Compiled {
    fn new(words: &BTreeMap<WordClass, Vec<String>>) -> Compiled {
        let mut all: BTreeMap<&str, Classes> = BTreeMap::new();
        for (class, patterns) in words {
            for pattern in patterns {
                all.entry(pattern).or_default().add(*class);
            }
        }
        let mut compiled = Compiled::default();
        for (pattern, classes) in all {
            if pattern.contains(' ') {
                let elements = pattern.split(' ').map(Box::from).collect();
                compiled.phrases.entry(head(pattern)).or_default().push((elements, classes));
            } else if let Some(stem) = pattern.strip_suffix('*') {
                compiled.globs.entry(head(stem)).or_default().push((stem.into(), classes));
            } else {
                compiled.exact.insert(pattern.into(), classes);
            }
        }
        for phrases in compiled.phrases.values_mut() {
            phrases.sort_by_key(|(elements, _)| std::cmp::Reverse(elements.len()));
        }
        compiled
    }

    /// Whether the pack has words at all.
    pub fn is_empty(&self) -> bool {
        self.exact.is_empty()
    }

    /// The classes of one folded word.
    pub fn classes(&self, form: &str) -> Classes {
        let mut found = self.exact.get(form).copied().unwrap_or_default();
        for (stem, classes) in self.globs.get(&head(form)).into_iter().flatten() {
            if form.starts_with(&**stem) {
                found.0 |= classes.0;
            }
        }
        found
    }

    /// Whether a phrase may begin with a word.
    pub fn opens(&self, form: &str) -> bool {
        let phrases = self.phrases.get(&head(form)).into_iter().flatten();
        let mut firsts = phrases.filter_map(|(elements, _)| elements.first());
        firsts.any(|element| self.is(element, form))
    }

    /// Whether a word is an element of a phrase.
    fn is(&self, element: &str, word: &str) -> bool {
        match element.strip_suffix('*') {
            Some(stem) => word.starts_with(stem),
            None if element == "~" => self.classes(word).has(WordClass::Of),
            None => word == element,
        }
    }

    /// The longest phrase that begins with `first`; `next(n)` is the n-th word behind it
    /// (from 0), `None` where the sentence or the phrase ends. With it, its number of words.
    pub fn phrase<'a>(&self, first: &'a str, next: impl Fn(usize) -> Option<&'a str>) -> Option<(usize, Classes)> {
        let word = |n: usize| if n == 0 { Some(first) } else { next(n - 1) };
        let fits = |elements: &[Box<str>]| {
            elements.iter().enumerate().all(|(n, element)| word(n).is_some_and(|word| self.is(element, word)))
        };
        let phrases = self.phrases.get(&head(first))?;
        phrases.iter().find(|(elements, _)| fits(elements)).map(|(elements, classes)| (elements.len(), *classes))
    }
}

fn head(form: &str) -> [char; 2] {
    let mut letters = form.chars();
    [letters.next().unwrap_or(' '), letters.next().unwrap_or(' ')]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grammar() -> RoleGrammar {
        toml::from_str("[words]\nby = ['by', 'at the hands of']\nlight = ['launch*']\nof = ['de', \"d'\"]\nbacker = ['avec le soutien ~']")
            .unwrap()
    }

    #[test]
    fn words_globs_and_phrases_are_found() {
        let grammar = grammar();
        let compiled = grammar.compiled();
        assert!(compiled.classes("by").has(WordClass::By));
        assert!(compiled.classes("launched").has(WordClass::Light));
        assert!(compiled.classes("lunch").is_empty());

        let words = ["le", "soutien", "d'", "ankara"];
        let found = compiled.phrase("avec", |n| words.get(n).copied());
        assert!(found.is_some_and(|(length, classes)| length == 4 && classes.has(WordClass::Backer)));
    }

    #[test]
    fn there_is_room_for_every_class() {
        assert!((WordClass::Time as u64) < 128);
    }

    #[test]
    fn an_unknown_class_is_a_fault() {
        assert!(toml::from_str::<RoleGrammar>("[words]\nbuy = ['by']").is_err());
    }
}
