//! Two lexicons, entry by entry.

use std::collections::{BTreeMap, BTreeSet};

use super::{EntryChange, Fate};
use crate::lexicon::{Entry, Lexicon, Pattern};

/// From how alike two patterns must be (Jaro–Winkler, 0 to 1) to be one that was changed.
const ALIKE: f64 = 0.85;

/// Entries added, removed and changed, by frame, language, entry and fate.
///
/// Entries are the same by their pattern within a frame and a language; where
/// a pattern returns, those with equal settings go together first. What is left
/// over goes together where the patterns are much alike: one entry whose pattern
/// was changed. Notes and the order of entries
/// are no change.
pub fn entries(old: &Lexicon, new: &Lexicon) -> Vec<EntryChange> {
    let (before, after) = (lists(old), lists(new));
    let keys: BTreeSet<_> = before.keys().chain(after.keys()).copied().collect();
    let none: &[Entry] = &[];
    let mut changes = Vec::new();
    for key in keys {
        let of = |lists: &BTreeMap<_, &'_ [Entry]>| -> Vec<Entry> { lists.get(&key).copied().unwrap_or(none).to_vec() };
        changes.extend(in_list(key, &of(&before), &of(&after)));
    }
    changes.sort_by(|a, b| key(a).cmp(&key(b)));
    changes
}

fn key(change: &EntryChange) -> (&str, &str, &str, Fate) {
    (&change.frame, &change.language, &change.entry, change.change)
}

fn lists(lexicon: &Lexicon) -> BTreeMap<(&str, &str), &[Entry]> {
    let parts = lexicon.frames.iter().flat_map(|frame| {
        frame.languages.iter().map(|(language, part)| ((frame.id.as_str(), language.as_str()), &part.entries[..]))
    });
    parts.collect()
}

fn in_list((frame, language): (&str, &str), old: &[Entry], new: &[Entry]) -> Vec<EntryChange> {
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    let mut free = (vec![true; old.len()], vec![true; new.len()]);
    let mut join = |fits: &dyn Fn(&Entry, &Entry) -> bool| {
        for (i, a) in old.iter().enumerate() {
            let twin = (0..new.len()).find(|&j| free.0[i] && free.1[j] && fits(a, &new[j]));
            if let Some(j) = twin {
                (free.0[i], free.1[j]) = (false, false);
                pairs.push((i, j));
            }
        }
    };
    join(&|a, b| a.pattern == b.pattern && settings(a) == settings(b));
    join(&|a, b| a.pattern == b.pattern);
    let mut alike: Vec<(f64, usize, usize)> = Vec::new();
    for i in (0..old.len()).filter(|&i| free.0[i]) {
        for j in (0..new.len()).filter(|&j| free.1[j]) {
            let score = strsim::jaro_winkler(&old[i].pattern.text, &new[j].pattern.text);
            alike.extend((score >= ALIKE).then_some((score, i, j)));
        }
    }
    alike.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    for (_, i, j) in alike {
        if free.0[i] && free.1[j] {
            (free.0[i], free.1[j]) = (false, false);
            pairs.push((i, j));
        }
    }
    let blank = |change: Fate, entry: &Entry| EntryChange {
        change,
        frame: frame.to_owned(),
        language: language.to_owned(),
        entry: entry.name.clone(),
        was: None,
        settings: String::new(),
        before: String::new(),
        after: String::new(),
        gained: None,
        lost: None,
        altered: None,
        documents: None,
        contrasts: None,
        old: None,
        new: None,
    };
    let removed = (0..old.len()).filter(|&i| free.0[i]);
    let added = (0..new.len()).filter(|&j| free.1[j]);
    let mut changes: Vec<EntryChange> = removed
        .map(|i| EntryChange { old: Some(i), before: shown(&old[i]), ..blank(Fate::Removed, &old[i]) })
        .chain(added.map(|j| EntryChange { new: Some(j), after: shown(&new[j]), ..blank(Fate::Added, &new[j]) }))
        .collect();
    for (i, j) in pairs {
        let (a, b) = (settings(&old[i]), settings(&new[j]));
        let differ: Vec<usize> = (0..a.len()).filter(|&k| a[k].1 != b[k].1).collect();
        if differ.is_empty() {
            continue;
        }
        let join = |of: &Entry, other: &Entry| {
            let (list, against) = (settings(of), settings(other));
            let one = |&k: &usize| format!("{} = {}", list[k].0, own(&list[k].1, &against[k].1));
            differ.iter().map(one).collect::<Vec<_>>().join("; ")
        };
        changes.push(EntryChange {
            was: (old[i].name != new[j].name).then(|| old[i].name.clone()),
            settings: differ.iter().map(|&k| a[k].0).collect::<Vec<_>>().join(";"),
            before: join(&old[i], &new[j]),
            after: join(&new[j], &old[i]),
            old: Some(i),
            new: Some(j),
            ..blank(Fate::Changed, &new[j])
        });
    }
    changes
}

