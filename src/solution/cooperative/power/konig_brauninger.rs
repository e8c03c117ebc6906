//! The König-Bräuninger index.

use num_bigint::BigInt;

use super::WinningCounts;
use crate::number::Rational;
use crate::solution::Allocation;

/// The inclusiveness index of König and Bräuninger: the share of the winning coalitions that a
/// player is in (König and Bräuninger 1998).
///
/// # Examples
///
/// ```
/// use pactum::game::TuGame;
/// use pactum::number::{ratio, whole};
/// use pactum::solution::cooperative::power::{SimpleGame, WinningCounts, konig_brauninger};
///
/// let glove = TuGame::from_fn(3, |coalition| whole((coalition.contains(0) && coalition.size() >= 2).into())).unwrap();
/// let counts = WinningCounts::of(&SimpleGame::new(&glove).unwrap());
/// assert_eq!(konig_brauninger(&counts), [whole(1), ratio(2, 3), ratio(2, 3)]);
/// ```
pub fn konig_brauninger(counts: &WinningCounts) -> Allocation<Rational> {
    // The grand coalition of a simple game wins.
    let winning = counts.winning.clone().max(BigInt::from(1));
    counts.with_player.iter().map(|count| Rational::new(count.clone(), winning.clone())).collect()
}
