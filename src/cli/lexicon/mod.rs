//! `lexicon`: work on the lexicon, one command per file.

mod check;
mod diff;
mod influence;

use clap::Subcommand;
use framelens::Error;

use super::{Color, Done};

/// Commands below `lexicon`.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Report faults with their places, and run the test sentences
    Check(check::Args),
    /// Show what a change of the lexicon does, to its entries and to the conclusions
    Diff(diff::Args),
    /// Show which results one entry, one article or one event carries
    Influence(influence::Args),
}

/// Run a command below `lexicon`.
pub fn run(command: &Command) -> (Result<Done, Error>, Color) {
    match command {
        Command::Check(args) => (check::run(args), args.color),
        Command::Diff(args) => (diff::run(args), args.common.color),
        Command::Influence(args) => (influence::run(args), args.common.color),
    }
}
