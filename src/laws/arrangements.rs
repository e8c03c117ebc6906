//! Bundles are sets, and what the built-in arrangements leave alone.

use std::cell::Cell;

use proptest::prelude::*;

use super::{Shape, Tape, arrangement, profile, scenario, try_law, under};
use crate::arrangement::apply::raise;
use crate::arrangement::{Arrangement, Operation, apply};
use crate::number::{Rational, ratio, whole};
use crate::scenario::{Key, ParameterId, Range, Scenario};

const ALL: Shape = Shape { granular: true, any_returns: true };

/// An effect on a random parameter, by a random operation that its range allows.
fn effect(tape: &mut Tape, scenario: &Scenario<Rational>) -> (String, Operation, Rational) {
    let parameters = scenario.parameters();
    let id = parameters[tape.below(parameters.len().min(256))];
    let path = match id {
        // The side of a cost in pairs that are not listed has no path of its own.
        ParameterId::Relation(None, key) if id.path(scenario).ends_with(".*") => {
            format!("relation.*.*.{}", key.info().name)
        }
        _ => id.path(scenario),
    };
    let index = id.info().range == Range::Index;
    match tape.below(if index { 5 } else { 3 }) {
        0 => (path, Operation::Add, if index { tape.index() * ratio(1, 4) } else { tape.amount() }),
        1 => (path, Operation::Scale, tape.index()),
        2 => (path, Operation::Set, tape.index()),
        3 => (path, Operation::Raise, tape.index()),
        _ => (path, Operation::Cut, tape.index()),
    }
}

fn random(tape: &mut Tape, scenario: &Scenario<Rational>, id: &str) -> Arrangement<Rational> {
    let effects: Vec<_> = (0..1 + tape.below(4)).map(|_| effect(tape, scenario)).collect();
    let effects: Vec<(&str, Operation, Rational)> =
        effects.iter().map(|(path, operation, by)| (path.as_str(), *operation, by.clone())).collect();
    let mut built = arrangement(id, &effects, super::transfers(tape, scenario.n()).transfers);
    built.running_cost = tape.amount();
    built
}

#[test]
fn the_order_of_arrangements_in_a_bundle_does_not_matter() {
    let admissible = Cell::new(0);
    try_law(96, |tape| {
        let drawn = scenario(tape, ALL);
        let bundle = ["first", "second", "third"].map(|id| random(tape, &drawn, id));
        let [a, b, c] = [0, 1, 2].map(|place| &bundle[place]);
        let forward = apply(&drawn, &[a, b, c]);
        for other in [[c, b, a], [b, c, a], [b, a, c]] {
            let backward = apply(&drawn, &other);
            prop_assert_eq!(forward.is_ok(), backward.is_ok());
            if let (Ok(forward), Ok(backward)) = (&forward, &backward) {
                prop_assert_eq!(&forward.scenario, &backward.scenario);
                prop_assert_eq!(&forward.running_cost, &backward.running_cost);
                let (forward, backward) = (super::derived(forward), super::derived(backward));
                let strategies = profile(tape, &forward);
                for agency in 0..drawn.n() {
                    prop_assert_eq!(forward.components(agency, &strategies), backward.components(agency, &strategies));
                }
                admissible.set(admissible.get() + 1);
            }
        }
        Ok(())
    });
    assert!(admissible.get() > 60, "{} bundles are admissible", admissible.get());
}

#[test]
fn raises_commute_and_cuts_commute_and_both_stay_indices() {
    try_law(96, |tape| {
        let (a, x, y) = (tape.index(), tape.index(), tape.index());
        let cut = |a: Rational, x: &Rational| a * (whole(1) - x);
        prop_assert_eq!(raise(raise(a.clone(), x.clone()), y.clone()), raise(raise(a.clone(), y.clone()), x.clone()));
        prop_assert_eq!(cut(cut(a.clone(), &x), &y), cut(cut(a.clone(), &y), &x));
        for value in [raise(a.clone(), x.clone()), cut(a.clone(), &x)] {
            prop_assert!(Range::Index.contains(&value));
        }
        prop_assert!(raise(a.clone(), x.clone()) >= a && cut(a.clone(), &x) <= a);
        Ok(())
    });
}

