//! Published games with known answers, through the concepts by name. Each file of `tests/data/coop`
//! holds a game, its source, and the expected results.
#![cfg(feature = "scenario")]

use pactum::format::tu::{TuFile, read_json, write_json};
use pactum::report::coop::verify::verify_result;
use pactum::report::coop::{Options, named, solve};
use pactum::report::result::{InputNote, digest, result_document};
use serde_json::Value;

/// A case: its name, its game, its expected results.
fn cases() -> Vec<(String, TuFile, Value)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/coop");
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut cases: Vec<_> = paths
        .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
        .map(|path| {
            let case: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            (name, read_json(&case["game"].to_string()).unwrap(), case["expected"].clone())
        })
        .collect();
    cases.sort_by(|left, right| left.0.cmp(&right.0));
    cases
}

/// Every key that is expected is there with that value; more keys may be.
fn agrees(expected: &Value, found: &Value) -> bool {
    match (expected, found) {
        (Value::Object(expected), Value::Object(found)) => {
            expected.iter().all(|(key, value)| found.get(key).is_some_and(|found| agrees(value, found)))
        }
        _ => expected == found,
    }
}

#[test]
fn published_answers_exactly() {
    let cases = cases();
    assert!(cases.len() >= 7);
    for (name, file, expected) in cases {
        for (concept, expected) in expected.as_object().unwrap() {
            let concepts = named(std::slice::from_ref(concept)).unwrap();
            let entries = solve(&file, &concepts, &Options::default());
            let value = entries[0].value.as_ref().unwrap();
            assert!(agrees(expected, value), "{name}, {concept}: expected {expected}, found {value}");
            assert!(entries[0].exact && entries[0].complete);
            let note = InputNote { players: file.players.clone(), digest: digest(b""), game: Some(write_json(&file)) };
            let document = result_document(&note, &entries).to_string();
            assert!(verify_result(&document, None).is_ok(), "{name}, {concept}");
        }
    }
}
