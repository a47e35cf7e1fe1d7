//! Documents that repeat another: the table that lists them, and what to say of them.

use serde::Serialize;

use super::number::thousands;
use crate::corpus::{Repeat, Similarity};
use crate::pipeline::settle::Item;
use crate::tally::Duplicates;

/// Columns of `reprints.csv`.
pub const COLUMNS: [&str; 7] = ["original", "document", "source", "original_source", "date", "similarity", "counted"];

/// Row of `reprints.csv`: `date` is that of the later document, `counted` says
/// whether it is in the other tables.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "each field is the column of its name")]
pub struct Reprint<'a> {
    pub original: &'a str,
    pub document: &'a str,
    pub source: Option<&'a str>,
    pub original_source: Option<&'a str>,
    pub date: Option<String>,
    pub similarity: Similarity,
    pub counted: bool,
}

/// The rows of `reprints.csv`, sorted by original and document; `items` are sorted by id.
pub fn rows<'a>(repeats: &'a [Repeat], items: &'a [Item]) -> Vec<Reprint<'a>> {
    let known = |id: &str| items.binary_search_by(|item| (*item.id).cmp(id)).ok().and_then(|place| items.get(place));
    let row = |repeat: &'a Repeat| {
        let item = known(&repeat.document)?;
        Some(Reprint {
            original: &repeat.original,
            document: &repeat.document,
            source: item.source.as_deref(),
            original_source: known(&repeat.original).and_then(|original| original.source.as_deref()),
            date: item.date.map(|day| day.to_string()),
            similarity: repeat.similarity,
            counted: item.counted,
        })
    };
    let mut rows: Vec<Reprint<'a>> = repeats.iter().filter_map(row).collect();
    rows.sort_by_key(|row| (row.original, row.document));
    rows
}

/// One line on them, or none.
///
/// ```
/// use framelens::corpus::Similarity;
/// use framelens::report::reprints::{Reprint, remark};
/// use framelens::tally::Duplicates;
/// let row = |counted| Reprint {
///     original: "a", document: "b", source: None, original_source: None, date: None,
///     similarity: Similarity::Near, counted,
/// };
/// assert_eq!(
///     remark(&[row(true), row(false)], Duplicates::OncePerSource).unwrap(),
///     "2 documents repeat another: 1 reprint under another source (counted once per source), \
///      1 repeat (not counted); see reprints.csv"
/// );
/// assert_eq!(remark(&[], Duplicates::OncePerSource), None);
/// ```
pub fn remark(rows: &[Reprint<'_>], duplicates: Duplicates) -> Option<String> {
    let copies = || rows.iter().filter(|row| row.similarity != Similarity::Excerpt);
    let (copied, kept) = (copies().count(), copies().filter(|row| row.counted).count());
    let excerpts = rows.len() - copied;
    let number =
        |n: usize, one: &str, many: &str| format!("{} {}", thousands(n as u64), if n == 1 { one } else { many });
    let mut parts = Vec::new();
    if copied > 0 {
        let repeat = number(copied, "document repeats another", "documents repeat another");
        let reprints = number(kept, "reprint under another source", "reprints under another source");
        let repeats = number(copied - kept, "repeat", "repeats");
        parts.push(match duplicates {
            Duplicates::OncePerSource => {
                let counted =
                    [(kept, reprints + " (counted once per source)"), (copied - kept, repeats + " (not counted)")];
                let said: Vec<String> = counted.into_iter().filter(|(n, _)| *n > 0).map(|(_, said)| said).collect();
                format!("{repeat}: {}", said.join(", "))
            }
            Duplicates::Once => format!("{repeat}, not counted (--duplicates once)"),
            Duplicates::All => format!("{repeat}, counted all the same (--duplicates all)"),
        });
    }
    if excerpts > 0 {
        let one = "document holds most of another or is an excerpt of one";
        let many = "documents hold most of another or are excerpts of one";
        parts.push(number(excerpts, one, many) + " (counted)");
    }
    (!parts.is_empty()).then(|| parts.join("; ") + "; see reprints.csv")
}
