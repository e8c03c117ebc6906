//! Comparative statics: how the incentive of an agency to join moves when one parameter rises.
//!
//! Each row draws a scenario, an agency and a parameter of the row, raises the parameter within its
//! limits, and compares what the agency gains by joining before and after, whatever the others
//! play, all of them in included. A row also has to move the incentive often enough to mean
//! something. Where a row has a condition, `reversals` shows the sign turn without it.

use std::cell::Cell;

use num_traits::{Signed, Zero};
use proptest::prelude::*;

use super::{Shape, Tape, add_risk, incentive, profile, scenario, status_quo, try_law};
use crate::arrangement::apply::total_share;
use crate::environment::environment;
use crate::number::{Rational, ratio, whole};
use crate::scenario::{
    AgencyKey, Attachment, CouplingKey, DatasetKey, LinkageKey, ParameterId, Range, RelationKey, RiskKey, Scenario,
    UseKey,
};

/// Returns are linear or by threshold.
const SHAPE: Shape = Shape { granular: true, any_returns: false };
/// Scenarios for each row.
const CASES: u32 = 64;
/// At most so many parameters are tried in each scenario, until one moves the incentive.
const DRAWS: usize = 12;
/// A row must move the incentive in at least this many scenarios.
const STRICT: u32 = CASES / 8;

/// What happens to an incentive when a parameter rises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Move {
    /// It rises or stays.
    Rises,
    /// It falls or stays.
    Falls,
    /// It stays.
    Stays,
}

/// Whether a row needs the condition on lock-in and exclusion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Needs {
    /// No condition.
    Nothing,
    /// `ex (1 - beta) >= l beta (1 - ex)` for the data that the agency uses.
    FreedomToLeave,
}

fn agency(i: usize, key: AgencyKey) -> Vec<ParameterId> {
    vec![ParameterId::Agency(i, key)]
}

fn data(which: impl Iterator<Item = usize>, keys: &[DatasetKey]) -> Vec<ParameterId> {
    which.flat_map(|d| keys.iter().map(move |&key| ParameterId::Dataset(d, key))).collect()
}

fn own(s: &Scenario<Rational>, i: usize) -> impl Iterator<Item = usize> + '_ {
    s.datasets_of(i)
}

fn others(s: &Scenario<Rational>, i: usize) -> impl Iterator<Item = usize> + '_ {
    (0..s.datasets.len()).filter(move |&d| s.datasets[d].owner != i)
}

fn used(s: &Scenario<Rational>, i: usize) -> impl Iterator<Item = usize> + '_ {
    others(s, i).filter(move |&d| s.uses_of(d).any(|entry| entry.user == i))
}

fn uses(s: &Scenario<Rational>, key: UseKey, meant: impl Fn(usize, usize) -> bool) -> Vec<ParameterId> {
    let meant = |&index: &usize| meant(s.datasets[s.uses[index].dataset].owner, s.uses[index].user);
    (0..s.uses.len()).filter(meant).map(|index| ParameterId::Use(index, key)).collect()
}

/// Parameters of the relations of all pairs; of the agency's own side where there are sides.
fn relations(s: &Scenario<Rational>, keys: &[RelationKey]) -> Vec<ParameterId> {
    let pairs = std::iter::once(None).chain(s.relations.listed.keys().map(|&pair| Some(pair)));
    pairs.flat_map(|pair| keys.iter().map(move |&key| ParameterId::Relation(pair, key))).collect()
}

fn own_side(s: &Scenario<Rational>, i: usize, sides: [RelationKey; 2]) -> Vec<ParameterId> {
    let borne = |id: &ParameterId| match *id {
        ParameterId::Relation(Some((a, b)), key) => key == sides[0] && a == i || key == sides[1] && b == i,
        _ => true,
    };
    relations(s, &sides).into_iter().filter(borne).collect()
}

