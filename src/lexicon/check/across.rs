//! What shows only when frames, or languages of one frame, are held side by side.

use std::collections::BTreeMap;

use super::cover::{self, Shaped, Shapes};
use super::{FAR, Finding, Input, UNEQUAL, place_of};
use crate::error::Fault;
use crate::lexicon::parse::is_within;
use crate::lexicon::{Element, Frame, FrameLanguage};
use crate::text::analyze::Analyzer;
use crate::text::stem::Stemmer;

/// Words that two frames take. Frames do not see each other, so such words count in both.
pub(super) fn frames(input: &Input<'_>, analyzer: &mut Analyzer, findings: &mut Vec<Finding>) {
    let mut by_language: BTreeMap<&str, Vec<(&Frame, &FrameLanguage)>> = BTreeMap::new();
    for frame in &input.lexicon.frames {
        for (language, part) in &frame.languages {
            by_language.entry(language).or_default().push((frame, part));
        }
    }
    for (language, parts) in by_language {
        let mut shapes = Shapes::new(language, analyzer);
        let shaped: Vec<(&Frame, Vec<Shaped<'_>>)> = parts
            .iter()
            .map(|(frame, part)| (*frame, part.entries.iter().map(|e| shapes.entry(e)).collect()))
            .collect();
        for (index, (frame, entries)) in shaped.iter().enumerate() {
            for (other, theirs) in &shaped[index + 1..] {
                // A frame below another is counted in it anyway.
                if !is_within(&frame.id, &other.id) && !is_within(&other.id, &frame.id) {
                    findings.extend(shared(language, frame, entries, other, theirs));
                }
            }
        }
    }
}

fn shared(language: &str, frame: &Frame, mine: &[Shaped<'_>], other: &Frame, theirs: &[Shaped<'_>]) -> Vec<Finding> {
    let mut found = Vec::new();
    for entry in mine {
        let meets = |their: &&Shaped<'_>| {
            cover::covers(&entry.pattern, &their.pattern) || cover::covers(&their.pattern, &entry.pattern)
        };
        let both: Vec<String> = theirs
            .iter()
            .filter(meets)
            .map(|t| format!("`{}` ({})", t.entry.pattern.text, place_of(other, t.entry.place.start, frame)))
            .collect();
        if both.is_empty() {
            continue;
        }
        let message = format!("`{}` of `{}` meets `{}`", entry.entry.pattern.text, frame.id, other.id);
        let fault = Fault::info(message)
            .code("L30")
            .at(&frame.path, &frame.text, entry.entry.place.clone(), format!("there: {}", both.join(", ")))
            .help("such words count in both frames; if they should not, take them out of one or give conditions");
        let (frame, entry) = (frame.id.clone(), entry.entry.name.clone());
        found.push(Finding { fault, frame, language: language.to_owned(), entry });
    }
    found
}

/// Languages of a frame: packs, tests, concepts, breadth.
pub(super) fn languages(input: &Input<'_>, findings: &mut Vec<Finding>) {
    for frame in &input.lexicon.frames {
        for (language, part) in &frame.languages {
            let faults = [untested(frame, language, part)];
            findings.extend(faults.into_iter().flatten().map(|fault| of(frame, language, "", fault)));
            packs(input, frame, language, part, findings);
        }
        // Held against articles, languages that none of them is in need not be alike.
        let spoken = |language: &str| input.usage.is_none_or(|usage| usage.types.contains_key(language));
        concepts(frame, &spoken, findings);
        for (what, count) in
            [("entries", (|p| p.entries.len()) as fn(&FrameLanguage) -> usize), ("`hit` sentences", |p| p.hit.len())]
        {
            breadth(frame, what, count, &spoken, findings);
        }
    }
}

fn of(frame: &Frame, language: &str, entry: &str, fault: Fault) -> Finding {
    Finding { fault, frame: frame.id.clone(), language: language.to_owned(), entry: entry.to_owned() }
}

/// A fault of a whole language, at its first entry.
fn at_language(fault: Fault, frame: &Frame, part: &FrameLanguage, label: String) -> Fault {
    let place = part.entries.first().map_or(0..0, |e| e.place.clone());
    fault.at(&frame.path, &frame.text, place, label)
}

