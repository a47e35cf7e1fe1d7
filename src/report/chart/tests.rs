//! What holds for every chart: nothing clipped, nothing covered, safe and
//! reproducible bytes.

use super::scene::{Bounds, Label};
use super::*;
use crate::compare::FrameRow;

fn gallery(sources: usize) -> Vec<Chart> {
    let caption = synthetic::caption(sources);
    let (terms, entries) = (sources * 8, sources * 2);
    let charts = [
        heatmap(&synthetic::frames(sources), "all", &caption),
        forest(&synthetic::contrasts(sources), "all", &caption),
        keyness(&synthetic::terms(terms), "all", "s00", "s01", &caption),
        shift(&synthetic::shifts(entries), "all", "f0", "s00", "s01", &caption),
        influence(&synthetic::influence(sources), "all", &caption),
    ];
    charts.into_iter().map(|c| c.unwrap().unwrap()).chain(told(sources, &synthetic_roles::cast(caption))).collect()
}

/// Roles, voices, blame, names and narratives.
fn told(sources: usize, caption: &Caption) -> Vec<Chart> {
    let narrated = synthetic_roles::narratives(sources);
    let charts = [
        roles(&narrated, "all", "f0", caption),
        voices(&synthetic_roles::voices(sources), "all", caption),
        blame(&synthetic_roles::blame(sources), "all", "f0", caption),
        names(&synthetic_roles::names(sources), "all", "n0", caption),
        narratives(&narrated, "all", "s00", caption),
    ];
    charts.into_iter().map(|c| c.unwrap().unwrap()).collect()
}

/// Timelines and coverage: few and many sources, no event and sixty.
fn times(sources: usize, caption: &Caption) -> Vec<Chart> {
    let mut charts = vec![];
    for (span, events) in [(30, 30), (60, 3), (400, 8), (2800, 60), (20_000, 0)] {
        let caption = synthetic_time::dated(caption.clone(), events, span);
        charts.extend(
            timeline(&synthetic_time::timeline(sources, span), &synthetic_time::coverage(sources, events), &caption)
                .unwrap(),
        );
        charts.extend(coverage(&synthetic_time::coverage(sources, events), &caption).unwrap());
    }
    charts.extend(
        timeline(&synthetic_time::sparse(sources, 2800), &[], &synthetic_time::dated(caption.clone(), 8, 2800))
            .unwrap(),
    );
    assert_eq!(charts.len(), 10, "no events, no matrix");
    charts
}

fn hostile() -> Vec<Chart> {
    let caption = synthetic::hostile();
    let charts = [
        heatmap(&synthetic::frames(6), "all", &caption),
        forest(&synthetic::contrasts(6), "all", &caption),
        keyness(&synthetic::terms(40), "all", "s00", "s01", &caption),
        shift(&synthetic::shifts(9), "all", "f0", "s00", "s01", &caption),
        influence(&synthetic::influence(6), "all", &caption),
    ];
    let told = told(6, &synthetic_roles::hostile_cast(caption));
    charts.into_iter().map(|c| c.unwrap().unwrap()).chain(told).collect()
}

fn assert_legible(chart: &Chart) {
    let canvas = Bounds { left: 0.0, top: 0.0, right: chart.scene.width, bottom: chart.scene.height };
    let labels: Vec<(&Label, Bounds)> = chart.scene.labels().map(|l| (l, l.bounds())).collect();
    assert!(labels.len() > 8, "{}", chart.name);
    for (i, (label, bounds)) in labels.iter().enumerate() {
        assert!(canvas.grown(-8.0).contains(bounds), "{}: {:?} leaves the canvas: {bounds:?}", chart.name, label.text);
        for (other, taken) in &labels[..i] {
            // Lines of a paragraph may share the room of accents and descenders.
            let inner = Bounds { top: bounds.top + 1.0, bottom: bounds.bottom - 1.0, ..*bounds };
            assert!(!inner.overlaps(taken), "{}: {:?} covers {:?}", chart.name, label.text, other.text);
        }
    }
}

