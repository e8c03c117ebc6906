//! The simplified modiclus.

use super::anti_prenucleolus::dual_game;
use super::lexicographic::NucleolusPoint;
use super::nucleolus::prenucleolus;
use crate::coalition::Coalition;
use crate::error::Error;
use crate::game::{CharacteristicFunction, TuGame};
use crate::lp::LpBackend;
use crate::number::Scalar;

/// The mean `(v + v*) / 2` of a game and its dual: a game of constant sum.
///
/// ```
/// use pactum::{game::TuGame, number::{ratio, whole}, solution::cooperative::mean_with_dual};
///
/// let game = TuGame::new([0, 1, 2, 6].map(whole).to_vec()).unwrap();
/// assert_eq!(mean_with_dual(&game).values(), [whole(0), ratio(5, 2), ratio(7, 2), whole(6)]);
/// ```
pub fn mean_with_dual<S: Scalar>(game: &TuGame<S>) -> TuGame<S> {
    let dual = dual_game(game);
    let two = S::from_integer(2);
    let mean = |coalition| (game.worth(coalition) + dual.worth(coalition)) / two.clone();
    // The table has as many worths as the game's, the first of them 0.
    TuGame::new(Coalition::all(game.n_players()).map(mean).collect()).unwrap_or(dual)
}

/// The allocation that lexicographically minimises the sums of each coalition's excess in the game
/// and in its dual: the prenucleolus of their mean, by whose worths its chain verifies.
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
/// use pactum::solution::cooperative::simplified_modiclus;
///
/// // The second of two right gloves is no longer worth nothing.
/// let glove = TuGame::new([0, 0, 0, 1, 0, 1, 0, 1].map(whole).to_vec()).unwrap();
/// let point = simplified_modiclus(&glove, default_backend()).unwrap();
/// assert_eq!(point.allocation, [ratio(2, 3), ratio(1, 6), ratio(1, 6)]);
/// let broken = TuGame::new(vec![0.0, f64::NAN, 0.0, 1.0]).unwrap();
/// assert!(simplified_modiclus(&broken, default_backend()).is_err());
/// ```
///
/// Source: Tarashnina 2011.
pub fn simplified_modiclus<S: Scalar>(game: &TuGame<S>, lp: &dyn LpBackend<S>) -> Result<NucleolusPoint<S>, Error> {
    prenucleolus(&mean_with_dual(game), lp)
}
