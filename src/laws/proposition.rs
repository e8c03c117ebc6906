//! Where an outsider never loses when more join, full participation is a Nash equilibrium exactly
//! if it is coalition-proof, exactly if it is strong.

use std::cell::Cell;

use num_traits::{Signed, Zero};
use proptest::prelude::*;

use super::{Shape, Tape, add_dataset, arrangement, incentive, plain, scenario, transfers, try_law, under};
use crate::arrangement::{Arrangement, Transfer, When};
use crate::limit::TimeLimit;
use crate::number::{Rational, ratio, whole};
use crate::payoff::Payoffs;
use crate::payoff::table::{Arithmetic, tables, with_tables};
use crate::scenario::{AgencyKey, DatasetKey, Returns, Scenario};
use crate::solution::strategic::{blocking_deviation, self_enforcing_deviation};

/// Out or in; linear or threshold returns.
const SHAPE: Shape = Shape { granular: false, any_returns: false };

/// Whether full participation is a Nash, a coalition-proof and a strong equilibrium.
pub(super) fn equilibrium_concepts(payoffs: &Payoffs<Rational>) -> (bool, bool, bool) {
    let any = tables(payoffs, Arithmetic::Exact).unwrap();
    with_tables!(&any, tables => {
        let full = tables.game.space().size() - 1;
        let proof = self_enforcing_deviation(&tables.game, full, &TimeLimit::default()).unwrap().is_none();
        (tables.game.is_nash(full), proof, blocking_deviation(&tables.game, full).unwrap().is_none())
    })
}

/// Bonuses for joining that bring the agencies to their point of indifference at full
/// participation, or just short of it, so that many cases are close.
fn bonuses(tape: &mut Tape, payoffs: &Payoffs<Rational>) -> Arrangement<Rational> {
    let full = payoffs.full_profile();
    let short = if tape.below(2) == 0 { whole(0) } else { ratio(1, 3) };
    let bonus = |agency: usize| {
        let slack = incentive(payoffs, agency, &full);
        let amount = if slack.is_negative() { -slack - &short } else { whole(0) };
        Transfer { to: Some(agency), amount, when: When::Joins }
    };
    arrangement("bonuses", &[], (0..payoffs.n()).map(bonus).collect())
}

#[test]
fn nash_is_coalition_proof_is_strong_for_full_participation() {
    let (holds, fails) = (Cell::new(0), Cell::new(0));
    try_law(96, |tape| {
        let drawn = scenario(tape, SHAPE);
        let conditional = transfers(tape, drawn.n());
        let bonuses = bonuses(tape, &under(&drawn, &[&conditional]));
        let (nash, proof, strong) = equilibrium_concepts(&under(&drawn, &[&conditional, &bonuses]));
        prop_assert_eq!(nash, proof);
        prop_assert_eq!(nash, strong);
        if drawn.n() > 1 {
            let count = if nash { &holds } else { &fails };
            count.set(count.get() + 1);
        }
        Ok(())
    });
    assert!(holds.get() >= 16 && fails.get() >= 16, "{} hold, {} fail", holds.get(), fails.get());
}

#[test]
fn an_outsider_never_loses_when_more_join() {
    let strict = Cell::new(0);
    try_law(96, |tape| {
        let drawn = scenario(tape, SHAPE);
        let payoffs = under(&drawn, &[&transfers(tape, drawn.n())]);
        let (n, outsider) = (drawn.n(), tape.below(drawn.n()));
        for mask in (0..1usize << n).filter(|mask| mask >> outsider & 1 == 0) {
            let before: Vec<usize> = (0..n).map(|agency| mask >> agency & 1).collect();
            for joiner in (0..n).filter(|&joiner| joiner != outsider && before[joiner] == 0) {
                let mut after = before.clone();
                after[joiner] = 1;
                let change = payoffs.payoff(outsider, &after) - payoffs.payoff(outsider, &before);
                prop_assert!(!change.is_negative());
                strict.set(strict.get() + usize::from(!change.is_zero()));
            }
        }
        Ok(())
    });
    assert!(strict.get() > 50, "an outsider gains in {} cases only", strict.get());
}

/// Three agencies with a public dataset each, `b = 1`, of which everyone feels `omega = 1`.
fn three_public() -> Scenario<Rational> {
    let mut scenario = plain(3);
    for owner in 0..3 {
        scenario.agencies[owner].parameters[AgencyKey::CollectiveWeight] = whole(1);
        add_dataset(&mut scenario, owner, &[(DatasetKey::PublicValue, whole(1))]);
    }
    scenario
}

#[test]
fn with_falling_returns_a_coalition_may_leave_where_nobody_leaves_alone() {
    // Totals 6, 2, 3 with 1, 2, 3 in: alone a leaver goes from 3 to 2, two together from 3 to 6.
    let mut scenario = three_public();
    scenario.returns = Returns::ByParticipants(vec![whole(0), whole(6), whole(1), whole(1)]);
    let (nash, proof, strong) = equilibrium_concepts(&under(&scenario, &[]));
    assert!(nash && !strong);
    // The pair that left does not break up again: each of them would come back to 2 only.
    assert!(!proof);
    // With returns that do not fall, the three are one fact again.
    scenario.returns = Returns::Threshold(2);
    assert_eq!(equilibrium_concepts(&under(&scenario, &[])), (true, true, true));
}

/// A Nash equilibrium of single datasets that two agencies leave together, and come back from
/// neither.
#[cfg(feature = "scenario")]
#[test]
fn with_single_datasets_nash_need_not_be_strong() {
    let text = include_str!("../../tests/data/scenarios/dataset-nash-not-strong.toml");
    let read = crate::format::scenario::read_scenario(text, "dataset-nash-not-strong.toml").unwrap();
    let mut scenario = read.case.points().unwrap().scenario;
    let (nash, _, strong) = equilibrium_concepts(&under(&scenario, &[]));
    assert!(nash && !strong);
    // The same agencies that choose between all their data and nothing: one fact again.
    scenario.strategies = crate::scenario::Granularity::Agency;
    let (nash, proof, strong) = equilibrium_concepts(&under(&scenario, &[]));
    assert!(nash == proof && nash == strong);
}
