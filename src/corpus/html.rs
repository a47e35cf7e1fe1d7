//! Web pages → main text and metadata.

use dom_smoothie::{Config, Readability, TextMode};
use rustc_hash::FxHashMap;

use super::assemble::Draft;
use super::field::Field;

/// Most elements of a page that is taken for an article.
const MOST_ELEMENTS: usize = 200_000;

/// Deepest nesting of elements; articles nest 10 to 60 deep. The page's text is
/// taken out by recursion, and a page made of nested elements would exhaust
/// the stack, which no error handling can catch.
const DEEPEST: usize = 1_000;

/// Most elements that may be open at once by the look of the tags. Building the
/// tree takes time by the square of it. Larger than [`DEEPEST`], because scripts
/// (`i<n`) look like tags too.
const MOST_OPEN: usize = 10_000;

/// Fills a draft from a page, or says why it cannot be read.
pub(crate) fn extract(html: &str, draft: &mut Draft) -> Result<(), String> {
    let nested = || format!("the page nests more than {DEEPEST} elements; save its article as .txt");
    if open_tags(html) > MOST_OPEN {
        return Err(nested());
    }
    // The page is foreign input to a foreign parser: whatever breaks in it
    // costs this page, not the run.
    let article = std::panic::catch_unwind(|| {
        let config =
            Config { text_mode: TextMode::Formatted, max_elements_to_parse: MOST_ELEMENTS, ..Config::default() };
        let unread = |error| format!("no article found in the page ({error}); save its article as .txt");
        let mut page = Readability::new(html, None, Some(config)).map_err(unread)?;
        if is_deep(&page) {
            return Err(nested());
        }
        page.parse().map_err(unread)
    })
    .map_err(|_| "the page breaks the HTML reader; save its article as .txt".to_owned())??;
    let mut set = |field, value: Option<&str>| {
        if let Some(value) = value {
            draft.set(field, value.to_owned(), "page metadata");
        }
    };
    set(Field::Title, Some(&article.title));
    set(Field::Author, article.byline.as_deref());
    set(Field::Source, article.site_name.as_deref());
    set(Field::Date, article.published_time.as_deref());
    set(Field::Language, article.lang.as_deref());
    set(Field::Url, article.url.as_deref().filter(|url| url.starts_with("http")));
    draft.text = article.text_content.to_string();
    Ok(())
}

/// Whether the page's tree is deeper than [`DEEPEST`], told without recursion.
fn is_deep(page: &Readability) -> bool {
    let mut node = page.doc.root();
    let mut depth = 0;
    loop {
        if let Some(child) = node.first_child() {
            (node, depth) = (child, depth + 1);
            if depth > DEEPEST {
                return true;
            }
            continue;
        }
        // Up to the first ancestor that has a sibling to go on with.
        node = loop {
            if let Some(next) = node.next_sibling() {
                break next;
            }
            match node.parent() {
                Some(parent) => (node, depth) = (parent, depth.saturating_sub(1)),
                None => return false,
            }
        };
    }
}

/// The most tags that are open at once: not yet closed by their own name.
/// Elements that need no closing tag and do not nest are left out.
fn open_tags(html: &str) -> usize {
    const FLAT: [&str; 16] = [
        "br", "img", "meta", "link", "input", "hr", "source", "p", "li", "td", "tr", "th", "option", "wbr", "col",
        "area",
    ];
    let mut open: FxHashMap<String, usize> = FxHashMap::default();
    let (mut now, mut deepest) = (0usize, 0);
    for tag in html.split('<').skip(1) {
        let closing = tag.starts_with('/');
        let tag = tag.trim_start_matches('/');
        let end = tag.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(tag.len()).min(32);
        let name = tag[..end].to_ascii_lowercase();
        if name.is_empty() || FLAT.contains(&name.as_str()) {
            continue;
        }
        let count = open.entry(name).or_default();
        if !closing {
            (*count, now) = (*count + 1, now + 1);
        } else if *count > 0 {
            (*count, now) = (*count - 1, now - 1);
        }
        deepest = deepest.max(now);
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PAGE: &str = r#"<!doctype html><html lang="fr"><head><title>La trêve tient | Exemple</title>
        <meta property="og:site_name" content="Exemple"><meta property="og:title" content="La trêve tient">
        <meta property="article:published_time" content="2020-10-12T10:32:00+02:00"></head><body>
        <nav><a href="/">Accueil</a> <a href="/m">Monde</a></nav>
        <article><h1>La trêve tient</h1>
        <p>Les deux parties ont confirmé lundi que la trêve était respectée le long de la ligne de contact, malgré quelques tirs isolés dans la nuit.</p>
        <p>Les observateurs attendent, disent-ils, une reprise des pourparlers dans les prochains jours, sans préciser ni le lieu ni la date de la rencontre.</p>
        <p>Les habitants des villages voisins sont revenus chez eux, et les écoles doivent rouvrir, selon la mairie, au début de la semaine prochaine.</p>
        </article><script>alert(1)</script><footer>© 2020 Exemple</footer></body></html>"#;

    #[test]
    fn a_page_gives_its_main_text_and_metadata() {
        let mut draft = Draft::default();
        extract(PAGE, &mut draft).unwrap();
        assert!(draft.text.contains("Les deux parties ont confirmé"), "{}", draft.text);
        assert!(draft.text.contains("\n"), "paragraphs are kept apart: {}", draft.text);
        assert!(!draft.text.contains("alert") && !draft.text.contains("Accueil"));
        let field = |field| draft.fields.get(field).map(|(value, _)| value.as_str());
        assert_eq!(field(Field::Title), Some("La trêve tient"));
        assert_eq!(field(Field::Source), Some("Exemple"));
        assert_eq!(field(Field::Language), Some("fr"));
        assert_eq!(field(Field::Date), Some("2020-10-12T10:32:00+02:00"));
    }

    #[test]
    fn deep_and_empty_pages_are_refused_with_a_reason() {
        for page in ["<div>".repeat(100_000), "<b><i>".repeat(60_000), "<div></b><p></p>".repeat(60_000)] {
            let reason = extract(&page, &mut Draft::default()).unwrap_err();
            assert!(reason.contains("nests"), "{reason}");
        }
        assert!(extract("", &mut Draft::default()).is_err() || extract("<p></p>", &mut Draft::default()).is_err());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn any_page_is_read_or_refused(html in "(<(div|p|table|td|a href=x|/div|/p|b|script|title|li)>|[ a-zé&;<>\"']{0,12}){0,40}") {
            let _ = extract(&html, &mut Draft::default());
        }
    }
}