fn untested(frame: &Frame, language: &str, part: &FrameLanguage) -> Option<Fault> {
    let lacking = match (part.hit.is_empty(), part.miss.is_empty()) {
        (false, false) => return None,
        (true, true) => "test sentences",
        (true, false) => "`hit` sentences",
        (false, true) => "`miss` sentences",
    };
    let fault = Fault::info(format!("`{}` has no {lacking} in `{language}`", frame.id)).code("L22");
    let help = format!("add [{language}.tests] with hit = [ … ] and miss = [ … ]");
    Some(at_language(fault, frame, part, "entries without proof".to_owned()).help(help))
}

fn packs(input: &Input<'_>, frame: &Frame, language: &str, part: &FrameLanguage, findings: &mut Vec<Finding>) {
    if input.packs.get(language).is_some() {
        return;
    }
    let stems = input.packs.get_or_minimal(language).stemmer.as_deref().is_some_and(Stemmer::knows);
    let message = format!("language `{language}` has no pack");
    let (fault, without) = if stems {
        (Fault::info(message), "voices, stances and roles stay empty")
    } else {
        (Fault::warning(message), "no stems and no stop words; voices, stances and roles stay empty")
    };
    let fault = at_language(fault.code("L33"), frame, part, without.to_owned());
    let help = format!("add languages/{language}.toml beside frames/; packs: {}", input.packs.codes().join(", "));
    findings.push(of(frame, language, "", fault.help(help)));
    if stems {
        return;
    }
    for entry in part.entries.iter().filter(|e| e.pattern.elements.iter().any(|e| matches!(e, Element::Stem(_)))) {
        let fault = Fault::warning(format!("entry `{}` takes its own form only", entry.pattern.text))
            .code("L34")
            .at(&frame.path, &frame.text, entry.place.clone(), format!("`{language}` has no stemmer"))
            .help("write a glob (`annex*`) or the forms themselves");
        findings.push(of(frame, language, &entry.name, fault));
    }
}

/// Concepts link entries across languages; one that is in a single language links nothing.
fn concepts(frame: &Frame, spoken: &dyn Fn(&str) -> bool, findings: &mut Vec<Finding>) {
    let mut seen: BTreeMap<&str, BTreeMap<&str, &crate::lexicon::Entry>> = BTreeMap::new();
    for (language, part) in frame.languages.iter().filter(|(language, _)| spoken(language)) {
        for entry in &part.entries {
            if let Some(concept) = &entry.concept {
                seen.entry(concept).or_default().entry(language).or_insert(entry);
            }
        }
    }
    let linking: Vec<&str> = frame
        .languages
        .iter()
        .filter(|(language, part)| spoken(language) && part.entries.iter().any(|e| e.concept.is_some()))
        .map(|(language, _)| language.as_str())
        .collect();
    if linking.len() < 2 {
        return;
    }
    for (concept, places) in seen.iter().filter(|(_, places)| places.len() == 1) {
        for (language, entry) in places {
            let others: Vec<_> = linking.iter().filter(|l| *l != language).copied().collect();
            let fault = Fault::info(format!("concept `{concept}` is in `{language}` only"))
                .code("L31")
                .at(&frame.path, &frame.text, entry.place.clone(), format!("not in {}", others.join(", ")))
                .help("give an entry of another language the same `concept`, or see that it needs none");
            findings.push(of(frame, language, &entry.name, fault));
        }
    }
}

/// A language with far fewer entries finds less, whatever its articles say.
fn breadth(
    frame: &Frame,
    what: &str,
    count: fn(&FrameLanguage) -> usize,
    spoken: &dyn Fn(&str) -> bool,
    findings: &mut Vec<Finding>,
) {
    let languages = frame.languages.iter().filter(|(language, _)| spoken(language));
    let counts: Vec<_> = languages.map(|(l, part)| (count(part), l, part)).collect();
    let Some((most, widest, _)) = counts.iter().max_by_key(|(n, l, _)| (*n, std::cmp::Reverse(*l))) else { return };
    // A handful against two handfuls says nothing.
    if *most < 10 {
        return;
    }
    for (n, language, part) in counts.iter().filter(|(n, ..)| *n > 0 || what == "entries") {
        let ratio = *most as f64 / (*n).max(1) as f64;
        if ratio < UNEQUAL {
            continue;
        }
        let message = format!("`{}` has {most} {what} in `{widest}` but {n} in `{language}`", frame.id);
        let fault = if ratio >= FAR { Fault::warning(message) } else { Fault::info(message) };
        let label = "rates of these languages are not measured alike".to_owned();
        let fault = at_language(fault.code("L32"), frame, part, label);
        findings.push(of(frame, language, "", fault.help("add what is missing, or compare within a language only")));
    }
}
