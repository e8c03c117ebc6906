//! How far a game is from additive.

use crate::game::TuGame;
use crate::game::dividends::harsanyi_dividends;
use crate::number::Scalar;

/// The least `k` for which the game is k-additive, that is without dividends of coalitions of more
/// than `k` players (Grabisch 1997): 1 for additive games, 0 for the zero game.
///
/// # Examples
///
/// ```
/// use pactum::game::{TuGame, properties::additivity};
///
/// assert_eq!(additivity(&TuGame::new(vec![0.0, 1.0, 2.0, 3.0]).unwrap()), 1);
/// assert_eq!(additivity(&TuGame::new(vec![0.0, 1.0, 2.0, 4.0]).unwrap()), 2);
/// ```
pub fn additivity<S: Scalar>(game: &TuGame<S>) -> usize {
    let dividends = harsanyi_dividends(game);
    let sizes = dividends.iter().enumerate().filter(|(_, dividend)| !dividend.sign().is_eq());
    sizes.map(|(mask, _)| mask.count_ones() as usize).max().unwrap_or(0)
}