fn relation_elements(s: &Scenario<Rational>) -> Vec<ParameterId> {
    RelationKey::ELEMENTS.iter().flat_map(|(_, keys)| relations(s, keys)).collect()
}

/// The risks that an agency bears, or that weigh on its negotiations.
fn risks(s: &Scenario<Rational>, i: usize, key: RiskKey) -> Vec<ParameterId> {
    let concerns = |&r: &usize| s.risks[r].bearer == i || s.risks[r].attachment == Attachment::With(i);
    (0..s.risks.len()).filter(concerns).map(|r| ParameterId::Risk(r, key)).collect()
}

/// Raises a parameter within its range and the joint limits; `None` where it is at its limit.
fn raised(scenario: &Scenario<Rational>, id: ParameterId, tape: &mut Tape) -> Option<Scenario<Rational>> {
    let mut changed = scenario.clone();
    let before = match id {
        ParameterId::Effort(d) if scenario.datasets[d].effort.is_none() => {
            scenario.datasets[d].parameters[DatasetKey::PreparationCost].clone()
        }
        _ => scenario.get(id)?.clone(),
    };
    let share = |d: usize| total_share(scenario, d);
    let limit = match id {
        ParameterId::Dataset(d, DatasetKey::Refund) => {
            whole(1) - &scenario.datasets[d].parameters[DatasetKey::CompensationRate] * share(d)
        }
        ParameterId::Dataset(d, DatasetKey::CompensationRate) if share(d).is_positive() => {
            whole(1).min((whole(1) - &scenario.datasets[d].parameters[DatasetKey::Refund]) / share(d))
        }
        _ if id.info().range == Range::Index => whole(1),
        _ => &before + whole(4),
    };
    let value = &before + (limit - &before) * ratio(1 + tape.below(4) as i64, 4);
    (value > before).then(|| {
        changed.set(id, value);
        changed
    })
}

/// Cuts the lock-in of the data that an agency uses to the limit of the condition.
fn free_to_leave(scenario: &mut Scenario<Rational>, i: usize) {
    for d in used(scenario, i).collect::<Vec<_>>() {
        let data = &mut scenario.datasets[d].parameters;
        let (exclusion, bargaining) = (&data[DatasetKey::Exclusion], &data[DatasetKey::BargainingShare]);
        let odds = bargaining * (whole(1) - exclusion);
        if odds.is_positive() {
            let limit = exclusion * (whole(1) - bargaining) / odds;
            data[DatasetKey::LockIn] = data[DatasetKey::LockIn].clone().min(limit);
        }
    }
}

/// Tries one row of the table.
fn row(expected: Move, needs: Needs, parameters: impl Fn(&Scenario<Rational>, usize) -> Vec<ParameterId>) {
    let strict = Cell::new(0);
    try_law(CASES, |tape| {
        let mut before = scenario(tape, SHAPE);
        if let Some(entry) = before.uses.first().cloned() {
            // Risks of a pair weigh on its negotiations only where it exchanges data.
            let owner = before.datasets[entry.dataset].owner;
            add_risk(&mut before, "misuse", entry.user, Attachment::With(owner), tape.amount());
        }
        let mut moved = false;
        for _ in 0..DRAWS {
            let i = tape.below(before.n());
            let candidates = parameters(&before, i);
            if moved {
                break;
            }
            if candidates.is_empty() {
                continue;
            }
            let id = candidates[tape.below(candidates.len())];
            if needs == Needs::FreedomToLeave {
                free_to_leave(&mut before, i);
            }
            let Some(after) = raised(&before, id, tape) else { continue };
            let (old, new) = (status_quo(&before), status_quo(&after));
            for others in [old.full_profile(), profile(tape, &old), profile(tape, &old)] {
                let change = incentive(&new, i, &others) - incentive(&old, i, &others);
                let as_expected = match expected {
                    Move::Rises => !change.is_negative(),
                    Move::Falls => !change.is_positive(),
                    Move::Stays => change.is_zero(),
                };
                let what = || format!("{} raised: the incentive of {i} moves by {change}", id.path(&before));
                prop_assert!(as_expected, "{} among {others:?} in {before:#?}", what());
                moved |= !change.is_zero();
            }
        }
        strict.set(strict.get() + u32::from(moved));
        Ok(())
    });
    let enough = expected == Move::Stays || strict.get() >= STRICT;
    assert!(enough, "the incentive moves in {} of {CASES} scenarios only", strict.get());
}

