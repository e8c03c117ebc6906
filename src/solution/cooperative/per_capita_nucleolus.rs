//! The per-capita nucleolus and prenucleolus.

use super::coalition_program::WorthTable;
use super::lexicographic::{NucleolusPoint, minimum};
use crate::error::Error;
use crate::game::TuGame;
use crate::lp::LpBackend;
use crate::number::Scalar;

/// The nucleolus of excesses per member, `(v(S) - x(S)) / |S|`, over the imputations.
///
/// Its chain verifies with the weight `|S|` of each coalition.
///
/// # Errors
///
/// [`Error::Undefined`] when there is no imputation; [`Error::Input`] when a worth is not finite.
///
/// # Examples
///
/// ```
/// use pactum::game::TuGame;
/// use pactum::lp::default_backend;
/// use pactum::number::{ratio, whole};
/// use pactum::solution::cooperative::{nucleolus, per_capita_nucleolus};
///
/// let game = TuGame::new([0, 0, 0, 4, 0, 3, 2, 6].map(whole).to_vec()).unwrap();
/// let point = per_capita_nucleolus(&game, default_backend()).unwrap();
/// assert_eq!(point.allocation.iter().sum::<pactum::Rational>(), whole(6));
/// let apart = TuGame::new([0, 2, 2, 3].map(whole).to_vec()).unwrap();
/// assert!(per_capita_nucleolus(&apart, default_backend()).is_err());
/// ```
///
/// Source: Grotte 1970.
pub fn per_capita_nucleolus<S: Scalar>(game: &TuGame<S>, lp: &dyn LpBackend<S>) -> Result<NucleolusPoint<S>, Error> {
    let mut table = WorthTable::new(game)?;
    table.set_weights_to_sizes();
    minimum(&table, true, lp)
}

/// The same over all allocations of `v(N)`; it always exists.
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
/// use pactum::solution::cooperative::per_capita_prenucleolus;
///
/// let apart = TuGame::new([0, 2, 2, 3].map(whole).to_vec()).unwrap();
/// let point = per_capita_prenucleolus(&apart, default_backend()).unwrap();
/// assert_eq!(point.allocation, vec![ratio(3, 2); 2]);
/// ```
///
/// Source: Grotte 1970.
pub fn per_capita_prenucleolus<S: Scalar>(game: &TuGame<S>, lp: &dyn LpBackend<S>) -> Result<NucleolusPoint<S>, Error> {
    let mut table = WorthTable::new(game)?;
    table.set_weights_to_sizes();
    minimum(&table, false, lp)
}
