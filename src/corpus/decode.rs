//! Bytes of any encoding → text.
//!
//! A byte order mark decides; else valid UTF-8 is UTF-8; else zero bytes tell
//! UTF-16 without a mark; else a page's own `charset`, else a guess from the bytes.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// A text and how it was decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without byte order mark.
    pub text: String,
    /// Name of the encoding in the WHATWG standard.
    pub encoding: &'static str,
    /// How many characters could not be decoded and became U+FFFD.
    pub replaced: usize,
    /// Whether the bytes left no doubt (a mark, valid UTF-8, or declared by the page).
    pub certain: bool,
}

/// Above this share of undecodable characters the bytes are not taken for text.
const MOST_REPLACED: f64 = 0.05;

/// Decode bytes; `declared` is an encoding that the data itself names, such as a page's `charset`.
///
/// # Errors
/// One line saying why the bytes are not a text.
///
/// ```
/// use framelens::corpus::decode::decode;
/// let text = decode("Степанакерт".as_bytes(), None).unwrap();
/// assert_eq!((text.encoding, text.replaced), ("UTF-8", 0));
/// assert!(decode(&[0, 1, 2, 0, 250], None).is_err());
/// ```
pub fn decode(bytes: &[u8], declared: Option<&'static Encoding>) -> Result<Decoded, String> {
    let decoded = match Encoding::for_bom(bytes) {
        Some((encoding, mark)) => with(encoding, bytes.get(mark..).unwrap_or_default(), true),
        None => without_mark(bytes, declared),
    };
    let (characters, zeros) = (decoded.text.chars().count(), decoded.text.contains('\0'));
    match refused(decoded.encoding, characters, decoded.replaced, zeros) {
        Some(reason) => Err(reason),
        None => Ok(decoded),
    }
}

/// Why what was decoded is no text, if it is none.
pub(crate) fn refused(encoding: &str, characters: usize, replaced: usize, zeros: bool) -> Option<String> {
    if zeros {
        return Some("not a text: it holds zero bytes; convert it to .txt, .html, .csv or .jsonl".into());
    }
    (replaced as f64 > MOST_REPLACED * characters as f64)
        .then(|| format!("{replaced} of {characters} characters cannot be decoded as {encoding}; save it as UTF-8"))
}

fn without_mark(bytes: &[u8], declared: Option<&'static Encoding>) -> Decoded {
    if let Ok(text) = std::str::from_utf8(bytes) {
        if !text.contains('\0') {
            return with(UTF_8, bytes, true);
        }
        return utf16(bytes).unwrap_or_else(|| with(UTF_8, bytes, false));
    }
    if bytes.contains(&0) {
        return utf16(bytes).unwrap_or_else(|| with(UTF_8, bytes, false));
    }
    if mostly_utf8(bytes) {
        return with(UTF_8, bytes, false);
    }
    if let Some(encoding) = declared.filter(|e| *e != UTF_8) {
        return with(encoding, bytes, true);
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    with(detector.guess(None, chardetng::Utf8Detection::Deny), bytes, false)
}

fn with(encoding: &'static Encoding, bytes: &[u8], certain: bool) -> Decoded {
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    let replaced = text.matches('\u{fffd}').count();
    Decoded { text: text.into_owned(), encoding: encoding.name(), replaced, certain }
}

/// UTF-16 of either byte order, if the bytes read as letters in it.
///
/// Read in the wrong order, Latin, Greek, Cyrillic and Armenian become
/// ideographs: the order that gives characters below U+0600 is the right one.
fn utf16(bytes: &[u8]) -> Option<Decoded> {
    let familiar = |decoded: &Decoded| {
        let low = decoded.text.chars().filter(is_familiar).count();
        low as f64 / decoded.text.chars().count().max(1) as f64
    };
    let candidates = [UTF_16LE, UTF_16BE].map(|encoding| with(encoding, bytes, false));
    let best = candidates.into_iter().max_by(|a, b| familiar(a).total_cmp(&familiar(b)))?;
    (familiar(&best) > 0.5 && !best.text.contains('\0')).then_some(best)
}

/// Whether a character is of Latin, Greek, Cyrillic, Armenian or Hebrew, or a common mark.
pub(crate) fn is_familiar(c: &char) -> bool {
    ('\t'..'\u{600}').contains(c)
}

/// Whether this is UTF-8 with a few broken places, not another encoding.
///
/// Bytes of single-byte encodings hardly ever form valid sequences of two and more bytes.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut valid, mut broken) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        valid += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    valid >= 2 && valid >= 2 * broken
}

