use super::*;
use crate::format::nfg::read_nfg;
use crate::report::nash::{named, solve};
use crate::report::result::{InputNote, result_document};
use serde_json::json;

const CHICKEN: &str = "NFG 1 R \"Chicken\" { \"A\" \"B\" } { { \"dare\" \"yield\" \"stop\" } { \"dare\" \"yield\" } }\n\
                       0 0 2 7 -1 -1 7 2 6 6 -1 -1";
const VOLUNTEER: &str = "NFG 1 R \"V\" { \"A\" \"B\" \"C\" \"D\" } { 2 2 2 2 }\n\
     0 0 0 0 3 4 4 4 4 3 4 4 3 3 4 4 4 4 3 4 3 4 3 4 4 3 3 4 3 3 3 4 \
     4 4 4 3 3 4 4 3 4 3 4 3 3 3 4 3 4 4 3 3 3 4 3 3 4 3 3 3 3 3 3 3";

fn solved(text: &str, concepts: &[&str]) -> (NamedGame, Value) {
    let game = read_nfg(text).unwrap();
    let names: Vec<String> = concepts.iter().map(|name| name.to_string()).collect();
    let entries = solve(&game, &named(&names).unwrap(), &Options::default());
    let note = InputNote { players: vec![], digest: String::new(), game: None };
    (game, result_document(&note, &entries))
}

const ALL: [&str; 10] = [
    "pure",
    "mixed",
    "dominance",
    "strong",
    "coalition-proof",
    "efficient",
    "quality",
    "correlated",
    "coarse",
    "potential",
];

#[test]
fn results_are_accepted() {
    let with_symmetric: Vec<&str> = ALL.iter().copied().chain(["symmetric"]).collect();
    for (text, concepts) in [(CHICKEN, ALL.as_slice()), (VOLUNTEER, with_symmetric.as_slice())] {
        let (game, document) = solved(text, concepts);
        assert!(document["results"].as_array().unwrap().iter().all(|entry| entry["error"].is_null()), "{document}");
        assert_eq!(verify(&document, &game), Ok(Vec::new()));
    }
}

#[test]
fn mutated_results_are_rejected() {
    let (game, document) = solved(CHICKEN, &ALL);
    let mutate = |place: usize, path: &str, value: Value| {
        let mut changed = document.clone();
        *changed["results"][place].pointer_mut(path).unwrap_or_else(|| panic!("{path} in {document}")) = value;
        assert!(verify(&changed, &game).is_err(), "{path}");
    };
    mutate(0, "/value", json!([]));
    mutate(1, "/value/0/profile/A/dare", json!("1/3"));
    mutate(1, "/value/1/payoffs/A", json!("5"));
    mutate(2, "/value/strict-mixed/A", json!(["dare"]));
    mutate(2, "/certificate/strict-mixed/0/by", json!({"dare": "1/2"}));
    mutate(3, "/value", json!([{"A": "stop", "B": "dare"}]));
    mutate(7, "/value/welfare", json!("11"));
    mutate(7, "/value/distribution/0/probability", json!("1/7"));
    mutate(7, "/certificate/multipliers", json!([]));
    mutate(9, "/value/exact", json!(true));
    // What stands beside the value counts too.
    mutate(2, "/certificate/strict-pure", json!([{}]));
    mutate(3, "/certificate", json!(null));
    mutate(4, "/complete", json!(false));
    mutate(5, "/certificate/dominated-equilibria", json!([{}]));
    mutate(7, "/complete", json!(false));
    let (game, document) = solved(VOLUNTEER, &["symmetric", "mixed"]);
    let rejected = |change: &dyn Fn(&mut Value)| {
        let mut changed = document["results"].clone();
        change(&mut changed);
        assert!(verify(&json!({"results": changed}), &game).is_err(), "{changed}");
    };
    assert_eq!(verify(&document, &game), Ok(Vec::new()));
    rejected(&|results| results[0]["value"] = json!([]));
    rejected(&|results| {
        let twice = results[0]["value"][0].clone();
        results[0]["value"].as_array_mut().unwrap().push(twice);
    });
    rejected(&|results| results[0]["value"][0]["profile"]["A"]["1"]["approx"] = json!(0.75));
    rejected(&|results| results[1]["components"] = json!(null));
    assert!(verify(&json!({}), &game).is_err());
}

#[test]
fn errors_are_told_and_floats_are_explained() {
    let (game, document) = solved(CHICKEN, &["zero-sum", "pure"]);
    assert_eq!(verify(&document, &game), Ok(vec!["zero-sum (has an error)".to_string()]));
    let thirds = "NFG 1 R \"t\" { \"A\" \"B\" } { 2 2 } 1/3 0 0 1/7 0 1/7 1/3 0";
    let game = read_nfg(thirds).unwrap();
    let entries = solve(&game.to_float(), &named(&["mixed".to_string()]).unwrap(), &Options::default());
    let note = InputNote { players: vec![], digest: String::new(), game: None };
    let flaw = verify(&result_document(&note, &entries), &game).unwrap_err();
    assert!(flaw.message.contains("without --float"), "{flaw}");
}

