//! Worths of coalitions against their definitions, and the order of the conventions.

use std::cell::Cell;

use num_traits::Zero;
use proptest::prelude::*;

use super::{Shape, Tape, add_dataset, add_use, arrangement, plain, scenario, transfers, try_law, under};
use crate::arrangement::{Transfer, When};
use crate::coalition::Coalition;
use crate::number::{Rational, ratio, whole};
use crate::payoff::Payoffs;
use crate::payoff::coalitional::worths;
use crate::payoff::table::{Arithmetic, tables, with_tables};
use crate::scenario::{AgencyKey, Convention, DatasetKey, Returns};

const ALL: Shape = Shape { granular: true, any_returns: true };
/// Larger games are left to other laws: the definitions are slow.
const PROFILES: usize = 64;

/// The game of every profile as a plain list of strategies and payoffs.
struct Listed {
    n: usize,
    full: Vec<usize>,
    profiles: Vec<(Vec<usize>, Vec<Rational>)>,
}

impl Listed {
    fn of(payoffs: &Payoffs<Rational>) -> Self {
        let mut profiles: Vec<Vec<usize>> = vec![Vec::new()];
        for agency in 0..payoffs.n() {
            let with = |strategy: usize| {
                profiles.iter().map(move |profile| profile.iter().copied().chain([strategy]).collect::<Vec<_>>())
            };
            profiles = (0..payoffs.choices.count(agency)).flat_map(with).collect();
        }
        let paid = |profile: Vec<usize>| {
            let row = (0..payoffs.n()).map(|agency| payoffs.payoff(agency, &profile)).collect();
            (profile, row)
        };
        let profiles = profiles.into_iter().map(paid).collect();
        Listed { n: payoffs.n(), full: payoffs.full_profile(), profiles }
    }

    /// `W_S` in a profile.
    fn joint(&self, members: Coalition, row: &[Rational]) -> Rational {
        members.members().map(|agency| row[agency].clone()).sum()
    }

    /// The profiles in which all but the movers play as given.
    fn moves<'a>(&'a self, from: &'a [usize], movers: Coalition) -> impl Iterator<Item = &'a [Rational]> + 'a {
        let kept = move |to: &[usize]| (0..self.n).all(|agency| movers.contains(agency) || to[agency] == from[agency]);
        self.profiles.iter().filter(move |(to, _)| kept(to)).map(|(_, row)| row.as_slice())
    }

    /// The most that movers reach together from a profile.
    fn best(&self, from: &[usize], movers: Coalition) -> Rational {
        self.moves(from, movers).map(|row| self.joint(movers, row)).max().unwrap()
    }

    /// The worth of a coalition, word by word from the definition of its convention.
    fn worth(&self, coalition: Coalition, convention: Convention) -> Option<Rational> {
        let others = Coalition::grand(self.n).minus(coalition);
        let out = |profile: &[usize]| others.members().all(|agency| profile[agency] == 0);
        let worths = |profiles: Vec<&(Vec<usize>, Vec<Rational>)>| -> Vec<Rational> {
            profiles.into_iter().map(|(_, row)| self.joint(coalition, row)).collect()
        };
        let all = || self.profiles.iter();
        let settled = |together: bool| {
            let rests = |profile: &[usize], row: &[Rational], movers: Coalition| {
                self.joint(movers, row) == self.best(profile, movers)
            };
            worths(
                all()
                    .filter(|(profile, row)| {
                        rests(profile, row, coalition)
                            && if together {
                                rests(profile, row, others)
                            } else {
                                others.members().all(|agency| rests(profile, row, Coalition::singleton(agency)))
                            }
                    })
                    .collect(),
            )
        };
        match convention {
            Convention::StandAlone => worths(all().filter(|(profile, _)| out(profile)).collect()).into_iter().max(),
            // The members' play is held and the others move to their worst for the coalition.
            Convention::Alpha => all()
                .map(|(profile, _)| self.moves(profile, others).map(|row| self.joint(coalition, row)).min().unwrap())
                .max(),
            Convention::Beta => all().map(|(profile, _)| self.best(profile, coalition)).min(),
            Convention::Gamma => settled(false).into_iter().min(),
            Convention::GammaOptimistic => settled(false).into_iter().max(),
            Convention::Delta => settled(true).into_iter().min(),
            Convention::AllJoin => {
                let joined = |profile: &[usize]| {
                    (0..self.n).all(|i| profile[i] == if coalition.contains(i) { self.full[i] } else { 0 })
                };
                worths(all().filter(|(profile, _)| joined(profile)).collect()).into_iter().next()
            }
        }
    }
}

