//! From annotations to a [`Tally`].

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::detail::{self, Cast};
use super::{DocumentTally, Duplicates, Feature, FrameCount, Tally};
use crate::annotate::find::Annotator;
use crate::annotate::words::{Term, Word};
use crate::annotate::{Annotation, Mention, Stance, Voice};
use crate::corpus::Document;

/// The fields of a document that can be compared by, besides its metadata.
pub const FIELDS: [&str; 3] = ["source", "side", "language"];

/// The group of a document under `--by field`; `""` where it has none.
pub fn group_of<'d>(document: &'d Document, annotation: &'d Annotation, by: &str) -> &'d str {
    let value = match by {
        "source" => document.source.as_deref(),
        "side" => document.side.as_deref(),
        "language" => Some(annotation.language.as_str()),
        other => document.metadata.get(other).map(String::as_str),
    };
    value.unwrap_or_default()
}

/// Which documents count, in parallel to `documents`.
///
/// Under [`Duplicates::OncePerSource`] every source counts the first by id of a
/// document and its repetitions, the original before all. Where groups are no
/// sources, a text that one source prints in two groups counts in both, since
/// either without it would be compared by less than it printed.
pub fn counted(documents: &[Document], annotations: &[Annotation], by: &str, duplicates: Duplicates) -> Vec<bool> {
    let printings = documents.iter().zip(annotations).map(|(document, annotation)| Printing {
        id: &document.id,
        original: document.duplicate_of.as_deref(),
        source: document.source.as_deref(),
        group: group_of(document, annotation, by),
    });
    counted_of(&printings.collect::<Vec<_>>(), duplicates)
}

/// A document as a print of a text: in one source and one group.
#[derive(Debug, Clone, Copy)]
pub struct Printing<'d> {
    /// The document's id.
    pub id: &'d str,
    /// The id of the document that it repeats.
    pub original: Option<&'d str>,
    /// The outlet.
    pub source: Option<&'d str>,
    /// What it is compared by.
    pub group: &'d str,
}

/// As [`counted`], of printings.
pub fn counted_of(printings: &[Printing<'_>], duplicates: Duplicates) -> Vec<bool> {
    match duplicates {
        Duplicates::All => return vec![true; printings.len()],
        Duplicates::Once => return printings.iter().map(|p| p.original.is_none()).collect(),
        Duplicates::OncePerSource => {}
    }
    let repeated: FxHashSet<&str> = printings.iter().filter_map(|p| p.original).collect();
    // Ids differ, so a text that is printed once has no other to stand behind.
    let alone = |p: &Printing<'_>| p.original.is_none() && !repeated.contains(p.id);
    fn key<'d>(p: &Printing<'d>) -> (&'d str, Option<&'d str>, &'d str) {
        (p.original.unwrap_or(p.id), p.source, p.group)
    }
    let mut first: FxHashMap<_, &str> = FxHashMap::default();
    for printing in printings.iter().filter(|p| !alone(p)) {
        let kept = first.entry(key(printing)).or_insert(printing.id);
        // The original itself stands before its repetitions.
        let original = printing.original.unwrap_or(printing.id);
        if printing.original.is_none() || (*kept != original && printing.id < *kept) {
            *kept = printing.id;
        }
    }
    printings.iter().map(|p| alone(p) || first.get(&key(p)) == Some(&p.id)).collect()
}

/// Count documents, group by group.
///
/// `documents` and `annotations` are parallel.
pub fn count(
    annotator: &Annotator,
    documents: &[Document],
    annotations: &[Annotation],
    by: &str,
    duplicates: Duplicates,
) -> Tally {
    let groups: Vec<&str> = documents.iter().zip(annotations).map(|(d, a)| group_of(d, a, by)).collect();
    let kept = counted(documents, annotations, by, duplicates);
    let counted: Vec<usize> = (0..documents.len()).filter(|&i| kept[i]).collect();

    let mut sums = Vec::new();
    counted.iter().for_each(|&i| add_terms(&mut sums, &annotations[i].terms));
    let counter = Counter::new(
        annotator,
        counted.iter().map(|&i| groups[i]),
        counted.iter().map(|&i| annotations[i].language.as_str()),
        Cast::collect(&annotator.cast, counted.iter().map(|&i| &annotations[i])),
        &sums,
    );
    let one = |&i: &usize| {
        let (document, annotation) = (&documents[i], &annotations[i]);
        let parts = annotation.parts.iter().map(|part| part.terms.as_slice());
        counter.document(document, annotation, groups[i], &annotation.terms, parts)
    };
    let mut rows: Vec<DocumentTally> = counted.par_iter().map(one).collect();
    rows.sort_by(|a, b| a.id.cmp(&b.id));
    counter.tally(by, rows)
}

