//! The tables that compare.

use super::{Options, Subject};
use crate::annotate::Depth;
use crate::compare::Comparison;
use crate::corpus::InputFile;
use crate::error::Error;
use crate::report::rows::columns;
use crate::report::sink::{Sink, put};
use crate::report::table::{Format, file};
use crate::report::{File, extra};
use crate::tally::Tally;

/// Writes them all.
pub(super) fn tables(
    subject: &Subject<'_>,
    tally: &Tally,
    comparison: &Comparison,
    options: &Options,
    sink: &dyn Sink,
) -> Result<Vec<InputFile>, Error> {
    let format = options.format;
    let mut files = vec![
        frames(subject, tally, comparison, format)?,
        file("contrasts", &columns::CONTRASTS, &comparison.contrasts, format)?,
        file("shifts", &columns::SHIFTS, &comparison.shifts, format)?,
        file("coverage", &columns::COVERAGE, &comparison.coverage, format)?,
        file("lexicon", &columns::LEXICON, &comparison.entries, format)?,
        file("timeline", &columns::TIMELINE, &comparison.timeline.rows, format)?,
        file("map", &columns::MAP, &comparison.map, format)?,
    ];
    if options.depth == Depth::Full {
        files.extend([
            file("divergence", &columns::DIVERGENCE, &comparison.divergence, format)?,
            file("terms", &columns::TERMS, &comparison.terms, format)?,
            file("roles", &columns::ROLES, &comparison.roles, format)?,
            file("narratives", &columns::NARRATIVES, &comparison.narratives, format)?,
            file("blame", &columns::BLAME, &comparison.blame, format)?,
            file("voices", &columns::VOICES, &comparison.voices, format)?,
            file("names", &columns::NAMES, &comparison.names, format)?,
        ]);
    }
    files.iter().map(|file| put(sink, file)).collect()
}

/// `frames.csv`, with weighted columns where some entry has a weight of its own.
fn frames(subject: &Subject<'_>, tally: &Tally, comparison: &Comparison, format: Format) -> Result<File, Error> {
    if !subject.lexicon.weighted() {
        return file("frames", &columns::FRAMES, &comparison.frames, format);
    }
    let rows = extra::weighted(tally, &super::weights(subject.annotator), &comparison.frames);
    file("frames", &[&columns::FRAMES[..], &extra::WEIGHTED].concat(), &rows, format)
}
