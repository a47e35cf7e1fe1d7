//! What is looked for, and what was found.

use crate::lexicon::{Entry, Pattern};

/// A pattern with its conditions.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Hits of one group compete for tokens.
    pub group: u32,
    /// The caller's number, given back in [`Hit::rule`].
    pub id: u32,
    /// What it matches.
    pub pattern: Pattern,
    /// One of these must stand near; empty: no condition.
    pub near: Vec<Pattern>,
    /// None of these may.
    pub unless: Vec<Pattern>,
    /// Forms the first token must not have.
    pub except: Vec<Pattern>,
    /// How many tokens near is.
    pub within: usize,
}

impl Rule {
    /// A pattern without conditions.
    pub fn plain(group: u32, id: u32, pattern: Pattern) -> Rule {
        Rule { group, id, pattern, near: Vec::new(), unless: Vec::new(), except: Vec::new(), within: 0 }
    }

    /// An entry of a lexicon.
    pub fn entry(group: u32, id: u32, entry: &Entry) -> Rule {
        Rule {
            group,
            id,
            pattern: entry.pattern.clone(),
            near: entry.near.clone(),
            unless: entry.unless.clone(),
            except: entry.except.clone(),
            within: entry.within,
        }
    }
}

/// One match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hit {
    /// First token, as an index into [`Analysis::tokens`](crate::text::Analysis::tokens).
    pub start: u32,
    /// Token behind the last.
    pub end: u32,
    /// The rule's group.
    pub group: u32,
    /// The rule's number.
    pub rule: u32,
}

impl Hit {
    /// Number of tokens.
    pub fn len(self) -> u32 {
        self.end - self.start
    }

    /// Never: a hit holds at least one token.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether two hits share a token.
    pub fn overlaps(self, other: Hit) -> bool {
        self.start < other.end && other.start < self.end
    }
}
