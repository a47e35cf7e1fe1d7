//! One JSON object on a line, walked through without building it.
//!
//! Only plain objects are walked: whatever is broken, or rare (escapes in keys,
//! a key that stands twice, deep nesting), is left to the full parser, which
//! also words what is wrong. So both can never tell different things of a line.

use memchr::{memchr, memchr2};

/// Deepest nesting that is walked. The full parser goes further.
const DEEPEST: usize = 32;

/// What a key holds, as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Value<'l> {
    /// A text between its quotes, without escapes.
    Text(&'l str),
    /// A text between its quotes, with escapes: see [`unescape`].
    Escaped(&'l str),
    Null,
    /// `true`, `false` or a whole number: its text is its value.
    Plain(&'l str),
    /// A list, or a number with point or exponent, not yet checked.
    Other(&'l str),
}

/// Hands on every key with its value, in order; those of objects within come
/// behind the outer key and a dot. False where the line is better left to the
/// full parser, or as soon as `each` answers false; what was handed on by then
/// is to be forgotten.
///
/// Texts are not looked into: control characters in them, which JSON does not
/// allow, are for the caller to exclude ([`has_control`]).
pub(crate) fn walk<'l>(line: &'l str, each: &mut impl FnMut(&str, Value<'l>) -> bool) -> bool {
    let mut walk = Walk { line, at: 0, keys: Vec::new(), prefix: String::new() };
    walk.object(0, each).is_some() && walk.at == line.len()
}

/// Whether any control character stands in a line.
pub(crate) fn has_control(line: &str) -> bool {
    // Without a way out of the loop it is compiled to a few instructions for many bytes.
    line.bytes().fold(false, |found, byte| found | (byte < 0x20))
}

/// The text that is written with escapes; `None` where one of them is wrong.
pub(crate) fn unescape(raw: &str) -> Option<String> {
    let mut text = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = memchr(b'\\', rest.as_bytes()) {
        text.push_str(rest.get(..at)?);
        let (c, behind) = escaped(rest.get(at + 1..)?)?;
        text.push(c);
        rest = behind;
    }
    text.push_str(rest);
    if text.capacity() > 2 * text.len() {
        text.shrink_to_fit();
    }
    Some(text)
}

/// The character behind a backslash, and what follows.
fn escaped(rest: &str) -> Option<(char, &str)> {
    let behind = rest.get(1..)?;
    let c = match rest.as_bytes().first()? {
        b'n' => '\n',
        b'"' => '"',
        b'\\' => '\\',
        b'/' => '/',
        b't' => '\t',
        b'r' => '\r',
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'u' => return unit(behind),
        _ => return None,
    };
    Some((c, behind))
}

/// The character of `\u` and four digits, or of two such in a row.
fn unit(rest: &str) -> Option<(char, &str)> {
    let hex = |text: &str| {
        let digits = text.get(..4).filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()))?;
        u32::from_str_radix(digits, 16).ok()
    };
    let first = hex(rest)?;
    if !(0xD800..0xDC00).contains(&first) {
        return Some((char::from_u32(first)?, rest.get(4..)?));
    }
    let second = hex(rest.get(4..)?.strip_prefix("\\u")?).filter(|unit| (0xDC00..0xE000).contains(unit))?;
    let c = char::from_u32(0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00))?;
    Some((c, rest.get(10..)?))
}

struct Walk<'l> {
    line: &'l str,
    at: usize,
    /// Keys of the objects that are open, and whether each holds an object.
    keys: Vec<(&'l str, bool)>,
    /// Those outer keys, joined by dots.
    prefix: String,
}

impl<'l> Walk<'l> {
    fn byte(&self) -> Option<u8> {
        self.line.as_bytes().get(self.at).copied()
    }

    /// Steps over one byte, if it is this.
    fn eat(&mut self, byte: u8) -> Option<()> {
        (self.byte()? == byte).then(|| self.at += 1)
    }

    fn blanks(&mut self) {
        while self.byte() == Some(b' ') {
            self.at += 1;
        }
    }

