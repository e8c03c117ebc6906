//! Two ways to the same numbers: tables against single profiles, bounds against enumeration.

use proptest::prelude::*;

use super::{Shape, Tape, scenario, tapes, transfers};
use crate::arrangement::{Arranged, apply};
use crate::environment::environment;
use crate::game::ProfileSpace;
use crate::number::{Rational, Scalar, rational_from_f64};
use crate::payoff::table::{AnyTables, Arithmetic, tables, with_tables};
use crate::payoff::{Payoffs, payoffs};

const ALL: Shape = Shape { granular: true, any_returns: true };

fn arranged(tape: &mut Tape) -> Arranged<Rational> {
    let scenario = scenario(tape, ALL);
    let arrangement = transfers(tape, scenario.n());
    apply(&scenario, &[&arrangement]).unwrap()
}

fn derive(tape: &mut Tape) -> Payoffs<Rational> {
    let arranged = arranged(tape);
    payoffs(&arranged, &environment(&arranged.scenario))
}

fn space(payoffs: &Payoffs<Rational>) -> ProfileSpace {
    let counts: Vec<usize> = (0..payoffs.n()).map(|agency| payoffs.choices.count(agency)).collect();
    ProfileSpace::new(&counts).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_table_holds_the_payoff_and_welfare_of_every_profile(mut tape in tapes()) {
        let payoffs = derive(&mut tape);
        let any = tables(&payoffs, Arithmetic::Exact).unwrap();
        with_tables!(&any, tables => {
            let space = tables.game.space();
            for profile in 0..space.size() {
                let strategies = space.strategies(profile);
                for agency in 0..payoffs.n() {
                    prop_assert_eq!(tables.game.payoff(profile, agency), payoffs.payoff(agency, &strategies));
                }
                let welfare = crate::number::cell::Cell::decode(&tables.welfare[profile], tables.game.denominator());
                prop_assert_eq!(welfare, payoffs.welfare(&strategies));
            }
        });
    }

    #[test]
    fn float_tables_are_the_exact_ones_but_for_rounding(mut tape in tapes()) {
        let payoffs = derive(&mut tape);
        let AnyTables::Float(floats) = tables(&payoffs, Arithmetic::Float).unwrap() else { panic!("floats were asked for") };
        let any = tables(&payoffs, Arithmetic::Exact).unwrap();
        with_tables!(&any, exact => {
            for agency in 0..payoffs.n() {
                for (profile, float) in floats.game.table(agency).iter().enumerate() {
                    prop_assert!((exact.game.payoff(profile, agency).to_f64() - float).abs() < 1e-9);
                }
            }
        });
    }

    #[test]
    fn floats_and_rationals_derive_the_same_payoffs(mut tape in tapes()) {
        let exact = arranged(&mut tape);
        let floats: Arranged<f64> = Arranged {
            scenario: exact.scenario.map(|value| value.to_f64()),
            transfers: exact.transfers.iter().map(|transfer| crate::arrangement::ConditionalTransfer {
                agency: transfer.agency, amount: transfer.amount.to_f64(), when: transfer.when, internal: transfer.internal,
            }).collect(),
            running_cost: exact.running_cost.to_f64(),
        };
        let (exact, floats) = (payoffs(&exact, &environment(&exact.scenario)), payoffs(&floats, &environment(&floats.scenario)));
        let full = exact.full_profile();
        for agency in 0..exact.n() {
            let (exact, float) = (exact.payoff(agency, &full), floats.payoff(agency, &full));
            prop_assert!((exact.to_f64() - float).abs() < 1e-9);
            prop_assert!(rational_from_f64(float).is_some());
        }
    }

    #[test]
    fn the_largest_promise_is_the_largest_sponsor_cost_of_any_profile(mut tape in tapes()) {
        let payoffs = derive(&mut tape);
        let space = space(&payoffs);
        let costs = (0..space.size()).map(|profile| payoffs.sponsor_cost(&space.strategies(profile)));
        prop_assert_eq!(payoffs.largest_promise(), costs.max().unwrap());
    }

    #[test]
    fn components_sum_to_the_payoff_and_charges_cancel(mut tape in tapes()) {
        let payoffs = derive(&mut tape);
        let full = payoffs.full_profile();
        let charges: Rational = (0..payoffs.n())
            .map(|agency| payoffs.components(agency, &full)[crate::payoff::Component::HoldUpTransfer as usize].clone())
            .sum();
        prop_assert_eq!(charges, Rational::default());
    }
}
