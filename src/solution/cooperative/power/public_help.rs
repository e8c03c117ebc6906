//! The public help index.

use num_bigint::BigInt;

use super::WinningCounts;
use crate::number::Rational;
use crate::solution::Allocation;

/// The public help index theta: in how many winning coalitions a player is, as a share of all such
/// memberships (Bertini, Gambarelli and Stach 2008).
///
/// # Examples
///
/// ```
/// use pactum::game::TuGame;
/// use pactum::number::{ratio, whole};
/// use pactum::solution::cooperative::power::{SimpleGame, WinningCounts, public_help};
///
/// let glove = TuGame::from_fn(3, |coalition| whole((coalition.contains(0) && coalition.size() >= 2).into())).unwrap();
/// let counts = WinningCounts::of(&SimpleGame::new(&glove).unwrap());
/// assert_eq!(public_help(&counts), [ratio(3, 7), ratio(2, 7), ratio(2, 7)]);
/// ```
pub fn public_help(counts: &WinningCounts) -> Allocation<Rational> {
    // The grand coalition of a simple game wins, so there are memberships.
    let total = counts.with_player.iter().sum::<BigInt>().max(BigInt::from(1));
    counts.with_player.iter().map(|count| Rational::new(count.clone(), total.clone())).collect()
}