    fn object(&mut self, depth: usize, each: &mut impl FnMut(&str, Value<'l>) -> bool) -> Option<()> {
        self.eat(b'{').filter(|()| depth < DEEPEST)?;
        self.blanks();
        if self.byte()? == b'}' {
            return self.eat(b'}');
        }
        let (mine, mut nested) = (self.keys.len(), false);
        loop {
            let (key, escapes) = self.string()?;
            self.blanks();
            self.eat(b':').filter(|()| !escapes)?;
            self.blanks();
            let object = self.byte()? == b'{';
            nested |= object;
            // Of equal keys the last counts: not for us to tell where one of them holds an object.
            let clash = |(known, other): &(&str, bool)| (*other || object) && *known == key;
            if nested && self.keys[mine..].iter().any(clash) {
                return None;
            }
            self.keys.push((key, object));
            if object {
                self.within(key, depth, each)?;
            } else {
                let value = self.value()?;
                match self.prefix.as_str() {
                    "" => each(key, value),
                    prefix => each(&format!("{prefix}.{key}"), value),
                }
                .then_some(())?;
            }
            self.blanks();
            if self.eat(b',').is_none() {
                break;
            }
            self.blanks();
        }
        self.keys.truncate(mine);
        self.eat(b'}')
    }

    /// The object that a key holds.
    fn within(&mut self, key: &str, depth: usize, each: &mut impl FnMut(&str, Value<'l>) -> bool) -> Option<()> {
        let outer = self.prefix.len();
        if outer > 0 {
            self.prefix.push('.');
        }
        self.prefix.push_str(key);
        self.object(depth + 1, each)?;
        self.prefix.truncate(outer);
        Some(())
    }

    /// What stands between quotes, and whether there are escapes in it.
    fn string(&mut self) -> Option<(&'l str, bool)> {
        self.eat(b'"')?;
        let start = self.at;
        let mut escapes = false;
        loop {
            self.at += memchr2(b'"', b'\\', self.line.as_bytes().get(self.at..)?)?;
            if self.byte()? == b'"' {
                let text = self.line.get(start..self.at)?;
                self.at += 1;
                return Some((text, escapes));
            }
            escapes = true;
            self.at += 2;
        }
    }

    fn value(&mut self) -> Option<Value<'l>> {
        match self.byte()? {
            b'"' => self.string().map(|(text, escapes)| match escapes {
                true => Value::Escaped(text),
                false => Value::Text(text),
            }),
            b'[' => self.list().map(Value::Other),
            _ => self.literal(),
        }
    }

    /// A list from bracket to bracket.
    fn list(&mut self) -> Option<&'l str> {
        let (start, mut depth) = (self.at, 0usize);
        loop {
            match self.byte()? {
                b'"' => {
                    self.string()?;
                    continue;
                }
                b'[' | b'{' => depth += 1,
                b']' | b'}' => depth = depth.checked_sub(1)?,
                _ => {}
            }
            self.at += 1;
            match depth {
                0 => return self.line.get(start..self.at),
                DEEPEST.. => return None,
                _ => {}
            }
        }
    }

    fn literal(&mut self) -> Option<Value<'l>> {
        let rest = self.line.get(self.at..)?;
        let text = &rest[..rest.bytes().position(|b| matches!(b, b',' | b'}' | b' '))?];
        self.at += text.len();
        match text {
            "null" => Some(Value::Null),
            "true" | "false" => Some(Value::Plain(text)),
            _ if is_whole(text) => Some(Value::Plain(text)),
            _ => text.starts_with(|c: char| c == '-' || c.is_ascii_digit()).then_some(Value::Other(text)),
        }
    }
}

/// Whether this is a number that is written as it is kept: `0`, `12`, `-7`.
fn is_whole(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let one = digits == "0" && text == digits;
    let several = (1..=18).contains(&digits.len()) && !digits.starts_with('0');
    (one || several) && digits.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn walked(line: &str) -> Option<Vec<(String, Value<'_>)>> {
        let mut found = Vec::new();
        let whole = walk(line, &mut |key, value| {
            found.push((key.to_owned(), value));
            true
        });
        whole.then_some(found)
    }

    #[test]
    fn keys_and_values_come_in_order_and_nested_ones_behind_their_outer_key() {
        let line = r#"{"a": "x", "b":{"c" : 1,"d":{"e":null}, "f": [1, "]}"]} ,"g": "\n", "h": -2.50, "i": {}}"#;
        let expected = [
            ("a", Value::Text("x")),
            ("b.c", Value::Plain("1")),
            ("b.d.e", Value::Null),
            ("b.f", Value::Other("[1, \"]}\"]")),
            ("g", Value::Escaped("\\n")),
            ("h", Value::Other("-2.50")),
        ];
        assert_eq!(walked(line), Some(expected.map(|(key, value)| (key.to_owned(), value)).to_vec()));
        assert_eq!(walked("{ }"), Some(Vec::new()));
    }

    #[test]
    fn what_is_broken_or_rare_is_left_to_the_full_parser() {
        for line in [
            "",
            "{",
            "{}x",
            "[1]",
            r#"{"a":1,}"#,
            r#"{"a" 1}"#,
            r#"{"a":"x}"#,
            r#"{"a":"x\"}"#,
            r#"{"a\n":1}"#,
            r#"{"a":nil}"#,
            r#"{"a":1 2}"#,
            r#"{"a":{"b":1},"a":2}"#,
            r#"{"a":2,"a":{"b":1}}"#,
            r#"{"a":[1}"#,
        ] {
            assert_eq!(walked(line), None, "{line}");
        }
        let deep = format!("{}1{}", "{\"a\":".repeat(40), "}".repeat(40));
        assert_eq!(walked(&deep), None);
    }

    #[test]
    fn escapes_are_read_or_refused() {
        assert_eq!(unescape(r#"\"\\\/\b\f\n\r\t\u00e9\uD83D\uDE00."#).as_deref(), Some("\"\\/\u{8}\u{c}\n\r\té😀."));
        for wrong in [r"\x", r"\u12", r"\uD83D", r"\uD83Dx", r"\uD83D\u0041", r"\uDE00", r"\u+123", "\\"] {
            assert_eq!(unescape(wrong), None, "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn texts_are_unescaped_as_the_full_parser_does(
            text in r#"([a-zé€ ]|\\[nrtbfux"\\/]|\\u[0-9a-fA-F]{4}|\\u[dD][89a-fA-F][0-9a-f]{2}){0,12}"#
        ) {
            let full: Option<String> = serde_json::from_str(&format!("\"{text}\"")).ok();
            prop_assert_eq!(unescape(&text), full);
        }
    }
}
