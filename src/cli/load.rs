//! From arguments to a run.

use std::path::PathBuf;

use framelens::Error;
use framelens::corpus::FieldMap;
use framelens::study::load;
use framelens::study::{Run, Settings, Setup};

use super::Common;

/// Load what says how the articles are read, without a lexicon.
pub fn setup(paths: &[PathBuf], common: &Common, flags: Settings) -> Result<Setup, Error> {
    let setup = load::setup(paths, flags.or(common.settings()), fields(&common.fields)?)?;
    set_threads(setup.settings.threads);
    Ok(setup)
}

/// Load the study, or the bare corpus, that `paths` and flags name.
pub fn load(paths: &[PathBuf], common: &Common, flags: Settings) -> Result<Run, Error> {
    let setup = setup(paths, common, flags)?;
    // Within the pool, so that frames are read side by side.
    rayon::join(|| load::compile(setup), || ()).0
}

/// The columns that `--field` names.
fn fields(flags: &[String]) -> Result<FieldMap, Error> {
    let mut fields = FieldMap::default();
    for flag in flags {
        let wrong =
            || Error::with_help(format!("--field {flag} is not FIELD=COLUMN"), "write, for example, --field text=body");
        let (field, column) = flag.split_once('=').ok_or_else(wrong)?;
        let place = match field {
            "text" => &mut fields.text,
            "id" => &mut fields.id,
            "source" => &mut fields.source,
            "date" => &mut fields.date,
            "language" => &mut fields.language,
            "title" => &mut fields.title,
            "url" => &mut fields.url,
            "side" => &mut fields.side,
            other => {
                let known = "text, id, source, date, language, title, url, side";
                return Err(Error::with_help(
                    format!("--field: there is no field `{other}`"),
                    format!("known fields: {known}"),
                ));
            }
        };
        *place = Some(column.to_owned());
    }
    Ok(fields)
}

fn set_threads(threads: Option<usize>) {
    if let Some(threads) = threads {
        // Fails only where the pool is already up, which it is not this early.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(threads).build_global();
    }
}