#[test]
fn a_raise_and_a_cut_of_one_index_do_not_commute_so_their_order_is_fixed() {
    let drawn = super::plain(1);
    let path = "agency.a0.discount";
    let by = |operation: Operation| arrangement("one", &[(path, operation, ratio(1, 2))], vec![]);
    let (up, down) = (by(Operation::Raise), by(Operation::Cut));
    let both = apply(&drawn, &[&up, &down]).unwrap().scenario;
    let id = drawn.resolve(path).unwrap()[0];
    assert_eq!(both.get(id), Some(&ratio(19, 40)));
    let one_by_one = apply(&apply(&drawn, &[&down]).unwrap().scenario, &[&up]).unwrap().scenario;
    assert_eq!(one_by_one.get(id), Some(&ratio(29, 40)));
}

#[test]
fn two_values_set_for_one_parameter_form_no_bundle() {
    let drawn = super::plain(1);
    let set = |id: &str, value: i64| arrangement(id, &[("agency.*.funding", Operation::Set, whole(value))], vec![]);
    let refused = apply(&drawn, &[&set("one", 1), &set("two", 2)]).unwrap_err();
    assert_eq!(refused.arrangements, ["one", "two"]);
    assert_eq!(refused.parameter, "agency.a0.funding");
    assert!(apply(&drawn, &[&set("one", 1), &set("two", 1)]).is_ok());
}

/// What one arrangement promises beside another adds up in what a sponsor pays.
#[test]
fn running_costs_and_promises_add_up() {
    try_law(32, |tape| {
        let drawn = scenario(tape, ALL);
        let (mut one, two) = (random(tape, &drawn, "one"), super::transfers(tape, drawn.n()));
        one.effects.clear();
        let (first, second, both) = (under(&drawn, &[&one]), under(&drawn, &[&two]), under(&drawn, &[&one, &two]));
        let base = under(&drawn, &[]);
        let strategies = profile(tape, &base);
        let cost = |payoffs: &crate::payoff::Payoffs<Rational>| payoffs.sponsor_cost(&strategies);
        prop_assert_eq!(cost(&both) + cost(&base), cost(&first) + cost(&second));
        Ok(())
    });
}

/// Laws of the built-in arrangements.
#[cfg(feature = "scenario")]
mod built_in {
    use super::*;
    use num_traits::Signed;

    use crate::arrangement::When;
    use crate::format::scenario::presets;
    use crate::payoff::Component;
    use crate::scenario::{AgencyKey, DatasetKey, Granularity, RelationKey};

    /// A built-in arrangement, fitted to a number of agencies.
    fn preset(id: &str, n: usize) -> Arrangement<Rational> {
        let preset = presets().iter().find(|preset| preset.arrangement.id == id).unwrap();
        preset.fit(n, &whole(1)).map(&mut |quantity| quantity.point().unwrap())
    }

    const COORDINATORS: [&str; 3] = ["meetings", "cio", "statutory-bureau"];

    /// A random scenario in which all pairs negotiate: everyone uses data of everyone.
    fn negotiating(tape: &mut Tape) -> Scenario<Rational> {
        let mut drawn = scenario(tape, ALL);
        while drawn.n() < 2 {
            drawn = scenario(tape, ALL);
            if drawn.n() < 2 {
                drawn.agencies = super::super::plain(2).agencies;
            }
        }
        drawn.strategies = Granularity::Agency;
        for owner in 0..drawn.n() {
            let dataset = super::super::add_dataset(&mut drawn, owner, &[]);
            for user in (0..drawn.n()).filter(|&user| user != owner) {
                super::super::add_use(&mut drawn, dataset, user, whole(1));
            }
        }
        let positive = |value: &mut Rational| *value = value.clone().max(ratio(1, 2));
        let listed = drawn.relations.listed.values_mut();
        for relation in listed.chain([&mut drawn.relations.default]) {
            for key in RelationKey::SIDED[0].1 {
                positive(&mut relation[key]);
            }
            relation[RelationKey::NegotiationRelief] *= ratio(1, 2);
            relation[RelationKey::Formality] *= ratio(1, 2);
        }
        drawn
    }

    /// The sum of one component over all agencies when all join.
    fn total(scenario: &Scenario<Rational>, bundle: &[&Arrangement<Rational>], component: Component) -> Rational {
        let payoffs = under(scenario, bundle);
        let full = payoffs.full_profile();
        (0..payoffs.n()).map(|agency| payoffs.components(agency, &full)[component as usize].clone()).sum()
    }

    #[test]
    fn meetings_a_chief_information_officer_and_a_bureau_cut_negotiation_in_this_order() {
        try_law(32, |tape| {
            let drawn = negotiating(tape);
            let costs = COORDINATORS.map(|id| -total(&drawn, &[&preset(id, drawn.n())], Component::NegotiationCost));
            let without = -total(&drawn, &[], Component::NegotiationCost);
            prop_assert!(without > costs[0] && costs[0] > costs[1] && costs[1] > costs[2], "{without} {costs:?}");
            Ok(())
        });
    }

