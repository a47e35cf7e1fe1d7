//! Draw a sample.

use std::collections::BTreeMap;

use super::allocate::{Part, strata};
use super::gather::{Gathered, Material, SentenceAt};
use super::{FORMAT, Item, Plan, Population, Sample, Sheet, Stratum};
use crate::compare::formula::rounded;
use crate::compare::random::Random;
use crate::error::Error;
use crate::report::manifest::sha256;
use crate::span::CodePoints;

/// Draw what `plan` asks for from what was gathered.
///
/// Mentions are stratified by frame and language, entry, source; sentences by
/// language, source, those with a mention apart from those without. The draw of a stratum depends on the seed and the names of
/// the stratum alone, and a larger sample of it holds the smaller one.
///
/// # Errors
/// When there is nothing to draw.
pub fn draw(material: &Material<'_>, gathered: &Gathered, plan: &Plan) -> Result<Sample, Error> {
    if gathered.hits.is_empty() && gathered.misses.is_empty() && (gathered.beside.is_empty() || plan.beside == 0) {
        let help = if gathered.left_out > 0 {
            "samples of the other purpose hold every sentence; take more articles, or draw smaller samples"
        } else {
            "check the corpus with `framelens annotate`, and the language of its articles"
        };
        return Err(Error::with_help("there is nothing to draw: no sentence in a language that has entries", help));
    }
    let (lexicon, frames) = material.lexicon_hash();
    let mut sample = Sample {
        format: FORMAT,
        sample: String::new(),
        purpose: plan.purpose,
        seed: plan.seed,
        corpus: material.corpus_hash(),
        lexicon,
        frames,
        actors: material.annotator.actors.clone(),
        by: material.by.to_owned(),
        apart: gathered.apart,
        left_out: gathered.left_out,
        strata: Vec::new(),
        populations: Vec::new(),
        cells: material.cells(),
        items: Vec::new(),
    };
    let hits: Vec<Vec<String>> = gathered.hits.iter().map(|&(d, m)| hit_path(material, gathered, d, m)).collect();
    let path = |&(d, ..): &SentenceAt| vec![material.annotations[d].language.clone(), gathered.groups[d].clone()];
    let misses: Vec<Vec<String>> = gathered.misses.iter().map(path).collect();
    let beside: Vec<Vec<String>> = gathered.beside.iter().map(path).collect();
    let found: Vec<Vec<String>> = gathered.beside.iter().map(|place| material.found(*place)).collect();
    let counted = if plan.beside > 0 { &beside[..] } else { &[] };
    sample.populations = populations(&hits, &misses, counted, &found);
    let draws = [
        (Sheet::Hits, &hits, plan.hits, false),
        (Sheet::Misses, &misses, plan.misses, false),
        (Sheet::Misses, &beside, plan.beside, true),
    ];
    for (sheet, paths, n, beside) in draws {
        for part in strata(paths, n) {
            let number = sample.strata.len();
            sample.strata.push(Stratum { beside, ..stratum(sheet, &part) });
            for unit in chosen(&part, if beside { "beside" } else { sheet.name() }, plan.seed) {
                let item = match sheet {
                    Sheet::Hits => hit(material, gathered, unit),
                    Sheet::Misses if beside => {
                        Item { found: found[unit].clone(), ..miss(material, gathered, gathered.beside[unit]) }
                    }
                    Sheet::Misses => miss(material, gathered, gathered.misses[unit]),
                };
                sample.items.push(weighted(item, number, &sample.strata[number]));
            }
        }
    }
    sample.items.sort_by(|a, b| {
        (a.sheet, &a.document, a.start, a.end, &a.frame, &a.entry).cmp(&(
            b.sheet,
            &b.document,
            b.start,
            b.end,
            &b.frame,
            &b.entry,
        ))
    });
    sample.sample = sample.fingerprint();
    Ok(sample)
}

/// Separates the two halves of a name of a path; in no id or language code.
const BETWEEN: char = '\u{1f}';

fn hit_path(material: &Material<'_>, gathered: &Gathered, d: usize, m: usize) -> Vec<String> {
    let key = &material.annotator.entries[material.annotations[d].mentions[m].entry as usize].key;
    vec![format!("{}{BETWEEN}{}", key.frame, key.language), key.entry.clone(), gathered.groups[d].clone()]
}

fn stratum(sheet: Sheet, part: &Part) -> Stratum {
    let name = |level: usize| part.path.get(level).cloned();
    let (population, sample) = (part.units.len() as u64, part.draws as u64);
    match sheet {
        Sheet::Hits => {
            let both = name(0);
            let halves = both.as_deref().and_then(|both| both.split_once(BETWEEN));
            let (frame, language) = halves.map(|(f, l)| (f.to_owned(), l.to_owned())).unzip();
            Stratum { sheet, frame, language, entry: name(1), source: name(2), beside: false, population, sample }
        }
        Sheet::Misses => {
            let (language, source) = (name(0), name(1));
            Stratum { sheet, frame: None, language, entry: None, source, beside: false, population, sample }
        }
    }
}

fn chosen(part: &Part, from: &str, seed: u64) -> Vec<usize> {
    let names = ["sample", from].into_iter().chain(part.path.iter().map(String::as_str));
    let mut units = part.units.clone();
    Random::new(seed, &names.collect::<Vec<_>>()).choose(&mut units, part.draws);
    units.truncate(part.draws);
    units
}

