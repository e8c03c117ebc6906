//! The commands about scenario files: check, init, presets, schema.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

fn pactum(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_pactum")).args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

fn in_folder(name: &str, content: &str) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, content).unwrap();
    let path = path.display().to_string();
    (folder, path)
}

const WRONG: &str = "format = \"pactum-scenario/1\"\n[[agency]]\nid = \"tax\"\ndiscont = 0.9\nfunding = -1\n";

#[test]
fn check_tells_every_error_with_an_excerpt_and_ends_with_1() {
    let (_folder, path) = in_folder("wrong.toml", WRONG);
    let output = pactum(&["check", &path]);
    assert_eq!(output.status.code(), Some(1));
    let told = text(&output.stderr);
    for part in [
        ":4:1",
        "4 | discont = 0.9",
        "did you mean `discount`?",
        ":5:11",
        "found -1",
        "allowed: a number of at least 0",
    ] {
        assert!(told.contains(part), "{part} in {told}");
    }
    assert!(text(&output.stdout).contains("2 errors"));
}

#[test]
fn check_tells_errors_in_json_on_standard_error() {
    let (_folder, path) = in_folder("wrong.toml", WRONG);
    let output = pactum(&["check", &path, "--format", "json"]);
    assert_eq!(output.status.code(), Some(1));
    let error: Value = serde_json::from_slice(&output.stderr).unwrap();
    assert_eq!((&error["error"]["line"], &error["error"]["nearest"]), (&4.into(), &"discount".into()));
    assert_eq!(error["error"]["errors"][1]["field"], "agency.tax.funding");
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&report["format"], &report["valid"]), (&"pactum-check/1".into(), &false.into()));
}

#[test]
fn check_of_a_right_file_ends_with_0_and_tells_warnings_and_intervals() {
    let right = "format = \"pactum-scenario/1\"\n[[agency]]\nid = \"tax\"\nfunding = { low = 1, high = 2 }\n\
                 [[arrangement]]\nid = \"idle\"\n";
    let (_folder, path) = in_folder("right.toml", right);
    let output = pactum(&["check", &path]);
    assert_eq!(output.status.code(), Some(0));
    assert!(text(&output.stderr).contains("warning: arrangement.idle: an arrangement without effect"));
    assert!(text(&output.stdout).contains("agency.tax.funding lies in [1, 2]; point results use the midpoint, 3/2"));
    let output = pactum(&["check", &path, "--format", "json"]);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&report["valid"], &report["warnings"][0]["line"]), (&true.into(), &5.into()));
    assert_eq!(report["intervals"][0]["used"], "3/2");
    assert!(output.stderr.is_empty());
}

#[test]
fn check_of_what_is_no_text_ends_with_1() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("binary.toml");
    std::fs::write(&path, [0x50, 0x4b, 0x03, 0x04, 0xff]).unwrap();
    let output = pactum(&["check", &path.display().to_string()]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("the byte 0xff at offset 4"));
    let none = folder.path().join("none.toml").display().to_string();
    let output = pactum(&["check", &none, "--format", "json"]);
    assert_eq!(output.status.code(), Some(1));
    let error: Value = serde_json::from_slice(&output.stderr).unwrap();
    assert_eq!(error["error"]["message"], "the file cannot be read");
}

#[test]
fn init_writes_a_file_that_checks_and_leaves_an_old_one_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("case.toml").display().to_string();
    assert_eq!(pactum(&["init", &path]).status.code(), Some(0));
    let output = pactum(&["check", &path]);
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stderr.is_empty() && text(&output.stdout).contains("no errors, 0 warnings"));
    std::fs::write(&path, "mine").unwrap();
    let output = pactum(&["init", &path]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("does not exist yet"));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "mine");
    assert!(text(&pactum(&["init"]).stdout).starts_with("# A starter scenario"));
}

#[test]
fn presets_are_listed_with_their_effects() {
    let told = pactum(&["presets"]);
    let lines: Vec<&str> = text(&told.stdout).lines().collect();
    let bureau = lines.iter().find(|line| line.contains("statutory-bureau")).unwrap();
    assert!(bureau.contains("coordinator") && bureau.contains("raise relation.*.*.structure.communication 1/2"));
    assert!(lines.iter().any(|line| line.contains("pay each agency 1 when joins_and_fails = n")));
    assert!(lines.iter().all(|line| line.trim_end() == *line));
    let listed: Value = serde_json::from_slice(&pactum(&["presets", "--format", "json"]).stdout).unwrap();
    let mandate = listed["presets"].as_array().unwrap().iter().find(|row| row["id"] == "mandate").unwrap();
    assert_eq!((&mandate["running_cost"], &mandate["effects"][0]["by"]), (&"1/2".into(), &"2".into()));
    assert_eq!(listed["presets"].as_array().unwrap().len(), 29);
}

#[test]
fn the_schema_is_written_where_it_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("schema.json");
    assert_eq!(pactum(&["schema", "--out", &path.display().to_string()]).status.code(), Some(0));
    let schema: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    assert_eq!(schema["$defs"]["agency"]["required"][0], "id");
    let nowhere = Path::new("no-such-folder").join("schema.json").display().to_string();
    assert_eq!(pactum(&["schema", "--out", &nowhere]).status.code(), Some(2));
}
