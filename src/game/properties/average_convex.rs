//! Average-convex games.

use super::comparison::{Judge, search};
use super::{Finding, Witness};
use crate::coalition::Coalition;
use crate::error::Error;
use crate::game::entries::Entry;
use crate::game::{CharacteristicFunction, TuGame};
use crate::number::Scalar;

/// The most players: all pairs of a coalition inside another are looked at.
const MAX_PLAYERS: usize = 15;

/// Whether the members of a coalition add on average no less to a larger one:
/// `sum over i in S of (v(S) - v(S - i)) <= sum over i in S of (v(T) - v(T - i))` for `S` inside `T`
/// (Iñarra and Usategui 1993). Convex games are; then the Shapley value is in the core.
///
/// The witness is such a pair `S`, `T`. Complexity: `n 3^n`.
///
/// # Errors
///
/// [`Error::TooLarge`] above 15 players.
///
/// # Examples
///
/// ```
/// use pactum::game::{TuGame, properties::average_convex};
///
/// let squares = TuGame::from_fn(3, |coalition| (coalition.size() as f64).powi(2)).unwrap();
/// assert!(average_convex(&squares).unwrap().holds);
/// let majority = TuGame::new(vec![0.0, 0.0, 0.0, 1.0, 0.0, 1.0, 1.0, 1.0]).unwrap();
/// assert!(!average_convex(&majority).unwrap().holds);
/// ```
pub fn average_convex<S: Scalar>(game: &TuGame<S>) -> Result<Finding, Error> {
    let n_players = game.n_players();
    if n_players > MAX_PLAYERS {
        return Err(Error::TooLarge {
            what: format!("average convexity of {n_players} players"),
            needed: format!("3^{n_players} pairs of coalitions"),
            limit: format!("3^{MAX_PLAYERS}"),
            remedy: format!("use a game of at most {MAX_PLAYERS} players, or ask for convex, which implies it"),
        });
    }
    Ok(search!(game, |values, judge| first_violation(values, &mut judge)))
}

fn first_violation<T: Entry>(values: &[T], judge: &mut Judge<T>) -> Option<Witness> {
    let marginal = |coalition: Coalition, player: usize| {
        values[coalition.index()].clone() - values[coalition.without(player).index()].clone()
    };
    let n_players = values.len().ilog2() as usize;
    for large in Coalition::all(n_players) {
        let marginals: Vec<(usize, T)> = large.members().map(|player| (player, marginal(large, player))).collect();
        for small in large.subsets() {
            let total = |sum: T, term: T| sum + term;
            let before = small.members().map(|player| marginal(small, player)).fold(T::zero(), total);
            let after = marginals
                .iter()
                .filter(|(player, _)| small.contains(*player))
                .map(|(_, marginal)| marginal.clone())
                .fold(T::zero(), total);
            if judge.exceeds(before, after) {
                return Some(Witness::Pair(small, large));
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::convex;
    use super::*;
    use crate::number::whole;
    use crate::solution::cooperative::shapley;
    use crate::solution::cooperative::testing::rising_games;
    use proptest::prelude::*;

    /// Player 1 adds 2 to either of the others and 3 to both, player 2 adds 2 to player 1 alone and
    /// 1 to both others: less to more players, but on average not.
    #[test]
    fn weaker_than_convexity() {
        let game = TuGame::new([0, 0, 0, 2, 0, 2, 0, 3].map(whole).to_vec()).unwrap();
        assert!(!convex(&game).holds);
        assert!(average_convex(&game).unwrap().holds);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn convex_games_are_and_the_shapley_value_is_in_the_core(game in rising_games(4)) {
            let finding = average_convex(&game).unwrap();
            prop_assert!(finding.holds || !convex(&game).holds);
            if finding.holds {
                let value = shapley(&game);
                for coalition in Coalition::all(game.n_players()) {
                    let total: crate::Rational = coalition.members().map(|player| value[player].clone()).sum();
                    prop_assert!(total >= game.worth(coalition));
                }
            }
        }
    }
}
