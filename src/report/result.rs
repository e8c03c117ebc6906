//! Result documents, `pactum-result/1`: one entry for each concept that was asked for.

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use crate::error::Error;
use crate::number::{Scalar, rational_text};

/// The format's name.
pub const FORMAT: &str = "pactum-result/1";
/// The largest game that is embedded in a result, as JSON text.
pub const MAX_EMBEDDED: usize = 16 << 20;

/// What was found for one concept.
#[derive(Debug, Clone, PartialEq)]
pub struct ResultEntry {
    /// The concept's name.
    pub concept: String,
    /// The value, or why there is none.
    pub value: Result<Value, Error>,
    /// Whether the value is exact.
    pub exact: bool,
    /// Whether the value is all there is.
    pub complete: bool,
    /// Evidence for the value.
    pub certificate: Option<Value>,
    /// More keys beside the value.
    pub siblings: Map<String, Value>,
    /// How long the computation took, where that is asked for.
    pub seconds: Option<f64>,
}

impl ResultEntry {
    /// An entry without evidence.
    pub fn new(concept: impl Into<String>, value: Result<Value, Error>, exact: bool) -> Self {
        let complete = value.is_ok();
        let (certificate, siblings) = (None, Map::new());
        ResultEntry { concept: concept.into(), value, exact, complete, certificate, siblings, seconds: None }
    }

    /// The entry as JSON.
    pub fn to_json(&self) -> Value {
        let (value, error) = match &self.value {
            Ok(value) => (value.clone(), Value::Null),
            Err(error) => (Value::Null, error_json(error)),
        };
        let mut entry = json!({
            "concept": self.concept,
            "value": value,
            "exact": self.exact,
            "complete": self.complete,
            "certificate": self.certificate,
            "error": error,
        });
        if let Value::Object(object) = &mut entry {
            object.extend(self.siblings.clone());
            object.extend(self.seconds.map(|seconds| ("seconds".to_string(), json!(seconds))));
        }
        entry
    }
}

/// An error as JSON: its kind and its message.
pub fn error_json(error: &Error) -> Value {
    let kind = match error {
        Error::Input(_) => "input",
        Error::TooLarge { .. } => "too-large",
        Error::Undefined(_) => "undefined",
        Error::TimeLimit(_) => "time-limit",
        Error::Backend { .. } => "backend",
    };
    json!({"kind": kind, "message": error.to_string()})
}

/// The input of a result document.
#[derive(Debug, Clone, PartialEq)]
pub struct InputNote {
    /// The players' names.
    pub players: Vec<String>,
    /// The digest of the input file.
    pub digest: String,
    /// The game, unless it was left out.
    pub game: Option<Value>,
}

/// The whole document.
pub fn result_document(input: &InputNote, entries: &[ResultEntry]) -> Value {
    let mut note = json!({"players": input.players, "digest": input.digest});
    if let Some(game) = &input.game {
        note["game"] = game.clone();
    }
    json!({"format": FORMAT, "input": note, "results": entries.iter().map(ResultEntry::to_json).collect::<Vec<_>>()})
}

/// The digest of a file, `sha256:…`.
///
/// ```
/// use pactum::report::result::digest;
///
/// assert!(digest(b"").starts_with("sha256:e3b0c44298fc1c14"));
/// ```
pub fn digest(bytes: &[u8]) -> String {
    use std::fmt::Write;
    let mut text = String::from("sha256:");
    for byte in Sha256::digest(bytes) {
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// A number as results have it: exact ones as strings, floats as numbers.
pub fn number_json<S: Scalar>(value: &S) -> Value {
    match value.to_rational() {
        Some(exact) if S::EXACT => Value::String(rational_text(&exact)),
        _ => json!(value.to_f64()),
    }
}
