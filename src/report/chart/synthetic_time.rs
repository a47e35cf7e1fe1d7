//! Still more made-up rows: periods, and events that are told or passed over.

use chrono::{Days, NaiveDate};

use super::synthetic::{Dice, FRAMES, source};
use super::{Caption, CoverageRow, Step, Timeline, TimelineRow};

const EVENTS: [&str; 8] = [
    "Four-day war",
    "Déclaration tripartite du 10 novembre",
    "Пограничные столкновения в сентябре",
    "Շուշիի անկումը և եռակողմ հայտարարությունը",
    "Closure of the corridor and the months of shortage that followed it until the checkpoint",
    "Offensive and exodus",
    "<b>Vote</b> & \"recount\"",
    "Armistice",
];

/// The day that all made-up time begins with.
pub fn first() -> NaiveDate {
    NaiveDate::from_ymd_opt(2016, 2, 27).unwrap_or_default()
}

fn later(days: f64) -> NaiveDate {
    first().checked_add_days(Days::new(days.max(0.0) as u64)).unwrap_or_default()
}

fn event(i: usize) -> String {
    format!("e{i:02}")
}

/// The caption with labels for `events` events, all but the last of more than four dated within `span` days.
pub fn dated(mut caption: Caption, events: usize, span: u64) -> Caption {
    let mut dice = Dice(41);
    for i in 0..events {
        let name = EVENTS[i % EVENTS.len()];
        let name = if i < EVENTS.len() { name.into() } else { format!("{name} {}", i / EVENTS.len() + 1) };
        caption.labels.insert(event(i), name);
        let start = dice.unit() * span as f64;
        let days = if i % 3 == 0 { 0.0 } else { dice.unit().powi(2) * span as f64 * 0.08 };
        if i != 4 {
            caption.periods.insert(event(i), (later(start), later(start + days)));
        }
    }
    caption
}

/// A timeline over `span` days; the third source is silent, the others write more or less often.
pub fn timeline(sources: usize, span: u64) -> Timeline {
    let last = later(span as f64 - 1.0);
    let step = Step::of(first(), last);
    let mut dice = Dice(53);
    let mut rows = vec![];
    let mut from = step.start(first());
    while from <= last {
        for s in (0..sources).filter(|s| *s != 2) {
            let often = 0.15 + 0.75 * ((s * 7) % 10) as f64 / 10.0;
            let documents = if dice.unit() < often { 1 + (dice.unit().powi(3) * 9.0) as u64 } else { 0 };
            for (f, _) in FRAMES.iter().enumerate() {
                let tokens = documents * (300 + 40 * (s as u64 % 5));
                let wave = 1.0 + ((from - first()).num_days() as f64 / span as f64 * 9.0 + f as f64).sin();
                let mentions = (wave * dice.unit().powi(2) * tokens as f64 / 120.0 / (1.0 + f as f64)) as u64;
                rows.push(TimelineRow {
                    period: step.name(from),
                    from,
                    to: step.end(from),
                    source: source(s),
                    frame: format!("f{f}"),
                    documents,
                    mentions,
                    tokens,
                    rate: (tokens > 0).then(|| 1000.0 * mentions as f64 / tokens as f64),
                });
            }
        }
        from = step.end(from).succ_opt().unwrap_or(last);
    }
    rows.retain(|r| r.documents > 0);
    rows.sort_by(|a, b| (&a.period, &a.source, &a.frame).cmp(&(&b.period, &b.source, &b.frame)));
    let dated = rows.iter().filter(|r| r.frame == "f0").map(|r| r.documents).sum();
    let apart = NaiveDate::from_ymd_opt(1900, 1, 1).into_iter().collect();
    Timeline { step: Some(step), span: Some((first(), last)), dated, undated: 7, apart, rows }
}

/// The same with documents in a few stretches of time only.
pub fn sparse(sources: usize, span: u64) -> Timeline {
    let mut timeline = timeline(sources, span);
    timeline.rows.retain(|r| matches!((r.from - first()).num_days() * 40 / span as i64, -9..=1 | 20..=22 | 30 | 39));
    timeline
}

/// Rows of `coverage.csv`: the further right a source, the less it tells.
pub fn coverage(sources: usize, events: usize) -> Vec<CoverageRow> {
    let mut dice = Dice(61);
    let mut rows = vec![];
    for s in 0..sources {
        let mut sum = (5, 2500);
        for e in 0..events {
            let told = dice.unit() > 0.1 + 0.6 * s as f64 / sources as f64;
            let documents = if told { 1 + (dice.unit().powi(4) * 60.0) as u64 } else { 0 };
            let tokens = documents * 410;
            sum = (sum.0 + documents, sum.1 + tokens);
            rows.push(row(event(e), s, (documents, tokens)));
        }
        rows.push(row("all".into(), s, sum));
    }
    rows
}

fn row(event: String, s: usize, (documents, tokens): (u64, u64)) -> CoverageRow {
    CoverageRow { event, source: source(s), documents, sentences: tokens / 20, tokens, share: None }
}
