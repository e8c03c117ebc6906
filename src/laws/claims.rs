//! Claims of the framework paper about single mechanisms, each in the smallest case that shows it.

use num_traits::{Signed, Zero};

use super::{add_dataset, add_risk, add_use, arrangement, incentive, plain, status_quo, under};
use crate::arrangement::{Operation, Transfer, When};
use crate::environment::environment;
use crate::number::{Rational, ratio, whole};
use crate::payoff::{Component, Payoffs};
use crate::scenario::{
    AgencyKey, Attachment, CouplingKey, DatasetKey, Granularity, RISK_KINDS, RelationKey, RiskClass, RiskKey, Scenario,
};
use crate::stability::dilemma::{Label, label};

/// The incentive of an agency when all others join.
fn willingness(payoffs: &Payoffs<Rational>, agency: usize) -> Rational {
    incentive(payoffs, agency, &payoffs.full_profile())
}

fn component(payoffs: &Payoffs<Rational>, agency: usize, component: Component) -> Rational {
    payoffs.components(agency, &payoffs.full_profile())[component as usize].clone()
}

/// Agency 0 paid for data that are worth twice as much to agency 1, who may take them freely.
fn provider_without_return() -> Scenario<Rational> {
    let mut scenario = plain(2);
    let d = add_dataset(&mut scenario, 0, &[(DatasetKey::PreparationCost, whole(2))]);
    add_use(&mut scenario, d, 1, whole(4));
    scenario
}

#[test]
fn who_paid_for_data_offers_them_for_an_equal_return_or_under_hard_pressure_only() {
    let scenario = provider_without_return();
    assert!(willingness(&status_quo(&scenario), 0).is_negative());
    let by = |on: &str, value: Rational| arrangement("one", &[(on, Operation::Set, value)], vec![]);
    let charge = by("dataset.*.compensation_rate", whole(1));
    let returned = by("dataset.*.bargaining_share", whole(1));
    let exclusion = by("dataset.*.exclusion", ratio(1, 2));
    let pressed = by("agency.a0.penalty", whole(2));
    let praised = by("agency.a0.penalty", ratio(1, 2));
    assert!(willingness(&under(&scenario, &[&charge]), 0).is_zero());
    assert!(willingness(&under(&scenario, &[&returned, &exclusion]), 0).is_zero());
    assert!(willingness(&under(&scenario, &[&pressed]), 0).is_zero());
    assert!(willingness(&under(&scenario, &[&praised]), 0).is_negative());
}

#[test]
fn passive_cooperation_keeps_the_dear_data_back() {
    // Where single datasets are chosen, the agency joins with what costs it nothing.
    let mut scenario = provider_without_return();
    scenario.strategies = Granularity::Dataset;
    scenario.agencies[0].parameters[AgencyKey::NetworkBenefit] = whole(1);
    add_dataset(&mut scenario, 0, &[]);
    let payoffs = status_quo(&scenario);
    let by_strategy: Vec<Rational> = (0..4).map(|strategy| payoffs.payoff(0, &[strategy, 1])).collect();
    assert_eq!(by_strategy, [whole(0), whole(-1), whole(1), whole(-1)]);
}

#[test]
fn cannot_is_told_before_unwilling() {
    // Agency 0 has no return for its cost: it cannot. Paid for it, it can; a risk makes it unwilling.
    let mut scenario = provider_without_return();
    let labelled = |scenario: &Scenario<Rational>| {
        let payoffs = status_quo(scenario);
        label(&payoffs, 0, &willingness(&payoffs, 0))
    };
    assert_eq!(labelled(&scenario), Label::Cannot);
    scenario.agencies[0].parameters[AgencyKey::Funding] = whole(2);
    assert_eq!(labelled(&scenario), Label::Willing);
    add_risk(&mut scenario, "leakage", 0, Attachment::Dataset(0), whole(1));
    assert_eq!(labelled(&scenario), Label::Unwilling);
    // Both: what binds first is told.
    scenario.agencies[0].parameters[AgencyKey::Funding] = whole(1);
    assert_eq!(labelled(&scenario), Label::Cannot);
}

#[test]
fn every_source_of_risk_has_its_class() {
    let class = |name: &str| RISK_KINDS.iter().find(|(kind, _)| *kind == name).unwrap().1;
    assert_eq!(class("interest-loss"), Some(RiskClass::Division));
    for kind in ["accountability", "ignored-request", "quality", "misuse", "leakage", "failed-sharing"] {
        assert_eq!(class(kind), Some(RiskClass::Coordination), "{kind}");
    }
    assert_eq!(class("custom"), None);
}

