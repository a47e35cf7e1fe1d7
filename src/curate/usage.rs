//! What a corpus holds of a lexicon: for `lexicon check`.

use crate::annotate::Annotation;
use crate::annotate::find::Annotator;
use crate::lexicon::check::Usage;

/// Count word forms and mentions of entries over annotated documents.
///
/// Whole numbers that add up, so the order of documents does not matter. A
/// language without documents is not in [`Usage::types`].
pub fn usage(annotator: &Annotator, annotations: &[Annotation]) -> Usage {
    let mut usage = Usage::default();
    let words = annotator.words.list();
    for annotation in annotations {
        let types = usage.types.entry(annotation.language.clone()).or_default();
        for term in &annotation.terms {
            let word = &words[term.word as usize];
            let known = types.entry((&*word.form).into()).or_default();
            known.stem = (&*word.stem).into();
            known.tokens += u64::from(term.count);
            known.documents += 1;
        }
        for mention in &annotation.mentions {
            let key = &annotator.entries[mention.entry as usize].key;
            let key = (key.frame.clone(), key.language.clone(), key.entry.clone());
            *usage.mentions.entry(key).or_default() += 1;
        }
    }
    usage
}
