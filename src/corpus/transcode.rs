//! Streams of bytes of any encoding → streams of UTF-8, for tables too large to be held.
//!
//! The rules are those of [`super::decode`], which has the whole file at hand:
//! the same bytes are decoded alike.

use std::io::{self, Read};
use std::sync::LazyLock;

use memchr::{memchr, memmem::Finder};

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::decode::{Decoded, is_familiar, refused};

/// Bytes read at once.
const CHUNK: usize = 256 << 10;

/// How a stream is to be decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Choice {
    pub(crate) encoding: &'static Encoding,
    /// Bytes of the byte order mark.
    pub(crate) mark: usize,
    pub(crate) certain: bool,
    /// Whether the bytes behind the mark are known to be UTF-8 without fault or zero bytes.
    pub(crate) plain: bool,
}

/// Opens the same bytes again and again.
pub(crate) type Open<'o> = dyn Fn() -> io::Result<Box<dyn Read + Send + 'o>> + Sync + 'o;

/// The encoding of all bytes of a stream, which is read once, or up to three times where it is not UTF-8.
///
/// # Errors
/// Those of the stream.
pub(crate) fn choose(open: &Open<'_>) -> io::Result<Choice> {
    let mut evidence = Evidence::default();
    let mut head = Vec::new();
    let mut stream = open()?;
    (&mut stream).take(3).read_to_end(&mut head)?;
    if let Some((encoding, mark)) = Encoding::for_bom(&head) {
        return Ok(Choice { encoding, mark, certain: true, plain: false });
    }
    evidence.feed(&head);
    chunks(&mut stream, &mut |chunk| evidence.feed(chunk))?;
    evidence.end();
    let guess = |encoding, certain| Choice { encoding, mark: 0, certain, plain: false };
    if evidence.zeros {
        return Ok(guess(utf16(open)?.unwrap_or(UTF_8), false));
    }
    if evidence.broken == 0 {
        return Ok(Choice { plain: true, ..guess(UTF_8, true) });
    }
    if evidence.valid >= 2 && evidence.valid >= 2 * evidence.broken {
        return Ok(guess(UTF_8, false));
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    chunks(&mut *open()?, &mut |chunk| {
        detector.feed(chunk, false);
    })?;
    detector.feed(&[], true);
    Ok(guess(detector.guess(None, chardetng::Utf8Detection::Deny), false))
}

/// What plain bytes, those of UTF-8 without zero bytes, hold besides; of parts it adds up to that of the whole.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Plain {
    bytes: usize,
    /// How many U+FFFD.
    replaced: usize,
}

impl Plain {
    /// Of whole characters; `None` if the bytes are not plain.
    pub(crate) fn of(bytes: &[u8]) -> Option<(&str, Plain)> {
        static LOST: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new("\u{fffd}"));
        let text = simdutf8::basic::from_utf8(bytes).ok().filter(|_| memchr(0, bytes).is_none())?;
        Some((text, Plain { bytes: bytes.len(), replaced: LOST.find_iter(bytes).count() }))
    }

    fn and(self, bytes: &[u8]) -> Option<Plain> {
        Plain::of(bytes).map(|(_, more)| self.with(more))
    }

    pub(crate) fn with(self, other: Plain) -> Plain {
        Plain { bytes: self.bytes + other.bytes, replaced: self.replaced + other.replaced }
    }

    /// How the whole was decoded; `None` where that takes a closer look, since much of it was lost earlier.
    pub(crate) fn decoded(self) -> Option<Decoded> {
        // At least as many characters as this.
        let characters = self.bytes / 4;
        let name = UTF_8.name();
        let text = refused(name, characters, self.replaced, false).is_none();
        text.then(|| Decoded { text: String::new(), encoding: name, replaced: self.replaced, certain: true })
    }
}

/// A stream of plain bytes, which are looked at as they pass.
pub(crate) struct Passing<R> {
    source: R,
    /// `None` from the first byte on that is not plain.
    pub(crate) plain: Option<Plain>,
    /// The beginning of a character at the end of what has passed.
    begun: Vec<u8>,
}

impl<R: Read> Passing<R> {
    pub(crate) fn new(source: R) -> Self {
        Passing { source, plain: Some(Plain::default()), begun: Vec::new() }
    }

    /// Reads what is left: what the whole holds, if it is plain.
    ///
    /// # Errors
    /// Those of the source.
    pub(crate) fn finish(mut self) -> io::Result<Option<Plain>> {
        let mut buffer = vec![0; CHUNK];
        while self.plain.is_some() && self.read(&mut buffer)? > 0 {}
        Ok(self.plain.filter(|_| self.begun.is_empty()))
    }

    fn look(&mut self, mut bytes: &[u8]) {
        while let (Some(&lead), Some((&next, rest))) = (self.begun.first(), bytes.split_first()) {
            self.begun.push(next);
            bytes = rest;
            if self.begun.len() >= length(lead) {
                self.plain = self.plain.and_then(|plain| plain.and(&self.begun));
                self.begun.clear();
            }
        }
        let (whole, rest) = bytes.split_at(bytes.len() - begun(bytes));
        self.plain = self.plain.and_then(|plain| plain.and(whole));
        self.begun.extend_from_slice(rest);
    }
}

