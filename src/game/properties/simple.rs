//! Simple games.

use super::{Finding, Witness};
use crate::game::TuGame;
use crate::number::Scalar;
use crate::solution::cooperative::power::SimpleGame;

/// Whether the game is simple: every coalition is worth 0 or 1, all together 1, and none less than a
/// smaller one (von Neumann and Morgenstern 1944).
///
/// The witness is the reason in words.
///
/// # Examples
///
/// ```
/// use pactum::game::{TuGame, properties::simple};
///
/// assert!(simple(&TuGame::new(vec![0.0, 0.0, 0.0, 1.0]).unwrap()).holds);
/// assert!(!simple(&TuGame::new(vec![0.0, 0.0, 0.0, 2.0]).unwrap()).holds);
/// ```
pub fn simple<S: Scalar>(game: &TuGame<S>) -> Finding {
    match SimpleGame::new(game) {
        Ok(_) => Finding::holds(),
        Err(reason) => Finding::fails(Witness::Reason(reason.to_string())),
    }
}
