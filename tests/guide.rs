//! `GUIDE.md`: every command is run, every excerpt is compared with what it prints.

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

#[test]
#[cfg(unix)]
fn every_command_of_the_guide_runs_and_every_excerpt_is_what_it_prints() {
    let folder = Folder::new();
    copy(&root().join("seeds"), &folder.path().join("seeds"));
    let guide = fs::read_to_string(root().join("GUIDE.md")).unwrap();
    let (mut printed, mut faults) = (String::new(), Vec::new());
    let mut counts = (0, 0);
    for block in blocks(&guide) {
        if block.language == "sh" {
            printed.clear();
            for (number, command) in block.lines.iter().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
                let (code, text) = shell(folder.path(), command);
                if code != wanted(command) {
                    faults.push(format!("GUIDE.md:{}: `{command}` exits with {code}:\n{text}", block.line + number));
                }
                printed += &text;
                counts.0 += 1;
            }
            continue;
        }
        assert_eq!(block.language, "text", "GUIDE.md:{}: what is in this block?", block.line);
        // In the order in which the guide shows them.
        let mut rest = printed.lines().peekable();
        for (number, line) in block.lines.iter().enumerate() {
            while rest.next_if(|printed| !shows(printed, line.trim_end())).is_some() {}
            if rest.peek().is_none() {
                faults.push(format!("GUIDE.md:{}: not printed: {line}", block.line + number));
                break;
            }
            counts.1 += 1;
        }
        if faults.iter().any(|fault| fault.contains("not printed")) {
            faults.push(format!("the commands before line {} print:\n{printed}", block.line));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(counts.0 > 20 && counts.1 > 40, "{counts:?}");
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