#[test]
fn failed_sharing_is_felt_in_the_class_of_coordination_and_unreturned_cost_in_that_of_division() {
    let mut scenario = provider_without_return();
    scenario.agencies[0].parameters[AgencyKey::DivisionSensitivity] = ratio(1, 2);
    add_risk(&mut scenario, "failed-sharing", 1, Attachment::With(0), whole(6));
    let payoffs = status_quo(&scenario);
    assert_eq!(component(&payoffs, 0, Component::DivisionRisk), whole(-1));
    assert_eq!(component(&payoffs, 0, Component::CoordinationRisk), whole(0));
    assert_eq!(component(&payoffs, 1, Component::CoordinationRisk), whole(-3));
    // What is only felt is no loss of welfare; what is expected to be lost is.
    assert_eq!(payoffs.welfare(&[1, 1]), whole(4 - 2 - 3));
}

#[test]
fn quality_risk_weighs_on_users_and_misuse_on_providers() {
    let mut scenario = provider_without_return();
    scenario.datasets[0].parameters[DatasetKey::Accuracy] = ratio(1, 4);
    add_risk(&mut scenario, "quality", 1, Attachment::Dataset(0), whole(8));
    add_risk(&mut scenario, "misuse", 0, Attachment::With(1), whole(4));
    let before = status_quo(&scenario);
    assert_eq!(component(&before, 1, Component::CoordinationRisk), whole(-1));
    assert_eq!(component(&before, 0, Component::CoordinationRisk), whole(-2));
    // Better data and better relations are perceived as less risk.
    scenario.datasets[0].parameters[DatasetKey::Accuracy] = whole(1);
    scenario.relations.default[RelationKey::Reliance] = whole(1);
    let after = status_quo(&scenario);
    assert_eq!(component(&after, 1, Component::CoordinationRisk), whole(0));
    assert_eq!(component(&after, 0, Component::CoordinationRisk), ratio(-16, 9));
}

#[test]
fn business_association_raises_demand_and_eases_negotiation() {
    let mut scenario = provider_without_return();
    scenario.coupling[CouplingKey::AssociationToDemand] = ratio(1, 2);
    scenario.relations.default[RelationKey::NegotiationCostFirst] = whole(9);
    let strangers = status_quo(&scenario);
    for key in RelationKey::ELEMENTS[0].1 {
        scenario.relations.default[key] = whole(1);
    }
    let associated = status_quo(&scenario);
    let both = |of: Component, agency: usize| [&strangers, &associated].map(|payoffs| component(payoffs, agency, of));
    assert_eq!(both(Component::UseBenefit, 1), [whole(2), whole(4)]);
    assert_eq!(both(Component::NegotiationCost, 0), [whole(-9), whole(-6)]);
}

#[test]
fn experience_stands_in_for_trust_in_costs_and_risks() {
    let mut scenario = provider_without_return();
    scenario.relations.default[RelationKey::NegotiationCostFirst] = whole(3);
    add_risk(&mut scenario, "misuse", 0, Attachment::With(1), whole(6));
    let strangers = willingness(&status_quo(&scenario), 0);
    for key in RelationKey::ELEMENTS[1].1 {
        scenario.relations.default[key] = whole(1);
    }
    assert_eq!(willingness(&status_quo(&scenario), 0) - strangers, whole(2));
}

#[test]
fn quality_has_three_sub_elements_of_equal_weight_by_default() {
    let mut scenario = provider_without_return();
    for key in DatasetKey::QUALITY {
        let mut flawed = scenario.clone();
        flawed.datasets[0].parameters[key] = whole(0);
        assert_eq!(environment(&flawed).datasets[0].quality, ratio(2, 3));
        assert_eq!(component(&status_quo(&flawed), 1, Component::UseBenefit), ratio(8, 3));
    }
    scenario.weights.quality = [whole(2), whole(1), whole(1)];
    scenario.datasets[0].parameters[DatasetKey::Accuracy] = whole(0);
    assert_eq!(environment(&scenario).datasets[0].quality, ratio(1, 2));
}

