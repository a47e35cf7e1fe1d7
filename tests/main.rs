//! Behaviour through the real binary, by feature. Where a new test goes:
//!
//! - `analysis`: tokens, languages and offsets as they show in tables
//! - `annotate`, `compare`, `concordance`, `events`, `init`, `lexicon`: one file a command
//! - `convert`: dictionaries of other tools, and what is lost between them
//! - `coding`: `lexicon sample` and `lexicon evaluate`, sheets coded by the test
//! - `conclude`: `lexicon influence` and `lexicon diff`
//! - `corpus`: what can be read, and what is recovered from it
//! - `faults`: bad input and the messages it gets, exit codes
//! - `dates`: expressions of time against labelled sentences
//! - `hostile`: input that is broken, endless or made to exhaust a machine
//! - `guide`: every command of GUIDE.md and docs/r.md, and every excerpt
//! - `discover`: articles grouped by the event they tell, against labelled ones
//! - `parquet`: the same numbers as with CSV, in and out
//! - `page`: `report.html` read as data: its policy, its size, and that every number opens what it counts
//! - `quality`: frames, roles, voice and stance against labelled sentences
//! - `same_bytes`: threads, order of input, seeds
//! - `sample`: the bundled study and its committed report
//! - `summary`: what `compare` prints
//! - `suggest`: candidate entries, and the sheet of decisions
//! - `tally`: a corpus counted in parts, and what does not add up
//! - `timeline`: periods and dates, shared events, charts of both
//! - `store`: `lexicon score`, and the tokens it keeps
//! - `verify`: a report run again, and the reasons why it differs
//! - `help`: `--help` of every command, completions, the manual page, README
//!
//! Messages and help texts are snapshots in `tests/snapshots/`; accept a change
//! with `INSTA_UPDATE=always cargo test` and look at the difference.

mod util;

mod analysis;
mod annotate;
mod coding;
mod compare;
mod conclude;
mod concordance;
mod convert;
mod corpus;
mod dates;
mod discover;
mod events;
mod faults;
mod guide;
mod help;
mod hostile;
mod init;
mod lexicon;
mod page;
mod parquet;
mod quality;
mod same_bytes;
mod sample;
mod store;
mod suggest;
mod summary;
mod tally;
mod timeline;
mod verify;
