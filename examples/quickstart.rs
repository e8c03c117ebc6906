//! Which agency leaves, and why?
//!
//! A register prepares data that two agencies use, and gets nothing back. The report names who
//! leaves and what it gains; then the cheapest arrangement that keeps everyone in.

use pactum::format::scenario::read_scenario;
use pactum::number::whole;
use pactum::report::{Options, analyze};
use pactum::stability::{Evidence, Verdict};

const SCENARIO: &str = r#"
format = "pactum-scenario/1"
name = "One register, two users"
agency = [{ id = "register" }, { id = "health" }, { id = "police" }]
dataset = [{ id = "people", owner = "register", preparation_cost = 3, exclusion = 1, uses = [
  { by = "health", value = 6 }, { by = "police", value = 2 } ] }]
analysis = { presets = ["mandate", "cost-compensation", "joint-control"] }
"#;

fn main() {
    let read = read_scenario(SCENARIO, "quickstart").expect("the scenario has no errors");
    let case = read.case.points().expect("every number is given");
    let report = analyze(&case, Options::default()).expect("three agencies fit");

    // Everyone sharing is the best that can happen: 8 to the users for a cost of 3.
    assert_eq!(report.dilemma.total_full, whole(5));
    assert_eq!(report.dilemma.total_full, report.dilemma.total_best);

    // It is no equilibrium all the same. The certificate is the deviation, with what it gains.
    let Some(Verdict::Fails(Evidence::Deviation(deviation))) = report.status_quo().verdict("nash") else {
        panic!("the register does not gain by leaving");
    };
    let leaver = &report.case.scenario.agencies[deviation.agency].id;
    println!("{leaver} gains {} by leaving", deviation.gain);
    assert_eq!((leaver.as_str(), &deviation.gain), ("register", &whole(3)));

    // Why: its payoff by component.
    let components = pactum::payoff::Component::ALL.iter().zip(&report.agencies[deviation.agency].components);
    let decisive: Vec<_> = components.filter(|(_, amount)| **amount != whole(0)).collect();
    for ((_, name), amount) in &decisive {
        println!("  {name} {amount}");
    }
    assert_eq!(decisive.len(), 1);
    assert_eq!((decisive[0].0.1, decisive[0].1), ("execution_cost", &whole(-3)));

    // What would change it, at the least cost to a sponsor.
    let cheapest = report.least_cost("nash", false).expect("some bundle works");
    println!("cheapest remedy: {} at {}", report.bundle_ids(&cheapest.bundle).join(" + "), cheapest.sponsor_cost);
    assert_eq!(report.bundle_ids(&cheapest.bundle), ["joint-control"]);
    assert_eq!(cheapest.sponsor_cost, whole(0));
}
