//! Frames from their TOML files, every fault of a file at once.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::{Cue, Entry, Frame, FrameLanguage, Lexicon, Pattern, Roles, WITHIN};
use crate::config::{self, Source, Table, Value};
use crate::error::{Error, Fault};
use crate::parallel;
use crate::text::analyze::Analyzer;

impl Lexicon {
    /// Read frames from `(path, text)` pairs.
    ///
    /// # Errors
    /// All faults of all files; no part of a faulty file is used.
    pub fn parse(files: &[(String, String)], analyzer: &mut Analyzer) -> Result<Lexicon, Error> {
        let (lexicon, faults) = Lexicon::parse_lenient(files, analyzer);
        if faults.is_empty() { Ok(lexicon) } else { Err(Error { faults }) }
    }

    /// Read what can be read, with the faults of the rest.
    pub fn parse_lenient(files: &[(String, String)], analyzer: &mut Analyzer) -> (Lexicon, Vec<Fault>) {
        let mut faults = Vec::new();
        let mut frames: BTreeMap<String, Frame> = BTreeMap::new();
        // What a pattern is does not hang on the types that others have brought.
        let (fresh, share) = (&*analyzer, files.len().div_ceil(parallel::threads()).max(1));
        let read = |files: &[(String, String)]| {
            let mut analyzer = fresh.fresh();
            let frames = files.iter().map(|(path, text)| Frame::parse(path, text, &mut analyzer)).collect();
            (frames, analyzer)
        };
        let (read, types): (Vec<Vec<Result<Frame, Error>>>, Vec<Analyzer>) =
            parallel::map(files.chunks(share).collect(), read).into_iter().unzip();
        types.into_iter().for_each(|types| analyzer.learn(types));
        for ((path, _), frame) in files.iter().zip(read.into_iter().flatten()) {
            match frame {
                Ok(frame) => {
                    if let Some(other) = frames.get(&frame.id) {
                        let message = format!("frame `{}` is defined twice: {} and {path}", frame.id, other.path);
                        faults.push(Fault::error(message).code("L01").help("give one of them another `id`"));
                    } else {
                        frames.insert(frame.id.clone(), frame);
                    }
                }
                Err(error) => faults.extend(error.faults),
            }
        }
        (Lexicon { frames: frames.into_values().collect(), chosen: Vec::new() }, faults)
    }

    /// Whether some entry has a weight of its own.
    pub fn weighted(&self) -> bool {
        self.entries().any(|(_, _, entry)| entry.weight != 1.0)
    }

    /// Every entry with its frame and language, in the order of frames, languages and files.
    pub fn entries(&self) -> impl Iterator<Item = (&Frame, &str, &Entry)> {
        self.frames.iter().flat_map(|f| {
            f.languages.iter().flat_map(move |(l, part)| part.entries.iter().map(move |e| (f, l.as_str(), e)))
        })
    }

    /// The same lexicon with only these frames (and the frames below them).
    ///
    /// # Errors
    /// If an id is no frame; the message lists those there are.
    pub fn only(mut self, ids: &[String]) -> Result<Lexicon, Error> {
        for id in ids {
            if !self.frames.iter().any(|f| is_within(&f.id, id)) {
                let known: Vec<_> = self.frames.iter().map(|f| f.id.as_str()).collect();
                let near = config::nearest(id, &known).map(|n| format!("did you mean `{n}`? ")).unwrap_or_default();
                return Err(Error::with_help(
                    format!("there is no frame `{id}`"),
                    format!("{near}known frames: {}", known.join(", ")),
                ));
            }
        }
        self.frames.retain(|f| ids.iter().any(|id| is_within(&f.id, id)));
        self.chosen = ids.to_vec();
        Ok(self)
    }
}