/// Tags of a document, checked to be balanced and properly quoted.
fn assert_well_formed(svg: &str) {
    let mut open = vec![];
    let mut rest = svg;
    while let Some(start) = rest.find('<') {
        let end = start + rest[start..].find('>').expect("a tag ends");
        let words = &rest[..start];
        assert!(!words.contains('>'), "{words}");
        let escaped =
            words.split('&').skip(1).all(|w| ["amp;", "lt;", "gt;", "quot;", "apos;"].iter().any(|e| w.starts_with(e)));
        assert!(escaped, "{words}");
        assert!(words.chars().all(|c| c == '\n' || !c.is_control()), "{words:?}");
        let tag = &rest[start + 1..end];
        assert_eq!(tag.matches('"').count() % 2, 0, "{tag}");
        let name = tag.trim_start_matches('/').split([' ', '/']).next().unwrap();
        assert!(
            ["svg", "title", "desc", "rect", "line", "polyline", "polygon", "circle", "text"].contains(&name),
            "unexpected <{name}>"
        );
        if tag.starts_with('/') {
            assert_eq!(open.pop(), Some(name));
        } else if !tag.ends_with('/') {
            open.push(name);
        }
        rest = &rest[end + 1..];
    }
    assert!(open.is_empty(), "{open:?}");
}

#[test]
fn no_text_is_clipped_or_covered_for_few_and_many_sources() {
    for sources in [2, 6, 30] {
        gallery(sources).iter().for_each(assert_legible);
        times(sources, &synthetic::caption(sources)).iter().for_each(assert_legible);
    }
    for (sources, frames) in [(3, 3), (7, 4), (30, 9), (40, 4)] {
        let rows = synthetic_map::map(sources, frames);
        assert_legible(&map(&rows, "all", &synthetic::caption(sources)).unwrap().unwrap());
    }
}

#[test]
fn hostile_names_neither_break_the_layout_nor_become_markup() {
    for chart in hostile().into_iter().chain(times(6, &synthetic::hostile())) {
        assert_legible(&chart);
        let svg = chart.svg().unwrap();
        assert_well_formed(&svg);
        assert!(!svg.contains("<script"), "{}", chart.name);
        assert!(!chart.png().unwrap().is_empty());
    }
}

#[test]
fn characters_without_a_glyph_are_shown_and_reported() {
    let chart = &hostile()[0];
    assert!(chart.missing.contains('漢') && chart.missing.contains('ع') && !chart.missing.contains('a'));
    assert!(chart.svg().unwrap().contains("漢字新聞"));
    assert!(chart.scene.labels().any(|l| l.text.contains("□ in the PNG")));
    assert!(gallery(6).iter().all(|c| c.missing.is_empty()));
}

#[test]
fn the_svg_is_well_formed_and_holds_the_labels_escaped() {
    for chart in gallery(6) {
        let svg = chart.svg().unwrap();
        assert_well_formed(&svg);
        assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>\n"));
        assert_eq!(svg.matches("<text ").count(), chart.scene.labels().count());
        assert!(svg.contains("Synthetic study"));
    }
    let svg = gallery(6)[0].svg().unwrap();
    assert!(svg.contains(">&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; Co</text>"));
    assert!(svg.contains(">Հայաստանի Հանրապետություն օրաթերթ և լուր</text>"));
}

#[test]
fn the_png_has_twice_the_size_and_says_so() {
    let chart = &gallery(2)[3];
    let bytes = chart.png().unwrap();
    let reader = png::Decoder::new(std::io::Cursor::new(&bytes)).read_info().unwrap();
    let info = reader.info();
    assert_eq!((f64::from(info.width), f64::from(info.height)), (chart.scene.width * 2.0, chart.scene.height * 2.0));
    let density = info.pixel_dims.unwrap();
    assert_eq!((density.xppu, density.yppu, density.unit), (7559, 7559, png::Unit::Meter));
}

#[test]
fn the_same_rows_give_the_same_bytes_in_any_order() {
    let caption = synthetic::caption(6);
    let rows = synthetic::frames(6);
    let back: Vec<FrameRow> = rows.iter().rev().cloned().collect();
    let [first, second] = [rows, back].map(|r| heatmap(&r, "all", &caption).unwrap().unwrap());
    assert_eq!(first.svg().unwrap(), second.svg().unwrap());
    for (one, two) in gallery(6).iter().zip(gallery(6)) {
        assert_eq!(one.svg().unwrap(), two.svg().unwrap());
        assert_eq!(one.png().unwrap(), two.png().unwrap());
    }
}

