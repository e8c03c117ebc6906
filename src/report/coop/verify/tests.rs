use serde_json::{Value, json};

use super::*;
use crate::format::tu::write_json;
use crate::report::coop::{concepts, solve};
use crate::report::result::{InputNote, ResultEntry, result_document};

fn file(body: &str) -> TuFile {
    read_json(&format!("{{\"format\": \"pactum-tu/1\", {body}}}")).unwrap()
}

/// Games with and without a core, simple and not, with all that concepts may need.
fn files() -> Vec<TuFile> {
    let more = r#""unions": [["a","b"],["c"]], "graph": [["a","b"],["b","c"]], "weights": {"a": 1, "b": 2, "c": 3}"#;
    [
        r#""values": [0, 0, 0, 1, 0, 1, 1, 1]"#,
        r#""worths": {"a,b": 6, "a,c": 2, "a,b,c": 8}"#,
        r#""values": [0, 1, "1/2", 3, 0, 2, 3, 5]"#,
        r#""values": [0, 3, 3, 1, 3, 1, 1, 2]"#,
        r#""values": [0, 0, 0, "1/2", 0, "1/2", 1, 1]"#,
    ]
    .iter()
    .map(|form| file(&format!(r#""players": ["a","b","c"], {form}, {more}"#)))
    .collect()
}

fn document(file: &TuFile, entries: &[ResultEntry]) -> Value {
    let game = write_json(file);
    let note =
        InputNote { players: file.players.clone(), digest: digest(game.to_string().as_bytes()), game: Some(game) };
    result_document(&note, entries)
}

fn all_concepts(file: &TuFile, options: &Options) -> Value {
    document(file, &solve(file, &concepts().collect::<Vec<_>>(), options))
}

/// An order that does not fit a game is an error that the order explains.
#[test]
fn errors_of_orders_are_checked_with_the_order() {
    let one = read_json(r#"{"format": "pactum-tu/1", "players": ["a"], "values": ["0", "-3/2"]}"#).unwrap();
    let names = ["interaction:shapley", "k-convex"].map(String::from);
    let options = Options { order: Some(2), ..Options::default() };
    let mut document = document(&one, &solve(&one, &crate::report::coop::named(&names).unwrap(), &options));
    assert!(document["results"][0]["value"].is_null() && document["results"][1]["value"].is_null());
    assert_eq!(verify_result(&document.to_string(), None).map(|summary| summary.checked), Ok(names.to_vec()));
    document["results"][0]["order"] = json!(1);
    assert!(verify_result(&document.to_string(), None).is_err());
}

/// No concept that asks for a backend is left to be solved again.
#[test]
fn verification_solves_no_program() {
    let file = &files()[0];
    let options = Options { backend: Some("none".into()), samples: Some(5), ..Options::default() };
    for entry in solve(file, &concepts().collect::<Vec<_>>(), &options) {
        if entry.value.as_ref().is_err_and(|error| error.to_string().contains("backend")) {
            assert!(evidence::needs_certificate(&entry.concept), "{}", entry.concept);
        }
    }
}

#[test]
fn what_was_computed_verifies_exactly_and_in_floats() {
    for file in files() {
        for float in [false, true] {
            let options = Options { float, samples: Some(20), ..Options::default() };
            let found = verify_result(&all_concepts(&file, &options).to_string(), None);
            assert!(found.as_ref().is_ok_and(|summary| summary.unchecked.is_empty()), "{found:?} {:?}", file.form);
        }
    }
}

#[test]
fn checked_allocations_verify() {
    for file in files() {
        for amounts in [[4, 3, 1], [1, 0, 0], [0, 0, 2]] {
            let allocation = Some(amounts.map(crate::number::whole).to_vec());
            let options = Options { allocation, samples: Some(20), ..Options::default() };
            let found = verify_result(&all_concepts(&file, &options).to_string(), None);
            assert!(found.is_ok(), "{found:?} {:?}", file.form);
        }
    }
}

/// Every number and every yes or no of a value or a certificate, changed by itself, is rejected.
#[test]
fn whatever_is_changed_is_rejected() {
    let mut unnoticed = Vec::new();
    for file in files() {
        let options = Options { samples: Some(20), ..Options::default() };
        for entry in solve(&file, &concepts().collect::<Vec<_>>(), &options) {
            let honest = document(&file, std::slice::from_ref(&entry));
            let count = leaves(&mut honest.clone()).len();
            for place in 0..count {
                let mut changed = honest.clone();
                let mut found = leaves(&mut changed);
                let before = found[place].clone();
                *found[place] = other(&before);
                if verify_result(&changed.to_string(), None).is_ok() {
                    unnoticed.push(format!("{before} in {}", changed["results"][0]));
                }
            }
        }
    }
    assert!(unnoticed.is_empty(), "{}", unnoticed.join("\n"));
}

/// The numbers, and the yes or no, of values and certificates. Weights of a certificate that is not
/// unique may be others; those of three players are.
fn leaves(document: &mut Value) -> Vec<&mut Value> {
    let mut found = Vec::new();
    for entry in document["results"].as_array_mut().into_iter().flatten() {
        if let Some(object) = entry.as_object_mut() {
            for (key, value) in object {
                if matches!(key.as_str(), "value" | "certificate" | "proofs") {
                    walk(value, &mut found);
                }
            }
        }
    }
    found
}

fn walk<'a>(value: &'a mut Value, found: &mut Vec<&'a mut Value>) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| walk(item, found)),
        Value::Object(object) => object.values_mut().for_each(|item| walk(item, found)),
        Value::Null => {}
        Value::String(text) if crate::number::parse_rational(text).is_err() => {}
        leaf => found.push(leaf),
    }
}

fn other(leaf: &Value) -> Value {
    match leaf {
        Value::Bool(yes) => json!(!yes),
        Value::Number(number) => json!(number.as_f64().unwrap() + 1.0),
        Value::String(text) => {
            json!((crate::number::parse_rational(text).unwrap() + crate::number::ratio(1, 7)).to_string())
        }
        _ => Value::Null,
    }
}

/// On a circle of four the width is 2, and everything said of it is checked.
#[test]
fn decompositions_are_checked() {
    let graph = r#""graph": [["a","b"],["b","c"],["c","d"],["a","d"]]"#;
    for worths in
        [r#"{"a,b": 1, "c,d": 1, "a,b,c": 1, "a,b,d": 1, "a,c,d": 1, "b,c,d": 1, "a,b,c,d": 2}"#, r#"{"a,b": 1}"#]
    {
        let file = file(&format!(r#""players": ["a","b","c","d"], "worths": {worths}, {graph}"#));
        let concept: Vec<_> = concepts().filter(|concept| concept.name == "graph-core").collect();
        let honest = document(&file, &solve(&file, &concept, &Options::default()));
        assert_eq!(honest["results"][0]["value"]["width"], 2);
        assert!(verify_result(&honest.to_string(), None).is_ok(), "{:?}", verify_result(&honest.to_string(), None));
        for place in 0..leaves(&mut honest.clone()).len() {
            let mut changed = honest.clone();
            let mut found = leaves(&mut changed);
            *found[place] = other(&found[place].clone());
            // Places of bags are whole numbers.
            let changed = changed.to_string().replace(".0", "");
            assert!(verify_result(&changed, None).is_err(), "{changed}");
        }
        let mut changed = honest.clone();
        changed["results"][0]["certificate"]["bags"][0] = json!(["a"]);
        assert!(verify_result(&changed.to_string(), None).is_err());
    }
}

/// An allocation in the bargaining set: every weight of the answers to objections counts, and none of
/// them can be left out.
#[test]
fn answers_to_objections_are_checked() {
    let file = file(r#""players": ["a","b","c"], "voting": {"weights": [1, 1, 1], "quota": 2}"#);
    let concept: Vec<_> = concepts().filter(|concept| concept.name == "bargaining-set").collect();
    let options = Options { allocation: Some(vec![crate::number::ratio(1, 3); 3]), ..Options::default() };
    let honest = document(&file, &solve(&file, &concept, &options));
    assert_eq!(honest["results"][0]["value"]["holds"], true);
    assert!(verify_result(&honest.to_string(), None).is_ok());
    for place in 0..leaves(&mut honest.clone()).len() {
        let mut changed = honest.clone();
        let mut found = leaves(&mut changed);
        *found[place] = other(&found[place].clone());
        assert!(verify_result(&changed.to_string(), None).is_err(), "{changed}");
    }
    let mut changed = honest.clone();
    changed["results"][0]["certificate"]["countered"].as_array_mut().unwrap().pop();
    assert!(verify_result(&changed.to_string(), None).is_err());
}

/// Stable by a tree, by its diagonal, and not stable in three ways; all evidence altered is refused.
#[test]
fn evidence_on_stable_cores_is_checked() {
    let forms = [
        (
            r#""players": ["a","b","c","d"], "worths": {"a,b": 1, "a,c": 1, "a,b,c": 1, "a,b,d": 1, "a,c,d": 1, "a,b,c,d": 2}"#,
            true,
        ),
        (r#""players": ["a","b","c","d"], "assignment": {"surplus": [[5, 2], [3, 4]]}"#, true),
        (r#""players": ["a","b","c"], "assignment": {"surplus": [[3], [2]]}"#, false),
        (r#""players": ["a","b","c"], "assignment": {"surplus": [[2, 3]]}"#, false),
        (r#""players": ["a","b","c"], "voting": {"weights": [1, 1, 1], "quota": 2}"#, false),
        (r#""players": ["a","b","c"], "values": [0, 0, 0, "5/8", 0, "5/8", "5/8", 1]"#, false),
    ];
    for (form, expected) in forms {
        let file = file(form);
        let concept: Vec<_> = concepts().filter(|concept| concept.name == "core-stable").collect();
        for float in [false, true] {
            let entries = solve(&file, &concept, &Options { float, ..Options::default() });
            let honest = document(&file, &entries);
            assert_eq!(honest["results"][0]["value"]["holds"], expected, "{form}");
            assert!(
                verify_result(&honest.to_string(), None).is_ok(),
                "{:?} of {honest}",
                verify_result(&honest.to_string(), None)
            );
            for place in 0..leaves(&mut honest.clone()).len() {
                let mut changed = honest.clone();
                let mut found = leaves(&mut changed);
                let before = found[place].clone();
                *found[place] = other(&before);
                assert!(verify_result(&changed.to_string(), None).is_err(), "{before} in {changed}");
            }
        }
    }
}

#[test]
fn the_game_and_its_digest_are_checked() {
    let text = r#"{"format": "pactum-tu/1", "players": ["a","b"], "values": [0, 0, 0, 1]}"#;
    let file = read_json(text).unwrap();
    let entries =
        solve(&file, &concepts().filter(|concept| concept.name == "shapley").collect::<Vec<_>>(), &Options::default());
    let note = InputNote { players: file.players.clone(), digest: digest(text.as_bytes()), game: None };
    let bare = result_document(&note, &entries).to_string();
    assert!(verify_result(&bare, Some(text.as_bytes())).is_ok());
    assert!(verify_result(&bare, None).unwrap_err().0.contains("does not hold the game"));
    let other = text.replace('1', "2");
    assert!(verify_result(&bare, Some(other.as_bytes())).unwrap_err().0.contains("digest"));
    for broken in
        ["", "[]", "{}", r#"{"format": "pactum-result/1"}"#, r#"{"format": "pactum-result/2", "results": []}"#]
    {
        assert!(verify_result(broken, None).is_err(), "{broken}");
    }
}

#[test]
fn raw_floats_and_csv_are_read_for_verification() {
    let bytes: Vec<u8> = [0.0f64, 1.0, 2.0, 7.0].iter().flat_map(|worth| worth.to_le_bytes()).collect();
    let Ok(Source::Float(file)) = read_bytes(&bytes) else { panic!() };
    let entries =
        solve_float(&file, &concepts().collect::<Vec<_>>(), &Options { samples: Some(5), ..Options::default() });
    let note = InputNote { players: file.players.clone(), digest: digest(&bytes), game: None };
    let document = result_document(&note, &entries).to_string();
    assert!(verify_result(&document, Some(&bytes)).is_ok(), "{:?}", verify_result(&document, Some(&bytes)));
    assert!(matches!(read_bytes(b"1,2\n3,4\n"), Ok(Source::Exact(_))));
    assert!(read_bytes(&bytes[..9]).is_err());
}