/// One test for each row: its name, the move, the condition, the parameters.
macro_rules! rows {
    ($($name:ident $expected:ident $needs:ident |$s:ident, $i:ident| $parameters:expr;)*) => {
        $(#[test]
        fn $name() {
            row(Move::$expected, Needs::$needs, |$s: &Scenario<Rational>, $i: usize| $parameters);
        })*
    };
}

rows! {
    own_measurability_raises_the_incentive Rises Nothing |s, i| data(own(s, i), &[DatasetKey::Measurability]);
    measured_effort_raises_the_incentive Rises Nothing |s, i| own(s, i).map(ParameterId::Effort).collect();
    network_benefit_raises_the_incentive Rises Nothing |_s, i| agency(i, AgencyKey::NetworkBenefit);
    evaluation_raises_the_incentive Rises Nothing |_s, i| agency(i, AgencyKey::EvaluationRate);
    public_value_of_own_data_raises_the_incentive Rises Nothing |s, i| data(own(s, i), &[DatasetKey::PublicValue]);
    public_value_of_others_data_raises_the_incentive Rises Nothing |s, i| data(others(s, i), &[DatasetKey::PublicValue]);
    linkage_raises_the_incentive Rises Nothing |s, _i| {
        (0..s.linkages.len()).map(|index| ParameterId::Linkage(index, LinkageKey::Value)).collect()
    };
    value_of_own_data_to_users_raises_the_incentive Rises Nothing
        |s, i| uses(s, UseKey::Value, |owner, _| owner == i);
    penalty_raises_the_incentive Rises Nothing |_s, i| agency(i, AgencyKey::Penalty);
    funding_raises_the_incentive Rises Nothing |_s, i| agency(i, AgencyKey::Funding);
    refund_raises_the_incentive Rises Nothing |s, i| data(own(s, i), &[DatasetKey::Refund]);
    negotiation_relief_raises_the_incentive Rises Nothing |s, _i| relations(s, &[RelationKey::NegotiationRelief]);
    monitoring_relief_raises_the_incentive Rises Nothing |s, _i| relations(s, &[RelationKey::MonitoringRelief]);
    enforcement_raises_the_incentive Rises Nothing |s, i| data(own(s, i), &[DatasetKey::Enforcement]);
    mitigation_raises_the_incentive Rises Nothing |s, i| risks(s, i, RiskKey::Mitigation);
    exclusion_from_data_used_raises_the_incentive Rises Nothing |s, i| data(used(s, i), &[DatasetKey::Exclusion]);
    exclusion_from_own_data_raises_the_incentive Rises Nothing |s, i| data(own(s, i), &[DatasetKey::Exclusion]);
    collective_exclusion_raises_the_incentive Rises Nothing |_s, _i| vec![ParameterId::Exclusion];
    collective_weight_raises_the_incentive Rises Nothing |_s, i| agency(i, AgencyKey::CollectiveWeight);
    quality_of_own_data_raises_the_incentive Rises Nothing |s, i| data(own(s, i), &DatasetKey::QUALITY);
    specificity_of_own_data_lowers_the_incentive Falls Nothing |s, i| data(own(s, i), &[DatasetKey::Specificity]);
    specificity_of_others_data_lowers_the_incentive Falls Nothing |s, i| data(others(s, i), &[DatasetKey::Specificity]);
    technology_cost_lowers_the_incentive Falls Nothing |_s, i| agency(i, AgencyKey::TechnologyCost);
    training_cost_lowers_the_incentive Falls Nothing |_s, i| agency(i, AgencyKey::TrainingCost);
    fiscal_cost_lowers_the_incentive Falls Nothing |_s, i| agency(i, AgencyKey::FiscalCost);
    access_cost_lowers_the_incentive Falls Nothing |_s, i| agency(i, AgencyKey::AccessCost);
    negotiation_cost_lowers_the_incentive Falls Nothing |s, i| own_side(s, i, RelationKey::SIDED[0].1);
    monitoring_cost_lowers_the_incentive Falls Nothing |s, i| own_side(s, i, RelationKey::SIDED[1].1);
    risk_to_cost_lowers_the_incentive Falls Nothing |_s, _i| vec![ParameterId::Coupling(CouplingKey::RiskToCost)];
    specificity_to_cost_lowers_the_incentive Falls Nothing
        |_s, _i| vec![ParameterId::Coupling(CouplingKey::SpecificityToCost)];
    division_sensitivity_lowers_the_incentive Falls Nothing |_s, i| agency(i, AgencyKey::DivisionSensitivity);
    risk_weight_lowers_the_incentive Falls Nothing |_s, i| agency(i, AgencyKey::RiskWeight);
    probability_lowers_the_incentive Falls Nothing |s, i| risks(s, i, RiskKey::Probability);
    loss_lowers_the_incentive Falls Nothing |s, i| risks(s, i, RiskKey::Loss);
    lock_in_lowers_the_incentive_of_users Falls Nothing |s, i| data(used(s, i), &[DatasetKey::LockIn]);
    lock_in_raises_the_incentive_of_owners Rises Nothing |s, i| data(own(s, i), &[DatasetKey::LockIn]);
    bargaining_share_raises_the_incentive_of_owners Rises Nothing
        |s, i| data(own(s, i), &[DatasetKey::BargainingShare]);
    bargaining_share_lowers_the_incentive_of_users Falls Nothing
        |s, i| data(used(s, i), &[DatasetKey::BargainingShare]);
    compensation_raises_the_incentive_of_owners Rises Nothing
        |s, i| data(own(s, i), &[DatasetKey::CompensationRate]);
    compensation_lowers_the_incentive_of_users Falls Nothing
        |s, i| data(used(s, i), &[DatasetKey::CompensationRate]);
    relations_raise_the_incentive_of_those_free_to_leave Rises FreedomToLeave |s, _i| relation_elements(s);
    quality_of_others_data_raises_the_incentive_of_those_free_to_leave Rises FreedomToLeave
        |s, i| data(others(s, i), &DatasetKey::QUALITY);
    value_of_data_used_raises_the_incentive_of_those_free_to_leave Rises FreedomToLeave
        |s, i| uses(s, UseKey::Value, |_, user| user == i);
    support_of_features_raises_the_incentive_of_those_free_to_leave Rises FreedomToLeave
        |_s, _i| vec![ParameterId::Coupling(CouplingKey::RelationsToFeatures)];
    outside_options_lower_the_incentive_of_those_free_to_leave Falls FreedomToLeave
        |s, i| uses(s, UseKey::OutsideOption, |_, user| user == i);
    patience_and_precision_do_not_move_the_incentive Stays Nothing |_s, i| {
        let keys = [AgencyKey::Discount, AgencyKey::Precision, AgencyKey::BargainingWeight];
        keys.iter().flat_map(|&key| agency(i, key)).collect()
    };
}

