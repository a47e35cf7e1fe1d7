//! Actors and namings from their TOML files.

use std::collections::BTreeMap;
use std::ops::Range;

use super::parse::pattern;
use super::{Actor, Form, FormKind, Naming};
use crate::config::{self, Source, Table, Value};
use crate::error::Error;
use crate::text::analyze::Analyzer;

/// Read `actors.toml`: `[[actor]]` with `id`, `label`, `side`, `part_of` and forms by language.
///
/// # Errors
/// All faults of the file, among them a form that two actors claim (both places are named).
pub fn parse_actors(path: &str, text: &str, analyzer: &mut Analyzer) -> Result<Vec<Actor>, Error> {
    Source::new(path, text).read(|source, table| {
        let mut actors: Vec<Actor> = Vec::new();
        for item in table.array(source, "actor") {
            let Some(mut table) = config::table(source, item, "actor") else { continue };
            if let Some(actor) = actor(source, &mut table, analyzer) {
                if actors.iter().any(|other| other.id == actor.id) {
                    source.fault(
                        "A01",
                        table.span(),
                        format!("actor `{}` is defined twice", actor.id),
                        "give it another id",
                    );
                } else {
                    actors.push(actor);
                }
            }
        }
        clashes(source, &actors);
        let unknown: Vec<_> = actors
            .iter()
            .filter_map(|a| a.part_of.as_ref().filter(|whole| !actors.iter().any(|o| o.id == **whole)))
            .cloned()
            .collect();
        for whole in unknown {
            source.fault("A03", 0..0, format!("`part_of = \"{whole}\"` names no actor"), "").help =
                Some("define that actor, or leave `part_of` out".to_owned());
        }
        actors
    })
}

fn actor(source: &mut Source, table: &mut Table<'_, '_>, analyzer: &mut Analyzer) -> Option<Actor> {
    let id = table.required(source, "id");
    let label = table.string(source, "label");
    let (side, part_of) = (table.string(source, "side"), table.string(source, "part_of"));
    let mut forms: BTreeMap<String, Vec<Form>> = BTreeMap::new();
    for (language, _, value) in language_keys(source, table, &["id", "label", "side", "part_of"]) {
        let list = config::array(source, value, &language);
        let found = list.into_iter().filter_map(|item| form(source, item, &language, analyzer)).collect();
        forms.insert(language, found);
    }
    let id = id?;
    Some(Actor { label: label.unwrap_or_else(|| id.clone()), id, side, part_of, forms })
}

/// The keys of a table that are language codes; others that are not known are reported.
fn language_keys<'d, 'i>(
    source: &mut Source,
    table: &mut Table<'d, 'i>,
    known: &[&str],
) -> Vec<(String, Range<usize>, Value<'d, 'i>)> {
    let mut found = Vec::new();
    for (key, span, value) in table.rest() {
        if config::is_language_code(&key) {
            found.push((key, span, value));
            continue;
        }
        let fault =
            source.fault("T05", span, format!("unknown key `{key}`"), "neither a known key nor a language code");
        fault.help = Some(match config::nearest(&key, known) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("known keys: {}, and language codes such as `en`", known.join(", ")),
        });
    }
    found
}

fn form(source: &mut Source, item: Value<'_, '_>, language: &str, analyzer: &mut Analyzer) -> Option<Form> {
    let place = item.span();
    if let Some(text) = item.get_ref().as_str() {
        let pattern = pattern(source, text, place.clone(), language, analyzer)?;
        return Some(Form { pattern, kind: FormKind::Name, place });
    }
    let mut table = config::table(source, item, "a form")?;
    let text = table.required(source, "pattern")?;
    let mut kind = FormKind::Name;
    if let Some(value) = table.get("kind") {
        let name = config::string(source, value, "kind")?;
        match FormKind::ALL.iter().find(|(known, _)| *known == name) {
            Some((_, found)) => kind = *found,
            None => {
                let names: Vec<_> = FormKind::ALL.iter().map(|(name, _)| *name).collect();
                source.fault(
                    "A04",
                    value.span(),
                    format!("unknown kind `{name}`"),
                    format!("expected one of {}", names.join(", ")),
                );
            }
        }
    }
    table.finish(source);
    let pattern = pattern(source, &text, place.clone(), language, analyzer)?;
    Some(Form { pattern, kind, place })
}

/// One form can stand for one actor only.
fn clashes(source: &mut Source, actors: &[Actor]) {
    let mut seen: BTreeMap<(String, String), (String, Range<usize>)> = BTreeMap::new();
    for actor in actors {
        for (language, forms) in &actor.forms {
            for form in forms {
                let key = (language.clone(), form.pattern.text.to_lowercase());
                match seen.get(&key) {
                    Some((other, place)) if *other != actor.id => {
                        let (line, _) = crate::span::line_column(source.text(), place.start);
                        let message = format!("`{}` stands for `{}` and for `{}`", form.pattern.text, other, actor.id);
                        let label = format!("first claimed by `{other}` in line {line}");
                        source.fault("A02", form.place.clone(), message, label).help =
                            Some("leave the form with one actor, or make both forms longer".to_owned());
                    }
                    _ => {
                        seen.insert(key, (actor.id.clone(), form.place.clone()));
                    }
                }
            }
        }
    }
}

/// Read `names.toml`: `[[naming]]` with `id`, `label` and `variants`.
///
/// # Errors
/// All faults of the file.
pub fn parse_namings(path: &str, text: &str, analyzer: &mut Analyzer) -> Result<Vec<Naming>, Error> {
    Source::new(path, text).read(|source, table| {
        let mut namings: Vec<Naming> = Vec::new();
        for item in table.array(source, "naming") {
            let Some(mut table) = config::table(source, item, "naming") else { continue };
            let (id, label) = (table.required(source, "id"), table.string(source, "label"));
            let mut variants = BTreeMap::new();
            if let Some(mut all) = table.table(source, "variants") {
                for (variant, _, value) in all.all() {
                    let Some(mut languages) = config::table(source, value, &variant) else { continue };
                    variants.insert(variant, patterns_by_language(source, &mut languages, analyzer));
                }
            }
            let place = table.span();
            table.finish(source);
            if let Some(id) = id {
                if namings.iter().any(|other| other.id == id) {
                    source.fault("A05", place, format!("naming `{id}` is defined twice"), "give it another id");
                    continue;
                }
                namings.push(Naming { label: label.unwrap_or_else(|| id.clone()), id, variants });
            }
        }
        namings
    })
}

/// A table of pattern lists by language code.
pub fn patterns_by_language(
    source: &mut Source,
    table: &mut Table<'_, '_>,
    analyzer: &mut Analyzer,
) -> BTreeMap<String, Vec<super::Pattern>> {
    let mut found = BTreeMap::new();
    for (language, _, value) in language_keys(source, table, &[]) {
        let list = config::strings(source, value, &language);
        let patterns =
            list.into_iter().filter_map(|(text, span)| pattern(source, &text, span, &language, analyzer)).collect();
        found.insert(language, patterns);
    }
    found
}
