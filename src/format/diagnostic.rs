//! Findings in a file: where, what was found, what is allowed, what may have been meant.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use serde_json::{Value, json};

/// Excerpts show lines of at most so many bytes; a longer line is named only.
const LONGEST_EXCERPT: usize = 2_000;
/// The longest text that is quoted as found, in characters.
const LONGEST_QUOTE: usize = 60;

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// The file cannot be used.
    Error,
    /// Something that cannot matter, or not as it seems.
    Warning,
}

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// The bytes of the file.
    pub span: Range<usize>,
}

/// A finding in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// How much it matters.
    pub severity: Severity,
    /// The name of the file.
    pub file: String,
    /// Where in the file.
    pub place: Place,
    /// The field, such as `agency.tax.discount` or `agency[2].id`, counted from 0; empty for the
    /// file as a whole.
    pub field: String,
    /// What is wrong, in a few words.
    pub message: String,
    /// What was found.
    pub found: String,
    /// What is allowed.
    pub allowed: String,
    /// The nearest known name, if one is near.
    pub nearest: Option<String>,
}

/// The text of a file, with its name and where its lines start.
#[derive(Debug, Clone)]
pub struct Source<'a> {
    /// The name of the file.
    pub file: &'a str,
    /// The text.
    pub text: &'a str,
    lines: Vec<usize>,
}

impl<'a> Source<'a> {
    /// A text under the name of its file.
    pub fn new(file: &'a str, text: &'a str) -> Self {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        Source { file, text, lines: std::iter::once(0).chain(ends).collect() }
    }

    /// The line and column of a span; a span outside of the text is moved to its end.
    pub fn place(&self, span: &Range<usize>) -> Place {
        let mut start = span.start.min(self.text.len());
        while !self.text.is_char_boundary(start) {
            start -= 1;
        }
        let line = self.lines.partition_point(|&from| from <= start);
        let from = self.lines.get(line.saturating_sub(1)).copied().unwrap_or(0);
        let column = self.text.get(from..start).map_or(0, |before| before.chars().count()) + 1;
        Place { line, column, span: start..span.end.clamp(start, self.text.len()) }
    }

    /// The text of a span, on one line and not too long.
    pub fn quote(&self, span: &Range<usize>) -> String {
        shorten(self.text.get(span.clone()).unwrap_or_default())
    }

    /// The line of a place, without its end, and where it starts.
    fn line(&self, place: &Place) -> (usize, &'a str) {
        let from = self.lines.get(place.line.saturating_sub(1)).copied().unwrap_or(0);
        let to = self.lines.get(place.line).copied().unwrap_or(self.text.len());
        (from, self.text.get(from..to).unwrap_or_default().trim_end_matches(['\n', '\r']))
    }
}

/// A text on one line, cut after some sixty characters.
pub fn shorten(text: &str) -> String {
    let mut short: String = text.chars().take(LONGEST_QUOTE).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(LONGEST_QUOTE).is_some() {
        short.push('…');
    }
    short
}

/// The known name that is nearest to a text, if it is near enough to be a slip.
///
/// ```
/// use pactum::format::diagnostic::nearest;
///
/// assert_eq!(nearest("discont", ["discount", "funding"]), Some("discount".to_string()));
/// assert_eq!(nearest("banana", ["discount", "funding"]), None);
/// ```
pub fn nearest<S: AsRef<str>>(text: &str, known: impl IntoIterator<Item = S>) -> Option<String> {
    if text.len() > LONGEST_QUOTE {
        return None;
    }
    let plain = |name: &str| name.to_lowercase().replace(['-', ' '], "_");
    let wanted = plain(text);
    let enough = 1.max((text.chars().count() + 1) / 3);
    let distance = |name: S| {
        let far = name.as_ref().len() > 2 * LONGEST_QUOTE;
        let distance = if far { usize::MAX } else { strsim::osa_distance(&wanted, &plain(name.as_ref())) };
        (distance, name)
    };
    let best = known.into_iter().map(distance).min_by_key(|(distance, _)| *distance)?;
    (best.0 <= enough).then(|| best.1.as_ref().to_string())
}

impl Diagnostic {
    /// The finding in one line.
    pub fn line(&self) -> String {
        let Diagnostic { file, place, .. } = self;
        format!("{file}:{}:{}: {}", place.line, place.column, self.sentence())
    }

    /// What is wrong, what was found and what is allowed, in one sentence.
    pub fn sentence(&self) -> String {
        let field = if self.field.is_empty() { String::new() } else { format!("{}: ", self.field) };
        let found = if self.found.is_empty() { String::new() } else { format!("; found {}", self.found) };
        let allowed = if self.allowed.is_empty() { String::new() } else { format!("; allowed: {}", self.allowed) };
        let near = self.nearest.as_ref().map(|name| format!("; did you mean {name}?")).unwrap_or_default();
        format!("{field}{}{found}{allowed}{near}", self.message)
    }

    /// The finding as a compiler shows it: title, place, excerpt, what is allowed.
    fn render(&self, source: &Source<'_>) -> String {
        let level = match self.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let field = if self.field.is_empty() { String::new() } else { format!("{}: ", self.field) };
        let title = format!("{field}{}", self.message);
        let (from, line) = source.line(&self.place);
        let whole = self.field.is_empty() && self.place.span.is_empty() && !self.found.is_empty();
        let mut group = if whole || line.len() > LONGEST_EXCERPT {
            let Place { line, column, .. } = self.place;
            level
                .primary_title(format!("{}:{line}:{column}: {title}", self.file))
                .element(Level::NOTE.message(format!("found: {}", self.found)))
        } else {
            let start = self.place.span.start.saturating_sub(from).min(line.len());
            let end = self.place.span.end.saturating_sub(from).clamp(start, line.len());
            let label = if self.found.is_empty() { "here".into() } else { format!("found {}", self.found) };
            level.primary_title(title).element(
                Snippet::source(line)
                    .path(self.file.as_str())
                    .line_start(self.place.line)
                    .annotation(AnnotationKind::Primary.span(start..end).label(label)),
            )
        };
        if !self.allowed.is_empty() {
            group = group.element(Level::NOTE.message(format!("allowed: {}", self.allowed)));
        }
        if let Some(name) = &self.nearest {
            group = group.element(Level::HELP.message(format!("did you mean `{name}`?")));
        }
        Renderer::plain().render(&[group])
    }

    /// The finding as a JSON object.
    pub fn to_json(&self) -> Value {
        json!({
            "file": self.file, "line": self.place.line, "column": self.place.column, "field": self.field,
            "message": self.message, "found": self.found, "allowed": self.allowed, "nearest": self.nearest,
        })
    }
}

/// Findings as a compiler shows them, with an excerpt of the file each.
pub fn render_text(findings: &[Diagnostic], text: &str) -> String {
    let source = Source::new(findings.first().map_or("", |finding| finding.file.as_str()), text);
    findings.iter().map(|finding| finding.render(&source) + "\n\n").collect()
}

/// Errors as the JSON object that goes to standard error:
/// `{"error": {…the first…, "errors": […all…]}}`.
pub fn render_json(errors: &[Diagnostic]) -> Value {
    let mut error = errors.first().map_or_else(|| json!({}), Diagnostic::to_json);
    error["errors"] = errors.iter().map(Diagnostic::to_json).collect();
    json!({ "error": error })
}
