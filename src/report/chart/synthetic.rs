//! Rows made up for the tests and the chart gallery: 2 to 30 sources, some with
//! long, accented, Cyrillic, Armenian or hostile names, some silent, some small.

use super::{Caption, Change, ContrastRow, FrameRow, InfluenceRow, Kind, ShiftRow, TermRow};

const NAMES: [&str; 12] = [
    "Courier",
    "Агентство международных новостей «Вестник»",
    "Հայաստանի Հանրապետություն օրաթերթ և լուր",
    "L’Écho républicain de la Haute-Garonne étê",
    "<script>alert(\"x\")</script> & Co",
    "International Herald of the Two Coastlines",
    "Herald",
    "Le Monde diplomatique, édition française",
    "Новое время",
    "Ազատություն",
    "Daily Post",
    "Regional Public Broadcasting Service North",
];
/// Labels of the frames `f0`, `f1`, …
pub const FRAMES: [&str; 9] = [
    "Occupation",
    "Liberation",
    "Self-determination",
    "Aggression",
    "Territorial integrity",
    "Ethnic cleansing",
    "Reintegration",
    "Terrorism",
    "Humanitarian catastrophe",
];
const ENTRIES: [&str; 16] = [
    "occupation",
    "occup*ing power*",
    "stem:annex",
    "under * control",
    "=Occupied Territories",
    "territoires occupés par une puissance étrangère",
    "оккупация",
    "օկուպացիա",
    "illegal* held",
    "invader*",
    "seiz*",
    "captur*",
    "foreign troops",
    "forcefully held",
    "held by force",
    "military presence without consent of the state",
];
const WORDS: [&str; 20] = [
    "occupied",
    "liberated",
    "Stepanakert",
    "Khankendi",
    "ceasefire",
    "agresseur",
    "освобождение",
    "ազատագրում",
    "corridor",
    "settlement",
    "displaced",
    "sovereignty",
    "terrorists",
    "heritage",
    "negotiations",
    "shelling",
    "prisoners",
    "referendum",
    "border",
    "peacekeepers",
];

/// A small generator (Numerical Recipes' constants): the same rows everywhere.
pub struct Dice(pub u64);

impl Dice {
    /// The next number, 0 up to 1.
    pub fn unit(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }
}

/// A caption with a label for every id below.
pub fn caption(sources: usize) -> Caption {
    let sources = (0..sources).map(|i| {
        let name = NAMES[i % NAMES.len()];
        (source(i), if i < NAMES.len() { name.into() } else { format!("{name} {}", i / NAMES.len() + 1) })
    });
    let frames = FRAMES.iter().enumerate().map(|(i, f)| (format!("f{i}"), (*f).to_owned()));
    Caption {
        study: "Synthetic study".into(),
        lexicon: "occupation 1.0.0, liberation 1.1.0, aggression 0.9.2".into(),
        labels: sources.chain(frames).collect(),
        ..Caption::default()
    }
}

/// A caption for six sources whose names try everything: empty, endless,
/// controls, markup, scripts without a glyph or from right to left.
pub fn hostile() -> Caption {
    let mut caption = caption(6);
    let names = ["", "x\u{0}\n\u{202E}y", "</text><script>alert(1)</script>", "漢字新聞", "صحيفة العرب"];
    for (i, name) in names.iter().enumerate() {
        caption.labels.insert(source(i), (*name).into());
    }
    caption.labels.insert(source(5), "W".repeat(5_000));
    caption.labels.insert("f0".into(), "Ungewöhnlichlangesrahmenwortohnejedentrennstrich und mehr".into());
    caption.study = "]]> & \"study\"\n<svg>".into();
    caption.lexicon = (0..60).map(|i| format!("frame{i} 1.0.{i}, ")).collect();
    caption
}

/// Id of a source.
pub fn source(i: usize) -> String {
    format!("s{i:02}")
}

/// Rows of `frames.csv`; the third source is silent, every seventh has little text.
pub fn frames(sources: usize) -> Vec<FrameRow> {
    let mut dice = Dice(7);
    let mut rows = vec![];
    for s in 0..sources {
        let documents = if s == 2 { 0 } else { 3 + (dice.unit() * 90.0) as u64 };
        let tokens = if s % 7 == 3 { 640 + s as u64 } else { documents * 540 };
        for (f, _) in FRAMES.iter().enumerate() {
            let mean = dice.unit().powi(3) * 9.0;
            let mentions = if documents == 0 || (s + f) % 6 == 5 { 0 } else { (mean * tokens as f64 / 1000.0) as u64 };
            let rate = (documents > 0).then(|| 1000.0 * mentions as f64 / tokens as f64);
            rows.push(FrameRow {
                event: "all".into(),
                source: source(s),
                frame: format!("f{f}"),
                documents,
                documents_with: documents.min(mentions),
                mentions,
                tokens: if documents > 0 { tokens } else { 0 },
                rate,
                rate_low: rate.filter(|r| *r > 0.0).map(|r| r * 0.6),
                rate_high: rate.map(|r| if r > 0.0 { r * 1.6 } else { 3000.0 / tokens as f64 }),
                mentions_own: None,
                mentions_attributed: None,
                mentions_asserted: None,
                rate_own: None,
                dispersion: None,
            });
        }
    }
    rows
}