fn random(tape: &mut Tape) -> Payoffs<Rational> {
    let drawn = scenario(tape, ALL);
    let conditional = transfers(tape, drawn.n());
    under(&drawn, &[&conditional])
}

fn all_worths(payoffs: &Payoffs<Rational>, convention: Convention) -> Vec<Option<Rational>> {
    let any = tables(payoffs, Arithmetic::Exact).unwrap();
    with_tables!(&any, tables => worths(tables, convention).unwrap().values())
}

#[test]
fn worths_are_those_of_the_definitions() {
    let (compared, undefined) = (Cell::new(0), Cell::new(0));
    try_law(64, |tape| {
        let payoffs = random(tape);
        let sizes: usize = (0..payoffs.n()).map(|agency| payoffs.choices.count(agency)).product();
        if sizes > PROFILES {
            return Ok(());
        }
        let listed = Listed::of(&payoffs);
        for (convention, name) in Convention::ALL {
            let found = all_worths(&payoffs, convention);
            prop_assert_eq!(&found[0], &Some(whole(0)));
            for coalition in Coalition::all(payoffs.n()).skip(1) {
                let expected = listed.worth(coalition, convention);
                prop_assert_eq!(&found[coalition.index()], &expected, "{} of {:?}", name, coalition);
                compared.set(compared.get() + 1);
                undefined.set(undefined.get() + usize::from(expected.is_none()));
            }
        }
        Ok(())
    });
    assert!(compared.get() > 800, "{} worths only", compared.get());
}

#[test]
fn conventions_are_ordered() {
    let strict = Cell::new([0; 5]);
    try_law(96, |tape| {
        let payoffs = random(tape);
        let of = |convention: Convention| all_worths(&payoffs, convention);
        let (alpha, beta, alone) = (of(Convention::Alpha), of(Convention::Beta), of(Convention::StandAlone));
        let (gamma, optimistic) = (of(Convention::Gamma), of(Convention::GammaOptimistic));
        let (delta, all_join) = (of(Convention::Delta), of(Convention::AllJoin));
        let mut counts = strict.get();
        for coalition in 0..alpha.len() {
            let pairs = [
                (&alpha, &beta, 0),
                (&beta, &alone, 1),
                (&beta, &gamma, 2),
                (&gamma, &optimistic, 3),
                (&beta, &delta, 2),
                (&all_join, &alone, 4),
            ];
            for (low, high, place) in pairs {
                if let (Some(low), Some(high)) = (&low[coalition], &high[coalition]) {
                    prop_assert!(low <= high);
                    counts[place] += usize::from(low < high);
                }
            }
            prop_assert_eq!(gamma[coalition].is_some(), optimistic[coalition].is_some());
        }
        strict.set(counts);
        for other in [&alpha, &beta, &gamma, &optimistic, &delta] {
            prop_assert_eq!(other.last(), alone.last());
        }
        Ok(())
    });
    let counts = strict.get();
    // Between alpha and beta, and between equilibria, differences are rare.
    assert!(counts[1] > 20 && counts[2] > 20 && counts[4] > 20, "strict: {counts:?}");
}

#[test]
fn gamma_and_its_optimistic_form_differ_where_there_are_two_equilibria() {
    // Three agencies with a public dataset each and a threshold of two: in equilibrium nobody joins
    // or two do, and the third rides free.
    let mut scenario = plain(3);
    scenario.returns = Returns::Threshold(2);
    for owner in 0..3 {
        scenario.agencies[owner].parameters[AgencyKey::CollectiveWeight] = whole(1);
        let given = [(DatasetKey::PublicValue, whole(1)), (DatasetKey::PreparationCost, ratio(5, 4))];
        add_dataset(&mut scenario, owner, &given);
    }
    let of = |convention: Convention| all_worths(&under(&scenario, &[]), convention);
    assert_eq!(of(Convention::Gamma)[1], Some(whole(0)));
    assert_eq!(of(Convention::GammaOptimistic)[1], Some(whole(2)));
    assert_eq!(of(Convention::Beta)[1], Some(whole(0)));
}

#[test]
fn alpha_is_below_beta_where_the_best_answer_depends_on_the_others() {
    // The first agency wants to be in alone: 1 for that, and -2 with company. What it takes from
    // the second is worth 1 in or out.
    let mut scenario = plain(2);
    let d = add_dataset(&mut scenario, 1, &[]);
    add_use(&mut scenario, d, 0, whole(1));
    let alone = vec![
        Transfer { to: Some(0), amount: whole(1), when: When::Joins },
        Transfer { to: Some(0), amount: whole(-2), when: When::JoinsAndReaches(2) },
    ];
    let payoffs = under(&scenario, &[&arrangement("alone", &[], alone)]);
    assert_eq!(all_worths(&payoffs, Convention::Alpha)[1], Some(whole(0)));
    assert_eq!(all_worths(&payoffs, Convention::Beta)[1], Some(whole(1)));
    assert_eq!(all_worths(&payoffs, Convention::StandAlone)[1], Some(whole(1)));
}

