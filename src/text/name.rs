//! Language codes from the many ways in which data name a language.

use super::language::CODES;

/// The ISO 639-1 code of a language named by code (`en`, `eng`, `en-US`,
/// `EN_gb`) or by its English or own name; `None` for anything else.
///
/// ```
/// use framelens::text::name::code_of;
/// assert_eq!(code_of("en-US"), Some("en"));
/// assert_eq!(code_of("Français"), Some("fr"));
/// assert_eq!(code_of("Turkish"), Some("tr"));
/// assert_eq!(code_of("n/a"), None);
/// ```
pub fn code_of(name: &str) -> Option<&'static str> {
    let name = name.trim().to_lowercase();
    let primary = name.split(['-', '_']).next().unwrap_or_default();
    let fits = |(code, lang): &&(&'static str, whatlang::Lang)| {
        *code == primary
            || lang.code() == primary
            || lang.eng_name().to_lowercase() == name
            || lang.name().to_lowercase() == name
    };
    CODES.iter().find(fits).map(|(code, _)| *code)
}
