//! Cutting a dictionary to what a format can say, with a [`Loss`] for each cut.

use std::collections::BTreeMap;

use super::{Category, Choice, Conditions, Dictionary, Loss, Term, Test, number};

/// Wildcards that a format understands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wildcards {
    /// `*` and `?` anywhere, a `*` of its own for any word.
    All,
    /// `*` anywhere in a word.
    Stars,
    /// `*` at the end of a word.
    Trailing,
}

/// What a format can say.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// The format, as messages name it.
    pub name: &'static str,
    pub title: bool,
    pub nesting: bool,
    pub category_notes: bool,
    pub category_weights: bool,
    /// A category without patterns.
    pub empty: bool,
    pub weights: bool,
    pub negative: bool,
    pub notes: bool,
    pub phrases: bool,
    pub languages: bool,
    pub wildcards: Wildcards,
    /// `=`, `stem:`, `re:`, and the settings of an entry.
    pub settings: bool,
    /// What a frame says of itself.
    pub frames: bool,
    pub choices: bool,
    pub rules: bool,
}

/// One category at work.
struct Cut<'a> {
    limits: &'a Limits,
    language: Option<&'a str>,
    losses: &'a mut Vec<Loss>,
}

/// The dictionary as the format can say it.
pub(super) fn fit(
    dictionary: &Dictionary,
    limits: &Limits,
    language: Option<&str>,
    losses: &mut Vec<Loss>,
) -> Dictionary {
    let mut cut = Cut { limits, language, losses };
    let mut out = Dictionary { title: dictionary.title.clone(), categories: Vec::new() };
    if let Some(title) = out.title.take_if(|_| !limits.title) {
        cut.lose("the dictionary", format!("title `{title}`"), "has no place for it", "left out");
    }
    for category in &dictionary.categories {
        let category = cut.category(category, "");
        out.categories.push(category);
    }
    if !limits.nesting {
        out.categories = cut.flat(out.categories);
    }
    if !limits.empty {
        let empty = |c: &Category| c.terms.is_empty() && c.children.is_empty();
        for category in out.categories.iter().filter(|c| empty(c)) {
            let why = "cannot hold a category without patterns";
            cut.lose(&category.name, format!("category `{}`", category.name), why, "left out");
        }
        out.categories.retain(|c| !empty(c));
    }
    out
}

