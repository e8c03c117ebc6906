//! The least core.

use super::coalition_program::WorthTable;
use super::lexicographic::first_stage;
use crate::certificate::BalancedWeights;
use crate::error::Error;
use crate::game::{CharacteristicFunction, TuGame};
use crate::lp::LpBackend;
use crate::number::Scalar;
use crate::solution::Allocation;

/// The least core's excess, a point in it, and the proof that no other allocation does better.
#[derive(Debug, Clone, PartialEq)]
pub struct LeastCore<S> {
    /// The least `ε` such that some `x` with `x(N) = v(N)` has `x(S) >= v(S) - ε` for every
    /// proper coalition; negative where the core has room to spare.
    pub epsilon: S,
    /// Such an `x`.
    pub allocation: Allocation<S>,
    /// Weights of proper coalitions with total 1 and the same sum `c` at each player, for which
    /// `Σ λ_S v(S) - c v(N) = ε`: so that every allocation leaves some coalition that excess.
    pub weights: BalancedWeights<S>,
}

/// Minimises the largest excess of a proper non-empty coalition over all allocations of `v(N)`.
///
/// # Errors
///
/// [`Error::Undefined`] for one player, who has no proper coalition; [`Error::Input`] when a worth
/// is not finite.
///
/// Complexity: a few passes over the `2^n` worths, pivots on matrices of `n + 1` rows.
///
/// # Examples
///
/// ```
/// use pactum::game::TuGame;
/// use pactum::lp::default_backend;
/// use pactum::number::{ratio, whole};
/// use pactum::solution::cooperative::least_core;
///
/// let majority = TuGame::new([0, 0, 0, 1, 0, 1, 1, 1].map(whole).to_vec()).unwrap();
/// let found = least_core(&majority, default_backend()).unwrap();
/// assert_eq!(found.epsilon, ratio(1, 3));
/// assert!(found.weights.verify_excess_bound(&majority, &whole(1), &found.epsilon).is_ok());
///
/// let one = TuGame::new([0, 1].map(whole).to_vec()).unwrap();
/// assert!(least_core(&one, default_backend()).is_err());
/// ```
///
/// Source: Maschler, Peleg and Shapley 1979.
pub fn least_core<S: Scalar>(game: &TuGame<S>, lp: &dyn LpBackend<S>) -> Result<LeastCore<S>, Error> {
    if game.n_players() == 1 {
        return Err(Error::undefined("one player has no proper coalition, hence no largest excess"));
    }
    let stage = first_stage(&WorthTable::new(game)?, lp)?;
    let weights = stage.weights.into_iter().filter(|(_, weight)| !weight.is_zero()).collect();
    Ok(LeastCore { epsilon: stage.excess, allocation: stage.allocation, weights: BalancedWeights { weights } })
}
