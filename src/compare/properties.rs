//! What must hold for every tally, and cases worked out by hand that need the whole comparison.

use proptest::prelude::*;

use std::collections::BTreeMap;

use super::pairs::scopes;
use super::rate::rates;
use super::sample::{Draft, Paper, document};
use super::{Comparison, ContrastRow, Role, Settings, compare};
use crate::annotate::{Stance, Voice};
use crate::tally::Tally;

fn quick() -> Settings {
    Settings { permutations: 200, exact_limit: 300, resamples: 50, ..Settings::default() }
}

fn tally(papers: impl IntoIterator<Item = Paper>) -> Tally {
    let draft = Draft::frames(&["force", "peace"]).actor("arx", "north").actor("bel", "south").actor("cor", "south");
    let draft = draft.name("hill", "high").name("hill", "low").name("town", "old");
    papers.into_iter().fold(draft, Draft::add).tally()
}

/// One statement: frame, agents, patients, voice, stance, speaker, how often.
type Statement = (usize, usize, usize, usize, usize, usize, u64);

fn statement() -> impl Strategy<Value = Statement> {
    (0..2usize, 0..5usize, 0..5usize, 0..4usize, 0..3usize, 0..3usize, 1..4u64)
}

fn state(paper: Paper, (frame, agents, patients, voice, stance, speaker, n): Statement) -> Paper {
    const ACTORS: [&[&str]; 5] = [&[], &["arx"], &["bel"], &["bel", "arx"], &["cor", "bel", "bel"]];
    let voice = [None, Some(Voice::Own), Some(Voice::Quoted), Some(Voice::Reported)][voice];
    let stance = [None, Some(Stance::Asserted), Some(Stance::Negated)][stance];
    let paper = paper.says(["force", "peace"][frame], ACTORS[agents], ACTORS[patients], n).voiced(voice, stance);
    if speaker > 0 { paper.speaker(["", "arx", "A minister"][speaker]) } else { paper }
}

/// Days that make all kinds of spans, one of them absurd.
const DAYS: [&str; 6] = ["1900-01-01", "2019-12-30", "2020-02-29", "2020-12-31", "2021-01-01", "2047-05-05"];

/// A document with everything a comparison looks at.
fn paper() -> impl Strategy<Value = Paper> {
    // 0 none, 1 all of it, 2 half of it.
    let events = prop::collection::vec(0..3u8, 2);
    let details = (prop::collection::vec(statement(), 0..4), prop::collection::vec(0..3u64, 3));
    let counts = (prop::collection::vec(0..4u64, 3), prop::collection::vec(0..6u64, 4));
    (0..3usize, (0..2usize, 0..8usize), events, 0..400u64, counts, details).prop_map(
        |(group, (language, date), events, tokens, (mentions, words), (statements, names))| {
            let mut paper = document("", ["", "a", "b"][group], tokens).language(["en", "fr"][language]);
            paper = DAYS.get(date).into_iter().fold(paper, |paper, day| paper.dated(day));
            for (event, how) in ["truce", "war"].into_iter().zip(events).filter(|e| e.1 > 0) {
                paper = if how == 1 { paper.event(event) } else { paper.half_event(event) };
            }
            for (entry, n) in [("force", "attack"), ("force", "raid"), ("peace", "talks")].into_iter().zip(mentions) {
                paper = if n > 0 { paper.mention(entry.0, entry.1, n) } else { paper };
            }
            paper = statements.into_iter().fold(paper, state);
            let called = [("hill", "high"), ("hill", "low"), ("town", "old")].into_iter().zip(names);
            paper = called.filter(|c| c.1 > 0).fold(paper, |paper, (name, n)| paper.calls(name.0, name.1, n));
            let words = ["one", "two", "three", "four"].into_iter().zip(words).filter(|w| w.1 > 0);
            words.fold(paper, |paper, (word, n)| paper.word(word, n))
        },
    )
}

fn papers() -> impl Strategy<Value = Vec<Paper>> {
    let named = |papers: Vec<Paper>| papers.into_iter().enumerate().map(|(i, p)| p.named(&format!("{i:02}"))).collect();
    prop::collection::vec(paper(), 0..14).prop_map(named)
}

