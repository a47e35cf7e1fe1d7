//! The bytes of one file → drafts of its documents, by format.

use super::assemble::Draft;
use super::decode::{Decoded, declared_in_html, decode};
use super::field::Field;
use super::setting::{Limits, Setting};
use super::{Origin, Skipped};
use super::{front_matter, html, json, table, unpack};

/// Most archives within each other: a table in a `.gz` in a `.zip`.
const DEEPEST: usize = 2;

/// What a file is, by its extension.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Text,
    Html,
    Csv,
    Tsv,
    JsonLines,
    Json,
    Parquet,
    Gzip,
    Zstd,
    Zip,
}

/// Why so many bytes are no article, if they are none.
pub(crate) fn too_long(format: Format, bytes: u64, limits: &Limits) -> Option<String> {
    // No text of a permitted size has more bytes in any encoding.
    let most = match format {
        Format::Text => limits.document.saturating_mul(4),
        Format::Html => limits.page,
        _ => return None,
    };
    let (size, allowed) = (bytes >> 20, limits.document >> 20);
    (bytes > most as u64)
        .then(|| format!("{size} MiB are more than one article (at most {allowed} MiB); split it, or give a table"))
}

pub(crate) fn format(name: &str) -> Result<Format, String> {
    if name == "-" {
        return Ok(Format::JsonLines);
    }
    const READ: &str = ".txt, .md, .html, .csv, .tsv, .jsonl, .json or .parquet (also in .gz, .zst, .zip)";
    let file = name.rsplit(['/', '!']).next().unwrap_or(name).to_lowercase();
    let Some((stem, extension)) = file.rsplit_once('.') else {
        return Err(format!("a file without extension; rename it to {READ}"));
    };
    match extension {
        "txt" | "text" | "md" | "markdown" => Ok(Format::Text),
        "html" | "htm" | "xhtml" => Ok(Format::Html),
        "csv" => Ok(Format::Csv),
        "tsv" | "tab" => Ok(Format::Tsv),
        "jsonl" | "ndjson" => Ok(Format::JsonLines),
        "json" => Ok(Format::Json),
        "parquet" | "pq" if cfg!(feature = "parquet") => Ok(Format::Parquet),
        "parquet" | "pq" => {
            Err("this build reads no Parquet; convert it to .csv or .jsonl, or build with the feature `parquet`".into())
        }
        "tgz" => Err("tar archives are not read; unpack it or pack it as .zip".into()),
        "gz" | "zst" | "tar" if extension == "tar" || stem.ends_with(".tar") => {
            Err("tar archives are not read; unpack it or pack it as .zip".into())
        }
        "gz" => Ok(Format::Gzip),
        "zst" => Ok(Format::Zstd),
        "zip" => Ok(Format::Zip),
        other => Err(format!("`.{other}` files are not read; convert it to {READ}")),
    }
}

/// What one file gives.
pub(crate) struct Intake<'s, 'o> {
    pub(crate) setting: &'s Setting<'o>,
    pub(crate) drafts: Vec<Draft>,
    pub(crate) skipped: Vec<Skipped>,
}

impl Intake<'_, '_> {
    /// Lists a file that cannot be used.
    pub(crate) fn skip(&mut self, path: &str, reason: String) {
        self.skipped.push(Skipped { path: path.to_owned(), row: None, reason });
    }

    /// Reads bytes called `path` in the format that `name` says (the two differ inside `.gz`).
    pub(crate) fn take(&mut self, path: &str, name: &str, bytes: &[u8], depth: usize) {
        let limits = self.setting.limits;
        let format = match format(name) {
            Ok(format) => format,
            Err(reason) => return self.skip(path, reason),
        };
        let packed = matches!(format, Format::Gzip | Format::Zstd | Format::Zip);
        if packed && depth >= DEEPEST {
            return self.skip(path, "an archive within an archive within an archive; unpack it".into());
        }
        let unpacked = match format {
            Format::Gzip => unpack::gzip(bytes, &limits),
            Format::Zstd => unpack::zstd(bytes, &limits),
            Format::Zip => return self.zip(path, bytes, depth),
            Format::Parquet => return self.columns(path, bytes),
            _ => return self.plain(path, format, bytes),
        };
        match unpacked {
            Ok(inner) => self.take(path, name.rsplit_once('.').map_or(name, |(stem, _)| stem), &inner, depth + 1),
            Err(reason) => self.skip(path, reason),
        }
    }

