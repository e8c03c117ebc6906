//! The main job: a table of 14 agencies from its terms, and a whole report of six agencies.

use divan::Bencher;
use pactum::arrangement::{Case, apply};
use pactum::environment::environment;
use pactum::format::scenario::read_scenario;
use pactum::number::Rational;
use pactum::payoff::payoffs;
use pactum::payoff::table::{Arithmetic, tables};
use pactum::report::{Options, analyze};

fn main() {
    divan::main();
}

fn case(name: &str) -> Case<Rational> {
    let text = std::fs::read_to_string(format!("{}/examples/scenarios/{name}.toml", env!("CARGO_MANIFEST_DIR")));
    let text = text.expect("the scenario is part of the repository");
    read_scenario(&text, "scenario.toml").expect("it is right").case.points().expect("it has no open unknowns")
}

#[divan::bench(args = ["uk", "estonia", "finland"])]
fn terms(bencher: Bencher, name: &str) {
    let case = case(name);
    bencher.bench(|| {
        let arranged = apply(&case.scenario, &[]).expect("nothing is applied");
        payoffs(&arranged, &environment(&arranged.scenario))
    });
}

#[divan::bench(args = ["uk", "estonia", "finland"])]
fn tables_from_terms(bencher: Bencher, name: &str) {
    let arranged = apply(&case(name).scenario, &[]).expect("nothing is applied");
    let payoffs = payoffs(&arranged, &environment(&arranged.scenario));
    bencher.bench(|| tables(&payoffs, Arithmetic::Exact));
}

#[divan::bench(args = ["uk", "us"], sample_count = 5)]
fn report(bencher: Bencher, name: &str) {
    let case = case(name);
    bencher.bench(|| analyze(&case, Options::default()));
}
