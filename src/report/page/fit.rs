//! What fits into the page: bytes shared out among tables, rows chosen by rank.

use super::Table;
use super::cell::Cell;

/// Bytes of a text as a string of JSON, with the page's escapes.
pub(super) fn length(text: &str) -> usize {
    let of = |c: char| match c {
        '"' | '\\' | '\n' | '\r' | '\t' => 2,
        '<' => 6,
        c if c < ' ' => 6,
        c => c.len_utf8(),
    };
    3 + text.chars().map(of).sum::<usize>()
}

/// Bytes of one value: a text is mostly a number of the page's list of texts.
fn cost(value: &Cell) -> usize {
    match value {
        Cell::Text(text) => 4 + length(text) / 4,
        Cell::Null => 5,
        _ => 8,
    }
}

/// Shares a number of bytes out: nobody gets more than it wants, and what small
/// wants leave over goes to the large ones in equal parts.
pub(super) fn shares(wants: &[usize], bytes: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..wants.len()).collect();
    order.sort_by_key(|&i| (wants[i], i));
    let mut given = vec![0; wants.len()];
    let mut left = bytes;
    for (place, &i) in order.iter().enumerate() {
        given[i] = wants[i].min(left / (order.len() - place));
        left -= given[i];
    }
    given
}

impl Table {
    /// Bytes of all its rows.
    pub(super) fn size(&self) -> usize {
        self.rows.iter().flatten().map(cost).sum()
    }

    /// The rows that fit, in the table's order: those first by rank.
    pub(super) fn fitting(&self, bytes: usize) -> Vec<usize> {
        let mut left = bytes;
        let fits = |&&row: &&usize| {
            let size: usize = self.rows[row].iter().map(cost).sum();
            let fits = size <= left;
            left = left.saturating_sub(size);
            fits
        };
        let mut kept: Vec<usize> = self.ranked.iter().take_while(fits).copied().collect();
        kept.sort_unstable();
        kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_small_wants_leave_goes_to_the_large() {
        assert_eq!(shares(&[10, 500, 20, 500], 430), [10, 200, 20, 200]);
        assert_eq!(shares(&[10, 20], 100), [10, 20]);
        assert_eq!(shares(&[], 100), Vec::<usize>::new());
    }

    #[test]
    fn the_length_of_a_text_is_that_of_its_json() {
        for text in ["plain", "a \"b\" \\ c\n", "<b>", "é\u{1}"] {
            let json = serde_json::to_string(text).unwrap().replace('<', "\\u003c");
            assert_eq!(length(text), json.len() + 1, "{text}");
        }
    }
}
