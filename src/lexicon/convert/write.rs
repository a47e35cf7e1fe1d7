//! Writing a dictionary in any format, with what the format cannot say.

use super::fit::{Limits, Wildcards, fit};
use super::{Category, Dictionary, Format, Written};
use super::{dicx, frames, lexicoder, liwc, plain, quanteda, wordstat, yoshikoder};
use crate::error::Error;
use crate::text::analyze::Analyzer;

/// What no format but its own says; each format adds what it can.
const LEAST: Limits = Limits {
    name: "",
    title: false,
    nesting: true,
    category_notes: false,
    category_weights: false,
    empty: true,
    weights: false,
    negative: true,
    notes: false,
    phrases: true,
    languages: false,
    wildcards: Wildcards::All,
    settings: false,
    frames: false,
    choices: false,
    rules: false,
};

fn limits(format: Format) -> Limits {
    match format {
        Format::Framelens => Limits {
            name: "Framelens",
            category_notes: true,
            weights: true,
            negative: false,
            notes: true,
            languages: true,
            settings: true,
            frames: true,
            ..LEAST
        },
        Format::Quanteda => Limits { name: "quanteda", ..LEAST },
        Format::Liwc => Limits { name: "LIWC", choices: true, wildcards: Wildcards::Trailing, ..LEAST },
        Format::Dicx => {
            Limits { name: "LIWC-22", nesting: false, weights: true, wildcards: Wildcards::Trailing, ..LEAST }
        }
        Format::Lexicoder => Limits { name: "Lexicoder", nesting: false, wildcards: Wildcards::Trailing, ..LEAST },
        Format::LexicoderXml => Limits { name: "Lexicoder", title: true, wildcards: Wildcards::Trailing, ..LEAST },
        Format::Yoshikoder => Limits {
            name: "Yoshikoder",
            title: true,
            category_notes: true,
            category_weights: true,
            weights: true,
            phrases: false,
            wildcards: Wildcards::Stars,
            ..LEAST
        },
        Format::Wordstat => Limits { name: "WordStat", weights: true, rules: true, ..LEAST },
        Format::Csv => Limits {
            name: "CSV",
            nesting: false,
            empty: false,
            weights: true,
            notes: true,
            languages: true,
            settings: true,
            ..LEAST
        },
    }
}

/// Write a dictionary.
///
/// `language` is the code of the patterns that say none; of a dictionary in
/// several languages, a format that holds one is given this one.
///
/// # Errors
/// If `single` asks for one file and the frames need several.
pub fn write(
    dictionary: &Dictionary,
    format: Format,
    language: &str,
    single: bool,
    analyzer: &mut Analyzer,
) -> Result<Written, Error> {
    let mut written = Written::default();
    let limits = limits(format);
    let fitted = fit(&tidy(dictionary), &limits, Some(language), &mut written.losses);
    if format == Format::Framelens {
        written.files = frames::write(&fitted, language, analyzer, &mut written.losses);
        if single && written.files.len() > 1 {
            let names: Vec<&str> = written.files.iter().map(|(name, _)| name.as_str()).take(3).collect();
            return Err(Error::with_help(
                format!("{} frames do not go into one file ({}, …)", written.files.len(), names.join(", ")),
                "name a folder to write to: each frame is a file",
            ));
        }
        return Ok(written);
    }
    let text = match format {
        Format::Framelens => String::new(),
        Format::Quanteda => quanteda::write(&fitted),
        Format::Liwc => liwc::write(&fitted),
        Format::Dicx => dicx::write(&fitted),
        Format::Lexicoder => lexicoder::write(&fitted),
        Format::LexicoderXml => lexicoder::write_xml(&fitted),
        Format::Yoshikoder => yoshikoder::write(&fitted),
        Format::Wordstat => wordstat::write(&fitted),
        Format::Csv => plain::write(&fitted),
    };
    written.files.push((String::new(), text));
    Ok(written)
}

/// Names and patterns on one line each, without control characters: none may become a mark of a format.
fn tidy(dictionary: &Dictionary) -> Dictionary {
    fn line(text: &str) -> String {
        let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        plain.split_whitespace().collect::<Vec<_>>().join(" ")
    }
    fn category(from: &Category) -> Category {
        let mut out = from.clone();
        out.name = line(&from.name);
        for term in &mut out.terms {
            term.pattern = line(&term.pattern);
        }
        out.children = from.children.iter().map(category).collect();
        out
    }
    Dictionary {
        title: dictionary.title.as_deref().map(line),
        categories: dictionary.categories.iter().map(category).collect(),
    }
}
