//! The nucleolus and the prenucleolus.

use super::coalition_program::WorthTable;
use super::lexicographic::{NucleolusPoint, minimum};
use crate::error::Error;
use crate::game::TuGame;
use crate::lp::LpBackend;
use crate::number::Scalar;

/// The nucleolus: the imputation whose excesses `v(S) - x(S)`, sorted from the largest down, are
/// lexicographically least.
///
/// It is one point, in the core where that is not empty. The chain of its excess levels proves it:
/// [`crate::certificate::ExcessChain::verify`] with `imputation`.
///
/// # Errors
///
/// [`Error::Undefined`] when there is no imputation, that is when `Σ v(i) > v(N)`;
/// [`Error::Input`] when a worth is not finite.
///
/// Complexity: at most `n - 1` stages, each a few passes over the `2^n` worths and pivots on
/// matrices of `n + 1` rows.
///
/// # Examples
///
/// ```
/// use pactum::game::TuGame;
/// use pactum::lp::default_backend;
/// use pactum::number::{ratio, whole};
/// use pactum::solution::cooperative::nucleolus;
///
/// let majority = TuGame::new([0, 0, 0, 1, 0, 1, 1, 1].map(whole).to_vec()).unwrap();
/// let point = nucleolus(&majority, default_backend()).unwrap();
/// assert_eq!(point.allocation, vec![ratio(1, 3); 3]);
///
/// // Two players who are worth more apart have no imputation.
/// let apart = TuGame::new([0, 2, 2, 3].map(whole).to_vec()).unwrap();
/// assert!(nucleolus(&apart, default_backend()).is_err());
/// ```
///
/// Sources: Schmeidler 1969; Kohlberg 1971; Maschler, Peleg and Shapley 1979.
pub fn nucleolus<S: Scalar>(game: &TuGame<S>, lp: &dyn LpBackend<S>) -> Result<NucleolusPoint<S>, Error> {
    minimum(&WorthTable::new(game)?, true, lp)
}

/// The prenucleolus: the same over all allocations of `v(N)`, whatever players are worth alone.
/// It always exists.
///
/// # Errors
///
/// [`Error::Input`] when a worth is not finite.
///
/// # Examples
///
/// ```
/// use pactum::game::TuGame;
/// use pactum::lp::default_backend;
/// use pactum::number::{ratio, whole};
/// use pactum::solution::cooperative::prenucleolus;
///
/// let apart = TuGame::new([0, 2, 2, 3].map(whole).to_vec()).unwrap();
/// assert_eq!(prenucleolus(&apart, default_backend()).unwrap().allocation, vec![ratio(3, 2); 2]);
/// ```
///
/// Sources: Schmeidler 1969; Sobolev 1975.
pub fn prenucleolus<S: Scalar>(game: &TuGame<S>, lp: &dyn LpBackend<S>) -> Result<NucleolusPoint<S>, Error> {
    minimum(&WorthTable::new(game)?, false, lp)
}

#[cfg(test)]
mod tests;