/// Sum over the present users of a dataset of their cost shares.
fn present_share(s: &Scenario<Rational>, d: usize, strategies: &[usize]) -> Rational {
    let equal = ratio(1, s.uses_of(d).count().max(1) as i64);
    let present = s.uses_of(d).filter(|entry| strategies[entry.user] > 0);
    present.map(|entry| entry.cost_share.clone().unwrap_or_else(|| equal.clone())).sum()
}

#[test]
fn own_preparation_cost_moves_the_incentive_by_its_exact_condition() {
    let (falls, rises) = (Cell::new(0), Cell::new(0));
    try_law(4 * CASES, |tape| {
        let before = scenario(tape, SHAPE);
        if before.datasets.is_empty() {
            return Ok(());
        }
        let d = tape.below(before.datasets.len());
        let (entry, i) = (&before.datasets[d], before.datasets[d].owner);
        let Some(after) = raised(&before, ParameterId::Dataset(d, DatasetKey::PreparationCost), tape) else {
            return Ok(());
        };
        let data = |key: DatasetKey| entry.parameters[key].clone();
        let agency = |key: AgencyKey| before.agencies[i].parameters[key].clone();
        let (one, sigma) = (|| whole(1), data(DatasetKey::Specificity));
        let mean_relation = environment(&before).datasets[d].mean_relation.clone();
        let (old, new) = (status_quo(&before), status_quo(&after));
        let risen = &after.datasets[d].parameters[DatasetKey::PreparationCost] - data(DatasetKey::PreparationCost);
        for others in [old.full_profile(), profile(tape, &old)] {
            let evaluated = if entry.effort.is_none() { one() } else { whole(0) };
            let gains = agency(AgencyKey::EvaluationRate) * data(DatasetKey::Measurability) * evaluated
                + data(DatasetKey::CompensationRate) * &sigma * present_share(&before, d, &others)
                + data(DatasetKey::Refund) * &sigma
                + (one() - &sigma);
            let felt = agency(AgencyKey::DivisionSensitivity)
                * &sigma
                * (one() - &mean_relation)
                * (one() - data(DatasetKey::Enforcement))
                * (one() - data(DatasetKey::Refund));
            let net = gains - (one() + felt);
            let change = incentive(&new, i, &others) - incentive(&old, i, &others);
            prop_assert_eq!(&change, &(&risen * net));
            falls.set(falls.get() + u32::from(change.is_negative()));
            rises.set(rises.get() + u32::from(change.is_positive()));
        }
        Ok(())
    });
    assert!(falls.get() > CASES / 4 && rises.get() > CASES / 8, "{} fall, {} rise", falls.get(), rises.get());
}