fn close(a: Option<f64>, b: Option<f64>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => (a - b).abs() <= 1e-7 * a.abs().max(b.abs()).max(1e-2),
        (a, b) => a == b,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn the_order_of_documents_and_parts_changes_nothing(papers in papers(), cut in 0..14usize) {
        let whole = tally(papers.clone());
        let expected = compare(&whole, &quick());

        let mut shuffled = whole.clone();
        shuffled.documents.reverse();
        prop_assert_eq!(&compare(&shuffled, &quick()), &expected);

        let (one, two) = papers.split_at(cut.min(papers.len()));
        let merged = Tally::merge(vec![tally(two.to_vec()), tally(one.to_vec())]).unwrap();
        prop_assert_eq!(&merged, &whole);
    }

    #[test]
    fn roles_voices_and_names_add_up(papers in papers()) {
        let found = compare(&tally(papers), &quick());
        let mut told: BTreeMap<_, (u64, u64)> = BTreeMap::new();
        for row in &found.narratives {
            let sum = told.entry((&row.event, &row.source, &row.frame)).or_default();
            sum.0 += row.mentions;
            sum.1 += if row.agent.is_none() { row.mentions } else { 0 };
            let split = [row.own, row.quoted, row.reported];
            prop_assert!(split.iter().all(Option::is_none) || split.iter().flatten().sum::<u64>() == row.mentions);
            prop_assert!(row.asserted.is_none_or(|n| n <= row.mentions) && row.documents <= row.mentions);
        }
        let mut voiced: BTreeMap<_, (u64, f64)> = BTreeMap::new();
        for row in &found.voices {
            let sum = voiced.entry((&row.event, &row.source, &row.frame)).or_default();
            (sum.0, sum.1) = (sum.0 + row.mentions, sum.1 + row.share.unwrap());
        }
        for row in found.frames.iter().filter(|row| row.mentions > 0) {
            let key = (&row.event, &row.source, &row.frame);
            prop_assert_eq!(told[&key].0, row.mentions, "{:?}", row);
            if !found.voices.is_empty() {
                prop_assert!(voiced[&key].0 == row.mentions && (voiced[&key].1 - 1.0).abs() < 1e-6, "{:?}", row);
            }
        }
        for row in found.roles.iter().filter(|row| row.role == Role::Agent && row.actor.is_none()) {
            prop_assert_eq!(row.mentions, told[&(&row.event, &row.source, &row.frame)].1, "{:?}", row);
        }
        for row in &found.blame {
            prop_assert_eq!(row.hidden, told[&(&row.event, &row.source, &row.frame)].1, "{:?}", row);
            prop_assert_eq!(row.balance.is_none(), row.mentions_a + row.mentions_b == 0, "{:?}", row);
        }
        let mut named: BTreeMap<_, f64> = BTreeMap::new();
        for row in &found.names {
            *named.entry((&row.event, &row.source, &row.naming)).or_default() += row.share.unwrap();
        }
        prop_assert!(named.values().all(|sum| (sum - 1.0).abs() < 1e-6), "{:?}", found.names);
        let limits = found.roles.iter().map(|r| (r.share, r.share_low, r.share_high));
        let limits = limits.chain(found.names.iter().map(|r| (r.share, r.share_low, r.share_high)));
        for (value, low, high) in limits.chain(found.blame.iter().map(|r| (r.balance, r.balance_low, r.balance_high))) {
            prop_assert!(low.is_none() || low <= value && value <= high, "{:?} {:?} {:?}", low, value, high);
        }
    }

    #[test]
    fn the_periods_of_a_timeline_add_up_to_the_dated_documents(papers in papers()) {
        let whole = tally(papers);
        let mut dated = whole.clone();
        dated.documents.retain(|d| d.date.is_some());
        let found = compare(&whole, &quick()).timeline;
        prop_assert_eq!(found.dated + found.undated, whole.documents.len() as u64);
        let mut sums: BTreeMap<_, [u64; 3]> = BTreeMap::new();
        for row in &found.rows {
            let sum = sums.entry((row.source.clone(), row.frame.clone())).or_default();
            [row.documents, row.mentions, row.tokens].iter().zip(sum).for_each(|(n, sum)| *sum += n);
            prop_assert!(row.from <= row.to && row.documents > 0, "{:?}", row);
            prop_assert_eq!(row.rate.is_none(), row.tokens == 0);
        }
        let pooled = rates(&dated, &scopes(&dated)).into_iter().filter(|row| row.event == "all");
        let pooled: BTreeMap<_, _> =
            pooled.map(|row| ((row.source, row.frame), [row.documents, row.mentions, row.tokens])).collect();
        prop_assert_eq!(sums, pooled);
        let mut sorted = found.rows.clone();
        sorted.sort_by(|a, b| (&a.period, &a.source, &a.frame).cmp(&(&b.period, &b.source, &b.frame)));
        prop_assert_eq!(sorted, found.rows);
    }

    #[test]
    fn no_event_has_more_than_the_whole(papers in papers()) {
        let tally = tally(papers);
        prop_assert_eq!(tally.check(), Ok(()));
        let found = compare(&tally, &quick());
        let all: BTreeMap<_, _> = found.frames.iter().filter(|r| r.event == "all").map(|r| ((&r.source, &r.frame), r)).collect();
        for row in &found.frames {
            let whole = all[&(&row.source, &row.frame)];
            prop_assert!(row.mentions <= whole.mentions && row.tokens <= whole.tokens, "{:?} {:?}", row, whole);
        }
        for row in &found.coverage {
            prop_assert!(row.share.is_none_or(|share| share <= 1.0), "{:?}", row);
        }
    }

    #[test]
    fn swapping_target_and_reference_flips_signs_inverts_ratios_and_keeps_p(papers in papers()) {
        let tally = tally(papers);
        let against = |name: &str| compare(&tally, &Settings { reference: Some(name.into()), ..quick() });
        let (forth, back) = (against("b"), against("a"));

        prop_assert_eq!(forth.contrasts.len(), back.contrasts.len());
        for (f, b) in forth.contrasts.iter().zip(&back.contrasts) {
            prop_assert!(close(f.rate_ratio, b.rate_ratio.map(|r| 1.0 / r)), "{:?} {:?}", f, b);
            prop_assert!(close(f.ratio_low, b.ratio_high.map(|r| 1.0 / r)), "{:?} {:?}", f, b);
            prop_assert_eq!((f.p, f.q, &f.method), (b.p, b.q, &b.method));
        }
        for (f, b) in forth.divergence.iter().zip(&back.divergence) {
            prop_assert_eq!((f.jsd, f.jsd_low, f.jsd_high, f.p, f.q), (b.jsd, b.jsd_low, b.jsd_high, b.p, b.q));
            prop_assert!(close(f.cosine, b.cosine));
        }
        for (f, b) in forth.shifts.iter().zip(&back.shifts) {
            prop_assert_eq!((&f.entry, f.contribution), (&b.entry, -b.contribution));
        }
        prop_assert_eq!(forth.terms.len(), back.terms.len());
        for (f, b) in forth.terms.iter().zip(&back.terms) {
            for (f, b) in [(f.log_odds, b.log_odds), (f.z, b.z), (f.g2, b.g2), (f.log_ratio, b.log_ratio)] {
                prop_assert!(close(f, b.map(|x| -x)), "{:?} {:?}", f, b);
            }
            prop_assert!(close(f.p, b.p) && close(f.q, b.q));
        }
    }

    #[test]
    fn numbers_stay_in_their_bounds_and_shifts_sum_to_the_difference(papers in papers()) {
        let found = compare(&tally(papers), &quick());
        for row in &found.divergence {
            for value in [row.jsd, row.jsd_low, row.jsd_high, row.cosine, row.p, row.q].into_iter().flatten() {
                prop_assert!((0.0..=1.0).contains(&value), "{:?}", row);
            }
            prop_assert!(row.jsd_low <= row.jsd && (row.jsd_high.is_none() || row.jsd <= row.jsd_high), "{:?}", row);
        }
        for row in &found.contrasts {
            prop_assert!(row.p.is_none_or(|p| p > 0.0 && p <= 1.0), "{:?}", row);
            prop_assert_eq!(row.p.is_none(), row.method == "none");
            let parts = found.shifts.iter().filter(|s| (&s.event, &s.frame) == (&row.event, &row.frame));
            let sum: f64 = parts.map(|s| s.contribution).sum();
            if let (Some(target), Some(reference)) = (row.rate_target, row.rate_reference) {
                prop_assert!((sum - (target - reference)).abs() < 1e-5, "{} for {:?}", sum, row);
            }
        }
        for row in &found.frames {
            prop_assert!(row.rate_low.is_none() || row.rate_low <= row.rate && row.rate <= row.rate_high, "{:?}", row);
        }
        prop_assert!(found.contrasts.iter().all(|r| !r.target.is_empty() && !r.reference.is_empty()));
    }
}

