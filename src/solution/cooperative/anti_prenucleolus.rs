//! The anti-prenucleolus.

use super::lexicographic::NucleolusPoint;
use super::nucleolus::prenucleolus;
use crate::coalition::Coalition;
use crate::error::Error;
use crate::game::{CharacteristicFunction, TuGame};
use crate::lp::LpBackend;
use crate::number::Scalar;

/// The dual game: `v*(S) = v(N) - v(N \ S)`, what the others cannot keep from `S`.
///
/// ```
/// use pactum::{game::TuGame, number::whole, solution::cooperative::dual_game};
///
/// let game = TuGame::new([0, 1, 2, 6].map(whole).to_vec()).unwrap();
/// assert_eq!(dual_game(&game).values(), [0, 4, 5, 6].map(whole));
/// ```
pub fn dual_game<S: Scalar>(game: &TuGame<S>) -> TuGame<S> {
    let grand = Coalition::grand(game.n_players());
    let total = game.grand_worth();
    let dual = |coalition: Coalition| match coalition.is_empty() {
        true => S::zero(),
        false => total.clone() - game.worth(grand.minus(coalition)),
    };
    let values = Coalition::all(game.n_players()).map(dual).collect();
    // The table has as many worths as the game's, the first of them 0.
    TuGame::new(values).unwrap_or_else(|_| game.clone())
}

/// The allocation of `v(N)` whose smallest excess is largest, lexicographically: the prenucleolus
/// of the dual game, by whose worths its chain verifies.
///
/// For the excess of `S` in the dual game is minus that of the complement in the game itself.
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
/// use pactum::solution::cooperative::anti_prenucleolus;
///
/// // Of two players, both take their worth alone and share the rest.
/// let game = TuGame::new([0, 1, 2, 6].map(whole).to_vec()).unwrap();
/// let point = anti_prenucleolus(&game, default_backend()).unwrap();
/// assert_eq!(point.allocation, [ratio(5, 2), ratio(7, 2)]);
/// let broken = TuGame::new(vec![0.0, f64::NAN, 0.0, 1.0]).unwrap();
/// assert!(anti_prenucleolus(&broken, default_backend()).is_err());
/// ```
///
/// Source: Funaki and Meinhardt 2006.
pub fn anti_prenucleolus<S: Scalar>(game: &TuGame<S>, lp: &dyn LpBackend<S>) -> Result<NucleolusPoint<S>, Error> {
    prenucleolus(&dual_game(game), lp)
}
