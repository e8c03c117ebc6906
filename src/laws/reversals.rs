//! Where a condition of the comparative statics fails, the sign turns: one case for each.

use num_traits::{One, Signed, Zero};

use super::{add_dataset, add_use, incentive, plain, status_quo};
use crate::number::{Rational, ratio, whole};
use crate::scenario::{AgencyKey, CouplingKey, DatasetKey, ParameterId, RelationKey, Returns, Scenario, UseKey};

/// How the incentive of an agency, all others in, moves when a parameter is set to a higher value.
fn change(scenario: &Scenario<Rational>, agency: usize, id: ParameterId, value: Rational) -> Rational {
    assert!(scenario.get(id).is_none_or(|before| value > *before), "the parameter has to rise");
    let mut risen = scenario.clone();
    risen.set(id, value);
    let (old, new) = (status_quo(scenario), status_quo(&risen));
    let full = old.full_profile();
    incentive(&new, agency, &full) - incentive(&old, agency, &full)
}

#[test]
fn own_preparation_cost_pays_where_evaluation_rewards_it_more_than_it_costs() {
    let mut scenario = plain(1);
    scenario.agencies[0].parameters[AgencyKey::EvaluationRate] = whole(2);
    add_dataset(&mut scenario, 0, &[(DatasetKey::PreparationCost, whole(1))]);
    let cost = ParameterId::Dataset(0, DatasetKey::PreparationCost);
    assert_eq!(change(&scenario, 0, cost, whole(2)), whole(1));
    // Where the measured effort is given, the cost earns nothing and the sign is back.
    scenario.datasets[0].effort = Some(whole(1));
    assert_eq!(change(&scenario, 0, cost, whole(2)), whole(-1));
    // A fully refunded cost is borne by others: the incentive stays.
    scenario.datasets[0].parameters[DatasetKey::Refund] = whole(1);
    assert_eq!(change(&scenario, 0, cost, whole(2)), whole(0));
}

/// Agency 1 uses data of agency 0 that it may take freely, but pays for once it is locked in.
fn locked_in() -> Scenario<Rational> {
    let mut scenario = plain(2);
    let quality = DatasetKey::QUALITY.map(|key| (key, ratio(1, 2)));
    let d = add_dataset(&mut scenario, 0, &quality);
    add_use(&mut scenario, d, 1, whole(4));
    scenario.datasets[d].parameters[DatasetKey::BargainingShare] = ratio(1, 2);
    scenario.datasets[d].parameters[DatasetKey::LockIn] = whole(1);
    scenario.coupling[CouplingKey::RelationsToFeatures] = whole(1);
    scenario
}

/// The parameters whose sign depends on the condition, with a higher value each.
fn conditioned() -> [(ParameterId, Rational); 3] {
    [
        (ParameterId::Use(0, UseKey::Value), whole(6)),
        (ParameterId::Dataset(0, DatasetKey::Accuracy), whole(1)),
        (ParameterId::Relation(None, RelationKey::Reliance), ratio(1, 2)),
    ]
}

#[test]
fn better_relations_and_data_weaken_the_incentive_of_locked_in_users() {
    let scenario = locked_in();
    for (id, value) in conditioned() {
        assert!(change(&scenario, 1, id, value).is_negative(), "{}", id.path(&scenario));
    }
    // What the user loses in the same move is what the owner gains.
    let (id, value) = (ParameterId::Use(0, UseKey::Value), whole(6));
    assert_eq!(change(&scenario, 1, id, value.clone()), ratio(-1, 2));
    assert_eq!(change(&scenario, 0, id, value), ratio(1, 2));
}

#[test]
fn exclusion_or_freedom_to_leave_turns_the_sign_back() {
    let mut excluded = locked_in();
    excluded.datasets[0].parameters[DatasetKey::Exclusion] = ratio(2, 3);
    let mut free = locked_in();
    free.datasets[0].parameters[DatasetKey::LockIn] = whole(0);
    free.datasets[0].parameters[DatasetKey::Exclusion] = ratio(1, 10);
    // At the limit of the condition, ex (1 - beta) = l beta (1 - ex), nothing moves.
    let mut limit = locked_in();
    limit.datasets[0].parameters[DatasetKey::Exclusion] = ratio(1, 2);
    for (id, value) in conditioned() {
        assert!(change(&excluded, 1, id, value.clone()).is_positive());
        assert!(change(&free, 1, id, value.clone()).is_positive());
        assert!(change(&limit, 1, id, value).is_zero());
    }
}

/// Agency 1 cares for a public good from data of agency 0, and its joining spoils three quarters
/// of it: returns by the number of participants fall.
fn crowded() -> Scenario<Rational> {
    let mut scenario = plain(2);
    let quality = DatasetKey::QUALITY.map(|key| (key, ratio(1, 2)));
    add_dataset(&mut scenario, 0, &quality);
    scenario.datasets[0].parameters[DatasetKey::PublicValue] = whole(8);
    scenario.agencies[1].parameters[AgencyKey::CollectiveWeight] = ratio(1, 2);
    scenario.coupling[CouplingKey::RelationsToFeatures] = whole(1);
    scenario.returns = Returns::ByParticipants(vec![Rational::zero(), Rational::one(), ratio(1, 4)]);
    scenario
}

#[test]
fn falling_returns_turn_the_signs_of_the_collective_good() {
    let risen = [
        (ParameterId::Agency(1, AgencyKey::CollectiveWeight), whole(1)),
        (ParameterId::Dataset(0, DatasetKey::PublicValue), whole(9)),
        (ParameterId::Dataset(0, DatasetKey::Accuracy), whole(1)),
        (ParameterId::Relation(None, RelationKey::Reliance), ratio(1, 2)),
    ];
    let (falling, mut linear) = (crowded(), crowded());
    linear.returns = Returns::Linear;
    linear.exclusion = ratio(1, 10);
    for (id, value) in risen {
        assert!(change(&falling, 1, id, value.clone()).is_negative(), "{}", id.path(&falling));
        assert!(change(&linear, 1, id, value).is_positive(), "{}", id.path(&linear));
    }
}

#[test]
fn specificity_of_own_data_would_pay_if_more_than_the_cost_were_paid() {
    // The joint limit rho + ref <= 1 is what guarantees the sign; past it (which `apply` refuses)
    // specific data would be a source of gain.
    let mut scenario = plain(2);
    let d = add_dataset(&mut scenario, 0, &[(DatasetKey::PreparationCost, whole(2))]);
    add_use(&mut scenario, d, 1, whole(0));
    scenario.datasets[d].parameters[DatasetKey::Specificity] = ratio(1, 2);
    scenario.datasets[d].parameters[DatasetKey::Refund] = ratio(1, 2);
    scenario.datasets[d].parameters[DatasetKey::CompensationRate] = ratio(1, 2);
    let specificity = ParameterId::Dataset(d, DatasetKey::Specificity);
    assert_eq!(change(&scenario, 0, specificity, whole(1)), whole(0));
    scenario.datasets[d].parameters[DatasetKey::CompensationRate] = whole(1);
    assert!(crate::arrangement::apply(&scenario, &[]).is_err());
    let arranged = |scenario: &Scenario<Rational>| crate::arrangement::Arranged {
        scenario: scenario.clone(),
        transfers: Vec::new(),
        running_cost: whole(0),
    };
    let mut risen = scenario.clone();
    risen.set(specificity, whole(1));
    let (old, new) = (super::derived(&arranged(&scenario)), super::derived(&arranged(&risen)));
    assert!((incentive(&new, 0, &[1, 1]) - incentive(&old, 0, &[1, 1])).is_positive());
}
