//! Items → sheets for coders.

use serde_json::{Map, Value, json};

use super::{HITS, MISSES};
use crate::compare::random::Random;
use crate::curate::sample::{Item, Sample, Sheet};
use crate::error::Error;
use crate::report::{File, table};

/// The sheets of a sample: `hits.csv` and `misses.csv`, or with coders one copy
/// of each for every coder (`hits.NAME.csv`), the same rows in an order of their
/// own. The order comes from the seed and tells nothing of the source.
///
/// # Errors
/// None that the types allow.
pub fn write(sample: &Sample, coders: &[String], show_source: bool) -> Result<Vec<File>, Error> {
    let coders: Vec<Option<&str>> =
        if coders.is_empty() { vec![None] } else { coders.iter().map(|c| Some(c.as_str())).collect() };
    let mut files = Vec::new();
    for coder in coders {
        for sheet in [Sheet::Hits, Sheet::Misses] {
            let mut items: Vec<&Item> = sample.items.iter().filter(|item| item.sheet == sheet).collect();
            let all = items.len();
            Random::new(sample.seed, &["order", sheet.name(), coder.unwrap_or_default()]).choose(&mut items, all);
            let mut columns = match sheet {
                Sheet::Hits => HITS.to_vec(),
                Sheet::Misses => MISSES.to_vec(),
            };
            if show_source {
                columns.splice(2..2, ["source", "document"]);
            }
            if coder.is_some() {
                columns.insert(1, "coder");
            }
            let rows: Vec<Value> = items.iter().map(|item| row(item, &sample.sample, coder, show_source)).collect();
            let name = coder.map_or(sheet.name().to_owned(), |coder| format!("{}.{coder}", sheet.name()));
            files.push(File { path: format!("{name}.csv"), bytes: table::csv(&columns, &rows)? });
        }
    }
    Ok(files)
}

fn row(item: &Item, sample: &str, coder: Option<&str>, show_source: bool) -> Value {
    let mut row = Map::new();
    let mut put = |column: &str, value: &str| row.insert(column.to_owned(), json!(value));
    put("item", &item.item);
    put("sample", sample);
    put("language", &item.language);
    if let Some(coder) = coder {
        put("coder", coder);
    }
    if show_source {
        put("source", &item.source);
        put("document", &item.document);
    }
    match item.sheet {
        Sheet::Hits => {
            put("left", &item.left);
            put("cue", &item.text);
            put("right", &item.right);
            put("frame", item.frame.as_deref().unwrap_or_default());
        }
        Sheet::Misses => {
            put("sentence", &item.text);
        }
    }
    Value::Object(row)
}
