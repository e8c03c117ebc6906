//! `pactum nash` from the outside: results, errors and exit codes.

use std::process::{Command, Output};

use serde_json::Value;

const BATTLE: &str = "NFG 1 R \"Battle of the sexes\" { \"A\" \"B\" } { 2 2 }\n\n2 1 0 0 0 0 1 2\n";

fn run(game: &str, arguments: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("game.nfg");
    std::fs::write(&path, game).unwrap();
    Command::new(env!("CARGO_BIN_EXE_pactum")).arg("nash").arg(&path).args(arguments).output().unwrap()
}

#[test]
fn results_as_json_and_as_text() {
    let output = run(BATTLE, &["--concept", "pure,mixed", "--format", "json"]);
    assert_eq!(output.status.code(), Some(0));
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(document["format"], "pactum-result/1");
    assert_eq!(document["input"]["game"]["format"], "pactum-nfg/1");
    assert_eq!(document["results"][1]["value"].as_array().unwrap().len(), 3);
    assert!(document["results"][1].get("seconds").is_none());
    let again = run(BATTLE, &["--concept", "pure,mixed", "--format", "json", "--threads", "1"]);
    assert_eq!(output.stdout, again.stdout);
    let text = String::from_utf8(run(BATTLE, &["--concept", "pure"]).stdout).unwrap();
    assert!(text.contains("2 in all") && text.contains("A=1, B=1"), "{text}");
}

/// Solves a game of the literature and verifies the result.
fn verified(arguments: &[&str]) -> Value {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("result.json");
    let pactum = || Command::new(env!("CARGO_BIN_EXE_pactum"));
    let output = pactum().arg("nash").args(arguments).args(["--format", "json", "--out"]).arg(&path).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let output = pactum().arg("verify").arg(&path).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(String::from_utf8(output.stdout).unwrap().ends_with("not checked: nothing\n"));
    serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap()
}

#[test]
fn games_of_the_literature_are_solved_and_verified() {
    verified(&["--game", "volunteer:n=30", "--concept", "pure,symmetric"]);
    let document = verified(&["--game", "volunteer:n=300", "--concept", "pure"]);
    assert_eq!(document["results"][0]["count"], "300");
    assert_eq!(document["input"]["game"]["symmetric"]["players"], 300);
    let document = verified(&["textbook:chicken", "--concept", "qre", "--lambda", "0.5,inf", "--digits", "40"]);
    assert_eq!(document["results"][0]["value"][1]["profile"]["1"]["yield"], "2/3");
    let list = Command::new(env!("CARGO_BIN_EXE_pactum")).args(["nash", "--list-games"]).output().unwrap();
    assert!(String::from_utf8(list.stdout).unwrap().contains("travelers-dilemma"));
    let wrong = Command::new(env!("CARGO_BIN_EXE_pactum")).args(["nash", "--game", "x", "--concept", "pure"]).output();
    assert_eq!(wrong.unwrap().status.code(), Some(2));
}

/// Five players with three strategies each, payoffs in fixed disorder.
fn hard_game() -> String {
    let names: String = (0..5).map(|player| format!("\"P{player}\" ")).collect();
    let mut state = 7u64;
    let mut draw = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) % 100).to_string()
    };
    let payoffs: Vec<String> = (0..5 * 3usize.pow(5)).map(|_| draw()).collect();
    format!("NFG 1 R \"Hard\" {{ {names}}} {{ 3 3 3 3 3 }}\n\n{}\n", payoffs.join(" "))
}

