//! More made-up rows: roles, voices, blame and names.

use super::synthetic::{Dice, FRAMES, source};
use super::{BlameRow, Caption, NameRow, NarrativeRow, Voice, VoiceRow};

const ACTORS: [&str; 16] = [
    "Armenia",
    "Azerbaijan",
    "Armenians of Nagorno-Karabakh / Artsakh",
    "Turkey",
    "Россия",
    "Organisation internationale de la Francophonie",
    "France",
    "Iran",
    "United Nations Security Council",
    "Georgia",
    "European Union",
    "OSCE Minsk Group",
    "Syrian National Army",
    "Israel",
    "Pakistan",
    "<b>&",
];
const NAMES: [&str; 9] = [
    "nagorno-karabakh",
    "artsakh",
    "karabakh",
    "upper-karabakh",
    "карабах",
    "karabakh-economic-region-of-the-republic",
    "dağlıq-qarabağ",
    "haut-karabagh",
    "mountainous-karabakh",
];

fn actor(i: usize) -> String {
    format!("a{i:02}")
}

/// The caption with labels for the actors and the naming `n0`.
pub fn cast(mut caption: Caption) -> Caption {
    caption.actors = ACTORS.iter().enumerate().map(|(i, label)| (actor(i), (*label).to_owned())).collect();
    caption.namings.insert("n0".into(), "The region".into());
    caption
}

/// The caption with names of actors that try everything.
pub fn hostile_cast(caption: Caption) -> Caption {
    let mut caption = cast(caption);
    let names = ["", "</text><script>alert(1)</script>", "漢字\u{0}\u{202E}政府", "صحيفة", "="];
    for (i, name) in names.iter().enumerate() {
        caption.actors.insert(actor(i), (*name).into());
    }
    caption.actors.insert(actor(5), "W".repeat(5_000));
    caption.namings.insert("n0".into(), "<svg onload=x> ".repeat(300));
    caption
}

/// Rows of `narratives.csv`: few actors in small studies, all in large ones.
pub fn narratives(sources: usize) -> Vec<NarrativeRow> {
    let mut dice = Dice(41);
    let actors = if sources < 3 { 2 } else { (sources + 1).min(ACTORS.len()) };
    let mut rows = vec![];
    for s in 0..sources {
        for (f, _) in FRAMES.iter().enumerate().take(sources + 1) {
            for agent in 0..=actors {
                for patient in 0..=actors {
                    let near = 1.0 / ((1 + agent + patient) as f64);
                    let mentions = (dice.unit().powi(6) * 60.0 * near) as u64;
                    if mentions == 0 {
                        continue;
                    }
                    let who = |i: usize| match i {
                        0 => None,
                        1 if mentions % 5 == 3 => Some(format!("{};{}", actor(0), actor(1))),
                        i => Some(actor(i - 1)),
                    };
                    rows.push(NarrativeRow {
                        event: "all".into(),
                        source: source(s),
                        agent: who(agent),
                        frame: format!("f{f}"),
                        patient: who(patient),
                        mentions,
                        documents: mentions,
                        own: None,
                        quoted: None,
                        reported: None,
                        asserted: None,
                        example_document: "d".into(),
                        example_start: 0,
                        example_end: 1,
                    });
                }
            }
        }
    }
    rows
}

/// Rows of `voices.csv`; some sources lack some frames, one has an untold voice.
pub fn voices(sources: usize) -> Vec<VoiceRow> {
    let mut dice = Dice(43);
    let mut rows = vec![];
    for s in 0..sources {
        for (f, _) in FRAMES.iter().enumerate() {
            if (s * 5 + f) % 7 == 6 {
                continue;
            }
            for voice in [Some(Voice::Own), Some(Voice::Quoted), Some(Voice::Reported), None] {
                let size = if f == 0 { 900.0 } else { 40.0 };
                let mentions = (dice.unit().powi(2) * size) as u64 * u64::from(voice.is_some() || s == 1);
                rows.push(VoiceRow {
                    event: "all".into(),
                    source: source(s),
                    frame: format!("f{f}"),
                    speaker: None,
                    voice,
                    mentions,
                    share: None,
                });
            }
        }
    }
    rows
}

/// Rows of `blame.csv` for frame `f0`: two pairs, sources with and without interval, one that names neither.
pub fn blame(sources: usize) -> Vec<BlameRow> {
    let mut dice = Dice(47);
    let mut rows = vec![];
    for s in 0..sources {
        for b in [1, 3] {
            let (n_a, n_b) = ((dice.unit() * 40.0) as u64, (dice.unit().powi(2) * 60.0) as u64 / b as u64);
            let (n_a, n_b) = match s % 8 {
                4 => (0, 0),
                5 => (n_a + 1, 0),
                6 => (0, n_b + 3),
                _ => (n_a, n_b + 1),
            };
            let balance = (n_a + n_b > 0).then(|| (n_a as f64 - n_b as f64) / (n_a + n_b) as f64);
            let half = 0.1 + dice.unit() * 0.6;
            let limits = balance.filter(|_| s % 5 != 3).map(|v| ((v - half).max(-1.0), (v + half).min(1.0)));
            rows.push(BlameRow {
                event: "all".into(),
                source: source(s),
                frame: "f0".into(),
                actor_a: actor(0),
                actor_b: actor(b),
                mentions_a: n_a,
                mentions_b: n_b,
                hidden: (dice.unit() * 2000.0) as u64,
                balance,
                balance_low: limits.map(|l| l.0),
                balance_high: limits.map(|l| l.1),
            });
        }
    }
    rows
}

/// Rows of `names.csv` for naming `n0`: two names in small studies, nine in large ones.
pub fn names(sources: usize) -> Vec<NameRow> {
    let mut dice = Dice(53);
    let variants = if sources < 3 { 2 } else { (sources - 2).min(NAMES.len()) };
    let mut rows = vec![];
    for s in 0..sources {
        for (v, name) in NAMES.iter().enumerate().take(variants) {
            let mentions = (dice.unit().powi(4) * 400.0 / (1 + v) as f64) as u64;
            rows.push(NameRow {
                event: "all".into(),
                source: source(s),
                naming: "n0".into(),
                variant: (*name).into(),
                mentions: if s == 4 && v != 1 { 0 } else { mentions + u64::from(v == 1) },
                share: None,
                share_low: None,
                share_high: None,
            });
        }
    }
    rows
}
