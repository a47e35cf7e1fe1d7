//! Compressed files and archives → named bytes.

use std::io::{self, Cursor, Read};

use flate2::read::MultiGzDecoder;
use ruzstd::decoding::{FrameDecoder, StreamingDecoder};

use super::setting::Limits;

/// A file inside an archive: its name, and its bytes or why they cannot be had.
pub(crate) type Member = (String, Result<Vec<u8>, String>);

/// The bytes of a `.gz` file.
pub(crate) fn gzip(bytes: &[u8], limits: &Limits) -> Result<Vec<u8>, String> {
    let mut out = Vec::new();
    let most = limits.expansion(bytes.len() as u64);
    bounded(&mut MultiGzDecoder::new(bytes), most, &mut out).map_err(|e| broken("gzip", &e, most))?;
    Ok(out)
}

/// The bytes of a `.zst` file: all its frames, one after the other.
pub(crate) fn zstd(bytes: &[u8], limits: &Limits) -> Result<Vec<u8>, String> {
    let mut out = Vec::new();
    let most = limits.expansion(bytes.len() as u64);
    let mut rest = bytes;
    while !rest.is_empty() {
        if let Some(behind) = skippable(rest) {
            rest = behind;
            continue;
        }
        let left = most - out.len() as u64;
        let before = rest.len();
        let mut decoder =
            StreamingDecoder::new(&mut rest).map_err(|e| format!("broken zstd file ({e}); pack it again"))?;
        bounded(&mut decoder, left, &mut out).map_err(|e| broken("zstd", &e, most))?;
        drop(decoder);
        if rest.len() == before {
            return Err("broken zstd file: a frame without end; pack it again".into());
        }
    }
    Ok(out)
}

/// What follows a skippable zstd frame, if one stands here (parallel packers write them).
fn skippable(bytes: &[u8]) -> Option<&[u8]> {
    let size = skipped(bytes)?;
    Some(bytes.get(8 + size as usize..).unwrap_or_default())
}

/// The size of the skippable frame that begins here, if one does.
fn skipped(bytes: &[u8]) -> Option<u32> {
    let magic = u32::from_le_bytes(bytes.get(..4)?.try_into().ok()?);
    let size = u32::from_le_bytes(bytes.get(4..8)?.try_into().ok()?);
    (magic & 0xFFFF_FFF0 == 0x184D_2A50).then_some(size)
}

/// A `.gz` file as a stream.
pub(crate) fn gzip_stream<R: Read + Send>(source: R, most: u64) -> impl Read + Send {
    Limited { source: MultiGzDecoder::new(source), left: most }
}

/// A `.zst` file as a stream: all its frames, one after the other.
pub(crate) fn zstd_stream<R: Read + Send>(source: R, most: u64) -> impl Read + Send {
    Limited { source: Frames { within: None, between: Some(source) }, left: most }
}

/// Breaks off behind `left` bytes.
struct Limited<R> {
    source: R,
    left: u64,
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(to)?;
        self.left = self.left.checked_sub(read as u64).ok_or(io::ErrorKind::FileTooLarge)?;
        Ok(read)
    }
}

/// The first bytes of a frame, by which it was recognised, and the rest of it.
type Frame<R> = io::Chain<Cursor<Vec<u8>>, R>;

/// The frames of a zstd file, of which the decoder reads one at a time.
struct Frames<R: Read> {
    within: Option<StreamingDecoder<Frame<R>, FrameDecoder>>,
    between: Option<R>,
}

impl<R: Read> Read for Frames<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        loop {
            if let Some(frame) = &mut self.within {
                let read = frame.read(to)?;
                if read > 0 || to.is_empty() {
                    return Ok(read);
                }
                self.between = self.within.take().map(|frame| frame.into_inner().into_inner().1);
            }
            let Some(mut source) = self.between.take() else { return Ok(0) };
            let mut head = Vec::new();
            (&mut source).take(8).read_to_end(&mut head)?;
            if head.is_empty() {
                return Ok(0);
            }
            if let Some(size) = skipped(&head) {
                io::copy(&mut (&mut source).take(size.into()), &mut io::sink())?;
                self.between = Some(source);
                continue;
            }
            let frame = StreamingDecoder::new(Cursor::new(head).chain(source)).map_err(io::Error::other)?;
            self.within = Some(frame);
        }
    }
}

