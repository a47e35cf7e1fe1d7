//! `lexicon diff`: what a change of the lexicon does.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::ValueEnum;
use framelens::compare::recount::Basis;
use framelens::curate::diff::attribute::{Corpus, attribute};
use framelens::curate::diff::contrasts::{aligned, contrasts};
use framelens::curate::diff::documents::documents;
use framelens::curate::diff::entries::entries;
use framelens::curate::diff::mentions::{mentions, tell};
use framelens::curate::diff::{ContrastChange, DocumentChange, EntryChange, MentionChange, Side};
use framelens::lexicon::Lexicon;
use framelens::lexicon::parse::is_within;
use framelens::report::diff::{self as report, Found};
use framelens::report::table::Format;
use framelens::study::load::{duplicates, overlap};
use framelens::study::read::frame_files;
use framelens::study::{Annotated, Run, Settings};
use framelens::tally::{Labels, count};
use framelens::text::LanguagePacks;
use framelens::text::analyze::Analyzer;
use framelens::{Error, pipeline};

use crate::cli::compare::{TableFormat, check_groups, labels};
use crate::cli::groups::Groups;
use crate::cli::load;
use crate::cli::{Common, Done, name, terminal};
use framelens::study::folder::Folder;

/// Arguments of `lexicon diff`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The lexicon as it was: a frame file, a folder of them, a folder with frames/, or `bundled`
    #[arg(value_name = "OLD")]
    old: PathBuf,
    /// The lexicon as it is now, likewise
    #[arg(value_name = "NEW")]
    new: PathBuf,
    /// A study or articles, as for `compare`: shows what the change does to mentions and conclusions
    #[arg(long, value_name = "PATH", num_args = 1.., help_heading = "Effect")]
    corpus: Vec<PathBuf>,
    /// Exit with 1 when a conclusion changes, or any mention
    #[arg(long, value_enum, value_name = "WHAT", default_value_t = FailOn::Never, help_heading = "Effect")]
    fail_on: FailOn,
    /// Folder of the tables [default: none are written]
    #[arg(long, short, value_name = "DIR", help_heading = "Output")]
    out: Option<PathBuf>,
    /// Format of the tables
    #[arg(long, value_enum, value_name = "FORMAT", help_heading = "Output")]
    format: Option<TableFormat>,
    #[command(flatten)]
    groups: Groups,
    /// Seed of every permutation
    #[arg(long, value_name = "N", help_heading = "Comparison")]
    seed: Option<u64>,
    #[command(flatten)]
    pub common: Common,
}

/// What ends the command with exit code 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FailOn {
    /// A contrast whose interval or q crosses a line, or the sign of one that was certain
    Conclusion,
    /// Any mention gained, lost or altered
    Mention,
    /// Nothing
    Never,
}

/// What the two lexicons find.
struct Effect {
    mentions: Vec<MentionChange>,
    documents: Vec<DocumentChange>,
    contrasts: Vec<ContrastChange>,
    read: usize,
    labels: Labels,
    skipped: bool,
}

impl Effect {
    fn found(&self) -> Found<'_> {
        Found { mentions: &self.mentions, documents: &self.documents, contrasts: &self.contrasts, read: self.read }
    }

    fn fails(&self, on: FailOn) -> bool {
        match on {
            FailOn::Never => false,
            FailOn::Mention => !self.mentions.is_empty() || self.concludes(),
            FailOn::Conclusion => self.concludes(),
        }
    }

    fn concludes(&self) -> bool {
        self.contrasts.iter().any(ContrastChange::conclusive)
    }
}

/// Run `lexicon diff`.
pub fn run(args: &Args) -> Result<Done, Error> {
    check_flags(args)?;
    let mut run = match args.corpus.as_slice() {
        [] => None,
        paths => {
            // Whether a frame exists is asked of OLD and NEW, not of the study's lexicon.
            let common = Common { frames: None, ..args.common.clone() };
            Some(load::load(paths, &common, flags(args))?)
        }
    };
    let format = format(args, run.as_ref())?;
    let packs = run.as_ref().map_or_else(|| Arc::new(LanguagePacks::bundled()), |run| Arc::clone(&run.packs));
    let mut analyzer = Analyzer::new(packs);
    let (old, new) = (lexicon(&args.old, &mut analyzer)?, lexicon(&args.new, &mut analyzer)?);
    let of_study = run.as_ref().and_then(|run| run.settings.frames.as_ref());
    let (old, new) = chosen_frames(old, new, args.common.frames.as_ref().or(of_study).map(Vec::as_slice))?;
    let folder = args.out.as_deref().map(Folder::open).transpose()?;

    let mut changes = entries(&old, &new);
    let effect = run.as_mut().map(|run| effect(run, (&old, &new), &mut changes)).transpose()?;
    let found = effect.as_ref().map(Effect::found);
    if let Some(folder) = folder {
        folder.write(&report::files(&changes, found, format)?)?;
    }
    if !args.common.quiet {
        let labels = effect.as_ref().map(|e| e.labels.clone()).unwrap_or_default();
        let mut text = report::summary(&changes, found, &labels, terminal::width());
        if let Some(out) = &args.out {
            text.push_str(&format!("\n\nthe tables are in {}", out.display()));
        }
        terminal::print((text + "\n").as_bytes())?;
    }
    let failed =
        effect.as_ref().is_some_and(|effect| effect.fails(args.fail_on) || (args.common.strict && effect.skipped));
    Ok(if failed { Done::Findings } else { Done::Clean })
}

