//! Words that keep a cue at a distance.

use super::{Cued, NEAR, PART, Scopes};
use crate::text::grammar::{StanceGrammar as S, VoiceGrammar as V};

impl<'c, 'v, 'a> Scopes<'c, 'v, 'a> {
    /// *so-called*, *what it calls*, *allegedly* in the cue's own phrase.
    pub(super) fn is_distant(&self, at: &Cued) -> bool {
        let c = self.c;
        let mut i = at.cue.start;
        let sentence = at.sentence.start;
        while i > sentence && at.cue.start - i < 7 && !c.mark(i, PART) {
            let before = self.head(i - 1);
            let named = !at.verbal || self.attributive(at.cue.start);
            if self.is(before, S::DISTANT) && named && !c.is(i, V::THAT) {
                return true;
            }
            let stop = V::THAT | V::RELATIVE | V::PREPOSITION | V::OF | V::AND;
            if c.is(before, stop) && !c.is(before, V::DETERMINER) && c.view.form(before) != "'s"
                || (c.is_verb(before) && !self.is(before, S::DISTANT))
            {
                break;
            }
            i = before;
        }
        let after = at.cue.end;
        let adjective = self.has_particle() && !c.mark(after, PART) && self.is(after, S::DISTANT);
        adjective || self.named(at)
    }

    /// *what Baku calls a liberation*, « ce que Bakou appelle une libération ».
    pub(super) fn named(&self, at: &Cued) -> bool {
        let c = self.c;
        let from = at.cue.start.saturating_sub(NEAR).max(at.sentence.start);
        let what = (from..at.cue.start).rev().find(|&i| self.is(i, S::NAMED));
        what.is_some_and(|what| {
            let call = (what..at.cue.start).find(|&i| c.is(i, V::CALL));
            let parted = (what + 1..at.cue.start).any(|i| c.mark(i, PART));
            call.is_some_and(|call| at.cue.start - call < 6) && !parted
        })
    }
}