#[test]
fn one_equilibrium_is_checked() {
    let (game, document) = solved(CHICKEN, &["one"]);
    assert_eq!(verify(&document, &game), Ok(Vec::new()));
    let mut changed = document.clone();
    changed["results"][0]["value"] = json!([]);
    assert!(verify(&changed, &game).is_err());
    let mut irrational = 0;
    let mut state = 5u64;
    for _ in 0..40 {
        // Three players with two strategies each; a few of these games have irrational equilibria only.
        let mut text = String::from("NFG 1 R \"t\" { \"A\" \"B\" \"C\" } { 2 2 2 }\n");
        for _ in 0..24 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            text += &format!("{} ", (state >> 33) % 100);
        }
        let (game, document) = solved(&text, &["one"]);
        assert_eq!(verify(&document, &game), Ok(Vec::new()), "{document}");
        let value = &document["results"][0]["value"][0];
        for (player, strategy) in [("A", "1"), ("A", "2"), ("B", "1"), ("C", "2")] {
            let mut changed = document.clone();
            let place = &mut changed["results"][0]["value"][0]["profile"][player][strategy];
            if place.is_object() {
                irrational += 1;
                place["low"] = place["high"].clone();
            } else {
                *place = json!("1/7");
            }
            assert!(verify(&changed, &game).is_err(), "{value}");
        }
        let mut changed = document.clone();
        changed["results"][0]["value"][0]["payoffs"]["A"] = json!("171");
        assert!(verify(&changed, &game).is_err(), "{value}");
    }
    assert!(irrational > 0, "none of the games has an irrational equilibrium");
}

#[test]
fn vertices_of_correlated_equilibria_are_checked() {
    let (game, document) = solved(CHICKEN, &["correlated-vertices"]);
    assert_eq!(verify(&document, &game), Ok(Vec::new()));
    let vertices = document["results"][0]["value"]["vertices"].as_array().unwrap().clone();
    assert_eq!(vertices.len(), 5);
    let with = |vertices: Vec<Value>, dimension: u64| {
        let mut changed = document.clone();
        changed["results"][0]["value"] = json!({"dimension": dimension, "vertices": vertices});
        verify(&changed, &game)
    };
    assert!(with(vertices.clone(), 2).is_err());
    for left_out in 0..5 {
        let mut fewer = vertices.clone();
        fewer.remove(left_out);
        assert!(with(fewer, 3).is_err());
    }
    let mut twice = vertices.clone();
    twice.push(vertices[0].clone());
    assert!(with(twice, 3).is_err());
    let mut moved = vertices.clone();
    moved[0][0]["probability"] = json!("1/2");
    assert!(with(moved, 3).is_err());
}

#[test]
fn potentials_and_orders_are_checked() {
    let concepts = ["potential", "weighted-potential", "ordinal-potential", "supermodular", "rationalizable"];
    // Battle of the sexes with the first player's stakes doubled; its strategies are complements.
    let battle = "NFG 1 R \"b\" { \"A\" \"B\" } { { \"x\" \"y\" \"z\" } { \"x\" \"y\" } } 4 1 0 0 -1 0  0 0 2 2 -1 1";
    let pennies = "NFG 1 R \"p\" { \"A\" \"B\" } { { \"h\" \"t\" } { \"h\" \"t\" } } 1 -1 -1 1 -1 1 1 -1";
    let cycle = "NFG 1 R \"c\" { \"A\" \"B\" } { 3 2 } 4 1 0 0 1 3  0 0 2 2 1 4";
    let mut seen = [false; 10];
    for text in [battle, pennies, cycle, CHICKEN] {
        let (game, document) = solved(text, &concepts);
        assert_eq!(verify(&document, &game), Ok(Vec::new()), "{document}");
        for place in 0..5 {
            let entry = &document["results"][place];
            // Every part that is there, altered.
            for path in [
                "/value/exact",
                "/value/weighted",
                "/value/ordinal",
                "/value/supermodular",
                "/value/potential/1",
                "/value/weights/A",
                "/value/largest",
                "/maximizer",
                "/certificate/cycle",
                "/certificate/sum",
                "/certificate/squares",
                "/certificate/change",
                "/value/A",
                "/certificate/beliefs",
                "/certificate/profiles/0",
            ] {
                let mut changed = document.clone();
                let Some(part) = changed["results"][place].pointer_mut(path) else { continue };
                seen[place * 2 + usize::from(path.starts_with("/certificate"))] = true;
                *part = match &*part {
                    Value::Bool(holds) => json!(!holds),
                    Value::Array(_) => json!([]),
                    // Of ordinal potentials, there are others.
                    Value::Number(rank) if rank.as_i64() > Some(0) => json!(-17),
                    _ => json!("17"),
                };
                assert!(verify(&changed, &game).is_err(), "{path} of {entry}");
            }
        }
    }
    assert!(seen.iter().all(|seen| *seen), "{seen:?}");
}