    #[test]
    fn coordinators_never_raise_negotiation_cost_or_risk_and_never_touch_preparation_cost() {
        let relieved = Cell::new(0);
        try_law(48, |tape| {
            let drawn = scenario(tape, ALL);
            let before = under(&drawn, &[]);
            let strategies = profile(tape, &before);
            for id in COORDINATORS.into_iter().chain(["platform", "duty-list", "governance-committee"]) {
                let offered = preset(id, drawn.n());
                let arranged = apply(&drawn, &[&offered]).unwrap();
                for (old, new) in drawn.datasets.iter().zip(&arranged.scenario.datasets) {
                    let cost = DatasetKey::PreparationCost;
                    prop_assert_eq!(&old.parameters[cost], &new.parameters[cost]);
                }
                let after = super::super::derived(&arranged);
                for agency in 0..drawn.n() {
                    let old = before.components(agency, &strategies);
                    let new = after.components(agency, &strategies);
                    let costs = [
                        Component::NegotiationCost,
                        Component::MonitoringCost,
                        Component::DivisionRisk,
                        Component::CoordinationRisk,
                    ];
                    for component in costs.map(|component| component as usize) {
                        prop_assert!(new[component] >= old[component], "{} {}", id, component);
                        relieved.set(relieved.get() + usize::from(new[component] > old[component]));
                    }
                    let execution = Component::ExecutionCost as usize;
                    prop_assert_eq!(&old[execution], &new[execution]);
                }
            }
            Ok(())
        });
        assert!(relieved.get() > 100, "{} components are relieved", relieved.get());
    }

    #[test]
    fn no_coordinator_or_platform_has_an_effect_on_data() {
        for id in COORDINATORS.into_iter().chain(["platform", "governance-committee"]) {
            assert!(preset(id, 2).effects.iter().all(|effect| !effect.on.starts_with("dataset.")), "{id}");
        }
        // Something does touch data, so that the test can fail.
        assert!(preset("quality-standard", 2).effects.iter().any(|effect| effect.on.starts_with("dataset.")));
    }

    #[test]
    fn intermediaries_cost_their_users_effort() {
        for id in COORDINATORS.into_iter().chain(["platform"]) {
            let scenario = super::super::plain(3);
            assert!(total(&scenario, &[&preset(id, 3)], Component::IntermediaryCost).is_negative(), "{id}");
        }
    }

    #[test]
    fn fiscal_tilt_pays_for_projects_and_leaves_division_risk_alone() {
        let paid = Cell::new(0);
        try_law(48, |tape| {
            let drawn = scenario(tape, ALL);
            let (before, after) = (under(&drawn, &[]), under(&drawn, &[&preset("fiscal-tilt", drawn.n())]));
            let strategies = profile(tape, &before);
            for agency in 0..drawn.n() {
                let (old, new) = (before.components(agency, &strategies), after.components(agency, &strategies));
                for (component, _) in Component::ALL {
                    let (old, new) = (&old[component as usize], &new[component as usize]);
                    let funded = component == Component::InstitutionalTransfer && strategies[agency] > 0;
                    prop_assert_eq!(new - old, whole(i64::from(funded)));
                }
                paid.set(paid.get() + usize::from(strategies[agency] > 0));
            }
            Ok(())
        });
        assert!(paid.get() > 20);
    }

    #[test]
    fn compensation_of_cost_does_relieve_division_risk() {
        let mut scenario = super::super::plain(1);
        scenario.agencies[0].parameters[AgencyKey::DivisionSensitivity] = whole(1);
        super::super::add_dataset(&mut scenario, 0, &[(DatasetKey::PreparationCost, whole(2))]);
        let risk = |bundle: &[&Arrangement<Rational>]| total(&scenario, bundle, Component::DivisionRisk);
        assert_eq!(risk(&[]), whole(-2));
        assert_eq!(risk(&[&preset("fiscal-tilt", 1)]), whole(-2));
        assert_eq!(risk(&[&preset("cost-compensation", 1)]), whole(-1));
    }

    /// The value of a parameter under a preset.
    fn under_preset(scenario: &Scenario<Rational>, id: &str, path: &str) -> Rational {
        let changed = apply(scenario, &[&preset(id, scenario.n())]).unwrap().scenario;
        changed.get(changed.resolve(path).unwrap()[0]).unwrap().clone()
    }

