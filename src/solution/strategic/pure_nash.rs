//! Pure Nash equilibria of a payoff table.

use crate::game::NormalFormGame;
use crate::number::cell::Cell;

/// All pure Nash equilibria: the profiles in which no player gains by another strategy.
///
/// `u_i(s) >= u_i(s_i', s_-i)` for every player `i` and every strategy `s_i'`. Finds all of them,
/// in the order of the profiles' numbers; an empty list proves that there is none.
///
/// # Complexity
///
/// One pass over the table of each player.
///
/// # Examples
///
/// ```
/// use pactum::game::{NormalFormGame, with_game};
/// use pactum::number::whole;
/// use pactum::solution::strategic::pure_nash;
///
/// let table = |values: [i64; 4]| values.map(whole).to_vec();
/// let dilemma = NormalFormGame::from_rationals(&[2, 2], &[table([3, 4, 0, 1]), table([3, 0, 4, 1])]).unwrap();
/// with_game!(&dilemma, game => assert_eq!(pure_nash(game), [3]));
/// // Matching pennies has none.
/// let pennies = NormalFormGame::from_rationals(&[2, 2], &[table([1, -1, -1, 1]), table([-1, 1, 1, -1])]).unwrap();
/// with_game!(&pennies, game => assert!(pure_nash(game).is_empty()));
/// ```
///
/// # References
///
/// Nash 1951.
pub fn pure_nash<C: Cell>(game: &NormalFormGame<C>) -> Vec<usize> {
    let space = game.space();
    let mut stable = vec![true; space.size()];
    for player in 0..space.n_players() {
        let (table, stride, count) = (game.table(player), space.stride(player), space.counts()[player]);
        for base in space.bases(player) {
            let line = || (0..count).map(|strategy| base + strategy * stride);
            let mut best = &table[base];
            for profile in line() {
                if table[profile].exceeds(best) {
                    best = &table[profile];
                }
            }
            for profile in line() {
                stable[profile] &= !best.exceeds(&table[profile]);
            }
        }
    }
    (0..space.size()).filter(|&profile| stable[profile]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::game::with_game;
    use crate::number::{Rational, ratio};
    use proptest::prelude::*;

    /// Random games with many ties, in all cells.
    fn payoffs(profiles: usize, players: usize) -> impl Strategy<Value = Vec<Vec<i64>>> {
        prop::collection::vec(prop::collection::vec(-3i64..4, profiles), players)
    }

    proptest! {
        #[test]
        fn a_profile_is_listed_exactly_if_nobody_gains(tables in payoffs(12, 3), denominator in prop::sample::select(vec![1, 7, i64::MAX])) {
            let tables: Vec<Vec<Rational>> =
                tables.iter().map(|table| table.iter().map(|&value| ratio(value, denominator)).collect()).collect();
            let game = NormalFormGame::from_rationals(&[2, 3, 2], &tables).unwrap();
            with_game!(&game, game => {
                let listed = pure_nash(game);
                for profile in 0..12 {
                    prop_assert_eq!(listed.contains(&profile), game.is_nash(profile));
                }
            });
        }
    }
}
