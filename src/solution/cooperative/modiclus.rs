//! The modiclus.

use super::anti_prenucleolus::dual_game;
use super::lexicographic::NucleolusPoint;
use super::nucleolus::prenucleolus;
use crate::coalition::Coalition;
use crate::error::Error;
use crate::game::{CharacteristicFunction, TuGame};
use crate::lp::LpBackend;
use crate::number::Scalar;

/// The most players whose dual cover is tabled: 2^20 worths.
const MAX_PLAYERS: usize = 10;

/// The dual cover: twice the players, `N` and its copy `N*`, and
/// `v(S ∪ T*) = max(v(S) + v*(T), v*(S) + v(T))`, `v*` being the dual game.
///
/// # Errors
///
/// [`Error::TooLarge`] above 10 players.
///
/// ```
/// use pactum::{game::TuGame, number::whole, solution::cooperative::dual_cover};
///
/// let one = TuGame::new([0, 3].map(whole).to_vec()).unwrap();
/// assert_eq!(dual_cover(&one).unwrap().values(), [0, 3, 3, 6].map(whole));
/// let many = TuGame::from_fn(11, |_| 0.0).unwrap();
/// assert!(dual_cover(&many).is_err());
/// ```
pub fn dual_cover<S: Scalar>(game: &TuGame<S>) -> Result<TuGame<S>, Error> {
    let n = game.n_players();
    if n > MAX_PLAYERS {
        return Err(Error::TooLarge {
            what: format!("the modiclus for {n} players"),
            needed: format!("a table of 4^{n} worths"),
            limit: format!("4^{MAX_PLAYERS}"),
            remedy: "the simplified modiclus needs no larger table than the game".into(),
        });
    }
    let dual = dual_game(game);
    TuGame::from_fn(2 * n, |coalition| {
        let (own, copy) = (coalition.intersection(Coalition::grand(n)), Coalition(coalition.0 >> n));
        (game.worth(own) + dual.worth(copy)).larger(dual.worth(own) + game.worth(copy))
    })
}

/// The allocation of `v(N)` that lexicographically minimises the differences of excesses
/// `e(S, x) - e(T, x)` over all pairs of coalitions.
///
/// It is the prenucleolus of the [`dual_cover`], restricted to the players themselves; there, its
/// chain verifies for the allocation followed by a copy of itself.
///
/// # Errors
///
/// [`Error::TooLarge`] above 10 players; [`Error::Input`] when a worth is not finite.
///
/// Complexity: that of a prenucleolus with twice as many players.
///
/// # Examples
///
/// ```
/// use pactum::game::TuGame;
/// use pactum::lp::default_backend;
/// use pactum::number::{ratio, whole};
/// use pactum::solution::cooperative::modiclus;
///
/// // The two owners of a right glove can also stay away together: they get half.
/// let glove = TuGame::new([0, 0, 0, 1, 0, 1, 0, 1].map(whole).to_vec()).unwrap();
/// let point = modiclus(&glove, default_backend()).unwrap();
/// assert_eq!(point.allocation, [ratio(1, 2), ratio(1, 4), ratio(1, 4)]);
/// let many = TuGame::from_fn(11, |_| whole(0)).unwrap();
/// assert!(modiclus(&many, default_backend()).is_err());
/// ```
///
/// Source: Sudhölter 1997.
pub fn modiclus<S: Scalar>(game: &TuGame<S>, lp: &dyn LpBackend<S>) -> Result<NucleolusPoint<S>, Error> {
    let mut point = prenucleolus(&dual_cover(game)?, lp)?;
    point.allocation.truncate(game.n_players());
    Ok(point)
}
