//! Exact potentials.

use crate::game::NormalFormGame;
use crate::number::Rational;
use crate::number::cell::Cell;

/// Whether a game has an exact potential, with the evidence.
#[derive(Debug, Clone, PartialEq)]
pub enum ExactPotential {
    /// The potential by profile, 0 at the first one.
    Potential(Vec<Rational>),
    /// Four profiles, each from the last by one player's move and back to the first by a fourth, and the
    /// sum of the movers' gains around, which is not zero.
    Cycle {
        /// The profiles.
        profiles: [usize; 4],
        /// The sum of the gains.
        sum: Rational,
    },
}

/// An exact potential, or a cycle that proves that there is none.
///
/// `P(s_i', s_-i) - P(s) = u_i(s_i', s_-i) - u_i(s)` for all players, profiles and strategies. There is one
/// exactly if the gains around every cycle of four profiles, in which two players move in turn, sum up to
/// zero. Of a float game the gains count as zero within the tolerance.
///
/// # Complexity
///
/// `O(n² m)` for `m` profiles: it is enough to look at moves to neighbouring strategies.
///
/// # Examples
///
/// ```
/// use pactum::game::{NormalFormGame, with_game};
/// use pactum::number::whole;
/// use pactum::solution::strategic::{ExactPotential, exact_potential};
///
/// let table = |values: [i64; 4]| values.map(whole).to_vec();
/// let dilemma = NormalFormGame::from_rationals(&[2, 2], &[table([3, 4, 0, 1]), table([3, 0, 4, 1])]).unwrap();
/// with_game!(&dilemma, game => {
///     assert_eq!(exact_potential(game), ExactPotential::Potential([0, 1, 1, 2].map(whole).to_vec()));
/// });
/// let pennies = NormalFormGame::from_rationals(&[2, 2], &[table([1, -1, -1, 1]), table([-1, 1, 1, -1])]).unwrap();
/// with_game!(&pennies, game => assert!(matches!(exact_potential(game), ExactPotential::Cycle { .. })));
/// ```
///
/// # References
///
/// Monderer Shapley 1996.
pub fn exact_potential<C: Cell>(game: &NormalFormGame<C>) -> ExactPotential {
    let space = game.space();
    let decode = |cell: &C| cell.decode(game.denominator());
    for player in 0..space.n_players() {
        for other in player + 1..space.n_players() {
            if let Some((profiles, sum)) = open_cycle(game, player, other) {
                return ExactPotential::Cycle { profiles, sum: decode(&sum) };
            }
        }
    }
    // Walk to each profile by moving the last player that is off its first strategy.
    let mut potential: Vec<Rational> = Vec::with_capacity(space.size());
    for profile in 0..space.size() {
        let last = (0..space.n_players()).rev().find(|&player| space.strategy(profile, player) > 0);
        let value = last.map_or_else(Rational::default, |player| {
            let before = profile - space.stride(player);
            let gain = game.table(player)[profile].minus(&game.table(player)[before]);
            &potential[before] + decode(&gain)
        });
        potential.push(value);
    }
    ExactPotential::Potential(potential)
}

/// A cycle of two players' neighbouring strategies whose gains do not cancel.
fn open_cycle<C: Cell>(game: &NormalFormGame<C>, player: usize, other: usize) -> Option<([usize; 4], C)> {
    let space = game.space();
    let (first, second) = (game.table(player), game.table(other));
    let (step, leap) = (space.stride(player), space.stride(other));
    (0..space.size()).find_map(|profile| {
        let inside = space.strategy(profile, player) + 1 < space.counts()[player]
            && space.strategy(profile, other) + 1 < space.counts()[other];
        if !inside {
            return None;
        }
        let profiles = [profile, profile + step, profile + step + leap, profile + leap];
        let [a, b, c, d] = profiles;
        // Gains, there and back: at most four times a payoff each, for which cells leave room.
        let across = first[b].minus(&first[a]).minus(&first[c].minus(&first[d]));
        let along = second[c].minus(&second[b]).minus(&second[d].minus(&second[a]));
        let sum = across.plus(&along);
        sum.compare(&C::zero()).is_ne().then_some((profiles, sum))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::game::with_game;
    use crate::number::whole;
    use crate::solution::strategic::tests::small_games;
    use proptest::prelude::*;

    /// Each player's payoff is the common table plus what only the others decide.
    fn with_potential(counts: &[usize], tables: &[Vec<Rational>]) -> Vec<Vec<Rational>> {
        let space = crate::game::ProfileSpace::new(counts).unwrap();
        let of_others = |player: usize, profile: usize| tables[player][space.with_strategy(profile, player, 0)].clone();
        (0..counts.len())
            .map(|player| (0..space.size()).map(|profile| &tables[0][profile] + of_others(player, profile)).collect())
            .collect()
    }

    proptest! {
        #[test]
        fn the_potential_explains_all_gains_or_the_cycle_is_open((counts, tables) in small_games(), plant in prop::bool::ANY) {
            let tables = if plant { with_potential(&counts, &tables) } else { tables };
            let game = NormalFormGame::from_rationals(&counts, &tables).unwrap();
            with_game!(&game, game => {
                let space = game.space();
                match exact_potential(game) {
                    ExactPotential::Potential(potential) => {
                        for (player, &count) in counts.iter().enumerate() {
                            for profile in 0..space.size() {
                                for strategy in 0..count {
                                    let other = space.with_strategy(profile, player, strategy);
                                    let gain = game.payoff(other, player) - game.payoff(profile, player);
                                    prop_assert_eq!(&potential[other] - &potential[profile], gain);
                                }
                            }
                        }
                    }
                    ExactPotential::Cycle { profiles, sum } => {
                        prop_assert!(!plant);
                        let mut gains = whole(0);
                        for step in 0..4 {
                            let (from, to) = (profiles[step], profiles[(step + 1) % 4]);
                            let movers: Vec<usize> = (0..counts.len()).filter(|&i| space.strategy(from, i) != space.strategy(to, i)).collect();
                            prop_assert_eq!(movers.len(), 1);
                            gains += game.payoff(to, movers[0]) - game.payoff(from, movers[0]);
                        }
                        prop_assert!(gains == sum && sum != whole(0));
                    }
                }
            });
        }
    }
}