#[test]
fn a_worth_without_an_equilibrium_is_undefined_and_bounded_by_beta() {
    // Two outsiders of which one wants company and the other wants to be where the first is not.
    let scenario = plain(3);
    let chase = [
        Transfer { to: Some(0), amount: whole(-1), when: When::Joins },
        Transfer { to: Some(0), amount: whole(2), when: When::JoinsAndReaches(2) },
        Transfer { to: Some(1), amount: whole(1), when: When::Joins },
        Transfer { to: Some(1), amount: whole(-2), when: When::JoinsAndReaches(2) },
    ];
    let payoffs = under(&scenario, &[&arrangement("chase", &[], chase.to_vec())]);
    let third = Coalition::singleton(2).index();
    // The third may join or not and gets nothing either way; where it stays out the two chase each
    // other, and where it joins the first always joins and the second never does.
    assert_eq!(all_worths(&payoffs, Convention::Gamma)[third], Some(whole(0)));
    let keep_out = Transfer { to: Some(2), amount: whole(-1), when: When::Joins };
    let payoffs = under(&scenario, &[&arrangement("chase", &[], chase.iter().cloned().chain([keep_out]).collect())]);
    assert_eq!(all_worths(&payoffs, Convention::Gamma)[third], None);
    assert!(all_worths(&payoffs, Convention::Beta)[third].as_ref().is_some_and(Rational::is_zero));
}

#[test]
fn money_between_members_never_changes_what_they_are_worth() {
    let changed = Cell::new(0);
    try_law(64, |tape| {
        let drawn = scenario(tape, ALL);
        if drawn.n() < 2 {
            return Ok(());
        }
        let conditional = transfers(tape, drawn.n());
        let from = tape.below(drawn.n());
        let to = (from + 1 + tape.below(drawn.n() - 1)) % drawn.n();
        let amount = tape.amount() + whole(1);
        let paid = |agency: usize, amount: Rational| Transfer { to: Some(agency), amount, when: When::AllJoin };
        let internal = arrangement("internal", &[], vec![paid(from, -amount.clone()), paid(to, amount)]);
        let (before, after) = (under(&drawn, &[&conditional]), under(&drawn, &[&conditional, &internal]));
        for (convention, name) in Convention::ALL {
            let (old, new) = (all_worths(&before, convention), all_worths(&after, convention));
            for coalition in Coalition::all(drawn.n()) {
                let both = coalition.contains(from) && coalition.contains(to);
                let same = old[coalition.index()] == new[coalition.index()];
                prop_assert!(!both || same, "{} of {:?}", name, coalition);
                changed.set(changed.get() + usize::from(!same));
            }
        }
        Ok(())
    });
    // Of the coalitions with one of the two, some are worth more or less.
    assert!(changed.get() > 10, "{} worths change", changed.get());
}

#[test]
fn charges_between_members_never_change_what_they_are_worth() {
    let charged = Cell::new(0);
    try_law(64, |tape| {
        let before = scenario(tape, ALL);
        if before.uses.is_empty() {
            return Ok(());
        }
        let d = before.uses[tape.below(before.uses.len())].dataset;
        let mut after = before.clone();
        after.datasets[d].parameters[DatasetKey::BargainingShare] = tape.index();
        after.datasets[d].parameters[DatasetKey::CompensationRate] = whole(0);
        let parties = Coalition::of(before.uses_of(d).map(|entry| entry.user).chain([before.datasets[d].owner]));
        let (old, new) = (under(&before, &[]), under(&after, &[]));
        let full = old.full_profile();
        charged.set(
            charged.get()
                + u32::from(old.payoff(before.datasets[d].owner, &full) != new.payoff(before.datasets[d].owner, &full)),
        );
        for (convention, name) in Convention::ALL {
            let (old, new) = (all_worths(&old, convention), all_worths(&new, convention));
            for coalition in Coalition::all(before.n()).filter(|coalition| parties.is_subset_of(*coalition)) {
                prop_assert_eq!(&old[coalition.index()], &new[coalition.index()], "{} of {:?}", name, coalition);
            }
        }
        Ok(())
    });
    assert!(charged.get() > 8, "{} charges change", charged.get());
}
