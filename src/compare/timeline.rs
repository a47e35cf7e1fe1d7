//! Rates over time: one row for every period, source and frame.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, Months, NaiveDate};

use super::formula::{rate, rounded};
use super::pairs::labelled;
use super::{Step, Timeline, TimelineRow};
use crate::tally::{DocumentTally, Sums, Tally};

/// Longest spans that are told by day, by week and by month (25 years), in days.
const DAYS: i64 = 70;
const WEEKS: i64 = 550;
const MONTHS: i64 = 25 * 365 + 7;
/// Dates further off than this, and than the others reach, may stand apart, in days.
const FAR: i64 = 5 * 366;
/// At most one in so many documents stands apart, or a single one.
const FEW: usize = 50;

/// Rates of every source and frame by period, over all events.
///
/// The length of the periods follows from the time that the documents lie in:
/// days up to 10 weeks, weeks up to 18 months, months up to 25 years, then
/// years. Single dates that lie further from all others than those reach, and
/// further than 5 years (a misread 1900, a year to come), do not decide it,
/// but have their rows. A source without documents in a period has no row
/// there, so the sums over the periods are those of `frames.csv` without the
/// undated documents.
pub fn timeline(tally: &Tally) -> Timeline {
    let mut dates: Vec<NaiveDate> = tally.documents.iter().filter_map(|d| d.date).collect();
    dates.sort_unstable();
    let undated = (tally.documents.len() - dates.len()) as u64;
    let Some((first, last)) = span(&dates) else { return Timeline { undated, ..Timeline::default() } };
    let step = Step::of(first, last);
    let names = labelled(tally);
    let mut place = vec![0; names.len()];
    names.iter().enumerate().for_each(|(i, (group, _))| place[*group] = i);
    let mut cells: BTreeMap<(NaiveDate, usize), Vec<&DocumentTally>> = BTreeMap::new();
    for document in &tally.documents {
        if let Some(date) = document.date {
            cells.entry((step.start(date), place[document.group as usize])).or_default().push(document);
        }
    }
    let mut rows = Vec::with_capacity(cells.len() * tally.frames.len());
    for ((from, group), documents) in cells {
        for (frame, id) in tally.frames.iter().enumerate() {
            let sums: Sums = documents.iter().map(|d| (d.mentions(frame as u32), d.tokens)).collect();
            rows.push(TimelineRow {
                period: step.name(from),
                from,
                to: step.end(from),
                source: names[group].1.clone(),
                frame: id.clone(),
                documents: sums.n,
                mentions: sums.h,
                tokens: sums.t,
                rate: rate(&sums).and_then(rounded),
            });
        }
    }
    let apart: Vec<NaiveDate> = dates.iter().copied().filter(|d| *d < first || *d > last).collect();
    Timeline { step: Some(step), span: Some((first, last)), dated: dates.len() as u64, undated, apart, rows }
}

/// First and last of some ascending days, without the few that stand apart from all others.
fn span(dates: &[NaiveDate]) -> Option<(NaiveDate, NaiveDate)> {
    let days = |from: NaiveDate, to: NaiveDate| (to - from).num_days();
    let most = (dates.len() / FEW).max(1);
    let (mut start, mut end) = (0, dates.len());
    loop {
        let kept = &dates[start..end];
        let (first, last) = (*kept.first()?, *kept.last()?);
        // The cut that leaves the largest gap decides; two dates cannot tell which of them is wrong.
        let room = kept.len().saturating_sub(2);
        let front = (1..=room.min(most - start))
            .rfind(|&k| days(kept[k - 1], kept[k]) > days(kept[k], last).max(FAR))
            .unwrap_or(0);
        let back = (1..=room.min(most - (dates.len() - end)))
            .rfind(|&k| {
                let (rest, cut) = (kept[kept.len() - k - 1], kept[kept.len() - k]);
                days(rest, cut) > days(first, rest).max(FAR)
            })
            .unwrap_or(0);
        match (front, back) {
            (0, 0) => return Some((first, last)),
            // One end at a time: what is far from here depends on where the other end is.
            (0, back) => end -= back,
            (front, _) => start += front,
        }
    }
}

