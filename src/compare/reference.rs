//! The measures against the values of other implementations (`tests/reference/README.md`).

use super::Settings;
use super::formula::*;
use super::pairs::{pairs, scopes};
use super::permute::{Outcome, permute};
use super::sample::{Draft, document};
use super::vector::{likeness, vectors};
use crate::tally::{Sums, Tally};

/// Rows of a reference table, by column name.
struct Row(csv::StringRecord, csv::StringRecord);

macro_rules! rows {
    ($name:literal) => {
        read(include_str!(concat!("../../tests/reference/", $name)))
    };
}

fn read(text: &str) -> Vec<Row> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().unwrap().clone();
    reader.records().map(|row| Row(header.clone(), row.unwrap())).collect()
}

impl Row {
    fn text(&self, column: &str) -> &str {
        &self.1[self.0.iter().position(|name| name == column).unwrap()]
    }

    fn number(&self, column: &str) -> f64 {
        self.text(column).parse().unwrap()
    }

    fn count(&self, column: &str) -> u64 {
        self.text(column).parse().unwrap()
    }

    fn documents(&self, column: &str) -> Vec<(u64, u64)> {
        documents(self.text(column))
    }

    fn sums(&self, column: &str) -> Sums {
        self.documents(column).into_iter().collect()
    }
}

fn documents(text: &str) -> Vec<(u64, u64)> {
    let pair = |d: &str| d.split_once(':').map(|(h, t)| (h.parse().unwrap(), t.parse().unwrap())).unwrap();
    text.split_whitespace().map(pair).collect()
}

/// Equal to eleven digits.
#[track_caller]
fn same(got: impl Into<Option<f64>>, expected: f64) {
    let got = got.into().expect("a number");
    assert!((got - expected).abs() <= 1e-11 * expected.abs().max(1e-3), "{got} should be {expected}");
}

#[test]
fn rates_and_variances_are_those_of_rs_survey_package() {
    for row in rows!("ratio.csv") {
        let sums = row.sums("documents");
        same(rate(&sums), row.number("survey_rate"));
        same(rate_variance(&sums), row.number("survey_variance"));
        let interval = rate_interval(&sums);
        same(interval.low, row.number("low"));
        same(interval.high, row.number("high"));
        if sums.n >= 40 {
            let jackknife = row.number("jackknife_variance");
            assert!((rate_variance(&sums).unwrap() / jackknife - 1.0).abs() < 0.1);
        }
    }
}

#[test]
fn ratios_and_welchs_test_are_those_of_scipy_and_statsmodels() {
    for row in rows!("contrast.csv") {
        let (target, reference) = (row.sums("target"), row.sums("reference"));
        let ratio = rate_ratio(&target, &reference);
        same(ratio.value, row.number("ratio"));
        same(ratio.low, row.number("low"));
        same(ratio.high, row.number("high"));
        same(welch(&target, &reference, PRIOR).unwrap().p, row.number("moderated_p"));
        let test = welch(&target, &reference, 0.0).unwrap();
        same(test.statistic, row.number("t"));
        same(test.df, row.number("df"));
        same(test.p, row.number("p"));
    }
}

#[test]
fn students_t_is_that_of_scipy() {
    for row in rows!("student.csv") {
        let (df, t) = (row.number("df"), row.number("t"));
        // Tails of 1e-100 keep nine digits, everything printed more.
        let (got, expected) = (t_p(t, df).unwrap(), row.number("p"));
        assert!(
            (got - expected).abs() <= 1e-9 * expected + 1e-300,
            "{got} should be {expected} for t = {t}, df = {df}"
        );
        let (got, expected) = (t_quantile(0.975, df).unwrap(), row.number("quantile"));
        assert!((got / expected - 1.0).abs() < 1e-9, "{got} should be {expected} for df = {df}");
    }
    same(poisson_zero_upper(), rows!("poisson.csv")[0].number("upper"));
}

#[test]
fn q_is_that_of_statsmodels() {
    let rows = rows!("benjamini_hochberg.csv");
    for case in rows.chunk_by(|a, b| a.text("case") == b.text("case")) {
        let p: Vec<_> = case.iter().map(|row| Some(row.number("p"))).collect();
        for (q, row) in benjamini_hochberg(&p).into_iter().zip(case) {
            same(q, row.number("q"));
        }
    }
}

#[test]
fn jensen_shannon_is_that_of_scipy() {
    let counts =
        |row: &Row, side: &str| -> Vec<u64> { row.text(side).split(' ').map(|n| n.parse().unwrap()).collect() };
    for row in rows!("jensen_shannon.csv") {
        same(jensen_shannon(&counts(&row, "target"), &counts(&row, "reference")), row.number("jsd"));
    }
}

/// Tests one frame in two sources, whose documents stand event by event in two columns.
fn permuted(row: &Row, settings: &Settings) -> Outcome {
    let mut draft = Draft::frames(&["f"]);
    for side in ["target", "reference"] {
        for (event, text) in row.text(side).split('|').enumerate() {
            for (i, (h, t)) in documents(text).into_iter().enumerate() {
                let paper = document(&format!("{side}{event}{i}"), side, t).mention("f", "f", h);
                draft = draft.add(paper.event(&event.to_string()));
            }
        }
    }
    let tally = draft.tally();
    let scopes = scopes(&tally);
    permute(&pairs(&tally, &scopes, settings)[0], settings)
}

#[test]
fn exact_p_is_that_of_scipy() {
    for row in rows!("permutation.csv") {
        let outcome = permuted(&row, &Settings::default());
        assert_eq!(outcome.method, "exact");
        same(outcome.frames[0], row.number("p"));
    }
}

