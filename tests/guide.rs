//! `GUIDE.md` and `docs/r.md`: every command is run, every excerpt is compared with what it prints.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::util::{Folder, copy, root};

/// A block of the guide: its language, its first line in the file, its lines.
struct Block {
    language: String,
    line: usize,
    lines: Vec<String>,
}

fn blocks(guide: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut open = false;
    for (number, line) in guide.lines().enumerate() {
        match line.strip_prefix("```") {
            Some(_) if open => open = false,
            Some(language) => {
                open = true;
                blocks.push(Block { language: language.to_owned(), line: number + 2, lines: Vec::new() });
            }
            None if open => blocks.last_mut().unwrap().lines.push(line.to_owned()),
            None => {}
        }
    }
    assert!(!open, "a block of GUIDE.md is not closed");
    blocks
}

/// The exit code that a command's comment asks for.
fn wanted(command: &str) -> i32 {
    command.rsplit_once("# exits with ").map_or(0, |(_, code)| code.trim().parse().unwrap())
}

/// Run one line as the shell does, with this build of `framelens` first in the path.
fn shell(folder: &Path, command: &str) -> (i32, String) {
    let program = Path::new(env!("CARGO_BIN_EXE_framelens"));
    let path = format!("{}:{}", program.parent().unwrap().display(), std::env::var("PATH").unwrap());
    let output = Command::new("sh")
        .args(["-c", command])
        .current_dir(folder)
        .env("PATH", path)
        .env("COLUMNS", "100")
        .env("NO_COLOR", "1")
        .env("XDG_CACHE_HOME", folder.join("cache"))
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap_or(-1), text(output.stdout) + &text(output.stderr))
}

/// Whether an excerpt is part of a printed line; `…` stands for anything.
fn shows(printed: &str, excerpt: &str) -> bool {
    let mut rest = printed;
    excerpt.split('…').all(|part| match rest.find(part) {
        Some(at) => {
            rest = &rest[at + part.len()..];
            true
        }
        None => false,
    })
}

/// The blocks of R before this one have left their variables behind.
fn r_script(block: &Block) -> String {
    let kept = "if (file.exists('.RData')) load('.RData')";
    // As at the prompt: what is not assigned is shown.
    format!("{kept}\n{}\nsave.image('.RData')\n", block.lines.join("\n"))
}

/// Whether a package of R is there.
fn r_has(package: &str) -> bool {
    let asked = format!("quit(status = !requireNamespace('{package}', quietly = TRUE))");
    Command::new("Rscript").args(["--vanilla", "-e", &asked]).output().is_ok_and(|output| output.status.success())
}

/// A document at work, in a copy of the repository's study.
struct Session<'n> {
    name: &'n str,
    folder: Folder,
    /// By the commands before an excerpt; `None` where they could not be run.
    printed: Option<String>,
    faults: Vec<String>,
    commands: usize,
    lines: usize,
}

impl Session<'_> {
    fn sh(&mut self, block: &Block) {
        let mut printed = String::new();
        for (number, command) in block.lines.iter().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let (code, text) = shell(self.folder.path(), command);
            if code != wanted(command) {
                let (name, line) = (self.name, block.line + number);
                self.faults.push(format!("{name}:{line}: `{command}` exits with {code}:\n{text}"));
            }
            printed += &text;
            self.commands += 1;
        }
        self.printed = Some(printed);
    }

    fn r(&mut self, block: &Block) {
        let needs = block.lines[0].strip_prefix("library(").and_then(|rest| rest.strip_suffix(')'));
        if let Some(package) = needs.filter(|package| !r_has(package)) {
            let (name, line) = (self.name, block.line);
            eprintln!("SKIPPED: {name}:{line} needs the package {package} of R, which is not installed");
            self.printed = None;
            return;
        }
        fs::write(self.folder.path().join("block.R"), r_script(block)).unwrap();
        let (code, text) = shell(self.folder.path(), "LC_ALL=C.UTF-8 Rscript --vanilla block.R");
        if code != 0 {
            self.faults.push(format!("{}:{}: R exits with {code}:\n{text}", self.name, block.line));
        }
        self.printed = Some(text);
        self.commands += 1;
    }

    /// Excerpts are shown in the order in which they are printed.
    fn text(&mut self, block: &Block) {
        let Some(printed) = &self.printed else { return };
        let mut rest = printed.lines().peekable();
        for (number, line) in block.lines.iter().enumerate() {
            while rest.next_if(|printed| !shows(printed, line.trim_end())).is_some() {}
            if rest.peek().is_none() {
                let place = format!("{}:{}", self.name, block.line + number);
                self.faults.push(format!("{place}: not printed: {line}\nbut the commands before it print:\n{printed}"));
                break;
            }
            self.lines += 1;
        }
    }
}

/// Run the commands of a document; how many there were, and how many lines of excerpts.
fn run_document(name: &str) -> (usize, usize) {
    let folder = Folder::new();
    copy(&root().join("seeds"), &folder.path().join("seeds"));
    let guide = fs::read_to_string(root().join(name)).unwrap();
    let mut session = Session { name, folder, printed: None, faults: Vec::new(), commands: 0, lines: 0 };
    for block in blocks(&guide) {
        match block.language.as_str() {
            "sh" => session.sh(&block),
            "r" => session.r(&block),
            "text" => session.text(&block),
            other => panic!("{name}:{}: what is in this block of `{other}`?", block.line),
        }
    }
    assert!(session.faults.is_empty(), "{}", session.faults.join("\n"));
    (session.commands, session.lines)
}

#[test]
#[cfg(unix)]
fn every_command_of_the_guide_runs_and_every_excerpt_is_what_it_prints() {
    let counts = run_document("GUIDE.md");
    assert!(counts.0 > 20 && counts.1 > 40, "{counts:?}");
}

#[test]
#[cfg(unix)]
fn every_block_of_the_page_for_users_of_r_runs() {
    if !r_has("utils") {
        eprintln!("SKIPPED: docs/r.md was NOT run, since there is no Rscript (apt-get install r-base-core)");
        return;
    }
    let counts = run_document("docs/r.md");
    assert!(counts.0 > 14 && counts.1 > 10, "{counts:?}");
}

#[test]
fn the_guide_names_every_command_for_tuning() {
    let guide = fs::read_to_string(root().join("GUIDE.md")).unwrap();
    let help = Folder::new().run(&["lexicon", "--help"]).out;
    let commands = help.lines().skip_while(|line| !line.starts_with("Commands:")).skip(1);
    for command in commands.take_while(|line| line.starts_with("  ")).filter_map(|line| line.split_whitespace().next())
    {
        assert!(command == "help" || guide.contains(&format!("framelens lexicon {command} ")), "{command}");
    }
}
