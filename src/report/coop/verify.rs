//! Re-checks result documents of games with side payments, without any solver.
//!
//! What enumeration decides (values, indices, properties of worths, membership) is computed again
//! and compared. What a linear program found is checked through its certificate: allocations against
//! all coalitions, balanced weights, chains of excess levels. What no certificate accompanies (a
//! concept that was refused for its size or its time) is listed as unchecked.

mod evidence;
mod shape;
mod stability;
mod weber;

use serde_json::Value;

use super::super::result::{FORMAT, digest};
use super::{Options, concepts, membership, solve_float};
use crate::certificate::Flaw;
use crate::error::Error;
use crate::format::tu::{TuFile, read_csv, read_json};
use crate::game::TuGame;
use crate::game::forms::TuForm;
use crate::number::{Rational, Scalar};

/// What was re-checked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Summary {
    /// Concepts whose values hold.
    pub checked: Vec<String>,
    /// Concepts that there is nothing to check of: errors of size, time or backend.
    pub unchecked: Vec<String>,
}

/// Re-checks a result document. `input` is the content of the game's file, needed where the document
/// does not hold the game; where it is given its digest must be that of the document.
///
/// # Errors
///
/// The first [`Flaw`], with the concept it is in.
///
/// # Examples
///
/// ```
/// use pactum::format::tu::{read_json, write_json};
/// use pactum::report::coop::verify::verify_result;
/// use pactum::report::coop::{Options, named, solve};
/// use pactum::report::result::{InputNote, digest, result_document};
///
/// let text = r#"{"format": "pactum-tu/1", "voting": {"weights": [1, 1, 1], "quota": 2}}"#;
/// let file = read_json(text).unwrap();
/// let entries = solve(&file, &named(&["core".into(), "nucleolus".into()]).unwrap(), &Options::default());
/// let note = InputNote { players: file.players.clone(), digest: digest(text.as_bytes()), game: Some(write_json(&file)) };
/// let document = result_document(&note, &entries).to_string();
/// assert_eq!(verify_result(&document, None).unwrap().checked.len(), 2);
/// // One number changed, and it is rejected.
/// assert!(verify_result(&document.replacen("1/3", "1/4", 1), None).is_err());
/// ```
pub fn verify_result(text: &str, input: Option<&[u8]>) -> Result<Summary, Flaw> {
    let document: Value =
        serde_json::from_str(text).map_err(|error| Flaw(format!("the document is not JSON: {error}")))?;
    if document["format"] != FORMAT {
        return Err(Flaw(format!("format: found {}; {FORMAT:?} is allowed", document["format"])));
    }
    let source = source(&document["input"], input)?;
    let entries = document["results"].as_array().ok_or_else(|| Flaw("results: found no list".into()))?;
    let mut summary = Summary::default();
    for entry in entries {
        let name = entry["concept"].as_str().ok_or_else(|| Flaw("found a result without a concept".into()))?;
        let checked = check_entry(&source, name, entry).map_err(|flaw| Flaw(format!("{name}: {}", flaw.0)))?;
        if checked { &mut summary.checked } else { &mut summary.unchecked }.push(name.to_string());
    }
    Ok(summary)
}

/// The game in the numbers of its file.
enum Source {
    Exact(TuFile),
    Float(TuFile<f64>),
}

fn source(note: &Value, input: Option<&[u8]>) -> Result<Source, Flaw> {
    let flaw = |error: Error| Flaw(format!("input: {error}"));
    let players: Vec<String> = serde_json::from_value(note["players"].clone())
        .map_err(|_| Flaw("input.players: found no list of names".into()))?;
    if let Some(bytes) = input
        && note["digest"] != digest(bytes)
    {
        return Err(Flaw(format!("input.digest: found {}; the file has {:?}", note["digest"], digest(bytes))));
    }
    let source = match (note.get("game"), input) {
        (Some(game), _) => Source::Exact(read_json(&game.to_string()).map_err(flaw)?),
        (None, Some(bytes)) => read_bytes(bytes).map_err(flaw)?,
        (None, None) => return Err(Flaw("the document does not hold the game; the game's file is needed".into())),
    };
    // The names of a CSV or raw file are given on the command line.
    Ok(match source {
        Source::Exact(file) if note.get("game").is_some() && file.players != players => {
            return Err(Flaw("input.players: found other names than in input.game".into()));
        }
        Source::Exact(file) => Source::Exact(file.with_players(players).map_err(flaw)?),
        Source::Float(file) => Source::Float(file.with_players(players).map_err(flaw)?),
    })
}

