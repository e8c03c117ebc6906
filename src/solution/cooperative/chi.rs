//! The chi value.

use crate::coalition::Coalition;
use crate::error::Error;
use crate::game::entries::{Entry, on_entries};
use crate::game::{CharacteristicFunction, TuGame};
use crate::number::{Scalar, sum};
use crate::solution::Allocation;

/// The chi value: the efficient compromise between the players' own worths and their largest
/// marginal contributions, `v(i) + lambda (M_i - v(i))` with
/// `M_i = max over S with i of (v(S) - v(S - i))` (Bergantiños and Massó 1996).
///
/// # Errors
///
/// [`Error::Undefined`] when `v(N)` is below the sum of the players' own worths.
///
/// # Examples
///
/// ```
/// use pactum::Error;
/// use pactum::game::TuGame;
/// use pactum::number::{ratio, whole};
/// use pactum::solution::cooperative::chi;
///
/// let majority = TuGame::new([0, 0, 0, 1, 0, 1, 1, 1].map(whole).to_vec()).unwrap();
/// assert_eq!(chi(&majority).unwrap(), vec![ratio(1, 3); 3]);
/// let apart = TuGame::new([0, 1, 1, 1].map(whole).to_vec()).unwrap();
/// assert!(matches!(chi(&apart), Err(Error::Undefined(_))));
/// ```
pub fn chi<S: Scalar>(game: &TuGame<S>) -> Result<Allocation<S>, Error> {
    let n_players = game.n_players();
    let alone: Vec<S> = (0..n_players).map(|player| game.worth(Coalition::singleton(player))).collect();
    let largest = largest_marginals(game);
    let surplus = game.grand_worth() - sum(alone.iter().cloned());
    if surplus.sign().is_lt() {
        return Err(Error::undefined("v(N) is below the sum of the players' own worths"));
    }
    let range = sum(largest.iter().cloned()) - sum(alone.iter().cloned());
    if range.sign().is_eq() {
        return Ok(alone);
    }
    let lambda = surplus / range;
    let compromise = |(low, high): (S, S)| low.clone() + lambda.clone() * (high - low);
    Ok(alone.into_iter().zip(largest).map(compromise).collect())
}

/// Every player's largest marginal contribution, an upper bound of the reasonable set (Milnor 1952).
pub fn largest_marginals<S: Scalar>(game: &TuGame<S>) -> Allocation<S> {
    on_entries!(game, |values, back| largest(values).into_iter().map(back).collect())
}

fn largest<T: Entry>(values: &[T]) -> Vec<T> {
    let n_players = values.len().ilog2() as usize;
    let most = |player: usize| {
        let with = (0..values.len()).filter(|mask| mask >> player & 1 == 1);
        let marginals = with.map(|mask| values[mask].clone() - values[mask ^ 1 << player].clone());
        marginals.reduce(|most, marginal| if marginal > most { marginal } else { most }).unwrap_or_else(T::zero)
    };
    (0..n_players).map(most).collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::rising_games;
    use super::*;
    use crate::number::Rational;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn efficient_and_between_its_bounds(game in rising_games(5)) {
            if let Ok(value) = chi(&game) {
                prop_assert_eq!(value.iter().sum::<Rational>(), game.grand_worth());
                let largest = largest_marginals(&game);
                for (player, share) in value.iter().enumerate() {
                    prop_assert!(*share <= largest[player] && *share >= game.worth(Coalition::singleton(player)));
                }
            }
        }
    }
}
