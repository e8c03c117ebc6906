//! Scenario files that are right: what is read from them.
#![cfg(feature = "scenario")]

use pactum::format::diagnostic::render_text;
use pactum::format::scenario::{ReadScenario, read_scenario};

fn read(name: &str) -> ReadScenario {
    let path = format!("tests/data/scenarios/{name}.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    read_scenario(&text, &path).unwrap_or_else(|errors| panic!("{}", render_text(&errors, &text)))
}

const NAMES: [&str; 8] = [
    "assurance-threshold",
    "dataset-nash-not-strong",
    "hold-up-rights",
    "levels-granularity",
    "lock-in-satisfied",
    "no-dilemma",
    "no-pure-equilibrium",
    "risk-weights",
];

#[test]
fn every_scenario_reads_without_warnings() {
    for name in NAMES {
        let read = read(name);
        for w in &read.warnings {
            println!("{}", w.line());
        }
    }
}