#[test]
fn nothing_to_draw_is_none() {
    let caption = Caption::default();
    assert_eq!(heatmap(&[], "all", &caption).unwrap(), None);
    assert_eq!(heatmap(&synthetic::frames(6), "elsewhere", &caption).unwrap(), None);
    let silent: Vec<_> = synthetic::frames(3).into_iter().filter(|r| r.source == "s02").collect();
    assert_eq!(heatmap(&silent, "all", &caption).unwrap(), None);
    assert_eq!(forest(&[], "all", &caption).unwrap(), None);
    assert_eq!(influence(&[], "all", &caption).unwrap(), None);
    assert_eq!(keyness(&synthetic::terms(9), "all", "s01", "s00", &caption).unwrap(), None);
    assert_eq!(shift(&synthetic::shifts(9), "all", "f1", "s00", "s01", &caption).unwrap(), None);
}

#[test]
fn charts_of_actors_need_an_actor_and_charts_of_voices_a_voice() {
    let caption = synthetic_roles::cast(synthetic::caption(6));
    let mut hidden = synthetic_roles::narratives(6);
    hidden.iter_mut().for_each(|r| (r.agent, r.patient) = (None, None));
    assert_eq!(roles(&hidden, "all", "f0", &caption).unwrap(), None);
    assert_eq!(narratives(&hidden, "all", "s00", &caption).unwrap(), None);
    let mut blamed = synthetic_roles::blame(6);
    blamed.iter_mut().for_each(|r| (r.mentions_a, r.mentions_b, r.balance) = (0, 0, None));
    assert_eq!(blame(&blamed, "all", "f0", &caption).unwrap(), None);
    let mut untold = synthetic_roles::voices(6);
    untold.iter_mut().for_each(|r| r.voice = None);
    assert_eq!(voices(&untold, "all", &caption).unwrap(), None);
    assert_eq!(names(&synthetic_roles::names(6), "all", "n1", &caption).unwrap(), None);
}

#[test]
fn a_mention_of_two_agents_stands_in_both_cells_and_on_both_arrows() {
    let mut row = synthetic_roles::narratives(2).remove(0);
    (row.source, row.frame, row.mentions) = ("s00".into(), "f0".into(), 37);
    (row.agent, row.patient) = (Some("a00;a01".into()), None);
    let caption = synthetic_roles::cast(synthetic::caption(2));
    let rows = [row.clone(), NarrativeRow { agent: None, mentions: 41, ..row }];
    let shown = |chart: &Chart, text: &str| chart.scene.labels().filter(|l| l.text == text).count();

    let matrix = roles(&rows, "all", "f0", &caption).unwrap().unwrap();
    assert_eq!((shown(&matrix, "37"), shown(&matrix, "41"), shown(&matrix, "78 mentions")), (2, 1, 1));
    let graph = narratives(&rows, "all", "s00", &caption).unwrap().unwrap();
    assert_eq!((shown(&graph, "37"), shown(&graph, "41")), (2, 0));
    assert!(graph.scene.labels().any(|l| l.text.contains("41 name neither side")));
}

#[test]
fn a_frame_below_another_is_not_added_to_it() {
    let mut row = synthetic_roles::narratives(2).remove(0);
    (row.source, row.frame, row.mentions) = ("s00".into(), "force".into(), 5);
    (row.agent, row.patient) = (Some("a00".into()), None);
    let rows = [NarrativeRow { frame: "force.attack".into(), mentions: 3, ..row.clone() }, row];
    let caption = synthetic_roles::cast(synthetic::caption(2));
    let graph = narratives(&rows, "all", "s00", &caption).unwrap().unwrap();
    assert!(graph.scene.labels().any(|l| l.text.starts_with("n = 5 mentions")));
}

#[test]
fn the_balance_of_blame_is_drawn_for_the_most_contested_pair() {
    let mut rows = synthetic_roles::blame(2);
    rows.retain(|r| r.source == "s00");
    (rows[0].mentions_a, rows[0].mentions_b) = (900, 1);
    (rows[1].mentions_a, rows[1].mentions_b) = (5, 4);
    let caption = synthetic_roles::cast(synthetic::caption(2));
    let chart = blame(&rows, "all", "f0", &caption).unwrap().unwrap();
    assert!(chart.title.ends_with("Armenia or Turkey?"), "{}", chart.title);
    assert!(chart.scene.labels().any(|l| l.text == "5 / 4"));
    assert!(chart.scene.labels().any(|l| l.text == "One further pair of opposed actors: see blame.csv."));
}

