//! The proportional nucleolus.

use std::cmp::Ordering;

use super::coalition_program::WorthTable;
use super::lexicographic::{NucleolusPoint, minimum};
use crate::coalition::Coalition;
use crate::error::Error;
use crate::game::{CharacteristicFunction, TuGame};
use crate::lp::LpBackend;
use crate::number::Scalar;

/// The nucleolus of excesses in proportion to worth, `(v(S) - x(S)) / v(S)`, over the imputations.
///
/// Its chain verifies with the weight `v(S)` of each coalition.
///
/// # Errors
///
/// [`Error::Undefined`] when there is no imputation, or when a proper coalition is worth 0 or less
/// (it is named); [`Error::Input`] when a worth is not finite.
///
/// # Examples
///
/// ```
/// use pactum::game::TuGame;
/// use pactum::lp::default_backend;
/// use pactum::number::whole;
/// use pactum::solution::cooperative::proportional_nucleolus;
///
/// let game = TuGame::new([0, 1, 2, 6].map(whole).to_vec()).unwrap();
/// assert_eq!(proportional_nucleolus(&game, default_backend()).unwrap().allocation, [2, 4].map(whole));
/// let game = TuGame::new([0, 0, 2, 6].map(whole).to_vec()).unwrap();
/// assert!(proportional_nucleolus(&game, default_backend()).is_err());
/// ```
///
/// Source: Young, Okada and Hashimoto 1982.
pub fn proportional_nucleolus<S: Scalar>(game: &TuGame<S>, lp: &dyn LpBackend<S>) -> Result<NucleolusPoint<S>, Error> {
    let n = game.n_players();
    let grand = Coalition::grand(n);
    let mut proper = Coalition::all(n).skip(1).filter(|coalition| *coalition != grand);
    if let Some(coalition) = proper.find(|coalition| game.worth(*coalition).sign() != Ordering::Greater) {
        return Err(Error::undefined(format!("the coalition {coalition} is not worth more than 0")));
    }
    let mut table = WorthTable::new(game)?;
    table.set_weights_to_worths();
    minimum(&table, true, lp)
}