#[test]
fn work_that_is_not_measured_is_not_done() {
    // Evaluation pays for measured work: of two datasets alike, the agency shares the one whose
    // work is counted and leaves the other.
    let mut scenario = plain(1);
    scenario.strategies = Granularity::Dataset;
    scenario.agencies[0].parameters[AgencyKey::EvaluationRate] = whole(2);
    for measurability in [whole(1), ratio(1, 4)] {
        let given = [(DatasetKey::PreparationCost, whole(1)), (DatasetKey::Measurability, measurability)];
        add_dataset(&mut scenario, 0, &given);
    }
    let payoffs = status_quo(&scenario);
    let by_strategy: Vec<Rational> = (0..4).map(|strategy| payoffs.payoff(0, &[strategy])).collect();
    assert_eq!(by_strategy, [whole(0), whole(1), ratio(-1, 2), ratio(1, 2)]);
}

#[test]
fn data_with_many_other_uses_are_easier_to_share() {
    let mut scenario = provider_without_return();
    let at = |scenario: &mut Scenario<Rational>, specificity: Rational| {
        scenario.datasets[0].parameters[DatasetKey::Specificity] = specificity;
        willingness(&status_quo(scenario), 0)
    };
    assert_eq!(at(&mut scenario, whole(1)), whole(-2));
    assert_eq!(at(&mut scenario, ratio(1, 4)), ratio(-1, 2));
    assert_eq!(at(&mut scenario, whole(0)), whole(0));
}

#[test]
fn collective_benefit_reaches_all_participants_provider_or_user() {
    let mut scenario = plain(3);
    add_dataset(&mut scenario, 0, &[(DatasetKey::PublicValue, whole(6))]);
    for agency in 0..3 {
        scenario.agencies[agency].parameters[AgencyKey::CollectiveWeight] = ratio(1, 3);
    }
    let free = status_quo(&scenario);
    let collective = |payoffs: &Payoffs<Rational>, agency: usize, profile: &[usize]| {
        payoffs.components(agency, profile)[Component::CollectiveBenefit as usize].clone()
    };
    for agency in 0..3 {
        assert_eq!(collective(&free, agency, &[1, 1, 1]), whole(2));
    }
    // Who stays out rides free, unless it is excluded.
    assert_eq!(collective(&free, 2, &[1, 1, 0]), whole(2));
    scenario.exclusion = whole(1);
    assert_eq!(collective(&status_quo(&scenario), 2, &[1, 1, 0]), whole(0));
}

#[test]
fn specific_and_risky_exchange_is_dear_to_negotiate() {
    let mut scenario = provider_without_return();
    scenario.relations.default[RelationKey::NegotiationCostSecond] = whole(2);
    add_risk(&mut scenario, "misuse", 0, Attachment::With(1), whole(0));
    let cost = |scenario: &Scenario<Rational>| -component(&status_quo(scenario), 1, Component::NegotiationCost);
    assert_eq!(cost(&scenario), whole(2));
    scenario.coupling[CouplingKey::SpecificityToCost] = ratio(1, 2);
    assert_eq!(cost(&scenario), whole(3));
    scenario.coupling[CouplingKey::RiskToCost] = whole(2);
    assert_eq!(cost(&scenario), whole(6));
    // Less specific data and a smaller risk make talk cheaper: risk and cost interact.
    scenario.datasets[0].parameters[DatasetKey::Specificity] = whole(0);
    assert_eq!(cost(&scenario), whole(4));
    scenario.risks[0].parameters[RiskKey::Mitigation] = whole(1);
    assert_eq!(cost(&scenario), whole(2));
}

#[test]
fn good_relations_support_the_features_of_data() {
    let mut scenario = provider_without_return();
    for key in DatasetKey::QUALITY {
        scenario.datasets[0].parameters[key] = ratio(1, 2);
    }
    scenario.relations.default = crate::scenario::Parameters::from_fn(|key: RelationKey| {
        if RelationKey::ELEMENTS.iter().any(|(_, keys)| keys.contains(&key)) { ratio(1, 2) } else { whole(0) }
    });
    let quality = |scenario: &Scenario<Rational>| environment(scenario).datasets[0].effective_quality.clone();
    assert_eq!(quality(&scenario), ratio(1, 2));
    scenario.coupling[CouplingKey::RelationsToFeatures] = whole(1);
    assert_eq!(quality(&scenario), ratio(3, 4));
}

