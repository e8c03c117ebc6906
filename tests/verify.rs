//! Verification accepts what is right and rejects every report in which something was altered.
#![cfg(feature = "scenario")]

use pactum::format::scenario::read_scenario;
use pactum::number::{parse_rational, whole};
use pactum::report::json::{Source, to_json};
use pactum::report::verify::verify;
use pactum::report::{Options, analyze};
use serde_json::Value;

const NAMES: [&str; 8] = [
    "assurance-threshold",
    "hold-up-rights",
    "levels-granularity",
    "dataset-nash-not-strong",
    "no-pure-equilibrium",
    "lock-in-satisfied",
    "no-dilemma",
    "risk-weights",
];

fn source(name: &str) -> String {
    std::fs::read_to_string(format!("tests/data/scenarios/{name}.toml")).unwrap()
}

fn report(text: &str, embed: bool) -> Value {
    let case = read_scenario(text, "scenario.toml").unwrap().case.points().unwrap();
    let report = analyze(&case, Options::default()).unwrap();
    to_json(&report, &Source { text: text.to_string(), embed, worths: false, intervals: Vec::new() })
}

/// The paths of all leaves and lists of a document, but for wording that is free.
fn places(path: &str, value: &Value, places: &mut Vec<String>) {
    match value {
        _ if path.starts_with("/scenario/source") || path.ends_with("/reason") => {}
        Value::Object(object) => object.iter().for_each(|(key, value)| {
            let key = key.replace('~', "~0").replace('/', "~1");
            self::places(&format!("{path}/{key}"), value, places);
        }),
        Value::Array(list) => {
            places.push(path.to_string());
            list.iter().enumerate().for_each(|(place, value)| self::places(&format!("{path}/{place}"), value, places));
        }
        _ => places.push(path.to_string()),
    }
}

/// The value with something altered: a number, a verdict, a name, a coalition.
fn altered(value: &Value) -> Value {
    match value {
        Value::Bool(truth) => (!truth).into(),
        Value::Null => "1".into(),
        Value::Number(number) => (number.as_f64().unwrap() + 1.0).into(),
        Value::String(text) => match (text.as_str(), parse_rational(text)) {
            ("holds", _) => "fails".into(),
            ("fails", _) => "holds".into(),
            ("undecided", _) => "holds".into(),
            (_, Ok(number)) => (number + whole(1)).to_string().into(),
            _ => format!("{text}x").into(),
        },
        Value::Array(list) if list.is_empty() => Value::Array(vec!["x".into()]),
        Value::Array(list) => Value::Array(list[1..].to_vec()),
        Value::Object(_) => unreachable!("objects are no leaves"),
    }
}

#[test]
fn reports_are_accepted() {
    for name in NAMES {
        let text = source(name);
        verify(&report(&text, true).to_string(), None).unwrap_or_else(|flaw| panic!("{name}: {flaw}"));
    }
}

#[test]
fn without_the_scenario_in_it_a_report_needs_the_file() {
    let text = source("no-dilemma");
    let report = report(&text, false).to_string();
    assert!(verify(&report, None).is_err());
    assert!(verify(&report, Some(&text)).is_ok());
    assert!(verify(&report, Some(&source("risk-weights"))).is_err());
}

#[test]
fn every_alteration_is_rejected() {
    for (start, name) in NAMES.iter().enumerate() {
        let report = report(&source(name), true);
        let mut all = Vec::new();
        places("", &report, &mut all);
        // A part of the places of each report, a different one each time; together all kinds.
        let stride = all.len() / 60 + 1;
        for place in all.iter().skip(start % stride).step_by(stride) {
            let mut wrong = report.clone();
            let value = wrong.pointer_mut(place).unwrap();
            *value = altered(value);
            assert!(verify(&wrong.to_string(), None).is_err(), "{name}: an alteration at {place} passed");
        }
    }
}

#[test]
fn a_report_in_floats_is_refused() {
    let case = read_scenario(&source("no-dilemma"), "scenario.toml").unwrap().case.points().unwrap();
    let options = Options { arithmetic: pactum::payoff::table::Arithmetic::Float, ..Options::default() };
    let source = Source { text: source("no-dilemma"), embed: true, worths: false, intervals: Vec::new() };
    let report = to_json(&analyze(&case, options).unwrap(), &source);
    assert_eq!(report["exact"], false);
    assert!(report["agencies"]["a"]["slack"].is_f64());
    assert!(verify(&report.to_string(), None).is_err_and(|flaw| flaw.path == "exact"));
}

#[test]
fn a_verdict_with_another_certificate_is_rejected() {
    let mut report = report(&source("no-dilemma"), true);
    let certificate = report["arrangements"][0]["verdicts"]["efficient"]["certificate"].clone();
    report["arrangements"][0]["verdicts"]["nash"]["certificate"] = certificate.clone();
    report["verdicts"]["nash"]["certificate"] = certificate;
    assert!(verify(&report.to_string(), None).is_err());
}

#[test]
fn what_is_left_out_or_added_is_rejected() {
    let right = report(&source("risk-weights"), true);
    for key in ["verdicts", "prices", "worths", "allocations", "least_cost", "inadmissible", "environment"] {
        let mut wrong = right.clone();
        wrong.as_object_mut().unwrap().remove(key);
        assert!(verify(&wrong.to_string(), None).is_err(), "without {key}");
    }
    let mut wrong = right.clone();
    wrong["arrangements"].as_array_mut().unwrap().remove(1);
    assert!(verify(&wrong.to_string(), None).is_err());
    for text in ["", "{}", "[1]", "{\"format\": \"pactum-report/1\"}"] {
        assert!(verify(text, None).is_err());
    }
}