fn check_flags(args: &Args) -> Result<(), Error> {
    if args.common.lexicons.is_some() {
        return Err(Error::with_help(
            "--lexicons does not go with `lexicon diff`",
            "the lexicons are OLD and NEW; leave --lexicons out",
        ));
    }
    if args.fail_on != FailOn::Never && args.corpus.is_empty() {
        return Err(Error::with_help(
            "--fail-on needs articles to find mentions in",
            "name a study or a folder of articles with --corpus",
        ));
    }
    Ok(())
}

fn flags(args: &Args) -> Settings {
    // Language data come from the study unless the new lexicon has its own.
    let own = args.new.join("languages").is_dir();
    Settings {
        lexicons: own.then(|| args.new.display().to_string()),
        seed: args.seed,
        format: args.format.and_then(name),
        ..args.groups.settings()
    }
}

fn format(args: &Args, run: Option<&Run>) -> Result<Format, Error> {
    let named = run.and_then(|run| run.settings.format.clone()).or(args.format.and_then(name));
    named.as_deref().map_or(Ok(Format::Csv), Format::named)
}

fn lexicon(path: &Path, analyzer: &mut Analyzer) -> Result<Lexicon, Error> {
    let bundled = path == Path::new("bundled") && !path.exists();
    if !bundled && !path.exists() {
        return Err(Error::with_help(
            format!("there is no lexicon {}", path.display()),
            "name a frame file, a folder of them, a folder with frames/, or write `bundled`",
        ));
    }
    let path = path.display().to_string();
    Lexicon::parse(&frame_files((!bundled).then_some(path.as_str()))?, analyzer)
}

/// Both lexicons with the chosen frames; a frame may be in one of them alone.
fn chosen_frames(old: Lexicon, new: Lexicon, ids: Option<&[String]>) -> Result<(Lexicon, Lexicon), Error> {
    let Some(ids) = ids else { return Ok((old, new)) };
    let has = |lexicon: &Lexicon, id: &String| lexicon.frames.iter().any(|f| is_within(&f.id, id));
    let in_neither: Vec<String> = ids.iter().filter(|id| !has(&old, id) && !has(&new, id)).cloned().collect();
    if !in_neither.is_empty() {
        // Says which frames there are.
        new.clone().only(&in_neither)?;
    }
    let only = |lexicon: Lexicon| {
        let own: Vec<String> = ids.iter().filter(|id| has(&lexicon, id)).cloned().collect();
        if own.is_empty() { Ok(Lexicon::default()) } else { lexicon.only(&own) }
    };
    Ok((only(old)?, only(new)?))
}

fn effect(run: &mut Run, (old, new): (&Lexicon, &Lexicon), changes: &mut [EntryChange]) -> Result<Effect, Error> {
    let overlap = overlap(run.settings.overlap.as_deref())?;
    run.lexicon = old.clone();
    run.annotator = run.annotator.with_lexicon(old, overlap);
    let annotated = run.annotate(&terminal::Watcher::of(&run.settings))?;
    let Annotated { corpus, annotations } = &annotated;
    let forced = run.settings.language.as_deref();
    let annotator = run.annotator.with_lexicon(new, overlap);
    let again = pipeline::annotate(&annotator, &run.packs, &corpus.documents, forced, &|_| ());
    let sides = (
        Side { lexicon: old, annotator: &run.annotator, annotations },
        Side { lexicon: new, annotator: &annotator, annotations: &again },
    );
    let rule = duplicates(run.settings.duplicates.as_deref())?;
    let counted = count::counted(&corpus.documents, annotations, run.by(), rule);
    let tally = |side: &Side| count::count(side.annotator, &corpus.documents, side.annotations, run.by(), rule);
    let tallies = (tally(&sides.0), tally(&sides.1));
    check_groups(run, &tallies.0)?;
    let mentions = mentions(&sides.0, &sides.1, changes, &corpus.documents, &counted);
    tell(changes, &mentions);
    let (before, after) = aligned(&tallies.0, &tallies.1);
    let settings = run.settings.comparison();
    let (before, after) = (Basis::new(&before, &settings), Basis::new(&after, &settings));
    let mut contrasts = contrasts(&before, &after, (&tallies.0.frames, &tallies.1.frames));
    let corpus_of =
        Corpus { documents: &corpus.documents, counted: &counted, by: run.by(), packs: &run.packs, overlap };
    attribute(&mut contrasts, changes, &mentions, (&sides.0, &sides.1), &before, &corpus_of);
    Ok(Effect {
        documents: documents(&sides.0, &sides.1, &mentions, &corpus.documents),
        mentions,
        contrasts,
        read: corpus.documents.len(),
        labels: labels(run, &annotated),
        skipped: !corpus.skipped.is_empty(),
    })
}
