//! How sources differ, event by event: rates, contrasts, divergence, keyness,
//! shifts and coverage, each with its uncertainty.
//!
//! Everything here follows from a [`Tally`](crate::tally::Tally) and a seed.
//! The two sides of a comparison are `target` and `reference`. A number that
//! cannot be had honestly is `None`, never zero. Each struct is one row of the
//! table of the same name; its fields are the columns, in order.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub mod blame;
pub mod contrast;
pub mod coverage;
pub mod divergence;
pub mod formula;
pub mod keyness;
pub mod map;
pub mod names;
pub mod narratives;
pub mod pairs;
pub mod parts;
pub mod permute;
#[cfg(test)]
mod properties;
pub mod random;
pub mod rate;
pub mod recount;
#[cfg(test)]
mod reference;
pub mod roles;
mod rows;
mod run;
#[cfg(test)]
pub(crate) mod sample;
pub mod shared;
pub mod shift;
pub mod standing;
pub mod strata;
pub mod timeline;
pub mod usage;
pub mod vector;
pub mod voices;

pub use recount::{Basis, Recount};
pub use rows::{
    BlameRow, Item, MapRow, NameRow, NarrativeRow, Role, RoleRow, SharedEvents, Step, Timeline, TimelineRow, VoiceRow,
};
pub use run::{compare, compare_frames, compare_with};
pub use standing::{Change, Standing};

/// The `event` of pooled rows.
pub const ALL: &str = "all";

/// Settings of a comparison. All are recorded in the manifest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Only contrasts against this group; all pairs of groups where `None`.
    pub reference: Option<String>,
    /// Seed of every permutation and resampling.
    pub seed: u64,
    /// Draws of a permutation test that is too large to be exact.
    pub permutations: u32,
    /// Largest number of arrangements that is enumerated exactly.
    pub exact_limit: u32,
    /// Documents of a pair beyond which the t distribution stands in for permutation.
    pub permutation_limit: usize,
    /// Resamples behind the interval of a divergence.
    pub resamples: u32,
    /// Prior mass (pseudo-tokens) of the log-odds of terms.
    pub prior_mass: f64,
    /// Features listed per comparison on each side, those with the strongest |z|.
    pub terms_listed: usize,
    /// Smallest number of occurrences in both sides together for a listed feature.
    pub terms_minimum: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            reference: None,
            seed: 1,
            permutations: 10_000,
            exact_limit: 10_000,
            permutation_limit: 2_000,
            resamples: 1_000,
            prior_mass: 1_000.0,
            terms_listed: 50,
            terms_minimum: 3,
        }
    }
}

/// A value with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Estimate {
    /// The estimate.
    pub value: Option<f64>,
    /// Lower limit.
    pub low: Option<f64>,
    /// Upper limit.
    pub high: Option<f64>,
}

/// Row of `frames.csv`: how much one source uses one frame in one event.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FrameRow {
    /// Event id, or `all`.
    pub event: String,
    /// Source (or other group).
    pub source: String,
    /// Frame id.
    pub frame: String,
    /// Documents of the cell.
    pub documents: u64,
    /// Documents with at least one mention.
    pub documents_with: u64,
    /// Mentions.
    pub mentions: u64,
    /// Tokens.
    pub tokens: u64,
    /// Mentions per 1,000 tokens.
    pub rate: Option<f64>,
    /// Lower limit of the rate's 95 % interval.
    pub rate_low: Option<f64>,
    /// Upper limit; alone where only an upper bound can be given.
    pub rate_high: Option<f64>,
    /// Mentions in the outlet's own voice.
    pub mentions_own: Option<u64>,
    /// Mentions quoted or reported.
    pub mentions_attributed: Option<u64>,
    /// Mentions neither negated, distanced nor hypothetical.
    pub mentions_asserted: Option<u64>,
    /// Own-voice mentions per 1,000 tokens.
    pub rate_own: Option<f64>,
    /// Gries' normalised deviation of proportions: 0 evenly spread over the documents, 1 all in one place.
    pub dispersion: Option<f64>,
}

