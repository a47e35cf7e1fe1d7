//! Charts: what the tables say, as pictures fit for print.
//!
//! Each function takes the rows of one table and gives a [`Chart`], which
//! renders itself as SVG and as a PNG of twice the resolution, with the same
//! layout and an embedded font, and always with the same bytes. A chart holds
//! the numbers behind its marks, says how to read it, and names what it leaves
//! out. `None` means that the rows hold nothing to draw.
//!
//! ```
//! use framelens::compare::FrameRow;
//! use framelens::report::chart::{Caption, heatmap};
//!
//! let row = |source: &str, mentions: u64| FrameRow {
//!     event: "all".into(),
//!     source: source.into(),
//!     frame: "occupation".into(),
//!     documents: 10,
//!     documents_with: 4,
//!     mentions,
//!     tokens: 5_000,
//!     rate: Some(mentions as f64 / 5.0),
//!     rate_low: None,
//!     rate_high: None,
//!     mentions_own: None,
//!     mentions_attributed: None,
//!     mentions_asserted: None,
//!     rate_own: None,
//!     dispersion: None,
//! };
//! let rows = [row("courier", 12), row("herald", 3)];
//! let chart = heatmap(&rows, "all", &Caption::default())?.expect("two cells to draw");
//! assert_eq!(chart.name, "frames");
//! assert!(chart.svg()?.contains("courier"));
//! assert!(heatmap(&rows, "an event without rows", &Caption::default())?.is_none());
//! # Ok::<(), framelens::Error>(())
//! ```

mod axis;
mod backend;
mod blame;
mod calendar;
mod coverage;
mod forest;
mod graph;
mod heatmap;
mod influence;
mod keyness;
mod legend;
mod map;
mod names;
mod place;
mod roles;
mod scene;
mod sheet;
mod shift;
mod style;
mod text;
mod timeline;
mod voices;

#[cfg(test)]
mod synthetic;
#[cfg(test)]
mod synthetic_map;
#[cfg(test)]
mod synthetic_roles;
#[cfg(test)]
mod synthetic_time;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::lexicon::parse::is_within;

#[cfg(test)]
use crate::annotate::Voice;
#[cfg(test)]
use crate::compare::{
    BlameRow, Change, ContrastRow, CoverageRow, FrameRow, Item, MapRow, NameRow, NarrativeRow, ShiftRow, Step, TermRow,
    Timeline, TimelineRow, VoiceRow,
    formula::{Profile, correspondence},
};
#[cfg(test)]
use crate::curate::influence::{InfluenceRow, Kind};

pub use blame::blame;
pub use coverage::coverage;
pub use forest::forest;
pub use graph::narratives;
pub use heatmap::heatmap;
pub use influence::influence;
pub use keyness::keyness;
pub use map::map;
pub use names::names;
pub use roles::roles;
pub use shift::shift;
pub use timeline::timeline;
pub use voices::voices;

/// A chart, laid out and ready to be rendered.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    /// Stem of its files: ASCII letters, digits and hyphens only, e.g. `frames` or `shift-shushi-force-a-b`.
    pub name: String,
    /// The question that it answers.
    pub title: String,
    /// Text alternative: one or two sentences with the main figures.
    pub alt: String,
    /// Characters without a glyph in the embedded font: □ in the PNG, left to the viewer in the SVG.
    pub missing: String,
    scene: scene::Scene,
}

/// What a chart must know beside its rows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Caption {
    /// Name of the study; may be empty.
    pub study: String,
    /// Lexicons with their versions, e.g. `occupation 1.0.0, aggression 1.2.0`; may be empty.
    pub lexicon: String,
    /// Labels of sources, frames and events by id; an id without one stands for itself.
    pub labels: BTreeMap<String, String>,
    /// Labels of actors by id.
    pub actors: BTreeMap<String, String>,
    /// Labels of namings by id.
    pub namings: BTreeMap<String, String>,
    /// First and last day of events by id; an event without dates has none.
    pub periods: BTreeMap<String, (NaiveDate, NaiveDate)>,
}

/// The frames that lie below no other of them: a frame holds the mentions of
/// those below it, and a picture that adds frames up must count each once.
fn top_frames<'a>(frames: impl IntoIterator<Item = &'a str>) -> BTreeSet<&'a str> {
    let all: BTreeSet<&str> = frames.into_iter().collect();
    let below = |id: &str| all.iter().any(|other| *other != id && is_within(id, other));
    all.iter().copied().filter(|id| !below(id)).collect()
}

impl Caption {
    /// A caption whose labels are those of the actors.
    fn of_actors(&self) -> Caption {
        Caption { labels: self.actors.clone(), ..Caption::default() }
    }

    /// A caption whose labels are those of the namings.
    fn of_namings(&self) -> Caption {
        Caption { labels: self.namings.clone(), ..Caption::default() }
    }
}