/// Adds the terms of a document to the sums of words.
pub(crate) fn add_terms(sums: &mut Vec<u64>, terms: &[Term]) {
    for term in terms {
        let word = term.word as usize;
        if sums.len() <= word {
            sums.resize(word + 1, 0);
        }
        sums[word] += u64::from(term.count);
    }
}

/// Counts documents one by one; everything that documents share is numbered beforehand.
#[derive(Debug)]
pub struct Counter<'a> {
    annotator: &'a Annotator,
    groups: Vec<String>,
    languages: Vec<String>,
    cast: Cast,
    features: Features,
}

impl<'a> Counter<'a> {
    /// For documents of these groups and languages; `sums` are the occurrences of each of
    /// the annotator's words in them.
    pub fn new<'n>(
        annotator: &'a Annotator,
        groups: impl Iterator<Item = &'n str>,
        languages: impl Iterator<Item = &'n str>,
        cast: Cast,
        sums: &[u64],
    ) -> Counter<'a> {
        let sorted = |names: BTreeSet<&str>| names.into_iter().map(str::to_owned).collect::<Vec<_>>();
        Counter {
            annotator,
            groups: sorted(groups.collect()),
            languages: sorted(languages.collect()),
            cast,
            features: Features::new(&annotator.words.list(), sums),
        }
    }

    /// Of how many groups documents are.
    pub fn groups(&self) -> usize {
        self.groups.len()
    }

    /// The counts of a document; `terms` are its words, `parts` those of its parts.
    pub fn document<'t>(
        &self,
        document: &Document,
        annotation: &Annotation,
        group: &str,
        terms: &[Term],
        parts: impl Iterator<Item = &'t [Term]>,
    ) -> DocumentTally {
        let position =
            |list: &[String], name: &str| list.binary_search_by(|n| n.as_str().cmp(name)).unwrap_or_default() as u32;
        let whole = DocumentTally {
            id: document.id.clone(),
            group: position(&self.groups, group),
            language: position(&self.languages, &annotation.language),
            date: document.date,
            events: annotation.events.iter().map(|a| a.event as u32).collect(),
            tokens: annotation.tokens,
            sentences: annotation.sentences,
            features: self.features.count(terms),
            ..counted_in(&self.cast, annotation, |_| true)
        };
        let parts = annotation.parts.iter().zip(parts).map(|(part, terms)| DocumentTally {
            id: whole.id.clone(),
            group: whole.group,
            language: whole.language,
            events: vec![part.event as u32],
            tokens: part.tokens,
            sentences: part.sentences,
            features: self.features.count(terms),
            ..counted_in(&self.cast, annotation, |sentence| annotation.tells(sentence, part.event))
        });
        let parts = parts.collect();
        DocumentTally { parts, ..whole }
    }

    /// The tally of all documents, which are sorted by id.
    pub fn tally(self, by: &str, documents: Vec<DocumentTally>) -> Tally {
        let Counter { annotator, groups, languages, cast, features } = self;
        Tally {
            by: by.to_owned(),
            groups,
            languages,
            events: annotator.events.iter().map(|e| e.id.clone()).collect(),
            frames: annotator.frames.clone(),
            entries: annotator.entries.iter().map(|e| e.key.clone()).collect(),
            features: features.list,
            actors: cast.actors,
            speakers: cast.speakers,
            names: annotator.names.keys.clone(),
            documents,
        }
    }
}

/// Mentions and names of the sentences that are `chosen`; all else is left empty.
fn counted_in(cast: &Cast, annotation: &Annotation, chosen: impl Fn(u32) -> bool) -> DocumentTally {
    let mentions: Vec<&Mention> = annotation.mentions.iter().filter(|m| chosen(m.sentence)).collect();
    let mentions = || mentions.iter().copied();
    DocumentTally {
        frames: frame_counts(mentions()),
        entries: entry_counts(mentions()),
        narratives: cast.narratives(mentions()),
        speakers: cast.speakers(mentions()),
        names: detail::names(annotation.names.iter().filter(|hit| chosen(hit.sentence))),
        ..DocumentTally::default()
    }
}