/// What an entry does, setting by setting.
fn settings(entry: &Entry) -> [(&'static str, String); 9] {
    let list = |patterns: &[Pattern]| {
        let quoted: Vec<_> = patterns.iter().map(|p| format!("{:?}", &*p.text)).collect();
        format!("[{}]", quoted.join(", "))
    };
    let text = |value: &Option<String>| value.clone().unwrap_or_else(|| "none".to_owned());
    [
        ("pattern", entry.pattern.text.to_string()),
        ("cue", entry.cue.name().to_owned()),
        ("near", list(&entry.near)),
        ("unless", list(&entry.unless)),
        ("within", entry.within.to_string()),
        ("except", list(&entry.except)),
        ("weight", entry.weight.to_string()),
        ("concept", text(&entry.concept)),
        ("role", text(&entry.role)),
    ]
}

/// A setting without what it has in common with the other: of two lists, `…` stands for that.
fn own(value: &str, other: &str) -> String {
    let items = |text: &str| -> Option<Vec<String>> {
        let inner = text.strip_prefix('[')?.strip_suffix(']')?;
        Some(inner.split(", ").filter(|item| !item.is_empty()).map(str::to_owned).collect())
    };
    let (Some(ours), Some(theirs)) = (items(value), items(other)) else { return value.to_owned() };
    let both = ours.iter().any(|item| theirs.contains(item));
    let rest = ours.iter().filter(|item| !theirs.contains(item)).cloned();
    let shown: Vec<String> = both.then(|| "…".to_owned()).into_iter().chain(rest).collect();
    format!("[{}]", shown.join(", "))
}

/// The settings of an entry that are not those of a bare pattern.
fn shown(entry: &Entry) -> String {
    let plain = Entry::plain(entry.pattern.clone(), 0..0);
    let own = settings(entry).into_iter().zip(settings(&plain)).filter(|(a, b)| a.1 != b.1 || a.0 == "cue");
    own.map(|((name, value), _)| format!("{name} = {value}")).collect::<Vec<_>>().join("; ")
}

/// A lexicon with one of the changes made, or with all entries of some changes and no others.
///
/// `old` with `change` as `new` has it.
pub fn apply(old: &Lexicon, new: &Lexicon, change: &EntryChange) -> Lexicon {
    let mut lexicon = old.clone();
    let fresh = || {
        let frame = new.frames.iter().find(|f| f.id == change.frame)?;
        frame.languages.get(&change.language)?.entries.get(change.new?).cloned()
    };
    let place = lexicon.frames.iter().position(|f| f.id == change.frame);
    let place = place.or_else(|| {
        let mut frame = new.frames.iter().find(|f| f.id == change.frame)?.clone();
        frame.languages.clear();
        let place = lexicon.frames.partition_point(|f| f.id < frame.id);
        lexicon.frames.insert(place, frame);
        Some(place)
    });
    let Some(frame) = place.map(|place| &mut lexicon.frames[place]) else { return lexicon };
    let entries = &mut frame.languages.entry(change.language.clone()).or_default().entries;
    match (change.old.filter(|i| *i < entries.len()), fresh()) {
        (Some(i), Some(entry)) => entries[i] = entry,
        (Some(i), None) => _ = entries.remove(i),
        (None, Some(entry)) => entries.push(entry),
        (None, None) => {}
    }
    lexicon
}

/// The patterns of all changes, old and new, without conditions: where none of
/// them matches, no combination of the changes finds anything else.
pub fn bare_patterns(old: &Lexicon, new: &Lexicon, changes: &[EntryChange]) -> Lexicon {
    let mut lexicon = Lexicon::default();
    for (from, place) in [(old, (|c| c.old) as fn(&EntryChange) -> Option<usize>), (new, |c| c.new)] {
        for change in changes {
            let Some(index) = place(change) else { continue };
            let Some(frame) = from.frames.iter().find(|f| f.id == change.frame) else { continue };
            let Some(entry) = frame.languages.get(&change.language).and_then(|part| part.entries.get(index)) else {
                continue;
            };
            // One frame each, since within one a token counts once.
            let number = lexicon.frames.len();
            let mut only = crate::lexicon::Frame { id: format!("change{number:06}"), ..Default::default() };
            let plain = Entry::plain(entry.pattern.clone(), 0..0);
            only.languages.entry(change.language.clone()).or_default().entries.push(plain);
            lexicon.frames.push(only);
        }
    }
    lexicon
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::text::LanguagePacks;
    use crate::text::analyze::Analyzer;

    fn lexicon(entries: &str) -> Lexicon {
        let text = format!("id = \"f\"\n[en]\nentries = [{entries}]\n");
        let mut analyzer = Analyzer::new(Arc::new(LanguagePacks::bundled()));
        Lexicon::parse(&[("f.toml".to_owned(), text)], &mut analyzer).unwrap()
    }

    fn shown(old: &str, new: &str) -> Vec<String> {
        let changes = entries(&lexicon(old), &lexicon(new));
        let line = |c: EntryChange| format!("{} {} {}", c.change.name(), c.entry, c.settings).trim_end().to_owned();
        changes.into_iter().map(line).collect()
    }

    #[test]
    fn entries_are_the_same_by_pattern_and_changed_by_settings() {
        assert_eq!(shown(r#""raid", "seized""#, r#""seized", "raid""#), Vec::<String>::new());
        assert_eq!(
            shown(r#""raid", "seized""#, r#"{ pattern = "seized", unless = ["goods"], weight = 2 }, "annex*""#),
            ["added annex*", "removed raid", "changed seized unless;weight"]
        );
        assert_eq!(shown(r#""occupation""#, r#""occupation*""#), ["changed occupation* pattern"]);
        assert_eq!(
            shown(r#""raid""#, r#"{ pattern = "raid", note = "why" }"#),
            Vec::<String>::new(),
            "a note finds nothing"
        );
    }

    #[test]
    fn each_change_can_be_made_alone() {
        let (old, new) = (lexicon(r#""raid", "seized""#), lexicon(r#"{ pattern = "seized", within = 2 }, "annex*""#));
        let patterns = |lexicon: &Lexicon| {
            lexicon.entries().map(|(_, _, e)| format!("{}/{}", e.pattern.text, e.within)).collect::<Vec<_>>()
        };
        let alone: Vec<_> = entries(&old, &new).iter().map(|c| patterns(&apply(&old, &new, c))).collect();
        assert_eq!(
            alone,
            [vec!["raid/5", "seized/5", "annex*/5"], vec!["seized/5"], vec!["raid/5", "seized/2"]],
            "added, removed, changed"
        );
        let into_nothing = apply(&Lexicon::default(), &new, &entries(&Lexicon::default(), &new)[0]);
        assert_eq!(patterns(&into_nothing), ["annex*/5"]);
    }
}
