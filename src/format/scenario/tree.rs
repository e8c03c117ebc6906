//! TOML and JSON as one tree of located values, with numbers as they are written.

use std::ops::Range;

use jsonc_parser::ast::Value as Json;
use jsonc_parser::{ParseOptions, parse_to_ast};
use toml::de::{DeTable, DeValue};

/// Values nested deeper than this are refused; a scenario needs six.
const DEEPEST: usize = 24;

/// Of files of more bytes than this only the first mistake of notation is told.
const LARGE: usize = 1024 * 1024;

/// A place in the text, in bytes.
pub(super) type Span = Range<usize>;

/// A value and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub span: Span,
    pub kind: Kind,
}

/// What a value is.
#[derive(Debug, Clone)]
pub(super) enum Kind {
    Table(Table),
    Array(Vec<Node>),
    String(String),
    /// A number, as written.
    Number(String),
    Bool,
    /// Something that no field takes, in words.
    Other(&'static str),
}

/// An entry of a table.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub key: String,
    pub key_span: Span,
    pub value: Node,
}

/// The entries of a table in file order; no key comes twice.
#[derive(Debug, Clone, Default)]
pub(super) struct Table {
    pub entries: Vec<Entry>,
}

impl Table {
    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries.iter().find(|entry| entry.key == key).map(|entry| &entry.value)
    }
}

/// A mistake of the notation itself.
#[derive(Debug)]
pub(super) struct SyntaxError {
    pub span: Span,
    pub message: String,
    pub allowed: String,
    /// Whether what follows it in the file cannot be judged.
    pub last: bool,
}

impl SyntaxError {
    fn new(span: Span, message: impl Into<String>, allowed: impl Into<String>) -> Self {
        SyntaxError { span, message: message.into(), allowed: allowed.into(), last: false }
    }
}

/// Reads a text as JSON if the name ends in `.json` or, where it ends in neither `.json` nor
/// `.toml`, if the text starts with a brace; as TOML otherwise. What can be read comes with the mistakes.
pub(super) fn parse(text: &str, file: &str) -> (Node, Vec<SyntaxError>) {
    let name = file.to_ascii_lowercase();
    let mark = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let body = text.get(mark..).unwrap_or_default();
    let json = name.ends_with(".json") || (!name.ends_with(".toml") && body.trim_start().starts_with('{'));
    let mut errors = Vec::new();
    let mut reading = Reading { shift: mark, errors: &mut errors };
    let root = if json { reading.json_document(body) } else { reading.toml_document(body) };
    (root, errors)
}

/// Of mistakes that include a list that is not closed, those up to the first in a list: the others
/// only follow from it.
fn first_unclosed(mut mistakes: Vec<SyntaxError>) -> Vec<SyntaxError> {
    mistakes.sort_by_key(|mistake| mistake.span.start);
    let unclosed = mistakes.iter().any(|mistake| mistake.message.starts_with("unclosed array"));
    let first = mistakes.iter().position(|mistake| mistake.message.contains("array"));
    if let (true, Some(first)) = (unclosed, first) {
        mistakes.truncate(first + 1);
        mistakes.iter_mut().skip(first).for_each(|mistake| mistake.last = true);
    }
    mistakes
}

struct Reading<'e> {
    /// Where the text that is parsed starts in the file.
    shift: usize,
    errors: &'e mut Vec<SyntaxError>,
}

