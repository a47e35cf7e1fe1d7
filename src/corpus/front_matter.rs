//! `key: value` lines at the top of a text.
//!
//! Between two `---` lines, or plain and ended by a blank line. It counts as
//! front matter only where a key is the name of a field: a text that merely
//! begins "Note: …" or "Baku: …" keeps its first line.

use super::FieldMap;
use super::field::{Field, plain};
use super::line::{is_space, words};
use super::source::is_name;

/// Most lines that front matter may have.
const MOST_LINES: usize = 100;

/// Front matter and where the text behind it starts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct FrontMatter {
    /// Keys as written, with their values, in order.
    pub(crate) entries: Vec<(String, String)>,
    /// Byte at which the article's own text starts; 0 without front matter.
    pub(crate) end: usize,
}

/// Takes the front matter off a text: `text[found.end..]` is the article, and
/// nothing else is altered.
pub(crate) fn split(text: &str, map: &FieldMap) -> FrontMatter {
    let start = text.len() - text.trim_start_matches(is_space).len();
    fenced(text, start, map).or_else(|| open(text, start, map)).unwrap_or_default()
}

/// Lines with their ends, from byte `at`.
fn lines_from(text: &str, at: usize) -> impl Iterator<Item = (usize, &str)> {
    let mut end = at;
    text[at..].split_inclusive('\n').take(MOST_LINES).map(move |line| {
        end += line.len();
        (end, line.trim_end_matches(is_space))
    })
}

/// Between `---` lines, as in Markdown.
fn fenced(text: &str, start: usize, map: &FieldMap) -> Option<FrontMatter> {
    let mut lines = lines_from(text, start);
    lines.next().filter(|(_, line)| *line == "---")?;
    let mut entries = Vec::new();
    for (end, line) in lines {
        if line == "---" || line == "..." {
            let known = entries.iter().any(|(key, _): &(String, String)| Field::called(key, map).is_some());
            return known.then_some(FrontMatter { entries, end });
        }
        take(line, &mut entries)?;
    }
    None
}

/// Plain lines ended by a blank line.
fn open(text: &str, start: usize, map: &FieldMap) -> Option<FrontMatter> {
    let mut entries: Vec<(String, String)> = Vec::new();
    let mut end = start;
    let mut closed = false;
    for (line_end, line) in lines_from(text, start) {
        if line.trim_matches(is_space).is_empty() {
            closed = true;
            end = line_end;
            break;
        }
        if entries.is_empty() && line.starts_with(char::is_whitespace) || take(line, &mut entries).is_none() {
            break;
        }
        end = line_end;
    }
    let known: Vec<(Field, &str)> =
        entries.iter().filter_map(|(key, value)| Some((Field::called(key, map)?, value.as_str()))).collect();
    Field::called(&entries.first()?.0, map)?;
    // The text of a document cannot stand in its own front matter.
    if known.iter().any(|(field, _)| *field == Field::Text) || end == text.len() {
        return None;
    }
    let sure = match (entries.len(), known.as_slice()) {
        (1, [(field, value)]) => closed && alone(*field, &entries[0].0, value),
        _ => known.len() >= 2,
    };
    sure.then_some(FrontMatter { entries, end })
}

/// Whether a single `key: value` line can be nothing but front matter.
///
/// "Media: army advances" and "Source: Army advances in the south" are headlines.
fn alone(field: Field, key: &str, value: &str) -> bool {
    match field {
        Field::Title | Field::Id => {
            matches!(plain(key).as_str(), "title" | "headline" | "titre" | "id" | "doc_id" | "uuid")
        }
        Field::Source => plain(key) != "media" && is_name(value, 4),
        Field::Date => value.contains(|c: char| c.is_ascii_digit()) && words(value) <= 8,
        Field::Url => value.contains("://"),
        Field::Language => words(value) == 1,
        Field::Author => words(value) <= 6,
        Field::Side | Field::Text => false,
    }
}

