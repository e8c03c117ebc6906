//! The egalitarian solution of Dutta and Ray.

use crate::coalition::Coalition;
use crate::error::Error;
use crate::game::properties::convex;
use crate::game::{CharacteristicFunction, TuGame};
use crate::number::Scalar;
use crate::solution::Allocation;

/// The egalitarian solution of a convex game: the core allocation that Lorenz-dominates all others
/// (Dutta and Ray 1989).
///
/// The largest coalition of the highest worth per head shares its worth equally; then the same in
/// the game of what the others add to it, and so on.
///
/// # Errors
///
/// [`Error::Undefined`] unless the game is convex: elsewhere the solution need not exist, and this
/// procedure does not find it.
///
/// # Examples
///
/// ```
/// use pactum::Error;
/// use pactum::game::TuGame;
/// use pactum::number::whole;
/// use pactum::solution::cooperative::dutta_ray;
///
/// let game = TuGame::new([0, 4, 0, 4, 0, 5, 0, 6].map(whole).to_vec()).unwrap();
/// assert_eq!(dutta_ray(&game).unwrap(), [4, 1, 1].map(whole));
/// let majority = TuGame::new([0, 0, 0, 1, 0, 1, 1, 1].map(whole).to_vec()).unwrap();
/// assert!(matches!(dutta_ray(&majority), Err(Error::Undefined(_))));
/// ```
pub fn dutta_ray<S: Scalar>(game: &TuGame<S>) -> Result<Allocation<S>, Error> {
    if !convex(game).holds {
        return Err(Error::undefined(
            "the egalitarian solution is computed for convex games, and this game is not convex",
        ));
    }
    let n_players = game.n_players();
    let mut value = vec![S::zero(); n_players];
    let mut served = Coalition::EMPTY;
    while served != Coalition::grand(n_players) {
        let rest = Coalition::grand(n_players).minus(served);
        let (richest, per_head) = richest(game, served, rest);
        for player in richest.members() {
            value[player] = per_head.clone();
        }
        served = served.union(richest);
    }
    Ok(value)
}

/// The largest of the coalitions among the rest that add most per head to those served. In a convex
/// game their union is one of them.
fn richest<S: Scalar>(game: &TuGame<S>, served: Coalition, rest: Coalition) -> (Coalition, S) {
    let base = game.worth(served);
    let mut best: Option<(Coalition, S)> = None;
    for coalition in rest.subsets().skip(1) {
        let per_head = (game.worth(served.union(coalition)) - base.clone()) / S::from_integer(coalition.size() as i64);
        let better = best.as_ref().is_none_or(|(largest, most)| {
            let order = (per_head.clone() - most.clone()).sign();
            order.is_gt() || (order.is_eq() && coalition.size() > largest.size())
        });
        if better {
            best = Some((coalition, per_head));
        }
    }
    best.unwrap_or((rest, S::zero()))
}

#[cfg(test)]
mod tests {
    use super::super::testing::games;
    use super::*;
    use crate::number::{Rational, whole};
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        /// In the core, and no transfer from a richer to a poorer player keeps it there.
        #[test]
        fn in_the_core_and_no_transfer_makes_it_more_equal(base in games(4)) {
            let game = TuGame::from_fn(base.n_players(), |coalition| base.worth(coalition) / whole(30) + whole((coalition.size() * coalition.size()) as i64)).unwrap();
            let Ok(value) = dutta_ray(&game) else { return Ok(()) };
            let total = |coalition: Coalition| coalition.members().map(|player| value[player].clone()).sum::<Rational>();
            prop_assert_eq!(total(Coalition::grand(value.len())), game.grand_worth());
            for coalition in Coalition::all(value.len()) {
                prop_assert!(total(coalition) >= game.worth(coalition));
            }
            for rich in 0..value.len() {
                for poor in (0..value.len()).filter(|&poor| value[poor] < value[rich]) {
                    let tight = Coalition::all(value.len()).any(|coalition| coalition.contains(rich) && !coalition.contains(poor) && total(coalition) == game.worth(coalition));
                    prop_assert!(tight);
                }
            }
        }
    }
}