#[test]
fn exact_p_within_events_is_that_of_a_plain_enumeration() {
    for row in rows!("stratified.csv") {
        let outcome = permuted(&row, &Settings::default());
        assert_eq!(outcome.method, "exact, stratified");
        same(outcome.frames[0], row.number("p"));
    }
}

#[test]
fn draws_come_close_to_the_exact_p() {
    for row in rows!("permutation.csv").iter().chain(&rows!("stratified.csv")) {
        let outcome = permuted(row, &Settings { exact_limit: 1, ..Settings::default() });
        assert!(outcome.method.starts_with("permutation"));
        let (drawn, exact) = (outcome.frames[0].unwrap(), row.number("p"));
        // Four standard errors of 10,000 draws.
        assert!((drawn - exact).abs() < 4.0 * (exact * (1.0 - exact) / 1e4).sqrt() + 1e-4, "{drawn} {exact}");
    }
}

#[test]
fn keyness_is_that_of_scipy_and_fighting_words() {
    for row in rows!("keyness.csv") {
        let (y1, n1, y2, n2) = (row.count("y1"), row.count("n1"), row.count("y2"), row.count("n2"));
        same(log_likelihood(y1, n1, y2, n2), row.number("g2"));
        let (delta, z) = log_odds((y1, n1), (y2, n2), row.number("share"), row.number("mass")).unwrap();
        same(delta, row.number("log_odds"));
        same(z, row.number("z"));
        same(log_ratio(y1, n1, y2, n2), row.number("log_ratio"));
    }
}

#[test]
fn wilsons_interval_is_that_of_statsmodels() {
    for row in rows!("wilson.csv") {
        let (low, high) = wilson(row.count("k"), row.count("n")).unwrap();
        same(low, row.number("low"));
        same(high, row.number("high"));
    }
}

#[test]
fn shares_of_clustered_mentions_are_those_of_scipy_and_statsmodels() {
    for row in rows!("share.csv") {
        let sums = row.sums("documents");
        let (part, both) = (share(&sums), balance(&sums));
        for (got, twice, column) in
            [(part.value, both.value, "share"), (part.low, both.low, "low"), (part.high, both.high, "high")]
        {
            let expected = row.number(column);
            // t to eleven digits; limits near 0 are differences of larger numbers.
            assert!((got.unwrap() - expected).abs() < 1e-10, "{got:?} should be {expected}");
            assert!((twice.unwrap() - (2.0 * expected - 1.0)).abs() < 2e-10);
        }
    }
}

#[test]
fn dispersion_follows_gries() {
    for row in rows!("dispersion.csv") {
        same(dispersion(&row.documents("documents")), row.number("dp_norm"));
    }
}

#[test]
fn cosine_is_that_of_scikit_learn() {
    for row in rows!("cosine.csv") {
        let (n1, n2) = (row.count("n_target") as usize, row.count("n_reference") as usize);
        let mut draft = Draft::frames(&[]);
        for (i, counts) in row.text("documents").split(' ').enumerate() {
            let group = if i < n1 {
                "a"
            } else if i < n1 + n2 {
                "b"
            } else {
                "c"
            };
            let words = counts.split(':').enumerate().map(|(w, n)| (format!("w{w}"), n.parse().unwrap()));
            draft = draft.add(words.fold(document(&i.to_string(), group, 99), |d, (word, n)| d.word(&word, n)));
        }
        let tally: Tally = draft.tally();
        let of = |group: u32| vectors(tally.documents.iter().filter(|d| d.group == group));
        same(likeness(&of(0), &of(1), &vectors(&tally.documents)), row.number("cosine"));
    }
}

#[test]
fn maps_are_those_of_prince_and_of_greenacres_book() {
    let inertias = |text: &str| -> Vec<f64> {
        rows!("correspondence.csv")
            .iter()
            .filter(|r| r.text("name") == text && r.text("kind") == "dimension")
            .map(|r| r.number("inertia"))
            .collect()
    };
    for row in rows!("correspondence.csv") {
        let lines: Vec<Vec<u64>> =
            row.text("table").split(' ').map(|line| line.split(':').map(|n| n.parse().unwrap()).collect()).collect();
        let table = ndarray::Array2::from_shape_fn((lines.len(), lines[0].len()), |(i, j)| lines[i][j]);
        let found = correspondence(table.view()).unwrap();
        let expected = inertias(row.text("name"));
        assert_eq!(found.inertias.len(), expected.len());
        let place: usize = row.text("index").parse().unwrap();
        let profile = match row.text("kind") {
            "row" => &found.rows[place],
            "column" => &found.columns[place],
            _ => {
                near(found.inertias[place], row.number("inertia"));
                near(found.inertias[place] / found.inertias.iter().sum::<f64>(), row.number("share"));
                continue;
            }
        };
        near(profile.mass, row.number("mass"));
        near(profile.inertia, row.number("inertia"));
        for (k, number) in ["1", "2"].iter().enumerate() {
            near(profile.coordinates[k], row.number(&format!("coordinate_{number}")));
            near(profile.contributions[k], row.number(&format!("contribution_{number}")));
            near(profile.cos2[k].unwrap(), row.number(&format!("cos2_{number}")));
        }
    }
    let printed = [0.074759, 0.010017, 0.000414];
    assert!(inertias("smoke").iter().zip(printed).all(|(got, book)| (got - book).abs() < 5e-7));
}

/// Equal to ten digits of 1: coordinates near 0 have no more.
#[track_caller]
fn near(got: f64, expected: f64) {
    assert!((got - expected).abs() < 1e-10, "{got} should be {expected}");
}
