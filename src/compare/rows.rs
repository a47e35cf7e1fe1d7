//! Rows of the tables that say who is presented as doing what to whom, in
//! whose voice and under which names, and of the timeline; the other rows stand
//! in [`super`].

use chrono::NaiveDate;
use serde::Serialize;

use crate::annotate::Voice;

/// What an actor is presented as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Who does it.
    Agent,
    /// To whom it is done.
    Patient,
}

/// Row of `roles.csv`: how often one source gives one role of a frame to one actor.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RoleRow {
    /// Event id, or `all`.
    pub event: String,
    /// Source (or other group).
    pub source: String,
    /// Frame id.
    pub frame: String,
    /// Agent or patient.
    pub role: Role,
    /// Actor id; `None` where the text leaves the role unsaid.
    pub actor: Option<String>,
    /// Mentions of the frame whose role is that actor, alone or among others.
    pub mentions: u64,
    /// Those mentions over all mentions of the frame in the cell.
    pub share: Option<f64>,
    /// Lower limit of the share's 95 % interval.
    pub share_low: Option<f64>,
    /// Upper limit.
    pub share_high: Option<f64>,
}

/// Row of `narratives.csv`: who does what to whom.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NarrativeRow {
    /// Event id, or `all`.
    pub event: String,
    /// Source (or other group).
    pub source: String,
    /// Ids of the actors that do it, joined by `;`; `None` where unsaid.
    pub agent: Option<String>,
    /// Frame id.
    pub frame: String,
    /// Ids of the actors to whom it is done, joined by `;`; `None` where unsaid.
    pub patient: Option<String>,
    /// Mentions with exactly these actors. They sum to the mentions of `frames.csv`.
    pub mentions: u64,
    /// Documents that have one.
    pub documents: u64,
    /// In the outlet's own voice; `None` where voices are not told apart.
    pub own: Option<u64>,
    /// Between quotation marks.
    pub quoted: Option<u64>,
    /// In reported speech.
    pub reported: Option<u64>,
    /// Neither negated, distanced nor hypothetical; `None` where stance is not told.
    pub asserted: Option<u64>,
    /// Document of the first example: the first asserted mention, else the first.
    pub example_document: String,
    /// Its first code point in the text as read.
    pub example_start: u64,
    /// The code point behind it.
    pub example_end: u64,
}

/// Row of `blame.csv`: which of two actors one source presents as doing it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BlameRow {
    /// Event id, or `all`.
    pub event: String,
    /// Source (or other group).
    pub source: String,
    /// Frame id.
    pub frame: String,
    /// The one actor, first by alphabet.
    pub actor_a: String,
    /// The other.
    pub actor_b: String,
    /// Mentions whose agent is the one.
    pub mentions_a: u64,
    /// Mentions whose agent is the other.
    pub mentions_b: u64,
    /// Mentions of the frame whose agent is left unsaid.
    pub hidden: u64,
    /// (a − b) / (a + b): 1 only the one, −1 only the other.
    pub balance: Option<f64>,
    /// Lower limit of its 95 % interval.
    pub balance_low: Option<f64>,
    /// Upper limit.
    pub balance_high: Option<f64>,
}

/// Row of `voices.csv`: whose words the mentions of a frame are.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct VoiceRow {
    /// Event id, or `all`.
    pub event: String,
    /// Source (or other group).
    pub source: String,
    /// Frame id.
    pub frame: String,
    /// Actor id, else the name as in the text; `None` for the outlet itself and for nobody named.
    pub speaker: Option<String>,
    /// Own, quoted or reported; `None` where the language has no rules for voices.
    pub voice: Option<Voice>,
    /// Mentions.
    pub mentions: u64,
    /// Those mentions over all mentions of the frame in the cell.
    pub share: Option<f64>,
}

