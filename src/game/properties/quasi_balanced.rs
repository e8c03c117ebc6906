//! Quasi-balanced games.

use super::{Finding, Witness};
use crate::game::TuGame;
use crate::number::Scalar;
use crate::solution::cooperative::tau;

/// Whether the minimal rights are at most the utopia payoffs and `v(N)` lies between their sums:
/// whether the tau value is defined (Tijs 1981). Games with a core are.
///
/// The witness is the reason in words.
///
/// # Examples
///
/// ```
/// use pactum::game::{TuGame, properties::quasi_balanced};
///
/// assert!(quasi_balanced(&TuGame::new(vec![0.0, 1.0, 1.0, 2.0]).unwrap()).holds);
/// assert!(!quasi_balanced(&TuGame::new(vec![0.0, 1.0, 1.0, 1.0]).unwrap()).holds);
/// ```
pub fn quasi_balanced<S: Scalar>(game: &TuGame<S>) -> Finding {
    let finding = match tau(game) {
        Ok(_) => Finding::holds(),
        Err(reason) => Finding::fails(Witness::Reason(reason.to_string())),
    };
    Finding { tolerance: S::tolerance().to_f64(), ..finding }
}
