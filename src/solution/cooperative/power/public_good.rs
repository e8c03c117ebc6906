//! The public good index.

use super::SimpleGame;
use crate::number::{Rational, ratio};
use crate::solution::Allocation;

/// The public good index, or Holler index: in how many minimal winning coalitions a player is, as a
/// share of all such memberships (Holler 1982).
///
/// # Examples
///
/// ```
/// use pactum::game::TuGame;
/// use pactum::number::{ratio, whole};
/// use pactum::solution::cooperative::power::{SimpleGame, public_good};
///
/// let glove = TuGame::from_fn(3, |coalition| whole((coalition.contains(0) && coalition.size() >= 2).into())).unwrap();
/// assert_eq!(public_good(&SimpleGame::new(&glove).unwrap()), [ratio(1, 2), ratio(1, 4), ratio(1, 4)]);
/// ```
pub fn public_good(game: &SimpleGame) -> Allocation<Rational> {
    let mut counts = vec![0i64; game.n_players()];
    for coalition in game.minimal_winning() {
        coalition.members().for_each(|player| counts[player] += 1);
    }
    // A simple game has a minimal winning coalition, which is not empty.
    let total = counts.iter().sum::<i64>().max(1);
    counts.into_iter().map(|count| ratio(count, total)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::voting;
    use super::*;

    #[test]
    fn by_hand() {
        let expected = [ratio(1, 3), ratio(2, 9), ratio(2, 9), ratio(2, 9)];
        assert_eq!(public_good(&voting(&[2, 1, 1, 1], 3)), expected);
    }
}
