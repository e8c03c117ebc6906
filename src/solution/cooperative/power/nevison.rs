//! The Nevison index.

use super::WinningCounts;
use crate::number::Rational;
use crate::solution::Allocation;

/// The Nevison index: the share of the coalitions with a player that win (Nevison 1979).
///
/// # Examples
///
/// ```
/// use pactum::game::TuGame;
/// use pactum::number::{ratio, whole};
/// use pactum::solution::cooperative::power::{SimpleGame, WinningCounts, nevison};
///
/// let glove = TuGame::from_fn(3, |coalition| whole((coalition.contains(0) && coalition.size() >= 2).into())).unwrap();
/// let counts = WinningCounts::of(&SimpleGame::new(&glove).unwrap());
/// assert_eq!(nevison(&counts), [ratio(3, 4), ratio(1, 2), ratio(1, 2)]);
/// ```
pub fn nevison(counts: &WinningCounts) -> Allocation<Rational> {
    let coalitions = counts.coalitions() >> 1usize;
    counts.with_player.iter().map(|count| Rational::new(count.clone(), coalitions.clone())).collect()
}
