//! `lexicon`: work on the lexicon, one command per file.

mod check;
mod score;

use clap::Subcommand;
use framelens::Error;

use super::{Color, Done};

/// Commands below `lexicon`.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Report faults with their places, and run the test sentences
    Check(check::Args),
    /// Count the lexicon in a corpus: quickly, once the corpus was read
    Score(Box<score::Args>),
}

/// Run a command below `lexicon`.
pub fn run(command: &Command) -> (Result<Done, Error>, Color) {
    match command {
        Command::Check(args) => (check::run(args), args.color),
        Command::Score(args) => (score::run(args), args.common.color),
    }
}