/// Row of `names.csv`: how often one source uses one of the competing names.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NameRow {
    /// Event id, or `all`.
    pub event: String,
    /// Source (or other group).
    pub source: String,
    /// Id of the naming.
    pub naming: String,
    /// Which of its names.
    pub variant: String,
    /// Occurrences.
    pub mentions: u64,
    /// Those over the occurrences of all names of the naming in the cell.
    pub share: Option<f64>,
    /// Lower limit of the share's 95 % interval.
    pub share_low: Option<f64>,
    /// Upper limit.
    pub share_high: Option<f64>,
}

/// How long the periods of a timeline are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Step {
    /// Days: `2020-09-27`.
    Day,
    /// Weeks of ISO 8601, from Monday: `2020-W39`.
    Week,
    /// Months: `2020-09`.
    Month,
    /// Years: `2020`.
    Year,
}

/// Row of `timeline.csv`: how much one source uses one frame in one period, over all events.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TimelineRow {
    /// The period by ISO 8601: a day, a week, a month or a year.
    pub period: String,
    /// Its first day.
    pub from: NaiveDate,
    /// Its last day.
    pub to: NaiveDate,
    /// Source (or other group).
    pub source: String,
    /// Frame id.
    pub frame: String,
    /// Documents of the source that are dated in the period.
    pub documents: u64,
    /// Mentions of the frame in them.
    pub mentions: u64,
    /// Their word tokens.
    pub tokens: u64,
    /// Mentions per 1,000 tokens; `None` without tokens.
    pub rate: Option<f64>,
}

/// `timeline.csv`, and what its rows cannot say.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Timeline {
    /// Length of the periods; `None` where no document is dated.
    pub step: Option<Step>,
    /// First and last day of the time that the documents lie in, single dates far from all others left out.
    pub span: Option<(NaiveDate, NaiveDate)>,
    /// Dated documents.
    pub dated: u64,
    /// Documents without a date: they are in no row.
    pub undated: u64,
    /// Days of the documents outside `span`, one a document, ascending: these do have rows.
    pub apart: Vec<NaiveDate>,
    /// One row for every period, source and frame where the source has a document.
    pub rows: Vec<TimelineRow>,
}

/// Which events two sources can be compared within, by id in the tally's order.
///
/// Documents are compared with documents that tell of the same set of events.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SharedEvents {
    /// Events of documents that are compared.
    pub within: Vec<String>,
    /// Whether documents of no event are compared with such.
    pub eventless: bool,
    /// Events that both tell, but never in the same set of events.
    pub mixed: Vec<String>,
    /// Events that the target alone tells.
    pub target_only: Vec<String>,
    /// Events that the reference alone tells.
    pub reference_only: Vec<String>,
}

/// What a row of `map.csv` places.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Item {
    /// A dimension of the map: its inertia alone.
    #[default]
    Dimension,
    /// A frame.
    Frame,
    /// A source (or other group).
    Source,
}

/// Row of `map.csv`: where a source or a frame stands in the correspondence
/// analysis of mentions, and how much the two first dimensions say of it.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct MapRow {
    /// Event id, or `all`.
    pub event: String,
    /// What is placed.
    pub kind: Item,
    /// Frame id, source, or number of the dimension, from 1.
    pub item: String,
    /// Mentions, of outermost frames alone.
    pub mentions: Option<u64>,
    /// Mentions over those of the whole table.
    pub mass: Option<f64>,
    /// Inertia: mass times squared χ² distance from the average profile; of a dimension, its principal inertia.
    pub inertia: Option<f64>,
    /// That inertia over the total.
    pub share: Option<f64>,
    /// Principal coordinate on the first dimension.
    pub coordinate_1: Option<f64>,
    /// On the second; none where there is but one.
    pub coordinate_2: Option<f64>,
    /// Share of the first dimension's inertia.
    pub contribution_1: Option<f64>,
    /// Of the second's.
    pub contribution_2: Option<f64>,
    /// Share of the item's own inertia that lies on the first dimension.
    pub cos2_1: Option<f64>,
    /// On the second.
    pub cos2_2: Option<f64>,
}