/// The files of a `.zip`, in the order of their names.
pub(crate) fn zip(bytes: &[u8], limits: &Limits) -> Result<Vec<Member>, String> {
    let refused = |e: zip::result::ZipError| format!("broken zip file ({e}); pack it again");
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(refused)?;
    let most = limits.expansion(bytes.len() as u64);
    let name = |archive: &zip::ZipArchive<_>, index| {
        let name = archive.name_for_index(index).and_then(Result::ok);
        name.map_or_else(|| format!("member {index}"), |name| tidy(&name))
    };
    let is_article = |name: &str| !name.ends_with('/') && super::walk::is_wanted(name);
    // A bomb that owns up to its size need not be unpacked to be known.
    let mut said: u64 = 0;
    for index in 0..archive.len() {
        let wanted = is_article(&name(&archive, index));
        said = said.saturating_add(archive.by_index(index).map_or(0, |file| if wanted { file.size() } else { 0 }));
    }
    if said > most {
        return Err(broken("zip", &io::ErrorKind::FileTooLarge.into(), most));
    }
    let mut left = most;
    let mut members: Vec<Member> = Vec::new();
    for index in 0..archive.len() {
        let name = name(&archive, index);
        let mut file = match archive.by_index(index) {
            Ok(file) => file,
            Err(error) => {
                members.push((
                    name,
                    Err(format!("cannot be unpacked ({error}); pack it again with Deflate and without a password")),
                ));
                continue;
            }
        };
        if !is_article(&name) {
            continue;
        }
        let mut out = Vec::new();
        match bounded(&mut file, left, &mut out) {
            Ok(()) => {
                left -= out.len() as u64;
                members.push((name, Ok(out)));
            }
            // Whoever packed a bomb packed the rest of it too.
            Err(error) if is_bomb(&error) => return Err(broken("zip", &error, most)),
            Err(error) => members.push((name, Err(format!("cannot be unpacked ({error}); pack it again")))),
        }
    }
    members.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(members)
}

/// A member's name with `/` between folders.
fn tidy(name: &str) -> String {
    let name = name.replace('\\', "/");
    let parts: Vec<_> = name.split('/').filter(|part| !matches!(*part, "." | "..")).collect();
    parts.join("/")
}

/// Reads all, unless it is more than `most` bytes.
fn bounded(reader: &mut dyn Read, most: u64, out: &mut Vec<u8>) -> io::Result<()> {
    let before = out.len() as u64;
    reader.take(most.saturating_add(1)).read_to_end(out)?;
    match out.len() as u64 - before > most {
        true => Err(io::Error::from(io::ErrorKind::FileTooLarge)),
        false => Ok(()),
    }
}

fn is_bomb(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::FileTooLarge
}

pub(crate) fn broken(format: &str, error: &io::Error, most: u64) -> String {
    match is_bomb(error) {
        true => format!(
            "expands to more than {} MiB, far beyond what text does; unpack it yourself if you trust it",
            most >> 20
        ),
        false => format!("broken {format} file ({error}); pack it again"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::Write;

    const SMALL: Limits = Limits {
        document: 1 << 20,
        page: 1 << 20,
        file: 1 << 30,
        expanded: 10_000,
        ratio: 3,
        streamed: 1 << 20,
        block: 1 << 20,
    };

    fn gz(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn zst(bytes: &[u8]) -> Vec<u8> {
        ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
    }

    fn all(mut stream: impl Read) -> io::Result<Vec<u8>> {
        let mut out = Vec::new();
        stream.read_to_end(&mut out).map(|_| out)
    }

    #[test]
    fn streams_of_several_parts_are_read_to_their_end() {
        let two = [gz(b"Talks "), gz(b"resumed.")].concat();
        assert_eq!(gzip(&two, &SMALL).unwrap(), b"Talks resumed.");
        let skip = [0x50, 0x2A, 0x4D, 0x18, 2, 0, 0, 0, 9, 9];
        let two = [zst(b"Talks "), skip.to_vec(), zst(b"resumed.")].concat();
        assert_eq!(zstd(&two, &SMALL).unwrap(), b"Talks resumed.");
        assert_eq!(all(zstd_stream(&two[..], 100)).unwrap(), b"Talks resumed.");
    }

    #[test]
    fn bombs_are_refused_with_a_reason() {
        let bomb = vec![b'a'; 1 << 20];
        for reason in [gzip(&gz(&bomb), &SMALL).unwrap_err(), zstd(&zst(&bomb), &SMALL).unwrap_err()] {
            assert!(reason.contains("expands to more than"), "{reason}");
        }
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        writer.start_file("a.txt", zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(&bomb).unwrap();
        let packed = writer.finish().unwrap().into_inner();
        assert!(zip(&packed, &SMALL).unwrap_err().contains("expands to more than"));
        assert_eq!(zip(&packed, &Limits::default()).unwrap().len(), 1);
    }

    proptest! {
        #[test]
        fn any_bytes_unpack_or_are_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200), cut in 0usize..60) {
            let _ = (gzip(&bytes, &SMALL), zstd(&bytes, &SMALL), zip(&bytes, &SMALL));
            for mut packed in [gz(&bytes), zst(&bytes)] {
                packed.truncate(packed.len().saturating_sub(cut));
                let (gzip, zstd) = (gzip(&packed, &SMALL), zstd(&packed, &SMALL));
                let most = SMALL.expansion(packed.len() as u64);
                prop_assert_eq!(all(gzip_stream(&packed[..], most)).ok(), gzip.ok());
                prop_assert_eq!(all(zstd_stream(&packed[..], most)).ok(), zstd.ok());
            }
        }
    }
}
