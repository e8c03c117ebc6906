//! What every part of the reader uses: the findings so far, kinds of fields, names, numbers.

use std::collections::{BTreeMap, HashMap};

use super::tree::{Kind, Node, Span, Table};
use crate::format::diagnostic::{Diagnostic, Severity, Source, nearest, shorten};
use crate::number::Rational;

/// So many errors are told of one file; more are counted.
const MOST_ERRORS: usize = 500;
/// So many names are listed as allowed; more are counted.
const MOST_NAMES: usize = 20;
/// Names that mark a table as a number.
pub(super) const NUMBER_KEYS: [&str; 4] = ["value", "low", "high", "symbol"];

/// A parameter that a file gives as an interval.
#[derive(Debug, Clone, PartialEq)]
pub struct IntervalNote {
    /// The field.
    pub field: String,
    /// The lower end.
    pub low: Rational,
    /// The upper end.
    pub high: Rational,
    /// The number that point results use: the value, else the midpoint.
    pub used: Rational,
    /// Whether the file gives that number.
    pub given: bool,
}

/// The state of reading one file.
pub(super) struct Reader<'a> {
    pub source: &'a Source<'a>,
    pub errors: Vec<Diagnostic>,
    /// Of each error, whether it may only follow from a mistake of notation elsewhere.
    pub follows: Vec<bool>,
    /// How many errors were not told.
    pub untold: usize,
    pub intervals: Vec<IntervalNote>,
    /// Values of symbols, and the fields that gave them.
    pub values: HashMap<String, (Rational, String)>,
    /// Where symbols without a value stand first.
    pub unknowns: BTreeMap<String, Span>,
}

/// The identifiers of one kind of object.
#[derive(Debug, Default)]
pub(super) struct Ids {
    pub names: Vec<String>,
    index: HashMap<String, usize>,
}

impl Ids {
    /// The position of an identifier.
    pub fn get(&self, id: &str) -> Option<usize> {
        self.index.get(id).copied()
    }

    /// The identifiers that can be referred to, in file order.
    pub fn known(&self) -> Vec<&str> {
        let usable = |(position, id): &(usize, &String)| id.as_str() != "?" && self.get(id) == Some(*position);
        self.names.iter().enumerate().filter(usable).map(|(_, id)| id.as_str()).collect()
    }

    /// Adds an identifier; `false` when it is there already.
    pub fn push(&mut self, id: &str) -> bool {
        let fresh = !self.index.contains_key(id);
        if fresh {
            self.index.insert(id.to_string(), self.names.len());
        }
        self.names.push(id.to_string());
        fresh
    }
}

/// Names as an error lists them.
pub(super) fn listed<S: AsRef<str>>(names: &[S]) -> String {
    let some: Vec<&str> = names.iter().take(MOST_NAMES).map(AsRef::as_ref).collect();
    let more = names.len().saturating_sub(MOST_NAMES);
    if more > 0 { format!("{} and {more} more", some.join(", ")) } else { some.join(", ") }
}

impl<'a> Reader<'a> {
    pub fn new(source: &'a Source<'a>) -> Self {
        Reader {
            source,
            errors: Vec::new(),
            follows: Vec::new(),
            untold: 0,
            intervals: Vec::new(),
            values: HashMap::new(),
            unknowns: BTreeMap::new(),
        }
    }

    /// Notes an error.
    pub fn error(
        &mut self,
        span: &Span,
        field: &str,
        message: impl Into<String>,
        found: impl Into<String>,
        allowed: impl Into<String>,
    ) {
        if self.errors.len() >= MOST_ERRORS {
            self.untold += 1;
            return;
        }
        self.errors.push(Diagnostic {
            severity: Severity::Error,
            file: self.source.file.to_string(),
            place: self.source.place(span),
            field: field.to_string(),
            message: message.into(),
            found: found.into(),
            allowed: allowed.into(),
            nearest: None,
        });
        self.follows.push(false);
    }

    /// Notes that a name is not one of those known.
    pub fn unknown<S: AsRef<str>>(&mut self, span: &Span, field: &str, what: &str, found: &str, known: &[S]) {
        let allowed = if known.is_empty() { "nothing here".into() } else { listed(known) };
        self.unknown_of(span, field, what, found, known, allowed);
    }

    /// Notes that a name is not one of those known, with what is allowed in other words than their list.
    pub fn unknown_of<S: AsRef<str>>(
        &mut self,
        span: &Span,
        field: &str,
        what: &str,
        found: &str,
        known: &[S],
        allowed: impl Into<String>,
    ) {
        if self.errors.len() >= MOST_ERRORS {
            self.untold += 1;
            return;
        }
        self.error(span, field, format!("unknown {what}"), format!("\"{}\"", shorten(found)), allowed);
        if let (Some(last), Some(follows)) = (self.errors.last_mut(), self.follows.last_mut()) {
            last.nearest = nearest(found, known);
            *follows = true;
        }
    }

    /// Notes that a key that is needed is not there.
    pub fn missing(&mut self, span: &Span, field: &str, key: &str, allowed: &str) {
        let place = if field.is_empty() { key.to_string() } else { format!("{field}.{key}") };
        let before = self.errors.len();
        self.error(span, &place, format!("`{key}` is missing"), "nothing", allowed);
        if let Some(follows) = self.follows.get_mut(before) {
            *follows = true;
        }
    }

