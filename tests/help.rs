//! What the program says of itself.

use std::fs;

use crate::util::{Folder, root};

const COMMANDS: [&str; 17] = [
    "compare",
    "verify",
    "annotate",
    "events",
    "concordance",
    "lexicon",
    "lexicon check",
    "lexicon suggest",
    "lexicon convert",
    "lexicon sample",
    "lexicon evaluate",
    "lexicon diff",
    "lexicon influence",
    "lexicon score",
    "init",
    "completions",
    "man",
];

#[test]
fn the_help_of_every_command() {
    let folder = Folder::new();
    let mut all = folder.run(&["--help"]).with_code(0).out;
    for command in COMMANDS {
        let args: Vec<_> = command.split(' ').chain(["--help"]).collect();
        all.push_str(&format!("\n======== {command}\n{}", folder.run(&args).with_code(0).out));
    }
    insta::assert_snapshot!("help", all);
}

#[test]
fn completions_and_the_manual_page_are_printed() {
    let folder = Folder::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(folder.run(&["completions", shell]).with_code(0).out.contains("framelens"));
    }
    assert!(folder.run(&["man"]).with_code(0).out.starts_with(".ie"));
}

#[test]
fn the_readme_names_two_commands_that_are_there() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    assert!(readme.contains("cargo run --release -- compare seeds"));
    assert!(readme.contains("cargo test"));
    for picture in
        readme.split("](").skip(1).filter_map(|rest| rest.split(')').next()).filter(|p| !p.starts_with("http"))
    {
        assert!(root().join(picture).exists(), "README points to {picture}");
    }
}
