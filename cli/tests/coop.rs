//! `pactum coop` and `pactum balanced` as programs.

use std::path::PathBuf;
use std::process::Output;

use serde_json::Value;
use snapbox::cmd::{Command, cargo_bin};

fn pactum(arguments: &[&str]) -> Output {
    Command::new(cargo_bin!("pactum")).args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// A folder with a game file of each kind.
fn folder() -> (tempfile::TempDir, impl Fn(&str) -> String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_path_buf();
    let at = move |name: &str| -> String { PathBuf::from(&path).join(name).to_string_lossy().into_owned() };
    let majority = r#"{"format": "pactum-tu/1", "players": ["a","b","c"], "values": [0,0,0,1,0,1,1,1]}"#;
    std::fs::write(at("majority.json"), majority).unwrap();
    std::fs::write(at("majority.csv"), "mask,value\n3,1\n5,1\n6,1\n7,1\n").unwrap();
    let worths = [0.0f64, 0.0, 0.0, 1.0, 0.0, 1.0, 1.0, 1.0];
    let bytes: Vec<u8> = worths.iter().flat_map(|worth| worth.to_le_bytes()).collect();
    std::fs::write(at("majority.f64"), bytes).unwrap();
    std::fs::write(at("point.json"), r#"{"a": "1/2", "b": "1/2", "c": 0}"#).unwrap();
    (folder, at)
}

fn json(arguments: &[&str]) -> Value {
    let output = pactum(&[arguments, &["--format", "json"]].concat());
    assert!(output.status.success(), "{}", text(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn exact_results_with_certificates() {
    let (_folder, at) = folder();
    let result = json(&["coop", &at("majority.json"), "--concept", "shapley,core,tau"]);
    assert_eq!(result["format"], "pactum-result/1");
    assert_eq!(result["results"][0]["value"]["a"], "1/3");
    assert_eq!(result["results"][1]["value"], serde_json::json!({"empty": true}));
    assert_eq!(result["results"][1]["certificate"]["weights"]["a,b"], "1/2");
    // Undefined is an error of that concept alone, and the program is done.
    assert!(result["results"][2]["value"].is_null());
    assert_eq!(result["results"][2]["error"]["kind"], "undefined");
    assert_eq!(result["input"]["game"]["players"], serde_json::json!(["a", "b", "c"]));
    assert!(result["results"][0].get("seconds").is_none());
}

#[test]
fn csv_and_raw_floats_name_players_by_number_or_as_told() {
    let (_folder, at) = folder();
    let result = json(&["coop", &at("majority.csv"), "--concept", "shapley", "--no-embed", "--timings"]);
    assert_eq!(result["results"][0]["value"]["1"], "1/3");
    assert!(result["results"][0]["seconds"].is_number());
    assert!(result["input"].get("game").is_none());
    let result = json(&["coop", &at("majority.f64"), "--concept", "shapley", "--players", "x,y,z"]);
    assert!((result["results"][0]["value"]["z"].as_f64().unwrap() - 1.0 / 3.0).abs() < 1e-12);
    assert_eq!(result["results"][0]["exact"], false);
    let result = json(&["coop", &at("majority.f64"), "--concept", "shapley", "--exact"]);
    assert_eq!(result["results"][0]["value"]["3"], "1/3");
}

#[test]
fn the_same_bytes_whatever_the_threads() {
    let (_folder, at) = folder();
    let run = |threads: &str| {
        let game = at("majority.f64");
        pactum(&["coop", &game, "--concept", "shapley,properties,nucleolus", "--threads", threads, "--format", "json"])
            .stdout
    };
    assert_eq!(run("1"), run("2"));
}

#[test]
fn allocations_are_checked() {
    let (_folder, at) = folder();
    let result =
        json(&["coop", &at("majority.json"), "--concept", "core,nucleolus", "--check-allocation", &at("point.json")]);
    assert_eq!(result["results"][0]["value"], serde_json::json!({"holds": false}));
    assert_eq!(result["results"][0]["certificate"]["excess"], "1/2");
    assert_eq!(result["results"][1]["certificate"]["expected"]["a"], "1/3");
}

#[test]
fn bad_usage_is_two_with_the_reason() {
    let (_folder, at) = folder();
    let game = at("majority.json");
    for (arguments, part) in [
        (vec!["coop", &game, "--concept", "shapely"], "(nearest: \"shapley\")"),
        (vec!["coop", "missing.json", "--concept", "shapley"], "cannot be read"),
        (vec!["coop", &game, "--concept", "core", "--backend", "cplex"], "cplex"),
        (vec!["coop", &game, "--concept", "core", "--players", "a,b"], "found 2 names"),
        (vec!["coop", &game, "--concept", "core", "--check-allocation", &game], "the allocation"),
        (vec!["balanced", "7"], "count them up to 7"),
    ] {
        let output = pactum(&arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(text(&output.stderr).contains(part), "{arguments:?}: {}", text(&output.stderr));
    }
}

#[test]
fn text_is_for_readers() {
    let (_folder, at) = folder();
    let output = pactum(&["coop", &at("majority.json"), "--concept", "shapley,tau,convex"]);
    let shown = text(&output.stdout);
    assert!(
        shown.contains("a  1/3  0.333333") && shown.contains("not quasi-balanced") && shown.contains("no"),
        "{shown}"
    );
    assert!(text(&pactum(&["coop", "--list"]).stdout).contains("nucleolus"));
}

#[test]
fn balanced_collections() {
    assert_eq!(text(&pactum(&["balanced", "5", "--count"]).stdout), "1292\n");
    let listed: Value = serde_json::from_slice(&pactum(&["balanced", "3", "--format", "json"]).stdout).unwrap();
    assert_eq!(listed.as_array().unwrap().len(), 6);
    assert!(
        listed
            .as_array()
            .unwrap()
            .contains(&serde_json::json!({"weights": {"a,b": "1/2", "a,c": "1/2", "b,c": "1/2"}}))
    );
}

#[test]
fn core_vertices_come_line_by_line() {
    let (_folder, at) = folder();
    std::fs::write(
        at("squares.json"),
        r#"{"format": "pactum-tu/1", "players": ["a","b","c"], "values": [0,1,1,4,1,4,4,9]}"#,
    )
    .unwrap();
    let output = pactum(&["coop", &at("squares.json"), "--concept", "vertices", "--stream"]);
    assert!(output.status.success());
    let lines = text(&output.stdout);
    assert_eq!(lines.lines().count(), 6);
    let listed = json(&["coop", &at("squares.json"), "--concept", "vertices"]);
    for line in lines.lines() {
        let vertex: Value = serde_json::from_str(line).unwrap();
        assert!(listed["results"][0]["value"].as_array().unwrap().contains(&vertex));
    }
    let written = pactum(&["coop", &at("squares.json"), "--concept", "vertices", "--stream", "--out", &at("lines")]);
    assert!(written.status.success() && written.stdout.is_empty());
    assert_eq!(std::fs::read_to_string(at("lines")).unwrap(), lines);
    // A core without vertices has no line; another concept is bad usage; time over is told.
    let none = pactum(&["coop", &at("majority.json"), "--concept", "vertices", "--stream"]);
    assert!(none.status.success() && none.stdout.is_empty());
    let other = pactum(&["coop", &at("majority.json"), "--concept", "core", "--stream"]);
    assert_eq!(other.status.code(), Some(2));
    let late = pactum(&["coop", &at("squares.json"), "--concept", "vertices", "--stream", "--time-limit", "0"]);
    assert_eq!(late.status.code(), Some(3));
}
