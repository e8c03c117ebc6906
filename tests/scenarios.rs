//! Whole reports against reports that a program of its own worked out, in exact fractions and
//! straight from the definitions: eight scenarios for one feature each, and random ones.
#![cfg(feature = "scenario")]

use std::path::{Path, PathBuf};

use pactum::format::scenario::read_scenario;
use pactum::number::parse_rational;
use pactum::report::json::{Source, to_json};
use pactum::report::{Options, analyze};
use serde_json::Value;

fn report(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).unwrap();
    let case = read_scenario(&text, "scenario.toml").unwrap().case.points().unwrap();
    let report = analyze(&case, Options::default()).unwrap();
    to_json(&report, &Source { text, embed: true, worths: false, intervals: Vec::new() })
}

/// Where lists stand for sets, or are looked up by their bundle.
fn is_set(path: &str) -> bool {
    path.ends_with("/pure") || path.ends_with("/bundle") || path == "/inadmissible"
}

/// The first difference: every key of the expected report has to be there with that value.
fn difference(path: &str, found: &Value, expected: &Value) -> Option<String> {
    let told = || Some(format!("{path}: found {found}, expected {expected}"));
    match (found, expected) {
        (Value::Object(found), Value::Object(expected)) => expected.iter().find_map(|(key, expected)| {
            if key == "_free" || key == "reason" {
                return None;
            }
            let path = format!("{path}/{key}");
            match found.get(key) {
                Some(found) => difference(&path, found, expected),
                None => Some(format!("{path}: missing")),
            }
        }),
        (Value::Array(found), Value::Array(expected)) if path == "/arrangements" || is_set(path) => {
            let matching = |expected: &Value| {
                found
                    .iter()
                    .filter(|found| path != "/arrangements" || same_bundle(&found["bundle"], &expected["bundle"]))
                    .map(|found| difference(&format!("{path}[]"), found, expected))
                    .min_by_key(Option::is_some)
                    .unwrap_or_else(|| Some(format!("{path}: {} is missing", expected)))
            };
            if found.len() != expected.len() { told() } else { expected.iter().find_map(matching) }
        }
        (Value::Array(found), Value::Array(expected)) if found.len() == expected.len() => {
            let mut pairs = found.iter().zip(expected).enumerate();
            pairs.find_map(|(place, (found, expected))| difference(&format!("{path}/{place}"), found, expected))
        }
        (Value::String(a), Value::String(b)) => match (parse_rational(a), parse_rational(b)) {
            (Ok(a), Ok(b)) if a == b => None,
            _ if a == b => None,
            _ => told(),
        },
        _ if found == expected => None,
        _ => told(),
    }
}

fn same_bundle(a: &Value, b: &Value) -> bool {
    let ids = |bundle: &Value| {
        let mut ids: Vec<String> = bundle.as_array().unwrap().iter().map(|id| id.to_string()).collect();
        ids.sort();
        ids
    };
    ids(a) == ids(b)
}

fn check_folder(folder: &str) {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().unwrap() == "toml")
        .collect();
    paths.sort();
    assert!(paths.len() >= 8, "{folder} holds {} scenarios", paths.len());
    for path in paths {
        let expected = std::fs::read_to_string(path.with_extension("expected.json")).unwrap();
        let expected: Value = serde_json::from_str(&expected).unwrap();
        assert_eq!(difference("", &report(&path), &expected), None, "{}", path.display());
    }
}

#[test]
fn scenarios_for_one_feature_each() {
    check_folder("tests/data/scenarios");
}

#[test]
fn random_scenarios() {
    check_folder("tests/data/random");
}

#[test]
fn a_wrong_number_would_be_seen() {
    let path = Path::new("tests/data/scenarios/no-dilemma.toml");
    let (report, mut wrong) = (report(path), report(path));
    assert_eq!(difference("", &report, &wrong), None);
    wrong["arrangements"][3]["slack"]["a"] = "17/3".into();
    assert!(difference("", &report, &wrong).is_some_and(|told| told.contains("/slack/a")));
}