impl<R: Read> Read for Passing<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let read = loop {
            match self.source.read(to) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => break other?,
            }
        };
        self.look(&to[..read]);
        Ok(read)
    }
}

fn chunks(stream: &mut dyn Read, each: &mut dyn FnMut(&[u8])) -> io::Result<()> {
    let mut buffer = vec![0; CHUNK];
    loop {
        match stream.read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(n) => each(&buffer[..n]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// What speaks for and against UTF-8.
#[derive(Default)]
struct Evidence {
    zeros: bool,
    /// Characters of more than one byte.
    valid: usize,
    broken: usize,
    /// The beginning of a character at the end of the last chunk.
    rest: Vec<u8>,
}

impl Evidence {
    fn feed(&mut self, chunk: &[u8]) {
        self.zeros |= chunk.contains(&0);
        self.rest.extend_from_slice(chunk);
        let bytes = std::mem::take(&mut self.rest);
        let (whole, rest) = bytes.split_at(bytes.len() - begun(&bytes));
        self.count(whole);
        self.rest = rest.to_vec();
    }

    fn end(&mut self) {
        let rest = std::mem::take(&mut self.rest);
        self.count(&rest);
    }

    fn count(&mut self, bytes: &[u8]) {
        for chunk in bytes.utf8_chunks() {
            self.valid += chunk.valid().bytes().filter(|b| *b >= 0xC0).count();
            self.broken += usize::from(!chunk.invalid().is_empty());
        }
    }
}

/// How many bytes at the end begin a character that is not whole.
fn begun(bytes: &[u8]) -> usize {
    for back in 1..=bytes.len().min(3) {
        let lead = bytes[bytes.len() - back];
        if !matches!(lead, 0x80..=0xBF) {
            return if length(lead) > back { back } else { 0 };
        }
    }
    0
}

/// How many bytes a character has that begins with this one.
fn length(lead: u8) -> usize {
    match lead {
        0xC2..=0xDF => 2,
        0xE0..=0xEF => 3,
        0xF0..=0xF4 => 4,
        _ => 1,
    }
}

/// UTF-16 of either byte order, if the bytes read as letters in it.
fn utf16(open: &Open<'_>) -> io::Result<Option<&'static Encoding>> {
    let mut best: Option<(f64, &'static Encoding, bool)> = None;
    for encoding in [UTF_16LE, UTF_16BE] {
        let mut text = Transcoder::new(open()?, Choice { encoding, mark: 0, certain: false, plain: false })?;
        let (mut low, mut zeros) = (0, false);
        let mut piece = String::new();
        while text.next_piece(&mut piece)? {
            low += piece.chars().filter(is_familiar).count();
            zeros |= piece.contains('\0');
            piece.clear();
        }
        let share = low as f64 / text.characters.max(1) as f64;
        // Of equals the last, as in `decode`.
        if best.is_none_or(|(most, ..)| share >= most) {
            best = Some((share, encoding, zeros));
        }
    }
    Ok(best.filter(|(share, _, zeros)| *share > 0.5 && !zeros).map(|(_, encoding, _)| encoding))
}

/// A stream of bytes in some encoding, read as UTF-8.
pub(crate) struct Transcoder<'o> {
    source: Box<dyn Read + Send + 'o>,
    decoder: encoding_rs::Decoder,
    choice: Choice,
    buffer: Vec<u8>,
    ended: bool,
    /// Decoded and not yet handed on.
    ready: String,
    given: usize,
    pub(crate) characters: usize,
    pub(crate) replaced: usize,
    zeros: bool,
}

impl<'o> Transcoder<'o> {
    pub(crate) fn new(mut source: Box<dyn Read + Send + 'o>, choice: Choice) -> io::Result<Self> {
        io::copy(&mut (&mut source).take(choice.mark as u64), &mut io::sink())?;
        Ok(Transcoder {
            source,
            decoder: choice.encoding.new_decoder_without_bom_handling(),
            choice,
            buffer: vec![0; CHUNK],
            ended: false,
            ready: String::new(),
            given: 0,
            characters: 0,
            replaced: 0,
            zeros: false,
        })
    }

    /// Appends the next stretch of text; false behind the last.
    pub(crate) fn next_piece(&mut self, to: &mut String) -> io::Result<bool> {
        if self.ended {
            return Ok(false);
        }
        let read = loop {
            match self.source.read(&mut self.buffer) {
                Ok(n) => break n,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        };
        self.ended = read == 0;
        let before = to.len();
        let mut bytes = &self.buffer[..read];
        loop {
            to.reserve(self.decoder.max_utf8_buffer_length(bytes.len()).unwrap_or(CHUNK * 3));
            let (result, taken, _) = self.decoder.decode_to_string(bytes, to, self.ended);
            bytes = &bytes[taken..];
            if result == encoding_rs::CoderResult::InputEmpty {
                break;
            }
        }
        let piece = &to[before..];
        self.characters += piece.chars().count();
        self.replaced += piece.matches('\u{fffd}').count();
        self.zeros |= piece.contains('\0');
        Ok(true)
    }

    /// Reads what is left, and says whether the whole is a text.
    ///
    /// # Errors
    /// One line saying why it is none; or those of the stream.
    pub(crate) fn finish(mut self) -> io::Result<Result<Decoded, String>> {
        let mut rest = String::new();
        while self.next_piece(&mut rest)? {
            rest.clear();
        }
        Ok(match refused(self.choice.encoding.name(), self.characters, self.replaced, self.zeros) {
            Some(reason) => Err(reason),
            None => Ok(Decoded {
                text: String::new(),
                encoding: self.choice.encoding.name(),
                replaced: self.replaced,
                certain: self.choice.certain,
            }),
        })
    }
}

impl Read for Transcoder<'_> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        while self.given == self.ready.len() {
            let mut ready = std::mem::take(&mut self.ready);
            ready.clear();
            self.given = 0;
            let more = self.next_piece(&mut ready);
            self.ready = ready;
            if !more? {
                return Ok(0);
            }
        }
        let left = &self.ready.as_bytes()[self.given..];
        let n = left.len().min(to.len());
        to[..n].copy_from_slice(&left[..n]);
        self.given += n;
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::super::decode::decode;
    use super::*;
    use proptest::prelude::*;

    /// Gives a few bytes at a time.
    struct Slow<'b>(&'b [u8], usize);

    impl Read for Slow<'_> {
        fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
            let n = self.1.min(to.len());
            (&mut self.0).take(n as u64).read(to)
        }
    }

    fn streamed(bytes: &[u8], step: usize) -> Result<Decoded, String> {
        let open = || -> io::Result<Box<dyn Read + Send + '_>> { Ok(Box::new(Slow(bytes, step))) };
        let choice = choose(&open).unwrap();
        let mut text = String::new();
        Transcoder::new(open().unwrap(), choice).unwrap().read_to_string(&mut text).unwrap();
        let decoded = Transcoder::new(open().unwrap(), choice).unwrap().finish().unwrap()?;
        Ok(Decoded { text, ..decoded })
    }

    #[test]
    fn streams_are_decoded_like_whole_files() {
        let russian = "Министр сообщил, что переговоры продолжатся на следующей неделе.";
        let utf16: Vec<u8> = russian.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let marked =
            [&[0xFF, 0xFE][..], &russian.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>()].concat();
        let broken = [russian.as_bytes(), &[0xFF, b'a']].concat();
        let cyrillic = encoding_rs::WINDOWS_1251.encode(russian).0.into_owned();
        for bytes in [russian.as_bytes().to_vec(), utf16, marked, broken, cyrillic, vec![0, 1, 2, 250], Vec::new()] {
            for step in [1, 2, 3, 7, 1000] {
                assert_eq!(streamed(&bytes, step), decode(&bytes, None), "{step}");
            }
        }
    }

    /// How plain bytes are decoded, in steps; `None` where they are not plain.
    fn passed(bytes: &[u8], step: usize) -> Option<Decoded> {
        let mut passing = Passing::new(Slow(bytes, step));
        let mut head = [0; 5];
        let read = passing.read(&mut head).unwrap();
        assert_eq!(head[..read], bytes[..read]);
        passing.finish().unwrap()?.decoded()
    }

    proptest! {
        #[test]
        fn plain_bytes_are_told_from_all_others(pieces in proptest::collection::vec(prop_oneof![
            5 => "[a-zé€жА-Я\u{1F600}\u{fffd}]{0,9}".prop_map(String::into_bytes),
            1 => proptest::collection::vec(any::<u8>(), 0..2),
        ], 0..9), step in 1usize..9) {
            let bytes = pieces.concat();
            let plain = std::str::from_utf8(&bytes).is_ok() && !bytes.contains(&0);
            let passed = passed(&bytes, step);
            let lost = bytes.windows(3).any(|w| w == "\u{fffd}".as_bytes());
            prop_assert!(plain || passed.is_none());
            prop_assert!(!plain || lost || passed.is_some());
            if let (Some(passed), None) = (passed, Encoding::for_bom(&bytes)) {
                let whole = decode(&bytes, None);
                prop_assert_eq!(whole.map(|decoded| Decoded { text: String::new(), ..decoded }), Ok(passed));
            }
        }

        #[test]
        fn any_bytes_are_decoded_alike(pieces in proptest::collection::vec(prop_oneof![
            "[a-zé€жА-Я\u{1F600}\u{fffd}]{0,6}".prop_map(String::into_bytes),
            proptest::collection::vec(any::<u8>(), 0..4),
        ], 0..12), step in 1usize..9) {
            let bytes = pieces.concat();
            prop_assert_eq!(streamed(&bytes, step), decode(&bytes, None));
        }
    }
}