/// Whether frame `id` is `ancestor` or lies below it.
pub fn is_within(id: &str, ancestor: &str) -> bool {
    id.strip_prefix(ancestor).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// Whether frame `id` lies below `ancestor`.
pub fn is_below(id: &str, ancestor: &str) -> bool {
    id != ancestor && is_within(id, ancestor)
}

impl Frame {
    /// Read one frame file.
    ///
    /// # Errors
    /// All faults of the file, with their places.
    pub fn parse(path: &str, text: &str, analyzer: &mut Analyzer) -> Result<Frame, Error> {
        let (frame, faults) = Frame::parse_lenient(path, text, analyzer);
        if faults.is_empty() { Ok(frame) } else { Err(Error { faults }) }
    }

    /// What can be read of a frame file, beside its faults.
    pub fn parse_lenient(path: &str, text: &str, analyzer: &mut Analyzer) -> (Frame, Vec<Fault>) {
        let source = Source::new(path, text);
        let shared = source.text().clone();
        let (frame, faults) = source.read_lenient(|source, table| frame(source, table, analyzer));
        (Frame { path: path.to_owned(), text: shared, ..frame }, faults)
    }

    /// Name shown to people in `language`, else in English, else the id.
    pub fn label(&self, language: &str) -> &str {
        self.label.get(language).or_else(|| self.label.get("en")).map_or(&self.id, String::as_str)
    }
}

fn frame(source: &mut Source, table: &mut Table<'_, '_>, analyzer: &mut Analyzer) -> Frame {
    let mut frame = Frame { id: table.required(source, "id").unwrap_or_default(), ..Frame::default() };
    let legal = |id: &str| {
        id.split('.').all(|part| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_'))
    };
    if !frame.id.is_empty() && !legal(&frame.id) {
        let span = table.get("id").map_or(0..0, |v| v.span());
        source.fault("L02", span, "the id is not a plain name", "expected letters, digits, `-`, `_`; dots nest frames");
    }
    frame.label = table.string_map(source, "label").into_iter().collect();
    frame.version = table.string(source, "version").unwrap_or_else(|| "0".to_owned());
    frame.description = table.string(source, "description").unwrap_or_default();
    frame.source = table.string(source, "source").unwrap_or_default();
    if let Some(mut roles) = table.table(source, "roles") {
        frame.roles = Roles { agent: roles.string(source, "agent"), patient: roles.string(source, "patient") };
        roles.finish(source);
    }
    let known = ["id", "label", "version", "description", "source", "roles"];
    for (key, span, value) in table.rest() {
        let code = config::is_language_code(&key);
        if code && value.get_ref().is_table() {
            if let Some(mut part) = config::table(source, value, &key) {
                let part = frame_language(source, &mut part, &key, analyzer);
                frame.languages.insert(key, part);
            }
            continue;
        }
        let fault =
            source.fault("T05", span, format!("unknown key `{key}`"), "neither a key of a frame nor a language code");
        fault.help = Some(match config::nearest(&key, &known) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("known keys: {}, and a table for each language, such as [en]", known.join(", ")),
        });
    }
    if frame.languages.is_empty() {
        let end = source.text().len();
        source.fault(
            "L03",
            end..end,
            "the frame has no entries",
            "expected a table such as [en] with `entries = [ … ]`",
        );
    }
    frame
}

fn frame_language(
    source: &mut Source,
    table: &mut Table<'_, '_>,
    language: &str,
    analyzer: &mut Analyzer,
) -> FrameLanguage {
    let mut part = FrameLanguage::default();
    let lists = lists(source, table, language);
    let mut context = Context { language, lists, analyzer, known: FxHashMap::default() };
    for item in table.array(source, "entries") {
        if let Some(entry) = entry(source, item, &mut context) {
            part.entries.push(entry);
        }
    }
    name_entries(&mut part.entries);
    if let Some(mut tests) = table.table(source, "tests") {
        part.hit = tests.strings(source, "hit");
        part.miss = tests.strings(source, "miss");
        tests.finish(source);
    }
    table.finish(source);
    part
}

/// What an entry is read with.
struct Context<'a> {
    language: &'a str,
    /// Named pattern lists, which `near`, `unless` and `except` refer to as `@name`.
    lists: BTreeMap<String, Arc<[String]>>,
    analyzer: &'a mut Analyzer,
    /// Patterns already read, since many entries share long lists of conditions.
    known: FxHashMap<String, Result<Pattern, String>>,
}

