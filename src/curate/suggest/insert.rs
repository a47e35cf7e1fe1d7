//! Accepted patterns → a frame's file, whose comments and order stay.

use toml::de::DeTable;

use crate::error::Error;

/// A pattern as an item of a list.
pub fn item(pattern: &str) -> String {
    toml::Value::String(pattern.to_owned()).to_string()
}

/// The file with patterns at the end of the entries of a language.
///
/// # Errors
/// If the file is not TOML, or has no list of entries in this language.
///
/// ```
/// use framelens::curate::suggest::insert::insert;
/// let text = "[en]\nentries = [\n  \"a\", # why\n]\n";
/// let grown = insert("f.toml", text, "en", &["b*".to_owned()]).unwrap();
/// assert_eq!(grown, "[en]\nentries = [\n  \"a\", # why\n  \"b*\",\n]\n");
/// ```
pub fn insert(path: &str, text: &str, language: &str, patterns: &[String]) -> Result<String, Error> {
    if patterns.is_empty() {
        return Ok(text.to_owned());
    }
    let root = DeTable::parse(text).map_err(|e| Error::new(format!("{path} is not TOML: {}", e.message())))?;
    let part = root.get_ref().get(language).and_then(|part| part.get_ref().as_table());
    let entries = part.and_then(|part| part.get("entries"));
    let list = entries.and_then(|entries| Some((entries.span(), entries.get_ref().as_array()?)));
    let Some((span, items)) = list else {
        return Err(Error::with_help(
            format!("{path}: [{language}] has no list `entries`"),
            format!("write `entries = []` below [{language}]"),
        ));
    };
    let last = items.last().map(|item| item.span().end);
    let new: Vec<String> = patterns.iter().map(|pattern| item(pattern)).collect();
    Ok(grow(text, span.start, last, span.end.saturating_sub(1), &new))
}

/// `open` and `close` are the places of the brackets, `last` is behind the last item.
fn grow(text: &str, open: usize, last: Option<usize>, close: usize, new: &[String]) -> String {
    let line = text[..close].rfind('\n').map_or(0, |at| at + 1);
    // A bracket that does not stand on a line of its own: the items follow the last one.
    if line <= open || !text[line..close].trim().is_empty() {
        return match last {
            Some(last) => format!("{}, {}{}", &text[..last], new.join(", "), &text[last..]),
            None => format!("{}{}{}", &text[..=open], new.join(", "), &text[open + 1..]),
        };
    }
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let lines: String = new.iter().map(|item| format!("{}{item},{newline}", indent(text, open, last))).collect();
    let head = match last {
        // Between the last item and the bracket stand nothing but a comma and comments.
        Some(last) if !text[last..line].lines().any(|rest| rest.split('#').next().is_some_and(|c| c.contains(','))) => {
            format!("{},{}", &text[..last], &text[last..line])
        }
        _ => text[..line].to_owned(),
    };
    format!("{head}{lines}{}", &text[line..])
}

/// The white space before the last item, if it opens its line.
fn indent(text: &str, open: usize, last: Option<usize>) -> &str {
    let line = last.map(|last| text[..last].rfind('\n').map_or(0, |at| at + 1)).filter(|line| *line > open);
    line.map_or("  ", |line| {
        &text[line..line + text[line..].len() - text[line..].trim_start_matches([' ', '\t']).len()]
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grown(text: &str) -> String {
        let grown = insert("f.toml", text, "en", &["x*".to_owned(), "say \"y\"".to_owned()]).unwrap();
        DeTable::parse(&grown).unwrap_or_else(|e| panic!("{e}: {grown}"));
        grown
    }

    #[test]
    fn comments_and_layout_stay() {
        assert_eq!(
            grown("[en]\nentries = [\n    \"a\", # why, not\n    { pattern = \"b\" } # last\n    # end\n]\n[fr]\n"),
            "[en]\nentries = [\n    \"a\", # why, not\n    { pattern = \"b\" }, # last\n    # end\n    \"x*\",\n    'say \"y\"',\n]\n[fr]\n"
        );
    }

    #[test]
    fn lists_of_one_line_and_empty_ones_grow_too() {
        assert_eq!(grown("[en]\nentries = [\"a\"]\n"), "[en]\nentries = [\"a\", \"x*\", 'say \"y\"']\n");
        assert_eq!(grown("[en]\nentries = []\n"), "[en]\nentries = [\"x*\", 'say \"y\"']\n");
        assert_eq!(grown("[en]\nentries = [\n]\n"), "[en]\nentries = [\n  \"x*\",\n  'say \"y\"',\n]\n");
        assert_eq!(
            grown("[en]\r\nentries = [\r\n\"a\"\r\n]"),
            "[en]\r\nentries = [\r\n\"a\",\r\n\"x*\",\r\n'say \"y\"',\r\n]"
        );
    }

    #[test]
    fn a_file_without_the_list_is_a_fault() {
        assert!(insert("f.toml", "[fr]\nentries = []\n", "en", &["x".to_owned()]).is_err());
    }
}