impl Reading<'_> {
    fn span(&self, span: Span) -> Span {
        span.start + self.shift..span.end + self.shift
    }

    /// Refuses what is nested too deep.
    fn deep(&mut self, span: &Span, depth: usize) -> bool {
        if depth > DEEPEST {
            let allowed = format!("at most {DEEPEST} levels");
            self.errors.push(SyntaxError::new(span.clone(), "nested too deep", allowed));
        }
        depth > DEEPEST
    }

    fn toml_document(&mut self, text: &str) -> Node {
        let (table, errors) = match DeTable::parse(text) {
            Ok(table) => (table, Vec::new()),
            // Of a large file only the first mistake is told: to collect them all takes too much memory.
            Err(first) if text.len() > LARGE => (toml::Spanned::new(0..0, DeTable::default()), vec![first]),
            Err(_) => DeTable::parse_recoverable(text),
        };
        let mistakes = errors.iter().map(|error| self.toml_mistake(error)).collect();
        self.errors.extend(first_unclosed(mistakes));
        let kind = self.toml_table(table.get_ref(), 0);
        Node { span: self.span(0..0), kind }
    }

    /// A mistake in the words of this reader.
    fn toml_mistake(&self, error: &toml::de::Error) -> SyntaxError {
        let (message, expected) = match error.message().split_once(", expected ") {
            Some((message, expected)) => (message, expected),
            None => (error.message(), "TOML"),
        };
        let span = self.span(error.span().unwrap_or(0..0));
        if message.contains("recur") {
            return SyntaxError::new(span, "nested too deep", format!("at most {DEEPEST} levels"));
        }
        let allowed = match message {
            "duplicate key" => "each key once; the entries of a list stand under [[double brackets]]",
            "string values must be quoted" => "a number, or a text in quotes; a fraction too, such as \"1/3\"",
            _ => expected,
        };
        SyntaxError::new(span, message, allowed)
    }

    fn toml_table(&mut self, table: &DeTable<'_>, depth: usize) -> Kind {
        let mut entries = Vec::with_capacity(table.len());
        for (key, value) in table.iter() {
            let value = self.toml_value(value.get_ref(), value.span(), depth + 1);
            entries.push(Entry { key: key.get_ref().to_string(), key_span: self.span(key.span()), value });
        }
        entries.sort_by_key(|entry| entry.key_span.start);
        Kind::Table(Table { entries })
    }

    fn toml_value(&mut self, value: &DeValue<'_>, span: Span, depth: usize) -> Node {
        let span = self.span(span);
        let kind = match value {
            DeValue::Table(_) | DeValue::Array(_) if self.deep(&span, depth) => Kind::Other("a nested value"),
            DeValue::String(text) => Kind::String(text.to_string()),
            DeValue::Integer(digits) if digits.radix() == 10 => Kind::Number(digits.as_str().into()),
            DeValue::Integer(_) => Kind::Other("a number that is not in decimal digits"),
            DeValue::Float(digits) => Kind::Number(digits.as_str().into()),
            DeValue::Boolean(_) => Kind::Bool,
            DeValue::Datetime(_) => Kind::Other("a date or time"),
            DeValue::Array(items) => {
                Kind::Array(items.iter().map(|item| self.toml_value(item.get_ref(), item.span(), depth + 1)).collect())
            }
            DeValue::Table(table) => self.toml_table(table, depth),
        };
        Node { span, kind }
    }

    fn json_document(&mut self, text: &str) -> Node {
        let options = ParseOptions {
            allow_comments: false,
            allow_loose_object_property_names: false,
            allow_trailing_commas: false,
            allow_missing_commas: false,
            allow_single_quoted_strings: false,
            allow_hexadecimal_numbers: false,
            allow_unary_plus_numbers: false,
            allow_bare_decimal_point_numbers: false,
            allow_non_finite_numbers: false,
            allow_extended_string_escapes: false,
        };
        let nothing = Node { span: self.span(0..0), kind: Kind::Table(Table::default()) };
        match parse_to_ast(text, &Default::default(), &options) {
            Ok(parsed) => match parsed.value {
                Some(value) => self.json_value(&value, 0),
                None => {
                    let span = self.span(0..text.len());
                    self.errors.push(SyntaxError::new(span, "the file is empty", "a JSON object"));
                    nothing
                }
            },
            Err(error) => {
                let message = error.kind().to_string().to_lowercase();
                let (start, end) = (error.range().start, error.range().end);
                // What is not closed is missed at the end of the text.
                let span = self.span(if message.starts_with("unterminated") { end..end } else { start..end });
                self.errors.push(match message.contains("nesting") {
                    true => SyntaxError::new(span, "nested too deep", format!("at most {DEEPEST} levels")),
                    false => SyntaxError::new(span, message, "JSON, without comments or trailing commas"),
                });
                nothing
            }
        }
    }

    fn json_value(&mut self, value: &Json<'_>, depth: usize) -> Node {
        let range = match value {
            Json::StringLit(literal) => literal.range,
            Json::NumberLit(literal) => literal.range,
            Json::BooleanLit(literal) => literal.range,
            Json::Object(object) => object.range,
            Json::Array(array) => array.range,
            Json::NullKeyword(null) => null.range,
        };
        let span = self.span(range.start..range.end);
        let kind = match value {
            Json::Object(_) | Json::Array(_) if self.deep(&span, depth) => Kind::Other("a nested value"),
            Json::StringLit(literal) => Kind::String(literal.value.to_string()),
            Json::NumberLit(literal) => Kind::Number(literal.value.into()),
            Json::BooleanLit(_) => Kind::Bool,
            Json::NullKeyword(_) => Kind::Other("null"),
            Json::Array(array) => {
                Kind::Array(array.elements.iter().map(|item| self.json_value(item, depth + 1)).collect())
            }
            Json::Object(object) => self.json_table(object, depth),
        };
        Node { span, kind }
    }

    fn json_table(&mut self, object: &jsonc_parser::ast::Object<'_>, depth: usize) -> Kind {
        let mut seen = std::collections::HashSet::new();
        let mut entries = Vec::with_capacity(object.properties.len());
        for property in &object.properties {
            let range = match &property.name {
                jsonc_parser::ast::ObjectPropName::String(literal) => literal.range,
                jsonc_parser::ast::ObjectPropName::Word(literal) => literal.range,
            };
            let key_span = self.span(range.start..range.end);
            let key = property.name.as_str().to_string();
            if !seen.insert(key.clone()) {
                self.errors.push(SyntaxError::new(key_span, "duplicate key", "each key once"));
                continue;
            }
            let value = self.json_value(&property.value, depth + 1);
            entries.push(Entry { key, key_span, value });
        }
        Kind::Table(Table { entries })
    }
}