impl Context<'_> {
    /// As [`pattern`].
    fn pattern(&mut self, source: &mut Source, text: &str, span: Range<usize>) -> Option<Pattern> {
        if let Some(known) = self.known.get(text) {
            return placed(source, text, span, known.clone());
        }
        let read = Pattern::parse(text, self.language, self.analyzer);
        self.known.insert(text.to_owned(), read.clone());
        placed(source, text, span, read)
    }
}

/// The named lists of a language; a list may take in lists that stand before it.
fn lists(source: &mut Source, table: &mut Table<'_, '_>, language: &str) -> BTreeMap<String, Arc<[String]>> {
    let mut known: BTreeMap<String, Arc<[String]>> = BTreeMap::new();
    let Some(mut lists) = table.table(source, "lists") else { return known };
    for (name, _, value) in lists.all() {
        let mut items = Vec::new();
        for (text, span) in config::strings(source, value, &name) {
            match text.strip_prefix('@') {
                Some(other) => {
                    items.extend(list(source, &known, other, span, language).iter().flat_map(|l| l.iter().cloned()))
                }
                None => items.push(text),
            }
        }
        known.insert(name, items.into());
    }
    known
}

/// A list by its name; an unknown name is reported.
fn list(
    source: &mut Source,
    known: &BTreeMap<String, Arc<[String]>>,
    name: &str,
    span: Range<usize>,
    language: &str,
) -> Option<Arc<[String]>> {
    if let Some(found) = known.get(name) {
        return Some(Arc::clone(found));
    }
    let names: Vec<_> = known.keys().map(String::as_str).collect();
    let help = match config::nearest(name, &names) {
        Some(near) => format!("did you mean `@{near}`?"),
        None => format!("define it before it is used: [{language}.lists] {name} = [ … ]"),
    };
    source
        .fault("L09", span, format!("there is no list `{name}`"), "expected the name of a list of this language")
        .help = Some(help);
    None
}

/// Entries are named by their pattern; a pattern that returns is numbered.
fn name_entries(entries: &mut [Entry]) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for entry in entries {
        let pattern = entry.pattern.text.to_string();
        let count = seen.entry(pattern.clone()).or_default();
        *count += 1;
        entry.name = if *count == 1 { pattern } else { format!("{pattern}#{count}") };
    }
}

fn entry(source: &mut Source, item: Value<'_, '_>, context: &mut Context<'_>) -> Option<Entry> {
    if let Some(text) = item.get_ref().as_str() {
        let pattern = context.pattern(source, text, item.span())?;
        let cue = guess_cue(&pattern);
        return Some(Entry { cue, ..Entry::plain(pattern, item.span()) });
    }
    if !item.get_ref().is_table() {
        let found = item.get_ref().type_str();
        source.fault("T02", item.span(), "an entry is neither text nor a table", format!("found {found}")).help =
            Some("write \"pattern\" or { pattern = \"…\", near = […] }".to_owned());
        return None;
    }
    let mut table = config::table(source, item, "an entry")?;
    let text = table.required(source, "pattern");
    let at = table.get("pattern").map_or(item.span(), |v| v.span());
    let parsed = text.and_then(|text| context.pattern(source, &text, at));
    let cue = cue(source, &mut table);
    let near = patterns(source, &mut table, "near", context);
    let unless = patterns(source, &mut table, "unless", context);
    let except = patterns(source, &mut table, "except", context);
    for (pattern, span) in &except {
        if pattern.elements.len() > 1 {
            source.fault("L08", span.clone(), "`except` names single words only", "expected one word").help =
                Some("use `unless` for phrases near the match".to_owned());
        }
    }
    let within = table.integer(source, "within", 0..=50, "a number of tokens").map_or(WITHIN, |n| n as usize);
    let at = table.get("weight").map_or(item.span(), |v| v.span());
    let weight = table.float(source, "weight").unwrap_or(1.0);
    if !(weight.is_finite() && weight >= 0.0) {
        source.fault("L07", at, "`weight` is no weight", "expected a number from 0 up");
    }
    let (concept, role, note) =
        (table.string(source, "concept"), table.string(source, "role"), table.string(source, "note"));
    table.finish(source);
    let pattern = parsed?;
    let strip = |found: Vec<(Pattern, Range<usize>)>| found.into_iter().map(|(p, _)| p).collect();
    Some(Entry {
        cue: cue.unwrap_or_else(|| guess_cue(&pattern)),
        cue_given: cue.is_some(),
        near: strip(near),
        unless: strip(unless),
        except: strip(except),
        within,
        weight,
        concept,
        role,
        note,
        ..Entry::plain(pattern, item.span())
    })
}