#[test]
fn what_the_time_limit_leaves_is_written_and_verified() {
    let folder = tempfile::tempdir().unwrap();
    let (game, result) = (folder.path().join("game.nfg"), folder.path().join("result.json"));
    std::fs::write(&game, hard_game()).unwrap();
    let pactum = || Command::new(env!("CARGO_BIN_EXE_pactum"));
    let arguments = ["--concept", "pure,mixed", "--time-limit", "0.2", "--format", "json", "--out"];
    let output = pactum().arg("nash").arg(&game).args(arguments).arg(&result).output().unwrap();
    assert_eq!(output.status.code(), Some(3), "{output:?}");
    let document: Value = serde_json::from_slice(&std::fs::read(&result).unwrap()).unwrap();
    let [pure, mixed] = [0, 1].map(|place| &document["results"][place]);
    assert_eq!((&pure["complete"], &mixed["complete"]), (&Value::from(true), &Value::from(false)));
    assert!(mixed["value"].is_array() && mixed["error"].is_null() && mixed["odd"].is_null());
    let output = pactum().arg("verify").arg(&result).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    // A list that was cut off is not called complete.
    let mut changed = document.clone();
    changed["results"][1]["complete"] = Value::from(true);
    std::fs::write(&result, changed.to_string()).unwrap();
    assert_eq!(pactum().arg("verify").arg(&result).output().unwrap().status.code(), Some(1));
}

#[test]
fn errors_name_the_place_and_what_is_allowed() {
    let output = run(BATTLE, &["--concept", "puer"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().contains("did you mean pure?"));
    let output = run(&BATTLE.replace("1 2\n", "1 x\n"), &["--concept", "pure", "--format", "json"]);
    assert_eq!(output.status.code(), Some(2));
    let error: Value = serde_json::from_slice(&output.stderr).unwrap();
    assert_eq!((&error["error"]["line"], &error["error"]["column"]), (&Value::from(3), &Value::from(15)));
    // A concept that does not exist for the game is an answer.
    let output = run(BATTLE, &["--concept", "symmetric", "--format", "json"]);
    assert_eq!(output.status.code(), Some(0));
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(document["results"][0]["error"]["kind"], "undefined");
    // No time: what there is, and 3.
    let output = run(BATTLE, &["--concept", "mixed", "--time-limit", "0", "--format", "json"]);
    assert_eq!(output.status.code(), Some(3));
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(document["results"][0]["complete"], false);
}

fn text(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_pactum")).arg("nash").args(arguments).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn text_tells_what_stands_beside_the_value_and_why() {
    let says = |text: &str, lines: &[&str]| {
        lines.iter().for_each(|line| assert!(text.lines().any(|known| known.trim() == *line), "{line} in {text}"));
        assert!(!text.contains('"') && !text.contains("null"), "{text}");
    };
    let pennies = text(&["--game", "matching-pennies", "--concept", "mixed,potential,stochastically-stable"]);
    says(
        &pennies,
        &[
            "1. 1=(heads 1/2, tails 1/2), 2=(heads 1/2, tails 1/2), payoffs (1 0, 2 0)",
            "the game is not degenerate",
            "index of each, in order: 1",
            "resistance 0: (1=heads, 2=heads), (1=tails, 2=heads), (1=heads, 2=tails), (1=tails, 2=tails)",
        ],
    );
    assert!(pennies.contains("because the movers' gains along this circle sum to"), "{pennies}");
    let dilemma = text(&[
        "--game",
        "prisoners-dilemma",
        "--concept",
        "potential,grim-trigger,dominance",
        "--target",
        "1=cooperate,2=cooperate",
    ]);
    says(
        &dilemma,
        &["1=defect, 2=defect", "after 1 deviates: 1=defect, 2=defect", "cooperate of 1 by defect (round 1)"],
    );
    let tie = "NFG 1 R \"\" { \"A\" \"B\" } { 2 2 } 1 1 1 0 0 1 0 0\n";
    let tie = String::from_utf8(run(tie, &["--concept", "mixed"]).stdout).unwrap();
    assert!(tie.contains("maximal Nash subsets: ") && tie.contains("the game is degenerate:"), "{tie}");
    let all = format!("NFG 1 R \"\" {{ \"A\" \"B\" \"C\" }} {{ 2 2 2 }} {}", "0 ".repeat(24));
    let all = String::from_utf8(run(&all, &["--concept", "mixed"]).stdout).unwrap();
    says(&all, &["component 1, a continuum: each plays any mixture of its own of", "C: 1 or 2"]);
}
