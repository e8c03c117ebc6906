//! The Deegan-Packel index.

use super::SimpleGame;
use crate::number::{Rational, ratio};
use crate::solution::Allocation;

/// The Deegan-Packel index: all minimal winning coalitions are equally likely, and the members of
/// one share alike (Deegan and Packel 1978).
///
/// # Examples
///
/// ```
/// use pactum::game::TuGame;
/// use pactum::number::{ratio, whole};
/// use pactum::solution::cooperative::power::{SimpleGame, deegan_packel};
///
/// let glove = TuGame::from_fn(3, |coalition| whole((coalition.contains(0) && coalition.size() >= 2).into())).unwrap();
/// assert_eq!(deegan_packel(&SimpleGame::new(&glove).unwrap()), [ratio(1, 2), ratio(1, 4), ratio(1, 4)]);
/// ```
pub fn deegan_packel(game: &SimpleGame) -> Allocation<Rational> {
    let n_players = game.n_players();
    // How many minimal winning coalitions of each size each player is in.
    let mut counts = vec![vec![0i64; n_players + 1]; n_players];
    let mut total = 0;
    for coalition in game.minimal_winning() {
        total += 1;
        coalition.members().for_each(|player| counts[player][coalition.size()] += 1);
    }
    let share = |sizes: Vec<i64>| (1..=n_players).map(|size| ratio(sizes[size], size as i64 * total)).sum();
    counts.into_iter().map(share).collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::voting;
    use super::*;

    /// Minimal winning coalitions of [3; 2, 1, 1, 1]: {1,2}, {1,3}, {1,4}, {2,3,4}.
    #[test]
    fn by_hand() {
        let expected = [ratio(3, 8), ratio(5, 24), ratio(5, 24), ratio(5, 24)];
        assert_eq!(deegan_packel(&voting(&[2, 1, 1, 1], 3)), expected);
    }
}
