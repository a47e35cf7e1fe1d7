//! `framelens.toml`: text → study.

use super::{Settings, Study};
use crate::config::{self, Table};
use crate::corpus::{FieldMap, Source};
use crate::error::Error;

impl Study {
    /// Read `framelens.toml`.
    ///
    /// # Errors
    /// All faults of the file, with their places.
    pub fn parse(path: &str, text: &str) -> Result<Study, Error> {
        config::Source::new(path, text).read(|source, table| {
            let words = |list: Vec<(String, _)>| list.into_iter().map(|(text, _)| text).collect::<Vec<String>>();
            let some = |list: Vec<String>| (!list.is_empty()).then_some(list);
            let mut study =
                Study { id: table.string(source, "id"), title: table.string(source, "title"), ..Study::default() };
            study.corpus = words(table.strings(source, "corpus"));
            study.settings = Settings {
                out: table.string(source, "out"),
                lexicons: table.string(source, "lexicons"),
                frames: some(words(table.strings(source, "frames"))),
                actors: table.string(source, "actors"),
                names: table.string(source, "names"),
                events: table.string(source, "events"),
                granularity: table.string(source, "granularity"),
                threshold: table.float(source, "threshold"),
                by: table.string(source, "by"),
                reference: table.string(source, "reference"),
                duplicates: table.string(source, "duplicates"),
                only: None,
                language: table.string(source, "language"),
                overlap: table.string(source, "overlap"),
                format: table.string(source, "format"),
                charts: some(words(table.strings(source, "charts"))),
                threads: table.integer(source, "threads", 1..=1024, "a number of threads").map(|n| n as usize),
                seed: table.integer(source, "seed", 0..=i64::MAX, "a seed").map(|n| n as u64),
                strict: table.boolean(source, "strict"),
                quiet: table.boolean(source, "quiet"),
                cache: table.string(source, "cache"),
            };
            if let Some(mut fields) = table.table(source, "fields") {
                study.fields = read_fields(source, &mut fields);
                fields.finish(source);
            }
            for item in table.array(source, "source") {
                let Some(mut table) = config::table(source, item, "source") else { continue };
                if let Some(found) = read_source(source, &mut table) {
                    study.sources.push(found);
                }
                table.finish(source);
            }
            study
        })
    }
}

fn read_fields(source: &mut config::Source, table: &mut Table<'_, '_>) -> FieldMap {
    FieldMap {
        text: table.string(source, "text"),
        id: table.string(source, "id"),
        source: table.string(source, "source"),
        date: table.string(source, "date"),
        language: table.string(source, "language"),
        title: table.string(source, "title"),
        url: table.string(source, "url"),
        side: table.string(source, "side"),
    }
}

fn read_source(source: &mut config::Source, table: &mut Table<'_, '_>) -> Option<Source> {
    let id = table.required(source, "id");
    let found = Source {
        label: table.string(source, "label"),
        side: table.string(source, "side"),
        aliases: table.strings(source, "aliases").into_iter().map(|(text, _)| text).collect(),
        language: table.string(source, "language"),
        id: String::new(),
    };
    id.map(|id| Source { id, ..found })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_win_over_keys_and_unknown_keys_are_reported_with_the_nearest() {
        let study = Study::parse("framelens.toml", "corpus = \"articles\"\nseed = 4\nby = \"side\"\n").unwrap();
        assert_eq!(study.corpus, ["articles"]);
        let flags = Settings { seed: Some(7), ..Settings::default() };
        let both = flags.or(study.settings);
        assert_eq!((both.seed, both.by.as_deref()), (Some(7), Some("side")));

        let error = Study::parse("framelens.toml", "corpse = 1\n").unwrap_err();
        assert_eq!(error.faults[0].help.as_deref(), Some("did you mean `corpus`?"));
    }
}