/// The encoding that an HTML page declares within its first kilobyte.
pub(crate) fn declared_in_html(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(bytes.get(..1024).unwrap_or(bytes)).to_ascii_lowercase();
    let label = head.split_once("charset")?.1.trim_start().strip_prefix('=')?.trim_start();
    let label = label.trim_start_matches(['"', '\'']);
    let end = label.find(|c: char| !c.is_ascii_alphanumeric() && !"-_:.".contains(c));
    Encoding::for_label(&label.as_bytes()[..end.unwrap_or(label.len())])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const RUSSIAN: &str = "Министр сообщил, что переговоры продолжатся на следующей неделе в столице.";
    const FRENCH: &str = "Le ministre a rappelé hier que l’été avait été très agité près de la frontière.";

    fn encoded(text: &str, encoding: &'static Encoding) -> Vec<u8> {
        encoding.encode(text).0.into_owned()
    }

    #[test]
    fn single_byte_encodings_are_recognised_from_the_bytes() {
        for (text, encoding) in
            [(RUSSIAN, encoding_rs::WINDOWS_1251), (RUSSIAN, encoding_rs::KOI8_U), (FRENCH, encoding_rs::WINDOWS_1252)]
        {
            let decoded = decode(&encoded(text, encoding), None).unwrap();
            assert_eq!((decoded.text.as_str(), decoded.encoding), (text, encoding.name()));
            assert!(!decoded.certain);
        }
    }

    #[test]
    fn utf16_is_read_with_and_without_a_byte_order_mark() {
        for text in [RUSSIAN, FRENCH, "Plain words only"] {
            for (mark, units) in [(true, true), (true, false), (false, true), (false, false)] {
                let mut bytes: Vec<u8> = Vec::new();
                let chars = mark.then_some('\u{feff}').into_iter().chain(text.chars()).collect::<String>();
                for unit in chars.encode_utf16() {
                    bytes.extend(if units { unit.to_le_bytes() } else { unit.to_be_bytes() });
                }
                assert_eq!(decode(&bytes, None).unwrap().text, text, "mark {mark}, little-endian {units}");
            }
        }
    }

    #[test]
    fn a_byte_order_mark_is_not_part_of_the_text() {
        assert_eq!(decode("\u{feff}Baku".as_bytes(), None).unwrap().text, "Baku");
    }

    #[test]
    fn broken_utf8_stays_utf8_with_its_faults_counted() {
        let mut bytes = RUSSIAN.as_bytes().to_vec();
        bytes.insert(10, 0xff);
        let decoded = decode(&bytes, None).unwrap();
        assert_eq!((decoded.encoding, decoded.replaced), ("UTF-8", 1));
    }

    #[test]
    fn binary_data_is_refused_with_a_way_out() {
        let reason = decode(&[0x89, b'P', b'N', b'G', 0, 0, 0, 13, 0xff, 0xd8], None).unwrap_err();
        assert!(reason.contains("convert it"), "{reason}");
    }

    #[test]
    fn a_page_may_declare_its_encoding() {
        let page = b"<html><head><meta http-equiv=x content='text/html; charset=windows-1251'>";
        assert_eq!(declared_in_html(page), Some(encoding_rs::WINDOWS_1251));
        assert_eq!(declared_in_html(b"<meta charset=\"koi8-r\">"), Some(encoding_rs::KOI8_R));
        assert_eq!(declared_in_html(b"no charset here"), None);
    }

    proptest! {
        #[test]
        fn any_bytes_decode_or_are_refused(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            if let Ok(decoded) = decode(&bytes, None) {
                prop_assert_eq!(decoded.replaced, decoded.text.matches('\u{fffd}').count());
            }
            declared_in_html(&bytes);
        }

        #[test]
        fn valid_utf8_comes_back_as_it_was(text in "[^\\x00\\u{feff}\\u{fffd}]{0,100}") {
            prop_assert_eq!(decode(text.as_bytes(), None).unwrap().text, text);
        }
    }
}
