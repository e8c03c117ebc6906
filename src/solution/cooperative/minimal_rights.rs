//! Minimal rights.

use super::tau::utopia_and_minimal_rights;
use crate::game::TuGame;
use crate::number::Scalar;
use crate::solution::Allocation;

/// The minimal rights vector: what each player can claim when everybody else in some coalition gets
/// its utopia payoff, `m_i = max over S with i of v(S) - sum over j in S - i of M_j` (Tijs 1981).
///
/// It need not sum to `v(N)`; every core allocation gives at least as much.
///
/// # Examples
///
/// ```
/// use pactum::game::TuGame;
/// use pactum::solution::cooperative::minimal_rights;
///
/// let game = TuGame::new(vec![0.0, 0.0, 0.0, 3.0, 0.0, 3.0, 2.0, 5.0]).unwrap();
/// assert_eq!(minimal_rights(&game), [1.0, 0.0, 0.0]);
/// ```
pub fn minimal_rights<S: Scalar>(game: &TuGame<S>) -> Allocation<S> {
    utopia_and_minimal_rights(game).1
}
