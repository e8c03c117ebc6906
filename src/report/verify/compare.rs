//! Comparing what a report says with what it has to say.

use serde_json::{Map, Value};

use super::Flaw;
use crate::arrangement::Case;
use crate::number::{Rational, parse_rational, rational_from_f64};
use crate::report::json::Writer;
use crate::report::pipeline::Benchmark;

/// A report and what it is checked against.
pub(super) struct Checker<'a> {
    pub(super) root: &'a Map<String, Value>,
    pub(super) writer: Writer,
    pub(super) case: &'a Case<Rational>,
    pub(super) benchmark: Benchmark,
}

impl Checker<'_> {
    /// The value of a key of the report is the expected one.
    pub(super) fn equal(&self, key: &str, expected: &Value) -> Result<(), Flaw> {
        self.same(key, self.root.get(key).unwrap_or(&Value::Null), expected)
    }

    /// A value is the expected one: the same keys, lists, texts; numbers of the same value.
    pub(super) fn same(&self, path: &str, found: &Value, expected: &Value) -> Result<(), Flaw> {
        match (found, expected) {
            (Value::Object(found), Value::Object(expected)) => {
                if let Some(extra) = found.keys().find(|key| !expected.contains_key(*key)) {
                    return Err(Flaw::at(format!("{path}/{extra}"), "not expected here"));
                }
                expected.iter().try_for_each(|(key, expected)| {
                    let path = format!("{path}/{key}");
                    let found = found.get(key).ok_or_else(|| Flaw::at(&path, "missing"))?;
                    self.same(&path, found, expected)
                })
            }
            (Value::Array(found), Value::Array(expected)) if found.len() == expected.len() => {
                let pairs = found.iter().zip(expected).enumerate();
                pairs
                    .into_iter()
                    .try_for_each(|(place, (found, expected))| self.same(&format!("{path}/{place}"), found, expected))
            }
            _ if found == expected || same_number(found, expected) => Ok(()),
            _ => Err(Flaw::at(path, format!("found {}; expected {}", shown(found), shown(expected)))),
        }
    }

    /// A list of the report.
    pub(super) fn list(&self, key: &str) -> Result<&Vec<Value>, Flaw> {
        self.root.get(key).and_then(Value::as_array).ok_or_else(|| Flaw::at(key, "missing, or no list"))
    }

    /// The agency that a value names.
    pub(super) fn agency(&self, path: &str, value: &Value) -> Result<usize, Flaw> {
        let place = value.as_str().and_then(|id| self.writer.names.agencies.iter().position(|known| known == id));
        place.ok_or_else(|| Flaw::at(path, format!("found {}; allowed: the id of an agency", shown(value))))
    }

    /// The strategy of an agency that a value names.
    pub(super) fn strategy(&self, path: &str, agency: usize, value: &Value) -> Result<usize, Flaw> {
        let names = &self.writer.names.strategies[agency];
        let place = value.as_str().and_then(|name| names.iter().position(|known| known == name));
        place.ok_or_else(|| Flaw::at(path, format!("found {}; allowed: one of {}", shown(value), names.join(", "))))
    }

    /// The profile that a value describes: a list of participants, or an object of strategies.
    pub(super) fn profile(&self, path: &str, value: &Value) -> Result<usize, Flaw> {
        let space = &self.writer.names.space;
        let mut strategies = vec![0; space.n_players()];
        match value {
            Value::Array(list) if self.writer.names.by_participants => {
                for id in list {
                    strategies[self.agency(path, id)?] = 1;
                }
            }
            Value::Object(object) if !self.writer.names.by_participants => {
                for (id, name) in object {
                    let agency = self.agency(path, &Value::from(id.as_str()))?;
                    strategies[agency] = self.strategy(path, agency, name)?;
                }
            }
            _ => return Err(Flaw::at(path, "not a profile of this scenario")),
        }
        let profile = space.index(&strategies);
        self.same(path, value, &self.writer.profile(profile)).map(|()| profile)
    }

    /// The number that a value stands for.
    pub(super) fn number(&self, path: &str, value: &Value) -> Result<Rational, Flaw> {
        number(value).ok_or_else(|| Flaw::at(path, format!("found {}; allowed: a number", shown(value))))
    }

    /// Numbers by agency, all of them.
    pub(super) fn numbers(&self, path: &str, value: &Value) -> Result<Vec<Rational>, Flaw> {
        let object = value.as_object().filter(|object| object.len() == self.writer.names.agencies.len());
        let object = object.ok_or_else(|| Flaw::at(path, "not one number for each agency"))?;
        let of = |id: &String| self.number(&format!("{path}/{id}"), object.get(id).unwrap_or(&Value::Null));
        self.writer.names.agencies.iter().map(of).collect()
    }
}

/// Whether two values are one number, however they are written.
fn same_number(found: &Value, expected: &Value) -> bool {
    number(found).is_some_and(|found| number(expected) == Some(found))
}

/// The number that a value stands for: a text exactly, a JSON number as the float that it is.
fn number(value: &Value) -> Option<Rational> {
    match value {
        Value::String(text) => parse_rational(text).ok(),
        Value::Number(number) => number.as_f64().and_then(rational_from_f64),
        _ => None,
    }
}

/// A value as messages show it.
fn shown(value: &Value) -> String {
    let text = value.to_string();
    if text.chars().count() > 80 { format!("{}...", text.chars().take(77).collect::<String>()) } else { text }
}
