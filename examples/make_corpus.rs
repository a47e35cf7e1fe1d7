//! Writes articles as JSON lines, for `benches/whole.sh`: the same bytes for the same arguments.
//!
//! ```sh
//! cargo run --release --example make_corpus -- 100 1 > articles.jsonl   # 100 MB, seed 1
//! ```
//!
//! The words are made up, but for those that grammar and lexicon look for.
//! They follow Zipf's law and new ones keep coming, since a corpus of few words
//! would hide what memory costs. A fifth is French.

use std::error::Error;
use std::fmt::Write as _;
use std::io::{self, BufWriter, Write};

const SOURCES: [&str; 6] = ["courier", "tribune", "herald", "wire", "quotidien", "observer"];
const SYLLABLES: [&str; 32] = [
    "ba", "ku", "sho", "ri", "ten", "mar", "lo", "gi", "ne", "va", "dor", "sel", "pi", "ram", "tu", "ko", "li", "san",
    "ver", "mo", "ta", "ger", "fi", "nel", "du", "cra", "pes", "wi", "on", "stra", "bel", "hu",
];
const ENGLISH: [&str; 48] = [
    "the",
    "of",
    "the",
    "to",
    "and",
    "a",
    "in",
    "the",
    "that",
    "of",
    "is",
    "for",
    "on",
    "was",
    "with",
    "as",
    "by",
    "said",
    "has",
    "its",
    "not",
    "from",
    "would",
    "their",
    "occupied territories",
    "liberated the village",
    "act of aggression",
    "right to self-determination",
    "government’s",
    "minister",
    "forces",
    "territorial integrity",
    "did not",
    "according to",
    "so-called",
    "(which had been",
    "were)",
    "denied any",
    "attack on",
    "under the control of",
    "in 1994",
    "U.S.",
    "Gen. Smith",
    "30,785",
    "he said that",
    "“we will never",
    "agree,”",
    "they",
];
const FRENCH: [&str; 32] = [
    "de",
    "la",
    "le",
    "et",
    "les",
    "des",
    "en",
    "un",
    "du",
    "que",
    "est",
    "pour",
    "dans",
    "qui",
    "l’occupation",
    "d'un",
    "l’agression",
    "territoires occupés",
    "n’a pas",
    "selon",
    "a déclaré que",
    "le droit à l’autodétermination",
    "«\u{a0}nous",
    "refusons\u{a0}»",
    "a été",
    "par",
    "une",
    "sur",
    "qu’il",
    "intégrité territoriale",
    "libération",
    "été",
];

struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}

/// The word of a rank: common ones are short.
fn word(mut rank: u64) -> String {
    let mut word = String::new();
    loop {
        word.push_str(SYLLABLES[(rank % 32) as usize]);
        rank /= 32;
        if rank == 0 {
            return word;
        }
    }
}

fn sentence(random: &mut Random, common: &[&str], text: &mut String) {
    let length = 8 + random.below(22);
    let first = text.len();
    for n in 0..length {
        if n > 0 {
            text.push_str(if random.below(14) == 0 { ", " } else { " " });
        }
        if random.below(9) < 4 {
            text.push_str(common[random.below(common.len() as u64) as usize]);
        } else {
            // Dividing by a random number makes small ranks frequent.
            let rank = 900_000 / (1 + random.below(300_000)) + random.below(40);
            text.push_str(&word(rank));
        }
    }
    if let Some(capital) = text.get(first..=first).map(str::to_uppercase) {
        text.replace_range(first..=first, &capital);
    }
    text.push('.');
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<u64> = std::env::args().skip(1).map(|text| text.parse()).collect::<Result<_, _>>()?;
    let &[megabytes, seed] = arguments.as_slice() else {
        return Err("give the size in MB and a seed".into());
    };
    let mut random = Random(seed);
    let mut out = BufWriter::new(io::stdout().lock());
    let (mut written, mut number) = (0, 0u64);
    while written < megabytes * 1_000_000 {
        number += 1;
        let (language, common) = if random.below(5) == 0 { ("fr", &FRENCH[..]) } else { ("en", &ENGLISH[..]) };
        let mut text = String::new();
        for _ in 0..4 + random.below(8) {
            for _ in 0..2 + random.below(4) {
                sentence(&mut random, common, &mut text);
                text.push(' ');
            }
            text.push_str("\n\n");
        }
        let mut line = String::new();
        let source = SOURCES[random.below(6) as usize];
        let day = random.below(28) + 1;
        write!(
            line,
            "{{\"id\":\"d{number:07}\",\"source\":\"{source}\",\"date\":\"2020-{:02}-{day:02}\",",
            1 + random.below(12)
        )?;
        writeln!(
            line,
            "\"language\":\"{language}\",\"title\":\"{}\",\"text\":{}}}",
            word(number),
            serde_json::to_string(text.trim_end())?
        )?;
        out.write_all(line.as_bytes())?;
        written += line.len() as u64;
    }
    out.flush()?;
    Ok(())
}