impl Cut<'_> {
    fn lose(&mut self, place: &str, what: impl Into<String>, why: &str, done: impl Into<String>) {
        let loss = Loss::new(place, what, format!("{} {why}", self.limits.name), done);
        self.losses.push(loss);
    }

    fn category(&mut self, category: &Category, above: &str) -> Category {
        let path = if above.is_empty() { category.name.clone() } else { format!("{above} > {}", category.name) };
        let mut out = Category { name: category.name.clone(), ..Category::default() };
        // WordStat tells a pattern from a category by the weight at the end of the line.
        if self.limits.rules && category.name.ends_with(')') && category.name.contains(" (") {
            out.name = category.name.replace(" (", "(");
            let why = "takes a number in parentheses behind a name for a weight";
            self.lose(&path, format!("name `{}`", category.name), why, format!("written as `{}`", out.name));
        }
        match &category.note {
            Some(note) if !self.limits.category_notes => {
                self.lose(&path, format!("description “{}”", short(note)), "has no place for it", "left out");
            }
            note => out.note = note.clone(),
        }
        match category.weight {
            Some(weight) if !self.limits.category_weights => {
                let what = format!("score {} of the category", number(weight));
                self.lose(&path, what, "scores patterns only, if any", "left out");
            }
            weight => out.weight = weight,
        }
        if self.limits.frames {
            out.frame = category.frame.clone();
        } else {
            self.frame(category, &path);
        }
        self.other_languages(category, &path);
        for term in &category.terms {
            if !self.limits.languages && term.language.is_some() && term.language.as_deref() != self.language {
                continue;
            }
            let Some(term) = self.term(term, &path) else { continue };
            if out.terms.contains(&term) {
                let why = "takes two entries with one pattern for one";
                self.lose(&path, format!("`{}` for the second time", term.pattern), why, "written once");
            } else {
                out.terms.push(term);
            }
        }
        out.children = category.children.iter().map(|child| self.category(child, &path)).collect();
        out
    }

    fn frame(&mut self, category: &Category, path: &str) {
        let Some(frame) = &category.frame else { return };
        let tests: usize = frame.tests.values().map(|(hit, miss)| hit.len() + miss.len()).sum();
        if tests > 0 {
            self.lose(path, format!("test sentences: {tests}"), "has no place for them", "left out");
        }
        let roles = frame.roles.agent.is_some() || frame.roles.patient.is_some();
        let said = [
            ("label", !frame.label.is_empty()),
            ("version", !frame.version.is_empty()),
            ("source", !frame.source.is_empty()),
            ("roles", roles),
        ];
        let said: Vec<&str> = said.iter().filter(|(_, is)| *is).map(|(name, _)| *name).collect();
        if !said.is_empty() {
            self.lose(path, said.join(", "), "has no place for them", "left out");
        }
    }

    fn other_languages(&mut self, category: &Category, path: &str) {
        if self.limits.languages {
            return;
        }
        let mut others: BTreeMap<&str, usize> = BTreeMap::new();
        for language in category.terms.iter().filter_map(|t| t.language.as_deref()) {
            if Some(language) != self.language {
                *others.entry(language).or_default() += 1;
            }
        }
        for (language, entries) in others {
            let what = format!("language {language}: {entries} entries");
            self.lose(path, what, "holds one language", format!("left out; --language {language} writes them"));
        }
    }

    /// A term as the format can say it; `None` if it cannot.
    fn term(&mut self, term: &Term, path: &str) -> Option<Term> {
        let place = format!("{path}: {}", term.pattern);
        let mut out = term.clone();
        if !self.limits.languages {
            out.language = None;
        }
        if let Some(rule) = term.rule.as_ref().filter(|_| !self.limits.rules) {
            let what = format!("rule `{} {}`", term.pattern, short(rule));
            self.lose(&place, what, "has no rules", "left out");
            return None;
        }
        if let Some(choice) = out.choice.take_if(|_| !self.limits.choices) {
            self.choice(&mut out, &choice, &place);
        }
        if !self.limits.settings {
            out.pattern = self.marks(&out.pattern, &place)?;
            self.conditions(&mut out, &place);
        }
        if out.rule.is_none() {
            self.wildcards(&out.pattern, &place);
        }
        match out.weight {
            Some(weight) if !self.limits.weights => {
                out.weight = None;
                self.lose(&place, format!("weight {}", number(weight)), "has no weights", "counts as 1");
            }
            Some(weight) if weight < 0.0 && !self.limits.negative => {
                out.weight = None;
                let why = "weighs from 0 up";
                self.lose(&place, format!("weight {}", number(weight)), why, "counts as 1; split the category by sign");
            }
            _ => {}
        }
        if let Some(note) = out.note.take_if(|_| !self.limits.notes) {
            self.lose(&place, format!("note “{}”", short(&note)), "has no notes on patterns", "left out");
        }
        Some(out)
    }

    /// The pattern without the marks of Framelens.
    fn marks(&mut self, pattern: &str, place: &str) -> Option<String> {
        if pattern.starts_with("re:") {
            self.lose(place, format!("regular expression `{pattern}`"), "has no regular expressions", "left out");
            return None;
        }
        if let Some(exact) = pattern.strip_prefix('=') {
            self.lose(place, "case of the letters", "takes no heed of case", format!("written as `{}`", exact.trim()));
            return Some(exact.trim().to_owned());
        }
        if !pattern.contains("stem:") {
            return Some(pattern.to_owned());
        }
        let part = |word: &str| word.strip_prefix("stem:").map_or_else(|| word.to_owned(), |stem| format!("{stem}*"));
        let words = pattern.split_whitespace().map(part).collect::<Vec<_>>().join(" ");
        self.lose(place, "`stem:`", "does not stem", format!("written as `{words}`"));
        Some(words)
    }

    fn conditions(&mut self, term: &mut Term, place: &str) {
        let Some(conditions) = term.conditions.take() else { return };
        let Conditions { cue, near, unless, within, except, concept, role } = *conditions;
        let why = "knows no conditions";
        let reach = within.map(|n| format!(" within {n}")).unwrap_or_default();
        for (name, patterns) in [("near", near), ("unless", unless)] {
            if !patterns.is_empty() {
                let what = format!("{name}{reach}: {}", short(&patterns.join(", ")));
                self.lose(place, what, why, "written without it: it will match more");
            }
        }
        if !except.is_empty() {
            let what = format!("except: {}", short(&except.join(", ")));
            self.lose(place, what, why, "written without it: it will match more");
        }
        let texts = [("cue", cue.map(|c| c.name().to_owned())), ("concept", concept), ("role", role)];
        for (name, value) in texts {
            if let Some(value) = value {
                self.lose(place, format!("{name} = {value}"), "has no such setting", "left out");
            }
        }
    }

    fn wildcards(&mut self, pattern: &str, place: &str) {
        if pattern.starts_with("re:") {
            return;
        }
        let words: Vec<&str> = pattern.split_whitespace().collect();
        let understood = |word: &str| match self.limits.wildcards {
            Wildcards::All => true,
            Wildcards::Stars => !word.contains('?') && (words.len() == 1 || word.chars().any(|c| c != '*')),
            Wildcards::Trailing => {
                let body = word.strip_suffix('*').unwrap_or(word);
                !body.is_empty() && !body.contains(['*', '?'])
            }
        };
        if let Some(word) = words.iter().find(|word| !understood(word)) {
            let why = match self.limits.wildcards {
                Wildcards::Trailing => "takes `*` only at the end of a word",
                _ => "takes `*` only, within a word",
            };
            self.lose(place, format!("wildcard in `{word}`"), why, "written as it stands; it may match nothing");
        }
        if words.len() > 1 && !self.limits.phrases {
            self.lose(place, "several words", "matches single words", "written as it stands; it may match nothing");
        }
    }

    fn choice(&mut self, term: &mut Term, choice: &Choice, place: &str) {
        match (&choice.test, choice.holds) {
            // Exact: the phrase, and the word without the phrase.
            (Test::Before(word), true) => term.pattern = format!("{} {word}", term.pattern),
            (Test::Before(word), false) if self.limits.settings => {
                let unless = vec![format!("{} {word}", term.pattern)];
                term.conditions = Some(Box::new(Conditions { unless, within: Some(1), ..Conditions::default() }));
            }
            (Test::Before(word), false) => {
                let what = format!("only where `{word}` does not follow");
                self.lose(place, what, "knows no conditions", "written without it: it will match more");
            }
            (Test::After(paths), holds) => {
                let names = paths.iter().map(|p| p.join(" > ")).collect::<Vec<_>>().join(", ");
                let what = format!("only {} a word of {names}", if holds { "behind" } else { "not behind" });
                self.lose(place, what, "cannot look at the word before", "written without it: it will match more");
            }
        }
    }

    /// Nested categories as dotted names.
    fn flat(&mut self, categories: Vec<Category>) -> Vec<Category> {
        let mut out = Vec::new();
        for category in categories {
            self.lower(category, "", &mut out);
        }
        out
    }

    fn lower(&mut self, mut category: Category, above: &str, out: &mut Vec<Category>) {
        let children = std::mem::take(&mut category.children);
        let own = category.name.clone();
        let name = if above.is_empty() { own.clone() } else { format!("{above}.{own}") };
        if !above.is_empty() {
            let what = format!("`{own}` lies in `{above}`");
            self.lose(&name, what, "does not nest", format!("written as `{name}`"));
        }
        if super::dotted(&own).len() > 1 {
            self.lose(&name, format!("dot in the name `{own}`"), "does not nest, and dots stand for nesting", "kept");
        }
        category.name.clone_from(&name);
        // A parent without patterns of its own is there in the names of its children.
        if !category.terms.is_empty() || children.is_empty() {
            out.push(category);
        }
        for child in children {
            self.lower(child, &name, out);
        }
    }
}

/// The beginning of a long text.
fn short(text: &str) -> String {
    const LONGEST: usize = 60;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= LONGEST {
        return line;
    }
    line.chars().take(LONGEST - 1).chain(['…']).collect()
}
