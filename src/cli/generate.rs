//! `completions` and `man`.

use clap::CommandFactory;
use clap_complete::Shell;
use framelens::Error;

use super::{Done, terminal};

/// Arguments of `completions`.
#[derive(Debug, clap::Args)]
pub struct CompletionArgs {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

/// Print a completion script.
pub fn completions(args: &CompletionArgs) -> Result<Done, Error> {
    let mut bytes = Vec::new();
    clap_complete::generate(args.shell, &mut super::Args::command(), "framelens", &mut bytes);
    terminal::print(&bytes)?;
    Ok(Done::Clean)
}

/// Print the manual page.
pub fn man() -> Result<Done, Error> {
    let mut bytes = Vec::new();
    clap_mangen::Man::new(super::Args::command())
        .render(&mut bytes)
        .map_err(|e| Error::new(format!("the manual page could not be made: {e}")))?;
    terminal::print(&bytes)?;
    Ok(Done::Clean)
}