/// Row of `contrasts.csv`: one frame in two sources.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ContrastRow {
    /// Event id, or `all`.
    pub event: String,
    /// Frame id.
    pub frame: String,
    /// The source described.
    pub target: String,
    /// The source it is held against.
    pub reference: String,
    /// Documents of the target.
    pub n_target: u64,
    /// Documents of the reference.
    pub n_reference: u64,
    /// Mentions in the target.
    pub mentions_target: u64,
    /// Mentions in the reference.
    pub mentions_reference: u64,
    /// Mentions per 1,000 tokens in the target.
    pub rate_target: Option<f64>,
    /// Mentions per 1,000 tokens in the reference.
    pub rate_reference: Option<f64>,
    /// rate_target / rate_reference.
    pub rate_ratio: Option<f64>,
    /// Lower limit of the ratio's 95 % interval.
    pub ratio_low: Option<f64>,
    /// Upper limit.
    pub ratio_high: Option<f64>,
    /// Two-sided p of no difference (within shared events in pooled rows).
    pub p: Option<f64>,
    /// p after Benjamini and Hochberg, over every row of the table whose test could
    /// have reached 0.05; the others have none (Tarone 1990, Biometrics 46, 515–522).
    pub q: Option<f64>,
    /// How p was had: `exact`, `permutation`, `t` (with `, stratified` over events), or `none`.
    pub method: String,
    /// What to beware of, and in pooled rows within which events the test is made; parts joined by `; `.
    pub note: String,
    /// Which events the two share (no column); `None` in rows of one event, and
    /// where neither side tells of a declared event.
    #[serde(skip)]
    pub shared: Option<Arc<SharedEvents>>,
    /// Whether the note warns of something (no column).
    #[serde(skip)]
    pub cautioned: bool,
    /// Whether there are documents enough for p to reach 0.05 at all (no column).
    #[serde(skip)]
    pub testable: bool,
}

/// Row of `divergence.csv`: how far apart two sources are over all frames.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DivergenceRow {
    /// Event id, or `all`.
    pub event: String,
    /// The source described.
    pub target: String,
    /// The source it is held against.
    pub reference: String,
    /// Jensen–Shannon divergence of the frame distributions, bits.
    pub jsd: Option<f64>,
    /// Lower limit of its 95 % interval.
    pub jsd_low: Option<f64>,
    /// Upper limit.
    pub jsd_high: Option<f64>,
    /// Permutation p of no difference (within shared events in pooled rows).
    pub p: Option<f64>,
    /// p after Benjamini and Hochberg, as in `contrasts.csv`.
    pub q: Option<f64>,
    /// Cosine of the TF-IDF term vectors, in the languages that both use.
    pub cosine: Option<f64>,
    /// Mentions of all frames in the target.
    pub mentions_target: u64,
    /// Mentions of all frames in the reference.
    pub mentions_reference: u64,
    /// Whether there are documents enough for p to reach 0.05 at all (no column).
    #[serde(skip)]
    pub testable: bool,
}

/// Row of `shifts.csv`: what one entry adds to the difference of two rates.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ShiftRow {
    /// Event id, or `all`.
    pub event: String,
    /// Frame id.
    pub frame: String,
    /// The source described.
    pub target: String,
    /// The source it is held against.
    pub reference: String,
    /// The entry.
    pub entry: String,
    /// Its part of rate_target − rate_reference, mentions per 1,000 tokens.
    pub contribution: f64,
    /// Its mentions in the target.
    pub mentions_target: u64,
    /// Its mentions in the reference.
    pub mentions_reference: u64,
}