#[test]
fn feasible_payoffs_are_checked() {
    let three = "NFG 1 R \"t\" { \"A\" \"B\" \"C\" } { 2 2 2 }\n\
                 3 0 1  2 0 4  5 1 0  0 2 3  1 0 5  0 4 1  0 3 2  1 1 2";
    for (text, unchecked) in [(CHICKEN, 0), (three, 1)] {
        let (game, document) = solved(text, &["feasible-payoffs"]);
        assert_eq!(verify(&document, &game).map(|list| list.len()), Ok(unchecked), "{document}");
        let mut altered = 0;
        for path in [
            "/value/vertices/0/A",
            "/value/vertices",
            "/value/minmax/B",
            "/value/individually-rational/0/A",
            "/value/minmax-in",
            "/certificate/punishments/A/secures",
            "/certificate/punishments/B/profile/A",
            "/certificate/directions/0/A",
            "/certificate/mixtures",
        ] {
            let mut changed = document.clone();
            let Some(part) = changed["results"][0].pointer_mut(path) else { continue };
            altered += 1;
            // The first vertex has the least payoff of A.
            let number = if path.contains("directions") { "1000" } else { "-1000" };
            *part = if part.is_array() { json!([]) } else { json!(number) };
            assert!(verify(&changed, &game).is_err(), "{path} of {document}");
        }
        assert!(altered > 5);
    }
}

#[test]
fn an_objective_of_ones_own_is_checked() {
    let (game, _) = solved(CHICKEN, &[]);
    let objective: Vec<Rational> = [0, 1, 0, 3, 2, 0].map(crate::number::whole).to_vec();
    let options = Options { objective: Some(objective), ..Options::default() };
    let names = ["correlated", "coarse"].map(String::from);
    let entries = solve(&game, &named(&names).unwrap(), &options);
    let note = InputNote { players: vec![], digest: String::new(), game: None };
    let document = result_document(&note, &entries);
    assert_eq!(document["results"][0]["options"]["objective"][3], "3");
    assert_eq!(verify(&document, &game), Ok(Vec::new()));
    for (path, value) in [
        ("/options/objective/3", json!("4")),
        ("/options/objective", json!(["1"])),
        ("/options", json!({})),
        ("/value/welfare", json!("7")),
    ] {
        for place in 0..2 {
            let mut changed = document.clone();
            *changed["results"][place].pointer_mut(path).unwrap() = value.clone();
            assert!(verify(&changed, &game).is_err(), "{path}");
        }
    }
}

#[test]
fn values_and_subsets_are_checked() {
    let pennies = "NFG 1 R \"p\" { \"A\" \"B\" } { { \"h\" \"t\" } { \"h\" \"t\" } } 3 -2 0 1 0 1 2 -1";
    let (game, document) = solved(pennies, &["zero-sum", "mixed"]);
    assert_eq!(document["results"][0]["value"]["value"], json!({"A": "6/5", "B": "-1/5"}));
    assert_eq!(document["results"][1]["index"], json!([1]));
    assert_eq!(verify(&document, &game), Ok(Vec::new()));
    for (place, path, value) in [
        (0, "/value/sum", json!("2")),
        (0, "/value/value/A", json!("1")),
        (0, "/value/maximin/B/h", json!("1/2")),
        (1, "/index", json!([-1])),
        (1, "/degenerate", json!(true)),
        (1, "/maximal-nash-subsets", json!([])),
        (1, "/components", json!([])),
    ] {
        let mut changed = document.clone();
        *changed["results"][place].pointer_mut(path).unwrap() = value;
        assert!(verify(&changed, &game).is_err(), "{path}");
    }
    // Not constant-sum: the profiles say so. Degenerate: the second player does not care.
    let (_, document) = solved(CHICKEN, &["zero-sum"]);
    assert!(document["results"][0]["error"]["message"].as_str().unwrap().contains("dare"), "{document}");
    let (game, document) = solved("NFG 1 R \"d\" { \"A\" \"B\" } { 2 2 } 1 0 0 0 1 0 0 0", &["mixed"]);
    assert_eq!(document["results"][0]["degenerate"], true);
    assert_eq!(document["results"][0]["degenerate-witness"]["best-replies"], json!(["1", "2"]));
    assert_eq!(document["results"][0]["maximal-nash-subsets"][0]["B"].as_array().unwrap().len(), 2);
    assert_eq!(verify(&document, &game), Ok(Vec::new()));
}

#[test]
fn mutated_intervals_are_rejected() {
    let (game, document) = solved(VOLUNTEER, &["mixed"]);
    let items = document["results"][0]["value"].as_array().unwrap();
    let place = items.iter().position(|item| item["profile"]["A"]["1"].is_object()).unwrap();
    let mut changed = document.clone();
    changed["results"][0]["value"][place]["profile"]["A"]["1"] = json!("1/2");
    changed["results"][0]["value"][place]["profile"]["A"]["2"] = json!("1/2");
    assert!(verify(&changed, &game).is_err());
    let mut changed = document.clone();
    changed["results"][0]["value"][place]["profile"]["A"]["1"]["low"] = json!("0");
    assert!(verify(&changed, &game).is_err());
}
