//! Keyness: which terms set one source apart from another.

use std::collections::BTreeMap;

use super::formula::{PRIOR, log_likelihood, log_odds, log_ratio, rounded, welch};
use super::pairs::Pair;
use super::vector::{Term, Vector, Vectors, joined, shared};
use super::{Settings, TermRow};
use crate::tally::Tally;

/// The listed terms of a pair, and the p of every term that was tested.
#[derive(Debug, Clone, Default)]
pub struct Keyness {
    /// Rows by feature, q left to the whole table.
    pub rows: Vec<TermRow>,
    /// For each row, its place in `tests`.
    pub places: Vec<usize>,
    /// p of every feature that occurs often enough, listed or not. q is taken
    /// over all of them: the listed ones were chosen for being extreme, and
    /// corrected among themselves they would pass for more than they are.
    pub tests: Vec<Option<f64>>,
}

/// A tested feature.
struct Candidate {
    feature: u32,
    language: u32,
    ours: Term,
    theirs: Term,
    /// Log-odds and its z.
    odds: Option<(f64, f64)>,
    g2: Option<f64>,
    log_ratio: Option<f64>,
    /// Place of its p among the tests.
    place: usize,
}

/// The terms of a pair with at least [`Settings::terms_minimum`] occurrences:
/// of these the [`Settings::terms_listed`] with the largest |z| on each side.
///
/// Each language that both sides write in is taken by itself, with its own
/// totals of features n; a term stands out against the same language, not
/// because one side writes more of it. The prior of a feature is its share in
/// all documents of the scope in that language, times [`Settings::prior_mass`].
/// p is Welch's test of the two rates per feature occurrence with documents as
/// clusters ([`welch`] with [`PRIOR`]), since the tokens of a document are not
/// independent; none with fewer than two documents on a side. Where one stem is listed in
/// two languages, the code is added to its name.
pub fn keyness(
    tally: &Tally,
    pair: &Pair,
    sides: (&Vectors, &Vectors),
    scope: &Vectors,
    settings: &Settings,
) -> Keyness {
    let (mut candidates, mut tests) = (Vec::new(), Vec::new());
    for (language, ours, theirs) in shared(sides.0, sides.1) {
        let Some(whole) = scope.get(&language) else { continue };
        for (feature, a, b) in joined(ours, theirs).filter(|(_, a, b)| a.h + b.h >= settings.terms_minimum.max(1)) {
            let candidate =
                candidate((ours, a), (theirs, b), whole.get(feature).h as f64 / whole.lengths.t as f64, settings);
            candidates.push(Candidate { feature, language, place: tests.len(), ..candidate });
            tests.push(welch(&ours.sums(&a), &theirs.sums(&b), PRIOR).and_then(|w| rounded(w.p)));
        }
    }
    let listed = listed(candidates, settings.terms_listed);
    let (rows, places) = rows(tally, pair, listed, &tests);
    Keyness { rows, places, tests }
}

fn candidate(target: (&Vector, Term), reference: (&Vector, Term), share: f64, settings: &Settings) -> Candidate {
    let ((n1, y1), (n2, y2)) = ((target.0.lengths.t, target.1.h), (reference.0.lengths.t, reference.1.h));
    Candidate {
        feature: 0,
        language: 0,
        ours: target.1,
        theirs: reference.1,
        odds: log_odds((y1, n1), (y2, n2), share, settings.prior_mass),
        g2: log_likelihood(y1, n1, y2, n2),
        log_ratio: log_ratio(y1, n1, y2, n2),
        place: 0,
    }
}

/// The strongest on each side, by feature. Features without z are not ranked.
fn listed(mut candidates: Vec<Candidate>, most: usize) -> Vec<Candidate> {
    let z = |c: &Candidate| c.odds.map_or(0.0, |o| o.1);
    candidates.sort_by(|a, b| z(b).abs().total_cmp(&z(a).abs()).then(a.feature.cmp(&b.feature)));
    let (mut target, mut reference) = (0, 0);
    candidates.retain(|c| {
        let side = if z(c) > 0.0 { &mut target } else { &mut reference };
        *side += usize::from(z(c) != 0.0);
        z(c) != 0.0 && *side <= most
    });
    candidates
}

