//! The egalitarian non-separable contribution.

use super::equal_gain::equal_gain;
use crate::coalition::Coalition;
use crate::error::Error;
use crate::game::{CharacteristicFunction, TuGame};
use crate::number::Scalar;
use crate::solution::Allocation;

/// The egalitarian non-separable contribution value: everybody's separable contribution
/// `M_i = v(N) - v(N - i)` and an equal share of what is left, `M_i + (v(N) - sum of M_j) / n`
/// (Driessen and Funaki 1991).
///
/// # Errors
///
/// None for a game that [`TuGame`] accepts.
///
/// # Examples
///
/// ```
/// use pactum::game::TuGame;
/// use pactum::solution::cooperative::{cis, ensc};
///
/// // For two players it is the centre of the imputation set.
/// let pair = TuGame::new(vec![0.0, 3.0, 0.0, 4.0]).unwrap();
/// assert_eq!(ensc(&pair).unwrap(), cis(&pair).unwrap());
/// ```
pub fn ensc<S: Scalar>(game: &TuGame<S>) -> Result<Allocation<S>, Error> {
    let n_players = game.n_players();
    let grand = Coalition::grand(n_players);
    let separable: Vec<S> =
        (0..n_players).map(|player| game.grand_worth() - game.worth(grand.without(player))).collect();
    equal_gain(&game.grand_worth(), &separable)
}

#[cfg(test)]
mod tests {
    use super::super::cis;
    use super::super::testing::games;
    use super::*;
    use crate::number::Rational;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        /// The value of a game is the centre of the imputation set of its dual, v*(S) = v(N) - v(N - S).
        #[test]
        fn dual_of_the_centre(game in games(5)) {
            let grand = Coalition::grand(game.n_players());
            let dual = TuGame::from_fn(game.n_players(), |coalition| game.grand_worth() - game.worth(grand.minus(coalition))).unwrap();
            prop_assert_eq!(ensc(&game).unwrap(), cis(&dual).unwrap());
            prop_assert_eq!(ensc(&game).unwrap().into_iter().sum::<Rational>(), game.grand_worth());
        }
    }
}
