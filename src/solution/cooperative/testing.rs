//! Generators of games for property tests.

use proptest::prelude::*;

use crate::coalition::Coalition;
use crate::game::{CharacteristicFunction, TuGame};
use crate::number::{Rational, ratio};

/// Random games of 1 to `most` players with small fractions, many ties included.
pub(crate) fn games(most: usize) -> impl Strategy<Value = TuGame<Rational>> {
    (1..=most, 1i64..4, 1i64..30).prop_flat_map(|(n_players, denominator, range)| {
        prop::collection::vec(-range..=range, 1 << n_players).prop_map(move |numerators| {
            let mut values: Vec<_> = numerators.into_iter().map(|numerator| ratio(numerator, denominator)).collect();
            values[0] = ratio(0, 1);
            TuGame::new(values).unwrap()
        })
    })
}

/// Random games that are non-negative and rise with the coalition: many of them quasi-balanced.
pub(crate) fn rising_games(most: usize) -> impl Strategy<Value = TuGame<Rational>> {
    (games(most), 1i64..3).prop_map(|(game, power)| {
        let n_players = game.n_players();
        TuGame::from_fn(n_players, |coalition| {
            let size = coalition.size() as i64;
            let noise = game.worth(coalition);
            noise * ratio(1, 8) + ratio(size.pow(power as u32 + 1), 1)
        })
        .unwrap()
    })
}

/// The players' marginal contributions summed over all orders: the definition of the Shapley value.
pub(crate) fn shapley_by_orders(game: &TuGame<Rational>) -> Vec<Rational> {
    let n_players = game.n_players();
    let mut totals = vec![ratio(0, 1); n_players];
    let mut orders = 0i64;
    for order in itertools::Itertools::permutations(0..n_players, n_players) {
        orders += 1;
        let mut before = Coalition::EMPTY;
        for player in order {
            totals[player] += game.worth(before.with(player)) - game.worth(before);
            before = before.with(player);
        }
    }
    totals.into_iter().map(|total| total / ratio(orders, 1)).collect()
}
