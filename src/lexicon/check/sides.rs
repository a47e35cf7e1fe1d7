//! Actors who are easier to find than others.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Finding, UNEQUAL};
use crate::error::Fault;
use crate::lexicon::Actor;

/// Sides with unequally many forms, and actors without forms in a language.
///
/// What is held against each other is the mean number of forms per actor of a side.
pub(super) fn actors(path: &str, text: &str, actors: &[Actor], findings: &mut Vec<Finding>) {
    let text: Arc<str> = text.into();
    let mut languages: Vec<&str> = actors.iter().flat_map(|a| a.forms.keys().map(String::as_str)).collect();
    languages.sort_unstable();
    languages.dedup();
    for language in languages {
        let forms = |actor: &Actor| actor.forms.get(language).map_or(0, Vec::len);
        for actor in actors.iter().filter(|a| forms(a) == 0) {
            let fault = Fault::warning(format!("actor `{}` has no forms in `{language}`", actor.id))
                .code("L51")
                .at(path, &text, place(actor), "others have some: it is never found in that language")
                .help(format!("add {language} = [ … ] to it"));
            findings.push(about(actor, language, fault));
        }
        sides(path, &text, actors, language, findings);
    }
}

fn sides(path: &str, text: &Arc<str>, actors: &[Actor], language: &str, findings: &mut Vec<Finding>) {
    let mut by_side: BTreeMap<&str, (usize, Vec<&Actor>)> = BTreeMap::new();
    for actor in actors {
        let (Some(side), Some(forms)) = (&actor.side, actor.forms.get(language)) else { continue };
        let (count, members) = by_side.entry(side).or_default();
        *count += forms.len();
        members.push(actor);
    }
    let mean = |(count, members): &(usize, Vec<&Actor>)| *count as f64 / members.len().max(1) as f64;
    let most = by_side.iter().max_by(|a, b| mean(a.1).total_cmp(&mean(b.1)).then(b.0.cmp(a.0)));
    let Some((best, most)) = most.map(|(side, all)| (*side, mean(all))) else { return };
    for (side, all) in &by_side {
        let ratio = most / mean(all).max(f64::MIN_POSITIVE);
        let Some(first) = all.1.first().filter(|_| ratio >= UNEQUAL) else { continue };
        let message = format!(
            "actors of side `{side}` have {:.1} forms each in `{language}`, those of `{best}` {most:.1}",
            mean(all)
        );
        // Whether a side is a party at all, only a person can tell.
        let fault = Fault::info(message)
            .code("L50")
            .at(path, text, place(first), format!("first actor of `{side}`"))
            .help("whoever has fewer forms is found less often as agent, patient and speaker; add demonyms, capitals, leaders");
        findings.push(Finding { entry: String::new(), ..about(first, language, fault) });
    }
}

fn about(actor: &Actor, language: &str, fault: Fault) -> Finding {
    Finding { fault, frame: String::new(), language: language.to_owned(), entry: actor.id.clone() }
}

fn place(actor: &Actor) -> std::ops::Range<usize> {
    actor.forms.values().flatten().map(|form| form.place.clone()).min_by_key(|p| p.start).unwrap_or(0..0)
}
