//! What people see: messages, progress, standard output that may be closed.

use std::io::{self, IsTerminal, Write};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};

use framelens::Error;
use framelens::corpus::Skipped;
use framelens::error::Fault;
use framelens::report::number;
use framelens::study::{Settings, Total, Watch};
use indicatif::{ProgressBar, ProgressStyle};

use super::Color;

/// Whether messages on standard error may be coloured.
fn colored(color: Color) -> bool {
    match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none(),
    }
}

/// Whether standard output may be coloured.
pub fn colored_output(color: Color) -> bool {
    match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none(),
    }
}

/// Show an error.
pub fn report(error: &Error, color: Color) {
    eprintln!("{}", error.render(colored(color)));
}

/// Show faults that did not stop the run.
pub fn warn(faults: &[Fault], color: Color) {
    for fault in faults {
        eprintln!("{}\n", fault.render(colored(color)));
    }
}

/// List what was skipped: all of it where it is little, else the first of each.
pub fn skipped(skipped: &[Skipped]) {
    const SHOWN: usize = 20;
    for item in skipped.iter().take(SHOWN) {
        let row = item.row.map_or(String::new(), |r| format!(", row {r}"));
        eprintln!("skipped: {}{row}: {}", item.path, item.reason);
    }
    if skipped.len() > SHOWN {
        eprintln!("skipped: … and {} more, all listed in manifest.json", skipped.len() - SHOWN);
    }
}

/// Write to standard output; a reader that has closed it is no error.
pub fn print(bytes: &[u8]) -> Result<(), Error> {
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Ok(()) => Ok(()),
        Err(e) if e.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        Err(e) => {
            Err(Error::with_help(format!("standard output cannot be written: {e}"), "write to a file with --out"))
        }
    }
}

/// A progress bar on a terminal, nothing in a pipe.
pub fn progress(total: usize, quiet: bool) -> ProgressBar {
    if quiet || !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(total as u64);
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} documents, {per_sec}, {eta} left") {
        bar.set_style(style);
    }
    bar
}

/// Shows how a run goes, unless it is to be quiet.
#[derive(Default)]
pub struct Watcher {
    quiet: bool,
    bar: OnceLock<ProgressBar>,
    by_bytes: AtomicBool,
    documents: AtomicU64,
}

impl Watcher {
    /// As the settings say.
    pub fn of(settings: &Settings) -> Watcher {
        Watcher { quiet: settings.quiet.unwrap_or(false), ..Watcher::default() }
    }
}

impl Watch for Watcher {
    fn skipped(&self, items: &[Skipped]) {
        skipped(if self.quiet { &[] } else { items });
    }

    fn shows(&self) -> bool {
        !self.quiet && io::stderr().is_terminal()
    }

    fn begin(&self, total: Total) {
        self.bar.get_or_init(|| match total {
            Total::Documents(all) => progress(all as usize, self.quiet),
            Total::Bytes(all) => meter(all, self.quiet),
            Total::Untold => counter(self.quiet),
        });
        self.by_bytes.store(matches!(total, Total::Bytes(_)), Relaxed);
    }

    fn step(&self, bytes: usize) {
        if let Some(bar) = self.bar.get() {
            let done = self.documents.fetch_add(1, Relaxed) + 1;
            if self.by_bytes.load(Relaxed) {
                bar.inc(bytes as u64);
                // Words about the number are made for the eye, which needs few a second.
                if done % 64 == 1 {
                    bar.set_message(number::thousands(done));
                }
            } else {
                bar.inc(1);
            }
        }
    }

    fn end(&self) {
        if let Some(bar) = self.bar.get() {
            bar.finish_and_clear();
        }
    }
}

/// A progress bar over bytes, with the rate and the time left.
fn meter(total: u64, quiet: bool) -> ProgressBar {
    if quiet || !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(total);
    let template = "{bar:30} {bytes} of {total_bytes}, {msg} documents, {bytes_per_sec}, {eta} left";
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar
}

/// A counter on a terminal where the number of documents is not known.
pub fn counter(quiet: bool) -> ProgressBar {
    if quiet || !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{pos} documents, {per_sec}, {elapsed}") {
        bar.set_style(style);
    }
    bar
}

/// Say something beside the output proper.
pub fn note(text: &str) {
    eprint!("{text}");
}

/// Columns of the terminal; 80 where there is none.
pub fn width() -> u16 {
    let columns = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
    columns.or_else(|| terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| width.0)).unwrap_or(80)
}
