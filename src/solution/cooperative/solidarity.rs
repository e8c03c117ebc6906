//! The solidarity value.

use num_integer::binomial;

use super::semivalue::weighted_members;
use crate::game::{CharacteristicFunction, TuGame};
use crate::number::{Scalar, ratio};
use crate::solution::Allocation;

/// The solidarity value: the Shapley value with the marginal contribution to `S` replaced by the
/// mean marginal contribution of the members of `S`,
/// `sum over S with i of (|S| - 1)! (n - |S|)! / n! A(S)`, `A(S) = sum over k in S of (v(S) - v(S - k)) / |S|`
/// (Nowak and Radzik 1994). A player who contributes nothing may be helped by those who do.
///
/// # Examples
///
/// ```
/// use pactum::game::TuGame;
/// use pactum::number::{ratio, whole};
/// use pactum::solution::cooperative::solidarity;
///
/// // Player 3 contributes nothing and still gets something.
/// let game = TuGame::new([0, 1, 1, 2, 0, 1, 1, 2].map(whole).to_vec()).unwrap();
/// assert_eq!(solidarity(&game), [ratio(29, 36), ratio(29, 36), ratio(7, 18)]);
/// ```
pub fn solidarity<S: Scalar>(game: &TuGame<S>) -> Allocation<S> {
    let n_players = game.n_players() as i64;
    let weights: Vec<_> = (0..=n_players)
        .map(
            |size| if size == 0 { ratio(0, 1) } else { ratio(1, size * n_players * binomial(n_players - 1, size - 1)) },
        )
        .collect();
    weighted_members(game, &weights)
}

#[cfg(test)]
mod tests {
    use super::super::testing::games;
    use super::*;
    use crate::number::{Rational, whole};
    use proptest::prelude::*;

    fn by_orders(game: &TuGame<Rational>) -> Vec<Rational> {
        let n_players = game.n_players();
        let mut totals = vec![whole(0); n_players];
        let mut orders = 0;
        for order in itertools::Itertools::permutations(0..n_players, n_players) {
            orders += 1;
            let mut present = crate::Coalition::EMPTY;
            for player in order {
                present = present.with(player);
                let gains = present.members().map(|member| game.worth(present) - game.worth(present.without(member)));
                totals[player] += gains.sum::<Rational>() / whole(present.size() as i64);
            }
        }
        totals.into_iter().map(|total| total / whole(orders)).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn mean_over_orders(game in games(5)) {
            prop_assert_eq!(solidarity(&game), by_orders(&game));
            for (float, exact) in solidarity(&game.convert::<f64>().unwrap()).into_iter().zip(solidarity(&game)) {
                prop_assert!((float - exact.to_f64()).abs() < 1e-12);
            }
        }
    }
}