/// JSON, CSV or raw floats, whichever it is.
fn read_bytes(bytes: &[u8]) -> Result<Source, Error> {
    match std::str::from_utf8(bytes) {
        Ok(text) if text.trim_start().starts_with('{') => read_json(text).map(Source::Exact),
        Ok(text) if text.contains(',') => read_csv(text).map(Source::Exact),
        _ => {
            let (floats, rest) = bytes.as_chunks::<8>();
            if !rest.is_empty() {
                return Err(Error::input("the file is neither JSON, nor CSV, nor a list of floats"));
            }
            let values: Vec<f64> = floats.iter().map(|float| f64::from_le_bytes(*float)).collect();
            if values.iter().any(|value| !value.is_finite()) {
                return Err(Error::input("a worth is not a finite number"));
            }
            Ok(Source::Float(TuFile::numbered(TuForm::Values(TuGame::new(values)?))))
        }
    }
}

/// Whether an entry holds; false if there is nothing to check.
fn check_entry(source: &Source, name: &str, entry: &Value) -> Result<bool, Flaw> {
    let concept = concepts().find(|concept| concept.name == name).ok_or_else(|| Flaw("no such concept".into()))?;
    let exact = entry["exact"].as_bool().ok_or_else(|| Flaw("exact: found neither true nor false".into()))?;
    let failed = entry["value"].is_null();
    if failed == entry["error"].is_null() {
        return Err(Flaw("found a value beside an error, or neither".into()));
    }
    let kind = entry["error"]["kind"].as_str();
    if matches!(kind, Some("too-large" | "time-limit" | "backend")) {
        return Ok(false);
    }
    if evidence::needs_certificate(name) {
        match (source, exact || failed) {
            (Source::Exact(file), true) => evidence::check::<Rational>(file, name, entry)?,
            (Source::Float(file), false) => evidence::check::<f64>(file, name, entry)?,
            (Source::Exact(file), false) => evidence::check::<f64>(&converted(file)?, name, entry)?,
            (Source::Float(file), true) => evidence::check::<Rational>(&converted(file)?, name, entry)?,
        }
        return Ok(true);
    }
    let options = options_of(source, entry)?;
    let again = match source {
        Source::Exact(file) if exact => super::solve(file, &[concept], &options),
        Source::Float(file) if exact => super::solve(&converted(file)?, &[concept], &options),
        // Errors do not tell the numbers of the run; what is undefined is so in either.
        Source::Exact(file) if failed && file.players.len() <= 16 => super::solve(file, &[concept], &options),
        Source::Exact(file) => solve_float(&converted(file)?, &[concept], &options),
        Source::Float(file) => solve_float(file, &[concept], &options),
    };
    let again = again.into_iter().next().ok_or_else(|| Flaw("nothing to compare with".into()))?.to_json();
    for key in ["value", "complete", "certificate", "error"].into_iter().chain(entry_siblings(entry)) {
        if key != "error" && !same(&again[key], &entry[key]) {
            return Err(Flaw(format!("{key}: found {}; it is {}", entry[key], again[key])));
        }
    }
    // Messages may be worded anew; kinds may not.
    if again["error"]["kind"] != entry["error"]["kind"] {
        return Err(Flaw(format!("error: found {}; it is {}", entry["error"], again["error"])));
    }
    Ok(true)
}

fn converted<S: Scalar, T: Scalar>(file: &TuFile<S>) -> Result<TuFile<T>, Flaw> {
    file.convert().map_err(|error| Flaw(error.to_string()))
}

/// The keys of an entry beside those that all have.
fn entry_siblings(entry: &Value) -> impl Iterator<Item = &str> {
    // What was checked is what the run is told, in whatever numbers.
    const COMMON: [&str; 8] = ["concept", "value", "exact", "complete", "certificate", "error", "seconds", "checked"];
    entry
        .as_object()
        .into_iter()
        .flat_map(|object| object.keys())
        .map(String::as_str)
        .filter(|key| !COMMON.contains(key))
}

/// What the run was told, as far as the entry says.
fn options_of(source: &Source, entry: &Value) -> Result<Options, Flaw> {
    let number = |key: &str| entry[key].as_u64();
    let players = match source {
        Source::Exact(file) => &file.players,
        Source::Float(file) => &file.players,
    };
    let allocation = match entry.get("checked") {
        None => None,
        Some(amounts) => Some(
            membership::amounts_of::<Rational>(players, amounts)
                .ok_or_else(|| Flaw("checked: found no allocation".into()))?,
        ),
    };
    Ok(Options {
        order: number("order").map(|order| order as usize),
        seed: number("seed").unwrap_or(0),
        samples: number("samples").map(|samples| samples as usize),
        allocation,
        ..Options::default()
    })
}

/// Equal, floats within 1e-9 (relative above 1).
fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => match (left.as_f64(), right.as_f64()) {
            (Some(left), Some(right)) => left == right || (left - right).abs() <= 1e-9 * left.abs().max(1.0),
            _ => left == right,
        },
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| same(left, right))
        }
        (Value::Object(left), Value::Object(right)) => {
            left.len() == right.len()
                && left.iter().all(|(key, value)| right.get(key).is_some_and(|other| same(value, other)))
        }
        _ => left == right,
    }
}

#[cfg(test)]
mod tests;
