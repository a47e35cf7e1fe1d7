//! Rates: how much each source uses each frame in each event.

use super::FrameRow;
use super::formula::{dispersion, rate, rate_interval, rounded};
use super::pairs::{Cell, Scope, labelled};
use crate::tally::{FrameCount, Sums, Tally};

/// One row for every scope, group and frame where the group has documents.
///
/// A source without documents in an event has no rate there, not a rate of 0:
/// [`coverage`](super::coverage::coverage) tells of its silence.
pub fn rates(tally: &Tally, scopes: &[Scope]) -> Vec<FrameRow> {
    let voices = Known::in_tally(tally);
    let groups = labelled(tally);
    let mut rows = Vec::new();
    for scope in scopes {
        for (group, name) in &groups {
            let cell = &scope.cells[*group];
            if cell.documents.is_empty() {
                continue;
            }
            for (frame, id) in tally.frames.iter().enumerate() {
                rows.push(FrameRow {
                    event: scope.name.into(),
                    source: name.clone(),
                    frame: id.clone(),
                    ..row(cell, frame, voices)
                });
            }
        }
    }
    rows
}

/// Which breakdowns of mentions the tally tells, so that a cell without a
/// mention has 0 own mentions where voices are told apart, and none where not.
#[derive(Clone, Copy)]
struct Known {
    own: bool,
    attributed: bool,
    asserted: bool,
}

impl Known {
    fn in_tally(tally: &Tally) -> Self {
        let some = |part: fn(&FrameCount) -> Option<u64>| {
            tally.documents.iter().flat_map(|d| &d.frames).any(|f| part(f).is_some())
        };
        Known { own: some(|f| f.own), attributed: some(|f| f.attributed), asserted: some(|f| f.asserted) }
    }
}

fn row(cell: &Cell, frame: usize, known: Known) -> FrameRow {
    let sums = cell.frames[frame];
    let estimate = rate_interval(&sums);
    let counts = || cell.documents.iter().flat_map(|d| &d.frames).filter(|f| f.frame as usize == frame);
    // One document whose voices are not told makes the sum unknown.
    let part = |known: bool, part: fn(&FrameCount) -> Option<u64>| {
        if known { counts().map(part).sum::<Option<u64>>() } else { None }
    };
    let own = part(known.own, |f| f.own);
    let documents: Vec<(u64, u64)> = cell.documents.iter().map(|d| (d.mentions(frame as u32), d.tokens)).collect();
    FrameRow {
        event: String::new(),
        source: String::new(),
        frame: String::new(),
        documents: sums.n,
        documents_with: documents.iter().filter(|d| d.0 > 0).count() as u64,
        mentions: sums.h,
        tokens: sums.t,
        rate: estimate.value.and_then(rounded),
        rate_low: estimate.low.and_then(rounded),
        rate_high: estimate.high.and_then(rounded),
        mentions_own: own,
        mentions_attributed: part(known.attributed, |f| f.attributed),
        mentions_asserted: part(known.asserted, |f| f.asserted),
        rate_own: own.and_then(|own| rate(&Sums { h: own, ..sums })).and_then(rounded),
        dispersion: dispersion(&documents).and_then(rounded),
    }
}

#[cfg(test)]
mod tests {
    use super::super::pairs::scopes;
    use super::super::sample::{Draft, document};
    use super::*;

    #[test]
    fn a_rate_is_mentions_per_thousand_tokens_of_the_cell() {
        let tally = Draft::frames(&["force"])
            .add(document("1", "a", 100).event("war").mention("force", "attack", 1))
            .add(document("2", "a", 300).event("war").mention("force", "attack", 3))
            .add(document("3", "a", 600))
            .add(document("4", "b", 500))
            .tally();
        let rows = rates(&tally, &scopes(&tally));

        let names: Vec<_> = rows.iter().map(|r| (r.event.as_str(), r.source.as_str())).collect();
        assert_eq!(names, [("all", "a"), ("all", "b"), ("war", "a")], "b is silent about the war: no rate");
        assert_eq!((rows[0].documents, rows[0].documents_with, rows[0].mentions, rows[0].tokens), (3, 2, 4, 1000));
        assert_eq!(rows[0].rate, Some(4.0));
        // Residuals 0.6, 1.8, −2.4 of 4 per 1,000: v = 3/2 · 9.36 / 1000² · 1000² = 14.04; t(2) = 4.3027
        let half: f64 = 4.302652729911275 * 14.04f64.sqrt() / 4.0;
        assert!((rows[0].rate_low.unwrap() - 4.0 * (-half).exp()).abs() < 1e-6);
        assert!((rows[0].rate_high.unwrap() - 4.0 * half.exp()).abs() < 1e-5);
        // ½(|1/4−0.1| + |3/4−0.3| + |0−0.6|) / (1 − 0.1)
        assert_eq!(rows[0].dispersion, rounded(0.6 / 0.9));
        assert_eq!(
            (rows[2].rate, rows[2].rate_low),
            (Some(10.0), None),
            "both documents at the same rate: no interval"
        );
    }

    #[test]
    fn without_mentions_there_is_an_upper_bound_only() {
        let tally = Draft::frames(&["force"])
            .add(document("1", "a", 600))
            .add(document("2", "a", 400))
            .add(document("3", "b", 9))
            .tally();
        let rows = rates(&tally, &scopes(&tally));

        assert_eq!((rows[0].rate, rows[0].rate_low, rows[0].rate_high), (Some(0.0), None, Some(3.68887945)));
        assert_eq!(
            (rows[1].rate, rows[1].rate_low, rows[1].rate_high),
            (Some(0.0), None, Some(409.875495)),
            "a single document"
        );
        assert_eq!((rows[0].dispersion, rows[0].mentions_own, rows[0].rate_own), (None, None, None));
    }

    #[test]
    fn voices_are_summed_where_they_are_told() {
        let tally = Draft::frames(&["force", "peace"])
            .add(document("1", "a", 100).mention("force", "attack", 3).voices(1, 2))
            .add(document("2", "a", 100).mention("force", "attack", 1).voices(1, 0))
            .tally();
        let rows = rates(&tally, &scopes(&tally));

        assert_eq!(
            (rows[0].mentions_own, rows[0].mentions_attributed, rows[0].mentions_asserted),
            (Some(2), Some(2), None)
        );
        assert_eq!(rows[0].rate_own, Some(10.0));
        assert_eq!((rows[1].mentions_own, rows[1].rate_own), (Some(0), Some(0.0)), "no mention, but voices are told");
    }
}
