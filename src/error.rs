//! What went wrong, where, and how to mend it.
//!
//! Every message about a user's input is a [`Fault`]: it is made where the
//! input is still at hand, names the place, and says the way out. An [`Error`]
//! is one or more faults, because a file's faults are all shown at once.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

/// How bad a [`Fault`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing is wrong; a person should look at it.
    Info,
    /// The input is usable, but probably not what was meant.
    Warning,
    /// The input, or this part of it, cannot be used.
    Error,
}

impl Severity {
    /// Its name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// The place in a file that a [`Fault`] speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file, as the user named it.
    pub path: String,
    /// The whole text of the file, shared among its faults.
    pub text: Arc<str>,
    /// Bytes to underline.
    pub span: Range<usize>,
    /// What was expected there; may be empty.
    pub label: String,
}

/// One thing to tell the user about their input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Info, warning or error.
    pub severity: Severity,
    /// A short stable code such as `L07`; empty for errors without one.
    pub code: &'static str,
    /// What is wrong, in one line.
    pub message: String,
    /// Where, if in a file.
    pub place: Option<Place>,
    /// How to mend it.
    pub help: Option<String>,
}

impl Fault {
    /// An error without a place.
    pub fn error(message: impl Into<String>) -> Self {
        Fault { severity: Severity::Error, code: "", message: message.into(), place: None, help: None }
    }

    /// A warning without a place.
    pub fn warning(message: impl Into<String>) -> Self {
        Fault { severity: Severity::Warning, ..Fault::error(message) }
    }

    /// A remark without a place.
    pub fn info(message: impl Into<String>) -> Self {
        Fault { severity: Severity::Info, ..Fault::error(message) }
    }

    /// The same fault with the way out.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same fault with its code.
    pub fn code(mut self, code: &'static str) -> Self {
        self.code = code;
        self
    }

    /// The same fault at a place in a file.
    pub fn at(mut self, path: &str, text: &Arc<str>, span: Range<usize>, label: impl Into<String>) -> Self {
        self.place = Some(Place { path: path.to_owned(), text: Arc::clone(text), span, label: label.into() });
        self
    }

    /// `path:line:column` of the place, if there is one.
    pub fn position(&self) -> Option<(String, usize, usize)> {
        let place = self.place.as_ref()?;
        let (line, column) = crate::span::line_column(&place.text, place.span.start);
        Some((place.path.clone(), line, column))
    }

    /// The fault as the compiler would show it: title, place, underlined line, help.
    pub fn render(&self, color: bool) -> String {
        let renderer = if color { Renderer::styled() } else { Renderer::plain() };
        let level = match self.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
            Severity::Info => Level::INFO,
        };
        let mut title = level.primary_title(self.message.as_str());
        if !self.code.is_empty() {
            title = title.id(self.code);
        }
        let mut group = match &self.place {
            Some(place) => {
                let end = place.text.len();
                let span = place.span.start.min(end)..place.span.end.min(end);
                let mut annotation = AnnotationKind::Primary.span(span);
                if !place.label.is_empty() {
                    annotation = annotation.label(place.label.as_str());
                }
                title.element(Snippet::source(&*place.text).path(place.path.as_str()).annotation(annotation))
            }
            None => annotate_snippets::Group::with_title(title),
        };
        if let Some(help) = &self.help {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        renderer.render(&[group])
    }
}

/// Why something could not be done: one or more [`Fault`]s.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// At least one fault, in the order of their places.
    pub faults: Vec<Fault>,
}

impl Error {
    /// An error of one fault without a place.
    pub fn new(message: impl Into<String>) -> Self {
        Fault::error(message).into()
    }

    /// An error of one fault with the way out.
    pub fn with_help(message: impl Into<String>, help: impl Into<String>) -> Self {
        Fault::error(message).help(help).into()
    }

    /// All faults as text.
    pub fn render(&self, color: bool) -> String {
        self.faults.iter().map(|f| f.render(color)).collect::<Vec<_>>().join("\n\n")
    }
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        Error { faults: vec![fault] }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_names_path_line_and_column_and_underlines_the_place() {
        let text: Arc<str> = "[en]\nwithin = \"4\"\n".into();
        let fault = Fault::error("`within` is not a number of tokens")
            .code("L07")
            .at("lexicons/frames/aggression.toml", &text, 14..17, "expected a whole number from 1 to 50")
            .help("write `within = 4`, without quotes");
        let shown = fault.render(false);
        assert!(shown.contains("error[L07]: `within` is not a number of tokens"), "{shown}");
        assert!(shown.contains("lexicons/frames/aggression.toml:2:10"), "{shown}");
        assert!(shown.contains("^^^ expected a whole number"), "{shown}");
        assert!(shown.contains("help: write `within = 4`"), "{shown}");
    }
}