/// Mentions per frame. Voice and stance stay `None` unless every mention has them.
pub fn frame_counts<'m>(mentions: impl IntoIterator<Item = &'m Mention> + Clone) -> Vec<FrameCount> {
    let mut frames: BTreeMap<u32, FrameCount> = BTreeMap::new();
    let voices = mentions.clone().into_iter().all(|m| m.voice.is_some());
    let stances = mentions.clone().into_iter().all(|m| m.stance.is_some());
    for mention in mentions {
        let fresh = FrameCount {
            frame: mention.frame,
            own: voices.then_some(0),
            attributed: voices.then_some(0),
            asserted: stances.then_some(0),
            ..FrameCount::default()
        };
        let cell = frames.entry(mention.frame).or_insert(fresh);
        cell.mentions += 1;
        let add = |to: &mut Option<u64>, yes: bool| *to = to.map(|n| n + u64::from(yes));
        add(&mut cell.own, mention.voice == Some(Voice::Own));
        add(&mut cell.attributed, matches!(mention.voice, Some(Voice::Quoted | Voice::Reported)));
        add(&mut cell.asserted, mention.stance == Some(Stance::Asserted));
    }
    frames.into_values().collect()
}

fn entry_counts<'m>(mentions: impl IntoIterator<Item = &'m Mention>) -> Vec<(u32, u64)> {
    let mut entries: BTreeMap<u32, u64> = BTreeMap::new();
    for mention in mentions {
        *entries.entry(mention.entry).or_default() += 1;
    }
    entries.into_iter().collect()
}

/// The features of a corpus, numbered by language and stem.
#[derive(Debug)]
struct Features {
    list: Vec<Feature>,
    /// Feature of each word, by the word's number.
    of_words: Vec<u32>,
}

impl Features {
    /// Of words with their occurrences.
    fn new(words: &[Word], sums: &[u64]) -> Features {
        let sum = |word: usize| sums.get(word).copied().unwrap_or_default();
        let mut order: Vec<usize> = (0..words.len()).filter(|&word| sum(word) > 0).collect();
        order.par_sort_unstable_by(|&a, &b| words[a].cmp(&words[b]));
        let mut features = Features { list: Vec::new(), of_words: vec![0; words.len()] };
        let same = |a: &Word, b: &Word| (&a.language, &a.stem) == (&b.language, &b.stem);
        for forms in order.chunk_by(|&a, &b| same(&words[a], &words[b])) {
            // Forms stand by the alphabet; ties go to the one that comes first.
            let Some(&label) = forms.iter().rev().max_by_key(|&&word| sum(word)) else { continue };
            let Word { language, stem, form } = &words[label];
            forms.iter().for_each(|&word| features.of_words[word] = features.list.len() as u32);
            let owned = |text: &str| text.to_owned();
            features.list.push(Feature { language: owned(language), stem: owned(stem), label: owned(form) });
        }
        features
    }

    fn count(&self, terms: &[Term]) -> Vec<(u32, u64)> {
        let feature = |term: &Term| (self.of_words[term.word as usize], u64::from(term.count));
        let mut counts: Vec<(u32, u64)> = terms.iter().map(feature).collect();
        counts.sort_unstable_by_key(|&(feature, _)| feature);
        counts.dedup_by(|form, first| {
            let same = form.0 == first.0;
            first.1 += u64::from(same) * form.1;
            same
        });
        counts.shrink_to_fit();
        counts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repetition_counts_once_per_source_and_again_in_another_source() {
        let document = |id: &str, source: &str, original: Option<&str>| Document {
            id: id.into(),
            source: Some(source.into()),
            duplicate_of: original.map(str::to_owned),
            ..Document::default()
        };
        let documents = [
            document("a", "wire", None),
            document("b", "wire", Some("a")),
            document("c", "herald", Some("a")),
            document("d", "herald", Some("a")),
            document("e", "herald", None),
        ];
        let annotations = vec![Annotation::default(); documents.len()];
        let count = |by, duplicates| counted(&documents, &annotations, by, duplicates);
        assert_eq!(count("source", Duplicates::OncePerSource), [true, false, true, false, true]);
        assert_eq!(count("side", Duplicates::OncePerSource), [true, false, true, false, true], "sources, not groups");
        assert_eq!(count("source", Duplicates::Once), [true, false, false, false, true]);
        assert_eq!(count("source", Duplicates::All), [true; 5]);
    }

    #[test]
    fn a_feature_is_shown_by_its_most_frequent_form() {
        let word = |form: &str| Word { language: "en".into(), stem: "occup".into(), form: form.into() };
        let words = [word("occupying"), word("occupied")];
        let annotation = |terms: &[(u32, u32)]| Annotation {
            language: "en".into(),
            terms: terms.iter().map(|&(word, count)| Term { word, count }).collect(),
            ..Annotation::default()
        };
        let all = [annotation(&[(1, 2), (0, 1)]), annotation(&[(0, 1)])];
        let mut sums = Vec::new();
        all.iter().for_each(|annotation| add_terms(&mut sums, &annotation.terms));
        let features = Features::new(&words, &sums);
        assert_eq!(features.list[0].label, "occupied", "two each: the alphabet decides");
        assert_eq!(features.count(&all[0].terms), [(0, 3)]);
    }
}