    fn zip(&mut self, path: &str, bytes: &[u8], depth: usize) {
        let members = match unpack::zip(bytes, &self.setting.limits) {
            Ok(members) => members,
            Err(reason) => return self.skip(path, reason),
        };
        if members.is_empty() {
            self.skip(path, "an empty archive: no article in it".into());
        }
        for (member, bytes) in members {
            let path = format!("{path}!{member}");
            match bytes {
                Ok(bytes) => self.take(&path, &member, &bytes, depth + 1),
                Err(reason) => self.skip(&path, reason),
            }
        }
    }

    fn plain(&mut self, path: &str, format: Format, bytes: &[u8]) {
        if let Some(reason) = too_long(format, bytes.len() as u64, &self.setting.limits) {
            return self.skip(path, reason);
        }
        let declared = if format == Format::Html { declared_in_html(bytes) } else { None };
        let decoded = match decode(bytes, declared) {
            Ok(decoded) => decoded,
            Err(reason) => return self.skip(path, reason),
        };
        let options = self.setting.options;
        let before = self.drafts.len();
        match format {
            Format::Html => self.page(path, &decoded.text),
            Format::Csv => self.rows(table::read_csv(&decoded.text, path, options)),
            Format::Tsv => self.rows(table::read_tsv(&decoded.text, path, options)),
            Format::JsonLines => self.rows(json::read_lines(&decoded.text, path, options)),
            Format::Json => self.rows(json::read_array(&decoded.text, path, options)),
            _ => self.text(path, &decoded.text),
        }
        for draft in self.drafts.iter_mut().skip(before) {
            note_encoding(&decoded, draft);
        }
    }

    #[cfg(feature = "parquet")]
    fn columns(&mut self, path: &str, bytes: &[u8]) {
        let limits = self.setting.limits;
        let most = limits.expanded.max((bytes.len() as u64).saturating_mul(limits.ratio));
        self.rows(super::parquet::read(bytes, path, self.setting.options, most));
    }

    #[cfg(not(feature = "parquet"))]
    fn columns(&mut self, path: &str, _: &[u8]) {
        self.skip(path, "this build reads no Parquet".into());
    }

    fn rows(&mut self, (drafts, skipped): table::Drafts) {
        self.drafts.extend(drafts);
        self.skipped.extend(skipped);
    }

    fn page(&mut self, path: &str, html: &str) {
        let mut draft = Draft { origin: Origin { path: path.to_owned(), row: None }, ..Draft::default() };
        match html::extract(html, &mut draft) {
            Ok(()) => self.drafts.push(draft),
            Err(reason) => self.skip(path, reason),
        }
    }

    fn text(&mut self, path: &str, text: &str) {
        let map = &self.setting.options.fields;
        let front = front_matter::split(text, map);
        let mut draft = Draft { origin: Origin { path: path.to_owned(), row: None }, ..Draft::default() };
        for (key, value) in front.entries {
            match Field::called(&key, map) {
                Some(field) if draft.fields.get(field).is_none() => {
                    draft.set(field, value, format!("front matter `{key}`"));
                }
                _ if value.is_empty() => {}
                _ => {
                    draft.metadata.insert(key, value);
                }
            }
        }
        draft.text = text.get(front.end..).unwrap_or_default().to_owned();
        self.drafts.push(draft);
    }
}

/// Records an encoding that is not plain UTF-8, and what was lost in decoding.
pub(crate) fn note_encoding(decoded: &Decoded, draft: &mut Draft) {
    if decoded.encoding != "UTF-8" {
        let how = if decoded.certain { "as the file says" } else { "guessed from the bytes" };
        draft.provenance.insert("encoding", format!("{}, {how}", decoded.encoding));
    }
    let lost = if decoded.replaced == 0 { 0 } else { draft.text.matches('\u{fffd}').count() };
    if lost > 0 {
        let encoding = decoded.encoding;
        draft.warnings.push(format!("{lost} characters could not be decoded as {encoding} and read as U+FFFD"));
    }
}
