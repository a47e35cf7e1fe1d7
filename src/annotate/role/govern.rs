//! The verb that governs an act told by a noun (*launched an attack*), or that
//! the act governs (*the attack killed …*), and the roles that follow.

use super::chunk::{Form, Kind};
use super::clause::{Actors, merge};
use super::noun::Reading;
use crate::text::roles::WordClass;

impl Reading<'_, '_> {
    /// The verb that has the act as object, or behind a preposition.
    pub(super) fn governed(&mut self) {
        let clauses = self.clauses;
        let mut top = self.act.chunk;
        while let Some(head) = self.handing_on_from(top) {
            top = head;
        }
        let victim = (0..=top)
            .rev()
            .take(3)
            .find(|c| clauses.chunks[*c].kind == Kind::Noun && *c != top && clauses.head(*c).has(WordClass::Victim));
        let Some(verb) = (0..top)
            .rev()
            .take(10)
            .take_while(|c| {
                !matches!(
                    clauses.chunks[*c].kind,
                    Kind::Strong | Kind::Subordinator | Kind::Complementizer | Kind::Comma | Kind::Relative
                )
            })
            .find(|c| clauses.chunks[*c].kind == Kind::Verb)
        else {
            return;
        };
        if victim.is_some_and(|v| v > verb) && self.roles.patient.is_empty() {
            return self.suffered_by(clauses.subject(verb));
        }
        let recipient =
            |c: usize| clauses.chunks[c].is_bare() || clauses.chunks[c].is_behind(WordClass::Toward) && c < top;
        let direct =
            (verb + 1..=top).all(recipient) && clauses.chunks[top].is_bare() || clauses.object(verb) == Some(top);
        let behind = clauses.chunks[top].preposition.is_some();
        self.by_verb(verb, top, direct, behind);
    }

    pub(super) fn handing_on_from(&self, chunk: usize) -> Option<usize> {
        let linked = self.clauses.chunks[chunk].preposition?;
        let left = chunk.checked_sub(1)?;
        let act = self.clauses.chunks[left].kind == Kind::Noun
            && self.clauses.head(left).any(&[WordClass::Act, WordClass::Talk]);
        (act && linked.any(&[WordClass::Of, WordClass::Toward, WordClass::For])).then_some(left)
    }

    pub(super) fn by_verb(&mut self, verb: usize, top: usize, direct: bool, behind: bool) {
        let clauses = self.clauses;
        let is = |class| clauses.verb_is(verb, class);
        let passive = clauses.chunks[verb].passive;
        let preposition = clauses.chunks[top].preposition.unwrap_or_default();
        let nobody = self.roles.agent.is_empty();
        if behind && preposition.any(&[WordClass::Of, WordClass::For]) && is(WordClass::Accuse) {
            let accused = if passive {
                clauses.subject(verb)
            } else {
                clauses.object(verb).map(|o| clauses.actors(o, false)).unwrap_or_default()
            };
            return self.done_by(accused);
        }
        if self.claiming() {
            return self.claimed(verb, direct || behind, nobody);
        }
        if is(WordClass::Repel) && (direct || behind) && !passive {
            return self.suffered_by(clauses.subject(verb));
        }
        if is(WordClass::Suffer)
            && (direct || preposition.any(&[WordClass::Under, WordClass::Toward, WordClass::Of, WordClass::From]))
        {
            return self.suffered_by(clauses.subject(verb));
        }
        let denies = is(WordClass::Deny) && (direct || behind && self.handing_on_from(self.act.chunk).is_some());
        // "engaged in an attack", "resorted to aggression"
        let linking = [WordClass::Place, WordClass::Toward, WordClass::For, WordClass::Of, WordClass::By];
        let linked = behind && verb + 1 == top && preposition.any(&linking);
        if nobody && !passive && ((direct || linked) && is(WordClass::Light) || denies) {
            let subject = clauses.subject(verb);
            self.done_by(subject);
        }
    }

