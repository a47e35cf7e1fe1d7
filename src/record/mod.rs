//! Documents without their texts: what was found in each, as bytes.
//!
//! A [`Record`] holds all that the tables of a comparison ask of one document.
//! It is taken when the document is read, so that no text need be held, put on
//! the disk ([`spool`]), and read again in the order of the tables. Records do
//! not depend on other documents: those of parts of a corpus, read by other
//! processes on other machines, stand side by side as if one had read them.

use serde::{Deserialize, Serialize};

use crate::Error;
use crate::Span;
use crate::annotate::Annotation;
use crate::annotate::words::Term;
use crate::corpus::Document;

pub mod carried;
pub mod part;
pub mod spool;

/// A document with what was found in it, without its text.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Record {
    /// The document; its text is empty, and of its metadata only what is asked for is left.
    pub document: Document,
    /// What was found; its terms are apart ([`Terms`]).
    pub annotation: Annotation,
}

/// The words of a document, and of each of its parts ([`Annotation::parts`]), in that order.
pub type Terms = Vec<Vec<Term>>;

/// What near-duplicates are told by where fingerprints leave it open.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
struct Text {
    text: String,
    boilerplate: Vec<Span>,
}

/// A record as bytes, in three pieces that are read at different times.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Packed {
    /// [`Terms`].
    pub terms: Vec<u8>,
    /// [`Record`].
    pub record: Vec<u8>,
    /// The text with its boilerplate; empty where it is not kept.
    pub text: Vec<u8>,
}

fn unpackable(why: &postcard::Error) -> Error {
    Error::new(format!("a record could not be written: {why}"))
}

fn damaged(why: &postcard::Error) -> Error {
    Error::with_help(format!("a record is damaged ({why})"), "run again; check the disk that holds temporary files")
}

/// A document and its annotation as bytes; `text` says whether its text stays with it.
///
/// # Errors
/// None that a document can cause.
pub fn pack(mut document: Document, mut annotation: Annotation, text: bool) -> Result<Packed, Error> {
    let mut terms: Terms = vec![std::mem::take(&mut annotation.terms)];
    terms.extend(annotation.parts.iter_mut().map(|part| std::mem::take(&mut part.terms)));
    keep_told(&mut annotation);
    let kept =
        Text { text: std::mem::take(&mut document.text), boilerplate: std::mem::take(&mut document.boilerplate) };
    Ok(Packed {
        terms: postcard::to_stdvec(&terms).map_err(|e| unpackable(&e))?,
        record: postcard::to_stdvec(&Record { document, annotation }).map_err(|e| unpackable(&e))?,
        text: if text { postcard::to_stdvec(&kept).map_err(|e| unpackable(&e))? } else { Vec::new() },
    })
}

/// Which events a sentence tells of is asked only where it has a mention or a name.
fn keep_told(annotation: &mut Annotation) {
    let Annotation { told, mentions, names, .. } = annotation;
    let mut asked = vec![false; told.len()];
    for sentence in mentions.iter().map(|m| m.sentence).chain(names.iter().map(|n| n.sentence)) {
        if let Some(asked) = asked.get_mut(sentence as usize) {
            *asked = true;
        }
    }
    told.iter_mut().zip(asked).filter(|(_, asked)| !asked).for_each(|(told, _)| *told = Vec::new());
}

/// The record of [`Packed::record`].
///
/// # Errors
/// If the bytes are no record of this version.
pub fn record(bytes: &[u8]) -> Result<Record, Error> {
    postcard::from_bytes(bytes).map_err(|e| damaged(&e))
}

/// The words of [`Packed::terms`].
///
/// # Errors
/// As [`record`].
pub fn terms(bytes: &[u8]) -> Result<Terms, Error> {
    postcard::from_bytes(bytes).map_err(|e| damaged(&e))
}

/// A document that has its text and boilerplate again, and nothing else; for [`Packed::text`].
///
/// # Errors
/// As [`record`].
pub fn text(bytes: &[u8]) -> Result<Document, Error> {
    let Text { text, boilerplate } = postcard::from_bytes(bytes).map_err(|e| damaged(&e))?;
    Ok(Document { text, boilerplate, ..Document::default() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::ReadOptions;
    use crate::corpus::read::read_one;

    #[test]
    fn a_record_comes_back_as_it_was() {
        let text =
            b"title: Talks\nsource: Herald\ndate: 2020-10-12\nnote: x\n\nTalks resumed in Geneva.\n\nRead: 715\n";
        let document = read_one("a.txt", text, &ReadOptions::default()).documents.remove(0);
        assert!(document.provenance.len() > 3 && !document.boilerplate.is_empty(), "{document:?}");
        let terms_of = |n| vec![Term { word: n, count: 2 }];
        let annotation = Annotation { language: "en".into(), tokens: 4, terms: terms_of(7), ..Annotation::default() };

        let packed = pack(document.clone(), annotation.clone(), true).unwrap();

        let Record { document: again, annotation: found } = record(&packed.record).unwrap();
        let with_text = super::text(&packed.text).unwrap();
        assert_eq!((&with_text.text, &with_text.boilerplate), (&document.text, &document.boilerplate));
        assert_eq!(again, Document { text: String::new(), boilerplate: Vec::new(), ..document });
        assert_eq!(terms(&packed.terms).unwrap(), [terms_of(7)]);
        assert_eq!(found, Annotation { terms: Vec::new(), ..annotation });
        assert!(record(&packed.record[..packed.record.len() / 2]).is_err());
    }
}