fn weighted(item: Item, number: usize, stratum: &Stratum) -> Item {
    let (all, drawn) = (stratum.population as f64, stratum.sample as f64);
    let number_of = |x: f64| rounded(x).unwrap_or_default();
    Item { stratum: number, probability: number_of(drawn / all), weight: number_of(all / drawn), ..item }
}

fn populations(
    hits: &[Vec<String>],
    misses: &[Vec<String>],
    beside: &[Vec<String>],
    found: &[Vec<String>],
) -> Vec<Population> {
    let mut units: BTreeMap<Population, u64> = BTreeMap::new();
    for path in hits {
        let (frame, language) = path[0].split_once(BETWEEN).unwrap_or_default();
        let (frame, entry) = (Some(frame.to_owned()), Some(path[1].clone()));
        let (language, source) = (language.to_owned(), path[2].clone());
        let kind = Population { frame, language, entry, source, found: Vec::new(), units: 0 };
        *units.entry(kind).or_default() += 1;
    }
    let none = |path| (path, Vec::new());
    for (path, found) in misses.iter().map(none).chain(beside.iter().zip(found.iter().cloned())) {
        let (language, source) = (path[0].clone(), path[1].clone());
        *units.entry(Population { frame: None, language, entry: None, source, found, units: 0 }).or_default() += 1;
    }
    units.into_iter().map(|(kind, units)| Population { units, ..kind }).collect()
}

/// A name for an item that tells nothing of where it is from.
fn id(sheet: Sheet, parts: &[&str]) -> String {
    let hash = sha256(parts.join("\0").as_bytes());
    format!("{}{}", &sheet.name()[..1], &hash[..16])
}

/// Sheets have one line a row.
fn one_line(text: &str) -> String {
    text.replace(['\n', '\r', '\t'], " ")
}

fn hit(material: &Material<'_>, gathered: &Gathered, unit: usize) -> Item {
    let (d, m) = gathered.hits[unit];
    let (document, mention) = (&material.documents[d], &material.annotations[d].mentions[m]);
    let key = &material.annotator.entries[mention.entry as usize].key;
    let (start, end) = (mention.start.to_string(), mention.end.to_string());
    Item {
        item: id(Sheet::Hits, &[&document.id, &start, &end, &key.frame, &key.entry]),
        sheet: Sheet::Hits,
        stratum: 0,
        document: document.id.clone(),
        source: gathered.groups[d].clone(),
        language: material.annotations[d].language.clone(),
        sentence: mention.sentence,
        start: mention.start,
        end: mention.end,
        frame: Some(key.frame.clone()),
        entry: Some(key.entry.clone()),
        left: one_line(&mention.left),
        text: one_line(&mention.text),
        right: one_line(&mention.right),
        agent: mention.agent.join(";"),
        patient: mention.patient.join(";"),
        voice: mention.voice,
        stance: mention.stance,
        found: Vec::new(),
        probability: 0.0,
        weight: 0.0,
    }
}

fn miss(material: &Material<'_>, gathered: &Gathered, (d, sentence, span): SentenceAt) -> Item {
    let document = &material.documents[d];
    let points = CodePoints::new(&document.text);
    let (start, end) = (points.at(span.start as usize), points.at(span.end as usize));
    Item {
        item: id(Sheet::Misses, &[&document.id, &start.to_string(), &end.to_string()]),
        sheet: Sheet::Misses,
        stratum: 0,
        document: document.id.clone(),
        source: gathered.groups[d].clone(),
        language: material.annotations[d].language.clone(),
        sentence,
        start,
        end,
        frame: None,
        entry: None,
        left: String::new(),
        text: one_line(span.of(&document.text)),
        right: String::new(),
        agent: String::new(),
        patient: String::new(),
        voice: None,
        stance: None,
        found: Vec::new(),
        probability: 0.0,
        weight: 0.0,
    }
}

impl Sample {
    /// What [`Sample::sample`] is made of; a file that was changed by hand has another.
    pub fn fingerprint(&self) -> String {
        let mut text = format!("{}\0{}\0{}\0{}\0", self.purpose.name(), self.seed, self.corpus, self.lexicon);
        let name = |name: &Option<String>| name.clone().unwrap_or_default();
        for s in &self.strata {
            let names = [&s.frame, &s.language, &s.entry, &s.source].map(name).join("\0");
            text.push_str(&format!("{}\0{names}\0{}\0{}\0", s.sheet.name(), s.population, s.sample));
        }
        for item in &self.items {
            let names = [&item.document, &item.source, &item.language, &name(&item.frame), &name(&item.entry)];
            text.push_str(&format!("{}\0{}\0{}\0", item.item, item.stratum, names.map(String::as_str).join("\0")));
            if !item.found.is_empty() {
                text.push_str(&format!("{}\0", item.found.join(";")));
            }
        }
        for c in &self.cells {
            text.push_str(&format!("{}\0{}\0{}\0{}\0{}\0", c.source, c.frame, c.documents, c.mentions, c.tokens));
        }
        sha256(text.as_bytes())[..16].to_owned()
    }
}
