//! The command line: arguments in, exit code out.
//!
//! One command per file. This folder owns the terminal, the files that are
//! written, and the exit codes: 0 done, 1 done but something was skipped under
//! `--strict` or a check found faults, 2 usage or unusable input.

mod annotate;
mod compare;
mod concordance;
mod events;
mod generate;
mod groups;
mod init;
mod interrupt;
mod lexicon;
mod load;
mod place;
mod tally;
mod terminal;
mod verify;

use std::process::ExitCode;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use framelens::Error;
use framelens::study::Settings;

/// Show how different sources frame the same events.
#[derive(Debug, Parser)]
#[command(version, about, long_about = LONG_ABOUT, after_help = EXIT_STATUS, max_term_width = 100, propagate_version = true)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

const LONG_ABOUT: &str = "Show how different sources frame the same events.

Point it at a folder of articles: it finds which frames each source uses for each event, how large and how certain every difference is, and the sentences behind every number, as CSV tables and charts. It says what a text presents as what, never what is true.";

const EXIT_STATUS: &str = "Exit status: 0 done; 1 done, but something was skipped under --strict or a check found faults; 2 usage or unusable input
Example:     framelens compare seeds";

#[derive(Debug, Subcommand)]
enum Command {
    /// Read, annotate and compare; write tables, charts, a page to read and a manifest
    Compare(compare::Args),
    /// Count a part of a corpus, to be added up with others by `compare --tallies`
    Tally(tally::Args),
    /// Run again what a report's manifest says, and name every file that differs and why
    Verify(verify::Args),
    /// Write the mentions alone, as CSV or JSON lines
    Annotate(annotate::Args),
    /// Discover events: which documents tell the same; or list declared ones
    Events(events::Args),
    /// Show a pattern, a frame or an entry in its contexts
    Concordance(concordance::Args),
    /// Work on the lexicon
    #[command(subcommand)]
    Lexicon(lexicon::Command),
    /// Draft a study from a folder of articles
    Init(init::Args),
    /// Print a completion script for a shell
    Completions(generate::CompletionArgs),
    /// Print the manual page
    Man,
}

/// Options of every command that reads a corpus.
#[derive(Debug, Clone, Default, ClapArgs)]
pub struct Common {
    /// Folder with frames/ and languages/ in place of the bundled lexicon
    #[arg(long, value_name = "DIR", help_heading = "Lexicon")]
    lexicons: Option<String>,
    /// Only these frames, separated by commas
    #[arg(long, value_name = "ID,…", value_delimiter = ',', help_heading = "Lexicon")]
    frames: Option<Vec<String>>,
    /// Which of overlapping matches count
    #[arg(long, value_enum, value_name = "RULE", help_heading = "Lexicon")]
    overlap: Option<OverlapRule>,
    /// Actors file, or `none`
    #[arg(long, value_name = "FILE", help_heading = "Study")]
    actors: Option<String>,
    /// Names file, or `none`
    #[arg(long, value_name = "FILE", help_heading = "Study")]
    names: Option<String>,
    /// Events file, `auto` (discover them in the articles), or `none`
    #[arg(long, value_name = "FILE", help_heading = "Study")]
    events: Option<String>,
    /// How coarse discovered events are [default: event]
    #[arg(long, value_enum, value_name = "SIZE", help_heading = "Study")]
    granularity: Option<Size>,
    /// Score (0 to 1) from which groups of articles are one discovered event, at granularity `event` [default: 0.34]
    #[arg(long, value_name = "SCORE", value_parser = score, help_heading = "Study")]
    threshold: Option<f64>,
    /// Which column or key holds a field, as FIELD=COLUMN (text, id, source, date, language, title, url, side)
    #[arg(long = "field", value_name = "FIELD=COLUMN", help_heading = "Study")]
    fields: Vec<String>,
    /// Language of all documents, or `auto`
    #[arg(long, value_name = "CODE", help_heading = "Study")]
    language: Option<String>,
    /// Number of threads [default: all cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024), help_heading = "Run")]
    threads: Option<u16>,
    /// Exit with 1 when any input was skipped
    #[arg(long, help_heading = "Run")]
    strict: bool,
    /// Print no summary and no progress
    #[arg(long, short, help_heading = "Run")]
    quiet: bool,
    /// When to use colour
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = Color::Auto, help_heading = "Run")]
    color: Color,
}

/// How coarse discovered events are, as flag values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Size {
    /// Whole stories with what came of them
    Story,
    /// One happening with its reactions
    Event,
    /// Articles that say nearly the same
    Report,
}

fn score(text: &str) -> Result<f64, String> {
    let wrong = || format!("`{text}` is no score; write a number above 0 and up to 1, such as 0.34");
    text.parse().ok().filter(|score: &f64| *score > 0.0 && *score <= 1.0).ok_or_else(wrong)
}

/// When to use colour.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// The overlap rules, as flag values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum OverlapRule {
    /// Leftmost, then longest, within each frame
    Longest,
    /// quanteda, nested_scope = "key"
    QuantedaKey,
    /// quanteda, nested_scope = "dictionary"
    QuantedaDictionary,
    /// LIWC: one reading, longest first
    Liwc,
}

/// The name of a flag's value in a study's file.
pub fn name<V: ValueEnum>(value: V) -> Option<String> {
    value.to_possible_value().map(|v| v.get_name().to_owned())
}

impl Common {
    /// The flags as settings, to be completed from the study's file.
    fn settings(&self) -> Settings {
        let text = |value: &Option<String>| value.clone();
        Settings {
            lexicons: text(&self.lexicons),
            frames: self.frames.clone(),
            actors: text(&self.actors),
            names: text(&self.names),
            events: text(&self.events),
            granularity: self.granularity.and_then(name),
            threshold: self.threshold,
            language: text(&self.language),
            overlap: self.overlap.and_then(name),
            threads: self.threads.map(usize::from),
            strict: self.strict.then_some(true),
            quiet: self.quiet.then_some(true),
            ..Settings::default()
        }
    }
}

/// What a command ends with when nothing failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    /// Exit code 0.
    Clean,
    /// Exit code 1.
    Findings,
}

/// Parse, run, exit.
pub fn main() -> ExitCode {
    let args = Args::parse();
    interrupt::listen();
    let (result, color) = run(args);
    match result {
        Ok(Done::Clean) => ExitCode::SUCCESS,
        Ok(Done::Findings) => ExitCode::from(1),
        Err(error) => {
            terminal::report(&error, color);
            ExitCode::from(2)
        }
    }
}

fn run(args: Args) -> (Result<Done, Error>, Color) {
    match args.command {
        Command::Compare(args) => (compare::run(&args), args.common.color),
        Command::Verify(args) => (verify::run(&args), args.color),
        Command::Tally(args) => (tally::run(&args), args.common.color),
        Command::Annotate(args) => (annotate::run(&args), args.common.color),
        Command::Events(args) => (events::run(&args), args.common.color),
        Command::Concordance(args) => (concordance::run(&args), args.common.color),
        Command::Lexicon(command) => lexicon::run(&command),
        Command::Init(args) => (init::run(&args), args.color),
        Command::Completions(args) => (generate::completions(&args), Color::Auto),
        Command::Man => (generate::man(), Color::Auto),
    }
}