    /// A value as an error quotes it.
    pub fn describe(&self, node: &Node) -> String {
        match &node.kind {
            Kind::Table(_) => "a table".into(),
            Kind::Array(items) => format!("a list of {}", items.len()),
            Kind::String(_) | Kind::Number(_) => self.source.quote(&node.span),
            Kind::Bool => format!("{} (a boolean)", self.source.quote(&node.span)),
            Kind::Other(what) => format!("{} ({what})", self.source.quote(&node.span)),
        }
    }

    /// Notes that a value is of the wrong kind.
    pub fn wrong(&mut self, node: &Node, field: &str, allowed: impl Into<String>) {
        let found = self.describe(node);
        self.error(&node.span, field, "wrong kind of value", found, allowed);
    }

    /// A table whose keys are all known.
    pub fn table<'n, S: AsRef<str>>(&mut self, node: &'n Node, field: &str, known: &[S]) -> Option<&'n Table> {
        let Kind::Table(table) = &node.kind else {
            self.wrong(node, field, format!("a table with {}", listed(known)));
            return None;
        };
        self.known_keys(table, field, known);
        Some(table)
    }

    /// Notes the keys of a table that are not known.
    pub fn known_keys<S: AsRef<str>>(&mut self, table: &Table, field: &str, known: &[S]) {
        for entry in &table.entries {
            if !known.iter().any(|name| name.as_ref() == entry.key) {
                let place =
                    if field.is_empty() { shorten(&entry.key) } else { format!("{field}.{}", shorten(&entry.key)) };
                self.unknown(&entry.key_span, &place, "key", &entry.key, known);
            }
        }
    }

    /// The tables of `[[key]]`, no more than a limit.
    pub fn tables<'n>(&mut self, root: &'n Table, key: &str, most: usize) -> Vec<&'n Node> {
        let Some(node) = root.get(key) else { return Vec::new() };
        match &node.kind {
            Kind::Array(items) if items.len() > most => {
                let found = format!("{} entries", items.len());
                self.error(&node.span, key, "too many entries", found, format!("at most {most}"));
                Vec::new()
            }
            Kind::Array(items) => items.iter().collect(),
            _ => {
                self.wrong(node, key, format!("a list of tables, each under [[{key}]]"));
                Vec::new()
            }
        }
    }

    /// A list of values.
    pub fn list<'n>(&mut self, node: &'n Node, field: &str, allowed: &str) -> &'n [Node] {
        match &node.kind {
            Kind::Array(items) => items,
            _ => {
                self.wrong(node, field, allowed);
                &[]
            }
        }
    }

    /// A text.
    pub fn text<'n>(&mut self, node: &'n Node, field: &str, allowed: &str) -> Option<&'n str> {
        match &node.kind {
            Kind::String(text) => Some(text),
            _ => {
                self.wrong(node, field, allowed);
                None
            }
        }
    }

    /// A text that is not empty, at a key that may be silent.
    pub fn label(&mut self, table: &Table, key: &str, field: &str) -> Option<String> {
        let node = table.get(key)?;
        let field = if field.is_empty() { key.to_string() } else { format!("{field}.{key}") };
        let text = self.text(node, &field, "a text in quotes")?;
        if text.trim().is_empty() {
            self.error(&node.span, &field, "the text is empty", self.describe(node), "a text in quotes");
            return None;
        }
        Some(text.to_string())
    }

    /// One of a list of names: its position.
    pub fn choice<S: AsRef<str>>(&mut self, node: &Node, field: &str, what: &str, known: &[S]) -> Option<usize> {
        let text = self.text(node, field, &listed(known))?;
        let found = known.iter().position(|name| name.as_ref() == text);
        if found.is_none() {
            self.unknown(&node.span, field, what, text, known);
        }
        found
    }

    /// The object that an identifier names.
    pub fn reference(&mut self, node: &Node, field: &str, what: &str, ids: &Ids) -> Option<usize> {
        let text = self.text(node, field, &format!("the id of one {what}, in quotes"))?;
        let found = ids.get(text);
        if found.is_none() {
            self.unknown(&node.span, field, what, text, &ids.known());
        }
        found
    }

    /// The identifier of an object: a placeholder where it is missing or wrong.
    pub fn id(&mut self, table: &Table, span: &Span, place: &str, kind: &str, ids: &mut Ids) -> String {
        const ALLOWED: &str = "a letter, then letters, digits, _ and -; not value, low, high or symbol";
        let Some(node) = table.get("id") else {
            self.missing(span, place, "id", ALLOWED);
            ids.push("?");
            return "?".into();
        };
        let field = format!("{place}.id");
        let text = self.text(node, &field, ALLOWED).unwrap_or("?").to_string();
        if text != "?" && !is_id(&text) {
            self.error(&node.span, &field, "not an id", self.describe(node), ALLOWED);
        } else if !ids.push(&text) && text != "?" {
            let message = format!("duplicate id: an earlier {kind} has it");
            self.error(&node.span, &field, message, self.describe(node), format!("each id of {kind} once"));
            return text;
        } else {
            return text;
        }
        ids.push(&text);
        text
    }
}

/// Whether a table is a number in one of its longer forms, rather than one of sub-elements or sides.
pub(super) fn is_number_table(table: &Table) -> bool {
    table.entries.is_empty() || table.entries.iter().any(|entry| NUMBER_KEYS.contains(&entry.key.as_str()))
}

/// Whether a text is a letter followed by letters, digits, `_` and `-`.
pub(super) fn is_name(text: &str) -> bool {
    text.len() <= 200
        && text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
}

/// Whether a text may identify an object.
fn is_id(text: &str) -> bool {
    is_name(text) && !NUMBER_KEYS.contains(&text)
}
