//! `init`: draft a study.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use framelens::Error;
use framelens::corpus::{self, ReadOptions};
use framelens::curate::draft;
use framelens::pipeline;
use framelens::study::folder::write_file;
use framelens::text::LanguagePacks;
use framelens::text::analyze::Analyzer;

use super::{Color, Done, terminal};

/// Arguments of `init`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder of articles; the study's files are written into it
    #[arg(value_name = "FOLDER")]
    folder: PathBuf,
    /// Overwrite study files that are there
    #[arg(long)]
    force: bool,
    /// When to use colour
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = Color::Auto)]
    pub color: Color,
}

/// Run the command.
pub fn run(args: &Args) -> Result<Done, Error> {
    if !args.folder.is_dir() {
        return Err(Error::with_help(
            format!("{} is not a folder", args.folder.display()),
            "name the folder that holds the articles",
        ));
    }
    let packs = Arc::new(LanguagePacks::bundled());
    let months = packs.months();
    let corpus = corpus::read::read(
        std::slice::from_ref(&args.folder),
        &ReadOptions { months: months.clone(), ..ReadOptions::default() },
    )?;
    terminal::skipped(&corpus.skipped);
    let languages: Vec<String> =
        corpus.documents.iter().map(|d| pipeline::language_of(d, &packs).unwrap_or_else(|| "en".to_owned())).collect();
    let full = std::fs::canonicalize(&args.folder).unwrap_or_else(|_| args.folder.clone());
    let id = full.file_name().map_or("study".into(), |n| n.to_string_lossy().into_owned());
    let months: BTreeSet<String> = months.into_iter().map(|(name, _)| name).collect();
    let files = draft::draft(&id, &corpus.documents, &languages, &months, &mut Analyzer::new(packs));
    let there: Vec<_> = files
        .iter()
        .map(|(name, _)| args.folder.join(name))
        .filter(|path| path.exists())
        .map(|p| p.display().to_string())
        .collect();
    if !there.is_empty() && !args.force {
        return Err(Error::with_help(format!("already there: {}", there.join(", ")), "add --force to overwrite"));
    }
    for (name, text) in &files {
        write_file(&args.folder.join(name), text.as_bytes())?;
    }
    let names: Vec<_> = files.iter().map(|(name, _)| *name).collect();
    let summary = format!(
        "Drafted {} in {} from {} documents.\nEdit them, then run: framelens compare {}\n",
        names.join(", "),
        args.folder.display(),
        corpus.documents.len(),
        args.folder.display()
    );
    terminal::print(summary.as_bytes())?;
    Ok(Done::Clean)
}
