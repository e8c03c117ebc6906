//! The Gately value.

use crate::coalition::Coalition;
use crate::error::Error;
use crate::game::{CharacteristicFunction, TuGame};
use crate::number::{Scalar, sum};
use crate::solution::Allocation;

/// The Gately value: the imputation at which all players have the same propensity to disrupt, that
/// is what the others would lose over what oneself would lose by leaving (Gately 1974; Staudacher
/// and Anwander 2019),
/// `v(i) + (M_i - v(i)) (v(N) - sum of v(j)) / (sum of M_j - sum of v(j))`, `M_i = v(N) - v(N - i)`.
///
/// # Errors
///
/// [`Error::Undefined`] when there is no imputation, when the separable contributions leave nothing
/// to share by, or when the formula leaves the imputation set.
///
/// # Examples
///
/// ```
/// use pactum::Error;
/// use pactum::game::TuGame;
/// use pactum::number::whole;
/// use pactum::solution::cooperative::gately;
///
/// let star = TuGame::new([0, 0, 0, 6, 0, 2, 0, 8].map(whole).to_vec()).unwrap();
/// assert_eq!(gately(&star).unwrap(), [4, 3, 1].map(whole));
/// let majority = TuGame::new([0, 0, 0, 1, 0, 1, 1, 1].map(whole).to_vec()).unwrap();
/// assert!(matches!(gately(&majority), Err(Error::Undefined(_))));
/// ```
pub fn gately<S: Scalar>(game: &TuGame<S>) -> Result<Allocation<S>, Error> {
    let n_players = game.n_players();
    let grand = Coalition::grand(n_players);
    let alone: Vec<S> = (0..n_players).map(|player| game.worth(Coalition::singleton(player))).collect();
    let surplus = game.grand_worth() - sum(alone.iter().cloned());
    if surplus.sign().is_lt() {
        return Err(Error::undefined("there is no imputation: v(N) is below the sum of the players' own worths"));
    }
    let gain = |player: usize| game.grand_worth() - game.worth(grand.without(player)) - alone[player].clone();
    let gains: Vec<S> = (0..n_players).map(gain).collect();
    let total = sum(gains.iter().cloned());
    if surplus.sign().is_eq() {
        return Ok(alone);
    }
    if total.sign().is_eq() {
        return Err(Error::undefined(
            "what players contribute to the grand coalition beyond their own worths sums to 0",
        ));
    }
    let shares: Vec<S> = gains.into_iter().map(|gain| gain * surplus.clone() / total.clone()).collect();
    if let Some(player) = shares.iter().position(|share| share.sign().is_lt()) {
        return Err(Error::undefined(format!(
            "equal propensities to disrupt would give player {} less than its own worth",
            player + 1
        )));
    }
    Ok(alone.into_iter().zip(shares).map(|(alone, share)| alone + share).collect())
}

#[cfg(test)]
mod tests {
    use super::super::testing::rising_games;
    use super::*;
    use crate::number::{Rational, whole};
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        /// What defines it: the same propensity to disrupt for all.
        #[test]
        fn propensities_are_equal(game in rising_games(5)) {
            if let Ok(value) = gately(&game) {
                prop_assert_eq!(value.iter().sum::<Rational>(), game.grand_worth());
                let grand = Coalition::grand(game.n_players());
                let propensities: Vec<Rational> = (0..value.len()).filter_map(|player| {
                    let own = &value[player] - game.worth(Coalition::singleton(player));
                    let others = game.grand_worth() - &value[player] - game.worth(grand.without(player));
                    (own != whole(0)).then(|| others / own)
                }).collect();
                prop_assert!(propensities.windows(2).all(|pair| pair[0] == pair[1]));
            }
        }
    }

    #[test]
    fn without_imputations_it_is_undefined() {
        let game = TuGame::new(vec![0.0, 2.0, 2.0, 1.0]).unwrap();
        assert!(matches!(gately(&game), Err(Error::Undefined(_))));
        let inessential = TuGame::new(vec![0.0, 2.0, 2.0, 4.0]).unwrap();
        assert_eq!(gately(&inessential).unwrap(), [2.0, 2.0]);
    }
}