#[test]
fn silence_a_zero_and_too_little_text_look_different() {
    let chart = &gallery(6)[0];
    let texts: Vec<&str> = chart.scene.labels().map(|l| l.text.as_str()).collect();
    assert!(texts.contains(&"no documents"));
    assert!(texts.contains(&"0") && texts.iter().any(|t| t.starts_with("≤ ")));
    assert!(texts.iter().any(|t| t.starts_with("fewer than 1,000 tokens")));
    let all_there = &gallery(2)[0];
    assert!(!all_there.scene.labels().any(|l| l.text.starts_with("fewer") || l.text.starts_with("no documents")));
}

#[test]
fn numbers_at_the_edge_of_sense_are_drawn_or_left_out() {
    let mut contrasts = synthetic::contrasts(2);
    (contrasts[0].rate_ratio, contrasts[0].ratio_low, contrasts[0].ratio_high) = (Some(5e4), Some(1e-9), Some(1e12));
    (contrasts[1].rate_ratio, contrasts[1].ratio_low, contrasts[1].ratio_high) = (Some(f64::NAN), None, None);
    (contrasts[2].rate_ratio, contrasts[2].ratio_low, contrasts[2].ratio_high) =
        (Some(0.0), Some(0.0), Some(f64::INFINITY));
    let chart = forest(&contrasts, "all", &synthetic::caption(2)).unwrap().unwrap();
    assert_legible(&chart);
    assert!(chart.scene.labels().any(|l| l.text.starts_with("2 contrasts are not shown")));

    let mut terms = synthetic::terms(12);
    (terms[0].z, terms[1].z) = (Some(f64::INFINITY), Some(-400.0));
    (terms[2].n_target, terms[2].n_reference) = (0, 0);
    assert_legible(&keyness(&terms, "all", "s00", "s01", &synthetic::caption(2)).unwrap().unwrap());

    let mut frames = synthetic::frames(2);
    frames.iter_mut().for_each(|r| (r.mentions, r.rate, r.rate_high) = (0, Some(0.0), None));
    assert_legible(&heatmap(&frames, "all", &synthetic::caption(2)).unwrap().unwrap());
}

#[test]
fn a_shift_adds_up_to_its_sum() {
    let rows = synthetic::shifts(60);
    let sum: f64 = rows.iter().map(|r| r.contribution).sum();
    let chart = shift(&rows, "all", "f0", "s00", "s01", &synthetic::caption(2)).unwrap().unwrap();
    let contributions = |l: &&Label| l.text.starts_with(['+', '−']) && !l.bold && l.size == style::LABEL;
    let shown = chart.scene.labels().filter(contributions).map(|l| l.text.replace('−', "-").parse::<f64>().unwrap());
    assert!((shown.sum::<f64>() - sum).abs() < 31.0 * 0.0005);
    let bold = chart.scene.labels().find(|l| l.bold && l.text.starts_with(['+', '−'])).unwrap();
    assert_eq!(bold.text, style::signed(sum, 3));
}

