//! `lexicon`: work on the lexicon, one command per file.

mod check;
mod convert;
mod diff;
mod evaluate;
mod influence;
mod sample;
mod score;
mod suggest;

use clap::Subcommand;
use framelens::Error;

use super::{Color, Done};

/// Commands below `lexicon`.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Report faults with their places, and run the test sentences
    Check(check::Args),
    /// Suggest entries for a frame from the articles, and take back what you decided
    Suggest(Box<suggest::Args>),
    /// Read and write the dictionaries of other tools, and say what is lost
    Convert(convert::Args),
    /// Draw mentions, and sentences without one, for people to code
    Sample(sample::Args),
    /// Precision, recall and agreement from coded sheets, and rates corrected for them
    Evaluate(evaluate::Args),
    /// Show what a change of the lexicon does, to its entries and to the conclusions
    Diff(diff::Args),
    /// Show which results one entry, one article or one event carries
    Influence(influence::Args),
    /// Count the lexicon in a corpus: quickly, once the corpus was read
    Score(Box<score::Args>),
}

/// Run a command below `lexicon`.
pub fn run(command: &Command) -> (Result<Done, Error>, Color) {
    match command {
        Command::Check(args) => (check::run(args), args.color),
        Command::Suggest(args) => (suggest::run(args), args.common.color),
        Command::Convert(args) => (convert::run(args), args.color),
        Command::Sample(args) => (sample::run(args), args.common.color),
        Command::Evaluate(args) => (evaluate::run(args), args.common.color),
        Command::Diff(args) => (diff::run(args), args.common.color),
        Command::Influence(args) => (influence::run(args), args.common.color),
        Command::Score(args) => (score::run(args), args.common.color),
    }
}
