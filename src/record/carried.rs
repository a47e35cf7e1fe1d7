//! Parts one by one through a foreign engine, which may part and order them as it likes.
//!
//! Each says by a sum under which conditions it was counted, and the first of every
//! batch says them in words, so that counts made otherwise can be refused by name.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::part::{Conditions, Part, alike};
use super::unpackable;
use crate::Error;
use crate::corpus::Skipped;

/// What they begin with: name and version of the form.
const MAGIC: [u8; 4] = *b"FLc1";

/// What became of one row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Carried {
    /// A document.
    Part(Part),
    /// It could not be used.
    Skipped(Skipped),
}

/// The conditions of counts, ready to be said and compared.
#[derive(Debug, Clone)]
pub struct Seal {
    conditions: Conditions,
    sum: [u8; 8],
}

impl Seal {
    /// Of these conditions.
    ///
    /// # Errors
    /// None that a study can cause.
    pub fn of(conditions: Conditions) -> Result<Seal, Error> {
        let bytes = postcard::to_stdvec(&conditions).map_err(|e| unpackable(&e))?;
        let mut sum = [0; 8];
        sum.iter_mut().zip(Sha256::digest(bytes)).for_each(|(to, from)| *to = from);
        Ok(Seal { conditions, sum })
    }

    /// The bytes of what became of a row; `first` says the conditions in words as well.
    ///
    /// # Errors
    /// None that a document can cause.
    pub fn pack(&self, carried: &Carried, first: bool) -> Result<Vec<u8>, Error> {
        let said = first.then_some(&self.conditions);
        let mut bytes = Vec::from(MAGIC);
        bytes.extend(self.sum);
        let bytes = postcard::to_extend(&said, bytes).map_err(|e| unpackable(&e))?;
        postcard::to_extend(carried, bytes).map_err(|e| unpackable(&e))
    }

    /// What the bytes hold, if it was counted under the same conditions; `from` names whence they come.
    ///
    /// # Errors
    /// If it was counted under others, by another version, or is damaged.
    pub fn open(&self, from: &str, bytes: &[u8]) -> Result<Carried, Error> {
        let help = "make the parts again, with the same version of Framelens everywhere";
        let damaged = |why: &str| Error::with_help(format!("{from} cannot be read: {why}"), help);
        let rest = bytes.strip_prefix(&MAGIC).ok_or_else(|| damaged("it is no part of this version of Framelens"))?;
        let (sum, rest) = rest.split_at_checked(self.sum.len()).ok_or_else(|| damaged("it ends too early"))?;
        let (said, rest): (Option<Conditions>, &[u8]) =
            postcard::take_from_bytes(rest).map_err(|e| damaged(&e.to_string()))?;
        if sum != self.sum {
            if let Some(said) = said {
                alike(&self.conditions, from, &said)?;
            }
            return Err(Error::with_help(
                format!("{from} was counted otherwise"),
                "counts add up only if study, lexicon, settings and version are the same: count it again with these",
            ));
        }
        postcard::from_bytes(rest).map_err(|e| damaged(&e.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seal(lexicon: &str) -> Seal {
        Seal::of(Conditions::from([("lexicon".to_owned(), lexicon.to_owned())])).unwrap()
    }

    #[test]
    fn only_what_was_counted_alike_comes_in() {
        let skipped = Carried::Skipped(Skipped { path: "data".into(), row: None, reason: "empty".into() });
        for first in [true, false] {
            let bytes = seal("a").pack(&skipped, first).unwrap();
            assert_eq!(seal("a").open("it", &bytes).unwrap(), skipped);
            let said = seal("b").open("it", &bytes).unwrap_err().to_string();
            assert!(said.contains("it was counted otherwise"), "{said}");
            assert_eq!(said.contains("lexicon is b here and a there"), first, "{said}");
            for end in 0..bytes.len() {
                assert!(seal("a").open("it", &bytes[..end]).is_err());
            }
        }
        assert!(seal("a").open("it", b"other").is_err());
    }
}