fn contrast<'c>(found: &'c Comparison, event: &str, frame: &str) -> &'c ContrastRow {
    found.contrasts.iter().find(|row| row.event == event && row.frame == frame).unwrap()
}

fn force(id: &str, group: &str, tokens: u64, mentions: u64) -> Paper {
    document(id, group, tokens).mention("force", "attack", mentions)
}

#[test]
fn a_frame_that_only_one_side_uses_has_a_p_but_no_ratio() {
    let of = |group: &'static str, mentions: u64| {
        (0..4).map(move |i| force(&format!("{group}{i}"), group, 1000 + 10 * i, mentions))
    };
    let found = compare(&tally(of("a", 3).chain(of("b", 0))), &Settings::default());

    let row = contrast(&found, "all", "force");
    assert_eq!((row.rate_ratio, row.ratio_low, row.rate_reference), (None, None, Some(0.0)));
    // 2 of the 70 arrangements part the users from the others
    assert_eq!((row.p, row.method.as_str()), (Some(0.0285714286), "exact"));
    assert_eq!(row.note, "no mentions in reference; few documents");

    let row = contrast(&found, "all", "peace");
    assert_eq!((row.p, row.method.as_str()), (None, "none"));
    assert_eq!(row.note, "no mentions in target; no mentions in reference; few documents");
    assert_eq!(found.divergence[0].jsd, None, "one side mentions nothing");
}

