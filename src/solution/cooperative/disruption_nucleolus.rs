//! The disruption nucleolus.

use std::cmp::Ordering;

use super::coalition_program::WorthTable;
use super::lexicographic::{NucleolusPoint, minimum};
use crate::coalition::Coalition;
use crate::error::Error;
use crate::game::{CharacteristicFunction, TuGame};
use crate::lp::LpBackend;
use crate::number::Scalar;

/// What `S` and its complement gain by joining: `v(N) - v(S) - v(N \ S)`, the weight by which the
/// disruption nucleolus divides excesses; `None` where it is 0 and the propensity a constant.
pub fn gain_of_joining<S: Scalar>(game: &TuGame<S>, coalition: Coalition) -> Option<S> {
    let grand = Coalition::grand(game.n_players());
    let gain = game.worth(grand) - game.worth(coalition) - game.worth(grand.minus(coalition));
    (gain.sign() != Ordering::Equal).then_some(gain)
}

/// The imputation at which the coalitions' propensities to disrupt, sorted from the largest down,
/// are lexicographically least.
///
/// `S` disrupts with the propensity `(x(N \ S) - v(N \ S)) / (x(S) - v(S))`, what the others lose
/// to what it loses itself. With the gain of joining `g_S = v(N) - v(S) - v(N \ S) > 0`, that is
/// `g_S / (x(S) - v(S)) - 1`, which among positive losses rises exactly as the excess
/// `(v(S) - x(S)) / g_S` does: this excess is minimised. Its chain verifies with the weights
/// [`gain_of_joining`].
///
/// # Errors
///
/// [`Error::Undefined`] when there is no imputation, when a coalition and its complement lose by
/// joining (it is named), or when too few gain to determine a point; [`Error::Input`] when a worth
/// is not finite.
///
/// # Examples
///
/// ```
/// use pactum::game::TuGame;
/// use pactum::lp::default_backend;
/// use pactum::number::whole;
/// use pactum::solution::cooperative::disruption_nucleolus;
///
/// let game = TuGame::new([0, 1, 2, 6].map(whole).to_vec()).unwrap();
/// let point = disruption_nucleolus(&game, default_backend()).unwrap();
/// assert_eq!(point.allocation, [pactum::number::ratio(5, 2), pactum::number::ratio(7, 2)]);
/// // Nobody gains by joining: every propensity is a constant.
/// let additive = TuGame::new([0, 1, 2, 3].map(whole).to_vec()).unwrap();
/// assert!(disruption_nucleolus(&additive, default_backend()).is_err());
/// ```
///
/// Source: Littlechild and Vaidya 1976.
pub fn disruption_nucleolus<S: Scalar>(game: &TuGame<S>, lp: &dyn LpBackend<S>) -> Result<NucleolusPoint<S>, Error> {
    let n = game.n_players();
    let loses =
        |coalition: &Coalition| gain_of_joining(game, *coalition).is_some_and(|gain| gain.sign() == Ordering::Less);
    if let Some(coalition) = Coalition::all(n).find(loses) {
        return Err(Error::undefined(format!("the coalition {coalition} and its complement lose by joining")));
    }
    let mut table = WorthTable::new(game)?;
    table.set_weights_to_gains();
    minimum(&table, true, lp)
}