    /// Who claims it, who denies it.
    pub(super) fn claimed(&mut self, verb: usize, linked: bool, nobody: bool) {
        let clauses = self.clauses;
        if !linked || clauses.chunks[verb].passive {
            return;
        }
        let governor = (0..verb)
            .rev()
            .find(|g| clauses.chunks[*g].kind == Kind::Verb && clauses.chunks[verb].form == Form::Infinitive);
        let denies = |v: &usize| {
            clauses.verb_is(*v, WordClass::Deny) || clauses.verb_is(*v, WordClass::Recognise) && clauses.is_negated(*v)
        };
        let denier = [Some(verb), governor].into_iter().flatten().find(denies);
        if let Some(denier) = denier {
            let subject = clauses.subject(denier);
            if nobody {
                // "denied the Karabakh Armenians the right"
                let object = clauses.chunks.get(denier + 1).filter(|c| c.kind == Kind::Noun);
                self.done_by(object.map(|_| clauses.actors(denier + 1, false)).unwrap_or_default());
            }
            return self.suffered_by(subject);
        }
        // "Serbia's refusal to recognise"
        let refusal = verb
            .checked_sub(1)
            .filter(|n| clauses.chunks[*n].kind == Kind::Noun && clauses.head(*n).has(WordClass::Deny));
        if let Some(refusal) = refusal.filter(|_| clauses.chunks[verb].form == Form::Infinitive) {
            return self.suffered_by(clauses.actors(refusal, false));
        }
        if nobody && clauses.verb_is(verb, WordClass::Assert) {
            let subject = clauses.subject(verb);
            self.done_by(subject);
        }
    }

    pub(super) fn done_by(&mut self, mut actors: Actors) {
        actors.retain(|a| !self.roles.patient.contains(a));
        if self.roles.agent.is_empty() {
            self.roles.agent = actors;
        }
    }

    pub(super) fn suffered_by(&mut self, mut actors: Actors) {
        actors.retain(|a| !self.roles.agent.contains(a));
        if self.roles.patient.is_empty() {
            self.roles.patient = actors;
        }
    }

    /// The verb whose subject the act is: *was launched by*, *killed two soldiers*.
    pub(super) fn governing(&mut self, verb: usize) {
        let clauses = self.clauses;
        let by = clauses.behind(verb, WordClass::By).map(|b| clauses.actors(b, false)).unwrap_or_default();
        if clauses.chunks[verb].passive || clauses.chunks[verb].form == Form::Participle && !clauses.past_tense(verb) {
            if clauses.verb_is(verb, WordClass::Repel) {
                merge(&mut self.roles.patient, by);
            } else if clauses.verb_is(verb, WordClass::Light) {
                merge(&mut self.roles.agent, by);
                let target =
                    clauses.behind(verb, WordClass::Against).map(|t| clauses.actors(t, true)).unwrap_or_default();
                merge(&mut self.roles.patient, target);
            }
        } else if clauses.verb_is(verb, WordClass::Harm) && self.roles.patient.is_empty() && !self.claiming() {
            let object = clauses.object(verb).map(|o| clauses.actors(o, true)).unwrap_or_default();
            merge(&mut self.roles.patient, object);
        }
    }

    /// *the attack that Armenia launched on …*, *an attack which killed …*.
    pub(super) fn relative(&mut self, relative: usize) {
        let clauses = self.clauses;
        let Some(verb) = (relative + 1..clauses.chunks.len()).take(6).find(|v| clauses.chunks[*v].kind == Kind::Verb)
        else {
            return;
        };
        if verb == relative + 1 {
            return self.governing(verb);
        }
        if clauses.verb_is(verb, WordClass::Light) && !clauses.chunks[verb].passive {
            let subject = clauses.subject(verb);
            merge(&mut self.roles.agent, subject);
            let target = clauses.behind(verb, WordClass::Against).map(|t| clauses.actors(t, true)).unwrap_or_default();
            merge(&mut self.roles.patient, target);
        }
    }
}
