//! `tally`: count a part of a corpus, to be added up by `compare --tallies`.

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use framelens::Error;
use framelens::report::sink::Sink;
use framelens::study::Settings;
use framelens::study::tally::EXTENSION;

use super::{Common, Done, load, terminal};
use framelens::study::folder::Folder;

/// Arguments of `tally`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Articles or a study, as for compare; `-` reads JSON lines
    #[arg(value_name = "STUDY|CORPUS")]
    paths: Vec<PathBuf>,
    /// File to write; `compare --tallies` takes all .tally files of a folder
    #[arg(long, short, value_name = "FILE")]
    out: PathBuf,
    /// What is compared: source, side, language, or a column of the data [default: source]
    #[arg(long, value_name = "FIELD", help_heading = "Comparison")]
    by: Option<String>,
    /// Leave out what repeated articles are told by: less than half as large, but each copy counts
    #[arg(long, help_heading = "Comparison")]
    no_repeats: bool,
    #[command(flatten)]
    pub common: Common,
}

/// Run the command.
pub fn run(args: &Args) -> Result<Done, Error> {
    let flags = Settings { by: args.by.clone(), ..Settings::default() };
    let run = load::load(&args.paths, &args.common, flags)?;
    let (folder, name) = place(&args.out)?;
    let folder = Folder::open(&folder)?;
    let out = BufWriter::with_capacity(1 << 20, folder.create(&name)?);
    let (mut out, summary) = run.tally(out, !args.no_repeats, &terminal::Watcher::of(&run.settings))?;
    out.flush().map_err(|e| Error::with_help(format!("{name} cannot be written: {e}"), "check the disk"))?;
    drop(out);
    folder.place(false)?;
    let strict = run.settings.strict.unwrap_or(false);
    Ok(if strict && !summary.skipped.is_empty() { Done::Findings } else { Done::Clean })
}

/// Folder and name of the file.
fn place(path: &Path) -> Result<(PathBuf, String), Error> {
    let name =
        path.file_name().and_then(|name| name.to_str()).filter(|_| path.extension().is_some_and(|e| e == EXTENSION));
    let Some(name) = name else {
        let help = format!("name a file that ends in .{EXTENSION}, such as part-1.{EXTENSION}");
        return Err(Error::with_help(format!("--out {}: not a file of a tally", path.display()), help));
    };
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    Ok((folder.to_owned(), name.to_owned()))
}