#[test]
fn file_stems_are_safe() {
    let mut rows = synthetic::frames(2);
    rows.iter_mut().for_each(|r| r.event = "../Շուշի".into());
    let chart = heatmap(&rows, "../Շուշի", &synthetic::caption(2)).unwrap().unwrap();
    assert!(chart.name.starts_with("frames-"), "{}", chart.name);
    assert!(chart.name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'), "{}", chart.name);
}

#[test]
fn a_map_names_its_sources_or_numbers_them_with_a_key() {
    let caption = synthetic::caption(40);
    let texts = |sources: usize| -> Vec<String> {
        let chart = map(&synthetic_map::map(sources, 4), "all", &caption).unwrap().unwrap();
        chart.scene.labels().map(|l| l.text.clone()).collect()
    };
    let few = texts(4);
    assert!(few.iter().any(|t| t == "Courier") && few.iter().any(|t| t == "Aggression"), "{few:?}");
    assert!(few.iter().any(|t| t.starts_with("dimension 1: ") && t.ends_with(" % of the inertia")), "{few:?}");
    let many = texts(40);
    assert_eq!((1..=40).filter(|n| many.iter().filter(|t| **t == n.to_string()).count() == 2).count(), 40);
    assert_eq!(map(&synthetic_map::map(2, 2), "all", &caption).unwrap(), None);
    assert_legible(&map(&synthetic_map::map(6, 4), "all", &synthetic::hostile()).unwrap().unwrap());
}

#[test]
fn a_timeline_needs_two_periods_and_a_mention() {
    let caption = synthetic::caption(2);
    let whole = synthetic_time::timeline(2, 60);
    assert!(timeline(&whole, &[], &caption).unwrap().is_some());
    assert_eq!(timeline(&Timeline::default(), &[], &caption).unwrap(), None);
    let first = synthetic_time::first();
    let one = Timeline { span: Some((first, first)), ..whole.clone() };
    assert_eq!(timeline(&one, &[], &caption).unwrap(), None);
    let mut silent = whole;
    silent.rows.iter_mut().for_each(|r| r.mentions = 0);
    assert_eq!(timeline(&silent, &[], &caption).unwrap(), None);
}

#[test]
fn a_timeline_says_what_it_leaves_out() {
    let chart = timeline(&synthetic_time::timeline(30, 2800), &[], &synthetic::caption(30)).unwrap().unwrap();
    let words: Vec<&str> = chart.scene.labels().map(|l| l.text.as_str()).collect();
    let all = words.join(" ");
    assert!(all.contains("Undated and not shown: 7 documents."), "{all}");
    assert!(all.contains("Dated far from all others and not shown: 1 document (1900-01-01)."), "{all}");
    assert!(all.contains("4 of 29 sources by themselves (most tokens), 8 of 9 frames (most mentions)"), "{all}");
    assert!(words.iter().any(|w| w.starts_with("25 other sources together")), "{all}");
}

#[test]
fn events_have_names_while_those_fit_numbers_beyond_and_the_most_told_where_they_are_many() {
    let told: Vec<CoverageRow> = synthetic_time::coverage(2, 60);
    let words = |events: usize| {
        let caption = synthetic_time::dated(synthetic::caption(2), events, 400);
        let chart = timeline(&synthetic_time::timeline(2, 400), &told, &caption).unwrap().unwrap();
        chart.scene.labels().map(|l| l.text.clone()).collect::<Vec<_>>()
    };
    assert!(words(2).contains(&"Four-day war".to_owned()));
    let some = words(15);
    assert!(some.contains(&"14".to_owned()) && some.iter().any(|w| w.ends_with("Four-day war")), "{some:?}");
    let many = words(60);
    let left_out = "Not marked: 47 events told by fewer documents than these 12 (coverage.csv has all).";
    assert!(many.iter().any(|w| w.starts_with(left_out)), "{many:?}");
    assert!(many.contains(&"12".to_owned()) && !many.contains(&"13".to_owned()), "{many:?}");
}

#[test]
fn silence_is_drawn_in_its_cell_and_counted() {
    let rows = synthetic_time::coverage(6, 8);
    let chart = coverage(&rows, &synthetic_time::dated(synthetic::caption(6), 8, 400)).unwrap().unwrap();
    let silent = rows.iter().filter(|r| r.documents == 0).count();
    assert!(silent > 0 && chart.alt.contains(&format!("{silent} of the 48 cells are silence")), "{}", chart.alt);
    assert!(chart.scene.labels().any(|l| l.text.starts_with("silence: ")));
    let shares = chart.scene.labels().filter(|l| l.text.ends_with(" %")).count();
    assert_eq!(shares, 48 - silent);
    assert_eq!(coverage(&[], &synthetic::caption(6)).unwrap(), None);
}

#[test]
fn twelve_contrasts_are_drawn_and_what_moves_each_most_is_named() {
    let rows = synthetic::influence(6);
    let chart = influence(&rows, "all", &synthetic::caption(6)).unwrap().unwrap();
    assert!(chart.scene.labels().any(|l| l.text.starts_with("12 of ")));
    let named =
        |kind: &str| chart.scene.labels().filter(|l| l.size == style::LABEL && l.text.starts_with(kind)).count();
    assert_eq!(named("entry ") + named("document ") + named("event "), 12);
    let sign = rows.iter().find(|r| r.change == crate::compare::Change::Sign && r.whole_ratio.is_some()).unwrap();
    let alone: Vec<_> = rows
        .iter()
        .filter(|r| (&r.frame, &r.target, &r.reference) == (&sign.frame, &sign.target, &sign.reference))
        .cloned()
        .collect();
    let chart = influence(&alone, "all", &synthetic::caption(6)).unwrap().unwrap();
    assert!(
        chart.scene.labels().any(|l| l.bold && l.text.starts_with("event ")),
        "a crossed line comes before a long way"
    );
}