/// Adds a `key: value` line, or one that continues the entry before it.
fn take(line: &str, entries: &mut Vec<(String, String)>) -> Option<()> {
    if line.starts_with('#') && entries.is_empty() {
        return None;
    }
    let indented = line.starts_with([' ', '\t']) || line.starts_with("- ");
    if indented || line.is_empty() || line.starts_with('#') {
        let (_, value) = entries.last_mut()?;
        let more = line.trim().trim_start_matches("- ");
        if !line.starts_with('#') && !more.is_empty() {
            *value = if value.is_empty() { unquoted(more).to_owned() } else { format!("{value}; {}", unquoted(more)) };
        }
        return Some(());
    }
    let (key, value) = line.split_once(':')?;
    let shape = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | ' ' | '.');
    // `12:30 …` and `https://…` are no keys.
    let fits = key.chars().all(shape) && words(key) <= 3 && key.len() <= 40 && key.starts_with(char::is_alphabetic);
    if !fits || value.starts_with("//") {
        return None;
    }
    entries.push((key.trim().to_owned(), unquoted(value.trim()).to_owned()));
    Some(())
}

/// A value without the quotes around it.
fn unquoted(value: &str) -> &str {
    for quote in ['"', '\''] {
        if let Some(inner) = value.strip_prefix(quote).and_then(|v| v.strip_suffix(quote)) {
            return inner;
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn keys(text: &str) -> (Vec<(String, String)>, String) {
        let found = split(text, &FieldMap::default());
        (found.entries, text[found.end..].to_owned())
    }

    fn pair(key: &str, value: &str) -> (String, String) {
        (key.into(), value.into())
    }

    #[test]
    fn plain_front_matter_ends_at_the_blank_line() {
        let (entries, text) = keys("Title: Talks resume\nsource: Herald\nEditor: J. Roe\n\nTalks resumed.\n");
        let expected = [pair("Title", "Talks resume"), pair("source", "Herald"), pair("Editor", "J. Roe")];
        assert_eq!((entries.as_slice(), text.as_str()), (expected.as_slice(), "Talks resumed.\n"));
    }

    #[test]
    fn fenced_front_matter_may_hold_lists_and_unknown_keys() {
        let (entries, text) =
            keys("---\nlayout: post\ntitle: \"Talks: day 2\"\ntags:\n  - peace\n  - talks\n---\n\nText.");
        assert_eq!(entries[1], pair("title", "Talks: day 2"));
        assert_eq!(entries[2], pair("tags", "peace; talks"));
        assert_eq!(text, "\nText.");
    }

    #[test]
    fn a_text_that_begins_with_a_colon_line_keeps_it() {
        for text in [
            "Note: talks resume today.\n\nMore follows.",
            "Baku: talks resume.\n\nMore.",
            "Media: army advances\n\nMore.",
            "Source: Two officials confirm the deal is near\n\nMore.",
            "Side: by side they stood\n\nMore.",
            "---\n\n## Heading\n\n---\n\nText.",
            "Title: only a line",
            "Text: hello\n\nMore.",
            "12:30 talks\n\nMore.",
        ] {
            assert_eq!(keys(text), (vec![], text.to_owned()), "{text}");
        }
    }

    #[test]
    fn one_line_suffices_where_its_value_fits_the_field() {
        assert_eq!(keys("Date: 12 October 2020\n\nText.").1, "Text.");
        assert_eq!(keys("source: Morning Herald\r\n\r\nText.").1, "Text.");
    }

    proptest! {
        #[test]
        fn front_matter_and_text_concatenate_to_what_was_read(text in "(---\n)?((title|date|x|Baku): ?[a-z0-9 :]{0,9}\r?\n|\\PC{0,12}\n|---\n|\n){0,8}") {
            let found = split(&text, &FieldMap::default());
            prop_assert_eq!(format!("{}{}", &text[..found.end], &text[found.end..]), text);
        }

        #[test]
        fn written_front_matter_is_read_back(title in "[a-zA-Z][a-z ]{0,20}[a-z]", body in "[A-Z][a-z ]{1,40}\\.") {
            let text = format!("title: {title}\ndate: 2020-10-12\n\n{body}");
            let found = split(&text, &FieldMap::default());
            prop_assert_eq!(&found.entries[0].1, &title);
            prop_assert_eq!(&text[found.end..], body);
        }
    }
}
