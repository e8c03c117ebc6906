//! The weighted Shapley value.

use super::unanimity::share_dividends;
use crate::error::Error;
use crate::game::{CharacteristicFunction, TuGame};
use crate::number::{Scalar, sum};
use crate::solution::Allocation;

/// The weighted Shapley value: every coalition's dividend is split among its members in proportion
/// to their weights, `phi_i = sum over S with i of w_i / w(S) d(S)` (Shapley 1953b, Kalai and Samet
/// 1987).
///
/// # Errors
///
/// [`Error::Input`] unless there are `n` weights, all above 0.
///
/// # Examples
///
/// ```
/// use pactum::game::TuGame;
/// use pactum::solution::cooperative::weighted_shapley;
///
/// let pair = TuGame::new(vec![0.0, 0.0, 0.0, 3.0]).unwrap();
/// assert_eq!(weighted_shapley(&pair, &[1.0, 2.0]).unwrap(), [1.0, 2.0]);
/// assert!(weighted_shapley(&pair, &[1.0, 0.0]).is_err());
/// ```
pub fn weighted_shapley<S: Scalar>(game: &TuGame<S>, weights: &[S]) -> Result<Allocation<S>, Error> {
    let n_players = game.n_players();
    if weights.len() != n_players || weights.iter().any(|weight| *weight <= S::zero()) {
        let found = weights.len();
        return Err(Error::input(format!("found {found} weights; {n_players} weights above 0 are allowed")));
    }
    let total = |coalition: crate::Coalition| sum(coalition.members().map(|player| weights[player].clone()));
    Ok(share_dividends(game, n_players, |coalition, player| weights[player].clone() / total(coalition)))
}

#[cfg(test)]
mod tests {
    use super::super::shapley;
    use super::super::testing::games;
    use super::*;
    use crate::number::{Rational, ratio, whole};
    use proptest::prelude::*;

    /// Orders in which the last is drawn in proportion to weights, then the last but one, … give
    /// the same value in expectation.
    fn by_orders(game: &TuGame<Rational>, weights: &[Rational]) -> Vec<Rational> {
        let n_players = game.n_players();
        let mut value = vec![whole(0); n_players];
        for order in itertools::Itertools::permutations(0..n_players, n_players) {
            let mut chance = whole(1);
            let mut remaining = whole(0);
            let mut before = crate::Coalition::EMPTY;
            let mut marginals = vec![whole(0); n_players];
            for &player in &order {
                remaining += &weights[player];
                chance = chance * &weights[player] / &remaining;
                marginals[player] = game.worth(before.with(player)) - game.worth(before);
                before = before.with(player);
            }
            for (sum, marginal) in value.iter_mut().zip(marginals) {
                *sum += marginal * &chance;
            }
        }
        value
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn random_orders_and_equal_weights(game in games(4), seed in prop::collection::vec(1i64..5, 4)) {
            let n_players = game.n_players();
            let weights: Vec<_> = seed[..n_players].iter().map(|&weight| ratio(weight, 2)).collect();
            prop_assert_eq!(weighted_shapley(&game, &weights).unwrap(), by_orders(&game, &weights));
            prop_assert_eq!(weighted_shapley(&game, &vec![whole(7); n_players]).unwrap(), shapley(&game));
        }
    }
}
