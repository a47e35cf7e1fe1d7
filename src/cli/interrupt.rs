//! Ctrl-C, or a polite kill: what was begun is taken away, and nothing of the old report is lost.

use framelens::study::begun::abandon;

/// The exit code that shells give to a command stopped by Ctrl-C.
const STOPPED: i32 = 130;

/// Listen from now on.
pub fn listen() {
    // Without a listener the command ends all the same, and leaves a folder behind.
    let _ = ctrlc::set_handler(|| {
        abandon();
        std::process::exit(STOPPED);
    });
}