impl Step {
    /// The step for the time from one day to another.
    pub fn of(first: NaiveDate, last: NaiveDate) -> Step {
        match (last - first).num_days() + 1 {
            days if days <= DAYS => Step::Day,
            days if days <= WEEKS => Step::Week,
            days if days <= MONTHS => Step::Month,
            _ => Step::Year,
        }
    }

    /// First day of the period that holds a day.
    pub fn start(self, day: NaiveDate) -> NaiveDate {
        // Only the first days of the calendar have no start: they are their own.
        let start = match self {
            Step::Day => Some(day),
            Step::Week => day.checked_sub_days(Days::new(day.weekday().num_days_from_monday().into())),
            Step::Month => day.with_day(1),
            Step::Year => NaiveDate::from_ymd_opt(day.year(), 1, 1),
        };
        start.unwrap_or(day)
    }

    /// Last day of the period that begins with a day.
    pub fn end(self, start: NaiveDate) -> NaiveDate {
        let next = match self {
            Step::Day => return start,
            Step::Week => start.checked_add_days(Days::new(7)),
            Step::Month => start.checked_add_months(Months::new(1)),
            Step::Year => start.checked_add_months(Months::new(12)),
        };
        next.and_then(|next| next.pred_opt()).unwrap_or(start)
    }

    /// Name by ISO 8601 of the period that begins with a day.
    ///
    /// ```
    /// use framelens::compare::Step;
    /// let day = chrono::NaiveDate::from_ymd_opt(2020, 12, 28).unwrap();
    /// assert_eq!(Step::Week.name(day), "2020-W53");
    /// assert_eq!(Step::Month.name(day), "2020-12");
    /// ```
    pub fn name(self, start: NaiveDate) -> String {
        match self {
            Step::Day => start.to_string(),
            Step::Week => format!("{:04}-W{:02}", start.iso_week().year(), start.iso_week().week()),
            Step::Month => format!("{:04}-{:02}", start.year(), start.month()),
            Step::Year => format!("{:04}", start.year()),
        }
    }

