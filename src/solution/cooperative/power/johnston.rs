//! The Johnston index.

use super::SimpleGame;
use crate::number::{Rational, ratio};
use crate::solution::Allocation;

/// The Johnston index: each coalition that somebody can make lose is shared alike by those who can,
/// and the shares are scaled to sum to 1 (Johnston 1978).
///
/// # Examples
///
/// ```
/// use pactum::game::TuGame;
/// use pactum::number::{ratio, whole};
/// use pactum::solution::cooperative::power::{SimpleGame, johnston};
///
/// let glove = TuGame::from_fn(3, |coalition| whole((coalition.contains(0) && coalition.size() >= 2).into())).unwrap();
/// assert_eq!(johnston(&SimpleGame::new(&glove).unwrap()), [ratio(2, 3), ratio(1, 6), ratio(1, 6)]);
/// ```
pub fn johnston(game: &SimpleGame) -> Allocation<Rational> {
    let n_players = game.n_players();
    // In how many coalitions with each number of critical players each player is one of them.
    let mut counts = vec![vec![0i64; n_players + 1]; n_players];
    let mut vulnerable = 0;
    for coalition in game.winning() {
        let critical = game.critical(coalition);
        vulnerable += i64::from(!critical.is_empty());
        critical.members().for_each(|player| counts[player][critical.size()] += 1);
    }
    let share = |sizes: Vec<i64>| (1..=n_players).map(|size| ratio(sizes[size], size as i64 * vulnerable)).sum();
    counts.into_iter().map(share).collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::voting;
    use super::*;

    /// [3; 2, 1, 1, 1]: {1,2}, {1,3}, {1,4} have two critical players, {1,2,3}, {1,2,4}, {1,3,4}
    /// only player 1, {2,3,4} three; {1,2,3,4} has none.
    #[test]
    fn by_hand() {
        let other = (ratio(1, 2) + ratio(1, 3)) / ratio(7, 1);
        let expected = [ratio(9, 14), other.clone(), other.clone(), other];
        assert_eq!(johnston(&voting(&[2, 1, 1, 1], 3)), expected);
    }
}
