//! Roles: who is presented as doing it, and to whom.

use super::formula::{rounded, share};
use super::pairs::Scope;
use super::parts::{Parts, cells};
use super::{Role, RoleRow};
use crate::tally::{DocumentTally, Tally};

/// One row for every actor in a role of a frame that the cell mentions, and one
/// without an actor for the mentions that leave the role unsaid (also where
/// there are none).
///
/// A mention with several actors in a role counts for each of them, so the
/// shares of a role can sum to more than 1. Mentions of every stance and voice
/// count. Empty where the study names no actors: then nobody was looked for,
/// and nothing is hidden.
pub fn roles(tally: &Tally, scopes: &[Scope]) -> Vec<RoleRow> {
    if tally.actors.is_empty() {
        return Vec::new();
    }
    let mut rows = Vec::new();
    for (event, source, cell) in cells(tally, scopes) {
        let parts: Parts<u32, (Role, Option<u32>)> = Parts::of(cell, mentions, in_roles);
        for (frame, (role, actor), sums) in parts.iter() {
            let estimate = share(&sums);
            rows.push(RoleRow {
                event: event.clone(),
                source: source.clone(),
                frame: tally.frames[*frame as usize].clone(),
                role: *role,
                actor: actor.map(|a| tally.actors[a as usize].id.clone()),
                mentions: sums.h,
                share: estimate.value.and_then(rounded),
                share_low: estimate.low.and_then(rounded),
                share_high: estimate.high.and_then(rounded),
            });
        }
    }
    rows
}

/// Mentions of a document by frame.
fn mentions(document: &DocumentTally) -> impl Iterator<Item = (u32, u64)> {
    document.narratives.iter().map(|n| (n.frame, n.mentions))
}

/// (frame, (role, actor), mentions) of a document.
fn in_roles(document: &DocumentTally) -> impl Iterator<Item = (u32, (Role, Option<u32>), u64)> {
    document.narratives.iter().flat_map(|n| {
        [(Role::Agent, &n.agents), (Role::Patient, &n.patients)].into_iter().flat_map(move |(role, actors)| {
            let hidden = if actors.is_empty() { n.mentions } else { 0 };
            let named = actors.iter().map(move |&actor| (n.frame, (role, Some(actor)), n.mentions));
            named.chain([(n.frame, (role, None), hidden)])
        })
    })
}

#[cfg(test)]
mod tests {
    use super::super::pairs::scopes;
    use super::super::sample::{Draft, document};
    use super::*;

    #[test]
    fn shares_are_of_all_mentions_and_the_unsaid_is_a_row() {
        let tally = Draft::frames(&["force"])
            .actor("arx", "north")
            .actor("bel", "south")
            .add(document("1", "a", 100).event("war").says("force", &["arx"], &["bel"], 3).says(
                "force",
                &[],
                &["bel"],
                1,
            ))
            .add(document("2", "a", 100).says("force", &["arx", "bel"], &[], 4))
            .add(document("3", "b", 100))
            .tally();
        let rows = roles(&tally, &scopes(&tally));

        let shown: Vec<_> = rows
            .iter()
            .map(|r| (r.event.as_str(), r.role, r.actor.as_deref().unwrap_or(""), r.mentions, r.share))
            .collect();
        assert_eq!(
            shown,
            [
                ("all", Role::Agent, "", 1, Some(0.125)),
                ("all", Role::Agent, "arx", 7, Some(0.875)),
                ("all", Role::Agent, "bel", 4, Some(0.5)),
                ("all", Role::Patient, "", 4, Some(0.5)),
                ("all", Role::Patient, "bel", 4, Some(0.5)),
                ("war", Role::Agent, "", 1, Some(0.25)),
                ("war", Role::Agent, "arx", 3, Some(0.75)),
                ("war", Role::Patient, "", 0, Some(0.0)),
                ("war", Role::Patient, "bel", 4, Some(1.0)),
            ]
        );
        assert!(rows[0].share_low.is_some() && rows[5].share_low.is_none(), "a single document has no interval");
    }

    #[test]
    fn without_actors_there_is_no_table() {
        let tally = Draft::frames(&["force"]).add(document("1", "a", 100).mention("force", "attack", 2)).tally();
        assert_eq!(roles(&tally, &scopes(&tally)), []);
    }
}
