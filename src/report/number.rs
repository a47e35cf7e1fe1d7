//! How whole numbers are written for people.

/// A whole number with thousands apart: `31,204`.
pub fn thousands(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A number with its noun: `1 document`, `2 documents`.
pub fn counted(n: u64, noun: &str) -> String {
    format!("{} {noun}{}", thousands(n), if n == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_commas_and_nouns_a_plural() {
        assert_eq!((thousands(999).as_str(), thousands(31_204).as_str()), ("999", "31,204"));
        assert_eq!(counted(1, "document"), "1 document");
        assert_eq!(counted(1_000, "document"), "1,000 documents");
    }
}
