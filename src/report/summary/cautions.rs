//! What to beware of, and what to do next: only what applies to this run.

use std::collections::{BTreeMap, BTreeSet};

use crate::annotate::find::Annotator;
use crate::compare::map::LEAST;
use crate::compare::{ALL, Comparison, Timeline};
use crate::lexicon::Actor;
use crate::lexicon::parse::is_below;
use crate::report::number::thousands;

/// What the dates leave out of the timeline, one remark each; only what applies.
pub fn dates(timeline: &Timeline) -> Vec<String> {
    let Some((first, last)) = timeline.span else {
        let said = "No document has a date: timeline.csv is empty and no timeline is drawn";
        return (timeline.undated > 0).then(|| said.to_owned()).into_iter().collect();
    };
    let documents = |n: u64, one: &str, many: &str| match n {
        1 => format!("1 document {one}"),
        n => format!("{} documents {many}", thousands(n)),
    };
    let mut remarks = Vec::new();
    if timeline.undated > 0 {
        remarks.push(documents(
            timeline.undated,
            "without a date is not in the timeline",
            "without a date are not in the timeline",
        ));
    }
    if let Some(day) = timeline.apart.first() {
        let dated =
            documents(timeline.apart.len() as u64, "is dated far from all others", "are dated far from all others");
        remarks.push(format!(
            "{dated} ({day}{}): in timeline.csv, not on the chart",
            if timeline.apart.len() > 1 { ", …" } else { "" }
        ));
    }
    if first == last {
        remarks.push(format!("Every dated document is of one day, {first}: no timeline is drawn"));
    }
    remarks
}

/// Documents of which a reader should know.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sums<'d> {
    /// Without a group.
    pub unnamed: usize,
    /// Without a date.
    pub undated: usize,
    /// By language.
    pub languages: BTreeMap<&'d str, usize>,
}

/// What a reader of the results should know, one remark each; only what applies.
pub fn cautions(sums: &Sums<'_>, annotator: &Annotator, by: &str) -> Vec<String> {
    let mut remarks = Vec::new();
    let mut add = |count: usize, one: &str, many: &str| match count {
        0 => {}
        1 => remarks.push(format!("1 document {one}")),
        n => remarks.push(format!("{n} documents {many}")),
    };
    add(
        sums.unnamed,
        &format!("has no {by} and is shown as `unknown`, outside every contrast"),
        &format!("have no {by} and are shown as `unknown`, outside every contrast"),
    );
    if !annotator.events.is_empty() {
        add(
            sums.undated,
            "has no date and joins an event by its terms alone",
            "have no date and join an event by their terms alone",
        );
    }
    let foreign = sums.languages.iter().filter(|(language, _)| !annotator.knows(language)).map(|(_, count)| count);
    add(
        foreign.sum(),
        "is in a language without entries: no frame can be found in it",
        "are in languages without entries: no frame can be found in them",
    );
    remarks
}

/// Languages of the documents in which no actor has a form, once each.
pub fn speechless(actors: &[Actor], sums: &Sums<'_>) -> Vec<String> {
    if actors.is_empty() {
        return Vec::new();
    }
    let has = |language: &str| actors.iter().any(|a| a.forms.get(language).is_some_and(|f| !f.is_empty()));
    let remark = |(language, count): (&&str, &usize)| {
        format!(
            "No actor has a form in `{language}`: agent and patient stay empty in {count} documents (add `{language} = [...]` to the actors file)"
        )
    };
    sums.languages.iter().filter(|(language, _)| !has(language)).map(remark).collect()
}

/// Why there is no map of the sources; `None` where there is one.
pub fn unmapped(comparison: &Comparison) -> Option<String> {
    if comparison.map.iter().any(|row| row.event == ALL && row.coordinate_2.is_some()) {
        return None;
    }
    let used = || comparison.frames.iter().filter(|r| r.event == ALL && r.mentions > 0);
    let all: BTreeSet<&str> = used().map(|r| r.frame.as_str()).collect();
    let frames = all.iter().filter(|frame| !all.iter().any(|top| is_below(frame, top))).count();
    let sources = used().map(|r| r.source.as_str()).collect::<BTreeSet<_>>().len();
    let least = format!("a map of the sources takes {LEAST} of them and {LEAST} frames with mentions");
    Some(match (sources < LEAST, frames < LEAST) {
        (false, false) => "No map.svg: all sources lie on one line".to_owned(),
        (true, _) => format!("No map is drawn: {least}; here {sources} have some"),
        (false, true) => format!("No map is drawn: {least}; here {frames} have some"),
    })
}

/// What was asked for, by flags or the study's file: advice looks at it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Asked {
    /// One group is the reference.
    pub reference: bool,
    /// Actors are known, or declined with `none`.
    pub actors: bool,
    /// Events are declared, discovered, or declined with `none`.
    pub events: bool,
}

/// Groups from which the pairs are so many that few can stand.
const MANY: usize = 5;

/// What would make the results say more, one remark each; nothing that was done or declined.
pub fn advice(comparison: &Comparison, asked: Asked) -> Vec<String> {
    let mut remarks = Vec::new();
    let pooled = || comparison.contrasts.iter().filter(|r| r.event == ALL && r.testable && r.p.is_some());
    let groups: BTreeSet<&str> = pooled().flat_map(|r| [r.target.as_str(), r.reference.as_str()]).collect();
    let stands = pooled().any(|r| r.q.is_some_and(|q| q < 0.05));
    if !asked.reference && !stands && groups.len() >= MANY {
        remarks.push(format!(
            "{} pairs are compared: with --reference, all others are held against one, and fewer tests ask for less",
            groups.len() * (groups.len() - 1) / 2
        ));
    }
    if !asked.events && groups.len() > 1 {
        let help = "declare some (--events FILE) or have them discovered (--events auto)";
        remarks.push(format!("No events: sources may differ because they tell of different things; {help}"));
    }
    if !asked.actors {
        let help = "name an actors file with --actors; framelens init FOLDER drafts one";
        remarks.push(format!("No actors: who does what to whom stays empty; {help}"));
    }
    remarks
}