/// Rows of `contrasts.csv`: all pairs and frames, some without interval, some without ratio.
pub fn contrasts(sources: usize) -> Vec<ContrastRow> {
    let mut dice = Dice(11);
    let mut rows = vec![];
    for (f, _) in FRAMES.iter().enumerate() {
        for a in 0..sources {
            for b in a + 1..sources {
                let log = (dice.unit() - 0.5) * 3.2;
                let half = 0.2 + dice.unit() * dice.unit() * 3.0;
                let kind = (dice.unit() * 12.0) as u32;
                let ratio = (kind > 0).then(|| log.exp());
                let limits = ratio.filter(|_| kind > 1).map(|r| (r / half.exp(), r * half.exp()));
                let p = limits.map(|_| (-2.0 * (log / half).powi(2)).exp().max(1e-5));
                rows.push(ContrastRow {
                    event: "all".into(),
                    frame: format!("f{f}"),
                    target: source(a),
                    reference: source(b),
                    n_target: 40 + a as u64,
                    n_reference: 12 + b as u64,
                    mentions_target: (120.0 * dice.unit()) as u64,
                    mentions_reference: (1800.0 * dice.unit()) as u64,
                    rate_target: None,
                    rate_reference: None,
                    rate_ratio: ratio,
                    ratio_low: limits.map(|l| l.0),
                    ratio_high: limits.map(|l| l.1),
                    p,
                    q: p.map(|p| (p * 3.0).min(1.0)),
                    method: "permutation".into(),
                    note: if kind == 5 { "one document carries the result".into() } else { String::new() },
                    shared: None,
                    cautioned: kind == 5,
                    testable: true,
                });
            }
        }
    }
    rows
}

/// Rows of `influence.csv`: three things left out of every contrast.
pub fn influence(sources: usize) -> Vec<InfluenceRow> {
    let mut dice = Dice(17);
    let mut rows = vec![];
    for contrast in contrasts(sources) {
        for (kind, change) in
            [(Kind::Entry, Change::None), (Kind::Document, Change::Interval), (Kind::Event, Change::Sign)]
        {
            let moved = contrast.rate_ratio.map(|r| r * (0.6 + 0.8 * dice.unit()));
            let left = moved.filter(|_| change != Change::Sign);
            let what = ENTRIES[(dice.unit() * 16.0) as usize % ENTRIES.len()].to_owned();
            rows.push(InfluenceRow {
                event: contrast.event.clone(),
                frame: contrast.frame.clone(),
                target: contrast.target.clone(),
                reference: contrast.reference.clone(),
                kind,
                what: if dice.unit() < 0.2 { what.repeat(9) } else { what },
                share: None,
                rate_ratio: left,
                ratio_low: left.map(|r| r / 2.0),
                ratio_high: left.map(|r| r * 2.0),
                p: None,
                q: None,
                method: "t".into(),
                change: if dice.unit() < 0.4 { change } else { Change::None },
                note: String::new(),
                whole_ratio: contrast.rate_ratio,
                whole_low: contrast.ratio_low,
                whole_high: contrast.ratio_high,
                whole_p: contrast.p,
                whole_q: contrast.q,
                standing: contrast.standing(),
            });
        }
    }
    rows
}

/// Rows of `shifts.csv` for frame `f0` between `s00` and `s01`.
pub fn shifts(entries: usize) -> Vec<ShiftRow> {
    let mut dice = Dice(23);
    let row = |i: usize| {
        let size = (dice.unit() - 0.42) * 1.6 / (1.0 + i as f64 / 4.0);
        let entry = ENTRIES[i % ENTRIES.len()];
        ShiftRow {
            event: "all".into(),
            frame: "f0".into(),
            target: "s00".into(),
            reference: "s01".into(),
            entry: if i < ENTRIES.len() { entry.into() } else { format!("{entry} {}", i / ENTRIES.len() + 1) },
            contribution: size,
            mentions_target: (90.0 * dice.unit()) as u64,
            mentions_reference: (40.0 * dice.unit()) as u64,
        }
    };
    (0..entries).map(row).collect()
}

/// Rows of `terms.csv` between `s00` and `s01`.
pub fn terms(count: usize) -> Vec<TermRow> {
    let mut dice = Dice(31);
    let row = |i: usize| {
        let n = (3.0 / dice.unit().powf(1.3)).min(4000.0) as u64;
        let z = (dice.unit() - 0.5) * (2.0 + (n as f64).ln() * 2.2);
        let share = 1.0 / (1.0 + (-z / 2.0f64).exp());
        let word = WORDS[i % WORDS.len()];
        let n_target = (n as f64 * share) as u64;
        TermRow {
            event: "all".into(),
            target: "s00".into(),
            reference: "s01".into(),
            feature: format!("{}-{i}", word.to_lowercase()),
            n_target,
            n_reference: n - n_target,
            documents_target: n_target.min(40),
            documents_reference: (n - n_target).min(30),
            log_odds: Some(z / 3.0),
            z: Some(z),
            g2: None,
            log_ratio: None,
            p: None,
            q: Some(if z.abs() > 3.0 { 0.01 } else { 0.4 }),
            label: if i < WORDS.len() { word.into() } else { format!("{word}{}", i / WORDS.len() + 1) },
        }
    };
    (0..count).map(row).collect()
}
