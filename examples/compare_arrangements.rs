//! Which bundle of arrangements is the cheapest that makes full participation the only pure
//! equilibrium, and is each part of it needed?

use pactum::format::scenario::{read_scenario, read_text};
use pactum::number::{decimal_text, whole};
use pactum::report::{Options, analyze};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/scenarios/uk.toml");

fn main() {
    let text = read_text(FILE.as_ref()).expect("the file can be read");
    let read = read_scenario(&text, "uk.toml").expect("the file has no errors");
    let case = read.case.points().expect("every number is given");
    let report = analyze(&case, Options::default()).expect("six agencies fit");

    // In the status quo three agencies of six would leave.
    let leaving = report.status_quo().slack.iter().filter(|slack| **slack < whole(0)).count();
    println!("{leaving} of {} agencies gain by leaving", report.case.scenario.n());
    assert_eq!(leaving, 3);

    // With any means, a duty is the cheapest; without threats, a promise and a split of the gains.
    for (voluntary, expected) in [(false, vec!["mandate"]), (true, vec!["assurance", "side-payments:equal-gain"])] {
        let found = report.least_cost("unique-pure", voluntary).expect("some bundle works");
        let ids = report.bundle_ids(&found.bundle);
        let cost = decimal_text(&found.sponsor_cost, 3);
        println!("voluntary {voluntary}: {} for {cost}, threats of {}", ids.join(" + "), found.coercion);
        assert_eq!(ids, expected);
        assert_eq!(found.coercion > whole(0), !voluntary);

        // Drop any one of its parts: does it still hold?
        for part in report.critical("unique-pure", &found.bundle) {
            let id = &report.case.arrangements[part.arrangement].id;
            println!("  without {id}: {:?}", part.holds_without);
            assert_eq!(part.holds_without, Some(false));
        }
    }
}
