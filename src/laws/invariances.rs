//! What must not matter: names and order of agencies, the unit of money, money that an agency gets
//! whatever it does.

use std::cell::Cell;

use proptest::prelude::*;

use super::{Shape, Tape, arrangement, case, profile, scenario, transfers, try_law, under};
use crate::arrangement::{Arrangement, Transfer, When};
use crate::coalition::Coalition;
use crate::number::{Rational, ratio, whole};
use crate::payoff::coalitional::worths;
use crate::payoff::table::{Arithmetic, tables, with_tables};
use crate::report::{ArrangementReport, Options, analyze};
use crate::scenario::{Attachment, Convention, ParameterId, RelationKey, Scenario};
use crate::solution::strategic::pure_nash;

const ALL: Shape = Shape { granular: true, any_returns: true };

/// A random order: `order[old]` is the new place of an agency.
fn order(tape: &mut Tape, n: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..n).collect();
    for place in (1..n).rev() {
        order.swap(place, tape.below(place + 1));
    }
    order
}

fn reordered<T: Clone>(list: &[T], order: &[usize]) -> Vec<T> {
    let mut moved = list.to_vec();
    for (old, item) in list.iter().enumerate() {
        moved[order[old]] = item.clone();
    }
    moved
}

/// The same scenario with its agencies in another order.
fn relabelled(scenario: &Scenario<Rational>, order: &[usize]) -> Scenario<Rational> {
    let mut moved = scenario.clone();
    moved.agencies = reordered(&scenario.agencies, order);
    moved.datasets.iter_mut().for_each(|dataset| dataset.owner = order[dataset.owner]);
    moved.uses.iter_mut().for_each(|entry| entry.user = order[entry.user]);
    for risk in &mut moved.risks {
        risk.bearer = order[risk.bearer];
        if let Attachment::With(other) = &mut risk.attachment {
            *other = order[*other];
        }
    }
    // Every pair is listed, since the costs that pairs have by default differ by side.
    moved.relations.listed.clear();
    for a in 0..scenario.n() {
        for b in a + 1..scenario.n() {
            let mut relation = scenario.relations.of(a, b).clone();
            if order[a] > order[b] {
                for (_, [first, second]) in RelationKey::SIDED {
                    let kept = relation[first].clone();
                    relation[first] = relation[second].clone();
                    relation[second] = kept;
                }
            }
            moved.relations.listed.insert((order[a].min(order[b]), order[a].max(order[b])), relation);
        }
    }
    moved
}

fn readdressed(arrangement: &Arrangement<Rational>, order: &[usize]) -> Arrangement<Rational> {
    let mut moved = arrangement.clone();
    moved.transfers.iter_mut().for_each(|transfer| transfer.to = transfer.to.map(|agency| order[agency]));
    moved
}

#[test]
fn another_order_of_agencies_gives_the_same_results_in_that_order() {
    let moved = Cell::new(0);
    try_law(48, |tape| {
        let old = scenario(tape, ALL);
        let conditional = transfers(tape, old.n());
        let order = order(tape, old.n());
        let (before, after) =
            (under(&old, &[&conditional]), under(&relabelled(&old, &order), &[&readdressed(&conditional, &order)]));
        for _ in 0..3 {
            let old_profile = profile(tape, &before);
            let new_profile = reordered(&old_profile, &order);
            for agency in 0..old.n() {
                let components = before.components(agency, &old_profile);
                prop_assert_eq!(components, after.components(order[agency], &new_profile));
            }
            prop_assert_eq!(before.welfare(&old_profile), after.welfare(&new_profile));
            prop_assert_eq!(before.sponsor_cost(&old_profile), after.sponsor_cost(&new_profile));
        }
        moved.set(moved.get() + usize::from(order.iter().enumerate().any(|(old, &new)| old != new)));
        let coalition = |mask: Coalition| Coalition::of(mask.members().map(|agency| order[agency]));
        let (old_tables, new_tables) =
            (tables(&before, Arithmetic::Exact).unwrap(), tables(&after, Arithmetic::Exact).unwrap());
        with_tables!(&old_tables, old_tables => with_tables!(&new_tables, new_tables => {
            let to_new = |&number: &usize| {
                new_tables.game.space().index(&reordered(&old_tables.game.space().strategies(number), &order))
            };
            let mut expected: Vec<usize> = pure_nash(&old_tables.game).iter().map(to_new).collect();
            expected.sort_unstable();
            prop_assert_eq!(expected, pure_nash(&new_tables.game));
            for (convention, _) in Convention::ALL {
                let (old_worths, new_worths) =
                    (worths(old_tables, convention).unwrap(), worths(new_tables, convention).unwrap());
                for mask in Coalition::all(old.n()) {
                    prop_assert_eq!(old_worths.worth(mask), new_worths.worth(coalition(mask)));
                }
            }
        }));
        Ok(())
    });
    assert!(moved.get() >= 16, "{} orders differ", moved.get());
}