#[test]
fn value_of_data_used_moves_the_incentive_by_its_exact_condition() {
    let (falls, rises) = (Cell::new(0), Cell::new(0));
    try_law(4 * CASES, |tape| {
        let before = scenario(tape, SHAPE);
        if before.uses.is_empty() {
            return Ok(());
        }
        let index = tape.below(before.uses.len());
        let (d, i) = (before.uses[index].dataset, before.uses[index].user);
        let Some(after) = raised(&before, ParameterId::Use(index, UseKey::Value), tape) else { return Ok(()) };
        let data = |key: DatasetKey| before.datasets[d].parameters[key].clone();
        let (exclusion, bargaining) = (data(DatasetKey::Exclusion), data(DatasetKey::BargainingShare));
        let net =
            &exclusion * (whole(1) - &bargaining) - data(DatasetKey::LockIn) * &bargaining * (whole(1) - &exclusion);
        let risen = &environment(&after).use_values[index] - &environment(&before).use_values[index];
        let (old, new) = (status_quo(&before), status_quo(&after));
        let mut others = old.full_profile();
        let change = incentive(&new, i, &others) - incentive(&old, i, &others);
        prop_assert_eq!(&change, &(risen * net));
        others[before.datasets[d].owner] = 0;
        prop_assert_eq!(incentive(&new, i, &others), incentive(&old, i, &others));
        falls.set(falls.get() + u32::from(change.is_negative()));
        rises.set(rises.get() + u32::from(change.is_positive()));
        Ok(())
    });
    assert!(falls.get() > CASES / 16 && rises.get() > CASES / 4, "{} fall, {} rise", falls.get(), rises.get());
}
