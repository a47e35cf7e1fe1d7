//! What the types of a vocabulary can be, looked up once a type.

use super::{ElementId, Matcher};
use crate::text::{TypeId, Vocabulary};

/// What each type of one vocabulary can be, for one [`Matcher`].
///
/// Grows with the vocabulary; belongs to one thread.
#[derive(Debug, Default)]
pub struct TypeTable {
    /// Of the type at hand.
    found: Vec<ElementId>,
    /// Whether the search for a rule starts at each type: all that is looked at for most tokens.
    starts: Vec<bool>,
    kinds: Vec<Kind>,
    /// Of all types, one behind the other.
    elements: Vec<ElementId>,
}

/// What one type can be.
#[derive(Debug, Clone, Copy)]
struct Kind {
    /// Its first element in the table.
    first: u32,
    /// The place behind its last.
    end: u32,
    /// As [`Matcher::conditions_of`].
    conditions: u64,
}

impl TypeTable {
    /// Whether the search for a rule starts at a type, one that the table has grown to.
    pub fn starts(&self, id: TypeId) -> bool {
        self.starts.get(id as usize).is_some_and(|starts| *starts)
    }

    pub(super) fn of(&self, id: TypeId) -> &[ElementId] {
        self.kinds.get(id as usize).map_or(&[], |kind| &self.elements[kind.first as usize..kind.end as usize])
    }

    pub(super) fn conditions(&self, id: TypeId) -> u64 {
        self.kinds.get(id as usize).map_or(0, |kind| kind.conditions)
    }

    /// Look up the types that came since.
    pub fn grow(&mut self, matcher: &Matcher, vocabulary: &Vocabulary) {
        for ty in vocabulary.types().iter().skip(self.kinds.len()) {
            let found = &mut self.found;
            found.clear();
            matcher.add_elements(&ty.form, &ty.stem, found);
            self.starts.push(found.iter().any(|&element| matcher.starts_at(element)));
            let first = self.elements.len() as u32;
            self.elements.extend_from_slice(found);
            let end = self.elements.len() as u32;
            self.kinds.push(Kind { first, end, conditions: matcher.conditions_of(found) });
        }
    }
}
