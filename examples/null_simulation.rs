//! Does a comparison keep its promises when nothing differs?
//!
//!     cargo run --release --example null_simulation -- 2000
//!
//! Makes that many studies of two sources that use every frame alike, with
//! articles as they really are: log-normal lengths, mentions overdispersed
//! from article to article (gamma–Poisson), events that raise or lower a frame
//! for everyone. Prints, for each scenario, the share of contrasts with p <
//! 0.05 (it should be near 5 %, or below where few arrangements exist), the
//! share of divergences with p < 0.05, and how often the 95 % interval of the
//! rate ratio holds 1.

use framelens::compare::{Settings, compare};
use framelens::tally::{DocumentTally, FrameCount, Tally};

/// Random numbers of the simulation (SplitMix64; the tests' own generator must not judge itself).
struct Dice(u64);

impl Dice {
    /// Between 0 and 1, exclusive.
    fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) as f64 + 0.5) / 2f64.powi(64)
    }

    fn normal(&mut self) -> f64 {
        (-2.0 * self.uniform().ln()).sqrt() * (std::f64::consts::TAU * self.uniform()).cos()
    }

    /// Gamma of mean 1 and variance `dispersion` (Marsaglia and Tsang).
    fn gamma(&mut self, dispersion: f64) -> f64 {
        let shape = 1.0 / dispersion;
        let boost = if shape < 1.0 { self.uniform().powf(1.0 / shape) } else { 1.0 };
        let d = if shape < 1.0 { shape + 1.0 } else { shape } - 1.0 / 3.0;
        let c = 1.0 / (9.0 * d).sqrt();
        loop {
            let (x, u) = (self.normal(), self.uniform());
            let v = (1.0 + c * x).powi(3);
            if v > 0.0 && u.ln() < 0.5 * x * x + d - d * v + d * v.ln() {
                return d * v * boost * dispersion;
            }
        }
    }

    fn poisson(&mut self, mean: f64) -> u64 {
        let (limit, mut product, mut count) = ((-mean).exp(), self.uniform(), 0);
        while product > limit {
            product *= self.uniform();
            count += 1;
        }
        count
    }
}

/// One side of a study.
#[derive(Clone, Copy)]
struct Side {
    articles: usize,
    /// Median length in tokens.
    median: f64,
    /// Variance of the article's factor on its rates.
    dispersion: f64,
}

struct Scenario {
    name: &'static str,
    sides: [Side; 2],
    events: usize,
    /// Whether the sides tell of the events in different proportions.
    uneven: bool,
    limit: usize,
}

/// Mentions per 1,000 tokens of each frame, the same for both sides.
const RATES: [f64; 4] = [6.0, 3.0, 1.5, 0.8];

fn study(scenario: &Scenario, dice: &mut Dice) -> Tally {
    let effects: Vec<[f64; 4]> =
        (0..scenario.events.max(1)).map(|_| [(); 4].map(|()| (0.5 * dice.normal()).exp())).collect();
    let mut documents = Vec::new();
    for (group, side) in scenario.sides.iter().enumerate() {
        for i in 0..side.articles {
            let place = dice.uniform().powf(if scenario.uneven && group == 1 { 3.0 } else { 1.0 });
            let event = (place * scenario.events as f64) as usize;
            let tokens = (side.median * (0.6 * dice.normal()).exp()).max(30.0) as u64;
            let mut frames = Vec::new();
            for (frame, rate) in RATES.iter().enumerate() {
                let mean = rate / 1000.0 * tokens as f64 * effects[event][frame] * dice.gamma(side.dispersion);
                let mentions = dice.poisson(mean);
                if mentions > 0 {
                    frames.push(FrameCount { frame: frame as u32, mentions, ..FrameCount::default() });
                }
            }
            let events = if scenario.events > 0 { vec![event as u32] } else { Vec::new() };
            documents.push(DocumentTally {
                id: format!("{group}{i:05}"),
                group: group as u32,
                events,
                tokens,
                frames,
                ..DocumentTally::default()
            });
        }
    }
    Tally {
        groups: vec!["a".into(), "b".into()],
        languages: vec!["en".into()],
        events: (0..scenario.events).map(|e| format!("e{e:03}")).collect(),
        frames: (0..RATES.len()).map(|f| format!("f{f}")).collect(),
        documents,
        ..Tally::default()
    }
}