/// Row of `terms.csv`: one feature in two sources.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TermRow {
    /// Event id, or `all`.
    pub event: String,
    /// The source described.
    pub target: String,
    /// The source it is held against.
    pub reference: String,
    /// The stem.
    pub feature: String,
    /// Occurrences in the target.
    pub n_target: u64,
    /// Occurrences in the reference.
    pub n_reference: u64,
    /// Documents of the target that have it.
    pub documents_target: u64,
    /// Documents of the reference that have it.
    pub documents_reference: u64,
    /// Log-odds ratio under the informative Dirichlet prior.
    pub log_odds: Option<f64>,
    /// Log-odds over its standard deviation.
    pub z: Option<f64>,
    /// Signed log-likelihood G².
    pub g2: Option<f64>,
    /// Binary logarithm of the ratio of relative frequencies.
    pub log_ratio: Option<f64>,
    /// Two-sided p of equal rates, documents taken as clusters.
    pub p: Option<f64>,
    /// p after Benjamini and Hochberg, over every term that was tested, listed or not.
    pub q: Option<f64>,
    /// The most frequent word form of the stem in the corpus (charts show it; the table does not).
    #[serde(skip)]
    pub label: String,
}

/// Row of `coverage.csv`: how much one source tells of one event.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CoverageRow {
    /// Event id, or `all`.
    pub event: String,
    /// Source (or other group).
    pub source: String,
    /// Documents; 0 is silence.
    pub documents: u64,
    /// Sentences.
    pub sentences: u64,
    /// Tokens.
    pub tokens: u64,
    /// Documents over all documents of the source.
    pub share: Option<f64>,
}

/// Row of `lexicon.csv`: what one entry found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EntryRow {
    /// Frame id.
    pub frame: String,
    /// Language code.
    pub language: String,
    /// Name of the entry.
    pub entry: String,
    /// Its pattern.
    pub pattern: String,
    /// How it matches: `word`, `glob`, `stem`, `exact`, `regex` or `phrase`.
    #[serde(rename = "match")]
    pub kind: String,
    /// Mentions.
    pub mentions: u64,
    /// Documents with a mention.
    pub documents: u64,
    /// Sources with a mention.
    pub sources: u64,
    /// The source with most mentions; empty where none.
    pub top_source: Option<String>,
    /// That source's share of the mentions.
    pub top_source_share: Option<f64>,
}

/// Everything that comparing a tally gives.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Comparison {
    /// `frames.csv`, sorted by event (`all` first), source, frame.
    pub frames: Vec<FrameRow>,
    /// `contrasts.csv`, sorted by event, frame, target, reference.
    pub contrasts: Vec<ContrastRow>,
    /// `divergence.csv`, sorted by event, target, reference.
    pub divergence: Vec<DivergenceRow>,
    /// `shifts.csv`, sorted by event, frame, target, reference, entry.
    pub shifts: Vec<ShiftRow>,
    /// `terms.csv`, sorted by event, target, reference, feature.
    pub terms: Vec<TermRow>,
    /// `coverage.csv`, sorted by event, source.
    pub coverage: Vec<CoverageRow>,
    /// `lexicon.csv`, sorted by frame, language, entry.
    pub entries: Vec<EntryRow>,
    /// `roles.csv`, sorted by event, source, frame, role, actor.
    pub roles: Vec<RoleRow>,
    /// `narratives.csv`, sorted by event, source, agent, frame, patient.
    pub narratives: Vec<NarrativeRow>,
    /// `blame.csv`, sorted by event, source, frame, actor_a, actor_b.
    pub blame: Vec<BlameRow>,
    /// `voices.csv`, sorted by event, source, frame, speaker, voice.
    pub voices: Vec<VoiceRow>,
    /// `names.csv`, sorted by event, source, naming, variant.
    pub names: Vec<NameRow>,
    /// `timeline.csv`, sorted by period, source, frame.
    pub timeline: Timeline,
    /// `map.csv`, sorted by event, kind, item.
    pub map: Vec<MapRow>,
}
