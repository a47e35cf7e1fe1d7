//! A sentence as the grammar of dates sees it.

use std::ops::Range;

use crate::text::dates::{DateGrammar, DateLexis, DateTable, DateType, Meaning};
use crate::text::tokenize::{is_apostrophe, is_hyphen};
use crate::text::wordlist::Classes;
use crate::text::{Analysis, LanguagePack, TypeId, Vocabulary};

/// The tokens of one sentence with what stands between them.
pub struct Words<'a> {
    pub text: &'a str,
    pub analysis: &'a Analysis,
    pub vocabulary: &'a Vocabulary,
    pub pack: &'a LanguagePack,
    pub table: &'a DateTable,
    /// Tokens of the sentence.
    pub range: Range<usize>,
}

impl<'a> Words<'a> {
    pub fn lexis(&self) -> &'a DateLexis {
        self.pack.dates.lexis(&self.pack.months)
    }

    pub fn grammar(&self) -> &'a DateGrammar {
        &self.pack.dates
    }

    /// The type of a token; none outside the sentence.
    fn type_id(&self, i: usize) -> Option<TypeId> {
        self.analysis.tokens.get(i).filter(|_| self.range.contains(&i)).map(|token| token.type_id)
    }

    /// What the type of a token is in the grammar of dates; nothing outside the sentence.
    pub fn date_type(&self, i: usize) -> DateType {
        self.type_id(i).map(|id| self.table.ty(id)).unwrap_or_default()
    }

    /// The folded form of a token; empty outside the sentence.
    pub fn form(&self, i: usize) -> &'a str {
        if !self.range.contains(&i) {
            return "";
        }
        self.analysis.tokens.get(i).map_or("", |token| &self.vocabulary.ty(token.type_id).form)
    }

    /// The characters of a token; empty outside the sentence.
    pub fn surface(&self, i: usize) -> &'a str {
        if !self.range.contains(&i) {
            return "";
        }
        self.analysis.tokens.get(i).map_or("", |token| token.span.of(self.text))
    }

    pub fn capital(&self, i: usize) -> bool {
        self.surface(i).chars().next().is_some_and(char::is_uppercase)
    }

    /// Whether a token is one of the language's stop words, or none at all.
    pub fn stop(&self, i: usize) -> bool {
        match self.analysis.tokens.get(i).filter(|_| self.range.contains(&i)) {
            Some(token) => self.vocabulary.ty(token.type_id).stop,
            None => true,
        }
    }

    /// What stands between a token and the next of its sentence.
    fn between(&self, i: usize) -> &'a str {
        if !self.range.contains(&i) || !self.range.contains(&(i + 1)) {
            return "\n";
        }
        let span = |i: usize| self.analysis.tokens[i].span;
        self.text.get(span(i).end as usize..span(i + 1).start as usize).unwrap_or("\n")
    }

    /// The case ending behind a token's apostrophe, which belongs to no token: `'de`.
    pub fn tail(&self, i: usize) -> &'a str {
        let end = if self.range.contains(&(i + 1)) {
            self.analysis.tokens[i + 1].span.start as usize
        } else {
            self.text.len()
        };
        let Some(token) = self.analysis.tokens.get(i).filter(|_| self.pack.suffix_apostrophe) else { return "" };
        let behind = self.text.get(token.span.end as usize..end).unwrap_or("");
        let Some(rest) = behind.strip_prefix(is_apostrophe) else { return "" };
        &rest[..rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len())]
    }

    /// What stands between a token, with its ending, and the next.
    pub fn gap(&self, i: usize) -> &'a str {
        let (gap, tail) = (self.between(i), self.tail(i));
        match tail {
            "" => gap,
            // The apostrophe itself is one character more.
            _ => gap.char_indices().nth(1).and_then(|(at, _)| gap.get(at + tail.len()..)).unwrap_or(gap),
        }
    }

    /// Whether the next token follows with nothing but a space, or the full stop of an abbreviation.
    pub fn near(&self, i: usize) -> bool {
        let gap = self.gap(i);
        gap.chars().count() <= 3 && gap.chars().all(|c| is_space(c) || c == '.')
    }

    /// The same, but a comma may stand there.
    pub fn near_comma(&self, i: usize) -> bool {
        let gap = self.gap(i);
        gap.chars().count() <= 3 && gap.chars().all(|c| is_space(c) || matches!(c, '.' | ','))
    }

    /// The same, but a hyphen may: *mid-October*.
    pub fn near_hyphen(&self, i: usize) -> bool {
        let gap = self.gap(i);
        self.near(i) || (gap.chars().count() == 1 && gap.chars().all(is_hyphen))
    }

    /// Whether a dash or hyphen alone stands between a token and the next.
    pub fn dash(&self, i: usize) -> bool {
        let mut inner = self.gap(i).chars().filter(|c| !is_space(*c) && *c != '.');
        matches!((inner.next(), inner.next()), (Some(c), None) if is_hyphen(c) || matches!(c, '–' | '—' | '−'))
    }

    /// Number of tokens of the longest word or phrase of a class that begins at `i`.
    pub fn class(&self, i: usize, class: Classes) -> Option<usize> {
        self.table.class(self.grammar(), class, self.type_id(i)?, |n| self.type_id(i + 1 + n))
    }

    /// Number of tokens of a word or phrase of a class that ends right before `i`.
    pub fn before(&self, i: usize, class: Classes) -> Option<usize> {
        let reach = i.saturating_sub(self.range.start).min(5);
        // Most often there is none, so that nobody need look at what stands between.
        (1..=reach).find(|&n| self.class(i - n, class) == Some(n)).filter(|_| self.near_hyphen(i - 1))
    }

    /// The first meaning at `i` that `pick` takes.
    pub fn meaning<T>(&self, i: usize, pick: impl Fn(Meaning) -> Option<T>) -> Option<(usize, T)> {
        let found = self.lexis().meanings(self.date_type(i), |n| self.form(i + 1 + n));
        let mut found = found.filter_map(|(n, meaning)| pick(meaning).map(|value| (n, value)));
        found.find(|&(n, _)| (i..i + n - 1).all(|i| self.near_hyphen(i)))
    }

    /// A number in digits alone.
    pub fn digits(&self, i: usize) -> Option<u32> {
        if !self.date_type(i).digit {
            return None;
        }
        let form = self.form(i);
        let all = (1..=4).contains(&form.len()) && form.bytes().all(|b| b.is_ascii_digit());
        if all { form.parse().ok() } else { None }
    }

    /// A number in digits and what makes it more than one: glued (`27th`), behind
    /// a hyphen (`27-го`) or an apostrophe (`1990'larda`). With the token behind it.
    pub fn suffixed(&self, i: usize) -> Option<(usize, u32, &'a str)> {
        if !self.date_type(i).digit {
            return None;
        }
        let form = self.form(i);
        let cut = form.find(|c: char| !c.is_ascii_digit()).unwrap_or(form.len());
        if !(1..=4).contains(&cut) {
            return None;
        }
        let number = form[..cut].parse().ok()?;
        if cut < form.len() {
            return Some((i + 1, number, &form[cut..]));
        }
        if !self.tail(i).is_empty() {
            return Some((i + 1, number, self.tail(i)));
        }
        let gap = self.gap(i);
        let hyphen = gap.chars().count() == 1 && gap.chars().all(is_hyphen);
        let letters = self.form(i + 1).chars().all(char::is_alphabetic) && !self.form(i + 1).is_empty();
        (hyphen && letters).then(|| (i + 2, number, self.form(i + 1)))
    }

    /// Whether a token is a piece of something longer: a decimal, a version, an address.
    pub fn torn(&self, i: usize) -> bool {
        let Some(previous) = i.checked_sub(1).filter(|p| self.range.contains(p)) else { return false };
        let tight = matches!(self.between(previous), "." | "/" | "," | ":" | "-" | "‐" | "‑");
        tight
            && self.form(i).starts_with(|c: char| c.is_ascii_digit())
            && self.form(previous).chars().any(|c| c.is_ascii_digit())
    }
}

pub fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{a0}' | '\u{202f}' | '\u{2009}')
}