/// Hits among trials.
#[derive(Default, Clone, Copy)]
struct Share(u64, u64);

impl Share {
    fn add(&mut self, hit: bool) {
        self.0 += u64::from(hit);
        self.1 += 1;
    }
}

impl std::fmt::Display for Share {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.1 == 0 { f.pad("-") } else { f.pad(&format!("{:.1} %", 100.0 * self.0 as f64 / self.1 as f64)) }
    }
}

fn run(scenario: &Scenario, studies: u64) {
    let (mut pooled, mut within, mut divergence, mut held) =
        (Share::default(), Share::default(), Share::default(), Share::default());
    for i in 0..studies {
        let tally = study(scenario, &mut Dice(i * 7919 + 17));
        let settings = Settings {
            seed: i,
            permutations: 499,
            exact_limit: 500,
            resamples: 0,
            permutation_limit: scenario.limit,
            ..Settings::default()
        };
        let found = compare(&tally, &settings);
        for row in &found.contrasts {
            let share = if row.event == "all" { &mut pooled } else { &mut within };
            row.p.into_iter().for_each(|p| share.add(p <= 0.05));
            if let (Some(low), Some(high)) = (row.ratio_low, row.ratio_high) {
                held.add(low <= 1.0 && 1.0 <= high);
            }
        }
        found
            .divergence
            .iter()
            .filter(|row| row.event == "all")
            .filter_map(|row| row.p)
            .for_each(|p| divergence.add(p <= 0.05));
    }
    println!(
        "{:<58}{:>9}{:>9}{:>12}{:>12}",
        scenario.name,
        pooled.to_string(),
        within.to_string(),
        divergence.to_string(),
        held.to_string()
    );
}

fn main() {
    let studies = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(2_000);
    let side = |articles, median, dispersion| Side { articles, median, dispersion };
    let plain = |name, one, two| Scenario { name, sides: [one, two], events: 0, uneven: false, limit: 2_000 };
    let scenarios = [
        plain("alike, 5 and 5 articles", side(5, 500.0, 0.7), side(5, 500.0, 0.7)),
        plain("alike, 20 and 20", side(20, 500.0, 0.7), side(20, 500.0, 0.7)),
        plain("alike, strongly clustered, 15 and 15", side(15, 500.0, 2.0), side(15, 500.0, 2.0)),
        plain("number of articles differs, 6 and 30", side(6, 500.0, 0.7), side(30, 500.0, 0.7)),
        plain("length differs, 12 short and 12 long", side(12, 250.0, 0.7), side(12, 1000.0, 0.7)),
        plain("length and number differ, 8 long and 30 short", side(8, 1000.0, 0.7), side(30, 250.0, 0.7)),
        plain("length and number differ, 8 short and 30 long", side(8, 250.0, 0.7), side(30, 1000.0, 0.7)),
        plain("clustering differs, 20 and 20", side(20, 500.0, 0.3), side(20, 500.0, 1.5)),
        Scenario {
            name: "5 events, told alike, 25 and 25",
            sides: [side(25, 500.0, 0.7); 2],
            events: 5,
            uneven: false,
            limit: 2_000,
        },
        Scenario {
            name: "5 events, told in other proportions, 40 and 20",
            sides: [side(40, 500.0, 0.7), side(20, 800.0, 0.7)],
            events: 5,
            uneven: true,
            limit: 2_000,
        },
        Scenario {
            name: "40 events, one or two articles each, 50 and 50",
            sides: [side(50, 500.0, 0.7); 2],
            events: 40,
            uneven: false,
            limit: 2_000,
        },
        Scenario {
            name: "t instead of permutation, 60 and 60",
            sides: [side(60, 500.0, 0.7), side(60, 800.0, 0.7)],
            events: 0,
            uneven: false,
            limit: 10,
        },
        Scenario {
            name: "t, 5 events in other proportions, 120 and 60",
            sides: [side(120, 500.0, 0.7), side(60, 800.0, 0.7)],
            events: 5,
            uneven: true,
            limit: 10,
        },
    ];
    println!("{studies} studies without any difference; share with p <= 0.05, share of ratio intervals that hold 1");
    println!("{:<58}{:>9}{:>9}{:>12}{:>12}", "", "all", "event", "divergence", "interval");
    for scenario in &scenarios {
        run(scenario, studies);
    }
}