fn rows(tally: &Tally, pair: &Pair, listed: Vec<Candidate>, tests: &[Option<f64>]) -> (Vec<TermRow>, Vec<usize>) {
    let mut stems: BTreeMap<&str, usize> = BTreeMap::new();
    listed.iter().for_each(|c| *stems.entry(&tally.features[c.feature as usize].stem).or_default() += 1);
    let mut rows: Vec<(TermRow, usize)> = listed
        .iter()
        .map(|c| {
            let feature = &tally.features[c.feature as usize];
            let name = match stems.get(feature.stem.as_str()) {
                Some(2..) => format!("{} ({})", feature.stem, tally.languages[c.language as usize]),
                _ => feature.stem.clone(),
            };
            let row = TermRow {
                event: pair.scope.name.into(),
                target: pair.target_name.into(),
                reference: pair.reference_name.into(),
                feature: name,
                n_target: c.ours.h,
                n_reference: c.theirs.h,
                documents_target: c.ours.documents,
                documents_reference: c.theirs.documents,
                log_odds: c.odds.and_then(|o| rounded(o.0)),
                z: c.odds.and_then(|o| rounded(o.1)),
                g2: c.g2.and_then(rounded),
                log_ratio: c.log_ratio.and_then(rounded),
                p: tests[c.place],
                q: None,
                label: feature.label.clone(),
            };
            (row, c.place)
        })
        .collect();
    rows.sort_by(|a, b| a.0.feature.cmp(&b.0.feature));
    rows.into_iter().unzip()
}

#[cfg(test)]
mod tests {
    use super::super::formula::t_p;
    use super::super::pairs::{pairs, scopes};
    use super::super::sample::{Draft, Paper, document};
    use super::super::vector::vectors;
    use super::*;

    fn terms(papers: impl IntoIterator<Item = Paper>, settings: &Settings) -> Keyness {
        let tally = papers.into_iter().fold(Draft::frames(&[]), Draft::add).tally();
        let scopes = scopes(&tally);
        let pair = pairs(&tally, &scopes, settings)[0];
        let of = |cell: &super::super::pairs::Cell| vectors(cell.documents.iter().copied());
        keyness(&tally, &pair, (&of(pair.target()), &of(pair.reference())), &vectors(&tally.documents), settings)
    }

    #[test]
    fn a_term_of_the_target_has_positive_scores() {
        let papers = [
            document("1", "a", 99).word("war", 6).word("talk", 4),
            document("2", "a", 99).word("war", 7).word("talk", 3),
            document("3", "b", 99).word("war", 2).word("talk", 8),
            document("4", "b", 99).word("war", 3).word("talk", 7),
            document("5", "c", 99).word("war", 5).word("talk", 5),
        ];
        let found = terms(papers, &Settings { prior_mass: 10.0, ..Settings::default() });

        let war = &found.rows[1];
        assert_eq!((war.feature.as_str(), war.label.as_str(), war.n_target, war.n_reference), ("war", "wars", 13, 5));
        // Pooled share 23/50, so the prior counts are 4.6 and 5.4.
        let odds = (17.6f64 / 12.4).ln() - (9.6f64 / 20.4).ln();
        assert_eq!(war.log_odds, rounded(odds));
        assert_eq!(war.z, rounded(odds / (1.0 / 17.6f64 + 1.0 / 9.6).sqrt()));
        assert_eq!(war.log_ratio, rounded((13.0f64 / 5.0).log2()));
        // Common spread 4/3 · 17 / 40; a side's variance (2 · 0.5 + 2 · 20 · spread) / 3 / 20², df 2
        let variance = (1.0 + 40.0 * (4.0 / 3.0 * 17.0 / 40.0)) / 3.0 / 400.0;
        assert!((war.p.unwrap() - t_p(0.4 / (2.0f64 * variance).sqrt(), 2.0).unwrap()).abs() < 1e-8);
    }

    #[test]
    fn only_languages_that_both_sides_write_in_are_compared() {
        let papers = [
            document("1", "a", 99).word("war", 6).word("talk", 4),
            document("2", "a", 99).language("fr").word("paix", 60),
            document("3", "b", 99).word("war", 2).word("talk", 8),
        ];
        let found = terms(papers, &Settings::default());
        let names: Vec<_> = found.rows.iter().map(|r| r.feature.as_str()).collect();
        assert_eq!(names, ["talk", "war"]);
        assert!(found.rows.iter().all(|r| r.p.is_none()), "a single document a side");
    }

    #[test]
    fn rare_terms_are_left_out_and_long_lists_cut_on_each_side() {
        let papers = [
            document("1", "a", 99).word("war", 9).word("raid", 4).word("once", 1).word("talk", 1),
            document("2", "b", 99).word("war", 1).word("talk", 9),
        ];
        let found = terms(papers, &Settings { terms_listed: 1, ..Settings::default() });
        let names: Vec<_> = found.rows.iter().map(|r| r.feature.as_str()).collect();
        assert_eq!(names, ["talk", "war"]);
        assert_eq!(found.tests.len(), 3, "raid is tested, too");
    }

    #[test]
    fn a_stem_of_two_languages_names_them() {
        let mut papers = Vec::new();
        for language in ["en", "fr"] {
            papers.push(document(&format!("1{language}"), "a", 99).language(language).word("nation", 5).word("x", 1));
            papers.push(document(&format!("2{language}"), "b", 99).language(language).word("nation", 1).word("y", 5));
        }
        let found = terms(papers, &Settings::default());
        assert!(found.rows.iter().any(|r| r.feature == "nation (en)"));
        assert!(found.rows.iter().any(|r| r.feature == "nation (fr)"));
    }
}
