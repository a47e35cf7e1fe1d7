//! The summary that a run prints: sources × frames, the strongest differences
//! with a sentence each, and what to beware of.
//!
//! Every line fits the terminal. Colour says nothing that the words do not say.

use comfy_table::{LineStyle, TableStyle};

use crate::tally::Labels;

mod cautions;
mod differences;
mod example;
mod lines;
mod rates;

pub use cautions::{Asked, Sums, advice, cautions, dates, speechless, unmapped};
pub use differences::{Difference, Strongest, differences, p_value, short, strongest};
pub use example::{Example, examples};
pub use lines::{heading, paragraph};
pub use rates::{agents_of, doers, rates};

/// A line under the head and nothing else, as in print.
pub const RULED: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─'));

/// What the summary needs besides the comparison.
#[derive(Debug, Clone, Default)]
pub struct Context {
    /// Labels of sources, frames and events.
    pub labels: Labels,
    /// Labels of actors (ids of actors and of sources may be alike).
    pub actors: Labels,
    /// Columns of the terminal.
    pub width: u16,
    /// Whether colours and bold letters may be used.
    pub color: bool,
    /// Most sources to show.
    pub sources: usize,
    /// Most differences to show.
    pub differences: usize,
}

impl Context {
    fn actor<'a>(&'a self, id: &'a str) -> &'a str {
        self.actors.get(id).map_or(id, String::as_str)
    }

    fn label<'a>(&'a self, id: &'a str) -> &'a str {
        self.labels.get(id).map_or(id, String::as_str)
    }

    /// Columns that are used: very narrow terminals break lines themselves.
    fn columns(&self) -> usize {
        usize::from(self.width.max(60))
    }
}
