//! `lexicon`: work on the lexicon, one command per file.

mod check;
mod suggest;
mod convert;

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
}

/// Run a command below `lexicon`.
pub fn run(command: &Command) -> (Result<Done, Error>, Color) {
    match command {
        Command::Check(args) => (check::run(args), args.color),
        Command::Suggest(args) => (suggest::run(args), args.common.color),
        Command::Convert(args) => (convert::run(args), args.color),
    }
}