/// Verdicts and labels in words, and the pure equilibria.
fn words(report: &ArrangementReport) -> (Vec<(String, &'static str)>, Vec<&'static str>, Vec<usize>) {
    let verdicts = report.verdicts.iter().map(|(key, verdict)| (key.clone(), verdict.word())).collect();
    (verdicts, report.labels.iter().map(|label| label.name()).collect(), report.pure.clone())
}

#[test]
fn another_order_of_agencies_changes_no_verdict_and_no_price() {
    try_law(16, |tape| {
        let mut old = scenario(tape, ALL);
        old.worth = vec![Convention::StandAlone];
        let order = order(tape, old.n());
        let report = |scenario: Scenario<Rational>| analyze(&case(scenario, vec![]), Options::default()).unwrap();
        let (before, after) = (report(old.clone()), report(relabelled(&old, &order)));
        let (before, after) = (before.status_quo(), after.status_quo());
        prop_assert_eq!(words(before).0, words(after).0);
        prop_assert_eq!(reordered(&before.labels, &order), after.labels.clone());
        prop_assert_eq!(reordered(&before.slack, &order), after.slack.clone());
        let totals = |report: &ArrangementReport| {
            [&report.prices.equilibrium, &report.prices.unique, &report.prices.dominant].map(|price| price.total())
        };
        prop_assert_eq!(totals(before), totals(after));
        Ok(())
    });
}

/// The same scenario in another unit of money; the measured effort is scaled with it, since
/// evaluation pays for it by a rate.
fn in_other_money(scenario: &Scenario<Rational>, unit: &Rational) -> Scenario<Rational> {
    let mut scaled = scenario.clone();
    for id in scenario.parameters().into_iter().filter(|id| id.info().money) {
        if let Some(value) = scenario.get(id) {
            scaled.set(id, value * unit);
        }
    }
    scaled
}

fn arrangement_in_other_money(arrangement: &Arrangement<Rational>, unit: &Rational) -> Arrangement<Rational> {
    let mut scaled = arrangement.clone();
    scaled.running_cost *= unit;
    scaled.transfers.iter_mut().for_each(|transfer| transfer.amount *= unit);
    scaled
}

#[test]
fn another_unit_of_money_scales_payoffs_and_changes_no_verdict() {
    let verdicts = Cell::new((0, 0));
    try_law(24, |tape| {
        let mut old = scenario(tape, ALL);
        old.worth = vec![Convention::StandAlone];
        let conditional = transfers(tape, old.n());
        let unit = ratio(1 + tape.below(9) as i64, 1 + tape.below(5) as i64);
        let (new, scaled) = (in_other_money(&old, &unit), arrangement_in_other_money(&conditional, &unit));
        let (before, after) = (under(&old, &[&conditional]), under(&new, &[&scaled]));
        let strategies = profile(tape, &before);
        for agency in 0..old.n() {
            prop_assert_eq!(before.payoff(agency, &strategies) * &unit, after.payoff(agency, &strategies));
        }
        prop_assert_eq!(before.welfare(&strategies) * &unit, after.welfare(&strategies));
        prop_assert_eq!(before.sponsor_cost(&strategies) * &unit, after.sponsor_cost(&strategies));
        prop_assert_eq!(before.largest_promise() * &unit, after.largest_promise());
        prop_assert_eq!(before.coercion() * &unit, after.coercion());
        let report = |scenario, offered| analyze(&case(scenario, vec![offered]), Options::default()).unwrap();
        let (before, after) = (report(old, conditional), report(new, scaled));
        for (before, after) in before.arrangements.iter().zip(&after.arrangements) {
            prop_assert_eq!(words(before), words(after));
            prop_assert_eq!(before.prices.unique.total() * &unit, after.prices.unique.total());
            let (mut holds, mut fails) = verdicts.get();
            holds += before.verdicts.iter().filter(|(_, verdict)| verdict.holds()).count();
            fails += before.verdicts.iter().filter(|(_, verdict)| verdict.word() == "fails").count();
            verdicts.set((holds, fails));
        }
        Ok(())
    });
    let (holds, fails) = verdicts.get();
    assert!(holds > 40 && fails > 40, "{holds} hold, {fails} fail");
}

/// With risks as they are, money that an agency gets in or out, and nothing else, moves no verdict
/// but the one that compares with nobody sharing.
#[test]
fn with_risks_fixed_a_common_shift_inside_and_outside_changes_no_verdict() {
    let compared = Cell::new(0);
    try_law(24, |tape| {
        let mut drawn = scenario(tape, ALL);
        drawn.worth = vec![Convention::StandAlone];
        let shift = |tape: &mut Tape, agency: usize| {
            let amount = tape.amount() - whole(3);
            let given = |when: When| Transfer { to: Some(agency), amount: amount.clone(), when };
            [given(When::Joins), given(When::StaysOut)]
        };
        let shifts = (0..drawn.n()).flat_map(|agency| shift(tape, agency)).collect();
        let report = analyze(&case(drawn, vec![arrangement("shift", &[], shifts)]), Options::default()).unwrap();
        let (before, after) = (&report.arrangements[0], &report.arrangements[1]);
        prop_assert_eq!(&before.slack, &after.slack);
        prop_assert_eq!(&before.pure, &after.pure);
        let totals = |report: &ArrangementReport| report.prices.clone();
        prop_assert_eq!(totals(before), totals(after));
        for ((key, old), (_, new)) in before.verdicts.iter().zip(&after.verdicts) {
            let translates = !key.starts_with("pareto") && !key.starts_with("rule");
            prop_assert!(!translates || old.word() == new.word(), "{}", key);
            compared.set(compared.get() + usize::from(translates));
        }
        Ok(())
    });
    assert!(compared.get() > 100);
}

#[test]
fn a_shift_of_what_joiners_get_alone_does_change_verdicts() {
    let changed = Cell::new(0);
    try_law(24, |tape| {
        let drawn = scenario(tape, ALL);
        let bonus = Transfer { to: None, amount: whole(20), when: When::Joins };
        let report = analyze(&case(drawn, vec![arrangement("bonus", &[], vec![bonus])]), Options::default()).unwrap();
        let nash = |place: usize| report.arrangements[place].verdict("nash").unwrap().holds();
        prop_assert!(nash(1) || !nash(0));
        changed.set(changed.get() + usize::from(nash(1) && !nash(0)));
        Ok(())
    });
    assert!(changed.get() > 6, "{} verdicts change", changed.get());
}

#[test]
fn every_parameter_in_money_is_an_amount_and_no_index_is() {
    try_law(4, |tape| {
        let drawn = scenario(tape, ALL);
        for id in drawn.parameters() {
            let index = id.info().range == crate::scenario::Range::Index;
            prop_assert!(!(id.info().money && index), "{}", id.path(&drawn));
            let rate = matches!(id, ParameterId::Agency(_, crate::scenario::AgencyKey::EvaluationRate));
            prop_assert!(!(rate && id.info().money));
        }
        Ok(())
    });
}