    /// Two agencies that exchange data at every kind of risk.
    fn at_risk() -> Scenario<Rational> {
        let mut scenario = super::super::plain(2);
        let d = super::super::add_dataset(&mut scenario, 0, &[(DatasetKey::Measurability, whole(0))]);
        super::super::add_use(&mut scenario, d, 1, whole(1));
        for kind in ["interest-loss", "leakage", "misuse", "accountability"] {
            super::super::add_risk(&mut scenario, kind, 0, crate::scenario::Attachment::With(1), whole(1));
        }
        scenario
    }

    #[test]
    fn classification_cuts_specificity_and_the_risks_of_leakage_and_misuse() {
        let value = |path: &str| under_preset(&at_risk(), "classification", path);
        assert_eq!(value("dataset.d0.specificity"), ratio(4, 5));
        let mitigations = ["interest-loss", "leakage", "misuse", "accountability"];
        let mitigations = mitigations.map(|kind| value(&format!("risk.kind:{kind}.mitigation")));
        assert_eq!(mitigations, [whole(0), ratio(1, 4), ratio(1, 4), whole(0)]);
    }

    #[test]
    fn a_duty_list_formalises_relations_and_enforces_duties() {
        let value = |path: &str| under_preset(&at_risk(), "duty-list", path);
        assert_eq!(value("relation.*.*.structure.formality"), ratio(2, 5));
        assert_eq!(value("dataset.d0.enforcement"), ratio(1, 4));
        assert_eq!(value("dataset.d0.preparation_cost"), whole(0));
    }

    #[test]
    fn a_committee_improves_communication_and_mitigates_every_risk() {
        let value = |path: &str| under_preset(&at_risk(), "governance-committee", path);
        assert_eq!(value("relation.*.*.structure.communication"), ratio(2, 5));
        for risk in 0..4 {
            assert_eq!(value(&format!("risk.r{risk}.mitigation")), ratio(1, 10));
        }
    }

    #[test]
    fn evaluation_rewards_measured_work_and_measures_more_of_it() {
        let value = |path: &str| under_preset(&at_risk(), "performance-evaluation", path);
        assert_eq!(value("dataset.d0.measurability"), ratio(1, 4));
        assert_eq!(value("agency.a0.evaluation_rate"), ratio(1, 5));
        // It is felt, and paid by nobody: the sponsor pays for running it only.
        let payoffs = under(&at_risk(), &[&preset("performance-evaluation", 2)]);
        assert_eq!(payoffs.sponsor_cost(&[1, 1]), ratio(1, 2));
    }

    #[test]
    fn the_rules_of_data_rights_are_those_of_the_model() {
        let rules = [
            ("open-by-default", whole(0), whole(0), whole(0)),
            ("provider-control", whole(1), whole(0), whole(1)),
            ("joint-control", ratio(1, 2), whole(0), whole(1)),
            ("coordinator-held", whole(0), whole(1), ratio(1, 2)),
            ("three-rights", ratio(1, 4), ratio(1, 2), whole(1)),
            ("reciprocity", whole(0), whole(0), whole(1)),
        ];
        let mut scenario = super::super::plain(2);
        super::super::add_dataset(&mut scenario, 0, &[]);
        for (id, share, rate, exclusion) in rules {
            let changed = apply(&scenario, &[&preset(id, 2)]).unwrap().scenario;
            let data = &changed.datasets[0].parameters;
            assert_eq!(data[DatasetKey::BargainingShare], share, "{id}");
            assert_eq!(data[DatasetKey::CompensationRate], rate, "{id}");
            assert_eq!(data[DatasetKey::Exclusion], exclusion, "{id}");
            assert_eq!(changed.exclusion, exclusion, "{id}");
        }
    }

    #[test]
    fn an_assurance_contract_pays_only_those_who_joined_in_vain() {
        let scenario = super::super::plain(3);
        let offered = preset("assurance", 3);
        assert!(offered.transfers.iter().all(|transfer| transfer.when == When::JoinsAndFails(3)));
        let payoffs = under(&scenario, &[&offered]);
        assert_eq!([[1, 0, 1], [1, 1, 1]].map(|profile| payoffs.payoff(0, &profile)), [whole(1), whole(0)]);
        assert_eq!(payoffs.payoff(1, &[1, 0, 1]), whole(0));
        assert_eq!(payoffs.largest_promise(), whole(2));
    }
}