impl Entry {
    /// An entry with default settings.
    pub fn plain(pattern: Pattern, place: Range<usize>) -> Entry {
        Entry {
            name: pattern.text.to_string(),
            pattern,
            cue: Cue::Other,
            cue_given: false,
            near: Vec::new(),
            unless: Vec::new(),
            within: WITHIN,
            except: Vec::new(),
            weight: 1.0,
            concept: None,
            role: None,
            note: None,
            place,
        }
    }
}

fn cue(source: &mut Source, table: &mut Table<'_, '_>) -> Option<Cue> {
    let value = table.get("cue")?;
    let name = config::string(source, value, "cue")?;
    let found = Cue::ALL.iter().find(|(known, _)| *known == name).map(|(_, cue)| *cue);
    if found.is_none() {
        let names: Vec<_> = Cue::ALL.iter().map(|(name, _)| *name).collect();
        let fault = source.fault(
            "L06",
            value.span(),
            format!("unknown cue `{name}`"),
            format!("expected one of {}", names.join(", ")),
        );
        fault.help = config::nearest(&name, &names).map(|n| format!("did you mean `{n}`?"));
    }
    found
}

/// A pattern at a place; its fault is reported there.
pub fn pattern(
    source: &mut Source,
    text: &str,
    span: Range<usize>,
    language: &str,
    analyzer: &mut Analyzer,
) -> Option<Pattern> {
    placed(source, text, span, Pattern::parse(text, language, analyzer))
}

fn placed(source: &mut Source, text: &str, span: Range<usize>, read: Result<Pattern, String>) -> Option<Pattern> {
    match read {
        Ok(pattern) => Some(pattern),
        Err(reason) => {
            source.fault("L05", span, format!("`{text}` is not a pattern"), reason);
            None
        }
    }
}

fn patterns(
    source: &mut Source,
    table: &mut Table<'_, '_>,
    key: &'static str,
    context: &mut Context<'_>,
) -> Vec<(Pattern, Range<usize>)> {
    let mut found = Vec::new();
    for (text, span) in table.strings(source, key) {
        let Some(name) = text.strip_prefix('@') else {
            found.extend(context.pattern(source, &text, span.clone()).map(|p| (p, span)));
            continue;
        };
        let items = list(source, &context.lists, name, span.clone(), context.language);
        for item in items.iter().flat_map(|items| items.iter()) {
            found.extend(context.pattern(source, item, span.clone()).map(|p| (p, span.clone())));
        }
    }
    found
}

/// A first guess at the cue from the ending of the last word, for English and
/// French; `lexicon check --verbose` shows it, and a file can say better.
fn guess_cue(pattern: &Pattern) -> Cue {
    const ENDINGS: [(&str, Cue); 22] = [
        ("tion", Cue::Noun),
        ("tions", Cue::Noun),
        ("sion", Cue::Noun),
        ("sions", Cue::Noun),
        ("ment", Cue::Noun),
        ("ments", Cue::Noun),
        ("ship", Cue::Noun),
        ("ism", Cue::Noun),
        ("isme", Cue::Noun),
        ("eur", Cue::AgentNoun),
        ("eurs", Cue::AgentNoun),
        ("or", Cue::AgentNoun),
        ("ors", Cue::AgentNoun),
        ("er", Cue::AgentNoun),
        ("ers", Cue::AgentNoun),
        ("ed", Cue::Participle),
        ("é", Cue::Participle),
        ("és", Cue::Participle),
        ("ée", Cue::Participle),
        ("ées", Cue::Participle),
        ("ing", Cue::Verb),
        ("ive", Cue::Adjective),
    ];
    let last = pattern.text.trim_end_matches(['*', '?']).to_lowercase();
    let longest = ENDINGS.iter().filter(|(ending, _)| last.ends_with(ending)).max_by_key(|(ending, _)| ending.len());
    longest.map_or(Cue::Noun, |(_, cue)| *cue)
}