#[test]
fn relations_features_cost_and_risk_all_reach_the_net_expected_benefit() {
    let mut scenario = provider_without_return();
    scenario.coupling[CouplingKey::RelationsToFeatures] = ratio(1, 2);
    scenario.datasets[0].parameters[DatasetKey::Accuracy] = ratio(1, 2);
    scenario.datasets[0].parameters[DatasetKey::Exclusion] = whole(1);
    scenario.relations.default[RelationKey::NegotiationCostSecond] = whole(1);
    add_risk(&mut scenario, "misuse", 1, Attachment::With(0), whole(2));
    let base = willingness(&status_quo(&scenario), 1);
    let moved = |change: &dyn Fn(&mut Scenario<Rational>)| {
        let mut changed = scenario.clone();
        change(&mut changed);
        willingness(&status_quo(&changed), 1) - &base
    };
    assert!(moved(&|s| s.relations.default[RelationKey::History] = whole(1)).is_positive());
    assert!(moved(&|s| s.datasets[0].parameters[DatasetKey::Accuracy] = whole(1)).is_positive());
    assert!(moved(&|s| s.agencies[1].parameters[AgencyKey::TrainingCost] = whole(1)).is_negative());
    assert!(moved(&|s| s.risks[0].parameters[RiskKey::Probability] = whole(1)).is_negative());
}

#[test]
fn relations_act_directly_and_through_the_features() {
    // The total effect of a relation, and the direct one with quality held by turning the coupling
    // off: both are read off the same payoffs.
    let mut scenario = provider_without_return();
    scenario.datasets[0].parameters[DatasetKey::Accuracy] = ratio(1, 2);
    scenario.datasets[0].parameters[DatasetKey::Exclusion] = whole(1);
    scenario.relations.default[RelationKey::NegotiationCostSecond] = whole(9);
    let effect = |support: Rational| {
        let mut poor = scenario.clone();
        poor.coupling[CouplingKey::RelationsToFeatures] = support;
        let mut good = poor.clone();
        good.relations.default[RelationKey::History] = whole(1);
        willingness(&status_quo(&good), 1) - willingness(&status_quo(&poor), 1)
    };
    assert_eq!(effect(whole(0)), whole(1));
    assert_eq!(effect(whole(1)), whole(1) + ratio(4, 54));
}

#[test]
fn an_intermediary_that_costs_more_than_it_saves_is_not_worth_having() {
    let mut scenario = provider_without_return();
    scenario.relations.default[RelationKey::NegotiationCostSecond] = whole(1);
    let relief = |effort: Rational| {
        let effects = [
            ("relation.*.*.negotiation_relief", Operation::Raise, ratio(1, 2)),
            ("agency.*.access_cost", Operation::Add, effort),
        ];
        let intermediary = arrangement("intermediary", &effects, vec![]);
        willingness(&under(&scenario, &[&intermediary]), 1) - willingness(&status_quo(&scenario), 1)
    };
    assert!(relief(ratio(1, 4)).is_positive());
    assert!(relief(ratio(1, 2)).is_zero());
    assert!(relief(ratio(3, 4)).is_negative());
}

#[test]
fn sharing_leaves_every_agency_free_to_stay_out() {
    // Boundaries stay: an agency out of the agreement pays nothing but what it is threatened with.
    let mut scenario = provider_without_return();
    scenario.agencies[0].parameters[AgencyKey::TechnologyCost] = whole(5);
    add_risk(&mut scenario, "accountability", 0, Attachment::Nothing, whole(5));
    let threat = Transfer { to: Some(0), amount: whole(-1), when: When::StaysOut };
    let payoffs = under(&scenario, &[&arrangement("threat", &[], vec![threat])]);
    for user in 0..2 {
        assert_eq!(payoffs.payoff(0, &[0, user]), whole(-1));
        assert_eq!(status_quo(&scenario).payoff(0, &[0, user]), whole(0));
    }
}

#[test]
fn data_are_not_used_up_by_use() {
    let mut scenario = plain(4);
    let d = add_dataset(&mut scenario, 0, &[(DatasetKey::PublicValue, whole(1))]);
    scenario.agencies[1].parameters[AgencyKey::CollectiveWeight] = whole(1);
    for user in 1..4 {
        add_use(&mut scenario, d, user, whole(2));
    }
    let payoffs = status_quo(&scenario);
    // Both a public value and a use value, and neither falls when more agencies use the data.
    assert_eq!(payoffs.payoff(1, &[1, 1, 0, 0]), whole(3));
    assert_eq!(payoffs.payoff(1, &[1, 1, 1, 1]), whole(3));
}