    /// The word for a period: `day`, `week`, `month`, `year`.
    pub fn noun(self) -> &'static str {
        match self {
            Step::Day => "day",
            Step::Week => "week",
            Step::Month => "month",
            Step::Year => "year",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{Draft, document};
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn period(step: Step, of: &str) -> (String, String, String) {
        let start = step.start(day(of));
        (step.name(start), start.to_string(), step.end(start).to_string())
    }

    fn strings(a: &str, b: &str, c: &str) -> (String, String, String) {
        (a.into(), b.into(), c.into())
    }

    #[test]
    fn weeks_are_those_of_iso_8601_at_the_turn_of_the_year() {
        assert_eq!(period(Step::Week, "2021-01-03"), strings("2020-W53", "2020-12-28", "2021-01-03"));
        assert_eq!(period(Step::Week, "2021-01-04"), strings("2021-W01", "2021-01-04", "2021-01-10"));
        assert_eq!(period(Step::Week, "2019-12-30"), strings("2020-W01", "2019-12-30", "2020-01-05"));
        assert_eq!(period(Step::Week, "2020-09-27"), strings("2020-W39", "2020-09-21", "2020-09-27"));
    }

    #[test]
    fn leap_days_belong_to_their_month_and_year() {
        assert_eq!(period(Step::Day, "2020-02-29"), strings("2020-02-29", "2020-02-29", "2020-02-29"));
        assert_eq!(period(Step::Month, "2020-02-29"), strings("2020-02", "2020-02-01", "2020-02-29"));
        assert_eq!(period(Step::Month, "2100-02-28"), strings("2100-02", "2100-02-01", "2100-02-28"));
        assert_eq!(period(Step::Year, "2020-02-29"), strings("2020", "2020-01-01", "2020-12-31"));
        assert_eq!(period(Step::Month, "2020-12-31").2, "2020-12-31");
        for step in [Step::Day, Step::Week, Step::Month, Step::Year] {
            assert!(step.end(step.start(NaiveDate::MAX)) <= NaiveDate::MAX);
            assert!(step.start(NaiveDate::MIN) >= NaiveDate::MIN);
        }
    }

    #[test]
    fn the_step_follows_from_the_span() {
        let of = |first: &str, last: &str| Step::of(day(first), day(last));
        assert_eq!(of("2020-09-27", "2020-09-27"), Step::Day);
        assert_eq!(of("2020-01-01", "2020-03-10"), Step::Day, "70 days");
        assert_eq!(of("2020-01-01", "2020-03-11"), Step::Week);
        assert_eq!(of("2020-01-01", "2021-07-04"), Step::Month, "551 days");
        assert_eq!(of("2000-01-01", "2024-12-31"), Step::Month, "25 years");
        assert_eq!(of("2000-01-01", "2025-01-02"), Step::Year);
    }

    fn spanned(dates: &[&str]) -> (String, String) {
        let dates: Vec<NaiveDate> = dates.iter().map(|d| day(d)).collect();
        let (first, last) = span(&dates).unwrap();
        (first.to_string(), last.to_string())
    }

    #[test]
    fn a_single_date_far_from_the_others_does_not_stretch_the_time() {
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        let kept = pair("2016-04-02", "2023-09-19");
        assert_eq!(spanned(&["1900-01-01", "2016-04-02", "2020-09-27", "2023-09-19", "2099-01-01"]), kept);
        assert_eq!(spanned(&["2016-04-02", "2020-09-27", "2023-09-19", "2031-10-01"]), kept);
        let near = ["2014-01-01", "2016-04-02", "2020-09-27", "2023-09-19"];
        assert_eq!(spanned(&near).0, "2014-01-01", "a gap that the others have too");
        assert_eq!(spanned(&["1900-01-01", "2020-01-01"]), pair("1900-01-01", "2020-01-01"), "which is wrong?");
        let two = ["1900-01-01", "1901-01-01", "2020-01-01", "2020-01-02", "2020-01-03"];
        assert_eq!(spanned(&two).0, "1900-01-01", "two of five are no accident");
        assert_eq!(span(&[]), None);
    }

    #[test]
    fn a_row_holds_the_documents_of_its_period() {
        let tally = Draft::frames(&["force", "peace"])
            .add(document("1", "b", 300).dated("2020-09-27").mention("force", "attack", 2))
            .add(document("2", "b", 200).dated("2020-09-27").mention("force", "attack", 1))
            .add(document("3", "a", 0).dated("2020-09-27"))
            .add(document("4", "", 100).dated("2020-10-01"))
            .add(document("5", "a", 100).mention("force", "attack", 9))
            .tally();
        let found = timeline(&tally);
        let rows: Vec<_> = found
            .rows
            .iter()
            .filter(|r| r.frame == "force")
            .map(|r| (r.period.as_str(), r.source.as_str(), r.documents, r.mentions, r.tokens, r.rate))
            .collect();
        assert_eq!(
            rows,
            [
                ("2020-09-27", "a", 1, 0, 0, None),
                ("2020-09-27", "b", 2, 3, 500, Some(6.0)),
                ("2020-10-01", "unknown", 1, 0, 100, Some(0.0)),
            ]
        );
        assert_eq!((found.step, found.dated, found.undated, found.rows.len()), (Some(Step::Day), 4, 1, 6));
    }

    #[test]
    fn without_dates_there_is_no_row() {
        let found = timeline(&Draft::frames(&["f"]).add(document("1", "a", 9)).tally());
        assert_eq!(found, Timeline { undated: 1, ..Timeline::default() });
    }
}
