//! What is noted of a document's tokens when they are looked through once.
//!
//! Most tokens begin nothing: no pattern, no date, no phrase of the grammar.
//! The few that do are listed, so that whoever looks for one of these need not
//! go through all tokens again.

use super::view::GrammarTable;
use crate::text::Token;
use crate::text::wordlist::Classes;

/// A token at which something begins, with a bit for each thing that does.
#[derive(Debug, Clone, Copy, Default)]
pub struct Start {
    /// The token.
    pub at: u32,
    /// Bits of the searches that start there, and of [`start`].
    pub bits: u8,
}

/// Bits of a [`Start`]; the four below them are those of the searches.
pub mod start {
    /// An expression of time may begin.
    pub const DATE: u8 = 1 << 4;
    /// A phrase of the words of voice may begin.
    pub const VOICE: u8 = 1 << 5;
    /// A phrase of the words of stance may begin.
    pub const STANCE: u8 = 1 << 6;
}

/// What is noted of the tokens of one document.
#[derive(Debug, Default)]
pub struct Notes {
    /// By place.
    pub starts: Vec<Start>,
    /// What each token alone is among the words of voice; nothing where no grammar is asked for.
    pub classes: Vec<Classes>,
}

impl Notes {
    /// The notes of some tokens, taken from the table alone.
    pub fn of(tokens: &[Token], grammar: &GrammarTable) -> Notes {
        let bits = |(at, token): (u32, &Token)| Start { at, bits: grammar.starts(token.type_id) };
        Notes {
            starts: (0..).zip(tokens).map(bits).filter(|start| start.bits != 0).collect(),
            classes: tokens.iter().map(|token| grammar.classes(token.type_id)).collect(),
        }
    }

    /// The tokens at which one of some things begins, by place.
    pub fn starting(&self, bits: u8) -> impl Iterator<Item = usize> + use<'_> {
        self.starts.iter().filter(move |start| start.bits & bits != 0).map(|start| start.at as usize)
    }
}