#[test]
fn a_single_document_has_a_ratio_without_interval() {
    let papers = [force("1", "a", 500, 4), force("2", "b", 500, 1), force("3", "b", 500, 2)];
    let found = compare(&tally(papers), &Settings::default());

    let row = contrast(&found, "all", "force");
    assert_eq!((row.rate_ratio, row.ratio_low, row.ratio_high), (Some(2.66666667), None, None));
    assert_eq!(row.p, Some(0.333333333));
    assert_eq!(
        row.note,
        "single document in target; few documents; one document carries the result; little text; \
         too few documents: smallest possible p is 0.33"
    );
}

#[test]
fn a_document_that_turns_the_direction_is_noted() {
    let counts = [("a", [2, 2, 2, 2, 7]), ("b", [3, 3, 3, 2, 3])];
    let papers = counts.into_iter().flat_map(|(group, counts)| {
        counts.into_iter().enumerate().map(move |(i, h)| force(&format!("{group}{i}"), group, 500, h))
    });
    let found = compare(&tally(papers), &Settings::default());
    assert_eq!(contrast(&found, "all", "force").note, "one document carries the result");
}

#[test]
fn pooled_tests_look_within_shared_events_only() {
    // In both events a and b write alike; only the mixture of events differs.
    let mut papers = Vec::new();
    for (event, group, n, mentions) in
        [("truce", "a", 9, 0), ("truce", "b", 3, 0), ("war", "a", 3, 8), ("war", "b", 9, 8)]
    {
        for i in 0..n {
            papers.push(force(&format!("{event}{group}{i}"), group, 1000, mentions + i % 2).event(event));
        }
    }
    let found = compare(&tally(papers), &Settings::default());
    let row = contrast(&found, "all", "force");
    assert!(row.rate_ratio.unwrap() < 0.5, "{row:?}");
    assert!(row.p.unwrap() > 0.5, "{row:?}");
    assert_eq!(row.method, "permutation, stratified");

    let papers =
        [force("1", "a", 500, 4).event("truce"), force("2", "b", 500, 1).event("war"), force("3", "b", 500, 1)];
    let found = compare(&tally(papers), &Settings::default());
    let row = contrast(&found, "all", "force");
    assert_eq!((row.p, row.method.as_str()), (None, "none"));
    assert!(row.note.ends_with("no shared event"), "{}", row.note);
    assert_eq!(found.divergence[0].p, None);
}

#[test]
fn beyond_the_limit_t_stands_in_and_agrees_with_permutation() {
    let counts = |group: &'static str, shift: u64| {
        (0..30u64)
            .map(move |i| force(&format!("{group}{i:02}"), group, 400 + 37 * (i % 7), (i * 7 + shift) % 5 + shift))
    };
    let tally = tally(counts("a", 0).chain(counts("b", 1)));
    let by_draws = compare(&tally, &Settings::default());
    let by_t = compare(&tally, &Settings { permutation_limit: 50, ..Settings::default() });

    let (drawn, t) = (contrast(&by_draws, "all", "force"), contrast(&by_t, "all", "force"));
    assert_eq!((drawn.method.as_str(), t.method.as_str()), ("permutation", "t"));
    assert!((drawn.p.unwrap() - t.p.unwrap()).abs() < 0.01, "{:?} {:?}", drawn.p, t.p);
    assert!(by_t.divergence[0].p.is_none() == by_draws.divergence[0].p.is_none());
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let papers = (0..40u64).map(|i| {
        let paper =
            force(&format!("{i:02}"), ["a", "b", "c"][i as usize % 3], 300 + 17 * i, i % 5).word("war", 1 + i % 3);
        paper.event(["truce", "war"][i as usize % 2])
    });
    let tally = tally(papers);
    let with = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| compare(&tally, &quick()))
    };
    assert_eq!(with(1), with(4));
}

#[test]
fn an_empty_tally_gives_empty_tables() {
    assert_eq!(compare(&Tally::default(), &Settings::default()), Comparison::default());
    let silent = compare(&tally([document("1", "a", 0), document("2", "b", 0)]), &Settings::default());
    let row = contrast(&silent, "all", "force");
    assert_eq!((row.rate_target, row.rate_ratio, row.p), (None, None, None));
}
